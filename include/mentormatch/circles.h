/* mentormatch/circles.h: learning circles: everyone in one circle, affinity inside circles as large as can be.
 *
 * Sizes, pairs together, pairs apart and common hours are hard rules. Up to 12 people every partition is looked at, and
 * the answer is the best there is. Beyond that a search finds a good answer, and prices of people prove how much better
 * any other can be at most.
 */
#ifndef MENTORMATCH_CIRCLES_H
#define MENTORMATCH_CIRCLES_H

#include "mentormatch/cohort.h"
#include "mentormatch/context.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mmatch_circles mmatch_circles;

/* What circles are asked for. Sizes have no default: set size_minimum and size_maximum, or both arrays. */
typedef struct mmatch_circles_options {
    size_t struct_size;           /* sizeof(mmatch_circles_options) */
    int32_t circle_count;         /* 0: any number that the sizes allow, the search chooses */
    int32_t size_minimum;         /* of every circle, at least 1; used when the arrays are NULL */
    int32_t size_maximum;
    const int32_t *size_minimums; /* circle_count entries each, at least 1, borrowed during the call */
    const int32_t *size_maximums;
    int32_t common_slots;         /* every circle has at least this many slots in common; 0: no rule */
    uint64_t seed;
    uint64_t iterations;          /* search steps at most, in all restarts together; 0: a default from the size */
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
    /* No partition that keeps the rules is better than this; an infinity when stopped before there was a bound,
     * 0 without an answer. */
    double bound;
    /* The certificate of the bound, person_count numbers on the grid; NULL up to 12 people, where the verifier looks at
     * every partition itself. With a(i, j) the affinity, h and l the largest and the smallest circle that the sizes
     * allow: bound = sum over allowed pairs i < j of max(0, a(i, j) - p(i) - p(j)), plus the sum over people of
     * p(i) * (h - 1) where p(i) > 0, of p(i) * (l - 1) otherwise. For costs, all numbers change sign. */
    const double *bound_prices;
    /* Why there is no answer: one line, "" if there is one. */
    const char *reason;
    int64_t conflict_count; /* the people that the reason speaks of, ascending */
    const int64_t *conflict_people;
} mmatch_circles_parts;

/* What the verifier found first; row and column of the verdict are the place. */
typedef enum mmatch_circles_fault {
    MMATCH_CIRCLES_FAULT_NONE = 0,
    MMATCH_CIRCLES_FAULT_SHAPE = 1,    /* another number of people, or an outcome that does not go with an answer */
    MMATCH_CIRCLES_FAULT_SIZE = 2,     /* the number of circles, or the size of circle `row` */
    MMATCH_CIRCLES_FAULT_TOGETHER = 3, /* people `row` and `column` are in two circles */
    MMATCH_CIRCLES_FAULT_APART = 4,    /* people `row` and `column` are in one circle */
    MMATCH_CIRCLES_FAULT_HOURS = 5,    /* circle `row` has too few slots in common */
    MMATCH_CIRCLES_FAULT_TOTAL = 6,    /* total or unit */
    MMATCH_CIRCLES_FAULT_BOUND = 7,    /* the bound is not proved; `row`: the person whose price is not on the grid */
    MMATCH_CIRCLES_FAULT_OUTCOME = 8   /* optimal or infeasible, but it is not proved */
} mmatch_circles_fault;

