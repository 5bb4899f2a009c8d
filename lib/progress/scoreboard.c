#include "progress/scoreboard.h"

#include <inttypes.h>
#include <string.h>

#include "base/options.h"

static const char *const field_names[MMATCH__FIELD_COUNT] = {
    [MMATCH_FIELD_ATTAINMENT] = "attainment",
    [MMATCH_FIELD_ATTAINMENT_LOW] = "attainment_low",
    [MMATCH_FIELD_ATTAINMENT_HIGH] = "attainment_high",
    [MMATCH_FIELD_COVERAGE] = "coverage",
    [MMATCH_FIELD_DONE_SHARE] = "done_share",
    [MMATCH_FIELD_PLANNED] = "planned",
    [MMATCH_FIELD_VARIANCE] = "variance",
    [MMATCH_FIELD_INDEX] = "index",
    [MMATCH_FIELD_EARNED_DAYS] = "earned_days",
    [MMATCH_FIELD_VARIANCE_DAYS] = "variance_days",
    [MMATCH_FIELD_PACE] = "pace",
    [MMATCH_FIELD_DURATION_ESTIMATE] = "duration_estimate",
    [MMATCH_FIELD_PACE_NEEDED] = "pace_needed",
    [MMATCH_FIELD_OVERDUE_SHARE] = "overdue_share",
    [MMATCH_FIELD_OVERDUE_SHARE_DAYS] = "overdue_share_days",
    [MMATCH_FIELD_ON_TIME_RATE] = "on_time_rate",
    [MMATCH_FIELD_BLOCKED_SHARE] = "blocked_share",
    [MMATCH_FIELD_OUT_OF_SEQUENCE] = "out_of_sequence",
    [MMATCH_FIELD_ADHERENCE] = "adherence",
    [MMATCH_FIELD_ELAPSED] = "elapsed",
    [MMATCH_FIELD_CADENCE_COVERAGE] = "cadence_coverage",
    [MMATCH_FIELD_STATUS] = "status",
    [MMATCH_FIELD_REASONS] = "reasons",
    [MMATCH_FIELD_FLAGS] = "flags",
    [MMATCH_FIELD_SCORE] = "score",
    [MMATCH_FIELD_DONE_COUNT] = "done_count",
    [MMATCH_FIELD_MISSING_COUNT] = "missing_count",
    [MMATCH_FIELD_OVERDUE_COUNT] = "overdue_count",
    [MMATCH_FIELD_OVERDUE_DAYS_MOST] = "overdue_days_most",
    [MMATCH_FIELD_BLOCKED_COUNT] = "blocked_count",
    [MMATCH_FIELD_STALE_DAYS] = "stale_days",
    [MMATCH_FIELD_SESSIONS_HELD] = "sessions_held",
    [MMATCH_FIELD_SESSIONS_UNCONFIRMED] = "sessions_unconfirmed",
    [MMATCH_FIELD_SESSIONS_EXPECTED] = "sessions_expected",
    [MMATCH_FIELD_SESSION_GAP_NOW] = "session_gap_now",
    [MMATCH_FIELD_SESSION_GAP_MOST] = "session_gap_most",
};

static const char *const status_names[] = {"grey", "green", "amber", "red", "achieved"};
static const char *const reason_names[] = {"pace",    "gap",     "level",
                                           "overdue", "blocked", "past_end"};
static const char *const flag_names[] = {"empty",         "equal_weights", "not_started",
                                         "missing",       "unknown",       "later",
                                         "due_after_end", "due_at_start",  "idle_goal"};

/* The name of one bit; NULL when there is none. */
static const char *bit_name(const char *const *names, size_t count, int64_t bit)
{
    size_t place;
    for (place = 0; place < count; place++) {
        if (bit == (int64_t)1 << place) {
            return names[place];
        }
    }
    return NULL;
}

const char *mmatch_progress_field_name(int32_t field)
{
    return field < 0 || field >= MMATCH__FIELD_COUNT ? NULL : field_names[field];
}

const char *mmatch_progress_status_name(int32_t status)
{
    return status < 0 || status > MMATCH_PROGRESS_ACHIEVED ? NULL : status_names[status];
}

const char *mmatch_progress_reason_name(int64_t reason)
{
    return bit_name(reason_names, sizeof reason_names / sizeof *reason_names, reason);
}

