/* mentormatch/matching.h: the immutable result of assignment and stable matching.
 *
 * A matching is a list of pairs with its outcome, objective, certificate and reasons. One can also
 * be made from saved parts, so that a verifier can judge an answer from a file.
 */
#ifndef MENTORMATCH_MATCHING_H
#define MENTORMATCH_MATCHING_H

#include "mentormatch/context.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mmatch_matching mmatch_matching;

/* Why a person has no partner, or fewer than they could have. */
typedef enum mmatch_reason {
    MMATCH_REASON_PLACED = 0,              /* at least one partner */
    MMATCH_REASON_NO_CANDIDATE = 1,        /* every pair is forbidden, or unacceptable to one of the two */
    MMATCH_REASON_BELOW_MINIMUM_SCORE = 2, /* some pair is allowed, but every one is below the minimum */
    MMATCH_REASON_NO_CAPACITY = 3,         /* the person's own maximum is 0 */
    MMATCH_REASON_CANDIDATES_FULL = 4,     /* every candidate is at its maximum with others */
    MMATCH_REASON_LOWERS_TOTAL = 5,        /* a place was free, but taking it lowers the total (or just keeps it) */
    MMATCH_REASON_QUOTA_FULL = 6           /* candidates had places, but only in quotas that are at their maximum */
} mmatch_reason;

/* The parts of a matching. All arrays are copied. NULL where the kind of matching has none. */
typedef struct mmatch_matching_parts {
    size_t struct_size; /* sizeof(mmatch_matching_parts) */
    int32_t outcome;    /* an mmatch_outcome */
    int64_t row_count;
    int64_t column_count;
    int64_t pair_count;
    const int64_t *rows; /* pair_count entries, sorted by row then column, no repeats */
    const int64_t *columns;
    double total; /* sum of the scores of the pairs as the user gave them, on the grid */
    double unit;  /* the grid unit, 1 without scores */
    double bound; /* no matching of the request is better than this; equals total when optimal */
    /* Certificate of an assignment: see mmatch_assign_verify. A price is compared first by its tier,
     * then by its value. */
    const int64_t *row_price_tiers;
    const double *row_prices;
    const int64_t *column_price_tiers;
    const double *column_prices;
    const int32_t *row_reasons; /* an mmatch_reason for each row */
    const int32_t *column_reasons;
    /* Certificate of infeasibility: these rows and columns cannot all be satisfied together. */
    int64_t conflict_row_count;
    const int64_t *conflict_rows;
    int64_t conflict_column_count;
    const int64_t *conflict_columns;
    /* The part of the quotas in both certificates, by the market's number of a quota; NULL without quotas. */
    int64_t quota_count;
    const int64_t *quota_price_tiers;
    const double *quota_prices;
    int64_t conflict_quota_count;
    const int64_t *conflict_quotas;
} mmatch_matching_parts;

/* Makes a matching from parts, so that a verifier can judge an answer that was saved.
 * Shapes are checked, claims are not: whether total, prices, reasons and outcome are true is for the verifier of
 * the kind of matching. No pairs at all is fine. Pairs must come sorted by row, then column, without repeats;
 * conflict_rows, conflict_columns and conflict_quotas ascending, without repeats.
 * context: for allocation and errors. parts: copied, arrays too. matching_out: NULL on failure; owned by the caller,
 * release with mmatch_matching_destroy; may outlive the context.
 * Errors: NOMEM; ARGUMENT (NULL, struct_size, unknown outcome or reason, negative counts, pairs or conflicts out of
 * range, unsorted or repeated), each fault with its place. Time: O(parts). Memory: one block. Threads: one.
 * Check: mmatch_assign_verify, mmatch_stable_verify. Since 0.1. */
MMATCH_API mmatch_status mmatch_matching_create(mmatch_context *context,
                                                const mmatch_matching_parts *parts,
                                                mmatch_matching **matching_out);

/* Releases a matching; NULL is fine. Since 0.1. */
MMATCH_API void mmatch_matching_destroy(mmatch_matching *matching);

/* Shows all parts of a matching.
 * matching: read only, any thread may look at it. parts_out: the caller sets struct_size; its pointers are borrowed
 * until the matching is destroyed, and untouched on failure.
 * Errors: ARGUMENT (NULL, struct_size). Time: O(1). Memory: none. Since 0.1. */
MMATCH_API mmatch_status mmatch_matching_look(mmatch_context *context, const mmatch_matching *matching,
                                              mmatch_matching_parts *parts_out);

/* How the matching came out; NOT_FOUND for NULL. Time: O(1). Since 0.1. */
MMATCH_API mmatch_outcome mmatch_matching_outcome(const mmatch_matching *matching);

/* The number of pairs; 0 for NULL. Time: O(1). Since 0.1. */
MMATCH_API int64_t mmatch_matching_pair_count(const mmatch_matching *matching);

/* The row of each pair, ascending: pair k is (rows[k], columns[k]). Borrowed until the matching is destroyed; NULL
 * for NULL. Time: O(1). Since 0.1. */
MMATCH_API const int64_t *mmatch_matching_rows(const mmatch_matching *matching);

/* The column of each pair, ascending within a row. Borrowed until the matching is destroyed; NULL for NULL.
 * Time: O(1). Since 0.1. */
MMATCH_API const int64_t *mmatch_matching_columns(const mmatch_matching *matching);

/* The sum of the scores of the pairs; 0 for NULL or without scores. Time: O(1). Since 0.1. */
MMATCH_API double mmatch_matching_total(const mmatch_matching *matching);

#ifdef __cplusplus
}
#endif

#endif
