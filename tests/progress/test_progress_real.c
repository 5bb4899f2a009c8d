/* Real milestones: the coursework of 12,489 enrolments at a distance university, weights, due days, days handed in and
 * marks. Known: the mean of points so far by final result. */
#include <math.h>
#include <stdio.h>

#include "plan_cases.h"

enum { ASSESSMENTS_MOST = 64, HANDED_MOST = 40000, PLANS_MOST = 13000, EACH_MOST = 5 };

typedef struct assessment {
    char course[16]; /* module and presentation */
    int number;
    int32_t due;
    uint32_t weight_twice; /* some weights are halves */
} assessment;

typedef struct handed {
    int64_t key; /* student * 100000 + assessment */
    int32_t day;
    int32_t mark; /* -1: none */
} handed;

static assessment assessments[ASSESSMENTS_MOST];
static handed all_handed[HANDED_MOST];
static int assessment_count;
static int handed_count;

static int32_t start_days[PLANS_MOST];
static int32_t end_days[PLANS_MOST];
static int64_t offsets[PLANS_MOST + 1];
static uint32_t weights[PLANS_MOST * EACH_MOST];
static uint32_t progress[PLANS_MOST * EACH_MOST];
static int32_t due_days[PLANS_MOST * EACH_MOST];
static int32_t checkin_days[PLANS_MOST * EACH_MOST];
static char results[PLANS_MOST][16];

static FILE *open_table(const char *name)
{
    char path[1000];
    char header[500];
    FILE *file;
    (void)snprintf(path, sizeof path, "%s/oulad/%s", need_shared_data(), name);
    file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(fgets(header, sizeof header, file));
    return file;
}

static int compare_handed(const void *a, const void *b)
{
    const int64_t left = ((const handed *)a)->key;
    const int64_t right = ((const handed *)b)->key;
    return (left > right) - (left < right);
}

static void read_tables(void)
{
    char line[500];
    FILE *file = open_table("assessments.csv");
    assessment_count = 0;
    handed_count = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        assessment *const one = &assessments[assessment_count];
        double weight;
        char module[8];
        char presentation[8];
        if (sscanf(line, "%7[^,],%7[^,],%d,%*[^,],%d,%lf", module, presentation, &one->number, &one->due,
                   &weight) == 5) {
            (void)snprintf(one->course, sizeof one->course, "%s,%s", module, presentation);
            one->weight_twice = (uint32_t)(2 * weight);
            assessment_count++;
            assert_true(assessment_count < ASSESSMENTS_MOST);
        }
    }
    (void)fclose(file);
    file = open_table("studentAssessment.csv");
    while (fgets(line, sizeof line, file) != NULL) {
        handed *const one = &all_handed[handed_count];
        long number;
        long student;
        int mark;
        const int found = sscanf(line, "%ld,%ld,%d,%*d,%d", &number, &student, &one->day, &mark);
        assert_true(found >= 3);
        one->key = (int64_t)student * 100000 + number;
        one->mark = found == 4 ? mark : -1;
        handed_count++;
        assert_true(handed_count < HANDED_MOST);
    }
    (void)fclose(file);
    qsort(all_handed, (size_t)handed_count, sizeof *all_handed, compare_handed);
}

/* One plan for each enrolment; returns how many. */
static int64_t read_plans(void)
{
    char line[500];
    FILE *const file = open_table("studentResult.csv");
    int64_t plan = 0;
    int64_t row = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        char module[8];
        char presentation[8];
        char course[16];
        long student;
        int place;
        assert_int_equal(sscanf(line, "%7[^,],%7[^,],%ld,%*d,%*d,%15[A-Za-z]", module, presentation, &student,
                                results[plan]),
                         4);
        (void)snprintf(course, sizeof course, "%s,%s", module, presentation);
        start_days[plan] = 0;
        end_days[plan] = 240;
        for (place = 0; place < assessment_count; place++) {
            handed wanted = {0};
            const handed *found;
            if (strcmp(assessments[place].course, course) != 0) {
                continue;
            }
            wanted.key = (int64_t)student * 100000 + assessments[place].number;
            found = (const handed *)bsearch(&wanted, all_handed, (size_t)handed_count, sizeof wanted,
                                            compare_handed);
            weights[row] = assessments[place].weight_twice;
            due_days[row] = assessments[place].due;
            progress[row] = found == NULL || found->mark < 0 ? MISSING : (uint32_t)found->mark * 10000;
            checkin_days[row] = found == NULL ? NO_DAY : found->day;
            row++;
        }
        plan++;
        assert_true(plan < PLANS_MOST);
        offsets[plan] = row;
    }
    (void)fclose(file);
    return plan;
}

