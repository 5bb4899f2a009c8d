/* Flags, reasons and the status: published rules, compared in exact fractions. */
#include "progress/measure.h"

void mmatch__elapsed(const mmatch_plans *plans, int64_t plan, int32_t as_of, uint64_t *part_out,
                     uint64_t *whole_out)
{
    const int64_t start = plans->columns.start_days[plan];
    const int64_t end = plans->columns.end_days[plan];
    *whole_out = 1;
    if (as_of >= end) {
        *part_out = 1;
    } else if (as_of <= start) {
        *part_out = 0;
    } else {
        *part_out = (uint64_t)(as_of - start);
        *whole_out = (uint64_t)(end - start);
    }
}

int64_t mmatch__judge_flags(const mmatch_plans *plans, int64_t plan, int32_t as_of,
                            const mmatch__measures *measures)
{
    int64_t flags = 0;
    flags |= measures->milestone_count == 0 ? MMATCH_PROGRESS_FLAG_EMPTY : 0;
    flags |= (plans->notes[plan] & MMATCH__NOTE_EQUAL_WEIGHTS) != 0
                 ? MMATCH_PROGRESS_FLAG_EQUAL_WEIGHTS
                 : 0;
    flags |= as_of <= plans->columns.start_days[plan] ? MMATCH_PROGRESS_FLAG_NOT_STARTED : 0;
    flags |= measures->missing_count > 0 ? MMATCH_PROGRESS_FLAG_MISSING : 0;
    flags |=
        measures->milestone_count > 0 && measures->shares == 0 ? MMATCH_PROGRESS_FLAG_UNKNOWN : 0;
    flags |= measures->later_count > 0 ? MMATCH_PROGRESS_FLAG_LATER : 0;
    flags |= measures->is_due_after_end ? MMATCH_PROGRESS_FLAG_DUE_AFTER_END : 0;
    flags |= measures->is_due_at_start ? MMATCH_PROGRESS_FLAG_DUE_AT_START : 0;
    flags |=
        (plans->notes[plan] & MMATCH__NOTE_IDLE_GOAL) != 0 ? MMATCH_PROGRESS_FLAG_IDLE_GOAL : 0;
    return flags;
}

/* EV compared with numerator / denominator, both below 2^40. */
static int compare_earned(const mmatch__measures *measures, uint64_t numerator,
                          uint64_t denominator)
{
    const mmatch__wide full = mmatch__wide_multiply(measures->shares, MMATCH__PROGRESS_FULL);
    return mmatch__wide_compare(mmatch__wide_scale(measures->earned, denominator),
                                mmatch__wide_scale(full, numerator));
}

/* Pace against 1 and 0.9. Requires AT > 0. */
static int32_t judge_pace(const mmatch__measures *measures, uint64_t passed, int64_t *reasons)
{
    const mmatch__wide planned = mmatch__wide_scale(measures->schedule.denominator, passed);
    if (mmatch__wide_compare(measures->schedule.numerator, planned) >= 0) {
        return MMATCH_PROGRESS_GREEN;
    }
    *reasons |= MMATCH_PROGRESS_REASON_PACE;
    return mmatch__wide_compare(mmatch__wide_scale(measures->schedule.numerator, 10),
                                mmatch__wide_scale(planned, 9)) >= 0
               ? MMATCH_PROGRESS_AMBER
               : MMATCH_PROGRESS_RED;
}

/* Elapsed time minus EV, compared with so many thousandths: elapsed - thousandths / 1000 against
 * EV. */
static int compare_gap(const mmatch__measures *measures, uint64_t part, uint64_t whole,
                       uint64_t thousandths)
{
    const uint64_t upper = part * 1000;
    const uint64_t lower = thousandths * whole;
    return upper <= lower && !(upper == lower && mmatch__wide_is_zero(measures->earned))
               ? -1
               : -compare_earned(measures, upper - lower, whole * 1000);
}

static int32_t judge_gap(const mmatch__measures *measures, uint64_t part, uint64_t whole,
                         int64_t *reasons)
{
    if (compare_gap(measures, part, whole, 165) < 0) {
        return MMATCH_PROGRESS_GREEN;
    }
    *reasons |= MMATCH_PROGRESS_REASON_GAP;
    return compare_gap(measures, part, whole, 330) <= 0 ? MMATCH_PROGRESS_AMBER
                                                        : MMATCH_PROGRESS_RED;
}

static int32_t judge_buffer(const mmatch__measures *measures, uint64_t part, uint64_t whole,
                            bool is_past_end, int64_t *reasons)
{
    if (compare_earned(measures, part, whole) >= 0) {
        return MMATCH_PROGRESS_GREEN;
    }
    *reasons |= MMATCH_PROGRESS_REASON_GAP;
    return !is_past_end && compare_gap(measures, part, whole, 100) <= 0 ? MMATCH_PROGRESS_AMBER
                                                                        : MMATCH_PROGRESS_RED;
}

static int32_t judge_bands(const mmatch__measures *measures, int64_t *reasons)
{
    if (compare_earned(measures, 7, 10) >= 0) {
        return MMATCH_PROGRESS_GREEN;
    }
    *reasons |= MMATCH_PROGRESS_REASON_LEVEL;
    return compare_earned(measures, 4, 10) >= 0 ? MMATCH_PROGRESS_AMBER : MMATCH_PROGRESS_RED;
}

int64_t mmatch__judge_status(const mmatch_plans *plans, int64_t plan,
                             const mmatch_progress_options *options,
                             const mmatch__measures *measures, int64_t *reasons_out)
{
    const int64_t passed = (int64_t)options->as_of - plans->columns.start_days[plan];
    const bool is_past_end = options->as_of > plans->columns.end_days[plan];
    int64_t reasons = 0;
    int32_t status = MMATCH_PROGRESS_GREY;
    uint64_t part;
    uint64_t whole;
    mmatch__elapsed(plans, plan, options->as_of, &part, &whole);
    if (measures->shares > 0 && passed > 0) {
        if (compare_earned(measures, 1, 1) == 0) {
            status = MMATCH_PROGRESS_ACHIEVED;
        } else if (options->preset == MMATCH_PRESET_EARNED_SCHEDULE) {
            status = judge_pace(measures, (uint64_t)passed, &reasons);
        } else if (options->preset == MMATCH_PRESET_GAP) {
            status = judge_gap(measures, part, whole, &reasons);
        } else if (options->preset == MMATCH_PRESET_BUFFER) {
            status = judge_buffer(measures, part, whole, is_past_end, &reasons);
        } else {
            status = judge_bands(measures, &reasons);
        }
        reasons |=
            is_past_end && status != MMATCH_PROGRESS_ACHIEVED ? MMATCH_PROGRESS_REASON_PAST_END : 0;
    }
    reasons |= measures->overdue_count > 0 ? MMATCH_PROGRESS_REASON_OVERDUE : 0;
    reasons |= measures->is_waiting ? MMATCH_PROGRESS_REASON_BLOCKED : 0;
    *reasons_out = reasons;
    return status;
}
