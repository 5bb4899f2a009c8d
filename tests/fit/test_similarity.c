/* Similarity of vectors: by hand, as a property of random vectors, and what is refused. */
#include "support.h"

#include <math.h>

#include "base/random.h"

static mmatch_criterion criterion_of(int32_t points, int32_t must, int32_t missing)
{
    mmatch_criterion criterion = {0};
    criterion.struct_size = sizeof criterion;
    criterion.points = points;
    criterion.must = must;
    criterion.missing = missing;
    return criterion;
}

/* Points of the only criterion of a fit; -1 when it rules the pair out. */
static int32_t points_of(mmatch_context *context, const mmatch_fit *fit, int64_t row, int64_t column)
{
    int32_t points = -7;
    int32_t is_ruled_out = -7;
    assert_int_equal(mmatch_fit_explain(context, fit, row, column, &points, &is_ruled_out), MMATCH_OK);
    return is_ruled_out ? -1 : points;
}

static mmatch_fit *fit_with(mmatch_context *context, int64_t rows, int64_t columns, const mmatch_criterion *criterion,
                            const double *row_vectors, const double *column_vectors, int32_t dimensions, int32_t measure,
                            double least, double full)
{
    mmatch_fit *fit = NULL;
    assert_int_equal(mmatch_fit_create(context, rows, columns, &fit), MMATCH_OK);
    assert_int_equal(mmatch_fit_add_similarity(context, fit, criterion, row_vectors, column_vectors, dimensions, measure,
                                               least, full),
                     MMATCH_OK);
    return fit;
}

static void expect_points(mmatch_context *context, mmatch_fit *fit, int rows, int columns, const int32_t *expected)
{
    int row;
    for (row = 0; row < rows; row++) {
        int column;
        for (column = 0; column < columns; column++) {
            assert_int_equal(points_of(context, fit, row, column), expected[row * columns + column]);
        }
    }
    mmatch_fit_destroy(fit);
}

static void cosines_are_worked_by_hand(void **state)
{
    mmatch_context *const context = plain_context();
    const double rows[3][2] = {{1, 0}, {1e-200, 1e-200}, {0, 0}};
    const double columns[4][2] = {{2, 0}, {0, 3}, {-1e150, 0}, {(double)NAN, 1}};
    const mmatch_criterion zero = criterion_of(1000, 0, MMATCH_MISSING_ZERO);
    const mmatch_criterion neutral = criterion_of(1001, 0, MMATCH_MISSING_NEUTRAL);
    const mmatch_criterion rule_out = criterion_of(1000, 0, MMATCH_MISSING_RULE_OUT);
    const mmatch_criterion must = criterion_of(1000, 1, MMATCH_MISSING_ZERO);
    /* 45 degrees: 0.70711 * 32767 rounds to 23170, and 23170 / 32767 = 0.70711 */
    const int32_t from_zero[] = {1000, 0, 0, 0, 707, 707, 0, 0, 0, 0, 0, 0};
    /* from -1 to 1: (1 + cosine) / 2; 1001 * 0.85356 = 854.4 and 1001 * 0.14644 = 146.6 */
    const int32_t from_minus_one[] = {1001, 501, 0, 500, 854, 854, 147, 500, 500, 500, 500, 500};
    const int32_t ruled_out[] = {1000, 0, 0, -1, 707, 707, 0, -1, -1, -1, -1, -1};
    const int32_t at_least_zero[] = {0, 0, -1, -1, 0, 0, -1, -1, -1, -1, -1, -1};
    const int32_t at_least_half[] = {0, -1, -1, -1, 0, 0, -1, -1, -1, -1, -1, -1};
    (void)state;
    expect_points(context, fit_with(context, 3, 4, &zero, rows[0], columns[0], 2, MMATCH_SIMILARITY_COSINE, 0, 0), 3, 4,
                  from_zero);
    expect_points(context, fit_with(context, 3, 4, &neutral, rows[0], columns[0], 2, MMATCH_SIMILARITY_COSINE, -1, 1), 3, 4,
                  from_minus_one);
    expect_points(context, fit_with(context, 3, 4, &rule_out, rows[0], columns[0], 2, MMATCH_SIMILARITY_COSINE, 0, 1), 3, 4,
                  ruled_out);
    expect_points(context, fit_with(context, 3, 4, &must, rows[0], columns[0], 2, MMATCH_SIMILARITY_COSINE, 0, 1), 3, 4,
                  at_least_zero);
    expect_points(context, fit_with(context, 3, 4, &must, rows[0], columns[0], 2, MMATCH_SIMILARITY_COSINE, 0.5, 1), 3, 4,
                  at_least_half);
    mmatch_context_destroy(context);
}

