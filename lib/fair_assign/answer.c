/* After the search: the parts of the result. */
#include <math.h>
#include <string.h>

#include "base/bitset.h"
#include "base/row_reader.h"
#include "fair_assign/solve.h"

enum { HAS_CANDIDATE = 1, HAS_OPEN_CANDIDATE = 2, HAS_BELOW = 4 };

void mmatch__fair_take_pairs(mmatch__fair_solve *run, const mmatch_matching_parts *from)
{
    run->parts.pair_count = from->pair_count;
    run->parts.rows = from->rows;
    run->parts.columns = from->columns;
}

void mmatch__fair_list_pairs(mmatch__fair_solve *run, uint64_t *made, const uint64_t *kept)
{
    const mmatch_market_view *const market = &run->problem.market;
    const int64_t words = mmatch__bitset_word_count(market->column_count);
    int64_t count = 0;
    int64_t row;
    int64_t k;
    for (row = 0; row < market->row_count; row++) {
        const int64_t at = row * words;
        int64_t word;
        for (k = market->locked_offsets[row]; k < market->locked_offsets[row + 1]; k++) {
            mmatch__bitset_add(made + at, market->locked_columns[k]);
        }
        for (word = 0; word < words; word++) {
            uint64_t bits = made[at + word] | kept[at + word];
            for (; bits != 0; bits &= bits - 1u) {
                const uint64_t below = (bits & (~bits + 1u)) - 1u;
                run->out_rows[count] = row;
                run->out_columns[count++] = word * 64 + mmatch__bits_in_word(below);
            }
        }
    }
    run->parts.pair_count = count;
    run->parts.rows = run->out_rows;
    run->parts.columns = run->out_columns;
}

mmatch_status mmatch__fair_add_total(mmatch__fair_solve *run)
{
    mmatch_matching_parts *const parts = &run->parts;
    int64_t units = 0;
    if (!mmatch__fair_add_up(&run->problem, parts->rows, parts->columns, parts->pair_count,
                             &units)) {
        return mmatch__fail(run->context, MMATCH_ERR_RANGE, "the total is beyond 2^63 units");
    }
    if (run->problem.market.scores != NULL) {
        parts->total = mmatch__rows_to_user(run->problem.market.scores, units);
    }
    if (!isfinite(parts->total)) {
        return mmatch__fail(run->context, MMATCH_ERR_RANGE, "the total is not a finite number");
    }
    parts->bound = parts->outcome == MMATCH_OUTCOME_OPTIMAL ? parts->total
                                                            : mmatch__fair_no_bound(&run->problem);
    return MMATCH_OK;
}

static int32_t fair_reason_of(int32_t load, int32_t maximum, uint8_t marks)
{
    if (load > 0) {
        return MMATCH_REASON_PLACED;
    }
    if (maximum == 0) {
        return MMATCH_REASON_NO_CAPACITY;
    }
    if ((marks & HAS_CANDIDATE) == 0) {
        return (marks & HAS_BELOW) != 0 ? MMATCH_REASON_BELOW_MINIMUM_SCORE
                                        : MMATCH_REASON_NO_CANDIDATE;
    }
    return (marks & HAS_OPEN_CANDIDATE) != 0 ? MMATCH_REASON_LOWERS_TOTAL
                                             : MMATCH_REASON_CANDIDATES_FULL;
}

/* What a row's pairs say of the row and of its columns. */
static void mark_reasons(mmatch__fair_solve *run, int64_t row, const int32_t *row_load,
                         const int32_t *column_load, uint8_t *row_marks, uint8_t *column_marks)
{
    const mmatch_market_view *const market = &run->problem.market;
    mmatch__fair_problem *const problem = &run->problem;
    int64_t k;
    mmatch__fair_read_row(problem, row, false);
    for (k = 0; k < problem->count; k++) {
        const int32_t column = problem->pairs[k].column;
        row_marks[row] |= HAS_CANDIDATE;
        column_marks[column] |= HAS_CANDIDATE;
        if (column_load[column] < market->column_maximum[column]) {
            row_marks[row] |= HAS_OPEN_CANDIDATE;
        }
        if (row_load[row] < market->row_maximum[row]) {
            column_marks[column] |= HAS_OPEN_CANDIDATE;
        }
    }
    for (k = 0; k < problem->below_count; k++) {
        row_marks[row] |= HAS_BELOW;
        column_marks[problem->below_columns[k]] |= HAS_BELOW;
    }
}

mmatch_status mmatch__fair_give_reasons(mmatch__fair_solve *run)
{
    const mmatch_market_view *const market = &run->problem.market;
    int32_t *const row_load = (int32_t *)mmatch__workspace_at(&run->memory, run->at.row_load);
    int32_t *const column_load = (int32_t *)mmatch__workspace_at(&run->memory, run->at.column_load);
    int32_t *const row_reasons = (int32_t *)mmatch__workspace_at(&run->memory, run->at.row_reasons);
    int32_t *const column_reasons =
        (int32_t *)mmatch__workspace_at(&run->memory, run->at.column_reasons);
    uint8_t *const row_marks = (uint8_t *)mmatch__workspace_at(&run->memory, run->at.row_marks);
    uint8_t *const column_marks =
        (uint8_t *)mmatch__workspace_at(&run->memory, run->at.column_marks);
    int64_t k;
    for (k = 0; k < run->parts.pair_count; k++) {
        row_load[run->parts.rows[k]]++;
        column_load[run->parts.columns[k]]++;
    }
    for (k = 0; k < market->row_count; k++) {
        mark_reasons(run, k, row_load, column_load, row_marks, column_marks);
        if (mmatch__poll(run->context, (uint64_t)market->column_count * 2u + 16u) ==
            MMATCH_POLL_CANCEL) {
            return mmatch__fail_cancelled(run->context);
        }
    }
    for (k = 0; k < market->row_count; k++) {
        row_reasons[k] = fair_reason_of(row_load[k], market->row_maximum[k], row_marks[k]);
    }
    for (k = 0; k < market->column_count; k++) {
        column_reasons[k] =
            fair_reason_of(column_load[k], market->column_maximum[k], column_marks[k]);
    }
    run->parts.row_reasons = row_reasons;
    run->parts.column_reasons = column_reasons;
    return MMATCH_OK;
}

static int64_t list_seen(const uint8_t *is_seen, int64_t count, int64_t *list)
{
    int64_t listed = 0;
    int64_t person;
    for (person = 0; person < count; person++) {
        if (is_seen[person] != 0) {
            list[listed++] = person;
        }
    }
    return listed;
}

void mmatch__fair_list_conflict(mmatch__fair_solve *run)
{
    mmatch_matching_parts *const parts = &run->parts;
    int64_t *const rows = (int64_t *)mmatch__workspace_at(&run->memory, run->at.conflict_rows);
    int64_t *const columns =
        (int64_t *)mmatch__workspace_at(&run->memory, run->at.conflict_columns);
    parts->conflict_row_count = list_seen(run->bottleneck.row_in_conflict, parts->row_count, rows);
    parts->conflict_column_count =
        list_seen(run->bottleneck.column_in_conflict, parts->column_count, columns);
    parts->conflict_rows = rows;
    parts->conflict_columns = columns;
}
