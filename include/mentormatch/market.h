/* mentormatch/market.h: two sides, their capacities, rules and preferences.
 *
 * One problem description for every kind of two-sided matching. Rows (mentees) are placed, columns
 * (mentors) host. A new market lets every row and every column have at most one partner; setters
 * change that. Everything but the scores is copied.
 */
#ifndef MENTORMATCH_MARKET_H
#define MENTORMATCH_MARKET_H

#include "mentormatch/context.h"
#include "mentormatch/scores.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mmatch_market mmatch_market;

/* A read-only look into a market; every pointer is borrowed until the market is changed or destroyed. */
typedef struct mmatch_market_view {
    size_t struct_size; /* sizeof(mmatch_market_view), set by the caller */
    int64_t row_count;
    int64_t column_count;
    const mmatch_scores *scores;   /* NULL: none given */
    const int32_t *row_minimum;    /* row_count entries */
    const int32_t *row_maximum;
    const int32_t *column_minimum; /* column_count entries */
    const int32_t *column_maximum;
    const int64_t *forbidden_offsets; /* row_count + 1 entries; by row, columns ascending, no repeats */
    const int64_t *forbidden_columns;
    const int64_t *locked_offsets; /* row_count + 1 entries; by row, columns ascending, no repeats */
    const int64_t *locked_columns;
    int32_t has_minimum_score;
    double minimum_score; /* as given by the user */
    /* Ranked lists, NULL when that side gave none: person p ranks partners
     * [offsets[p], offsets[p + 1]); rank 0 is the favourite, equal ranks are ties, ranks do not decrease. */
    const int64_t *row_preference_offsets;
    const int64_t *row_preference_columns;
    const int32_t *row_preference_ranks;
    const int64_t *column_preference_offsets;
    const int64_t *column_preference_rows;
    const int32_t *column_preference_ranks;
} mmatch_market_view;

/* A market over scores (borrowed until the market is destroyed). Owned by the caller, release with
 * mmatch_market_destroy. Errors: NOMEM, ARGUMENT. Since 0.1. */
MMATCH_API mmatch_status mmatch_market_create(mmatch_context *context, const mmatch_scores *scores,
                                              mmatch_market **market_out);

/* A market without scores, for preferences only. Errors: NOMEM, ARGUMENT. Since 0.1. */
MMATCH_API mmatch_status mmatch_market_create_empty(mmatch_context *context, int64_t row_count,
                                                    int64_t column_count, mmatch_market **market_out);
MMATCH_API void mmatch_market_destroy(mmatch_market *market);

/* Fewest and most partners each row (column) may have; NULL: all 0 (minimum), all 1 (maximum).
 * Errors: NOMEM; ARGUMENT (negative, or "column 4: minimum 2 is above maximum 1"); then unchanged. */
MMATCH_API mmatch_status mmatch_market_set_row_capacity(mmatch_context *context, mmatch_market *market,
                                                        const int32_t *minimum, const int32_t *maximum);
MMATCH_API mmatch_status mmatch_market_set_column_capacity(mmatch_context *context,
                                                           mmatch_market *market,
                                                           const int32_t *minimum,
                                                           const int32_t *maximum);

/* Pairs that must not be made, added to those given before; repeats are fine. Errors: NOMEM; ARGUMENT (out
 * of range, or the pair is locked). Since 0.1. */
MMATCH_API mmatch_status mmatch_market_forbid(mmatch_context *context, mmatch_market *market,
                                              const int64_t *rows, const int64_t *columns,
                                              int64_t count);

/* Pairs that must be made, added to those given before; repeats are fine. A locked pair is made even below
 * the minimum score. Errors: NOMEM; ARGUMENT (out of range, the pair is forbidden by rule or by its score, or
 * more locks on a person than the maximum - the latter is checked again when a solver starts). Since 0.1. */
MMATCH_API mmatch_status mmatch_market_lock(mmatch_context *context, mmatch_market *market,
                                            const int64_t *rows, const int64_t *columns, int64_t count);

/* Pairs whose score is below `minimum` (whose cost is above, when minimising) are never made, unless
 * locked. Errors: ARGUMENT (NaN, or no scores). Since 0.1. */
MMATCH_API mmatch_status mmatch_market_set_minimum_score(mmatch_context *context,
                                                         mmatch_market *market, double minimum);

/* Ranked lists of one side. Person p ranks partners[offsets[p] .. offsets[p + 1] - 1], best first;
 * ranks, beside partners, start at 0 in each list and do not decrease; equal ranks are a tie; NULL: no ties. A
 * partner who is not listed is unacceptable. Errors: NOMEM; ARGUMENT (out of range, listed twice,
 * ranks that decrease). Since 0.1. */
MMATCH_API mmatch_status mmatch_market_set_row_preferences(mmatch_context *context,
                                                           mmatch_market *market,
                                                           const int64_t *offsets,
                                                           const int64_t *partners,
                                                           const int32_t *ranks);
MMATCH_API mmatch_status mmatch_market_set_column_preferences(mmatch_context *context,
                                                              mmatch_market *market,
                                                              const int64_t *offsets,
                                                              const int64_t *partners,
                                                              const int32_t *ranks);

/* Fills a view. Errors: ARGUMENT (struct_size). Since 0.1. */
MMATCH_API mmatch_status mmatch_market_look(mmatch_context *context, const mmatch_market *market,
                                            mmatch_market_view *view_out);

#ifdef __cplusplus
}
#endif

#endif
