#include "fit/row_stage.h"

#include <math.h>

#include "base/bitset.h"

bool mmatch__fit_is_direct(const fit_plan *plan, int32_t k)
{
    const fit_way way = plan->fast[k].way;
    return way == FIT_WAY_DIRECT || way == FIT_WAY_VECTORS || way == FIT_WAY_TREE;
}

/* How many features a row has, each as often as it counts, at most. */
static int64_t feature_most(const fit_criterion *criterion, int64_t row)
{
    if (criterion->kind == FIT_SHARED_HOURS) {
        return mmatch__bitset_count(criterion->words[FIT_ROWS] + row * criterion->word_count, criterion->word_count);
    }
    return criterion->level_sum[FIT_ROWS][row];
}

bool mmatch__fit_is_row_too_large(const fit_criterion *criterion, const fit_features *features, int64_t row)
{
    const int64_t most = feature_most(criterion, row);
    return most > FIT_COUNT_MOST || (features->part_count > 1 && (most + 2) * features->part_count > FIT_PART_PLACES);
}

double mmatch__fit_units_of_sign(const fit_criterion *criterion, int32_t sign, double scale)
{
    bool is_ruled_out;
    const int32_t points = mmatch__fit_points_of_sign(criterion, sign, &is_ruled_out);
    return mmatch__fit_units(points, is_ruled_out, scale);
}

void mmatch__fit_add_answers(const fit_plan *plan, const fit_criterion *criterion, int64_t row, const int32_t *codes,
                        const double *values, int64_t count, double *sums)
{
    const double missing = mmatch__fit_units_missing(criterion, plan->scale);
    if (criterion->kind == FIT_SAME || criterion->kind == FIT_DIFFERENT) {
        const double met = criterion->is_must ? 0 : criterion->points * plan->scale;
        const double unmet = criterion->is_must ? -(double)INFINITY : 0;
        const bool is_same = criterion->kind == FIT_SAME;
        const fit_code_rule rule = {criterion->codes[FIT_ROWS][row], is_same ? met : unmet, is_same ? unmet : met,
                                    missing};
        plan->kernels->add_codes(&rule, codes, count, sums);
    } else if (criterion->kind == FIT_COMPATIBLE) {
        const int32_t *const points = criterion->table + (int64_t)criterion->codes[FIT_ROWS][row] * criterion->column_code_count;
        int64_t k;
        for (k = 0; k < count; k++) {
            sums[k] += mmatch__fit_units_of_sign(criterion, codes[k] < 0 ? FIT_MISSING : points[codes[k]], plan->scale);
        }
    } else {
        const fit_number_rule rule = {criterion->values[FIT_ROWS][row],
                                      criterion->ideal,
                                      criterion->span,
                                      criterion->is_must ? 0 : criterion->points,
                                      plan->scale,
                                      criterion->is_must ? -(double)INFINITY : 0,
                                      missing};
        plan->kernels->add_numbers(&rule, values, count, sums);
    }
}

/* The tables of the groups of a stage: the criteria of each on one column of each class. */
static void open_groups(const mmatch_fit *fit, const fit_plan *plan, int64_t row, fit_row_stage *stage)
{
    int32_t g;
    int32_t k;
    for (g = stage->group_first; g < stage->group_end; g++) {
        double *const table = stage->tables[g - stage->group_first];
        for (k = 0; k < plan->groups[g].class_count; k++) {
            table[k] = 0;
        }
    }
    for (k = 0; k < plan->fast_count; k++) {
        const fit_fast *const fast = &plan->fast[k];
        if (fast->way != FIT_WAY_GROUP || fast->group < stage->group_first || fast->group >= stage->group_end) {
            continue;
        }
        if (mmatch__fit_is_missing(&fit->criteria[k], FIT_ROWS, row)) {
            stage->base += mmatch__fit_units_missing(&fit->criteria[k], plan->scale);
        } else {
            mmatch__fit_add_answers(plan, &fit->criteria[k], row, fast->class_codes, fast->class_values,
                        plan->groups[fast->group].class_count, stage->tables[fast->group - stage->group_first]);
        }
    }
}

