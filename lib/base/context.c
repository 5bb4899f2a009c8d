#include "base/context.h"

#include <stdarg.h>
#include <string.h>

#include "base/options.h"
#include "base/text.h"

enum { THREADS_MOST = 256 };

mmatch_status mmatch_context_create(const mmatch_context_options *options, mmatch_context **context_out)
{
    mmatch_context_options known;
    mmatch__allocator allocator = mmatch__allocator_default();
    mmatch_context *context;
    mmatch_status status;
    if (context_out == NULL) {
        return MMATCH_ERR_ARGUMENT;
    }
    *context_out = NULL;
    status = mmatch__options_read(NULL, "context options", options, sizeof known, &known);
    if (status != MMATCH_OK) {
        return status;
    }
    if (known.threads < 0 || known.threads > THREADS_MOST) {
        return MMATCH_ERR_ARGUMENT;
    }
    if (known.resize != NULL) {
        allocator.resize = known.resize;
        allocator.user_data = known.resize_user_data;
    }
    context = (mmatch_context *)mmatch__memory_allocate(&allocator, sizeof *context);
    if (context == NULL) {
        return MMATCH_ERR_NOMEM;
    }
    memset(context, 0, sizeof *context);
    context->allocator = allocator;
    context->poll = known.poll;
    context->poll_user_data = known.poll_user_data;
    context->threads = known.threads > 0 ? known.threads : 1;
    atomic_init(&context->is_cancel_requested, 0);
    *context_out = context;
    return MMATCH_OK;
}

void mmatch_context_destroy(mmatch_context *context)
{
    if (context != NULL) {
        const mmatch__allocator allocator = context->allocator;
        mmatch__memory_release(&allocator, context, sizeof *context);
    }
}

const char *mmatch_context_error(const mmatch_context *context)
{
    return mmatch_context_fault(context, 0);
}

int32_t mmatch_context_fault_count(const mmatch_context *context)
{
    return context == NULL ? 0 : context->fault_count;
}

const char *mmatch_context_fault(const mmatch_context *context, int32_t index)
{
    if (context == NULL || index < 0 || index >= context->fault_count || index >= MMATCH__FAULTS_KEPT) {
        return "";
    }
    return context->faults[index];
}

void mmatch_context_cancel(mmatch_context *context)
{
    if (context != NULL) {
        atomic_store(&context->is_cancel_requested, 1);
    }
}

mmatch_status mmatch_context_set_threads(mmatch_context *context, int32_t threads)
{
    const mmatch_status status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    if (threads < 0 || threads > THREADS_MOST) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "threads is %d, must be from 0 to %d", threads,
                            (int)THREADS_MOST);
    }
    context->threads = threads > 0 ? threads : 1;
    return MMATCH_OK;
}

const char *mmatch_status_name(mmatch_status status)
{
    switch (status) {
    case MMATCH_OK:
        return "ok";
    case MMATCH_ERR_NOMEM:
        return "out of memory";
    case MMATCH_ERR_ARGUMENT:
        return "bad argument";
    case MMATCH_ERR_RANGE:
        return "out of range";
    case MMATCH_ERR_CANCELLED:
        return "cancelled";
    case MMATCH_ERR_INTERNAL:
        return "internal error";
    }
    return "unknown status";
}

const char *mmatch_outcome_name(mmatch_outcome outcome)
{
    switch (outcome) {
    case MMATCH_OUTCOME_OPTIMAL:
        return "optimal";
    case MMATCH_OUTCOME_FEASIBLE:
        return "feasible";
    case MMATCH_OUTCOME_INFEASIBLE:
        return "infeasible";
    case MMATCH_OUTCOME_LIMIT:
        return "limit";
    case MMATCH_OUTCOME_NONE_EXISTS:
        return "none_exists";
    case MMATCH_OUTCOME_NOT_FOUND:
        return "not_found";
    }
    return "unknown outcome";
}

const char *mmatch_version(void)
{
    return MMATCH_VERSION;
}

mmatch_status mmatch__enter(mmatch_context *context)
{
    if (context == NULL) {
        return MMATCH_ERR_ARGUMENT;
    }
    context->fault_count = 0;
    context->work_since_poll = 0;
    context->work_limit = 0;
    context->work_done = 0;
    context->work_total = 0;
    return MMATCH_OK;
}

static void record_fault(mmatch_context *context, const char *format, va_list arguments)
{
    if (context == NULL) {
        return;
    }
    if (context->fault_count < MMATCH__FAULTS_KEPT) {
        (void)mmatch__format_list(context->faults[context->fault_count], MMATCH__FAULT_LENGTH, format,
                                  arguments);
    }
    if (context->fault_count < INT32_MAX) {
        context->fault_count++;
    }
}

mmatch_status mmatch__fail(mmatch_context *context, mmatch_status status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    record_fault(context, format, arguments);
    va_end(arguments);
    return status;
}

void mmatch__fault(mmatch_context *context, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    record_fault(context, format, arguments);
    va_end(arguments);
}

mmatch_status mmatch__fail_memory(mmatch_context *context)
{
    return mmatch__fail(context, MMATCH_ERR_NOMEM, "out of memory");
}

mmatch_status mmatch__fail_cancelled(mmatch_context *context)
{
    return mmatch__fail(context, MMATCH_ERR_CANCELLED, "cancelled");
}

mmatch_poll_answer mmatch__poll_now(mmatch_context *context)
{
    int answer;
    context->work_done += context->work_since_poll;
    context->work_since_poll = 0;
    if (atomic_exchange(&context->is_cancel_requested, 0) != 0) {
        return MMATCH_POLL_CANCEL;
    }
    if (context->work_limit > 0 && context->work_done >= context->work_limit) {
        return MMATCH_POLL_STOP;
    }
    if (context->poll == NULL) {
        return MMATCH_POLL_CONTINUE;
    }
    answer = context->poll(context->poll_user_data, context->work_done, context->work_total);
    if (answer == MMATCH_POLL_CONTINUE || answer == MMATCH_POLL_STOP) {
        return (mmatch_poll_answer)answer;
    }
    return MMATCH_POLL_CANCEL;
}

mmatch_poll_answer mmatch__poll(mmatch_context *context, uint64_t work)
{
    context->work_since_poll += work;
    if (context->work_since_poll < MMATCH__POLL_INTERVAL) {
        return MMATCH_POLL_CONTINUE;
    }
    return mmatch__poll_now(context);
}

void mmatch__verdict_valid(mmatch_verdict *verdict)
{
    verdict->is_valid = 1;
    verdict->fault = 0;
    verdict->row = -1;
    verdict->column = -1;
    verdict->expected = 0;
    verdict->found = 0;
    (void)mmatch__format(verdict->message, sizeof verdict->message, "valid");
}

void mmatch__verdict_fault(mmatch_verdict *verdict, int32_t fault, int64_t row, int64_t column,
                           double expected, double found, const char *format, ...)
{
    va_list arguments;
    verdict->is_valid = 0;
    verdict->fault = fault;
    verdict->row = row;
    verdict->column = column;
    verdict->expected = expected;
    verdict->found = found;
    va_start(arguments, format);
    (void)mmatch__format_list(verdict->message, sizeof verdict->message, format, arguments);
    va_end(arguments);
}

mmatch_status mmatch__verdict_check(mmatch_context *context, const mmatch_verdict *verdict)
{
    if (verdict == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "verdict is NULL");
    }
    if (verdict->struct_size < sizeof *verdict) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "verdict: struct_size is %zu, must be %zu",
                            verdict->struct_size, sizeof *verdict);
    }
    return MMATCH_OK;
}
