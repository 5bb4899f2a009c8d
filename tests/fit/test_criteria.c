/* Points of the criteria: by hand, and against a second reckoning that compares fractions instead of dividing. */
#include "support.h"

#include <math.h>

#include "base/random.h"

enum { ROWS = 7, COLUMNS = 9, ITEMS = 6 };

static mmatch_criterion criterion_of(int32_t points, int32_t must, int32_t missing)
{
    mmatch_criterion criterion = {0};
    criterion.struct_size = sizeof criterion;
    criterion.points = points;
    criterion.must = must;
    criterion.missing = missing;
    return criterion;
}

static mmatch_fit *fit_of(mmatch_context *context, int64_t rows, int64_t columns)
{
    mmatch_fit *fit = NULL;
    assert_int_equal(mmatch_fit_create(context, rows, columns, &fit), MMATCH_OK);
    return fit;
}

/* Points of the only criterion of a fit; -1 when it rules the pair out. */
static int32_t points_of(mmatch_context *context, const mmatch_fit *fit, int64_t row, int64_t column)
{
    int32_t points = -7;
    int32_t is_ruled_out = -7;
    assert_int_equal(mmatch_fit_explain(context, fit, row, column, &points, &is_ruled_out), MMATCH_OK);
    return is_ruled_out ? -1 : points;
}

static void overlap_is_the_share_of_wanted_levels_that_is_offered(void **state)
{
    mmatch_context *const context = plain_context();
    /* wants: 0: python at 3, speaking at 2; 1: nothing; 2: python at 1 */
    const int64_t wanted_offsets[4] = {0, 2, 2, 3};
    const int32_t wanted_items[3] = {9, 4, 9};
    const int32_t wanted_levels[3] = {3, 2, 1};
    /* offers: 0: speaking at 5; 1: speaking at 1 and python at 3; 2: nothing of it; 3: no answer */
    const int64_t offered_offsets[5] = {0, 1, 3, 4, 4};
    const int32_t offered_items[4] = {4, 4, 9, 7};
    const int32_t offered_levels[4] = {5, 1, 3, 5};
    const mmatch_sets wanted = {wanted_offsets, wanted_items, wanted_levels};
    const mmatch_sets offered = {offered_offsets, offered_items, offered_levels};
    const mmatch_criterion neutral = criterion_of(5001, 0, MMATCH_MISSING_NEUTRAL);
    const mmatch_criterion must = criterion_of(0, 1, MMATCH_MISSING_ZERO);
    mmatch_fit *fit = fit_of(context, 3, 4);
    (void)state;
    assert_int_equal(mmatch_fit_add_overlap(context, fit, &neutral, &wanted, &offered), MMATCH_OK);
    assert_int_equal(points_of(context, fit, 0, 0), 2000); /* 2 of 5, 2000.4 */
    assert_int_equal(points_of(context, fit, 0, 1), 4001); /* 4 of 5, 4000.8 */
    assert_int_equal(points_of(context, fit, 0, 2), 0);
    assert_int_equal(points_of(context, fit, 0, 3), 2500); /* missing: half, rounded down */
    assert_int_equal(points_of(context, fit, 1, 0), 2500);
    assert_int_equal(points_of(context, fit, 2, 1), 5001);
    mmatch_fit_destroy(fit);
    fit = fit_of(context, 3, 4);
    assert_int_equal(mmatch_fit_add_overlap(context, fit, &must, &wanted, &offered), MMATCH_OK);
    assert_int_equal(points_of(context, fit, 0, 1), -1);
    assert_int_equal(points_of(context, fit, 2, 1), 0); /* met, and gives no points */
    assert_int_equal(points_of(context, fit, 1, 1), -1);
    assert_int_equal(mmatch_fit_criterion_points(fit, 0), 0);
    mmatch_fit_destroy(fit);
    mmatch_context_destroy(context);
}

