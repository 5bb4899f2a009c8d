/* Exhaust: the verifier's own look at every partition of a few people. */
#ifndef MMATCH_CIRCLES_EXHAUST_H
#define MMATCH_CIRCLES_EXHAUST_H

#include "circles/request.h"

/* People as the verifier sees them, filled by it from the cohort. */
typedef struct mmatch__small_cohort {
    int32_t count;
    int64_t affinity[MMATCH__CIRCLES_EXHAUSTED][MMATCH__CIRCLES_EXHAUSTED]; /* units */
    bool is_apart[MMATCH__CIRCLES_EXHAUSTED][MMATCH__CIRCLES_EXHAUSTED];
    bool is_together[MMATCH__CIRCLES_EXHAUSTED][MMATCH__CIRCLES_EXHAUSTED];
} mmatch__small_cohort;

/* Finds the largest total of all partitions that keep every rule; is_any_out says whether there is one. */
mmatch_poll_answer mmatch__small_cohort_best(mmatch_context *context, const mmatch__circles_request *request,
                                             const mmatch__small_cohort *people, bool *is_any_out,
                                             int64_t *total_out);

#endif
