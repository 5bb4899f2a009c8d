/* Judging a scoreboard: works every plan out again (recount.c) and compares number by number. */
#include <inttypes.h>

#include "progress/recount.h"
#include "progress/scoreboard.h"

/* Room for the largest plan. False: out of memory. */
static bool open_scratch(const mmatch_context *context, const mmatch_plans *plans,
                         mmatch__workspace *workspace, mmatch__recount_scratch *scratch)
{
    const mmatch_plan_columns *const columns = &plans->columns;
    int64_t longest = plans->largest_plan;
    mmatch__layout layout = {0};
    size_t at[9];
    int64_t plan;
    for (plan = 0; columns->session_offsets != NULL && plan < columns->plan_count; plan++) {
        const int64_t count = columns->session_offsets[plan + 1] - columns->session_offsets[plan];
        longest = count > longest ? count : longest;
    }
    at[0] = mmatch__layout_add(&layout, plans->largest_plan, sizeof *scratch->shares);
    at[1] = mmatch__layout_add(&layout, plans->largest_plan, sizeof *scratch->progress);
    at[2] = mmatch__layout_add(&layout, plans->largest_plan, sizeof *scratch->days);
    at[3] = mmatch__layout_add(&layout, plans->largest_plan, sizeof *scratch->previous);
    at[4] = mmatch__layout_add(&layout, longest, sizeof *scratch->sorted);
    at[5] = mmatch__layout_add(&layout, longest, sizeof *scratch->spare);
    at[6] = mmatch__layout_add(&layout, plans->largest_plan, sizeof *scratch->is_finished);
    at[7] = mmatch__layout_add(&layout, plans->most_goals, sizeof *scratch->goal_weights);
    at[8] = mmatch__layout_add(&layout, plans->most_goals, sizeof *scratch->goal_counts);
    if (!mmatch__workspace_open(&context->allocator, &layout, workspace)) {
        return false;
    }
    scratch->shares = (uint64_t *)mmatch__workspace_at(workspace, at[0]);
    scratch->progress = (int64_t *)mmatch__workspace_at(workspace, at[1]);
    scratch->days = (int64_t *)mmatch__workspace_at(workspace, at[2]);
    scratch->previous = (int64_t *)mmatch__workspace_at(workspace, at[3]);
    scratch->sorted = (int64_t *)mmatch__workspace_at(workspace, at[4]);
    scratch->spare = (int64_t *)mmatch__workspace_at(workspace, at[5]);
    scratch->is_finished = (int32_t *)mmatch__workspace_at(workspace, at[6]);
    scratch->goal_weights = (uint64_t *)mmatch__workspace_at(workspace, at[7]);
    scratch->goal_counts = (int64_t *)mmatch__workspace_at(workspace, at[8]);
    return true;
}

/* Compares the fields of one plan; false at the first that is wrong. */
static bool judge_plan(const mmatch_scoreboard *scoreboard, int64_t plan,
                       const mmatch__recount *recount, mmatch_verdict *verdict)
{
    int32_t field;
    for (field = 0; field < MMATCH__FIELD_COUNT; field++) {
        if (mmatch_scoreboard_real(scoreboard, field) != NULL) {
            const double found = mmatch_scoreboard_real(scoreboard, field)[plan];
            if (!mmatch__quotient_rounds_to(&recount->reals[field], found)) {
                const double expected = mmatch__quotient_about(&recount->reals[field]);
                mmatch__verdict_fault(verdict, MMATCH_PROGRESS_FAULT_VALUE, plan, field, expected,
                                      found, "plan %" PRId64 ": %s is %g, must be %g", plan,
                                      mmatch_progress_field_name(field), found, expected);
                return false;
            }
        } else if (mmatch_scoreboard_integer(scoreboard, field) != NULL) {
            const int64_t found = mmatch_scoreboard_integer(scoreboard, field)[plan];
            const int64_t expected = recount->integers[field];
            if (found != expected) {
                mmatch__verdict_fault(verdict, MMATCH_PROGRESS_FAULT_VALUE, plan, field,
                                      (double)expected, (double)found,
                                      "plan %" PRId64 ": %s is %" PRId64 ", must be %" PRId64, plan,
                                      mmatch_progress_field_name(field), found, expected);
                return false;
            }
        }
    }
    return true;
}

mmatch_status mmatch_progress_verify(mmatch_context *context, const mmatch_plans *plans,
                                     const mmatch_progress_options *options,
                                     const mmatch_scoreboard *scoreboard,
                                     mmatch_verdict *verdict_out)
{
    mmatch_progress_options known;
    mmatch__recount recount;
    mmatch__recount_scratch scratch;
    mmatch__workspace workspace;
    mmatch_status status = mmatch__enter(context);
    int64_t plan;
    if (status != MMATCH_OK) {
        return status;
    }
    if (plans == NULL || scoreboard == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL",
                            plans == NULL ? "plans" : "scoreboard");
    }
    status = mmatch__verdict_check(context, verdict_out);
    if (status == MMATCH_OK) {
        status = mmatch__progress_options_read(context, options, &known);
    }
    if (status != MMATCH_OK) {
        return status;
    }
    if (!open_scratch(context, plans, &workspace, &scratch)) {
        return mmatch__fail_memory(context);
    }
    if (mmatch__poll_now(context) != MMATCH_POLL_CONTINUE) {
        mmatch__workspace_close(&workspace);
        return mmatch__fail_cancelled(context);
    }
    mmatch__verdict_valid(verdict_out);
    if (scoreboard->plan_count != plans->columns.plan_count) {
        mmatch__verdict_fault(verdict_out, MMATCH_PROGRESS_FAULT_SHAPE, -1, -1,
                              (double)plans->columns.plan_count, (double)scoreboard->plan_count,
                              "the scoreboard has %" PRId64 " plans, must have %" PRId64,
                              scoreboard->plan_count, plans->columns.plan_count);
        mmatch__workspace_close(&workspace);
        return MMATCH_OK;
    }
    for (plan = 0; plan < scoreboard->plan_count; plan++) {
        const int64_t count =
            plans->columns.milestone_offsets[plan + 1] - plans->columns.milestone_offsets[plan];
        mmatch__recount_plan(plans, &known, plan, &scratch, &recount);
        if (!judge_plan(scoreboard, plan, &recount, verdict_out)) {
            break;
        }
        if (mmatch__poll(context, 1000 + 500 * (uint64_t)count) != MMATCH_POLL_CONTINUE) {
            status = mmatch__fail_cancelled(context);
            break;
        }
    }
    mmatch__workspace_close(&workspace);
    return status;
}
