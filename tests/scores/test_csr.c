/* Sparse scores: both index types, rows in any order, hostile arrays. */
#include "support.h"

#include <math.h>

#include "base/random.h"
#include "base/row_reader.h"

static void absent_pairs_are_forbidden_and_zero_is_a_score(void **state)
{
    const int32_t offsets[4] = {0, 2, 2, 5};
    const int32_t columns[5] = {1, 3, 0, 2, 3};
    const double values[5] = {0, 2.5, -1, 4, -(double)INFINITY};
    mmatch_context *const context = plain_context();
    mmatch_scores *scores = NULL;
    double row[4];
    double units[4];
    int64_t found[4];
    (void)state;
    assert_int_equal(mmatch_scores_create_csr(context, offsets, columns, MMATCH_INT32, values,
                                              MMATCH_FLOAT64, 3, 4, NULL, &scores),
                     MMATCH_OK);
    assert_true(mmatch__rows_is_sparse(scores));
    assert_int_equal(mmatch_scores_entry_count(scores), 4); /* an explicit -infinity is no entry */
    assert_int_equal(mmatch_scores_read_row(context, scores, 0, row), MMATCH_OK);
    assert_true(row[0] == -(double)INFINITY && row[1] == 0 && row[2] == -(double)INFINITY &&
                row[3] == 2.5);
    assert_int_equal(mmatch__rows_read_entries(scores, 0, found, units), 2);
    assert_int_equal(found[0], 1);
    assert_true(units[0] == 0);
    assert_int_equal(mmatch__rows_entry_limit(scores, 1), 0);
    assert_int_equal(mmatch__rows_read_entries(scores, 1, found, units), 0);
    assert_int_equal(mmatch__rows_entry_limit(scores, 2), 3);
    assert_int_equal(mmatch__rows_read_entries(scores, 2, found, units), 2);
    assert_int_equal(found[1], 2);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
}

enum { MANY_ROWS = 60, MANY_COLUMNS = 40, MANY_ENTRIES = MANY_ROWS * MANY_COLUMNS };

/* A random table, kept densely (NaN: absent) and as CSR with every row in random order. */
typedef struct random_table {
    double dense[MANY_ROWS][MANY_COLUMNS];
    int64_t offsets[MANY_ROWS + 1];
    int64_t columns[MANY_ENTRIES];
    double values[MANY_ENTRIES];
    int32_t narrow_offsets[MANY_ROWS + 1];
    int32_t narrow_columns[MANY_ENTRIES];
    int32_t int32_values[MANY_ENTRIES];
    int64_t int64_values[MANY_ENTRIES];
    float float32_values[MANY_ENTRIES];
} random_table;

static void fill_random(random_table *table, uint64_t seed, int is_sorted)
{
    mmatch__random random = mmatch__random_seeded(seed);
    int64_t count = 0;
    int64_t i;
    int row;
    for (row = 0; row < MANY_ROWS; row++) {
        int64_t order[MANY_COLUMNS];
        int column;
        for (column = 0; column < MANY_COLUMNS; column++) {
            order[column] = column;
            table->dense[row][column] = (double)NAN;
        }
        if (!is_sorted) {
            mmatch__random_shuffle(&random, order, MANY_COLUMNS);
        }
        table->offsets[row] = count;
        for (column = 0; column < MANY_COLUMNS; column++) {
            if (mmatch__random_below(&random, 3) == 0) {
                const double value = (double)mmatch__random_below(&random, 2001) - 1000;
                table->dense[row][order[column]] = value;
                table->columns[count] = order[column];
                table->values[count] = value;
                count++;
            }
        }
    }
    table->offsets[MANY_ROWS] = count;
    for (i = 0; i < count; i++) {
        table->narrow_columns[i] = (int32_t)table->columns[i];
        table->int32_values[i] = (int32_t)table->values[i];
        table->int64_values[i] = (int64_t)table->values[i];
        table->float32_values[i] = (float)table->values[i];
    }
    for (row = 0; row <= MANY_ROWS; row++) {
        table->narrow_offsets[row] = (int32_t)table->offsets[row];
    }
}

