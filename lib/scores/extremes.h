/* The one loop that reads every number when scores are made: highest and lowest, and whether all are finite. */
#ifndef MMATCH_SCORES_EXTREMES_H
#define MMATCH_SCORES_EXTREMES_H

#include <stdbool.h>
#include <stdint.h>

enum { MMATCH__EXTREMES_MULTIPLE = 8 };

typedef struct mmatch__extremes {
    double highest, lowest;
} mmatch__extremes;

/* Widens *extremes to `count` float64, a multiple of MMATCH__EXTREMES_MULTIPLE, that need not be aligned. False, and *extremes
 * as it was, when some number is infinite or NaN. Every kernel gives the same, but for the sign of a zero. */
typedef bool (*mmatch__extremes_fn)(const void *numbers, int64_t count, mmatch__extremes *extremes);

/* The fastest kernel that this machine runs. */
mmatch__extremes_fn mmatch__extremes_kernel(void);

/* Kernel 0, 1, .. of those that this machine runs, plain C first; NULL beyond the last. */
mmatch__extremes_fn mmatch__extremes_kernel_at(int32_t index);

#endif
