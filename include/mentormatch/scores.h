/* mentormatch/scores.h: a table of numbers, one for each pair of a row and a column.
 *
 * Scores are read row by row from a dense matrix of any stride, a sparse (CSR) matrix, or a
 * function that computes a row when it is asked for. Every number is snapped to a grid when it is
 * read: the unit is the smallest power of two with max|score| <= 2^40 units, so integers up to 2^40
 * are untouched, and all later arithmetic is exact. A forbidden pair is an absent entry (CSR) or an
 * infinity of the bad sign: -inf when maximising, +inf when minimising. NaN is refused, and so is an
 * infinity of the good sign.
 */
#ifndef MENTORMATCH_SCORES_H
#define MENTORMATCH_SCORES_H

#include "mentormatch/context.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum mmatch_number_type {
    MMATCH_FLOAT64 = 0,
    MMATCH_FLOAT32 = 1,
    MMATCH_INT32 = 2,
    MMATCH_INT64 = 3
} mmatch_number_type;

typedef enum mmatch_sense {
    MMATCH_SENSE_MAXIMISE = 0, /* numbers are scores: more is better */
    MMATCH_SENSE_MINIMISE = 1  /* numbers are costs: less is better */
} mmatch_sense;

typedef struct mmatch_scores_options {
    size_t struct_size; /* sizeof(mmatch_scores_options) */
    int32_t sense;      /* an mmatch_sense */
} mmatch_scores_options;

typedef struct mmatch_scores mmatch_scores;

/* Dense scores: element (r, c) lies at data + r * row_stride + c * column_stride, strides in bytes,
 * of either sign or zero (NumPy's strides). `data` is borrowed until the scores are destroyed; may be
 * NULL when a side is empty. Elements need not be aligned.
 * Errors: NOMEM; ARGUMENT (NULL, negative or too many rows or columns, unknown type or sense, NaN,
 * infinity of the good sign, each with its place); RANGE (an int64 that is not a multiple of the
 * unit); CANCELLED. Time: one read of the matrix. Memory: O(1). Since 0.1. */
MMATCH_API mmatch_status mmatch_scores_create_dense(mmatch_context *context, const void *data,
                                                    mmatch_number_type type, int64_t row_count,
                                                    int64_t column_count, int64_t row_stride,
                                                    int64_t column_stride,
                                                    const mmatch_scores_options *options,
                                                    mmatch_scores **scores_out);

/* Sparse scores in CSR: the entries of row r are offsets[r] .. offsets[r + 1] - 1, with their
 * columns and values. Both index arrays have the type `index_type` (MMATCH_INT32 or MMATCH_INT64).
 * Columns of a row may come in any order; a pair listed twice is refused; an entry of zero is a pair
 * with score zero; a pair not listed is forbidden. All arrays are borrowed until the scores are
 * destroyed. Errors as for dense, and ARGUMENT for offsets that do not start at 0 or that decrease,
 * columns out of range or repeated. Time: one read. Memory: O(column_count) while it checks. Since 0.1. */
MMATCH_API mmatch_status mmatch_scores_create_csr(mmatch_context *context, const void *offsets,
                                                  const void *columns, mmatch_number_type index_type,
                                                  const void *values, mmatch_number_type value_type,
                                                  int64_t row_count, int64_t column_count,
                                                  const mmatch_scores_options *options,
                                                  mmatch_scores **scores_out);

/* Computes one row: writes column_count numbers, forbidden ones as the infinity of the bad sign.
 * Must always give the same numbers, must be callable from several threads at once, and cannot fail. */
typedef void (*mmatch_row_fn)(const void *user_data, int64_t row, double *values_out);

/* Scores computed row by row. `largest` bounds |number|; a number beyond it, or NaN, that a row
 * turns out to hold is reported as MMATCH_ERR_RANGE or _ARGUMENT by the creating call, which reads every
 * row once, unless `is_trusted` is not zero. `user_data` is borrowed until the scores are destroyed.
 * Errors: NOMEM; ARGUMENT; RANGE; CANCELLED. Since 0.1. */
MMATCH_API mmatch_status mmatch_scores_create_computed(mmatch_context *context, mmatch_row_fn row_fn,
                                                       const void *user_data, int64_t row_count,
                                                       int64_t column_count, double largest,
                                                       int32_t is_trusted,
                                                       const mmatch_scores_options *options,
                                                       mmatch_scores **scores_out);

/* Releases scores; NULL is fine. Since 0.1. */
MMATCH_API void mmatch_scores_destroy(mmatch_scores *scores);

/* How many rows and columns, and which sense; 0 and MAXIMISE for NULL. Since 0.1. */
MMATCH_API int64_t mmatch_scores_row_count(const mmatch_scores *scores);
MMATCH_API int64_t mmatch_scores_column_count(const mmatch_scores *scores);
MMATCH_API mmatch_sense mmatch_scores_sense(const mmatch_scores *scores);

/* The grid unit, a power of two; 1 when every number is zero or there are none. Since 0.1. */
MMATCH_API double mmatch_scores_unit(const mmatch_scores *scores);

/* Number of entries stored: allowed pairs of a CSR matrix, otherwise row_count * column_count. Since 0.1. */
MMATCH_API int64_t mmatch_scores_entry_count(const mmatch_scores *scores);

/* Writes the numbers of one row as they were given, snapped to the grid; forbidden pairs as the
 * infinity of the bad sign. values_out has room for column_count numbers. Errors: ARGUMENT. Since 0.1. */
MMATCH_API mmatch_status mmatch_scores_read_row(mmatch_context *context, const mmatch_scores *scores,
                                                int64_t row, double *values_out);

#ifdef __cplusplus
}
#endif

#endif
