/* Problem: max sum of min(load, need) over sets of allowed pairs in which no other exceeds its
 * capacity. Idea: augmenting paths. From one of the needy below its need, walk along pairs that are
 * not made to others; an other with room ends the path; a full one leads on along its made pairs.
 * Flipping the path gives the first one partner more and changes no other load. A round tries
 * everybody below the need, and looks at nobody twice. A round that gains nothing has seen exactly
 * those whom the needy reach: Hall's set. Invariants: I1 other_load <= capacity, I2 made is within
 * allowed, I3 load and other_load count the made pairs. Complexity: a round O(people^2 / 64);
 * rounds at most one for each partner gained, a few as a rule. Each set is read as words of 64
 * others at a time. Reference: Hall 1935, Journal of the London Mathematical Society 10; Duff, Kaya
 * and Ucar 2011, ACM Transactions on Mathematical Software 38 (rounds of searches with shared
 * marks). */
#include "fair_assign/cover.h"

#include <string.h>

#include "base/bitset.h"

mmatch__fair_cover_slices mmatch__fair_cover_plan(mmatch__layout *layout, int64_t count,
                                                  int64_t other_count)
{
    const int64_t words = mmatch__bitset_word_count(other_count);
    const int64_t other_words = mmatch__bitset_word_count(count);
    mmatch__fair_cover_slices at;
    at.allowed = mmatch__layout_add(layout, count * words, sizeof(uint64_t));
    at.made = mmatch__layout_add(layout, count * words, sizeof(uint64_t));
    at.made_by_other = mmatch__layout_add(layout, other_count * other_words, sizeof(uint64_t));
    at.load = mmatch__layout_add(layout, count, sizeof(int32_t));
    at.other_load = mmatch__layout_add(layout, other_count, sizeof(int32_t));
    at.capacity = mmatch__layout_add(layout, other_count, sizeof(int32_t));
    at.unseen = mmatch__layout_add(layout, other_words, sizeof(uint64_t));
    at.unseen_others = mmatch__layout_add(layout, words, sizeof(uint64_t));
    at.has_room = mmatch__layout_add(layout, words, sizeof(uint64_t));
    at.came_from = mmatch__layout_add(layout, count, sizeof(int32_t));
    at.other_came_from = mmatch__layout_add(layout, other_count, sizeof(int32_t));
    at.queue = mmatch__layout_add(layout, count, sizeof(int32_t));
    return at;
}

void mmatch__fair_cover_open(mmatch__fair_cover *cover, const mmatch__workspace *memory,
                             const mmatch__fair_cover_slices *at, mmatch_context *context,
                             int32_t count, int32_t other_count)
{
    cover->context = context;
    cover->count = count;
    cover->other_count = other_count;
    cover->words = mmatch__bitset_word_count(other_count);
    cover->other_words = mmatch__bitset_word_count(count);
    cover->allowed = (uint64_t *)mmatch__workspace_at(memory, at->allowed);
    cover->made = (uint64_t *)mmatch__workspace_at(memory, at->made);
    cover->made_by_other = (uint64_t *)mmatch__workspace_at(memory, at->made_by_other);
    cover->load = (int32_t *)mmatch__workspace_at(memory, at->load);
    cover->other_load = (int32_t *)mmatch__workspace_at(memory, at->other_load);
    cover->capacity = (int32_t *)mmatch__workspace_at(memory, at->capacity);
    cover->unseen = (uint64_t *)mmatch__workspace_at(memory, at->unseen);
    cover->unseen_others = (uint64_t *)mmatch__workspace_at(memory, at->unseen_others);
    cover->has_room = (uint64_t *)mmatch__workspace_at(memory, at->has_room);
    cover->came_from = (int32_t *)mmatch__workspace_at(memory, at->came_from);
    cover->other_came_from = (int32_t *)mmatch__workspace_at(memory, at->other_came_from);
    cover->queue = (int32_t *)mmatch__workspace_at(memory, at->queue);
}

static uint64_t *made_with(const mmatch__fair_cover *cover, int32_t other)
{
    return cover->made_by_other + other * cover->other_words;
}

/* The lowest set bit's number. */
static int32_t lowest_bit(uint64_t word)
{
    return mmatch__bits_in_word((word & (~word + 1u)) - 1u);
}

static void note_room(mmatch__fair_cover *cover, int32_t other)
{
    if (cover->other_load[other] < cover->capacity[other]) {
        mmatch__bitset_add(cover->has_room, other);
    } else {
        mmatch__bitset_remove(cover->has_room, other);
    }
}

