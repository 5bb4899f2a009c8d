/* The best pairs of scores, against a table in which every pair's rank is counted. */
#include "support.h"

#include <math.h>

#include "base/random.h"
#include "base/row_reader.h"
#include "base/select.h"

enum { ROWS_MOST = 90, COLUMNS_MOST = 700 };

static double table[ROWS_MOST * COLUMNS_MOST];

/* How many of `count` numbers, `step` apart, come before number `place`: better, or equal and earlier. */
static int64_t rank_of(const double *numbers, int64_t count, int64_t step, int64_t place, double sign)
{
    const double own = sign * numbers[place * step];
    int64_t before = 0;
    int64_t k;
    for (k = 0; k < count; k++) {
        const double other = sign * numbers[k * step];
        before += other > own || (other == own && k < place);
    }
    return before;
}

static void expect_top(mmatch_context *context, const mmatch_scores *scores, int64_t rows, int64_t columns, double sign,
                       int64_t per_row, int64_t per_column)
{
    static int64_t offsets[ROWS_MOST + 1];
    static int32_t places[ROWS_MOST * COLUMNS_MOST];
    static double values[ROWS_MOST * COLUMNS_MOST];
    mmatch_scores *top = NULL;
    int64_t at = 0;
    int64_t row;
    assert_int_equal(mmatch_scores_top(context, scores, per_row, per_column, &top), MMATCH_OK);
    assert_int_equal(mmatch_scores_row_count(top), rows);
    assert_int_equal(mmatch_scores_column_count(top), columns);
    assert_int_equal(mmatch_scores_sense(top), mmatch_scores_sense(scores));
    assert_true(mmatch_scores_unit(top) == mmatch_scores_unit(scores));
    assert_true(mmatch_scores_entry_count(top) <= ROWS_MOST * COLUMNS_MOST);
    assert_int_equal(mmatch_scores_read_csr(context, top, offsets, places, values), MMATCH_OK);
    assert_int_equal(offsets[rows], mmatch_scores_entry_count(top));
    for (row = 0; row < rows; row++) {
        int64_t column;
        assert_int_equal(offsets[row], at);
        for (column = 0; column < columns; column++) {
            const double number = table[row * columns + column];
            if (fabs(number) <= 1e300 && (rank_of(table + row * columns, columns, 1, column, sign) < per_row ||
                                          rank_of(table + column, rows, columns, row, sign) < per_column)) {
                assert_true(at < offsets[rows]);
                assert_int_equal(places[at], column);
                assert_true(values[at] == number);
                at++;
            }
        }
    }
    assert_int_equal(at, offsets[rows]);
    mmatch_scores_destroy(top);
}

static void copy_table_row(const void *user_data, int64_t row, double *values_out)
{
    const int64_t columns = *(const int64_t *)user_data;
    memcpy(values_out, table + row * columns, (size_t)columns * sizeof *values_out);
}

static void the_best_of_rows_and_columns_are_kept_with_early_ties(void **state)
{
    mmatch__random random = mmatch__random_seeded(81);
    int round;
    (void)state;
    for (round = 0; round < 36; round++) {
        const int64_t rows = 1 + (int64_t)mmatch__random_below(&random, ROWS_MOST);
        const int64_t columns = 1 + (int64_t)mmatch__random_below(&random, round % 3 == 0 ? COLUMNS_MOST : 60);
        const mmatch_scores_options options = {sizeof options,
                                               round % 2 == 0 ? MMATCH_SENSE_MAXIMISE : MMATCH_SENSE_MINIMISE};
        const double sign = round % 2 == 0 ? 1 : -1;
        const uint64_t different = round % 4 < 2 ? 5 : 100000; /* many ties, or few */
        const int64_t per_row = (int64_t)mmatch__random_below(&random, 40);
        const int64_t per_column = (int64_t)mmatch__random_below(&random, 30) * (round % 3);
        int32_t threads;
        int64_t k;
        for (k = 0; k < rows * columns; k++) {
            table[k] = mmatch__random_below(&random, 7) == 0 ? -sign * (double)INFINITY
                                                             : (double)mmatch__random_below(&random, different);
        }
        for (threads = 1; threads <= 4; threads += 3) {
            mmatch_context *const context = context_with(NULL, NULL, threads);
            mmatch_scores *stored = NULL;
            mmatch_scores *computed = NULL;
            assert_int_equal(mmatch_scores_create_dense(context, table, MMATCH_FLOAT64, rows, columns, columns * 8, 8,
                                                        &options, &stored),
                             MMATCH_OK);
            assert_int_equal(mmatch_scores_create_computed(context, copy_table_row, &columns, rows, columns, 100000, 0,
                                                           &options, &computed),
                             MMATCH_OK);
            expect_top(context, stored, rows, columns, sign, per_row, per_column);
            expect_top(context, computed, rows, columns, sign, per_row, per_column);
            expect_top(context, stored, rows, columns, sign, INT64_MAX, 0);
            expect_top(context, stored, rows, columns, sign, 0, INT64_MAX);
            expect_top(context, stored, rows, columns, sign, 0, 0);
            mmatch_scores_destroy(stored);
            mmatch_scores_destroy(computed);
            mmatch_context_destroy(context);
        }
    }
}

