/* Row passes of the dense solver: what touches every number of a row, in vectors where the machine has them.
 *
 * Numbers are costs in grid units, integers in float64, +infinity where a pair is forbidden. All arrays have `width`
 * elements, a multiple of MMATCH__LINEAR_LANES; columns beyond the last are forbidden. Every kernel gives the same
 * bytes: sums and differences of such integers are exact in any order. */
#ifndef MMATCH_LINEAR_SUM_ROWS_H
#define MMATCH_LINEAR_SUM_ROWS_H

#include <stdbool.h>
#include <stdint.h>

enum { MMATCH__LINEAR_LANES = 4 };

/* What one pass over a row finds. */
typedef struct mmatch__linear_scan {
    double least;   /* of cost less price; +infinity: every pair is forbidden */
    double second;  /* least of the other columns; equal to `least` where it is there twice */
    double rank;    /* smallest rank of the columns at `least` */
} mmatch__linear_scan;

/* Largest magnitude of the finite numbers; false in *is_fine_out when one is neither finite nor `forbidden`. */
typedef double (*mmatch__linear_measure_fn)(const double *numbers, int64_t count, double forbidden,
                                            bool *is_fine_out);
/* Snaps numbers in place to multiples of the grid unit; a negative reciprocal turns scores into costs. */
typedef void (*mmatch__linear_snap_fn)(double *numbers, int64_t count, double reciprocal_of_unit);
/* Where the costs of a row are below `least`, they become it, with the row as `from`. */
typedef void (*mmatch__linear_lower_fn)(const double *costs, int64_t width, double row, double *least,
                                        double *from);
typedef void (*mmatch__linear_scan_fn)(const double *costs, const double *prices, const double *ranks,
                                       int64_t width, mmatch__linear_scan *scan_out);
/* Offers cost - price - offset to every distance; where it is smaller, `from` becomes the row. Then finds the least
 * distance and the smallest rank at it; `second` is not set. */
typedef void (*mmatch__linear_relax_fn)(const double *costs, const double *prices, const double *ranks,
                                        int64_t width, double offset, double row, double *distances,
                                        double *from, mmatch__linear_scan *scan_out);

typedef struct mmatch__linear_kernel {
    mmatch__linear_measure_fn measure;
    mmatch__linear_snap_fn snap;
    mmatch__linear_lower_fn lower;
    mmatch__linear_scan_fn scan;
    mmatch__linear_relax_fn relax;
} mmatch__linear_kernel;

/* The kernels this machine can run, from 0, the fastest last; false: no kernel of this index. */
bool mmatch__linear_kernel_at(int32_t index, mmatch__linear_kernel *kernel_out);
/* The fastest. */
mmatch__linear_kernel mmatch__linear_kernel_best(void);

#endif
