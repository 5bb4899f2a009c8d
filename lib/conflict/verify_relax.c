/* mmatch_assign_relax_verify: the changes make the matching possible, and the prices prove that
 * nothing is cheaper.
 *
 * The proof is weak duality. For any prices u of rows and v of columns, the cost of a set of pairs
 * is at least what the header says, as every pair adds u to its row and v to its column and takes
 * them away again: the bound takes the least of each part on its own. Tiers make "may not be
 * changed" a cost beyond all others without a number for it. */
#include <inttypes.h>
#include <math.h>

#include "base/grid.h"
#include "base/options.h"
#include "base/row_reader.h"
#include "base/tiered.h"
#include "conflict/judge.h"

#define LARGEST_JUDGED_PRICE ((double)(1 << 30))

typedef struct relax_judge_side {
    int64_t count;
    int32_t *minimum; /* as asked, then as changed */
    int32_t *maximum;
    int32_t *asked; /* as asked */
    const int32_t *own_minimum;
    const int32_t *own_maximum;
    const double *lower_prices, *raise_prices;
    int64_t *load;
    int64_t *fixed; /* locks that may not be lifted */
    const int64_t *tiers, *prices;
} relax_judge_side;

typedef struct relax_judge {
    mmatch__conflict_judge base;
    mmatch_relax_options options;
    mmatch_relaxation_parts parts;
    relax_judge_side rows, columns;
    mmatch__workspace memory;
    int64_t next_pair;
    int64_t next_change[3]; /* of the three kinds of changes of pairs */
    uint8_t *marks;         /* by column: what is changed of the pairs of a row */
    bool is_in_range;       /* the bound fits */
    mmatch__tiered bound;
} relax_judge;

static bool fault_relax(relax_judge *run, int32_t fault, int64_t row, int64_t column,
                        double expected, double found, const char *text)
{
    if (!run->base.verdict.is_valid) {
        return false;
    }
    if (row >= 0 && column >= 0) {
        mmatch__verdict_fault(&run->base.verdict, fault, row, column, expected, found,
                              "row %" PRId64 ", column %" PRId64 ": %s", row, column, text);
    } else if (row >= 0 || column >= 0) {
        mmatch__verdict_fault(&run->base.verdict, fault, row, column, expected, found,
                              "%s %" PRId64 ": %s", row >= 0 ? "row" : "column",
                              row >= 0 ? row : column, text);
    } else {
        mmatch__verdict_fault(&run->base.verdict, fault, -1, -1, expected, found, "%s", text);
    }
    return false;
}

static double judged_price(const double *prices, int64_t person)
{
    return prices == NULL ? 1 : prices[person];
}

static double judged_pair_price(const relax_judge *run, int32_t kind)
{
    const double price = kind == MMATCH_RULE_FORBIDDEN_PAIR  ? run->options.forbidden_price
                         : kind == MMATCH_RULE_MINIMUM_SCORE ? run->options.minimum_score_price
                                                             : run->options.lock_price;
    return price >= 1 && price <= LARGEST_JUDGED_PRICE ? price : 0;
}

/* The `to` of a change of a capacity is a whole number between two bounds. */
static bool is_whole_between(double value, double low, double high)
{
    return value >= low && value <= high && floor(value) == value;
}

/* One change of a person's minimum or maximum: is it the market's, may it be, and is the price
 * right? */
