/* Spaces: ranking by splitting.
 *
 * Problem      The matchings in the order of their totals.
 * Idea         The best of all others is the least of the second bests of the spaces. The space it lies in is split by one
 *              pair in which its best and its second best differ, so that each part keeps one of them as its best, and
 *              only their second bests are to be found. A second best differs from the best by one cycle: a made pair
 *              given up by both, or a cycle that begins with a pair of some row. A cycle that loses less than a
 *              threshold has only arcs that lose less, and lies in one strongly connected component of these: few people
 *              as a rule, and lists of a few arcs each, where the threshold is near what the second best loses. So
 *              thresholds are tried, from a guess upward; a cycle found that loses no more than the threshold is the
 *              least of all.
 * Notation     turn: a pair, made or not, that is turned round; the rest of its cycle is the way around it.
 * Complexity   O(rows * columns) for each threshold tried, and a search from each row in a component; at worst a search from
 *              every row. Memory O(people + pairs) for each matching.
 * Source       Hamacher and Queyranne 1985, Annals of Operations Research 4 (the split); the thresholds are ours. */
#include "alternatives/spaces.h"

#include <string.h>

/* Arcs are listed while they are no more than so many for each row, beside those of pairs made and of the outside. */
enum { ROOM_AT_FIRST = 16, LISTED_PER_ROW = 32, ATTEMPTS = 4, GUESS_GROWTH = 8 };

/* Beyond this a threshold is none. */
#define THRESHOLD_MOST ((int64_t)1 << 59)

/* Spaces */

static bool open_space(const mmatch__spaces *spaces, int64_t pair_count, mmatch__space *space)
{
    const mmatch__exchange *const exchange = &spaces->exchange;
    mmatch__layout layout = {0};
    const size_t at_rows = mmatch__layout_add(&layout, pair_count, sizeof(int32_t));
    const size_t at_columns = mmatch__layout_add(&layout, pair_count, sizeof(int32_t));
    const size_t at_units = mmatch__layout_add(&layout, pair_count, sizeof(int64_t));
    const size_t at_row_prices = mmatch__layout_add(&layout, exchange->rows.count, sizeof(mmatch__tiered));
    const size_t at_column_prices = mmatch__layout_add(&layout, exchange->columns.count, sizeof(mmatch__tiered));
    memset(space, 0, sizeof *space);
    if (!mmatch__workspace_open(&exchange->context->allocator, &layout, &space->memory)) {
        return false;
    }
    space->pair_count = pair_count;
    space->rows = (int32_t *)mmatch__workspace_at(&space->memory, at_rows);
    space->columns = (int32_t *)mmatch__workspace_at(&space->memory, at_columns);
    space->units = (int64_t *)mmatch__workspace_at(&space->memory, at_units);
    space->row_prices = (mmatch__tiered *)mmatch__workspace_at(&space->memory, at_row_prices);
    space->column_prices = (mmatch__tiered *)mmatch__workspace_at(&space->memory, at_column_prices);
    return true;
}

static void copy_prices(mmatch__tiered *to, const mmatch__tiered *from, int32_t count)
{
    if (count > 0) {
        memcpy(to, from, (size_t)count * sizeof *to);
    }
}

static void keep_prices(const mmatch__exchange *exchange, mmatch__space *space)
{
    copy_prices(space->row_prices, exchange->rows.price, exchange->rows.count);
    copy_prices(space->column_prices, exchange->columns.price, exchange->columns.count);
}

/* The exchanges of a space. */
static void enter_space(mmatch__spaces *spaces, const mmatch__space *space)
{
    mmatch__exchange *const exchange = &spaces->exchange;
    int64_t pair;
    int32_t decision;
    mmatch__exchange_clear(exchange);
    for (pair = 0; pair < space->pair_count; pair++) {
        mmatch__exchange_put(exchange, space->rows[pair], space->columns[pair], space->units[pair]);
    }
    for (decision = space->decision; decision >= 0; decision = exchange->decisions[decision].before) {
        mmatch__exchange_decide(exchange, decision);
    }
    copy_prices(exchange->rows.price, space->row_prices, exchange->rows.count);
    copy_prices(exchange->columns.price, space->column_prices, exchange->columns.count);
}

/* Room for one more of everything a split adds. */

