/* Dense scores: every type and stride, the grid, refusals with their places. */
#include "support.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

#include "base/grid.h"
#include "base/random.h"
#include "base/row_reader.h"

enum { ROWS = 5, COLUMNS = 7 };

static mmatch_scores_options minimising(void)
{
    mmatch_scores_options options = {sizeof(mmatch_scores_options), MMATCH_SENSE_MINIMISE};
    return options;
}

/* Stores a small integer at `at` as the type says; `at` may be unaligned. */
static void store(char *at, mmatch_number_type type, int value)
{
    const double float64 = value;
    const float float32 = (float)value;
    const int32_t int32 = value;
    const int64_t int64 = value;
    switch (type) {
    case MMATCH_FLOAT64:
        memcpy(at, &float64, 8);
        break;
    case MMATCH_FLOAT32:
        memcpy(at, &float32, 4);
        break;
    case MMATCH_INT32:
        memcpy(at, &int32, 4);
        break;
    default:
        memcpy(at, &int64, 8);
        break;
    }
}

static int pattern(int64_t row, int64_t column)
{
    return (int)((row * 37 + column * 11) % 101) - 50;
}

/* Reads all rows and compares them with pattern(), zero strides pinning an index to 0. */
static void expect_pattern(mmatch_context *context, const mmatch_scores *scores, int row_moves,
                           int column_moves)
{
    double values[COLUMNS];
    double units[COLUMNS];
    int64_t row;
    int64_t column;
    const double sign = mmatch_scores_sense(scores) == MMATCH_SENSE_MAXIMISE ? 1 : -1;
    for (row = 0; row < ROWS; row++) {
        assert_int_equal(mmatch_scores_read_row(context, scores, row, values), MMATCH_OK);
        mmatch__rows_read(scores, row, units);
        for (column = 0; column < COLUMNS; column++) {
            const int expected = pattern(row_moves ? row : 0, column_moves ? column : 0);
            assert_true(values[column] == expected);
            assert_true(units[column] * mmatch_scores_unit(scores) == sign * expected);
            assert_false(expected == 0 && (signbit(values[column]) || signbit(units[column])));
        }
    }
}

static void every_type_stride_and_alignment_reads_the_same_numbers(void **state)
{
    static char memory[ROWS * COLUMNS * 8 * 4 + 64];
    mmatch_context *const context = plain_context();
    int type;
    int layout;
    int offset;
    (void)state;
    for (type = MMATCH_FLOAT64; type <= MMATCH_INT64; type++) {
        const int64_t size = type == MMATCH_FLOAT32 || type == MMATCH_INT32 ? 4 : 8;
        for (layout = 0; layout < 7; layout++) {
            for (offset = 0; offset < 4; offset += 3) {
                const int64_t strides[7][2] = {
                    {COLUMNS * size, size},         /* as C has it */
                    {size, ROWS * size},            /* transposed */
                    {-COLUMNS * size, size},        /* rows from the last */
                    {COLUMNS * size, -size},        /* columns from the last */
                    {0, size},                      /* one row for all */
                    {size, 0},                      /* one column for all */
                    {COLUMNS * size * 2 + 1, size * 2}, /* gaps, unaligned rows */
                };
                const int64_t row_stride = strides[layout][0];
                const int64_t column_stride = strides[layout][1];
                const int64_t back_rows = row_stride < 0 ? -(ROWS - 1) * row_stride : 0;
                const int64_t back_columns = column_stride < 0 ? -(COLUMNS - 1) * column_stride : 0;
                char *const data = memory + offset + back_rows + back_columns;
                const mmatch_scores_options least = minimising();
                int64_t row;
                int64_t column;
                int sense;
                memset(memory, 0x5a, sizeof memory);
                for (row = ROWS - 1; row >= 0; row--) {
                    for (column = COLUMNS - 1; column >= 0; column--) {
                        store(data + row * row_stride + column * column_stride,
                              (mmatch_number_type)type,
                              pattern(row_stride == 0 ? 0 : row, column_stride == 0 ? 0 : column));
                    }
                }
                for (sense = 0; sense < 2; sense++) {
                    mmatch_scores *scores = NULL;
                    assert_int_equal(mmatch_scores_create_dense(context, data, (mmatch_number_type)type,
                                                                ROWS, COLUMNS, row_stride, column_stride,
                                                                sense ? &least : NULL, &scores),
                                     MMATCH_OK);
                    assert_int_equal(mmatch_scores_row_count(scores), ROWS);
                    assert_int_equal(mmatch_scores_column_count(scores), COLUMNS);
                    assert_int_equal(mmatch_scores_entry_count(scores), ROWS * COLUMNS);
                    assert_false(mmatch__rows_is_sparse(scores));
                    expect_pattern(context, scores, row_stride != 0, column_stride != 0);
                    mmatch_scores_destroy(scores);
                }
            }
        }
    }
    mmatch_context_destroy(context);
}

