/* The quotas of the market as hosts of the network: their place in the forest, limits, loads and first prices. */
#include <inttypes.h>

#include "assign/solve.h"

static int32_t host_of_quota(const mmatch__assign_network *network, int64_t quota)
{
    return quota < 0 ? -1 : network->columns.count + (int32_t)quota;
}

/* Tells every host the quota around it, and every quota the hosts inside it, smaller numbers first. */
static void link_hosts(mmatch__assign_network *network)
{
    const mmatch_market_view *const market = &network->market;
    const mmatch__assign_side *const columns = &network->columns;
    int32_t host;
    for (host = 0; host < columns->load_count; host++) {
        int64_t around = -1;
        if (host >= columns->count) {
            around = market->quota_parent[host - columns->count];
        } else if (market->quota_count > 0) {
            around = market->column_quota[columns->user_of[host]];
        }
        network->parent_of[host] = host_of_quota(network, around);
        network->first_child[host] = -1;
        network->next_child[host] = -1;
    }
    for (host = columns->load_count - 1; host >= 0; host--) {
        const int32_t parent = network->parent_of[host];
        if (parent >= 0) {
            network->next_child[host] = network->first_child[parent];
            network->first_child[parent] = host;
        }
    }
}

/* Numbers that no load reaches are all alike: there are fewer than 2^31 - 1 partners under quotas. */
static int32_t cut_to_int32(int64_t number)
{
    return number < INT32_MAX ? (int32_t)number : INT32_MAX;
}

/* Limits, and partners by locked pairs. A quota admits no more than its columns do. */
static void fill_quota(mmatch__assign_network *network, int64_t quota)
{
    const mmatch_market_view *const market = &network->market;
    mmatch__assign_side *const columns = &network->columns;
    const int32_t host = host_of_quota(network, quota);
    int64_t sum = 0;
    int64_t k;
    columns->locked[host] = 0;
    for (k = market->quota_offsets[quota]; k < market->quota_offsets[quota + 1]; k++) {
        const int64_t column = columns->inner_of[market->quota_columns[k]];
        columns->locked[host] += columns->locked[column];
        sum += columns->maximum[column];
    }
    if (sum > market->quota_maximum[quota]) {
        sum = market->quota_maximum[quota];
    }
    columns->load[host] = columns->locked[host];
    columns->minimum[host] = cut_to_int32(market->quota_minimum[quota]);
    columns->maximum[host] = cut_to_int32(sum);
}

/* A price at which a host is content with the partners it has. */
static void price_host(mmatch__assign_network *network, int32_t host)
{
    mmatch__assign_side *const hosts = &network->columns;
    mmatch__tiered price = mmatch__assign_price_around(network, host);
    if (hosts->load[host] < hosts->maximum[host]) {
        price = mmatch__tiered_subtract(
            price, mmatch__assign_gain(hosts, host, hosts->load[host] + 1));
    }
    hosts->price[host] = price;
}

/* Outer quotas before inner ones, columns last. */
static void price_hosts(mmatch__assign_network *network)
{
    int64_t quota;
    int32_t column;
    for (quota = 0; quota < network->market.quota_count; quota++) {
        price_host(network, host_of_quota(network, network->market.quota_order[quota]));
    }
    for (column = 0; column < network->columns.count; column++) {
        price_host(network, column);
    }
}

mmatch_status mmatch__assign_fill_hosts(mmatch__assign_solve *run)
{
    mmatch__assign_network *const network = &run->network;
    const mmatch_market_view *const market = &network->market;
    const mmatch__assign_side *const columns = &network->columns;
    int64_t quota;
    link_hosts(network);
    for (quota = 0; quota < market->quota_count; quota++) {
        const int32_t host = host_of_quota(network, quota);
        fill_quota(network, quota);
        if (columns->locked[host] > market->quota_maximum[quota]) {
            mmatch__fault(run->context,
                          "quota %" PRId64 ": %d locked pairs, maximum %" PRId64, quota,
                          columns->locked[host], market->quota_maximum[quota]);
        }
    }
    price_hosts(network);
    return run->context->fault_count > 0 ? MMATCH_ERR_ARGUMENT : MMATCH_OK;
}

/* A quota is kept when it has no more partners than its maximum, and no fewer than its minimum unless that can wait. */
static bool is_quota_kept(const mmatch__assign_network *network, int32_t host, bool can_minima_wait)
{
    const mmatch__assign_side *const hosts = &network->columns;
    return hosts->load[host] <= hosts->maximum[host] &&
           (can_minima_wait || hosts->load[host] >= hosts->minimum[host]);
}

bool mmatch__assign_adopt_quotas(mmatch__assign_network *network, bool can_minima_wait)
{
    const mmatch_market_view *const market = &network->market;
    mmatch__assign_side *const columns = &network->columns;
    bool are_kept = true;
    int64_t quota;
    for (quota = 0; quota < market->quota_count; quota++) {
        const int32_t host = host_of_quota(network, quota);
        int64_t k;
        columns->load[host] = 0;
        for (k = market->quota_offsets[quota]; k < market->quota_offsets[quota + 1]; k++) {
            columns->load[host] += columns->load[columns->inner_of[market->quota_columns[k]]];
        }
        columns->price[host] = mmatch__tiered_of(0, 0);
        are_kept = are_kept && is_quota_kept(network, host, can_minima_wait);
    }
    return are_kept;
}

/* Takes back all pairs and loads of a side but the locked ones. */
static void forget_loads(mmatch__assign_side *side)
{
    int32_t person;
    for (person = 0; person < side->load_count; person++) {
        side->load[person] = side->locked[person];
        side->price[person] = mmatch__tiered_of(0, 0);
    }
    for (person = 0; person < side->count; person++) {
        side->first_pair[person] = -1;
    }
}

void mmatch__assign_start_over(mmatch__assign_network *network)
{
    forget_loads(&network->rows);
    forget_loads(&network->columns);
    network->pair_count = 0;
    network->free_pair = -1;
    mmatch__assign_forget_scan(network);
    price_hosts(network);
}