static void expect_table(const random_table *table, const mmatch_scores *scores)
{
    const double unit = mmatch_scores_unit(scores);
    const double sign = mmatch_scores_sense(scores) == MMATCH_SENSE_MAXIMISE ? 1 : -1;
    int row;
    for (row = 0; row < MANY_ROWS; row++) {
        double units[MANY_COLUMNS];
        double entry_units[MANY_COLUMNS];
        int64_t columns[MANY_COLUMNS];
        const int64_t count = mmatch__rows_read_entries(scores, row, columns, entry_units);
        int64_t place = 0;
        int column;
        mmatch__rows_read(scores, row, units);
        for (column = 0; column < MANY_COLUMNS; column++) {
            const double expected = table->dense[row][column];
            if (isnan(expected)) {
                assert_true(units[column] == -(double)INFINITY);
                continue;
            }
            assert_true(units[column] * unit == sign * expected);
            assert_true(place < count);
            assert_int_equal(columns[place], column);
            assert_true(entry_units[place] == units[column]);
            place++;
        }
        assert_int_equal(place, count);
    }
}

static void every_type_and_order_of_columns_reads_the_same_numbers(void **state)
{
    static random_table table;
    mmatch_context *const context = plain_context();
    const mmatch_scores_options least = {sizeof least, MMATCH_SENSE_MINIMISE};
    int round;
    (void)state;
    for (round = 0; round < 64; round++) {
        const int type = round % 4;
        const int is_wide = round / 4 % 2;
        mmatch_scores *scores = NULL;
        const void *values;
        fill_random(&table, (uint64_t)round, round / 8 % 2);
        values = type == MMATCH_FLOAT64   ? (const void *)table.values
                 : type == MMATCH_FLOAT32 ? (const void *)table.float32_values
                 : type == MMATCH_INT32   ? (const void *)table.int32_values
                                          : (const void *)table.int64_values;
        assert_int_equal(
            mmatch_scores_create_csr(context,
                                     is_wide ? (const void *)table.offsets
                                             : (const void *)table.narrow_offsets,
                                     is_wide ? (const void *)table.columns
                                             : (const void *)table.narrow_columns,
                                     is_wide ? MMATCH_INT64 : MMATCH_INT32, values,
                                     (mmatch_number_type)type, MANY_ROWS, MANY_COLUMNS,
                                     round / 16 % 2 ? &least : NULL, &scores),
            MMATCH_OK);
        assert_int_equal(mmatch_scores_entry_count(scores), table.offsets[MANY_ROWS]);
        expect_table(&table, scores);
        mmatch_scores_destroy(scores);
    }
    mmatch_context_destroy(context);
}

/* Refused with these texts, whatever the number of threads. */
static void expect_faults(const int64_t *offsets, const int64_t *columns, const double *values,
                          int64_t rows, int64_t column_count, mmatch_status expected,
                          const char *const *texts, int32_t text_count)
{
    int32_t threads;
    for (threads = 1; threads <= 3; threads++) {
        mmatch_context *const context = context_with(NULL, NULL, threads);
        mmatch_scores *scores = (mmatch_scores *)context;
        int32_t i;
        assert_int_equal(mmatch_scores_create_csr(context, offsets, columns, MMATCH_INT64, values,
                                                  MMATCH_FLOAT64, rows, column_count, NULL, &scores),
                         expected);
        assert_null(scores);
        for (i = 0; i < text_count; i++) {
            assert_string_equal(mmatch_context_fault(context, i), texts[i]);
        }
        assert_int_equal(mmatch_context_fault_count(context), text_count);
        mmatch_context_destroy(context);
    }
}

