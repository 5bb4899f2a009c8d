/* Conflicts and relaxations of small markets against trying everything. */
#include "conflict/conflict_support.h"

static const int32_t demands[3] = {MMATCH_DEMAND_MINIMA, MMATCH_DEMAND_EVERYONE, MMATCH_DEMAND_CANDIDATES};

/* Feasible or not; contradictory; irreducible. Returns how many rules. */
static int64_t check_conflict(mmatch_context *context, const small_market *small, const mmatch_market *market,
                              int32_t demand)
{
    const small_rules all = rules_all(small, demand);
    mmatch_conflict *const conflict = solve_conflict(context, market, demand);
    const mmatch_conflict_parts parts = conflict_parts(context, conflict);
    const int64_t count = parts.rule_count;
    mmatch_verdict verdict;
    if (rules_are_satisfiable(&all)) {
        assert_int_equal(parts.outcome, MMATCH_OUTCOME_FEASIBLE);
        assert_int_equal(count, 0);
    } else {
        small_rules rules = rules_of(small, &parts, -1);
        int64_t k;
        assert_int_equal(parts.outcome, MMATCH_OUTCOME_INFEASIBLE);
        assert_true(count > 0);
        assert_false(rules_are_satisfiable(&rules));
        for (k = 0; k < count; k++) {
            rules = rules_of(small, &parts, k);
            assert_true(rules_are_satisfiable(&rules));
        }
    }
    verdict = judge_conflict_of(context, market, demand, conflict);
    if (!verdict.is_valid) {
        fail_msg("fault %d: %s", (int)verdict.fault, verdict.message);
    }
    mmatch_conflict_destroy(conflict);
    return count;
}

static int check_relaxation(mmatch_context *context, const small_market *small, const mmatch_market *market,
                            const mmatch_relax_options *options)
{
    const relax_answer expected = oracle_relax(small, options);
    mmatch_relaxation *const relaxation = solve_relaxation(context, market, options);
    const mmatch_relaxation_parts parts = relaxation_parts(context, relaxation);
    const mmatch_verdict verdict = judge_relaxation_of(context, market, options, relaxation);
    if (expected.is_possible) {
        assert_int_equal(parts.outcome, MMATCH_OUTCOME_OPTIMAL);
        assert_true(parts.price == expected.price);
        assert_int_equal(parts.lowered, expected.lowered);
    } else {
        assert_int_equal(parts.outcome, MMATCH_OUTCOME_INFEASIBLE);
    }
    if (!verdict.is_valid) {
        fail_msg("fault %d: %s", (int)verdict.fault, verdict.message);
    }
    mmatch_relaxation_destroy(relaxation);
    return expected.is_possible;
}

/* The two-way check with a matching: it is infeasible exactly when there is a conflict. */
static void check_against_assign(mmatch_context *context, const mmatch_market *market, int32_t coverage, int64_t rules)
{
    const mmatch_assign_options options = assign_options(coverage, 0, 0);
    mmatch_matching *matching = NULL;
    assert_int_equal(mmatch_assign(context, market, &options, &matching), MMATCH_OK);
    assert_int_equal(mmatch_matching_outcome(matching) == MMATCH_OUTCOME_INFEASIBLE, rules > 0);
    mmatch_matching_destroy(matching);
}

static void check_everything(mmatch_context *context, const small_market *small)
{
    small_objects objects;
    int k;
    if (small_create(context, small, &objects) != MMATCH_OK) {
        fail_msg("%s", mmatch_context_error(context));
    }
    for (k = 0; k < 3; k++) {
        const mmatch_relax_options options = relax_options(demands[k]);
        const int64_t rules = check_conflict(context, small, objects.market, demands[k]);
        const int is_possible = check_relaxation(context, small, objects.market, &options);
        assert_true(is_possible || demands[k] == MMATCH_DEMAND_CANDIDATES);
        if (demands[k] == MMATCH_DEMAND_MINIMA) {
            check_against_assign(context, objects.market, MMATCH_COVERAGE_PARTICIPATION_FIRST, rules);
        } else if (demands[k] == MMATCH_DEMAND_EVERYONE) {
            check_against_assign(context, objects.market, MMATCH_COVERAGE_EVERYONE, rules);
        }
    }
    small_destroy(&objects);
}

/* (minimum, maximum) number 0 .. 5 with 0 <= minimum <= maximum <= 2. */
static void set_capacity(int number, int32_t *minimum, int32_t *maximum)
{
    static const int minima[6] = {0, 0, 0, 1, 1, 2};
    static const int maxima[6] = {0, 1, 2, 1, 2, 2};
    *minimum = minima[number];
    *maximum = maxima[number];
}

