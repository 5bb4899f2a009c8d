/* Random plans: against exact fractions worked out here by definition, and identities that hold for any plan. */
#include <math.h>

#include "random_plans.h"

__extension__ typedef __int128 whole;

/* A fraction in lowest terms with a denominator above 0. */
typedef struct ratio {
    whole top;
    whole bottom;
} ratio;

static ratio ratio_of(whole top, whole bottom)
{
    whole a = top < 0 ? -top : top;
    whole b = bottom;
    ratio made;
    assert_true(bottom > 0);
    while (b != 0) {
        const whole rest = a % b;
        a = b;
        b = rest;
    }
    made.top = a == 0 ? 0 : top / a;
    made.bottom = a == 0 ? 1 : bottom / a;
    return made;
}

static ratio plus(ratio a, ratio b)
{
    const whole limit = (whole)1 << 62;
    assert_true(a.bottom < limit && b.bottom < limit);
    return ratio_of(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom);
}

static ratio minus(ratio a, ratio b)
{
    b.top = -b.top;
    return plus(a, b);
}

static ratio times(ratio a, ratio b)
{
    return ratio_of(a.top * b.top, a.bottom * b.bottom);
}

static ratio over(ratio a, ratio b)
{
    ratio turned = {b.bottom, b.top};
    if (turned.bottom < 0) {
        turned.top = -turned.top;
        turned.bottom = -turned.bottom;
    }
    return times(a, turned);
}

static int below(ratio a, ratio b)
{
    return a.top * b.bottom < b.top * a.bottom;
}

/* Both fit 53 bits, so that the machine's division rounds the exact fraction once. */
static double nearest(ratio a)
{
    const whole limit = (whole)1 << 53;
    assert_true(a.top < limit && -a.top < limit && a.bottom < limit);
    return (double)a.top / (double)a.bottom;
}

/* One plan in fractions. */
typedef struct reference {
    int count;
    ratio share[MILESTONES_EACH];
    ratio progress[MILESTONES_EACH];
    int is_missing[MILESTONES_EACH];
    int day[MILESTONES_EACH]; /* baseline day */
    int start;
} reference;

static reference refer(const random_plans *plans, int64_t plan, int32_t as_of)
{
    const ratio zero = {0, 1};
    reference made;
    ratio of_goals = zero;
    ratio goal_weight[GOALS_EACH];
    ratio in_goal[GOALS_EACH];
    int members[GOALS_EACH] = {0};
    int all_zero = 1;
    int goal;
    int k;
    const int64_t first = plans->offsets[plan];
    memset(&made, 0, sizeof made);
    made.count = (int)(plans->offsets[plan + 1] - first);
    made.start = plans->start[plan];
    for (goal = 0; goal < GOALS_EACH; goal++) {
        goal_weight[goal] = zero;
        in_goal[goal] = zero;
    }
    for (k = 0; k < made.count; k++) {
        goal = plans->goals[first + k];
        members[goal]++;
        in_goal[goal] = plus(in_goal[goal], ratio_of(plans->weights[first + k], 1));
        goal_weight[goal] = ratio_of(plans->goal_weights[plans->goal_offsets[plan] + goal], 1);
        all_zero = all_zero && goal_weight[goal].top == 0;
    }
    for (goal = 0; goal < GOALS_EACH; goal++) {
        goal_weight[goal] = members[goal] > 0 && all_zero ? ratio_of(1, 1) : goal_weight[goal];
        of_goals = plus(of_goals, goal_weight[goal]);
    }
    for (k = 0; k < made.count; k++) {
        const int64_t row = first + k;
        const int32_t due = plans->due[row] == NO_DAY ? plans->end[plan] : plans->due[row];
        const int32_t known = plans->done[row] != NO_DAY ? plans->done[row] : plans->checkin[row];
        goal = plans->goals[row];
        made.share[k] = times(over(goal_weight[goal], of_goals),
                              in_goal[goal].top == 0
                                  ? ratio_of(1, members[goal])
                                  : over(ratio_of(plans->weights[row], 1), in_goal[goal]));
        made.is_missing[k] = (plans->progress[row] == MISSING && plans->done[row] == NO_DAY) ||
                             (known != NO_DAY && known > as_of);
        made.progress[k] = made.is_missing[k]              ? zero
                           : plans->done[row] != NO_DAY ? ratio_of(1, 1)
                                                           : ratio_of(plans->progress[row], 1000000);
        made.day[k] = due > made.start ? due : made.start;
    }
    return made;
}

