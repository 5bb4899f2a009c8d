/* What the tests of conflicts share: rules of a small market that can be left out one by one, and oracles that try every
 * set of pairs. The small markets are those of the assignment's tests. */
#ifndef MMATCH_TESTS_CONFLICT_SUPPORT_H
#define MMATCH_TESTS_CONFLICT_SUPPORT_H

#include "assign/assign_support.h"

enum { NO_LIMIT = 99 };

/* Rules in force over a small market; pairs are bits as in small_market. */
typedef struct small_rules {
    int rows, columns;
    int row_minimum[SMALL_SIDE], row_maximum[SMALL_SIDE];
    int column_minimum[SMALL_SIDE], column_maximum[SMALL_SIDE];
    uint32_t scored, forbidden, below, locked;
} small_rules;

static inline uint32_t small_bit(const small_market *small, int64_t row, int64_t column)
{
    return (uint32_t)1 << (row * small->columns + column);
}

/* No rule in force; facts and pairs below the minimum score are known. */
static inline small_rules rules_none(const small_market *small)
{
    small_rules rules;
    int k;
    memset(&rules, 0, sizeof rules);
    rules.rows = small->rows;
    rules.columns = small->columns;
    for (k = 0; k < SMALL_SIDE; k++) {
        rules.row_maximum[k] = NO_LIMIT;
        rules.column_maximum[k] = NO_LIMIT;
    }
    for (k = 0; k < small->rows * small->columns; k++) {
        if (isfinite(small->scores[k])) {
            rules.scored |= (uint32_t)1 << k;
        }
    }
    return rules;
}

static inline uint32_t small_below(const small_market *small)
{
    uint32_t below = 0;
    int k;
    for (k = 0; k < small->rows * small->columns && small->has_minimum_score; k++) {
        if (small->is_minimised ? small->scores[k] > small->minimum_score
                                : small->scores[k] < small->minimum_score) {
            below |= (uint32_t)1 << k;
        }
    }
    return below;
}

/* The minimum that is asked of a row. */
static inline int asked_of_row(const small_market *small, int32_t demand, int row)
{
    int column;
    if (small->row_minimum[row] > 0 || demand == MMATCH_DEMAND_MINIMA) {
        return small->row_minimum[row];
    }
    if (demand == MMATCH_DEMAND_EVERYONE) {
        return 1;
    }
    for (column = 0; column < small->columns && small->row_maximum[row] > 0; column++) {
        if (small_is_allowed(small, row * small->columns + column)) {
            return 1;
        }
    }
    return 0;
}

static inline small_rules rules_all(const small_market *small, int32_t demand)
{
    small_rules rules = rules_none(small);
    int k;
    for (k = 0; k < small->rows; k++) {
        rules.row_minimum[k] = asked_of_row(small, demand, k);
        rules.row_maximum[k] = small->row_maximum[k];
    }
    for (k = 0; k < small->columns; k++) {
        rules.column_minimum[k] = small->column_minimum[k];
        rules.column_maximum[k] = small->column_maximum[k];
    }
    rules.forbidden = small->forbidden;
    rules.below = small_below(small);
    rules.locked = small->locked;
    return rules;
}

/* Partners of everybody in a set of pairs, four bits a person: rows first. */
static inline void small_loads(int rows, int columns, uint32_t pairs, int *row_load, int *column_load)
{
    int k;
    memset(row_load, 0, SMALL_SIDE * sizeof *row_load);
    memset(column_load, 0, SMALL_SIDE * sizeof *column_load);
    for (k = 0; k < rows * columns; k++) {
        if ((pairs >> k) & 1u) {
            row_load[k / columns]++;
            column_load[k % columns]++;
        }
    }
}

