/* The verifier: a right answer, corrupted in every way, is refused with the fault's name. */
#include "circle_case.h"

enum { MANY = 14, FEW = 7 };

/* Two circles of `count` people by the half they are in; hours, a pair together (0, 1), a pair apart (0, last), a
 * forbidden pair (1, last). */
static void draw_halves(circle_case *given, int32_t count)
{
    memset(given, 0, sizeof *given);
    given->count = count;
    given->options.struct_size = sizeof given->options;
    given->options.size_minimum = 3;
    given->options.size_maximum = count / 2 + 1;
    given->options.circle_count = 2;
    given->options.common_slots = 2;
    given->has_hours = true;
    for (int32_t first = 0; first < count; first++) {
        for (int32_t second = 0; second < count; second++) {
            given->affinity[first * count + second] = (first < count / 2) == (second < count / 2) ? 9 : 2;
        }
        given->hours[first * CASE_WORDS] = first < count / 2 ? 0x33 : 0x3c;
    }
    set_pair(given, 1, count - 1, -(double)INFINITY);
    given->together_first[0] = 1;
    given->together_count = 1;
    given->apart_second[0] = count - 1;
    given->apart_count = 1;
}

/* An answer laid out for corruption. */
typedef struct saved {
    mmatch_circles_parts parts;
    int32_t circle_of[CASE_PEOPLE];
    double prices[CASE_PEOPLE];
} saved;

static void save(mmatch_context *context, const circle_case *given, saved *kept)
{
    mmatch_circles *const circles = form_verified(context, given, &kept->parts);
    if (kept->parts.circle_of != NULL) {
        memcpy(kept->circle_of, kept->parts.circle_of, (size_t)given->count * sizeof *kept->circle_of);
        kept->parts.circle_of = kept->circle_of;
    }
    if (kept->parts.bound_prices != NULL) {
        memcpy(kept->prices, kept->parts.bound_prices, (size_t)given->count * sizeof *kept->prices);
        kept->parts.bound_prices = kept->prices;
    }
    kept->parts.reason = "";
    kept->parts.conflict_count = 0;
    kept->parts.conflict_people = NULL;
    mmatch_circles_destroy(circles);
}

/* The fault that the verifier names. */
static int32_t fault_of(mmatch_context *context, const circle_case *given, const mmatch_circles_parts *parts)
{
    mmatch_circles *circles = NULL;
    mmatch_verdict verdict = {.struct_size = sizeof verdict};
    assert_int_equal(mmatch_circles_create(context, parts, &circles), MMATCH_OK);
    assert_int_equal(mmatch_circles_verify(context, given->cohort, &given->options, circles, &verdict), MMATCH_OK);
    assert_int_equal(verdict.is_valid, verdict.fault == 0);
    assert_true(verdict.message[0] != '\0');
    mmatch_circles_destroy(circles);
    return verdict.fault;
}