static bool judge_capacity_change(relax_judge *run, int64_t k)
{
    const mmatch_relaxation_parts *const parts = &run->parts;
    const int32_t kind = parts->kinds[k];
    const bool is_row = parts->rows[k] >= 0;
    const bool is_raised = kind == MMATCH_RULE_ROW_MAXIMUM || kind == MMATCH_RULE_COLUMN_MAXIMUM;
    relax_judge_side *const side = is_row ? &run->rows : &run->columns;
    const int64_t person = is_row ? parts->rows[k] : parts->columns[k];
    const double from = is_raised ? side->own_maximum[person] : side->asked[person];
    const double each = judged_price(is_raised ? side->raise_prices : side->lower_prices, person);
    const bool is_everyone = is_row && !is_raised && side->own_minimum[person] == 0;
    double expected;
    if (!(parts->from[k] == from) ||
        (is_row && !is_raised && (kind == MMATCH_RULE_EVERYONE) != is_everyone) ||
        !(is_raised ? is_whole_between(parts->to[k], from + 1, INT32_MAX)
                    : is_whole_between(parts->to[k], 0, from - 1))) {
        return fault_relax(run, MMATCH_CONFLICT_FAULT_RULE, parts->rows[k], parts->columns[k], from,
                           parts->from[k], "the change is not one of the market's rule");
    }
    if (!(each <= LARGEST_JUDGED_PRICE) ||
        (is_everyone && run->options.demand == MMATCH_DEMAND_CANDIDATES)) {
        return fault_relax(run, MMATCH_CONFLICT_FAULT_RULE, parts->rows[k], parts->columns[k], from,
                           parts->to[k], "this rule may not be changed");
    }
    expected = each * (is_raised ? parts->to[k] - from : from - parts->to[k]);
    if (!(parts->prices[k] == expected)) {
        return fault_relax(run, MMATCH_CONFLICT_FAULT_PRICE, parts->rows[k], parts->columns[k],
                           expected, parts->prices[k], "the change has another price");
    }
    (is_raised ? side->maximum : side->minimum)[person] = (int32_t)parts->to[k];
    return true;
}

static bool judge_pair_change(relax_judge *run, int64_t k)
{
    const mmatch_relaxation_parts *const parts = &run->parts;
    const mmatch_market_view *const market = &run->base.market;
    const int32_t kind = parts->kinds[k];
    const int64_t row = parts->rows[k];
    const int64_t column = parts->columns[k];
    const double expected = judged_pair_price(run, kind);
    bool is_there = true;
    if (kind == MMATCH_RULE_MINIMUM_SCORE) {
        is_there = market->has_minimum_score && parts->from[k] == market->minimum_score;
    } else {
        is_there = parts->from[k] == 1 && parts->to[k] == 0 &&
                   (kind == MMATCH_RULE_FORBIDDEN_PAIR
                        ? mmatch__conflict_judge_lists(market->forbidden_offsets,
                                                       market->forbidden_columns, row, column)
                        : mmatch__conflict_judge_lists(market->locked_offsets,
                                                       market->locked_columns, row, column));
    }
    if (!is_there || expected == 0) {
        return fault_relax(run, MMATCH_CONFLICT_FAULT_RULE, row, column, 0, 0,
                           is_there ? "this rule may not be changed"
                                    : "the change is not one of the market's rule");
    }
    if (!(parts->prices[k] == expected)) {
        return fault_relax(run, MMATCH_CONFLICT_FAULT_PRICE, row, column, expected,
                           parts->prices[k], "the change has another price");
    }
    return true;
}

/* By kind, then row, then column; no repeats. */
static bool is_in_order(const mmatch_relaxation_parts *parts, int64_t k)
{
    if (k == 0 || parts->kinds[k - 1] != parts->kinds[k]) {
        return k == 0 || parts->kinds[k - 1] < parts->kinds[k];
    }
    return parts->rows[k - 1] < parts->rows[k] ||
           (parts->rows[k - 1] == parts->rows[k] && parts->columns[k - 1] < parts->columns[k]);
}

