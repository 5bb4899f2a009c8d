/* What the two public solvers share: where an answer goes, the checks, and the two ways to solve one problem. */
#ifndef MMATCH_LINEAR_SUM_SOLVE_H
#define MMATCH_LINEAR_SUM_SOLVE_H

#include "base/context.h"
#include "linear_sum/dense.h"

/* The outputs of one problem; all but outcome may be NULL. */
typedef struct mmatch__linear_answer {
    int64_t *rows, *columns;
    double *row_prices, *column_prices;
    double *total;
    int32_t *outcome;
} mmatch__linear_answer;

/* What became of one small problem. */
typedef enum mmatch__linear_end {
    MMATCH__LINEAR_SOLVED = 0,
    MMATCH__LINEAR_BAD_NUMBER = 1, /* mmatch__linear_name_fault says which */
    MMATCH__LINEAR_TOO_LARGE = 2   /* sums might not be finite */
} mmatch__linear_end;

/* Records what is wrong with type, sense, counts and strides; problem_count is 1 and problem_stride 0 for one. */
mmatch_status mmatch__linear_check(mmatch_context *context, const mmatch__linear_numbers *numbers,
                                   int64_t problem_count, int64_t problem_stride);
/* True when problems of this shape are solved by the dense solver. */
bool mmatch__linear_is_small(const mmatch__linear_numbers *numbers);
/* min(row_count, column_count). */
int64_t mmatch__linear_pair_count(const mmatch__linear_numbers *numbers);

/* Solves a small problem; the answer is written when it is SOLVED. `dense` has the shape with the shorter side first. */
mmatch__linear_end mmatch__linear_solve_small(const mmatch__linear_numbers *numbers, mmatch__dense *dense,
                                              const mmatch__linear_answer *answer);
/* Fails for a small problem that ended badly, with every fault and its place. */
mmatch_status mmatch__linear_fail_small(mmatch_context *context, const mmatch__linear_numbers *numbers,
                                        mmatch__linear_end end);
/* Solves any problem through the market; all or nothing. */
mmatch_status mmatch__linear_solve_large(mmatch_context *context, const mmatch__linear_numbers *numbers,
                                         const mmatch__linear_answer *answer);
/* Writes an answer without pairs. */
void mmatch__linear_write_nothing(const mmatch__linear_numbers *numbers, mmatch_outcome outcome,
                                  const mmatch__linear_answer *answer);

#endif