static mmatch_status grow(mmatch_context *context, void **items, int64_t *room, int64_t needed, size_t size)
{
    const int64_t larger = *room == 0 ? ROOM_AT_FIRST : 2 * *room;
    void *moved;
    if (needed <= *room) {
        return MMATCH_OK;
    }
    if (larger > INT32_MAX) {
        return mmatch__fail(context, MMATCH_ERR_RANGE, "more matchings than 2^30");
    }
    moved = mmatch__memory_resize(&context->allocator, *items, (size_t)*room * size, (size_t)larger * size);
    if (moved == NULL) {
        return mmatch__fail_memory(context);
    }
    *items = moved;
    *room = larger;
    return MMATCH_OK;
}

static mmatch_status make_room(mmatch__spaces *spaces)
{
    mmatch_context *const context = spaces->exchange.context;
    void *items = spaces->items;
    void *order = spaces->order;
    void *decisions = spaces->exchange.decisions;
    int64_t order_room = spaces->order_room;
    mmatch_status status = grow(context, &items, &spaces->room, spaces->count + 1, sizeof *spaces->items);
    spaces->items = (mmatch__space *)items;
    if (status == MMATCH_OK) {
        status = grow(context, &order, &order_room, spaces->count + 1, sizeof *spaces->order);
        spaces->order = (int32_t *)order;
        spaces->order_room = order_room;
    }
    if (status == MMATCH_OK) {
        status = grow(context, &decisions, &spaces->decision_room, spaces->decision_count + 2,
                      sizeof *spaces->exchange.decisions);
        spaces->exchange.decisions = (mmatch__decision *)decisions;
    }
    return status;
}

mmatch_status mmatch__spaces_open(mmatch__spaces *spaces, int32_t coverage)
{
    mmatch__exchange *const exchange = &spaces->exchange;
    mmatch__layout layout = {0};
    const mmatch__exchange_slices at = mmatch__exchange_plan(&layout, exchange);
    const int64_t people = exchange->market.row_count + exchange->market.column_count;
    const int64_t arc_room = LISTED_PER_ROW * exchange->market.row_count + 2 * people +
                             mmatch__exchange_pair_limit(&exchange->market);
    const mmatch__components_slices at_components = mmatch__components_plan(&layout, people + 1);
    const size_t at_first = mmatch__layout_add(&layout, people + 2, sizeof(int64_t));
    const size_t at_to = mmatch__layout_add(&layout, arc_room, sizeof(int32_t));
    const size_t at_losses = mmatch__layout_add(&layout, arc_room, sizeof(mmatch__tiered));
    mmatch__space *first;
    mmatch_status status;
    int64_t pair;
    if (!mmatch__workspace_open(&exchange->context->allocator, &layout, &spaces->memory)) {
        return mmatch__fail_memory(exchange->context);
    }
    mmatch__exchange_open(exchange, &spaces->memory, &at, coverage);
    mmatch__exchange_start(exchange);
    spaces->graph.first = (int64_t *)mmatch__workspace_at(&spaces->memory, at_first);
    spaces->graph.to = (int32_t *)mmatch__workspace_at(&spaces->memory, at_to);
    spaces->graph.losses = (mmatch__tiered *)mmatch__workspace_at(&spaces->memory, at_losses);
    spaces->graph.arc_room = arc_room;
    mmatch__components_open(&spaces->components, &spaces->memory, &at_components, exchange->node_count);
    spaces->components.first = spaces->graph.first;
    spaces->components.to = spaces->graph.to;
    spaces->guess = 1;
    status = make_room(spaces);
    if (status != MMATCH_OK) {
        return status;
    }
    first = &spaces->items[0];
    if (!open_space(spaces, exchange->pair_count, first)) {
        return mmatch__fail_memory(exchange->context);
    }
    spaces->count = 1;
    for (pair = 0; pair < exchange->pair_count; pair++) {
        first->rows[pair] = exchange->pairs[pair].row;
        first->columns[pair] = exchange->pairs[pair].column;
        first->units[pair] = exchange->pairs[pair].units;
    }
    keep_prices(exchange, first);
    first->decision = MMATCH__EXCHANGE_NONE;
    return MMATCH_OK;
}

void mmatch__spaces_close(mmatch__spaces *spaces)
{
    const mmatch__allocator *const allocator = &spaces->exchange.context->allocator;
    int64_t k;
    for (k = 0; k < spaces->count; k++) {
        mmatch__workspace_close(&spaces->items[k].memory);
    }
    mmatch__memory_release(allocator, spaces->items, (size_t)spaces->room * sizeof *spaces->items);
    mmatch__memory_release(allocator, spaces->order, (size_t)spaces->order_room * sizeof *spaces->order);
    mmatch__memory_release(allocator, spaces->exchange.decisions,
                           (size_t)spaces->decision_room * sizeof *spaces->exchange.decisions);
    mmatch__workspace_close(&spaces->memory);
}

