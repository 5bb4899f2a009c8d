/* The one read of all numbers when scores are made.
 *
 * Problem: find the largest magnitude, and every fault, of up to 2^62 numbers.
 * Idea: blocks of rows are scanned on all threads, which only establishes *whether* there is a fault, and maxima
 * and sums that do not depend on who scans what. Only when there is a fault is everything read again, on the
 * calling thread and in order, to list the faults: so the texts are the same for any number of threads. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "base/grid.h"
#include "base/parallel.h"
#include "scores/extremes.h"
#include "scores/table.h"

enum { SCAN_AT_ONCE = 512, SCAN_BLOCK_WORK = 65536 };

/* What a scan finds; folding two of them is commutative. */
typedef struct scan_summary {
    mmatch__extremes extremes; /* of the finite numbers but int64; the wrong infinities when there are none */
    int64_t highest_int64, lowest_int64; /* the same of int64 numbers */
    uint64_t all_bits;       /* every bit set in any int64 number */
    int64_t allowed_count;   /* numbers that are not the forbidden one */
    bool has_bad_number;
    bool has_bad_column;
    bool is_unsorted;
} scan_summary;

/* One scan, shared by its workers. */
typedef struct scan_shared {
    const mmatch_scores *table;
    mmatch__extremes_fn extremes_of;
    int64_t rows_per_task;
    scan_summary *summary_of_worker;
    double *row_of_worker; /* computed: column_count numbers each */
} scan_shared;

static const scan_summary nothing_scanned = {
    .extremes = {-(double)INFINITY, (double)INFINITY}, .highest_int64 = INT64_MIN, .lowest_int64 = INT64_MAX};

static double largest_magnitude(const scan_summary *summary)
{
    const double above = summary->extremes.highest > -(double)INFINITY ? fabs(summary->extremes.highest) : 0;
    const double below = summary->extremes.lowest < (double)INFINITY ? fabs(summary->extremes.lowest) : 0;
    return above > below ? above : below;
}

static double largest_int64_magnitude(const scan_summary *summary)
{
    const int64_t highest = summary->highest_int64;
    const int64_t lowest = summary->lowest_int64;
    const uint64_t above = highest > 0 ? (uint64_t)highest : 0;
    const uint64_t below = lowest < 0 ? 0 - (uint64_t)lowest : 0;
    return (double)(above > below ? above : below);
}

static void include_number(mmatch__extremes *extremes, double number)
{
    extremes->highest = number > extremes->highest ? number : extremes->highest;
    extremes->lowest = number < extremes->lowest ? number : extremes->lowest;
}

static void fold_summary(scan_summary *summary, const scan_summary *part)
{
    if (part->extremes.highest >= part->extremes.lowest) { /* it found any */
        include_number(&summary->extremes, part->extremes.highest);
        include_number(&summary->extremes, part->extremes.lowest);
    }
    summary->highest_int64 = part->highest_int64 > summary->highest_int64 ? part->highest_int64 : summary->highest_int64;
    summary->lowest_int64 = part->lowest_int64 < summary->lowest_int64 ? part->lowest_int64 : summary->lowest_int64;
    summary->all_bits |= part->all_bits;
    summary->allowed_count += part->allowed_count;
    summary->has_bad_number |= part->has_bad_number;
    summary->has_bad_column |= part->has_bad_column;
    summary->is_unsorted |= part->is_unsorted;
}

static void scan_one_by_one(const char *first, int64_t count, double forbidden, scan_summary *summary)
{
    int64_t i;
    for (i = 0; i < count; i++) {
        double value;
        memcpy(&value, first + i * (int64_t)sizeof value, sizeof value);
        if (fabs(value) <= DBL_MAX) {
            include_number(&summary->extremes, value);
            summary->allowed_count++;
        } else if (value != forbidden) {
            summary->has_bad_number = true;
        }
    }
}

/* Float64 side by side, aligned or not. */
static void scan_values(mmatch__extremes_fn extremes_of, const char *first, int64_t count, double forbidden,
                        scan_summary *summary)
{
    int64_t from;
    for (from = 0; from < count; from += SCAN_AT_ONCE) {
        const int64_t part = count - from < SCAN_AT_ONCE ? count - from : SCAN_AT_ONCE;
        const int64_t whole = part - part % MMATCH__EXTREMES_MULTIPLE;
        const char *const at = first + from * (int64_t)sizeof(double);
        int64_t done = 0;
        if (extremes_of(at, whole, &summary->extremes)) {
            summary->allowed_count += whole;
            done = whole;
        }
        scan_one_by_one(at + done * (int64_t)sizeof(double), part - done, forbidden, summary);
    }
}

