/* Points of a pair, criterion by criterion.
 *
 * Problem      Given the attributes of a row and a column, the integer points 0..P of one criterion, and whether it rules
 *              the pair out.
 * Idea         Each kind of criterion yields a share in 0..1 as an exact fraction or, for numeric attributes, in float64;
 *              points are P times the share, rounded half up. A must gives no points and asks instead whether the
 *              share is full (numeric: not beyond the span).
 * Invariants   I1 points depend on the two people and the criterion alone, so a row computed twice is the same;
 *              I2 0 <= points <= P.
 * Complexity   overlap: length of both sets; shared hours: words of a week; all others constant. */
#include <assert.h>
#include <math.h>

#include "base/bitset.h"
#include "fit/criterion.h"
#include "fit/kernels.h"

int32_t mmatch__fit_points_of_fraction(int32_t points, int64_t part, int64_t whole)
{
    return (int32_t)((2 * (int64_t)points * part + whole) / (2 * whole));
}

static inline fit_share share_of_common(const fit_criterion *criterion, int64_t common)
{
    const int64_t counted = common < criterion->full ? common : criterion->full;
    fit_share share = {0, counted == criterion->full, false};
    share.points = mmatch__fit_points_of_fraction(criterion->points, counted, criterion->full);
    /* too few rule a pair out whether the criterion is a must or not: see judge_share */
    if (common < criterion->at_least) {
        share.points = FIT_RULED_OUT;
        share.is_met = false;
    }
    return share;
}

static inline fit_share share_of_met(const fit_criterion *criterion, int64_t met, int64_t row_part, int64_t column_part)
{
    const int64_t whole = row_part + column_part - (criterion->kind == FIT_JACCARD ? met : 0);
    fit_share share = {0, met >= whole, whole == 0};
    if (criterion->kind == FIT_SHARED_ITEMS) {
        return share_of_common(criterion, met);
    }
    if (whole > 0) {
        /* tables are filled for counts that no pair has, too */
        share.points = mmatch__fit_points_of_fraction(criterion->points, met < whole ? met : whole, whole);
    }
    return share;
}

static inline fit_share share_of_sets(const fit_criterion *criterion, int64_t row, int64_t column)
{
    const int32_t *const wanted = criterion->items[FIT_ROWS];
    const int32_t *const offered = criterion->items[FIT_COLUMNS];
    const int64_t wanted_end = criterion->offsets[FIT_ROWS][row + 1];
    const int64_t offered_end = criterion->offsets[FIT_COLUMNS][column + 1];
    int64_t w = criterion->offsets[FIT_ROWS][row];
    int64_t o = criterion->offsets[FIT_COLUMNS][column];
    int64_t met = 0;
    fit_share share = {0, false, w == wanted_end || o == offered_end};
    if (share.is_missing) {
        return share;
    }
    while (w < wanted_end && o < offered_end) {
        if (wanted[w] == offered[o]) {
            const int32_t need = criterion->levels[FIT_ROWS][w];
            const int32_t have = criterion->levels[FIT_COLUMNS][o];
            met += have < need ? have : need;
            w++;
            o++;
        } else if (wanted[w] < offered[o]) {
            w++;
        } else {
            o++;
        }
    }
    return share_of_met(criterion, met, criterion->whole_part[FIT_ROWS][row], criterion->whole_part[FIT_COLUMNS][column]);
}

static inline fit_share share_of_codes(const fit_criterion *criterion, int64_t row, int64_t column)
{
    const int32_t a = criterion->codes[FIT_ROWS][row];
    const int32_t b = criterion->codes[FIT_COLUMNS][column];
    fit_share share = {0, (a == b) == (criterion->kind == FIT_SAME), a < 0 || b < 0};
    share.points = share.is_met ? criterion->points : 0;
    return share;
}

