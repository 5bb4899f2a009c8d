/* Edges and bad input: every rule of the edge list, every fault with its place, sweeps of allocation and cancel. */
#include <math.h>
#include <stdio.h>

#include "random_plans.h"

/* One plan from day 0 to 30 without goals. */
typedef struct small_plan {
    int32_t start;
    int32_t end;
    int64_t offsets[2];
    mmatch_plan_columns columns;
} small_plan;

static mmatch_plan_columns *small_columns(small_plan *plan, int64_t count, const uint32_t *weights,
                                          const uint32_t *progress, const int32_t *due)
{
    plan->start = 0;
    plan->end = 30;
    plan->columns = one_plan(&plan->start, &plan->end, plan->offsets, count, weights, progress, due);
    return &plan->columns;
}

static void empty_plan_is_grey_and_neither_0_nor_100_percent(void **state)
{
    mmatch_context *const context = plain_context();
    const mmatch_progress_options options = options_of(10, 0, 0);
    small_plan plan;
    mmatch_scoreboard *const board =
        score_all(context, small_columns(&plan, 0, NULL, NULL, NULL), &options);
    int32_t field;
    (void)state;
    for (field = MMATCH_FIELD_ATTAINMENT; field <= MMATCH_FIELD_ADHERENCE; field++) {
        assert_real(real_of(board, field), (double)NAN);
    }
    assert_real(real_of(board, MMATCH_FIELD_ELAPSED), 1.0 / 3.0);
    assert_int_equal(integer_of(board, MMATCH_FIELD_STATUS), MMATCH_PROGRESS_GREY);
    assert_int_equal(integer_of(board, MMATCH_FIELD_REASONS), 0);
    assert_int_equal(integer_of(board, MMATCH_FIELD_FLAGS), MMATCH_PROGRESS_FLAG_EMPTY);
    assert_int_equal(integer_of(board, MMATCH_FIELD_SCORE), -1);
    assert_int_equal(integer_of(board, MMATCH_FIELD_STALE_DAYS), -1);
    assert_int_equal(integer_of(board, MMATCH_FIELD_SESSIONS_HELD), -1);
    mmatch_scoreboard_destroy(board);
    mmatch_context_destroy(context);
}

static void no_plans_give_an_empty_scoreboard(void **state)
{
    mmatch_context *const context = plain_context();
    const mmatch_progress_options options = options_of(10, 0, 0);
    mmatch_plan_columns columns = {0};
    mmatch_plans *plans = NULL;
    mmatch_scoreboard *board = NULL;
    mmatch_verdict verdict = {0};
    (void)state;
    columns.struct_size = sizeof columns;
    verdict.struct_size = sizeof verdict;
    assert_int_equal(mmatch_plans_create(context, &columns, &plans), MMATCH_OK);
    assert_int_equal(mmatch_plans_plan_count(plans), 0);
    assert_int_equal(mmatch_plans_milestone_count(plans), 0);
    assert_int_equal(mmatch_progress_score(context, plans, &options, 0, &board), MMATCH_OK);
    assert_int_equal(mmatch_progress_verify(context, plans, &options, board, &verdict), MMATCH_OK);
    assert_int_equal(verdict.is_valid, 1);
    assert_int_equal(mmatch_progress_contributions(context, plans, &options, 0, 0, NULL, NULL), MMATCH_OK);
    mmatch_scoreboard_destroy(board);
    mmatch_plans_destroy(plans);
    mmatch_plans_destroy(NULL);
    mmatch_scoreboard_destroy(NULL);
    assert_int_equal(mmatch_plans_plan_count(NULL), 0);
    assert_int_equal(mmatch_plans_milestone_count(NULL), 0);
    assert_null(mmatch_scoreboard_real(NULL, 0));
    assert_null(mmatch_scoreboard_integer(NULL, 32));
    mmatch_context_destroy(context);
}

