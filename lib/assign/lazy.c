/* The lazy engine from outside: what it takes on, the order of its stages, and the way back into the network.
 *
 * Idea
 *     1. Lists at prices 0, and a first matching by reduction. Where scores conflict little, few rows are left, and
 *        the search places them: done.
 *     2. Where many rows are left, scores conflict: a row's wish is everybody's. The problem is then made balanced
 *        (fillers for empty columns, a void for rows that must stay out), prices are found roughly by a scaled auction,
 *        and reduction and search start from these. If several rows want the same columns throughout, the means
 *        of the columns are the first prices.
 *     3. A balanced optimum may be shifted: all prices up, all rows down. If the shift that gives free columns price 0
 *        makes nobody worse off than without partner, it is an optimum of the problem as asked. Otherwise, or when the
 *        auction declined, the engine goes back to prices 0 and searches from there.
 *
 * What it declines: rows that ask for two partners more, required rows of unequal worth, minima of columns that the
 * result happens to miss, prices out of range. The general search of search.c takes those.
 *
 * Complexity
 *     Memory O(rows * MMATCH__LAZY_KEPT + columns + places), and a row for each thread. */
#include "assign/lazy.h"

#include <float.h>
#include <math.h>
#include <stddef.h>

#include "base/parallel.h"
#include "base/row_reader.h"

typedef struct lazy_slices {
    size_t scratch, units, other_units, entry_columns, maxima, selection, columns, keys;
    size_t kind, at, worth, row_next, row_previous, list_begin, list_count, bound, list;
    size_t price, open_price, is_closed, room, load, held, first_row;
    size_t free_prices, places, place_begin, lowest, queue;
    size_t heap, heap_place, distance, parent, reached_at, settled_at, settled, row_base, row_asked;
} lazy_slices;

/* What the network asks for, before any memory is taken. */
typedef struct lazy_request {
    int64_t tier; /* what a required row is worth */
    int64_t demand, required, place_count, list_total;
} lazy_request;

enum {
    PLACES_PER_PERSON = 8,    /* balanced problems keep an array of all places: no more of them for each person */
    FREE_SQUARED_PER_ROW = 16, /* so few free rows are left to the search alone: its cost rises with their square */
    FREE_SQUARED_PER_SPARSE_ROW = 1
};

static int64_t room_of(const mmatch__assign_side *columns, int32_t column)
{
    return columns->maximum[column] - columns->load[column];
}

static int32_t kept_of(const mmatch__assign_network *network)
{
    if (2 * (int64_t)network->columns.count >= 3 * (int64_t)network->rows.count) {
        return MMATCH__LAZY_KEPT_ROOMY;
    }
    return network->columns.count < MMATCH__LAZY_SHORT ? MMATCH__LAZY_KEPT_SHORT : MMATCH__LAZY_KEPT;
}

static int64_t list_room(const mmatch__assign_network *network, int32_t row)
{
    const int64_t limit =
        mmatch__rows_entry_limit(network->market.scores, network->rows.user_of[row]);
    return limit < 2 * kept_of(network) ? limit : 2 * kept_of(network);
}

/* False when the engine does not take this on. */
static bool look_at_network(const mmatch__assign_network *network, lazy_request *request)
{
    const mmatch__assign_side *const rows = &network->rows;
    const mmatch__assign_side *const columns = &network->columns;
    int32_t person;
    request->tier = 0;
    request->demand = 0;
    request->required = 0;
    request->place_count = 0;
    request->list_total = 0;
    for (person = 0; person < rows->count; person++) {
        const int32_t asked = rows->maximum[person] - rows->load[person];
        mmatch__tiered gain;
        if (asked > 1) {
            return false;
        }
        if (asked < 1) {
            continue;
        }
        gain = mmatch__assign_gain(rows, person, rows->load[person] + 1);
        if (gain.tier > 0) {
            if (request->required > 0 && gain.tier != request->tier) {
                return false;
            }
            request->tier = gain.tier;
            request->required++;
        }
        request->demand++;
        request->list_total += list_room(network, person);
    }
    for (person = 0; person < columns->count; person++) {
        const int64_t room = room_of(columns, person);
        request->place_count += room > 0 ? room : 0;
    }
    return request->demand > 0 && request->place_count > 0;
}

