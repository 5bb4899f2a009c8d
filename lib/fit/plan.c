/* The plan: which way each criterion goes, and its answers by column in the form that way needs.
 *
 * Idea         Answers on codes and numbers are sorted once; few different ones make classes. Classes of several criteria
 *              are joined while the combinations that occur stay few: then one table and one look-up serve them all. */
#include "fit/plan.h"

#include <string.h>

#include "base/sort.h"

enum { JOIN_MOST = 1 << 16 };

/* Ascending, missing answers last. */
static int compare_class_entries(const void *user_data, const void *a, const void *b)
{
    const double left = ((const fit_class_entry *)a)->value;
    const double right = ((const fit_class_entry *)b)->value;
    (void)user_data;
    if (left != left || right != right) {
        return (left != left) - (right != right);
    }
    return (left > right) - (left < right);
}

static bool is_code_kind(fit_kind kind)
{
    return kind == FIT_SAME || kind == FIT_DIFFERENT || kind == FIT_COMPATIBLE;
}

bool mmatch__fit_has_classes(fit_kind kind)
{
    return is_code_kind(kind) || kind == FIT_CLOSE || kind == FIT_GAP;
}

/* The most classes that are worth a table of their own for each row. */
static int64_t classes_most(int64_t column_count)
{
    const int64_t share = column_count / FIT_COLUMNS_PER_CLASS;
    return share > FIT_CLASSES_MOST ? FIT_CLASSES_MOST : share < FIT_CLASSES_ALWAYS ? FIT_CLASSES_ALWAYS : share;
}

bool mmatch__fit_classify(const fit_plan *plan, const fit_criterion *criterion, fit_class_entry *entries,
                          fit_class_entry *scratch, fit_group *group)
{
    const int64_t count = plan->position_count;
    int64_t k;
    for (k = 0; k < count; k++) {
        const int64_t column = mmatch__fit_column_at(plan, k);
        entries[k].value = is_code_kind(criterion->kind) ? (double)criterion->codes[FIT_COLUMNS][column]
                                                         : criterion->values[FIT_COLUMNS][column];
        entries[k].position = (int32_t)k;
    }
    mmatch__sort(entries, (size_t)count, sizeof *entries, compare_class_entries, NULL, scratch);
    group->class_count = 0;
    for (k = 0; k < count; k++) {
        if (k == 0 || compare_class_entries(NULL, &entries[k - 1], &entries[k]) != 0) {
            if (group->class_count == classes_most(count)) {
                return false;
            }
            group->column_of_class[group->class_count] = (int32_t)mmatch__fit_column_at(plan, entries[k].position);
            group->class_count++;
        }
        group->class_of_column[entries[k].position] = (uint16_t)(group->class_count - 1);
    }
    return true;
}

/* Makes the classes of `joined` those of both groups together; false, and nothing is changed, when they are too many.
 * number_of: room for JOIN_MOST; classes are numbered as they come up. */
static bool join(const fit_plan *plan, fit_group *joined, const fit_group *other, int32_t *number_of)
{
    const int64_t column_count = plan->position_count;
    const int64_t pairs = (int64_t)joined->class_count * other->class_count;
    int32_t found = 0;
    int64_t k;
    if (pairs > JOIN_MOST) {
        return false;
    }
    for (k = 0; k < pairs; k++) {
        number_of[k] = -1;
    }
    for (k = 0; k < column_count; k++) {
        int32_t *const number =
            &number_of[(int64_t)joined->class_of_column[k] * other->class_count + other->class_of_column[k]];
        if (*number < 0) {
            if (found == classes_most(column_count)) {
                return false;
            }
            *number = found++;
        }
    }
    for (k = 0; k < column_count; k++) {
        const int32_t number =
            number_of[(int64_t)joined->class_of_column[k] * other->class_count + other->class_of_column[k]];
        joined->class_of_column[k] = (uint16_t)number;
        joined->column_of_class[number] = (int32_t)mmatch__fit_column_at(plan, k);
    }
    joined->class_count = found;
    return true;
}

