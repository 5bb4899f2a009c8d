/* mmatch_fair_assign_verify: reads the request, and asks one judge after the other. */
#include <math.h>
#include <string.h>

#include "base/options.h"
#include "base/row_reader.h"
#include "base/sort.h"
#include "fair_assign/judge.h"

static mmatch_assign_options judged_coverage(const mmatch__fair_judge *judge)
{
    mmatch_assign_options options = {0};
    options.struct_size = sizeof options;
    options.coverage = judge->problem.options.coverage;
    return options;
}

/* Asks mmatch_assign_verify about these parts, and takes over a fault. */
static mmatch_status judge_as_assignment(mmatch__fair_judge *judge, const mmatch_market *market,
                                         const mmatch_matching_parts *parts)
{
    mmatch_context *const context = judge->problem.context;
    const mmatch_assign_options options = judged_coverage(judge);
    mmatch_matching *matching = NULL;
    mmatch_verdict verdict;
    mmatch_status status = mmatch_matching_create(context, parts, &matching);
    memset(&verdict, 0, sizeof verdict);
    verdict.struct_size = sizeof verdict;
    if (status == MMATCH_OK) {
        status = mmatch_assign_verify(context, market, &options, matching, &verdict);
    }
    mmatch_matching_destroy(matching);
    if (status == MMATCH_OK && !verdict.is_valid) {
        mmatch__verdict_fault(&judge->verdict, MMATCH_FAIR_FAULT_ASSIGNMENT, verdict.row,
                              verdict.column, verdict.expected, verdict.found, "%s",
                              verdict.message);
    }
    return status;
}

static mmatch_status judge_infeasible(mmatch__fair_judge *judge, const mmatch_market *market)
{
    mmatch_matching_parts parts = judge->parts;
    mmatch__fair_ranked ranked;
    mmatch_status status = MMATCH_OK;
    memset(&ranked, 0, sizeof ranked);
    if (judge->problem.options.objective == MMATCH_FAIR_RANK_MAXIMAL) {
        status = mmatch__fair_rank_market(&judge->problem, &ranked);
        market = ranked.market;
        parts.unit = status == MMATCH_OK ? mmatch_scores_unit(ranked.scores) : 1;
    }
    if (status == MMATCH_OK) {
        status = judge_as_assignment(judge, market, &parts);
    }
    mmatch__fair_unrank(&ranked);
    return status;
}

/* The total of a bottleneck is the best above its threshold. */
static mmatch_status judge_above(mmatch__fair_judge *judge)
{
    mmatch_context *const context = judge->problem.context;
    const mmatch_market_view *const view = &judge->problem.market;
    const int64_t threshold = judge->has_made ? judge->worst : judge->best;
    mmatch_market *market = NULL;
    mmatch_status status = mmatch__fair_restate(context, view, view->scores, &market);
    if (status == MMATCH_OK && judge->has_pair) {
        status = mmatch_market_set_minimum_score(context, market,
                                                 mmatch__rows_to_user(view->scores, threshold));
    } else if (status == MMATCH_OK && view->has_minimum_score) {
        status = mmatch_market_set_minimum_score(context, market, view->minimum_score);
    }
    if (status == MMATCH_OK) {
        status = judge_as_assignment(judge, market, &judge->parts);
    }
    mmatch_market_destroy(market);
    return status;
}

static bool judge_fair_shape(mmatch__fair_judge *judge)
{
    const mmatch_market_view *const market = &judge->problem.market;
    const mmatch_matching_parts *const parts = &judge->parts;
    const double unit = market->scores == NULL ? 1 : mmatch_scores_unit(market->scores);
    if (parts->row_count != market->row_count || parts->column_count != market->column_count) {
        mmatch__verdict_fault(&judge->verdict, MMATCH_FAIR_FAULT_SHAPE, -1, -1, 0, 0,
                              "the number of rows or columns is not the market's");
        return false;
    }
    if (!(parts->unit == unit)) {
        mmatch__verdict_fault(&judge->verdict, MMATCH_FAIR_FAULT_SHAPE, -1, -1, unit, parts->unit,
                              "the grid unit is not that of the scores");
        return false;
    }
    if (parts->outcome != MMATCH_OUTCOME_OPTIMAL && parts->outcome != MMATCH_OUTCOME_INFEASIBLE &&
        parts->outcome != MMATCH_OUTCOME_LIMIT) {
        mmatch__verdict_fault(&judge->verdict, MMATCH_FAIR_FAULT_OUTCOME, -1, -1, 0,
                              (double)parts->outcome,
                              "a fair assignment is optimal, infeasible or at the limit");
        return false;
    }
    return true;
}

static int compare_level_keys(const void *user_data, const void *a, const void *b)
{
    const mmatch__fair_pair *const left = (const mmatch__fair_pair *)a;
    const mmatch__fair_pair *const right = (const mmatch__fair_pair *)b;
    (void)user_data;
    return (left->key > right->key) - (left->key < right->key);
}

