/* mentormatch/fit.h: from people's answers to scores, explained to the last point.
 *
 * A fit holds attributes of the people on both sides (rows: mentees, columns: mentors) and a list of
 * criteria. Each criterion gives a pair an integer number of points between 0 and its maximum; the
 * score of a pair is the sum of its points, so the shares add up to the score exactly. A criterion
 * that is a must gives no points: it rules pairs out. Points are 1000 for a weight of one.
 */
#ifndef MENTORMATCH_FIT_H
#define MENTORMATCH_FIT_H

#include "mentormatch/context.h"
#include "mentormatch/scores.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mmatch_fit mmatch_fit;

/* What a pair gets for a criterion when either person's answer is missing. */
typedef enum mmatch_missing {
    MMATCH_MISSING_ZERO = 0,    /* no points; a must, or a least number of hours, is not met */
    MMATCH_MISSING_NEUTRAL = 1, /* half the points, rounded down; not ruled out */
    MMATCH_MISSING_RULE_OUT = 2 /* the pair is ruled out, must or not */
} mmatch_missing;

/* How two vectors are compared. */
typedef enum mmatch_similarity {
    MMATCH_SIMILARITY_COSINE = 0,
    MMATCH_SIMILARITY_INNER_PRODUCT = 1
} mmatch_similarity;

/* What all criteria have in common. */
typedef struct mmatch_criterion {
    size_t struct_size; /* sizeof(mmatch_criterion) */
    const char *name;   /* UTF-8, copied; NULL: the kind of the criterion, such as "overlap" */
    int32_t points;     /* the most points a pair can get, 1..1000000; 0: 1000 */
    int32_t must;       /* not 0: gives no points, rules out every pair that does not meet it */
    int32_t missing;    /* an mmatch_missing */
} mmatch_criterion;

/* How a person can meet; flags of both together: either way, or some of each. */
typedef enum mmatch_format {
    MMATCH_FORMAT_VIRTUAL = 1,
    MMATCH_FORMAT_IN_PERSON = 2
} mmatch_format;

/* A set of items per person, as CSR: person p has items[offsets[p] .. offsets[p + 1] - 1], each
 * 0..2^31-1, none twice. levels (1..1000 each, beside items) may be NULL: every level is 1. A person
 * without items has a missing answer. */
typedef struct mmatch_sets {
    const int64_t *offsets;
    const int32_t *items;
    const int32_t *levels;
} mmatch_sets;

/* Weekly hours per person: word_count 64-bit words a person, bit b of the week set when the person
 * is free in slot b; slot 0 starts Monday 00:00 on the person's clock. slot_minutes is 15, 30 or 60.
 * utc_offset_minutes (NULL: all 0), multiples of slot_minutes in -1440..1440, is added to UTC to give the
 * person's clock. A person with no bit set has a missing answer. */
typedef struct mmatch_hours {
    const uint64_t *words;
    int32_t word_count;   /* ceil(10080 / slot_minutes / 64) */
    int32_t slot_minutes;
    const int32_t *utc_offset_minutes;
} mmatch_hours;

/* A fit of row_count rows and column_count columns, without criteria: every pair scores 0.
 * Owned by the caller, release with mmatch_fit_destroy. Errors: NOMEM, ARGUMENT. Since 0.1. */
MMATCH_API mmatch_status mmatch_fit_create(mmatch_context *context, int64_t row_count,
                                           int64_t column_count, mmatch_fit **fit_out);

/* Releases a fit; NULL is fine. Scores made from it must be gone before. Since 0.1. */
MMATCH_API void mmatch_fit_destroy(mmatch_fit *fit);

/* All add functions: attributes and criterion are copied, but for a matrix; on error the fit is unchanged. Criteria
 * are numbered in the order they were added. No criterion may be added after mmatch_fit_scores.
 * Errors: NOMEM; ARGUMENT with the person and value at fault; CANCELLED (also when the poll answers stop).
 * Threads: one. Time and memory: linear in the attributes. */

/* Share of what the row wants that the column offers: points * sum min(level offered, level wanted) /
 * sum level wanted, rounded half up. Must: every wanted item is offered at its level. Since 0.1. */
