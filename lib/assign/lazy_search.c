/* The exact rest: shortest paths over candidate lists.
 *
 * Problem
 *     Given prices and pairs that prove each other optimal for the rows placed so far, place one row more, or prove that
 *     it stays without partner.
 *
 * Idea
 *     Dijkstra's search as in search.c, but a settled row offers only its list. All its other candidates together are one
 *     more item in the heap, at the distance that the bound of the list allows; only when that item comes first is the
 *     row read again, for more candidates each time. So the search is exact, and reads where it must.
 *
 * Notation
 *     key       units less price of a pair; a row's own price is the key of its pair, or its best key
 *     fillers   stand for columns left empty in a balanced problem: they hold places at the lowest price there is, and
 *               may move to any column for the difference of prices
 *     closed    columns and rows of a part in which places are too few (see below)
 *
 * Invariants
 *     In a balanced problem staying without partner is a place in the void. Otherwise it needs none, and ends a way.
 *     Every row placed has a largest key at its column; every column with a free place that no filler will need in a
 *     problem that is not balanced has price 0. Prices never fall, but for columns on the day they are closed.
 *
 * Special cases
 *     When a required row finds no place, all rows it reached want only columns that are full: one of them must stay
 *     out. These columns are closed to all other rows, who have better choices by a whole tier, and the rows compete for
 *     them by score alone: who stays out has no loss and no gain. Prices of the closed part are free to be shifted as a
 *     whole, and are, down to where everybody in it is better off with a partner or as well as without.
 *
 * Complexity
 *     One search a row, O(rows * columns) at worst for a dense problem; as a rule a few dozen candidates.
 *
 * Reference
 *     Jonker and Volgenant 1987; Dulmage and Mendelsohn 1958 for the closed part. */
#include <assert.h>
#include <math.h>

#include "assign/lazy.h"

/* ---- the heap of open nodes, four children each ---- */

static void sift_up(mmatch__lazy *lazy, int32_t place, mmatch__lazy_item item)
{
    while (place > 0) {
        const int32_t above = (place - 1) / 4;
        if (lazy->heap[above].key <= item.key) {
            break;
        }
        lazy->heap[place] = lazy->heap[above];
        lazy->heap_place[lazy->heap[place].node] = place;
        place = above;
    }
    lazy->heap[place] = item;
    lazy->heap_place[item.node] = place;
}

/* Opens a node, or lowers its key. */
static void open_item(mmatch__lazy *lazy, int32_t node, double key)
{
    const mmatch__lazy_item item = {key, node};
    const int32_t place = lazy->heap_place[node];
    sift_up(lazy, place >= 0 ? place : lazy->heap_count++, item);
}

static mmatch__lazy_item take_item(mmatch__lazy *lazy)
{
    const mmatch__lazy_item first = lazy->heap[0];
    const mmatch__lazy_item last = lazy->heap[--lazy->heap_count];
    int32_t place = 0;
    lazy->heap_place[first.node] = -1;
    if (lazy->heap_count == 0) {
        return first;
    }
    for (;;) {
        int32_t child = 4 * place + 1;
        int32_t least = child;
        const int32_t end = child + 4 < lazy->heap_count ? child + 4 : lazy->heap_count;
        if (child >= lazy->heap_count) {
            break;
        }
        for (child++; child < end; child++) {
            least = lazy->heap[child].key < lazy->heap[least].key ? child : least;
        }
        if (lazy->heap[least].key >= last.key) {
            break;
        }
        lazy->heap[place] = lazy->heap[least];
        lazy->heap_place[lazy->heap[place].node] = place;
        place = least;
    }
    lazy->heap[place] = last;
    lazy->heap_place[last.node] = place;
    return first;
}

static void clear_heap(mmatch__lazy *lazy)
{
    while (lazy->heap_count > 0) {
        lazy->heap_place[lazy->heap[--lazy->heap_count].node] = -1;
    }
}

/* ---- labels ---- */

static void offer_way(mmatch__lazy *lazy, double distance, mmatch__lazy_way way, int32_t person)
{
    if (distance < lazy->best_distance ||
        (distance == lazy->best_distance && way < lazy->best_way)) {
        lazy->best_distance = distance;
        lazy->best_way = way;
        lazy->best_person = person;
    }
}

static void reach_column(mmatch__lazy *lazy, int32_t parent, int32_t column, double distance)
{
    if (!(distance <= lazy->best_distance) || distance == (double)INFINITY ||
        (lazy->reached_at[column] == lazy->search_number && lazy->distance[column] <= distance)) {
        return;
    }
    lazy->reached_at[column] = lazy->search_number;
    lazy->distance[column] = distance;
    lazy->parent[column] = parent;
    if (mmatch__lazy_has_place(lazy, column)) {
        offer_way(lazy, distance, MMATCH__LAZY_TO_COLUMN, column);
    } else if (distance < lazy->best_distance) {
        open_item(lazy, column, distance);
    }
}

