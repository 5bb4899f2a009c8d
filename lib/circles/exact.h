/* Exact: the best circles of a few items, by looking at every subset. */
#ifndef MMATCH_CIRCLES_EXACT_H
#define MMATCH_CIRCLES_EXACT_H

#include "circles/problem.h"

/* Arrays in the workspace; S below is 1 << item_count. */
typedef struct mmatch__circles_exact {
    int64_t *value;   /* S: affinity inside the subset, units */
    int32_t *people;  /* S: people in the subset; -1 when it breaks a rule */
    int64_t *best;    /* (count_most + 1) * S */
    uint16_t *choice; /* (count_most + 1) * S: the last circle, 0 when there is no way */
} mmatch__circles_exact;

/* Fills circle (per item) and circle_count_out with the best partition, total_out with its total. Sets is_found_out to
 * false when no partition keeps the rules. The poll's answer; nothing is set unless it is CONTINUE. */
mmatch_poll_answer mmatch__circles_solve_exactly(mmatch_context *context, const mmatch__circles_problem *problem,
                                                 mmatch__circles_exact *exact, bool *is_found_out, int32_t *circle,
                                                 int32_t *circle_count_out, int64_t *total_out);

#endif
