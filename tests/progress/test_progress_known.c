/* Known answers: worked examples with exact fractions, and published figures. */
#include <math.h>

#include "plan_cases.h"

static void plan_alpha_has_every_worked_value(void **state)
{
    mmatch_context *const context = plain_context();
    const mmatch_plan_columns columns = alpha_columns();
    const mmatch_progress_options options = options_of(60, 0, MMATCH_PRESET_EARNED_SCHEDULE);
    mmatch_scoreboard *const board = score_all(context, &columns, &options);
    (void)state;
    assert_real(real_of(board, MMATCH_FIELD_ATTAINMENT), 43.0 / 64.0);
    assert_real(real_of(board, MMATCH_FIELD_ATTAINMENT_LOW), 43.0 / 64.0);
    assert_real(real_of(board, MMATCH_FIELD_ATTAINMENT_HIGH), 47.0 / 64.0);
    assert_real(real_of(board, MMATCH_FIELD_COVERAGE), 15.0 / 16.0);
    assert_real(real_of(board, MMATCH_FIELD_DONE_SHARE), 0.5);
    assert_real(real_of(board, MMATCH_FIELD_PLANNED), 55.0 / 64.0);
    assert_real(real_of(board, MMATCH_FIELD_VARIANCE), -12.0 / 64.0);
    assert_real(real_of(board, MMATCH_FIELD_INDEX), 43.0 / 55.0);
    assert_real(real_of(board, MMATCH_FIELD_EARNED_DAYS), 44.375);
    assert_real(real_of(board, MMATCH_FIELD_VARIANCE_DAYS), -15.625);
    assert_real(real_of(board, MMATCH_FIELD_PACE), 71.0 / 96.0);
    assert_real(real_of(board, MMATCH_FIELD_DURATION_ESTIMATE), 90.0 * 96.0 / 71.0);
    assert_real(real_of(board, MMATCH_FIELD_PACE_NEEDED), 45.625 / 30.0);
    assert_real(real_of(board, MMATCH_FIELD_OVERDUE_SHARE), 3.0 / 16.0);
    assert_int_equal(integer_of(board, MMATCH_FIELD_OVERDUE_COUNT), 2);
    assert_int_equal(integer_of(board, MMATCH_FIELD_OVERDUE_DAYS_MOST), 20);
    assert_real(real_of(board, MMATCH_FIELD_OVERDUE_SHARE_DAYS), 2.5);
    assert_real(real_of(board, MMATCH_FIELD_BLOCKED_SHARE), 9.0 / 64.0);
    assert_real(real_of(board, MMATCH_FIELD_OUT_OF_SEQUENCE), 3.0 / 64.0);
    assert_int_equal(integer_of(board, MMATCH_FIELD_BLOCKED_COUNT), 1);
    assert_real(real_of(board, MMATCH_FIELD_ADHERENCE), 39.0 / 43.0);
    assert_real(real_of(board, MMATCH_FIELD_ON_TIME_RATE), 8.0 / 13.0); /* 1/2 of 13/16 */
    assert_real(real_of(board, MMATCH_FIELD_ELAPSED), 60.0 / 90.0);
    assert_real(real_of(board, MMATCH_FIELD_CADENCE_COVERAGE), 0.7);
    assert_int_equal(integer_of(board, MMATCH_FIELD_SESSIONS_HELD), 3);
    assert_int_equal(integer_of(board, MMATCH_FIELD_SESSIONS_EXPECTED), 4);
    assert_int_equal(integer_of(board, MMATCH_FIELD_SESSION_GAP_NOW), 16);
    assert_int_equal(integer_of(board, MMATCH_FIELD_SESSION_GAP_MOST), 28);
    assert_int_equal(integer_of(board, MMATCH_FIELD_STALE_DAYS), 12);
    assert_int_equal(integer_of(board, MMATCH_FIELD_SCORE), 671875);
    assert_int_equal(integer_of(board, MMATCH_FIELD_DONE_COUNT), 1);
    assert_int_equal(integer_of(board, MMATCH_FIELD_MISSING_COUNT), 1);
    assert_int_equal(integer_of(board, MMATCH_FIELD_STATUS), MMATCH_PROGRESS_RED);
    assert_int_equal(integer_of(board, MMATCH_FIELD_REASONS),
                     MMATCH_PROGRESS_REASON_PACE | MMATCH_PROGRESS_REASON_OVERDUE |
                         MMATCH_PROGRESS_REASON_BLOCKED);
    assert_int_equal(integer_of(board, MMATCH_FIELD_FLAGS), MMATCH_PROGRESS_FLAG_MISSING);
    mmatch_scoreboard_destroy(board);
    mmatch_context_destroy(context);
}

