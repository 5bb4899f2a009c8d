/* The rules of the request, and the count that proves a bottleneck. */
#include "fair_assign/judge.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/row_reader.h"

static bool fault_pair(mmatch__fair_judge *judge, int32_t fault, int64_t row, int64_t column,
                       const char *what)
{
    mmatch__verdict_fault(&judge->verdict, fault, row, column, 0, 0,
                          "row %" PRId64 ", column %" PRId64 ": %s", row, column, what);
    return false;
}

/* Locked pairs are made: both lists are sorted. Counts loads besides the locked pairs. */
static bool judge_fair_locks(mmatch__fair_judge *judge)
{
    const mmatch_market_view *const market = &judge->problem.market;
    const mmatch_matching_parts *const parts = &judge->parts;
    int64_t pair = 0;
    int64_t row;
    int64_t k;
    for (k = 0; k < parts->pair_count; k++) {
        judge->load[parts->rows[k]]++;
        judge->load[market->row_count + parts->columns[k]]++;
    }
    for (row = 0; row < market->row_count; row++) {
        for (k = market->locked_offsets[row]; k < market->locked_offsets[row + 1]; k++) {
            const int64_t column = market->locked_columns[k];
            while (pair < parts->pair_count &&
                   (parts->rows[pair] < row ||
                    (parts->rows[pair] == row && parts->columns[pair] < column))) {
                pair++;
            }
            if (pair == parts->pair_count || parts->rows[pair] != row ||
                parts->columns[pair] != column) {
                return fault_pair(judge, MMATCH_FAIR_FAULT_LOCK, row, column,
                                  "locked but not made");
            }
            judge->load[row]--;
            judge->load[market->row_count + column]--;
        }
    }
    return true;
}

static bool judge_fair_side(mmatch__fair_judge *judge, const mmatch__fair_range *ranges,
                            const int32_t *load, int64_t count, const char *side, int32_t fault)
{
    const bool is_row = fault == MMATCH_FAIR_FAULT_ROW_CAPACITY;
    int64_t k;
    for (k = 0; k < count; k++) {
        if (load[k] > ranges[k].maximum) {
            mmatch__verdict_fault(&judge->verdict, fault, is_row ? k : -1, is_row ? -1 : k,
                                  (double)(ranges[k].maximum + ranges[k].locked),
                                  (double)(load[k] + ranges[k].locked),
                                  "%s %" PRId64 ": more partners than the maximum", side, k);
            return false;
        }
    }
    return true;
}

/* An optimum meets all minima, also those that nobody could meet. */
static bool judge_fair_minima(mmatch__fair_judge *judge)
{
    const mmatch_market_view *const market = &judge->problem.market;
    const bool is_everyone = judge->problem.options.coverage == MMATCH_COVERAGE_EVERYONE;
    int64_t k;
    if (judge->parts.outcome != MMATCH_OUTCOME_OPTIMAL) {
        return true;
    }
    for (k = 0; k < market->row_count; k++) {
        const int64_t least =
            is_everyone && market->row_minimum[k] < 1 ? 1 : market->row_minimum[k];
        const int64_t found = judge->load[k] + judge->row_ranges[k].locked;
        if (found < least) {
            mmatch__verdict_fault(&judge->verdict, MMATCH_FAIR_FAULT_ROW_CAPACITY, k, -1,
                                  (double)least, (double)found,
                                  "row %" PRId64 ": fewer partners than the minimum", k);
            return false;
        }
    }
    for (k = 0; k < market->column_count; k++) {
        const int64_t found = judge->load[market->row_count + k] + judge->column_ranges[k].locked;
        if (found < market->column_minimum[k]) {
            mmatch__verdict_fault(&judge->verdict, MMATCH_FAIR_FAULT_COLUMN_CAPACITY, -1, k,
                                  (double)market->column_minimum[k], (double)found,
                                  "column %" PRId64 ": fewer partners than the minimum", k);
            return false;
        }
    }
    return true;
}

/* Marks a pair of the row as made if it is; `next` runs over the matching. */
static bool is_made_pair(const mmatch_matching_parts *parts, int64_t row, int64_t column,
                         int64_t *next)
{
    while (*next < parts->pair_count && parts->rows[*next] == row &&
           parts->columns[*next] < column) {
        (*next)++;
    }
    return *next < parts->pair_count && parts->rows[*next] == row &&
           parts->columns[*next] == column;
}

static void note_units(mmatch__fair_judge *judge, int64_t units, bool is_made)
{
    if (is_made && (!judge->has_made || units < judge->worst)) {
        judge->worst = units;
        judge->has_made = true;
    }
    if (!judge->has_pair || units > judge->best) {
        judge->best = units;
        judge->has_pair = true;
    }
}

