/* A request for circles held in plain arrays, made at random, solved by trying everything. */
#ifndef MMATCH_TESTS_CIRCLE_CASE_H
#define MMATCH_TESTS_CIRCLE_CASE_H

#include "support.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

enum { CASE_PEOPLE = 24, CASE_PAIRS = 64, CASE_WORDS = 3 };

typedef struct circle_case {
    int32_t count;
    double affinity[CASE_PEOPLE * CASE_PEOPLE];
    bool is_cost;
    int64_t together_first[CASE_PAIRS];
    int64_t together_second[CASE_PAIRS];
    int64_t together_count;
    int64_t apart_first[CASE_PAIRS];
    int64_t apart_second[CASE_PAIRS];
    int64_t apart_count;
    uint64_t hours[CASE_PEOPLE * CASE_WORDS];
    bool has_hours;
    int32_t low[CASE_PEOPLE];
    int32_t high[CASE_PEOPLE];
    mmatch_circles_options options;
    mmatch_scores *scores; /* made by open_case */
    mmatch_cohort *cohort;
} circle_case;

/* A small generator of the tests' own. */
static inline uint32_t case_draw(uint64_t *seed, uint32_t bound)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((*seed >> 33) % bound);
}

static inline mmatch_status open_case(mmatch_context *context, circle_case *given)
{
    const mmatch_scores_options options = {sizeof options,
                                           given->is_cost ? MMATCH_SENSE_MINIMISE : MMATCH_SENSE_MAXIMISE};
    const mmatch_hours hours = {given->hours, CASE_WORDS, 60, NULL};
    given->scores = NULL;
    given->cohort = NULL;
    mmatch_status status = mmatch_scores_create_dense(
        context, given->affinity, MMATCH_FLOAT64, given->count, given->count,
        given->count * (int64_t)sizeof(double), sizeof(double), &options, &given->scores);
    if (status == MMATCH_OK) {
        status = mmatch_cohort_create(context, given->scores, &given->cohort);
    }
    if (status == MMATCH_OK) {
        status = mmatch_cohort_together(context, given->cohort, given->together_first, given->together_second,
                                        given->together_count);
    }
    if (status == MMATCH_OK) {
        status = mmatch_cohort_apart(context, given->cohort, given->apart_first, given->apart_second,
                                     given->apart_count);
    }
    if (status == MMATCH_OK && given->has_hours) {
        status = mmatch_cohort_set_hours(context, given->cohort, &hours);
    }
    return status;
}

static inline void close_case(circle_case *given)
{
    mmatch_cohort_destroy(given->cohort);
    mmatch_scores_destroy(given->scores);
    given->cohort = NULL;
    given->scores = NULL;
}

static inline void set_pair(circle_case *given, int32_t first, int32_t second, double value)
{
    given->affinity[first * given->count + second] = value;
    given->affinity[second * given->count + first] = value;
}

/* Random affinity in -bound .. bound; no rules but sizes, which the caller sets. */
static inline void draw_affinity(circle_case *given, int32_t count, uint32_t bound, uint64_t *seed)
{
    memset(given, 0, sizeof *given);
    given->count = count;
    given->options.struct_size = sizeof given->options;
    for (int32_t first = 0; first < count; first++) {
        for (int32_t second = 0; second <= first; second++) {
            set_pair(given, first, second, (double)case_draw(seed, 2 * bound + 1) - (double)bound);
        }
    }
}

static inline void draw_pairs(const circle_case *given, uint32_t count, int64_t *first, int64_t *second,
                              int64_t *count_out, uint64_t *seed)
{
    for (uint32_t pair = 0; pair < count && given->count > 1; pair++) {
        const int64_t a = case_draw(seed, (uint32_t)given->count);
        const int64_t b = case_draw(seed, (uint32_t)given->count);
        if (a != b) {
            first[*count_out] = a;
            second[*count_out] = b;
            (*count_out)++;
        }
    }
}

/* Rules of every kind, some of the time each. */
static inline void draw_rules(circle_case *given, uint64_t *seed)
{
    const uint32_t count = (uint32_t)given->count;
    const uint32_t kind = case_draw(seed, 3);
    given->is_cost = case_draw(seed, 3) == 0;
    if (case_draw(seed, 2) == 0) {
        draw_pairs(given, case_draw(seed, count + 1), given->apart_first, given->apart_second, &given->apart_count,
                   seed);
    }
    for (uint32_t pair = 0; count > 1 && pair < count && case_draw(seed, 3) == 0; pair++) {
        const int32_t first = (int32_t)case_draw(seed, count);
        const int32_t second = (int32_t)case_draw(seed, count);
        set_pair(given, first, second, given->is_cost ? (double)INFINITY : -(double)INFINITY);
    }
    if (case_draw(seed, 3) == 0) {
        given->has_hours = true;
        given->options.common_slots = 1 + (int32_t)case_draw(seed, 2);
        for (int32_t person = 0; person < given->count; person++) {
            for (int32_t slot = 0; slot < 6; slot++) {
                /* slots at both ends of the words */
                given->hours[person * CASE_WORDS + slot % 3] |= (uint64_t)(case_draw(seed, 3) > 0) << (7 * slot);
            }
        }
    }
    given->options.size_minimum = 1 + (int32_t)case_draw(seed, 3);
    given->options.size_maximum = given->options.size_minimum + (int32_t)case_draw(seed, 4);
    if (kind > 0) {
        given->options.circle_count = 1 + (int32_t)case_draw(seed, count < 4 ? count : 4);
    }
    if (kind == 2) {
        for (int32_t circle = 0; circle < given->options.circle_count; circle++) {
            given->low[circle] = 1 + (int32_t)case_draw(seed, 3);
            given->high[circle] = given->low[circle] + (int32_t)case_draw(seed, 4);
        }
        given->options.size_minimums = given->low;
        given->options.size_maximums = given->high;
    }
}

