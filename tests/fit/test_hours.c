/* Weekly hours in common, across clocks and round the week. */
#include "support.h"

#include <math.h>

#include "base/random.h"

enum { PEOPLE = 5 };

static mmatch_fit *fit_of(mmatch_context *context)
{
    mmatch_fit *fit = NULL;
    assert_int_equal(mmatch_fit_create(context, PEOPLE, PEOPLE, &fit), MMATCH_OK);
    return fit;
}

static void monday_morning_in_one_place_is_sunday_night_in_another(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch_fit *const fit = fit_of(context);
    uint64_t rows[PEOPLE * 3] = {0};
    uint64_t columns[PEOPLE * 3] = {0};
    const int32_t row_clock[PEOPLE] = {540, 0, 0, 0, 0};     /* UTC+9 */
    const int32_t column_clock[PEOPLE] = {-300, 0, 0, 0, 0}; /* UTC-5 */
    const mmatch_hours row_hours = {rows, 3, 60, row_clock};
    const mmatch_hours column_hours = {columns, 3, 60, column_clock};
    int32_t points;
    int32_t is_ruled_out;
    (void)state;
    rows[0] = (uint64_t)3 << 8;            /* Monday 8-10 there: Sunday 23 - Monday 1 UTC */
    columns[2] = (uint64_t)1 << (162 - 128); /* Sunday 18-19 there: Sunday 23 - 24 UTC */
    assert_int_equal(mmatch_fit_add_shared_hours(context, fit, NULL, &row_hours, &column_hours, 1, 2), MMATCH_OK);
    assert_int_equal(mmatch_fit_explain(context, fit, 0, 0, &points, &is_ruled_out), MMATCH_OK);
    assert_int_equal(points, 500);
    assert_int_equal(is_ruled_out, 0);
    assert_int_equal(mmatch_fit_explain(context, fit, 0, 1, &points, &is_ruled_out), MMATCH_OK);
    assert_int_equal(points, 0); /* no answer: nothing in common */
    assert_int_equal(is_ruled_out, 1);
    mmatch_fit_destroy(fit);
    mmatch_context_destroy(context);
}

/* Free at this minute of the week in UTC? Reckoned in minutes, slot by slot of the person's own clock. */
static int is_free(const uint64_t *words, int32_t slot_minutes, int32_t offset, int32_t utc_minute)
{
    const int32_t clock = ((utc_minute + offset) % 10080 + 10080) % 10080;
    const int32_t slot = clock / slot_minutes;
    return (int)((words[slot / 64] >> (slot % 64)) & 1);
}

static void common_slots_equal_a_count_minute_by_minute(void **state)
{
    const int32_t slot_choices[3] = {60, 30, 15};
    mmatch_context *const context = plain_context();
    mmatch__random random = mmatch__random_seeded(14);
    int trial;
    (void)state;
    for (trial = 0; trial < 60; trial++) {
        const int32_t slot_minutes = slot_choices[trial % 3];
        const int32_t slots = 10080 / slot_minutes;
        const int32_t word_count = (slots + 63) / 64;
        uint64_t words[2][PEOPLE * 11] = {{0}};
        int32_t clocks[2][PEOPLE];
        const mmatch_hours rows = {words[0], word_count, slot_minutes, clocks[0]};
        const mmatch_hours columns = {words[1], word_count, slot_minutes, clocks[1]};
        mmatch_fit *const fit = fit_of(context);
        mmatch_criterion criterion = {0};
        const int32_t at_least = slots / 8;
        const int32_t full = slots / 4;
        int side;
        int a;
        int b;
        criterion.struct_size = sizeof criterion;
        criterion.points = full; /* a point a slot */
        for (side = 0; side < 2; side++) {
            for (a = 0; a < PEOPLE; a++) {
                int32_t slot;
                clocks[side][a] = ((int32_t)mmatch__random_below(&random, 97) - 48) * 30 / slot_minutes * slot_minutes;
                for (slot = 0; slot < slots; slot++) {
                    if (mmatch__random_below(&random, 5) < 2) {
                        words[side][a * word_count + slot / 64] |= (uint64_t)1 << (slot % 64);
                    }
                }
            }
        }
        assert_int_equal(mmatch_fit_add_shared_hours(context, fit, &criterion, &rows, &columns, at_least, full), MMATCH_OK);
        for (a = 0; a < PEOPLE; a++) {
            for (b = 0; b < PEOPLE; b++) {
                int32_t points;
                int32_t is_ruled_out;
                int32_t common = 0;
                int32_t minute;
                for (minute = 0; minute < 10080; minute += slot_minutes) {
                    common += is_free(words[0] + a * word_count, slot_minutes, clocks[0][a], minute) &&
                              is_free(words[1] + b * word_count, slot_minutes, clocks[1][b], minute);
                }
                assert_int_equal(mmatch_fit_explain(context, fit, a, b, &points, &is_ruled_out), MMATCH_OK);
                assert_int_equal(is_ruled_out, common < at_least);
                assert_int_equal(points, common < at_least ? 0 : common < full ? common : full);
            }
        }
        mmatch_fit_destroy(fit);
    }
    mmatch_context_destroy(context);
}

