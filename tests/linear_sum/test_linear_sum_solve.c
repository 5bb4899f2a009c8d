#include "linear_sum/linear_sum_support.h"

#include "linear_sum/dense.h"

static void solve_and_judge(mmatch_context *context, sum_case *test)
{
    const double expected = brute_force(test);
    assert_int_equal(solve_case(context, test), MMATCH_OK);
    if (expected != expected) {
        assert_int_equal(test->outcome, MMATCH_OUTCOME_INFEASIBLE);
        assert_true(test->total == 0);
    } else {
        assert_int_equal(test->outcome, MMATCH_OUTCOME_OPTIMAL);
        assert_true(test->total == expected);
    }
    assert_case_verified(context, test);
}

static void every_3_x_3_over_five_numbers_equals_brute_force(void **state)
{
    mmatch_context *const context = plain_context();
    const int64_t stride = test_stride();
    int sense;
    (void)state;
    for (sense = 0; sense <= 1; sense++) {
        const double choices[5] = {0, 1, 2, -1, forbidden_of((mmatch_sense)sense)};
        sum_case test = make_case(3, 3, (mmatch_sense)sense);
        int64_t code;
        for (code = 0; code < 1953125; code += 7 * stride) { /* 7 is coprime to 5: every digit takes every value */
            int64_t rest = code;
            int k;
            for (k = 0; k < 9; k++) {
                test.numbers[k] = choices[rest % 5];
                rest /= 5;
            }
            solve_and_judge(context, &test);
        }
        end_case(&test);
    }
    mmatch_context_destroy(context);
}

static void every_3_x_3_over_five_numbers_is_solved_by_the_dense_solver(void **state)
{
    const mmatch__dense_slices slices = mmatch__dense_layout(3, 3);
    char *const memory = (char *)aligned_alloc(64, slices.size);
    mmatch__dense dense;
    const double choices[5] = {0, 1, 2, -1, (double)INFINITY};
    const int64_t stride = test_stride();
    sum_case test = make_case(3, 3, MMATCH_SENSE_MINIMISE);
    int64_t code;
    (void)state;
    assert_non_null(memory);
    memset(memory, 0, slices.size);
    dense = mmatch__dense_at(memory, &slices, 3, 3);
    for (code = 0; code < 1953125; code += stride) {
        const mmatch__linear_numbers numbers = {(const char *)test.numbers, MMATCH_FLOAT64, MMATCH_SENSE_MINIMISE,
                                                3, 3, 24, 8};
        int64_t rest = code;
        double expected;
        int k;
        for (k = 0; k < 9; k++) {
            test.numbers[k] = choices[rest % 5];
            rest /= 5;
        }
        expected = brute_force(&test);
        assert_true(mmatch__linear_read(&numbers, &dense));
        if (expected != expected) {
            assert_false(mmatch__dense_solve(&dense));
        } else {
            assert_true(mmatch__dense_solve(&dense));
            assert_true(mmatch__dense_total(&dense) * dense.unit == expected);
        }
    }
    free(memory);
    end_case(&test);
}

static void rectangles_of_every_family_equal_brute_force(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch__random random = mmatch__random_seeded(11);
    const int64_t stride = test_stride();
    int64_t trial;
    (void)state;
    for (trial = 0; trial < 6000; trial += stride) {
        sum_case test = make_case(1 + (int64_t)mmatch__random_below(&random, 6),
                                  1 + (int64_t)mmatch__random_below(&random, 6),
                                  mmatch__random_below(&random, 2) == 0 ? MMATCH_SENSE_MAXIMISE
                                                                        : MMATCH_SENSE_MINIMISE);
        const int64_t count = test.row_count * test.column_count;
        int64_t k;
        fill_family(&test, (int)mmatch__random_below(&random, SUM_FAMILIES), &random);
        for (k = 0; k < count; k++) { /* on a grid, so that brute force sums exactly */
            if (fabs(test.numbers[k]) < DBL_MAX) {
                test.numbers[k] = floor(test.numbers[k] * 1024);
            }
        }
        solve_and_judge(context, &test);
        end_case(&test);
    }
    mmatch_context_destroy(context);
}

static void answers_of_every_size_and_family_are_proved(void **state)
{
    static const int64_t sizes[][2] = {{1, 1},     {1, 40},   {40, 1},    {17, 17},  {20, 33},   {60, 12},
                                       {128, 512}, {256, 256}, {255, 257}, {257, 257}, {40, 1700}, {300, 231}};
    mmatch_context *const context = plain_context();
    mmatch__random random = mmatch__random_seeded(5);
    size_t size;
    int family;
    (void)state;
    for (size = 0; size < sizeof sizes / sizeof sizes[0]; size++) {
        for (family = 0; family < SUM_FAMILIES; family++) {
            sum_case test = make_case(sizes[size][0], sizes[size][1],
                                      family % 2 == 0 ? MMATCH_SENSE_MINIMISE : MMATCH_SENSE_MAXIMISE);
            fill_family(&test, family, &random);
            assert_int_equal(solve_case(context, &test), MMATCH_OK);
            assert_case_verified(context, &test);
            end_case(&test);
        }
    }
    mmatch_context_destroy(context);
}

