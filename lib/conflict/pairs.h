/* Pairs between a left and a right side, and maximum flows over those that cost nothing at the
 * present prices. */
#ifndef MMATCH_CONFLICT_PAIRS_H
#define MMATCH_CONFLICT_PAIRS_H

#include "conflict/demand.h"

/* Of a kind of pair that cannot be made. */
#define MMATCH__PAIR_BLOCKED INT64_MAX

typedef struct mmatch__pair_side {
    int32_t count;
    int32_t *room;  /* partners that the flow may still add */
    int32_t *load;  /* partners in the flow */
    int32_t *level; /* of the last search; -1: not reached */
    int64_t *price;
} mmatch__pair_side;

typedef struct mmatch__pairs {
    mmatch_context *context;
    mmatch__pair_side left, right;
    int64_t *first;    /* left.count + 1: entries of a left person, right ascending */
    int32_t *right_of; /* of an entry */
    uint8_t *kind;     /* of an entry: MMATCH__PAIR_... */
    int64_t cost_of[MMATCH__PAIR_KINDS]; /* of making a pair, by kind without MADE */
    /* Made pairs: a list for each right person, in slots. */
    int32_t slot_limit;
    int32_t slot_count;  /* used so far */
    int32_t free_slot;   /* list of slots given back; -1: none */
    int32_t *held_first; /* by right person; -1: none */
    int32_t *held_next;
    int32_t *held_before;
    int32_t *held_left;
    int64_t *held_entry;
    /* left people who may have room, in any order, without repeats */
    int32_t *source;
    int32_t source_count;
    uint8_t *is_source;
    /* search */
    int32_t *queue; /* left people in the order they were reached */
    int32_t queue_count;
    int32_t *right_queue; /* right people reached */
    int32_t right_queue_count;
    int32_t last_level; /* of left people who reach somebody with room; INT32_MAX: none do */
    int64_t *at;      /* by left person: the entry to try next */
    int32_t *held_at; /* by right person: the slot to try next */
    int32_t *path;
} mmatch__pairs;

/* Where the arrays lie. */
typedef struct mmatch__pairs_slices {
    size_t room[2], load[2], level[2], price[2];
    size_t first, right_of, kind;
    size_t held_first, held_next, held_before, held_left, held_entry;
    size_t source, is_source, queue, right_queue, at, held_at, path;
} mmatch__pairs_slices;

/* Room for sides of these sizes, so many entries, and so many pairs made at once. */
mmatch__pairs_slices mmatch__pairs_plan(mmatch__layout *layout, int64_t left_count,
                                        int64_t right_count, int64_t entry_count,
                                        int64_t slot_limit);
/* No entries, nothing made, no prices. */
void mmatch__pairs_place(mmatch__pairs *pairs, const mmatch__workspace *memory,
                         const mmatch__pairs_slices *at, int64_t left_count, int64_t right_count,
                         int64_t slot_limit);
/* Unmakes everything and clears the loads. */
void mmatch__pairs_clear(mmatch__pairs *pairs);

/* What it costs to make the pair at the present prices; MMATCH__PAIR_BLOCKED. */
static inline int64_t mmatch__pairs_rest(const mmatch__pairs *pairs, int32_t left, int64_t entry)
{
    const int64_t cost = pairs->cost_of[pairs->kind[entry] & (MMATCH__PAIR_MADE - 1)];
    return cost == MMATCH__PAIR_BLOCKED
               ? cost
               : cost + pairs->left.price[left] - pairs->right.price[pairs->right_of[entry]];
}

/* Tells that a left person has room: others are not looked at. */
void mmatch__pairs_add_source(mmatch__pairs *pairs, int32_t left);
/* Makes as many more pairs as there can be, at most `most`, from left people with room to right
 * people with room, over pairs that cost exactly nothing. Rooms fall and loads rise; units_out: how
 * many. When fewer than `most` are made, levels tell who is reached from those left with room. */
mmatch_poll_answer mmatch__pairs_saturate(mmatch__pairs *pairs, int64_t most, int64_t *units_out);
/* Levels of all who are reached from one left person; stops once more than `limit` people are.
 * Returns the number. */
int64_t mmatch__pairs_reach(mmatch__pairs *pairs, int32_t root, int64_t limit);
/* Unmakes one pair. */
void mmatch__pairs_unmake(mmatch__pairs *pairs, int32_t slot);

#endif
