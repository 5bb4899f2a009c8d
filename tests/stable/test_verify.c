/* The verifier itself: a right answer, spoilt in every way; every fault code is reached with its place. */
#include <math.h>

#include "stable/instances.h"

/* Three rows, three columns, scores; row 2 has nobody above the minimum, column 2 takes nobody, (1, 2) is forbidden.
 * Stable: row 0 with column 0, row 1 with column 1. */
static const double scores_data[9] = {8, 6, 1, 7, 5, 6, 2, 1, 1};

typedef struct scene {
    mmatch_context *context;
    mmatch_scores *scores;
    mmatch_market *market;
    mmatch_matching *answer;
    mmatch_matching_parts parts; /* of the answer */
} scene;

static scene open_scene(void)
{
    const int32_t column_maximum[3] = {1, 1, 0};
    const int64_t row = 1, column = 2;
    scene all;
    memset(&all, 0, sizeof all);
    all.context = plain_context();
    assert_int_equal(mmatch_scores_create_dense(all.context, scores_data, MMATCH_FLOAT64, 3, 3, 24, 8, NULL,
                                                &all.scores),
                     MMATCH_OK);
    assert_int_equal(mmatch_market_create(all.context, all.scores, &all.market), MMATCH_OK);
    assert_int_equal(mmatch_market_set_column_capacity(all.context, all.market, NULL, column_maximum),
                     MMATCH_OK);
    assert_int_equal(mmatch_market_forbid(all.context, all.market, &row, &column, 1), MMATCH_OK);
    assert_int_equal(mmatch_market_set_minimum_score(all.context, all.market, 3), MMATCH_OK);
    assert_int_equal(mmatch_stable(all.context, all.market, NULL, &all.answer), MMATCH_OK);
    all.parts.struct_size = sizeof all.parts;
    assert_int_equal(mmatch_matching_look(all.context, all.answer, &all.parts), MMATCH_OK);
    return all;
}

static void close_scene(scene *all)
{
    mmatch_matching_destroy(all->answer);
    mmatch_market_destroy(all->market);
    mmatch_scores_destroy(all->scores);
    mmatch_context_destroy(all->context);
}

/* Verdict on a matching made from (spoilt) parts. */
static mmatch_verdict verdict_on(const scene *all, const mmatch_matching_parts *parts)
{
    mmatch_verdict verdict = {0};
    mmatch_matching *matching = NULL;
    verdict.struct_size = sizeof verdict;
    assert_int_equal(mmatch_matching_create(all->context, parts, &matching), MMATCH_OK);
    assert_int_equal(mmatch_stable_verify(all->context, all->market, matching, &verdict), MMATCH_OK);
    mmatch_matching_destroy(matching);
    return verdict;
}

static void assert_fault(const mmatch_verdict *verdict, int32_t fault, int64_t row, int64_t column,
                         const char *message)
{
    assert_int_equal(verdict->is_valid, 0);
    assert_int_equal(verdict->fault, fault);
    assert_int_equal(verdict->row, row);
    assert_int_equal(verdict->column, column);
    assert_string_equal(verdict->message, message);
}

static void the_right_answer_is_valid_with_its_reasons(void **state)
{
    scene all = open_scene();
    const mmatch_verdict verdict = verdict_on(&all, &all.parts);
    const int32_t row_reasons[3] = {MMATCH_REASON_PLACED, MMATCH_REASON_PLACED,
                                    MMATCH_REASON_BELOW_MINIMUM_SCORE};
    const int32_t column_reasons[3] = {MMATCH_REASON_PLACED, MMATCH_REASON_PLACED,
                                       MMATCH_REASON_NO_CAPACITY};
    (void)state;
    assert_int_equal(verdict.is_valid, 1);
    assert_int_equal(verdict.fault, MMATCH_STABLE_FAULT_NONE);
    assert_int_equal(all.parts.pair_count, 2);
    assert_int_equal(all.parts.columns[0], 0);
    assert_int_equal(all.parts.columns[1], 1);
    assert_true(all.parts.total == 13);
    assert_memory_equal(all.parts.row_reasons, row_reasons, sizeof row_reasons);
    assert_memory_equal(all.parts.column_reasons, column_reasons, sizeof column_reasons);
    close_scene(&all);
}

static void another_shape_is_a_fault(void **state)
{
    scene all = open_scene();
    mmatch_matching_parts parts = all.parts;
    mmatch_verdict verdict;
    (void)state;
    parts.row_reasons = parts.column_reasons = NULL;
    parts.column_count = 4;
    verdict = verdict_on(&all, &parts);
    assert_fault(&verdict, MMATCH_STABLE_FAULT_SHAPE, -1, -1, "matching is 3 x 4, market is 3 x 3");
    parts = all.parts;
    parts.row_reasons = NULL;
    parts.row_count = 4;
    verdict = verdict_on(&all, &parts);
    assert_int_equal(verdict.fault, MMATCH_STABLE_FAULT_SHAPE);
    close_scene(&all);
}