static void scan_run(mmatch__extremes_fn extremes_of, const number_run *run, int64_t count, double forbidden,
                     scan_summary *summary)
{
    double values[SCAN_AT_ONCE];
    int64_t from;
    if (run->type == MMATCH_INT64) {
        for (from = 0; from < count; from++) {
            const int64_t number = mmatch__run_integer(run, from);
            summary->all_bits |= (uint64_t)number;
            summary->highest_int64 = number > summary->highest_int64 ? number : summary->highest_int64;
            summary->lowest_int64 = number < summary->lowest_int64 ? number : summary->lowest_int64;
        }
        summary->allowed_count += count;
        return;
    }
    if (run->type == MMATCH_FLOAT64 && run->stride == (int64_t)sizeof(double)) {
        scan_values(extremes_of, run->first, count, forbidden, summary);
        return;
    }
    for (from = 0; from < count; from += SCAN_AT_ONCE) {
        const int64_t part = count - from < SCAN_AT_ONCE ? count - from : SCAN_AT_ONCE;
        mmatch__run_read(run, from, part, values);
        scan_values(extremes_of, (const char *)values, part, forbidden, summary);
    }
}

static void scan_columns(const mmatch_scores *table, int64_t row, scan_summary *summary)
{
    const int64_t end = mmatch__sparse_begin(table, row + 1);
    int64_t before = -1;
    int64_t entry;
    for (entry = mmatch__sparse_begin(table, row); entry < end; entry++) {
        const int64_t column = mmatch__sparse_column(table, entry);
        summary->has_bad_column |= column < 0 || column >= table->column_count;
        summary->is_unsorted |= column <= before;
        before = column;
    }
}

static void scan_task(void *shared, int64_t task, int32_t worker)
{
    const scan_shared *const scan = (const scan_shared *)shared;
    const mmatch_scores *const table = scan->table;
    const double forbidden = mmatch__table_forbidden(table);
    const int64_t first = task * scan->rows_per_task;
    const int64_t rows_left = table->row_count - first;
    const int64_t last = first + (rows_left < scan->rows_per_task ? rows_left : scan->rows_per_task);
    scan_summary summary = scan->summary_of_worker[worker];
    int64_t row;
    for (row = first; row < last; row++) {
        if (table->kind == SCORES_COMPUTED) {
            double *const values = scan->row_of_worker + worker * table->column_count;
            table->row_fn(table->user_data, row, values);
            scan_values(scan->extremes_of, (const char *)values, table->column_count, forbidden, &summary);
        } else {
            int64_t count;
            const number_run run = mmatch__table_run(table, row, &count);
            scan_run(scan->extremes_of, &run, count, forbidden, &summary);
            if (table->kind == SCORES_SPARSE) {
                scan_columns(table, row, &summary);
            }
        }
    }
    scan->summary_of_worker[worker] = summary;
}

/* Scans everything on all threads; *summary is that of nothing before. */
static mmatch_status scan_table(mmatch_context *context, const mmatch_scores *table,
                                scan_summary *summary)
{
    const int64_t work = table->kind == SCORES_SPARSE
                             ? mmatch__sparse_begin(table, table->row_count) / (table->row_count + 1)
                             : table->column_count;
    const int64_t rows_per_task = SCAN_BLOCK_WORK / (work + 1) + 1;
    const int64_t task_count = (table->row_count + rows_per_task - 1) / rows_per_task;
    const int32_t workers = mmatch__parallel_workers(context, task_count);
    const bool is_computed = table->kind == SCORES_COMPUTED;
    scan_shared shared = {table, mmatch__extremes_kernel(), rows_per_task, NULL, NULL};
    mmatch__layout layout = {0, false};
    mmatch__workspace workspace;
    mmatch_poll_answer answer;
    const size_t summaries = mmatch__layout_add(&layout, workers, sizeof(scan_summary));
    const size_t rows =
        mmatch__layout_add(&layout, is_computed ? workers * table->column_count : 0, sizeof(double));
    int32_t worker;
    if (!mmatch__workspace_open(&context->allocator, &layout, &workspace)) {
        return mmatch__fail_memory(context);
    }
    shared.summary_of_worker = (scan_summary *)mmatch__workspace_at(&workspace, summaries);
    for (worker = 0; worker < workers; worker++) {
        shared.summary_of_worker[worker] = nothing_scanned;
    }
    shared.row_of_worker = (double *)mmatch__workspace_at(&workspace, rows);
    answer = mmatch__parallel_run(context, task_count, (uint64_t)(rows_per_task * (work + 1)), scan_task,
                                  &shared);
    for (worker = 0; worker < workers; worker++) {
        fold_summary(summary, &shared.summary_of_worker[worker]);
    }
    mmatch__workspace_close(&workspace);
    /* half-read scores are no answer, so a stop is a cancel here */
    return answer == MMATCH_POLL_CONTINUE ? MMATCH_OK : mmatch__fail_cancelled(context);
}

