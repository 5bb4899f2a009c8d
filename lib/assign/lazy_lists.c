/* Candidate lists of the lazy engine.
 *
 * Problem
 *     For a row, the candidates with the most units less price, and a bound on all others that stays true while prices
 *     rise.
 *
 * Idea
 *     One pass over the row finds the largest key (units less price) of each block of columns. A threshold that k or a
 *     few more of these maxima meet is met by at least k candidates, and only blocks that meet it are looked into
 *     again. The bound is the best key left out; as prices only rise, it holds until the next time.
 *     The scan starts at a block of the row's own, so that rows with equal scores do not all want the same columns.
 *
 * Complexity
 *     O(columns) for a dense row, with little beyond reading it; O(entries) for a sparse one. Memory O(columns). */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "assign/lazy.h"
#include "base/parallel.h"
#include "base/row_reader.h"

double mmatch__lazy_kth_largest(double *numbers, int64_t count, int64_t k)
{
    int64_t low = 0;
    int64_t high = count - 1;
    const int64_t place = k - 1;
    while (low < high) {
        const double pivot = numbers[low + (high - low) / 2];
        int64_t left = low;
        int64_t right = high;
        while (left <= right) {
            while (numbers[left] > pivot) {
                left++;
            }
            while (numbers[right] < pivot) {
                right--;
            }
            if (left <= right) {
                const double number = numbers[left];
                numbers[left++] = numbers[right];
                numbers[right--] = number;
            }
        }
        if (place <= right) {
            high = right;
        } else if (place >= left) {
            low = left;
        } else {
            break;
        }
    }
    return numbers[place];
}

static void forbid_columns(double *units, const int64_t *columns, int64_t begin, int64_t end)
{
    int64_t k;
    for (k = begin; k < end; k++) {
        units[columns[k]] = -(double)INFINITY;
    }
}

/* The units of a dense row by inner column, -infinity where there is no candidate. */
static const double *read_dense_row(const mmatch__lazy *lazy, int32_t row,
                                    mmatch__lazy_scratch *scratch)
{
    const mmatch__assign_network *const network = lazy->network;
    const mmatch_market_view *const market = &network->market;
    const int64_t user_row = network->rows.user_of[row];
    double *const units = lazy->is_renumbered ? scratch->other_units : scratch->units;
    int64_t k;
    mmatch__rows_read(market->scores, user_row, units);
    forbid_columns(units, market->forbidden_columns, market->forbidden_offsets[user_row],
                   market->forbidden_offsets[user_row + 1]);
    forbid_columns(units, market->locked_columns, market->locked_offsets[user_row],
                   market->locked_offsets[user_row + 1]);
    if (market->has_minimum_score) {
        for (k = 0; k < lazy->column_count; k++) {
            units[k] = units[k] >= network->threshold ? units[k] : -(double)INFINITY;
        }
    }
    if (lazy->is_renumbered) {
        for (k = 0; k < lazy->column_count; k++) {
            scratch->units[network->columns.inner_of[k]] = units[k];
        }
    }
    return scratch->units;
}

static bool is_listed(const int64_t *sorted, int64_t begin, int64_t end, int64_t column)
{
    while (begin < end) {
        const int64_t middle = begin + (end - begin) / 2;
        if (sorted[middle] < column) {
            begin = middle + 1;
        } else if (sorted[middle] > column) {
            end = middle;
        } else {
            return true;
        }
    }
    return false;
}

/* The candidates of a sparse row: columns and units into the scratch; their number. */
static int32_t read_sparse_row(const mmatch__lazy *lazy, int32_t row, mmatch__lazy_scratch *scratch)
{
    const mmatch__assign_network *const network = lazy->network;
    const mmatch_market_view *const market = &network->market;
    const int64_t user_row = network->rows.user_of[row];
    const int64_t entries = mmatch__rows_read_entries(market->scores, user_row,
                                                      scratch->entry_columns, scratch->units);
    int32_t count = 0;
    int64_t k;
    for (k = 0; k < entries; k++) {
        const int64_t column = scratch->entry_columns[k];
        if (scratch->units[k] >= network->threshold &&
            !is_listed(market->forbidden_columns, market->forbidden_offsets[user_row],
                       market->forbidden_offsets[user_row + 1], column) &&
            !is_listed(market->locked_columns, market->locked_offsets[user_row],
                       market->locked_offsets[user_row + 1], column)) {
            scratch->columns[count] = (int32_t)network->columns.inner_of[column];
            scratch->units[count] = scratch->units[k];
            count++;
        }
    }
    return count;
}

