#include "base/parallel.h"

#include <pthread.h>

enum { WORKERS_MOST = 256 };

/* One run, shared by its workers. */
typedef struct parallel_run {
    atomic_llong next_task;
    atomic_int is_ended; /* no further task is to be taken */
    int64_t task_count;
    mmatch__task_fn run;
    void *shared;
} parallel_run;

typedef struct parallel_worker {
    parallel_run *run;
    int32_t number;
} parallel_worker;

int32_t mmatch__parallel_workers(const mmatch_context *context, int64_t task_count)
{
    const int64_t most = task_count < 1 ? 1 : task_count;
    return context->threads < most ? context->threads : (int32_t)most;
}

/* Takes the next task; -1 when there is none. */
static int64_t take_task(parallel_run *run)
{
    int64_t task;
    if (atomic_load(&run->is_ended)) {
        return -1;
    }
    task = (int64_t)atomic_fetch_add(&run->next_task, 1);
    return task < run->task_count ? task : -1;
}

static void *work_in_thread(void *argument)
{
    const parallel_worker *const worker = (const parallel_worker *)argument;
    int64_t task;
    while ((task = take_task(worker->run)) >= 0) {
        worker->run->run(worker->run->shared, task, worker->number);
    }
    return NULL;
}

mmatch_poll_answer mmatch__parallel_run(mmatch_context *context, int64_t task_count, uint64_t work_per_task,
                                        mmatch__task_fn run_task, void *shared)
{
    const int32_t workers = mmatch__parallel_workers(context, task_count);
    mmatch_poll_answer answer = MMATCH_POLL_CONTINUE;
    parallel_worker members[WORKERS_MOST];
    pthread_t threads[WORKERS_MOST];
    parallel_run run;
    int32_t started = 0;
    int64_t task;
    atomic_init(&run.next_task, 0);
    atomic_init(&run.is_ended, 0);
    run.task_count = task_count;
    run.run = run_task;
    run.shared = shared;
    while (started < workers - 1) {
        members[started].run = &run;
        members[started].number = started + 1;
        if (pthread_create(&threads[started], NULL, work_in_thread, &members[started]) != 0) {
            break; /* fewer threads, same answer */
        }
        started++;
    }
    while ((task = take_task(&run)) >= 0) {
        run_task(shared, task, 0);
        answer = mmatch__poll(context, work_per_task);
        if (answer != MMATCH_POLL_CONTINUE) {
            atomic_store(&run.is_ended, 1);
        }
    }
    while (started > 0) {
        started--;
        (void)pthread_join(threads[started], NULL);
    }
    return answer;
}
