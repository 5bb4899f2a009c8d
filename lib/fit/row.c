/* A row of scores by its plan.
 *
 * Problem      units[c] = scale * (sum of the points of all criteria for (row, c)), -infinity where one rules the pair out;
 *              scale is a power of two.
 * Idea         What depends on the row alone is worked out once: the constant part, a table of points for every group and
 *              every count, the rule of every direct criterion, the features of the row. Then block by block of
 *              columns: look up, add, count, look up.
 * Notation     stage: as many groups and counts as have room for their tables at once; nearly always there is one.
 * Invariants   I1 units are whole numbers of scale below 2^31 of it, or -infinity: sums are exact in any order;
 *              I2 a count of a column without an answer is FIT_COUNT_MISSING, of any other at most FIT_COUNT_MOST.
 * Complexity   O(columns * (groups + direct + counts) + features of the row * columns / 64 + classes * criteria). */
#include <math.h>

#include "fit/row_stage.h"

/* The look-ups of one pass: up to two groups and two counts. */
typedef struct row_look_up {
    int32_t class_count;
    int32_t count_count;
    const uint16_t *classes[2];
    const uint8_t *counts[2];
    const double *class_tables[2];
    const double *count_tables[2];
} row_look_up;

/* The place itself, in a way that keeps compilers from taking several places out of one vector, which is slower. */
static inline size_t one_place(size_t place)
{
#if defined(__GNUC__)
    __asm__("" : "+r"(place));
#endif
    return place;
}

/* One loop for each number of tables; is_first: units are set, not added to. */
static inline void look_up_some(const row_look_up *at, int32_t class_count, int32_t count_count, bool is_first, double base,
                                int64_t count, double *restrict units)
{
    const uint16_t *const first_class = at->classes[0];
    const uint16_t *const second_class = at->classes[1];
    const uint8_t *const first_count = at->counts[0];
    const uint8_t *const second_count = at->counts[1];
    const double *const first_class_table = at->class_tables[0];
    const double *const second_class_table = at->class_tables[1];
    const double *const first_count_table = at->count_tables[0];
    const double *const second_count_table = at->count_tables[1];
    int64_t c;
    for (c = 0; c < count; c++) {
        double sum = is_first ? base : units[c] + base;
        if (class_count > 0) {
            sum += first_class_table[one_place(first_class[c])];
        }
        if (class_count > 1) {
            sum += second_class_table[one_place(second_class[c])];
        }
        if (count_count > 0) {
            sum += first_count_table[one_place(first_count[c])];
        }
        if (count_count > 1) {
            sum += second_count_table[one_place(second_count[c])];
        }
        units[c] = sum;
    }
}

static inline void look_up_either(const row_look_up *at, bool is_first, double base, int64_t count, double *units)
{
    switch (3 * at->class_count + at->count_count) {
    case 0:
        look_up_some(at, 0, 0, is_first, base, count, units);
        break;
    case 1:
        look_up_some(at, 0, 1, is_first, base, count, units);
        break;
    case 2:
        look_up_some(at, 0, 2, is_first, base, count, units);
        break;
    case 3:
        look_up_some(at, 1, 0, is_first, base, count, units);
        break;
    case 4:
        look_up_some(at, 1, 1, is_first, base, count, units);
        break;
    case 5:
        look_up_some(at, 1, 2, is_first, base, count, units);
        break;
    case 6:
        look_up_some(at, 2, 0, is_first, base, count, units);
        break;
    case 7:
        look_up_some(at, 2, 1, is_first, base, count, units);
        break;
    default:
        look_up_some(at, 2, 2, is_first, base, count, units);
        break;
    }
}

static void look_up(const row_look_up *at, bool is_first, double base, int64_t count, double *units)
{
    if (is_first) {
        look_up_either(at, true, base, count, units);
    } else {
        look_up_either(at, false, base, count, units);
    }
}

/* How many of the row's features each column of a block has. */
static void count_block(const fit_plan *plan, fit_row_count *count, int64_t begin, int64_t length, uint8_t *counts_out)
{
    const uint8_t *const missing = count->features->missing == NULL ? NULL : count->features->missing + begin;
    int32_t k;
    plan->kernels->count_bits(count->vectors, count->vector_count, begin / 64, length, missing, counts_out);
    for (k = 0; k < count->list_count; k++) {
        fit_row_list *const list = &count->lists[k];
        const uint8_t weight = (uint8_t)list->weight;
        while (list->next < list->end && *list->next < begin) { /* of runs that were left out */
            list->next++;
        }
        for (; list->next < list->end && *list->next < begin + length; list->next++) {
            uint8_t *const counted = &counts_out[*list->next - begin];
            *counted = (uint8_t)(*counted + weight);
        }
    }
}

