/* Failing every allocation and cancelling at every poll of each public function; rows and explanations of every kind. */
#include "support.h"

#include <math.h>

enum { ROWS = 3, COLUMNS = 4, PEOPLE = 5 };

static const int64_t row_offsets[ROWS + 1] = {0, 2, 2, 3};
static const int64_t column_offsets[COLUMNS + 1] = {0, 1, 3, 4, 4};
static const int32_t items[4] = {9, 2, 9, 5};
static const int32_t levels[4] = {3, 1, 2, 1000};
static const int32_t row_codes[ROWS] = {0, 1, -1};
static const int32_t column_codes[COLUMNS] = {1, 1, 0, -1};
static const double row_values[ROWS] = {1, 2.5, 3};
static const double column_values[COLUMNS] = {4, 0, -1, 2};
static const int32_t managers[PEOPLE] = {-1, 0, 1, 0, 3};
static const int32_t row_people[ROWS] = {1, 2, -1};
static const int32_t column_people[COLUMNS] = {0, 3, 4, 2};

static mmatch_status add_overlap(mmatch_context *context, mmatch_fit *fit)
{
    const mmatch_sets wanted = {row_offsets, items, levels};
    const mmatch_sets offered = {column_offsets, items, NULL};
    return mmatch_fit_add_overlap(context, fit, NULL, &wanted, &offered);
}

static mmatch_status add_same(mmatch_context *context, mmatch_fit *fit)
{
    return mmatch_fit_add_same(context, fit, NULL, row_codes, column_codes);
}

static mmatch_status add_different(mmatch_context *context, mmatch_fit *fit)
{
    return mmatch_fit_add_different(context, fit, NULL, row_codes, column_codes);
}

static mmatch_status add_close(mmatch_context *context, mmatch_fit *fit)
{
    return mmatch_fit_add_close(context, fit, NULL, row_values, column_values, 0);
}

static mmatch_status add_gap(mmatch_context *context, mmatch_fit *fit)
{
    return mmatch_fit_add_gap(context, fit, NULL, row_values, column_values, 1, 2);
}

static mmatch_status add_hours(mmatch_context *context, mmatch_fit *fit)
{
    static const uint64_t words[COLUMNS * 3] = {7, 0, 1, 3, 0, 0, 0, 5, 0, 1, 1, 1};
    static const int32_t clocks[COLUMNS] = {60, -120, 0, 1440};
    const mmatch_hours rows = {words, 3, 60, clocks};
    const mmatch_hours columns = {words, 3, 60, NULL};
    return mmatch_fit_add_shared_hours(context, fit, NULL, &rows, &columns, 0, 3);
}

static mmatch_status add_line(mmatch_context *context, mmatch_fit *fit)
{
    return mmatch_fit_add_outside_reporting_line(context, fit, NULL, managers, PEOPLE, row_people, column_people);
}

static const mmatch_sets row_sets = {row_offsets, items, NULL};
static const mmatch_sets column_sets = {column_offsets, items, NULL};

static mmatch_status add_overlap_reverse(mmatch_context *context, mmatch_fit *fit)
{
    return mmatch_fit_add_overlap_reverse(context, fit, NULL, &row_sets, &column_sets);
}

static mmatch_status add_overlap_mutual(mmatch_context *context, mmatch_fit *fit)
{
    return mmatch_fit_add_overlap_mutual(context, fit, NULL, &row_sets, &row_sets, &column_sets, &column_sets);
}

static mmatch_status add_jaccard(mmatch_context *context, mmatch_fit *fit)
{
    return mmatch_fit_add_jaccard(context, fit, NULL, &row_sets, &column_sets);
}

static mmatch_status add_shared_items(mmatch_context *context, mmatch_fit *fit)
{
    return mmatch_fit_add_shared_items(context, fit, NULL, &row_sets, &column_sets, 0, 2);
}

static mmatch_status add_taxonomy(mmatch_context *context, mmatch_fit *fit)
{
    static const int32_t parents[10] = {-1, 0, 0, 1, 1, 2, 2, 2, 3, 5};
    return mmatch_fit_add_taxonomy(context, fit, NULL, parents, 10, &row_sets, &column_sets, 3);
}