static inline int rules_are_kept(const small_rules *rules, uint32_t pairs)
{
    int row_load[SMALL_SIDE];
    int column_load[SMALL_SIDE];
    int k;
    small_loads(rules->rows, rules->columns, pairs, row_load, column_load);
    for (k = 0; k < rules->rows; k++) {
        if (row_load[k] < rules->row_minimum[k] || row_load[k] > rules->row_maximum[k]) {
            return 0;
        }
    }
    for (k = 0; k < rules->columns; k++) {
        if (column_load[k] < rules->column_minimum[k] || column_load[k] > rules->column_maximum[k]) {
            return 0;
        }
    }
    return 1;
}

/* Every set of pairs that may be made and holds the locked ones. */
static inline int rules_are_satisfiable(const small_rules *rules)
{
    const uint32_t open =
        rules->scored & ~rules->locked & ~rules->forbidden & ~rules->below;
    uint32_t chosen = open;
    for (;;) {
        if (rules_are_kept(rules, chosen | rules->locked)) {
            return 1;
        }
        if (chosen == 0) {
            return 0;
        }
        chosen = (chosen - 1) & open;
    }
}

/* The rules of a conflict but one (-1: all of them). */
static inline small_rules rules_of(const small_market *small, const mmatch_conflict_parts *parts,
                                   int64_t left_out)
{
    small_rules rules = rules_none(small);
    int64_t k;
    for (k = 0; k < parts->rule_count; k++) {
        const int amount = (int)parts->amounts[k];
        const int64_t row = parts->rows[k];
        const int64_t column = parts->columns[k];
        if (k == left_out) {
            continue;
        }
        switch (parts->kinds[k]) {
        case MMATCH_RULE_ROW_MINIMUM:
        case MMATCH_RULE_EVERYONE:
            rules.row_minimum[row] = amount;
            break;
        case MMATCH_RULE_COLUMN_MINIMUM:
            rules.column_minimum[column] = amount;
            break;
        case MMATCH_RULE_ROW_MAXIMUM:
            rules.row_maximum[row] = amount;
            break;
        case MMATCH_RULE_COLUMN_MAXIMUM:
            rules.column_maximum[column] = amount;
            break;
        case MMATCH_RULE_FORBIDDEN_PAIR:
            rules.forbidden |= small_bit(small, row, column);
            break;
        case MMATCH_RULE_MINIMUM_SCORE:
            rules.below = small_below(small);
            break;
        default:
            rules.locked |= small_bit(small, row, column);
            break;
        }
    }
    return rules;
}

/* The least price of changes, and among those the fewest partners by which minima are lowered. */
typedef struct relax_answer {
    int is_possible;
    double price;
    int lowered;
} relax_answer;

static inline double price_in(const double *prices, int person)
{
    return prices == NULL ? 1 : prices[person];
}

/* Adds units at a price each; infinite: impossible. Counts them when they are partners lowered. */
static inline double paid(int units, double price)
{
    return units > 0 ? units * price : 0;
}

static inline relax_answer oracle_relax(const small_market *small, const mmatch_relax_options *options)
{
    const small_rules rules = rules_all(small, options->demand);
    relax_answer best = {0, 0, 0};
    uint32_t pairs = rules.scored;
    for (;;) {
        int row_load[SMALL_SIDE];
        int column_load[SMALL_SIDE];
        double price = 0;
        int lowered = 0;
        int k;
        small_loads(small->rows, small->columns, pairs, row_load, column_load);
        for (k = 0; k < small->rows; k++) {
            const int missing = rules.row_minimum[k] - row_load[k];
            const int is_wanted = options->demand == MMATCH_DEMAND_CANDIDATES && small->row_minimum[k] == 0;
            price += paid(missing, is_wanted ? (double)INFINITY : price_in(options->row_minimum_prices, k));
            price += paid(row_load[k] - rules.row_maximum[k], price_in(options->row_maximum_prices, k));
            lowered += missing > 0 ? missing : 0;
        }
        for (k = 0; k < small->columns; k++) {
            const int missing = rules.column_minimum[k] - column_load[k];
            price += paid(missing, price_in(options->column_minimum_prices, k));
            price += paid(column_load[k] - rules.column_maximum[k], price_in(options->column_maximum_prices, k));
            lowered += missing > 0 ? missing : 0;
        }
        for (k = 0; k < small->rows * small->columns; k++) {
            const uint32_t bit = (uint32_t)1 << k;
            if ((rules.locked & bit) != 0) {
                price += (pairs & bit) != 0           ? 0
                         : options->lock_price > 0 ? options->lock_price
                                                   : (double)INFINITY;
            } else if ((pairs & bit) != 0) {
                price += (rules.forbidden & bit) == 0       ? 0
                         : options->forbidden_price > 0 ? options->forbidden_price
                                                        : (double)INFINITY;
                price += (rules.below & bit) == 0               ? 0
                         : options->minimum_score_price > 0 ? options->minimum_score_price
                                                            : (double)INFINITY;
            }
        }
        if (isfinite(price) && (!best.is_possible || price < best.price ||
                                (price == best.price && lowered < best.lowered))) {
            best.is_possible = 1;
            best.price = price;
            best.lowered = lowered;
        }
        if (pairs == 0) {
            return best;
        }
        pairs = (pairs - 1) & rules.scored;
    }
}

