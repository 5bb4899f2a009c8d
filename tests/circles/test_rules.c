/* Circles: known answers, why there is none, what is refused, stopping, and the same answer from every side. */
#include "circle_case.h"

/* Affinity 10 within three blocks of equal size, 1 between: the blocks are the one best answer. */
static void draw_blocks(circle_case *given, int32_t count)
{
    memset(given, 0, sizeof *given);
    given->count = count;
    given->options.struct_size = sizeof given->options;
    given->options.size_minimum = 2;
    given->options.size_maximum = count / 3;
    for (int32_t first = 0; first < count; first++) {
        for (int32_t second = 0; second < count; second++) {
            given->affinity[first * count + second] = first % 3 == second % 3 ? 10 : 1;
        }
    }
}

static void blocks_of_friends_are_found_and_proved_best(void **state)
{
    (void)state;
    mmatch_context *const context = plain_context();
    circle_case given;
    for (int32_t count = 9; count <= 18; count += 9) {
        mmatch_circles_parts parts;
        draw_blocks(&given, count);
        assert_int_equal(open_case(context, &given), MMATCH_OK);
        mmatch_circles *const circles = form_verified(context, &given, &parts);
        assert_int_equal(parts.outcome, MMATCH_OUTCOME_OPTIMAL);
        assert_int_equal(parts.circle_count, 3);
        assert_true(parts.total == 10.0 * count * (count / 3 - 1) / 2);
        assert_true(parts.bound == parts.total);
        for (int32_t person = 0; person < count; person++) {
            assert_int_equal(parts.circle_of[person], person % 3);
        }
        mmatch_circles_destroy(circles);
        close_case(&given);
    }
    mmatch_context_destroy(context);
}

/* Forming these circles gives no answer, with this reason and these people. */
static void expect_reason(circle_case *given, mmatch_outcome outcome, const char *reason, int64_t conflict_count,
                          const int64_t *conflict)
{
    mmatch_context *const context = plain_context();
    mmatch_circles_parts parts;
    assert_int_equal(open_case(context, given), MMATCH_OK);
    mmatch_circles *const circles = form_verified(context, given, &parts);
    assert_int_equal(parts.outcome, outcome);
    assert_string_equal(parts.reason, reason);
    assert_null(parts.circle_of);
    assert_null(parts.bound_prices);
    assert_int_equal(parts.conflict_count, conflict_count);
    for (int64_t k = 0; k < conflict_count; k++) {
        assert_int_equal(parts.conflict_people[k], conflict[k]);
    }
    mmatch_circles_destroy(circles);
    close_case(given);
    mmatch_context_destroy(context);
}

static void impossible_sizes_are_explained(void **state)
{
    (void)state;
    circle_case given;
    draw_blocks(&given, 18);
    given.options.size_minimum = 5;
    given.options.size_maximum = 5;
    expect_reason(&given, MMATCH_OUTCOME_INFEASIBLE, "no number of circles of 5 to 5 people holds exactly 18 people",
                  0, NULL);
    given.options.circle_count = 4;
    expect_reason(&given, MMATCH_OUTCOME_INFEASIBLE, "the circles need at least 20 people, there are 18", 0, NULL);
    given.options.circle_count = 3;
    expect_reason(&given, MMATCH_OUTCOME_INFEASIBLE, "the circles hold at most 15 people, there are 18", 0, NULL);
    given.low[0] = given.high[0] = given.low[1] = given.high[1] = 6;
    given.options.size_minimums = given.low;
    given.options.size_maximums = given.high;
    given.options.circle_count = 2;
    expect_reason(&given, MMATCH_OUTCOME_INFEASIBLE, "the circles hold at most 12 people, there are 18", 0, NULL);
    given.options.circle_count = INT32_MAX;
    given.options.size_minimums = NULL;
    given.options.size_maximums = NULL;
    expect_reason(&given, MMATCH_OUTCOME_INFEASIBLE, "the circles need at least 10737418235 people, there are 18", 0,
                  NULL);
}