static void zero_weights_everywhere_count_as_equal_with_a_flag(void **state)
{
    mmatch_context *const context = plain_context();
    const mmatch_progress_options options = options_of(20, 0, 0);
    const uint32_t weights[] = {0, 0, 0, 0};
    const uint32_t progress[] = {1000000, 0, 0, 0};
    const int32_t due[] = {10, 10, 10, 10};
    const int64_t goal_offsets[] = {0, 3};
    const int32_t goals[] = {0, 2, 2, 2};
    const uint32_t goal_weights[] = {0, 7, 0};
    small_plan plan;
    mmatch_plan_columns *const columns = small_columns(&plan, 4, weights, progress, due);
    mmatch_scoreboard *board = score_all(context, columns, &options);
    (void)state;
    assert_real(real_of(board, MMATCH_FIELD_ATTAINMENT), 0.25);
    assert_int_equal(integer_of(board, MMATCH_FIELD_FLAGS), MMATCH_PROGRESS_FLAG_EQUAL_WEIGHTS);
    assert_int_equal(integer_of(board, MMATCH_FIELD_OVERDUE_COUNT), 3);
    mmatch_scoreboard_destroy(board);
    columns->goal_offsets = goal_offsets; /* the goal with the weight has no milestones */
    columns->goals = goals;
    columns->goal_weights = goal_weights;
    board = score_all(context, columns, &options);
    assert_real(real_of(board, MMATCH_FIELD_ATTAINMENT), 0.5);
    assert_int_equal(integer_of(board, MMATCH_FIELD_FLAGS),
                     MMATCH_PROGRESS_FLAG_EQUAL_WEIGHTS | MMATCH_PROGRESS_FLAG_IDLE_GOAL);
    mmatch_scoreboard_destroy(board);
    mmatch_context_destroy(context);
}

static void due_on_the_day_is_not_overdue(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch_progress_options options = options_of(10, 0, 0);
    const uint32_t progress[] = {999999, 1000000};
    const int32_t due[] = {10, 10};
    small_plan plan;
    mmatch_plan_columns *const columns = small_columns(&plan, 2, NULL, progress, due);
    mmatch_scoreboard *board = score_all(context, columns, &options);
    (void)state;
    assert_int_equal(integer_of(board, MMATCH_FIELD_OVERDUE_COUNT), 0);
    assert_int_equal(integer_of(board, MMATCH_FIELD_DONE_COUNT), 1);
    mmatch_scoreboard_destroy(board);
    options.as_of = 11;
    board = score_all(context, columns, &options);
    assert_int_equal(integer_of(board, MMATCH_FIELD_OVERDUE_COUNT), 1);
    assert_int_equal(integer_of(board, MMATCH_FIELD_OVERDUE_DAYS_MOST), 1);
    assert_real(real_of(board, MMATCH_FIELD_OVERDUE_SHARE), 0.5e-6);
    assert_int_equal(integer_of(board, MMATCH_FIELD_REASONS), MMATCH_PROGRESS_REASON_PACE |
                                                                  MMATCH_PROGRESS_REASON_OVERDUE);
    mmatch_scoreboard_destroy(board);
    options.as_of = 30 + 3650; /* ten years after the end */
    board = score_all(context, columns, &options);
    assert_int_equal(integer_of(board, MMATCH_FIELD_OVERDUE_DAYS_MOST), 3670);
    assert_int_equal(integer_of(board, MMATCH_FIELD_STATUS), MMATCH_PROGRESS_RED);
    assert_real(real_of(board, MMATCH_FIELD_PACE_NEEDED), (double)NAN);
    assert_true(integer_of(board, MMATCH_FIELD_REASONS) & MMATCH_PROGRESS_REASON_PAST_END);
    mmatch_scoreboard_destroy(board);
    options.as_of = -5; /* before the start */
    board = score_all(context, columns, &options);
    assert_int_equal(integer_of(board, MMATCH_FIELD_STATUS), MMATCH_PROGRESS_GREY);
    assert_int_equal(integer_of(board, MMATCH_FIELD_FLAGS), MMATCH_PROGRESS_FLAG_NOT_STARTED);
    assert_real(real_of(board, MMATCH_FIELD_PLANNED), 0.0);
    assert_real(real_of(board, MMATCH_FIELD_INDEX), (double)NAN);
    assert_real(real_of(board, MMATCH_FIELD_VARIANCE_DAYS), (double)NAN);
    mmatch_scoreboard_destroy(board);
    mmatch_context_destroy(context);
}