/* The total of the same problem solved through the market, with the shorter side as rows. */
static double total_by_market(mmatch_context *context, const sum_case *test)
{
    const int is_turned = test->row_count > test->column_count;
    mmatch_scores_options scores_options = {sizeof scores_options, (int32_t)test->sense};
    mmatch_assign_options options = {0};
    mmatch_scores *scores = NULL;
    mmatch_market *market = NULL;
    mmatch_matching *matching = NULL;
    double total;
    options.struct_size = sizeof options;
    options.coverage = MMATCH_COVERAGE_EVERYONE;
    assert_int_equal(mmatch_scores_create_dense(context, test->numbers, MMATCH_FLOAT64,
                                                is_turned ? test->column_count : test->row_count,
                                                is_turned ? test->row_count : test->column_count,
                                                is_turned ? 8 : 8 * test->column_count,
                                                is_turned ? 8 * test->column_count : 8, &scores_options, &scores),
                     MMATCH_OK);
    assert_int_equal(mmatch_market_create(context, scores, &market), MMATCH_OK);
    assert_int_equal(mmatch_assign(context, market, &options, &matching), MMATCH_OK);
    total = mmatch_matching_outcome(matching) == MMATCH_OUTCOME_OPTIMAL ? mmatch_matching_total(matching)
                                                                       : (double)NAN;
    mmatch_matching_destroy(matching);
    mmatch_market_destroy(market);
    mmatch_scores_destroy(scores);
    return total;
}

static void small_problems_have_the_total_of_the_market(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch__random random = mmatch__random_seeded(8);
    const int64_t stride = test_stride();
    int64_t trial;
    (void)state;
    for (trial = 0; trial < 1500; trial += stride) {
        sum_case test = make_case(1 + (int64_t)mmatch__random_below(&random, 40),
                                  1 + (int64_t)mmatch__random_below(&random, 40),
                                  trial % 2 == 0 ? MMATCH_SENSE_MAXIMISE : MMATCH_SENSE_MINIMISE);
        double expected;
        fill_family(&test, (int)mmatch__random_below(&random, SUM_FAMILIES), &random);
        expected = total_by_market(context, &test);
        assert_int_equal(solve_case(context, &test), MMATCH_OK);
        assert_int_equal(test.outcome, expected == expected ? MMATCH_OUTCOME_OPTIMAL : MMATCH_OUTCOME_INFEASIBLE);
        assert_true(expected != expected || test.total == expected);
        end_case(&test);
    }
    mmatch_context_destroy(context);
}

static void every_kernel_gives_the_same_bytes(void **state)
{
    mmatch__random random = mmatch__random_seeded(3);
    double data[3][64];
    int32_t index;
    (void)state;
    for (index = 0; index < 64; index++) {
        data[0][index] = mmatch__random_below(&random, 6) == 0 ? (double)INFINITY
                                                               : (double)mmatch__random_below(&random, 9);
        data[1][index] = (double)mmatch__random_below(&random, 7);
        data[2][index] = index % 3 == 0 ? 1000 + index : index;
    }
    for (index = 0; index < 4; index++) {
        mmatch__linear_kernel plain;
        mmatch__linear_kernel other;
        mmatch__linear_scan scans[2];
        double work[4][64];
        bool is_fine[2];
        memset(scans, 0, sizeof scans);
        assert_true(mmatch__linear_kernel_at(0, &plain));
        if (!mmatch__linear_kernel_at(index, &other)) {
            break;
        }
        plain.scan(data[0], data[1], data[2], 64, &scans[0]);
        other.scan(data[0], data[1], data[2], 64, &scans[1]);
        assert_memory_equal(&scans[0], &scans[1], sizeof scans[0]);
        memcpy(work[0], data[1], sizeof work[0]);
        memcpy(work[1], data[1], sizeof work[1]);
        memcpy(work[2], data[2], sizeof work[2]);
        memcpy(work[3], data[2], sizeof work[3]);
        plain.relax(data[0], data[1], data[2], 64, 2, 7, work[0], work[2], &scans[0]);
        other.relax(data[0], data[1], data[2], 64, 2, 7, work[1], work[3], &scans[1]);
        plain.lower(data[0], 64, 9, work[0], work[2]);
        other.lower(data[0], 64, 9, work[1], work[3]);
        assert_memory_equal(work[0], work[1], sizeof work[0]);
        assert_memory_equal(work[2], work[3], sizeof work[2]);
        assert_memory_equal(&scans[0], &scans[1], sizeof scans[0]);
        assert_true(plain.measure(data[0], 64, (double)INFINITY, &is_fine[0]) ==
                    other.measure(data[0], 64, (double)INFINITY, &is_fine[1]));
        assert_true(is_fine[0] && is_fine[1]);
        (void)plain.measure(data[0], 64, -(double)INFINITY, &is_fine[0]);
        (void)other.measure(data[0], 64, -(double)INFINITY, &is_fine[1]);
        assert_true(!is_fine[0] && !is_fine[1]);
    }
    assert_true(index >= 1);
}

