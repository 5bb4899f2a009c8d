/* The inside of a fit: criteria with the attributes they compare, ready to give points to any pair.
 *
 * One file per family of criteria checks and copies its attributes; points.c compares them. A criterion owns one block
 * with everything in it. A fit is its object and an array of criteria, which grows when one is added. */
#ifndef MMATCH_FIT_CRITERION_H
#define MMATCH_FIT_CRITERION_H

#include "base/context.h"
#include "mentormatch/fit.h"

typedef enum fit_kind {
    FIT_OVERLAP,
    FIT_SAME,
    FIT_DIFFERENT,
    FIT_CLOSE,
    FIT_GAP,
    FIT_SHARED_HOURS,
    FIT_REPORTING_LINE,
    FIT_SIMILARITY,
    FIT_JACCARD,
    FIT_SHARED_ITEMS,
    FIT_SHARED_BLOCK,
    FIT_COMPATIBLE,
    FIT_TAXONOMY,
    FIT_FORMAT,
    FIT_RANKING,
    FIT_LISTED,
    FIT_MATRIX
} fit_kind;

enum { FIT_ROWS = 0, FIT_COLUMNS = 1, FIT_SIDES = 2 };
enum { FIT_WEEK_WORDS = 11 }; /* the most: slots of 15 minutes */

/* Whose levels count towards the whole of a criterion on sets. */
typedef enum fit_whole {
    FIT_WHOLE_NONE,    /* items in common */
    FIT_WHOLE_ROWS,    /* overlap */
    FIT_WHOLE_COLUMNS, /* overlap the other way */
    FIT_WHOLE_BOTH,    /* Jaccard's index */
    FIT_WHOLE_WANTED   /* overlap both ways: items are doubled, even where the row wants, odd where the column does */
} fit_whole;

/* What stands for points where a caller's share says more than how many. */
enum { FIT_RULED_OUT = -1, FIT_MISSING = -2 };

/* Which arrays are there depends on the kind; all lie in the criterion's block. Index [FIT_ROWS] or [FIT_COLUMNS]. */
typedef struct fit_criterion {
    mmatch__workspace memory;
    fit_kind kind;
    const char *name;
    int32_t points;  /* the most a pair can get, also of a must (which then gives none) */
    bool is_must;
    int32_t missing; /* an mmatch_missing */
    /* sets, see sets.c: items ascending in each person; level_sum is the sum of a person's levels, whole_part what counts
     * towards the whole. Taxonomy: one side has what it wants, the other what it offers and all above it, ascending, the steps
     * up to it as levels */
    int64_t *offsets[FIT_SIDES];
    int32_t *items[FIT_SIDES];
    int32_t *levels[FIT_SIDES];
    int64_t *level_sum[FIT_SIDES];
    int64_t *whole_part[FIT_SIDES];
    fit_whole whole;
    int32_t *parent_of_item; /* taxonomy: -1: none */
    int64_t item_count;
    int32_t steps;           /* taxonomy: so many bring nothing */
    int wanting;             /* taxonomy: the side that wants; the other offers */
    /* same, different, compatible: -1 is missing; format: flags of an mmatch_format, 0 is missing */
    int32_t *codes[FIT_SIDES];
    int32_t *table; /* compatible: points by the row's code, then the column's; FIT_RULED_OUT, FIT_MISSING */
    int32_t row_code_count;
    int32_t column_code_count;
    /* format: three coordinates on the unit sphere a person, NaN where unknown; NULL: no place counts */
    double *places[FIT_SIDES];
    double reach;       /* in radii of the earth */
    double reach_chord; /* the square of the straight line that belongs to it */
    /* close, gap: NaN is missing; a pair gets points while |column - row - ideal| < span */
    double *values[FIT_SIDES];
    double ideal;
    double span; /* 0: only equal values meet the criterion */
    /* shared hours and blocks, in UTC */
    int32_t slot_count; /* of a week */
    uint64_t *words[FIT_SIDES];
    int32_t word_count;
    bool *has_hours[FIT_SIDES];
    int32_t at_least; /* of these, also of shared items */
    int32_t full;
    /* reporting line: the people below a person p are those q with enter[p] <= enter[q] < leave[p]; -1: not in the tree */
    int32_t *enter[FIT_SIDES];
    int32_t *leave[FIT_SIDES];
    /* similarity: whole vectors; columns in tiles, see kernels.h; the level is their inner product */
    int16_t *vectors[FIT_SIDES];
    int32_t pair_count;
    bool *is_vector_missing[FIT_SIDES]; /* of columns padded to whole blocks */
    bool has_missing_vectors;           /* of columns */
    double least_level;                 /* from here points grow, for so many levels: */
    double level_range;
    double points_per_level;
    /* ranking and listed pairs, by row, columns ascending; table holds their points */
    int64_t *pair_offsets;
    int32_t *pair_columns;
    int32_t otherwise;          /* points of all other pairs; FIT_RULED_OUT, FIT_MISSING */
    bool *is_silent[FIT_SIDES]; /* ranking: who gave none; NULL: nobody */
    /* matrix: the caller's */
    const double *shares;
    int64_t share_stride;
} fit_criterion;