static void an_outcome_that_claims_no_stable_matching_is_a_fault(void **state)
{
    scene all = open_scene();
    int32_t outcome;
    (void)state;
    for (outcome = MMATCH_OUTCOME_OPTIMAL; outcome <= MMATCH_OUTCOME_NOT_FOUND; outcome++) {
        mmatch_matching_parts parts = all.parts;
        mmatch_verdict verdict;
        parts.outcome = outcome;
        verdict = verdict_on(&all, &parts);
        assert_int_equal(verdict.fault, outcome <= MMATCH_OUTCOME_FEASIBLE ? MMATCH_STABLE_FAULT_NONE
                                                                           : MMATCH_STABLE_FAULT_OUTCOME);
    }
    close_scene(&all);
}

static void a_pair_that_is_forbidden_or_below_the_minimum_is_a_fault(void **state)
{
    const int64_t rows[3] = {0, 1, 1}, columns[3] = {0, 1, 2}, low_rows[2] = {1, 2}, low_columns[2] = {1, 0};
    scene all = open_scene();
    mmatch_matching_parts parts = all.parts;
    mmatch_verdict verdict;
    (void)state;
    parts.rows = rows;
    parts.columns = columns;
    parts.pair_count = 3;
    verdict = verdict_on(&all, &parts);
    assert_fault(&verdict, MMATCH_STABLE_FAULT_PAIR, 1, 2, "row 1, column 2: pair is not acceptable");
    parts.rows = low_rows;
    parts.columns = low_columns;
    parts.pair_count = 2;
    verdict = verdict_on(&all, &parts);
    assert_fault(&verdict, MMATCH_STABLE_FAULT_PAIR, 2, 0, "row 2, column 0: pair is not acceptable");
    close_scene(&all);
}

static void too_many_partners_are_a_fault_on_either_side(void **state)
{
    const int64_t rows[3] = {0, 0, 1}, columns[3] = {0, 1, 1};
    const int64_t down_rows[2] = {0, 1}, down_columns[2] = {0, 0};
    scene all = open_scene();
    mmatch_matching_parts parts = all.parts;
    mmatch_verdict verdict;
    (void)state;
    parts.rows = rows;
    parts.columns = columns;
    parts.pair_count = 3;
    verdict = verdict_on(&all, &parts);
    assert_fault(&verdict, MMATCH_STABLE_FAULT_ROW_CAPACITY, 0, -1, "row 0: 2 partners are above maximum 1");
    assert_true(verdict.expected == 1 && verdict.found == 2);
    parts.rows = down_rows;
    parts.columns = down_columns;
    parts.pair_count = 2;
    verdict = verdict_on(&all, &parts);
    assert_fault(&verdict, MMATCH_STABLE_FAULT_COLUMN_CAPACITY, -1, 0,
                 "column 0: 2 partners are above maximum 1");
    close_scene(&all);
}

static void two_who_would_rather_have_each_other_are_a_fault(void **state)
{
    const int64_t rows[2] = {0, 1}, columns[2] = {1, 0};
    scene all = open_scene();
    mmatch_matching_parts parts = all.parts;
    mmatch_verdict verdict;
    (void)state;
    parts.columns = columns;
    parts.rows = rows;
    verdict = verdict_on(&all, &parts);
    assert_fault(&verdict, MMATCH_STABLE_FAULT_BLOCKING_PAIR, 0, 0,
                 "row 0, column 0: pair blocks, the first of 1");
    parts = all.parts;
    parts.pair_count = 1; /* row 1 and column 1 are left free */
    verdict = verdict_on(&all, &parts);
    assert_fault(&verdict, MMATCH_STABLE_FAULT_BLOCKING_PAIR, 1, 1,
                 "row 1, column 1: pair blocks, the first of 1");
    parts.pair_count = 0;
    verdict = verdict_on(&all, &parts);
    assert_fault(&verdict, MMATCH_STABLE_FAULT_BLOCKING_PAIR, 0, 0,
                 "row 0, column 0: pair blocks, the first of 4");
    close_scene(&all);
}

static void a_wrong_total_unit_or_bound_is_a_fault(void **state)
{
    scene all = open_scene();
    int k;
    (void)state;
    for (k = 0; k < 6; k++) {
        mmatch_matching_parts parts = all.parts;
        double *const spoilt = k % 3 == 0 ? &parts.total : k % 3 == 1 ? &parts.unit : &parts.bound;
        mmatch_verdict verdict;
        *spoilt = k < 3 ? nextafter(*spoilt, 100) : NAN;
        verdict = verdict_on(&all, &parts);
        assert_int_equal(verdict.fault, MMATCH_STABLE_FAULT_TOTAL);
        assert_int_equal(verdict.is_valid, 0);
    }
    close_scene(&all);
}

