/* Random markets of every kind against a flow that knows nothing of the library: same total, same rows placed, infeasible
 * exactly when it says so; and every answer past the verifier. 100,000 markets, with $MMATCH_TEST_DEEP ten times as many. */
#include "assign_support.h"
#include "drawn_market.h"

#include <stdlib.h>

enum { MARKETS = 100000 };

static int placed_rows(const mmatch_matching *matching, int rows)
{
    const int64_t count = mmatch_matching_pair_count(matching);
    const int64_t *const pair_rows = mmatch_matching_rows(matching);
    int is_placed[FLOW_SIDE] = {0};
    int placed = 0;
    int64_t k;
    for (k = 0; k < count; k++) {
        is_placed[pair_rows[k]] = 1;
    }
    for (k = 0; k < rows; k++) {
        placed += is_placed[k];
    }
    return placed;
}

typedef struct earlier_answer {
    mmatch_matching *matching;
    int columns;
} earlier_answer;

/* One market, from drawing to comparing; returns whether it was feasible. Every matching is a possible start of the next. */
static int compare_one(mmatch_context *context, int64_t number, earlier_answer *start)
{
    static drawn_market drawn; /* large, and one test is one thread */
    const int32_t ties[] = {MMATCH_TIES_FIRST, MMATCH_TIES_FIRST, MMATCH_TIES_CANONICAL, MMATCH_TIES_LOTTERY};
    mmatch_assign_options options;
    mmatch_matching *matching = NULL;
    flow_answer expected;
    draw_market(context, (uint64_t)number, DRAWN_ANY_LAYOUT, &drawn);
    options = assign_options(drawn.coverage, ties[number % 4], (uint64_t)number);
    if (start->matching != NULL && start->columns == drawn.flow.columns) {
        options.start = start->matching;
    }
    if (mmatch_assign(context, drawn.market, &options, &matching) != MMATCH_OK) {
        fail_msg("market %lld: %s", (long long)number, mmatch_context_error(context));
    }
    expected = drawn_market_solve(&drawn);
    if (expected.is_feasible != (mmatch_matching_outcome(matching) == MMATCH_OUTCOME_OPTIMAL)) {
        fail_msg("market %lld: the flow says %s", (long long)number, expected.is_feasible ? "feasible" : "infeasible");
    }
    if (expected.is_feasible) {
        const double total = (double)(drawn.is_minimised ? 0 - expected.total : expected.total);
        const int placed = placed_rows(matching, drawn.flow.rows);
        if (mmatch_matching_total(matching) != total ||
            (drawn.coverage == MMATCH_COVERAGE_PARTICIPATION_FIRST && placed != expected.placed)) {
            fail_msg("market %lld: total %.17g, the flow has %.17g; %d rows placed, the flow has %d", (long long)number,
                     mmatch_matching_total(matching), total, placed, expected.placed);
        }
    }
    assert_verified(context, drawn.market, &options, matching);
    drawn_market_destroy(&drawn);
    mmatch_matching_destroy(start->matching);
    start->matching = matching;
    start->columns = drawn.flow.columns;
    return expected.is_feasible;
}

static void random_markets_are_solved_as_a_plain_flow_solves_them(void **state)
{
    const char *const deep = getenv("MMATCH_TEST_DEEP");
    const int64_t markets = deep != NULL ? 10 * (int64_t)MARKETS : MARKETS;
    mmatch_context *const contexts[] = {plain_context(), context_with(NULL, NULL, 2)};
    earlier_answer start = {NULL, 0};
    int64_t compared = 0;
    int64_t feasible = 0;
    int64_t number;
    (void)state;
    for (number = 0; number < markets; number += test_stride()) {
        feasible += compare_one(contexts[number % 16 == 0], number, &start);
        compared++;
    }
    assert_int_equal(compared, (markets + test_stride() - 1) / test_stride());
    assert_in_range(feasible, compared / 2, compared - compared / 20); /* both kinds of answer were compared */
    mmatch_matching_destroy(start.matching);
    mmatch_context_destroy(contexts[0]);
    mmatch_context_destroy(contexts[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_markets_are_solved_as_a_plain_flow_solves_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