static void plan_lazy_scratch(mmatch__layout *layout, const mmatch__lazy *lazy, lazy_slices *at)
{
    const int64_t columns = lazy->column_count;
    const int64_t blocks = mmatch__block_count(columns);
    const int64_t padded = blocks * MMATCH__BLOCK_WIDTH;
    const int64_t workers = lazy->worker_count;
    const bool is_sparse = lazy->network->is_sparse;
    at->scratch = mmatch__layout_add(layout, workers, sizeof(mmatch__lazy_scratch));
    at->units = mmatch__layout_add(layout, workers * padded, sizeof(double));
    at->other_units =
        mmatch__layout_add(layout, lazy->is_renumbered ? workers * columns : 0, sizeof(double));
    at->entry_columns = mmatch__layout_add(layout, is_sparse ? workers * columns : 0, sizeof(int64_t));
    at->maxima = mmatch__layout_add(layout, workers * blocks, sizeof(double));
    at->selection = mmatch__layout_add(layout, workers * columns, sizeof(double));
    at->columns = mmatch__layout_add(layout, workers * columns, sizeof(int32_t));
    at->keys = mmatch__layout_add(layout, workers * columns, sizeof(double));
}

static void plan_lazy(mmatch__layout *layout, const mmatch__lazy *lazy, const lazy_request *request,
                      lazy_slices *at)
{
    const int64_t rows = lazy->row_count;
    const int64_t columns = lazy->column_count + 1;
    const int64_t padded = mmatch__block_count(lazy->column_count) * MMATCH__BLOCK_WIDTH + 1;
    const int64_t places = lazy->place_limit;
    plan_lazy_scratch(layout, lazy, at);
    at->kind = mmatch__layout_add(layout, rows, sizeof(uint8_t));
    at->at = mmatch__layout_add(layout, rows, sizeof(int32_t));
    at->worth = mmatch__layout_add(layout, rows, sizeof(double));
    at->row_next = mmatch__layout_add(layout, rows, sizeof(int32_t));
    at->row_previous = mmatch__layout_add(layout, rows, sizeof(int32_t));
    at->list_begin = mmatch__layout_add(layout, rows + 1, sizeof(int64_t));
    at->list_count = mmatch__layout_add(layout, rows, sizeof(int32_t));
    at->bound = mmatch__layout_add(layout, rows, sizeof(double));
    at->list = mmatch__layout_add(layout, request->list_total, sizeof(mmatch__lazy_candidate));
    at->price = mmatch__layout_add(layout, padded, sizeof(double));
    at->open_price = mmatch__layout_add(layout, padded, sizeof(double));
    at->is_closed = mmatch__layout_add(layout, columns, sizeof(uint8_t));
    at->room = mmatch__layout_add(layout, columns, sizeof(int32_t));
    at->load = mmatch__layout_add(layout, columns, sizeof(int32_t));
    at->held = mmatch__layout_add(layout, columns, sizeof(int32_t));
    at->first_row = mmatch__layout_add(layout, columns, sizeof(int32_t));
    at->free_prices = mmatch__layout_add(layout, places, sizeof(double));
    at->places = mmatch__layout_add(layout, places, sizeof(mmatch__lazy_place));
    at->place_begin = mmatch__layout_add(layout, columns, sizeof(int64_t));
    at->lowest = mmatch__layout_add(layout, 2 * lazy->leaf_count, sizeof(double));
    at->queue = mmatch__layout_add(layout, rows, sizeof(int32_t));
    at->heap = mmatch__layout_add(layout, rows + columns, sizeof(mmatch__lazy_item));
    at->heap_place = mmatch__layout_add(layout, rows + columns, sizeof(int32_t));
    at->distance = mmatch__layout_add(layout, columns, sizeof(double));
    at->parent = mmatch__layout_add(layout, columns, sizeof(int32_t));
    at->reached_at = mmatch__layout_add(layout, columns, sizeof(int32_t));
    at->settled_at = mmatch__layout_add(layout, columns, sizeof(int32_t));
    at->settled = mmatch__layout_add(layout, columns, sizeof(int32_t));
    at->row_base = mmatch__layout_add(layout, rows, sizeof(double));
    at->row_asked = mmatch__layout_add(layout, rows, sizeof(int32_t));
}

