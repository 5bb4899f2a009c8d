/* Problem: for one plan and day t, EV = sum a_i p_i, PV(t), the first s >= 0 with
 * PV(start + s) >= EV, called ES, what is overdue, blocked, out of sequence, and how much of EV
 * lies where the baseline asks for it.
 *
 * Idea: go through the milestones by due day in groups of equal due days. Every group is one point
 * of the baseline, so one pass adds up everything that depends on t, and a second, which knows EV,
 * finds the group in which the baseline passes EV: the line from the point before it is cut where
 * it reaches EV. Planned for milestone i there is all of it (group before), none (group after), or
 * the part of the line that is behind (this group).
 *
 * Notation: a_i = share / shares; p_i = progress / 1000000; EV = earned / (shares * 1000000); C,
 * the last point that EV reaches, = `before`; r = EV - PV_C in units of 1 / (shares * 1000000) =
 * `rest`; ES = (day_C - start) + rest / (group * 1000000) * (day_{C+1} - day_C).
 *
 * Invariants: all sums are integers; groups are met by increasing due day; due days before the
 * start count as the start for the baseline.
 *
 * Special cases: EV = 0 gives ES = 0; a step at the start that covers EV gives ES = 0; a level
 * stretch of the baseline gives its left end; EV = 1 gives the last due day that has a share.
 *
 * Complexity: O(milestones + predecessors), three passes.
 *
 * Reference: W. Lipke, Schedule is Different, 2003 (ES); W. Lipke, Connecting Earned Value to the
 * Schedule, 2004 (adherence). */
#include "progress/measure.h"

#include <math.h>

/* Whether a predecessor of the milestone is unfinished; *is_overdue_out: whether one of these is
 * overdue. */
static bool is_blocked(const mmatch__reading *reading, int64_t row, bool *is_overdue_out)
{
    const mmatch_plan_columns *const columns = &reading->plans->columns;
    const int32_t as_of = reading->options->as_of;
    bool is_unfinished = false;
    int64_t entry;
    *is_overdue_out = false;
    if (columns->predecessor_offsets == NULL) {
        return false;
    }
    for (entry = columns->predecessor_offsets[row]; entry < columns->predecessor_offsets[row + 1];
         entry++) {
        const mmatch__milestone before = mmatch__milestone_read(
            reading->plans, reading->plan, columns->predecessors[entry], as_of);
        if (mmatch__milestone_is_counted(&before, reading->options->missing) && !before.is_done) {
            is_unfinished = true;
            *is_overdue_out = *is_overdue_out || before.due < as_of;
        }
    }
    return is_unfinished;
}

static void add_dependencies(const mmatch__reading *reading, const mmatch__milestone *milestone,
                             mmatch__measures *measures)
{
    const uint64_t open = (uint64_t)(MMATCH__PROGRESS_FULL - (int32_t)milestone->progress);
    bool is_overdue = false;
    if (!is_blocked(reading, milestone->row, &is_overdue)) {
        return;
    }
    measures->unsequenced = mmatch__wide_add(
        measures->unsequenced, mmatch__wide_multiply(milestone->share, milestone->progress));
    measures->blocked =
        mmatch__wide_add(measures->blocked, mmatch__wide_multiply(milestone->share, open));
    if (!milestone->is_done) {
        measures->blocked_count++;
        measures->is_waiting = measures->is_waiting || is_overdue;
    }
}

static void add_overdue(const mmatch__milestone *milestone, int32_t as_of,
                        mmatch__measures *measures)
{
    const uint64_t open = (uint64_t)(MMATCH__PROGRESS_FULL - (int32_t)milestone->progress);
    const int64_t days = (int64_t)as_of - milestone->due;
    mmatch__wide unearned;
    if (days <= 0 || milestone->is_done) {
        return;
    }
    unearned = mmatch__wide_multiply(milestone->share, open);
    measures->overdue = mmatch__wide_add(measures->overdue, unearned);
    measures->overdue_days =
        mmatch__wide_add(measures->overdue_days, mmatch__wide_scale(unearned, (uint64_t)days));
    measures->overdue_count++;
    measures->overdue_most = days > measures->overdue_most ? days : measures->overdue_most;
}

/* On time or not, for what is due until the as-of day. */
static void add_punctuality(const mmatch_plans *plans, const mmatch__milestone *milestone,
                            int32_t as_of, mmatch__measures *measures)
{
    const int64_t row = milestone->row;
    const mmatch_plan_columns *const columns = &plans->columns;
    int32_t day = MMATCH__NO_DAY;
    if (milestone->due > as_of) {
        return;
    }
    if (milestone->is_done) {
        if (columns->done_days != NULL) {
            day = columns->done_days[row];
        }
        if (day == MMATCH__NO_DAY && columns->checkin_days != NULL) {
            day = columns->checkin_days[row];
        }
        if (day == MMATCH__NO_DAY) {
            return;
        }
        measures->punctual += day <= milestone->due ? milestone->share : 0;
    }
    measures->punctual_of += milestone->share;
}

