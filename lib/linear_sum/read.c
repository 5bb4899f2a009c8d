/* Reading the numbers of a small problem: copied once into the solver's matrix, then measured and snapped there. */
#include <math.h>
#include <string.h>

#include "base/grid.h"
#include "linear_sum/dense.h"

mmatch__linear_numbers mmatch__linear_transposed(const mmatch__linear_numbers *numbers)
{
    mmatch__linear_numbers turned = *numbers;
    turned.row_count = numbers->column_count;
    turned.column_count = numbers->row_count;
    turned.row_stride = numbers->column_stride;
    turned.column_stride = numbers->row_stride;
    return turned;
}

/* Copies a run of numbers of one type as float64. */
#define COPY_AS_FLOAT64(type)                                                                                          \
    for (k = 0; k < count; k++) {                                                                                      \
        type number;                                                                                                   \
        memcpy(&number, at + k * stride, sizeof number);                                                               \
        numbers_out[k] = (double)number;                                                                               \
    }

static void copy_run(int32_t type, const char *at, int64_t stride, int64_t count, double *numbers_out)
{
    int64_t k;
    switch (type) {
    case MMATCH_FLOAT64:
        if (stride == (int64_t)sizeof(double)) {
            memcpy(numbers_out, at, (size_t)count * sizeof(double));
        } else {
            COPY_AS_FLOAT64(double)
        }
        break;
    case MMATCH_FLOAT32:
        COPY_AS_FLOAT64(float)
        break;
    case MMATCH_INT32:
        COPY_AS_FLOAT64(int32_t)
        break;
    default:
        COPY_AS_FLOAT64(int64_t)
        break;
    }
}

/* Every bit that is set in any of the numbers. */
static uint64_t bits_of_run(const char *at, int64_t stride, int64_t count)
{
    uint64_t bits = 0;
    int64_t k;
    for (k = 0; k < count; k++) {
        uint64_t number;
        memcpy(&number, at + k * stride, sizeof number);
        bits |= number;
    }
    return bits;
}

bool mmatch__linear_read(const mmatch__linear_numbers *numbers, mmatch__dense *dense)
{
    const bool is_maximised = numbers->sense == MMATCH_SENSE_MAXIMISE;
    const double forbidden = is_maximised ? -(double)INFINITY : (double)INFINITY;
    const int64_t count = dense->row_count * dense->width;
    uint64_t bits = 0;
    bool is_fine;
    double largest;
    int64_t row;
    for (row = 0; row < dense->row_count; row++) {
        double *const costs = dense->costs + row * dense->width;
        const char *const at = numbers->at + row * numbers->row_stride;
        int64_t column;
        copy_run(numbers->type, at, numbers->column_stride, dense->column_count, costs);
        for (column = dense->column_count; column < dense->width; column++) {
            costs[column] = forbidden;
        }
        if (numbers->type == MMATCH_INT64) {
            bits |= bits_of_run(at, numbers->column_stride, dense->column_count);
        }
    }
    largest = dense->kernel.measure(dense->costs, count, forbidden, &is_fine);
    if (!is_fine) {
        return false;
    }
    /* rounding moves the largest int64 only when it is not a multiple of its unit anyway */
    dense->unit = mmatch__grid_unit(largest);
    if (numbers->type == MMATCH_INT64 && dense->unit > 1 && (bits & ((uint64_t)dense->unit - 1)) != 0) {
        return false;
    }
    dense->kernel.snap(dense->costs, count, (is_maximised ? -1 : 1) / dense->unit);
    return true;
}
