/* Golden tables, worked by hand: every criterion that compares more than two answers, with every rule for missing answers and
 * as a must. The others have theirs in test_criteria.c, test_hours.c and test_similarity.c. */
#include "support.h"

#include <math.h>
#include <stdbool.h>

enum { SIDE_MOST = 4, OUT = -1, MISSING = -2, UNMET = -3 };

typedef mmatch_status (*add_fn)(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion);

/* What a pair is worth without regard to missing answers and musts: points; OUT, ruled out whatever the criterion is; MISSING;
 * UNMET, no points, and a must is not met. A pair with points meets a must where `meets` is not above them. */
static void expect_table(add_fn add, int rows, int columns, int32_t meets, const int32_t *expected)
{
    mmatch_context *const context = plain_context();
    int32_t missing;
    int32_t must;
    for (missing = MMATCH_MISSING_ZERO; missing <= MMATCH_MISSING_RULE_OUT; missing++) {
        for (must = 0; must < 2; must++) {
            mmatch_criterion criterion = {0};
            mmatch_fit *fit = NULL;
            mmatch_scores *scores = NULL;
            int row;
            criterion.struct_size = sizeof criterion;
            criterion.missing = missing;
            criterion.must = must;
            assert_int_equal(mmatch_fit_create(context, rows, columns, &fit), MMATCH_OK);
            assert_int_equal(add(context, fit, &criterion), MMATCH_OK);
            assert_int_equal(mmatch_fit_scores(context, fit, &scores), MMATCH_OK);
            for (row = 0; row < rows; row++) {
                double units[SIDE_MOST];
                int column;
                assert_int_equal(mmatch_scores_read_row(context, scores, row, units), MMATCH_OK);
                for (column = 0; column < columns; column++) {
                    const int32_t value = expected[row * columns + column];
                    int32_t points = value > 0 ? value : 0;
                    int ruled_out = value == OUT || (must && value != MISSING && value < meets);
                    int32_t points_found = -7;
                    int32_t ruled_out_found = -7;
                    if (value == MISSING) {
                        points = missing == MMATCH_MISSING_NEUTRAL ? 500 : 0;
                        ruled_out = missing == MMATCH_MISSING_RULE_OUT || (must && missing == MMATCH_MISSING_ZERO);
                    }
                    assert_int_equal(mmatch_fit_explain(context, fit, row, column, &points_found, &ruled_out_found),
                                     MMATCH_OK);
                    assert_int_equal(ruled_out_found, ruled_out);
                    if (!ruled_out) {
                        assert_int_equal(points_found, must ? 0 : points);
                    }
                    assert_true(units[column] == (ruled_out ? -(double)INFINITY : points_found));
                }
            }
            mmatch_scores_destroy(scores);
            mmatch_fit_destroy(fit);
        }
    }
    mmatch_context_destroy(context);
}

/* rows: python at 3 and speaking at 2; nothing; python at 1. columns: speaking at 5; speaking at 1 and python at 3;
 * writing at 5; nothing */
static const int64_t row_offsets[4] = {0, 2, 2, 3};
static const int32_t row_items[3] = {9, 4, 9};
static const int32_t row_levels[3] = {3, 2, 1};
static const int64_t column_offsets[5] = {0, 1, 3, 4, 4};
static const int32_t column_items[4] = {4, 4, 9, 7};
static const int32_t column_levels[4] = {5, 1, 3, 5};
static const mmatch_sets row_sets = {row_offsets, row_items, row_levels};
static const mmatch_sets column_sets = {column_offsets, column_items, column_levels};

static mmatch_status add_overlap(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion)
{
    return mmatch_fit_add_overlap(context, fit, criterion, &row_sets, &column_sets);
}

static mmatch_status add_overlap_reverse(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion)
{
    return mmatch_fit_add_overlap_reverse(context, fit, criterion, &row_sets, &column_sets);
}

static mmatch_status add_jaccard(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion)
{
    return mmatch_fit_add_jaccard(context, fit, criterion, &row_sets, &column_sets);
}

static mmatch_status add_shared_items(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion)
{
    return mmatch_fit_add_shared_items(context, fit, criterion, &row_sets, &column_sets, 0, 4);
}

static void overlap_counts_what_the_wanting_side_wants(void **state)
{
    const int32_t forward[12] = {400, 800, 0, MISSING, MISSING, MISSING, MISSING, MISSING, 0, 1000, 0, MISSING};
    const int32_t reverse[12] = {400, 1000, 0, MISSING, MISSING, MISSING, MISSING, MISSING, 0, 250, 0, MISSING};
    (void)state;
    expect_table(add_overlap, 3, 4, 1000, forward);
    expect_table(add_overlap_reverse, 3, 4, 1000, reverse);
}

