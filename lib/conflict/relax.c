/* mmatch_assign_relax: checks the request and the prices, lays out the search and lists the
 * changes. */
#include <inttypes.h>
#include <math.h>

#include "base/grid.h"
#include "base/options.h"
#include "base/row_reader.h"
#include "conflict/cheapest.h"

#define LARGEST_PRICE ((double)(1 << 30))

typedef struct relax_run {
    mmatch__demand demand;
    mmatch_relax_options options;
    mmatch__cheapest cheapest;
    mmatch__workspace memory;
    mmatch__pairs_slices at;
    int64_t slot_limit;
    int64_t scale;
    int64_t price_units, lowered, broken; /* of the answer; broken: what may not be changed */
    /* the answer */
    mmatch_relaxation_parts parts;
    int32_t *kinds;
    int64_t *rows, *columns;
    double *from, *to, *prices;
    int64_t *pair_rows, *pair_columns;
    int64_t *row_tiers, *row_prices, *column_tiers, *column_prices;
} relax_run;

static bool is_price(double price)
{
    return price >= 1 && price <= LARGEST_PRICE && floor(price) == price;
}

static void check_price_list(mmatch_context *context, const char *name, const double *prices,
                             int64_t count)
{
    int64_t person;
    for (person = 0; prices != NULL && person < count; person++) {
        if (!is_price(prices[person]) && !(prices[person] == (double)INFINITY)) {
            mmatch__fault(context,
                          "%s, entry %" PRId64
                          ": %g is no whole number from 1 to 1073741824, nor infinite",
                          name, person, prices[person]);
        }
    }
}

static void check_pair_price(mmatch_context *context, const char *name, double price)
{
    if (!(price == 0) && !is_price(price) && !(price == (double)INFINITY)) {
        mmatch__fault(context, "%s: %g is no whole number from 0 to 1073741824, nor infinite", name,
                      price);
    }
}

static mmatch_status check_prices(const relax_run *run)
{
    mmatch_context *const context = run->demand.context;
    const mmatch_relax_options *const options = &run->options;
    const int64_t rows = run->demand.market.row_count;
    const int64_t columns = run->demand.market.column_count;
    check_price_list(context, "row_minimum_prices", options->row_minimum_prices, rows);
    check_price_list(context, "row_maximum_prices", options->row_maximum_prices, rows);
    check_price_list(context, "column_minimum_prices", options->column_minimum_prices, columns);
    check_price_list(context, "column_maximum_prices", options->column_maximum_prices, columns);
    check_pair_price(context, "forbidden_price", options->forbidden_price);
    check_pair_price(context, "minimum_score_price", options->minimum_score_price);
    check_pair_price(context, "lock_price", options->lock_price);
    return context->fault_count > 0 ? MMATCH_ERR_ARGUMENT : MMATCH_OK;
}

/* Infinite and 0 mean that the pairs may not be touched: then 0. */
static int64_t pair_price(double price)
{
    return price <= LARGEST_PRICE ? (int64_t)price : 0;
}

static double price_of(const double *prices, int64_t person)
{
    return prices == NULL ? 1 : prices[person];
}

static void plan_side_costs(mmatch__layout *layout, int64_t count, size_t *at)
{
    at[0] = mmatch__layout_add(layout, count, sizeof(int32_t));
    at[1] = mmatch__layout_add(layout, count, sizeof(int64_t));
    at[2] = mmatch__layout_add(layout, count, sizeof(int64_t));
    at[3] = mmatch__layout_add(layout, count, sizeof(int64_t));
    at[4] = mmatch__layout_add(layout, count, sizeof(int64_t));
    at[5] = mmatch__layout_add(layout, count, sizeof(int64_t));
}

