/* Top: the best columns of each row and the best rows of each column, as sparse scores.
 *
 * Problem      Keep (r, c) when c is among the per_row best columns of r, or r among the per_column best rows of c; of equal
 *              numbers the earlier ones are kept.
 * Idea         Every row is read once, a band of rows at a time. A list keeps what is better than its threshold; when
 *              it is full it is cut down to the best, and the least of those is the threshold from then on. Lists see
 *              rows and columns ascending, so what is equal to the threshold comes too late, and stays in order.
 * Notation     band: rows that are read at once, over all threads; room: entries of a list before it is cut.
 * Invariants   I1 a list holds the best of what it has seen, ascending by place; I2 it holds nothing at or below its
 *              threshold that came after it was cut.
 * Complexity   O(rows * columns) and O(1) for each entry of a list that is cut; no table is stored. */
#include <math.h>

#include "base/parallel.h"
#include "base/row_reader.h"
#include "base/select.h"
#include "scores/table.h"

enum { BAND_NUMBERS = 1 << 20, BAND_ROWS_MOST = 64, COLUMNS_AT_ONCE = 512 };

/* Lists of one side: list i has places[i * room ..] and units beside. */
typedef struct top_lists {
    int64_t most;      /* entries kept in the end */
    int64_t room;
    int32_t *places;
    double *units;
    int64_t *count;
    double *threshold; /* -infinity until the list was cut: forbidden pairs never pass */
} top_lists;

typedef struct top_run {
    const mmatch_scores *scores;
    int64_t row_count;
    int64_t column_count;
    int64_t band_first; /* the band that is being read */
    int64_t band_count;
    double *band;       /* rows of column_count units */
    top_lists rows;     /* most 0: not asked for */
    top_lists columns;
    double *selection;  /* per worker, `selection_room` each */
    int64_t selection_room;
} top_run;

/* Cuts a list down to the best, ties to the earlier, and sets its threshold. */
static void cut_list(top_lists *lists, int64_t list, double *selection)
{
    int32_t *const places = lists->places + list * lists->room;
    double *const units = lists->units + list * lists->room;
    int64_t ties = lists->most;
    int64_t kept = 0;
    double threshold;
    int64_t k;
    if (lists->count[list] <= lists->most) {
        return;
    }
    for (k = 0; k < lists->count[list]; k++) {
        selection[k] = units[k];
    }
    threshold = mmatch__select_largest(selection, lists->count[list], lists->most);
    for (k = 0; k < lists->count[list]; k++) {
        ties -= units[k] > threshold ? 1 : 0;
    }
    for (k = 0; k < lists->count[list]; k++) {
        if (units[k] > threshold || (units[k] == threshold && ties-- > 0)) {
            places[kept] = places[k];
            units[kept] = units[k];
            kept++;
        }
    }
    lists->count[list] = kept;
    lists->threshold[list] = threshold;
}

/* Reads a row of the band and lists its best columns. */
static void read_band_row(void *shared, int64_t task, int32_t worker)
{
    top_run *const run = (top_run *)shared;
    top_lists *const rows = &run->rows;
    const int64_t row = run->band_first + task;
    double *const units = run->band + task * run->column_count;
    double *const selection = run->selection + worker * run->selection_room;
    int64_t count = 0;
    double threshold = -(double)INFINITY;
    int64_t column;
    mmatch__rows_read(run->scores, row, units);
    if (rows->most == 0) {
        return;
    }
    for (column = 0; column < run->column_count; column++) {
        if (units[column] > threshold) {
            rows->places[row * rows->room + count] = (int32_t)column;
            rows->units[row * rows->room + count] = units[column];
            count++;
            if (count == rows->room) {
                rows->count[row] = count;
                cut_list(rows, row, selection);
                count = rows->count[row];
                threshold = rows->threshold[row];
            }
        }
    }
    rows->count[row] = count;
    cut_list(rows, row, selection);
}