static void jaccard_divides_what_both_have_by_what_either_has(void **state)
{
    /* 2 of 3 + 5; 4 of 3 + 2; 1 of 3 + 1 */
    const int32_t expected[12] = {250, 800, 0, MISSING, MISSING, MISSING, MISSING, MISSING, 0, 250, 0, MISSING};
    (void)state;
    expect_table(add_jaccard, 3, 4, 1000, expected);
}

static void items_in_common_count_up_to_what_is_full(void **state)
{
    const int32_t expected[12] = {500, 1000, 0, MISSING, MISSING, MISSING, MISSING, MISSING, 0, 250, 0, MISSING};
    (void)state;
    expect_table(add_shared_items, 3, 4, 1000, expected);
}

static void too_few_items_in_common_rule_out(void **state)
{
    const int32_t expected[2][12] = {{1000, 1000, OUT, OUT, OUT, OUT, OUT, OUT, OUT, OUT, OUT, OUT},
                                     {1000, 1000, OUT, 500, 500, 500, 500, 500, OUT, OUT, OUT, 500}};
    mmatch_context *const context = plain_context();
    int32_t missing;
    (void)state;
    for (missing = MMATCH_MISSING_ZERO; missing <= MMATCH_MISSING_NEUTRAL; missing++) {
        mmatch_criterion criterion = {0};
        mmatch_fit *fit = NULL;
        int k;
        criterion.struct_size = sizeof criterion;
        criterion.missing = missing;
        assert_int_equal(mmatch_fit_create(context, 3, 4, &fit), MMATCH_OK);
        assert_int_equal(mmatch_fit_add_shared_items(context, fit, &criterion, &row_sets, &column_sets, 2, 0), MMATCH_OK);
        for (k = 0; k < 12; k++) {
            int32_t points;
            int32_t is_ruled_out;
            assert_int_equal(mmatch_fit_explain(context, fit, k / 4, k % 4, &points, &is_ruled_out), MMATCH_OK);
            assert_int_equal(is_ruled_out ? OUT : points, expected[missing][k]);
        }
        mmatch_fit_destroy(fit);
    }
    mmatch_context_destroy(context);
}

static mmatch_status add_overlap_mutual(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion)
{
    /* rows: want a at 2, offer b; offer b; want a; nothing. columns: offer a, want b at 2; offer a at 2; nothing */
    static const int64_t row_wanted_offsets[5] = {0, 1, 1, 2, 2};
    static const int32_t row_wanted_items[2] = {0, 0};
    static const int32_t row_wanted_levels[2] = {2, 1};
    static const int64_t row_offered_offsets[5] = {0, 1, 2, 2, 2};
    static const int32_t row_offered_items[2] = {1073741823, 1073741823};
    static const int64_t column_wanted_offsets[4] = {0, 1, 1, 1};
    static const int32_t column_wanted_items[1] = {1073741823};
    static const int32_t column_wanted_levels[1] = {2};
    static const int64_t column_offered_offsets[4] = {0, 1, 2, 2};
    static const int32_t column_offered_items[2] = {0, 0};
    static const int32_t column_offered_levels[2] = {1, 2};
    const mmatch_sets row_wanted = {row_wanted_offsets, row_wanted_items, row_wanted_levels};
    const mmatch_sets row_offered = {row_offered_offsets, row_offered_items, NULL};
    const mmatch_sets column_wanted = {column_wanted_offsets, column_wanted_items, column_wanted_levels};
    const mmatch_sets column_offered = {column_offered_offsets, column_offered_items, column_offered_levels};
    return mmatch_fit_add_overlap_mutual(context, fit, criterion, &row_wanted, &row_offered, &column_wanted,
                                         &column_offered);
}

static void mutual_overlap_counts_what_either_wants(void **state)
{
    const int32_t expected[12] = {500, 1000, MISSING, 500, MISSING, MISSING, 333, 1000, MISSING, MISSING, MISSING, MISSING};
    (void)state;
    expect_table(add_overlap_mutual, 4, 3, 1000, expected);
}

