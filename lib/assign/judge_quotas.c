/* The conditions of an assignment that quotas add; verify.c says what they prove together with the others. */
#include "assign/judge.h"

#include <inttypes.h>

#include "base/grid.h"

/* What the prices of the quotas around a column may add up to: no sum of these with two more overflows. */
#define LARGEST_SUM_TIER ((int64_t)1 << 33)
#define LARGEST_SUM_UNITS ((int64_t)1 << 53)

static bool fault_quota(mmatch__assign_judge *run, int32_t fault, int64_t quota, double expected,
                        double found, const char *text)
{
    mmatch__verdict_fault(&run->verdict, fault, -1, -1, expected, found, "quota %" PRId64 ": %s",
                          quota, text);
    return false;
}

void mmatch__judge_count_quotas(mmatch__assign_judge *run)
{
    const mmatch_market_view *const market = &run->market;
    const mmatch__assign_judge_side *const columns = &run->columns;
    mmatch__assign_judge_quotas *const quotas = &run->quotas;
    int64_t quota;
    for (quota = 0; quota < quotas->count; quota++) {
        int64_t most = 0;
        int64_t k;
        for (k = market->quota_offsets[quota]; k < market->quota_offsets[quota + 1]; k++) {
            const int64_t column = market->quota_columns[k];
            const int64_t maximum = columns->maximum[column];
            most += maximum < run->rows.count ? maximum : run->rows.count;
            quotas->load[quota] += columns->load[column];
            quotas->locked[quota] += columns->locked[column];
        }
        quotas->most[quota] =
            most < market->quota_maximum[quota] ? most : market->quota_maximum[quota];
    }
}

bool mmatch__judge_quota_loads(mmatch__assign_judge *run)
{
    const mmatch_market_view *const market = &run->market;
    int64_t quota;
    for (quota = 0; quota < run->quotas.count; quota++) {
        const int64_t load = run->quotas.load[quota];
        if (load > market->quota_maximum[quota]) {
            return fault_quota(run, MMATCH_ASSIGN_FAULT_QUOTA, quota,
                               (double)market->quota_maximum[quota], (double)load,
                               "more partners than the maximum");
        }
        if (run->is_optimal && load < market->quota_minimum[quota]) {
            return fault_quota(run, MMATCH_ASSIGN_FAULT_QUOTA, quota,
                               (double)market->quota_minimum[quota], (double)load,
                               "fewer partners than the minimum");
        }
    }
    return true;
}

/* Adds the price of a quota to those of all its columns; outer quotas come first, so the sums are prefixes. */
static bool add_quota_price(mmatch__assign_judge *run, int64_t quota)
{
    const mmatch_market_view *const market = &run->market;
    int64_t k;
    for (k = market->quota_offsets[quota]; k < market->quota_offsets[quota + 1]; k++) {
        mmatch__tiered *const sum = &run->price_to_row[market->quota_columns[k]];
        *sum = mmatch__tiered_add(*sum, run->quotas.price[quota]);
        if (sum->value > LARGEST_SUM_UNITS || sum->value < -LARGEST_SUM_UNITS ||
            sum->tier > LARGEST_SUM_TIER || sum->tier < -LARGEST_SUM_TIER) {
            return fault_quota(run, MMATCH_ASSIGN_FAULT_QUOTA_PRICE, quota, 0,
                               run->parts.quota_prices[quota],
                               "with the quotas around it the price is beyond 2^53 units");
        }
    }
    return true;
}

bool mmatch__judge_read_quota_prices(mmatch__assign_judge *run)
{
    const mmatch_matching_parts *const parts = &run->parts;
    int64_t k;
    if (run->quotas.count > 0 &&
        (parts->quota_prices == NULL || parts->quota_price_tiers == NULL)) {
        return mmatch__judge_fault_whole(run, MMATCH_ASSIGN_FAULT_CERTIFICATE, 0, 0,
                                         "prices of quotas are missing");
    }
    for (k = 0; k < run->quotas.count; k++) {
        const char *text = NULL;
        double found = 0;
        if (!mmatch__judge_read_price(run, parts->quota_price_tiers[k], parts->quota_prices[k],
                                      &run->quotas.price[k], &text, &found)) {
            return fault_quota(run, MMATCH_ASSIGN_FAULT_QUOTA_PRICE, k, 0, found, text);
        }
    }
    for (k = 0; k < run->quotas.count; k++) {
        if (!add_quota_price(run, run->market.quota_order[k])) {
            return false;
        }
    }
    for (k = 0; k < run->columns.count; k++) {
        run->price_to_row[k] = mmatch__tiered_add(run->price_to_row[k], run->columns.price[k]);
    }
    return true;
}

