/* mmatch_assign: checks the request, lays out one workspace, runs the phases, and builds the matching. */
#include "mentormatch/assign.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>

#include "assign/network.h"
#include "base/grid.h"
#include "base/options.h"
#include "base/random.h"
#include "base/row_reader.h"
#include "base/sort.h"

/* Where the arrays of one side lie in the workspace. */
typedef struct side_slices {
    size_t user_of, inner_of, minimum, maximum, locked, load, first_pair, price;
    size_t price_tiers, prices, reasons, conflict;
} side_slices;

typedef struct solve_slices {
    side_slices rows, columns;
    size_t pairs, scan_units, scan_columns, blocked_at;
    mmatch__heap_slices heap;
    size_t distance, reached_at, settled_at, settled, column_parent, column_units, row_parent;
    size_t pair_rows, pair_columns, sort_scratch;
} solve_slices;

/* One call: the request, the network, and the parts of the answer. */
typedef struct solve {
    mmatch_context *context;
    mmatch_assign_options options;
    solve_slices at;
    mmatch__workspace memory;
    mmatch__assign_network network;
    mmatch__assign_labels labels;
    int64_t locked_units; /* sum over the locked pairs */
    int64_t *pair_rows, *pair_columns, *sort_scratch;
    mmatch_matching_parts parts;
} solve;

/* ---- checking the request ---- */

static void check_locks(mmatch_context *context, const mmatch_market_view *market)
{
    int64_t row;
    for (row = 0; row < market->row_count; row++) {
        const int64_t count = market->locked_offsets[row + 1] - market->locked_offsets[row];
        if (count > market->row_maximum[row]) {
            mmatch__fault(context, "row %" PRId64 ": %" PRId64 " locked pairs, maximum %d", row, count,
                          market->row_maximum[row]);
        }
    }
}

static mmatch_status read_request(solve *run, const mmatch_market *market,
                                  const mmatch_assign_options *options)
{
    mmatch_context *const context = run->context;
    mmatch_market_view *const view = &run->network.market;
    mmatch_status status;
    if (market == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "market is NULL");
    }
    status = mmatch__options_read(context, "assign options", options, sizeof run->options,
                                  &run->options);
    if (status != MMATCH_OK) {
        return status;
    }
    if (run->options.coverage < MMATCH_COVERAGE_PARTICIPATION_FIRST ||
        run->options.coverage > MMATCH_COVERAGE_EVERYONE) {
        mmatch__fault(context, "coverage %d is unknown", run->options.coverage);
    }
    if (run->options.ties < MMATCH_TIES_FIRST || run->options.ties > MMATCH_TIES_LOTTERY) {
        mmatch__fault(context, "ties %d is unknown", run->options.ties);
    }
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT;
    }
    view->struct_size = sizeof *view;
    status = mmatch_market_look(context, market, view);
    if (status != MMATCH_OK) {
        return status;
    }
    if (view->scores == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "the market has no scores");
    }
    if (view->row_count >= INT32_MAX - view->column_count) {
        return mmatch__fail(context, MMATCH_ERR_RANGE,
                            "%" PRId64 " rows and %" PRId64 " columns are too many", view->row_count,
                            view->column_count);
    }
    check_locks(context, view);
    return context->fault_count > 0 ? MMATCH_ERR_ARGUMENT : MMATCH_OK;
}

/* ---- the workspace ---- */

/* Partners that the maxima of one side admit, each person having at most `others`. */
static int64_t sum_of_maxima(const int32_t *maximum, int64_t count, int64_t others)
{
    int64_t sum = 0;
    int64_t person;
    for (person = 0; person < count; person++) {
        sum += maximum[person] < others ? maximum[person] : others;
    }
    return sum;
}