static void plan_alpha_splits_into_parts_that_add_up(void **state)
{
    mmatch_context *const context = plain_context();
    const mmatch_plan_columns columns = alpha_columns();
    const mmatch_progress_options options = options_of(60, 0, 0);
    const int64_t expected[] = {500000, 125000, 0, 46875};
    mmatch_plans *plans = NULL;
    int64_t parts[4];
    int64_t score = 0;
    (void)state;
    assert_int_equal(mmatch_plans_create(context, &columns, &plans), MMATCH_OK);
    assert_int_equal(mmatch_progress_contributions(context, plans, &options, 0, 1, parts, &score), MMATCH_OK);
    assert_memory_equal(parts, expected, sizeof expected);
    assert_int_equal(score, 671875);
    mmatch_plans_destroy(plans);
    mmatch_context_destroy(context);
}

static void missing_progress_is_skipped_or_expected_on_request(void **state)
{
    mmatch_context *const context = plain_context();
    const mmatch_plan_columns columns = alpha_columns();
    mmatch_progress_options options = options_of(60, MMATCH_PROGRESS_MISSING_SKIP, 0);
    mmatch_scoreboard *board = score_all(context, &columns, &options);
    (void)state;
    assert_real(real_of(board, MMATCH_FIELD_ATTAINMENT), 43.0 / 60.0);
    assert_real(real_of(board, MMATCH_FIELD_ATTAINMENT_LOW), 43.0 / 64.0);
    assert_int_equal(integer_of(board, MMATCH_FIELD_OVERDUE_COUNT), 1);
    assert_real(real_of(board, MMATCH_FIELD_BLOCKED_SHARE), 0.0);
    mmatch_scoreboard_destroy(board);
    options.missing = MMATCH_PROGRESS_MISSING_EXPECTED;
    board = score_all(context, &columns, &options);
    assert_real(real_of(board, MMATCH_FIELD_ATTAINMENT), 47.0 / 64.0);
    mmatch_scoreboard_destroy(board);
    options.as_of = 48; /* M3, due 40, is expected in full; the line to it started on day 20 */
    board = score_all(context, &columns, &options);
    assert_real(real_of(board, MMATCH_FIELD_ATTAINMENT), 47.0 / 64.0);
    mmatch_scoreboard_destroy(board);
    options.as_of = 31; /* M2 was reported on day 48: missing, expected 0; M3 expected 11/20 */
    board = score_all(context, &columns, &options);
    assert_real(real_of(board, MMATCH_FIELD_ATTAINMENT), (32.0 + 3.0 + 4.0 * 0.55) / 64.0);
    assert_int_equal(integer_of(board, MMATCH_FIELD_MISSING_COUNT), 2);
    assert_int_equal(integer_of(board, MMATCH_FIELD_FLAGS),
                     MMATCH_PROGRESS_FLAG_MISSING | MMATCH_PROGRESS_FLAG_LATER);
    mmatch_scoreboard_destroy(board);
    mmatch_context_destroy(context);
}

static void engagedly_rule_calls_alpha_on_track_where_earned_schedule_says_red(void **state)
{
    mmatch_context *const context = plain_context();
    const mmatch_plan_columns columns = alpha_columns();
    const mmatch_progress_options options = options_of(60, 0, MMATCH_PRESET_GAP);
    mmatch_scoreboard *const board = score_all(context, &columns, &options);
    (void)state;
    assert_int_equal(integer_of(board, MMATCH_FIELD_STATUS), MMATCH_PROGRESS_GREEN);
    assert_int_equal(integer_of(board, MMATCH_FIELD_REASONS),
                     MMATCH_PROGRESS_REASON_OVERDUE | MMATCH_PROGRESS_REASON_BLOCKED);
    mmatch_scoreboard_destroy(board);
    mmatch_context_destroy(context);
}

