/* Many rows at once are the rows one by one, of every kind of scores, with any stride and any number of threads. */
#include "support.h"

#include <math.h>

enum { ROWS = 150, COLUMNS = 700, STRIDE = COLUMNS + 3 };

static double numbers[ROWS * COLUMNS];

static void row_of(const void *user_data, int64_t row, double *values_out)
{
    memcpy(values_out, (const double *)user_data + row * COLUMNS, COLUMNS * sizeof *values_out);
}

static void expect_same_rows(mmatch_context *context, const mmatch_scores *scores, int64_t first, int64_t count)
{
    static double many[ROWS * STRIDE];
    static double one[COLUMNS];
    int64_t row;
    int k;
    for (k = 0; k < ROWS * STRIDE; k++) {
        many[k] = 12345;
    }
    assert_int_equal(mmatch_scores_read_rows(context, scores, first, count, many, STRIDE), MMATCH_OK);
    for (row = 0; row < ROWS; row++) {
        for (k = 0; k < COLUMNS && row < count; k++) {
            if (k == 0) {
                assert_int_equal(mmatch_scores_read_row(context, scores, first + row, one), MMATCH_OK);
            }
            assert_true(many[row * STRIDE + k] == one[k]);
        }
        for (k = row < count ? COLUMNS : 0; k < STRIDE; k++) {
            assert_true(many[row * STRIDE + k] == 12345); /* nothing else is written */
        }
    }
}

static void many_rows_are_the_rows_one_by_one(void **state)
{
    int threads;
    int k;
    (void)state;
    for (k = 0; k < ROWS * COLUMNS; k++) {
        numbers[k] = (k * 7919 % 1009) / 8.0 - 40;
    }
    for (threads = 1; threads <= 3; threads++) {
        mmatch_context *const context = context_with(NULL, NULL, threads);
        mmatch_scores_options options = {0};
        mmatch_scores *scores = NULL;
        options.struct_size = sizeof options;
        options.sense = MMATCH_SENSE_MINIMISE;
        assert_int_equal(mmatch_scores_create_dense(context, numbers, MMATCH_FLOAT64, ROWS, COLUMNS, COLUMNS * 8, 8,
                                                    threads == 2 ? &options : NULL, &scores),
                         MMATCH_OK);
        expect_same_rows(context, scores, 0, ROWS);
        expect_same_rows(context, scores, 17, 5);
        expect_same_rows(context, scores, ROWS, 0);
        mmatch_scores_destroy(scores);
        assert_int_equal(
            mmatch_scores_create_computed(context, row_of, numbers, ROWS, COLUMNS, 1000, 0, NULL, &scores), MMATCH_OK);
        expect_same_rows(context, scores, 1, ROWS - 1);
        mmatch_scores_destroy(scores);
        mmatch_context_destroy(context);
    }
}

static void rows_that_are_not_there_are_refused(void **state)
{
    mmatch_context *const context = plain_context();
    double values[4] = {0};
    mmatch_scores *scores = NULL;
    (void)state;
    assert_int_equal(mmatch_scores_create_dense(context, numbers, MMATCH_FLOAT64, 2, 2, 16, 8, NULL, &scores), MMATCH_OK);
    assert_int_equal(mmatch_scores_read_rows(context, scores, 1, 2, values, 2), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "rows 1, 2 of them, are out of range, there are 2");
    assert_int_equal(mmatch_scores_read_rows(context, scores, -1, 1, values, 2), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scores_read_rows(context, scores, 0, -1, values, 2), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scores_read_rows(context, scores, INT64_MAX, INT64_MAX, values, 2), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scores_read_rows(context, scores, 0, 2, values, 1), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "row stride is 1, there are 2 columns");
    assert_int_equal(mmatch_scores_read_rows(context, scores, 0, 2, NULL, 2), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scores_read_rows(context, NULL, 0, 2, values, 2), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scores_read_rows(NULL, scores, 0, 2, values, 2), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scores_read_rows(context, scores, 2, 0, NULL, 2), MMATCH_OK);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_rows_are_the_rows_one_by_one),
        cmocka_unit_test(rows_that_are_not_there_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