static mmatch_scores *dense_row(mmatch_context *context, const double *values, int64_t count, int sense)
{
    const mmatch_scores_options least = minimising();
    mmatch_scores *scores = NULL;
    assert_int_equal(mmatch_scores_create_dense(context, values, MMATCH_FLOAT64, 1, count, 0, 8,
                                                sense == MMATCH_SENSE_MINIMISE ? &least : NULL, &scores),
                     MMATCH_OK);
    return scores;
}

static void integers_up_to_two_to_the_forty_are_untouched(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch__random random = mmatch__random_seeded(40);
    static double given[1000];
    static double found[1000];
    mmatch_scores *scores;
    int i;
    (void)state;
    for (i = 0; i < 1000; i++) {
        given[i] = (double)mmatch__random_below(&random, ((uint64_t)1 << 40) + 1) *
                   (i % 2 == 0 ? 1.0 : -1.0);
    }
    given[0] = 1099511627776.0;
    given[1] = -1099511627776.0;
    scores = dense_row(context, given, 1000, MMATCH_SENSE_MINIMISE);
    assert_true(mmatch_scores_unit(scores) == 1);
    assert_int_equal(mmatch_scores_read_row(context, scores, 0, found), MMATCH_OK);
    for (i = 0; i < 1000; i++) {
        assert_true(found[i] == given[i]);
    }
    mmatch_scores_destroy(scores);
    given[0] = 1099511627777.0; /* one more, and the unit doubles */
    scores = dense_row(context, given, 1000, MMATCH_SENSE_MAXIMISE);
    assert_true(mmatch_scores_unit(scores) == 2);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
}

static void snapped_numbers_lie_within_half_a_unit(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch__random random = mmatch__random_seeded(7);
    static double given[200];
    static double found[200];
    int round;
    (void)state;
    for (round = 0; round < 400; round++) {
        const int exponent = (int)mmatch__random_below(&random, 2090) - 1068;
        const int sense = round % 2;
        mmatch_scores *scores;
        double largest = 0;
        double unit;
        int i;
        for (i = 0; i < 200; i++) {
            given[i] = ldexp(mmatch__random_unit(&random) - 0.5, exponent);
            largest = fabs(given[i]) > largest ? fabs(given[i]) : largest;
        }
        scores = dense_row(context, given, 200, sense);
        unit = mmatch_scores_unit(scores);
        assert_true(frexp(unit, &i) == 0.5);
        assert_true(largest <= unit * 1099511627776.0);
        assert_true(unit == DBL_MIN || largest > unit / 2 * 1099511627776.0); /* the smallest that will do */
        assert_int_equal(mmatch_scores_read_row(context, scores, 0, found), MMATCH_OK);
        for (i = 0; i < 200; i++) {
            assert_true(fabs(found[i] - given[i]) <= unit / 2);
            assert_true(floor(found[i] / unit) == found[i] / unit);
        }
        mmatch_scores_destroy(scores);
    }
    mmatch_context_destroy(context);
}

