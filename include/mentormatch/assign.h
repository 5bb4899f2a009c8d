/* mentormatch/assign.h: exact weighted assignment, with prices as proof. */
#ifndef MENTORMATCH_ASSIGN_H
#define MENTORMATCH_ASSIGN_H

#include "mentormatch/context.h"
#include "mentormatch/market.h"
#include "mentormatch/matching.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum mmatch_coverage {
    MMATCH_COVERAGE_PARTICIPATION_FIRST = 0, /* as many rows placed as can be, then the best total */
    MMATCH_COVERAGE_SCORE_FIRST = 1,         /* the best total; pairs that lower it are not made */
    MMATCH_COVERAGE_EVERYONE = 2             /* every row is placed, or the outcome is infeasible */
} mmatch_coverage;

typedef enum mmatch_ties {
    MMATCH_TIES_FIRST = 0,     /* deterministic, cheapest */
    MMATCH_TIES_CANONICAL = 1, /* the lexicographically smallest list of columns, row by row */
    MMATCH_TIES_LOTTERY = 2    /* a fair lottery drawn from the seed */
} mmatch_ties;

typedef struct mmatch_assign_options {
    size_t struct_size; /* sizeof(mmatch_assign_options) */
    int32_t coverage;   /* an mmatch_coverage */
    int32_t ties;       /* an mmatch_ties */
    uint64_t seed;      /* of the lottery */
} mmatch_assign_options;

/* Fault codes of mmatch_assign_verify. */
typedef enum mmatch_assign_fault {
    MMATCH_ASSIGN_FAULT_NONE = 0,
    MMATCH_ASSIGN_FAULT_SHAPE = 1,          /* counts differ from the market's */
    MMATCH_ASSIGN_FAULT_PAIR = 2,           /* a pair that is forbidden or below the minimum score */
    MMATCH_ASSIGN_FAULT_LOCK = 3,           /* a locked pair is missing */
    MMATCH_ASSIGN_FAULT_ROW_CAPACITY = 4,   /* a row has too few or too many partners */
    MMATCH_ASSIGN_FAULT_COLUMN_CAPACITY = 5,
    MMATCH_ASSIGN_FAULT_TOTAL = 6,          /* the total is not the sum of the scores */
    MMATCH_ASSIGN_FAULT_ROW_PRICE = 7,      /* a row's price has the wrong sign for its load */
    MMATCH_ASSIGN_FAULT_COLUMN_PRICE = 8,
    MMATCH_ASSIGN_FAULT_REDUCED_COST = 9,   /* a pair that the prices say should (not) be made */
    MMATCH_ASSIGN_FAULT_CONFLICT = 10,      /* the certificate of infeasibility proves nothing */
    MMATCH_ASSIGN_FAULT_OUTCOME = 11,       /* the outcome does not go with the rest */
    MMATCH_ASSIGN_FAULT_CERTIFICATE = 12    /* no certificate is there */
} mmatch_assign_fault;

/* Solves the market exactly: maximises the sum of scores (minimises costs) over all matchings that
 * keep capacities, forbidden and locked pairs and the minimum score, with the asked coverage.
 * Outcome OPTIMAL, or INFEASIBLE with the conflicting people, or LIMIT when the poll callback says stop.
 * An empty side gives an empty optimal matching (infeasible where a minimum or `everyone` asks more).
 * Errors: NOMEM; ARGUMENT (no scores; more locks than a maximum); RANGE (size times scores could exceed
 * exact arithmetic); CANCELLED. Threads: one. Check: mmatch_assign_verify. Since 0.1. */
MMATCH_API mmatch_status mmatch_assign(mmatch_context *context, const mmatch_market *market,
                                       const mmatch_assign_options *options,
                                       mmatch_matching **matching_out);

/* Judges a matching against its market and certificate alone, with no code of the solver. Reads the scores
 * once. The verdict names the first fault. Errors: NOMEM, ARGUMENT, CANCELLED. Since 0.1. */
MMATCH_API mmatch_status mmatch_assign_verify(mmatch_context *context, const mmatch_market *market,
                                              const mmatch_assign_options *options,
                                              const mmatch_matching *matching,
                                              mmatch_verdict *verdict_out);

#ifdef __cplusplus
}
#endif

#endif