static bool judge_changes(relax_judge *run)
{
    const mmatch_relaxation_parts *const parts = &run->parts;
    double price = 0;
    double lowered = 0;
    int64_t k;
    for (k = 0; k < parts->change_count; k++) {
        const int32_t kind = parts->kinds[k];
        if (!is_in_order(parts, k)) {
            return fault_relax(run, MMATCH_CONFLICT_FAULT_RULE, parts->rows[k], parts->columns[k],
                               0, 0, "the change is repeated or not in order");
        }
        if (kind >= MMATCH_RULE_FORBIDDEN_PAIR ? !judge_pair_change(run, k)
                                               : !judge_capacity_change(run, k)) {
            return false;
        }
        for (int later = 0; later < 3; later++) {
            if (kind < MMATCH_RULE_FORBIDDEN_PAIR + later) {
                run->next_change[later] = k + 1;
            }
        }
        price += parts->prices[k];
        if (kind <= MMATCH_RULE_COLUMN_MINIMUM) {
            lowered += parts->from[k] - parts->to[k];
        }
    }
    if (!(parts->price == price) || !((double)parts->lowered == lowered)) {
        return fault_relax(run, MMATCH_CONFLICT_FAULT_PRICE, -1, -1, price, parts->price,
                           "the total is not the sum of the changes");
    }
    return true;
}

/* Marks, by column, the changes of one kind for the row being judged. */
static void mark_changes(relax_judge *run, int64_t row, bool is_marked)
{
    const mmatch_relaxation_parts *const parts = &run->parts;
    static const uint8_t mark_of[3] = {JUDGED_FORBIDDEN, JUDGED_BELOW, JUDGED_LOCKED};
    int kind;
    for (kind = 0; kind < 3; kind++) {
        int64_t k = run->next_change[kind];
        while (k < parts->change_count && parts->kinds[k] == MMATCH_RULE_FORBIDDEN_PAIR + kind &&
               parts->rows[k] == row) {
            run->marks[parts->columns[k]] =
                is_marked ? (uint8_t)(run->marks[parts->columns[k]] | mark_of[kind]) : 0;
            k++;
        }
        if (!is_marked) {
            run->next_change[kind] = k;
        }
    }
}

/* The score that a change tells is the pair's. */
static bool is_score_told(const relax_judge *run, int64_t row, int64_t column, double units)
{
    const mmatch_relaxation_parts *const parts = &run->parts;
    int64_t k;
    for (k = run->next_change[1]; k < parts->change_count && parts->rows[k] == row; k++) {
        if (parts->columns[k] == column) {
            return parts->to[k] == mmatch__rows_to_user(run->base.market.scores, (int64_t)units);
        }
    }
    return true;
}

/* The pairs of a row that are made may be, and locked ones are made unless their lock is lifted. */
static bool judge_row_pairs(relax_judge *run, int64_t row)
{
    const mmatch_relaxation_parts *const parts = &run->parts;
    int64_t k;
    for (k = 0; k < run->base.entry_count; k++) {
        const int64_t column = run->base.entry_columns[k];
        const uint8_t rules = run->base.entry_rules[k];
        const uint8_t marks = run->marks[column];
        bool is_made = false;
        if (run->next_pair < parts->pair_count && parts->pair_rows[run->next_pair] == row &&
            parts->pair_columns[run->next_pair] == column) {
            is_made = true;
            run->next_pair++;
            run->rows.load[row]++;
            run->columns.load[column]++;
        }
        if ((marks & JUDGED_BELOW) != 0 &&
            !is_score_told(run, row, column, run->base.entry_units[k])) {
            return fault_relax(run, MMATCH_CONFLICT_FAULT_RULE, row, column, 0, 0,
                               "the change tells another score");
        }
        if ((rules & JUDGED_LOCKED) != 0) {
            if (!is_made && (marks & JUDGED_LOCKED) == 0) {
                return fault_relax(run, MMATCH_CONFLICT_FAULT_PAIR, row, column, 1, 0,
                                   "locked but not made");
            }
        } else if (is_made && (rules & ~marks) != 0) {
            return fault_relax(run, MMATCH_CONFLICT_FAULT_PAIR, row, column, 0, 1,
                               "made, though a rule is against it that is not changed");
        }
    }
    if (run->next_pair < parts->pair_count && parts->pair_rows[run->next_pair] == row) {
        return fault_relax(run, MMATCH_CONFLICT_FAULT_PAIR, row,
                           parts->pair_columns[run->next_pair], 0, 1,
                           "made, but the pair has no score");
    }
    return true;
}