static ratio planned_at(const reference *plan, ratio day)
{
    ratio sum = {0, 1};
    int k;
    int other;
    if (below(day, ratio_of(plan->start, 1))) {
        return sum;
    }
    for (k = 0; k < plan->count; k++) {
        int before = plan->start;
        for (other = 0; other < plan->count; other++) {
            if (plan->day[other] < plan->day[k] && plan->day[other] > before) {
                before = plan->day[other];
            }
        }
        if (!below(day, ratio_of(plan->day[k], 1))) {
            sum = plus(sum, plan->share[k]);
        } else if (below(ratio_of(before, 1), day)) {
            sum = plus(sum, times(plan->share[k], over(minus(day, ratio_of(before, 1)),
                                                       ratio_of(plan->day[k] - before, 1))));
        }
    }
    return sum;
}

static ratio earned_of(const reference *plan, int missing_as)
{
    ratio sum = {0, 1};
    int k;
    for (k = 0; k < plan->count; k++) {
        sum = plus(sum, times(plan->share[k], plan->is_missing[k] ? ratio_of(missing_as, 1) : plan->progress[k]));
    }
    return sum;
}

/* The first day when planned reaches earned, found among straight pieces between whole days. */
static ratio reach_of(const reference *plan, ratio earned)
{
    int day = plan->start;
    ratio low = planned_at(plan, ratio_of(day, 1));
    ratio high;
    if (!below(low, earned)) {
        return ratio_of(0, 1);
    }
    for (;;) {
        high = planned_at(plan, ratio_of(day + 1, 1));
        if (!below(high, earned)) {
            return plus(ratio_of(day - plan->start, 1), over(minus(earned, low), minus(high, low)));
        }
        low = high;
        day++;
        assert_true(day < 100);
    }
}

static void small_plans_agree_with_fractions_by_definition(void **state)
{
    static random_plans plans;
    mmatch_context *const context = plain_context();
    uint64_t seed;
    (void)state;
    for (seed = 1; seed <= 12; seed++) {
        const mmatch_progress_options options = options_of((int32_t)(seed * 3) - 5, 0, 0);
        mmatch_plans *made = NULL;
        mmatch_scoreboard *board = NULL;
        int64_t plan;
        fill_random(&plans, PLANS_MOST, seed, 4);
        for (plan = 0; plan < plans.offsets[PLANS_MOST]; plan++) {
            if (plans.progress[plan] != MISSING && plans.done[plan] == NO_DAY) {
                plans.progress[plan] -= plans.progress[plan] % 62500; /* sixteenths: fractions stay small */
            }
        }
        assert_int_equal(mmatch_plans_create(context, &plans.columns, &made), MMATCH_OK);
        assert_int_equal(mmatch_progress_score(context, made, &options, 0, &board), MMATCH_OK);
        for (plan = 0; plan < PLANS_MOST; plan++) {
            const reference exact = refer(&plans, plan, options.as_of);
            const ratio earned = earned_of(&exact, 0);
            const ratio planned = planned_at(&exact, ratio_of(options.as_of, 1));
            ratio reach;
            if (exact.count == 0) {
                assert_real(mmatch_scoreboard_real(board, MMATCH_FIELD_ATTAINMENT)[plan], (double)NAN);
                continue;
            }
            reach = reach_of(&exact, earned);
            assert_real(mmatch_scoreboard_real(board, MMATCH_FIELD_ATTAINMENT)[plan], nearest(earned));
            assert_real(mmatch_scoreboard_real(board, MMATCH_FIELD_ATTAINMENT_HIGH)[plan],
                        nearest(earned_of(&exact, 1)));
            assert_real(mmatch_scoreboard_real(board, MMATCH_FIELD_PLANNED)[plan], nearest(planned));
            assert_real(mmatch_scoreboard_real(board, MMATCH_FIELD_VARIANCE)[plan],
                        nearest(minus(earned, planned)));
            assert_real(mmatch_scoreboard_real(board, MMATCH_FIELD_EARNED_DAYS)[plan], nearest(reach));
            /* planned(start + reach) is earned, but for a step at the start */
            assert_true(!below(planned_at(&exact, plus(ratio_of(exact.start, 1), reach)), earned));
            if (reach.top > 0) {
                assert_true(!below(earned, planned_at(&exact, plus(ratio_of(exact.start, 1), reach))));
            }
            if (options.as_of > exact.start) {
                assert_real(mmatch_scoreboard_real(board, MMATCH_FIELD_PACE)[plan],
                            nearest(over(reach, ratio_of(options.as_of - exact.start, 1))));
            }
        }
        mmatch_scoreboard_destroy(board);
        mmatch_plans_destroy(made);
    }
    mmatch_context_destroy(context);
}

