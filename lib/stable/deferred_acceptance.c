/* Deferred acceptance, many to many, one proposer's chain at a time.
 *
 * Problem: proposers P and receivers R, each with a strict order over the acceptable others and a
 * maximum of partners; find a set of pairs within the maxima such that no pair blocks: not made,
 * acceptable, and each of the two has a place free or likes the other better than the worst of its
 * partners.
 *
 * Idea: a proposer with a free place proposes to the next receiver of its list. A receiver with a
 * free place holds the newcomer; a full receiver compares the newcomer with the worst it holds,
 * keeps the better and sends the other away. Whoever is sent away goes on down its own list at
 * once. A receiver's worst held only ever gets better, so whoever is sent away need never come
 * back; each list is walked once, and the end is reached after at most as many proposals as there
 * are acceptable pairs. In the end a proposer who would rather have a receiver has asked it and was
 * sent away for better ones: nothing blocks.
 *
 * Notation: key, order: see mmatch__holding; "worse" is the larger (key, order). load <= maximum
 * always.
 *
 * Invariants:
 *
 * I1: a receiver that is still in p's list, not taken, has never heard of p.
 *
 * I2: a receiver that p proposed to and that does not hold p is full, with partners it likes better.
 *
 * I3: a proposer with a free place and list left is on the stack, is being served, or has not had
 * its first turn.
 *
 * At the end the stack is empty and everyone had a turn, so by I3 and I2 nothing blocks.
 *
 * Order does not matter: with strict orders every order of proposals ends in the same matching, the
 * one best for the proposers among the stable ones. The chain order keeps the lists in use small.
 *
 * Ties: the caller's lists and `order` break them; a pair that does not block after ties are broken
 * does not block before (weak stability).
 *
 * Complexity: O(pairs) and, for each proposal made, the logarithms of the list's length and of the
 * receiver's maximum; a list that came in order costs no logarithm. Memory as planned by the caller.
 *
 * Reference: D. Gale, L. S. Shapley, American Mathematical Monthly 69 (1962) 9-15; the chain order:
 * D. G. McVitie, L. B. Wilson, Communications of the ACM 14 (1971) 486-490; responsive preferences
 * with maxima on both sides: A. E. Roth, Econometrica 52 (1984) 47-57. */
#include "stable/deferred_acceptance.h"

#include <assert.h>

static bool is_worse_holding(const mmatch__holding *a, const mmatch__holding *b)
{
    return a->key > b->key || (a->key == b->key && a->order > b->order);
}

/* Adds to a heap of `count`; the array has room for one more. */
static void holdings_add(mmatch__holding *heap, int32_t count, mmatch__holding added)
{
    int32_t hole = count;
    while (hole > 0) {
        const int32_t parent = (hole - 1) / 2;
        if (!is_worse_holding(&added, &heap[parent])) {
            break;
        }
        heap[hole] = heap[parent];
        hole = parent;
    }
    heap[hole] = added;
}

/* Puts `better` in place of the worst. */
static void holdings_replace_worst(mmatch__holding *heap, int32_t count, mmatch__holding better)
{
    int32_t hole = 0;
    for (;;) {
        int64_t child = 2 * (int64_t)hole + 1;
        if (child >= count) {
            break;
        }
        if (child + 1 < count && is_worse_holding(&heap[child + 1], &heap[child])) {
            child++;
        }
        if (!is_worse_holding(&heap[child], &better)) {
            break;
        }
        heap[hole] = heap[child];
        hole = (int32_t)child;
    }
    heap[hole] = better;
}

/* The receiver answers: returns who is sent away, perhaps the proposer itself, or -1. */
static int32_t answer_proposal(mmatch__acceptance *acceptance, int32_t proposer,
                               const mmatch__proposal *proposal)
{
    const int32_t receiver = proposal->receiver;
    const int32_t load = acceptance->receiver_load[receiver];
    mmatch__holding *const heap = acceptance->holdings + acceptance->holding_offsets[receiver];
    const mmatch__holding newcomer = {proposal->receiver_key, acceptance->proposer_orders[proposer],
                                      proposer};
    if (load < acceptance->receiver_maximum[receiver]) {
        assert(load <
               acceptance->holding_offsets[receiver + 1] - acceptance->holding_offsets[receiver]);
        holdings_add(heap, load, newcomer);
        acceptance->receiver_load[receiver] = load + 1;
        return -1;
    }
    if (load == 0 || !is_worse_holding(&heap[0], &newcomer)) {
        return proposer;
    }
    const int32_t evicted = heap[0].proposer;
    holdings_replace_worst(heap, load, newcomer);
    return evicted;
}

static void wait_for_turn(mmatch__acceptance *acceptance, int32_t proposer)
{
    if (!acceptance->is_waiting[proposer]) {
        acceptance->is_waiting[proposer] = 1;
        acceptance->waiting[acceptance->waiting_count++] = proposer;
    }
}

/* One turn: proposes until the proposer is full or its list has ended. Returns the number of
 * proposals. */
static uint64_t take_proposer_turn(mmatch__acceptance *acceptance, int32_t proposer)
{
    mmatch__proposals *const proposals = acceptance->proposals;
    uint64_t made = 0;
    while (acceptance->proposer_load[proposer] < acceptance->proposer_maximum[proposer] &&
           mmatch__proposals_has_more(proposals, proposer)) {
        const mmatch__proposal proposal = mmatch__proposals_take(proposals, proposer);
        const int32_t evicted = answer_proposal(acceptance, proposer, &proposal);
        made++;
        if (evicted == proposer) {
            continue;
        }
        acceptance->proposer_load[proposer]++;
        if (evicted >= 0) {
            acceptance->proposer_load[evicted]--;
            wait_for_turn(acceptance, evicted);
        }
    }
    return made;
}

/* A receiver needs room for its maximum, but never for more than the proposers who have it on their
 * list. */
static void lay_out_holdings(mmatch__acceptance *acceptance)
{
    const mmatch__proposals *const proposals = acceptance->proposals;
    int64_t *const offsets = acceptance->holding_offsets;
    for (int64_t k = 0; k < proposals->offsets[proposals->proposer_count]; k++) {
        offsets[proposals->items[k].receiver + 1]++;
    }
    for (int64_t receiver = 0; receiver < proposals->receiver_count; receiver++) {
        if (offsets[receiver + 1] > acceptance->receiver_maximum[receiver]) {
            offsets[receiver + 1] = acceptance->receiver_maximum[receiver];
        }
        offsets[receiver + 1] += offsets[receiver];
    }
}

mmatch_poll_answer mmatch__acceptance_run(mmatch_context *context, mmatch__acceptance *acceptance)
{
    const int64_t proposer_count = acceptance->proposals->proposer_count;
    lay_out_holdings(acceptance);
    for (int64_t first = 0; first < proposer_count; first++) {
        wait_for_turn(acceptance, (int32_t)first);
        while (acceptance->waiting_count > 0) {
            const int32_t proposer = acceptance->waiting[--acceptance->waiting_count];
            acceptance->is_waiting[proposer] = 0;
            const uint64_t made = take_proposer_turn(acceptance, proposer);
            const mmatch_poll_answer answer = mmatch__poll(context, 16 * made + 8);
            if (answer != MMATCH_POLL_CONTINUE) {
                return answer;
            }
        }
    }
    return MMATCH_POLL_CONTINUE;
}
