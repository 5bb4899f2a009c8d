/* Fit: the object, what all criteria have in common, and the way to scores. */
#include <inttypes.h>
#include <string.h>

#include "base/options.h"
#include "base/row_reader.h"
#include "fit/plan.h"

enum { POINTS_DEFAULT = 1000, POINTS_MOST = 1000000, SIDE_MOST = INT32_MAX };

static const char *const kind_names[] = {"overlap", "same", "different", "close", "gap", "shared_hours",
                                         "outside_reporting_line", "similarity", "jaccard", "shared_items",
                                         "shared_block", "compatible", "taxonomy", "format", "ranking", "listed", "matrix"};

const char *mmatch__fit_side_name(int side)
{
    return side == FIT_ROWS ? "row" : "column";
}

int64_t mmatch__fit_person_count(const mmatch_fit *fit, int side)
{
    return side == FIT_ROWS ? fit->row_count : fit->column_count;
}

mmatch_status mmatch_fit_create(mmatch_context *context, int64_t row_count, int64_t column_count, mmatch_fit **fit_out)
{
    const mmatch_status status = mmatch__enter(context);
    mmatch_fit *fit;
    if (fit_out != NULL) {
        *fit_out = NULL;
    }
    if (status != MMATCH_OK) {
        return status;
    }
    if (fit_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "fit_out is NULL");
    }
    if (row_count < 0 || row_count > SIDE_MOST) {
        mmatch__fault(context, "row count is %" PRId64 ", must be from 0 to %d", row_count, (int)SIDE_MOST);
    }
    if (column_count < 0 || column_count > SIDE_MOST) {
        mmatch__fault(context, "column count is %" PRId64 ", must be from 0 to %d", column_count, (int)SIDE_MOST);
    }
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT;
    }
    fit = (mmatch_fit *)mmatch__memory_allocate(&context->allocator, sizeof *fit);
    if (fit == NULL) {
        return mmatch__fail_memory(context);
    }
    memset(fit, 0, sizeof *fit);
    fit->allocator = context->allocator;
    fit->row_count = row_count;
    fit->column_count = column_count;
    *fit_out = fit;
    return MMATCH_OK;
}

void mmatch_fit_destroy(mmatch_fit *fit)
{
    if (fit != NULL) {
        const mmatch__allocator allocator = fit->allocator;
        int32_t k;
        mmatch__fit_plan_release(fit);
        for (k = 0; k < fit->criterion_count; k++) {
            mmatch__workspace_close(&fit->criteria[k].memory);
        }
        mmatch__memory_release(&allocator, fit->criteria, (size_t)fit->criterion_capacity * sizeof *fit->criteria);
        mmatch__memory_release(&allocator, fit, sizeof *fit);
    }
}

mmatch_status mmatch__fit_begin(mmatch_context *context, const mmatch_fit *fit, const mmatch_criterion *given,
                                fit_kind kind, fit_criterion *criterion_out)
{
    mmatch_criterion known;
    mmatch_status status = mmatch__enter(context);
    memset(criterion_out, 0, sizeof *criterion_out);
    if (status != MMATCH_OK) {
        return status;
    }
    if (fit == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "fit is NULL");
    }
    status = mmatch__options_read(context, "criterion", given, sizeof known, &known);
    if (status != MMATCH_OK) {
        return status;
    }
    criterion_out->kind = kind;
    criterion_out->name = known.name != NULL ? known.name : kind_names[kind];
    criterion_out->points = known.points == 0 ? POINTS_DEFAULT : known.points;
    criterion_out->is_must = known.must != 0;
    criterion_out->missing = known.missing;
    if (fit->is_sealed) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "criterion %s: scores of this fit were made, it can no longer change",
                            criterion_out->name);
    }
    if (known.points < 0 || known.points > POINTS_MOST) {
        mmatch__fault(context, "criterion %s: points is %d, must be from 0 to %d", criterion_out->name, known.points,
                      (int)POINTS_MOST);
    }
    if (known.missing < MMATCH_MISSING_ZERO || known.missing > MMATCH_MISSING_RULE_OUT) {
        mmatch__fault(context, "criterion %s: missing is %d, must be an mmatch_missing", criterion_out->name,
                      known.missing);
    }
    if (!criterion_out->is_must && fit->points_sum + criterion_out->points > INT32_MAX) {
        mmatch__fault(context, "criterion %s: all points together are more than %d", criterion_out->name, (int)INT32_MAX);
    }
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT;
    }
    return mmatch__poll_now(context) == MMATCH_POLL_CONTINUE ? MMATCH_OK : mmatch__fail_cancelled(context);
}

