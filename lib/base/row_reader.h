/* Row reader: how solvers read scores. Numbers come in grid units, as integers in float64, and larger is
 * always better: costs arrive negated. Implemented by lib/scores; may be called from several threads. */
#ifndef MMATCH_BASE_ROW_READER_H
#define MMATCH_BASE_ROW_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "mentormatch/scores.h"

/* Computes one row times `scale`, a power of two; otherwise as mmatch_row_fn. */
typedef void (*mmatch__scaled_row_fn)(const void *user_data, int64_t row, double scale, double *values_out);

/* Scores computed at any scale (more is better), for makers of scores inside the library, so that no second pass is
 * needed: every number is a multiple of the grid unit of `largest`, or -INFINITY. No row is read. */
mmatch_status mmatch__scores_create_scaled(mmatch_context *context, mmatch__scaled_row_fn row_fn,
                                           const void *user_data, int64_t row_count, int64_t column_count,
                                           double largest, mmatch_scores **scores_out);

/* Writes all column_count numbers of a row; -INFINITY where the pair is forbidden. */
void mmatch__rows_read(const mmatch_scores *scores, int64_t row, double *units_out);

/* True when the scores are stored sparsely; then mmatch__rows_read_entries is the cheap way. */
bool mmatch__rows_is_sparse(const mmatch_scores *scores);

/* True when scores lie in memory row by row, so that a part of a row costs no more than itself. */
bool mmatch__rows_are_dense(const mmatch_scores *scores);

/* No pair of dense scores has more units than this; -INFINITY when all are forbidden. */
double mmatch__rows_best(const mmatch_scores *scores);

/* Columns from .. from + count - 1 of a row of dense scores. */
void mmatch__rows_read_part(const mmatch_scores *scores, int64_t row, int64_t from, int64_t count,
                            double *units_out);

/* True when some pair is known to be forbidden. Trusted computed scores are not looked through: false. */
bool mmatch__rows_have_forbidden(const mmatch_scores *scores);

/* The allowed pairs of a row, columns ascending; returns their number. Room for mmatch__rows_entry_limit. */
int64_t mmatch__rows_read_entries(const mmatch_scores *scores, int64_t row, int64_t *columns_out,
                                  double *units_out);
int64_t mmatch__rows_entry_limit(const mmatch_scores *scores, int64_t row);

/* A user's number (score or cost) that bounds others, in units, larger is better: an entry is not worse
 * than `value` when its units are >= the result. The value, which may be infinite but not NaN, is snapped like
 * an entry; the result is finite, so that a forbidden pair never meets it. */
double mmatch__rows_threshold(const mmatch_scores *scores, double value);

/* Units as the user's number: times the unit, with the sign of the sense; never -0. */
double mmatch__rows_to_user(const mmatch_scores *scores, int64_t units);

#endif
