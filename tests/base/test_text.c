#include "support.h"

#include <inttypes.h>
#include <math.h>

#include "base/context.h"

#define EXPECT_TEXT(expected, ...)                                                                                     \
    do {                                                                                                               \
        char buffer[64];                                                                                               \
        assert_int_equal(mmatch__format(buffer, sizeof buffer, __VA_ARGS__), strlen(expected));                        \
        assert_string_equal(buffer, expected);                                                                         \
    } while (0)

static void whole_numbers_of_every_length_are_written(void **state)
{
    (void)state;
    EXPECT_TEXT("0 -7 2147483647", "%d %d %d", 0, -7, 2147483647);
    EXPECT_TEXT("-9223372036854775808", "%" PRId64, INT64_MIN);
    EXPECT_TEXT("18446744073709551615", "%" PRIu64, UINT64_MAX);
    EXPECT_TEXT("-5 5", "%ld %lu", -5L, 5UL);
    EXPECT_TEXT("-6 6 7", "%lld %llu %zu", -6LL, 6ULL, (size_t)7);
    EXPECT_TEXT("4000000000", "%u", 4000000000U);
}

static void real_numbers_are_short_and_know_no_locale(void **state)
{
    (void)state;
    EXPECT_TEXT("0 1 -1.5", "%g %g %g", 0.0, 1.0, -1.5);
    EXPECT_TEXT("57.066667", "%g", 57.06666666666666);
    EXPECT_TEXT("0.000001", "%g", 1e-6);
    EXPECT_TEXT("1", "%g", 0.9999999999);
    EXPECT_TEXT("5.5e-7", "%g", 5.5e-7);
    EXPECT_TEXT("9007199254740991", "%g", 9007199254740991.0);
    EXPECT_TEXT("NaN infinity -infinity", "%g %g %g", (double)NAN, (double)INFINITY, (double)-INFINITY);
}

static void text_and_percent_are_written_and_long_text_is_cut(void **state)
{
    char buffer[8];
    (void)state;
    EXPECT_TEXT("100% of ana", "100%% of %s", "ana");
    assert_int_equal(mmatch__format(buffer, sizeof buffer, "%s", "a long sentence"), 7);
    assert_string_equal(buffer, "a long ");
    /* between characters: of 2, 3 and 4 bytes, whole and not */
    assert_int_equal(mmatch__format(buffer, sizeof buffer, "%s", "abcdef\xc3\xa9z"), 6);
    assert_string_equal(buffer, "abcdef");
    assert_int_equal(mmatch__format(buffer, sizeof buffer, "%s", "abcde\xc3\xa9z"), 7);
    assert_string_equal(buffer, "abcde\xc3\xa9");
    assert_int_equal(mmatch__format(buffer, sizeof buffer, "%s", "abcde\xe2\x82\xac"), 5);
    assert_int_equal(mmatch__format(buffer, sizeof buffer, "%s", "abcd\xe2\x82\xacz"), 7);
    assert_int_equal(mmatch__format(buffer, sizeof buffer, "%s", "abcd\xf0\x9f\x98\x80"), 4);
    assert_int_equal(mmatch__format(buffer, sizeof buffer, "%s", "abc\xf0\x9f\x98\x80z"), 7);
    /* what is no UTF-8 loses no more than that */
    assert_int_equal(mmatch__format(buffer, sizeof buffer, "%s", "\x80\x80\x80\x80\x80\x80\x80\x80"), 7);
    assert_int_equal(mmatch__format(buffer, 1, "%d", 5), 0);
    assert_string_equal(buffer, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_numbers_of_every_length_are_written),
        cmocka_unit_test(real_numbers_are_short_and_know_no_locale),
        cmocka_unit_test(text_and_percent_are_written_and_long_text_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
