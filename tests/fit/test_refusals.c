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

static void bad_trees_tables_and_places_are_refused(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch_fit *fit = NULL;
    const int64_t offsets[PEOPLE + 1] = {0, 1, 3};
    const int32_t items[3] = {0, 1, 2};
    const int32_t twice[3] = {0, 2, 2};
    const int32_t beyond[3] = {0, 1, 3};
    const int32_t large[3] = {0, 1, 1 << 30};
    const int32_t levels[3] = {1, 1, 1};
    const int32_t parents[3] = {-1, 0, 1};
    const int32_t outside[3] = {-1, 0, 3};
    const int32_t circle[3] = {-1, 2, 1};
    const mmatch_sets good = {offsets, items, NULL};
    const mmatch_sets repeated = {offsets, twice, NULL};
    const mmatch_sets unknown = {offsets, beyond, NULL};
    const mmatch_sets too_large = {offsets, large, NULL};
    const mmatch_sets with_levels = {offsets, items, levels};
    const double shares[4] = {0, 1, 1.5, 0.5};
    const double hopes[4] = {0, 1, -0.5, 0.5};
    const int32_t formats[PEOPLE] = {1, 3};
    const int32_t bad_formats[PEOPLE] = {1, 4};
    const double places[2 * PEOPLE] = {0, 0, 90, 360};
    const double bad_places[2 * PEOPLE] = {0, 0, 90.5, 0};
    (void)state;
    assert_int_equal(mmatch_fit_create(context, PEOPLE, PEOPLE, &fit), MMATCH_OK);
    expect_refused(context, fit, mmatch_fit_add_overlap_mutual(context, fit, NULL, &good, &good, &too_large, &good),
                   "criterion overlap: column 1: item 1073741824 is beyond 1073741823");
    expect_refused(context, fit, mmatch_fit_add_overlap_mutual(context, fit, NULL, &good, NULL, &good, &good),
                   "criterion overlap: row sets is NULL");
    expect_refused(context, fit, mmatch_fit_add_overlap_mutual(context, fit, NULL, &good, &repeated, &good, &good),
                   "criterion overlap: row 1: item 2 is listed twice");
    expect_refused(context, fit, mmatch_fit_add_jaccard(context, fit, NULL, &good, &repeated),
                   "criterion jaccard: column 1: item 2 is listed twice");
    expect_refused(context, fit, mmatch_fit_add_shared_items(context, fit, NULL, &good, &good, -1, 0),
                   "criterion shared_items: at_least is -1, must not be negative");
    expect_refused(context, fit, mmatch_fit_add_shared_items(context, fit, NULL, &good, &good, 0, -2),
                   "criterion shared_items: full is -2, must not be negative");
    expect_refused(context, fit, mmatch_fit_add_taxonomy(context, fit, NULL, outside, 3, &good, &good, 2),
                   "criterion taxonomy: item 2: parent 3, there are 3 items");
    expect_refused(context, fit, mmatch_fit_add_taxonomy(context, fit, NULL, circle, 3, &good, &good, 2),
                   "criterion taxonomy: item 1: its parents go round in a circle");
    expect_refused(context, fit, mmatch_fit_add_taxonomy(context, fit, NULL, parents, 3, &good, &unknown, 2),
                   "criterion taxonomy: column 1: item 3 is beyond 2");
    expect_refused(context, fit, mmatch_fit_add_taxonomy(context, fit, NULL, parents, 3, &repeated, &good, 2),
                   "criterion taxonomy: row 1: item 2 is listed twice");
    expect_refused(context, fit, mmatch_fit_add_taxonomy(context, fit, NULL, parents, 3, &good, &repeated, 2),
                   "criterion taxonomy: column 1: item 2 is listed twice");
    expect_refused(context, fit, mmatch_fit_add_taxonomy(context, fit, NULL, parents, 3, &with_levels, &good, 2),
                   "criterion taxonomy: row levels must be NULL");
    expect_refused(context, fit, mmatch_fit_add_taxonomy(context, fit, NULL, parents, 3, NULL, &good, 2),
                   "criterion taxonomy: row sets is NULL");
    expect_refused(context, fit, mmatch_fit_add_taxonomy(context, fit, NULL, NULL, 3, &good, &good, 2),
                   "criterion taxonomy: parent_of_item is NULL");
    expect_refused(context, fit, mmatch_fit_add_taxonomy(context, fit, NULL, parents, -1, &good, &good, 2),
                   "criterion taxonomy: item count is -1, must be from 0 to 2147483647");
    expect_refused(context, fit, mmatch_fit_add_taxonomy(context, fit, NULL, parents, 3, &good, &good, 0),
                   "criterion taxonomy: span is 0, must be from 1 to 1000");
    expect_refused(context, fit, mmatch_fit_add_compatible(context, fit, NULL, codes, codes, 2, 2, shares),
                   "criterion compatible: row code 1, column code 0: share 1.5 is not from 0 to 1, -1 or NaN");
    expect_refused(context, fit, mmatch_fit_add_compatible(context, fit, NULL, codes, codes, 2, 2, hopes),
                   "criterion compatible: row code 1, column code 0: share -0.5 is not from 0 to 1, -1 or NaN");
    expect_refused(context, fit, mmatch_fit_add_compatible(context, fit, NULL, codes, codes, 2, 1, shares),
                   "criterion compatible: column 1: code 1, but the table has 1");
    expect_refused(context, fit, mmatch_fit_add_compatible(context, fit, NULL, codes, codes, 2, 2, NULL),
                   "criterion compatible: shares is NULL");
    expect_refused(context, fit, mmatch_fit_add_compatible(context, fit, NULL, codes, codes, 65536, 65536, shares),
                   "criterion compatible: a table of 65536 x 65536 codes has more than 2147483647 shares");
    expect_refused(context, fit, mmatch_fit_add_compatible(context, fit, NULL, codes, codes, -1, 2, shares),
                   "criterion compatible: row code count is -1, must not be negative");
    expect_refused(context, fit, mmatch_fit_add_format(context, fit, NULL, formats, bad_formats, NULL, NULL, 0),
                   "criterion format: column 1: format is 4, must be from 0 to 3");
    expect_refused(context, fit, mmatch_fit_add_format(context, fit, NULL, NULL, formats, NULL, NULL, 0),
                   "criterion format: row formats is NULL");
    expect_refused(context, fit, mmatch_fit_add_format(context, fit, NULL, formats, formats, bad_places, places, 10),
                   "criterion format: row 1: place 90.5, 0 is not within 90 and 360 degrees");
    expect_refused(context, fit, mmatch_fit_add_format(context, fit, NULL, formats, formats, places, NULL, 10),
                   "criterion format: column places is NULL, the other is not");
    expect_refused(context, fit, mmatch_fit_add_format(context, fit, NULL, formats, formats, places, places, 0),
                   "criterion format: reach is 0, must be above 0 and at most 20015.089309, half the way round the earth");
    expect_refused(context, fit, mmatch_fit_add_format(context, fit, NULL, formats, formats, places, places, (double)NAN),
                   "criterion format: reach is NaN, must be above 0 and at most 20015.089309, half the way round the earth");
    mmatch_fit_destroy(fit);
    mmatch_context_destroy(context);
}

