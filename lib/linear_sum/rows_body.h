/* The row passes for one width of vector. Included by rows.c once for each kernel, with these defined:
 *
 *   LINEAR_NAME(name)   the name of a function or type of this kernel
 *   LINEAR_TARGET       the attribute of functions that use the instructions of the kernel
 *   LINEAR_WIDTH        lanes of a vector: 2 or 4
 *
 * Comparisons give all bits or none in each lane, and a choice is made with them. */

typedef double LINEAR_NAME(numbers) __attribute__((vector_size(8 * LINEAR_WIDTH)));
typedef int64_t LINEAR_NAME(bits) __attribute__((vector_size(8 * LINEAR_WIDTH)));

#define LANES LINEAR_NAME(numbers)
#define BITS LINEAR_NAME(bits)
#define CHOOSE(mask, yes, no) ((LANES)(((BITS)(yes) & (mask)) | ((BITS)(no) & ~(mask))))

LINEAR_TARGET static inline LANES LINEAR_NAME(load)(const double *from)
{
    LANES lanes;
    memcpy(&lanes, from, sizeof lanes);
    return lanes;
}

LINEAR_TARGET static inline void LINEAR_NAME(store)(double *to, LANES lanes)
{
    memcpy(to, &lanes, sizeof lanes);
}

LINEAR_TARGET static inline LANES LINEAR_NAME(all)(double number)
{
    const LANES zero = {0};
    return zero + number;
}

LINEAR_TARGET static inline double LINEAR_NAME(smallest)(LANES lanes)
{
    double least = lanes[0];
    int32_t lane;
    for (lane = 1; lane < LINEAR_WIDTH; lane++) {
        least = lanes[lane] < least ? lanes[lane] : least;
    }
    return least;
}

LINEAR_TARGET static double LINEAR_NAME(measure)(const double *numbers, int64_t count, double forbidden,
                                                 bool *is_fine_out)
{
    const LANES largest_finite = LINEAR_NAME(all)(DBL_MAX);
    const LANES ruled_out = LINEAR_NAME(all)(forbidden);
    LANES largest = LINEAR_NAME(all)(0);
    BITS is_bad = {0};
    double result;
    int64_t k;
    int32_t lane;
    for (k = 0; k < count; k += LINEAR_WIDTH) {
        const LANES number = LINEAR_NAME(load)(numbers + k);
        const LANES magnitude = (LANES)((BITS)number & INT64_MAX);
        const BITS is_finite = magnitude <= largest_finite;
        largest = CHOOSE(is_finite & (magnitude > largest), magnitude, largest);
        is_bad |= ~(is_finite | (number == ruled_out));
    }
    *is_fine_out = true;
    result = largest[0];
    for (lane = 0; lane < LINEAR_WIDTH; lane++) {
        *is_fine_out = *is_fine_out && is_bad[lane] == 0;
        result = largest[lane] > result ? largest[lane] : result;
    }
    return result;
}

LINEAR_TARGET static void LINEAR_NAME(snap)(double *numbers, int64_t count, double reciprocal_of_unit)
{
    int64_t k;
    for (k = 0; k < count; k++) {
        numbers[k] = mmatch__grid_snap(numbers[k], reciprocal_of_unit);
    }
}

LINEAR_TARGET static void LINEAR_NAME(lower)(const double *costs, int64_t width, double row, double *least,
                                             double *from)
{
    const LANES this_row = LINEAR_NAME(all)(row);
    int64_t k;
    for (k = 0; k < width; k += LINEAR_WIDTH) {
        const LANES cost = LINEAR_NAME(load)(costs + k);
        const LANES before = LINEAR_NAME(load)(least + k);
        const BITS is_less = cost < before;
        LINEAR_NAME(store)(least + k, CHOOSE(is_less, cost, before));
        LINEAR_NAME(store)(from + k, CHOOSE(is_less, this_row, LINEAR_NAME(load)(from + k)));
    }
}

LINEAR_TARGET static void LINEAR_NAME(scan)(const double *costs, const double *prices, const double *ranks,
                                            int64_t width, mmatch__linear_scan *scan_out)
{
    const LANES nothing = LINEAR_NAME(all)((double)INFINITY);
    LANES least = nothing;
    LANES second = nothing;
    LANES rank = nothing;
    LANES best;
    int64_t k;
    int32_t lane;
    bool is_met = false;
    for (k = 0; k < width; k += LINEAR_WIDTH) {
        const LANES key = LINEAR_NAME(load)(costs + k) - LINEAR_NAME(load)(prices + k);
        const BITS is_less = key < least;
        const LANES larger = CHOOSE(is_less, least, key);
        least = CHOOSE(is_less, key, least);
        second = CHOOSE(larger < second, larger, second);
    }
    scan_out->least = LINEAR_NAME(smallest)(least);
    scan_out->second = LINEAR_NAME(smallest)(second);
    for (lane = 0; lane < LINEAR_WIDTH; lane++) {
        /* the least of every other lane is also the least of other columns */
        if (least[lane] == scan_out->least && !is_met) {
            is_met = true;
        } else if (least[lane] < scan_out->second) {
            scan_out->second = least[lane];
        }
    }
    best = LINEAR_NAME(all)(scan_out->least);
    for (k = 0; k < width; k += LINEAR_WIDTH) {
        const LANES key = LINEAR_NAME(load)(costs + k) - LINEAR_NAME(load)(prices + k);
        const LANES own = LINEAR_NAME(load)(ranks + k);
        rank = CHOOSE((key == best) & (own < rank), own, rank);
    }
    scan_out->rank = LINEAR_NAME(smallest)(rank);
}

LINEAR_TARGET static void LINEAR_NAME(relax)(const double *costs, const double *prices, const double *ranks,
                                             int64_t width, double offset, double row, double *distances,
                                             double *from, mmatch__linear_scan *scan_out)
{
    const LANES this_row = LINEAR_NAME(all)(row);
    const LANES all_offset = LINEAR_NAME(all)(offset);
    LANES least = LINEAR_NAME(all)((double)INFINITY);
    LANES rank = least;
    LANES best;
    int64_t k;
    for (k = 0; k < width; k += LINEAR_WIDTH) {
        const LANES offer =
            LINEAR_NAME(load)(costs + k) - LINEAR_NAME(load)(prices + k) - all_offset;
        const LANES before = LINEAR_NAME(load)(distances + k);
        const BITS is_less = offer < before;
        const LANES distance = CHOOSE(is_less, offer, before);
        LINEAR_NAME(store)(distances + k, distance);
        LINEAR_NAME(store)(from + k, CHOOSE(is_less, this_row, LINEAR_NAME(load)(from + k)));
        least = CHOOSE(distance < least, distance, least);
    }
    scan_out->least = LINEAR_NAME(smallest)(least);
    best = LINEAR_NAME(all)(scan_out->least);
    for (k = 0; k < width; k += LINEAR_WIDTH) {
        const LANES own = LINEAR_NAME(load)(ranks + k);
        rank = CHOOSE((LINEAR_NAME(load)(distances + k) == best) & (own < rank), own, rank);
    }
    scan_out->rank = LINEAR_NAME(smallest)(rank);
}

#undef LANES
#undef BITS
#undef CHOOSE
