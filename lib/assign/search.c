/* Exact assignment with capacities and minima by successive best augmenting paths.
 *
 * Problem
 *     maximise  sum over made pairs of s(i, j)  +  sum over rows of R_i(load)  +  sum over hosts of C_h(load)
 *     where every pair is made at most once, locked pairs are made, and no load exceeds its maximum. Hosts are the
 *     columns and the quotas around them; the load of a quota is that of its columns together. Numbers are tiered. The
 *     concave gains R and C hold the rules that are no hard limits: a partner up to a minimum is worth one high tier,
 *     the first partner of a row is worth one low tier when participation comes first.
 *
 * Idea
 *     Take the rows one after the other and offer each its partners one at a time. Before the offer the matching is
 *     optimal for the offers made so far, and prices prove it. One more offer to a row can change the optimum along
 *     one path only: the row takes a column, which drops another of its rows, which takes another column, and so
 *     on, until a column has room or a dropped row stays with one partner less. In a quota, room in a column is not
 *     enough: the path goes on up into the quota, which has room itself, or goes down into another host inside it that
 *     gives up a partner. The outermost quota with room is an end. The best such path is a shortest
 *     path, because the prices make the loss of each step 0 or more: Dijkstra's search from the row finds it, and
 *     stops as soon as the nearest end is nearer than every open node. If even the best path loses more than the
 *     offer is worth, the row has all the partners it will get: gains fall with the load. Prices then move so that
 *     they prove the new optimum.
 *
 * Notation
 *     s(i, j)  units of a pair (tier 0)                  u_i, v_h  price of row i, of host h (tiered)
 *     R_i(l)   gain of row i from load l                 R'_i(l)   R_i(l) - R_i(l - 1); C' likewise for hosts
 *     V_h      v_h plus the prices of all quotas around h: what the arrays hold, so that a row sees one number
 *     d        distance from the offered row, a loss     D         distance of the nearest end
 *
 * Invariants, for rows whose turn has begun
 *     I1  an allowed pair that is not made has   s - u - V <= 0
 *     I2  a pair that is made, not locked, has   s - u - V >= 0
 *     I3  a row below its offers has R'(load + 1) + u <= 0; one with a pair that is not locked, R'(load) + u >= 0
 *     I4  the same for hosts with C', v and their maximum
 *     I1 to I4 are the conditions under which matching and prices prove each other optimal (see verify.c). Prices of
 *     columns never fall, prices of rows whose turn has begun never rise.
 *
 * Special cases
 *     A row whose turn begins gets the largest s - V of its candidates as its price, so I1 holds. Ends at equal
 *     distance: a host with room before giving up before dropping a row; then the smaller number. So pairs that
 *     neither raise nor lower the objective are made when the search meets them, and nobody is dropped for nothing.
 *
 * Difference from the textbook
 *     Source and sink are one node, as loads may rise and fall freely between their limits; a path therefore ends
 *     where it first meets that node. Dijkstra's labels at or beyond the best end are not even stored.
 *
 * Complexity
 *     One search per partner: O(rows * columns) time dense, O(entries log(rows + columns)) sparse, and as a rule far
 *     less; it reads each row it settles once. Memory O(rows + hosts + pairs).
 *
 * Reference
 *     Kuhn 1955, "The Hungarian method for the assignment problem"; Edmonds and Karp 1972, "Theoretical improvements
 *     in algorithmic efficiency for network flow problems" (prices in Dijkstra's search); Jonker and Volgenant 1987,
 *     "A shortest augmenting path algorithm for dense and sparse linear assignment problems" (stopping early). */
#include "assign/network.h"

/* Where a path may end, in the order in which equal ends are preferred. */
typedef enum path_end_kind {
    END_WITH_ROOM = 0, /* a host that no quota is around has room */
    END_GIVING_UP = 1, /* the offered row goes without */
    END_AT_ROW = 2     /* the row stays with one partner less */
} path_end_kind;

typedef struct path_end {
    mmatch__tiered distance;
    path_end_kind kind;
    int32_t person;   /* row or host */
    bool is_ignoring; /* take no end: the search goes everywhere, and minima are hard limits */
} path_end;

