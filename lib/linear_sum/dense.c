/* Dense assignment of small problems by shortest augmenting paths.
 *
 * Problem: give each of n rows a column of its own out of m >= n, so that the sum of costs is the smallest.
 *
 * Idea: keep a price for each column, and rows that hold a column whose cost less price is least for them. In a square
 * problem every column starts at its least cost, and the row that has it takes the column. Each other row then takes
 * its best column and lowers that column's price until its second best is as good; who held the column looks for
 * another (augmenting row reduction). Steps of this kind are few and cheap, but may go in circles, so their number is
 * limited. Rows that still wait get a shortest path to a free column by Dijkstra's algorithm over reduced costs, and
 * the columns settled on the way fall in price.
 *
 * Notation: u row_prices, v prices, d distances, h offset.
 *
 * Invariants: I1 a row that holds column j has cost(j) - v(j) <= cost(k) - v(k) for every column k. I2 a column that
 * was taken once stays taken. I3 when m > n, prices are at most 0, and 0 for free columns. I4 all numbers are integers
 * below 2^53 in magnitude: costs are at most 2^40; a price lowered in the reduction stays within 2^41 of another one
 * or of its start, and there are at most 2^10 such steps; a distance is a sum of at most 2n costs and one price.
 *
 * Special cases: ties prefer a free column, then the lowest; a row with a single pair lowers no price.
 *
 * No answer: when the path ends with no free column in reach, the rows of the tree have only the settled columns, one
 * fewer. Prices 1 for these rows and -1 for these columns, 0 elsewhere, prove it: no pair has a positive sum, all rows
 * and columns together do.
 *
 * Complexity: O(n n m) time at most, O(n m) memory.
 *
 * Reference: Jonker and Volgenant 1987, A shortest augmenting path algorithm for dense and sparse linear assignment
 * problems, Computing 38, 325-340. Differences: the reduction ends by count; whole rows are passed over in vectors, so
 * settled columns are masked by their price rather than moved out of a list; rectangular problems start from prices 0. */
#include "linear_sum/dense.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* Ranks of taken columns begin here, above every column number. */
#define TAKEN_RANK 131072.0
/* Steps of the reduction for each row, on average. */
enum { REDUCTION_STEPS = 4 };

static size_t add_slice(mmatch__layout *layout, int64_t count)
{
    return mmatch__layout_add(layout, count, sizeof(double));
}

mmatch__dense_slices mmatch__dense_layout(int64_t row_count, int64_t column_count)
{
    const int64_t width = (column_count + MMATCH__LINEAR_LANES - 1) / MMATCH__LINEAR_LANES * MMATCH__LINEAR_LANES;
    mmatch__layout layout = {0, false};
    mmatch__dense_slices at;
    assert(sizeof(double) == sizeof(int64_t));
    at.costs = add_slice(&layout, row_count * width);
    at.prices = add_slice(&layout, width);
    at.open_prices = add_slice(&layout, width);
    at.distances = add_slice(&layout, width);
    at.from = add_slice(&layout, width);
    at.ranks = add_slice(&layout, width);
    at.row_of_column = add_slice(&layout, width);
    at.row_prices = add_slice(&layout, row_count);
    at.column_of_row = add_slice(&layout, row_count);
    at.settled = add_slice(&layout, row_count);
    at.settled_at = add_slice(&layout, row_count);
    at.waiting = add_slice(&layout, row_count);
    at.size = layout.size;
    return at;
}

