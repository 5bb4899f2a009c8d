/* Criterion on a taxonomy: what one side wants, and how near what the other offers lies in a tree of items.
 *
 * Idea         The way from one item to another leads up to their lowest common ancestor and down again. So an offer
 *              is stored with all that lies above it, each with the fewest steps up from anything offered; for a wanted item
 *              the pair walks up from it and looks each ancestor up there. The shortest sum is the distance: a common
 *              ancestor that is not the lowest gives a longer one.
 * Complexity   to add: offered items * steps * log; a pair: wanted items * steps * log(offered * steps). */
#include <string.h>

#include "base/sort.h"
#include "fit/criterion.h"

enum { STEPS_MOST = 1000 };

/* An item at so many steps above an offer. */
typedef struct taxonomy_entry {
    int32_t item;
    int32_t steps;
} taxonomy_entry;

static int compare_taxonomy_entries(const void *user_data, const void *a, const void *b)
{
    const taxonomy_entry *const left = (const taxonomy_entry *)a;
    const taxonomy_entry *const right = (const taxonomy_entry *)b;
    (void)user_data;
    if (left->item != right->item) {
        return left->item < right->item ? -1 : 1;
    }
    return (left->steps > right->steps) - (left->steps < right->steps);
}

/* Records parents that are no items, and items whose parents go round in a circle. depth: room for every item. */
static void check_tree(mmatch_context *context, const char *name, const int32_t *parent, int64_t item_count, int32_t *depth)
{
    enum { UNKNOWN = 0, ON_THE_WAY = -1 };
    int64_t item;
    for (item = 0; item < item_count; item++) {
        if (parent[item] < -1 || parent[item] >= item_count) {
            mmatch__fault(context, "criterion %s: item %lld: parent %d, there are %lld items", name, (long long)item,
                          parent[item], (long long)item_count);
        }
    }
    if (context->fault_count > 0) {
        return;
    }
    memset(depth, 0, (size_t)item_count * sizeof *depth);
    for (item = 0; item < item_count; item++) {
        int64_t at = item;
        while (at >= 0 && depth[at] == UNKNOWN) {
            depth[at] = ON_THE_WAY;
            at = parent[at];
        }
        if (at >= 0 && depth[at] == ON_THE_WAY) {
            mmatch__fault(context, "criterion %s: item %lld: its parents go round in a circle", name, (long long)at);
        }
        for (at = item; at >= 0 && depth[at] == ON_THE_WAY; at = parent[at]) {
            depth[at] = 1;
        }
    }
}

/* How many steps an item has above it, itself counted; at most `most`. */
static int64_t ancestors_of(const int32_t *parent, int32_t item, int32_t most)
{
    int64_t count = 0;
    for (; item >= 0 && count < most; item = parent[item]) {
        count++;
    }
    return count;
}

/* A person's items, ascending; of an offer with all above them up to `steps` steps. Returns how many. Records items that
 * are listed twice. */
static int64_t take_items(mmatch_context *context, const fit_criterion *criterion, int side, const mmatch_sets *sets,
                          int64_t person, taxonomy_entry *entries, taxonomy_entry *scratch)
{
    const int32_t most = side == criterion->wanting ? 1 : criterion->steps + 1;
    int64_t count = 0;
    int64_t kept = 0;
    int64_t k;
    for (k = sets->offsets[person]; k < sets->offsets[person + 1]; k++) {
        int32_t item = sets->items[k];
        int32_t steps;
        for (steps = 0; item >= 0 && steps < most; steps++) {
            entries[count].item = item;
            entries[count].steps = steps;
            count++;
            item = criterion->parent_of_item[item];
        }
    }
    mmatch__sort(entries, (size_t)count, sizeof *entries, compare_taxonomy_entries, NULL, scratch);
    for (k = 0; k < count; k++) {
        if (kept > 0 && entries[kept - 1].item == entries[k].item) {
            if (entries[k].steps == 0) { /* so was the one before */
                mmatch__fault(context, "criterion %s: %s %lld: item %d is listed twice", criterion->name,
                              mmatch__fit_side_name(side), (long long)person, entries[k].item);
            }
        } else {
            entries[kept] = entries[k];
            kept++;
        }
    }
    return kept;
}

/* Room of each side: its entries, and those of its longest person. */
static void measure_sides(const mmatch_fit *fit, const fit_criterion *criterion, const mmatch_sets *const *sets,
                          const int32_t *parent, int64_t *entries_out, int64_t *longest_out)
{
    int side;
    *longest_out = 0;
    for (side = 0; side < FIT_SIDES; side++) {
        const int64_t count = mmatch__fit_person_count(fit, side);
        int64_t person;
        entries_out[side] = 0;
        for (person = 0; person < count; person++) {
            int64_t entries = 0;
            int64_t k;
            for (k = sets[side]->offsets[person]; k < sets[side]->offsets[person + 1]; k++) {
                entries += side == criterion->wanting ? 1 : ancestors_of(parent, sets[side]->items[k], criterion->steps + 1);
            }
            entries_out[side] += entries;
            *longest_out = entries > *longest_out ? entries : *longest_out;
        }
    }
}