static void place_lazy_scratch(mmatch__lazy *lazy, const mmatch__workspace *memory,
                               const lazy_slices *at)
{
    const int64_t columns = lazy->column_count;
    const int64_t blocks = mmatch__block_count(columns);
    const int64_t padded = blocks * MMATCH__BLOCK_WIDTH;
    double *const units = (double *)mmatch__workspace_at(memory, at->units);
    double *const other_units = (double *)mmatch__workspace_at(memory, at->other_units);
    int64_t *const entry_columns = (int64_t *)mmatch__workspace_at(memory, at->entry_columns);
    double *const maxima = (double *)mmatch__workspace_at(memory, at->maxima);
    double *const selection = (double *)mmatch__workspace_at(memory, at->selection);
    int32_t *const selected = (int32_t *)mmatch__workspace_at(memory, at->columns);
    double *const keys = (double *)mmatch__workspace_at(memory, at->keys);
    int32_t worker;
    lazy->scratch = (mmatch__lazy_scratch *)mmatch__workspace_at(memory, at->scratch);
    for (worker = 0; worker < lazy->worker_count; worker++) {
        mmatch__lazy_scratch *const scratch = &lazy->scratch[worker];
        int64_t column;
        scratch->units = units + worker * padded;
        for (column = columns; column < padded; column++) {
            scratch->units[column] = -(double)INFINITY;
        }
        scratch->other_units = lazy->is_renumbered ? other_units + worker * columns : NULL;
        scratch->entry_columns =
            lazy->network->is_sparse ? entry_columns + worker * columns : NULL;
        scratch->maxima = maxima + worker * blocks;
        scratch->selection = selection + worker * columns;
        scratch->columns = selected + worker * columns;
        scratch->keys = keys + worker * columns;
    }
}

static void place_lazy(mmatch__lazy *lazy, const mmatch__workspace *memory, const lazy_slices *at)
{
    place_lazy_scratch(lazy, memory, at);
    lazy->kind = (uint8_t *)mmatch__workspace_at(memory, at->kind);
    lazy->at = (int32_t *)mmatch__workspace_at(memory, at->at);
    lazy->worth = (double *)mmatch__workspace_at(memory, at->worth);
    lazy->row_next = (int32_t *)mmatch__workspace_at(memory, at->row_next);
    lazy->row_previous = (int32_t *)mmatch__workspace_at(memory, at->row_previous);
    lazy->list_begin = (int64_t *)mmatch__workspace_at(memory, at->list_begin);
    lazy->list_count = (int32_t *)mmatch__workspace_at(memory, at->list_count);
    lazy->bound = (double *)mmatch__workspace_at(memory, at->bound);
    lazy->list = (mmatch__lazy_candidate *)mmatch__workspace_at(memory, at->list);
    lazy->price = (double *)mmatch__workspace_at(memory, at->price);
    lazy->open_price = (double *)mmatch__workspace_at(memory, at->open_price);
    lazy->is_closed = (uint8_t *)mmatch__workspace_at(memory, at->is_closed);
    lazy->room = (int32_t *)mmatch__workspace_at(memory, at->room);
    lazy->load = (int32_t *)mmatch__workspace_at(memory, at->load);
    lazy->held = (int32_t *)mmatch__workspace_at(memory, at->held);
    lazy->first_row = (int32_t *)mmatch__workspace_at(memory, at->first_row);
    lazy->free_prices = (double *)mmatch__workspace_at(memory, at->free_prices);
    lazy->places = (mmatch__lazy_place *)mmatch__workspace_at(memory, at->places);
    lazy->place_begin = (int64_t *)mmatch__workspace_at(memory, at->place_begin);
    lazy->lowest = (double *)mmatch__workspace_at(memory, at->lowest);
    lazy->queue = (int32_t *)mmatch__workspace_at(memory, at->queue);
    lazy->heap = (mmatch__lazy_item *)mmatch__workspace_at(memory, at->heap);
    lazy->heap_place = (int32_t *)mmatch__workspace_at(memory, at->heap_place);
    lazy->distance = (double *)mmatch__workspace_at(memory, at->distance);
    lazy->parent = (int32_t *)mmatch__workspace_at(memory, at->parent);
    lazy->reached_at = (int32_t *)mmatch__workspace_at(memory, at->reached_at);
    lazy->settled_at = (int32_t *)mmatch__workspace_at(memory, at->settled_at);
    lazy->settled = (int32_t *)mmatch__workspace_at(memory, at->settled);
    lazy->row_base = (double *)mmatch__workspace_at(memory, at->row_base);
    lazy->row_asked = (int32_t *)mmatch__workspace_at(memory, at->row_asked);
}