/* The order of the second bests */

static bool goes_before(const mmatch__spaces *spaces, int32_t a, int32_t b)
{
    const int order = mmatch__tiered_compare(spaces->items[a].second.loss, spaces->items[b].second.loss);
    return order < 0 || (order == 0 && a < b);
}

static void add_to_order(mmatch__spaces *spaces, int32_t number)
{
    int32_t *const order = spaces->order;
    int64_t place = spaces->order_count++;
    while (place > 0 && goes_before(spaces, number, order[(place - 1) / 2])) {
        order[place] = order[(place - 1) / 2];
        place = (place - 1) / 2;
    }
    order[place] = number;
}

static int32_t take_first(mmatch__spaces *spaces)
{
    int32_t *const order = spaces->order;
    const int32_t first = order[0];
    const int32_t moved = order[--spaces->order_count];
    int64_t place = 0;
    while (2 * place + 1 < spaces->order_count) {
        int64_t below = 2 * place + 1;
        below += below + 1 < spaces->order_count && goes_before(spaces, order[below + 1], order[below]);
        if (!goes_before(spaces, order[below], moved)) {
            break;
        }
        order[place] = order[below];
        place = below;
    }
    order[place] = moved;
    return first;
}

/* Second bests */

static void offer_turn(mmatch__space *space, int32_t row, int32_t column, bool is_made, mmatch__tiered loss)
{
    if (!space->has_second || mmatch__tiered_less(loss, space->second.loss)) {
        space->has_second = true;
        space->second.row = row;
        space->second.column = column;
        space->second.is_made = is_made;
        space->second.loss = loss;
    }
}

/* Pairs that both sides give up. */
static void offer_removals(const mmatch__exchange *exchange, mmatch__space *space)
{
    int64_t k;
    for (k = 0; k < exchange->pair_count; k++) {
        const mmatch__made_pair *const pair = &exchange->pairs[k];
        mmatch__tiered row_loss;
        mmatch__tiered column_loss;
        if (!pair->is_fixed && mmatch__exchange_may_drop(&exchange->rows, pair->row, &row_loss) &&
            mmatch__exchange_may_drop(&exchange->columns, pair->column, &column_loss)) {
            const mmatch__tiered loss = mmatch__exchange_pair_loss(exchange, pair->row, pair->column, pair->units);
            offer_turn(space, pair->row, pair->column, true,
                       mmatch__tiered_subtract(mmatch__tiered_add(row_loss, column_loss), loss));
        }
    }
}

/* What a turn has to lose less than, to be a better one. */
static mmatch__tiered limit_of(const mmatch__space *space)
{
    return space->has_second ? space->second.loss : mmatch__exchange_no_limit();
}

static mmatch_poll_answer offer_cycle(mmatch__exchange *exchange, mmatch__space *space, int32_t row)
{
    mmatch__exchange_way way = {0};
    way.from = row;
    way.to = row;
    way.limit = limit_of(space);
    mmatch__exchange_search(exchange, &way);
    if (way.answer == MMATCH_POLL_CONTINUE && way.is_found) {
        offer_turn(space, row, exchange->origin[row], false, way.loss);
    }
    return way.answer;
}

/* Cycles of all rows, every row read whenever it is passed. */
static mmatch_poll_answer offer_all_cycles(mmatch__exchange *exchange, mmatch__space *space)
{
    mmatch_poll_answer answer = MMATCH_POLL_CONTINUE;
    int32_t row;
    for (row = 0; row < exchange->rows.count && answer == MMATCH_POLL_CONTINUE; row++) {
        answer = offer_cycle(exchange, space, row);
    }
    return answer;
}

/* Does a cycle of listed arcs begin with a pair of the row? */
static bool is_on_listed_cycle(const mmatch__spaces *spaces, int32_t row)
{
    const mmatch__exchange_graph *const graph = &spaces->graph;
    const int32_t outside = mmatch__exchange_outside(&spaces->exchange);
    const int32_t *const component_of = spaces->components.component_of;
    int64_t k;
    for (k = graph->first[row]; k < graph->first[row + 1] && graph->to[k] < outside; k++) {
        if (component_of[graph->to[k]] == component_of[row]) {
            return true;
        }
    }
    return false;
}

