/* Bound: prices of people that prove how good circles can be at most. */
#ifndef MMATCH_CIRCLES_BOUND_H
#define MMATCH_CIRCLES_BOUND_H

#include "circles/problem.h"

/* Arrays in the workspace, person_count entries each. */
typedef struct mmatch__circles_bound {
    int64_t *prices; /* the best found, units; the caller sets zeros */
    int64_t *trial; /* the caller sets zeros */
    int64_t *next;
    int64_t *numbers; /* scratch */
    double *row;
    int64_t bound; /* of prices, units; the caller sets INT64_MAX: none found yet */
} mmatch__circles_bound;

/* Searches prices with a low bound. STOP keeps the best so far. */
mmatch_poll_answer mmatch__circles_price(mmatch_context *context, const mmatch_scores *affinity,
                                         const mmatch__circles_problem *problem, mmatch__circles_bound *bound);

#endif
