/* Problem: contracts people to items and finds contradictions that need no search. */
#include "circles/problem.h"

#include <math.h>
#include <string.h>

#include "base/bitset.h"
#include "base/row_reader.h"

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static bool fail_sizes(mmatch__circles_conflict *conflict, int64_t people, int64_t least, int64_t most)
{
    if (people < least) {
        mmatch__format(conflict->reason, sizeof conflict->reason,
                       "the circles need at least %lld people, there are %lld", (long long)least,
                       (long long)people);
    } else {
        mmatch__format(conflict->reason, sizeof conflict->reason,
                       "the circles hold at most %lld people, there are %lld", (long long)most,
                       (long long)people);
    }
    return false;
}

/* Circles with bounds of their own. */
static bool count_given(const mmatch_circles_options *options, mmatch__circles_problem *problem,
                        mmatch__circles_conflict *conflict)
{
    const int64_t people = problem->person_count;
    const int32_t *const minimum = options->size_minimums;
    const int32_t *const maximum = options->size_maximums;
    int64_t low_sum = 0;
    int64_t high_sum = 0;
    problem->count_least = options->circle_count;
    problem->count_most = options->circle_count;
    for (int32_t circle = 0; circle < options->circle_count; circle++) {
        low_sum += minimum[circle];
        high_sum += maximum[circle];
    }
    if (people < low_sum || people > high_sum) {
        return fail_sizes(conflict, people, low_sum, high_sum);
    }
    problem->low_of_all = INT32_MAX;
    problem->high_of_all = 0;
    for (int32_t circle = 0; circle < options->circle_count; circle++) {
        const int64_t low = larger(minimum[circle], people - (high_sum - maximum[circle]));
        const int64_t high = smaller(maximum[circle], people - (low_sum - minimum[circle]));
        problem->low_of_all = (int32_t)smaller(problem->low_of_all, low);
        problem->high_of_all = (int32_t)larger(problem->high_of_all, high);
    }
    return true;
}

bool mmatch__circles_count(const mmatch__circles_request *request, mmatch__circles_problem *problem,
                           mmatch__circles_conflict *conflict)
{
    const mmatch_circles_options *const options = &request->options;
    const int64_t people = request->cohort.person_count;
    const int64_t low = options->size_minimum;
    const int64_t high = options->size_maximum;
    problem->person_count = (int32_t)people;
    problem->is_uniform = options->size_minimums == NULL;
    if (!problem->is_uniform) {
        return count_given(options, problem, conflict);
    }
    if (options->circle_count > 0) {
        problem->count_least = options->circle_count;
        problem->count_most = options->circle_count;
        if (people < low * options->circle_count || people > high * options->circle_count) {
            return fail_sizes(conflict, people, low * options->circle_count, high * options->circle_count);
        }
    } else {
        problem->count_least = (int32_t)((people + high - 1) / high);
        problem->count_most = (int32_t)(people / low);
        if (problem->count_least > problem->count_most) {
            mmatch__format(conflict->reason, sizeof conflict->reason,
                           "no number of circles of %lld to %lld people holds exactly %lld people",
                           (long long)low, (long long)high, (long long)people);
            return false;
        }
    }
    problem->low_of_all = (int32_t)larger(low, people - (problem->count_most - 1) * high);
    problem->high_of_all = (int32_t)smaller(high, people - (problem->count_least - 1) * low);
    return true;
}

void mmatch__circles_set_bounds(const mmatch__circles_request *request, mmatch__circles_problem *problem)
{
    for (int32_t circle = 0; circle < problem->count_most; circle++) {
        problem->low[circle] = problem->is_uniform ? request->options.size_minimum
                                                   : request->options.size_minimums[circle];
        problem->high[circle] = problem->is_uniform ? request->options.size_maximum
                                                    : request->options.size_maximums[circle];
    }
}

/* The root of a person's tree; paths are halved on the way. */
static int32_t root_of(int32_t *parent, int32_t person)
{
    while (parent[person] != person) {
        parent[person] = parent[parent[person]];
        person = parent[person];
    }
    return person;
}

void mmatch__circles_contract(const mmatch__circles_request *request, mmatch__circles_problem *problem)
{
    const mmatch_cohort_view *const cohort = &request->cohort;
    int32_t *const parent = problem->item_of;
    for (int32_t person = 0; person < problem->person_count; person++) {
        parent[person] = person;
    }
    for (int64_t pair = 0; pair < cohort->together_count; pair++) {
        const int32_t first = root_of(parent, (int32_t)cohort->together_first[pair]);
        const int32_t second = root_of(parent, (int32_t)cohort->together_second[pair]);
        /* the smaller is the root: trees then point downwards and one pass numbers the items */
        if (first < second) {
            parent[second] = first;
        } else {
            parent[first] = second;
        }
    }
    problem->item_count = 0;
    for (int32_t person = 0; person < problem->person_count; person++) {
        if (parent[person] == person) {
            problem->weight[problem->item_count] = 1;
            problem->item_of[person] = problem->item_count++;
        } else {
            problem->item_of[person] = problem->item_of[parent[person]];
            problem->weight[problem->item_of[person]]++;
        }
    }
    problem->has_weights = problem->item_count < problem->person_count;
}

