/* The solver of small dense problems, and the numbers it reads. */
#ifndef MMATCH_LINEAR_SUM_DENSE_H
#define MMATCH_LINEAR_SUM_DENSE_H

#include "base/memory.h"
#include "linear_sum/rows.h"
#include "mentormatch/scores.h"

/* Problems up to this shorter side, and this many numbers, are solved here. */
enum { MMATCH__LINEAR_SIDE_MOST = 256, MMATCH__LINEAR_AREA_MOST = 65536 };

/* A matrix as the caller gave it; the solver sees it with the shorter side as rows. */
typedef struct mmatch__linear_numbers {
    const char *at;
    int32_t type; /* an mmatch_number_type */
    int32_t sense; /* an mmatch_sense */
    int64_t row_count, column_count;
    int64_t row_stride, column_stride; /* bytes */
} mmatch__linear_numbers;

/* Where the arrays of one solver lie, and their total size. */
typedef struct mmatch__dense_slices {
    size_t costs, prices, open_prices, distances, from, ranks, row_prices;
    size_t row_of_column, column_of_row, settled, settled_at, waiting;
    size_t size;
} mmatch__dense_slices;

/* One problem with row_count <= column_count, its answer, and the scratch of the solver. */
typedef struct mmatch__dense {
    mmatch__linear_kernel kernel;
    int64_t row_count, column_count;
    int64_t width;          /* column_count rounded up to MMATCH__LINEAR_LANES */
    double unit;            /* of the grid */
    double *costs;          /* row_count x width, in units */
    double *prices;         /* of columns, in units: v; afterwards also the proof that there is no answer */
    double *row_prices;     /* likewise: u */
    double *open_prices;    /* prices, -infinity for settled columns */
    double *distances;      /* from the row that searches; +infinity for settled columns */
    double *from;           /* the row that gave a column its distance */
    double *ranks;          /* the column's number; taken ones come after all free ones */
    int64_t *row_of_column; /* -1: free */
    int64_t *column_of_row; /* -1: waits for a column */
    int64_t *settled;       /* columns whose distance is final, in order */
    double *settled_at;     /* their distances */
    int64_t *waiting;       /* rows without a column */
    int64_t settled_count, waiting_count;
} mmatch__dense;

/* Adds the arrays of one solver for problems of this shape to a layout. */
mmatch__dense_slices mmatch__dense_layout(int64_t row_count, int64_t column_count);
/* A solver on zeroed memory of slices->size bytes, aligned to MMATCH__ALIGNMENT. */
mmatch__dense mmatch__dense_at(char *memory, const mmatch__dense_slices *slices, int64_t row_count,
                               int64_t column_count);

/* The same numbers with rows and columns exchanged. */
mmatch__linear_numbers mmatch__linear_transposed(const mmatch__linear_numbers *numbers);
/* Reads and snaps the numbers of a problem. False: a number is not allowed or not exact. */
bool mmatch__linear_read(const mmatch__linear_numbers *numbers, mmatch__dense *dense);

/* Solves. False: there is no full assignment; prices then prove it. */
bool mmatch__dense_solve(mmatch__dense *dense);
/* Row prices of an optimum, which the search does not need. */
void mmatch__dense_price_rows(mmatch__dense *dense);
/* The sum of the costs of an optimum, in units. */
double mmatch__dense_total(const mmatch__dense *dense);

#endif