mmatch_status mmatch__fit_open(mmatch_context *context, mmatch__layout *layout, fit_criterion *criterion)
{
    const size_t length = strlen(criterion->name) + 1;
    const size_t at_name = mmatch__layout_add(layout, (int64_t)length, 1);
    char *name;
    if (!mmatch__workspace_open(&context->allocator, layout, &criterion->memory)) {
        return mmatch__fail_memory(context);
    }
    name = (char *)mmatch__workspace_at(&criterion->memory, at_name);
    memcpy(name, criterion->name, length);
    criterion->name = name;
    return MMATCH_OK;
}

mmatch_status mmatch__fit_append(mmatch_context *context, mmatch_fit *fit, fit_criterion *criterion)
{
    if (mmatch__poll_now(context) != MMATCH_POLL_CONTINUE) {
        mmatch__workspace_close(&criterion->memory);
        return mmatch__fail_cancelled(context);
    }
    if (fit->criterion_count == fit->criterion_capacity) {
        const int32_t capacity = fit->criterion_capacity == 0 ? 8 : 2 * fit->criterion_capacity;
        fit_criterion *const grown = (fit_criterion *)mmatch__memory_resize(
            &fit->allocator, fit->criteria, (size_t)fit->criterion_capacity * sizeof *grown,
            (size_t)capacity * sizeof *grown);
        if (grown == NULL) {
            mmatch__workspace_close(&criterion->memory);
            return mmatch__fail_memory(context);
        }
        fit->criteria = grown;
        fit->criterion_capacity = capacity;
    }
    fit->criteria[fit->criterion_count] = *criterion;
    fit->criterion_count++;
    fit->points_sum += criterion->is_must ? 0 : criterion->points;
    return MMATCH_OK;
}

int64_t mmatch_fit_row_count(const mmatch_fit *fit)
{
    return fit == NULL ? 0 : fit->row_count;
}

int64_t mmatch_fit_column_count(const mmatch_fit *fit)
{
    return fit == NULL ? 0 : fit->column_count;
}

int32_t mmatch_fit_criterion_count(const mmatch_fit *fit)
{
    return fit == NULL ? 0 : fit->criterion_count;
}

const char *mmatch_fit_criterion_name(const mmatch_fit *fit, int32_t criterion)
{
    return fit == NULL || criterion < 0 || criterion >= fit->criterion_count ? NULL : fit->criteria[criterion].name;
}

int32_t mmatch_fit_criterion_points(const mmatch_fit *fit, int32_t criterion)
{
    if (fit == NULL || criterion < 0 || criterion >= fit->criterion_count) {
        return -1;
    }
    return fit->criteria[criterion].is_must ? 0 : fit->criteria[criterion].points;
}

mmatch_status mmatch__fit_begin_pair(mmatch_context *context, const mmatch_fit *fit, int64_t row, int64_t column,
                                     const int32_t *numbers_out, const char *name)
{
    const mmatch_status status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    if (fit == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "fit is NULL");
    }
    if (row < 0 || row >= fit->row_count) {
        mmatch__fault(context, "row %" PRId64 " is out of range, there are %" PRId64, row, fit->row_count);
    }
    if (column < 0 || column >= fit->column_count) {
        mmatch__fault(context, "column %" PRId64 " is out of range, there are %" PRId64, column, fit->column_count);
    }
    if (numbers_out == NULL && fit->criterion_count > 0) {
        mmatch__fault(context, "%s is NULL", name);
    }
    return context->fault_count > 0 ? MMATCH_ERR_ARGUMENT : MMATCH_OK;
}

mmatch_status mmatch_fit_explain(mmatch_context *context, const mmatch_fit *fit, int64_t row, int64_t column,
                                 int32_t *points_out, int32_t *ruled_out_by_out)
{
    const mmatch_status status = mmatch__fit_begin_pair(context, fit, row, column, points_out, "points_out");
    int32_t k;
    if (status != MMATCH_OK) {
        return status;
    }
    for (k = 0; k < fit->criterion_count; k++) {
        bool is_ruled_out;
        points_out[k] = mmatch__fit_points(&fit->criteria[k], row, column, &is_ruled_out);
        if (ruled_out_by_out != NULL) {
            ruled_out_by_out[k] = is_ruled_out ? 1 : 0;
        }
    }
    return MMATCH_OK;
}

mmatch_status mmatch_fit_scores(mmatch_context *context, mmatch_fit *fit, mmatch_scores **scores_out)
{
    mmatch_status status = mmatch__enter(context);
    if (scores_out != NULL) {
        *scores_out = NULL;
    }
    if (status != MMATCH_OK) {
        return status;
    }
    if (fit == NULL || scores_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL", fit == NULL ? "fit" : "scores_out");
    }
    if (fit->plan == NULL) {
        status = mmatch__fit_plan_make(context, fit, mmatch__fit_kernels_best());
    }
    if (status == MMATCH_OK) {
        status = mmatch__scores_create_scaled(context, mmatch__fit_row, fit, fit->row_count, fit->column_count,
                                              (double)fit->points_sum, scores_out);
    }
    if (status == MMATCH_OK) {
        fit->is_sealed = true;
    }
    return status;
}