/* Finds the first pair of the row that is neither allowed nor locked. */
static bool judge_fair_row(mmatch__fair_judge *judge, int64_t row, int64_t first)
{
    const mmatch_market_view *const market = &judge->problem.market;
    const mmatch_matching_parts *const parts = &judge->parts;
    int64_t allowed = 0;
    int64_t locked = market->locked_offsets[row];
    int64_t k;
    for (k = first; k < parts->pair_count && parts->rows[k] == row; k++) {
        const int64_t column = parts->columns[k];
        while (allowed < judge->problem.count && judge->problem.pairs[allowed].column < column) {
            allowed++;
        }
        while (locked < market->locked_offsets[row + 1] &&
               market->locked_columns[locked] < column) {
            locked++;
        }
        if ((allowed == judge->problem.count || judge->problem.pairs[allowed].column != column) &&
            (locked == market->locked_offsets[row + 1] ||
             market->locked_columns[locked] != column)) {
            return fault_pair(judge, MMATCH_FAIR_FAULT_PAIR, row, column,
                              "forbidden, not listed, or below the minimum score");
        }
    }
    return true;
}

/* Reads all rows: pairs are allowed, and what later judges need to know of them. */
static bool judge_fair_pairs(mmatch__fair_judge *judge, mmatch_poll_answer *answer_out)
{
    mmatch__fair_problem *const problem = &judge->problem;
    const bool is_ranked = problem->options.objective == MMATCH_FAIR_RANK_MAXIMAL;
    const mmatch_matching_parts *const parts = &judge->parts;
    int64_t next = 0;
    int64_t row;
    for (row = 0; row < problem->market.row_count; row++) {
        int64_t k;
        mmatch__fair_read_row(problem, row, is_ranked);
        while (next < parts->pair_count && parts->rows[next] < row) {
            next++;
        }
        if (!judge_fair_row(judge, row, next)) {
            return false;
        }
        for (k = 0; k < problem->count; k++) {
            const bool is_made = is_made_pair(parts, row, problem->pairs[k].column, &next);
            note_units(judge, problem->pairs[k].key, is_made);
            if (judge->pairs != NULL) {
                judge->pairs[judge->pair_count++] = problem->pairs[k];
            }
        }
        if (problem->count > 0 && judge->load[row] == 0 && judge->row_ranges[row].needed > 0) {
            judge->is_placing_open = true;
        }
        *answer_out =
            mmatch__poll(problem->context, (uint64_t)problem->market.column_count * 2u + 16u);
        if (*answer_out != MMATCH_POLL_CONTINUE) {
            return false;
        }
    }
    return true;
}

static bool judge_fair_total(mmatch__fair_judge *judge)
{
    const mmatch_matching_parts *const parts = &judge->parts;
    const bool is_optimal = parts->outcome == MMATCH_OUTCOME_OPTIMAL;
    int64_t units = 0;
    double total = 0;
    const bool is_sum = mmatch__fair_add_up(&judge->problem, parts->rows, parts->columns,
                                            parts->pair_count, &units);
    if (judge->problem.market.scores != NULL) {
        total = mmatch__rows_to_user(judge->problem.market.scores, units);
    }
    if (!is_sum || !isfinite(total) || !(parts->total == total)) {
        mmatch__verdict_fault(&judge->verdict, MMATCH_FAIR_FAULT_TOTAL, -1, -1, total, parts->total,
                              "the total is not the sum of the scores");
        return false;
    }
    if (is_optimal && !(parts->bound == total)) {
        mmatch__verdict_fault(&judge->verdict, MMATCH_FAIR_FAULT_TOTAL, -1, -1, total, parts->bound,
                              "the bound of an optimum is not its total");
        return false;
    }
    if (!is_optimal && !(parts->bound == mmatch__fair_no_bound(&judge->problem))) {
        mmatch__verdict_fault(&judge->verdict, MMATCH_FAIR_FAULT_TOTAL, -1, -1, 0, parts->bound,
                              "under a limit nothing proves a bound");
        return false;
    }
    return true;
}

bool mmatch__fair_judge_rules(mmatch__fair_judge *judge, mmatch_poll_answer *answer_out)
{
    const mmatch_market_view *const market = &judge->problem.market;
    *answer_out = MMATCH_POLL_CONTINUE;
    return judge_fair_locks(judge) &&
           judge_fair_side(judge, judge->row_ranges, judge->load, market->row_count, "row",
                           MMATCH_FAIR_FAULT_ROW_CAPACITY) &&
           judge_fair_side(judge, judge->column_ranges, judge->load + market->row_count,
                           market->column_count, "column", MMATCH_FAIR_FAULT_COLUMN_CAPACITY) &&
           judge_fair_minima(judge) && judge_fair_pairs(judge, answer_out) &&
           judge_fair_total(judge);
}