static small_market pattern_market(int pattern)
{
    small_market small = small_plain(3, 3);
    int k;
    for (k = 0; k < 9; k++) {
        small.scores[k] = (pattern >> k) & 1 ? 0 : -(double)INFINITY;
    }
    return small;
}

static void every_pattern_with_every_capacity_of_columns_matches_the_oracle(void **state)
{
    mmatch_context *const context = plain_context();
    const int64_t stride = test_stride();
    int64_t number;
    (void)state;
    for (number = 0; number < 512 * 216; number += stride) {
        small_market small = pattern_market((int)(number / 216));
        int code = (int)(number % 216);
        int column;
        for (column = 0; column < 3; column++) {
            set_capacity(code % 6, &small.column_minimum[column], &small.column_maximum[column]);
            code /= 6;
        }
        check_everything(context, &small);
    }
    mmatch_context_destroy(context);
}

static void patterns_with_capacities_of_both_sides_match_the_oracle(void **state)
{
    mmatch_context *const context = plain_context();
    const int64_t stride = 1009 * test_stride(); /* prime: every capacity meets every pattern sooner or later */
    int64_t number;
    (void)state;
    for (number = 0; number < (int64_t)512 * 46656; number += stride) {
        small_market small = pattern_market((int)(number % 512));
        int code = (int)(number / 512);
        int person;
        for (person = 0; person < 3; person++) {
            set_capacity(code % 6, &small.column_minimum[person], &small.column_maximum[person]);
            code /= 6;
            set_capacity(code % 6, &small.row_minimum[person], &small.row_maximum[person]);
            code /= 6;
        }
        check_everything(context, &small);
    }
    mmatch_context_destroy(context);
}

static double drawn_price(mmatch__random *random)
{
    const int number = draw(random, 7);
    return number == 0 ? (double)INFINITY : number;
}

static void markets_with_every_rule_and_drawn_prices_match_the_oracle(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch__random random = mmatch__random_seeded(20260707);
    int64_t conflicts = 0;
    int64_t longest = 0;
    int impossible = 0;
    int round;
    (void)state;
    for (round = 0; round < 20000 / (int)test_stride(); round++) {
        const int is_large = round % 50 == 0;
        small_market small = small_drawn(&random, is_large ? 4 : 3, is_large ? 3 : 4);
        const int32_t demand = demands[draw(&random, 3)];
        mmatch_relax_options options = relax_options(demand);
        double prices[4][SMALL_SIDE];
        small_objects objects;
        int64_t rules;
        int k;
        for (k = 0; k < 4 * SMALL_SIDE; k++) {
            prices[k / SMALL_SIDE][k % SMALL_SIDE] = drawn_price(&random);
        }
        if (draw(&random, 2)) {
            /* more rules against pairs than small_drawn makes */
            for (k = 0; k < small.rows * small.columns; k++) {
                if (draw(&random, 3) == 0 && !((small.locked >> k) & 1u)) {
                    small.forbidden |= (uint32_t)1 << k;
                }
            }
        }
        options.row_minimum_prices = draw(&random, 3) ? prices[0] : NULL;
        options.row_maximum_prices = draw(&random, 3) ? prices[1] : NULL;
        options.column_minimum_prices = draw(&random, 3) ? prices[2] : NULL;
        options.column_maximum_prices = draw(&random, 3) ? prices[3] : NULL;
        options.forbidden_price = draw(&random, 2) ? drawn_price(&random) : 0;
        options.minimum_score_price = draw(&random, 2) ? drawn_price(&random) : 0;
        options.lock_price = draw(&random, 2) ? drawn_price(&random) : 0;
        if (!isfinite(options.lock_price) || !isfinite(options.forbidden_price)) {
            options.lock_price = 0;
            options.forbidden_price = (double)INFINITY;
        }
        if (small_create(context, &small, &objects) != MMATCH_OK) {
            fail_msg("%s", mmatch_context_error(context));
        }
        rules = check_conflict(context, &small, objects.market, demand);
        conflicts += rules > 0;
        longest = rules > longest ? rules : longest;
        impossible += !check_relaxation(context, &small, objects.market, &options);
        small_destroy(&objects);
    }
    assert_true(conflicts > 1000 / test_stride());
    assert_true(longest >= 5);
    assert_true(impossible > 100 / test_stride());
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pattern_with_every_capacity_of_columns_matches_the_oracle),
        cmocka_unit_test(patterns_with_capacities_of_both_sides_match_the_oracle),
        cmocka_unit_test(markets_with_every_rule_and_drawn_prices_match_the_oracle),
    };
    return cmocka_run_group_tests_name("conflict-oracle", tests, NULL, NULL);
}