/* The narrow tables of a stage; false when there are none, and nothing is done. */
static bool add_narrow(const fit_plan *plan, fit_row_stage *stage, bool is_first, int64_t begin, int64_t count, double *units)
{
    uint8_t counts[FIT_BLOCK];
    int16_t sums[FIT_BLOCK];
    bool is_begun = false;
    int32_t k;
    for (k = 0; k < stage->narrow_count && is_first; k++) {
        plan->kernels->add_narrow(&stage->narrow[k], stage->narrow_classes[k] + begin, count, !is_begun, sums);
        is_begun = true;
    }
    for (k = 0; k < stage->count_count; k++) {
        if (stage->counts[k].is_narrow) {
            count_block(plan, &stage->counts[k], begin, count, counts);
            plan->kernels->add_narrow(&stage->counts[k].narrow, counts, count, !is_begun, sums);
            is_begun = true;
        }
    }
    if (is_begun) {
        plan->kernels->widen(sums, count, stage->base, plan->scale, is_first, units);
    }
    return is_begun;
}

/* Counts whose tables are by part and count. */
static void add_parts(const fit_plan *plan, fit_row_stage *stage, int64_t begin, int64_t count, double *units)
{
    uint8_t counts[FIT_BLOCK];
    int32_t k;
    for (k = 0; k < stage->count_count; k++) {
        fit_row_count *const counted = &stage->counts[k];
        const int32_t stride = counted->part_stride;
        if (stride > 0) {
            const uint8_t *const part = counted->features->part_of_column + begin;
            int64_t c;
            count_block(plan, counted, begin, count, counts);
            for (c = 0; c < count; c++) {
                const int32_t place = counts[c] < stride ? counts[c] : stride - 1;
                units[c] += counted->part_table[part[c] * stride + place];
            }
        }
    }
}

/* All tables of a stage by class or count, the wide ones two of each kind a pass. is_first: units are set. */
static void add_tables(const fit_plan *plan, fit_row_stage *stage, bool is_first, int64_t begin, int64_t count, double *units)
{
    const bool is_begun = add_narrow(plan, stage, is_first, begin, count, units);
    uint8_t counts[2][FIT_BLOCK];
    int32_t group = stage->group_first;
    int32_t counted = 0;
    bool is_next_first = is_first && !is_begun;
    double base = is_begun ? 0 : stage->base;
    for (;;) {
        row_look_up at = {0, 0, {NULL, NULL}, {NULL, NULL}, {NULL, NULL}, {NULL, NULL}};
        for (; at.class_count < 2 && group < stage->group_end; group++) {
            at.classes[at.class_count] = plan->groups[group].class_of_column + begin;
            at.class_tables[at.class_count] = stage->tables[group - stage->group_first];
            at.class_count++;
        }
        for (; at.count_count < 2 && counted < stage->count_count; counted++) {
            if (!stage->counts[counted].is_narrow && stage->counts[counted].part_stride == 0) {
                count_block(plan, &stage->counts[counted], begin, count, counts[at.count_count]);
                at.counts[at.count_count] = counts[at.count_count];
                at.count_tables[at.count_count] = stage->counts[counted].own_table;
                at.count_count++;
            }
        }
        if (at.class_count + at.count_count == 0 && !is_next_first && base == 0) {
            return;
        }
        look_up(&at, is_next_first, base, count, units);
        is_next_first = false;
        base = 0;
    }
}

/* Similarity: products tile by tile, then points. */
static void add_vectors(const fit_plan *plan, const fit_criterion *criterion, const fit_fast *fast, int64_t row, int64_t begin,
                        int64_t count, double *units)
{
    const int16_t *const vectors = plan->column_at == NULL ? criterion->vectors[FIT_COLUMNS] : fast->vectors;
    const bool *const missing = plan->column_at == NULL ? criterion->is_vector_missing[FIT_COLUMNS] : fast->is_vector_missing;
    const int64_t width = 2 * (int64_t)criterion->pair_count;
    const int16_t *const own = criterion->vectors[FIT_ROWS] + row * width;
    const fit_level_rule rule = {criterion->least_level,
                                 criterion->level_range,
                                 criterion->is_must ? 0 : criterion->points_per_level,
                                 plan->scale,
                                 criterion->is_must ? -(double)INFINITY : 0,
                                 mmatch__fit_units_missing(criterion, plan->scale),
                                 !criterion->is_must && !criterion->has_missing_vectors &&
                                     criterion->least_level >= -INT32_MAX &&
                                     criterion->least_level + criterion->level_range <= INT32_MAX};
    int32_t levels[FIT_BLOCK];
    int64_t c;
    for (c = 0; c < count; c += FIT_TILE) {
        plan->kernels->multiply(own, vectors + (begin + c) * width, criterion->pair_count, levels + c);
    }
    if (criterion->has_missing_vectors) {
        const bool *const is_missing = missing + begin;
        for (c = 0; c < count; c++) {
            levels[c] = is_missing[c] ? FIT_LEVEL_MISSING : levels[c];
        }
    }
    plan->kernels->add_levels(&rule, levels, count, units);
}

