/* mmatch_fair_assign: the phases of each objective. Bottleneck: a threshold, then mmatch_assign
 * above it. Leximin and rank-maximal: from mmatch_assign a matching that keeps the rules and the
 * coverage, then level by level. */
#include <math.h>
#include <string.h>

#include "base/row_reader.h"
#include "base/sort.h"
#include "fair_assign/solve.h"

static bool is_bottleneck(const mmatch__fair_solve *run)
{
    return run->problem.options.objective == MMATCH_FAIR_BOTTLENECK;
}

/* Most pairs that any answer has. */
static int64_t answer_limit(const mmatch_market_view *market)
{
    int64_t limit = 0;
    int64_t row;
    for (row = 0; row < market->row_count; row++) {
        const int64_t maximum = market->row_maximum[row];
        limit += maximum < market->column_count ? maximum : market->column_count;
    }
    return limit;
}

static mmatch_status open_fair_workspace(mmatch__fair_solve *run)
{
    const mmatch_market_view *const market = &run->problem.market;
    const int64_t rows = market->row_count;
    const int64_t columns = market->column_count;
    const int64_t pairs = is_bottleneck(run) ? 0 : mmatch__fair_pair_limit(&run->problem);
    mmatch__fair_slices *const at = &run->at;
    mmatch__layout layout = {0};
    at->problem = mmatch__fair_plan(&layout, &run->problem);
    if (is_bottleneck(run)) {
        at->bottleneck = mmatch__fair_bottleneck_plan(&layout, rows, columns);
    } else {
        at->levels = mmatch__fair_levels_plan(&layout, rows, columns);
    }
    at->row_ranges = mmatch__layout_add(&layout, rows, sizeof(mmatch__fair_range));
    at->column_ranges = mmatch__layout_add(&layout, columns, sizeof(mmatch__fair_range));
    at->pairs = mmatch__layout_add(&layout, pairs, sizeof(mmatch__fair_pair));
    at->pair_scratch = mmatch__layout_add(&layout, pairs, sizeof(mmatch__fair_pair));
    at->out_rows = mmatch__layout_add(&layout, answer_limit(market), sizeof(int64_t));
    at->out_columns = mmatch__layout_add(&layout, answer_limit(market), sizeof(int64_t));
    at->row_load = mmatch__layout_add(&layout, rows, sizeof(int32_t));
    at->column_load = mmatch__layout_add(&layout, columns, sizeof(int32_t));
    at->row_reasons = mmatch__layout_add(&layout, rows, sizeof(int32_t));
    at->column_reasons = mmatch__layout_add(&layout, columns, sizeof(int32_t));
    at->row_marks = mmatch__layout_add(&layout, rows, 1);
    at->column_marks = mmatch__layout_add(&layout, columns, 1);
    at->conflict_rows = mmatch__layout_add(&layout, rows, sizeof(int64_t));
    at->conflict_columns = mmatch__layout_add(&layout, columns, sizeof(int64_t));
    if (!mmatch__workspace_open(&run->context->allocator, &layout, &run->memory)) {
        return mmatch__fail_memory(run->context);
    }
    mmatch__fair_open(&run->problem, &run->memory, at->problem);
    run->row_ranges = (mmatch__fair_range *)mmatch__workspace_at(&run->memory, at->row_ranges);
    run->column_ranges =
        (mmatch__fair_range *)mmatch__workspace_at(&run->memory, at->column_ranges);
    run->pairs = (mmatch__fair_pair *)mmatch__workspace_at(&run->memory, at->pairs);
    run->pair_scratch = (mmatch__fair_pair *)mmatch__workspace_at(&run->memory, at->pair_scratch);
    run->out_rows = (int64_t *)mmatch__workspace_at(&run->memory, at->out_rows);
    run->out_columns = (int64_t *)mmatch__workspace_at(&run->memory, at->out_columns);
    mmatch__fair_row_ranges(&run->problem, run->row_ranges);
    mmatch__fair_column_ranges(&run->problem, run->column_ranges);
    return MMATCH_OK;
}

static mmatch_assign_options coverage_options(const mmatch__fair_solve *run)
{
    mmatch_assign_options options = {0};
    options.struct_size = sizeof options;
    options.coverage = run->problem.options.coverage;
    return options;
}