/* Fills the arrays of an open criterion; records items that are listed twice. */
static mmatch_status fill_sides(mmatch_context *context, const mmatch_fit *fit, fit_criterion *criterion,
                                const mmatch_sets *const *sets, int64_t longest)
{
    mmatch__layout layout = {0, false};
    const size_t at_entries = mmatch__layout_add(&layout, longest, sizeof(taxonomy_entry));
    const size_t at_scratch = mmatch__layout_add(&layout, longest + 1, sizeof(taxonomy_entry));
    mmatch__workspace sorting;
    int side;
    if (!mmatch__workspace_open(&context->allocator, &layout, &sorting)) {
        return mmatch__fail_memory(context);
    }
    for (side = 0; side < FIT_SIDES; side++) {
        const int64_t count = mmatch__fit_person_count(fit, side);
        taxonomy_entry *const entries = (taxonomy_entry *)mmatch__workspace_at(&sorting, at_entries);
        int64_t place = 0;
        int64_t person;
        criterion->offsets[side][0] = 0;
        for (person = 0; person < count; person++) {
            const int64_t kept = take_items(context, criterion, side, sets[side], person, entries,
                                            (taxonomy_entry *)mmatch__workspace_at(&sorting, at_scratch));
            int64_t k;
            for (k = 0; k < kept; k++) {
                criterion->items[side][place] = entries[k].item;
                criterion->levels[side][place] = entries[k].steps;
                place++;
            }
            criterion->offsets[side][person + 1] = place;
        }
    }
    mmatch__workspace_close(&sorting);
    return context->fault_count > 0 ? MMATCH_ERR_ARGUMENT : MMATCH_OK;
}

/* Checks what is given beside the common options. depth is a temporary array. */
static mmatch_status check_taxonomy(mmatch_context *context, const mmatch_fit *fit, const fit_criterion *criterion,
                                    const int32_t *parent, int64_t item_count, const mmatch_sets *const *sets)
{
    mmatch__layout layout = {0, false};
    mmatch__workspace memory;
    size_t at_depth;
    int side;
    if (item_count < 0 || item_count > INT32_MAX) {
        mmatch__fault(context, "criterion %s: item count is %lld, must be from 0 to %d", criterion->name,
                      (long long)item_count, (int)INT32_MAX);
    } else if (parent == NULL && item_count > 0) {
        mmatch__fault(context, "criterion %s: parent_of_item is NULL", criterion->name);
    }
    if (criterion->steps < 1 || criterion->steps > STEPS_MOST) {
        mmatch__fault(context, "criterion %s: span is %d, must be from 1 to %d", criterion->name, criterion->steps,
                      (int)STEPS_MOST);
    }
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT;
    }
    for (side = 0; side < FIT_SIDES; side++) {
        int64_t longest;
        mmatch__fit_check_sets(context, criterion->name, side, sets[side], mmatch__fit_person_count(fit, side),
                               (int32_t)(item_count - 1), &longest);
        if (sets[side] != NULL && sets[side]->levels != NULL) {
            mmatch__fault(context, "criterion %s: %s levels must be NULL", criterion->name, mmatch__fit_side_name(side));
        }
    }
    at_depth = mmatch__layout_add(&layout, item_count, sizeof(int32_t));
    if (!mmatch__workspace_open(&context->allocator, &layout, &memory)) {
        return mmatch__fail_memory(context);
    }
    check_tree(context, criterion->name, parent, item_count, (int32_t *)mmatch__workspace_at(&memory, at_depth));
    mmatch__workspace_close(&memory);
    return context->fault_count > 0 ? MMATCH_ERR_ARGUMENT : MMATCH_OK;
}

