/* A cohort: people of one side, their affinity, and the rules between them.
 *
 * The object is a small block; each list that grows is one block of its own, replaced as a whole, so that a
 * failed call leaves the cohort as it was. */
#include <math.h>
#include <string.h>

#include "base/context.h"
#include "base/options.h"
#include "base/row_reader.h"
#include "base/week.h"
#include "mentormatch/cohort.h"

/* Pairs of people: one block with room for `capacity` firsts, then as many seconds. */
typedef struct pair_list {
    int64_t *block;
    int64_t count;
    int64_t capacity;
} pair_list;

struct mmatch_cohort {
    mmatch__allocator allocator;
    const mmatch_scores *affinity;
    int64_t person_count;
    pair_list together;
    pair_list apart;
    uint64_t *hours;
    size_t hours_size; /* bytes */
    int32_t hours_word_count;
    int32_t slot_minutes;
};

/* ---- symmetry ---------------------------------------------------------------------------------- */

static mmatch_status fail_symmetry(mmatch_context *context, const mmatch_scores *affinity, int64_t first,
                                   int64_t second, double forward, double backward)
{
    const bool is_forward = isfinite(forward);
    if (is_forward != (bool)isfinite(backward)) {
        const int64_t row = is_forward ? first : second;
        const int64_t column = is_forward ? second : first;
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT,
                            "affinity is not symmetric: row %lld, column %lld is allowed, but row %lld, "
                            "column %lld is forbidden",
                            (long long)row, (long long)column, (long long)column, (long long)row);
    }
    return mmatch__fail(context, MMATCH_ERR_ARGUMENT,
                        "affinity is not symmetric: row %lld, column %lld is %g, but row %lld, column %lld is %g",
                        (long long)first, (long long)second, mmatch__rows_to_user(affinity, (int64_t)forward),
                        (long long)second, (long long)first,
                        mmatch__rows_to_user(affinity, (int64_t)backward));
}

/* Band by band: a band of rows is held in memory and every later row is compared with the band's columns. The
 * band is at least an eighth of all rows, so every row is read at most nine times. */
static mmatch_status check_dense_symmetry(mmatch_context *context, const mmatch_scores *affinity,
                                          int64_t person_count)
{
    const int64_t small_band = ((int64_t)1 << 22) / person_count;
    const int64_t eighth = (person_count + 7) / 8;
    const int64_t wide_band = small_band > eighth ? small_band : eighth;
    const int64_t band = wide_band < person_count ? wide_band : person_count;
    mmatch_status status = MMATCH_OK;
    mmatch__layout layout = {0};
    mmatch__workspace workspace;
    size_t band_slice;
    size_t row_slice;
    double *band_rows;
    double *row;
    int64_t start;
    band_slice = mmatch__layout_add(&layout, band, sizeof(double) * (size_t)person_count);
    row_slice = mmatch__layout_add(&layout, person_count, sizeof(double));
    if (!mmatch__workspace_open(&context->allocator, &layout, &workspace)) {
        return mmatch__fail_memory(context);
    }
    band_rows = (double *)mmatch__workspace_at(&workspace, band_slice);
    row = (double *)mmatch__workspace_at(&workspace, row_slice);
    for (start = 0; start < person_count && status == MMATCH_OK; start += band) {
        const int64_t end = start + band < person_count ? start + band : person_count;
        int64_t person;
        for (person = start; person < end; person++) {
            mmatch__rows_read(affinity, person, band_rows + (person - start) * person_count);
        }
        for (person = start + 1; person < person_count && status == MMATCH_OK; person++) {
            const int64_t last = person < end ? person : end;
            int64_t other;
            mmatch__rows_read(affinity, person, row);
            for (other = start; other < last; other++) {
                const double backward = band_rows[(other - start) * person_count + person];
                if (row[other] != backward) {
                    status = fail_symmetry(context, affinity, other, person, backward, row[other]);
                    break;
                }
            }
            if (status == MMATCH_OK &&
                mmatch__poll(context, (uint64_t)person_count) != MMATCH_POLL_CONTINUE) {
                status = mmatch__fail_cancelled(context);
            }
        }
    }
    mmatch__workspace_close(&workspace);
    return status;
}