/* No matching has more pairs than this. */
static int64_t most_pairs(const mmatch_market_view *market)
{
    const int64_t by_rows =
        sum_of_maxima(market->row_maximum, market->row_count, market->column_count);
    const int64_t by_columns =
        sum_of_maxima(market->column_maximum, market->column_count, market->row_count);
    const int64_t by_entries = mmatch_scores_entry_count(market->scores);
    const int64_t least = by_rows < by_columns ? by_rows : by_columns;
    return least < by_entries ? least : by_entries;
}

static side_slices plan_side(mmatch__layout *layout, int64_t count)
{
    side_slices at;
    at.user_of = mmatch__layout_add(layout, count, sizeof(int64_t));
    at.inner_of = mmatch__layout_add(layout, count, sizeof(int64_t));
    at.minimum = mmatch__layout_add(layout, count, sizeof(int32_t));
    at.maximum = mmatch__layout_add(layout, count, sizeof(int32_t));
    at.locked = mmatch__layout_add(layout, count, sizeof(int32_t));
    at.load = mmatch__layout_add(layout, count, sizeof(int32_t));
    at.first_pair = mmatch__layout_add(layout, count, sizeof(int64_t));
    at.price = mmatch__layout_add(layout, count, sizeof(mmatch__tiered));
    at.price_tiers = mmatch__layout_add(layout, count, sizeof(int64_t));
    at.prices = mmatch__layout_add(layout, count, sizeof(double));
    at.reasons = mmatch__layout_add(layout, count, sizeof(int32_t));
    at.conflict = mmatch__layout_add(layout, count, sizeof(int64_t));
    return at;
}

static void place_side(const mmatch__workspace *memory, const side_slices *at, int64_t count,
                       mmatch__assign_side *side)
{
    int32_t person;
    side->count = (int32_t)count;
    side->user_of = (int64_t *)mmatch__workspace_at(memory, at->user_of);
    side->inner_of = (int64_t *)mmatch__workspace_at(memory, at->inner_of);
    side->minimum = (int32_t *)mmatch__workspace_at(memory, at->minimum);
    side->maximum = (int32_t *)mmatch__workspace_at(memory, at->maximum);
    side->locked = (int32_t *)mmatch__workspace_at(memory, at->locked);
    side->load = (int32_t *)mmatch__workspace_at(memory, at->load);
    side->first_pair = (int64_t *)mmatch__workspace_at(memory, at->first_pair);
    side->price = (mmatch__tiered *)mmatch__workspace_at(memory, at->price);
    for (person = 0; person < side->count; person++) {
        side->user_of[person] = person;
        side->inner_of[person] = person;
        side->first_pair[person] = -1;
    }
}

static void place_labels(solve *run, int64_t node_count)
{
    const mmatch__workspace *const memory = &run->memory;
    const solve_slices *const at = &run->at;
    mmatch__assign_labels *const labels = &run->labels;
    labels->heap = mmatch__heap_at(memory, at->heap, (int32_t)node_count);
    labels->distance = (mmatch__tiered *)mmatch__workspace_at(memory, at->distance);
    labels->reached_at = (int64_t *)mmatch__workspace_at(memory, at->reached_at);
    labels->settled_at = (int64_t *)mmatch__workspace_at(memory, at->settled_at);
    labels->settled = (int32_t *)mmatch__workspace_at(memory, at->settled);
    labels->column_parent = (int32_t *)mmatch__workspace_at(memory, at->column_parent);
    labels->column_units = (int64_t *)mmatch__workspace_at(memory, at->column_units);
    labels->row_parent = (int64_t *)mmatch__workspace_at(memory, at->row_parent);
}

