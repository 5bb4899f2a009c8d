/* Sparse scores: both index types, any order in a row, and what is refused. */
#include "support.h"

#include <math.h>

#include "base/random.h"
#include "base/row_reader.h"

enum { ROWS = 6, COLUMNS = 9 };

static void random_sparse_matrices_are_read_back(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch__random random = mmatch__random_seeded(31);
    int trial;
    (void)state;
    for (trial = 0; trial < 300; trial++) {
        double dense[ROWS][COLUMNS];
        int64_t offsets[ROWS + 1] = {0};
        int64_t columns[ROWS * COLUMNS];
        double values[ROWS * COLUMNS];
        int32_t narrow_offsets[ROWS + 1];
        int32_t narrow_columns[ROWS * COLUMNS];
        mmatch_scores *scores[2] = {NULL, NULL};
        int row;
        int column;
        int64_t k;
        int which;
        for (row = 0; row < ROWS; row++) {
            int64_t order[COLUMNS];
            const int length = (int)mmatch__random_below(&random, COLUMNS + 1);
            for (column = 0; column < COLUMNS; column++) {
                dense[row][column] = -(double)INFINITY;
                order[column] = column;
            }
            if (trial % 2 == 0) {
                mmatch__random_shuffle(&random, order, COLUMNS);
            }
            for (k = 0; k < length; k++) {
                values[offsets[row] + k] = (double)mmatch__random_below(&random, 7) - 3; /* zeros too: they are pairs */
                columns[offsets[row] + k] = order[k];
                dense[row][order[k]] = values[offsets[row] + k];
            }
            offsets[row + 1] = offsets[row] + length;
        }
        for (k = 0; k <= ROWS; k++) {
            narrow_offsets[k] = (int32_t)offsets[k];
        }
        for (k = 0; k < offsets[ROWS]; k++) {
            narrow_columns[k] = (int32_t)columns[k];
        }
        assert_int_equal(mmatch_scores_create_csr(context, offsets, columns, MMATCH_INT64, values, MMATCH_FLOAT64, ROWS, COLUMNS,
                                                  NULL, &scores[0]),
                         MMATCH_OK);
        assert_int_equal(mmatch_scores_create_csr(context, narrow_offsets, narrow_columns, MMATCH_INT32, values, MMATCH_FLOAT64,
                                                  ROWS, COLUMNS, NULL, &scores[1]),
                         MMATCH_OK);
        for (which = 0; which < 2; which++) {
            assert_int_equal(mmatch_scores_entry_count(scores[which]), offsets[ROWS]);
            assert_true(mmatch__rows_is_sparse(scores[which]));
            for (row = 0; row < ROWS; row++) {
                double row_values[COLUMNS];
                int64_t entry_columns[COLUMNS];
                double units[COLUMNS];
                int64_t count;
                assert_int_equal(mmatch_scores_read_row(context, scores[which], row, row_values), MMATCH_OK);
                for (column = 0; column < COLUMNS; column++) {
                    assert_true(row_values[column] == dense[row][column]);
                }
                count = mmatch__rows_read_entries(scores[which], row, entry_columns, units);
                assert_int_equal(count, offsets[row + 1] - offsets[row]);
                assert_true(mmatch__rows_entry_limit(scores[which], row) >= count);
                for (k = 0; k < count; k++) {
                    assert_true(k == 0 || entry_columns[k] > entry_columns[k - 1]);
                    assert_true(units[k] * mmatch_scores_unit(scores[which]) == dense[row][entry_columns[k]]);
                }
            }
            mmatch_scores_destroy(scores[which]);
        }
    }
    mmatch_context_destroy(context);
}

static void expect_refused(mmatch_context *context, const int64_t *offsets, const int64_t *columns, const double *values,
                           const char *place)
{
    mmatch_scores *scores = NULL;
    assert_int_equal(mmatch_scores_create_csr(context, offsets, columns, MMATCH_INT64, values, MMATCH_FLOAT64, 2, 3, NULL,
                                              &scores),
                     MMATCH_ERR_ARGUMENT);
    assert_null(scores);
    if (strstr(mmatch_context_error(context), place) == NULL) {
        fail_msg("\"%s\" does not name \"%s\"", mmatch_context_error(context), place);
    }
}

static void broken_matrices_are_refused_with_the_place(void **state)
{
    mmatch_context *const context = plain_context();
    const int64_t offsets[3] = {0, 2, 4};
    const int64_t late[3] = {1, 2, 4};
    const int64_t falling[3] = {0, 2, 1};
    const int64_t columns[4] = {0, 2, 1, 0};
    const int64_t repeated[4] = {0, 2, 1, 1};
    const int64_t beyond[4] = {0, 3, 1, 0};
    const int64_t negative[4] = {0, 2, -1, 0};
    const double values[4] = {1, 2, 3, 4};
    const double nan_values[4] = {1, 2, (double)NAN, 4};
    (void)state;
    expect_refused(context, late, columns, values, "0");
    expect_refused(context, falling, columns, values, "row 1");
    expect_refused(context, offsets, repeated, values, "row 1: column 1 is listed twice");
    expect_refused(context, offsets, beyond, values, "row 0");
    expect_refused(context, offsets, negative, values, "row 1");
    expect_refused(context, offsets, columns, nan_values, "row 1, column 1: score is NaN");
    expect_refused(context, NULL, columns, values, "offsets is NULL");
    expect_refused(context, offsets, NULL, values, "columns is NULL");
    expect_refused(context, offsets, columns, NULL, "values is NULL");
    mmatch_context_destroy(context);
}

static void an_index_type_that_is_no_integer_is_refused(void **state)
{
    mmatch_context *const context = plain_context();
    const double offsets[1] = {0};
    mmatch_scores *scores = NULL;
    (void)state;
    assert_int_equal(mmatch_scores_create_csr(context, offsets, offsets, MMATCH_FLOAT64, offsets, MMATCH_FLOAT64, 0, 0, NULL,
                                              &scores),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scores_create_csr(context, NULL, NULL, MMATCH_INT32, NULL, MMATCH_FLOAT64, 0, 7, NULL, &scores),
                     MMATCH_OK);
    assert_int_equal(mmatch_scores_entry_count(scores), 0);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_sparse_matrices_are_read_back),
        cmocka_unit_test(broken_matrices_are_refused_with_the_place),
        cmocka_unit_test(an_index_type_that_is_no_integer_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
