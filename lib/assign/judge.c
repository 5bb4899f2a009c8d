/* The conditions of an assignment, one by one; verify.c says what they prove together. */
#include "assign/judge.h"

#include <inttypes.h>
#include <math.h>

#include "base/grid.h"
#include "base/row_reader.h"

#define LARGEST_PRICE_TIER ((int64_t)1 << 33)
#define LARGEST_PRICE_UNITS ((double)((int64_t)1 << 53))

static bool fault_judged_pair(mmatch__assign_judge *run, int32_t fault, int64_t row, int64_t column,
                              const char *text)
{
    mmatch__verdict_fault(&run->verdict, fault, row, column, 0, 0,
                          "row %" PRId64 ", column %" PRId64 ": %s", row, column, text);
    return false;
}

bool mmatch__judge_fault_person(mmatch__assign_judge *run, const mmatch__assign_judge_side *side,
                                int32_t fault, int64_t person, double expected, double found,
                                const char *text)
{
    const bool is_row = side == &run->rows;
    mmatch__verdict_fault(&run->verdict, fault, is_row ? person : -1, is_row ? -1 : person,
                          expected, found, "%s %" PRId64 ": %s", side->name, person, text);
    return false;
}

bool mmatch__judge_fault_whole(mmatch__assign_judge *run, int32_t fault, double expected,
                               double found, const char *text)
{
    mmatch__verdict_fault(&run->verdict, fault, -1, -1, expected, found, "%s", text);
    return false;
}

bool mmatch__judge_shape(mmatch__assign_judge *run)
{
    const mmatch_market_view *const market = &run->market;
    const mmatch_matching_parts *const parts = &run->parts;
    const double unit = mmatch_scores_unit(market->scores);
    if (parts->row_count != market->row_count) {
        return mmatch__judge_fault_whole(run, MMATCH_ASSIGN_FAULT_SHAPE, (double)market->row_count,
                                         (double)parts->row_count,
                                         "the number of rows is not the market's");
    }
    if (parts->column_count != market->column_count) {
        return mmatch__judge_fault_whole(run, MMATCH_ASSIGN_FAULT_SHAPE,
                                         (double)market->column_count, (double)parts->column_count,
                                         "the number of columns is not the market's");
    }
    if (parts->quota_count != market->quota_count) {
        return mmatch__judge_fault_whole(run, MMATCH_ASSIGN_FAULT_SHAPE,
                                         (double)market->quota_count, (double)parts->quota_count,
                                         "the number of quotas is not the market's");
    }
    if (!(parts->unit == unit)) {
        return mmatch__judge_fault_whole(run, MMATCH_ASSIGN_FAULT_SHAPE, unit, parts->unit,
                                         "the grid unit is not that of the scores");
    }
    if (parts->outcome != MMATCH_OUTCOME_OPTIMAL && parts->outcome != MMATCH_OUTCOME_INFEASIBLE &&
        parts->outcome != MMATCH_OUTCOME_LIMIT) {
        return mmatch__judge_fault_whole(run, MMATCH_ASSIGN_FAULT_OUTCOME, 0,
                                         (double)parts->outcome,
                                         "an assignment is optimal, infeasible or at the limit");
    }
    return true;
}

int64_t mmatch__judge_minimum(const mmatch__assign_judge_side *side, int64_t person)
{
    return side->minimum[person] > side->least ? side->minimum[person] : side->least;
}

bool mmatch__judge_loads(mmatch__assign_judge *run, const mmatch__assign_judge_side *side)
{
    int64_t person;
    for (person = 0; person < side->count; person++) {
        const double load = (double)side->load[person];
        if (side->load[person] > side->maximum[person]) {
            return mmatch__judge_fault_person(run, side, side->capacity_fault, person,
                                              (double)side->maximum[person], load,
                                              "more partners than the maximum");
        }
        if (run->is_optimal && side->load[person] < mmatch__judge_minimum(side, person)) {
            return mmatch__judge_fault_person(run, side, side->capacity_fault, person,
                                              (double)mmatch__judge_minimum(side, person), load,
                                              "fewer partners than the minimum");
        }
    }
    return true;
}

