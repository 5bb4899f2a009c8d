#include "assign/block_maxima.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#if defined(__GNUC__) && (defined(__x86_64__) || defined(__i386__))
#define HAS_X86_KERNELS 1
#else
#define HAS_X86_KERNELS 0
#endif

static double maximum_of_tail(const double *units, const double *prices, int64_t count)
{
    double largest = -(double)INFINITY;
    int64_t k;
    for (k = 0; k < count; k++) {
        const double key = units[k] - prices[k];
        largest = key > largest ? key : largest;
    }
    return largest;
}

static void block_maxima_plain(const double *units, const double *prices, int64_t count,
                               double *maxima_out)
{
    int64_t from;
    for (from = 0; from < count; from += MMATCH__BLOCK_WIDTH) {
        const int64_t rest = count - from;
        const int64_t part = rest < MMATCH__BLOCK_WIDTH ? rest : MMATCH__BLOCK_WIDTH;
        *maxima_out++ = maximum_of_tail(units + from, prices + from, part);
    }
}

#if HAS_X86_KERNELS

/* One body for all widths; the compiler lowers the vectors to what the target has. */
#define BLOCK_MAXIMA_KERNEL(name, target_name, lanes)                                              \
    typedef double name##_numbers __attribute__((vector_size(8 * lanes)));                         \
    typedef int64_t name##_bits __attribute__((vector_size(8 * lanes)));                           \
    __attribute__((target(target_name))) static void name(                                         \
        const double *units, const double *prices, int64_t count, double *maxima_out)              \
    {                                                                                              \
        int64_t from;                                                                              \
        for (from = 0; from + MMATCH__BLOCK_WIDTH <= count; from += MMATCH__BLOCK_WIDTH) {         \
            name##_numbers best;                                                                   \
            name##_numbers lane_units;                                                             \
            name##_numbers lane_prices;                                                            \
            double largest;                                                                        \
            int64_t k;                                                                             \
            memcpy(&lane_units, units + from, sizeof lane_units);                                  \
            memcpy(&lane_prices, prices + from, sizeof lane_prices);                               \
            best = lane_units - lane_prices;                                                       \
            for (k = lanes; k < MMATCH__BLOCK_WIDTH; k += lanes) {                                 \
                name##_numbers key;                                                                \
                name##_bits is_larger;                                                             \
                memcpy(&lane_units, units + from + k, sizeof lane_units);                          \
                memcpy(&lane_prices, prices + from + k, sizeof lane_prices);                       \
                key = lane_units - lane_prices;                                                    \
                is_larger = key > best;                                                            \
                best = (name##_numbers)((is_larger & (name##_bits)key) |                           \
                                        (~is_larger & (name##_bits)best));                         \
            }                                                                                      \
            largest = best[0];                                                                     \
            for (k = 1; k < lanes; k++) {                                                          \
                largest = best[k] > largest ? best[k] : largest;                                   \
            }                                                                                      \
            *maxima_out++ = largest;                                                               \
        }                                                                                          \
        if (from < count) {                                                                        \
            *maxima_out = maximum_of_tail(units + from, prices + from, count - from);              \
        }                                                                                          \
    }

BLOCK_MAXIMA_KERNEL(block_maxima_avx2, "avx2", 4)
BLOCK_MAXIMA_KERNEL(block_maxima_avx512, "avx512f", 8)

#endif

mmatch__block_maxima_fn mmatch__block_maxima_kernel_at(int32_t index)
{
    mmatch__block_maxima_fn kernels[3];
    int32_t count = 0;
    kernels[count++] = block_maxima_plain;
#if HAS_X86_KERNELS
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2")) {
        kernels[count++] = block_maxima_avx2;
    }
    if (__builtin_cpu_supports("avx512f")) {
        kernels[count++] = block_maxima_avx512;
    }
#endif
    return index >= 0 && index < count ? kernels[index] : NULL;
}

mmatch__block_maxima_fn mmatch__block_maxima_kernel(void)
{
    mmatch__block_maxima_fn best = NULL;
    int32_t index;
    for (index = 0; mmatch__block_maxima_kernel_at(index) != NULL; index++) {
        best = mmatch__block_maxima_kernel_at(index);
    }
    return best;
}
