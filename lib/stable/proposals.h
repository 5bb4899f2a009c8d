/* Proposals: the acceptable pairs as each proposer's list, best first, ready for deferred
 * acceptance. */
#ifndef MMATCH_STABLE_PROPOSALS_H
#define MMATCH_STABLE_PROPOSALS_H

#include "base/context.h"
#include "stable/candidates.h"

/* One acceptable pair, in the list of its proposer. */
typedef struct mmatch__proposal {
    int64_t proposer_key; /* how the proposer ranks the receiver: smaller is better */
    int64_t receiver_key; /* how the receiver ranks the proposer */
    int32_t receiver;
    int32_t receiver_order; /* the receiver's place in the order that breaks ties */
} mmatch__proposal;

typedef struct mmatch__proposals {
    bool do_rows_propose;
    int64_t proposer_count;
    int64_t receiver_count;
    int64_t *offsets; /* proposer_count + 2, the first proposer_count + 1 are the lists' bounds */
    mmatch__proposal *items;   /* mmatch__candidates_limit */
    mmatch__proposal *scratch; /* receiver_count, for sorting */
    const int32_t *receiver_orders;
} mmatch__proposals;

/* Fills offsets and items by two passes over the rows, then sorts each list; ties in the order
 * given. offsets come in as zeros. Stops early when the poll does not answer CONTINUE. */
mmatch_poll_answer mmatch__proposals_fill(mmatch_context *context, mmatch__candidates *candidates,
                                          mmatch__proposals *proposals);

#endif
