/* Improve: the one change in one person's answers that would raise what a criterion gives a pair most.
 *
 * Idea         A change is tried by the same reckoning that scores: what it gives is what the pair would get. Sets need the
 *              sums alone, which a change of one item moves; everything else is tried on a copy of the two answers.
 * Invariants   I1 a change is told only if it lifts that the criterion rules the pair out, or brings more points without that;
 *              I2 of equal changes the first is told, in the order of items, slots and codes.
 * Complexity   a pair: the answers of both, for blocks of hours and trees squared. */
#include <string.h>

#include "base/bitset.h"
#include "fit/criterion.h"

/* The best change so far. */
typedef struct best_change {
    int32_t kind;
    int32_t item;
    int32_t level;
    double value;
    int32_t points;
    bool is_ruled_out;
} best_change;

static void offer(best_change *best, int32_t kind, int32_t item, int32_t level, double value, int32_t points,
                  bool is_ruled_out)
{
    const bool is_better = best->is_ruled_out ? !is_ruled_out : !is_ruled_out && points > best->points;
    if (is_better) {
        best->kind = kind;
        best->item = item;
        best->level = level;
        best->value = value;
        best->points = points;
        best->is_ruled_out = is_ruled_out;
    }
}

/* Sets */

/* How far a level of an item of this side counts towards the whole. */
static bool counts_to_whole(const fit_criterion *criterion, int side, int32_t item)
{
    switch (criterion->whole) {
    case FIT_WHOLE_ROWS:
        return side == FIT_ROWS;
    case FIT_WHOLE_COLUMNS:
        return side == FIT_COLUMNS;
    case FIT_WHOLE_WANTED: /* what rows want is even, what columns want is odd */
        return (item % 2 == 0) == (side == FIT_ROWS);
    default:
        return criterion->whole == FIT_WHOLE_BOTH;
    }
}

/* The pair's sums, and what one person's level of an item would make of them. */
typedef struct set_sums {
    int64_t met;
    int64_t part[FIT_SIDES];
    int64_t length[FIT_SIDES];
} set_sums;

static void try_level(const fit_criterion *criterion, int side, const set_sums *sums, int32_t item, int32_t own, int32_t other,
                      int32_t level, best_change *best)
{
    const int64_t met = sums->met - (own < other ? own : other) + (level < other ? level : other);
    const int64_t length = sums->length[side] + (level > 0) - (own > 0);
    const int32_t user_item = criterion->whole == FIT_WHOLE_WANTED ? item / 2 : item;
    const bool is_wanted = criterion->whole == FIT_WHOLE_WANTED && (item % 2 == 0) == (side == FIT_ROWS);
    const int32_t kind = criterion->whole != FIT_WHOLE_WANTED ? MMATCH_CHANGE_ITEM
                         : is_wanted                          ? MMATCH_CHANGE_WANTED
                                                              : MMATCH_CHANGE_OFFERED;
    int64_t part[FIT_SIDES] = {sums->part[FIT_ROWS], sums->part[FIT_COLUMNS]};
    bool is_ruled_out;
    int32_t points;
    if (length == 0 || sums->length[FIT_COLUMNS - side] == 0) {
        return; /* an answer would be missing */
    }
    part[side] += counts_to_whole(criterion, side, item) ? level - own : 0;
    points = mmatch__fit_points_of_sets(criterion, met, part[FIT_ROWS], part[FIT_COLUMNS], &is_ruled_out);
    offer(best, kind, user_item, level, 0, points, is_ruled_out);
}