/* Progress of a counted milestone by the policy. previous_due: the baseline point before its own.
 */
static uint32_t policy_progress(const mmatch__milestone *milestone, const mmatch__reading *reading,
                                int32_t previous_due)
{
    const int32_t as_of = reading->options->as_of;
    uint64_t passed;
    uint64_t length;
    if (!milestone->is_missing || reading->options->missing != MMATCH_PROGRESS_MISSING_EXPECTED) {
        return milestone->progress;
    }
    if (as_of < reading->start || as_of < previous_due) {
        return 0;
    }
    if (as_of >= milestone->due) {
        return MMATCH__PROGRESS_FULL;
    }
    passed = (uint64_t)(as_of - previous_due);
    length = (uint64_t)(milestone->due - previous_due);
    return (uint32_t)((2 * passed * MMATCH__PROGRESS_FULL + length) / (2 * length));
}

/* What does not depend on the policy. */
static void add_known(const mmatch__reading *reading, const mmatch__milestone *milestone,
                      mmatch__measures *measures)
{
    const mmatch_plan_columns *const columns = &reading->plans->columns;
    const int32_t as_of = reading->options->as_of;
    const int32_t news[2] = {
        columns->done_days == NULL ? MMATCH__NO_DAY : columns->done_days[milestone->row],
        columns->checkin_days == NULL ? MMATCH__NO_DAY : columns->checkin_days[milestone->row]};
    int kind;
    measures->milestone_count++;
    measures->shares_all += milestone->share;
    if (milestone->is_missing) {
        measures->missing_count++;
    } else {
        measures->shares_known += milestone->share;
        measures->earned_known = mmatch__wide_add(
            measures->earned_known, mmatch__wide_multiply(milestone->share, milestone->progress));
    }
    for (kind = 0; kind < 2; kind++) {
        if (news[kind] != MMATCH__NO_DAY && news[kind] > as_of) {
            measures->later_count++;
        } else if (news[kind] != MMATCH__NO_DAY) {
            const int64_t age = (int64_t)as_of - news[kind];
            if (measures->stale_days < 0 || age < measures->stale_days) {
                measures->stale_days = age;
            }
        }
    }
    measures->is_due_after_end =
        measures->is_due_after_end || milestone->due > columns->end_days[reading->plan];
    measures->is_due_at_start = measures->is_due_at_start || milestone->due <= reading->start;
}

/* Reads the plan: all milestones are counted up, those that count are kept. */
static void read_plan(mmatch__reading *reading, mmatch__measures *measures)
{
    const mmatch_plans *const plans = reading->plans;
    const int64_t end = plans->columns.milestone_offsets[reading->plan + 1];
    int32_t point = reading->start;    /* the last baseline point */
    int32_t previous = reading->start; /* the one before it */
    int64_t place;
    reading->count = 0;
    measures->stale_days = -1;
    for (place = plans->columns.milestone_offsets[reading->plan]; place < end; place++) {
        const int64_t row = plans->milestone_order == NULL ? place : plans->milestone_order[place];
        mmatch__milestone milestone =
            mmatch__milestone_read(plans, reading->plan, row, reading->options->as_of);
        add_known(reading, &milestone, measures);
        if (!mmatch__milestone_is_counted(&milestone, reading->options->missing)) {
            continue;
        }
        if (milestone.due > point) {
            previous = point;
            point = milestone.due;
        }
        milestone.point = point;
        milestone.progress = policy_progress(&milestone, reading, previous);
        reading->items[reading->count++] = milestone;
    }
}

/* PV(t) of the first pass: `level` is the share of the points until t, `group` the share
 * of the first point after t. */
static void set_planned(uint64_t level, uint64_t group, int32_t point, int32_t next, int32_t as_of,
                        mmatch__measures *measures)
{
    if (group == 0) {
        measures->planned = mmatch__wide_of(level);
        measures->planned_length = 1;
        return;
    }
    measures->planned_length = (uint64_t)(next - point);
    measures->planned = mmatch__wide_add(mmatch__wide_multiply(level, measures->planned_length),
                                         mmatch__wide_multiply(group, (uint64_t)(as_of - point)));
}

/* First pass: EV, PV(t) and everything that depends on t. */
static void measure_day(const mmatch__reading *reading, mmatch__measures *measures)
{
    const int32_t as_of = reading->options->as_of;
    const bool is_started = as_of >= reading->start;
    uint64_t level = 0; /* share of the points until t */
    uint64_t group = 0; /* share of the first point after t */
    int32_t point = reading->start;
    int32_t next = reading->start;
    int64_t place;
    for (place = 0; place < reading->count; place++) {
        const mmatch__milestone *const milestone = &reading->items[place];
        measures->shares += milestone->share;
        measures->shares_done += milestone->is_done ? milestone->share : 0;
        measures->done_count += milestone->is_done ? 1 : 0;
        measures->earned = mmatch__wide_add(
            measures->earned, mmatch__wide_multiply(milestone->share, milestone->progress));
        if (is_started && milestone->point <= as_of) {
            level += milestone->share;
            point = milestone->point;
        } else if (is_started && (next <= as_of || milestone->point == next)) {
            group += milestone->share;
            next = milestone->point;
        }
        add_overdue(milestone, as_of, measures);
        add_punctuality(reading->plans, milestone, as_of, measures);
        add_dependencies(reading, milestone, measures);
    }
    set_planned(level, group, point, next, as_of, measures);
}