static void hostile_arrays_are_refused_with_every_place(void **state)
{
    const int64_t sound[3] = {0, 2, 5};
    const int64_t decreasing[4] = {1, 3, 2, 4};
    const int64_t overfull[2] = {0, 4};
    const int64_t wild[3] = {0, INT64_MAX, INT64_MIN};
    const int64_t twice[5] = {2, 2, 1, 0, 1};
    const int64_t outside[5] = {-1, 0, 3, 2, INT64_MIN};
    const double values[5] = {1, (double)NAN, 3, (double)INFINITY, 5};
    const double plain[5] = {1, 2, 3, 4, 5};
    (void)state;
    {
        const char *const texts[] = {"offset 0 is 1, must be 0",
                                     "row 1: its entries end at 2, before they begin at 3"};
        expect_faults(decreasing, twice, plain, 3, 3, MMATCH_ERR_ARGUMENT, texts, 2);
    }
    {
        const char *const texts[] = {"row 0: it has 4 entries, but there are only 3 columns"};
        expect_faults(overfull, twice, plain, 1, 3, MMATCH_ERR_ARGUMENT, texts, 1);
    }
    {
        const char *const texts[] = {
            "row 0: it has 9223372036854775807 entries, but there are only 3 columns",
            "row 1: its entries end at -9223372036854775808, before they begin at 9223372036854775807"};
        expect_faults(wild, twice, plain, 2, 3, MMATCH_ERR_ARGUMENT, texts, 2);
    }
    {
        const char *const texts[] = {"row 0, column 2: score is NaN", "row 0: column 2 is listed twice",
                                     "row 1: column 1 is listed twice",
                                     ("row 1, column 0: score is +infinity; a forbidden pair is -infinity "
                                      "when maximising")};
        const char *const ordered[] = {texts[1], texts[0], texts[3], texts[2]};
        expect_faults(sound, twice, values, 2, 3, MMATCH_ERR_ARGUMENT, ordered, 4);
    }
    {
        const char *const texts[] = {"row 0, entry 0: column -1 is not in 0..2",
                                     "row 1, entry 0: column 3 is not in 0..2",
                                     "row 1, entry 2: column -9223372036854775808 is not in 0..2"};
        expect_faults(sound, outside, plain, 2, 3, MMATCH_ERR_ARGUMENT, texts, 3);
    }
    {
        const char *const texts[] = {"offsets is NULL, but there are 2 rows"};
        expect_faults(NULL, twice, plain, 2, 3, MMATCH_ERR_ARGUMENT, texts, 1);
    }
    {
        const char *const texts[] = {"columns is NULL, but the offsets end at 5",
                                     "values is NULL, but the offsets end at 5"};
        expect_faults(sound, NULL, NULL, 2, 3, MMATCH_ERR_ARGUMENT, texts, 2);
    }
    {
        const char *const texts[] = {"row 0: it has 2 entries, but there are only 0 columns",
                                     "row 1: it has 3 entries, but there are only 0 columns"};
        expect_faults(sound, twice, plain, 2, 0, MMATCH_ERR_ARGUMENT, texts, 2);
    }
}

static void faults_beyond_the_kept_ones_are_counted(void **state)
{
    static int64_t offsets[1001];
    static int64_t columns[1000];
    static double values[1000];
    mmatch_context *const context = plain_context();
    mmatch_scores *scores = NULL;
    int i;
    (void)state;
    for (i = 0; i < 1000; i++) {
        offsets[i + 1] = i + 1;
        columns[i] = 7;
        values[i] = 0;
    }
    assert_int_equal(mmatch_scores_create_csr(context, offsets, columns, MMATCH_INT64, values,
                                              MMATCH_FLOAT64, 1000, 7, NULL, &scores),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_context_fault_count(context), 1000);
    assert_string_equal(mmatch_context_fault(context, 15), "row 15, entry 0: column 7 is not in 0..6");
    assert_string_equal(mmatch_context_fault(context, 16), "");
    mmatch_context_destroy(context);
}

