/* The behaviour of mmatch_assign: outcomes, reasons, ties, hostile input, failing memory, stopping. */
#include "assign_support.h"

/* ---- a market of any size, drawn at random ---- */

typedef struct large_market {
    int64_t rows, columns;
    double *numbers;
    mmatch_scores *scores;
    mmatch_market *market;
} large_market;

static large_market large_plain(mmatch_context *context, int64_t rows, int64_t columns, int levels,
                                int32_t sense, uint64_t seed)
{
    const mmatch_scores_options options = {sizeof(mmatch_scores_options), sense};
    mmatch__random random = mmatch__random_seeded(seed);
    large_market large;
    int64_t k;
    memset(&large, 0, sizeof large);
    large.rows = rows;
    large.columns = columns;
    large.numbers = (double *)malloc((size_t)(rows * columns + 1) * sizeof(double));
    assert_non_null(large.numbers);
    for (k = 0; k < rows * columns; k++) {
        large.numbers[k] = levels > 0 ? (double)draw(&random, levels) - (double)(levels / 4)
                                      : mmatch__random_unit(&random);
    }
    assert_int_equal(mmatch_scores_create_dense(context, large.numbers, MMATCH_FLOAT64, rows, columns,
                                                columns * (int64_t)sizeof(double),
                                                (int64_t)sizeof(double), &options, &large.scores),
                     MMATCH_OK);
    assert_int_equal(mmatch_market_create(context, large.scores, &large.market), MMATCH_OK);
    return large;
}

static void large_rules(mmatch_context *context, large_market *large, int has_minima, uint64_t seed)
{
    mmatch__random random = mmatch__random_seeded(seed);
    int32_t *const low = (int32_t *)calloc((size_t)(large->rows + large->columns), sizeof(int32_t));
    int32_t *const high = (int32_t *)calloc((size_t)(large->rows + large->columns), sizeof(int32_t));
    int64_t k;
    for (k = 0; k < large->rows + large->columns; k++) {
        high[k] = 1 + draw(&random, 4);
        low[k] = has_minima && draw(&random, 4) == 0 ? 1 : 0;
    }
    assert_int_equal(mmatch_market_set_row_capacity(context, large->market, low, high), MMATCH_OK);
    assert_int_equal(mmatch_market_set_column_capacity(context, large->market, low + large->rows,
                                                       high + large->rows),
                     MMATCH_OK);
    for (k = 0; k < large->rows; k++) {
        const int64_t column = draw(&random, (int)large->columns);
        if (k % 9 == 0) {
            /* every ninth row, so that no column gets more locks than one in nine can bring */
            const int64_t own = k / 9 % large->columns;
            assert_int_equal(mmatch_market_lock(context, large->market, &k, &own, 1), MMATCH_OK);
        } else {
            assert_int_equal(mmatch_market_forbid(context, large->market, &k, &column, 1), MMATCH_OK);
        }
    }
    free(low);
    free(high);
}

static void large_destroy(large_market *large)
{
    mmatch_market_destroy(large->market);
    mmatch_scores_destroy(large->scores);
    free(large->numbers);
}

static double solve_total(mmatch_context *context, const mmatch_market *market,
                          const mmatch_assign_options *options, int32_t outcome)
{
    mmatch_matching *matching = NULL;
    double total;
    if (mmatch_assign(context, market, options, &matching) != MMATCH_OK) {
        fail_msg("%s", mmatch_context_error(context));
    }
    assert_int_equal(mmatch_matching_outcome(matching), outcome);
    assert_verified(context, market, options, matching);
    total = mmatch_matching_total(matching);
    mmatch_matching_destroy(matching);
    return total;
}

/* ---- properties ---- */