static bool is_in_matching(const mmatch_matching_parts *parts, int64_t row, int64_t column)
{
    int64_t begin = 0;
    int64_t end = parts->pair_count;
    while (begin < end) {
        const int64_t middle = begin + (end - begin) / 2;
        const bool is_before = parts->rows[middle] < row ||
                               (parts->rows[middle] == row && parts->columns[middle] < column);
        begin = is_before ? middle + 1 : begin;
        end = is_before ? end : middle;
    }
    return begin < parts->pair_count && parts->rows[begin] == row &&
           parts->columns[begin] == column;
}

/* Sorts the pairs and sets up the exchange search. */
static void fill_exchange(mmatch__fair_judge *judge)
{
    const int64_t rows = judge->problem.market.row_count;
    const int64_t columns = judge->problem.market.column_count;
    int64_t k;
    if (judge->problem.options.objective != MMATCH_FAIR_BOTTLENECK) {
        mmatch__sort(judge->pairs, (size_t)judge->pair_count, sizeof *judge->pairs,
                     compare_level_keys, NULL, judge->pair_scratch);
    }
    for (k = 0; k < judge->pair_count; k++) {
        judge->state[k] = is_in_matching(&judge->parts, judge->pairs[k].row, judge->pairs[k].column)
                              ? MMATCH__FAIR_IS_MADE
                              : 0;
        judge->active[k] = k;
    }
    judge->active_count = judge->pair_count;
    for (k = 0; k < rows; k++) {
        judge->low[k] = judge->row_ranges[k].minimum;
        judge->high[k] = judge->row_ranges[k].maximum;
    }
    for (k = 0; k < columns; k++) {
        judge->low[rows + k] = judge->column_ranges[k].minimum;
        judge->high[rows + k] = judge->column_ranges[k].maximum;
    }
}

/* The pairs have to be listed for an exchange search: for a bottleneck only if a row has nobody. */
static bool needs_pairs(const mmatch__fair_judge *judge)
{
    const mmatch_matching_parts *const parts = &judge->parts;
    int64_t placed = 0;
    int64_t k;
    for (k = 0; k < parts->pair_count; k++) {
        placed += k == 0 || parts->rows[k] != parts->rows[k - 1] ? 1 : 0;
    }
    return parts->outcome == MMATCH_OUTCOME_OPTIMAL &&
           (judge->problem.options.objective != MMATCH_FAIR_BOTTLENECK ||
            (placed < parts->row_count &&
             judge->problem.options.coverage == MMATCH_COVERAGE_PARTICIPATION_FIRST));
}

static mmatch_status open_fair_judge(mmatch__fair_judge *judge)
{
    mmatch_context *const context = judge->problem.context;
    const int64_t rows = judge->problem.market.row_count;
    const int64_t columns = judge->problem.market.column_count;
    const int64_t nodes = rows + columns + 1;
    const int64_t pairs = needs_pairs(judge) ? mmatch__fair_pair_limit(&judge->problem) : 0;
    mmatch__layout layout = {0};
    const mmatch__fair_problem_slices at_problem = mmatch__fair_plan(&layout, &judge->problem);
    const size_t row_ranges = mmatch__layout_add(&layout, rows, sizeof(mmatch__fair_range));
    const size_t column_ranges = mmatch__layout_add(&layout, columns, sizeof(mmatch__fair_range));
    const size_t load = mmatch__layout_add(&layout, nodes, sizeof(int32_t));
    const size_t low = mmatch__layout_add(&layout, nodes, sizeof(int32_t));
    const size_t high = mmatch__layout_add(&layout, nodes, sizeof(int32_t));
    const size_t distance = mmatch__layout_add(&layout, nodes, sizeof(int32_t));
    const size_t list = mmatch__layout_add(&layout, pairs, sizeof(mmatch__fair_pair));
    const size_t scratch = mmatch__layout_add(&layout, pairs, sizeof(mmatch__fair_pair));
    const size_t state = mmatch__layout_add(&layout, pairs, 1);
    const size_t active = mmatch__layout_add(&layout, pairs, sizeof(int64_t));
    const size_t row_conflict = mmatch__layout_add(&layout, rows, 1);
    const size_t column_conflict = mmatch__layout_add(&layout, columns, 1);
    const size_t row_outside = mmatch__layout_add(&layout, rows, sizeof(int32_t));
    const size_t column_outside = mmatch__layout_add(&layout, columns, sizeof(int32_t));
    mmatch__workspace *const memory = &judge->memory;
    if (!mmatch__workspace_open(&context->allocator, &layout, memory)) {
        return mmatch__fail_memory(context);
    }
    mmatch__fair_open(&judge->problem, memory, at_problem);
    judge->row_ranges = (mmatch__fair_range *)mmatch__workspace_at(memory, row_ranges);
    judge->column_ranges = (mmatch__fair_range *)mmatch__workspace_at(memory, column_ranges);
    judge->load = (int32_t *)mmatch__workspace_at(memory, load);
    judge->low = (int32_t *)mmatch__workspace_at(memory, low);
    judge->high = (int32_t *)mmatch__workspace_at(memory, high);
    judge->distance = (int32_t *)mmatch__workspace_at(memory, distance);
    if (pairs > 0) {
        judge->pairs = (mmatch__fair_pair *)mmatch__workspace_at(memory, list);
    }
    judge->pair_scratch = (mmatch__fair_pair *)mmatch__workspace_at(memory, scratch);
    judge->state = (uint8_t *)mmatch__workspace_at(memory, state);
    judge->active = (int64_t *)mmatch__workspace_at(memory, active);
    judge->row_in_conflict = (uint8_t *)mmatch__workspace_at(memory, row_conflict);
    judge->column_in_conflict = (uint8_t *)mmatch__workspace_at(memory, column_conflict);
    judge->row_outside = (int32_t *)mmatch__workspace_at(memory, row_outside);
    judge->column_outside = (int32_t *)mmatch__workspace_at(memory, column_outside);
    mmatch__fair_row_ranges(&judge->problem, judge->row_ranges);
    mmatch__fair_column_ranges(&judge->problem, judge->column_ranges);
    return MMATCH_OK;
}