static void corruptions_of_an_answer_are_named(void **state)
{
    (void)state;
    mmatch_context *const context = plain_context();
    for (int32_t count = FEW; count <= MANY; count += MANY - FEW) {
        circle_case given;
        saved right;
        saved wrong;
        draw_halves(&given, count);
        assert_int_equal(open_case(context, &given), MMATCH_OK);
        save(context, &given, &right);
        assert_non_null(right.parts.circle_of);
        assert_int_equal(fault_of(context, &given, &right.parts), MMATCH_CIRCLES_FAULT_NONE);

        wrong = right;
        wrong.parts.person_count = count - 1;
        assert_int_equal(fault_of(context, &given, &wrong.parts), MMATCH_CIRCLES_FAULT_SHAPE);
        wrong = right;
        wrong.parts.circle_of = NULL;
        assert_int_equal(fault_of(context, &given, &wrong.parts), MMATCH_CIRCLES_FAULT_SHAPE);
        wrong = right;
        wrong.parts.outcome = MMATCH_OUTCOME_INFEASIBLE;
        assert_int_equal(fault_of(context, &given, &wrong.parts), MMATCH_CIRCLES_FAULT_SHAPE);
        wrong.parts.outcome = MMATCH_OUTCOME_NOT_FOUND;
        assert_int_equal(fault_of(context, &given, &wrong.parts), MMATCH_CIRCLES_FAULT_SHAPE);

        wrong = right;
        wrong.parts.circle_count = 3;
        assert_int_equal(fault_of(context, &given, &wrong.parts), MMATCH_CIRCLES_FAULT_SIZE);
        wrong.parts.circle_count = count + 1;
        assert_int_equal(fault_of(context, &given, &wrong.parts), MMATCH_CIRCLES_FAULT_SIZE);
        wrong = right;
        memset(wrong.circle_of, 0, sizeof wrong.circle_of);
        wrong.parts.circle_of = wrong.circle_of;
        assert_int_equal(fault_of(context, &given, &wrong.parts), MMATCH_CIRCLES_FAULT_SIZE);

        wrong = right;
        wrong.parts.circle_of = wrong.circle_of;
        wrong.circle_of[0] = 1;
        wrong.circle_of[count / 2] = 0;
        assert_int_equal(fault_of(context, &given, &wrong.parts), MMATCH_CIRCLES_FAULT_TOGETHER);
        wrong.circle_of[0] = 0;
        wrong.circle_of[count / 2] = 1;
        wrong.circle_of[count - 1] = 0;
        assert_int_equal(fault_of(context, &given, &wrong.parts), MMATCH_CIRCLES_FAULT_APART);
        wrong.circle_of[count - 1] = 1;
        wrong.circle_of[count / 2] = 0;
        assert_int_equal(fault_of(context, &given, &wrong.parts), MMATCH_CIRCLES_FAULT_TOTAL);

        wrong = right;
        wrong.parts.total += 1;
        assert_int_equal(fault_of(context, &given, &wrong.parts), MMATCH_CIRCLES_FAULT_TOTAL);
        wrong.parts.total = (double)NAN;
        assert_int_equal(fault_of(context, &given, &wrong.parts), MMATCH_CIRCLES_FAULT_TOTAL);
        wrong = right;
        wrong.parts.unit *= 2;
        assert_int_equal(fault_of(context, &given, &wrong.parts), MMATCH_CIRCLES_FAULT_TOTAL);

        wrong = right;
        wrong.parts.bound -= 1;
        assert_int_equal(fault_of(context, &given, &wrong.parts), MMATCH_CIRCLES_FAULT_BOUND);
        wrong.parts.bound = (double)NAN;
        assert_int_equal(fault_of(context, &given, &wrong.parts), MMATCH_CIRCLES_FAULT_BOUND);
        close_case(&given);
    }
    mmatch_context_destroy(context);
}

/* The pair (1, last) is apart by the forbidden entry of the table alone. */
static void a_forbidden_pair_in_one_circle_is_named(void **state)
{
    (void)state;
    mmatch_context *const context = plain_context();
    circle_case given;
    saved kept;
    draw_halves(&given, MANY);
    given.together_count = 0;
    given.apart_count = 0;
    given.options.common_slots = 0;
    assert_int_equal(open_case(context, &given), MMATCH_OK);
    save(context, &given, &kept);
    assert_int_not_equal(kept.circle_of[1], kept.circle_of[MANY - 1]);
    kept.circle_of[MANY - 1] = kept.circle_of[1];
    assert_int_equal(fault_of(context, &given, &kept.parts), MMATCH_CIRCLES_FAULT_APART);
    close_case(&given);
    mmatch_context_destroy(context);
}

static void a_circle_without_enough_common_hours_is_named(void **state)
{
    (void)state;
    mmatch_context *const context = plain_context();
    circle_case given;
    saved kept;
    draw_halves(&given, MANY);
    assert_int_equal(open_case(context, &given), MMATCH_OK);
    save(context, &given, &kept);
    given.options.common_slots = 5;
    assert_int_equal(fault_of(context, &given, &kept.parts), MMATCH_CIRCLES_FAULT_HOURS);
    close_case(&given);
    mmatch_context_destroy(context);
}

