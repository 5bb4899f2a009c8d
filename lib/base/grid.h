/* Grid numbers: scores as exact integers of a power-of-two unit, carried in float64.
 *
 * The unit is the smallest power of two with largest <= 2^40 units (never below 2^-1022). A snapped number is an
 * integer of at most 2^40 units, so sums of 2^13 of them are exact in float64 and sums of 2^22 in int64. */
#ifndef MMATCH_BASE_GRID_H
#define MMATCH_BASE_GRID_H

#include <stdbool.h>
#include <stdint.h>

#define MMATCH__GRID_LARGEST ((int64_t)1 << 40)

/* Unit for numbers of at most `largest` (finite, >= 0); 1 when largest is 0. */
double mmatch__grid_unit(double largest);

/* value / unit rounded to an integer, ties to even; |value| <= largest of the unit. */
static inline double mmatch__grid_snap(double value, double reciprocal_of_unit)
{
    const double shift = 6755399441055744.0; /* 1.5 * 2^52 */
    return (value * reciprocal_of_unit + shift) - shift;
}

/* Exact sum and product in int64: false when the result does not fit. */
static inline bool mmatch__add_int64(int64_t a, int64_t b, int64_t *sum_out)
{
    if ((b > 0 && a > INT64_MAX - b) || (b < 0 && a < INT64_MIN - b)) {
        return false;
    }
    *sum_out = a + b;
    return true;
}

#endif