static mmatch_status open_workspace(solve *run)
{
    const mmatch_market_view *const market = &run->network.market;
    const int64_t rows = market->row_count;
    const int64_t columns = market->column_count;
    const int64_t pairs = most_pairs(market) + 1;
    mmatch__layout layout = {0};
    solve_slices *const at = &run->at;
    mmatch__assign_network *const network = &run->network;
    network->is_sparse = mmatch__rows_is_sparse(market->scores);
    at->rows = plan_side(&layout, rows);
    at->columns = plan_side(&layout, columns);
    at->pairs = mmatch__layout_add(&layout, pairs, sizeof(mmatch__assign_pair));
    at->scan_units = mmatch__layout_add(&layout, columns, sizeof(double));
    at->scan_columns = mmatch__layout_add(&layout, columns, sizeof(int64_t));
    at->blocked_at = mmatch__layout_add(&layout, network->is_sparse ? columns : 0, sizeof(int64_t));
    at->heap = mmatch__heap_plan(&layout, rows + columns);
    at->distance = mmatch__layout_add(&layout, rows + columns, sizeof(mmatch__tiered));
    at->reached_at = mmatch__layout_add(&layout, rows + columns, sizeof(int64_t));
    at->settled_at = mmatch__layout_add(&layout, rows + columns, sizeof(int64_t));
    at->settled = mmatch__layout_add(&layout, rows + columns, sizeof(int32_t));
    at->column_parent = mmatch__layout_add(&layout, columns, sizeof(int32_t));
    at->column_units = mmatch__layout_add(&layout, columns, sizeof(int64_t));
    at->row_parent = mmatch__layout_add(&layout, rows, sizeof(int64_t));
    at->pair_rows = mmatch__layout_add(&layout, pairs, sizeof(int64_t));
    at->pair_columns = mmatch__layout_add(&layout, pairs, sizeof(int64_t));
    at->sort_scratch = mmatch__layout_add(&layout, columns, sizeof(int64_t));
    if (!mmatch__workspace_open(&run->context->allocator, &layout, &run->memory)) {
        return mmatch__fail_memory(run->context);
    }
    place_side(&run->memory, &at->rows, rows, &network->rows);
    place_side(&run->memory, &at->columns, columns, &network->columns);
    network->pairs = (mmatch__assign_pair *)mmatch__workspace_at(&run->memory, at->pairs);
    network->free_pair = -1;
    network->scan.row = -1;
    network->scan_units = (double *)mmatch__workspace_at(&run->memory, at->scan_units);
    network->scan_entry_columns = (int64_t *)mmatch__workspace_at(&run->memory, at->scan_columns);
    network->blocked_at = (int64_t *)mmatch__workspace_at(&run->memory, at->blocked_at);
    place_labels(run, rows + columns);
    run->pair_rows = (int64_t *)mmatch__workspace_at(&run->memory, at->pair_rows);
    run->pair_columns = (int64_t *)mmatch__workspace_at(&run->memory, at->pair_columns);
    run->sort_scratch = (int64_t *)mmatch__workspace_at(&run->memory, at->sort_scratch);
    return MMATCH_OK;
}

/* ---- the network ---- */

/* A lottery: random inner numbers, rows drawn first. */
static void draw_numbers(solve *run)
{
    mmatch__random random = mmatch__random_seeded(run->options.seed);
    mmatch__assign_side *const sides[2] = {&run->network.rows, &run->network.columns};
    int k;
    for (k = 0; k < 2; k++) {
        int32_t person;
        mmatch__random_shuffle(&random, sides[k]->user_of, sides[k]->count);
        for (person = 0; person < sides[k]->count; person++) {
            sides[k]->inner_of[sides[k]->user_of[person]] = person;
        }
    }
}