static void larger_markets_are_proved_optimal_under_every_option(void **state)
{
    static const int64_t sides[5][2] = {{30, 30}, {20, 50}, {50, 20}, {60, 61}, {1, 40}};
    mmatch_context *const context = plain_context();
    int round;
    (void)state;
    for (round = 0; round < 40; round++) {
        large_market large =
            large_plain(context, sides[round % 5][0], sides[round % 5][1], round % 4 * 5,
                        round % 2, (uint64_t)round);
        double totals[3];
        int32_t coverage;
        int32_t ties;
        if (round % 3 != 0) {
            large_rules(context, &large, round % 3 == 1, (uint64_t)round);
        }
        for (coverage = 0; coverage < 3; coverage++) {
            for (ties = 0; ties < 3; ties++) {
                const mmatch_assign_options options = assign_options(coverage, ties, (uint64_t)round);
                mmatch_matching *matching = NULL;
                assert_int_equal(mmatch_assign(context, large.market, &options, &matching), MMATCH_OK);
                assert_verified(context, large.market, &options, matching);
                totals[ties] = mmatch_matching_total(matching);
                mmatch_matching_destroy(matching);
            }
            assert_true(totals[0] == totals[1] && totals[0] == totals[2]);
        }
        large_destroy(&large);
    }
    mmatch_context_destroy(context);
}

static void permuting_people_keeps_the_total(void **state)
{
    mmatch_context *const context = plain_context();
    const mmatch_assign_options options = assign_options(MMATCH_COVERAGE_PARTICIPATION_FIRST, 0, 0);
    mmatch__random random = mmatch__random_seeded(3);
    int round;
    (void)state;
    for (round = 0; round < 20; round++) {
        large_market straight = large_plain(context, 25, 18, round % 2 ? 0 : 6, 0, (uint64_t)round);
        large_market mixed = large_plain(context, 25, 18, round % 2 ? 0 : 6, 0, (uint64_t)round);
        int64_t rows[25];
        int64_t columns[18];
        int64_t k;
        mmatch_market_destroy(mixed.market);
        mmatch_scores_destroy(mixed.scores);
        for (k = 0; k < 25; k++) {
            rows[k] = k;
        }
        for (k = 0; k < 18; k++) {
            columns[k] = k;
        }
        mmatch__random_shuffle(&random, rows, 25);
        mmatch__random_shuffle(&random, columns, 18);
        for (k = 0; k < 25 * 18; k++) {
            mixed.numbers[rows[k / 18] * 18 + columns[k % 18]] = straight.numbers[k];
        }
        assert_int_equal(mmatch_scores_create_dense(context, mixed.numbers, MMATCH_FLOAT64, 25, 18,
                                                    18 * (int64_t)sizeof(double),
                                                    (int64_t)sizeof(double), NULL, &mixed.scores),
                         MMATCH_OK);
        assert_int_equal(mmatch_market_create(context, mixed.scores, &mixed.market), MMATCH_OK);
        assert_true(solve_total(context, straight.market, &options, MMATCH_OUTCOME_OPTIMAL) ==
                    solve_total(context, mixed.market, &options, MMATCH_OUTCOME_OPTIMAL));
        large_destroy(&straight);
        large_destroy(&mixed);
    }
    mmatch_context_destroy(context);
}

static void adding_to_a_row_moves_the_total_by_as_much(void **state)
{
    mmatch_context *const context = plain_context();
    const mmatch_assign_options options = assign_options(MMATCH_COVERAGE_EVERYONE, 0, 0);
    large_market large = large_plain(context, 20, 24, 30, 1, 11);
    const double before = solve_total(context, large.market, &options, MMATCH_OUTCOME_OPTIMAL);
    const mmatch_scores_options costs = {sizeof(mmatch_scores_options), MMATCH_SENSE_MINIMISE};
    int64_t k;
    (void)state;
    mmatch_market_destroy(large.market);
    mmatch_scores_destroy(large.scores);
    for (k = 0; k < 24; k++) {
        large.numbers[7 * 24 + k] += 1000;
    }
    assert_int_equal(mmatch_scores_create_dense(context, large.numbers, MMATCH_FLOAT64, 20, 24,
                                                24 * (int64_t)sizeof(double), (int64_t)sizeof(double),
                                                &costs, &large.scores),
                     MMATCH_OK);
    assert_int_equal(mmatch_market_create(context, large.scores, &large.market), MMATCH_OK);
    assert_true(solve_total(context, large.market, &options, MMATCH_OUTCOME_OPTIMAL) == before + 1000);
    large_destroy(&large);
    mmatch_context_destroy(context);
}

