/* Criteria on pairs: what somebody ranks, what is listed pair by pair, and a matrix.
 *
 * Idea         Rankings and lists are stored row by row with columns ascending, whoever gave them, with the points of each
 *              entry; everybody else gets what all others get. A matrix stays the caller's, and is read when rows are.
 * Complexity   to add: linear in the entries, and * log(longest row) to order them; a pair: log(entries of the row). */
#include <math.h>

#include "base/sort.h"
#include "fit/criterion.h"

/* An entry of a row on its way into order. */
typedef struct pair_entry {
    int32_t column;
    int32_t points;
} pair_entry;

static int compare_pair_entries(const void *user_data, const void *a, const void *b)
{
    const pair_entry *const left = (const pair_entry *)a;
    const pair_entry *const right = (const pair_entry *)b;
    (void)user_data;
    return (left->column > right->column) - (left->column < right->column);
}

/* Records faults of lists of others, `count` of them, each naming people below `other_count`. */
static void check_lists(mmatch_context *context, const fit_criterion *criterion, int side, const int64_t *offsets,
                        const int32_t *others, int64_t count, int64_t other_count)
{
    const char *const who = mmatch__fit_side_name(side);
    const char *const whom = mmatch__fit_side_name(FIT_COLUMNS - side);
    int64_t person;
    if (offsets == NULL && count > 0) {
        mmatch__fault(context, "criterion %s: offsets is NULL", criterion->name);
        return;
    }
    if (count > 0 && offsets[0] != 0) {
        mmatch__fault(context, "criterion %s: offsets start at %lld, must start at 0", criterion->name,
                      (long long)offsets[0]);
        return;
    }
    for (person = 0; person < count; person++) {
        /* the first is not negative here, so the difference is a number */
        if (offsets[person + 1] < offsets[person] || offsets[person + 1] - offsets[person] > INT32_MAX - 1) {
            mmatch__fault(context, "criterion %s: %s %lld: offsets go from %lld to %lld", criterion->name, who,
                          (long long)person, (long long)offsets[person], (long long)offsets[person + 1]);
            return;
        }
    }
    if (count > 0 && offsets[count] > 0 && others == NULL) {
        mmatch__fault(context, "criterion %s: %ss is NULL", criterion->name, whom);
        return;
    }
    for (person = 0; person < count; person++) {
        int64_t k;
        for (k = offsets[person]; k < offsets[person + 1]; k++) {
            if (others[k] < 0 || others[k] >= other_count) {
                mmatch__fault(context, "criterion %s: %s %lld: %s %d is out of range, there are %lld", criterion->name, who,
                              (long long)person, whom, others[k], (long long)other_count);
            }
        }
    }
}

/* Opens the criterion for so many entries; silent: with flags of who gave no ranking. */
static mmatch_status open_pairs(mmatch_context *context, const mmatch_fit *fit, int64_t entry_count, int silent_side,
                                fit_criterion *criterion)
{
    mmatch__layout layout = {0, false};
    const size_t at_offsets = mmatch__layout_add(&layout, fit->row_count + 2, sizeof(int64_t));
    const size_t at_columns = mmatch__layout_add(&layout, entry_count, sizeof(int32_t));
    const size_t at_points = mmatch__layout_add(&layout, entry_count, sizeof(int32_t));
    const size_t at_silent =
        mmatch__layout_add(&layout, silent_side < 0 ? 0 : mmatch__fit_person_count(fit, silent_side), sizeof(bool));
    const mmatch_status status = mmatch__fit_open(context, &layout, criterion);
    if (status == MMATCH_OK) {
        criterion->pair_offsets = (int64_t *)mmatch__workspace_at(&criterion->memory, at_offsets);
        criterion->pair_columns = (int32_t *)mmatch__workspace_at(&criterion->memory, at_columns);
        criterion->table = (int32_t *)mmatch__workspace_at(&criterion->memory, at_points);
        if (silent_side >= 0) {
            criterion->is_silent[silent_side] = (bool *)mmatch__workspace_at(&criterion->memory, at_silent);
        }
    }
    return status;
}

