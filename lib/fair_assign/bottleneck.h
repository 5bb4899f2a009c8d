/* Bottleneck: the greatest score that the worst pair can have. */
#ifndef MMATCH_FAIR_ASSIGN_BOTTLENECK_H
#define MMATCH_FAIR_ASSIGN_BOTTLENECK_H

#include "fair_assign/cover.h"
#include "fair_assign/problem.h"

enum { MMATCH__FAIR_SAMPLE = 1 << 16 };

typedef struct mmatch__fair_bottleneck {
    mmatch__fair_problem *problem;
    bool has_row_minima, has_column_minima;
    bool is_all_minima;               /* rows need no more than their minima */
    mmatch__fair_cover rows, columns; /* the needy: rows, columns */
    int32_t *row_minimum, *row_needed, *column_minimum;
    int64_t target; /* partners that rows need, as far as they can all have them */
    int64_t *sample, *sample_scratch;
    uint8_t *row_in_conflict, *column_in_conflict; /* why the next better score is too much */
} mmatch__fair_bottleneck;

typedef struct mmatch__fair_bottleneck_slices {
    mmatch__fair_cover_slices rows, columns;
    size_t row_minimum, row_needed, column_minimum, sample, sample_scratch;
    size_t row_in_conflict, column_in_conflict;
} mmatch__fair_bottleneck_slices;

mmatch__fair_bottleneck_slices
mmatch__fair_bottleneck_plan(mmatch__layout *layout, int64_t row_count, int64_t column_count);
void mmatch__fair_bottleneck_open(mmatch__fair_bottleneck *search, const mmatch__workspace *memory,
                                  const mmatch__fair_bottleneck_slices *at,
                                  mmatch__fair_problem *problem,
                                  const mmatch__fair_range *row_ranges,
                                  const mmatch__fair_range *column_ranges);
/* Looks at all pairs: sets `target`; whether minima and `everyone` can be met. */
mmatch_poll_answer mmatch__fair_bottleneck_begin(mmatch__fair_bottleneck *search,
                                                 bool *is_feasible_out);
/* The threshold in units, INT64_MIN where no pair is allowed. After the function above. */
mmatch_poll_answer mmatch__fair_bottleneck_run(mmatch__fair_bottleneck *search,
                                               int64_t *threshold_out);

#endif
