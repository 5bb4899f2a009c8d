/* The kernels: every one that this machine runs finds what a plain loop finds. */
#include "support.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/random.h"
#include "scores/extremes.h"

enum { GROUPS_MOST = 9, MOST = GROUPS_MOST * MMATCH__EXTREMES_MULTIPLE };

static double drawn(mmatch__random *random, bool is_hostile)
{
    static const double odd[] = {0.0, -0.0, DBL_MAX, -DBL_MAX, 5e-324, -5e-324};
    if (mmatch__random_below(random, 8) == 0) {
        return odd[mmatch__random_below(random, 6)];
    }
    if (is_hostile && mmatch__random_below(random, 40) == 0) {
        const double bad[] = {(double)INFINITY, -(double)INFINITY, (double)NAN};
        return bad[mmatch__random_below(random, 3)];
    }
    return (double)(int64_t)mmatch__random_below(random, (uint64_t)1 << 53) - 0x1p52;
}

static void every_kernel_finds_highest_and_lowest_or_that_a_number_is_none(void **state)
{
    mmatch__random random = mmatch__random_seeded(11);
    char bytes[(MOST + 1) * sizeof(double)];
    int finite_rounds = 0;
    int round;
    (void)state;
    for (round = 0; round < 6000; round++) {
        const int count = MMATCH__EXTREMES_MULTIPLE * (int)mmatch__random_below(&random, GROUPS_MOST + 1);
        char *const first = bytes + round % (int)sizeof(double); /* unaligned too */
        mmatch__extremes expected = {-(double)INFINITY, (double)INFINITY};
        mmatch__extremes before = {-(double)INFINITY, (double)INFINITY};
        bool is_finite = true;
        int32_t index;
        int k;
        if (round % 3 == 0) {
            before.highest = 17;
            before.lowest = -4;
            expected = before;
        }
        for (k = 0; k < count; k++) {
            const double number = drawn(&random, round % 2 == 0);
            memcpy(first + k * (int)sizeof number, &number, sizeof number);
            is_finite = is_finite && isfinite(number);
            expected.highest = fmax(expected.highest, number);
            expected.lowest = fmin(expected.lowest, number);
        }
        finite_rounds += is_finite;
        for (index = 0; mmatch__extremes_kernel_at(index) != NULL; index++) {
            mmatch__extremes found = before;
            assert_int_equal(mmatch__extremes_kernel_at(index)(first, count, &found), is_finite);
            assert_true(found.highest == (is_finite ? expected.highest : before.highest));
            assert_true(found.lowest == (is_finite ? expected.lowest : before.lowest));
        }
        assert_true(index >= 1);
    }
    assert_in_range(finite_rounds, 3000, 5500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kernel_finds_highest_and_lowest_or_that_a_number_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
