#include "support.h"

#include "base/parallel.h"

enum { TASKS = 1000 };

typedef struct square_work {
    int64_t squares[TASKS];
    int32_t largest_worker[256];
} square_work;

static void square(void *shared, int64_t task, int32_t worker)
{
    square_work *const work = (square_work *)shared;
    work->squares[task] = task * task;
    work->largest_worker[worker] = 1;
}

static void every_task_runs_once_with_any_number_of_threads(void **state)
{
    const int32_t thread_counts[] = {1, 2, 3, 8, 256};
    size_t t;
    (void)state;
    for (t = 0; t < sizeof thread_counts / sizeof thread_counts[0]; t++) {
        mmatch_context *const context = context_with(NULL, NULL, thread_counts[t]);
        static square_work work;
        int64_t task;
        memset(&work, 0, sizeof work);
        assert_int_equal(mmatch__enter(context), MMATCH_OK);
        assert_int_equal(mmatch__parallel_workers(context, TASKS), thread_counts[t]);
        assert_int_equal(mmatch__parallel_run(context, TASKS, 1, square, &work), MMATCH_POLL_CONTINUE);
        for (task = 0; task < TASKS; task++) {
            assert_int_equal(work.squares[task], task * task);
        }
        for (task = thread_counts[t]; task < 256; task++) {
            assert_int_equal(work.largest_worker[task], 0);
        }
        mmatch_context_destroy(context);
    }
}

static void few_tasks_need_few_workers(void **state)
{
    mmatch_context *const context = context_with(NULL, NULL, 8);
    static square_work work;
    (void)state;
    assert_int_equal(mmatch__parallel_workers(context, 0), 1);
    assert_int_equal(mmatch__parallel_workers(context, 3), 3);
    assert_int_equal(mmatch__parallel_run(context, 0, 1, square, &work), MMATCH_POLL_CONTINUE);
    mmatch_context_destroy(context);
}

static void cancelling_ends_the_run_before_its_last_task(void **state)
{
    watched_poll poll = {0};
    mmatch_context *const context = context_with(NULL, &poll, 1);
    static square_work work;
    (void)state;
    memset(&work, 0, sizeof work);
    assert_int_equal(mmatch__enter(context), MMATCH_OK);
    poll.answer_at = 5;
    poll.answer = MMATCH_POLL_CANCEL;
    assert_int_equal(mmatch__parallel_run(context, TASKS, MMATCH__POLL_INTERVAL, square, &work),
                     MMATCH_POLL_CANCEL);
    assert_int_equal(work.squares[4], 16);
    assert_int_equal(work.squares[5], 0);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_task_runs_once_with_any_number_of_threads),
        cmocka_unit_test(few_tasks_need_few_workers),
        cmocka_unit_test(cancelling_ends_the_run_before_its_last_task),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
