/* The one loop that touches every score: the largest of score minus price in each block of a row. */
#ifndef MMATCH_ASSIGN_BLOCK_MAXIMA_H
#define MMATCH_ASSIGN_BLOCK_MAXIMA_H

#include <stdint.h>

enum { MMATCH__BLOCK_WIDTH = 16, MMATCH__BLOCK_MULTIPLE = 8 };

/* The number of blocks for so many columns: a multiple of MMATCH__BLOCK_MULTIPLE with room for all. Block b holds the
 * columns b, b + blocks, b + 2 blocks, ..: columns that stand side by side often resemble each other, and a block
 * should not. */
static inline int64_t mmatch__block_count(int64_t columns)
{
    const int64_t least = (columns + MMATCH__BLOCK_WIDTH - 1) / MMATCH__BLOCK_WIDTH;
    return (least + MMATCH__BLOCK_MULTIPLE - 1) / MMATCH__BLOCK_MULTIPLE * MMATCH__BLOCK_MULTIPLE;
}

/* maxima_out[b] = the largest units[j] - prices[j] in block b.
 * units, prices: MMATCH__BLOCK_WIDTH * blocks numbers; units finite or -infinity (as beyond the columns there are),
 * prices finite or +infinity. The numbers are the same from every kernel, as a difference and a maximum of float64
 * leave nothing to choose. */
typedef void (*mmatch__block_maxima_fn)(const double *units, const double *prices, int64_t blocks,
                                        double *maxima_out);

/* The fastest kernel that this machine runs. */
mmatch__block_maxima_fn mmatch__block_maxima_kernel(void);

/* Kernel 0, 1, .. of those that this machine runs, plain C first; NULL beyond the last. */
mmatch__block_maxima_fn mmatch__block_maxima_kernel_at(int32_t index);

#endif