static mmatch_status add_compatible(mmatch_context *context, mmatch_fit *fit)
{
    static const double shares[4] = {0.5, 1, -1, NAN};
    return mmatch_fit_add_compatible(context, fit, NULL, row_codes, column_codes, 2, 2, shares);
}

static mmatch_status add_block(mmatch_context *context, mmatch_fit *fit)
{
    static const uint64_t words[COLUMNS * 3] = {7, 0, 1, 3, 0, 0, 0, 5, 0, 1, 1, 1};
    const mmatch_hours hours = {words, 3, 60, NULL};
    return mmatch_fit_add_shared_block(context, fit, NULL, &hours, &hours, 0, 3);
}

static mmatch_status add_format(mmatch_context *context, mmatch_fit *fit)
{
    static const int32_t formats[COLUMNS] = {2, 3, 2, 1};
    static const double places[2 * COLUMNS] = {50, 8, 51, 7, NAN, 0, 40, -3};
    return mmatch_fit_add_format(context, fit, NULL, formats, formats, places, places, 200);
}

static mmatch_status add_ranking(mmatch_context *context, mmatch_fit *fit)
{
    static const int64_t offsets[COLUMNS + 1] = {0, 2, 3, 3, 4};
    static const int32_t others[4] = {2, 0, 1, 1};
    return mmatch_fit_add_ranking(context, fit, NULL, 1, offsets, others, 0);
}

static mmatch_status add_listed(mmatch_context *context, mmatch_fit *fit)
{
    static const int32_t columns[3] = {3, 0, 1};
    static const double shares[3] = {0.25, -1, 1};
    return mmatch_fit_add_listed(context, fit, NULL, row_offsets, columns, shares, 0.5);
}

static mmatch_status add_matrix(mmatch_context *context, mmatch_fit *fit)
{
    static const double shares[ROWS * COLUMNS] = {0, 1, 0.5, -1, NAN, 1, 1, 1, 0.25, 0.75, 0, 0};
    return mmatch_fit_add_matrix(context, fit, NULL, shares, COLUMNS);
}

typedef mmatch_status (*add_fn)(mmatch_context *context, mmatch_fit *fit);

static const add_fn adds[] = {add_overlap,  add_same,         add_different,  add_close,      add_gap,    add_hours,
                              add_line,     add_overlap_reverse, add_overlap_mutual, add_jaccard, add_shared_items,
                              add_taxonomy, add_compatible,   add_block,      add_format,     add_ranking, add_listed,
                              add_matrix};

enum { KINDS = sizeof adds / sizeof adds[0], CRITERIA = 2 * KINDS };

/* Adds every kind twice, so that the array of criteria has to grow once more; reads scores and explains. After a
 * failure the fit must be as it was before the call that failed. */
static mmatch_status scenario(mmatch_context *context)
{
    mmatch_fit *fit = NULL;
    mmatch_scores *scores = NULL;
    int32_t points[CRITERIA];
    double values[COLUMNS];
    int k;
    mmatch_status status = mmatch_fit_create(context, ROWS, COLUMNS, &fit);
    assert_true((fit == NULL) == (status != MMATCH_OK));
    for (k = 0; k < CRITERIA && status == MMATCH_OK; k++) {
        status = adds[k % KINDS](context, fit);
        assert_int_equal(mmatch_fit_criterion_count(fit), status == MMATCH_OK ? k + 1 : k);
    }
    if (status == MMATCH_OK) {
        status = mmatch_fit_scores(context, fit, &scores);
        assert_true((scores == NULL) == (status != MMATCH_OK));
    }
    if (status == MMATCH_OK) {
        status = mmatch_scores_read_row(context, scores, 0, values);
    }
    if (status == MMATCH_OK) {
        status = mmatch_fit_explain(context, fit, 0, 0, points, NULL);
    }
    mmatch_scores_destroy(scores);
    mmatch_fit_destroy(fit);
    return status;
}

static void allocation_failures_leave_the_fit_as_it_was(void **state)
{
    (void)state;
    sweep_allocations(scenario);
}

static void cancelling_at_any_poll_leaves_the_fit_as_it_was(void **state)
{
    (void)state;
    sweep_cancels(scenario);
}

