/* mmatch_assign_verify: judges a matching from the market, the scores and its certificate. Shares no code with the
 * solver.
 *
 * Why the conditions prove an optimum. Write s for the units of a pair (tier 0), x for made (1) or not (0), l for the
 * load of a person, R and C for the gains of loads (see below), u and v for the prices. For any matching
 *
 *     sum s x + sum R(l) + sum C(l)  =  sum (s - u - v) x + sum (R(l) + u l) + sum (C(l) + v l) + const,
 *
 * where the first sum on the right runs over allowed pairs that are not locked, and the constant comes from the locked
 * ones. If each term on the right is as large as it can be on its own, the whole is: no matching is better.
 *     - a pair that is made has s - u - v >= 0, one that is not has s - u - v <= 0;
 *     - a row below its maximum has R(l + 1) - R(l) + u <= 0; one with a pair that is not locked has
 *       R(l) - R(l - 1) + u >= 0. R and C are concave, so this settles all loads. Columns likewise with C and v.
 * A partner up to the minimum is worth row_count + 1 tiers, the first partner of a row one tier when participation
 * comes first. As participation is worth row_count tiers at most, minima come before it, and scores come last.
 *
 * Why a conflict proves that there is no answer. Rows S have partners among columns T and others. Each column of T takes
 * its maximum at most, less what rows outside S have locked; each row of S has at most its maximum, and at most as
 * many partners outside T as are allowed there. If the minima of S ask for more than that sum, they cannot all be
 * met. The same with rows and columns exchanged. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/context.h"
#include "base/grid.h"
#include "base/options.h"
#include "base/row_reader.h"
#include "base/tiered.h"
#include "mentormatch/assign.h"

/* What is known of a pair while its row is judged. */
enum { IS_FORBIDDEN = 1, IS_LOCKED = 2, IS_MADE = 4, IS_ALLOWED = 8 };

#define LARGEST_TIER ((int64_t)1 << 33)
#define LARGEST_UNITS ((double)((int64_t)1 << 53))

typedef struct judge_side {
    int64_t count;
    const char *name; /* "row" or "column" */
    const int32_t *minimum, *maximum;
    int32_t least; /* every minimum is at least this */
    int64_t *load;
    int64_t *locked;
    mmatch__tiered *price;
    const int64_t *given_tiers;
    const double *given_prices;
    int32_t capacity_fault, price_fault;
    int64_t first_tier;
    uint8_t *is_in_conflict;
    int64_t *rest; /* conflict: allowed pairs with the other side's people outside it; or locked ones */
    int64_t *locked_outside;
} judge_side;

typedef struct judge {
    mmatch_context *context;
    mmatch_market_view market;
    mmatch_matching_parts parts;
    mmatch__workspace memory;
    double threshold;
    bool is_optimal, is_limit;
    int64_t minimum_tier;
    judge_side rows, columns;
    int64_t *entry_columns; /* of the row being judged */
    double *entry_units;
    int64_t entry_count;
    uint8_t *flags; /* by column, for the row being judged */
    int64_t total_units;
    int64_t next_pair; /* first pair of the row being judged */
    /* The first pair that contradicts the prices: told only when pairs and total hold. */
    bool has_price_fault;
    int64_t fault_row, fault_column;
    mmatch__tiered fault_rest;
    mmatch_verdict verdict;
} judge;

static bool fault_pair(judge *run, int32_t fault, int64_t row, int64_t column, const char *text)
{
    mmatch__verdict_fault(&run->verdict, fault, row, column, 0, 0,
                          "row %" PRId64 ", column %" PRId64 ": %s", row, column, text);
    return false;
}

static bool fault_person(judge *run, const judge_side *side, int32_t fault, int64_t person,
                         double expected, double found, const char *text)
{
    const bool is_row = side == &run->rows;
    mmatch__verdict_fault(&run->verdict, fault, is_row ? person : -1, is_row ? -1 : person, expected,
                          found, "%s %" PRId64 ": %s", side->name, person, text);
    return false;
}