bool mmatch__judge_quota_balance(mmatch__assign_judge *run)
{
    const mmatch__assign_judge_quotas *const quotas = &run->quotas;
    const mmatch__tiered zero = mmatch__tiered_of(0, 0);
    int64_t quota;
    for (quota = 0; quota < quotas->count; quota++) {
        const int64_t minimum = run->market.quota_minimum[quota];
        const int64_t load = quotas->load[quota];
        const mmatch__tiered price = quotas->price[quota];
        mmatch__tiered next = price;
        mmatch__tiered last = price;
        next.tier += load < minimum ? run->minimum_tier : 0;
        last.tier += load <= minimum ? run->minimum_tier : 0;
        if (load < quotas->most[quota] && mmatch__tiered_less(zero, next)) {
            return fault_quota(run, MMATCH_ASSIGN_FAULT_QUOTA_PRICE, quota, 0,
                               run->parts.quota_prices[quota],
                               "the price asks for one partner more");
        }
        if (load > quotas->locked[quota] && mmatch__tiered_less(last, zero)) {
            return fault_quota(run, MMATCH_ASSIGN_FAULT_QUOTA_PRICE, quota, 0,
                               run->parts.quota_prices[quota],
                               "the price asks for one partner less");
        }
    }
    return true;
}

bool mmatch__judge_add_quotas(mmatch__assign_judge *run, int64_t *bound, bool *is_sum_good)
{
    const mmatch__assign_judge_quotas *const quotas = &run->quotas;
    int64_t quota;
    for (quota = 0; quota < quotas->count; quota++) {
        const int64_t high = quotas->most[quota] - quotas->locked[quota];
        const int64_t minimum = run->market.quota_minimum[quota];
        int64_t low = minimum > quotas->locked[quota] ? minimum - quotas->locked[quota] : 0;
        if (quotas->price[quota].tier != 0) {
            return fault_quota(run, MMATCH_ASSIGN_FAULT_QUOTA_PRICE, quota, 0,
                               (double)quotas->price[quota].tier,
                               "the price under a limit has a tier");
        }
        low = low < high ? low : high;
        *is_sum_good = *is_sum_good && mmatch__judge_add_largest(
                                           low, high, quotas->price[quota].value, bound);
    }
    return true;
}

static bool is_inside_conflict(const mmatch__assign_judge *run, int64_t parent)
{
    return parent >= 0 && run->quotas.is_in_conflict[parent];
}

bool mmatch__judge_is_column_inside(const mmatch__assign_judge *run, int64_t column)
{
    return run->quotas.count > 0 && is_inside_conflict(run, run->market.column_quota[column]);
}

/* Columns outside the conflict with their quota in it. */
static bool add_columns_outside(const mmatch__assign_judge *run, bool are_rows_needy, int64_t *need,
                                int64_t *supply)
{
    const mmatch__assign_judge_side *const columns = &run->columns;
    bool is_good = true;
    int64_t column;
    for (column = 0; column < columns->count && is_good; column++) {
        const int64_t minimum = mmatch__judge_minimum(columns, column);
        const int64_t maximum = columns->maximum[column];
        if (columns->is_in_conflict[column] || !mmatch__judge_is_column_inside(run, column)) {
            continue;
        }
        is_good = are_rows_needy
                      ? mmatch__add_int64(*need,
                                          minimum > columns->locked[column] ? minimum
                                                                            : columns->locked[column],
                                          need)
                      : mmatch__add_int64(
                            *supply, maximum < run->rows.count ? maximum : run->rows.count, supply);
    }
    return is_good;
}

bool mmatch__judge_add_conflict(const mmatch__assign_judge *run, bool are_rows_needy, int64_t *need,
                                int64_t *supply)
{
    const mmatch__assign_judge_quotas *const quotas = &run->quotas;
    bool is_good = add_columns_outside(run, are_rows_needy, need, supply);
    int64_t quota;
    for (quota = 0; quota < quotas->count && is_good; quota++) {
        const bool is_in = quotas->is_in_conflict[quota] != 0;
        const int64_t most = quotas->most[quota];
        int64_t least = run->market.quota_minimum[quota];
        if (is_in == is_inside_conflict(run, run->market.quota_parent[quota])) {
            continue;
        }
        /* what a quota of the conflict passes out is needed from columns and given by rows; into one, the other way */
        least = least > quotas->locked[quota] ? least : quotas->locked[quota];
        least = least <= most ? least : most + 1;
        is_good = is_in == are_rows_needy ? mmatch__add_int64(*supply, most, supply)
                                          : mmatch__add_int64(*need, least, need);
    }
    return is_good;
}