static void every_number_type_and_stride_gives_the_same_answer(void **state)
{
    mmatch_context *const context = plain_context();
    static const int32_t numbers[12] = {4, 1, 3, 9, 2, 0, 5, 8, 3, 2, 2, 7};
    double doubles[24] = {0};
    float floats[12];
    int64_t longs[12];
    int64_t columns[3];
    double total;
    int32_t outcome;
    int k;
    (void)state;
    for (k = 0; k < 12; k++) {
        doubles[2 * (11 - k)] = numbers[k]; /* backwards, every other */
        floats[k] = (float)numbers[k];
        longs[k] = numbers[k];
    }
    for (k = 0; k < 4; k++) {
        const void *const at[4] = {&doubles[22], floats, numbers, longs};
        const mmatch_number_type types[4] = {MMATCH_FLOAT64, MMATCH_FLOAT32, MMATCH_INT32, MMATCH_INT64};
        const int64_t steps[4] = {-16, 4, 4, 8};
        assert_int_equal(mmatch_linear_sum_assignment(context, at[k], types[k], 3, 4, 4 * steps[k], steps[k],
                                                      MMATCH_SENSE_MINIMISE, NULL, columns, NULL, NULL, &total,
                                                      &outcome),
                         MMATCH_OK);
        assert_int_equal(outcome, MMATCH_OUTCOME_OPTIMAL);
        assert_true(total == 5);
        assert_int_equal(columns[0], 1);
        assert_int_equal(columns[1], 0);
        assert_int_equal(columns[2], 2);
    }
    mmatch_context_destroy(context);
}

static void equal_numbers_pair_row_k_with_column_k(void **state)
{
    mmatch_context *const context = plain_context();
    sum_case test = make_case(8, 8, MMATCH_SENSE_MINIMISE);
    int64_t k;
    (void)state;
    for (k = 0; k < 64; k++) {
        test.numbers[k] = 1;
    }
    assert_int_equal(solve_case(context, &test), MMATCH_OK);
    for (k = 0; k < 8; k++) {
        assert_int_equal(test.rows[k], k);
        assert_int_equal(test.columns[k], k);
    }
    end_case(&test);
    mmatch_context_destroy(context);
}

static void bad_numbers_are_named_with_their_place(void **state)
{
    static const int64_t sizes[3] = {2, 5, 140};
    mmatch_context *const context = plain_context();
    int which;
    (void)state;
    for (which = 0; which < 3; which++) {
        sum_case test = make_case(sizes[which], 2, MMATCH_SENSE_MINIMISE);
        if (which == 2) { /* beyond the dense solver */
            end_case(&test);
            test = make_case(140, 139, MMATCH_SENSE_MINIMISE);
        }
        test.outcome = 77;
        test.numbers[test.column_count] = (double)NAN;
        assert_int_equal(solve_case(context, &test), MMATCH_ERR_ARGUMENT);
        assert_string_equal(mmatch_context_error(context), "row 1, column 0: score is NaN");
        test.numbers[test.column_count] = -(double)INFINITY;
        assert_int_equal(solve_case(context, &test), MMATCH_ERR_ARGUMENT);
        assert_non_null(strstr(mmatch_context_error(context), "row 1, column 0: score is -infinity"));
        assert_int_equal(test.outcome, 77); /* untouched */
        end_case(&test);
    }
    mmatch_context_destroy(context);
}

