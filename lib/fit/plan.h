/* A plan: how the rows of a fit are worked out fast. Made once, when its scores are made.
 *
 * Where a must rules out much, columns are put in another order first: those that gave the same answer to it stand together in
 * a run, and a row works out the runs it is admitted to, and nothing else. A run begins at a multiple of 64 positions; what
 * is left over repeats its last column.
 *
 * Every criterion is compared in one of these ways; all give exactly the points of mmatch__fit_points.
 *
 *   narrow    where all points together fit 16 bits and the machine looks up 32 bytes at once: codes or numbers with few
 *             different answers; the row's points by answer are a table, worked out with the kernels on one column of
 *             each, and a column looks its answer up. Counts with small tables go this way too
 *   group     columns that answered alike in some criteria on codes or numbers are one class: the row's points by class
 *             are a table like that
 *   direct    criteria on codes or numbers with too many different answers: the kernel on every column
 *   count     sets and hours: what a person has is a set of features (an item at a level or above; a free slot), stored
 *             as one bit vector over all columns a feature. How many of the row's features each column has is counted by
 *             adding bit vectors, and the points by count are a table; with a part of the column in what the count is
 *             divided by, one for every different part
 *   line      reporting line: the few columns above and below the row are found by their numbers and ruled out
 *   vectors   similarity: products of whole vectors, a tile of columns at a time, and points by one more kernel
 *   listed    rankings and listed pairs: what all others get, and the few entries of the row
 *   tree      taxonomies where rows want: see tree.c
 *   run       the must that columns are ordered by
 *   plain     anything else, pair by pair */
#ifndef MMATCH_FIT_PLAN_H
#define MMATCH_FIT_PLAN_H

#include "fit/criterion.h"
#include "fit/kernels.h"

enum {
    FIT_CLASSES_MOST = 512,  /* so that a table stays in the first-level cache */
    FIT_CLASSES_ALWAYS = 16, /* so many are worth a table however few columns there are */
    FIT_COLUMNS_PER_CLASS = 8,
    FIT_NARROW_MOST = 16,    /* criteria with narrow tables */
    FIT_NARROW_POINTS = INT16_MAX,
    FIT_STAGE = 4,           /* tables of groups, and of counts, that are used in one pass over a row */
    FIT_PARTS_MOST = 64,     /* different parts of columns in a whole */
    FIT_PART_PLACES = 1024,  /* of a table by part and count */
    FIT_RUNS_MOST = 64,
    FIT_RUN_LEAST = 256      /* columns, on the average */
};

typedef enum fit_way {
    FIT_WAY_PLAIN,
    FIT_WAY_NARROW,
    FIT_WAY_GROUP,
    FIT_WAY_DIRECT,
    FIT_WAY_COUNT,
    FIT_WAY_LINE,
    FIT_WAY_VECTORS,
    FIT_WAY_LISTED,
    FIT_WAY_TREE,
    FIT_WAY_RUN
} fit_way;

/* Features and which positions have them: as bit vectors, or, where few have one, as a list. */
typedef struct fit_features {
    int64_t feature_count;
    int32_t *items;       /* overlap: ascending by item, then by level */
    int32_t *levels;
    int32_t *list_count;  /* columns that have it; -1: it is a bit vector */
    int64_t *place;       /* first word, or first of the list */
    uint64_t *words;
    int64_t vector_words; /* of one bit vector, padded to whole blocks */
    int32_t *lists;       /* columns, ascending in each list */
    uint8_t *missing;     /* FIT_COUNT_MISSING for columns without an answer, else 0; padded; NULL: none is without */
    double *points;       /* hours: points by count; the last is of missing columns */
    int32_t part_count;   /* sets: different parts of columns in the whole; 1: the count alone decides */
    int64_t parts[FIT_PARTS_MOST];
    uint8_t *part_of_column;
} fit_features;

/* The columns of the reporting line, ascending by enter. */
typedef struct fit_line {
    int64_t count;
    int32_t *columns;
    int32_t *enter;
    int32_t *leave;
    int32_t *above; /* the nearest before it whose people it is among; -1: none */
} fit_line;

/* What positions offer below each item of a taxonomy, and how many steps. */
typedef struct fit_tree {
    int32_t *dense_of_item; /* its array in dense; -1: it has a list */
    uint8_t *dense;         /* steps by position; above STEPS_MOST: nothing is there */
    int64_t width;          /* of one array */
    int64_t *list_begin;    /* by item */
    int32_t *positions;     /* ascending in each list */
    uint8_t *steps;
    bool *is_missing;       /* by position */
} fit_tree;