/* The conflict of a bottleneck */

/* Counts pairs better than the worst made one that leave the conflict. */
static bool count_better(mmatch__fair_judge *judge, mmatch_poll_answer *answer_out)
{
    mmatch__fair_problem *const problem = &judge->problem;
    int64_t row;
    int64_t k;
    for (k = 0; k < judge->parts.conflict_row_count; k++) {
        judge->row_in_conflict[judge->parts.conflict_rows[k]] = 1;
    }
    for (k = 0; k < judge->parts.conflict_column_count; k++) {
        judge->column_in_conflict[judge->parts.conflict_columns[k]] = 1;
    }
    for (row = 0; row < problem->market.row_count; row++) {
        mmatch__fair_read_row(problem, row, false);
        for (k = 0; k < problem->count; k++) {
            const int32_t column = problem->pairs[k].column;
            if (problem->pairs[k].key <= judge->worst) {
                continue;
            }
            judge->has_better = true;
            if (judge->row_in_conflict[row] != judge->column_in_conflict[column]) {
                judge->row_outside[row] += judge->row_in_conflict[row] ? 1 : 0;
                judge->column_outside[column] += judge->column_in_conflict[column] ? 1 : 0;
            }
        }
        *answer_out =
            mmatch__poll(problem->context, (uint64_t)problem->market.column_count * 2u + 16u);
        if (*answer_out != MMATCH_POLL_CONTINUE) {
            return false;
        }
    }
    return true;
}

/* The most that the maxima of the giving side's part of the conflict allow. */
static int64_t supply_of(const mmatch__fair_range *ranges, const uint8_t *is_in, int64_t count)
{
    int64_t sum = 0;
    int64_t k;
    for (k = 0; k < count; k++) {
        sum += is_in[k] ? ranges[k].maximum : 0;
    }
    return sum;
}

/* Minima of the conflict's people on one side exceed the supply and their own pairs that leave the
 * conflict. */
static bool is_short_of_minima(const mmatch__fair_range *ranges, const uint8_t *is_in,
                               const int32_t *outside, int64_t count, int64_t supply)
{
    int64_t need = 0;
    int64_t k;
    for (k = 0; k < count; k++) {
        need += is_in[k] ? ranges[k].minimum : 0;
        supply += is_in[k] ? outside[k] : 0;
    }
    return need > supply;
}

/* All rows together cannot have as many of the partners that they need as here. */
static bool is_short_of_places(const mmatch__fair_judge *judge, int64_t supply)
{
    int64_t here = 0;
    int64_t row;
    for (row = 0; row < judge->problem.market.row_count; row++) {
        const int32_t needed = judge->row_ranges[row].needed;
        const int32_t most = judge->row_in_conflict[row] && judge->row_outside[row] < needed
                                 ? judge->row_outside[row]
                                 : needed;
        here += judge->load[row] < needed ? judge->load[row] : needed;
        supply += most;
    }
    return here > supply;
}

bool mmatch__fair_judge_threshold(mmatch__fair_judge *judge, mmatch_poll_answer *answer_out)
{
    const int64_t rows = judge->problem.market.row_count;
    const int64_t columns = judge->problem.market.column_count;
    int64_t of_rows;
    int64_t of_columns;
    *answer_out = MMATCH_POLL_CONTINUE;
    if (!judge->has_made) {
        return true; /* nobody needs a pair */
    }
    if (!count_better(judge, answer_out)) {
        return false;
    }
    of_columns = supply_of(judge->column_ranges, judge->column_in_conflict, columns);
    of_rows = supply_of(judge->row_ranges, judge->row_in_conflict, rows);
    if (!judge->has_better || is_short_of_places(judge, of_columns) ||
        is_short_of_minima(judge->row_ranges, judge->row_in_conflict, judge->row_outside, rows,
                           of_columns) ||
        is_short_of_minima(judge->column_ranges, judge->column_in_conflict, judge->column_outside,
                           columns, of_rows)) {
        return true;
    }
    mmatch__verdict_fault(&judge->verdict, MMATCH_FAIR_FAULT_THRESHOLD, -1, -1, 0,
                          mmatch__rows_to_user(judge->problem.market.scores, judge->worst),
                          "the conflict does not prove that the worst pair could not be better");
    return false;
}
