/* Markets: what setters keep, what they refuse, and that refusing changes nothing. */
#include <math.h>

#include "support.h"

static mmatch_market_view view_of(mmatch_context *context, const mmatch_market *market)
{
    mmatch_market_view view = {0};
    view.struct_size = sizeof view;
    assert_int_equal(mmatch_market_look(context, market, &view), MMATCH_OK);
    assert_true(view.struct_size == sizeof view);
    return view;
}

static mmatch_market *empty_market(mmatch_context *context, int64_t rows, int64_t columns)
{
    mmatch_market *market = NULL;
    assert_int_equal(mmatch_market_create_empty(context, rows, columns, &market), MMATCH_OK);
    assert_non_null(market);
    return market;
}

static mmatch_scores *dense(mmatch_context *context, const double *data, int64_t rows, int64_t columns,
                            int32_t sense)
{
    mmatch_scores_options options = {0};
    mmatch_scores *scores = NULL;
    options.struct_size = sizeof options;
    options.sense = sense;
    assert_int_equal(mmatch_scores_create_dense(context, data, MMATCH_FLOAT64, rows, columns,
                                                columns * (int64_t)sizeof *data, (int64_t)sizeof *data,
                                                &options, &scores),
                     MMATCH_OK);
    return scores;
}

static void assert_pairs(const int64_t *offsets, const int64_t *columns, int64_t row_count,
                         const int64_t (*pairs)[2], int64_t count)
{
    int64_t row, k;
    assert_int_equal(offsets[0], 0);
    assert_int_equal(offsets[row_count], count);
    for (row = 0; row < row_count; row++) {
        for (k = offsets[row]; k < offsets[row + 1]; k++) {
            assert_int_equal(pairs[k][0], row);
            assert_int_equal(pairs[k][1], columns[k]);
        }
    }
}

static void a_new_market_lets_everyone_have_at_most_one_partner(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch_market *const market = empty_market(context, 2, 3);
    const mmatch_market_view view = view_of(context, market);
    int k;
    (void)state;
    assert_int_equal(view.row_count, 2);
    assert_int_equal(view.column_count, 3);
    assert_null(view.scores);
    for (k = 0; k < 3; k++) {
        assert_int_equal(view.row_minimum[k % 2], 0);
        assert_int_equal(view.row_maximum[k % 2], 1);
        assert_int_equal(view.column_minimum[k], 0);
        assert_int_equal(view.column_maximum[k], 1);
        assert_int_equal(view.forbidden_offsets[k], 0);
        assert_int_equal(view.locked_offsets[k], 0);
    }
    assert_int_equal(view.has_minimum_score, 0);
    assert_null(view.row_preference_offsets);
    assert_null(view.column_preference_offsets);
    mmatch_market_destroy(market);
    mmatch_market_destroy(NULL);
    mmatch_context_destroy(context);
}

static void a_market_over_scores_takes_their_shape_and_outlives_its_context(void **state)
{
    const double data[6] = {1, 2, 3, 4, 5, 6};
    mmatch_context *context = plain_context();
    mmatch_scores *const scores = dense(context, data, 2, 3, MMATCH_SENSE_MAXIMISE);
    mmatch_market *market = NULL;
    mmatch_market_view view;
    (void)state;
    assert_int_equal(mmatch_market_create(context, scores, &market), MMATCH_OK);
    mmatch_context_destroy(context);
    context = plain_context();
    view = view_of(context, market);
    assert_int_equal(view.row_count, 2);
    assert_int_equal(view.column_count, 3);
    assert_ptr_equal(view.scores, scores);
    mmatch_market_destroy(market);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
}

