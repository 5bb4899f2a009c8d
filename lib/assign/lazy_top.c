/* A first matching of pairs that nobody can beat.
 *
 * Problem
 *     While all prices are 0, a pair of the best score there is suits its row as well as any other. Where such pairs are
 *     common, as among whole numbers of few values, they alone may make the whole matching, and rows need not be read to
 *     their end. Place as many rows as possible by such pairs.
 *
 * Idea
 *     Each row is read from a place of its own until a free column has the best score. Rows that find none look for a
 *     way: breadth first through columns of that score to the rows that hold them, until one of those finds a free column.
 *     A part from which no free column can be reached is never entered again, as it stays so.
 *
 * Invariants
 *     All prices are 0, and every row placed has the best score: so pairs and prices prove each other. Lists made here hold
 *     columns of the best score only, under a bound no lower than anything else.
 *
 * Complexity
 *     At most about two reads of the scores, as a rule a fraction of one. Ways end early when their reads add up to one of
 *     all scores. No memory besides that of the engine.
 *
 * Reference
 *     Kuhn 1955 for the ways. */
#include <assert.h>

#include "assign/lazy.h"
#include "base/row_reader.h"

enum {
    PART_OF_ROW = 256,  /* columns read at once */
    SAMPLE_ROWS = 16,   /* of which a part each is looked at first */
    TOP_PER_ROW = 4     /* with fewer a row on average, most rows would be left */
};

typedef struct top_stage {
    mmatch__lazy *lazy;
    double top;
    int64_t budget; /* scores that may still be read for ways */
} top_stage;

static bool is_listed(const int64_t *sorted, const int64_t *offsets, int64_t row, int64_t column)
{
    int64_t begin = offsets[row];
    int64_t end = offsets[row + 1];
    while (begin < end) {
        const int64_t middle = begin + (end - begin) / 2;
        if (sorted[middle] == column) {
            return true;
        }
        if (sorted[middle] < column) {
            begin = middle + 1;
        } else {
            end = middle;
        }
    }
    return false;
}

static bool may_pair(const mmatch__lazy *lazy, int32_t row, int32_t column)
{
    const mmatch__assign_network *const network = lazy->network;
    const mmatch_market_view *const market = &network->market;
    const int64_t user_row = network->rows.user_of[row];
    return lazy->room[column] > 0 &&
           !is_listed(market->forbidden_columns, market->forbidden_offsets, user_row, column) &&
           !is_listed(market->locked_columns, market->locked_offsets, user_row, column);
}

/* Reads on in a row, from a place of the row's own, to the next columns of the best score: up to `most` of them, or of
 * those with a free place. *done: columns read so far, 0 at first. */
static int32_t read_top_columns(top_stage *stage, int32_t row, bool only_free, int32_t most, int64_t *done,
                                int32_t *columns_out)
{
    mmatch__lazy *const lazy = stage->lazy;
    const mmatch__assign_network *const network = lazy->network;
    const int64_t columns = lazy->column_count;
    const int64_t start = (int64_t)(((uint64_t)row * 2654435761u) % (uint64_t)columns);
    const int64_t before = *done;
    double *const units = lazy->scratch[0].units;
    int32_t count = 0;
    while (*done < columns && count < most) {
        const int64_t from = start + *done < columns ? start + *done : start + *done - columns;
        int64_t part = from >= start ? columns - from : start - from;
        int64_t k;
        part = part < PART_OF_ROW ? part : PART_OF_ROW;
        mmatch__rows_read_part(network->market.scores, network->rows.user_of[row], from, part, units);
        for (k = 0; k < part && count < most; k++) {
            const int32_t column = (int32_t)(from + k);
            if (units[k] >= stage->top && may_pair(lazy, row, column) &&
                (!only_free || mmatch__lazy_has_place(lazy, column))) {
                columns_out[count++] = column;
            }
        }
        *done += k;
    }
    lazy->work += (uint64_t)(*done - before);
    stage->budget -= *done - before;
    return count;
}

/* Makes the row's list of its columns of the best score, if it does not have one yet. */
static void list_top_columns(top_stage *stage, int32_t row)
{
    mmatch__lazy *const lazy = stage->lazy;
    mmatch__lazy_candidate *const list = &lazy->list[lazy->list_begin[row]];
    const int32_t room = (int32_t)(lazy->list_begin[row + 1] - lazy->list_begin[row]);
    int32_t *const columns = lazy->scratch[0].columns;
    int64_t done = 0;
    int32_t k;
    if (lazy->list_count[row] >= 0) {
        return;
    }
    lazy->list_count[row] = read_top_columns(stage, row, false, room, &done, columns);
    for (k = 0; k < lazy->list_count[row]; k++) {
        list[k].column = columns[k];
        list[k].units = stage->top;
        list[k].top = mmatch__lazy_float_not_below(stage->top);
    }
    lazy->bound[row] = done < lazy->column_count ? stage->top : stage->top - 1;
    if (lazy->list_count[row] == 0) {
        lazy->list_count[row] = -1; /* it has other candidates, or none at all: another will read it for those */
    }
}

