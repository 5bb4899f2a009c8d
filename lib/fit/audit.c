/* Audit: what each criterion decides, pair by pair, and what it costs people.
 *
 * Problem      For each criterion: answers that are missing, the range of its points, the pairs it rules out, and those that
 *              nothing else rules out. For each person: partners, and how many more there would be without each criterion.
 * Idea         Each criterion is a fit of its own, with a plan of its own, so its rows come at the speed of rows. Band by
 *              band of rows every pair gets the one criterion that rules it out, or NOTHING, or SEVERAL; then columns are
 *              counted over the band, in chunks, so that no two workers write the same number.
 * Complexity   O(rows * columns * criteria), a few operations each; memory O(columns * (workers + band) + people * criteria). */
#include <inttypes.h>
#include <string.h>

#include "base/parallel.h"
#include "fit/plan.h"

enum { NOTHING = -1, SEVERAL = -2, BAND = 64, COLUMNS_AT_ONCE = 4096 };

typedef struct audit_run {
    const mmatch_fit *fit;
    mmatch_fit *alone;     /* by criterion: a fit of it alone */
    int64_t band_first;
    int64_t band_count;
    double *units;         /* by worker: one row */
    int32_t *rule;         /* band x columns */
    int64_t *band_finding; /* band x criteria x MMATCH_FINDINGS */
    int64_t *row_partners; /* all of these may be NULL */
    int64_t *column_partners;
    int64_t *row_gains;
    int64_t *column_gains;
} audit_run;

/* One criterion on one row: who it rules out, and its range. */
static void judge_row(audit_run *run, int32_t k, int64_t row, double *units, int32_t *rule, int64_t *finding)
{
    const int64_t column_count = run->fit->column_count;
    int64_t ruled_out = 0;
    double least = (double)INT32_MAX;
    double most = -1;
    int64_t c;
    mmatch__fit_row(&run->alone[k], row, 1, units);
    for (c = 0; c < column_count; c++) {
        const bool is_out = units[c] < 0;
        ruled_out += is_out;
        rule[c] = !is_out ? rule[c] : rule[c] == NOTHING ? k : SEVERAL;
        least = !is_out && units[c] < least ? units[c] : least;
        most = units[c] > most ? units[c] : most;
    }
    finding[MMATCH_FINDING_RULED_OUT] = ruled_out;
    finding[MMATCH_FINDING_RULED_OUT_ALONE] = 0;
    finding[MMATCH_FINDING_LEAST_POINTS] = (int64_t)least;
    finding[MMATCH_FINDING_MOST_POINTS] = (int64_t)most;
}

static void judge_band_row(void *shared, int64_t task, int32_t worker)
{
    audit_run *const run = (audit_run *)shared;
    const int64_t column_count = run->fit->column_count;
    const int32_t criterion_count = run->fit->criterion_count;
    const int64_t row = run->band_first + task;
    int32_t *const rule = run->rule + task * column_count;
    int64_t *const finding = run->band_finding + task * criterion_count * MMATCH_FINDINGS;
    int64_t partners = 0;
    int64_t c;
    int32_t k;
    for (c = 0; c < column_count; c++) {
        rule[c] = NOTHING;
    }
    for (k = 0; k < criterion_count; k++) {
        judge_row(run, k, row, run->units + worker * column_count, rule, finding + k * MMATCH_FINDINGS);
    }
    for (c = 0; c < column_count; c++) {
        partners += rule[c] == NOTHING;
        if (rule[c] >= 0) {
            finding[rule[c] * MMATCH_FINDINGS + MMATCH_FINDING_RULED_OUT_ALONE]++;
        }
    }
    if (run->row_partners != NULL) {
        run->row_partners[row] = partners;
    }
    for (k = 0; k < criterion_count && run->row_gains != NULL; k++) {
        run->row_gains[row * criterion_count + k] = finding[k * MMATCH_FINDINGS + MMATCH_FINDING_RULED_OUT_ALONE];
    }
}