/* Keeps the `most` best of a selection, ties in the order of the scan; raises the bound to what is left out. */
static int32_t cut_selection(mmatch__lazy_scratch *scratch, int32_t count, int32_t most,
                             double *bound)
{
    double threshold;
    int32_t ties = most;
    int32_t kept = 0;
    int32_t k;
    if (count <= most) {
        return count;
    }
    memcpy(scratch->selection, scratch->keys, (size_t)count * sizeof *scratch->keys);
    threshold = mmatch__lazy_kth_largest(scratch->selection, count, most);
    for (k = 0; k < count; k++) {
        ties -= scratch->keys[k] > threshold;
    }
    for (k = 0; k < count; k++) {
        const double key = scratch->keys[k];
        const bool is_tie = key == threshold;
        if (key > threshold || (is_tie && ties > 0)) {
            ties -= is_tie;
            scratch->keys[kept] = key;
            scratch->columns[kept] = scratch->columns[k];
            kept++;
        } else if (key > *bound) {
            *bound = key;
        }
    }
    return kept;
}

static const double *prices_for(const mmatch__lazy *lazy, int32_t row)
{
    return lazy->closed_count > 0 && lazy->kind[row] != MMATCH__LAZY_CLOSED ? lazy->open_price
                                                                           : lazy->price;
}

static int64_t count_from(const double *numbers, int64_t count, double threshold)
{
    int64_t found = 0;
    int64_t k;
    for (k = 0; k < count; k++) {
        found += numbers[k] >= threshold;
    }
    return found;
}

/* A threshold that `asked` or some more of the numbers meet, by halving; -infinity when there are fewer. */
static double find_threshold(const double *numbers, int64_t count, int64_t asked)
{
    enum { HALVINGS = 12 };
    double low = (double)INFINITY;
    double high = -(double)INFINITY;
    int64_t finite = 0;
    int64_t k;
    for (k = 0; k < count; k++) {
        const bool is_finite = numbers[k] > -(double)INFINITY;
        low = is_finite && numbers[k] < low ? numbers[k] : low;
        high = numbers[k] > high ? numbers[k] : high;
        finite += is_finite;
    }
    if (finite <= asked) {
        return -(double)INFINITY;
    }
    for (k = 0; k < HALVINGS; k++) {
        const double middle = low + (high - low) / 2;
        const int64_t found = count_from(numbers, count, middle);
        if (found < asked) {
            high = middle;
        } else {
            low = middle;
            if (found <= asked + asked / 4) {
                break;
            }
        }
    }
    return low;
}

static int32_t select_dense(const mmatch__lazy *lazy, int32_t row, int32_t asked,
                            mmatch__lazy_scratch *scratch, double *bound_out)
{
    const double *const prices = prices_for(lazy, row);
    const double *const units = read_dense_row(lazy, row, scratch);
    const int64_t blocks = mmatch__block_count(lazy->column_count);
    const int64_t columns = blocks * MMATCH__BLOCK_WIDTH;
    const int64_t start = (int64_t)(((uint64_t)row * 2654435761u) % (uint64_t)blocks);
    double bound = -(double)INFINITY;
    double threshold;
    int32_t count = 0;
    int64_t step;
    lazy->block_maxima(units, prices, blocks, scratch->maxima);
    threshold = find_threshold(scratch->maxima, blocks, asked);
    for (step = 0; step < blocks; step++) {
        const int64_t block = start + step < blocks ? start + step : start + step - blocks;
        int64_t column = block;
        if (scratch->maxima[block] < threshold || scratch->maxima[block] == -(double)INFINITY) {
            bound = scratch->maxima[block] > bound ? scratch->maxima[block] : bound;
            continue;
        }
        for (; column < columns; column += blocks) {
            const double key = units[column] - prices[column];
            if (key >= threshold && key > -(double)INFINITY) {
                scratch->columns[count] = (int32_t)column;
                scratch->keys[count] = key;
                count++;
            } else if (key > bound) {
                bound = key;
            }
        }
    }
    *bound_out = bound;
    return count;
}

static int32_t select_sparse(const mmatch__lazy *lazy, int32_t row, mmatch__lazy_scratch *scratch,
                             double *bound_out)
{
    const double *const prices = prices_for(lazy, row);
    const int32_t entries = read_sparse_row(lazy, row, scratch);
    int32_t count = 0;
    int32_t k;
    for (k = 0; k < entries; k++) {
        const int32_t column = scratch->columns[k];
        const double key = scratch->units[k] - prices[column];
        if (key > -(double)INFINITY) {
            scratch->columns[count] = column;
            scratch->keys[count] = key;
            count++;
        }
    }
    *bound_out = -(double)INFINITY;
    return count;
}

static int32_t select_candidates(const mmatch__lazy *lazy, int32_t row, int32_t asked,
                                 mmatch__lazy_scratch *scratch, double *bound_out)
{
    return lazy->network->is_sparse ? select_sparse(lazy, row, scratch, bound_out)
                                    : select_dense(lazy, row, asked, scratch, bound_out);
}

