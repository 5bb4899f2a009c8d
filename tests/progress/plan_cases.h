/* What the tests of progress share: plan Alpha, and short ways to score. */
#ifndef MMATCH_TESTS_PLAN_CASES_H
#define MMATCH_TESTS_PLAN_CASES_H

#include "support.h"

#define MISSING UINT32_MAX
#define NO_DAY INT32_MIN

/* Plan Alpha: days 0 to 90, a session every 14 days agreed. Goal A (weight 3): M1 (weight 2) due 20, done on day 18;
 * M2 (weight 1) due 50, half done on day 48. Goal B (weight 1): M3 (weight 1) due 40, progress missing;
 * M4 (weight 3) due 90, a quarter done on day 30, waits for M3. Sessions on days 2, 16, 44. */
static const int64_t alpha_plan_offsets[] = {0, 4};
static const int32_t alpha_start[] = {0};
static const int32_t alpha_end[] = {90};
static const int32_t alpha_cadence[] = {14};
static const uint32_t alpha_weights[] = {2, 1, 1, 3};
static const uint32_t alpha_progress[] = {1000000, 500000, MISSING, 250000};
static const int32_t alpha_due[] = {20, 50, 40, 90};
static const int32_t alpha_done[] = {18, NO_DAY, NO_DAY, NO_DAY};
static const int32_t alpha_checkin[] = {18, 48, NO_DAY, 30};
static const int64_t alpha_goal_offsets[] = {0, 2};
static const uint32_t alpha_goal_weights[] = {3, 1};
static const int32_t alpha_goals[] = {0, 0, 1, 1};
static const int64_t alpha_predecessor_offsets[] = {0, 0, 0, 0, 1};
static const int64_t alpha_predecessors[] = {2};
static const int64_t alpha_session_offsets[] = {0, 3};
static const int32_t alpha_sessions[] = {2, 16, 44};

static inline mmatch_plan_columns alpha_columns(void)
{
    mmatch_plan_columns columns = {0};
    columns.struct_size = sizeof columns;
    columns.plan_count = 1;
    columns.start_days = alpha_start;
    columns.end_days = alpha_end;
    columns.cadence_days = alpha_cadence;
    columns.milestone_offsets = alpha_plan_offsets;
    columns.weights = alpha_weights;
    columns.progress = alpha_progress;
    columns.due_days = alpha_due;
    columns.done_days = alpha_done;
    columns.checkin_days = alpha_checkin;
    columns.goal_offsets = alpha_goal_offsets;
    columns.goal_weights = alpha_goal_weights;
    columns.goals = alpha_goals;
    columns.predecessor_offsets = alpha_predecessor_offsets;
    columns.predecessors = alpha_predecessors;
    columns.session_offsets = alpha_session_offsets;
    columns.session_days = alpha_sessions;
    return columns;
}

/* One plan without goals, from day `start` to `end`; offsets is room for two numbers. */
static inline mmatch_plan_columns one_plan(const int32_t *start, const int32_t *end, int64_t *offsets,
                                           int64_t count, const uint32_t *weights,
                                           const uint32_t *progress, const int32_t *due)
{
    mmatch_plan_columns columns = {0};
    offsets[0] = 0;
    offsets[1] = count;
    columns.struct_size = sizeof columns;
    columns.plan_count = 1;
    columns.start_days = start;
    columns.end_days = end;
    columns.milestone_offsets = offsets;
    columns.weights = weights;
    columns.progress = progress;
    columns.due_days = due;
    return columns;
}

static inline mmatch_progress_options options_of(int32_t as_of, int32_t missing, int32_t preset)
{
    mmatch_progress_options options = {0};
    options.struct_size = sizeof options;
    options.as_of = as_of;
    options.missing = missing;
    options.preset = preset;
    return options;
}

/* All fields of columns that must be right; release with mmatch_scoreboard_destroy. The verifier must agree. */
static inline mmatch_scoreboard *score_all(mmatch_context *context, const mmatch_plan_columns *columns,
                                           const mmatch_progress_options *options)
{
    mmatch_plans *plans = NULL;
    mmatch_scoreboard *scoreboard = NULL;
    mmatch_verdict verdict = {0};
    const mmatch_status made = mmatch_plans_create(context, columns, &plans);
    if (made != MMATCH_OK) {
        print_message("%s\n", mmatch_context_error(context));
    }
    assert_int_equal(made, MMATCH_OK);
    assert_int_equal(mmatch_progress_score(context, plans, options, 0, &scoreboard), MMATCH_OK);
    verdict.struct_size = sizeof verdict;
    assert_int_equal(mmatch_progress_verify(context, plans, options, scoreboard, &verdict), MMATCH_OK);
    if (!verdict.is_valid) {
        print_message("%s\n", verdict.message);
    }
    assert_true(verdict.is_valid);
    mmatch_plans_destroy(plans);
    return scoreboard;
}

static inline double real_of(const mmatch_scoreboard *scoreboard, int32_t field)
{
    const double *const column = mmatch_scoreboard_real(scoreboard, field);
    assert_non_null(column);
    return column[0];
}

static inline int64_t integer_of(const mmatch_scoreboard *scoreboard, int32_t field)
{
    const int64_t *const column = mmatch_scoreboard_integer(scoreboard, field);
    assert_non_null(column);
    return column[0];
}

/* Exactly this double (NaN counts as one). */
#define assert_real(found, expected)                                                                       \
    do {                                                                                                   \
        const double found_ = (found);                                                                     \
        const double expected_ = (expected);                                                               \
        if (!(found_ == expected_ || (found_ != found_ && expected_ != expected_))) {                      \
            print_message("found %.17g, expected %.17g\n", found_, expected_);                             \
            fail();                                                                                        \
        }                                                                                                  \
    } while (0)

#endif
