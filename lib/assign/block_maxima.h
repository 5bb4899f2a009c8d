/* The one loop that touches every score: the largest of score minus price in each block of a row. */
#ifndef MMATCH_ASSIGN_BLOCK_MAXIMA_H
#define MMATCH_ASSIGN_BLOCK_MAXIMA_H

#include <stdint.h>

enum { MMATCH__BLOCK_WIDTH = 16 };

/* maxima_out[b] = max of units[j] - prices[j] over j in [16 b, 16 b + 16) below count; (count + 15) / 16 of them.
 * units: finite or -infinity; prices: finite or +infinity. The numbers are the same from every kernel, as a
 * difference and a maximum of float64 leave nothing to choose. */
typedef void (*mmatch__block_maxima_fn)(const double *units, const double *prices, int64_t count,
                                        double *maxima_out);

/* The fastest kernel that this machine runs. */
mmatch__block_maxima_fn mmatch__block_maxima_kernel(void);

/* Kernel 0, 1, .. of those that this machine runs, plain C first; NULL beyond the last. */
mmatch__block_maxima_fn mmatch__block_maxima_kernel_at(int32_t index);

#endif
