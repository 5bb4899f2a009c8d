/* mentormatch/cohort.h: one side: people to be put into circles, and the rules between them. */
#ifndef MENTORMATCH_COHORT_H
#define MENTORMATCH_COHORT_H

#include "mentormatch/context.h"
#include "mentormatch/fit.h"
#include "mentormatch/scores.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mmatch_cohort mmatch_cohort;

/* A read-only look at a cohort: what it holds, pairs in the order they were given. Pointers are borrowed until
 * the cohort is changed or destroyed; NULL where there is nothing. */
typedef struct mmatch_cohort_view {
    size_t struct_size; /* sizeof(mmatch_cohort_view), set by the caller */
    int64_t person_count;
    const mmatch_scores *affinity;
    int64_t together_count; /* pairs as given, both arrays this long */
    const int64_t *together_first;
    const int64_t *together_second;
    int64_t apart_count;
    const int64_t *apart_first;
    const int64_t *apart_second;
    int32_t hours_word_count; /* 0: no hours given */
    int32_t slot_minutes;
    const uint64_t *hours; /* person_count * hours_word_count words, clocks brought to UTC */
} mmatch_cohort_view;

/* Makes a cohort, the people of one side, over a table of their affinity.
 * affinity(i, j) must equal affinity(j, i); the diagonal is ignored; a forbidden pair must be apart. No people at all
 * is fine.
 * context: for allocation and errors. affinity: n x n, dense, sparse or computed, scores or costs; borrowed until the
 * cohort is destroyed. cohort_out: NULL on failure; owned by the caller, release with mmatch_cohort_destroy; may
 * outlive the context.
 * Errors: NOMEM; ARGUMENT (NULL, not square, not symmetric, with the place); CANCELLED. Time: one to nine reads of the
 * table. Memory: O(1), while it checks max(4 million, n * n / 8) numbers, or the entries of a sparse table.
 * Threads: one. Since 0.1. */
MMATCH_API mmatch_status mmatch_cohort_create(mmatch_context *context, const mmatch_scores *affinity,
                                              mmatch_cohort **cohort_out);

/* Releases a cohort; NULL is fine. The affinity stays. Since 0.1. */
MMATCH_API void mmatch_cohort_destroy(mmatch_cohort *cohort);

/* Demands that each of these pairs is in one circle.
 * Added to the pairs given before; repeats are fine; chains join: (a, b) and (b, c) put three people in one circle.
 * Whether the pairs can be satisfied is found by mmatch_circles_form. No pairs is fine.
 * cohort: changed, or as it was on failure. first, second: count people each, copied, not from this cohort's view.
 * Errors: NOMEM; ARGUMENT (NULL, out of range, a person with themselves), each fault with its place.
 * Time: O(count), amortised. Memory: 2 numbers a pair. Threads: one. Check: mmatch_circles_verify. Since 0.1. */
MMATCH_API mmatch_status mmatch_cohort_together(mmatch_context *context, mmatch_cohort *cohort,
                                                const int64_t *first, const int64_t *second,
                                                int64_t count);

/* Demands that each of these pairs is in two different circles; otherwise as mmatch_cohort_together. Since 0.1. */
MMATCH_API mmatch_status mmatch_cohort_apart(mmatch_context *context, mmatch_cohort *cohort,
                                             const int64_t *first, const int64_t *second,
                                             int64_t count);

/* Sets the weekly hours of everyone, in place of any set before.
 * Clocks are brought to UTC by each person's offset, the week taken as a ring.
 * cohort: changed, or as it was on failure. hours: one entry for each person, copied; see mmatch_hours.
 * Errors: NOMEM; ARGUMENT (NULL, slot_minutes, word_count, a slot beyond the week, an offset that is not a multiple of
 * the slot or beyond a day), each fault with the person. Time and memory: O(words). Threads: one.
 * Check: mmatch_circles_verify. Since 0.1. */
MMATCH_API mmatch_status mmatch_cohort_set_hours(mmatch_context *context, mmatch_cohort *cohort,
                                                 const mmatch_hours *hours);

/* Shows what a cohort holds.
 * cohort: read only. view_out: the caller sets struct_size; untouched on failure.
 * Errors: ARGUMENT (NULL, struct_size). Time: O(1). Memory: none. Threads: one. Since 0.1. */
MMATCH_API mmatch_status mmatch_cohort_look(mmatch_context *context, const mmatch_cohort *cohort,
                                            mmatch_cohort_view *view_out);

#ifdef __cplusplus
}
#endif

#endif
