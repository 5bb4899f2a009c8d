/* Matchings: a matching gives back what it was made from, keeps its own copy, and refuses parts that make no sense. */
#include <math.h>

#include "support.h"

static const int64_t pair_rows[3] = {0, 0, 2};
static const int64_t pair_columns[3] = {1, 3, 0};
static const int64_t row_tiers[3] = {1, 0, -1};
static const double row_prices[3] = {0.5, 1, 2};
static const int64_t column_tiers[4] = {4, 3, 2, 1};
static const double column_prices[4] = {1, 2, 3, 4};
static const int32_t row_reasons[3] = {0, 1, 0};
static const int32_t column_reasons[4] = {0, 0, 5, 4};
static const int64_t conflict_rows[2] = {0, 2};
static const int64_t conflict_columns[1] = {3};

static const int64_t quota_tiers[2] = {0, -1};
static const double quota_prices[2] = {0.5, -2};
static const int64_t conflict_quotas[1] = {1};

static mmatch_matching_parts full_parts(void)
{
    mmatch_matching_parts parts = {0};
    parts.struct_size = sizeof parts;
    parts.outcome = MMATCH_OUTCOME_FEASIBLE;
    parts.row_count = 3;
    parts.column_count = 4;
    parts.pair_count = 3;
    parts.rows = pair_rows;
    parts.columns = pair_columns;
    parts.total = 7.5;
    parts.unit = 0.5;
    parts.bound = 8;
    parts.row_price_tiers = row_tiers;
    parts.row_prices = row_prices;
    parts.column_price_tiers = column_tiers;
    parts.column_prices = column_prices;
    parts.row_reasons = row_reasons;
    parts.column_reasons = column_reasons;
    parts.conflict_row_count = 2;
    parts.conflict_rows = conflict_rows;
    parts.conflict_column_count = 1;
    parts.conflict_columns = conflict_columns;
    parts.quota_count = 2;
    parts.quota_price_tiers = quota_tiers;
    parts.quota_prices = quota_prices;
    parts.conflict_quota_count = 1;
    parts.conflict_quotas = conflict_quotas;
    return parts;
}

/* The copy is another array with the same bytes. */
static void assert_copied(const void *copy, const void *given, size_t size)
{
    assert_non_null(copy);
    assert_true(copy != given);
    assert_memory_equal(copy, given, size);
}

static void a_matching_gives_back_what_it_was_made_from(void **state)
{
    const mmatch_matching_parts parts = full_parts();
    mmatch_matching_parts seen = {0};
    mmatch_context *context = plain_context();
    mmatch_matching *matching = NULL;
    (void)state;
    assert_int_equal(mmatch_matching_create(context, &parts, &matching), MMATCH_OK);
    mmatch_context_destroy(context); /* a matching outlives its context */
    context = plain_context();
    seen.struct_size = sizeof seen;
    assert_int_equal(mmatch_matching_look(context, matching, &seen), MMATCH_OK);
    assert_int_equal(seen.outcome, MMATCH_OUTCOME_FEASIBLE);
    assert_int_equal(seen.row_count, 3);
    assert_int_equal(seen.column_count, 4);
    assert_int_equal(seen.pair_count, 3);
    assert_true(seen.total == 7.5 && seen.unit == 0.5 && seen.bound == 8);
    assert_copied(seen.rows, pair_rows, sizeof pair_rows);
    assert_copied(seen.columns, pair_columns, sizeof pair_columns);
    assert_copied(seen.row_price_tiers, row_tiers, sizeof row_tiers);
    assert_copied(seen.row_prices, row_prices, sizeof row_prices);
    assert_copied(seen.column_price_tiers, column_tiers, sizeof column_tiers);
    assert_copied(seen.column_prices, column_prices, sizeof column_prices);
    assert_copied(seen.row_reasons, row_reasons, sizeof row_reasons);
    assert_copied(seen.column_reasons, column_reasons, sizeof column_reasons);
    assert_int_equal(seen.conflict_row_count, 2);
    assert_copied(seen.conflict_rows, conflict_rows, sizeof conflict_rows);
    assert_int_equal(seen.conflict_column_count, 1);
    assert_copied(seen.conflict_columns, conflict_columns, sizeof conflict_columns);
    assert_int_equal(seen.quota_count, 2);
    assert_copied(seen.quota_price_tiers, quota_tiers, sizeof quota_tiers);
    assert_copied(seen.quota_prices, quota_prices, sizeof quota_prices);
    assert_int_equal(seen.conflict_quota_count, 1);
    assert_copied(seen.conflict_quotas, conflict_quotas, sizeof conflict_quotas);
    assert_int_equal(mmatch_matching_outcome(matching), MMATCH_OUTCOME_FEASIBLE);
    assert_int_equal(mmatch_matching_pair_count(matching), 3);
    assert_ptr_equal(mmatch_matching_rows(matching), seen.rows);
    assert_ptr_equal(mmatch_matching_columns(matching), seen.columns);
    assert_true(mmatch_matching_total(matching) == 7.5);
    mmatch_matching_destroy(matching);
    mmatch_context_destroy(context);
}

