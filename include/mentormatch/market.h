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
    /* Quotas, NULL when there are none: quota q holds the columns [quota_offsets[q], quota_offsets[q + 1]), ascending. */
    int64_t quota_count;
    const int64_t *quota_offsets; /* quota_count + 1 entries */
    const int64_t *quota_columns;
    const int64_t *quota_minimum; /* quota_count entries */
    const int64_t *quota_maximum;
    const int64_t *quota_parent; /* the innermost quota around this one, -1: none */
    const int64_t *quota_order;  /* all quotas, outer ones before those inside them */
    const int64_t *column_quota; /* column_count entries: the innermost quota that holds a column, -1: none */
} mmatch_market_view;

/* Makes a market over scores.
 * Everyone may have at most one partner until a setter says otherwise; an empty side is fine.
 * scores: borrowed until the market is destroyed. market_out: NULL on failure; owned by the caller, release with
 * mmatch_market_destroy; may outlive the context.
 * Errors: NOMEM; ARGUMENT (NULL). Time, Memory: O(rows + columns). Threads: one; a market that is not being changed
 * may be read from any thread. Since 0.1. */
MMATCH_API mmatch_status mmatch_market_create(mmatch_context *context, const mmatch_scores *scores,
                                              mmatch_market **market_out);

/* Makes a market without scores, for preferences only.
 * row_count, column_count: 0 to 2147483647. market_out: as for mmatch_market_create.
 * Errors: NOMEM; ARGUMENT (NULL, a count out of range). Time, Memory: O(rows + columns). Since 0.1. */
MMATCH_API mmatch_status mmatch_market_create_empty(mmatch_context *context, int64_t row_count,
                                                    int64_t column_count, mmatch_market **market_out);

/* Releases a market; NULL is fine. Matchings made from it stay. Since 0.1. */
MMATCH_API void mmatch_market_destroy(mmatch_market *market);

/* Sets the fewest and most partners each row may have.
 * minimum, maximum: row_count entries each, copied; NULL: all 0 (minimum), all 1 (maximum). Call it before
 * mmatch_market_lock, which refuses more locks on a person than the maximum.
 * Errors: ARGUMENT (NULL market, negative, or "row 4: minimum 2 is above maximum 1"), each fault with its place; the
 * market is then unchanged. Time: O(rows). Memory: none. Since 0.1. */
MMATCH_API mmatch_status mmatch_market_set_row_capacity(mmatch_context *context, mmatch_market *market,
                                                        const int32_t *minimum, const int32_t *maximum);

/* Sets the fewest and most partners each column may have; as mmatch_market_set_row_capacity, with column_count
 * entries. Since 0.1. */
MMATCH_API mmatch_status mmatch_market_set_column_capacity(mmatch_context *context,
                                                           mmatch_market *market,
                                                           const int32_t *minimum,
                                                           const int32_t *maximum);

/* Adds pairs that must not be made to those given before; repeats are fine.
 * rows, columns: count entries each, copied; may be NULL when count is 0.
 * Errors: NOMEM; ARGUMENT (NULL, negative count, out of range, or "row 3, column 5: pair is both locked and
 * forbidden"), each fault with its place; the market is then unchanged.
 * Time, Memory: O(all forbidden pairs + rows + columns). Since 0.1. */
MMATCH_API mmatch_status mmatch_market_forbid(mmatch_context *context, mmatch_market *market,
                                              const int64_t *rows, const int64_t *columns,
                                              int64_t count);

/* Adds pairs that must be made to those given before; repeats are fine. A locked pair is made even below the
 * minimum score.
 * rows, columns: count entries each, copied; may be NULL when count is 0.
 * Errors: NOMEM; CANCELLED; ARGUMENT (NULL, negative count, out of range, the pair is forbidden by rule or by its
 * score, or more locks on a person than the maximum; the last is checked again when a solver starts, as capacities
 * can change), each fault with its place; the market is then unchanged.
 * Time: O(all locked pairs + rows + columns), and one read of the score rows that hold a lock. Memory: O(all locked
 * pairs + rows + columns). Since 0.1. */
