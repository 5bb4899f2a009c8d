/* Criterion on vectors that the caller brings: the cosine of the angle between them, or their inner product.
 *
 * Idea         Each vector is turned into whole numbers once, at most 32767 long. Inner products of such vectors are whole
 *              numbers that fit 32 bits with every partial sum (Cauchy and Schwarz), so they are the same in whatever
 *              order they are added, and points follow from them by one difference and one product in float64.
 * Notation     length: the Euclidean norm; level: an inner product of whole vectors; least_level, full_level: the levels
 *              nearest to what the caller asks for.
 * Complexity   O((row_count + column_count) * dimension_count). */
#include <math.h>
#include <string.h>

#include "fit/criterion.h"
#include "fit/kernels.h"

enum { DIMENSIONS_MOST = 4096 };

/* Beyond this, squares of lengths could leave the range of float64. */
#define COMPONENT_MOST 1e150
#define VECTOR_SCALE 32767.0
/* Levels of products lie within 2^31; what is asked for beyond this is out of reach anyway. */
#define LEVEL_MOST 0x1p40

/* The vectors of one side as they were given. */
typedef struct given_vectors {
    const double *components;
    int64_t count;
    int64_t dimension_count;
    double longest;
} given_vectors;

/* A power of two by which components become at most 1, so that their squares stay in range. */
static double shrink_factor(const double *vector, int64_t dimension_count, int *exponent_out)
{
    double largest = 0;
    int64_t d;
    for (d = 0; d < dimension_count; d++) {
        const double size = fabs(vector[d]);
        largest = size > largest ? size : largest;
    }
    *exponent_out = 0;
    if (largest > 0) {
        (void)frexp(largest, exponent_out);
        *exponent_out = *exponent_out < -1000 ? -1000 : *exponent_out;
    }
    return ldexp(1, -*exponent_out);
}

/* Length of a vector times the factor. */
static double shrunk_length(const double *vector, int64_t dimension_count, double factor)
{
    double sum = 0;
    int64_t d;
    for (d = 0; d < dimension_count; d++) {
        const double component = vector[d] * factor;
        sum += component * component;
    }
    return sqrt(sum);
}

static bool has_nan(const double *vector, int64_t dimension_count)
{
    int64_t d;
    for (d = 0; d < dimension_count; d++) {
        if (vector[d] != vector[d]) {
            return true;
        }
    }
    return false;
}

/* Records components that are infinite or too large, and finds the longest vector. */
static void check_vectors(mmatch_context *context, const fit_criterion *criterion, int side, given_vectors *given)
{
    int64_t person;
    given->longest = 0;
    if (given->components == NULL && given->count > 0) {
        mmatch__fault(context, "criterion %s: %s vectors is NULL", criterion->name, mmatch__fit_side_name(side));
        return;
    }
    for (person = 0; person < given->count; person++) {
        const double *const vector = given->components + person * given->dimension_count;
        int exponent;
        int64_t d;
        for (d = 0; d < given->dimension_count; d++) {
            if (fabs(vector[d]) > COMPONENT_MOST) {
                mmatch__fault(context, "criterion %s: %s %lld: component %lld is %g, beyond 1e150", criterion->name,
                              mmatch__fit_side_name(side), (long long)person, (long long)d, vector[d]);
                return;
            }
        }
        if (!has_nan(vector, given->dimension_count)) {
            const double factor = shrink_factor(vector, given->dimension_count, &exponent);
            const double length = ldexp(shrunk_length(vector, given->dimension_count, factor), exponent);
            given->longest = length > given->longest ? length : given->longest;
        }
    }
}

/* Whole components of one vector, `stride` numbers between pairs of them; false when the answer is missing. */
static bool quantise(const double *vector, int64_t dimension_count, bool is_cosine, double longest, int16_t *pairs_out,
                     int64_t stride)
{
    double factor = 1;
    double length = longest;
    int64_t d;
    if (has_nan(vector, dimension_count)) {
        return false;
    }
    if (is_cosine) {
        int exponent;
        factor = shrink_factor(vector, dimension_count, &exponent);
        length = shrunk_length(vector, dimension_count, factor);
        if (length == 0) {
            return false; /* no direction */
        }
    }
    for (d = 0; d < dimension_count; d++) {
        const double share = length > 0 ? vector[d] * factor / length : 0;
        pairs_out[d / 2 * stride + d % 2] = (int16_t)floor(share * VECTOR_SCALE + 0.5);
    }
    return true;
}

/* Columns of a tile stand side by side, pair by pair; rows one after the other. */
static void quantise_side(const given_vectors *given, int side, bool is_cosine, fit_criterion *criterion)
{
    const int64_t width = 2 * (int64_t)criterion->pair_count;
    int64_t person;
    for (person = 0; person < given->count; person++) {
        const bool is_row = side == FIT_ROWS;
        int16_t *const pairs = is_row ? criterion->vectors[side] + person * width
                                      : criterion->vectors[side] + person / FIT_TILE * FIT_TILE * width +
                                            person % FIT_TILE * 2;
        criterion->is_vector_missing[side][person] =
            !quantise(given->components + person * given->dimension_count, given->dimension_count, is_cosine,
                      given->longest, pairs, is_row ? 2 : 2 * FIT_TILE);
        criterion->has_missing_vectors |= side == FIT_COLUMNS && criterion->is_vector_missing[side][person];
    }
}

