/* mmatch_circles_form: checks the request, plans one workspace, solves exactly or searches, builds the result. */
#include <math.h>
#include <string.h>

#include "base/bitset.h"
#include "base/parallel.h"
#include "base/row_reader.h"
#include "circles/bound.h"
#include "circles/exact.h"
#include "circles/search.h"

enum {
    RESTARTS_MOST = 8,
    STEPS_PER_ITEM = 50,   /* of a restart of the first round */
    ROUNDS_BY_DEFAULT = 46 /* in rounds like the first: nine, the last one 16 times as long */
};

/* People times the largest circle: up to here all sums fit. */
#define PLACES_MOST ((int64_t)1 << 20)
/* Entries of the gain tables of all restarts together. */
#define GAINS_MOST ((int64_t)1 << 25)
/* Candidates that one restart of the first round looks at, at most; and a restart in one task. */
#define LOOKS_MOST ((uint64_t)1 << 22)
#define LOOKS_OF_TASK ((uint64_t)1 << 19)

/* One solve: the request and everything in its workspace. */
typedef struct formation {
    mmatch__circles_request request;
    mmatch__circles_problem problem;
    mmatch__circles_conflict conflict;
    mmatch__workspace workspace;
    mmatch__circles_search search;
    mmatch__circles_exact exact;
    mmatch__circles_bound bound;
    mmatch__restart restarts[RESTARTS_MOST];
    int32_t restart_count;
    int32_t *noise;
    int32_t *load;
    uint64_t *common;
    double *row;
    double *prices;
    /* the best so far */
    int32_t *item_circle;
    int32_t circle_count;
    int64_t total; /* units, without what is inside items */
    int64_t breach;
    bool is_any;
    /* as handed out */
    int32_t *circle_of;
    int32_t *first_seen;
} formation;

typedef struct formation_slices {
    size_t item_of, weight, low, high, affinity, apart, hours, people, row;
    size_t value, subset_people, best, choice;
    size_t prices, trial, next, numbers, user_prices;
    size_t noise, load, common, item_circle, circle_of, first_seen;
    mmatch__restart_slices restarts[RESTARTS_MOST];
} formation_slices;

static bool is_small(const formation *run)
{
    return run->problem.person_count <= MMATCH__CIRCLES_EXHAUSTED;
}

/* ---- workspace ------------------------------------------------------------------------------------- */

static void plan_problem(mmatch__layout *layout, const mmatch__circles_problem *problem, formation_slices *slices)
{
    const int64_t people = problem->person_count;
    const int64_t circles = problem->count_most;
    const size_t row = (size_t)people;
    slices->item_of = mmatch__layout_add(layout, people, sizeof(int32_t));
    slices->weight = mmatch__layout_add(layout, people, sizeof(int32_t));
    slices->low = mmatch__layout_add(layout, circles, sizeof(int32_t));
    slices->high = mmatch__layout_add(layout, circles, sizeof(int32_t));
    slices->affinity = mmatch__layout_add(layout, people, row * sizeof(int64_t));
    slices->apart = mmatch__layout_add(layout, people, row);
    slices->hours = mmatch__layout_add(layout, people * problem->word_count, sizeof(uint64_t));
    slices->people = mmatch__layout_add(layout, people, sizeof(int64_t));
    slices->row = mmatch__layout_add(layout, people, sizeof(double));
    slices->item_circle = mmatch__layout_add(layout, people, sizeof(int32_t));
    slices->circle_of = mmatch__layout_add(layout, people, sizeof(int32_t));
    slices->first_seen = mmatch__layout_add(layout, circles, sizeof(int32_t));
    slices->load = mmatch__layout_add(layout, circles, sizeof(int32_t));
    slices->common = mmatch__layout_add(layout, circles * problem->word_count, sizeof(uint64_t));
}

