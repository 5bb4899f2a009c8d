#include "base/vector_level.h"

int32_t mmatch__vector_level(void)
{
#if MMATCH__HAS_X86_KERNELS
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2")) {
        return __builtin_cpu_supports("avx512f") ? MMATCH__VECTOR_AVX512 : MMATCH__VECTOR_AVX2;
    }
#endif
    return MMATCH__VECTOR_PLAIN;
}