static bool judge_relaxed_loads(relax_judge *run, const relax_judge_side *side)
{
    int64_t person;
    for (person = 0; person < side->count; person++) {
        const bool is_row = side == &run->rows;
        if (side->load[person] < side->minimum[person] ||
            side->load[person] > side->maximum[person]) {
            const bool is_few = side->load[person] < side->minimum[person];
            return fault_relax(
                run, MMATCH_CONFLICT_FAULT_CAPACITY, is_row ? person : -1, is_row ? -1 : person,
                is_few ? side->minimum[person] : side->maximum[person], (double)side->load[person],
                is_few ? "fewer partners than the minimum as changed"
                       : "more partners than the maximum as changed");
        }
    }
    return true;
}

/* a + count * each; false beyond int64. */
static bool add_times(int64_t *sum, int64_t count, int64_t each)
{
    if (count > 0 && (each > INT64_MAX / count || each < INT64_MIN / count)) {
        return false;
    }
    return mmatch__add_int64(*sum, count * each, sum);
}

static bool add_bound(relax_judge *run, int64_t tier, int64_t value)
{
    run->is_in_range = run->is_in_range &&
                       mmatch__add_int64(run->bound.tier, tier, &run->bound.tier) &&
                       mmatch__add_int64(run->bound.value, value, &run->bound.value);
    return run->is_in_range;
}

/* What `number` partners cost, less the price for each; false: they may not be. */
static bool cost_of_load(relax_judge *run, const relax_judge_side *side, int64_t person,
                         int64_t number, mmatch__tiered *cost_out)
{
    const double down = judged_price(side->lower_prices, person);
    const double up = judged_price(side->raise_prices, person);
    const int64_t missing = side->asked[person] > number ? side->asked[person] - number : 0;
    const int64_t extra =
        number > side->own_maximum[person] ? number - side->own_maximum[person] : 0;
    const bool is_wanted = side == &run->rows && run->options.demand == MMATCH_DEMAND_CANDIDATES &&
                           side->own_minimum[person] == 0;
    mmatch__tiered cost = {0, 0};
    if (extra > 0 && !(up <= LARGEST_JUDGED_PRICE)) {
        return false;
    }
    if (is_wanted || !(down <= LARGEST_JUDGED_PRICE)) {
        cost.tier = missing;
    } else {
        run->is_in_range = run->is_in_range &&
                           add_times(&cost.value, missing, (int64_t)down * run->parts.scale + 1);
    }
    run->is_in_range =
        run->is_in_range &&
        (extra == 0 || add_times(&cost.value, extra, (int64_t)up * run->parts.scale)) &&
        add_times(&cost.tier, number, -side->tiers[person]) &&
        add_times(&cost.value, number, -side->prices[person]);
    *cost_out = cost;
    return true;
}

/* The least over all numbers of partners: where the cost bends, as it is convex; beyond it must not
 * fall for ever. */
static bool add_side_bound(relax_judge *run, const relax_judge_side *side)
{
    int64_t person;
    for (person = 0; person < side->count && run->is_in_range; person++) {
        const double up = judged_price(side->raise_prices, person);
        const int64_t fixed = side->fixed[person];
        const int64_t places[3] = {fixed, side->asked[person], side->own_maximum[person]};
        mmatch__tiered least = {0, 0};
        bool is_found = false;
        int k;
        if (up <= LARGEST_JUDGED_PRICE &&
            mmatch__tiered_less(mmatch__tiered_of(0, (int64_t)up * run->parts.scale),
                                mmatch__tiered_of(side->tiers[person], side->prices[person]))) {
            const bool is_row = side == &run->rows;
            return fault_relax(run, MMATCH_CONFLICT_FAULT_CERTIFICATE, is_row ? person : -1,
                               is_row ? -1 : person, 0, (double)side->prices[person],
                               "at this price of the proof more partners are always better");
        }
        for (k = 0; k < 3; k++) {
            mmatch__tiered cost = {0, 0};
            const int64_t other_count = side == &run->rows ? run->columns.count : run->rows.count;
            const int64_t place = places[k] < other_count ? places[k] : other_count;
            if (place >= fixed && cost_of_load(run, side, person, place, &cost) &&
                (!is_found || mmatch__tiered_less(cost, least))) {
                least = cost;
                is_found = true;
            }
        }
        (void)add_bound(run, least.tier, least.value);
    }
    return run->is_in_range;
}

