/* The verifier's own arithmetic over one plan: every number from its definition. */
#include "progress/recount.h"

#include "base/sort.h"

#define FULL ((uint64_t)MMATCH__PROGRESS_FULL)

typedef mmatch__natural natural;

natural mmatch__recount_product(uint64_t a, uint64_t b)
{
    const natural left = mmatch__natural_of(a);
    return mmatch__natural_times_small(&left, b);
}

/* *sum += a * b */
static void add_product(natural *sum, uint64_t a, uint64_t b)
{
    const natural part = mmatch__recount_product(a, b);
    *sum = mmatch__natural_plus(sum, &part);
}

void mmatch__recount_set(mmatch__recount_case *plan, int32_t field, natural numerator,
                         natural denominator)
{
    plan->recount->reals[field].numerator = numerator;
    plan->recount->reals[field].denominator = denominator;
    plan->recount->reals[field].is_negative = false;
}

static int32_t entry(const int32_t *column, int64_t row)
{
    return column == NULL ? MMATCH__NO_DAY : column[row];
}

static int64_t due_of(const mmatch__recount_case *plan, int64_t row)
{
    return plan->columns->due_days[row] == MMATCH__NO_DAY ? plan->end
                                                          : plan->columns->due_days[row];
}

/* Progress known on the as-of day, -1 when missing. */
static int64_t known_progress(const mmatch__recount_case *plan, int64_t row)
{
    const int32_t done = entry(plan->columns->done_days, row);
    const int32_t checkin = entry(plan->columns->checkin_days, row);
    if (plan->columns->progress == NULL) {
        return done != MMATCH__NO_DAY && done <= plan->as_of ? (int64_t)FULL : 0;
    }
    if (done != MMATCH__NO_DAY) {
        return done <= plan->as_of ? (int64_t)FULL : -1;
    }
    if (plan->columns->progress[row] == MMATCH__PROGRESS_MISSING ||
        (checkin != MMATCH__NO_DAY && checkin > plan->as_of)) {
        return -1;
    }
    return plan->columns->progress[row];
}

/* Everything that no policy changes: bounds, coverage, staleness, what is missing. */
static void count_known(mmatch__recount_case *plan)
{
    const mmatch__recount_scratch *const scratch = plan->scratch;
    natural known = mmatch__natural_of(0);
    natural earned = mmatch__natural_of(0);
    natural all = mmatch__natural_of(0);
    natural high;
    int64_t missing = 0;
    int64_t latest = INT64_MIN;
    int64_t place;
    for (place = 0; place < plan->count; place++) {
        const int64_t row = plan->first + place;
        const int64_t progress = known_progress(plan, row);
        const int64_t news[2] = {entry(plan->columns->done_days, row),
                                 entry(plan->columns->checkin_days, row)};
        int kind;
        add_product(&all, scratch->shares[place], 1);
        if (progress < 0) {
            missing++;
        } else {
            add_product(&known, scratch->shares[place], 1);
            add_product(&earned, scratch->shares[place], (uint64_t)progress);
        }
        for (kind = 0; kind < 2; kind++) {
            if (news[kind] != MMATCH__NO_DAY) {
                plan->flags |= news[kind] > plan->as_of ? MMATCH_PROGRESS_FLAG_LATER : 0;
                latest = news[kind] <= plan->as_of && news[kind] > latest ? news[kind] : latest;
            }
        }
        plan->flags |= due_of(plan, row) > plan->end ? MMATCH_PROGRESS_FLAG_DUE_AFTER_END : 0;
        plan->flags |= due_of(plan, row) <= plan->start ? MMATCH_PROGRESS_FLAG_DUE_AT_START : 0;
    }
    mmatch__recount_set(plan, MMATCH_FIELD_COVERAGE, known, all);
    high = mmatch__natural_minus(&all, &known);
    high = mmatch__natural_times_small(&high, FULL);
    high = mmatch__natural_plus(&high, &earned);
    all = mmatch__natural_times_small(&all, FULL);
    mmatch__recount_set(plan, MMATCH_FIELD_ATTAINMENT_LOW, earned, all);
    mmatch__recount_set(plan, MMATCH_FIELD_ATTAINMENT_HIGH, high, all);
    plan->flags |= missing > 0 ? MMATCH_PROGRESS_FLAG_MISSING : 0;
    plan->flags |= plan->count == 0 ? MMATCH_PROGRESS_FLAG_EMPTY : 0;
    plan->flags |= plan->as_of <= plan->start ? MMATCH_PROGRESS_FLAG_NOT_STARTED : 0;
    plan->recount->integers[MMATCH_FIELD_MISSING_COUNT] = missing;
    plan->recount->integers[MMATCH_FIELD_STALE_DAYS] =
        latest == INT64_MIN ? -1 : plan->as_of - latest;
}

