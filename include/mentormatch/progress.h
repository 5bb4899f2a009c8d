/* mentormatch/progress.h: from plans and check-ins to a scoreboard.
 *
 * Plans are columns of numbers: one entry per plan, per goal, per milestone or per session. They are checked
 * once (mmatch_plans_create), then scored for as many days as wanted (mmatch_progress_score). Days are civil
 * day numbers from any epoch the caller likes; the library has no clock. Progress is counted in millionths,
 * weights are integers, and all sums are exact: a double in a scoreboard is the exact fraction, rounded once
 * to the nearest double. NaN means "not defined here", never "bad".
 *
 * Meaning of the numbers. Milestone i of a plan has the share a_i = (weight of its goal / weights of all goals
 * of the plan that have milestones) * (its weight / weights of the milestones of its goal); without goals,
 * its weight / weights of the plan. The shares of a plan add up to 1. Where the weights that are to be
 * divided by are all zero they count as equal, and the plan gets a flag.
 * The baseline of a plan goes in straight lines through the points (start, 0) and (due day, sum of the shares
 * due until then); milestones due at the start or before it are a step at the start.
 * Written below: p_i for progress, EV for the sum of a_i p_i, PV(t) for the baseline, t for the as-of day,
 * AT = t - start, PD = end - start, ES for earned schedule: the days from the start to the first day (and
 * part of a day) when PV reaches EV. PV(start + ES) = EV exactly, unless the step at the start is above EV.
 *
 * Rules. Due on the as-of day is not overdue. What became known after the as-of day (done day or check-in day
 * later than it) is not known: the progress of that milestone counts as missing. A milestone is finished when
 * it is known to have progress 1000000; missing progress is unfinished, whatever the policy expects of it. A
 * plan without milestones is neither at 0 nor at 100 %: its shares are NaN, its status grey. Plans are scored
 * after their end too.
 */
#ifndef MENTORMATCH_PROGRESS_H
#define MENTORMATCH_PROGRESS_H

#include "mentormatch/context.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mmatch_plans mmatch_plans;
typedef struct mmatch_scoreboard mmatch_scoreboard;

/* What became of a session. */
typedef enum mmatch_session_state {
    MMATCH_SESSION_HELD = 0,
    MMATCH_SESSION_UNCONFIRMED = 1, /* its day has passed, nobody said that it took place */
    MMATCH_SESSION_MISSED = 2,
    MMATCH_SESSION_CANCELLED = 3,
    MMATCH_SESSION_SCHEDULED = 4
} mmatch_session_state;

/* The columns of plans, all borrowed until the plans are destroyed. P plans, M milestones in all, G goals in
 * all, S sessions in all; the rows of a plan lie together, between two entries of an offsets column. Offsets
 * start at 0 and never decrease. A day lies in -16777216..16777216; INT32_MIN says "no day" where that is
 * allowed. Columns marked "or NULL" may be left out; columns of no entries may be NULL. */
typedef struct mmatch_plan_columns {
    size_t struct_size;               /* sizeof(mmatch_plan_columns) */
    int64_t plan_count;               /* P */
    const int32_t *start_days;        /* P */
    const int32_t *end_days;          /* P: planned end, not before the start */
    const int32_t *cadence_days;      /* P or NULL: agreed days between sessions; 0: none agreed */
    const int64_t *milestone_offsets; /* P + 1; a plan has at most 1048576 milestones */
    const uint32_t *weights;          /* M or NULL: all equal */
    const uint32_t *progress;         /* M or NULL: millionths, 0..1000000; UINT32_MAX: missing. NULL: 1000000
                                         from the done day on, else 0, and nothing is missing */
    const int32_t *due_days;          /* M; no day: due at the end of the plan */
    const int32_t *done_days;         /* M or NULL; a done milestone has progress 1000000 (or missing, which
                                         then means 1000000) */
    const int32_t *checkin_days;      /* M or NULL: when the progress was last reported */
    const int64_t *goal_offsets;      /* P + 1 or NULL: plans have no goals */
    const uint32_t *goal_weights;     /* G or NULL: all equal */
    const int32_t *goals;             /* M: goal of each milestone, counted from 0 within its plan; NULL exactly
                                         when goal_offsets is */
    const int64_t *predecessor_offsets; /* M + 1 or NULL: no milestone waits for another */
    const int64_t *predecessors;      /* rows of milestones of the same plan, that come first; no cycles */
    const int64_t *session_offsets;   /* P + 1 or NULL: sessions are not known */
    const int32_t *session_days;      /* S */
    const int32_t *session_states;    /* S or NULL: an mmatch_session_state each; NULL: all held */
} mmatch_plan_columns;