/* ---- stages ---- */

static void fill_lazy(mmatch__lazy *lazy)
{
    const mmatch__assign_network *const network = lazy->network;
    const mmatch__assign_side *const rows = &network->rows;
    int64_t begin = 0;
    int32_t person;
    for (person = 0; person < lazy->row_count; person++) {
        lazy->list_begin[person] = begin;
        if (rows->load[person] < rows->maximum[person]) {
            begin += list_room(network, person);
        }
    }
    lazy->list_begin[lazy->row_count] = begin;
    for (person = 0; person < lazy->column_count; person++) {
        const int64_t room = room_of(&network->columns, person);
        lazy->room[person] = room > 0 ? (int32_t)room : 0;
    }
    for (person = 0; person < lazy->row_count + lazy->column_count + 1; person++) {
        lazy->heap_place[person] = -1;
    }
}

/* Prices 0, nobody placed, kinds as the network asks. */
static void start_over(mmatch__lazy *lazy)
{
    const mmatch__assign_side *const rows = &lazy->network->rows;
    int32_t person;
    mmatch__lazy_leave_all(lazy);
    lazy->is_balanced = false;
    lazy->has_void = false;
    lazy->filler_count = 0;
    lazy->closed_count = 0;
    lazy->room[lazy->column_count] = 0;
    for (person = 0; person <= lazy->column_count; person++) {
        lazy->price[person] = lazy->room[person] > 0 ? 0 : (double)INFINITY;
        lazy->open_price[person] = lazy->price[person];
        lazy->is_closed[person] = 0;
    }
    for (person = 0; person < lazy->row_count; person++) {
        const bool asks = rows->load[person] < rows->maximum[person];
        const bool is_required =
            asks && mmatch__assign_gain(rows, person, rows->load[person] + 1).tier > 0;
        lazy->list_count[person] = -1;
        lazy->bound[person] = (double)INFINITY;
        lazy->kind[person] = (uint8_t)(is_required ? MMATCH__LAZY_REQUIRED
                                       : asks      ? MMATCH__LAZY_OPTIONAL
                                                   : MMATCH__LAZY_FULL);
    }
}

/* Adds the void for closed and optional rows, and fillers for the open places that will stay empty. False when that
 * takes more memory than there is. */
static bool balance(mmatch__lazy *lazy)
{
    const int32_t outside = lazy->column_count;
    int64_t rows[4] = {0, 0, 0, 0}; /* by kind; who has no candidate stays out of everything */
    int64_t closed_places = 0;
    int64_t void_room;
    int32_t person;
    mmatch__lazy_leave_all(lazy);
    lazy->is_balanced = true;
    for (person = 0; person < lazy->row_count; person++) {
        if (lazy->list_count[person] == 0) {
            lazy->kind[person] = MMATCH__LAZY_FULL;
        }
        rows[lazy->kind[person]]++;
    }
    for (person = 0; person < lazy->column_count; person++) {
        closed_places += lazy->is_closed[person] ? lazy->room[person] : 0;
    }
    void_room = rows[MMATCH__LAZY_OPTIONAL];
    lazy->is_closed[outside] = 0;
    if (rows[MMATCH__LAZY_CLOSED] > closed_places) {
        void_room = rows[MMATCH__LAZY_CLOSED] - closed_places;
        lazy->is_closed[outside] = 1;
    }
    lazy->has_void = void_room > 0;
    lazy->room[outside] = (int32_t)void_room;
    lazy->price[outside] = 0;
    lazy->open_price[outside] = lazy->is_closed[outside] ? (double)INFINITY : 0;
    lazy->filler_count = lazy->place_count - closed_places -
                         rows[MMATCH__LAZY_REQUIRED] - rows[MMATCH__LAZY_OPTIONAL] +
                         (lazy->is_closed[outside] ? 0 : void_room);
    return lazy->filler_count >= 0 && lazy->place_count + void_room <= lazy->place_limit &&
           (rows[MMATCH__LAZY_CLOSED] == 0 || rows[MMATCH__LAZY_OPTIONAL] == 0) &&
           (lazy->closed_count == 0 || lazy->is_closed[outside] != 0);
}

