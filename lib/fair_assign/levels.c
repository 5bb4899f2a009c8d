/* Problem: among the matchings that keep minima and maxima, the one whose vector (n_1, n_2, ...) of
 * numbers of pairs made in each level is lexicographically least (leximin: level 1 the worst score)
 * or greatest (rank-maximal: level 1 the first choices); before that, the one that places the most
 * rows. Idea: a matching is a flow round a ring: hub -> row -> column -> hub. A pair carries 0 or
 * 1, the arc at a person the load, between bounds. One level is a minimum cost flow with costs 0
 * and 1 (or -1). Its optima are a face: all flows that agree with one of them on every arc whose
 * reduced cost is not zero, whichever optimal potentials are taken. So after each level these arcs
 * are fixed, and the next level looks at what is left, with new costs and potentials of zero. No
 * large weights are ever made. Within a level the pairs that stand against the aim are admitted one
 * node at a time: leximin's made pairs of the level, rank-maximal's unmade ones. An arc of that
 * kind is a residual arc of cost -1 into a node x: from the column into the row where it is made,
 * from the row into the column where it is not. A search from x over admitted residual arcs finds
 * the cheapest way back to the arc's tail; if the ring costs less than nothing it is flipped,
 * otherwise the distances raise the potentials until the arc fits. Notation: limit: distances from
 * here on need not be known, as they close no ring that pays. Invariants: I1 the flow keeps every
 * bound, always. I2 at the start and end of every search each admitted residual arc has reduced
 * cost cost + potential(tail) - potential(head) >= 0. I3 an arc that was fixed is in neither
 *     `unmade` nor `made`, and if its pair is made, in `kept`.
 * Special cases: a level without a pair against the aim needs no search: its potentials are zero,
 * and its own arcs are all that is fixed. With distinct scores every level has one pair, and
 * leximin is: leave the worst pair out, if a search finds another way, else keep it for good.
 * Complexity: a search is O(people^2 / 64) words and the arcs that they show; leximin makes one for
 * each time a made pair is met, at most pairs made times levels, rank-maximal one for each column
 * in a level, and for each partner gained; fixing is O(arcs left) where potentials are not zero: in
 * at most as many levels as pairs made. Reference: Ahuja, Magnanti and Orlin 1993, Network
 * Flows, 2.4, 9.4 and 9.9 (reduced costs, out-of-kilter method); Huang, Kavitha, Mehlhorn and
 * Michail 2016, Algorithmica 74, section 3 (levels by complementary slackness). */
#include "fair_assign/levels.h"

#include <string.h>

#include "base/bitset.h"

mmatch__fair_levels_slices mmatch__fair_levels_plan(mmatch__layout *layout, int64_t row_count,
                                                    int64_t column_count)
{
    const int64_t nodes = row_count + column_count + 1;
    const int64_t column_words = mmatch__bitset_word_count(column_count);
    const int64_t row_words = mmatch__bitset_word_count(row_count);
    mmatch__fair_levels_slices at;
    at.unmade = mmatch__layout_add(layout, row_count * column_words, sizeof(uint64_t));
    at.made = mmatch__layout_add(layout, row_count * column_words, sizeof(uint64_t));
    at.level = mmatch__layout_add(layout, row_count * column_words, sizeof(uint64_t));
    at.kept = mmatch__layout_add(layout, row_count * column_words, sizeof(uint64_t));
    at.made_by_column = mmatch__layout_add(layout, column_count * row_words, sizeof(uint64_t));
    at.level_by_column = mmatch__layout_add(layout, column_count * row_words, sizeof(uint64_t));
    at.load = mmatch__layout_add(layout, nodes, sizeof(int32_t));
    at.low = mmatch__layout_add(layout, nodes, sizeof(int32_t));
    at.high = mmatch__layout_add(layout, nodes, sizeof(int32_t));
    at.is_counted = mmatch__layout_add(layout, row_count, 1);
    at.potential = mmatch__layout_add(layout, nodes, sizeof(int32_t));
    at.admitted_rows = mmatch__layout_add(layout, row_words, sizeof(uint64_t));
    at.admitted_columns = mmatch__layout_add(layout, column_words, sizeof(uint64_t));
    at.distance = mmatch__layout_add(layout, nodes, sizeof(int32_t));
    at.parent = mmatch__layout_add(layout, nodes, sizeof(int32_t));
    at.stack = mmatch__layout_add(layout, nodes, sizeof(int32_t));
    at.open_rows = mmatch__layout_add(layout, row_words, sizeof(uint64_t));
    at.open_columns = mmatch__layout_add(layout, column_words, sizeof(uint64_t));
    at.heap = mmatch__heap_plan(layout, nodes);
    return at;
}

