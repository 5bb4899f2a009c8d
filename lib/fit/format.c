/* Criterion on how people can meet: online, in person or either, and how far apart they live.
 *
 * Idea         A place is stored as a point on the unit sphere. The straight line between two such points gives the way along
 *              the sphere: arc = 2 * asin(line / 2), and lines are compared before arcs are worked out, since most pairs are
 *              out of reach.
 * Invariants   I1 sine, cosine and arc sine are series of additions, products and quotients in a fixed order, so that every
 *              machine gives the same bytes, which the C library's do not promise.
 * Complexity   constant a pair. */
#include <math.h>
#include <string.h>

#include "fit/criterion.h"

/* Radius of the sphere with the volume of the earth, in kilometres. */
#define EARTH_RADIUS 6371.0008
#define HALF_PI 1.5707963267948966
#define RADIANS_PER_DEGREE 0.017453292519943295

enum { LATITUDE, LONGITUDE, COORDINATES = 3, FORMATS = MMATCH_FORMAT_VIRTUAL | MMATCH_FORMAT_IN_PERSON };

/* Sum of the alternating series x^first / first! - x^(first + 2) / (first + 2)! .., |x| <= pi / 4. */
static double circle_series(double x, int first)
{
    double term = first == 0 ? 1 : x;
    double sum = term;
    int k;
    for (k = first + 1; k < 24; k += 2) {
        term = -term * x * x / ((double)k * (k + 1));
        sum += term;
    }
    return sum;
}

/* Sine and cosine of an angle in degrees, |degrees| <= 360. */
static void sine_and_cosine(double degrees, double *sine_out, double *cosine_out)
{
    const int quarters = (int)floor(degrees / 90 + 0.5);
    const double rest = (degrees - 90.0 * quarters) * RADIANS_PER_DEGREE;
    const double sine = circle_series(rest, 1);
    const double cosine = circle_series(rest, 0);
    switch (((quarters % 4) + 4) % 4) {
    case 0:
        *sine_out = sine;
        *cosine_out = cosine;
        return;
    case 1:
        *sine_out = cosine;
        *cosine_out = -sine;
        return;
    case 2:
        *sine_out = -sine;
        *cosine_out = -cosine;
        return;
    default:
        *sine_out = -cosine;
        *cosine_out = sine;
        return;
    }
}

/* The angle whose sine is x, 0 <= x <= 1: for large x from that of the half angle of the rest. */
static double arc_sine(double x)
{
    const bool is_large = x > 0.5;
    const double small = is_large ? sqrt((1 - x) / 2) : x;
    double term = small;
    double sum = small;
    int k;
    /* at most 30 terms, for near places five or six: what no longer changes the sum will not later */
    for (k = 1; k < 30 && sum + term != sum; k++) {
        term = term * small * small * (2.0 * k - 1) / (2.0 * k);
        sum += term / (2.0 * k + 1);
    }
    return is_large ? HALF_PI - 2 * sum : sum;
}

static void check_side(mmatch_context *context, const fit_criterion *criterion, int side, const int32_t *formats,
                       const double *places, int64_t count)
{
    const char *const who = mmatch__fit_side_name(side);
    int64_t person;
    if (formats == NULL && count > 0) {
        mmatch__fault(context, "criterion %s: %s formats is NULL", criterion->name, who);
        return;
    }
    for (person = 0; person < count; person++) {
        if (formats[person] < 0 || formats[person] > FORMATS) {
            mmatch__fault(context, "criterion %s: %s %lld: format is %d, must be from 0 to %d", criterion->name, who,
                          (long long)person, formats[person], (int)FORMATS);
        }
        if (places != NULL) {
            const double *const place = places + 2 * person;
            /* what is no number is unknown */
            if (fabs(place[LATITUDE]) > 90 || fabs(place[LONGITUDE]) > 360) {
                mmatch__fault(context, "criterion %s: %s %lld: place %g, %g is not within 90 and 360 degrees",
                              criterion->name, who, (long long)person, place[LATITUDE], place[LONGITUDE]);
            }
        }
    }
}

static void copy_places(const double *places, int64_t count, double *points_out)
{
    int64_t person;
    for (person = 0; person < count; person++) {
        const double latitude = places[2 * person + LATITUDE];
        const double longitude = places[2 * person + LONGITUDE];
        double *const point = points_out + COORDINATES * person;
        if (latitude != latitude || longitude != longitude) {
            point[0] = point[1] = point[2] = (double)NAN;
        } else {
            double sine;
            double cosine;
            double height;
            double radius;
            sine_and_cosine(latitude, &height, &radius);
            sine_and_cosine(longitude, &sine, &cosine);
            point[0] = radius * cosine;
            point[1] = radius * sine;
            point[2] = height;
        }
    }
}

