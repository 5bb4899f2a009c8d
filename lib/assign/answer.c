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
    for (person = 0; person < side->load_count; person++) {
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

/* Writes one price at `place`, in the user's sense. */
static mmatch_status write_price(mmatch__assign_solve *run, const mmatch__assign_side_slices *at,
                                 int64_t place, mmatch__tiered price, const char *what, int64_t who)
{
    const mmatch_scores *const scores = run->network.market.scores;
    const int64_t sign = mmatch_scores_sense(scores) == MMATCH_SENSE_MAXIMISE ? 1 : -1;
    int64_t *const tiers = (int64_t *)mmatch__workspace_at(&run->memory, at->price_tiers);
    double *const prices = (double *)mmatch__workspace_at(&run->memory, at->prices);
    tiers[place] = sign * price.tier;
    prices[place] = mmatch__rows_to_user(scores, price.value);
    if (price.value > MMATCH__ASSIGN_LARGEST_PRICE ||
        price.value < -MMATCH__ASSIGN_LARGEST_PRICE || !isfinite(prices[place])) {
        return mmatch__fail(run->context, MMATCH_ERR_RANGE,
                            "%s %" PRId64 ": the price does not fit a float64", what, who);
    }
    return MMATCH_OK;
}

/* Writes the prices of the rows, in the market's numbers. */
static mmatch_status write_row_prices(mmatch__assign_solve *run)
{
    const mmatch__assign_side *const rows = &run->network.rows;
    const mmatch__assign_side_slices *const at = &run->at.rows;
    int64_t user;
    for (user = 0; user < rows->count; user++) {
        const mmatch__tiered price = rows->price[rows->inner_of[user]];
        const mmatch_status status = write_price(run, at, user, price, "row", user);
        if (status != MMATCH_OK) {
            return status;
        }
    }
    run->parts.row_price_tiers =
        (const int64_t *)mmatch__workspace_at(&run->memory, at->price_tiers);
    run->parts.row_prices = (const double *)mmatch__workspace_at(&run->memory, at->prices);
    return MMATCH_OK;
}

/* Writes the prices of columns and quotas, each without those of the quotas around it. */
static mmatch_status write_host_prices(mmatch__assign_solve *run)
{
    const mmatch__assign_network *const network = &run->network;
    const mmatch__assign_side *const columns = &network->columns;
    const mmatch__assign_side_slices *const at = &run->at.columns;
    mmatch_matching_parts *const parts = &run->parts;
    const int64_t count = columns->count;
    int64_t user;
    for (user = 0; user < columns->load_count; user++) {
        const bool is_quota = user >= count;
        const int32_t host = is_quota ? (int32_t)user : (int32_t)columns->inner_of[user];
        const int64_t with_around = is_quota ? columns->price[host].value : 0;
        const mmatch_status status =
            write_price(run, at, user, mmatch__assign_own_price(network, host),
                        is_quota ? "quota" : "column", is_quota ? user - count : user);
        if (status != MMATCH_OK) {
            return status;
        }
        if (with_around > MMATCH__ASSIGN_LARGEST_PRICE ||
            with_around < -MMATCH__ASSIGN_LARGEST_PRICE) {
            return mmatch__fail(run->context, MMATCH_ERR_RANGE,
                                "quota %" PRId64 ": the prices around it add up beyond 2^53 units",
                                user - count);
        }
    }
    parts->column_price_tiers = (const int64_t *)mmatch__workspace_at(&run->memory, at->price_tiers);
    parts->column_prices = (const double *)mmatch__workspace_at(&run->memory, at->prices);
    if (network->market.quota_count > 0) {
        parts->quota_price_tiers = parts->column_price_tiers + count;
        parts->quota_prices = parts->column_prices + count;
    }
    return MMATCH_OK;
}

/* Where a conflict shows: beyond this tier, of minus the price of a row and of the price of a host, lies one side of a
 * cut that cannot carry what the minima ask for. */
typedef struct price_cut {
    int64_t tier;
    bool is_above; /* the conflict is what lies above; otherwise what lies at or below */
} price_cut;

static bool is_cut_off(price_cut cut, int64_t tier)
{
    return cut.is_above ? tier > cut.tier : tier <= cut.tier;
}

/* The cut at a row, or else at a host, that misses its minimum. Its price differs from that of what lies around it by
 * minimum_tier at least, so there is a cut between the two. Whatever else the cut passes between has prices that differ by
 * a tier or more, which only the gain of a minimum outweighs: so loads across it are at their minima one way and at their
 * maxima the other. Tier 0 itself is left out, as the first partner of a row gains one tier from there. */
static price_cut find_cut(const mmatch__assign_network *network)
{
    const mmatch__assign_side *const hosts = &network->columns;
    price_cut cut = {network->rows.minimum_tier - 1, true};
    int32_t host = 0;
    if (mmatch__assign_is_met(&network->rows)) {
        int64_t around;
        while (hosts->load[host] >= hosts->minimum[host]) {
            host++;
        }
        around = mmatch__assign_price_around(network, host).tier;
        cut.is_above = around > 1;
        cut.tier = cut.is_above ? around - 1 : around - hosts->minimum_tier;
    }
    return cut;
}

/* A person, or a quota, whose minimum alone is beyond the maximum; -1: none. */
static int64_t find_overstrained(const mmatch__assign_side *side)
{
    int64_t user;
    for (user = 0; user < side->load_count; user++) {
        const int64_t person = user < side->count ? side->inner_of[user] : user;
        if (side->minimum[person] > side->maximum[person]) {
            return user;
        }
    }
    return -1;
}

static void write_conflict_of_one(mmatch__assign_solve *run, bool is_row, int64_t user)
{
    const int64_t columns = run->network.columns.count;
    mmatch_matching_parts *const parts = &run->parts;
    int64_t *list;
    if (is_row) {
        list = (int64_t *)mmatch__workspace_at(&run->memory, run->at.rows.conflict);
        parts->conflict_row_count = 1;
        parts->conflict_rows = list;
    } else if (user < columns) {
        list = (int64_t *)mmatch__workspace_at(&run->memory, run->at.columns.conflict);
        parts->conflict_column_count = 1;
        parts->conflict_columns = list;
    } else {
        list = (int64_t *)mmatch__workspace_at(&run->memory, run->at.quota_conflict);
        parts->conflict_quota_count = 1;
        parts->conflict_quotas = list;
    }
    list[0] = is_row || user < columns ? user : user - columns;
}

/* Lists everybody, and every quota, on the conflict's side of the cut. */
static void write_conflict_by_cut(mmatch__assign_solve *run, price_cut cut)
{
    const mmatch__assign_side *const rows = &run->network.rows;
    const mmatch__assign_side *const columns = &run->network.columns;
    int64_t *const row_list = (int64_t *)mmatch__workspace_at(&run->memory, run->at.rows.conflict);
    int64_t *const column_list =
        (int64_t *)mmatch__workspace_at(&run->memory, run->at.columns.conflict);
    int64_t *const quota_list =
        (int64_t *)mmatch__workspace_at(&run->memory, run->at.quota_conflict);
    mmatch_matching_parts *const parts = &run->parts;
    int64_t user;
    for (user = 0; user < rows->count; user++) {
        if (is_cut_off(cut, -rows->price[rows->inner_of[user]].tier)) {
            row_list[parts->conflict_row_count++] = user;
        }
    }
    for (user = 0; user < columns->count; user++) {
        if (is_cut_off(cut, columns->price[columns->inner_of[user]].tier)) {
            column_list[parts->conflict_column_count++] = user;
        }
    }
    for (user = 0; user < columns->load_count - columns->count; user++) {
        if (is_cut_off(cut, columns->price[columns->count + user].tier)) {
            quota_list[parts->conflict_quota_count++] = user;
        }
    }
    parts->conflict_rows = row_list;
    parts->conflict_columns = column_list;
    parts->conflict_quotas = parts->conflict_quota_count > 0 ? quota_list : NULL;
}

/* The people and quotas that cannot all have their minimum. One may be enough. Otherwise the prices tell: see
 * find_cut. */
void mmatch__assign_write_conflict(mmatch__assign_solve *run)
{
    const int64_t row = find_overstrained(&run->network.rows);
    const int64_t host = find_overstrained(&run->network.columns);
    run->parts.pair_count = 0;
    run->parts.total = 0;
    run->parts.bound = 0;
    if (row >= 0 || host >= 0) {
        write_conflict_of_one(run, row >= 0, row >= 0 ? row : host);
    } else {
        write_conflict_by_cut(run, find_cut(&run->network));
    }
    run->parts.outcome = MMATCH_OUTCOME_INFEASIBLE;
}

/* The best so far, with prices of columns and quotas (all tiers zero) that prove the bound. */
mmatch_status mmatch__assign_write_limit(mmatch__assign_solve *run)
{
    mmatch__assign_network *const network = &run->network;
    mmatch_matching_parts *const parts = &run->parts;
    bool is_priced = false;
    int64_t bound = 0;
    int32_t host;
    mmatch_status status = list_made_pairs(run);
    if (status != MMATCH_OK) {
        return status;
    }
    if (mmatch__assign_bound(network, &is_priced, &bound) != MMATCH__ASSIGN_DONE ||
        !mmatch__add_int64(bound, run->locked_units, &bound) ||
        !isfinite(mmatch__rows_to_user(network->market.scores, bound))) {
        return mmatch__fail(run->context, MMATCH_ERR_RANGE, "the bound is beyond 2^63 units");
    }
    for (host = 0; host < network->columns.load_count; host++) {
        network->columns.price[host].tier = 0;
        if (!is_priced) {
            network->columns.price[host].value = 0;
        }
    }
    parts->outcome = MMATCH_OUTCOME_LIMIT;
    parts->bound = mmatch__rows_to_user(network->market.scores, bound);
    return write_host_prices(run);
}

mmatch_status mmatch__assign_write_optimum(mmatch__assign_solve *run)
{
    mmatch_status status = list_made_pairs(run);
    if (status == MMATCH_OK) {
        status = write_row_prices(run);
    }
    if (status == MMATCH_OK) {
        status = write_host_prices(run);
    }
    run->parts.outcome = MMATCH_OUTCOME_OPTIMAL;
    return status;
}
