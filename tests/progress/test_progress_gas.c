/* Goal attainment scaling: published scores, the edges, and the numbers of the shared data. */
#include <math.h>
#include <stdio.h>

#include "support.h"

static double gas(const double *levels, const double *weights, int64_t count, double rho)
{
    mmatch_context *const context = plain_context();
    double t = 0.0;
    assert_int_equal(mmatch_gas_t(context, levels, weights, count, rho, &t), MMATCH_OK);
    mmatch_context_destroy(context);
    return t;
}

static void documented_example_is_exactly_55(void **state)
{
    const double levels[] = {-2, 0, -1, 2, 0, 1};
    const double weights[] = {3, 5, 1, 4, 2, 6};
    double scaled[6];
    int place;
    (void)state;
    assert_true(gas(levels, weights, 6, 0.3) == 55.0);
    for (place = 0; place < 6; place++) {
        scaled[place] = weights[place] * 0x1p900; /* squares would overflow */
    }
    assert_true(gas(levels, scaled, 6, 0.3) == 55.0);
    for (place = 0; place < 6; place++) {
        scaled[place] = weights[place] * 0x1p-900;
    }
    assert_true(gas(levels, scaled, 6, 0.3) == 55.0);
}

/* Medians and quartiles of a published cohort, each the score of a whole number of goals. */
static void published_cohort_figures_come_out(void **state)
{
    const double minus_one[] = {-1, -1, -1, -1, -1};
    const double minus_two[] = {-2, -2, -2, -2, -2};
    const double sum_six[] = {-2, -1, -1, -1, -1};
    (void)state;
    assert_float_equal(gas(minus_one, NULL, 5, 0.3), 34.92443, 1e-5);
    assert_float_equal(gas(minus_one, NULL, 4, 0.3), 35.49047, 1e-5);
    assert_float_equal(gas(minus_two, NULL, 4, 0.3), 20.98095, 1e-5);
    assert_float_equal(gas(minus_two, NULL, 5, 0.3), 19.84887, 1e-5);
    assert_float_equal(gas(minus_two, NULL, 3, 0.3), 22.61387, 1e-5);
    assert_float_equal(gas(sum_six, NULL, 5, 0.3), 31.90932, 1e-5);
}

static void one_level_is_worth_the_published_constant(void **state)
{
    const double constants[] = {10.0, 6.2017, 4.5644, 3.6274, 3.0151, 2.5820, 2.2588, 2.0080};
    double levels[8] = {1, 0, 0, 0, 0, 0, 0, 0};
    int count;
    (void)state;
    for (count = 1; count <= 8; count++) {
        assert_float_equal(gas(levels, NULL, count, 0.3), 50.0 + constants[count - 1], 5e-5);
    }
}

static void edges_follow_the_rules(void **state)
{
    const double minus_one[] = {-1, -1, -1, -1};
    const double zeros[] = {0, 0, 0, 0};
    const double unrated[] = {(double)NAN, (double)NAN};
    const double partly[] = {-1, (double)NAN, -1, -1, -1};
    const double partly_weights[] = {2, 900, 2, 2, 2};
    const double only_unrated_weighs[] = {0, 900, 0, 0, 0};
    (void)state;
    assert_true(gas(minus_one, zeros, 4, 0.3) == gas(minus_one, NULL, 4, 0.3));
    assert_true(gas(minus_one, NULL, 4, 0.0) == 30.0);
    assert_true(gas(minus_one, NULL, 4, 1.0) == 40.0);
    assert_true(isnan(gas(minus_one, NULL, 0, 0.3)));
    assert_true(isnan(gas(NULL, NULL, 0, 0.3)));
    assert_true(isnan(gas(unrated, NULL, 2, 0.3)));
    assert_true(gas(partly, partly_weights, 5, 0.3) == gas(minus_one, NULL, 4, 0.3));
    assert_true(gas(partly, only_unrated_weighs, 5, 0.3) == gas(minus_one, NULL, 4, 0.3));
}

