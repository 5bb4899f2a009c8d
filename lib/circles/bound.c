/* Bound: Lagrangian prices of a degree-constrained relaxation.
 *
 * Problem: an upper bound on the affinity inside circles that anyone can add up again.
 * Idea: whoever is in a circle of s people has s - 1 partners there, at least l - 1 and at most h - 1, where l and h
 *   are the smallest and the largest circle there can be. For any prices p, the affinity of a pair inside a circle is
 *   (a(i,j) - p(i) - p(j)) + p(i) + p(j), so no circles are worth more than
 *     sum over allowed pairs of max(0, a(i,j) - p(i) - p(j)) + sum over i of p(i) * (p(i) > 0 ? h - 1 : l - 1).
 *   With all other prices fixed, the best price of i is its (h - 1)th largest a(i,j) - p(j) when that is positive,
 *   else the (l - 1)th largest when that is negative, else 0. Most rounds move all prices half way there at once; the
 *   last ones start from the best prices found and set one after the other, which never raises the bound.
 * Invariants: I1 bound is the formula at prices; I2 |p| grows by at most the largest |a| in a round, so it stays below
 *   2^45; I3 a round whose sum does not fit int64 is passed over.
 * Complexity: rounds * n^2 expected time, O(n) memory.
 * Reference: Held, Wolfe and Crowder, Validation of subgradient optimization, Mathematical Programming 6 (1974). */
#include "circles/bound.h"

#include <math.h>

#include <string.h>

#include "base/grid.h"
#include "base/row_reader.h"

enum { JOINT_ROUNDS = 16, SINGLE_ROUNDS = 3 };

/* The place-th largest (from 1) of the numbers, which are reordered. */
static int64_t largest_at(int64_t *numbers, int64_t count, int64_t place)
{
    int64_t first = 0;
    int64_t last = count - 1;
    const int64_t wanted = place - 1;
    while (first < last) {
        const int64_t pivot = numbers[first + (last - first) / 2];
        int64_t left = first;
        int64_t right = last;
        while (left <= right) {
            while (numbers[left] > pivot) {
                left++;
            }
            while (numbers[right] < pivot) {
                right--;
            }
            if (left <= right) {
                const int64_t moved = numbers[left];
                numbers[left++] = numbers[right];
                numbers[right--] = moved;
            }
        }
        if (wanted <= right) {
            last = right;
        } else if (wanted >= left) {
            first = left;
        } else {
            break;
        }
    }
    return numbers[wanted];
}

/* Where the price of a person would best be, from count numbers a(i,j) - p(j). */
static int64_t best_price(const mmatch__circles_problem *problem, int64_t *numbers, int64_t count)
{
    /* circles of one person: any price from the largest number on is best */
    const int64_t most = problem->high_of_all > 1 ? problem->high_of_all - 1 : 1;
    const int64_t least = problem->low_of_all - 1;
    if (most <= count) {
        const int64_t price = largest_at(numbers, count, most);
        if (price > 0) {
            return price;
        }
    }
    if (least >= 1 && least <= count) {
        const int64_t price = largest_at(numbers, count, least);
        return price < 0 ? price : 0;
    }
    return 0;
}

/* Adds up the trial prices and finds where each would best be. In a joint round, the next prices go half way there;
 * in a single round, each price is set there at once, and the sum means nothing. The sum is INT64_MAX when it does not
 * fit. */
static mmatch_poll_answer run_round(mmatch_context *context, const mmatch_scores *affinity,
                                    const mmatch__circles_problem *problem, mmatch__circles_bound *bound,
                                    bool is_joint, int64_t *total_out)
{
    const int64_t people = problem->person_count;
    int64_t *const price = bound->trial;
    bool does_fit = true;
    int64_t total = 0;
    for (int64_t person = 0; person < people; person++) {
        const int64_t degree = (price[person] > 0 ? problem->high_of_all : problem->low_of_all) - 1;
        int64_t sum = price[person] * degree;
        int64_t count = 0;
        mmatch__rows_read(affinity, person, bound->row);
        for (int64_t other = 0; other < people; other++) {
            if (other == person || isinf(bound->row[other])) {
                continue;
            }
            const int64_t net = (int64_t)bound->row[other] - price[other];
            bound->numbers[count++] = net;
            if (other > person && net > price[person]) {
                sum += net - price[person];
            }
        }
        does_fit = does_fit && mmatch__add_int64(total, sum, &total);
        const int64_t wanted = best_price(problem, bound->numbers, count);
        if (is_joint) {
            bound->next[person] = price[person] + (wanted - price[person]) / 2;
        } else {
            price[person] = wanted;
        }
        const mmatch_poll_answer answer = mmatch__poll(context, (uint64_t)people * 4);
        if (answer != MMATCH_POLL_CONTINUE) {
            return answer;
        }
    }
    *total_out = does_fit ? total : INT64_MAX;
    return MMATCH_POLL_CONTINUE;
}

mmatch_poll_answer mmatch__circles_price(mmatch_context *context, const mmatch_scores *affinity,
                                         const mmatch__circles_problem *problem, mmatch__circles_bound *bound)
{
    const size_t size = (size_t)problem->person_count * sizeof *bound->prices;
    for (int32_t round = 0; round <= JOINT_ROUNDS + SINGLE_ROUNDS; round++) {
        const bool is_single = round >= JOINT_ROUNDS && round < JOINT_ROUNDS + SINGLE_ROUNDS;
        int64_t total = 0;
        if (round == JOINT_ROUNDS) {
            memcpy(bound->trial, bound->prices, size);
        }
        const mmatch_poll_answer answer = run_round(context, affinity, problem, bound, !is_single, &total);
        if (answer != MMATCH_POLL_CONTINUE) {
            return answer;
        }
        if (is_single) {
            continue;
        }
        if (total < bound->bound) {
            bound->bound = total;
            memcpy(bound->prices, bound->trial, size);
        }
        int64_t *const spent = bound->trial;
        bound->trial = bound->next;
        bound->next = spent;
    }
    return MMATCH_POLL_CONTINUE;
}
