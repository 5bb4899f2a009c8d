/* mmatch_linear_sum_verify: judges pairs and prices against the numbers, with nothing of the solver.
 *
 * All is turned to minimising: numbers, prices and the total change sign when maximising. Numbers and prices are
 * multiples of the grid unit, so sums of three of them are exact as long as prices are below 2^51 units, which is
 * asked of them. */
#include "mentormatch/linear_sum.h"

#include <math.h>

#include "base/context.h"
#include "base/grid.h"
#include "base/memory.h"

/* Prices of larger magnitude, in units, are not judged valid. */
#define PRICE_UNITS_LARGEST 0x1p51

/* One call. */
typedef struct sum_judge {
    mmatch_context *context;
    const mmatch_scores *scores;
    int64_t row_count, column_count, pair_count;
    double sign;  /* -1 when maximising */
    double unit;  /* of the grid; 1 for the proof that there is no answer */
    const int64_t *rows, *columns;
    const double *row_prices, *column_prices;
    double total;
    mmatch__workspace memory;
    double *numbers;        /* one row */
    int64_t *column_of_row; /* -1: none */
    int64_t *row_of_column;
    mmatch_verdict *verdict;
} sum_judge;

static mmatch_status open_judge(sum_judge *judge)
{
    mmatch__layout layout = {0, false};
    const size_t numbers = mmatch__layout_add(&layout, judge->column_count, sizeof(double));
    const size_t column_of_row = mmatch__layout_add(&layout, judge->row_count, sizeof(int64_t));
    const size_t row_of_column = mmatch__layout_add(&layout, judge->column_count, sizeof(int64_t));
    int64_t k;
    if (!mmatch__workspace_open(&judge->context->allocator, &layout, &judge->memory)) {
        return mmatch__fail_memory(judge->context);
    }
    judge->numbers = (double *)mmatch__workspace_at(&judge->memory, numbers);
    judge->column_of_row = (int64_t *)mmatch__workspace_at(&judge->memory, column_of_row);
    judge->row_of_column = (int64_t *)mmatch__workspace_at(&judge->memory, row_of_column);
    for (k = 0; k < judge->row_count; k++) {
        judge->column_of_row[k] = -1;
    }
    for (k = 0; k < judge->column_count; k++) {
        judge->row_of_column[k] = -1;
    }
    return MMATCH_OK;
}

/* Pairs in range and in order, no column twice. */
static bool judge_pair_list(sum_judge *judge)
{
    int64_t k;
    for (k = 0; k < judge->pair_count; k++) {
        const int64_t row = judge->rows[k];
        const int64_t column = judge->columns[k];
        if (row < 0 || row >= judge->row_count || column < 0 || column >= judge->column_count) {
            mmatch__verdict_fault(judge->verdict, MMATCH_LINEAR_SUM_FAULT_PAIR, row, column, 0, 0,
                                  "pair %lld: row %lld, column %lld is outside %lld x %lld", (long long)k,
                                  (long long)row, (long long)column, (long long)judge->row_count,
                                  (long long)judge->column_count);
            return false;
        }
        if (k > 0 && row <= judge->rows[k - 1]) {
            mmatch__verdict_fault(judge->verdict, MMATCH_LINEAR_SUM_FAULT_PAIR, row, column, 0, 0,
                                  "pair %lld: row %lld does not come after row %lld", (long long)k, (long long)row,
                                  (long long)judge->rows[k - 1]);
            return false;
        }
        if (judge->row_of_column[column] >= 0) {
            mmatch__verdict_fault(judge->verdict, MMATCH_LINEAR_SUM_FAULT_PAIR, row, column, 0, 0,
                                  "row %lld: column %lld also has row %lld", (long long)row, (long long)column,
                                  (long long)judge->row_of_column[column]);
            return false;
        }
        judge->column_of_row[row] = column;
        judge->row_of_column[column] = row;
    }
    return true;
}

