/* The second solver against the first: same outcome and total on random markets. */
#include "support.h"

#include "mentormatch/glpk.h"

static uint64_t draw_state = 11;

static int draw_below(int bound)
{
    draw_state ^= draw_state << 13;
    draw_state ^= draw_state >> 7;
    draw_state ^= draw_state << 17;
    return (int)((draw_state >> 20) % (uint64_t)bound);
}

static void both_solvers_agree_on_random_markets(void **state)
{
    mmatch_context *const context = plain_context();
    int infeasible = 0;
    int trial;
    (void)state;
    for (trial = 0; trial < 600; trial++) {
        const int rows = 1 + draw_below(6);
        const int columns = 1 + draw_below(6);
        double values[36];
        int32_t minimum[6];
        int32_t maximum[6];
        mmatch_scores_options scores_options = {sizeof scores_options, trial % 2};
        mmatch_assign_options options = {0};
        mmatch_scores *scores = NULL;
        mmatch_market *market = NULL;
        mmatch_matching *ours = NULL;
        mmatch_matching *theirs = NULL;
        int k;
        options.struct_size = sizeof options;
        options.coverage = trial % 3;
        for (k = 0; k < rows * columns; k++) {
            values[k] = draw_below(20) - 6;
        }
        assert_int_equal(mmatch_scores_create_dense(context, values, MMATCH_FLOAT64, rows, columns, 8 * columns, 8,
                                                    &scores_options, &scores),
                         MMATCH_OK);
        assert_int_equal(mmatch_market_create(context, scores, &market), MMATCH_OK);
        for (k = 0; k < columns; k++) {
            maximum[k] = 1 + draw_below(3);
            minimum[k] = draw_below(4) == 0 ? 1 : 0;
        }
        assert_int_equal(mmatch_market_set_column_capacity(context, market, minimum, maximum), MMATCH_OK);
        for (k = 0; k < rows; k++) {
            maximum[k] = 1 + draw_below(2);
        }
        assert_int_equal(mmatch_market_set_row_capacity(context, market, NULL, maximum), MMATCH_OK);
        for (k = 0; k < 4; k++) {
            const int64_t row = draw_below(rows);
            const int64_t column = draw_below(columns);
            assert_int_equal(mmatch_market_forbid(context, market, &row, &column, 1), MMATCH_OK);
        }
        assert_int_equal(mmatch_assign(context, market, &options, &ours), MMATCH_OK);
        assert_int_equal(mmatch_glpk_assign(context, market, &options, &theirs), MMATCH_OK);
        assert_int_equal(mmatch_matching_outcome(ours), mmatch_matching_outcome(theirs));
        if (mmatch_matching_outcome(ours) == MMATCH_OUTCOME_OPTIMAL) {
            assert_true(mmatch_matching_total(ours) == mmatch_matching_total(theirs));
        } else {
            infeasible++;
        }
        mmatch_matching_destroy(ours);
        mmatch_matching_destroy(theirs);
        mmatch_market_destroy(market);
        mmatch_scores_destroy(scores);
    }
    assert_in_range(infeasible, 20, 400); /* both kinds of answer were compared */
    mmatch_context_destroy(context);
}

static void a_market_without_scores_and_unknown_options_are_refused(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch_market *market = NULL;
    mmatch_matching *matching = NULL;
    (void)state;
    assert_int_equal(mmatch_market_create_empty(context, 1, 1, &market), MMATCH_OK);
    assert_int_equal(mmatch_glpk_assign(context, market, NULL, &matching), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_glpk_assign(context, market, NULL, NULL), MMATCH_ERR_ARGUMENT);
    assert_null(matching);
    mmatch_market_destroy(market);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_solvers_agree_on_random_markets),
        cmocka_unit_test(a_market_without_scores_and_unknown_options_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