/* What the pairs of a row add to the bound; locks that may not be lifted are counted for their
 * people. */
static void add_row_bound(relax_judge *run, int64_t row)
{
    const int64_t scale = run->parts.scale;
    const bool are_locks_fixed = judged_pair_price(run, MMATCH_RULE_LOCKED_PAIR) == 0;
    int64_t k;
    for (k = 0; k < run->base.entry_count && run->is_in_range; k++) {
        const int64_t column = run->base.entry_columns[k];
        const uint8_t rules = run->base.entry_rules[k];
        mmatch__tiered made = {run->rows.tiers[row] + run->columns.tiers[column],
                               run->rows.prices[row] + run->columns.prices[column]};
        mmatch__tiered other = {0, 0};
        if ((rules & JUDGED_LOCKED) != 0) {
            if (are_locks_fixed) {
                run->rows.fixed[row]++;
                run->columns.fixed[column]++;
                other = made;
            } else {
                other.value = (int64_t)judged_pair_price(run, MMATCH_RULE_LOCKED_PAIR) * scale;
            }
        } else {
            const double ban = judged_pair_price(run, MMATCH_RULE_FORBIDDEN_PAIR);
            const double below = judged_pair_price(run, MMATCH_RULE_MINIMUM_SCORE);
            if (((rules & JUDGED_FORBIDDEN) != 0 && ban == 0) ||
                ((rules & JUDGED_BELOW) != 0 && below == 0)) {
                continue;
            }
            made.value += ((rules & JUDGED_FORBIDDEN) != 0 ? (int64_t)ban * scale : 0) +
                          ((rules & JUDGED_BELOW) != 0 ? (int64_t)below * scale : 0);
        }
        if (mmatch__tiered_less(made, other)) {
            other = made;
        }
        (void)add_bound(run, other.tier, other.value);
    }
}

/* Prices of the proof are small enough that sums of three of them fit, and scale times a price
 * does. */
static bool judge_form(relax_judge *run, const relax_judge_side *side)
{
    const int64_t largest = (int64_t)1 << 60;
    int64_t person;
    if (side->count > 0 && (side->tiers == NULL || side->prices == NULL)) {
        return fault_relax(run, MMATCH_CONFLICT_FAULT_CERTIFICATE, -1, -1, 0, 0,
                           "prices of the proof are missing");
    }
    for (person = 0; person < side->count; person++) {
        if (side->tiers[person] < -4 || side->tiers[person] > 4 ||
            side->prices[person] < -largest || side->prices[person] > largest) {
            const bool is_row = side == &run->rows;
            return fault_relax(run, MMATCH_CONFLICT_FAULT_CERTIFICATE, is_row ? person : -1,
                               is_row ? -1 : person, 0, (double)side->prices[person],
                               "the price of the proof is out of range");
        }
    }
    return true;
}

