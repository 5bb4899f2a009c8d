/* What the tests of the assignment share: small markets described by plain arrays, an oracle that tries every set of
 * pairs, and short ways to solve and to verify. */
#ifndef MMATCH_TESTS_ASSIGN_SUPPORT_H
#define MMATCH_TESTS_ASSIGN_SUPPORT_H

#include <math.h>
#include <stdio.h>

#include "base/random.h"
#include "support.h"

enum { SMALL_SIDE = 4, SMALL_PAIRS = SMALL_SIDE * SMALL_SIDE, SMALL_QUOTAS = 7 };

/* A market of at most SMALL_SIDE people a side; scores row by row, -INFINITY (+INFINITY of costs) forbidden. */
typedef struct small_market {
    int rows, columns;
    int is_minimised;
    int is_sparse;
    double scores[SMALL_PAIRS];
    int32_t row_minimum[SMALL_SIDE], row_maximum[SMALL_SIDE];
    int32_t column_minimum[SMALL_SIDE], column_maximum[SMALL_SIDE];
    uint32_t forbidden, locked; /* bit r * columns + c */
    int has_minimum_score;
    double minimum_score;
    int quota_count;
    uint32_t quota_columns[SMALL_QUOTAS]; /* bit c */
    int64_t quota_minimum[SMALL_QUOTAS], quota_maximum[SMALL_QUOTAS];
} small_market;

/* The objects made from it; scores and CSR arrays must outlive them. */
typedef struct small_objects {
    mmatch_scores *scores;
    mmatch_market *market;
    int64_t offsets[SMALL_SIDE + 1];
    int64_t entry_columns[SMALL_PAIRS];
    double entries[SMALL_PAIRS];
} small_objects;

static inline void small_destroy(small_objects *objects)
{
    mmatch_market_destroy(objects->market);
    mmatch_scores_destroy(objects->scores);
    objects->market = NULL;
    objects->scores = NULL;
}

static inline mmatch_status small_pairs(mmatch_context *context, const small_market *small,
                                        mmatch_market *market, uint32_t pairs, int is_locked)
{
    int64_t rows[SMALL_PAIRS];
    int64_t columns[SMALL_PAIRS];
    int64_t count = 0;
    int k;
    for (k = 0; k < small->rows * small->columns; k++) {
        if ((pairs >> k) & 1u) {
            rows[count] = k / small->columns;
            columns[count++] = k % small->columns;
        }
    }
    if (count == 0) {
        return MMATCH_OK;
    }
    return is_locked ? mmatch_market_lock(context, market, rows, columns, count)
                     : mmatch_market_forbid(context, market, rows, columns, count);
}

static inline mmatch_status small_scores(mmatch_context *context, const small_market *small,
                                         small_objects *objects)
{
    mmatch_scores_options options = {0};
    int64_t count = 0;
    int r;
    int c;
    options.struct_size = sizeof options;
    options.sense = small->is_minimised ? MMATCH_SENSE_MINIMISE : MMATCH_SENSE_MAXIMISE;
    if (!small->is_sparse) {
        return mmatch_scores_create_dense(context, small->scores, MMATCH_FLOAT64, small->rows,
                                          small->columns,
                                          (int64_t)sizeof(double) * small->columns,
                                          (int64_t)sizeof(double), &options, &objects->scores);
    }
    for (r = 0; r < small->rows; r++) {
        objects->offsets[r] = count;
        for (c = small->columns - 1; c >= 0; c--) {
            const double score = small->scores[r * small->columns + c];
            if (isfinite(score)) {
                objects->entry_columns[count] = c;
                objects->entries[count++] = score;
            }
        }
    }
    objects->offsets[small->rows] = count;
    return mmatch_scores_create_csr(context, objects->offsets, objects->entry_columns, MMATCH_INT64,
                                    objects->entries, MMATCH_FLOAT64, small->rows, small->columns,
                                    &options, &objects->scores);
}

static inline mmatch_status small_quotas(mmatch_context *context, const small_market *small,
                                         mmatch_market *market)
{
    int64_t offsets[SMALL_QUOTAS + 1] = {0};
    int64_t columns[SMALL_QUOTAS * SMALL_SIDE];
    int64_t count = 0;
    int quota;
    int c;
    for (quota = 0; quota < small->quota_count; quota++) {
        for (c = small->columns - 1; c >= 0; c--) {
            if ((small->quota_columns[quota] >> c) & 1u) {
                columns[count++] = c;
            }
        }
        offsets[quota + 1] = count;
    }
    return mmatch_market_set_quotas(context, market, small->quota_count, offsets, columns,
                                    small->quota_minimum, small->quota_maximum);
}

