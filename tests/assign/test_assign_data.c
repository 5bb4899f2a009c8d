/* Known answers on real data: OR-Library assignment problems, a mentoring survey, a law firm. The data are read from
 * the folder named by MMATCH_SHARED_DATA. */
#include "assign_support.h"

/* Numbers of a text file, whatever else stands between them skipped; owned by the caller, release with free. */
static double *read_numbers(const char *name, int skip_lines, size_t *count_out)
{
    char path[1024];
    FILE *file;
    double *numbers = NULL;
    size_t count = 0;
    size_t capacity = 0;
    int byte;
    snprintf(path, sizeof path, "%s/%s", need_shared_data(), name);
    file = fopen(path, "r");
    if (file == NULL) {
        fail_msg("cannot open %s", path);
        return NULL;
    }
    while (skip_lines > 0 && (byte = fgetc(file)) != EOF) {
        skip_lines -= byte == '\n';
    }
    for (;;) {
        double number;
        const int found = fscanf(file, "%lf", &number);
        if (found == EOF) {
            break;
        }
        if (found == 0) {
            (void)fgetc(file);
            continue;
        }
        if (count == capacity) {
            capacity = capacity == 0 ? 1024 : 2 * capacity;
            numbers = (double *)realloc(numbers, capacity * sizeof *numbers);
            assert_non_null(numbers);
        }
        numbers[count++] = number;
    }
    fclose(file);
    *count_out = count;
    return numbers;
}

static void need_data(void)
{
    (void)need_shared_data();
}

static const mmatch_scores_options costs = {sizeof(mmatch_scores_options), MMATCH_SENSE_MINIMISE};

/* Solves, verifies and compares; the total is exact. */
static void check_total(mmatch_context *context, const mmatch_market *market, int32_t coverage,
                        int32_t ties, double total)
{
    const mmatch_assign_options options = assign_options(coverage, ties, 7);
    mmatch_matching *matching = NULL;
    if (mmatch_assign(context, market, &options, &matching) != MMATCH_OK) {
        fail_msg("%s", mmatch_context_error(context));
    }
    assert_int_equal(mmatch_matching_outcome(matching), MMATCH_OUTCOME_OPTIMAL);
    if (fabs(mmatch_matching_total(matching) - total) > 1e-9) {
        fail_msg("total %.12g instead of %.12g", mmatch_matching_total(matching), total);
    }
    assert_verified(context, market, &options, matching);
    mmatch_matching_destroy(matching);
}

/* The sum of prices is the total, as users of other solvers expect, and no price needs a tier. */
static void check_prices(mmatch_context *context, const mmatch_market *market, double total)
{
    const mmatch_assign_options options = assign_options(MMATCH_COVERAGE_EVERYONE, 0, 0);
    mmatch_matching *matching = NULL;
    mmatch_matching_parts parts = {0};
    double sum = 0;
    int64_t k;
    assert_int_equal(mmatch_assign(context, market, &options, &matching), MMATCH_OK);
    parts.struct_size = sizeof parts;
    assert_int_equal(mmatch_matching_look(context, matching, &parts), MMATCH_OK);
    for (k = 0; k < parts.row_count; k++) {
        assert_int_equal(parts.row_price_tiers[k], 0);
        sum += parts.row_prices[k];
    }
    for (k = 0; k < parts.column_count; k++) {
        assert_int_equal(parts.column_price_tiers[k], 0);
        sum += parts.column_prices[k];
    }
    assert_true(sum == total);
    mmatch_matching_destroy(matching);
}

