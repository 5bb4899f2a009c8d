#include "linear_sum/linear_sum_support.h"

/* 3 x 4; best is 1 + 2 + 2 = 5 with columns 1, 0, 2. */
static const double known[12] = {4, 1, 3, 9, 2, 0, 5, 8, 3, 2, 2, 7};

static sum_case solved_case(mmatch_context *context)
{
    sum_case test = make_case(3, 4, MMATCH_SENSE_MINIMISE);
    memcpy(test.numbers, known, sizeof known);
    assert_int_equal(solve_case(context, &test), MMATCH_OK);
    assert_int_equal(test.outcome, MMATCH_OUTCOME_OPTIMAL);
    assert_true(test.total == 5);
    assert_case_verified(context, &test);
    return test;
}

static void assert_fault(mmatch_context *context, const sum_case *test, int32_t fault)
{
    const mmatch_verdict verdict = verdict_of_case(context, test);
    assert_int_equal(verdict.is_valid, 0);
    assert_int_equal(verdict.fault, fault);
}

static void every_corrupted_pair_is_found(void **state)
{
    mmatch_context *const context = plain_context();
    sum_case test = solved_case(context);
    int64_t k;
    int64_t value;
    (void)state;
    for (k = 0; k < 3; k++) {
        const int64_t row = test.rows[k];
        const int64_t column = test.columns[k];
        for (value = -1; value <= 4; value++) {
            test.columns[k] = value;
            assert_int_equal(verdict_of_case(context, &test).is_valid, value == column);
            test.columns[k] = column;
            test.rows[k] = value;
            assert_int_equal(verdict_of_case(context, &test).is_valid, value == row);
            test.rows[k] = row;
        }
    }
    test.columns[0] = 4;
    assert_fault(context, &test, MMATCH_LINEAR_SUM_FAULT_PAIR);
    end_case(&test);
    mmatch_context_destroy(context);
}

static void every_corrupted_price_and_total_is_found(void **state)
{
    static const double wrong[7] = {1, -1, 0.5, 0x1p-45, 1e300, (double)NAN, (double)INFINITY};
    mmatch_context *const context = plain_context();
    sum_case test = solved_case(context);
    int64_t k;
    int w;
    (void)state;
    for (w = 0; w < 7; w++) {
        for (k = 0; k < 3; k++) {
            const double price = test.row_prices[k];
            test.row_prices[k] += wrong[w];
            assert_int_equal(verdict_of_case(context, &test).is_valid, 0);
            test.row_prices[k] = price;
        }
        for (k = 0; k < 4; k++) {
            const double price = test.column_prices[k];
            test.column_prices[k] += wrong[w];
            assert_int_equal(verdict_of_case(context, &test).is_valid, 0);
            test.column_prices[k] = price;
        }
        test.total = 5 + wrong[w];
        assert_fault(context, &test, MMATCH_LINEAR_SUM_FAULT_TOTAL);
        test.total = 5;
    }
    test.row_prices[0] += 0x1p-45;
    assert_fault(context, &test, MMATCH_LINEAR_SUM_FAULT_ROW_PRICE);
    test.row_prices[0] -= 0x1p-45;
    test.column_prices[3] = -1; /* column 3 has no row */
    assert_fault(context, &test, MMATCH_LINEAR_SUM_FAULT_COLUMN_PRICE);
    end_case(&test);
    mmatch_context_destroy(context);
}

static void changed_numbers_are_found(void **state)
{
    mmatch_context *const context = plain_context();
    sum_case test = solved_case(context);
    int64_t k;
    (void)state;
    for (k = 0; k < 12; k++) {
        const double number = test.numbers[k];
        test.numbers[k] = -7;
        assert_int_equal(verdict_of_case(context, &test).is_valid, 0);
        test.numbers[k] = number;
    }
    test.numbers[test.columns[0]] = (double)INFINITY; /* the pair of row 0 */
    assert_fault(context, &test, MMATCH_LINEAR_SUM_FAULT_PAIR);
    test.numbers[test.columns[0]] = 9;
    assert_fault(context, &test, MMATCH_LINEAR_SUM_FAULT_REDUCED_COST);
    end_case(&test);
    mmatch_context_destroy(context);
}