/* How a milestone counts whose progress is missing. */
typedef enum mmatch_progress_missing {
    MMATCH_PROGRESS_MISSING_ZERO = 0,    /* as nothing done */
    MMATCH_PROGRESS_MISSING_SKIP = 1,    /* not at all: it is left out of the plan, as if it were not there */
    MMATCH_PROGRESS_MISSING_EXPECTED = 2 /* as the baseline expects on the as-of day, to the nearest millionth */
} mmatch_progress_missing;

/* The published rule that gives the status. Comparisons are exact. A plan with EV = 1 is achieved, a plan
 * that is empty, unknown or not started is grey, under each of them. */
typedef enum mmatch_progress_preset {
    MMATCH_PRESET_EARNED_SCHEDULE = 0, /* pace ES / AT: green from 1, amber from 0.9, red below */
    MMATCH_PRESET_GAP = 1,             /* points elapsed time is ahead of progress, in percent: green below
                                          16.5, amber to 33, red above (Engagedly's rule) */
    MMATCH_PRESET_BUFFER = 2,          /* green when progress is not behind elapsed time, amber to 10 points
                                          behind, red beyond, or past the end (InnovationMinds' rule) */
    MMATCH_PRESET_BANDS = 3            /* progress alone: green from 0.7, amber from 0.4, red below (the usual
                                          bands for objectives and key results) */
} mmatch_progress_preset;

typedef struct mmatch_progress_options {
    size_t struct_size; /* sizeof(mmatch_progress_options) */
    int32_t as_of;      /* the day to look from, -16777216..16777216 */
    int32_t missing;    /* an mmatch_progress_missing */
    int32_t preset;     /* an mmatch_progress_preset */
} mmatch_progress_options;

/* The columns of a scoreboard. Fields below 32 are doubles, from 32 on 64-bit integers. The bit of a field in
 * a `wanted` mask is 1 << field. */
