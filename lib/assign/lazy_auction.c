/* Approximate prices by an auction with a falling step.
 *
 * Problem
 *     Find prices near those of an optimum for the balanced problem, in which every place of every column is taken: by
 *     rows, or by fillers when places are many (a filler scores 0 everywhere); when rows are many, one further column,
 *     the void, scores 0 for everybody and has room for the rest.
 *
 * Idea
 *     Free bidders bid for the cheapest place of their best column: its price rises to where the second best would be as
 *     good, and by a step more; the holder is outbid and free. With a large step the prices of what everybody wants rise
 *     in few bids; then the step shrinks, only those who are no longer within a step of their best are freed, and prices
 *     get finer. Prices never fall, so the bounds of candidate lists stay true, and few rows are read again.
 *     As a rule only prices are kept: the exact stages start from them with an empty matching. Where scores are multiples of
 *     a grain (whole numbers, say), and ties abound, pairs are kept too. Seen modulo the grain, prices then lie in bunches. If there
 *     is a gap between them that is wider than the step, everybody is where the best is once prices are rounded to multiples
 *     of the grain from behind the gap: less than a step was missing, so less than a grain is missing, so nothing is.
 *
 * Invariants
 *     Who holds a place is within the step of the best that the prices offer (but for steps of earlier rounds, until
 *     the next check).
 *
 * Special cases
 *     Fillers look for the cheapest places of all; a tournament of column prices finds them. If some rows cannot be placed,
 *     bids never end: after a number of bids the auction declines.
 *
 * Reference
 *     Bertsekas 1979; Bertsekas and Castanon 1989, "The auction algorithm for the transportation problem". */
#include <math.h>

#include "assign/lazy.h"

enum {
    AUCTION_ROUNDS = 5,
    AUCTION_STEP_FACTOR = 10,
    AUCTION_LARGER_STEPS = 3,
    AUCTION_FIRST_BIDS = 60, /* for each bidder, then it begins again with a larger step */
    AUCTION_LATER_BIDS = 12, /* the same, then the next round begins */
    GRAINS_OF_FIRST_STEP = 2,
    PLACES_PER_MISFIT = 1000 /* at most so few bidders may lose their place when prices are rounded */
};

/* ---- places of a column: a heap with the cheapest first ---- */

static void sift_place(mmatch__lazy_place *places, int32_t count, int32_t from)
{
    const mmatch__lazy_place moved = places[from];
    for (;;) {
        int32_t child = 2 * from + 1;
        if (child >= count) {
            break;
        }
        if (child + 1 < count && places[child + 1].price < places[child].price) {
            child++;
        }
        if (places[child].price >= moved.price) {
            break;
        }
        places[from] = places[child];
        from = child;
    }
    places[from] = moved;
}

static double second_place_price(const mmatch__lazy *lazy, int32_t column)
{
    const mmatch__lazy_place *const places = &lazy->places[lazy->place_begin[column]];
    const int32_t count = lazy->room[column];
    if (count < 2) {
        return (double)INFINITY;
    }
    return count > 2 && places[2].price < places[1].price ? places[2].price : places[1].price;
}

/* ---- the tournament ---- */

static void update_tournament(mmatch__lazy *lazy, int32_t column)
{
    int64_t node = lazy->leaf_count + column;
    lazy->lowest[node] = lazy->price[column];
    while (node > 1) {
        double low;
        node /= 2;
        low = lazy->lowest[2 * node] < lazy->lowest[2 * node + 1] ? lazy->lowest[2 * node]
                                                                  : lazy->lowest[2 * node + 1];
        if (lazy->lowest[node] == low) {
            return;
        }
        lazy->lowest[node] = low;
    }
}

static void fill_tournament(mmatch__lazy *lazy)
{
    int64_t node;
    for (node = 0; node < lazy->leaf_count; node++) {
        lazy->lowest[lazy->leaf_count + node] =
            node <= lazy->column_count && lazy->room[node] > 0 && !lazy->is_closed[node]
                ? lazy->price[node]
                : (double)INFINITY;
    }
    for (node = lazy->leaf_count - 1; node >= 1; node--) {
        lazy->lowest[node] = lazy->lowest[2 * node] < lazy->lowest[2 * node + 1]
                                 ? lazy->lowest[2 * node]
                                 : lazy->lowest[2 * node + 1];
    }
}