/* The answers of one column of each class. */
static void fill_class_answers(const fit_group *group, const fit_criterion *criterion, fit_fast *fast)
{
    int32_t k;
    for (k = 0; k < group->class_count; k++) {
        if (is_code_kind(criterion->kind)) {
            fast->class_codes[k] = criterion->codes[FIT_COLUMNS][group->column_of_class[k]];
        } else {
            fast->class_values[k] = criterion->values[FIT_COLUMNS][group->column_of_class[k]];
        }
    }
}

static int compare_line_columns(const void *user_data, const void *a, const void *b)
{
    const int32_t *const enter = (const int32_t *)user_data;
    const int32_t left = enter[*(const int32_t *)a];
    const int32_t right = enter[*(const int32_t *)b];
    return (left > right) - (left < right);
}

static mmatch_status make_line(mmatch_context *context, const mmatch_fit *fit, const fit_criterion *criterion,
                               fit_fast *fast)
{
    fit_line *const line = &fast->line;
    mmatch__layout layout = {0, false};
    size_t at[4];
    int32_t k;
    int64_t column;
    for (k = 0; k < 4; k++) {
        at[k] = mmatch__layout_add(&layout, fit->column_count + 1, sizeof(int32_t));
    }
    if (!mmatch__workspace_open(&context->allocator, &layout, &fast->memory)) {
        return mmatch__fail_memory(context);
    }
    line->columns = (int32_t *)mmatch__workspace_at(&fast->memory, at[0]);
    line->enter = (int32_t *)mmatch__workspace_at(&fast->memory, at[1]);
    line->leave = (int32_t *)mmatch__workspace_at(&fast->memory, at[2]);
    line->above = (int32_t *)mmatch__workspace_at(&fast->memory, at[3]);
    for (column = 0; column < fit->column_count; column++) {
        if (criterion->enter[FIT_COLUMNS][column] >= 0) {
            line->columns[line->count++] = (int32_t)column;
        }
    }
    /* `above` is the scratch of the sort */
    mmatch__sort(line->columns, (size_t)line->count, sizeof(int32_t), compare_line_columns, criterion->enter[FIT_COLUMNS],
                 line->above);
    for (k = 0; k < line->count; k++) {
        int32_t above = k - 1;
        line->enter[k] = criterion->enter[FIT_COLUMNS][line->columns[k]];
        line->leave[k] = criterion->leave[FIT_COLUMNS][line->columns[k]];
        while (above >= 0 && line->leave[above] <= line->enter[k]) {
            above = line->above[above];
        }
        line->above[k] = above;
    }
    fast->way = FIT_WAY_LINE;
    return MMATCH_OK;
}

/* With runs, the answers of a criterion that is compared directly, by position. */
static mmatch_status order_answers(mmatch_context *context, const fit_plan *plan, const fit_criterion *criterion,
                                   fit_fast *fast)
{
    const bool has_codes = is_code_kind(criterion->kind);
    mmatch__layout layout = {0, false};
    const size_t at = mmatch__layout_add(&layout, plan->position_count, has_codes ? sizeof(int32_t) : sizeof(double));
    int64_t position;
    if (plan->column_at == NULL) {
        return MMATCH_OK;
    }
    if (!mmatch__workspace_open(&context->allocator, &layout, &fast->memory)) {
        return mmatch__fail_memory(context);
    }
    fast->codes = has_codes ? (int32_t *)mmatch__workspace_at(&fast->memory, at) : NULL;
    fast->values = has_codes ? NULL : (double *)mmatch__workspace_at(&fast->memory, at);
    for (position = 0; position < plan->position_count; position++) {
        if (has_codes) {
            fast->codes[position] = criterion->codes[FIT_COLUMNS][plan->column_at[position]];
        } else {
            fast->values[position] = criterion->values[FIT_COLUMNS][plan->column_at[position]];
        }
    }
    return MMATCH_OK;
}

