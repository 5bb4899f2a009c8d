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

/* Makes scores from a dense matrix.
 * Element (r, c) lies at data + r * row_stride + c * column_stride. All numbers are read once, on all threads of the
 * context; every fault is reported with its place, the same ones for any number of threads. A side may be empty.
 * data: elements of `type`, borrowed until the scores are destroyed; need not be aligned; NULL if a side is empty.
 * row_count, column_count: 0..2^31-1. row_stride, column_stride: bytes, of either sign or zero (NumPy's strides).
 * options: NULL for defaults. scores_out: owned by the caller, release with mmatch_scores_destroy; NULL on failure.
 * Errors: NOMEM; ARGUMENT (NULL, counts out of range, unknown type or sense, strides beyond the address space, NaN,
 * infinity of the good sign); RANGE (an int64 that is not a multiple of the unit; a magnitude above
 * (2^40 - 1) * 2^984, which could round to infinity); CANCELLED (also when the poll answers stop).
 * Time: one read of the matrix. Memory: O(1). Threads: honoured. Check: mmatch_scores_read_row. Since 0.1. */
MMATCH_API mmatch_status mmatch_scores_create_dense(mmatch_context *context, const void *data,
                                                    mmatch_number_type type, int64_t row_count,
                                                    int64_t column_count, int64_t row_stride,
                                                    int64_t column_stride,
                                                    const mmatch_scores_options *options,
                                                    mmatch_scores **scores_out);

/* Makes scores from a sparse matrix in CSR form.
 * The entries of row r are offsets[r] .. offsets[r + 1] - 1, with their columns and values. Columns of a row may come
 * in any order (a sorted copy is then kept); a pair listed twice is refused; an entry of zero is a pair with score
 * zero; a pair not listed is forbidden, as is one listed with the infinity of the bad sign.
 * offsets: row_count + 1 indices, NULL if there are no rows. columns, values: offsets[row_count] each, NULL if that
 * is 0. index_type, of offsets and columns: MMATCH_INT32 or MMATCH_INT64. All arrays are borrowed until the scores
 * are destroyed. The rest as for dense scores.
 * Errors: as for dense, and ARGUMENT for offsets that do not start at 0, decrease, or give a row more entries than
 * there are columns, and for columns out of range or repeated. CANCELLED.
 * Time: one read; when rows are unsorted O(entries * log(longest row)). Memory: O(1); when rows are unsorted
 * 12 bytes an entry, kept, and O(column_count) while it checks. Threads: honoured. Since 0.1. */
MMATCH_API mmatch_status mmatch_scores_create_csr(mmatch_context *context, const void *offsets,
                                                  const void *columns, mmatch_number_type index_type,
                                                  const void *values, mmatch_number_type value_type,
                                                  int64_t row_count, int64_t column_count,
                                                  const mmatch_scores_options *options,
                                                  mmatch_scores **scores_out);

/* Computes one row: writes column_count numbers, forbidden ones as the infinity of the bad sign.
 * Must always give the same numbers, must be callable from several threads at once, and cannot fail. */
typedef void (*mmatch_row_fn)(const void *user_data, int64_t row, double *values_out);

/* Makes scores whose rows are computed when they are read.
 * The creating call reads every row once, unless `is_trusted` is not zero; then a row that breaks its promises gives
 * wrong answers. An empty side computes nothing.
 * user_data: handed to row_fn; borrowed until the scores are destroyed. largest: bounds the magnitude of every finite
 * number and sets the unit; 0..(2^40 - 1) * 2^984. The rest as for dense scores.
 * Errors: NOMEM; ARGUMENT (also NaN or infinity of the good sign in a row, with its place); RANGE (numbers beyond
 * `largest`, with their places); CANCELLED.
 * Time: one computation of every row, or O(1) when trusted. Memory: one row a thread while it checks. Threads:
 * honoured. Since 0.1. */
MMATCH_API mmatch_status mmatch_scores_create_computed(mmatch_context *context, mmatch_row_fn row_fn,
                                                       const void *user_data, int64_t row_count,
                                                       int64_t column_count, double largest,
                                                       int32_t is_trusted,
                                                       const mmatch_scores_options *options,
                                                       mmatch_scores **scores_out);

