/* Quotas of a market: what is kept, how groups are nested, and which are refused. */
#include <stdio.h>

#include "base/random.h"
#include "support.h"

static mmatch_market *market_of(mmatch_context *context, int64_t columns)
{
    mmatch_market *market = NULL;
    assert_int_equal(mmatch_market_create_empty(context, 2, columns, &market), MMATCH_OK);
    return market;
}

static mmatch_market_view look(mmatch_context *context, const mmatch_market *market)
{
    mmatch_market_view view = {0};
    view.struct_size = sizeof view;
    assert_int_equal(mmatch_market_look(context, market, &view), MMATCH_OK);
    return view;
}

static void a_market_without_quotas_shows_none(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch_market *const market = market_of(context, 3);
    const mmatch_market_view view = look(context, market);
    (void)state;
    assert_int_equal(view.quota_count, 0);
    assert_null(view.quota_offsets);
    assert_null(view.column_quota);
    mmatch_market_destroy(market);
    mmatch_context_destroy(context);
}

static void quotas_are_copied_sorted_and_nested(void **state)
{
    /* quota 0 inside quota 2 inside quota 1; quota 3 beside them, quota 4 the same as 2, quota 5 of nobody */
    int64_t offsets[7] = {0, 2, 7, 10, 11, 14, 14};
    int64_t columns[14] = {4, 2, 5, 4, 3, 2, 0, 5, 2, 4, 1, 2, 4, 5};
    int64_t minimum[6] = {0, 1, 2, 0, 0, 3};
    int64_t maximum[6] = {3, 9, INT64_MAX, 0, 2, 3};
    const int64_t parents[6] = {4, -1, 1, -1, 2, -1};
    const int64_t of_column[6] = {1, 3, 0, 1, 0, 4};
    const int64_t order[6] = {1, 2, 4, 0, 3, 5};
    mmatch_context *context = plain_context();
    mmatch_market *const market = market_of(context, 6);
    mmatch_market_view view;
    (void)state;
    assert_int_equal(mmatch_market_set_quotas(context, market, 6, offsets, columns, minimum, maximum),
                     MMATCH_OK);
    memset(columns, 0, sizeof columns);
    memset(minimum, 0, sizeof minimum);
    memset(maximum, 0, sizeof maximum);
    mmatch_context_destroy(context); /* the market keeps what it needs */
    context = plain_context();
    view = look(context, market);
    assert_int_equal(view.quota_count, 6);
    assert_memory_equal(view.quota_offsets, offsets, sizeof offsets);
    assert_memory_equal(view.quota_parent, parents, sizeof parents);
    assert_memory_equal(view.column_quota, of_column, sizeof of_column);
    assert_memory_equal(view.quota_order, order, sizeof order);
    assert_int_equal(view.quota_columns[0], 2);
    assert_int_equal(view.quota_columns[1], 4);
    assert_int_equal(view.quota_columns[2], 0);
    assert_int_equal(view.quota_columns[6], 5);
    assert_int_equal(view.quota_minimum[5], 3);
    assert_true(view.quota_maximum[2] == INT64_MAX);
    /* new ones take their place, none takes them away; missing bounds are 0 and no limit */
    assert_int_equal(mmatch_market_set_quotas(context, market, 1, offsets, offsets, NULL, NULL), MMATCH_OK);
    view = look(context, market);
    assert_int_equal(view.quota_count, 1);
    assert_int_equal(view.quota_minimum[0], 0);
    assert_true(view.quota_maximum[0] == INT64_MAX);
    assert_int_equal(mmatch_market_set_quotas(context, market, 0, NULL, NULL, NULL, NULL), MMATCH_OK);
    assert_int_equal(look(context, market).quota_count, 0);
    mmatch_market_destroy(market);
    mmatch_context_destroy(context);
}

static void assert_refused(mmatch_context *context, mmatch_market *market, int64_t count,
                           const int64_t *offsets, const int64_t *columns, const int64_t *minimum,
                           const int64_t *maximum, const char *message)
{
    const mmatch_market_view before = look(context, market);
    mmatch_market_view after;
    assert_int_equal(mmatch_market_set_quotas(context, market, count, offsets, columns, minimum, maximum),
                     MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), message);
    after = look(context, market);
    assert_int_equal(after.quota_count, before.quota_count);
    assert_ptr_equal(after.quota_offsets, before.quota_offsets);
    assert_ptr_equal(after.quota_parent, before.quota_parent);
}