static void extreme_numbers_are_read_or_vanish_but_never_break(void **state)
{
    const double cases[][3] = {
        {1.7e308, -1.7e308, 1}, {5e-324, -5e-324, 0}, {DBL_MIN, 5e-324, -DBL_MIN},
        {0, -0.0, 0},           {1e308, 1e-308, -0.0}, {-0.0, -0.0, -0.0}};
    mmatch_context *const context = plain_context();
    size_t i;
    int sense;
    (void)state;
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (sense = 0; sense < 2; sense++) {
            double found[3];
            double units[3];
            int j;
            mmatch_scores *const scores = dense_row(context, cases[i], 3, sense);
            assert_int_equal(mmatch_scores_read_row(context, scores, 0, found), MMATCH_OK);
            mmatch__rows_read(scores, 0, units);
            for (j = 0; j < 3; j++) {
                assert_true(fabs(found[j] - cases[i][j]) <= mmatch_scores_unit(scores) / 2);
                assert_true(fabs(units[j]) <= (double)MMATCH__GRID_LARGEST);
                assert_false(found[j] == 0 && signbit(found[j]));
                assert_false(units[j] == 0 && signbit(units[j]));
            }
            mmatch_scores_destroy(scores);
        }
    }
    {
        const double zeros[3] = {0, 0, -0.0};
        mmatch_scores *const scores = dense_row(context, zeros, 3, 0);
        assert_true(mmatch_scores_unit(scores) == 1);
        mmatch_scores_destroy(scores);
    }
    mmatch_context_destroy(context);
}

static void numbers_that_would_round_to_infinity_are_refused(void **state)
{
    const double largest = ldexp(1099511627775.0, 984); /* 2^40 - 1 units of 2^984 */
    double given[2] = {largest, -DBL_MAX};
    mmatch_context *const context = plain_context();
    mmatch_scores *scores = NULL;
    double found[2];
    (void)state;
    assert_int_equal(mmatch_scores_create_dense(context, given, MMATCH_FLOAT64, 1, 2, 0, 8, NULL, &scores),
                     MMATCH_ERR_RANGE);
    assert_null(scores);
    assert_int_equal(mmatch_context_fault_count(context), 1);
    assert_non_null(strstr(mmatch_context_error(context), "row 0, column 1: score is -179769313486231"));
    given[1] = -largest;
    scores = dense_row(context, given, 2, MMATCH_SENSE_MAXIMISE);
    assert_int_equal(mmatch_scores_read_row(context, scores, 0, found), MMATCH_OK);
    assert_true(found[0] == largest && found[1] == -largest);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
}

static void infinity_of_the_bad_sign_forbids_a_pair(void **state)
{
    const double infinity = (double)INFINITY;
    const double scores_given[3] = {1, -infinity, 3};
    const double costs_given[3] = {1, infinity, 3};
    mmatch_context *const context = plain_context();
    double values[3];
    double units[3];
    int64_t columns[3];
    mmatch_scores *scores = dense_row(context, scores_given, 3, MMATCH_SENSE_MAXIMISE);
    (void)state;
    assert_int_equal(mmatch_scores_read_row(context, scores, 0, values), MMATCH_OK);
    assert_true(values[1] == -infinity);
    mmatch_scores_destroy(scores);
    scores = dense_row(context, costs_given, 3, MMATCH_SENSE_MINIMISE);
    assert_int_equal(mmatch_scores_read_row(context, scores, 0, values), MMATCH_OK);
    assert_true(values[1] == infinity);
    assert_int_equal(mmatch__rows_entry_limit(scores, 0), 3);
    assert_int_equal(mmatch__rows_read_entries(scores, 0, columns, units), 2);
    assert_int_equal(columns[0], 0);
    assert_int_equal(columns[1], 2);
    assert_true(units[0] > units[1]); /* the cheaper is the better */
    mmatch__rows_read(scores, 0, units);
    assert_true(units[1] == -infinity);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
}

