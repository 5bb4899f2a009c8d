/* The assignment against trying everything, and every answer past the verifier. */
#include "assign_support.h"

static const int32_t coverages[3] = {MMATCH_COVERAGE_PARTICIPATION_FIRST, MMATCH_COVERAGE_SCORE_FIRST,
                                     MMATCH_COVERAGE_EVERYONE};

/* Minima that are met, and `everyone`, need no tiers in the prices. */
static void assert_no_tiers(mmatch_context *context, const mmatch_matching *matching)
{
    mmatch_matching_parts parts = {0};
    int64_t k;
    parts.struct_size = sizeof parts;
    assert_int_equal(mmatch_matching_look(context, matching, &parts), MMATCH_OK);
    for (k = 0; k < parts.row_count; k++) {
        assert_int_equal(parts.row_price_tiers[k], 0);
    }
    for (k = 0; k < parts.column_count; k++) {
        assert_int_equal(parts.column_price_tiers[k], 0);
    }
}

/* Solves one market one way and holds it against the oracle. */
static void check_against(mmatch_context *context, const small_market *small,
                          const mmatch_market *market, int32_t coverage, int32_t ties, uint64_t seed,
                          const oracle_answer *expected)
{
    const mmatch_assign_options options = assign_options(coverage, ties, seed);
    mmatch_matching *matching = NULL;
    const mmatch_status status = mmatch_assign(context, market, &options, &matching);
    if (status != MMATCH_OK) {
        fail_msg("status %d: %s", (int)status, mmatch_context_error(context));
    }
    if (!expected->is_feasible) {
        assert_int_equal(mmatch_matching_outcome(matching), MMATCH_OUTCOME_INFEASIBLE);
    } else {
        const uint32_t pairs = matching_pairs(matching, small->columns);
        int placed;
        double total;
        assert_int_equal(mmatch_matching_outcome(matching), MMATCH_OUTCOME_OPTIMAL);
        assert_true(oracle_keeps_rules(small, pairs, coverage == MMATCH_COVERAGE_EVERYONE, &placed,
                                       &total));
        assert_true(total == expected->total);
        assert_true(mmatch_matching_total(matching) == expected->total);
        if (coverage == MMATCH_COVERAGE_PARTICIPATION_FIRST) {
            assert_int_equal(placed, expected->placed);
        }
        if (ties == MMATCH_TIES_CANONICAL || expected->optima == 1) {
            assert_int_equal(pairs, expected->pairs);
        }
    }
    assert_verified(context, market, &options, matching);
    if (expected->is_feasible && coverage != MMATCH_COVERAGE_PARTICIPATION_FIRST) {
        assert_no_tiers(context, matching);
    }
    mmatch_matching_destroy(matching);
}

static void random_markets_with_every_rule_match_the_oracle(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch__random random = mmatch__random_seeded(20260101);
    int feasible = 0;
    int infeasible = 0;
    int round;
    (void)state;
    for (round = 0; round < 12000; round++) {
        const int is_large = round % 40 == 0;
        const small_market small = small_drawn(&random, is_large ? 4 : 3, is_large ? 4 : 3 + round % 2);
        small_objects objects;
        int k;
        if (small_create(context, &small, &objects) != MMATCH_OK) {
            fail_msg("%s", mmatch_context_error(context));
        }
        for (k = 0; k < 3; k++) {
            const oracle_answer expected = oracle_solve(&small, coverages[k]);
            int32_t ties;
            feasible += expected.is_feasible;
            infeasible += !expected.is_feasible;
            for (ties = MMATCH_TIES_FIRST; ties <= MMATCH_TIES_LOTTERY; ties++) {
                check_against(context, &small, objects.market, coverages[k], ties, (uint64_t)round,
                              &expected);
            }
        }
        small_destroy(&objects);
    }
    /* the class of instances must hold enough of both */
    assert_true(feasible > 5000);
    assert_true(infeasible > 5000);
    mmatch_context_destroy(context);
}