/* Rows are taken in ascending order and hold ascending columns, so the entry that answers (first, second) must be
 * the next one of row `second` that no earlier row has asked for. */
static mmatch_status compare_sparse_rows(mmatch_context *context, const mmatch_scores *affinity,
                                         int64_t person_count, const int64_t *offsets, int64_t *cursor_of,
                                         const int64_t *columns, const double *units)
{
    int64_t first;
    for (first = 0; first < person_count; first++) {
        int64_t place;
        for (place = offsets[first]; place < offsets[first + 1]; place++) {
            const int64_t second = columns[place];
            int64_t answer;
            if (second == first) {
                continue;
            }
            answer = cursor_of[second];
            if (answer < offsets[second + 1] && columns[answer] == second) {
                answer++; /* the diagonal is ignored */
            }
            if (answer >= offsets[second + 1] || columns[answer] > first) {
                return fail_symmetry(context, affinity, first, second, units[place], -(double)INFINITY);
            }
            if (columns[answer] < first) {
                return fail_symmetry(context, affinity, columns[answer], second, -(double)INFINITY, units[answer]);
            }
            if (units[answer] != units[place]) {
                return fail_symmetry(context, affinity, first, second, units[place], units[answer]);
            }
            cursor_of[second] = answer + 1;
        }
        if (mmatch__poll(context, 1 + (uint64_t)(offsets[first + 1] - offsets[first])) !=
            MMATCH_POLL_CONTINUE) {
            return mmatch__fail_cancelled(context);
        }
    }
    return MMATCH_OK;
}

static mmatch_status check_sparse_symmetry(mmatch_context *context, const mmatch_scores *affinity,
                                           int64_t person_count)
{
    const int64_t entry_count = mmatch_scores_entry_count(affinity);
    mmatch__layout layout = {0};
    mmatch__workspace workspace;
    mmatch_status status;
    const size_t offset_slice = mmatch__layout_add(&layout, person_count + 1, sizeof(int64_t));
    const size_t cursor_slice = mmatch__layout_add(&layout, person_count, sizeof(int64_t));
    const size_t column_slice = mmatch__layout_add(&layout, entry_count, sizeof(int64_t));
    const size_t unit_slice = mmatch__layout_add(&layout, entry_count, sizeof(double));
    int64_t *offsets;
    int64_t *cursor_of;
    int64_t *columns;
    double *units;
    int64_t person;
    if (!mmatch__workspace_open(&context->allocator, &layout, &workspace)) {
        return mmatch__fail_memory(context);
    }
    offsets = (int64_t *)mmatch__workspace_at(&workspace, offset_slice);
    cursor_of = (int64_t *)mmatch__workspace_at(&workspace, cursor_slice);
    columns = (int64_t *)mmatch__workspace_at(&workspace, column_slice);
    units = (double *)mmatch__workspace_at(&workspace, unit_slice);
    for (person = 0; person < person_count; person++) {
        cursor_of[person] = offsets[person];
        offsets[person + 1] = offsets[person] + mmatch__rows_read_entries(affinity, person,
                                                                          columns + offsets[person],
                                                                          units + offsets[person]);
    }
    status = compare_sparse_rows(context, affinity, person_count, offsets, cursor_of, columns, units);
    mmatch__workspace_close(&workspace);
    return status;
}

/* ---- making and releasing ------------------------------------------------------------------------ */

