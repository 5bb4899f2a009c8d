/* Wide: unsigned 128-bit integers, enough for every numerator and denominator of a scoreboard.
 *
 * The sizes are known beforehand (see measure.h), so nothing here checks for overflow except by
 * assertion. */
#ifndef MMATCH_PROGRESS_WIDE_H
#define MMATCH_PROGRESS_WIDE_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct mmatch__wide {
    uint64_t high;
    uint64_t low;
} mmatch__wide;

static inline mmatch__wide mmatch__wide_of(uint64_t value)
{
    const mmatch__wide wide = {0, value};
    return wide;
}

static inline bool mmatch__wide_is_zero(mmatch__wide a)
{
    return (a.high | a.low) == 0;
}

/* -1, 0 or 1 as a is below, equal to or above b. */
static inline int mmatch__wide_compare(mmatch__wide a, mmatch__wide b)
{
    if (a.high != b.high) {
        return a.high < b.high ? -1 : 1;
    }
    return (a.low > b.low) - (a.low < b.low);
}

static inline mmatch__wide mmatch__wide_add(mmatch__wide a, mmatch__wide b)
{
    mmatch__wide sum;
    sum.low = a.low + b.low;
    sum.high = a.high + b.high + (sum.low < a.low ? 1 : 0);
    assert(mmatch__wide_compare(sum, a) >= 0);
    return sum;
}

/* Requires a >= b. */
static inline mmatch__wide mmatch__wide_subtract(mmatch__wide a, mmatch__wide b)
{
    mmatch__wide difference;
    assert(mmatch__wide_compare(a, b) >= 0);
    difference.low = a.low - b.low;
    difference.high = a.high - b.high - (a.low < b.low ? 1 : 0);
    return difference;
}

/* The full product of two 64-bit numbers. */
static inline mmatch__wide mmatch__wide_multiply(uint64_t a, uint64_t b)
{
    const uint64_t a_low = a & UINT32_MAX;
    const uint64_t a_high = a >> 32;
    const uint64_t b_low = b & UINT32_MAX;
    const uint64_t b_high = b >> 32;
    const uint64_t low = a_low * b_low;
    const uint64_t cross = a_high * b_low + (low >> 32);
    const uint64_t middle = a_low * b_high + (cross & UINT32_MAX);
    mmatch__wide product;
    product.low = (middle << 32) | (low & UINT32_MAX);
    product.high = a_high * b_high + (cross >> 32) + (middle >> 32);
    return product;
}

/* Requires a * factor < 2^128. */
static inline mmatch__wide mmatch__wide_scale(mmatch__wide a, uint64_t factor)
{
    const mmatch__wide upper = mmatch__wide_multiply(a.high, factor);
    mmatch__wide product = mmatch__wide_multiply(a.low, factor);
    assert(upper.high == 0 && product.high + upper.low >= product.high);
    product.high += upper.low;
    return product;
}

/* The double nearest to numerator / denominator, ties to even. Requires both below 2^127 and a
 * denominator that is not 0. */
double mmatch__wide_ratio(mmatch__wide numerator, mmatch__wide denominator);

/* Whole part and remainder. Requires a numerator below 2^127, a denominator in 1..2^62 and a whole
 * part below 2^62. */
uint64_t mmatch__wide_divide(mmatch__wide numerator, uint64_t denominator, uint64_t *remainder_out);

#endif
