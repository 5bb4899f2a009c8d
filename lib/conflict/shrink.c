/* An irreducible set of rules that cannot all be kept.
 *
 * Problem: left people ask for at least `minimum` partners each, right people take at most `maximum`, some pairs are
 * ruled out, some are locked. Find rules that contradict each other, such that without any single one they do not.
 *
 * Idea: a maximum flow leaves somebody short. Whoever is reached from one such person along pairs that could be swapped
 * asks, together with all others reached, for more than the right people reached can give: a violator of Hall's
 * condition. Locked pairs inside it, and everything outside, are not needed; without them the flow is made anew and the
 * smallest violator among those of all who miss out is kept. When exactly one partner is missing, everything that is
 * reached is needed: without it the path that leads there ends well. When more are missing, people ask anew in turn until
 * the first cannot be served, which leaves few missing; then each rule is left out in turn, for good when something is
 * still missing, so that the number missing falls each time until it is one, or until all are tried.
 *
 * Order: minima, forbidden pairs, minimum score, locked pairs, maxima. A forbidden pair that leads to a right person who
 * is full is let go, and that person's maximum stands in for it; one that is below the minimum score is let go as long as
 * that rule stands, so that one rule tells what many would.
 *
 * Invariants: I1 the flow is a maximum for the rules in force whenever a rule is judged. I2 `missing` is what the minima
 * in force ask for less the flow. I3 a rule once needed stays needed when other rules are dropped; one that is dropped
 * was not needed for the rest to contradict.
 *
 * Complexity: two maximum flows, a search from each who misses out within 16 reads of the pairs, and, only where more
 * than one partner is missing, an augmentation for each partner that is asked for and for each missing partner and rule.
 *
 * Reference: Hall 1935; Hoffman 1960; the deletion filter of Chinneck and Dravnieks 1991, ORSA Journal on Computing 3. */
#include "conflict/shrink.h"

/* Adds to the flow what there is, until no more than `floor` is missing. */
static mmatch_poll_answer flow_more(mmatch__shrink *shrink, int64_t floor)
{
    mmatch_poll_answer answer = MMATCH_POLL_CONTINUE;
    if (shrink->missing > floor) {
        int64_t units = 0;
        answer = mmatch__pairs_saturate(&shrink->pairs, shrink->missing - floor, &units);
        shrink->missing -= units;
    }
    return answer;
}

/* No flow, and limits as the rules in force leave them. */
static void clear_flow(mmatch__shrink *shrink)
{
    mmatch__pairs *const pairs = &shrink->pairs;
    int32_t person;
    mmatch__pairs_clear(pairs);
    shrink->missing = 0;
    for (person = 0; person < pairs->left.count; person++) {
        pairs->left.room[person] = 0;
    }
    for (person = 0; person < pairs->right.count; person++) {
        pairs->right.room[person] = shrink->limit[person];
    }
}

/* A person asks for so many partners more. */
static void ask_for(mmatch__shrink *shrink, int32_t left, int32_t count)
{
    if (count > 0) {
        shrink->pairs.left.room[left] += count;
        shrink->missing += count;
        mmatch__pairs_add_source(&shrink->pairs, left);
    }
}

/* The flow from nothing, for the minima in force. */
static mmatch_poll_answer flow_anew(mmatch__shrink *shrink, bool are_locks_kept)
{
    int32_t person;
    clear_flow(shrink);
    for (person = 0; person < shrink->pairs.left.count; person++) {
        const int32_t locked = are_locks_kept ? shrink->left_locks[person] : 0;
        if (shrink->is_asked[person]) {
            ask_for(shrink, person, shrink->minimum[person] - locked);
        }
    }
    return flow_more(shrink, 0);
}

/* The person who misses out and from whom the fewest people are reached; levels are theirs
 * afterwards. */
