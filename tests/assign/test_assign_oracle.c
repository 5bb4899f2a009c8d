/* The assignment against trying everything, and every answer past the verifier. */
#include "assign_support.h"

static const int32_t coverages[3] = {MMATCH_COVERAGE_PARTICIPATION_FIRST, MMATCH_COVERAGE_SCORE_FIRST,
                                     MMATCH_COVERAGE_EVERYONE};

/* Prices need tiers only where participation comes first and somebody stays out. */
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

/* The reason of one person without a partner, from the definitions and the matching alone. */
static int32_t expected_reason(const small_market *small, uint32_t pairs, int is_row, int person)
{
    const int others = is_row ? small->columns : small->rows;
    int32_t reason = MMATCH_REASON_NO_CANDIDATE;
    int other;
    if ((is_row ? small->row_maximum : small->column_maximum)[person] == 0) {
        return MMATCH_REASON_NO_CAPACITY;
    }
    for (other = 0; other < others; other++) {
        const int k = is_row ? person * small->columns + other : other * small->columns + person;
        int32_t here = MMATCH_REASON_NO_CANDIDATE;
        int load = 0;
        int p;
        for (p = 0; p < small->rows * small->columns; p++) {
            load += ((pairs >> p) & 1u) && (is_row ? p % small->columns : p / small->columns) == other;
        }
        if (isfinite(small->scores[k]) && !((small->forbidden >> k) & 1u)) {
            here = MMATCH_REASON_BELOW_MINIMUM_SCORE;
        }
        if (small_is_allowed(small, k)) {
            here = load < (is_row ? small->column_maximum : small->row_maximum)[other]
                       ? MMATCH_REASON_LOWERS_TOTAL
                       : MMATCH_REASON_CANDIDATES_FULL;
        }
        reason = here > reason ? here : reason;
    }
    return reason;
}