static void contradicting_pairs_are_explained(void **state)
{
    (void)state;
    circle_case given;
    const int64_t first[] = {3, 9, 9, 0, 1, 2, 3};
    const int64_t second[] = {9, 17, 5, 1, 2, 4, 0};
    const int64_t four[] = {3, 5, 9, 17};
    const int64_t eight[] = {0, 1, 2, 3, 4, 5, 9, 17};
    draw_blocks(&given, 18);
    memcpy(given.together_first, first, sizeof first);
    memcpy(given.together_second, second, sizeof second);
    given.together_count = 3;
    given.apart_first[0] = 17;
    given.apart_second[0] = 5;
    given.apart_count = 1;
    expect_reason(&given, MMATCH_OUTCOME_INFEASIBLE,
                  "people 17 and 5 must be apart, but are joined by pairs that must be together", 4, four);
    given.apart_count = 0;
    set_pair(&given, 3, 17, -(double)INFINITY);
    expect_reason(&given, MMATCH_OUTCOME_INFEASIBLE,
                  "people 3 and 17 must be apart, but are joined by pairs that must be together", 4, four);
    given.together_count = 7;
    expect_reason(&given, MMATCH_OUTCOME_INFEASIBLE, "8 people must be together, but the largest circle holds 6", 8,
                  eight);
}

static void missing_hours_are_explained(void **state)
{
    (void)state;
    circle_case given;
    const int64_t pair[] = {4, 11};
    draw_blocks(&given, 18);
    given.has_hours = true;
    given.options.common_slots = 2;
    for (int32_t person = 0; person < 18; person++) {
        given.hours[person * CASE_WORDS + 2] = 7;
    }
    given.hours[11 * CASE_WORDS + 2] = 3;
    given.hours[4 * CASE_WORDS + 2] = 5;
    given.together_first[0] = 11;
    given.together_second[0] = 4;
    given.together_count = 1;
    expect_reason(&given, MMATCH_OUTCOME_INFEASIBLE,
                  "2 people must be together, but have 1 slots in common, fewer than 2", 2, pair);
    given.options.common_slots = 3;
    given.together_count = 0;
    expect_reason(&given, MMATCH_OUTCOME_INFEASIBLE,
                  "person 4 has 2 slots, fewer than the 3 in common that are asked for", 1, pair);
}

static void a_search_that_fails_names_the_rules_it_could_not_keep(void **state)
{
    (void)state;
    circle_case given;
    mmatch_context *const context = plain_context();
    mmatch_circles_parts parts;
    draw_blocks(&given, 14);
    given.options.size_minimum = 7;
    given.options.size_maximum = 7;
    /* three people who are all apart from each other do not fit into two circles */
    given.apart_first[0] = given.apart_first[1] = 2;
    given.apart_second[0] = given.apart_first[2] = 5;
    given.apart_second[1] = given.apart_second[2] = 9;
    given.apart_count = 3;
    assert_int_equal(open_case(context, &given), MMATCH_OK);
    mmatch_circles *const circles = form_verified(context, &given, &parts);
    assert_int_equal(parts.outcome, MMATCH_OUTCOME_NOT_FOUND);
    assert_string_equal(parts.reason, "no circles found that keep every rule; the nearest break: apart 1 pairs, "
                                      "common hours 0 slots, sizes 0 people");
    assert_int_equal(parts.conflict_count, 2);
    mmatch_circles_destroy(circles);
    close_case(&given);
    mmatch_context_destroy(context);
}

static void nobody_and_one_person_are_fine(void **state)
{
    (void)state;
    circle_case given;
    mmatch_context *const context = plain_context();
    mmatch_circles_parts parts;
    for (int32_t count = 0; count <= 1; count++) {
        memset(&given, 0, sizeof given);
        given.count = count;
        given.options.struct_size = sizeof given.options;
        given.options.size_minimum = 1;
        given.options.size_maximum = 1;
        assert_int_equal(open_case(context, &given), MMATCH_OK);
        mmatch_circles *const circles = form_verified(context, &given, &parts);
        assert_int_equal(parts.outcome, MMATCH_OUTCOME_OPTIMAL);
        assert_int_equal(parts.circle_count, count);
        assert_true(parts.total == 0);
        assert_true(parts.bound == 0);
        mmatch_circles_destroy(circles);
        close_case(&given);
    }
    given.count = 0;
    given.options.circle_count = 2;
    expect_reason(&given, MMATCH_OUTCOME_INFEASIBLE, "the circles need at least 2 people, there are 0", 0, NULL);
    mmatch_context_destroy(context);
}