static void verifier_accepts_every_policy_preset_and_size_of_weights(void **state)
{
    static random_plans plans;
    static const uint32_t most[] = {3, 40, 2000};
    mmatch_context *const context = plain_context();
    uint64_t seed;
    (void)state;
    for (seed = 1; seed <= 24; seed++) {
        const mmatch_progress_options options =
            options_of((int32_t)(seed * 2) - 8, (int32_t)(seed % 3), (int32_t)(seed % 4));
        mmatch_plans *made = NULL;
        mmatch_scoreboard *board = NULL;
        mmatch_verdict verdict = {0};
        verdict.struct_size = sizeof verdict;
        fill_random(&plans, PLANS_MOST, 100 + seed, most[seed / 3 % 3]);
        if (seed % 5 == 0) { /* without goals: any weight is allowed */
            int64_t row;
            for (row = 0; row < plans.offsets[PLANS_MOST]; row++) {
                plans.weights[row] *= 60000;
            }
            plans.columns.goal_offsets = NULL;
            plans.columns.goals = NULL;
        }
        assert_int_equal(mmatch_plans_create(context, &plans.columns, &made), MMATCH_OK);
        assert_int_equal(mmatch_progress_score(context, made, &options, 0, &board), MMATCH_OK);
        assert_int_equal(mmatch_progress_verify(context, made, &options, board, &verdict), MMATCH_OK);
        if (!verdict.is_valid) {
            print_message("seed %d: %s\n", (int)seed, verdict.message);
        }
        assert_true(verdict.is_valid);
        mmatch_scoreboard_destroy(board);
        mmatch_plans_destroy(made);
    }
    mmatch_context_destroy(context);
}

static void parts_add_up_to_the_score_and_round_their_share(void **state)
{
    static random_plans plans;
    static int64_t parts[PLANS_MOST * MILESTONES_EACH];
    static int64_t scores[PLANS_MOST];
    mmatch_context *const context = plain_context();
    uint64_t seed;
    (void)state;
    for (seed = 1; seed <= 12; seed++) {
        const mmatch_progress_options options = options_of(12, (int32_t)(seed % 3), 0);
        const uint64_t wanted = (uint64_t)1 << MMATCH_FIELD_SCORE | (uint64_t)1 << MMATCH_FIELD_ATTAINMENT;
        mmatch_plans *made = NULL;
        mmatch_scoreboard *board = NULL;
        int64_t plan;
        fill_random(&plans, PLANS_MOST, 200 + seed, seed % 2 == 0 ? 5 : 2000);
        assert_int_equal(mmatch_plans_create(context, &plans.columns, &made), MMATCH_OK);
        assert_int_equal(mmatch_progress_score(context, made, &options, wanted, &board), MMATCH_OK);
        assert_int_equal(
            mmatch_progress_contributions(context, made, &options, 0, PLANS_MOST, parts, scores), MMATCH_OK);
        for (plan = 0; plan < PLANS_MOST; plan++) {
            const double attainment = mmatch_scoreboard_real(board, MMATCH_FIELD_ATTAINMENT)[plan];
            int64_t sum = 0;
            int64_t row;
            for (row = plans.offsets[plan]; row < plans.offsets[plan + 1]; row++) {
                assert_true(parts[row] >= 0);
                sum += parts[row];
            }
            assert_int_equal(scores[plan], mmatch_scoreboard_integer(board, MMATCH_FIELD_SCORE)[plan]);
            assert_int_equal(scores[plan] < 0 ? 0 : scores[plan], sum);
            assert_true(scores[plan] < 0 ? isnan(attainment)
                                         : fabs(attainment * 1e6 - (double)scores[plan]) <= 0.5 + 1e-6);
        }
        mmatch_scoreboard_destroy(board);
        mmatch_plans_destroy(made);
    }
    mmatch_context_destroy(context);
}