/* Offsets first: without sound ones no entry may be touched. */
static mmatch_status check_offsets(mmatch_context *context, const mmatch_scores *table)
{
    int64_t before = mmatch__sparse_begin(table, 0);
    int64_t row;
    if (before != 0) {
        mmatch__fault(context, "offset 0 is %lld, must be 0", (long long)before);
    }
    for (row = 0; row < table->row_count; row++) {
        const int64_t next = mmatch__sparse_begin(table, row + 1);
        if (next < before) {
            mmatch__fault(context, "row %lld: its entries end at %lld, before they begin at %lld",
                          (long long)row, (long long)next, (long long)before);
        } else if ((uint64_t)next - (uint64_t)before > (uint64_t)table->column_count) {
            mmatch__fault(context, "row %lld: it has %llu entries, but there are only %lld columns",
                          (long long)row, (unsigned long long)next - (unsigned long long)before,
                          (long long)table->column_count);
        }
        before = next;
        if (mmatch__poll(context, 1) != MMATCH_POLL_CONTINUE) {
            context->fault_count = 0;
            return mmatch__fail_cancelled(context);
        }
    }
    return context->fault_count == 0 ? MMATCH_OK : MMATCH_ERR_ARGUMENT;
}

/* Lists what is wrong with one number; counts those that are only too large. */
static void list_number(mmatch_context *context, const mmatch_scores *table, int64_t row, int64_t column,
                        double value, int32_t *beyond_bound)
{
    const bool is_maximised = table->sense == MMATCH_SENSE_MAXIMISE;
    if (value != value) {
        mmatch__fault(context, "row %lld, column %lld: score is NaN", (long long)row,
                      (long long)column);
    } else if (fabs(value) > DBL_MAX) {
        if (value != mmatch__table_forbidden(table)) {
            mmatch__fault(context,
                          "row %lld, column %lld: score is %sinfinity; a forbidden pair is %sinfinity "
                          "when %s",
                          (long long)row, (long long)column, is_maximised ? "+" : "-",
                          is_maximised ? "-" : "+", is_maximised ? "maximising" : "minimising");
        }
    } else if (fabs(value) > table->bound) {
        mmatch__fault(context, "row %lld, column %lld: score is %g, beyond the largest allowed, %g",
                      (long long)row, (long long)column, value, table->bound);
        *beyond_bound += *beyond_bound < INT32_MAX ? 1 : 0; /* as the count of all faults does */
    }
}

/* Lists the faults of one sparse row; mark_of_column holds 1 + the last row that listed the column. */
static void list_sparse_row(mmatch_context *context, const mmatch_scores *table, int64_t row,
                            int32_t *mark_of_column, int32_t *beyond_bound)
{
    int64_t count;
    int64_t i;
    const number_run run = mmatch__table_run(table, row, &count);
    const int64_t begin = mmatch__sparse_begin(table, row);
    for (i = 0; i < count; i++) {
        const int64_t column = mmatch__sparse_column(table, begin + i);
        double value;
        mmatch__run_read(&run, i, 1, &value);
        if (column < 0 || column >= table->column_count) {
            mmatch__fault(context, "row %lld, entry %lld: column %lld is not in 0..%lld", (long long)row,
                          (long long)i, (long long)column, (long long)(table->column_count - 1));
            continue;
        }
        if (mark_of_column[column] == row + 1) {
            mmatch__fault(context, "row %lld: column %lld is listed twice", (long long)row,
                          (long long)column);
        }
        mark_of_column[column] = (int32_t)(row + 1);
        list_number(context, table, row, column, value, beyond_bound);
    }
}

/* Reads everything again in order and lists every fault. OK when there turns out to be none: unsorted
 * rows alone are no fault, but only the marks tell whether a pair is listed twice. */
