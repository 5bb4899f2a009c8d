/* mmatch_stable_verify and mmatch_stable_blocking_pairs: argument checks, and the verdict in its
 * order. */
#include <inttypes.h>
#include <math.h>

#include "base/row_reader.h"
#include "stable/judge.h"

/* Looks into both objects; they need not agree in shape. */
static mmatch_status look_at_both(mmatch_context *context, const mmatch_market *market,
                                  const mmatch_matching *matching, mmatch__judge *all)
{
    all->context = context;
    all->market.struct_size = sizeof all->market;
    all->matching.struct_size = sizeof all->matching;
    mmatch_status status = mmatch_market_look(context, market, &all->market);
    if (status == MMATCH_OK) {
        status = mmatch_matching_look(context, matching, &all->matching);
    }
    if (status == MMATCH_OK && all->market.scores == NULL &&
        (all->market.row_preference_offsets == NULL ||
         all->market.column_preference_offsets == NULL)) {
        status =
            mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s have neither preferences nor scores",
                         all->market.row_preference_offsets == NULL ? "rows" : "columns");
    }
    if (status == MMATCH_OK && all->market.quota_count > 0) {
        status = mmatch__fail(context, MMATCH_ERR_ARGUMENT,
                              "the market has quotas, which are not for stable matching");
    }
    return status;
}

static bool has_same_shape(const mmatch__judge *all)
{
    return all->market.row_count == all->matching.row_count &&
           all->market.column_count == all->matching.column_count;
}

/* True when everyone of a side is within the maximum, else the verdict tells who is not. */
static bool judge_loads(mmatch_verdict *verdict, bool is_row, int64_t count, const int32_t *loads,
                        const int32_t *maximum)
{
    for (int64_t person = 0; person < count; person++) {
        if (loads[person] > maximum[person]) {
            mmatch__verdict_fault(
                verdict,
                is_row ? MMATCH_STABLE_FAULT_ROW_CAPACITY : MMATCH_STABLE_FAULT_COLUMN_CAPACITY,
                is_row ? person : -1, is_row ? -1 : person, maximum[person], loads[person],
                "%s %" PRId64 ": %d partners are above maximum %d", is_row ? "row" : "column",
                person, loads[person], maximum[person]);
            return false;
        }
    }
    return true;
}

/* The reason that a stable matching leaves a person with. */
static int32_t true_stable_reason(int32_t load, int32_t maximum, unsigned char seen)
{
    int32_t reason = MMATCH_REASON_NO_CANDIDATE;
    if (seen & MMATCH__SEEN_BELOW) {
        reason = MMATCH_REASON_BELOW_MINIMUM_SCORE;
    }
    if (seen & MMATCH__SEEN_CANDIDATE) {
        reason = MMATCH_REASON_CANDIDATES_FULL;
    }
    if (maximum == 0) {
        reason = MMATCH_REASON_NO_CAPACITY;
    }
    return load > 0 ? (int32_t)MMATCH_REASON_PLACED : reason;
}

static bool judge_reasons(mmatch_verdict *verdict, bool is_row, int64_t count,
                          const int32_t *reasons, const int32_t *loads, const int32_t *maximum,
                          const unsigned char *seen)
{
    for (int64_t person = 0; reasons != NULL && person < count; person++) {
        const int32_t reason = true_stable_reason(loads[person], maximum[person], seen[person]);
        if (reasons[person] != reason) {
            mmatch__verdict_fault(verdict, MMATCH_STABLE_FAULT_REASON, is_row ? person : -1,
                                  is_row ? -1 : person, reason, reasons[person],
                                  "%s %" PRId64 ": reason is %d, should be %d",
                                  is_row ? "row" : "column", person, reasons[person], reason);
            return false;
        }
    }
    return true;
}

/* Total, unit and bound; NaN in any of them is a fault too. */
static bool judge_total(mmatch_verdict *verdict, const mmatch__judge *all)
{
    const mmatch_scores *const scores = all->market.scores;
    const double total = scores == NULL ? 0.0 : mmatch__rows_to_user(scores, all->total_units);
    const double unit = scores == NULL ? 1.0 : mmatch_scores_unit(scores);
    const double expected[3] = {total, unit, total};
    const double found[3] = {all->matching.total, all->matching.unit, all->matching.bound};
    const char *const names[3] = {"total", "unit", "bound"};
    for (int k = 0; k < 3; k++) {
        if (!(found[k] == expected[k])) {
            mmatch__verdict_fault(verdict, MMATCH_STABLE_FAULT_TOTAL, -1, -1, expected[k], found[k],
                                  "%s is %g, should be %g", names[k], found[k], expected[k]);
            return false;
        }
    }
    return true;
}

