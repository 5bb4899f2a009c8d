/* Dense scores: every type and stride, the grid, and what is refused. */
#include "support.h"

#include <float.h>
#include <math.h>

#include "base/random.h"
#include "base/row_reader.h"

static mmatch_scores_options options_of(int32_t sense)
{
    mmatch_scores_options options = {0};
    options.struct_size = sizeof options;
    options.sense = sense;
    return options;
}

/* Writes number `value` of the type at `place`, which need not be aligned. */
static void put_number(char *place, int type, int value)
{
    const double as_double = value;
    const float as_float = (float)value;
    const int32_t as_int32 = value;
    const int64_t as_int64 = value;
    const void *const from[4] = {&as_double, &as_float, &as_int32, &as_int64};
    const size_t sizes[4] = {8, 4, 4, 8};
    memcpy(place, from[type], sizes[type]);
}

static void every_type_is_read_with_every_stride(void **state)
{
    enum { ROWS = 3, COLUMNS = 4, MARGIN = 600 };
    /* forward, transposed, reversed rows, reversed columns, all rows the same, unaligned */
    const int64_t strides[6][2] = {{64, 8}, {8, 64}, {-64, 8}, {64, -8}, {0, 16}, {71, 13}};
    mmatch_context *const context = plain_context();
    int type;
    int s;
    (void)state;
    for (type = MMATCH_FLOAT64; type <= MMATCH_INT64; type++) {
        for (s = 0; s < 6; s++) {
            static char memory[2 * MARGIN];
            char *const data = memory + MARGIN;
            mmatch_scores *scores = NULL;
            double values[COLUMNS];
            int row;
            int column;
            for (row = 0; row < ROWS; row++) {
                for (column = 0; column < COLUMNS; column++) {
                    put_number(data + row * strides[s][0] + column * strides[s][1], type,
                               (strides[s][0] == 0 ? 0 : row * 10) + column - 5);
                }
            }
            assert_int_equal(mmatch_scores_create_dense(context, data, (mmatch_number_type)type, ROWS, COLUMNS, strides[s][0],
                                                        strides[s][1], NULL, &scores),
                             MMATCH_OK);
            assert_int_equal(mmatch_scores_row_count(scores), ROWS);
            assert_int_equal(mmatch_scores_column_count(scores), COLUMNS);
            assert_int_equal(mmatch_scores_entry_count(scores), ROWS * COLUMNS);
            for (row = 0; row < ROWS; row++) {
                assert_int_equal(mmatch_scores_read_row(context, scores, row, values), MMATCH_OK);
                for (column = 0; column < COLUMNS; column++) {
                    assert_true(values[column] == (strides[s][0] == 0 ? 0 : row * 10) + column - 5);
                }
            }
            mmatch_scores_destroy(scores);
        }
    }
    mmatch_context_destroy(context);
}

static void numbers_are_snapped_by_at_most_half_a_unit(void **state)
{
    enum { COUNT = 1000 };
    mmatch_context *const context = plain_context();
    mmatch__random random = mmatch__random_seeded(21);
    int trial;
    (void)state;
    for (trial = 0; trial < 50; trial++) {
        static double data[COUNT];
        static double values[COUNT];
        const double scale = ldexp(1, (int)mmatch__random_below(&random, 2000) - 1000);
        mmatch_scores *scores = NULL;
        double largest = 0;
        double unit;
        int k;
        for (k = 0; k < COUNT; k++) {
            data[k] = scale * (2 * mmatch__random_unit(&random) - 1);
            largest = fabs(data[k]) > largest ? fabs(data[k]) : largest;
        }
        assert_int_equal(mmatch_scores_create_dense(context, data, MMATCH_FLOAT64, 1, COUNT, 0, 8, NULL, &scores), MMATCH_OK);
        unit = mmatch_scores_unit(scores);
        assert_true(largest <= ldexp(unit, 40) && largest > ldexp(unit, 39));
        assert_int_equal(mmatch_scores_read_row(context, scores, 0, values), MMATCH_OK);
        for (k = 0; k < COUNT; k++) {
            assert_true(fabs(values[k] - data[k]) <= unit / 2);
            assert_true(floor(values[k] / unit) == values[k] / unit);
        }
        mmatch_scores_destroy(scores);
    }
    mmatch_context_destroy(context);
}

static void whole_numbers_up_to_two_to_the_forty_are_untouched(void **state)
{
    const double data[4] = {1099511627776.0, -1099511627775.0, 1, 0};
    mmatch_context *const context = plain_context();
    mmatch_scores *scores = NULL;
    double values[4];
    (void)state;
    assert_int_equal(mmatch_scores_create_dense(context, data, MMATCH_FLOAT64, 1, 4, 0, 8, NULL, &scores), MMATCH_OK);
    assert_true(mmatch_scores_unit(scores) == 1);
    assert_int_equal(mmatch_scores_read_row(context, scores, 0, values), MMATCH_OK);
    assert_memory_equal(values, data, sizeof data);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
}

