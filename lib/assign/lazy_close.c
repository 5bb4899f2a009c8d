/* Which rows can all be placed at once: the closed part of a problem, before any price is found.
 *
 * Problem
 *     Find the rows and columns of every part in which rows want more places than there are: a balanced problem must
 *     give these rows the void, and no others.
 *
 * Idea
 *     Starting from the pairs that are there, give each free row a place by a shortest way of changes, scores aside. From
 *     a row for which there is none, all columns within reach are full and stay so: they and their rows are closed, and
 *     no later way needs to enter them.
 *
 * Invariants
 *     Columns reached in vain never lead to a free place, whatever happens elsewhere.
 *
 * Complexity
 *     O(free rows * reads on the way) and, for what is closed, each row once. Memory: arrays of the search.
 *
 * Reference
 *     Kuhn 1955; Dulmage and Mendelsohn 1958, "Coverings of bipartite graphs". */
#include <math.h>

#include "assign/lazy.h"

/* Goes breadth first from a free row; the column with a free place that ends a way, MMATCH__LAZY_NOBODY when there is
 * none. The columns reached are settled[0 .. settled_count). */
static int32_t find_way(mmatch__lazy *lazy, int32_t asker)
{
    const mmatch__lazy_scratch *const scratch = &lazy->scratch[0];
    int32_t row = asker;
    int32_t next_column = 0; /* of settled, whose rows come next */
    lazy->search_number++;
    lazy->settled_count = 0;
    for (;;) {
        const int32_t count = mmatch__lazy_read_candidates(lazy, row);
        int32_t k;
        for (k = 0; k < count; k++) {
            const int32_t column = scratch->columns[k];
            if (lazy->room[column] == 0 || lazy->is_closed[column] ||
                lazy->reached_at[column] == lazy->search_number) {
                continue;
            }
            lazy->reached_at[column] = lazy->search_number;
            lazy->parent[column] = row;
            lazy->distance[column] = scratch->keys[k];
            if (mmatch__lazy_has_place(lazy, column)) {
                return column;
            }
            lazy->settled[lazy->settled_count++] = column;
        }
        /* the next row of the columns reached, in their order */
        row = row == asker ? MMATCH__LAZY_NOBODY : lazy->row_next[row];
        while (row < 0 && next_column < lazy->settled_count) {
            row = lazy->first_row[lazy->settled[next_column++]];
        }
        if (row < 0) {
            return MMATCH__LAZY_NOBODY;
        }
    }
}

static void change_along(mmatch__lazy *lazy, int32_t asker, int32_t column)
{
    for (;;) {
        const int32_t row = lazy->parent[column];
        const int32_t before = lazy->at[row];
        if (before >= 0) {
            mmatch__lazy_leave(lazy, row);
        }
        mmatch__lazy_take(lazy, row, column, lazy->distance[column]);
        if (row == asker) {
            return;
        }
        column = before;
    }
}

static void close_reached(mmatch__lazy *lazy, int32_t asker)
{
    int32_t k;
    for (k = 0; k < lazy->settled_count; k++) {
        const int32_t column = lazy->settled[k];
        int32_t row;
        lazy->is_closed[column] = 1;
        lazy->open_price[column] = (double)INFINITY;
        for (row = lazy->first_row[column]; row >= 0; row = lazy->row_next[row]) {
            lazy->kind[row] = MMATCH__LAZY_CLOSED;
        }
    }
    lazy->closed_count += lazy->settled_count;
    lazy->kind[asker] = MMATCH__LAZY_CLOSED;
}

mmatch__lazy_end mmatch__lazy_find_closed(mmatch__lazy *lazy)
{
    int32_t row;
    for (row = 0; row < lazy->row_count; row++) {
        mmatch__lazy_end end;
        if (lazy->kind[row] == MMATCH__LAZY_REQUIRED && lazy->at[row] < 0) {
            const int32_t column = find_way(lazy, row);
            if (column >= 0) {
                change_along(lazy, row, column);
            } else {
                close_reached(lazy, row);
            }
        }
        end = mmatch__lazy_poll(lazy);
        if (end != MMATCH__LAZY_DONE) {
            return end;
        }
    }
    return MMATCH__LAZY_DONE;
}
