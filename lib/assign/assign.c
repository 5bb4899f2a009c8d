/* mmatch_assign: checks the request and runs the phases. */
#include "mentormatch/assign.h"

#include <inttypes.h>

#include "assign/lazy.h"
#include "assign/solve.h"
#include "base/options.h"

static void check_row_locks(mmatch_context *context, const mmatch_market_view *market)
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

/* The prices of the earlier answer, when it has any. */
static mmatch_status read_start(mmatch__assign_solve *run)
{
    const mmatch_market_view *const market = &run->network.market;
    mmatch_matching_parts parts = {0};
    mmatch_status status;
    if (run->options.start == NULL) {
        return MMATCH_OK;
    }
    parts.struct_size = sizeof parts;
    status = mmatch_matching_look(run->context, run->options.start, &parts);
    if (status != MMATCH_OK) {
        return status;
    }
    if (parts.column_count != market->column_count) {
        return mmatch__fail(run->context, MMATCH_ERR_ARGUMENT,
                            "the start has %" PRId64 " columns, the market has %" PRId64,
                            parts.column_count, market->column_count);
    }
    run->network.start_prices = parts.column_prices;
    return MMATCH_OK;
}

static mmatch_status read_assign_request(mmatch__assign_solve *run, const mmatch_market *market,
                                         const mmatch_assign_options *options)
{
    mmatch_context *const context = run->context;
    mmatch_market_view *const view = &run->network.market;
    mmatch_status status;
    if (market == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "market is NULL");
    }
    status = mmatch__options_read(context, "assign options", options, sizeof run->options,
                                  &run->options);
    if (status != MMATCH_OK) {
        return status;
    }
    if (run->options.coverage < MMATCH_COVERAGE_PARTICIPATION_FIRST ||
        run->options.coverage > MMATCH_COVERAGE_EVERYONE) {
        mmatch__fault(context, "coverage %d is unknown", run->options.coverage);
    }
    if (run->options.ties < MMATCH_TIES_FIRST || run->options.ties > MMATCH_TIES_LOTTERY) {
        mmatch__fault(context, "ties %d is unknown", run->options.ties);
    }
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT;
    }
    view->struct_size = sizeof *view;
    status = mmatch_market_look(context, market, view);
    if (status != MMATCH_OK) {
        return status;
    }
    if (view->scores == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "the market has no scores");
    }
    if (view->row_count >= INT32_MAX - view->column_count) {
        return mmatch__fail(context, MMATCH_ERR_RANGE,
                            "%" PRId64 " rows and %" PRId64 " columns are too many",
                            view->row_count, view->column_count);
    }
    if (view->quota_count >= INT32_MAX - view->column_count - view->row_count) {
        return mmatch__fail(context, MMATCH_ERR_RANGE, "%" PRId64 " quotas are too many",
                            view->quota_count);
    }
    check_row_locks(context, view);
    status = read_start(run);
    if (status != MMATCH_OK) {
        return status;
    }
    context->work_limit = run->options.work_limit;
    return context->fault_count > 0 ? MMATCH_ERR_ARGUMENT : MMATCH_OK;
}

static mmatch__assign_end poll_assign_phase(const mmatch__assign_solve *run, mmatch__assign_end end)
{
    return end == MMATCH__ASSIGN_DONE ? mmatch__assign_end_of(mmatch__poll_now(run->context)) : end;
}

/* Pairs and prices. The lazy engine knows no quotas, so what it finds is taken only if it keeps them all the same. */
static mmatch__assign_end find_optimum(mmatch__assign_solve *run)
{
    mmatch__assign_network *const network = &run->network;
    bool is_solved = false;
    const mmatch__assign_end end = mmatch__assign_lazily(network, &is_solved);
    const bool is_stopped = end == MMATCH__ASSIGN_STOPPED;
    if (network->market.quota_count > 0 && (is_solved || is_stopped) &&
        !mmatch__assign_adopt_quotas(network, is_stopped)) {
        mmatch__assign_start_over(network);
        is_solved = false;
    }
    return end == MMATCH__ASSIGN_DONE && !is_solved ? mmatch__assign_search(network, &run->labels)
                                                    : end;
}