/* Counts the locked pairs of a row and adds up their units. */
static mmatch_status add_locked_row(solve *run, int64_t user_row)
{
    mmatch__assign_network *const network = &run->network;
    const mmatch_market_view *const market = &network->market;
    const int64_t entry_count = mmatch__rows_read_entries(
        market->scores, user_row, network->scan_entry_columns, network->scan_units);
    int64_t entry = 0;
    int64_t k;
    for (k = market->locked_offsets[user_row]; k < market->locked_offsets[user_row + 1]; k++) {
        const int64_t user_column = market->locked_columns[k];
        while (entry < entry_count && network->scan_entry_columns[entry] < user_column) {
            entry++;
        }
        if (entry == entry_count || network->scan_entry_columns[entry] != user_column) {
            mmatch__fault(run->context, "row %" PRId64 ", column %" PRId64 ": locked and forbidden",
                          user_row, user_column);
            continue;
        }
        network->rows.locked[network->rows.inner_of[user_row]]++;
        network->columns.locked[network->columns.inner_of[user_column]]++;
        if (!mmatch__add_int64(run->locked_units, (int64_t)network->scan_units[entry],
                               &run->locked_units)) {
            return mmatch__fail(run->context, MMATCH_ERR_RANGE, "the locked pairs add up beyond 2^63");
        }
    }
    return MMATCH_OK;
}

static void fill_side(mmatch__assign_side *side, const int32_t *minimum, const int32_t *maximum,
                      int32_t others, int32_t least)
{
    int32_t person;
    for (person = 0; person < side->count; person++) {
        const int64_t user = side->user_of[person];
        side->minimum[person] = minimum[user] > least ? minimum[user] : least;
        side->maximum[person] = maximum[user] < others ? maximum[user] : others;
        side->load[person] = side->locked[person];
    }
}

static mmatch_status fill_network(solve *run)
{
    mmatch__assign_network *const network = &run->network;
    const mmatch_market_view *const market = &network->market;
    mmatch__assign_side *const columns = &network->columns;
    const int32_t coverage = run->options.coverage;
    int64_t row;
    int32_t column;
    if (run->options.ties == MMATCH_TIES_LOTTERY) {
        draw_numbers(run);
    }
    network->threshold = -DBL_MAX;
    if (market->has_minimum_score) {
        const double threshold = mmatch__rows_threshold(market->scores, market->minimum_score);
        network->threshold = threshold > -DBL_MAX ? threshold : -DBL_MAX;
    }
    for (row = 0; row < market->row_count; row++) {
        mmatch_status status = MMATCH_OK;
        if (market->locked_offsets[row] < market->locked_offsets[row + 1]) {
            status = add_locked_row(run, row);
        }
        if (status != MMATCH_OK) {
            return status;
        }
    }
    network->rows.minimum_tier = (int64_t)network->rows.count + 1;
    network->rows.first_tier = coverage == MMATCH_COVERAGE_PARTICIPATION_FIRST ? 1 : 0;
    columns->minimum_tier = (int64_t)network->rows.count + 1;
    columns->first_tier = 0;
    fill_side(&network->rows, market->row_minimum, market->row_maximum, columns->count,
              coverage == MMATCH_COVERAGE_EVERYONE ? 1 : 0);
    fill_side(columns, market->column_minimum, market->column_maximum, network->rows.count, 0);
    for (column = 0; column < columns->count; column++) {
        if (columns->locked[column] > market->column_maximum[columns->user_of[column]]) {
            mmatch__fault(run->context, "column %" PRId64 ": %d locked pairs, maximum %d",
                          columns->user_of[column], columns->locked[column],
                          market->column_maximum[columns->user_of[column]]);
        } else if (columns->load[column] < columns->maximum[column]) {
            columns->price[column] = mmatch__tiered_subtract(
                mmatch__tiered_of(0, 0),
                mmatch__assign_gain(columns, column, columns->load[column] + 1));
        }
    }
    return run->context->fault_count > 0 ? MMATCH_ERR_ARGUMENT : MMATCH_OK;
}

/* ---- the answer ---- */

static bool are_minima_met(const mmatch__assign_side *side)
{
    int32_t person;
    for (person = 0; person < side->count; person++) {
        if (side->load[person] < side->minimum[person]) {
            return false;
        }
    }
    return true;
}

