/* Requests: what is refused, empty and extreme markets, lotteries, stopping, cancelling, running out of memory. */
#include <math.h>

#include "base/random.h"
#include "stable/instances.h"

static mmatch_market *scored_market(mmatch_context *context, const double *data, int64_t rows,
                                    int64_t columns, mmatch_scores **scores_out)
{
    mmatch_market *market = NULL;
    *scores_out = NULL;
    assert_int_equal(mmatch_scores_create_dense(context, data, MMATCH_FLOAT64, rows, columns, columns * 8, 8,
                                                NULL, scores_out),
                     MMATCH_OK);
    assert_int_equal(mmatch_market_create(context, *scores_out, &market), MMATCH_OK);
    return market;
}

static void assert_refused(mmatch_context *context, const mmatch_market *market,
                           const mmatch_stable_options *options, const char *message)
{
    mmatch_matching *matching = (mmatch_matching *)(uintptr_t)1;
    assert_int_equal(mmatch_stable(context, market, options, &matching), MMATCH_ERR_ARGUMENT);
    assert_null(matching);
    assert_string_equal(mmatch_context_error(context), message);
}

static void requests_this_solver_cannot_keep_are_refused_by_name(void **state)
{
    const double data[4] = {1, 2, 3, 4};
    const int32_t minimum[2] = {0, 1};
    const int64_t one = 1, zero = 0;
    const int64_t offsets[3] = {0, 1, 1};
    mmatch_stable_options options = stable_options(2, 0, 0);
    mmatch_context *const context = plain_context();
    mmatch_matching *matching = NULL;
    mmatch_verdict verdict = {0};
    int64_t count = 0;
    mmatch_scores *scores;
    mmatch_market *bare = NULL;
    mmatch_market *market = scored_market(context, data, 2, 2, &scores);
    (void)state;
    assert_refused(context, market, &options,
                   "stable options: proposers is 2, must be 0 (rows) or 1 (columns)");
    options = stable_options(0, MMATCH_TIES_CANONICAL, 0);
    assert_refused(context, market, &options,
                   "stable options: ties is 1, must be 0 (first) or 2 (lottery)");
    options = stable_options(0, 0, 0);
    options.struct_size = 2;
    assert_int_equal(mmatch_stable(context, market, &options, &matching), MMATCH_ERR_ARGUMENT);
    assert_refused(context, NULL, NULL, "market is NULL");
    assert_int_equal(mmatch_stable(context, market, NULL, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_stable(NULL, market, NULL, &matching), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_market_set_row_capacity(context, market, minimum, NULL), MMATCH_OK);
    assert_refused(context, market, NULL, "row 1: minimum 1, but minima are not for stable matching");
    assert_int_equal(mmatch_market_set_row_capacity(context, market, NULL, NULL), MMATCH_OK);
    assert_int_equal(mmatch_market_set_column_capacity(context, market, minimum, NULL), MMATCH_OK);
    assert_refused(context, market, NULL, "column 1: minimum 1, but minima are not for stable matching");
    assert_int_equal(mmatch_market_set_column_capacity(context, market, NULL, NULL), MMATCH_OK);
    assert_int_equal(mmatch_market_lock(context, market, &one, &zero, 1), MMATCH_OK);
    assert_refused(context, market, NULL, "row 1, column 0: locked pairs are not for stable matching");
    mmatch_market_destroy(market);
    assert_int_equal(mmatch_market_create(context, scores, &market), MMATCH_OK);
    assert_int_equal(mmatch_stable(context, market, NULL, &matching), MMATCH_OK);
    assert_int_equal(mmatch_market_set_quotas(context, market, 1, offsets, &one, NULL, &zero), MMATCH_OK);
    verdict.struct_size = sizeof verdict;
    assert_int_equal(mmatch_stable_verify(context, market, matching, &verdict), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "the market has quotas, which are not for stable matching");
    assert_int_equal(mmatch_stable_blocking_pairs(context, market, matching, 0, NULL, NULL, &count),
                     MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "the market has quotas, which are not for stable matching");
    mmatch_matching_destroy(matching);
    matching = NULL;
    assert_refused(context, market, NULL, "the market has quotas, which are not for stable matching");
    mmatch_market_destroy(market);
    mmatch_scores_destroy(scores);
    assert_int_equal(mmatch_market_create_empty(context, 2, 2, &bare), MMATCH_OK);
    assert_refused(context, bare, NULL, "rows have neither preferences nor scores");
    assert_int_equal(mmatch_context_fault_count(context), 2);
    assert_int_equal(mmatch_market_set_row_preferences(context, bare, offsets, &one, NULL), MMATCH_OK);
    assert_refused(context, bare, NULL, "columns have neither preferences nor scores");
    mmatch_market_destroy(bare);
    mmatch_context_destroy(context);
}

static void verify_and_blocking_pairs_refuse_bad_arguments_and_touch_nothing(void **state)
{
    const double data[4] = {1, 2, 3, 4};
    mmatch_context *const context = plain_context();
    mmatch_scores *scores;
    mmatch_market *const market = scored_market(context, data, 2, 2, &scores);
    mmatch_market *bare = NULL;
    mmatch_matching *matching = NULL, *other = NULL;
    mmatch_matching_parts parts = {0};
    mmatch_verdict verdict = {0};
    int64_t rows[1], columns[1], count = 77;
    (void)state;
    parts.struct_size = sizeof parts;
    parts.row_count = 3;
    verdict.fault = 55;
    assert_int_equal(mmatch_stable(context, market, NULL, &matching), MMATCH_OK);
    assert_int_equal(mmatch_matching_create(context, &parts, &other), MMATCH_OK);
    assert_int_equal(mmatch_market_create_empty(context, 2, 2, &bare), MMATCH_OK);
    assert_int_equal(mmatch_stable_verify(context, market, matching, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_stable_verify(context, market, matching, &verdict), MMATCH_ERR_ARGUMENT);
    verdict.struct_size = sizeof verdict;
    assert_int_equal(mmatch_stable_verify(context, NULL, matching, &verdict), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_stable_verify(context, market, NULL, &verdict), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_stable_verify(NULL, market, matching, &verdict), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_stable_verify(context, bare, matching, &verdict), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "rows have neither preferences nor scores");
    assert_int_equal(verdict.fault, 55);
    assert_int_equal(mmatch_stable_blocking_pairs(context, market, matching, -1, rows, columns, &count),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_stable_blocking_pairs(context, market, matching, 1, NULL, columns, &count),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_stable_blocking_pairs(context, market, matching, 1, rows, NULL, &count),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_stable_blocking_pairs(context, market, matching, 1, rows, columns, NULL),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_stable_blocking_pairs(context, NULL, matching, 1, rows, columns, &count),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_stable_blocking_pairs(context, market, NULL, 1, rows, columns, &count),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_stable_blocking_pairs(context, bare, matching, 1, rows, columns, &count),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_stable_blocking_pairs(context, market, other, 1, rows, columns, &count),
                     MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "matching is 3 x 0, market is 2 x 2");
    assert_int_equal(count, 77);
    mmatch_matching_destroy(matching);
    mmatch_matching_destroy(other);
    mmatch_market_destroy(bare);
    mmatch_market_destroy(market);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
}

static void empty_sides_give_an_empty_stable_matching(void **state)
{
    const int64_t shapes[4][2] = {{0, 0}, {0, 3}, {3, 0}, {2, 2}};
    const int64_t zeros[4] = {0, 0, 0, 0};
    mmatch_context *const context = plain_context();
    int k, side;
    (void)state;
    for (k = 0; k < 8; k++) {
        const int64_t rows = shapes[k % 4][0], columns = shapes[k % 4][1];
        const double never[4] = {-INFINITY, -INFINITY, -INFINITY, -INFINITY};
        mmatch_scores *scores = NULL;
        mmatch_market *market = NULL;
        if (k < 4) { /* empty lists */
            assert_int_equal(mmatch_market_create_empty(context, rows, columns, &market), MMATCH_OK);
            assert_int_equal(mmatch_market_set_row_preferences(context, market, zeros, NULL, NULL),
                             MMATCH_OK);
            assert_int_equal(mmatch_market_set_column_preferences(context, market, zeros, NULL, NULL),
                             MMATCH_OK);
        } else { /* scores that forbid every pair */
            market = scored_market(context, never, rows, columns, &scores);
        }
        for (side = 0; side < 2; side++) {
            const mmatch_stable_options options = stable_options(side, MMATCH_TIES_LOTTERY, 1);
            mmatch_matching_parts parts = {0};
            mmatch_matching *matching = NULL;
            int64_t r;
            parts.struct_size = sizeof parts;
            assert_int_equal(mmatch_stable(context, market, &options, &matching), MMATCH_OK);
            assert_int_equal(mmatch_matching_look(context, matching, &parts), MMATCH_OK);
            assert_int_equal(parts.outcome, MMATCH_OUTCOME_OPTIMAL);
            assert_int_equal(parts.pair_count, 0);
            assert_true(parts.total == 0 && parts.bound == 0 && parts.unit == 1);
            for (r = 0; r < rows; r++) {
                assert_int_equal(parts.row_reasons[r], MMATCH_REASON_NO_CANDIDATE);
            }
            assert_int_equal(fault_of(context, market, matching), MMATCH_STABLE_FAULT_NONE);
            mmatch_matching_destroy(matching);
        }
        mmatch_market_destroy(market);
        mmatch_scores_destroy(scores);
    }
    mmatch_context_destroy(context);
}

static void everyone_with_boundless_capacity_gets_every_acceptable_partner(void **state)
{
    const double data[6] = {1, -INFINITY, 0, 4, 5, -6};
    const int32_t boundless[3] = {INT32_MAX, INT32_MAX, INT32_MAX};
    mmatch_context *const context = plain_context();
    mmatch_scores *scores;
    mmatch_market *const market = scored_market(context, data, 2, 3, &scores);
    mmatch_matching *matching = NULL;
    (void)state;
    assert_int_equal(mmatch_market_set_row_capacity(context, market, NULL, boundless), MMATCH_OK);
    assert_int_equal(mmatch_market_set_column_capacity(context, market, NULL, boundless), MMATCH_OK);
    assert_int_equal(mmatch_stable(context, market, NULL, &matching), MMATCH_OK);
    assert_int_equal(mmatch_matching_pair_count(matching), 5);
    assert_true(mmatch_matching_total(matching) == 4);
    assert_int_equal(fault_of(context, market, matching), MMATCH_STABLE_FAULT_NONE);
    mmatch_matching_destroy(matching);
    mmatch_market_destroy(market);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
}

/* Four rows alike for one column: by index the first wins; by lottery each wins about as often, and the same seed gives
 * the same answer. Then the same for one row and four columns alike. */
static void equals_are_served_by_index_or_by_a_fair_lottery_that_repeats(void **state)
{
    const double data[4] = {3, 3, 3, 3};
    mmatch_context *const context = plain_context();
    int shape, side;
    (void)state;
    for (shape = 0; shape < 2; shape++) {
        mmatch_scores *scores;
        mmatch_market *const market =
            scored_market(context, data, shape == 0 ? 4 : 1, shape == 0 ? 1 : 4, &scores);
        for (side = 0; side < 2; side++) {
            int wins[4] = {0}, k;
            uint64_t seed;
            const plan by_index = solve_plan(context, market, side, MMATCH_TIES_FIRST, 99);
            assert_int_equal(by_index.is_made[0][0], 1);
            for (seed = 0; seed < 4000; seed++) {
                const plan drawn = solve_plan(context, market, side, MMATCH_TIES_LOTTERY, seed);
                for (k = 0; k < 4; k++) {
                    wins[k] += shape == 0 ? drawn.is_made[k][0] : drawn.is_made[0][k];
                }
                if (seed % 100 == 0) {
                    const plan again = solve_plan(context, market, side, MMATCH_TIES_LOTTERY, seed);
                    assert_memory_equal(&again, &drawn, sizeof drawn);
                }
            }
            for (k = 0; k < 4; k++) {
                assert_in_range(wins[k], 850, 1150);
            }
        }
        mmatch_market_destroy(market);
        mmatch_scores_destroy(scores);
    }
    mmatch_context_destroy(context);
}

/* As the header says: rows by stream 0 of the seed, columns by stream 1. With everybody equal the first row of the
 * order gets the first column of the order, and so on. */
static void an_auditor_can_redraw_the_lottery(void **state)
{
    const double data[16] = {2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2};
    mmatch_context *const context = plain_context();
    mmatch_scores *scores;
    mmatch_market *const market = scored_market(context, data, 4, 4, &scores);
    uint64_t seed;
    (void)state;
    for (seed = 0; seed < 40; seed++) {
        const plan made = solve_plan(context, market, (int32_t)(seed % 2), MMATCH_TIES_LOTTERY, seed);
        int64_t rows[4] = {0, 1, 2, 3}, columns[4] = {0, 1, 2, 3};
        mmatch__random of_rows = mmatch__random_stream(seed, 0);
        mmatch__random of_columns = mmatch__random_stream(seed, 1);
        int k;
        mmatch__random_shuffle(&of_rows, rows, 4);
        mmatch__random_shuffle(&of_columns, columns, 4);
        for (k = 0; k < 4; k++) {
            assert_int_equal(made.is_made[rows[k]][columns[k]], 1);
        }
    }
    mmatch_market_destroy(market);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
}

static void a_lottery_changes_nothing_where_there_are_no_ties(void **state)
{
    const double data[9] = {9, 1, 5, 2, 8, 3, 7, 4, 6};
    mmatch_context *const context = plain_context();
    mmatch_scores *scores;
    mmatch_market *const market = scored_market(context, data, 3, 3, &scores);
    const plan first = solve_plan(context, market, 0, MMATCH_TIES_FIRST, 0);
    uint64_t seed;
    (void)state;
    for (seed = 0; seed < 50; seed++) {
        const plan drawn = solve_plan(context, market, (int32_t)(seed % 2), MMATCH_TIES_LOTTERY, seed);
        assert_memory_equal(&drawn, &first, sizeof drawn); /* one stable matching: scores are shared */
    }
    mmatch_market_destroy(market);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
}

/* Cyclic lists: row r ranks column r + k at place k, and columns rank rows likewise; everyone of the side that proposes
 * gets the first choice. Big enough for polls inside the phases. */
enum { RING = 400 };

static mmatch_market *ring_market(mmatch_context *context, int64_t *offsets, int64_t *partners)
{
    mmatch_market *market = NULL;
    int64_t p, k;
    for (p = 0; p < RING; p++) {
        offsets[p + 1] = (p + 1) * RING;
        for (k = 0; k < RING; k++) {
            partners[p * RING + k] = (p + k) % RING;
        }
    }
    if (mmatch_market_create_empty(context, RING, RING, &market) != MMATCH_OK) {
        return NULL;
    }
    if (mmatch_market_set_row_preferences(context, market, offsets, partners, NULL) != MMATCH_OK ||
        mmatch_market_set_column_preferences(context, market, offsets, partners, NULL) != MMATCH_OK) {
        mmatch_market_destroy(market);
        return NULL;
    }
    return market;
}

static int64_t ring_offsets[RING + 1];
static int64_t ring_partners[RING * RING];

/* Everyone ranks everyone alike, the last first: chains are as long as can be. */
static void identical_lists(int64_t *offsets, int64_t *partners)
{
    int64_t p, k;
    offsets[0] = 0;
    for (p = 0; p < RING; p++) {
        offsets[p + 1] = (p + 1) * RING;
        for (k = 0; k < RING; k++) {
            partners[p * RING + k] = RING - 1 - k;
        }
    }
}

static void identical_lists_pair_the_best_with_the_best(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch_market *market = NULL;
    mmatch_matching *matching = NULL;
    int64_t k;
    (void)state;
    identical_lists(ring_offsets, ring_partners);
    assert_int_equal(mmatch_market_create_empty(context, RING, RING, &market), MMATCH_OK);
    assert_int_equal(mmatch_market_set_row_preferences(context, market, ring_offsets, ring_partners, NULL),
                     MMATCH_OK);
    assert_int_equal(
        mmatch_market_set_column_preferences(context, market, ring_offsets, ring_partners, NULL), MMATCH_OK);
    assert_int_equal(mmatch_stable(context, market, NULL, &matching), MMATCH_OK);
    assert_int_equal(mmatch_matching_pair_count(matching), RING);
    for (k = 0; k < RING; k++) {
        assert_int_equal(mmatch_matching_columns(matching)[k], k);
    }
    assert_int_equal(fault_of(context, market, matching), MMATCH_STABLE_FAULT_NONE);
    mmatch_matching_destroy(matching);
    mmatch_market_destroy(market);
    mmatch_context_destroy(context);
}

static void stopping_at_any_poll_gives_a_limit_that_keeps_the_rules(void **state)
{
    int64_t k;
    int limits = 0;
    (void)state;
    for (k = 1;; k++) {
        watched_poll poll = {0};
        mmatch_context *const context = context_with(NULL, &poll, 1);
        mmatch_market *const market = ring_market(context, ring_offsets, ring_partners);
        mmatch_matching_parts parts = {0};
        mmatch_matching *matching = NULL;
        char taken[RING] = {0};
        int64_t p;
        assert_non_null(market);
        poll.calls = 0;
        poll.answer_at = k;
        poll.answer = MMATCH_POLL_STOP;
        assert_int_equal(mmatch_stable(context, market, NULL, &matching), MMATCH_OK);
        poll.answer_at = 0;
        parts.struct_size = sizeof parts;
        assert_int_equal(mmatch_matching_look(context, matching, &parts), MMATCH_OK);
        if (poll.calls < k) {
            assert_int_equal(parts.outcome, MMATCH_OUTCOME_OPTIMAL);
            assert_int_equal(parts.pair_count, RING);
        } else {
            assert_int_equal(parts.outcome, MMATCH_OUTCOME_LIMIT);
            assert_null(parts.row_reasons);
            assert_true(parts.pair_count < RING);
            assert_int_equal(fault_of(context, market, matching), MMATCH_STABLE_FAULT_OUTCOME);
            limits++;
        }
        for (p = 0; p < parts.pair_count; p++) {
            assert_true(p == 0 || parts.rows[p] > parts.rows[p - 1]);
            assert_int_equal(taken[parts.columns[p]], 0);
            taken[parts.columns[p]] = 1;
        }
        mmatch_matching_destroy(matching);
        mmatch_market_destroy(market);
        mmatch_context_destroy(context);
        if (poll.calls < k) {
            break;
        }
    }
    assert_true(limits >= 4);
}

/* Solves, verifies and lists blocking pairs of a market with lists, scores, rules and a minimum. */
static mmatch_status solve_and_judge(mmatch_context *context, int32_t side)
{
    static const double data[9] = {9, 1, 5, 2, 8, 3, 7, 4, 6};
    static const int64_t offsets[4] = {0, 3, 5, 6}, partners[6] = {0, 1, 2, 2, 1, 0};
    static const int32_t two[3] = {2, 1, 2};
    const mmatch_stable_options options = stable_options(side, MMATCH_TIES_LOTTERY, 4);
    const int64_t row = 0, column = 1;
    mmatch_scores *scores = NULL;
    mmatch_market *market = NULL;
    mmatch_matching *matching = NULL;
    mmatch_verdict verdict = {0};
    int64_t count = 0;
    mmatch_status status =
        mmatch_scores_create_dense(context, data, MMATCH_FLOAT64, 3, 3, 24, 8, NULL, &scores);
    verdict.struct_size = sizeof verdict;
    if (status == MMATCH_OK) {
        status = mmatch_market_create(context, scores, &market);
    }
    if (status == MMATCH_OK) {
        status = mmatch_market_set_column_capacity(context, market, NULL, two);
    }
    if (status == MMATCH_OK) {
        status = mmatch_market_forbid(context, market, &row, &column, 1);
    }
    if (status == MMATCH_OK) {
        status = mmatch_market_set_column_preferences(context, market, offsets, partners, NULL);
    }
    if (status == MMATCH_OK) {
        status = mmatch_stable(context, market, &options, &matching);
        assert_int_equal(status == MMATCH_OK, matching != NULL);
    }
    if (status == MMATCH_OK) {
        status = mmatch_stable_verify(context, market, matching, &verdict);
        assert_int_equal(verdict.is_valid, status == MMATCH_OK);
    }
    if (status == MMATCH_OK) {
        count = -1;
        status = mmatch_stable_blocking_pairs(context, market, matching, 0, NULL, NULL, &count);
        assert_int_equal(count, status == MMATCH_OK ? 0 : -1);
    }
    mmatch_matching_destroy(matching);
    mmatch_market_destroy(market);
    mmatch_scores_destroy(scores);
    return status;
}

static mmatch_status rows_propose(mmatch_context *context)
{
    return solve_and_judge(context, MMATCH_PROPOSERS_ROWS);
}

static mmatch_status columns_propose(mmatch_context *context)
{
    return solve_and_judge(context, MMATCH_PROPOSERS_COLUMNS);
}

/* Solves and judges; takes over the market. */
static mmatch_status finish(mmatch_context *context, mmatch_market *market, mmatch_status status)
{
    mmatch_matching *matching = NULL;
    mmatch_verdict verdict = {0};
    int64_t count = 0;
    verdict.struct_size = sizeof verdict;
    if (status == MMATCH_OK) {
        status = mmatch_stable(context, market, NULL, &matching);
    }
    if (status == MMATCH_OK) {
        status = mmatch_stable_verify(context, market, matching, &verdict);
    }
    if (status == MMATCH_OK) {
        assert_int_equal(verdict.is_valid, 1);
        status = mmatch_stable_blocking_pairs(context, market, matching, 0, NULL, NULL, &count);
    }
    mmatch_matching_destroy(matching);
    mmatch_market_destroy(market);
    return status;
}

/* Everyone ranks everyone alike: enough for polls among sorted lists and proposals. */
static mmatch_status solve_identical(mmatch_context *context)
{
    mmatch_market *market = NULL;
    mmatch_status status = mmatch_market_create_empty(context, RING, RING, &market);
    identical_lists(ring_offsets, ring_partners);
    if (status == MMATCH_OK) {
        status = mmatch_market_set_row_preferences(context, market, ring_offsets, ring_partners, NULL);
    }
    if (status == MMATCH_OK) {
        status = mmatch_market_set_column_preferences(context, market, ring_offsets, ring_partners, NULL);
    }
    return finish(context, market, status);
}

/* One wish for each row over wide rows of scores: enough for polls among the rows. */
static mmatch_status solve_wide(mmatch_context *context)
{
    enum { WIDE = 1200 };
    static const double three = 3;
    int64_t offsets[WIDE + 1], partners[WIDE], k;
    mmatch_scores *scores = NULL;
    mmatch_market *market = NULL;
    mmatch_status status =
        mmatch_scores_create_dense(context, &three, MMATCH_FLOAT64, WIDE, WIDE, 0, 0, NULL, &scores);
    for (k = 0; k < WIDE; k++) {
        offsets[k] = k;
        partners[k] = WIDE - 1 - k;
    }
    offsets[WIDE] = WIDE;
    if (status == MMATCH_OK) {
        status = mmatch_market_create(context, scores, &market);
    }
    if (status == MMATCH_OK) {
        status = mmatch_market_set_row_preferences(context, market, offsets, partners, NULL);
    }
    status = finish(context, market, status);
    mmatch_scores_destroy(scores);
    return status;
}

static void failing_any_allocation_leaks_nothing(void **state)
{
    (void)state;
    sweep_allocations(rows_propose);
    sweep_allocations(columns_propose);
}

static void cancelling_at_any_poll_leaks_nothing(void **state)
{
    (void)state;
    sweep_cancels(rows_propose);
    sweep_cancels(columns_propose);
    sweep_cancels(solve_identical);
    sweep_cancels(solve_wide);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_this_solver_cannot_keep_are_refused_by_name),
        cmocka_unit_test(verify_and_blocking_pairs_refuse_bad_arguments_and_touch_nothing),
        cmocka_unit_test(empty_sides_give_an_empty_stable_matching),
        cmocka_unit_test(everyone_with_boundless_capacity_gets_every_acceptable_partner),
        cmocka_unit_test(equals_are_served_by_index_or_by_a_fair_lottery_that_repeats),
        cmocka_unit_test(an_auditor_can_redraw_the_lottery),
        cmocka_unit_test(a_lottery_changes_nothing_where_there_are_no_ties),
        cmocka_unit_test(identical_lists_pair_the_best_with_the_best),
        cmocka_unit_test(stopping_at_any_poll_gives_a_limit_that_keeps_the_rules),
        cmocka_unit_test(failing_any_allocation_leaks_nothing),
        cmocka_unit_test(cancelling_at_any_poll_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
