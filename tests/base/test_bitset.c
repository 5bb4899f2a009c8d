#include "support.h"

#include "base/bitset.h"
#include "base/random.h"

static void add_has_and_remove_agree_with_an_array_of_flags(void **state)
{
    uint64_t words[4] = {0};
    int flags[200] = {0};
    mmatch__random random = mmatch__random_seeded(1);
    int step;
    (void)state;
    for (step = 0; step < 5000; step++) {
        const int64_t bit = (int64_t)mmatch__random_below(&random, 200);
        int64_t count = 0;
        int b;
        if (mmatch__random_below(&random, 2) == 0) {
            mmatch__bitset_add(words, bit);
            flags[bit] = 1;
        } else {
            mmatch__bitset_remove(words, bit);
            flags[bit] = 0;
        }
        for (b = 0; b < 200; b++) {
            assert_int_equal(mmatch__bitset_has(words, b), flags[b]);
            count += flags[b];
        }
        assert_int_equal(mmatch__bitset_count(words, 4), count);
    }
}

static void common_bits_are_counted_and_intersected(void **state)
{
    uint64_t a[2] = {0xff00ff00ff00ff00u, 1};
    const uint64_t b[2] = {0x0ff00ff00ff00ff0u, 3};
    (void)state;
    assert_int_equal(mmatch__bitset_count_common(a, b, 2), 17);
    mmatch__bitset_intersect(a, b, 2);
    assert_int_equal(mmatch__bitset_count(a, 2), 17);
    assert_int_equal(mmatch__bitset_word_count(0), 0);
    assert_int_equal(mmatch__bitset_word_count(64), 1);
    assert_int_equal(mmatch__bitset_word_count(65), 2);
}

static void rotation_moves_every_bit_round_the_week(void **state)
{
    int64_t shift;
    (void)state;
    for (shift = -167; shift < 168; shift++) {
        uint64_t in[3] = {0};
        uint64_t out[3];
        int64_t bit;
        for (bit = 0; bit < 168; bit += 5) {
            mmatch__bitset_add(in, bit);
        }
        mmatch__bitset_rotate(in, 168, shift, out);
        assert_int_equal(mmatch__bitset_count(out, 3), mmatch__bitset_count(in, 3));
        for (bit = 0; bit < 168; bit++) {
            assert_int_equal(mmatch__bitset_has(out, ((bit + shift) % 168 + 168) % 168),
                             mmatch__bitset_has(in, bit));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(add_has_and_remove_agree_with_an_array_of_flags),
        cmocka_unit_test(common_bits_are_counted_and_intersected),
        cmocka_unit_test(rotation_moves_every_bit_round_the_week),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
