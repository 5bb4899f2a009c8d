/* Market quotas: groups of columns with a fewest and a most number of partners together.
 *
 * Problem     Quotas must be laminar: any two are nested or have no column in common. Find for each the innermost
 *             one around it, or name two that cross.
 * Idea        Take the quotas from the largest to the smallest (equal ones in the order given) and keep for each
 *             column the last quota that took it: the innermost so far. A quota is fine exactly when all its
 *             columns were taken last by the same quota, or by none; that one is its parent.
 * Why         The quotas taken before are laminar and none is smaller. If column x was taken last by quota p and
 *             column y by another q, then one of the two holds only one of x and y: the inner one when they are
 *             nested, either when they are not. That one crosses the new quota, as it is not smaller.
 * Complexity  O(entries + columns + quotas log quotas). */
#include "market/object.h"

#include <inttypes.h>
#include <string.h>

#include "base/sort.h"

enum { NO_QUOTA = -1 };

/* What the user gave. */
typedef struct given_quotas {
    int64_t count;
    const int64_t *offsets;
    const int64_t *columns;
    const int64_t *minimum;
    const int64_t *maximum;
} given_quotas;

/* Arrays thrown away once the quotas are checked. */
typedef struct quota_scratch {
    mmatch__workspace memory;
    int64_t *taken_by; /* by column: one more than the quota that named it last */
    int64_t *sizes;    /* by quota, negative so that the largest sorts first */
    int64_t *sorting;  /* room for all quotas, or all columns of one */
} quota_scratch;

/* Everything that must hold before columns are read. */
static mmatch_status check_quota_shape(mmatch_context *context, const mmatch_market *market,
                                       const given_quotas *given)
{
    if (market == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "market is NULL");
    }
    if (given->count < 0 || given->count > INT32_MAX) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT,
                            "quota_count %" PRId64 " is not in 0..2147483647", given->count);
    }
    if (given->count == 0) {
        return MMATCH_OK;
    }
    if (given->offsets == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "offsets is NULL");
    }
    if (given->offsets[0] != 0) {
        mmatch__fault(context, "offsets start at %" PRId64 ", not at 0", given->offsets[0]);
    }
    for (int64_t quota = 0; quota < given->count; quota++) {
        if (given->offsets[quota + 1] < given->offsets[quota]) {
            mmatch__fault(context,
                          "quota %" PRId64 ": offsets decrease from %" PRId64 " to %" PRId64, quota,
                          given->offsets[quota], given->offsets[quota + 1]);
        }
    }
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT;
    }
    if (given->columns == NULL && given->offsets[given->count] > 0) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "columns is NULL");
    }
    return MMATCH_OK;
}

static void check_quota_bounds(mmatch_context *context, const given_quotas *given)
{
    for (int64_t quota = 0; quota < given->count; quota++) {
        const int64_t least = given->minimum == NULL ? 0 : given->minimum[quota];
        const int64_t most = given->maximum == NULL ? INT64_MAX : given->maximum[quota];
        if (least < 0) {
            mmatch__fault(context, "quota %" PRId64 ": minimum %" PRId64 " is negative", quota,
                          least);
        }
        if (most < 0) {
            mmatch__fault(context, "quota %" PRId64 ": maximum %" PRId64 " is negative", quota,
                          most);
        } else if (least > most) {
            mmatch__fault(context,
                          "quota %" PRId64 ": minimum %" PRId64 " is above maximum %" PRId64, quota,
                          least, most);
        }
    }
}

/* Columns in range, none named twice by one quota. */
static void check_quota_columns(mmatch_context *context, const given_quotas *given,
                                int64_t column_count, int64_t *taken_by)
{
    for (int64_t quota = 0; quota < given->count; quota++) {
        const int64_t begin = given->offsets[quota];
        const int64_t end = given->offsets[quota + 1];
        for (int64_t k = begin; k < end; k++) {
            const int64_t column = given->columns[k];
            if (column < 0 || column >= column_count) {
                mmatch__fault(context,
                              "quota %" PRId64 ", entry %" PRId64 ": column %" PRId64
                              " is out of range, there are %" PRId64,
                              quota, k - begin, column, column_count);
                continue;
            }
            if (taken_by[column] == quota + 1) {
                mmatch__fault(context,
                              "quota %" PRId64 ", entry %" PRId64 ": column %" PRId64
                              " is named twice",
                              quota, k - begin, column);
            }
            taken_by[column] = quota + 1;
        }
    }
}