static inline mmatch_status small_create(mmatch_context *context, const small_market *small,
                                         small_objects *objects)
{
    mmatch_status status;
    memset(objects, 0, sizeof *objects);
    status = small_scores(context, small, objects);
    if (status == MMATCH_OK) {
        status = mmatch_market_create(context, objects->scores, &objects->market);
    }
    if (status == MMATCH_OK) {
        status = mmatch_market_set_row_capacity(context, objects->market, small->row_minimum,
                                                small->row_maximum);
    }
    if (status == MMATCH_OK) {
        status = mmatch_market_set_column_capacity(context, objects->market, small->column_minimum,
                                                   small->column_maximum);
    }
    if (status == MMATCH_OK) {
        status = small_pairs(context, small, objects->market, small->forbidden, 0);
    }
    if (status == MMATCH_OK) {
        status = small_pairs(context, small, objects->market, small->locked, 1);
    }
    if (status == MMATCH_OK && small->quota_count > 0) {
        status = small_quotas(context, small, objects->market);
    }
    if (status == MMATCH_OK && small->has_minimum_score) {
        status = mmatch_market_set_minimum_score(context, objects->market, small->minimum_score);
    }
    if (status != MMATCH_OK) {
        small_destroy(objects);
    }
    return status;
}

/* Every person may have one partner, all scores 0. */
static inline small_market small_plain(int rows, int columns)
{
    small_market small;
    int k;
    memset(&small, 0, sizeof small);
    small.rows = rows;
    small.columns = columns;
    for (k = 0; k < SMALL_SIDE; k++) {
        small.row_maximum[k] = 1;
        small.column_maximum[k] = 1;
    }
    return small;
}

static inline int small_is_allowed(const small_market *small, int k)
{
    const double score = small->scores[k];
    if ((small->locked >> k) & 1u) {
        return 1;
    }
    if (!isfinite(score) || ((small->forbidden >> k) & 1u)) {
        return 0;
    }
    if (!small->has_minimum_score) {
        return 1;
    }
    return small->is_minimised ? score <= small->minimum_score : score >= small->minimum_score;
}

/* What the oracle finds: the best number of placed rows (under participation) and total, and among the optima the
 * one whose pairs come first. */
typedef struct oracle_answer {
    int is_feasible;
    int placed;
    double total;
    uint32_t pairs; /* the canonical optimum; bit r * columns + c */
    int optima;
} oracle_answer;

static inline int oracle_keeps_rules(const small_market *small, uint32_t pairs, int is_everyone,
                                     int *placed_out, double *total_out)
{
    int row_load[SMALL_SIDE] = {0};
    int column_load[SMALL_SIDE] = {0};
    int k;
    *placed_out = 0;
    *total_out = 0;
    for (k = 0; k < small->rows * small->columns; k++) {
        if ((pairs >> k) & 1u) {
            row_load[k / small->columns]++;
            column_load[k % small->columns]++;
            *total_out += small->scores[k];
        }
    }
    for (k = 0; k < small->rows; k++) {
        if (row_load[k] < small->row_minimum[k] || row_load[k] > small->row_maximum[k] ||
            (is_everyone && row_load[k] == 0)) {
            return 0;
        }
        *placed_out += row_load[k] > 0;
    }
    for (k = 0; k < small->columns; k++) {
        if (column_load[k] < small->column_minimum[k] || column_load[k] > small->column_maximum[k]) {
            return 0;
        }
    }
    for (k = 0; k < small->quota_count; k++) {
        int64_t load = 0;
        int c;
        for (c = 0; c < small->columns; c++) {
            load += (small->quota_columns[k] >> c) & 1u ? column_load[c] : 0;
        }
        if (load < small->quota_minimum[k] || load > small->quota_maximum[k]) {
            return 0;
        }
    }
    return 1;
}

