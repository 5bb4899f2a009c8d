/* What the tests of fair assignment share: small markets described by plain arrays, an oracle that walks through every
 * matching, and short ways to solve and to verify. */
#ifndef MMATCH_TESTS_FAIR_SUPPORT_H
#define MMATCH_TESTS_FAIR_SUPPORT_H

#include <math.h>

#include "base/random.h"
#include "support.h"

enum { SIDE = 5, CELLS = SIDE * SIDE };

/* Scores row by row, the infinity of the bad sign forbids. Masks: bit row * columns + column. */
typedef struct fair_case {
    int rows, columns;
    int is_minimised, is_sparse;
    double scores[CELLS];
    int32_t row_minimum[SIDE], row_maximum[SIDE], column_minimum[SIDE], column_maximum[SIDE];
    uint32_t forbidden, locked;
    int has_minimum_score;
    double minimum_score;
    int has_lists;        /* ranks come from lists, not from scores */
    int32_t list[CELLS];  /* rank of the pair, -1: not listed */
    int has_no_scores;
    int32_t objective, coverage;
} fair_case;

typedef struct fair_objects {
    mmatch_scores *scores;
    mmatch_market *market;
    int64_t offsets[SIDE + 1], entry_columns[CELLS];
    double entries[CELLS];
} fair_objects;

static inline fair_case fair_plain(int rows, int columns, int32_t objective)
{
    fair_case fair;
    int k;
    memset(&fair, 0, sizeof fair);
    fair.rows = rows;
    fair.columns = columns;
    fair.objective = objective;
    for (k = 0; k < SIDE; k++) {
        fair.row_maximum[k] = 1;
        fair.column_maximum[k] = 1;
    }
    return fair;
}

static inline void fair_destroy(fair_objects *objects)
{
    mmatch_market_destroy(objects->market);
    mmatch_scores_destroy(objects->scores);
}

static inline mmatch_status fair_scores(mmatch_context *context, const fair_case *fair, fair_objects *objects)
{
    mmatch_scores_options options = {0};
    int64_t count = 0;
    int r;
    int c;
    options.struct_size = sizeof options;
    options.sense = fair->is_minimised ? MMATCH_SENSE_MINIMISE : MMATCH_SENSE_MAXIMISE;
    if (!fair->is_sparse) {
        return mmatch_scores_create_dense(context, fair->scores, MMATCH_FLOAT64, fair->rows, fair->columns,
                                          8 * fair->columns, 8, &options, &objects->scores);
    }
    for (r = 0; r < fair->rows; r++) {
        objects->offsets[r] = count;
        for (c = 0; c < fair->columns; c++) {
            if (isfinite(fair->scores[r * fair->columns + c])) {
                objects->entry_columns[count] = c;
                objects->entries[count++] = fair->scores[r * fair->columns + c];
            }
        }
    }
    objects->offsets[fair->rows] = count;
    return mmatch_scores_create_csr(context, objects->offsets, objects->entry_columns, MMATCH_INT64, objects->entries,
                                    MMATCH_FLOAT64, fair->rows, fair->columns, &options, &objects->scores);
}

static inline mmatch_status fair_lists(mmatch_context *context, const fair_case *fair, mmatch_market *market)
{
    int64_t offsets[SIDE + 1] = {0};
    int64_t partners[CELLS];
    int32_t ranks[CELLS];
    int64_t count = 0;
    int r;
    int c;
    int rank;
    for (r = 0; r < fair->rows; r++) {
        int32_t given = 0; /* ranks of a list start at 0 and leave none out */
        for (rank = 0; rank < SIDE; rank++) {
            int is_any = 0;
            for (c = 0; c < fair->columns; c++) {
                if (fair->list[r * fair->columns + c] == rank) {
                    partners[count] = c;
                    ranks[count++] = given;
                    is_any = 1;
                }
            }
            given += is_any;
        }
        offsets[r + 1] = count;
    }
    return mmatch_market_set_row_preferences(context, market, offsets, partners, ranks);
}

