#include "scores/extremes.h"

#include <float.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/vector_level.h"

/* Takes over what lanes found, unless some number was no number. */
static bool fold_lanes(const double *highest, const double *lowest, int32_t lanes, int64_t numbers,
                       int64_t count, mmatch__extremes *extremes)
{
    mmatch__extremes found = *extremes;
    int32_t lane;
    for (lane = 0; lane < lanes; lane++) {
        found.highest = highest[lane] > found.highest ? highest[lane] : found.highest;
        found.lowest = lowest[lane] < found.lowest ? lowest[lane] : found.lowest;
    }
    if (numbers != count || (count > 0 && (found.highest > DBL_MAX || found.lowest < -DBL_MAX))) {
        return false;
    }
    *extremes = found;
    return true;
}

static bool extremes_plain(const void *numbers, int64_t count, mmatch__extremes *extremes)
{
    const char *const first = (const char *)numbers;
    double highest = extremes->highest;
    double lowest = extremes->lowest;
    int64_t found = 0; /* that are not NaN */
    int64_t i;
    for (i = 0; i < count; i++) {
        double number;
        memcpy(&number, first + i * (int64_t)sizeof number, sizeof number);
        highest = number > highest ? number : highest;
        lowest = number < lowest ? number : lowest;
        found += number == number;
    }
    return fold_lanes(&highest, &lowest, 1, found, count, extremes);
}

#if MMATCH__HAS_X86_KERNELS

/* One body for all widths; the compiler lowers the vectors to what the target has. */
#define EXTREMES_KERNEL(name, target_name, lanes)                                                  \
    typedef double name##_numbers __attribute__((vector_size(8 * lanes)));                         \
    typedef int64_t name##_bits __attribute__((vector_size(8 * lanes)));                           \
    __attribute__((target(target_name))) static bool name(const void *numbers, int64_t count,      \
                                                          mmatch__extremes *extremes)              \
    {                                                                                              \
        const char *const first = (const char *)numbers;                                           \
        name##_numbers highest;                                                                    \
        name##_numbers lowest;                                                                     \
        name##_bits counts = {0};                                                                  \
        double highest_of_lane[lanes];                                                             \
        double lowest_of_lane[lanes];                                                              \
        int64_t found = 0;                                                                         \
        int64_t i;                                                                                 \
        for (i = 0; i < lanes; i++) {                                                              \
            highest[i] = extremes->highest;                                                        \
            lowest[i] = extremes->lowest;                                                          \
        }                                                                                          \
        for (i = 0; i < count; i += lanes) {                                                       \
            name##_numbers number;                                                                 \
            name##_bits is_higher;                                                                 \
            name##_bits is_lower;                                                                  \
            memcpy(&number, first + i * (int64_t)sizeof(double), sizeof number);                   \
            is_higher = number > highest;                                                          \
            is_lower = number < lowest;                                                            \
            highest = (name##_numbers)((is_higher & (name##_bits)number) |                         \
                                       (~is_higher & (name##_bits)highest));                       \
            lowest = (name##_numbers)((is_lower & (name##_bits)number) |                           \
                                      (~is_lower & (name##_bits)lowest));                          \
            counts -= (name##_bits)(number == number);                                             \
        }                                                                                          \
        for (i = 0; i < lanes; i++) {                                                              \
            highest_of_lane[i] = highest[i];                                                       \
            lowest_of_lane[i] = lowest[i];                                                         \
            found += counts[i];                                                                    \
        }                                                                                          \
        return fold_lanes(highest_of_lane, lowest_of_lane, lanes, found, count, extremes);         \
    }

EXTREMES_KERNEL(extremes_avx2, "avx2", 4)
EXTREMES_KERNEL(extremes_avx512, "avx512f", 8)

#endif

mmatch__extremes_fn mmatch__extremes_kernel_at(int32_t index)
{
    static const mmatch__extremes_fn kernels[] = {
        extremes_plain,
#if MMATCH__HAS_X86_KERNELS
        extremes_avx2,
        extremes_avx512,
#endif
    };
    return index >= 0 && index <= mmatch__vector_level() ? kernels[index] : NULL;
}

mmatch__extremes_fn mmatch__extremes_kernel(void)
{
    return mmatch__extremes_kernel_at(mmatch__vector_level());
}