static void all_faults_are_listed_in_order_for_any_number_of_threads(void **state)
{
    enum { MANY_ROWS = 3000, MANY_COLUMNS = 60 };
    double *const data = (double *)calloc((size_t)MANY_ROWS * MANY_COLUMNS, sizeof *data);
    int32_t threads;
    (void)state;
    assert_non_null(data);
    data[0 * MANY_COLUMNS + 3] = (double)NAN;
    data[1700 * MANY_COLUMNS + 59] = (double)INFINITY;
    data[1700 * MANY_COLUMNS + 2] = -(double)INFINITY; /* fine */
    data[2999 * MANY_COLUMNS + 0] = (double)NAN;
    for (threads = 1; threads <= 8; threads *= 2) {
        mmatch_context *const context = context_with(NULL, NULL, threads);
        mmatch_scores *scores = (mmatch_scores *)data;
        assert_int_equal(mmatch_scores_create_dense(context, data, MMATCH_FLOAT64, MANY_ROWS,
                                                    MANY_COLUMNS, MANY_COLUMNS * 8, 8, NULL, &scores),
                         MMATCH_ERR_ARGUMENT);
        assert_null(scores);
        assert_int_equal(mmatch_context_fault_count(context), 3);
        assert_string_equal(mmatch_context_error(context), "row 0, column 3: score is NaN");
        assert_string_equal(mmatch_context_fault(context, 1),
                            "row 1700, column 59: score is +infinity; a forbidden pair is -infinity when "
                            "maximising");
        assert_string_equal(mmatch_context_fault(context, 2), "row 2999, column 0: score is NaN");
        mmatch_context_destroy(context);
    }
    free(data);
}

static void the_unit_does_not_depend_on_threads(void **state)
{
    enum { MANY_ROWS = 2000, MANY_COLUMNS = 100 };
    double *const data = (double *)calloc((size_t)MANY_ROWS * MANY_COLUMNS, sizeof *data);
    mmatch__random random = mmatch__random_seeded(3);
    double unit = 0;
    int32_t threads;
    int64_t i;
    (void)state;
    assert_non_null(data);
    for (i = 0; i < MANY_ROWS * MANY_COLUMNS; i++) {
        data[i] = mmatch__random_unit(&random);
    }
    data[MANY_ROWS * MANY_COLUMNS - 1] = 12345.678;
    for (threads = 1; threads <= 4; threads++) {
        mmatch_context *const context = context_with(NULL, NULL, threads);
        mmatch_scores *scores = NULL;
        assert_int_equal(mmatch_scores_create_dense(context, data, MMATCH_FLOAT64, MANY_ROWS,
                                                    MANY_COLUMNS, MANY_COLUMNS * 8, 8, NULL, &scores),
                         MMATCH_OK);
        assert_true(unit == 0 || unit == mmatch_scores_unit(scores));
        unit = mmatch_scores_unit(scores);
        mmatch_scores_destroy(scores);
        mmatch_context_destroy(context);
    }
    free(data);
}