int64_t mmatch__recount_point_before(const mmatch__recount_case *plan, int64_t day)
{
    int64_t low = 0;
    int64_t high = plan->counted;
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        if (plan->scratch->sorted[middle] < day) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low == 0 ? plan->start : plan->scratch->sorted[low - 1];
}

/* Progress by the policy, baseline days and the points before them, D and EV. */
static void apply_policy(mmatch__recount_case *plan)
{
    const mmatch__recount_scratch *const scratch = plan->scratch;
    int64_t place;
    plan->earned = mmatch__natural_of(0);
    plan->total = 0;
    plan->counted = 0;
    for (place = 0; place < plan->count; place++) {
        const int64_t due = due_of(plan, plan->first + place);
        scratch->progress[place] = known_progress(plan, plan->first + place);
        scratch->is_finished[place] = scratch->progress[place] == (int64_t)FULL;
        scratch->days[place] = due > plan->start ? due : plan->start;
        if (scratch->progress[place] >= 0 ||
            plan->options->missing != MMATCH_PROGRESS_MISSING_SKIP) {
            scratch->sorted[plan->counted++] = scratch->days[place];
        }
    }
    mmatch__sort(scratch->sorted, (size_t)plan->counted, sizeof *scratch->sorted,
                 mmatch__compare_int64, NULL, scratch->spare);
    for (place = 0; place < plan->count; place++) {
        const int64_t before = mmatch__recount_point_before(plan, scratch->days[place]);
        scratch->previous[place] = before;
        if (scratch->progress[place] < 0 &&
            plan->options->missing == MMATCH_PROGRESS_MISSING_SKIP) {
            continue;
        }
        if (scratch->progress[place] < 0) {
            const int64_t length = scratch->days[place] - before;
            scratch->progress[place] = 0;
            if (plan->options->missing == MMATCH_PROGRESS_MISSING_EXPECTED &&
                plan->as_of >= plan->start && plan->as_of >= before) {
                scratch->progress[place] =
                    plan->as_of >= scratch->days[place]
                        ? (int64_t)FULL
                        : ((plan->as_of - before) * 2 * (int64_t)FULL / length + 1) / 2;
            }
        }
        plan->total += scratch->shares[place];
        add_product(&plan->earned, scratch->shares[place], (uint64_t)scratch->progress[place]);
    }
    plan->flags |= plan->count > 0 && plan->total == 0 ? MMATCH_PROGRESS_FLAG_UNKNOWN : 0;
}

/* Unfinished predecessors of a milestone: 0 none, 1 some, 2 some that are overdue. */
static int waits_for(const mmatch__recount_case *plan, int64_t row)
{
    const mmatch_plan_columns *const columns = plan->columns;
    int found = 0;
    int64_t place;
    if (columns->predecessor_offsets == NULL) {
        return 0;
    }
    for (place = columns->predecessor_offsets[row]; place < columns->predecessor_offsets[row + 1];
         place++) {
        const int64_t before = columns->predecessors[place];
        if (plan->scratch->progress[before - plan->first] >= 0 &&
            !plan->scratch->is_finished[before - plan->first]) {
            found = due_of(plan, before) < plan->as_of ? 2 : found > 1 ? 2 : 1;
        }
    }
    return found;
}

/* Sums over what is done, overdue, on time, blocked. */
typedef struct standing_sums {
    natural done;
    natural overdue;
    natural overdue_days;
    natural on_time;
    natural on_time_of;
    natural blocked;
    natural early;
} standing_sums;