/* The public series with cumulative plan 100 .. 4000 over 12 periods and earned 98 .. 2260 over 7: milestone k is
 * the plan's growth in period k; earned value is laid over milestones from the first on. */
static void earned_schedule_follows_the_published_series(void **state)
{
    static const uint32_t planned[] = {100, 350, 650, 1050, 1500, 2000, 2500, 2950, 3350, 3650, 3900, 4000};
    static const uint32_t earned[] = {98, 325, 600, 960, 1360, 1830, 2260};
    static const double schedule[] = {0.98, 1.90, 2.0 + 250.0 / 300.0, 3.775, 4.0 + 310.0 / 450.0, 5.66, 6.52};
    const int32_t start = 0;
    const int32_t end = 12;
    int64_t offsets[2];
    uint32_t weights[12];
    uint32_t progress[12];
    int32_t due[12];
    mmatch_context *const context = plain_context();
    int period;
    int place;
    (void)state;
    for (place = 0; place < 12; place++) {
        weights[place] = planned[place] - (place > 0 ? planned[place - 1] : 0);
        due[place] = place + 1;
    }
    for (period = 0; period < 7; period++) {
        const mmatch_plan_columns columns = one_plan(&start, &end, offsets, 12, weights, progress, due);
        const mmatch_progress_options options = options_of(period + 1, 0, 0);
        mmatch_scoreboard *board;
        for (place = 0; place < 12; place++) {
            const uint32_t before = planned[place] - weights[place];
            const uint32_t part = earned[period] <= before            ? 0
                                  : earned[period] >= planned[place] ? weights[place]
                                                                     : earned[period] - before;
            /* a part that is no whole number of millionths is off by less than 1e-6 of its weight */
            progress[place] = (uint32_t)((uint64_t)part * 1000000 / weights[place]);
        }
        board = score_all(context, &columns, &options);
        assert_float_equal(real_of(board, MMATCH_FIELD_EARNED_DAYS), schedule[period], 1e-5);
        if (period == 6) { /* 260/450 of millionths rounds down: the figures printed have two to ten places */
            assert_float_equal(real_of(board, MMATCH_FIELD_EARNED_DAYS), 6.52, 1e-5);
            assert_float_equal(real_of(board, MMATCH_FIELD_VARIANCE_DAYS), -0.48, 1e-5);
            assert_float_equal(real_of(board, MMATCH_FIELD_PACE), 0.9314285714, 1e-6);
            assert_float_equal(real_of(board, MMATCH_FIELD_DURATION_ESTIMATE), 12.8834355828, 1e-5);
            assert_float_equal(real_of(board, MMATCH_FIELD_INDEX), 0.904, 1e-6);
            assert_float_equal(real_of(board, MMATCH_FIELD_PACE_NEEDED), 1.096, 1e-5);
        }
        mmatch_scoreboard_destroy(board);
    }
    mmatch_context_destroy(context);
}

/* Linear plan over 10 days, day 4: earned 30 % and 34 % where 40 % was planned. */
static void earned_schedule_of_a_linear_plan(void **state)
{
    const int32_t start = 100;
    const int32_t end = 110;
    const int32_t due = 110;
    uint32_t progress = 300000;
    int64_t offsets[2];
    mmatch_context *const context = plain_context();
    const mmatch_plan_columns columns = one_plan(&start, &end, offsets, 1, NULL, &progress, &due);
    const mmatch_progress_options options = options_of(104, 0, 0);
    mmatch_scoreboard *board = score_all(context, &columns, &options);
    (void)state;
    assert_real(real_of(board, MMATCH_FIELD_PLANNED), 0.4);
    assert_real(real_of(board, MMATCH_FIELD_VARIANCE), -0.1);
    assert_real(real_of(board, MMATCH_FIELD_INDEX), 0.75);
    assert_real(real_of(board, MMATCH_FIELD_EARNED_DAYS), 3.0);
    assert_real(real_of(board, MMATCH_FIELD_PACE), 0.75);
    assert_real(real_of(board, MMATCH_FIELD_DURATION_ESTIMATE), 40.0 / 3.0);
    mmatch_scoreboard_destroy(board);
    progress = 340000;
    board = score_all(context, &columns, &options);
    assert_real(real_of(board, MMATCH_FIELD_EARNED_DAYS), 3.4);
    mmatch_scoreboard_destroy(board);
    mmatch_context_destroy(context);
}