static void what_makes_no_sense_is_refused_with_its_place(void **state)
{
    const int64_t offsets[3] = {0, 2, 3};
    const int64_t late[2] = {1, 2};
    const int64_t falling[3] = {0, 2, 1};
    const int64_t columns[3] = {0, 1, 2};
    const int64_t far[3] = {0, 4, -1};
    const int64_t twice[3] = {3, 3, 3};
    const int64_t minimum[2] = {-1, 4};
    const int64_t maximum[2] = {-2, 3};
    mmatch_context *const context = plain_context();
    mmatch_market *const market = market_of(context, 4);
    (void)state;
    assert_int_equal(mmatch_market_set_quotas(context, market, 2, offsets, columns, NULL, NULL), MMATCH_OK);
    assert_refused(context, market, -1, NULL, NULL, NULL, NULL, "quota_count -1 is not in 0..2147483647");
    assert_refused(context, market, (int64_t)INT32_MAX + 1, offsets, columns, NULL, NULL,
                   "quota_count 2147483648 is not in 0..2147483647");
    assert_refused(context, market, 2, NULL, columns, NULL, NULL, "offsets is NULL");
    assert_refused(context, market, 2, offsets, NULL, NULL, NULL, "columns is NULL");
    assert_refused(context, market, 1, late, columns, NULL, NULL, "offsets start at 1, not at 0");
    assert_refused(context, market, 2, falling, columns, NULL, NULL,
                   "quota 1: offsets decrease from 2 to 1");
    assert_refused(context, market, 2, offsets, far, NULL, NULL,
                   "quota 0, entry 1: column 4 is out of range, there are 4");
    assert_int_equal(mmatch_context_fault_count(context), 0); /* look has cleared it */
    assert_refused(context, market, 2, offsets, twice, NULL, NULL,
                   "quota 0, entry 1: column 3 is named twice");
    assert_refused(context, market, 2, offsets, columns, minimum, NULL, "quota 0: minimum -1 is negative");
    assert_refused(context, market, 2, offsets, columns, NULL, maximum, "quota 0: maximum -2 is negative");
    assert_int_equal(mmatch_market_set_quotas(context, market, 2, offsets, columns, minimum, maximum),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_context_fault_count(context), 3);
    assert_string_equal(mmatch_context_fault(context, 2), "quota 1: minimum 4 is above maximum 3");
    assert_int_equal(mmatch_market_set_quotas(context, NULL, 0, NULL, NULL, NULL, NULL),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_market_set_quotas(NULL, market, 0, NULL, NULL, NULL, NULL),
                     MMATCH_ERR_ARGUMENT);
    mmatch_market_destroy(market);
    mmatch_context_destroy(context);
}

static void crossing_quotas_are_refused_and_both_are_named(void **state)
{
    const int64_t offsets[4] = {0, 2, 4, 6};
    const int64_t columns[6] = {1, 3, 0, 2, 3, 4};
    const int64_t chain_offsets[4] = {0, 4, 6, 8};
    const int64_t chain[8] = {0, 1, 2, 3, 0, 1, 1, 2}; /* 2 crosses 1, both inside 0 */
    const int64_t wide_offsets[4] = {0, 3, 4, 7};
    const int64_t wide[7] = {0, 1, 2, 2, 2, 3, 4}; /* 2 crosses 0, not 1 that is inside both */
    mmatch_context *const context = plain_context();
    mmatch_market *const market = market_of(context, 5);
    (void)state;
    assert_refused(context, market, 3, offsets, columns, NULL, NULL,
                   "quota 0 and quota 2 cross: column 3 is in both, column 1 only in quota 0, column 4 only in quota 2");
    assert_refused(context, market, 3, chain_offsets, chain, NULL, NULL,
                   "quota 1 and quota 2 cross: column 1 is in both, column 0 only in quota 1, column 2 only in quota 2");
    assert_refused(context, market, 3, wide_offsets, wide, NULL, NULL,
                   "quota 0 and quota 2 cross: column 2 is in both, column 0 only in quota 0, column 3 only in quota 2");
    mmatch_market_destroy(market);
    mmatch_context_destroy(context);
}