/* Forms circles: everyone in one, every rule kept, the affinity inside circles as large (costs: as small) as found.
 * Up to 12 people the outcome is OPTIMAL or INFEASIBLE, by exhaustion. Beyond: OPTIMAL when total and bound meet;
 * FEASIBLE; INFEASIBLE when sizes, pairs or hours contradict each other; NOT_FOUND when the search met nothing that
 * keeps every rule, with what the nearest breaks; LIMIT after a STOP, with the best so far if there was one. The same
 * seed gives the same circles for any number of threads, and more iterations never worse ones once they suffice for one
 * whole restart (50 for each person, or fewer where people are many). Circles of equal bounds are numbered by their first
 * person; otherwise circle k is that of size_minimums[k]. Nobody at all: no circles, OPTIMAL.
 * cohort: read only. options: copied, its arrays borrowed during the call. circles_out: NULL on failure; owned by the
 * caller, release with mmatch_circles_destroy; may outlive context and cohort.
 * Errors: NOMEM; ARGUMENT (NULL, sizes, counts, common_slots without hours, each fault); RANGE (people times the
 * largest circle beyond 2^20, where totals might not fit); CANCELLED.
 * Time: n reads of rows, iterations * (n + circles), 20 reads of all rows for the bound. Memory: 9 n^2 bytes and up to
 * 8 tables of n * circles * 12 bytes. Threads: all of the context. Check: mmatch_circles_verify.
 * Source: heat-bath sampling, Geman and Geman, IEEE PAMI 6 (1984); prices, Held, Wolfe and Crowder, Mathematical
 * Programming 6 (1974). Since 0.1. */
MMATCH_API mmatch_status mmatch_circles_form(mmatch_context *context, const mmatch_cohort *cohort,
                                             const mmatch_circles_options *options,
                                             mmatch_circles **circles_out);

/* Makes circles from saved parts, so that the verifier can judge them.
 * Shapes are checked, claims are not.
 * parts: copied, arrays and reason too. circles_out: NULL on failure; owned by the caller, release with
 * mmatch_circles_destroy.
 * Errors: NOMEM; ARGUMENT (NULL, struct_size, unknown outcome, negative counts, a circle or a person out of range,
 * conflict_people not ascending), each fault with its place. Time and memory: O(parts). Threads: one.
 * Check: mmatch_circles_verify. Since 0.1. */
MMATCH_API mmatch_status mmatch_circles_create(mmatch_context *context,
                                               const mmatch_circles_parts *parts,
                                               mmatch_circles **circles_out);

/* Releases circles; NULL is fine. Since 0.1. */
MMATCH_API void mmatch_circles_destroy(mmatch_circles *circles);

/* Shows all parts of circles.
 * circles: read only. parts_out: the caller sets struct_size; untouched on failure.
 * Errors: ARGUMENT (NULL, struct_size). Time: O(1). Memory: none. Threads: one. Since 0.1. */
MMATCH_API mmatch_status mmatch_circles_look(mmatch_context *context, const mmatch_circles *circles,
                                             mmatch_circles_parts *parts_out);

/* Writes the slots (UTC) that all members of one circle have in common.
 * cohort: the one that the circles are of. circle: 0 to circle_count - 1. words_out: hours_word_count words of the
 * cohort's view, bit b set for slot b; no bit for a circle without members.
 * Errors: ARGUMENT (NULL, another number of people, no hours, no such circle). Time: O(people * words). Memory: none.
 * Threads: one. Since 0.1. */
MMATCH_API mmatch_status mmatch_circles_common_hours(mmatch_context *context,
                                                     const mmatch_cohort *cohort,
                                                     const mmatch_circles *circles, int32_t circle,
                                                     uint64_t *words_out);

/* Judges saved circles against the cohort and the request: every rule, the total, the bound and the outcome.
 * Shares no code with the solver. Bounds are added up from their prices; up to 12 people without prices, every
 * partition is looked at. INFEASIBLE beyond 12 people holds when sizes, a chain of pairs together, or hours rule out
 * every answer. NOT_FOUND claims nothing.
 * cohort, options, circles: read only. verdict_out: the caller sets struct_size; the first fault with its place.
 * Errors: NOMEM; ARGUMENT; RANGE (the total does not fit); CANCELLED. Time: two reads of all rows, or 4 million
 * partitions. Memory: O(n). Threads: one. Since 0.1. */
MMATCH_API mmatch_status mmatch_circles_verify(mmatch_context *context, const mmatch_cohort *cohort,
                                               const mmatch_circles_options *options,
                                               const mmatch_circles *circles,
                                               mmatch_verdict *verdict_out);

#ifdef __cplusplus
}
#endif

#endif