/* Best first, equals as they were. */
static void sort_selection(mmatch__lazy_scratch *scratch, int32_t count)
{
    int32_t k;
    for (k = 1; k < count; k++) {
        const double key = scratch->keys[k];
        const int32_t column = scratch->columns[k];
        int32_t place = k;
        for (; place > 0 && scratch->keys[place - 1] < key; place--) {
            scratch->keys[place] = scratch->keys[place - 1];
            scratch->columns[place] = scratch->columns[place - 1];
        }
        scratch->keys[place] = key;
        scratch->columns[place] = column;
    }
}

float mmatch__lazy_float_not_below(double key)
{
    float near = (float)key;
    if ((double)near < key) {
        near += (near < 0 ? 0.0f - near : near) * 0x1p-23f;
    }
    return near;
}

/* A selection becomes the row's list. */
static int32_t keep_selection(mmatch__lazy *lazy, int32_t row, int32_t count, double bound,
                              mmatch__lazy_scratch *scratch, double *bound_out)
{
    const double *const prices = prices_for(lazy, row);
    mmatch__lazy_candidate *const list = &lazy->list[lazy->list_begin[row]];
    const int32_t room = (int32_t)(lazy->list_begin[row + 1] - lazy->list_begin[row]);
    const int32_t kept = cut_selection(scratch, count, room, &bound);
    int32_t k;
    sort_selection(scratch, kept);
    for (k = 0; k < kept; k++) {
        const int32_t column = scratch->columns[k];
        list[k].column = column;
        list[k].units = scratch->keys[k] + prices[column];
        list[k].top = mmatch__lazy_float_not_below(scratch->keys[k]);
    }
    lazy->list_count[row] = kept;
    lazy->bound[row] = bound;
    *bound_out = bound;
    return kept;
}

int32_t mmatch__lazy_select(mmatch__lazy *lazy, int32_t row, int32_t asked, double *bound_out)
{
    mmatch__lazy_scratch *const scratch = &lazy->scratch[0];
    const int32_t count = select_candidates(lazy, row, asked, scratch, bound_out);
    lazy->work += lazy->network->is_sparse ? (uint64_t)count : (uint64_t)lazy->column_count;
    return asked > lazy->kept
               ? count
               : keep_selection(lazy, row, count, *bound_out, scratch, bound_out);
}

void mmatch__lazy_make_list(mmatch__lazy *lazy, int32_t row)
{
    double bound;
    (void)mmatch__lazy_select(lazy, row, lazy->kept, &bound);
}

enum { ROWS_AT_ONCE = 64 };

static void make_some_lists(void *shared, int64_t task, int32_t worker)
{
    mmatch__lazy *const lazy = (mmatch__lazy *)shared;
    const int64_t from = task * ROWS_AT_ONCE;
    int64_t row;
    for (row = from; row < from + ROWS_AT_ONCE && row < lazy->row_count; row++) {
        if (lazy->kind[row] != MMATCH__LAZY_FULL && lazy->at[row] < 0 && lazy->list_count[row] < 0) {
            double bound;
            const int32_t count = select_candidates(lazy, (int32_t)row, lazy->kept,
                                                    &lazy->scratch[worker], &bound);
            (void)keep_selection(lazy, (int32_t)row, count, bound, &lazy->scratch[worker], &bound);
        }
    }
}

mmatch__lazy_end mmatch__lazy_make_lists(mmatch__lazy *lazy)
{
    const int64_t tasks = ((int64_t)lazy->row_count + ROWS_AT_ONCE - 1) / ROWS_AT_ONCE;
    const uint64_t work = (uint64_t)ROWS_AT_ONCE * (uint64_t)lazy->column_count;
    return mmatch__lazy_end_of(mmatch__parallel_run(
        lazy->context, tasks, lazy->network->is_sparse ? ROWS_AT_ONCE * 64 : work, make_some_lists, lazy));
}

mmatch__lazy_offers mmatch__lazy_look(mmatch__lazy *lazy, int32_t row)
{
    mmatch__lazy_offers offers;
    bool is_new = false;
    for (;;) {
        const double *const prices = prices_for(lazy, row);
        const mmatch__lazy_candidate *const list = &lazy->list[lazy->list_begin[row]];
        int32_t k;
        offers.best = -(double)INFINITY;
        offers.second = -(double)INFINITY;
        offers.column = MMATCH__LAZY_NOBODY;
        offers.units = 0;
        for (k = 0; k < lazy->list_count[row] && (double)list[k].top > offers.second;
             k++) {
            const int32_t column = list[k].column;
            const double key = list[k].units - prices[column];
            if (key > offers.best) {
                offers.second = offers.best;
                offers.best = key;
                offers.column = column;
                offers.units = list[k].units;
            } else if (key > offers.second) {
                offers.second = key;
            }
        }
        if (!is_new && (lazy->list_count[row] < 0 || offers.best < lazy->bound[row])) {
            mmatch__lazy_make_list(lazy, row);
            is_new = true;
            continue;
        }
        break;
    }
    offers.second = offers.second > lazy->bound[row] ? offers.second : lazy->bound[row];
    if (lazy->has_void && mmatch__lazy_may_go_without(lazy, row)) {
        const double key = 0.0 - lazy->price[lazy->column_count];
        if (key > offers.best) {
            offers.second = offers.best;
            offers.best = key;
            offers.column = lazy->column_count;
            offers.units = 0;
        } else if (key > offers.second) {
            offers.second = key;
        }
    }
    return offers;
}

