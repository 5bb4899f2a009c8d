/* mmatch_stable_verify and mmatch_stable_blocking_pairs: judge any matching from the market alone.
 *
 * Nothing here is shared with the solver. Ranks are looked up in copies of the lists that are sorted by partner; a
 * pair's standing is worked out from the definitions each time it is needed.
 *
 * How a blocking pair is found: everyone has a bar. With a place free, the bar is below every acceptable partner; of a
 * full person it is the worst partner; of a person with maximum 0 it is above everyone. A pair blocks when it is
 * acceptable, not made, and each of the two is strictly above the other's bar. */
#include "mentormatch/stable.h"

#include <inttypes.h>
#include <math.h>

#include "base/context.h"
#include "base/grid.h"
#include "base/row_reader.h"
#include "base/sort.h"

/* A standing is a number, smaller is better: a rank, or minus the units of a score. */
#define STANDING_NOBODY INT64_MIN /* a bar that no one passes */
#define STANDING_ANYBODY INT64_MAX /* a bar that everyone acceptable passes */

/* One entry of a list, for looking up by partner. */
typedef struct listing {
    int64_t partner;
    int64_t rank;
} listing;

/* What a pair is worth to both. */
typedef struct pair_view {
    bool is_allowed;      /* by the rules, the score's presence, and both lists */
    bool is_below;        /* of the minimum score */
    int64_t row_standing; /* of the column, in the eyes of the row */
    int64_t column_standing;
    double units;
} pair_view;

/* What was seen of a person's pairs. */
enum { SEEN_CANDIDATE = 1, SEEN_BELOW = 2 };

typedef struct judge {
    mmatch_context *context;
    mmatch_market_view market;
    mmatch_matching_parts matching;
    mmatch__workspace workspace;
    bool is_sparse;
    double least_units;
    listing *row_listings; /* beside row_preference_columns, each list sorted by column; NULL: no lists */
    listing *column_listings;
    listing *sorting;
    int64_t *row_bars;
    int64_t *column_bars;
    int32_t *row_loads;
    int32_t *column_loads;
    unsigned char *row_seen;
    unsigned char *column_seen;
    int64_t *made_begin; /* row_count + 1: the pairs of each row in the matching */
    /* the scores of the row at hand: dense in units, or sparse entries */
    double *units;
    int64_t *entry_columns;
    int64_t entry_count;
    int64_t total_units; /* of the acceptable pairs made */
    bool does_total_fit;
} judge;

static int compare_listings(const void *user_data, const void *a, const void *b)
{
    const int64_t first = ((const listing *)a)->partner;
    const int64_t second = ((const listing *)b)->partner;
    (void)user_data;
    return (first > second) - (first < second);
}

/* Copies the lists of one side, each sorted by partner. */
static void copy_listings(const int64_t *offsets, const int64_t *partners, const int32_t *ranks,
                          int64_t person_count, listing *listings, listing *sorting)
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
static int64_t search_listings(const listing *listings, int64_t begin, int64_t end, int64_t wanted)
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

static int64_t search_ids(const int64_t *ids, int64_t begin, int64_t end, int64_t wanted)
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

static bool has_id(const int64_t *ids, int64_t begin, int64_t end, int64_t wanted)
{
    const int64_t at = search_ids(ids, begin, end, wanted);
    return at < end && ids[at] == wanted;
}

/* Rank that `person` gives `partner`; -1: not listed. */
static int64_t rank_in(const listing *listings, const int64_t *offsets, int64_t person, int64_t partner)
{
    const int64_t end = offsets[person + 1];
    const int64_t at = search_listings(listings, offsets[person], end, partner);
    return at < end && listings[at].partner == partner ? listings[at].rank : -1;
}

static void read_scores(judge *all, int64_t row)
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
static double units_of(const judge *all, int64_t column)
{
    if (!all->is_sparse) {
        return all->units[column];
    }
    const int64_t at = search_ids(all->entry_columns, 0, all->entry_count, column);
    return at < all->entry_count && all->entry_columns[at] == column ? all->units[at]
                                                                     : -(double)INFINITY;
}

