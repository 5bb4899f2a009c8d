#include "stable/candidates.h"

#include <math.h>

#include "base/grid.h"
#include "base/row_reader.h"

static bool view_has_row_lists(const mmatch_market_view *view)
{
    return view->row_preference_offsets != NULL;
}

static bool view_has_column_lists(const mmatch_market_view *view)
{
    return view->column_preference_offsets != NULL;
}

int64_t mmatch__candidates_limit(const mmatch_market_view *view)
{
    int64_t limit = INT64_MAX;
    if (view_has_row_lists(view)) {
        limit = view->row_preference_offsets[view->row_count];
    }
    if (view_has_column_lists(view) &&
        view->column_preference_offsets[view->column_count] < limit) {
        limit = view->column_preference_offsets[view->column_count];
    }
    if (view->scores != NULL && mmatch_scores_entry_count(view->scores) < limit) {
        limit = mmatch_scores_entry_count(view->scores);
    }
    return limit;
}

mmatch__candidates_slices mmatch__candidates_plan(mmatch__layout *layout,
                                                  const mmatch_market_view *view)
{
    const int64_t rows = view->row_count;
    const int64_t columns = view->column_count;
    const bool is_sparse = view->scores != NULL && mmatch__rows_is_sparse(view->scores);
    const int64_t listings =
        view_has_column_lists(view) ? view->column_preference_offsets[columns] : 0;
    mmatch__candidates_slices slices;
    slices.columns = mmatch__layout_add(layout, columns, sizeof(int64_t));
    slices.row_keys = mmatch__layout_add(layout, columns, sizeof(int64_t));
    slices.column_keys = mmatch__layout_add(layout, columns, sizeof(int64_t));
    slices.row_bits = mmatch__layout_add(layout, rows, 1);
    slices.column_bits = mmatch__layout_add(layout, columns, 1);
    slices.units = mmatch__layout_add(layout, columns, sizeof(double));
    slices.entry_columns = mmatch__layout_add(layout, is_sparse ? columns : 0, sizeof(int64_t));
    slices.entry_units = mmatch__layout_add(layout, is_sparse ? columns : 0, sizeof(double));
    slices.is_forbidden = mmatch__layout_add(layout, columns, 1);
    slices.rank_at_column = mmatch__layout_add(layout, columns, sizeof(int32_t));
    slices.listing_offsets = mmatch__layout_add(layout, rows + 2, sizeof(int64_t));
    slices.listing_columns = mmatch__layout_add(layout, listings, sizeof(int64_t));
    slices.listing_ranks = mmatch__layout_add(layout, listings, sizeof(int32_t));
    return slices;
}

/* Turns the columns' lists round by counting. listing_offsets is two longer than the rows, so that
 * the running places of the filling pass end as the offsets themselves. */
static void turn_lists_round(mmatch__candidates *candidates)
{
    const mmatch_market_view *const view = candidates->view;
    const int64_t *const offsets = view->column_preference_offsets;
    int64_t *const place = candidates->listing_offsets + 1;
    for (int64_t k = 0; k < offsets[view->column_count]; k++) {
        place[view->column_preference_rows[k] + 1]++;
    }
    for (int64_t row = 0; row < view->row_count; row++) {
        place[row + 1] += place[row];
    }
    for (int64_t column = 0; column < view->column_count; column++) {
        for (int64_t k = offsets[column]; k < offsets[column + 1]; k++) {
            const int64_t at = place[view->column_preference_rows[k]]++;
            candidates->listing_columns[at] = column;
            candidates->listing_ranks[at] = view->column_preference_ranks[k];
        }
    }
}

void mmatch__candidates_open(mmatch__candidates *candidates, const mmatch__workspace *workspace,
                             mmatch__candidates_slices slices, const mmatch_market_view *view)
{
    candidates->view = view;
    candidates->is_sparse = view->scores != NULL && mmatch__rows_is_sparse(view->scores);
    candidates->threshold = view->scores != NULL && view->has_minimum_score
                                ? mmatch__rows_threshold(view->scores, view->minimum_score)
                                : -(double)INFINITY;
    candidates->count = 0;
    candidates->entry_count = 0;
    candidates->columns = (int64_t *)mmatch__workspace_at(workspace, slices.columns);
    candidates->row_keys = (int64_t *)mmatch__workspace_at(workspace, slices.row_keys);
    candidates->column_keys = (int64_t *)mmatch__workspace_at(workspace, slices.column_keys);
    candidates->row_bits = (unsigned char *)mmatch__workspace_at(workspace, slices.row_bits);
    candidates->column_bits = (unsigned char *)mmatch__workspace_at(workspace, slices.column_bits);
    candidates->units = (double *)mmatch__workspace_at(workspace, slices.units);
    candidates->entry_columns = (int64_t *)mmatch__workspace_at(workspace, slices.entry_columns);
    candidates->entry_units = (double *)mmatch__workspace_at(workspace, slices.entry_units);
    candidates->is_forbidden =
        (unsigned char *)mmatch__workspace_at(workspace, slices.is_forbidden);
    candidates->rank_at_column = (int32_t *)mmatch__workspace_at(workspace, slices.rank_at_column);
    candidates->listing_offsets =
        (int64_t *)mmatch__workspace_at(workspace, slices.listing_offsets);
    candidates->listing_columns =
        (int64_t *)mmatch__workspace_at(workspace, slices.listing_columns);
    candidates->listing_ranks = (int32_t *)mmatch__workspace_at(workspace, slices.listing_ranks);
    for (int64_t column = 0; column < view->column_count; column++) {
        candidates->rank_at_column[column] = -1;
        if (candidates->is_sparse) {
            candidates->units[column] = -(double)INFINITY;
        }
    }
    if (view_has_column_lists(view)) {
        turn_lists_round(candidates);
    }
}