static void hours_that_cannot_be_are_refused_with_the_person(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch_fit *const fit = fit_of(context);
    uint64_t words[PEOPLE * 3] = {1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0};
    const int32_t clock[PEOPLE] = {0, 90, 0, 0, 2000};
    const mmatch_hours good = {words, 3, 60, NULL};
    const mmatch_hours bad_clock = {words, 3, 60, clock};
    const mmatch_hours bad_slot = {words, 3, 45, NULL};
    const mmatch_hours bad_words = {words, 4, 60, NULL};
    const mmatch_hours half_hours = {words, 6, 30, NULL};
    const mmatch_hours nothing = {NULL, 3, 60, NULL};
    uint64_t half_words[PEOPLE * 6] = {1};
    mmatch_hours half = half_hours;
    half.words = half_words;
    (void)state;
    assert_int_equal(mmatch_fit_add_shared_hours(context, fit, NULL, &bad_clock, &good, 0, 0), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_context_fault_count(context), 2);
    assert_string_equal(mmatch_context_error(context),
                        "row 1: UTC offset of 90 minutes, must be a multiple of 60 from -1440 to 1440");
    assert_int_equal(mmatch_fit_add_shared_hours(context, fit, NULL, &good, &bad_slot, 0, 0), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "column: slots of 45 minutes, must be 15, 30 or 60");
    assert_int_equal(mmatch_fit_add_shared_hours(context, fit, NULL, &bad_words, &good, 0, 0), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_fit_add_shared_hours(context, fit, NULL, &nothing, &good, 0, 0), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_fit_add_shared_hours(context, fit, NULL, NULL, &good, 0, 0), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_fit_add_shared_hours(context, fit, NULL, &half, &good, 0, 0), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context),
                        "criterion shared_hours: rows have slots of 30 minutes, columns of 60");
    assert_int_equal(mmatch_fit_add_shared_hours(context, fit, NULL, &good, &good, -1, 0), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_fit_add_shared_hours(context, fit, NULL, &good, &good, 0, -1), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_fit_add_shared_hours(context, fit, NULL, &good, &good, 169, 169), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_context_fault_count(context), 2);
    assert_string_equal(mmatch_context_error(context),
                        "criterion shared_hours: at_least is 169, must be from 0 to 168, the slots of a week");
    words[5] = (uint64_t)1 << 40; /* slot 168 */
    assert_int_equal(mmatch_fit_add_shared_hours(context, fit, NULL, &good, &good, 0, 0), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "row 1: a slot beyond the 168 of the week is set");
    assert_int_equal(mmatch_fit_criterion_count(fit), 0);
    mmatch_fit_destroy(fit);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(monday_morning_in_one_place_is_sunday_night_in_another),
        cmocka_unit_test(common_slots_equal_a_count_minute_by_minute),
        cmocka_unit_test(hours_that_cannot_be_are_refused_with_the_person),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