/* Works out a pair of the row at hand. */
static pair_view look_at_pair(const judge *all, int64_t row, int64_t column)
{
    const mmatch_market_view *const market = &all->market;
    pair_view pair = {true, false, 0, 0, 0.0};
    if (has_id(market->forbidden_columns, market->forbidden_offsets[row],
               market->forbidden_offsets[row + 1], column)) {
        pair.is_allowed = false;
    }
    if (market->scores != NULL) {
        pair.units = units_of(all, column);
        if (isinf(pair.units)) {
            pair.is_allowed = false;
            return pair;
        }
        pair.is_below = market->has_minimum_score != 0 && pair.units < all->least_units;
        pair.row_standing = -(int64_t)pair.units;
        pair.column_standing = -(int64_t)pair.units;
    }
    if (all->row_listings != NULL) {
        pair.row_standing = rank_in(all->row_listings, market->row_preference_offsets, row, column);
        pair.is_allowed = pair.is_allowed && pair.row_standing >= 0;
    }
    if (all->column_listings != NULL) {
        pair.column_standing =
            rank_in(all->column_listings, market->column_preference_offsets, column, row);
        pair.is_allowed = pair.is_allowed && pair.column_standing >= 0;
    }
    return pair;
}

/* Lowers a bar to the worst partner so far: an unacceptable one is worse than anybody. */
static void lower_bar(int64_t *bar, bool is_acceptable, int64_t standing)
{
    const int64_t of_partner = is_acceptable ? standing : STANDING_ANYBODY;
    if (of_partner > *bar) {
        *bar = of_partner;
    }
}

/* Bars, loads and the total from the pairs that are made. The first unacceptable pair is written to *bad_pair_out,
 * -1 if none. */
static mmatch_status weigh_pairs(judge *all, int64_t *bad_pair_out)
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
            read_scores(all, row);
            if (mmatch__poll(all->context, (uint64_t)all->market.column_count + 16) ==
                MMATCH_POLL_CANCEL) {
                return mmatch__fail_cancelled(all->context);
            }
        }
        const pair_view pair = look_at_pair(all, row, column);
        const bool is_acceptable = pair.is_allowed && !pair.is_below;
        if (!is_acceptable && *bad_pair_out < 0) {
            *bad_pair_out = k;
        }
        all->row_loads[row]++;
        all->column_loads[column]++;
        lower_bar(&all->row_bars[row], is_acceptable, pair.row_standing);
        lower_bar(&all->column_bars[column], is_acceptable, pair.column_standing);
        if (is_acceptable && all->does_total_fit) {
            all->does_total_fit =
                mmatch__add_int64(all->total_units, (int64_t)pair.units, &all->total_units);
        }
    }
    for (int64_t row = 0; row < all->market.row_count; row++) {
        if (all->row_loads[row] < all->market.row_maximum[row]) {
            all->row_bars[row] = STANDING_ANYBODY;
        }
    }
    for (int64_t column = 0; column < all->market.column_count; column++) {
        if (all->column_loads[column] < all->market.column_maximum[column]) {
            all->column_bars[column] = STANDING_ANYBODY;
        }
    }
    return MMATCH_OK;
}

/* Where blocking pairs go. */
typedef struct findings {
    int64_t capacity;
    int64_t *rows;
    int64_t *columns;
    int64_t count;
} findings;

/* One pair of the row at hand, which is not made if !is_made. */
static void examine(judge *all, findings *found, int64_t row, int64_t column, bool is_made)
{
    const pair_view pair = look_at_pair(all, row, column);
    if (!pair.is_allowed) {
        return;
    }
    if (pair.is_below) {
        all->row_seen[row] |= SEEN_BELOW;
        all->column_seen[column] |= SEEN_BELOW;
        return;
    }
    all->row_seen[row] |= SEEN_CANDIDATE;
    all->column_seen[column] |= SEEN_CANDIDATE;
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

/* Examines every pair that could be acceptable, by row then column. */
static mmatch_status examine_all(judge *all, findings *found)
{
    const mmatch_market_view *const market = &all->market;
    for (int64_t row = 0; row < market->row_count; row++) {
        int64_t begin = 0;
        int64_t end = market->column_count;
        read_scores(all, row);
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
            examine(all, found, row, column, is_made);
        }
        if (mmatch__poll(all->context, 16 * (uint64_t)(end - begin) + 16) == MMATCH_POLL_CANCEL) {
            return mmatch__fail_cancelled(all->context);
        }
    }
    return MMATCH_OK;
}

