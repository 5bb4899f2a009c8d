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

/* A cohort over an affinity table: n x n, dense or computed, affinity(i, j) = affinity(j, i), the diagonal is
 * ignored; a forbidden pair must be apart. The affinity is borrowed until the cohort is destroyed. Owned
 * by the caller, release with mmatch_cohort_destroy. Errors: NOMEM; ARGUMENT (not square, not symmetric,
 * with the place). Since 0.1. */
MMATCH_API mmatch_status mmatch_cohort_create(mmatch_context *context, const mmatch_scores *affinity,
                                              mmatch_cohort **cohort_out);
MMATCH_API void mmatch_cohort_destroy(mmatch_cohort *cohort);

/* Pairs that must be in one circle, or must not be; added to those given before. Contradictions are found by
 * the solver, as an infeasible outcome. Errors: NOMEM; ARGUMENT (out of range, a person with themselves). */
MMATCH_API mmatch_status mmatch_cohort_together(mmatch_context *context, mmatch_cohort *cohort,
                                                const int64_t *first, const int64_t *second,
                                                int64_t count);
MMATCH_API mmatch_status mmatch_cohort_apart(mmatch_context *context, mmatch_cohort *cohort,
                                             const int64_t *first, const int64_t *second,
                                             int64_t count);

/* Weekly hours of everyone, copied; see mmatch_hours. Errors: NOMEM, ARGUMENT. Since 0.1. */
MMATCH_API mmatch_status mmatch_cohort_set_hours(mmatch_context *context, mmatch_cohort *cohort,
                                                 const mmatch_hours *hours);

MMATCH_API mmatch_status mmatch_cohort_look(mmatch_context *context, const mmatch_cohort *cohort,
                                            mmatch_cohort_view *view_out);

#ifdef __cplusplus
}
#endif

#endif
