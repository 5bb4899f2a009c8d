/* The verifier's own shares: what one unit of weight in a goal is worth, over the least common
 * denominator. */
#include "progress/recount.h"

static uint64_t common_factor(uint64_t a, uint64_t b)
{
    while (a != 0) {
        const uint64_t rest = b % a;
        b = a;
        a = rest;
    }
    return b;
}

static uint64_t weight_of(const mmatch__recount_case *plan, int64_t row)
{
    return plan->columns->weights == NULL ? 1 : plan->columns->weights[row];
}

/* Shares of a plan without goals: the weights, or 1 each. */
static void share_flat(mmatch__recount_case *plan)
{
    uint64_t any = 0;
    int64_t place;
    for (place = 0; place < plan->count; place++) {
        any |= weight_of(plan, plan->first + place);
    }
    for (place = 0; place < plan->count; place++) {
        plan->scratch->shares[place] = any == 0 ? 1 : weight_of(plan, plan->first + place);
    }
    plan->flags |= any == 0 && plan->count > 0 ? MMATCH_PROGRESS_FLAG_EQUAL_WEIGHTS : 0;
}

/* Weight of a goal among those that have milestones. */
static uint64_t goal_weight(const mmatch__recount_case *plan, int64_t goal, bool is_equal)
{
    if (plan->scratch->goal_counts[goal] == 0) {
        return 0;
    }
    return is_equal || plan->columns->goal_weights == NULL
               ? 1
               : plan->columns->goal_weights[plan->columns->goal_offsets[plan->plan] + goal];
}

/* What one unit of weight in a goal is worth of the plan: numerator / denominator in lowest terms,
 * 0 / 1 for a goal that counts for nothing. */
static void goal_unit(const mmatch__recount_case *plan, int64_t goal, bool is_equal,
                      uint64_t of_goals, uint64_t *numerator, uint64_t *denominator)
{
    const uint64_t weight = goal_weight(plan, goal, is_equal);
    const uint64_t in_goal = plan->scratch->goal_weights[goal] > 0
                                 ? plan->scratch->goal_weights[goal]
                                 : (uint64_t)plan->scratch->goal_counts[goal];
    uint64_t factor;
    *numerator = 0;
    *denominator = 1;
    if (weight == 0) {
        return;
    }
    factor = common_factor(weight, of_goals);
    *numerator = weight / factor;
    factor = common_factor(*numerator, in_goal);
    *denominator = of_goals / (weight / *numerator) * (in_goal / factor);
    *numerator /= factor;
}

/* Shares of a plan with goals, over the least common denominator. */
static void share_by_goals(mmatch__recount_case *plan)
{
    const mmatch__recount_scratch *const scratch = plan->scratch;
    const int64_t goals =
        plan->columns->goal_offsets[plan->plan + 1] - plan->columns->goal_offsets[plan->plan];
    uint64_t of_goals = 0;
    uint64_t common = 1;
    uint64_t numerator;
    uint64_t denominator;
    bool is_equal;
    int64_t goal;
    int64_t place;
    for (goal = 0; goal < goals; goal++) {
        scratch->goal_weights[goal] = 0;
        scratch->goal_counts[goal] = 0;
    }
    for (place = 0; place < plan->count; place++) {
        goal = plan->columns->goals[plan->first + place];
        scratch->goal_weights[goal] += weight_of(plan, plan->first + place);
        scratch->goal_counts[goal]++;
    }
    for (goal = 0; goal < goals; goal++) {
        of_goals += goal_weight(plan, goal, false);
        plan->flags |= scratch->goal_counts[goal] == 0 ? MMATCH_PROGRESS_FLAG_IDLE_GOAL : 0;
    }
    is_equal = of_goals == 0;
    for (goal = 0; is_equal && goal < goals; goal++) {
        of_goals += goal_weight(plan, goal, true);
    }
    plan->flags |= is_equal && plan->count > 0 ? MMATCH_PROGRESS_FLAG_EQUAL_WEIGHTS : 0;
    for (goal = 0; goal < goals; goal++) {
        goal_unit(plan, goal, is_equal, of_goals, &numerator, &denominator);
        common = common / common_factor(common, denominator) * denominator;
        plan->flags |= numerator > 0 && scratch->goal_weights[goal] == 0
                           ? MMATCH_PROGRESS_FLAG_EQUAL_WEIGHTS
                           : 0;
    }
    for (place = 0; place < plan->count; place++) {
        goal = plan->columns->goals[plan->first + place];
        goal_unit(plan, goal, is_equal, of_goals, &numerator, &denominator);
        scratch->shares[place] =
            numerator * (common / denominator) *
            (scratch->goal_weights[goal] == 0 ? 1 : weight_of(plan, plan->first + place));
    }
}

void mmatch__recount_shares(mmatch__recount_case *plan)
{
    if (plan->columns->goal_offsets == NULL) {
        share_flat(plan);
    } else {
        share_by_goals(plan);
    }
}
