/* Tiered numbers: pairs (tier, value) of integers, compared first by tier, then by value.
 *
 * They form an ordered group, so shortest paths and duality hold for them as for plain numbers. That is how "as many
 * people as possible, then the best total" is solved exactly, without a big constant. */
#ifndef MMATCH_BASE_TIERED_H
#define MMATCH_BASE_TIERED_H

#include <stdbool.h>
#include <stdint.h>

typedef struct mmatch__tiered {
    int64_t tier;
    int64_t value;
} mmatch__tiered;

static inline mmatch__tiered mmatch__tiered_of(int64_t tier, int64_t value)
{
    const mmatch__tiered number = {tier, value};
    return number;
}

static inline mmatch__tiered mmatch__tiered_add(mmatch__tiered a, mmatch__tiered b)
{
    return mmatch__tiered_of(a.tier + b.tier, a.value + b.value);
}

static inline mmatch__tiered mmatch__tiered_subtract(mmatch__tiered a, mmatch__tiered b)
{
    return mmatch__tiered_of(a.tier - b.tier, a.value - b.value);
}

/* -1, 0 or 1 as a is below, equal to or above b. */
static inline int mmatch__tiered_compare(mmatch__tiered a, mmatch__tiered b)
{
    if (a.tier != b.tier) {
        return a.tier < b.tier ? -1 : 1;
    }
    return (a.value > b.value) - (a.value < b.value);
}

static inline bool mmatch__tiered_less(mmatch__tiered a, mmatch__tiered b)
{
    return a.tier < b.tier || (a.tier == b.tier && a.value < b.value);
}

#endif