static void plan_solver(mmatch__layout *layout, formation *run, formation_slices *slices)
{
    const int64_t people = run->problem.person_count;
    const int64_t circles = run->problem.count_most;
    if (is_small(run)) {
        const int64_t subsets = (int64_t)1 << people;
        slices->value = mmatch__layout_add(layout, subsets, sizeof(int64_t));
        slices->subset_people = mmatch__layout_add(layout, subsets, sizeof(int32_t));
        slices->best = mmatch__layout_add(layout, (circles + 1) * subsets, sizeof(int64_t));
        slices->choice = mmatch__layout_add(layout, (circles + 1) * subsets, sizeof(uint16_t));
        return;
    }
    slices->prices = mmatch__layout_add(layout, people, sizeof(int64_t));
    slices->trial = mmatch__layout_add(layout, people, sizeof(int64_t));
    slices->next = mmatch__layout_add(layout, people, sizeof(int64_t));
    slices->numbers = mmatch__layout_add(layout, people, sizeof(int64_t));
    slices->user_prices = mmatch__layout_add(layout, people, sizeof(double));
    slices->noise = mmatch__layout_add(layout, MMATCH__NOISE_COUNT, sizeof(int32_t));
    run->problem.has_apart = true; /* not known yet: plan for it */
    run->problem.item_count = (int32_t)people;
    const int64_t fitting = GAINS_MOST / (people * circles);
    run->restart_count = fitting < 1 ? 1 : (int32_t)(fitting < RESTARTS_MOST ? fitting : RESTARTS_MOST);
    for (int32_t k = 0; k < run->restart_count; k++) {
        slices->restarts[k] = mmatch__restart_plan(layout, &run->problem);
    }
    run->problem.has_apart = false;
}

static void cut_workspace(formation *run, const formation_slices *slices)
{
    const mmatch__workspace *const workspace = &run->workspace;
    mmatch__circles_problem *const problem = &run->problem;
    problem->item_of = (int32_t *)mmatch__workspace_at(workspace, slices->item_of);
    problem->weight = (int32_t *)mmatch__workspace_at(workspace, slices->weight);
    problem->low = (int32_t *)mmatch__workspace_at(workspace, slices->low);
    problem->high = (int32_t *)mmatch__workspace_at(workspace, slices->high);
    problem->affinity = (int64_t *)mmatch__workspace_at(workspace, slices->affinity);
    problem->apart = (uint8_t *)mmatch__workspace_at(workspace, slices->apart);
    problem->hours = (uint64_t *)mmatch__workspace_at(workspace, slices->hours);
    run->conflict.people = (int64_t *)mmatch__workspace_at(workspace, slices->people);
    run->row = (double *)mmatch__workspace_at(workspace, slices->row);
    run->item_circle = (int32_t *)mmatch__workspace_at(workspace, slices->item_circle);
    run->circle_of = (int32_t *)mmatch__workspace_at(workspace, slices->circle_of);
    run->first_seen = (int32_t *)mmatch__workspace_at(workspace, slices->first_seen);
    run->load = (int32_t *)mmatch__workspace_at(workspace, slices->load);
    run->common = (uint64_t *)mmatch__workspace_at(workspace, slices->common);
    if (is_small(run)) {
        run->exact.value = (int64_t *)mmatch__workspace_at(workspace, slices->value);
        run->exact.people = (int32_t *)mmatch__workspace_at(workspace, slices->subset_people);
        run->exact.best = (int64_t *)mmatch__workspace_at(workspace, slices->best);
        run->exact.choice = (uint16_t *)mmatch__workspace_at(workspace, slices->choice);
        return;
    }
    run->bound.prices = (int64_t *)mmatch__workspace_at(workspace, slices->prices);
    run->bound.trial = (int64_t *)mmatch__workspace_at(workspace, slices->trial);
    run->bound.next = (int64_t *)mmatch__workspace_at(workspace, slices->next);
    run->bound.numbers = (int64_t *)mmatch__workspace_at(workspace, slices->numbers);
    run->bound.row = run->row;
    run->prices = (double *)mmatch__workspace_at(workspace, slices->user_prices);
    run->noise = (int32_t *)mmatch__workspace_at(workspace, slices->noise);
    for (int32_t k = 0; k < run->restart_count; k++) {
        mmatch__restart_open(&run->restarts[k], workspace, &slices->restarts[k]);
    }
}

/* ---- search ------------------------------------------------------------------------------------------ */

static void keep_if_better(formation *run, const mmatch__restart *restart)
{
    if (restart->phase == MMATCH__RESTART_NEW ||
        (run->is_any && (restart->best_breach > run->breach ||
                         (restart->best_breach == run->breach && restart->best_total <= run->total)))) {
        return;
    }
    run->is_any = true;
    run->breach = restart->best_breach;
    run->total = restart->best_total;
    run->circle_count = restart->circle_count;
    memcpy(run->item_circle, restart->best, (size_t)run->problem.item_count * sizeof *run->item_circle);
}

/* Makes restart k new. */
static void begin_restart(formation *run, int32_t k, int32_t circle_count, uint64_t step_count, uint64_t stream)
{
    mmatch__restart *const restart = &run->restarts[k];
    restart->phase = MMATCH__RESTART_NEW;
    restart->random = mmatch__random_stream(run->request.options.seed, stream);
    restart->circle_count = circle_count;
    restart->step_count = step_count;
    restart->steps_done = 0;
    restart->idle = 0;
    restart->was_whole = false;
    restart->was_broken = false;
}