/* A matching that keeps the rules and the coverage, or the proof that there is none. */
static mmatch_status find_start(mmatch__fair_solve *run, const mmatch_market *market)
{
    const mmatch_assign_options options = coverage_options(run);
    mmatch_status status = MMATCH_OK;
    if (run->problem.options.objective == MMATCH_FAIR_RANK_MAXIMAL) {
        status = mmatch__fair_rank_market(&run->problem, &run->ranked);
        market = run->ranked.market;
    }
    if (status == MMATCH_OK) {
        status = mmatch_assign(run->context, market, &options, &run->start);
    }
    if (status == MMATCH_OK) {
        run->start_parts.struct_size = sizeof run->start_parts;
        status = mmatch_matching_look(run->context, run->start, &run->start_parts);
    }
    return status;
}

/* Bottleneck */

/* The best total of the pairs that are not below the threshold. */
static mmatch_status solve_above(mmatch__fair_solve *run, int64_t threshold)
{
    const mmatch_assign_options options = coverage_options(run);
    const mmatch_market_view *const view = &run->problem.market;
    mmatch_market *market = NULL;
    mmatch_status status = mmatch__fair_restate(run->context, view, view->scores, &market);
    if (status == MMATCH_OK && threshold != INT64_MIN) {
        status = mmatch_market_set_minimum_score(run->context, market,
                                                 mmatch__rows_to_user(view->scores, threshold));
    } else if (status == MMATCH_OK && view->has_minimum_score) {
        status = mmatch_market_set_minimum_score(run->context, market, view->minimum_score);
    }
    if (status == MMATCH_OK) {
        status = mmatch_assign(run->context, market, &options, &run->second);
    }
    mmatch_market_destroy(market);
    return status;
}

/* Takes over the best total above the threshold, with its prices. */
static mmatch_status take_second(mmatch__fair_solve *run)
{
    mmatch_matching_parts above;
    mmatch_status status;
    above.struct_size = sizeof above;
    status = mmatch_matching_look(run->context, run->second, &above);
    if (status != MMATCH_OK) {
        return status;
    }
    run->parts.outcome = above.outcome;
    mmatch__fair_take_pairs(run, &above);
    if (above.outcome == MMATCH_OUTCOME_OPTIMAL) {
        run->parts.row_price_tiers = above.row_price_tiers;
        run->parts.row_prices = above.row_prices;
        run->parts.column_price_tiers = above.column_price_tiers;
        run->parts.column_prices = above.column_prices;
        mmatch__fair_list_conflict(run);
    } else if (above.outcome != MMATCH_OUTCOME_LIMIT) {
        return mmatch__fail(run->context, MMATCH_ERR_INTERNAL,
                            "no matching above a threshold that was proved to allow one");
    }
    return MMATCH_OK;
}

/* A minimum, alone, is more than there can be. */
static bool is_anyone_beyond(const mmatch__fair_range *ranges, int64_t count)
{
    int64_t person;
    for (person = 0; person < count; person++) {
        if (ranges[person].is_beyond) {
            return true;
        }
    }
    return false;
}

static mmatch_status run_bottleneck(mmatch__fair_solve *run, bool *is_feasible_out)
{
    mmatch__fair_cover *const rows = &run->bottleneck.rows;
    int64_t threshold = INT64_MIN;
    mmatch_poll_answer answer;
    mmatch_status status = MMATCH_OK;
    *is_feasible_out = true;
    if (is_anyone_beyond(run->row_ranges, run->problem.market.row_count) ||
        is_anyone_beyond(run->column_ranges, run->problem.market.column_count)) {
        *is_feasible_out = false;
        return MMATCH_OK;
    }
    mmatch__fair_bottleneck_open(&run->bottleneck, &run->memory, &run->at.bottleneck, &run->problem,
                                 run->row_ranges, run->column_ranges);
    answer = mmatch__poll_now(run->context);
    if (answer == MMATCH_POLL_CONTINUE) {
        answer = mmatch__fair_bottleneck_begin(&run->bottleneck, is_feasible_out);
    }
    if (answer == MMATCH_POLL_CONTINUE && *is_feasible_out) {
        answer = mmatch__fair_bottleneck_run(&run->bottleneck, &threshold);
    }
    if (answer == MMATCH_POLL_CANCEL) {
        return mmatch__fail_cancelled(run->context);
    }
    if (answer == MMATCH_POLL_STOP) {
        *is_feasible_out = true;
        run->parts.outcome = MMATCH_OUTCOME_LIMIT;
        mmatch__fair_list_pairs(run, rows->made, rows->made);
    } else if (*is_feasible_out) {
        status = solve_above(run, threshold);
        if (status == MMATCH_OK) {
            status = take_second(run);
        }
    }
    return status;
}

