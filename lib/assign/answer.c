/* After the search: the parts of the result, in the market's numbers and the user's sense. */
#include "assign/solve.h"

#include <inttypes.h>
#include <math.h>

#include "base/grid.h"
#include "base/row_reader.h"
#include "base/sort.h"

bool mmatch__assign_is_met(const mmatch__assign_side *side)
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
static mmatch_status list_made_pairs(mmatch__assign_solve *run)
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
                return mmatch__fail(run->context, MMATCH_ERR_RANGE,
                                    "the total is beyond 2^63 units");
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
static mmatch_status write_side_prices(mmatch__assign_solve *run, const mmatch__assign_side *side,
                                       const mmatch__assign_side_slices *at, const char *what,
                                       const int64_t **tiers_out, const double **prices_out)
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
static int64_t list_by_tier(mmatch__assign_solve *run, const mmatch__assign_side *side,
                            const mmatch__assign_side_slices *at, int64_t sign, int64_t tier,
                            const int64_t **list_out)
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
void mmatch__assign_write_conflict(mmatch__assign_solve *run)
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
        const mmatch__assign_side_slices *const at = row >= 0 ? &run->at.rows : &run->at.columns;
        int64_t *const list = (int64_t *)mmatch__workspace_at(&run->memory, at->conflict);
        list[0] = row >= 0 ? row : column;
        parts->conflict_row_count = row >= 0 ? 1 : 0;
        parts->conflict_rows = row >= 0 ? list : NULL;
        parts->conflict_column_count = row >= 0 ? 0 : 1;
        parts->conflict_columns = row >= 0 ? NULL : list;
    } else {
        const int64_t sign = mmatch__assign_is_met(&network->rows) ? 1 : -1;
        parts->conflict_row_count =
            list_by_tier(run, &network->rows, &run->at.rows, sign, tier, &parts->conflict_rows);
        parts->conflict_column_count = list_by_tier(run, &network->columns, &run->at.columns, -sign,
                                                    tier, &parts->conflict_columns);
    }
    parts->outcome = MMATCH_OUTCOME_INFEASIBLE;
}

/* The best so far, with column prices (all tiers zero) that prove the bound. */
mmatch_status mmatch__assign_write_limit(mmatch__assign_solve *run)
{
    mmatch__assign_network *const network = &run->network;
    mmatch_matching_parts *const parts = &run->parts;
    bool is_priced = false;
    int64_t bound = 0;
    int32_t column;
    mmatch_status status = list_made_pairs(run);
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
    return write_side_prices(run, &network->columns, &run->at.columns, "column",
                             &parts->column_price_tiers, &parts->column_prices);
}

mmatch_status mmatch__assign_write_optimum(mmatch__assign_solve *run)
{
    mmatch__assign_network *const network = &run->network;
    mmatch_matching_parts *const parts = &run->parts;
    mmatch_status status = list_made_pairs(run);
    if (status == MMATCH_OK) {
        status = write_side_prices(run, &network->rows, &run->at.rows, "row",
                                   &parts->row_price_tiers, &parts->row_prices);
    }
    if (status == MMATCH_OK) {
        status = write_side_prices(run, &network->columns, &run->at.columns, "column",
                                   &parts->column_price_tiers, &parts->column_prices);
    }
    parts->outcome = MMATCH_OUTCOME_OPTIMAL;
    return status;
}