/* Where the baseline passes EV. */
typedef struct crossing {
    uint64_t below;    /* share of the groups before */
    uint64_t group;    /* share of the group in which it passes */
    int32_t before;    /* the baseline point before that group */
    int32_t day;       /* due day of the group */
    mmatch__wide rest; /* r: EV above PV before the group */
} crossing;

/* Requires earned > 0. Every group before has PV below EV, so the group found has a share, and rest
 * is above 0 and at most group * 1000000. */
static crossing find_crossing(const mmatch__reading *reading, mmatch__wide earned)
{
    crossing cross = {0, 0, reading->start, reading->start, {0, 0}};
    int64_t place;
    for (place = 0; place < reading->count; place++) {
        const mmatch__milestone *const milestone = &reading->items[place];
        if (milestone->point != cross.day) {
            const mmatch__wide reached =
                mmatch__wide_multiply(cross.below + cross.group, MMATCH__PROGRESS_FULL);
            if (mmatch__wide_compare(reached, earned) >= 0) {
                break;
            }
            cross.below += cross.group;
            cross.group = 0;
            cross.before = cross.day;
            cross.day = milestone->point;
        }
        cross.group += milestone->share;
    }
    cross.rest =
        mmatch__wide_subtract(earned, mmatch__wide_multiply(cross.below, MMATCH__PROGRESS_FULL));
    return cross;
}

/* share * min(progress * group, rest): what is in place of one milestone of the crossing group. */
static mmatch__wide in_place_at(const mmatch__milestone *milestone, const crossing *cross)
{
    const mmatch__wide own = mmatch__wide_multiply(cross->group, milestone->progress);
    const mmatch__wide least = mmatch__wide_compare(own, cross->rest) < 0 ? own : cross->rest;
    return mmatch__wide_scale(least, milestone->share);
}

/* Second and third pass: ES, and what is in place there. */
static void measure_schedule(const mmatch__reading *reading, mmatch__measures *measures)
{
    crossing cross;
    bool is_step;
    int64_t place;
    measures->schedule.denominator = mmatch__wide_of(1);
    measures->in_place_scale = 1;
    if (mmatch__wide_is_zero(measures->earned)) {
        return; /* ES = 0 */
    }
    cross = find_crossing(reading, measures->earned);
    is_step = cross.day == reading->start;
    if (!is_step) {
        measures->schedule.denominator = mmatch__wide_multiply(cross.group, MMATCH__PROGRESS_FULL);
        measures->schedule.numerator =
            mmatch__wide_add(mmatch__wide_scale(measures->schedule.denominator,
                                                (uint64_t)(cross.before - reading->start)),
                             mmatch__wide_scale(cross.rest, (uint64_t)(cross.day - cross.before)));
        measures->in_place_scale = cross.group;
    }
    for (place = 0; place < reading->count && reading->items[place].point <= cross.day; place++) {
        const mmatch__milestone *const milestone = &reading->items[place];
        const mmatch__wide in_place =
            is_step || milestone->point < cross.day
                ? mmatch__wide_scale(mmatch__wide_multiply(milestone->share, milestone->progress),
                                     measures->in_place_scale)
                : in_place_at(milestone, &cross);
        measures->in_place = mmatch__wide_add(measures->in_place, in_place);
    }
}

void mmatch__measure_milestones(const mmatch_plans *plans, int64_t plan,
                                const mmatch_progress_options *options, mmatch__reading *reading,
                                mmatch__measures *measures)
{
    reading->plans = plans;
    reading->options = options;
    reading->plan = plan;
    reading->start = plans->columns.start_days[plan];
    read_plan(reading, measures);
    measure_day(reading, measures);
    measure_schedule(reading, measures);
}

int64_t mmatch__measures_score(const mmatch__measures *measures)
{
    uint64_t rest;
    uint64_t whole;
    if (measures->shares == 0) {
        return -1;
    }
    whole = mmatch__wide_divide(measures->earned, measures->shares, &rest);
    return (int64_t)(whole + (rest >= measures->shares - rest ? 1 : 0));
}

double mmatch__fraction_real(mmatch__fraction fraction)
{
    double real;
    if (mmatch__wide_is_zero(fraction.denominator)) {
        return (double)NAN;
    }
    real = mmatch__wide_ratio(fraction.numerator, fraction.denominator);
    return fraction.is_negative && !mmatch__wide_is_zero(fraction.numerator) ? -real : real;
}