/* The cheapest column, and the least price of all others. */
static int32_t cheapest_column(const mmatch__lazy *lazy, double *second_out)
{
    double second = (double)INFINITY;
    int64_t node = 1;
    while (node < lazy->leaf_count) {
        const int64_t left = 2 * node;
        const int64_t won = lazy->lowest[left] <= lazy->lowest[left + 1] ? left : left + 1;
        const int64_t lost = won ^ 1;
        second = lazy->lowest[lost] < second ? lazy->lowest[lost] : second;
        node = won;
    }
    *second_out = second;
    return (int32_t)(node - lazy->leaf_count);
}

/* ---- bids ---- */

/* Puts a bidder on the cheapest place of a column, for more; who held it, or MMATCH__LAZY_NOBODY. */
static int32_t hand_over(mmatch__lazy *lazy, int32_t column, int32_t bidder, double raise)
{
    mmatch__lazy_place *const places = &lazy->places[lazy->place_begin[column]];
    const int32_t holder = places[0].holder;
    places[0].holder = bidder;
    places[0].price += raise;
    sift_place(places, lazy->room[column], 0);
    lazy->price[column] = places[0].price;
    if (!lazy->is_closed[column]) {
        lazy->open_price[column] = places[0].price;
        if (lazy->filler_count > 0) {
            update_tournament(lazy, column);
        }
    }
    return holder;
}

static int32_t bid_of_row(mmatch__lazy *lazy, int32_t row, double step)
{
    const mmatch__lazy_offers offers = mmatch__lazy_look(lazy, row);
    double second = offers.second;
    double own;
    if (offers.column < 0) {
        return row;
    }
    own = offers.units - second_place_price(lazy, offers.column);
    second = own > second ? own : second;
    second = second > -(double)INFINITY ? second : offers.best;
    lazy->at[row] = offers.column;
    lazy->worth[row] = offers.units;
    return hand_over(lazy, offers.column, row, offers.best - second + step);
}

static int32_t bid_of_filler(mmatch__lazy *lazy, double step)
{
    double second;
    const int32_t column = cheapest_column(lazy, &second);
    const double own = second_place_price(lazy, column);
    second = own < second ? own : second;
    second = second < (double)INFINITY ? second : lazy->price[column];
    return hand_over(lazy, column, MMATCH__LAZY_FILLER, second - lazy->price[column] + step);
}

/* Frees who is more than a step from the best; counts free fillers, queues free rows. */
static int32_t free_unhappy(mmatch__lazy *lazy, double step, int64_t *free_fillers)
{
    double *const paid = lazy->row_base; /* by row; of the search, which has not begun */
    int64_t fillers = lazy->filler_count;
    int32_t count = 0;
    int32_t row;
    int32_t column;
    for (column = 0; column <= lazy->column_count; column++) {
        mmatch__lazy_place *const places = &lazy->places[lazy->place_begin[column]];
        int32_t place;
        for (place = 0; place < lazy->room[column]; place++) {
            if (places[place].holder >= 0) {
                paid[places[place].holder] = places[place].price;
            } else if (places[place].holder == MMATCH__LAZY_FILLER &&
                       places[place].price - lazy->lowest[1] > step) {
                places[place].holder = MMATCH__LAZY_NOBODY;
            }
            fillers -= places[place].holder == MMATCH__LAZY_FILLER;
        }
    }
    for (row = 0; row < lazy->row_count; row++) { /* as their lists lie in memory */
        if (lazy->kind[row] == MMATCH__LAZY_FULL) {
            continue;
        }
        if (lazy->at[row] >= 0 && lazy->worth[row] - paid[row] < mmatch__lazy_look(lazy, row).best - step) {
            lazy->at[row] = MMATCH__LAZY_NOBODY;
        }
        if (lazy->at[row] < 0) {
            lazy->queue[count++] = row;
        }
    }
    for (column = 0; column <= lazy->column_count; column++) {
        mmatch__lazy_place *const places = &lazy->places[lazy->place_begin[column]];
        int32_t place;
        for (place = 0; place < lazy->room[column]; place++) {
            if (places[place].holder >= 0 && lazy->at[places[place].holder] < 0) {
                places[place].holder = MMATCH__LAZY_NOBODY;
            }
        }
    }
    *free_fillers = fillers;
    return count;
}

