#include "support.h"

#include "base/heap.h"
#include "base/random.h"

enum { CAPACITY = 300 };

static mmatch__heap open_heap(mmatch__workspace *workspace)
{
    const mmatch__allocator allocator = mmatch__allocator_default();
    mmatch__layout layout = {0};
    const mmatch__heap_slices slices = mmatch__heap_plan(&layout, CAPACITY);
    assert_true(mmatch__workspace_open(&allocator, &layout, workspace));
    return mmatch__heap_at(workspace, slices, CAPACITY);
}

static void the_least_comes_first_and_ties_go_by_id(void **state)
{
    mmatch__workspace workspace;
    mmatch__heap heap = open_heap(&workspace);
    mmatch__random random = mmatch__random_seeded(4);
    mmatch__tiered keys[CAPACITY];
    int is_in[CAPACITY] = {0};
    int step;
    (void)state;
    for (step = 0; step < 20000; step++) {
        if (mmatch__random_below(&random, 3) > 0) {
            const int32_t id = (int32_t)mmatch__random_below(&random, CAPACITY);
            const mmatch__tiered key = mmatch__tiered_of((int64_t)mmatch__random_below(&random, 3) - 1,
                                                         (int64_t)mmatch__random_below(&random, 20) - 10);
            const int expected = !is_in[id] || mmatch__tiered_less(key, keys[id]);
            assert_int_equal(mmatch__heap_lower(&heap, id, key), expected);
            if (expected) {
                keys[id] = key;
                is_in[id] = 1;
            }
        } else if (heap.count > 0) {
            int32_t least = -1;
            int32_t id;
            for (id = 0; id < CAPACITY; id++) {
                if (is_in[id] && (least < 0 || mmatch__tiered_less(keys[id], keys[least]))) {
                    least = id;
                }
            }
            assert_int_equal(mmatch__heap_take(&heap), least);
            assert_false(mmatch__heap_has(&heap, least));
            is_in[least] = 0;
        }
    }
    mmatch__heap_clear(&heap);
    assert_int_equal(heap.count, 0);
    for (step = 0; step < CAPACITY; step++) {
        assert_false(mmatch__heap_has(&heap, step));
    }
    mmatch__workspace_close(&workspace);
}

static void tiered_numbers_order_by_tier_then_value(void **state)
{
    const mmatch__tiered low = mmatch__tiered_of(0, 100);
    const mmatch__tiered high = mmatch__tiered_of(1, -100);
    const mmatch__tiered sum = mmatch__tiered_add(low, high);
    const mmatch__tiered difference = mmatch__tiered_subtract(low, high);
    (void)state;
    assert_true(mmatch__tiered_less(low, high));
    assert_false(mmatch__tiered_less(high, low));
    assert_false(mmatch__tiered_less(low, low));
    assert_int_equal(mmatch__tiered_compare(low, high), -1);
    assert_int_equal(mmatch__tiered_compare(high, low), 1);
    assert_int_equal(mmatch__tiered_compare(high, high), 0);
    assert_int_equal(mmatch__tiered_compare(mmatch__tiered_of(1, 1), mmatch__tiered_of(1, 2)), -1);
    assert_true(sum.tier == 1 && sum.value == 0);
    assert_true(difference.tier == -1 && difference.value == 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_least_comes_first_and_ties_go_by_id),
        cmocka_unit_test(tiered_numbers_order_by_tier_then_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
