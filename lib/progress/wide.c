#include "progress/wide.h"

#include <math.h>

/* Integers up to here are doubles without rounding, so the machine's own division rounds correctly.
 */
#define DOUBLE_EXACT ((uint64_t)1 << 53)

static int bit_length(mmatch__wide a)
{
    uint64_t word = a.high != 0 ? a.high : a.low;
    int length = a.high != 0 ? 64 : 0;
    while (word != 0) {
        length++;
        word >>= 1;
    }
    return length;
}

static mmatch__wide shift_left(mmatch__wide a, int count)
{
    mmatch__wide shifted = a;
    assert(count >= 0 && count < 128);
    if (count >= 64) {
        shifted.high = a.low << (count - 64);
        shifted.low = 0;
    } else if (count > 0) {
        shifted.high = (a.high << count) | (a.low >> (64 - count));
        shifted.low = a.low << count;
    }
    return shifted;
}

/* Long division in binary: 54 bits of the quotient (53 for the double, one to round by) and whether
 * anything is left below them. */
double mmatch__wide_ratio(mmatch__wide numerator, mmatch__wide denominator)
{
    mmatch__wide rest = numerator;
    mmatch__wide divisor = denominator;
    uint64_t quotient = 0;
    uint64_t mantissa;
    int exponent;
    int bit;
    assert(!mmatch__wide_is_zero(denominator));
    if ((numerator.high | denominator.high) == 0 && numerator.low <= DOUBLE_EXACT &&
        denominator.low <= DOUBLE_EXACT) {
        return (double)numerator.low / (double)denominator.low;
    }
    if (mmatch__wide_is_zero(numerator)) {
        return 0.0;
    }
    /* Bring both to the same length, then the quotient into 1 <= rest / divisor < 2. */
    exponent = bit_length(numerator) - bit_length(denominator);
    if (exponent >= 0) {
        divisor = shift_left(divisor, exponent);
    } else {
        rest = shift_left(rest, -exponent);
    }
    if (mmatch__wide_compare(rest, divisor) < 0) {
        rest = shift_left(rest, 1);
        exponent--;
    }
    for (bit = 0; bit < 54; bit++) {
        quotient <<= 1;
        if (mmatch__wide_compare(rest, divisor) >= 0) {
            rest = mmatch__wide_subtract(rest, divisor);
            quotient |= 1;
        }
        rest = shift_left(rest, 1);
    }
    mantissa = quotient >> 1;
    if ((quotient & 1) != 0 && (!mmatch__wide_is_zero(rest) || (mantissa & 1) != 0)) {
        mantissa++;
    }
    return ldexp((double)mantissa, exponent - 52);
}

uint64_t mmatch__wide_divide(mmatch__wide numerator, uint64_t denominator, uint64_t *remainder_out)
{
    mmatch__wide rest = numerator;
    uint64_t quotient = 0;
    int bit;
    assert(denominator != 0);
    if (numerator.high == 0) {
        *remainder_out = numerator.low % denominator;
        return numerator.low / denominator;
    }
    bit = bit_length(numerator) - bit_length(mmatch__wide_of(denominator));
    assert(bit < 64);
    for (; bit >= 0; bit--) {
        const mmatch__wide part = shift_left(mmatch__wide_of(denominator), bit);
        if (mmatch__wide_compare(rest, part) >= 0) {
            rest = mmatch__wide_subtract(rest, part);
            quotient |= (uint64_t)1 << bit;
        }
    }
    *remainder_out = rest.low;
    return quotient;
}