static mmatch_status add_tree(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion, bool is_reverse)
{
    /* 0 above 1 and 2; 1 above 3 and 4; 2 above 5; 6 apart */
    static const int32_t parents[7] = {-1, 0, 0, 1, 1, 2, -1};
    static const int64_t wanted_offsets[5] = {0, 1, 3, 4, 4};
    static const int32_t wanted_items[4] = {3, 5, 3, 6};
    static const int64_t offered_offsets[5] = {0, 1, 2, 4, 4};
    static const int32_t offered_items[4] = {4, 0, 5, 3};
    const mmatch_sets wanted = {wanted_offsets, wanted_items, NULL};
    const mmatch_sets offered = {offered_offsets, offered_items, NULL};
    return is_reverse ? mmatch_fit_add_taxonomy_reverse(context, fit, criterion, parents, 7, &offered, &wanted, 4)
                      : mmatch_fit_add_taxonomy(context, fit, criterion, parents, 7, &wanted, &offered, 4);
}

static mmatch_status add_taxonomy(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion)
{
    return add_tree(context, fit, criterion, false);
}

static mmatch_status add_taxonomy_reverse(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion)
{
    return add_tree(context, fit, criterion, true);
}

static void nearness_in_a_tree_counts_the_steps(void **state)
{
    /* 3 to 4 is 2 steps, 3 to 0 is 2, 5 to 4 is 4, which is just within the span, 5 to 0 is 2 */
    const int32_t expected[16] = {500,   500,   1000,  MISSING, 250,     500,     1000,    MISSING,
                                  UNMET, UNMET, UNMET, MISSING, MISSING, MISSING, MISSING, MISSING};
    int32_t turned[16];
    int k;
    (void)state;
    for (k = 0; k < 16; k++) {
        turned[k % 4 * 4 + k / 4] = expected[k];
    }
    expect_table(add_taxonomy_reverse, 4, 4, 0, turned);
    expect_table(add_taxonomy, 4, 4, 0, expected);
}

static mmatch_status add_compatible(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion)
{
    static const double shares[6] = {1, 0.5, -1, 0, NAN, 0.25};
    static const int32_t rows[3] = {0, 1, -1};
    static const int32_t columns[4] = {0, 1, 2, -1};
    return mmatch_fit_add_compatible(context, fit, criterion, rows, columns, 2, 3, shares);
}

static void a_table_says_what_goes_with_what(void **state)
{
    const int32_t expected[12] = {1000, 500, OUT, MISSING, UNMET, MISSING, 250, MISSING, MISSING, MISSING, MISSING, MISSING};
    (void)state;
    expect_table(add_compatible, 3, 4, 0, expected);
}

static mmatch_status add_row_ranking(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion)
{
    static const int64_t offsets[4] = {0, 2, 2, 6};
    static const int32_t others[6] = {2, 0, 1, 2, 0, 3};
    return mmatch_fit_add_ranking(context, fit, criterion, 0, offsets, others, 0);
}

static mmatch_status add_short_ranking(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion)
{
    static const int64_t offsets[4] = {0, 2, 2, 6};
    static const int32_t others[6] = {2, 0, 1, 2, 0, 3};
    return mmatch_fit_add_ranking(context, fit, criterion, 0, offsets, others, 2);
}

static mmatch_status add_column_ranking(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion)
{
    static const int64_t offsets[5] = {0, 1, 1, 4, 6};
    static const int32_t others[6] = {1, 0, 1, 2, 2, 0};
    return mmatch_fit_add_ranking(context, fit, criterion, 1, offsets, others, 0);
}

static void rankings_of_either_side_fall_in_equal_steps(void **state)
{
    const int32_t by_rows[12] = {500, UNMET, 1000, UNMET, MISSING, MISSING, MISSING, MISSING, 500, 1000, 750, 250};
    const int32_t shortened[12] = {500, UNMET, 1000, UNMET, MISSING, MISSING, MISSING, MISSING, UNMET, 1000, 500, UNMET};
    const int32_t by_columns[12] = {UNMET, MISSING, 1000, 500, 1000, MISSING, 667, UNMET, UNMET, MISSING, 333, 1000};
    (void)state;
    expect_table(add_row_ranking, 3, 4, 0, by_rows);
    expect_table(add_short_ranking, 3, 4, 0, shortened);
    expect_table(add_column_ranking, 3, 4, 0, by_columns);
}

static mmatch_status add_listed(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion)
{
    static const int64_t offsets[4] = {0, 2, 2, 4};
    static const int32_t columns[4] = {1, 0, 3, 2};
    static const double shares[4] = {0.5, -1, NAN, 0};
    return mmatch_fit_add_listed(context, fit, criterion, offsets, columns, shares, 1);
}