/* Allocates and fills what both functions need; the shapes agree. */
static mmatch_status open_judge(judge *all)
{
    const mmatch_market_view *const market = &all->market;
    const int64_t rows = market->row_count;
    const int64_t columns = market->column_count;
    const bool has_row_lists = market->row_preference_offsets != NULL;
    const bool has_column_lists = market->column_preference_offsets != NULL;
    mmatch__layout layout = {0};
    all->is_sparse = market->scores != NULL && mmatch__rows_is_sparse(market->scores);
    const size_t at_row_listings = mmatch__layout_add(
        &layout, has_row_lists ? market->row_preference_offsets[rows] : 0, sizeof(listing));
    const size_t at_column_listings = mmatch__layout_add(
        &layout, has_column_lists ? market->column_preference_offsets[columns] : 0, sizeof(listing));
    const size_t at_sorting = mmatch__layout_add(&layout, rows > columns ? rows : columns, sizeof(listing));
    const size_t at_row_bars = mmatch__layout_add(&layout, rows, sizeof(int64_t));
    const size_t at_column_bars = mmatch__layout_add(&layout, columns, sizeof(int64_t));
    const size_t at_row_loads = mmatch__layout_add(&layout, rows, sizeof(int32_t));
    const size_t at_column_loads = mmatch__layout_add(&layout, columns, sizeof(int32_t));
    const size_t at_row_seen = mmatch__layout_add(&layout, rows, 1);
    const size_t at_column_seen = mmatch__layout_add(&layout, columns, 1);
    const size_t at_made_begin = mmatch__layout_add(&layout, rows + 1, sizeof(int64_t));
    const size_t at_units = mmatch__layout_add(&layout, columns, sizeof(double));
    const size_t at_entries = mmatch__layout_add(&layout, all->is_sparse ? columns : 0, sizeof(int64_t));
    if (!mmatch__workspace_open(&all->context->allocator, &layout, &all->workspace)) {
        return mmatch__fail_memory(all->context);
    }
    const mmatch__workspace *const space = &all->workspace;
    all->sorting = (listing *)mmatch__workspace_at(space, at_sorting);
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
        all->row_listings = (listing *)mmatch__workspace_at(space, at_row_listings);
        copy_listings(market->row_preference_offsets, market->row_preference_columns,
                      market->row_preference_ranks, rows, all->row_listings, all->sorting);
    }
    if (has_column_lists) {
        all->column_listings = (listing *)mmatch__workspace_at(space, at_column_listings);
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

/* Looks into both objects; they need not agree in shape. */
static mmatch_status look(mmatch_context *context, const mmatch_market *market,
                          const mmatch_matching *matching, judge *all)
{
    all->context = context;
    all->market.struct_size = sizeof all->market;
    all->matching.struct_size = sizeof all->matching;
    mmatch_status status = mmatch_market_look(context, market, &all->market);
    if (status == MMATCH_OK) {
        status = mmatch_matching_look(context, matching, &all->matching);
    }
    if (status == MMATCH_OK && all->market.scores == NULL &&
        (all->market.row_preference_offsets == NULL || all->market.column_preference_offsets == NULL)) {
        status = mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s have neither preferences nor scores",
                              all->market.row_preference_offsets == NULL ? "rows" : "columns");
    }
    return status;
}

static bool is_same_shape(const judge *all)
{
    return all->market.row_count == all->matching.row_count &&
           all->market.column_count == all->matching.column_count;
}

/* True when everyone of a side is within the maximum, else the verdict tells who is not. */
static bool check_loads(mmatch_verdict *verdict, bool is_row, int64_t count, const int32_t *loads,
                        const int32_t *maximum)
{
    for (int64_t person = 0; person < count; person++) {
        if (loads[person] > maximum[person]) {
            mmatch__verdict_fault(verdict,
                                  is_row ? MMATCH_STABLE_FAULT_ROW_CAPACITY
                                         : MMATCH_STABLE_FAULT_COLUMN_CAPACITY,
                                  is_row ? person : -1, is_row ? -1 : person, maximum[person],
                                  loads[person], "%s %" PRId64 ": %d partners are above maximum %d",
                                  is_row ? "row" : "column", person, loads[person], maximum[person]);
            return false;
        }
    }
    return true;
}