const char *mmatch_progress_flag_name(int64_t flag)
{
    return bit_name(flag_names, sizeof flag_names / sizeof *flag_names, flag);
}

uint64_t mmatch__fields_all(void)
{
    uint64_t all = 0;
    int32_t field;
    for (field = 0; field < MMATCH__FIELD_COUNT; field++) {
        all |= field_names[field] != NULL ? (uint64_t)1 << field : 0;
    }
    return all;
}

int64_t mmatch__field_column(uint64_t wanted, int32_t field)
{
    int32_t before = field < MMATCH__FIELD_FIRST_INTEGER ? 0 : MMATCH__FIELD_FIRST_INTEGER;
    int64_t column = 0;
    for (; before < field; before++) {
        column += (int64_t)(wanted >> before & 1);
    }
    return column;
}

mmatch_status mmatch__fields_check(mmatch_context *context, uint64_t *wanted)
{
    const uint64_t unknown = *wanted & ~mmatch__fields_all();
    if (unknown != 0) {
        int32_t field = 0;
        while ((unknown >> field & 1) == 0) {
            field++;
        }
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "wanted: bit %" PRId32 " is no field",
                            field);
    }
    if (*wanted == 0) {
        *wanted = mmatch__fields_all();
    }
    return MMATCH_OK;
}

mmatch_status mmatch__progress_options_read(mmatch_context *context,
                                            const mmatch_progress_options *given,
                                            mmatch_progress_options *options_out)
{
    mmatch_status status;
    if (given == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "options is NULL, but as_of is needed");
    }
    status = mmatch__options_read(context, "options", given, sizeof *options_out, options_out);
    if (status != MMATCH_OK) {
        return status;
    }
    if (options_out->as_of < -16777216 || options_out->as_of > 16777216) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT,
                            "options: as_of is %" PRId32 ", must be from -16777216 to 16777216",
                            options_out->as_of);
    }
    if (options_out->missing < MMATCH_PROGRESS_MISSING_ZERO ||
        options_out->missing > MMATCH_PROGRESS_MISSING_EXPECTED) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT,
                            "options: missing is %" PRId32 ", must be from 0 to 2",
                            options_out->missing);
    }
    if (options_out->preset < MMATCH_PRESET_EARNED_SCHEDULE ||
        options_out->preset > MMATCH_PRESET_BANDS) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT,
                            "options: preset is %" PRId32 ", must be from 0 to 3",
                            options_out->preset);
    }
    return MMATCH_OK;
}

mmatch_scoreboard *mmatch__scoreboard_allocate(const mmatch_context *context, int64_t plan_count,
                                               uint64_t wanted)
{
    const int64_t real_count = mmatch__field_column(wanted, MMATCH__FIELD_FIRST_INTEGER - 1) +
                               (int64_t)(wanted >> (MMATCH__FIELD_FIRST_INTEGER - 1) & 1);
    const int64_t integer_count = mmatch__field_column(wanted, MMATCH__FIELD_COUNT - 1) +
                                  (int64_t)(wanted >> (MMATCH__FIELD_COUNT - 1) & 1);
    mmatch__layout layout = {0};
    mmatch__workspace memory;
    mmatch_scoreboard *scoreboard;
    /* the field counts are below 32, so the element sizes cannot overflow; the layout checks the
     * rest */
    const size_t scoreboard_at = mmatch__layout_add(&layout, 1, sizeof *scoreboard);
    const size_t reals_at =
        mmatch__layout_add(&layout, plan_count, (size_t)real_count * sizeof(double));
    const size_t integers_at =
        mmatch__layout_add(&layout, plan_count, (size_t)integer_count * sizeof(int64_t));
    if (!mmatch__workspace_open(&context->allocator, &layout, &memory)) {
        return NULL;
    }
    scoreboard = (mmatch_scoreboard *)mmatch__workspace_at(&memory, scoreboard_at);
    scoreboard->memory = memory;
    scoreboard->plan_count = plan_count;
    scoreboard->wanted = wanted;
    scoreboard->reals = (double *)mmatch__workspace_at(&memory, reals_at);
    scoreboard->integers = (int64_t *)mmatch__workspace_at(&memory, integers_at);
    return scoreboard;
}