/* Lists the pairs by row, then column, in the market's numbers; adds up their units. */
static mmatch_status list_pairs(solve *run)
{
    mmatch__assign_network *const network = &run->network;
    const mmatch_market_view *const market = &network->market;
    int64_t count = 0;
    int64_t units = run->locked_units;
    int64_t user_row;
    for (user_row = 0; user_row < market->row_count; user_row++) {
        const int64_t begin = count;
        int64_t pair = network->rows.first_pair[network->rows.inner_of[user_row]];
        int64_t k;
        for (k = market->locked_offsets[user_row]; k < market->locked_offsets[user_row + 1]; k++) {
            run->pair_columns[count++] = market->locked_columns[k];
        }
        for (; pair >= 0; pair = network->pairs[pair].row_next) {
            run->pair_columns[count++] = network->columns.user_of[network->pairs[pair].column];
            if (!mmatch__add_int64(units, network->pairs[pair].units, &units)) {
                return mmatch__fail(run->context, MMATCH_ERR_RANGE, "the total is beyond 2^63 units");
            }
        }
        mmatch__sort(run->pair_columns + begin, (size_t)(count - begin), sizeof(int64_t),
                     mmatch__compare_int64, NULL, run->sort_scratch);
        for (k = begin; k < count; k++) {
            run->pair_rows[k] = user_row;
        }
    }
    run->parts.pair_count = count;
    run->parts.rows = run->pair_rows;
    run->parts.columns = run->pair_columns;
    run->parts.total = mmatch__rows_to_user(market->scores, units);
    run->parts.bound = run->parts.total;
    if (!isfinite(run->parts.total)) {
        return mmatch__fail(run->context, MMATCH_ERR_RANGE, "the total is not a finite number");
    }
    return MMATCH_OK;
}

/* Writes prices in the market's numbers and the user's sense. */
static mmatch_status write_prices(solve *run, const mmatch__assign_side *side, const side_slices *at,
                                  const char *what, const int64_t **tiers_out,
                                  const double **prices_out)
{
    const mmatch_scores *const scores = run->network.market.scores;
    const int64_t sign = mmatch_scores_sense(scores) == MMATCH_SENSE_MAXIMISE ? 1 : -1;
    int64_t *const tiers = (int64_t *)mmatch__workspace_at(&run->memory, at->price_tiers);
    double *const prices = (double *)mmatch__workspace_at(&run->memory, at->prices);
    int64_t user;
    for (user = 0; user < side->count; user++) {
        const mmatch__tiered price = side->price[side->inner_of[user]];
        tiers[user] = sign * price.tier;
        prices[user] = mmatch__rows_to_user(scores, price.value);
        if (price.value > MMATCH__ASSIGN_LARGEST_PRICE ||
            price.value < -MMATCH__ASSIGN_LARGEST_PRICE || !isfinite(prices[user])) {
            return mmatch__fail(run->context, MMATCH_ERR_RANGE,
                                "%s %" PRId64 ": the price does not fit a float64", what, user);
        }
    }
    *tiers_out = tiers;
    *prices_out = prices;
    return MMATCH_OK;
}

/* Lists who has a price of at least `tier` times `sign`, in the market's numbers; returns how many. */
static int64_t list_by_tier(solve *run, const mmatch__assign_side *side, const side_slices *at,
                            int64_t sign, int64_t tier, const int64_t **list_out)
{
    int64_t *const list = (int64_t *)mmatch__workspace_at(&run->memory, at->conflict);
    int64_t count = 0;
    int64_t user;
    for (user = 0; user < side->count; user++) {
        if (sign * side->price[side->inner_of[user]].tier >= tier) {
            list[count++] = user;
        }
    }
    *list_out = list;
    return count;
}

/* A person whose minimum alone is beyond the maximum; -1: none. */
static int64_t find_overstrained(const mmatch__assign_side *side)
{
    int64_t user;
    for (user = 0; user < side->count; user++) {
        const int64_t person = side->inner_of[user];
        if (side->minimum[person] > side->maximum[person]) {
            return user;
        }
    }
    return -1;
}

