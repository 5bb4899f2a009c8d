/* Cohorts: symmetry, pair rules, hours, and what each call refuses. */
#include "support.h"

#include <math.h>

enum { PEOPLE = 4, WORDS_OF_30 = 6 };

static const double affinity_of_four[PEOPLE * PEOPLE] = {9, 1, 2, -3, 1, 8, 0, 5, 2, 0, 7, 4, -3, 5, 4, 6};

static mmatch_status dense_cohort(mmatch_context *context, const double *data, int64_t rows, int64_t columns,
                                  mmatch_scores **scores_out, mmatch_cohort **cohort_out)
{
    const mmatch_status status =
        mmatch_scores_create_dense(context, data, MMATCH_FLOAT64, rows, columns, columns * (int64_t)sizeof *data,
                                   (int64_t)sizeof *data, NULL, scores_out);
    return status == MMATCH_OK ? mmatch_cohort_create(context, *scores_out, cohort_out) : status;
}

/* What making a cohort of this table says; "" when it is accepted. The text lives in a static buffer. */
static const char *refusal_of_dense(const double *data, int64_t rows, int64_t columns)
{
    static char text[256];
    mmatch_context *const context = plain_context();
    mmatch_scores *scores = NULL;
    mmatch_cohort *cohort = NULL;
    const mmatch_status status = dense_cohort(context, data, rows, columns, &scores, &cohort);
    assert_true((status == MMATCH_OK) == (cohort != NULL));
    assert_true(status == MMATCH_OK || status == MMATCH_ERR_ARGUMENT);
    strcpy(text, mmatch_context_error(context));
    mmatch_cohort_destroy(cohort);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
    return text;
}

static const char *refusal_of_sparse(const int64_t *offsets, const int64_t *columns, const double *values,
                                     int64_t count)
{
    static char text[256];
    mmatch_context *const context = plain_context();
    mmatch_scores *scores = NULL;
    mmatch_cohort *cohort = NULL;
    assert_int_equal(mmatch_scores_create_csr(context, offsets, columns, MMATCH_INT64, values, MMATCH_FLOAT64, count,
                                              count, NULL, &scores),
                     MMATCH_OK);
    const mmatch_status status = mmatch_cohort_create(context, scores, &cohort);
    assert_true((status == MMATCH_OK) == (cohort != NULL));
    strcpy(text, mmatch_context_error(context));
    mmatch_cohort_destroy(cohort);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
    return text;
}

static void a_symmetric_table_of_any_size_is_taken(void **state)
{
    (void)state;
    assert_string_equal(refusal_of_dense(affinity_of_four, PEOPLE, PEOPLE), "");
    assert_string_equal(refusal_of_dense(NULL, 0, 0), "");
    assert_string_equal(refusal_of_dense(affinity_of_four, 1, 1), "");
}

static void a_table_that_is_not_square_or_symmetric_is_refused_with_the_place(void **state)
{
    (void)state;
    double data[PEOPLE * PEOPLE];
    memcpy(data, affinity_of_four, sizeof data);
    data[3 * PEOPLE + 1] = 6;
    assert_string_equal(refusal_of_dense(data, PEOPLE, PEOPLE),
                        "affinity is not symmetric: row 1, column 3 is 5, but row 3, column 1 is 6");
    data[3 * PEOPLE + 1] = -INFINITY;
    assert_string_equal(
        refusal_of_dense(data, PEOPLE, PEOPLE),
        "affinity is not symmetric: row 1, column 3 is allowed, but row 3, column 1 is forbidden");
    data[1 * PEOPLE + 3] = -INFINITY;
    assert_string_equal(refusal_of_dense(data, PEOPLE, PEOPLE), "");
    assert_string_equal(refusal_of_dense(data, 2, 3), "affinity has 2 rows and 3 columns, must be square");
    assert_string_equal(refusal_of_dense(data, 0, 3), "affinity has 0 rows and 3 columns, must be square");
}