static void place_side_costs(const mmatch__workspace *memory, const size_t *at,
                             mmatch__change_side *side, int64_t **distance, int64_t **tiers,
                             int64_t **prices)
{
    side->wanted = (int32_t *)mmatch__workspace_at(memory, at[0]);
    side->lower_cost = (int64_t *)mmatch__workspace_at(memory, at[1]);
    side->raise_cost = (int64_t *)mmatch__workspace_at(memory, at[2]);
    *distance = (int64_t *)mmatch__workspace_at(memory, at[3]);
    *tiers = (int64_t *)mmatch__workspace_at(memory, at[4]);
    *prices = (int64_t *)mmatch__workspace_at(memory, at[5]);
}

static int64_t sum_of(const int32_t *amounts, int64_t count)
{
    int64_t sum = 0;
    int64_t person;
    for (person = 0; person < count; person++) {
        sum += amounts[person];
    }
    return sum;
}

static mmatch_status open_relax(relax_run *run)
{
    const mmatch__demand *const demand = &run->demand;
    const mmatch_market_view *const market = &demand->market;
    const int64_t rows = market->row_count;
    const int64_t columns = market->column_count;
    const int64_t locks = market->locked_offsets[rows];
    const int64_t minima =
        sum_of(demand->row_minimum, rows) + sum_of(market->column_minimum, columns);
    const int64_t wanted =
        minima + locks < demand->pair_count ? minima + locks : demand->pair_count;
    const int64_t changes = 2 * (rows + columns) + 2 * wanted + locks;
    mmatch__layout layout = {0};
    mmatch__heap_slices at_heap;
    size_t at_rows[6];
    size_t at_columns[6];
    size_t at_changes[6];
    size_t at_pairs[2];
    int k;
    run->scale = 1 + minima;
    run->slot_limit = wanted;
    if (wanted >= INT32_MAX) {
        return mmatch__fail(demand->context, MMATCH_ERR_RANGE,
                            "the minima ask for %" PRId64 " pairs, which are too many", wanted);
    }
    run->at = mmatch__pairs_plan(&layout, rows, columns, demand->pair_count, wanted);
    at_heap = mmatch__heap_plan(&layout, rows + columns);
    plan_side_costs(&layout, rows, at_rows);
    plan_side_costs(&layout, columns, at_columns);
    at_changes[0] = mmatch__layout_add(&layout, changes, sizeof(int32_t));
    for (k = 1; k < 6; k++) {
        at_changes[k] = mmatch__layout_add(&layout, changes, sizeof(int64_t));
    }
    at_pairs[0] = mmatch__layout_add(&layout, wanted + locks, sizeof(int64_t));
    at_pairs[1] = mmatch__layout_add(&layout, wanted + locks, sizeof(int64_t));
    if (!mmatch__workspace_open(&demand->context->allocator, &layout, &run->memory)) {
        return mmatch__fail_memory(demand->context);
    }
    run->cheapest.pairs.context = demand->context;
    mmatch__pairs_place(&run->cheapest.pairs, &run->memory, &run->at, rows, columns, wanted);
    run->cheapest.heap = mmatch__heap_at(&run->memory, at_heap, (int32_t)(rows + columns));
    place_side_costs(&run->memory, at_rows, &run->cheapest.rows, &run->cheapest.row_distance,
                     &run->row_tiers, &run->row_prices);
    place_side_costs(&run->memory, at_columns, &run->cheapest.columns,
                     &run->cheapest.column_distance, &run->column_tiers, &run->column_prices);
    run->kinds = (int32_t *)mmatch__workspace_at(&run->memory, at_changes[0]);
    run->rows = (int64_t *)mmatch__workspace_at(&run->memory, at_changes[1]);
    run->columns = (int64_t *)mmatch__workspace_at(&run->memory, at_changes[2]);
    run->from = (double *)mmatch__workspace_at(&run->memory, at_changes[3]);
    run->to = (double *)mmatch__workspace_at(&run->memory, at_changes[4]);
    run->prices = (double *)mmatch__workspace_at(&run->memory, at_changes[5]);
    run->pair_rows = (int64_t *)mmatch__workspace_at(&run->memory, at_pairs[0]);
    run->pair_columns = (int64_t *)mmatch__workspace_at(&run->memory, at_pairs[1]);
    return MMATCH_OK;
}