static void prices_must_be_on_the_grid_and_add_up_to_the_bound(void **state)
{
    (void)state;
    mmatch_context *const context = plain_context();
    circle_case given;
    saved kept;
    saved wrong;
    draw_halves(&given, MANY);
    assert_int_equal(open_case(context, &given), MMATCH_OK);
    save(context, &given, &kept);
    assert_non_null(kept.parts.bound_prices);
    const double bad_prices[] = {(double)NAN, (double)INFINITY, -(double)INFINITY, 1e300, kept.parts.unit / 2,
                                 kept.prices[3] + 1};
    for (size_t k = 0; k < sizeof bad_prices / sizeof *bad_prices; k++) {
        wrong = kept;
        wrong.prices[3] = bad_prices[k];
        wrong.parts.bound_prices = wrong.prices;
        assert_int_equal(fault_of(context, &given, &wrong.parts), MMATCH_CIRCLES_FAULT_BOUND);
    }
    wrong = kept;
    wrong.parts.bound_prices = NULL; /* a bound without proof */
    assert_int_equal(fault_of(context, &given, &wrong.parts), MMATCH_CIRCLES_FAULT_BOUND);
    wrong.parts.bound = (double)INFINITY; /* no bound at all */
    wrong.parts.outcome = MMATCH_OUTCOME_FEASIBLE;
    assert_int_equal(fault_of(context, &given, &wrong.parts), MMATCH_CIRCLES_FAULT_NONE);
    wrong.parts.outcome = MMATCH_OUTCOME_OPTIMAL;
    assert_int_equal(fault_of(context, &given, &wrong.parts), MMATCH_CIRCLES_FAULT_OUTCOME);
    /* any prices prove some bound: all zero prove the sum of all positive affinities */
    wrong = kept;
    memset(wrong.prices, 0, sizeof wrong.prices);
    wrong.parts.bound_prices = wrong.prices;
    wrong.parts.bound = 9.0 * 42 + 2.0 * 49 - 2.0;
    wrong.parts.outcome = MMATCH_OUTCOME_FEASIBLE;
    assert_int_equal(fault_of(context, &given, &wrong.parts), MMATCH_CIRCLES_FAULT_NONE);
    wrong.parts.outcome = MMATCH_OUTCOME_OPTIMAL;
    assert_int_equal(fault_of(context, &given, &wrong.parts), MMATCH_CIRCLES_FAULT_OUTCOME);
    close_case(&given);
    mmatch_context_destroy(context);
}

static void an_outcome_that_is_not_true_is_named(void **state)
{
    (void)state;
    mmatch_context *const context = plain_context();
    for (int32_t count = FEW; count <= MANY; count += MANY - FEW) {
        circle_case given;
        mmatch_circles_parts none = {.struct_size = sizeof none, .outcome = MMATCH_OUTCOME_INFEASIBLE};
        none.person_count = count;
        draw_halves(&given, count);
        assert_int_equal(open_case(context, &given), MMATCH_OK);
        assert_int_equal(fault_of(context, &given, &none), MMATCH_CIRCLES_FAULT_OUTCOME);
        none.outcome = MMATCH_OUTCOME_NOT_FOUND;
        assert_int_equal(fault_of(context, &given, &none), MMATCH_CIRCLES_FAULT_NONE);
        none.total = 1;
        assert_int_equal(fault_of(context, &given, &none), MMATCH_CIRCLES_FAULT_TOTAL);
        close_case(&given);
    }
    /* a feasible answer of few people that is not the best, called the best */
    circle_case given;
    saved kept;
    draw_halves(&given, FEW);
    given.together_count = 0;
    assert_int_equal(open_case(context, &given), MMATCH_OK);
    given.options.common_slots = 0;
    save(context, &given, &kept);
    assert_int_equal(kept.parts.outcome, MMATCH_OUTCOME_OPTIMAL);
    const double best = kept.parts.total;
    const int32_t swapped = kept.circle_of[2];
    kept.circle_of[2] = kept.circle_of[4];
    kept.circle_of[4] = swapped;
    kept.parts.total = 0;
    for (int32_t first = 0; first < FEW; first++) {
        for (int32_t second = 0; second < first; second++) {
            kept.parts.total +=
                kept.circle_of[first] == kept.circle_of[second] ? given.affinity[first * FEW + second] : 0;
        }
    }
    assert_true(kept.parts.total < best);
    assert_int_equal(fault_of(context, &given, &kept.parts), MMATCH_CIRCLES_FAULT_OUTCOME);
    kept.parts.bound = kept.parts.total;
    assert_int_equal(fault_of(context, &given, &kept.parts), MMATCH_CIRCLES_FAULT_BOUND);
    kept.parts.outcome = MMATCH_OUTCOME_FEASIBLE;
    kept.parts.bound = best;
    assert_int_equal(fault_of(context, &given, &kept.parts), MMATCH_CIRCLES_FAULT_NONE);
    close_case(&given);
    mmatch_context_destroy(context);
}