static void due_at_the_start_is_a_step_and_after_the_end_is_flagged(void **state)
{
    mmatch_context *const context = plain_context();
    const mmatch_progress_options options = options_of(15, 0, 0);
    uint32_t progress[] = {1000000, 0, 0};
    const int32_t due[] = {0, -4, 60};
    small_plan plan;
    mmatch_plan_columns *const columns = small_columns(&plan, 3, NULL, progress, due);
    mmatch_scoreboard *board = score_all(context, columns, &options);
    (void)state;
    assert_real(real_of(board, MMATCH_FIELD_PLANNED), 0.75); /* 2/3 + 1/3 * 15/60 */
    assert_real(real_of(board, MMATCH_FIELD_EARNED_DAYS), 0.0);
    assert_real(real_of(board, MMATCH_FIELD_ADHERENCE), 1.0);
    assert_int_equal(integer_of(board, MMATCH_FIELD_OVERDUE_DAYS_MOST), 19);
    assert_int_equal(integer_of(board, MMATCH_FIELD_FLAGS),
                     MMATCH_PROGRESS_FLAG_DUE_AT_START | MMATCH_PROGRESS_FLAG_DUE_AFTER_END);
    mmatch_scoreboard_destroy(board);
    progress[1] = 1000000;
    progress[2] = 500000;
    board = score_all(context, columns, &options);
    assert_real(real_of(board, MMATCH_FIELD_EARNED_DAYS), 30.0);
    assert_int_equal(integer_of(board, MMATCH_FIELD_STATUS), MMATCH_PROGRESS_GREEN);
    mmatch_scoreboard_destroy(board);
    mmatch_context_destroy(context);
}

static void all_missing_is_bounded_by_0_and_1(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch_progress_options options = options_of(15, MMATCH_PROGRESS_MISSING_SKIP, 0);
    const uint32_t progress[] = {MISSING, MISSING};
    const int32_t due[] = {NO_DAY, 10};
    small_plan plan;
    mmatch_plan_columns *const columns = small_columns(&plan, 2, NULL, progress, due);
    mmatch_scoreboard *board = score_all(context, columns, &options);
    (void)state;
    assert_real(real_of(board, MMATCH_FIELD_ATTAINMENT), (double)NAN);
    assert_real(real_of(board, MMATCH_FIELD_ATTAINMENT_LOW), 0.0);
    assert_real(real_of(board, MMATCH_FIELD_ATTAINMENT_HIGH), 1.0);
    assert_real(real_of(board, MMATCH_FIELD_COVERAGE), 0.0);
    assert_int_equal(integer_of(board, MMATCH_FIELD_STATUS), MMATCH_PROGRESS_GREY);
    assert_int_equal(integer_of(board, MMATCH_FIELD_FLAGS),
                     MMATCH_PROGRESS_FLAG_MISSING | MMATCH_PROGRESS_FLAG_UNKNOWN);
    mmatch_scoreboard_destroy(board);
    options.missing = MMATCH_PROGRESS_MISSING_EXPECTED; /* exactly on plan, but for the rounded millionths */
    board = score_all(context, columns, &options);
    assert_real(real_of(board, MMATCH_FIELD_ATTAINMENT), 0.625);
    assert_real(real_of(board, MMATCH_FIELD_PACE), 1.0);
    assert_int_equal(integer_of(board, MMATCH_FIELD_STATUS), MMATCH_PROGRESS_GREEN);
    mmatch_scoreboard_destroy(board);
    mmatch_context_destroy(context);
}