/* Cycles of the arcs that are listed. */
static mmatch_poll_answer offer_listed_cycles(mmatch__spaces *spaces, mmatch__space *space)
{
    mmatch__exchange *const exchange = &spaces->exchange;
    mmatch_poll_answer answer = mmatch__components_find(&spaces->components, exchange->context);
    int32_t row;
    exchange->short_first = spaces->graph.first;
    exchange->short_to = spaces->graph.to;
    exchange->short_losses = spaces->graph.losses;
    for (row = 0; row < exchange->rows.count && answer == MMATCH_POLL_CONTINUE; row++) {
        if (is_on_listed_cycle(spaces, row)) {
            answer = offer_cycle(exchange, space, row);
        }
    }
    exchange->short_first = NULL;
    return answer;
}

static mmatch__tiered threshold_of(int64_t guess, const mmatch__space *space)
{
    const mmatch__tiered threshold =
        guess < THRESHOLD_MOST ? mmatch__tiered_of(0, guess) : mmatch__exchange_no_limit();
    const mmatch__tiered limit = limit_of(space);
    return mmatch__tiered_less(limit, threshold) ? limit : threshold;
}

/* Tries thresholds until nothing can be below the best turn known. */
static mmatch_poll_answer offer_cycles(mmatch__spaces *spaces, mmatch__space *space)
{
    mmatch__exchange *const exchange = &spaces->exchange;
    int64_t guess = spaces->guess;
    int64_t too_low = 0;
    int attempts = 0;
    while (true) {
        const mmatch__tiered threshold = threshold_of(guess, space);
        mmatch_poll_answer answer = mmatch__exchange_graph_fill(&spaces->graph, exchange, threshold);
        if (answer != MMATCH_POLL_CONTINUE) {
            return answer;
        }
        if (!mmatch__exchange_graph_is_whole(&spaces->graph)) {
            attempts++;
            if (attempts > ATTEMPTS || guess - too_low < 2) {
                return offer_all_cycles(exchange, space);
            }
            guess = too_low + (guess - too_low) / 2;
            continue;
        }
        answer = offer_listed_cycles(spaces, space);
        if (answer != MMATCH_POLL_CONTINUE || !mmatch__tiered_less(threshold, limit_of(space))) {
            return answer;
        }
        too_low = guess;
        guess = space->has_second && space->second.loss.tier == 0 ? space->second.loss.value
                : attempts > 0                                    ? guess + guess / 2 + 1
                                                                  : GUESS_GROWTH * guess;
    }
}

mmatch_poll_answer mmatch__spaces_find_second(mmatch__spaces *spaces, int64_t number)
{
    mmatch__exchange *const exchange = &spaces->exchange;
    mmatch__space *const space = &spaces->items[number];
    mmatch_poll_answer answer = mmatch__poll_now(exchange->context);
    enter_space(spaces, space);
    space->has_second = false;
    offer_removals(exchange, space);
    if (answer == MMATCH_POLL_CONTINUE) {
        answer = offer_cycles(spaces, space);
    }
    if (answer == MMATCH_POLL_CONTINUE && space->has_second) {
        const mmatch__tiered loss = space->second.loss;
        spaces->guess = loss.tier == 0 && loss.value > 0 ? 2 * loss.value : 1;
        space->second.loss = mmatch__tiered_add(loss, space->loss);
        add_to_order(spaces, (int32_t)number);
    }
    return answer;
}

/* Splitting */

static int32_t add_decision(mmatch__spaces *spaces, const mmatch__turn *turn, bool is_made, int32_t before)
{
    const int32_t number = (int32_t)spaces->decision_count++;
    mmatch__decision *const decision = &spaces->exchange.decisions[number];
    decision->row = turn->row;
    decision->column = turn->column;
    decision->is_made = is_made;
    decision->before = before;
    decision->next_barred = MMATCH__EXCHANGE_NONE;
    return number;
}

static int64_t units_of(mmatch__exchange *exchange, int32_t row, int32_t column)
{
    const int32_t count = mmatch__exchange_read_row(exchange, row);
    int32_t k = 0;
    while (k + 1 < count && exchange->open_columns[k] != column) {
        k++;
    }
    return exchange->open_units[k];
}

/* The way around the turn loses less than this, and not less than one unit less: what it loses is known. */
static mmatch__tiered just_above(mmatch__exchange *exchange, const mmatch__space *space, const mmatch__turn *turn)
{
    const mmatch__tiered whole = mmatch__tiered_subtract(turn->loss, space->loss);
    mmatch__tiered of_pair;
    if (turn->is_made) {
        const int32_t place = mmatch__exchange_find(exchange, turn->row, turn->column);
        of_pair = mmatch__tiered_subtract(
            mmatch__tiered_of(0, 0),
            mmatch__exchange_pair_loss(exchange, turn->row, turn->column, exchange->pairs[place].units));
    } else {
        of_pair = mmatch__exchange_pair_loss(exchange, turn->row, turn->column,
                                             units_of(exchange, turn->row, turn->column));
    }
    return mmatch__tiered_add(mmatch__tiered_subtract(whole, of_pair), mmatch__tiered_of(0, 1));
}