typedef enum mmatch_progress_field {
    MMATCH_FIELD_ATTAINMENT = 0,        /* EV, missing progress by the chosen policy */
    MMATCH_FIELD_ATTAINMENT_LOW = 1,    /* EV if everything missing were 0; this, the next and the coverage are
                                           over all milestones, whatever the policy */
    MMATCH_FIELD_ATTAINMENT_HIGH = 2,   /* EV if everything missing were done */
    MMATCH_FIELD_COVERAGE = 3,          /* share whose progress is known */
    MMATCH_FIELD_DONE_SHARE = 4,        /* share that is done */
    MMATCH_FIELD_PLANNED = 5,           /* PV(t); 0 before the start */
    MMATCH_FIELD_VARIANCE = 6,          /* EV - PV(t) */
    MMATCH_FIELD_INDEX = 7,             /* EV / PV(t); NaN while PV(t) is 0 */
    MMATCH_FIELD_EARNED_DAYS = 8,       /* ES, in days from the start */
    MMATCH_FIELD_VARIANCE_DAYS = 9,     /* ES - AT; NaN before the start */
    MMATCH_FIELD_PACE = 10,             /* ES / AT; NaN until a day after the start */
    MMATCH_FIELD_DURATION_ESTIMATE = 11, /* days from the start to the end at this pace, PD * AT / ES; NaN
                                            where the pace is NaN or 0 */
    MMATCH_FIELD_PACE_NEEDED = 12,      /* (PD - ES) / (PD - AT); NaN from the end on */
    MMATCH_FIELD_OVERDUE_SHARE = 13,    /* sum of a_i (1 - p_i) over due < t */
    MMATCH_FIELD_OVERDUE_SHARE_DAYS = 14, /* sum of a_i (1 - p_i) (t - due) over due < t */
    MMATCH_FIELD_ON_TIME_RATE = 15,     /* of the share due until t, what was done by its due day; by the check-in
                                           day where there is no done day, left out where neither is known;
                                           NaN when nothing remains */
    MMATCH_FIELD_BLOCKED_SHARE = 16,    /* sum of a_i (1 - p_i) over milestones with an unfinished predecessor */
    MMATCH_FIELD_OUT_OF_SEQUENCE = 17,  /* sum of a_i p_i over milestones with an unfinished predecessor */
    MMATCH_FIELD_ADHERENCE = 18,        /* of EV, what was earned where the baseline asks for it: sum of
                                           min(a_i p_i, planned for i at start + ES) / EV; NaN when EV is 0 */
    MMATCH_FIELD_ELAPSED = 19,          /* AT / PD within 0..1; 0 before the start, 1 from the end on */
    MMATCH_FIELD_CADENCE_COVERAGE = 20, /* share of the days start..min(t, end) - 1 that lie less than the
                                           agreed days after a held session; NaN without sessions column,
                                           agreed cadence or days */
    MMATCH_FIELD_STATUS = 32,           /* an mmatch_progress_status */
    MMATCH_FIELD_REASONS = 33,          /* bits of mmatch_progress_reason */
    MMATCH_FIELD_FLAGS = 34,            /* bits of mmatch_progress_flag */
    MMATCH_FIELD_SCORE = 35,            /* EV in millionths, rounded half up: what contributions add up to;
                                           -1 when EV is NaN */
    MMATCH_FIELD_DONE_COUNT = 36,
    MMATCH_FIELD_MISSING_COUNT = 37,    /* milestones whose progress is missing on the as-of day */
    MMATCH_FIELD_OVERDUE_COUNT = 38,    /* due < t, not done (missing is not done) */
    MMATCH_FIELD_OVERDUE_DAYS_MOST = 39, /* the longest overdue, in days; 0 when none is */
    MMATCH_FIELD_BLOCKED_COUNT = 40,    /* unfinished milestones with an unfinished predecessor */
    MMATCH_FIELD_STALE_DAYS = 41,       /* days since the last check-in or done day; -1 when there was none */
    MMATCH_FIELD_SESSIONS_HELD = 42,    /* from the start until the as-of day or the end, whichever is first;
                                           the next four likewise; all -1 without a sessions column */
    MMATCH_FIELD_SESSIONS_UNCONFIRMED = 43,
    MMATCH_FIELD_SESSIONS_EXPECTED = 44, /* whole cadences that have passed; -1 when none is agreed */
    MMATCH_FIELD_SESSION_GAP_NOW = 45,  /* days since the last held session, or since the start */
    MMATCH_FIELD_SESSION_GAP_MOST = 46  /* the longest gap, those after the start and until now included */
} mmatch_progress_field;

typedef enum mmatch_progress_status {
    MMATCH_PROGRESS_GREY = 0, /* nothing can be said: see the flags */
    MMATCH_PROGRESS_GREEN = 1,
    MMATCH_PROGRESS_AMBER = 2,
    MMATCH_PROGRESS_RED = 3,
    MMATCH_PROGRESS_ACHIEVED = 4
} mmatch_progress_status;

/* What speaks against a plan: the preset's own rule when it fired, and what is seen under any preset. */
typedef enum mmatch_progress_reason {
    MMATCH_PROGRESS_REASON_PACE = 1,    /* pace is below 1 (earned schedule) */
    MMATCH_PROGRESS_REASON_GAP = 2,     /* progress is behind elapsed time (gap, buffer) */
    MMATCH_PROGRESS_REASON_LEVEL = 4,   /* progress is below the band (bands) */
    MMATCH_PROGRESS_REASON_OVERDUE = 8, /* a milestone is overdue */
    MMATCH_PROGRESS_REASON_BLOCKED = 16, /* an unfinished milestone waits for an overdue one */
    MMATCH_PROGRESS_REASON_PAST_END = 32 /* the end has passed and the plan is not achieved */
} mmatch_progress_reason;

/* What a reader of the numbers should know. */
typedef enum mmatch_progress_flag {
    MMATCH_PROGRESS_FLAG_EMPTY = 1,         /* no milestones */
    MMATCH_PROGRESS_FLAG_EQUAL_WEIGHTS = 2, /* weights were all zero somewhere: they count as equal */
    MMATCH_PROGRESS_FLAG_NOT_STARTED = 4,   /* the as-of day is not after the start */
    MMATCH_PROGRESS_FLAG_MISSING = 8,       /* some progress is missing */
    MMATCH_PROGRESS_FLAG_UNKNOWN = 16,      /* under SKIP: no share is known, nothing to score */
    MMATCH_PROGRESS_FLAG_LATER = 32,        /* a done or check-in day is after the as-of day */
    MMATCH_PROGRESS_FLAG_DUE_AFTER_END = 64, /* a milestone is due after the planned end */
    MMATCH_PROGRESS_FLAG_DUE_AT_START = 128, /* a milestone is due at the start or before: a step at the start */
    MMATCH_PROGRESS_FLAG_IDLE_GOAL = 256    /* a goal without milestones: its weight does not count */
} mmatch_progress_flag;