/* What one step looks at: hours take as long as so many candidates more. */
static uint64_t looks_of_step(const formation *run)
{
    return (uint64_t)run->problem.item_count * (1 + 2 * (uint64_t)run->problem.word_count) +
           (uint64_t)run->problem.count_most;
}

/* Runs the first `count` restarts to their ends, slice by slice, so that polls come often. */
static mmatch_poll_answer run_restarts(mmatch_context *context, formation *run, int32_t count)
{
    const uint64_t looks = looks_of_step(run);
    mmatch_poll_answer answer = mmatch__poll_now(context);
    bool is_done = false;
    run->search.problem = &run->problem;
    run->search.noise = run->noise;
    run->search.restarts = run->restarts;
    run->search.slice = LOOKS_OF_TASK / looks + 1;
    while (!is_done && answer == MMATCH_POLL_CONTINUE) {
        answer = mmatch__parallel_run(context, count, run->search.slice * looks, mmatch__restart_run, &run->search);
        is_done = true;
        for (int32_t k = 0; k < count; k++) {
            is_done = is_done && run->restarts[k].phase == MMATCH__RESTART_DONE;
        }
    }
    for (int32_t k = 0; k < count; k++) {
        keep_if_better(run, &run->restarts[k]);
    }
    return answer;
}

/* Steps of one restart of the first round. */
static uint64_t steps_of_restart(const formation *run)
{
    const uint64_t wanted = (uint64_t)run->problem.item_count * STEPS_PER_ITEM;
    const uint64_t fitting = LOOKS_MOST / looks_of_step(run) + 1;
    return wanted < fitting ? wanted : fitting;
}

/* How many circles restart k of a round forms, where their number is free. Even ones, and all of the first round, take
 * turns over every number there may be, so that none is left out for long; odd ones stay near the best so far. */
static int32_t count_for(const formation *run, int32_t round, int32_t k)
{
    static const int32_t beside[RESTARTS_MOST / 2] = {0, -1, 1, 0};
    const mmatch__circles_problem *const problem = &run->problem;
    const int64_t span = (int64_t)problem->count_most - problem->count_least + 1;
    if (round > 0 && k % 2 == 1) {
        const int32_t near = run->circle_count + beside[k / 2];
        const int32_t above = near < problem->count_least ? problem->count_least : near;
        return above > problem->count_most ? problem->count_most : above;
    }
    if (round == 0) {
        const int64_t last = run->restart_count < span ? run->restart_count - 1 : span - 1;
        return problem->count_least + (int32_t)(last == 0 ? 0 : (span - 1) * (k % (last + 1)) / last);
    }
    return problem->count_least + (int32_t)(((int64_t)(round - 1) * ((run->restart_count + 1) / 2) + k / 2) % span);
}

/* Rounds of restarts, the best of all kept. Which restarts there are and how long each is depends on the rounds before
 * alone; more iterations only append whole restarts, so that they never end worse. Restarts become longer from round
 * to round, because a slow cooling finds what no number of quick ones does. */
static mmatch_poll_answer search_circles(mmatch_context *context, formation *run)
{
    uint64_t length = steps_of_restart(run);
    uint64_t left = run->request.options.iterations;
    if (left == 0) {
        left = ROUNDS_BY_DEFAULT * length * (uint64_t)run->restart_count;
    }
    mmatch__noise_fill(run->noise);
    for (int32_t round = 0; round == 0 || left >= length; round++) {
        const uint64_t fitting = left / length;
        const int32_t count = fitting < (uint64_t)run->restart_count ? (int32_t)fitting : run->restart_count;
        const bool is_short = count == 0; /* not even one whole restart */
        for (int32_t k = 0; k < count + is_short; k++) {
            begin_restart(run, k, count_for(run, round, k), is_short ? left : length,
                          (uint64_t)round * RESTARTS_MOST + (uint64_t)k);
        }
        const mmatch_poll_answer answer = run_restarts(context, run, count + is_short);
        if (answer != MMATCH_POLL_CONTINUE || is_short) {
            return answer;
        }
        left -= (uint64_t)count * length;
        length += round % 2 == 1 && length <= UINT64_MAX / 4 ? length : 0;
    }
    return MMATCH_POLL_CONTINUE;
}