static void earned_schedule_at_a_level_stretch_is_its_left_end(void **state)
{
    const int32_t start = 0;
    const int32_t end = 40;
    const int32_t due[] = {10, 20, 30};
    const uint32_t weights[] = {1, 0, 1};
    uint32_t progress[] = {1000000, 0, 0};
    int64_t offsets[2];
    mmatch_context *const context = plain_context();
    const mmatch_plan_columns columns = one_plan(&start, &end, offsets, 3, weights, progress, due);
    mmatch_progress_options options = options_of(15, 0, 0);
    mmatch_scoreboard *board = score_all(context, &columns, &options);
    (void)state;
    assert_real(real_of(board, MMATCH_FIELD_EARNED_DAYS), 10.0);
    assert_real(real_of(board, MMATCH_FIELD_PLANNED), 0.5);
    assert_int_equal(integer_of(board, MMATCH_FIELD_STATUS), MMATCH_PROGRESS_RED); /* 10 of 15 days */
    mmatch_scoreboard_destroy(board);
    progress[0] = 0; /* nothing earned: pace 0, no estimate */
    board = score_all(context, &columns, &options);
    assert_real(real_of(board, MMATCH_FIELD_EARNED_DAYS), 0.0);
    assert_real(real_of(board, MMATCH_FIELD_PACE), 0.0);
    assert_real(real_of(board, MMATCH_FIELD_DURATION_ESTIMATE), (double)NAN);
    assert_real(real_of(board, MMATCH_FIELD_ADHERENCE), (double)NAN);
    mmatch_scoreboard_destroy(board);
    progress[0] = 1000000; /* all earned: the first day when all was planned, though the plan ends later */
    progress[2] = 1000000;
    board = score_all(context, &columns, &options);
    assert_real(real_of(board, MMATCH_FIELD_EARNED_DAYS), 30.0);
    assert_int_equal(integer_of(board, MMATCH_FIELD_STATUS), MMATCH_PROGRESS_ACHIEVED);
    mmatch_scoreboard_destroy(board);
    options.as_of = 0; /* no time has passed */
    board = score_all(context, &columns, &options);
    assert_real(real_of(board, MMATCH_FIELD_PACE), (double)NAN);
    assert_int_equal(integer_of(board, MMATCH_FIELD_STATUS), MMATCH_PROGRESS_GREY);
    assert_int_equal(integer_of(board, MMATCH_FIELD_FLAGS), MMATCH_PROGRESS_FLAG_NOT_STARTED);
    mmatch_scoreboard_destroy(board);
    mmatch_context_destroy(context);
}

/* Roll-ups as documented by the makers of goal software. */
static void weighted_goals_roll_up_as_documented(void **state)
{
    const int32_t start = 0;
    const int32_t end = 10;
    const int32_t due[] = {10, 10, 10};
    const uint32_t weights_two[] = {2, 3};
    const uint32_t progress_two[] = {400000, 200000}; /* 16 % + 12 % */
    const uint32_t one_of_three[] = {1000000, 0, 0};
    const uint32_t weights_zero[] = {0, 50, 50}; /* what has weight 0 moves nothing */
    const int64_t parts_two[] = {160000, 120000};
    int64_t parts[2];
    int64_t score;
    int64_t offsets[2];
    mmatch_context *const context = plain_context();
    const mmatch_progress_options options = options_of(5, 0, 0);
    mmatch_plan_columns columns = one_plan(&start, &end, offsets, 2, weights_two, progress_two, due);
    mmatch_plans *plans = NULL;
    mmatch_scoreboard *board = score_all(context, &columns, &options);
    (void)state;
    assert_real(real_of(board, MMATCH_FIELD_ATTAINMENT), 0.28);
    mmatch_scoreboard_destroy(board);
    assert_int_equal(mmatch_plans_create(context, &columns, &plans), MMATCH_OK);
    assert_int_equal(mmatch_progress_contributions(context, plans, &options, 0, 1, parts, &score), MMATCH_OK);
    assert_memory_equal(parts, parts_two, sizeof parts);
    assert_int_equal(score, 280000);
    mmatch_plans_destroy(plans);

    columns = one_plan(&start, &end, offsets, 3, NULL, one_of_three, due);
    board = score_all(context, &columns, &options);
    assert_real(real_of(board, MMATCH_FIELD_ATTAINMENT), 1.0 / 3.0);
    mmatch_scoreboard_destroy(board);
    columns.weights = weights_zero;
    board = score_all(context, &columns, &options);
    assert_real(real_of(board, MMATCH_FIELD_ATTAINMENT), 0.0);
    mmatch_scoreboard_destroy(board);
    mmatch_context_destroy(context);
}