/* A criterion as the plan sees it. */
typedef struct fit_fast {
    mmatch__workspace memory; /* of features or line */
    fit_way way;
    int32_t group;            /* FIT_WAY_GROUP */
    int32_t class_count;      /* FIT_WAY_NARROW */
    uint8_t *classes;         /* FIT_WAY_NARROW: by column, padded to whole blocks */
    double *class_values;     /* FIT_WAY_NARROW and FIT_WAY_GROUP: the answers of one column of each class, whichever the kind has */
    int32_t *class_codes;
    fit_features features;
    fit_line line;
    fit_tree tree;
    int32_t *codes;           /* FIT_WAY_DIRECT with runs: the answers by position */
    double *values;
    int16_t *vectors;         /* FIT_WAY_VECTORS with runs: the same, in tiles */
    bool *is_vector_missing;
} fit_fast;

/* Criteria on codes and numbers by which columns fall into few classes; by position. */
typedef struct fit_group {
    int32_t class_count;
    uint16_t *class_of_column;
    int32_t *column_of_class; /* any one */
} fit_group;

/* A position's answer on its way into order. */
typedef struct fit_class_entry {
    double value; /* NaN: missing */
    int32_t position;
} fit_class_entry;

struct fit_plan {
    mmatch__workspace memory;
    const fit_kernels *kernels;
    double scale;        /* what points are multiplied by, a power of two; of a row that is being worked out */
    fit_fast *fast;      /* by criterion */
    int32_t fast_count;
    fit_group *groups;
    int32_t group_count;
    bool is_narrow;      /* points fit 16 bits, and the kernels have a way */
    int32_t narrow[FIT_NARROW_MOST]; /* criteria of FIT_WAY_NARROW */
    int32_t narrow_count;
    int32_t *counted;    /* criteria of FIT_WAY_COUNT */
    int32_t counted_count;
    int64_t position_count;
    int32_t *column_at;  /* by position; NULL: columns are in their own order */
    int32_t run_criterion;
    int32_t run_count;
    int64_t run_begin[FIT_RUNS_MOST + 1];
};

static inline int64_t mmatch__fit_column_at(const fit_plan *plan, int64_t position)
{
    return plan->column_at == NULL ? position : plan->column_at[position];
}

/* Makes the plan of a fit that has none; on failure there is none. NOMEM, CANCELLED. */
mmatch_status mmatch__fit_plan_make(mmatch_context *context, mmatch_fit *fit, const fit_kernels *kernels);
void mmatch__fit_plan_release(mmatch_fit *fit);

/* Whether answers to a kind of criterion are codes or numbers, which fall into classes. */
bool mmatch__fit_has_classes(fit_kind kind);

/* Puts positions with the same answer into a class each; false when there are too many. entries and scratch: room for all
 * positions, and one more in scratch. */
bool mmatch__fit_classify(const fit_plan *plan, const fit_criterion *criterion, fit_class_entry *entries,
                          fit_class_entry *scratch, fit_group *group);

/* Chooses the must that rules out most and orders columns by it, see runs.c; false, and columns stay in their own order, when
 * none is worth it. plan->column_at has room; own: by criterion. */
bool mmatch__fit_order_by_run(const mmatch_fit *fit, fit_plan *plan, fit_group *own, fit_class_entry *entries,
                              fit_class_entry *scratch);

/* Fills features of one criterion; way becomes FIT_WAY_COUNT, or stays plain where levels or parts are too many. */
mmatch_status mmatch__fit_features_of_sets(mmatch_context *context, const fit_plan *plan, const fit_criterion *criterion,
                                           fit_fast *fast);
mmatch_status mmatch__fit_features_of_hours(mmatch_context *context, const fit_plan *plan,
                                            const fit_criterion *criterion, fit_fast *fast);

/* Fills the tree of a taxonomy; way becomes FIT_WAY_TREE, or stays plain where columns want, the span is large, or a
 * row wants very much. */
mmatch_status mmatch__fit_tree_make(mmatch_context *context, const mmatch_fit *fit, const fit_plan *plan,
                                    const fit_criterion *criterion, fit_fast *fast);
/* Adds what a taxonomy gives a row, which wants something, to a stretch of positions, at most a block. */
void mmatch__fit_add_tree(const fit_plan *plan, const fit_criterion *criterion, const fit_fast *fast, int64_t row,
                          int64_t begin, int64_t count, double *units);

/* The first feature of an item, or where it would be. */
int64_t mmatch__fit_feature_of_item(const fit_features *features, int32_t item);

/* One row: points times scale, a power of two; -infinity where a pair is ruled out. user_data: the fit. Uses about 110 KiB of
 * stack. */
void mmatch__fit_row(const void *user_data, int64_t row, double scale, double *units_out);

#endif