static void count_one(mmatch__recount_case *plan, int64_t place, standing_sums *sums,
                      int64_t *reasons)
{
    int64_t *const integers = plan->recount->integers;
    const int64_t row = plan->first + place;
    const uint64_t share = plan->scratch->shares[place];
    const uint64_t progress = (uint64_t)plan->scratch->progress[place];
    const bool is_finished = plan->scratch->is_finished[place] != 0;
    const int64_t late = plan->as_of - due_of(plan, row);
    const int waits = waits_for(plan, row);
    if (is_finished) {
        integers[MMATCH_FIELD_DONE_COUNT]++;
        add_product(&sums->done, share, 1);
    }
    if (!is_finished && late > 0) {
        const natural open = mmatch__recount_product(share, FULL - progress);
        const natural days = mmatch__natural_times_small(&open, (uint64_t)late);
        integers[MMATCH_FIELD_OVERDUE_COUNT]++;
        if (late > integers[MMATCH_FIELD_OVERDUE_DAYS_MOST]) {
            integers[MMATCH_FIELD_OVERDUE_DAYS_MOST] = late;
        }
        sums->overdue = mmatch__natural_plus(&sums->overdue, &open);
        sums->overdue_days = mmatch__natural_plus(&sums->overdue_days, &days);
        *reasons |= MMATCH_PROGRESS_REASON_OVERDUE;
    }
    if (late >= 0) {
        const int32_t done = entry(plan->columns->done_days, row);
        const int32_t day = done != MMATCH__NO_DAY ? done : entry(plan->columns->checkin_days, row);
        if (!is_finished || day != MMATCH__NO_DAY) {
            add_product(&sums->on_time_of, share, 1);
        }
        if (is_finished && day != MMATCH__NO_DAY && day <= due_of(plan, row)) {
            add_product(&sums->on_time, share, 1);
        }
    }
    if (waits > 0) {
        add_product(&sums->early, share, progress);
        add_product(&sums->blocked, share, FULL - progress);
        integers[MMATCH_FIELD_BLOCKED_COUNT] += is_finished ? 0 : 1;
        *reasons |= waits == 2 && !is_finished ? MMATCH_PROGRESS_REASON_BLOCKED : 0;
    }
}

static int64_t count_milestones(mmatch__recount_case *plan)
{
    const natural total = mmatch__natural_of(plan->total);
    const natural full = mmatch__recount_product(plan->total, FULL);
    standing_sums sums = {0};
    int64_t reasons = 0;
    int64_t place;
    for (place = 0; place < plan->count; place++) {
        if (plan->scratch->progress[place] >= 0) {
            count_one(plan, place, &sums, &reasons);
        }
    }
    mmatch__recount_set(plan, MMATCH_FIELD_DONE_SHARE, sums.done, total);
    mmatch__recount_set(plan, MMATCH_FIELD_OVERDUE_SHARE, sums.overdue, full);
    mmatch__recount_set(plan, MMATCH_FIELD_OVERDUE_SHARE_DAYS, sums.overdue_days, full);
    mmatch__recount_set(plan, MMATCH_FIELD_ON_TIME_RATE, sums.on_time, sums.on_time_of);
    mmatch__recount_set(plan, MMATCH_FIELD_BLOCKED_SHARE, sums.blocked, full);
    mmatch__recount_set(plan, MMATCH_FIELD_OUT_OF_SEQUENCE, sums.early, full);
    return reasons;
}

/* sign of EV + thousandths / 1000 - elapsed, elapsed being a fraction of days. */
static int compare_lead(const mmatch__recount_case *plan, uint64_t thousandths)
{
    const mmatch__quotient *const elapsed = &plan->recount->reals[MMATCH_FIELD_ELAPSED];
    natural lead = mmatch__natural_times_small(&plan->earned, 1000);
    natural asked = mmatch__recount_product(plan->total, FULL);
    const natural grace = mmatch__natural_times_small(&asked, thousandths);
    lead = mmatch__natural_plus(&lead, &grace);
    lead = mmatch__natural_times(&lead, &elapsed->denominator);
    asked = mmatch__natural_times_small(&asked, 1000);
    asked = mmatch__natural_times(&asked, &elapsed->numerator);
    return mmatch__natural_compare(&lead, &asked);
}

