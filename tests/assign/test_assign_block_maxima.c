/* The kernels: every one that this machine runs gives the same bytes as the definition. */
#include "support.h"

#include <math.h>
#include <string.h>

#include "assign/block_maxima.h"
#include "base/random.h"

enum { LONGEST = 500, BLOCKS_MOST = 32 };

static double drawn(mmatch__random *random)
{
    switch (mmatch__random_below(random, 4)) {
    case 0:
        return -(double)INFINITY;
    case 1:
        return (double)mmatch__random_below(random, 3) - 1;
    default:
        return (double)(int64_t)mmatch__random_below(random, (uint64_t)1 << 41) - 0x1p40;
    }
}

static void every_kernel_gives_the_largest_of_each_block(void **state)
{
    mmatch__random random = mmatch__random_seeded(7);
    double units[BLOCKS_MOST * MMATCH__BLOCK_WIDTH + 1];
    double prices[BLOCKS_MOST * MMATCH__BLOCK_WIDTH + 1];
    int round;
    (void)state;
    for (round = 0; round < 4000; round++) {
        const int columns = 1 + (int)mmatch__random_below(&random, LONGEST);
        const int blocks = (int)mmatch__block_count(columns);
        const int shift = round % 2; /* rows need not begin at a multiple of the vector */
        int32_t index;
        int k;
        assert_true(blocks * MMATCH__BLOCK_WIDTH >= columns && blocks <= BLOCKS_MOST);
        for (k = 0; k <= BLOCKS_MOST * MMATCH__BLOCK_WIDTH; k++) {
            units[k] = drawn(&random);
            prices[k] = mmatch__random_below(&random, 8) == 0
                            ? (double)INFINITY
                            : (double)mmatch__random_below(&random, (uint64_t)1 << 42);
        }
        for (index = 0; mmatch__block_maxima_kernel_at(index) != NULL; index++) {
            double maxima[BLOCKS_MOST + 1];
            memset(maxima, 0, sizeof maxima);
            mmatch__block_maxima_kernel_at(index)(units + shift, prices + shift, blocks, maxima);
            for (k = 0; k < blocks; k++) {
                double expected = -(double)INFINITY;
                int column;
                for (column = k; column < blocks * MMATCH__BLOCK_WIDTH; column += blocks) {
                    expected = fmax(expected, units[shift + column] - prices[shift + column]);
                }
                assert_true(maxima[k] == expected);
            }
            assert_true(maxima[blocks] == 0); /* nothing is written beyond */
        }
        assert_true(index >= 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kernel_gives_the_largest_of_each_block),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