/* Says what the nearest answer breaks, and names the people of the circles where it does. */
static void explain_breach(formation *run)
{
    const mmatch__circles_problem *const problem = &run->problem;
    const mmatch__circles_breach breach = mmatch__circles_count_breach(problem, run->item_circle, run->circle_count,
                                                                       run->load, run->common);
    mmatch__format(run->conflict.reason, sizeof run->conflict.reason,
                   "no circles found that keep every rule; the nearest break: apart %lld pairs, common hours %lld "
                   "slots, sizes %lld people",
                   (long long)breach.apart, (long long)breach.hours, (long long)breach.sizes);
    run->conflict.count = 0;
    for (int32_t person = 0; person < problem->person_count; person++) {
        const int32_t item = problem->item_of[person];
        const int32_t circle = run->item_circle[item];
        int64_t common = 0;
        bool is_at_fault = run->load[circle] < problem->low[circle] || run->load[circle] > problem->high[circle];
        for (int32_t word = 0; word < problem->word_count; word++) {
            common += mmatch__bits_in_word(run->common[circle * problem->word_count + word]);
        }
        is_at_fault = is_at_fault || (problem->word_count > 0 && common < problem->common_slots);
        for (int32_t other = 0; other < problem->item_count && !is_at_fault; other++) {
            is_at_fault = run->item_circle[other] == circle &&
                          problem->apart[(int64_t)item * problem->item_count + other];
        }
        if (is_at_fault) {
            run->conflict.people[run->conflict.count++] = person;
        }
    }
}

/* ---- result -------------------------------------------------------------------------------------------- */

/* Circles of people; where all have the same bounds, numbered by their first person. */
static void number_circles(formation *run)
{
    const mmatch__circles_problem *const problem = &run->problem;
    int32_t seen = 0;
    for (int32_t circle = 0; circle < run->circle_count; circle++) {
        run->first_seen[circle] = problem->is_uniform ? -1 : circle;
    }
    for (int32_t person = 0; person < problem->person_count; person++) {
        const int32_t circle = run->item_circle[problem->item_of[person]];
        if (run->first_seen[circle] < 0) {
            run->first_seen[circle] = seen++;
        }
        run->circle_of[person] = run->first_seen[circle];
    }
}

static mmatch_status hand_out(mmatch_context *context, formation *run, mmatch_outcome outcome,
                              mmatch_circles **circles_out)
{
    const mmatch_scores *const affinity = run->request.cohort.affinity;
    const bool is_answer = run->conflict.reason[0] == '\0';
    mmatch_circles_parts parts = {0};
    parts.struct_size = sizeof parts;
    parts.outcome = (int32_t)outcome;
    parts.person_count = run->problem.person_count;
    parts.unit = mmatch_scores_unit(affinity);
    parts.reason = run->conflict.reason;
    parts.conflict_count = run->conflict.count;
    parts.conflict_people = run->conflict.people;
    if (is_answer) {
        number_circles(run);
        parts.circle_count = run->circle_count;
        parts.circle_of = run->circle_of;
        parts.total = mmatch__rows_to_user(affinity, run->problem.inner_total + run->total);
        if (run->bound.bound == INT64_MAX) {
            parts.bound = mmatch_scores_sense(affinity) == MMATCH_SENSE_MAXIMISE ? (double)INFINITY : -(double)INFINITY;
        } else {
            parts.bound = mmatch__rows_to_user(affinity, run->bound.bound);
        }
    }
    if (is_answer && !is_small(run) && run->bound.bound != INT64_MAX) {
        for (int32_t person = 0; person < run->problem.person_count; person++) {
            run->prices[person] = mmatch__rows_to_user(affinity, run->bound.prices[person]);
        }
        parts.bound_prices = run->prices;
    }
    return mmatch_circles_create(context, &parts, circles_out);
}

/* ---- phases ---------------------------------------------------------------------------------------------- */

/* Reads the problem; a conflict is left where no search is needed. */
static mmatch_poll_answer read_problem(mmatch_context *context, formation *run)
{
    mmatch__circles_set_bounds(&run->request, &run->problem);
    mmatch__circles_contract(&run->request, &run->problem);
    mmatch__circles_check_weights(&run->problem, &run->conflict);
    if (run->conflict.reason[0] != '\0') {
        return mmatch__poll_now(context);
    }
    mmatch_poll_answer answer = mmatch__poll_now(context);
    if (answer == MMATCH_POLL_CONTINUE) {
        answer = mmatch__circles_read(context, &run->request, &run->problem, run->row, &run->conflict);
    }
    if (answer == MMATCH_POLL_CONTINUE && run->conflict.reason[0] == '\0') {
        mmatch__circles_read_hours(&run->request, &run->problem, &run->conflict);
    }
    return answer;
}