/* The same for vectors, tile by tile. */
static mmatch_status order_vectors(mmatch_context *context, const fit_plan *plan, const fit_criterion *criterion,
                                   fit_fast *fast)
{
    const int64_t width = 2 * (int64_t)criterion->pair_count;
    const int64_t padded = (plan->position_count + FIT_TILE - 1) / FIT_TILE * FIT_TILE;
    mmatch__layout layout = {0, false};
    const size_t at_vectors = mmatch__layout_add(&layout, padded, sizeof(int16_t) * (size_t)width);
    const size_t at_missing = mmatch__layout_add(&layout, padded, sizeof(bool));
    int64_t position;
    fast->way = FIT_WAY_VECTORS;
    if (plan->column_at == NULL) {
        return MMATCH_OK;
    }
    if (!mmatch__workspace_open(&context->allocator, &layout, &fast->memory)) {
        return mmatch__fail_memory(context);
    }
    fast->vectors = (int16_t *)mmatch__workspace_at(&fast->memory, at_vectors);
    fast->is_vector_missing = (bool *)mmatch__workspace_at(&fast->memory, at_missing);
    for (position = 0; position < plan->position_count; position++) {
        const int64_t column = plan->column_at[position];
        const int16_t *const from =
            criterion->vectors[FIT_COLUMNS] + column / FIT_TILE * FIT_TILE * width + column % FIT_TILE * 2;
        int16_t *const to = fast->vectors + position / FIT_TILE * FIT_TILE * width + position % FIT_TILE * 2;
        int32_t pair;
        for (pair = 0; pair < criterion->pair_count; pair++) {
            to[pair * 2 * FIT_TILE] = from[pair * 2 * FIT_TILE];
            to[pair * 2 * FIT_TILE + 1] = from[pair * 2 * FIT_TILE + 1];
        }
        fast->is_vector_missing[position] = criterion->is_vector_missing[FIT_COLUMNS][column];
    }
    return MMATCH_OK;
}

/* Codes and numbers: a class, joined to a group where one has room, or the kernel on every column. */
static mmatch_status choose_group(mmatch_context *context, fit_plan *plan, const mmatch_fit *fit, int32_t k, fit_group *own,
                                  fit_class_entry *entries, fit_class_entry *scratch, int32_t *number_of)
{
    fit_fast *const fast = &plan->fast[k];
    int32_t g;
    if (!mmatch__fit_classify(plan, &fit->criteria[k], entries, scratch, own)) {
        /* no kernel reads a table of codes */
        fast->way = fit->criteria[k].kind == FIT_COMPATIBLE ? FIT_WAY_PLAIN : FIT_WAY_DIRECT;
        return fast->way == FIT_WAY_DIRECT ? order_answers(context, plan, &fit->criteria[k], fast) : MMATCH_OK;
    }
    if (plan->is_narrow && own->class_count <= FIT_NARROW_PLACES && plan->narrow_count < FIT_NARROW_MOST) {
        int64_t position;
        fast->way = FIT_WAY_NARROW;
        fast->class_count = own->class_count;
        plan->narrow[plan->narrow_count++] = k;
        for (position = 0; position < plan->position_count; position++) {
            fast->classes[position] = (uint8_t)own->class_of_column[position];
        }
        fill_class_answers(own, &fit->criteria[k], fast);
        return MMATCH_OK;
    }
    fast->way = FIT_WAY_GROUP;
    for (g = 0; g < plan->group_count; g++) {
        if (join(plan, &plan->groups[g], own, number_of)) {
            fast->group = g;
            return MMATCH_OK;
        }
    }
    fast->group = plan->group_count;
    plan->groups[plan->group_count++] = *own;
    return MMATCH_OK;
}

/* The most positions there can be, with all runs filled up. */
static int64_t position_most(const mmatch_fit *fit)
{
    return fit->column_count < 2 * FIT_RUN_LEAST ? fit->column_count : fit->column_count + 64 * FIT_RUNS_MOST;
}

