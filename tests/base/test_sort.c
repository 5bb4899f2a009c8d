#include "support.h"

#include "base/random.h"
#include "base/sort.h"

typedef struct sort_card {
    int32_t key;
    int32_t place; /* where it was before */
} sort_card;

static int by_key(const void *user_data, const void *a, const void *b)
{
    const sort_card *const left = (const sort_card *)a;
    const sort_card *const right = (const sort_card *)b;
    (void)user_data;
    return (left->key > right->key) - (left->key < right->key);
}

static void any_number_of_items_is_sorted_and_equals_keep_their_order(void **state)
{
    static sort_card cards[1000];
    static sort_card scratch[1000];
    mmatch__random random = mmatch__random_seeded(9);
    size_t count;
    (void)state;
    for (count = 0; count <= 1000; count += count < 70 ? 1 : 93) {
        const uint64_t kinds = 1 + count / 3;
        int64_t sum = 0;
        size_t k;
        for (k = 0; k < count; k++) {
            cards[k].key = (int32_t)mmatch__random_below(&random, kinds);
            cards[k].place = (int32_t)k;
            sum += cards[k].key;
        }
        mmatch__sort(cards, count, sizeof cards[0], by_key, NULL, scratch);
        for (k = 0; k < count; k++) {
            sum -= cards[k].key;
            if (k > 0) {
                assert_true(cards[k - 1].key < cards[k].key ||
                            (cards[k - 1].key == cards[k].key && cards[k - 1].place < cards[k].place));
            }
        }
        assert_int_equal(sum, 0);
    }
}

static void ready_comparisons_sort_numbers_and_indices(void **state)
{
    int64_t numbers[5] = {3, INT64_MIN, 0, INT64_MAX, -1};
    int64_t indices[5] = {0, 1, 2, 3, 4};
    const int64_t keys[5] = {9, 1, 9, 0, 1};
    int64_t scratch[5];
    const int64_t expected[5] = {3, 1, 4, 0, 2};
    (void)state;
    mmatch__sort(numbers, 5, sizeof numbers[0], mmatch__compare_int64, NULL, scratch);
    assert_true(numbers[0] == INT64_MIN && numbers[1] == -1 && numbers[2] == 0 && numbers[3] == 3 &&
                numbers[4] == INT64_MAX);
    mmatch__sort(indices, 5, sizeof indices[0], mmatch__compare_by_key, keys, scratch);
    assert_memory_equal(indices, expected, sizeof expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_number_of_items_is_sorted_and_equals_keep_their_order),
        cmocka_unit_test(ready_comparisons_sort_numbers_and_indices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
