/* Criteria on numbers: closeness and ideal gap. */
#include <math.h>
#include <string.h>

#include "fit/criterion.h"

/* Beyond this, differences and products with points could leave the range of float64. */
#define VALUE_MOST 1e300

/* Records faults of one side; widens *least .. *most by its values. */
static void check_values(mmatch_context *context, const fit_criterion *criterion, int side, const double *values,
                         int64_t count, double *least, double *most)
{
    int64_t person;
    if (values == NULL && count > 0) {
        mmatch__fault(context, "criterion %s: %s values is NULL", criterion->name, mmatch__fit_side_name(side));
        return;
    }
    for (person = 0; person < count; person++) {
        const double value = values[person];
        if (fabs(value) > VALUE_MOST) {
            mmatch__fault(context, "criterion %s: %s %lld: value %g is beyond 1e300", criterion->name,
                          mmatch__fit_side_name(side), (long long)person, value);
        } else if (value == value) {
            *least = value < *least ? value : *least;
            *most = value > *most ? value : *most;
        }
    }
}

static mmatch_status add_numbers(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *given, fit_kind kind,
                                 const double *row_values, const double *column_values, double ideal, double span)
{
    const double *const values[FIT_SIDES] = {row_values, column_values};
    const char *const span_name = kind == FIT_CLOSE ? "span" : "tolerance";
    mmatch__layout layout = {0, false};
    size_t at[FIT_SIDES];
    double least = (double)INFINITY;
    double most = -(double)INFINITY;
    fit_criterion criterion;
    int side;
    mmatch_status status = mmatch__fit_begin(context, fit, given, kind, &criterion);
    if (status != MMATCH_OK) {
        return status;
    }
    if (!(fabs(ideal) <= VALUE_MOST)) {
        mmatch__fault(context, "criterion %s: ideal is %g, must be a number within 1e300", criterion.name, ideal);
    }
    if (!(span >= 0 && span <= VALUE_MOST) || (kind == FIT_GAP && span == 0)) {
        mmatch__fault(context, "criterion %s: %s is %g, must be %s 0 and within 1e300", criterion.name, span_name, span,
                      kind == FIT_GAP ? "above" : "at least");
    }
    for (side = 0; side < FIT_SIDES; side++) {
        const int64_t count = mmatch__fit_person_count(fit, side);
        check_values(context, &criterion, side, values[side], count, &least, &most);
        at[side] = mmatch__layout_add(&layout, count, sizeof(double));
    }
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT;
    }
    criterion.ideal = ideal;
    criterion.span = span > 0 ? span : most > least ? most - least : 0;
    status = mmatch__fit_open(context, &layout, &criterion);
    if (status != MMATCH_OK) {
        return status;
    }
    for (side = 0; side < FIT_SIDES; side++) {
        const int64_t count = mmatch__fit_person_count(fit, side);
        criterion.values[side] = (double *)mmatch__workspace_at(&criterion.memory, at[side]);
        if (count > 0) {
            memcpy(criterion.values[side], values[side], (size_t)count * sizeof(double));
        }
    }
    return mmatch__fit_append(context, fit, &criterion);
}

mmatch_status mmatch_fit_add_close(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion,
                                   const double *row_values, const double *column_values, double span)
{
    return add_numbers(context, fit, criterion, FIT_CLOSE, row_values, column_values, 0, span);
}

mmatch_status mmatch_fit_add_gap(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion,
                                 const double *row_values, const double *column_values, double ideal, double tolerance)
{
    return add_numbers(context, fit, criterion, FIT_GAP, row_values, column_values, ideal, tolerance);
}
