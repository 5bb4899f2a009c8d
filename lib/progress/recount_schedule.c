/* The verifier's own baseline.
 *
 * Notation: a milestone has the integer share A_i, D is the sum of those counted, p_i in
 * millionths, M = 1000000, d_i its baseline day, e_i the baseline point before it. planned_i(x) is
 * 1 from d_i on, 0 until e_i, and (x - e_i) / (d_i - e_i) between; PV(x) = sum A_i planned_i(x) /
 * D. All that are between have the same d_i, so one fraction f / h serves them all. The earned
 * schedule is looked for by bisection over the baseline days; see find_reach. */
#include "progress/recount.h"

#define FULL ((uint64_t)MMATCH__PROGRESS_FULL)

typedef mmatch__natural natural;

/* Where the baseline stands: milestones with d_i < day are planned in full, those with d_i = day by
 * f / h. */
typedef struct standing {
    int64_t day;
    natural f;
    natural h;
} standing;

/* (left - right) / denominator */
static void set_difference(mmatch__recount_case *plan, int32_t field, natural left, natural right,
                           natural denominator)
{
    const bool is_negative = mmatch__natural_compare(&left, &right) < 0;
    mmatch__recount_set(plan, field,
                        is_negative ? mmatch__natural_minus(&right, &left)
                                    : mmatch__natural_minus(&left, &right),
                        denominator);
    plan->recount->reals[field].is_negative = is_negative;
}

/* The part of the baseline that is behind x / y days after the start. */
static standing stand_at(const mmatch__recount_case *plan, const natural *x, const natural *y)
{
    standing found = {INT64_MAX, {{0}}, {{0}}}; /* every milestone is planned in full */
    int64_t place;
    found.h = mmatch__natural_of(1);
    for (place = 0; place < plan->counted; place++) {
        const int64_t day = plan->scratch->sorted[place];
        const int64_t before = mmatch__recount_point_before(plan, day);
        const natural here = mmatch__natural_times_small(y, (uint64_t)(day - plan->start));
        const natural there = mmatch__natural_times_small(y, (uint64_t)(before - plan->start));
        if (mmatch__natural_compare(x, &here) < 0) {
            found.day = day;
            found.f =
                mmatch__natural_minus(x, &there); /* x is not before there: the days are sorted */
            found.h = mmatch__natural_times_small(y, (uint64_t)(day - before));
            break;
        }
    }
    return found;
}

/* planned_i as a numerator over h. */
static natural planned_of(const mmatch__recount_case *plan, const standing *stand, int64_t place)
{
    if (plan->scratch->days[place] < stand->day) {
        return stand->h;
    }
    return plan->scratch->days[place] == stand->day ? stand->f : mmatch__natural_of(0);
}

/* sum A_i planned_i over the counted milestones, as a numerator over h. */
static natural planned_total(const mmatch__recount_case *plan, const standing *stand)
{
    natural sum = mmatch__natural_of(0);
    int64_t place;
    for (place = 0; place < plan->count; place++) {
        if (plan->scratch->progress[place] >= 0) {
            natural part = planned_of(plan, stand, place);
            part = mmatch__natural_times_small(&part, plan->scratch->shares[place]);
            sum = mmatch__natural_plus(&sum, &part);
        }
    }
    return sum;
}

/* M * (sum of A_i with d_i < day, or <= day). */
static natural level_at(const mmatch__recount_case *plan, int64_t day, bool is_day_in)
{
    uint64_t sum = 0;
    int64_t place;
    for (place = 0; place < plan->count; place++) {
        if (plan->scratch->progress[place] >= 0 &&
            plan->scratch->days[place] < day + (is_day_in ? 1 : 0)) {
            sum += plan->scratch->shares[place];
        }
    }
    return mmatch__recount_product(sum, FULL);
}

/* The first x with PV(x) >= EV: bisection for the first baseline day that is enough, then the line
 * to it. Below that day PV < EV, and the line rises, so where it meets EV is the first place. */
