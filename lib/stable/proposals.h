/* Proposals: the acceptable pairs as each proposer's list, to be taken one by one, best first. */
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

/* Most proposers come to a match after a few proposals, so lists are not sorted: a list that comes in order is walked,
 * any other is kept as a heap with the best on top, which costs a sort only to the depth that is asked for. */
typedef struct mmatch__proposals {
    bool do_rows_propose;
    int64_t proposer_count;
    int64_t receiver_count;
    int64_t *offsets;         /* proposer_count + 2, the first proposer_count + 1 are the lists' bounds */
    mmatch__proposal *items;  /* mmatch__candidates_limit */
    int64_t *taken;           /* of a proposer: how many of its list were taken */
    unsigned char *is_sorted; /* of a proposer: the list came in order */
    const int32_t *receiver_orders;
} mmatch__proposals;

/* Fills offsets and items by two passes over the rows, then makes each list ready. offsets and taken come in as
 * zeros. Stops early when the poll does not answer CONTINUE. */
mmatch_poll_answer mmatch__proposals_fill(mmatch_context *context, mmatch__candidates *candidates,
                                          mmatch__proposals *proposals);

static inline bool mmatch__proposals_has_more(const mmatch__proposals *proposals, int64_t proposer)
{
    return proposals->taken[proposer] <
           proposals->offsets[proposer + 1] - proposals->offsets[proposer];
}

/* The best proposal of a list not yet taken; there is one. */
mmatch__proposal mmatch__proposals_take(mmatch__proposals *proposals, int64_t proposer);

#endif
