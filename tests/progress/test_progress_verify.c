/* The verifier: every number of a right scoreboard, made wrong, is found. */
#include <math.h>

#include "progress/natural.h"
#include "progress/wide.h"
#include "random_plans.h"

enum { PLANS = 3, REALS = 21, INTEGERS = 15 };

/* Scoreboard fields in the order of the parts. */
static int32_t field_at(uint64_t wanted, int64_t column, int32_t first)
{
    int32_t field = first;
    for (;; field++) {
        if ((wanted >> field & 1) != 0) {
            if (column == 0) {
                return field;
            }
            column--;
        }
    }
}

static void expect_fault(mmatch_context *context, const mmatch_plans *plans,
                         const mmatch_progress_options *options, const mmatch_scoreboard_parts *parts,
                         int64_t plan, int64_t field)
{
    mmatch_scoreboard *board = NULL;
    mmatch_verdict verdict = {0};
    verdict.struct_size = sizeof verdict;
    assert_int_equal(mmatch_scoreboard_create(context, parts, &board), MMATCH_OK);
    assert_int_equal(mmatch_progress_verify(context, plans, options, board, &verdict), MMATCH_OK);
    assert_int_equal(verdict.is_valid, 0);
    assert_int_equal(verdict.fault, MMATCH_PROGRESS_FAULT_VALUE);
    assert_int_equal(verdict.row, plan);
    assert_int_equal(verdict.column, field);
    assert_non_null(strstr(verdict.message, mmatch_progress_field_name((int32_t)field)));
    mmatch_scoreboard_destroy(board);
}

static void every_number_made_wrong_by_one_step_is_found(void **state)
{
    static random_plans plans;
    mmatch_context *const context = plain_context();
    const mmatch_progress_options options = options_of(14, 0, 0);
    double reals[REALS * PLANS];
    int64_t integers[INTEGERS * PLANS];
    mmatch_plans *made = NULL;
    mmatch_scoreboard *board = NULL;
    mmatch_scoreboard_parts parts = {0};
    int64_t place;
    (void)state;
    fill_random(&plans, PLANS, 4242, 50);
    assert_int_equal(mmatch_plans_create(context, &plans.columns, &made), MMATCH_OK);
    assert_int_equal(mmatch_progress_score(context, made, &options, 0, &board), MMATCH_OK);
    parts.struct_size = sizeof parts;
    assert_int_equal(mmatch_scoreboard_look(context, board, &parts), MMATCH_OK);
    memcpy(reals, parts.reals, sizeof reals);
    memcpy(integers, parts.integers, sizeof integers);
    parts.reals = reals;
    parts.integers = integers;
    for (place = 0; place < REALS * PLANS; place++) {
        const int32_t field = field_at(parts.wanted, place / PLANS, 0);
        const double right = reals[place];
        reals[place] = isnan(right) ? 0.0 : nextafter(right, 1e9);
        expect_fault(context, made, &options, &parts, place % PLANS, field);
        reals[place] = isnan(right) ? 1.0 : nextafter(right, -1e9);
        expect_fault(context, made, &options, &parts, place % PLANS, field);
        reals[place] = isnan(right) ? (double)INFINITY : (double)NAN;
        expect_fault(context, made, &options, &parts, place % PLANS, field);
        reals[place] = right == 0.0 ? 1e-300 : -right;
        if (!isnan(right)) {
            expect_fault(context, made, &options, &parts, place % PLANS, field);
        }
        reals[place] = right;
    }
    for (place = 0; place < INTEGERS * PLANS; place++) {
        const int32_t field = field_at(parts.wanted, place / PLANS, 32);
        integers[place]++;
        expect_fault(context, made, &options, &parts, place % PLANS, field);
        integers[place] -= 2;
        expect_fault(context, made, &options, &parts, place % PLANS, field);
        integers[place]++;
    }
    mmatch_scoreboard_destroy(board);
    mmatch_plans_destroy(made);
    mmatch_context_destroy(context);
}

static void another_number_of_plans_is_a_fault_of_shape(void **state)
{
    mmatch_context *const context = plain_context();
    const mmatch_plan_columns columns = alpha_columns();
    const mmatch_progress_options options = options_of(60, 0, 0);
    const double reals[2] = {0.671875, 0.671875};
    mmatch_scoreboard_parts parts = {0};
    mmatch_plans *plans = NULL;
    mmatch_scoreboard *board = NULL;
    mmatch_verdict verdict = {0};
    (void)state;
    verdict.struct_size = sizeof verdict;
    parts.struct_size = sizeof parts;
    parts.plan_count = 2;
    parts.wanted = 1;
    parts.reals = reals;
    assert_int_equal(mmatch_plans_create(context, &columns, &plans), MMATCH_OK);
    assert_int_equal(mmatch_scoreboard_create(context, &parts, &board), MMATCH_OK);
    assert_int_equal(mmatch_progress_verify(context, plans, &options, board, &verdict), MMATCH_OK);
    assert_int_equal(verdict.fault, MMATCH_PROGRESS_FAULT_SHAPE);
    mmatch_scoreboard_destroy(board);
    parts.plan_count = 1; /* a board of one field only is judged by that field */
    assert_int_equal(mmatch_scoreboard_create(context, &parts, &board), MMATCH_OK);
    assert_int_equal(mmatch_progress_verify(context, plans, &options, board, &verdict), MMATCH_OK);
    assert_int_equal(verdict.is_valid, 1);
    mmatch_scoreboard_destroy(board);
    mmatch_plans_destroy(plans);
    mmatch_context_destroy(context);
}

