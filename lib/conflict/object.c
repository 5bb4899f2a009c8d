/* Conflicts and relaxations: immutable results, one block each. */
#include "mentormatch/conflict.h"

#include <inttypes.h>
#include <string.h>

#include "base/context.h"
#include "base/options.h"

struct mmatch_conflict {
    mmatch__workspace memory; /* the block that holds this object and every array of parts */
    mmatch_conflict_parts parts;
};

struct mmatch_relaxation {
    mmatch__workspace memory;
    mmatch_relaxation_parts parts;
};

/* An array to be copied: NULL stays NULL. */
typedef struct copied_array {
    const void *given;
    int64_t count;
    size_t element_size;
    size_t at;
} copied_array;

static void plan_copies(mmatch__layout *layout, copied_array *arrays, int count)
{
    int k;
    for (k = 0; k < count; k++) {
        arrays[k].at = mmatch__layout_add(layout, arrays[k].given == NULL ? 0 : arrays[k].count,
                                          arrays[k].element_size);
    }
}

static void *copy_array(const mmatch__workspace *memory, const copied_array *array)
{
    void *copy;
    if (array->given == NULL) {
        return NULL;
    }
    copy = mmatch__workspace_at(memory, array->at);
    if (array->count > 0) {
        memcpy(copy, array->given, (size_t)array->count * array->element_size);
    }
    return copy;
}

static void check_counts(mmatch_context *context, int64_t rows, int64_t columns, const char *what,
                         int64_t count, bool has_arrays)
{
    if (rows < 0) {
        mmatch__fault(context, "row_count %" PRId64 " is negative", rows);
    }
    if (columns < 0) {
        mmatch__fault(context, "column_count %" PRId64 " is negative", columns);
    }
    if (count < 0) {
        mmatch__fault(context, "%s_count %" PRId64 " is negative", what, count);
    } else if (count > 0 && !has_arrays) {
        mmatch__fault(context, "an array of the %ss is NULL", what);
    }
}

static bool names_row(int32_t kind)
{
    return kind == MMATCH_RULE_ROW_MINIMUM || kind == MMATCH_RULE_EVERYONE ||
           kind == MMATCH_RULE_ROW_MAXIMUM || kind == MMATCH_RULE_FORBIDDEN_PAIR ||
           kind == MMATCH_RULE_LOCKED_PAIR;
}

static bool names_column(int32_t kind)
{
    return kind == MMATCH_RULE_COLUMN_MINIMUM || kind == MMATCH_RULE_COLUMN_MAXIMUM ||
           kind == MMATCH_RULE_FORBIDDEN_PAIR || kind == MMATCH_RULE_LOCKED_PAIR;
}

/* A place is there when the kind needs one, and -1 otherwise. */
static void check_place(mmatch_context *context, const char *what, int64_t k, const char *side,
                        int64_t place, int64_t count, bool is_named)
{
    if (is_named ? place < 0 || place >= count : place != -1) {
        mmatch__fault(context, "%s %" PRId64 ": %s %" PRId64 " %s", what, k, side, place,
                      is_named ? "is out of range" : "must be -1 for this kind");
    }
}

/* `has_score_pairs`: the minimum score is about one pair. */
static void check_rules(mmatch_context *context, const char *what, int64_t count,
                        const int32_t *kinds, const int64_t *rows, const int64_t *columns,
                        int64_t row_count, int64_t column_count, bool has_score_pairs)
{
    int64_t k;
    for (k = 0; k < count; k++) {
        const bool is_pair = has_score_pairs && kinds[k] == MMATCH_RULE_MINIMUM_SCORE;
        if (kinds[k] < MMATCH_RULE_ROW_MINIMUM || kinds[k] > MMATCH_RULE_LOCKED_PAIR) {
            mmatch__fault(context, "%s %" PRId64 ": kind %d is unknown", what, k, kinds[k]);
            continue;
        }
        check_place(context, what, k, "row", rows[k], row_count, is_pair || names_row(kinds[k]));
        check_place(context, what, k, "column", columns[k], column_count,
                    is_pair || names_column(kinds[k]));
    }
}

