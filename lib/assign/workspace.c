/* Before the search: one workspace, and the network filled from the market. */
#include "assign/solve.h"

#include <float.h>
#include <inttypes.h>

#include "base/grid.h"
#include "base/random.h"
#include "base/row_reader.h"

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

static mmatch__assign_side_slices plan_solve_side(mmatch__layout *layout, int64_t count,
                                                  int64_t quota_count)
{
    const int64_t load_count = count + quota_count;
    mmatch__assign_side_slices at;
    at.user_of = mmatch__layout_add(layout, count, sizeof(int64_t));
    at.inner_of = mmatch__layout_add(layout, count, sizeof(int64_t));
    at.minimum = mmatch__layout_add(layout, load_count, sizeof(int32_t));
    at.maximum = mmatch__layout_add(layout, load_count, sizeof(int32_t));
    at.locked = mmatch__layout_add(layout, load_count, sizeof(int32_t));
    at.load = mmatch__layout_add(layout, load_count, sizeof(int32_t));
    at.first_pair = mmatch__layout_add(layout, count, sizeof(int64_t));
    at.price = mmatch__layout_add(layout, load_count, sizeof(mmatch__tiered));
    at.price_tiers = mmatch__layout_add(layout, load_count, sizeof(int64_t));
    at.prices = mmatch__layout_add(layout, load_count, sizeof(double));
    at.reasons = mmatch__layout_add(layout, count, sizeof(int32_t));
    at.conflict = mmatch__layout_add(layout, count, sizeof(int64_t));
    return at;
}