/* Spreads the scores of a row over `units`. */
static void load_row_units(mmatch__candidates *candidates, int64_t row)
{
    const mmatch_scores *const scores = candidates->view->scores;
    if (scores == NULL) {
        return;
    }
    if (!candidates->is_sparse) {
        mmatch__rows_read(scores, row, candidates->units);
        return;
    }
    candidates->entry_count =
        mmatch__rows_read_entries(scores, row, candidates->entry_columns, candidates->entry_units);
    for (int64_t k = 0; k < candidates->entry_count; k++) {
        candidates->units[candidates->entry_columns[k]] = candidates->entry_units[k];
    }
}

static void unload_row_units(mmatch__candidates *candidates)
{
    for (int64_t k = 0; k < candidates->entry_count; k++) {
        candidates->units[candidates->entry_columns[k]] = -(double)INFINITY;
    }
    candidates->entry_count = 0;
}

/* Marks what the rules and the columns' lists say of this row. */
static void mark_candidates_of(mmatch__candidates *candidates, int64_t row)
{
    const mmatch_market_view *const view = candidates->view;
    for (int64_t k = view->forbidden_offsets[row]; k < view->forbidden_offsets[row + 1]; k++) {
        candidates->is_forbidden[view->forbidden_columns[k]] = 1;
    }
    if (view_has_column_lists(view)) {
        for (int64_t k = candidates->listing_offsets[row]; k < candidates->listing_offsets[row + 1];
             k++) {
            candidates->rank_at_column[candidates->listing_columns[k]] =
                candidates->listing_ranks[k];
        }
    }
}

static void unmark_candidates_of(mmatch__candidates *candidates, int64_t row)
{
    const mmatch_market_view *const view = candidates->view;
    for (int64_t k = view->forbidden_offsets[row]; k < view->forbidden_offsets[row + 1]; k++) {
        candidates->is_forbidden[view->forbidden_columns[k]] = 0;
    }
    if (view_has_column_lists(view)) {
        for (int64_t k = candidates->listing_offsets[row]; k < candidates->listing_offsets[row + 1];
             k++) {
            candidates->rank_at_column[candidates->listing_columns[k]] = -1;
        }
    }
}

/* Adds a pair to the row if it is acceptable. row_rank: in the row's list, if rows gave lists. */
static void consider_candidate(mmatch__candidates *candidates, int64_t row, int64_t column,
                               int32_t row_rank)
{
    const mmatch_market_view *const view = candidates->view;
    const double units = candidates->units[column];
    if (candidates->is_forbidden[column] ||
        (view_has_column_lists(view) && candidates->rank_at_column[column] < 0) ||
        (view->scores != NULL && isinf(units))) {
        return;
    }
    if (view->scores != NULL && units < candidates->threshold) {
        candidates->row_bits[row] |= MMATCH__PERSON_HAS_BELOW;
        candidates->column_bits[column] |= MMATCH__PERSON_HAS_BELOW;
        return;
    }
    candidates->row_bits[row] |= MMATCH__PERSON_HAS_CANDIDATE;
    candidates->column_bits[column] |= MMATCH__PERSON_HAS_CANDIDATE;
    const int64_t at = candidates->count++;
    const int64_t key_of_score = view->scores != NULL ? -(int64_t)units : 0;
    candidates->columns[at] = column;
    candidates->row_keys[at] = view_has_row_lists(view) ? row_rank : key_of_score;
    candidates->column_keys[at] =
        view_has_column_lists(view) ? candidates->rank_at_column[column] : key_of_score;
}

void mmatch__candidates_read(mmatch__candidates *candidates, int64_t row)
{
    const mmatch_market_view *const view = candidates->view;
    candidates->count = 0;
    load_row_units(candidates, row);
    mark_candidates_of(candidates, row);
    /* the shortest enumeration at hand that misses no acceptable pair */
    if (view_has_row_lists(view)) {
        const int64_t *const offsets = view->row_preference_offsets;
        for (int64_t k = offsets[row]; k < offsets[row + 1]; k++) {
            consider_candidate(candidates, row, view->row_preference_columns[k],
                               view->row_preference_ranks[k]);
        }
    } else if (view_has_column_lists(view)) {
        for (int64_t k = candidates->listing_offsets[row]; k < candidates->listing_offsets[row + 1];
             k++) {
            consider_candidate(candidates, row, candidates->listing_columns[k], 0);
        }
    } else if (candidates->is_sparse) {
        for (int64_t k = 0; k < candidates->entry_count; k++) {
            consider_candidate(candidates, row, candidates->entry_columns[k], 0);
        }
    } else {
        for (int64_t column = 0; column < view->column_count; column++) {
            consider_candidate(candidates, row, column, 0);
        }
    }
    unmark_candidates_of(candidates, row);
    unload_row_units(candidates);
}

bool mmatch__candidates_add_up(mmatch__candidates *candidates, int64_t row, const int64_t *columns,
                               int64_t count, int64_t *total)
{
    bool does_fit = true;
    load_row_units(candidates, row);
    for (int64_t k = 0; k < count && does_fit; k++) {
        does_fit = mmatch__add_int64(*total, (int64_t)candidates->units[columns[k]], total);
    }
    unload_row_units(candidates);
    return does_fit;
}