/* Criteria that are compared with every column. */
static void add_direct(const mmatch_fit *fit, const fit_plan *plan, int64_t row, int64_t begin, int64_t count,
                       double *units)
{
    int32_t k;
    for (k = 0; k < plan->fast_count; k++) {
        const fit_criterion *const criterion = &fit->criteria[k];
        if (!mmatch__fit_is_direct(plan, k) || mmatch__fit_is_missing(criterion, FIT_ROWS, row)) {
            continue;
        }
        if (plan->fast[k].way == FIT_WAY_VECTORS) {
            add_vectors(plan, criterion, &plan->fast[k], row, begin, count, units);
        } else if (plan->fast[k].way == FIT_WAY_TREE) {
            mmatch__fit_add_tree(plan, criterion, &plan->fast[k], row, begin, count, units);
        } else {
            const int32_t *const codes = plan->column_at == NULL ? criterion->codes[FIT_COLUMNS] : plan->fast[k].codes;
            const double *const values = plan->column_at == NULL ? criterion->values[FIT_COLUMNS] : plan->fast[k].values;
            mmatch__fit_add_answers(plan, criterion, row, codes == NULL ? NULL : codes + begin,
                        values == NULL ? NULL : values + begin, count, units);
        }
    }
}

/* Rules out the columns below and above a row in the reporting line. */
static void rule_out_line(const fit_line *line, int32_t enter, int32_t leave, double *units)
{
    int64_t low = 0;
    int64_t high = line->count;
    int64_t k;
    if (enter < 0) {
        return;
    }
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        if (line->enter[middle] < enter) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (k = low; k < line->count && line->enter[k] < leave; k++) {
        units[line->columns[k]] = -(double)INFINITY;
    }
    for (k = low - 1; k >= 0; k = line->above[k]) {
        if (line->leave[k] > enter) {
            units[line->columns[k]] = -(double)INFINITY;
        }
    }
}

/* What columns get that the row's list does not name, from begin to end. */
static void add_unlisted(const fit_criterion *criterion, double otherwise, double missing, int64_t begin, int64_t end,
                         double *units)
{
    const bool *const is_silent = criterion->is_silent[FIT_COLUMNS];
    int64_t c;
    for (c = begin; c < end && is_silent != NULL; c++) {
        units[c] += is_silent[c] ? missing : otherwise;
    }
    for (c = begin; c < end && is_silent == NULL && otherwise != 0; c++) {
        units[c] += otherwise;
    }
}

/* Rankings and listed pairs. */
static void add_listed(const fit_criterion *criterion, int64_t row, int64_t column_count, double scale, double *units)
{
    const double missing = mmatch__fit_units_missing(criterion, scale);
    const double otherwise = mmatch__fit_is_missing(criterion, FIT_ROWS, row)
                                 ? missing
                                 : mmatch__fit_units_of_sign(criterion, criterion->otherwise, scale);
    int64_t next = 0;
    int64_t k;
    for (k = criterion->pair_offsets[row]; k < criterion->pair_offsets[row + 1]; k++) {
        const int32_t column = criterion->pair_columns[k];
        add_unlisted(criterion, otherwise, missing, next, column, units);
        units[column] += mmatch__fit_units_of_sign(criterion, criterion->table[k], scale);
        next = column + 1;
    }
    add_unlisted(criterion, otherwise, missing, next, column_count, units);
}

/* What no block does: rules that touch few columns, and criteria that go pair by pair. */
static void finish_row(const mmatch_fit *fit, const fit_plan *plan, int64_t row, double *units)
{
    int32_t k;
    for (k = 0; k < plan->fast_count; k++) {
        const fit_criterion *const criterion = &fit->criteria[k];
        const fit_way way = plan->fast[k].way;
        if (way == FIT_WAY_LINE) {
            rule_out_line(&plan->fast[k].line, criterion->enter[FIT_ROWS][row], criterion->leave[FIT_ROWS][row], units);
        } else if (way == FIT_WAY_LISTED) {
            add_listed(criterion, row, fit->column_count, plan->scale, units);
        } else if (way == FIT_WAY_PLAIN ||
                   (way == FIT_WAY_COUNT && !mmatch__fit_is_missing(criterion, FIT_ROWS, row) &&
                    mmatch__fit_is_row_too_large(criterion, &plan->fast[k].features, row))) {
            mmatch__fit_add_row(criterion, row, fit->column_count, plan->scale, units);
        }
    }
}