/* The innermost quota around a set: the smallest other one that holds it all; of equal ones the last before it. */
static int64_t expected_parent(const uint32_t *sets, int count, int quota)
{
    int64_t parent = -1;
    int other;
    for (other = 0; other < count; other++) {
        const int is_around = (sets[other] & sets[quota]) == sets[quota] && sets[quota] != 0 &&
                              other != quota && (sets[other] != sets[quota] || other < quota);
        if (is_around && (parent < 0 || ((sets[other] & sets[parent]) == sets[other]))) {
            parent = other;
        }
    }
    return parent;
}

static void every_family_of_sets_is_nested_or_refused_as_the_definition_says(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch_market *const market = market_of(context, 5);
    mmatch__random random = mmatch__random_seeded(77);
    int accepted = 0;
    int refused = 0;
    int round;
    (void)state;
    for (round = 0; round < 40000; round++) {
        const int count = 1 + (int)mmatch__random_below(&random, 5);
        uint32_t sets[5];
        int64_t offsets[6] = {0};
        int64_t columns[25];
        int is_laminar = 1;
        int a;
        int b;
        for (a = 0; a < count; a++) {
            /* mostly intervals, so that many families are laminar */
            const int low = (int)mmatch__random_below(&random, 5);
            const int high = low + (int)mmatch__random_below(&random, 3);
            sets[a] = round % 3 == 0 ? (uint32_t)mmatch__random_below(&random, 32)
                                     : (((uint32_t)1 << (high + 1)) - ((uint32_t)1 << low)) & 31u;
            offsets[a + 1] = offsets[a];
            for (b = 0; b < 5; b++) {
                if ((sets[a] >> b) & 1u) {
                    columns[offsets[a + 1]++] = b;
                }
            }
            for (b = 0; b < a; b++) {
                const uint32_t both = sets[a] & sets[b];
                is_laminar = is_laminar && (both == 0 || both == sets[a] || both == sets[b]);
            }
        }
        if (mmatch_market_set_quotas(context, market, count, offsets, columns, NULL, NULL) == MMATCH_OK) {
            const mmatch_market_view view = look(context, market);
            assert_true(is_laminar);
            for (a = 0; a < count; a++) {
                assert_int_equal(view.quota_parent[a], expected_parent(sets, count, a));
            }
            accepted++;
        } else {
            int first;
            int second;
            int shared;
            int in_first;
            int in_second;
            int check;
            assert_false(is_laminar);
            assert_int_equal(sscanf(mmatch_context_error(context),
                                    "quota %d and quota %d cross: column %d is in both, column %d only in "
                                    "quota %d, column %d only in quota %d",
                                    &first, &second, &shared, &in_first, &check, &in_second, &b),
                             7);
            assert_true(check == first && b == second && first < second);
            assert_true(((sets[first] & sets[second]) >> shared) & 1u);
            assert_true(((sets[first] & ~sets[second]) >> in_first) & 1u);
            assert_true(((sets[second] & ~sets[first]) >> in_second) & 1u);
            refused++;
        }
    }
    assert_true(accepted > 5000);
    assert_true(refused > 5000);
    mmatch_market_destroy(market);
    mmatch_context_destroy(context);
}

static mmatch_status set_nested(mmatch_context *context)
{
    const int64_t offsets[3] = {0, 3, 4};
    const int64_t columns[4] = {2, 0, 1, 1};
    mmatch_market *market = NULL;
    mmatch_status status = mmatch_market_create_empty(context, 2, 4, &market);
    if (status == MMATCH_OK) {
        status = mmatch_market_set_quotas(context, market, 2, offsets, columns, NULL, NULL);
    }
    if (status == MMATCH_OK) {
        status = mmatch_market_set_quotas(context, market, 1, offsets, columns, NULL, NULL);
    }
    mmatch_market_destroy(market);
    return status;
}

static void failing_any_allocation_leaks_nothing(void **state)
{
    (void)state;
    sweep_allocations(set_nested);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_market_without_quotas_shows_none),
        cmocka_unit_test(quotas_are_copied_sorted_and_nested),
        cmocka_unit_test(what_makes_no_sense_is_refused_with_its_place),
        cmocka_unit_test(crossing_quotas_are_refused_and_both_are_named),
        cmocka_unit_test(every_family_of_sets_is_nested_or_refused_as_the_definition_says),
        cmocka_unit_test(failing_any_allocation_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