static void check_dense(const char *name, double optimum)
{
    mmatch_context *const context = plain_context();
    mmatch_scores *scores = NULL;
    mmatch_market *market = NULL;
    size_t count;
    double *const numbers = read_numbers(name, 0, &count);
    const int64_t side = (int64_t)numbers[0];
    int32_t ties;
    assert_int_equal(count, 1 + side * side);
    assert_int_equal(mmatch_scores_create_dense(context, numbers + 1, MMATCH_FLOAT64, side, side,
                                                side * (int64_t)sizeof(double),
                                                (int64_t)sizeof(double), &costs, &scores),
                     MMATCH_OK);
    assert_int_equal(mmatch_market_create(context, scores, &market), MMATCH_OK);
    for (ties = MMATCH_TIES_FIRST; ties <= MMATCH_TIES_LOTTERY; ties++) {
        check_total(context, market, MMATCH_COVERAGE_EVERYONE, ties, optimum);
    }
    check_total(context, market, MMATCH_COVERAGE_PARTICIPATION_FIRST, MMATCH_TIES_FIRST, optimum);
    check_total(context, market, MMATCH_COVERAGE_SCORE_FIRST, MMATCH_TIES_FIRST, 0);
    check_prices(context, market, optimum);
    mmatch_market_destroy(market);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
    free(numbers);
}

static void dense_library_problems_cost_what_is_published(void **state)
{
    (void)state;
    need_data();
    check_dense("lap-orlib/assign100.txt", 305);
    check_dense("lap-orlib/assign200.txt", 475);
    check_dense("lap-orlib/assign400.txt", 804);
    check_dense("lap-orlib/assign800.txt", 1552);
}

static void check_sparse(const char *name, double optimum)
{
    mmatch_context *const context = plain_context();
    mmatch_scores *scores = NULL;
    mmatch_market *market = NULL;
    size_t count;
    double *const numbers = read_numbers(name, 0, &count);
    const int64_t side = (int64_t)numbers[0];
    const int64_t entries = (int64_t)(count / 3);
    int64_t *const offsets = (int64_t *)calloc((size_t)side + 2, sizeof(int64_t));
    int64_t *const columns = (int64_t *)malloc((size_t)entries * sizeof(int64_t));
    double *const values = (double *)malloc((size_t)entries * sizeof(double));
    int64_t k;
    int32_t ties;
    assert_int_equal(count % 3, 1);
    for (k = 0; k < entries; k++) {
        offsets[(int64_t)numbers[1 + 3 * k] + 1]++;
    }
    for (k = 0; k <= side; k++) {
        offsets[k + 1] += offsets[k];
    }
    for (k = 0; k < entries; k++) {
        const int64_t at = offsets[(int64_t)numbers[1 + 3 * k]]++;
        columns[at] = (int64_t)numbers[2 + 3 * k] - 1;
        values[at] = numbers[3 + 3 * k];
    }
    assert_int_equal(mmatch_scores_create_csr(context, offsets, columns, MMATCH_INT64, values,
                                              MMATCH_FLOAT64, side, side, &costs, &scores),
                     MMATCH_OK);
    assert_int_equal(mmatch_market_create(context, scores, &market), MMATCH_OK);
    for (ties = MMATCH_TIES_FIRST; ties <= MMATCH_TIES_LOTTERY; ties++) {
        check_total(context, market, MMATCH_COVERAGE_EVERYONE, ties, optimum);
    }
    check_prices(context, market, optimum);
    mmatch_market_destroy(market);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
    free(values);
    free(columns);
    free(offsets);
    free(numbers);
}

static void sparse_library_problems_cost_what_is_published(void **state)
{
    (void)state;
    need_data();
    check_sparse("lap-orlib/assignp800.txt", 2239);
    check_sparse("lap-orlib/assignp3000.txt", 18696);
}

enum { MENTORS = 14, MENTEES = 19 };

