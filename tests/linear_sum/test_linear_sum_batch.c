#include "linear_sum/linear_sum_support.h"

enum { PROBLEMS = 300, ROWS = 9, COLUMNS = 7, NUMBERS = ROWS * COLUMNS };

/* Answers of a whole batch. */
typedef struct batch_answers {
    int64_t rows[PROBLEMS * COLUMNS], columns[PROBLEMS * COLUMNS];
    double row_prices[PROBLEMS * ROWS], column_prices[PROBLEMS * COLUMNS];
    double totals[PROBLEMS];
    int32_t outcomes[PROBLEMS];
} batch_answers;

static double numbers[PROBLEMS * NUMBERS];
static batch_answers answers[2];

static void fill_numbers(void)
{
    mmatch__random random = mmatch__random_seeded(21);
    sum_case test = make_case(ROWS, COLUMNS, MMATCH_SENSE_MINIMISE);
    int64_t problem;
    for (problem = 0; problem < PROBLEMS; problem++) {
        fill_family(&test, (int)(problem % SUM_FAMILIES), &random);
        memcpy(numbers + problem * NUMBERS, test.numbers, NUMBERS * sizeof *numbers);
    }
    end_case(&test);
}

static mmatch_status solve_batch(mmatch_context *context, int64_t problem_count, batch_answers *out)
{
    return mmatch_linear_sum_batch(context, numbers, MMATCH_FLOAT64, problem_count, ROWS, COLUMNS, 8 * NUMBERS,
                                   8 * COLUMNS, 8, MMATCH_SENSE_MINIMISE, out->rows, out->columns, out->row_prices,
                                   out->column_prices, out->totals, out->outcomes);
}

static void each_problem_is_answered_as_if_alone(void **state)
{
    mmatch_context *const context = plain_context();
    sum_case test = make_case(ROWS, COLUMNS, MMATCH_SENSE_MINIMISE);
    const batch_answers *const found = &answers[0];
    int64_t problem;
    (void)state;
    fill_numbers();
    assert_int_equal(solve_batch(context, PROBLEMS, &answers[0]), MMATCH_OK);
    for (problem = 0; problem < PROBLEMS; problem++) {
        memcpy(test.numbers, numbers + problem * NUMBERS, NUMBERS * sizeof *numbers);
        assert_int_equal(solve_case(context, &test), MMATCH_OK);
        assert_int_equal(found->outcomes[problem], test.outcome);
        assert_memory_equal(&found->totals[problem], &test.total, sizeof test.total);
        assert_memory_equal(found->rows + problem * COLUMNS, test.rows, COLUMNS * sizeof *test.rows);
        assert_memory_equal(found->columns + problem * COLUMNS, test.columns, COLUMNS * sizeof *test.columns);
        assert_memory_equal(found->row_prices + problem * ROWS, test.row_prices, ROWS * sizeof *test.row_prices);
        assert_memory_equal(found->column_prices + problem * COLUMNS, test.column_prices,
                            COLUMNS * sizeof *test.column_prices);
        assert_case_verified(context, &test);
    }
    end_case(&test);
    mmatch_context_destroy(context);
}

static void any_number_of_threads_gives_the_same_bytes(void **state)
{
    int32_t threads;
    (void)state;
    fill_numbers();
    for (threads = 1; threads <= 5; threads++) {
        mmatch_context *const context = context_with(NULL, NULL, threads);
        batch_answers *const found = &answers[threads == 1 ? 0 : 1];
        memset(found, 0x5a, sizeof *found);
        assert_int_equal(solve_batch(context, PROBLEMS, found), MMATCH_OK);
        assert_int_equal(memcmp(&answers[0], found, sizeof *found), 0);
        mmatch_context_destroy(context);
    }
}

static void the_first_bad_problem_is_named_and_nothing_is_answered(void **state)
{
    int32_t threads;
    (void)state;
    for (threads = 1; threads <= 3; threads++) {
        mmatch_context *const context = context_with(NULL, NULL, threads);
        int64_t k;
        fill_numbers();
        numbers[250 * NUMBERS] = (double)NAN;
        numbers[7 * NUMBERS + 2 * COLUMNS + 3] = (double)NAN;
        assert_int_equal(solve_batch(context, PROBLEMS, &answers[0]), MMATCH_ERR_ARGUMENT);
        assert_string_equal(mmatch_context_error(context), "problem 7: row 2, column 3: score is NaN");
        for (k = 0; k < PROBLEMS; k++) {
            assert_int_equal(answers[0].outcomes[k], MMATCH_OUTCOME_NOT_FOUND);
            assert_int_equal(answers[0].columns[k * COLUMNS], -1);
        }
        mmatch_context_destroy(context);
    }
}