static void capacities_are_copied_and_bad_ones_change_nothing(void **state)
{
    int32_t minimum[3] = {1, 0, 2}, maximum[3] = {1, 5, 2};
    const int32_t negative[3] = {0, -1, -2}, low[3] = {1, 1, 1};
    mmatch_context *const context = plain_context();
    mmatch_market *const market = empty_market(context, 3, 3);
    const mmatch_market_view view = view_of(context, market);
    (void)state;
    assert_int_equal(mmatch_market_set_row_capacity(context, market, minimum, maximum), MMATCH_OK);
    assert_int_equal(mmatch_market_set_column_capacity(context, market, NULL, maximum), MMATCH_OK);
    minimum[0] = maximum[0] = 9;
    assert_int_equal(view.row_minimum[0], 1);
    assert_int_equal(view.row_maximum[1], 5);
    assert_int_equal(view.column_maximum[0], 1);
    assert_int_equal(view.column_maximum[2], 2);
    minimum[0] = 1;
    assert_int_equal(mmatch_market_set_column_capacity(context, market, minimum, low),
                     MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "column 2: minimum 2 is above maximum 1");
    assert_int_equal(mmatch_market_set_row_capacity(context, market, NULL, negative),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_context_fault_count(context), 2);
    assert_string_equal(mmatch_context_fault(context, 1), "row 2: maximum -2 is negative");
    assert_int_equal(mmatch_market_set_row_capacity(context, market, negative, NULL),
                     MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "row 1: minimum -1 is negative");
    assert_int_equal(view.row_maximum[1], 5);
    assert_int_equal(view.column_minimum[2], 0);
    assert_int_equal(mmatch_market_set_row_capacity(context, market, NULL, NULL), MMATCH_OK);
    assert_int_equal(view.row_minimum[2], 0);
    assert_int_equal(view.row_maximum[1], 1);
    mmatch_market_destroy(market);
    mmatch_context_destroy(context);
}

static void forbidden_pairs_are_sorted_united_and_kept_once(void **state)
{
    const int64_t rows[6] = {2, 0, 2, 2, 0, 2}, columns[6] = {3, 1, 0, 3, 1, 2};
    const int64_t more_rows[3] = {1, 2, 0}, more_columns[3] = {0, 0, 0};
    const int64_t first[4][2] = {{0, 1}, {2, 0}, {2, 2}, {2, 3}};
    const int64_t both[6][2] = {{0, 0}, {0, 1}, {1, 0}, {2, 0}, {2, 2}, {2, 3}};
    mmatch_context *const context = plain_context();
    mmatch_market *const market = empty_market(context, 3, 4);
    mmatch_market_view view;
    (void)state;
    assert_int_equal(mmatch_market_forbid(context, market, rows, columns, 6), MMATCH_OK);
    view = view_of(context, market);
    assert_pairs(view.forbidden_offsets, view.forbidden_columns, 3, first, 4);
    assert_int_equal(mmatch_market_forbid(context, market, more_rows, more_columns, 3), MMATCH_OK);
    view = view_of(context, market);
    assert_pairs(view.forbidden_offsets, view.forbidden_columns, 3, both, 6);
    assert_int_equal(mmatch_market_forbid(context, market, NULL, NULL, 0), MMATCH_OK);
    view = view_of(context, market);
    assert_pairs(view.forbidden_offsets, view.forbidden_columns, 3, both, 6);
    mmatch_market_destroy(market);
    mmatch_context_destroy(context);
}

/* Against a table: random additions in many calls. */
static void many_random_additions_agree_with_a_table(void **state)
{
    mmatch_context *const context = plain_context();
    uint64_t seed = 5;
    int round;
    (void)state;
    for (round = 0; round < 200; round++) {
        const int64_t rows = 1 + round % 7, columns = 1 + round % 5;
        mmatch_market *const market = empty_market(context, rows, columns);
        int is_forbidden[7][5] = {{0}}, call;
        for (call = 0; call < 4; call++) {
            int64_t pair_rows[6], pair_columns[6], k, at = 0, c, r;
            mmatch_market_view view;
            for (k = 0; k < 6; k++) {
                seed = seed * 6364136223846793005u + 1442695040888963407u;
                pair_rows[k] = (int64_t)((seed >> 33) % (uint64_t)rows);
                pair_columns[k] = (int64_t)((seed >> 48) % (uint64_t)columns);
                is_forbidden[pair_rows[k]][pair_columns[k]] = 1;
            }
            assert_int_equal(mmatch_market_forbid(context, market, pair_rows, pair_columns, 6), MMATCH_OK);
            view = view_of(context, market);
            for (r = 0; r < rows; r++) {
                assert_int_equal(view.forbidden_offsets[r], at);
                for (c = 0; c < columns; c++) {
                    if (is_forbidden[r][c]) {
                        assert_int_equal(view.forbidden_columns[at++], c);
                    }
                }
            }
            assert_int_equal(view.forbidden_offsets[rows], at);
        }
        mmatch_market_destroy(market);
    }
    mmatch_context_destroy(context);
}

