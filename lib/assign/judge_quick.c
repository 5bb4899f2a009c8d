/* The quick way through a row of an optimum: all its pairs at once, by a vector kernel.
 *
 * Idea
 *     A pair that is not made contradicts the prices when its units less the price of its column exceed the price of its row.
 *     The kernel counts the pairs of a row that do, made or not. Those among them that are made or forbidden are looked at one
 *     by one, as they are few. If that accounts for all of the count, the row is good. Otherwise, or if anything
 *     else is amiss, the row is judged pair by pair, and nothing has been noted yet.
 *
 * Exactness
 *     Units are whole numbers up to 2^40, and prices up to 2^52 here (larger ones send the row the other way), so that
 *     differences are exact in float64. Tiers come first: against rows of a given tier a column is compared by value, never or
 *     always exceeded. */
#include <assert.h>
#include <math.h>

#include "assign/judge.h"
#include "base/grid.h"
#include "base/row_reader.h"

#define LARGEST_EXACT_PRICE ((int64_t)1 << 52)

static bool is_among(const int64_t *sorted, int64_t begin, int64_t end, int64_t wanted)
{
    while (begin < end) {
        const int64_t middle = begin + (end - begin) / 2;
        if (sorted[middle] == wanted) {
            return true;
        }
        if (sorted[middle] < wanted) {
            begin = middle + 1;
        } else {
            end = middle;
        }
    }
    return false;
}

/* What columns cost a row whose price has the given tier, as far as values are compared at all. */
static void price_for_tier(const mmatch__assign_judge *run, int64_t tier, mmatch__judge_quick *quick)
{
    int64_t column;
    quick->tier = tier;
    quick->is_filled = true;
    for (column = 0; column < run->columns.count; column++) {
        const mmatch__tiered price = run->price_to_row[column];
        const int64_t sum = tier + price.tier;
        const bool is_large = price.value > LARGEST_EXACT_PRICE || price.value < -LARGEST_EXACT_PRICE;
        quick->prices[column] = sum > 0               ? (double)INFINITY
                                : sum < 0 || is_large ? -(double)INFINITY
                                                      : (double)price.value;
    }
}

static bool is_counted(const mmatch__assign_judge *run, const mmatch__judge_quick *quick, int64_t column, double limit)
{
    const double units = run->quick_units[column];
    return units >= run->threshold && units - quick->prices[column] > limit;
}

/* The made pairs of the row: allowed, as good as the prices say, their units added up. False when one is not. */
static bool look_at_made(const mmatch__assign_judge *run, const mmatch__judge_quick *quick, int64_t row,
                         int64_t *counted, int64_t *total, int64_t *next_pair)
{
    const mmatch_market_view *const market = &run->market;
    const double limit = (double)run->rows.price[row].value;
    int64_t k;
    for (k = run->next_pair; k < run->parts.pair_count && run->parts.rows[k] == row; k++) {
        const int64_t column = run->parts.columns[k];
        const double units = run->quick_units[column];
        const bool is_locked = is_among(market->locked_columns, market->locked_offsets[row],
                                        market->locked_offsets[row + 1], column);
        if (!(units > -(double)INFINITY) || (!is_locked && !(units >= run->threshold)) ||
            is_among(market->forbidden_columns, market->forbidden_offsets[row], market->forbidden_offsets[row + 1],
                     column) ||
            !mmatch__add_int64(*total, (int64_t)units, total)) {
            return false;
        }
        if (!is_locked) {
            mmatch__tiered rest = mmatch__tiered_subtract(mmatch__tiered_of(0, (int64_t)units), run->rows.price[row]);
            rest = mmatch__tiered_subtract(rest, run->price_to_row[column]);
            if (mmatch__tiered_compare(rest, mmatch__tiered_of(0, 0)) < 0) {
                return false;
            }
        }
        *counted += is_counted(run, quick, column, limit);
    }
    *next_pair = k;
    return true;
}

bool mmatch__judge_row_quickly(mmatch__assign_judge *run, int64_t row)
{
    const mmatch_market_view *const market = &run->market;
    const mmatch__tiered price = run->rows.price[row];
    const double limit = (double)price.value;
    mmatch__judge_quick *const quick = &run->quick[price.tier == 0 ? 0 : 1];
    int64_t total = run->total_units;
    int64_t next_pair = run->next_pair;
    int64_t counted = 0;
    int64_t k;
    if (run->quick_units == NULL || !run->is_optimal || run->has_price_fault || price.value > LARGEST_EXACT_PRICE ||
        price.value < -LARGEST_EXACT_PRICE) {
        return false;
    }
    if (!quick->is_filled || quick->tier != price.tier) {
        price_for_tier(run, price.tier, quick);
    }
    mmatch__rows_read(market->scores, row, run->quick_units);
    if (!look_at_made(run, quick, row, &counted, &total, &next_pair)) {
        return false;
    }
    for (k = market->forbidden_offsets[row]; k < market->forbidden_offsets[row + 1]; k++) {
        counted += is_counted(run, quick, market->forbidden_columns[k], limit);
    }
    if (run->count_above(run->quick_units, quick->prices, run->quick_count, run->threshold, limit) != counted) {
        return false;
    }
    run->total_units = total;
    run->next_pair = next_pair;
    return true;
}
