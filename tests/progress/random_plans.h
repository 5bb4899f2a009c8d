/* Random plans for property tests: columns with their own memory, from a seed. */
#ifndef MMATCH_TESTS_RANDOM_PLANS_H
#define MMATCH_TESTS_RANDOM_PLANS_H

#include "plan_cases.h"

enum { PLANS_MOST = 600, MILESTONES_EACH = 9, GOALS_EACH = 3, SESSIONS_EACH = 6 };

typedef struct random_plans {
    mmatch_plan_columns columns;
    int32_t start[PLANS_MOST];
    int32_t end[PLANS_MOST];
    int32_t cadence[PLANS_MOST];
    int64_t offsets[PLANS_MOST + 1];
    uint32_t weights[PLANS_MOST * MILESTONES_EACH];
    uint32_t progress[PLANS_MOST * MILESTONES_EACH];
    int32_t due[PLANS_MOST * MILESTONES_EACH];
    int32_t done[PLANS_MOST * MILESTONES_EACH];
    int32_t checkin[PLANS_MOST * MILESTONES_EACH];
    int64_t goal_offsets[PLANS_MOST + 1];
    uint32_t goal_weights[PLANS_MOST * GOALS_EACH];
    int32_t goals[PLANS_MOST * MILESTONES_EACH];
    int64_t predecessor_offsets[PLANS_MOST * MILESTONES_EACH + 1];
    int64_t predecessors[PLANS_MOST * MILESTONES_EACH];
    int64_t session_offsets[PLANS_MOST + 1];
    int32_t session_days[PLANS_MOST * SESSIONS_EACH];
    int32_t session_states[PLANS_MOST * SESSIONS_EACH];
} random_plans;

/* xorshift64*, from any seed but 0. */
static inline uint32_t draw(uint64_t *seed, uint32_t below)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return (uint32_t)((*seed * 2685821657736338717u) >> 33) % below;
}

static inline uint32_t draw_progress(uint64_t *seed)
{
    switch (draw(seed, 6)) {
    case 0:
        return 0;
    case 1:
        return 1000000;
    case 2:
        return MISSING;
    case 3:
        return draw(seed, 5) * 250000;
    default:
        return draw(seed, 1000001);
    }
}

/* weight_most: weights are 0..weight_most. Plans have 0..9 milestones on days around 0..30. */
static inline void fill_random(random_plans *plans, int64_t count, uint64_t seed, uint32_t weight_most)
{
    mmatch_plan_columns *const columns = &plans->columns;
    int64_t plan;
    int64_t edge = 0;
    int64_t row = 0;
    int64_t session = 0;
    int64_t goal = 0;
    memset(plans, 0, sizeof *plans);
    for (plan = 0; plan < count; plan++) {
        const int64_t first = row;
        const int64_t end = row + draw(&seed, MILESTONES_EACH + 1);
        const int64_t session_end = session + draw(&seed, SESSIONS_EACH + 1);
        const uint32_t goals = 1 + draw(&seed, GOALS_EACH);
        plans->start[plan] = (int32_t)draw(&seed, 6) - 3;
        plans->end[plan] = plans->start[plan] + (int32_t)draw(&seed, 28);
        plans->cadence[plan] = (int32_t)draw(&seed, 9);
        for (; row < end; row++) {
            plans->weights[row] = draw(&seed, 4) == 0 ? 0 : draw(&seed, weight_most) + 1;
            plans->progress[row] = draw_progress(&seed);
            plans->due[row] = draw(&seed, 9) == 0 ? NO_DAY : (int32_t)draw(&seed, 30) - 3;
            plans->done[row] = plans->progress[row] >= 1000000 && draw(&seed, 2) == 0
                                   ? (int32_t)draw(&seed, 30) - 3
                                   : NO_DAY;
            plans->checkin[row] = draw(&seed, 3) == 0 ? NO_DAY : (int32_t)draw(&seed, 24) - 3;
            plans->goals[row] = (int32_t)draw(&seed, goals);
            plans->predecessor_offsets[row] = edge;
            if (row > first && draw(&seed, 3) == 0) {
                plans->predecessors[edge++] = first + (int64_t)draw(&seed, (uint32_t)(row - first));
            }
        }
        for (; session < session_end; session++) {
            plans->session_days[session] = (int32_t)draw(&seed, 36) - 4;
            plans->session_states[session] = draw(&seed, 2) == 0 ? 0 : (int32_t)draw(&seed, 5);
        }
        plans->goal_offsets[plan] = goal;
        for (; goal < plans->goal_offsets[plan] + goals; goal++) {
            plans->goal_weights[goal] = draw(&seed, 4) == 0 ? 0 : draw(&seed, weight_most) + 1;
        }
        plans->offsets[plan + 1] = row;
        plans->session_offsets[plan + 1] = session;
        plans->goal_offsets[plan + 1] = goal;
    }
    plans->predecessor_offsets[row] = edge;
    columns->struct_size = sizeof *columns;
    columns->plan_count = count;
    columns->start_days = plans->start;
    columns->end_days = plans->end;
    columns->cadence_days = plans->cadence;
    columns->milestone_offsets = plans->offsets;
    columns->weights = plans->weights;
    columns->progress = plans->progress;
    columns->due_days = plans->due;
    columns->done_days = plans->done;
    columns->checkin_days = plans->checkin;
    columns->goal_offsets = plans->goal_offsets;
    columns->goal_weights = plans->goal_weights;
    columns->goals = plans->goals;
    columns->predecessor_offsets = plans->predecessor_offsets;
    columns->predecessors = plans->predecessors;
    columns->session_offsets = plans->session_offsets;
    columns->session_days = plans->session_days;
    columns->session_states = plans->session_states;
}

#endif
