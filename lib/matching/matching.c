/* Matching: the immutable result, one block. */
#include "mentormatch/matching.h"

#include <inttypes.h>
#include <string.h>

#include "base/context.h"
#include "base/options.h"

struct mmatch_matching {
    mmatch__workspace memory;    /* the block that holds this object and every array of parts */
    mmatch_matching_parts parts; /* pointers into the block */
};

/* One array of the parts: where it comes from, how long it is, and where its copy lies. */
typedef struct matching_part {
    const void *given; /* NULL: the matching has none */
    int64_t count;
    size_t element_size;
    size_t at; /* offset in the block */
} matching_part;

/* Pairs in range, sorted by row then column, no repeats. */
static void check_part_pairs(mmatch_context *context, const mmatch_matching_parts *parts)
{
    for (int64_t k = 0; k < parts->pair_count; k++) {
        const int64_t row = parts->rows[k];
        const int64_t column = parts->columns[k];
        if (row < 0 || row >= parts->row_count) {
            mmatch__fault(context,
                          "pair %" PRId64 ": row %" PRId64 " is out of range, there are %" PRId64,
                          k, row, parts->row_count);
        }
        if (column < 0 || column >= parts->column_count) {
            mmatch__fault(
                context, "pair %" PRId64 ": column %" PRId64 " is out of range, there are %" PRId64,
                k, column, parts->column_count);
        }
        if (k == 0) {
            continue;
        }
        const int64_t row_before = parts->rows[k - 1];
        const int64_t column_before = parts->columns[k - 1];
        if (row == row_before && column == column_before) {
            mmatch__fault(context,
                          "pair %" PRId64 ": row %" PRId64 ", column %" PRId64 " is repeated", k,
                          row, column);
        } else if (row < row_before || (row == row_before && column < column_before)) {
            mmatch__fault(context,
                          "pair %" PRId64 ": row %" PRId64 ", column %" PRId64 " is not in order",
                          k, row, column);
        }
    }
}

/* Reasons are known words. */
static void check_part_reasons(mmatch_context *context, const char *side, const int32_t *reasons,
                               int64_t count)
{
    for (int64_t person = 0; reasons != NULL && person < count; person++) {
        if (reasons[person] < MMATCH_REASON_PLACED ||
            reasons[person] > MMATCH_REASON_QUOTA_FULL) {
            mmatch__fault(context, "%s %" PRId64 ": reason %d is unknown", side, person,
                          reasons[person]);
        }
    }
}

/* Ids in range and ascending, so that whoever counts them counts nobody twice. */
static void check_part_conflict(mmatch_context *context, const char *side, const int64_t *ids,
                                int64_t id_count, int64_t person_count)
{
    if (id_count < 0 || (id_count > 0 && ids == NULL)) {
        mmatch__fault(context, "conflict_%s_count %" PRId64 " does not go with conflict_%ss", side,
                      id_count, side);
        return;
    }
    for (int64_t k = 0; k < id_count; k++) {
        if (ids[k] < 0 || ids[k] >= person_count) {
            mmatch__fault(
                context, "conflict %s %" PRId64 ": %" PRId64 " is out of range, there are %" PRId64,
                side, k, ids[k], person_count);
        } else if (k > 0 && ids[k] <= ids[k - 1]) {
            mmatch__fault(context,
                          "conflict %s %" PRId64 ": %" PRId64 " is not above the one before", side,
                          k, ids[k]);
        }
    }
}

