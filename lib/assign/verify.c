/* mmatch_assign_verify: judges a matching from the market, the scores and its certificate. Shares no code with the
 * solver.
 *
 * Why the conditions prove an optimum. Write s for the units of a pair (tier 0), x for made (1) or not (0), l for the
 * load of a person, R and C for the gains of loads (see below), u and v for the prices. For any matching
 *
 *     sum s x + sum R(l) + sum C(l)  =  sum (s - u - v) x + sum (R(l) + u l) + sum (C(l) + v l) + const,
 *
 * where quotas count among the columns in the sums over C, and v of a pair stands for the price of its column plus the
 * prices of all quotas that hold the column,
 * where the first sum on the right runs over allowed pairs that are not locked, and the constant comes from the locked
 * ones. If each term on the right is as large as it can be on its own, the whole is: no matching is better.
 *     - a pair that is made has s - u - v >= 0, one that is not has s - u - v <= 0;
 *     - a row below its maximum has R(l + 1) - R(l) + u <= 0; one with a pair that is not locked has
 *       R(l) - R(l - 1) + u >= 0. R and C are concave, so this settles all loads. Columns and quotas likewise with C.
 * A partner up to the minimum is worth row_count + 1 tiers, the first partner of a row one tier when participation
 * comes first. As participation is worth row_count tiers at most, minima come before it, and scores come last.
 *
 * Why a conflict proves that there is no answer. Rows S have partners among columns T and others. Each column of T
 * takes its maximum at most, less what rows outside S have locked; each row of S has at most its maximum, and at most
 * as many partners outside T as are allowed there. If the minima of S ask for more than that sum, they cannot all be
 * met. The same with rows and columns exchanged. With quotas among the conflict, partners flow from rows to columns to
 * quotas to the quotas around them and out, and the conflict is a part of that net: what must flow into it, at least, is
 * more than what can flow out, at most; or the other way round. Limits of a quota are limits of the flow out of it. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "assign/judge.h"
#include "base/options.h"
#include "base/row_reader.h"

static bool read_limit_prices(mmatch__assign_judge *run, int64_t *bound, bool *is_sum_good)
{
    int64_t column;
    if (!mmatch__judge_read_prices(run, &run->columns)) {
        return false;
    }
    for (column = 0; column < run->columns.count; column++) {
        if (run->columns.price[column].tier != 0) {
            return mmatch__judge_fault_person(run, &run->columns, MMATCH_ASSIGN_FAULT_COLUMN_PRICE,
                                              column, 0, (double)run->columns.price[column].tier,
                                              "the price under a limit has a tier");
        }
        *is_sum_good =
            *is_sum_good && mmatch__judge_add_person(&run->columns, column, run->rows.count,
                                                     run->columns.price[column].value, bound);
    }
    return mmatch__judge_read_quota_prices(run) && mmatch__judge_add_quotas(run, bound, is_sum_good);
}

/* Reads every row once; *is_done_out is false when a fault was found. */
static mmatch_status judge_scores(mmatch__assign_judge *run, int64_t *bound, bool *is_sum_good,
                                  bool *is_done_out)
{
    int64_t row;
    *is_done_out = true;
    for (row = 0; row < run->rows.count; row++) {
        if (mmatch__judge_row_quickly(run, row)) {
            if (mmatch__poll(run->context, (uint64_t)run->columns.count + 16) != MMATCH_POLL_CONTINUE) {
                return mmatch__fail_cancelled(run->context);
            }
            continue;
        }
        mmatch__judge_flag_row(run, row);
        if (run->parts.outcome == MMATCH_OUTCOME_INFEASIBLE) {
            mmatch__judge_count_conflict(run, row);
        } else {
            *is_done_out = mmatch__judge_row(run, row);
        }
        if (run->is_limit) {
            *is_sum_good = *is_sum_good && mmatch__judge_add_row(run, row, bound);
        }
        if (!*is_done_out) {
            return MMATCH_OK;
        }
        mmatch__judge_unflag_row(run, row);
        if (mmatch__poll(run->context, (uint64_t)run->entry_count + 16) != MMATCH_POLL_CONTINUE) {
            return mmatch__fail_cancelled(run->context);
        }
    }
    return MMATCH_OK;
}