/* Offers the rows of the band to some columns. */
static void offer_band(void *shared, int64_t task, int32_t worker)
{
    top_run *const run = (top_run *)shared;
    top_lists *const columns = &run->columns;
    double *const selection = run->selection + worker * run->selection_room;
    const int64_t begin = task * COLUMNS_AT_ONCE;
    const int64_t end = begin + COLUMNS_AT_ONCE < run->column_count ? begin + COLUMNS_AT_ONCE : run->column_count;
    int64_t k;
    for (k = 0; k < run->band_count; k++) {
        const double *const units = run->band + k * run->column_count;
        int64_t column;
        for (column = begin; column < end; column++) {
            if (units[column] > columns->threshold[column]) {
                const int64_t at = column * columns->room + columns->count[column];
                columns->places[at] = (int32_t)(run->band_first + k);
                columns->units[at] = units[column];
                columns->count[column]++;
                if (columns->count[column] == columns->room) {
                    cut_list(columns, column, selection);
                }
            }
        }
    }
    for (k = begin; k < end && run->band_first + run->band_count == run->row_count; k++) {
        cut_list(columns, k, selection);
    }
}

static mmatch_status read_all(mmatch_context *context, top_run *run, int64_t band_rows)
{
    const int64_t chunks = (run->column_count + COLUMNS_AT_ONCE - 1) / COLUMNS_AT_ONCE;
    if (mmatch__poll_now(context) != MMATCH_POLL_CONTINUE) {
        return mmatch__fail_cancelled(context);
    }
    for (run->band_first = 0; run->band_first < run->row_count; run->band_first += run->band_count) {
        const int64_t left = run->row_count - run->band_first;
        run->band_count = left < band_rows ? left : band_rows;
        if (mmatch__parallel_run(context, run->band_count, 2 * (uint64_t)run->column_count + 1, read_band_row, run) !=
            MMATCH_POLL_CONTINUE) {
            return mmatch__fail_cancelled(context);
        }
        if (run->columns.most > 0 &&
            mmatch__parallel_run(context, chunks, (uint64_t)(COLUMNS_AT_ONCE * run->band_count), offer_band, run) !=
                MMATCH_POLL_CONTINUE) {
            return mmatch__fail_cancelled(context);
        }
    }
    return MMATCH_OK;
}

/* Where the arrays of lists lie in a layout. */
typedef struct top_places {
    size_t places;
    size_t units;
    size_t count;
    size_t threshold;
} top_places;

static void size_lists(int64_t list_count, int64_t other_count, int64_t most, top_lists *lists)
{
    lists->most = most < other_count ? most : other_count;
    /* never more than there is to see; one more than is kept, or a full list could not be cut */
    lists->room = lists->most == 0 ? 0 : lists->most + (lists->most / 2 > 16 ? lists->most / 2 : 16);
    lists->room = lists->room > other_count + 1 ? other_count + 1 : lists->room;
    if (list_count == 0) {
        lists->room = 0;
    }
}

static top_places add_lists(mmatch__layout *layout, int64_t list_count, const top_lists *lists)
{
    top_places at;
    at.places = mmatch__layout_add(layout, list_count, sizeof(int32_t) * (size_t)lists->room);
    at.units = mmatch__layout_add(layout, list_count, sizeof(double) * (size_t)lists->room);
    at.count = mmatch__layout_add(layout, list_count, sizeof(int64_t));
    at.threshold = mmatch__layout_add(layout, list_count, sizeof(double));
    return at;
}

static void open_lists(const mmatch__workspace *memory, top_places at, int64_t list_count, top_lists *lists)
{
    int64_t list;
    lists->places = (int32_t *)mmatch__workspace_at(memory, at.places);
    lists->units = (double *)mmatch__workspace_at(memory, at.units);
    lists->count = (int64_t *)mmatch__workspace_at(memory, at.count);
    lists->threshold = (double *)mmatch__workspace_at(memory, at.threshold);
    for (list = 0; list < list_count; list++) {
        lists->threshold[list] = -(double)INFINITY;
    }
}