static void pairs_out_of_range_are_all_reported_and_change_nothing(void **state)
{
    const int64_t rows[3] = {0, -1, 3}, columns[3] = {4, 0, INT64_MAX};
    mmatch_context *const context = plain_context();
    mmatch_market *const market = empty_market(context, 3, 4);
    mmatch_market_view view;
    (void)state;
    assert_int_equal(mmatch_market_forbid(context, market, rows, columns, 3), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_context_fault_count(context), 4);
    assert_string_equal(mmatch_context_error(context), "pair 0: column 4 is out of range, there are 4");
    assert_string_equal(mmatch_context_fault(context, 1), "pair 1: row -1 is out of range, there are 3");
    assert_int_equal(mmatch_market_lock(context, market, rows, columns, 3), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_context_fault_count(context), 4);
    assert_int_equal(mmatch_market_lock(context, market, rows, columns, -1), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_market_forbid(context, market, NULL, columns, 1), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "rows is NULL");
    assert_int_equal(mmatch_market_forbid(context, market, rows, NULL, 1), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_market_forbid(context, NULL, rows, columns, 1), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_market_forbid(NULL, market, rows, columns, 1), MMATCH_ERR_ARGUMENT);
    view = view_of(context, market);
    assert_int_equal(view.forbidden_offsets[3], 0);
    assert_int_equal(view.locked_offsets[3], 0);
    mmatch_market_destroy(market);
    mmatch_context_destroy(context);
}

static void a_pair_cannot_be_locked_and_forbidden_in_either_order(void **state)
{
    const int64_t rows[2] = {1, 3}, columns[2] = {0, 5};
    mmatch_context *const context = plain_context();
    mmatch_market *first = empty_market(context, 4, 6);
    mmatch_market *second = empty_market(context, 4, 6);
    (void)state;
    assert_int_equal(mmatch_market_forbid(context, first, rows, columns, 2), MMATCH_OK);
    assert_int_equal(mmatch_market_lock(context, first, rows + 1, columns + 1, 1), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "row 3, column 5: pair is both locked and forbidden");
    assert_int_equal(view_of(context, first).locked_offsets[4], 0);
    assert_int_equal(mmatch_market_lock(context, second, rows, columns, 2), MMATCH_OK);
    assert_int_equal(mmatch_market_forbid(context, second, rows, columns, 2), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_context_fault_count(context), 2);
    assert_int_equal(view_of(context, second).forbidden_offsets[4], 0);
    assert_int_equal(view_of(context, second).locked_offsets[4], 2);
    mmatch_market_destroy(first);
    mmatch_market_destroy(second);
    mmatch_context_destroy(context);
}

static void more_locks_than_places_are_refused(void **state)
{
    const int64_t rows[3] = {0, 0, 1}, columns[3] = {0, 1, 1};
    const int32_t two[2] = {2, 2};
    mmatch_context *const context = plain_context();
    mmatch_market *const market = empty_market(context, 2, 2);
    (void)state;
    assert_int_equal(mmatch_market_lock(context, market, rows, columns, 3), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_context_fault_count(context), 2);
    assert_string_equal(mmatch_context_error(context), "row 0: 2 locked pairs are above maximum 1");
    assert_string_equal(mmatch_context_fault(context, 1), "column 1: 2 locked pairs are above maximum 1");
    assert_int_equal(mmatch_market_set_row_capacity(context, market, NULL, two), MMATCH_OK);
    assert_int_equal(mmatch_market_set_column_capacity(context, market, NULL, two), MMATCH_OK);
    assert_int_equal(mmatch_market_lock(context, market, rows, columns, 3), MMATCH_OK);
    assert_int_equal(mmatch_market_lock(context, market, rows, columns, 3), MMATCH_OK);
    assert_int_equal(view_of(context, market).locked_offsets[2], 3);
    mmatch_market_destroy(market);
    mmatch_context_destroy(context);
}