static void count_chunk(void *shared, int64_t task, int32_t worker)
{
    audit_run *const run = (audit_run *)shared;
    const int64_t column_count = run->fit->column_count;
    const int64_t from = task * COLUMNS_AT_ONCE;
    const int64_t to = from + COLUMNS_AT_ONCE < column_count ? from + COLUMNS_AT_ONCE : column_count;
    int64_t row;
    (void)worker;
    for (row = 0; row < run->band_count; row++) {
        const int32_t *const rule = run->rule + row * column_count;
        int64_t c;
        for (c = from; c < to && run->column_partners != NULL; c++) {
            run->column_partners[c] += rule[c] == NOTHING;
        }
        for (c = from; c < to && run->column_gains != NULL; c++) {
            if (rule[c] >= 0) {
                run->column_gains[c * run->fit->criterion_count + rule[c]]++;
            }
        }
    }
}

/* Takes over what a band found. */
static void fold_band(const audit_run *run, int64_t *findings)
{
    const int64_t width = (int64_t)run->fit->criterion_count * MMATCH_FINDINGS;
    int64_t row;
    int64_t at;
    for (row = 0; row < run->band_count; row++) {
        for (at = 0; at < width; at++) {
            const int64_t found = run->band_finding[row * width + at];
            int64_t *const known = &findings[at];
            switch (at % MMATCH_FINDINGS) {
            case MMATCH_FINDING_RULED_OUT:
            case MMATCH_FINDING_RULED_OUT_ALONE:
                *known += found;
                break;
            case MMATCH_FINDING_LEAST_POINTS:
                *known = found < *known ? found : *known;
                break;
            case MMATCH_FINDING_MOST_POINTS:
                *known = found > *known ? found : *known;
                break;
            default: /* people, who are counted apart */
                break;
            }
        }
    }
}

static void open_findings(const mmatch_fit *fit, int64_t *findings)
{
    int32_t k;
    for (k = 0; k < fit->criterion_count; k++) {
        int64_t *const finding = findings + k * MMATCH_FINDINGS;
        int side;
        memset(finding, 0, MMATCH_FINDINGS * sizeof *finding);
        finding[MMATCH_FINDING_LEAST_POINTS] = INT32_MAX;
        finding[MMATCH_FINDING_MOST_POINTS] = -1;
        for (side = 0; side < FIT_SIDES; side++) {
            const int64_t count = mmatch__fit_person_count(fit, side);
            int64_t person;
            for (person = 0; person < count; person++) {
                finding[side == FIT_ROWS ? MMATCH_FINDING_MISSING_ROWS : MMATCH_FINDING_MISSING_COLUMNS] +=
                    mmatch__fit_is_missing(&fit->criteria[k], side, person);
            }
        }
    }
}

/* A criterion that rules all pairs out, or has none, gives no points. */
static void close_findings(const mmatch_fit *fit, int64_t *findings)
{
    int32_t k;
    for (k = 0; k < fit->criterion_count; k++) {
        int64_t *const finding = findings + k * MMATCH_FINDINGS;
        if (finding[MMATCH_FINDING_MOST_POINTS] < 0) {
            finding[MMATCH_FINDING_LEAST_POINTS] = 0;
            finding[MMATCH_FINDING_MOST_POINTS] = 0;
        }
    }
}

/* A fit of one criterion of another, with a plan; the criterion stays the other's. */
static mmatch_status open_alone(mmatch_context *context, const mmatch_fit *fit, int32_t k, mmatch_fit *alone_out)
{
    memset(alone_out, 0, sizeof *alone_out);
    alone_out->allocator = fit->allocator;
    alone_out->row_count = fit->row_count;
    alone_out->column_count = fit->column_count;
    alone_out->criteria = fit->criteria + k;
    alone_out->criterion_count = 1;
    alone_out->points_sum = fit->criteria[k].is_must ? 0 : fit->criteria[k].points;
    return mmatch__fit_plan_make(context, alone_out, mmatch__fit_kernels_best());
}