/* Checks plans and makes them ready to score.
 * Every fault is counted and the first ones are described, with plan and milestone row: see
 * mmatch_context_fault. Milestones and sessions need not be sorted. No plans are fine.
 * columns: the struct is read during the call, the columns it points to are borrowed until the plans are
 * destroyed and must not change. plans_out: owned by the caller, release with mmatch_plans_destroy.
 * Errors: NOMEM; ARGUMENT (NULL column, offsets, a day or progress out of range, end before start, progress
 * that contradicts a done day, goal or session state out of range, a predecessor in another plan, a cycle);
 * RANGE (a plan of more than 1048576 milestones, or whose shares need a common denominator above 2^52:
 * use smaller weights); CANCELLED. Time: one read, and sorting where not sorted. Memory: 8 bytes a goal, 8 a
 * milestone (a session) where some plan is not sorted, 1 a plan. Threads: one. Since 0.1. */
MMATCH_API mmatch_status mmatch_plans_create(mmatch_context *context,
                                             const mmatch_plan_columns *columns,
                                             mmatch_plans **plans_out);

/* Releases plans; NULL is fine. Since 0.1. */
MMATCH_API void mmatch_plans_destroy(mmatch_plans *plans);

/* How many plans, and milestones in all of them. Since 0.1. */
MMATCH_API int64_t mmatch_plans_plan_count(const mmatch_plans *plans);
MMATCH_API int64_t mmatch_plans_milestone_count(const mmatch_plans *plans);

/* Scores every plan as it stood on one day.
 * For reviews at 30, 60 and 90 days call it three times. wanted: a mask of fields, 0 for all of them; a bit
 * that is no field is refused. options: needed for its as_of, read during the call. scoreboard_out: owned by
 * the caller, release with mmatch_scoreboard_destroy; it does not need the plans any more.
 * Errors: NOMEM; ARGUMENT (options, wanted); CANCELLED (also when the poll callback says stop: half a
 * scoreboard is no answer). Time: linear. Memory: 8 bytes a plan and field, and 40 for
 * each thread and milestone of the largest plan. Threads: as many as the context
 * has; the same bytes for any number. Check: mmatch_progress_verify.
 * Source: earned schedule: W. Lipke, Schedule is Different, The Measurable News, 2003. Since 0.1. */
MMATCH_API mmatch_status mmatch_progress_score(mmatch_context *context, const mmatch_plans *plans,
                                               const mmatch_progress_options *options,
                                               uint64_t wanted, mmatch_scoreboard **scoreboard_out);

/* Splits scores over milestones in whole millionths that add up exactly.
 * For plans first_plan .. first_plan + plan_count - 1: writes for each milestone its part a_i p_i of the score
 * in millionths, rounded down, and gives what is left of MMATCH_FIELD_SCORE, one each, to the largest
 * remainders, equal ones by row. parts_out: one number for each milestone of these plans, in row order, owned
 * by the caller. scores_out: plan_count numbers, owned by the caller, or NULL; the sum of the parts, or -1
 * for a plan with nothing to score, whose parts are 0.
 * Errors: NOMEM; ARGUMENT (plans out of range, options, parts_out NULL); CANCELLED; outputs are then
 * undefined. Time: O(m log m) for m milestones. Memory: 64 bytes per milestone of the largest plan.
 * Threads: one. Since 0.1. */
MMATCH_API mmatch_status mmatch_progress_contributions(mmatch_context *context,
                                                       const mmatch_plans *plans,
                                                       const mmatch_progress_options *options,
                                                       int64_t first_plan, int64_t plan_count,
                                                       int64_t *parts_out, int64_t *scores_out);

/* The parts of a scoreboard, for saving it and making it again. Column k of `reals` starts at reals + k *
 * plan_count and holds the k-th wanted field below 32 in increasing order; `integers` likewise from 32 on. */