/* Shifts prices to where places that stay empty, and staying without partner, cost nothing: open and closed columns
 * apart, as nobody has candidates in both. */
static void shift_prices(mmatch__lazy *lazy)
{
    const int32_t outside = lazy->column_count;
    const double closed_shift = lazy->is_closed[outside] ? lazy->price[outside] : 0;
    double open_shift = (double)INFINITY;
    int32_t column;
    for (column = 0; column <= outside; column++) {
        if (lazy->room[column] > 0 && !lazy->is_closed[column] &&
            lazy->price[column] < open_shift) {
            open_shift = lazy->price[column];
        }
    }
    for (column = 0; column < outside; column++) {
        if (lazy->room[column] > 0) {
            lazy->price[column] -= lazy->is_closed[column] ? closed_shift : open_shift;
        }
    }
}

/* True when nobody optional would rather be without, at prices where empty places cost nothing. */
static bool is_good_for_optional(const mmatch__lazy *lazy)
{
    const mmatch__assign_side *const rows = &lazy->network->rows;
    int32_t row;
    for (row = 0; row < lazy->row_count; row++) {
        const int32_t column = lazy->at[row];
        if (column >= 0 && mmatch__assign_gain(rows, row, rows->load[row] + 1).tier == 0 &&
            lazy->worth[row] - lazy->price[column] < 0) {
            return false;
        }
    }
    return true;
}

/* From rough prices to the optimum of a balanced problem. */
static mmatch__lazy_end settle_exactly(mmatch__lazy *lazy, bool keeps_pairs)
{
    mmatch__lazy_end end;
    if (!keeps_pairs) {
        mmatch__lazy_place_fillers(lazy);
    }
    end = mmatch__lazy_reduce(lazy);
    end = end == MMATCH__LAZY_DONE ? mmatch__lazy_search(lazy) : end;
    if (end == MMATCH__LAZY_DONE) {
        shift_prices(lazy);
    }
    return end;
}

/* The balanced way: prices by auction, then exactly. */
static mmatch__lazy_end solve_balanced(mmatch__lazy *lazy, bool are_means_first)
{
    mmatch__lazy_end end = MMATCH__LAZY_DONE;
    bool keeps_pairs = false;
    if (!balance(lazy)) {
        return MMATCH__LAZY_DECLINED;
    }
    if (are_means_first && !lazy->network->is_sparse) {
        end = mmatch__lazy_price_by_means(lazy);
    }
    end = end == MMATCH__LAZY_DONE ? mmatch__lazy_make_lists(lazy) : end;
    end = end == MMATCH__LAZY_DONE ? mmatch__lazy_scaled_auction(lazy, are_means_first, &keeps_pairs) : end;
    return end == MMATCH__LAZY_DONE ? settle_exactly(lazy, keeps_pairs) : end;
}

/* A first matching at prices 0: by pairs nobody can beat where they are common, by lists for the rest. */
static mmatch__lazy_end begin_at_zero(mmatch__lazy *lazy)
{
    mmatch__lazy_end end;
    start_over(lazy);
    end = mmatch__lazy_place_at_top(lazy);
    end = end == MMATCH__LAZY_DONE ? mmatch__lazy_make_lists(lazy) : end;
    return end == MMATCH__LAZY_DONE ? mmatch__lazy_reduce(lazy) : end;
}

/* True when, as far as is known, everybody who asks may have every column that has room. */
static bool seems_complete(const mmatch__lazy *lazy)
{
    const mmatch_market_view *const market = &lazy->network->market;
    return !mmatch__rows_have_forbidden(market->scores) &&
           !market->has_minimum_score && market->forbidden_offsets[lazy->row_count] == 0 &&
           market->locked_offsets[lazy->row_count] == 0;
}

