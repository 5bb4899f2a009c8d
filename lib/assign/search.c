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
 *     enough: the path goes on up into the quota, which has room itself, or goes down into another host inside it
 *     that gives up a partner. The outermost quota with room is an end. The best such path is a shortest path, because
 *     the prices make the loss of each step 0 or more: Dijkstra's search from the row finds it, and stops as soon as
 *     the nearest end is nearer than every open node. If even the best path loses more than the offer is worth, the
 *     row has all the partners it will get: gains fall with the load. Prices then move so that they prove the new
 *     optimum.
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
#include "assign/paths.h"

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
                              int32_t row, const mmatch__path_end *best)
{
    int32_t host;
    mmatch__assign_forget_scan(network);
    if (best->kind == MMATCH__PATH_TO_ROOM) {
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
    mmatch__path_end best;
    mmatch__assign_end end;
    best.distance =
        mmatch__tiered_add(mmatch__assign_gain(&network->rows, row, network->rows.load[row] + 1),
                           network->rows.price[row]);
    best.kind = MMATCH__PATH_GIVES_UP;
    best.person = row;
    best.is_ignoring = false;
    if (mmatch__tiered_less(best.distance, mmatch__tiered_of(0, 0))) {
        return MMATCH__ASSIGN_GAVE_UP;
    }
    mmatch__paths_begin(labels);
    mmatch__paths_start(labels, row, mmatch__tiered_of(0, 0));
    end = mmatch__paths_settle(network, labels, &best);
    if (end != MMATCH__ASSIGN_DONE) {
        return end;
    }
    if (!move_prices(network, labels, best.distance)) {
        return MMATCH__ASSIGN_BEYOND_RANGE;
    }
    if (best.kind == MMATCH__PATH_GIVES_UP) {
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