static void bad_pairs_are_refused(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch_fit *fit = NULL;
    const int64_t offsets[PEOPLE + 1] = {0, 1, 3};
    const int64_t late[PEOPLE + 1] = {1, 1, 3};
    const int64_t falling[PEOPLE + 1] = {0, 2, 1};
    const int32_t others[3] = {1, 0, 1};
    const int32_t outside[3] = {1, 0, 2};
    const int32_t twice[3] = {1, 0, 0};
    const double shares[4] = {0.5, 0, 1, -1};
    const double bad[4] = {0.5, 0, 1, 2};
    const double bad_listed[3] = {0.5, 7, 1};
    (void)state;
    assert_int_equal(mmatch_fit_create(context, PEOPLE, PEOPLE, &fit), MMATCH_OK);
    expect_refused(context, fit, mmatch_fit_add_ranking(context, fit, NULL, 0, offsets, outside, 0),
                   "criterion ranking: row 1: column 2 is out of range, there are 2");
    expect_refused(context, fit, mmatch_fit_add_ranking(context, fit, NULL, 1, offsets, twice, 0),
                   "criterion ranking: column 1: row 0 is listed twice");
    expect_refused(context, fit, mmatch_fit_add_ranking(context, fit, NULL, 0, offsets, others, -1),
                   "criterion ranking: depth is -1, must not be negative");
    expect_refused(context, fit, mmatch_fit_add_ranking(context, fit, NULL, 0, NULL, others, 0),
                   "criterion ranking: offsets is NULL");
    expect_refused(context, fit, mmatch_fit_add_ranking(context, fit, NULL, 1, offsets, NULL, 0),
                   "criterion ranking: rows is NULL");
    expect_refused(context, fit, mmatch_fit_add_ranking(context, fit, NULL, 1, late, others, 0),
                   "criterion ranking: offsets start at 1, must start at 0");
    expect_refused(context, fit, mmatch_fit_add_ranking(context, fit, NULL, 1, falling, others, 0),
                   "criterion ranking: column 1: offsets go from 2 to 1");
    expect_refused(context, fit, mmatch_fit_add_listed(context, fit, NULL, offsets, twice, shares, 0),
                   "criterion listed: row 1: column 0 is listed twice");
    expect_refused(context, fit, mmatch_fit_add_listed(context, fit, NULL, offsets, others, bad_listed, 0),
                   "criterion listed: row 1: share 7 of column 0 is not from 0 to 1, -1 or NaN");
    expect_refused(context, fit, mmatch_fit_add_listed(context, fit, NULL, offsets, others, NULL, 0),
                   "criterion listed: shares is NULL");
    expect_refused(context, fit, mmatch_fit_add_listed(context, fit, NULL, offsets, others, shares, 2),
                   "criterion listed: otherwise is 2, must be from 0 to 1, -1 or NaN");
    expect_refused(context, fit, mmatch_fit_add_matrix(context, fit, NULL, bad, 2),
                   "criterion matrix: row 1, column 1: share 2 is not from 0 to 1, -1 or NaN");
    expect_refused(context, fit, mmatch_fit_add_matrix(context, fit, NULL, NULL, 2), "criterion matrix: shares is NULL");
    expect_refused(context, fit, mmatch_fit_add_matrix(context, fit, NULL, shares, 1),
                   "criterion matrix: row stride is 1, there are 2 columns");
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
        cmocka_unit_test(bad_trees_tables_and_places_are_refused),
        cmocka_unit_test(bad_pairs_are_refused),
        cmocka_unit_test(bad_reporting_lines_are_refused_with_the_person),
        cmocka_unit_test(bad_criteria_are_refused),
        cmocka_unit_test(bad_shapes_and_pairs_are_refused),
        cmocka_unit_test(a_fit_whose_scores_were_made_no_longer_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
