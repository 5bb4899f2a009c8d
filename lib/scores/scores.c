/* Scores: the public functions that make, describe and read them. */
#include <assert.h>
#include <string.h>

#include "base/grid.h"
#include "base/options.h"
#include "base/row_reader.h"
#include "base/sort.h"
#include "scores/table.h"

/* An entry on its way into order. */
typedef struct sparse_entry {
    int64_t column;
    double value;
} sparse_entry;

/* Reads options and fills what every kind of table has; faults are recorded. */
static mmatch_status describe_table(mmatch_context *context, scores_kind kind, int64_t row_count,
                                    int64_t column_count, const mmatch_scores_options *options,
                                    mmatch_scores *table_out)
{
    mmatch_scores_options known;
    const mmatch_status status =
        mmatch__options_read(context, "scores options", options, sizeof known, &known);
    if (status != MMATCH_OK) {
        return status;
    }
    memset(table_out, 0, sizeof *table_out);
    table_out->kind = kind;
    table_out->sense = known.sense;
    table_out->row_count = row_count;
    table_out->column_count = column_count;
    table_out->bound = SCORES_NUMBER_LARGEST;
    if (known.sense != MMATCH_SENSE_MAXIMISE && known.sense != MMATCH_SENSE_MINIMISE) {
        mmatch__fault(context, "sense is %d, must be MMATCH_SENSE_MAXIMISE or MMATCH_SENSE_MINIMISE",
                      (int)known.sense);
    }
    if (row_count < 0 || row_count > SCORES_SIDE_MOST) {
        mmatch__fault(context, "row count is %lld, must be from 0 to %d", (long long)row_count,
                      (int)SCORES_SIDE_MOST);
    }
    if (column_count < 0 || column_count > SCORES_SIDE_MOST) {
        mmatch__fault(context, "column count is %lld, must be from 0 to %d", (long long)column_count,
                      (int)SCORES_SIDE_MOST);
    }
    return MMATCH_OK;
}

static void check_number_type(mmatch_context *context, mmatch_number_type type)
{
    if ((int)type < MMATCH_FLOAT64 || (int)type > MMATCH_INT64) {
        mmatch__fault(context, "number type is %d, must be an mmatch_number_type", (int)type);
    }
}

/* Whether (count - 1) steps of a stride, added to the reach so far, stay in the address space. */
static bool add_reach(int64_t count, int64_t stride, uint64_t *reach)
{
    const uint64_t limit = PTRDIFF_MAX;
    const uint64_t steps = (uint64_t)(count - 1);
    const uint64_t step = stride < 0 ? 0 - (uint64_t)stride : (uint64_t)stride;
    if (steps > 0 && step > (limit - *reach) / steps) {
        return false;
    }
    *reach += steps * step;
    return true;
}

/* The object: one block with the struct and, for unsorted sparse scores, sorted columns and values. */
static mmatch_status make_object(mmatch_context *context, const mmatch_scores *table,
                                 int64_t sorted_count, mmatch_scores **scores_out)
{
    mmatch__layout layout = {0, false};
    mmatch__workspace own;
    mmatch_scores *scores;
    const size_t place = mmatch__layout_add(&layout, 1, sizeof *table);
    const size_t columns = mmatch__layout_add(&layout, sorted_count, sizeof(int32_t));
    const size_t values = mmatch__layout_add(&layout, sorted_count, sizeof(double));
    if (!mmatch__workspace_open(&context->allocator, &layout, &own)) {
        return mmatch__fail_memory(context);
    }
    scores = (mmatch_scores *)mmatch__workspace_at(&own, place);
    *scores = *table;
    scores->own = own;
    if (sorted_count > 0) {
        scores->columns = (const char *)mmatch__workspace_at(&own, columns);
        scores->column_type = MMATCH_INT32;
        scores->numbers = (const char *)mmatch__workspace_at(&own, values);
        scores->number_type = MMATCH_FLOAT64;
    }
    *scores_out = scores;
    return MMATCH_OK;
}

