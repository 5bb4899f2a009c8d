/* Every small market, and random ones with every rule, against an oracle that tries every matching; every other matching
 * against the verifier. */
#include "fair_support.h"

static void show_case(const fair_case *fair)
{
    int k;
    print_message("objective %d coverage %d, %d x %d, minimise %d, locked %x forbidden %x minimum score %d %g lists %d\n",
                  fair->objective, fair->coverage, fair->rows, fair->columns, fair->is_minimised, fair->locked,
                  fair->forbidden, fair->has_minimum_score, fair->minimum_score, fair->has_lists);
    for (k = 0; k < fair->rows * fair->columns; k++) {
        print_message("%g(%d)%s", fair->scores[k], fair->list[k], k % fair->columns == fair->columns - 1 ? "\n" : " ");
    }
    for (k = 0; k < SIDE; k++) {
        print_message("row %d..%d column %d..%d\n", fair->row_minimum[k], fair->row_maximum[k], fair->column_minimum[k],
                      fair->column_maximum[k]);
    }
}

/* Solves, compares with the oracle, and has the answer judged. Whether there was an answer. */
static int check_case(mmatch_context *context, const fair_case *fair)
{
    fair_objects objects;
    mmatch_matching *matching;
    mmatch_verdict verdict;
    fair_value best;
    int level_of[CELLS];
    fair_levels_of(fair, level_of);
    best = fair_oracle(fair, level_of);
    if (fair_create(context, fair, &objects) != MMATCH_OK) {
        return 0; /* two locks beyond a maximum, or a lock on a forbidden pair: the market says so */
    }
    matching = fair_solve(context, fair, objects.market);
    verdict = fair_judge(context, fair, objects.market, matching);
    if (!verdict.is_valid) {
        show_case(fair);
        fail_msg("not valid, pairs %x: %d %s", fair_mask(fair, matching), verdict.fault, verdict.message);
    }
    assert_int_equal(mmatch_matching_outcome(matching),
                     best.is_feasible ? MMATCH_OUTCOME_OPTIMAL : MMATCH_OUTCOME_INFEASIBLE);
    if (best.is_feasible) {
        const fair_value found = fair_value_of(fair, level_of, fair_mask(fair, matching));
        if (fair_compare(&found, &best) != 0) {
            show_case(fair);
            fail_msg("found %x, of another worth than the best", fair_mask(fair, matching));
        }
    }
    mmatch_matching_destroy(matching);
    fair_destroy(&objects);
    return best.is_feasible;
}

/* A number in 0 .. bound - 1. */
static int below(mmatch__random *random, int bound)
{
    return (int)mmatch__random_below(random, (uint64_t)bound);
}

static fair_case random_case(mmatch__random *random, int side, int32_t objective)
{
    fair_case fair = fair_plain(below(random, side) + 1, below(random, side) + 1, objective);
    const int spread = below(random, 3) == 0 ? 1000 : below(random, 4) + 1;
    int k;
    fair.is_minimised = below(random, 3) == 0;
    fair.is_sparse = below(random, 2);
    fair.coverage = below(random, 3);
    if (fair.coverage == MMATCH_COVERAGE_SCORE_FIRST && objective != MMATCH_FAIR_RANK_MAXIMAL) {
        fair.coverage = MMATCH_COVERAGE_PARTICIPATION_FIRST;
    }
    fair.has_minimum_score = below(random, 4) == 0;
    fair.minimum_score = below(random, spread);
    fair.has_lists = objective == MMATCH_FAIR_RANK_MAXIMAL && below(random, 2);
    fair.has_no_scores = fair.has_lists && below(random, 2);
    for (k = 0; k < fair.rows * fair.columns; k++) {
        fair.scores[k] = below(random, spread) - below(random, 2) * spread / 2;
        fair.list[k] = below(random, 5) - 1;
        if (below(random, 4) == 0) {
            fair.scores[k] = fair.is_minimised ? (double)INFINITY : -(double)INFINITY;
        } else if (below(random, 12) == 0 && (!fair.has_lists || fair.list[k] >= 0)) {
            fair.locked |= (uint32_t)1 << k;
        } else if (below(random, 10) == 0) {
            fair.forbidden |= (uint32_t)1 << k;
        }
    }
    for (k = 0; k < SIDE && below(random, 4) != 0; k++) {
        fair.row_maximum[k] = below(random, 3);
        fair.row_minimum[k] = below(random, 3) == 0 ? below(random, fair.row_maximum[k] + 1) : 0;
    }
    for (k = 0; k < SIDE && below(random, 4) != 0; k++) {
        fair.column_maximum[k] = below(random, 4);
        fair.column_minimum[k] = below(random, 3) == 0 ? below(random, fair.column_maximum[k] + 1) : 0;
    }
    return fair;
}

static int are_locks_within(const fair_case *fair)
{
    int row_locks[SIDE] = {0};
    int column_locks[SIDE] = {0};
    int k;
    for (k = 0; k < fair->rows * fair->columns; k++) {
        row_locks[k / fair->columns] += (fair->locked >> k) & 1u;
        column_locks[k % fair->columns] += (fair->locked >> k) & 1u;
    }
    for (k = 0; k < SIDE; k++) {
        if (row_locks[k] > fair->row_maximum[k] || column_locks[k] > fair->column_maximum[k]) {
            return 0;
        }
    }
    return 1;
}

