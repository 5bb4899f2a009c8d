/* The judge of a fair assignment: the rules, and the search for an exchange that would improve a
 * level. Shares with the solver how the request and the pairs are read (problem.h), and nothing
 * that decides. */
#ifndef MMATCH_FAIR_ASSIGN_JUDGE_H
#define MMATCH_FAIR_ASSIGN_JUDGE_H

#include "fair_assign/problem.h"

/* State of a pair: bits. */
enum { MMATCH__FAIR_IS_MADE = 1, MMATCH__FAIR_IS_FIXED = 2 };

typedef struct mmatch__fair_judge {
    mmatch__fair_problem problem;
    mmatch_matching_parts parts;
    mmatch_verdict verdict;
    mmatch__workspace memory;
    mmatch__fair_range *row_ranges, *column_ranges;
    int32_t *load;        /* of rows, then columns: partners besides the locked ones */
    bool is_placing_open; /* a row that could have a partner has none */
    int64_t worst, best;  /* units of pairs: the worst made one, the best allowed one */
    bool has_made, has_pair;
    /* The exchange search. Nodes: rows, columns, the hub. */
    mmatch__fair_pair *pairs, *pair_scratch; /* sorted by key */
    uint8_t *state;
    int64_t *active; /* pairs that are not fixed */
    int64_t pair_count, active_count;
    int32_t *low, *high; /* of rows, then columns */
    int32_t *distance;
    /* The conflict of a bottleneck. */
    uint8_t *row_in_conflict, *column_in_conflict;
    int32_t *row_outside, *column_outside; /* better pairs with people outside it */
    bool has_better;
} mmatch__fair_judge;

/* Each returns false when a fault was found (or, of the searches, when *answer_out says that it did
 * not finish). */
bool mmatch__fair_judge_rules(mmatch__fair_judge *judge, mmatch_poll_answer *answer_out);
bool mmatch__fair_judge_placing(mmatch__fair_judge *judge, mmatch_poll_answer *answer_out);
bool mmatch__fair_judge_levels(mmatch__fair_judge *judge, mmatch_poll_answer *answer_out);
bool mmatch__fair_judge_threshold(mmatch__fair_judge *judge, mmatch_poll_answer *answer_out);

#endif
