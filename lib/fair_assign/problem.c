#include "fair_assign/problem.h"

#include <inttypes.h>
#include <math.h>

#include "base/grid.h"
#include "base/options.h"
#include "base/row_reader.h"
#include "base/sort.h"

enum { COLUMN_IS_FORBIDDEN = 1, COLUMN_IS_LOCKED = 2 };

static void check_fair_locks(mmatch_context *context, const mmatch_market_view *market)
{
    int64_t row;
    for (row = 0; row < market->row_count; row++) {
        const int64_t count = market->locked_offsets[row + 1] - market->locked_offsets[row];
        if (count > market->row_maximum[row]) {
            mmatch__fault(context, "row %" PRId64 ": %" PRId64 " locked pairs, maximum %d", row,
                          count, market->row_maximum[row]);
        }
    }
}

static mmatch_status check_fair_market(mmatch__fair_problem *problem)
{
    mmatch_context *const context = problem->context;
    const mmatch_market_view *const market = &problem->market;
    const bool is_ranked = problem->options.objective == MMATCH_FAIR_RANK_MAXIMAL;
    if (is_ranked && market->column_preference_offsets != NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT,
                            "columns have preferences, rank-maximal follows the rows alone");
    }
    if (market->scores == NULL && !(is_ranked && market->row_preference_offsets != NULL)) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT,
                            is_ranked ? "the market has neither scores nor preferences of rows"
                                      : "the market has no scores");
    }
    if (market->row_count >= INT32_MAX - market->column_count) {
        return mmatch__fail(context, MMATCH_ERR_RANGE,
                            "%" PRId64 " rows and %" PRId64 " columns are too many",
                            market->row_count, market->column_count);
    }
    problem->uses_lists = is_ranked && market->row_preference_offsets != NULL;
    problem->threshold = market->scores != NULL && market->has_minimum_score
                             ? mmatch__rows_threshold(market->scores, market->minimum_score)
                             : -(double)INFINITY;
    check_fair_locks(context, market);
    return context->fault_count > 0 ? MMATCH_ERR_ARGUMENT : MMATCH_OK;
}

mmatch_status mmatch__fair_read_request(mmatch__fair_problem *problem, mmatch_context *context,
                                        const mmatch_market *market,
                                        const mmatch_fair_assign_options *options)
{
    mmatch_fair_assign_options *const known = &problem->options;
    mmatch_status status;
    problem->context = context;
    if (market == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "market is NULL");
    }
    status = mmatch__options_read(context, "fair assign options", options, sizeof *known, known);
    if (status != MMATCH_OK) {
        return status;
    }
    if (known->objective < MMATCH_FAIR_BOTTLENECK || known->objective > MMATCH_FAIR_RANK_MAXIMAL) {
        mmatch__fault(context, "objective %d is unknown", known->objective);
    }
    if (known->coverage < MMATCH_COVERAGE_PARTICIPATION_FIRST ||
        known->coverage > MMATCH_COVERAGE_EVERYONE) {
        mmatch__fault(context, "coverage %d is unknown", known->coverage);
    } else if (known->coverage == MMATCH_COVERAGE_SCORE_FIRST &&
               known->objective != MMATCH_FAIR_RANK_MAXIMAL) {
        mmatch__fault(context,
                      "coverage score_first lets everybody stay out, which leaves no worst "
                      "pair; it goes with rank_maximal alone");
    }
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT;
    }
    problem->market.struct_size = sizeof problem->market;
    status = mmatch_market_look(context, market, &problem->market);
    if (status == MMATCH_OK && problem->market.quota_count > 0) {
        status = mmatch__fail(context, MMATCH_ERR_ARGUMENT,
                              "the market has quotas, which are not for fair assignment");
    }
    return status == MMATCH_OK ? check_fair_market(problem) : status;
}

mmatch__fair_problem_slices mmatch__fair_plan(mmatch__layout *layout,
                                              const mmatch__fair_problem *problem)
{
    const int64_t columns = problem->market.column_count;
    mmatch__fair_problem_slices at;
    at.pairs = mmatch__layout_add(layout, columns, sizeof(mmatch__fair_pair));
    at.entry_columns = mmatch__layout_add(layout, columns, sizeof(int64_t));
    at.entry_units = mmatch__layout_add(layout, columns, sizeof(double));
    at.mark = mmatch__layout_add(layout, columns, 1);
    at.rank_of_column = mmatch__layout_add(layout, columns, sizeof(int32_t));
    at.scratch = mmatch__layout_add(layout, columns, 2 * sizeof(mmatch__fair_pair));
    at.below_columns = mmatch__layout_add(layout, columns, sizeof(int32_t));
    return at;
}

