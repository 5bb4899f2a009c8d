/* What may be exchanged in an optimal matching, and at what loss.
 *
 * A graph of rows, columns and one node more, the outside. An arc takes one partner from where it ends and gives one to where
 * it begins, so that every other matching is a set of cycles:
 *   row -> column      the pair, which is not made, is made
 *   column -> row      the pair, which is made, is not made any more
 *   outside -> row     the row has one partner more         row -> outside      one fewer
 *   column -> outside  the column has one partner more      outside -> column   one fewer
 * The loss of an arc is what it costs at the prices of the matching; it is never below nothing, as the prices prove the
 * optimum. Prices cancel out along a cycle, so the losses of a cycle add up to what the total loses (tiered: rows placed
 * first, where participation comes first). Minima are kept by leaving arcs out. */
#ifndef MMATCH_ALTERNATIVES_EXCHANGE_H
#define MMATCH_ALTERNATIVES_EXCHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/context.h"
#include "base/heap.h"
#include "base/tiered.h"
#include "mentormatch/alternatives.h"

enum { MMATCH__EXCHANGE_NONE = -1 };

/* A pair that is made. */
typedef struct mmatch__made_pair {
    int32_t row, column;
    int32_t next_of_row, next_of_column; /* pair, MMATCH__EXCHANGE_NONE */
    int64_t units;
    bool is_fixed;  /* locked, or decided */
    bool is_turned; /* unmade by the way that is being followed */
} mmatch__made_pair;

typedef struct mmatch__exchange_side {
    int32_t count;
    int32_t *least, *most; /* partners */
    int32_t *load, *fixed; /* partners; those of fixed pairs */
    int32_t *first_pair;
    mmatch__tiered *price;
    int64_t first_tier; /* tiers a first partner is worth */
} mmatch__exchange_side;

/* A pair decided to be made, or not to be. Decisions form chains: each space of a ranking ends one. */
typedef struct mmatch__decision {
    int32_t row, column;
    bool is_made;
    int32_t before;      /* decision, MMATCH__EXCHANGE_NONE */
    int32_t next_barred; /* of the row, in the space that was opened last: decision, MMATCH__EXCHANGE_NONE */
} mmatch__decision;

typedef struct mmatch__exchange {
    mmatch_context *context;
    mmatch_market_view market;
    mmatch_matching_parts parts; /* of the matching given */
    double threshold;
    mmatch__exchange_side rows, columns;
    int64_t pair_count;
    mmatch__made_pair *pairs;
    mmatch__decision *decisions; /* the ranking's, or NULL */
    int32_t *first_barred;       /* by row: decision, MMATCH__EXCHANGE_NONE */
    /* the row that was read last */
    int64_t *entry_columns;
    double *entry_units;
    int32_t *open_columns; /* pairs of it that could be made */
    int64_t *open_units;
    int64_t *mark; /* by column */
    int64_t mark_number;
    /* the search; nodes are rows, columns, the outside */
    int32_t node_count;
    mmatch__heap heap;
    mmatch__tiered limit;     /* of the search that runs */
    /* pairs that may be made, listed with what they lose; NULL: searches read the rows */
    const int64_t *short_first; /* by row and one more, and to where its pairs end */
    const int32_t *short_to;    /* nodes */
    const mmatch__tiered *short_losses;
    mmatch__tiered *distance; /* of settled nodes */
    int32_t *parent;          /* node, MMATCH__EXCHANGE_NONE */
    int32_t *origin;          /* first column of the way, in searches from a row through its columns */
    int64_t *settled;         /* number of the search that settled the node */
    int64_t search_number;
} mmatch__exchange;

/* Where its arrays lie in a workspace. */
typedef struct mmatch__exchange_slices {
    size_t row_least, row_most, row_load, row_fixed, row_first, row_price;
    size_t column_least, column_most, column_load, column_fixed, column_first, column_price;
    size_t pairs, first_barred;
    size_t entry_columns, entry_units, open_columns, open_units, mark;
    size_t distance, parent, origin, settled;
    mmatch__heap_slices heap;
} mmatch__exchange_slices;

