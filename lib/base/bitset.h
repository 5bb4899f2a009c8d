/* Bitsets: plain words of 64 bits; bit b is bit b % 64 of word b / 64. */
#ifndef MMATCH_BASE_BITSET_H
#define MMATCH_BASE_BITSET_H

#include <stdbool.h>
#include <stdint.h>

static inline int64_t mmatch__bitset_word_count(int64_t bit_count)
{
    return (bit_count + 63) / 64;
}

static inline bool mmatch__bitset_has(const uint64_t *words, int64_t bit)
{
    return (words[bit / 64] >> (bit % 64)) & 1u;
}

static inline void mmatch__bitset_add(uint64_t *words, int64_t bit)
{
    words[bit / 64] |= (uint64_t)1 << (bit % 64);
}

static inline void mmatch__bitset_remove(uint64_t *words, int64_t bit)
{
    words[bit / 64] &= ~((uint64_t)1 << (bit % 64));
}

int32_t mmatch__bits_in_word(uint64_t word);
int64_t mmatch__bitset_count(const uint64_t *words, int64_t word_count);
/* Bits set in both. */
int64_t mmatch__bitset_count_common(const uint64_t *a, const uint64_t *b, int64_t word_count);
/* a := a and b. */
void mmatch__bitset_intersect(uint64_t *a, const uint64_t *b, int64_t word_count);
/* out := in with bit b moved to (b + shift) modulo bit_count; out must not be in; |shift| < bit_count. */
void mmatch__bitset_rotate(const uint64_t *in, int64_t bit_count, int64_t shift, uint64_t *out);

#endif
