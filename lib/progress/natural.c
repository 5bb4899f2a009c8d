#include "progress/natural.h"

#include <assert.h>
#include <math.h>
#include <string.h>

mmatch__natural mmatch__natural_of(uint64_t value)
{
    mmatch__natural natural = {{0}};
    natural.limbs[0] = (uint32_t)(value & UINT32_MAX);
    natural.limbs[1] = (uint32_t)(value >> 32);
    return natural;
}

mmatch__natural mmatch__natural_plus(const mmatch__natural *a, const mmatch__natural *b)
{
    mmatch__natural sum;
    uint64_t carry = 0;
    int place;
    for (place = 0; place < MMATCH__NATURAL_LIMBS; place++) {
        carry += (uint64_t)a->limbs[place] + b->limbs[place];
        sum.limbs[place] = (uint32_t)(carry & UINT32_MAX);
        carry >>= 32;
    }
    assert(carry == 0);
    return sum;
}

mmatch__natural mmatch__natural_minus(const mmatch__natural *a, const mmatch__natural *b)
{
    mmatch__natural difference;
    uint64_t borrow = 0;
    int place;
    for (place = 0; place < MMATCH__NATURAL_LIMBS; place++) {
        const uint64_t taken = (uint64_t)b->limbs[place] + borrow;
        borrow = a->limbs[place] < taken ? 1 : 0;
        difference.limbs[place] =
            (uint32_t)((((uint64_t)borrow << 32) + a->limbs[place] - taken) & UINT32_MAX);
    }
    assert(borrow == 0);
    return difference;
}

mmatch__natural mmatch__natural_times(const mmatch__natural *a, const mmatch__natural *b)
{
    mmatch__natural product = {{0}};
    int left;
    int right;
    for (left = 0; left < MMATCH__NATURAL_LIMBS; left++) {
        uint64_t carry = 0;
        if (a->limbs[left] == 0) {
            continue;
        }
        for (right = 0; left + right < MMATCH__NATURAL_LIMBS; right++) {
            carry += (uint64_t)a->limbs[left] * b->limbs[right] + product.limbs[left + right];
            product.limbs[left + right] = (uint32_t)(carry & UINT32_MAX);
            carry >>= 32;
        }
        assert(carry == 0);
    }
    return product;
}

mmatch__natural mmatch__natural_times_small(const mmatch__natural *a, uint64_t b)
{
    const mmatch__natural factor = mmatch__natural_of(b);
    return mmatch__natural_times(&factor, a);
}

mmatch__natural mmatch__natural_double(const mmatch__natural *a, int count)
{
    mmatch__natural shifted = *a;
    assert(count >= 0);
    for (; count >= 32; count -= 32) {
        assert(shifted.limbs[MMATCH__NATURAL_LIMBS - 1] == 0);
        memmove(shifted.limbs + 1, shifted.limbs,
                (MMATCH__NATURAL_LIMBS - 1) * sizeof *shifted.limbs);
        shifted.limbs[0] = 0;
    }
    return count == 0 ? shifted : mmatch__natural_times_small(&shifted, (uint64_t)1 << count);
}

int mmatch__natural_compare(const mmatch__natural *a, const mmatch__natural *b)
{
    int place;
    for (place = MMATCH__NATURAL_LIMBS - 1; place >= 0; place--) {
        if (a->limbs[place] != b->limbs[place]) {
            return a->limbs[place] < b->limbs[place] ? -1 : 1;
        }
    }
    return 0;
}

bool mmatch__natural_is_zero(const mmatch__natural *a)
{
    int place;
    for (place = 0; place < MMATCH__NATURAL_LIMBS; place++) {
        if (a->limbs[place] != 0) {
            return false;
        }
    }
    return true;
}

/* With |real| = m * 2^e and 2^52 <= m < 2^53, the reals that round to it lie from (m - 1/2) 2^e to
 * (m + 1/2) 2^e, both ends included when m is even; below a power of two the doubles are twice as
 * dense: (m - 1/4) 2^e. */
bool mmatch__quotient_rounds_to(const mmatch__quotient *exact, double real)
{
    mmatch__natural four_exact;  /* 4 * numerator, at the scale of... */
    mmatch__natural denominator; /* ...denominator * 2^e */
    mmatch__natural lowest;
    mmatch__natural highest;
    uint64_t mantissa;
    int exponent;
    int below;
    int above;
    if (mmatch__natural_is_zero(&exact->denominator)) {
        return isnan(real);
    }
    if (!isfinite(real)) {
        return false;
    }
    if (real == 0.0 || mmatch__natural_is_zero(&exact->numerator)) {
        return real == 0.0 && mmatch__natural_is_zero(&exact->numerator);
    }
    if (exact->is_negative != (real < 0.0)) {
        return false;
    }
    mantissa = (uint64_t)ldexp(frexp(fabs(real), &exponent), 53);
    exponent -= 53;
    if (exponent < -253 || exponent > 148) {
        return false; /* no fraction that occurs here is so small or so large */
    }
    four_exact = mmatch__natural_double(&exact->numerator, exponent < 0 ? 2 - exponent : 2);
    denominator = mmatch__natural_double(&exact->denominator, exponent > 0 ? exponent : 0);
    lowest = mmatch__natural_times_small(&denominator,
                                         4 * mantissa - (mantissa == (uint64_t)1 << 52 ? 1 : 2));
    highest = mmatch__natural_times_small(&denominator, 4 * mantissa + 2);
    below = mmatch__natural_compare(&four_exact, &lowest);
    above = mmatch__natural_compare(&four_exact, &highest);
    return (mantissa & 1) == 0 ? below >= 0 && above <= 0 : below > 0 && above < 0;
}

static double about(const mmatch__natural *a)
{
    double value = 0.0;
    int place;
    for (place = MMATCH__NATURAL_LIMBS - 1; place >= 0; place--) {
        value = value * 4294967296.0 + a->limbs[place];
    }
    return value;
}

double mmatch__quotient_about(const mmatch__quotient *exact)
{
    if (mmatch__natural_is_zero(&exact->denominator)) {
        return (double)NAN;
    }
    return (exact->is_negative ? -1.0 : 1.0) * about(&exact->numerator) /
           about(&exact->denominator);
}
