/* The problem of a fair assignment as the solver and the verifier read it: the checked request, the
 * pairs of a row, and markets restated for mmatch_assign. No part of it decides anything. */
#ifndef MMATCH_FAIR_ASSIGN_PROBLEM_H
#define MMATCH_FAIR_ASSIGN_PROBLEM_H

#include "base/context.h"
#include "mentormatch/fair_assign.h"

/* An allowed pair that is not locked. key: the order of levels, smallest first: units when the
 * worst come first (under leximin), ranks from 0 under rank-maximal. */
typedef struct mmatch__fair_pair {
    int64_t key;
    int32_t row, column;
} mmatch__fair_pair;

typedef struct mmatch__fair_problem {
    mmatch_context *context;
    mmatch_fair_assign_options options;
    mmatch_market_view market;
    bool uses_lists;  /* ranks come from the rows' preference lists */
    double threshold; /* the market's minimum score in units */
    /* The row read last. */
    mmatch__fair_pair *pairs; /* columns ascending; key: units (0 without scores), or rank */
    int64_t count;
    int32_t *below_columns; /* of pairs ruled out by the minimum score alone */
    int64_t below_count;
    /* Room for reading. */
    int64_t *entry_columns;
    double *entry_units;
    uint8_t *mark;           /* of a column */
    int32_t *rank_of_column; /* in the row's list, -1: not listed */
    mmatch__fair_pair *scratch;
} mmatch__fair_problem;

typedef struct mmatch__fair_problem_slices {
    size_t pairs, entry_columns, entry_units, mark, rank_of_column, scratch, below_columns;
} mmatch__fair_problem_slices;

/* Checks options and market; fills everything but the room. */
mmatch_status mmatch__fair_read_request(mmatch__fair_problem *problem, mmatch_context *context,
                                        const mmatch_market *market,
                                        const mmatch_fair_assign_options *options);
mmatch__fair_problem_slices mmatch__fair_plan(mmatch__layout *layout,
                                              const mmatch__fair_problem *problem);
void mmatch__fair_open(mmatch__fair_problem *problem, const mmatch__workspace *memory,
                       mmatch__fair_problem_slices at);
/* The most pairs that all rows together can have. */
int64_t mmatch__fair_pair_limit(const mmatch__fair_problem *problem);
/* Reads the pairs of a row; with_ranks: key is the rank, otherwise the units. */
void mmatch__fair_read_row(mmatch__fair_problem *problem, int64_t row, bool with_ranks);

/* The units of all columns of a row, -INFINITY where no pair is allowed or it is locked; for dense
 * scores. */
const double *mmatch__fair_read_units(mmatch__fair_problem *problem, int64_t row);

/* Partners besides the locked ones. `needed`: what minima and coverage ask for before any score, at
 * most the maximum. */
typedef struct mmatch__fair_range {
    int32_t minimum, needed, maximum, locked;
    bool is_beyond; /* the minimum is more than there can be */
} mmatch__fair_range;
void mmatch__fair_row_ranges(const mmatch__fair_problem *problem, mmatch__fair_range *ranges);
void mmatch__fair_column_ranges(const mmatch__fair_problem *problem, mmatch__fair_range *ranges);

/* Copies the market's capacities and rules, less its minimum score, onto other scores. */
mmatch_status mmatch__fair_restate(mmatch_context *context, const mmatch_market_view *view,
                                   const mmatch_scores *scores, mmatch_market **market_out);

/* The allowed pairs as scores for mmatch_assign: minus the rank. Owns its arrays. */
typedef struct mmatch__fair_ranked {
    mmatch__workspace memory;
    mmatch_scores *scores;
    mmatch_market *market;
} mmatch__fair_ranked;
mmatch_status mmatch__fair_rank_market(mmatch__fair_problem *problem, mmatch__fair_ranked *ranked);
void mmatch__fair_unrank(mmatch__fair_ranked *ranked);

/* Sum of the scores of pairs sorted by row, then column, in units; false beyond int64. 0 without
 * scores. */
bool mmatch__fair_add_up(mmatch__fair_problem *problem, const int64_t *rows, const int64_t *columns,
                         int64_t count, int64_t *units_out);
/* The bound of a total about which nothing is known. */
double mmatch__fair_no_bound(const mmatch__fair_problem *problem);

#endif