static mmatch_status check_conflict(mmatch_context *context, const mmatch_conflict_parts *parts)
{
    const bool has_arrays = parts->kinds != NULL && parts->rows != NULL && parts->columns != NULL &&
                            parts->amounts != NULL;
    if (parts->outcome != MMATCH_OUTCOME_INFEASIBLE && parts->outcome != MMATCH_OUTCOME_FEASIBLE) {
        mmatch__fault(context, "outcome %d is not that of a conflict", parts->outcome);
    }
    check_counts(context, parts->row_count, parts->column_count, "rule", parts->rule_count,
                 has_arrays);
    if (context->fault_count == 0) {
        check_rules(context, "rule", parts->rule_count, parts->kinds, parts->rows, parts->columns,
                    parts->row_count, parts->column_count, false);
    }
    return context->fault_count > 0 ? MMATCH_ERR_ARGUMENT : MMATCH_OK;
}

static mmatch_status build_conflict(mmatch_context *context, const mmatch_conflict_parts *parts,
                                    mmatch_conflict **conflict_out)
{
    copied_array arrays[4] = {{parts->kinds, parts->rule_count, sizeof(int32_t), 0},
                              {parts->rows, parts->rule_count, sizeof(int64_t), 0},
                              {parts->columns, parts->rule_count, sizeof(int64_t), 0},
                              {parts->amounts, parts->rule_count, sizeof(double), 0}};
    mmatch__layout layout = {0};
    const size_t at_object = mmatch__layout_add(&layout, 1, sizeof(mmatch_conflict));
    mmatch__workspace memory;
    mmatch_conflict *conflict;
    plan_copies(&layout, arrays, 4);
    if (!mmatch__workspace_open(&context->allocator, &layout, &memory)) {
        return mmatch__fail_memory(context);
    }
    conflict = (mmatch_conflict *)mmatch__workspace_at(&memory, at_object);
    conflict->memory = memory;
    conflict->parts = *parts;
    conflict->parts.kinds = (const int32_t *)copy_array(&memory, &arrays[0]);
    conflict->parts.rows = (const int64_t *)copy_array(&memory, &arrays[1]);
    conflict->parts.columns = (const int64_t *)copy_array(&memory, &arrays[2]);
    conflict->parts.amounts = (const double *)copy_array(&memory, &arrays[3]);
    *conflict_out = conflict;
    return MMATCH_OK;
}

mmatch_status mmatch_conflict_create(mmatch_context *context, const mmatch_conflict_parts *parts,
                                     mmatch_conflict **conflict_out)
{
    mmatch_conflict_parts known;
    mmatch_status status;
    if (conflict_out != NULL) {
        *conflict_out = NULL;
    }
    status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    if (parts == NULL || conflict_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL",
                            parts == NULL ? "parts" : "conflict_out");
    }
    status = mmatch__options_read(context, "conflict parts", parts, sizeof known, &known);
    if (status == MMATCH_OK) {
        status = check_conflict(context, &known);
    }
    return status == MMATCH_OK ? build_conflict(context, &known, conflict_out) : status;
}

void mmatch_conflict_destroy(mmatch_conflict *conflict)
{
    if (conflict != NULL) {
        mmatch__workspace memory = conflict->memory; /* a copy, as the object lies inside */
        mmatch__workspace_close(&memory);
    }
}

mmatch_status mmatch_conflict_look(mmatch_context *context, const mmatch_conflict *conflict,
                                   mmatch_conflict_parts *parts_out)
{
    const mmatch_status status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    if (conflict == NULL || parts_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL",
                            conflict == NULL ? "conflict" : "parts_out");
    }
    return mmatch__options_write(context, "conflict parts", parts_out, sizeof conflict->parts,
                                 &conflict->parts);
}