/* The largest price that may be paid at once for one person. */
static int64_t largest_price(const double *prices, int64_t count)
{
    int64_t largest = 1;
    int64_t person;
    for (person = 0; prices != NULL && person < count; person++) {
        if (prices[person] <= LARGEST_PRICE && (int64_t)prices[person] > largest) {
            largest = (int64_t)prices[person];
        }
    }
    return largest;
}

/* No sum of the search or of the proof leaves its range. */
static mmatch_status check_range(const relax_run *run)
{
    const mmatch_relax_options *const options = &run->options;
    const int64_t rows = run->demand.market.row_count;
    const int64_t columns = run->demand.market.column_count;
    const int64_t people = rows + columns + run->slot_limit + 1;
    const int64_t of_people = largest_price(options->row_minimum_prices, rows) +
                              largest_price(options->row_maximum_prices, rows) +
                              largest_price(options->column_minimum_prices, columns) +
                              largest_price(options->column_maximum_prices, columns) + 4;
    const int64_t of_pairs = pair_price(options->forbidden_price) +
                             pair_price(options->minimum_score_price) +
                             pair_price(options->lock_price);
    if (of_pairs > (MMATCH__CHEAPEST_LARGEST >> 4) / people ||
        of_people + of_pairs * people > MMATCH__CHEAPEST_LARGEST / people / run->scale) {
        return mmatch__fail(run->demand.context, MMATCH_ERR_RANGE,
                            "prices of this size over so many people need more than 2^59 units");
    }
    return MMATCH_OK;
}

static void fill_side_costs(mmatch__change_side *side, int64_t count, const double *lower,
                            const double *raise, int64_t scale)
{
    int64_t person;
    for (person = 0; person < count; person++) {
        const double down = price_of(lower, person);
        const double up = price_of(raise, person);
        side->lower_cost[person] =
            down <= LARGEST_PRICE ? (int64_t)down * scale + 1 : MMATCH__CHEAPEST_TIER;
        side->raise_cost[person] = up <= LARGEST_PRICE ? (int64_t)up * scale : MMATCH__PAIR_BLOCKED;
    }
}

static void fill_costs(relax_run *run)
{
    const mmatch__demand *const demand = &run->demand;
    const mmatch_market_view *const market = &demand->market;
    const mmatch_relax_options *const options = &run->options;
    mmatch__cheapest *const cheapest = &run->cheapest;
    int64_t row;
    int kind;
    cheapest->rows.minimum = demand->row_minimum;
    cheapest->rows.maximum = market->row_maximum;
    cheapest->columns.minimum = market->column_minimum;
    cheapest->columns.maximum = market->column_maximum;
    fill_side_costs(&cheapest->rows, market->row_count, options->row_minimum_prices,
                    options->row_maximum_prices, run->scale);
    fill_side_costs(&cheapest->columns, market->column_count, options->column_minimum_prices,
                    options->column_maximum_prices, run->scale);
    for (row = 0; row < market->row_count; row++) {
        cheapest->rows.wanted[row] = options->demand == MMATCH_DEMAND_CANDIDATES &&
                                             market->row_minimum[row] < demand->row_minimum[row]
                                         ? 1
                                         : 0;
    }
    for (kind = 0; kind < MMATCH__PAIR_KINDS; kind++) {
        int64_t cost = 0;
        if ((kind & MMATCH__PAIR_LOCKED) != 0) {
            cost = -pair_price(options->lock_price);
        } else {
            cost += (kind & MMATCH__PAIR_FORBIDDEN) != 0 ? pair_price(options->forbidden_price) : 0;
            cost += (kind & MMATCH__PAIR_BELOW) != 0 ? pair_price(options->minimum_score_price) : 0;
        }
        cheapest->pairs.cost_of[kind] = cost * run->scale;
    }
}