static void int64_beyond_the_grid_is_refused_and_not_rounded(void **state)
{
    const int64_t rounded[4] = {((int64_t)1 << 53) + 1, 4, 3, 8192};
    const int64_t fits[4] = {(int64_t)1 << 53, 0, -(int64_t)8192 * 7, 8192};
    const int64_t edges[3] = {INT64_MIN, 0, (int64_t)1 << 62};
    const int64_t edge_misfits[2] = {INT64_MAX, INT64_MIN + 1};
    mmatch_context *const context = plain_context();
    mmatch_scores *scores = NULL;
    double values[4];
    (void)state;
    assert_int_equal(
        mmatch_scores_create_dense(context, rounded, MMATCH_INT64, 2, 2, 16, 8, NULL, &scores),
        MMATCH_ERR_RANGE);
    assert_null(scores);
    assert_int_equal(mmatch_context_fault_count(context), 3);
    assert_string_equal(mmatch_context_error(context),
                        "row 0, column 0: score is 9007199254740993, which is not a multiple of the unit, "
                        "8192");
    assert_string_equal(mmatch_context_fault(context, 2),
                        "row 1, column 0: score is 3, which is not a multiple of the unit, 8192");
    assert_int_equal(mmatch_scores_create_dense(context, fits, MMATCH_INT64, 1, 4, 0, 8, NULL, &scores),
                     MMATCH_OK);
    assert_true(mmatch_scores_unit(scores) == 8192);
    assert_int_equal(mmatch_scores_read_row(context, scores, 0, values), MMATCH_OK);
    assert_true(values[0] == 9007199254740992.0 && values[2] == -57344);
    mmatch_scores_destroy(scores);
    assert_int_equal(mmatch_scores_create_dense(context, edges, MMATCH_INT64, 1, 3, 0, 8, NULL, &scores),
                     MMATCH_OK);
    assert_int_equal(mmatch_scores_read_row(context, scores, 0, values), MMATCH_OK);
    assert_true(values[0] == -9223372036854775808.0 && values[2] == 4611686018427387904.0);
    mmatch_scores_destroy(scores);
    assert_int_equal(
        mmatch_scores_create_dense(context, edge_misfits, MMATCH_INT64, 1, 2, 0, 8, NULL, &scores),
        MMATCH_ERR_RANGE);
    assert_int_equal(mmatch_context_fault_count(context), 2);
    mmatch_context_destroy(context);
}

static void thresholds_and_totals_use_the_same_grid(void **state)
{
    const double given[3] = {0.3, 0.7, 1000};
    mmatch_context *const context = plain_context();
    int sense;
    (void)state;
    for (sense = 0; sense < 2; sense++) {
        const double infinity = (double)INFINITY;
        mmatch_scores *const scores = dense_row(context, given, 3, sense);
        double units[3];
        mmatch__rows_read(scores, 0, units);
        assert_true(mmatch__rows_threshold(scores, 0.3) == units[0]);
        assert_true(mmatch__rows_threshold(scores, 0.7) == units[1]);
        if (sense == MMATCH_SENSE_MAXIMISE) {
            assert_true(mmatch__rows_threshold(scores, infinity) > units[2]);
            assert_true(mmatch__rows_threshold(scores, -infinity) < units[0]);
            assert_true(mmatch__rows_threshold(scores, DBL_MAX) > units[2]);
        } else {
            assert_true(mmatch__rows_threshold(scores, -infinity) > units[0]);
            assert_true(mmatch__rows_threshold(scores, infinity) < units[2]);
            assert_true(mmatch__rows_threshold(scores, DBL_MAX) < units[2]);
        }
        assert_true(mmatch__rows_threshold(scores, -infinity) > -infinity);
        assert_true(mmatch__rows_threshold(scores, infinity) > -infinity);
        assert_true(mmatch__rows_to_user(scores, (int64_t)units[2]) == 1000);
        assert_false(signbit(mmatch__rows_to_user(scores, 0)));
        mmatch_scores_destroy(scores);
    }
    mmatch_context_destroy(context);
}

static void a_bound_is_compared_exactly_when_every_number_is_zero(void **state)
{
    const double zero[1] = {0};
    mmatch_context *const context = plain_context();
    int sense;
    (void)state;
    for (sense = 0; sense < 2; sense++) {
        const double sign = sense == MMATCH_SENSE_MAXIMISE ? 1 : -1;
        mmatch_scores *const scores = dense_row(context, zero, 1, sense);
        assert_true(mmatch__rows_threshold(scores, sign * 0.25) > 0);
        assert_true(mmatch__rows_threshold(scores, sign * -0.25) < 0);
        assert_true(mmatch__rows_threshold(scores, 0) == 0);
        mmatch_scores_destroy(scores);
    }
    mmatch_context_destroy(context);
}