/* Makes the block of the quotas. False: out of memory. */
static bool open_quotas(const mmatch_market *market, const given_quotas *given,
                        market_quotas *quotas_out)
{
    mmatch__layout layout = {0};
    mmatch__workspace memory;
    const size_t at_offsets = mmatch__layout_add(&layout, given->count + 1, sizeof(int64_t));
    const size_t at_columns =
        mmatch__layout_add(&layout, given->offsets[given->count], sizeof(int64_t));
    const size_t at_minimum = mmatch__layout_add(&layout, given->count, sizeof(int64_t));
    const size_t at_maximum = mmatch__layout_add(&layout, given->count, sizeof(int64_t));
    const size_t at_parent = mmatch__layout_add(&layout, given->count, sizeof(int64_t));
    const size_t at_order = mmatch__layout_add(&layout, given->count, sizeof(int64_t));
    const size_t at_of_column = mmatch__layout_add(&layout, market->column_count, sizeof(int64_t));
    if (!mmatch__workspace_open(&market->memory.allocator, &layout, &memory)) {
        return false;
    }
    quotas_out->memory = memory;
    quotas_out->count = given->count;
    quotas_out->offsets = (int64_t *)mmatch__workspace_at(&memory, at_offsets);
    quotas_out->columns = (int64_t *)mmatch__workspace_at(&memory, at_columns);
    quotas_out->minimum = (int64_t *)mmatch__workspace_at(&memory, at_minimum);
    quotas_out->maximum = (int64_t *)mmatch__workspace_at(&memory, at_maximum);
    quotas_out->parent = (int64_t *)mmatch__workspace_at(&memory, at_parent);
    quotas_out->order = (int64_t *)mmatch__workspace_at(&memory, at_order);
    quotas_out->of_column = (int64_t *)mmatch__workspace_at(&memory, at_of_column);
    return true;
}

/* Copies what was given, the columns of each quota ascending, and lists the quotas from the largest on. */
static void copy_quotas(const given_quotas *given, quota_scratch *scratch, market_quotas *quotas)
{
    memcpy(quotas->offsets, given->offsets, (size_t)(given->count + 1) * sizeof(int64_t));
    for (int64_t quota = 0; quota < given->count; quota++) {
        const int64_t begin = given->offsets[quota];
        const int64_t length = given->offsets[quota + 1] - begin;
        quotas->minimum[quota] = given->minimum == NULL ? 0 : given->minimum[quota];
        quotas->maximum[quota] = given->maximum == NULL ? INT64_MAX : given->maximum[quota];
        quotas->order[quota] = quota;
        scratch->sizes[quota] = -length;
        if (length > 0) {
            memcpy(quotas->columns + begin, given->columns + begin,
                   (size_t)length * sizeof(int64_t));
            mmatch__sort(quotas->columns + begin, (size_t)length, sizeof(int64_t),
                         mmatch__compare_int64, NULL, scratch->sorting);
        }
    }
    mmatch__sort(quotas->order, (size_t)given->count, sizeof(int64_t), mmatch__compare_by_key,
                 scratch->sizes, scratch->sorting);
}

/* The first column of quota `a` that quota `b` does not hold; both ascending. -1: there is none. */
static int64_t find_column_only_in(const market_quotas *quotas, int64_t a, int64_t b)
{
    int64_t in_b = quotas->offsets[b];
    for (int64_t k = quotas->offsets[a]; k < quotas->offsets[a + 1]; k++) {
        while (in_b < quotas->offsets[b + 1] && quotas->columns[in_b] < quotas->columns[k]) {
            in_b++;
        }
        if (in_b == quotas->offsets[b + 1] || quotas->columns[in_b] != quotas->columns[k]) {
            return quotas->columns[k];
        }
    }
    return -1;
}

static bool is_quota_around(const market_quotas *quotas, int64_t outer, int64_t inner)
{
    while (inner != NO_QUOTA && inner != outer) {
        inner = quotas->parent[inner];
    }
    return inner == outer;
}