static mmatch_status list_faults(mmatch_context *context, const mmatch_scores *table)
{
    const bool is_sparse = table->kind == SCORES_SPARSE;
    const bool is_computed = table->kind == SCORES_COMPUTED;
    mmatch__layout layout = {0, false};
    mmatch__workspace workspace;
    const size_t marks =
        mmatch__layout_add(&layout, is_sparse ? table->column_count : 0, sizeof(int32_t));
    const size_t values =
        mmatch__layout_add(&layout, is_computed ? table->column_count : 0, sizeof(double));
    mmatch_status status = MMATCH_OK;
    int32_t beyond_bound = 0;
    int64_t row;
    if (!mmatch__workspace_open(&context->allocator, &layout, &workspace)) {
        return mmatch__fail_memory(context);
    }
    for (row = 0; row < table->row_count && status == MMATCH_OK; row++) {
        int64_t count = table->column_count;
        int64_t column;
        if (is_sparse) {
            list_sparse_row(context, table, row,
                            (int32_t *)mmatch__workspace_at(&workspace, marks), &beyond_bound);
            count = mmatch__sparse_begin(table, row + 1) - mmatch__sparse_begin(table, row);
        } else {
            double *const row_values = (double *)mmatch__workspace_at(&workspace, values);
            const number_run computed = {(const char *)row_values, sizeof(double), MMATCH_FLOAT64};
            number_run run = computed;
            if (is_computed) {
                table->row_fn(table->user_data, row, row_values);
            } else {
                run = mmatch__table_run(table, row, &count);
            }
            for (column = 0; column < count; column++) {
                double value;
                mmatch__run_read(&run, column, 1, &value);
                list_number(context, table, row, column, value, &beyond_bound);
            }
        }
        if (mmatch__poll(context, (uint64_t)count + 1) != MMATCH_POLL_CONTINUE) {
            context->fault_count = 0;
            status = mmatch__fail_cancelled(context);
        }
    }
    mmatch__workspace_close(&workspace);
    if (status != MMATCH_OK || context->fault_count == 0) {
        return status;
    }
    return context->fault_count == beyond_bound ? MMATCH_ERR_RANGE : MMATCH_ERR_ARGUMENT;
}

/* Lists every int64 that is not a multiple of the unit, a power of two from 2 up. */
static mmatch_status list_misfits(mmatch_context *context, const mmatch_scores *table)
{
    const uint64_t low_bits = (uint64_t)table->unit - 1;
    int64_t row;
    for (row = 0; row < table->row_count; row++) {
        int64_t count;
        int64_t i;
        const number_run run = mmatch__table_run(table, row, &count);
        for (i = 0; i < count; i++) {
            const int64_t number = mmatch__run_integer(&run, i);
            if (((uint64_t)number & low_bits) != 0) {
                const int64_t column =
                    table->kind == SCORES_SPARSE
                        ? mmatch__sparse_column(table, mmatch__sparse_begin(table, row) + i)
                        : i;
                mmatch__fault(context,
                              "row %lld, column %lld: score is %lld, which is not a multiple of the unit, %llu",
                              (long long)row, (long long)column, (long long)number,
                              (unsigned long long)low_bits + 1);
            }
        }
        if (mmatch__poll(context, (uint64_t)count + 1) != MMATCH_POLL_CONTINUE) {
            context->fault_count = 0;
            return mmatch__fail_cancelled(context);
        }
    }
    return MMATCH_ERR_RANGE;
}

static void note_best(mmatch_scores *table, const scan_summary *summary)
{
    const bool is_maximised = table->sense == MMATCH_SENSE_MAXIMISE;
    if (table->number_type == MMATCH_INT64) {
        table->best = (double)(is_maximised ? summary->highest_int64 : summary->lowest_int64);
    } else {
        table->best = is_maximised ? summary->extremes.highest : summary->extremes.lowest;
    }
}

mmatch_status mmatch__table_check(mmatch_context *context, mmatch_scores *table, bool *is_unsorted_out)
{
    const bool is_empty = table->row_count == 0 || table->column_count == 0;
    scan_summary summary = nothing_scanned;
    double largest = table->bound; /* as stated */
    mmatch_status status = MMATCH_OK;
    if (mmatch__poll_now(context) != MMATCH_POLL_CONTINUE) {
        return mmatch__fail_cancelled(context);
    }
    if (table->kind == SCORES_SPARSE) {
        status = check_offsets(context, table);
    }
    if (status == MMATCH_OK && !is_empty) {
        status = scan_table(context, table, &summary);
    }
    if (status != MMATCH_OK) {
        return status;
    }
    if (summary.has_bad_number || summary.has_bad_column || summary.is_unsorted ||
        largest_magnitude(&summary) > table->bound) {
        status = list_faults(context, table);
        if (status != MMATCH_OK) {
            return status;
        }
    }
    if (table->kind != SCORES_COMPUTED) {
        /* Rounding the largest int64 to float64 can only move it when it is not a multiple of its unit anyway. */
        largest = table->number_type == MMATCH_INT64 ? largest_int64_magnitude(&summary)
                                                     : largest_magnitude(&summary);
    }
    table->unit = mmatch__grid_unit(largest);
    table->is_all_zero = largest == 0;
    table->reciprocal = 1 / table->unit;
    table->entry_count = table->kind == SCORES_SPARSE ? summary.allowed_count
                                                      : table->row_count * table->column_count;
    note_best(table, &summary);
    table->has_forbidden = summary.allowed_count < table->row_count * table->column_count;
    *is_unsorted_out = summary.is_unsorted;
    if (table->number_type == MMATCH_INT64 && table->unit > 1 &&
        (summary.all_bits & ((uint64_t)table->unit - 1)) != 0) {
        return list_misfits(context, table);
    }
    return MMATCH_OK;
}