/* Every item of either set: to the level of the other, or off the list. */
static void try_sets(const fit_criterion *criterion, int side, const int64_t *person, best_change *best)
{
    const int other = FIT_COLUMNS - side;
    const int32_t *const items[FIT_SIDES] = {criterion->items[FIT_ROWS], criterion->items[FIT_COLUMNS]};
    int64_t at[FIT_SIDES];
    int64_t end[FIT_SIDES];
    set_sums sums = {0, {0, 0}, {0, 0}};
    int pass;
    for (pass = 0; pass < 2; pass++) {
        int k;
        for (k = 0; k < FIT_SIDES; k++) {
            at[k] = criterion->offsets[k][person[k]];
            end[k] = criterion->offsets[k][person[k] + 1];
            sums.part[k] = criterion->whole_part[k][person[k]];
            sums.length[k] = end[k] - at[k];
        }
        while (at[side] < end[side] || at[other] < end[other]) {
            const int32_t own_item = at[side] < end[side] ? items[side][at[side]] : INT32_MAX;
            const int32_t other_item = at[other] < end[other] ? items[other][at[other]] : INT32_MAX;
            const int32_t item = own_item < other_item ? own_item : other_item;
            /* an item of the largest number may be there too, so the ends are asked, not the items */
            const bool is_own = at[side] < end[side] && own_item == item;
            const bool is_others = at[other] < end[other] && other_item == item;
            const int32_t own_level = is_own ? criterion->levels[side][at[side]] : 0;
            const int32_t other_level = is_others ? criterion->levels[other][at[other]] : 0;
            if (pass == 0) {
                sums.met += own_level < other_level ? own_level : other_level;
            } else {
                if (is_others && own_level != other_level) {
                    try_level(criterion, side, &sums, item, own_level, other_level, other_level, best);
                }
                if (is_own) {
                    try_level(criterion, side, &sums, item, own_level, other_level, 0, best);
                }
            }
            at[side] += is_own;
            at[other] += is_others;
        }
    }
}

/* Taxonomy; see taxonomy.c. */

/* Steps from one item to another; above criterion->steps when they are further. */
static int32_t steps_between(const fit_criterion *criterion, int32_t from, int32_t to)
{
    int32_t best = criterion->steps + 1;
    int32_t up;
    for (up = 0; from >= 0 && up < best; up++) {
        int32_t item = to;
        int32_t down;
        for (down = 0; item >= 0 && up + down < best; down++) {
            if (item == from) {
                best = up + down;
            }
            item = criterion->parent_of_item[item];
        }
        from = criterion->parent_of_item[from];
    }
    return best;
}

/* Points when one of the offers is the nearest to each item that is wanted; the item `without` is not wanted,
 * `also` is wanted too, `offered` is offered too; -1: none. */
static int32_t points_of_tree(const fit_criterion *criterion, const int64_t *person, int32_t without, int32_t also,
                              int32_t offered, bool *is_ruled_out_out)
{
    const int wanting = criterion->wanting;
    const int offering = FIT_COLUMNS - wanting;
    const int64_t end = criterion->offsets[wanting][person[wanting] + 1];
    const int64_t offers_end = criterion->offsets[offering][person[offering] + 1];
    int64_t saved = 0;
    int64_t count = 0;
    bool is_met = true;
    int64_t k = criterion->offsets[wanting][person[wanting]];
    for (; k <= end; k++) {
        const int32_t item = k < end ? criterion->items[wanting][k] : also;
        int32_t steps = offered < 0 ? criterion->steps + 1 : steps_between(criterion, item, offered);
        int64_t o;
        if (item < 0 || item == without) {
            continue;
        }
        for (o = criterion->offsets[offering][person[offering]]; o < offers_end; o++) {
            if (criterion->levels[offering][o] == 0) { /* an offer, not what lies above one */
                const int32_t way = steps_between(criterion, item, criterion->items[offering][o]);
                steps = way < steps ? way : steps;
            }
        }
        saved += steps < criterion->steps ? criterion->steps - steps : 0;
        is_met = is_met && steps <= criterion->steps;
        count++;
    }
    *is_ruled_out_out = criterion->is_must && !is_met;
    return criterion->is_must ? 0 : mmatch__fit_points_of_fraction(criterion->points, saved, count * criterion->steps);
}

static bool is_wanted_already(const fit_criterion *criterion, const int64_t *person, int32_t item)
{
    const int wanting = criterion->wanting;
    const int64_t end = criterion->offsets[wanting][person[wanting] + 1];
    int64_t k = criterion->offsets[wanting][person[wanting]];
    while (k < end && criterion->items[wanting][k] != item) {
        k++;
    }
    return k < end;
}