static void find_root(mmatch__shrink *shrink)
{
    mmatch__pairs *const pairs = &shrink->pairs;
    const int64_t entries = pairs->first[pairs->left.count];
    int64_t most = (int64_t)pairs->left.count + pairs->right.count;
    int64_t work = 16 * (entries + most + 1);
    int32_t best = -1;
    int32_t person;
    for (person = 0; person < pairs->left.count && work > 0; person++) {
        if (pairs->left.room[person] > 0) {
            const int64_t count = mmatch__pairs_reach(pairs, person, best < 0 ? most : most - 1);
            int32_t k;
            for (k = 0; k < pairs->queue_count; k++) {
                work -= pairs->first[pairs->queue[k] + 1] - pairs->first[pairs->queue[k]] + 4;
            }
            if (best < 0 || count < most) {
                best = person;
                most = count;
            }
        }
    }
    (void)mmatch__pairs_reach(pairs, best, most);
}

/* Only those reached go on asking. */
static void keep_reached(mmatch__shrink *shrink)
{
    int32_t person;
    for (person = 0; person < shrink->pairs.left.count; person++) {
        if (shrink->pairs.left.level[person] < 0) {
            shrink->is_asked[person] = 0;
        }
    }
}

/* Unmakes all pairs of a left person. */
static void let_go(mmatch__pairs *pairs, int32_t left)
{
    int64_t entry;
    for (entry = pairs->first[left]; entry < pairs->first[left + 1]; entry++) {
        if ((pairs->kind[entry] & MMATCH__PAIR_MADE) != 0) {
            const int32_t right = pairs->right_of[entry];
            int32_t slot = pairs->held_first[right];
            while (pairs->held_entry[slot] != entry) {
                slot = pairs->held_next[slot];
            }
            mmatch__pairs_unmake(pairs, slot);
            pairs->right.room[right]++;
        }
    }
}

/* Drops everybody but the root who misses out and has nobody: the flow stays a maximum without them.
 * Then only who is reached from the root goes on asking, and all others let go. */
static void drop_others(mmatch__shrink *shrink)
{
    mmatch__pairs *const pairs = &shrink->pairs;
    const int32_t root = pairs->queue[0];
    int32_t left;
    for (left = 0; left < pairs->left.count; left++) {
        if (left != root && pairs->left.room[left] > 0 && pairs->left.load[left] == 0) {
            shrink->is_asked[left] = 0;
            pairs->left.room[left] = 0;
        }
    }
    (void)mmatch__pairs_reach(pairs, root, INT64_MAX - 1);
    keep_reached(shrink);
    shrink->missing = 0;
    for (left = 0; left < pairs->left.count; left++) {
        if (shrink->is_asked[left]) {
            shrink->missing += pairs->left.room[left];
        } else {
            let_go(pairs, left);
            pairs->left.room[left] = 0;
        }
    }
}

/* Where more than one partner is missing: asks anew one person after the other, those next to the
 * root first, until the first cannot be served. Not more is missing then than that person asks for. */
static mmatch_poll_answer ask_in_turn(mmatch__shrink *shrink)
{
    mmatch__pairs *const pairs = &shrink->pairs;
    const int32_t count = pairs->queue_count;
    mmatch_poll_answer answer = MMATCH_POLL_CONTINUE;
    int32_t k;
    for (k = 0; k < count; k++) {
        shrink->order[k] = pairs->queue[k];
        shrink->is_asked[pairs->queue[k]] = 0;
    }
    clear_flow(shrink);
    for (k = 0; k < count && shrink->missing == 0 && answer == MMATCH_POLL_CONTINUE; k++) {
        shrink->is_asked[shrink->order[k]] = 1;
        ask_for(shrink, shrink->order[k], shrink->minimum[shrink->order[k]]);
        answer = flow_more(shrink, 0);
    }
    if (answer == MMATCH_POLL_CONTINUE) {
        find_root(shrink);
        keep_reached(shrink);
        answer = flow_anew(shrink, false);
    }
    return answer;
}