void mmatch__fair_open(mmatch__fair_problem *problem, const mmatch__workspace *memory,
                       mmatch__fair_problem_slices at)
{
    int64_t column;
    problem->pairs = (mmatch__fair_pair *)mmatch__workspace_at(memory, at.pairs);
    problem->entry_columns = (int64_t *)mmatch__workspace_at(memory, at.entry_columns);
    problem->entry_units = (double *)mmatch__workspace_at(memory, at.entry_units);
    problem->mark = (uint8_t *)mmatch__workspace_at(memory, at.mark);
    problem->rank_of_column = (int32_t *)mmatch__workspace_at(memory, at.rank_of_column);
    problem->scratch = (mmatch__fair_pair *)mmatch__workspace_at(memory, at.scratch);
    problem->below_columns = (int32_t *)mmatch__workspace_at(memory, at.below_columns);
    for (column = 0; column < problem->market.column_count; column++) {
        problem->rank_of_column[column] = -1;
    }
}

int64_t mmatch__fair_pair_limit(const mmatch__fair_problem *problem)
{
    const mmatch_market_view *const market = &problem->market;
    int64_t limit = INT64_MAX;
    if (problem->uses_lists) {
        limit = market->row_preference_offsets[market->row_count];
    }
    if (market->scores != NULL && mmatch_scores_entry_count(market->scores) < limit) {
        limit = mmatch_scores_entry_count(market->scores);
    }
    return limit;
}

/* By units, best first; then by column. */
static int compare_best_first(const void *user_data, const void *a, const void *b)
{
    const mmatch__fair_pair *const left = (const mmatch__fair_pair *)a;
    const mmatch__fair_pair *const right = (const mmatch__fair_pair *)b;
    (void)user_data;
    return (left->key < right->key) - (left->key > right->key);
}

/* Turns units into ranks: 0 for the best, equal units share one. */
static void rank_by_units(mmatch__fair_problem *problem)
{
    mmatch__fair_pair *const sorted = problem->scratch;
    int32_t rank = 0;
    int64_t k;
    for (k = 0; k < problem->count; k++) {
        sorted[k] = problem->pairs[k];
    }
    mmatch__sort(sorted, (size_t)problem->count, sizeof *sorted, compare_best_first, NULL,
                 problem->scratch + problem->market.column_count);
    for (k = 0; k < problem->count; k++) {
        rank += k > 0 && sorted[k].key != sorted[k - 1].key ? 1 : 0;
        problem->rank_of_column[sorted[k].column] = rank;
    }
    for (k = 0; k < problem->count; k++) {
        int32_t *const found = &problem->rank_of_column[problem->pairs[k].column];
        problem->pairs[k].key = *found;
        *found = -1;
    }
}

static void mark_fair_row(mmatch__fair_problem *problem, int64_t row, bool is_set)
{
    const mmatch_market_view *const market = &problem->market;
    int64_t k;
    for (k = market->forbidden_offsets[row]; k < market->forbidden_offsets[row + 1]; k++) {
        problem->mark[market->forbidden_columns[k]] = is_set ? COLUMN_IS_FORBIDDEN : 0;
    }
    for (k = market->locked_offsets[row]; k < market->locked_offsets[row + 1]; k++) {
        problem->mark[market->locked_columns[k]] = is_set ? COLUMN_IS_LOCKED : 0;
    }
    if (problem->uses_lists) {
        const int64_t *const offsets = market->row_preference_offsets;
        for (k = offsets[row]; k < offsets[row + 1]; k++) {
            problem->rank_of_column[market->row_preference_columns[k]] =
                is_set ? market->row_preference_ranks[k] : -1;
        }
    }
}

static int64_t read_fair_entries(mmatch__fair_problem *problem, int64_t row)
{
    const mmatch_market_view *const market = &problem->market;
    int64_t column;
    if (market->scores != NULL) {
        return mmatch__rows_read_entries(market->scores, row, problem->entry_columns,
                                         problem->entry_units);
    }
    for (column = 0; column < market->column_count; column++) {
        problem->entry_columns[column] = column;
        problem->entry_units[column] = 0;
    }
    return market->column_count;
}

void mmatch__fair_read_row(mmatch__fair_problem *problem, int64_t row, bool with_ranks)
{
    const int64_t entry_count = read_fair_entries(problem, row);
    int64_t k;
    problem->count = 0;
    problem->below_count = 0;
    mark_fair_row(problem, row, true);
    for (k = 0; k < entry_count; k++) {
        const int64_t column = problem->entry_columns[k];
        mmatch__fair_pair *const pair = &problem->pairs[problem->count];
        if (problem->mark[column] != 0 ||
            (problem->uses_lists && problem->rank_of_column[column] < 0)) {
            continue;
        }
        if (problem->entry_units[k] < problem->threshold) {
            problem->below_columns[problem->below_count++] = (int32_t)column;
            continue;
        }
        pair->key = problem->uses_lists && with_ranks ? problem->rank_of_column[column]
                                                      : (int64_t)problem->entry_units[k];
        pair->row = (int32_t)row;
        pair->column = (int32_t)column;
        problem->count++;
    }
    mark_fair_row(problem, row, false);
    if (with_ranks && !problem->uses_lists) {
        rank_by_units(problem);
    }
}

