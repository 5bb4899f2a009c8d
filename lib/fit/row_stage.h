/* What of a row depends on the row alone: worked out once, before its columns are gone through; see row.c. */
#ifndef MMATCH_FIT_ROW_STAGE_H
#define MMATCH_FIT_ROW_STAGE_H

#include "fit/plan.h"

/* A list of columns that is being walked through, block by block. */
typedef struct fit_row_list {
    const int32_t *next;
    const int32_t *end;
    int32_t weight; /* how often the feature counts */
} fit_row_list;

/* One criterion that is counted, for one row. */
typedef struct fit_row_count {
    const fit_features *features;
    bool is_narrow; /* `narrow` holds the table */
    fit_narrow_table narrow;
    int32_t vector_count;
    int32_t list_count;
    const uint64_t *vectors[FIT_COUNT_MOST];
    fit_row_list lists[FIT_COUNT_MOST];
    double own_table[FIT_COUNT_MISSING + 1]; /* by count */
    int32_t part_stride;                     /* places of each part, the last for columns without an answer; 0: no parts */
    double part_table[FIT_PART_PLACES];      /* by part, then by count */
} fit_row_count;

/* A row in one stage: as many groups and counts as have room for their tables at once; nearly always there is one. */
typedef struct fit_row_stage {
    int32_t group_first;
    int32_t group_end;
    int32_t count_count;
    double base; /* what every column gets in this stage */
    int32_t narrow_count; /* of the first stage */
    const uint8_t *narrow_classes[FIT_NARROW_MOST];
    fit_narrow_table narrow[FIT_NARROW_MOST];
    double tables[FIT_STAGE][FIT_CLASSES_MOST];
    fit_row_count counts[FIT_STAGE];
} fit_row_stage;

/* Whether a criterion is compared with every column, without a table. */
bool mmatch__fit_is_direct(const fit_plan *plan, int32_t k);

/* Whether the row has so many features that a count does not fit, or its table by parts. */
bool mmatch__fit_is_row_too_large(const fit_criterion *criterion, const fit_features *features, int64_t row);

/* What stands for points, as units. */
double mmatch__fit_units_of_sign(const fit_criterion *criterion, int32_t sign, double scale);

/* Adds what a criterion on codes or numbers gives; either array is there, by the kind. */
void mmatch__fit_add_answers(const fit_plan *plan, const fit_criterion *criterion, int64_t row, const int32_t *codes,
                             const double *values, int64_t count, double *sums);

/* Opens the stage that begins with group and count number `first`. */
void mmatch__fit_open_stage(const mmatch_fit *fit, const fit_plan *plan, int64_t row, int32_t first, fit_row_stage *stage);

#endif
