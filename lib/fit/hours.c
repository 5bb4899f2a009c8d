/* Criteria on weekly hours: slots that both have free, all of them or the longest block. */
#include "base/bitset.h"
#include "base/week.h"
#include "fit/criterion.h"

static mmatch_status add_hours(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *given, fit_kind kind,
                               const mmatch_hours *rows, const mmatch_hours *columns, int32_t at_least, int32_t full)
{
    const mmatch_hours *const hours[FIT_SIDES] = {rows, columns};
    mmatch__layout layout = {0, false};
    size_t at_words[FIT_SIDES];
    size_t at_has[FIT_SIDES];
    fit_criterion criterion;
    int side;
    mmatch_status status = mmatch__fit_begin(context, fit, given, kind, &criterion);
    if (status != MMATCH_OK) {
        return status;
    }
    for (side = 0; side < FIT_SIDES; side++) {
        mmatch__week_check(context, mmatch__fit_side_name(side), mmatch__fit_person_count(fit, side), hours[side]);
    }
    if (context->fault_count == 0 && rows->slot_minutes != columns->slot_minutes) {
        mmatch__fault(context, "criterion %s: rows have slots of %d minutes, columns of %d", criterion.name,
                      rows->slot_minutes, columns->slot_minutes);
    }
    if (context->fault_count == 0) {
        const int32_t slots = MMATCH__WEEK_MINUTES / rows->slot_minutes;
        if (at_least < 0 || at_least > slots) {
            mmatch__fault(context, "criterion %s: at_least is %d, must be from 0 to %d, the slots of a week", criterion.name,
                          at_least, slots);
        }
        if (full < 0 || full > slots) {
            mmatch__fault(context, "criterion %s: full is %d, must be from 0 to %d, the slots of a week", criterion.name,
                          full, slots);
        }
    }
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT;
    }
    criterion.word_count = rows->word_count;
    criterion.slot_count = MMATCH__WEEK_MINUTES / rows->slot_minutes;
    criterion.at_least = at_least;
    criterion.full = full > 0 ? full : at_least > 1 ? at_least : 1;
    for (side = 0; side < FIT_SIDES; side++) {
        const int64_t count = mmatch__fit_person_count(fit, side);
        at_words[side] = mmatch__layout_add(&layout, count, sizeof(uint64_t) * (size_t)criterion.word_count);
        at_has[side] = mmatch__layout_add(&layout, count, sizeof(bool));
    }
    status = mmatch__fit_open(context, &layout, &criterion);
    if (status != MMATCH_OK) {
        return status;
    }
    for (side = 0; side < FIT_SIDES; side++) {
        const int64_t count = mmatch__fit_person_count(fit, side);
        int64_t person;
        criterion.words[side] = (uint64_t *)mmatch__workspace_at(&criterion.memory, at_words[side]);
        criterion.has_hours[side] = (bool *)mmatch__workspace_at(&criterion.memory, at_has[side]);
        mmatch__week_to_utc(hours[side], count, criterion.words[side]);
        for (person = 0; person < count; person++) {
            criterion.has_hours[side][person] =
                mmatch__bitset_count(criterion.words[side] + person * criterion.word_count, criterion.word_count) > 0;
        }
    }
    return mmatch__fit_append(context, fit, &criterion);
}

mmatch_status mmatch_fit_add_shared_hours(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion,
                                          const mmatch_hours *rows, const mmatch_hours *columns, int32_t at_least,
                                          int32_t full)
{
    return add_hours(context, fit, criterion, FIT_SHARED_HOURS, rows, columns, at_least, full);
}

mmatch_status mmatch_fit_add_shared_block(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion,
                                          const mmatch_hours *rows, const mmatch_hours *columns, int32_t at_least,
                                          int32_t full)
{
    return add_hours(context, fit, criterion, FIT_SHARED_BLOCK, rows, columns, at_least, full);
}