static inline fit_share share_of_numbers(const fit_criterion *criterion, int64_t row, int64_t column)
{
    const double a = criterion->values[FIT_ROWS][row];
    const double b = criterion->values[FIT_COLUMNS][column];
    const double span = criterion->span;
    const double distance = fabs(b - a - criterion->ideal);
    fit_share share = {0, distance <= span, a != a || b != b};
    if (share.is_missing || !share.is_met) {
        return share;
    }
    /* one subtraction, one product, one quotient: the same bytes on every machine */
    share.points = span > 0 ? (int32_t)floor((double)criterion->points * (span - distance) / span + 0.5)
                            : criterion->points;
    return share;
}

static inline fit_share share_of_hours(const fit_criterion *criterion, int64_t row, int64_t column)
{
    const int32_t words = criterion->word_count;
    const int64_t common = mmatch__bitset_count_common(criterion->words[FIT_ROWS] + row * words,
                                                       criterion->words[FIT_COLUMNS] + column * words, words);
    fit_share share = share_of_common(criterion, common);
    share.is_missing = !criterion->has_hours[FIT_ROWS][row] || !criterion->has_hours[FIT_COLUMNS][column];
    return share;
}

/* The longest run of slots both have; the week goes round, so that Sunday night runs on into Monday. Slots that are both
 * set and follow one that is are the runs without their first: as often as that leaves some, so long is the longest. */
static inline fit_share share_of_block(const fit_criterion *criterion, int64_t row, int64_t column)
{
    const uint64_t *const a = criterion->words[FIT_ROWS] + row * criterion->word_count;
    const uint64_t *const b = criterion->words[FIT_COLUMNS] + column * criterion->word_count;
    const int32_t last = criterion->slot_count - 1;
    const int32_t enough = criterion->full > criterion->at_least ? criterion->full : criterion->at_least;
    uint64_t left[FIT_WEEK_WORDS];
    uint64_t any = 0;
    int32_t longest = 0;
    int32_t word;
    fit_share share;
    for (word = 0; word < criterion->word_count; word++) {
        left[word] = a[word] & b[word];
        any |= left[word];
    }
    for (; any != 0 && longest < enough; longest++) {
        const uint64_t round = (left[last / 64] >> (last % 64)) & 1u;
        any = 0;
        for (word = criterion->word_count - 1; word >= 0; word--) {
            left[word] &= (left[word] << 1) | (word > 0 ? left[word - 1] >> 63 : round);
            any |= left[word];
        }
    }
    share = share_of_common(criterion, longest);
    share.is_missing = !criterion->has_hours[FIT_ROWS][row] || !criterion->has_hours[FIT_COLUMNS][column];
    return share;
}

static inline fit_share share_of_sign(int32_t sign)
{
    const fit_share share = {sign > 0 ? sign : sign == FIT_RULED_OUT ? FIT_RULED_OUT : 0, sign > 0, sign == FIT_MISSING};
    return share;
}

static inline fit_share share_of_compatible(const fit_criterion *criterion, int64_t row, int64_t column)
{
    const int32_t a = criterion->codes[FIT_ROWS][row];
    const int32_t b = criterion->codes[FIT_COLUMNS][column];
    return share_of_sign(a < 0 || b < 0 ? FIT_MISSING : criterion->table[(int64_t)a * criterion->column_code_count + b]);
}

static inline fit_share share_of_reporting_line(const fit_criterion *criterion, int64_t row, int64_t column)
{
    const int32_t a = criterion->enter[FIT_ROWS][row];
    const int32_t b = criterion->enter[FIT_COLUMNS][column];
    const bool is_in_line = a >= 0 && b >= 0 &&
                            ((a <= b && b < criterion->leave[FIT_ROWS][row]) ||
                             (b <= a && a < criterion->leave[FIT_COLUMNS][column]));
    const fit_share share = {0, !is_in_line, false};
    return share;
}