static mmatch_status check_matching_parts(mmatch_context *context,
                                          const mmatch_matching_parts *parts)
{
    if (parts->outcome < MMATCH_OUTCOME_OPTIMAL || parts->outcome > MMATCH_OUTCOME_NOT_FOUND) {
        mmatch__fault(context, "outcome %d is unknown", parts->outcome);
    }
    if (parts->row_count < 0) {
        mmatch__fault(context, "row_count %" PRId64 " is negative", parts->row_count);
    }
    if (parts->column_count < 0) {
        mmatch__fault(context, "column_count %" PRId64 " is negative", parts->column_count);
    }
    if (parts->quota_count < 0) {
        mmatch__fault(context, "quota_count %" PRId64 " is negative", parts->quota_count);
    }
    if (parts->pair_count < 0) {
        mmatch__fault(context, "pair_count %" PRId64 " is negative", parts->pair_count);
    } else if (parts->pair_count > 0 && (parts->rows == NULL || parts->columns == NULL)) {
        mmatch__fault(context, "%s is NULL", parts->rows == NULL ? "rows" : "columns");
    }
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT; /* nothing can be read safely */
    }
    check_part_pairs(context, parts);
    check_part_reasons(context, "row", parts->row_reasons, parts->row_count);
    check_part_reasons(context, "column", parts->column_reasons, parts->column_count);
    check_part_conflict(context, "row", parts->conflict_rows, parts->conflict_row_count,
                        parts->row_count);
    check_part_conflict(context, "column", parts->conflict_columns, parts->conflict_column_count,
                        parts->column_count);
    check_part_conflict(context, "quota", parts->conflict_quotas, parts->conflict_quota_count,
                        parts->quota_count);
    return context->fault_count > 0 ? MMATCH_ERR_ARGUMENT : MMATCH_OK;
}

/* Copies one array into the block; NULL stays NULL. */
static const void *copy_matching_part(const mmatch__workspace *memory, const matching_part *array)
{
    if (array->given == NULL) {
        return NULL;
    }
    void *const copy = mmatch__workspace_at(memory, array->at);
    if (array->count > 0) {
        memcpy(copy, array->given, (size_t)array->count * array->element_size);
    }
    return copy;
}

enum {
    PART_ROWS,
    PART_COLUMNS,
    PART_ROW_PRICE_TIERS,
    PART_ROW_PRICES,
    PART_COLUMN_PRICE_TIERS,
    PART_COLUMN_PRICES,
    PART_ROW_REASONS,
    PART_COLUMN_REASONS,
    PART_CONFLICT_ROWS,
    PART_CONFLICT_COLUMNS,
    PART_QUOTA_PRICE_TIERS,
    PART_QUOTA_PRICES,
    PART_CONFLICT_QUOTAS,
    PART_COUNT
};

/* Makes the object from checked parts. */
static mmatch_status build_matching(mmatch_context *context, const mmatch_matching_parts *parts,
                                    mmatch_matching **matching_out)
{
    const int64_t rows = parts->row_count;
    const int64_t columns = parts->column_count;
    matching_part arrays[PART_COUNT] = {
        [PART_ROWS] = {parts->rows, parts->pair_count, sizeof(int64_t), 0},
        [PART_COLUMNS] = {parts->columns, parts->pair_count, sizeof(int64_t), 0},
        [PART_ROW_PRICE_TIERS] = {parts->row_price_tiers, rows, sizeof(int64_t), 0},
        [PART_ROW_PRICES] = {parts->row_prices, rows, sizeof(double), 0},
        [PART_COLUMN_PRICE_TIERS] = {parts->column_price_tiers, columns, sizeof(int64_t), 0},
        [PART_COLUMN_PRICES] = {parts->column_prices, columns, sizeof(double), 0},
        [PART_ROW_REASONS] = {parts->row_reasons, rows, sizeof(int32_t), 0},
        [PART_COLUMN_REASONS] = {parts->column_reasons, columns, sizeof(int32_t), 0},
        [PART_CONFLICT_ROWS] = {parts->conflict_rows, parts->conflict_row_count, sizeof(int64_t),
                                0},
        [PART_CONFLICT_COLUMNS] = {parts->conflict_columns, parts->conflict_column_count,
                                   sizeof(int64_t), 0},
        [PART_QUOTA_PRICE_TIERS] = {parts->quota_price_tiers, parts->quota_count, sizeof(int64_t), 0},
        [PART_QUOTA_PRICES] = {parts->quota_prices, parts->quota_count, sizeof(double), 0},
        [PART_CONFLICT_QUOTAS] = {parts->conflict_quotas, parts->conflict_quota_count,
                                  sizeof(int64_t), 0},
    };
    mmatch__layout layout = {0};
    mmatch__workspace memory;
    const size_t at_object = mmatch__layout_add(&layout, 1, sizeof(mmatch_matching));
    for (int k = 0; k < PART_COUNT; k++) {
        arrays[k].at = mmatch__layout_add(&layout, arrays[k].given == NULL ? 0 : arrays[k].count,
                                          arrays[k].element_size);
    }
    if (!mmatch__workspace_open(&context->allocator, &layout, &memory)) {
        return mmatch__fail_memory(context);
    }
    mmatch_matching *const matching = (mmatch_matching *)mmatch__workspace_at(&memory, at_object);
    mmatch_matching_parts *const kept = &matching->parts;
    matching->memory = memory;
    *kept = *parts;
    kept->rows = (const int64_t *)copy_matching_part(&memory, &arrays[PART_ROWS]);
    kept->columns = (const int64_t *)copy_matching_part(&memory, &arrays[PART_COLUMNS]);
    kept->row_price_tiers =
        (const int64_t *)copy_matching_part(&memory, &arrays[PART_ROW_PRICE_TIERS]);
    kept->row_prices = (const double *)copy_matching_part(&memory, &arrays[PART_ROW_PRICES]);
    kept->column_price_tiers =
        (const int64_t *)copy_matching_part(&memory, &arrays[PART_COLUMN_PRICE_TIERS]);
    kept->column_prices = (const double *)copy_matching_part(&memory, &arrays[PART_COLUMN_PRICES]);
    kept->row_reasons = (const int32_t *)copy_matching_part(&memory, &arrays[PART_ROW_REASONS]);
    kept->column_reasons =
        (const int32_t *)copy_matching_part(&memory, &arrays[PART_COLUMN_REASONS]);
    kept->conflict_rows = (const int64_t *)copy_matching_part(&memory, &arrays[PART_CONFLICT_ROWS]);
    kept->conflict_columns =
        (const int64_t *)copy_matching_part(&memory, &arrays[PART_CONFLICT_COLUMNS]);
    kept->quota_price_tiers =
        (const int64_t *)copy_matching_part(&memory, &arrays[PART_QUOTA_PRICE_TIERS]);
    kept->quota_prices = (const double *)copy_matching_part(&memory, &arrays[PART_QUOTA_PRICES]);
    kept->conflict_quotas =
        (const int64_t *)copy_matching_part(&memory, &arrays[PART_CONFLICT_QUOTAS]);
    *matching_out = matching;
    return MMATCH_OK;
}

