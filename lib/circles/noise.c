/* Noise: a table of Gumbel numbers made with integers, so that it is the same everywhere.
 *
 * Problem: the maximum over candidates of (value + T * Gumbel noise) draws candidate k with probability
 * proportional to exp(value_k / T). The quantile function of that noise is -ln(-ln(u)).
 * Idea: the table holds the quantiles of u = (k + 1/2) / count, in an order shuffled once by a fixed seed; a
 * reader starts at a random place and takes entries in turn. Logarithms come bit by bit: the mantissa is squared, and
 * whenever it passes 2, the next bit of the logarithm is 1. */
#include "circles/search.h"

enum { FRACTION = 24, HALF_WORD = 31 };

/* log2(value / 2^31) times 2^24, rounded down; value > 0. */
static int64_t log2_of(uint64_t value)
{
    int64_t result = 0;
    while (value >= (uint64_t)2 << HALF_WORD) {
        value >>= 1;
        result++;
    }
    while (value < (uint64_t)1 << HALF_WORD) {
        value <<= 1;
        result--;
    }
    for (int bit = 0; bit < FRACTION; bit++) {
        value = (value * value) >> HALF_WORD;
        result *= 2;
        if (value >= (uint64_t)2 << HALF_WORD) {
            value >>= 1;
            result++;
        }
    }
    return result;
}

/* Natural logarithm, same scales: times ln 2 = 11629080 / 2^24. */
static int64_t ln_of(uint64_t value)
{
    const int64_t scaled = log2_of(value) * 11629080;
    return scaled / ((int64_t)1 << FRACTION);
}

void mmatch__noise_fill(int32_t *noise)
{
    mmatch__random random = mmatch__random_seeded(1);
    for (int32_t k = 0; k < MMATCH__NOISE_COUNT; k++) {
        const uint64_t quantile = (((uint64_t)2 * (uint64_t)k + 1) << HALF_WORD) / (2 * MMATCH__NOISE_COUNT);
        const int64_t minus_log = -ln_of(quantile); /* in 2^-24 */
        const int64_t gumbel = -ln_of((uint64_t)minus_log << (HALF_WORD - FRACTION));
        noise[k] = (int32_t)(gumbel / ((int64_t)1 << (FRACTION - 12)));
    }
    for (int32_t k = MMATCH__NOISE_COUNT - 1; k > 0; k--) {
        const int32_t other = (int32_t)mmatch__random_below(&random, (uint64_t)k + 1);
        const int32_t moved = noise[k];
        noise[k] = noise[other];
        noise[other] = moved;
    }
}
