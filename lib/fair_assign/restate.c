/* Markets restated for mmatch_assign: the same people and rules over other scores, or above another
 * minimum score. */
#include "fair_assign/problem.h"

#include <math.h>

/* Making a market has no half answer, so it takes a stop for a cancel. Here a stop waits: the
 * callback is asked as ever, and when it says stop, it will be asked again at the next poll after
 * the restating. */
typedef struct patient_poll {
    mmatch_poll_fn poll;
    void *user_data;
} patient_poll;

static int poll_patiently(void *user_data, uint64_t done, uint64_t total)
{
    const patient_poll *const patient = (const patient_poll *)user_data;
    const int answer = patient->poll(patient->user_data, done, total);
    return answer == MMATCH_POLL_STOP ? MMATCH_POLL_CONTINUE : answer;
}

static patient_poll begin_patience(mmatch_context *context, patient_poll *patient)
{
    const patient_poll before = {context->poll, context->poll_user_data};
    *patient = before;
    if (context->poll != NULL) {
        context->poll = poll_patiently;
        context->poll_user_data = patient;
    }
    return before;
}

static void end_patience(mmatch_context *context, const patient_poll *before)
{
    context->poll = before->poll;
    context->poll_user_data = before->user_data;
}

/* Spreads the rows of a list of pairs by offsets. */
static void list_rows(const int64_t *offsets, int64_t row_count, int64_t *rows)
{
    int64_t row;
    int64_t k;
    for (row = 0; row < row_count; row++) {
        for (k = offsets[row]; k < offsets[row + 1]; k++) {
            rows[k] = row;
        }
    }
}

static mmatch_status copy_rules(mmatch_context *context, const mmatch_market_view *view,
                                int64_t *rows, mmatch_market *market)
{
    const int64_t forbidden = view->forbidden_offsets[view->row_count];
    const int64_t locked = view->locked_offsets[view->row_count];
    mmatch_status status =
        mmatch_market_set_row_capacity(context, market, view->row_minimum, view->row_maximum);
    if (status == MMATCH_OK) {
        status = mmatch_market_set_column_capacity(context, market, view->column_minimum,
                                                   view->column_maximum);
    }
    if (status == MMATCH_OK && forbidden > 0) {
        list_rows(view->forbidden_offsets, view->row_count, rows);
        status = mmatch_market_forbid(context, market, rows, view->forbidden_columns, forbidden);
    }
    if (status == MMATCH_OK && locked > 0) {
        list_rows(view->locked_offsets, view->row_count, rows);
        status = mmatch_market_lock(context, market, rows, view->locked_columns, locked);
    }
    return status;
}

mmatch_status mmatch__fair_restate(mmatch_context *context, const mmatch_market_view *view,
                                   const mmatch_scores *scores, mmatch_market **market_out)
{
    const int64_t forbidden = view->forbidden_offsets[view->row_count];
    const int64_t locked = view->locked_offsets[view->row_count];
    mmatch__layout layout = {0};
    mmatch__workspace memory;
    mmatch_market *market = NULL;
    patient_poll patient;
    patient_poll before;
    mmatch_status status;
    const size_t rows =
        mmatch__layout_add(&layout, (forbidden > locked ? forbidden : locked) + 1, sizeof(int64_t));
    *market_out = NULL;
    if (!mmatch__workspace_open(&context->allocator, &layout, &memory)) {
        return mmatch__fail_memory(context);
    }
    before = begin_patience(context, &patient);
    status = mmatch_market_create(context, scores, &market);
    if (status == MMATCH_OK) {
        status = copy_rules(context, view, (int64_t *)mmatch__workspace_at(&memory, rows), market);
    }
    end_patience(context, &before);
    mmatch__workspace_close(&memory);
    if (status != MMATCH_OK) {
        mmatch_market_destroy(market);
        return status;
    }
    *market_out = market;
    return MMATCH_OK;
}

/* Writes the entries of all rows: minus the rank, and 0 for locked pairs. */
static mmatch_status write_ranked_entries(mmatch__fair_problem *problem, int64_t *offsets,
                                          int64_t *columns, double *values)
{
    const mmatch_market_view *const market = &problem->market;
    int64_t count = 0;
    int64_t row;
    int64_t k;
    offsets[0] = 0;
    for (row = 0; row < market->row_count; row++) {
        mmatch__fair_read_row(problem, row, true);
        for (k = 0; k < problem->count; k++) {
            columns[count] = problem->pairs[k].column;
            values[count++] = -(double)problem->pairs[k].key;
        }
        for (k = market->locked_offsets[row]; k < market->locked_offsets[row + 1]; k++) {
            columns[count] = market->locked_columns[k];
            values[count++] = 0;
        }
        offsets[row + 1] = count;
        if (mmatch__poll(problem->context, (uint64_t)market->column_count) == MMATCH_POLL_CANCEL) {
            return mmatch__fail_cancelled(problem->context);
        }
    }
    return MMATCH_OK;
}

mmatch_status mmatch__fair_rank_market(mmatch__fair_problem *problem, mmatch__fair_ranked *ranked)
{
    mmatch_context *const context = problem->context;
    const mmatch_market_view *const market = &problem->market;
    const int64_t locked = market->locked_offsets[market->row_count];
    const int64_t limit = mmatch__fair_pair_limit(problem);
    mmatch__layout layout = {0};
    mmatch_status status;
    const size_t at_offsets = mmatch__layout_add(&layout, market->row_count + 1, sizeof(int64_t));
    const size_t at_columns = mmatch__layout_add(&layout, limit + locked, sizeof(int64_t));
    const size_t at_values = mmatch__layout_add(&layout, limit + locked, sizeof(double));
    if (!mmatch__workspace_open(&context->allocator, &layout, &ranked->memory)) {
        return mmatch__fail_memory(context);
    }
    int64_t *const offsets = (int64_t *)mmatch__workspace_at(&ranked->memory, at_offsets);
    int64_t *const columns = (int64_t *)mmatch__workspace_at(&ranked->memory, at_columns);
    double *const values = (double *)mmatch__workspace_at(&ranked->memory, at_values);
    status = write_ranked_entries(problem, offsets, columns, values);
    if (status == MMATCH_OK) {
        patient_poll patient;
        const patient_poll before = begin_patience(context, &patient);
        status = mmatch_scores_create_csr(context, offsets, columns, MMATCH_INT64, values,
                                          MMATCH_FLOAT64, market->row_count, market->column_count,
                                          NULL, &ranked->scores);
        end_patience(context, &before);
    }
    if (status == MMATCH_OK) {
        status = mmatch__fair_restate(context, market, ranked->scores, &ranked->market);
    }
    if (status != MMATCH_OK) {
        mmatch__fair_unrank(ranked);
    }
    return status;
}

void mmatch__fair_unrank(mmatch__fair_ranked *ranked)
{
    mmatch_market_destroy(ranked->market);
    mmatch_scores_destroy(ranked->scores);
    if (ranked->memory.block != NULL) {
        mmatch__workspace_close(&ranked->memory);
    }
    ranked->market = NULL;
    ranked->scores = NULL;
}