/* The people who cannot all have their minimum. One person may be enough. Otherwise the prices tell: who misses the
 * minimum has a price of at most -minimum_tier, and so have all on that side who could cede a partner to them
 * without being let go below their own minimum; the people whom they compete for have at least +minimum_tier. */
static void write_conflict(solve *run)
{
    mmatch__assign_network *const network = &run->network;
    const int64_t tier = network->rows.minimum_tier;
    const int64_t row = find_overstrained(&network->rows);
    const int64_t column = find_overstrained(&network->columns);
    mmatch_matching_parts *const parts = &run->parts;
    parts->pair_count = 0;
    parts->total = 0;
    parts->bound = 0;
    if (row >= 0 || column >= 0) {
        const side_slices *const at = row >= 0 ? &run->at.rows : &run->at.columns;
        int64_t *const list = (int64_t *)mmatch__workspace_at(&run->memory, at->conflict);
        list[0] = row >= 0 ? row : column;
        parts->conflict_row_count = row >= 0 ? 1 : 0;
        parts->conflict_rows = row >= 0 ? list : NULL;
        parts->conflict_column_count = row >= 0 ? 0 : 1;
        parts->conflict_columns = row >= 0 ? NULL : list;
    } else {
        const int64_t sign = are_minima_met(&network->rows) ? 1 : -1;
        parts->conflict_row_count = list_by_tier(run, &network->rows, &run->at.rows, sign, tier,
                                                 &parts->conflict_rows);
        parts->conflict_column_count = list_by_tier(run, &network->columns, &run->at.columns, -sign,
                                                    tier, &parts->conflict_columns);
    }
    parts->outcome = MMATCH_OUTCOME_INFEASIBLE;
}

/* The best so far, with column prices (all tiers zero) that prove the bound. */
static mmatch_status write_limit(solve *run)
{
    mmatch__assign_network *const network = &run->network;
    mmatch_matching_parts *const parts = &run->parts;
    bool is_priced = false;
    int64_t bound = 0;
    int32_t column;
    mmatch_status status = list_pairs(run);
    if (status != MMATCH_OK) {
        return status;
    }
    if (mmatch__assign_bound(network, &is_priced, &bound) != MMATCH__ASSIGN_DONE ||
        !mmatch__add_int64(bound, run->locked_units, &bound) ||
        !isfinite(mmatch__rows_to_user(network->market.scores, bound))) {
        return mmatch__fail(run->context, MMATCH_ERR_RANGE, "the bound is beyond 2^63 units");
    }
    for (column = 0; column < network->columns.count; column++) {
        network->columns.price[column].tier = 0;
        if (!is_priced) {
            network->columns.price[column].value = 0;
        }
    }
    parts->outcome = MMATCH_OUTCOME_LIMIT;
    parts->bound = mmatch__rows_to_user(network->market.scores, bound);
    return write_prices(run, &network->columns, &run->at.columns, "column",
                        &parts->column_price_tiers, &parts->column_prices);
}

static mmatch_status write_optimum(solve *run)
{
    mmatch__assign_network *const network = &run->network;
    mmatch_matching_parts *const parts = &run->parts;
    mmatch_status status = list_pairs(run);
    if (status == MMATCH_OK) {
        status = write_prices(run, &network->rows, &run->at.rows, "row", &parts->row_price_tiers,
                              &parts->row_prices);
    }
    if (status == MMATCH_OK) {
        status = write_prices(run, &network->columns, &run->at.columns, "column",
                              &parts->column_price_tiers, &parts->column_prices);
    }
    parts->outcome = MMATCH_OUTCOME_OPTIMAL;
    return status;
}

/* ---- the phases ---- */