/* Closes what has too few places: all or nothing where everybody may have everything. */
static mmatch__lazy_end close_parts(mmatch__lazy *lazy, bool is_complete)
{
    int32_t person;
    if (!is_complete) {
        return mmatch__lazy_find_closed(lazy);
    }
    if (lazy->demand <= lazy->place_count) {
        return MMATCH__LAZY_DONE;
    }
    for (person = 0; person < lazy->row_count; person++) {
        if (lazy->kind[person] == MMATCH__LAZY_REQUIRED) {
            lazy->kind[person] = MMATCH__LAZY_CLOSED;
        }
    }
    for (person = 0; person < lazy->column_count; person++) {
        lazy->is_closed[person] = lazy->room[person] > 0;
        lazy->closed_count += lazy->room[person] > 0;
        lazy->open_price[person] = (double)INFINITY;
    }
    return MMATCH__LAZY_DONE;
}

/* Optional rows as if they were required: fewer bidders, and right more often than not. */
static void require_all(mmatch__lazy *lazy)
{
    int32_t row;
    for (row = 0; row < lazy->row_count; row++) {
        if (lazy->kind[row] == MMATCH__LAZY_OPTIONAL) {
            lazy->kind[row] = MMATCH__LAZY_REQUIRED;
        }
    }
}

/* Prices of an earlier answer instead of an auction. */
static mmatch__lazy_end solve_from_start(mmatch__lazy *lazy, const lazy_request *request)
{
    const mmatch__assign_network *const network = lazy->network;
    mmatch__lazy_end end;
    double least = (double)INFINITY;
    int32_t column;
    start_over(lazy);
    require_all(lazy);
    for (column = 0; column < lazy->column_count; column++) {
        const double start = network->start_prices[network->columns.user_of[column]];
        if (lazy->room[column] > 0) {
            lazy->price[column] = fabs(start) <= DBL_MAX
                                      ? mmatch__rows_threshold(network->market.scores, start)
                                      : 0;
            least = lazy->price[column] < least ? lazy->price[column] : least;
        }
    }
    for (column = 0; column < lazy->column_count; column++) {
        lazy->price[column] -= lazy->room[column] > 0 ? least : 0;
        lazy->open_price[column] = lazy->price[column];
    }
    end = mmatch__lazy_make_lists(lazy);
    end = end == MMATCH__LAZY_DONE ? mmatch__lazy_reduce(lazy) : end;
    end = end == MMATCH__LAZY_DONE ? close_parts(lazy, seems_complete(lazy)) : end;
    if (end == MMATCH__LAZY_DONE && !balance(lazy)) {
        end = MMATCH__LAZY_DECLINED;
    }
    if (end == MMATCH__LAZY_DONE) {
        mmatch__lazy_price_void(lazy);
        end = settle_exactly(lazy, false);
    }
    if (end == MMATCH__LAZY_DONE && request->required < request->demand &&
        (lazy->closed_count > 0 || !is_good_for_optional(lazy))) {
        end = MMATCH__LAZY_DECLINED;
    }
    return end;
}

static mmatch__lazy_end run_from_zero(mmatch__lazy *lazy, const lazy_request *request)
{
    mmatch__lazy_end end = begin_at_zero(lazy);
    const int64_t free_count = end == MMATCH__LAZY_DONE ? mmatch__lazy_count_free(lazy) : 0;
    const bool are_means_first = free_count > lazy->demand / 2;
    const bool is_complete = seems_complete(lazy);
    const int64_t per_row = lazy->network->is_sparse ? FREE_SQUARED_PER_SPARSE_ROW : FREE_SQUARED_PER_ROW;
    const bool is_easy = free_count * free_count <= per_row * lazy->demand;
    if (end == MMATCH__LAZY_DONE && (is_easy || lazy->place_limit == 0)) {
        end = mmatch__lazy_search(lazy);
    } else if (end == MMATCH__LAZY_DONE) {
        if (request->required < request->demand) {
            require_all(lazy);
        }
        end = close_parts(lazy, is_complete);
        end = end == MMATCH__LAZY_DONE ? solve_balanced(lazy, are_means_first) : end;
        if (end == MMATCH__LAZY_DONE && request->required < request->demand &&
            (lazy->closed_count > 0 || !is_good_for_optional(lazy))) {
            end = MMATCH__LAZY_DECLINED;
        }
        if (end == MMATCH__LAZY_DECLINED && request->required == request->demand && is_complete) {
            end = begin_at_zero(lazy); /* then some pair must be forbidden */
            end = end == MMATCH__LAZY_DONE ? close_parts(lazy, false) : end;
            end = end == MMATCH__LAZY_DONE ? solve_balanced(lazy, are_means_first) : end;
        } else if (end == MMATCH__LAZY_DECLINED && request->required < request->demand) {
            end = begin_at_zero(lazy);
            end = end == MMATCH__LAZY_DONE ? solve_balanced(lazy, are_means_first) : end;
        }
    }
    if (end == MMATCH__LAZY_DECLINED) {
        end = begin_at_zero(lazy);
        end = end == MMATCH__LAZY_DONE ? mmatch__lazy_search(lazy) : end;
    }
    return end;
}