MMATCH_API mmatch_status mmatch_fit_add_overlap(mmatch_context *context, mmatch_fit *fit,
                                                const mmatch_criterion *criterion,
                                                const mmatch_sets *wanted,
                                                const mmatch_sets *offered);

/* The other way round: the share of what the column wants that the row offers. Since 0.1. */
MMATCH_API mmatch_status mmatch_fit_add_overlap_reverse(mmatch_context *context, mmatch_fit *fit,
                                                        const mmatch_criterion *criterion,
                                                        const mmatch_sets *offered,
                                                        const mmatch_sets *wanted);

/* Both ways at once: of all levels that either of the two wants, the share that the other offers. Missing when neither
 * wants anything, or one of them neither wants nor offers anything. Items are at most 2^30 - 1. Since 0.1. */
MMATCH_API mmatch_status mmatch_fit_add_overlap_mutual(mmatch_context *context, mmatch_fit *fit,
                                                       const mmatch_criterion *criterion,
                                                       const mmatch_sets *row_wanted,
                                                       const mmatch_sets *row_offered,
                                                       const mmatch_sets *column_wanted,
                                                       const mmatch_sets *column_offered);

/* Jaccard's index: what both have over what either has, points * sum min(level, level) / sum max(level, level), rounded half
 * up, where an item that is not listed has level 0. Must: both sets are equal. Since 0.1. */
MMATCH_API mmatch_status mmatch_fit_add_jaccard(mmatch_context *context, mmatch_fit *fit,
                                                const mmatch_criterion *criterion, const mmatch_sets *rows,
                                                const mmatch_sets *columns);

/* Items that both have, such as languages: with common = sum min(level, level), points * min(common, full) / full, rounded
 * half up. Pairs with common below at_least are ruled out, must or not (0: none is ruled out). full 0: the larger of
 * at_least and 1. Must: common is at least full. Since 0.1. */
MMATCH_API mmatch_status mmatch_fit_add_shared_items(mmatch_context *context, mmatch_fit *fit,
                                                     const mmatch_criterion *criterion,
                                                     const mmatch_sets *rows, const mmatch_sets *columns,
                                                     int32_t at_least, int32_t full);

/* Nearness in a tree of items: for each item the row wants, the steps (edges) from it to the nearest item the column offers,
 * at most span; points * sum (span - steps) / (span * items wanted), rounded half up. parent_of_item has item_count entries
 * (-1: a root); items of different trees are beyond any span. span: 1 to 1000. The sets have no levels. Must: every
 * wanted item is within span. A circle of parents is refused. Since 0.1. */
MMATCH_API mmatch_status mmatch_fit_add_taxonomy(mmatch_context *context, mmatch_fit *fit,
                                                 const mmatch_criterion *criterion,
                                                 const int32_t *parent_of_item, int64_t item_count,
                                                 const mmatch_sets *wanted, const mmatch_sets *offered,
                                                 int32_t span);

/* The other way round: what the column wants, and how near what the row offers is. Since 0.1. */
MMATCH_API mmatch_status mmatch_fit_add_taxonomy_reverse(mmatch_context *context, mmatch_fit *fit,
                                                         const mmatch_criterion *criterion,
                                                         const int32_t *parent_of_item, int64_t item_count,
                                                         const mmatch_sets *offered, const mmatch_sets *wanted,
                                                         int32_t span);

/* All points when both codes are equal (same) or unequal (different), else none. Codes are any
 * non-negative integers; -1 is missing. Since 0.1. */
MMATCH_API mmatch_status mmatch_fit_add_same(mmatch_context *context, mmatch_fit *fit,
                                             const mmatch_criterion *criterion,
                                             const int32_t *row_codes, const int32_t *column_codes);
MMATCH_API mmatch_status mmatch_fit_add_different(mmatch_context *context, mmatch_fit *fit,
                                                  const mmatch_criterion *criterion,
                                                  const int32_t *row_codes,
                                                  const int32_t *column_codes);

/* A table of what goes with what: points * shares[row code * column_code_count + column code], in float64, rounded half up.
 * A share is from 0 to 1; -1 rules the pair out, must or not; NaN is as if an answer were missing. Must: the share is above
 * 0. Codes are below their counts; -1 is missing. Since 0.1. */
