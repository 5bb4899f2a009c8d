/* Instances of stable matching as small square tables, a market made from them, and a check of stability that shares
 * nothing with the library: it asks the definition of every pair. */
#ifndef MMATCH_TESTS_STABLE_INSTANCES_H
#define MMATCH_TESTS_STABLE_INSTANCES_H

#include "support.h"

enum { SIDE = 6, UNLISTED = -1 };

typedef struct instance {
    int rows, columns;
    int row_rank[SIDE][SIDE];    /* of column c at row r; UNLISTED: unacceptable */
    int column_rank[SIDE][SIDE]; /* of row r at column c, stored [r][c] */
    int row_maximum[SIDE];
    int column_maximum[SIDE];
} instance;

typedef struct plan {
    int is_made[SIDE][SIDE];
} plan;

static inline int is_acceptable(const instance *all, int r, int c)
{
    return all->row_rank[r][c] != UNLISTED && all->column_rank[r][c] != UNLISTED;
}

/* Would r take c: a place free, or some partner who is strictly worse; who is not acceptable is worse than anyone. */
static inline int row_would(const instance *all, const plan *made, int r, int c)
{
    int load = 0, has_worse = 0, k;
    for (k = 0; k < all->columns; k++) {
        load += made->is_made[r][k];
        has_worse |= made->is_made[r][k] && (!is_acceptable(all, r, k) ||
                                             all->row_rank[r][k] > all->row_rank[r][c]);
    }
    return load < all->row_maximum[r] || (all->row_maximum[r] > 0 && has_worse);
}

static inline int column_would(const instance *all, const plan *made, int r, int c)
{
    int load = 0, has_worse = 0, k;
    for (k = 0; k < all->rows; k++) {
        load += made->is_made[k][c];
        has_worse |= made->is_made[k][c] && (!is_acceptable(all, k, c) ||
                                             all->column_rank[k][c] > all->column_rank[r][c]);
    }
    return load < all->column_maximum[c] || (all->column_maximum[c] > 0 && has_worse);
}

static inline int is_within_rules(const instance *all, const plan *made)
{
    int r, c;
    for (r = 0; r < all->rows; r++) {
        int load = 0;
        for (c = 0; c < all->columns; c++) {
            load += made->is_made[r][c];
            if (made->is_made[r][c] && !is_acceptable(all, r, c)) {
                return 0;
            }
        }
        if (load > all->row_maximum[r]) {
            return 0;
        }
    }
    for (c = 0; c < all->columns; c++) {
        int load = 0;
        for (r = 0; r < all->rows; r++) {
            load += made->is_made[r][c];
        }
        if (load > all->column_maximum[c]) {
            return 0;
        }
    }
    return 1;
}

static inline int blocks(const instance *all, const plan *made, int r, int c)
{
    return is_acceptable(all, r, c) && !made->is_made[r][c] && row_would(all, made, r, c) &&
           column_would(all, made, r, c);
}

static inline int is_stable(const instance *all, const plan *made)
{
    int r, c;
    if (!is_within_rules(all, made)) {
        return 0;
    }
    for (r = 0; r < all->rows; r++) {
        for (c = 0; c < all->columns; c++) {
            if (blocks(all, made, r, c)) {
                return 0;
            }
        }
    }
    return 1;
}

/* Lists of one side as the market wants them: by rank, then by index; ranks closed up to start at 0. */
typedef struct lists {
    int64_t offsets[SIDE + 1];
    int64_t partners[SIDE * SIDE];
    int32_t ranks[SIDE * SIDE];
} lists;

static inline lists lists_of(const instance *all, int of_rows)
{
    lists made;
    const int people = of_rows ? all->rows : all->columns;
    const int partners = of_rows ? all->columns : all->rows;
    int64_t at = 0;
    int p, q, rank;
    memset(&made, 0, sizeof made);
    for (p = 0; p < people; p++) {
        int32_t given = 0;
        for (rank = 0; rank < 2 * SIDE; rank++) {
            int is_used = 0;
            for (q = 0; q < partners; q++) {
                if ((of_rows ? all->row_rank[p][q] : all->column_rank[q][p]) == rank) {
                    made.partners[at] = q;
                    made.ranks[at++] = given;
                    is_used = 1;
                }
            }
            given += is_used;
        }
        made.offsets[p + 1] = at;
    }
    return made;
}

/* The market of an instance, all in ranked lists. */
static inline mmatch_market *market_of(mmatch_context *context, const instance *all)
{
    mmatch_market *market = NULL;
    const lists rows = lists_of(all, 1);
    const lists columns = lists_of(all, 0);
    int32_t row_maximum[SIDE], column_maximum[SIDE];
    int k;
    for (k = 0; k < SIDE; k++) {
        row_maximum[k] = all->row_maximum[k];
        column_maximum[k] = all->column_maximum[k];
    }
    assert_int_equal(mmatch_market_create_empty(context, all->rows, all->columns, &market), MMATCH_OK);
    assert_int_equal(mmatch_market_set_row_capacity(context, market, NULL, row_maximum), MMATCH_OK);
    assert_int_equal(mmatch_market_set_column_capacity(context, market, NULL, column_maximum), MMATCH_OK);
    assert_int_equal(mmatch_market_set_row_preferences(context, market, rows.offsets, rows.partners,
                                                       rows.ranks),
                     MMATCH_OK);
    assert_int_equal(mmatch_market_set_column_preferences(context, market, columns.offsets,
                                                          columns.partners, columns.ranks),
                     MMATCH_OK);
    return market;
}

static inline plan plan_of(const mmatch_matching *matching)
{
    plan made;
    int64_t k;
    memset(&made, 0, sizeof made);
    for (k = 0; k < mmatch_matching_pair_count(matching); k++) {
        made.is_made[mmatch_matching_rows(matching)[k]][mmatch_matching_columns(matching)[k]] = 1;
    }
    return made;
}

static inline mmatch_stable_options stable_options(int32_t proposers, int32_t ties, uint64_t seed)
{
    mmatch_stable_options options = {0};
    options.struct_size = sizeof options;
    options.proposers = proposers;
    options.ties = ties;
    options.seed = seed;
    return options;
}

static inline plan solve_plan(mmatch_context *context, const mmatch_market *market, int32_t proposers,
                              int32_t ties, uint64_t seed)
{
    const mmatch_stable_options options = stable_options(proposers, ties, seed);
    mmatch_matching *matching = NULL;
    plan made;
    assert_int_equal(mmatch_stable(context, market, &options, &matching), MMATCH_OK);
    assert_int_equal(mmatch_matching_outcome(matching), MMATCH_OUTCOME_OPTIMAL);
    made = plan_of(matching);
    mmatch_matching_destroy(matching);
    return made;
}

/* Fault code of the library's verifier. */
static inline int32_t fault_of(mmatch_context *context, const mmatch_market *market,
                               const mmatch_matching *matching)
{
    mmatch_verdict verdict = {0};
    verdict.struct_size = sizeof verdict;
    assert_int_equal(mmatch_stable_verify(context, market, matching, &verdict), MMATCH_OK);
    assert_int_equal(verdict.is_valid, verdict.fault == MMATCH_STABLE_FAULT_NONE);
    return verdict.fault;
}

/* A small generator of test cases, apart from the library's. */
static inline uint32_t roll(uint64_t *state, uint32_t sides)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((*state >> 33) % sides);
}

#endif