static bool fault_whole(judge *run, int32_t fault, double expected, double found, const char *text)
{
    mmatch__verdict_fault(&run->verdict, fault, -1, -1, expected, found, "%s", text);
    return false;
}

/* ---- what can be judged without scores ---- */

static bool judge_shape(judge *run)
{
    const mmatch_market_view *const market = &run->market;
    const mmatch_matching_parts *const parts = &run->parts;
    const double unit = mmatch_scores_unit(market->scores);
    if (parts->row_count != market->row_count) {
        return fault_whole(run, MMATCH_ASSIGN_FAULT_SHAPE, (double)market->row_count,
                           (double)parts->row_count, "the number of rows is not the market's");
    }
    if (parts->column_count != market->column_count) {
        return fault_whole(run, MMATCH_ASSIGN_FAULT_SHAPE, (double)market->column_count,
                           (double)parts->column_count, "the number of columns is not the market's");
    }
    if (!(parts->unit == unit)) {
        return fault_whole(run, MMATCH_ASSIGN_FAULT_SHAPE, unit, parts->unit,
                           "the grid unit is not that of the scores");
    }
    if (parts->outcome != MMATCH_OUTCOME_OPTIMAL && parts->outcome != MMATCH_OUTCOME_INFEASIBLE &&
        parts->outcome != MMATCH_OUTCOME_LIMIT) {
        return fault_whole(run, MMATCH_ASSIGN_FAULT_OUTCOME, 0, (double)parts->outcome,
                           "an assignment is optimal, infeasible or at the limit");
    }
    return true;
}

static int64_t minimum_of(const judge_side *side, int64_t person)
{
    return side->minimum[person] > side->least ? side->minimum[person] : side->least;
}

static bool judge_loads(judge *run, const judge_side *side)
{
    int64_t person;
    for (person = 0; person < side->count; person++) {
        const double load = (double)side->load[person];
        if (side->load[person] > side->maximum[person]) {
            return fault_person(run, side, side->capacity_fault, person,
                                (double)side->maximum[person], load, "more partners than the maximum");
        }
        if (run->is_optimal && side->load[person] < minimum_of(side, person)) {
            return fault_person(run, side, side->capacity_fault, person,
                                (double)minimum_of(side, person), load,
                                "fewer partners than the minimum");
        }
    }
    return true;
}

/* Locked pairs are made: both lists are sorted by row, then column. Counts locks and loads on the way. */
static bool judge_locks(judge *run)
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
                return fault_pair(run, MMATCH_ASSIGN_FAULT_LOCK, row, column, "locked but not made");
            }
        }
    }
    return true;
}

static void count_loads(judge *run)
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

/* ---- prices ---- */

/* Reads given prices as units, larger is better. */
static bool read_prices(judge *run, judge_side *side)
{
    const bool is_maximised = mmatch_scores_sense(run->market.scores) == MMATCH_SENSE_MAXIMISE;
    int64_t person;
    if (side->given_prices == NULL || side->given_tiers == NULL) {
        return fault_whole(run, MMATCH_ASSIGN_FAULT_CERTIFICATE, 0, 0, "prices are missing");
    }
    for (person = 0; person < side->count; person++) {
        const double units = side->given_prices[person] / run->parts.unit;
        const int64_t tier = side->given_tiers[person];
        if (!(units >= -LARGEST_UNITS && units <= LARGEST_UNITS) || floor(units) != units) {
            return fault_person(run, side, side->price_fault, person, 0, side->given_prices[person],
                                "the price is not a whole number of units");
        }
        if (tier > LARGEST_TIER || tier < -LARGEST_TIER) {
            return fault_person(run, side, side->price_fault, person, 0, (double)tier,
                                "the tier of the price is beyond every sum of gains");
        }
        side->price[person] = is_maximised ? mmatch__tiered_of(tier, (int64_t)units)
                                           : mmatch__tiered_of(-tier, -(int64_t)units);
    }
    return true;
}

