/* Problem: a ring of exchanges through one node that makes the level better, or potentials that
 * show there is none; see levels.c for the flow, its arcs and the invariants. Idea: shortest
 * distances from the node over admitted residual arcs, whose reduced costs are not negative: nodes
 * at the distance in hand wait on a stack, farther ones in a heap. Complexity: O(people^2 / 64)
 * words, the arcs that they show, and O(log people) for each node reached from afar. Reference:
 * Dijkstra 1959, Numerische Mathematik 1. */
#include "fair_assign/levels.h"

#include <string.h>

#define FAR_AWAY INT32_MAX

/* One search */

static void close_node(mmatch__fair_levels *levels, int32_t node)
{
    if (node < levels->row_count) {
        mmatch__bitset_remove(levels->open_rows, node);
    } else if (node < mmatch__fair_hub(levels)) {
        mmatch__bitset_remove(levels->open_columns, node - levels->row_count);
    } else {
        levels->is_hub_open = false;
    }
}

/* The arc from -> to, of this cost, leads on. */
static void reach_node(mmatch__fair_levels *levels, int32_t from, int32_t to, int32_t cost)
{
    const int32_t reduced = cost + levels->potential[from] - levels->potential[to];
    int32_t distance;
    if (reduced >= levels->limit - levels->now) {
        return;
    }
    distance = levels->now + reduced;
    if (distance >= levels->distance[to]) {
        return;
    }
    levels->distance[to] = distance;
    levels->parent[to] = from;
    if (distance == levels->now) {
        close_node(levels, to);
        levels->stack[levels->stack_count++] = to;
    } else {
        (void)mmatch__heap_lower(&levels->heap, to, mmatch__tiered_of(0, distance));
    }
}

static void leave_row(mmatch__fair_levels *levels, int32_t row)
{
    const uint64_t *const unmade = levels->unmade + row * levels->column_words;
    const uint64_t *const level = levels->level + row * levels->column_words;
    int64_t word;
    for (word = 0; word < levels->column_words; word++) {
        uint64_t bits = unmade[word] & levels->open_columns[word];
        if (levels->stage == MMATCH__FAIR_MOST) {
            bits &= ~level[word] | levels->admitted_columns[word];
        }
        while (bits != 0) {
            const uint64_t lowest = bits & (~bits + 1u);
            const int64_t column = word * 64 + mmatch__bits_in_word(lowest - 1u);
            reach_node(levels, row, mmatch__fair_column_node(levels, column),
                       (level[word] & lowest) != 0 ? mmatch__fair_level_cost(levels) : 0);
            bits ^= lowest;
        }
    }
    if (levels->is_hub_open && levels->load[row] > levels->low[row]) {
        reach_node(levels, row, mmatch__fair_hub(levels),
                   -mmatch__fair_partner_cost(levels, row, levels->load[row]));
    }
}

static void leave_column(mmatch__fair_levels *levels, int32_t column)
{
    const uint64_t *const made = levels->made_by_column + column * levels->row_words;
    const uint64_t *const level = levels->level_by_column + column * levels->row_words;
    const int32_t node = mmatch__fair_column_node(levels, column);
    int64_t word;
    for (word = 0; word < levels->row_words; word++) {
        uint64_t bits = made[word] & levels->open_rows[word];
        if (levels->stage == MMATCH__FAIR_FEWEST) {
            bits &= ~level[word] | levels->admitted_rows[word];
        }
        while (bits != 0) {
            const uint64_t lowest = bits & (~bits + 1u);
            const int32_t row = (int32_t)(word * 64 + mmatch__bits_in_word(lowest - 1u));
            reach_node(levels, node, row,
                       (level[word] & lowest) != 0 ? -mmatch__fair_level_cost(levels) : 0);
            bits ^= lowest;
        }
    }
    if (levels->is_hub_open && levels->load[node] < levels->high[node]) {
        reach_node(levels, node, mmatch__fair_hub(levels), 0);
    }
}

static void leave_hub(mmatch__fair_levels *levels)
{
    const int32_t hub = mmatch__fair_hub(levels);
    int32_t row;
    int32_t column;
    for (row = 0; row < levels->row_count; row++) {
        const int32_t cost = mmatch__fair_partner_cost(levels, row, levels->load[row] + 1);
        if (mmatch__bitset_has(levels->open_rows, row) && levels->load[row] < levels->high[row] &&
            (cost == 0 || mmatch__bitset_has(levels->admitted_rows, row))) {
            reach_node(levels, hub, row, cost);
        }
    }
    for (column = 0; column < levels->column_count; column++) {
        const int32_t node = mmatch__fair_column_node(levels, column);
        if (mmatch__bitset_has(levels->open_columns, column) &&
            levels->load[node] > levels->low[node]) {
            reach_node(levels, hub, node, 0);
        }
    }
}

static void leave_node(mmatch__fair_levels *levels, int32_t node)
{
    if (node < levels->row_count) {
        leave_row(levels, node);
    } else if (node < mmatch__fair_hub(levels)) {
        leave_column(levels, node - levels->row_count);
    } else {
        leave_hub(levels);
    }
}

static void fill_bits(uint64_t *words, int64_t word_count)
{
    memset(words, 0xff, (size_t)word_count * sizeof *words);
}

/* Distances from `start`, as far as they are below the limit; beyond, or FAR_AWAY, they are not
 * known. */