static mmatch_plan_columns real_columns(int64_t plan_count)
{
    mmatch_plan_columns columns = {0};
    columns.struct_size = sizeof columns;
    columns.plan_count = plan_count;
    columns.start_days = start_days;
    columns.end_days = end_days;
    columns.milestone_offsets = offsets;
    columns.weights = weights;
    columns.progress = progress;
    columns.due_days = due_days;
    columns.checkin_days = checkin_days;
    return columns;
}

static void mean_points_by_final_result_come_out(void **state)
{
    static const char *const groups[] = {"Distinction", "Pass", "Fail"};
    static const double means[] = {35.52410392034849, 32.64455745554044, 16.611529955207132};
    static const int sizes[] = {1607, 7310, 3572};
    mmatch_context *context;
    const mmatch_progress_options options = options_of(1000, 0, 0);
    mmatch_plan_columns columns;
    mmatch_plans *plans = NULL;
    mmatch_scoreboard *board = NULL;
    int group;
    (void)state;
    (void)need_shared_data();
    context = plain_context();
    read_tables();
    columns = real_columns(read_plans());
    assert_int_equal(columns.plan_count, 12489);
    assert_int_equal(mmatch_plans_create(context, &columns, &plans), MMATCH_OK);
    assert_int_equal(mmatch_progress_score(context, plans, &options, 0, &board), MMATCH_OK);
    for (group = 0; group < 3; group++) {
        double sum = 0.0;
        int size = 0;
        int64_t plan;
        for (plan = 0; plan < columns.plan_count; plan++) {
            if (strcmp(results[plan], groups[group]) == 0) {
                double weight = 0.0;
                int64_t row;
                for (row = offsets[plan]; row < offsets[plan + 1]; row++) {
                    weight += 0.5 * weights[row];
                }
                sum += weight * mmatch_scoreboard_real(board, MMATCH_FIELD_ATTAINMENT_LOW)[plan];
                size++;
            }
        }
        assert_int_equal(size, sizes[group]);
        assert_float_equal(sum / size, means[group], 1e-9);
    }
    mmatch_scoreboard_destroy(board);
    mmatch_plans_destroy(plans);
    mmatch_context_destroy(context);
}

static void every_review_day_is_verified_and_splits_exactly(void **state)
{
    static const int32_t reviews[] = {30, 60, 90};
    static int64_t parts[PLANS_MOST * EACH_MOST];
    mmatch_context *context;
    mmatch_plan_columns columns;
    mmatch_plans *plans = NULL;
    int review;
    (void)state;
    (void)need_shared_data();
    context = plain_context();
    read_tables();
    columns = real_columns(read_plans());
    assert_int_equal(mmatch_plans_create(context, &columns, &plans), MMATCH_OK);
    for (review = 0; review < 3; review++) {
        const mmatch_progress_options options = options_of(reviews[review], review, review);
        mmatch_scoreboard *board = NULL;
        mmatch_verdict verdict = {0};
        int64_t plan;
        verdict.struct_size = sizeof verdict;
        assert_int_equal(mmatch_progress_score(context, plans, &options, 0, &board), MMATCH_OK);
        assert_int_equal(mmatch_progress_verify(context, plans, &options, board, &verdict), MMATCH_OK);
        assert_true(verdict.is_valid);
        assert_int_equal(
            mmatch_progress_contributions(context, plans, &options, 0, columns.plan_count, parts, NULL),
            MMATCH_OK);
        for (plan = 0; plan < columns.plan_count; plan++) {
            const int64_t score = mmatch_scoreboard_integer(board, MMATCH_FIELD_SCORE)[plan];
            int64_t sum = 0;
            int64_t row;
            for (row = offsets[plan]; row < offsets[plan + 1]; row++) {
                sum += parts[row];
            }
            assert_int_equal(sum, score < 0 ? 0 : score);
        }
        mmatch_scoreboard_destroy(board);
    }
    mmatch_plans_destroy(plans);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mean_points_by_final_result_come_out),
        cmocka_unit_test(every_review_day_is_verified_and_splits_exactly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
