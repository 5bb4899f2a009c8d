/* Search: heat-bath annealing over swaps and moves, several restarts side by side. */
#ifndef MMATCH_CIRCLES_SEARCH_H
#define MMATCH_CIRCLES_SEARCH_H

#include "base/random.h"
#include "circles/problem.h"

/* Entries of the noise table. A power of two. */
enum { MMATCH__NOISE_COUNT = 4096 };

typedef enum mmatch__restart_phase {
    MMATCH__RESTART_NEW = 0,
    MMATCH__RESTART_COOLING = 1,
    MMATCH__RESTART_DESCENDING = 2,
    MMATCH__RESTART_DONE = 3
} mmatch__restart_phase;

/* How far an assignment is from keeping the rules: 0 in all three when it keeps them. */
typedef struct mmatch__circles_breach {
    int64_t apart; /* pairs of items that must be apart and are not */
    int64_t hours; /* slots missing, over all circles */
    int64_t sizes; /* people too many or too few, over all circles */
} mmatch__circles_breach;

/* One restart. Arrays lie in the workspace. */
typedef struct mmatch__restart {
    mmatch__random random;
    mmatch__restart_phase phase;
    int32_t circle_count;
    uint64_t step_count; /* steps of cooling given to this restart */
    uint64_t steps_done;
    int64_t scale;       /* typical |change| of a swap, units */
    int64_t temperature; /* units */
    int64_t fine;        /* units that one broken rule costs; learned */
    bool was_whole;      /* since the last look at the fine, the state once kept all rules */
    bool was_broken;     /* ... once broke one */
    int64_t idle;        /* successive steps of descent without improvement */
    int64_t total;       /* units, without what is inside items */
    int64_t breach;      /* apart + hours + sizes */
    int64_t best_total;
    int64_t best_breach;
    int32_t *circle;     /* per item */
    int32_t *best;       /* per item */
    int32_t *load;       /* per circle: people */
    int64_t *gain;       /* circle_count * item_count: affinity of the item to the circle's members */
    int64_t *own;        /* per item: affinity to its own circle */
    int32_t *clash;      /* like gain, apart pairs; only with has_apart */
    int32_t *own_clash;
    uint64_t *common;    /* per circle: slots of all members; only with hours */
    uint64_t *rest;      /* per item: slots of all other members of its circle */
    int64_t *lack;       /* per circle: slots missing */
    int64_t *change;     /* scratch, per candidate: change of the total */
    int64_t *worse;      /* scratch, per candidate: change of the breach */
    int32_t *members;    /* scratch, per item */
    uint64_t *suffix;    /* scratch, item_count * word_count */
} mmatch__restart;

typedef struct mmatch__circles_search {
    const mmatch__circles_problem *problem;
    const int32_t *noise; /* MMATCH__NOISE_COUNT */
    uint64_t slice;       /* steps of one task */
    mmatch__restart *restarts;
} mmatch__circles_search;

/* Gumbel noise in 1/4096, by integer arithmetic only. */
void mmatch__noise_fill(int32_t *noise);

/* Slices of one restart: plan, then cut from the workspace. */
typedef struct mmatch__restart_slices {
    size_t circle, best, load, gain, own, clash, own_clash, common, rest, lack, change, worse, members, suffix;
} mmatch__restart_slices;
mmatch__restart_slices mmatch__restart_plan(mmatch__layout *layout, const mmatch__circles_problem *problem);
void mmatch__restart_open(mmatch__restart *restart, const mmatch__workspace *workspace,
                          const mmatch__restart_slices *slices);

/* Task of mmatch__parallel_run: up to `slice` steps of one restart. */
void mmatch__restart_run(void *search, int64_t task, int32_t worker);

/* What an assignment breaks, counted anew. `members` and `common` are scratch. */
mmatch__circles_breach mmatch__circles_count_breach(const mmatch__circles_problem *problem, const int32_t *circle,
                                                    int32_t circle_count, int32_t *load, uint64_t *common);

#endif