/* Checks the request and verifies the matching. */
mmatch_status mmatch__exchange_read_request(mmatch__exchange *exchange, mmatch_context *context,
                                            const mmatch_market *market, const mmatch_assign_options *options,
                                            const mmatch_matching *matching, mmatch_assign_options *known_out);
/* RANGE when there are so many people that losses along a way could leave int64. */
mmatch_status mmatch__exchange_check_size(const mmatch__exchange *exchange);
mmatch__exchange_slices mmatch__exchange_plan(mmatch__layout *layout, const mmatch__exchange *exchange);
void mmatch__exchange_open(mmatch__exchange *exchange, const mmatch__workspace *memory,
                           const mmatch__exchange_slices *at, int32_t coverage);
/* Most pairs that any matching of the market has. */
int64_t mmatch__exchange_pair_limit(const mmatch_market_view *market);
/* The pairs and prices of the matching given; pair k of it is pair k here. */
void mmatch__exchange_start(mmatch__exchange *exchange);

/* Takes all pairs out, and all that was decided; then pairs are put in one by one, and decisions after them. */
void mmatch__exchange_clear(mmatch__exchange *exchange);
void mmatch__exchange_put(mmatch__exchange *exchange, int32_t row, int32_t column, int64_t units);
void mmatch__exchange_decide(mmatch__exchange *exchange, int32_t decision);
/* The pair if it is made, or MMATCH__EXCHANGE_NONE. */
int32_t mmatch__exchange_find(const mmatch__exchange *exchange, int32_t row, int32_t column);

/* Reads a row; the pairs of it that could be made, columns ascending, into open_columns and open_units. */
int32_t mmatch__exchange_read_row(mmatch__exchange *exchange, int32_t row);

static inline int32_t mmatch__exchange_outside(const mmatch__exchange *exchange)
{
    return exchange->node_count - 1;
}

static inline int32_t mmatch__exchange_column_node(const mmatch__exchange *exchange, int32_t column)
{
    return exchange->rows.count + column;
}

/* Loss of a pair's arc to the column (its negative is that of the arc back). */
static inline mmatch__tiered mmatch__exchange_pair_loss(const mmatch__exchange *exchange, int32_t row, int32_t column,
                                                        int64_t units)
{
    const mmatch__tiered prices =
        mmatch__tiered_add(exchange->rows.price[row], exchange->columns.price[column]);
    return mmatch__tiered_subtract(prices, mmatch__tiered_of(0, units));
}

/* Whether a person may have one partner more, or fewer, and what that loses. */
bool mmatch__exchange_may_take(const mmatch__exchange_side *side, int32_t person, mmatch__tiered *loss_out);
bool mmatch__exchange_may_drop(const mmatch__exchange_side *side, int32_t person, mmatch__tiered *loss_out);

static inline mmatch__tiered mmatch__exchange_no_limit(void)
{
    return mmatch__tiered_of(INT64_MAX, 0);
}

/* A search for the way of least loss. */
typedef struct mmatch__exchange_way {
    int32_t from, to; /* nodes; the same row for a cycle that begins by making a pair */
    mmatch__tiered limit; /* ways that lose as much or more do not count; mmatch__exchange_no_limit */
    bool is_found;
    mmatch__tiered loss;
    mmatch_poll_answer answer; /* anything but CONTINUE: the search was given up */
} mmatch__exchange_way;

/* Fills the last three. What it found stays readable in parent, origin and distance until the next search. */
void mmatch__exchange_search(mmatch__exchange *exchange, mmatch__exchange_way *way);

/* The way that makes a pair which is not made, or unmakes one which is; the pair itself is not part of it. */
mmatch__exchange_way mmatch__exchange_way_around(const mmatch__exchange *exchange, int32_t row, int32_t column,
                                                 bool is_made);
/* By how many the way found changes the number of rows placed. */
int32_t mmatch__exchange_placed_change(const mmatch__exchange *exchange, const mmatch__exchange_way *way);
/* Prices at which the matching that the way found leads to is best, among those that agree about the pair it goes
 * around. The limit of the search must have been above the loss. */
void mmatch__exchange_reprice(mmatch__exchange *exchange, const mmatch__exchange_way *way);

#endif