/* The bytes of all columns. */
static void assert_same_boards(mmatch_context *context, const mmatch_scoreboard *a, const mmatch_scoreboard *b)
{
    mmatch_scoreboard_parts left = {0};
    mmatch_scoreboard_parts right = {0};
    int64_t reals = 0;
    int64_t integers = 0;
    int field;
    left.struct_size = sizeof left;
    right.struct_size = sizeof right;
    assert_int_equal(mmatch_scoreboard_look(context, a, &left), MMATCH_OK);
    assert_int_equal(mmatch_scoreboard_look(context, b, &right), MMATCH_OK);
    assert_int_equal(left.plan_count, right.plan_count);
    assert_true(left.wanted == right.wanted);
    for (field = 0; field < 64; field++) {
        reals += field < 32 ? (int64_t)(left.wanted >> field & 1) : 0;
        integers += field >= 32 ? (int64_t)(left.wanted >> field & 1) : 0;
    }
    assert_memory_equal(left.reals, right.reals, (size_t)(reals * left.plan_count) * sizeof(double));
    assert_memory_equal(left.integers, right.integers,
                        (size_t)(integers * left.plan_count) * sizeof(int64_t));
}

static mmatch_scoreboard *score_plans(mmatch_context *context, const mmatch_plan_columns *columns,
                                      const mmatch_progress_options *options)
{
    mmatch_plans *made = NULL;
    mmatch_scoreboard *board = NULL;
    assert_int_equal(mmatch_plans_create(context, columns, &made), MMATCH_OK);
    assert_int_equal(mmatch_progress_score(context, made, options, 0, &board), MMATCH_OK);
    mmatch_plans_destroy(made);
    return board;
}

static void threads_do_not_change_a_byte(void **state)
{
    static random_plans plans;
    mmatch_context *const context = plain_context();
    const mmatch_progress_options options = options_of(12, 2, 1);
    mmatch_scoreboard *one;
    mmatch_scoreboard *several;
    (void)state;
    fill_random(&plans, PLANS_MOST, 77, 9);
    one = score_plans(context, &plans.columns, &options);
    assert_int_equal(mmatch_context_set_threads(context, 3), MMATCH_OK);
    several = score_plans(context, &plans.columns, &options);
    assert_same_boards(context, one, several);
    mmatch_scoreboard_destroy(one);
    mmatch_scoreboard_destroy(several);
    mmatch_context_destroy(context);
}

