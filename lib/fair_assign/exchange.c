/* Problem: does the matching have as few (or as many) pairs of each level as it can, given the
 * levels before? Idea: a matching is best exactly where no ring of exchanges pays (Klein).
 * Distances over the arcs of possible exchanges, each with its cost in this level, settle that: if
 * they can be found, no ring pays, and they are potentials; if they go on falling after as many
 * rounds as there are people, one does. Pairs and loads with a reduced cost that is not zero are
 * the same in every matching that is as good in this level, so they take no part in later ones.
 * Arcs: a pair that is not made leads from its row to its column, one that is made back, at minus
 * the cost; a row below its maximum can be reached from the hub, one above its minimum leads to it;
 * columns the other way round. Complexity: a round is O(pairs left); people + 1 rounds for each
 * level at worst, a few as a rule; a level in which nothing stands against the aim needs none.
 * Reference: Bellman 1958, Quarterly of Applied Mathematics 16; Klein 1967, Management Science 14.
 */
#include <inttypes.h>
#include <string.h>

#include "base/row_reader.h"
#include "fair_assign/judge.h"

/* Costs of one level: of pairs first .. end - 1; or of rows' first partners. */
typedef struct exchange_level {
    int64_t first, end;
    int32_t cost;
    bool is_placing;
} exchange_level;

static int32_t judge_hub(const mmatch__fair_judge *judge)
{
    return (int32_t)(judge->problem.market.row_count + judge->problem.market.column_count);
}

static int32_t cost_of_pair(const exchange_level *level, int64_t pair)
{
    return pair >= level->first && pair < level->end ? level->cost : 0;
}

/* A row whose first partner counts. */
static bool counts_first(const mmatch__fair_judge *judge, const exchange_level *level, int32_t node)
{
    return level->is_placing && node < judge->problem.market.row_count &&
           judge->row_ranges[node].minimum == 0 && judge->row_ranges[node].locked == 0;
}

/* Cost of partner number `number`. */
static int32_t cost_of_partner(const mmatch__fair_judge *judge, const exchange_level *level,
                               int32_t node, int32_t number)
{
    return number == 1 && counts_first(judge, level, node) ? -1 : 0;
}

static bool lower_distance(int32_t *distance, int32_t from, int32_t to, int32_t cost)
{
    if (distance[from] + cost < distance[to]) {
        distance[to] = distance[from] + cost;
        return true;
    }
    return false;
}

/* One round over all arcs; true when a distance fell. */
static bool lower_all(mmatch__fair_judge *judge, const exchange_level *level)
{
    const int32_t rows = (int32_t)judge->problem.market.row_count;
    const int32_t hub = judge_hub(judge);
    int32_t *const distance = judge->distance;
    bool has_fallen = false;
    int32_t node;
    int64_t k;
    for (k = 0; k < judge->active_count; k++) {
        const int64_t pair = judge->active[k];
        const int32_t row = judge->pairs[pair].row;
        const int32_t column = rows + judge->pairs[pair].column;
        const int32_t cost = cost_of_pair(level, pair);
        const bool is_lower = (judge->state[pair] & MMATCH__FAIR_IS_MADE) != 0
                                  ? lower_distance(distance, column, row, -cost)
                                  : lower_distance(distance, row, column, cost);
        has_fallen = has_fallen || is_lower;
    }
    for (node = 0; node < hub; node++) {
        const bool is_row = node < rows;
        const int32_t load = judge->load[node];
        bool is_lower = false;
        if (load < judge->high[node]) {
            const int32_t cost = cost_of_partner(judge, level, node, load + 1);
            is_lower = lower_distance(distance, is_row ? hub : node, is_row ? node : hub, cost);
        }
        if (load > judge->low[node]) {
            const int32_t cost = -cost_of_partner(judge, level, node, load);
            is_lower = lower_distance(distance, is_row ? node : hub, is_row ? hub : node, cost) ||
                       is_lower;
        }
        has_fallen = has_fallen || is_lower;
    }
    return has_fallen;
}

static void fix_judged_pairs(mmatch__fair_judge *judge, const exchange_level *level)
{
    const int32_t rows = (int32_t)judge->problem.market.row_count;
    int64_t kept = 0;
    int64_t k;
    for (k = 0; k < judge->active_count; k++) {
        const int64_t pair = judge->active[k];
        const int32_t from = judge->distance[judge->pairs[pair].row];
        const int32_t to = judge->distance[rows + judge->pairs[pair].column];
        if (cost_of_pair(level, pair) + from != to) {
            judge->state[pair] |= MMATCH__FAIR_IS_FIXED;
        } else {
            judge->active[kept++] = pair;
        }
    }
    judge->active_count = kept;
}