static void done_days_alone_can_be_replayed_for_any_day(void **state)
{
    mmatch_context *const context = plain_context();
    const int32_t due[] = {10, 20, 30};
    const int32_t done[] = {9, 22, NO_DAY};
    const int32_t days[] = {8, 9, 21, 22};
    const double attained[] = {0.0, 1.0 / 3.0, 1.0 / 3.0, 2.0 / 3.0};
    const double on_time[] = {(double)NAN, (double)NAN, 0.5, 0.5};
    small_plan plan;
    mmatch_plan_columns *const columns = small_columns(&plan, 3, NULL, NULL, due);
    int place;
    (void)state;
    columns->done_days = done;
    for (place = 0; place < 4; place++) {
        const mmatch_progress_options options = options_of(days[place], 0, 0);
        mmatch_scoreboard *const board = score_all(context, columns, &options);
        assert_real(real_of(board, MMATCH_FIELD_ATTAINMENT), attained[place]);
        assert_real(real_of(board, MMATCH_FIELD_ON_TIME_RATE), on_time[place]);
        assert_int_equal(integer_of(board, MMATCH_FIELD_MISSING_COUNT), 0);
        mmatch_scoreboard_destroy(board);
    }
    mmatch_context_destroy(context);
}

static void many_milestones_of_the_largest_weight_stay_exact(void **state)
{
    enum { COUNT = 10000 };
    static uint32_t weights[COUNT];
    static uint32_t progress[COUNT];
    static int32_t due[COUNT];
    static int64_t parts[COUNT];
    mmatch_context *const context = plain_context();
    const mmatch_progress_options options = options_of(15, 0, 0);
    mmatch_plans *plans = NULL;
    mmatch_scoreboard *board;
    int64_t sum = 0;
    int64_t score = 0;
    small_plan plan;
    int place;
    (void)state;
    for (place = 0; place < COUNT; place++) {
        weights[place] = UINT32_MAX;
        progress[place] = place % 2 == 0 ? 1000000 : 999999;
        due[place] = (place * 7919) % 31;
    }
    board = score_all(context, small_columns(&plan, COUNT, weights, progress, due), &options);
    assert_real(real_of(board, MMATCH_FIELD_ATTAINMENT), 0.9999995);
    mmatch_scoreboard_destroy(board);
    assert_int_equal(mmatch_plans_create(context, &plan.columns, &plans), MMATCH_OK);
    assert_int_equal(mmatch_progress_contributions(context, plans, &options, 0, 1, parts, &score), MMATCH_OK);
    for (place = 0; place < COUNT; place++) {
        sum += parts[place];
    }
    assert_int_equal(score, 1000000); /* 999999.5, half up */
    assert_int_equal(sum, score);
    mmatch_plans_destroy(plans);
    mmatch_context_destroy(context);
}

/* Scores that must be refused, each with its text. */
static void refuse(const mmatch_plan_columns *columns, mmatch_status expected, const char *text)
{
    mmatch_context *const context = plain_context();
    mmatch_plans *plans = (mmatch_plans *)(uintptr_t)1;
    const mmatch_status found = mmatch_plans_create(context, columns, &plans);
    if (found != expected || strcmp(mmatch_context_error(context), text) != 0) {
        print_message("%d: %s\n", (int)found, mmatch_context_error(context));
    }
    assert_int_equal(found, expected);
    assert_string_equal(mmatch_context_error(context), text);
    assert_null(plans);
    mmatch_context_destroy(context);
}