static int compare_sparse_entries(const void *user_data, const void *a, const void *b)
{
    const sparse_entry *const first = (const sparse_entry *)a;
    const sparse_entry *const second = (const sparse_entry *)b;
    (void)user_data;
    return (first->column > second->column) - (first->column < second->column);
}

/* Fills the sorted columns and values of `scores` from `table`, row by row. */
static mmatch_status sort_rows(mmatch_context *context, const mmatch_scores *table,
                               mmatch_scores *scores)
{
    const size_t own_columns = (size_t)(scores->columns - scores->own.base);
    const size_t own_values = (size_t)(scores->numbers - scores->own.base);
    int32_t *const columns = (int32_t *)mmatch__workspace_at(&scores->own, own_columns);
    double *const values = (double *)mmatch__workspace_at(&scores->own, own_values);
    mmatch__layout layout = {0, false};
    mmatch__workspace workspace;
    int64_t longest = 0;
    int64_t count;
    int64_t row;
    size_t entries;
    size_t scratch;
    mmatch_status status = MMATCH_OK;
    for (row = 0; row < table->row_count; row++) {
        (void)mmatch__table_run(table, row, &count);
        longest = count > longest ? count : longest;
    }
    entries = mmatch__layout_add(&layout, longest, sizeof(sparse_entry));
    scratch = mmatch__layout_add(&layout, longest, sizeof(sparse_entry));
    if (!mmatch__workspace_open(&context->allocator, &layout, &workspace)) {
        return mmatch__fail_memory(context);
    }
    for (row = 0; row < table->row_count && status == MMATCH_OK; row++) {
        const number_run run = mmatch__table_run(table, row, &count);
        const int64_t begin = mmatch__sparse_begin(table, row);
        sparse_entry *const sorted = (sparse_entry *)mmatch__workspace_at(&workspace, entries);
        int64_t i;
        for (i = 0; i < count; i++) {
            sorted[i].column = mmatch__sparse_column(table, begin + i);
            mmatch__run_read(&run, i, 1, &sorted[i].value);
        }
        mmatch__sort(sorted, (size_t)count, sizeof *sorted, compare_sparse_entries, NULL,
                     mmatch__workspace_at(&workspace, scratch));
        for (i = 0; i < count; i++) {
            columns[begin + i] = (int32_t)sorted[i].column;
            values[begin + i] = sorted[i].value;
        }
        if (mmatch__poll(context, 16 * (uint64_t)count + 1) != MMATCH_POLL_CONTINUE) {
            status = mmatch__fail_cancelled(context);
        }
    }
    mmatch__workspace_close(&workspace);
    return status;
}

mmatch_status mmatch_scores_create_dense(mmatch_context *context, const void *data,
                                         mmatch_number_type type, int64_t row_count,
                                         int64_t column_count, int64_t row_stride,
                                         int64_t column_stride, const mmatch_scores_options *options,
                                         mmatch_scores **scores_out)
{
    mmatch_scores table;
    bool is_unsorted = false;
    mmatch_status status = mmatch__enter(context);
    if (scores_out != NULL) {
        *scores_out = NULL;
    }
    if (status != MMATCH_OK) {
        return status;
    }
    if (scores_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "scores_out is NULL");
    }
    status = describe_table(context, SCORES_DENSE, row_count, column_count, options, &table);
    if (status != MMATCH_OK) {
        return status;
    }
    check_number_type(context, type);
    if (context->fault_count == 0 && row_count > 0 && column_count > 0) {
        uint64_t reach = (uint64_t)mmatch__number_size((int32_t)type);
        if (data == NULL) {
            mmatch__fault(context, "data is NULL, but there are %lld rows and %lld columns",
                          (long long)row_count, (long long)column_count);
        } else if (!add_reach(row_count, row_stride, &reach) ||
                   !add_reach(column_count, column_stride, &reach)) {
            mmatch__fault(context, "the strides, %lld and %lld bytes, reach beyond the address space",
                          (long long)row_stride, (long long)column_stride);
        }
    }
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT;
    }
    table.number_type = (int32_t)type;
    table.row_stride = row_stride;
    table.column_stride = column_stride;
    table.numbers = (const char *)data;
    status = mmatch__table_check(context, &table, &is_unsorted);
    return status == MMATCH_OK ? make_object(context, &table, 0, scores_out) : status;
}