static void options_that_make_no_sense_are_all_reported(void **state)
{
    (void)state;
    circle_case given;
    mmatch_context *const context = plain_context();
    mmatch_circles *circles = NULL;
    draw_blocks(&given, 9);
    assert_int_equal(open_case(context, &given), MMATCH_OK);
    mmatch_circles_options options = given.options;
    options.size_minimum = 0;
    options.size_maximum = -1;
    options.common_slots = 1;
    options.circle_count = -4;
    assert_int_equal(mmatch_circles_form(context, given.cohort, &options, &circles), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_context_fault_count(context), 4);
    assert_null(circles);
    options = given.options;
    options.size_minimums = given.low;
    assert_int_equal(mmatch_circles_form(context, given.cohort, &options, &circles), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context),
                        "circles options: size_minimums and size_maximums go together, size_maximums is NULL");
    options.size_maximums = given.high;
    assert_int_equal(mmatch_circles_form(context, given.cohort, &options, &circles), MMATCH_ERR_ARGUMENT);
    options.circle_count = 2;
    given.low[1] = 3;
    assert_int_equal(mmatch_circles_form(context, given.cohort, &options, &circles), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_context_fault_count(context), 2);
    assert_string_equal(mmatch_context_fault(context, 1),
                        "circles options: circle 1: size maximum is 0, below its minimum 3");
    options.struct_size = 3;
    assert_int_equal(mmatch_circles_form(context, given.cohort, &options, &circles), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_circles_form(context, given.cohort, NULL, &circles), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_circles_form(context, NULL, &given.options, &circles), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_circles_form(context, given.cohort, &given.options, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_circles_form(NULL, given.cohort, &given.options, &circles), MMATCH_ERR_ARGUMENT);
    mmatch_circles_destroy(NULL);
    close_case(&given);
    mmatch_context_destroy(context);
}

static void far_more_people_than_sums_can_hold_are_refused(void **state)
{
    (void)state;
    mmatch_context *const context = plain_context();
    mmatch_scores *scores = NULL;
    mmatch_cohort *cohort = NULL;
    mmatch_circles *circles = NULL;
    const double zero = 0;
    mmatch_circles_options options = {.struct_size = sizeof options, .size_minimum = 1, .size_maximum = 2000};
    assert_int_equal(
        mmatch_scores_create_dense(context, &zero, MMATCH_FLOAT64, 2000, 2000, 0, 0, NULL, &scores), MMATCH_OK);
    assert_int_equal(mmatch_cohort_create(context, scores, &cohort), MMATCH_OK);
    assert_int_equal(mmatch_circles_form(context, cohort, &options, &circles), MMATCH_ERR_RANGE);
    assert_string_equal(mmatch_context_error(context), "2000 people in circles of up to 2000: totals might not fit");
    assert_null(circles);
    mmatch_cohort_destroy(cohort);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
}

