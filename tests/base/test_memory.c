#include "support.h"

#include "base/memory.h"

static void slices_are_aligned_and_do_not_overlap(void **state)
{
    const mmatch__allocator allocator = mmatch__allocator_default();
    mmatch__layout layout = {0};
    const size_t first = mmatch__layout_add(&layout, 3, 1);
    const size_t none = mmatch__layout_add(&layout, 0, 8);
    const size_t second = mmatch__layout_add(&layout, 5, 8);
    mmatch__workspace workspace;
    (void)state;
    assert_int_equal(first, 0);
    assert_int_equal(none, 64);
    assert_int_equal(second, 64);
    assert_int_equal(layout.size, 128);
    assert_true(mmatch__workspace_open(&allocator, &layout, &workspace));
    assert_int_equal((uintptr_t)mmatch__workspace_at(&workspace, second) % MMATCH__ALIGNMENT, 0);
    assert_int_equal(*(const char *)mmatch__workspace_at(&workspace, first), 0);
    memset(mmatch__workspace_at(&workspace, second), 1, 40);
    mmatch__workspace_close(&workspace);
    mmatch__workspace_close(&workspace); /* twice is fine */
}

static void sizes_that_overflow_are_found_and_stay_found(void **state)
{
    const mmatch__allocator allocator = mmatch__allocator_default();
    mmatch__workspace workspace;
    mmatch__layout layout = {0};
    (void)state;
    (void)mmatch__layout_add(&layout, -1, 1);
    assert_true(layout.is_overflown);
    layout.is_overflown = false;
    layout.size = 0;
    (void)mmatch__layout_add(&layout, INT64_MAX, 8);
    assert_true(layout.is_overflown);
    (void)mmatch__layout_add(&layout, 1, 1);
    assert_true(layout.is_overflown);
    assert_false(mmatch__workspace_open(&allocator, &layout, &workspace));
    mmatch__workspace_close(&workspace);
    layout.is_overflown = false;
    layout.size = 0;
    (void)mmatch__layout_add(&layout, INT64_MAX, 2); /* one below the limit: fits the sum, not the block */
    if (!layout.is_overflown) {
        assert_false(mmatch__workspace_open(&allocator, &layout, &workspace));
    }
}

static void an_empty_layout_opens_and_a_failing_allocator_does_not(void **state)
{
    watched_memory memory = {0};
    const mmatch__allocator allocator = {watched_resize, &memory};
    const mmatch__layout layout = {0, false};
    mmatch__workspace workspace;
    (void)state;
    assert_true(mmatch__workspace_open(&allocator, &layout, &workspace));
    assert_non_null(mmatch__workspace_at(&workspace, 0));
    mmatch__workspace_close(&workspace);
    assert_int_equal(memory.live_bytes, 0);
    memory.fail_at = memory.calls + 1;
    assert_false(mmatch__workspace_open(&allocator, &layout, &workspace));
    assert_null(workspace.block);
}

static void resize_and_release_tell_the_allocator_the_old_size(void **state)
{
    watched_memory memory = {0};
    const mmatch__allocator allocator = {watched_resize, &memory};
    void *block;
    (void)state;
    assert_null(mmatch__memory_allocate(&allocator, 0));
    block = mmatch__memory_resize(&allocator, NULL, 99, 10); /* the old size of nothing is nothing */
    assert_int_equal(memory.live_bytes, 10);
    block = mmatch__memory_resize(&allocator, block, 10, 20);
    assert_int_equal(memory.live_bytes, 20);
    mmatch__memory_release(&allocator, block, 20);
    mmatch__memory_release(&allocator, NULL, 20);
    assert_int_equal(memory.live_bytes, 0);
    assert_int_equal(memory.live_blocks, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_are_aligned_and_do_not_overlap),
        cmocka_unit_test(sizes_that_overflow_are_found_and_stay_found),
        cmocka_unit_test(an_empty_layout_opens_and_a_failing_allocator_does_not),
        cmocka_unit_test(resize_and_release_tell_the_allocator_the_old_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
