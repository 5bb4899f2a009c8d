/* The lazy engine: the assignment problem where no row asks for more than one partner besides its locked ones.
 *
 * It keeps a few candidates of each row and a bound on all others, so that it reads rows seldom and never copies the
 * scores. Files: lazy.c (what it takes on, and the order of the stages), lazy_lists.c (candidates), lazy_auction.c
 * (approximate prices by scaling), lazy_reduce.c (a first matching at given prices), lazy_search.c (the exact rest),
 * lazy_top.c (a first matching where the best score is common), lazy_close.c (who cannot all be placed).
 *
 * Everything is in units as float64, which hold them exactly: scores are at most 2^40 units, and the engine gives up
 * (MMATCH__LAZY_DECLINED) when a price passes 2^50. Columns and rows go by inner numbers. */
#ifndef MMATCH_ASSIGN_LAZY_H
#define MMATCH_ASSIGN_LAZY_H

#include "assign/block_maxima.h"
#include "assign/network.h"

/* Prices and distances beyond this end the lazy engine: sums of four of them are still exact. */
#define MMATCH__LAZY_LARGEST 0x1p50

/* What the engine keeps of a row. */
enum {
    MMATCH__LAZY_KEPT = 32,       /* candidates a list is made with */
    MMATCH__LAZY_KEPT_SHORT = 16, /* the same where rows are so short that reading one again costs less */
    MMATCH__LAZY_SHORT = 2000,    /* columns of such rows */
    MMATCH__LAZY_KEPT_ROOMY = 12, /* the same where columns are half as many again as rows, so that few contend for one */
    MMATCH__LAZY_NOBODY = -1,
    MMATCH__LAZY_FILLER = -2 /* the rows without scores that stand for columns left empty */
};

typedef enum mmatch__lazy_kind {
    MMATCH__LAZY_FULL = 0,     /* asks for nobody */
    MMATCH__LAZY_REQUIRED = 1, /* to be placed as long as there is a place at any price */
    MMATCH__LAZY_OPTIONAL = 2, /* to be placed where that gains something */
    MMATCH__LAZY_CLOSED = 3    /* was required, but its columns have too few places: placed where that gains most */
} mmatch__lazy_kind;

/* A candidate of a row. */
typedef struct mmatch__lazy_candidate {
    double units;
    int32_t column;
    float top; /* units less price when the list was made, or little more: it never offers more afterwards */
} mmatch__lazy_candidate;

/* Room to read one row; each worker has its own. */
typedef struct mmatch__lazy_scratch {
    double *units;        /* by inner column; sparse: the entries of the row */
    double *other_units;  /* by the market's column, before a lottery renumbers them */
    int64_t *entry_columns;
    double *maxima;       /* by block */
    double *selection;    /* for finding the k-th largest */
    int32_t *columns;     /* what a selection holds */
    double *keys;         /* units minus price of each */
} mmatch__lazy_scratch;

typedef struct mmatch__lazy_item {
    double key;
    int32_t node; /* a column; column_count + row: what the row's list leaves out */
} mmatch__lazy_item;

/* A place in a column, during the scaled auction only. */
typedef struct mmatch__lazy_place {
    double price;
    int32_t holder; /* a row, MMATCH__LAZY_FILLER or MMATCH__LAZY_NOBODY */
} mmatch__lazy_place;

/* What a way through the matching may end with; of equal ends the earlier is taken. */
typedef enum mmatch__lazy_way {
    MMATCH__LAZY_NO_WAY = 0,
    MMATCH__LAZY_TO_COLUMN = 1, /* that has a free place */
    MMATCH__LAZY_TO_ROW = 2,    /* that stays without partner */
    MMATCH__LAZY_GIVE_UP = 3    /* the row that asks does */
} mmatch__lazy_way;