/* Locked pairs of those who ask become pairs like any other; the rest lower what the right side can
 * give. */
static void settle_locks(mmatch__shrink *shrink)
{
    mmatch__pairs *const pairs = &shrink->pairs;
    int64_t k;
    int32_t person;
    for (person = 0; person < pairs->right.count; person++) {
        shrink->limit[person] = shrink->maximum[person] < pairs->left.count
                                    ? shrink->maximum[person]
                                    : pairs->left.count;
    }
    for (k = 0; k < shrink->lock_count; k++) {
        const int32_t left = shrink->lock_left[k];
        const bool is_inside = shrink->is_asked[left] != 0;
        shrink->lock_state[k] = is_inside ? MMATCH__RULE_DROPPED : MMATCH__RULE_OPEN;
        if (!is_inside) {
            shrink->limit[shrink->lock_right[k]]--;
        }
    }
    for (person = 0; person < pairs->left.count; person++) {
        int64_t entry;
        if (shrink->is_asked[person] && shrink->left_locks[person] > 0) {
            for (entry = pairs->first[person]; entry < pairs->first[person + 1]; entry++) {
                pairs->kind[entry] &= (uint8_t)~MMATCH__PAIR_LOCKED;
            }
        }
    }
}

/* Unmakes one pair of a right person that a rule no longer admits; the left person is short of it
 * again. */
static void evict(mmatch__shrink *shrink, int32_t slot)
{
    mmatch__pairs *const pairs = &shrink->pairs;
    const int32_t left = pairs->held_left[slot];
    const int32_t right = pairs->right_of[pairs->held_entry[slot]];
    mmatch__pairs_unmake(pairs, slot);
    pairs->right.room[right]++;
    ask_for(shrink, left, 1);
}

/* Is the minimum of this person needed? If not it is dropped, and so is everybody who is not
 * reached any more. */
static mmatch_poll_answer judge_minimum(mmatch__shrink *shrink, int32_t left)
{
    mmatch__pairs *const pairs = &shrink->pairs;
    const int64_t before = shrink->missing;
    mmatch_poll_answer answer;
    let_go(pairs, left);
    shrink->missing -= pairs->left.room[left];
    pairs->left.room[left] = 0;
    shrink->is_asked[left] = 0;
    answer = flow_more(shrink, 0);
    if (answer != MMATCH_POLL_CONTINUE) {
        return answer;
    }
    if (shrink->missing == 0) {
        shrink->left_state[left] = MMATCH__RULE_NEEDED;
        shrink->is_asked[left] = 1;
        ask_for(shrink, left, shrink->minimum[left]);
        return flow_more(shrink, before);
    }
    find_root(shrink);
    keep_reached(shrink);
    return flow_anew(shrink, false);
}

static mmatch_poll_answer judge_minima(mmatch__shrink *shrink)
{
    mmatch_poll_answer answer = MMATCH_POLL_CONTINUE;
    int32_t left;
    for (left = 0; left < shrink->pairs.left.count && answer == MMATCH_POLL_CONTINUE; left++) {
        if (shrink->missing > 1 && shrink->is_asked[left] &&
            shrink->left_state[left] != MMATCH__RULE_NEEDED) {
            answer = judge_minimum(shrink, left);
        }
    }
    for (left = 0; left < shrink->pairs.left.count; left++) {
        shrink->left_state[left] =
            shrink->is_asked[left] ? MMATCH__RULE_NEEDED : MMATCH__RULE_DROPPED;
    }
    return answer;
}

/* Is this forbidden pair needed? It is not when the right person is full, when another rule is
 * against it too, or when more is missing than the one partner that it could bring. */