/* Records what is wrong with the arrays of a sparse table as far as that shows without reading rows. */
static void check_sparse_arrays(mmatch_context *context, const mmatch_scores *table)
{
    int64_t entries;
    if (context->fault_count > 0) {
        return;
    }
    if (table->row_count > 0 && table->offsets == NULL) {
        mmatch__fault(context, "offsets is NULL, but there are %lld rows",
                      (long long)table->row_count);
        return;
    }
    entries = mmatch__sparse_begin(table, table->row_count);
    if (entries > 0 && table->columns == NULL) {
        mmatch__fault(context, "columns is NULL, but the offsets end at %lld", (long long)entries);
    }
    if (entries > 0 && table->numbers == NULL) {
        mmatch__fault(context, "values is NULL, but the offsets end at %lld", (long long)entries);
    }
    if (entries > PTRDIFF_MAX / 8) {
        mmatch__fault(context, "the offsets end at %lld, beyond the address space", (long long)entries);
    }
}

mmatch_status mmatch_scores_create_csr(mmatch_context *context, const void *offsets,
                                       const void *columns, mmatch_number_type index_type,
                                       const void *values, mmatch_number_type value_type,
                                       int64_t row_count, int64_t column_count,
                                       const mmatch_scores_options *options,
                                       mmatch_scores **scores_out)
{
    mmatch_scores table;
    bool is_unsorted = false;
    mmatch_status status = mmatch__enter(context);
    if (scores_out != NULL) {
        *scores_out = NULL;
    }
    if (status != MMATCH_OK) {
        return status;
    }
    if (scores_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "scores_out is NULL");
    }
    status = describe_table(context, SCORES_SPARSE, row_count, column_count, options, &table);
    if (status != MMATCH_OK) {
        return status;
    }
    check_number_type(context, value_type);
    if (index_type != MMATCH_INT32 && index_type != MMATCH_INT64) {
        mmatch__fault(context, "index type is %d, must be MMATCH_INT32 or MMATCH_INT64",
                      (int)index_type);
    }
    table.number_type = (int32_t)value_type;
    table.index_type = (int32_t)index_type;
    table.column_type = (int32_t)index_type;
    table.offsets = (const char *)offsets;
    table.columns = (const char *)columns;
    table.numbers = (const char *)values;
    check_sparse_arrays(context, &table);
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT;
    }
    status = mmatch__table_check(context, &table, &is_unsorted);
    if (status == MMATCH_OK) {
        const int64_t entries = mmatch__sparse_begin(&table, row_count);
        status = make_object(context, &table, is_unsorted ? entries : 0, scores_out);
    }
    if (status == MMATCH_OK && is_unsorted) {
        status = sort_rows(context, &table, *scores_out);
        if (status != MMATCH_OK) {
            mmatch_scores_destroy(*scores_out);
            *scores_out = NULL;
        }
    }
    return status;
}

mmatch_status mmatch_scores_create_computed(mmatch_context *context, mmatch_row_fn row_fn,
                                            const void *user_data, int64_t row_count,
                                            int64_t column_count, double largest, int32_t is_trusted,
                                            const mmatch_scores_options *options,
                                            mmatch_scores **scores_out)
{
    mmatch_scores table;
    bool is_unsorted = false;
    mmatch_status status = mmatch__enter(context);
    if (scores_out != NULL) {
        *scores_out = NULL;
    }
    if (status != MMATCH_OK) {
        return status;
    }
    if (scores_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "scores_out is NULL");
    }
    status = describe_table(context, SCORES_COMPUTED, row_count, column_count, options, &table);
    if (status != MMATCH_OK) {
        return status;
    }
    if (row_fn == NULL) {
        mmatch__fault(context, "row_fn is NULL");
    }
    if (!(largest >= 0 && largest <= SCORES_NUMBER_LARGEST)) {
        mmatch__fault(context, "largest is %g, must be from 0 to %g", largest, SCORES_NUMBER_LARGEST);
    }
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT;
    }
    table.number_type = MMATCH_FLOAT64;
    table.row_fn = row_fn;
    table.user_data = user_data;
    table.bound = largest;
    if (is_trusted == 0) {
        status = mmatch__table_check(context, &table, &is_unsorted);
    } else if (mmatch__poll_now(context) != MMATCH_POLL_CONTINUE) {
        status = mmatch__fail_cancelled(context);
    } else {
        table.unit = mmatch__grid_unit(largest);
        table.is_all_zero = largest == 0;
        table.reciprocal = 1 / table.unit;
        table.entry_count = row_count * column_count;
    }
    return status == MMATCH_OK ? make_object(context, &table, 0, scores_out) : status;
}

