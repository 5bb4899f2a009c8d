/* Criteria on sets of items with levels: overlap one way, the other way and both, Jaccard's index, items in common.
 *
 * Idea         All of them need one number of a pair, the levels both have: met = sum of min(level, level) over the items both
 *              list. What it is divided by, the whole, is a part of the row's, a part of the column's, or both together, so
 *              one store serves: `whole_part`. Overlap both ways joins what a person wants and offers in one set, with every
 *              item twice: as it is wanted by the row, and as it is wanted by the column.
 * Complexity   entries * log(longest set) to add; memory linear in the entries. */
#include <string.h>

#include "base/sort.h"
#include "fit/criterion.h"

enum { LEVEL_MOST = 1000, LISTS_MOST = 2 };

/* An entry of a set on its way into order. */
typedef struct set_entry {
    int32_t item;
    int32_t level;
} set_entry;

/* What makes the set of a side: one list, or what the row wants and then what the column wants. */
typedef struct set_side {
    const mmatch_sets *lists[LISTS_MOST];
    int32_t list_count;
    int32_t whole; /* which list counts towards the whole; -1: none */
} set_side;

static int compare_set_entries(const void *user_data, const void *a, const void *b)
{
    const set_entry *const left = (const set_entry *)a;
    const set_entry *const right = (const set_entry *)b;
    (void)user_data;
    return (left->item > right->item) - (left->item < right->item);
}

void mmatch__fit_check_sets(mmatch_context *context, const char *name, int side, const mmatch_sets *sets, int64_t count,
                            int32_t item_most, int64_t *longest_out)
{
    const char *const who = mmatch__fit_side_name(side);
    int64_t person;
    *longest_out = 0;
    if (sets == NULL || (sets->offsets == NULL && count > 0)) {
        mmatch__fault(context, "criterion %s: %s %s is NULL", name, who, sets == NULL ? "sets" : "offsets");
        return;
    }
    if (count > 0 && sets->offsets[0] != 0) {
        mmatch__fault(context, "criterion %s: %s offsets start at %lld, must start at 0", name, who,
                      (long long)sets->offsets[0]);
        return;
    }
    for (person = 0; person < count; person++) {
        const int64_t begin = sets->offsets[person];
        const int64_t end = sets->offsets[person + 1];
        /* begin is not negative here, so the difference is a number */
        if (end < begin || end - begin > INT32_MAX / LISTS_MOST) {
            mmatch__fault(context, "criterion %s: %s %lld: offsets go from %lld to %lld", name, who, (long long)person,
                          (long long)begin, (long long)end);
            return;
        }
        *longest_out = end - begin > *longest_out ? end - begin : *longest_out;
    }
    if (*longest_out > 0 && sets->items == NULL) {
        mmatch__fault(context, "criterion %s: %s items is NULL", name, who);
        return;
    }
    for (person = 0; person < count; person++) {
        int64_t k;
        for (k = sets->offsets[person]; k < sets->offsets[person + 1]; k++) {
            if (sets->items[k] < 0) {
                mmatch__fault(context, "criterion %s: %s %lld: item %d is negative", name, who, (long long)person,
                              sets->items[k]);
            } else if (sets->items[k] > item_most) {
                mmatch__fault(context, "criterion %s: %s %lld: item %d is beyond %d", name, who, (long long)person,
                              sets->items[k], item_most);
            }
            if (sets->levels != NULL && (sets->levels[k] < 1 || sets->levels[k] > LEVEL_MOST)) {
                mmatch__fault(context, "criterion %s: %s %lld: level %d of item %d, must be from 1 to %d", name, who,
                              (long long)person, sets->levels[k], sets->items[k], (int)LEVEL_MOST);
            }
        }
    }
}

/* Entries of a person in a list, after those that are there; their levels together. */
static int64_t take_entries(const mmatch_sets *sets, int64_t person, int32_t stride, int32_t offset, set_entry *entries)
{
    const int64_t begin = sets->offsets[person];
    const int64_t length = sets->offsets[person + 1] - begin;
    int64_t level_sum = 0;
    int64_t k;
    for (k = 0; k < length; k++) {
        entries[k].item = sets->items[begin + k] * stride + offset;
        entries[k].level = sets->levels == NULL ? 1 : sets->levels[begin + k];
        level_sum += entries[k].level;
    }
    return level_sum;
}