static void every_market_of_3_by_3_is_solved_as_by_trying_everything(void **state)
{
    static const double values[4] = {0, 1, 2, -INFINITY};
    mmatch_context *const context = plain_context();
    const int64_t stride = test_stride() * 5; /* a step prime to 4 still varies every cell */
    int64_t solved = 0;
    int64_t code;
    (void)state;
    for (code = 0; code < (int64_t)1 << 18; code += stride) {
        int32_t objective;
        for (objective = MMATCH_FAIR_BOTTLENECK; objective <= MMATCH_FAIR_RANK_MAXIMAL; objective++) {
            fair_case fair = fair_plain(3, 3, objective);
            int k;
            fair.coverage = code % 3 == 0 ? MMATCH_COVERAGE_EVERYONE : MMATCH_COVERAGE_PARTICIPATION_FIRST;
            if (code % 3 == 1 && objective == MMATCH_FAIR_RANK_MAXIMAL) {
                fair.coverage = MMATCH_COVERAGE_SCORE_FIRST;
            }
            for (k = 0; k < 9; k++) {
                fair.scores[k] = values[(code >> (2 * k)) & 3];
            }
            solved += check_case(context, &fair);
        }
    }
    assert_true(solved > 0);
    mmatch_context_destroy(context);
}

static void random_markets_with_all_rules_are_solved_as_by_trying_everything(void **state)
{
    mmatch__random random = mmatch__random_seeded(1);
    mmatch_context *const context = plain_context();
    const int64_t stride = test_stride();
    int64_t tried = 0;
    int64_t solved = 0;
    int64_t k;
    (void)state;
    for (k = 0; k < 24000; k++) {
        const int side = k % 400 == 0 ? 5 : k % 10 == 0 ? 4 : 3;
        fair_case fair = random_case(&random, side, (int32_t)(k % 3));
        if (!are_locks_within(&fair)) {
            fair.locked = 0;
        }
        if (k % stride == 0) {
            tried++;
            solved += check_case(context, &fair);
        }
    }
    assert_true(2 * solved > tried);
    mmatch_context_destroy(context);
}

/* A matching with these pairs and everything else from `like`. */
static mmatch_matching *with_pairs(mmatch_context *context, const fair_case *fair, const mmatch_matching *like,
                                   uint32_t pairs)
{
    mmatch_matching_parts parts = {0};
    mmatch_matching *made = NULL;
    int64_t rows[CELLS];
    int64_t columns[CELLS];
    int k;
    parts.struct_size = sizeof parts;
    assert_int_equal(mmatch_matching_look(context, like, &parts), MMATCH_OK);
    parts.pair_count = 0;
    for (k = 0; k < fair->rows * fair->columns; k++) {
        if ((pairs >> k) & 1u) {
            rows[parts.pair_count] = k / fair->columns;
            columns[parts.pair_count++] = k % fair->columns;
        }
    }
    parts.rows = rows;
    parts.columns = columns;
    parts.total = fair_total(fair, pairs);
    if (!isfinite(parts.total)) {
        parts.total = 0;
    }
    parts.bound = parts.total;
    assert_int_equal(mmatch_matching_create(context, &parts, &made), MMATCH_OK);
    return made;
}

static void the_verifier_accepts_a_matching_just_when_it_is_as_good_as_the_best(void **state)
{
    mmatch__random random = mmatch__random_seeded(2);
    mmatch_context *const context = plain_context();
    const int64_t stride = test_stride();
    int64_t accepted = 0;
    int64_t refused = 0;
    int64_t k;
    (void)state;
    for (k = 0; k < 900; k++) {
        fair_case fair = random_case(&random, 3, (int32_t)(k % 3));
        fair_objects objects;
        mmatch_matching *matching;
        fair_value best;
        int level_of[CELLS];
        uint32_t pairs;
        if (!are_locks_within(&fair)) {
            fair.locked = 0;
        }
        if (k % stride != 0 || fair_create(context, &fair, &objects) != MMATCH_OK) {
            continue;
        }
        fair_levels_of(&fair, level_of);
        best = fair_oracle(&fair, level_of);
        matching = fair_solve(context, &fair, objects.market);
        for (pairs = 0; best.is_feasible && pairs < (uint32_t)1 << (fair.rows * fair.columns); pairs++) {
            const fair_value value = fair_value_of(&fair, level_of, pairs);
            mmatch_matching *const other = with_pairs(context, &fair, matching, pairs);
            const mmatch_verdict verdict = fair_judge(context, &fair, objects.market, other);
            const int is_best = fair_compare(&value, &best) == 0;
            /* a bottleneck of the same worth may need another certificate */
            if (fair.objective == MMATCH_FAIR_BOTTLENECK ? verdict.is_valid && !is_best : verdict.is_valid != is_best) {
                show_case(&fair);
                fail_msg("pairs %x: judged %d, is best %d: %s", pairs, verdict.is_valid, is_best, verdict.message);
            }
            accepted += verdict.is_valid;
            refused += !verdict.is_valid;
            mmatch_matching_destroy(other);
        }
        mmatch_matching_destroy(matching);
        fair_destroy(&objects);
    }
    assert_true(accepted > 0 && refused > accepted);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_market_of_3_by_3_is_solved_as_by_trying_everything),
        cmocka_unit_test(random_markets_with_all_rules_are_solved_as_by_trying_everything),
        cmocka_unit_test(the_verifier_accepts_a_matching_just_when_it_is_as_good_as_the_best),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
