#include "assign/block_maxima.h"

#include <stddef.h>
#include <string.h>

#include "base/vector_level.h"

static void block_maxima_plain(const double *units, const double *prices, int64_t blocks,
                               double *maxima_out)
{
    int64_t block;
    int64_t turn;
    for (block = 0; block < blocks; block++) {
        maxima_out[block] = units[block] - prices[block];
    }
    for (turn = 1; turn < MMATCH__BLOCK_WIDTH; turn++) {
        units += blocks;
        prices += blocks;
        for (block = 0; block < blocks; block++) {
            const double key = units[block] - prices[block];
            maxima_out[block] = key > maxima_out[block] ? key : maxima_out[block];
        }
    }
}

#if MMATCH__HAS_X86_KERNELS

/* One body for all widths; the compiler lowers the vectors to what the target has. */
#define BLOCK_MAXIMA_KERNEL(name, target_name, lanes)                                              \
    typedef double name##_numbers __attribute__((vector_size(8 * lanes)));                         \
    typedef int64_t name##_bits __attribute__((vector_size(8 * lanes)));                           \
    __attribute__((target(target_name))) static void name(                                         \
        const double *units, const double *prices, int64_t blocks, double *maxima_out)             \
    {                                                                                              \
        int64_t turn;                                                                              \
        for (turn = 0; turn < MMATCH__BLOCK_WIDTH; turn++) {                                       \
            int64_t block;                                                                         \
            for (block = 0; block < blocks; block += lanes) {                                      \
                name##_numbers lane_units;                                                         \
                name##_numbers lane_prices;                                                        \
                name##_numbers best;                                                               \
                memcpy(&lane_units, units + block, sizeof lane_units);                             \
                memcpy(&lane_prices, prices + block, sizeof lane_prices);                          \
                lane_units = lane_units - lane_prices;                                             \
                if (turn > 0) {                                                                    \
                    name##_bits is_larger;                                                         \
                    memcpy(&best, maxima_out + block, sizeof best);                                \
                    is_larger = lane_units > best;                                                 \
                    lane_units = (name##_numbers)((is_larger & (name##_bits)lane_units) |          \
                                                  (~is_larger & (name##_bits)best));               \
                }                                                                                  \
                memcpy(maxima_out + block, &lane_units, sizeof lane_units);                        \
            }                                                                                      \
            units += blocks;                                                                       \
            prices += blocks;                                                                      \
        }                                                                                          \
    }

BLOCK_MAXIMA_KERNEL(block_maxima_avx2, "avx2", 4)
BLOCK_MAXIMA_KERNEL(block_maxima_avx512, "avx512f", 8)

#endif

mmatch__block_maxima_fn mmatch__block_maxima_kernel_at(int32_t index)
{
    static const mmatch__block_maxima_fn kernels[] = {
        block_maxima_plain,
#if MMATCH__HAS_X86_KERNELS
        block_maxima_avx2,
        block_maxima_avx512,
#endif
    };
    return index >= 0 && index <= mmatch__vector_level() ? kernels[index] : NULL;
}

mmatch__block_maxima_fn mmatch__block_maxima_kernel(void)
{
    return mmatch__block_maxima_kernel_at(mmatch__vector_level());
}