/* Leximin and rank-maximal */

static int compare_keys(const void *user_data, const void *a, const void *b)
{
    const mmatch__fair_pair *const left = (const mmatch__fair_pair *)a;
    const mmatch__fair_pair *const right = (const mmatch__fair_pair *)b;
    (void)user_data;
    return (left->key > right->key) - (left->key < right->key);
}

/* Lists all pairs by level. CANCEL and STOP as from a poll. */
static mmatch_poll_answer list_levels(mmatch__fair_solve *run)
{
    mmatch__fair_problem *const problem = &run->problem;
    const bool is_ranked = problem->options.objective == MMATCH_FAIR_RANK_MAXIMAL;
    int64_t row;
    run->pair_count = 0;
    for (row = 0; row < problem->market.row_count; row++) {
        mmatch_poll_answer answer;
        mmatch__fair_read_row(problem, row, is_ranked);
        if (problem->count > 0) {
            memcpy(run->pairs + run->pair_count, problem->pairs,
                   (size_t)problem->count * sizeof *problem->pairs);
        }
        run->pair_count += problem->count;
        answer = mmatch__poll(run->context, (uint64_t)problem->market.column_count * 4u + 16u);
        if (answer != MMATCH_POLL_CONTINUE) {
            return answer;
        }
    }
    mmatch__sort(run->pairs, (size_t)run->pair_count, sizeof *run->pairs, compare_keys, NULL,
                 run->pair_scratch);
    return mmatch__poll_now(run->context);
}

static void fill_side(mmatch__fair_levels *levels, const mmatch__fair_range *ranges, int32_t count,
                      int32_t first)
{
    int32_t person;
    for (person = 0; person < count; person++) {
        levels->load[first + person] = -ranges[person].locked;
        levels->low[first + person] = ranges[person].minimum;
        levels->high[first + person] = ranges[person].maximum;
    }
}

/* The start as a flow. */
static void fill_levels(mmatch__fair_solve *run)
{
    const mmatch_matching_parts *const start = &run->start_parts;
    const mmatch_market_view *const market = &run->problem.market;
    mmatch__fair_levels *const levels = &run->levels;
    int64_t k;
    int64_t row;
    mmatch__fair_levels_open(levels, &run->memory, &run->at.levels, run->context,
                             (int32_t)market->row_count, (int32_t)market->column_count);
    fill_side(levels, run->row_ranges, levels->row_count, 0);
    fill_side(levels, run->column_ranges, levels->column_count, levels->row_count);
    for (k = 0; k < run->pair_count; k++) {
        mmatch__fair_levels_unmake(levels, run->pairs[k].row, run->pairs[k].column);
    }
    for (k = 0; k < start->pair_count; k++) {
        mmatch__fair_levels_make(levels, (int32_t)start->rows[k], (int32_t)start->columns[k]);
        levels->load[start->rows[k]]++;
        levels->load[levels->row_count + start->columns[k]]++;
    }
    for (row = 0; row < market->row_count; row++) {
        for (k = market->locked_offsets[row]; k < market->locked_offsets[row + 1]; k++) {
            const int32_t column = (int32_t)market->locked_columns[k];
            mmatch__fair_levels_lock(levels, (int32_t)row, column);
        }
        levels->is_counted[row] =
            run->row_ranges[row].minimum == 0 && run->row_ranges[row].needed > 0 ? 1 : 0;
    }
}