static void common_hours_are_those_of_all_members(void **state)
{
    (void)state;
    circle_case given;
    mmatch_context *const context = plain_context();
    mmatch_circles_parts parts;
    uint64_t words[CASE_WORDS];
    draw_blocks(&given, 9);
    given.has_hours = true;
    given.options.common_slots = 1;
    for (int32_t person = 0; person < 9; person++) {
        given.hours[person * CASE_WORDS] = 3 | ((uint64_t)1 << (10 + person));
        given.hours[person * CASE_WORDS + 2] = (uint64_t)1 << (person % 3);
    }
    assert_int_equal(open_case(context, &given), MMATCH_OK);
    mmatch_circles *const circles = form_verified(context, &given, &parts);
    for (int32_t circle = 0; circle < 3; circle++) {
        assert_int_equal(mmatch_circles_common_hours(context, given.cohort, circles, circle, words), MMATCH_OK);
        assert_int_equal(words[0], 3);
        assert_int_equal(words[1], 0);
        assert_int_equal(words[2], 1u << circle);
    }
    assert_int_equal(mmatch_circles_common_hours(context, given.cohort, circles, 3, words), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_circles_common_hours(context, given.cohort, circles, -1, words), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_circles_common_hours(context, given.cohort, circles, 0, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_circles_common_hours(context, given.cohort, NULL, 0, words), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_circles_common_hours(context, NULL, circles, 0, words), MMATCH_ERR_ARGUMENT);
    close_case(&given);
    given.has_hours = false;
    assert_int_equal(open_case(context, &given), MMATCH_OK);
    assert_int_equal(mmatch_circles_common_hours(context, given.cohort, circles, 0, words), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "the cohort has no hours");
    mmatch_circles_destroy(circles);
    close_case(&given);
    mmatch_context_destroy(context);
}

/* A larger request with rules of every kind. */
static void draw_mixed(circle_case *given, uint64_t seed)
{
    draw_affinity(given, 22, 50, &seed);
    given->options.size_minimum = 3;
    given->options.size_maximum = 6;
    given->options.seed = seed;
    given->options.iterations = 3000;
    given->options.common_slots = 1;
    given->has_hours = true;
    for (int32_t person = 0; person < given->count; person++) {
        given->hours[person * CASE_WORDS] = 1 + case_draw(&seed, 15);
        given->hours[person * CASE_WORDS] |= 16;
    }
    draw_pairs(given, 12, given->apart_first, given->apart_second, &given->apart_count, &seed);
    given->together_first[0] = 20;
    given->together_second[0] = 21;
    given->together_count = 1;
    for (int64_t pair = 0; pair < given->apart_count; pair++) {
        given->apart_first[pair] = given->apart_first[pair] % 20;
        if (given->apart_first[pair] == given->apart_second[pair]) {
            given->apart_first[pair] = (given->apart_first[pair] + 1) % 20;
        }
    }
}

static void any_number_of_threads_gives_the_same_circles(void **state)
{
    (void)state;
    circle_case given;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        int32_t circle_of[CASE_PEOPLE];
        double total = 0;
        draw_mixed(&given, seed);
        for (int32_t threads = 1; threads <= 4; threads++) {
            mmatch_context *const context = context_with(NULL, NULL, threads);
            mmatch_circles_parts parts;
            assert_int_equal(open_case(context, &given), MMATCH_OK);
            mmatch_circles *const circles = form_verified(context, &given, &parts);
            assert_int_equal(parts.outcome, MMATCH_OUTCOME_FEASIBLE);
            if (threads == 1) {
                memcpy(circle_of, parts.circle_of, 22 * sizeof *circle_of);
                total = parts.total;
            }
            assert_true(parts.total == total);
            assert_memory_equal(parts.circle_of, circle_of, 22 * sizeof *circle_of);
            mmatch_circles_destroy(circles);
            close_case(&given);
            mmatch_context_destroy(context);
        }
    }
}

static void renaming_people_keeps_the_best_total(void **state)
{
    (void)state;
    mmatch_context *const context = plain_context();
    circle_case given;
    circle_case renamed;
    uint64_t seed = 3;
    for (int32_t round = 0; round < 20; round++) {
        mmatch_circles_parts parts;
        double total;
        draw_affinity(&given, 11, 30, &seed);
        given.options.size_minimum = 2;
        given.options.size_maximum = 4;
        renamed = given;
        for (int32_t first = 0; first < 11; first++) {
            for (int32_t second = 0; second < 11; second++) {
                renamed.affinity[(first * 4 + round) % 11 * 11 + (second * 4 + round) % 11] =
                    given.affinity[first * 11 + second];
            }
        }
        assert_int_equal(open_case(context, &given), MMATCH_OK);
        mmatch_circles *circles = form_verified(context, &given, &parts);
        total = parts.total;
        mmatch_circles_destroy(circles);
        close_case(&given);
        assert_int_equal(open_case(context, &renamed), MMATCH_OK);
        circles = form_verified(context, &renamed, &parts);
        assert_true(parts.total == total);
        mmatch_circles_destroy(circles);
        close_case(&renamed);
    }
    mmatch_context_destroy(context);
}

/* From the first whole restart on: before that, the one restart cools faster. */
static void more_iterations_never_end_worse(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        double best = -(double)INFINITY;
        for (uint64_t iterations = 2000; iterations <= 128000; iterations *= 2) {
            circle_case given;
            mmatch_circles_parts parts = {.struct_size = sizeof parts};
            mmatch_context *const context = context_with(NULL, NULL, 1);
            draw_mixed(&given, seed);
            given.options.circle_count = 0;
            given.options.size_minimums = NULL;
            given.options.size_maximums = NULL;
            given.options.size_minimum = 2;
            given.options.size_maximum = 7;
            given.options.iterations = iterations;
            assert_int_equal(open_case(context, &given), MMATCH_OK);
            mmatch_circles_destroy(form_verified(context, &given, &parts));
            assert_true(parts.outcome == MMATCH_OUTCOME_FEASIBLE || best == -(double)INFINITY);
            if (parts.outcome == MMATCH_OUTCOME_FEASIBLE) {
                const double total = given.is_cost ? -parts.total : parts.total;
                assert_true(total >= best);
                best = total;
            }
            close_case(&given);
            mmatch_context_destroy(context);
        }
        assert_true(best > -(double)INFINITY);
    }
}

