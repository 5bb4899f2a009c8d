/* Deferred acceptance over ready lists. */
#ifndef MMATCH_STABLE_DEFERRED_ACCEPTANCE_H
#define MMATCH_STABLE_DEFERRED_ACCEPTANCE_H

#include "stable/proposals.h"

/* A proposer whom a receiver holds. */
typedef struct mmatch__holding {
    int64_t key;   /* how the receiver ranks the proposer: smaller is better */
    int32_t order; /* the proposer's place in the order that breaks ties */
    int32_t proposer;
} mmatch__holding;

typedef struct mmatch__acceptance {
    mmatch__proposals *proposals;
    const int32_t *proposer_orders;
    const int32_t *proposer_maximum;
    const int32_t *receiver_maximum;
    int32_t *proposer_load; /* how many receivers hold the proposer */
    int32_t *waiting;       /* stack of proposers who may still propose */
    int32_t waiting_count;
    unsigned char *is_waiting; /* of a proposer: is on the stack */
    int64_t *holding_offsets;  /* receiver_count + 1: where a receiver's heap lies */
    mmatch__holding *holdings; /* one heap for each receiver, the worst held on top */
    int32_t *receiver_load;    /* how many a receiver holds */
} mmatch__acceptance;

/* Runs to the end, or until the poll does not answer CONTINUE; `holdings` then hold what was
 * accepted so far. Loads, is_waiting and waiting_count come in as zeros. */
mmatch_poll_answer mmatch__acceptance_run(mmatch_context *context, mmatch__acceptance *acceptance);

#endif
