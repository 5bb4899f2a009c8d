/* The lazy engine where it has to work: contested scores, places too few, earlier prices. The verifier judges. */
#include "assign_support.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = 60, STARTS = 3 };

/* One drawn problem: the numbers, and the market made of them. */
typedef struct drawn_problem {
    int rows, columns;
    double *numbers;
    int64_t *offsets, *entry_columns;
    double *entries;
    mmatch_scores *scores;
    mmatch_market *market;
} drawn_problem;

static double draw_score(mmatch__random *random, int family, int row, int column,
                         const double *row_effects, const double *column_effects)
{
    switch (family) {
    case 0: /* everybody wants the same columns */
        return row_effects[row] + column_effects[column] + draw(random, 8);
    case 1: /* degenerate */
        return (double)(row + 1) * (column + 1);
    case 2: /* ties */
        return draw(random, 3);
    case 3: /* both signs */
        return column_effects[column] - 50 + draw(random, 20);
    default:
        return mmatch__random_unit(random);
    }
}

/* Some pairs are left out: by chance, or so that a group of rows fits only few columns. */
static int is_left_out(mmatch__random *random, int density, int row, int column)
{
    if (density == 3) {
        return row % 3 == 0 && column % 7 != 0;
    }
    return draw(random, 10) < (density == 0 ? 0 : density == 1 ? 3 : 8);
}

static drawn_problem problem_drawn(mmatch_context *context, mmatch__random *random, int round)
{
    const int family = draw(random, 5);
    const int density = draw(random, 4);
    const int is_sparse = draw(random, 3) == 0;
    const mmatch_scores_options options = {sizeof(mmatch_scores_options), draw(random, 2)};
    const double bad = options.sense == MMATCH_SENSE_MAXIMISE ? -(double)INFINITY : (double)INFINITY;
    drawn_problem problem;
    double row_effects[SIDE];
    double column_effects[SIDE];
    int64_t count = 0;
    int row;
    int column;
    memset(&problem, 0, sizeof problem);
    problem.rows = 1 + draw(random, SIDE);
    problem.columns = round % 3 == 0 ? problem.rows : 1 + draw(random, SIDE);
    problem.numbers = (double *)malloc(SIDE * SIDE * sizeof(double));
    problem.entries = (double *)malloc(SIDE * SIDE * sizeof(double));
    problem.entry_columns = (int64_t *)malloc(SIDE * SIDE * sizeof(int64_t));
    problem.offsets = (int64_t *)malloc((SIDE + 1) * sizeof(int64_t));
    for (row = 0; row < SIDE; row++) {
        row_effects[row] = draw(random, 100);
        column_effects[row] = draw(random, 100);
    }
    for (row = 0; row < problem.rows; row++) {
        problem.offsets[row] = count;
        for (column = 0; column < problem.columns; column++) {
            const double score = draw_score(random, family, row, column, row_effects, column_effects);
            const int is_out = is_left_out(random, density, row, column);
            problem.numbers[row * problem.columns + column] = is_out ? bad : score;
            if (!is_out) {
                problem.entry_columns[count] = column;
                problem.entries[count++] = score;
            }
        }
    }
    problem.offsets[problem.rows] = count;
    if (is_sparse) {
        assert_int_equal(mmatch_scores_create_csr(context, problem.offsets, problem.entry_columns,
                                                  MMATCH_INT64, problem.entries, MMATCH_FLOAT64,
                                                  problem.rows, problem.columns, &options,
                                                  &problem.scores),
                         MMATCH_OK);
    } else {
        assert_int_equal(mmatch_scores_create_dense(
                             context, problem.numbers, MMATCH_FLOAT64, problem.rows,
                             problem.columns, problem.columns * (int64_t)sizeof(double),
                             (int64_t)sizeof(double), &options, &problem.scores),
                         MMATCH_OK);
    }
    assert_int_equal(mmatch_market_create(context, problem.scores, &problem.market), MMATCH_OK);
    return problem;
}

static void problem_destroy(drawn_problem *problem)
{
    mmatch_market_destroy(problem->market);
    mmatch_scores_destroy(problem->scores);
    free(problem->numbers);
    free(problem->entries);
    free(problem->entry_columns);
    free(problem->offsets);
}

/* Capacities of columns, minima, locks, bans and a minimum score, each in some of the problems. */
static void draw_rules(mmatch_context *context, mmatch__random *random, drawn_problem *problem)
{
    int32_t low[SIDE];
    int32_t high[SIDE];
    const int has_minima = draw(random, 8) == 0;
    int k;
    for (k = 0; k < problem->columns; k++) {
        high[k] = draw(random, 4);
        low[k] = has_minima && draw(random, 9) == 0 && high[k] > 0 ? 1 : 0;
    }
    if (draw(random, 2) == 0) {
        assert_int_equal(mmatch_market_set_column_capacity(context, problem->market, low, high),
                         MMATCH_OK);
    }
    if (draw(random, 3) == 0) {
        for (k = 0; k < problem->rows; k++) {
            const int64_t row = k;
            const int64_t column = draw(random, problem->columns);
            if (draw(random, 6) == 0) {
                assert_int_equal(mmatch_market_forbid(context, problem->market, &row, &column, 1),
                                 MMATCH_OK);
            } else if (draw(random, 10) == 0) { /* may be refused, as where the column is full */
                (void)mmatch_market_lock(context, problem->market, &row, &column, 1);
            }
        }
    }
    if (draw(random, 4) == 0) {
        assert_int_equal(mmatch_market_set_minimum_score(context, problem->market, draw(random, 60)),
                         MMATCH_OK);
    }
}