static void codes_are_same_or_different_or_missing(void **state)
{
    mmatch_context *const context = plain_context();
    const int32_t rows[3] = {1, 2, -1};
    const int32_t columns[2] = {1, -1};
    const int32_t missing_rules[3] = {MMATCH_MISSING_ZERO, MMATCH_MISSING_NEUTRAL, MMATCH_MISSING_RULE_OUT};
    const int32_t expected_missing[3] = {0, 500, -1};
    const int32_t expected_missing_must[3] = {-1, 0, -1};
    int k;
    (void)state;
    for (k = 0; k < 3; k++) {
        const mmatch_criterion points = criterion_of(0, 0, missing_rules[k]);
        const mmatch_criterion must = criterion_of(0, 1, missing_rules[k]);
        mmatch_fit *const same = fit_of(context, 3, 2);
        mmatch_fit *const different = fit_of(context, 3, 2);
        mmatch_fit *const same_must = fit_of(context, 3, 2);
        assert_int_equal(mmatch_fit_add_same(context, same, &points, rows, columns), MMATCH_OK);
        assert_int_equal(mmatch_fit_add_different(context, different, &points, rows, columns), MMATCH_OK);
        assert_int_equal(mmatch_fit_add_same(context, same_must, &must, rows, columns), MMATCH_OK);
        assert_int_equal(points_of(context, same, 0, 0), 1000);
        assert_int_equal(points_of(context, same, 1, 0), 0);
        assert_int_equal(points_of(context, different, 0, 0), 0);
        assert_int_equal(points_of(context, different, 1, 0), 1000);
        assert_int_equal(points_of(context, same_must, 0, 0), 0);
        assert_int_equal(points_of(context, same_must, 1, 0), -1);
        assert_int_equal(points_of(context, same, 0, 1), expected_missing[k]);
        assert_int_equal(points_of(context, different, 2, 0), expected_missing[k]);
        assert_int_equal(points_of(context, same_must, 2, 0), expected_missing_must[k]);
        mmatch_fit_destroy(same);
        mmatch_fit_destroy(different);
        mmatch_fit_destroy(same_must);
    }
    mmatch_context_destroy(context);
}

static void closeness_falls_in_a_line_to_zero_at_the_span(void **state)
{
    mmatch_context *const context = plain_context();
    const double rows[4] = {1, 3, NAN, 5};
    const double columns[3] = {1, 2, 5};
    const mmatch_criterion points = criterion_of(1000, 0, MMATCH_MISSING_RULE_OUT);
    const mmatch_criterion must = criterion_of(1000, 1, MMATCH_MISSING_NEUTRAL);
    mmatch_fit *fit = fit_of(context, 4, 3);
    (void)state;
    assert_int_equal(mmatch_fit_add_close(context, fit, &points, rows, columns, 0), MMATCH_OK); /* span 4, the range */
    assert_int_equal(points_of(context, fit, 0, 0), 1000);
    assert_int_equal(points_of(context, fit, 0, 1), 750);
    assert_int_equal(points_of(context, fit, 0, 2), 0);
    assert_int_equal(points_of(context, fit, 1, 2), 500);
    assert_int_equal(points_of(context, fit, 2, 0), -1);
    mmatch_fit_destroy(fit);
    fit = fit_of(context, 4, 3);
    assert_int_equal(mmatch_fit_add_close(context, fit, &must, rows, columns, 2), MMATCH_OK);
    assert_int_equal(points_of(context, fit, 1, 2), 0); /* exactly at the span */
    assert_int_equal(points_of(context, fit, 0, 2), -1);
    assert_int_equal(points_of(context, fit, 2, 2), 0);
    mmatch_fit_destroy(fit);
    fit = fit_of(context, 1, 1);
    assert_int_equal(mmatch_fit_add_close(context, fit, &points, rows, columns, 0), MMATCH_OK); /* all equal: no range */
    assert_int_equal(points_of(context, fit, 0, 0), 1000);
    mmatch_fit_destroy(fit);
    mmatch_context_destroy(context);
}