/* The reason that a stable matching leaves a person with. */
static int32_t true_reason(int32_t load, int32_t maximum, unsigned char seen)
{
    int32_t reason = MMATCH_REASON_NO_CANDIDATE;
    if (seen & SEEN_BELOW) {
        reason = MMATCH_REASON_BELOW_MINIMUM_SCORE;
    }
    if (seen & SEEN_CANDIDATE) {
        reason = MMATCH_REASON_CANDIDATES_FULL;
    }
    if (maximum == 0) {
        reason = MMATCH_REASON_NO_CAPACITY;
    }
    return load > 0 ? (int32_t)MMATCH_REASON_PLACED : reason;
}

static bool check_reasons(mmatch_verdict *verdict, bool is_row, int64_t count, const int32_t *reasons,
                          const int32_t *loads, const int32_t *maximum, const unsigned char *seen)
{
    for (int64_t person = 0; reasons != NULL && person < count; person++) {
        const int32_t reason = true_reason(loads[person], maximum[person], seen[person]);
        if (reasons[person] != reason) {
            mmatch__verdict_fault(verdict, MMATCH_STABLE_FAULT_REASON, is_row ? person : -1,
                                  is_row ? -1 : person, reason, reasons[person],
                                  "%s %" PRId64 ": reason is %d, should be %d", is_row ? "row" : "column",
                                  person, reasons[person], reason);
            return false;
        }
    }
    return true;
}

/* Total, unit and bound; NaN in any of them is a fault too. */
static bool check_total(mmatch_verdict *verdict, const judge *all)
{
    const mmatch_scores *const scores = all->market.scores;
    const double total = scores == NULL ? 0.0 : mmatch__rows_to_user(scores, all->total_units);
    const double unit = scores == NULL ? 1.0 : mmatch_scores_unit(scores);
    const double expected[3] = {total, unit, total};
    const double found[3] = {all->matching.total, all->matching.unit, all->matching.bound};
    const char *const names[3] = {"total", "unit", "bound"};
    for (int k = 0; k < 3; k++) {
        if (!(found[k] == expected[k])) {
            mmatch__verdict_fault(verdict, MMATCH_STABLE_FAULT_TOTAL, -1, -1, expected[k], found[k],
                                  "%s is %g, should be %g", names[k], found[k], expected[k]);
            return false;
        }
    }
    return true;
}

/* All conditions but the shape, cheapest first; the verdict keeps the first that fails. */
static mmatch_status judge_all(judge *all, mmatch_verdict *verdict)
{
    const mmatch_market_view *const market = &all->market;
    const mmatch_matching_parts *const matching = &all->matching;
    int64_t bad_pair;
    int64_t blocking_row = -1;
    int64_t blocking_column = -1;
    findings found = {1, &blocking_row, &blocking_column, 0};
    mmatch_status status = weigh_pairs(all, &bad_pair);
    if (status != MMATCH_OK) {
        return status;
    }
    if (bad_pair >= 0) {
        mmatch__verdict_fault(verdict, MMATCH_STABLE_FAULT_PAIR, matching->rows[bad_pair],
                              matching->columns[bad_pair], 0, 0,
                              "row %" PRId64 ", column %" PRId64 ": pair is not acceptable",
                              matching->rows[bad_pair], matching->columns[bad_pair]);
        return MMATCH_OK;
    }
    if (!check_loads(verdict, true, market->row_count, all->row_loads, market->row_maximum) ||
        !check_loads(verdict, false, market->column_count, all->column_loads, market->column_maximum)) {
        return MMATCH_OK;
    }
    status = mmatch__poll_now(all->context) == MMATCH_POLL_CANCEL ? mmatch__fail_cancelled(all->context)
                                                                  : examine_all(all, &found);
    if (status != MMATCH_OK) {
        return status;
    }
    if (found.count > 0) {
        mmatch__verdict_fault(verdict, MMATCH_STABLE_FAULT_BLOCKING_PAIR, blocking_row, blocking_column, 0,
                              (double)found.count,
                              "row %" PRId64 ", column %" PRId64 ": pair blocks, the first of %" PRId64,
                              blocking_row, blocking_column, found.count);
        return MMATCH_OK;
    }
    if (!all->does_total_fit) {
        return mmatch__fail(all->context, MMATCH_ERR_RANGE, "the total does not fit");
    }
    if (check_total(verdict, all) &&
        check_reasons(verdict, true, market->row_count, matching->row_reasons, all->row_loads,
                      market->row_maximum, all->row_seen) &&
        check_reasons(verdict, false, market->column_count, matching->column_reasons, all->column_loads,
                      market->column_maximum, all->column_seen)) {
        mmatch__verdict_valid(verdict);
    }
    return MMATCH_OK;
}