/* What the list leaves out, as an item. */
static void open_rest(mmatch__lazy *lazy, int32_t row, double bound)
{
    const double key = lazy->row_base[row] - bound;
    if (key < lazy->best_distance) {
        open_item(lazy, lazy->column_count + 1 + row, key);
    }
}

static const double *prices_of(const mmatch__lazy *lazy, int32_t row)
{
    return lazy->closed_count > 0 && lazy->kind[row] != MMATCH__LAZY_CLOSED ? lazy->open_price
                                                                           : lazy->price;
}

/* From a settled row to its candidates. own_price: its key. */
static void expand_candidates(mmatch__lazy *lazy, int32_t row, double distance, double own_price)
{
    const double *const prices = prices_of(lazy, row);
    const double base = distance + own_price;
    const mmatch__lazy_candidate *list;
    int32_t k;
    if (lazy->list_count[row] < 0) {
        mmatch__lazy_make_list(lazy, row);
    }
    list = &lazy->list[lazy->list_begin[row]];
    lazy->row_base[row] = base;
    lazy->row_asked[row] = 0;
    for (k = 0; k < lazy->list_count[row] &&
                base - (double)list[k].top <= lazy->best_distance;
         k++) {
        const int32_t column = list[k].column;
        reach_column(lazy, row, column, base - (list[k].units - prices[column]));
    }
    if (lazy->has_void && mmatch__lazy_may_go_without(lazy, row)) {
        reach_column(lazy, row, lazy->column_count, base + lazy->price[lazy->column_count]);
    }
    open_rest(lazy, row, lazy->bound[row]);
    lazy->work += (uint64_t)k;
}

/* Reads a row again, for more candidates than before. */
static void expand_rest(mmatch__lazy *lazy, int32_t row)
{
    const mmatch__lazy_scratch *const scratch = &lazy->scratch[0];
    const int32_t before = lazy->row_asked[row];
    const int32_t asked = before == 0                            ? lazy->kept
                          : before > lazy->column_count / 8 ? lazy->column_count + 1
                                                                 : before * 4;
    double bound;
    const int32_t count = mmatch__lazy_select(lazy, row, asked, &bound);
    int32_t k;
    lazy->row_asked[row] = asked;
    for (k = 0; k < count; k++) {
        reach_column(lazy, row, scratch->columns[k], lazy->row_base[row] - scratch->keys[k]);
    }
    open_rest(lazy, row, bound);
}

/* The fillers may go anywhere for the difference of prices. */
static void expand_fillers(mmatch__lazy *lazy, int32_t column, double distance)
{
    const double base = distance - lazy->filler_price;
    int32_t other;
    lazy->filler_column = column;
    lazy->filler_distance = distance;
    for (other = 0; other <= lazy->column_count; other++) {
        if (lazy->room[other] > 0 && !lazy->is_closed[other]) {
            reach_column(lazy, MMATCH__LAZY_FILLER, other, base + lazy->price[other]);
        }
    }
    lazy->work += (uint64_t)lazy->column_count;
}

static void settle_column(mmatch__lazy *lazy, int32_t column, double distance)
{
    int32_t row;
    lazy->settled_at[column] = lazy->search_number;
    lazy->settled[lazy->settled_count++] = column;
    for (row = lazy->first_row[column]; row >= 0; row = lazy->row_next[row]) {
        const double own_price = lazy->worth[row] - lazy->price[column];
        if (!lazy->is_balanced && mmatch__lazy_may_go_without(lazy, row)) {
            offer_way(lazy, distance + own_price, MMATCH__LAZY_TO_ROW, row);
        }
        expand_candidates(lazy, row, distance, own_price);
    }
    if (lazy->held[column] > 0 && lazy->filler_column < 0) {
        expand_fillers(lazy, column, distance);
    }
}

static mmatch__lazy_end settle_all(mmatch__lazy *lazy)
{
    while (lazy->heap_count > 0 && lazy->heap[0].key < lazy->best_distance) {
        const mmatch__lazy_item item = take_item(lazy);
        mmatch__lazy_end end;
        if (item.node > lazy->column_count) {
            expand_rest(lazy, item.node - lazy->column_count - 1);
        } else if (lazy->settled_at[item.node] != lazy->search_number) {
            settle_column(lazy, item.node, item.key);
        }
        end = mmatch__lazy_poll(lazy);
        if (end != MMATCH__LAZY_DONE) {
            return end;
        }
    }
    return MMATCH__LAZY_DONE;
}

/* ---- after the search ---- */

/* Hands a column with a free place along the way back to the row that asked. */
static void change_along_way(mmatch__lazy *lazy, int32_t asker, int32_t column)
{
    for (;;) {
        const int32_t row = lazy->parent[column];
        int32_t before;
        if (row == MMATCH__LAZY_FILLER) {
            lazy->held[column]++;
            lazy->held[lazy->filler_column]--;
            column = lazy->filler_column;
            continue;
        }
        before = lazy->at[row];
        if (before >= 0) {
            mmatch__lazy_leave(lazy, row);
        }
        /* prices are still those of the search */
        mmatch__lazy_take(lazy, row, column,
                          lazy->row_base[row] - lazy->distance[column] + lazy->price[column]);
        if (row == asker) {
            return;
        }
        column = before;
    }
}

