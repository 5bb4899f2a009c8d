/* A first matching at given prices, and the small operations on pairs.
 *
 * Idea
 *     A free row takes its best column and raises that column's price until its second best is as good; whoever had the
 *     column is free again and goes on. That is an auction without a step: prices and pairs fulfil the conditions of an
 *     optimum at any time, but it may get stuck where two columns are equally good. What is left goes to the search.
 *
 * Reference
 *     Jonker and Volgenant 1987, "augmenting row reduction"; here on candidate lists. */
#include <math.h>

#include "assign/lazy.h"

enum { REDUCE_PASSES = 3, REDUCE_BIDS_PER_ROW = 4 };

void mmatch__lazy_take(mmatch__lazy *lazy, int32_t row, int32_t column, double units)
{
    const int32_t first = lazy->first_row[column];
    lazy->at[row] = column;
    lazy->worth[row] = units;
    lazy->row_previous[row] = MMATCH__LAZY_NOBODY;
    lazy->row_next[row] = first;
    if (first >= 0) {
        lazy->row_previous[first] = row;
    }
    lazy->first_row[column] = row;
    lazy->load[column]++;
}

void mmatch__lazy_leave(mmatch__lazy *lazy, int32_t row)
{
    const int32_t column = lazy->at[row];
    const int32_t next = lazy->row_next[row];
    const int32_t previous = lazy->row_previous[row];
    if (previous >= 0) {
        lazy->row_next[previous] = next;
    } else {
        lazy->first_row[column] = next;
    }
    if (next >= 0) {
        lazy->row_previous[next] = previous;
    }
    lazy->load[column]--;
    lazy->at[row] = MMATCH__LAZY_NOBODY;
}

void mmatch__lazy_leave_all(mmatch__lazy *lazy)
{
    int32_t row;
    int32_t column;
    for (row = 0; row < lazy->row_count; row++) {
        lazy->at[row] = MMATCH__LAZY_NOBODY;
    }
    for (column = 0; column <= lazy->column_count; column++) {
        lazy->first_row[column] = MMATCH__LAZY_NOBODY;
        lazy->load[column] = 0;
        lazy->held[column] = 0;
    }
}

int64_t mmatch__lazy_count_free(mmatch__lazy *lazy)
{
    int64_t count = 0;
    int32_t row;
    for (row = 0; row < lazy->row_count; row++) {
        if (lazy->kind[row] != MMATCH__LAZY_FULL && lazy->at[row] < 0) {
            const double best = mmatch__lazy_look(lazy, row).best;
            count += mmatch__lazy_may_go_without(lazy, row) ? best >= 0 : best > -(double)INFINITY;
        }
    }
    return count;
}

static void set_price(mmatch__lazy *lazy, int32_t column, double price)
{
    lazy->price[column] = price;
    lazy->open_price[column] = lazy->is_closed[column] ? (double)INFINITY : price;
}

/* A column with a free place that is as good for the row as its best; its units. */
static int32_t find_free_equal(const mmatch__lazy *lazy, int32_t row, double best, double *units_out)
{
    const mmatch__lazy_candidate *const list = &lazy->list[lazy->list_begin[row]];
    int32_t k;
    for (k = 0; k < lazy->list_count[row]; k++) {
        const int32_t column = list[k].column;
        if (list[k].units - lazy->price[column] == best &&
            mmatch__lazy_has_place(lazy, column)) {
            *units_out = list[k].units;
            return column;
        }
    }
    return MMATCH__LAZY_NOBODY;
}

/* Places one row. *displaced_out: the row that lost its column, or this one when nothing can be done now; *is_stuck_out
 * tells that going on at once would lead nowhere. */
