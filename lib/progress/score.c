/* Scoring all plans: blocks of plans over the threads, every plan on its own. */
#include <math.h>

#include "base/parallel.h"
#include "progress/measure.h"
#include "progress/scoreboard.h"

enum { BLOCK_PLANS = 256, BLOCK_WORK = 100000 };

typedef struct scoring {
    const mmatch_plans *plans;
    const mmatch_progress_options *options;
    mmatch_scoreboard *scoreboard;
    mmatch__milestone *items; /* scratch: the largest plan for each worker */
} scoring;

static mmatch__fraction fraction(mmatch__wide numerator, mmatch__wide denominator)
{
    const mmatch__fraction quotient = {numerator, denominator, false};
    return quotient;
}

/* (left - right) / denominator */
static mmatch__fraction difference(mmatch__wide left, mmatch__wide right, mmatch__wide denominator)
{
    mmatch__fraction quotient = {left, denominator, mmatch__wide_compare(left, right) < 0};
    quotient.numerator = quotient.is_negative ? mmatch__wide_subtract(right, left)
                                              : mmatch__wide_subtract(left, right);
    return quotient;
}

static mmatch__fraction undefined(void)
{
    return fraction(mmatch__wide_of(0), mmatch__wide_of(0));
}

/* Fields of earned schedule; `measures` has shares. */
static mmatch__fraction schedule_field(int32_t field, const mmatch__measures *measures,
                                       int64_t passed, int64_t duration)
{
    const mmatch__wide earned_days = measures->schedule.numerator;
    const mmatch__wide scale = measures->schedule.denominator;
    switch (field) {
    case MMATCH_FIELD_EARNED_DAYS:
        return measures->schedule;
    case MMATCH_FIELD_VARIANCE_DAYS:
        return passed < 0
                   ? undefined()
                   : difference(earned_days, mmatch__wide_scale(scale, (uint64_t)passed), scale);
    case MMATCH_FIELD_PACE:
        return passed <= 0 ? undefined()
                           : fraction(earned_days, mmatch__wide_scale(scale, (uint64_t)passed));
    case MMATCH_FIELD_DURATION_ESTIMATE:
        return passed <= 0
                   ? undefined()
                   : fraction(mmatch__wide_scale(scale, (uint64_t)duration * (uint64_t)passed),
                              earned_days); /* ES = 0: not defined */
    default:                                /* MMATCH_FIELD_PACE_NEEDED */
        return passed < 0 || passed >= duration
                   ? undefined()
                   : difference(mmatch__wide_scale(scale, (uint64_t)duration), earned_days,
                                mmatch__wide_scale(scale, (uint64_t)(duration - passed)));
    }
}

/* shares * 1000000: the denominator of sums of share * progress. */
static mmatch__wide full_of(const mmatch__measures *measures)
{
    return mmatch__wide_multiply(measures->shares, MMATCH__PROGRESS_FULL);
}

/* EV and PV over one denominator, shares * 1000000 * planned_length. */
static mmatch__wide earned_of(const mmatch__measures *measures)
{
    return mmatch__wide_scale(measures->earned, measures->planned_length);
}

static mmatch__wide planned_of(const mmatch__measures *measures)
{
    return mmatch__wide_scale(measures->planned, MMATCH__PROGRESS_FULL);
}

/* Fields that are shares of the counted milestones. */
static mmatch__fraction share_field(int32_t field, const mmatch__measures *measures)
{
    switch (field) {
    case MMATCH_FIELD_ATTAINMENT:
        return fraction(measures->earned, full_of(measures));
    case MMATCH_FIELD_DONE_SHARE:
        return fraction(mmatch__wide_of(measures->shares_done), mmatch__wide_of(measures->shares));
    case MMATCH_FIELD_PLANNED:
        return fraction(measures->planned,
                        mmatch__wide_multiply(measures->shares, measures->planned_length));
    case MMATCH_FIELD_VARIANCE:
        return difference(earned_of(measures), planned_of(measures),
                          mmatch__wide_scale(full_of(measures), measures->planned_length));
    case MMATCH_FIELD_INDEX:
        return fraction(earned_of(measures), planned_of(measures));
    case MMATCH_FIELD_OVERDUE_SHARE:
        return fraction(measures->overdue, full_of(measures));
    case MMATCH_FIELD_OVERDUE_SHARE_DAYS:
        return fraction(measures->overdue_days, full_of(measures));
    case MMATCH_FIELD_BLOCKED_SHARE:
        return fraction(measures->blocked, full_of(measures));
    case MMATCH_FIELD_OUT_OF_SEQUENCE:
        return fraction(measures->unsequenced, full_of(measures));
    default: /* MMATCH_FIELD_ADHERENCE */
        return fraction(measures->in_place,
                        mmatch__wide_scale(measures->earned, measures->in_place_scale));
    }
}