/* All 34 sets of pairs of a 3 x 3 market with one partner each, as bits r * 3 + c. */
static int list_placements(uint32_t *placements)
{
    int count = 0;
    uint32_t pairs;
    for (pairs = 0; pairs < 512; pairs++) {
        const uint32_t rows[3] = {pairs & 7u, (pairs >> 3) & 7u, (pairs >> 6) & 7u};
        int is_good = 1;
        int k;
        for (k = 0; k < 3; k++) {
            is_good = is_good && (rows[k] & (rows[k] - 1u)) == 0 && (rows[k] & rows[(k + 1) % 3]) == 0;
        }
        if (is_good) {
            placements[count++] = pairs;
        }
    }
    return count;
}

typedef struct small_best {
    int placed; /* -1: none */
    int total;
} small_best;

static void every_matrix_of_three_by_three_is_solved_and_proved(void **state)
{
    /* value 3 stands for forbidden, the rest is shifted by one */
    static const double values[5] = {0, 1, 2, -1, -(double)INFINITY};
    static const int whole[5] = {0, 1, 2, -1, 0};
    mmatch_context *const context = plain_context();
    uint32_t placements[64];
    const int placement_count = list_placements(placements);
    double scores[9];
    int digits[9] = {0};
    mmatch_scores *table = NULL;
    mmatch_market *market = NULL;
    int64_t solved = 0;
    (void)state;
    assert_int_equal(placement_count, 34);
    for (;;) {
        small_best best[3] = {{-1, 0}, {-1, 0}, {-1, 0}};
        uint32_t forbidden = 0;
        int k;
        for (k = 0; k < 9; k++) {
            scores[k] = values[digits[k]];
            forbidden |= digits[k] == 4 ? (uint32_t)1 << k : 0;
        }
        for (k = 0; k < placement_count; k++) {
            int placed = 0;
            int total = 0;
            uint32_t rest;
            int bit;
            if ((placements[k] & forbidden) != 0) {
                continue;
            }
            for (rest = placements[k], bit = 0; rest != 0; rest >>= 1, bit++) {
                placed += (int)(rest & 1u);
                total += (rest & 1u) ? whole[digits[bit]] : 0;
            }
            if (placed > best[0].placed || (placed == best[0].placed && total > best[0].total)) {
                best[0].placed = placed;
                best[0].total = total;
            }
            if (best[1].placed < 0 || total > best[1].total) {
                best[1].placed = placed;
                best[1].total = total;
            }
            if (placed == 3 && (best[2].placed < 0 || total > best[2].total)) {
                best[2].placed = placed;
                best[2].total = total;
            }
        }
        assert_int_equal(mmatch_scores_create_dense(context, scores, MMATCH_FLOAT64, 3, 3,
                                                    3 * (int64_t)sizeof(double),
                                                    (int64_t)sizeof(double), NULL, &table),
                         MMATCH_OK);
        assert_int_equal(mmatch_market_create(context, table, &market), MMATCH_OK);
        for (k = 0; k < 3; k++) {
            const mmatch_assign_options options = assign_options(coverages[k], MMATCH_TIES_FIRST, 0);
            mmatch_verdict verdict;
            mmatch_matching *matching = NULL;
            verdict.struct_size = sizeof verdict;
            if (mmatch_assign(context, market, &options, &matching) != MMATCH_OK ||
                mmatch_assign_verify(context, market, &options, matching, &verdict) != MMATCH_OK) {
                fail_msg("%s", mmatch_context_error(context));
            }
            if (!verdict.is_valid ||
                mmatch_matching_outcome(matching) !=
                    (best[k].placed < 0 ? MMATCH_OUTCOME_INFEASIBLE : MMATCH_OUTCOME_OPTIMAL) ||
                (best[k].placed >= 0 && mmatch_matching_total(matching) != (double)best[k].total) ||
                (k == 0 && mmatch_matching_pair_count(matching) != best[k].placed)) {
                fail_msg("coverage %d of %g %g %g %g %g %g %g %g %g", k, scores[0], scores[1], scores[2],
                         scores[3], scores[4], scores[5], scores[6], scores[7], scores[8]);
            }
            mmatch_matching_destroy(matching);
            solved++;
        }
        mmatch_market_destroy(market);
        mmatch_scores_destroy(table);
        for (k = 0; k < 9 && ++digits[k] == 5; k++) {
            digits[k] = 0;
        }
        if (k == 9) {
            break;
        }
    }
    assert_int_equal(solved, 3 * 1953125);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_markets_with_every_rule_match_the_oracle),
        cmocka_unit_test(every_matrix_of_three_by_three_is_solved_and_proved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