static void the_best_of_the_best_are_themselves(void **state)
{
    const double numbers[] = {1, 5, 3, 2, 5, 4};
    mmatch_context *const context = plain_context();
    mmatch_scores *scores = NULL;
    mmatch_scores *top = NULL;
    mmatch_scores *again = NULL;
    mmatch_market *market = NULL;
    mmatch_matching *matching = NULL;
    int64_t offsets[3];
    int32_t columns[4];
    double values[4];
    (void)state;
    assert_int_equal(mmatch_scores_create_dense(context, numbers, MMATCH_FLOAT64, 2, 3, 24, 8, NULL, &scores), MMATCH_OK);
    assert_int_equal(mmatch_scores_top(context, scores, 1, 1, &top), MMATCH_OK);
    mmatch_scores_destroy(scores);
    assert_int_equal(mmatch_scores_top(context, top, 1, 1, &again), MMATCH_OK); /* from sparse scores */
    assert_int_equal(mmatch_scores_read_csr(context, again, offsets, columns, values), MMATCH_OK);
    /* row 0: 5 at column 1, also the best of its column; row 1: 5 at column 1 and the best of columns 0 and 2 */
    assert_int_equal(offsets[1], 1);
    assert_int_equal(offsets[2], 4);
    assert_int_equal(columns[0], 1);
    assert_int_equal(columns[1], 0);
    assert_int_equal(columns[2], 1);
    assert_int_equal(columns[3], 2);
    assert_true(values[0] == 5 && values[1] == 2 && values[2] == 5 && values[3] == 4);
    assert_int_equal(mmatch_market_create(context, again, &market), MMATCH_OK);
    assert_int_equal(mmatch_assign(context, market, NULL, &matching), MMATCH_OK);
    assert_true(mmatch_matching_total(matching) == 9);
    mmatch_matching_destroy(matching);
    mmatch_market_destroy(market);
    mmatch_scores_destroy(again);
    mmatch_scores_destroy(top);
    mmatch_context_destroy(context);
}

static void empty_sides_and_bad_arguments(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch_scores *scores = NULL;
    mmatch_scores *top = NULL;
    int64_t offsets[4] = {7, 7, 7, 7};
    (void)state;
    assert_int_equal(mmatch_scores_create_dense(context, NULL, MMATCH_FLOAT64, 3, 0, 0, 0, NULL, &scores), MMATCH_OK);
    assert_int_equal(mmatch_scores_top(context, scores, 2, 2, &top), MMATCH_OK);
    assert_int_equal(mmatch_scores_read_csr(context, top, offsets, NULL, NULL), MMATCH_OK);
    assert_int_equal(offsets[3], 0);
    assert_int_equal(mmatch_scores_read_csr(context, scores, offsets, NULL, NULL), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "scores are not sparse");
    assert_int_equal(mmatch_scores_read_csr(context, NULL, offsets, NULL, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scores_read_csr(context, top, NULL, NULL, NULL), MMATCH_ERR_ARGUMENT);
    mmatch_scores_destroy(top);
    assert_int_equal(mmatch_scores_top(context, scores, -1, -2, &top), MMATCH_ERR_ARGUMENT);
    assert_null(top);
    assert_int_equal(mmatch_context_fault_count(context), 2);
    assert_string_equal(mmatch_context_error(context), "per_row is -1, must be 0 or more");
    assert_int_equal(mmatch_scores_top(context, NULL, 1, 1, &top), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scores_top(context, scores, 1, 1, NULL), MMATCH_ERR_ARGUMENT);
    mmatch_scores_destroy(scores);
    assert_int_equal(mmatch_scores_create_dense(context, NULL, MMATCH_FLOAT64, 0, 5, 0, 0, NULL, &scores), MMATCH_OK);
    assert_int_equal(mmatch_scores_top(context, scores, 2, 2, &top), MMATCH_OK);
    assert_int_equal(mmatch_scores_entry_count(top), 0);
    mmatch_scores_destroy(top);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
}

static void the_largest_are_selected_in_every_place(void **state)
{
    mmatch__random random = mmatch__random_seeded(82);
    int round;
    (void)state;
    for (round = 0; round < 3000; round++) {
        double numbers[40];
        double moved[40];
        const int64_t count = 1 + (int64_t)mmatch__random_below(&random, 40);
        const int64_t k = 1 + (int64_t)mmatch__random_below(&random, (uint64_t)count);
        double found;
        int64_t above = 0;
        int64_t equal = 0;
        int64_t i;
        for (i = 0; i < count; i++) {
            numbers[i] = (double)mmatch__random_below(&random, round % 2 == 0 ? 6 : 1000);
            moved[i] = numbers[i];
        }
        found = mmatch__select_largest(moved, count, k);
        for (i = 0; i < count; i++) {
            above += numbers[i] > found;
            equal += numbers[i] == found;
        }
        assert_true(above < k && k <= above + equal);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_of_rows_and_columns_are_kept_with_early_ties),
        cmocka_unit_test(the_best_of_the_best_are_themselves),
        cmocka_unit_test(empty_sides_and_bad_arguments),
        cmocka_unit_test(the_largest_are_selected_in_every_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
