#include "assign/paths.h"

static void offer_end(mmatch__path_end *best, mmatch__tiered distance, mmatch__path_end_kind kind,
                      int32_t person)
{
    const int order = mmatch__tiered_compare(distance, best->distance);
    if (order > 0 || best->is_ignoring) {
        return;
    }
    if (order == 0 && (kind > best->kind || (kind == best->kind && person >= best->person))) {
        return;
    }
    best->distance = distance;
    best->kind = kind;
    best->person = person;
}

/* True when a node at this distance may lead to an end that is better than the best known. */
static bool is_worth_opening(const mmatch__path_end *best, mmatch__tiered distance)
{
    const int order = mmatch__tiered_compare(distance, best->distance);
    return order < 0 || (order == 0 && best->kind != MMATCH__PATH_TO_ROOM);
}

static bool has_label(const mmatch__assign_labels *labels, int32_t node)
{
    return labels->reached_at[node] == labels->search_number;
}

bool mmatch__paths_is_settled(const mmatch__assign_labels *labels, int32_t node)
{
    return labels->settled_at[node] == labels->search_number;
}

/* Gives a node a lower distance; false when what it has is as low. */
static bool lower_label(mmatch__assign_labels *labels, int32_t node, mmatch__tiered distance)
{
    if (has_label(labels, node) && !mmatch__tiered_less(distance, labels->distance[node])) {
        return false;
    }
    labels->reached_at[node] = labels->search_number;
    labels->distance[node] = distance;
    return true;
}

static void open_node(mmatch__assign_labels *labels, const mmatch__path_end *best, int32_t node,
                      mmatch__tiered distance)
{
    if (is_worth_opening(best, distance)) {
        mmatch__heap_lower(&labels->heap, node, distance);
    }
}

/* A host reached at this distance is an end when it has room and no quota is around it. */
static void offer_room(const mmatch__assign_network *network, mmatch__path_end *best, int32_t host,
                       mmatch__tiered reach)
{
    const mmatch__assign_side *const hosts = &network->columns;
    if (network->parent_of[host] < 0 && hosts->load[host] < hosts->maximum[host]) {
        const mmatch__tiered worth = mmatch__tiered_add(
            mmatch__assign_gain(hosts, host, hosts->load[host] + 1), hosts->price[host]);
        offer_end(best, mmatch__tiered_subtract(reach, worth), MMATCH__PATH_TO_ROOM, host);
    }
}

/* From a settled row to every column it could take. */
static void expand_row(mmatch__assign_network *network, mmatch__assign_labels *labels, int32_t row,
                       mmatch__tiered distance, mmatch__path_end *best)
{
    const mmatch__assign_side *const columns = &network->columns;
    const mmatch__tiered base = mmatch__tiered_add(distance, network->rows.price[row]);
    const double threshold = network->threshold;
    const mmatch__assign_scan *const scan = &network->scan;
    int64_t entry;
    mmatch__assign_read_row(network, row);
    for (entry = 0; entry < scan->count; entry++) {
        int32_t column;
        int64_t units;
        mmatch__tiered reach;
        if (!(scan->units[entry] >= threshold)) {
            continue;
        }
        column = (int32_t)scan->columns[entry];
        units = (int64_t)scan->units[entry];
        reach = mmatch__tiered_add(base, columns->price[column]);
        reach.value -= units;
        if (mmatch__tiered_less(best->distance, reach) ||
            mmatch__paths_is_settled(labels, network->rows.count + column) ||
            !lower_label(labels, network->rows.count + column, reach)) {
            continue;
        }
        labels->host_parent[column] = row;
        labels->column_units[column] = units;
        offer_room(network, best, column, reach);
        open_node(labels, best, network->rows.count + column, reach);
    }
}

/* From a settled host to one beside it in the forest. True: labelled. */
static bool reach_host(const mmatch__assign_network *network, mmatch__assign_labels *labels,
                       int32_t from, int32_t host, mmatch__tiered reach, mmatch__path_end *best)
{
    const int32_t node = network->rows.count + host;
    if (mmatch__tiered_less(best->distance, reach) || mmatch__paths_is_settled(labels, node) ||
        !lower_label(labels, node, reach)) {
        return false;
    }
    labels->host_parent[host] = network->rows.count + from;
    open_node(labels, best, node, reach);
    return true;
}

/* From a settled host with room up into the quota around it. */
static void climb_to_parent(const mmatch__assign_network *network, mmatch__assign_labels *labels,
                            int32_t host, mmatch__tiered distance, mmatch__path_end *best)
{
    const mmatch__assign_side *const hosts = &network->columns;
    const int32_t parent = network->parent_of[host];
    if (parent >= 0 && hosts->load[host] < hosts->maximum[host]) {
        const mmatch__tiered worth =
            mmatch__tiered_add(mmatch__assign_gain(hosts, host, hosts->load[host] + 1),
                               mmatch__assign_own_price(network, host));
        const mmatch__tiered reach = mmatch__tiered_subtract(distance, worth);
        if (reach_host(network, labels, host, parent, reach, best)) {
            offer_room(network, best, parent, reach);
        }
    }
}