static void try_tree(const fit_criterion *criterion, int side, const int64_t *person, best_change *best)
{
    const int wanting = criterion->wanting;
    const int offering = FIT_COLUMNS - wanting;
    const int64_t wants = criterion->offsets[wanting][person[wanting] + 1] - criterion->offsets[wanting][person[wanting]];
    const int64_t offers =
        criterion->offsets[offering][person[offering] + 1] - criterion->offsets[offering][person[offering]];
    bool is_ruled_out;
    int64_t k;
    if (side == offering && wants > 0) {
        for (k = 0; k < wants; k++) {
            const int32_t item = criterion->items[wanting][criterion->offsets[wanting][person[wanting]] + k];
            const int32_t points = points_of_tree(criterion, person, -1, -1, item, &is_ruled_out);
            offer(best, MMATCH_CHANGE_ITEM, item, 1, 0, points, is_ruled_out);
        }
    }
    if (side == wanting && offers > 0) {
        for (k = 0; k < offers; k++) {
            const int64_t place = criterion->offsets[offering][person[offering]] + k;
            const int32_t item = criterion->items[offering][place];
            if (criterion->levels[offering][place] == 0 && !is_wanted_already(criterion, person, item)) {
                const int32_t points = points_of_tree(criterion, person, -1, item, -1, &is_ruled_out);
                offer(best, MMATCH_CHANGE_ITEM, item, 1, 0, points, is_ruled_out);
            }
        }
        for (k = 0; k < wants && wants > 1; k++) {
            const int32_t item = criterion->items[wanting][criterion->offsets[wanting][person[wanting]] + k];
            const int32_t points = points_of_tree(criterion, person, item, -1, -1, &is_ruled_out);
            offer(best, MMATCH_CHANGE_ITEM, item, 0, 0, points, is_ruled_out);
        }
    }
}

/* Single answers: tried on a criterion of these two people alone. */

static void try_codes(const fit_criterion *criterion, int side, const int64_t *person, best_change *best)
{
    const int other = FIT_COLUMNS - side;
    const int32_t given = criterion->codes[other][person[other]];
    int32_t codes[FIT_SIDES];
    fit_criterion probe = *criterion;
    int64_t code = given;
    int64_t end = code + 1;
    probe.codes[FIT_ROWS] = &codes[FIT_ROWS];
    probe.codes[FIT_COLUMNS] = &codes[FIT_COLUMNS];
    codes[other] = given;
    if (given < 0) {
        return;
    }
    if (criterion->kind == FIT_COMPATIBLE) {
        code = 0;
        end = side == FIT_COLUMNS ? criterion->column_code_count : criterion->row_code_count;
    }
    for (; code < end; code++) {
        const bool is_different = criterion->kind == FIT_DIFFERENT;
        bool is_ruled_out;
        int32_t points;
        codes[side] = is_different ? (given == 0 ? 1 : 0) : (int32_t)code;
        points = mmatch__fit_points(&probe, 0, 0, &is_ruled_out);
        offer(best, is_different ? MMATCH_CHANGE_OTHER : MMATCH_CHANGE_CODE, (int32_t)code, 0, 0, points, is_ruled_out);
    }
}

static void try_numbers(const fit_criterion *criterion, int side, const int64_t *person, best_change *best)
{
    const int other = FIT_COLUMNS - side;
    double values[FIT_SIDES];
    fit_criterion probe = *criterion;
    bool is_ruled_out;
    int32_t points;
    probe.values[FIT_ROWS] = &values[FIT_ROWS];
    probe.values[FIT_COLUMNS] = &values[FIT_COLUMNS];
    values[other] = criterion->values[other][person[other]];
    values[side] = side == FIT_COLUMNS ? values[other] + criterion->ideal : values[other] - criterion->ideal;
    if (values[other] == values[other]) {
        points = mmatch__fit_points(&probe, 0, 0, &is_ruled_out);
        offer(best, MMATCH_CHANGE_NUMBER, -1, 0, values[side], points, is_ruled_out);
    }
}

static void try_slots(const fit_criterion *criterion, int side, const int64_t *person, best_change *best)
{
    const int other = FIT_COLUMNS - side;
    const uint64_t *const theirs = criterion->words[other] + person[other] * criterion->word_count;
    const uint64_t *const own = criterion->words[side] + person[side] * criterion->word_count;
    uint64_t words[FIT_SIDES][FIT_WEEK_WORDS];
    bool has_hours[FIT_SIDES];
    fit_criterion probe = *criterion;
    int32_t slot;
    int k;
    for (k = 0; k < FIT_SIDES; k++) {
        probe.words[k] = words[k];
        probe.has_hours[k] = &has_hours[k];
        has_hours[k] = k == side || criterion->has_hours[k][person[k]];
    }
    memcpy(words[other], theirs, (size_t)criterion->word_count * sizeof *words[other]);
    memcpy(words[side], own, (size_t)criterion->word_count * sizeof *words[side]);
    for (slot = 0; slot < criterion->slot_count; slot++) {
        if (mmatch__bitset_has(theirs, slot) && !mmatch__bitset_has(own, slot)) {
            bool is_ruled_out;
            int32_t points;
            mmatch__bitset_add(words[side], slot);
            points = mmatch__fit_points(&probe, 0, 0, &is_ruled_out);
            mmatch__bitset_remove(words[side], slot);
            offer(best, MMATCH_CHANGE_SLOT, slot, 0, 0, points, is_ruled_out);
        }
    }
}