/* Locked pairs are made: both lists are sorted by row, then column. Counts locks and loads on the way. */
bool mmatch__judge_locks(mmatch__assign_judge *run)
{
    const mmatch_market_view *const market = &run->market;
    const mmatch_matching_parts *const parts = &run->parts;
    int64_t pair = 0;
    int64_t row;
    for (row = 0; row < market->row_count; row++) {
        int64_t k;
        for (k = market->locked_offsets[row]; k < market->locked_offsets[row + 1]; k++) {
            const int64_t column = market->locked_columns[k];
            while (pair < parts->pair_count &&
                   (parts->rows[pair] < row ||
                    (parts->rows[pair] == row && parts->columns[pair] < column))) {
                pair++;
            }
            if (pair == parts->pair_count || parts->rows[pair] != row ||
                parts->columns[pair] != column) {
                return fault_judged_pair(run, MMATCH_ASSIGN_FAULT_LOCK, row, column,
                                         "locked but not made");
            }
        }
    }
    return true;
}

void mmatch__judge_count(mmatch__assign_judge *run)
{
    const mmatch_market_view *const market = &run->market;
    int64_t row;
    int64_t k;
    for (k = 0; k < run->parts.pair_count; k++) {
        run->rows.load[run->parts.rows[k]]++;
        run->columns.load[run->parts.columns[k]]++;
    }
    for (row = 0; row < market->row_count; row++) {
        for (k = market->locked_offsets[row]; k < market->locked_offsets[row + 1]; k++) {
            run->rows.locked[row]++;
            run->columns.locked[market->locked_columns[k]]++;
        }
    }
}

bool mmatch__judge_read_price(const mmatch__assign_judge *run, int64_t tier, double price,
                              mmatch__tiered *price_out, const char **text_out, double *found_out)
{
    const bool is_maximised = mmatch_scores_sense(run->market.scores) == MMATCH_SENSE_MAXIMISE;
    const double units = price / run->parts.unit;
    if (!(units >= -LARGEST_PRICE_UNITS && units <= LARGEST_PRICE_UNITS) ||
        floor(units) != units) {
        *text_out = "the price is not a whole number of units";
        *found_out = price;
        return false;
    }
    if (tier > LARGEST_PRICE_TIER || tier < -LARGEST_PRICE_TIER) {
        *text_out = "the tier of the price is beyond every sum of gains";
        *found_out = (double)tier;
        return false;
    }
    *price_out = is_maximised ? mmatch__tiered_of(tier, (int64_t)units)
                              : mmatch__tiered_of(-tier, -(int64_t)units);
    return true;
}

/* Reads given prices as units, larger is better. */
bool mmatch__judge_read_prices(mmatch__assign_judge *run, mmatch__assign_judge_side *side)
{
    int64_t person;
    if (side->given_prices == NULL || side->given_tiers == NULL) {
        return mmatch__judge_fault_whole(run, MMATCH_ASSIGN_FAULT_CERTIFICATE, 0, 0,
                                         "prices are missing");
    }
    for (person = 0; person < side->count; person++) {
        const char *text = NULL;
        double found = 0;
        if (!mmatch__judge_read_price(run, side->given_tiers[person], side->given_prices[person],
                                      &side->price[person], &text, &found)) {
            return mmatch__judge_fault_person(run, side, side->price_fault, person, 0, found, text);
        }
    }
    return true;
}

