/* The inside of plans: the caller's columns, checked, and what was worked out from them once. */
#ifndef MMATCH_PROGRESS_PLANS_H
#define MMATCH_PROGRESS_PLANS_H

#include "base/context.h"
#include "mentormatch/progress.h"

enum {
    MMATCH__DAY_MOST = 16777216,      /* days lie in -MOST..MOST, so that spans stay below 2^26 */
    MMATCH__PROGRESS_FULL = 1000000,  /* millionths */
    MMATCH__MILESTONES_MOST = 1048576 /* in one plan */
};
#define MMATCH__NO_DAY INT32_MIN
#define MMATCH__PROGRESS_MISSING UINT32_MAX
/* The common denominator of the shares of a plan is at most this. */
#define MMATCH__SHARES_MOST ((uint64_t)1 << 52)

/* Notes of a plan. */
enum {
    MMATCH__NOTE_EQUAL_WEIGHTS = 1, /* see MMATCH_PROGRESS_FLAG_EQUAL_WEIGHTS */
    MMATCH__NOTE_IDLE_GOAL = 2,
    MMATCH__NOTE_EQUAL_MILESTONES = 4 /* a plan without goals whose weights are all zero */
};

/* The share of a milestone is an integer, its weight times the factor of its goal; divided by the
 * sum of the shares of its plan it is a_i. */
struct mmatch_plans {
    mmatch__workspace memory;    /* the block that this struct lies in */
    mmatch_plan_columns columns; /* borrowed from the caller */
    int64_t milestone_count;
    int64_t goal_count;
    int64_t session_count;
    int64_t largest_plan;     /* most milestones in one plan */
    int64_t most_goals;       /* most goals in one plan */
    uint8_t *notes;           /* of each plan */
    uint64_t *goal_factors;   /* of each goal, with GOAL_IS_EQUAL; NULL without goals */
    int64_t *milestone_order; /* rows by due day, plan by plan; NULL: they come sorted */
    int64_t *session_order;   /* rows by day, plan by plan; NULL: they come sorted */
};

/* Set in a goal's factor: the weights of its milestones are all zero, each counts as 1. */
#define MMATCH__GOAL_IS_EQUAL ((uint64_t)1 << 63)

static inline int32_t mmatch__plans_due_day(const mmatch_plans *plans, int64_t plan, int64_t row)
{
    const int32_t due = plans->columns.due_days[row];
    return due == MMATCH__NO_DAY ? plans->columns.end_days[plan] : due;
}

/* Works out goal_factors and notes of one plan. sums and counts are scratch for the goals of the
 * plan. False: the common denominator is above MMATCH__SHARES_MOST. */
bool mmatch__plans_weigh(mmatch_plans *plans, int64_t plan, uint64_t *sums, int64_t *counts);

/* The integer share of a milestone. */
uint64_t mmatch__plans_share(const mmatch_plans *plans, int64_t plan, int64_t row);

/* Looks for a cycle of predecessors in one plan. places and path are scratch for the milestones of
 * the plan. Returns -1, or a milestone on a cycle, and in *predecessor_out the one before it. */
int64_t mmatch__plans_find_cycle(const mmatch_plans *plans, int64_t plan, int64_t *places,
                                 int64_t *path, int64_t *predecessor_out);

#endif