static void every_wrong_column_is_refused_with_its_place(void **state)
{
    const mmatch_plan_columns good = alpha_columns();
    const int64_t late_offsets[] = {1, 4};
    const int64_t falling_offsets[] = {0, -1};
    const int32_t early_end[] = {-1};
    const int32_t date_number[] = {20241122};
    const int32_t bad_cadence[] = {-14};
    const uint32_t above[] = {1000000, 1000001, MISSING, 250000};
    const uint32_t half_done[] = {999999, 500000, MISSING, 250000};
    const int32_t bad_due[] = {20, 50, 99999999, 90};
    const int32_t bad_goals[] = {0, 0, 2, -1};
    const int64_t other_plan[] = {4};
    const int64_t loop_offsets[] = {0, 1, 1, 2, 3};
    const int64_t loop[] = {3, 0, 2};
    const int32_t bad_states[] = {0, 5, 0};
    mmatch_plan_columns columns = good;
    (void)state;
    columns.struct_size = 3;
    refuse(&columns, MMATCH_ERR_ARGUMENT, "columns: struct_size is 3, must be sizeof the struct");
    columns = good;
    columns.plan_count = -1;
    refuse(&columns, MMATCH_ERR_ARGUMENT, "plan_count is -1, must not be negative");
    columns = good;
    columns.milestone_offsets = NULL;
    refuse(&columns, MMATCH_ERR_ARGUMENT, "milestone_offsets is NULL");
    columns.milestone_offsets = late_offsets;
    refuse(&columns, MMATCH_ERR_ARGUMENT, "milestone_offsets, entry 0: is 1, must be 0");
    columns.milestone_offsets = falling_offsets;
    refuse(&columns, MMATCH_ERR_ARGUMENT, "milestone_offsets, entry 1: is -1, below the entry before it");
    columns = good;
    columns.due_days = NULL;
    refuse(&columns, MMATCH_ERR_ARGUMENT, "due_days is NULL");
    columns = good;
    columns.start_days = NULL;
    refuse(&columns, MMATCH_ERR_ARGUMENT, "start_days is NULL");
    columns = good;
    columns.goals = NULL;
    refuse(&columns, MMATCH_ERR_ARGUMENT, "goals is NULL");
    columns.goals = good.goals;
    columns.goal_offsets = NULL;
    refuse(&columns, MMATCH_ERR_ARGUMENT, "goals is given without goal_offsets");
    columns = good;
    columns.predecessors = NULL;
    refuse(&columns, MMATCH_ERR_ARGUMENT, "predecessors is NULL");
    columns = good;
    columns.session_days = NULL;
    refuse(&columns, MMATCH_ERR_ARGUMENT, "session_days is NULL");
    columns = good;
    columns.end_days = early_end;
    refuse(&columns, MMATCH_ERR_ARGUMENT, "plan 0: end is -1, before its start 0");
    columns.end_days = date_number; /* a date written as a number is no day number */
    refuse(&columns, MMATCH_ERR_ARGUMENT, "plan 0: end is 20241122, must be from -16777216 to 16777216");
    columns = good;
    columns.cadence_days = bad_cadence;
    refuse(&columns, MMATCH_ERR_ARGUMENT, "plan 0: cadence is -14 days, must be from 0 to 16777216");
    columns = good;
    columns.progress = above;
    refuse(&columns, MMATCH_ERR_ARGUMENT,
           "plan 0, row 1: progress is 1000001, must be at most 1000000 (millionths)");
    columns.progress = half_done;
    refuse(&columns, MMATCH_ERR_ARGUMENT, "plan 0, row 0: done on day 18, but progress is 999999");
    columns = good;
    columns.due_days = bad_due;
    refuse(&columns, MMATCH_ERR_ARGUMENT,
           "plan 0, row 2: due day is 99999999, must be from -16777216 to 16777216");
    columns = good;
    columns.goals = bad_goals;
    refuse(&columns, MMATCH_ERR_ARGUMENT, "plan 0, row 2: goal is 2, the plan has 2 goals");
    columns = good;
    columns.predecessors = other_plan;
    refuse(&columns, MMATCH_ERR_ARGUMENT, "plan 0, row 3: predecessor 4 is not a milestone of this plan");
    columns.predecessor_offsets = loop_offsets;
    columns.predecessors = loop;
    refuse(&columns, MMATCH_ERR_ARGUMENT, "plan 0, row 2: predecessor 0 closes a cycle");
    columns = good;
    columns.session_states = bad_states;
    refuse(&columns, MMATCH_ERR_ARGUMENT, "plan 0, row 1: session state is 5, must be from 0 to 4");
}

