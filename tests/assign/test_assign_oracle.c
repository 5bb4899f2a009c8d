/* The assignment against trying everything, and every answer past the verifier. */
#include "assign_support.h"

static void random_markets_with_every_rule_match_the_oracle(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch__random random = mmatch__random_seeded(20260101);
    int feasible = 0;
    int infeasible = 0;
    int round;
    (void)state;
    for (round = 0; round < 12000; round++) {
        const int is_large = round % 40 == 0;
        const small_market small = small_drawn(&random, is_large ? 4 : 3, is_large ? 4 : 3 + round % 2);
        small_objects objects;
        int k;
        if (small_create(context, &small, &objects) != MMATCH_OK) {
            fail_msg("%s", mmatch_context_error(context));
        }
        for (k = 0; k < 3; k++) {
            const oracle_answer expected = oracle_solve(&small, coverages[k]);
            int32_t ties;
            feasible += expected.is_feasible;
            infeasible += !expected.is_feasible;
            for (ties = MMATCH_TIES_FIRST; ties <= MMATCH_TIES_LOTTERY; ties++) {
                check_against(context, &small, objects.market, coverages[k], ties, (uint64_t)round,
                              &expected);
            }
        }
        small_destroy(&objects);
    }
    /* the class of instances must hold enough of both */
    assert_true(feasible > 5000);
    assert_true(infeasible > 5000);
    mmatch_context_destroy(context);
}

/* All sets of pairs with at most one partner each, as bits r * columns + c; returns how many. */
static int list_placements(int rows, int columns, uint32_t *placements)
{
    const uint32_t row_mask = ((uint32_t)1 << columns) - 1;
    int count = 0;
    uint32_t pairs;
    for (pairs = 0; pairs < (uint32_t)1 << (rows * columns); pairs++) {
        uint32_t taken = 0;
        int is_good = 1;
        int r;
        for (r = 0; r < rows; r++) {
            const uint32_t row = (pairs >> (r * columns)) & row_mask;
            is_good = is_good && (row & (row - 1u)) == 0 && (row & taken) == 0;
            taken |= row;
        }
        if (is_good) {
            placements[count++] = pairs;
        }
    }
    return count;
}

typedef struct small_best {
    int placed; /* -1: none */
    int total;
} small_best;

/* The best placement under each of the three coverages. */
static void find_best(const uint32_t *placements, int placement_count, uint32_t forbidden,
                      const int *whole_scores, int rows, small_best best[3])
{
    int k;
    for (k = 0; k < 3; k++) {
        best[k].placed = -1;
        best[k].total = 0;
    }
    for (k = 0; k < placement_count; k++) {
        small_best here = {0, 0};
        uint32_t rest;
        int bit;
        if ((placements[k] & forbidden) != 0) {
            continue;
        }
        for (rest = placements[k], bit = 0; rest != 0; rest >>= 1, bit++) {
            here.placed += (int)(rest & 1u);
            here.total += (rest & 1u) ? whole_scores[bit] : 0;
        }
        if (here.placed > best[0].placed ||
            (here.placed == best[0].placed && here.total > best[0].total)) {
            best[0] = here;
        }
        if (best[1].placed < 0 || here.total > best[1].total) {
            best[1] = here;
        }
        if (here.placed == rows && (best[2].placed < 0 || here.total > best[2].total)) {
            best[2] = here;
        }
    }
}

/* Solves one matrix under every coverage and holds it against the best. */
static void check_matrix(mmatch_context *context, const double *scores, int rows, int columns,
                         const small_best best[3])
{
    mmatch_scores *table = NULL;
    mmatch_market *market = NULL;
    int k;
    assert_int_equal(mmatch_scores_create_dense(context, scores, MMATCH_FLOAT64, rows, columns,
                                                columns * (int64_t)sizeof(double),
                                                (int64_t)sizeof(double), NULL, &table),
                     MMATCH_OK);
    assert_int_equal(mmatch_market_create(context, table, &market), MMATCH_OK);
    for (k = 0; k < 3; k++) {
        const mmatch_assign_options options = assign_options(coverages[k], MMATCH_TIES_FIRST, 0);
        mmatch_verdict verdict;
        mmatch_matching *matching = NULL;
        verdict.struct_size = sizeof verdict;
        if (mmatch_assign(context, market, &options, &matching) != MMATCH_OK ||
            mmatch_assign_verify(context, market, &options, matching, &verdict) != MMATCH_OK) {
            fail_msg("%s", mmatch_context_error(context));
        }
        if (!verdict.is_valid ||
            mmatch_matching_outcome(matching) !=
                (best[k].placed < 0 ? MMATCH_OUTCOME_INFEASIBLE : MMATCH_OUTCOME_OPTIMAL) ||
            (best[k].placed >= 0 && mmatch_matching_total(matching) != (double)best[k].total) ||
            (k == 0 && mmatch_matching_pair_count(matching) != best[k].placed)) {
            int place;
            for (place = 0; place < rows * columns; place++) {
                print_error("%g ", scores[place]);
            }
            fail_msg("coverage %d: %s", k, verdict.message);
        }
        mmatch_matching_destroy(matching);
    }
    mmatch_market_destroy(market);
    mmatch_scores_destroy(table);
}