/* The judges that can be stopped; false: a fault, or *answer_out says why not. */
static bool judge_fair_answer(mmatch__fair_judge *judge, mmatch_poll_answer *answer_out)
{
    const mmatch_fair_assign_options *const options = &judge->problem.options;
    const bool is_bottleneck = options->objective == MMATCH_FAIR_BOTTLENECK;
    const bool is_placing = options->coverage == MMATCH_COVERAGE_PARTICIPATION_FIRST &&
                            (!is_bottleneck || judge->is_placing_open);
    if (!mmatch__fair_judge_rules(judge, answer_out)) {
        return false;
    }
    if (judge->parts.outcome != MMATCH_OUTCOME_OPTIMAL) {
        return true;
    }
    if (judge->pairs != NULL) {
        fill_exchange(judge);
    }
    if (is_placing && judge->pairs != NULL && !mmatch__fair_judge_placing(judge, answer_out)) {
        return false;
    }
    return is_bottleneck ? mmatch__fair_judge_threshold(judge, answer_out)
                         : mmatch__fair_judge_levels(judge, answer_out);
}

static mmatch_status judge_fair(mmatch__fair_judge *judge, const mmatch_market *market)
{
    const bool is_bottleneck = judge->problem.options.objective == MMATCH_FAIR_BOTTLENECK;
    mmatch_poll_answer answer = MMATCH_POLL_CONTINUE;
    mmatch_status status;
    if (!judge_fair_shape(judge)) {
        return MMATCH_OK;
    }
    status = open_fair_judge(judge);
    if (status != MMATCH_OK) {
        return status;
    }
    if (judge->parts.outcome == MMATCH_OUTCOME_INFEASIBLE) {
        status = judge_infeasible(judge, market);
    } else if (judge_fair_answer(judge, &answer) && is_bottleneck &&
               judge->parts.outcome == MMATCH_OUTCOME_OPTIMAL) {
        status = judge_above(judge);
    }
    if (status == MMATCH_OK && answer != MMATCH_POLL_CONTINUE) {
        status = mmatch__fail_cancelled(judge->problem.context);
    }
    mmatch__workspace_close(&judge->memory);
    return status;
}

mmatch_status mmatch_fair_assign_verify(mmatch_context *context, const mmatch_market *market,
                                        const mmatch_fair_assign_options *options,
                                        const mmatch_matching *matching,
                                        mmatch_verdict *verdict_out)
{
    mmatch__fair_judge judge;
    mmatch_status status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    memset(&judge, 0, sizeof judge);
    status = mmatch__verdict_check(context, verdict_out);
    if (status == MMATCH_OK && matching == NULL) {
        status = mmatch__fail(context, MMATCH_ERR_ARGUMENT, "matching is NULL");
    }
    if (status == MMATCH_OK) {
        status = mmatch__fair_read_request(&judge.problem, context, market, options);
    }
    if (status == MMATCH_OK) {
        judge.parts.struct_size = sizeof judge.parts;
        status = mmatch_matching_look(context, matching, &judge.parts);
    }
    if (status != MMATCH_OK) {
        return status;
    }
    if (mmatch__poll_now(context) != MMATCH_POLL_CONTINUE) {
        return mmatch__fail_cancelled(context);
    }
    judge.verdict.struct_size = sizeof judge.verdict;
    mmatch__verdict_valid(&judge.verdict);
    status = judge_fair(&judge, market);
    if (status != MMATCH_OK) {
        return status;
    }
    return mmatch__options_write(context, "verdict", verdict_out, sizeof judge.verdict,
                                 &judge.verdict);
}
