/* mentormatch/linear_sum.h: the linear sum assignment problem on plain arrays.
 *
 * For programs that have a matrix and want the pairs: no objects, one call. Every row gets a column of its own, or
 * every column a row where there are fewer columns, so that the sum is the smallest (or largest). The answer is as
 * exact and as provable as that of assign.h, which also knows capacities, rules and sparse scores.
 *
 * Prices prove an optimum: in the sense of minimising, u[r] + v[c] <= number(r, c) for every allowed pair, equal for
 * the pairs made; the prices of the longer side are at most 0, and 0 for who has no partner; all prices add up to the
 * total. When maximising both signs are turned. They also prove that there is no answer: then u[r] + v[c] <= 0 for
 * every allowed pair, prices of the longer side are at most 0, and yet all prices add up to more than 0 (signs turned
 * when maximising). */
#ifndef MENTORMATCH_LINEAR_SUM_H
#define MENTORMATCH_LINEAR_SUM_H

#include "mentormatch/context.h"
#include "mentormatch/scores.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Fault codes of mmatch_linear_sum_verify. */
typedef enum mmatch_linear_sum_fault {
    MMATCH_LINEAR_SUM_FAULT_NONE = 0,
    MMATCH_LINEAR_SUM_FAULT_OUTCOME = 1,      /* neither optimal nor infeasible: nothing is claimed */
    MMATCH_LINEAR_SUM_FAULT_PAIR = 2,         /* a pair out of order, out of range, repeated, or forbidden */
    MMATCH_LINEAR_SUM_FAULT_TOTAL = 3,        /* the total is not the sum of the pairs; 0 when infeasible */
    MMATCH_LINEAR_SUM_FAULT_ROW_PRICE = 4,    /* a price off the grid, of the wrong sign, or not 0 without partner */
    MMATCH_LINEAR_SUM_FAULT_COLUMN_PRICE = 5, /* likewise */
    MMATCH_LINEAR_SUM_FAULT_REDUCED_COST = 6, /* the prices of a pair say that it should (not) be made */
    MMATCH_LINEAR_SUM_FAULT_CONFLICT = 7      /* the prices do not prove that there is no answer */
} mmatch_linear_sum_fault;

/* Pairs every row with a column of its own, or every column with a row, for the best sum.
 * min(row_count, column_count) pairs are made, all of them allowed. Numbers are snapped to the grid of scores.h. Among
 * equal sums the choice is deterministic; an empty side gives no pairs.
 * Outcomes: OPTIMAL. INFEASIBLE: no such pairs exist; total 0. LIMIT (the poll callback said stop): nothing is known;
 * total and prices 0. Unless OPTIMAL, every pair is -1.
 * numbers, type, row_count, column_count, row_stride, column_stride: a dense matrix as in mmatch_scores_create_dense,
 * read only and borrowed for the call. sense: what is best; the infinity of the bad sign forbids a pair.
 * rows_out, columns_out: room for min(row_count, column_count) indices each, rows ascending; either may be NULL.
 * row_prices_out (row_count), column_prices_out (column_count): the proof, in the user's numbers; either may be NULL.
 * total_out: the exact sum of the snapped numbers, rounded once; may be NULL. outcome_out: an mmatch_outcome. Outputs
 * are untouched on failure.
 * Errors: NOMEM; ARGUMENT (NULL, counts out of range, unknown type or sense, strides beyond the address space, NaN,
 * infinity of the good sign), each number with its place; RANGE (an int64 that is not a multiple of the unit, a
 * magnitude above 2^1000, and what mmatch_assign names); CANCELLED (also when the poll answers stop while a large
 * matrix is checked).
 * Time: O(short * short * long) at most. Memory: O(numbers) up to 65,536 of them with a shorter side of at most 256,
 * beyond that O(row_count + column_count). Threads: one; honoured while a large matrix is checked. Check: mmatch_linear_sum_verify.
 * Source: Jonker and Volgenant 1987, Computing 38. Since 0.1. */
MMATCH_API mmatch_status mmatch_linear_sum_assignment(mmatch_context *context, const void *numbers,
                                                      mmatch_number_type type, int64_t row_count,
                                                      int64_t column_count, int64_t row_stride,
                                                      int64_t column_stride, mmatch_sense sense,
                                                      int64_t *rows_out, int64_t *columns_out,
                                                      double *row_prices_out, double *column_prices_out,
                                                      double *total_out, int32_t *outcome_out);

/* Solves many problems of one shape, each as mmatch_linear_sum_assignment would.
 * Problem p begins problem_stride bytes after problem p - 1 and has a grid of its own. Outputs are as for one
 * problem, problem after problem: problem_count x min(row_count, column_count) indices, problem_count x row_count and
 * column_count prices, problem_count totals and outcomes; all but outcomes_out may be NULL. No problems at all is
 * fine.
 * Outcomes: per problem, LIMIT where the poll callback said stop before it was solved; which ones then depends on the
 * machine. After a failure every index is -1, every price and total 0, and every outcome NOT_FOUND.
 * Errors: as for one problem; the first problem with a fault is named: "problem 3: row 17, column 2: score is NaN".
 * Time: the sum over the problems. Memory: O(numbers of one problem) for each thread. Threads: honoured, over problems
 * of up to 65,536 numbers with a shorter side of at most 256. Check: mmatch_linear_sum_verify for each. Since 0.1. */
MMATCH_API mmatch_status mmatch_linear_sum_batch(mmatch_context *context, const void *numbers,
                                                 mmatch_number_type type, int64_t problem_count,
                                                 int64_t row_count, int64_t column_count,
                                                 int64_t problem_stride, int64_t row_stride,
                                                 int64_t column_stride, mmatch_sense sense, int64_t *rows_out,
                                                 int64_t *columns_out, double *row_prices_out,
                                                 double *column_prices_out, double *totals_out,
                                                 int32_t *outcomes_out);

/* Judges an answer against the numbers and its prices alone, with no code of the solver.
 * Order: outcome, pairs, form of the prices, pairs against numbers and prices row by row, total (or the sum of the
 * prices). The verdict names the first fault, an mmatch_linear_sum_fault, with its place.
 * numbers to sense: as they were for the answer. rows, columns: min(row_count, column_count) indices, NULL if that is
 * 0; not read unless OPTIMAL. row_prices, column_prices: row_count and column_count numbers, NULL if that is 0. total,
 * outcome: the claim. verdict_out: the caller sets struct_size; untouched on failure. A wrong answer is a verdict, not
 * an error.
 * Errors: NOMEM; ARGUMENT (NULL, struct_size, and numbers as above); RANGE; CANCELLED, also when the poll callback
 * says stop, as half a check is none. Time: two reads of the numbers. Memory: O(row_count + column_count). Threads:
 * honoured for the first read. Source: linear programming duality; Farkas' lemma. Since 0.1. */
MMATCH_API mmatch_status mmatch_linear_sum_verify(mmatch_context *context, const void *numbers,
                                                  mmatch_number_type type, int64_t row_count,
                                                  int64_t column_count, int64_t row_stride,
                                                  int64_t column_stride, mmatch_sense sense,
                                                  const int64_t *rows, const int64_t *columns,
                                                  const double *row_prices, const double *column_prices,
                                                  double total, int32_t outcome, mmatch_verdict *verdict_out);

#ifdef __cplusplus
}
#endif

#endif