static void offer_end(path_end *best, mmatch__tiered distance, path_end_kind kind, int32_t person)
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
static bool is_worth_opening(const path_end *best, mmatch__tiered distance)
{
    const int order = mmatch__tiered_compare(distance, best->distance);
    return order < 0 || (order == 0 && best->kind != END_WITH_ROOM);
}

static bool has_label(const mmatch__assign_labels *labels, int32_t node)
{
    return labels->reached_at[node] == labels->search_number;
}

static bool is_settled(const mmatch__assign_labels *labels, int32_t node)
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

static void open_node(mmatch__assign_labels *labels, const path_end *best, int32_t node,
                      mmatch__tiered distance)
{
    if (is_worth_opening(best, distance)) {
        mmatch__heap_lower(&labels->heap, node, distance);
    }
}

/* A host reached at this distance is an end when it has room and no quota is around it. */
static void offer_room(const mmatch__assign_network *network, path_end *best, int32_t host,
                       mmatch__tiered reach)
{
    const mmatch__assign_side *const hosts = &network->columns;
    if (network->parent_of[host] < 0 && hosts->load[host] < hosts->maximum[host]) {
        const mmatch__tiered worth = mmatch__tiered_add(
            mmatch__assign_gain(hosts, host, hosts->load[host] + 1), hosts->price[host]);
        offer_end(best, mmatch__tiered_subtract(reach, worth), END_WITH_ROOM, host);
    }
}

/* From a settled row to every column it could take. */
static void expand_row(mmatch__assign_network *network, mmatch__assign_labels *labels, int32_t row,
                       mmatch__tiered distance, path_end *best)
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
            is_settled(labels, network->rows.count + column) ||
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
                       int32_t from, int32_t host, mmatch__tiered reach, path_end *best)
{
    const int32_t node = network->rows.count + host;
    if (mmatch__tiered_less(best->distance, reach) || is_settled(labels, node) ||
        !lower_label(labels, node, reach)) {
        return false;
    }
    labels->host_parent[host] = network->rows.count + from;
    open_node(labels, best, node, reach);
    return true;
}

/* From a settled host with room up into the quota around it. */
static void climb_to_parent(const mmatch__assign_network *network, mmatch__assign_labels *labels,
                            int32_t host, mmatch__tiered distance, path_end *best)
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
static bool can_cede(const mmatch__assign_side *hosts, int32_t host, bool is_minimum_hard)
{
    return hosts->load[host] > hosts->locked[host] &&
           (!is_minimum_hard || hosts->load[host] > hosts->minimum[host]);
}

/* From a settled quota down into every host inside it that may give up a partner. Returns how many there are. */
static int32_t descend_to_children(const mmatch__assign_network *network,
                                   mmatch__assign_labels *labels, int32_t quota,
                                   mmatch__tiered distance, path_end *best)
{
    const mmatch__assign_side *const hosts = &network->columns;
    int32_t child_count = 0;
    int32_t child;
    for (child = network->first_child[quota]; child >= 0; child = network->next_child[child]) {
        child_count++;
        if (can_cede(hosts, child, best->is_ignoring)) {
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
                          int32_t column, mmatch__tiered distance, path_end *best)
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
        if (mmatch__tiered_less(best->distance, reach) || is_settled(labels, row) ||
            !lower_label(labels, row, reach)) {
            continue;
        }
        labels->row_parent[row] = pair;
        loss =
            mmatch__tiered_add(mmatch__assign_gain(rows, row, rows->load[row]), rows->price[row]);
        offer_end(best, mmatch__tiered_add(reach, loss), END_AT_ROW, row);
        open_node(labels, best, row, reach);
    }
}

/* Returns the work done. */
static uint64_t expand_node(mmatch__assign_network *network, mmatch__assign_labels *labels,
                            int32_t node, mmatch__tiered distance, path_end *best)
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

static void begin_search(mmatch__assign_labels *labels)
{
    labels->search_number++;
    labels->settled_count = 0;
    mmatch__heap_clear(&labels->heap);
}

static void start_at(mmatch__assign_labels *labels, int32_t node, mmatch__tiered distance)
{
    if (lower_label(labels, node, distance)) {
        mmatch__heap_lower(&labels->heap, node, distance);
    }
}