static mmatch_poll_answer judge_forbidden(mmatch__shrink *shrink, int64_t entry)
{
    mmatch__pairs *const pairs = &shrink->pairs;
    const bool is_below = (pairs->kind[entry] & MMATCH__PAIR_BELOW) != 0;
    const bool has_room = pairs->right.room[pairs->right_of[entry]] > 0;
    if (!is_below && has_room && shrink->missing == 1) {
        return MMATCH_POLL_CONTINUE;
    }
    pairs->kind[entry] &= (uint8_t)~MMATCH__PAIR_FORBIDDEN;
    return !is_below && has_room ? flow_more(shrink, 0) : MMATCH_POLL_CONTINUE;
}

static mmatch_poll_answer judge_all_forbidden(mmatch__shrink *shrink)
{
    mmatch__pairs *const pairs = &shrink->pairs;
    mmatch_poll_answer answer = MMATCH_POLL_CONTINUE;
    int32_t left;
    for (left = 0; left < pairs->left.count && answer == MMATCH_POLL_CONTINUE; left++) {
        int64_t entry;
        if (!shrink->is_asked[left]) {
            continue;
        }
        for (entry = pairs->first[left];
             entry < pairs->first[left + 1] && answer == MMATCH_POLL_CONTINUE; entry++) {
            if ((pairs->kind[entry] & MMATCH__PAIR_FORBIDDEN) != 0) {
                answer = judge_forbidden(shrink, entry);
            }
        }
        if (answer == MMATCH_POLL_CONTINUE) {
            answer = mmatch__poll(pairs->context,
                                  (uint64_t)(pairs->first[left + 1] - pairs->first[left]) + 8);
        }
    }
    return answer;
}

/* Some pair that only the minimum score is against leads to a right person with room. */
static bool is_score_crossed(const mmatch__shrink *shrink)
{
    const mmatch__pairs *const pairs = &shrink->pairs;
    int32_t left;
    for (left = 0; left < pairs->left.count; left++) {
        int64_t entry;
        if (!shrink->is_asked[left]) {
            continue;
        }
        for (entry = pairs->first[left]; entry < pairs->first[left + 1]; entry++) {
            if (pairs->kind[entry] == MMATCH__PAIR_BELOW &&
                pairs->right.room[pairs->right_of[entry]] > 0) {
                return true;
            }
        }
    }
    return false;
}

static mmatch_poll_answer judge_minimum_score(mmatch__shrink *shrink)
{
    mmatch__pairs *const pairs = &shrink->pairs;
    const int64_t before = shrink->missing;
    mmatch_poll_answer answer = MMATCH_POLL_CONTINUE;
    int32_t right;
    if (is_score_crossed(shrink) && shrink->missing == 1) {
        shrink->score_state = MMATCH__RULE_NEEDED;
        return answer;
    }
    shrink->score_state = MMATCH__RULE_DROPPED;
    pairs->cost_of[MMATCH__PAIR_BELOW] = 0;
    answer = flow_more(shrink, 0);
    if (answer != MMATCH_POLL_CONTINUE || shrink->missing > 0) {
        return answer;
    }
    shrink->score_state = MMATCH__RULE_NEEDED;
    for (right = 0; right < pairs->right.count; right++) {
        int32_t slot = pairs->held_first[right];
        while (slot >= 0) {
            const int32_t next = pairs->held_next[slot];
            if ((pairs->kind[pairs->held_entry[slot]] & MMATCH__PAIR_BELOW) != 0) {
                evict(shrink, slot);
            }
            slot = next;
        }
    }
    pairs->cost_of[MMATCH__PAIR_BELOW] = MMATCH__PAIR_BLOCKED;
    return flow_more(shrink, before);
}

/* Keeps who is reached as the rules stand, which is the same for every maximum flow. */
static void note_reached(mmatch__shrink *shrink)
{
    int32_t right;
    for (right = 0; right < shrink->pairs.right.count; right++) {
        shrink->is_reached[right] = shrink->pairs.right.level[right] >= 0;
    }
}