mmatch__dense mmatch__dense_at(char *memory, const mmatch__dense_slices *slices, int64_t row_count,
                               int64_t column_count)
{
    mmatch__dense dense;
    memset(&dense, 0, sizeof dense);
    dense.kernel = mmatch__linear_kernel_best();
    dense.row_count = row_count;
    dense.column_count = column_count;
    dense.width = (column_count + MMATCH__LINEAR_LANES - 1) / MMATCH__LINEAR_LANES * MMATCH__LINEAR_LANES;
    dense.unit = 1;
    dense.costs = (double *)(void *)(memory + slices->costs);
    dense.prices = (double *)(void *)(memory + slices->prices);
    dense.row_prices = (double *)(void *)(memory + slices->row_prices);
    dense.open_prices = (double *)(void *)(memory + slices->open_prices);
    dense.distances = (double *)(void *)(memory + slices->distances);
    dense.from = (double *)(void *)(memory + slices->from);
    dense.ranks = (double *)(void *)(memory + slices->ranks);
    dense.row_of_column = (int64_t *)(void *)(memory + slices->row_of_column);
    dense.column_of_row = (int64_t *)(void *)(memory + slices->column_of_row);
    dense.settled = (int64_t *)(void *)(memory + slices->settled);
    dense.settled_at = (double *)(void *)(memory + slices->settled_at);
    dense.waiting = (int64_t *)(void *)(memory + slices->waiting);
    return dense;
}

static const double *costs_of(const mmatch__dense *dense, int64_t row)
{
    return dense->costs + row * dense->width;
}

static int64_t column_of_rank(double rank)
{
    return (int64_t)(rank >= TAKEN_RANK ? rank - TAKEN_RANK : rank);
}

/* The row takes the column, from whoever holds it. */
static void take_column(mmatch__dense *dense, int64_t row, int64_t column)
{
    dense->row_of_column[column] = row;
    dense->column_of_row[row] = column;
    dense->ranks[column] = TAKEN_RANK + (double)column;
}

static void begin(mmatch__dense *dense)
{
    int64_t column;
    int64_t row;
    for (column = 0; column < dense->width; column++) {
        dense->prices[column] = 0;
        dense->ranks[column] = (double)column;
        dense->row_of_column[column] = -1;
    }
    for (row = 0; row < dense->row_count; row++) {
        dense->column_of_row[row] = -1;
    }
}

/* Square problems: each column starts at its least cost, held by the first row that has it and no other column. */
static void price_columns(mmatch__dense *dense)
{
    int64_t column;
    int64_t row;
    for (column = 0; column < dense->width; column++) {
        dense->prices[column] = (double)INFINITY;
    }
    for (row = 0; row < dense->row_count; row++) {
        dense->kernel.lower(costs_of(dense, row), dense->width, (double)row, dense->prices, dense->from);
    }
    for (column = 0; column < dense->width; column++) {
        if (dense->prices[column] == (double)INFINITY) {
            dense->prices[column] = 0; /* nobody may have this column */
            continue;
        }
        row = (int64_t)dense->from[column];
        if (dense->column_of_row[row] < 0) {
            take_column(dense, row, column);
        }
    }
}

/* Augmenting row reduction for all rows without a column. Those it leaves so are in `waiting`: a chain that begins at
 * one row ends with one waiting row at most, so the list is rewritten in place. */
static void reduce_rows(mmatch__dense *dense)
{
    int64_t steps_left = REDUCTION_STEPS * dense->row_count;
    int64_t begun_count = 0;
    int64_t k;
    for (k = 0; k < dense->row_count; k++) {
        if (dense->column_of_row[k] < 0) {
            dense->waiting[begun_count++] = k;
        }
    }
    dense->waiting_count = 0;
    for (k = 0; k < begun_count; k++) {
        int64_t row = dense->waiting[k];
        while (row >= 0) {
            mmatch__linear_scan scan;
            int64_t column;
            int64_t holder;
            dense->kernel.scan(costs_of(dense, row), dense->prices, dense->ranks, dense->width, &scan);
            column = column_of_rank(scan.rank);
            holder = scan.least < (double)INFINITY ? dense->row_of_column[column] : row;
            if (holder >= 0 && (steps_left <= 0 || !(scan.least < scan.second) ||
                                scan.second == (double)INFINITY)) {
                dense->waiting[dense->waiting_count++] = row;
                break;
            }
            steps_left--;
            if (scan.second < (double)INFINITY) {
                dense->prices[column] -= scan.second - scan.least;
            }
            take_column(dense, row, column);
            if (holder >= 0) {
                dense->column_of_row[holder] = -1;
            }
            row = holder;
        }
    }
}