static void find_reach(mmatch__recount_case *plan)
{
    int64_t low = 0;
    int64_t high = plan->counted - 1;
    int64_t day;
    int64_t before;
    natural below;
    natural above;
    natural climbed;
    plan->reach = mmatch__natural_of(0);
    plan->reach_unit = mmatch__natural_of(1);
    if (mmatch__natural_is_zero(&plan->earned)) {
        return;
    }
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        const natural level = level_at(plan, plan->scratch->sorted[middle], true);
        if (mmatch__natural_compare(&level, &plan->earned) >= 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    day = plan->scratch->sorted[low];
    if (day == plan->start) {
        return;
    }
    before = mmatch__recount_point_before(plan, day);
    below = level_at(plan, day, false);
    above = level_at(plan, day, true);
    plan->reach_unit = mmatch__natural_minus(&above, &below);
    climbed = mmatch__natural_minus(&plan->earned, &below);
    climbed = mmatch__natural_times_small(&climbed, (uint64_t)(day - before));
    plan->reach = mmatch__natural_times_small(&plan->reach_unit, (uint64_t)(before - plan->start));
    plan->reach = mmatch__natural_plus(&plan->reach, &climbed);
}

/* Planned value and all that is compared with it. */
static void count_planned(mmatch__recount_case *plan)
{
    const int64_t passed = plan->as_of - plan->start;
    const int64_t duration = plan->end - plan->start;
    const natural total = mmatch__natural_of(plan->total);
    const natural full = mmatch__recount_product(plan->total, FULL);
    const natural days = mmatch__natural_of(passed > 0 ? (uint64_t)passed : 0);
    const natural one = mmatch__natural_of(1);
    const standing now = stand_at(plan, &days, &one);
    natural planned = passed < 0 ? mmatch__natural_of(0) : planned_total(plan, &now);
    natural earned = mmatch__natural_times(&plan->earned, &now.h);
    natural scale;
    mmatch__recount_set(plan, MMATCH_FIELD_ATTAINMENT, plan->earned, full);
    scale = mmatch__natural_times(&total, &now.h);
    mmatch__recount_set(plan, MMATCH_FIELD_PLANNED, planned, scale);
    planned = mmatch__natural_times_small(&planned, FULL);
    scale = mmatch__natural_times_small(&scale, FULL);
    set_difference(plan, MMATCH_FIELD_VARIANCE, earned, planned, scale);
    mmatch__recount_set(plan, MMATCH_FIELD_INDEX, earned, planned);
    find_reach(plan);
    mmatch__recount_set(plan, MMATCH_FIELD_EARNED_DAYS, plan->reach, plan->reach_unit);
    if (passed >= 0) {
        scale = mmatch__natural_times(&plan->reach_unit, &days);
        set_difference(plan, MMATCH_FIELD_VARIANCE_DAYS, plan->reach, scale, plan->reach_unit);
    }
    if (passed > 0) {
        mmatch__recount_set(plan, MMATCH_FIELD_PACE, plan->reach, scale);
        scale = mmatch__natural_times_small(&scale, (uint64_t)duration);
        mmatch__recount_set(plan, MMATCH_FIELD_DURATION_ESTIMATE, scale, plan->reach);
    }
    if (passed >= 0 && passed < duration) {
        scale = mmatch__natural_times_small(&plan->reach_unit, (uint64_t)duration);
        set_difference(
            plan, MMATCH_FIELD_PACE_NEEDED, scale, plan->reach,
            mmatch__natural_times_small(&plan->reach_unit, (uint64_t)(duration - passed)));
    }
}

/* Of EV, what the baseline asks for at the earned schedule. */
static void count_adherence(mmatch__recount_case *plan)
{
    const standing there = stand_at(plan, &plan->reach, &plan->reach_unit);
    natural sum = mmatch__natural_of(0);
    int64_t place;
    for (place = 0; place < plan->count; place++) {
        natural own;
        natural planned;
        if (plan->scratch->progress[place] < 0) {
            continue;
        }
        own = mmatch__natural_times_small(&there.h, (uint64_t)plan->scratch->progress[place]);
        planned = planned_of(plan, &there, place);
        planned = mmatch__natural_times_small(&planned, FULL);
        own = mmatch__natural_compare(&own, &planned) < 0 ? own : planned;
        own = mmatch__natural_times_small(&own, plan->scratch->shares[place]);
        sum = mmatch__natural_plus(&sum, &own);
    }
    mmatch__recount_set(plan, MMATCH_FIELD_ADHERENCE, sum,
                        mmatch__natural_times(&plan->earned, &there.h));
}

void mmatch__recount_schedule(mmatch__recount_case *plan)
{
    count_planned(plan);
    count_adherence(plan);
}
