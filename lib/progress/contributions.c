/* Problem: whole numbers c_i with sum c_i = score, each as near to its exact part a_i p_i (in
 * millionths) as can be.
 *
 * Idea: largest remainder. Round every part down; the score exceeds the sum by less than the number
 * of parts that were not whole; give one each to those with the largest remainders, equal ones by
 * row. Complexity: O(m log m). Reference: the quota method of A. Hamilton, for seats by whole
 * numbers. */
#include <inttypes.h>

#include "base/sort.h"
#include "progress/measure.h"
#include "progress/scoreboard.h"

/* Scratch for one plan. */
typedef struct splitting {
    int64_t *remainders; /* negated, so that the largest comes first */
    int64_t *order;
    int64_t *spare;
    mmatch__milestone *items;
} splitting;

/* Writes the parts of one plan; returns its score, -1 when there is nothing to score. */
static int64_t split_plan(const mmatch_plans *plans, int64_t plan,
                          const mmatch_progress_options *options, const splitting *scratch,
                          int64_t *parts)
{
    const int64_t first = plans->columns.milestone_offsets[plan];
    const int64_t count = plans->columns.milestone_offsets[plan + 1] - first;
    mmatch__reading reading = {0};
    mmatch__measures measures = {0};
    int64_t place;
    int64_t row;
    int64_t score;
    int64_t left;
    reading.items = scratch->items;
    mmatch__measure_milestones(plans, plan, options, &reading, &measures);
    score = mmatch__measures_score(&measures);
    for (row = 0; row < count; row++) {
        parts[row] = 0;
        scratch->remainders[row] = 0;
        scratch->order[row] = row;
    }
    if (score < 0) {
        return score;
    }
    left = score;
    for (place = 0; place < reading.count; place++) {
        const mmatch__milestone *const milestone = &reading.items[place];
        uint64_t rest;
        row = milestone->row;
        parts[row - first] = (int64_t)mmatch__wide_divide(
            mmatch__wide_multiply(milestone->share, milestone->progress), measures.shares, &rest);
        scratch->remainders[row - first] = -(int64_t)rest;
        left -= parts[row - first];
    }
    assert(left >= 0 && left <= count);
    if (left > 0) {
        mmatch__sort(scratch->order, (size_t)count, sizeof *scratch->order, mmatch__compare_by_key,
                     scratch->remainders, scratch->spare);
    }
    for (row = 0; row < left; row++) {
        parts[scratch->order[row]]++;
    }
    return score;
}

/* Checks everything but the scratch. */
static mmatch_status check_arguments(mmatch_context *context, const mmatch_plans *plans,
                                     const mmatch_progress_options *options, int64_t first_plan,
                                     int64_t plan_count, const int64_t *parts_out,
                                     mmatch_progress_options *known_out)
{
    const mmatch_status status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    if (plans == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "plans is NULL");
    }
    if (first_plan < 0 || plan_count < 0 || first_plan > plans->columns.plan_count ||
        plan_count > plans->columns.plan_count - first_plan) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT,
                            "plans %" PRId64 " and %" PRId64
                            " more are out of range, there are %" PRId64,
                            first_plan, plan_count, plans->columns.plan_count);
    }
    if (parts_out == NULL && plan_count > 0 &&
        plans->columns.milestone_offsets[first_plan + plan_count] >
            plans->columns.milestone_offsets[first_plan]) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "parts_out is NULL");
    }
    return mmatch__progress_options_read(context, options, known_out);
}

mmatch_status mmatch_progress_contributions(mmatch_context *context, const mmatch_plans *plans,
                                            const mmatch_progress_options *options,
                                            int64_t first_plan, int64_t plan_count,
                                            int64_t *parts_out, int64_t *scores_out)
{
    mmatch_progress_options known;
    mmatch__layout layout = {0};
    mmatch__workspace workspace;
    splitting scratch;
    mmatch_status status =
        check_arguments(context, plans, options, first_plan, plan_count, parts_out, &known);
    size_t slices[3];
    size_t items_at;
    int64_t plan;
    int64_t *parts = parts_out;
    if (status != MMATCH_OK) {
        return status;
    }
    for (plan = 0; plan < 3; plan++) {
        slices[plan] = mmatch__layout_add(&layout, plans->largest_plan, sizeof(int64_t));
    }
    items_at = mmatch__layout_add(&layout, plans->largest_plan, sizeof *scratch.items);
    if (!mmatch__workspace_open(&context->allocator, &layout, &workspace)) {
        return mmatch__fail_memory(context);
    }
    scratch.remainders = (int64_t *)mmatch__workspace_at(&workspace, slices[0]);
    scratch.order = (int64_t *)mmatch__workspace_at(&workspace, slices[1]);
    scratch.spare = (int64_t *)mmatch__workspace_at(&workspace, slices[2]);
    scratch.items = (mmatch__milestone *)mmatch__workspace_at(&workspace, items_at);
    if (mmatch__poll_now(context) != MMATCH_POLL_CONTINUE) {
        status = mmatch__fail_cancelled(context);
    }
    for (plan = first_plan; plan < first_plan + plan_count && status == MMATCH_OK; plan++) {
        const int64_t count =
            plans->columns.milestone_offsets[plan + 1] - plans->columns.milestone_offsets[plan];
        const int64_t score = split_plan(plans, plan, &known, &scratch, parts);
        if (scores_out != NULL) {
            scores_out[plan - first_plan] = score;
        }
        parts = count > 0 ? parts + count : parts;
        if (mmatch__poll(context, 64 + 64 * (uint64_t)count) != MMATCH_POLL_CONTINUE) {
            status = mmatch__fail_cancelled(context);
        }
    }
    mmatch__workspace_close(&workspace);
    return status;
}
