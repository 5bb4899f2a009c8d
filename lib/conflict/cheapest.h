/* The search for the cheapest changes, on plain arrays: left people are rows, right people columns.
 */
#ifndef MMATCH_CONFLICT_CHEAPEST_H
#define MMATCH_CONFLICT_CHEAPEST_H

#include "base/heap.h"
#include "conflict/pairs.h"

/* What a broken rule costs that may not be changed: more than every path of changes. */
#define MMATCH__CHEAPEST_TIER ((int64_t)1 << 60)
/* No path of changes that may be made costs as much. */
#define MMATCH__CHEAPEST_LARGEST ((int64_t)1 << 59)

/* Costs of the people of one side, in units of the proof. */
typedef struct mmatch__change_side {
    const int32_t *minimum;
    const int32_t *maximum;
    int32_t *wanted;     /* partners that can never be given up */
    int64_t *lower_cost; /* of one partner below the minimum; the tier: may not be */
    int64_t *raise_cost; /* of one partner above the maximum; MMATCH__PAIR_BLOCKED: may not be */
    int64_t *price;      /* of the proof: shared with the pairs */
} mmatch__change_side;

typedef struct mmatch__cheapest {
    mmatch__pairs pairs;
    mmatch__change_side rows, columns;
    int64_t sink_price; /* the price of an end of paths; 0 when the search is over */
    mmatch__heap heap;
    int64_t *row_distance;
    int64_t *column_distance;
} mmatch__cheapest;

/* What the `number`-th partner costs: less than 0 when it meets a minimum; MMATCH__PAIR_BLOCKED. */
int64_t mmatch__cheapest_step(const mmatch__change_side *side, int32_t person, int32_t number);
/* Makes pairs until nothing is cheaper. Loads, on entry, are locked pairs that stand outside the
 * entries. Prices of rows and columns are then u and -v of the proof. */
mmatch_poll_answer mmatch__cheapest_run(mmatch__cheapest *cheapest);

#endif
