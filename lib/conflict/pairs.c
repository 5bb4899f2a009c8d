/* Maximum flow between two sides.
 *
 * Problem: pairs cost nothing or something; add as many pairs of cost 0 as people on the left have room for, every right
 * person within its own room, giving up made pairs of cost 0 for others as needed.
 *
 * Idea: a breadth-first search from all left people with room gives levels: a left person leads to right people over
 * pairs not made, a right person to the left people it holds. When it meets right people with room, a depth-first search
 * with one pointer for each person takes as many paths along rising levels as there are; a person whom it leaves without
 * success is dead until the next search. When no right person with room is met, the flow is a maximum and the people
 * reached are the proof. The search ends as soon as enough room is met for the partners that are wanted.
 *
 * Notation: an entry is a pair that may exist, a slot a pair that is made.
 *
 * Invariants: I1 the slots of a right person are its made pairs. I2 an entry has the flag MADE exactly when a slot holds
 * it, or when it is locked for good. I3 the path is path[0], path[1], ...: path[i] reaches a right person over the entry
 * at[path[i]], which holds path[i + 1] in the slot held_at[right].
 *
 * Complexity: O(entries) for each round of the two searches; O(sqrt(people)) rounds for rooms of one.
 *
 * Reference: Dinitz 1970; Hopcroft and Karp 1973, SIAM Journal on Computing 2(4). */
#include "conflict/pairs.h"

enum { DEAD = -2, NOT_REACHED = -1 };

mmatch__pairs_slices mmatch__pairs_plan(mmatch__layout *layout, int64_t left_count,
                                        int64_t right_count, int64_t entry_count,
                                        int64_t slot_limit)
{
    const int64_t counts[2] = {left_count, right_count};
    mmatch__pairs_slices at;
    int side;
    for (side = 0; side < 2; side++) {
        at.room[side] = mmatch__layout_add(layout, counts[side], sizeof(int32_t));
        at.load[side] = mmatch__layout_add(layout, counts[side], sizeof(int32_t));
        at.level[side] = mmatch__layout_add(layout, counts[side], sizeof(int32_t));
        at.price[side] = mmatch__layout_add(layout, counts[side], sizeof(int64_t));
    }
    at.first = mmatch__layout_add(layout, left_count + 1, sizeof(int64_t));
    at.right_of = mmatch__layout_add(layout, entry_count, sizeof(int32_t));
    at.kind = mmatch__layout_add(layout, entry_count, sizeof(uint8_t));
    at.held_first = mmatch__layout_add(layout, right_count, sizeof(int32_t));
    at.held_next = mmatch__layout_add(layout, slot_limit, sizeof(int32_t));
    at.held_before = mmatch__layout_add(layout, slot_limit, sizeof(int32_t));
    at.held_left = mmatch__layout_add(layout, slot_limit, sizeof(int32_t));
    at.held_entry = mmatch__layout_add(layout, slot_limit, sizeof(int64_t));
    at.source = mmatch__layout_add(layout, left_count, sizeof(int32_t));
    at.is_source = mmatch__layout_add(layout, left_count, sizeof(uint8_t));
    at.queue = mmatch__layout_add(layout, left_count, sizeof(int32_t));
    at.right_queue = mmatch__layout_add(layout, right_count, sizeof(int32_t));
    at.at = mmatch__layout_add(layout, left_count, sizeof(int64_t));
    at.held_at = mmatch__layout_add(layout, right_count, sizeof(int32_t));
    at.path = mmatch__layout_add(layout, left_count, sizeof(int32_t));
    return at;
}

static void place_pair_side(const mmatch__workspace *memory, const mmatch__pairs_slices *at,
                            int side, int64_t count, mmatch__pair_side *people)
{
    people->count = (int32_t)count;
    people->room = (int32_t *)mmatch__workspace_at(memory, at->room[side]);
    people->load = (int32_t *)mmatch__workspace_at(memory, at->load[side]);
    people->level = (int32_t *)mmatch__workspace_at(memory, at->level[side]);
    people->price = (int64_t *)mmatch__workspace_at(memory, at->price[side]);
}

