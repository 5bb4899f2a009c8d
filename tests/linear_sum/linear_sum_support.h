/* What the tests of lib/linear_sum share: a matrix with its answer, brute force, and random families. */
#ifndef MMATCH_TESTS_LINEAR_SUM_SUPPORT_H
#define MMATCH_TESTS_LINEAR_SUM_SUPPORT_H

#include "support.h"

#include <float.h>
#include <math.h>

#include "base/random.h"

/* One problem with room for its answer. */
typedef struct sum_case {
    int64_t row_count, column_count;
    mmatch_sense sense;
    double *numbers;
    int64_t *rows, *columns;
    double *row_prices, *column_prices;
    double total;
    int32_t outcome;
} sum_case;

static inline int64_t case_pair_count(const sum_case *test)
{
    return test->row_count < test->column_count ? test->row_count : test->column_count;
}

static inline sum_case make_case(int64_t row_count, int64_t column_count, mmatch_sense sense)
{
    sum_case test = {row_count, column_count, sense, NULL, NULL, NULL, NULL, NULL, 0, 0};
    const size_t rows = (size_t)row_count + 1;
    const size_t columns = (size_t)column_count + 1;
    test.numbers = (double *)calloc(rows * columns, sizeof(double));
    test.rows = (int64_t *)calloc(rows, sizeof(int64_t));
    test.columns = (int64_t *)calloc(rows, sizeof(int64_t));
    test.row_prices = (double *)calloc(rows, sizeof(double));
    test.column_prices = (double *)calloc(columns, sizeof(double));
    assert_non_null(test.numbers);
    assert_non_null(test.rows);
    assert_non_null(test.columns);
    assert_non_null(test.row_prices);
    assert_non_null(test.column_prices);
    return test;
}

static inline void end_case(sum_case *test)
{
    free(test->numbers);
    free(test->rows);
    free(test->columns);
    free(test->row_prices);
    free(test->column_prices);
}

static inline mmatch_status solve_case(mmatch_context *context, sum_case *test)
{
    return mmatch_linear_sum_assignment(context, test->numbers, MMATCH_FLOAT64, test->row_count, test->column_count,
                                        8 * test->column_count, 8, test->sense, test->rows, test->columns,
                                        test->row_prices, test->column_prices, &test->total, &test->outcome);
}

static inline mmatch_verdict verdict_of_case(mmatch_context *context, const sum_case *test)
{
    mmatch_verdict verdict;
    memset(&verdict, 0, sizeof verdict);
    verdict.struct_size = sizeof verdict;
    assert_int_equal(mmatch_linear_sum_verify(context, test->numbers, MMATCH_FLOAT64, test->row_count,
                                              test->column_count, 8 * test->column_count, 8, test->sense,
                                              test->rows, test->columns, test->row_prices, test->column_prices,
                                              test->total, test->outcome, &verdict),
                     MMATCH_OK);
    return verdict;
}

static inline void assert_case_verified(mmatch_context *context, const sum_case *test)
{
    const mmatch_verdict verdict = verdict_of_case(context, test);
    assert_string_equal(verdict.message, "valid");
    assert_int_equal(verdict.is_valid, 1);
}

static inline double forbidden_of(mmatch_sense sense)
{
    return sense == MMATCH_SENSE_MAXIMISE ? -(double)INFINITY : (double)INFINITY;
}

/* Best sum of rows from `row` on, one column each, by trying all; columns in `used` are taken. NAN: none. */
static inline double best_by_trying(const sum_case *test, int64_t row, int64_t skips_left, uint32_t used)
{
    double best = (double)NAN;
    int64_t column;
    if (row == test->row_count) {
        return 0;
    }
    if (skips_left > 0) {
        best = best_by_trying(test, row + 1, skips_left - 1, used);
    }
    for (column = 0; column < test->column_count; column++) {
        const double number = test->numbers[row * test->column_count + column];
        double rest;
        if ((used >> column & 1) != 0 || fabs(number) > DBL_MAX) {
            continue;
        }
        rest = number + best_by_trying(test, row + 1, skips_left, used | 1U << column);
        if (rest == rest && (best != best || (test->sense == MMATCH_SENSE_MAXIMISE ? rest > best : rest < best))) {
            best = rest;
        }
    }
    return best;
}

static inline double brute_force(const sum_case *test)
{
    return best_by_trying(test, 0,
                          test->row_count > test->column_count ? test->row_count - test->column_count : 0, 0);
}

enum { SUM_FAMILIES = 8 };

/* Fills the numbers with one of the families: reals, few integers, products, distances, additive, constant, sparse,
 * and a wide range of magnitudes. */
static inline void fill_family(sum_case *test, int family, mmatch__random *random)
{
    int64_t row;
    int64_t column;
    for (row = 0; row < test->row_count; row++) {
        for (column = 0; column < test->column_count; column++) {
            double number = mmatch__random_unit(random) - 0.25;
            const int64_t gap = row > column ? row - column : column - row;
            switch (family) {
            case 1:
                number = (double)mmatch__random_below(random, 5) - 2;
                break;
            case 2:
                number = (double)((row + 1) * (column + 1));
                break;
            case 3:
                number = (double)(gap * gap);
                break;
            case 4:
                number = (double)(row * 7 % 11 + column * 5 % 13) + (double)mmatch__random_below(random, 2);
                break;
            case 5:
                number = 3;
                break;
            case 6:
                number = mmatch__random_below(random, 10) < 7 ? forbidden_of(test->sense)
                                                              : (double)mmatch__random_below(random, 20) - 9;
                break;
            case 7:
                number = ldexp(number, (int)mmatch__random_below(random, 60) - 30);
                break;
            default:
                break;
            }
            test->numbers[row * test->column_count + column] = number;
        }
    }
}

#endif
