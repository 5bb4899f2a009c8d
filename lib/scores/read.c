/* Reading: from numbers of any type and stride to grid units, and back to the user's numbers. */
#include <assert.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "base/grid.h"
#include "base/row_reader.h"
#include "scores/table.h"

int64_t mmatch__number_size(int32_t type)
{
    return type == MMATCH_FLOAT32 || type == MMATCH_INT32 ? 4 : 8;
}

/* One loader per type. Elements need not be aligned, hence memcpy, which compiles to a plain load; the case of
 * neighbouring elements has its own loop, which vectorises. */
#define RUN_LOADER(name, type)                                                                     \
    static void name(const char *first, int64_t stride, int64_t count, double *values_out)         \
    {                                                                                              \
        type number;                                                                               \
        int64_t i;                                                                                 \
        if (stride == (int64_t)sizeof number) {                                                    \
            for (i = 0; i < count; i++) {                                                          \
                memcpy(&number, first + i * (int64_t)sizeof number, sizeof number);                \
                values_out[i] = (double)number;                                                    \
            }                                                                                      \
            return;                                                                                \
        }                                                                                          \
        for (i = 0; i < count; i++) {                                                              \
            memcpy(&number, first + i * stride, sizeof number);                                    \
            values_out[i] = (double)number;                                                        \
        }                                                                                          \
    }

RUN_LOADER(load_float64, double)
RUN_LOADER(load_float32, float)
RUN_LOADER(load_int32, int32_t)
RUN_LOADER(load_int64, int64_t)

/* Load and snap at once, for the commonest layout. The sign turns scores into costs: 0 - x never gives -0. */
static void load_snapped_float64(const char *first, double reciprocal, bool is_cost, int64_t count,
                                 double *units_out)
{
    double number;
    int64_t i;
    if (is_cost) {
        for (i = 0; i < count; i++) {
            memcpy(&number, first + i * (int64_t)sizeof number, sizeof number);
            units_out[i] = 0.0 - mmatch__grid_snap(number, reciprocal);
        }
        return;
    }
    for (i = 0; i < count; i++) {
        memcpy(&number, first + i * (int64_t)sizeof number, sizeof number);
        units_out[i] = mmatch__grid_snap(number, reciprocal);
    }
}

void mmatch__run_read(const number_run *run, int64_t from, int64_t count, double *values_out)
{
    const char *const first = count > 0 ? run->first + from * run->stride : NULL;
    switch (run->type) {
    case MMATCH_FLOAT64:
        load_float64(first, run->stride, count, values_out);
        break;
    case MMATCH_FLOAT32:
        load_float32(first, run->stride, count, values_out);
        break;
    case MMATCH_INT32:
        load_int32(first, run->stride, count, values_out);
        break;
    default:
        load_int64(first, run->stride, count, values_out);
        break;
    }
}

int64_t mmatch__run_integer(const number_run *run, int64_t place)
{
    int64_t number;
    memcpy(&number, run->first + place * run->stride, sizeof number);
    return number;
}

static int64_t load_index(const char *indices, int32_t type, int64_t place)
{
    if (type == MMATCH_INT32) {
        int32_t narrow;
        memcpy(&narrow, indices + place * (int64_t)sizeof narrow, sizeof narrow);
        return narrow;
    } else {
        int64_t wide;
        memcpy(&wide, indices + place * (int64_t)sizeof wide, sizeof wide);
        return wide;
    }
}

int64_t mmatch__sparse_begin(const mmatch_scores *table, int64_t row)
{
    return table->row_count == 0 ? 0 : load_index(table->offsets, table->index_type, row);
}

int64_t mmatch__sparse_column(const mmatch_scores *table, int64_t entry)
{
    return load_index(table->columns, table->column_type, entry);
}

number_run mmatch__table_run(const mmatch_scores *table, int64_t row, int64_t *count_out)
{
    number_run run = {NULL, table->column_stride, table->number_type};
    assert(table->kind != SCORES_COMPUTED);
    if (table->kind == SCORES_SPARSE) {
        const int64_t begin = mmatch__sparse_begin(table, row);
        const int64_t size = mmatch__number_size(table->number_type);
        *count_out = mmatch__sparse_begin(table, row + 1) - begin;
        run.stride = size;
        run.first = *count_out > 0 ? table->numbers + begin * size : NULL;
        return run;
    }
    *count_out = table->column_count;
    run.first = table->column_count > 0 ? table->numbers + row * table->row_stride : NULL;
    return run;
}

double mmatch__table_forbidden(const mmatch_scores *table)
{
    return table->sense == MMATCH_SENSE_MAXIMISE ? -(double)INFINITY : (double)INFINITY;
}

/* In place: numbers in the user's sense become units where more is better. Infinities pass through with their
 * sign turned as well, and 0 - x never gives -0. */
static void snap_run(const mmatch_scores *table, int64_t count, double *values)
{
    const double reciprocal = table->reciprocal;
    int64_t i;
    if (table->sense == MMATCH_SENSE_MAXIMISE) {
        for (i = 0; i < count; i++) {
            values[i] = mmatch__grid_snap(values[i], reciprocal);
        }
    } else {
        for (i = 0; i < count; i++) {
            values[i] = 0.0 - mmatch__grid_snap(values[i], reciprocal);
        }
    }
}

