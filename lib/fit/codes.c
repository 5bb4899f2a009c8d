/* Criteria on codes: same, different, and a table of what goes with what. */
#include <string.h>

#include "fit/criterion.h"

/* The table of a compatible criterion as it is given. */
typedef struct code_table {
    int32_t code_count[FIT_SIDES]; /* codes are below */
    const double *shares;
} code_table;

static void check_codes(mmatch_context *context, const fit_criterion *criterion, int side, const int32_t *codes,
                        int64_t count, int64_t code_count)
{
    int64_t person;
    if (codes == NULL && count > 0) {
        mmatch__fault(context, "criterion %s: %s codes is NULL", criterion->name, mmatch__fit_side_name(side));
        return;
    }
    for (person = 0; person < count; person++) {
        if (codes[person] < -1) {
            mmatch__fault(context, "criterion %s: %s %lld: code %d is below -1", criterion->name,
                          mmatch__fit_side_name(side), (long long)person, codes[person]);
        } else if (codes[person] >= code_count) {
            mmatch__fault(context, "criterion %s: %s %lld: code %d, but the table has %lld", criterion->name,
                          mmatch__fit_side_name(side), (long long)person, codes[person], (long long)code_count);
        }
    }
}

static void check_table(mmatch_context *context, const fit_criterion *criterion, const code_table *table)
{
    const int32_t *const count = table->code_count;
    int side;
    int64_t k;
    for (side = 0; side < FIT_SIDES; side++) {
        if (count[side] < 0) {
            mmatch__fault(context, "criterion %s: %s code count is %d, must not be negative", criterion->name,
                          mmatch__fit_side_name(side), count[side]);
        }
    }
    if (context->fault_count > 0) {
        return;
    }
    if ((int64_t)count[FIT_ROWS] * count[FIT_COLUMNS] > INT32_MAX) {
        mmatch__fault(context, "criterion %s: a table of %d x %d codes has more than %d shares", criterion->name,
                      count[FIT_ROWS], count[FIT_COLUMNS], (int)INT32_MAX);
        return;
    }
    if (table->shares == NULL && count[FIT_ROWS] > 0 && count[FIT_COLUMNS] > 0) {
        mmatch__fault(context, "criterion %s: shares is NULL", criterion->name);
        return;
    }
    for (k = 0; k < (int64_t)count[FIT_ROWS] * count[FIT_COLUMNS]; k++) {
        if (!mmatch__fit_is_share(table->shares[k])) {
            mmatch__fault(context, "criterion %s: row code %lld, column code %lld: share %g is not from 0 to 1, -1 or NaN",
                          criterion->name, (long long)(k / count[FIT_COLUMNS]), (long long)(k % count[FIT_COLUMNS]),
                          table->shares[k]);
        }
    }
}

/* table: NULL for same and different. */
static mmatch_status add_codes(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *given, fit_kind kind,
                               const int32_t *row_codes, const int32_t *column_codes, const code_table *table)
{
    const int32_t *const codes[FIT_SIDES] = {row_codes, column_codes};
    mmatch__layout layout = {0, false};
    size_t at[FIT_SIDES];
    size_t at_table;
    int64_t table_size = 0;
    fit_criterion criterion;
    int64_t k;
    int side;
    mmatch_status status = mmatch__fit_begin(context, fit, given, kind, &criterion);
    if (status != MMATCH_OK) {
        return status;
    }
    if (table != NULL) {
        check_table(context, &criterion, table);
        table_size = (int64_t)table->code_count[FIT_ROWS] * table->code_count[FIT_COLUMNS];
        criterion.row_code_count = table->code_count[FIT_ROWS];
        criterion.column_code_count = table->code_count[FIT_COLUMNS];
    }
    for (side = 0; side < FIT_SIDES; side++) {
        const int64_t count = mmatch__fit_person_count(fit, side);
        check_codes(context, &criterion, side, codes[side], count, table == NULL ? INT64_MAX : table->code_count[side]);
        at[side] = mmatch__layout_add(&layout, count, sizeof(int32_t));
    }
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT;
    }
    at_table = mmatch__layout_add(&layout, table_size, sizeof(int32_t));
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
    criterion.table = (int32_t *)mmatch__workspace_at(&criterion.memory, at_table);
    for (k = 0; k < table_size; k++) {
        criterion.table[k] = mmatch__fit_points_of_share(&criterion, table->shares[k]);
    }
    return mmatch__fit_append(context, fit, &criterion);
}

mmatch_status mmatch_fit_add_same(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion,
                                  const int32_t *row_codes, const int32_t *column_codes)
{
    return add_codes(context, fit, criterion, FIT_SAME, row_codes, column_codes, NULL);
}

mmatch_status mmatch_fit_add_different(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion,
                                       const int32_t *row_codes, const int32_t *column_codes)
{
    return add_codes(context, fit, criterion, FIT_DIFFERENT, row_codes, column_codes, NULL);
}

mmatch_status mmatch_fit_add_compatible(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion,
                                        const int32_t *row_codes, const int32_t *column_codes, int32_t row_code_count,
                                        int32_t column_code_count, const double *shares)
{
    const code_table table = {{row_code_count, column_code_count}, shares};
    return add_codes(context, fit, criterion, FIT_COMPATIBLE, row_codes, column_codes, &table);
}