static inline fit_share share_of_vectors(const fit_criterion *criterion, int64_t row, int64_t column)
{
    const int64_t width = 2 * (int64_t)criterion->pair_count;
    const int16_t *const a = criterion->vectors[FIT_ROWS] + row * width;
    const int16_t *const b = criterion->vectors[FIT_COLUMNS] + column / FIT_TILE * FIT_TILE * width + column % FIT_TILE * 2;
    int64_t level = 0;
    double above;
    fit_share share = {0, false,
                       criterion->is_vector_missing[FIT_ROWS][row] || criterion->is_vector_missing[FIT_COLUMNS][column]};
    int64_t d;
    for (d = 0; d < width; d++) {
        level += (int64_t)a[d] * b[d / 2 * (2 * FIT_TILE) + d % 2];
    }
    above = (double)level - criterion->least_level;
    share.is_met = above >= 0;
    above = above < 0 ? 0 : above > criterion->level_range ? criterion->level_range : above;
    share.points = (int32_t)floor(above * criterion->points_per_level + 0.5);
    return share;
}

/* Share of the points and rules of a must, a missing answer and too few hours: the last word on a pair. */
static inline int32_t judge_share(const fit_criterion *criterion, fit_share share, bool *is_ruled_out_out)
{
    bool is_ruled_out = criterion->is_must && !share.is_met;
    int32_t points = share.points;
    if (share.is_missing) {
        /* ZERO judges the pair as having nothing in common */
        is_ruled_out = criterion->missing == MMATCH_MISSING_RULE_OUT ||
                       (criterion->missing == MMATCH_MISSING_ZERO &&
                        (criterion->is_must || criterion->at_least > 0));
        points = criterion->missing == MMATCH_MISSING_NEUTRAL ? criterion->points / 2 : 0;
    } else if (points < 0) {
        is_ruled_out = true;
        points = 0;
    }
    *is_ruled_out_out = is_ruled_out;
    assert(points >= 0 && points <= criterion->points);
    return criterion->is_must ? 0 : points;
}

/* The comparison of a kind; a switch where it is called with a constant, so that it is inlined there. */
static inline fit_share share_of(const fit_criterion *criterion, fit_kind kind, int64_t row, int64_t column)
{
    switch (kind) {
    case FIT_OVERLAP:
    case FIT_JACCARD:
    case FIT_SHARED_ITEMS:
        return share_of_sets(criterion, row, column);
    case FIT_SAME:
    case FIT_DIFFERENT:
        return share_of_codes(criterion, row, column);
    case FIT_COMPATIBLE:
        return share_of_compatible(criterion, row, column);
    case FIT_CLOSE:
    case FIT_GAP:
        return share_of_numbers(criterion, row, column);
    case FIT_SHARED_HOURS:
        return share_of_hours(criterion, row, column);
    case FIT_SHARED_BLOCK:
        return share_of_block(criterion, row, column);
    case FIT_SIMILARITY:
        return share_of_vectors(criterion, row, column);
    case FIT_TAXONOMY:
        return mmatch__fit_share_of_taxonomy(criterion, row, column);
    case FIT_FORMAT:
        return mmatch__fit_share_of_format(criterion, row, column);
    case FIT_RANKING:
    case FIT_LISTED:
    case FIT_MATRIX:
        return mmatch__fit_share_of_pair(criterion, row, column);
    case FIT_REPORTING_LINE:
        break;
    }
    return share_of_reporting_line(criterion, row, column);
}

int32_t mmatch__fit_points(const fit_criterion *criterion, int64_t row, int64_t column, bool *is_ruled_out_out)
{
    return judge_share(criterion, share_of(criterion, criterion->kind, row, column), is_ruled_out_out);
}

int32_t mmatch__fit_points_of_sets(const fit_criterion *criterion, int64_t met, int64_t row_part, int64_t column_part,
                                   bool *is_ruled_out_out)
{
    return judge_share(criterion, share_of_met(criterion, met, row_part, column_part), is_ruled_out_out);
}

int32_t mmatch__fit_points_of_hours(const fit_criterion *criterion, int64_t common, bool *is_ruled_out_out)
{
    return judge_share(criterion, share_of_common(criterion, common), is_ruled_out_out);
}