static void parts_that_were_not_given_stay_null(void **state)
{
    mmatch_matching_parts parts = {0}, seen = {0};
    mmatch_context *const context = plain_context();
    mmatch_matching *matching = NULL;
    (void)state;
    parts.struct_size = seen.struct_size = sizeof parts;
    assert_int_equal(mmatch_matching_create(context, &parts, &matching), MMATCH_OK);
    assert_int_equal(mmatch_matching_look(context, matching, &seen), MMATCH_OK);
    assert_null(seen.row_prices);
    assert_null(seen.column_price_tiers);
    assert_null(seen.row_reasons);
    assert_null(seen.conflict_rows);
    assert_int_equal(mmatch_matching_pair_count(matching), 0);
    mmatch_matching_destroy(matching);
    mmatch_context_destroy(context);
}

static void a_matching_can_be_made_again_from_a_look_at_it(void **state)
{
    const mmatch_matching_parts parts = full_parts();
    mmatch_matching_parts seen = {0};
    mmatch_context *const context = plain_context();
    mmatch_matching *first = NULL, *second = NULL;
    (void)state;
    assert_int_equal(mmatch_matching_create(context, &parts, &first), MMATCH_OK);
    seen.struct_size = sizeof seen;
    assert_int_equal(mmatch_matching_look(context, first, &seen), MMATCH_OK);
    assert_int_equal(mmatch_matching_create(context, &seen, &second), MMATCH_OK);
    mmatch_matching_destroy(first);
    assert_memory_equal(mmatch_matching_columns(second), pair_columns, sizeof pair_columns);
    mmatch_matching_destroy(second);
    mmatch_context_destroy(context);
}

static void assert_refused(mmatch_context *context, const mmatch_matching_parts *parts, const char *message)
{
    mmatch_matching *matching = (mmatch_matching *)(uintptr_t)1;
    assert_int_equal(mmatch_matching_create(context, parts, &matching), MMATCH_ERR_ARGUMENT);
    assert_null(matching);
    assert_string_equal(mmatch_context_error(context), message);
}

static void pairs_that_make_no_sense_are_refused_with_their_place(void **state)
{
    const int64_t unsorted_rows[3] = {0, 2, 1}, unsorted_columns[3] = {3, 1, 0};
    const int64_t repeated_rows[3] = {0, 0, 0}, repeated_columns[3] = {1, 2, 2};
    const int64_t far_rows[3] = {-1, 0, 3}, far_columns[3] = {0, 1, 4};
    mmatch_matching_parts parts = full_parts();
    mmatch_context *const context = plain_context();
    (void)state;
    parts.rows = unsorted_rows;
    assert_refused(context, &parts, "pair 2: row 1, column 0 is not in order");
    parts = full_parts();
    parts.columns = unsorted_columns;
    assert_refused(context, &parts, "pair 1: row 0, column 1 is not in order");
    parts = full_parts();
    parts.rows = repeated_rows;
    parts.columns = repeated_columns;
    assert_refused(context, &parts, "pair 2: row 0, column 2 is repeated");
    parts = full_parts();
    parts.rows = far_rows;
    parts.columns = far_columns;
    assert_refused(context, &parts, "pair 0: row -1 is out of range, there are 3");
    assert_int_equal(mmatch_context_fault_count(context), 3);
    parts = full_parts();
    parts.rows = NULL;
    assert_refused(context, &parts, "rows is NULL");
    parts = full_parts();
    parts.columns = NULL;
    assert_refused(context, &parts, "columns is NULL");
    mmatch_context_destroy(context);
}