/* Chooses the way of every criterion. */
static mmatch_status choose_ways(mmatch_context *context, const mmatch_fit *fit, fit_plan *plan, fit_group *own)
{
    mmatch__layout layout = {0, false};
    const size_t at_entries = mmatch__layout_add(&layout, position_most(fit), sizeof(fit_class_entry));
    const size_t at_scratch = mmatch__layout_add(&layout, position_most(fit) + 1, sizeof(fit_class_entry));
    const size_t at_numbers = mmatch__layout_add(&layout, JOIN_MOST, sizeof(int32_t));
    mmatch__workspace sorting;
    mmatch_status status = MMATCH_OK;
    int32_t k;
    if (!mmatch__workspace_open(&context->allocator, &layout, &sorting)) {
        return mmatch__fail_memory(context);
    }
    if (mmatch__fit_order_by_run(fit, plan, own, (fit_class_entry *)mmatch__workspace_at(&sorting, at_entries),
                                 (fit_class_entry *)mmatch__workspace_at(&sorting, at_scratch))) {
        k = plan->run_criterion;
        plan->fast[k].way = FIT_WAY_RUN;
        plan->fast[k].class_count = own[k].class_count;
        fill_class_answers(&own[k], &fit->criteria[k], &plan->fast[k]);
    }
    for (k = 0; k < fit->criterion_count && status == MMATCH_OK; k++) {
        const fit_criterion *const criterion = &fit->criteria[k];
        fit_fast *const fast = &plan->fast[k];
        if (fast->way == FIT_WAY_RUN) {
            continue;
        }
        switch (criterion->kind) {
        case FIT_SAME:
        case FIT_DIFFERENT:
        case FIT_COMPATIBLE:
        case FIT_CLOSE:
        case FIT_GAP:
            status = choose_group(context, plan, fit, k, &own[k], (fit_class_entry *)mmatch__workspace_at(&sorting, at_entries),
                                  (fit_class_entry *)mmatch__workspace_at(&sorting, at_scratch),
                                  (int32_t *)mmatch__workspace_at(&sorting, at_numbers));
            break;
        case FIT_OVERLAP:
        case FIT_JACCARD:
        case FIT_SHARED_ITEMS:
            status = mmatch__fit_features_of_sets(context, plan, criterion, fast);
            break;
        case FIT_SHARED_HOURS:
            status = mmatch__fit_features_of_hours(context, plan, criterion, fast);
            break;
        case FIT_REPORTING_LINE:
            status = make_line(context, fit, criterion, fast);
            break;
        case FIT_SIMILARITY:
            status = order_vectors(context, plan, criterion, fast);
            break;
        case FIT_RANKING:
        case FIT_LISTED:
            fast->way = FIT_WAY_LISTED;
            break;
        case FIT_TAXONOMY:
            status = mmatch__fit_tree_make(context, fit, plan, criterion, fast);
            break;
        case FIT_SHARED_BLOCK:
        case FIT_FORMAT:
        case FIT_MATRIX:
            fast->way = FIT_WAY_PLAIN;
            break;
        }
        if (fast->way == FIT_WAY_COUNT) {
            plan->counted[plan->counted_count++] = k;
        }
        if (status == MMATCH_OK &&
            mmatch__poll(context, 64 * (uint64_t)fit->column_count + 1) != MMATCH_POLL_CONTINUE) {
            status = mmatch__fail_cancelled(context);
        }
    }
    mmatch__workspace_close(&sorting);
    for (k = 0; k < fit->criterion_count && status == MMATCH_OK; k++) {
        if (plan->fast[k].way == FIT_WAY_GROUP) {
            fill_class_answers(&plan->groups[plan->fast[k].group], &fit->criteria[k], &plan->fast[k]);
        }
    }
    return status;
}