mmatch_status mmatch_cohort_create(mmatch_context *context, const mmatch_scores *affinity,
                                   mmatch_cohort **cohort_out)
{
    mmatch_status status;
    mmatch_cohort *cohort;
    int64_t person_count;
    if (cohort_out != NULL) {
        *cohort_out = NULL;
    }
    status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    if (affinity == NULL || cohort_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL",
                            affinity == NULL ? "affinity" : "cohort_out");
    }
    person_count = mmatch_scores_row_count(affinity);
    if (mmatch_scores_column_count(affinity) != person_count) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT,
                            "affinity has %lld rows and %lld columns, must be square", (long long)person_count,
                            (long long)mmatch_scores_column_count(affinity));
    }
    if (mmatch__poll_now(context) != MMATCH_POLL_CONTINUE) {
        return mmatch__fail_cancelled(context);
    }
    if (person_count > 1) {
        status = mmatch__rows_is_sparse(affinity) ? check_sparse_symmetry(context, affinity, person_count)
                                                  : check_dense_symmetry(context, affinity, person_count);
        if (status != MMATCH_OK) {
            return status;
        }
    }
    cohort = (mmatch_cohort *)mmatch__memory_allocate(&context->allocator, sizeof *cohort);
    if (cohort == NULL) {
        return mmatch__fail_memory(context);
    }
    memset(cohort, 0, sizeof *cohort);
    cohort->allocator = context->allocator;
    cohort->affinity = affinity;
    cohort->person_count = person_count;
    *cohort_out = cohort;
    return MMATCH_OK;
}

static size_t pair_list_size(int64_t capacity)
{
    return (size_t)capacity * 2 * sizeof(int64_t);
}

void mmatch_cohort_destroy(mmatch_cohort *cohort)
{
    if (cohort != NULL) {
        const mmatch__allocator allocator = cohort->allocator;
        mmatch__memory_release(&allocator, cohort->together.block, pair_list_size(cohort->together.capacity));
        mmatch__memory_release(&allocator, cohort->apart.block, pair_list_size(cohort->apart.capacity));
        mmatch__memory_release(&allocator, cohort->hours, cohort->hours_size);
        mmatch__memory_release(&allocator, cohort, sizeof *cohort);
    }
}

/* ---- pairs ------------------------------------------------------------------------------------------ */

/* Room for `count` pairs more, in a new block when the old one is full. */
static bool make_room(const mmatch__allocator *allocator, pair_list *list, int64_t count)
{
    const int64_t most = (int64_t)(PTRDIFF_MAX / (2 * sizeof(int64_t)));
    int64_t capacity = list->capacity;
    int64_t *block;
    if (count > most - list->count) {
        return false;
    }
    if (list->count + count <= capacity) {
        return true;
    }
    capacity = capacity > most / 2 ? most : 2 * capacity;
    if (capacity < list->count + count) {
        capacity = list->count + count;
    }
    block = (int64_t *)mmatch__memory_allocate(allocator, pair_list_size(capacity));
    if (block == NULL) {
        return false;
    }
    if (list->count > 0) { /* memcpy from NULL is not allowed */
        memcpy(block, list->block, (size_t)list->count * sizeof *block);
        memcpy(block + capacity, list->block + list->capacity, (size_t)list->count * sizeof *block);
    }
    mmatch__memory_release(allocator, list->block, pair_list_size(list->capacity));
    list->block = block;
    list->capacity = capacity;
    return true;
}

static mmatch_status add_pairs(mmatch_context *context, mmatch_cohort *cohort, pair_list *list,
                               const char *name, const int64_t *first, const int64_t *second, int64_t count)
{
    int64_t pair;
    if (count < 0) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s: count is %lld, must not be negative", name,
                            (long long)count);
    }
    if (count > 0 && (first == NULL || second == NULL)) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s: %s is NULL", name,
                            first == NULL ? "first" : "second");
    }
    for (pair = 0; pair < count; pair++) {
        if (first[pair] < 0 || first[pair] >= cohort->person_count || second[pair] < 0 ||
            second[pair] >= cohort->person_count) {
            mmatch__fault(context, "%s: pair %lld is (%lld, %lld), but there are %lld people", name,
                          (long long)pair, (long long)first[pair], (long long)second[pair],
                          (long long)cohort->person_count);
        } else if (first[pair] == second[pair]) {
            mmatch__fault(context, "%s: pair %lld joins person %lld with themselves", name, (long long)pair,
                          (long long)first[pair]);
        }
    }
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT;
    }
    if (count == 0) {
        return MMATCH_OK;
    }
    if (!make_room(&cohort->allocator, list, count)) {
        return mmatch__fail_memory(context);
    }
    memcpy(list->block + list->count, first, (size_t)count * sizeof *first);
    memcpy(list->block + list->capacity + list->count, second, (size_t)count * sizeof *second);
    list->count += count;
    return MMATCH_OK;
}