/* May the pair be made at all, at a price or for nothing? */
static bool may_be_made(const relax_run *run, uint8_t kind)
{
    if ((kind & MMATCH__PAIR_LOCKED) != 0) {
        return true;
    }
    return ((kind & MMATCH__PAIR_FORBIDDEN) == 0 || pair_price(run->options.forbidden_price) > 0) &&
           ((kind & MMATCH__PAIR_BELOW) == 0 || pair_price(run->options.minimum_score_price) > 0);
}

/* Locks that may not be lifted are made from the start. */
static mmatch_status fill_relax_entries(relax_run *run)
{
    mmatch__demand *const demand = &run->demand;
    mmatch__pairs *const pairs = &run->cheapest.pairs;
    const bool are_locks_fixed = pair_price(run->options.lock_price) == 0;
    mmatch_status status = MMATCH_OK;
    int64_t entry = 0;
    int64_t row;
    pairs->first[0] = 0;
    for (row = 0; row < demand->market.row_count && status == MMATCH_OK; row++) {
        int64_t k;
        mmatch__demand_read_row(demand, row);
        for (k = 0; k < demand->entry_count; k++) {
            const uint8_t kind = demand->entry_kinds[k];
            if (!may_be_made(run, kind)) {
                continue;
            }
            pairs->right_of[entry] = (int32_t)demand->entry_columns[k];
            pairs->kind[entry] = kind;
            if (are_locks_fixed && (kind & MMATCH__PAIR_LOCKED) != 0) {
                pairs->kind[entry] |= MMATCH__PAIR_MADE;
                pairs->left.load[row]++;
                pairs->right.load[demand->entry_columns[k]]++;
            }
            entry++;
        }
        pairs->first[row + 1] = entry;
        (void)mmatch__demand_goes_on(
            demand, mmatch__poll(demand->context, (uint64_t)demand->entry_count + 16), &status);
    }
    return status;
}

static void add_change(relax_run *run, int32_t kind, int64_t row, int64_t column, double from,
                       double to, double price)
{
    const int64_t place = run->parts.change_count++;
    run->kinds[place] = kind;
    run->rows[place] = row;
    run->columns[place] = column;
    run->from[place] = from;
    run->to[place] = to;
    run->prices[place] = price;
    run->price_units += (int64_t)price;
}

/* The row (column) has fewer partners than its minimum: the change, unless it may not be. */
static void add_lowered(relax_run *run, const mmatch__change_side *side, int32_t person,
                        int32_t load, int32_t kind, const double *prices)
{
    const int32_t missing = side->minimum[person] - load;
    const bool is_row = kind != MMATCH_RULE_COLUMN_MINIMUM;
    const double price = price_of(prices, person);
    if (load < side->wanted[person] || !(price <= LARGEST_PRICE)) {
        run->broken += missing;
        return;
    }
    run->lowered += missing;
    add_change(run, kind, is_row ? person : -1, is_row ? -1 : person, side->minimum[person], load,
               price * missing);
}

static void list_lowered(relax_run *run, const mmatch__change_side *side,
                         const mmatch__pair_side *people, int32_t kind, const double *prices)
{
    const int32_t *const own = run->demand.market.row_minimum;
    int32_t person;
    for (person = 0; person < people->count; person++) {
        if (people->load[person] >= side->minimum[person] ||
            (kind == MMATCH_RULE_ROW_MINIMUM && own[person] == 0) ||
            (kind == MMATCH_RULE_EVERYONE && own[person] > 0)) {
            continue;
        }
        add_lowered(run, side, person, people->load[person], kind, prices);
    }
}

static void list_raised(relax_run *run, const mmatch__change_side *side,
                        const mmatch__pair_side *people, int32_t kind, const double *prices)
{
    const bool is_row = kind == MMATCH_RULE_ROW_MAXIMUM;
    int32_t person;
    for (person = 0; person < people->count; person++) {
        const int32_t more = people->load[person] - side->maximum[person];
        if (more > 0) {
            add_change(run, kind, is_row ? person : -1, is_row ? -1 : person, side->maximum[person],
                       people->load[person], price_of(prices, person) * more);
        }
    }
}

