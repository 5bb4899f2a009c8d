/* The inside of a market.
 *
 * A market is changed after it is made, so it is not one block but a few: the object with its
 * capacities, and one block for each rule that a setter replaces as a whole. A setter builds the
 * new block beside the old one and swaps them when nothing can fail any more; that is what makes
 * setters all-or-nothing. */
#ifndef MMATCH_MARKET_OBJECT_H
#define MMATCH_MARKET_OBJECT_H

#include "base/context.h"
#include "mentormatch/market.h"

/* A set of pairs as compressed rows: the columns of row r, ascending and without repeats, are
 * columns[offsets[r]] .. columns[offsets[r + 1] - 1]. */
typedef struct market_pairs {
    mmatch__workspace
        memory; /* empty: the set was never added to, and offsets is no_pairs of the market */
    const int64_t *offsets; /* row_count + 1 */
    const int64_t *columns;
} market_pairs;

/* The ranked lists of one side, checked and copied. */
typedef struct market_lists {
    mmatch__workspace memory; /* empty: this side gave no lists */
    const int64_t *offsets;   /* person_count + 1; NULL: none given */
    const int64_t *partners;
    const int32_t *ranks;
} market_lists;

/* The quotas, checked and copied; the arrays are those of mmatch_market_view. */
typedef struct market_quotas {
    mmatch__workspace memory; /* empty: there are none, and every pointer is NULL */
    int64_t count;
    int64_t *offsets; /* count + 1 */
    int64_t *columns;
    int64_t *minimum;
    int64_t *maximum;
    int64_t *parent;
    int64_t *order;
    int64_t *of_column; /* column_count */
} market_quotas;

struct mmatch_market {
    mmatch__workspace memory; /* the block that holds this object and the arrays below */
    int64_t row_count;
    int64_t column_count;
    const mmatch_scores *scores; /* borrowed; NULL: none */
    int32_t *row_minimum;
    int32_t *row_maximum;
    int32_t *column_minimum;
    int32_t *column_maximum;
    const int64_t *no_pairs; /* row_count + 1 zeros */
    bool has_minimum_score;
    double minimum_score;
    market_pairs forbidden;
    market_pairs locked;
    market_lists row_lists;
    market_lists column_lists;
    market_quotas quotas;
};

#endif