mmatch_status mmatch_cohort_together(mmatch_context *context, mmatch_cohort *cohort, const int64_t *first,
                                     const int64_t *second, int64_t count)
{
    const mmatch_status status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    if (cohort == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "cohort is NULL");
    }
    return add_pairs(context, cohort, &cohort->together, "together", first, second, count);
}

mmatch_status mmatch_cohort_apart(mmatch_context *context, mmatch_cohort *cohort, const int64_t *first,
                                  const int64_t *second, int64_t count)
{
    const mmatch_status status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    if (cohort == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "cohort is NULL");
    }
    return add_pairs(context, cohort, &cohort->apart, "apart", first, second, count);
}

/* ---- hours -------------------------------------------------------------------------------------------- */

mmatch_status mmatch_cohort_set_hours(mmatch_context *context, mmatch_cohort *cohort,
                                      const mmatch_hours *hours)
{
    mmatch_status status = mmatch__enter(context);
    mmatch__layout layout = {0};
    uint64_t *words;
    if (status != MMATCH_OK) {
        return status;
    }
    if (cohort == NULL || hours == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL", cohort == NULL ? "cohort" : "hours");
    }
    mmatch__week_check(context, "person", cohort->person_count, hours);
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT;
    }
    (void)mmatch__layout_add(&layout, cohort->person_count + 1, sizeof *words * (size_t)hours->word_count);
    if (layout.is_overflown) {
        return mmatch__fail_memory(context);
    }
    words = (uint64_t *)mmatch__memory_allocate(&cohort->allocator, layout.size);
    if (words == NULL) {
        return mmatch__fail_memory(context);
    }
    mmatch__week_to_utc(hours, cohort->person_count, words);
    mmatch__memory_release(&cohort->allocator, cohort->hours, cohort->hours_size);
    cohort->hours = words;
    cohort->hours_size = layout.size;
    cohort->hours_word_count = hours->word_count;
    cohort->slot_minutes = hours->slot_minutes;
    return MMATCH_OK;
}

mmatch_status mmatch_cohort_look(mmatch_context *context, const mmatch_cohort *cohort,
                                 mmatch_cohort_view *view_out)
{
    const mmatch_status status = mmatch__enter(context);
    mmatch_cohort_view view = {0};
    if (status != MMATCH_OK) {
        return status;
    }
    if (cohort == NULL || view_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL", cohort == NULL ? "cohort" : "view_out");
    }
    view.person_count = cohort->person_count;
    view.affinity = cohort->affinity;
    view.together_count = cohort->together.count;
    view.together_first = cohort->together.block;
    view.apart_count = cohort->apart.count;
    view.apart_first = cohort->apart.block;
    /* a list without a block has no seconds either: adding to NULL is not allowed */
    view.together_second =
        cohort->together.block == NULL ? NULL : cohort->together.block + cohort->together.capacity;
    view.apart_second = cohort->apart.block == NULL ? NULL : cohort->apart.block + cohort->apart.capacity;
    view.hours_word_count = cohort->hours_word_count;
    view.slot_minutes = cohort->slot_minutes;
    view.hours = cohort->hours;
    return mmatch__options_write(context, "cohort view", view_out, sizeof view, &view);
}