static void a_lock_that_the_scores_forbid_is_refused(void **state)
{
    const double data[4] = {1, -INFINITY, 0, 5};
    const double costs[4] = {1, INFINITY, 0, 5};
    const double values[3] = {1, 0, 5};
    const int32_t offsets[3] = {0, 1, 3}, stored_columns[3] = {0, 0, 1};
    const int64_t rows[2] = {0, 1}, columns[2] = {1, 0}, rows_fine[1] = {1}, columns_fine[1] = {0};
    mmatch_context *const context = plain_context();
    mmatch_scores *all[3] = {NULL, NULL, NULL};
    int k;
    (void)state;
    all[0] = dense(context, data, 2, 2, MMATCH_SENSE_MAXIMISE);
    all[1] = dense(context, costs, 2, 2, MMATCH_SENSE_MINIMISE);
    assert_int_equal(mmatch_scores_create_csr(context, offsets, stored_columns, MMATCH_INT32, values,
                                              MMATCH_FLOAT64, 2, 2, NULL, &all[2]),
                     MMATCH_OK);
    for (k = 0; k < 3; k++) {
        mmatch_market *market = NULL;
        assert_int_equal(mmatch_market_create(context, all[k], &market), MMATCH_OK);
        assert_int_equal(mmatch_market_lock(context, market, rows, columns, 2), MMATCH_ERR_ARGUMENT);
        assert_int_equal(mmatch_context_fault_count(context), 1);
        assert_string_equal(mmatch_context_error(context),
                            "row 0, column 1: pair is locked, but forbidden by its score");
        assert_int_equal(view_of(context, market).locked_offsets[2], 0);
        /* a score of zero, or one below the minimum, does not forbid a lock */
        assert_int_equal(mmatch_market_set_minimum_score(context, market, 3), MMATCH_OK);
        assert_int_equal(mmatch_market_lock(context, market, rows_fine, columns_fine, 1), MMATCH_OK);
        assert_int_equal(view_of(context, market).locked_offsets[2], 1);
        mmatch_market_destroy(market);
        mmatch_scores_destroy(all[k]);
    }
    mmatch_context_destroy(context);
}

static void the_minimum_score_must_be_a_number_and_needs_scores(void **state)
{
    const double data[1] = {1};
    mmatch_context *const context = plain_context();
    mmatch_scores *const scores = dense(context, data, 1, 1, MMATCH_SENSE_MINIMISE);
    mmatch_market *const bare = empty_market(context, 1, 1);
    mmatch_market *market = NULL;
    mmatch_market_view view;
    (void)state;
    assert_int_equal(mmatch_market_create(context, scores, &market), MMATCH_OK);
    assert_int_equal(mmatch_market_set_minimum_score(context, bare, 1), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_market_set_minimum_score(context, NULL, 1), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_market_set_minimum_score(context, market, 2.5), MMATCH_OK);
    assert_int_equal(mmatch_market_set_minimum_score(context, market, NAN), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "minimum score is NaN");
    view = view_of(context, market);
    assert_int_equal(view.has_minimum_score, 1);
    assert_true(view.minimum_score == 2.5);
    assert_int_equal(mmatch_market_set_minimum_score(context, market, -INFINITY), MMATCH_OK);
    assert_int_equal(view_of(context, market).has_minimum_score, 1); /* no cost is that low */
    assert_int_equal(mmatch_market_set_minimum_score(context, market, INFINITY), MMATCH_OK);
    assert_int_equal(view_of(context, market).has_minimum_score, 0);
    mmatch_market_destroy(market);
    mmatch_market_destroy(bare);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
}

