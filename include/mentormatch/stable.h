/* mentormatch/stable.h: two-sided stable matching with ties, incomplete lists and capacities. */
#ifndef MENTORMATCH_STABLE_H
#define MENTORMATCH_STABLE_H

#include "mentormatch/context.h"
#include "mentormatch/market.h"
#include "mentormatch/matching.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum mmatch_proposers {
    MMATCH_PROPOSERS_ROWS = 0,   /* best for the rows when there are no ties */
    MMATCH_PROPOSERS_COLUMNS = 1 /* best for the columns when there are no ties */
} mmatch_proposers;

typedef struct mmatch_stable_options {
    size_t struct_size; /* sizeof(mmatch_stable_options) */
    int32_t proposers;  /* an mmatch_proposers */
    int32_t ties;       /* MMATCH_TIES_FIRST: equal partners by index; MMATCH_TIES_LOTTERY: by seed */
    uint64_t seed;      /* of the lottery */
} mmatch_stable_options;

/* Fault codes of mmatch_stable_verify. */
typedef enum mmatch_stable_fault {
    MMATCH_STABLE_FAULT_NONE = 0,
    MMATCH_STABLE_FAULT_SHAPE = 1,
    MMATCH_STABLE_FAULT_PAIR = 2, /* a pair that is forbidden or unacceptable to one of the two */
    MMATCH_STABLE_FAULT_ROW_CAPACITY = 3,
    MMATCH_STABLE_FAULT_COLUMN_CAPACITY = 4,
    MMATCH_STABLE_FAULT_BLOCKING_PAIR = 5, /* two who would both rather have each other */
    MMATCH_STABLE_FAULT_OUTCOME = 6,
    MMATCH_STABLE_FAULT_TOTAL = 7
} mmatch_stable_fault;

/* A (weakly, pairwise) stable matching of the market by deferred acceptance. Each side ranks by its
 * preferences where given, else by the scores. Ties are broken by index or by lottery.
 * A pair blocks when it is acceptable to both, not made, each of the two has a place free or strictly
 * prefers the other to their worst partner. Minimum capacities and locked pairs are not for this solver:
 * ARGUMENT names the first. Outcome OPTIMAL: stable; best for the proposers when there are no ties.
 * Errors: NOMEM; ARGUMENT (a side with neither preferences nor scores); CANCELLED.
 * Check: mmatch_stable_verify. Since 0.1. */
MMATCH_API mmatch_status mmatch_stable(mmatch_context *context, const mmatch_market *market,
                                       const mmatch_stable_options *options,
                                       mmatch_matching **matching_out);

/* Judges any matching: pairs acceptable, capacities kept, no blocking pair. Since 0.1. */
MMATCH_API mmatch_status mmatch_stable_verify(mmatch_context *context, const mmatch_market *market,
                                              const mmatch_matching *matching,
                                              mmatch_verdict *verdict_out);

/* Lists the blocking pairs of any matching, by row then column: writes the first `capacity` of them, and to
 * *count_out how many there are. rows_out and columns_out may be NULL when capacity is 0. Since 0.1. */
MMATCH_API mmatch_status mmatch_stable_blocking_pairs(mmatch_context *context,
                                                      const mmatch_market *market,
                                                      const mmatch_matching *matching,
                                                      int64_t capacity, int64_t *rows_out,
                                                      int64_t *columns_out, int64_t *count_out);

#ifdef __cplusplus
}
#endif

#endif
