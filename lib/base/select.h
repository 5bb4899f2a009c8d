/* Select: the k-th largest of some numbers, without putting them in order. */
#ifndef MMATCH_BASE_SELECT_H
#define MMATCH_BASE_SELECT_H

#include <stdint.h>

/* The k-th largest (from 1) of count numbers, none NaN; 1 <= k <= count. Moves the numbers. O(count) as a rule. */
double mmatch__select_largest(double *numbers, int64_t count, int64_t k);

#endif