static void preferences_are_copied_and_places_are_ranks_when_none_are_given(void **state)
{
    int64_t offsets[4] = {0, 2, 2, 5}, partners[5] = {1, 0, 3, 0, 2};
    const int64_t column_offsets[5] = {0, 1, 1, 1, 1}, column_partners[1] = {2};
    const int32_t ranks[5] = {0, 0, 0, 4, 4};
    mmatch_context *const context = plain_context();
    mmatch_market *const market = empty_market(context, 3, 4);
    mmatch_market_view view;
    (void)state;
    assert_int_equal(mmatch_market_set_row_preferences(context, market, offsets, partners, ranks),
                     MMATCH_OK);
    assert_int_equal(
        mmatch_market_set_column_preferences(context, market, column_offsets, column_partners, NULL),
        MMATCH_OK);
    offsets[1] = 1;
    partners[0] = 3;
    view = view_of(context, market);
    assert_int_equal(view.row_preference_offsets[1], 2);
    assert_int_equal(view.row_preference_offsets[3], 5);
    assert_int_equal(view.row_preference_columns[0], 1);
    assert_int_equal(view.row_preference_ranks[1], 0);
    assert_int_equal(view.row_preference_ranks[3], 4);
    assert_int_equal(view.column_preference_rows[0], 2);
    assert_int_equal(view.column_preference_ranks[0], 0);
    offsets[1] = 2;
    partners[0] = 1;
    assert_int_equal(mmatch_market_set_row_preferences(context, market, offsets, partners, NULL),
                     MMATCH_OK);
    view = view_of(context, market);
    assert_int_equal(view.row_preference_ranks[1], 1);
    assert_int_equal(view.row_preference_ranks[4], 2);
    mmatch_market_destroy(market);
    mmatch_context_destroy(context);
}

static void bad_preferences_are_reported_with_their_place_and_change_nothing(void **state)
{
    const int64_t fine[3] = {0, 1, 2}, columns[2] = {0, 1};
    const int64_t offsets[3] = {0, 2, 4}, decreasing[3] = {0, 2, 1}, late[3] = {1, 2, 2};
    const int64_t wrong[4] = {2, 2, -1, 7};
    const int64_t two_each[4] = {0, 1, 1, 0};
    const int32_t high_start[4] = {1, 1, 0, 0}, falling[4] = {0, -1, 0, 0}, low_start[4] = {-1, 0, 0, 0};
    mmatch_context *const context = plain_context();
    mmatch_market *const market = empty_market(context, 2, 3);
    mmatch_market_view view;
    (void)state;
    assert_int_equal(mmatch_market_set_row_preferences(context, market, fine, columns, NULL), MMATCH_OK);
    assert_int_equal(mmatch_market_set_row_preferences(context, market, NULL, columns, NULL),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_market_set_row_preferences(context, market, fine, NULL, NULL),
                     MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "partners is NULL");
    assert_int_equal(mmatch_market_set_row_preferences(context, market, decreasing, columns, NULL),
                     MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "row 1: offsets decrease from 2 to 1");
    assert_int_equal(mmatch_market_set_row_preferences(context, market, late, columns, NULL),
                     MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "offsets start at 1, not at 0");
    assert_int_equal(mmatch_market_set_row_preferences(context, market, offsets, wrong, NULL),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_context_fault_count(context), 3);
    assert_string_equal(mmatch_context_error(context), "row 0, entry 1: column 2 is listed twice");
    assert_string_equal(mmatch_context_fault(context, 1),
                        "row 1, entry 0: column -1 is out of range, there are 3");
    assert_int_equal(mmatch_market_set_row_preferences(context, market, offsets, two_each, high_start),
                     MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "row 0: ranks start at 1, not at 0");
    assert_int_equal(mmatch_market_set_row_preferences(context, market, offsets, two_each, low_start),
                     MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "row 0: ranks start at -1, not at 0");
    assert_int_equal(mmatch_market_set_row_preferences(context, market, offsets, two_each, falling),
                     MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "row 0, entry 1: rank decreases from 0 to -1");
    view = view_of(context, market);
    assert_int_equal(view.row_preference_offsets[2], 2);
    assert_int_equal(view.row_preference_columns[1], 1);
    assert_null(view.column_preference_offsets);
    mmatch_market_destroy(market);
    mmatch_context_destroy(context);
}