static void empty_sides_are_fine(void **state)
{
    const int64_t shapes[4][2] = {{0, 0}, {0, 5}, {5, 0}, {INT32_MAX, 0}};
    mmatch_context *const context = plain_context();
    size_t i;
    (void)state;
    for (i = 0; i < 4; i++) {
        mmatch_scores *scores = NULL;
        assert_int_equal(mmatch_scores_create_dense(context, NULL, MMATCH_INT32, shapes[i][0],
                                                    shapes[i][1], INT64_MAX, INT64_MIN, NULL, &scores),
                         MMATCH_OK);
        assert_true(mmatch_scores_unit(scores) == 1);
        assert_int_equal(mmatch_scores_entry_count(scores), 0);
        if (shapes[i][0] > 0) {
            assert_int_equal(mmatch_scores_read_row(context, scores, 0, NULL), MMATCH_OK);
        }
        mmatch_scores_destroy(scores);
    }
    mmatch_scores_destroy(NULL);
    mmatch_context_destroy(context);
}

static void expect_refused(mmatch_context *context, const void *data, int type, int64_t rows,
                           int64_t columns, int64_t row_stride, int64_t column_stride,
                           const mmatch_scores_options *options, const char *message)
{
    mmatch_scores *scores = (mmatch_scores *)context;
    assert_int_equal(mmatch_scores_create_dense(context, data, (mmatch_number_type)type, rows, columns,
                                                row_stride, column_stride, options, &scores),
                     MMATCH_ERR_ARGUMENT);
    assert_null(scores);
    assert_string_equal(mmatch_context_error(context), message);
}

