/* Exhaust: every partition once, person by person.
 *
 * Problem: the best total of all partitions of at most 12 people that keep the rules.
 * Idea: a partition is a word c with c(0) = 0 and c(i) at most one above the largest before (a restricted growth
 *   word). Words are walked in order like an odometer; a prefix that already breaks a rule for good is not continued.
 *   Whether the circles' sizes fit their bounds is decided when everyone has a place.
 * Invariants: I1 people 0 .. depth - 1 are placed and keep together, apart and hours; I2 total[depth] is the affinity
 *   inside their circles.
 * Complexity: at most 4,213,597 words of 12 people, O(people) each. */
#include "circles/exhaust.h"

#include "base/bitset.h"

enum { PEOPLE_MOST = MMATCH__CIRCLES_EXHAUSTED, WORDS_IN_WEEK = 11 };

typedef struct odometer {
    int32_t circle[PEOPLE_MOST + 1];
    int32_t circle_count[PEOPLE_MOST + 1]; /* among the first so many people */
    int64_t total[PEOPLE_MOST + 1];
} odometer;

/* Whether person may join this circle of those placed before. */
static bool may_join(const mmatch__circles_request *request, const mmatch__small_cohort *people,
                     const odometer *state, int32_t person, int32_t circle)
{
    const int32_t words = request->options.common_slots > 0 ? request->cohort.hours_word_count : 0;
    uint64_t slots[WORDS_IN_WEEK];
    for (int32_t word = 0; word < words; word++) {
        slots[word] = request->cohort.hours[(int64_t)person * words + word];
    }
    for (int32_t other = 0; other < person; other++) {
        const bool is_inside = state->circle[other] == circle;
        if (is_inside ? people->is_apart[person][other] : people->is_together[person][other]) {
            return false;
        }
        for (int32_t word = 0; is_inside && word < words; word++) {
            slots[word] &= request->cohort.hours[(int64_t)other * words + word];
        }
    }
    return words == 0 || mmatch__bitset_count(slots, words) >= request->options.common_slots;
}

/* Whether sizes can be handed to the circles: from the smallest size up, each takes the circle that admits it and
 * closes first. */
static bool do_sizes_fit(const mmatch_circles_options *options, const int32_t *sizes, int32_t count)
{
    bool is_taken[PEOPLE_MOST] = {false};
    bool is_placed[PEOPLE_MOST] = {false};
    if (options->circle_count > 0 && options->circle_count != count) {
        return false;
    }
    for (int32_t turn = 0; turn < count; turn++) {
        int32_t next = -1;
        int32_t chosen = -1;
        for (int32_t k = 0; k < count; k++) {
            if (!is_placed[k] && (next < 0 || sizes[k] < sizes[next])) {
                next = k;
            }
        }
        if (options->size_minimums == NULL) {
            if (sizes[next] < options->size_minimum || sizes[next] > options->size_maximum) {
                return false;
            }
            is_placed[next] = true;
            continue;
        }
        for (int32_t circle = 0; circle < count; circle++) {
            if (!is_taken[circle] && options->size_minimums[circle] <= sizes[next] &&
                options->size_maximums[circle] >= sizes[next] &&
                (chosen < 0 || options->size_maximums[circle] < options->size_maximums[chosen])) {
                chosen = circle;
            }
        }
        if (chosen < 0) {
            return false;
        }
        is_taken[chosen] = true;
        is_placed[next] = true;
    }
    return true;
}

/* A whole partition. */
static void judge_partition(const mmatch__circles_request *request, const mmatch__small_cohort *people,
                            const odometer *state, bool *is_any, int64_t *best)
{
    const int32_t count = people->count;
    int32_t sizes[PEOPLE_MOST] = {0};
    if (*is_any && state->total[count] <= *best) {
        return;
    }
    for (int32_t person = 0; person < count; person++) {
        sizes[state->circle[person]]++;
    }
    if (do_sizes_fit(&request->options, sizes, state->circle_count[count])) {
        *is_any = true;
        *best = state->total[count];
    }
}

mmatch_poll_answer mmatch__small_cohort_best(mmatch_context *context, const mmatch__circles_request *request,
                                             const mmatch__small_cohort *people, bool *is_any_out,
                                             int64_t *total_out)
{
    odometer state = {{0}, {0}, {0}};
    int32_t depth = 0;
    *is_any_out = false;
    *total_out = 0;
    state.circle[0] = -1;
    while (depth >= 0) {
        if (depth == people->count) {
            judge_partition(request, people, &state, is_any_out, total_out);
            depth--;
            continue;
        }
        /* the next circle of this person that the rules allow, the last one being a new circle */
        int32_t circle = state.circle[depth] + 1;
        while (circle <= state.circle_count[depth] && !may_join(request, people, &state, depth, circle)) {
            circle++;
        }
        if (circle > state.circle_count[depth]) {
            depth--;
            continue;
        }
        state.circle[depth] = circle;
        state.circle_count[depth + 1] = state.circle_count[depth] + (circle == state.circle_count[depth]);
        state.total[depth + 1] = state.total[depth];
        for (int32_t other = 0; other < depth; other++) {
            state.total[depth + 1] += state.circle[other] == circle ? people->affinity[depth][other] : 0;
        }
        depth++;
        state.circle[depth] = -1;
        const mmatch_poll_answer answer = mmatch__poll(context, (uint64_t)people->count);
        if (answer == MMATCH_POLL_CANCEL) {
            return answer;
        }
    }
    return MMATCH_POLL_CONTINUE;
}
