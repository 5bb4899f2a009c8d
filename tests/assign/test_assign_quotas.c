/* Quotas over groups of columns: against trying everything, past the verifier, and with the answer corrupted. */
#include "assign_support.h"

/* ---- the oracle ---- */

/* Draws a laminar family: each new group is inside, around or beside those before it. */
static void draw_quotas(mmatch__random *random, small_market *small)
{
    const int wanted = draw(random, 5);
    int tries;
    for (tries = 0; tries < 40 && small->quota_count < wanted; tries++) {
        const uint32_t group = (uint32_t)draw(random, 1 << small->columns);
        int is_laminar = 1;
        int k;
        for (k = 0; k < small->quota_count; k++) {
            const uint32_t both = group & small->quota_columns[k];
            is_laminar = is_laminar && (both == 0 || both == group || both == small->quota_columns[k]);
        }
        if (is_laminar) {
            const int64_t maximum = draw(random, 6);
            small->quota_columns[small->quota_count] = group;
            small->quota_maximum[small->quota_count] = draw(random, 6) == 0 ? INT64_MAX : maximum;
            small->quota_minimum[small->quota_count] =
                draw(random, 3) == 0 ? draw(random, (int)maximum + 1) : 0;
            small->quota_count++;
        }
    }
}

/* Locked pairs alone break a maximum. */
static int has_too_many_locks(const small_market *small)
{
    int quota;
    for (quota = 0; quota < small->quota_count; quota++) {
        int64_t locks = 0;
        int k;
        for (k = 0; k < small->rows * small->columns; k++) {
            locks += ((small->locked >> k) & 1u) &&
                     ((small->quota_columns[quota] >> (k % small->columns)) & 1u);
        }
        if (locks > small->quota_maximum[quota]) {
            return 1;
        }
    }
    return 0;
}

static void random_markets_with_quotas_and_every_rule_match_the_oracle(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch__random random = mmatch__random_seeded(20260202);
    const int64_t stride = test_stride();
    int feasible = 0;
    int infeasible = 0;
    int refused = 0;
    int round;
    (void)state;
    for (round = 0; round < 12000; round++) {
        const int is_large = round % 40 == 0;
        small_market small = small_drawn(&random, is_large ? 4 : 3, is_large ? 4 : 3 + round % 2);
        small_objects objects;
        int k;
        draw_quotas(&random, &small);
        if (round % stride != 0) {
            continue;
        }
        if (small_create(context, &small, &objects) != MMATCH_OK) {
            fail_msg("%s", mmatch_context_error(context));
        }
        for (k = 0; k < 3; k++) {
            const oracle_answer expected = oracle_solve(&small, coverages[k]);
            int32_t ties;
            if (has_too_many_locks(&small)) {
                mmatch_matching *matching = NULL;
                const mmatch_assign_options options = assign_options(coverages[k], 0, 0);
                assert_int_equal(mmatch_assign(context, objects.market, &options, &matching),
                                 MMATCH_ERR_ARGUMENT);
                assert_null(matching);
                refused++;
                continue;
            }
            feasible += expected.is_feasible;
            infeasible += !expected.is_feasible;
            for (ties = MMATCH_TIES_FIRST; ties <= MMATCH_TIES_LOTTERY; ties++) {
                check_against(context, &small, objects.market, coverages[k], ties, (uint64_t)round,
                              &expected);
            }
        }
        small_destroy(&objects);
    }
    /* the class of instances must hold enough of all */
    assert_true(feasible > 4000 / stride);
    assert_true(infeasible > 4000 / stride);
    assert_true(refused > 100 / stride);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_markets_with_quotas_and_every_rule_match_the_oracle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
