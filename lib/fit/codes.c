/* Criteria on codes: same and different. */
#include <string.h>

#include "fit/criterion.h"

static mmatch_status add_codes(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *given, fit_kind kind,
                               const int32_t *row_codes, const int32_t *column_codes)
{
    const int32_t *const codes[FIT_SIDES] = {row_codes, column_codes};
    mmatch__layout layout = {0, false};
    size_t at[FIT_SIDES];
    fit_criterion criterion;
    int side;
    mmatch_status status = mmatch__fit_begin(context, fit, given, kind, &criterion);
    if (status != MMATCH_OK) {
        return status;
    }
    for (side = 0; side < FIT_SIDES; side++) {
        const int64_t count = mmatch__fit_person_count(fit, side);
        int64_t person;
        if (codes[side] == NULL && count > 0) {
            mmatch__fault(context, "criterion %s: %s codes is NULL", criterion.name, mmatch__fit_side_name(side));
            continue;
        }
        for (person = 0; person < count; person++) {
            if (codes[side][person] < -1) {
                mmatch__fault(context, "criterion %s: %s %lld: code %d is below -1", criterion.name,
                              mmatch__fit_side_name(side), (long long)person, codes[side][person]);
            }
        }
        at[side] = mmatch__layout_add(&layout, count, sizeof(int32_t));
    }
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT;
    }
    status = mmatch__fit_open(context, &layout, &criterion);
    if (status != MMATCH_OK) {
        return status;
    }
    for (side = 0; side < FIT_SIDES; side++) {
        const int64_t count = mmatch__fit_person_count(fit, side);
        criterion.codes[side] = (int32_t *)mmatch__workspace_at(&criterion.memory, at[side]);
        if (count > 0) {
            memcpy(criterion.codes[side], codes[side], (size_t)count * sizeof(int32_t));
        }
    }
    return mmatch__fit_append(context, fit, &criterion);
}

mmatch_status mmatch_fit_add_same(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion,
                                  const int32_t *row_codes, const int32_t *column_codes)
{
    return add_codes(context, fit, criterion, FIT_SAME, row_codes, column_codes);
}

mmatch_status mmatch_fit_add_different(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion,
                                       const int32_t *row_codes, const int32_t *column_codes)
{
    return add_codes(context, fit, criterion, FIT_DIFFERENT, row_codes, column_codes);
}