void mmatch__rows_read(const mmatch_scores *scores, int64_t row, double *units_out)
{
    int64_t count;
    int64_t from;
    assert(row >= 0 && row < scores->row_count);
    if (scores->kind == SCORES_COMPUTED) {
        if (scores->scaled_row_fn != NULL) {
            scores->scaled_row_fn(scores->user_data, row, scores->reciprocal, units_out);
            return;
        }
        scores->row_fn(scores->user_data, row, units_out);
        snap_run(scores, scores->column_count, units_out);
        return;
    }
    if (scores->kind == SCORES_SPARSE) {
        const int64_t end = mmatch__sparse_begin(scores, row + 1);
        const number_run run = mmatch__table_run(scores, row, &count);
        for (from = 0; from < scores->column_count; from++) {
            units_out[from] = -(double)INFINITY;
        }
        for (from = 0; from < count; from++) {
            double unit_count;
            mmatch__run_read(&run, from, 1, &unit_count);
            snap_run(scores, 1, &unit_count);
            units_out[mmatch__sparse_column(scores, end - count + from)] = unit_count;
        }
        return;
    }
    mmatch__rows_read_part(scores, row, 0, scores->column_count, units_out);
}

void mmatch__rows_read_part(const mmatch_scores *scores, int64_t row, int64_t from, int64_t count,
                            double *units_out)
{
    enum { NUMBERS_AT_ONCE = 1024 }; /* stay in the first-level cache between loading and snapping */
    int64_t whole;
    int64_t done;
    const number_run run = mmatch__table_run(scores, row, &whole);
    assert(scores->kind == SCORES_DENSE && from >= 0 && count >= 0 && from + count <= whole);
    if (run.type == MMATCH_FLOAT64 && run.stride == (int64_t)sizeof(double) && count > 0) {
        load_snapped_float64(run.first + from * run.stride, scores->reciprocal,
                             scores->sense != MMATCH_SENSE_MAXIMISE, count, units_out);
        return;
    }
    for (done = 0; done < count; done += NUMBERS_AT_ONCE) {
        const int64_t part = count - done < NUMBERS_AT_ONCE ? count - done : NUMBERS_AT_ONCE;
        mmatch__run_read(&run, from + done, part, units_out + done);
        snap_run(scores, part, units_out + done);
    }
}

bool mmatch__rows_are_dense(const mmatch_scores *scores)
{
    return scores->kind == SCORES_DENSE;
}

double mmatch__rows_best(const mmatch_scores *scores)
{
    double best = scores->best;
    assert(scores->kind == SCORES_DENSE);
    if (!(fabs(best) <= DBL_MAX)) {
        return -(double)INFINITY;
    }
    snap_run(scores, 1, &best);
    return best;
}

bool mmatch__rows_is_sparse(const mmatch_scores *scores)
{
    return scores->kind == SCORES_SPARSE;
}

bool mmatch__rows_have_forbidden(const mmatch_scores *scores)
{
    return scores->has_forbidden;
}

int64_t mmatch__rows_entry_limit(const mmatch_scores *scores, int64_t row)
{
    int64_t count = scores->column_count;
    if (scores->kind == SCORES_SPARSE) {
        (void)mmatch__table_run(scores, row, &count);
    }
    return count;
}

int64_t mmatch__rows_read_entries(const mmatch_scores *scores, int64_t row, int64_t *columns_out,
                                  double *units_out)
{
    const bool is_sparse = scores->kind == SCORES_SPARSE;
    int64_t count = scores->column_count;
    int64_t begin = 0;
    int64_t allowed = 0;
    int64_t i;
    if (is_sparse) {
        const number_run run = mmatch__table_run(scores, row, &count);
        begin = mmatch__sparse_begin(scores, row);
        mmatch__run_read(&run, 0, count, units_out);
        snap_run(scores, count, units_out);
    } else {
        mmatch__rows_read(scores, row, units_out);
    }
    for (i = 0; i < count; i++) {
        if (units_out[i] > -(double)INFINITY) {
            columns_out[allowed] = is_sparse ? mmatch__sparse_column(scores, begin + i) : i;
            units_out[allowed] = units_out[i];
            allowed++;
        }
    }
    return allowed;
}

double mmatch__rows_threshold(const mmatch_scores *scores, double value)
{
    /* No entry lies beyond 2^40 units, so a bound beyond is met by all of them or by none; the forbidden
     * number, -infinity, meets no bound. */
    const double limit = (double)(2 * MMATCH__GRID_LARGEST);
    const double better = scores->sense == MMATCH_SENSE_MAXIMISE ? value : 0.0 - value;
    const double scaled = better * scores->reciprocal;
    if (scores->is_all_zero) {
        /* the unit says nothing about the size of the user's numbers: snapping could take 0.5 for 0 */
        return better > 0 ? 1.0 : (better < 0 ? -1.0 : 0.0);
    }
    if (scaled >= limit) {
        return limit;
    }
    if (scaled <= -limit) {
        return -limit;
    }
    return mmatch__grid_snap(better, scores->reciprocal);
}

double mmatch__rows_to_user(const mmatch_scores *scores, int64_t units)
{
    const double number = (double)units * scores->unit;
    return scores->sense == MMATCH_SENSE_MAXIMISE ? number : 0.0 - number;
}
