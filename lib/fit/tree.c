/* Taxonomies by blocks of columns, where rows want and columns offer.
 *
 * Problem      For each item that a row wants, the steps to the nearest that each column offers; see taxonomy.c.
 * Idea         What columns offer is turned round: for each item of the tree, which positions offer something below it, and in
 *              how many steps; as an array over all positions where many do, else as a list. A row walks up from each item
 *              that it wants; at every ancestor the positions there are that many steps away, and those below it besides. What
 *              is nearest is a minimum over arrays of bytes, which vectors take 16 or more at a time.
 * Complexity   to make: entries; memory: at most DENSE_SHARE bytes an entry beside the lists; a row: items wanted * steps *
 *              columns / lanes, and the entries of the lists. */
#include <math.h>
#include <string.h>

#include "fit/plan.h"

enum { DENSE_SHARE = 8, STEPS_MOST = 120, NOT_THERE = 128, WHOLE_MOST = 1 << 22 };

/* How many positions have each item, in their own order. */
static void count_items(const fit_plan *plan, const fit_criterion *criterion, int64_t *having)
{
    int64_t position;
    for (position = 0; position < plan->position_count; position++) {
        const int64_t column = mmatch__fit_column_at(plan, position);
        int64_t k;
        for (k = criterion->offsets[FIT_COLUMNS][column]; k < criterion->offsets[FIT_COLUMNS][column + 1]; k++) {
            having[criterion->items[FIT_COLUMNS][k]]++;
        }
    }
}

/* The most steps that what one row wants comes to. */
static int64_t whole_most(const mmatch_fit *fit, const fit_criterion *criterion)
{
    int64_t most = 0;
    int64_t row;
    for (row = 0; row < fit->row_count; row++) {
        const int64_t whole = (criterion->offsets[FIT_ROWS][row + 1] - criterion->offsets[FIT_ROWS][row]) * criterion->steps;
        most = whole > most ? whole : most;
    }
    return most;
}

static void fill_tree(const fit_plan *plan, const fit_criterion *criterion, fit_tree *tree, int64_t *next)
{
    int64_t position;
    for (position = 0; position < plan->position_count; position++) {
        const int64_t column = mmatch__fit_column_at(plan, position);
        int64_t k = criterion->offsets[FIT_COLUMNS][column];
        tree->is_missing[position] = k == criterion->offsets[FIT_COLUMNS][column + 1];
        for (; k < criterion->offsets[FIT_COLUMNS][column + 1]; k++) {
            const int32_t item = criterion->items[FIT_COLUMNS][k];
            const uint8_t steps = (uint8_t)criterion->levels[FIT_COLUMNS][k];
            if (tree->dense_of_item[item] >= 0) {
                tree->dense[tree->dense_of_item[item] * tree->width + position] = steps;
            } else {
                tree->positions[next[item]] = (int32_t)position;
                tree->steps[next[item]] = steps;
                next[item]++;
            }
        }
    }
}

mmatch_status mmatch__fit_tree_make(mmatch_context *context, const mmatch_fit *fit, const fit_plan *plan,
                                    const fit_criterion *criterion, fit_fast *fast)
{
    const int64_t item_count = criterion->item_count;
    fit_tree *const tree = &fast->tree;
    mmatch__layout counting = {0, false};
    mmatch__layout layout = {0, false};
    const size_t at_having = mmatch__layout_add(&counting, item_count, sizeof(int64_t));
    mmatch__workspace memory;
    size_t at[6];
    int64_t *having;
    int64_t dense_count = 0;
    int64_t list_length = 0;
    int64_t item;
    if (criterion->wanting != FIT_ROWS || criterion->steps > STEPS_MOST || whole_most(fit, criterion) > WHOLE_MOST) {
        return MMATCH_OK; /* pair by pair */
    }
    if (!mmatch__workspace_open(&context->allocator, &counting, &memory)) {
        return mmatch__fail_memory(context);
    }
    having = (int64_t *)mmatch__workspace_at(&memory, at_having);
    count_items(plan, criterion, having);
    for (item = 0; item < item_count; item++) {
        const bool is_dense = having[item] > plan->position_count / DENSE_SHARE;
        dense_count += is_dense;
        list_length += is_dense ? 0 : having[item];
    }
    tree->width = plan->position_count;
    at[0] = mmatch__layout_add(&layout, item_count, sizeof(int32_t));
    at[1] = mmatch__layout_add(&layout, item_count + 1, sizeof(int64_t));
    at[2] = mmatch__layout_add(&layout, dense_count, (size_t)tree->width);
    at[3] = mmatch__layout_add(&layout, list_length, sizeof(int32_t));
    at[4] = mmatch__layout_add(&layout, list_length, 1);
    at[5] = mmatch__layout_add(&layout, tree->width, sizeof(bool));
    if (!mmatch__workspace_open(&context->allocator, &layout, &fast->memory)) {
        mmatch__workspace_close(&memory);
        return mmatch__fail_memory(context);
    }
    fast->way = FIT_WAY_TREE;
    tree->dense_of_item = (int32_t *)mmatch__workspace_at(&fast->memory, at[0]);
    tree->list_begin = (int64_t *)mmatch__workspace_at(&fast->memory, at[1]);
    tree->dense = (uint8_t *)mmatch__workspace_at(&fast->memory, at[2]);
    tree->positions = (int32_t *)mmatch__workspace_at(&fast->memory, at[3]);
    tree->steps = (uint8_t *)mmatch__workspace_at(&fast->memory, at[4]);
    tree->is_missing = (bool *)mmatch__workspace_at(&fast->memory, at[5]);
    memset(tree->dense, NOT_THERE, (size_t)(dense_count * tree->width));
    dense_count = 0;
    for (item = 0; item < item_count; item++) {
        const bool is_dense = having[item] > plan->position_count / DENSE_SHARE;
        tree->dense_of_item[item] = is_dense ? (int32_t)dense_count++ : -1;
        tree->list_begin[item + 1] = tree->list_begin[item] + (is_dense ? 0 : having[item]);
        having[item] = tree->list_begin[item]; /* where the next entry goes */
    }
    fill_tree(plan, criterion, tree, having);
    mmatch__workspace_close(&memory);
    return MMATCH_OK;
}