/* Makes sparse scores of the best pairs, from scores of any kind, without storing a table.
 * Keeps a pair when its column is among the per_row best of its row, or its row among the per_column best of its column; of
 * equal numbers the ones with the smaller index are kept, and a forbidden pair never is. Numbers, sense and unit stay as
 * they are. 0: no pair is kept for this direction's sake; with 0 for both no pair is left.
 * scores: read row by row, not needed afterwards. scores_out: owned by the caller, release with mmatch_scores_destroy;
 * NULL on failure. Goes into a market like any other scores.
 * Errors: NOMEM; ARGUMENT (NULL, a negative number); CANCELLED (also when the poll answers stop).
 * Time: every row read once, also of sparse scores: O(row_count * column_count). Memory: 12 bytes an entry of the
 * result, 18 an entry of each direction while it runs, and 8 MiB or one row if that is more. Threads: honoured; the answer
 * is the same for any number. Since 0.1. */
MMATCH_API mmatch_status mmatch_scores_top(mmatch_context *context, const mmatch_scores *scores,
                                           int64_t per_row, int64_t per_column,
                                           mmatch_scores **scores_out);

/* Writes the entries of sparse scores as CSR, columns ascending in each row, numbers as mmatch_scores_read_row gives them;
 * entries that were listed as forbidden are left out.
 * offsets_out: room for row_count + 1 numbers. columns_out, values_out: room for mmatch_scores_entry_count numbers each;
 * NULL when that is 0.
 * Errors: ARGUMENT (NULL, scores that are not sparse). Time: O(entries + row_count). Memory: none. Threads: may be called
 * by several threads, each with its own context. Since 0.1. */
MMATCH_API mmatch_status mmatch_scores_read_csr(mmatch_context *context, const mmatch_scores *scores,
                                                int64_t *offsets_out, int32_t *columns_out,
                                                double *values_out);

/* Releases scores; NULL is fine. Nothing else may still borrow them. Time: O(1). Since 0.1. */
MMATCH_API void mmatch_scores_destroy(mmatch_scores *scores);

/* Number of rows; 0 for NULL. Since 0.1. */
MMATCH_API int64_t mmatch_scores_row_count(const mmatch_scores *scores);

/* Number of columns; 0 for NULL. Since 0.1. */
MMATCH_API int64_t mmatch_scores_column_count(const mmatch_scores *scores);

/* Whether more or less is better; MMATCH_SENSE_MAXIMISE for NULL. Since 0.1. */
MMATCH_API mmatch_sense mmatch_scores_sense(const mmatch_scores *scores);

/* The grid unit, a power of two; 1 when every number is zero, there are none, or scores is NULL. Never below
 * 2^-1022: smaller numbers are rounded to multiples of that. Since 0.1. */
MMATCH_API double mmatch_scores_unit(const mmatch_scores *scores);

/* Number of entries: allowed pairs of a sparse matrix, otherwise row_count * column_count; 0 for NULL. Since 0.1. */
MMATCH_API int64_t mmatch_scores_entry_count(const mmatch_scores *scores);

/* Writes the numbers of one row as they were given, snapped to the grid.
 * A number moves by half a unit at most, ties to the even multiple; -0 becomes 0; forbidden pairs are the infinity of
 * the bad sign. row: 0..row_count-1. values_out: room for column_count numbers; NULL if there are no columns.
 * Errors: ARGUMENT (NULL, row out of range). Time: O(column_count). Memory: none. Threads: may be called by several
 * threads, each with its own context. Since 0.1. */
MMATCH_API mmatch_status mmatch_scores_read_row(mmatch_context *context, const mmatch_scores *scores,
                                                int64_t row, double *values_out);

/* The same for rows first_row .. first_row + row_count - 1, row r at values_out + (r - first_row) * row_stride.
 * row_stride: numbers, at least column_count. values_out: NULL if there are no numbers.
 * Errors: ARGUMENT (NULL, rows out of range, a stride below column_count); CANCELLED (also when the poll answers stop), then some
 * rows are written. Time: O(row_count * column_count). Memory: none. Threads: honoured. Since 0.1. */
MMATCH_API mmatch_status mmatch_scores_read_rows(mmatch_context *context, const mmatch_scores *scores,
                                                 int64_t first_row, int64_t row_count, double *values_out,
                                                 int64_t row_stride);

#ifdef __cplusplus
}
#endif

#endif