static mmatch__assign_end poll_phase(const solve *run, mmatch__assign_end end)
{
    return end == MMATCH__ASSIGN_DONE ? mmatch__assign_end_of(mmatch__poll_now(run->context)) : end;
}

static mmatch__assign_end run_phases(solve *run, bool *is_feasible_out)
{
    mmatch__assign_network *const network = &run->network;
    int32_t *const row_reasons = (int32_t *)mmatch__workspace_at(&run->memory, run->at.rows.reasons);
    int32_t *const column_reasons =
        (int32_t *)mmatch__workspace_at(&run->memory, run->at.columns.reasons);
    mmatch__assign_end end = poll_phase(run, MMATCH__ASSIGN_DONE);
    if (end == MMATCH__ASSIGN_DONE) {
        end = mmatch__assign_search(network, &run->labels);
    }
    end = poll_phase(run, end);
    if (end == MMATCH__ASSIGN_DONE) {
        end = mmatch__assign_settle_prices(network);
    }
    *is_feasible_out = are_minima_met(&network->rows) && are_minima_met(&network->columns);
    if (end != MMATCH__ASSIGN_DONE || !*is_feasible_out) {
        return end;
    }
    if (run->options.ties == MMATCH_TIES_CANONICAL) {
        end = poll_phase(run, end);
        if (end == MMATCH__ASSIGN_DONE) {
            end = mmatch__assign_canonical(network);
        }
    }
    end = poll_phase(run, end);
    if (end == MMATCH__ASSIGN_DONE) {
        end = mmatch__assign_explain(network, row_reasons, column_reasons);
        run->parts.row_reasons = row_reasons;
        run->parts.column_reasons = column_reasons;
    }
    return end;
}

static mmatch_status write_answer(solve *run)
{
    bool is_feasible = false;
    const mmatch__assign_end end = run_phases(run, &is_feasible);
    switch (end) {
    case MMATCH__ASSIGN_DONE:
        if (is_feasible) {
            return write_optimum(run);
        }
        write_conflict(run);
        return MMATCH_OK;
    case MMATCH__ASSIGN_STOPPED:
        run->parts.row_reasons = NULL;
        run->parts.column_reasons = NULL;
        return write_limit(run);
    case MMATCH__ASSIGN_CANCELLED:
        return mmatch__fail_cancelled(run->context);
    case MMATCH__ASSIGN_OUT_OF_MEMORY:
        return mmatch__fail_memory(run->context);
    case MMATCH__ASSIGN_BEYOND_RANGE:
        return mmatch__fail(run->context, MMATCH_ERR_RANGE,
                            "scores of this size over so many people need more than 2^59 units");
    case MMATCH__ASSIGN_GAVE_UP:
        break;
    }
    return mmatch__fail(run->context, MMATCH_ERR_INTERNAL, "the search ended in an unknown way");
}

mmatch_status mmatch_assign(mmatch_context *context, const mmatch_market *market,
                            const mmatch_assign_options *options, mmatch_matching **matching_out)
{
    solve run = {0};
    mmatch_status status;
    if (matching_out != NULL) {
        *matching_out = NULL;
    }
    status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    if (matching_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "matching_out is NULL");
    }
    run.context = context;
    run.network.context = context;
    status = read_request(&run, market, options);
    if (status == MMATCH_OK) {
        status = open_workspace(&run);
    }
    if (status == MMATCH_OK) {
        status = fill_network(&run);
    }
    if (status == MMATCH_OK) {
        run.parts.struct_size = sizeof run.parts;
        run.parts.row_count = run.network.market.row_count;
        run.parts.column_count = run.network.market.column_count;
        run.parts.unit = mmatch_scores_unit(run.network.market.scores);
        status = write_answer(&run);
    }
    if (status == MMATCH_OK) {
        status = mmatch_matching_create(context, &run.parts, matching_out);
    }
    if (run.memory.block != NULL) {
        mmatch__workspace_close(&run.memory);
    }
    return status;
}