static void an_ideal_gap_counts_upwards_or_reversed(void **state)
{
    mmatch_context *const context = plain_context();
    const double rows[2] = {4, 9};
    const double columns[4] = {6, 5, 3, 20};
    const mmatch_criterion points = criterion_of(2000, 0, 0);
    mmatch_fit *fit = fit_of(context, 2, 4);
    (void)state;
    assert_int_equal(mmatch_fit_add_gap(context, fit, &points, rows, columns, 2, 2), MMATCH_OK);
    assert_int_equal(points_of(context, fit, 0, 0), 2000);
    assert_int_equal(points_of(context, fit, 0, 1), 1000);
    assert_int_equal(points_of(context, fit, 0, 2), 0);
    assert_int_equal(points_of(context, fit, 0, 3), 0);
    mmatch_fit_destroy(fit);
    fit = fit_of(context, 2, 4);
    assert_int_equal(mmatch_fit_add_gap(context, fit, &points, rows, columns, -3, 1), MMATCH_OK);
    assert_int_equal(points_of(context, fit, 1, 0), 2000);
    assert_int_equal(points_of(context, fit, 1, 1), 0);
    mmatch_fit_destroy(fit);
    mmatch_context_destroy(context);
}

/* A is above p when the chain of managers of p meets A: walked, not numbered. */
static int is_above(const int32_t *managers, int32_t above, int32_t person)
{
    while (person >= 0) {
        if (person == above) {
            return 1;
        }
        person = managers[person];
    }
    return 0;
}

static void nobody_is_paired_with_somebody_above_or_below(void **state)
{
    enum { PEOPLE = 14 };
    mmatch_context *const context = plain_context();
    mmatch__random random = mmatch__random_seeded(12);
    int trial;
    (void)state;
    for (trial = 0; trial < 300; trial++) {
        int32_t managers[PEOPLE];
        int32_t rows[PEOPLE + 1];
        mmatch_fit *const fit = fit_of(context, PEOPLE + 1, PEOPLE + 1);
        int a;
        int b;
        for (a = 0; a < PEOPLE; a++) {
            /* managers come first in an order that is then mixed up by a stride prime to PEOPLE */
            managers[a * 5 % PEOPLE] = mmatch__random_below(&random, 4) == 0 || a == 0
                                           ? -1
                                           : (int32_t)mmatch__random_below(&random, (uint64_t)a) * 5 % PEOPLE;
            rows[a] = a;
        }
        rows[PEOPLE] = -1;
        assert_int_equal(mmatch_fit_add_outside_reporting_line(context, fit, NULL, managers, PEOPLE, rows, rows),
                         MMATCH_OK);
        for (a = 0; a <= PEOPLE; a++) {
            for (b = 0; b <= PEOPLE; b++) {
                const int is_in_line = a < PEOPLE && b < PEOPLE &&
                                       (is_above(managers, a, b) || is_above(managers, b, a));
                assert_int_equal(points_of(context, fit, a, b), is_in_line ? -1 : 0);
            }
        }
        mmatch_fit_destroy(fit);
    }
    mmatch_context_destroy(context);
}

static void a_reporting_line_of_a_hundred_thousand_is_no_deeper_than_one_of_two(void **state)
{
    enum { PEOPLE = 100000 };
    mmatch_context *const context = plain_context();
    static int32_t managers[PEOPLE];
    const int32_t rows[2] = {0, PEOPLE - 1};
    mmatch_fit *const fit = fit_of(context, 2, 2);
    int32_t person;
    (void)state;
    for (person = 0; person < PEOPLE; person++) {
        managers[person] = person - 1;
    }
    assert_int_equal(mmatch_fit_add_outside_reporting_line(context, fit, NULL, managers, PEOPLE, rows, rows), MMATCH_OK);
    assert_int_equal(points_of(context, fit, 0, 1), -1);
    assert_int_equal(points_of(context, fit, 1, 0), -1);
    mmatch_fit_destroy(fit);
    mmatch_context_destroy(context);
}

/* Random sets of both sides as a table of levels, 0 for "not listed". */
typedef struct level_table {
    int32_t levels[COLUMNS][ITEMS];
    int64_t offsets[COLUMNS + 1];
    int32_t items[COLUMNS * ITEMS];
    int32_t item_levels[COLUMNS * ITEMS];
} level_table;

static void draw_levels(mmatch__random *random, level_table *table)
{
    int person;
    int item;
    int64_t count = 0;
    for (person = 0; person < COLUMNS; person++) {
        for (item = ITEMS - 1; item >= 0; item--) { /* descending: the library has to sort */
            const int32_t level = (int32_t)mmatch__random_below(random, 5);
            table->levels[person][item] = level;
            if (level > 0) {
                table->items[count] = item * 1000003;
                table->item_levels[count] = level;
                count++;
            }
        }
        table->offsets[person + 1] = count;
    }
}