MMATCH_API mmatch_status mmatch_fit_add_compatible(mmatch_context *context, mmatch_fit *fit,
                                                   const mmatch_criterion *criterion,
                                                   const int32_t *row_codes, const int32_t *column_codes,
                                                   int32_t row_code_count, int32_t column_code_count,
                                                   const double *shares);

/* Numeric closeness: points * max(0, 1 - |r - c| / span), in float64, rounded half up. NaN is missing. span 0: the
 * range of all answers of both sides. Must: |r - c| <= span. Values beyond 1e300 are refused. Since 0.1. */
MMATCH_API mmatch_status mmatch_fit_add_close(mmatch_context *context, mmatch_fit *fit,
                                              const mmatch_criterion *criterion,
                                              const double *row_values, const double *column_values,
                                              double span);

/* Ideal gap: with g = column - row, points * max(0, 1 - |g - ideal| / tolerance), in float64, rounded half up; a
 * negative ideal asks for reverse mentoring; tolerance > 0. Must: |g - ideal| <= tolerance. Since 0.1. */
MMATCH_API mmatch_status mmatch_fit_add_gap(mmatch_context *context, mmatch_fit *fit,
                                            const mmatch_criterion *criterion,
                                            const double *row_values, const double *column_values,
                                            double ideal, double tolerance);

/* Weekly slots both have free, clocks brought to UTC: points * min(common, full) / full, rounded half up.
 * Pairs with fewer than at_least common slots are ruled out, must or not (0: none is ruled out).
 * at_least, full: 0 to the slots of a week. full 0: the larger of at_least and 1. Must: at least full common slots.
 * Both sides have the same slot_minutes. Since 0.1. */
MMATCH_API mmatch_status mmatch_fit_add_shared_hours(mmatch_context *context, mmatch_fit *fit,
                                                     const mmatch_criterion *criterion,
                                                     const mmatch_hours *rows,
                                                     const mmatch_hours *columns, int32_t at_least,
                                                     int32_t full);

/* The longest block of slots in a row that both have free, at any time of the week, past Sunday midnight too; all else as
 * for shared hours. Since 0.1. */
MMATCH_API mmatch_status mmatch_fit_add_shared_block(mmatch_context *context, mmatch_fit *fit,
                                                     const mmatch_criterion *criterion,
                                                     const mmatch_hours *rows, const mmatch_hours *columns,
                                                     int32_t at_least, int32_t full);

/* How people can meet. formats: flags of an mmatch_format each, 0 is missing. Pairs that can both meet online get all points.
 * Those that can only meet in person get points * (1 - distance / reach_km), rounded half up, none beyond; distances are
 * along a sphere of 6371.0008 km, places two numbers a person, degrees of latitude and longitude, NaN where unknown, which
 * counts as a missing answer of such a pair. Without places (NULL for both) these get all points too, and reach_km does
 * not matter. No way in common: no points. Must: they can meet, and within reach_km if only in person. Since 0.1. */
MMATCH_API mmatch_status mmatch_fit_add_format(mmatch_context *context, mmatch_fit *fit,
                                               const mmatch_criterion *criterion,
                                               const int32_t *row_formats, const int32_t *column_formats,
                                               const double *row_places, const double *column_places,
                                               double reach_km);

/* Points from what one side ranks: person p of the rows (by_columns not 0: of the columns) names others[offsets[p] ..
 * offsets[p + 1] - 1] of the other side, best first, none twice. The first of a list gets all points, the k-th
 * points * (depth - k + 1) / depth, rounded half up, none beyond the depth or not named; depth 0: the length of the list. Who
 * names nobody has a missing answer. Must: named, within the depth. Since 0.1. */
MMATCH_API mmatch_status mmatch_fit_add_ranking(mmatch_context *context, mmatch_fit *fit,
                                                const mmatch_criterion *criterion, int32_t by_columns,
                                                const int64_t *offsets, const int32_t *others,
                                                int32_t depth);

/* Shares pair by pair, such as ratings, history, declared conflicts: row r has shares[offsets[r] .. offsets[r + 1] - 1] with
 * these columns, none twice, in any order; every other pair has the share `otherwise`. Shares as for
 * mmatch_fit_add_compatible. Since 0.1. */