/* Does a's first difference from b, in the order of pairs, favour a? */
static inline int oracle_comes_first(uint32_t a, uint32_t b)
{
    const uint32_t differ = a ^ b;
    return differ != 0 && (a & (differ & (~differ + 1u))) != 0;
}

static inline oracle_answer oracle_solve(const small_market *small, int32_t coverage)
{
    oracle_answer best = {0};
    uint32_t allowed = 0;
    uint32_t chosen;
    int k;
    for (k = 0; k < small->rows * small->columns; k++) {
        allowed |= small_is_allowed(small, k) ? (uint32_t)1 << k : 0;
    }
    /* every subset of the allowed pairs that holds the locked ones */
    allowed &= ~small->locked;
    chosen = allowed;
    for (;;) {
        const uint32_t pairs = chosen | small->locked;
        int placed;
        double total;
        if (oracle_keeps_rules(small, pairs, coverage == MMATCH_COVERAGE_EVERYONE, &placed, &total)) {
            const double worth = small->is_minimised ? -total : total;
            const double best_worth = small->is_minimised ? -best.total : best.total;
            int order = !best.is_feasible;
            if (order == 0 && coverage == MMATCH_COVERAGE_PARTICIPATION_FIRST) {
                order = (placed > best.placed) - (placed < best.placed);
            }
            if (order == 0) {
                order = (worth > best_worth) - (worth < best_worth);
            }
            if (order == 0) {
                best.optima++;
            }
            if (order > 0) {
                best.optima = 1;
            }
            if (order > 0 || (order == 0 && oracle_comes_first(pairs, best.pairs))) {
                best.is_feasible = 1;
                best.placed = placed;
                best.total = total;
                best.pairs = pairs;
            }
        }
        if (chosen == 0) {
            return best;
        }
        chosen = (chosen - 1) & allowed;
    }
}

static inline uint32_t matching_pairs(const mmatch_matching *matching, int columns)
{
    const int64_t *const row = mmatch_matching_rows(matching);
    const int64_t *const column = mmatch_matching_columns(matching);
    uint32_t pairs = 0;
    int64_t k;
    for (k = 0; k < mmatch_matching_pair_count(matching); k++) {
        pairs |= (uint32_t)1 << (row[k] * columns + column[k]);
    }
    return pairs;
}

static inline mmatch_assign_options assign_options(int32_t coverage, int32_t ties, uint64_t seed)
{
    mmatch_assign_options options = {0};
    options.struct_size = sizeof options;
    options.coverage = coverage;
    options.ties = ties;
    options.seed = seed;
    return options;
}

static inline mmatch_verdict judge_it(mmatch_context *context, const mmatch_market *market,
                                      const mmatch_assign_options *options,
                                      const mmatch_matching *matching)
{
    mmatch_verdict verdict = {0};
    verdict.struct_size = sizeof verdict;
    assert_int_equal(mmatch_assign_verify(context, market, options, matching, &verdict), MMATCH_OK);
    return verdict;
}

/* The verifier must accept. */
static inline void assert_verified(mmatch_context *context, const mmatch_market *market,
                                   const mmatch_assign_options *options,
                                   const mmatch_matching *matching)
{
    const mmatch_verdict verdict = judge_it(context, market, options, matching);
    if (!verdict.is_valid) {
        fail_msg("fault %d: %s", (int)verdict.fault, verdict.message);
    }
}

static inline int draw(mmatch__random *random, int bound)
{
    return (int)mmatch__random_below(random, (uint64_t)bound);
}

static inline void draw_capacity(mmatch__random *random, int people, int others, int32_t *minimum,
                                 int32_t *maximum)
{
    int k;
    for (k = 0; k < people; k++) {
        maximum[k] = draw(random, 8) == 0 ? 0 : 1 + draw(random, 3);
        if (draw(random, 20) == 0) {
            maximum[k] = others + draw(random, 3);
        }
        minimum[k] = draw(random, 3) == 0 ? draw(random, maximum[k] + 1) : 0;
    }
}

