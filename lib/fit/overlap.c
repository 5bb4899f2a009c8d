/* Criterion on sets: what a row wants and a column offers, with levels. */
#include <string.h>

#include "base/sort.h"
#include "fit/criterion.h"

enum { LEVEL_MOST = 1000 };

/* An entry of a set on its way into order. */
typedef struct overlap_entry {
    int32_t item;
    int32_t level;
} overlap_entry;

static int compare_overlap_entries(const void *user_data, const void *a, const void *b)
{
    const overlap_entry *const left = (const overlap_entry *)a;
    const overlap_entry *const right = (const overlap_entry *)b;
    (void)user_data;
    return (left->item > right->item) - (left->item < right->item);
}

/* Records faults of one side that show without sorting; *longest_out is its largest set. */
static void check_sets(mmatch_context *context, const char *name, int side, const mmatch_sets *sets, int64_t count,
                       int64_t *longest_out)
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
        if (end < begin || end - begin > INT32_MAX) {
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
            }
            if (sets->levels != NULL && (sets->levels[k] < 1 || sets->levels[k] > LEVEL_MOST)) {
                mmatch__fault(context, "criterion %s: %s %lld: level %d of item %d, must be from 1 to %d", name, who,
                              (long long)person, sets->levels[k], sets->items[k], (int)LEVEL_MOST);
            }
        }
    }
}

/* Copies one side in ascending order of items; records items that are listed twice. */
static void copy_sorted(mmatch_context *context, fit_criterion *criterion, int side, const mmatch_sets *sets, int64_t count,
                        overlap_entry *entries, overlap_entry *scratch)
{
    int64_t person;
    criterion->offsets[side][0] = 0;
    for (person = 0; person < count; person++) {
        const int64_t begin = sets->offsets[person];
        const int64_t length = sets->offsets[person + 1] - begin;
        int64_t k;
        for (k = 0; k < length; k++) {
            entries[k].item = sets->items[begin + k];
            entries[k].level = sets->levels == NULL ? 1 : sets->levels[begin + k];
        }
        mmatch__sort(entries, (size_t)length, sizeof *entries, compare_overlap_entries, NULL, scratch);
        for (k = 0; k < length; k++) {
            if (k > 0 && entries[k].item == entries[k - 1].item) {
                mmatch__fault(context, "criterion %s: %s %lld: item %d is listed twice", criterion->name,
                              mmatch__fit_side_name(side), (long long)person, entries[k].item);
            }
            criterion->items[side][begin + k] = entries[k].item;
            criterion->levels[side][begin + k] = entries[k].level;
            criterion->level_sum[side][person] += entries[k].level;
        }
        criterion->offsets[side][person + 1] = begin + length;
    }
}

/* Opens the criterion's block and points its arrays into it. */
static mmatch_status open_sets(mmatch_context *context, const mmatch_fit *fit, const mmatch_sets *const *sets,
                               fit_criterion *criterion)
{
    mmatch__layout layout = {0, false};
    size_t at[FIT_SIDES][4];
    int side;
    mmatch_status status;
    for (side = 0; side < FIT_SIDES; side++) {
        const int64_t count = mmatch__fit_person_count(fit, side);
        const int64_t entries = count > 0 ? sets[side]->offsets[count] : 0;
        at[side][0] = mmatch__layout_add(&layout, count + 1, sizeof(int64_t));
        at[side][1] = mmatch__layout_add(&layout, entries, sizeof(int32_t));
        at[side][2] = mmatch__layout_add(&layout, entries, sizeof(int32_t));
        at[side][3] = mmatch__layout_add(&layout, count, sizeof(int64_t));
    }
    status = mmatch__fit_open(context, &layout, criterion);
    for (side = 0; side < FIT_SIDES && status == MMATCH_OK; side++) {
        criterion->offsets[side] = (int64_t *)mmatch__workspace_at(&criterion->memory, at[side][0]);
        criterion->items[side] = (int32_t *)mmatch__workspace_at(&criterion->memory, at[side][1]);
        criterion->levels[side] = (int32_t *)mmatch__workspace_at(&criterion->memory, at[side][2]);
        criterion->level_sum[side] = (int64_t *)mmatch__workspace_at(&criterion->memory, at[side][3]);
    }
    return status;
}

mmatch_status mmatch_fit_add_overlap(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *given,
                                     const mmatch_sets *wanted, const mmatch_sets *offered)
{
    const mmatch_sets *const sets[FIT_SIDES] = {wanted, offered};
    mmatch__layout layout = {0, false};
    mmatch__workspace sorting;
    int64_t longest[FIT_SIDES];
    fit_criterion criterion;
    size_t at_entries;
    size_t at_scratch;
    int side;
    mmatch_status status = mmatch__fit_begin(context, fit, given, FIT_OVERLAP, &criterion);
    if (status != MMATCH_OK) {
        return status;
    }
    for (side = 0; side < FIT_SIDES; side++) {
        check_sets(context, criterion.name, side, sets[side], mmatch__fit_person_count(fit, side), &longest[side]);
    }
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT;
    }
    if (longest[FIT_COLUMNS] > longest[FIT_ROWS]) {
        longest[FIT_ROWS] = longest[FIT_COLUMNS];
    }
    at_entries = mmatch__layout_add(&layout, longest[FIT_ROWS], sizeof(overlap_entry));
    at_scratch = mmatch__layout_add(&layout, longest[FIT_ROWS] + 1, sizeof(overlap_entry));
    if (!mmatch__workspace_open(&context->allocator, &layout, &sorting)) {
        return mmatch__fail_memory(context);
    }
    status = open_sets(context, fit, sets, &criterion);
    if (status == MMATCH_OK) {
        for (side = 0; side < FIT_SIDES; side++) {
            copy_sorted(context, &criterion, side, sets[side], mmatch__fit_person_count(fit, side),
                        (overlap_entry *)mmatch__workspace_at(&sorting, at_entries),
                        (overlap_entry *)mmatch__workspace_at(&sorting, at_scratch));
        }
        if (context->fault_count > 0) {
            mmatch__workspace_close(&criterion.memory);
            status = MMATCH_ERR_ARGUMENT;
        } else {
            status = mmatch__fit_append(context, fit, &criterion);
        }
    }
    mmatch__workspace_close(&sorting);
    return status;
}