static void remainders_go_to_the_first_of_equals(void **state)
{
    const int32_t start = 0;
    const int32_t end = 10;
    const int32_t due[] = {9, 8, 7}; /* due order is not row order */
    const uint32_t progress[] = {1000000, 1000000, 1000000};
    const int64_t expected[] = {333334, 333333, 333333};
    int64_t offsets[2];
    int64_t parts[3];
    mmatch_context *const context = plain_context();
    const mmatch_progress_options options = options_of(5, 0, 0);
    const mmatch_plan_columns columns = one_plan(&start, &end, offsets, 3, NULL, progress, due);
    mmatch_plans *plans = NULL;
    (void)state;
    assert_int_equal(mmatch_plans_create(context, &columns, &plans), MMATCH_OK);
    assert_int_equal(mmatch_progress_contributions(context, plans, &options, 0, 1, parts, NULL), MMATCH_OK);
    assert_memory_equal(parts, expected, sizeof expected);
    mmatch_plans_destroy(plans);
    mmatch_context_destroy(context);
}

static int64_t status_at(int32_t as_of, uint32_t progress, int32_t preset)
{
    const int32_t start = 0;
    const int32_t end = 30;
    const int32_t due = 30;
    int64_t offsets[2];
    mmatch_context *const context = plain_context();
    const mmatch_plan_columns columns = one_plan(&start, &end, offsets, 1, NULL, &progress, &due);
    const mmatch_progress_options options = options_of(as_of, 0, preset);
    mmatch_scoreboard *const board = score_all(context, &columns, &options);
    const int64_t status = integer_of(board, MMATCH_FIELD_STATUS);
    mmatch_scoreboard_destroy(board);
    mmatch_context_destroy(context);
    return status;
}

static void published_rules_change_exactly_at_their_limits(void **state)
{
    (void)state;
    /* half of the time has passed: gaps of 16.5 and 33 points */
    assert_int_equal(status_at(15, 335001, MMATCH_PRESET_GAP), MMATCH_PROGRESS_GREEN);
    assert_int_equal(status_at(15, 335000, MMATCH_PRESET_GAP), MMATCH_PROGRESS_AMBER);
    assert_int_equal(status_at(15, 170000, MMATCH_PRESET_GAP), MMATCH_PROGRESS_AMBER);
    assert_int_equal(status_at(15, 169999, MMATCH_PRESET_GAP), MMATCH_PROGRESS_RED);
    assert_int_equal(status_at(15, 1000000, MMATCH_PRESET_GAP), MMATCH_PROGRESS_ACHIEVED);
    assert_int_equal(status_at(3, 0, MMATCH_PRESET_GAP), MMATCH_PROGRESS_GREEN); /* 10 points */
    assert_int_equal(status_at(60, 700000, MMATCH_PRESET_GAP), MMATCH_PROGRESS_AMBER);

    assert_int_equal(status_at(15, 500000, MMATCH_PRESET_BUFFER), MMATCH_PROGRESS_GREEN);
    assert_int_equal(status_at(15, 499999, MMATCH_PRESET_BUFFER), MMATCH_PROGRESS_AMBER);
    assert_int_equal(status_at(15, 400000, MMATCH_PRESET_BUFFER), MMATCH_PROGRESS_AMBER);
    assert_int_equal(status_at(15, 399999, MMATCH_PRESET_BUFFER), MMATCH_PROGRESS_RED);
    assert_int_equal(status_at(30, 950000, MMATCH_PRESET_BUFFER), MMATCH_PROGRESS_AMBER);
    assert_int_equal(status_at(31, 950000, MMATCH_PRESET_BUFFER), MMATCH_PROGRESS_RED);
    assert_int_equal(status_at(3, 0, MMATCH_PRESET_BUFFER), MMATCH_PROGRESS_AMBER);

    assert_int_equal(status_at(15, 500000, MMATCH_PRESET_EARNED_SCHEDULE), MMATCH_PROGRESS_GREEN);
    assert_int_equal(status_at(15, 499999, MMATCH_PRESET_EARNED_SCHEDULE), MMATCH_PROGRESS_AMBER);
    assert_int_equal(status_at(15, 450000, MMATCH_PRESET_EARNED_SCHEDULE), MMATCH_PROGRESS_AMBER);
    assert_int_equal(status_at(15, 449999, MMATCH_PRESET_EARNED_SCHEDULE), MMATCH_PROGRESS_RED);

    assert_int_equal(status_at(15, 700000, MMATCH_PRESET_BANDS), MMATCH_PROGRESS_GREEN);
    assert_int_equal(status_at(15, 699999, MMATCH_PRESET_BANDS), MMATCH_PROGRESS_AMBER);
    assert_int_equal(status_at(15, 400000, MMATCH_PRESET_BANDS), MMATCH_PROGRESS_AMBER);
    assert_int_equal(status_at(15, 399999, MMATCH_PRESET_BANDS), MMATCH_PROGRESS_RED);
}