/* A market of every kind of rule. Locks may exceed a maximum or hit a forbidden pair: then it is drawn again. */
static inline small_market small_drawn(mmatch__random *random, int largest_rows, int largest_columns)
{
    small_market small = small_plain(1 + draw(random, largest_rows), 1 + draw(random, largest_columns));
    const int levels = 1 + draw(random, 5);
    const int shift = draw(random, levels);
    const int forbidden_in_8 = draw(random, 5);
    const double step = draw(random, 2) ? 1.0 : 0.25;
    int has_unit = 0;
    int k;
    small.is_minimised = draw(random, 2);
    small.is_sparse = draw(random, 2);
    for (k = 0; k < small.rows * small.columns; k++) {
        small.scores[k] = step * (double)(draw(random, levels) - shift);
        if (draw(random, 8) < forbidden_in_8) {
            small.scores[k] = small.is_minimised ? (double)INFINITY : -(double)INFINITY;
        } else if (draw(random, 10) == 0) {
            small.forbidden |= (uint32_t)1 << k;
        }
    }
    if (draw(random, 3) > 0) {
        draw_capacity(random, small.rows, small.columns, small.row_minimum, small.row_maximum);
        draw_capacity(random, small.columns, small.rows, small.column_minimum, small.column_maximum);
    }
    if (draw(random, 3) == 0) {
        int row_locks[SMALL_SIDE] = {0};
        int column_locks[SMALL_SIDE] = {0};
        for (k = 0; k < small.rows * small.columns; k++) {
            const int r = k / small.columns;
            const int c = k % small.columns;
            if (draw(random, 5) == 0 && small_is_allowed(&small, k) &&
                row_locks[r] < small.row_maximum[r] && column_locks[c] < small.column_maximum[c]) {
                small.locked |= (uint32_t)1 << k;
                row_locks[r]++;
                column_locks[c]++;
            }
        }
    }
    for (k = 0; k < small.rows * small.columns; k++) {
        has_unit = has_unit || (isfinite(small.scores[k]) && small.scores[k] != 0);
    }
    /* among zeros alone the grid is whole numbers, too coarse for a minimum of 1/4 */
    if (has_unit && draw(random, 4) == 0) {
        small.has_minimum_score = 1;
        small.minimum_score = step * (double)(draw(random, levels) - shift);
    }
    return small;
}

/* ---- one market against the oracle ---- */

static const int32_t coverages[3] = {MMATCH_COVERAGE_PARTICIPATION_FIRST, MMATCH_COVERAGE_SCORE_FIRST,
                                     MMATCH_COVERAGE_EVERYONE};

/* Prices need tiers only where participation comes first and somebody stays out. */
static inline void assert_no_tiers(mmatch_context *context, const mmatch_matching *matching)
{
    mmatch_matching_parts parts = {0};
    int64_t k;
    parts.struct_size = sizeof parts;
    assert_int_equal(mmatch_matching_look(context, matching, &parts), MMATCH_OK);
    for (k = 0; k < parts.row_count; k++) {
        assert_int_equal(parts.row_price_tiers[k], 0);
    }
    for (k = 0; k < parts.column_count; k++) {
        assert_int_equal(parts.column_price_tiers[k], 0);
    }
    for (k = 0; k < parts.quota_count; k++) {
        assert_int_equal(parts.quota_price_tiers[k], 0);
    }
}

/* Is a quota around the column at its maximum? */
static inline int is_quota_full(const small_market *small, uint32_t pairs, int column)
{
    int quota;
    for (quota = 0; quota < small->quota_count; quota++) {
        int64_t load = 0;
        int p;
        for (p = 0; p < small->rows * small->columns; p++) {
            load += ((pairs >> p) & 1u) && ((small->quota_columns[quota] >> (p % small->columns)) & 1u);
        }
        if (((small->quota_columns[quota] >> column) & 1u) && load >= small->quota_maximum[quota]) {
            return 1;
        }
    }
    return 0;
}