static mmatch__lazy_end run_stages(mmatch__lazy *lazy, const lazy_request *request)
{
    mmatch__lazy_end end = MMATCH__LAZY_DECLINED;
    if (lazy->network->start_prices != NULL && lazy->place_limit > 0) {
        end = solve_from_start(lazy, request);
    }
    return end == MMATCH__LAZY_DECLINED ? run_from_zero(lazy, request) : end;
}

/* ---- back into the network ---- */

static void write_pairs(const mmatch__lazy *lazy, mmatch__assign_network *network)
{
    int32_t row;
    for (row = 0; row < lazy->row_count; row++) {
        const int32_t column = lazy->at[row];
        if (column >= 0 && column < lazy->column_count) {
            mmatch__assign_make_pair(network, row, column, (int64_t)lazy->worth[row]);
            network->rows.load[row]++;
            network->columns.load[column]++;
        }
    }
}

static void unwrite_pairs(const mmatch__lazy *lazy, mmatch__assign_network *network)
{
    int32_t row;
    for (row = 0; row < lazy->row_count; row++) {
        if (network->rows.first_pair[row] >= 0) {
            network->rows.load[row]--;
            network->columns.load[lazy->at[row]]--;
            mmatch__assign_unmake_pair(network, network->rows.first_pair[row]);
        }
    }
}

static bool has_minima(const mmatch__assign_network *network)
{
    int32_t column;
    for (column = 0; column < network->columns.count; column++) {
        if (network->columns.load[column] < network->columns.minimum[column]) {
            return false;
        }
    }
    return true;
}

/* Columns without room get the least price that no row would pay. */
static mmatch__assign_end price_full_columns(const mmatch__lazy *lazy, mmatch__assign_network *network)
{
    const mmatch__assign_scan *const scan = &network->scan;
    mmatch__assign_side *const columns = &network->columns;
    int32_t row;
    for (row = 0; row < lazy->row_count; row++) {
        mmatch__tiered price = network->rows.price[row];
        mmatch__assign_end end;
        int64_t entry;
        if (network->rows.first_pair[row] < 0 &&
            network->rows.load[row] >= network->rows.maximum[row]) {
            continue;
        }
        if (network->rows.first_pair[row] < 0) { /* the most that a row can pay that stays below its maximum */
            price = mmatch__tiered_subtract(
                mmatch__tiered_of(0, 0),
                mmatch__assign_gain(&network->rows, row, network->rows.load[row] + 1));
        }
        mmatch__assign_forget_scan(network);
        mmatch__assign_read_row(network, row);
        for (entry = 0; entry < scan->count; entry++) {
            const int64_t column = scan->columns[entry];
            if (lazy->room[column] == 0 && scan->units[entry] >= network->threshold) {
                const mmatch__tiered worth = mmatch__tiered_subtract(
                    mmatch__tiered_of(0, (int64_t)scan->units[entry]), price);
                if (mmatch__tiered_less(columns->price[column], worth)) {
                    columns->price[column] = worth;
                }
            }
        }
        end = mmatch__assign_end_of(mmatch__poll(network->context, (uint64_t)scan->count + 16));
        if (end != MMATCH__ASSIGN_DONE) {
            return end;
        }
    }
    mmatch__assign_forget_scan(network);
    return MMATCH__ASSIGN_DONE;
}

