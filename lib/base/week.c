#include "base/week.h"

#include "base/bitset.h"

/* -1440..1440: a day either way covers every clock, with room for summer time */
enum { OFFSET_MOST = 24 * 60 };

static void check_person(mmatch_context *context, const char *who, int64_t person, const mmatch_hours *hours)
{
    const int32_t slot_count = MMATCH__WEEK_MINUTES / hours->slot_minutes;
    const uint64_t last_word = hours->words[(person + 1) * hours->word_count - 1];
    const int32_t used_bits = slot_count - 64 * (hours->word_count - 1);
    if (used_bits < 64 && (last_word >> used_bits) != 0) {
        mmatch__fault(context, "%s %lld: a slot beyond the %d of the week is set", who, (long long)person, slot_count);
    }
    if (hours->utc_offset_minutes != NULL) {
        const int32_t offset = hours->utc_offset_minutes[person];
        if (offset < -OFFSET_MOST || offset > OFFSET_MOST || offset % hours->slot_minutes != 0) {
            mmatch__fault(context, "%s %lld: UTC offset of %d minutes, must be a multiple of %d from %d to %d", who,
                          (long long)person, offset, hours->slot_minutes, -(int)OFFSET_MOST, (int)OFFSET_MOST);
        }
    }
}

void mmatch__week_check(mmatch_context *context, const char *who, int64_t person_count, const mmatch_hours *hours)
{
    int32_t word_count;
    int64_t person;
    if (hours == NULL) {
        mmatch__fault(context, "%s: hours is NULL", who);
        return;
    }
    if (hours->slot_minutes != 15 && hours->slot_minutes != 30 && hours->slot_minutes != 60) {
        mmatch__fault(context, "%s: slots of %d minutes, must be 15, 30 or 60", who, hours->slot_minutes);
        return;
    }
    word_count = (int32_t)mmatch__bitset_word_count(MMATCH__WEEK_MINUTES / hours->slot_minutes);
    if (hours->word_count != word_count) {
        mmatch__fault(context, "%s: %d words a person, must be %d for slots of %d minutes", who, hours->word_count,
                      word_count, hours->slot_minutes);
        return;
    }
    if (hours->words == NULL && person_count > 0) {
        mmatch__fault(context, "%s: words is NULL", who);
        return;
    }
    for (person = 0; person < person_count; person++) {
        check_person(context, who, person, hours);
    }
}

void mmatch__week_to_utc(const mmatch_hours *hours, int64_t person_count, uint64_t *words_out)
{
    const int64_t slot_count = MMATCH__WEEK_MINUTES / hours->slot_minutes;
    int64_t person;
    for (person = 0; person < person_count; person++) {
        const int32_t offset = hours->utc_offset_minutes == NULL ? 0 : hours->utc_offset_minutes[person];
        /* the clock shows UTC plus the offset, so what it shows lies that much earlier in UTC */
        mmatch__bitset_rotate(hours->words + person * hours->word_count, slot_count, -(offset / hours->slot_minutes),
                              words_out + person * hours->word_count);
    }
}