static void conclude_judge(mmatch__assign_judge *run, int64_t bound, bool is_sum_good)
{
    const double total = mmatch__rows_to_user(run->market.scores, run->total_units);
    if (run->parts.outcome == MMATCH_OUTCOME_INFEASIBLE) {
        if (!mmatch__judge_is_short(run, true) && !mmatch__judge_is_short(run, false)) {
            (void)mmatch__judge_fault_whole(
                run, MMATCH_ASSIGN_FAULT_CONFLICT, 0, 0,
                "the conflicting people can all be satisfied by this count");
        }
        return;
    }
    if (!(run->parts.total == total) || !isfinite(total)) {
        (void)mmatch__judge_fault_whole(run, MMATCH_ASSIGN_FAULT_TOTAL, total, run->parts.total,
                                        "the total is not the sum of the scores");
        return;
    }
    if (run->is_limit) {
        (void)mmatch__judge_bound(run, is_sum_good, bound);
        return;
    }
    if (!(run->parts.bound == total)) {
        (void)mmatch__judge_fault_whole(run, MMATCH_ASSIGN_FAULT_TOTAL, total, run->parts.bound,
                                        "the bound of an optimum is not its total");
        return;
    }
    if (mmatch__judge_balance(run, &run->rows, run->columns.count) &&
        mmatch__judge_balance(run, &run->columns, run->rows.count) &&
        mmatch__judge_quota_balance(run) && run->has_price_fault) {
        mmatch__verdict_fault(
            &run->verdict, MMATCH_ASSIGN_FAULT_REDUCED_COST, run->fault_row, run->fault_column, 0,
            (double)run->fault_rest.value,
            "row %" PRId64 ", column %" PRId64 ": the prices say that this pair should %sbe made",
            run->fault_row, run->fault_column,
            mmatch__tiered_compare(run->fault_rest, mmatch__tiered_of(0, 0)) < 0 ? "not " : "");
    }
}

static mmatch_status judge_matching(mmatch__assign_judge *run)
{
    const bool is_infeasible = run->parts.outcome == MMATCH_OUTCOME_INFEASIBLE;
    int64_t bound = 0;
    bool is_sum_good = true;
    bool is_done = true;
    mmatch_status status;
    mmatch__judge_count(run);
    mmatch__judge_count_quotas(run);
    if (is_infeasible) {
        if (run->parts.pair_count > 0) {
            (void)mmatch__judge_fault_whole(run, MMATCH_ASSIGN_FAULT_OUTCOME, 0,
                                            (double)run->parts.pair_count,
                                            "an infeasible matching has pairs");
            return MMATCH_OK;
        }
        if (run->parts.conflict_row_count == 0 && run->parts.conflict_column_count == 0 &&
            run->parts.conflict_quota_count == 0) {
            (void)mmatch__judge_fault_whole(run, MMATCH_ASSIGN_FAULT_CERTIFICATE, 0, 0,
                                            "nobody is in conflict");
            return MMATCH_OK;
        }
        if (!(run->parts.total == 0) || !(run->parts.bound == 0)) {
            (void)mmatch__judge_fault_whole(
                run, MMATCH_ASSIGN_FAULT_TOTAL, 0,
                run->parts.total == 0 ? run->parts.bound : run->parts.total,
                "an infeasible matching has a total or a bound");
            return MMATCH_OK;
        }
        mmatch__judge_mark_conflict(run);
    } else if (!mmatch__judge_locks(run) || !mmatch__judge_loads(run, &run->rows) ||
               !mmatch__judge_loads(run, &run->columns) || !mmatch__judge_quota_loads(run)) {
        return MMATCH_OK;
    }
    if (run->is_optimal && (!mmatch__judge_read_prices(run, &run->rows) ||
                            !mmatch__judge_read_prices(run, &run->columns) ||
                            !mmatch__judge_read_quota_prices(run))) {
        return MMATCH_OK;
    }
    if (run->is_limit && !read_limit_prices(run, &bound, &is_sum_good)) {
        return MMATCH_OK;
    }
    status = judge_scores(run, &bound, &is_sum_good, &is_done);
    if (status == MMATCH_OK && is_done) {
        conclude_judge(run, bound, is_sum_good);
    }
    return status;
}

/* Where the arrays of a side lie in the workspace. */
typedef struct judge_side_slices {
    size_t load, locked, price, is_in_conflict, rest, locked_outside;
} judge_side_slices;

