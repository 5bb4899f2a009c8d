#include "stable/proposals.h"

#include "base/sort.h"

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

/* Best liked first; among equals, the one earlier in the order that breaks ties. */
static int compare_proposals(const void *user_data, const void *a, const void *b)
{
    const mmatch__proposal *const first = (const mmatch__proposal *)a;
    const mmatch__proposal *const second = (const mmatch__proposal *)b;
    (void)user_data;
    if (first->proposer_key != second->proposer_key) {
        return first->proposer_key < second->proposer_key ? -1 : 1;
    }
    return (first->receiver_order > second->receiver_order) -
           (first->receiver_order < second->receiver_order);
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
        mmatch__sort(proposals->items + offsets[proposer], (size_t)length, sizeof *proposals->items,
                     compare_proposals, NULL, proposals->scratch);
        answer = mmatch__poll(context, 32 * (uint64_t)length);
    }
    return answer;
}