typedef struct mmatch_scoreboard_parts {
    size_t struct_size; /* sizeof(mmatch_scoreboard_parts), set by the caller */
    int64_t plan_count;
    uint64_t wanted; /* the fields that are there, never 0 */
    const double *reals;
    const int64_t *integers;
} mmatch_scoreboard_parts;

/* Makes a scoreboard from parts, copying them, so that saved numbers can be verified. Owned by the caller,
 * release with mmatch_scoreboard_destroy. Errors: NOMEM; ARGUMENT (struct_size, plan_count, wanted, NULL
 * column). Since 0.1. */
MMATCH_API mmatch_status mmatch_scoreboard_create(mmatch_context *context,
                                                  const mmatch_scoreboard_parts *parts,
                                                  mmatch_scoreboard **scoreboard_out);

/* Releases a scoreboard; NULL is fine. Since 0.1. */
MMATCH_API void mmatch_scoreboard_destroy(mmatch_scoreboard *scoreboard);

/* Fills parts; pointers are borrowed until the scoreboard is destroyed. Errors: ARGUMENT. Since 0.1. */
MMATCH_API mmatch_status mmatch_scoreboard_look(mmatch_context *context,
                                                const mmatch_scoreboard *scoreboard,
                                                mmatch_scoreboard_parts *parts_out);

/* One column, plan_count numbers, borrowed until the scoreboard is destroyed; NULL when the field was not
 * wanted or is of the other kind. Since 0.1. */
MMATCH_API const double *mmatch_scoreboard_real(const mmatch_scoreboard *scoreboard, int32_t field);
MMATCH_API const int64_t *mmatch_scoreboard_integer(const mmatch_scoreboard *scoreboard,
                                                    int32_t field);

/* Constant names: of a field ("attainment", "status", ...; NULL when there is no such field), of a status
 * ("grey", "green", ...; NULL likewise), of one reason bit ("pace", ...) and of one flag bit ("empty", ...).
 * Since 0.1. */
MMATCH_API const char *mmatch_progress_field_name(int32_t field);
MMATCH_API const char *mmatch_progress_status_name(int32_t status);
MMATCH_API const char *mmatch_progress_reason_name(int64_t reason);
MMATCH_API const char *mmatch_progress_flag_name(int64_t flag);

/* Fault codes of mmatch_progress_verify. */
typedef enum mmatch_progress_fault {
    MMATCH_PROGRESS_FAULT_NONE = 0,
    MMATCH_PROGRESS_FAULT_SHAPE = 1, /* another number of plans */
    MMATCH_PROGRESS_FAULT_VALUE = 2  /* a number that is not the right one: row is the plan, column the field */
} mmatch_progress_fault;

/* Judges a scoreboard against its plans: works every number out again from the definitions, in exact fractions,
 * with no code of the scorer, and accepts a double only if it is the nearest to the fraction.
 * verdict_out: set struct_size before. The verdict names the first fault. Errors: NOMEM; ARGUMENT; CANCELLED.
 * Time: O(m log m) for a plan of m milestones, about a hundred times the scoring. Memory: 72 bytes a milestone
 * of the largest plan. Threads: one. Since 0.1. */
MMATCH_API mmatch_status mmatch_progress_verify(mmatch_context *context, const mmatch_plans *plans,
                                                const mmatch_progress_options *options,
                                                const mmatch_scoreboard *scoreboard,
                                                mmatch_verdict *verdict_out);

/* Goal attainment scaling: the T-score of Kiresuk and Sherman,
 * T = 50 + 10 * sum(w x) / sqrt((1 - rho) sum(w w) + rho (sum w)^2).
 * levels: count numbers, usually -2..2 with 0 for "as expected", within -100..100; NaN: not rated, left out
 * with its weight. weights: count numbers, not negative, or NULL: all 1; if all that remain are zero, they
 * count as 1. rho: the supposed correlation between goals, 0..1, usually 0.3. t_out: NaN when no level is
 * left. The sums are taken in order, in doubles. All pointers are borrowed during the call.
 * Errors: ARGUMENT (a level, weight or rho out of range, with its place). Time: linear. Since 0.1.
 * Source: T. Kiresuk, R. Sherman, Community Mental Health Journal 4, 1968, 443-453. */
MMATCH_API mmatch_status mmatch_gas_t(mmatch_context *context, const double *levels,
                                      const double *weights, int64_t count, double rho,
                                      double *t_out);

#ifdef __cplusplus
}
#endif

#endif