static double real_field(int32_t field, const scoring *work, int64_t plan,
                         const mmatch__measures *measures)
{
    const mmatch_plan_columns *const columns = &work->plans->columns;
    const int32_t as_of = work->options->as_of;
    const int64_t passed = (int64_t)as_of - columns->start_days[plan];
    const int64_t duration = (int64_t)columns->end_days[plan] - columns->start_days[plan];
    const mmatch__wide all = mmatch__wide_multiply(measures->shares_all, MMATCH__PROGRESS_FULL);
    uint64_t part;
    uint64_t whole;
    switch (field) {
    case MMATCH_FIELD_ATTAINMENT_LOW:
        return mmatch__fraction_real(fraction(measures->earned_known, all));
    case MMATCH_FIELD_ATTAINMENT_HIGH:
        return mmatch__fraction_real(fraction(
            mmatch__wide_add(measures->earned_known,
                             mmatch__wide_multiply(measures->shares_all - measures->shares_known,
                                                   MMATCH__PROGRESS_FULL)),
            all));
    case MMATCH_FIELD_COVERAGE:
        return mmatch__fraction_real(fraction(mmatch__wide_of(measures->shares_known),
                                              mmatch__wide_of(measures->shares_all)));
    case MMATCH_FIELD_ON_TIME_RATE:
        return mmatch__fraction_real(
            fraction(mmatch__wide_of(measures->punctual), mmatch__wide_of(measures->punctual_of)));
    case MMATCH_FIELD_ELAPSED:
        mmatch__elapsed(work->plans, plan, as_of, &part, &whole);
        return mmatch__fraction_real(fraction(mmatch__wide_of(part), mmatch__wide_of(whole)));
    case MMATCH_FIELD_CADENCE_COVERAGE:
        return mmatch__fraction_real(fraction(mmatch__wide_of((uint64_t)measures->covered_days),
                                              mmatch__wide_of((uint64_t)measures->cadence_window)));
    case MMATCH_FIELD_EARNED_DAYS:
    case MMATCH_FIELD_VARIANCE_DAYS:
    case MMATCH_FIELD_PACE:
    case MMATCH_FIELD_DURATION_ESTIMATE:
    case MMATCH_FIELD_PACE_NEEDED:
        return measures->shares == 0
                   ? (double)NAN
                   : mmatch__fraction_real(schedule_field(field, measures, passed, duration));
    default:
        return measures->shares == 0 ? (double)NAN
                                     : mmatch__fraction_real(share_field(field, measures));
    }
}

static int64_t integer_field(int32_t field, const scoring *work, int64_t plan,
                             const mmatch__measures *measures)
{
    int64_t reasons = 0;
    int64_t status;
    switch (field) {
    case MMATCH_FIELD_STATUS:
    case MMATCH_FIELD_REASONS:
        status = mmatch__judge_status(work->plans, plan, work->options, measures, &reasons);
        return field == MMATCH_FIELD_STATUS ? status : reasons;
    case MMATCH_FIELD_FLAGS:
        return mmatch__judge_flags(work->plans, plan, work->options->as_of, measures);
    case MMATCH_FIELD_SCORE:
        return mmatch__measures_score(measures);
    case MMATCH_FIELD_DONE_COUNT:
        return measures->done_count;
    case MMATCH_FIELD_MISSING_COUNT:
        return measures->missing_count;
    case MMATCH_FIELD_OVERDUE_COUNT:
        return measures->overdue_count;
    case MMATCH_FIELD_OVERDUE_DAYS_MOST:
        return measures->overdue_most;
    case MMATCH_FIELD_BLOCKED_COUNT:
        return measures->blocked_count;
    case MMATCH_FIELD_STALE_DAYS:
        return measures->stale_days;
    case MMATCH_FIELD_SESSIONS_HELD:
        return measures->held;
    case MMATCH_FIELD_SESSIONS_UNCONFIRMED:
        return measures->unconfirmed;
    case MMATCH_FIELD_SESSIONS_EXPECTED:
        return measures->expected;
    case MMATCH_FIELD_SESSION_GAP_NOW:
        return measures->gap_now;
    default: /* MMATCH_FIELD_SESSION_GAP_MOST */
        return measures->gap_most;
    }
}

