/* Problem: people contracted to items, as the algorithms see them.
 *
 * People who must be together are one item. Sizes, affinities, apart pairs and hours are those of whole items. */
#ifndef MMATCH_CIRCLES_PROBLEM_H
#define MMATCH_CIRCLES_PROBLEM_H

#include "circles/request.h"

enum { MMATCH__REASON_LENGTH = 160 };

typedef struct mmatch__circles_problem {
    int32_t person_count;
    int32_t item_count;
    int32_t count_least; /* circles there may be */
    int32_t count_most;
    bool is_uniform;     /* every circle has the same bounds */
    bool has_weights;    /* some item is more than one person */
    bool has_apart;
    int32_t word_count;  /* of hours; 0 when common_slots is 0 */
    int32_t common_slots;
    int32_t low_of_all;  /* the smallest and the largest circle of any answer */
    int32_t high_of_all;
    int64_t inner_total; /* affinity inside items, units */
    int32_t *item_of;    /* per person; items are numbered by their first person */
    int32_t *weight;     /* per item: its people */
    int32_t *low;        /* per circle, count_most entries */
    int32_t *high;
    int64_t *affinity;   /* item_count * item_count units, 0 on the diagonal and where apart */
    uint8_t *apart;      /* item_count * item_count, 1: not in one circle */
    uint64_t *hours;     /* item_count * word_count */
} mmatch__circles_problem;

/* Why there is no answer, proved before any search. */
typedef struct mmatch__circles_conflict {
    char reason[MMATCH__REASON_LENGTH]; /* "": none found */
    int64_t count;
    int64_t *people; /* ascending; room for all */
} mmatch__circles_conflict;

/* How many circles there may be and how large; false, with the reason, when no sizes add up to everyone. */
bool mmatch__circles_count(const mmatch__circles_request *request, mmatch__circles_problem *problem,
                           mmatch__circles_conflict *conflict);
/* Fills low and high. */
void mmatch__circles_set_bounds(const mmatch__circles_request *request, mmatch__circles_problem *problem);
/* Numbers the items; item_of and weight have room for every person. */
void mmatch__circles_contract(const mmatch__circles_request *request, mmatch__circles_problem *problem);
/* Finds an item that no circle can hold. */
void mmatch__circles_check_weights(const mmatch__circles_problem *problem, mmatch__circles_conflict *conflict);
/* Reads affinities into items; `row` has room for one row. The poll's answer. */
mmatch_poll_answer mmatch__circles_read(mmatch_context *context, const mmatch__circles_request *request,
                                        mmatch__circles_problem *problem, double *row,
                                        mmatch__circles_conflict *conflict);
/* Brings the hours of people to items, and finds an item without enough of them. */
void mmatch__circles_read_hours(const mmatch__circles_request *request, mmatch__circles_problem *problem,
                              mmatch__circles_conflict *conflict);

#endif
