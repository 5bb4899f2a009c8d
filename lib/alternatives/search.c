/* Shortest ways in the graph of exchanges.
 *
 * Problem      From one node to another, or from a row through its columns back to it, the way of least loss.
 * Idea         No arc loses less than nothing (the prices see to that), so nodes are settled in the order of their distance.
 *              Nothing at the limit or beyond it is looked at, so most searches end after few nodes.
 * Notation     distance: least loss of a way from the start; settled: the distance is final.
 * Complexity   O(pairs that could be made + people * log people); memory O(people).
 * Source       Dijkstra 1959, Numerische Mathematik 1; Ahuja, Magnanti and Orlin 1993, Network Flows, section 9.7. */
#include "alternatives/exchange.h"

/* A step on a way. */
static void reach_node(mmatch__exchange *exchange, int32_t from, int32_t to, mmatch__tiered distance, int32_t origin)
{
    if (mmatch__tiered_less(distance, exchange->limit) && exchange->settled[to] != exchange->search_number &&
        mmatch__heap_lower(&exchange->heap, to, distance)) {
        exchange->parent[to] = from;
        exchange->origin[to] = origin;
    }
}

/* The columns of pairs that a row could make, from the list of what loses little. */
static uint64_t reach_listed(mmatch__exchange *exchange, int32_t row, mmatch__tiered distance, bool is_start)
{
    const int64_t end = exchange->short_first[row + 1];
    int64_t k;
    for (k = exchange->short_first[row]; k < end && exchange->short_to[k] < mmatch__exchange_outside(exchange); k++) {
        const int32_t node = exchange->short_to[k];
        reach_node(exchange, row, node, mmatch__tiered_add(distance, exchange->short_losses[k]),
                   is_start ? node - exchange->rows.count : exchange->origin[row]);
    }
    return (uint64_t)(end - exchange->short_first[row]) + 1u;
}

/* The columns of pairs that a row could make; returns the work. */
static uint64_t reach_columns(mmatch__exchange *exchange, int32_t row, mmatch__tiered distance, bool is_start)
{
    int32_t count;
    int32_t k;
    if (exchange->short_first != NULL) {
        return reach_listed(exchange, row, distance, is_start);
    }
    count = mmatch__exchange_read_row(exchange, row);
    for (k = 0; k < count; k++) {
        const int32_t column = exchange->open_columns[k];
        const mmatch__tiered loss = mmatch__exchange_pair_loss(exchange, row, column, exchange->open_units[k]);
        reach_node(exchange, row, mmatch__exchange_column_node(exchange, column), mmatch__tiered_add(distance, loss),
                   is_start ? column : exchange->origin[row]);
    }
    return (uint64_t)count + (uint64_t)exchange->columns.count;
}

static uint64_t leave_row(mmatch__exchange *exchange, int32_t row, mmatch__tiered distance)
{
    mmatch__tiered loss;
    if (mmatch__exchange_may_drop(&exchange->rows, row, &loss)) {
        reach_node(exchange, row, mmatch__exchange_outside(exchange), mmatch__tiered_add(distance, loss),
                   exchange->origin[row]);
    }
    return reach_columns(exchange, row, distance, false);
}

static uint64_t leave_column(mmatch__exchange *exchange, int32_t column, mmatch__tiered distance)
{
    const int32_t node = mmatch__exchange_column_node(exchange, column);
    mmatch__tiered loss;
    int32_t place;
    if (mmatch__exchange_may_take(&exchange->columns, column, &loss)) {
        reach_node(exchange, node, mmatch__exchange_outside(exchange), mmatch__tiered_add(distance, loss),
                   exchange->origin[node]);
    }
    for (place = exchange->columns.first_pair[column]; place >= 0; place = exchange->pairs[place].next_of_column) {
        const mmatch__made_pair *const pair = &exchange->pairs[place];
        if (!pair->is_fixed) {
            loss = mmatch__exchange_pair_loss(exchange, pair->row, column, pair->units);
            reach_node(exchange, node, pair->row, mmatch__tiered_subtract(distance, loss), exchange->origin[node]);
        }
    }
    return 16;
}