static void stopping_gives_the_best_so_far(void **state)
{
    (void)state;
    circle_case given;
    int64_t with_answer = 0;
    int64_t without = 0;
    for (int64_t k = 1; k < 1000; k++) {
        watched_poll poll = {0};
        mmatch_context *const context = context_with(NULL, &poll, 1);
        mmatch_circles_parts parts = {.struct_size = sizeof parts};
        mmatch_verdict verdict = {.struct_size = sizeof verdict};
        mmatch_circles *circles = NULL;
        draw_mixed(&given, 1);
        given.options.iterations = 12000;
        assert_int_equal(open_case(context, &given), MMATCH_OK);
        poll.calls = 0;
        poll.answer_at = k;
        poll.answer = MMATCH_POLL_STOP;
        assert_int_equal(mmatch_circles_form(context, given.cohort, &given.options, &circles), MMATCH_OK);
        const bool was_stopped = poll.calls >= k;
        poll.answer_at = 0;
        assert_int_equal(mmatch_circles_look(context, circles, &parts), MMATCH_OK);
        assert_int_equal(mmatch_circles_verify(context, given.cohort, &given.options, circles, &verdict), MMATCH_OK);
        assert_string_equal(verdict.message, "valid");
        assert_int_equal(verdict.is_valid, 1);
        assert_int_equal(parts.outcome, was_stopped ? MMATCH_OUTCOME_LIMIT : MMATCH_OUTCOME_FEASIBLE);
        with_answer += parts.circle_of != NULL;
        without += parts.circle_of == NULL;
        mmatch_circles_destroy(circles);
        close_case(&given);
        mmatch_context_destroy(context);
        if (!was_stopped) {
            break;
        }
    }
    assert_true(with_answer > 2);
    assert_true(without > 0);
}

static mmatch_status form_and_verify(mmatch_context *context, circle_case *given)
{
    mmatch_circles *circles = NULL;
    mmatch_verdict verdict = {.struct_size = sizeof verdict};
    mmatch_status status = open_case(context, given);
    if (status == MMATCH_OK) {
        status = mmatch_circles_form(context, given->cohort, &given->options, &circles);
    }
    if (status == MMATCH_OK) {
        status = mmatch_circles_verify(context, given->cohort, &given->options, circles, &verdict);
    }
    mmatch_circles_destroy(circles);
    close_case(given);
    return status;
}

static mmatch_status mixed_scenario(mmatch_context *context)
{
    circle_case given;
    draw_mixed(&given, 2);
    given.options.iterations = 300;
    return form_and_verify(context, &given);
}

static mmatch_status small_scenario(mmatch_context *context)
{
    circle_case given;
    draw_blocks(&given, 9);
    return form_and_verify(context, &given);
}

static mmatch_status infeasible_scenario(mmatch_context *context)
{
    circle_case given;
    draw_mixed(&given, 2);
    given.apart_first[0] = 20;
    given.apart_second[0] = 21;
    return form_and_verify(context, &given);
}

static void every_failed_allocation_is_reported(void **state)
{
    (void)state;
    sweep_allocations(mixed_scenario);
    sweep_allocations(small_scenario);
    sweep_allocations(infeasible_scenario);
}

static void cancelling_at_any_poll_leaves_nothing(void **state)
{
    (void)state;
    sweep_cancels(mixed_scenario);
    sweep_cancels(small_scenario);
    sweep_cancels(infeasible_scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_of_friends_are_found_and_proved_best),
        cmocka_unit_test(impossible_sizes_are_explained),
        cmocka_unit_test(contradicting_pairs_are_explained),
        cmocka_unit_test(missing_hours_are_explained),
        cmocka_unit_test(a_search_that_fails_names_the_rules_it_could_not_keep),
        cmocka_unit_test(nobody_and_one_person_are_fine),
        cmocka_unit_test(options_that_make_no_sense_are_all_reported),
        cmocka_unit_test(far_more_people_than_sums_can_hold_are_refused),
        cmocka_unit_test(common_hours_are_those_of_all_members),
        cmocka_unit_test(any_number_of_threads_gives_the_same_circles),
        cmocka_unit_test(renaming_people_keeps_the_best_total),
        cmocka_unit_test(more_iterations_never_end_worse),
        cmocka_unit_test(stopping_gives_the_best_so_far),
        cmocka_unit_test(every_failed_allocation_is_reported),
        cmocka_unit_test(cancelling_at_any_poll_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