/* Nothing, or prices that say nothing. */
static mmatch_matching *nonsense(mmatch_context *context, mmatch__random *random,
                                 const drawn_problem *problem)
{
    mmatch_matching_parts parts = {0};
    double row_prices[SIDE] = {0};
    double column_prices[SIDE];
    int64_t tiers[SIDE] = {0};
    mmatch_matching *start = NULL;
    int k;
    for (k = 0; k < problem->columns; k++) {
        static const double odd[] = {0, 1, -1, 1e300, -DBL_MAX, 17.25, 1e-300, 40};
        column_prices[k] = odd[draw(random, 8)];
    }
    parts.struct_size = sizeof parts;
    parts.outcome = MMATCH_OUTCOME_OPTIMAL;
    parts.row_count = problem->rows;
    parts.column_count = problem->columns;
    parts.unit = 1;
    parts.row_price_tiers = tiers;
    parts.row_prices = row_prices;
    parts.column_price_tiers = tiers;
    parts.column_prices = column_prices;
    assert_int_equal(mmatch_matching_create(context, &parts, &start), MMATCH_OK);
    return start;
}

static void contested_problems_are_proved_from_any_start(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch__random random = mmatch__random_seeded(4711);
    int optimal = 0;
    int infeasible = 0;
    int round;
    (void)state;
    for (round = 0; round < 2400; round += (int)test_stride()) {
        drawn_problem problem = problem_drawn(context, &random, round);
        mmatch_matching *start = NULL;
        int32_t coverage;
        draw_rules(context, &random, &problem);
        for (coverage = 0; coverage < 3; coverage++) {
            double total = 0;
            int64_t pairs = 0;
            int k;
            for (k = 0; k < STARTS; k++) {
                mmatch_assign_options options = assign_options(coverage, k, (uint64_t)round);
                mmatch_matching *matching = NULL;
                options.start = start;
                if (mmatch_assign(context, problem.market, &options, &matching) != MMATCH_OK) {
                    fail_msg("round %d: %s", round, mmatch_context_error(context));
                }
                assert_verified(context, problem.market, &options, matching);
                if (k == 0) {
                    total = mmatch_matching_total(matching);
                    pairs = mmatch_matching_pair_count(matching);
                }
                assert_true(mmatch_matching_total(matching) == total);
                assert_true(coverage == MMATCH_COVERAGE_SCORE_FIRST ||
                            mmatch_matching_pair_count(matching) == pairs);
                optimal += mmatch_matching_outcome(matching) == MMATCH_OUTCOME_OPTIMAL;
                infeasible += mmatch_matching_outcome(matching) == MMATCH_OUTCOME_INFEASIBLE;
                mmatch_matching_destroy(start);
                start = k == 0 ? matching : nonsense(context, &random, &problem);
                if (k > 0) {
                    mmatch_matching_destroy(matching);
                }
            }
        }
        mmatch_matching_destroy(start);
        problem_destroy(&problem);
    }
    assert_true(optimal * test_stride() > 5000);
    assert_true(infeasible * test_stride() > 1000);
    mmatch_context_destroy(context);
}

/* Scores that count how often a row is read. */
typedef struct counted_rows {
    const double *numbers;
    int64_t columns;
    int64_t reads;
} counted_rows;

static void read_counted(const void *user_data, int64_t row, double *scores_out)
{
    counted_rows *const rows = (counted_rows *)(uintptr_t)user_data;
    memcpy(scores_out, rows->numbers + row * rows->columns, (size_t)rows->columns * sizeof(double));
    rows->reads++;
}