/* Sign of gain of partner `number` plus price. */
static int compare_judged_balance(const mmatch__assign_judge *run,
                                  const mmatch__assign_judge_side *side, int64_t person,
                                  int64_t number)
{
    mmatch__tiered sum = side->price[person];
    if (number <= mmatch__judge_minimum(side, person)) {
        sum.tier += run->minimum_tier;
    } else if (number == 1) {
        sum.tier += side->first_tier;
    }
    return mmatch__tiered_compare(sum, mmatch__tiered_of(0, 0));
}

bool mmatch__judge_balance(mmatch__assign_judge *run, const mmatch__assign_judge_side *side,
                           int64_t other_count)
{
    int64_t person;
    for (person = 0; person < side->count; person++) {
        const int64_t load = side->load[person];
        const int64_t maximum =
            side->maximum[person] < other_count ? side->maximum[person] : other_count;
        if (load < maximum && compare_judged_balance(run, side, person, load + 1) > 0) {
            return mmatch__judge_fault_person(run, side, side->price_fault, person, 0,
                                              side->given_prices[person],
                                              "the price asks for one partner more");
        }
        if (load > side->locked[person] && compare_judged_balance(run, side, person, load) < 0) {
            return mmatch__judge_fault_person(run, side, side->price_fault, person, 0,
                                              side->given_prices[person],
                                              "the price asks for one partner less");
        }
    }
    return true;
}

void mmatch__judge_flag_row(mmatch__assign_judge *run, int64_t row)
{
    const mmatch_market_view *const market = &run->market;
    int64_t k;
    for (k = market->forbidden_offsets[row]; k < market->forbidden_offsets[row + 1]; k++) {
        run->flags[market->forbidden_columns[k]] |= PAIR_IS_FORBIDDEN;
    }
    for (k = market->locked_offsets[row]; k < market->locked_offsets[row + 1]; k++) {
        run->flags[market->locked_columns[k]] |= PAIR_IS_LOCKED;
    }
    for (k = run->next_pair; k < run->parts.pair_count && run->parts.rows[k] == row; k++) {
        run->flags[run->parts.columns[k]] |= PAIR_IS_MADE;
    }
    run->entry_count =
        mmatch__rows_read_entries(run->market.scores, row, run->entry_columns, run->entry_units);
    for (k = 0; k < run->entry_count; k++) {
        uint8_t *const flags = &run->flags[run->entry_columns[k]];
        if ((*flags & PAIR_IS_LOCKED) != 0 ||
            ((*flags & PAIR_IS_FORBIDDEN) == 0 && run->entry_units[k] >= run->threshold)) {
            *flags |= PAIR_IS_ALLOWED;
        }
    }
}

void mmatch__judge_unflag_row(mmatch__assign_judge *run, int64_t row)
{
    const mmatch_market_view *const market = &run->market;
    int64_t k;
    for (k = market->forbidden_offsets[row]; k < market->forbidden_offsets[row + 1]; k++) {
        run->flags[market->forbidden_columns[k]] = 0;
    }
    for (k = market->locked_offsets[row]; k < market->locked_offsets[row + 1]; k++) {
        run->flags[market->locked_columns[k]] = 0;
    }
    for (k = 0; k < run->entry_count; k++) {
        run->flags[run->entry_columns[k]] = 0;
    }
    while (run->next_pair < run->parts.pair_count && run->parts.rows[run->next_pair] == row) {
        run->flags[run->parts.columns[run->next_pair++]] = 0;
    }
}

