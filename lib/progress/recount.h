/* All numbers of one plan from their definitions, for the verifier; no code of the scorer. */
#ifndef MMATCH_PROGRESS_RECOUNT_H
#define MMATCH_PROGRESS_RECOUNT_H

#include "progress/natural.h"
#include "progress/plans.h"

enum { MMATCH__RECOUNT_REALS = 32, MMATCH__RECOUNT_INTEGERS = 64 };

/* Scratch, an entry for each milestone of the largest plan; days also for its sessions. */
typedef struct mmatch__recount_scratch {
    uint64_t *shares;
    int64_t *progress; /* millionths by the policy; -1: not counted */
    int64_t *days;     /* due day, not before the start */
    int64_t *previous; /* last baseline point before it */
    int64_t *sorted;   /* days of milestones, or of sessions */
    int64_t *spare;
    int32_t *is_finished;
    uint64_t *goal_weights; /* entries for the goals of the plan with most: sum of weights */
    int64_t *goal_counts;
} mmatch__recount_scratch;

/* Fields by their number. */
typedef struct mmatch__recount {
    mmatch__quotient reals[MMATCH__RECOUNT_REALS];
    int64_t integers[MMATCH__RECOUNT_INTEGERS];
} mmatch__recount;

/* One plan under recount. */
typedef struct mmatch__recount_case {
    const mmatch_plan_columns *columns;
    const mmatch_progress_options *options;
    const mmatch__recount_scratch *scratch;
    mmatch__recount *recount;
    int64_t plan;
    int64_t first; /* row of the first milestone */
    int64_t count;
    int64_t counted;
    int64_t start;
    int64_t end;
    int64_t as_of;
    int64_t flags;
    uint64_t total;         /* D */
    mmatch__natural earned; /* sum A_i p_i */
    mmatch__natural reach;  /* earned schedule = reach / reach_unit days */
    mmatch__natural reach_unit;
} mmatch__recount_case;

/* Parts of mmatch__recount_plan, each in its own file. */
void mmatch__recount_shares(mmatch__recount_case *plan);
void mmatch__recount_schedule(
    mmatch__recount_case *plan); /* planned value, earned schedule, adherence */

/* The last of the sorted baseline days before `day`, or the start. */
int64_t mmatch__recount_point_before(const mmatch__recount_case *plan, int64_t day);

/* Short ways to write arithmetic. */
mmatch__natural mmatch__recount_product(uint64_t a, uint64_t b);
void mmatch__recount_set(mmatch__recount_case *plan, int32_t field, mmatch__natural numerator,
                         mmatch__natural denominator);

void mmatch__recount_plan(const mmatch_plans *plans, const mmatch_progress_options *options,
                          int64_t plan, const mmatch__recount_scratch *scratch,
                          mmatch__recount *recount);

#endif