static judge_side_slices plan_judge_side(mmatch__layout *layout, int64_t count)
{
    judge_side_slices at;
    at.load = mmatch__layout_add(layout, count, sizeof(int64_t));
    at.locked = mmatch__layout_add(layout, count, sizeof(int64_t));
    at.price = mmatch__layout_add(layout, count, sizeof(mmatch__tiered));
    at.is_in_conflict = mmatch__layout_add(layout, count, sizeof(uint8_t));
    at.rest = mmatch__layout_add(layout, count, sizeof(int64_t));
    at.locked_outside = mmatch__layout_add(layout, count, sizeof(int64_t));
    return at;
}

static void place_judge_side(const mmatch__workspace *memory, judge_side_slices at,
                             mmatch__assign_judge_side *side)
{
    side->load = (int64_t *)mmatch__workspace_at(memory, at.load);
    side->locked = (int64_t *)mmatch__workspace_at(memory, at.locked);
    side->price = (mmatch__tiered *)mmatch__workspace_at(memory, at.price);
    side->is_in_conflict = (uint8_t *)mmatch__workspace_at(memory, at.is_in_conflict);
    side->rest = (int64_t *)mmatch__workspace_at(memory, at.rest);
    side->locked_outside = (int64_t *)mmatch__workspace_at(memory, at.locked_outside);
}

static bool open_judge(mmatch__assign_judge *run)
{
    const int64_t columns = run->market.column_count;
    const int64_t quotas = run->market.quota_count;
    mmatch__layout layout = {0};
    const judge_side_slices at_rows = plan_judge_side(&layout, run->market.row_count);
    const judge_side_slices at_columns = plan_judge_side(&layout, columns);
    const size_t quota_load = mmatch__layout_add(&layout, quotas, sizeof(int64_t));
    const size_t quota_locked = mmatch__layout_add(&layout, quotas, sizeof(int64_t));
    const size_t quota_most = mmatch__layout_add(&layout, quotas, sizeof(int64_t));
    const size_t quota_price = mmatch__layout_add(&layout, quotas, sizeof(mmatch__tiered));
    const size_t quota_conflict = mmatch__layout_add(&layout, quotas, sizeof(uint8_t));
    const size_t price_to_row = mmatch__layout_add(&layout, columns, sizeof(mmatch__tiered));
    const size_t entry_columns = mmatch__layout_add(&layout, columns, sizeof(int64_t));
    const size_t entry_units = mmatch__layout_add(&layout, columns, sizeof(double));
    const size_t flags = mmatch__layout_add(&layout, columns, sizeof(uint8_t));
    const bool is_quick = run->is_optimal && !mmatch__rows_is_sparse(run->market.scores);
    const int64_t padded = (columns + MMATCH__COUNT_ABOVE_MULTIPLE - 1) / MMATCH__COUNT_ABOVE_MULTIPLE *
                           MMATCH__COUNT_ABOVE_MULTIPLE;
    const size_t quick_units = mmatch__layout_add(&layout, is_quick ? padded : 0, sizeof(double));
    const size_t quick_prices = mmatch__layout_add(&layout, is_quick ? 2 * padded : 0, sizeof(double));
    int64_t column;
    if (!mmatch__workspace_open(&run->context->allocator, &layout, &run->memory)) {
        return false;
    }
    place_judge_side(&run->memory, at_rows, &run->rows);
    place_judge_side(&run->memory, at_columns, &run->columns);
    run->quotas.load = (int64_t *)mmatch__workspace_at(&run->memory, quota_load);
    run->quotas.locked = (int64_t *)mmatch__workspace_at(&run->memory, quota_locked);
    run->quotas.most = (int64_t *)mmatch__workspace_at(&run->memory, quota_most);
    run->quotas.price = (mmatch__tiered *)mmatch__workspace_at(&run->memory, quota_price);
    run->quotas.is_in_conflict = (uint8_t *)mmatch__workspace_at(&run->memory, quota_conflict);
    run->price_to_row = (mmatch__tiered *)mmatch__workspace_at(&run->memory, price_to_row);
    run->entry_columns = (int64_t *)mmatch__workspace_at(&run->memory, entry_columns);
    run->entry_units = (double *)mmatch__workspace_at(&run->memory, entry_units);
    run->flags = (uint8_t *)mmatch__workspace_at(&run->memory, flags);
    if (is_quick) {
        run->count_above = mmatch__count_above_kernel();
        run->quick_count = padded;
        run->quick_units = (double *)mmatch__workspace_at(&run->memory, quick_units);
        run->quick[0].prices = (double *)mmatch__workspace_at(&run->memory, quick_prices);
        run->quick[1].prices = run->quick[0].prices + padded;
        for (column = columns; column < padded; column++) {
            run->quick_units[column] = -(double)INFINITY;
        }
    }
    return true;
}

