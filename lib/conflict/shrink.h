/* The search for an irreducible set of rules, on plain arrays. */
#ifndef MMATCH_CONFLICT_SHRINK_H
#define MMATCH_CONFLICT_SHRINK_H

#include "conflict/pairs.h"

/* What is known of a rule. */
enum {
    MMATCH__RULE_ABSENT = 0,
    MMATCH__RULE_OPEN = 1,
    MMATCH__RULE_NEEDED = 2,
    MMATCH__RULE_DROPPED = 3
};

typedef struct mmatch__shrink {
    mmatch__pairs pairs;    /* left: whose minima are asked for; right: whose maxima limit them */
    const int32_t *minimum; /* by left person */
    const int32_t *maximum; /* by right person */
    /* Locked pairs: left, right and state of each. */
    int64_t lock_count;
    int32_t *lock_left;
    int32_t *lock_right;
    uint8_t *lock_state;
    int32_t *left_locks; /* how many */
    int32_t *right_locks;
    int32_t *order;         /* of left people, for a while */
    uint8_t *is_reached;    /* by right person: as the rules stand */
    uint8_t *is_asked;    /* by left person: the minimum is in force */
    uint8_t *left_state;  /* of each minimum */
    uint8_t *right_state; /* of each maximum */
    uint8_t score_state;  /* of the minimum score */
    int32_t *limit;       /* by right person: what the rules in force leave */
    int64_t missing;      /* partners that the minima in force are short of */
} mmatch__shrink;

/* Fills the states: rules that are NEEDED make an irreducible set. A forbidden pair is needed when
 * its entry still has the flag FORBIDDEN and belongs to a left person whose minimum is needed.
 * is_conflict_out: false when all can be kept. */
mmatch_poll_answer mmatch__shrink_run(mmatch__shrink *shrink, bool *is_conflict_out);

#endif