/* ---- trying everything --------------------------------------------------------------------------- */

typedef struct tried {
    bool is_any;
    double best;
    int64_t count; /* partitions that keep every rule */
} tried;

static inline bool case_is_apart(const circle_case *given, int64_t first, int64_t second)
{
    for (int64_t pair = 0; pair < given->apart_count; pair++) {
        if ((given->apart_first[pair] == first && given->apart_second[pair] == second) ||
            (given->apart_first[pair] == second && given->apart_second[pair] == first)) {
            return true;
        }
    }
    return isinf(given->affinity[first * given->count + second]);
}

/* Blocks to circles with bounds of their own, in every way. */
static inline bool can_place_blocks(const circle_case *given, const int32_t *sizes, int32_t count, int32_t block,
                                    uint32_t taken)
{
    if (block == count) {
        return true;
    }
    for (int32_t circle = 0; circle < count; circle++) {
        if (!((taken >> circle) & 1u) && given->low[circle] <= sizes[block] && sizes[block] <= given->high[circle] &&
            can_place_blocks(given, sizes, count, block + 1, taken | (1u << circle))) {
            return true;
        }
    }
    return false;
}

/* Whether a whole assignment keeps sizes and hours, given blocks 0 .. count - 1. */
static inline bool case_keeps_sizes_and_hours(const circle_case *given, const int32_t *circle, int32_t count)
{
    int32_t sizes[CASE_PEOPLE] = {0};
    for (int32_t person = 0; person < given->count; person++) {
        sizes[circle[person]]++;
    }
    if (given->options.circle_count > 0 && given->options.circle_count != count) {
        return false;
    }
    for (int32_t block = 0; block < count; block++) {
        int32_t common = 0;
        if (given->options.size_minimums == NULL &&
            (sizes[block] < given->options.size_minimum || sizes[block] > given->options.size_maximum)) {
            return false;
        }
        for (int32_t slot = 0; slot < 168; slot++) {
            bool do_all = true;
            for (int32_t person = 0; person < given->count; person++) {
                do_all = do_all && (circle[person] != block ||
                                    ((given->hours[person * CASE_WORDS + slot / 64] >> (slot % 64)) & 1u));
            }
            common += do_all;
        }
        if (common < given->options.common_slots) {
            return false;
        }
    }
    return given->options.size_minimums == NULL || can_place_blocks(given, sizes, count, 0, 0);
}

static inline void try_person(const circle_case *given, int32_t *circle, int32_t person, int32_t count, double total,
                              tried *result)
{
    if (person == given->count) {
        if (case_keeps_sizes_and_hours(given, circle, count)) {
            result->count++;
            if (!result->is_any || (given->is_cost ? total < result->best : total > result->best)) {
                result->is_any = true;
                result->best = total;
            }
        }
        return;
    }
    for (int32_t chosen = 0; chosen <= count; chosen++) {
        bool is_kept = true;
        double sum = total;
        for (int32_t other = 0; other < person && is_kept; other++) {
            if (circle[other] == chosen) {
                is_kept = !case_is_apart(given, person, other);
                sum += given->affinity[person * given->count + other];
            }
        }
        for (int64_t pair = 0; pair < given->together_count && is_kept; pair++) {
            const int64_t a = given->together_first[pair];
            const int64_t b = given->together_second[pair];
            if ((a == person && b < person && circle[b] != chosen) ||
                (b == person && a < person && circle[a] != chosen)) {
                is_kept = false;
            }
        }
        if (is_kept) {
            circle[person] = chosen;
            try_person(given, circle, person + 1, chosen == count ? count + 1 : count, sum, result);
        }
    }
}

static inline tried try_everything(const circle_case *given)
{
    int32_t circle[CASE_PEOPLE] = {0};
    tried result = {false, 0, 0};
    try_person(given, circle, 0, 0, 0, &result);
    return result;
}

/* The parts of fresh circles; fails the test when the verifier does not accept them. */
static inline mmatch_circles *form_verified(mmatch_context *context, const circle_case *given,
                                            mmatch_circles_parts *parts_out)
{
    mmatch_circles *circles = NULL;
    mmatch_verdict verdict = {.struct_size = sizeof verdict};
    assert_int_equal(mmatch_circles_form(context, given->cohort, &given->options, &circles), MMATCH_OK);
    parts_out->struct_size = sizeof *parts_out;
    assert_int_equal(mmatch_circles_look(context, circles, parts_out), MMATCH_OK);
    assert_int_equal(mmatch_circles_verify(context, given->cohort, &given->options, circles, &verdict), MMATCH_OK);
    if (!verdict.is_valid) {
        fail_msg("verifier: %s", verdict.message);
    }
    return circles;
}

#endif
