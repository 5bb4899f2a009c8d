/* Cover: as many partners as can be for the needy of one side, over pairs held as bits. */
#ifndef MMATCH_FAIR_ASSIGN_COVER_H
#define MMATCH_FAIR_ASSIGN_COVER_H

#include "base/context.h"

/* The needy take partners among the others, each pair once; an other takes at most its capacity. */
typedef struct mmatch__fair_cover {
    mmatch_context *context;
    int32_t count, other_count;
    int64_t words, other_words; /* of a set of others, of a set of the needy */
    uint64_t *allowed;          /* count * words: the pairs */
    uint64_t *made;             /* count * words */
    uint64_t *made_by_other;    /* other_count * other_words */
    int32_t *load, *other_load;
    int32_t *capacity;                /* of the others */
    uint64_t *unseen, *unseen_others; /* in this round of searches */
    uint64_t *has_room;               /* others below their capacity */
    int32_t *came_from,
        *other_came_from; /* the other that led to one of the needy, and the reverse */
    int32_t *queue;
} mmatch__fair_cover;

typedef struct mmatch__fair_cover_slices {
    size_t allowed, made, made_by_other, load, other_load, capacity;
    size_t unseen, unseen_others, has_room, came_from, other_came_from, queue;
} mmatch__fair_cover_slices;

mmatch__fair_cover_slices mmatch__fair_cover_plan(mmatch__layout *layout, int64_t count,
                                                  int64_t other_count);
/* No pairs allowed or made, all capacities 0. */
void mmatch__fair_cover_open(mmatch__fair_cover *cover, const mmatch__workspace *memory,
                             const mmatch__fair_cover_slices *at, mmatch_context *context,
                             int32_t count, int32_t other_count);
/* After a change of `allowed`: lets go of made pairs that are no longer allowed, or of all of them.
 */
void mmatch__fair_cover_renew(mmatch__fair_cover *cover, bool keeps_pairs);
/* Makes pairs until everybody has `need` or nobody below it can have more; loads never fall. Then
 * those who are not `unseen` are everybody whom the ones below their need compete with, and the
 * others they compete for. *units_out: sum of min(load, need). */
mmatch_poll_answer mmatch__fair_cover_grow(mmatch__fair_cover *cover, const int32_t *need,
                                           int64_t *units_out);

#endif