void mmatch__fair_levels_open(mmatch__fair_levels *levels, const mmatch__workspace *memory,
                              const mmatch__fair_levels_slices *at, mmatch_context *context,
                              int32_t row_count, int32_t column_count)
{
    levels->context = context;
    levels->row_count = row_count;
    levels->column_count = column_count;
    levels->row_words = mmatch__bitset_word_count(row_count);
    levels->column_words = mmatch__bitset_word_count(column_count);
    levels->unmade = (uint64_t *)mmatch__workspace_at(memory, at->unmade);
    levels->made = (uint64_t *)mmatch__workspace_at(memory, at->made);
    levels->level = (uint64_t *)mmatch__workspace_at(memory, at->level);
    levels->kept = (uint64_t *)mmatch__workspace_at(memory, at->kept);
    levels->made_by_column = (uint64_t *)mmatch__workspace_at(memory, at->made_by_column);
    levels->level_by_column = (uint64_t *)mmatch__workspace_at(memory, at->level_by_column);
    levels->load = (int32_t *)mmatch__workspace_at(memory, at->load);
    levels->low = (int32_t *)mmatch__workspace_at(memory, at->low);
    levels->high = (int32_t *)mmatch__workspace_at(memory, at->high);
    levels->is_counted = (uint8_t *)mmatch__workspace_at(memory, at->is_counted);
    levels->potential = (int32_t *)mmatch__workspace_at(memory, at->potential);
    levels->admitted_rows = (uint64_t *)mmatch__workspace_at(memory, at->admitted_rows);
    levels->admitted_columns = (uint64_t *)mmatch__workspace_at(memory, at->admitted_columns);
    levels->distance = (int32_t *)mmatch__workspace_at(memory, at->distance);
    levels->parent = (int32_t *)mmatch__workspace_at(memory, at->parent);
    levels->stack = (int32_t *)mmatch__workspace_at(memory, at->stack);
    levels->open_rows = (uint64_t *)mmatch__workspace_at(memory, at->open_rows);
    levels->open_columns = (uint64_t *)mmatch__workspace_at(memory, at->open_columns);
    levels->heap = mmatch__heap_at(memory, at->heap, row_count + column_count + 1);
}

void mmatch__fair_levels_make(mmatch__fair_levels *levels, int32_t row, int32_t column)
{
    mmatch__bitset_remove(levels->unmade + row * levels->column_words, column);
    mmatch__bitset_add(levels->made + row * levels->column_words, column);
    mmatch__bitset_add(levels->made_by_column + column * levels->row_words, row);
}

void mmatch__fair_levels_unmake(mmatch__fair_levels *levels, int32_t row, int32_t column)
{
    mmatch__bitset_add(levels->unmade + row * levels->column_words, column);
    mmatch__bitset_remove(levels->made + row * levels->column_words, column);
    mmatch__bitset_remove(levels->made_by_column + column * levels->row_words, row);
}

void mmatch__fair_levels_lock(mmatch__fair_levels *levels, int32_t row, int32_t column)
{
    mmatch__fair_levels_unmake(levels, row, column);
    mmatch__bitset_remove(levels->unmade + row * levels->column_words, column);
}

/* Fixing */

static void fix_pair(mmatch__fair_levels *levels, int32_t row, int32_t column)
{
    const int64_t at = row * levels->column_words;
    mmatch__bitset_remove(levels->unmade + at, column);
    if (mmatch__bitset_has(levels->made + at, column)) {
        mmatch__bitset_add(levels->kept + at, column);
        mmatch__bitset_remove(levels->made + at, column);
        mmatch__bitset_remove(levels->made_by_column + column * levels->row_words, row);
    }
}