mmatch_status mmatch_fit_add_format(mmatch_context *context, mmatch_fit *fit, const mmatch_criterion *given,
                                    const int32_t *row_formats, const int32_t *column_formats, const double *row_places,
                                    const double *column_places, double reach_km)
{
    const int32_t *const formats[FIT_SIDES] = {row_formats, column_formats};
    const double *const places[FIT_SIDES] = {row_places, column_places};
    const bool has_places = row_places != NULL && column_places != NULL;
    mmatch__layout layout = {0, false};
    size_t at_codes[FIT_SIDES];
    size_t at_places[FIT_SIDES];
    fit_criterion criterion;
    int side;
    mmatch_status status = mmatch__fit_begin(context, fit, given, FIT_FORMAT, &criterion);
    if (status != MMATCH_OK) {
        return status;
    }
    if ((row_places == NULL) != (column_places == NULL)) {
        mmatch__fault(context, "criterion %s: %s places is NULL, the other is not", criterion.name,
                      mmatch__fit_side_name(row_places == NULL ? FIT_ROWS : FIT_COLUMNS));
    }
    if (has_places && !(reach_km > 0 && reach_km <= 2 * HALF_PI * EARTH_RADIUS)) {
        mmatch__fault(context, "criterion %s: reach is %g, must be above 0 and at most %g, half the way round the earth",
                      criterion.name, reach_km, 2 * HALF_PI * EARTH_RADIUS);
    }
    for (side = 0; side < FIT_SIDES; side++) {
        const int64_t count = mmatch__fit_person_count(fit, side);
        check_side(context, &criterion, side, formats[side], places[side], count);
        at_codes[side] = mmatch__layout_add(&layout, count, sizeof(int32_t));
        at_places[side] = mmatch__layout_add(&layout, has_places ? count : 0, COORDINATES * sizeof(double));
    }
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT;
    }
    status = mmatch__fit_open(context, &layout, &criterion);
    if (status != MMATCH_OK) {
        return status;
    }
    if (has_places) {
        /* sine of half the arc is half the line */
        double sine;
        double cosine;
        criterion.reach = reach_km / EARTH_RADIUS;
        sine_and_cosine(criterion.reach / RADIANS_PER_DEGREE / 2, &sine, &cosine);
        criterion.reach_chord = 4 * sine * sine;
    }
    for (side = 0; side < FIT_SIDES; side++) {
        const int64_t count = mmatch__fit_person_count(fit, side);
        criterion.codes[side] = (int32_t *)mmatch__workspace_at(&criterion.memory, at_codes[side]);
        if (count > 0) {
            memcpy(criterion.codes[side], formats[side], (size_t)count * sizeof(int32_t));
        }
        if (has_places) {
            criterion.places[side] = (double *)mmatch__workspace_at(&criterion.memory, at_places[side]);
            copy_places(places[side], count, criterion.places[side]);
        }
    }
    return mmatch__fit_append(context, fit, &criterion);
}

fit_share mmatch__fit_share_of_format(const fit_criterion *criterion, int64_t row, int64_t column)
{
    const int32_t a = criterion->codes[FIT_ROWS][row];
    const int32_t b = criterion->codes[FIT_COLUMNS][column];
    fit_share share = {0, false, a == 0 || b == 0};
    if (share.is_missing || (a & b) == 0) {
        return share;
    }
    share.points = criterion->points;
    share.is_met = true;
    if ((a & b & MMATCH_FORMAT_VIRTUAL) == 0 && criterion->places[FIT_ROWS] != NULL) {
        const double *const from = criterion->places[FIT_ROWS] + COORDINATES * row;
        const double *const to = criterion->places[FIT_COLUMNS] + COORDINATES * column;
        const double x = to[0] - from[0];
        const double y = to[1] - from[1];
        const double z = to[2] - from[2];
        const double chord = x * x + y * y + z * z;
        share.is_missing = chord != chord;
        share.is_met = chord <= criterion->reach_chord;
        share.points = 0;
        if (share.is_met) {
            const double half = sqrt(chord) / 2;
            const double arc = 2 * arc_sine(half < 1 ? half : 1);
            const double rest = arc < criterion->reach ? criterion->reach - arc : 0;
            share.points = (int32_t)floor((double)criterion->points * rest / criterion->reach + 0.5);
        }
    }
    return share;
}