void mmatch__pairs_place(mmatch__pairs *pairs, const mmatch__workspace *memory,
                         const mmatch__pairs_slices *at, int64_t left_count, int64_t right_count,
                         int64_t slot_limit)
{
    int32_t person;
    place_pair_side(memory, at, 0, left_count, &pairs->left);
    place_pair_side(memory, at, 1, right_count, &pairs->right);
    pairs->first = (int64_t *)mmatch__workspace_at(memory, at->first);
    pairs->right_of = (int32_t *)mmatch__workspace_at(memory, at->right_of);
    pairs->kind = (uint8_t *)mmatch__workspace_at(memory, at->kind);
    pairs->slot_limit = (int32_t)slot_limit;
    pairs->slot_count = 0;
    pairs->free_slot = -1;
    pairs->held_first = (int32_t *)mmatch__workspace_at(memory, at->held_first);
    pairs->held_next = (int32_t *)mmatch__workspace_at(memory, at->held_next);
    pairs->held_before = (int32_t *)mmatch__workspace_at(memory, at->held_before);
    pairs->held_left = (int32_t *)mmatch__workspace_at(memory, at->held_left);
    pairs->held_entry = (int64_t *)mmatch__workspace_at(memory, at->held_entry);
    pairs->source = (int32_t *)mmatch__workspace_at(memory, at->source);
    pairs->source_count = 0;
    pairs->is_source = (uint8_t *)mmatch__workspace_at(memory, at->is_source);
    pairs->queue = (int32_t *)mmatch__workspace_at(memory, at->queue);
    pairs->queue_count = 0;
    pairs->right_queue = (int32_t *)mmatch__workspace_at(memory, at->right_queue);
    pairs->right_queue_count = 0;
    pairs->at = (int64_t *)mmatch__workspace_at(memory, at->at);
    pairs->held_at = (int32_t *)mmatch__workspace_at(memory, at->held_at);
    pairs->path = (int32_t *)mmatch__workspace_at(memory, at->path);
    for (person = 0; person < pairs->left.count; person++) {
        pairs->is_source[person] = 0;
        pairs->left.level[person] = NOT_REACHED;
        pairs->left.load[person] = 0;
        pairs->left.price[person] = 0;
    }
    for (person = 0; person < pairs->right.count; person++) {
        pairs->right.level[person] = NOT_REACHED;
        pairs->right.load[person] = 0;
        pairs->right.price[person] = 0;
        pairs->held_first[person] = -1;
    }
}

/* An unused slot, at the front of the list of the right person. */
static void make_pair(mmatch__pairs *pairs, int32_t left, int64_t entry)
{
    const int32_t right = pairs->right_of[entry];
    int32_t slot = pairs->free_slot;
    if (slot >= 0) {
        pairs->free_slot = pairs->held_next[slot];
    } else {
        slot = pairs->slot_count++;
    }
    pairs->held_left[slot] = left;
    pairs->held_entry[slot] = entry;
    pairs->held_before[slot] = -1;
    pairs->held_next[slot] = pairs->held_first[right];
    if (pairs->held_first[right] >= 0) {
        pairs->held_before[pairs->held_first[right]] = slot;
    }
    pairs->held_first[right] = slot;
    pairs->kind[entry] |= MMATCH__PAIR_MADE;
    pairs->right.load[right]++;
}

void mmatch__pairs_unmake(mmatch__pairs *pairs, int32_t slot)
{
    const int64_t entry = pairs->held_entry[slot];
    const int32_t right = pairs->right_of[entry];
    const int32_t before = pairs->held_before[slot];
    const int32_t next = pairs->held_next[slot];
    if (before >= 0) {
        pairs->held_next[before] = next;
    } else {
        pairs->held_first[right] = next;
    }
    if (next >= 0) {
        pairs->held_before[next] = before;
    }
    pairs->kind[entry] &= (uint8_t)(MMATCH__PAIR_MADE - 1);
    pairs->left.load[pairs->held_left[slot]]--;
    pairs->right.load[right]--;
    pairs->held_next[slot] = pairs->free_slot;
    pairs->free_slot = slot;
}

void mmatch__pairs_clear(mmatch__pairs *pairs)
{
    int32_t right;
    for (right = 0; right < pairs->right.count; right++) {
        while (pairs->held_first[right] >= 0) {
            mmatch__pairs_unmake(pairs, pairs->held_first[right]);
        }
    }
    pairs->slot_count = 0;
    pairs->free_slot = -1;
}

