/* The assignment problem as plain arrays: two sides of people, the pairs made so far, and how a row is read.
 *
 * Columns lie in quotas, quotas in other quotas: a forest. Both are hosts: host h is column h, or quota h -
 * columns.count from columns.count on. A quota has a load, limits and a price as a column has.
 *
 * Inside the solver people go by inner numbers: equal to the market's, or a random relabelling for a lottery. Only
 * mmatch__assign_read_row, the result and the reasons translate. */
#ifndef MMATCH_ASSIGN_NETWORK_H
#define MMATCH_ASSIGN_NETWORK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/context.h"
#include "base/heap.h"
#include "base/memory.h"
#include "base/tiered.h"
#include "mentormatch/assign.h"
#include "mentormatch/market.h"

/* Values beyond this end the solve with ERR_RANGE: sums of three of them still fit int64. */
#define MMATCH__ASSIGN_LARGEST ((int64_t)1 << 59)
/* Prices are handed out as float64, which must hold them exactly. */
#define MMATCH__ASSIGN_LARGEST_PRICE ((int64_t)1 << 53)

/* One side of the market, by inner number. Partners from locked pairs count in `load`, and stay. */
typedef struct mmatch__assign_side {
    int32_t count;
    int32_t load_count; /* entries of minimum, maximum, locked, load and price: people, or hosts */
    int64_t *user_of;  /* the market's number of a person */
    int64_t *inner_of; /* the other way */
    int32_t *minimum;
    int32_t *maximum; /* at most the number of people on the other side */
    int32_t *locked;  /* partners by locked pairs */
    int32_t *load;    /* partners now */
    int64_t *first_pair; /* head of the list of pairs made and not locked; -1: none */
    mmatch__tiered *price; /* of a host: with the prices of all quotas around it */
    int64_t minimum_tier; /* gain of each partner up to the minimum */
    int64_t first_tier;   /* gain of the first partner, when no minimum asks for it */
} mmatch__assign_side;

/* A pair that is made and not locked, in the list of its row and in the list of its column. */
typedef struct mmatch__assign_pair {
    int64_t units;
    int32_t row, column;
    int64_t row_next, row_previous;
    int64_t column_next, column_previous;
} mmatch__assign_pair;

/* The allowed pairs of one row that are neither locked nor made: entry e is columns[e] with units[e], to be
 * skipped when units[e] is below the network's threshold. */
typedef struct mmatch__assign_scan {
    int32_t row; /* inner number of the row in the buffers, -1: none */
    int64_t count;
    const int64_t *columns; /* inner numbers */
    double *units;
} mmatch__assign_scan;

typedef struct mmatch__assign_network {
    mmatch_context *context;
    mmatch_market_view market;
    const double *start_prices; /* of columns, the market's numbers and the user's sense; NULL: none */
    bool is_sparse;
    double threshold; /* a pair with fewer units is not allowed; above -infinity */
    mmatch__assign_side rows, columns;
    int32_t *parent_of;   /* by host: the quota around it as a host, -1: none */
    int32_t *first_child; /* by host: a host inside a quota, -1: none */
    int32_t *next_child;  /* by host: the next one inside the same quota, -1: none */
    mmatch__assign_pair *pairs;
    int64_t pair_capacity;
    int64_t pair_count; /* slots used so far; freed ones are chained by row_next */
    int64_t free_pair;  /* -1: none */
    mmatch__assign_scan scan;
    double *scan_units;          /* room for a row */
    int64_t *scan_entry_columns; /* sparse: inner columns of the row */
    int64_t *blocked_at;         /* sparse, by the market's column: number of the scan that blocks it */
    int64_t scan_number;
} mmatch__assign_network;

/* How a search or a phase ended. */
typedef enum mmatch__assign_end {
    MMATCH__ASSIGN_DONE = 0,
    MMATCH__ASSIGN_GAVE_UP = 1, /* no further partner for this row */
    MMATCH__ASSIGN_STOPPED = 2,
    MMATCH__ASSIGN_CANCELLED = 3,
    MMATCH__ASSIGN_BEYOND_RANGE = 4,
    MMATCH__ASSIGN_OUT_OF_MEMORY = 5
} mmatch__assign_end;

