/* The second solver against the first: same outcome and total on random markets. */
#include "drawn_market.h"
#include "support.h"

#include "mentormatch/glpk.h"

enum { MARKETS = 100000 };

static uint64_t draw_state = 11;

static int draw_below(int bound)
{
    draw_state ^= draw_state << 13;
    draw_state ^= draw_state >> 7;
    draw_state ^= draw_state << 17;
    return (int)((draw_state >> 20) % (uint64_t)bound);
}

/* Quotas over the first columns: each holds the one before, and some more. */
static void add_quotas(mmatch_context *context, mmatch_market *market, int columns)
{
    int64_t offsets[5] = {0};
    int64_t members[4 * 6];
    int64_t minimum[4];
    int64_t maximum[4];
    const int count = 1 + draw_below(4);
    int length = draw_below(columns + 1);
    int quota;
    for (quota = 0; quota < count; quota++) {
        int column;
        for (column = 0; column < length; column++) {
            members[offsets[quota] + column] = column;
        }
        offsets[quota + 1] = offsets[quota] + length;
        maximum[quota] = draw_below(5) == 0 ? INT64_MAX : draw_below(6);
        minimum[quota] = maximum[quota] > 0 && draw_below(4) == 0 ? 1 : 0;
        length += draw_below(columns - length + 1);
    }
    assert_int_equal(mmatch_market_set_quotas(context, market, count, offsets, members, minimum, maximum), MMATCH_OK);
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
        if (trial % 4 > 0) {
            add_quotas(context, market, columns);
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

/* Both solvers on one market; returns their outcome, and compares it and the total; the number of pairs too, where no two
 * answers are equally good. */
static mmatch_outcome compare_solvers(mmatch_context *context, const mmatch_market *market, int32_t coverage,
                                      int is_unique)
{
    mmatch_assign_options options = {0};
    mmatch_matching *ours = NULL;
    mmatch_matching *theirs = NULL;
    mmatch_outcome outcome;
    options.struct_size = sizeof options;
    options.coverage = coverage;
    assert_int_equal(mmatch_assign(context, market, &options, &ours), MMATCH_OK);
    assert_int_equal(mmatch_glpk_assign(context, market, &options, &theirs), MMATCH_OK);
    outcome = mmatch_matching_outcome(ours);
    assert_int_equal(outcome, mmatch_matching_outcome(theirs));
    assert_true(mmatch_matching_total(ours) == mmatch_matching_total(theirs));
    if (is_unique) {
        assert_int_equal(mmatch_matching_pair_count(ours), mmatch_matching_pair_count(theirs));
    }
    mmatch_matching_destroy(ours);
    mmatch_matching_destroy(theirs);
    return outcome;
}

static void both_solvers_agree_on_markets_of_every_kind(void **state)
{
    static drawn_market drawn; /* large, and one test is one thread */
    mmatch_context *const context = plain_context();
    const int64_t markets = getenv("MMATCH_TEST_DEEP") != NULL ? 10 * (int64_t)MARKETS : MARKETS;
    int64_t number;
    int64_t compared = 0;
    int64_t optimal = 0;
    (void)state;
    for (number = 0; number < markets; number += test_stride()) {
        draw_market(context, (uint64_t)number, DRAWN_ANY_LAYOUT, &drawn);
        optimal += compare_solvers(context, drawn.market, drawn.coverage, 0) == MMATCH_OUTCOME_OPTIMAL;
        compared++;
        drawn_market_destroy(&drawn);
    }
    assert_in_range(optimal, compared / 2, compared - compared / 20);
    mmatch_context_destroy(context);
}

static void a_minimum_score_is_snapped_as_scores_are(void **state)
{
    mmatch_context *const context = plain_context();
    static const double values[2][4] = {{0.1, 0.7, 0.3, 0.1}, {0, 0, 0, 0}};
    static const double minima[] = {0.1, 0.3, 0.7, 0.70000001, 1e-14, -0.5, 1e300};
    int trial;
    (void)state;
    for (trial = 0; trial < 4; trial++) {
        mmatch_scores_options options = {sizeof options, trial % 2};
        mmatch_scores *scores = NULL;
        mmatch_market *market = NULL;
        size_t k;
        assert_int_equal(mmatch_scores_create_dense(context, values[trial / 2], MMATCH_FLOAT64, 2, 2, 16, 8, &options,
                                                    &scores),
                         MMATCH_OK);
        assert_int_equal(mmatch_market_create(context, scores, &market), MMATCH_OK);
        for (k = 0; k < sizeof minima / sizeof minima[0]; k++) {
            assert_int_equal(mmatch_market_set_minimum_score(context, market, minima[k]), MMATCH_OK);
            assert_int_equal(compare_solvers(context, market, MMATCH_COVERAGE_PARTICIPATION_FIRST, 1),
                             MMATCH_OUTCOME_OPTIMAL);
        }
        mmatch_market_destroy(market);
        mmatch_scores_destroy(scores);
    }
    mmatch_context_destroy(context);
}

static void everyone_with_a_maximum_of_none_is_infeasible(void **state)
{
    mmatch_context *const context = plain_context();
    static const double values[] = {1, 2, 3, 4};
    static const int32_t maximum[] = {0, 1};
    static const int32_t minimum[] = {0, 0};
    mmatch_scores *scores = NULL;
    mmatch_market *market = NULL;
    (void)state;
    assert_int_equal(mmatch_scores_create_dense(context, values, MMATCH_FLOAT64, 2, 2, 16, 8, NULL, &scores), MMATCH_OK);
    assert_int_equal(mmatch_market_create(context, scores, &market), MMATCH_OK);
    assert_int_equal(mmatch_market_set_row_capacity(context, market, minimum, maximum), MMATCH_OK);
    assert_int_equal(compare_solvers(context, market, MMATCH_COVERAGE_EVERYONE, 1), MMATCH_OUTCOME_INFEASIBLE);
    assert_int_equal(compare_solvers(context, market, MMATCH_COVERAGE_SCORE_FIRST, 1), MMATCH_OUTCOME_OPTIMAL);
    mmatch_market_destroy(market);
    mmatch_scores_destroy(scores);
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
        cmocka_unit_test(both_solvers_agree_on_markets_of_every_kind),
        cmocka_unit_test(a_minimum_score_is_snapped_as_scores_are),
        cmocka_unit_test(everyone_with_a_maximum_of_none_is_infeasible),
        cmocka_unit_test(a_market_without_scores_and_unknown_options_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