/* True when points is the fraction part / whole of most, rounded half up: 2 P part - whole < 2 whole points <= 2 P part
 * + whole. */
static int is_rounded_fraction(int64_t points, int64_t most, int64_t part, int64_t whole)
{
    return 2 * whole * points <= 2 * most * part + whole && 2 * whole * points > 2 * most * part - whole;
}

static void shares_of_random_fits_are_right_and_add_up_to_the_score(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch__random random = mmatch__random_seeded(13);
    int trial;
    (void)state;
    for (trial = 0; trial < 200; trial++) {
        static level_table wanted;
        static level_table offered;
        const mmatch_sets wanted_sets = {wanted.offsets, wanted.items, wanted.item_levels};
        const mmatch_sets offered_sets = {offered.offsets, offered.items, offered.item_levels};
        const mmatch_criterion overlap = criterion_of(1 + (int32_t)mmatch__random_below(&random, 9999), 0, 0);
        const mmatch_criterion gap = criterion_of(1 + (int32_t)mmatch__random_below(&random, 9999), 0, 0);
        const mmatch_criterion same = criterion_of(0, 1, MMATCH_MISSING_NEUTRAL);
        const int32_t ideal = (int32_t)mmatch__random_below(&random, 7) - 3;
        const int32_t tolerance = 1 + (int32_t)mmatch__random_below(&random, 6);
        double row_values[ROWS];
        double column_values[COLUMNS];
        int32_t row_codes[ROWS];
        int32_t column_codes[COLUMNS];
        mmatch_fit *const fit = fit_of(context, ROWS, COLUMNS);
        mmatch_scores *scores = NULL;
        int row;
        int column;
        memset(&wanted, 0, sizeof wanted);
        memset(&offered, 0, sizeof offered);
        draw_levels(&random, &wanted);
        draw_levels(&random, &offered);
        for (column = 0; column < COLUMNS; column++) {
            column_values[column] = (double)mmatch__random_below(&random, 20);
            column_codes[column] = (int32_t)mmatch__random_below(&random, 4) - 1;
        }
        for (row = 0; row < ROWS; row++) {
            row_values[row] = (double)mmatch__random_below(&random, 20);
            row_codes[row] = (int32_t)mmatch__random_below(&random, 4) - 1;
        }
        assert_int_equal(mmatch_fit_add_overlap(context, fit, &overlap, &wanted_sets, &offered_sets), MMATCH_OK);
        assert_int_equal(mmatch_fit_add_gap(context, fit, &gap, row_values, column_values, ideal, tolerance), MMATCH_OK);
        assert_int_equal(mmatch_fit_add_same(context, fit, &same, row_codes, column_codes), MMATCH_OK);
        assert_int_equal(mmatch_fit_scores(context, fit, &scores), MMATCH_OK);
        for (row = 0; row < ROWS; row++) {
            double values[COLUMNS];
            assert_int_equal(mmatch_scores_read_row(context, scores, row, values), MMATCH_OK);
            for (column = 0; column < COLUMNS; column++) {
                int32_t points[3];
                int32_t ruled_out_by[3];
                int64_t met = 0;
                int64_t whole = 0;
                int offers_any = 0;
                int item;
                const double distance = fabs(column_values[column] - row_values[row] - ideal);
                const int is_same = row_codes[row] == column_codes[column] || row_codes[row] < 0 ||
                                    column_codes[column] < 0;
                assert_int_equal(mmatch_fit_explain(context, fit, row, column, points, ruled_out_by), MMATCH_OK);
                for (item = 0; item < ITEMS; item++) {
                    const int32_t need = wanted.levels[row][item];
                    const int32_t have = offered.levels[column][item];
                    met += have < need ? have : need;
                    whole += need;
                    offers_any |= have > 0;
                }
                if (whole == 0 || !offers_any) {
                    assert_int_equal(points[0], 0);
                } else {
                    assert_true(is_rounded_fraction(points[0], overlap.points, met, whole));
                }
                if (distance >= tolerance) {
                    assert_int_equal(points[1], 0);
                } else {
                    assert_true(is_rounded_fraction(points[1], gap.points, tolerance - (int64_t)distance, tolerance));
                }
                assert_int_equal(points[2], 0);
                assert_int_equal(ruled_out_by[0] + ruled_out_by[1], 0);
                assert_int_equal(ruled_out_by[2], !is_same);
                if (is_same) {
                    assert_true(values[column] == points[0] + points[1] + points[2]);
                } else {
                    assert_true(values[column] == -(double)INFINITY);
                }
            }
        }
        mmatch_scores_destroy(scores);
        mmatch_fit_destroy(fit);
    }
    mmatch_context_destroy(context);
}

