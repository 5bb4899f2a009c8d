/* Market rules on single pairs: forbidden and locked.
 *
 * Both sets are kept as compressed rows. Adding pairs makes a new set: old and new pairs together
 * are sorted by two counting passes (by column, then stably by row) and repeats are dropped;
 * O(pairs + rows + columns). Only when the new set has passed every check does it take the place of
 * the old one. */
#include "market/object.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/row_reader.h"

static int64_t rule_pair_count(const mmatch_market *market, const market_pairs *pairs)
{
    return pairs->offsets[market->row_count];
}

/* Argument checks common to both setters. */
static mmatch_status check_rule_pairs(mmatch_context *context, const mmatch_market *market,
                                      const int64_t *rows, const int64_t *columns, int64_t count)
{
    if (market == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "market is NULL");
    }
    if (count < 0) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "count %" PRId64 " is negative", count);
    }
    if (count > 0 && (rows == NULL || columns == NULL)) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL",
                            rows == NULL ? "rows" : "columns");
    }
    for (int64_t k = 0; k < count; k++) {
        if (rows[k] < 0 || rows[k] >= market->row_count) {
            mmatch__fault(context,
                          "pair %" PRId64 ": row %" PRId64 " is out of range, there are %" PRId64,
                          k, rows[k], market->row_count);
        }
        if (columns[k] < 0 || columns[k] >= market->column_count) {
            mmatch__fault(
                context, "pair %" PRId64 ": column %" PRId64 " is out of range, there are %" PRId64,
                k, columns[k], market->column_count);
        }
    }
    return context->fault_count > 0 ? MMATCH_ERR_ARGUMENT : MMATCH_OK;
}

/* Arrays for sorting, thrown away afterwards. */
typedef struct rule_sorting {
    int64_t *rows; /* all pairs, old and new, ordered by column */
    int64_t *columns;
    int64_t *starts; /* max(rows, columns) + 1 */
} rule_sorting;

/* Turns counts in starts[1 ..] into first places. */
static void accumulate_starts(int64_t *starts, int64_t bucket_count)
{
    for (int64_t bucket = 0; bucket < bucket_count; bucket++) {
        starts[bucket + 1] += starts[bucket];
    }
}

/* Orders old and new pairs by column into scratch. */
static void order_pairs_by_column(const mmatch_market *market, const market_pairs *old,
                                  const int64_t *rows, const int64_t *columns, int64_t count,
                                  rule_sorting *scratch)
{
    const int64_t old_count = rule_pair_count(market, old);
    int64_t *const starts = scratch->starts;
    for (int64_t k = 0; k < old_count; k++) {
        starts[old->columns[k] + 1]++;
    }
    for (int64_t k = 0; k < count; k++) {
        starts[columns[k] + 1]++;
    }
    accumulate_starts(starts, market->column_count);
    for (int64_t row = 0; row < market->row_count; row++) {
        for (int64_t k = old->offsets[row]; k < old->offsets[row + 1]; k++) {
            const int64_t place = starts[old->columns[k]]++;
            scratch->rows[place] = row;
            scratch->columns[place] = old->columns[k];
        }
    }
    for (int64_t k = 0; k < count; k++) {
        const int64_t place = starts[columns[k]]++;
        scratch->rows[place] = rows[k];
        scratch->columns[place] = columns[k];
    }
}

/* Orders the pairs of scratch by row, keeping the order by column, and drops repeats while it
 * compacts. */
static void order_pairs_by_row(const mmatch_market *market, int64_t total, rule_sorting *scratch,
                               int64_t *offsets, int64_t *columns)
{
    int64_t *const starts = scratch->starts;
    memset(starts, 0, (size_t)(market->row_count + 1) * sizeof *starts);
    for (int64_t k = 0; k < total; k++) {
        starts[scratch->rows[k] + 1]++;
    }
    accumulate_starts(starts, market->row_count);
    for (int64_t k = 0; k < total; k++) {
        columns[starts[scratch->rows[k]]++] = scratch->columns[k];
    }
    /* starts[row] is now the end of row; the rows move down over the repeats dropped before them.
     */
    int64_t kept = 0;
    int64_t begin = 0;
    for (int64_t row = 0; row < market->row_count; row++) {
        const int64_t end = starts[row];
        offsets[row] = kept;
        for (int64_t k = begin; k < end; k++) {
            if (k == begin || columns[k] != columns[kept - 1]) {
                columns[kept++] = columns[k];
            }
        }
        begin = end;
    }
    offsets[market->row_count] = kept;
}