static bool judge_relax_shape(relax_judge *run)
{
    const mmatch_relaxation_parts *const parts = &run->parts;
    if (parts->row_count != run->rows.count || parts->column_count != run->columns.count) {
        return fault_relax(run, MMATCH_CONFLICT_FAULT_SHAPE, -1, -1, 0, 0,
                           "the numbers of people are not the market's");
    }
    if (parts->outcome == MMATCH_OUTCOME_INFEASIBLE &&
        (parts->change_count > 0 || parts->pair_count > 0 || !(parts->price == 0) ||
         parts->lowered != 0)) {
        return fault_relax(run, MMATCH_CONFLICT_FAULT_SHAPE, -1, -1, 0, 0,
                           "there is no relaxation, yet one is told");
    }
    if (parts->scale < 1 || parts->scale > ((int64_t)1 << 58)) {
        return fault_relax(run, MMATCH_CONFLICT_FAULT_CERTIFICATE, -1, -1, 1, (double)parts->scale,
                           "the scale is out of range");
    }
    return judge_form(run, &run->rows) && judge_form(run, &run->columns);
}

/* Scale times any price must fit; so must a few of them together. */
static bool is_scale_small(const relax_judge *run)
{
    double largest = judged_pair_price(run, MMATCH_RULE_FORBIDDEN_PAIR) +
                     judged_pair_price(run, MMATCH_RULE_MINIMUM_SCORE) +
                     judged_pair_price(run, MMATCH_RULE_LOCKED_PAIR) + 1;
    const relax_judge_side *const sides[2] = {&run->rows, &run->columns};
    int side;
    for (side = 0; side < 2; side++) {
        int64_t person;
        for (person = 0; person < sides[side]->count; person++) {
            const double down = judged_price(sides[side]->lower_prices, person);
            const double up = judged_price(sides[side]->raise_prices, person);
            largest = down <= LARGEST_JUDGED_PRICE && down > largest ? down : largest;
            largest = up <= LARGEST_JUDGED_PRICE && up > largest ? up : largest;
        }
    }
    return (double)run->parts.scale * largest <= (double)((int64_t)1 << 60);
}

/* Minima as they are asked for, then as they are after the changes: told by one read of the scores.
 */
static mmatch_status read_minima(relax_judge *run)
{
    mmatch_status status = MMATCH_OK;
    int64_t person;
    for (person = 0; person < run->rows.count; person++) {
        mmatch__conflict_judge_row(&run->base, person);
        run->rows.asked[person] = mmatch__conflict_judge_minimum(&run->base, person);
        run->rows.minimum[person] = run->rows.asked[person];
        run->rows.maximum[person] = run->base.market.row_maximum[person];
        if (!mmatch__conflict_judge_goes_on(&run->base, (uint64_t)run->base.entry_count + 16,
                                            &status)) {
            return status;
        }
    }
    for (person = 0; person < run->columns.count; person++) {
        run->columns.asked[person] = run->base.market.column_minimum[person];
        run->columns.minimum[person] = run->columns.asked[person];
        run->columns.maximum[person] = run->base.market.column_maximum[person];
    }
    return status;
}

/* The bound is what the answer says. */
static void judge_relax_bound(relax_judge *run)
{
    const bool is_optimal = run->parts.outcome == MMATCH_OUTCOME_OPTIMAL;
    const bool is_added = add_side_bound(run, &run->rows) && add_side_bound(run, &run->columns);
    int64_t expected = run->parts.lowered;
    if (!run->base.verdict.is_valid) {
        return;
    }
    if (!is_added || !(run->parts.price <= (double)((int64_t)1 << 59)) ||
        (is_optimal && !add_times(&expected, run->parts.scale, (int64_t)run->parts.price))) {
        (void)fault_relax(run, MMATCH_CONFLICT_FAULT_CERTIFICATE, -1, -1, 0, 0,
                          "the bound of the proof is beyond 2^63 units");
    } else if (is_optimal ? run->bound.tier != 0 || run->bound.value != expected
                          : run->bound.tier <= 0) {
        (void)fault_relax(run, MMATCH_CONFLICT_FAULT_CERTIFICATE, -1, -1, (double)expected,
                          (double)run->bound.value,
                          is_optimal ? "the prices do not prove that nothing is cheaper"
                                     : "the prices do not prove that nothing helps");
    }
}