static void place_solve_side(const mmatch__workspace *memory, const mmatch__assign_side_slices *at,
                             int64_t count, int64_t quota_count, mmatch__assign_side *side)
{
    int32_t person;
    side->count = (int32_t)count;
    side->load_count = (int32_t)(count + quota_count);
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

static void place_search_labels(mmatch__assign_solve *run, int64_t node_count)
{
    const mmatch__workspace *const memory = &run->memory;
    const mmatch__assign_slices *const at = &run->at;
    mmatch__assign_labels *const labels = &run->labels;
    labels->heap = mmatch__heap_at(memory, at->heap, (int32_t)node_count);
    labels->distance = (mmatch__tiered *)mmatch__workspace_at(memory, at->distance);
    labels->reached_at = (int64_t *)mmatch__workspace_at(memory, at->reached_at);
    labels->settled_at = (int64_t *)mmatch__workspace_at(memory, at->settled_at);
    labels->settled = (int32_t *)mmatch__workspace_at(memory, at->settled);
    labels->host_parent = (int32_t *)mmatch__workspace_at(memory, at->host_parent);
    labels->column_units = (int64_t *)mmatch__workspace_at(memory, at->column_units);
    labels->row_parent = (int64_t *)mmatch__workspace_at(memory, at->row_parent);
}

mmatch_status mmatch__assign_open(mmatch__assign_solve *run)
{
    const mmatch_market_view *const market = &run->network.market;
    const int64_t rows = market->row_count;
    const int64_t columns = market->column_count;
    const int64_t hosts = columns + market->quota_count;
    const int64_t nodes = rows + hosts;
    const int64_t pairs = most_pairs(market) + 1;
    mmatch__layout layout = {0};
    mmatch__assign_slices *const at = &run->at;
    mmatch__assign_network *const network = &run->network;
    network->is_sparse = mmatch__rows_is_sparse(market->scores);
    if (market->quota_count > 0 && pairs > INT32_MAX) {
        return mmatch__fail(run->context, MMATCH_ERR_RANGE,
                            "%" PRId64 " possible partners are too many for quotas", pairs - 1);
    }
    at->rows = plan_solve_side(&layout, rows, 0);
    at->columns = plan_solve_side(&layout, columns, market->quota_count);
    at->parent_of = mmatch__layout_add(&layout, hosts, sizeof(int32_t));
    at->first_child = mmatch__layout_add(&layout, hosts, sizeof(int32_t));
    at->next_child = mmatch__layout_add(&layout, hosts, sizeof(int32_t));
    at->quota_conflict = mmatch__layout_add(&layout, market->quota_count, sizeof(int64_t));
    at->pairs = mmatch__layout_add(&layout, pairs, sizeof(mmatch__assign_pair));
    at->scan_units = mmatch__layout_add(&layout, columns, sizeof(double));
    at->scan_columns = mmatch__layout_add(&layout, columns, sizeof(int64_t));
    at->blocked_at = mmatch__layout_add(&layout, network->is_sparse ? columns : 0, sizeof(int64_t));
    at->heap = mmatch__heap_plan(&layout, nodes);
    at->distance = mmatch__layout_add(&layout, nodes, sizeof(mmatch__tiered));
    at->reached_at = mmatch__layout_add(&layout, nodes, sizeof(int64_t));
    at->settled_at = mmatch__layout_add(&layout, nodes, sizeof(int64_t));
    at->settled = mmatch__layout_add(&layout, nodes, sizeof(int32_t));
    at->host_parent = mmatch__layout_add(&layout, hosts, sizeof(int32_t));
    at->column_units = mmatch__layout_add(&layout, columns, sizeof(int64_t));
    at->row_parent = mmatch__layout_add(&layout, rows, sizeof(int64_t));
    at->pair_rows = mmatch__layout_add(&layout, pairs, sizeof(int64_t));
    at->pair_columns = mmatch__layout_add(&layout, pairs, sizeof(int64_t));
    at->sort_scratch = mmatch__layout_add(&layout, columns, sizeof(int64_t));
    if (!mmatch__workspace_open(&run->context->allocator, &layout, &run->memory)) {
        return mmatch__fail_memory(run->context);
    }
    place_solve_side(&run->memory, &at->rows, rows, 0, &network->rows);
    place_solve_side(&run->memory, &at->columns, columns, market->quota_count, &network->columns);
    network->parent_of = (int32_t *)mmatch__workspace_at(&run->memory, at->parent_of);
    network->first_child = (int32_t *)mmatch__workspace_at(&run->memory, at->first_child);
    network->next_child = (int32_t *)mmatch__workspace_at(&run->memory, at->next_child);
    network->pairs = (mmatch__assign_pair *)mmatch__workspace_at(&run->memory, at->pairs);
    network->free_pair = -1;
    network->scan.row = -1;
    network->scan_units = (double *)mmatch__workspace_at(&run->memory, at->scan_units);
    network->scan_entry_columns = (int64_t *)mmatch__workspace_at(&run->memory, at->scan_columns);
    network->blocked_at = (int64_t *)mmatch__workspace_at(&run->memory, at->blocked_at);
    place_search_labels(run, nodes);
    run->pair_rows = (int64_t *)mmatch__workspace_at(&run->memory, at->pair_rows);
    run->pair_columns = (int64_t *)mmatch__workspace_at(&run->memory, at->pair_columns);
    run->sort_scratch = (int64_t *)mmatch__workspace_at(&run->memory, at->sort_scratch);
    return MMATCH_OK;
}

/* A lottery: random inner numbers, rows drawn first. */
static void draw_numbers(mmatch__assign_solve *run)
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
static mmatch_status add_locked_row(mmatch__assign_solve *run, int64_t user_row)
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
            return mmatch__fail(run->context, MMATCH_ERR_RANGE,
                                "the locked pairs add up beyond 2^63");
        }
    }
    return MMATCH_OK;
}

static void fill_solve_side(mmatch__assign_side *side, const int32_t *minimum,
                            const int32_t *maximum, int32_t others, int32_t least)
{
    int32_t person;
    for (person = 0; person < side->count; person++) {
        const int64_t user = side->user_of[person];
        side->minimum[person] = minimum[user] > least ? minimum[user] : least;
        side->maximum[person] = maximum[user] < others ? maximum[user] : others;
        side->load[person] = side->locked[person];
    }
}

mmatch_status mmatch__assign_fill(mmatch__assign_solve *run)
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
    fill_solve_side(&network->rows, market->row_minimum, market->row_maximum, columns->count,
                    coverage == MMATCH_COVERAGE_EVERYONE ? 1 : 0);
    fill_solve_side(columns, market->column_minimum, market->column_maximum, network->rows.count,
                    0);
    for (column = 0; column < columns->count; column++) {
        if (columns->locked[column] > market->column_maximum[columns->user_of[column]]) {
            mmatch__fault(run->context, "column %" PRId64 ": %d locked pairs, maximum %d",
                          columns->user_of[column], columns->locked[column],
                          market->column_maximum[columns->user_of[column]]);
        }
    }
    return mmatch__assign_fill_hosts(run);
}