static mmatch_poll_answer search_from(mmatch__fair_levels *levels, int32_t start, int32_t limit)
{
    const int32_t nodes = mmatch__fair_hub(levels) + 1;
    uint64_t left_count = 0;
    int32_t node;
    for (node = 0; node < nodes; node++) {
        levels->distance[node] = FAR_AWAY;
    }
    fill_bits(levels->open_rows, levels->row_words);
    fill_bits(levels->open_columns, levels->column_words);
    levels->is_hub_open = true;
    levels->limit = limit;
    levels->now = 0;
    levels->stack_count = 1;
    levels->stack[0] = start;
    levels->distance[start] = 0;
    levels->parent[start] = -1;
    close_node(levels, start);
    mmatch__heap_clear(&levels->heap);
    for (;;) {
        while (levels->stack_count > 0) {
            leave_node(levels, levels->stack[--levels->stack_count]);
            left_count++;
        }
        if (levels->heap.count == 0) {
            break;
        }
        node = mmatch__heap_take(&levels->heap);
        if (levels->heap.key_of[node].value == levels->distance[node]) {
            levels->now = levels->distance[node];
            close_node(levels, node);
            levels->stack[levels->stack_count++] = node;
        }
    }
    return mmatch__poll(levels->context,
                        left_count * (uint64_t)(levels->column_words + levels->row_words + 8) +
                            (uint64_t)nodes);
}

/* Raises each potential by the distance, at most `most`. */
static void raise_potentials(mmatch__fair_levels *levels, int32_t most)
{
    const int32_t nodes = mmatch__fair_hub(levels) + 1;
    int32_t node;
    for (node = 0; most > 0 && node < nodes; node++) {
        levels->potential[node] += levels->distance[node] < most ? levels->distance[node] : most;
    }
}

/* Sends one unit along a residual arc. */
static void push_arc(mmatch__fair_levels *levels, int32_t from, int32_t to)
{
    const int32_t hub = mmatch__fair_hub(levels);
    if (from == hub) {
        levels->load[to] += to < levels->row_count ? 1 : -1;
    } else if (to == hub) {
        levels->load[from] += from < levels->row_count ? -1 : 1;
    } else if (from < levels->row_count) {
        mmatch__fair_levels_make(levels, from, to - levels->row_count);
    } else {
        mmatch__fair_levels_unmake(levels, to, from - levels->row_count);
    }
}

/* Reduced cost of the arc tail -> node, which stands against the aim. */
static int32_t against(const mmatch__fair_levels *levels, int32_t tail, int32_t node)
{
    return levels->potential[tail] - levels->potential[node] - 1;
}

/* The arc against the aim into `node` that is best to flip: the least reduced cost plus distance of
 * its tail; distances count as nothing before the search. -1: none. */
static int32_t find_against(const mmatch__fair_levels *levels, int32_t node, bool is_searched,
                            int32_t *cost_out)
{
    const bool is_row = node < levels->row_count;
    const int64_t words = is_row ? levels->column_words : levels->row_words;
    const int64_t line = is_row ? node : node - levels->row_count;
    int32_t best = -1;
    int32_t best_cost = 0;
    int64_t word;
    if (levels->stage == MMATCH__FAIR_PLACING) {
        const int32_t hub = mmatch__fair_hub(levels);
        const bool is_out = levels->load[node] == 0 && levels->high[node] > 0;
        *cost_out = is_out ? against(levels, hub, node) : 0;
        if (is_out && is_searched) {
            *cost_out =
                levels->distance[hub] < levels->limit ? *cost_out + levels->distance[hub] : 0;
        }
        return is_out ? hub : -1;
    }
    for (word = 0; word < words; word++) {
        uint64_t bits = is_row
                            ? levels->level[line * words + word] & levels->made[line * words + word]
                            : levels->level_by_column[line * words + word];
        for (; bits != 0; bits &= bits - 1u) {
            const int64_t other = word * 64 + mmatch__bits_in_word((bits & (~bits + 1u)) - 1u);
            const int32_t tail = is_row ? mmatch__fair_column_node(levels, other) : (int32_t)other;
            int32_t cost;
            if (!is_row &&
                !mmatch__fair_has_bit(levels->unmade, levels->column_words, other, line)) {
                continue;
            }
            if (is_searched && levels->distance[tail] >= levels->limit) {
                continue;
            }
            cost = against(levels, tail, node) + (is_searched ? levels->distance[tail] : 0);
            if (cost < best_cost) {
                best = tail;
                best_cost = cost;
            }
        }
    }
    *cost_out = best_cost;
    return best;
}

/* Flips rings through `node` while they pay, then lets its arcs take part. */
mmatch_poll_answer mmatch__fair_admit(mmatch__fair_levels *levels, int32_t node)
{
    for (;;) {
        int32_t least;
        int32_t cost;
        int32_t at = find_against(levels, node, false, &least);
        mmatch_poll_answer answer;
        if (at < 0 || least >= 0) {
            break;
        }
        answer = search_from(levels, node, -least);
        if (answer != MMATCH_POLL_CONTINUE) {
            return answer;
        }
        at = find_against(levels, node, true, &cost);
        if (at < 0 || cost >= 0) {
            raise_potentials(levels, -least);
            break;
        }
        raise_potentials(levels, levels->distance[at]);
        push_arc(levels, at, node);
        for (; levels->parent[at] >= 0; at = levels->parent[at]) {
            push_arc(levels, levels->parent[at], at);
        }
    }
    if (node < levels->row_count) {
        mmatch__bitset_add(levels->admitted_rows, node);
    } else {
        mmatch__bitset_add(levels->admitted_columns, node - levels->row_count);
    }
    return MMATCH_POLL_CONTINUE;
}