static inline mmatch_conflict_options conflict_options(int32_t demand)
{
    mmatch_conflict_options options = {0};
    options.struct_size = sizeof options;
    options.demand = demand;
    return options;
}

static inline mmatch_relax_options relax_options(int32_t demand)
{
    mmatch_relax_options options = {0};
    options.struct_size = sizeof options;
    options.demand = demand;
    return options;
}

static inline mmatch_conflict_parts conflict_parts(mmatch_context *context, const mmatch_conflict *conflict)
{
    mmatch_conflict_parts parts = {0};
    parts.struct_size = sizeof parts;
    assert_int_equal(mmatch_conflict_look(context, conflict, &parts), MMATCH_OK);
    return parts;
}

static inline mmatch_relaxation_parts relaxation_parts(mmatch_context *context,
                                                       const mmatch_relaxation *relaxation)
{
    mmatch_relaxation_parts parts = {0};
    parts.struct_size = sizeof parts;
    assert_int_equal(mmatch_relaxation_look(context, relaxation, &parts), MMATCH_OK);
    return parts;
}

static inline mmatch_verdict judge_conflict_of(mmatch_context *context, const mmatch_market *market, int32_t demand,
                                               const mmatch_conflict *conflict)
{
    const mmatch_conflict_options options = conflict_options(demand);
    mmatch_verdict verdict = {0};
    verdict.struct_size = sizeof verdict;
    assert_int_equal(mmatch_assign_conflict_verify(context, market, &options, conflict, &verdict), MMATCH_OK);
    return verdict;
}

static inline mmatch_verdict judge_relaxation_of(mmatch_context *context, const mmatch_market *market,
                                                 const mmatch_relax_options *options,
                                                 const mmatch_relaxation *relaxation)
{
    mmatch_verdict verdict = {0};
    verdict.struct_size = sizeof verdict;
    assert_int_equal(mmatch_assign_relax_verify(context, market, options, relaxation, &verdict), MMATCH_OK);
    return verdict;
}

static inline mmatch_conflict *solve_conflict(mmatch_context *context, const mmatch_market *market, int32_t demand)
{
    const mmatch_conflict_options options = conflict_options(demand);
    mmatch_conflict *conflict = NULL;
    if (mmatch_assign_conflict(context, market, &options, &conflict) != MMATCH_OK) {
        fail_msg("%s", mmatch_context_error(context));
    }
    return conflict;
}

static inline mmatch_relaxation *solve_relaxation(mmatch_context *context, const mmatch_market *market,
                                                  const mmatch_relax_options *options)
{
    mmatch_relaxation *relaxation = NULL;
    if (mmatch_assign_relax(context, market, options, &relaxation) != MMATCH_OK) {
        fail_msg("%s", mmatch_context_error(context));
    }
    return relaxation;
}

#endif