static void a_fit_whose_scores_failed_is_still_open(void **state)
{
    watched_memory memory = {0};
    mmatch_context *const context = context_with(&memory, NULL, 1);
    mmatch_fit *fit = NULL;
    mmatch_scores *scores = NULL;
    (void)state;
    assert_int_equal(mmatch_fit_create(context, ROWS, COLUMNS, &fit), MMATCH_OK);
    memory.fail_at = memory.calls + 1;
    assert_int_equal(mmatch_fit_scores(context, fit, &scores), MMATCH_ERR_NOMEM);
    assert_null(scores);
    assert_int_equal(add_same(context, fit), MMATCH_OK);
    assert_int_equal(mmatch_fit_scores(context, fit, &scores), MMATCH_OK);
    assert_int_equal(add_same(context, fit), MMATCH_ERR_ARGUMENT);
    mmatch_scores_destroy(scores);
    mmatch_fit_destroy(fit);
    mmatch_context_destroy(context);
    assert_int_equal(memory.live_blocks, 0);
}

static void a_fit_outlives_its_context_and_what_it_was_given(void **state)
{
    mmatch_context *context = plain_context();
    mmatch_context *later;
    int32_t codes[ROWS] = {4, 5, 6};
    char name[8] = "site";
    mmatch_criterion criterion = {0};
    mmatch_fit *fit = NULL;
    int32_t points;
    (void)state;
    criterion.struct_size = sizeof criterion;
    criterion.name = name;
    assert_int_equal(mmatch_fit_create(context, ROWS, ROWS, &fit), MMATCH_OK);
    assert_int_equal(mmatch_fit_add_same(context, fit, &criterion, codes, codes), MMATCH_OK);
    memset(codes, 0, sizeof codes);
    memset(name, 'x', sizeof name - 1);
    mmatch_context_destroy(context);
    later = plain_context();
    assert_string_equal(mmatch_fit_criterion_name(fit, 0), "site");
    assert_int_equal(mmatch_fit_explain(later, fit, 0, 0, &points, NULL), MMATCH_OK);
    assert_int_equal(points, 1000);
    assert_int_equal(mmatch_fit_explain(later, fit, 0, 1, &points, NULL), MMATCH_OK);
    assert_int_equal(points, 0);
    mmatch_fit_destroy(fit);
    mmatch_context_destroy(later);
}

static void rows_say_the_same_as_explanations_for_every_kind(void **state)
{
    mmatch_context *const context = plain_context();
    int32_t ruled_out_count = 0;
    int32_t with_points_count = 0;
    int k;
    (void)state;
    for (k = 0; k < KINDS; k++) {
        mmatch_fit *fit = NULL;
        mmatch_scores *scores = NULL;
        int64_t row;
        int64_t column;
        assert_int_equal(mmatch_fit_create(context, ROWS, COLUMNS, &fit), MMATCH_OK);
        assert_int_equal(adds[k](context, fit), MMATCH_OK);
        assert_int_equal(mmatch_fit_scores(context, fit, &scores), MMATCH_OK);
        for (row = 0; row < ROWS; row++) {
            double values[COLUMNS];
            assert_int_equal(mmatch_scores_read_row(context, scores, row, values), MMATCH_OK);
            for (column = 0; column < COLUMNS; column++) {
                int32_t points;
                int32_t is_ruled_out;
                assert_int_equal(mmatch_fit_explain(context, fit, row, column, &points, &is_ruled_out), MMATCH_OK);
                assert_true(values[column] == (is_ruled_out ? -HUGE_VAL : points));
                ruled_out_count += is_ruled_out;
                with_points_count += points > 0;
            }
        }
        mmatch_scores_destroy(scores);
        mmatch_fit_destroy(fit);
    }
    assert_true(ruled_out_count > 0 && with_points_count > KINDS); /* the fixture shows both */
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allocation_failures_leave_the_fit_as_it_was),
        cmocka_unit_test(cancelling_at_any_poll_leaves_the_fit_as_it_was),
        cmocka_unit_test(a_fit_whose_scores_failed_is_still_open),
        cmocka_unit_test(rows_say_the_same_as_explanations_for_every_kind),
        cmocka_unit_test(a_fit_outlives_its_context_and_what_it_was_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
