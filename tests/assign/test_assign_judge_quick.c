/* The quick way of the verifier: its kernels, and that it says what the way pair by pair says, to the letter. */
#include "assign_support.h"
#include "drawn_market.h"

#include <math.h>
#include <string.h>

#include "assign/count_above.h"

enum { GROUPS_MOST = 8, COUNT_MOST = GROUPS_MOST * MMATCH__COUNT_ABOVE_MULTIPLE, MARKETS = 20000, CHANGES = 4 };

static double drawn_unit(mmatch__random *random, int may_be_infinite)
{
    switch (mmatch__random_below(random, 5)) {
    case 0:
        return may_be_infinite ? -(double)INFINITY : 0;
    case 1:
        return (double)mmatch__random_below(random, 3) - 1;
    default:
        return (double)mmatch__random_below(random, (uint64_t)1 << 41) - 0x1p40;
    }
}

static void every_kernel_counts_alike(void **state)
{
    mmatch__random random = mmatch__random_seeded(5);
    int64_t sum = 0;
    int round;
    (void)state;
    for (round = 0; round < 5000; round++) {
        const int count = MMATCH__COUNT_ABOVE_MULTIPLE * (int)mmatch__random_below(&random, GROUPS_MOST + 1);
        const double least = drawn_unit(&random, 1);
        const double limit = drawn_unit(&random, 0);
        double units[COUNT_MOST];
        double prices[COUNT_MOST];
        int64_t expected = 0;
        int32_t index;
        int k;
        for (k = 0; k < count; k++) {
            units[k] = drawn_unit(&random, 1);
            prices[k] = mmatch__random_below(&random, 6) == 0 ? (double)INFINITY : drawn_unit(&random, 1);
            if (units[k] >= least && units[k] - prices[k] > limit) {
                expected++;
            }
        }
        for (index = 0; mmatch__count_above_kernel_at(index) != NULL; index++) {
            assert_int_equal(mmatch__count_above_kernel_at(index)(units, prices, count, least, limit), expected);
        }
        assert_true(index >= 1);
        sum += expected;
    }
    assert_in_range(sum, 10000, 150000);
}

/* A copy of an answer that can be changed. */
typedef struct changed_answer {
    mmatch_matching_parts parts;
    int64_t rows[FLOW_SIDE * FLOW_SIDE], columns[FLOW_SIDE * FLOW_SIDE];
    int64_t row_tiers[FLOW_SIDE], column_tiers[FLOW_SIDE], quota_tiers[FLOW_QUOTAS];
    double row_prices[FLOW_SIDE], column_prices[FLOW_SIDE], quota_prices[FLOW_QUOTAS];
} changed_answer;

static void copy_some(void *to, const void *from, size_t size)
{
    if (size > 0) {
        memcpy(to, from, size);
    }
}

static void copy_answer(mmatch_context *context, const mmatch_matching *matching, changed_answer *to)
{
    mmatch_matching_parts *const parts = &to->parts;
    memset(to, 0, sizeof *to);
    parts->struct_size = sizeof *parts;
    assert_int_equal(mmatch_matching_look(context, matching, parts), MMATCH_OK);
    copy_some(to->rows, parts->rows, (size_t)parts->pair_count * sizeof *to->rows);
    copy_some(to->columns, parts->columns, (size_t)parts->pair_count * sizeof *to->columns);
    copy_some(to->row_tiers, parts->row_price_tiers, (size_t)parts->row_count * sizeof *to->row_tiers);
    copy_some(to->row_prices, parts->row_prices, (size_t)parts->row_count * sizeof *to->row_prices);
    copy_some(to->column_tiers, parts->column_price_tiers, (size_t)parts->column_count * sizeof *to->column_tiers);
    copy_some(to->column_prices, parts->column_prices, (size_t)parts->column_count * sizeof *to->column_prices);
    if (parts->quota_count > 0) {
        copy_some(to->quota_tiers, parts->quota_price_tiers, (size_t)parts->quota_count * sizeof *to->quota_tiers);
        copy_some(to->quota_prices, parts->quota_prices, (size_t)parts->quota_count * sizeof *to->quota_prices);
        parts->quota_price_tiers = to->quota_tiers;
        parts->quota_prices = to->quota_prices;
    }
    parts->rows = to->rows;
    parts->columns = to->columns;
    parts->row_price_tiers = to->row_tiers;
    parts->row_prices = to->row_prices;
    parts->column_price_tiers = to->column_tiers;
    parts->column_prices = to->column_prices;
}