/* Puts every row's entries in order of columns; records pairs that are there twice. Closes the criterion when it fails. */
static mmatch_status order_pairs(mmatch_context *context, const mmatch_fit *fit, int side, fit_criterion *criterion)
{
    mmatch__layout layout = {0, false};
    mmatch__workspace sorting;
    int64_t longest = 0;
    size_t at_entries;
    size_t at_scratch;
    int64_t row;
    for (row = 0; row < fit->row_count; row++) {
        const int64_t length = criterion->pair_offsets[row + 1] - criterion->pair_offsets[row];
        longest = length > longest ? length : longest;
    }
    at_entries = mmatch__layout_add(&layout, longest, sizeof(pair_entry));
    at_scratch = mmatch__layout_add(&layout, longest + 1, sizeof(pair_entry));
    if (!mmatch__workspace_open(&context->allocator, &layout, &sorting)) {
        mmatch__workspace_close(&criterion->memory);
        return mmatch__fail_memory(context);
    }
    for (row = 0; row < fit->row_count; row++) {
        pair_entry *const entries = (pair_entry *)mmatch__workspace_at(&sorting, at_entries);
        const int64_t begin = criterion->pair_offsets[row];
        const int64_t length = criterion->pair_offsets[row + 1] - begin;
        int64_t k;
        for (k = 0; k < length; k++) {
            entries[k].column = criterion->pair_columns[begin + k];
            entries[k].points = criterion->table[begin + k];
        }
        mmatch__sort(entries, (size_t)length, sizeof *entries, compare_pair_entries, NULL,
                     mmatch__workspace_at(&sorting, at_scratch));
        for (k = 0; k < length; k++) {
            if (k > 0 && entries[k].column == entries[k - 1].column) {
                const int64_t column = entries[k].column;
                mmatch__fault(context, "criterion %s: %s %lld: %s %lld is listed twice", criterion->name,
                              mmatch__fit_side_name(side), (long long)(side == FIT_ROWS ? row : column),
                              mmatch__fit_side_name(FIT_COLUMNS - side), (long long)(side == FIT_ROWS ? column : row));
            }
            criterion->pair_columns[begin + k] = entries[k].column;
            criterion->table[begin + k] = entries[k].points;
        }
    }
    mmatch__workspace_close(&sorting);
    if (context->fault_count > 0) {
        mmatch__workspace_close(&criterion->memory);
        return MMATCH_ERR_ARGUMENT;
    }
    return MMATCH_OK;
}

/* Points for the place of an entry in its list, the first being 0. */
static int32_t points_of_place(const fit_criterion *criterion, int64_t place, int64_t depth)
{
    if (place >= depth) {
        return 0;
    }
    return criterion->is_must ? criterion->points
                              : mmatch__fit_points_of_fraction(criterion->points, depth - place, depth);
}

mmatch_status mmatch_fit_add_ranking(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *given,
                                     int32_t by_columns, const int64_t *offsets, const int32_t *others, int32_t depth)
{
    const int side = by_columns != 0 ? FIT_COLUMNS : FIT_ROWS;
    fit_criterion criterion;
    int64_t count;
    int64_t person;
    int64_t k;
    mmatch_status status = mmatch__fit_begin(context, fit, given, FIT_RANKING, &criterion);
    if (status != MMATCH_OK) {
        return status;
    }
    if (depth < 0) {
        mmatch__fault(context, "criterion %s: depth is %d, must not be negative", criterion.name, depth);
    }
    count = mmatch__fit_person_count(fit, side);
    check_lists(context, &criterion, side, offsets, others, count, mmatch__fit_person_count(fit, FIT_COLUMNS - side));
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT;
    }
    status = open_pairs(context, fit, count > 0 ? offsets[count] : 0, side, &criterion);
    if (status != MMATCH_OK) {
        return status;
    }
    /* counts of rows two places on, so that filling leaves every offset where it belongs */
    for (person = 0; person < count; person++) {
        criterion.is_silent[side][person] = offsets[person] == offsets[person + 1];
        for (k = offsets[person]; k < offsets[person + 1]; k++) {
            criterion.pair_offsets[(side == FIT_ROWS ? person : others[k]) + 2]++;
        }
    }
    for (k = 0; k < fit->row_count; k++) {
        criterion.pair_offsets[k + 2] += k > 0 ? criterion.pair_offsets[k + 1] : 0;
    }
    for (person = 0; person < count; person++) {
        const int64_t length = offsets[person + 1] - offsets[person];
        for (k = 0; k < length; k++) {
            const int32_t other = others[offsets[person] + k];
            const int64_t row = side == FIT_ROWS ? person : other;
            const int64_t place = criterion.pair_offsets[row + 1]++;
            criterion.pair_columns[place] = side == FIT_ROWS ? other : (int32_t)person;
            criterion.table[place] = points_of_place(&criterion, k, depth > 0 ? depth : length);
        }
    }
    status = order_pairs(context, fit, side, &criterion);
    return status == MMATCH_OK ? mmatch__fit_append(context, fit, &criterion) : status;
}