static void prices_of_a_full_one_to_one_market_add_up_to_the_total(void **state)
{
    enum { SIDE = 30 };
    mmatch_context *const context = plain_context();
    int32_t ones[SIDE];
    int round;
    (void)state;
    for (round = 0; round < SIDE; round++) {
        ones[round] = 1;
    }
    for (round = 0; round < 24; round++) {
        const int has_minima = round % 2;
        const mmatch_assign_options options = assign_options(
            has_minima ? MMATCH_COVERAGE_SCORE_FIRST : MMATCH_COVERAGE_EVERYONE, round % 3, 8);
        large_market large = large_plain(context, has_minima ? SIDE + round % 4 : SIDE - round % 4,
                                         SIDE, round % 5 ? 40 : 0, round % 4 / 2, (uint64_t)round);
        mmatch_matching *matching = NULL;
        mmatch_matching_parts parts = {0};
        double sum = 0;
        int64_t k;
        if (has_minima) {
            assert_int_equal(mmatch_market_set_column_capacity(context, large.market, ones, ones),
                             MMATCH_OK);
        }
        assert_int_equal(mmatch_assign(context, large.market, &options, &matching), MMATCH_OK);
        assert_verified(context, large.market, &options, matching);
        parts.struct_size = sizeof parts;
        assert_int_equal(mmatch_matching_look(context, matching, &parts), MMATCH_OK);
        for (k = 0; k < parts.row_count; k++) {
            assert_int_equal(parts.row_price_tiers[k], 0);
            sum += parts.row_prices[k];
        }
        for (k = 0; k < parts.column_count; k++) {
            assert_int_equal(parts.column_price_tiers[k], 0);
            sum += parts.column_prices[k];
        }
        assert_true(sum == parts.total);
        mmatch_matching_destroy(matching);
        large_destroy(&large);
    }
    mmatch_context_destroy(context);
}

/* ---- reasons ---- */

static void every_reason_is_told(void **state)
{
    mmatch_context *const context = plain_context();
    const double no = -(double)INFINITY;
    small_market small = small_plain(4, 4);
    small_objects objects;
    mmatch_matching *matching = NULL;
    mmatch_matching_parts parts = {0};
    const mmatch_assign_options options = assign_options(MMATCH_COVERAGE_SCORE_FIRST, 0, 0);
    /* row 0 takes column 0; row 1 wants column 0 only; row 2 would lose; row 3 is below the minimum */
    const double scores[16] = {9, no, no, no, 8, no, no, no, no, -1, no, no, no, -3, no, -4};
    (void)state;
    memcpy(small.scores, scores, sizeof scores);
    small.has_minimum_score = 1;
    small.minimum_score = -2;
    assert_int_equal(small_create(context, &small, &objects), MMATCH_OK);
    assert_int_equal(mmatch_assign(context, objects.market, &options, &matching), MMATCH_OK);
    parts.struct_size = sizeof parts;
    assert_int_equal(mmatch_matching_look(context, matching, &parts), MMATCH_OK);
    assert_int_equal(parts.row_reasons[0], MMATCH_REASON_PLACED);
    assert_int_equal(parts.row_reasons[1], MMATCH_REASON_CANDIDATES_FULL);
    assert_int_equal(parts.row_reasons[2], MMATCH_REASON_LOWERS_TOTAL);
    assert_int_equal(parts.row_reasons[3], MMATCH_REASON_BELOW_MINIMUM_SCORE);
    assert_int_equal(parts.column_reasons[0], MMATCH_REASON_PLACED);
    assert_int_equal(parts.column_reasons[1], MMATCH_REASON_LOWERS_TOTAL);
    assert_int_equal(parts.column_reasons[2], MMATCH_REASON_NO_CANDIDATE);
    assert_int_equal(parts.column_reasons[3], MMATCH_REASON_BELOW_MINIMUM_SCORE);
    mmatch_matching_destroy(matching);
    small_destroy(&objects);

    small.row_maximum[1] = 0;
    small.column_maximum[1] = 0;
    assert_int_equal(small_create(context, &small, &objects), MMATCH_OK);
    assert_int_equal(mmatch_assign(context, objects.market, &options, &matching), MMATCH_OK);
    assert_int_equal(mmatch_matching_look(context, matching, &parts), MMATCH_OK);
    assert_int_equal(parts.row_reasons[1], MMATCH_REASON_NO_CAPACITY);
    assert_int_equal(parts.row_reasons[2], MMATCH_REASON_CANDIDATES_FULL);
    assert_int_equal(parts.column_reasons[1], MMATCH_REASON_NO_CAPACITY);
    mmatch_matching_destroy(matching);
    small_destroy(&objects);
    mmatch_context_destroy(context);
}

