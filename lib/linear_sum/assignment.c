/* mmatch_linear_sum_assignment, and what it shares with the batch. */
#include "mentormatch/linear_sum.h"

#include "linear_sum/solve.h"

/* Numbers up to 2^1000 have this unit at most; their sums and prices in small problems are finite. */
#define LINEAR_UNIT_LARGEST 0x1p960

/* Whether count steps of a stride stay within a quarter of the address space. */
static bool is_within_reach(int64_t count, int64_t stride)
{
    const uint64_t step = stride < 0 ? 0 - (uint64_t)stride : (uint64_t)stride;
    return count <= 1 || step <= (uint64_t)(PTRDIFF_MAX / 4) / (uint64_t)count;
}

mmatch_status mmatch__linear_check(mmatch_context *context, const mmatch__linear_numbers *numbers,
                                   int64_t problem_count, int64_t problem_stride)
{
    if (numbers->type < MMATCH_FLOAT64 || numbers->type > MMATCH_INT64) {
        mmatch__fault(context, "number type is %d, must be an mmatch_number_type", (int)numbers->type);
    }
    if (numbers->sense != MMATCH_SENSE_MAXIMISE && numbers->sense != MMATCH_SENSE_MINIMISE) {
        mmatch__fault(context, "sense is %d, must be MMATCH_SENSE_MAXIMISE or MMATCH_SENSE_MINIMISE",
                      (int)numbers->sense);
    }
    if (problem_count < 0) {
        mmatch__fault(context, "problem count is %lld, must not be negative", (long long)problem_count);
    }
    if (numbers->row_count < 0 || numbers->row_count > INT32_MAX) {
        mmatch__fault(context, "row count is %lld, must be from 0 to %d", (long long)numbers->row_count, INT32_MAX);
    }
    if (numbers->column_count < 0 || numbers->column_count > INT32_MAX) {
        mmatch__fault(context, "column count is %lld, must be from 0 to %d", (long long)numbers->column_count,
                      INT32_MAX);
    }
    if (context->fault_count > 0 || problem_count == 0 || mmatch__linear_pair_count(numbers) == 0) {
        return context->fault_count > 0 ? MMATCH_ERR_ARGUMENT : MMATCH_OK;
    }
    if (numbers->at == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "numbers is NULL, but there are %lld rows and %lld columns",
                            (long long)numbers->row_count, (long long)numbers->column_count);
    }
    if (!is_within_reach(numbers->row_count, numbers->row_stride) ||
        !is_within_reach(numbers->column_count, numbers->column_stride) ||
        !is_within_reach(problem_count, problem_stride)) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT,
                            "the strides, %lld, %lld and %lld bytes, reach beyond the address space",
                            (long long)problem_stride, (long long)numbers->row_stride,
                            (long long)numbers->column_stride);
    }
    return MMATCH_OK;
}

int64_t mmatch__linear_pair_count(const mmatch__linear_numbers *numbers)
{
    return numbers->row_count < numbers->column_count ? numbers->row_count : numbers->column_count;
}

bool mmatch__linear_is_small(const mmatch__linear_numbers *numbers)
{
    const int64_t shorter = mmatch__linear_pair_count(numbers);
    const int64_t longer = numbers->row_count + numbers->column_count - shorter;
    return shorter <= MMATCH__LINEAR_SIDE_MOST &&
           (shorter == 0 || longer <= MMATCH__LINEAR_AREA_MOST / shorter);
}

void mmatch__linear_write_nothing(const mmatch__linear_numbers *numbers, mmatch_outcome outcome,
                                  const mmatch__linear_answer *answer)
{
    const int64_t pair_count = mmatch__linear_pair_count(numbers);
    int64_t k;
    for (k = 0; k < pair_count && answer->rows != NULL; k++) {
        answer->rows[k] = -1;
    }
    for (k = 0; k < pair_count && answer->columns != NULL; k++) {
        answer->columns[k] = -1;
    }
    for (k = 0; k < numbers->row_count && answer->row_prices != NULL; k++) {
        answer->row_prices[k] = 0;
    }
    for (k = 0; k < numbers->column_count && answer->column_prices != NULL; k++) {
        answer->column_prices[k] = 0;
    }
    if (answer->total != NULL) {
        *answer->total = 0;
    }
    *answer->outcome = (int32_t)outcome;
}

/* Prices in units, or without any where they prove that there is no answer, as the user's numbers; never -0. */
static void write_prices(const double *prices, int64_t count, double factor, double *prices_out)
{
    int64_t k;
    for (k = 0; k < count && prices_out != NULL; k++) {
        prices_out[k] = prices[k] * factor + 0.0;
    }
}

/* The pairs of an optimum, rows ascending. */
static void write_pairs(const mmatch__dense *dense, bool is_turned, const mmatch__linear_answer *answer)
{
    int64_t count = 0;
    int64_t k;
    if (!is_turned) {
        for (k = 0; k < dense->row_count && answer->rows != NULL; k++) {
            answer->rows[k] = k;
        }
        for (k = 0; k < dense->row_count && answer->columns != NULL; k++) {
            answer->columns[k] = dense->column_of_row[k];
        }
        return;
    }
    for (k = 0; k < dense->column_count; k++) {
        if (dense->row_of_column[k] >= 0) {
            if (answer->rows != NULL) {
                answer->rows[count] = k;
            }
            if (answer->columns != NULL) {
                answer->columns[count] = dense->row_of_column[k];
            }
            count++;
        }
    }
}

