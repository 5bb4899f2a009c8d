/* What if: the best matching in which one pair is the other way round.
 *
 * Problem      For each given pair: the best total with the pair, if it is not made, or without it, if it is.
 * Idea         The best matching with the change differs from the given one by one cycle through the pair; the rest of the
 *              cycle is a shortest way from one end of the pair to the other.
 * Complexity   One shortest way for each pair; memory O(people).
 * Source       Ahuja, Magnanti and Orlin 1993, Network Flows, section 9.6. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "alternatives/exchange.h"
#include "base/row_reader.h"

typedef struct what_if_run {
    mmatch__exchange exchange;
    mmatch__workspace memory;
    int64_t total_units; /* of the matching given */
    int64_t placed;
    /* the answer, copied to the caller when all is done */
    int32_t *outcomes;
    double *totals;
    int64_t *placed_with;
} what_if_run;

static mmatch_status check_pairs(mmatch_context *context, const mmatch_market_view *market, const int64_t *rows,
                                 const int64_t *columns, int64_t count)
{
    int64_t k;
    for (k = 0; k < count; k++) {
        if (rows[k] < 0 || rows[k] >= market->row_count) {
            mmatch__fault(context, "pair %" PRId64 ": row %" PRId64 " is out of range", k, rows[k]);
        }
        if (columns[k] < 0 || columns[k] >= market->column_count) {
            mmatch__fault(context, "pair %" PRId64 ": column %" PRId64 " is out of range", k, columns[k]);
        }
    }
    return context->fault_count > 0 ? MMATCH_ERR_ARGUMENT : MMATCH_OK;
}

static mmatch_status open_what_if(what_if_run *run, int32_t coverage, int64_t count)
{
    mmatch__exchange *const exchange = &run->exchange;
    mmatch__layout layout = {0};
    const mmatch__exchange_slices at = mmatch__exchange_plan(&layout, exchange);
    const size_t at_outcomes = mmatch__layout_add(&layout, count, sizeof(int32_t));
    const size_t at_totals = mmatch__layout_add(&layout, count, sizeof(double));
    const size_t at_placed = mmatch__layout_add(&layout, count, sizeof(int64_t));
    int64_t pair;
    int32_t row;
    if (!mmatch__workspace_open(&exchange->context->allocator, &layout, &run->memory)) {
        return mmatch__fail_memory(exchange->context);
    }
    mmatch__exchange_open(exchange, &run->memory, &at, coverage);
    mmatch__exchange_start(exchange);
    run->outcomes = (int32_t *)mmatch__workspace_at(&run->memory, at_outcomes);
    run->totals = (double *)mmatch__workspace_at(&run->memory, at_totals);
    run->placed_with = (int64_t *)mmatch__workspace_at(&run->memory, at_placed);
    for (pair = 0; pair < exchange->pair_count; pair++) {
        run->total_units += exchange->pairs[pair].units;
    }
    for (row = 0; row < exchange->rows.count; row++) {
        run->placed += exchange->rows.load[row] > 0;
    }
    return MMATCH_OK;
}

/* The loss of making a pair, beside that of the way around it; false when it must not be made. */
static bool find_open_loss(mmatch__exchange *exchange, int32_t row, int32_t column, mmatch__tiered *loss_out)
{
    const int32_t count = mmatch__exchange_read_row(exchange, row);
    int32_t k;
    for (k = 0; k < count; k++) {
        if (exchange->open_columns[k] == column) {
            *loss_out = mmatch__exchange_pair_loss(exchange, row, column, exchange->open_units[k]);
            return true;
        }
    }
    return false;
}

/* The loss of turning a pair round, beside that of the way around it; false when it must stay as it is. */
static bool find_turn_loss(mmatch__exchange *exchange, int32_t row, int32_t column, int32_t place,
                           mmatch__tiered *loss_out)
{
    if (place < 0) {
        return find_open_loss(exchange, row, column, loss_out);
    }
    *loss_out = mmatch__tiered_subtract(
        mmatch__tiered_of(0, 0), mmatch__exchange_pair_loss(exchange, row, column, exchange->pairs[place].units));
    return !exchange->pairs[place].is_fixed;
}

static mmatch_status answer_pair(what_if_run *run, int64_t k, int32_t row, int32_t column)
{
    mmatch__exchange *const exchange = &run->exchange;
    const int32_t place = mmatch__exchange_find(exchange, row, column);
    mmatch__exchange_way way = mmatch__exchange_way_around(exchange, row, column, place >= 0);
    mmatch__tiered loss;
    run->outcomes[k] = MMATCH_OUTCOME_INFEASIBLE;
    if (!find_turn_loss(exchange, row, column, place, &loss)) {
        return MMATCH_OK;
    }
    mmatch__exchange_search(exchange, &way);
    if (way.answer != MMATCH_POLL_CONTINUE) {
        return mmatch__fail_cancelled(exchange->context);
    }
    if (way.is_found) {
        loss = mmatch__tiered_add(loss, way.loss);
        run->outcomes[k] = MMATCH_OUTCOME_OPTIMAL;
        run->totals[k] = mmatch__rows_to_user(exchange->market.scores, run->total_units - loss.value);
        run->placed_with[k] = run->placed + mmatch__exchange_placed_change(exchange, &way);
        if (!isfinite(run->totals[k])) {
            return mmatch__fail(exchange->context, MMATCH_ERR_RANGE, "pair %" PRId64 ": the total is not a finite number",
                                k);
        }
    }
    return MMATCH_OK;
}

mmatch_status mmatch_assign_what_if(mmatch_context *context, const mmatch_market *market,
                                    const mmatch_assign_options *options, const mmatch_matching *matching,
                                    const int64_t *rows, const int64_t *columns, int64_t count, int32_t *outcomes_out,
                                    double *totals_out, int64_t *placed_out)
{
    what_if_run run;
    mmatch_assign_options known;
    int64_t k;
    mmatch_status status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    if (count < 0) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "count %" PRId64 " is negative", count);
    }
    if (count > 0 && (rows == NULL || columns == NULL || outcomes_out == NULL || totals_out == NULL ||
                      placed_out == NULL)) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "an array of the pairs or of their answers is NULL");
    }
    memset(&run, 0, sizeof run);
    status = mmatch__exchange_read_request(&run.exchange, context, market, options, matching, &known);
    status = status == MMATCH_OK ? mmatch__exchange_check_size(&run.exchange) : status;
    status = status == MMATCH_OK ? check_pairs(context, &run.exchange.market, rows, columns, count) : status;
    status = status == MMATCH_OK ? open_what_if(&run, known.coverage, count) : status;
    if (status == MMATCH_OK && mmatch__poll_now(context) != MMATCH_POLL_CONTINUE) {
        status = mmatch__fail_cancelled(context);
    }
    for (k = 0; k < count && status == MMATCH_OK; k++) {
        status = answer_pair(&run, k, (int32_t)rows[k], (int32_t)columns[k]);
    }
    if (status == MMATCH_OK && count > 0) {
        memcpy(outcomes_out, run.outcomes, (size_t)count * sizeof *outcomes_out);
        memcpy(totals_out, run.totals, (size_t)count * sizeof *totals_out);
        memcpy(placed_out, run.placed_with, (size_t)count * sizeof *placed_out);
    }
    mmatch__workspace_close(&run.memory);
    return status;
}