static void bad_arguments_are_refused_by_name(void **state)
{
    const double one = 1;
    mmatch_context *const context = plain_context();
    mmatch_scores_options options = {sizeof options, 2};
    mmatch_scores *scores = NULL;
    double value;
    (void)state;
    expect_refused(context, &one, 4, 1, 1, 8, 8, NULL,
                   "number type is 4, must be an mmatch_number_type");
    expect_refused(context, &one, -1, 1, 1, 8, 8, NULL,
                   "number type is -1, must be an mmatch_number_type");
    expect_refused(context, &one, 0, -1, 1, 8, 8, NULL, "row count is -1, must be from 0 to 2147483647");
    expect_refused(context, &one, 0, 1, 2147483648LL, 8, 8, NULL,
                   "column count is 2147483648, must be from 0 to 2147483647");
    expect_refused(context, &one, 0, INT64_MAX, INT64_MIN, 8, 8, NULL,
                   "row count is 9223372036854775807, must be from 0 to 2147483647");
    assert_int_equal(mmatch_context_fault_count(context), 2);
    expect_refused(context, NULL, 0, 1, 1, 8, 8, NULL, "data is NULL, but there are 1 rows and 1 columns");
    expect_refused(context, &one, 0, 3, 1, INT64_MIN, 8, NULL,
                   "the strides, -9223372036854775808 and 8 bytes, reach beyond the address space");
    expect_refused(context, &one, 0, INT32_MAX, INT32_MAX, (int64_t)1 << 32, (int64_t)1 << 31, NULL,
                   "the strides, 4294967296 and 2147483648 bytes, reach beyond the address space");
    expect_refused(context, &one, 0, 1, 1, 8, 8, &options,
                   "sense is 2, must be MMATCH_SENSE_MAXIMISE or MMATCH_SENSE_MINIMISE");
    options.struct_size = 3;
    assert_int_equal(mmatch_scores_create_dense(context, &one, MMATCH_FLOAT64, 1, 1, 8, 8, &options,
                                                &scores),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scores_create_dense(context, &one, MMATCH_FLOAT64, 1, 1, 8, 8, NULL, NULL),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scores_create_dense(NULL, &one, MMATCH_FLOAT64, 1, 1, 8, 8, NULL, &scores),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scores_create_dense(context, &one, MMATCH_FLOAT64, 1, 1, 8, 8, NULL, &scores),
                     MMATCH_OK);
    assert_int_equal(mmatch_scores_read_row(context, scores, 1, &value), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "row is 1, must be from 0 to 0");
    assert_int_equal(mmatch_scores_read_row(context, scores, -1, &value), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scores_read_row(context, scores, 0, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scores_read_row(context, NULL, 0, &value), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scores_read_row(NULL, scores, 0, &value), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scores_row_count(NULL), 0);
    assert_int_equal(mmatch_scores_column_count(NULL), 0);
    assert_int_equal(mmatch_scores_entry_count(NULL), 0);
    assert_true(mmatch_scores_unit(NULL) == 1);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
}

static mmatch_status dense_scenario(mmatch_context *context)
{
    static double data[2000 * 700];
    mmatch_scores *scores = NULL;
    double values[700];
    mmatch_status status = mmatch_scores_create_dense(context, data, MMATCH_FLOAT64, 2000, 700, 700 * 8,
                                                      8, NULL, &scores);
    if (status == MMATCH_OK) {
        status = mmatch_scores_read_row(context, scores, 1, values);
    } else {
        assert_null(scores);
    }
    mmatch_scores_destroy(scores);
    return status;
}

/* Misfits and NaN also pass the listing; they must end as they should whatever poll cancels. */
static mmatch_status listing_scenario(mmatch_context *context)
{
    static int64_t misfits[600 * 2000];
    static double faults[600 * 2000];
    mmatch_scores *scores = NULL;
    mmatch_status status;
    misfits[0] = INT64_MAX;
    faults[5] = (double)NAN;
    status = mmatch_scores_create_dense(context, misfits, MMATCH_INT64, 600, 2000, 16000, 8, NULL, &scores);
    if (status != MMATCH_ERR_RANGE) {
        return status;
    }
    status = mmatch_scores_create_dense(context, faults, MMATCH_FLOAT64, 600, 2000, 16000, 8, NULL, &scores);
    return status == MMATCH_ERR_ARGUMENT ? MMATCH_OK : status;
}

static void allocation_failures_leave_nothing_behind(void **state)
{
    (void)state;
    sweep_allocations(dense_scenario);
    sweep_allocations(listing_scenario);
}

static void cancelling_at_any_poll_leaves_nothing_behind(void **state)
{
    (void)state;
    sweep_cancels(dense_scenario);
    sweep_cancels(listing_scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_stride_and_alignment_reads_the_same_numbers),
        cmocka_unit_test(integers_up_to_two_to_the_forty_are_untouched),
        cmocka_unit_test(snapped_numbers_lie_within_half_a_unit),
        cmocka_unit_test(extreme_numbers_are_read_or_vanish_but_never_break),
        cmocka_unit_test(numbers_that_would_round_to_infinity_are_refused),
        cmocka_unit_test(infinity_of_the_bad_sign_forbids_a_pair),
        cmocka_unit_test(all_faults_are_listed_in_order_for_any_number_of_threads),
        cmocka_unit_test(the_unit_does_not_depend_on_threads),
        cmocka_unit_test(int64_beyond_the_grid_is_refused_and_not_rounded),
        cmocka_unit_test(thresholds_and_totals_use_the_same_grid),
        cmocka_unit_test(a_bound_is_compared_exactly_when_every_number_is_zero),
        cmocka_unit_test(empty_sides_are_fine),
        cmocka_unit_test(bad_arguments_are_refused_by_name),
        cmocka_unit_test(allocation_failures_leave_nothing_behind),
        cmocka_unit_test(cancelling_at_any_poll_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