static void bad_numbers_are_refused_with_their_place(void **state)
{
    mmatch_context *const context = plain_context();
    const double levels[] = {0, 1, (double)INFINITY};
    const double good[] = {0, 1, 2};
    const double weights[] = {1, -1, (double)NAN};
    double t = 7.0;
    (void)state;
    assert_int_equal(mmatch_gas_t(NULL, good, NULL, 3, 0.3, &t), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_gas_t(context, levels, NULL, 3, 0.3, &t), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "goal 2: level is infinity, must be from -100 to 100");
    assert_int_equal(mmatch_gas_t(context, good, weights, 3, 0.3, &t), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_context_fault_count(context), 2);
    assert_string_equal(mmatch_context_error(context),
                        "goal 1: weight is -1, must be finite and not negative");
    assert_int_equal(mmatch_gas_t(context, good, NULL, 3, 1.5, &t), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_gas_t(context, good, NULL, 3, -0.1, &t), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_gas_t(context, good, NULL, 3, (double)NAN, &t), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_gas_t(context, good, NULL, -1, 0.3, &t), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_gas_t(context, NULL, NULL, 3, 0.3, &t), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_gas_t(context, good, NULL, 3, 0.3, NULL), MMATCH_ERR_ARGUMENT);
    assert_true(t == 7.0);
    mmatch_context_destroy(context);
}

/* Reads "a b c" into numbers; returns how many. */
static int64_t read_numbers(const char *text, double *numbers, int64_t most)
{
    int64_t count = 0;
    char *rest = NULL;
    while (count < most) {
        const double number = strtod(text, &rest);
        if (rest == text) {
            break;
        }
        numbers[count++] = number;
        text = rest;
    }
    return count;
}

static FILE *open_shared(const char *name)
{
    char path[1000];
    (void)snprintf(path, sizeof path, "%s/gas-ev/%s", need_shared_data(), name);
    return fopen(path, "r");
}

static void printed_t_scores_come_out(void **state)
{
    FILE *const file = open_shared("gas_tscores.csv");
    char line[1000];
    int cases = 0;
    (void)state;
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    while (fgets(line, sizeof line, file) != NULL) {
        char scores[200];
        char weights[200];
        double levels[50];
        double numbers[50];
        double rho;
        double printed;
        int64_t count;
        if (sscanf(line, "%*[^,],\"%199[^\"]\",\"%199[^\"]\",%lf,%lf", scores, weights, &rho, &printed) != 4) {
            continue;
        }
        count = read_numbers(scores, levels, 50);
        assert_int_equal(read_numbers(weights, numbers, 50), count);
        assert_float_equal(gas(levels, numbers, count, rho), printed, 5.1e-6);
        cases++;
    }
    (void)fclose(file);
    assert_int_equal(cases, 3);
}

/* Each case as one linear plan of 1,000,000 days' length in money: planned value is the day, earned value progress. */
static void printed_earned_value_cases_come_out(void **state)
{
    FILE *const file = open_shared("evm_cases.csv");
    mmatch_context *const context = plain_context();
    char line[1000];
    int cases = 0;
    (void)state;
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    while (fgets(line, sizeof line, file) != NULL) {
        double planned;
        double earned;
        double budget;
        double variance;
        double index;
        const int32_t start = 0;
        int32_t end;
        const int64_t offsets[] = {0, 1};
        uint32_t progress;
        mmatch_plan_columns columns = {0};
        mmatch_progress_options options = {0};
        mmatch_plans *plans = NULL;
        mmatch_scoreboard *board = NULL;
        if (sscanf(line, "%*[^,],%lf,%lf,%*f,%lf,%lf,%*f,%lf", &planned, &earned, &budget, &variance, &index) !=
            5) {
            continue;
        }
        end = (int32_t)budget;
        progress = (uint32_t)floor(earned / budget * 1e6 + 0.5);
        columns.struct_size = sizeof columns;
        columns.plan_count = 1;
        columns.start_days = &start;
        columns.end_days = &end;
        columns.milestone_offsets = offsets;
        columns.progress = &progress;
        columns.due_days = &end;
        options.struct_size = sizeof options;
        options.as_of = (int32_t)planned;
        assert_int_equal(mmatch_plans_create(context, &columns, &plans), MMATCH_OK);
        assert_int_equal(mmatch_progress_score(context, plans, &options, 0, &board), MMATCH_OK);
        assert_float_equal(mmatch_scoreboard_real(board, MMATCH_FIELD_VARIANCE)[0] * budget, variance,
                           budget * 1e-6);
        assert_float_equal(mmatch_scoreboard_real(board, MMATCH_FIELD_INDEX)[0], index, 0.0051);
        mmatch_scoreboard_destroy(board);
        mmatch_plans_destroy(plans);
        cases++;
    }
    (void)fclose(file);
    mmatch_context_destroy(context);
    assert_int_equal(cases, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documented_example_is_exactly_55),
        cmocka_unit_test(published_cohort_figures_come_out),
        cmocka_unit_test(one_level_is_worth_the_published_constant),
        cmocka_unit_test(edges_follow_the_rules),
        cmocka_unit_test(bad_numbers_are_refused_with_their_place),
        cmocka_unit_test(printed_t_scores_come_out),
        cmocka_unit_test(printed_earned_value_cases_come_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