#if defined(__GNUC__)
#define FETCH(address) __builtin_prefetch(address)
#else
#define FETCH(address) ((void)(address))
#endif

static int32_t queued(const mmatch__lazy *lazy, int32_t first, int32_t ahead)
{
    const int64_t at = (int64_t)first + ahead;
    return lazy->queue[at < lazy->row_count ? at : at - lazy->row_count];
}

/* Has fetched from memory what the next in the queue will look at: where their lists are, the lists, prices. */
static void look_ahead(const mmatch__lazy *lazy, int32_t first, int32_t count)
{
    enum { FAR = 12, NEAR = 6, NEXT = 3, FIRST_CANDIDATES = 4, A_LINE = 4 };
    const mmatch__lazy_candidate *list;
    int32_t row;
    int32_t k;
    if (count <= FAR) {
        return;
    }
    row = queued(lazy, first, FAR);
    FETCH(&lazy->list_begin[row]);
    FETCH(&lazy->list_count[row]);
    FETCH(&lazy->bound[row]);
    list = &lazy->list[lazy->list_begin[queued(lazy, first, NEAR)]];
    FETCH(list);
    FETCH(list + A_LINE);
    FETCH(list + 2 * A_LINE);
    row = queued(lazy, first, NEXT);
    list = &lazy->list[lazy->list_begin[row]];
    for (k = 0; k < FIRST_CANDIDATES && k < lazy->list_count[row]; k++) {
        FETCH(&lazy->price[list[k].column]);
        FETCH(&lazy->places[lazy->place_begin[list[k].column]]);
    }
}

/* *is_complete_out: every place is held, by somebody who is within the step of the best. */
static mmatch__lazy_end run_round(mmatch__lazy *lazy, double step, bool is_first, bool *is_complete_out)
{
    int64_t bids = (is_first ? AUCTION_FIRST_BIDS : AUCTION_LATER_BIDS) *
                       (lazy->demand + lazy->filler_count) +
                   1000;
    int64_t free_fillers;
    int32_t count = free_unhappy(lazy, step, &free_fillers);
    int32_t first = 0; /* of the queue, a ring */
    *is_complete_out = false;
    while (count > 0 || free_fillers > 0) {
        int32_t bidder = MMATCH__LAZY_FILLER;
        int32_t outbid;
        mmatch__lazy_end end;
        if (count > 0) {
            bidder = lazy->queue[first];
            first = first + 1 < lazy->row_count ? first + 1 : 0;
            count--;
            look_ahead(lazy, first, count);
            outbid = bid_of_row(lazy, bidder, step);
        } else {
            free_fillers--;
            outbid = bid_of_filler(lazy, step);
        }
        if (outbid >= 0) {
            int64_t last = (int64_t)first + count;
            if (outbid == bidder) {
                return MMATCH__LAZY_DECLINED; /* nobody for this row */
            }
            lazy->at[outbid] = MMATCH__LAZY_NOBODY;
            last -= last >= lazy->row_count ? lazy->row_count : 0;
            lazy->queue[last] = outbid;
            count++;
        }
        free_fillers += outbid == MMATCH__LAZY_FILLER;
        if (bids-- == 0) {
            return is_first ? MMATCH__LAZY_DECLINED : MMATCH__LAZY_DONE;
        }
        end = mmatch__lazy_poll(lazy);
        if (end != MMATCH__LAZY_DONE) {
            return end;
        }
    }
    *is_complete_out = true;
    return MMATCH__LAZY_DONE;
}

/* Fillers will have the cheapest places: what is cheaper than the dearest of those would only be bid up step by step. */
static void raise_cheapest(mmatch__lazy *lazy)
{
    const double least = mmatch__lazy_filler_level(lazy);
    int32_t column;
    for (column = 0; column <= lazy->column_count; column++) {
        if (lazy->room[column] > 0 && !lazy->is_closed[column] && lazy->price[column] < least) {
            lazy->price[column] = least;
            lazy->open_price[column] = least;
        }
    }
}

