#include "stable/proposals.h"

/* What reading a row costs, in work units. */
static uint64_t work_of_candidate_row(const mmatch__candidates *candidates)
{
    const int64_t touched = candidates->view->scores != NULL && !candidates->is_sparse
                                ? candidates->view->column_count
                                : 4 * candidates->count;
    return (uint64_t)touched + 16;
}

/* Counts each proposer's candidates into offsets[proposer + 2]. */
static mmatch_poll_answer count_candidates(mmatch_context *context, mmatch__candidates *candidates,
                                           mmatch__proposals *proposals)
{
    int64_t *const counts = proposals->offsets + 2;
    for (int64_t row = 0; row < candidates->view->row_count; row++) {
        mmatch__candidates_read(candidates, row);
        if (proposals->do_rows_propose) {
            counts[row] = candidates->count;
        } else {
            for (int64_t k = 0; k < candidates->count; k++) {
                counts[candidates->columns[k]]++;
            }
        }
        const mmatch_poll_answer answer = mmatch__poll(context, work_of_candidate_row(candidates));
        if (answer != MMATCH_POLL_CONTINUE) {
            return answer;
        }
    }
    return MMATCH_POLL_CONTINUE;
}

/* Puts every pair into its proposer's list; offsets[proposer + 1] runs from the begin to the end of
 * the list. */
static mmatch_poll_answer place_candidates(mmatch_context *context, mmatch__candidates *candidates,
                                           mmatch__proposals *proposals)
{
    int64_t *const place = proposals->offsets + 1;
    for (int64_t row = 0; row < candidates->view->row_count; row++) {
        mmatch__candidates_read(candidates, row);
        for (int64_t k = 0; k < candidates->count; k++) {
            const int64_t column = candidates->columns[k];
            const int64_t proposer = proposals->do_rows_propose ? row : column;
            const int64_t receiver = proposals->do_rows_propose ? column : row;
            const int64_t row_key = candidates->row_keys[k];
            const int64_t column_key = candidates->column_keys[k];
            mmatch__proposal *const item = &proposals->items[place[proposer]++];
            item->proposer_key = proposals->do_rows_propose ? row_key : column_key;
            item->receiver_key = proposals->do_rows_propose ? column_key : row_key;
            item->receiver = (int32_t)receiver;
            item->receiver_order = proposals->receiver_orders[receiver];
        }
        const mmatch_poll_answer answer = mmatch__poll(context, work_of_candidate_row(candidates));
        if (answer != MMATCH_POLL_CONTINUE) {
            return answer;
        }
    }
    return MMATCH_POLL_CONTINUE;
}

/* Best liked first; among equals, the one earlier in the order that breaks ties. No two of a list are equal in both. */
static bool is_better_proposal(const mmatch__proposal *a, const mmatch__proposal *b)
{
    return a->proposer_key < b->proposer_key ||
           (a->proposer_key == b->proposer_key && a->receiver_order < b->receiver_order);
}

/* Puts `item` where it belongs below a hole in a heap of `count`. */
static void sift_proposal(mmatch__proposal *heap, int64_t count, int64_t hole, mmatch__proposal item)
{
    for (;;) {
        int64_t child = 2 * hole + 1;
        if (child >= count) {
            break;
        }
        if (child + 1 < count && is_better_proposal(&heap[child + 1], &heap[child])) {
            child++;
        }
        if (!is_better_proposal(&heap[child], &item)) {
            break;
        }
        heap[hole] = heap[child];
        hole = child;
    }
    heap[hole] = item;
}

/* Makes one list ready. Returns whether it came in order. */
static bool make_list_ready(mmatch__proposal *list, int64_t count)
{
    int64_t in_order = 1;
    while (in_order < count && is_better_proposal(&list[in_order - 1], &list[in_order])) {
        in_order++;
    }
    if (in_order >= count) {
        return true;
    }
    for (int64_t parent = count / 2 - 1; parent >= 0; parent--) {
        sift_proposal(list, count, parent, list[parent]);
    }
    return false;
}

mmatch__proposal mmatch__proposals_take(mmatch__proposals *proposals, int64_t proposer)
{
    const int64_t begin = proposals->offsets[proposer];
    const int64_t taken = proposals->taken[proposer]++;
    mmatch__proposal *const list = proposals->items + begin;
    if (proposals->is_sorted[proposer]) {
        return list[taken];
    }
    const mmatch__proposal best = list[0];
    const int64_t left = proposals->offsets[proposer + 1] - begin - taken - 1;
    if (left > 0) {
        sift_proposal(list, left, 0, list[left]);
    }
    return best;
}

mmatch_poll_answer mmatch__proposals_fill(mmatch_context *context, mmatch__candidates *candidates,
                                          mmatch__proposals *proposals)
{
    int64_t *const offsets = proposals->offsets;
    mmatch_poll_answer answer = count_candidates(context, candidates, proposals);
    if (answer != MMATCH_POLL_CONTINUE) {
        return answer;
    }
    for (int64_t proposer = 0; proposer < proposals->proposer_count; proposer++) {
        offsets[proposer + 2] += offsets[proposer + 1];
    }
    answer = mmatch__poll_now(context);
    if (answer == MMATCH_POLL_CONTINUE) {
        answer = place_candidates(context, candidates, proposals);
    }
    if (answer == MMATCH_POLL_CONTINUE) {
        answer = mmatch__poll_now(context);
    }
    for (int64_t proposer = 0;
         proposer < proposals->proposer_count && answer == MMATCH_POLL_CONTINUE; proposer++) {
        const int64_t length = offsets[proposer + 1] - offsets[proposer];
        proposals->is_sorted[proposer] =
            make_list_ready(proposals->items + offsets[proposer], length) ? 1 : 0;
        answer = mmatch__poll(context, 4 * (uint64_t)length + 8);
    }
    return answer;
}