/* sign of EV - tenths / 10 */
static int compare_level(const mmatch__recount_case *plan, uint64_t tenths)
{
    const natural ten = mmatch__natural_times_small(&plan->earned, 10);
    natural asked = mmatch__recount_product(plan->total, FULL);
    asked = mmatch__natural_times_small(&asked, tenths);
    return mmatch__natural_compare(&ten, &asked);
}

/* sign of ES - tenths / 10 * AT */
static int compare_pace(const mmatch__recount_case *plan, uint64_t tenths)
{
    const natural ten = mmatch__natural_times_small(&plan->reach, 10);
    natural asked =
        mmatch__natural_times_small(&plan->reach_unit, (uint64_t)(plan->as_of - plan->start));
    asked = mmatch__natural_times_small(&asked, tenths);
    return mmatch__natural_compare(&ten, &asked);
}

/* The status by the rule, and the rule's own reason bit if it is not green. */
static int64_t judge(const mmatch__recount_case *plan, int64_t *reasons)
{
    bool is_green;
    bool is_amber;
    int64_t reason;
    if (plan->total == 0 || plan->as_of <= plan->start) {
        return MMATCH_PROGRESS_GREY;
    }
    if (compare_level(plan, 10) >= 0) {
        return MMATCH_PROGRESS_ACHIEVED;
    }
    *reasons |= plan->as_of > plan->end ? MMATCH_PROGRESS_REASON_PAST_END : 0;
    switch (plan->options->preset) {
    case MMATCH_PRESET_EARNED_SCHEDULE:
        is_green = compare_pace(plan, 10) >= 0;
        is_amber = compare_pace(plan, 9) >= 0;
        reason = MMATCH_PROGRESS_REASON_PACE;
        break;
    case MMATCH_PRESET_GAP:
        is_green = compare_lead(plan, 165) > 0;
        is_amber = compare_lead(plan, 330) >= 0;
        reason = MMATCH_PROGRESS_REASON_GAP;
        break;
    case MMATCH_PRESET_BUFFER:
        is_green = compare_lead(plan, 0) >= 0;
        is_amber = compare_lead(plan, 100) >= 0 && plan->as_of <= plan->end;
        reason = MMATCH_PROGRESS_REASON_GAP;
        break;
    default:
        is_green = compare_level(plan, 7) >= 0;
        is_amber = compare_level(plan, 4) >= 0;
        reason = MMATCH_PROGRESS_REASON_LEVEL;
        break;
    }
    *reasons |= is_green ? 0 : reason;
    return is_green   ? MMATCH_PROGRESS_GREEN
           : is_amber ? MMATCH_PROGRESS_AMBER
                      : MMATCH_PROGRESS_RED;
}

static void count_elapsed(mmatch__recount_case *plan)
{
    const int64_t duration = plan->end - plan->start;
    const int64_t passed = plan->as_of - plan->start;
    const bool is_over = plan->as_of >= plan->end;
    mmatch__recount_set(plan, MMATCH_FIELD_ELAPSED,
                        mmatch__natural_of(is_over      ? 1
                                           : passed > 0 ? (uint64_t)passed
                                                        : 0),
                        mmatch__natural_of(is_over || passed <= 0 ? 1 : (uint64_t)duration));
}