static void a_fault_in_any_place_of_a_larger_table_is_found(void **state)
{
    (void)state;
    enum { COUNT = 23 };
    double data[COUNT * COUNT];
    for (int first = 0; first < COUNT; first++) {
        for (int second = 0; second < COUNT; second++) {
            data[first * COUNT + second] = (double)((first + second) * (first + second) % 17);
        }
    }
    assert_string_equal(refusal_of_dense(data, COUNT, COUNT), "");
    for (int place = 0; place < COUNT * COUNT; place++) {
        data[place] += 100;
        assert_int_equal(refusal_of_dense(data, COUNT, COUNT)[0] == '\0', place / COUNT == place % COUNT);
        data[place] -= 100;
    }
}

static void a_sparse_table_is_compared_pair_by_pair(void **state)
{
    (void)state;
    /* 0-1, 0-2, 1-1, 1-2; person 3 has nobody */
    const int64_t offsets[] = {0, 2, 5, 7, 7};
    const int64_t columns[] = {2, 1, 0, 1, 2, 0, 1};
    double values[] = {2, 1, 1, 77, 3, 2, 3};
    assert_string_equal(refusal_of_sparse(offsets, columns, values, 4), "");
    values[6] = 4;
    assert_string_equal(refusal_of_sparse(offsets, columns, values, 4),
                        "affinity is not symmetric: row 1, column 2 is 3, but row 2, column 1 is 4");
    /* each of the six one-way entries alone, and the last row with one more than asked for */
    const int64_t alone_offsets[] = {0, 0, 0, 0, 1};
    const int64_t to_first[] = {0};
    assert_string_equal(
        refusal_of_sparse(alone_offsets, to_first, values, 4),
        "affinity is not symmetric: row 3, column 0 is allowed, but row 0, column 3 is forbidden");
    const int64_t first_offsets[] = {0, 1, 1, 1, 1};
    const int64_t to_last[] = {3};
    assert_string_equal(
        refusal_of_sparse(first_offsets, to_last, values, 4),
        "affinity is not symmetric: row 0, column 3 is allowed, but row 3, column 0 is forbidden");
}

static void pairs_are_kept_in_the_order_given(void **state)
{
    (void)state;
    mmatch_context *const context = plain_context();
    mmatch_scores *scores = NULL;
    mmatch_cohort *cohort = NULL;
    mmatch_cohort_view view = {.struct_size = sizeof view};
    const int64_t first[] = {0, 3, 2};
    const int64_t second[] = {1, 2, 0};
    assert_int_equal(dense_cohort(context, affinity_of_four, PEOPLE, PEOPLE, &scores, &cohort), MMATCH_OK);
    assert_int_equal(mmatch_cohort_look(context, cohort, &view), MMATCH_OK);
    assert_int_equal(view.person_count, PEOPLE);
    assert_ptr_equal(view.affinity, scores);
    assert_null(view.together_first);
    assert_null(view.apart_second);
    assert_int_equal(view.hours_word_count, 0);
    for (int round = 0; round < 50; round++) {
        assert_int_equal(mmatch_cohort_together(context, cohort, first, second, 2), MMATCH_OK);
        assert_int_equal(mmatch_cohort_apart(context, cohort, first + 2, second + 2, 1), MMATCH_OK);
    }
    assert_int_equal(mmatch_cohort_apart(context, cohort, NULL, NULL, 0), MMATCH_OK);
    assert_int_equal(mmatch_cohort_look(context, cohort, &view), MMATCH_OK);
    assert_int_equal(view.together_count, 100);
    assert_int_equal(view.apart_count, 50);
    for (int pair = 0; pair < 100; pair++) {
        assert_int_equal(view.together_first[pair], first[pair % 2]);
        assert_int_equal(view.together_second[pair], second[pair % 2]);
        assert_int_equal(view.apart_first[pair / 2], 2);
        assert_int_equal(view.apart_second[pair / 2], 0);
    }
    mmatch_cohort_destroy(cohort);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
}