static void fix_judged_loads(mmatch__fair_judge *judge, const exchange_level *level)
{
    const int32_t hub = judge_hub(judge);
    int32_t node;
    for (node = 0; node < hub; node++) {
        const int32_t slope = judge->distance[hub] - judge->distance[node];
        const int32_t load = judge->load[node];
        if (!counts_first(judge, level, node)) {
            if (slope != 0) {
                judge->low[node] = load;
                judge->high[node] = load;
            }
            continue;
        }
        /* the first partner, with a reduced cost of slope - 1, and the others, with one of slope */
        if (slope < 0) {
            judge->low[node] = load;
            judge->high[node] = load;
        } else if (slope == 0) {
            judge->low[node] = 1;
        } else if (slope == 1) {
            judge->high[node] = judge->high[node] < 1 ? judge->high[node] : 1;
        } else {
            judge->high[node] = 0;
        }
    }
}

/* False: a ring pays, or *answer_out says why there is no answer. */
static bool settle_level(mmatch__fair_judge *judge, const exchange_level *level,
                         mmatch_poll_answer *answer_out)
{
    const int32_t nodes = judge_hub(judge) + 1;
    int32_t round = 0;
    memset(judge->distance, 0, (size_t)nodes * sizeof *judge->distance);
    while (lower_all(judge, level)) {
        *answer_out = mmatch__poll(judge->problem.context, (uint64_t)(judge->active_count + nodes));
        if (*answer_out != MMATCH_POLL_CONTINUE || round > nodes) {
            return false;
        }
        round++;
    }
    fix_judged_loads(judge, level);
    fix_judged_pairs(judge, level);
    return true;
}

bool mmatch__fair_judge_placing(mmatch__fair_judge *judge, mmatch_poll_answer *answer_out)
{
    const exchange_level level = {0, 0, 0, true};
    int64_t row;
    *answer_out = MMATCH_POLL_CONTINUE;
    if (settle_level(judge, &level, answer_out)) {
        return true;
    }
    for (row = 0; *answer_out == MMATCH_POLL_CONTINUE && row < judge->problem.market.row_count;
         row++) {
        if (judge->load[row] == 0 && judge->high[row] > 0 &&
            counts_first(judge, &level, (int32_t)row)) {
            mmatch__verdict_fault(&judge->verdict, MMATCH_FAIR_FAULT_PARTICIPATION, row, -1, 0, 0,
                                  "row %" PRId64 " is one of those of whom more could be placed",
                                  row);
            break;
        }
    }
    return false;
}

static void drop_fixed(mmatch__fair_judge *judge)
{
    int64_t kept = 0;
    int64_t k;
    for (k = 0; k < judge->active_count; k++) {
        if ((judge->state[judge->active[k]] & MMATCH__FAIR_IS_FIXED) == 0) {
            judge->active[kept++] = judge->active[k];
        }
    }
    judge->active_count = kept;
}

/* A pair of the level that is not fixed and stands against the aim; -1: none. */
static int64_t find_judged_against(const mmatch__fair_judge *judge, const exchange_level *level)
{
    const uint8_t against = level->cost > 0 ? MMATCH__FAIR_IS_MADE : 0;
    int64_t k;
    for (k = level->first; k < level->end; k++) {
        if (judge->state[k] == against) {
            return k;
        }
    }
    return -1;
}

bool mmatch__fair_judge_levels(mmatch__fair_judge *judge, mmatch_poll_answer *answer_out)
{
    exchange_level level = {0, 0, 0, false};
    const bool is_leximin = judge->problem.options.objective == MMATCH_FAIR_LEXIMIN;
    level.cost = is_leximin ? 1 : -1;
    *answer_out = MMATCH_POLL_CONTINUE;
    for (; level.first < judge->pair_count; level.first = level.end) {
        int64_t k;
        int64_t against;
        level.end = level.first + 1;
        while (level.end < judge->pair_count &&
               judge->pairs[level.end].key == judge->pairs[level.first].key) {
            level.end++;
        }
        against = find_judged_against(judge, &level);
        if (against < 0) {
            for (k = level.first; k < level.end; k++) {
                judge->state[k] |= MMATCH__FAIR_IS_FIXED;
            }
            continue;
        }
        drop_fixed(judge);
        if (!settle_level(judge, &level, answer_out)) {
            if (*answer_out == MMATCH_POLL_CONTINUE) {
                const mmatch__fair_pair *const pair = &judge->pairs[against];
                mmatch__verdict_fault(
                    &judge->verdict, MMATCH_FAIR_FAULT_LEVEL, pair->row, pair->column, 0, 0,
                    "row %d, column %d: an exchange over pairs as good as this one is fairer",
                    pair->row, pair->column);
            }
            return false;
        }
    }
    return true;
}