/* All conditions but the shape, cheapest first; the verdict keeps the first that fails. */
static mmatch_status judge_conditions(mmatch__judge *all, mmatch_verdict *verdict)
{
    const mmatch_market_view *const market = &all->market;
    const mmatch_matching_parts *const matching = &all->matching;
    int64_t bad_pair;
    int64_t blocking_row = -1;
    int64_t blocking_column = -1;
    mmatch__findings found = {1, &blocking_row, &blocking_column, 0};
    mmatch_status status = mmatch__judge_weigh(all, &bad_pair);
    if (status != MMATCH_OK) {
        return status;
    }
    if (bad_pair >= 0) {
        mmatch__verdict_fault(verdict, MMATCH_STABLE_FAULT_PAIR, matching->rows[bad_pair],
                              matching->columns[bad_pair], 0, 0,
                              "row %" PRId64 ", column %" PRId64 ": pair is not acceptable",
                              matching->rows[bad_pair], matching->columns[bad_pair]);
        return MMATCH_OK;
    }
    if (!judge_loads(verdict, true, market->row_count, all->row_loads, market->row_maximum) ||
        !judge_loads(verdict, false, market->column_count, all->column_loads,
                     market->column_maximum)) {
        return MMATCH_OK;
    }
    status = mmatch__poll_now(all->context) == MMATCH_POLL_CANCEL
                 ? mmatch__fail_cancelled(all->context)
                 : mmatch__judge_examine(all, &found);
    if (status != MMATCH_OK) {
        return status;
    }
    if (found.count > 0) {
        mmatch__verdict_fault(verdict, MMATCH_STABLE_FAULT_BLOCKING_PAIR, blocking_row,
                              blocking_column, 0, (double)found.count,
                              "row %" PRId64 ", column %" PRId64
                              ": pair blocks, the first of %" PRId64,
                              blocking_row, blocking_column, found.count);
        return MMATCH_OK;
    }
    if (!all->does_total_fit ||
        (market->scores != NULL &&
         !isfinite(mmatch__rows_to_user(market->scores, all->total_units)))) {
        return mmatch__fail(all->context, MMATCH_ERR_RANGE, "the total does not fit");
    }
    if (judge_total(verdict, all) &&
        judge_reasons(verdict, true, market->row_count, matching->row_reasons, all->row_loads,
                      market->row_maximum, all->row_seen) &&
        judge_reasons(verdict, false, market->column_count, matching->column_reasons,
                      all->column_loads, market->column_maximum, all->column_seen)) {
        mmatch__verdict_valid(verdict);
    }
    return MMATCH_OK;
}

mmatch_status mmatch_stable_verify(mmatch_context *context, const mmatch_market *market,
                                   const mmatch_matching *matching, mmatch_verdict *verdict_out)
{
    mmatch__judge all = {0};
    mmatch_verdict verdict = {0}; /* written to the caller only when everything went well */
    mmatch_status status = mmatch__enter(context);
    if (status == MMATCH_OK) {
        status = mmatch__verdict_check(context, verdict_out);
    }
    if (status == MMATCH_OK) {
        status = look_at_both(context, market, matching, &all);
    }
    if (status != MMATCH_OK) {
        return status;
    }
    verdict.struct_size = verdict_out->struct_size;
    if (!has_same_shape(&all)) {
        mmatch__verdict_fault(&verdict, MMATCH_STABLE_FAULT_SHAPE, -1, -1, 0, 0,
                              "matching is %" PRId64 " x %" PRId64 ", market is %" PRId64
                              " x %" PRId64,
                              all.matching.row_count, all.matching.column_count,
                              all.market.row_count, all.market.column_count);
    } else if (all.matching.outcome != MMATCH_OUTCOME_OPTIMAL &&
               all.matching.outcome != MMATCH_OUTCOME_FEASIBLE) {
        mmatch__verdict_fault(&verdict, MMATCH_STABLE_FAULT_OUTCOME, -1, -1, MMATCH_OUTCOME_OPTIMAL,
                              all.matching.outcome, "outcome %s does not claim a stable matching",
                              mmatch_outcome_name((mmatch_outcome)all.matching.outcome));
    } else if (mmatch__poll_now(context) == MMATCH_POLL_CANCEL) {
        return mmatch__fail_cancelled(context);
    } else {
        status = mmatch__judge_open(&all);
        if (status == MMATCH_OK) {
            status = judge_conditions(&all, &verdict);
            mmatch__workspace_close(&all.workspace);
        }
    }
    if (status == MMATCH_OK) {
        *verdict_out = verdict;
    }
    return status;
}

mmatch_status mmatch_stable_blocking_pairs(mmatch_context *context, const mmatch_market *market,
                                           const mmatch_matching *matching, int64_t capacity,
                                           int64_t *rows_out, int64_t *columns_out,
                                           int64_t *count_out)
{
    mmatch__judge all = {0};
    mmatch__findings found = {capacity, rows_out, columns_out, 0};
    int64_t bad_pair;
    mmatch_status status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    if (capacity < 0) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "capacity %" PRId64 " is negative",
                            capacity);
    }
    if (count_out == NULL || (capacity > 0 && (rows_out == NULL || columns_out == NULL))) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL",
                            count_out == NULL  ? "count_out"
                            : rows_out == NULL ? "rows_out"
                                               : "columns_out");
    }
    status = look_at_both(context, market, matching, &all);
    if (status != MMATCH_OK) {
        return status;
    }
    if (!has_same_shape(&all)) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT,
                            "matching is %" PRId64 " x %" PRId64 ", market is %" PRId64
                            " x %" PRId64,
                            all.matching.row_count, all.matching.column_count, all.market.row_count,
                            all.market.column_count);
    }
    if (mmatch__poll_now(context) == MMATCH_POLL_CANCEL) {
        return mmatch__fail_cancelled(context);
    }
    status = mmatch__judge_open(&all);
    if (status != MMATCH_OK) {
        return status;
    }
    status = mmatch__judge_weigh(&all, &bad_pair);
    if (status == MMATCH_OK) {
        status = mmatch__judge_examine(&all, &found);
    }
    mmatch__workspace_close(&all.workspace);
    if (status == MMATCH_OK) {
        *count_out = found.count;
    }
    return status;
}