static void shifting_time_and_scaling_weights_change_nothing(void **state)
{
    static random_plans plans;
    static random_plans other;
    mmatch_context *const context = plain_context();
    mmatch_progress_options options = options_of(11, 2, 0);
    mmatch_scoreboard *before;
    mmatch_scoreboard *after;
    int64_t row;
    int32_t shift = -735000;
    (void)state;
    fill_random(&plans, PLANS_MOST, 88, 9);
    fill_random(&other, PLANS_MOST, 88, 9);
    before = score_plans(context, &plans.columns, &options);
    for (row = 0; row < PLANS_MOST; row++) {
        other.start[row] += shift;
        other.end[row] += shift;
    }
    for (row = 0; row < plans.offsets[PLANS_MOST]; row++) {
        other.due[row] += other.due[row] == NO_DAY ? 0 : shift;
        other.done[row] += other.done[row] == NO_DAY ? 0 : shift;
        other.checkin[row] += other.checkin[row] == NO_DAY ? 0 : shift;
        other.weights[row] *= 12345;
    }
    for (row = 0; row < plans.session_offsets[PLANS_MOST]; row++) {
        other.session_days[row] += shift;
    }
    for (row = 0; row < plans.goal_offsets[PLANS_MOST]; row++) {
        other.goal_weights[row] *= 777;
    }
    options.as_of += shift;
    after = score_plans(context, &other.columns, &options);
    assert_same_boards(context, before, after);
    mmatch_scoreboard_destroy(before);
    mmatch_scoreboard_destroy(after);
    mmatch_context_destroy(context);
}

/* Milestones of every plan in reverse order, sessions too. */
static void order_of_rows_does_not_matter(void **state)
{
    static random_plans plans;
    static random_plans other;
    mmatch_context *const context = plain_context();
    const mmatch_progress_options options = options_of(13, 1, 2);
    mmatch_scoreboard *before;
    mmatch_scoreboard *after;
    int64_t plan;
    (void)state;
    fill_random(&plans, PLANS_MOST, 99, 9);
    fill_random(&other, PLANS_MOST, 99, 9);
    plans.columns.predecessor_offsets = NULL;
    other.columns.predecessor_offsets = NULL;
    for (plan = 0; plan < PLANS_MOST; plan++) {
        const int64_t first = plans.offsets[plan];
        const int64_t last = plans.offsets[plan + 1] - 1;
        int64_t row;
        for (row = first; row <= last; row++) {
            const int64_t from = first + last - row;
            other.weights[row] = plans.weights[from];
            other.progress[row] = plans.progress[from];
            other.due[row] = plans.due[from];
            other.done[row] = plans.done[from];
            other.checkin[row] = plans.checkin[from];
            other.goals[row] = plans.goals[from];
        }
        for (row = plans.session_offsets[plan]; row < plans.session_offsets[plan + 1]; row++) {
            const int64_t from = plans.session_offsets[plan] + plans.session_offsets[plan + 1] - 1 - row;
            other.session_days[row] = plans.session_days[from];
            other.session_states[row] = plans.session_states[from];
        }
    }
    before = score_plans(context, &plans.columns, &options);
    after = score_plans(context, &other.columns, &options);
    assert_same_boards(context, before, after);
    mmatch_scoreboard_destroy(before);
    mmatch_scoreboard_destroy(after);
    mmatch_context_destroy(context);
}

static void more_progress_never_lowers_attainment_or_earned_days(void **state)
{
    static random_plans plans;
    mmatch_context *const context = plain_context();
    const mmatch_progress_options options = options_of(13, 0, 0);
    mmatch_scoreboard *before;
    mmatch_scoreboard *after;
    int64_t plan;
    int rises = 0;
    (void)state;
    fill_random(&plans, PLANS_MOST, 111, 9);
    before = score_plans(context, &plans.columns, &options);
    for (plan = 0; plan < PLANS_MOST; plan++) {
        const int64_t row = plans.offsets[plan];
        if (row < plans.offsets[plan + 1] && plans.progress[row] < 900000) {
            plans.progress[row] += 100000;
        }
    }
    after = score_plans(context, &plans.columns, &options);
    for (plan = 0; plan < PLANS_MOST; plan++) {
        const double low = mmatch_scoreboard_real(before, MMATCH_FIELD_ATTAINMENT)[plan];
        const double high = mmatch_scoreboard_real(after, MMATCH_FIELD_ATTAINMENT)[plan];
        assert_false(high < low);
        assert_false(mmatch_scoreboard_real(after, MMATCH_FIELD_EARNED_DAYS)[plan] <
                     mmatch_scoreboard_real(before, MMATCH_FIELD_EARNED_DAYS)[plan]);
        rises += high > low;
    }
    assert_true(rises > 50);
    mmatch_scoreboard_destroy(before);
    mmatch_scoreboard_destroy(after);
    mmatch_context_destroy(context);
}