static void numbers_out_of_range_are_refused(void **state)
{
    mmatch_context *const context = plain_context();
    const int64_t odd[4] = {((int64_t)1 << 50) + 1, 1, 2, 3};
    const double far[4] = {0x1p1001, 1, 2, 3};
    int64_t columns[2];
    int32_t outcome = 0;
    (void)state;
    assert_int_equal(mmatch_linear_sum_assignment(context, odd, MMATCH_INT64, 2, 2, 16, 8, MMATCH_SENSE_MINIMISE, NULL,
                                                  columns, NULL, NULL, NULL, &outcome),
                     MMATCH_ERR_RANGE);
    assert_non_null(strstr(mmatch_context_error(context), "row 0, column 0"));
    assert_int_equal(mmatch_linear_sum_assignment(context, far, MMATCH_FLOAT64, 2, 2, 16, 8, MMATCH_SENSE_MINIMISE,
                                                  NULL, columns, NULL, NULL, NULL, &outcome),
                     MMATCH_ERR_RANGE);
    assert_string_equal(mmatch_context_error(context), "a number is beyond 2^1000 in magnitude");
    mmatch_context_destroy(context);
}

static void bad_arguments_are_refused(void **state)
{
    mmatch_context *const context = plain_context();
    const double numbers[4] = {1, 2, 3, 4};
    int32_t outcome = 0;
    (void)state;
#define SOLVE(at, type, rows, columns, stride, sense, out)                                                             \
    mmatch_linear_sum_assignment(context, at, type, rows, columns, stride, 8, sense, NULL, NULL, NULL, NULL, NULL, out)
    assert_int_equal(SOLVE(NULL, MMATCH_FLOAT64, 2, 2, 16, MMATCH_SENSE_MINIMISE, &outcome), MMATCH_ERR_ARGUMENT);
    assert_int_equal(SOLVE(numbers, (mmatch_number_type)9, 2, 2, 16, MMATCH_SENSE_MINIMISE, &outcome),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(SOLVE(numbers, MMATCH_FLOAT64, -1, 2, 16, MMATCH_SENSE_MINIMISE, &outcome), MMATCH_ERR_ARGUMENT);
    assert_int_equal(SOLVE(numbers, MMATCH_FLOAT64, 2, (int64_t)1 << 40, 16, MMATCH_SENSE_MINIMISE, &outcome),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(SOLVE(numbers, MMATCH_FLOAT64, 2, 2, INT64_MIN, MMATCH_SENSE_MINIMISE, &outcome),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(SOLVE(numbers, MMATCH_FLOAT64, 2, 2, 16, (mmatch_sense)5, &outcome), MMATCH_ERR_ARGUMENT);
    assert_int_equal(SOLVE(numbers, MMATCH_FLOAT64, 2, 2, 16, MMATCH_SENSE_MINIMISE, NULL), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "outcome_out is NULL");
    assert_int_equal(SOLVE(NULL, MMATCH_FLOAT64, 0, 2, 16, MMATCH_SENSE_MINIMISE, &outcome), MMATCH_OK);
    assert_int_equal(outcome, MMATCH_OUTCOME_OPTIMAL);
    assert_int_equal(SOLVE(NULL, MMATCH_FLOAT64, 1000, 0, 16, MMATCH_SENSE_MAXIMISE, &outcome), MMATCH_OK);
    assert_int_equal(outcome, MMATCH_OUTCOME_OPTIMAL);
#undef SOLVE
    mmatch_context_destroy(context);
}

static void a_stop_leaves_nothing_known(void **state)
{
    static const int64_t sides[2] = {4, 150};
    int which;
    (void)state;
    for (which = 0; which < 2; which++) {
        watched_poll poll = {0, 1, MMATCH_POLL_STOP};
        mmatch_context *const context = context_with(NULL, &poll, 1);
        sum_case test = make_case(sides[which], sides[which], MMATCH_SENSE_MINIMISE);
        assert_int_equal(solve_case(context, &test), MMATCH_OK);
        assert_int_equal(test.outcome, MMATCH_OUTCOME_LIMIT);
        assert_int_equal(test.rows[0], -1);
        assert_int_equal(verdict_of_case(context, &test).fault, MMATCH_LINEAR_SUM_FAULT_OUTCOME);
        end_case(&test);
        mmatch_context_destroy(context);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_3_x_3_over_five_numbers_equals_brute_force),
        cmocka_unit_test(every_3_x_3_over_five_numbers_is_solved_by_the_dense_solver),
        cmocka_unit_test(rectangles_of_every_family_equal_brute_force),
        cmocka_unit_test(answers_of_every_size_and_family_are_proved),
        cmocka_unit_test(small_problems_have_the_total_of_the_market),
        cmocka_unit_test(every_kernel_gives_the_same_bytes),
        cmocka_unit_test(every_number_type_and_stride_gives_the_same_answer),
        cmocka_unit_test(equal_numbers_pair_row_k_with_column_k),
        cmocka_unit_test(bad_numbers_are_named_with_their_place),
        cmocka_unit_test(numbers_out_of_range_are_refused),
        cmocka_unit_test(bad_arguments_are_refused),
        cmocka_unit_test(a_stop_leaves_nothing_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
