/* What a fit refuses, with the place; and that a refusal leaves the fit as it was. */
#include "support.h"

#include <math.h>

enum { PEOPLE = 2 };

static const int32_t codes[PEOPLE] = {0, 1};
static const double values[PEOPLE] = {0, 1};

static void expect_refused(mmatch_context *context, const mmatch_fit *fit, mmatch_status status, const char *message)
{
    assert_int_equal(status, MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), message);
    assert_int_equal(mmatch_fit_criterion_count(fit), 0);
}

static void bad_attributes_are_refused_with_person_and_value(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch_fit *fit = NULL;
    const int32_t bad_codes[PEOPLE] = {0, -2};
    const double infinite[PEOPLE] = {0, INFINITY};
    const int64_t offsets[PEOPLE + 1] = {0, 1, 3};
    const int64_t late_offsets[PEOPLE + 1] = {1, 1, 3};
    const int64_t falling_offsets[PEOPLE + 1] = {0, 2, 1};
    const int64_t wild_offsets[PEOPLE + 1] = {0, INT64_MAX, INT64_MIN};
    const int64_t plunging_offsets[PEOPLE + 1] = {0, 2, INT64_MIN};
    const int32_t items[3] = {5, 6, 7};
    const int32_t twice[3] = {5, 6, 6};
    const int32_t negative[3] = {5, -6, 7};
    const int32_t levels[3] = {1, 0, 1001};
    const mmatch_sets good = {offsets, items, NULL};
    const mmatch_sets late = {late_offsets, items, NULL};
    const mmatch_sets falling = {falling_offsets, items, NULL};
    const mmatch_sets wild = {wild_offsets, items, NULL};
    const mmatch_sets plunging = {plunging_offsets, items, NULL};
    const mmatch_sets repeated = {offsets, twice, NULL};
    const mmatch_sets below_zero = {offsets, negative, NULL};
    const mmatch_sets bad_levels = {offsets, items, levels};
    const mmatch_sets no_items = {offsets, NULL, NULL};
    (void)state;
    assert_int_equal(mmatch_fit_create(context, PEOPLE, PEOPLE, &fit), MMATCH_OK);
    expect_refused(context, fit, mmatch_fit_add_same(context, fit, NULL, bad_codes, codes),
                   "criterion same: row 1: code -2 is below -1");
    expect_refused(context, fit, mmatch_fit_add_different(context, fit, NULL, codes, NULL),
                   "criterion different: column codes is NULL");
    expect_refused(context, fit, mmatch_fit_add_close(context, fit, NULL, values, infinite, 0),
                   "criterion close: column 1: value infinity is beyond 1e300");
    expect_refused(context, fit, mmatch_fit_add_close(context, fit, NULL, values, NULL, 0),
                   "criterion close: column values is NULL");
    expect_refused(context, fit, mmatch_fit_add_close(context, fit, NULL, values, values, -1),
                   "criterion close: span is -1, must be at least 0 and within 1e300");
    expect_refused(context, fit, mmatch_fit_add_gap(context, fit, NULL, values, values, 1, 0),
                   "criterion gap: tolerance is 0, must be above 0 and within 1e300");
    expect_refused(context, fit, mmatch_fit_add_gap(context, fit, NULL, values, values, (double)NAN, 1),
                   "criterion gap: ideal is NaN, must be a number within 1e300");
    expect_refused(context, fit, mmatch_fit_add_overlap(context, fit, NULL, &repeated, &good),
                   "criterion overlap: row 1: item 6 is listed twice");
    expect_refused(context, fit, mmatch_fit_add_overlap(context, fit, NULL, &good, &below_zero),
                   "criterion overlap: column 1: item -6 is negative");
    expect_refused(context, fit, mmatch_fit_add_overlap(context, fit, NULL, &good, &bad_levels),
                   "criterion overlap: column 1: level 0 of item 6, must be from 1 to 1000");
    assert_int_equal(mmatch_context_fault_count(context), 2);
    expect_refused(context, fit, mmatch_fit_add_overlap(context, fit, NULL, &late, &good),
                   "criterion overlap: row offsets start at 1, must start at 0");
    expect_refused(context, fit, mmatch_fit_add_overlap(context, fit, NULL, &falling, &good),
                   "criterion overlap: row 1: offsets go from 2 to 1");
    expect_refused(context, fit, mmatch_fit_add_overlap(context, fit, NULL, &wild, &good),
                   "criterion overlap: row 0: offsets go from 0 to 9223372036854775807");
    expect_refused(context, fit, mmatch_fit_add_overlap(context, fit, NULL, &good, &plunging),
                   "criterion overlap: column 1: offsets go from 2 to -9223372036854775808");
    expect_refused(context, fit, mmatch_fit_add_overlap(context, fit, NULL, &good, &no_items),
                   "criterion overlap: column items is NULL");
    expect_refused(context, fit, mmatch_fit_add_overlap(context, fit, NULL, NULL, &good),
                   "criterion overlap: row sets is NULL");
    mmatch_fit_destroy(fit);
    mmatch_context_destroy(context);
}