static mmatch_status add_matrix(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion)
{
    static const double shares[15] = {-1, 0.5, 1, 1, 9, 1, 1, 1, 1, 9, 1, 1, 0, NAN, 9};
    return mmatch_fit_add_matrix(context, fit, criterion, shares, 5);
}

static void pairs_get_the_share_the_caller_says(void **state)
{
    const int32_t expected[12] = {OUT, 500, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, UNMET, MISSING};
    (void)state;
    expect_table(add_listed, 3, 4, 0, expected);
    expect_table(add_matrix, 3, 4, 0, expected);
}

static mmatch_status add_shared_block(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion)
{
    /* rows: Monday 8-12; Sunday 22-24 and Monday 0-2; always. columns: Monday 10-14; Monday 8-9 and 10-11; as the second
     * row; nothing */
    static const uint64_t rows[9] = {0xF00, 0, 0, 3, 0, UINT64_C(3) << 38, UINT64_MAX, UINT64_MAX, (UINT64_C(1) << 40) - 1};
    static const uint64_t columns[12] = {0x3C00, 0, 0, 0x500, 0, 0, 3, 0, UINT64_C(3) << 38, 0, 0, 0};
    const mmatch_hours row_hours = {rows, 3, 60, NULL};
    const mmatch_hours column_hours = {columns, 3, 60, NULL};
    return mmatch_fit_add_shared_block(context, fit, criterion, &row_hours, &column_hours, 0, 4);
}

static void the_longest_block_goes_on_past_the_end_of_the_week(void **state)
{
    const int32_t expected[12] = {500, 250, 0, MISSING, 0, 0, 1000, MISSING, 1000, 250, 1000, MISSING};
    (void)state;
    expect_table(add_shared_block, 3, 4, 1000, expected);
}

enum { ONLINE = MMATCH_FORMAT_VIRTUAL, THERE = MMATCH_FORMAT_IN_PERSON, EITHER = ONLINE | THERE };

static mmatch_status add_format(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion)
{
    /* Berlin, Hamburg; Potsdam, Berlin */
    static const int32_t rows[4] = {ONLINE, THERE, EITHER, 0};
    static const int32_t columns[4] = {THERE, ONLINE, EITHER, THERE};
    static const double row_places[8] = {NAN, NAN, 52.52, 13.405, 53.5511, 9.9937, 52.52, 13.405};
    static const double column_places[8] = {52.3906, 13.0645, NAN, 0, NAN, NAN, 52.52, 13.405};
    return mmatch_fit_add_format(context, fit, criterion, rows, columns, row_places, column_places, 100);
}

static mmatch_status add_format_anywhere(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion)
{
    static const int32_t rows[4] = {ONLINE, THERE, EITHER, 0};
    static const int32_t columns[4] = {THERE, ONLINE, EITHER, THERE};
    return mmatch_fit_add_format(context, fit, criterion, rows, columns, NULL, NULL, 0);
}

static void people_meet_online_or_where_they_can_reach_each_other(void **state)
{
    /* Berlin to Potsdam is 27.191 km, by the haversine formula */
    const int32_t expected[16] = {UNMET, 1000, 1000, UNMET, 728,     UNMET,   MISSING, 1000,
                                  UNMET, 1000, 1000, UNMET, MISSING, MISSING, MISSING, MISSING};
    const int32_t anywhere[16] = {UNMET, 1000, 1000, UNMET, 1000,    UNMET,   1000,    1000,
                                  1000,  1000, 1000, 1000,  MISSING, MISSING, MISSING, MISSING};
    (void)state;
    expect_table(add_format, 4, 4, 0, expected);
    expect_table(add_format_anywhere, 4, 4, 0, anywhere);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(overlap_counts_what_the_wanting_side_wants),
        cmocka_unit_test(jaccard_divides_what_both_have_by_what_either_has),
        cmocka_unit_test(items_in_common_count_up_to_what_is_full),
        cmocka_unit_test(too_few_items_in_common_rule_out),
        cmocka_unit_test(mutual_overlap_counts_what_either_wants),
        cmocka_unit_test(nearness_in_a_tree_counts_the_steps),
        cmocka_unit_test(a_table_says_what_goes_with_what),
        cmocka_unit_test(rankings_of_either_side_fall_in_equal_steps),
        cmocka_unit_test(pairs_get_the_share_the_caller_says),
        cmocka_unit_test(the_longest_block_goes_on_past_the_end_of_the_week),
        cmocka_unit_test(people_meet_online_or_where_they_can_reach_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