static mmatch_status judge_relaxation(relax_judge *run)
{
    const bool is_optimal = run->parts.outcome == MMATCH_OUTCOME_OPTIMAL;
    mmatch_status status;
    int64_t row;
    if (!judge_relax_shape(run)) {
        return MMATCH_OK;
    }
    if (!is_scale_small(run)) {
        (void)fault_relax(run, MMATCH_CONFLICT_FAULT_CERTIFICATE, -1, -1, 1,
                          (double)run->parts.scale, "the scale is out of range");
        return MMATCH_OK;
    }
    status = read_minima(run);
    if (status != MMATCH_OK || !judge_changes(run)) {
        return status;
    }
    for (row = 0; row < run->rows.count; row++) {
        mmatch__conflict_judge_row(&run->base, row);
        mark_changes(run, row, true);
        if (is_optimal && !judge_row_pairs(run, row)) {
            return MMATCH_OK;
        }
        mark_changes(run, row, false);
        add_row_bound(run, row);
        if (!mmatch__conflict_judge_goes_on(&run->base, (uint64_t)run->base.entry_count + 16,
                                            &status)) {
            return status;
        }
    }
    if (!is_optimal ||
        (judge_relaxed_loads(run, &run->rows) && judge_relaxed_loads(run, &run->columns))) {
        judge_relax_bound(run);
    }
    return status;
}

static mmatch_status open_relax_judge(relax_judge *run)
{
    relax_judge_side *const sides[2] = {&run->rows, &run->columns};
    mmatch__layout layout = {0};
    size_t at[2][5];
    size_t at_marks;
    int side;
    for (side = 0; side < 2; side++) {
        int k;
        for (k = 0; k < 5; k++) {
            at[side][k] = mmatch__layout_add(&layout, sides[side]->count,
                                             k < 3 ? sizeof(int32_t) : sizeof(int64_t));
        }
    }
    at_marks = mmatch__layout_add(&layout, run->columns.count, sizeof(uint8_t));
    if (!mmatch__workspace_open(&run->base.context->allocator, &layout, &run->memory)) {
        return mmatch__fail_memory(run->base.context);
    }
    for (side = 0; side < 2; side++) {
        sides[side]->minimum = (int32_t *)mmatch__workspace_at(&run->memory, at[side][0]);
        sides[side]->maximum = (int32_t *)mmatch__workspace_at(&run->memory, at[side][1]);
        sides[side]->asked = (int32_t *)mmatch__workspace_at(&run->memory, at[side][2]);
        sides[side]->load = (int64_t *)mmatch__workspace_at(&run->memory, at[side][3]);
        sides[side]->fixed = (int64_t *)mmatch__workspace_at(&run->memory, at[side][4]);
    }
    run->marks = (uint8_t *)mmatch__workspace_at(&run->memory, at_marks);
    run->is_in_range = true;
    return MMATCH_OK;
}

static void describe_relax_sides(relax_judge *run)
{
    const mmatch_market_view *const market = &run->base.market;
    run->rows.count = market->row_count;
    run->rows.own_minimum = market->row_minimum;
    run->rows.own_maximum = market->row_maximum;
    run->rows.lower_prices = run->options.row_minimum_prices;
    run->rows.raise_prices = run->options.row_maximum_prices;
    run->rows.tiers = run->parts.row_price_tiers;
    run->rows.prices = run->parts.row_prices;
    run->columns.count = market->column_count;
    run->columns.own_minimum = market->column_minimum;
    run->columns.own_maximum = market->column_maximum;
    run->columns.lower_prices = run->options.column_minimum_prices;
    run->columns.raise_prices = run->options.column_maximum_prices;
    run->columns.tiers = run->parts.column_price_tiers;
    run->columns.prices = run->parts.column_prices;
}