/* Reaches the row's columns of the best score; true when one has a free place. */
static bool reach_columns(top_stage *stage, int32_t row)
{
    mmatch__lazy *const lazy = stage->lazy;
    const mmatch__lazy_candidate *const list = &lazy->list[lazy->list_begin[row]];
    int32_t k;
    list_top_columns(stage, row);
    for (k = 0; k < lazy->list_count[row]; k++) {
        const int32_t column = list[k].column;
        if (lazy->reached_at[column] != 0) {
            continue;
        }
        lazy->reached_at[column] = 1;
        lazy->parent[column] = row;
        lazy->settled[lazy->settled_count++] = column;
        if (mmatch__lazy_has_place(lazy, column)) {
            return true;
        }
    }
    return false;
}

static void move_along_way(top_stage *stage, int32_t asker)
{
    mmatch__lazy *const lazy = stage->lazy;
    int32_t column = lazy->settled[lazy->settled_count - 1];
    for (;;) {
        const int32_t row = lazy->parent[column];
        const int32_t before = lazy->at[row];
        if (before >= 0) {
            mmatch__lazy_leave(lazy, row);
        }
        mmatch__lazy_take(lazy, row, column, stage->top);
        if (row == asker) {
            return;
        }
        column = before;
    }
}

/* Looks for a way from a row to a free column; what a search without success reached stays marked. */
static mmatch__lazy_end find_way(top_stage *stage, int32_t asker)
{
    mmatch__lazy *const lazy = stage->lazy;
    int32_t next = 0;
    bool is_found;
    lazy->settled_count = 0;
    is_found = reach_columns(stage, asker);
    while (!is_found && next < lazy->settled_count && stage->budget > 0) {
        int32_t row = lazy->first_row[lazy->settled[next++]];
        mmatch__lazy_end end;
        for (; row >= 0 && !is_found; row = lazy->row_next[row]) {
            is_found = reach_columns(stage, row);
        }
        end = mmatch__lazy_poll(lazy);
        if (end != MMATCH__LAZY_DONE) {
            return end;
        }
    }
    if (is_found) {
        move_along_way(stage, asker);
        while (lazy->settled_count > 0) {
            lazy->reached_at[lazy->settled[--lazy->settled_count]] = 0;
        }
    }
    return MMATCH__LAZY_DONE;
}

/* True when the best score is common enough; by a sample. */
static bool is_worth_it(const top_stage *stage)
{
    const mmatch__lazy *const lazy = stage->lazy;
    const mmatch__assign_network *const network = lazy->network;
    const int64_t part = lazy->column_count < PART_OF_ROW ? lazy->column_count : PART_OF_ROW;
    double *const units = lazy->scratch[0].units;
    int64_t found = 0;
    int64_t sample;
    for (sample = 0; sample < SAMPLE_ROWS; sample++) {
        const int32_t row = (int32_t)(sample * lazy->row_count / SAMPLE_ROWS);
        const int64_t from = (lazy->column_count - part) * sample / SAMPLE_ROWS;
        int64_t k;
        mmatch__rows_read_part(network->market.scores, network->rows.user_of[row], from, part, units);
        for (k = 0; k < part; k++) {
            found += units[k] >= stage->top;
        }
    }
    return found * lazy->column_count >= TOP_PER_ROW * SAMPLE_ROWS * part;
}

static bool is_asking(const top_stage *stage, int32_t row)
{
    const mmatch__lazy *const lazy = stage->lazy;
    return lazy->at[row] < 0 && lazy->kind[row] != MMATCH__LAZY_FULL &&
           (stage->top >= 0 || !mmatch__lazy_may_go_without(lazy, row));
}

static void clear_marks(mmatch__lazy *lazy)
{
    int32_t column;
    for (column = 0; column <= lazy->column_count; column++) {
        lazy->reached_at[column] = 0;
    }
    lazy->settled_count = 0;
}

mmatch__lazy_end mmatch__lazy_place_at_top(mmatch__lazy *lazy)
{
    const mmatch__assign_network *const network = lazy->network;
    const mmatch_scores *const scores = network->market.scores;
    mmatch__lazy_end end = MMATCH__LAZY_DONE;
    top_stage stage = {lazy, 0, (int64_t)lazy->row_count * lazy->column_count};
    int32_t row;
    assert(!lazy->is_balanced);
    if (!mmatch__rows_are_dense(scores) || lazy->is_renumbered) {
        return end;
    }
    stage.top = mmatch__rows_best(scores);
    if (!(stage.top >= network->threshold) || !is_worth_it(&stage)) {
        return end;
    }
    for (row = 0; row < lazy->row_count && end == MMATCH__LAZY_DONE; row++) {
        if (is_asking(&stage, row)) {
            int64_t done = 0;
            int32_t column;
            if (read_top_columns(&stage, row, true, 1, &done, &column) > 0) {
                mmatch__lazy_take(lazy, row, column, stage.top);
            }
            end = mmatch__lazy_poll(lazy);
        }
    }
    stage.budget = (int64_t)lazy->row_count * lazy->column_count;
    clear_marks(lazy);
    for (row = 0; row < lazy->row_count && end == MMATCH__LAZY_DONE && stage.budget > 0; row++) {
        if (is_asking(&stage, row)) {
            end = find_way(&stage, row);
        }
    }
    clear_marks(lazy);
    return end;
}