static bool are_potentials_level(const mmatch__fair_levels *levels)
{
    const int32_t hub = mmatch__fair_hub(levels);
    int32_t node;
    for (node = 0; node < hub; node++) {
        if (levels->potential[node] != levels->potential[hub]) {
            return false;
        }
    }
    return true;
}

/* Fixes every pair whose reduced cost is not zero. */
static void fix_pairs(mmatch__fair_levels *levels)
{
    int32_t row;
    for (row = 0; row < levels->row_count; row++) {
        const int64_t at = row * levels->column_words;
        int64_t word;
        for (word = 0; word < levels->column_words; word++) {
            uint64_t bits = levels->unmade[at + word] | levels->made[at + word];
            for (; bits != 0; bits &= bits - 1u) {
                const uint64_t lowest = bits & (~bits + 1u);
                const int32_t column = (int32_t)(word * 64 + mmatch__bits_in_word(lowest - 1u));
                const int32_t cost =
                    (levels->level[at + word] & lowest) != 0 ? mmatch__fair_level_cost(levels) : 0;
                if (cost + levels->potential[row] !=
                    levels->potential[mmatch__fair_column_node(levels, column)]) {
                    fix_pair(levels, row, column);
                }
            }
        }
    }
}

/* Narrows the bounds of everybody whose arc at the hub has a reduced cost that is not zero. The
 * first partner of a counted row is an arc of its own. */
static void fix_loads(mmatch__fair_levels *levels)
{
    const int32_t hub = mmatch__fair_hub(levels);
    int32_t node;
    for (node = 0; node < hub; node++) {
        const int32_t rest = levels->potential[hub] - levels->potential[node];
        const bool is_counted = levels->stage == MMATCH__FAIR_PLACING && node < levels->row_count &&
                                levels->is_counted[node];
        if (is_counted && rest != 1 && levels->load[node] == 0) {
            levels->high[node] = 0;
        }
        if (is_counted && rest != 1 && levels->load[node] > 0 && levels->low[node] == 0) {
            levels->low[node] = 1;
        }
        if (rest != 0 && (!is_counted || levels->load[node] > 1)) {
            levels->low[node] = levels->load[node];
            levels->high[node] = levels->load[node];
        } else if (rest != 0 && levels->high[node] > 1) {
            levels->high[node] = 1;
        }
    }
}

/* Stages */

static void begin_stage(mmatch__fair_levels *levels, mmatch__fair_stage stage)
{
    levels->stage = stage;
    memset(levels->potential, 0,
           (size_t)(mmatch__fair_hub(levels) + 1) * sizeof *levels->potential);
    memset(levels->admitted_rows, 0, (size_t)levels->row_words * sizeof(uint64_t));
    memset(levels->admitted_columns, 0, (size_t)levels->column_words * sizeof(uint64_t));
}

mmatch_poll_answer mmatch__fair_levels_place(mmatch__fair_levels *levels)
{
    mmatch_poll_answer answer = MMATCH_POLL_CONTINUE;
    int32_t row;
    begin_stage(levels, MMATCH__FAIR_PLACING);
    for (row = 0; row < levels->row_count && answer == MMATCH_POLL_CONTINUE; row++) {
        if (levels->is_counted[row]) {
            answer = mmatch__fair_admit(levels, row);
        }
    }
    if (answer == MMATCH_POLL_CONTINUE) {
        fix_loads(levels);
        fix_pairs(levels);
    }
    return answer;
}

/* The node of a pair that has to be admitted: -1 where the pair already serves the aim. */
static int32_t node_to_admit(const mmatch__fair_levels *levels, const mmatch__fair_pair *pair)
{
    const bool is_made =
        mmatch__fair_has_bit(levels->made, levels->column_words, pair->row, pair->column);
    if (levels->stage == MMATCH__FAIR_FEWEST) {
        return is_made ? pair->row : -1;
    }
    return is_made ? -1 : mmatch__fair_column_node(levels, pair->column);
}