/* best[c] = the least of itself and the steps to what position begin + c offers below an item that is `up` steps away. */
static void take_nearer(const fit_tree *tree, int32_t item, uint8_t up, int64_t begin, int64_t count, uint8_t *best)
{
    int64_t low = tree->list_begin[item];
    int64_t high = tree->list_begin[item + 1];
    const int64_t end = high;
    if (tree->dense_of_item[item] >= 0) {
        const uint8_t *const dense = tree->dense + tree->dense_of_item[item] * tree->width + begin;
        int64_t c;
        for (c = 0; c < count; c++) {
            const uint8_t steps = (uint8_t)(dense[c] + up);
            best[c] = steps < best[c] ? steps : best[c];
        }
        return;
    }
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        if (tree->positions[middle] < begin) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < end && tree->positions[low] < begin + count; low++) {
        uint8_t *const nearest = &best[tree->positions[low] - begin];
        const uint8_t steps = (uint8_t)(tree->steps[low] + up);
        *nearest = steps < *nearest ? steps : *nearest;
    }
}

void mmatch__fit_add_tree(const fit_plan *plan, const fit_criterion *criterion, const fit_fast *fast, int64_t row,
                          int64_t begin, int64_t count, double *units)
{
    const int64_t wanted_begin = criterion->offsets[FIT_ROWS][row];
    const int64_t wanted_end = criterion->offsets[FIT_ROWS][row + 1];
    const uint8_t span = (uint8_t)criterion->steps;
    /* one quotient of whole numbers in float64: at most WHOLE_MOST and a million points, it is off by less than it would
     * take to reach the next whole number */
    const double whole = (double)((wanted_end - wanted_begin) * criterion->steps);
    const double twice = 2.0 * criterion->points;
    const double missing = mmatch__fit_units_missing(criterion, plan->scale);
    const double unmet = criterion->is_must ? -(double)INFINITY : 0;
    const double scale = criterion->is_must ? 0 : plan->scale;
    const bool *const is_missing = fast->tree.is_missing + begin;
    uint8_t best[FIT_BLOCK];
    uint8_t furthest[FIT_BLOCK];
    int32_t saved[FIT_BLOCK];
    int64_t k;
    int64_t c;
    for (c = 0; c < count; c++) {
        furthest[c] = 0;
        saved[c] = 0;
    }
    for (k = wanted_begin; k < wanted_end; k++) {
        int32_t item = criterion->items[FIT_ROWS][k];
        uint8_t up;
        memset(best, span + 1, (size_t)count);
        for (up = 0; item >= 0 && up <= span; up++) {
            take_nearer(&fast->tree, item, up, begin, count, best);
            item = criterion->parent_of_item[item];
        }
        for (c = 0; c < count; c++) {
            furthest[c] = best[c] > furthest[c] ? best[c] : furthest[c];
            saved[c] += best[c] < span ? span - best[c] : 0;
        }
    }
    for (c = 0; c < count; c++) {
        const double points = (double)(int32_t)((twice * saved[c] + whole) / (2 * whole)) * scale;
        const double given = furthest[c] > span ? unmet : 0;
        units[c] += is_missing[c] ? missing : points + given;
    }
}
