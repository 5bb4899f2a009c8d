#include "linear_sum/rows.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/grid.h"

#define LINEAR_NAME(name) linear_plain_##name
#define LINEAR_TARGET
#define LINEAR_WIDTH 2
#include "linear_sum/rows_body.h"
#undef LINEAR_NAME
#undef LINEAR_TARGET
#undef LINEAR_WIDTH

#if defined(__x86_64__) || defined(__i386__)
#define HAS_LINEAR_AVX2 1
#define LINEAR_NAME(name) linear_avx2_##name
#define LINEAR_TARGET __attribute__((target("avx2")))
#define LINEAR_WIDTH 4
#include "linear_sum/rows_body.h"
#undef LINEAR_NAME
#undef LINEAR_TARGET
#undef LINEAR_WIDTH
#else
#define HAS_LINEAR_AVX2 0
#endif

bool mmatch__linear_kernel_at(int32_t index, mmatch__linear_kernel *kernel_out)
{
    static const mmatch__linear_kernel plain = {linear_plain_measure, linear_plain_snap, linear_plain_lower,
                                                linear_plain_scan, linear_plain_relax};
    if (index == 0) {
        *kernel_out = plain;
        return true;
    }
#if HAS_LINEAR_AVX2
    __builtin_cpu_init();
    if (index == 1 && __builtin_cpu_supports("avx2")) {
        static const mmatch__linear_kernel avx2 = {linear_avx2_measure, linear_avx2_snap, linear_avx2_lower,
                                                   linear_avx2_scan, linear_avx2_relax};
        *kernel_out = avx2;
        return true;
    }
#endif
    return false;
}

mmatch__linear_kernel mmatch__linear_kernel_best(void)
{
    mmatch__linear_kernel best = {0};
    int32_t index = 0;
    while (mmatch__linear_kernel_at(index, &best)) {
        index++;
    }
    return best;
}