static void int64_numbers_are_exact_or_refused(void **state)
{
    const int64_t exact[2] = {(int64_t)1 << 62, ((int64_t)1 << 62) - ((int64_t)1 << 22)};
    const int64_t inexact[2] = {(int64_t)1 << 62, 3};
    const int64_t extreme[1] = {INT64_MIN};
    mmatch_context *const context = plain_context();
    mmatch_scores *scores = NULL;
    double values[2];
    (void)state;
    assert_int_equal(mmatch_scores_create_dense(context, exact, MMATCH_INT64, 1, 2, 0, 8, NULL, &scores), MMATCH_OK);
    assert_true(mmatch_scores_unit(scores) == 4194304);
    assert_int_equal(mmatch_scores_read_row(context, scores, 0, values), MMATCH_OK);
    assert_true(values[0] == (double)exact[0] && values[1] == (double)exact[1]);
    mmatch_scores_destroy(scores);
    assert_int_equal(mmatch_scores_create_dense(context, inexact, MMATCH_INT64, 1, 2, 0, 8, NULL, &scores), MMATCH_ERR_RANGE);
    assert_null(scores);
    assert_non_null(strstr(mmatch_context_error(context), "row 0, column 1"));
    assert_int_equal(mmatch_scores_create_dense(context, extreme, MMATCH_INT64, 1, 1, 0, 8, NULL, &scores), MMATCH_OK);
    assert_int_equal(mmatch_scores_read_row(context, scores, 0, values), MMATCH_OK);
    assert_true(values[0] == -9223372036854775808.0);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
}

static void extreme_magnitudes_are_read(void **state)
{
    const double data[6] = {DBL_MAX, -DBL_MAX, DBL_MIN, 4.9406564584124654e-324, -0.0, 1};
    mmatch_context *const context = plain_context();
    mmatch_scores *scores = NULL;
    double values[6];
    int count;
    (void)state;
    assert_int_equal(mmatch_scores_create_dense(context, data, MMATCH_FLOAT64, 1, 6, 0, 8, NULL, &scores), MMATCH_OK);
    assert_int_equal(mmatch_scores_read_row(context, scores, 0, values), MMATCH_OK);
    assert_true(values[0] == DBL_MAX || values[0] == ldexp(1, 1024) || fabs(values[0] - DBL_MAX) <= ldexp(1, 983));
    assert_true(values[5] == 0);
    mmatch_scores_destroy(scores);
    for (count = 2; count <= 3; count++) { /* denormal and negative zero alone, at both senses */
        const mmatch_scores_options minimise = options_of(MMATCH_SENSE_MINIMISE);
        assert_int_equal(mmatch_scores_create_dense(context, data + 3, MMATCH_FLOAT64, 1, 2, 0, 8, count == 2 ? NULL : &minimise,
                                                    &scores),
                         MMATCH_OK);
        assert_int_equal(mmatch_scores_read_row(context, scores, 0, values), MMATCH_OK);
        assert_false(signbit(values[0]));
        assert_false(signbit(values[1]));
        mmatch_scores_destroy(scores);
    }
    mmatch_context_destroy(context);
}

static void solvers_see_larger_is_better(void **state)
{
    const double costs[3] = {3, 0.5, INFINITY};
    const mmatch_scores_options minimise = options_of(MMATCH_SENSE_MINIMISE);
    mmatch_context *const context = plain_context();
    mmatch_scores *scores = NULL;
    double units[3];
    (void)state;
    assert_int_equal(mmatch_scores_create_dense(context, costs, MMATCH_FLOAT64, 1, 3, 0, 8, &minimise, &scores), MMATCH_OK);
    assert_int_equal(mmatch_scores_sense(scores), MMATCH_SENSE_MINIMISE);
    mmatch__rows_read(scores, 0, units);
    assert_true(units[0] == -3 / mmatch_scores_unit(scores));
    assert_true(units[1] == -0.5 / mmatch_scores_unit(scores));
    assert_true(units[2] == -(double)INFINITY);
    assert_false(mmatch__rows_is_sparse(scores));
    assert_true(mmatch__rows_to_user(scores, (int64_t)units[0]) == 3);
    assert_false(signbit(mmatch__rows_to_user(scores, 0)));
    /* at the threshold of 1, the cost of 0.5 passes and the cost of 3 does not */
    assert_true(units[1] >= mmatch__rows_threshold(scores, 1));
    assert_false(units[0] >= mmatch__rows_threshold(scores, 1));
    assert_true(units[0] >= mmatch__rows_threshold(scores, 3));
    /* a bound that everything meets, but not a forbidden pair; and one that nothing meets */
    assert_true(units[0] >= mmatch__rows_threshold(scores, (double)INFINITY));
    assert_false(units[2] >= mmatch__rows_threshold(scores, (double)INFINITY));
    assert_false(units[1] >= mmatch__rows_threshold(scores, -(double)INFINITY));
    assert_int_equal(mmatch_scores_read_row(context, scores, 0, units), MMATCH_OK);
    assert_true(units[0] == 3 && units[2] == (double)INFINITY);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
}