static void bad_counts_and_missing_arguments_are_refused(void **state)
{
    const int64_t sizes[4] = {-1, INT64_MIN, (int64_t)INT32_MAX + 1, INT64_MAX};
    mmatch_context *const context = plain_context();
    mmatch_market *market = NULL;
    mmatch_market_view view = {0};
    int k;
    (void)state;
    for (k = 0; k < 4; k++) {
        market = (mmatch_market *)&view;
        assert_int_equal(mmatch_market_create_empty(context, sizes[k], 1, &market), MMATCH_ERR_ARGUMENT);
        assert_null(market);
        assert_int_equal(mmatch_market_create_empty(context, 1, sizes[k], &market), MMATCH_ERR_ARGUMENT);
    }
    assert_int_equal(mmatch_market_create_empty(context, 1, 1, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_market_create(context, NULL, &market), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_market_create_empty(NULL, 1, 1, &market), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_market_create(NULL, NULL, &market), MMATCH_ERR_ARGUMENT);
    assert_null(market);
    market = empty_market(context, 1, 1);
    assert_int_equal(mmatch_market_look(context, market, &view), MMATCH_ERR_ARGUMENT); /* struct_size is 0 */
    assert_int_equal(mmatch_market_look(context, market, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_market_look(context, NULL, &view), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_market_set_row_capacity(context, NULL, NULL, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_market_set_column_capacity(context, NULL, NULL, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_market_set_row_preferences(context, NULL, sizes, NULL, NULL),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_market_set_column_preferences(context, NULL, sizes, NULL, NULL),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_market_set_minimum_score(NULL, market, 1), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_market_set_row_capacity(NULL, market, NULL, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_market_set_column_capacity(NULL, market, NULL, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_market_set_row_preferences(NULL, market, sizes, NULL, NULL),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_market_set_column_preferences(NULL, market, sizes, NULL, NULL),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_market_lock(NULL, market, NULL, NULL, 0), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_market_look(NULL, market, &view), MMATCH_ERR_ARGUMENT);
    mmatch_market_destroy(market);
    mmatch_context_destroy(context);
}

static void empty_sides_work_with_every_setter(void **state)
{
    const int64_t shapes[3][2] = {{0, 0}, {0, 2}, {2, 0}};
    const int64_t zeros[3] = {0, 0, 0};
    const int32_t capacity[2] = {2, 2};
    mmatch_context *const context = plain_context();
    int k;
    (void)state;
    for (k = 0; k < 3; k++) {
        mmatch_market *const market = empty_market(context, shapes[k][0], shapes[k][1]);
        assert_int_equal(mmatch_market_set_row_capacity(context, market, NULL, capacity), MMATCH_OK);
        assert_int_equal(mmatch_market_set_column_capacity(context, market, NULL, capacity), MMATCH_OK);
        assert_int_equal(mmatch_market_forbid(context, market, NULL, NULL, 0), MMATCH_OK);
        assert_int_equal(mmatch_market_lock(context, market, NULL, NULL, 0), MMATCH_OK);
        assert_int_equal(mmatch_market_forbid(context, market, zeros, zeros, 1), MMATCH_ERR_ARGUMENT);
        assert_int_equal(mmatch_market_set_row_preferences(context, market, zeros, NULL, NULL), MMATCH_OK);
        assert_int_equal(mmatch_market_set_column_preferences(context, market, zeros, NULL, NULL),
                         MMATCH_OK);
        assert_non_null(view_of(context, market).row_preference_offsets);
        mmatch_market_destroy(market);
    }
    mmatch_context_destroy(context);
}

/* Everything a market can be told, over scores; returns the first failure. */
static mmatch_status tell_everything(mmatch_context *context)
{
    static const double data[6] = {1, 2, 3, 4, 5, 6};
    static const int32_t maximum[3] = {2, 2, 2};
    static const int64_t rows[2] = {0, 1}, columns[2] = {0, 2}, more_columns[2] = {1, 1};
    static const int64_t offsets[4] = {0, 1, 2, 2}, partners[2] = {0, 1};
    mmatch_scores *scores = NULL;
    mmatch_market *market = NULL;
    mmatch_status status = mmatch_scores_create_dense(context, data, MMATCH_FLOAT64, 2, 3, 24, 8, NULL, &scores);
    if (status == MMATCH_OK) {
        status = mmatch_market_create(context, scores, &market);
    }
    if (status == MMATCH_OK) {
        status = mmatch_market_set_row_capacity(context, market, NULL, maximum);
    }
    if (status == MMATCH_OK) {
        status = mmatch_market_set_column_capacity(context, market, NULL, maximum);
    }
    if (status == MMATCH_OK) {
        status = mmatch_market_forbid(context, market, rows, columns, 2);
    }
    if (status == MMATCH_OK) {
        status = mmatch_market_lock(context, market, rows, more_columns, 2);
    }
    if (status == MMATCH_OK) {
        status = mmatch_market_forbid(context, market, rows, columns, 1);
    }
    if (status == MMATCH_OK) {
        status = mmatch_market_set_minimum_score(context, market, 2);
    }
    if (status == MMATCH_OK) {
        status = mmatch_market_set_row_preferences(context, market, offsets, partners, NULL);
    }
    if (status == MMATCH_OK) {
        status = mmatch_market_set_column_preferences(context, market, offsets, partners, NULL);
    }
    mmatch_market_destroy(market);
    mmatch_scores_destroy(scores);
    return status;
}

/* Locks in a market large enough for a poll between its score rows. */
static mmatch_status lock_a_diagonal(mmatch_context *context)
{
    enum { LONG = 1200 };
    static const double one = 1;
    int64_t ids[LONG];
    mmatch_scores *scores = NULL;
    mmatch_market *market = NULL;
    int64_t k;
    mmatch_status status =
        mmatch_scores_create_dense(context, &one, MMATCH_FLOAT64, LONG, LONG, 0, 0, NULL, &scores);
    for (k = 0; k < LONG; k++) {
        ids[k] = k;
    }
    if (status == MMATCH_OK) {
        status = mmatch_market_create(context, scores, &market);
    }
    if (status == MMATCH_OK) {
        status = mmatch_market_lock(context, market, ids, ids, LONG);
    }
    mmatch_market_destroy(market);
    mmatch_scores_destroy(scores);
    return status;
}

static void failing_any_allocation_leaks_nothing(void **state)
{
    (void)state;
    sweep_allocations(tell_everything);
}

static void cancelling_at_any_poll_leaks_nothing(void **state)
{
    (void)state;
    sweep_cancels(tell_everything);
    sweep_cancels(lock_a_diagonal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_market_lets_everyone_have_at_most_one_partner),
        cmocka_unit_test(a_market_over_scores_takes_their_shape_and_outlives_its_context),
        cmocka_unit_test(capacities_are_copied_and_bad_ones_change_nothing),
        cmocka_unit_test(forbidden_pairs_are_sorted_united_and_kept_once),
        cmocka_unit_test(many_random_additions_agree_with_a_table),
        cmocka_unit_test(pairs_out_of_range_are_all_reported_and_change_nothing),
        cmocka_unit_test(a_pair_cannot_be_locked_and_forbidden_in_either_order),
        cmocka_unit_test(more_locks_than_places_are_refused),
        cmocka_unit_test(a_lock_that_the_scores_forbid_is_refused),
        cmocka_unit_test(the_minimum_score_must_be_a_number_and_needs_scores),
        cmocka_unit_test(preferences_are_copied_and_places_are_ranks_when_none_are_given),
        cmocka_unit_test(bad_preferences_are_reported_with_their_place_and_change_nothing),
        cmocka_unit_test(bad_counts_and_missing_arguments_are_refused),
        cmocka_unit_test(empty_sides_work_with_every_setter),
        cmocka_unit_test(failing_any_allocation_leaks_nothing),
        cmocka_unit_test(cancelling_at_any_poll_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