mmatch__linear_end mmatch__linear_solve_small(const mmatch__linear_numbers *numbers, mmatch__dense *dense,
                                              const mmatch__linear_answer *answer)
{
    const bool is_turned = numbers->row_count > numbers->column_count;
    const mmatch__linear_numbers upright = is_turned ? mmatch__linear_transposed(numbers) : *numbers;
    const bool has_prices = answer->row_prices != NULL || answer->column_prices != NULL;
    const double sign = numbers->sense == MMATCH_SENSE_MAXIMISE ? -1 : 1;
    bool is_solved;
    if (!mmatch__linear_read(&upright, dense)) {
        return MMATCH__LINEAR_BAD_NUMBER;
    }
    if (dense->unit > LINEAR_UNIT_LARGEST) {
        return MMATCH__LINEAR_TOO_LARGE;
    }
    is_solved = mmatch__dense_solve(dense);
    if (is_solved) {
        write_pairs(dense, is_turned, answer);
        *answer->outcome = MMATCH_OUTCOME_OPTIMAL;
        if (answer->total != NULL) {
            *answer->total = mmatch__dense_total(dense) * (sign * dense->unit) + 0.0;
        }
        if (has_prices) {
            mmatch__dense_price_rows(dense);
        }
    } else {
        mmatch__linear_write_nothing(numbers, MMATCH_OUTCOME_INFEASIBLE, answer);
    }
    if (has_prices) {
        const double factor = is_solved ? sign * dense->unit : sign;
        write_prices(is_turned ? dense->prices : dense->row_prices, numbers->row_count, factor, answer->row_prices);
        write_prices(is_turned ? dense->row_prices : dense->prices, numbers->column_count, factor,
                     answer->column_prices);
    }
    return MMATCH__LINEAR_SOLVED;
}

mmatch_status mmatch__linear_fail_small(mmatch_context *context, const mmatch__linear_numbers *numbers,
                                        mmatch__linear_end end)
{
    mmatch_scores_options options = {sizeof options, numbers->sense};
    mmatch_scores *scores = NULL;
    mmatch_status status = MMATCH_OK;
    if (end == MMATCH__LINEAR_BAD_NUMBER) {
        /* scores refuse the same numbers, and name them all */
        status = mmatch_scores_create_dense(context, numbers->at, (mmatch_number_type)numbers->type,
                                            numbers->row_count, numbers->column_count, numbers->row_stride,
                                            numbers->column_stride, &options, &scores);
        mmatch_scores_destroy(scores);
    }
    return status != MMATCH_OK ? status
                               : mmatch__fail(context, MMATCH_ERR_RANGE, "a number is beyond 2^1000 in magnitude");
}

static mmatch_status solve_one_small(mmatch_context *context, const mmatch__linear_numbers *numbers,
                                     const mmatch__linear_answer *answer)
{
    const bool is_turned = numbers->row_count > numbers->column_count;
    const int64_t short_count = is_turned ? numbers->column_count : numbers->row_count;
    const int64_t long_count = is_turned ? numbers->row_count : numbers->column_count;
    const mmatch__dense_slices slices = mmatch__dense_layout(short_count, long_count);
    const mmatch__layout layout = {slices.size, false};
    mmatch__workspace memory;
    mmatch__linear_end end;
    mmatch__dense dense;
    if (!mmatch__workspace_open(&context->allocator, &layout, &memory)) {
        return mmatch__fail_memory(context);
    }
    dense = mmatch__dense_at(memory.base, &slices, short_count, long_count);
    end = mmatch__linear_solve_small(numbers, &dense, answer);
    mmatch__workspace_close(&memory);
    return end == MMATCH__LINEAR_SOLVED ? MMATCH_OK : mmatch__linear_fail_small(context, numbers, end);
}

mmatch_status mmatch_linear_sum_assignment(mmatch_context *context, const void *numbers, mmatch_number_type type,
                                           int64_t row_count, int64_t column_count, int64_t row_stride,
                                           int64_t column_stride, mmatch_sense sense, int64_t *rows_out,
                                           int64_t *columns_out, double *row_prices_out,
                                           double *column_prices_out, double *total_out, int32_t *outcome_out)
{
    const mmatch__linear_numbers matrix = {(const char *)numbers, (int32_t)type, (int32_t)sense, row_count,
                                           column_count, row_stride, column_stride};
    const mmatch__linear_answer answer = {rows_out, columns_out, row_prices_out, column_prices_out, total_out,
                                          outcome_out};
    mmatch_status status = mmatch__enter(context);
    mmatch_poll_answer poll;
    if (status != MMATCH_OK) {
        return status;
    }
    if (outcome_out == NULL) {
        mmatch__fault(context, "outcome_out is NULL");
    }
    status = mmatch__linear_check(context, &matrix, 1, 0);
    if (status != MMATCH_OK) {
        return status;
    }
    poll = mmatch__poll_now(context);
    if (poll == MMATCH_POLL_CANCEL) {
        return mmatch__fail_cancelled(context);
    }
    if (poll == MMATCH_POLL_STOP) {
        mmatch__linear_write_nothing(&matrix, MMATCH_OUTCOME_LIMIT, &answer);
        return MMATCH_OK;
    }
    return mmatch__linear_is_small(&matrix) ? solve_one_small(context, &matrix, &answer)
                                            : mmatch__linear_solve_large(context, &matrix, &answer);
}