/* Names a quota that crosses `quota`, whose columns x and y were taken last by different quotas. */
static void tell_crossing(mmatch_context *context, const market_quotas *quotas, int64_t quota,
                          int64_t x, int64_t y)
{
    const int64_t of_x = quotas->of_column[x];
    const int64_t of_y = quotas->of_column[y];
    /* the inner of the two if they are nested: it holds only one of x and y */
    const bool is_x_inner = of_x != NO_QUOTA && (of_y == NO_QUOTA || !is_quota_around(quotas, of_x, of_y));
    const int64_t other = is_x_inner ? of_x : of_y;
    const int64_t shared = is_x_inner ? x : y;
    const int64_t lower = quota < other ? quota : other;
    const int64_t upper = quota < other ? other : quota;
    mmatch__fault(context,
                  "quota %" PRId64 " and quota %" PRId64 " cross: column %" PRId64
                  " is in both, column %" PRId64 " only in quota %" PRId64 ", column %" PRId64
                  " only in quota %" PRId64,
                  lower, upper, shared, find_column_only_in(quotas, lower, upper), lower,
                  find_column_only_in(quotas, upper, lower), upper);
}

/* Finds the parent of every quota, or reports those that cross one before them. */
static void nest_quotas(mmatch_context *context, int64_t column_count, market_quotas *quotas)
{
    for (int64_t column = 0; column < column_count; column++) {
        quotas->of_column[column] = NO_QUOTA;
    }
    for (int64_t place = 0; place < quotas->count; place++) {
        const int64_t quota = quotas->order[place];
        const int64_t begin = quotas->offsets[quota];
        const int64_t end = quotas->offsets[quota + 1];
        bool is_crossing = false;
        quotas->parent[quota] = begin < end ? quotas->of_column[quotas->columns[begin]] : NO_QUOTA;
        for (int64_t k = begin; k < end && !is_crossing; k++) {
            if (quotas->of_column[quotas->columns[k]] != quotas->parent[quota]) {
                is_crossing = true;
                tell_crossing(context, quotas, quota, quotas->columns[begin], quotas->columns[k]);
            }
        }
        for (int64_t k = begin; k < end && !is_crossing; k++) {
            quotas->of_column[quotas->columns[k]] = quota;
        }
    }
}

/* Checks and copies; *quotas_out holds memory only when all is well. */
static mmatch_status make_quotas(mmatch_context *context, const mmatch_market *market,
                                 const given_quotas *given, quota_scratch *scratch,
                                 market_quotas *quotas_out)
{
    market_quotas quotas = {0};
    check_quota_bounds(context, given);
    check_quota_columns(context, given, market->column_count, scratch->taken_by);
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT;
    }
    if (!open_quotas(market, given, &quotas)) {
        return mmatch__fail_memory(context);
    }
    copy_quotas(given, scratch, &quotas);
    nest_quotas(context, market->column_count, &quotas);
    if (context->fault_count > 0) {
        mmatch__workspace_close(&quotas.memory);
        return MMATCH_ERR_ARGUMENT;
    }
    *quotas_out = quotas;
    return MMATCH_OK;
}

static bool open_quota_scratch(const mmatch_market *market, int64_t count, quota_scratch *scratch)
{
    const int64_t most = count > market->column_count ? count : market->column_count;
    mmatch__layout layout = {0};
    const size_t at_taken = mmatch__layout_add(&layout, market->column_count, sizeof(int64_t));
    const size_t at_sizes = mmatch__layout_add(&layout, count, sizeof(int64_t));
    const size_t at_sorting = mmatch__layout_add(&layout, most, sizeof(int64_t));
    if (!mmatch__workspace_open(&market->memory.allocator, &layout, &scratch->memory)) {
        return false;
    }
    scratch->taken_by = (int64_t *)mmatch__workspace_at(&scratch->memory, at_taken);
    scratch->sizes = (int64_t *)mmatch__workspace_at(&scratch->memory, at_sizes);
    scratch->sorting = (int64_t *)mmatch__workspace_at(&scratch->memory, at_sorting);
    return true;
}

mmatch_status mmatch_market_set_quotas(mmatch_context *context, mmatch_market *market,
                                       int64_t quota_count, const int64_t *offsets,
                                       const int64_t *columns, const int64_t *minimum,
                                       const int64_t *maximum)
{
    mmatch_status status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    const given_quotas given = {quota_count, offsets, columns, minimum, maximum};
    market_quotas quotas = {0};
    status = check_quota_shape(context, market, &given);
    if (status != MMATCH_OK) {
        return status;
    }
    if (quota_count > 0) {
        quota_scratch scratch;
        if (!open_quota_scratch(market, quota_count, &scratch)) {
            return mmatch__fail_memory(context);
        }
        status = make_quotas(context, market, &given, &scratch, &quotas);
        mmatch__workspace_close(&scratch.memory);
        if (status != MMATCH_OK) {
            return status;
        }
    }
    mmatch__workspace_close(&market->quotas.memory);
    market->quotas = quotas;
    return MMATCH_OK;
}