static mmatch_status add_taxonomy(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *given,
                                  const int32_t *parent_of_item, int64_t item_count, const mmatch_sets *rows,
                                  const mmatch_sets *columns, int32_t span, int wanting)
{
    const mmatch_sets *const sets[FIT_SIDES] = {rows, columns};
    mmatch__layout layout = {0, false};
    int64_t entries[FIT_SIDES];
    int64_t longest;
    size_t at[FIT_SIDES][3];
    size_t at_parent;
    fit_criterion criterion;
    int side;
    mmatch_status status = mmatch__fit_begin(context, fit, given, FIT_TAXONOMY, &criterion);
    if (status != MMATCH_OK) {
        return status;
    }
    criterion.steps = span;
    criterion.item_count = item_count;
    criterion.wanting = wanting;
    status = check_taxonomy(context, fit, &criterion, parent_of_item, item_count, sets);
    if (status != MMATCH_OK) {
        return status;
    }
    measure_sides(fit, &criterion, sets, parent_of_item, entries, &longest);
    for (side = 0; side < FIT_SIDES; side++) {
        at[side][0] = mmatch__layout_add(&layout, mmatch__fit_person_count(fit, side) + 1, sizeof(int64_t));
        at[side][1] = mmatch__layout_add(&layout, entries[side], sizeof(int32_t));
        at[side][2] = mmatch__layout_add(&layout, entries[side], sizeof(int32_t));
    }
    at_parent = mmatch__layout_add(&layout, item_count, sizeof(int32_t));
    status = mmatch__fit_open(context, &layout, &criterion);
    if (status != MMATCH_OK) {
        return status;
    }
    for (side = 0; side < FIT_SIDES; side++) {
        criterion.offsets[side] = (int64_t *)mmatch__workspace_at(&criterion.memory, at[side][0]);
        criterion.items[side] = (int32_t *)mmatch__workspace_at(&criterion.memory, at[side][1]);
        criterion.levels[side] = (int32_t *)mmatch__workspace_at(&criterion.memory, at[side][2]);
    }
    criterion.parent_of_item = (int32_t *)mmatch__workspace_at(&criterion.memory, at_parent);
    if (item_count > 0) {
        memcpy(criterion.parent_of_item, parent_of_item, (size_t)item_count * sizeof(int32_t));
    }
    status = fill_sides(context, fit, &criterion, sets, longest);
    if (status != MMATCH_OK) {
        mmatch__workspace_close(&criterion.memory);
        return status;
    }
    return mmatch__fit_append(context, fit, &criterion);
}

mmatch_status mmatch_fit_add_taxonomy(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion,
                                      const int32_t *parent_of_item, int64_t item_count, const mmatch_sets *wanted,
                                      const mmatch_sets *offered, int32_t span)
{
    return add_taxonomy(context, fit, criterion, parent_of_item, item_count, wanted, offered, span, FIT_ROWS);
}

mmatch_status mmatch_fit_add_taxonomy_reverse(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion,
                                              const int32_t *parent_of_item, int64_t item_count,
                                              const mmatch_sets *offered, const mmatch_sets *wanted, int32_t span)
{
    return add_taxonomy(context, fit, criterion, parent_of_item, item_count, offered, wanted, span, FIT_COLUMNS);
}

/* Steps from an item to the nearest of the offers whose ancestors are items[begin .. end - 1]; above criterion->steps when
 * they are further. */
static int32_t steps_to(const fit_criterion *criterion, int32_t item, int64_t begin, int64_t end)
{
    const int offering = FIT_COLUMNS - criterion->wanting;
    const int32_t *const items = criterion->items[offering];
    int32_t best = criterion->steps + 1;
    int32_t up;
    for (up = 0; item >= 0 && up < best; up++) {
        int64_t low = begin;
        int64_t high = end;
        while (low < high) {
            const int64_t middle = low + (high - low) / 2;
            if (items[middle] < item) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low < end && items[low] == item && up + criterion->levels[offering][low] < best) {
            best = up + criterion->levels[offering][low];
        }
        item = criterion->parent_of_item[item];
    }
    return best;
}

fit_share mmatch__fit_share_of_taxonomy(const fit_criterion *criterion, int64_t row, int64_t column)
{
    const int wanting = criterion->wanting;
    const int64_t person[FIT_SIDES] = {row, column};
    const int64_t *const offer = criterion->offsets[FIT_COLUMNS - wanting] + person[FIT_COLUMNS - wanting];
    const int64_t begin = offer[0];
    const int64_t end = offer[1];
    const int64_t wanted_begin = criterion->offsets[wanting][person[wanting]];
    const int64_t wanted_end = criterion->offsets[wanting][person[wanting] + 1];
    int64_t saved = 0; /* steps that are not needed */
    int64_t k;
    fit_share share = {0, true, begin == end || wanted_begin == wanted_end};
    if (share.is_missing) {
        return share;
    }
    for (k = wanted_begin; k < wanted_end; k++) {
        const int32_t steps = steps_to(criterion, criterion->items[wanting][k], begin, end);
        saved += steps < criterion->steps ? criterion->steps - steps : 0;
        share.is_met = share.is_met && steps <= criterion->steps;
    }
    share.points =
        mmatch__fit_points_of_fraction(criterion->points, saved, (wanted_end - wanted_begin) * criterion->steps);
    return share;
}