static void score_plan(const scoring *work, int64_t plan, int32_t worker)
{
    mmatch_scoreboard *const scoreboard = work->scoreboard;
    mmatch__measures measures = {0};
    mmatch__reading reading = {0};
    double *real = scoreboard->reals + plan;
    int64_t *integer = scoreboard->integers + plan;
    int32_t field;
    reading.items = work->items + worker * work->plans->largest_plan;
    mmatch__measure_milestones(work->plans, plan, work->options, &reading, &measures);
    mmatch__measure_sessions(work->plans, plan, work->options->as_of, &measures);
    for (field = 0; field < MMATCH__FIELD_COUNT; field++) {
        if ((scoreboard->wanted >> field & 1) == 0) {
            continue;
        }
        if (field < MMATCH__FIELD_FIRST_INTEGER) {
            *real = real_field(field, work, plan, &measures);
            real += scoreboard->plan_count;
        } else {
            *integer = integer_field(field, work, plan, &measures);
            integer += scoreboard->plan_count;
        }
    }
}

static void score_block(void *shared, int64_t task, int32_t worker)
{
    const scoring *const work = (const scoring *)shared;
    const int64_t first = task * BLOCK_PLANS;
    const int64_t left = work->scoreboard->plan_count - first;
    const int64_t end = first + (left < BLOCK_PLANS ? left : BLOCK_PLANS);
    int64_t plan;
    for (plan = first; plan < end; plan++) {
        score_plan(work, plan, worker);
    }
}

/* Allocates, runs the blocks, hands the scoreboard over. */
static mmatch_status score_blocks(mmatch_context *context, scoring *work, uint64_t wanted,
                                  mmatch_scoreboard **scoreboard_out)
{
    const int64_t plan_count = work->plans->columns.plan_count;
    const int64_t blocks = plan_count / BLOCK_PLANS + (plan_count % BLOCK_PLANS != 0 ? 1 : 0);
    const int32_t workers = mmatch__parallel_workers(context, blocks);
    mmatch__layout layout = {0};
    mmatch__workspace workspace;
    mmatch_status status = MMATCH_OK;
    const size_t items_at = mmatch__layout_add(&layout, work->plans->largest_plan,
                                               (size_t)workers * sizeof *work->items);
    if (!mmatch__workspace_open(&context->allocator, &layout, &workspace)) {
        return mmatch__fail_memory(context);
    }
    work->items = (mmatch__milestone *)mmatch__workspace_at(&workspace, items_at);
    work->scoreboard = mmatch__scoreboard_allocate(context, plan_count, wanted);
    if (work->scoreboard == NULL) {
        status = mmatch__fail_memory(context);
    } else if (mmatch__poll_now(context) != MMATCH_POLL_CONTINUE ||
               mmatch__parallel_run(context, blocks, BLOCK_WORK, score_block, work) !=
                   MMATCH_POLL_CONTINUE) {
        mmatch_scoreboard_destroy(work->scoreboard);
        status = mmatch__fail_cancelled(context);
    } else {
        *scoreboard_out = work->scoreboard;
    }
    mmatch__workspace_close(&workspace);
    return status;
}

mmatch_status mmatch_progress_score(mmatch_context *context, const mmatch_plans *plans,
                                    const mmatch_progress_options *options, uint64_t wanted,
                                    mmatch_scoreboard **scoreboard_out)
{
    mmatch_progress_options known;
    scoring work;
    mmatch_status status;
    if (scoreboard_out != NULL) {
        *scoreboard_out = NULL;
    }
    status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    if (plans == NULL || scoreboard_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL",
                            plans == NULL ? "plans" : "scoreboard_out");
    }
    status = mmatch__progress_options_read(context, options, &known);
    if (status == MMATCH_OK) {
        status = mmatch__fields_check(context, &wanted);
    }
    if (status != MMATCH_OK) {
        return status;
    }
    work.plans = plans;
    work.options = &known;
    return score_blocks(context, &work, wanted, scoreboard_out);
}