/* Copies one side in ascending order of items; records items that are listed twice. */
static void copy_sorted(mmatch_context *context, fit_criterion *criterion, int side, const set_side *from, int64_t count,
                        set_entry *entries, set_entry *scratch)
{
    int64_t place = 0;
    int64_t person;
    criterion->offsets[side][0] = 0;
    for (person = 0; person < count; person++) {
        int64_t length = 0;
        int64_t k;
        int32_t list;
        for (list = 0; list < from->list_count; list++) {
            const mmatch_sets *const sets = from->lists[list];
            const int64_t level_sum = take_entries(sets, person, from->list_count, list, entries + length);
            length += sets->offsets[person + 1] - sets->offsets[person];
            criterion->level_sum[side][person] += level_sum;
            criterion->whole_part[side][person] += list == from->whole ? level_sum : 0;
        }
        mmatch__sort(entries, (size_t)length, sizeof *entries, compare_set_entries, NULL, scratch);
        for (k = 0; k < length; k++) {
            if (k > 0 && entries[k].item == entries[k - 1].item) {
                mmatch__fault(context, "criterion %s: %s %lld: item %d is listed twice", criterion->name,
                              mmatch__fit_side_name(side), (long long)person, entries[k].item / from->list_count);
            }
            criterion->items[side][place + k] = entries[k].item;
            criterion->levels[side][place + k] = entries[k].level;
        }
        place += length;
        criterion->offsets[side][person + 1] = place;
    }
}

/* Opens the criterion's block and points its arrays into it. */
static mmatch_status open_sets(mmatch_context *context, const mmatch_fit *fit, const set_side *sides,
                               fit_criterion *criterion)
{
    mmatch__layout layout = {0, false};
    size_t at[FIT_SIDES][5];
    int side;
    mmatch_status status;
    for (side = 0; side < FIT_SIDES; side++) {
        const int64_t count = mmatch__fit_person_count(fit, side);
        int64_t entries = 0;
        int32_t list;
        for (list = 0; list < sides[side].list_count && count > 0; list++) {
            entries += sides[side].lists[list]->offsets[count];
        }
        at[side][0] = mmatch__layout_add(&layout, count + 1, sizeof(int64_t));
        at[side][1] = mmatch__layout_add(&layout, entries, sizeof(int32_t));
        at[side][2] = mmatch__layout_add(&layout, entries, sizeof(int32_t));
        at[side][3] = mmatch__layout_add(&layout, count, sizeof(int64_t));
        at[side][4] = mmatch__layout_add(&layout, count, sizeof(int64_t));
    }
    status = mmatch__fit_open(context, &layout, criterion);
    for (side = 0; side < FIT_SIDES && status == MMATCH_OK; side++) {
        criterion->offsets[side] = (int64_t *)mmatch__workspace_at(&criterion->memory, at[side][0]);
        criterion->items[side] = (int32_t *)mmatch__workspace_at(&criterion->memory, at[side][1]);
        criterion->levels[side] = (int32_t *)mmatch__workspace_at(&criterion->memory, at[side][2]);
        criterion->level_sum[side] = (int64_t *)mmatch__workspace_at(&criterion->memory, at[side][3]);
        criterion->whole_part[side] = (int64_t *)mmatch__workspace_at(&criterion->memory, at[side][4]);
    }
    return status;
}

