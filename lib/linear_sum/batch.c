/* mmatch_linear_sum_batch: small problems on all threads, a few at a time; large ones in turn. */
#include "mentormatch/linear_sum.h"

#include "base/parallel.h"
#include "linear_sum/solve.h"

/* Problems of one task, at about this much work. */
enum { TASK_WORK = 1 << 16 };

/* One call, shared by its workers. */
typedef struct batch_solve {
    mmatch_context *context;
    mmatch__linear_numbers first; /* of problem 0 */
    mmatch__linear_answer answer; /* likewise */
    int64_t problem_count, problem_stride;
    int64_t problems_per_task;
    mmatch__dense *dense_of_worker;
    int64_t *bad_of_worker; /* the first problem that ended badly; problem_count: none */
} batch_solve;

static mmatch__linear_numbers numbers_of(const batch_solve *batch, int64_t problem)
{
    mmatch__linear_numbers numbers = batch->first;
    if (numbers.at != NULL) { /* NULL is fine for empty problems */
        numbers.at += problem * batch->problem_stride;
    }
    return numbers;
}

static int64_t *indices_at(int64_t *first, int64_t offset)
{
    return first == NULL ? NULL : first + offset;
}

static double *numbers_at(double *first, int64_t offset)
{
    return first == NULL ? NULL : first + offset;
}

static mmatch__linear_answer answer_of(const batch_solve *batch, int64_t problem)
{
    const int64_t pair_count = mmatch__linear_pair_count(&batch->first);
    mmatch__linear_answer answer;
    answer.rows = indices_at(batch->answer.rows, problem * pair_count);
    answer.columns = indices_at(batch->answer.columns, problem * pair_count);
    answer.row_prices = numbers_at(batch->answer.row_prices, problem * batch->first.row_count);
    answer.column_prices = numbers_at(batch->answer.column_prices, problem * batch->first.column_count);
    answer.total = numbers_at(batch->answer.total, problem);
    answer.outcome = batch->answer.outcome + problem;
    return answer;
}

static void write_nothing_everywhere(const batch_solve *batch, mmatch_outcome outcome)
{
    int64_t problem;
    for (problem = 0; problem < batch->problem_count; problem++) {
        const mmatch__linear_answer answer = answer_of(batch, problem);
        mmatch__linear_write_nothing(&batch->first, outcome, &answer);
    }
}

static void run_batch_task(void *shared, int64_t task, int32_t worker)
{
    const batch_solve *const batch = (const batch_solve *)shared;
    const int64_t begin = task * batch->problems_per_task;
    const int64_t left = batch->problem_count - begin;
    const int64_t end = begin + (left < batch->problems_per_task ? left : batch->problems_per_task);
    int64_t problem;
    for (problem = begin; problem < end; problem++) {
        const mmatch__linear_numbers numbers = numbers_of(batch, problem);
        const mmatch__linear_answer answer = answer_of(batch, problem);
        if (mmatch__linear_solve_small(&numbers, &batch->dense_of_worker[worker], &answer) != MMATCH__LINEAR_SOLVED &&
            problem < batch->bad_of_worker[worker]) {
            batch->bad_of_worker[worker] = problem;
        }
    }
}

/* Fails for a problem, whose own failure is recorded, with its number in front. */
static mmatch_status fail_problem(mmatch_context *context, int64_t problem, mmatch_status status)
{
    char text[MMATCH__FAULT_LENGTH];
    if (status != MMATCH_ERR_ARGUMENT && status != MMATCH_ERR_RANGE) {
        return status;
    }
    (void)mmatch__format(text, sizeof text, "%s", context->faults[0]);
    context->fault_count = 0;
    return mmatch__fail(context, status, "problem %lld: %s", (long long)problem, text);
}

/* Names what is wrong with the first problem that ended badly. */
static mmatch_status fail_first_bad(const batch_solve *batch, int64_t problem)
{
    const mmatch__linear_numbers numbers = numbers_of(batch, problem);
    mmatch__dense *const dense = &batch->dense_of_worker[0];
    int32_t outcome;
    const mmatch__linear_answer nowhere = {NULL, NULL, NULL, NULL, NULL, &outcome};
    const mmatch__linear_end end = mmatch__linear_solve_small(&numbers, dense, &nowhere);
    return fail_problem(batch->context, problem, mmatch__linear_fail_small(batch->context, &numbers, end));
}

static mmatch_status run_small(batch_solve *batch, int64_t task_count, int32_t workers)
{
    const int64_t work = batch->first.row_count * batch->first.column_count + 64;
    int64_t bad = batch->problem_count;
    mmatch_poll_answer poll;
    int32_t worker;
    for (worker = 0; worker < workers; worker++) {
        batch->bad_of_worker[worker] = batch->problem_count;
    }
    poll = mmatch__parallel_run(batch->context, task_count, (uint64_t)(4 * work * batch->problems_per_task),
                                run_batch_task, batch);
    for (worker = 0; worker < workers; worker++) {
        bad = batch->bad_of_worker[worker] < bad ? batch->bad_of_worker[worker] : bad;
    }
    if (poll == MMATCH_POLL_CANCEL) {
        return mmatch__fail_cancelled(batch->context);
    }
    return bad < batch->problem_count ? fail_first_bad(batch, bad) : MMATCH_OK;
}

