/* Rows as the user's numbers: one, or a stretch of them over all threads. */
#include "base/parallel.h"
#include "base/row_reader.h"
#include "scores/table.h"

enum { NUMBERS_AT_ONCE = 1 << 16 };

static void write_row(const mmatch_scores *scores, int64_t row, double *values_out)
{
    const int64_t count = scores->column_count;
    const double unit = scores->unit;
    int64_t column;
    if (count == 0) {
        return;
    }
    if (scores->scaled_row_fn != NULL) {
        scores->scaled_row_fn(scores->user_data, row, 1, values_out);
        return;
    }
    mmatch__rows_read(scores, row, values_out);
    /* no -0 among units, so only the sign of costs asks for the difference */
    if (scores->sense == MMATCH_SENSE_MAXIMISE) {
        for (column = 0; column < count; column++) {
            values_out[column] *= unit;
        }
    } else {
        for (column = 0; column < count; column++) {
            values_out[column] = 0.0 - values_out[column] * unit;
        }
    }
}

mmatch_status mmatch_scores_read_row(mmatch_context *context, const mmatch_scores *scores, int64_t row,
                                     double *values_out)
{
    const mmatch_status status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    if (scores == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "scores is NULL");
    }
    if (row < 0 || row >= scores->row_count) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "row is %lld, must be from 0 to %lld",
                            (long long)row, (long long)scores->row_count - 1);
    }
    if (values_out == NULL && scores->column_count > 0) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "values_out is NULL");
    }
    write_row(scores, row, values_out);
    return MMATCH_OK;
}

typedef struct rows_run {
    const mmatch_scores *scores;
    int64_t first;
    int64_t count;
    int64_t rows_per_task;
    double *values;
    int64_t stride;
} rows_run;

static void write_some_rows(void *shared, int64_t task, int32_t worker)
{
    const rows_run *const run = (const rows_run *)shared;
    int64_t row = task * run->rows_per_task;
    const int64_t end = row + run->rows_per_task < run->count ? row + run->rows_per_task : run->count;
    (void)worker;
    for (; row < end; row++) {
        write_row(run->scores, run->first + row, run->values + row * run->stride);
    }
}

mmatch_status mmatch_scores_read_rows(mmatch_context *context, const mmatch_scores *scores, int64_t first_row,
                                      int64_t row_count, double *values_out, int64_t row_stride)
{
    const mmatch_status status = mmatch__enter(context);
    rows_run run = {scores, first_row, row_count, 1, values_out, row_stride};
    int64_t columns;
    if (status != MMATCH_OK) {
        return status;
    }
    if (scores == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "scores is NULL");
    }
    columns = scores->column_count;
    if (first_row < 0 || row_count < 0 || first_row > scores->row_count || row_count > scores->row_count - first_row) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "rows %lld, %lld of them, are out of range, there are %lld",
                            (long long)first_row, (long long)row_count, (long long)scores->row_count);
    }
    if (row_stride < columns) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "row stride is %lld, there are %lld columns", (long long)row_stride,
                            (long long)columns);
    }
    if (values_out == NULL && row_count > 0 && columns > 0) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "values_out is NULL");
    }
    run.rows_per_task = columns < NUMBERS_AT_ONCE ? NUMBERS_AT_ONCE / (columns + 1) + 1 : 1;
    if (mmatch__parallel_run(context, (row_count + run.rows_per_task - 1) / run.rows_per_task,
                             (uint64_t)(run.rows_per_task * (columns + 1)), write_some_rows, &run) != MMATCH_POLL_CONTINUE) {
        return mmatch__fail_cancelled(context);
    }
    return MMATCH_OK;
}