/* Sign of gain of partner `number` plus price. */
static int compare_balance(const judge *run, const judge_side *side, int64_t person, int64_t number)
{
    mmatch__tiered sum = side->price[person];
    if (number <= minimum_of(side, person)) {
        sum.tier += run->minimum_tier;
    } else if (number == 1) {
        sum.tier += side->first_tier;
    }
    return mmatch__tiered_compare(sum, mmatch__tiered_of(0, 0));
}

static bool judge_prices(judge *run, const judge_side *side, int64_t other_count)
{
    int64_t person;
    for (person = 0; person < side->count; person++) {
        const int64_t load = side->load[person];
        const int64_t maximum =
            side->maximum[person] < other_count ? side->maximum[person] : other_count;
        if (load < maximum && compare_balance(run, side, person, load + 1) > 0) {
            return fault_person(run, side, side->price_fault, person, 0, side->given_prices[person],
                                "the price asks for one partner more");
        }
        if (load > side->locked[person] && compare_balance(run, side, person, load) < 0) {
            return fault_person(run, side, side->price_fault, person, 0, side->given_prices[person],
                                "the price asks for one partner less");
        }
    }
    return true;
}

/* ---- one read of the scores ---- */

static void flag_row(judge *run, int64_t row)
{
    const mmatch_market_view *const market = &run->market;
    int64_t k;
    for (k = market->forbidden_offsets[row]; k < market->forbidden_offsets[row + 1]; k++) {
        run->flags[market->forbidden_columns[k]] |= IS_FORBIDDEN;
    }
    for (k = market->locked_offsets[row]; k < market->locked_offsets[row + 1]; k++) {
        run->flags[market->locked_columns[k]] |= IS_LOCKED;
    }
    for (k = run->next_pair; k < run->parts.pair_count && run->parts.rows[k] == row; k++) {
        run->flags[run->parts.columns[k]] |= IS_MADE;
    }
    run->entry_count = mmatch__rows_read_entries(run->market.scores, row, run->entry_columns,
                                                 run->entry_units);
    for (k = 0; k < run->entry_count; k++) {
        uint8_t *const flags = &run->flags[run->entry_columns[k]];
        if ((*flags & IS_LOCKED) != 0 ||
            ((*flags & IS_FORBIDDEN) == 0 && run->entry_units[k] >= run->threshold)) {
            *flags |= IS_ALLOWED;
        }
    }
}

static void unflag_row(judge *run, int64_t row)
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
static bool judge_row(judge *run, int64_t row)
{
    int64_t k;
    for (k = run->next_pair; k < run->parts.pair_count && run->parts.rows[k] == row; k++) {
        if ((run->flags[run->parts.columns[k]] & IS_ALLOWED) == 0) {
            return fault_pair(run, MMATCH_ASSIGN_FAULT_PAIR, row, run->parts.columns[k],
                              "forbidden, or below the minimum score");
        }
    }
    for (k = 0; k < run->entry_count; k++) {
        const int64_t column = run->entry_columns[k];
        const uint8_t flags = run->flags[column];
        const int64_t units = (int64_t)run->entry_units[k];
        mmatch__tiered rest;
        int sign;
        if ((flags & IS_MADE) != 0 && !mmatch__add_int64(run->total_units, units, &run->total_units)) {
            return fault_pair(run, MMATCH_ASSIGN_FAULT_TOTAL, row, column,
                              "the total up to here is beyond 2^63 units");
        }
        if (!run->is_optimal || run->has_price_fault || (flags & IS_ALLOWED) == 0 ||
            (flags & IS_LOCKED) != 0) {
            continue;
        }
        rest = mmatch__tiered_subtract(mmatch__tiered_of(0, units), run->rows.price[row]);
        rest = mmatch__tiered_subtract(rest, run->columns.price[column]);
        sign = mmatch__tiered_compare(rest, mmatch__tiered_of(0, 0));
        if ((flags & IS_MADE) != 0 ? sign < 0 : sign > 0) {
            run->has_price_fault = true;
            run->fault_row = row;
            run->fault_column = column;
            run->fault_rest = rest;
        }
    }
    return true;
}

/* ---- the bound of a search that was stopped ---- */