static void describe_judge_sides(mmatch__assign_judge *run, const mmatch_assign_options *options)
{
    const mmatch_market_view *const market = &run->market;
    const mmatch_matching_parts *const parts = &run->parts;
    run->is_optimal = parts->outcome == MMATCH_OUTCOME_OPTIMAL;
    run->is_limit = parts->outcome == MMATCH_OUTCOME_LIMIT;
    run->minimum_tier = market->row_count + 1;
    run->threshold = market->has_minimum_score
                         ? mmatch__rows_threshold(market->scores, market->minimum_score)
                         : -(double)INFINITY;
    run->rows.name = "row";
    run->rows.count = market->row_count;
    run->rows.minimum = market->row_minimum;
    run->rows.maximum = market->row_maximum;
    run->rows.least = options->coverage == MMATCH_COVERAGE_EVERYONE ? 1 : 0;
    run->rows.given_tiers = parts->row_price_tiers;
    run->rows.given_prices = parts->row_prices;
    run->rows.capacity_fault = MMATCH_ASSIGN_FAULT_ROW_CAPACITY;
    run->rows.price_fault = MMATCH_ASSIGN_FAULT_ROW_PRICE;
    run->rows.first_tier = options->coverage == MMATCH_COVERAGE_PARTICIPATION_FIRST ? 1 : 0;
    run->quotas.count = market->quota_count;
    run->columns.name = "column";
    run->columns.count = market->column_count;
    run->columns.minimum = market->column_minimum;
    run->columns.maximum = market->column_maximum;
    run->columns.given_tiers = parts->column_price_tiers;
    run->columns.given_prices = parts->column_prices;
    run->columns.capacity_fault = MMATCH_ASSIGN_FAULT_COLUMN_CAPACITY;
    run->columns.price_fault = MMATCH_ASSIGN_FAULT_COLUMN_PRICE;
}

static mmatch_status read_judge_request(mmatch__assign_judge *run, const mmatch_market *market,
                                        const mmatch_assign_options *options,
                                        const mmatch_matching *matching,
                                        mmatch_verdict *verdict_out)
{
    mmatch_context *const context = run->context;
    mmatch_assign_options known;
    mmatch_status status = mmatch__verdict_check(context, verdict_out);
    if (status != MMATCH_OK) {
        return status;
    }
    if (market == NULL || matching == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL",
                            market == NULL ? "market" : "matching");
    }
    status = mmatch__options_read(context, "assign options", options, sizeof known, &known);
    if (status != MMATCH_OK) {
        return status;
    }
    if (known.coverage < MMATCH_COVERAGE_PARTICIPATION_FIRST ||
        known.coverage > MMATCH_COVERAGE_EVERYONE) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "coverage %d is unknown", known.coverage);
    }
    run->market.struct_size = sizeof run->market;
    status = mmatch_market_look(context, market, &run->market);
    if (status != MMATCH_OK) {
        return status;
    }
    if (run->market.scores == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "the market has no scores");
    }
    run->parts.struct_size = sizeof run->parts;
    status = mmatch_matching_look(context, matching, &run->parts);
    if (status == MMATCH_OK) {
        describe_judge_sides(run, &known);
    }
    return status;
}

mmatch_status mmatch_assign_verify(mmatch_context *context, const mmatch_market *market,
                                   const mmatch_assign_options *options,
                                   const mmatch_matching *matching, mmatch_verdict *verdict_out)
{
    mmatch__assign_judge run;
    mmatch_status status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    memset(&run, 0, sizeof run);
    run.context = context;
    status = read_judge_request(&run, market, options, matching, verdict_out);
    if (status != MMATCH_OK) {
        return status;
    }
    if (mmatch__poll_now(context) != MMATCH_POLL_CONTINUE) {
        return mmatch__fail_cancelled(context);
    }
    run.verdict.struct_size = sizeof run.verdict;
    mmatch__verdict_valid(&run.verdict);
    if (mmatch__judge_shape(&run)) {
        if (!open_judge(&run)) {
            return mmatch__fail_memory(context);
        }
        status = judge_matching(&run);
        mmatch__workspace_close(&run.memory);
    }
    if (status != MMATCH_OK) {
        return status;
    }
    return mmatch__options_write(context, "verdict", verdict_out, sizeof run.verdict, &run.verdict);
}
