/* The request, read and checked. */
#include "conflict/demand.h"

#include <inttypes.h>
#include <math.h>

#include "base/row_reader.h"

static void check_conflict_locks(mmatch_context *context, const char *side, const int32_t *counts,
                                 const int32_t *maximum, int64_t count)
{
    int64_t person;
    for (person = 0; person < count; person++) {
        if (counts[person] > maximum[person]) {
            mmatch__fault(context, "%s %" PRId64 ": %d locked pairs, maximum %d", side, person,
                          counts[person], maximum[person]);
        }
    }
}

mmatch_status mmatch__demand_check(mmatch__demand *demand, const mmatch_market *market)
{
    mmatch_context *const context = demand->context;
    mmatch_market_view *const view = &demand->market;
    mmatch_status status;
    if (demand->demand < MMATCH_DEMAND_MINIMA || demand->demand > MMATCH_DEMAND_CANDIDATES) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "demand %d is unknown", demand->demand);
    }
    view->struct_size = sizeof *view;
    status = mmatch_market_look(context, market, view);
    if (status != MMATCH_OK) {
        return status;
    }
    if (view->scores == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "the market has no scores");
    }
    if (view->quota_count > 0) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT,
                            "the market has quotas, which are not known here");
    }
    if (view->row_count >= INT32_MAX - view->column_count) {
        return mmatch__fail(context, MMATCH_ERR_RANGE,
                            "%" PRId64 " rows and %" PRId64 " columns are too many",
                            view->row_count, view->column_count);
    }
    demand->threshold = view->has_minimum_score
                            ? mmatch__rows_threshold(view->scores, view->minimum_score)
                            : -(double)INFINITY;
    return MMATCH_OK;
}

bool mmatch__demand_goes_on(const mmatch__demand *demand, mmatch_poll_answer answer,
                            mmatch_status *status_out)
{
    if (answer == MMATCH_POLL_CONTINUE) {
        return true;
    }
    *status_out = mmatch__fail_cancelled(demand->context);
    return false;
}

void mmatch__demand_read_row(mmatch__demand *demand, int64_t row)
{
    const mmatch_market_view *const market = &demand->market;
    int64_t k;
    for (k = market->forbidden_offsets[row]; k < market->forbidden_offsets[row + 1]; k++) {
        demand->flags[market->forbidden_columns[k]] |= MMATCH__PAIR_FORBIDDEN;
    }
    for (k = market->locked_offsets[row]; k < market->locked_offsets[row + 1]; k++) {
        demand->flags[market->locked_columns[k]] |= MMATCH__PAIR_LOCKED;
    }
    demand->entry_count =
        mmatch__rows_read_entries(market->scores, row, demand->entry_columns, demand->entry_units);
    for (k = 0; k < demand->entry_count; k++) {
        const uint8_t below = demand->entry_units[k] >= demand->threshold ? 0 : MMATCH__PAIR_BELOW;
        demand->entry_kinds[k] = (uint8_t)(demand->flags[demand->entry_columns[k]] | below);
    }
    for (k = market->forbidden_offsets[row]; k < market->forbidden_offsets[row + 1]; k++) {
        demand->flags[market->forbidden_columns[k]] = 0;
    }
    for (k = market->locked_offsets[row]; k < market->locked_offsets[row + 1]; k++) {
        demand->flags[market->locked_columns[k]] = 0;
    }
}

/* A partner that the row could have as the rules stand, were nobody else there. */
static bool has_candidate(const mmatch__demand *demand)
{
    int64_t k;
    for (k = 0; k < demand->entry_count; k++) {
        const uint8_t kind = demand->entry_kinds[k];
        if (kind == 0 || (kind & MMATCH__PAIR_LOCKED) != 0) {
            return true;
        }
    }
    return false;
}