static void inner_products_are_worked_by_hand(void **state)
{
    mmatch_context *const context = plain_context();
    const double rows[3][2] = {{2, 0}, {1, 1}, {0, 0}};
    const double columns[3][2] = {{3, 4}, {0, 1}, {-1, (double)NAN}};
    const double zeros[4] = {0, 0, 0, 0};
    const mmatch_criterion neutral = criterion_of(1000, 0, MMATCH_MISSING_NEUTRAL);
    /* the longest are 2 and 5, so 10 brings all points: 6, 0, -; 7, 1, -; 0, 0, - */
    const int32_t of_ten[] = {600, 0, 500, 700, 100, 500, 0, 0, 500};
    const int32_t of_six[] = {1000, 0, 500, 1000, 167, 500, 0, 0, 500};
    const int32_t none[] = {0, 0, 0, 0};
    (void)state;
    expect_points(context,
                  fit_with(context, 3, 3, &neutral, rows[0], columns[0], 2, MMATCH_SIMILARITY_INNER_PRODUCT, 0, 0), 3, 3,
                  of_ten);
    expect_points(context,
                  fit_with(context, 3, 3, &neutral, rows[0], columns[0], 2, MMATCH_SIMILARITY_INNER_PRODUCT, 0, 6), 3, 3,
                  of_six);
    expect_points(context, fit_with(context, 2, 2, &neutral, zeros, zeros, 2, MMATCH_SIMILARITY_INNER_PRODUCT, 0, 0), 2, 2,
                  none);
    mmatch_context_destroy(context);
}

static double exact_cosine(const double *a, const double *b, int dimensions)
{
    double product = 0;
    double first = 0;
    double second = 0;
    int d;
    for (d = 0; d < dimensions; d++) {
        product += a[d] * b[d];
        first += a[d] * a[d];
        second += b[d] * b[d];
    }
    return product / sqrt(first * second);
}

static void random_cosines_are_close_symmetric_and_grow_with_the_weight(void **state)
{
    enum { PEOPLE = 24, MOST = 301 };
    static double vectors[2][PEOPLE * MOST];
    mmatch_context *const context = plain_context();
    mmatch__random random = mmatch__random_seeded(71);
    int trial;
    (void)state;
    for (trial = 0; trial < 40; trial++) {
        const int dimensions = 1 + (int)mmatch__random_below(&random, MOST);
        const mmatch_criterion light = criterion_of(1000, 0, 0);
        const mmatch_criterion heavy = criterion_of(100000, 0, 0);
        mmatch_fit *one_way;
        mmatch_fit *other_way;
        mmatch_fit *weighty;
        int k;
        int row;
        for (k = 0; k < PEOPLE * dimensions; k++) {
            vectors[0][k] = (double)mmatch__random_below(&random, 2001) - 700;
            vectors[1][k] = (double)mmatch__random_below(&random, 2001) - 700;
        }
        one_way = fit_with(context, PEOPLE, PEOPLE, &light, vectors[0], vectors[1], dimensions, 0, -1, 1);
        other_way = fit_with(context, PEOPLE, PEOPLE, &light, vectors[1], vectors[0], dimensions, 0, -1, 1);
        weighty = fit_with(context, PEOPLE, PEOPLE, &heavy, vectors[0], vectors[1], dimensions, 0, -1, 1);
        for (row = 0; row < PEOPLE; row++) {
            int column;
            for (column = 0; column < PEOPLE; column++) {
                const int32_t points = points_of(context, one_way, row, column);
                const double cosine =
                    exact_cosine(vectors[0] + row * dimensions, vectors[1] + column * dimensions, dimensions);
                /* each component is off by half of 1/32767 at most, the product by the root of the dimensions */
                assert_true(fabs(points - 500 * (1 + cosine)) <= 0.5 + 500 * 1.01 * sqrt(dimensions) / 32767);
                assert_int_equal(points_of(context, other_way, column, row), points);
                assert_in_range(points, 0, 1000);
                assert_true(points_of(context, weighty, row, column) >= points);
            }
        }
        mmatch_fit_destroy(one_way);
        mmatch_fit_destroy(other_way);
        mmatch_fit_destroy(weighty);
    }
    mmatch_context_destroy(context);
}