/* Pairs of the row are allowed; adds up their units and holds prices against them. */
bool mmatch__judge_row(mmatch__assign_judge *run, int64_t row)
{
    int64_t k;
    for (k = run->next_pair; k < run->parts.pair_count && run->parts.rows[k] == row; k++) {
        if ((run->flags[run->parts.columns[k]] & PAIR_IS_ALLOWED) == 0) {
            return fault_judged_pair(run, MMATCH_ASSIGN_FAULT_PAIR, row, run->parts.columns[k],
                                     "forbidden, or below the minimum score");
        }
    }
    for (k = 0; k < run->entry_count; k++) {
        const int64_t column = run->entry_columns[k];
        const uint8_t flags = run->flags[column];
        const int64_t units = (int64_t)run->entry_units[k];
        mmatch__tiered rest;
        int sign;
        if ((flags & PAIR_IS_MADE) != 0 &&
            !mmatch__add_int64(run->total_units, units, &run->total_units)) {
            return fault_judged_pair(run, MMATCH_ASSIGN_FAULT_TOTAL, row, column,
                                     "the total up to here is beyond 2^63 units");
        }
        if (!run->is_optimal || run->has_price_fault || (flags & PAIR_IS_ALLOWED) == 0 ||
            (flags & PAIR_IS_LOCKED) != 0) {
            continue;
        }
        rest = mmatch__tiered_subtract(mmatch__tiered_of(0, units), run->rows.price[row]);
        rest = mmatch__tiered_subtract(rest, run->price_to_row[column]);
        sign = mmatch__tiered_compare(rest, mmatch__tiered_of(0, 0));
        if ((flags & PAIR_IS_MADE) != 0 ? sign < 0 : sign > 0) {
            run->has_price_fault = true;
            run->fault_row = row;
            run->fault_column = column;
            run->fault_rest = rest;
        }
    }
    return true;
}

/* sum += what `low` to `high` partners at `each` come to at most; false beyond int64. */
bool mmatch__judge_add_largest(int64_t low, int64_t high, int64_t each, int64_t *sum)
{
    const int64_t count = each > 0 ? high : low;
    if (count > 0 && (each > INT64_MAX / count || each < INT64_MIN / count)) {
        return false;
    }
    return mmatch__add_int64(*sum, count * each, sum);
}

bool mmatch__judge_add_person(const mmatch__assign_judge_side *side, int64_t person,
                              int64_t other_count, int64_t each, int64_t *sum)
{
    const int64_t maximum =
        side->maximum[person] < other_count ? side->maximum[person] : other_count;
    const int64_t high = maximum - side->locked[person];
    const int64_t low = mmatch__judge_minimum(side, person) - side->locked[person];
    const int64_t floor_of_range = low > 0 ? low : 0;
    return mmatch__judge_add_largest(floor_of_range < high ? floor_of_range : high, high, each, sum);
}

/* Adds the most that a row can come to at these column prices, and its locked pairs. */
bool mmatch__judge_add_row(mmatch__assign_judge *run, int64_t row, int64_t *bound)
{
    bool is_found = false;
    int64_t best = 0;
    int64_t k;
    for (k = 0; k < run->entry_count; k++) {
        const int64_t column = run->entry_columns[k];
        const int64_t units = (int64_t)run->entry_units[k];
        const int64_t rest = units - run->price_to_row[column].value;
        if ((run->flags[column] & PAIR_IS_LOCKED) != 0) {
            if (!mmatch__add_int64(*bound, units, bound)) {
                return false;
            }
        } else if ((run->flags[column] & PAIR_IS_ALLOWED) != 0 && (!is_found || rest > best)) {
            best = rest;
            is_found = true;
        }
    }
    return !is_found || mmatch__judge_add_person(&run->rows, row, run->columns.count, best, bound);
}

bool mmatch__judge_bound(mmatch__assign_judge *run, bool is_sum_good, int64_t bound)
{
    const double proved = mmatch__rows_to_user(run->market.scores, bound);
    const bool is_maximised = mmatch_scores_sense(run->market.scores) == MMATCH_SENSE_MAXIMISE;
    const bool is_proved = is_maximised ? run->parts.bound >= proved : run->parts.bound <= proved;
    if (!is_sum_good || !is_proved) {
        return mmatch__judge_fault_whole(run, MMATCH_ASSIGN_FAULT_CERTIFICATE, proved,
                                         run->parts.bound, "the prices do not prove the bound");
    }
    return true;
}

