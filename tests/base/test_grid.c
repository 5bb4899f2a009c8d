#include "support.h"

#include <float.h>
#include <math.h>

#include "base/grid.h"
#include "base/random.h"

static void the_unit_is_the_smallest_power_of_two_that_holds_the_largest(void **state)
{
    mmatch__random random = mmatch__random_seeded(2);
    int trial;
    (void)state;
    for (trial = 0; trial < 100000; trial++) {
        const int exponent = (int)mmatch__random_below(&random, 1900) - 950;
        const double largest = ldexp(0.5 + mmatch__random_unit(&random) / 2, exponent);
        const double unit = mmatch__grid_unit(largest);
        int unit_exponent;
        assert_true(frexp(unit, &unit_exponent) == 0.5);
        assert_true(largest <= unit * (double)MMATCH__GRID_LARGEST);
        assert_true(largest > unit / 2 * (double)MMATCH__GRID_LARGEST);
    }
}

static void special_magnitudes_have_sensible_units(void **state)
{
    (void)state;
    assert_true(mmatch__grid_unit(0) == 1);
    assert_true(mmatch__grid_unit(1) == ldexp(1, -40));
    assert_true(mmatch__grid_unit((double)MMATCH__GRID_LARGEST) == 1);
    assert_true(mmatch__grid_unit((double)MMATCH__GRID_LARGEST + 1) == 2);
    assert_true(mmatch__grid_unit(DBL_MAX) == ldexp(1, 984));
    assert_true(mmatch__grid_unit(DBL_MIN) == ldexp(1, -1022));
    assert_true(mmatch__grid_unit(4.9406564584124654e-324) == ldexp(1, -1022));
}

static void snapping_is_to_the_nearest_and_ties_to_even(void **state)
{
    (void)state;
    assert_true(mmatch__grid_snap(2.5, 1) == 2);
    assert_true(mmatch__grid_snap(3.5, 1) == 4);
    assert_true(mmatch__grid_snap(-2.5, 1) == -2);
    assert_true(mmatch__grid_snap(2.5000001, 1) == 3);
    assert_true(mmatch__grid_snap((double)MMATCH__GRID_LARGEST, 1) == (double)MMATCH__GRID_LARGEST);
    assert_true(mmatch__grid_snap(-(double)MMATCH__GRID_LARGEST, 1) == -(double)MMATCH__GRID_LARGEST);
}

static void every_snapped_number_is_within_half_a_unit(void **state)
{
    mmatch__random random = mmatch__random_seeded(3);
    int trial;
    (void)state;
    for (trial = 0; trial < 100000; trial++) {
        const double largest = ldexp(mmatch__random_unit(&random), (int)mmatch__random_below(&random, 100));
        const double unit = mmatch__grid_unit(largest);
        const double value = largest * (2 * mmatch__random_unit(&random) - 1);
        const double snapped = mmatch__grid_snap(value, 1 / unit);
        assert_true(floor(snapped) == snapped);
        assert_true(fabs(snapped * unit - value) <= unit / 2);
    }
}

static void sums_that_do_not_fit_are_refused(void **state)
{
    int64_t sum = 7;
    (void)state;
    assert_true(mmatch__add_int64(INT64_MAX - 1, 1, &sum));
    assert_true(sum == INT64_MAX);
    assert_false(mmatch__add_int64(INT64_MAX, 1, &sum));
    assert_false(mmatch__add_int64(INT64_MIN, -1, &sum));
    assert_true(mmatch__add_int64(INT64_MIN, INT64_MAX, &sum));
    assert_true(sum == -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_unit_is_the_smallest_power_of_two_that_holds_the_largest),
        cmocka_unit_test(special_magnitudes_have_sensible_units),
        cmocka_unit_test(snapping_is_to_the_nearest_and_ties_to_even),
        cmocka_unit_test(every_snapped_number_is_within_half_a_unit),
        cmocka_unit_test(sums_that_do_not_fit_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