int32_t mmatch__fit_points_of_sign(const fit_criterion *criterion, int32_t sign, bool *is_ruled_out_out)
{
    return judge_share(criterion, share_of_sign(sign), is_ruled_out_out);
}

bool mmatch__fit_is_share(double share)
{
    return share != share || share == -1 || (share >= 0 && share <= 1);
}

int32_t mmatch__fit_points_of_share(const fit_criterion *criterion, double share)
{
    if (share != share) {
        return FIT_MISSING;
    }
    if (share < 0) {
        return FIT_RULED_OUT;
    }
    if (criterion->is_must) {
        return share > 0 ? criterion->points : 0;
    }
    return (int32_t)floor(criterion->points * share + 0.5);
}

double mmatch__fit_units(int32_t points, bool is_ruled_out, double scale)
{
    return is_ruled_out ? -(double)INFINITY : points * scale;
}

double mmatch__fit_units_missing(const fit_criterion *criterion, double scale)
{
    bool is_ruled_out;
    const int32_t points = mmatch__fit_points_of_sign(criterion, FIT_MISSING, &is_ruled_out);
    return mmatch__fit_units(points, is_ruled_out, scale);
}

bool mmatch__fit_is_missing(const fit_criterion *criterion, int side, int64_t person)
{
    switch (criterion->kind) {
    case FIT_OVERLAP:
    case FIT_JACCARD:
    case FIT_SHARED_ITEMS:
    case FIT_TAXONOMY:
        return criterion->offsets[side][person] == criterion->offsets[side][person + 1];
    case FIT_SAME:
    case FIT_DIFFERENT:
    case FIT_COMPATIBLE:
        return criterion->codes[side][person] < 0;
    case FIT_FORMAT:
        return criterion->codes[side][person] == 0;
    case FIT_CLOSE:
    case FIT_GAP:
        return criterion->values[side][person] != criterion->values[side][person];
    case FIT_SHARED_HOURS:
    case FIT_SHARED_BLOCK:
        return !criterion->has_hours[side][person];
    case FIT_SIMILARITY:
        return criterion->is_vector_missing[side][person];
    case FIT_RANKING:
        return criterion->is_silent[side] != NULL && criterion->is_silent[side][person];
    case FIT_LISTED:
    case FIT_MATRIX:
    case FIT_REPORTING_LINE:
        break;
    }
    return false;
}

/* The loop over a row; inlined once per kind, so that the comparison is inlined into the loop. */
static inline void add_row_of(const fit_criterion *criterion, fit_kind kind, int64_t row, int64_t column_count, double scale,
                              double *units)
{
    int64_t column;
    for (column = 0; column < column_count; column++) {
        if (units[column] >= 0) {
            bool is_ruled_out;
            const int32_t points = judge_share(criterion, share_of(criterion, kind, row, column), &is_ruled_out);
            units[column] = is_ruled_out ? -(double)INFINITY : units[column] + points * scale;
        }
    }
}

void mmatch__fit_add_row(const fit_criterion *criterion, int64_t row, int64_t column_count, double scale, double *units)
{
    switch (criterion->kind) {
    case FIT_OVERLAP:
    case FIT_JACCARD:
    case FIT_SHARED_ITEMS:
        add_row_of(criterion, FIT_OVERLAP, row, column_count, scale, units);
        return;
    case FIT_SHARED_HOURS:
        add_row_of(criterion, FIT_SHARED_HOURS, row, column_count, scale, units);
        return;
    case FIT_SHARED_BLOCK:
        add_row_of(criterion, FIT_SHARED_BLOCK, row, column_count, scale, units);
        return;
    case FIT_TAXONOMY:
        add_row_of(criterion, FIT_TAXONOMY, row, column_count, scale, units);
        return;
    default:
        add_row_of(criterion, criterion->kind, row, column_count, scale, units);
        return;
    }
}
