#include "base/bitset.h"

#include <assert.h>

int32_t mmatch__bits_in_word(uint64_t word)
{
#if defined(__GNUC__)
    return __builtin_popcountll(word);
#else
    word -= (word >> 1) & 0x5555555555555555u;
    word = (word & 0x3333333333333333u) + ((word >> 2) & 0x3333333333333333u);
    word = (word + (word >> 4)) & 0x0f0f0f0f0f0f0f0fu;
    return (int32_t)((word * 0x0101010101010101u) >> 56);
#endif
}

int64_t mmatch__bitset_count(const uint64_t *words, int64_t word_count)
{
    int64_t count = 0;
    int64_t place;
    for (place = 0; place < word_count; place++) {
        count += mmatch__bits_in_word(words[place]);
    }
    return count;
}

int64_t mmatch__bitset_count_common(const uint64_t *a, const uint64_t *b, int64_t word_count)
{
    int64_t count = 0;
    int64_t place;
    for (place = 0; place < word_count; place++) {
        count += mmatch__bits_in_word(a[place] & b[place]);
    }
    return count;
}

void mmatch__bitset_intersect(uint64_t *a, const uint64_t *b, int64_t word_count)
{
    int64_t place;
    for (place = 0; place < word_count; place++) {
        a[place] &= b[place];
    }
}

void mmatch__bitset_rotate(const uint64_t *in, int64_t bit_count, int64_t shift, uint64_t *out)
{
    const int64_t word_count = mmatch__bitset_word_count(bit_count);
    int64_t bit;
    int64_t place;
    assert(shift > -bit_count && shift < bit_count);
    for (place = 0; place < word_count; place++) {
        out[place] = 0;
    }
    for (bit = 0; bit < bit_count; bit++) {
        if (mmatch__bitset_has(in, bit)) {
            mmatch__bitset_add(out, (bit + shift + bit_count) % bit_count);
        }
    }
}