static mmatch_poll_answer solve_small(mmatch_context *context, formation *run, mmatch_outcome *outcome_out)
{
    const mmatch_poll_answer answer =
        mmatch__circles_solve_exactly(context, &run->problem, &run->exact, &run->is_any, run->item_circle,
                                      &run->circle_count, &run->total);
    *outcome_out = run->is_any ? MMATCH_OUTCOME_OPTIMAL : MMATCH_OUTCOME_INFEASIBLE;
    run->bound.bound = run->problem.inner_total + run->total;
    if (answer == MMATCH_POLL_CONTINUE && !run->is_any) {
        mmatch__format(run->conflict.reason, sizeof run->conflict.reason,
                       "no circles keep every rule: all partitions were tried");
    }
    run->is_any = run->is_any && answer == MMATCH_POLL_CONTINUE;
    return answer;
}

static mmatch_poll_answer solve_large(mmatch_context *context, formation *run, mmatch_outcome *outcome_out)
{
    mmatch_poll_answer answer = search_circles(context, run);
    *outcome_out = MMATCH_OUTCOME_NOT_FOUND;
    if (run->is_any && run->breach > 0) {
        explain_breach(run);
        return answer;
    }
    *outcome_out = MMATCH_OUTCOME_FEASIBLE;
    if (answer == MMATCH_POLL_CONTINUE) {
        answer = mmatch__circles_price(context, run->request.cohort.affinity, &run->problem, &run->bound);
        if (run->bound.bound == run->problem.inner_total + run->total) {
            *outcome_out = MMATCH_OUTCOME_OPTIMAL;
        }
    }
    return answer;
}

static mmatch_status solve_circles(mmatch_context *context, formation *run, mmatch_circles **circles_out)
{
    mmatch_outcome outcome = MMATCH_OUTCOME_INFEASIBLE;
    mmatch_poll_answer answer = read_problem(context, run);
    run->bound.bound = INT64_MAX;
    if (answer == MMATCH_POLL_CONTINUE && run->conflict.reason[0] == '\0') {
        answer = is_small(run) ? solve_small(context, run, &outcome) : solve_large(context, run, &outcome);
    }
    if (answer == MMATCH_POLL_CANCEL) {
        return mmatch__fail_cancelled(context);
    }
    if (answer == MMATCH_POLL_STOP && outcome != MMATCH_OUTCOME_OPTIMAL) {
        outcome = MMATCH_OUTCOME_LIMIT;
    }
    if (answer == MMATCH_POLL_STOP && !run->is_any) {
        outcome = MMATCH_OUTCOME_LIMIT;
        run->conflict.count = 0;
        mmatch__format(run->conflict.reason, sizeof run->conflict.reason,
                       "stopped before there was an answer");
    }
    return hand_out(context, run, outcome, circles_out);
}

static mmatch_status open_formation(mmatch_context *context, formation *run)
{
    mmatch__layout layout = {0};
    formation_slices slices = {0};
    mmatch__circles_problem *const problem = &run->problem;
    if ((int64_t)problem->person_count * (problem->high_of_all - 1) > PLACES_MOST) {
        return mmatch__fail(context, MMATCH_ERR_RANGE,
                            "%d people in circles of up to %d: totals might not fit", problem->person_count,
                            problem->high_of_all);
    }
    problem->common_slots = run->request.options.common_slots;
    problem->word_count = problem->common_slots > 0 ? run->request.cohort.hours_word_count : 0;
    plan_problem(&layout, problem, &slices);
    plan_solver(&layout, run, &slices);
    if (!mmatch__workspace_open(&context->allocator, &layout, &run->workspace)) {
        return mmatch__fail_memory(context);
    }
    cut_workspace(run, &slices);
    return MMATCH_OK;
}

mmatch_status mmatch_circles_form(mmatch_context *context, const mmatch_cohort *cohort,
                                  const mmatch_circles_options *options, mmatch_circles **circles_out)
{
    formation run = {0};
    if (circles_out != NULL) {
        *circles_out = NULL;
    }
    mmatch_status status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    if (cohort == NULL || circles_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL", cohort == NULL ? "cohort" : "circles_out");
    }
    status = mmatch__circles_request_read(context, cohort, options, &run.request);
    if (status != MMATCH_OK) {
        return status;
    }
    if (!mmatch__circles_count(&run.request, &run.problem, &run.conflict)) {
        return hand_out(context, &run, MMATCH_OUTCOME_INFEASIBLE, circles_out);
    }
    if (run.problem.person_count == 0) {
        return hand_out(context, &run, MMATCH_OUTCOME_OPTIMAL, circles_out);
    }
    status = open_formation(context, &run);
    if (status == MMATCH_OK) {
        status = solve_circles(context, &run, circles_out);
    }
    mmatch__workspace_close(&run.workspace);
    return status;
}
