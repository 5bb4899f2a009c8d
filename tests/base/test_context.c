#include "support.h"

#include "base/context.h"

static void a_context_without_options_works(void **state)
{
    mmatch_context *context = NULL;
    (void)state;
    assert_int_equal(mmatch_context_create(NULL, &context), MMATCH_OK);
    assert_string_equal(mmatch_context_error(context), "");
    assert_int_equal(mmatch_context_fault_count(context), 0);
    mmatch_context_destroy(context);
    mmatch_context_destroy(NULL);
}

static void bad_options_are_refused(void **state)
{
    mmatch_context_options options = {0};
    mmatch_context *context = (mmatch_context *)&options;
    (void)state;
    assert_int_equal(mmatch_context_create(&options, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_context_create(&options, &context), MMATCH_ERR_ARGUMENT); /* no size */
    assert_null(context);
    options.struct_size = sizeof options;
    options.threads = -1;
    assert_int_equal(mmatch_context_create(&options, &context), MMATCH_ERR_ARGUMENT);
    options.threads = 257;
    assert_int_equal(mmatch_context_create(&options, &context), MMATCH_ERR_ARGUMENT);
    options.threads = 256;
    assert_int_equal(mmatch_context_create(&options, &context), MMATCH_OK);
    assert_int_equal(mmatch_context_set_threads(context, 257), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "threads is 257, must be from 0 to 256");
    assert_int_equal(mmatch_context_set_threads(context, 2), MMATCH_OK);
    assert_string_equal(mmatch_context_error(context), "");
    assert_int_equal(mmatch_context_set_threads(NULL, 1), MMATCH_ERR_ARGUMENT);
    mmatch_context_destroy(context);
}

static void running_out_of_memory_at_creation_is_reported(void **state)
{
    watched_memory memory = {0};
    (void)state;
    memory.fail_at = 1;
    assert_null(context_with(&memory, NULL, 1));
    assert_int_equal(memory.live_blocks, 0);
}

static void faults_are_kept_up_to_sixteen_and_counted_beyond(void **state)
{
    mmatch_context *const context = plain_context();
    int fault;
    (void)state;
    assert_int_equal(mmatch__enter(context), MMATCH_OK);
    for (fault = 0; fault < 20; fault++) {
        mmatch__fault(context, "row %d is wrong", fault);
    }
    assert_int_equal(mmatch_context_fault_count(context), 20);
    assert_string_equal(mmatch_context_error(context), "row 0 is wrong");
    assert_string_equal(mmatch_context_fault(context, 15), "row 15 is wrong");
    assert_string_equal(mmatch_context_fault(context, 16), "");
    assert_string_equal(mmatch_context_fault(context, -1), "");
    assert_int_equal(mmatch__enter(context), MMATCH_OK);
    assert_int_equal(mmatch_context_fault_count(context), 0);
    mmatch_context_destroy(context);
    assert_string_equal(mmatch_context_error(NULL), "");
    assert_int_equal(mmatch_context_fault_count(NULL), 0);
}

static void polling_counts_work_and_hands_on_the_answer(void **state)
{
    watched_poll poll = {0};
    mmatch_context *const context = context_with(NULL, &poll, 1);
    (void)state;
    assert_int_equal(mmatch__enter(context), MMATCH_OK);
    assert_int_equal(mmatch__poll(context, MMATCH__POLL_INTERVAL - 1), MMATCH_POLL_CONTINUE);
    assert_int_equal(poll.calls, 0);
    assert_int_equal(mmatch__poll(context, 1), MMATCH_POLL_CONTINUE);
    assert_int_equal(poll.calls, 1);
    poll.answer_at = 2;
    poll.answer = MMATCH_POLL_STOP;
    assert_int_equal(mmatch__poll_now(context), MMATCH_POLL_STOP);
    poll.answer_at = 3;
    poll.answer = 17; /* anything unknown cancels */
    assert_int_equal(mmatch__poll_now(context), MMATCH_POLL_CANCEL);
    assert_int_equal(mmatch__poll_now(context), MMATCH_POLL_CONTINUE);
    mmatch_context_destroy(context);
}

static void a_cancel_request_is_used_up_by_one_call(void **state)
{
    mmatch_context *const context = plain_context();
    (void)state;
    mmatch_context_cancel(context);
    assert_int_equal(mmatch__enter(context), MMATCH_OK);
    assert_int_equal(mmatch__poll_now(context), MMATCH_POLL_CANCEL);
    assert_int_equal(mmatch__poll_now(context), MMATCH_POLL_CONTINUE);
    assert_int_equal(mmatch__fail_cancelled(context), MMATCH_ERR_CANCELLED);
    assert_string_equal(mmatch_context_error(context), "cancelled");
    mmatch_context_destroy(context);
    mmatch_context_cancel(NULL);
}

static void names_are_words_for_every_value_and_never_null(void **state)
{
    (void)state;
    assert_string_equal(mmatch_status_name(MMATCH_OK), "ok");
    assert_string_equal(mmatch_status_name(MMATCH_ERR_NOMEM), "out of memory");
    assert_string_equal(mmatch_status_name(MMATCH_ERR_ARGUMENT), "bad argument");
    assert_string_equal(mmatch_status_name(MMATCH_ERR_RANGE), "out of range");
    assert_string_equal(mmatch_status_name(MMATCH_ERR_CANCELLED), "cancelled");
    assert_string_equal(mmatch_status_name(MMATCH_ERR_INTERNAL), "internal error");
    assert_string_equal(mmatch_status_name((mmatch_status)-99), "unknown status");
    assert_string_equal(mmatch_outcome_name(MMATCH_OUTCOME_OPTIMAL), "optimal");
    assert_string_equal(mmatch_outcome_name(MMATCH_OUTCOME_FEASIBLE), "feasible");
    assert_string_equal(mmatch_outcome_name(MMATCH_OUTCOME_INFEASIBLE), "infeasible");
    assert_string_equal(mmatch_outcome_name(MMATCH_OUTCOME_LIMIT), "limit");
    assert_string_equal(mmatch_outcome_name(MMATCH_OUTCOME_NONE_EXISTS), "none_exists");
    assert_string_equal(mmatch_outcome_name(MMATCH_OUTCOME_NOT_FOUND), "not_found");
    assert_string_equal(mmatch_outcome_name((mmatch_outcome)99), "unknown outcome");
    assert_true(mmatch_version()[0] >= '0' && mmatch_version()[0] <= '9');
}

static void verdicts_hold_place_numbers_and_text(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch_verdict verdict = {0};
    (void)state;
    assert_int_equal(mmatch__enter(context), MMATCH_OK);
    assert_int_equal(mmatch__verdict_check(context, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch__verdict_check(context, &verdict), MMATCH_ERR_ARGUMENT);
    verdict.struct_size = sizeof verdict;
    assert_int_equal(mmatch__verdict_check(context, &verdict), MMATCH_OK);
    mmatch__verdict_fault(&verdict, 3, 4, 5, 1.5, 2, "row %d: found %g", 4, 2.0);
    assert_int_equal(verdict.is_valid, 0);
    assert_int_equal(verdict.fault, 3);
    assert_int_equal(verdict.row, 4);
    assert_int_equal(verdict.column, 5);
    assert_true(verdict.expected == 1.5 && verdict.found == 2);
    assert_string_equal(verdict.message, "row 4: found 2");
    mmatch__verdict_valid(&verdict);
    assert_int_equal(verdict.is_valid, 1);
    assert_int_equal(verdict.fault, 0);
    assert_string_equal(verdict.message, "valid");
    assert_int_equal(verdict.struct_size, sizeof verdict);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_context_without_options_works),
        cmocka_unit_test(bad_options_are_refused),
        cmocka_unit_test(running_out_of_memory_at_creation_is_reported),
        cmocka_unit_test(faults_are_kept_up_to_sixteen_and_counted_beyond),
        cmocka_unit_test(polling_counts_work_and_hands_on_the_answer),
        cmocka_unit_test(a_cancel_request_is_used_up_by_one_call),
        cmocka_unit_test(names_are_words_for_every_value_and_never_null),
        cmocka_unit_test(verdicts_hold_place_numbers_and_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