MMATCH_API mmatch_status mmatch_market_lock(mmatch_context *context, mmatch_market *market,
                                            const int64_t *rows, const int64_t *columns, int64_t count);

/* Sets the score below which (the cost above which, when minimising) a pair is never made, unless locked.
 * minimum: in the user's numbers, snapped to the grid as scores are; a pair that is exactly at it may be made. The
 * infinity of the bad sign lifts an earlier minimum.
 * Errors: ARGUMENT (NULL, NaN, or the market has no scores); the market is then unchanged. Time: O(1). Since 0.1. */
MMATCH_API mmatch_status mmatch_market_set_minimum_score(mmatch_context *context,
                                                         mmatch_market *market, double minimum);

/* Sets the ranked lists of the rows, in place of any given before.
 * Row r ranks columns partners[offsets[r]] .. partners[offsets[r + 1] - 1], best first. A column that is not listed
 * is unacceptable to the row; an empty list is fine.
 * offsets: row_count + 1 entries, the first 0, not decreasing. partners: offsets[row_count] entries. ranks: beside
 * partners; start at 0 in each list and do not decrease, equal ranks are a tie; NULL: no ties. All copied.
 * Errors: NOMEM; ARGUMENT (NULL, offsets that decrease, out of range, listed twice, ranks that decrease), each fault
 * with its place; the market is then unchanged. Time, Memory: O(rows + columns + entries). Since 0.1. */
MMATCH_API mmatch_status mmatch_market_set_row_preferences(mmatch_context *context,
                                                           mmatch_market *market,
                                                           const int64_t *offsets,
                                                           const int64_t *partners,
                                                           const int32_t *ranks);

/* Sets the ranked lists of the columns; as mmatch_market_set_row_preferences, with column_count + 1 offsets and rows
 * as partners. Since 0.1. */
MMATCH_API mmatch_status mmatch_market_set_column_preferences(mmatch_context *context,
                                                              mmatch_market *market,
                                                              const int64_t *offsets,
                                                              const int64_t *partners,
                                                              const int32_t *ranks);

/* Sets the quotas of the market, in place of any given before: the fewest and most partners that a group of columns
 * may have together, such as the mentors of one department.
 * Any two quotas must be nested (one holds all columns of the other; the same columns twice is fine) or have no
 * column in common: then the best matching is still found by shortest paths, and proved by prices. A quota comes on top
 * of the capacities of its columns, and of the quotas around it. Quota q holds columns[offsets[q]] ..
 * columns[offsets[q + 1] - 1], in any order; one of no columns is fine. What does not know quotas refuses the market.
 * quota_count: 0 takes all quotas away; the arrays may then be NULL. offsets: quota_count + 1 entries, the first 0, not
 * decreasing. columns: offsets[quota_count] entries. minimum, maximum: quota_count entries, in partners; NULL: all 0
 * (minimum), no limit (maximum). All copied.
 * Errors: NOMEM; ARGUMENT (NULL, a negative count, offsets that decrease, a column out of range or named twice,
 * negative, minimum above maximum, or "quota 0 and quota 2 cross: column 3 is in both, column 1 only in quota 0, column
 * 4 only in quota 2"), each fault with its place; the market is then unchanged. Locked pairs beyond a maximum are found
 * when a solver starts, as locks can come later. Time: O(entries + columns + quotas log quotas). Memory: O(entries +
 * columns + quotas). Since 0.1. */
MMATCH_API mmatch_status mmatch_market_set_quotas(mmatch_context *context, mmatch_market *market,
                                                  int64_t quota_count, const int64_t *offsets,
                                                  const int64_t *columns, const int64_t *minimum,
                                                  const int64_t *maximum);

/* Shows the inside of a market.
 * view_out: the caller sets struct_size; its pointers are borrowed until the market is changed or destroyed; never
 * NULL but for scores, preferences and quotas that were not given. Untouched on failure.
 * Errors: ARGUMENT (NULL, struct_size). Time: O(1). Memory: none. Since 0.1. */
MMATCH_API mmatch_status mmatch_market_look(mmatch_context *context, const mmatch_market *market,
                                            mmatch_market_view *view_out);

#ifdef __cplusplus
}
#endif

#endif