void mmatch__lazy_price_void(mmatch__lazy *lazy)
{
    double *const bests = lazy->row_base; /* of the search, which has not begun */
    int64_t count = 0;
    int32_t row;
    if (!lazy->is_closed[lazy->column_count]) {
        return;
    }
    for (row = 0; row < lazy->row_count; row++) {
        if (lazy->kind[row] == MMATCH__LAZY_CLOSED && lazy->list_count[row] > 0) {
            const mmatch__lazy_candidate *const list = &lazy->list[lazy->list_begin[row]];
            double best = -MMATCH__LAZY_LARGEST;
            int32_t k;
            for (k = 0; k < lazy->list_count[row]; k++) {
                const double key =
                    list[k].units - lazy->price[list[k].column];
                best = key > best ? key : best;
            }
            bests[count++] = best;
        }
    }
    if (lazy->room[lazy->column_count] < count) {
        const double worth =
            mmatch__lazy_kth_largest(bests, count, count - lazy->room[lazy->column_count]);
        lazy->price[lazy->column_count] = worth > -MMATCH__LAZY_LARGEST ? 0.0 - worth : 0;
    }
}

/* What lies between the best and the last of a list, on average. *grain_out: a power of two that divides all units in the
 * lists. */
static double list_depth(const mmatch__lazy *lazy, double *grain_out)
{
    double sum = 0;
    uint64_t bits = 0;
    int64_t count = 0;
    int32_t row;
    for (row = 0; row < lazy->row_count; row++) {
        const mmatch__lazy_candidate *const list = &lazy->list[lazy->list_begin[row]];
        double best = -(double)INFINITY;
        double worst = (double)INFINITY;
        int32_t k;
        for (k = 0; k < lazy->list_count[row]; k++) {
            const double key =
                list[k].units - lazy->price[list[k].column];
            bits |= (uint64_t)(int64_t)list[k].units;
            best = key > best ? key : best;
            worst = key < worst ? key : worst;
        }
        if (best > -(double)INFINITY) {
            sum += best - worst;
            count++;
        }
    }
    *grain_out = bits != 0 ? (double)(bits & (~bits + 1)) : 1;
    return count > 0 ? sum / (double)count : 0;
}

static void set_up_places(mmatch__lazy *lazy)
{
    int64_t place = 0;
    int32_t column;
    for (column = 0; column <= lazy->column_count; column++) {
        int32_t k;
        lazy->place_begin[column] = place;
        for (k = 0; k < lazy->room[column]; k++) {
            lazy->places[place].price = lazy->price[column];
            lazy->places[place].holder = MMATCH__LAZY_NOBODY;
            place++;
        }
    }
}

/* ---- from within a step to exact ---- */

/* A number below the grain such that few prices have a remainder by the grain less than a step before it; -1 when there is
 * none. */
static double find_gap(mmatch__lazy *lazy, double grain, double step)
{
    int32_t *const counts = lazy->reached_at; /* by cell of the grain; of the search, which is not on */
    const int64_t places = lazy->place_begin[lazy->column_count] + lazy->room[lazy->column_count];
    int64_t cells = (int64_t)(grain / step) * 2;
    int64_t width;
    int64_t sum = 0;
    int64_t least = INT64_MAX;
    int64_t least_end = -1;
    int64_t k;
    cells = cells < lazy->column_count ? cells : lazy->column_count;
    if (cells < 4) {
        return -1;
    }
    for (k = 0; k < cells; k++) {
        counts[k] = 0;
    }
    width = (int64_t)(step / (grain / (double)cells)) + 2; /* of a window, wider than the step */
    for (k = 0; k < places; k++) {
        const double price = lazy->places[k].price;
        const double remainder = price - floor(price / grain) * grain;
        const int64_t cell = (int64_t)(remainder / grain * (double)cells);
        counts[cell < cells ? cell : cells - 1]++;
    }
    for (k = 0; k < cells + width; k++) {
        sum += counts[k % cells];
        sum -= k >= width ? counts[(k - width) % cells] : 0;
        if (k >= width - 1 && sum < least) {
            least = sum;
            least_end = (k + 1) % cells;
        }
    }
    for (k = 0; k < cells; k++) {
        counts[k] = 0; /* no search reached these */
    }
    return least * PLACES_PER_MISFIT <= places ? floor((double)least_end * (grain / (double)cells)) : -1;
}

