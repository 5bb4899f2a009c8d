/* Problem: a_i = (G_g / sum G) * (w_i / W_g) for milestone i of goal g, W_g the sum of the weights
 * of g's milestones; wanted as integers over one denominator for the whole plan.
 *
 * Idea: bring every G_g / W_g to lowest terms n_g / d_g, and let L be the least common multiple of
 * the d_g. Then the factor F_g = n_g * (L / d_g) is an integer, the share of a milestone is w_i *
 * F_g, and the shares are in the right proportion; their sum is the denominator. Goals of weight 0
 * get the factor 0 and stay out of L.
 *
 * Invariant: L and the sum of all shares are at most MMATCH__SHARES_MOST, or the plan is refused.
 * Complexity: O(milestones + goals * log weight) for a plan. */
#include "progress/plans.h"

static uint64_t greatest_divisor(uint64_t a, uint64_t b)
{
    while (b != 0) {
        const uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* *product_out = a * b if that is at most MMATCH__SHARES_MOST. */
static bool multiply_within(uint64_t a, uint64_t b, uint64_t *product_out)
{
    if (b != 0 && a > MMATCH__SHARES_MOST / b) {
        return false;
    }
    *product_out = a * b;
    return true;
}

/* Weights of a plan without goals. Their sum is below 2^32 * 2^20, so it cannot be too large. */
static void weigh_flat(mmatch_plans *plans, int64_t plan)
{
    const mmatch_plan_columns *const columns = &plans->columns;
    const int64_t end = columns->milestone_offsets[plan + 1];
    int64_t row = columns->milestone_offsets[plan];
    uint64_t sum = 0;
    if (columns->weights == NULL || row == end) {
        return;
    }
    for (; row < end; row++) {
        sum += columns->weights[row];
    }
    if (sum == 0) {
        plans->notes[plan] |= MMATCH__NOTE_EQUAL_WEIGHTS | MMATCH__NOTE_EQUAL_MILESTONES;
    }
}

/* Fills sums (W_g) and counts of the goals of a plan. */
static void sum_goals(const mmatch_plans *plans, int64_t plan, int64_t goal_count, uint64_t *sums,
                      int64_t *counts)
{
    const mmatch_plan_columns *const columns = &plans->columns;
    int64_t row;
    int64_t goal;
    for (goal = 0; goal < goal_count; goal++) {
        sums[goal] = 0;
        counts[goal] = 0;
    }
    for (row = columns->milestone_offsets[plan]; row < columns->milestone_offsets[plan + 1];
         row++) {
        sums[columns->goals[row]] += columns->weights == NULL ? 1 : columns->weights[row];
        counts[columns->goals[row]]++;
    }
}

bool mmatch__plans_weigh(mmatch_plans *plans, int64_t plan, uint64_t *sums, int64_t *counts)
{
    const mmatch_plan_columns *const columns = &plans->columns;
    int64_t first;
    int64_t goal_count;
    uint64_t *factors;
    uint64_t common = 1;
    uint64_t total = 0;
    uint64_t weight_divisor = 0;
    int64_t goal;
    if (columns->goal_offsets == NULL) {
        weigh_flat(plans, plan);
        return true;
    }
    first = columns->goal_offsets[plan];
    goal_count = columns->goal_offsets[plan + 1] - first;
    factors = plans->goal_factors + first;
    sum_goals(plans, plan, goal_count, sums, counts);
    for (goal = 0; goal < goal_count; goal++) {
        if (counts[goal] > 0) {
            weight_divisor = greatest_divisor(
                columns->goal_weights == NULL ? 1 : columns->goal_weights[first + goal],
                weight_divisor);
        } else {
            plans->notes[plan] |= MMATCH__NOTE_IDLE_GOAL;
        }
    }
    if (weight_divisor == 0 &&
        columns->milestone_offsets[plan] < columns->milestone_offsets[plan + 1]) {
        plans->notes[plan] |= MMATCH__NOTE_EQUAL_WEIGHTS; /* every goal that counts has weight 0 */
    }
    /* n_g into factors, d_g into sums, L into common */
    for (goal = 0; goal < goal_count; goal++) {
        uint64_t flag = 0;
        uint64_t divisor;
        uint64_t weight = 1;
        if (weight_divisor > 0 && columns->goal_weights != NULL) {
            weight = columns->goal_weights[first + goal] / weight_divisor;
        }
        if (counts[goal] == 0 || weight == 0) {
            factors[goal] = 0;
            continue;
        }
        if (sums[goal] == 0) {
            plans->notes[plan] |= MMATCH__NOTE_EQUAL_WEIGHTS;
            sums[goal] = (uint64_t)counts[goal];
            flag = MMATCH__GOAL_IS_EQUAL;
        }
        divisor = greatest_divisor(weight, sums[goal]);
        counts[goal] = (int64_t)sums[goal]; /* W_g is still needed below */
        sums[goal] /= divisor;
        factors[goal] = flag | (weight / divisor);
        if (!multiply_within(common, sums[goal] / greatest_divisor(common, sums[goal]), &common)) {
            return false;
        }
    }
    for (goal = 0; goal < goal_count; goal++) {
        const uint64_t flag = factors[goal] & MMATCH__GOAL_IS_EQUAL;
        const uint64_t part = factors[goal] & ~MMATCH__GOAL_IS_EQUAL;
        uint64_t factor = 0;
        uint64_t of_goal = 0;
        if (part == 0) {
            continue;
        }
        if (!multiply_within(part, common / sums[goal], &factor) ||
            !multiply_within(factor, (uint64_t)counts[goal], &of_goal) ||
            of_goal > MMATCH__SHARES_MOST - total) {
            return false;
        }
        total += of_goal;
        factors[goal] = flag | factor;
    }
    return true;
}

uint64_t mmatch__plans_share(const mmatch_plans *plans, int64_t plan, int64_t row)
{
    const mmatch_plan_columns *const columns = &plans->columns;
    const uint64_t weight = columns->weights == NULL ? 1 : columns->weights[row];
    uint64_t factor;
    if (columns->goals == NULL) {
        return (plans->notes[plan] & MMATCH__NOTE_EQUAL_MILESTONES) != 0 ? 1 : weight;
    }
    factor = plans->goal_factors[columns->goal_offsets[plan] + columns->goals[row]];
    return (factor & MMATCH__GOAL_IS_EQUAL) != 0 ? factor & ~MMATCH__GOAL_IS_EQUAL
                                                 : weight * factor;
}