/* Ends every add function of this file; the criterion has its kind and options. */
static mmatch_status add_sets(mmatch_context *context, mmatch_fit *fit, fit_criterion *criterion, const set_side *sides)
{
    mmatch__layout layout = {0, false};
    mmatch__workspace sorting;
    int64_t longest = 0;
    size_t at_entries;
    size_t at_scratch;
    int side;
    mmatch_status status;
    for (side = 0; side < FIT_SIDES; side++) {
        int64_t together = 0;
        int32_t list;
        for (list = 0; list < sides[side].list_count; list++) {
            int64_t length;
            mmatch__fit_check_sets(context, criterion->name, side, sides[side].lists[list],
                                   mmatch__fit_person_count(fit, side), INT32_MAX / sides[side].list_count, &length);
            together += length;
        }
        longest = together > longest ? together : longest;
    }
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT;
    }
    at_entries = mmatch__layout_add(&layout, longest, sizeof(set_entry));
    at_scratch = mmatch__layout_add(&layout, longest + 1, sizeof(set_entry));
    if (!mmatch__workspace_open(&context->allocator, &layout, &sorting)) {
        return mmatch__fail_memory(context);
    }
    status = open_sets(context, fit, sides, criterion);
    if (status == MMATCH_OK) {
        for (side = 0; side < FIT_SIDES; side++) {
            copy_sorted(context, criterion, side, &sides[side], mmatch__fit_person_count(fit, side),
                        (set_entry *)mmatch__workspace_at(&sorting, at_entries),
                        (set_entry *)mmatch__workspace_at(&sorting, at_scratch));
        }
        if (context->fault_count > 0) {
            mmatch__workspace_close(&criterion->memory);
            status = MMATCH_ERR_ARGUMENT;
        } else {
            status = mmatch__fit_append(context, fit, criterion);
        }
    }
    mmatch__workspace_close(&sorting);
    return status;
}

static mmatch_status add_single_sets(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *given, fit_kind kind,
                                     const mmatch_sets *rows, const mmatch_sets *columns, fit_whole whole)
{
    const set_side sides[FIT_SIDES] = {{{rows, NULL}, 1, whole == FIT_WHOLE_ROWS || whole == FIT_WHOLE_BOTH ? 0 : -1},
                                       {{columns, NULL}, 1, whole == FIT_WHOLE_COLUMNS || whole == FIT_WHOLE_BOTH ? 0 : -1}};
    fit_criterion criterion;
    const mmatch_status status = mmatch__fit_begin(context, fit, given, kind, &criterion);
    criterion.whole = whole;
    return status == MMATCH_OK ? add_sets(context, fit, &criterion, sides) : status;
}

mmatch_status mmatch_fit_add_overlap(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion,
                                     const mmatch_sets *wanted, const mmatch_sets *offered)
{
    return add_single_sets(context, fit, criterion, FIT_OVERLAP, wanted, offered, FIT_WHOLE_ROWS);
}

mmatch_status mmatch_fit_add_overlap_reverse(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion,
                                             const mmatch_sets *offered, const mmatch_sets *wanted)
{
    return add_single_sets(context, fit, criterion, FIT_OVERLAP, offered, wanted, FIT_WHOLE_COLUMNS);
}

mmatch_status mmatch_fit_add_overlap_mutual(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *given,
                                            const mmatch_sets *row_wanted, const mmatch_sets *row_offered,
                                            const mmatch_sets *column_wanted, const mmatch_sets *column_offered)
{
    const set_side sides[FIT_SIDES] = {{{row_wanted, row_offered}, 2, 0}, {{column_offered, column_wanted}, 2, 1}};
    fit_criterion criterion;
    const mmatch_status status = mmatch__fit_begin(context, fit, given, FIT_OVERLAP, &criterion);
    criterion.whole = FIT_WHOLE_WANTED;
    return status == MMATCH_OK ? add_sets(context, fit, &criterion, sides) : status;
}

mmatch_status mmatch_fit_add_jaccard(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion,
                                     const mmatch_sets *rows, const mmatch_sets *columns)
{
    return add_single_sets(context, fit, criterion, FIT_JACCARD, rows, columns, FIT_WHOLE_BOTH);
}

mmatch_status mmatch_fit_add_shared_items(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *given,
                                          const mmatch_sets *rows, const mmatch_sets *columns, int32_t at_least,
                                          int32_t full)
{
    const set_side sides[FIT_SIDES] = {{{rows, NULL}, 1, -1}, {{columns, NULL}, 1, -1}};
    fit_criterion criterion;
    const mmatch_status status = mmatch__fit_begin(context, fit, given, FIT_SHARED_ITEMS, &criterion);
    if (status != MMATCH_OK) {
        return status;
    }
    if (at_least < 0) {
        mmatch__fault(context, "criterion %s: at_least is %d, must not be negative", criterion.name, at_least);
    }
    if (full < 0) {
        mmatch__fault(context, "criterion %s: full is %d, must not be negative", criterion.name, full);
    }
    criterion.at_least = at_least;
    criterion.full = full > 0 ? full : at_least > 1 ? at_least : 1;
    return add_sets(context, fit, &criterion, sides);
}