static void outcomes_that_do_not_hold_are_found(void **state)
{
    mmatch_context *const context = plain_context();
    sum_case test = solved_case(context);
    (void)state;
    test.outcome = MMATCH_OUTCOME_LIMIT;
    assert_fault(context, &test, MMATCH_LINEAR_SUM_FAULT_OUTCOME);
    test.outcome = MMATCH_OUTCOME_INFEASIBLE;
    test.total = 0;
    assert_int_equal(verdict_of_case(context, &test).is_valid, 0);
    memset(test.row_prices, 0, 3 * sizeof(double));
    memset(test.column_prices, 0, 4 * sizeof(double));
    assert_fault(context, &test, MMATCH_LINEAR_SUM_FAULT_CONFLICT);
    end_case(&test);
    mmatch_context_destroy(context);
}

static void a_proof_of_infeasibility_fails_once_a_pair_is_allowed(void **state)
{
    static const int64_t shapes[3][2] = {{4, 5}, {5, 4}, {140, 150}};
    mmatch_context *const context = plain_context();
    int which;
    (void)state;
    for (which = 0; which < 6; which++) {
        const mmatch_sense sense = which % 2 == 0 ? MMATCH_SENSE_MINIMISE : MMATCH_SENSE_MAXIMISE;
        sum_case test = make_case(shapes[which / 2][0], shapes[which / 2][1], sense);
        int64_t row;
        int64_t column;
        for (row = 0; row < test.row_count; row++) {
            for (column = 0; column < test.column_count; column++) {
                /* rows from 2 on share column 1; columns likewise where they are fewer */
                const int is_shut = test.row_count < test.column_count ? row >= 2 && column != 1
                                                                      : column >= 2 && row != 1;
                test.numbers[row * test.column_count + column] = is_shut ? forbidden_of(sense) : 1;
            }
        }
        assert_int_equal(solve_case(context, &test), MMATCH_OK);
        assert_int_equal(test.outcome, MMATCH_OUTCOME_INFEASIBLE);
        assert_int_equal(test.rows[0], -1);
        assert_case_verified(context, &test);
        for (row = 0; row < test.row_count; row++) {
            test.row_prices[row] = -test.row_prices[row];
        }
        assert_int_equal(verdict_of_case(context, &test).is_valid, 0);
        for (row = 0; row < test.row_count; row++) {
            test.row_prices[row] = -test.row_prices[row];
        }
        for (row = 0; row < test.row_count * test.column_count; row++) {
            test.numbers[row] = 1;
        }
        assert_fault(context, &test, MMATCH_LINEAR_SUM_FAULT_REDUCED_COST);
        end_case(&test);
    }
    mmatch_context_destroy(context);
}

static void bad_arguments_of_the_verifier_are_refused(void **state)
{
    mmatch_context *const context = plain_context();
    sum_case test = solved_case(context);
    mmatch_verdict verdict;
    (void)state;
    memset(&verdict, 0, sizeof verdict);
#define VERIFY(rows, prices, out)                                                                                      \
    mmatch_linear_sum_verify(context, test.numbers, MMATCH_FLOAT64, 3, 4, 32, 8, MMATCH_SENSE_MINIMISE, rows,          \
                             test.columns, prices, test.column_prices, 5, MMATCH_OUTCOME_OPTIMAL, out)
    assert_int_equal(VERIFY(test.rows, test.row_prices, &verdict), MMATCH_ERR_ARGUMENT); /* no struct_size */
    assert_int_equal(VERIFY(test.rows, test.row_prices, NULL), MMATCH_ERR_ARGUMENT);
    verdict.struct_size = sizeof verdict;
    assert_int_equal(VERIFY(NULL, test.row_prices, &verdict), MMATCH_ERR_ARGUMENT);
    assert_int_equal(VERIFY(test.rows, NULL, &verdict), MMATCH_ERR_ARGUMENT);
    assert_int_equal(verdict.is_valid, 0);
    assert_int_equal(VERIFY(test.rows, test.row_prices, &verdict), MMATCH_OK);
    assert_int_equal(verdict.is_valid, 1);
    test.numbers[0] = (double)NAN;
    assert_int_equal(VERIFY(test.rows, test.row_prices, &verdict), MMATCH_ERR_ARGUMENT);
#undef VERIFY
    end_case(&test);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_corrupted_pair_is_found),
        cmocka_unit_test(every_corrupted_price_and_total_is_found),
        cmocka_unit_test(changed_numbers_are_found),
        cmocka_unit_test(outcomes_that_do_not_hold_are_found),
        cmocka_unit_test(a_proof_of_infeasibility_fails_once_a_pair_is_allowed),
        cmocka_unit_test(bad_arguments_of_the_verifier_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
