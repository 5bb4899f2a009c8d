#include "assign/network.h"

#include <math.h>

#include "base/row_reader.h"

/* Takes the entries of `columns` (the market's numbers) out of a dense row. */
static void block_dense(double *units, const int64_t *columns, int64_t begin, int64_t end)
{
    int64_t k;
    for (k = begin; k < end; k++) {
        units[columns[k]] = -(double)INFINITY;
    }
}

static void block_sparse(mmatch__assign_network *network, const int64_t *columns, int64_t begin,
                         int64_t end)
{
    int64_t k;
    for (k = begin; k < end; k++) {
        network->blocked_at[columns[k]] = network->scan_number;
    }
}

static void read_dense(mmatch__assign_network *network, int32_t row, int64_t user_row)
{
    const mmatch_market_view *const market = &network->market;
    double *const units = network->scan_units;
    int64_t pair;
    mmatch__rows_read(market->scores, user_row, units);
    block_dense(units, market->forbidden_columns, market->forbidden_offsets[user_row],
                market->forbidden_offsets[user_row + 1]);
    block_dense(units, market->locked_columns, market->locked_offsets[user_row],
                market->locked_offsets[user_row + 1]);
    for (pair = network->rows.first_pair[row]; pair >= 0; pair = network->pairs[pair].row_next) {
        units[network->columns.user_of[network->pairs[pair].column]] = -(double)INFINITY;
    }
    network->scan.count = network->columns.count;
    network->scan.columns = network->columns.inner_of;
}

static void read_sparse(mmatch__assign_network *network, int32_t row, int64_t user_row)
{
    const mmatch_market_view *const market = &network->market;
    int64_t *const columns = network->scan_entry_columns;
    double *const units = network->scan_units;
    int64_t pair;
    int64_t entry;
    network->scan_number++;
    block_sparse(network, market->forbidden_columns, market->forbidden_offsets[user_row],
                 market->forbidden_offsets[user_row + 1]);
    block_sparse(network, market->locked_columns, market->locked_offsets[user_row],
                 market->locked_offsets[user_row + 1]);
    for (pair = network->rows.first_pair[row]; pair >= 0; pair = network->pairs[pair].row_next) {
        const int64_t column = network->columns.user_of[network->pairs[pair].column];
        network->blocked_at[column] = network->scan_number;
    }
    network->scan.count =
        mmatch__rows_read_entries(market->scores, user_row, columns, network->scan_units);
    for (entry = 0; entry < network->scan.count; entry++) {
        if (network->blocked_at[columns[entry]] == network->scan_number) {
            units[entry] = -(double)INFINITY;
        }
        columns[entry] = network->columns.inner_of[columns[entry]];
    }
    network->scan.columns = columns;
}

void mmatch__assign_read_row(mmatch__assign_network *network, int32_t row)
{
    if (network->scan.row == row) {
        return;
    }
    network->scan.row = row;
    network->scan.units = network->scan_units;
    if (network->is_sparse) {
        read_sparse(network, row, network->rows.user_of[row]);
    } else {
        read_dense(network, row, network->rows.user_of[row]);
    }
}

void mmatch__assign_make_pair(mmatch__assign_network *network, int32_t row, int32_t column,
                              int64_t units)
{
    mmatch__assign_pair *const pairs = network->pairs;
    int64_t *const row_head = &network->rows.first_pair[row];
    int64_t *const column_head = &network->columns.first_pair[column];
    int64_t slot = network->free_pair;
    if (slot >= 0) {
        network->free_pair = pairs[slot].row_next;
    } else {
        slot = network->pair_count++;
    }
    pairs[slot].units = units;
    pairs[slot].row = row;
    pairs[slot].column = column;
    pairs[slot].row_previous = -1;
    pairs[slot].row_next = *row_head;
    if (*row_head >= 0) {
        pairs[*row_head].row_previous = slot;
    }
    *row_head = slot;
    pairs[slot].column_previous = -1;
    pairs[slot].column_next = *column_head;
    if (*column_head >= 0) {
        pairs[*column_head].column_previous = slot;
    }
    *column_head = slot;
}

void mmatch__assign_unmake_pair(mmatch__assign_network *network, int64_t pair)
{
    mmatch__assign_pair *const pairs = network->pairs;
    const mmatch__assign_pair gone = pairs[pair];
    if (gone.row_previous >= 0) {
        pairs[gone.row_previous].row_next = gone.row_next;
    } else {
        network->rows.first_pair[gone.row] = gone.row_next;
    }
    if (gone.row_next >= 0) {
        pairs[gone.row_next].row_previous = gone.row_previous;
    }
    if (gone.column_previous >= 0) {
        pairs[gone.column_previous].column_next = gone.column_next;
    } else {
        network->columns.first_pair[gone.column] = gone.column_next;
    }
    if (gone.column_next >= 0) {
        pairs[gone.column_next].column_previous = gone.column_previous;
    }
    pairs[pair].row_next = network->free_pair;
    network->free_pair = pair;
}