/* sum += what `low` to `high` partners at `each` come to at most; false beyond int64. */
static bool add_largest(int64_t low, int64_t high, int64_t each, int64_t *sum)
{
    const int64_t count = each > 0 ? high : low;
    if (count > 0 && (each > INT64_MAX / count || each < INT64_MIN / count)) {
        return false;
    }
    return mmatch__add_int64(*sum, count * each, sum);
}

static bool add_person(const judge_side *side, int64_t person, int64_t other_count, int64_t each,
                       int64_t *sum)
{
    const int64_t maximum = side->maximum[person] < other_count ? side->maximum[person] : other_count;
    const int64_t high = maximum - side->locked[person];
    const int64_t low = minimum_of(side, person) - side->locked[person];
    const int64_t floor_of_range = low > 0 ? low : 0;
    return add_largest(floor_of_range < high ? floor_of_range : high, high, each, sum);
}

/* Adds the most that a row can come to at these column prices, and its locked pairs. */
static bool add_row_to_bound(judge *run, int64_t row, int64_t *bound)
{
    bool is_found = false;
    int64_t best = 0;
    int64_t k;
    for (k = 0; k < run->entry_count; k++) {
        const int64_t column = run->entry_columns[k];
        const int64_t units = (int64_t)run->entry_units[k];
        const int64_t rest = units - run->columns.price[column].value;
        if ((run->flags[column] & IS_LOCKED) != 0) {
            if (!mmatch__add_int64(*bound, units, bound)) {
                return false;
            }
        } else if ((run->flags[column] & IS_ALLOWED) != 0 && (!is_found || rest > best)) {
            best = rest;
            is_found = true;
        }
    }
    return !is_found || add_person(&run->rows, row, run->columns.count, best, bound);
}

static bool judge_bound(judge *run, bool is_sum_good, int64_t bound)
{
    const double proved = mmatch__rows_to_user(run->market.scores, bound);
    const bool is_maximised = mmatch_scores_sense(run->market.scores) == MMATCH_SENSE_MAXIMISE;
    const bool is_proved =
        is_maximised ? run->parts.bound >= proved : run->parts.bound <= proved;
    if (!is_sum_good || !is_proved) {
        return fault_whole(run, MMATCH_ASSIGN_FAULT_CERTIFICATE, proved, run->parts.bound,
                           "the prices do not prove the bound");
    }
    return true;
}

/* ---- conflict ---- */

static void mark_conflict(judge *run)
{
    int64_t k;
    for (k = 0; k < run->parts.conflict_row_count; k++) {
        run->rows.is_in_conflict[run->parts.conflict_rows[k]] = 1;
    }
    for (k = 0; k < run->parts.conflict_column_count; k++) {
        run->columns.is_in_conflict[run->parts.conflict_columns[k]] = 1;
    }
}

/* Counts, for each person of the conflict, allowed and locked pairs with people outside it. */
static void count_conflict_row(judge *run, int64_t row)
{
    int64_t k;
    for (k = 0; k < run->entry_count; k++) {
        const int64_t column = run->entry_columns[k];
        const uint8_t flags = run->flags[column];
        if ((flags & IS_ALLOWED) == 0 ||
            run->rows.is_in_conflict[row] == run->columns.is_in_conflict[column]) {
            continue;
        }
        if (run->rows.is_in_conflict[row]) {
            run->rows.rest[row]++;
            run->rows.locked_outside[row] += (flags & IS_LOCKED) != 0 ? 1 : 0;
        } else {
            run->columns.rest[column]++;
            run->columns.locked_outside[column] += (flags & IS_LOCKED) != 0 ? 1 : 0;
        }
    }
}

/* True when the minima of `needy` exceed what the conflict's people on the other side, and pairs with people outside
 * it, can supply. */