static void forget_levels(mmatch__pairs *pairs)
{
    int32_t k;
    for (k = 0; k < pairs->queue_count; k++) {
        pairs->left.level[pairs->queue[k]] = NOT_REACHED;
    }
    for (k = 0; k < pairs->right_queue_count; k++) {
        pairs->right.level[pairs->right_queue[k]] = NOT_REACHED;
    }
    pairs->queue_count = 0;
    pairs->right_queue_count = 0;
}

static void reach_left(mmatch__pairs *pairs, int32_t left, int32_t level)
{
    pairs->left.level[left] = level;
    pairs->at[left] = pairs->first[left];
    pairs->queue[pairs->queue_count++] = left;
}

static bool is_open_entry(const mmatch__pairs *pairs, int32_t left, int64_t entry)
{
    return (pairs->kind[entry] & MMATCH__PAIR_MADE) == 0 &&
           mmatch__pairs_rest(pairs, left, entry) == 0;
}

/* A right person is met for the first time: its holders come next. */
static void reach_right(mmatch__pairs *pairs, int32_t right, int32_t level)
{
    int32_t slot;
    pairs->right.level[right] = level;
    pairs->held_at[right] = pairs->held_first[right];
    pairs->right_queue[pairs->right_queue_count++] = right;
    if (pairs->right.room[right] > 0) {
        return;
    }
    for (slot = pairs->held_first[right]; slot >= 0; slot = pairs->held_next[slot]) {
        const int32_t left = pairs->held_left[slot];
        if (pairs->left.level[left] == NOT_REACHED &&
            mmatch__pairs_rest(pairs, left, pairs->held_entry[slot]) == 0) {
            reach_left(pairs, left, level + 1);
        }
    }
}

void mmatch__pairs_add_source(mmatch__pairs *pairs, int32_t left)
{
    if (!pairs->is_source[left]) {
        pairs->is_source[left] = 1;
        pairs->source[pairs->source_count++] = left;
    }
}

/* Searches begin at the sources that still have room; the others are taken off the list. */
static void list_sources(mmatch__pairs *pairs)
{
    int32_t count = 0;
    int32_t k;
    for (k = 0; k < pairs->source_count; k++) {
        const int32_t left = pairs->source[k];
        if (pairs->left.room[left] > 0) {
            pairs->source[count++] = left;
            reach_left(pairs, left, 0);
        } else {
            pairs->is_source[left] = 0;
        }
    }
    pairs->source_count = count;
}

/* Sets levels. Ends early once right people with room for `most` partners are reached. False: none is. */
static bool search_levels(mmatch__pairs *pairs, int64_t most, mmatch_poll_answer *answer_out)
{
    int32_t k;
    pairs->last_level = INT32_MAX;
    forget_levels(pairs);
    list_sources(pairs);
    for (k = 0; k < pairs->queue_count; k++) {
        const int32_t left = pairs->queue[k];
        int64_t entry;
        if (pairs->left.level[left] > pairs->last_level) {
            break;
        }
        for (entry = pairs->first[left]; entry < pairs->first[left + 1]; entry++) {
            const int32_t right = pairs->right_of[entry];
            if (pairs->right.level[right] == NOT_REACHED && is_open_entry(pairs, left, entry)) {
                reach_right(pairs, right, pairs->left.level[left]);
                if (pairs->right.room[right] > 0) {
                    pairs->last_level = pairs->left.level[left];
                    most -= pairs->right.room[right];
                    if (most <= 0) {
                        return true;
                    }
                }
            }
        }
        *answer_out = mmatch__poll(pairs->context,
                                   (uint64_t)(pairs->first[left + 1] - pairs->first[left]) + 8);
        if (*answer_out != MMATCH_POLL_CONTINUE) {
            return false;
        }
    }
    return pairs->last_level != INT32_MAX;
}