/* Prices of one side: on the grid, within reach; on the longer side never above 0, and 0 without a partner. */
static bool judge_prices(sum_judge *judge, int32_t fault, bool has_pairs)
{
    const bool is_row = fault == MMATCH_LINEAR_SUM_FAULT_ROW_PRICE;
    const int64_t count = is_row ? judge->row_count : judge->column_count;
    const double *const prices = is_row ? judge->row_prices : judge->column_prices;
    const int64_t *const partner_of = is_row ? judge->column_of_row : judge->row_of_column;
    const bool is_longer = count > judge->pair_count;
    const char *const side = is_row ? "row" : "column";
    int64_t k;
    for (k = 0; k < count; k++) {
        const int64_t row = is_row ? k : -1;
        const int64_t column = is_row ? -1 : k;
        const double units = judge->sign * prices[k] / judge->unit;
        if (!(fabs(units) <= PRICE_UNITS_LARGEST) || floor(units) != units) {
            mmatch__verdict_fault(judge->verdict, fault, row, column, 0, prices[k],
                                  "%s %lld: the price is no multiple of the unit within reach", side, (long long)k);
            return false;
        }
        if (is_longer && units > 0) {
            mmatch__verdict_fault(judge->verdict, fault, row, column, 0, prices[k],
                                  "%s %lld: the price has the wrong sign for the longer side", side, (long long)k);
            return false;
        }
        if (is_longer && has_pairs && partner_of[k] < 0 && (units < 0 || units > 0)) {
            mmatch__verdict_fault(judge->verdict, fault, row, column, 0, prices[k],
                                  "%s %lld: the price is not 0, but there is no partner", side, (long long)k);
            return false;
        }
    }
    return true;
}

/* One row of numbers against the prices. Adds the number of its pair, in units, to *sum. */
static bool judge_row(sum_judge *judge, int64_t row, double number_unit, bool has_pairs, int64_t *sum)
{
    const double price = judge->sign * judge->row_prices[row] / judge->unit;
    int64_t column;
    for (column = 0; column < judge->column_count; column++) {
        const bool is_allowed = fabs(judge->numbers[column]) < (double)INFINITY;
        const bool is_pair = has_pairs && judge->column_of_row[row] == column;
        const double number = has_pairs && is_allowed ? judge->sign * judge->numbers[column] / number_unit : 0;
        const double prices = price + judge->sign * judge->column_prices[column] / judge->unit;
        if (is_pair && !is_allowed) {
            mmatch__verdict_fault(judge->verdict, MMATCH_LINEAR_SUM_FAULT_PAIR, row, column, 0, 0,
                                  "row %lld, column %lld: the pair is forbidden", (long long)row, (long long)column);
            return false;
        }
        if (is_allowed && (prices > number || (is_pair && prices < number))) {
            mmatch__verdict_fault(judge->verdict, MMATCH_LINEAR_SUM_FAULT_REDUCED_COST, row, column,
                                  has_pairs ? judge->numbers[column] : 0, judge->sign * prices * judge->unit,
                                  "row %lld, column %lld: the prices of the pair are %s", (long long)row,
                                  (long long)column, is_pair ? "not its number" : "better than its number");
            return false;
        }
        if (is_pair) {
            *sum += (int64_t)number;
        }
    }
    return true;
}

/* The sum of all prices of one side, in units. False: it does not fit. */
static bool add_prices(const sum_judge *judge, const double *prices, int64_t count, int64_t *sum)
{
    int64_t k;
    for (k = 0; k < count; k++) {
        if (!mmatch__add_int64(*sum, (int64_t)(judge->sign * prices[k] / judge->unit), sum)) {
            return false;
        }
    }
    return true;
}

/* What remains after all rows: the total, or that the prices add up to something. */
static void judge_sums(sum_judge *judge, bool has_pairs, int64_t sum)
{
    const double total = has_pairs ? judge->sign * ((double)sum * judge->unit) + 0.0 : 0;
    int64_t prices = 0;
    if (judge->total < total || judge->total > total || judge->total != judge->total) {
        mmatch__verdict_fault(judge->verdict, MMATCH_LINEAR_SUM_FAULT_TOTAL, -1, -1, total, judge->total,
                              "the total is %g, but the pairs sum up to %g", judge->total, total);
        return;
    }
    if (!has_pairs && (!add_prices(judge, judge->row_prices, judge->row_count, &prices) ||
                       !add_prices(judge, judge->column_prices, judge->column_count, &prices) || prices <= 0)) {
        mmatch__verdict_fault(judge->verdict, MMATCH_LINEAR_SUM_FAULT_CONFLICT, -1, -1, 0, (double)prices,
                              "the prices do not prove that there is no answer");
        return;
    }
    mmatch__verdict_valid(judge->verdict);
}