/* Is there a change of this kind for the pair? */
static bool is_pair_changed(int32_t change, uint8_t kind)
{
    const bool is_made = (kind & MMATCH__PAIR_MADE) != 0;
    if ((kind & MMATCH__PAIR_LOCKED) != 0) {
        return change == MMATCH_RULE_LOCKED_PAIR && !is_made;
    }
    return is_made &&
           ((change == MMATCH_RULE_FORBIDDEN_PAIR && (kind & MMATCH__PAIR_FORBIDDEN) != 0) ||
            (change == MMATCH_RULE_MINIMUM_SCORE && (kind & MMATCH__PAIR_BELOW) != 0));
}

static mmatch_status list_pair_changes(relax_run *run, int32_t change, double price)
{
    mmatch__demand *const demand = &run->demand;
    const mmatch__pairs *const pairs = &run->cheapest.pairs;
    mmatch_status status = MMATCH_OK;
    int64_t row;
    for (row = 0; row < demand->market.row_count && pair_price(price) > 0 && status == MMATCH_OK;
         row++) {
        int64_t place = 0;
        int64_t entry;
        mmatch__demand_read_row(demand, row);
        for (entry = pairs->first[row]; entry < pairs->first[row + 1]; entry++) {
            double from = 1;
            double to = 0;
            if (!is_pair_changed(change, pairs->kind[entry])) {
                continue;
            }
            while (demand->entry_columns[place] != pairs->right_of[entry]) {
                place++;
            }
            if (change == MMATCH_RULE_MINIMUM_SCORE) {
                from = demand->market.minimum_score;
                to = mmatch__rows_to_user(demand->market.scores,
                                          (int64_t)demand->entry_units[place]);
            }
            add_change(run, change, row, pairs->right_of[entry], from, to, price);
        }
        (void)mmatch__demand_goes_on(
            demand, mmatch__poll(demand->context, (uint64_t)demand->entry_count + 16), &status);
    }
    return status;
}

static mmatch_status list_changes(relax_run *run)
{
    const mmatch__cheapest *const cheapest = &run->cheapest;
    const mmatch_relax_options *const options = &run->options;
    const mmatch__pair_side *const rows = &cheapest->pairs.left;
    const mmatch__pair_side *const columns = &cheapest->pairs.right;
    mmatch_status status;
    list_lowered(run, &cheapest->rows, rows, MMATCH_RULE_ROW_MINIMUM, options->row_minimum_prices);
    list_lowered(run, &cheapest->rows, rows, MMATCH_RULE_EVERYONE, options->row_minimum_prices);
    list_lowered(run, &cheapest->columns, columns, MMATCH_RULE_COLUMN_MINIMUM,
                 options->column_minimum_prices);
    list_raised(run, &cheapest->rows, rows, MMATCH_RULE_ROW_MAXIMUM, options->row_maximum_prices);
    list_raised(run, &cheapest->columns, columns, MMATCH_RULE_COLUMN_MAXIMUM,
                options->column_maximum_prices);
    status = list_pair_changes(run, MMATCH_RULE_FORBIDDEN_PAIR, options->forbidden_price);
    if (status == MMATCH_OK) {
        status = list_pair_changes(run, MMATCH_RULE_MINIMUM_SCORE, options->minimum_score_price);
    }
    if (status == MMATCH_OK) {
        status = list_pair_changes(run, MMATCH_RULE_LOCKED_PAIR, options->lock_price);
    }
    return status;
}

static void list_made(relax_run *run)
{
    const mmatch__pairs *const pairs = &run->cheapest.pairs;
    int32_t row;
    for (row = 0; row < pairs->left.count; row++) {
        int64_t entry;
        for (entry = pairs->first[row]; entry < pairs->first[row + 1]; entry++) {
            if ((pairs->kind[entry] & MMATCH__PAIR_MADE) != 0) {
                const int64_t place = run->parts.pair_count++;
                run->pair_rows[place] = row;
                run->pair_columns[place] = pairs->right_of[entry];
            }
        }
    }
}