/* Shares over a denominator near 2^52, days as far apart as can be: the bounds that all numbers are sized by. */
static void extreme_weights_and_days_stay_exact(void **state)
{
    static random_plans plans;
    mmatch_context *const context = plain_context();
    const int32_t days[] = {16777216, -16777216, 0, 16777215, 5000000};
    uint64_t seed = 12345;
    int round;
    (void)state;
    for (round = 0; round < 15; round++) {
        const mmatch_progress_options options = options_of(days[round % 5], round % 3, round % 4);
        mmatch_plans *made = NULL;
        mmatch_scoreboard *board = NULL;
        mmatch_verdict verdict = {0};
        int64_t plan;
        int64_t row;
        double largest = 0.0;
        verdict.struct_size = sizeof verdict;
        fill_random(&plans, PLANS_MOST, 300 + (uint64_t)round, 1);
        for (plan = 0; plan < PLANS_MOST; plan++) {
            plans.offsets[plan + 1] = 6 * (plan + 1);
            plans.goal_offsets[plan + 1] = 2 * (plan + 1);
            plans.goal_weights[2 * plan] = 1 + draw(&seed, 3);
            plans.goal_weights[2 * plan + 1] = 1;
            plans.start[plan] = draw(&seed, 2) == 0 ? -16777216 : (int32_t)draw(&seed, 1000) - 16777216;
            plans.end[plan] = draw(&seed, 2) == 0 ? 16777216 : (int32_t)draw(&seed, 16777216);
            plans.cadence[plan] = (int32_t)draw(&seed, 16777217);
        }
        for (row = 0; row < plans.offsets[PLANS_MOST]; row++) {
            plans.goals[row] = (int32_t)(row % 2);
            plans.weights[row] = draw(&seed, 1u << 23) | 1;
            plans.progress[row] = draw(&seed, 5) == 0 ? draw_progress(&seed) : 900000 + draw(&seed, 100001);
            plans.due[row] = (int32_t)draw(&seed, 33554433) - 16777216;
            plans.done[row] = NO_DAY;
            plans.checkin[row] = draw(&seed, 3) == 0 ? (int32_t)draw(&seed, 33554433) - 16777216 : NO_DAY;
        }
        plans.columns.predecessor_offsets = NULL;
        assert_int_equal(mmatch_plans_create(context, &plans.columns, &made), MMATCH_OK);
        assert_int_equal(mmatch_progress_score(context, made, &options, 0, &board), MMATCH_OK);
        assert_int_equal(mmatch_progress_verify(context, made, &options, board, &verdict), MMATCH_OK);
        if (!verdict.is_valid) {
            print_message("round %d: %s\n", round, verdict.message);
        }
        assert_true(verdict.is_valid);
        for (plan = 0; plan < PLANS_MOST; plan++) {
            largest = fmax(largest, mmatch_scoreboard_real(board, MMATCH_FIELD_EARNED_DAYS)[plan]);
        }
        assert_true(options.missing == MMATCH_PROGRESS_MISSING_ZERO || largest > 16777216.0);
        mmatch_scoreboard_destroy(board);
        mmatch_plans_destroy(made);
    }
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_plans_agree_with_fractions_by_definition),
        cmocka_unit_test(verifier_accepts_every_policy_preset_and_size_of_weights),
        cmocka_unit_test(parts_add_up_to_the_score_and_round_their_share),
        cmocka_unit_test(threads_do_not_change_a_byte),
        cmocka_unit_test(shifting_time_and_scaling_weights_change_nothing),
        cmocka_unit_test(order_of_rows_does_not_matter),
        cmocka_unit_test(extreme_weights_and_days_stay_exact),
        cmocka_unit_test(more_progress_never_lowers_attainment_or_earned_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