static void a_wrong_reason_is_a_fault_and_no_reasons_are_none(void **state)
{
    scene all = open_scene();
    mmatch_matching_parts parts;
    mmatch_verdict verdict;
    int p, reason;
    (void)state;
    for (p = 0; p < 6; p++) {
        for (reason = 0; reason <= MMATCH_REASON_LOWERS_TOTAL; reason++) {
            int32_t rows[3], columns[3];
            const int32_t is_true = (p < 3 ? all.parts.row_reasons : all.parts.column_reasons)[p % 3] == reason;
            memcpy(rows, all.parts.row_reasons, sizeof rows);
            memcpy(columns, all.parts.column_reasons, sizeof columns);
            (p < 3 ? rows : columns)[p % 3] = reason;
            parts = all.parts;
            parts.row_reasons = rows;
            parts.column_reasons = columns;
            verdict = verdict_on(&all, &parts);
            assert_int_equal(verdict.fault,
                             is_true ? MMATCH_STABLE_FAULT_NONE : MMATCH_STABLE_FAULT_REASON);
            assert_int_equal(verdict.row, is_true || p >= 3 ? -1 : p);
            assert_int_equal(verdict.column, is_true || p < 3 ? -1 : p - 3);
        }
    }
    parts = all.parts;
    parts.row_reasons = parts.column_reasons = NULL;
    verdict = verdict_on(&all, &parts);
    assert_int_equal(verdict.is_valid, 1);
    close_scene(&all);
}

/* An equal partner is no reason to leave: only strict gains block. */
static void a_tie_does_not_block(void **state)
{
    const double equal[4] = {1, 1, 1, 1};
    const int64_t rows[2] = {0, 1}, columns[2] = {1, 0};
    mmatch_context *const context = plain_context();
    mmatch_scores *scores = NULL;
    mmatch_market *market = NULL;
    mmatch_matching *matching = NULL;
    mmatch_matching_parts parts = {0};
    (void)state;
    assert_int_equal(
        mmatch_scores_create_dense(context, equal, MMATCH_FLOAT64, 2, 2, 16, 8, NULL, &scores), MMATCH_OK);
    assert_int_equal(mmatch_market_create(context, scores, &market), MMATCH_OK);
    parts.struct_size = sizeof parts;
    parts.row_count = parts.column_count = parts.pair_count = 2;
    parts.rows = rows;
    parts.columns = columns;
    parts.total = parts.bound = 2;
    parts.unit = mmatch_scores_unit(scores);
    assert_int_equal(mmatch_matching_create(context, &parts, &matching), MMATCH_OK);
    assert_int_equal(fault_of(context, market, matching), MMATCH_STABLE_FAULT_NONE);
    mmatch_matching_destroy(matching);
    mmatch_market_destroy(market);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
}

/* Every plan of one market, right or wrong: valid exactly when the definition says so. */
static void of_all_plans_exactly_the_stable_ones_are_valid(void **state)
{
    mmatch_context *const context = plain_context();
    uint64_t seed = 9;
    int round;
    (void)state;
    for (round = 0; round < 60; round++) {
        instance all;
        mmatch_market *market;
        int r, c, valid_count = 0;
        uint32_t set;
        memset(&all, 0, sizeof all);
        all.rows = all.columns = 3;
        for (r = 0; r < 3; r++) {
            all.row_maximum[r] = (int)roll(&seed, 3);
            all.column_maximum[r] = (int)roll(&seed, 3);
            for (c = 0; c < 3; c++) {
                all.row_rank[r][c] = (int)roll(&seed, 4) - 1;
                all.column_rank[r][c] = (int)roll(&seed, 4) - 1;
            }
        }
        market = market_of(context, &all);
        for (set = 0; set < 512; set++) {
            int64_t rows[9], columns[9];
            mmatch_matching_parts parts = {0};
            mmatch_matching *matching = NULL;
            plan made;
            int is_valid;
            memset(&made, 0, sizeof made);
            parts.struct_size = sizeof parts;
            parts.row_count = parts.column_count = 3;
            parts.rows = rows;
            parts.columns = columns;
            parts.unit = 1;
            for (r = 0; r < 9; r++) {
                if (set >> r & 1) {
                    made.is_made[r / 3][r % 3] = 1;
                    rows[parts.pair_count] = r / 3;
                    columns[parts.pair_count++] = r % 3;
                }
            }
            assert_int_equal(mmatch_matching_create(context, &parts, &matching), MMATCH_OK);
            is_valid = fault_of(context, market, matching) == MMATCH_STABLE_FAULT_NONE;
            assert_int_equal(is_valid, is_stable(&all, &made));
            valid_count += is_valid;
            mmatch_matching_destroy(matching);
        }
        assert_true(valid_count >= 1);
        mmatch_market_destroy(market);
    }
    mmatch_context_destroy(context);
}

