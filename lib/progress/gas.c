/* Goal attainment scaling. The denominator is taken as sum(w w) + rho ((sum w)^2 - sum(w w)), which
 * is the same number and exact where the usual form with 1 - rho is not. */
#include <inttypes.h>
#include <math.h>

#include "base/context.h"
#include "mentormatch/progress.h"

#define LEVEL_MOST 100.0

/* Checks every level and weight; *largest_out is the largest weight of a rated goal, 0 without. */
static void check_goals(mmatch_context *context, const double *levels, const double *weights,
                        int64_t count, double *largest_out)
{
    int64_t goal;
    *largest_out = 0.0;
    for (goal = 0; goal < count; goal++) {
        const double weight = weights == NULL ? 1.0 : weights[goal];
        if (levels[goal] < -LEVEL_MOST || levels[goal] > LEVEL_MOST) {
            mmatch__fault(context, "goal %" PRId64 ": level is %g, must be from -100 to 100", goal,
                          levels[goal]);
        }
        if (!(weight >= 0.0) || !isfinite(weight)) {
            mmatch__fault(context,
                          "goal %" PRId64 ": weight is %g, must be finite and not negative", goal,
                          weight);
        } else if (!isnan(levels[goal]) && weight > *largest_out) {
            *largest_out = weight;
        }
    }
}

mmatch_status mmatch_gas_t(mmatch_context *context, const double *levels, const double *weights,
                           int64_t count, double rho, double *t_out)
{
    const mmatch_status status = mmatch__enter(context);
    double largest;
    double weighted_levels = 0.0;
    double weight_sum = 0.0;
    double square_sum = 0.0;
    int64_t goal;
    int exponent = 0;
    if (status != MMATCH_OK) {
        return status;
    }
    if (t_out == NULL || (levels == NULL && count > 0)) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL",
                            t_out == NULL ? "t_out" : "levels");
    }
    if (count < 0) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT,
                            "count is %" PRId64 ", must not be negative", count);
    }
    if (!(rho >= 0.0 && rho <= 1.0)) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "rho is %g, must be from 0 to 1", rho);
    }
    check_goals(context, levels, weights, count, &largest);
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT;
    }
    /* T does not depend on the scale of the weights; a power of two keeps squares from overflowing.
     */
    (void)frexp(largest, &exponent);
    for (goal = 0; goal < count; goal++) {
        const double weight =
            weights == NULL || !(largest > 0.0) ? 1.0 : ldexp(weights[goal], -exponent);
        if (!isnan(levels[goal])) {
            weighted_levels += weight * levels[goal];
            weight_sum += weight;
            square_sum += weight * weight;
        }
    }
    /* a weight that is there leaves square_sum above 0, so 0 / 0 means that no goal is rated */
    *t_out = weight_sum > 0.0
                 ? 50.0 + 10.0 * weighted_levels /
                              sqrt(square_sum + rho * (weight_sum * weight_sum - square_sum))
                 : (double)NAN;
    return MMATCH_OK;
}