enum { ROWS_FOR_MEANS = 128 };

mmatch__lazy_end mmatch__lazy_price_by_means(mmatch__lazy *lazy)
{
    /* arrays of the search, which has not begun */
    double *const sums = lazy->distance;
    int32_t *const counts = lazy->reached_at;
    const int64_t rows = lazy->row_count;
    const int64_t samples = rows < ROWS_FOR_MEANS ? rows : ROWS_FOR_MEANS;
    double least = (double)INFINITY;
    int64_t sample;
    int32_t column;
    assert(!lazy->network->is_sparse);
    for (column = 0; column < lazy->column_count; column++) {
        sums[column] = 0;
        counts[column] = 0;
    }
    for (sample = 0; sample < samples; sample++) {
        const int32_t row = (int32_t)(sample * rows / samples);
        const double *units;
        mmatch__lazy_end end;
        if (lazy->kind[row] == MMATCH__LAZY_FULL) {
            continue;
        }
        units = read_dense_row(lazy, row, &lazy->scratch[0]);
        for (column = 0; column < lazy->column_count; column++) {
            if (units[column] > -(double)INFINITY) {
                sums[column] += units[column];
                counts[column]++;
            }
        }
        end = mmatch__lazy_end_of(mmatch__poll(lazy->context, (uint64_t)lazy->column_count));
        if (end != MMATCH__LAZY_DONE) {
            return end;
        }
    }
    for (column = 0; column < lazy->column_count; column++) {
        if (lazy->room[column] > 0) {
            lazy->price[column] = counts[column] > 0 ? floor(sums[column] / counts[column]) : 0;
            least = lazy->price[column] < least ? lazy->price[column] : least;
        }
        counts[column] = 0; /* as the search expects them */
    }
    for (column = 0; column < lazy->column_count; column++) {
        lazy->price[column] -= lazy->room[column] > 0 ? least : 0;
        lazy->open_price[column] = lazy->is_closed[column] ? (double)INFINITY : lazy->price[column];
    }
    for (sample = 0; sample < rows; sample++) {
        lazy->list_count[sample] = -1; /* those there are may leave out what is cheap now */
    }
    return MMATCH__LAZY_DONE;
}

int32_t mmatch__lazy_read_candidates(mmatch__lazy *lazy, int32_t row)
{
    mmatch__lazy_scratch *const scratch = &lazy->scratch[0];
    const double *units;
    int32_t count = 0;
    int32_t k;
    if (lazy->network->is_sparse) {
        count = read_sparse_row(lazy, row, scratch);
        for (k = 0; k < count; k++) {
            scratch->keys[k] = scratch->units[k];
        }
        lazy->work += (uint64_t)count;
        return count;
    }
    units = read_dense_row(lazy, row, scratch);
    for (k = 0; k < lazy->column_count; k++) {
        if (units[k] > -(double)INFINITY) {
            scratch->columns[count] = k;
            scratch->keys[count] = units[k];
            count++;
        }
    }
    lazy->work += (uint64_t)lazy->column_count;
    return count;
}

double mmatch__lazy_best_closed(mmatch__lazy *lazy, int32_t row)
{
    mmatch__lazy_scratch *const scratch = &lazy->scratch[0];
    double best = -(double)INFINITY;
    int32_t k;
    if (lazy->closed_count == 0) {
        return best;
    }
    lazy->work += (uint64_t)lazy->column_count;
    if (lazy->network->is_sparse) {
        const int32_t count = read_sparse_row(lazy, row, scratch);
        for (k = 0; k < count; k++) {
            const int32_t column = scratch->columns[k];
            const double key = scratch->units[k] - lazy->price[column];
            if (lazy->is_closed[column] && key > best) {
                best = key;
            }
        }
    } else {
        const double *const units = read_dense_row(lazy, row, scratch);
        for (k = 0; k < lazy->column_count; k++) {
            const double key = units[k] - lazy->price[k];
            if (lazy->is_closed[k] && key > best) {
                best = key;
            }
        }
    }
    return best;
}