void mmatch__fair_cover_renew(mmatch__fair_cover *cover, bool keeps_pairs)
{
    int32_t person;
    int32_t other;
    for (person = 0; person < cover->count; person++) {
        const int64_t at = person * cover->words;
        int64_t word;
        for (word = 0; word < cover->words; word++) {
            uint64_t gone = cover->made[at + word];
            gone &= keeps_pairs ? ~cover->allowed[at + word] : ~(uint64_t)0;
            cover->made[at + word] ^= gone;
            for (; gone != 0; gone &= gone - 1u) {
                other = (int32_t)(word * 64) + lowest_bit(gone);
                mmatch__bitset_remove(made_with(cover, other), person);
                cover->other_load[other]--;
                cover->load[person]--;
            }
        }
    }
    for (other = 0; other < cover->other_count; other++) {
        note_room(cover, other);
    }
}

/* Flips the path that ends in `other`, which has room. */
static void flip_cover_path(mmatch__fair_cover *cover, int32_t other)
{
    cover->other_load[other]++;
    note_room(cover, other);
    for (;;) {
        const int32_t person = cover->other_came_from[other];
        const int32_t before = cover->came_from[person];
        mmatch__bitset_add(cover->made + person * cover->words, other);
        mmatch__bitset_add(made_with(cover, other), person);
        if (before < 0) {
            cover->load[person]++;
            return;
        }
        mmatch__bitset_remove(cover->made + person * cover->words, before);
        mmatch__bitset_remove(made_with(cover, before), person);
        other = before;
    }
}

/* An other with room that this person may have; -1: none. */
static int32_t find_room(const mmatch__fair_cover *cover, int32_t person)
{
    const int64_t at = person * cover->words;
    int64_t word;
    for (word = 0; word < cover->words; word++) {
        const uint64_t bits = cover->allowed[at + word] & ~cover->made[at + word] &
                              cover->unseen_others[word] & cover->has_room[word];
        if (bits != 0) {
            return (int32_t)(word * 64) + lowest_bit(bits);
        }
    }
    return -1;
}

/* Queues everybody who shares a full other with this person; returns the new end of the queue. */
static int32_t queue_rivals(mmatch__fair_cover *cover, int32_t person, int32_t end)
{
    const int64_t at = person * cover->words;
    int64_t word;
    for (word = 0; word < cover->words; word++) {
        uint64_t bits =
            cover->allowed[at + word] & ~cover->made[at + word] & cover->unseen_others[word];
        cover->unseen_others[word] &= ~bits;
        for (; bits != 0; bits &= bits - 1u) {
            const int32_t other = (int32_t)(word * 64) + lowest_bit(bits);
            const uint64_t *const partners = made_with(cover, other);
            int64_t rival_word;
            cover->other_came_from[other] = person;
            for (rival_word = 0; rival_word < cover->other_words; rival_word++) {
                uint64_t rivals = partners[rival_word] & cover->unseen[rival_word];
                cover->unseen[rival_word] &= ~rivals;
                for (; rivals != 0; rivals &= rivals - 1u) {
                    const int32_t rival = (int32_t)(rival_word * 64) + lowest_bit(rivals);
                    cover->came_from[rival] = other;
                    cover->queue[end++] = rival;
                }
            }
        }
    }
    return end;
}

/* One search; true when it gave the person a partner more. */
static bool search_partner(mmatch__fair_cover *cover, int32_t person)
{
    int32_t begin = 0;
    int32_t end = 0;
    mmatch__bitset_remove(cover->unseen, person);
    cover->came_from[person] = -1;
    cover->queue[end++] = person;
    while (begin < end) {
        const int32_t at = cover->queue[begin++];
        const int32_t room = find_room(cover, at);
        if (room >= 0) {
            mmatch__bitset_remove(cover->unseen_others, room);
            cover->other_came_from[room] = at;
            flip_cover_path(cover, room);
            return true;
        }
        end = queue_rivals(cover, at, end);
    }
    return false;
}

mmatch_poll_answer mmatch__fair_cover_grow(mmatch__fair_cover *cover, const int32_t *need,
                                           int64_t *units_out)
{
    mmatch_poll_answer answer = MMATCH_POLL_CONTINUE;
    bool is_gaining = true;
    while (is_gaining && answer == MMATCH_POLL_CONTINUE) {
        int32_t person;
        is_gaining = false;
        memset(cover->unseen, 0xff, (size_t)cover->other_words * sizeof(uint64_t));
        memset(cover->unseen_others, 0xff, (size_t)cover->words * sizeof(uint64_t));
        for (person = 0; person < cover->count && answer == MMATCH_POLL_CONTINUE; person++) {
            if (cover->load[person] < need[person] && mmatch__bitset_has(cover->unseen, person)) {
                is_gaining = search_partner(cover, person) || is_gaining;
                answer = mmatch__poll(cover->context, (uint64_t)cover->words * 4u);
            }
        }
    }
    *units_out = 0;
    for (int32_t person = 0; person < cover->count; person++) {
        *units_out += cover->load[person] < need[person] ? cover->load[person] : need[person];
    }
    return answer;
}