static void every_bad_number_is_named_by_row_and_column_for_any_number_of_threads(void **state)
{
    enum { ROWS = 300, COLUMNS = 70 };
    static double data[ROWS][COLUMNS];
    int32_t threads;
    (void)state;
    memset(data, 0, sizeof data);
    data[17][3] = (double)NAN;
    data[17][60] = (double)INFINITY;
    data[299][69] = (double)NAN;
    data[5][5] = -(double)INFINITY; /* forbidden: fine */
    for (threads = 1; threads <= 3; threads++) {
        mmatch_context *const context = context_with(NULL, NULL, threads);
        mmatch_scores *scores = (mmatch_scores *)data;
        assert_int_equal(mmatch_scores_create_dense(context, data, MMATCH_FLOAT64, ROWS, COLUMNS, sizeof data[0], 8, NULL,
                                                    &scores),
                         MMATCH_ERR_ARGUMENT);
        assert_null(scores);
        assert_int_equal(mmatch_context_fault_count(context), 3);
        assert_string_equal(mmatch_context_error(context), "row 17, column 3: score is NaN");
        assert_non_null(strstr(mmatch_context_fault(context, 1), "row 17, column 60"));
        assert_string_equal(mmatch_context_fault(context, 2), "row 299, column 69: score is NaN");
        mmatch_context_destroy(context);
    }
}

static void empty_sides_are_fine_and_bad_shapes_are_refused(void **state)
{
    const double data[1] = {1};
    const mmatch_scores_options bad_sense = options_of(2);
    mmatch_context *const context = plain_context();
    mmatch_scores *scores = NULL;
    (void)state;
    assert_int_equal(mmatch_scores_create_dense(context, NULL, MMATCH_FLOAT64, 0, 5, 0, 0, NULL, &scores), MMATCH_OK);
    assert_true(mmatch_scores_unit(scores) == 1);
    mmatch_scores_destroy(scores);
    assert_int_equal(mmatch_scores_create_dense(context, NULL, MMATCH_FLOAT64, 5, 0, 0, 0, NULL, &scores), MMATCH_OK);
    assert_int_equal(mmatch_scores_read_row(context, scores, 4, NULL), MMATCH_OK);
    assert_int_equal(mmatch_scores_read_row(context, scores, 5, NULL), MMATCH_ERR_ARGUMENT);
    mmatch_scores_destroy(scores);
    assert_int_equal(mmatch_scores_create_dense(context, NULL, MMATCH_FLOAT64, 1, 1, 8, 8, NULL, &scores), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scores_create_dense(context, data, (mmatch_number_type)4, 1, 1, 8, 8, NULL, &scores),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scores_create_dense(context, data, MMATCH_FLOAT64, -1, 1, 8, 8, NULL, &scores),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scores_create_dense(context, data, MMATCH_FLOAT64, (int64_t)1 << 31, 1, 0, 0, NULL, &scores),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scores_create_dense(context, data, MMATCH_FLOAT64, 3, 3, INT64_MAX, INT64_MIN, NULL, &scores),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scores_create_dense(context, data, MMATCH_FLOAT64, 1, 1, 8, 8, &bad_sense, &scores),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scores_create_dense(context, data, MMATCH_FLOAT64, 1, 1, 8, 8, NULL, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scores_create_dense(NULL, data, MMATCH_FLOAT64, 1, 1, 8, 8, NULL, &scores), MMATCH_ERR_ARGUMENT);
    assert_null(scores);
    assert_int_equal(mmatch_scores_read_row(context, NULL, 0, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scores_row_count(NULL), 0);
    assert_int_equal(mmatch_scores_column_count(NULL), 0);
    assert_int_equal(mmatch_scores_entry_count(NULL), 0);
    assert_int_equal(mmatch_scores_sense(NULL), MMATCH_SENSE_MAXIMISE);
    assert_true(mmatch_scores_unit(NULL) == 1);
    mmatch_scores_destroy(NULL);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_is_read_with_every_stride),
        cmocka_unit_test(numbers_are_snapped_by_at_most_half_a_unit),
        cmocka_unit_test(whole_numbers_up_to_two_to_the_forty_are_untouched),
        cmocka_unit_test(int64_numbers_are_exact_or_refused),
        cmocka_unit_test(extreme_magnitudes_are_read),
        cmocka_unit_test(solvers_see_larger_is_better),
        cmocka_unit_test(every_bad_number_is_named_by_row_and_column_for_any_number_of_threads),
        cmocka_unit_test(empty_sides_are_fine_and_bad_shapes_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
