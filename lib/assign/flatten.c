/* Prices without tiers, for answers that meet all minima.
 *
 * Problem
 *     The search treats a minimum as a gain of one high tier, so its prices have tiers wherever minima are at work. A
 *     reader wants prices in scores. Find prices that prove the same matching with no more tiers than participation
 *     asks for.
 *
 * Idea
 *     Once all minima are met they are as good as hard limits: a load at its minimum just may not fall. Then the price
 *     of a node is, but for its sign, the length of the shortest way to it from outside, through a load that may change
 *     without breaking a minimum; and no way passes the gain of a minimum. The present prices make every step cost 0 or
 *     more, so one more search finds all lengths.
 *
 * Special case
 *     Floating nodes: no way leads to them, as every load that could bring one there is at a limit. Their prices hang
 *     together but not on anything else. They are brought down to tier 0 by a search among themselves, then moved as
 *     one, as far as the conditions that tie them to the others (the anchored nodes) ask.
 *
 * Complexity
 *     Two searches: O(rows * columns) time dense, O(entries log(rows + columns)) sparse.
 *
 * Reference
 *     Johnson 1977, "Efficient algorithms for shortest paths in sparse networks" (potentials as distances). */
#include "assign/paths.h"

/* Moves the nodes settled from number `first` on by their distance, and by `more`. False: out of range. */
static bool take_distances(mmatch__assign_network *network, const mmatch__assign_labels *labels,
                           int32_t first, bool is_moved, mmatch__tiered more)
{
    int32_t k;
    for (k = first; k < labels->settled_count; k++) {
        const int32_t node = labels->settled[k];
        const mmatch__tiered step =
            is_moved ? more : mmatch__tiered_add(more, labels->distance[node]);
        mmatch__tiered *price;
        if (node < network->rows.count) {
            price = &network->rows.price[node];
            *price = mmatch__tiered_add(*price, step);
        } else {
            price = &network->columns.price[node - network->rows.count];
            *price = mmatch__tiered_subtract(*price, step);
        }
        if (price->value > MMATCH__ASSIGN_LARGEST || price->value < -MMATCH__ASSIGN_LARGEST) {
            return false;
        }
    }
    return true;
}

/* Adds to the flags: somebody (or a quota) has a minimum, some price has a tier. */
static void look_for_tiers(const mmatch__assign_side *side, bool *has_minimum, bool *has_tier)
{
    int32_t person;
    for (person = 0; person < side->load_count; person++) {
        *has_minimum = *has_minimum || side->minimum[person] > 0;
        *has_tier = *has_tier || side->price[person].tier != 0;
    }
}

static bool is_anchored(const mmatch__assign_labels *labels, int32_t node)
{
    return mmatch__paths_is_settled(labels, node) && labels->reached_at[node] < 0;
}

static void raise_to(mmatch__tiered *least, mmatch__tiered number)
{
    if (mmatch__tiered_less(*least, number)) {
        *least = number;
    }
}

/* How far a floating row must rise for the conditions that tie it to anchored columns and to its load. */
static void raise_for_row(mmatch__assign_network *network, const mmatch__assign_labels *labels,
                          int32_t row, mmatch__tiered *rise)
{
    const mmatch__assign_scan *const scan = &network->scan;
    const mmatch__assign_side *const rows = &network->rows;
    const mmatch__tiered minus = mmatch__tiered_subtract(mmatch__tiered_of(0, 0), rows->price[row]);
    int64_t entry;
    raise_to(rise, mmatch__tiered_subtract(minus, mmatch__assign_gain(rows, row, rows->load[row])));
    mmatch__assign_read_row(network, row);
    for (entry = 0; entry < scan->count; entry++) {
        const int64_t column = scan->columns[entry];
        if (scan->units[entry] >= network->threshold &&
            is_anchored(labels, rows->count + (int32_t)column)) {
            mmatch__tiered lack = mmatch__tiered_subtract(minus, network->columns.price[column]);
            lack.value += (int64_t)scan->units[entry];
            raise_to(rise, lack);
        }
    }
}

/* How far a floating host must fall for what ties it to where its partners could go or come from: out of the forest,
 * to an anchored quota around it, or to anchored hosts inside it. */
static void raise_for_host(const mmatch__assign_network *network,
                           const mmatch__assign_labels *labels, int32_t host, mmatch__tiered *rise)
{
    const mmatch__assign_side *const hosts = &network->columns;
    const int32_t first_host = network->rows.count;
    const int32_t parent = network->parent_of[host];
    int32_t child;
    if (hosts->load[host] < hosts->maximum[host] &&
        (parent < 0 || is_anchored(labels, first_host + parent))) {
        raise_to(rise, mmatch__tiered_add(mmatch__assign_own_price(network, host),
                                          mmatch__assign_gain(hosts, host, hosts->load[host] + 1)));
    }
    for (child = network->first_child[host]; child >= 0; child = network->next_child[child]) {
        if (hosts->load[child] > hosts->locked[child] && is_anchored(labels, first_host + child)) {
            const mmatch__tiered gain = mmatch__assign_gain(hosts, child, hosts->load[child]);
            const mmatch__tiered own = mmatch__assign_own_price(network, child);
            raise_to(rise, mmatch__tiered_subtract(mmatch__tiered_of(0, 0),
                                                   mmatch__tiered_add(own, gain)));
        }
    }
}