static mmatch_status solve_batch_small(batch_solve *batch)
{
    const int64_t rows = batch->first.row_count;
    const int64_t columns = batch->first.column_count;
    const int64_t short_count = rows < columns ? rows : columns;
    const int64_t long_count = rows < columns ? columns : rows;
    const mmatch__dense_slices slices = mmatch__dense_layout(short_count, long_count);
    mmatch__layout layout = {0, false};
    mmatch__workspace memory;
    mmatch_status status;
    int64_t task_count;
    int32_t workers;
    int32_t worker;
    size_t scratch;
    size_t solvers;
    size_t bad;
    batch->problems_per_task = TASK_WORK / (4 * (rows * columns + 64)) + 1;
    task_count = batch->problem_count / batch->problems_per_task + 1;
    workers = mmatch__parallel_workers(batch->context, task_count);
    scratch = mmatch__layout_add(&layout, workers, slices.size);
    solvers = mmatch__layout_add(&layout, workers, sizeof(mmatch__dense));
    bad = mmatch__layout_add(&layout, workers, sizeof(int64_t));
    if (!mmatch__workspace_open(&batch->context->allocator, &layout, &memory)) {
        return mmatch__fail_memory(batch->context);
    }
    batch->dense_of_worker = (mmatch__dense *)mmatch__workspace_at(&memory, solvers);
    batch->bad_of_worker = (int64_t *)mmatch__workspace_at(&memory, bad);
    for (worker = 0; worker < workers; worker++) {
        char *const own = (char *)mmatch__workspace_at(&memory, scratch) + (size_t)worker * slices.size;
        batch->dense_of_worker[worker] = mmatch__dense_at(own, &slices, short_count, long_count);
    }
    status = run_small(batch, task_count, workers);
    mmatch__workspace_close(&memory);
    return status;
}

static mmatch_status solve_batch_large(const batch_solve *batch)
{
    int64_t problem;
    for (problem = 0; problem < batch->problem_count; problem++) {
        const mmatch__linear_numbers numbers = numbers_of(batch, problem);
        const mmatch__linear_answer answer = answer_of(batch, problem);
        const mmatch_status status = mmatch__linear_solve_large(batch->context, &numbers, &answer);
        if (status != MMATCH_OK) {
            return fail_problem(batch->context, problem, status);
        }
        if (*answer.outcome == MMATCH_OUTCOME_LIMIT) {
            return MMATCH_OK; /* so are all that follow */
        }
    }
    return MMATCH_OK;
}

mmatch_status mmatch_linear_sum_batch(mmatch_context *context, const void *numbers, mmatch_number_type type,
                                      int64_t problem_count, int64_t row_count, int64_t column_count,
                                      int64_t problem_stride, int64_t row_stride, int64_t column_stride,
                                      mmatch_sense sense, int64_t *rows_out, int64_t *columns_out,
                                      double *row_prices_out, double *column_prices_out, double *totals_out,
                                      int32_t *outcomes_out)
{
    const mmatch__linear_numbers first = {(const char *)numbers, (int32_t)type, (int32_t)sense, row_count,
                                          column_count, row_stride, column_stride};
    const mmatch__linear_answer answer = {rows_out, columns_out, row_prices_out, column_prices_out, totals_out,
                                          outcomes_out};
    batch_solve batch = {context, first, answer, problem_count, problem_stride, 1, NULL, NULL};
    mmatch_status status = mmatch__enter(context);
    mmatch_poll_answer poll;
    if (status != MMATCH_OK) {
        return status;
    }
    if (outcomes_out == NULL && problem_count > 0) {
        mmatch__fault(context, "outcomes_out is NULL");
    }
    status = mmatch__linear_check(context, &first, problem_count, problem_stride);
    if (status != MMATCH_OK || problem_count == 0) {
        return status;
    }
    poll = mmatch__poll_now(context);
    write_nothing_everywhere(&batch, MMATCH_OUTCOME_LIMIT);
    if (poll == MMATCH_POLL_CANCEL) {
        status = mmatch__fail_cancelled(context);
    } else if (poll == MMATCH_POLL_CONTINUE) {
        status = mmatch__linear_is_small(&first) ? solve_batch_small(&batch) : solve_batch_large(&batch);
    }
    if (status != MMATCH_OK) {
        write_nothing_everywhere(&batch, MMATCH_OUTCOME_NOT_FOUND);
    }
    return status;
}