/* ---- ties ---- */

static void ties_at_no_gain_are_made_rather_than_left(void **state)
{
    mmatch_context *const context = plain_context();
    const small_market small = small_plain(3, 2);
    int32_t ties;
    (void)state;
    for (ties = 0; ties < 3; ties++) {
        const mmatch_assign_options options = assign_options(MMATCH_COVERAGE_SCORE_FIRST, ties, 1);
        small_objects objects;
        mmatch_matching *matching = NULL;
        assert_int_equal(small_create(context, &small, &objects), MMATCH_OK);
        assert_int_equal(mmatch_assign(context, objects.market, &options, &matching), MMATCH_OK);
        assert_int_equal(mmatch_matching_pair_count(matching), 2);
        mmatch_matching_destroy(matching);
        small_destroy(&objects);
    }
    mmatch_context_destroy(context);
}

static void the_lottery_is_fair_and_can_be_drawn_again(void **state)
{
    enum { DRAWS = 3000 };
    mmatch_context *const context = plain_context();
    const small_market small = small_plain(3, 1);
    small_objects objects;
    int wins[3] = {0};
    int seed;
    (void)state;
    assert_int_equal(small_create(context, &small, &objects), MMATCH_OK);
    for (seed = 0; seed < DRAWS; seed++) {
        const mmatch_assign_options options =
            assign_options(MMATCH_COVERAGE_PARTICIPATION_FIRST, MMATCH_TIES_LOTTERY, (uint64_t)seed);
        mmatch_matching *first = NULL;
        mmatch_matching *again = NULL;
        assert_int_equal(mmatch_assign(context, objects.market, &options, &first), MMATCH_OK);
        assert_int_equal(mmatch_assign(context, objects.market, &options, &again), MMATCH_OK);
        assert_int_equal(mmatch_matching_pair_count(first), 1);
        assert_int_equal(mmatch_matching_rows(first)[0], mmatch_matching_rows(again)[0]);
        wins[mmatch_matching_rows(first)[0]]++;
        mmatch_matching_destroy(first);
        mmatch_matching_destroy(again);
    }
    for (seed = 0; seed < 3; seed++) {
        /* four standard deviations around a third */
        assert_in_range(wins[seed], DRAWS / 3 - 104, DRAWS / 3 + 104);
    }
    small_destroy(&objects);
    mmatch_context_destroy(context);
}

static void the_canonical_answer_needs_no_luck_with_the_order(void **state)
{
    /* all scores equal: everyone gets the column of the same number, whatever the search finds first */
    mmatch_context *const context = plain_context();
    const mmatch_assign_options options =
        assign_options(MMATCH_COVERAGE_EVERYONE, MMATCH_TIES_CANONICAL, 0);
    large_market large = large_plain(context, 90, 100, 1, 0, 1);
    mmatch_matching *matching = NULL;
    int64_t k;
    (void)state;
    assert_int_equal(mmatch_assign(context, large.market, &options, &matching), MMATCH_OK);
    for (k = 0; k < 90; k++) {
        assert_int_equal(mmatch_matching_columns(matching)[k], k);
    }
    mmatch_matching_destroy(matching);
    large_destroy(&large);
    mmatch_context_destroy(context);
}