const double *mmatch__fair_read_units(mmatch__fair_problem *problem, int64_t row)
{
    const mmatch_market_view *const market = &problem->market;
    double *const units = problem->entry_units;
    int64_t k;
    mmatch__rows_read(market->scores, row, units);
    for (k = market->forbidden_offsets[row]; k < market->forbidden_offsets[row + 1]; k++) {
        units[market->forbidden_columns[k]] = -(double)INFINITY;
    }
    for (k = market->locked_offsets[row]; k < market->locked_offsets[row + 1]; k++) {
        units[market->locked_columns[k]] = -(double)INFINITY;
    }
    for (k = 0; market->has_minimum_score && k < market->column_count; k++) {
        units[k] = units[k] < problem->threshold ? -(double)INFINITY : units[k];
    }
    return units;
}

static mmatch__fair_range fair_range_of(int64_t minimum, int64_t needed, int64_t maximum,
                                        int64_t others, int64_t locked)
{
    mmatch__fair_range range;
    const int64_t most = (maximum < others ? maximum : others) - locked;
    const int64_t least = minimum > locked ? minimum - locked : 0;
    const int64_t wanted = needed > locked ? needed - locked : 0;
    range.maximum = (int32_t)(most > 0 ? most : 0);
    range.minimum = (int32_t)(least < range.maximum ? least : range.maximum);
    range.needed = (int32_t)(wanted < range.maximum ? wanted : range.maximum);
    range.locked = (int32_t)locked;
    range.is_beyond = least > range.maximum;
    return range;
}

void mmatch__fair_row_ranges(const mmatch__fair_problem *problem, mmatch__fair_range *ranges)
{
    const mmatch_market_view *const market = &problem->market;
    const int64_t least = problem->options.coverage == MMATCH_COVERAGE_EVERYONE ? 1 : 0;
    const int64_t wanted = problem->options.coverage == MMATCH_COVERAGE_SCORE_FIRST ? 0 : 1;
    int64_t row;
    for (row = 0; row < market->row_count; row++) {
        const int64_t given = market->row_minimum[row];
        const int64_t locked = market->locked_offsets[row + 1] - market->locked_offsets[row];
        ranges[row] = fair_range_of(given > least ? given : least, given > wanted ? given : wanted,
                                    market->row_maximum[row], market->column_count, locked);
    }
}

void mmatch__fair_column_ranges(const mmatch__fair_problem *problem, mmatch__fair_range *ranges)
{
    const mmatch_market_view *const market = &problem->market;
    int64_t column;
    int64_t k;
    for (column = 0; column < market->column_count; column++) {
        ranges[column].locked = 0;
    }
    for (k = 0; k < market->locked_offsets[market->row_count]; k++) {
        ranges[market->locked_columns[k]].locked++;
    }
    for (column = 0; column < market->column_count; column++) {
        const int64_t minimum = market->column_minimum[column];
        ranges[column] = fair_range_of(minimum, minimum, market->column_maximum[column],
                                       market->row_count, ranges[column].locked);
    }
}

double mmatch__fair_no_bound(const mmatch__fair_problem *problem)
{
    return mmatch_scores_sense(problem->market.scores) == MMATCH_SENSE_MAXIMISE ? (double)INFINITY
                                                                                : -(double)INFINITY;
}

bool mmatch__fair_add_up(mmatch__fair_problem *problem, const int64_t *rows, const int64_t *columns,
                         int64_t count, int64_t *units_out)
{
    const mmatch_scores *const scores = problem->market.scores;
    int64_t sum = 0;
    int64_t next = 0;
    while (scores != NULL && next < count) {
        const int64_t row = rows[next];
        const int64_t entries =
            mmatch__rows_read_entries(scores, row, problem->entry_columns, problem->entry_units);
        int64_t k;
        for (k = 0; k < entries && next < count && rows[next] == row; k++) {
            if (problem->entry_columns[k] == columns[next]) {
                if (!mmatch__add_int64(sum, (int64_t)problem->entry_units[k], &sum)) {
                    return false;
                }
                next++;
            }
        }
        while (next < count && rows[next] == row) {
            next++; /* a pair without a score; the rules are judged elsewhere */
        }
    }
    *units_out = sum;
    return true;
}