/* The table in 16 bits; `scale` is that of the plan. */
static void make_narrow(const double *table, int32_t most, double missing, double scale, fit_narrow_table *narrow_out)
{
    int32_t k;
    for (k = 0; k <= most; k++) {
        const int32_t points = table[k] < 0 ? FIT_NARROW_RULED_OUT : (int32_t)(table[k] / scale);
        narrow_out->low[k] = (uint8_t)(points & 0xFF);
        narrow_out->high[k] = (uint8_t)((points >> 8) & 0xFF);
    }
    narrow_out->most = (uint8_t)most;
    narrow_out->missing = (int16_t)(missing < 0 ? FIT_NARROW_RULED_OUT : (int32_t)(missing / scale));
}

/* The narrow tables of criteria on codes and numbers. */
static void open_narrow(const mmatch_fit *fit, const fit_plan *plan, int64_t row, fit_row_stage *stage)
{
    int32_t k;
    stage->narrow_count = 0;
    for (k = 0; k < plan->narrow_count; k++) {
        const fit_criterion *const criterion = &fit->criteria[plan->narrow[k]];
        const fit_fast *const fast = &plan->fast[plan->narrow[k]];
        double table[FIT_NARROW_PLACES] = {0};
        if (mmatch__fit_is_missing(criterion, FIT_ROWS, row)) {
            stage->base += mmatch__fit_units_missing(criterion, plan->scale);
            continue;
        }
        mmatch__fit_add_answers(plan, criterion, row, fast->class_codes, fast->class_values, fast->class_count, table);
        make_narrow(table, fast->class_count - 1, 0, plan->scale, &stage->narrow[stage->narrow_count]);
        stage->narrow_classes[stage->narrow_count] = fast->classes;
        stage->narrow_count++;
    }
}

static void take_feature(const fit_features *features, int64_t f, int32_t weight, fit_row_count *count)
{
    if (features->list_count[f] >= 0) {
        fit_row_list *const list = &count->lists[count->list_count++];
        list->next = features->lists + features->place[f];
        list->end = list->next + features->list_count[f];
        list->weight = weight;
    } else {
        while (weight-- > 0) {
            count->vectors[count->vector_count++] = features->words + features->place[f];
        }
    }
}

/* The features of what a row wants, each with the levels it counts for. */
static void take_wanted(const fit_criterion *criterion, int64_t row, fit_row_count *count)
{
    const fit_features *const features = count->features;
    const int64_t end = criterion->offsets[FIT_ROWS][row + 1];
    int64_t k;
    for (k = criterion->offsets[FIT_ROWS][row]; k < end; k++) {
        const int32_t item = criterion->items[FIT_ROWS][k];
        const int32_t need = criterion->levels[FIT_ROWS][k];
        int64_t f = mmatch__fit_feature_of_item(features, item);
        int32_t below = 0;
        for (; below < need && f < features->feature_count && features->items[f] == item; f++) {
            const int32_t level = features->levels[f] < need ? features->levels[f] : need;
            take_feature(features, f, level - below, count);
            below = level;
        }
    }
}

static void take_slots(const fit_criterion *criterion, int64_t row, fit_row_count *count)
{
    const uint64_t *const words = criterion->words[FIT_ROWS] + row * criterion->word_count;
    int32_t slot;
    for (slot = 0; slot < 64 * criterion->word_count; slot++) {
        if (words[slot / 64] >> (slot % 64) == 0) {
            slot |= 63; /* nothing more in this word */
        } else if (mmatch__bitset_has(words, slot)) {
            count->vectors[count->vector_count++] = count->features->words + slot * count->features->vector_words;
        }
    }
}