/* Marks the pairs that are unmade; returns how many pairs more there are after it. */
static int64_t mark_turned(mmatch__exchange *exchange, const mmatch__exchange_way *way, const mmatch__turn *turn)
{
    const int32_t outside = mmatch__exchange_outside(exchange);
    int64_t change = turn->is_made ? -1 : 1;
    int32_t node;
    if (turn->is_made) {
        exchange->pairs[mmatch__exchange_find(exchange, turn->row, turn->column)].is_turned = true;
    }
    for (node = way->to; node != way->from; node = exchange->parent[node]) {
        const int32_t before = exchange->parent[node];
        if (node == outside || before == outside) {
            continue;
        }
        if (before < exchange->rows.count) {
            change++;
        } else {
            exchange->pairs[mmatch__exchange_find(exchange, node, before - exchange->rows.count)].is_turned = true;
            change--;
        }
    }
    return change;
}

static void add_pair(mmatch__space *space, int64_t *count, int32_t row, int32_t column, int64_t units)
{
    space->rows[*count] = row;
    space->columns[*count] = column;
    space->units[(*count)++] = units;
}

/* The pairs that stay, and those that are made. */
static void fill_turned(mmatch__exchange *exchange, const mmatch__exchange_way *way, const mmatch__turn *turn,
                        mmatch__space *space)
{
    const int32_t outside = mmatch__exchange_outside(exchange);
    int64_t count = 0;
    int64_t k;
    int32_t node;
    for (k = 0; k < exchange->pair_count; k++) {
        const mmatch__made_pair *const pair = &exchange->pairs[k];
        if (!pair->is_turned) {
            add_pair(space, &count, pair->row, pair->column, pair->units);
        }
    }
    if (!turn->is_made) {
        add_pair(space, &count, turn->row, turn->column, units_of(exchange, turn->row, turn->column));
    }
    for (node = way->to; node != way->from; node = exchange->parent[node]) {
        const int32_t row = exchange->parent[node];
        if (row < exchange->rows.count && node != outside) {
            const int32_t column = node - exchange->rows.count;
            add_pair(space, &count, row, column, units_of(exchange, row, column));
        }
    }
}

mmatch_status mmatch__spaces_split(mmatch__spaces *spaces, mmatch_poll_answer *answer_out)
{
    mmatch__exchange *const exchange = &spaces->exchange;
    mmatch_status status = make_room(spaces);
    const int64_t made = spaces->count;
    mmatch__space *space;
    mmatch__space *part;
    mmatch__exchange_way way;
    mmatch__turn turn;
    int32_t number;
    *answer_out = MMATCH_POLL_CONTINUE;
    if (status != MMATCH_OK) {
        return status;
    }
    number = take_first(spaces);
    space = &spaces->items[number];
    part = &spaces->items[made];
    turn = space->second;
    enter_space(spaces, space);
    way = mmatch__exchange_way_around(exchange, turn.row, turn.column, turn.is_made);
    way.limit = just_above(exchange, space, &turn);
    mmatch__exchange_search(exchange, &way);
    *answer_out = way.answer;
    if (way.answer != MMATCH_POLL_CONTINUE) {
        return MMATCH_OK;
    }
    if (!way.is_found) {
        return mmatch__fail(exchange->context, MMATCH_ERR_INTERNAL, "a second best matching is not found again");
    }
    if (!open_space(spaces, exchange->pair_count + mark_turned(exchange, &way, &turn), part)) {
        return mmatch__fail_memory(exchange->context);
    }
    spaces->count++;
    fill_turned(exchange, &way, &turn, part);
    mmatch__exchange_reprice(exchange, &way);
    keep_prices(exchange, part);
    part->loss = turn.loss;
    part->decision = add_decision(spaces, &turn, !turn.is_made, space->decision);
    space->decision = add_decision(spaces, &turn, turn.is_made, space->decision);
    *answer_out = mmatch__spaces_find_second(spaces, number);
    if (*answer_out == MMATCH_POLL_CONTINUE) {
        *answer_out = mmatch__spaces_find_second(spaces, made);
    }
    return status;
}