/* ---- empty sides and hostile input ---- */

static void empty_sides_give_empty_answers(void **state)
{
    static const int64_t sides[3][2] = {{0, 0}, {0, 3}, {3, 0}};
    mmatch_context *const context = plain_context();
    int k;
    (void)state;
    for (k = 0; k < 3; k++) {
        large_market large = large_plain(context, sides[k][0], sides[k][1], 1, 0, 1);
        const int32_t ones[3] = {1, 1, 1};
        int32_t coverage;
        int32_t ties;
        for (coverage = 0; coverage < 3; coverage++) {
            for (ties = 0; ties < 3; ties++) {
                const mmatch_assign_options options = assign_options(coverage, ties, 0);
                const int is_lost = coverage == MMATCH_COVERAGE_EVERYONE && sides[k][0] > 0;
                assert_true(solve_total(context, large.market, &options,
                                        is_lost ? MMATCH_OUTCOME_INFEASIBLE : MMATCH_OUTCOME_OPTIMAL) ==
                            0);
            }
        }
        if (sides[k][1] > 0) {
            const mmatch_assign_options options = assign_options(0, 0, 0);
            assert_int_equal(mmatch_market_set_column_capacity(context, large.market, ones, ones),
                             MMATCH_OK);
            solve_total(context, large.market, &options, MMATCH_OUTCOME_INFEASIBLE);
        }
        large_destroy(&large);
    }
    mmatch_context_destroy(context);
}

