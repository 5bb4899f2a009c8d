/* One call of mmatch_assign, shared by the files that carry it out: assign.c (request and phases), workspace.c (memory
 * and network) and answer.c (the parts of the result). */
#ifndef MMATCH_ASSIGN_SOLVE_H
#define MMATCH_ASSIGN_SOLVE_H

#include "assign/network.h"

/* Where the arrays of one side lie in the workspace. */
typedef struct mmatch__assign_side_slices {
    size_t user_of, inner_of, minimum, maximum, locked, load, first_pair, price;
    size_t price_tiers, prices, reasons, conflict;
} mmatch__assign_side_slices;

typedef struct mmatch__assign_slices {
    mmatch__assign_side_slices rows, columns;
    size_t parent_of, first_child, next_child, quota_conflict;
    size_t pairs, scan_units, scan_columns, blocked_at;
    mmatch__heap_slices heap;
    size_t distance, reached_at, settled_at, settled, host_parent, column_units, row_parent;
    size_t pair_rows, pair_columns, sort_scratch;
} mmatch__assign_slices;

/* One call: the request, the network, and the parts of the answer. */
typedef struct mmatch__assign_solve {
    mmatch_context *context;
    mmatch_assign_options options;
    mmatch__assign_slices at;
    mmatch__workspace memory;
    mmatch__assign_network network;
    mmatch__assign_labels labels;
    int64_t locked_units; /* sum over the locked pairs */
    int64_t *pair_rows, *pair_columns, *sort_scratch;
    mmatch_matching_parts parts;
} mmatch__assign_solve;

/* Opens the workspace for the market in run->network. */
mmatch_status mmatch__assign_open(mmatch__assign_solve *run);
/* Fills the network: numbers of the lottery, locks, capacities, first prices. */
mmatch_status mmatch__assign_fill(mmatch__assign_solve *run);
/* The part of it for quotas, and first prices for all hosts; says which quotas and columns the locks overfill. */
mmatch_status mmatch__assign_fill_hosts(mmatch__assign_solve *run);

/* True when everybody on a side, and every quota, has the minimum. */
bool mmatch__assign_is_met(const mmatch__assign_side *side);
/* Write the parts of the result for the three outcomes. */
mmatch_status mmatch__assign_write_optimum(mmatch__assign_solve *run);
mmatch_status mmatch__assign_write_limit(mmatch__assign_solve *run);
void mmatch__assign_write_conflict(mmatch__assign_solve *run);

#endif