/* A price of the search as tier and amount. */
static void split_prices(const mmatch__pair_side *people, int64_t sign, int64_t *tiers,
                         int64_t *prices)
{
    int32_t person;
    for (person = 0; person < people->count; person++) {
        const int64_t price = sign * people->price[person];
        int64_t tier = 0;
        while (price - tier * MMATCH__CHEAPEST_TIER > MMATCH__CHEAPEST_LARGEST) {
            tier++;
        }
        while (price - tier * MMATCH__CHEAPEST_TIER < -MMATCH__CHEAPEST_LARGEST) {
            tier--;
        }
        tiers[person] = tier;
        prices[person] = price - tier * MMATCH__CHEAPEST_TIER;
    }
}

static mmatch_status write_relaxation(relax_run *run, mmatch_relaxation **relaxation_out)
{
    mmatch_relaxation_parts *const parts = &run->parts;
    parts->struct_size = sizeof *parts;
    parts->outcome = run->broken > 0 ? MMATCH_OUTCOME_INFEASIBLE : MMATCH_OUTCOME_OPTIMAL;
    parts->row_count = run->demand.market.row_count;
    parts->column_count = run->demand.market.column_count;
    parts->scale = run->scale;
    if (run->broken > 0) {
        parts->change_count = 0;
    } else {
        parts->price = (double)run->price_units;
        parts->lowered = run->lowered;
        list_made(run);
    }
    parts->kinds = run->kinds;
    parts->rows = run->rows;
    parts->columns = run->columns;
    parts->from = run->from;
    parts->to = run->to;
    parts->prices = run->prices;
    parts->pair_rows = run->pair_rows;
    parts->pair_columns = run->pair_columns;
    split_prices(&run->cheapest.pairs.left, 1, run->row_tiers, run->row_prices);
    split_prices(&run->cheapest.pairs.right, -1, run->column_tiers, run->column_prices);
    parts->row_price_tiers = run->row_tiers;
    parts->row_prices = run->row_prices;
    parts->column_price_tiers = run->column_tiers;
    parts->column_prices = run->column_prices;
    return mmatch_relaxation_create(run->demand.context, parts, relaxation_out);
}

static mmatch_status solve_relax(relax_run *run)
{
    mmatch_status status = open_relax(run);
    if (status == MMATCH_OK) {
        status = check_range(run);
    }
    if (status == MMATCH_OK) {
        fill_costs(run);
        status = fill_relax_entries(run);
    }
    if (status == MMATCH_OK &&
        mmatch__demand_goes_on(&run->demand, mmatch__cheapest_run(&run->cheapest), &status)) {
        status = list_changes(run);
    }
    return status;
}

mmatch_status mmatch_assign_relax(mmatch_context *context, const mmatch_market *market,
                                  const mmatch_relax_options *options,
                                  mmatch_relaxation **relaxation_out)
{
    relax_run run = {0};
    mmatch_status status;
    if (relaxation_out != NULL) {
        *relaxation_out = NULL;
    }
    status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    if (market == NULL || relaxation_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL",
                            market == NULL ? "market" : "relaxation_out");
    }
    status =
        mmatch__options_read(context, "relax options", options, sizeof run.options, &run.options);
    if (status != MMATCH_OK) {
        return status;
    }
    run.demand.context = context;
    run.demand.demand = run.options.demand;
    status = mmatch__demand_check(&run.demand, market);
    if (status == MMATCH_OK) {
        status = check_prices(&run);
    }
    if (status == MMATCH_OK) {
        status = mmatch__demand_open(&run.demand);
    }
    if (status == MMATCH_OK) {
        status = solve_relax(&run);
    }
    if (status == MMATCH_OK) {
        status = write_relaxation(&run, relaxation_out);
    }
    if (run.memory.block != NULL) {
        mmatch__workspace_close(&run.memory);
    }
    mmatch__demand_close(&run.demand);
    return status;
}