/* Stands where a row function is asked for; scaled_row_fn is called instead. */
static void compute_nothing(const void *user_data, int64_t row, double *values_out)
{
    (void)user_data;
    (void)row;
    (void)values_out;
}

mmatch_status mmatch__scores_create_scaled(mmatch_context *context, mmatch__scaled_row_fn row_fn,
                                           const void *user_data, int64_t row_count, int64_t column_count,
                                           double largest, mmatch_scores **scores_out)
{
    const mmatch_status status = mmatch_scores_create_computed(context, compute_nothing, user_data, row_count,
                                                               column_count, largest, 1, NULL, scores_out);
    if (status == MMATCH_OK) {
        (*scores_out)->scaled_row_fn = row_fn;
    }
    return status;
}

void mmatch_scores_destroy(mmatch_scores *scores)
{
    if (scores != NULL) {
        mmatch__workspace own = scores->own; /* the struct lies in the block it releases */
        mmatch__workspace_close(&own);
    }
}

int64_t mmatch_scores_row_count(const mmatch_scores *scores)
{
    return scores == NULL ? 0 : scores->row_count;
}

int64_t mmatch_scores_column_count(const mmatch_scores *scores)
{
    return scores == NULL ? 0 : scores->column_count;
}

mmatch_sense mmatch_scores_sense(const mmatch_scores *scores)
{
    return scores == NULL ? MMATCH_SENSE_MAXIMISE : (mmatch_sense)scores->sense;
}

double mmatch_scores_unit(const mmatch_scores *scores)
{
    return scores == NULL ? 1 : scores->unit;
}

int64_t mmatch_scores_entry_count(const mmatch_scores *scores)
{
    return scores == NULL ? 0 : scores->entry_count;
}

mmatch_status mmatch_scores_read_csr(mmatch_context *context, const mmatch_scores *scores, int64_t *offsets_out,
                                     int32_t *columns_out, double *values_out)
{
    const mmatch_status status = mmatch__enter(context);
    int64_t row;
    if (status != MMATCH_OK) {
        return status;
    }
    if (scores == NULL || offsets_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL", scores == NULL ? "scores" : "offsets_out");
    }
    if (scores->kind != SCORES_SPARSE) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "scores are not sparse");
    }
    if (scores->entry_count > 0 && (columns_out == NULL || values_out == NULL)) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL", columns_out == NULL ? "columns_out" : "values_out");
    }
    offsets_out[0] = 0;
    for (row = 0; row < scores->row_count; row++) {
        const int64_t begin = mmatch__sparse_begin(scores, row);
        int64_t at = offsets_out[row];
        int64_t count;
        int64_t k;
        const number_run run = mmatch__table_run(scores, row, &count);
        for (k = 0; k < count; k++) {
            double number;
            mmatch__run_read(&run, k, 1, &number);
            if (number != mmatch__table_forbidden(scores)) {
                columns_out[at] = (int32_t)mmatch__sparse_column(scores, begin + k);
                values_out[at] = mmatch__grid_snap(number, scores->reciprocal) * scores->unit + 0.0; /* never -0 */
                at++;
            }
        }
        offsets_out[row + 1] = at;
    }
    return MMATCH_OK;
}
