/* Market: making, capacities, the minimum score, and looking inside. */
#include "market/object.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/options.h"

/* The market keeps the allocator of the context that made it, so every later block comes from the
 * same place. */
static mmatch_status make_market(mmatch_context *context, const mmatch_scores *scores,
                                 int64_t row_count, int64_t column_count,
                                 mmatch_market **market_out)
{
    mmatch__layout layout = {0};
    mmatch__workspace memory;
    const size_t at_object = mmatch__layout_add(&layout, 1, sizeof(mmatch_market));
    const size_t at_row_minimum = mmatch__layout_add(&layout, row_count, sizeof(int32_t));
    const size_t at_row_maximum = mmatch__layout_add(&layout, row_count, sizeof(int32_t));
    const size_t at_column_minimum = mmatch__layout_add(&layout, column_count, sizeof(int32_t));
    const size_t at_column_maximum = mmatch__layout_add(&layout, column_count, sizeof(int32_t));
    const size_t at_no_pairs = mmatch__layout_add(&layout, row_count + 1, sizeof(int64_t));
    if (!mmatch__workspace_open(&context->allocator, &layout, &memory)) {
        return mmatch__fail_memory(context);
    }
    mmatch_market *const market = (mmatch_market *)mmatch__workspace_at(&memory, at_object);
    market->memory = memory;
    market->scores = scores;
    market->row_count = row_count;
    market->column_count = column_count;
    market->row_minimum = (int32_t *)mmatch__workspace_at(&memory, at_row_minimum);
    market->row_maximum = (int32_t *)mmatch__workspace_at(&memory, at_row_maximum);
    market->column_minimum = (int32_t *)mmatch__workspace_at(&memory, at_column_minimum);
    market->column_maximum = (int32_t *)mmatch__workspace_at(&memory, at_column_maximum);
    market->no_pairs = (const int64_t *)mmatch__workspace_at(&memory, at_no_pairs);
    market->forbidden.offsets = market->no_pairs;
    market->forbidden.columns = market->no_pairs; /* never read: the set is empty */
    market->locked = market->forbidden;
    for (int64_t row = 0; row < row_count; row++) {
        market->row_maximum[row] = 1;
    }
    for (int64_t column = 0; column < column_count; column++) {
        market->column_maximum[column] = 1;
    }
    *market_out = market;
    return MMATCH_OK;
}

mmatch_status mmatch_market_create(mmatch_context *context, const mmatch_scores *scores,
                                   mmatch_market **market_out)
{
    if (market_out != NULL) {
        *market_out = NULL;
    }
    const mmatch_status entered = mmatch__enter(context);
    if (entered != MMATCH_OK) {
        return entered;
    }
    if (scores == NULL || market_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL",
                            scores == NULL ? "scores" : "market_out");
    }
    return make_market(context, scores, mmatch_scores_row_count(scores),
                       mmatch_scores_column_count(scores), market_out);
}

mmatch_status mmatch_market_create_empty(mmatch_context *context, int64_t row_count,
                                         int64_t column_count, mmatch_market **market_out)
{
    if (market_out != NULL) {
        *market_out = NULL;
    }
    const mmatch_status entered = mmatch__enter(context);
    if (entered != MMATCH_OK) {
        return entered;
    }
    if (market_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "market_out is NULL");
    }
    if (row_count < 0 || row_count > INT32_MAX) {
        mmatch__fault(context, "row_count %" PRId64 " is not in 0..2147483647", row_count);
    }
    if (column_count < 0 || column_count > INT32_MAX) {
        mmatch__fault(context, "column_count %" PRId64 " is not in 0..2147483647", column_count);
    }
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT;
    }
    return make_market(context, NULL, row_count, column_count, market_out);
}

void mmatch_market_destroy(mmatch_market *market)
{
    if (market == NULL) {
        return;
    }
    mmatch__workspace_close(&market->forbidden.memory);
    mmatch__workspace_close(&market->locked.memory);
    mmatch__workspace_close(&market->row_lists.memory);
    mmatch__workspace_close(&market->column_lists.memory);
    mmatch__workspace_close(&market->quotas.memory);
    mmatch__workspace memory = market->memory; /* a copy, as the object lies inside the block */
    mmatch__workspace_close(&memory);
}

/* Checks and copies the capacities of one side; `side` is "row" or "column". NULL arrays stand for
 * all 0 and all 1. */