/* How far a floating column must fall for its anchored rows. */
static void raise_for_column(const mmatch__assign_network *network,
                             const mmatch__assign_labels *labels, int32_t column,
                             mmatch__tiered *rise)
{
    const mmatch__tiered price = network->columns.price[column];
    int64_t pair;
    for (pair = network->columns.first_pair[column]; pair >= 0;
         pair = network->pairs[pair].column_next) {
        const int32_t row = network->pairs[pair].row;
        if (is_anchored(labels, row)) {
            mmatch__tiered lack = mmatch__tiered_add(price, network->rows.price[row]);
            lack.value -= network->pairs[pair].units;
            raise_to(rise, lack);
        }
    }
}

/* How far one floating node must move, rows up and hosts down. */
static void raise_for_node(mmatch__assign_network *network, const mmatch__assign_labels *labels,
                           int32_t node, mmatch__tiered *rise)
{
    const int32_t host = node - network->rows.count;
    if (host < 0) {
        raise_for_row(network, labels, node, rise);
        return;
    }
    raise_for_host(network, labels, host, rise);
    if (host < network->columns.count) {
        raise_for_column(network, labels, host, rise);
    }
}

/* Brings the floating nodes down to tier 0, then up (rows) and down (hosts) as far as the anchored ones ask. */
static mmatch__assign_end sink_floating(mmatch__assign_network *network,
                                        mmatch__assign_labels *labels, mmatch__path_end *nowhere)
{
    const int32_t first = labels->settled_count;
    mmatch__tiered rise = mmatch__tiered_of(0, 0);
    mmatch__assign_end end;
    int32_t k;
    for (k = 0; k < first; k++) {
        labels->reached_at[labels->settled[k]] = -1; /* anchored */
    }
    for (k = 0; k < network->columns.load_count; k++) {
        if (!mmatch__paths_is_settled(labels, network->rows.count + k)) {
            mmatch__paths_start(labels, network->rows.count + k, network->columns.price[k]);
        }
    }
    end = mmatch__paths_settle(network, labels, nowhere);
    if (end != MMATCH__ASSIGN_DONE) {
        return end;
    }
    if (!take_distances(network, labels, first, false, rise)) {
        return MMATCH__ASSIGN_BEYOND_RANGE;
    }
    for (k = first; k < labels->settled_count; k++) {
        raise_for_node(network, labels, labels->settled[k], &rise);
        end = mmatch__assign_end_of(
            mmatch__poll(network->context, (uint64_t)network->scan.count + 16));
        if (end != MMATCH__ASSIGN_DONE) {
            return end;
        }
    }
    return take_distances(network, labels, first, true, rise) ? MMATCH__ASSIGN_DONE
                                                              : MMATCH__ASSIGN_BEYOND_RANGE;
}

mmatch__assign_end mmatch__assign_flatten(mmatch__assign_network *network,
                                          mmatch__assign_labels *labels)
{
    const mmatch__assign_side *const rows = &network->rows;
    const mmatch__assign_side *const hosts = &network->columns;
    mmatch__path_end nowhere = {{INT64_MAX / 4, 0}, MMATCH__PATH_TO_ROOM, -1, true};
    mmatch__assign_end end;
    bool has_minimum = false;
    bool has_tier = false;
    int32_t person;
    int32_t host;
    look_for_tiers(rows, &has_minimum, &has_tier);
    look_for_tiers(hosts, &has_minimum, &has_tier);
    if (!has_minimum || !has_tier) {
        return MMATCH__ASSIGN_DONE;
    }
    mmatch__paths_begin(labels);
    for (person = 0; person < rows->count; person++) {
        if (rows->load[person] < rows->maximum[person]) {
            const mmatch__tiered balance = mmatch__tiered_add(
                mmatch__assign_gain(rows, person, rows->load[person] + 1), rows->price[person]);
            mmatch__paths_start(labels, person, mmatch__tiered_subtract(mmatch__tiered_of(0, 0), balance));
        }
    }
    for (host = 0; host < hosts->load_count; host++) {
        if (network->parent_of[host] < 0 && mmatch__paths_can_cede(hosts, host, true)) {
            mmatch__paths_start(labels, rows->count + host, hosts->price[host]);
        }
    }
    end = mmatch__paths_settle(network, labels, &nowhere);
    if (end != MMATCH__ASSIGN_DONE) {
        return end;
    }
    if (!take_distances(network, labels, 0, false, mmatch__tiered_of(0, 0))) {
        return MMATCH__ASSIGN_BEYOND_RANGE;
    }
    return sink_floating(network, labels, &nowhere);
}
