#include "support.h"

#include "base/random.h"

/* The splitmix64 stream of seed 1234567 is published with the Rosetta Code task "Pseudo-random numbers/Splitmix64":
 * 6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431. It is the state here. */
static void the_state_is_the_published_splitmix64_stream(void **state)
{
    const mmatch__random random = mmatch__random_seeded(1234567);
    (void)state;
    assert_true(random.state[0] == 6457827717110365317u);
    assert_true(random.state[1] == 3203168211198807973u);
    assert_true(random.state[2] == 9817491932198370423u);
    assert_true(random.state[3] == 4593380528125082431u);
}

/* xoshiro256** from the state 1, 2, 3, 4: the first outputs as published with the rand_xoshiro crate's tests. */
static void the_generator_gives_the_published_xoshiro_stream(void **state)
{
    const uint64_t published[] = {11520u, 0u, 1509978240u, 1215971899390074240u, 1216172134540287360u};
    mmatch__random random = {{1, 2, 3, 4}};
    size_t k;
    (void)state;
    for (k = 0; k < sizeof published / sizeof published[0]; k++) {
        assert_true(mmatch__random_next(&random) == published[k]);
    }
}

static void draws_below_a_bound_are_in_range_and_even(void **state)
{
    mmatch__random random = mmatch__random_seeded(5);
    int counts[7] = {0};
    int draw;
    int face;
    (void)state;
    for (draw = 0; draw < 70000; draw++) {
        counts[mmatch__random_below(&random, 7)]++;
    }
    for (face = 0; face < 7; face++) {
        assert_in_range(counts[face], 9500, 10500);
    }
    assert_int_equal(mmatch__random_below(&random, 1), 0);
}

static void unit_draws_lie_in_the_unit_interval(void **state)
{
    mmatch__random random = mmatch__random_seeded(6);
    double sum = 0;
    int draw;
    (void)state;
    for (draw = 0; draw < 100000; draw++) {
        const double number = mmatch__random_unit(&random);
        assert_true(number >= 0 && number < 1);
        sum += number;
    }
    assert_true(sum > 49500 && sum < 50500);
}

static void streams_of_one_seed_differ_and_repeat(void **state)
{
    mmatch__random first = mmatch__random_stream(7, 0);
    mmatch__random second = mmatch__random_stream(7, 1);
    mmatch__random again = mmatch__random_stream(7, 1);
    const uint64_t draw = mmatch__random_next(&second);
    (void)state;
    assert_true(mmatch__random_next(&first) != draw);
    assert_true(mmatch__random_next(&again) == draw);
}

static void shuffling_gives_every_order_alike(void **state)
{
    mmatch__random random = mmatch__random_seeded(8);
    int counts[6] = {0};
    int trial;
    int order;
    (void)state;
    for (trial = 0; trial < 60000; trial++) {
        int64_t items[3] = {0, 1, 2};
        mmatch__random_shuffle(&random, items, 3);
        assert_int_equal(items[0] + items[1] + items[2], 3);
        counts[items[0] * 2 + (items[1] > items[2])]++;
    }
    for (order = 0; order < 6; order++) {
        assert_in_range(counts[order], 9500, 10500);
    }
    mmatch__random_shuffle(&random, NULL, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_state_is_the_published_splitmix64_stream),
        cmocka_unit_test(the_generator_gives_the_published_xoshiro_stream),
        cmocka_unit_test(draws_below_a_bound_are_in_range_and_even),
        cmocka_unit_test(unit_draws_lie_in_the_unit_interval),
        cmocka_unit_test(streams_of_one_seed_differ_and_repeat),
        cmocka_unit_test(shuffling_gives_every_order_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
