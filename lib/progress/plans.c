/* Making plans: every number is checked once, so that scoring cannot fail. */
#include "progress/plans.h"

#include <inttypes.h>

#include "base/options.h"
#include "base/sort.h"

/* What was at fault, to choose the status. */
typedef struct validation {
    mmatch_context *context;
    const mmatch_plan_columns *columns;
    bool is_too_large; /* some fault is one of range */
    bool is_wrong;     /* some fault is one of argument */
} validation;

/* Offsets: start at 0, never decrease. They are needed to find anything else, so the first fault
 * ends it. */
static mmatch_status check_offsets(mmatch_context *context, const char *name,
                                   const int64_t *offsets, int64_t count, int64_t *total_out,
                                   int64_t *largest_out)
{
    int64_t largest = 0;
    int64_t place;
    if (offsets == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL", name);
    }
    if (offsets[0] != 0) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s, entry 0: is %" PRId64 ", must be 0",
                            name, offsets[0]);
    }
    for (place = 0; place < count; place++) {
        if (offsets[place + 1] < offsets[place]) {
            return mmatch__fail(context, MMATCH_ERR_ARGUMENT,
                                "%s, entry %" PRId64 ": is %" PRId64 ", below the entry before it",
                                name, place + 1, offsets[place + 1]);
        }
        if (offsets[place + 1] - offsets[place] > largest) {
            largest = offsets[place + 1] - offsets[place];
        }
    }
    *total_out = offsets[count];
    *largest_out = largest;
    return MMATCH_OK;
}

static mmatch_status check_column(mmatch_context *context, const char *name, const void *column,
                                  int64_t count)
{
    if (column == NULL && count > 0) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL", name);
    }
    return MMATCH_OK;
}

/* Checks which columns are there, and fills the counts of `plans`. */
static mmatch_status check_shape(mmatch_context *context, mmatch_plans *plans)
{
    const mmatch_plan_columns *const columns = &plans->columns;
    const int64_t plan_count = columns->plan_count;
    int64_t entries = 0;
    int64_t most_entries = 0;
    mmatch_status status;
    if (plan_count < 0) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT,
                            "plan_count is %" PRId64 ", must not be negative", plan_count);
    }
    if (plan_count == 0) {
        return MMATCH_OK;
    }
    status = check_offsets(context, "milestone_offsets", columns->milestone_offsets, plan_count,
                           &plans->milestone_count, &plans->largest_plan);
    if (status == MMATCH_OK) {
        status = check_column(context, "start_days", columns->start_days, plan_count);
    }
    if (status == MMATCH_OK) {
        status = check_column(context, "end_days", columns->end_days, plan_count);
    }
    if (status == MMATCH_OK) {
        status = check_column(context, "due_days", columns->due_days, plans->milestone_count);
    }
    if (status == MMATCH_OK && columns->goal_offsets != NULL) {
        status = check_offsets(context, "goal_offsets", columns->goal_offsets, plan_count,
                               &plans->goal_count, &plans->most_goals);
        if (status == MMATCH_OK) {
            status = check_column(context, "goals", columns->goals, plans->milestone_count);
        }
    }
    if (status == MMATCH_OK && columns->goal_offsets == NULL && columns->goals != NULL) {
        status = mmatch__fail(context, MMATCH_ERR_ARGUMENT, "goals is given without goal_offsets");
    }
    if (status == MMATCH_OK && columns->predecessor_offsets != NULL) {
        status = check_offsets(context, "predecessor_offsets", columns->predecessor_offsets,
                               plans->milestone_count, &entries, &most_entries);
        if (status == MMATCH_OK) {
            status = check_column(context, "predecessors", columns->predecessors, entries);
        }
    }
    if (status == MMATCH_OK && columns->session_offsets != NULL) {
        status = check_offsets(context, "session_offsets", columns->session_offsets, plan_count,
                               &plans->session_count, &most_entries);
        if (status == MMATCH_OK) {
            status =
                check_column(context, "session_days", columns->session_days, plans->session_count);
        }
    }
    return status;
}

static bool is_day(int32_t day)
{
    return day >= -MMATCH__DAY_MOST && day <= MMATCH__DAY_MOST;
}

/* Reports a day out of range. */
static void check_day(validation *check, int64_t plan, int64_t row, const char *what, int32_t day)
{
    if (is_day(day)) {
        return;
    }
    check->is_wrong = true;
    if (row < 0) {
        mmatch__fault(check->context, "plan %" PRId64 ": %s is %" PRId32 ", must be from %d to %d",
                      plan, what, day, -MMATCH__DAY_MOST, MMATCH__DAY_MOST);
    } else {
        mmatch__fault(check->context,
                      "plan %" PRId64 ", row %" PRId64 ": %s is %" PRId32 ", must be from %d to %d",
                      plan, row, what, day, -MMATCH__DAY_MOST, MMATCH__DAY_MOST);
    }
}

