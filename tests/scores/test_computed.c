/* Computed scores: rows asked for when they are read. */
#include "support.h"

#include <float.h>
#include <math.h>

#include "base/row_reader.h"

enum { WIDTH = 50 };

/* user_data: one double per cell of a 4 x WIDTH table. */
static void copy_row(const void *user_data, int64_t row, double *values_out)
{
    memcpy(values_out, (const double *)user_data + row * WIDTH, WIDTH * sizeof(double));
}

static void distance_row(const void *user_data, int64_t row, double *values_out)
{
    const int64_t count = *(const int64_t *)user_data;
    int64_t column;
    for (column = 0; column < count; column++) {
        values_out[column] = (double)(row > column ? row - column : column - row);
    }
}

static void rows_are_computed_when_they_are_read(void **state)
{
    const int64_t count = 1000;
    const mmatch_scores_options least = {sizeof least, MMATCH_SENSE_MINIMISE};
    int32_t threads;
    (void)state;
    for (threads = 1; threads <= 4; threads += 3) {
        int32_t is_trusted;
        for (is_trusted = 0; is_trusted < 2; is_trusted++) {
            static double values[1000];
            static double units[1000];
            static int64_t columns[1000];
            mmatch_context *const context = context_with(NULL, NULL, threads);
            mmatch_scores *scores = NULL;
            assert_int_equal(mmatch_scores_create_computed(context, distance_row, &count, count, count,
                                                           1024, is_trusted, &least, &scores),
                             MMATCH_OK);
            assert_true(mmatch_scores_unit(scores) == ldexp(1, -30)); /* 1024 = 2^40 * 2^-30 */
            assert_int_equal(mmatch_scores_entry_count(scores), count * count);
            assert_int_equal(mmatch_scores_read_row(context, scores, 999, values), MMATCH_OK);
            assert_true(values[0] == 999 && values[999] == 0 && !signbit(values[999]));
            assert_int_equal(mmatch__rows_entry_limit(scores, 0), count);
            assert_int_equal(mmatch__rows_read_entries(scores, 0, columns, units), count);
            assert_true(units[1] * mmatch_scores_unit(scores) == -1);
            assert_int_equal(columns[999], 999);
            mmatch_scores_destroy(scores);
            mmatch_context_destroy(context);
        }
    }
}

static void rows_that_break_their_promise_are_refused(void **state)
{
    static double data[4 * WIDTH];
    mmatch_context *const context = context_with(NULL, NULL, 3);
    mmatch_scores *scores = NULL;
    (void)state;
    data[2 * WIDTH + 7] = 5.5;
    data[3 * WIDTH + 1] = -6;
    assert_int_equal(mmatch_scores_create_computed(context, copy_row, data, 4, WIDTH, 5, 0, NULL, &scores),
                     MMATCH_ERR_RANGE);
    assert_null(scores);
    assert_int_equal(mmatch_context_fault_count(context), 2);
    assert_string_equal(mmatch_context_error(context),
                        "row 2, column 7: score is 5.5, beyond the largest allowed, 5");
    assert_string_equal(mmatch_context_fault(context, 1),
                        "row 3, column 1: score is -6, beyond the largest allowed, 5");
    data[0] = (double)NAN;
    data[1] = (double)INFINITY;
    data[2] = -(double)INFINITY;
    assert_int_equal(mmatch_scores_create_computed(context, copy_row, data, 4, WIDTH, 5, 0, NULL, &scores),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_context_fault_count(context), 4);
    assert_string_equal(mmatch_context_error(context), "row 0, column 0: score is NaN");
    data[0] = 0;
    data[1] = 0;
    assert_int_equal(mmatch_scores_create_computed(context, copy_row, data, 4, WIDTH, 6, 0, NULL, &scores),
                     MMATCH_OK);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
}

static void bad_arguments_are_refused_by_name(void **state)
{
    static double data[4 * WIDTH];
    mmatch_context *const context = plain_context();
    mmatch_scores *scores = NULL;
    (void)state;
    assert_int_equal(mmatch_scores_create_computed(context, NULL, data, 4, WIDTH, -1, 0, NULL, &scores),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_context_fault_count(context), 2);
    assert_string_equal(mmatch_context_fault(context, 0), "row_fn is NULL");
    assert_string_equal(mmatch_context_fault(context, 1), "largest is -1, must be from 0 to 1797693134860680.5e293");
    assert_int_equal(mmatch_scores_create_computed(context, copy_row, data, 4, WIDTH, (double)INFINITY, 1,
                                                   NULL, &scores),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scores_create_computed(context, copy_row, data, 4, WIDTH, (double)NAN, 1, NULL,
                                                   &scores),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scores_create_computed(context, copy_row, data, 4, WIDTH, 1, 1, NULL, NULL),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scores_create_computed(NULL, copy_row, data, 4, WIDTH, 1, 1, NULL, &scores),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scores_create_computed(context, copy_row, NULL, 0, INT32_MAX, 1e308, 0, NULL,
                                                   &scores),
                     MMATCH_OK); /* nothing to read */
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
}

static mmatch_status computed_scenario(mmatch_context *context)
{
    static const int64_t count = 1100;
    mmatch_scores *scores = NULL;
    mmatch_status status =
        mmatch_scores_create_computed(context, distance_row, &count, count, count, 2000, 0, NULL, &scores);
    mmatch_scores_destroy(scores);
    scores = NULL;
    if (status != MMATCH_OK) {
        return status;
    }
    status =
        mmatch_scores_create_computed(context, distance_row, &count, count, count, 2000, 1, NULL, &scores);
    mmatch_scores_destroy(scores);
    if (status != MMATCH_OK) {
        return status;
    }
    status = mmatch_scores_create_computed(context, distance_row, &count, count, count, 2, 0, NULL, &scores);
    return status == MMATCH_ERR_RANGE ? MMATCH_OK : status;
}

static void allocation_failures_leave_nothing_behind(void **state)
{
    (void)state;
    sweep_allocations(computed_scenario);
}

static void cancelling_at_any_poll_leaves_nothing_behind(void **state)
{
    (void)state;
    sweep_cancels(computed_scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_computed_when_they_are_read),
        cmocka_unit_test(rows_that_break_their_promise_are_refused),
        cmocka_unit_test(bad_arguments_are_refused_by_name),
        cmocka_unit_test(allocation_failures_leave_nothing_behind),
        cmocka_unit_test(cancelling_at_any_poll_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
