/* The cheapest changes to the rules.
 *
 * Problem: minimise, over all sets of pairs, the sum over people of cost(partners) plus the costs of pairs, where the
 * cost of a number of partners is convex: falling up to the minimum, flat up to the maximum, rising from there.
 *
 * Idea: a flow from a source over rows, pairs and columns to a sink, whose value may be anything. From no flow at all
 * take a shortest path for one partner more as long as its cost is below zero; costs of such paths never fall, so the
 * first that is not ends the search. All paths of one cost are taken at once, by a maximum flow over pairs that cost
 * nothing at the present prices.
 *
 * Notation: y is the price (potential) of a node, 0 at the source. The rest of an arc is its cost plus the price of its
 * tail less that of its head.
 *
 * Invariants: I1 every arc that could carry more has a rest of at least 0, and every arc that could carry less one of at
 * most 0. I2 prices only rise. I3 the price of the sink is the cost of the paths taken last; at the end it is 0, so that
 * source and sink are one node and the prices prove the optimum of all flows.
 *
 * Special cases: a rule that may not be changed costs a tier, 2^60, beyond all paths of changes that may be made; a
 * maximum that may not be raised has no arc.
 *
 * Complexity: for each distinct cost of a path, one Dijkstra search, O(pairs + people log people), and one maximum flow.
 *
 * Reference: Edmonds and Karp 1972, Journal of the ACM 19(2); Ford and Fulkerson 1962, chapter III. */
#include "conflict/cheapest.h"

#define FAR INT64_MAX

int64_t mmatch__cheapest_step(const mmatch__change_side *side, int32_t person, int32_t number)
{
    int64_t cost = 0;
    if (number > side->maximum[person]) {
        cost = side->raise_cost[person];
        if (cost == MMATCH__PAIR_BLOCKED) {
            return cost;
        }
    }
    if (number <= side->wanted[person]) {
        cost -= MMATCH__CHEAPEST_TIER;
    } else if (number <= side->minimum[person]) {
        cost -= side->lower_cost[person];
    }
    return cost;
}

/* Partners from `load` + 1 on that all cost `cost`. */
static int32_t steps_at(const mmatch__change_side *side, int32_t person, int32_t load, int64_t cost)
{
    int32_t end = load;
    while (end < INT32_MAX && mmatch__cheapest_step(side, person, end + 1) == cost) {
        const int32_t marks[3] = {side->wanted[person], side->minimum[person],
                                  side->maximum[person]};
        int32_t next = INT32_MAX;
        int k;
        for (k = 0; k < 3; k++) {
            if (marks[k] > end && marks[k] < next) {
                next = marks[k];
            }
        }
        end = next;
    }
    return end - load;
}