static void assert_reasons(mmatch_context *context, const small_market *small,
                           const mmatch_matching *matching)
{
    const uint32_t pairs = matching_pairs(matching, small->columns);
    mmatch_matching_parts parts = {0};
    uint32_t rows = 0;
    uint32_t columns = 0;
    int k;
    parts.struct_size = sizeof parts;
    assert_int_equal(mmatch_matching_look(context, matching, &parts), MMATCH_OK);
    for (k = 0; k < small->rows * small->columns; k++) {
        if ((pairs >> k) & 1u) {
            rows |= (uint32_t)1 << (k / small->columns);
            columns |= (uint32_t)1 << (k % small->columns);
        }
    }
    for (k = 0; k < small->rows; k++) {
        assert_int_equal(parts.row_reasons[k], (rows >> k) & 1u ? (int32_t)MMATCH_REASON_PLACED
                                                                : expected_reason(small, pairs, 1, k));
    }
    for (k = 0; k < small->columns; k++) {
        assert_int_equal(parts.column_reasons[k], (columns >> k) & 1u
                                                      ? (int32_t)MMATCH_REASON_PLACED
                                                      : expected_reason(small, pairs, 0, k));
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
        assert_reasons(context, small, matching);
        if (ties == MMATCH_TIES_CANONICAL || expected->optima == 1) {
            assert_int_equal(pairs, expected->pairs);
        }
    }
    assert_verified(context, market, &options, matching);
    if (expected->is_feasible && (coverage != MMATCH_COVERAGE_PARTICIPATION_FIRST ||
                                  expected->placed == small->rows)) {
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

/* All sets of pairs with at most one partner each, as bits r * columns + c; returns how many. */
static int list_placements(int rows, int columns, uint32_t *placements)
{
    const uint32_t row_mask = ((uint32_t)1 << columns) - 1;
    int count = 0;
    uint32_t pairs;
    for (pairs = 0; pairs < (uint32_t)1 << (rows * columns); pairs++) {
        uint32_t taken = 0;
        int is_good = 1;
        int r;
        for (r = 0; r < rows; r++) {
            const uint32_t row = (pairs >> (r * columns)) & row_mask;
            is_good = is_good && (row & (row - 1u)) == 0 && (row & taken) == 0;
            taken |= row;
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

/* The best placement under each of the three coverages. */
static void find_best(const uint32_t *placements, int placement_count, uint32_t forbidden,
                      const int *whole_scores, int rows, small_best best[3])
{
    int k;
    for (k = 0; k < 3; k++) {
        best[k].placed = -1;
        best[k].total = 0;
    }
    for (k = 0; k < placement_count; k++) {
        small_best here = {0, 0};
        uint32_t rest;
        int bit;
        if ((placements[k] & forbidden) != 0) {
            continue;
        }
        for (rest = placements[k], bit = 0; rest != 0; rest >>= 1, bit++) {
            here.placed += (int)(rest & 1u);
            here.total += (rest & 1u) ? whole_scores[bit] : 0;
        }
        if (here.placed > best[0].placed ||
            (here.placed == best[0].placed && here.total > best[0].total)) {
            best[0] = here;
        }
        if (best[1].placed < 0 || here.total > best[1].total) {
            best[1] = here;
        }
        if (here.placed == rows && (best[2].placed < 0 || here.total > best[2].total)) {
            best[2] = here;
        }
    }
}

/* Solves one matrix under every coverage and holds it against the best. */
static void check_matrix(mmatch_context *context, const double *scores, int rows, int columns,
                         const small_best best[3])
{
    mmatch_scores *table = NULL;
    mmatch_market *market = NULL;
    int k;
    assert_int_equal(mmatch_scores_create_dense(context, scores, MMATCH_FLOAT64, rows, columns,
                                                columns * (int64_t)sizeof(double),
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
            int place;
            for (place = 0; place < rows * columns; place++) {
                print_error("%g ", scores[place]);
            }
            fail_msg("coverage %d: %s", k, verdict.message);
        }
        mmatch_matching_destroy(matching);
    }
    mmatch_market_destroy(market);
    mmatch_scores_destroy(table);
}

/* Every matrix over the first `value_count` values; the last one given stands for forbidden. Returns how many. */
static int64_t check_every_matrix(int rows, int columns, const double *values, const int *whole,
                                  int value_count)
{
    enum { LARGEST = 12 };
    mmatch_context *const context = plain_context();
    uint32_t placements[128];
    const int placement_count = list_placements(rows, columns, placements);
    const int size = rows * columns;
    int digits[LARGEST] = {0};
    const int64_t stride = test_stride();
    int64_t matrix = 0;
    int64_t checked = 0;
    for (;;) {
        double scores[LARGEST];
        int whole_scores[LARGEST];
        small_best best[3];
        uint32_t forbidden = 0;
        int k;
        for (k = 0; k < size; k++) {
            scores[k] = values[digits[k]];
            whole_scores[k] = whole[digits[k]];
            forbidden |= digits[k] == value_count - 1 ? (uint32_t)1 << k : 0;
        }
        if (matrix % stride == 0) {
            find_best(placements, placement_count, forbidden, whole_scores, rows, best);
            check_matrix(context, scores, rows, columns, best);
            checked++;
        }
        matrix++;
        for (k = 0; k < size && ++digits[k] == value_count; k++) {
            digits[k] = 0;
        }
        if (k == size) {
            break;
        }
    }
    mmatch_context_destroy(context);
    return checked;
}

static void every_matrix_of_three_by_three_is_solved_and_proved(void **state)
{
    static const double values[5] = {0, 1, 2, -1, -(double)INFINITY};
    static const int whole[5] = {0, 1, 2, -1, 0};
    (void)state;
    assert_int_equal(check_every_matrix(3, 3, values, whole, 5),
                     (1953125 + test_stride() - 1) / test_stride());
}

static void every_matrix_of_three_by_four_is_solved_and_proved(void **state)
{
    static const double values[3] = {0, 1, -(double)INFINITY};
    static const int whole[3] = {0, 1, 0};
    (void)state;
    assert_int_equal(check_every_matrix(3, 4, values, whole, 3),
                     (531441 + test_stride() - 1) / test_stride());
    assert_int_equal(check_every_matrix(4, 3, values, whole, 3),
                     (531441 + test_stride() - 1) / test_stride());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_markets_with_every_rule_match_the_oracle),
        cmocka_unit_test(every_matrix_of_three_by_three_is_solved_and_proved),
        cmocka_unit_test(every_matrix_of_three_by_four_is_solved_and_proved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
