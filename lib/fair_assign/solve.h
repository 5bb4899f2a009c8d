/* One call of mmatch_fair_assign, shared by fair_assign.c (phases) and answer.c (the parts of the
 * result). */
#ifndef MMATCH_FAIR_ASSIGN_SOLVE_H
#define MMATCH_FAIR_ASSIGN_SOLVE_H

#include "fair_assign/bottleneck.h"
#include "fair_assign/levels.h"
#include "fair_assign/problem.h"

typedef struct mmatch__fair_slices {
    mmatch__fair_problem_slices problem;
    mmatch__fair_bottleneck_slices bottleneck;
    mmatch__fair_levels_slices levels;
    size_t row_ranges, column_ranges, pairs, pair_scratch, out_rows, out_columns;
    size_t row_load, column_load, row_reasons, column_reasons, row_marks, column_marks;
    size_t conflict_rows, conflict_columns;
} mmatch__fair_slices;

typedef struct mmatch__fair_solve {
    mmatch_context *context;
    mmatch__fair_problem problem;
    mmatch__workspace memory;
    mmatch__fair_slices at;
    mmatch__fair_range *row_ranges, *column_ranges;
    mmatch__fair_bottleneck bottleneck;
    mmatch__fair_levels levels;
    mmatch__fair_pair *pairs, *pair_scratch; /* all of them, for the levels */
    int64_t pair_count;
    int64_t *out_rows, *out_columns; /* room for the pairs of an answer */
    mmatch__fair_ranked ranked;
    mmatch_matching *start;  /* keeps the rules and the coverage */
    mmatch_matching *second; /* the best total above the threshold */
    mmatch_matching_parts start_parts;
    mmatch_matching_parts parts;
} mmatch__fair_solve;

/* Fill run->parts. */
/* The pairs of another matching, with no certificate. */
void mmatch__fair_take_pairs(mmatch__fair_solve *run, const mmatch_matching_parts *from);
/* Pairs in either of two sets of bits (row * column_words), and the locked ones, which are added to
 * `made`. */
void mmatch__fair_list_pairs(mmatch__fair_solve *run, uint64_t *made, const uint64_t *kept);
mmatch_status mmatch__fair_add_total(mmatch__fair_solve *run);
mmatch_status mmatch__fair_give_reasons(mmatch__fair_solve *run);
void mmatch__fair_list_conflict(mmatch__fair_solve *run);

#endif