static void other_parts_that_make_no_sense_are_refused_with_their_place(void **state)
{
    const int32_t odd_reasons[4] = {0, 7, 0, -1};
    const int64_t bad_ids[2] = {2, 2}, far_ids[2] = {0, 4};
    mmatch_matching_parts parts = full_parts();
    mmatch_context *const context = plain_context();
    mmatch_matching *matching = NULL;
    (void)state;
    parts.outcome = 6;
    assert_refused(context, &parts, "outcome 6 is unknown");
    parts.outcome = -1;
    assert_refused(context, &parts, "outcome -1 is unknown");
    parts = full_parts();
    parts.row_count = -1;
    parts.column_count = -2;
    parts.pair_count = -3;
    assert_refused(context, &parts, "row_count -1 is negative");
    assert_int_equal(mmatch_context_fault_count(context), 3);
    parts = full_parts();
    parts.row_reasons = odd_reasons;
    assert_refused(context, &parts, "row 1: reason 7 is unknown");
    parts = full_parts();
    parts.column_reasons = odd_reasons;
    assert_refused(context, &parts, "column 1: reason 7 is unknown");
    assert_int_equal(mmatch_context_fault_count(context), 2);
    parts = full_parts();
    parts.quota_count = -1;
    assert_refused(context, &parts, "quota_count -1 is negative");
    parts = full_parts();
    parts.quota_count = 1;
    assert_refused(context, &parts, "conflict quota 0: 1 is out of range, there are 1");
    parts = full_parts();
    parts.conflict_rows = bad_ids;
    assert_refused(context, &parts, "conflict row 1: 2 is not above the one before");
    parts = full_parts();
    parts.conflict_column_count = 2;
    parts.conflict_columns = far_ids;
    assert_refused(context, &parts, "conflict column 1: 4 is out of range, there are 4");
    parts = full_parts();
    parts.conflict_rows = NULL;
    assert_refused(context, &parts, "conflict_row_count 2 does not go with conflict_rows");
    parts = full_parts();
    parts.conflict_column_count = -1;
    assert_refused(context, &parts, "conflict_column_count -1 does not go with conflict_columns");
    parts = full_parts();
    parts.struct_size = 3;
    assert_int_equal(mmatch_matching_create(context, &parts, &matching), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_matching_create(context, NULL, &matching), MMATCH_ERR_ARGUMENT);
    parts = full_parts();
    assert_int_equal(mmatch_matching_create(context, &parts, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_matching_create(NULL, &parts, &matching), MMATCH_ERR_ARGUMENT);
    mmatch_context_destroy(context);
}

static void a_claim_is_kept_as_it_is_even_nan(void **state)
{
    mmatch_matching_parts parts = full_parts();
    mmatch_context *const context = plain_context();
    mmatch_matching *matching = NULL;
    (void)state;
    parts.total = NAN;
    assert_int_equal(mmatch_matching_create(context, &parts, &matching), MMATCH_OK);
    assert_true(isnan(mmatch_matching_total(matching)));
    mmatch_matching_destroy(matching);
    mmatch_context_destroy(context);
}

static void null_is_an_empty_answer_for_the_accessors(void **state)
{
    mmatch_matching_parts parts = {0};
    mmatch_context *const context = plain_context();
    (void)state;
    mmatch_matching_destroy(NULL);
    assert_int_equal(mmatch_matching_outcome(NULL), MMATCH_OUTCOME_NOT_FOUND);
    assert_int_equal(mmatch_matching_pair_count(NULL), 0);
    assert_null(mmatch_matching_rows(NULL));
    assert_null(mmatch_matching_columns(NULL));
    assert_true(mmatch_matching_total(NULL) == 0);
    parts.struct_size = sizeof parts;
    assert_int_equal(mmatch_matching_look(context, NULL, &parts), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "matching is NULL");
    assert_int_equal(mmatch_matching_look(NULL, NULL, &parts), MMATCH_ERR_ARGUMENT);
    mmatch_context_destroy(context);
}

static mmatch_status make_and_look(mmatch_context *context)
{
    const mmatch_matching_parts parts = full_parts();
    mmatch_matching_parts seen = {0};
    mmatch_matching *matching = NULL;
    mmatch_status status = mmatch_matching_create(context, &parts, &matching);
    seen.struct_size = sizeof seen;
    if (status == MMATCH_OK) {
        status = mmatch_matching_look(context, matching, &seen);
    }
    mmatch_matching_destroy(matching);
    return status;
}

static void failing_any_allocation_leaks_nothing(void **state)
{
    (void)state;
    sweep_allocations(make_and_look);
}

static void looking_needs_a_struct_size_and_serves_older_callers(void **state)
{
    const mmatch_matching_parts parts = full_parts();
    mmatch_matching_parts seen;
    mmatch_context *const context = plain_context();
    mmatch_matching *matching = NULL;
    (void)state;
    assert_int_equal(mmatch_matching_create(context, &parts, &matching), MMATCH_OK);
    memset(&seen, 0x5a, sizeof seen);
    seen.struct_size = 0;
    assert_int_equal(mmatch_matching_look(context, matching, &seen), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_matching_look(context, matching, NULL), MMATCH_ERR_ARGUMENT);
    seen.struct_size = offsetof(mmatch_matching_parts, total);
    assert_int_equal(mmatch_matching_look(context, matching, &seen), MMATCH_OK);
    assert_int_equal(seen.pair_count, 3);
    assert_memory_equal(&seen.total, "\x5a\x5a\x5a\x5a\x5a\x5a\x5a\x5a", 8); /* beyond what it asked for */
    mmatch_matching_destroy(matching);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_matching_gives_back_what_it_was_made_from),
        cmocka_unit_test(parts_that_were_not_given_stay_null),
        cmocka_unit_test(a_matching_can_be_made_again_from_a_look_at_it),
        cmocka_unit_test(pairs_that_make_no_sense_are_refused_with_their_place),
        cmocka_unit_test(other_parts_that_make_no_sense_are_refused_with_their_place),
        cmocka_unit_test(a_claim_is_kept_as_it_is_even_nan),
        cmocka_unit_test(null_is_an_empty_answer_for_the_accessors),
        cmocka_unit_test(failing_any_allocation_leaks_nothing),
        cmocka_unit_test(looking_needs_a_struct_size_and_serves_older_callers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