/* Everybody on the path takes the right person it found; the last one makes a pair that is new. */
static void take_path(mmatch__pairs *pairs, int32_t depth)
{
    int32_t k;
    for (k = 0; k < depth; k++) {
        const int64_t entry = pairs->at[pairs->path[k]];
        const int32_t slot = pairs->held_at[pairs->right_of[entry]];
        pairs->kind[pairs->held_entry[slot]] &= (uint8_t)(MMATCH__PAIR_MADE - 1);
        pairs->kind[entry] |= MMATCH__PAIR_MADE;
        pairs->held_left[slot] = pairs->path[k];
        pairs->held_entry[slot] = entry;
    }
    {
        const int32_t last = pairs->path[depth];
        const int64_t entry = pairs->at[last];
        pairs->right.room[pairs->right_of[entry]]--;
        make_pair(pairs, last, entry);
        pairs->at[last]++;
    }
    pairs->left.room[pairs->path[0]]--;
    pairs->left.load[pairs->path[0]]++;
}

/* The next left person whom the right person holds one level up; -1: none, the right person is
 * dead. */
static int32_t step_back(mmatch__pairs *pairs, int32_t right)
{
    const int32_t level = pairs->right.level[right];
    int32_t slot = pairs->held_at[right];
    while (slot >= 0) {
        const int32_t left = pairs->held_left[slot];
        if (pairs->left.level[left] == level + 1 &&
            mmatch__pairs_rest(pairs, left, pairs->held_entry[slot]) == 0) {
            pairs->held_at[right] = slot;
            return left;
        }
        slot = pairs->held_next[slot];
    }
    pairs->held_at[right] = -1;
    pairs->right.level[right] = DEAD;
    return -1;
}

/* One path along rising levels from `root`; false: none. */
static bool find_path(mmatch__pairs *pairs, int32_t root, uint64_t *work)
{
    int32_t depth = 0;
    pairs->path[0] = root;
    while (depth >= 0) {
        const int32_t left = pairs->path[depth];
        const int32_t level = pairs->left.level[left];
        bool is_pushed = false;
        while (pairs->at[left] < pairs->first[left + 1]) {
            const int64_t entry = pairs->at[left];
            const int32_t right = pairs->right_of[entry];
            int32_t next;
            (*work)++;
            if (pairs->right.level[right] != level || !is_open_entry(pairs, left, entry)) {
                pairs->at[left]++;
                continue;
            }
            if (pairs->right.room[right] > 0) {
                take_path(pairs, depth);
                return true;
            }
            next = level < pairs->last_level ? step_back(pairs, right) : -1;
            if (next >= 0) {
                pairs->path[++depth] = next;
                is_pushed = true;
                break;
            }
            pairs->at[left]++;
        }
        if (!is_pushed) {
            pairs->left.level[left] = DEAD;
            depth--;
        }
    }
    return false;
}

mmatch_poll_answer mmatch__pairs_saturate(mmatch__pairs *pairs, int64_t most, int64_t *units_out)
{
    mmatch_poll_answer answer = mmatch__poll(pairs->context, 16);
    *units_out = 0;
    while (answer == MMATCH_POLL_CONTINUE && *units_out < most && search_levels(pairs, most - *units_out, &answer)) {
        int32_t k;
        for (k = 0; k < pairs->source_count && answer == MMATCH_POLL_CONTINUE; k++) {
            const int32_t left = pairs->source[k];
            uint64_t work = 8;
            while (*units_out < most && pairs->left.room[left] > 0 &&
                   pairs->left.level[left] == 0 && find_path(pairs, left, &work)) {
                (*units_out)++;
            }
            answer = mmatch__poll(pairs->context, work);
        }
    }
    return answer;
}

int64_t mmatch__pairs_reach(mmatch__pairs *pairs, int32_t root, int64_t limit)
{
    int32_t k;
    forget_levels(pairs);
    reach_left(pairs, root, 0);
    for (k = 0; k < pairs->queue_count; k++) {
        const int32_t left = pairs->queue[k];
        int64_t entry;
        for (entry = pairs->first[left]; entry < pairs->first[left + 1]; entry++) {
            const int32_t right = pairs->right_of[entry];
            if (pairs->right.level[right] == NOT_REACHED && is_open_entry(pairs, left, entry)) {
                reach_right(pairs, right, 0);
                if ((int64_t)pairs->queue_count + pairs->right_queue_count > limit) {
                    return limit + 1;
                }
            }
        }
    }
    return (int64_t)pairs->queue_count + pairs->right_queue_count;
}
