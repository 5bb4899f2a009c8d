/* Problems beyond the dense solver: through scores, a market and mmatch_assign, with the shorter side as rows, all of
 * them placed. Prices are then brought into the form that linear_sum.h promises. */
#include "linear_sum/solve.h"
#include "mentormatch/assign.h"

/* One problem on its way. */
typedef struct large_solve {
    mmatch_context *context;
    mmatch__linear_numbers upright; /* row_count <= column_count */
    bool is_turned;
    mmatch_scores *scores;
    mmatch_market *market;
    mmatch_matching *matching;
    mmatch_matching_parts parts;
    mmatch__workspace memory;
    double *row_prices, *column_prices; /* of the upright problem */
    double *numbers;                    /* one row */
    int64_t *row_of_column;             /* -1: none */
} large_solve;

static mmatch_status open_memory(large_solve *large)
{
    mmatch__layout layout = {0, false};
    const int64_t rows = large->upright.row_count;
    const int64_t columns = large->upright.column_count;
    const size_t row_prices = mmatch__layout_add(&layout, rows, sizeof(double));
    const size_t column_prices = mmatch__layout_add(&layout, columns, sizeof(double));
    const size_t numbers = mmatch__layout_add(&layout, columns, sizeof(double));
    const size_t row_of_column = mmatch__layout_add(&layout, columns, sizeof(int64_t));
    if (!mmatch__workspace_open(&large->context->allocator, &layout, &large->memory)) {
        return mmatch__fail_memory(large->context);
    }
    large->row_prices = (double *)mmatch__workspace_at(&large->memory, row_prices);
    large->column_prices = (double *)mmatch__workspace_at(&large->memory, column_prices);
    large->numbers = (double *)mmatch__workspace_at(&large->memory, numbers);
    large->row_of_column = (int64_t *)mmatch__workspace_at(&large->memory, row_of_column);
    return MMATCH_OK;
}

/* Scores of the upright problem. Faults are named by the caller's rows and columns. */
static mmatch_status make_scores(large_solve *large, const mmatch__linear_numbers *numbers)
{
    const mmatch__linear_numbers *const upright = &large->upright;
    mmatch_scores_options options = {sizeof options, numbers->sense};
    mmatch_status status = mmatch_scores_create_dense(
        large->context, upright->at, (mmatch_number_type)upright->type, upright->row_count, upright->column_count,
        upright->row_stride, upright->column_stride, &options, &large->scores);
    if ((status == MMATCH_ERR_ARGUMENT || status == MMATCH_ERR_RANGE) && large->is_turned) {
        status = mmatch_scores_create_dense(large->context, numbers->at, (mmatch_number_type)numbers->type,
                                            numbers->row_count, numbers->column_count, numbers->row_stride,
                                            numbers->column_stride, &options, &large->scores);
        if (status == MMATCH_OK) { /* only if the numbers changed meanwhile */
            status = mmatch__fail(large->context, MMATCH_ERR_ARGUMENT, "numbers changed during the call");
        }
    }
    return status;
}

/* Brings the prices of an optimum into form: 0 for columns without a row, and a made pair is met exactly. */
static mmatch_status form_prices(large_solve *large)
{
    const mmatch_matching_parts *const parts = &large->parts;
    int64_t k;
    for (k = 0; k < parts->pair_count; k++) {
        const int64_t column = parts->columns[k];
        large->column_prices[column] = parts->column_prices[column] + 0.0;
    }
    for (k = 0; k < parts->pair_count; k++) {
        const int64_t row = parts->rows[k];
        const mmatch_status status = mmatch_scores_read_row(large->context, large->scores, row, large->numbers);
        if (status != MMATCH_OK) {
            return status;
        }
        large->row_prices[row] = large->numbers[parts->columns[k]] - large->column_prices[parts->columns[k]] + 0.0;
    }
    return MMATCH_OK;
}