static inline mmatch_status fair_create(mmatch_context *context, const fair_case *fair, fair_objects *objects)
{
    int64_t rows[2][CELLS];
    int64_t columns[2][CELLS];
    int64_t counts[2] = {0, 0};
    mmatch_status status = MMATCH_OK;
    int k;
    memset(objects, 0, sizeof *objects);
    for (k = 0; k < fair->rows * fair->columns; k++) {
        const int list = (fair->locked >> k) & 1u ? 1 : 0;
        if (((fair->forbidden | fair->locked) >> k) & 1u) {
            rows[list][counts[list]] = k / fair->columns;
            columns[list][counts[list]++] = k % fair->columns;
        }
    }
    if (fair->has_no_scores) {
        status = mmatch_market_create_empty(context, fair->rows, fair->columns, &objects->market);
    } else {
        status = fair_scores(context, fair, objects);
        if (status == MMATCH_OK) {
            status = mmatch_market_create(context, objects->scores, &objects->market);
        }
    }
    if (status == MMATCH_OK) {
        status = mmatch_market_set_row_capacity(context, objects->market, fair->row_minimum, fair->row_maximum);
    }
    if (status == MMATCH_OK) {
        status = mmatch_market_set_column_capacity(context, objects->market, fair->column_minimum, fair->column_maximum);
    }
    if (status == MMATCH_OK) {
        status = mmatch_market_forbid(context, objects->market, rows[0], columns[0], counts[0]);
    }
    if (status == MMATCH_OK) {
        status = mmatch_market_lock(context, objects->market, rows[1], columns[1], counts[1]);
    }
    if (status == MMATCH_OK && fair->has_minimum_score) {
        status = mmatch_market_set_minimum_score(context, objects->market, fair->minimum_score);
    }
    if (status == MMATCH_OK && fair->has_lists) {
        status = fair_lists(context, fair, objects->market);
    }
    if (status != MMATCH_OK) {
        fair_destroy(objects);
        memset(objects, 0, sizeof *objects);
    }
    return status;
}

static inline mmatch_fair_assign_options fair_options(const fair_case *fair)
{
    mmatch_fair_assign_options options = {0};
    options.struct_size = sizeof options;
    options.objective = fair->objective;
    options.coverage = fair->coverage;
    return options;
}

static inline mmatch_matching *fair_solve(mmatch_context *context, const fair_case *fair, const mmatch_market *market)
{
    const mmatch_fair_assign_options options = fair_options(fair);
    mmatch_matching *matching = NULL;
    const mmatch_status status = mmatch_fair_assign(context, market, &options, &matching);
    if (status != MMATCH_OK) {
        fail_msg("%s", mmatch_context_error(context));
    }
    return matching;
}

static inline mmatch_verdict fair_judge(mmatch_context *context, const fair_case *fair, const mmatch_market *market,
                                        const mmatch_matching *matching)
{
    const mmatch_fair_assign_options options = fair_options(fair);
    mmatch_verdict verdict;
    memset(&verdict, 0, sizeof verdict);
    verdict.struct_size = sizeof verdict;
    assert_int_equal(mmatch_fair_assign_verify(context, market, &options, matching, &verdict), MMATCH_OK);
    return verdict;
}

static inline uint32_t fair_mask(const fair_case *fair, const mmatch_matching *matching)
{
    const int64_t *const rows = mmatch_matching_rows(matching);
    const int64_t *const columns = mmatch_matching_columns(matching);
    uint32_t mask = 0;
    int64_t k;
    for (k = 0; k < mmatch_matching_pair_count(matching); k++) {
        mask |= (uint32_t)1 << (rows[k] * fair->columns + columns[k]);
    }
    return mask;
}

/* The oracle */

/* Whether a pair may be made besides the locked ones. */
static inline int fair_may_make(const fair_case *fair, int k)
{
    if (((fair->forbidden | fair->locked) >> k) & 1u) {
        return 0;
    }
    if (fair->has_lists && fair->list[k] < 0) {
        return 0;
    }
    if (fair->has_no_scores) {
        return 1;
    }
    if (!isfinite(fair->scores[k])) {
        return 0;
    }
    return !fair->has_minimum_score || (fair->is_minimised ? fair->scores[k] <= fair->minimum_score
                                                           : fair->scores[k] >= fair->minimum_score);
}

static inline double fair_worth(const fair_case *fair, int k)
{
    return fair->is_minimised ? -fair->scores[k] : fair->scores[k];
}

/* How many distinct better (is_above) or worse scores there are: in the row, or in the whole market. */
static inline int fair_level(const fair_case *fair, int k, int is_rank)
{
    int level = 0;
    int j;
    int i;
    if (is_rank && fair->has_lists) {
        int rank;
        for (rank = 0; rank < fair->list[k]; rank++) {
            for (j = 0; j < fair->columns && fair->list[k / fair->columns * fair->columns + j] != rank; j++) {
            }
            level += j < fair->columns;
        }
        return level;
    }
    for (j = 0; j < fair->rows * fair->columns; j++) {
        const int is_far = is_rank && j / fair->columns != k / fair->columns;
        int is_new = !is_far && fair_may_make(fair, j) &&
                     (is_rank ? fair_worth(fair, j) > fair_worth(fair, k) : fair_worth(fair, j) < fair_worth(fair, k));
        for (i = is_rank ? k / fair->columns * fair->columns : 0; i < j && is_new; i++) {
            is_new = !(fair_may_make(fair, i) && fair_worth(fair, i) == fair_worth(fair, j));
        }
        level += is_new;
    }
    return level;
}

