/* How wide vectors this machine computes with, for loops that have a kernel for each width. */
#ifndef MMATCH_BASE_VECTOR_LEVEL_H
#define MMATCH_BASE_VECTOR_LEVEL_H

#include <stdint.h>

#if defined(__GNUC__) && (defined(__x86_64__) || defined(__i386__))
#define MMATCH__HAS_X86_KERNELS 1
#else
#define MMATCH__HAS_X86_KERNELS 0
#endif

enum { MMATCH__VECTOR_PLAIN = 0, MMATCH__VECTOR_AVX2 = 1, MMATCH__VECTOR_AVX512 = 2 };

/* The highest level the compiler has kernels for and this machine runs; every level below it runs too. */
int32_t mmatch__vector_level(void);

#endif