/* Dijkstra's search from all open nodes until no node is nearer than the best end. */
static mmatch__assign_end settle_nodes(mmatch__assign_network *network,
                                       mmatch__assign_labels *labels, path_end *best)
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

/* Moves the prices of what lies nearer than the end, so that the path costs nothing. False: out of range. */
static bool move_prices(mmatch__assign_network *network, const mmatch__assign_labels *labels,
                        mmatch__tiered distance)
{
    int32_t k;
    for (k = 0; k < labels->settled_count; k++) {
        const int32_t node = labels->settled[k];
        const mmatch__tiered step = mmatch__tiered_subtract(distance, labels->distance[node]);
        mmatch__tiered *price;
        if (!mmatch__tiered_less(mmatch__tiered_of(0, 0), step)) {
            continue;
        }
        if (node < network->rows.count) {
            price = &network->rows.price[node];
            *price = mmatch__tiered_subtract(*price, step);
        } else {
            price = &network->columns.price[node - network->rows.count];
            *price = mmatch__tiered_add(*price, step);
        }
        if (price->value > MMATCH__ASSIGN_LARGEST || price->value < -MMATCH__ASSIGN_LARGEST) {
            return false;
        }
    }
    return true;
}

/* Unmakes a pair, and returns its column. */
static int32_t drop_pair(mmatch__assign_network *network, int64_t pair)
{
    const int32_t column = network->pairs[pair].column;
    mmatch__assign_unmake_pair(network, pair);
    return column;
}

/* Moves one partner between neighbours in the forest: `before` comes before `host` on the path. */
static void shift_load(mmatch__assign_network *network, int32_t before, int32_t host)
{
    if (network->parent_of[before] == host) {
        network->columns.load[before]++;
    } else {
        network->columns.load[host]--;
    }
}

/* Makes the changes along the path that ends at `best`. */
static void change_along_path(mmatch__assign_network *network, const mmatch__assign_labels *labels,
                              int32_t row, const path_end *best)
{
    int32_t host;
    mmatch__assign_forget_scan(network);
    if (best->kind == END_WITH_ROOM) {
        host = best->person;
        network->columns.load[host]++;
    } else {
        host = drop_pair(network, labels->row_parent[best->person]);
        network->rows.load[best->person]--;
    }
    network->rows.load[row]++;
    for (;;) {
        const int32_t before = labels->host_parent[host];
        const int32_t taken = host;
        if (before >= network->rows.count) {
            host = before - network->rows.count;
            shift_load(network, host, taken);
            continue;
        }
        if (before != row) {
            host = drop_pair(network, labels->row_parent[before]);
        }
        mmatch__assign_make_pair(network, before, taken, labels->column_units[taken]);
        if (before == row) {
            return;
        }
    }
}

/* The price a row begins with: its best candidate at the present prices. */
static void begin_row(mmatch__assign_network *network, int32_t row)
{
    const mmatch__assign_scan *const scan = &network->scan;
    mmatch__tiered best = mmatch__tiered_subtract(
        mmatch__tiered_of(0, 0),
        mmatch__assign_gain(&network->rows, row, network->rows.load[row] + 1));
    bool has_candidate = false;
    int64_t entry;
    mmatch__assign_read_row(network, row);
    for (entry = 0; entry < scan->count; entry++) {
        mmatch__tiered offer;
        if (!(scan->units[entry] >= network->threshold)) {
            continue;
        }
        offer = mmatch__tiered_subtract(mmatch__tiered_of(0, (int64_t)scan->units[entry]),
                                        network->columns.price[scan->columns[entry]]);
        if (!has_candidate || mmatch__tiered_less(best, offer)) {
            best = offer;
            has_candidate = true;
        }
    }
    network->rows.price[row] = best;
}

