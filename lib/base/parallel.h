/* Parallel: tasks 0 .. task_count - 1 over the context's threads; results must not depend on who runs what.
 *
 * The calling thread works too and is the one that polls. With one thread nothing is started. Tasks must not
 * allocate, fail or poll. */
#ifndef MMATCH_BASE_PARALLEL_H
#define MMATCH_BASE_PARALLEL_H

#include "base/context.h"

typedef void (*mmatch__task_fn)(void *shared, int64_t task, int32_t worker);

/* Workers that mmatch__parallel_run will use at most: size per-worker scratch by it. */
int32_t mmatch__parallel_workers(const mmatch_context *context, int64_t task_count);

/* Runs all tasks; polls between tasks, counting work_per_task each. After CANCEL or STOP no further task is
 * taken; tasks taken before are finished; which ones is then up to the machine. */
mmatch_poll_answer mmatch__parallel_run(mmatch_context *context, int64_t task_count,
                                        uint64_t work_per_task, mmatch__task_fn run, void *shared);

#endif