static void bad_reporting_lines_are_refused_with_the_person(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch_fit *fit = NULL;
    const int32_t people[PEOPLE] = {0, 3};
    const int32_t nobody[PEOPLE] = {0, 4};
    const int32_t good[4] = {-1, 0, 1, 2};
    const int32_t cycle[4] = {-1, 3, 1, 2};
    const int32_t own[4] = {-1, 0, 2, 2};
    const int32_t outside[4] = {-1, 0, 1, 4};
    (void)state;
    assert_int_equal(mmatch_fit_create(context, PEOPLE, PEOPLE, &fit), MMATCH_OK);
    expect_refused(context, fit, mmatch_fit_add_outside_reporting_line(context, fit, NULL, cycle, 4, people, people),
                   "criterion outside_reporting_line: person 3 is above themselves in the reporting line");
    expect_refused(context, fit, mmatch_fit_add_outside_reporting_line(context, fit, NULL, own, 4, people, people),
                   "criterion outside_reporting_line: person 2 is above themselves in the reporting line");
    expect_refused(context, fit, mmatch_fit_add_outside_reporting_line(context, fit, NULL, outside, 4, people, people),
                   "criterion outside_reporting_line: person 3: manager 4 is out of range, there are 4 people");
    expect_refused(context, fit, mmatch_fit_add_outside_reporting_line(context, fit, NULL, good, 4, people, nobody),
                   "criterion outside_reporting_line: column 1: person 4 is out of range, there are 4 people");
    expect_refused(context, fit, mmatch_fit_add_outside_reporting_line(context, fit, NULL, good, 4, NULL, people),
                   "criterion outside_reporting_line: row people is NULL");
    expect_refused(context, fit, mmatch_fit_add_outside_reporting_line(context, fit, NULL, NULL, 4, people, people),
                   "criterion outside_reporting_line: 4 people, and manager_of_person is NULL");
    expect_refused(context, fit, mmatch_fit_add_outside_reporting_line(context, fit, NULL, good, -1, people, people),
                   "criterion outside_reporting_line: -1 people, and manager_of_person is given");
    mmatch_fit_destroy(fit);
    mmatch_context_destroy(context);
}

static void bad_criteria_are_refused(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch_fit *fit = NULL;
    mmatch_criterion criterion = {0};
    int k;
    (void)state;
    assert_int_equal(mmatch_fit_create(context, PEOPLE, PEOPLE, &fit), MMATCH_OK);
    expect_refused(context, fit, mmatch_fit_add_same(context, fit, &criterion, codes, codes),
                   "criterion: struct_size is 0, must be sizeof the struct");
    criterion.struct_size = sizeof criterion;
    criterion.name = "grade";
    criterion.points = 1000001;
    criterion.missing = 3;
    expect_refused(context, fit, mmatch_fit_add_same(context, fit, &criterion, codes, codes),
                   "criterion grade: points is 1000001, must be from 0 to 1000000");
    assert_int_equal(mmatch_context_fault_count(context), 2);
    assert_string_equal(mmatch_context_fault(context, 1), "criterion grade: missing is 3, must be an mmatch_missing");
    assert_int_equal(mmatch_fit_add_same(context, NULL, NULL, codes, codes), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_fit_add_same(NULL, fit, NULL, codes, codes), MMATCH_ERR_ARGUMENT);
    criterion.points = 1000000;
    criterion.missing = 0;
    for (k = 0; k < 2147; k++) {
        assert_int_equal(mmatch_fit_add_same(context, fit, &criterion, codes, codes), MMATCH_OK);
    }
    assert_int_equal(mmatch_fit_add_same(context, fit, &criterion, codes, codes), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "criterion grade: all points together are more than 2147483647");
    mmatch_fit_destroy(fit);
    mmatch_context_destroy(context);
}

static void bad_shapes_and_pairs_are_refused(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch_fit *fit = NULL;
    mmatch_scores *scores = NULL;
    int32_t points[1];
    (void)state;
    assert_int_equal(mmatch_fit_create(context, -1, 1, &fit), MMATCH_ERR_ARGUMENT);
    assert_null(fit);
    assert_int_equal(mmatch_fit_create(context, 1, (int64_t)1 << 31, &fit), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_fit_create(context, 1, 1, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_fit_create(NULL, 1, 1, &fit), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_fit_create(context, PEOPLE, PEOPLE, &fit), MMATCH_OK);
    assert_int_equal(mmatch_fit_add_same(context, fit, NULL, codes, codes), MMATCH_OK);
    assert_int_equal(mmatch_fit_explain(context, fit, 2, -1, points, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_context_fault_count(context), 2);
    assert_string_equal(mmatch_context_error(context), "row 2 is out of range, there are 2");
    assert_int_equal(mmatch_fit_explain(context, fit, 0, 0, NULL, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_fit_explain(context, NULL, 0, 0, points, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_fit_scores(context, NULL, &scores), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_fit_scores(context, fit, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_fit_row_count(NULL), 0);
    assert_int_equal(mmatch_fit_column_count(NULL), 0);
    assert_int_equal(mmatch_fit_criterion_count(NULL), 0);
    mmatch_fit_destroy(fit);
    mmatch_context_destroy(context);
}

static void a_fit_whose_scores_were_made_no_longer_changes(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch_fit *fit = NULL;
    mmatch_scores *scores = NULL;
    (void)state;
    assert_int_equal(mmatch_fit_create(context, PEOPLE, PEOPLE, &fit), MMATCH_OK);
    assert_int_equal(mmatch_fit_scores(context, fit, &scores), MMATCH_OK);
    expect_refused(context, fit, mmatch_fit_add_same(context, fit, NULL, codes, codes),
                   "criterion same: scores of this fit were made, it can no longer change");
    mmatch_scores_destroy(scores);
    mmatch_fit_destroy(fit);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_attributes_are_refused_with_person_and_value),
        cmocka_unit_test(bad_reporting_lines_are_refused_with_the_person),
        cmocka_unit_test(bad_criteria_are_refused),
        cmocka_unit_test(bad_shapes_and_pairs_are_refused),
        cmocka_unit_test(a_fit_whose_scores_were_made_no_longer_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