static mmatch__assign_end run_assign_phases(mmatch__assign_solve *run, bool *is_feasible_out)
{
    mmatch__assign_network *const network = &run->network;
    int32_t *const row_reasons =
        (int32_t *)mmatch__workspace_at(&run->memory, run->at.rows.reasons);
    int32_t *const column_reasons =
        (int32_t *)mmatch__workspace_at(&run->memory, run->at.columns.reasons);
    mmatch__assign_end end = poll_assign_phase(run, MMATCH__ASSIGN_DONE);
    if (end == MMATCH__ASSIGN_DONE) {
        end = find_optimum(run);
    }
    *is_feasible_out =
        mmatch__assign_is_met(&network->rows) && mmatch__assign_is_met(&network->columns);
    end = poll_assign_phase(run, end);
    if (end == MMATCH__ASSIGN_DONE && *is_feasible_out) {
        end = mmatch__assign_flatten(network, &run->labels);
    }
    if (end == MMATCH__ASSIGN_DONE) {
        end = mmatch__assign_settle_prices(network);
    }
    if (end != MMATCH__ASSIGN_DONE || !*is_feasible_out) {
        return end;
    }
    if (run->options.ties == MMATCH_TIES_CANONICAL) {
        end = poll_assign_phase(run, end);
        if (end == MMATCH__ASSIGN_DONE) {
            end = mmatch__assign_canonical(network);
        }
    }
    end = poll_assign_phase(run, end);
    if (end == MMATCH__ASSIGN_DONE) {
        end = mmatch__assign_explain(network, row_reasons, column_reasons);
        run->parts.row_reasons = row_reasons;
        run->parts.column_reasons = column_reasons;
    }
    return end;
}

static mmatch_status run_and_write(mmatch__assign_solve *run)
{
    bool is_feasible = false;
    const mmatch__assign_end end = run_assign_phases(run, &is_feasible);
    switch (end) {
    case MMATCH__ASSIGN_DONE:
        if (is_feasible) {
            return mmatch__assign_write_optimum(run);
        }
        mmatch__assign_write_conflict(run);
        return MMATCH_OK;
    case MMATCH__ASSIGN_STOPPED:
        run->parts.row_reasons = NULL;
        run->parts.column_reasons = NULL;
        return mmatch__assign_write_limit(run);
    case MMATCH__ASSIGN_CANCELLED:
        return mmatch__fail_cancelled(run->context);
    case MMATCH__ASSIGN_OUT_OF_MEMORY:
        return mmatch__fail_memory(run->context);
    case MMATCH__ASSIGN_BEYOND_RANGE:
        return mmatch__fail(run->context, MMATCH_ERR_RANGE,
                            "scores of this size over so many people need more than 2^59 units");
    case MMATCH__ASSIGN_GAVE_UP:
        break;
    }
    return mmatch__fail(run->context, MMATCH_ERR_INTERNAL, "the search ended in an unknown way");
}

mmatch_status mmatch_assign(mmatch_context *context, const mmatch_market *market,
                            const mmatch_assign_options *options, mmatch_matching **matching_out)
{
    mmatch__assign_solve run = {0};
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
    run.context = context;
    run.network.context = context;
    status = read_assign_request(&run, market, options);
    if (status == MMATCH_OK) {
        status = mmatch__assign_open(&run);
    }
    if (status == MMATCH_OK) {
        status = mmatch__assign_fill(&run);
    }
    if (status == MMATCH_OK) {
        run.parts.struct_size = sizeof run.parts;
        run.parts.row_count = run.network.market.row_count;
        run.parts.column_count = run.network.market.column_count;
        run.parts.quota_count = run.network.market.quota_count;
        run.parts.unit = mmatch_scores_unit(run.network.market.scores);
        status = run_and_write(&run);
    }
    if (status == MMATCH_OK) {
        status = mmatch_matching_create(context, &run.parts, matching_out);
    }
    if (run.memory.block != NULL) {
        mmatch__workspace_close(&run.memory);
    }
    return status;
}
