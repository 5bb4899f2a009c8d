#include "fit/kernels.h"

#include <math.h>
#include <string.h>

#if defined(__GNUC__) && (defined(__x86_64__) || defined(__i386__))
#define FIT_HAS_AVX2 1
#include <immintrin.h>
#else
#define FIT_HAS_AVX2 0
#endif

#define FIT_NAME(name) fit_plain_##name
#define FIT_TARGET
#define FIT_WIDTH 1
#define FIT_LANES 2
#include "fit/kernels_body.h"
#undef FIT_NAME
#undef FIT_TARGET
#undef FIT_WIDTH
#undef FIT_LANES

#if FIT_HAS_AVX2
#define FIT_NAME(name) fit_avx2_##name
#define FIT_TARGET __attribute__((target("avx2")))
#define FIT_WIDTH 4
#define FIT_LANES 4
#include "fit/kernels_body.h"
#undef FIT_NAME
#undef FIT_TARGET
#undef FIT_WIDTH
#undef FIT_LANES
#endif

const fit_kernels *mmatch__fit_kernels_at(int32_t index)
{
    static const fit_kernels plain = {fit_plain_count_bits, fit_plain_add_numbers, fit_plain_add_codes,
                                      fit_plain_multiply, fit_plain_add_levels, NULL, NULL};
    if (index == 0) {
        return &plain;
    }
#if FIT_HAS_AVX2
    __builtin_cpu_init();
    if (index == 1 && __builtin_cpu_supports("avx2")) {
        static const fit_kernels avx2 = {fit_avx2_count_bits, fit_avx2_add_numbers, fit_avx2_add_codes,
                                         fit_avx2_multiply, fit_avx2_add_levels,
                                         fit_avx2_add_narrow, fit_avx2_widen};
        return &avx2;
    }
#endif
    return NULL;
}

const fit_kernels *mmatch__fit_kernels_best(void)
{
    const fit_kernels *best = mmatch__fit_kernels_at(0);
    int32_t index;
    for (index = 1; mmatch__fit_kernels_at(index) != NULL; index++) {
        best = mmatch__fit_kernels_at(index);
    }
    return best;
}
