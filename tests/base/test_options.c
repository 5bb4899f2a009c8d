#include "support.h"

#include "base/options.h"

typedef struct sample_options {
    size_t struct_size;
    int64_t first;
    int64_t second;
} sample_options;

typedef struct newer_options {
    sample_options known;
    int64_t third;
} newer_options;

static void null_means_all_defaults(void **state)
{
    mmatch_context *const context = plain_context();
    sample_options known;
    (void)state;
    memset(&known, 0xff, sizeof known);
    assert_int_equal(mmatch__options_read(context, "sample", NULL, sizeof known, &known), MMATCH_OK);
    assert_true(known.struct_size == sizeof known && known.first == 0 && known.second == 0);
    mmatch_context_destroy(context);
}

static void an_older_shorter_struct_is_completed_with_defaults(void **state)
{
    mmatch_context *const context = plain_context();
    const sample_options given = {offsetof(sample_options, second), 5, 99};
    sample_options known;
    (void)state;
    assert_int_equal(mmatch__options_read(context, "sample", &given, sizeof known, &known), MMATCH_OK);
    assert_true(known.first == 5 && known.second == 0);
    mmatch_context_destroy(context);
}

static void a_newer_longer_struct_is_read_when_its_unknown_part_is_zero(void **state)
{
    mmatch_context *const context = plain_context();
    newer_options given = {{sizeof(newer_options), 5, 6}, 0};
    sample_options known;
    (void)state;
    assert_int_equal(mmatch__options_read(context, "sample", &given, sizeof known, &known), MMATCH_OK);
    assert_true(known.first == 5 && known.second == 6 && known.struct_size == sizeof known);
    given.third = 1;
    assert_int_equal(mmatch__options_read(context, "sample", &given, sizeof known, &known),
                     MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context),
                        "sample: byte 24 is set, but this version knows only 24 bytes");
    mmatch_context_destroy(context);
}

static void a_struct_without_its_size_is_refused(void **state)
{
    mmatch_context *const context = plain_context();
    sample_options given = {0, 1, 2};
    sample_options known;
    (void)state;
    assert_int_equal(mmatch__options_read(context, "sample", &given, sizeof known, &known),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch__options_write(context, "sample", &given, sizeof known, &known),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch__options_write(context, "sample", NULL, sizeof known, &known),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(given.first, 1);
    mmatch_context_destroy(context);
}

static void writing_fills_as_much_as_the_caller_knows(void **state)
{
    mmatch_context *const context = plain_context();
    const sample_options known = {sizeof known, 7, 8};
    sample_options older = {offsetof(sample_options, second), 1, 99};
    newer_options newer = {{sizeof newer, 1, 2}, 3};
    (void)state;
    assert_int_equal(mmatch__options_write(context, "sample", &older, sizeof known, &known), MMATCH_OK);
    assert_true(older.first == 7 && older.second == 99 &&
                older.struct_size == offsetof(sample_options, second));
    assert_int_equal(mmatch__options_write(context, "sample", &newer, sizeof known, &known), MMATCH_OK);
    assert_true(newer.known.second == 8 && newer.third == 0 && newer.known.struct_size == sizeof newer);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(null_means_all_defaults),
        cmocka_unit_test(an_older_shorter_struct_is_completed_with_defaults),
        cmocka_unit_test(a_newer_longer_struct_is_read_when_its_unknown_part_is_zero),
        cmocka_unit_test(a_struct_without_its_size_is_refused),
        cmocka_unit_test(writing_fills_as_much_as_the_caller_knows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