/* Prices a step up or down, by a little, by a tier, or out of the exact range; pairs moved or left out; totals. */
static void change_answer(mmatch__random *random, changed_answer *answer)
{
    static const double steps[] = {1, -1, 17, -1000, 0x1p45, -0x1p45, 0x1p52};
    mmatch_matching_parts *const parts = &answer->parts;
    const double step = steps[drawn_below(random, 7)] * parts->unit;
    const int row = drawn_below(random, (int)parts->row_count);
    const int column = drawn_below(random, (int)parts->column_count);
    const int pair = parts->pair_count > 0 ? drawn_below(random, (int)parts->pair_count) : -1;
    switch (drawn_below(random, 8)) {
    case 0:
    case 1:
        answer->row_prices[row] += step;
        break;
    case 2:
    case 3:
        answer->column_prices[column] += step;
        break;
    case 4:
        answer->row_tiers[row] += drawn_below(random, 2) == 0 ? 1 : -1;
        break;
    case 5:
        answer->column_tiers[column] += drawn_below(random, 2) == 0 ? 1 : -1;
        break;
    case 6:
        parts->total += step;
        parts->bound = parts->total;
        break;
    default:
        if (pair >= 0 && (pair + 1 == parts->pair_count || answer->rows[pair + 1] != answer->rows[pair]) &&
            (pair == 0 || answer->rows[pair - 1] != answer->rows[pair])) {
            answer->columns[pair] = column;
        }
        break;
    }
}

static void both_ways_give_the_same_verdict(void **state)
{
    static drawn_market dense; /* large, and one test is one thread */
    static drawn_market sparse;
    static changed_answer answer;
    mmatch_context *const context = plain_context();
    int64_t valid = 0;
    int64_t invalid = 0;
    int64_t faults[MMATCH_ASSIGN_FAULT_QUOTA_PRICE + 1] = {0};
    int64_t number;
    (void)state;
    for (number = 0; number < MARKETS; number += test_stride()) {
        mmatch__random random = mmatch__random_seeded((uint64_t)number + ((uint64_t)1 << 40));
        mmatch_assign_options options;
        mmatch_matching *matching = NULL;
        int change;
        draw_market(context, (uint64_t)number, DRAWN_DENSE, &dense);
        draw_market(context, (uint64_t)number, DRAWN_SPARSE, &sparse);
        options = assign_options(dense.coverage, MMATCH_TIES_FIRST, 0);
        assert_int_equal(mmatch_assign(context, dense.market, &options, &matching), MMATCH_OK);
        for (change = 0; change < CHANGES && mmatch_matching_outcome(matching) == MMATCH_OUTCOME_OPTIMAL; change++) {
            mmatch_matching *changed = NULL;
            mmatch_verdict verdicts[2] = {{0}, {0}};
            copy_answer(context, matching, &answer);
            if (change > 0) {
                change_answer(&random, &answer);
            }
            if (change > 2) {
                change_answer(&random, &answer);
            }
            assert_int_equal(mmatch_matching_create(context, &answer.parts, &changed), MMATCH_OK);
            verdicts[0].struct_size = sizeof verdicts[0];
            verdicts[1].struct_size = sizeof verdicts[1];
            assert_int_equal(mmatch_assign_verify(context, dense.market, &options, changed, &verdicts[0]), MMATCH_OK);
            assert_int_equal(mmatch_assign_verify(context, sparse.market, &options, changed, &verdicts[1]), MMATCH_OK);
            assert_string_equal(verdicts[0].message, verdicts[1].message);
            assert_int_equal(verdicts[0].fault, verdicts[1].fault);
            assert_int_equal(verdicts[0].row, verdicts[1].row);
            assert_int_equal(verdicts[0].column, verdicts[1].column);
            assert_true(verdicts[0].expected == verdicts[1].expected && verdicts[0].found == verdicts[1].found);
            assert_int_equal(verdicts[0].is_valid, verdicts[1].is_valid);
            assert_true(change > 0 || verdicts[0].is_valid);
            valid += verdicts[0].is_valid;
            invalid += !verdicts[0].is_valid;
            faults[verdicts[0].fault]++;
            mmatch_matching_destroy(changed);
        }
        mmatch_matching_destroy(matching);
        drawn_market_destroy(&dense);
        drawn_market_destroy(&sparse);
    }
    assert_true(valid * test_stride() > 15000 && invalid * test_stride() > 15000);
    assert_true(faults[MMATCH_ASSIGN_FAULT_REDUCED_COST] * test_stride() > 1000);
    assert_true(faults[MMATCH_ASSIGN_FAULT_PAIR] > 0 && faults[MMATCH_ASSIGN_FAULT_TOTAL] > 0);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kernel_counts_alike),
        cmocka_unit_test(both_ways_give_the_same_verdict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