static bool is_short(const judge_side *needy, const judge_side *giving)
{
    int64_t need = 0;
    int64_t supply = 0;
    int64_t person;
    for (person = 0; person < needy->count; person++) {
        if (needy->is_in_conflict[person]) {
            const int64_t minimum = minimum_of(needy, person);
            const int64_t maximum = needy->maximum[person];
            need += minimum > needy->locked[person] ? minimum : needy->locked[person];
            supply += needy->rest[person] < maximum ? needy->rest[person] : maximum;
        }
    }
    for (person = 0; person < giving->count; person++) {
        if (giving->is_in_conflict[person]) {
            const int64_t maximum = giving->maximum[person];
            supply += maximum < needy->count ? maximum : needy->count;
            supply -= giving->locked_outside[person];
        }
    }
    return need > supply;
}

/* ---- the whole ---- */

static bool read_columns(judge *run, int64_t *bound, bool *is_sum_good)
{
    int64_t column;
    if (!read_prices(run, &run->columns)) {
        return false;
    }
    for (column = 0; column < run->columns.count; column++) {
        if (run->columns.price[column].tier != 0) {
            return fault_person(run, &run->columns, MMATCH_ASSIGN_FAULT_COLUMN_PRICE, column, 0,
                                (double)run->columns.price[column].tier,
                                "the price under a limit has a tier");
        }
        *is_sum_good = *is_sum_good && add_person(&run->columns, column, run->rows.count,
                                                  run->columns.price[column].value, bound);
    }
    return true;
}

/* Reads every row once; *is_done_out is false when a fault was found. */
static mmatch_status read_scores(judge *run, int64_t *bound, bool *is_sum_good, bool *is_done_out)
{
    int64_t row;
    *is_done_out = true;
    for (row = 0; row < run->rows.count; row++) {
        flag_row(run, row);
        if (run->parts.outcome == MMATCH_OUTCOME_INFEASIBLE) {
            count_conflict_row(run, row);
        } else {
            *is_done_out = judge_row(run, row);
        }
        if (run->is_limit) {
            *is_sum_good = *is_sum_good && add_row_to_bound(run, row, bound);
        }
        if (!*is_done_out) {
            return MMATCH_OK;
        }
        unflag_row(run, row);
        if (mmatch__poll(run->context, (uint64_t)run->entry_count + 16) != MMATCH_POLL_CONTINUE) {
            return mmatch__fail_cancelled(run->context);
        }
    }
    return MMATCH_OK;
}

static void conclude(judge *run, int64_t bound, bool is_sum_good)
{
    const double total = mmatch__rows_to_user(run->market.scores, run->total_units);
    if (run->parts.outcome == MMATCH_OUTCOME_INFEASIBLE) {
        if (!is_short(&run->rows, &run->columns) && !is_short(&run->columns, &run->rows)) {
            (void)fault_whole(run, MMATCH_ASSIGN_FAULT_CONFLICT, 0, 0,
                              "the conflicting people can all be satisfied by this count");
        }
        return;
    }
    if (!(run->parts.total == total)) {
        (void)fault_whole(run, MMATCH_ASSIGN_FAULT_TOTAL, total, run->parts.total,
                          "the total is not the sum of the scores");
        return;
    }
    if (run->is_limit) {
        (void)judge_bound(run, is_sum_good, bound);
        return;
    }
    if (!(run->parts.bound == total)) {
        (void)fault_whole(run, MMATCH_ASSIGN_FAULT_TOTAL, total, run->parts.bound,
                          "the bound of an optimum is not its total");
        return;
    }
    if (judge_prices(run, &run->rows, run->columns.count) &&
        judge_prices(run, &run->columns, run->rows.count) && run->has_price_fault) {
        mmatch__verdict_fault(&run->verdict, MMATCH_ASSIGN_FAULT_REDUCED_COST, run->fault_row,
                              run->fault_column, 0, (double)run->fault_rest.value,
                              "row %" PRId64 ", column %" PRId64
                              ": the prices say that this pair should %sbe made",
                              run->fault_row, run->fault_column,
                              mmatch__tiered_compare(run->fault_rest, mmatch__tiered_of(0, 0)) < 0
                                  ? "not "
                                  : "");
    }
}