static mmatch_status judge_sum(sum_judge *judge, bool has_pairs)
{
    const double number_unit = mmatch_scores_unit(judge->scores);
    int64_t sum = 0;
    int64_t row;
    if ((has_pairs && !judge_pair_list(judge)) ||
        !judge_prices(judge, MMATCH_LINEAR_SUM_FAULT_ROW_PRICE, has_pairs) ||
        !judge_prices(judge, MMATCH_LINEAR_SUM_FAULT_COLUMN_PRICE, has_pairs)) {
        return MMATCH_OK;
    }
    if (mmatch__poll_now(judge->context) != MMATCH_POLL_CONTINUE) {
        return mmatch__fail_cancelled(judge->context);
    }
    for (row = 0; row < judge->row_count; row++) {
        const mmatch_status status = mmatch_scores_read_row(judge->context, judge->scores, row, judge->numbers);
        if (status != MMATCH_OK) {
            return status;
        }
        if (!judge_row(judge, row, number_unit, has_pairs, &sum)) {
            return MMATCH_OK;
        }
        if (row % 256 == 255 && mmatch__poll_now(judge->context) != MMATCH_POLL_CONTINUE) {
            return mmatch__fail_cancelled(judge->context);
        }
    }
    judge_sums(judge, has_pairs, sum);
    return MMATCH_OK;
}

static void check_claim(mmatch_context *context, const sum_judge *judge, bool has_pairs)
{
    if (has_pairs && judge->pair_count > 0 && (judge->rows == NULL || judge->columns == NULL)) {
        mmatch__fault(context, "rows or columns is NULL, but there are %lld pairs", (long long)judge->pair_count);
    }
    if ((judge->row_count > 0 && judge->row_prices == NULL) ||
        (judge->column_count > 0 && judge->column_prices == NULL)) {
        mmatch__fault(context, "row_prices or column_prices is NULL");
    }
}

mmatch_status mmatch_linear_sum_verify(mmatch_context *context, const void *numbers, mmatch_number_type type,
                                       int64_t row_count, int64_t column_count, int64_t row_stride,
                                       int64_t column_stride, mmatch_sense sense, const int64_t *rows,
                                       const int64_t *columns, const double *row_prices,
                                       const double *column_prices, double total, int32_t outcome,
                                       mmatch_verdict *verdict_out)
{
    const mmatch_scores_options options = {sizeof options, (int32_t)sense};
    const bool has_pairs = outcome != MMATCH_OUTCOME_INFEASIBLE;
    mmatch_scores *scores = NULL;
    mmatch_verdict verdict;
    sum_judge judge = {0};
    mmatch_status status = mmatch__enter(context);
    if (status == MMATCH_OK) {
        status = mmatch__verdict_check(context, verdict_out);
    }
    if (status == MMATCH_OK) {
        status = mmatch_scores_create_dense(context, numbers, type, row_count, column_count, row_stride,
                                            column_stride, &options, &scores);
    }
    if (status != MMATCH_OK) {
        return status;
    }
    verdict = *verdict_out;
    judge.context = context;
    judge.scores = scores;
    judge.row_count = row_count;
    judge.column_count = column_count;
    judge.pair_count = row_count < column_count ? row_count : column_count;
    judge.sign = sense == MMATCH_SENSE_MAXIMISE ? -1 : 1;
    judge.unit = has_pairs ? mmatch_scores_unit(scores) : 1;
    judge.rows = rows;
    judge.columns = columns;
    judge.row_prices = row_prices;
    judge.column_prices = column_prices;
    judge.total = total;
    judge.verdict = &verdict;
    check_claim(context, &judge, outcome == MMATCH_OUTCOME_OPTIMAL);
    if (context->fault_count > 0) {
        status = MMATCH_ERR_ARGUMENT;
    } else if (outcome != MMATCH_OUTCOME_OPTIMAL && outcome != MMATCH_OUTCOME_INFEASIBLE) {
        mmatch__verdict_fault(&verdict, MMATCH_LINEAR_SUM_FAULT_OUTCOME, -1, -1, 0, 0,
                              "the outcome is neither optimal nor infeasible");
    } else {
        status = open_judge(&judge);
        if (status == MMATCH_OK) {
            status = judge_sum(&judge, has_pairs);
            mmatch__workspace_close(&judge.memory);
        }
    }
    mmatch_scores_destroy(scores);
    if (status == MMATCH_OK) {
        *verdict_out = verdict;
    }
    return status;
}