static mmatch_status audit_bands(mmatch_context *context, audit_run *run, int64_t *findings)
{
    const mmatch_fit *const fit = run->fit;
    const int64_t chunks = (fit->column_count + COLUMNS_AT_ONCE - 1) / COLUMNS_AT_ONCE;
    const uint64_t row_work = (uint64_t)fit->column_count * (uint64_t)fit->criterion_count + 1;
    for (run->band_first = 0; run->band_first < fit->row_count; run->band_first += run->band_count) {
        const int64_t left = fit->row_count - run->band_first;
        run->band_count = left < BAND ? left : BAND;
        if (mmatch__parallel_run(context, run->band_count, row_work, judge_band_row, run) != MMATCH_POLL_CONTINUE ||
            mmatch__parallel_run(context, chunks, COLUMNS_AT_ONCE * BAND, count_chunk, run) != MMATCH_POLL_CONTINUE) {
            return mmatch__fail_cancelled(context);
        }
        fold_band(run, findings);
    }
    return MMATCH_OK;
}

mmatch_status mmatch_fit_audit(mmatch_context *context, const mmatch_fit *fit, int64_t *findings_out,
                               int64_t *row_partners_out, int64_t *column_partners_out, int64_t *row_gains_out,
                               int64_t *column_gains_out)
{
    mmatch_status status = mmatch__enter(context);
    mmatch__layout layout = {0, false};
    mmatch__workspace memory;
    audit_run run;
    size_t at[5];
    int32_t opened = 0;
    int64_t width;
    int64_t *findings;
    if (status != MMATCH_OK) {
        return status;
    }
    if (fit == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "fit is NULL");
    }
    width = (int64_t)fit->criterion_count * MMATCH_FINDINGS;
    at[0] = mmatch__layout_add(&layout, fit->criterion_count, sizeof(mmatch_fit));
    at[1] = mmatch__layout_add(&layout, mmatch__parallel_workers(context, BAND), sizeof(double) * (size_t)fit->column_count);
    at[2] = mmatch__layout_add(&layout, BAND, sizeof(int32_t) * (size_t)fit->column_count);
    at[3] = mmatch__layout_add(&layout, BAND * width, sizeof(int64_t));
    at[4] = mmatch__layout_add(&layout, width, sizeof(int64_t));
    if (!mmatch__workspace_open(&context->allocator, &layout, &memory)) {
        return mmatch__fail_memory(context);
    }
    memset(&run, 0, sizeof run);
    run.fit = fit;
    run.alone = (mmatch_fit *)mmatch__workspace_at(&memory, at[0]);
    run.units = (double *)mmatch__workspace_at(&memory, at[1]);
    run.rule = (int32_t *)mmatch__workspace_at(&memory, at[2]);
    run.band_finding = (int64_t *)mmatch__workspace_at(&memory, at[3]);
    run.row_partners = row_partners_out;
    run.column_partners = column_partners_out;
    run.row_gains = row_gains_out;
    run.column_gains = column_gains_out;
    findings = (int64_t *)mmatch__workspace_at(&memory, at[4]);
    open_findings(fit, findings);
    if (column_partners_out != NULL && fit->column_count > 0) {
        memset(column_partners_out, 0, (size_t)fit->column_count * sizeof *column_partners_out);
    }
    if (column_gains_out != NULL && fit->column_count > 0) {
        memset(column_gains_out, 0,
               (size_t)fit->column_count * (size_t)fit->criterion_count * sizeof *column_gains_out);
    }
    for (; opened < fit->criterion_count && status == MMATCH_OK; opened++) {
        status = open_alone(context, fit, opened, &run.alone[opened]);
    }
    if (status == MMATCH_OK) {
        status = audit_bands(context, &run, findings);
    }
    if (status == MMATCH_OK && findings_out != NULL && width > 0) {
        close_findings(fit, findings);
        memcpy(findings_out, findings, (size_t)width * sizeof *findings);
    }
    while (opened > 0) {
        mmatch__fit_plan_release(&run.alone[--opened]);
    }
    mmatch__workspace_close(&memory);
    return status;
}