mmatch_status mmatch_scoreboard_create(mmatch_context *context,
                                       const mmatch_scoreboard_parts *parts,
                                       mmatch_scoreboard **scoreboard_out)
{
    const uint64_t all_reals = ((uint64_t)1 << MMATCH__FIELD_FIRST_INTEGER) - 1;
    mmatch_scoreboard_parts known;
    mmatch_scoreboard *scoreboard;
    mmatch_status status;
    int32_t field;
    if (scoreboard_out != NULL) {
        *scoreboard_out = NULL;
    }
    status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    if (scoreboard_out == NULL || parts == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL",
                            parts == NULL ? "parts" : "scoreboard_out");
    }
    status = mmatch__options_read(context, "parts", parts, sizeof known, &known);
    if (status != MMATCH_OK) {
        return status;
    }
    if (known.plan_count < 0) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT,
                            "parts: plan_count is %" PRId64 ", must not be negative",
                            known.plan_count);
    }
    if (known.wanted == 0) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT,
                            "parts: wanted is 0, must name the fields");
    }
    status = mmatch__fields_check(context, &known.wanted);
    if (status != MMATCH_OK) {
        return status;
    }
    if (known.plan_count > 0 && known.reals == NULL && (known.wanted & all_reals) != 0) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "parts: reals is NULL");
    }
    if (known.plan_count > 0 && known.integers == NULL && (known.wanted & ~all_reals) != 0) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "parts: integers is NULL");
    }
    scoreboard = mmatch__scoreboard_allocate(context, known.plan_count, known.wanted);
    if (scoreboard == NULL) {
        return mmatch__fail_memory(context);
    }
    for (field = 0; field < MMATCH__FIELD_COUNT && known.plan_count > 0; field++) {
        const int64_t start = mmatch__field_column(known.wanted, field) * known.plan_count;
        if ((known.wanted >> field & 1) == 0) {
            continue;
        }
        if (field < MMATCH__FIELD_FIRST_INTEGER) {
            memcpy(scoreboard->reals + start, known.reals + start,
                   (size_t)known.plan_count * sizeof *known.reals);
        } else {
            memcpy(scoreboard->integers + start, known.integers + start,
                   (size_t)known.plan_count * sizeof *known.integers);
        }
    }
    *scoreboard_out = scoreboard;
    return MMATCH_OK;
}

void mmatch_scoreboard_destroy(mmatch_scoreboard *scoreboard)
{
    if (scoreboard != NULL) {
        mmatch__workspace memory = scoreboard->memory;
        mmatch__workspace_close(&memory);
    }
}

mmatch_status mmatch_scoreboard_look(mmatch_context *context, const mmatch_scoreboard *scoreboard,
                                     mmatch_scoreboard_parts *parts_out)
{
    mmatch_scoreboard_parts parts = {0};
    const mmatch_status status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    if (scoreboard == NULL || parts_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL",
                            scoreboard == NULL ? "scoreboard" : "parts_out");
    }
    parts.plan_count = scoreboard->plan_count;
    parts.wanted = scoreboard->wanted;
    parts.reals = scoreboard->reals;
    parts.integers = scoreboard->integers;
    return mmatch__options_write(context, "parts", parts_out, sizeof parts, &parts);
}

/* Whether the column is there. */
static bool has_field(const mmatch_scoreboard *scoreboard, int32_t field)
{
    return scoreboard != NULL && field >= 0 && field < MMATCH__FIELD_COUNT &&
           (scoreboard->wanted >> field & 1) != 0;
}

const double *mmatch_scoreboard_real(const mmatch_scoreboard *scoreboard, int32_t field)
{
    if (!has_field(scoreboard, field) || field >= MMATCH__FIELD_FIRST_INTEGER) {
        return NULL;
    }
    return scoreboard->reals +
           mmatch__field_column(scoreboard->wanted, field) * scoreboard->plan_count;
}

const int64_t *mmatch_scoreboard_integer(const mmatch_scoreboard *scoreboard, int32_t field)
{
    if (!has_field(scoreboard, field) || field < MMATCH__FIELD_FIRST_INTEGER) {
        return NULL;
    }
    return scoreboard->integers +
           mmatch__field_column(scoreboard->wanted, field) * scoreboard->plan_count;
}
