/* The one loop of the verifier that touches every score: how many pairs of a row the prices say should be made. */
#ifndef MMATCH_ASSIGN_COUNT_ABOVE_H
#define MMATCH_ASSIGN_COUNT_ABOVE_H

#include <stdint.h>

enum { MMATCH__COUNT_ABOVE_MULTIPLE = 8 };

/* The number of k < count with units[k] >= least and units[k] - prices[k] > limit.
 * count: a multiple of MMATCH__COUNT_ABOVE_MULTIPLE. units: finite or -infinity; prices: finite or infinite; differences that
 * are no number count as not above. Every kernel gives the same. */
typedef int64_t (*mmatch__count_above_fn)(const double *units, const double *prices, int64_t count, double least,
                                          double limit);

/* The fastest kernel that this machine runs. */
mmatch__count_above_fn mmatch__count_above_kernel(void);

/* Kernel 0, 1, .. of those that this machine runs, plain C first; NULL beyond the last. */
mmatch__count_above_fn mmatch__count_above_kernel_at(int32_t index);

#endif