/* Is it needed that this right person gives no more? `more` is what dropping the rule adds. */
static mmatch_poll_answer judge_limit(mmatch__shrink *shrink, int32_t right, int32_t more,
                                      uint8_t *state)
{
    mmatch__pairs *const pairs = &shrink->pairs;
    const int64_t before = shrink->missing;
    mmatch_poll_answer answer = MMATCH_POLL_CONTINUE;
    if (shrink->is_reached[right] && before == 1) {
        *state = MMATCH__RULE_NEEDED;
        return answer;
    }
    *state = MMATCH__RULE_DROPPED;
    shrink->limit[right] += more;
    pairs->right.room[right] += more;
    if (!shrink->is_reached[right]) {
        return answer;
    }
    answer = flow_more(shrink, 0);
    if (answer != MMATCH_POLL_CONTINUE) {
        return answer;
    }
    if (shrink->missing > 0) {
        note_reached(shrink);
        return answer;
    }
    *state = MMATCH__RULE_NEEDED;
    shrink->limit[right] -= more;
    pairs->right.room[right] -= more;
    while (pairs->right.room[right] < 0) {
        evict(shrink, pairs->held_first[right]);
    }
    return flow_more(shrink, before);
}

static mmatch_poll_answer judge_limits(mmatch__shrink *shrink)
{
    mmatch__pairs *const pairs = &shrink->pairs;
    mmatch_poll_answer answer = flow_more(shrink, 0); /* in vain: this finds who is reached */
    int64_t k;
    int32_t right;
    note_reached(shrink);
    for (k = 0; k < shrink->lock_count && answer == MMATCH_POLL_CONTINUE; k++) {
        if (shrink->lock_state[k] == MMATCH__RULE_OPEN) {
            answer = judge_limit(shrink, shrink->lock_right[k], 1, &shrink->lock_state[k]);
        }
    }
    for (right = 0; right < pairs->right.count && answer == MMATCH_POLL_CONTINUE; right++) {
        answer = judge_limit(shrink, right, pairs->left.count - shrink->limit[right],
                             &shrink->right_state[right]);
    }
    return answer;
}

mmatch_poll_answer mmatch__shrink_run(mmatch__shrink *shrink, bool *is_conflict_out)
{
    mmatch__pairs *const pairs = &shrink->pairs;
    mmatch_poll_answer answer;
    int32_t person;
    int kind;
    for (kind = 0; kind < MMATCH__PAIR_KINDS; kind++) {
        pairs->cost_of[kind] = kind == 0 ? 0 : MMATCH__PAIR_BLOCKED;
    }
    for (person = 0; person < pairs->left.count; person++) {
        shrink->is_asked[person] = shrink->minimum[person] > 0;
    }
    for (person = 0; person < pairs->right.count; person++) {
        const int32_t free_places = shrink->maximum[person] - shrink->right_locks[person];
        shrink->limit[person] = free_places < pairs->left.count ? free_places : pairs->left.count;
    }
    answer = mmatch__poll_now(pairs->context);
    if (answer == MMATCH_POLL_CONTINUE) {
        answer = flow_anew(shrink, true);
    }
    *is_conflict_out = shrink->missing > 0;
    if (answer != MMATCH_POLL_CONTINUE || !*is_conflict_out) {
        return answer;
    }
    find_root(shrink);
    keep_reached(shrink);
    settle_locks(shrink);
    answer = flow_anew(shrink, false);
    if (answer != MMATCH_POLL_CONTINUE) {
        return answer;
    }
    find_root(shrink);
    drop_others(shrink);
    if (shrink->missing > 1) {
        answer = ask_in_turn(shrink);
    }
    if (answer == MMATCH_POLL_CONTINUE) {
        answer = judge_minima(shrink);
    }
    if (answer == MMATCH_POLL_CONTINUE) {
        answer = judge_all_forbidden(shrink);
    }
    if (answer == MMATCH_POLL_CONTINUE) {
        answer = judge_minimum_score(shrink);
    }
    return answer == MMATCH_POLL_CONTINUE ? judge_limits(shrink) : answer;
}