typedef struct mmatch__lazy {
    mmatch_context *context;
    uint64_t work; /* not yet told to the poll callback */
    const mmatch__assign_network *network;
    mmatch__block_maxima_fn block_maxima;
    int32_t row_count;
    int32_t column_count; /* of the market; one more, the last, is the void where rows may stay without partner */
    int32_t kept;         /* candidates a list is made with; it has room for twice as many, as several may tie */
    bool has_void;        /* closed rows may take it, and optional ones */
    bool is_renumbered;   /* inner columns are not the market's */
    bool is_balanced;     /* every place is taken in the end, by rows or fillers, at whatever price */
    mmatch__lazy_scratch *scratch; /* by worker */
    int32_t worker_count;
    /* rows */
    uint8_t *kind;
    int32_t *at;      /* column, MMATCH__LAZY_NOBODY */
    double *worth;    /* units of the row in its column */
    int32_t *row_next, *row_previous; /* the rows of a column */
    int64_t *list_begin;
    int32_t *list_count; /* -1: made anew before use */
    double *bound;       /* no candidate outside the list had more units less price when it was made */
    mmatch__lazy_candidate *list; /* of all rows; of each the best first, as prices were when its list was made */
    /* columns; the two prices also cover what the blocks of a row have beyond the columns */
    double *price;
    double *open_price;  /* the same, +infinity for columns that rows of tier 0 cannot have any more */
    uint8_t *is_closed;  /* those columns */
    int32_t closed_count;
    int32_t *room;       /* partners it can have besides the locked ones */
    int32_t *load;
    int32_t *held;       /* places that fillers have */
    int32_t *first_row;
    /* totals */
    int64_t demand;      /* rows that ask for a partner */
    int64_t place_count; /* sum of room, the void aside */
    int64_t place_limit; /* places there is memory for in a balanced problem */
    int64_t filler_count;
    double filler_price; /* of all columns with fillers; no column is cheaper */
    double *free_prices; /* by place */
    /* scaled auction */
    mmatch__lazy_place *places;
    int64_t *place_begin;
    double *lowest; /* tournament of prices, node 1 the root */
    int64_t leaf_count;
    int32_t *queue;
    int32_t *later;
    int32_t later_count;
    /* search */
    mmatch__lazy_item *heap;
    int32_t *heap_place; /* by node, -1: not in it */
    int32_t heap_count;
    double *distance;
    int32_t *parent; /* row before a column, MMATCH__LAZY_FILLER */
    int32_t *reached_at, *settled_at;
    int32_t *settled;
    int32_t settled_count;
    int32_t search_number;
    double best_distance;
    mmatch__lazy_way best_way;
    int32_t best_person;
    int32_t filler_column; /* through which the fillers were reached, MMATCH__LAZY_NOBODY */
    double filler_distance;
    double *row_base;    /* distance of a row plus its own price */
    int32_t *row_asked;  /* candidates asked for in this search */
} mmatch__lazy;

typedef enum mmatch__lazy_end {
    MMATCH__LAZY_DONE = 0,
    MMATCH__LAZY_DECLINED = 1, /* nothing is decided; prices may be anything */
    MMATCH__LAZY_STOPPED = 2,
    MMATCH__LAZY_CANCELLED = 3,
    MMATCH__LAZY_OUT_OF_MEMORY = 4
} mmatch__lazy_end;

static inline mmatch__lazy_end mmatch__lazy_end_of(mmatch_poll_answer answer)
{
    return answer == MMATCH_POLL_CONTINUE ? MMATCH__LAZY_DONE
           : answer == MMATCH_POLL_CANCEL ? MMATCH__LAZY_CANCELLED
                                          : MMATCH__LAZY_STOPPED;
}

/* Tells the callback about the work done. */
static inline mmatch__lazy_end mmatch__lazy_poll(mmatch__lazy *lazy)
{
    const uint64_t work = lazy->work + 32;
    lazy->work = 0;
    return mmatch__lazy_end_of(mmatch__poll(lazy->context, work));
}

static inline bool mmatch__lazy_has_place(const mmatch__lazy *lazy, int32_t column)
{
    return lazy->load[column] + lazy->held[column] < lazy->room[column];
}

/* Rows that may also stay without partner, at no gain and no loss. */
static inline bool mmatch__lazy_may_go_without(const mmatch__lazy *lazy, int32_t row)
{
    return lazy->kind[row] == MMATCH__LAZY_OPTIONAL || lazy->kind[row] == MMATCH__LAZY_CLOSED;
}

/* ---- lazy_top.c ---- */