typedef struct fit_plan fit_plan;

struct mmatch_fit {
    mmatch__allocator allocator;
    int64_t row_count;
    int64_t column_count;
    fit_criterion *criteria;
    int32_t criterion_count;
    int32_t criterion_capacity;
    int64_t points_sum; /* of all criteria that are no musts */
    bool is_sealed;     /* scores were made: no more criteria */
    fit_plan *plan;     /* made with the first scores; see plan.h */
};

/* "row" or "column". */
const char *mmatch__fit_side_name(int side);
int64_t mmatch__fit_person_count(const mmatch_fit *fit, int side);

/* Starts an add function: enters the context, checks fit and options, polls, and fills what all criteria have in common; the
 * name is still the caller's. Returns MMATCH_OK or the status to return. */
mmatch_status mmatch__fit_begin(mmatch_context *context, const mmatch_fit *fit, const mmatch_criterion *given,
                                fit_kind kind, fit_criterion *criterion_out);

/* Starts a function that tells of one pair: enters the context, and checks fit, pair and where numbers go, which `name` is for
 * messages. */
mmatch_status mmatch__fit_begin_pair(mmatch_context *context, const mmatch_fit *fit, int64_t row, int64_t column,
                                     const int32_t *numbers_out, const char *name);

/* Opens the block for the name and the slices in the layout. */
mmatch_status mmatch__fit_open(mmatch_context *context, mmatch__layout *layout, fit_criterion *criterion);

/* Ends an add function: polls; the criterion becomes the fit's, or, when there is no memory or the call is cancelled,
 * is released. */
mmatch_status mmatch__fit_append(mmatch_context *context, mmatch_fit *fit, fit_criterion *criterion);

/* The points of a pair, never above criterion->points; 0 for a must. is_ruled_out_out tells whether this criterion rules
 * the pair out. */
int32_t mmatch__fit_points(const fit_criterion *criterion, int64_t row, int64_t column, bool *is_ruled_out_out);

/* The same for a whole row, pair by pair: adds the points, times scale, to units, which are sums so far; a pair that is
 * ruled out becomes -INFINITY and stays so. */
void mmatch__fit_add_row(const fit_criterion *criterion, int64_t row, int64_t column_count, double scale, double *units);

/* Whether the person's own answer is missing, whoever the other is. */
bool mmatch__fit_is_missing(const fit_criterion *criterion, int side, int64_t person);

/* Records the faults of a side's sets that show without sorting; *longest_out is the largest. */
void mmatch__fit_check_sets(mmatch_context *context, const char *name, int side, const mmatch_sets *sets, int64_t count,
                            int32_t item_most, int64_t *longest_out);

/* What sets give when both have `met` levels and the two people's parts of the whole are these, and shared hours when
 * `common` slots are; answers are there, though with a whole of 0 one is missing after all. */
int32_t mmatch__fit_points_of_sets(const fit_criterion *criterion, int64_t met, int64_t row_part, int64_t column_part,
                                   bool *is_ruled_out_out);
int32_t mmatch__fit_points_of_hours(const fit_criterion *criterion, int64_t common, bool *is_ruled_out_out);

/* What stands for a share that the caller gives: points, FIT_RULED_OUT or FIT_MISSING. A must has all points or none. */
int32_t mmatch__fit_points_of_share(const fit_criterion *criterion, double share);
bool mmatch__fit_is_share(double share);
/* Points from what stands for them. */
int32_t mmatch__fit_points_of_sign(const fit_criterion *criterion, int32_t sign, bool *is_ruled_out_out);

/* What a comparison says before weights: how much of the points, and whether a must is met. */
typedef struct fit_share {
    int32_t points; /* or FIT_RULED_OUT, whether the criterion is a must or not */
    bool is_met;
    bool is_missing;
} fit_share;

/* The comparisons that have a file of their own. */
fit_share mmatch__fit_share_of_taxonomy(const fit_criterion *criterion, int64_t row, int64_t column);
fit_share mmatch__fit_share_of_format(const fit_criterion *criterion, int64_t row, int64_t column);
fit_share mmatch__fit_share_of_pair(const fit_criterion *criterion, int64_t row, int64_t column);

/* points * part / whole, rounded half up; 0 <= part <= whole < 2^41, whole > 0. */
int32_t mmatch__fit_points_of_fraction(int32_t points, int64_t part, int64_t whole);

/* Points in grid units; -INFINITY when ruled out. */
double mmatch__fit_units(int32_t points, bool is_ruled_out, double scale);
/* What a criterion gives when an answer is missing, in grid units. */
double mmatch__fit_units_missing(const fit_criterion *criterion, double scale);

#endif