static void a_stop_keeps_what_was_solved(void **state)
{
    watched_poll poll = {0, 1, MMATCH_POLL_STOP};
    mmatch_context *const context = context_with(NULL, &poll, 1);
    (void)state;
    fill_numbers();
    assert_int_equal(solve_batch(context, PROBLEMS, &answers[0]), MMATCH_OK);
    assert_int_equal(answers[0].outcomes[0], MMATCH_OUTCOME_LIMIT);
    assert_int_equal(answers[0].rows[0], -1);
    mmatch_context_destroy(context);
}

static void no_problems_and_empty_problems_are_fine(void **state)
{
    mmatch_context *const context = plain_context();
    int32_t outcomes[2] = {9, 9};
    (void)state;
    assert_int_equal(mmatch_linear_sum_batch(context, NULL, MMATCH_FLOAT64, 0, 3, 3, 72, 24, 8, MMATCH_SENSE_MINIMISE,
                                             NULL, NULL, NULL, NULL, NULL, NULL),
                     MMATCH_OK);
    assert_int_equal(mmatch_linear_sum_batch(context, NULL, MMATCH_FLOAT64, 2, 0, 3, 72, 24, 8, MMATCH_SENSE_MINIMISE,
                                             NULL, NULL, NULL, NULL, NULL, outcomes),
                     MMATCH_OK);
    assert_int_equal(outcomes[0], MMATCH_OUTCOME_OPTIMAL);
    assert_int_equal(outcomes[1], MMATCH_OUTCOME_OPTIMAL);
    assert_int_equal(mmatch_linear_sum_batch(context, numbers, MMATCH_FLOAT64, -1, 3, 3, 72, 24, 8,
                                             MMATCH_SENSE_MINIMISE, NULL, NULL, NULL, NULL, NULL, outcomes),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_linear_sum_batch(context, numbers, MMATCH_FLOAT64, 1, 3, 3, 72, 24, 8,
                                             MMATCH_SENSE_MINIMISE, NULL, NULL, NULL, NULL, NULL, NULL),
                     MMATCH_ERR_ARGUMENT);
    mmatch_context_destroy(context);
}

static void large_problems_are_solved_in_turn(void **state)
{
    enum { SIDE = 260 };
    mmatch_context *const context = plain_context();
    mmatch__random random = mmatch__random_seeded(2);
    double *const large = (double *)calloc(2 * SIDE * SIDE, sizeof(double));
    double totals[2];
    double alone;
    int32_t outcomes[2];
    int64_t k;
    (void)state;
    assert_non_null(large);
    for (k = 0; k < 2 * SIDE * SIDE; k++) {
        large[k] = mmatch__random_unit(&random);
    }
    assert_int_equal(mmatch_linear_sum_batch(context, large, MMATCH_FLOAT64, 2, SIDE, SIDE, 8 * SIDE * SIDE, 8 * SIDE,
                                             8, MMATCH_SENSE_MAXIMISE, NULL, NULL, NULL, NULL, totals, outcomes),
                     MMATCH_OK);
    for (k = 0; k < 2; k++) {
        assert_int_equal(mmatch_linear_sum_assignment(context, large + k * SIDE * SIDE, MMATCH_FLOAT64, SIDE, SIDE,
                                                      8 * SIDE, 8, MMATCH_SENSE_MAXIMISE, NULL, NULL, NULL, NULL,
                                                      &alone, &outcomes[0]),
                         MMATCH_OK);
        assert_true(totals[k] == alone && alone > 100);
    }
    free(large);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_problem_is_answered_as_if_alone),
        cmocka_unit_test(any_number_of_threads_gives_the_same_bytes),
        cmocka_unit_test(the_first_bad_problem_is_named_and_nothing_is_answered),
        cmocka_unit_test(a_stop_keeps_what_was_solved),
        cmocka_unit_test(no_problems_and_empty_problems_are_fine),
        cmocka_unit_test(large_problems_are_solved_in_turn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