static mmatch_status run_levels(mmatch__fair_solve *run)
{
    const mmatch__fair_stage stage = run->problem.options.objective == MMATCH_FAIR_LEXIMIN
                                         ? MMATCH__FAIR_FEWEST
                                         : MMATCH__FAIR_MOST;
    mmatch_poll_answer answer = list_levels(run);
    if (answer == MMATCH_POLL_CANCEL) {
        return mmatch__fail_cancelled(run->context);
    }
    if (answer == MMATCH_POLL_STOP) {
        run->parts.outcome = MMATCH_OUTCOME_LIMIT;
        mmatch__fair_take_pairs(run, &run->start_parts);
        return MMATCH_OK;
    }
    fill_levels(run);
    if (run->problem.options.coverage == MMATCH_COVERAGE_PARTICIPATION_FIRST) {
        answer = mmatch__fair_levels_place(&run->levels);
    }
    if (answer == MMATCH_POLL_CONTINUE) {
        answer = mmatch__fair_levels_run(&run->levels, stage, run->pairs, run->pair_count);
    }
    if (answer == MMATCH_POLL_CANCEL) {
        return mmatch__fail_cancelled(run->context);
    }
    run->parts.outcome = answer == MMATCH_POLL_STOP ? MMATCH_OUTCOME_LIMIT : MMATCH_OUTCOME_OPTIMAL;
    mmatch__fair_list_pairs(run, run->levels.kept, run->levels.made);
    return MMATCH_OK;
}

/* Takes over what mmatch_assign found: infeasible, or stopped. */
static void take_start(mmatch__fair_solve *run)
{
    const mmatch_matching_parts *const start = &run->start_parts;
    run->parts.outcome = start->outcome;
    if (start->outcome == MMATCH_OUTCOME_INFEASIBLE) {
        run->parts.conflict_row_count = start->conflict_row_count;
        run->parts.conflict_rows = start->conflict_rows;
        run->parts.conflict_column_count = start->conflict_column_count;
        run->parts.conflict_columns = start->conflict_columns;
    } else {
        mmatch__fair_take_pairs(run, start);
    }
}

/* Fills run->parts. */
static mmatch_status run_fair_phases(mmatch__fair_solve *run, const mmatch_market *market)
{
    const mmatch_scores *const scores = run->problem.market.scores;
    mmatch_matching_parts *const parts = &run->parts;
    bool needs_start = true;
    mmatch_status status = MMATCH_OK;
    parts->struct_size = sizeof *parts;
    parts->row_count = run->problem.market.row_count;
    parts->column_count = run->problem.market.column_count;
    parts->unit = scores == NULL ? 1 : mmatch_scores_unit(scores);
    if (is_bottleneck(run)) {
        bool is_feasible;
        status = run_bottleneck(run, &is_feasible);
        needs_start = !is_feasible;
    }
    if (status == MMATCH_OK && needs_start) {
        status = find_start(run, market);
    }
    if (status == MMATCH_OK && needs_start) {
        if (run->start_parts.outcome != MMATCH_OUTCOME_OPTIMAL) {
            take_start(run);
        } else if (is_bottleneck(run)) {
            status = mmatch__fail(run->context, MMATCH_ERR_INTERNAL,
                                  "a matching where none was proved possible");
        } else {
            status = run_levels(run);
        }
    }
    if (status == MMATCH_OK && parts->outcome != MMATCH_OUTCOME_INFEASIBLE) {
        status = mmatch__fair_add_total(run);
    }
    if (status == MMATCH_OK && parts->outcome == MMATCH_OUTCOME_OPTIMAL) {
        status = mmatch__fair_give_reasons(run);
    }
    return status;
}

mmatch_status mmatch_fair_assign(mmatch_context *context, const mmatch_market *market,
                                 const mmatch_fair_assign_options *options,
                                 mmatch_matching **matching_out)
{
    mmatch__fair_solve run;
    mmatch_status status;
    if (matching_out != NULL) {
        *matching_out = NULL;
    }
    status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    if (matching_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "matching_out is NULL");
    }
    memset(&run, 0, sizeof run);
    run.context = context;
    status = mmatch__fair_read_request(&run.problem, context, market, options);
    if (status == MMATCH_OK) {
        status = open_fair_workspace(&run);
    }
    if (status == MMATCH_OK) {
        status = run_fair_phases(&run, market);
    }
    if (status == MMATCH_OK) {
        status = mmatch_matching_create(context, &run.parts, matching_out);
    }
    mmatch_matching_destroy(run.second);
    mmatch_matching_destroy(run.start);
    mmatch__fair_unrank(&run.ranked);
    if (run.memory.block != NULL) {
        mmatch__workspace_close(&run.memory);
    }
    return status;
}