static mmatch_status count_row(mmatch__demand *demand, int64_t row)
{
    const mmatch_market_view *const market = &demand->market;
    const int64_t lock_count = market->locked_offsets[row + 1] - market->locked_offsets[row];
    int64_t found = 0;
    int64_t k;
    mmatch__demand_read_row(demand, row);
    demand->row_pairs[row] = (int32_t)demand->entry_count;
    demand->pair_count += demand->entry_count;
    for (k = 0; k < demand->entry_count; k++) {
        demand->column_pairs[demand->entry_columns[k]]++;
        found += (demand->entry_kinds[k] & MMATCH__PAIR_LOCKED) != 0;
    }
    if (found < lock_count) {
        return mmatch__fail(demand->context, MMATCH_ERR_ARGUMENT,
                            "row %" PRId64 ": a locked pair has no score", row);
    }
    demand->row_minimum[row] = market->row_minimum[row];
    if (market->row_minimum[row] == 0 &&
        (demand->demand == MMATCH_DEMAND_EVERYONE ||
         (demand->demand == MMATCH_DEMAND_CANDIDATES && market->row_maximum[row] > 0 &&
          has_candidate(demand)))) {
        demand->row_minimum[row] = 1;
    }
    return MMATCH_OK;
}

/* Locks within the maxima; `counts` are left at 0. */
static void check_all_locks(mmatch__demand *demand, int32_t *row_counts, int32_t *column_counts)
{
    const mmatch_market_view *const market = &demand->market;
    int64_t row;
    int64_t k;
    for (row = 0; row < market->row_count; row++) {
        row_counts[row] = (int32_t)(market->locked_offsets[row + 1] - market->locked_offsets[row]);
    }
    for (k = 0; k < market->locked_offsets[market->row_count]; k++) {
        column_counts[market->locked_columns[k]]++;
    }
    check_conflict_locks(demand->context, "row", row_counts, market->row_maximum,
                         market->row_count);
    check_conflict_locks(demand->context, "column", column_counts, market->column_maximum,
                         market->column_count);
    for (k = 0; k < market->locked_offsets[market->row_count]; k++) {
        column_counts[market->locked_columns[k]] = 0;
    }
}

mmatch_status mmatch__demand_open(mmatch__demand *demand)
{
    const int64_t rows = demand->market.row_count;
    const int64_t columns = demand->market.column_count;
    mmatch_status status = MMATCH_OK;
    mmatch__layout layout = {0};
    const size_t at_minimum = mmatch__layout_add(&layout, rows, sizeof(int32_t));
    const size_t at_row_pairs = mmatch__layout_add(&layout, rows, sizeof(int32_t));
    const size_t at_column_pairs = mmatch__layout_add(&layout, columns, sizeof(int32_t));
    const size_t at_columns = mmatch__layout_add(&layout, columns, sizeof(int64_t));
    const size_t at_units = mmatch__layout_add(&layout, columns, sizeof(double));
    const size_t at_kinds = mmatch__layout_add(&layout, columns, sizeof(uint8_t));
    const size_t at_flags = mmatch__layout_add(&layout, columns, sizeof(uint8_t));
    int64_t row;
    if (!mmatch__workspace_open(&demand->context->allocator, &layout, &demand->memory)) {
        return mmatch__fail_memory(demand->context);
    }
    demand->row_minimum = (int32_t *)mmatch__workspace_at(&demand->memory, at_minimum);
    demand->row_pairs = (int32_t *)mmatch__workspace_at(&demand->memory, at_row_pairs);
    demand->column_pairs = (int32_t *)mmatch__workspace_at(&demand->memory, at_column_pairs);
    demand->entry_columns = (int64_t *)mmatch__workspace_at(&demand->memory, at_columns);
    demand->entry_units = (double *)mmatch__workspace_at(&demand->memory, at_units);
    demand->entry_kinds = (uint8_t *)mmatch__workspace_at(&demand->memory, at_kinds);
    demand->flags = (uint8_t *)mmatch__workspace_at(&demand->memory, at_flags);
    check_all_locks(demand, demand->row_pairs, demand->column_pairs);
    if (demand->context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT;
    }
    if (!mmatch__demand_goes_on(demand, mmatch__poll_now(demand->context), &status)) {
        return status;
    }
    for (row = 0; row < rows && status == MMATCH_OK; row++) {
        status = count_row(demand, row);
        if (status == MMATCH_OK) {
            (void)mmatch__demand_goes_on(
                demand, mmatch__poll(demand->context, (uint64_t)demand->entry_count + 16), &status);
        }
    }
    return status;
}

void mmatch__demand_close(mmatch__demand *demand)
{
    if (demand->memory.block != NULL) {
        mmatch__workspace_close(&demand->memory);
    }
}