mmatch_status mmatch_stable_verify(mmatch_context *context, const mmatch_market *market,
                                   const mmatch_matching *matching, mmatch_verdict *verdict_out)
{
    judge all = {0};
    mmatch_verdict verdict = {0}; /* written to the caller only when everything went well */
    mmatch_status status = mmatch__enter(context);
    if (status == MMATCH_OK) {
        status = mmatch__verdict_check(context, verdict_out);
    }
    if (status == MMATCH_OK) {
        status = look(context, market, matching, &all);
    }
    if (status != MMATCH_OK) {
        return status;
    }
    verdict.struct_size = verdict_out->struct_size;
    if (!is_same_shape(&all)) {
        mmatch__verdict_fault(&verdict, MMATCH_STABLE_FAULT_SHAPE, -1, -1, 0, 0,
                              "matching is %" PRId64 " x %" PRId64 ", market is %" PRId64 " x %" PRId64,
                              all.matching.row_count, all.matching.column_count, all.market.row_count,
                              all.market.column_count);
    } else if (all.matching.outcome != MMATCH_OUTCOME_OPTIMAL &&
               all.matching.outcome != MMATCH_OUTCOME_FEASIBLE) {
        mmatch__verdict_fault(&verdict, MMATCH_STABLE_FAULT_OUTCOME, -1, -1, MMATCH_OUTCOME_OPTIMAL,
                              all.matching.outcome, "outcome %s does not claim a stable matching",
                              mmatch_outcome_name((mmatch_outcome)all.matching.outcome));
    } else if (mmatch__poll_now(context) == MMATCH_POLL_CANCEL) {
        return mmatch__fail_cancelled(context);
    } else {
        status = open_judge(&all);
        if (status == MMATCH_OK) {
            status = judge_all(&all, &verdict);
            mmatch__workspace_close(&all.workspace);
        }
    }
    if (status == MMATCH_OK) {
        *verdict_out = verdict;
    }
    return status;
}

mmatch_status mmatch_stable_blocking_pairs(mmatch_context *context, const mmatch_market *market,
                                           const mmatch_matching *matching, int64_t capacity,
                                           int64_t *rows_out, int64_t *columns_out, int64_t *count_out)
{
    judge all = {0};
    findings found = {capacity, rows_out, columns_out, 0};
    int64_t bad_pair;
    mmatch_status status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    if (capacity < 0) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "capacity %" PRId64 " is negative", capacity);
    }
    if (count_out == NULL || (capacity > 0 && (rows_out == NULL || columns_out == NULL))) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL",
                            count_out == NULL  ? "count_out"
                            : rows_out == NULL ? "rows_out"
                                               : "columns_out");
    }
    status = look(context, market, matching, &all);
    if (status != MMATCH_OK) {
        return status;
    }
    if (!is_same_shape(&all)) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT,
                            "matching is %" PRId64 " x %" PRId64 ", market is %" PRId64 " x %" PRId64,
                            all.matching.row_count, all.matching.column_count, all.market.row_count,
                            all.market.column_count);
    }
    if (mmatch__poll_now(context) == MMATCH_POLL_CANCEL) {
        return mmatch__fail_cancelled(context);
    }
    status = open_judge(&all);
    if (status != MMATCH_OK) {
        return status;
    }
    status = weigh_pairs(&all, &bad_pair);
    if (status == MMATCH_OK) {
        status = examine_all(&all, &found);
    }
    mmatch__workspace_close(&all.workspace);
    if (status == MMATCH_OK) {
        *count_out = found.count;
    }
    return status;
}