static void change_pairs(mmatch__lazy *lazy, int32_t asker)
{
    if (lazy->best_way == MMATCH__LAZY_TO_COLUMN) {
        change_along_way(lazy, asker, lazy->best_person);
    } else if (lazy->best_way == MMATCH__LAZY_TO_ROW) {
        const int32_t column = lazy->at[lazy->best_person];
        mmatch__lazy_leave(lazy, lazy->best_person);
        change_along_way(lazy, asker, column);
    }
}

static void raise_prices(mmatch__lazy *lazy)
{
    int32_t k;
    for (k = 0; k < lazy->settled_count; k++) {
        const int32_t column = lazy->settled[k];
        lazy->price[column] += lazy->best_distance - lazy->distance[column];
        if (!lazy->is_closed[column]) {
            lazy->open_price[column] = lazy->price[column];
        }
    }
    if (lazy->filler_column >= 0) {
        lazy->filler_price += lazy->best_distance - lazy->filler_distance;
    }
}

/* A required row found no place: closes the part it reached. False when prices leave the range. */
static bool close_part(mmatch__lazy *lazy, int32_t asker)
{
    double shift = (double)INFINITY;
    int32_t row;
    int32_t k;
    for (k = 0; k < lazy->settled_count; k++) {
        const int32_t column = lazy->settled[k];
        for (row = lazy->first_row[column]; row >= 0; row = lazy->row_next[row]) {
            const double best = mmatch__lazy_best_closed(lazy, row);
            const double own_price =
                lazy->distance[column] + lazy->worth[row] - lazy->price[column];
            const double most = own_price - (best > 0 ? best : 0);
            shift = most < shift ? most : shift;
        }
    }
    for (k = 0; k < lazy->settled_count; k++) {
        const int32_t column = lazy->settled[k];
        lazy->price[column] += shift - lazy->distance[column];
        lazy->open_price[column] = (double)INFINITY;
        lazy->is_closed[column] = 1;
        for (row = lazy->first_row[column]; row >= 0; row = lazy->row_next[row]) {
            lazy->kind[row] = MMATCH__LAZY_CLOSED;
            lazy->list_count[row] = -1;
        }
        if (!(fabs(lazy->price[column]) <= MMATCH__LAZY_LARGEST)) {
            return false;
        }
    }
    lazy->closed_count += lazy->settled_count;
    lazy->kind[asker] = MMATCH__LAZY_CLOSED;
    lazy->list_count[asker] = -1;
    return true;
}

/* One search from a row; the row may have to be asked again when it was closed. */
static mmatch__lazy_end place_by_search(mmatch__lazy *lazy, int32_t row)
{
    const mmatch__lazy_offers offers = mmatch__lazy_look(lazy, row);
    mmatch__lazy_end end;
    lazy->search_number++;
    lazy->settled_count = 0;
    lazy->filler_column = MMATCH__LAZY_NOBODY;
    lazy->best_distance = (double)INFINITY;
    lazy->best_way = MMATCH__LAZY_NO_WAY;
    lazy->best_person = row;
    clear_heap(lazy);
    if (!lazy->is_balanced && mmatch__lazy_may_go_without(lazy, row)) {
        if (!(offers.best >= 0)) {
            lazy->best_way = MMATCH__LAZY_GIVE_UP;
            return MMATCH__LAZY_DONE;
        }
        lazy->best_distance = offers.best;
        lazy->best_way = MMATCH__LAZY_GIVE_UP;
    }
    if (offers.column >= 0) {
        expand_candidates(lazy, row, 0, offers.best);
    }
    end = settle_all(lazy);
    if (end != MMATCH__LAZY_DONE || lazy->best_way == MMATCH__LAZY_NO_WAY) {
        return end;
    }
    if (lazy->best_distance > MMATCH__LAZY_LARGEST) {
        return MMATCH__LAZY_DECLINED;
    }
    change_pairs(lazy, row);
    raise_prices(lazy);
    return MMATCH__LAZY_DONE;
}

mmatch__lazy_end mmatch__lazy_search(mmatch__lazy *lazy)
{
    int32_t row;
    for (row = 0; row < lazy->row_count; row++) {
        mmatch__lazy_end end;
        if (lazy->kind[row] == MMATCH__LAZY_FULL || lazy->at[row] >= 0) {
            continue;
        }
        end = place_by_search(lazy, row);
        if (end == MMATCH__LAZY_DONE && lazy->best_way == MMATCH__LAZY_NO_WAY) {
            if (lazy->is_balanced || !close_part(lazy, row)) {
                return MMATCH__LAZY_DECLINED;
            }
            end = place_by_search(lazy, row);
        }
        if (end != MMATCH__LAZY_DONE) {
            return end;
        }
    }
    return MMATCH__LAZY_DONE;
}
