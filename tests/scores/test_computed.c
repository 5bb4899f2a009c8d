/* Scores computed when they are read. */
#include "support.h"

#include <math.h>

enum { COLUMNS = 3 };

static void distance_from_the_diagonal(const void *user_data, int64_t row, double *values_out)
{
    const double *const scale = (const double *)user_data;
    int64_t column;
    for (column = 0; column < COLUMNS; column++) {
        values_out[column] = *scale * (double)(row > column ? row - column : column - row);
    }
}

static void rows_are_computed_when_they_are_read(void **state)
{
    mmatch_context *const context = plain_context();
    double scale = 2;
    double values[COLUMNS];
    mmatch_scores *scores = NULL;
    (void)state;
    assert_int_equal(mmatch_scores_create_computed(context, distance_from_the_diagonal, &scale, 4, COLUMNS, 6, 0, NULL, &scores),
                     MMATCH_OK);
    assert_int_equal(mmatch_scores_read_row(context, scores, 3, values), MMATCH_OK);
    assert_true(values[0] == 6 && values[1] == 4 && values[2] == 2);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
}

static void numbers_beyond_the_stated_largest_are_found_unless_trusted(void **state)
{
    mmatch_context *const context = plain_context();
    const double scale = 2;
    const double not_a_number = (double)NAN;
    mmatch_scores *scores = NULL;
    (void)state;
    assert_int_equal(mmatch_scores_create_computed(context, distance_from_the_diagonal, &scale, 4, COLUMNS, 5, 0, NULL, &scores),
                     MMATCH_ERR_RANGE);
    assert_null(scores);
    assert_non_null(strstr(mmatch_context_error(context), "row 3, column 0"));
    assert_int_equal(mmatch_scores_create_computed(context, distance_from_the_diagonal, &not_a_number, 4, COLUMNS, 5, 0, NULL,
                                                   &scores),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scores_create_computed(context, distance_from_the_diagonal, &scale, 4, COLUMNS, 5, 1, NULL, &scores),
                     MMATCH_OK);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
}

static void a_missing_function_or_bound_is_refused(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch_scores *scores = NULL;
    const double bounds[3] = {-1, INFINITY, NAN};
    int k;
    (void)state;
    assert_int_equal(mmatch_scores_create_computed(context, NULL, NULL, 1, 1, 1, 0, NULL, &scores), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "row_fn is NULL");
    for (k = 0; k < 3; k++) {
        assert_int_equal(mmatch_scores_create_computed(context, distance_from_the_diagonal, NULL, 1, 1, bounds[k], 0, NULL,
                                                       &scores),
                         MMATCH_ERR_ARGUMENT);
        assert_null(scores);
    }
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_computed_when_they_are_read),
        cmocka_unit_test(numbers_beyond_the_stated_largest_are_found_unless_trusted),
        cmocka_unit_test(a_missing_function_or_bound_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