static void all_faults_are_counted(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch_plan_columns columns = alpha_columns();
    const uint32_t progress[] = {7, 2000000, 3000000, 4000000};
    const int32_t goals[] = {0, 9, 1, 1};
    mmatch_plans *plans = NULL;
    (void)state;
    columns.progress = progress;
    columns.goals = goals;
    assert_int_equal(mmatch_plans_create(context, &columns, &plans), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_context_fault_count(context), 5);
    assert_string_equal(mmatch_context_fault(context, 2), "plan 0, row 1: goal is 9, the plan has 2 goals");
    mmatch_context_destroy(context);
}

static void too_large_a_denominator_or_plan_is_out_of_range(void **state)
{
    enum { COUNT = 1048577 };
    const uint32_t weights[] = {4294967291u, 4294967279u, 4294967231u}; /* primes: no common denominator */
    const int32_t due[] = {10, 20, 30};
    const int64_t goal_offsets[] = {0, 3};
    const int32_t goals[] = {0, 1, 2};
    const uint32_t goal_weights[] = {4294967231u, 4294967291u, 4294967279u};
    small_plan plan;
    mmatch_plan_columns *const columns = small_columns(&plan, 3, weights, NULL, due);
    int32_t *const days = (int32_t *)calloc(COUNT, sizeof *days);
    (void)state;
    columns->goal_offsets = goal_offsets;
    columns->goals = goals;
    columns->goal_weights = goal_weights;
    refuse(columns, MMATCH_ERR_RANGE,
           "plan 0: shares need a common denominator above 2^52, use smaller weights");
    assert_non_null(days);
    refuse(small_columns(&plan, COUNT, NULL, NULL, days), MMATCH_ERR_RANGE,
           "plan 0: has 1048577 milestones, at most 1048576 are allowed");
    free(days);
}

