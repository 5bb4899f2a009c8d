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
    FIT_SIMILARITY
} fit_kind;

enum { FIT_ROWS = 0, FIT_COLUMNS = 1, FIT_SIDES = 2 };

/* Which arrays are there depends on the kind; all lie in the criterion's block. Index [FIT_ROWS] or [FIT_COLUMNS]. */
typedef struct fit_criterion {
    mmatch__workspace memory;
    fit_kind kind;
    const char *name;
    int32_t points;  /* the most a pair can get, also of a must (which then gives none) */
    bool is_must;
    int32_t missing; /* an mmatch_missing */
    /* overlap: items ascending in each person; level_sum is the sum of a person's levels */
    int64_t *offsets[FIT_SIDES];
    int32_t *items[FIT_SIDES];
    int32_t *levels[FIT_SIDES];
    int64_t *level_sum[FIT_SIDES];
    /* same, different: -1 is missing */
    int32_t *codes[FIT_SIDES];
    /* close, gap: NaN is missing; a pair gets points while |column - row - ideal| < span */
    double *values[FIT_SIDES];
    double ideal;
    double span; /* 0: only equal values meet the criterion */
    /* shared hours, in UTC */
    uint64_t *words[FIT_SIDES];
    int32_t word_count;
    bool *has_hours[FIT_SIDES];
    int32_t at_least;
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

/* What an overlap gives when `met` of `whole` levels are met, and shared hours when `common` slots are; answers are there. */
int32_t mmatch__fit_points_of_overlap(const fit_criterion *criterion, int64_t met, int64_t whole, bool *is_ruled_out_out);
int32_t mmatch__fit_points_of_hours(const fit_criterion *criterion, int64_t common, bool *is_ruled_out_out);

/* Points in grid units; -INFINITY when ruled out. */
double mmatch__fit_units(int32_t points, bool is_ruled_out, double scale);
/* What a criterion gives when an answer is missing, in grid units. */
double mmatch__fit_units_missing(const fit_criterion *criterion, double scale);

#endif
