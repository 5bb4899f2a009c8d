#include "stable/judge.h"

#include <math.h>

#include "base/grid.h"
#include "base/row_reader.h"
#include "base/sort.h"

/* A standing is a number, smaller is better: a rank, or minus the units of a score. */
#define STANDING_NOBODY INT64_MIN  /* a bar that no one passes */
#define STANDING_ANYBODY INT64_MAX /* a bar that everyone acceptable passes */

/* What a pair is worth to both. */
typedef struct judge_pair {
    bool is_allowed;      /* by the rules, the score's presence, and both lists */
    bool is_below;        /* of the minimum score */
    int64_t row_standing; /* of the column, in the eyes of the row */
    int64_t column_standing;
    double units;
} judge_pair;

static int compare_listings(const void *user_data, const void *a, const void *b)
{
    const int64_t first = ((const mmatch__listing *)a)->partner;
    const int64_t second = ((const mmatch__listing *)b)->partner;
    (void)user_data;
    return (first > second) - (first < second);
}

/* Copies the lists of one side, each sorted by partner. */
static void copy_listings(const int64_t *offsets, const int64_t *partners, const int32_t *ranks,
                          int64_t person_count, mmatch__listing *listings, mmatch__listing *sorting)
{
    for (int64_t person = 0; person < person_count; person++) {
        const int64_t begin = offsets[person];
        for (int64_t k = begin; k < offsets[person + 1]; k++) {
            listings[k].partner = partners[k];
            listings[k].rank = ranks[k];
        }
        mmatch__sort(listings + begin, (size_t)(offsets[person + 1] - begin), sizeof *listings,
                     compare_listings, NULL, sorting);
    }
}

/* The first place in an ascending list that is not below `wanted`. */
static int64_t search_listings(const mmatch__listing *listings, int64_t begin, int64_t end,
                               int64_t wanted)
{
    while (begin < end) {
        const int64_t middle = begin + (end - begin) / 2;
        if (listings[middle].partner < wanted) {
            begin = middle + 1;
        } else {
            end = middle;
        }
    }
    return begin;
}

static int64_t judge_search_ids(const int64_t *ids, int64_t begin, int64_t end, int64_t wanted)
{
    while (begin < end) {
        const int64_t middle = begin + (end - begin) / 2;
        if (ids[middle] < wanted) {
            begin = middle + 1;
        } else {
            end = middle;
        }
    }
    return begin;
}

static bool judge_has_id(const int64_t *ids, int64_t begin, int64_t end, int64_t wanted)
{
    const int64_t at = judge_search_ids(ids, begin, end, wanted);
    return at < end && ids[at] == wanted;
}

/* Rank that `person` gives `partner`; -1: not listed. */
static int64_t judge_rank_in(const mmatch__listing *listings, const int64_t *offsets,
                             int64_t person, int64_t partner)
{
    const int64_t end = offsets[person + 1];
    const int64_t at = search_listings(listings, offsets[person], end, partner);
    return at < end && listings[at].partner == partner ? listings[at].rank : -1;
}

static void judge_read_row(mmatch__judge *all, int64_t row)
{
    if (all->market.scores == NULL) {
        return;
    }
    if (all->is_sparse) {
        all->entry_count =
            mmatch__rows_read_entries(all->market.scores, row, all->entry_columns, all->units);
    } else {
        mmatch__rows_read(all->market.scores, row, all->units);
    }
}

/* Units of a pair of the row at hand; -INFINITY: forbidden. */
static double judge_units_of(const mmatch__judge *all, int64_t column)
{
    if (!all->is_sparse) {
        return all->units[column];
    }
    const int64_t at = judge_search_ids(all->entry_columns, 0, all->entry_count, column);
    return at < all->entry_count && all->entry_columns[at] == column ? all->units[at]
                                                                     : -(double)INFINITY;
}

/* Works out a pair of the row at hand. */
static judge_pair judge_look_at_pair(const mmatch__judge *all, int64_t row, int64_t column)
{
    const mmatch_market_view *const market = &all->market;
    judge_pair pair = {true, false, 0, 0, 0.0};
    if (judge_has_id(market->forbidden_columns, market->forbidden_offsets[row],
                     market->forbidden_offsets[row + 1], column)) {
        pair.is_allowed = false;
    }
    if (market->scores != NULL) {
        pair.units = judge_units_of(all, column);
        if (isinf(pair.units)) {
            pair.is_allowed = false;
            return pair;
        }
        pair.is_below = market->has_minimum_score != 0 && pair.units < all->least_units;
        pair.row_standing = -(int64_t)pair.units;
        pair.column_standing = -(int64_t)pair.units;
    }
    if (all->row_listings != NULL) {
        pair.row_standing =
            judge_rank_in(all->row_listings, market->row_preference_offsets, row, column);
        pair.is_allowed = pair.is_allowed && pair.row_standing >= 0;
    }
    if (all->column_listings != NULL) {
        pair.column_standing =
            judge_rank_in(all->column_listings, market->column_preference_offsets, column, row);
        pair.is_allowed = pair.is_allowed && pair.column_standing >= 0;
    }
    return pair;
}