static void check_progress(validation *check, int64_t plan, int64_t row)
{
    const mmatch_plan_columns *const columns = check->columns;
    const bool is_done = columns->done_days != NULL && columns->done_days[row] != MMATCH__NO_DAY;
    const uint32_t progress = columns->progress == NULL ? 0 : columns->progress[row];
    if (is_done) {
        check_day(check, plan, row, "done day", columns->done_days[row]);
    }
    if (columns->checkin_days != NULL && columns->checkin_days[row] != MMATCH__NO_DAY) {
        check_day(check, plan, row, "check-in day", columns->checkin_days[row]);
    }
    if (columns->progress == NULL || progress == MMATCH__PROGRESS_MISSING) {
        return;
    }
    if (progress > MMATCH__PROGRESS_FULL) {
        check->is_wrong = true;
        mmatch__fault(check->context,
                      "plan %" PRId64 ", row %" PRId64 ": progress is %" PRIu32
                      ", must be at most 1000000 (millionths)",
                      plan, row, progress);
    } else if (is_done && progress != MMATCH__PROGRESS_FULL) {
        check->is_wrong = true;
        mmatch__fault(check->context,
                      "plan %" PRId64 ", row %" PRId64 ": done on day %" PRId32
                      ", but progress is %" PRIu32,
                      plan, row, columns->done_days[row], progress);
    }
}

static void check_milestones(validation *check, int64_t plan)
{
    const mmatch_plan_columns *const columns = check->columns;
    const int64_t first = columns->milestone_offsets[plan];
    const int64_t end = columns->milestone_offsets[plan + 1];
    const int64_t goal_count = columns->goal_offsets == NULL
                                   ? 0
                                   : columns->goal_offsets[plan + 1] - columns->goal_offsets[plan];
    int64_t row;
    if (end - first > MMATCH__MILESTONES_MOST) {
        check->is_too_large = true;
        mmatch__fault(check->context,
                      "plan %" PRId64 ": has %" PRId64 " milestones, at most %d are allowed", plan,
                      end - first, MMATCH__MILESTONES_MOST);
    }
    for (row = first; row < end; row++) {
        if (columns->due_days[row] != MMATCH__NO_DAY) {
            check_day(check, plan, row, "due day", columns->due_days[row]);
        }
        check_progress(check, plan, row);
        if (columns->goals != NULL &&
            (columns->goals[row] < 0 || columns->goals[row] >= goal_count)) {
            check->is_wrong = true;
            mmatch__fault(check->context,
                          "plan %" PRId64 ", row %" PRId64 ": goal is %" PRId32
                          ", the plan has %" PRId64 " goals",
                          plan, row, columns->goals[row], goal_count);
        }
        if (columns->predecessor_offsets != NULL) {
            int64_t entry;
            for (entry = columns->predecessor_offsets[row];
                 entry < columns->predecessor_offsets[row + 1]; entry++) {
                const int64_t before = columns->predecessors[entry];
                if (before < first || before >= end) {
                    check->is_wrong = true;
                    mmatch__fault(check->context,
                                  "plan %" PRId64 ", row %" PRId64 ": predecessor %" PRId64
                                  " is not a milestone of this plan",
                                  plan, row, before);
                }
            }
        }
    }
}

static void check_sessions(validation *check, int64_t plan)
{
    const mmatch_plan_columns *const columns = check->columns;
    int64_t row;
    if (columns->session_offsets == NULL) {
        return;
    }
    for (row = columns->session_offsets[plan]; row < columns->session_offsets[plan + 1]; row++) {
        check_day(check, plan, row, "session day", columns->session_days[row]);
        if (columns->session_states != NULL &&
            (columns->session_states[row] < MMATCH_SESSION_HELD ||
             columns->session_states[row] > MMATCH_SESSION_SCHEDULED)) {
            check->is_wrong = true;
            mmatch__fault(check->context,
                          "plan %" PRId64 ", row %" PRId64 ": session state is %" PRId32
                          ", must be from 0 to %d",
                          plan, row, columns->session_states[row], MMATCH_SESSION_SCHEDULED);
        }
    }
}

static void check_plan(validation *check, int64_t plan)
{
    const mmatch_plan_columns *const columns = check->columns;
    const int32_t start = columns->start_days[plan];
    const int32_t end = columns->end_days[plan];
    check_day(check, plan, -1, "start", start);
    check_day(check, plan, -1, "end", end);
    if (is_day(start) && is_day(end) && end < start) {
        check->is_wrong = true;
        mmatch__fault(check->context,
                      "plan %" PRId64 ": end is %" PRId32 ", before its start %" PRId32, plan, end,
                      start);
    }
    if (columns->cadence_days != NULL &&
        (columns->cadence_days[plan] < 0 || columns->cadence_days[plan] > MMATCH__DAY_MOST)) {
        check->is_wrong = true;
        mmatch__fault(check->context,
                      "plan %" PRId64 ": cadence is %" PRId32 " days, must be from 0 to %d", plan,
                      columns->cadence_days[plan], MMATCH__DAY_MOST);
    }
    check_milestones(check, plan);
    check_sessions(check, plan);
}