/* What a matching is worth: entries compared in turn, larger is better. */
typedef struct fair_value {
    int is_feasible;
    double entry[CELLS + 2];
} fair_value;

static inline int fair_compare(const fair_value *a, const fair_value *b)
{
    int k;
    if (!a->is_feasible || !b->is_feasible) {
        return a->is_feasible - b->is_feasible;
    }
    for (k = 0; k < CELLS + 2; k++) {
        if (a->entry[k] != b->entry[k]) {
            return a->entry[k] > b->entry[k] ? 1 : -1;
        }
    }
    return 0;
}

static inline double fair_total(const fair_case *fair, uint32_t pairs)
{
    double total = 0;
    int k;
    for (k = 0; k < fair->rows * fair->columns && !fair->has_no_scores; k++) {
        total += (pairs >> k) & 1u ? fair->scores[k] : 0;
    }
    return total;
}

static inline double fair_best_worth(const fair_case *fair)
{
    double best = -(double)INFINITY;
    int k;
    for (k = 0; k < fair->rows * fair->columns; k++) {
        best = fair_may_make(fair, k) && fair_worth(fair, k) > best ? fair_worth(fair, k) : best;
    }
    return best;
}

/* Values all pairs by level beforehand: level_of[k]. */
static inline fair_value fair_value_of(const fair_case *fair, const int *level_of, uint32_t pairs)
{
    fair_value value;
    int row_load[SIDE] = {0};
    int column_load[SIDE] = {0};
    int k;
    memset(&value, 0, sizeof value);
    value.is_feasible = (pairs & fair->locked) == fair->locked;
    /* no pair at all is as good as pairs of the best score */
    value.entry[1] = fair->objective == MMATCH_FAIR_BOTTLENECK ? fair_best_worth(fair) : 0;
    for (k = 0; k < fair->rows * fair->columns; k++) {
        if (((pairs >> k) & 1u) == 0) {
            continue;
        }
        row_load[k / fair->columns]++;
        column_load[k % fair->columns]++;
        if ((fair->locked >> k) & 1u) {
            continue;
        }
        value.is_feasible = value.is_feasible && fair_may_make(fair, k);
        if (fair->objective == MMATCH_FAIR_BOTTLENECK) {
            value.entry[1] = fair_worth(fair, k) < value.entry[1] ? fair_worth(fair, k) : value.entry[1];
        } else if (value.is_feasible) {
            value.entry[1 + level_of[k]] += fair->objective == MMATCH_FAIR_LEXIMIN ? -1 : 1;
        }
    }
    if (fair->objective == MMATCH_FAIR_BOTTLENECK) {
        value.entry[2] = fair->is_minimised ? -fair_total(fair, pairs) : fair_total(fair, pairs);
    }
    for (k = 0; k < fair->rows; k++) {
        const int least = fair->coverage == MMATCH_COVERAGE_EVERYONE && fair->row_minimum[k] == 0 ? 1 : fair->row_minimum[k];
        value.is_feasible = value.is_feasible && row_load[k] >= least && row_load[k] <= fair->row_maximum[k];
        if (fair->coverage == MMATCH_COVERAGE_PARTICIPATION_FIRST) {
            value.entry[0] += row_load[k] > 0;
        }
    }
    for (k = 0; k < fair->columns; k++) {
        value.is_feasible = value.is_feasible && column_load[k] >= fair->column_minimum[k] &&
                            column_load[k] <= fair->column_maximum[k];
    }
    return value;
}

static inline void fair_levels_of(const fair_case *fair, int *level_of)
{
    int k;
    for (k = 0; k < fair->rows * fair->columns; k++) {
        level_of[k] = fair_may_make(fair, k) && fair->objective != MMATCH_FAIR_BOTTLENECK
                          ? fair_level(fair, k, fair->objective == MMATCH_FAIR_RANK_MAXIMAL)
                          : 0;
    }
}

/* Best over every set of pairs; row by row, sets within the row's maximum only. */
static inline fair_value fair_oracle(const fair_case *fair, const int *level_of)
{
    const uint32_t row_sets = (uint32_t)1 << fair->columns;
    uint32_t choice[SIDE] = {0};
    fair_value best;
    memset(&best, 0, sizeof best);
    for (;;) {
        uint32_t pairs = 0;
        int is_within = 1;
        int row;
        fair_value value;
        for (row = 0; row < fair->rows; row++) {
            is_within = is_within && __builtin_popcount(choice[row]) <= fair->row_maximum[row];
            pairs |= choice[row] << (row * fair->columns);
        }
        if (is_within) {
            value = fair_value_of(fair, level_of, pairs);
            if (fair_compare(&value, &best) > 0) {
                best = value;
            }
        }
        for (row = 0; row < fair->rows && ++choice[row] == row_sets; row++) {
            choice[row] = 0;
        }
        if (row == fair->rows) {
            return best;
        }
    }
}

#endif