/* At prices 0, before any lists: places rows at the best score there is, where that is common. */
mmatch__lazy_end mmatch__lazy_place_at_top(mmatch__lazy *lazy);

/* ---- lazy_lists.c ---- */

/* The k-th largest of count numbers, k from 1; reorders them. */
double mmatch__lazy_kth_largest(double *numbers, int64_t count, int64_t k);

/* A key as a float, rounded up. */
float mmatch__lazy_float_not_below(double key);

/* Makes the lists that rows without partner lack, at the present prices, over the context's threads. */
mmatch__lazy_end mmatch__lazy_make_lists(mmatch__lazy *lazy);
/* Makes the list of one row. */
void mmatch__lazy_make_list(mmatch__lazy *lazy, int32_t row);
/* The `asked` best candidates of a row, or some more, into scratch 0; *bound_out as for lists. With asked at most
 * lazy->kept the selection also becomes the row's list. */
int32_t mmatch__lazy_select(mmatch__lazy *lazy, int32_t row, int32_t asked, double *bound_out);
/* Adds up the units of a spread of rows by column, -infinity left out, and makes their means the prices. */
mmatch__lazy_end mmatch__lazy_price_by_means(mmatch__lazy *lazy);
/* All candidates of a row into scratch 0, columns and, as keys, units; their number. */
int32_t mmatch__lazy_read_candidates(mmatch__lazy *lazy, int32_t row);
/* Best price to pay by a row for columns closed to others; -infinity when there are none. */
double mmatch__lazy_best_closed(mmatch__lazy *lazy, int32_t row);

/* The two best offers to a row. */
typedef struct mmatch__lazy_offers {
    double best, second; /* -infinity: none */
    int32_t column;      /* of the best */
    double units;        /* of that pair */
} mmatch__lazy_offers;
mmatch__lazy_offers mmatch__lazy_look(mmatch__lazy *lazy, int32_t row);

/* ---- lazy_close.c ---- */

/* Closes every part whose required rows cannot all be placed. Starts from the pairs there are and changes them, without
 * regard to prices. */
mmatch__lazy_end mmatch__lazy_find_closed(mmatch__lazy *lazy);

/* ---- lazy_auction.c ---- */

/* Auctions all places by bids that rise by at least a step, for smaller and smaller steps. Leaves prices; the matching
 * is taken apart. is_contested: many want the same, so the first step is larger. DECLINED when bids go on and on. */
mmatch__lazy_end mmatch__lazy_scaled_auction(mmatch__lazy *lazy, bool is_contested, bool *keeps_pairs_out);

/* Gives the void of closed rows, if there is one, a price at which it is as good as a column for as many of them as it has
 * room for. */
void mmatch__lazy_price_void(mmatch__lazy *lazy);

/* ---- lazy_reduce.c ---- */

/* Places free rows at their best column, raising its price to their second best, until that gets stuck. */
mmatch__lazy_end mmatch__lazy_reduce(mmatch__lazy *lazy);
/* Rows without partner that might still gain by one. */
int64_t mmatch__lazy_count_free(mmatch__lazy *lazy);
/* The price that as many open places as there are fillers do not exceed. */
double mmatch__lazy_filler_level(mmatch__lazy *lazy);
/* Gives the fillers the cheapest places, all at one price. Nobody has been placed yet. */
void mmatch__lazy_place_fillers(mmatch__lazy *lazy);
/* Makes and unmakes pairs. */
void mmatch__lazy_take(mmatch__lazy *lazy, int32_t row, int32_t column, double units);
void mmatch__lazy_leave(mmatch__lazy *lazy, int32_t row);
void mmatch__lazy_leave_all(mmatch__lazy *lazy);

/* ---- lazy_search.c ---- */

/* Places every row that still asks, by shortest paths; exact. */
mmatch__lazy_end mmatch__lazy_search(mmatch__lazy *lazy);

/* ---- lazy.c ---- */

/* Solves the network's problem where it can, and writes pairs and prices into it so that the conditions of search.c
 * hold for all rows; then *is_solved_out. Otherwise the network is as it was. */
mmatch__assign_end mmatch__assign_lazily(mmatch__assign_network *network, bool *is_solved_out);

#endif