/* Writes the proof that the row and those whose columns were settled have too few columns. */
static void prove_shortage(mmatch__dense *dense, int64_t row)
{
    int64_t k;
    memset(dense->prices, 0, (size_t)dense->width * sizeof *dense->prices);
    memset(dense->row_prices, 0, (size_t)dense->row_count * sizeof *dense->row_prices);
    dense->row_prices[row] = 1;
    for (k = 0; k < dense->settled_count; k++) {
        dense->prices[dense->settled[k]] = -1;
        dense->row_prices[dense->row_of_column[dense->settled[k]]] = 1;
    }
}

/* Exchanges columns along the path that ends at a free column. */
static void flip_path(mmatch__dense *dense, int64_t row, int64_t column)
{
    int64_t from;
    do {
        int64_t next;
        from = (int64_t)dense->from[column];
        next = dense->column_of_row[from];
        take_column(dense, from, column);
        column = next;
    } while (from != row);
}

/* Gives a waiting row a column by a shortest path. False: there is none. */
static bool augment(mmatch__dense *dense, int64_t row)
{
    mmatch__linear_scan scan;
    int64_t at_row = row;
    int64_t column;
    double offset = 0;
    int64_t k;
    memcpy(dense->open_prices, dense->prices, (size_t)dense->width * sizeof *dense->prices);
    for (k = 0; k < dense->width; k++) {
        dense->distances[k] = (double)INFINITY;
    }
    dense->settled_count = 0;
    for (;;) {
        dense->kernel.relax(costs_of(dense, at_row), dense->open_prices, dense->ranks, dense->width, offset,
                            (double)at_row, dense->distances, dense->from, &scan);
        if (!(scan.least < (double)INFINITY)) {
            prove_shortage(dense, row);
            return false;
        }
        column = column_of_rank(scan.rank);
        if (scan.rank < TAKEN_RANK) {
            break;
        }
        assert(dense->settled_count < dense->row_count);
        dense->settled[dense->settled_count] = column;
        dense->settled_at[dense->settled_count++] = scan.least;
        dense->open_prices[column] = -(double)INFINITY;
        dense->distances[column] = (double)INFINITY;
        at_row = dense->row_of_column[column];
        offset = costs_of(dense, at_row)[column] - dense->prices[column] - scan.least;
    }
    for (k = 0; k < dense->settled_count; k++) {
        dense->prices[dense->settled[k]] += dense->settled_at[k] - scan.least;
    }
    flip_path(dense, row, column);
    return true;
}

void mmatch__dense_price_rows(mmatch__dense *dense)
{
    int64_t row;
    for (row = 0; row < dense->row_count; row++) {
        const int64_t column = dense->column_of_row[row];
        dense->row_prices[row] = costs_of(dense, row)[column] - dense->prices[column];
    }
}

double mmatch__dense_total(const mmatch__dense *dense)
{
    double total = 0; /* at most 256 * 2^40 units: exact */
    int64_t row;
    for (row = 0; row < dense->row_count; row++) {
        total += costs_of(dense, row)[dense->column_of_row[row]];
    }
    return total;
}

bool mmatch__dense_solve(mmatch__dense *dense)
{
    int64_t k;
    assert(dense->row_count <= dense->column_count);
    begin(dense);
    if (dense->row_count == dense->column_count) {
        price_columns(dense);
    }
    reduce_rows(dense);
    for (k = 0; k < dense->waiting_count; k++) {
        if (!augment(dense, dense->waiting[k])) {
            return false;
        }
    }
    return true;
}