/* Three fills of 30 days, 10 and 5 days late, in 90 days: 75 of 90 covered. */
static void cadence_coverage_counts_every_day_once(void **state)
{
    const int32_t start = 0;
    const int32_t end = 90;
    const int32_t cadence = 30;
    const int64_t session_offsets[] = {0, 7};
    const int32_t days[] = {75, 0, 40, 41, -3, 95, 30}; /* unsorted; outside the plan; 41 inside 40's days */
    const int32_t states[] = {MMATCH_SESSION_HELD, MMATCH_SESSION_HELD, MMATCH_SESSION_HELD,
                              MMATCH_SESSION_UNCONFIRMED, MMATCH_SESSION_HELD, MMATCH_SESSION_HELD,
                              MMATCH_SESSION_CANCELLED};
    int64_t offsets[2];
    mmatch_context *const context = plain_context();
    const mmatch_progress_options options = options_of(100, 0, 0);
    mmatch_plan_columns columns = one_plan(&start, &end, offsets, 0, NULL, NULL, NULL);
    mmatch_scoreboard *board;
    (void)state;
    columns.cadence_days = &cadence;
    columns.session_offsets = session_offsets;
    columns.session_days = days;
    columns.session_states = states;
    board = score_all(context, &columns, &options);
    assert_real(real_of(board, MMATCH_FIELD_CADENCE_COVERAGE), 75.0 / 90.0);
    assert_int_equal(integer_of(board, MMATCH_FIELD_SESSIONS_HELD), 3);
    assert_int_equal(integer_of(board, MMATCH_FIELD_SESSIONS_UNCONFIRMED), 1);
    assert_int_equal(integer_of(board, MMATCH_FIELD_SESSIONS_EXPECTED), 3);
    assert_int_equal(integer_of(board, MMATCH_FIELD_SESSION_GAP_NOW), 15);
    assert_int_equal(integer_of(board, MMATCH_FIELD_SESSION_GAP_MOST), 40);
    mmatch_scoreboard_destroy(board);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plan_alpha_has_every_worked_value),
        cmocka_unit_test(plan_alpha_splits_into_parts_that_add_up),
        cmocka_unit_test(missing_progress_is_skipped_or_expected_on_request),
        cmocka_unit_test(engagedly_rule_calls_alpha_on_track_where_earned_schedule_says_red),
        cmocka_unit_test(earned_schedule_follows_the_published_series),
        cmocka_unit_test(earned_schedule_of_a_linear_plan),
        cmocka_unit_test(earned_schedule_at_a_level_stretch_is_its_left_end),
        cmocka_unit_test(weighted_goals_roll_up_as_documented),
        cmocka_unit_test(remainders_go_to_the_first_of_equals),
        cmocka_unit_test(published_rules_change_exactly_at_their_limits),
        cmocka_unit_test(cadence_coverage_counts_every_day_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