/* Rows of the same plan by day; rows of one plan are sorted at a time. */
typedef struct day_order {
    const mmatch_plans *plans;
    int64_t plan;
    bool is_session;
} day_order;

static int32_t day_of(const day_order *order, int64_t row)
{
    return order->is_session ? order->plans->columns.session_days[row]
                             : mmatch__plans_due_day(order->plans, order->plan, row);
}

static int compare_days(const void *user_data, const void *a, const void *b)
{
    const day_order *const order = (const day_order *)user_data;
    const int32_t left = day_of(order, *(const int64_t *)a);
    const int32_t right = day_of(order, *(const int64_t *)b);
    return (left > right) - (left < right);
}

/* Whether the rows of every plan come sorted by day. */
static bool is_sorted(const mmatch_plans *plans, bool is_session)
{
    const int64_t *const offsets =
        is_session ? plans->columns.session_offsets : plans->columns.milestone_offsets;
    day_order order = {plans, 0, is_session};
    for (order.plan = 0; order.plan < plans->columns.plan_count; order.plan++) {
        int64_t row;
        for (row = offsets[order.plan] + 1; row < offsets[order.plan + 1]; row++) {
            if (day_of(&order, row) < day_of(&order, row - 1)) {
                return false;
            }
        }
    }
    return true;
}

static void sort_plan(mmatch_plans *plans, int64_t plan, bool is_session, int64_t *rows,
                      int64_t *scratch)
{
    const int64_t *const offsets =
        is_session ? plans->columns.session_offsets : plans->columns.milestone_offsets;
    const int64_t first = offsets[plan];
    const int64_t count = offsets[plan + 1] - first;
    const day_order order = {plans, plan, is_session};
    int64_t place;
    for (place = 0; place < count; place++) {
        rows[first + place] = first + place;
    }
    mmatch__sort(rows + first, (size_t)count, sizeof *rows, compare_days, &order, scratch);
}

/* Checks all columns, plan by plan. */
static mmatch_status validate(mmatch_context *context, const mmatch_plans *plans)
{
    validation check = {context, &plans->columns, false, false};
    int64_t plan;
    for (plan = 0; plan < plans->columns.plan_count; plan++) {
        const int64_t milestones =
            plans->columns.milestone_offsets[plan + 1] - plans->columns.milestone_offsets[plan];
        check_plan(&check, plan);
        if (mmatch__poll(context, 16 + 8 * (uint64_t)milestones) != MMATCH_POLL_CONTINUE) {
            return mmatch__fail_cancelled(context);
        }
    }
    if (check.is_wrong) {
        return MMATCH_ERR_ARGUMENT;
    }
    return check.is_too_large ? MMATCH_ERR_RANGE : MMATCH_OK;
}

/* Works out shares and orders, and looks for cycles. The columns are known to be right. */
static mmatch_status prepare(mmatch_context *context, mmatch_plans *plans)
{
    const mmatch_plan_columns *const columns = &plans->columns;
    int64_t scratch_count =
        plans->largest_plan > plans->most_goals ? plans->largest_plan : plans->most_goals;
    mmatch__layout layout = {0};
    mmatch__workspace workspace;
    mmatch_status status = MMATCH_OK;
    size_t first_at;
    size_t second_at;
    int64_t *first;
    int64_t *second;
    int64_t plan;
    for (plan = 0; columns->session_offsets != NULL && plan < columns->plan_count; plan++) {
        const int64_t count = columns->session_offsets[plan + 1] - columns->session_offsets[plan];
        scratch_count = count > scratch_count ? count : scratch_count;
    }
    first_at = mmatch__layout_add(&layout, scratch_count, sizeof *first);
    second_at = mmatch__layout_add(&layout, scratch_count, sizeof *second);
    if (!mmatch__workspace_open(&context->allocator, &layout, &workspace)) {
        return mmatch__fail_memory(context);
    }
    first = (int64_t *)mmatch__workspace_at(&workspace, first_at);
    second = (int64_t *)mmatch__workspace_at(&workspace, second_at);
    for (plan = 0; plan < columns->plan_count; plan++) {
        const int64_t count =
            columns->milestone_offsets[plan + 1] - columns->milestone_offsets[plan];
        if (!mmatch__plans_weigh(plans, plan, (uint64_t *)first, second)) {
            status = status == MMATCH_OK ? MMATCH_ERR_RANGE : status;
            mmatch__fault(context,
                          "plan %" PRId64
                          ": shares need a common denominator above 2^52, use smaller weights",
                          plan);
        }
        if (plans->milestone_order != NULL) {
            sort_plan(plans, plan, false, plans->milestone_order, first);
        }
        if (plans->session_order != NULL) {
            sort_plan(plans, plan, true, plans->session_order, first);
        }
        if (columns->predecessor_offsets != NULL) {
            int64_t before = -1;
            const int64_t row = mmatch__plans_find_cycle(plans, plan, first, second, &before);
            if (row >= 0) {
                status = MMATCH_ERR_ARGUMENT;
                mmatch__fault(context,
                              "plan %" PRId64 ", row %" PRId64 ": predecessor %" PRId64
                              " closes a cycle",
                              plan, row, before);
            }
        }
        if (mmatch__poll(context, 16 + 16 * (uint64_t)count) != MMATCH_POLL_CONTINUE) {
            status = mmatch__fail_cancelled(context);
            break;
        }
    }
    mmatch__workspace_close(&workspace);
    return status;
}