/* Lowers a bar to the worst partner so far: an unacceptable one is worse than anybody. */
static void judge_lower_bar(int64_t *bar, bool is_acceptable, int64_t standing)
{
    const int64_t of_partner = is_acceptable ? standing : STANDING_ANYBODY;
    if (of_partner > *bar) {
        *bar = of_partner;
    }
}

mmatch_status mmatch__judge_weigh(mmatch__judge *all, int64_t *bad_pair_out)
{
    const mmatch_matching_parts *const matching = &all->matching;
    *bad_pair_out = -1;
    all->does_total_fit = true;
    for (int64_t row = 0; row < all->market.row_count; row++) {
        all->row_bars[row] = STANDING_NOBODY;
    }
    for (int64_t column = 0; column < all->market.column_count; column++) {
        all->column_bars[column] = STANDING_NOBODY;
    }
    for (int64_t k = 0; k < matching->pair_count; k++) {
        const int64_t row = matching->rows[k];
        const int64_t column = matching->columns[k];
        if (k == 0 || matching->rows[k - 1] != row) {
            judge_read_row(all, row);
            if (mmatch__poll(all->context, (uint64_t)all->market.column_count + 16) ==
                MMATCH_POLL_CANCEL) {
                return mmatch__fail_cancelled(all->context);
            }
        }
        const judge_pair pair = judge_look_at_pair(all, row, column);
        const bool is_acceptable = pair.is_allowed && !pair.is_below;
        if (!is_acceptable && *bad_pair_out < 0) {
            *bad_pair_out = k;
        }
        all->row_loads[row]++;
        all->column_loads[column]++;
        judge_lower_bar(&all->row_bars[row], is_acceptable, pair.row_standing);
        judge_lower_bar(&all->column_bars[column], is_acceptable, pair.column_standing);
        if (is_acceptable && all->does_total_fit) {
            all->does_total_fit =
                mmatch__add_int64(all->total_units, (int64_t)pair.units, &all->total_units);
        }
    }
    for (int64_t row = 0; row < all->market.row_count; row++) {
        if (all->row_loads[row] < all->market.row_maximum[row]) {
            all->row_bars[row] = STANDING_ANYBODY;
        } else if (all->market.row_maximum[row] == 0) {
            all->row_bars[row] = STANDING_NOBODY; /* whatever the matching gave the row */
        }
    }
    for (int64_t column = 0; column < all->market.column_count; column++) {
        if (all->column_loads[column] < all->market.column_maximum[column]) {
            all->column_bars[column] = STANDING_ANYBODY;
        } else if (all->market.column_maximum[column] == 0) {
            all->column_bars[column] = STANDING_NOBODY;
        }
    }
    return MMATCH_OK;
}

/* One pair of the row at hand, which is not made if !is_made. */
static void judge_examine_pair(mmatch__judge *all, mmatch__findings *found, int64_t row,
                               int64_t column, bool is_made)
{
    const judge_pair pair = judge_look_at_pair(all, row, column);
    if (!pair.is_allowed) {
        return;
    }
    if (pair.is_below) {
        all->row_seen[row] |= MMATCH__SEEN_BELOW;
        all->column_seen[column] |= MMATCH__SEEN_BELOW;
        return;
    }
    all->row_seen[row] |= MMATCH__SEEN_CANDIDATE;
    all->column_seen[column] |= MMATCH__SEEN_CANDIDATE;
    if (is_made || pair.row_standing >= all->row_bars[row] ||
        pair.column_standing >= all->column_bars[column]) {
        return;
    }
    if (found->count < found->capacity) {
        found->rows[found->count] = row;
        found->columns[found->count] = column;
    }
    found->count++;
}