/* Offers a row one more partner. */
static mmatch__assign_end offer_partner(mmatch__assign_network *network,
                                        mmatch__assign_labels *labels, int32_t row)
{
    path_end best;
    mmatch__assign_end end;
    best.distance =
        mmatch__tiered_add(mmatch__assign_gain(&network->rows, row, network->rows.load[row] + 1),
                           network->rows.price[row]);
    best.kind = END_GIVING_UP;
    best.person = row;
    best.is_ignoring = false;
    if (mmatch__tiered_less(best.distance, mmatch__tiered_of(0, 0))) {
        return MMATCH__ASSIGN_GAVE_UP;
    }
    begin_search(labels);
    start_at(labels, row, mmatch__tiered_of(0, 0));
    end = settle_nodes(network, labels, &best);
    if (end != MMATCH__ASSIGN_DONE) {
        return end;
    }
    if (!move_prices(network, labels, best.distance)) {
        return MMATCH__ASSIGN_BEYOND_RANGE;
    }
    if (best.kind == END_GIVING_UP) {
        return MMATCH__ASSIGN_GAVE_UP;
    }
    change_along_path(network, labels, row, &best);
    return MMATCH__ASSIGN_DONE;
}

mmatch__assign_end mmatch__assign_search(mmatch__assign_network *network,
                                         mmatch__assign_labels *labels)
{
    int32_t row;
    for (row = 0; row < network->rows.count; row++) {
        mmatch__assign_end end = MMATCH__ASSIGN_DONE;
        if (network->rows.load[row] == network->rows.maximum[row]) {
            continue;
        }
        begin_row(network, row);
        while (end == MMATCH__ASSIGN_DONE && network->rows.load[row] < network->rows.maximum[row]) {
            end = offer_partner(network, labels, row);
        }
        if (end != MMATCH__ASSIGN_DONE && end != MMATCH__ASSIGN_GAVE_UP) {
            return end;
        }
    }
    return MMATCH__ASSIGN_DONE;
}

/* ---- prices without tiers ---- */

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
    return is_settled(labels, node) && labels->reached_at[node] < 0;
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

/* Nodes from which no way leads to a load that may change: their prices hang together, but float as a whole. Brings
 * them down to tier 0, then up (rows) and down (hosts) as far as the anchored ones ask. */
static mmatch__assign_end sink_floating(mmatch__assign_network *network,
                                        mmatch__assign_labels *labels, path_end *nowhere)
{
    const int32_t first = labels->settled_count;
    mmatch__tiered rise = mmatch__tiered_of(0, 0);
    mmatch__assign_end end;
    int32_t k;
    for (k = 0; k < first; k++) {
        labels->reached_at[labels->settled[k]] = -1; /* anchored */
    }
    for (k = 0; k < network->columns.load_count; k++) {
        if (!is_settled(labels, network->rows.count + k)) {
            start_at(labels, network->rows.count + k, network->columns.price[k]);
        }
    }
    end = settle_nodes(network, labels, nowhere);
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

/* Once all minima are met they are as good as hard limits, and prices need no tiers for them: the price of a person is
 * minus the length of the shortest way to a load that may change without breaking a minimum. The present prices make
 * every step of such a way cost 0 or more, so one more search finds all of them. */
mmatch__assign_end mmatch__assign_flatten(mmatch__assign_network *network,
                                          mmatch__assign_labels *labels)
{
    const mmatch__assign_side *const rows = &network->rows;
    const mmatch__assign_side *const hosts = &network->columns;
    path_end nowhere = {{INT64_MAX / 4, 0}, END_WITH_ROOM, -1, true};
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
    begin_search(labels);
    for (person = 0; person < rows->count; person++) {
        if (rows->load[person] < rows->maximum[person]) {
            const mmatch__tiered balance = mmatch__tiered_add(
                mmatch__assign_gain(rows, person, rows->load[person] + 1), rows->price[person]);
            start_at(labels, person, mmatch__tiered_subtract(mmatch__tiered_of(0, 0), balance));
        }
    }
    for (host = 0; host < hosts->load_count; host++) {
        if (network->parent_of[host] < 0 && can_cede(hosts, host, true)) {
            start_at(labels, rows->count + host, hosts->price[host]);
        }
    }
    end = settle_nodes(network, labels, &nowhere);
    if (end != MMATCH__ASSIGN_DONE) {
        return end;
    }
    if (!take_distances(network, labels, 0, false, mmatch__tiered_of(0, 0))) {
        return MMATCH__ASSIGN_BEYOND_RANGE;
    }
    return sink_floating(network, labels, &nowhere);
}