static void int64_misfits_name_their_column(void **state)
{
    const int32_t offsets[3] = {0, 2, 3};
    const int32_t columns[3] = {4, 1, 2};
    const int64_t values[3] = {(int64_t)1 << 41, 5, 8};
    mmatch_context *const context = plain_context();
    mmatch_scores *scores = NULL;
    (void)state;
    assert_int_equal(mmatch_scores_create_csr(context, offsets, columns, MMATCH_INT32, values,
                                              MMATCH_INT64, 2, 5, NULL, &scores),
                     MMATCH_ERR_RANGE);
    assert_int_equal(mmatch_context_fault_count(context), 1);
    assert_string_equal(mmatch_context_error(context),
                        "row 0, column 1: score is 5, which is not a multiple of the unit, 2");
    assert_null(scores);
    mmatch_context_destroy(context);
}

static void empty_sides_are_fine(void **state)
{
    const int32_t zeros[4] = {0, 0, 0, 0};
    mmatch_context *const context = plain_context();
    mmatch_scores *scores = NULL;
    double units[1];
    int64_t columns[1];
    (void)state;
    assert_int_equal(mmatch_scores_create_csr(context, NULL, NULL, MMATCH_INT32, NULL, MMATCH_FLOAT64, 0,
                                              9, NULL, &scores),
                     MMATCH_OK);
    mmatch_scores_destroy(scores);
    assert_int_equal(mmatch_scores_create_csr(context, zeros, NULL, MMATCH_INT32, NULL, MMATCH_FLOAT64, 3,
                                              0, NULL, &scores),
                     MMATCH_OK);
    assert_int_equal(mmatch_scores_entry_count(scores), 0);
    assert_true(mmatch_scores_unit(scores) == 1);
    assert_int_equal(mmatch__rows_read_entries(scores, 2, columns, units), 0);
    mmatch_scores_destroy(scores);
    assert_int_equal(mmatch_scores_create_csr(context, zeros, NULL, MMATCH_FLOAT32, NULL, MMATCH_FLOAT64,
                                              3, 0, NULL, &scores),
                     MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context),
                        "index type is 1, must be MMATCH_INT32 or MMATCH_INT64");
    assert_int_equal(mmatch_scores_create_csr(context, zeros, NULL, MMATCH_INT32, NULL, MMATCH_FLOAT64, 3,
                                              0, NULL, NULL),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_scores_create_csr(NULL, zeros, NULL, MMATCH_INT32, NULL, MMATCH_FLOAT64, 3, 0,
                                              NULL, &scores),
                     MMATCH_ERR_ARGUMENT);
    mmatch_context_destroy(context);
}

static mmatch_status unsorted_scenario(mmatch_context *context)
{
    enum { WIDTH = 2000, HEIGHT = 120 };
    static int32_t offsets[HEIGHT + 1];
    static int32_t columns[HEIGHT * WIDTH];
    static double values[HEIGHT * WIDTH];
    mmatch_scores *scores = NULL;
    mmatch_status status;
    int row;
    int column;
    for (row = 0; row < HEIGHT; row++) {
        offsets[row + 1] = (row + 1) * WIDTH;
        for (column = 0; column < WIDTH; column++) {
            columns[row * WIDTH + column] = WIDTH - 1 - column;
        }
    }
    status = mmatch_scores_create_csr(context, offsets, columns, MMATCH_INT32, values, MMATCH_FLOAT64,
                                      HEIGHT, WIDTH, NULL, &scores);
    assert_true((scores == NULL) == (status != MMATCH_OK));
    mmatch_scores_destroy(scores);
    return status;
}

static void allocation_failures_leave_nothing_behind(void **state)
{
    (void)state;
    sweep_allocations(unsorted_scenario);
}

static void cancelling_at_any_poll_leaves_nothing_behind(void **state)
{
    (void)state;
    sweep_cancels(unsorted_scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(absent_pairs_are_forbidden_and_zero_is_a_score),
        cmocka_unit_test(every_type_and_order_of_columns_reads_the_same_numbers),
        cmocka_unit_test(hostile_arrays_are_refused_with_every_place),
        cmocka_unit_test(faults_beyond_the_kept_ones_are_counted),
        cmocka_unit_test(int64_misfits_name_their_column),
        cmocka_unit_test(empty_sides_are_fine),
        cmocka_unit_test(allocation_failures_leave_nothing_behind),
        cmocka_unit_test(cancelling_at_any_poll_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
