/* The inside of a context: allocator, error texts, poll and cancel.
 *
 * A public fallible function starts with mmatch__enter, reports with mmatch__fail (or several
 * mmatch__fault and then mmatch__fail_faults), and returns the status. */
#ifndef MMATCH_BASE_CONTEXT_H
#define MMATCH_BASE_CONTEXT_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/memory.h"
#include "mentormatch/context.h"

enum { MMATCH__FAULTS_KEPT = 16, MMATCH__FAULT_LENGTH = 200 };

/* Work units (about one nanosecond each: one matrix element, one edge) between two polls. */
#define MMATCH__POLL_INTERVAL ((uint64_t)1 << 20)

struct mmatch_context {
    mmatch__allocator allocator;
    mmatch_poll_fn poll;
    void *poll_user_data;
    int32_t threads; /* >= 1 */
    atomic_int is_cancel_requested;
    uint64_t work_since_poll;
    uint64_t work_done;  /* of the running call, for the poll callback */
    uint64_t work_total; /* 0: unknown */
    uint64_t work_limit; /* the running call is stopped when so much is done; 0: never */
    int32_t fault_count;
    char faults[MMATCH__FAULTS_KEPT][MMATCH__FAULT_LENGTH];
};

#if defined(__GNUC__)
#define MMATCH__FORMAT(text, first) __attribute__((format(printf, text, first)))
#else
#define MMATCH__FORMAT(text, first)
#endif

/* Clears errors and work counters. Returns MMATCH_ERR_ARGUMENT when context is NULL. */
mmatch_status mmatch__enter(mmatch_context *context);

/* Records one fault text and returns `status`. Conversions: %d %u %ld %lu %lld %llu %zu (so PRId64 works), %s,
 * %g (a double: shortest form up to 6 decimals), %%; independent of the locale. */
mmatch_status mmatch__fail(mmatch_context *context, mmatch_status status, const char *format, ...)
    MMATCH__FORMAT(3, 4);
/* Records a fault and goes on; check context->fault_count when validation is over. */
void mmatch__fault(mmatch_context *context, const char *format, ...) MMATCH__FORMAT(2, 3);

/* "out of memory" and MMATCH_ERR_NOMEM. */
mmatch_status mmatch__fail_memory(mmatch_context *context);

/* The same text formatting into any buffer; always terminated; returns the length written. */
size_t mmatch__format(char *buffer, size_t capacity, const char *format, ...) MMATCH__FORMAT(3, 4);

/* Counts work; asks the callback when MMATCH__POLL_INTERVAL is reached. */
mmatch_poll_answer mmatch__poll(mmatch_context *context, uint64_t work);
/* Asks the callback now: at the start of every phase, so that small problems can be cancelled too. */
mmatch_poll_answer mmatch__poll_now(mmatch_context *context);
/* Records "cancelled" and returns MMATCH_ERR_CANCELLED. */
mmatch_status mmatch__fail_cancelled(mmatch_context *context);

/* Fills a verdict (keeping struct_size): valid. */
void mmatch__verdict_valid(mmatch_verdict *verdict);
/* Fills a verdict: the fault with its place, numbers (0 where none) and text. */
void mmatch__verdict_fault(mmatch_verdict *verdict, int32_t fault, int64_t row, int64_t column,
                           double expected, double found, const char *format, ...)
    MMATCH__FORMAT(7, 8);
/* ARGUMENT when verdict is NULL or too short to hold even is_valid. */
mmatch_status mmatch__verdict_check(mmatch_context *context, const mmatch_verdict *verdict);

#endif