/* Names the people of one item. */
static void name_item(const mmatch__circles_problem *problem, int32_t item, mmatch__circles_conflict *conflict)
{
    conflict->count = 0;
    for (int32_t person = 0; person < problem->person_count; person++) {
        if (problem->item_of[person] == item) {
            conflict->people[conflict->count++] = person;
        }
    }
}

/* Marks two people as apart; a conflict when they must be together. */
static void set_apart(mmatch__circles_problem *problem, int64_t first, int64_t second,
                      mmatch__circles_conflict *conflict)
{
    const int64_t a = problem->item_of[first];
    const int64_t b = problem->item_of[second];
    if (a != b) {
        problem->has_apart = true;
        problem->apart[a * problem->item_count + b] = 1;
        problem->apart[b * problem->item_count + a] = 1;
    } else if (conflict->reason[0] == '\0') {
        mmatch__format(conflict->reason, sizeof conflict->reason,
                       "people %lld and %lld must be apart, but are joined by pairs that must be together",
                       (long long)first, (long long)second);
        name_item(problem, (int32_t)a, conflict);
    }
}

mmatch_poll_answer mmatch__circles_read(mmatch_context *context, const mmatch__circles_request *request,
                                        mmatch__circles_problem *problem, double *row,
                                        mmatch__circles_conflict *conflict)
{
    const mmatch_cohort_view *const cohort = &request->cohort;
    const int64_t items = problem->item_count;
    int64_t inner_twice = 0;
    for (int64_t pair = 0; pair < cohort->apart_count; pair++) {
        set_apart(problem, cohort->apart_first[pair], cohort->apart_second[pair], conflict);
    }
    for (int64_t person = 0; person < problem->person_count; person++) {
        int64_t *const sums = problem->affinity + problem->item_of[person] * items;
        mmatch__rows_read(cohort->affinity, person, row);
        for (int64_t other = 0; other < problem->person_count; other++) {
            if (other == person) {
                continue;
            }
            if (isinf(row[other])) {
                set_apart(problem, person, other, conflict);
                continue;
            }
            const int64_t units = (int64_t)row[other];
            if (problem->item_of[person] == problem->item_of[other]) {
                inner_twice += units;
            } else {
                sums[problem->item_of[other]] += units;
            }
        }
        const mmatch_poll_answer answer = mmatch__poll(context, (uint64_t)problem->person_count);
        if (answer != MMATCH_POLL_CONTINUE) {
            return answer;
        }
    }
    problem->inner_total = inner_twice / 2;
    for (int64_t place = 0; place < items * items; place++) {
        if (problem->apart[place]) {
            problem->affinity[place] = 0;
        }
    }
    return MMATCH_POLL_CONTINUE;
}

void mmatch__circles_check_weights(const mmatch__circles_problem *problem, mmatch__circles_conflict *conflict)
{
    for (int32_t item = 0; item < problem->item_count; item++) {
        if (problem->weight[item] > problem->high_of_all) {
            mmatch__format(conflict->reason, sizeof conflict->reason,
                           "%d people must be together, but the largest circle holds %d", problem->weight[item],
                           problem->high_of_all);
            name_item(problem, item, conflict);
            return;
        }
    }
}

void mmatch__circles_read_hours(const mmatch__circles_request *request, mmatch__circles_problem *problem,
                                mmatch__circles_conflict *conflict)
{
    const int32_t words = problem->word_count;
    if (words == 0) {
        return;
    }
    memset(problem->hours, 0xff, (size_t)problem->item_count * (size_t)words * sizeof *problem->hours);
    for (int64_t person = 0; person < problem->person_count; person++) {
        mmatch__bitset_intersect(problem->hours + (int64_t)problem->item_of[person] * words,
                                 request->cohort.hours + person * words, words);
    }
    for (int32_t item = 0; item < problem->item_count; item++) {
        const int64_t common = mmatch__bitset_count(problem->hours + (int64_t)item * words, words);
        if (common >= problem->common_slots) {
            continue;
        }
        name_item(problem, item, conflict);
        if (conflict->count == 1) {
            mmatch__format(conflict->reason, sizeof conflict->reason,
                           "person %lld has %lld slots, fewer than the %d in common that are asked for",
                           (long long)conflict->people[0], (long long)common, problem->common_slots);
        } else {
            mmatch__format(conflict->reason, sizeof conflict->reason,
                           "%lld people must be together, but have %lld slots in common, fewer than %d",
                           (long long)conflict->count, (long long)common, problem->common_slots);
        }
        return;
    }
}
