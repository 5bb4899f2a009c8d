/* Natural numbers below 2^512, for the verifier alone: slow, plain, and nothing of the scorer's
 * arithmetic. */
#ifndef MMATCH_PROGRESS_NATURAL_H
#define MMATCH_PROGRESS_NATURAL_H

#include <stdbool.h>
#include <stdint.h>

enum { MMATCH__NATURAL_LIMBS = 16 };

/* Little end first, base 2^32. */
typedef struct mmatch__natural {
    uint32_t limbs[MMATCH__NATURAL_LIMBS];
} mmatch__natural;

mmatch__natural mmatch__natural_of(uint64_t value);
/* All of these: the caller knows that the result is below 2^512. */
mmatch__natural mmatch__natural_plus(const mmatch__natural *a, const mmatch__natural *b);
/* Requires a >= b. */
mmatch__natural mmatch__natural_minus(const mmatch__natural *a, const mmatch__natural *b);
mmatch__natural mmatch__natural_times(const mmatch__natural *a, const mmatch__natural *b);
mmatch__natural mmatch__natural_times_small(const mmatch__natural *a, uint64_t b);
/* a * 2^count */
mmatch__natural mmatch__natural_double(const mmatch__natural *a, int count);
int mmatch__natural_compare(const mmatch__natural *a, const mmatch__natural *b);
bool mmatch__natural_is_zero(const mmatch__natural *a);

/* An exact fraction; a zero denominator means that the number is not defined. */
typedef struct mmatch__quotient {
    mmatch__natural numerator;
    mmatch__natural denominator;
    bool is_negative;
} mmatch__quotient;

/* Whether `real` is the double nearest to the fraction, ties to even; NaN stands for "not defined".
 */
bool mmatch__quotient_rounds_to(const mmatch__quotient *exact, double real);

/* About the fraction, for a message; NaN when not defined. */
double mmatch__quotient_about(const mmatch__quotient *exact);

#endif
