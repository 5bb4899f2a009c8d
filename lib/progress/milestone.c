/* What is known of a milestone on the as-of day. */
#include "progress/measure.h"

mmatch__milestone mmatch__milestone_read(const mmatch_plans *plans, int64_t plan, int64_t row,
                                         int32_t as_of)
{
    const mmatch_plan_columns *const columns = &plans->columns;
    const int32_t done = columns->done_days == NULL ? MMATCH__NO_DAY : columns->done_days[row];
    const int32_t checkin =
        columns->checkin_days == NULL ? MMATCH__NO_DAY : columns->checkin_days[row];
    mmatch__milestone milestone = {0};
    milestone.row = row;
    milestone.share = mmatch__plans_share(plans, plan, row);
    milestone.due = mmatch__plans_due_day(plans, plan, row);
    if (done != MMATCH__NO_DAY) {
        if (done <= as_of) {
            milestone.progress = MMATCH__PROGRESS_FULL;
        } else if (columns->progress != NULL) {
            milestone.is_missing = true;
        } /* else: done or not is all there is, and it was not */
    } else if (columns->progress != NULL) {
        if (columns->progress[row] == MMATCH__PROGRESS_MISSING) {
            milestone.is_missing = true;
        } else if (checkin != MMATCH__NO_DAY && checkin > as_of) {
            milestone.is_missing = true;
        } else {
            milestone.progress = columns->progress[row];
        }
    }
    milestone.is_done = milestone.progress == MMATCH__PROGRESS_FULL;
    return milestone;
}

bool mmatch__milestone_is_counted(const mmatch__milestone *milestone, int32_t missing)
{
    return !milestone->is_missing || missing != MMATCH_PROGRESS_MISSING_SKIP;
}