static mmatch_status judge_matching(judge *run)
{
    const bool is_infeasible = run->parts.outcome == MMATCH_OUTCOME_INFEASIBLE;
    int64_t bound = 0;
    bool is_sum_good = true;
    bool is_done = true;
    mmatch_status status;
    count_loads(run);
    if (is_infeasible) {
        if (run->parts.pair_count > 0) {
            (void)fault_whole(run, MMATCH_ASSIGN_FAULT_OUTCOME, 0, (double)run->parts.pair_count,
                              "an infeasible matching has pairs");
            return MMATCH_OK;
        }
        if (run->parts.conflict_row_count == 0 && run->parts.conflict_column_count == 0) {
            (void)fault_whole(run, MMATCH_ASSIGN_FAULT_CERTIFICATE, 0, 0, "nobody is in conflict");
            return MMATCH_OK;
        }
        mark_conflict(run);
    } else if (!judge_locks(run) || !judge_loads(run, &run->rows) ||
               !judge_loads(run, &run->columns)) {
        return MMATCH_OK;
    }
    if (run->is_optimal && (!read_prices(run, &run->rows) || !read_prices(run, &run->columns))) {
        return MMATCH_OK;
    }
    if (run->is_limit && !read_columns(run, &bound, &is_sum_good)) {
        return MMATCH_OK;
    }
    status = read_scores(run, &bound, &is_sum_good, &is_done);
    if (status == MMATCH_OK && is_done) {
        conclude(run, bound, is_sum_good);
    }
    return status;
}

/* Where the arrays of a side lie in the workspace. */
typedef struct judge_slices {
    size_t load, locked, price, is_in_conflict, rest, locked_outside;
} judge_slices;

static judge_slices plan_side(mmatch__layout *layout, int64_t count)
{
    judge_slices at;
    at.load = mmatch__layout_add(layout, count, sizeof(int64_t));
    at.locked = mmatch__layout_add(layout, count, sizeof(int64_t));
    at.price = mmatch__layout_add(layout, count, sizeof(mmatch__tiered));
    at.is_in_conflict = mmatch__layout_add(layout, count, sizeof(uint8_t));
    at.rest = mmatch__layout_add(layout, count, sizeof(int64_t));
    at.locked_outside = mmatch__layout_add(layout, count, sizeof(int64_t));
    return at;
}

static void place_side(const mmatch__workspace *memory, judge_slices at, judge_side *side)
{
    side->load = (int64_t *)mmatch__workspace_at(memory, at.load);
    side->locked = (int64_t *)mmatch__workspace_at(memory, at.locked);
    side->price = (mmatch__tiered *)mmatch__workspace_at(memory, at.price);
    side->is_in_conflict = (uint8_t *)mmatch__workspace_at(memory, at.is_in_conflict);
    side->rest = (int64_t *)mmatch__workspace_at(memory, at.rest);
    side->locked_outside = (int64_t *)mmatch__workspace_at(memory, at.locked_outside);
}

static bool open_workspace(judge *run)
{
    const int64_t columns = run->market.column_count;
    mmatch__layout layout = {0};
    const judge_slices at_rows = plan_side(&layout, run->market.row_count);
    const judge_slices at_columns = plan_side(&layout, columns);
    const size_t entry_columns = mmatch__layout_add(&layout, columns, sizeof(int64_t));
    const size_t entry_units = mmatch__layout_add(&layout, columns, sizeof(double));
    const size_t flags = mmatch__layout_add(&layout, columns, sizeof(uint8_t));
    if (!mmatch__workspace_open(&run->context->allocator, &layout, &run->memory)) {
        return false;
    }
    place_side(&run->memory, at_rows, &run->rows);
    place_side(&run->memory, at_columns, &run->columns);
    run->entry_columns = (int64_t *)mmatch__workspace_at(&run->memory, entry_columns);
    run->entry_units = (double *)mmatch__workspace_at(&run->memory, entry_units);
    run->flags = (uint8_t *)mmatch__workspace_at(&run->memory, flags);
    return true;
}

