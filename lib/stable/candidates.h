/* Candidates: the acceptable pairs of a market, row by row, with how each of the two ranks the
 * other.
 *
 * A pair is acceptable when neither a rule nor its score forbids it, it is not below the minimum
 * score, and each side that gave ranked lists has listed the other. Keys: the smaller, the better
 * liked; the rank where the side gave lists, else minus the score in grid units. */
#ifndef MMATCH_STABLE_CANDIDATES_H
#define MMATCH_STABLE_CANDIDATES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/memory.h"
#include "mentormatch/market.h"

/* What is known of a person's pairs, as bits. */
enum {
    MMATCH__PERSON_HAS_CANDIDATE = 1, /* some pair is acceptable */
    MMATCH__PERSON_HAS_BELOW = 2      /* some pair would be, but for the minimum score */
};

typedef struct mmatch__candidates {
    const mmatch_market_view *view;
    bool is_sparse;   /* scores come as entries */
    double threshold; /* least units of an acceptable pair; -INFINITY: no minimum score */
    /* The row last read: `count` acceptable pairs. Room for column_count. */
    int64_t count;
    int64_t *columns;
    int64_t *row_keys;
    int64_t *column_keys;
    /* Bits for everybody, complete when every row was read. */
    unsigned char *row_bits;
    unsigned char *column_bits;
    /* Scratch. Between rows, units is all -INFINITY if sparse, is_forbidden all 0, rank_at_column
     * all -1. */
    double *units;
    int64_t entry_count;
    int64_t *entry_columns;
    double *entry_units;
    unsigned char *is_forbidden;
    int32_t *rank_at_column;
    /* The columns' lists turned round: the columns that list a row, ascending, and the rank they
     * give it. */
    int64_t *listing_offsets;
    int64_t *listing_columns;
    int32_t *listing_ranks;
} mmatch__candidates;

/* Where the arrays lie in a workspace. */
typedef struct mmatch__candidates_slices {
    size_t columns, row_keys, column_keys, row_bits, column_bits, units, entry_columns, entry_units,
        is_forbidden, rank_at_column, listing_offsets, listing_columns, listing_ranks;
} mmatch__candidates_slices;

/* No market has more acceptable pairs than this. */
int64_t mmatch__candidates_limit(const mmatch_market_view *view);

mmatch__candidates_slices mmatch__candidates_plan(mmatch__layout *layout,
                                                  const mmatch_market_view *view);

/* Ready to read rows; O(rows + columns + entries of the columns' lists). */
void mmatch__candidates_open(mmatch__candidates *candidates, const mmatch__workspace *workspace,
                             mmatch__candidates_slices slices, const mmatch_market_view *view);

/* Reads one row: O(its candidates), and O(columns) for scores that are not sparse. */
void mmatch__candidates_read(mmatch__candidates *candidates, int64_t row);

/* Adds the units of one row with the given columns to *total; the market has scores. False: it does
 * not fit. */
bool mmatch__candidates_add_up(mmatch__candidates *candidates, int64_t row, const int64_t *columns,
                               int64_t count, int64_t *total);

#endif
