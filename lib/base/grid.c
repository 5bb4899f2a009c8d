#include "base/grid.h"

#include <assert.h>
#include <math.h>

double mmatch__grid_unit(double largest)
{
    int exponent;
    double mantissa;
    assert(largest >= 0 && largest <= 1.7976931348623157e308);
    if (largest == 0) {
        return 1;
    }
    /* largest = mantissa * 2^exponent with 1/2 <= mantissa < 1: 2^exponent suffices, and half of it only when the
     * mantissa is exactly 1/2 */
    mantissa = frexp(largest, &exponent);
    if (mantissa == 0.5) {
        exponent--;
    }
    exponent -= 40;
    /* below 2^-1022 neither the unit nor its reciprocal would be an ordinary number */
    return ldexp(1, exponent < -1022 ? -1022 : exponent);
}
