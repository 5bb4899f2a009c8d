/* mentormatch/stable.h: two-sided stable matching with ties, incomplete lists and capacities.
 *
 * Each side ranks the other by its preferences where the market has them, else by the scores (more is better, less
 * when minimising; equal scores are a tie). A pair is acceptable when it is not forbidden, by rule or by its score, is
 * not below the minimum score, and stands in the lists of each side that gave lists. The scores' word on forbidden
 * pairs and the minimum holds even when both sides gave lists.
 *
 * A pair (row, column) blocks a matching when it is acceptable, is not made, and each of the two would have it: it has
 * fewer partners than its maximum, or it has its maximum (above 0) and strictly prefers the other to the worst partner
 * it has. A matching is stable when it keeps the maxima, all its pairs are acceptable and none blocks. Someone with
 * several places thinks of each partner alone (responsive preferences), so with several places on both sides this is
 * pairwise stability: no two can gain by taking each other, each in a free place or in place of one partner.
 */
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
    MMATCH_STABLE_FAULT_SHAPE = 1, /* counts differ from the market's */
    MMATCH_STABLE_FAULT_PAIR = 2, /* a pair that is forbidden, below the minimum score or not listed */
    MMATCH_STABLE_FAULT_ROW_CAPACITY = 3, /* a row has more partners than its maximum */
    MMATCH_STABLE_FAULT_COLUMN_CAPACITY = 4,
    MMATCH_STABLE_FAULT_BLOCKING_PAIR = 5, /* two who would both rather have each other */
    MMATCH_STABLE_FAULT_OUTCOME = 6,       /* the outcome is not OPTIMAL or FEASIBLE */
    MMATCH_STABLE_FAULT_TOTAL = 7,  /* total or unit is not that of the pairs, or bound is not total */
    MMATCH_STABLE_FAULT_REASON = 8  /* a reason is not the true one */
} mmatch_stable_fault;

/* Makes a stable matching of the market by deferred acceptance.
 * There always is one. Without ties it is best for every proposer, and worst for every receiver, among all stable
 * matchings. Ties are broken before it starts, by index (the lower first) or by lottery: one drawn order of the rows
 * and one of the columns, by which everybody breaks ties. The drawn order of the rows is 0 .. row_count - 1 shuffled
 * by stream 0 of the seed, that of the columns by stream 1. An empty side gives an empty matching.
 * The result: outcome OPTIMAL; total is the sum of the scores of the pairs, 0 without scores, and bound equals it, but
 * a stable matching does not aim at the total; a reason for everybody, among PLACED, NO_CAPACITY, CANDIDATES_FULL,
 * BELOW_MINIMUM_SCORE, NO_CANDIDATE. When the poll callback says stop: outcome LIMIT, the pairs held so far, all
 * acceptable and within the maxima but not yet stable, and no reasons.
 * market: read only, not kept. options: NULL for rows proposing and ties by index. matching_out: NULL on failure;
 * owned by the caller, release with mmatch_matching_destroy.
 * Errors: NOMEM; CANCELLED; ARGUMENT (NULL, options, a side with neither preferences nor scores, a minimum capacity,
 * a locked pair or a quota, which this solver cannot promise; the first of each is named); RANGE (the total does not fit).
 * Time: O(P) for P acceptable pairs, O(log P) for each proposal made, of which there are at most P and mostly few, and
 * three reads of the scores. Memory: 24 bytes for each pair that can be acceptable, 32 for each that can be made.
 * Threads: one. Check: mmatch_stable_verify. Source: Gale and Shapley 1962; McVitie and Wilson 1971; Roth 1984.
 * Since 0.1. */
MMATCH_API mmatch_status mmatch_stable(mmatch_context *context, const mmatch_market *market,
                                       const mmatch_stable_options *options,
                                       mmatch_matching **matching_out);

/* Judges whether any matching is a stable one of the market, with no code of the solver.
 * In this order: shape, outcome, pairs, row and column maxima, blocking pairs, total with unit and bound, and reasons
 * where the matching has them. The verdict names the first fault; `found` of a blocking pair is how many there are.
 * Minimum capacities and locked pairs of the market play no part. An empty matching is judged like any other.
 * market, matching: read only, not kept. verdict_out: the caller sets struct_size; untouched on failure.
 * Errors: NOMEM; CANCELLED; ARGUMENT (NULL, struct_size, a side with neither preferences nor scores, quotas); RANGE
 * (the total does not fit). Time: O(L log L + P log L) for P pairs looked at and lists of L entries, and two reads of the
 * scores. Memory: 16 bytes for each entry of a list, 80 for each person at most. Threads: one. Since 0.1. */
MMATCH_API mmatch_status mmatch_stable_verify(mmatch_context *context, const mmatch_market *market,
                                              const mmatch_matching *matching,
                                              mmatch_verdict *verdict_out);

/* Lists the blocking pairs of any matching, by row then column.
 * The matching may break rules: someone above their maximum has no place free, and a partner who is not acceptable is
 * worse than any who is. Minimum capacities and locked pairs of the market play no part.
 * capacity: how many pairs rows_out and columns_out have room for; they may be NULL when it is 0. rows_out,
 * columns_out: get the first `capacity` pairs; undefined on failure. count_out: how many there are in all; untouched
 * on failure.
 * Errors: NOMEM; CANCELLED; ARGUMENT (NULL, negative capacity, shapes that differ, a side with neither preferences nor
 * scores, quotas). Time, Memory, Threads: as mmatch_stable_verify. Since 0.1. */
MMATCH_API mmatch_status mmatch_stable_blocking_pairs(mmatch_context *context,
                                                      const mmatch_market *market,
                                                      const mmatch_matching *matching,
                                                      int64_t capacity, int64_t *rows_out,
                                                      int64_t *columns_out, int64_t *count_out);

#ifdef __cplusplus
}
#endif

#endif