mmatch_status mmatch_fit_add_listed(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *given,
                                    const int64_t *offsets, const int32_t *columns, const double *shares, double otherwise)
{
    fit_criterion criterion;
    int64_t entry_count;
    int64_t row;
    int64_t k;
    mmatch_status status = mmatch__fit_begin(context, fit, given, FIT_LISTED, &criterion);
    if (status != MMATCH_OK) {
        return status;
    }
    check_lists(context, &criterion, FIT_ROWS, offsets, columns, fit->row_count, fit->column_count);
    if (!mmatch__fit_is_share(otherwise)) {
        mmatch__fault(context, "criterion %s: otherwise is %g, must be from 0 to 1, -1 or NaN", criterion.name, otherwise);
    }
    entry_count = context->fault_count == 0 && fit->row_count > 0 ? offsets[fit->row_count] : 0;
    if (shares == NULL && entry_count > 0) {
        mmatch__fault(context, "criterion %s: shares is NULL", criterion.name);
        return MMATCH_ERR_ARGUMENT;
    }
    for (row = 0; row < fit->row_count && entry_count > 0; row++) {
        for (k = offsets[row]; k < offsets[row + 1]; k++) {
            if (!mmatch__fit_is_share(shares[k])) {
                mmatch__fault(context, "criterion %s: row %lld: share %g of column %d is not from 0 to 1, -1 or NaN",
                              criterion.name, (long long)row, shares[k], columns[k]);
            }
        }
    }
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT;
    }
    status = open_pairs(context, fit, entry_count, -1, &criterion);
    if (status != MMATCH_OK) {
        return status;
    }
    criterion.otherwise = mmatch__fit_points_of_share(&criterion, otherwise);
    for (row = 0; row < fit->row_count; row++) {
        criterion.pair_offsets[row + 1] = offsets[row + 1];
    }
    for (k = 0; k < entry_count; k++) {
        criterion.pair_columns[k] = columns[k];
        criterion.table[k] = mmatch__fit_points_of_share(&criterion, shares[k]);
    }
    status = order_pairs(context, fit, FIT_ROWS, &criterion);
    return status == MMATCH_OK ? mmatch__fit_append(context, fit, &criterion) : status;
}

mmatch_status mmatch_fit_add_matrix(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *given,
                                    const double *shares, int64_t row_stride)
{
    mmatch__layout layout = {0, false};
    fit_criterion criterion;
    int64_t row;
    mmatch_status status = mmatch__fit_begin(context, fit, given, FIT_MATRIX, &criterion);
    if (status != MMATCH_OK) {
        return status;
    }
    if (shares == NULL && fit->row_count > 0 && fit->column_count > 0) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "criterion %s: shares is NULL", criterion.name);
    }
    if (row_stride < fit->column_count) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "criterion %s: row stride is %lld, there are %lld columns",
                            criterion.name, (long long)row_stride, (long long)fit->column_count);
    }
    for (row = 0; row < fit->row_count; row++) {
        int64_t column;
        for (column = 0; column < fit->column_count; column++) {
            if (!mmatch__fit_is_share(shares[row * row_stride + column])) {
                mmatch__fault(context, "criterion %s: row %lld, column %lld: share %g is not from 0 to 1, -1 or NaN",
                              criterion.name, (long long)row, (long long)column, shares[row * row_stride + column]);
            }
        }
        if (mmatch__poll(context, (uint64_t)fit->column_count + 1) != MMATCH_POLL_CONTINUE) {
            return mmatch__fail_cancelled(context);
        }
    }
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT;
    }
    status = mmatch__fit_open(context, &layout, &criterion);
    if (status != MMATCH_OK) {
        return status;
    }
    criterion.shares = shares;
    criterion.share_stride = row_stride;
    return mmatch__fit_append(context, fit, &criterion);
}

/* What stands for the points of a pair that is no matter of missing rankings. */
static int32_t sign_of_pair(const fit_criterion *criterion, int64_t row, int64_t column)
{
    int64_t low = criterion->pair_offsets[row];
    const int64_t end = criterion->pair_offsets[row + 1];
    int64_t high = end;
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        if (criterion->pair_columns[middle] < column) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < end && criterion->pair_columns[low] == column ? criterion->table[low] : criterion->otherwise;
}

fit_share mmatch__fit_share_of_pair(const fit_criterion *criterion, int64_t row, int64_t column)
{
    int32_t sign;
    fit_share share;
    if (criterion->kind == FIT_MATRIX) {
        sign = mmatch__fit_points_of_share(criterion, criterion->shares[row * criterion->share_stride + column]);
    } else if (mmatch__fit_is_missing(criterion, FIT_ROWS, row) || mmatch__fit_is_missing(criterion, FIT_COLUMNS, column)) {
        sign = FIT_MISSING;
    } else {
        sign = sign_of_pair(criterion, row, column);
    }
    share.points = sign == FIT_MISSING ? 0 : sign;
    share.is_met = sign > 0;
    share.is_missing = sign == FIT_MISSING;
    return share;
}