/* Sparse scores with room for so many entries; offsets, columns and values still to be filled. */
static mmatch_scores *open_result(mmatch_context *context, const mmatch_scores *source, int64_t entry_count,
                                  int64_t **offsets_out, int32_t **columns_out, double **values_out)
{
    mmatch__layout layout = {0, false};
    const size_t at_scores = mmatch__layout_add(&layout, 1, sizeof(mmatch_scores));
    const size_t at_offsets = mmatch__layout_add(&layout, source->row_count + 1, sizeof(int64_t));
    const size_t at_columns = mmatch__layout_add(&layout, entry_count, sizeof(int32_t));
    const size_t at_values = mmatch__layout_add(&layout, entry_count, sizeof(double));
    mmatch__workspace own;
    mmatch_scores *scores;
    if (!mmatch__workspace_open(&context->allocator, &layout, &own)) {
        return NULL;
    }
    scores = (mmatch_scores *)mmatch__workspace_at(&own, at_scores);
    scores->own = own;
    scores->kind = SCORES_SPARSE;
    scores->number_type = MMATCH_FLOAT64;
    scores->index_type = MMATCH_INT64;
    scores->column_type = MMATCH_INT32;
    scores->sense = source->sense;
    scores->row_count = source->row_count;
    scores->column_count = source->column_count;
    scores->bound = source->bound;
    scores->best = mmatch__table_forbidden(source);
    scores->entry_count = entry_count;
    scores->has_forbidden = entry_count < source->row_count * source->column_count;
    scores->unit = source->unit;
    scores->reciprocal = source->reciprocal;
    scores->is_all_zero = source->is_all_zero;
    *offsets_out = (int64_t *)mmatch__workspace_at(&own, at_offsets);
    *columns_out = (int32_t *)mmatch__workspace_at(&own, at_columns);
    *values_out = (double *)mmatch__workspace_at(&own, at_values);
    scores->offsets = (const char *)*offsets_out;
    scores->columns = (const char *)*columns_out;
    scores->numbers = (const char *)*values_out;
    return scores;
}

/* The lists of columns turned round: for each row the columns that list it, ascending. */
typedef struct top_turned {
    int64_t *offsets; /* row_count + 1 */
    int32_t *columns;
    double *units;
} top_turned;

static void turn_lists(const top_run *run, top_turned *turned)
{
    const top_lists *const lists = &run->columns;
    int64_t column;
    int64_t row;
    int64_t k;
    for (row = 0; row <= run->row_count; row++) {
        turned->offsets[row] = 0;
    }
    for (column = 0; column < run->column_count && lists->most > 0; column++) {
        for (k = 0; k < lists->count[column]; k++) {
            turned->offsets[lists->places[column * lists->room + k]]++;
        }
    }
    /* offsets become ends, and begins again as the rows are filled from behind */
    for (row = 1; row <= run->row_count; row++) {
        turned->offsets[row] += turned->offsets[row - 1];
    }
    for (column = run->column_count - 1; column >= 0 && lists->most > 0; column--) {
        for (k = lists->count[column] - 1; k >= 0; k--) {
            const int64_t at = --turned->offsets[lists->places[column * lists->room + k]];
            turned->columns[at] = (int32_t)column;
            turned->units[at] = lists->units[column * lists->room + k];
        }
    }
}

/* Both lists of a row in one, ascending; writes where columns_out is not NULL; the number of entries. */
static int64_t merge_row(const top_run *run, const top_turned *turned, int64_t row, int32_t *columns_out,
                         double *units_out)
{
    const int64_t listed = run->rows.most > 0 ? run->rows.count[row] : 0;
    const int32_t *const columns = listed > 0 ? run->rows.places + row * run->rows.room : NULL;
    const double *const units = listed > 0 ? run->rows.units + row * run->rows.room : NULL;
    int64_t other = turned->offsets[row];
    int64_t count = 0;
    int64_t k = 0;
    while (k < listed || other < turned->offsets[row + 1]) {
        const bool is_other_left = other < turned->offsets[row + 1];
        const bool is_own = k < listed && (!is_other_left || columns[k] <= turned->columns[other]);
        const bool is_other = is_other_left && (k == listed || turned->columns[other] <= columns[k]);
        if (columns_out != NULL) {
            columns_out[count] = is_own ? columns[k] : turned->columns[other];
            units_out[count] = is_own ? units[k] : turned->units[other];
        }
        count++;
        k += is_own ? 1 : 0;
        other += is_other ? 1 : 0;
    }
    return count;
}