/* The conflict as prices: rows that have no allowed column outside the conflict's columns, and these columns. */
static mmatch_status form_conflict(large_solve *large)
{
    const mmatch_matching_parts *const parts = &large->parts;
    const double one = large->upright.sense == MMATCH_SENSE_MAXIMISE ? -1 : 1;
    int64_t k;
    for (k = 0; k < parts->conflict_column_count; k++) {
        large->column_prices[parts->conflict_columns[k]] = -one;
    }
    for (k = 0; k < parts->conflict_row_count; k++) {
        const int64_t row = parts->conflict_rows[k];
        bool is_bound = true;
        int64_t column;
        const mmatch_status status = mmatch_scores_read_row(large->context, large->scores, row, large->numbers);
        if (status != MMATCH_OK) {
            return status;
        }
        for (column = 0; column < large->upright.column_count && is_bound; column++) {
            const double number = large->numbers[column];
            is_bound = number - number != 0 || large->column_prices[column] < 0 || large->column_prices[column] > 0;
        }
        if (is_bound) {
            large->row_prices[row] = one;
        }
    }
    return MMATCH_OK;
}

static void copy_numbers(const double *from, int64_t count, double *to)
{
    int64_t k;
    for (k = 0; k < count && to != NULL; k++) {
        to[k] = from[k];
    }
}

static void write_answer(large_solve *large, const mmatch__linear_numbers *numbers,
                         const mmatch__linear_answer *answer)
{
    const mmatch_matching_parts *const parts = &large->parts;
    int64_t count = 0;
    int64_t k;
    mmatch__linear_write_nothing(numbers, (mmatch_outcome)parts->outcome, answer);
    if (parts->outcome == MMATCH_OUTCOME_LIMIT) {
        return;
    }
    copy_numbers(large->is_turned ? large->column_prices : large->row_prices, numbers->row_count,
                 answer->row_prices);
    copy_numbers(large->is_turned ? large->row_prices : large->column_prices, numbers->column_count,
                 answer->column_prices);
    if (parts->outcome != MMATCH_OUTCOME_OPTIMAL) {
        return;
    }
    if (answer->total != NULL) {
        *answer->total = parts->total;
    }
    for (k = 0; k < parts->column_count; k++) {
        large->row_of_column[k] = -1;
    }
    for (k = 0; k < parts->pair_count; k++) {
        large->row_of_column[parts->columns[k]] = parts->rows[k];
        if (!large->is_turned && answer->rows != NULL) {
            answer->rows[k] = parts->rows[k];
        }
        if (!large->is_turned && answer->columns != NULL) {
            answer->columns[k] = parts->columns[k];
        }
    }
    for (k = 0; k < parts->column_count && large->is_turned; k++) {
        if (large->row_of_column[k] >= 0) {
            if (answer->rows != NULL) {
                answer->rows[count] = k;
            }
            if (answer->columns != NULL) {
                answer->columns[count] = large->row_of_column[k];
            }
            count++;
        }
    }
}

static mmatch_status solve_upright(large_solve *large, const mmatch__linear_numbers *numbers)
{
    mmatch_assign_options options = {0};
    mmatch_status status = make_scores(large, numbers);
    options.struct_size = sizeof options;
    options.coverage = MMATCH_COVERAGE_EVERYONE;
    if (status == MMATCH_OK) {
        status = mmatch_market_create(large->context, large->scores, &large->market);
    }
    if (status == MMATCH_OK) {
        status = mmatch_assign(large->context, large->market, &options, &large->matching);
    }
    if (status == MMATCH_OK) {
        large->parts.struct_size = sizeof large->parts;
        status = mmatch_matching_look(large->context, large->matching, &large->parts);
    }
    if (status == MMATCH_OK && large->parts.outcome == MMATCH_OUTCOME_OPTIMAL) {
        status = form_prices(large);
    }
    if (status == MMATCH_OK && large->parts.outcome == MMATCH_OUTCOME_INFEASIBLE) {
        status = form_conflict(large);
    }
    return status;
}

mmatch_status mmatch__linear_solve_large(mmatch_context *context, const mmatch__linear_numbers *numbers,
                                         const mmatch__linear_answer *answer)
{
    large_solve large = {0};
    mmatch_status status;
    large.context = context;
    large.is_turned = numbers->row_count > numbers->column_count;
    large.upright = large.is_turned ? mmatch__linear_transposed(numbers) : *numbers;
    status = open_memory(&large);
    if (status == MMATCH_OK) {
        status = solve_upright(&large, numbers);
        if (status == MMATCH_OK) {
            write_answer(&large, numbers, answer);
        }
        mmatch__workspace_close(&large.memory);
    }
    mmatch_matching_destroy(large.matching);
    mmatch_market_destroy(large.market);
    mmatch_scores_destroy(large.scores);
    return status;
}