static bool is_admitted(const mmatch__fair_levels *levels, int32_t node)
{
    return node < levels->row_count
               ? mmatch__bitset_has(levels->admitted_rows, node)
               : mmatch__bitset_has(levels->admitted_columns, node - levels->row_count);
}

/* Marks (or clears) the pairs of a level that are not fixed; says whether there are any. */
static bool mark_level(mmatch__fair_levels *levels, const mmatch__fair_pair *pairs, int64_t count,
                       bool is_set)
{
    bool is_any = false;
    int64_t k;
    for (k = 0; k < count; k++) {
        const int64_t by_row = pairs[k].row * levels->column_words;
        uint64_t *const by_column = levels->level_by_column + pairs[k].column * levels->row_words;
        if (!is_set) {
            mmatch__bitset_remove(levels->level + by_row, pairs[k].column);
            mmatch__bitset_remove(by_column, pairs[k].row);
        } else if (mmatch__bitset_has(levels->unmade + by_row, pairs[k].column) ||
                   mmatch__bitset_has(levels->made + by_row, pairs[k].column)) {
            mmatch__bitset_add(levels->level + by_row, pairs[k].column);
            mmatch__bitset_add(by_column, pairs[k].row);
            is_any = true;
        }
    }
    return is_any;
}

/* Admits every node that a pair of the level asks for, until none is left: a flip can turn a pair
 * that was passed. Says whether there was any. */
static mmatch_poll_answer admit_level(mmatch__fair_levels *levels, const mmatch__fair_pair *pairs,
                                      int64_t count, bool *is_searched_out)
{
    bool is_any = true;
    *is_searched_out = false;
    while (is_any) {
        int64_t k;
        is_any = false;
        for (k = 0; k < count; k++) {
            int32_t node = -1;
            mmatch_poll_answer answer;
            if (mmatch__fair_has_bit(levels->level, levels->column_words, pairs[k].row,
                                     pairs[k].column)) {
                node = node_to_admit(levels, &pairs[k]);
            }
            if (node < 0 || (*is_searched_out && is_admitted(levels, node))) {
                continue;
            }
            if (!*is_searched_out) {
                begin_stage(levels, levels->stage);
                *is_searched_out = true;
            }
            is_any = true;
            answer = mmatch__fair_admit(levels, node);
            if (answer != MMATCH_POLL_CONTINUE) {
                return answer;
            }
        }
    }
    return MMATCH_POLL_CONTINUE;
}

static mmatch_poll_answer run_level(mmatch__fair_levels *levels, const mmatch__fair_pair *pairs,
                                    int64_t count)
{
    mmatch_poll_answer answer = MMATCH_POLL_CONTINUE;
    int64_t k;
    if (mark_level(levels, pairs, count, true)) {
        bool is_searched;
        answer = admit_level(levels, pairs, count, &is_searched);
        if (answer == MMATCH_POLL_CONTINUE && is_searched && !are_potentials_level(levels)) {
            fix_loads(levels);
            fix_pairs(levels);
        } else if (answer == MMATCH_POLL_CONTINUE) {
            for (k = 0; k < count; k++) {
                fix_pair(levels, pairs[k].row, pairs[k].column);
            }
        }
    }
    (void)mark_level(levels, pairs, count, false);
    return answer == MMATCH_POLL_CONTINUE
               ? mmatch__poll(levels->context, (uint64_t)count * 4u + 16u)
               : answer;
}

mmatch_poll_answer mmatch__fair_levels_run(mmatch__fair_levels *levels, mmatch__fair_stage stage,
                                           const mmatch__fair_pair *pairs, int64_t count)
{
    mmatch_poll_answer answer = MMATCH_POLL_CONTINUE;
    int64_t begin = 0;
    levels->stage = stage;
    while (begin < count && answer == MMATCH_POLL_CONTINUE) {
        int64_t end = begin + 1;
        while (end < count && pairs[end].key == pairs[begin].key) {
            end++;
        }
        answer = run_level(levels, pairs + begin, end - begin);
        begin = end;
    }
    return answer;
}