MMATCH_API mmatch_status mmatch_fit_add_listed(mmatch_context *context, mmatch_fit *fit,
                                               const mmatch_criterion *criterion, const int64_t *offsets,
                                               const int32_t *columns, const double *shares,
                                               double otherwise);

/* Shares of all pairs, row-major, row r from shares + r * row_stride. Shares as for mmatch_fit_add_compatible. They are
 * borrowed, and must not change, until the fit is destroyed. Since 0.1. */
MMATCH_API mmatch_status mmatch_fit_add_matrix(mmatch_context *context, mmatch_fit *fit,
                                               const mmatch_criterion *criterion, const double *shares,
                                               int64_t row_stride);

/* Rules out a pair when one of the two is the other, or is above the other in the reporting line.
 * Always a must. manager_of_person has person_count entries (-1: nobody); row_person and column_person say
 * who the rows and columns are (-1: not in the tree). A cycle of managers is refused. Since 0.1. */
MMATCH_API mmatch_status mmatch_fit_add_outside_reporting_line(
    mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion,
    const int32_t *manager_of_person, int64_t person_count, const int32_t *row_person,
    const int32_t *column_person);

/* Similarity of vectors that the caller brings, such as embeddings or attributes: points * (v - least) / (full - least), kept
 * within 0 and points, where v is the cosine of the angle between the two vectors or their inner product. Must: v >= least.
 * Exact on every machine: each component, divided by the length of its vector (cosine) or of the longest vector of its side
 * (inner product), is rounded once to a multiple of 1/32767, half up; v is the product of these whole vectors, and least and
 * full are rounded to its unit; points are then one product in float64, rounded half up.
 * row_vectors, column_vectors: row-major float64, dimension_count numbers a person, within 1e150; a vector with a NaN is
 * a missing answer, as is, with the cosine, one of zeros alone. dimension_count: 1 to 4096. measure: an
 * mmatch_similarity. least: where points begin, such as 0. full: where all points are reached, above least; 0: 1 with the
 * cosine, with the inner product the product of the lengths of the longest vectors of both sides.
 * Memory: 2 bytes a component. Since 0.1. */
MMATCH_API mmatch_status mmatch_fit_add_similarity(mmatch_context *context, mmatch_fit *fit,
                                                   const mmatch_criterion *criterion,
                                                   const double *row_vectors, const double *column_vectors,
                                                   int32_t dimension_count, int32_t measure,
                                                   double least, double full);

/* How many rows, columns and criteria a fit has; 0 for NULL. Since 0.1. */
MMATCH_API int64_t mmatch_fit_row_count(const mmatch_fit *fit);
MMATCH_API int64_t mmatch_fit_column_count(const mmatch_fit *fit);
MMATCH_API int32_t mmatch_fit_criterion_count(const mmatch_fit *fit);

/* The name of a criterion, NULL when the index is out of range. Borrowed until the fit is destroyed. Since 0.1. */
MMATCH_API const char *mmatch_fit_criterion_name(const mmatch_fit *fit, int32_t criterion);

/* The most points the criterion can give: 0 for a must; -1 when the index is out of range. Since 0.1. */
MMATCH_API int32_t mmatch_fit_criterion_points(const mmatch_fit *fit, int32_t criterion);

/* The points of one pair, criterion by criterion, and how many criteria rule it out.
 * points_out: criterion_count numbers. ruled_out_by_out: criterion_count flags, 1 where the
 * criterion rules the pair out; may be NULL. The sum of points is the score, also of a pair that is ruled
 * out. Errors: ARGUMENT. Since 0.1. */
MMATCH_API mmatch_status mmatch_fit_explain(mmatch_context *context, const mmatch_fit *fit,
                                            int64_t row, int64_t column, int32_t *points_out,
                                            int32_t *ruled_out_by_out);