static void an_empty_side_and_a_fit_without_criteria_have_scores(void **state)
{
    mmatch_context *const context = plain_context();
    double values[2] = {7, 7};
    mmatch_scores *scores = NULL;
    mmatch_fit *fit = fit_of(context, 0, 5);
    (void)state;
    assert_int_equal(mmatch_fit_add_same(context, fit, NULL, NULL, (const int32_t[]){1, 1, 1, 1, 1}), MMATCH_OK);
    assert_int_equal(mmatch_fit_scores(context, fit, &scores), MMATCH_OK);
    assert_int_equal(mmatch_scores_row_count(scores), 0);
    mmatch_scores_destroy(scores);
    mmatch_fit_destroy(fit);
    fit = fit_of(context, 1, 2);
    assert_int_equal(mmatch_fit_scores(context, fit, &scores), MMATCH_OK);
    assert_int_equal(mmatch_scores_read_row(context, scores, 0, values), MMATCH_OK);
    assert_true(values[0] == 0 && values[1] == 0);
    mmatch_scores_destroy(scores);
    mmatch_fit_destroy(fit);
    mmatch_fit_destroy(NULL);
    mmatch_context_destroy(context);
}

static void many_criteria_keep_names_and_points_in_order(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch_fit *const fit = fit_of(context, 1, 1);
    const int32_t code[1] = {0};
    char name[3] = "c?";
    int32_t points[20];
    int k;
    (void)state;
    for (k = 0; k < 20; k++) {
        mmatch_criterion criterion = criterion_of(k + 1, 0, 0);
        name[1] = (char)('a' + k);
        criterion.name = name; /* copied: the next round overwrites it */
        assert_int_equal(mmatch_fit_add_same(context, fit, &criterion, code, code), MMATCH_OK);
    }
    assert_int_equal(mmatch_fit_criterion_count(fit), 20);
    assert_int_equal(mmatch_fit_explain(context, fit, 0, 0, points, NULL), MMATCH_OK);
    for (k = 0; k < 20; k++) {
        name[1] = (char)('a' + k);
        assert_string_equal(mmatch_fit_criterion_name(fit, k), name);
        assert_int_equal(mmatch_fit_criterion_points(fit, k), k + 1);
        assert_int_equal(points[k], k + 1);
    }
    assert_null(mmatch_fit_criterion_name(fit, 20));
    assert_null(mmatch_fit_criterion_name(fit, -1));
    assert_int_equal(mmatch_fit_criterion_points(fit, 20), -1);
    assert_int_equal(mmatch_fit_row_count(fit), 1);
    assert_int_equal(mmatch_fit_column_count(fit), 1);
    mmatch_fit_destroy(fit);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(overlap_is_the_share_of_wanted_levels_that_is_offered),
        cmocka_unit_test(codes_are_same_or_different_or_missing),
        cmocka_unit_test(closeness_falls_in_a_line_to_zero_at_the_span),
        cmocka_unit_test(an_ideal_gap_counts_upwards_or_reversed),
        cmocka_unit_test(nobody_is_paired_with_somebody_above_or_below),
        cmocka_unit_test(a_reporting_line_of_a_hundred_thousand_is_no_deeper_than_one_of_two),
        cmocka_unit_test(shares_of_random_fits_are_right_and_add_up_to_the_score),
        cmocka_unit_test(an_empty_side_and_a_fit_without_criteria_have_scores),
        cmocka_unit_test(many_criteria_keep_names_and_points_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