static void try_formats(const fit_criterion *criterion, int side, const int64_t *person, best_change *best)
{
    int32_t codes[FIT_SIDES];
    fit_criterion probe = *criterion;
    int k;
    for (k = 0; k < FIT_SIDES; k++) {
        codes[k] = criterion->codes[k][person[k]];
        probe.codes[k] = &codes[k];
        probe.places[k] = criterion->places[k] == NULL ? NULL : criterion->places[k] + 3 * person[k];
    }
    for (codes[side] = 1; codes[side] <= (MMATCH_FORMAT_VIRTUAL | MMATCH_FORMAT_IN_PERSON); codes[side]++) {
        bool is_ruled_out;
        const int32_t points = mmatch__fit_points(&probe, 0, 0, &is_ruled_out);
        offer(best, MMATCH_CHANGE_FORMAT, codes[side], 0, 0, points, is_ruled_out);
    }
}

static void find_change(const fit_criterion *criterion, int side, const int64_t *person, best_change *best)
{
    switch (criterion->kind) {
    case FIT_OVERLAP:
    case FIT_JACCARD:
    case FIT_SHARED_ITEMS:
        try_sets(criterion, side, person, best);
        return;
    case FIT_TAXONOMY:
        try_tree(criterion, side, person, best);
        return;
    case FIT_SAME:
    case FIT_DIFFERENT:
    case FIT_COMPATIBLE:
        try_codes(criterion, side, person, best);
        return;
    case FIT_CLOSE:
    case FIT_GAP:
        try_numbers(criterion, side, person, best);
        return;
    case FIT_SHARED_HOURS:
    case FIT_SHARED_BLOCK:
        try_slots(criterion, side, person, best);
        return;
    case FIT_FORMAT:
        try_formats(criterion, side, person, best);
        return;
    case FIT_RANKING:
        if (criterion->is_silent[side] != NULL) {
            offer(best, MMATCH_CHANGE_RANK, -1, 0, 0, criterion->is_must ? 0 : criterion->points, false);
        }
        return;
    case FIT_SIMILARITY:
    case FIT_LISTED:
    case FIT_MATRIX:
    case FIT_REPORTING_LINE:
        return; /* no answer of one person to change */
    }
}

mmatch_status mmatch_fit_improve(mmatch_context *context, const mmatch_fit *fit, int64_t row, int64_t column,
                                 int32_t *changes_out, double *values_out)
{
    const int64_t person[FIT_SIDES] = {row, column};
    const mmatch_status status = mmatch__fit_begin_pair(context, fit, row, column, changes_out, "changes_out");
    int32_t k;
    if (status != MMATCH_OK) {
        return status;
    }
    for (k = 0; k < fit->criterion_count; k++) {
        int side;
        for (side = 0; side < FIT_SIDES; side++) {
            int32_t *const change = changes_out + (FIT_SIDES * k + side) * MMATCH_CHANGE_NUMBERS;
            best_change best = {MMATCH_CHANGE_NONE, -1, 0, 0, 0, false};
            best.points = mmatch__fit_points(&fit->criteria[k], row, column, &best.is_ruled_out);
            find_change(&fit->criteria[k], side, person, &best);
            change[MMATCH_CHANGE_KIND] = best.kind;
            change[MMATCH_CHANGE_OF] = best.item;
            change[MMATCH_CHANGE_LEVEL] = best.level;
            change[MMATCH_CHANGE_POINTS] = best.points;
            change[MMATCH_CHANGE_RULED_OUT] = best.is_ruled_out ? 1 : 0;
            if (values_out != NULL) {
                values_out[FIT_SIDES * k + side] = best.value;
            }
        }
    }
    return MMATCH_OK;
}