/* Makes the union of the old set and the new pairs. False: out of memory. */
static bool unite_pairs(const mmatch_market *market, const market_pairs *old, const int64_t *rows,
                        const int64_t *columns, int64_t count, market_pairs *united_out)
{
    const mmatch__allocator *const allocator = &market->memory.allocator;
    const int64_t old_count = rule_pair_count(market, old);
    if (count > INT64_MAX - old_count) {
        return false;
    }
    const int64_t total = old_count + count;
    const int64_t longest =
        market->row_count > market->column_count ? market->row_count : market->column_count;
    mmatch__layout kept_layout = {0};
    mmatch__layout scratch_layout = {0};
    mmatch__workspace kept;
    mmatch__workspace scratch;
    const size_t at_offsets =
        mmatch__layout_add(&kept_layout, market->row_count + 1, sizeof(int64_t));
    const size_t at_columns = mmatch__layout_add(&kept_layout, total, sizeof(int64_t));
    const size_t at_sort_rows = mmatch__layout_add(&scratch_layout, total, sizeof(int64_t));
    const size_t at_sort_columns = mmatch__layout_add(&scratch_layout, total, sizeof(int64_t));
    const size_t at_starts = mmatch__layout_add(&scratch_layout, longest + 1, sizeof(int64_t));
    if (!mmatch__workspace_open(allocator, &kept_layout, &kept)) {
        return false;
    }
    if (!mmatch__workspace_open(allocator, &scratch_layout, &scratch)) {
        mmatch__workspace_close(&kept);
        return false;
    }
    rule_sorting arrays = {
        .rows = (int64_t *)mmatch__workspace_at(&scratch, at_sort_rows),
        .columns = (int64_t *)mmatch__workspace_at(&scratch, at_sort_columns),
        .starts = (int64_t *)mmatch__workspace_at(&scratch, at_starts),
    };
    int64_t *const offsets = (int64_t *)mmatch__workspace_at(&kept, at_offsets);
    int64_t *const kept_columns = (int64_t *)mmatch__workspace_at(&kept, at_columns);
    order_pairs_by_column(market, old, rows, columns, count, &arrays);
    order_pairs_by_row(market, total, &arrays, offsets, kept_columns);
    mmatch__workspace_close(&scratch);
    united_out->memory = kept;
    united_out->offsets = offsets;
    united_out->columns = kept_columns;
    return true;
}

/* Reports every pair that is in both sets, by a walk along both rows. */
static void check_rules_disjoint(mmatch_context *context, const mmatch_market *market,
                                 const market_pairs *a, const market_pairs *b)
{
    for (int64_t row = 0; row < market->row_count; row++) {
        int64_t i = a->offsets[row];
        int64_t j = b->offsets[row];
        while (i < a->offsets[row + 1] && j < b->offsets[row + 1]) {
            if (a->columns[i] == b->columns[j]) {
                mmatch__fault(context,
                              "row %" PRId64 ", column %" PRId64
                              ": pair is both locked and forbidden",
                              row, a->columns[i]);
            }
            if (a->columns[i] <= b->columns[j]) {
                i++;
            } else {
                j++;
            }
        }
    }
}

mmatch_status mmatch_market_forbid(mmatch_context *context, mmatch_market *market,
                                   const int64_t *rows, const int64_t *columns, int64_t count)
{
    const mmatch_status entered = mmatch__enter(context);
    if (entered != MMATCH_OK) {
        return entered;
    }
    const mmatch_status checked = check_rule_pairs(context, market, rows, columns, count);
    if (checked != MMATCH_OK) {
        return checked;
    }
    market_pairs united = {0};
    if (!unite_pairs(market, &market->forbidden, rows, columns, count, &united)) {
        return mmatch__fail_memory(context);
    }
    check_rules_disjoint(context, market, &united, &market->locked);
    if (context->fault_count > 0) {
        mmatch__workspace_close(&united.memory);
        return MMATCH_ERR_ARGUMENT;
    }
    mmatch__workspace_close(&market->forbidden.memory);
    market->forbidden = united;
    return MMATCH_OK;
}