/* Mentees are rows: the file has mentors in rows, so it is read with its strides exchanged. */
static void check_survey(const char *name, const int32_t *capacity, int has_rules, double total)
{
    static const int64_t bans[8][2] = {{2, 6},   {4, 8},  {10, 12}, {10, 19},
                                       {11, 18}, {12, 9}, {12, 17}, {1, 15}};
    static const int64_t forced[2][2] = {{1, 9}, {8, 1}};
    mmatch_context *const context = plain_context();
    mmatch_scores *scores = NULL;
    mmatch_market *market = NULL;
    size_t count;
    double *const numbers = read_numbers(name, 0, &count);
    int32_t ones[MENTEES];
    int32_t coverage;
    int32_t ties;
    int k;
    for (k = 0; k < MENTEES; k++) {
        ones[k] = 1;
    }
    assert_int_equal(count, MENTORS * MENTEES);
    assert_int_equal(mmatch_scores_create_dense(context, numbers, MMATCH_FLOAT64, MENTEES, MENTORS,
                                                (int64_t)sizeof(double),
                                                MENTEES * (int64_t)sizeof(double), NULL, &scores),
                     MMATCH_OK);
    assert_int_equal(mmatch_market_create(context, scores, &market), MMATCH_OK);
    assert_int_equal(mmatch_market_set_row_capacity(context, market, ones, ones), MMATCH_OK);
    assert_int_equal(mmatch_market_set_column_capacity(context, market, ones, capacity), MMATCH_OK);
    for (k = 0; has_rules && k < 8; k++) {
        const int64_t mentor = bans[k][0] - 1;
        const int64_t mentee = bans[k][1] - 1;
        assert_int_equal(mmatch_market_forbid(context, market, &mentee, &mentor, 1), MMATCH_OK);
    }
    for (k = 0; has_rules && k < 2; k++) {
        const int64_t mentor = forced[k][0] - 1;
        const int64_t mentee = forced[k][1] - 1;
        assert_int_equal(mmatch_market_lock(context, market, &mentee, &mentor, 1), MMATCH_OK);
    }
    for (coverage = 0; coverage < 3; coverage++) {
        for (ties = MMATCH_TIES_FIRST; ties <= MMATCH_TIES_LOTTERY; ties++) {
            check_total(context, market, coverage, ties, total);
        }
    }
    mmatch_market_destroy(market);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
    free(numbers);
}

static void mentoring_survey_reaches_the_published_totals(void **state)
{
    static const int32_t given[MENTORS] = {2, 1, 1, 2, 2, 2, 1, 1, 3, 1, 5, 4, 1, 1};
    static const int32_t halved[MENTORS] = {2, 1, 1, 2, 2, 2, 1, 1, 2, 1, 2, 2, 1, 1};
    (void)state;
    need_data();
    check_survey("mentoring/compat_research.csv", given, 0, 8.9);
    check_survey("mentoring/compat_overall.csv", halved, 1, 57.06666666666666);
}

static void law_firm_reaches_the_known_total(void **state)
{
    enum { ASSOCIATES = 35, PARTNERS = 36 };
    mmatch_context *context;
    mmatch_scores *scores = NULL;
    mmatch_market *market = NULL;
    double *numbers;
    size_t count;
    (void)state;
    need_data();
    context = plain_context();
    numbers = read_numbers("people/lawfirm_mentor_scores.csv", 1, &count);
    assert_int_equal(count, ASSOCIATES * (PARTNERS + 1));
    /* each line begins with the number of the associate */
    assert_int_equal(mmatch_scores_create_dense(context, numbers + 1, MMATCH_FLOAT64, ASSOCIATES,
                                                PARTNERS,
                                                (PARTNERS + 1) * (int64_t)sizeof(double),
                                                (int64_t)sizeof(double), NULL, &scores),
                     MMATCH_OK);
    assert_int_equal(mmatch_market_create(context, scores, &market), MMATCH_OK);
    check_total(context, market, MMATCH_COVERAGE_EVERYONE, MMATCH_TIES_FIRST, 203);
    check_total(context, market, MMATCH_COVERAGE_EVERYONE, MMATCH_TIES_CANONICAL, 203);
    check_total(context, market, MMATCH_COVERAGE_PARTICIPATION_FIRST, MMATCH_TIES_LOTTERY, 203);
    mmatch_market_destroy(market);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
    free(numbers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dense_library_problems_cost_what_is_published),
        cmocka_unit_test(sparse_library_problems_cost_what_is_published),
        cmocka_unit_test(mentoring_survey_reaches_the_published_totals),
        cmocka_unit_test(law_firm_reaches_the_known_total),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