static mmatch__assign_end write_prices(const mmatch__lazy *lazy, const lazy_request *request,
                                       mmatch__assign_network *network)
{
    bool has_full = false;
    int32_t person;
    for (person = 0; person < lazy->column_count; person++) {
        const bool is_scarce =
            lazy->is_closed[person] != 0;
        if (lazy->room[person] == 0) {
            network->columns.price[person] = mmatch__tiered_of(0, 0);
            has_full = true;
            continue;
        }
        network->columns.price[person] = mmatch__tiered_of(is_scarce ? request->tier : 0,
                                                           (int64_t)lazy->price[person]);
    }
    for (person = 0; person < lazy->row_count; person++) {
        const int32_t column = lazy->at[person];
        if (column >= 0 && column < lazy->column_count) {
            network->rows.price[person] = mmatch__tiered_subtract(
                mmatch__tiered_of(0, (int64_t)lazy->worth[person]), network->columns.price[column]);
        }
    }
    return has_full ? price_full_columns(lazy, network) : MMATCH__ASSIGN_DONE;
}

/* Stopped on the way: the pairs, and prices as far as they are known. */
static mmatch__assign_end write_partial(const mmatch__lazy *lazy, mmatch__assign_network *network)
{
    int32_t column;
    write_pairs(lazy, network);
    for (column = 0; column < lazy->column_count; column++) {
        const bool is_known = lazy->room[column] > 0 && !lazy->is_closed[column] &&
                              fabs(lazy->price[column]) <= MMATCH__LAZY_LARGEST;
        network->columns.price[column] =
            mmatch__tiered_of(0, is_known ? (int64_t)lazy->price[column] : 0);
    }
    return MMATCH__ASSIGN_STOPPED;
}

mmatch__assign_end mmatch__assign_lazily(mmatch__assign_network *network, bool *is_solved_out)
{
    mmatch__lazy lazy = {0};
    lazy_request request;
    lazy_slices at;
    mmatch__layout layout = {0};
    mmatch__workspace memory = {0};
    mmatch__assign_end end = MMATCH__ASSIGN_DONE;
    mmatch__lazy_end stage;
    int32_t person;
    *is_solved_out = false;
    if (!look_at_network(network, &request)) {
        return MMATCH__ASSIGN_DONE;
    }
    lazy.context = network->context;
    lazy.network = network;
    lazy.block_maxima = mmatch__block_maxima_kernel();
    lazy.row_count = network->rows.count;
    lazy.column_count = network->columns.count;
    lazy.kept = kept_of(network);
    lazy.demand = request.demand;
    lazy.place_count = request.place_count;
    lazy.worker_count = mmatch__parallel_workers(network->context, (int64_t)lazy.row_count / 64 + 1);
    for (person = 0; person < lazy.column_count && !lazy.is_renumbered; person++) {
        lazy.is_renumbered = network->columns.inner_of[person] != person;
    }
    if (request.place_count <=
        PLACES_PER_PERSON * ((int64_t)lazy.row_count + lazy.column_count)) {
        lazy.place_limit = request.place_count + request.demand;
    }
    for (lazy.leaf_count = 1; lazy.leaf_count <= lazy.column_count;) {
        lazy.leaf_count *= 2;
    }
    plan_lazy(&layout, &lazy, &request, &at);
    if (!mmatch__workspace_open(&network->context->allocator, &layout, &memory)) {
        return MMATCH__ASSIGN_OUT_OF_MEMORY;
    }
    place_lazy(&lazy, &memory, &at);
    fill_lazy(&lazy);
    stage = run_stages(&lazy, &request);
    if (stage == MMATCH__LAZY_DONE) {
        write_pairs(&lazy, network);
        *is_solved_out = has_minima(network);
        if (*is_solved_out) {
            end = write_prices(&lazy, &request, network);
        } else {
            unwrite_pairs(&lazy, network);
        }
    } else if (stage == MMATCH__LAZY_STOPPED) {
        end = write_partial(&lazy, network);
    } else if (stage == MMATCH__LAZY_CANCELLED) {
        end = MMATCH__ASSIGN_CANCELLED;
    }
    mmatch__workspace_close(&memory);
    return end;
}