/* One block for the object and its arrays; `shape` is the checked object without them. */
static mmatch_plans *allocate(const mmatch_context *context, const mmatch_plans *shape)
{
    const bool is_milestone_sorted = is_sorted(shape, false);
    const bool is_session_sorted = shape->columns.session_offsets == NULL || is_sorted(shape, true);
    mmatch__layout layout = {0};
    mmatch__workspace memory;
    mmatch_plans *plans;
    const size_t plans_at = mmatch__layout_add(&layout, 1, sizeof *plans);
    const size_t notes_at =
        mmatch__layout_add(&layout, shape->columns.plan_count, sizeof *plans->notes);
    const size_t factors_at =
        mmatch__layout_add(&layout, shape->goal_count, sizeof *plans->goal_factors);
    const size_t milestones_at = mmatch__layout_add(
        &layout, is_milestone_sorted ? 0 : shape->milestone_count, sizeof *plans->milestone_order);
    const size_t sessions_at = mmatch__layout_add(
        &layout, is_session_sorted ? 0 : shape->session_count, sizeof *plans->session_order);
    if (!mmatch__workspace_open(&context->allocator, &layout, &memory)) {
        return NULL;
    }
    plans = (mmatch_plans *)mmatch__workspace_at(&memory, plans_at);
    *plans = *shape;
    plans->memory = memory;
    plans->notes = (uint8_t *)mmatch__workspace_at(&memory, notes_at);
    plans->goal_factors = (uint64_t *)mmatch__workspace_at(&memory, factors_at);
    if (!is_milestone_sorted) {
        plans->milestone_order = (int64_t *)mmatch__workspace_at(&memory, milestones_at);
    }
    if (!is_session_sorted) {
        plans->session_order = (int64_t *)mmatch__workspace_at(&memory, sessions_at);
    }
    return plans;
}

mmatch_status mmatch_plans_create(mmatch_context *context, const mmatch_plan_columns *columns,
                                  mmatch_plans **plans_out)
{
    mmatch_plans shape = {0};
    mmatch_plans *plans;
    mmatch_status status;
    if (plans_out != NULL) {
        *plans_out = NULL;
    }
    status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    if (plans_out == NULL || columns == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL",
                            columns == NULL ? "columns" : "plans_out");
    }
    status =
        mmatch__options_read(context, "columns", columns, sizeof shape.columns, &shape.columns);
    if (status == MMATCH_OK) {
        status = check_shape(context, &shape);
    }
    if (status == MMATCH_OK && mmatch__poll_now(context) != MMATCH_POLL_CONTINUE) {
        status = mmatch__fail_cancelled(context);
    }
    if (status == MMATCH_OK) {
        status = validate(context, &shape);
    }
    if (status != MMATCH_OK) {
        return status;
    }
    plans = allocate(context, &shape);
    if (plans == NULL) {
        return mmatch__fail_memory(context);
    }
    status = mmatch__poll_now(context) == MMATCH_POLL_CONTINUE ? prepare(context, plans)
                                                               : mmatch__fail_cancelled(context);
    if (status != MMATCH_OK) {
        mmatch_plans_destroy(plans);
        return status;
    }
    *plans_out = plans;
    return MMATCH_OK;
}

void mmatch_plans_destroy(mmatch_plans *plans)
{
    if (plans != NULL) {
        mmatch__workspace memory = plans->memory;
        mmatch__workspace_close(&memory);
    }
}

int64_t mmatch_plans_plan_count(const mmatch_plans *plans)
{
    return plans == NULL ? 0 : plans->columns.plan_count;
}

int64_t mmatch_plans_milestone_count(const mmatch_plans *plans)
{
    return plans == NULL ? 0 : plans->milestone_count;
}