/* In range, by row then column, no repeats. */
static void check_witness(mmatch_context *context, const mmatch_relaxation_parts *parts)
{
    int64_t k;
    for (k = 0; k < parts->pair_count; k++) {
        const int64_t row = parts->pair_rows[k];
        const int64_t column = parts->pair_columns[k];
        if (row < 0 || row >= parts->row_count || column < 0 || column >= parts->column_count) {
            mmatch__fault(context,
                          "pair %" PRId64 ": row %" PRId64 ", column %" PRId64 " is out of range",
                          k, row, column);
        } else if (k > 0 &&
                   (row < parts->pair_rows[k - 1] ||
                    (row == parts->pair_rows[k - 1] && column <= parts->pair_columns[k - 1]))) {
            mmatch__fault(context,
                          "pair %" PRId64 ": row %" PRId64 ", column %" PRId64
                          " is repeated or not in order",
                          k, row, column);
        }
    }
}

static mmatch_status check_relaxation(mmatch_context *context, const mmatch_relaxation_parts *parts)
{
    const bool has_changes = parts->kinds != NULL && parts->rows != NULL &&
                             parts->columns != NULL && parts->from != NULL && parts->to != NULL &&
                             parts->prices != NULL;
    if (parts->outcome != MMATCH_OUTCOME_INFEASIBLE && parts->outcome != MMATCH_OUTCOME_OPTIMAL) {
        mmatch__fault(context, "outcome %d is not that of a relaxation", parts->outcome);
    }
    check_counts(context, parts->row_count, parts->column_count, "change", parts->change_count,
                 has_changes);
    if (parts->pair_count < 0) {
        mmatch__fault(context, "pair_count %" PRId64 " is negative", parts->pair_count);
    } else if (parts->pair_count > 0 && (parts->pair_rows == NULL || parts->pair_columns == NULL)) {
        mmatch__fault(context, "an array of the pairs is NULL");
    }
    if (context->fault_count == 0) {
        check_rules(context, "change", parts->change_count, parts->kinds, parts->rows,
                    parts->columns, parts->row_count, parts->column_count, true);
        check_witness(context, parts);
    }
    return context->fault_count > 0 ? MMATCH_ERR_ARGUMENT : MMATCH_OK;
}

enum {
    COPY_KINDS,
    COPY_ROWS,
    COPY_COLUMNS,
    COPY_FROM,
    COPY_TO,
    COPY_PRICES,
    COPY_PAIR_ROWS,
    COPY_PAIR_COLUMNS,
    COPY_ROW_TIERS,
    COPY_ROW_PRICES,
    COPY_COLUMN_TIERS,
    COPY_COLUMN_PRICES,
    COPY_COUNT
};