mmatch_status mmatch_matching_create(mmatch_context *context, const mmatch_matching_parts *parts,
                                     mmatch_matching **matching_out)
{
    if (matching_out != NULL) {
        *matching_out = NULL;
    }
    mmatch_status status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    if (parts == NULL || matching_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL",
                            parts == NULL ? "parts" : "matching_out");
    }
    mmatch_matching_parts known;
    status = mmatch__options_read(context, "matching parts", parts, sizeof known, &known);
    if (status != MMATCH_OK) {
        return status;
    }
    status = check_matching_parts(context, &known);
    return status == MMATCH_OK ? build_matching(context, &known, matching_out) : status;
}

void mmatch_matching_destroy(mmatch_matching *matching)
{
    if (matching == NULL) {
        return;
    }
    mmatch__workspace memory = matching->memory; /* a copy, as the object lies inside the block */
    mmatch__workspace_close(&memory);
}

mmatch_status mmatch_matching_look(mmatch_context *context, const mmatch_matching *matching,
                                   mmatch_matching_parts *parts_out)
{
    const mmatch_status entered = mmatch__enter(context);
    if (entered != MMATCH_OK) {
        return entered;
    }
    if (matching == NULL || parts_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL",
                            matching == NULL ? "matching" : "parts_out");
    }
    return mmatch__options_write(context, "matching parts", parts_out, sizeof matching->parts,
                                 &matching->parts);
}

mmatch_outcome mmatch_matching_outcome(const mmatch_matching *matching)
{
    return matching == NULL ? MMATCH_OUTCOME_NOT_FOUND : (mmatch_outcome)matching->parts.outcome;
}

int64_t mmatch_matching_pair_count(const mmatch_matching *matching)
{
    return matching == NULL ? 0 : matching->parts.pair_count;
}

const int64_t *mmatch_matching_rows(const mmatch_matching *matching)
{
    return matching == NULL ? NULL : matching->parts.rows;
}

const int64_t *mmatch_matching_columns(const mmatch_matching *matching)
{
    return matching == NULL ? NULL : matching->parts.columns;
}

double mmatch_matching_total(const mmatch_matching *matching)
{
    return matching == NULL ? 0.0 : matching->parts.total;
}