static void describe_sides(judge *run, const mmatch_assign_options *options)
{
    const mmatch_market_view *const market = &run->market;
    const mmatch_matching_parts *const parts = &run->parts;
    run->is_optimal = parts->outcome == MMATCH_OUTCOME_OPTIMAL;
    run->is_limit = parts->outcome == MMATCH_OUTCOME_LIMIT;
    run->minimum_tier = market->row_count + 1;
    run->threshold = market->has_minimum_score
                         ? mmatch__rows_threshold(market->scores, market->minimum_score)
                         : -(double)INFINITY;
    run->rows.name = "row";
    run->rows.count = market->row_count;
    run->rows.minimum = market->row_minimum;
    run->rows.maximum = market->row_maximum;
    run->rows.least = options->coverage == MMATCH_COVERAGE_EVERYONE ? 1 : 0;
    run->rows.given_tiers = parts->row_price_tiers;
    run->rows.given_prices = parts->row_prices;
    run->rows.capacity_fault = MMATCH_ASSIGN_FAULT_ROW_CAPACITY;
    run->rows.price_fault = MMATCH_ASSIGN_FAULT_ROW_PRICE;
    run->rows.first_tier = options->coverage == MMATCH_COVERAGE_PARTICIPATION_FIRST ? 1 : 0;
    run->columns.name = "column";
    run->columns.count = market->column_count;
    run->columns.minimum = market->column_minimum;
    run->columns.maximum = market->column_maximum;
    run->columns.given_tiers = parts->column_price_tiers;
    run->columns.given_prices = parts->column_prices;
    run->columns.capacity_fault = MMATCH_ASSIGN_FAULT_COLUMN_CAPACITY;
    run->columns.price_fault = MMATCH_ASSIGN_FAULT_COLUMN_PRICE;
}

static mmatch_status read_request(judge *run, const mmatch_market *market,
                                  const mmatch_assign_options *options,
                                  const mmatch_matching *matching, mmatch_verdict *verdict_out)
{
    mmatch_context *const context = run->context;
    mmatch_assign_options known;
    mmatch_status status = mmatch__verdict_check(context, verdict_out);
    if (status != MMATCH_OK) {
        return status;
    }
    if (market == NULL || matching == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL",
                            market == NULL ? "market" : "matching");
    }
    status = mmatch__options_read(context, "assign options", options, sizeof known, &known);
    if (status != MMATCH_OK) {
        return status;
    }
    if (known.coverage < MMATCH_COVERAGE_PARTICIPATION_FIRST ||
        known.coverage > MMATCH_COVERAGE_EVERYONE) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "coverage %d is unknown", known.coverage);
    }
    run->market.struct_size = sizeof run->market;
    status = mmatch_market_look(context, market, &run->market);
    if (status != MMATCH_OK) {
        return status;
    }
    if (run->market.scores == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "the market has no scores");
    }
    run->parts.struct_size = sizeof run->parts;
    status = mmatch_matching_look(context, matching, &run->parts);
    if (status == MMATCH_OK) {
        describe_sides(run, &known);
    }
    return status;
}

mmatch_status mmatch_assign_verify(mmatch_context *context, const mmatch_market *market,
                                   const mmatch_assign_options *options,
                                   const mmatch_matching *matching, mmatch_verdict *verdict_out)
{
    judge run;
    mmatch_status status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    memset(&run, 0, sizeof run);
    run.context = context;
    status = read_request(&run, market, options, matching, verdict_out);
    if (status != MMATCH_OK) {
        return status;
    }
    if (mmatch__poll_now(context) != MMATCH_POLL_CONTINUE) {
        return mmatch__fail_cancelled(context);
    }
    run.verdict.struct_size = sizeof run.verdict;
    mmatch__verdict_valid(&run.verdict);
    if (judge_shape(&run)) {
        if (!open_workspace(&run)) {
            return mmatch__fail_memory(context);
        }
        status = judge_matching(&run);
        mmatch__workspace_close(&run.memory);
    }
    if (status != MMATCH_OK) {
        return status;
    }
    return mmatch__options_write(context, "verdict", verdict_out, sizeof run.verdict, &run.verdict);
}