/* Costs: the bound is below the total, and prices carry the other sign. */
static void costs_are_bounded_from_below(void **state)
{
    (void)state;
    mmatch_context *const context = plain_context();
    circle_case given;
    saved kept;
    uint64_t seed = 9;
    draw_affinity(&given, 16, 40, &seed);
    for (int32_t place = 0; place < 16 * 16; place++) {
        given.affinity[place] += 40;
    }
    given.is_cost = true;
    given.options.size_minimum = 4;
    given.options.size_maximum = 4;
    assert_int_equal(open_case(context, &given), MMATCH_OK);
    save(context, &given, &kept);
    assert_true(kept.parts.bound > 0); /* every person pays for three partners at least */
    assert_true(kept.parts.bound <= kept.parts.total);
    kept.parts.bound += 1;
    assert_int_equal(fault_of(context, &given, &kept.parts), MMATCH_CIRCLES_FAULT_BOUND);
    close_case(&given);
    mmatch_context_destroy(context);
}

static void parts_that_break_their_shape_are_refused(void **state)
{
    (void)state;
    mmatch_context *const context = plain_context();
    mmatch_circles *circles = NULL;
    const int32_t circle_of[] = {0, 2, -1};
    const int64_t people[] = {1, 1, 3};
    mmatch_circles_parts parts = {.struct_size = sizeof parts, .outcome = MMATCH_OUTCOME_FEASIBLE};
    parts.person_count = 3;
    parts.circle_count = 2;
    parts.circle_of = circle_of;
    parts.conflict_count = 3;
    parts.conflict_people = people;
    assert_int_equal(mmatch_circles_create(context, &parts, &circles), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_context_fault_count(context), 4);
    assert_string_equal(mmatch_context_error(context), "person 1: circle 2 is out of range, there are 2");
    assert_null(circles);
    parts = (mmatch_circles_parts){.struct_size = sizeof parts, .outcome = MMATCH_OUTCOME_NONE_EXISTS};
    parts.person_count = -1;
    parts.circle_count = -1;
    parts.conflict_count = 1;
    assert_int_equal(mmatch_circles_create(context, &parts, &circles), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_context_fault_count(context), 4);
    assert_int_equal(mmatch_circles_create(context, NULL, &circles), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_circles_create(context, &parts, NULL), MMATCH_ERR_ARGUMENT);
    parts = (mmatch_circles_parts){.struct_size = sizeof parts, .outcome = MMATCH_OUTCOME_NOT_FOUND};
    parts.reason = "kept word for word";
    assert_int_equal(mmatch_circles_create(context, &parts, &circles), MMATCH_OK);
    parts.reason = NULL;
    assert_int_equal(mmatch_circles_look(context, circles, &parts), MMATCH_OK);
    assert_string_equal(parts.reason, "kept word for word");
    assert_int_equal(mmatch_circles_look(context, circles, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_circles_look(context, NULL, &parts), MMATCH_ERR_ARGUMENT);
    mmatch_circles_destroy(circles);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(corruptions_of_an_answer_are_named),
        cmocka_unit_test(a_forbidden_pair_in_one_circle_is_named),
        cmocka_unit_test(a_circle_without_enough_common_hours_is_named),
        cmocka_unit_test(prices_must_be_on_the_grid_and_add_up_to_the_bound),
        cmocka_unit_test(an_outcome_that_is_not_true_is_named),
        cmocka_unit_test(costs_are_bounded_from_below),
        cmocka_unit_test(parts_that_break_their_shape_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