static uint64_t leave_outside(mmatch__exchange *exchange, mmatch__tiered distance)
{
    const int32_t outside = mmatch__exchange_outside(exchange);
    mmatch__tiered loss;
    int32_t person;
    for (person = 0; person < exchange->rows.count; person++) {
        if (mmatch__exchange_may_take(&exchange->rows, person, &loss)) {
            reach_node(exchange, outside, person, mmatch__tiered_add(distance, loss), exchange->origin[outside]);
        }
    }
    for (person = 0; person < exchange->columns.count; person++) {
        if (mmatch__exchange_may_drop(&exchange->columns, person, &loss)) {
            reach_node(exchange, outside, mmatch__exchange_column_node(exchange, person),
                       mmatch__tiered_add(distance, loss), exchange->origin[outside]);
        }
    }
    return (uint64_t)exchange->node_count;
}

static uint64_t leave_node(mmatch__exchange *exchange, int32_t node, mmatch__tiered distance)
{
    if (node < exchange->rows.count) {
        return leave_row(exchange, node, distance);
    }
    if (node < mmatch__exchange_outside(exchange)) {
        return leave_column(exchange, node - exchange->rows.count, distance);
    }
    return leave_outside(exchange, distance);
}

void mmatch__exchange_search(mmatch__exchange *exchange, mmatch__exchange_way *way)
{
    mmatch__heap *const heap = &exchange->heap;
    exchange->search_number++;
    exchange->limit = way->limit;
    mmatch__heap_clear(heap);
    way->is_found = false;
    way->loss = mmatch__tiered_of(0, 0);
    way->answer = MMATCH_POLL_CONTINUE;
    if (way->from == way->to) {
        way->answer = mmatch__poll(exchange->context, reach_columns(exchange, way->from, way->loss, true));
    } else {
        reach_node(exchange, MMATCH__EXCHANGE_NONE, way->from, way->loss, MMATCH__EXCHANGE_NONE);
    }
    while (heap->count > 0 && way->answer == MMATCH_POLL_CONTINUE) {
        const int32_t node = mmatch__heap_take(heap);
        const mmatch__tiered distance = heap->key_of[node];
        exchange->settled[node] = exchange->search_number;
        exchange->distance[node] = distance;
        if (node == way->to) {
            way->is_found = true;
            way->loss = distance;
            return;
        }
        way->answer = mmatch__poll(exchange->context, leave_node(exchange, node, distance));
    }
}

mmatch__exchange_way mmatch__exchange_way_around(const mmatch__exchange *exchange, int32_t row, int32_t column,
                                                 bool is_made)
{
    const int32_t column_node = mmatch__exchange_column_node(exchange, column);
    mmatch__exchange_way way = {0};
    way.from = is_made ? row : column_node;
    way.to = is_made ? column_node : row;
    way.limit = mmatch__exchange_no_limit();
    return way;
}

int32_t mmatch__exchange_placed_change(const mmatch__exchange *exchange, const mmatch__exchange_way *way)
{
    const int32_t outside = mmatch__exchange_outside(exchange);
    int32_t change = 0;
    int32_t node;
    for (node = way->to; node != way->from; node = exchange->parent[node]) {
        const int32_t before = exchange->parent[node];
        change += before == outside && node < exchange->rows.count && exchange->rows.load[node] == 0;
        change -= node == outside && before < exchange->rows.count && exchange->rows.load[before] == 1;
    }
    return change;
}

static mmatch__tiered capped_distance(const mmatch__exchange *exchange, int32_t node, mmatch__tiered loss)
{
    return exchange->settled[node] == exchange->search_number ? exchange->distance[node] : loss;
}

void mmatch__exchange_reprice(mmatch__exchange *exchange, const mmatch__exchange_way *way)
{
    const mmatch__tiered base = capped_distance(exchange, mmatch__exchange_outside(exchange), way->loss);
    int32_t person;
    for (person = 0; person < exchange->rows.count; person++) {
        mmatch__tiered *const price = &exchange->rows.price[person];
        const mmatch__tiered distance = capped_distance(exchange, person, way->loss);
        *price = mmatch__tiered_add(*price, mmatch__tiered_subtract(distance, base));
    }
    for (person = 0; person < exchange->columns.count; person++) {
        mmatch__tiered *const price = &exchange->columns.price[person];
        const mmatch__tiered distance =
            capped_distance(exchange, mmatch__exchange_column_node(exchange, person), way->loss);
        *price = mmatch__tiered_subtract(*price, mmatch__tiered_subtract(distance, base));
    }
}