/* Rounds prices to multiples of the grain, if there is a gap that few are in. They are raised as a whole by as much as they
 * may have been rounded down, as they must not fall. */
static bool round_prices(mmatch__lazy *lazy, double grain, double step)
{
    const double end = find_gap(lazy, grain, step);
    const int64_t places = lazy->place_begin[lazy->column_count] + lazy->room[lazy->column_count];
    int64_t place;
    int32_t column;
    if (end < 0) {
        return false;
    }
    for (place = 0; place < places; place++) {
        lazy->places[place].price = (floor((lazy->places[place].price - end) / grain) + 2) * grain;
    }
    for (column = 0; column <= lazy->column_count; column++) {
        if (lazy->room[column] > 0) {
            lazy->price[column] = lazy->places[lazy->place_begin[column]].price;
            lazy->open_price[column] = lazy->is_closed[column] ? (double)INFINITY : lazy->price[column];
        }
    }
    return true;
}

/* Makes the pairs of the auction that are exactly best at the present prices. False when fillers are not. */
static bool keep_pairs(mmatch__lazy *lazy)
{
    int32_t column;
    fill_tournament(lazy);
    mmatch__lazy_leave_all(lazy);
    lazy->filler_price = lazy->lowest[1];
    for (column = 0; column <= lazy->column_count; column++) {
        const mmatch__lazy_place *const places = &lazy->places[lazy->place_begin[column]];
        int32_t place;
        for (place = 0; place < lazy->room[column]; place++) {
            const int32_t holder = places[place].holder;
            if (holder == MMATCH__LAZY_FILLER) {
                if (places[place].price != lazy->filler_price) {
                    return false;
                }
                lazy->held[column]++;
            } else if (places[place].price == lazy->price[column] &&
                       lazy->worth[holder] - lazy->price[column] >= mmatch__lazy_look(lazy, holder).best) {
                mmatch__lazy_take(lazy, holder, column, lazy->worth[holder]);
            }
        }
    }
    return true;
}

mmatch__lazy_end mmatch__lazy_scaled_auction(mmatch__lazy *lazy, bool is_contested, bool *keeps_pairs_out)
{
    double grain;
    double step = list_depth(lazy, &grain) * (is_contested ? 0.3 : 0.1);
    mmatch__lazy_end end = MMATCH__LAZY_DONE;
    int32_t round;
    int32_t column;
    bool is_rounded = false;
    /* with a first step below the grain, what many rows like equally well would be bid for again and again */
    step = step < GRAINS_OF_FIRST_STEP * grain ? GRAINS_OF_FIRST_STEP * grain : step;
    if (lazy->filler_count > 0) {
        raise_cheapest(lazy);
    }
    mmatch__lazy_price_void(lazy);
    set_up_places(lazy);
    fill_tournament(lazy);
    for (round = 0; round < AUCTION_ROUNDS && end == MMATCH__LAZY_DONE && !is_rounded; round++) {
        bool is_complete;
        if (step < 1 && round > 0) {
            break;
        }
        step = step < 1 ? 1 : floor(step);
        end = run_round(lazy, step, round <= 0, &is_complete);
        is_rounded = end == MMATCH__LAZY_DONE && is_complete && step < grain && round_prices(lazy, grain, step);
        if (end == MMATCH__LAZY_DONE && step < grain && !is_complete) {
            break; /* ties are bid for in vain */
        }
        if (end == MMATCH__LAZY_DECLINED && round <= 0 && round > -AUCTION_LARGER_STEPS) {
            end = MMATCH__LAZY_DONE; /* too many bids: begin again with a larger step */
            round -= 2;
            step *= AUCTION_STEP_FACTOR;
        } else {
            step /= AUCTION_STEP_FACTOR;
        }
    }
    for (column = 0; column <= lazy->column_count; column++) {
        if (lazy->price[column] > MMATCH__LAZY_LARGEST && lazy->room[column] > 0) {
            end = end == MMATCH__LAZY_DONE ? MMATCH__LAZY_DECLINED : end;
        }
    }
    *keeps_pairs_out = end == MMATCH__LAZY_DONE && is_rounded && keep_pairs(lazy);
    if (!*keeps_pairs_out) {
        mmatch__lazy_leave_all(lazy);
    }
    return end;
}