/* What a count gives with one part of columns in the whole; `most` is the largest count. */
static void fill_part(const fit_plan *plan, const fit_criterion *criterion, int64_t row, int64_t part, int64_t most,
                      double *table)
{
    int64_t met;
    for (met = 0; met <= most; met++) {
        bool is_ruled_out;
        const int32_t points = mmatch__fit_points_of_sets(criterion, met, criterion->whole_part[FIT_ROWS][row], part,
                                                          &is_ruled_out);
        table[met] = mmatch__fit_units(points, is_ruled_out, plan->scale);
    }
}

/* Features and table of one criterion that is counted. */
static void open_count(const fit_plan *plan, const fit_criterion *criterion, const fit_fast *fast, int64_t row,
                       fit_row_count *count)
{
    int64_t most;
    int32_t possible;
    int32_t k;
    count->features = &fast->features;
    count->vector_count = 0;
    count->list_count = 0;
    count->is_narrow = false;
    count->part_stride = 0;
    if (criterion->kind == FIT_SHARED_HOURS) {
        take_slots(criterion, row, count);
        for (k = 0; k <= FIT_COUNT_MISSING; k++) {
            count->own_table[k] = fast->features.points[k] * plan->scale;
        }
        /* more in common changes nothing */
        most = criterion->full > criterion->at_least ? criterion->full : criterion->at_least;
    } else {
        const double missing = mmatch__fit_units_missing(criterion, plan->scale);
        most = feature_most(criterion, row);
        take_wanted(criterion, row, count);
        if (fast->features.part_count > 1) {
            count->part_stride = (int32_t)most + 2;
            for (k = 0; k < fast->features.part_count; k++) {
                double *const table = count->part_table + k * count->part_stride;
                fill_part(plan, criterion, row, fast->features.parts[k], most, table);
                table[most + 1] = missing;
            }
            return;
        }
        fill_part(plan, criterion, row, fast->features.parts[0], most, count->own_table);
        count->own_table[FIT_COUNT_MISSING] = missing;
    }
    possible = count->vector_count;
    for (k = 0; k < count->list_count; k++) {
        possible += count->lists[k].weight;
    }
    most = most > possible ? possible : most;
    count->is_narrow = plan->is_narrow && most < FIT_NARROW_PLACES && possible <= FIT_NARROW_COUNT_MOST;
    if (count->is_narrow) {
        make_narrow(count->own_table, (int32_t)most, count->own_table[FIT_COUNT_MISSING], plan->scale, &count->narrow);
    }
}

static void open_counts(const mmatch_fit *fit, const fit_plan *plan, int64_t row, int32_t first, fit_row_stage *stage)
{
    int32_t k;
    stage->count_count = 0;
    for (k = first; k < first + FIT_STAGE && k < plan->counted_count; k++) {
        const fit_criterion *const criterion = &fit->criteria[plan->counted[k]];
        if (mmatch__fit_is_missing(criterion, FIT_ROWS, row)) {
            stage->base += mmatch__fit_units_missing(criterion, plan->scale);
        } else if (!mmatch__fit_is_row_too_large(criterion, &plan->fast[plan->counted[k]].features, row)) {
            open_count(plan, criterion, &plan->fast[plan->counted[k]], row, &stage->counts[stage->count_count]);
            stage->count_count++;
        }
    }
}

void mmatch__fit_open_stage(const mmatch_fit *fit, const fit_plan *plan, int64_t row, int32_t first, fit_row_stage *stage)
{
    int32_t k;
    stage->base = 0;
    stage->group_first = first < plan->group_count ? first : plan->group_count;
    stage->group_end = first + FIT_STAGE < plan->group_count ? first + FIT_STAGE : plan->group_count;
    for (k = 0; k < plan->fast_count && first == 0; k++) {
        if (mmatch__fit_is_direct(plan, k) && mmatch__fit_is_missing(&fit->criteria[k], FIT_ROWS, row)) {
            stage->base += mmatch__fit_units_missing(&fit->criteria[k], plan->scale);
        }
    }
    if (first == 0) {
        open_narrow(fit, plan, row, stage);
    }
    open_groups(fit, plan, row, stage);
    open_counts(fit, plan, row, first, stage);
}