static void place_row(mmatch__lazy *lazy, int32_t row, int32_t *displaced_out, bool *is_stuck_out)
{
    mmatch__lazy_offers offers = mmatch__lazy_look(lazy, row);
    int32_t column = offers.column;
    double raise;
    *displaced_out = row;
    *is_stuck_out = true;
    if (column < 0) {
        return;
    }
    if (!lazy->is_balanced && mmatch__lazy_may_go_without(lazy, row)) {
        if (offers.best < 0) {
            return;
        }
        offers.second = offers.second > 0 ? offers.second : 0;
    }
    raise = offers.second > -(double)INFINITY ? offers.best - offers.second : 0;
    if (!mmatch__lazy_has_place(lazy, column)) {
        if (raise == 0) {
            column = find_free_equal(lazy, row, offers.best, &offers.units);
            if (column < 0) {
                return;
            }
        } else if (lazy->room[column] > 1 || lazy->held[column] > 0) {
            return; /* its other rows may not want to pay more; fillers never do */
        }
    }
    *is_stuck_out = raise == 0;
    *displaced_out = MMATCH__LAZY_NOBODY;
    if (lazy->room[column] == 1) {
        set_price(lazy, column, lazy->price[column] + raise);
        if (!mmatch__lazy_has_place(lazy, column)) {
            *displaced_out = lazy->first_row[column];
            mmatch__lazy_leave(lazy, *displaced_out);
        }
    }
    mmatch__lazy_take(lazy, row, column, offers.units);
}

static mmatch__lazy_end reduce_once(mmatch__lazy *lazy)
{
    int64_t bids = (int64_t)REDUCE_BIDS_PER_ROW * lazy->row_count;
    int32_t count = 0;
    int32_t row;
    for (row = lazy->row_count - 1; row >= 0; row--) {
        if (lazy->kind[row] != MMATCH__LAZY_FULL && lazy->at[row] < 0) {
            lazy->queue[count++] = row;
        }
    }
    while (count > 0 && bids-- > 0) {
        mmatch__lazy_end end;
        int32_t displaced;
        bool is_stuck;
        row = lazy->queue[--count];
        place_row(lazy, row, &displaced, &is_stuck);
        if (displaced >= 0 && !is_stuck) {
            lazy->queue[count++] = displaced;
        }
        if (lazy->at[row] >= 0 && lazy->price[lazy->at[row]] > MMATCH__LAZY_LARGEST) {
            return MMATCH__LAZY_DECLINED;
        }
        end = mmatch__lazy_poll(lazy);
        if (end != MMATCH__LAZY_DONE) {
            return end;
        }
    }
    return MMATCH__LAZY_DONE;
}

mmatch__lazy_end mmatch__lazy_reduce(mmatch__lazy *lazy)
{
    int32_t pass;
    for (pass = 0; pass < REDUCE_PASSES; pass++) {
        const mmatch__lazy_end end = reduce_once(lazy);
        if (end != MMATCH__LAZY_DONE) {
            return end;
        }
    }
    return MMATCH__LAZY_DONE;
}

double mmatch__lazy_filler_level(mmatch__lazy *lazy)
{
    int64_t count = 0;
    int32_t column;
    for (column = 0; column <= lazy->column_count; column++) {
        int32_t place;
        for (place = 0; place < lazy->room[column] && !lazy->is_closed[column]; place++) {
            lazy->free_prices[count++] = lazy->price[column];
        }
    }
    return mmatch__lazy_kth_largest(lazy->free_prices, count, count - lazy->filler_count + 1);
}

void mmatch__lazy_place_fillers(mmatch__lazy *lazy)
{
    int64_t left = lazy->filler_count;
    int32_t column;
    if (left == 0) {
        return;
    }
    lazy->filler_price = mmatch__lazy_filler_level(lazy);
    for (column = 0; column <= lazy->column_count; column++) {
        if (lazy->room[column] == 0 || lazy->is_closed[column]) {
            continue;
        }
        if (lazy->price[column] < lazy->filler_price) {
            set_price(lazy, column, lazy->filler_price);
        }
        if (lazy->price[column] == lazy->filler_price && left > 0) {
            lazy->held[column] = (int32_t)(lazy->room[column] < left ? lazy->room[column] : left);
            left -= lazy->held[column];
        }
    }
}