static mmatch_status make_result(mmatch_context *context, const top_run *run, const top_turned *turned,
                                 mmatch_scores **scores_out)
{
    const mmatch_scores *const source = run->scores;
    int64_t entry_count = 0;
    int64_t *offsets;
    int32_t *columns;
    double *values;
    mmatch_scores *scores;
    int64_t row;
    int64_t k;
    for (row = 0; row < run->row_count; row++) {
        entry_count += merge_row(run, turned, row, NULL, NULL);
    }
    scores = open_result(context, source, entry_count, &offsets, &columns, &values);
    if (scores == NULL) {
        return mmatch__fail_memory(context);
    }
    offsets[0] = 0;
    for (row = 0; row < run->row_count; row++) {
        offsets[row + 1] = offsets[row] + merge_row(run, turned, row, columns + offsets[row], values + offsets[row]);
        for (k = offsets[row]; k < offsets[row + 1]; k++) {
            const double number = values[k] * source->unit;
            values[k] = source->sense == MMATCH_SENSE_MAXIMISE ? number : 0.0 - number;
            if (source->sense == MMATCH_SENSE_MAXIMISE ? values[k] > scores->best : values[k] < scores->best) {
                scores->best = values[k];
            }
        }
    }
    *scores_out = scores;
    return MMATCH_OK;
}

static mmatch_status run_top(mmatch_context *context, top_run *run, mmatch_scores **scores_out)
{
    const int64_t wide = BAND_NUMBERS / (run->column_count + 1);
    const int64_t band_rows = wide < 1 ? 1 : wide > BAND_ROWS_MOST ? BAND_ROWS_MOST : wide;
    const int64_t workers = mmatch__parallel_workers(context, band_rows > run->column_count ? band_rows
                                                                                            : run->column_count);
    const int64_t turned_most = run->columns.most * run->column_count;
    mmatch__layout layout = {0, false};
    const top_places at_rows = add_lists(&layout, run->row_count, &run->rows);
    const top_places at_columns = add_lists(&layout, run->column_count, &run->columns);
    const size_t at_band = mmatch__layout_add(&layout, band_rows, sizeof(double) * (size_t)run->column_count);
    const size_t at_offsets = mmatch__layout_add(&layout, run->row_count + 1, sizeof(int64_t));
    const size_t at_turned = mmatch__layout_add(&layout, turned_most, sizeof(int32_t));
    const size_t at_units = mmatch__layout_add(&layout, turned_most, sizeof(double));
    mmatch__workspace memory;
    top_turned turned;
    mmatch_status status;
    size_t at_selection;
    run->selection_room = run->rows.room > run->columns.room ? run->rows.room : run->columns.room;
    at_selection = mmatch__layout_add(&layout, workers, sizeof(double) * (size_t)run->selection_room);
    if (!mmatch__workspace_open(&context->allocator, &layout, &memory)) {
        return mmatch__fail_memory(context);
    }
    open_lists(&memory, at_rows, run->row_count, &run->rows);
    open_lists(&memory, at_columns, run->column_count, &run->columns);
    run->band = (double *)mmatch__workspace_at(&memory, at_band);
    run->selection = (double *)mmatch__workspace_at(&memory, at_selection);
    turned.offsets = (int64_t *)mmatch__workspace_at(&memory, at_offsets);
    turned.columns = (int32_t *)mmatch__workspace_at(&memory, at_turned);
    turned.units = (double *)mmatch__workspace_at(&memory, at_units);
    status = read_all(context, run, band_rows);
    if (status == MMATCH_OK) {
        turn_lists(run, &turned);
        status = make_result(context, run, &turned, scores_out);
    }
    mmatch__workspace_close(&memory);
    return status;
}

mmatch_status mmatch_scores_top(mmatch_context *context, const mmatch_scores *scores, int64_t per_row,
                                int64_t per_column, mmatch_scores **scores_out)
{
    const mmatch_status status = mmatch__enter(context);
    top_run run = {0};
    if (scores_out != NULL) {
        *scores_out = NULL;
    }
    if (status != MMATCH_OK) {
        return status;
    }
    if (scores == NULL || scores_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL", scores == NULL ? "scores" : "scores_out");
    }
    if (per_row < 0) {
        mmatch__fault(context, "per_row is %lld, must be 0 or more", (long long)per_row);
    }
    if (per_column < 0) {
        mmatch__fault(context, "per_column is %lld, must be 0 or more", (long long)per_column);
    }
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT;
    }
    run.scores = scores;
    run.row_count = scores->row_count;
    run.column_count = scores->column_count;
    size_lists(run.row_count, run.column_count, per_row, &run.rows);
    size_lists(run.column_count, run.row_count, per_column, &run.columns);
    return run_top(context, &run, scores_out);
}
