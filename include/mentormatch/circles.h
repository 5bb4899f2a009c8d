/* mentormatch/circles.h: learning circles: everyone in one circle, affinity inside circles as large as can be. */
#ifndef MENTORMATCH_CIRCLES_H
#define MENTORMATCH_CIRCLES_H

#include "mentormatch/cohort.h"
#include "mentormatch/context.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mmatch_circles mmatch_circles;

typedef struct mmatch_circles_options {
    size_t struct_size;           /* sizeof(mmatch_circles_options) */
    int32_t circle_count;         /* 0: any number that the sizes allow, the search chooses */
    int32_t size_minimum;         /* of every circle, at least 1; used when the arrays are NULL */
    int32_t size_maximum;
    const int32_t *size_minimums; /* circle_count entries each, borrowed during the call */
    const int32_t *size_maximums;
    int32_t common_slots;         /* every circle has at least this many slots in common; 0: no rule */
    uint64_t seed;
    uint64_t iterations;          /* search steps in all restarts together; 0: a default from the size */
} mmatch_circles_options;

/* A read-only look; pointers are borrowed until the circles are destroyed. Also the parts that
 * mmatch_circles_create makes saved circles from. */
typedef struct mmatch_circles_parts {
    size_t struct_size; /* sizeof(mmatch_circles_parts), set by the caller */
    int32_t outcome;    /* OPTIMAL (total = bound), FEASIBLE, LIMIT, INFEASIBLE, NOT_FOUND */
    int32_t circle_count;
    int64_t person_count;
    const int32_t *circle_of; /* person_count entries; NULL when there is no answer */
    double total;             /* sum of affinities of the pairs inside circles, on the grid */
    double unit;
    double bound;             /* no partition that keeps the rules is better than this */
    const double *bound_prices; /* person_count numbers: the certificate of the bound */
    /* Why there is no answer: one line, "" if there is one. */
    const char *reason;
    int64_t conflict_count; /* the people that the reason speaks of */
    const int64_t *conflict_people;
} mmatch_circles_parts;

typedef enum mmatch_circles_fault {
    MMATCH_CIRCLES_FAULT_NONE = 0,
    MMATCH_CIRCLES_FAULT_SHAPE = 1,
    MMATCH_CIRCLES_FAULT_SIZE = 2,
    MMATCH_CIRCLES_FAULT_TOGETHER = 3,
    MMATCH_CIRCLES_FAULT_APART = 4,
    MMATCH_CIRCLES_FAULT_HOURS = 5,
    MMATCH_CIRCLES_FAULT_TOTAL = 6,
    MMATCH_CIRCLES_FAULT_BOUND = 7,
    MMATCH_CIRCLES_FAULT_OUTCOME = 8
} mmatch_circles_fault;

/* Forms circles by deterministic local search from the seed; same answer for any number of threads. */
MMATCH_API mmatch_status mmatch_circles_form(mmatch_context *context, const mmatch_cohort *cohort,
                                             const mmatch_circles_options *options,
                                             mmatch_circles **circles_out);
MMATCH_API mmatch_status mmatch_circles_create(mmatch_context *context,
                                               const mmatch_circles_parts *parts,
                                               mmatch_circles **circles_out);
MMATCH_API void mmatch_circles_destroy(mmatch_circles *circles);
MMATCH_API mmatch_status mmatch_circles_look(mmatch_context *context, const mmatch_circles *circles,
                                             mmatch_circles_parts *parts_out);

/* The slots (UTC) that all members of one circle have in common: hours_word_count words. */
MMATCH_API mmatch_status mmatch_circles_common_hours(mmatch_context *context,
                                                     const mmatch_cohort *cohort,
                                                     const mmatch_circles *circles, int32_t circle,
                                                     uint64_t *words_out);

/* Judges saved circles against the cohort and the request: every rule, the total, and the bound. */
MMATCH_API mmatch_status mmatch_circles_verify(mmatch_context *context, const mmatch_cohort *cohort,
                                               const mmatch_circles_options *options,
                                               const mmatch_circles *circles,
                                               mmatch_verdict *verdict_out);

#ifdef __cplusplus
}
#endif

#endif