static void bad_requests_are_refused_and_make_nothing(void **state)
{
    mmatch_context *const context = plain_context();
    const mmatch_plan_columns columns = alpha_columns();
    const mmatch_progress_options good = options_of(60, 0, 0);
    const mmatch_progress_options bad[] = {options_of(16777217, 0, 0), options_of(60, 3, 0),
                                           options_of(60, -1, 0), options_of(60, 0, 4)};
    mmatch_plans *plans = NULL;
    mmatch_scoreboard *board = NULL;
    mmatch_scoreboard_parts parts = {0};
    mmatch_verdict verdict = {0};
    int64_t numbers[4];
    int place;
    (void)state;
    assert_int_equal(mmatch_plans_create(NULL, &columns, &plans), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_plans_create(context, NULL, &plans), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_plans_create(context, &columns, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_plans_create(context, &columns, &plans), MMATCH_OK);
    for (place = 0; place < 4; place++) {
        board = (mmatch_scoreboard *)(uintptr_t)1;
        assert_int_equal(mmatch_progress_score(context, plans, &bad[place], 0, &board), MMATCH_ERR_ARGUMENT);
        assert_null(board);
    }
    assert_int_equal(mmatch_progress_score(context, plans, NULL, 0, &board), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "options is NULL, but as_of is needed");
    assert_int_equal(mmatch_progress_score(context, NULL, &good, 0, &board), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_progress_score(context, plans, &good, 0, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_progress_score(NULL, plans, &good, 0, &board), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_progress_score(context, plans, &good, (uint64_t)1 << 31, &board),
                     MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "wanted: bit 31 is no field");
    assert_int_equal(mmatch_progress_contributions(context, plans, &good, 0, 2, numbers, NULL),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_progress_contributions(context, plans, &good, -1, 1, numbers, NULL),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_progress_contributions(context, plans, &good, 0, INT64_MAX, numbers, NULL),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_progress_contributions(context, plans, &good, 0, 1, NULL, NULL),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_progress_contributions(context, plans, NULL, 0, 1, numbers, NULL),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scoreboard_create(context, NULL, &board), MMATCH_ERR_ARGUMENT);
    parts.struct_size = sizeof parts;
    parts.plan_count = 1;
    assert_int_equal(mmatch_scoreboard_create(context, &parts, &board), MMATCH_ERR_ARGUMENT);
    parts.wanted = 1;
    assert_int_equal(mmatch_scoreboard_create(context, &parts, &board), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "parts: reals is NULL");
    parts.wanted = (uint64_t)1 << 32;
    assert_int_equal(mmatch_scoreboard_create(context, &parts, &board), MMATCH_ERR_ARGUMENT);
    parts.integers = numbers;
    parts.plan_count = -1;
    assert_int_equal(mmatch_scoreboard_create(context, &parts, &board), MMATCH_ERR_ARGUMENT);
    parts.plan_count = INT64_MAX; /* does not fit memory */
    assert_int_equal(mmatch_scoreboard_create(context, &parts, &board), MMATCH_ERR_NOMEM);
    assert_null(board);
    assert_int_equal(mmatch_scoreboard_look(context, NULL, &parts), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_progress_score(context, plans, &good, 0, &board), MMATCH_OK);
    assert_int_equal(mmatch_scoreboard_look(context, board, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_progress_verify(context, plans, &good, board, &verdict), MMATCH_ERR_ARGUMENT);
    verdict.struct_size = sizeof verdict;
    assert_int_equal(mmatch_progress_verify(context, plans, NULL, board, &verdict), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_progress_verify(context, NULL, &good, board, &verdict), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_progress_verify(context, plans, &good, NULL, &verdict), MMATCH_ERR_ARGUMENT);
    assert_null(mmatch_scoreboard_real(board, 32));
    assert_null(mmatch_scoreboard_integer(board, 0));
    assert_null(mmatch_scoreboard_real(board, -1));
    assert_null(mmatch_scoreboard_integer(board, 64));
    mmatch_scoreboard_destroy(board);
    mmatch_plans_destroy(plans);
    mmatch_context_destroy(context);
}

static void every_field_status_and_bit_has_a_name(void **state)
{
    int32_t field;
    int count = 0;
    (void)state;
    for (field = -1; field <= 64; field++) {
        count += mmatch_progress_field_name(field) != NULL;
    }
    assert_int_equal(count, 36);
    assert_string_equal(mmatch_progress_field_name(MMATCH_FIELD_PACE), "pace");
    assert_string_equal(mmatch_progress_status_name(MMATCH_PROGRESS_ACHIEVED), "achieved");
    assert_null(mmatch_progress_status_name(5));
    assert_null(mmatch_progress_status_name(-1));
    assert_string_equal(mmatch_progress_reason_name(MMATCH_PROGRESS_REASON_PAST_END), "past_end");
    assert_null(mmatch_progress_reason_name(3));
    assert_null(mmatch_progress_reason_name(64));
    assert_string_equal(mmatch_progress_flag_name(MMATCH_PROGRESS_FLAG_IDLE_GOAL), "idle_goal");
    assert_null(mmatch_progress_flag_name(0));
    assert_null(mmatch_progress_flag_name(512));
}

static void only_wanted_fields_are_there(void **state)
{
    mmatch_context *const context = plain_context();
    const mmatch_plan_columns columns = alpha_columns();
    const mmatch_progress_options options = options_of(60, 0, 0);
    const uint64_t wanted = (uint64_t)1 << MMATCH_FIELD_PACE | (uint64_t)1 << MMATCH_FIELD_SCORE;
    mmatch_plans *plans = NULL;
    mmatch_scoreboard *board = NULL;
    (void)state;
    assert_int_equal(mmatch_plans_create(context, &columns, &plans), MMATCH_OK);
    assert_int_equal(mmatch_progress_score(context, plans, &options, wanted, &board), MMATCH_OK);
    mmatch_plans_destroy(plans); /* the scoreboard does not need them */
    assert_real(real_of(board, MMATCH_FIELD_PACE), 71.0 / 96.0);
    assert_int_equal(integer_of(board, MMATCH_FIELD_SCORE), 671875);
    assert_null(mmatch_scoreboard_real(board, MMATCH_FIELD_ATTAINMENT));
    assert_null(mmatch_scoreboard_integer(board, MMATCH_FIELD_STATUS));
    mmatch_scoreboard_destroy(board);
    mmatch_context_destroy(context);
}

/* Everything that allocates or polls, once. */
static mmatch_status whole_road(mmatch_context *context)
{
    static random_plans random;
    static int64_t parts[40 * MILESTONES_EACH];
    const mmatch_progress_options options = options_of(12, 0, 0);
    mmatch_plans *plans = NULL;
    mmatch_scoreboard *board = NULL;
    mmatch_scoreboard *copy = NULL;
    mmatch_scoreboard_parts saved = {0};
    mmatch_verdict verdict = {0};
    mmatch_status status;
    saved.struct_size = sizeof saved;
    verdict.struct_size = sizeof verdict;
    fill_random(&random, 40, 5, 9);
    status = mmatch_plans_create(context, &random.columns, &plans);
    if (status == MMATCH_OK) {
        status = mmatch_progress_score(context, plans, &options, 0, &board);
    }
    if (status == MMATCH_OK) {
        status = mmatch_progress_contributions(context, plans, &options, 0, 40, parts, NULL);
    }
    if (status == MMATCH_OK) {
        status = mmatch_scoreboard_look(context, board, &saved);
    }
    if (status == MMATCH_OK) {
        status = mmatch_scoreboard_create(context, &saved, &copy);
    }
    if (status == MMATCH_OK) {
        status = mmatch_progress_verify(context, plans, &options, copy, &verdict);
        assert_true(status != MMATCH_OK || verdict.is_valid);
    }
    mmatch_scoreboard_destroy(copy);
    mmatch_scoreboard_destroy(board);
    mmatch_plans_destroy(plans);
    return status;
}

static void every_failed_allocation_is_survived(void **state)
{
    (void)state;
    sweep_allocations(whole_road);
}

static void every_cancel_is_obeyed(void **state)
{
    (void)state;
    sweep_cancels(whole_road);
}

static void stopping_gives_no_half_scoreboard(void **state)
{
    watched_poll poll = {0};
    mmatch_context *const context = context_with(NULL, &poll, 1);
    const mmatch_plan_columns columns = alpha_columns();
    const mmatch_progress_options options = options_of(60, 0, 0);
    mmatch_plans *plans = NULL;
    mmatch_scoreboard *board = (mmatch_scoreboard *)(uintptr_t)1;
    (void)state;
    assert_int_equal(mmatch_plans_create(context, &columns, &plans), MMATCH_OK);
    poll.calls = 0;
    poll.answer_at = 1;
    poll.answer = MMATCH_POLL_STOP;
    assert_int_equal(mmatch_progress_score(context, plans, &options, 0, &board), MMATCH_ERR_CANCELLED);
    assert_null(board);
    mmatch_plans_destroy(plans);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_plan_is_grey_and_neither_0_nor_100_percent),
        cmocka_unit_test(no_plans_give_an_empty_scoreboard),
        cmocka_unit_test(zero_weights_everywhere_count_as_equal_with_a_flag),
        cmocka_unit_test(due_on_the_day_is_not_overdue),
        cmocka_unit_test(due_at_the_start_is_a_step_and_after_the_end_is_flagged),
        cmocka_unit_test(all_missing_is_bounded_by_0_and_1),
        cmocka_unit_test(done_days_alone_can_be_replayed_for_any_day),
        cmocka_unit_test(many_milestones_of_the_largest_weight_stay_exact),
        cmocka_unit_test(every_wrong_column_is_refused_with_its_place),
        cmocka_unit_test(all_faults_are_counted),
        cmocka_unit_test(too_large_a_denominator_or_plan_is_out_of_range),
        cmocka_unit_test(bad_requests_are_refused_and_make_nothing),
        cmocka_unit_test(every_field_status_and_bit_has_a_name),
        cmocka_unit_test(only_wanted_fields_are_there),
        cmocka_unit_test(stopping_gives_no_half_scoreboard),
        cmocka_unit_test(every_failed_allocation_is_survived),
        cmocka_unit_test(every_cancel_is_obeyed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
