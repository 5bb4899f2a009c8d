/* The judge of stable matchings: what the verifier and the list of blocking pairs have in common.
 *
 * Nothing here is shared with the solver. Ranks are looked up in copies of the lists that are
 * sorted by partner; a pair's standing is worked out from the definitions each time it is needed.
 *
 * How a blocking pair is found: everyone has a bar. With a place free, the bar is below every
 * acceptable partner; of a full person it is the worst partner; of a person with maximum 0 it is
 * above everyone. A pair blocks when it is acceptable, not made, and each of the two is strictly
 * above the other's bar. */
#ifndef MMATCH_STABLE_JUDGE_H
#define MMATCH_STABLE_JUDGE_H

#include "base/context.h"
#include "mentormatch/stable.h"

/* One entry of a list, for looking up by partner. */
typedef struct mmatch__listing {
    int64_t partner;
    int64_t rank;
} mmatch__listing;

/* What was seen of a person's pairs. */
enum { MMATCH__SEEN_CANDIDATE = 1, MMATCH__SEEN_BELOW = 2 };

typedef struct mmatch__judge {
    mmatch_context *context;
    mmatch_market_view market;
    mmatch_matching_parts matching;
    mmatch__workspace workspace;
    bool is_sparse;
    double least_units;
    mmatch__listing *row_listings; /* beside row_preference_columns, each list sorted by column;
                                      NULL: no lists */
    mmatch__listing *column_listings;
    mmatch__listing *sorting;
    int64_t *row_bars;
    int64_t *column_bars;
    int32_t *row_loads;
    int32_t *column_loads;
    unsigned char *row_seen;
    unsigned char *column_seen;
    int64_t *made_begin; /* row_count + 1: the pairs of each row in the matching */
    /* the scores of the row at hand: dense in units, or sparse entries */
    double *units;
    int64_t *entry_columns;
    int64_t entry_count;
    int64_t total_units; /* of the acceptable pairs made */
    bool does_total_fit;
} mmatch__judge;

/* Where blocking pairs go. */
typedef struct mmatch__findings {
    int64_t capacity;
    int64_t *rows;
    int64_t *columns;
    int64_t count;
} mmatch__findings;

/* Allocates and fills what judging needs; context, market and matching are set and their shapes
 * agree. Close with mmatch__workspace_close of the workspace. */
mmatch_status mmatch__judge_open(mmatch__judge *all);

/* Bars, loads and the total from the pairs that are made. The first unacceptable pair is written to
 * *bad_pair_out, -1 if none. */
mmatch_status mmatch__judge_weigh(mmatch__judge *all, int64_t *bad_pair_out);

/* After weighing: examines every pair that could be acceptable, by row then column. */
mmatch_status mmatch__judge_examine(mmatch__judge *all, mmatch__findings *found);

#endif