static void pairs_out_of_range_or_with_oneself_are_all_reported(void **state)
{
    (void)state;
    mmatch_context *const context = plain_context();
    mmatch_scores *scores = NULL;
    mmatch_cohort *cohort = NULL;
    mmatch_cohort_view view = {.struct_size = sizeof view};
    const int64_t first[] = {0, 2, -1, INT64_MAX};
    const int64_t second[] = {1, 2, 0, 0};
    assert_int_equal(dense_cohort(context, affinity_of_four, PEOPLE, PEOPLE, &scores, &cohort), MMATCH_OK);
    assert_int_equal(mmatch_cohort_together(context, cohort, first, second, 4), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_context_fault_count(context), 3);
    assert_string_equal(mmatch_context_fault(context, 0), "together: pair 1 joins person 2 with themselves");
    assert_string_equal(mmatch_context_fault(context, 1), "together: pair 2 is (-1, 0), but there are 4 people");
    assert_int_equal(mmatch_cohort_apart(context, cohort, first, second, -1), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_cohort_apart(context, cohort, first, NULL, 1), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "apart: second is NULL");
    assert_int_equal(mmatch_cohort_apart(context, NULL, first, second, 1), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_cohort_together(NULL, cohort, first, second, 1), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_cohort_look(context, cohort, &view), MMATCH_OK);
    assert_int_equal(view.together_count, 0);
    assert_int_equal(view.apart_count, 0);
    view.struct_size = 1;
    assert_int_equal(mmatch_cohort_look(context, cohort, &view), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_cohort_look(context, cohort, NULL), MMATCH_ERR_ARGUMENT);
    mmatch_cohort_destroy(cohort);
    assert_int_equal(mmatch_cohort_create(context, NULL, &cohort), MMATCH_ERR_ARGUMENT);
    assert_null(cohort);
    assert_int_equal(mmatch_cohort_create(context, scores, NULL), MMATCH_ERR_ARGUMENT);
    mmatch_cohort_destroy(NULL);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
}

static void hours_are_brought_to_utc_round_the_week(void **state)
{
    (void)state;
    mmatch_context *const context = plain_context();
    mmatch_scores *scores = NULL;
    mmatch_cohort *cohort = NULL;
    mmatch_cohort_view view = {.struct_size = sizeof view};
    uint64_t words[PEOPLE * WORDS_OF_30] = {0};
    const int32_t offsets[PEOPLE] = {0, 60, -330, 1440};
    /* slots of 30 minutes: 336 a week; everyone is free in slot 0 of their clock */
    const int expected[PEOPLE] = {0, 334, 11, 288};
    const mmatch_hours hours = {words, WORDS_OF_30, 30, offsets};
    for (int person = 0; person < PEOPLE; person++) {
        words[person * WORDS_OF_30] = 1;
    }
    assert_int_equal(dense_cohort(context, affinity_of_four, PEOPLE, PEOPLE, &scores, &cohort), MMATCH_OK);
    assert_int_equal(mmatch_cohort_set_hours(context, cohort, &hours), MMATCH_OK);
    memset(words, 0, sizeof words); /* the cohort has its own copy */
    assert_int_equal(mmatch_cohort_look(context, cohort, &view), MMATCH_OK);
    assert_int_equal(view.hours_word_count, WORDS_OF_30);
    assert_int_equal(view.slot_minutes, 30);
    for (int person = 0; person < PEOPLE; person++) {
        for (int slot = 0; slot < 336; slot++) {
            const uint64_t word = view.hours[person * WORDS_OF_30 + slot / 64];
            assert_int_equal((word >> (slot % 64)) & 1u, slot == expected[person]);
        }
    }
    mmatch_cohort_destroy(cohort);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
}