static void wrong_arguments_are_refused_with_their_place(void **state)
{
    mmatch_context *const context = plain_context();
    small_market small = small_plain(3, 3);
    small_objects objects;
    mmatch_market *bare = NULL;
    mmatch_matching *matching = (mmatch_matching *)&small;
    mmatch_assign_options options = assign_options(7, 9, 0);
    const int32_t none[3] = {0, 0, 0};
    (void)state;
    small.locked = 1u << 4;
    assert_int_equal(small_create(context, &small, &objects), MMATCH_OK);
    assert_int_equal(mmatch_assign(NULL, objects.market, NULL, &matching), MMATCH_ERR_ARGUMENT);
    assert_null(matching);
    assert_int_equal(mmatch_assign(context, objects.market, NULL, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_assign(context, NULL, NULL, &matching), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "market is NULL");
    assert_int_equal(mmatch_assign(context, objects.market, &options, &matching), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_context_fault_count(context), 2);
    assert_string_equal(mmatch_context_fault(context, 1), "ties 9 is unknown");
    options = assign_options(0, 0, 0);
    options.struct_size = 2;
    assert_int_equal(mmatch_assign(context, objects.market, &options, &matching), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_market_create_empty(context, 2, 2, &bare), MMATCH_OK);
    assert_int_equal(mmatch_assign(context, bare, NULL, &matching), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "the market has no scores");
    mmatch_market_destroy(bare);
    /* maxima lowered after the lock was set */
    if (mmatch_market_set_row_capacity(context, objects.market, NULL, none) == MMATCH_OK) {
        assert_int_equal(mmatch_assign(context, objects.market, NULL, &matching), MMATCH_ERR_ARGUMENT);
        assert_string_equal(mmatch_context_error(context), "row 1: 1 locked pairs, maximum 0");
        assert_int_equal(mmatch_market_set_row_capacity(context, objects.market, NULL, NULL), MMATCH_OK);
    }
    if (mmatch_market_set_column_capacity(context, objects.market, NULL, none) == MMATCH_OK) {
        assert_int_equal(mmatch_assign(context, objects.market, NULL, &matching), MMATCH_ERR_ARGUMENT);
        assert_string_equal(mmatch_context_error(context), "column 1: 1 locked pairs, maximum 0");
    }
    assert_null(matching);
    small_destroy(&objects);
    mmatch_context_destroy(context);
}

static void maxima_beyond_the_other_side_are_no_harm(void **state)
{
    mmatch_context *const context = plain_context();
    const mmatch_assign_options options = assign_options(0, 0, 0);
    small_market small = small_plain(2, 3);
    small_objects objects;
    int k;
    (void)state;
    for (k = 0; k < 3; k++) {
        small.row_maximum[k] = INT32_MAX;
        small.column_maximum[k] = INT32_MAX;
    }
    for (k = 0; k < 6; k++) {
        small.scores[k] = k - 1;
    }
    assert_int_equal(small_create(context, &small, &objects), MMATCH_OK);
    assert_true(solve_total(context, objects.market, &options, MMATCH_OUTCOME_OPTIMAL) == 10);
    small_destroy(&objects);
    small.column_minimum[1] = 3; /* there are two rows */
    assert_int_equal(small_create(context, &small, &objects), MMATCH_OK);
    solve_total(context, objects.market, &options, MMATCH_OUTCOME_INFEASIBLE);
    small_destroy(&objects);
    mmatch_context_destroy(context);
}

static void scores_at_both_ends_of_float64_stay_exact(void **state)
{
    mmatch_context *const context = plain_context();
    const mmatch_assign_options options = assign_options(MMATCH_COVERAGE_EVERYONE, 0, 0);
    small_market small = small_plain(2, 2);
    small_objects objects;
    mmatch_matching *matching = NULL;
    (void)state;
    small.scores[1] = 4.9406564584124654e-324; /* the smallest number is below the smallest unit */
    small.scores[2] = 2.2250738585072014e-308;
    assert_int_equal(small_create(context, &small, &objects), MMATCH_OK);
    assert_true(solve_total(context, objects.market, &options, MMATCH_OUTCOME_OPTIMAL) ==
                2.2250738585072014e-308);
    small_destroy(&objects);
    small.scores[1] = 1.5e308;
    small.scores[2] = -1.5e308;
    small.scores[0] = 1;
    assert_int_equal(small_create(context, &small, &objects), MMATCH_OK);
    assert_true(solve_total(context, objects.market, &options, MMATCH_OUTCOME_OPTIMAL) == 0);
    small_destroy(&objects);
    small.scores[2] = 1.5e308; /* the sum is no finite number */
    assert_int_equal(small_create(context, &small, &objects), MMATCH_OK);
    assert_int_equal(mmatch_assign(context, objects.market, &options, &matching), MMATCH_ERR_RANGE);
    assert_null(matching);
    small_destroy(&objects);
    mmatch_context_destroy(context);
}

/* Row i may have column i for -2^40 or column i + 1 for 2^40: placing all forces the former, and the price of each
 * column 2^41 above the one before. */
static void prices_beyond_exact_float64_are_refused(void **state)
{
    enum { SIDE = 4200 };
    mmatch_context *const context = plain_context();
    const mmatch_assign_options options = assign_options(MMATCH_COVERAGE_EVERYONE, 0, 0);
    const double large = 1099511627776.0;
    int64_t *const offsets = (int64_t *)malloc((SIDE + 1) * sizeof(int64_t));
    int64_t *const columns = (int64_t *)malloc(2 * SIDE * sizeof(int64_t));
    double *const values = (double *)malloc(2 * SIDE * sizeof(double));
    int64_t side;
    (void)state;
    for (side = 4000; side <= SIDE; side += SIDE - 4000) {
        mmatch_scores *scores = NULL;
        mmatch_market *market = NULL;
        mmatch_matching *matching = NULL;
        int64_t count = 0;
        int64_t row;
        mmatch_status status;
        for (row = 0; row < side; row++) {
            offsets[row] = count;
            columns[count] = row;
            values[count++] = -large;
            if (row + 1 < side) {
                columns[count] = row + 1;
                values[count++] = large;
            }
        }
        offsets[side] = count;
        assert_int_equal(mmatch_scores_create_csr(context, offsets, columns, MMATCH_INT64, values,
                                                  MMATCH_FLOAT64, side, side, NULL, &scores),
                         MMATCH_OK);
        assert_int_equal(mmatch_market_create(context, scores, &market), MMATCH_OK);
        status = mmatch_assign(context, market, &options, &matching);
        if (side == 4000) {
            assert_int_equal(status, MMATCH_OK);
            assert_true(mmatch_matching_total(matching) == -4000 * large);
            assert_verified(context, market, &options, matching);
        } else {
            assert_int_equal(status, MMATCH_ERR_RANGE);
            assert_null(matching);
        }
        mmatch_matching_destroy(matching);
        mmatch_market_destroy(market);
        mmatch_scores_destroy(scores);
    }
    free(values);
    free(columns);
    free(offsets);
    mmatch_context_destroy(context);
}

/* ---- memory, cancelling, stopping ---- */

static mmatch_status solve_and_verify(mmatch_context *context, int32_t coverage, int32_t ties)
{
    const mmatch_assign_options options = assign_options(coverage, ties, 4);
    small_market small = small_plain(4, 3);
    small_objects objects;
    mmatch_matching *matching = NULL;
    mmatch_verdict verdict = {0};
    mmatch_status status;
    int k;
    for (k = 0; k < 12; k++) {
        small.scores[k] = k % 3;
    }
    small.locked = 1u << 5;
    small.forbidden = 1u << 7;
    verdict.struct_size = sizeof verdict;
    status = small_create(context, &small, &objects);
    if (status == MMATCH_OK) {
        status = mmatch_assign(context, objects.market, &options, &matching);
        if (status != MMATCH_OK) {
            assert_null(matching);
        }
    }
    if (status == MMATCH_OK) {
        status = mmatch_assign_verify(context, objects.market, &options, matching, &verdict);
    }
    if (status == MMATCH_OK) {
        assert_true(verdict.is_valid);
    }
    mmatch_matching_destroy(matching);
    if (objects.scores != NULL) {
        small_destroy(&objects);
    }
    return status;
}

static mmatch_status canonical_scenario(mmatch_context *context)
{
    return solve_and_verify(context, MMATCH_COVERAGE_PARTICIPATION_FIRST, MMATCH_TIES_CANONICAL);
}

static mmatch_status infeasible_scenario(mmatch_context *context)
{
    return solve_and_verify(context, MMATCH_COVERAGE_EVERYONE, MMATCH_TIES_LOTTERY);
}

static void every_failing_allocation_is_survived(void **state)
{
    (void)state;
    sweep_allocations(canonical_scenario);
    sweep_allocations(infeasible_scenario);
}

static mmatch_status long_scenario(mmatch_context *context)
{
    const mmatch_assign_options options =
        assign_options(MMATCH_COVERAGE_PARTICIPATION_FIRST, MMATCH_TIES_CANONICAL, 0);
    mmatch_context *const quiet = plain_context();
    large_market large = large_plain(quiet, 300, 280, 12, 1, 9);
    mmatch_matching *matching = NULL;
    mmatch_verdict verdict = {0};
    mmatch_status status = mmatch_assign(context, large.market, &options, &matching);
    verdict.struct_size = sizeof verdict;
    if (status == MMATCH_OK) {
        status = mmatch_assign_verify(context, large.market, &options, matching, &verdict);
        assert_true(status != MMATCH_OK || verdict.is_valid);
    }
    mmatch_matching_destroy(matching);
    large_destroy(&large);
    mmatch_context_destroy(quiet);
    return status;
}

static void every_poll_can_cancel(void **state)
{
    (void)state;
    sweep_cancels(canonical_scenario);
    sweep_cancels(infeasible_scenario);
    sweep_cancels(long_scenario);
}

/* Stops the solve at every poll in turn; each answer must pass the verifier and bound the optimum. */
static void stop_everywhere(int has_rules, int32_t coverage, int32_t sense)
{
    mmatch_context *const quiet = plain_context();
    const mmatch_assign_options options = assign_options(coverage, MMATCH_TIES_CANONICAL, 0);
    large_market large = large_plain(quiet, 300, 280, 0, sense, 77);
    double best;
    int64_t k;
    if (has_rules) {
        large_rules(quiet, &large, 1, 5);
    }
    best = solve_total(quiet, large.market, &options, MMATCH_OUTCOME_OPTIMAL);
    for (k = 1;; k++) {
        watched_poll poll = {0};
        mmatch_context *const context = context_with(NULL, &poll, 1);
        mmatch_matching *matching = NULL;
        mmatch_matching_parts parts = {0};
        poll.answer_at = k;
        poll.answer = MMATCH_POLL_STOP;
        assert_int_equal(mmatch_assign(context, large.market, &options, &matching), MMATCH_OK);
        assert_verified(quiet, large.market, &options, matching);
        parts.struct_size = sizeof parts;
        assert_int_equal(mmatch_matching_look(quiet, matching, &parts), MMATCH_OK);
        if (poll.calls < k) {
            assert_int_equal(parts.outcome, MMATCH_OUTCOME_OPTIMAL);
            assert_true(k > 3); /* it was stopped in the middle, too */
        } else {
            assert_int_equal(parts.outcome, MMATCH_OUTCOME_LIMIT);
            assert_null(parts.row_reasons);
        }
        assert_true(sense == MMATCH_SENSE_MAXIMISE ? parts.bound >= best : parts.bound <= best);
        if (!has_rules) { /* what was found so far breaks no minimum, so it is bounded as well */
            assert_true(sense == MMATCH_SENSE_MAXIMISE ? parts.bound >= parts.total
                                                       : parts.bound <= parts.total);
        }
        if (parts.outcome == MMATCH_OUTCOME_LIMIT) {
            mmatch_matching *forged = NULL;
            mmatch_verdict verdict;
            parts.bound = sense == MMATCH_SENSE_MAXIMISE ? best - 1 : best + 1;
            assert_int_equal(mmatch_matching_create(quiet, &parts, &forged), MMATCH_OK);
            verdict = judge_it(quiet, large.market, &options, forged);
            assert_int_equal(verdict.fault, MMATCH_ASSIGN_FAULT_CERTIFICATE);
            mmatch_matching_destroy(forged);
        }
        mmatch_matching_destroy(matching);
        mmatch_context_destroy(context);
        if (poll.calls < k) {
            break;
        }
    }
    large_destroy(&large);
    mmatch_context_destroy(quiet);
}

static void every_poll_can_stop_with_a_true_bound(void **state)
{
    (void)state;
    stop_everywhere(0, MMATCH_COVERAGE_SCORE_FIRST, MMATCH_SENSE_MAXIMISE);
    stop_everywhere(0, MMATCH_COVERAGE_PARTICIPATION_FIRST, MMATCH_SENSE_MINIMISE);
    stop_everywhere(1, MMATCH_COVERAGE_EVERYONE, MMATCH_SENSE_MAXIMISE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(larger_markets_are_proved_optimal_under_every_option),
        cmocka_unit_test(permuting_people_keeps_the_total),
        cmocka_unit_test(adding_to_a_row_moves_the_total_by_as_much),
        cmocka_unit_test(prices_of_a_full_one_to_one_market_add_up_to_the_total),
        cmocka_unit_test(every_reason_is_told),
        cmocka_unit_test(ties_at_no_gain_are_made_rather_than_left),
        cmocka_unit_test(the_lottery_is_fair_and_can_be_drawn_again),
        cmocka_unit_test(the_canonical_answer_needs_no_luck_with_the_order),
        cmocka_unit_test(empty_sides_give_empty_answers),
        cmocka_unit_test(wrong_arguments_are_refused_with_their_place),
        cmocka_unit_test(maxima_beyond_the_other_side_are_no_harm),
        cmocka_unit_test(scores_at_both_ends_of_float64_stay_exact),
        cmocka_unit_test(prices_beyond_exact_float64_are_refused),
        cmocka_unit_test(every_failing_allocation_is_survived),
        cmocka_unit_test(every_poll_can_cancel),
        cmocka_unit_test(every_poll_can_stop_with_a_true_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
