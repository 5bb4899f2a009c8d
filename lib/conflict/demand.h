/* What is asked of a market: everybody's minimum, and what each rule says of each pair. Shared by
 * the two solvers of this stop, not by their verifiers. */
#ifndef MMATCH_CONFLICT_DEMAND_H
#define MMATCH_CONFLICT_DEMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/context.h"
#include "mentormatch/conflict.h"

/* What the rules say of a pair that has a score; 0: nothing against it. */
enum {
    MMATCH__PAIR_FORBIDDEN = 1,
    MMATCH__PAIR_BELOW = 2,
    MMATCH__PAIR_LOCKED = 4,
    MMATCH__PAIR_MADE = 8,
    MMATCH__PAIR_KINDS = 16
};

typedef struct mmatch__demand {
    mmatch_context *context;
    mmatch_market_view market;
    int32_t demand; /* an mmatch_demand */
    double threshold;
    mmatch__workspace memory;
    int32_t *row_minimum; /* at least 1 where a partner is asked for */
    int32_t *row_pairs;   /* pairs that have a score */
    int32_t *column_pairs;
    int64_t pair_count; /* of all rows */
    /* the row that was read last */
    int64_t *entry_columns;
    double *entry_units;
    uint8_t *entry_kinds;
    int64_t entry_count;
    uint8_t *flags; /* by column, all 0 between rows */
} mmatch__demand;

/* Checks the market and the demand, and looks at the market. */
mmatch_status mmatch__demand_check(mmatch__demand *demand, const mmatch_market *market);
/* Reads all scores once: fills minima and counts of pairs. Close with mmatch__demand_close, on
 * failure too. */
mmatch_status mmatch__demand_open(mmatch__demand *demand);
void mmatch__demand_close(mmatch__demand *demand);
/* Reads one row: entries with their kinds, columns ascending. */
void mmatch__demand_read_row(mmatch__demand *demand, int64_t row);
/* CONTINUE is true; otherwise `status_out` is set. */
bool mmatch__demand_goes_on(const mmatch__demand *demand, mmatch_poll_answer answer,
                            mmatch_status *status_out);

#endif