/* Reports everyone with more locks than places. `load` has column_count zeros. */
static void check_lock_loads(mmatch_context *context, const mmatch_market *market,
                             const market_pairs *locked, int64_t *load)
{
    for (int64_t row = 0; row < market->row_count; row++) {
        const int64_t count = locked->offsets[row + 1] - locked->offsets[row];
        if (count > market->row_maximum[row]) {
            mmatch__fault(context, "row %" PRId64 ": %" PRId64 " locked pairs are above maximum %d",
                          row, count, market->row_maximum[row]);
        }
    }
    for (int64_t k = 0; k < rule_pair_count(market, locked); k++) {
        load[locked->columns[k]]++;
    }
    for (int64_t column = 0; column < market->column_count; column++) {
        if (load[column] > market->column_maximum[column]) {
            mmatch__fault(context,
                          "column %" PRId64 ": %" PRId64 " locked pairs are above maximum %d",
                          column, load[column], market->column_maximum[column]);
        }
    }
}

/* Reports every locked pair that the scores forbid. Pairs locked before are looked at again: it is
 * their row that costs, and rows are read only once. `units` has column_count numbers. */
static mmatch_poll_answer check_lock_scores(mmatch_context *context, const mmatch_market *market,
                                            const market_pairs *locked, double *units)
{
    for (int64_t row = 0; row < market->row_count; row++) {
        if (locked->offsets[row] == locked->offsets[row + 1]) {
            continue;
        }
        const mmatch_poll_answer answer = mmatch__poll(context, (uint64_t)market->column_count);
        if (answer == MMATCH_POLL_CANCEL) {
            return answer;
        }
        mmatch__rows_read(market->scores, row, units);
        for (int64_t k = locked->offsets[row]; k < locked->offsets[row + 1]; k++) {
            if (isinf(units[locked->columns[k]])) {
                mmatch__fault(context,
                              "row %" PRId64 ", column %" PRId64
                              ": pair is locked, but forbidden by its score",
                              row, locked->columns[k]);
            }
        }
    }
    return MMATCH_POLL_CONTINUE;
}

/* Every check of a set of locks. */
static mmatch_status check_locks(mmatch_context *context, const mmatch_market *market,
                                 const market_pairs *locked)
{
    mmatch__layout layout = {0};
    mmatch__workspace scratch;
    const size_t at_load = mmatch__layout_add(&layout, market->column_count + 1, sizeof(int64_t));
    const size_t at_units = mmatch__layout_add(&layout, market->column_count, sizeof(double));
    if (!mmatch__workspace_open(&market->memory.allocator, &layout, &scratch)) {
        return mmatch__fail_memory(context);
    }
    check_rules_disjoint(context, market, locked, &market->forbidden);
    check_lock_loads(context, market, locked, (int64_t *)mmatch__workspace_at(&scratch, at_load));
    mmatch_poll_answer answer = mmatch__poll_now(context);
    if (answer != MMATCH_POLL_CANCEL && market->scores != NULL) {
        answer = check_lock_scores(context, market, locked,
                                   (double *)mmatch__workspace_at(&scratch, at_units));
    }
    mmatch__workspace_close(&scratch);
    if (answer == MMATCH_POLL_CANCEL) {
        context->fault_count = 0; /* the faults found so far are not what ended the call */
        return mmatch__fail_cancelled(context);
    }
    return context->fault_count > 0 ? MMATCH_ERR_ARGUMENT : MMATCH_OK;
}

mmatch_status mmatch_market_lock(mmatch_context *context, mmatch_market *market,
                                 const int64_t *rows, const int64_t *columns, int64_t count)
{
    const mmatch_status entered = mmatch__enter(context);
    if (entered != MMATCH_OK) {
        return entered;
    }
    mmatch_status status = check_rule_pairs(context, market, rows, columns, count);
    if (status != MMATCH_OK) {
        return status;
    }
    market_pairs united = {0};
    if (!unite_pairs(market, &market->locked, rows, columns, count, &united)) {
        return mmatch__fail_memory(context);
    }
    status = check_locks(context, market, &united);
    if (status != MMATCH_OK) {
        mmatch__workspace_close(&united.memory);
        return status;
    }
    mmatch__workspace_close(&market->locked.memory);
    market->locked = united;
    return MMATCH_OK;
}