/* The plan's own block: the plan, and for every criterion room for classes, whether it comes to them or not. */
static fit_group *open_plan(mmatch_context *context, const mmatch_fit *fit, const fit_kernels *kernels,
                            fit_plan **plan_out)
{
    const int64_t count = fit->criterion_count;
    mmatch__layout layout = {0, false};
    const size_t at_plan = mmatch__layout_add(&layout, 1, sizeof(fit_plan));
    const size_t at_fast = mmatch__layout_add(&layout, count, sizeof(fit_fast));
    const size_t at_groups = mmatch__layout_add(&layout, 2 * count, sizeof(fit_group));
    const size_t at_counted = mmatch__layout_add(&layout, count, sizeof(int32_t));
    const size_t at_values = mmatch__layout_add(&layout, count, FIT_CLASSES_MOST * sizeof(double));
    const size_t at_codes = mmatch__layout_add(&layout, count, FIT_CLASSES_MOST * sizeof(int32_t));
    const size_t at_one = mmatch__layout_add(&layout, count, FIT_CLASSES_MOST * sizeof(int32_t));
    int64_t classed = 0;
    const int64_t positions = position_most(fit);
    const int64_t padded = (positions + FIT_BLOCK - 1) / FIT_BLOCK * FIT_BLOCK + FIT_BLOCK;
    size_t at_columns;
    size_t at_classes;
    size_t at_bytes;
    mmatch__workspace memory;
    fit_plan *plan;
    fit_group *own;
    int64_t k;
    for (k = 0; k < count; k++) {
        classed += mmatch__fit_has_classes(fit->criteria[k].kind) ? 1 : 0;
    }
    at_classes = mmatch__layout_add(&layout, classed, sizeof(uint16_t) * (size_t)positions);
    at_columns = mmatch__layout_add(&layout, positions, sizeof(int32_t));
    at_bytes = mmatch__layout_add(&layout, classed, (size_t)padded);
    *plan_out = NULL;
    if (!mmatch__workspace_open(&context->allocator, &layout, &memory)) {
        return NULL;
    }
    plan = (fit_plan *)mmatch__workspace_at(&memory, at_plan);
    plan->memory = memory;
    plan->kernels = kernels;
    plan->is_narrow = fit->points_sum <= FIT_NARROW_POINTS && kernels->add_narrow != NULL;
    plan->fast = (fit_fast *)mmatch__workspace_at(&memory, at_fast);
    plan->fast_count = fit->criterion_count;
    plan->groups = (fit_group *)mmatch__workspace_at(&memory, at_groups);
    plan->counted = (int32_t *)mmatch__workspace_at(&memory, at_counted);
    plan->column_at = (int32_t *)mmatch__workspace_at(&memory, at_columns);
    own = plan->groups + count;
    classed = 0;
    for (k = 0; k < count; k++) {
        plan->fast[k].class_values = (double *)mmatch__workspace_at(&memory, at_values) + k * FIT_CLASSES_MOST;
        plan->fast[k].class_codes = (int32_t *)mmatch__workspace_at(&memory, at_codes) + k * FIT_CLASSES_MOST;
        own[k].column_of_class = (int32_t *)mmatch__workspace_at(&memory, at_one) + k * FIT_CLASSES_MOST;
        if (mmatch__fit_has_classes(fit->criteria[k].kind)) {
            own[k].class_of_column =
                (uint16_t *)mmatch__workspace_at(&memory, at_classes) + classed * positions;
            plan->fast[k].classes = (uint8_t *)mmatch__workspace_at(&memory, at_bytes) + classed * padded;
            classed++;
        }
    }
    *plan_out = plan;
    return own;
}

mmatch_status mmatch__fit_plan_make(mmatch_context *context, mmatch_fit *fit, const fit_kernels *kernels)
{
    fit_group *const own = open_plan(context, fit, kernels, &fit->plan);
    mmatch_status status;
    if (fit->plan == NULL) {
        return mmatch__fail_memory(context);
    }
    status = choose_ways(context, fit, fit->plan, own);
    if (status != MMATCH_OK) {
        mmatch__fit_plan_release(fit);
    }
    return status;
}

void mmatch__fit_plan_release(mmatch_fit *fit)
{
    if (fit->plan != NULL) {
        mmatch__workspace memory = fit->plan->memory; /* the plan lies in the block it releases */
        int32_t k;
        for (k = 0; k < fit->plan->fast_count; k++) {
            if (fit->plan->fast[k].memory.block != NULL) {
                mmatch__workspace_close(&fit->plan->fast[k].memory);
            }
        }
        mmatch__workspace_close(&memory);
        fit->plan = NULL;
    }
}