static void another_day_or_policy_is_found(void **state)
{
    mmatch_context *const context = plain_context();
    const mmatch_plan_columns columns = alpha_columns();
    const mmatch_progress_options options = options_of(60, 0, 0);
    const mmatch_progress_options others[] = {options_of(61, 0, 0), options_of(60, 1, 0),
                                              options_of(60, 2, 0), options_of(60, 0, 1)};
    mmatch_plans *plans = NULL;
    mmatch_scoreboard *board = NULL;
    mmatch_verdict verdict = {0};
    int place;
    (void)state;
    verdict.struct_size = sizeof verdict;
    assert_int_equal(mmatch_plans_create(context, &columns, &plans), MMATCH_OK);
    assert_int_equal(mmatch_progress_score(context, plans, &options, 0, &board), MMATCH_OK);
    for (place = 0; place < 4; place++) {
        assert_int_equal(mmatch_progress_verify(context, plans, &others[place], board, &verdict), MMATCH_OK);
        assert_int_equal(verdict.is_valid, 0);
    }
    mmatch_scoreboard_destroy(board);
    mmatch_plans_destroy(plans);
    mmatch_context_destroy(context);
}

/* Both kinds of big numbers, made apart, agree on random fractions of every size. */
static void wide_ratios_are_the_nearest_doubles(void **state)
{
    uint64_t seed = 99;
    int round;
    (void)state;
    for (round = 0; round < 20000; round++) {
        mmatch__wide top;
        mmatch__wide bottom;
        mmatch__quotient exact;
        double found;
        uint64_t parts[4];
        int place;
        for (place = 0; place < 4; place++) {
            parts[place] = ((uint64_t)draw(&seed, 1u << 31) << 32 | draw(&seed, 1u << 31)) >> draw(&seed, 63);
        }
        top.high = draw(&seed, 2) == 0 ? 0 : parts[0] >> 1;
        top.low = parts[1];
        bottom.high = draw(&seed, 2) == 0 ? 0 : parts[2] >> 1;
        bottom.low = parts[3] | 1;
        if (draw(&seed, 4) == 0) { /* halfway between two doubles, or one beside it */
            top.high = 0;
            top.low = ((uint64_t)1 << 53 | (uint64_t)draw(&seed, 1u << 30) << 22) * 2 + 1 + draw(&seed, 3) - 1;
            bottom.high = 0;
            bottom.low = (uint64_t)1 << draw(&seed, 60);
        }
        exact.numerator = mmatch__natural_of(top.high);
        exact.numerator = mmatch__natural_double(&exact.numerator, 64);
        exact.denominator = mmatch__natural_of(top.low);
        exact.numerator = mmatch__natural_plus(&exact.numerator, &exact.denominator);
        exact.denominator = mmatch__natural_of(bottom.high);
        exact.denominator = mmatch__natural_double(&exact.denominator, 64);
        {
            const mmatch__natural low = mmatch__natural_of(bottom.low);
            exact.denominator = mmatch__natural_plus(&exact.denominator, &low);
        }
        exact.is_negative = false;
        found = mmatch__wide_ratio(top, bottom);
        assert_true(mmatch__quotient_rounds_to(&exact, found));
        assert_false(mmatch__quotient_rounds_to(&exact, nextafter(found, 1e300)));
        assert_false(mmatch__quotient_rounds_to(&exact, nextafter(found, -1e300)));
    }
}

static void wide_division_gives_whole_and_remainder(void **state)
{
    uint64_t seed = 17;
    int round;
    (void)state;
    for (round = 0; round < 20000; round++) {
        const uint64_t divisor = (((uint64_t)draw(&seed, 1u << 30) << 31 | draw(&seed, 1u << 31)) >> draw(&seed, 60)) + 1;
        const uint64_t quotient = (uint64_t)draw(&seed, 1u << 31) << draw(&seed, 30);
        const uint64_t remainder = draw(&seed, 1u << 31) % divisor;
        const mmatch__wide whole =
            mmatch__wide_add(mmatch__wide_multiply(divisor, quotient), mmatch__wide_of(remainder));
        uint64_t rest = 0;
        assert_true(mmatch__wide_divide(whole, divisor, &rest) == quotient);
        assert_true(rest == remainder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_made_wrong_by_one_step_is_found),
        cmocka_unit_test(another_number_of_plans_is_a_fault_of_shape),
        cmocka_unit_test(another_day_or_policy_is_found),
        cmocka_unit_test(wide_ratios_are_the_nearest_doubles),
        cmocka_unit_test(wide_division_gives_whole_and_remainder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