static int64_t lesser(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Prices that keep I1 without any flow: of each node 0, or less where an arc into it asks for less.
 */
static void start_prices(mmatch__cheapest *cheapest)
{
    mmatch__pairs *const pairs = &cheapest->pairs;
    int32_t row;
    int32_t column;
    for (column = 0; column < pairs->right.count; column++) {
        pairs->right.price[column] = 0;
    }
    for (row = 0; row < pairs->left.count; row++) {
        int64_t entry;
        pairs->left.price[row] =
            lesser(0, mmatch__cheapest_step(&cheapest->rows, row, pairs->left.load[row] + 1));
        for (entry = pairs->first[row]; entry < pairs->first[row + 1]; entry++) {
            int64_t *const price = &pairs->right.price[pairs->right_of[entry]];
            if ((pairs->kind[entry] & MMATCH__PAIR_MADE) != 0) {
                continue; /* locked for good */
            }
            *price = lesser(*price, pairs->left.price[row] + pairs->cost_of[pairs->kind[entry]]);
        }
    }
    cheapest->sink_price = 0;
    for (column = 0; column < pairs->right.count; column++) {
        const int64_t step =
            mmatch__cheapest_step(&cheapest->columns, column, pairs->right.load[column] + 1);
        if (step != MMATCH__PAIR_BLOCKED) {
            cheapest->sink_price = lesser(cheapest->sink_price, pairs->right.price[column] + step);
        }
    }
}

static void lower_row(mmatch__cheapest *cheapest, int32_t row, int64_t distance)
{
    if (distance < cheapest->row_distance[row]) {
        cheapest->row_distance[row] = distance;
        (void)mmatch__heap_lower(&cheapest->heap, row, mmatch__tiered_of(0, distance));
    }
}

/* The pairs of a settled row that could be made. */
static void scan_row(mmatch__cheapest *cheapest, int32_t row, int64_t distance)
{
    const mmatch__pairs *const pairs = &cheapest->pairs;
    int64_t entry;
    for (entry = pairs->first[row]; entry < pairs->first[row + 1]; entry++) {
        const int32_t column = pairs->right_of[entry];
        int64_t through;
        if ((pairs->kind[entry] & MMATCH__PAIR_MADE) != 0) {
            continue;
        }
        through = distance + mmatch__pairs_rest(pairs, row, entry);
        if (through < cheapest->column_distance[column]) {
            cheapest->column_distance[column] = through;
            (void)mmatch__heap_lower(&cheapest->heap, pairs->left.count + column,
                                     mmatch__tiered_of(0, through));
        }
    }
}

/* The end of the path, or the rows that the column could give up. Returns the distance of the sink
 * so far. */
static int64_t scan_column(mmatch__cheapest *cheapest, int32_t column, int64_t distance,
                           int64_t sink_distance)
{
    const mmatch__pairs *const pairs = &cheapest->pairs;
    const int64_t step =
        mmatch__cheapest_step(&cheapest->columns, column, pairs->right.load[column] + 1);
    int32_t slot;
    if (step != MMATCH__PAIR_BLOCKED) {
        sink_distance = lesser(sink_distance,
                               distance + step + pairs->right.price[column] - cheapest->sink_price);
    }
    for (slot = pairs->held_first[column]; slot >= 0; slot = pairs->held_next[slot]) {
        const int32_t row = pairs->held_left[slot];
        lower_row(cheapest, row,
                  distance - mmatch__pairs_rest(pairs, row, pairs->held_entry[slot]));
    }
    return sink_distance;
}

/* Distances from the source at the present prices, as far as that of the sink, which is returned;
 * FAR: none. */
static mmatch_poll_answer search_distances(mmatch__cheapest *cheapest, int64_t *sink_distance_out)
{
    mmatch__pairs *const pairs = &cheapest->pairs;
    mmatch_poll_answer answer = mmatch__poll_now(pairs->context);
    int64_t sink_distance = FAR;
    int32_t person;
    mmatch__heap_clear(&cheapest->heap);
    for (person = 0; person < pairs->right.count; person++) {
        cheapest->column_distance[person] = FAR;
    }
    for (person = 0; person < pairs->left.count; person++) {
        const int64_t step =
            mmatch__cheapest_step(&cheapest->rows, person, pairs->left.load[person] + 1);
        cheapest->row_distance[person] = FAR;
        if (step != MMATCH__PAIR_BLOCKED) {
            lower_row(cheapest, person, step - pairs->left.price[person]);
        }
    }
    while (cheapest->heap.count > 0 && answer == MMATCH_POLL_CONTINUE) {
        const int32_t node = mmatch__heap_take(&cheapest->heap);
        const int64_t distance = cheapest->heap.key_of[node].value;
        uint64_t work = 16;
        if (distance >= sink_distance) {
            break;
        }
        if (node < pairs->left.count) {
            scan_row(cheapest, node, distance);
            work += (uint64_t)(pairs->first[node + 1] - pairs->first[node]);
        } else {
            const int32_t column = node - pairs->left.count;
            sink_distance = scan_column(cheapest, column, distance, sink_distance);
            work += (uint64_t)pairs->right.load[column];
        }
        answer = mmatch__poll(pairs->context, work);
    }
    *sink_distance_out = sink_distance;
    return answer;
}

static void raise_prices(mmatch__cheapest *cheapest, int64_t most)
{
    mmatch__pairs *const pairs = &cheapest->pairs;
    int32_t person;
    for (person = 0; person < pairs->left.count; person++) {
        pairs->left.price[person] += lesser(cheapest->row_distance[person], most);
    }
    for (person = 0; person < pairs->right.count; person++) {
        pairs->right.price[person] += lesser(cheapest->column_distance[person], most);
    }
    cheapest->sink_price += most;
}

/* Partners that people can take on over arcs whose rest is 0. */
static void open_rooms(mmatch__cheapest *cheapest)
{
    mmatch__pairs *const pairs = &cheapest->pairs;
    int32_t person;
    for (person = 0; person < pairs->left.count; person++) {
        pairs->left.room[person] =
            steps_at(&cheapest->rows, person, pairs->left.load[person], pairs->left.price[person]);
        if (pairs->left.room[person] > 0) {
            mmatch__pairs_add_source(pairs, person);
        }
    }
    for (person = 0; person < pairs->right.count; person++) {
        pairs->right.room[person] = steps_at(&cheapest->columns, person, pairs->right.load[person],
                                             cheapest->sink_price - pairs->right.price[person]);
    }
}

mmatch_poll_answer mmatch__cheapest_run(mmatch__cheapest *cheapest)
{
    mmatch_poll_answer answer = MMATCH_POLL_CONTINUE;
    start_prices(cheapest);
    while (answer == MMATCH_POLL_CONTINUE) {
        int64_t distance;
        int64_t units;
        answer = search_distances(cheapest, &distance);
        if (answer != MMATCH_POLL_CONTINUE) {
            break;
        }
        if (distance >= -cheapest->sink_price) { /* FAR too */
            raise_prices(cheapest, -cheapest->sink_price);
            break;
        }
        raise_prices(cheapest, distance);
        open_rooms(cheapest);
        answer = mmatch__pairs_saturate(&cheapest->pairs, INT64_MAX, &units);
    }
    return answer;
}
