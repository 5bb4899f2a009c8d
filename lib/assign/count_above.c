#include "assign/count_above.h"

#include <stddef.h>
#include <string.h>

#include "base/vector_level.h"

static int64_t count_above_plain(const double *units, const double *prices, int64_t count, double least,
                                 double limit)
{
    int64_t found = 0;
    int64_t k;
    for (k = 0; k < count; k++) {
        found += (units[k] >= least) & (units[k] - prices[k] > limit);
    }
    return found;
}

#if MMATCH__HAS_X86_KERNELS

/* One body for all widths; the compiler lowers the vectors to what the target has. */
#define COUNT_ABOVE_KERNEL(name, target_name, lanes)                                               \
    typedef double name##_numbers __attribute__((vector_size(8 * lanes)));                         \
    typedef int64_t name##_bits __attribute__((vector_size(8 * lanes)));                           \
    __attribute__((target(target_name))) static int64_t name(                                      \
        const double *units, const double *prices, int64_t count, double least, double limit)      \
    {                                                                                              \
        name##_numbers all_least;                                                                  \
        name##_numbers all_limit;                                                                  \
        name##_bits counts = {0};                                                                  \
        int64_t found = 0;                                                                         \
        int64_t k;                                                                                 \
        for (k = 0; k < lanes; k++) {                                                              \
            all_least[k] = least;                                                                  \
            all_limit[k] = limit;                                                                  \
        }                                                                                          \
        for (k = 0; k < count; k += lanes) {                                                       \
            name##_numbers lane_units;                                                             \
            name##_numbers lane_prices;                                                            \
            memcpy(&lane_units, units + k, sizeof lane_units);                                     \
            memcpy(&lane_prices, prices + k, sizeof lane_prices);                                  \
            counts -= (name##_bits)(lane_units >= all_least) &                                     \
                      (name##_bits)(lane_units - lane_prices > all_limit);                         \
        }                                                                                          \
        for (k = 0; k < lanes; k++) {                                                              \
            found += counts[k];                                                                    \
        }                                                                                          \
        return found;                                                                              \
    }

COUNT_ABOVE_KERNEL(count_above_avx2, "avx2", 4)
COUNT_ABOVE_KERNEL(count_above_avx512, "avx512f", 8)

#endif

mmatch__count_above_fn mmatch__count_above_kernel_at(int32_t index)
{
    static const mmatch__count_above_fn kernels[] = {
        count_above_plain,
#if MMATCH__HAS_X86_KERNELS
        count_above_avx2,
        count_above_avx512,
#endif
    };
    return index >= 0 && index <= mmatch__vector_level() ? kernels[index] : NULL;
}

mmatch__count_above_fn mmatch__count_above_kernel(void)
{
    return mmatch__count_above_kernel_at(mmatch__vector_level());
}