void mmatch__judge_mark_conflict(mmatch__assign_judge *run)
{
    int64_t k;
    for (k = 0; k < run->parts.conflict_row_count; k++) {
        run->rows.is_in_conflict[run->parts.conflict_rows[k]] = 1;
    }
    for (k = 0; k < run->parts.conflict_column_count; k++) {
        run->columns.is_in_conflict[run->parts.conflict_columns[k]] = 1;
    }
    for (k = 0; k < run->parts.conflict_quota_count; k++) {
        run->quotas.is_in_conflict[run->parts.conflict_quotas[k]] = 1;
    }
}

/* Counts, for each person of the conflict, allowed and locked pairs with people outside it. */
void mmatch__judge_count_conflict(mmatch__assign_judge *run, int64_t row)
{
    int64_t k;
    for (k = 0; k < run->entry_count; k++) {
        const int64_t column = run->entry_columns[k];
        const uint8_t flags = run->flags[column];
        if ((flags & PAIR_IS_ALLOWED) == 0 ||
            run->rows.is_in_conflict[row] == run->columns.is_in_conflict[column]) {
            continue;
        }
        if (run->rows.is_in_conflict[row]) {
            run->rows.rest[row]++;
            run->rows.locked_outside[row] += (flags & PAIR_IS_LOCKED) != 0 ? 1 : 0;
        } else {
            run->columns.rest[column]++;
            run->columns.locked_outside[column] += (flags & PAIR_IS_LOCKED) != 0 ? 1 : 0;
        }
    }
}

/* What the people of the conflict on the needy side must have, less what can come from pairs with people outside it.
 * Partners of a column whose quota is in the conflict stay in it, so such a column needs nothing of its own. */
static bool add_needy(const mmatch__assign_judge *run, const mmatch__assign_judge_side *needy,
                      int64_t *need, int64_t *supply)
{
    bool is_good = true;
    int64_t person;
    for (person = 0; person < needy->count && is_good; person++) {
        const int64_t minimum = mmatch__judge_minimum(needy, person);
        const int64_t maximum = needy->maximum[person];
        if (!needy->is_in_conflict[person]) {
            continue;
        }
        if (needy == &run->rows || !mmatch__judge_is_column_inside(run, person)) {
            is_good = mmatch__add_int64(
                *need, minimum > needy->locked[person] ? minimum : needy->locked[person], need);
        }
        is_good = is_good && mmatch__add_int64(*supply,
                                               needy->rest[person] < maximum ? needy->rest[person]
                                                                             : maximum,
                                               supply);
    }
    return is_good;
}

/* What the people of the conflict on the other side can give. */
static bool add_giving(const mmatch__assign_judge *run, const mmatch__assign_judge_side *giving,
                       int64_t other_count, int64_t *supply)
{
    bool is_good = true;
    int64_t person;
    for (person = 0; person < giving->count && is_good; person++) {
        const int64_t maximum = giving->maximum[person];
        if (!giving->is_in_conflict[person]) {
            continue;
        }
        if (giving == &run->rows || !mmatch__judge_is_column_inside(run, person)) {
            is_good = mmatch__add_int64(*supply, maximum < other_count ? maximum : other_count, supply);
        }
        is_good = is_good && mmatch__add_int64(*supply, -giving->locked_outside[person], supply);
    }
    return is_good;
}

bool mmatch__judge_is_short(const mmatch__assign_judge *run, bool are_rows_needy)
{
    const mmatch__assign_judge_side *const needy = are_rows_needy ? &run->rows : &run->columns;
    const mmatch__assign_judge_side *const giving = are_rows_needy ? &run->columns : &run->rows;
    int64_t need = 0;
    int64_t supply = 0;
    return add_needy(run, needy, &need, &supply) &&
           add_giving(run, giving, needy->count, &supply) &&
           mmatch__judge_add_conflict(run, are_rows_needy, &need, &supply) && need > supply;
}
