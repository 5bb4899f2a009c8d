/* Reading milestones: what is known of one on the as-of day, and all of a plan by due day. */
#include "progress/measure.h"

mmatch__milestone mmatch__milestone_read(const mmatch_plans *plans, int64_t plan, int64_t row,
                                         int32_t as_of)
{
    const mmatch_plan_columns *const columns = &plans->columns;
    const int32_t done = columns->done_days == NULL ? MMATCH__NO_DAY : columns->done_days[row];
    const int32_t checkin =
        columns->checkin_days == NULL ? MMATCH__NO_DAY : columns->checkin_days[row];
    mmatch__milestone milestone = {0};
    milestone.share = mmatch__plans_share(plans, plan, row);
    milestone.due = mmatch__plans_due_day(plans, plan, row);
    if (done != MMATCH__NO_DAY) {
        if (done <= as_of) {
            milestone.progress = MMATCH__PROGRESS_FULL;
        } else if (columns->progress != NULL) {
            milestone.is_later = true;
        } /* else: done or not is all there is, and it was not */
    } else if (columns->progress != NULL) {
        if (columns->progress[row] == MMATCH__PROGRESS_MISSING) {
            milestone.is_missing = true;
        } else if (checkin != MMATCH__NO_DAY && checkin > as_of) {
            milestone.is_later = true;
        } else {
            milestone.progress = columns->progress[row];
        }
    }
    milestone.is_missing = milestone.is_missing || milestone.is_later;
    milestone.is_done = milestone.progress == MMATCH__PROGRESS_FULL;
    return milestone;
}

bool mmatch__milestone_is_counted(const mmatch__milestone *milestone, int32_t missing)
{
    return !milestone->is_missing || missing != MMATCH_PROGRESS_MISSING_SKIP;
}

/* Progress of a counted milestone by the policy. previous_due: the baseline point before its own.
 */
static uint32_t policy_progress(const mmatch__milestone *milestone, int32_t missing, int32_t as_of,
                                int32_t start, int32_t previous_due)
{
    uint64_t passed;
    uint64_t length;
    if (!milestone->is_missing || missing != MMATCH_PROGRESS_MISSING_EXPECTED) {
        return milestone->progress;
    }
    if (as_of < start || as_of < previous_due) {
        return 0;
    }
    if (as_of >= milestone->due) {
        return MMATCH__PROGRESS_FULL;
    }
    passed = (uint64_t)(as_of - previous_due);
    length = (uint64_t)(milestone->due - previous_due);
    return (uint32_t)((2 * passed * MMATCH__PROGRESS_FULL + length) / (2 * length));
}

mmatch__walk mmatch__walk_begin(const mmatch_plans *plans, int64_t plan,
                                const mmatch_progress_options *options)
{
    const int32_t start = plans->columns.start_days[plan];
    const mmatch__walk walking = {plans,
                                  options,
                                  plan,
                                  plans->columns.milestone_offsets[plan],
                                  plans->columns.milestone_offsets[plan + 1],
                                  start,
                                  start,
                                  start};
    return walking;
}

bool mmatch__walk_next(mmatch__walk *walking, mmatch__milestone *milestone_out, int64_t *row_out)
{
    const mmatch_plans *const plans = walking->plans;
    while (walking->place < walking->end) {
        const int64_t row = plans->milestone_order == NULL ? walking->place
                                                           : plans->milestone_order[walking->place];
        mmatch__milestone milestone =
            mmatch__milestone_read(plans, walking->plan, row, walking->options->as_of);
        int32_t day;
        walking->place++;
        if (!mmatch__milestone_is_counted(&milestone, walking->options->missing)) {
            continue;
        }
        day = milestone.due > walking->start ? milestone.due : walking->start;
        if (day > walking->point) {
            walking->previous = walking->point;
            walking->point = day;
        }
        milestone.progress =
            policy_progress(&milestone, walking->options->missing, walking->options->as_of,
                            walking->start, walking->previous);
        *milestone_out = milestone;
        *row_out = row;
        return true;
    }
    return false;
}