/* All of one sign and the longest there are: the largest sums of whole products. */
static void the_largest_products_do_not_overflow(void **state)
{
    enum { DIMENSIONS = 4096, PEOPLE = 70 };
    static double vectors[PEOPLE * DIMENSIONS];
    mmatch_context *const context = plain_context();
    const mmatch_criterion criterion = criterion_of(1000, 0, 0);
    mmatch_fit *fit;
    mmatch_scores *scores = NULL;
    double values[PEOPLE];
    int k;
    (void)state;
    for (k = 0; k < PEOPLE * DIMENSIONS; k++) {
        vectors[k] = k % 2 == 0 ? -1e150 : -0.99e150;
    }
    fit = fit_with(context, PEOPLE, PEOPLE, &criterion, vectors, vectors, DIMENSIONS, 0, 0, 0);
    assert_int_equal(mmatch_fit_scores(context, fit, &scores), MMATCH_OK);
    assert_int_equal(mmatch_scores_read_row(context, scores, PEOPLE - 1, values), MMATCH_OK);
    for (k = 0; k < PEOPLE; k++) {
        assert_in_range(points_of(context, fit, 3, k), 998, 1000);
        assert_true(values[k] == points_of(context, fit, PEOPLE - 1, k));
    }
    mmatch_scores_destroy(scores);
    mmatch_fit_destroy(fit);
    mmatch_context_destroy(context);
}

static void expect_refused(mmatch_context *context, mmatch_fit *fit, const double *rows, const double *columns,
                           int32_t dimensions, int32_t measure, double least, double full, const char *message)
{
    assert_int_equal(mmatch_fit_add_similarity(context, fit, NULL, rows, columns, dimensions, measure, least, full),
                     MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), message);
    assert_int_equal(mmatch_fit_criterion_count(fit), 0);
}

static void bad_vectors_are_refused_with_person_and_component(void **state)
{
    mmatch_context *const context = plain_context();
    const double good[4] = {1, 2, 3, 4};
    const double infinite[4] = {1, 2, 3, -(double)INFINITY};
    mmatch_fit *fit = NULL;
    (void)state;
    assert_int_equal(mmatch_fit_create(context, 2, 2, &fit), MMATCH_OK);
    expect_refused(context, fit, good, infinite, 2, 0, 0, 0,
                   "criterion similarity: column 1: component 1 is -infinity, beyond 1e150");
    expect_refused(context, fit, NULL, good, 2, 0, 0, 0, "criterion similarity: row vectors is NULL");
    expect_refused(context, fit, good, good, 0, 0, 0, 0, "criterion similarity: 0 dimensions, must be from 1 to 4096");
    expect_refused(context, fit, good, good, 4097, 0, 0, 0, "criterion similarity: 4097 dimensions, must be from 1 to 4096");
    expect_refused(context, fit, good, good, 2, 2, 0, 0, "criterion similarity: measure is 2, must be an mmatch_similarity");
    expect_refused(context, fit, good, good, 2, 0, 0.5, 0.5,
                   "criterion similarity: full is 0.5, must be above least, which is 0.5");
    expect_refused(context, fit, good, good, 2, 0, (double)NAN, 1,
                   "criterion similarity: least is NaN and full 1, must be numbers within 1e300");
    mmatch_fit_destroy(fit);
    assert_int_equal(mmatch_fit_create(context, 0, 3, &fit), MMATCH_OK);
    assert_int_equal(mmatch_fit_add_similarity(context, fit, NULL, NULL, good, 1, 1, 0, 0), MMATCH_OK);
    mmatch_fit_destroy(fit);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cosines_are_worked_by_hand),
        cmocka_unit_test(inner_products_are_worked_by_hand),
        cmocka_unit_test(random_cosines_are_close_symmetric_and_grow_with_the_weight),
        cmocka_unit_test(the_largest_products_do_not_overflow),
        cmocka_unit_test(bad_vectors_are_refused_with_person_and_component),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