/* Sessions: held days in order, then day by gap. */
static void count_sessions(mmatch__recount_case *plan)
{
    const mmatch_plan_columns *const columns = plan->columns;
    const int64_t stop = plan->as_of < plan->end ? plan->as_of : plan->end;
    const int64_t cadence = columns->cadence_days == NULL ? 0 : columns->cadence_days[plan->plan];
    int64_t *const integers = plan->recount->integers;
    int64_t *const held = plan->scratch->sorted;
    int64_t count = 0;
    int64_t unconfirmed = 0;
    int64_t covered = 0;
    int64_t longest = 0;
    int64_t row;
    int64_t place;
    if (columns->session_offsets == NULL) {
        for (place = MMATCH_FIELD_SESSIONS_HELD; place <= MMATCH_FIELD_SESSION_GAP_MOST; place++) {
            integers[place] = -1;
        }
        return;
    }
    for (row = columns->session_offsets[plan->plan]; row < columns->session_offsets[plan->plan + 1];
         row++) {
        const int32_t state = columns->session_states == NULL ? 0 : columns->session_states[row];
        if (columns->session_days[row] >= plan->start && columns->session_days[row] <= stop) {
            unconfirmed += state == MMATCH_SESSION_UNCONFIRMED ? 1 : 0;
            if (state == MMATCH_SESSION_HELD) {
                held[count++] = columns->session_days[row];
            }
        }
    }
    mmatch__sort(held, (size_t)count, sizeof *held, mmatch__compare_int64, NULL,
                 plan->scratch->spare);
    for (place = 0; place <= count; place++) {
        const int64_t from = place == 0 ? plan->start : held[place - 1];
        const int64_t until = place == count ? stop : held[place];
        const int64_t gap = until > from ? until - from : 0;
        longest = gap > longest ? gap : longest;
        covered += place == 0 ? 0 : gap < cadence ? gap : cadence;
    }
    integers[MMATCH_FIELD_SESSIONS_HELD] = count;
    integers[MMATCH_FIELD_SESSIONS_UNCONFIRMED] = unconfirmed;
    integers[MMATCH_FIELD_SESSION_GAP_MOST] = longest;
    row = count == 0 ? plan->start : held[count - 1];
    integers[MMATCH_FIELD_SESSION_GAP_NOW] = stop > row ? stop - row : 0;
    integers[MMATCH_FIELD_SESSIONS_EXPECTED] = -1;
    if (cadence > 0) {
        integers[MMATCH_FIELD_SESSIONS_EXPECTED] =
            stop > plan->start ? (stop - plan->start) / cadence : 0;
        if (stop > plan->start) {
            mmatch__recount_set(plan, MMATCH_FIELD_CADENCE_COVERAGE,
                                mmatch__natural_of((uint64_t)covered),
                                mmatch__natural_of((uint64_t)(stop - plan->start)));
        }
    }
}

/* EV in millionths, rounded half up: the largest s with (2 s - 1) D <= 2 sum A_i p_i. */
static int64_t count_score(const mmatch__recount_case *plan)
{
    const natural twice = mmatch__natural_times_small(&plan->earned, 2);
    uint64_t low = 0;
    uint64_t high = FULL;
    while (low < high) {
        const uint64_t middle = low + (high - low + 1) / 2;
        const natural asked = mmatch__recount_product(plan->total, 2 * middle - 1);
        if (mmatch__natural_compare(&asked, &twice) <= 0) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return (int64_t)low;
}

void mmatch__recount_plan(const mmatch_plans *plans, const mmatch_progress_options *options,
                          int64_t plan, const mmatch__recount_scratch *scratch,
                          mmatch__recount *recount)
{
    const mmatch_plan_columns *const columns = &plans->columns;
    static const mmatch__recount nothing = {0};
    mmatch__recount_case one = {0};
    int64_t reasons;
    *recount = nothing;
    one.columns = columns;
    one.options = options;
    one.scratch = scratch;
    one.recount = recount;
    one.plan = plan;
    one.first = columns->milestone_offsets[plan];
    one.count = columns->milestone_offsets[plan + 1] - one.first;
    one.start = columns->start_days[plan];
    one.end = columns->end_days[plan];
    one.as_of = options->as_of;
    mmatch__recount_shares(&one);
    count_known(&one);
    apply_policy(&one);
    count_elapsed(&one);
    if (one.total > 0) {
        mmatch__recount_schedule(&one);
    }
    reasons = count_milestones(&one);
    recount->integers[MMATCH_FIELD_SCORE] = one.total > 0 ? count_score(&one) : -1;
    recount->integers[MMATCH_FIELD_STATUS] = judge(&one, &reasons);
    recount->integers[MMATCH_FIELD_REASONS] = reasons;
    recount->integers[MMATCH_FIELD_FLAGS] = one.flags;
    count_sessions(&one);
}
