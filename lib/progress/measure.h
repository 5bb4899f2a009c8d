/* Measures of one plan on one day, as exact fractions; pure algorithms, nothing here can fail. */
#ifndef MMATCH_PROGRESS_MEASURE_H
#define MMATCH_PROGRESS_MEASURE_H

#include "progress/plans.h"
#include "progress/wide.h"

/* One milestone on the as-of day. */
typedef struct mmatch__milestone {
    uint64_t share; /* integer share, see plans.h */
    int64_t row;
    uint32_t progress; /* millionths; 0 when missing, until the policy is applied */
    int32_t due;
    int32_t point; /* its baseline point: the due day, not before the start */
    bool is_missing;
    bool is_done; /* known to have progress 1000000 */
} mmatch__milestone;

/* What is known of the milestone in a row; no policy applied, point not set. */
mmatch__milestone mmatch__milestone_read(const mmatch_plans *plans, int64_t plan, int64_t row,
                                         int32_t as_of);

/* Whether it is part of the plan under a policy for missing progress. */
bool mmatch__milestone_is_counted(const mmatch__milestone *milestone, int32_t missing);

/* One plan, read: its counted milestones by due day, with progress by the policy. */
typedef struct mmatch__reading {
    const mmatch_plans *plans;
    const mmatch_progress_options *options;
    int64_t plan;
    int32_t start;
    mmatch__milestone *items; /* scratch of the caller, room for the largest plan */
    int64_t count;
} mmatch__reading;

/* numerator / denominator; denominator 0: not defined. */
typedef struct mmatch__fraction {
    mmatch__wide numerator;
    mmatch__wide denominator;
    bool is_negative;
} mmatch__fraction;

/* The nearest double; NaN when not defined. */
double mmatch__fraction_real(mmatch__fraction fraction);

/* The measures. "Counted" milestones are all of them, but under MISSING_SKIP only those whose
 * progress is known. Bounds, from MMATCH__SHARES_MOST = 2^52, 2^20 for millionths and 2^26 for
 * spans of days: `earned` < 2^73, earned schedule < 2^99 / 2^73, every product formed of them <
 * 2^127. */
typedef struct mmatch__measures {
    uint64_t shares_all; /* of all milestones */
    uint64_t shares_known;
    uint64_t shares; /* of the counted ones: the denominator of everything below */
    uint64_t shares_done;
    mmatch__wide earned_known; /* sum of share * progress over known milestones */
    mmatch__wide earned;       /* over counted ones, missing progress by the policy */
    mmatch__wide overdue;      /* sum of share * (1000000 - progress) over due < as-of */
    mmatch__wide overdue_days; /* the same times days overdue */
    mmatch__wide blocked;      /* unearned, behind an unfinished predecessor */
    mmatch__wide unsequenced;  /* earned, behind an unfinished predecessor */
    mmatch__wide in_place;     /* numerator of adherence over in_place_scale * earned */
    uint64_t in_place_scale;
    uint64_t punctual;    /* share due until the as-of day and done by its due day */
    uint64_t punctual_of; /* share due until the as-of day whose punctuality is known */
    mmatch__wide planned; /* PV = planned / (planned_length * shares) */
    uint64_t planned_length;
    mmatch__fraction schedule; /* ES in days */
    int64_t milestone_count;   /* all of them */
    int64_t done_count;
    int64_t missing_count;
    int64_t later_count;
    int64_t overdue_count;
    int64_t overdue_most;
    int64_t blocked_count;
    int64_t stale_days; /* -1: never heard of */
    bool is_waiting;    /* an unfinished milestone waits for an overdue one */
    bool is_due_after_end;
    bool is_due_at_start;
    /* sessions; -1 when not known */
    int64_t held;
    int64_t unconfirmed;
    int64_t expected;
    int64_t gap_now;
    int64_t gap_most;
    int64_t covered_days;
    int64_t cadence_window; /* 0: cadence coverage is not defined */
} mmatch__measures;

/* Fills `reading` (items is set by the caller) and everything about milestones in `measures`, which
 * is zero. */
void mmatch__measure_milestones(const mmatch_plans *plans, int64_t plan,
                                const mmatch_progress_options *options, mmatch__reading *reading,
                                mmatch__measures *measures);
/* Fills everything about sessions. */
void mmatch__measure_sessions(const mmatch_plans *plans, int64_t plan, int32_t as_of,
                              mmatch__measures *measures);

/* EV in millionths, rounded half up; -1 when nothing counts. */
int64_t mmatch__measures_score(const mmatch__measures *measures);

/* Flags, status and reasons. */
int64_t mmatch__judge_flags(const mmatch_plans *plans, int64_t plan, int32_t as_of,
                            const mmatch__measures *measures);
int64_t mmatch__judge_status(const mmatch_plans *plans, int64_t plan,
                             const mmatch_progress_options *options,
                             const mmatch__measures *measures, int64_t *reasons_out);

/* AT / PD within 0..1; see MMATCH_FIELD_ELAPSED. */
void mmatch__elapsed(const mmatch_plans *plans, int64_t plan, int32_t as_of, uint64_t *part_out,
                     uint64_t *whole_out);

#endif
