/* Circles against trying everything: few people exactly, more people by the search. */
#include "circle_case.h"

/* Up to 8 people: the outcome, the total and the bound are those found by trying everything. */
static void few_people_are_solved_exactly_under_any_rules(void **state)
{
    (void)state;
    mmatch_context *const context = plain_context();
    circle_case *const given = (circle_case *)malloc(sizeof *given);
    uint64_t seed = 11;
    int32_t infeasible = 0;
    int32_t optimal = 0;
    for (int32_t round = 0; round < 600; round += 1 + (int32_t)test_stride() / 8) {
        mmatch_circles_parts parts;
        draw_affinity(given, 1 + round % 8, 20, &seed);
        draw_rules(given, &seed);
        if (case_draw(&seed, 3) == 0) {
            draw_pairs(given, case_draw(&seed, 4), given->together_first, given->together_second,
                       &given->together_count, &seed);
        }
        assert_int_equal(open_case(context, given), MMATCH_OK);
        const tried all = try_everything(given);
        mmatch_circles *const circles = form_verified(context, given, &parts);
        assert_int_equal(parts.outcome, all.is_any ? MMATCH_OUTCOME_OPTIMAL : MMATCH_OUTCOME_INFEASIBLE);
        if (all.is_any) {
            assert_true(parts.total == all.best);
            assert_true(parts.bound == all.best);
            assert_string_equal(parts.reason, "");
            optimal++;
        } else {
            assert_true(parts.reason[0] != '\0');
            assert_null(parts.circle_of);
            infeasible++;
        }
        mmatch_circles_destroy(circles);
        close_case(given);
    }
    assert_true(optimal > (test_stride() > 1 ? 30 : 150));
    assert_true(infeasible > (test_stride() > 1 ? 20 : 100));
    free(given);
    mmatch_context_destroy(context);
}

/* Adds to each of `items` people some who must be with them, until there are 13 to 18 people. */
static void tie_into_items(circle_case *given, int32_t items, uint64_t *seed)
{
    for (int32_t person = items; person < given->count; person++) {
        given->together_first[given->together_count] = person;
        given->together_second[given->together_count] = case_draw(seed, (uint32_t)items);
        given->together_count++;
    }
}

/* More than 12 people, tied into 8 items: the search is used, and everything can still be tried. */
static void the_search_finds_the_best_of_all_partitions_of_items(void **state)
{
    (void)state;
    mmatch_context *const context = plain_context();
    circle_case *const given = (circle_case *)malloc(sizeof *given);
    uint64_t seed = 5;
    int32_t answers = 0;
    int32_t best = 0;
    int32_t missed = 0;
    for (int32_t round = 0; round < 150; round += 1 + (int32_t)test_stride() / 8) {
        mmatch_circles_parts parts;
        draw_affinity(given, 13 + round % 4, 20, &seed);
        draw_rules(given, &seed);
        /* rules for so many people: fewer pairs apart, larger circles */
        given->apart_count = given->apart_count > 3 ? 3 : given->apart_count;
        given->options.size_maximum += 3;
        for (int32_t circle = 0; circle < given->options.circle_count; circle++) {
            given->high[circle] += 4;
        }
        tie_into_items(given, 8, &seed);
        assert_int_equal(open_case(context, given), MMATCH_OK);
        const tried all = try_everything(given);
        mmatch_circles *const circles = form_verified(context, given, &parts);
        if (!all.is_any) {
            assert_true(parts.outcome == MMATCH_OUTCOME_INFEASIBLE || parts.outcome == MMATCH_OUTCOME_NOT_FOUND);
            assert_null(parts.circle_of);
        } else if (parts.outcome == MMATCH_OUTCOME_NOT_FOUND) {
            missed++;
        } else {
            const double sign = given->is_cost ? -1 : 1;
            assert_true(parts.outcome == MMATCH_OUTCOME_FEASIBLE || parts.outcome == MMATCH_OUTCOME_OPTIMAL);
            assert_true(sign * parts.bound >= sign * all.best);
            assert_true(sign * parts.total <= sign * all.best);
            best += parts.total == all.best;
            answers++;
        }
        mmatch_circles_destroy(circles);
        close_case(given);
    }
    printf("search: %d answers, %d best, %d missed\n", answers, best, missed);
    assert_true(answers > (test_stride() > 1 ? 5 : 20));
    assert_true(missed * 20 <= answers);
    assert_true(best * 20 >= answers * 19);
    free(given);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_people_are_solved_exactly_under_any_rules),
        cmocka_unit_test(the_search_finds_the_best_of_all_partitions_of_items),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