static mmatch_status build_relaxation(mmatch_context *context, const mmatch_relaxation_parts *parts,
                                      mmatch_relaxation **relaxation_out)
{
    const int64_t changes = parts->change_count;
    copied_array arrays[COPY_COUNT] = {
        [COPY_KINDS] = {parts->kinds, changes, sizeof(int32_t), 0},
        [COPY_ROWS] = {parts->rows, changes, sizeof(int64_t), 0},
        [COPY_COLUMNS] = {parts->columns, changes, sizeof(int64_t), 0},
        [COPY_FROM] = {parts->from, changes, sizeof(double), 0},
        [COPY_TO] = {parts->to, changes, sizeof(double), 0},
        [COPY_PRICES] = {parts->prices, changes, sizeof(double), 0},
        [COPY_PAIR_ROWS] = {parts->pair_rows, parts->pair_count, sizeof(int64_t), 0},
        [COPY_PAIR_COLUMNS] = {parts->pair_columns, parts->pair_count, sizeof(int64_t), 0},
        [COPY_ROW_TIERS] = {parts->row_price_tiers, parts->row_count, sizeof(int64_t), 0},
        [COPY_ROW_PRICES] = {parts->row_prices, parts->row_count, sizeof(int64_t), 0},
        [COPY_COLUMN_TIERS] = {parts->column_price_tiers, parts->column_count, sizeof(int64_t), 0},
        [COPY_COLUMN_PRICES] = {parts->column_prices, parts->column_count, sizeof(int64_t), 0},
    };
    mmatch__layout layout = {0};
    const size_t at_object = mmatch__layout_add(&layout, 1, sizeof(mmatch_relaxation));
    mmatch__workspace memory;
    mmatch_relaxation *relaxation;
    mmatch_relaxation_parts *kept;
    plan_copies(&layout, arrays, COPY_COUNT);
    if (!mmatch__workspace_open(&context->allocator, &layout, &memory)) {
        return mmatch__fail_memory(context);
    }
    relaxation = (mmatch_relaxation *)mmatch__workspace_at(&memory, at_object);
    relaxation->memory = memory;
    kept = &relaxation->parts;
    *kept = *parts;
    kept->kinds = (const int32_t *)copy_array(&memory, &arrays[COPY_KINDS]);
    kept->rows = (const int64_t *)copy_array(&memory, &arrays[COPY_ROWS]);
    kept->columns = (const int64_t *)copy_array(&memory, &arrays[COPY_COLUMNS]);
    kept->from = (const double *)copy_array(&memory, &arrays[COPY_FROM]);
    kept->to = (const double *)copy_array(&memory, &arrays[COPY_TO]);
    kept->prices = (const double *)copy_array(&memory, &arrays[COPY_PRICES]);
    kept->pair_rows = (const int64_t *)copy_array(&memory, &arrays[COPY_PAIR_ROWS]);
    kept->pair_columns = (const int64_t *)copy_array(&memory, &arrays[COPY_PAIR_COLUMNS]);
    kept->row_price_tiers = (const int64_t *)copy_array(&memory, &arrays[COPY_ROW_TIERS]);
    kept->row_prices = (const int64_t *)copy_array(&memory, &arrays[COPY_ROW_PRICES]);
    kept->column_price_tiers = (const int64_t *)copy_array(&memory, &arrays[COPY_COLUMN_TIERS]);
    kept->column_prices = (const int64_t *)copy_array(&memory, &arrays[COPY_COLUMN_PRICES]);
    *relaxation_out = relaxation;
    return MMATCH_OK;
}

mmatch_status mmatch_relaxation_create(mmatch_context *context,
                                       const mmatch_relaxation_parts *parts,
                                       mmatch_relaxation **relaxation_out)
{
    mmatch_relaxation_parts known;
    mmatch_status status;
    if (relaxation_out != NULL) {
        *relaxation_out = NULL;
    }
    status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    if (parts == NULL || relaxation_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL",
                            parts == NULL ? "parts" : "relaxation_out");
    }
    status = mmatch__options_read(context, "relaxation parts", parts, sizeof known, &known);
    if (status == MMATCH_OK) {
        status = check_relaxation(context, &known);
    }
    return status == MMATCH_OK ? build_relaxation(context, &known, relaxation_out) : status;
}

void mmatch_relaxation_destroy(mmatch_relaxation *relaxation)
{
    if (relaxation != NULL) {
        mmatch__workspace memory = relaxation->memory;
        mmatch__workspace_close(&memory);
    }
}

mmatch_status mmatch_relaxation_look(mmatch_context *context, const mmatch_relaxation *relaxation,
                                     mmatch_relaxation_parts *parts_out)
{
    const mmatch_status status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    if (relaxation == NULL || parts_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL",
                            relaxation == NULL ? "relaxation" : "parts_out");
    }
    return mmatch__options_write(context, "relaxation parts", parts_out, sizeof relaxation->parts,
                                 &relaxation->parts);
}