static bool is_judged_price(double price)
{
    return (price >= 1 && price <= LARGEST_JUDGED_PRICE && floor(price) == price) ||
           price == (double)INFINITY;
}

static void check_judged_prices(mmatch_context *context, const char *name, const double *prices,
                                int64_t count)
{
    int64_t person;
    for (person = 0; prices != NULL && person < count; person++) {
        if (!is_judged_price(prices[person])) {
            mmatch__fault(context,
                          "%s, entry %" PRId64
                          ": %g is no whole number from 1 to 1073741824, nor infinite",
                          name, person, prices[person]);
        }
    }
}

static mmatch_status check_judged_options(relax_judge *run)
{
    mmatch_context *const context = run->base.context;
    const mmatch_relax_options *const options = &run->options;
    const double of_pairs[3] = {options->forbidden_price, options->minimum_score_price,
                                options->lock_price};
    static const char *const names[3] = {"forbidden_price", "minimum_score_price", "lock_price"};
    int k;
    check_judged_prices(context, "row_minimum_prices", options->row_minimum_prices,
                        run->rows.count);
    check_judged_prices(context, "row_maximum_prices", options->row_maximum_prices,
                        run->rows.count);
    check_judged_prices(context, "column_minimum_prices", options->column_minimum_prices,
                        run->columns.count);
    check_judged_prices(context, "column_maximum_prices", options->column_maximum_prices,
                        run->columns.count);
    for (k = 0; k < 3; k++) {
        if (!(of_pairs[k] == 0) && !is_judged_price(of_pairs[k])) {
            mmatch__fault(context, "%s: %g is no whole number from 0 to 1073741824, nor infinite",
                          names[k], of_pairs[k]);
        }
    }
    return context->fault_count > 0 ? MMATCH_ERR_ARGUMENT : MMATCH_OK;
}

static mmatch_status read_relax_judge(relax_judge *run, const mmatch_market *market,
                                      const mmatch_relax_options *options,
                                      const mmatch_relaxation *relaxation,
                                      const mmatch_verdict *verdict_out)
{
    mmatch_context *const context = run->base.context;
    mmatch_status status = mmatch__verdict_check(context, verdict_out);
    if (status != MMATCH_OK) {
        return status;
    }
    if (market == NULL || relaxation == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL",
                            market == NULL ? "market" : "relaxation");
    }
    status =
        mmatch__options_read(context, "relax options", options, sizeof run->options, &run->options);
    if (status != MMATCH_OK) {
        return status;
    }
    run->base.demand = run->options.demand;
    status = mmatch__conflict_judge_look(&run->base, market);
    if (status != MMATCH_OK) {
        return status;
    }
    run->parts.struct_size = sizeof run->parts;
    status = mmatch_relaxation_look(context, relaxation, &run->parts);
    if (status == MMATCH_OK) {
        describe_relax_sides(run);
        status = check_judged_options(run);
    }
    return status;
}

mmatch_status mmatch_assign_relax_verify(mmatch_context *context, const mmatch_market *market,
                                         const mmatch_relax_options *options,
                                         const mmatch_relaxation *relaxation,
                                         mmatch_verdict *verdict_out)
{
    relax_judge run = {0};
    mmatch_status status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    run.base.context = context;
    status = read_relax_judge(&run, market, options, relaxation, verdict_out);
    if (status != MMATCH_OK) {
        return status;
    }
    status = mmatch__conflict_judge_open(&run.base);
    if (status == MMATCH_OK) {
        status = open_relax_judge(&run);
    }
    if (status == MMATCH_OK) {
        status = judge_relaxation(&run);
    }
    if (run.memory.block != NULL) {
        mmatch__workspace_close(&run.memory);
    }
    mmatch__conflict_judge_close(&run.base);
    if (status != MMATCH_OK) {
        return status;
    }
    return mmatch__options_write(context, "verdict", verdict_out, sizeof run.base.verdict,
                                 &run.base.verdict);
}
