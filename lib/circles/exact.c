/* Exact: dynamic program over subsets.
 *
 * Problem: max over partitions of the items into circles that keep every rule of the affinity inside circles.
 * Idea: best[j][S] is the best total of the items S in the first j circles. The last of them is some subset T of S:
 *   best[j][S] = max over T of best[j - 1][S without T] + value[T]. When all circles have the same bounds, T may be
 *   taken to hold the lowest item of S.
 * Invariants: I1 choice[j][S] = 0 exactly when S does not fit in j circles; I2 ties keep the first T found, the
 *   largest as a number.
 * Complexity: O(circles * 3^items) time, O(circles * 2^items) memory; at most 12 items.
 * Reference: Lawler, A note on the complexity of the chromatic number problem, IPL 5 (1976). */
#include "circles/exact.h"

#include <assert.h>

#include "base/bitset.h"

static int32_t lowest_item(uint32_t subset)
{
    int32_t item = 0;
    while (((subset >> item) & 1u) == 0) {
        item++;
    }
    return item;
}

/* Each subset from the one without its lowest item. */
static void judge_subsets(const mmatch__circles_problem *problem, mmatch__circles_exact *exact)
{
    const int32_t items = problem->item_count;
    exact->value[0] = 0;
    exact->people[0] = 0;
    for (uint32_t subset = 1; subset < (uint32_t)1 << items; subset++) {
        const int32_t lowest = lowest_item(subset);
        const uint32_t others = subset & (subset - 1);
        int64_t value = exact->value[others];
        bool is_kept = exact->people[others] >= 0;
        for (int32_t item = lowest + 1; item < items; item++) {
            if ((others >> item) & 1u) {
                value += problem->affinity[lowest * items + item];
                is_kept = is_kept && !problem->apart[lowest * items + item];
            }
        }
        int64_t common = 0;
        for (int32_t word = 0; word < problem->word_count; word++) {
            uint64_t slots = UINT64_MAX;
            for (int32_t item = lowest; item < items; item++) {
                slots &= (subset >> item) & 1u ? problem->hours[item * problem->word_count + word] : UINT64_MAX;
            }
            common += mmatch__bits_in_word(slots);
        }
        is_kept = is_kept && (problem->word_count == 0 || common >= problem->common_slots);
        exact->value[subset] = value;
        exact->people[subset] = is_kept ? exact->people[others] + problem->weight[lowest] : -1;
    }
}

/* One more circle. */
static void add_circle(const mmatch__circles_problem *problem, mmatch__circles_exact *exact, int32_t circle)
{
    const uint32_t subset_count = (uint32_t)1 << problem->item_count;
    const int64_t *const before = exact->best + circle * (int64_t)subset_count;
    const uint16_t *const choice_before = exact->choice + circle * (int64_t)subset_count;
    int64_t *const best = exact->best + (circle + 1) * (int64_t)subset_count;
    uint16_t *const choice = exact->choice + (circle + 1) * (int64_t)subset_count;
    for (uint32_t subset = 1; subset < subset_count; subset++) {
        const uint32_t needed = problem->is_uniform ? subset & (0 - subset) : 0;
        for (uint32_t last = subset; last > 0; last = (last - 1) & subset) {
            const uint32_t others = subset & ~last;
            const int32_t people = exact->people[last];
            if ((last & needed) != needed || people < problem->low[circle] || people > problem->high[circle] ||
                (others == 0 ? circle > 0 : choice_before[others] == 0)) {
                continue;
            }
            const int64_t total = (others == 0 ? 0 : before[others]) + exact->value[last];
            if (choice[subset] == 0 || total > best[subset]) {
                best[subset] = total;
                choice[subset] = (uint16_t)last;
            }
        }
    }
}

mmatch_poll_answer mmatch__circles_solve_exactly(mmatch_context *context, const mmatch__circles_problem *problem,
                                                 mmatch__circles_exact *exact, bool *is_found_out, int32_t *circle,
                                                 int32_t *circle_count_out, int64_t *total_out)
{
    const uint32_t everyone = ((uint32_t)1 << problem->item_count) - 1;
    const int64_t subset_count = (int64_t)everyone + 1;
    assert(problem->item_count <= MMATCH__CIRCLES_EXHAUSTED);
    *is_found_out = false;
    judge_subsets(problem, exact);
    for (int32_t k = 0; k < problem->count_most; k++) {
        const mmatch_poll_answer answer = mmatch__poll_now(context);
        if (answer != MMATCH_POLL_CONTINUE) {
            return answer;
        }
        add_circle(problem, exact, k);
        const int64_t place = (k + 1) * subset_count + everyone;
        if (k + 1 >= problem->count_least && exact->choice[place] != 0 &&
            (!*is_found_out || exact->best[place] > *total_out)) {
            *is_found_out = true;
            *circle_count_out = k + 1;
            *total_out = exact->best[place];
        }
    }
    uint32_t left = *is_found_out ? everyone : 0;
    for (int32_t k = *is_found_out ? *circle_count_out : 0; left != 0; k--) {
        const uint32_t last = exact->choice[k * subset_count + left];
        for (int32_t item = 0; item < problem->item_count; item++) {
            if ((last >> item) & 1u) {
                circle[item] = k - 1;
            }
        }
        left &= ~last;
    }
    return MMATCH_POLL_CONTINUE;
}