/* What a change of one person's answer is. */
typedef enum mmatch_change_kind {
    MMATCH_CHANGE_NONE = 0,   /* no single change brings more */
    MMATCH_CHANGE_ITEM = 1,   /* the item at that level; level 0: no longer listed */
    MMATCH_CHANGE_WANTED = 2, /* the same in what the person wants, of an overlap both ways */
    MMATCH_CHANGE_OFFERED = 3,
    MMATCH_CHANGE_CODE = 4,   /* the code */
    MMATCH_CHANGE_OTHER = 5,  /* any code but this one */
    MMATCH_CHANGE_NUMBER = 6, /* the value */
    MMATCH_CHANGE_SLOT = 7,   /* free in this slot of the week, in UTC */
    MMATCH_CHANGE_FORMAT = 8, /* these flags of an mmatch_format */
    MMATCH_CHANGE_RANK = 9    /* the other ranked first */
} mmatch_change_kind;

/* The numbers that tell a change. */
typedef enum mmatch_change_number {
    MMATCH_CHANGE_KIND = 0,      /* an mmatch_change_kind */
    MMATCH_CHANGE_OF = 1,        /* item, code, slot or flags; -1: none */
    MMATCH_CHANGE_LEVEL = 2,
    MMATCH_CHANGE_POINTS = 3,    /* of the criterion, after the change */
    MMATCH_CHANGE_RULED_OUT = 4, /* 1 when the criterion still rules the pair out */
    MMATCH_CHANGE_NUMBERS = 5    /* how many there are */
} mmatch_change_number;

/* For each criterion the one change in the row's answer, and the one in the column's, that would raise what it gives the pair
 * most: that would lift its ruling the pair out, or bring most points. Vectors, listed pairs, a matrix and the reporting line
 * are no answers of one person; they have none.
 * changes_out: 2 * criterion_count x MMATCH_CHANGE_NUMBERS numbers, of criterion k the row's at 2 k, the column's at 2 k + 1.
 * values_out: 2 * criterion_count values of MMATCH_CHANGE_NUMBER, else 0; may be NULL. Errors: ARGUMENT. Since 0.1. */
MMATCH_API mmatch_status mmatch_fit_improve(mmatch_context *context, const mmatch_fit *fit,
                                            int64_t row, int64_t column, int32_t *changes_out,
                                            double *values_out);

/* What an audit finds of each criterion. */
typedef enum mmatch_finding {
    MMATCH_FINDING_MISSING_ROWS = 0,    /* rows without an answer of their own */
    MMATCH_FINDING_MISSING_COLUMNS = 1,
    MMATCH_FINDING_RULED_OUT = 2,       /* pairs that the criterion rules out */
    MMATCH_FINDING_RULED_OUT_ALONE = 3, /* those of them that no other criterion rules out */
    MMATCH_FINDING_LEAST_POINTS = 4,    /* over the pairs that it does not rule out; both 0 when there are none */
    MMATCH_FINDING_MOST_POINTS = 5,     /* a criterion that rules nothing out and has both equal decides nothing */
    MMATCH_FINDINGS = 6                 /* how many there are */
} mmatch_finding;

/* Looks through all pairs before anything is matched. Every array may be NULL:
 * findings_out           criterion_count x MMATCH_FINDINGS
 * row_partners_out       for each row the columns that nothing rules out; column_partners_out the other way round
 * row_gains_out          row_count x criterion_count: how many more partners the row would have if that criterion ruled
 *                        nobody out; column_gains_out column_count x criterion_count
 * The fit stays open. On error the arrays hold nothing of use. Errors: NOMEM, ARGUMENT, CANCELLED (also when the poll answers
 * stop). Threads: the context's, and the numbers are the same for any. Complexity: rows * columns * criteria. Since 0.1. */
MMATCH_API mmatch_status mmatch_fit_audit(mmatch_context *context, const mmatch_fit *fit,
                                          int64_t *findings_out, int64_t *row_partners_out,
                                          int64_t *column_partners_out, int64_t *row_gains_out,
                                          int64_t *column_gains_out);

/* Scores of the fit, each row computed when it is read. The fit is borrowed until the scores are
 * destroyed. Owned by the caller, release with mmatch_scores_destroy. Errors: NOMEM; ARGUMENT
 * (NULL); CANCELLED (also when the poll answers stop). Since 0.1. */
MMATCH_API mmatch_status mmatch_fit_scores(mmatch_context *context, mmatch_fit *fit,
                                           mmatch_scores **scores_out);

#ifdef __cplusplus
}
#endif

#endif