static inline mmatch__assign_end mmatch__assign_end_of(mmatch_poll_answer answer)
{
    return answer == MMATCH_POLL_CONTINUE ? MMATCH__ASSIGN_DONE
           : answer == MMATCH_POLL_CANCEL ? MMATCH__ASSIGN_CANCELLED
                                          : MMATCH__ASSIGN_STOPPED;
}

/* What partner number `number` (from 1) of a person is worth besides its score. Never rises with the number. */
static inline mmatch__tiered mmatch__assign_gain(const mmatch__assign_side *side, int32_t person,
                                                 int32_t number)
{
    if (number <= side->minimum[person]) {
        return mmatch__tiered_of(side->minimum_tier, 0);
    }
    return mmatch__tiered_of(number == 1 ? side->first_tier : 0, 0);
}

/* The price of the quota around a host: none beyond the outermost. */
static inline mmatch__tiered mmatch__assign_price_around(const mmatch__assign_network *network,
                                                         int32_t host)
{
    const int32_t parent = network->parent_of[host];
    return parent < 0 ? mmatch__tiered_of(0, 0) : network->columns.price[parent];
}

/* The price of a host alone. */
static inline mmatch__tiered mmatch__assign_own_price(const mmatch__assign_network *network,
                                                      int32_t host)
{
    return mmatch__tiered_subtract(network->columns.price[host],
                                   mmatch__assign_price_around(network, host));
}

/* Reads a row into network->scan. Does nothing when it is there already; forget it when a pair of it changes. */
void mmatch__assign_read_row(mmatch__assign_network *network, int32_t row);
static inline void mmatch__assign_forget_scan(mmatch__assign_network *network)
{
    network->scan.row = -1;
}

/* Makes and unmakes a pair; loads stay as they are. There is always a slot free for one pair more than the
 * capacities admit. */
void mmatch__assign_make_pair(mmatch__assign_network *network, int32_t row, int32_t column,
                              int64_t units);
void mmatch__assign_unmake_pair(mmatch__assign_network *network, int64_t pair);

/* After a solve that knew no quotas: adds up their loads, and prices them at nothing. True when all are kept: what is best
 * without them is then best with them. `can_minima_wait`: minima are left out. */
bool mmatch__assign_adopt_quotas(mmatch__assign_network *network, bool can_minima_wait);
/* Back to where the network was filled: locked pairs alone, first prices. */
void mmatch__assign_start_over(mmatch__assign_network *network);

/* Scratch of the search, see search.c. */
typedef struct mmatch__assign_labels {
    mmatch__heap heap;        /* nodes: rows, then hosts */
    mmatch__tiered *distance; /* by node */
    int64_t *reached_at;      /* by node: number of the search that labelled it last */
    int64_t *settled_at;
    int32_t *settled; /* nodes in the order they were settled */
    int32_t settled_count;
    int64_t search_number;
    int32_t *host_parent;   /* node before a host on its path: a row, or a host beside it in the forest */
    int64_t *column_units;  /* units of the pair, when that is a row */
    int64_t *row_parent;    /* pair before a row on its path */
} mmatch__assign_labels;

/* Places rows one partner after the other until no change raises the objective. */
mmatch__assign_end mmatch__assign_search(mmatch__assign_network *network,
                                         mmatch__assign_labels *labels);

/* For an answer that meets all minima: prices that prove it with as few tiers as can be. */
mmatch__assign_end mmatch__assign_flatten(mmatch__assign_network *network,
                                          mmatch__assign_labels *labels);

/* Brings the prices of rows without a pair that could bind them as near to 0 as the candidates allow. */
mmatch__assign_end mmatch__assign_settle_prices(mmatch__assign_network *network);

/* Rearranges an optimum into the canonical one; see canonical.c. */
mmatch__assign_end mmatch__assign_canonical(mmatch__assign_network *network);

/* Why people without a partner have none; arrays by the market's numbers. */
mmatch__assign_end mmatch__assign_explain(mmatch__assign_network *network, int32_t *row_reasons,
                                          int32_t *column_reasons);

/* A number of units that no feasible matching exceeds, from column prices alone (whose tiers are ignored) or
 * from none at all, whichever is lower; says which. BEYOND_RANGE when neither fits int64. */
mmatch__assign_end mmatch__assign_bound(mmatch__assign_network *network, bool *is_priced_out,
                                        int64_t *units_out);

#endif