static void hours_that_break_their_shape_are_refused_and_change_nothing(void **state)
{
    (void)state;
    mmatch_context *const context = plain_context();
    mmatch_scores *scores = NULL;
    mmatch_cohort *cohort = NULL;
    mmatch_cohort_view view = {.struct_size = sizeof view};
    uint64_t words[PEOPLE * 3] = {0};
    int32_t offsets[PEOPLE] = {0};
    mmatch_hours hours = {words, 3, 60, offsets};
    assert_int_equal(dense_cohort(context, affinity_of_four, PEOPLE, PEOPLE, &scores, &cohort), MMATCH_OK);
    words[1 * 3 + 2] = (uint64_t)1 << 40; /* slot 168: the week has slots 0 to 167 */
    offsets[2] = 30;
    offsets[3] = 1500;
    assert_int_equal(mmatch_cohort_set_hours(context, cohort, &hours), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_context_fault_count(context), 3);
    assert_string_equal(mmatch_context_error(context), "person 1: a slot beyond the 168 of the week is set");
    hours.word_count = 6;
    assert_int_equal(mmatch_cohort_set_hours(context, cohort, &hours), MMATCH_ERR_ARGUMENT);
    hours.slot_minutes = 45;
    assert_int_equal(mmatch_cohort_set_hours(context, cohort, &hours), MMATCH_ERR_ARGUMENT);
    hours = (mmatch_hours){NULL, 3, 60, NULL};
    assert_int_equal(mmatch_cohort_set_hours(context, cohort, &hours), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_cohort_set_hours(context, cohort, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_cohort_set_hours(context, NULL, &hours), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_cohort_look(context, cohort, &view), MMATCH_OK);
    assert_int_equal(view.hours_word_count, 0);
    mmatch_cohort_destroy(cohort);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
}

/* Every call once, on a dense and on a sparse table. */
static mmatch_status whole_life(mmatch_context *context)
{
    const int64_t sparse_offsets[] = {0, 1, 2};
    const int64_t sparse_columns[] = {1, 0};
    const double sparse_values[] = {1, 1};
    const int64_t first[] = {0};
    const int64_t second[] = {1};
    uint64_t words[PEOPLE * 3] = {0};
    const mmatch_hours hours = {words, 3, 60, NULL};
    mmatch_scores *scores = NULL;
    mmatch_scores *sparse = NULL;
    mmatch_cohort *cohort = NULL;
    mmatch_cohort *sparse_cohort = NULL;
    mmatch_status status = dense_cohort(context, affinity_of_four, PEOPLE, PEOPLE, &scores, &cohort);
    if (status == MMATCH_OK) {
        status = mmatch_cohort_together(context, cohort, first, second, 1);
    }
    if (status == MMATCH_OK) {
        status = mmatch_cohort_apart(context, cohort, first, second, 1);
    }
    if (status == MMATCH_OK) {
        status = mmatch_cohort_set_hours(context, cohort, &hours);
    }
    if (status == MMATCH_OK) {
        status = mmatch_scores_create_csr(context, sparse_offsets, sparse_columns, MMATCH_INT64, sparse_values,
                                          MMATCH_FLOAT64, 2, 2, NULL, &sparse);
    }
    if (status == MMATCH_OK) {
        status = mmatch_cohort_create(context, sparse, &sparse_cohort);
    }
    mmatch_cohort_destroy(cohort);
    mmatch_cohort_destroy(sparse_cohort);
    mmatch_scores_destroy(scores);
    mmatch_scores_destroy(sparse);
    return status;
}

static void every_failed_allocation_is_reported(void **state)
{
    (void)state;
    sweep_allocations(whole_life);
}

static void cancelling_at_any_poll_leaves_nothing(void **state)
{
    (void)state;
    sweep_cancels(whole_life);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_symmetric_table_of_any_size_is_taken),
        cmocka_unit_test(a_table_that_is_not_square_or_symmetric_is_refused_with_the_place),
        cmocka_unit_test(a_fault_in_any_place_of_a_larger_table_is_found),
        cmocka_unit_test(a_sparse_table_is_compared_pair_by_pair),
        cmocka_unit_test(pairs_are_kept_in_the_order_given),
        cmocka_unit_test(pairs_out_of_range_or_with_oneself_are_all_reported),
        cmocka_unit_test(hours_are_brought_to_utc_round_the_week),
        cmocka_unit_test(hours_that_break_their_shape_are_refused_and_change_nothing),
        cmocka_unit_test(every_failed_allocation_is_reported),
        cmocka_unit_test(cancelling_at_any_poll_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