/* The reason of one person without a partner, from the definitions and the matching alone. */
static inline int32_t expected_reason(const small_market *small, uint32_t pairs, int is_row, int person)
{
    const int others = is_row ? small->columns : small->rows;
    int32_t reason = MMATCH_REASON_NO_CANDIDATE;
    int other;
    if ((is_row ? small->row_maximum : small->column_maximum)[person] == 0) {
        return MMATCH_REASON_NO_CAPACITY;
    }
    for (other = 0; other < others; other++) {
        const int k = is_row ? person * small->columns + other : other * small->columns + person;
        int32_t here = MMATCH_REASON_NO_CANDIDATE;
        int load = 0;
        int p;
        for (p = 0; p < small->rows * small->columns; p++) {
            load += ((pairs >> p) & 1u) && (is_row ? p % small->columns : p / small->columns) == other;
        }
        if (isfinite(small->scores[k]) && !((small->forbidden >> k) & 1u)) {
            here = MMATCH_REASON_BELOW_MINIMUM_SCORE;
        }
        if (small_is_allowed(small, k)) {
            here = load < (is_row ? small->column_maximum : small->row_maximum)[other]
                       ? MMATCH_REASON_LOWERS_TOTAL
                       : MMATCH_REASON_CANDIDATES_FULL;
            if (here == MMATCH_REASON_LOWERS_TOTAL &&
                is_quota_full(small, pairs, k % small->columns)) {
                here = MMATCH_REASON_QUOTA_FULL;
            }
        }
        if (reason == MMATCH_REASON_QUOTA_FULL || here == MMATCH_REASON_QUOTA_FULL) {
            reason = reason == MMATCH_REASON_LOWERS_TOTAL || here == MMATCH_REASON_LOWERS_TOTAL
                         ? MMATCH_REASON_LOWERS_TOTAL
                         : MMATCH_REASON_QUOTA_FULL;
        } else {
            reason = here > reason ? here : reason;
        }
    }
    return reason;
}

static inline void assert_reasons(mmatch_context *context, const small_market *small,
                           const mmatch_matching *matching)
{
    const uint32_t pairs = matching_pairs(matching, small->columns);
    mmatch_matching_parts parts = {0};
    uint32_t rows = 0;
    uint32_t columns = 0;
    int k;
    parts.struct_size = sizeof parts;
    assert_int_equal(mmatch_matching_look(context, matching, &parts), MMATCH_OK);
    for (k = 0; k < small->rows * small->columns; k++) {
        if ((pairs >> k) & 1u) {
            rows |= (uint32_t)1 << (k / small->columns);
            columns |= (uint32_t)1 << (k % small->columns);
        }
    }
    for (k = 0; k < small->rows; k++) {
        assert_int_equal(parts.row_reasons[k], (rows >> k) & 1u ? (int32_t)MMATCH_REASON_PLACED
                                                                : expected_reason(small, pairs, 1, k));
    }
    for (k = 0; k < small->columns; k++) {
        assert_int_equal(parts.column_reasons[k], (columns >> k) & 1u
                                                      ? (int32_t)MMATCH_REASON_PLACED
                                                      : expected_reason(small, pairs, 0, k));
    }
}

/* Solves one market one way and holds it against the oracle. */
static inline void check_against(mmatch_context *context, const small_market *small,
                          const mmatch_market *market, int32_t coverage, int32_t ties, uint64_t seed,
                          const oracle_answer *expected)
{
    const mmatch_assign_options options = assign_options(coverage, ties, seed);
    mmatch_matching *matching = NULL;
    const mmatch_status status = mmatch_assign(context, market, &options, &matching);
    if (status != MMATCH_OK) {
        fail_msg("status %d: %s", (int)status, mmatch_context_error(context));
    }
    if (!expected->is_feasible) {
        assert_int_equal(mmatch_matching_outcome(matching), MMATCH_OUTCOME_INFEASIBLE);
    } else {
        const uint32_t pairs = matching_pairs(matching, small->columns);
        int placed;
        double total;
        assert_int_equal(mmatch_matching_outcome(matching), MMATCH_OUTCOME_OPTIMAL);
        assert_true(oracle_keeps_rules(small, pairs, coverage == MMATCH_COVERAGE_EVERYONE, &placed,
                                       &total));
        assert_true(total == expected->total);
        assert_true(mmatch_matching_total(matching) == expected->total);
        if (coverage == MMATCH_COVERAGE_PARTICIPATION_FIRST) {
            assert_int_equal(placed, expected->placed);
        }
        assert_reasons(context, small, matching);
        if (ties == MMATCH_TIES_CANONICAL || expected->optima == 1) {
            assert_int_equal(pairs, expected->pairs);
        }
    }
    assert_verified(context, market, &options, matching);
    if (expected->is_feasible && (coverage != MMATCH_COVERAGE_PARTICIPATION_FIRST ||
                                  expected->placed == small->rows)) {
        assert_no_tiers(context, matching);
    }
    mmatch_matching_destroy(matching);
}

#endif