/* Every matrix over the first `value_count` values; the last one given stands for forbidden. Returns how many. */
static int64_t check_every_matrix(int rows, int columns, const double *values, const int *whole,
                                  int value_count)
{
    enum { LARGEST = 12 };
    mmatch_context *const context = plain_context();
    uint32_t placements[128];
    const int placement_count = list_placements(rows, columns, placements);
    const int size = rows * columns;
    int digits[LARGEST] = {0};
    const int64_t stride = test_stride();
    int64_t matrix = 0;
    int64_t checked = 0;
    for (;;) {
        double scores[LARGEST];
        int whole_scores[LARGEST];
        small_best best[3];
        uint32_t forbidden = 0;
        int k;
        for (k = 0; k < size; k++) {
            scores[k] = values[digits[k]];
            whole_scores[k] = whole[digits[k]];
            forbidden |= digits[k] == value_count - 1 ? (uint32_t)1 << k : 0;
        }
        if (matrix % stride == 0) {
            find_best(placements, placement_count, forbidden, whole_scores, rows, best);
            check_matrix(context, scores, rows, columns, best);
            checked++;
        }
        matrix++;
        for (k = 0; k < size && ++digits[k] == value_count; k++) {
            digits[k] = 0;
        }
        if (k == size) {
            break;
        }
    }
    mmatch_context_destroy(context);
    return checked;
}

static void every_matrix_of_three_by_three_is_solved_and_proved(void **state)
{
    static const double values[5] = {0, 1, 2, -1, -(double)INFINITY};
    static const int whole[5] = {0, 1, 2, -1, 0};
    (void)state;
    assert_int_equal(check_every_matrix(3, 3, values, whole, 5),
                     (1953125 + test_stride() - 1) / test_stride());
}

static void every_matrix_of_three_by_four_is_solved_and_proved(void **state)
{
    static const double values[3] = {0, 1, -(double)INFINITY};
    static const int whole[3] = {0, 1, 0};
    (void)state;
    assert_int_equal(check_every_matrix(3, 4, values, whole, 3),
                     (531441 + test_stride() - 1) / test_stride());
    assert_int_equal(check_every_matrix(4, 3, values, whole, 3),
                     (531441 + test_stride() - 1) / test_stride());
}

/* A 3 x 3 matrix over {0, 1, 2, -1, forbidden}. */
static small_market drawn_three_by_three(mmatch__random *random)
{
    small_market small = small_plain(3, 3);
    int k;
    for (k = 0; k < 9; k++) {
        const int value = draw(random, 5);
        small.scores[k] = value == 4 ? -(double)INFINITY : (double)(value - 1);
    }
    return small;
}

static void check_every_coverage(mmatch_context *context, const small_market *small)
{
    small_objects objects;
    int k;
    assert_int_equal(small_create(context, small, &objects), MMATCH_OK);
    for (k = 0; k < 3; k++) {
        const oracle_answer expected = oracle_solve(small, coverages[k]);
        check_against(context, small, objects.market, coverages[k], MMATCH_TIES_FIRST, 0, &expected);
    }
    small_destroy(&objects);
}

/* Every vector of maxima from 0 to 3, on both sides at once. */
static void every_capacity_up_to_three_is_solved_and_proved(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch__random random = mmatch__random_seeded(33);
    const int64_t stride = test_stride();
    int64_t number;
    int64_t checked = 0;
    int matrix;
    (void)state;
    for (matrix = 0; matrix < 8; matrix++) {
        small_market small = drawn_three_by_three(&random);
        for (number = matrix % stride; number < 4096; number += stride) {
            int k;
            for (k = 0; k < 3; k++) {
                small.row_maximum[k] = (int32_t)(number >> (2 * k)) & 3;
                small.column_maximum[k] = (int32_t)(number >> (6 + 2 * k)) & 3;
            }
            check_every_coverage(context, &small);
            checked++;
        }
    }
    assert_true(checked >= 8 * (4096 / stride));
    mmatch_context_destroy(context);
}

/* Every vector of minima and maxima with minimum <= maximum <= 3 on one side, the other side's drawn. */
static void every_minimum_up_to_three_is_solved_and_proved(void **state)
{
    static const int32_t ranges[10][2] = {{0, 0}, {0, 1}, {1, 1}, {0, 2}, {1, 2}, {2, 2}, {0, 3}, {1, 3}, {2, 3}, {3, 3}};
    mmatch_context *const context = plain_context();
    mmatch__random random = mmatch__random_seeded(34);
    const int64_t stride = test_stride();
    int64_t number;
    int matrix;
    (void)state;
    for (matrix = 0; matrix < 24; matrix++) {
        small_market small = drawn_three_by_three(&random);
        int32_t *const minimum = matrix % 2 == 0 ? small.row_minimum : small.column_minimum;
        int32_t *const maximum = matrix % 2 == 0 ? small.row_maximum : small.column_maximum;
        int32_t *const other_minimum = matrix % 2 == 0 ? small.column_minimum : small.row_minimum;
        int32_t *const other_maximum = matrix % 2 == 0 ? small.column_maximum : small.row_maximum;
        for (number = matrix % stride; number < 1000; number += stride) {
            int64_t rest = number;
            int k;
            for (k = 0; k < 3; k++, rest /= 10) {
                const int drawn = draw(&random, 10);
                minimum[k] = ranges[rest % 10][0];
                maximum[k] = ranges[rest % 10][1];
                other_minimum[k] = draw(&random, 2) ? 0 : ranges[drawn][0];
                other_maximum[k] = ranges[drawn][1];
            }
            check_every_coverage(context, &small);
        }
    }
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_markets_with_every_rule_match_the_oracle),
        cmocka_unit_test(every_capacity_up_to_three_is_solved_and_proved),
        cmocka_unit_test(every_minimum_up_to_three_is_solved_and_proved),
        cmocka_unit_test(every_matrix_of_three_by_three_is_solved_and_proved),
        cmocka_unit_test(every_matrix_of_three_by_four_is_solved_and_proved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