/* True when a host may give up a partner. */
bool mmatch__paths_can_cede(const mmatch__assign_side *hosts, int32_t host, bool is_minimum_hard)
{
    return hosts->load[host] > hosts->locked[host] &&
           (!is_minimum_hard || hosts->load[host] > hosts->minimum[host]);
}

/* From a settled quota down into every host inside it that may give up a partner. Returns how many there are. */
static int32_t descend_to_children(const mmatch__assign_network *network,
                                   mmatch__assign_labels *labels, int32_t quota,
                                   mmatch__tiered distance, mmatch__path_end *best)
{
    const mmatch__assign_side *const hosts = &network->columns;
    int32_t child_count = 0;
    int32_t child;
    for (child = network->first_child[quota]; child >= 0; child = network->next_child[child]) {
        child_count++;
        if (mmatch__paths_can_cede(hosts, child, best->is_ignoring)) {
            const mmatch__tiered loss =
                mmatch__tiered_add(mmatch__assign_gain(hosts, child, hosts->load[child]),
                                   mmatch__assign_own_price(network, child));
            (void)reach_host(network, labels, quota, child, mmatch__tiered_add(distance, loss), best);
        }
    }
    return child_count;
}

/* From a settled column to every row it could drop. */
static void expand_column(mmatch__assign_network *network, mmatch__assign_labels *labels,
                          int32_t column, mmatch__tiered distance, mmatch__path_end *best)
{
    const mmatch__assign_side *const rows = &network->rows;
    const mmatch__tiered base = mmatch__tiered_subtract(distance, network->columns.price[column]);
    int64_t pair;
    for (pair = network->columns.first_pair[column]; pair >= 0;
         pair = network->pairs[pair].column_next) {
        const int32_t row = network->pairs[pair].row;
        mmatch__tiered reach = mmatch__tiered_subtract(base, rows->price[row]);
        mmatch__tiered loss;
        reach.value += network->pairs[pair].units;
        if (mmatch__tiered_less(best->distance, reach) || mmatch__paths_is_settled(labels, row) ||
            !lower_label(labels, row, reach)) {
            continue;
        }
        labels->row_parent[row] = pair;
        loss =
            mmatch__tiered_add(mmatch__assign_gain(rows, row, rows->load[row]), rows->price[row]);
        offer_end(best, mmatch__tiered_add(reach, loss), MMATCH__PATH_TO_ROW, row);
        open_node(labels, best, row, reach);
    }
}

/* Returns the work done. */
static uint64_t expand_node(mmatch__assign_network *network, mmatch__assign_labels *labels,
                            int32_t node, mmatch__tiered distance, mmatch__path_end *best)
{
    const int32_t host = node - network->rows.count;
    if (host < 0) {
        expand_row(network, labels, node, distance, best);
        return (uint64_t)network->scan.count;
    }
    climb_to_parent(network, labels, host, distance, best);
    if (host >= network->columns.count) {
        return (uint64_t)descend_to_children(network, labels, host, distance, best);
    }
    expand_column(network, labels, host, distance, best);
    return (uint64_t)network->columns.load[host];
}

void mmatch__paths_begin(mmatch__assign_labels *labels)
{
    labels->search_number++;
    labels->settled_count = 0;
    mmatch__heap_clear(&labels->heap);
}

void mmatch__paths_start(mmatch__assign_labels *labels, int32_t node, mmatch__tiered distance)
{
    if (lower_label(labels, node, distance)) {
        mmatch__heap_lower(&labels->heap, node, distance);
    }
}

/* Dijkstra's search from all open nodes until no node is nearer than the best end. */
mmatch__assign_end mmatch__paths_settle(mmatch__assign_network *network,
                                       mmatch__assign_labels *labels, mmatch__path_end *best)
{
    while (labels->heap.count > 0) {
        const int32_t node = mmatch__heap_take(&labels->heap);
        const mmatch__tiered distance = labels->distance[node];
        uint64_t work;
        mmatch__assign_end end;
        if (!is_worth_opening(best, distance)) {
            break;
        }
        if (distance.value > MMATCH__ASSIGN_LARGEST || distance.value < -MMATCH__ASSIGN_LARGEST) {
            return MMATCH__ASSIGN_BEYOND_RANGE;
        }
        labels->settled_at[node] = labels->search_number;
        labels->settled[labels->settled_count++] = node;
        work = expand_node(network, labels, node, distance, best);
        end = mmatch__assign_end_of(mmatch__poll(network->context, work + 16));
        if (end != MMATCH__ASSIGN_DONE) {
            return end;
        }
    }
    return MMATCH__ASSIGN_DONE;
}