mmatch_status mmatch__judge_examine(mmatch__judge *all, mmatch__findings *found)
{
    const mmatch_market_view *const market = &all->market;
    for (int64_t row = 0; row < market->row_count; row++) {
        int64_t begin = 0;
        int64_t end = market->column_count;
        judge_read_row(all, row);
        if (all->row_listings != NULL) {
            begin = market->row_preference_offsets[row];
            end = market->row_preference_offsets[row + 1];
        } else if (all->is_sparse) {
            end = all->entry_count;
        }
        int64_t made = all->made_begin[row];
        for (int64_t k = begin; k < end; k++) {
            const int64_t column = all->row_listings != NULL ? all->row_listings[k].partner
                                   : all->is_sparse          ? all->entry_columns[k]
                                                             : k;
            while (made < all->made_begin[row + 1] && all->matching.columns[made] < column) {
                made++;
            }
            const bool is_made =
                made < all->made_begin[row + 1] && all->matching.columns[made] == column;
            judge_examine_pair(all, found, row, column, is_made);
        }
        if (mmatch__poll(all->context, 16 * (uint64_t)(end - begin) + 16) == MMATCH_POLL_CANCEL) {
            return mmatch__fail_cancelled(all->context);
        }
    }
    return MMATCH_OK;
}

mmatch_status mmatch__judge_open(mmatch__judge *all)
{
    const mmatch_market_view *const market = &all->market;
    const int64_t rows = market->row_count;
    const int64_t columns = market->column_count;
    const bool has_row_lists = market->row_preference_offsets != NULL;
    const bool has_column_lists = market->column_preference_offsets != NULL;
    mmatch__layout layout = {0};
    all->is_sparse = market->scores != NULL && mmatch__rows_is_sparse(market->scores);
    const size_t at_row_listings = mmatch__layout_add(
        &layout, has_row_lists ? market->row_preference_offsets[rows] : 0, sizeof(mmatch__listing));
    const size_t at_column_listings = mmatch__layout_add(
        &layout, has_column_lists ? market->column_preference_offsets[columns] : 0,
        sizeof(mmatch__listing));
    const size_t at_sorting =
        mmatch__layout_add(&layout, rows > columns ? rows : columns, sizeof(mmatch__listing));
    const size_t at_row_bars = mmatch__layout_add(&layout, rows, sizeof(int64_t));
    const size_t at_column_bars = mmatch__layout_add(&layout, columns, sizeof(int64_t));
    const size_t at_row_loads = mmatch__layout_add(&layout, rows, sizeof(int32_t));
    const size_t at_column_loads = mmatch__layout_add(&layout, columns, sizeof(int32_t));
    const size_t at_row_seen = mmatch__layout_add(&layout, rows, 1);
    const size_t at_column_seen = mmatch__layout_add(&layout, columns, 1);
    const size_t at_made_begin = mmatch__layout_add(&layout, rows + 1, sizeof(int64_t));
    const size_t at_units = mmatch__layout_add(&layout, columns, sizeof(double));
    const size_t at_entries =
        mmatch__layout_add(&layout, all->is_sparse ? columns : 0, sizeof(int64_t));
    if (!mmatch__workspace_open(&all->context->allocator, &layout, &all->workspace)) {
        return mmatch__fail_memory(all->context);
    }
    const mmatch__workspace *const space = &all->workspace;
    all->sorting = (mmatch__listing *)mmatch__workspace_at(space, at_sorting);
    all->row_bars = (int64_t *)mmatch__workspace_at(space, at_row_bars);
    all->column_bars = (int64_t *)mmatch__workspace_at(space, at_column_bars);
    all->row_loads = (int32_t *)mmatch__workspace_at(space, at_row_loads);
    all->column_loads = (int32_t *)mmatch__workspace_at(space, at_column_loads);
    all->row_seen = (unsigned char *)mmatch__workspace_at(space, at_row_seen);
    all->column_seen = (unsigned char *)mmatch__workspace_at(space, at_column_seen);
    all->made_begin = (int64_t *)mmatch__workspace_at(space, at_made_begin);
    all->units = (double *)mmatch__workspace_at(space, at_units);
    all->entry_columns = (int64_t *)mmatch__workspace_at(space, at_entries);
    if (market->scores != NULL && market->has_minimum_score) {
        all->least_units = mmatch__rows_threshold(market->scores, market->minimum_score);
    }
    if (has_row_lists) {
        all->row_listings = (mmatch__listing *)mmatch__workspace_at(space, at_row_listings);
        copy_listings(market->row_preference_offsets, market->row_preference_columns,
                      market->row_preference_ranks, rows, all->row_listings, all->sorting);
    }
    if (has_column_lists) {
        all->column_listings = (mmatch__listing *)mmatch__workspace_at(space, at_column_listings);
        copy_listings(market->column_preference_offsets, market->column_preference_rows,
                      market->column_preference_ranks, columns, all->column_listings, all->sorting);
    }
    for (int64_t k = 0; k < all->matching.pair_count; k++) {
        all->made_begin[all->matching.rows[k] + 1]++;
    }
    for (int64_t row = 0; row < rows; row++) {
        all->made_begin[row + 1] += all->made_begin[row];
    }
    return MMATCH_OK;
}
