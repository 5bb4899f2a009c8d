/* Request: the arguments of a call, checked; read alike by those that form circles and those that judge them. */
#ifndef MMATCH_CIRCLES_REQUEST_H
#define MMATCH_CIRCLES_REQUEST_H

#include "base/context.h"
#include "mentormatch/circles.h"

/* Up to this many people every partition is looked at: the outcome is then proved by exhaustion. */
enum { MMATCH__CIRCLES_EXHAUSTED = 12 };

typedef struct mmatch__circles_request {
    mmatch_cohort_view cohort;
    mmatch_circles_options options;
} mmatch__circles_request;

/* Reads cohort and options; ARGUMENT with every fault when they break their contract. */
mmatch_status mmatch__circles_request_read(mmatch_context *context, const mmatch_cohort *cohort,
                                           const mmatch_circles_options *options,
                                           mmatch__circles_request *request_out);

#endif