static double level_of(double value, double unit)
{
    const double level = floor(value / unit + 0.5);
    return level > LEVEL_MOST ? LEVEL_MOST : level < -LEVEL_MOST ? -LEVEL_MOST : level;
}

/* The levels of least and full; the fault of a full that is not above least is recorded. */
static void set_levels(mmatch_context *context, const given_vectors *given, bool is_cosine, double least, double full,
                       fit_criterion *criterion)
{
    const double product = is_cosine ? 1 : given[FIT_ROWS].longest * given[FIT_COLUMNS].longest;
    const double whole = product > 1e-290 ? product : 1e-290;
    const double unit = whole / (VECTOR_SCALE * VECTOR_SCALE);
    const double best = full == 0 ? whole : full;
    if (!(best > least)) {
        mmatch__fault(context, "criterion %s: full is %g, must be above least, which is %g", criterion->name, best, least);
        return;
    }
    criterion->least_level = level_of(least, unit);
    criterion->level_range = level_of(best, unit) - criterion->least_level;
    if (criterion->level_range < 1) {
        criterion->level_range = 1;
    }
    criterion->points_per_level = criterion->points / criterion->level_range;
}

static mmatch_status open_vectors(mmatch_context *context, const given_vectors *given, fit_criterion *criterion)
{
    const int64_t tiles = (given[FIT_COLUMNS].count + FIT_BLOCK - 1) / FIT_BLOCK * (FIT_BLOCK / FIT_TILE);
    const size_t width = sizeof(int16_t) * 2 * (size_t)criterion->pair_count;
    mmatch__layout layout = {0, false};
    const size_t at_rows = mmatch__layout_add(&layout, given[FIT_ROWS].count, width);
    const size_t at_columns = mmatch__layout_add(&layout, FIT_TILE * tiles, width);
    const size_t at_row_missing = mmatch__layout_add(&layout, given[FIT_ROWS].count, sizeof(bool));
    const size_t at_column_missing = mmatch__layout_add(&layout, FIT_TILE * tiles, sizeof(bool));
    const mmatch_status status = mmatch__fit_open(context, &layout, criterion);
    if (status == MMATCH_OK) {
        criterion->vectors[FIT_ROWS] = (int16_t *)mmatch__workspace_at(&criterion->memory, at_rows);
        criterion->vectors[FIT_COLUMNS] = (int16_t *)mmatch__workspace_at(&criterion->memory, at_columns);
        criterion->is_vector_missing[FIT_ROWS] = (bool *)mmatch__workspace_at(&criterion->memory, at_row_missing);
        criterion->is_vector_missing[FIT_COLUMNS] =
            (bool *)mmatch__workspace_at(&criterion->memory, at_column_missing);
    }
    return status;
}

mmatch_status mmatch_fit_add_similarity(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *criterion,
                                        const double *row_vectors, const double *column_vectors,
                                        int32_t dimension_count, int32_t measure, double least, double full)
{
    given_vectors given[FIT_SIDES] = {{row_vectors, 0, dimension_count, 0}, {column_vectors, 0, dimension_count, 0}};
    const bool is_cosine = measure == MMATCH_SIMILARITY_COSINE;
    fit_criterion made;
    int side;
    mmatch_status status = mmatch__fit_begin(context, fit, criterion, FIT_SIMILARITY, &made);
    if (status != MMATCH_OK) {
        return status;
    }
    if (dimension_count < 1 || dimension_count > DIMENSIONS_MOST) {
        mmatch__fault(context, "criterion %s: %d dimensions, must be from 1 to %d", made.name, dimension_count,
                      (int)DIMENSIONS_MOST);
    }
    if (measure != MMATCH_SIMILARITY_COSINE && measure != MMATCH_SIMILARITY_INNER_PRODUCT) {
        mmatch__fault(context, "criterion %s: measure is %d, must be an mmatch_similarity", made.name, measure);
    }
    if (!(fabs(least) <= 1e300) || !(fabs(full) <= 1e300)) {
        mmatch__fault(context, "criterion %s: least is %g and full %g, must be numbers within 1e300", made.name, least,
                      full);
    }
    for (side = 0; side < FIT_SIDES && context->fault_count == 0; side++) {
        given[side].count = mmatch__fit_person_count(fit, side);
        check_vectors(context, &made, side, &given[side]);
    }
    if (context->fault_count == 0) {
        set_levels(context, given, is_cosine, least, full, &made);
    }
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT;
    }
    made.pair_count = (dimension_count + 1) / 2;
    status = open_vectors(context, given, &made);
    if (status != MMATCH_OK) {
        return status;
    }
    for (side = 0; side < FIT_SIDES; side++) {
        quantise_side(&given[side], side, is_cosine, &made);
    }
    return mmatch__fit_append(context, fit, &made);
}