/* What a stage's criteria give a stretch of positions; is_first: units are set. */
static void work_out(const mmatch_fit *fit, const fit_plan *plan, fit_row_stage *stage, int64_t row, bool is_first, int64_t begin,
                     int64_t count, double *units)
{
    add_tables(plan, stage, is_first, begin, count, units);
    add_parts(plan, stage, begin, count, units);
    if (is_first) {
        add_direct(fit, plan, row, begin, count, units);
    }
}

/* The same for positions in the order of runs, put where the columns are. What a run is filled up with comes again in its
 * place; only a sum must not take it twice. */
static void work_out_run(const mmatch_fit *fit, const fit_plan *plan, fit_row_stage *stage, int64_t row, bool is_first,
                         int64_t begin, int64_t end, double *units_out)
{
    double units[FIT_BLOCK];
    for (; begin < end; begin += FIT_BLOCK) {
        const int64_t count = end - begin < FIT_BLOCK ? end - begin : FIT_BLOCK;
        const int32_t *const column_at = plan->column_at + begin;
        int64_t k;
        for (k = 0; k < count && !is_first; k++) {
            units[k] = units_out[column_at[k]];
        }
        work_out(fit, plan, stage, row, is_first, begin, count, units);
        if (is_first) {
            for (k = 0; k < count; k++) {
                units_out[column_at[k]] = units[k];
            }
        } else {
            for (k = 0; k < count; k++) {
                if (begin + k == 0 || column_at[k] != column_at[k - 1]) {
                    units_out[column_at[k]] = units[k];
                }
            }
        }
    }
}

/* Whether the row is admitted to each run. */
static void admit_row(const mmatch_fit *fit, const fit_plan *plan, int64_t row, bool *is_admitted_out)
{
    const fit_criterion *const criterion = &fit->criteria[plan->run_criterion];
    const fit_fast *const fast = &plan->fast[plan->run_criterion];
    double table[FIT_RUNS_MOST] = {0};
    int32_t k;
    if (!mmatch__fit_is_missing(criterion, FIT_ROWS, row)) {
        mmatch__fit_add_answers(plan, criterion, row, fast->class_codes, fast->class_values, plan->run_count, table);
    }
    for (k = 0; k < plan->run_count; k++) {
        is_admitted_out[k] = mmatch__fit_is_missing(criterion, FIT_ROWS, row) ? mmatch__fit_units_missing(criterion, 1) >= 0 : table[k] >= 0;
    }
}

/* A stage over all positions, or over the runs that the row is admitted to. */
static void work_out_stage(const mmatch_fit *fit, const fit_plan *plan, fit_row_stage *stage, int64_t row, bool is_first,
                           double *units_out)
{
    bool is_admitted[FIT_RUNS_MOST];
    int64_t begin;
    int32_t k;
    if (plan->column_at == NULL) {
        for (begin = 0; begin < fit->column_count; begin += FIT_BLOCK) {
            const int64_t count = fit->column_count - begin < FIT_BLOCK ? fit->column_count - begin : FIT_BLOCK;
            work_out(fit, plan, stage, row, is_first, begin, count, units_out + begin);
        }
        return;
    }
    admit_row(fit, plan, row, is_admitted);
    if (is_first) {
        const double ruled_out = -(double)INFINITY;
        for (begin = 0; begin < fit->column_count; begin++) {
            units_out[begin] = ruled_out;
        }
    }
    for (k = 0; k < plan->run_count; k++) {
        int32_t end = k;
        while (end < plan->run_count && is_admitted[end]) {
            end++;
        }
        if (end > k) {
            work_out_run(fit, plan, stage, row, is_first, plan->run_begin[k], plan->run_begin[end], units_out);
            k = end;
        }
    }
}

void mmatch__fit_row(const void *user_data, int64_t row, double scale, double *units_out)
{
    const mmatch_fit *const fit = (const mmatch_fit *)user_data;
    fit_plan plan = *fit->plan; /* a copy with this scale */
    fit_row_stage stage;
    int32_t first;
    plan.scale = scale;
    for (first = 0; first == 0 || first < plan.group_count || first < plan.counted_count; first += FIT_STAGE) {
        mmatch__fit_open_stage(fit, &plan, row, first, &stage);
        work_out_stage(fit, &plan, &stage, row, first == 0, units_out);
    }
    finish_row(fit, &plan, row, units_out);
}
