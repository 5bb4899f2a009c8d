/* Runs: columns in the order of their answers to the must that rules out most.
 *
 * Problem      A must such as "the same language" rules out most pairs, but every other criterion would be worked out for them
 *              all the same: vectors have no use for a condition.
 * Idea         Columns that answered alike stand together in a run, so a row skips whole runs it is not admitted to. A must
 *              gives no points, so within a run it has nothing more to say. Which must: the one that admits the smallest share
 *              of the pairs, by a sample of rows. It has to be small, as what is worked out in another order has to be put back.
 * Complexity   O(musts * (columns * log(columns) + sampled rows * answers)). */
#include "fit/plan.h"

enum { SAMPLE_ROWS = 64, WORTH_TENTHS = 6, FILL = 64 };

/* How many columns each class has. */
static void measure_classes(const fit_plan *plan, const fit_group *group, int64_t *sizes)
{
    int64_t k;
    for (k = 0; k < group->class_count; k++) {
        sizes[k] = 0;
    }
    for (k = 0; k < plan->position_count; k++) {
        sizes[group->class_of_column[k]]++;
    }
}

/* Pairs that a must admits, of so many rows. */
static int64_t count_admitted(const mmatch_fit *fit, const fit_criterion *criterion, const fit_group *group,
                              const int64_t *sizes, int64_t samples)
{
    int64_t admitted = 0;
    int64_t sample;
    for (sample = 0; sample < samples; sample++) {
        const int64_t row = sample * fit->row_count / samples;
        int32_t k;
        for (k = 0; k < group->class_count; k++) {
            bool is_ruled_out;
            (void)mmatch__fit_points(criterion, row, group->column_of_class[k], &is_ruled_out);
            admitted += is_ruled_out ? 0 : sizes[k];
        }
    }
    return admitted;
}

/* Puts columns in the order of their classes, the end of each run filled up with its last column. */
static void order_columns(fit_plan *plan, const fit_group *group, const int64_t *sizes, int64_t column_count)
{
    int64_t next[FIT_RUNS_MOST];
    int64_t position = 0;
    int64_t column;
    int32_t k;
    for (k = 0; k < group->class_count; k++) {
        plan->run_begin[k] = position;
        next[k] = position;
        position += (sizes[k] + FILL - 1) / FILL * FILL;
    }
    plan->run_begin[group->class_count] = position;
    plan->run_count = group->class_count;
    for (column = 0; column < column_count; column++) {
        plan->column_at[next[group->class_of_column[column]]++] = (int32_t)column;
    }
    for (k = 0; k < group->class_count; k++) {
        for (; next[k] < plan->run_begin[k + 1]; next[k]++) {
            plan->column_at[next[k]] = plan->column_at[next[k] - 1];
        }
    }
    plan->position_count = position;
}

bool mmatch__fit_order_by_run(const mmatch_fit *fit, fit_plan *plan, fit_group *own, fit_class_entry *entries,
                              fit_class_entry *scratch)
{
    const int64_t column_count = fit->column_count;
    const int64_t samples = fit->row_count < SAMPLE_ROWS ? fit->row_count : SAMPLE_ROWS;
    int32_t *const room = plan->column_at;
    int64_t least = samples * column_count * WORTH_TENTHS / 10;
    int64_t sizes[FIT_RUNS_MOST];
    int32_t k;
    plan->column_at = NULL;
    plan->run_criterion = -1;
    plan->position_count = column_count;
    if (column_count < 2 * FIT_RUN_LEAST || fit->criterion_count < 2) {
        return false;
    }
    for (k = 0; k < fit->criterion_count; k++) {
        const fit_criterion *const criterion = &fit->criteria[k];
        int64_t admitted;
        if (!criterion->is_must || !mmatch__fit_has_classes(criterion->kind) ||
            !mmatch__fit_classify(plan, criterion, entries, scratch, &own[k]) || own[k].class_count > FIT_RUNS_MOST ||
            own[k].class_count * (int64_t)FIT_RUN_LEAST > column_count) {
            continue;
        }
        measure_classes(plan, &own[k], sizes);
        admitted = count_admitted(fit, criterion, &own[k], sizes, samples);
        if (admitted < least) {
            least = admitted;
            plan->run_criterion = k;
        }
    }
    if (plan->run_criterion < 0) {
        return false;
    }
    measure_classes(plan, &own[plan->run_criterion], sizes);
    plan->column_at = room;
    order_columns(plan, &own[plan->run_criterion], sizes, column_count);
    return true;
}