static void who_may_have_nobody_blocks_nothing(void **state)
{
    static const double values[2] = {1, 2};
    static const int32_t none[1] = {0};
    static const int64_t zero[1] = {0};
    mmatch_context *const context = plain_context();
    mmatch_matching_parts parts = {0};
    mmatch_scores *scores = NULL;
    mmatch_market *market = NULL;
    mmatch_matching *matching = NULL;
    int is_turned;
    (void)state;
    parts.struct_size = sizeof parts;
    parts.pair_count = 1;
    parts.rows = zero;
    parts.columns = zero;
    /* the pair made is not allowed, and there is a better one; but the maximum admits neither */
    for (is_turned = 0; is_turned < 2; is_turned++) {
        int64_t count = -1;
        parts.row_count = is_turned ? 1 : 2;
        parts.column_count = is_turned ? 2 : 1;
        assert_int_equal(mmatch_scores_create_dense(context, values, MMATCH_FLOAT64, parts.row_count,
                                                    parts.column_count, 8, 8, NULL, &scores),
                         MMATCH_OK);
        assert_int_equal(mmatch_market_create(context, scores, &market), MMATCH_OK);
        assert_int_equal(is_turned ? mmatch_market_set_row_capacity(context, market, NULL, none)
                                   : mmatch_market_set_column_capacity(context, market, NULL, none),
                         MMATCH_OK);
        assert_int_equal(mmatch_matching_create(context, &parts, &matching), MMATCH_OK);
        assert_int_equal(mmatch_stable_blocking_pairs(context, market, matching, 0, NULL, NULL, &count), MMATCH_OK);
        assert_int_equal(count, 0);
        mmatch_matching_destroy(matching);
        mmatch_market_destroy(market);
        mmatch_scores_destroy(scores);
    }
    mmatch_context_destroy(context);
}

static void a_total_beyond_float64_is_out_of_range(void **state)
{
    static const double values[4] = {0x1.fffffffffep1023, 0, 0, 0x1.fffffffffep1023};
    static const int64_t both[2] = {0, 1};
    mmatch_context *const context = plain_context();
    mmatch_matching_parts parts = {0};
    mmatch_verdict verdict = {0};
    mmatch_scores *scores = NULL;
    mmatch_market *market = NULL;
    mmatch_matching *matching = NULL;
    (void)state;
    assert_int_equal(mmatch_scores_create_dense(context, values, MMATCH_FLOAT64, 2, 2, 16, 8, NULL, &scores),
                     MMATCH_OK);
    assert_int_equal(mmatch_market_create(context, scores, &market), MMATCH_OK);
    assert_int_equal(mmatch_stable(context, market, NULL, &matching), MMATCH_ERR_RANGE);
    assert_null(matching);
    parts.struct_size = sizeof parts;
    parts.row_count = 2;
    parts.column_count = 2;
    parts.pair_count = 2;
    parts.rows = both;
    parts.columns = both;
    parts.total = (double)INFINITY;
    parts.bound = (double)INFINITY;
    parts.unit = mmatch_scores_unit(scores);
    verdict.struct_size = sizeof verdict;
    assert_int_equal(mmatch_matching_create(context, &parts, &matching), MMATCH_OK);
    assert_int_equal(mmatch_stable_verify(context, market, matching, &verdict), MMATCH_ERR_RANGE);
    mmatch_matching_destroy(matching);
    mmatch_market_destroy(market);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_right_answer_is_valid_with_its_reasons),
        cmocka_unit_test(another_shape_is_a_fault),
        cmocka_unit_test(an_outcome_that_claims_no_stable_matching_is_a_fault),
        cmocka_unit_test(a_pair_that_is_forbidden_or_below_the_minimum_is_a_fault),
        cmocka_unit_test(too_many_partners_are_a_fault_on_either_side),
        cmocka_unit_test(two_who_would_rather_have_each_other_are_a_fault),
        cmocka_unit_test(a_wrong_total_unit_or_bound_is_a_fault),
        cmocka_unit_test(a_wrong_reason_is_a_fault_and_no_reasons_are_none),
        cmocka_unit_test(a_tie_does_not_block),
        cmocka_unit_test(of_all_plans_exactly_the_stable_ones_are_valid),
        cmocka_unit_test(who_may_have_nobody_blocks_nothing),
        cmocka_unit_test(a_total_beyond_float64_is_out_of_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