static void an_earlier_answer_saves_most_of_the_work(void **state)
{
    enum { PEOPLE = 400 };
    mmatch_context *const context = plain_context();
    mmatch__random random = mmatch__random_seeded(5);
    double *const numbers = (double *)malloc(PEOPLE * PEOPLE * sizeof(double));
    counted_rows rows = {numbers, PEOPLE, 0};
    mmatch_scores *scores = NULL;
    mmatch_market *market = NULL;
    mmatch_matching *first = NULL;
    mmatch_matching *again = NULL;
    mmatch_assign_options options = assign_options(MMATCH_COVERAGE_EVERYONE, MMATCH_TIES_FIRST, 0);
    int64_t fresh_reads;
    int k;
    (void)state;
    for (k = 0; k < PEOPLE * PEOPLE; k++) {
        numbers[k] = (k % PEOPLE) % 97 + 3 * mmatch__random_unit(&random);
    }
    assert_int_equal(mmatch_scores_create_computed(context, read_counted, &rows, PEOPLE, PEOPLE, 100, 1,
                                                   NULL, &scores),
                     MMATCH_OK);
    assert_int_equal(mmatch_market_create(context, scores, &market), MMATCH_OK);
    rows.reads = 0;
    assert_int_equal(mmatch_assign(context, market, &options, &first), MMATCH_OK);
    fresh_reads = rows.reads;
    for (k = 0; k < PEOPLE; k++) { /* two people changed their mind */
        numbers[7 * PEOPLE + k] = 50 * mmatch__random_unit(&random);
        numbers[k * PEOPLE + 11] = 50 * mmatch__random_unit(&random);
    }
    rows.reads = 0;
    options.start = first;
    assert_int_equal(mmatch_assign(context, market, &options, &again), MMATCH_OK);
    assert_true(rows.reads * 2 < fresh_reads);
    assert_verified(context, market, &options, again);
    assert_int_equal(mmatch_matching_outcome(again), MMATCH_OUTCOME_OPTIMAL);
    mmatch_matching_destroy(first);
    mmatch_matching_destroy(again);
    mmatch_market_destroy(market);
    mmatch_scores_destroy(scores);
    free(numbers);
    mmatch_context_destroy(context);
}

static void a_start_of_other_columns_is_refused(void **state)
{
    mmatch_context *const context = plain_context();
    const small_market small = small_plain(2, 3);
    const small_market other = small_plain(2, 2);
    small_objects objects;
    small_objects other_objects;
    mmatch_assign_options options = assign_options(MMATCH_COVERAGE_SCORE_FIRST, MMATCH_TIES_FIRST, 0);
    mmatch_matching *start = NULL;
    mmatch_matching *matching = NULL;
    (void)state;
    assert_int_equal(small_create(context, &small, &objects), MMATCH_OK);
    assert_int_equal(small_create(context, &other, &other_objects), MMATCH_OK);
    assert_int_equal(mmatch_assign(context, other_objects.market, &options, &start), MMATCH_OK);
    options.start = start;
    assert_int_equal(mmatch_assign(context, objects.market, &options, &matching), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "the start has 2 columns, the market has 3");
    assert_null(matching);
    mmatch_matching_destroy(start);
    small_destroy(&objects);
    small_destroy(&other_objects);
    mmatch_context_destroy(context);
}

static void a_limit_of_work_stops_at_the_same_place_every_time(void **state)
{
    enum { PEOPLE = 700 };
    mmatch_context *const context = plain_context();
    mmatch__random random = mmatch__random_seeded(6);
    double *const numbers = (double *)malloc(PEOPLE * PEOPLE * sizeof(double));
    mmatch_assign_options options = assign_options(MMATCH_COVERAGE_EVERYONE, MMATCH_TIES_FIRST, 0);
    mmatch_scores *scores = NULL;
    mmatch_market *market = NULL;
    int64_t last_pairs = -1;
    int limited = 0;
    int k;
    (void)state;
    for (k = 0; k < PEOPLE * PEOPLE; k++) {
        numbers[k] = (k % PEOPLE) % 97 + mmatch__random_unit(&random);
    }
    assert_int_equal(mmatch_scores_create_dense(context, numbers, MMATCH_FLOAT64, PEOPLE, PEOPLE,
                                                PEOPLE * (int64_t)sizeof(double),
                                                (int64_t)sizeof(double), NULL, &scores),
                     MMATCH_OK);
    assert_int_equal(mmatch_market_create(context, scores, &market), MMATCH_OK);
    for (k = 0; k < 24; k++) { /* each limit twice */
        mmatch_matching *matching = NULL;
        options.work_limit = k < 2 ? 0 : (uint64_t)1 << (k / 2 + 13);
        assert_int_equal(mmatch_assign(context, market, &options, &matching), MMATCH_OK);
        assert_verified(context, market, &options, matching);
        limited += mmatch_matching_outcome(matching) == MMATCH_OUTCOME_LIMIT;
        assert_true(k % 2 == 0 || mmatch_matching_pair_count(matching) == last_pairs);
        assert_true(k > 1 || mmatch_matching_outcome(matching) == MMATCH_OUTCOME_OPTIMAL);
        last_pairs = mmatch_matching_pair_count(matching);
        mmatch_matching_destroy(matching);
    }
    assert_true(limited > 4);
    mmatch_market_destroy(market);
    mmatch_scores_destroy(scores);
    free(numbers);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contested_problems_are_proved_from_any_start),
        cmocka_unit_test(an_earlier_answer_saves_most_of_the_work),
        cmocka_unit_test(a_start_of_other_columns_is_refused),
        cmocka_unit_test(a_limit_of_work_stops_at_the_same_place_every_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
