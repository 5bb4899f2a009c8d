/* What both verifiers of this stop need: the market read anew, and the simplest flow there is.
 * Nothing here is shared with the solvers. */
#ifndef MMATCH_CONFLICT_JUDGE_H
#define MMATCH_CONFLICT_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/context.h"
#include "mentormatch/conflict.h"

/* Rules of the market against (or for) a pair that has a score. */
enum { JUDGED_FORBIDDEN = 1, JUDGED_BELOW = 2, JUDGED_LOCKED = 4 };

typedef struct mmatch__conflict_judge {
    mmatch_context *context;
    mmatch_market_view market;
    int32_t demand;
    double threshold;
    mmatch__workspace memory;
    int64_t *entry_columns; /* of the row that was read last */
    double *entry_units;
    uint8_t *entry_rules;
    int64_t entry_count;
    uint8_t *flags; /* by column, all 0 between rows */
    mmatch_verdict verdict;
} mmatch__conflict_judge;

/* Looks at the market; ARGUMENT as the header says. */
mmatch_status mmatch__conflict_judge_look(mmatch__conflict_judge *judge,
                                          const mmatch_market *market);
/* Buffers for rows; close with mmatch__conflict_judge_close, on failure too. */
mmatch_status mmatch__conflict_judge_open(mmatch__conflict_judge *judge);
void mmatch__conflict_judge_close(mmatch__conflict_judge *judge);
void mmatch__conflict_judge_row(mmatch__conflict_judge *judge, int64_t row);
/* The fewest partners that are asked of the row that was read last. */
int32_t mmatch__conflict_judge_minimum(const mmatch__conflict_judge *judge, int64_t row);
/* The pair is in a list of the market. */
bool mmatch__conflict_judge_lists(const int64_t *offsets, const int64_t *columns, int64_t row,
                                  int64_t column);
/* False, and cancelled, when the poll does not say to go on. */
bool mmatch__conflict_judge_goes_on(mmatch__conflict_judge *judge, uint64_t work,
                                    mmatch_status *status_out);

/* The simplest flow: one breadth-first search for each partner. */
typedef struct mmatch__judge_flow {
    int64_t left_count, right_count;
    int64_t *first;    /* left_count + 1 */
    int64_t *right_of; /* of an entry */
    uint8_t *rules;    /* of an entry: those that are against it */
    uint8_t *is_made;  /* of an entry */
    int64_t *need;     /* by left person: partners still to find */
    int64_t *limit;    /* by right person */
    int64_t *load;
    int64_t *held_first; /* by right person: slots; -1: none */
    int64_t *held_next, *held_left, *held_entry;
    int64_t slot_count;
    uint8_t *is_left_seen, *is_right_seen; /* by the last search */
    int64_t *queue, *from_left, *from_entry, *from_slot;
} mmatch__judge_flow;

typedef struct mmatch__judge_flow_slices {
    size_t at[17];
} mmatch__judge_flow_slices;

mmatch__judge_flow_slices mmatch__judge_flow_plan(mmatch__layout *layout, int64_t left_count,
                                                  int64_t right_count, int64_t entry_count,
                                                  int64_t slot_count);
mmatch__judge_flow mmatch__judge_flow_at(const mmatch__workspace *memory,
                                         const mmatch__judge_flow_slices *slices,
                                         int64_t left_count, int64_t right_count);
/* Nothing made, over entries that no rule of `against` is against; returns what stays missing.
 * Needs are what the last search for each left person leaves. `is_over`: the poll did not say to go
 * on. */
int64_t mmatch__judge_flow_run(mmatch__conflict_judge *judge, mmatch__judge_flow *flow,
                               uint8_t against, bool *is_over);

/* Searches once more from the first person who misses a partner, in vain, so that it tells who is
 * seen. */
void mmatch__judge_flow_search(mmatch__judge_flow *flow, uint8_t against);

#endif