static mmatch_status set_side_capacity(mmatch_context *context, const char *side, int64_t count,
                                       const int32_t *minimum, const int32_t *maximum,
                                       int32_t *minimum_kept, int32_t *maximum_kept)
{
    for (int64_t person = 0; person < count; person++) {
        const int32_t least = minimum == NULL ? 0 : minimum[person];
        const int32_t most = maximum == NULL ? 1 : maximum[person];
        if (least < 0) {
            mmatch__fault(context, "%s %" PRId64 ": minimum %d is negative", side, person, least);
        }
        if (most < 0) {
            mmatch__fault(context, "%s %" PRId64 ": maximum %d is negative", side, person, most);
        } else if (least > most) {
            mmatch__fault(context, "%s %" PRId64 ": minimum %d is above maximum %d", side, person,
                          least, most);
        }
    }
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT;
    }
    for (int64_t person = 0; person < count; person++) {
        minimum_kept[person] = minimum == NULL ? 0 : minimum[person];
        maximum_kept[person] = maximum == NULL ? 1 : maximum[person];
    }
    return MMATCH_OK;
}

mmatch_status mmatch_market_set_row_capacity(mmatch_context *context, mmatch_market *market,
                                             const int32_t *minimum, const int32_t *maximum)
{
    const mmatch_status entered = mmatch__enter(context);
    if (entered != MMATCH_OK) {
        return entered;
    }
    if (market == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "market is NULL");
    }
    return set_side_capacity(context, "row", market->row_count, minimum, maximum,
                             market->row_minimum, market->row_maximum);
}

mmatch_status mmatch_market_set_column_capacity(mmatch_context *context, mmatch_market *market,
                                                const int32_t *minimum, const int32_t *maximum)
{
    const mmatch_status entered = mmatch__enter(context);
    if (entered != MMATCH_OK) {
        return entered;
    }
    if (market == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "market is NULL");
    }
    return set_side_capacity(context, "column", market->column_count, minimum, maximum,
                             market->column_minimum, market->column_maximum);
}

mmatch_status mmatch_market_set_minimum_score(mmatch_context *context, mmatch_market *market,
                                              double minimum)
{
    const mmatch_status entered = mmatch__enter(context);
    if (entered != MMATCH_OK) {
        return entered;
    }
    if (market == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "market is NULL");
    }
    if (market->scores == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT,
                            "minimum score: the market has no scores");
    }
    if (isnan(minimum)) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "minimum score is NaN");
    }
    /* the infinity of the bad sign excludes nobody: solvers then need not compare at all */
    const bool is_cost = mmatch_scores_sense(market->scores) == MMATCH_SENSE_MINIMISE;
    market->minimum_score = minimum;
    market->has_minimum_score = !(isinf(minimum) && (is_cost ? minimum > 0 : minimum < 0));
    return MMATCH_OK;
}

mmatch_status mmatch_market_look(mmatch_context *context, const mmatch_market *market,
                                 mmatch_market_view *view_out)
{
    const mmatch_status entered = mmatch__enter(context);
    if (entered != MMATCH_OK) {
        return entered;
    }
    if (market == NULL || view_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL",
                            market == NULL ? "market" : "view_out");
    }
    const mmatch_market_view view = {
        .struct_size = sizeof view,
        .row_count = market->row_count,
        .column_count = market->column_count,
        .scores = market->scores,
        .row_minimum = market->row_minimum,
        .row_maximum = market->row_maximum,
        .column_minimum = market->column_minimum,
        .column_maximum = market->column_maximum,
        .forbidden_offsets = market->forbidden.offsets,
        .forbidden_columns = market->forbidden.columns,
        .locked_offsets = market->locked.offsets,
        .locked_columns = market->locked.columns,
        .has_minimum_score = market->has_minimum_score ? 1 : 0,
        .minimum_score = market->minimum_score,
        .row_preference_offsets = market->row_lists.offsets,
        .row_preference_columns = market->row_lists.partners,
        .row_preference_ranks = market->row_lists.ranks,
        .column_preference_offsets = market->column_lists.offsets,
        .column_preference_rows = market->column_lists.partners,
        .column_preference_ranks = market->column_lists.ranks,
        .quota_count = market->quotas.count,
        .quota_offsets = market->quotas.offsets,
        .quota_columns = market->quotas.columns,
        .quota_minimum = market->quotas.minimum,
        .quota_maximum = market->quotas.maximum,
        .quota_parent = market->quotas.parent,
        .quota_order = market->quotas.order,
        .column_quota = market->quotas.of_column,
    };
    return mmatch__options_write(context, "view", view_out, sizeof view, &view);
}
