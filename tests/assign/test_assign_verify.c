/* The verifier of assignments: accepts what is right, names what is wrong. */
#include "assign_support.h"

/* A matching laid open: change it, close it, have it judged. */
typedef struct open_matching {
    mmatch_matching_parts parts;
    int64_t rows[SMALL_PAIRS + 1], columns[SMALL_PAIRS + 1];
    int64_t row_tiers[SMALL_SIDE], column_tiers[SMALL_SIDE];
    double row_prices[SMALL_SIDE], column_prices[SMALL_SIDE];
    int64_t conflict_rows[SMALL_SIDE], conflict_columns[SMALL_SIDE];
    int64_t quota_tiers[SMALL_QUOTAS], conflict_quotas[SMALL_QUOTAS];
    double quota_prices[SMALL_QUOTAS];
} open_matching;

/* Copies an array when there is one, and points to the copy. */
#define OPEN(field, array, count)                                                                        \
    if (from.field != NULL) {                                                                            \
        memcpy(to->array, from.field, (size_t)(count) * sizeof to->array[0]);                            \
        to->parts.field = to->array;                                                                     \
    }

static void open_up(mmatch_context *context, const mmatch_matching *matching, open_matching *to)
{
    mmatch_matching_parts from = {0};
    from.struct_size = sizeof from;
    assert_int_equal(mmatch_matching_look(context, matching, &from), MMATCH_OK);
    memset(to, 0, sizeof *to);
    to->parts = from;
    OPEN(rows, rows, from.pair_count)
    OPEN(columns, columns, from.pair_count)
    OPEN(row_price_tiers, row_tiers, from.row_count)
    OPEN(row_prices, row_prices, from.row_count)
    OPEN(column_price_tiers, column_tiers, from.column_count)
    OPEN(column_prices, column_prices, from.column_count)
    OPEN(conflict_rows, conflict_rows, from.conflict_row_count)
    OPEN(conflict_columns, conflict_columns, from.conflict_column_count)
    OPEN(quota_price_tiers, quota_tiers, from.quota_count)
    OPEN(quota_prices, quota_prices, from.quota_count)
    OPEN(conflict_quotas, conflict_quotas, from.conflict_quota_count)
    to->parts.row_reasons = NULL;
    to->parts.column_reasons = NULL;
}

static mmatch_verdict judge_open(mmatch_context *context, const mmatch_market *market,
                                 const mmatch_assign_options *options, const open_matching *open)
{
    mmatch_matching *matching = NULL;
    mmatch_verdict verdict;
    if (mmatch_matching_create(context, &open->parts, &matching) != MMATCH_OK) {
        fail_msg("%s", mmatch_context_error(context));
    }
    verdict = judge_it(context, market, options, matching);
    mmatch_matching_destroy(matching);
    return verdict;
}

/* Three rows, three columns; pairs (0,0) and (1,1) and (2,2) are worth 5, 4 and 3, all others 1; (0,2) is
 * forbidden. The only optimum is the diagonal. */
static small_market diagonal(void)
{
    small_market small = small_plain(3, 3);
    int k;
    for (k = 0; k < 9; k++) {
        small.scores[k] = k % 4 == 0 ? 5 - (double)k / 4 : 1;
    }
    small.forbidden = 1u << 2;
    return small;
}

typedef struct opened {
    mmatch_context *context;
    small_market small;
    small_objects objects;
    mmatch_assign_options options;
    mmatch_matching *matching;
    open_matching open;
} opened;

static void start_opened(opened *test, const small_market *small, int32_t coverage)
{
    test->context = plain_context();
    test->small = *small;
    test->options = assign_options(coverage, MMATCH_TIES_FIRST, 0);
    test->matching = NULL;
    assert_int_equal(small_create(test->context, &test->small, &test->objects), MMATCH_OK);
    assert_int_equal(
        mmatch_assign(test->context, test->objects.market, &test->options, &test->matching), MMATCH_OK);
    open_up(test->context, test->matching, &test->open);
    assert_verified(test->context, test->objects.market, &test->options, test->matching);
}

static void end_opened(opened *test)
{
    mmatch_matching_destroy(test->matching);
    small_destroy(&test->objects);
    mmatch_context_destroy(test->context);
}

static void expect(opened *test, int32_t fault, int64_t row, int64_t column)
{
    const mmatch_verdict verdict =
        judge_open(test->context, test->objects.market, &test->options, &test->open);
    if (verdict.fault != fault || verdict.row != row || verdict.column != column) {
        fail_msg("fault %d at (%d, %d) instead of %d at (%d, %d): %s", (int)verdict.fault,
                 (int)verdict.row, (int)verdict.column, (int)fault, (int)row, (int)column,
                 verdict.message);
    }
    assert_int_equal(verdict.is_valid, fault == MMATCH_ASSIGN_FAULT_NONE);
    open_up(test->context, test->matching, &test->open); /* whole again */
}

static void shape_faults_are_named(void **state)
{
    const small_market small = diagonal();
    opened test;
    (void)state;
    start_opened(&test, &small, MMATCH_COVERAGE_PARTICIPATION_FIRST);
    expect(&test, MMATCH_ASSIGN_FAULT_NONE, -1, -1);
    test.open.parts.row_count = 4;
    test.open.parts.row_price_tiers = NULL;
    test.open.parts.row_prices = NULL;
    expect(&test, MMATCH_ASSIGN_FAULT_SHAPE, -1, -1);
    test.open.parts.column_count = 4;
    expect(&test, MMATCH_ASSIGN_FAULT_SHAPE, -1, -1);
    test.open.parts.unit *= 2;
    expect(&test, MMATCH_ASSIGN_FAULT_SHAPE, -1, -1);
    test.open.parts.unit = (double)NAN;
    expect(&test, MMATCH_ASSIGN_FAULT_SHAPE, -1, -1);
    test.open.parts.outcome = MMATCH_OUTCOME_FEASIBLE;
    expect(&test, MMATCH_ASSIGN_FAULT_OUTCOME, -1, -1);
    test.open.parts.outcome = MMATCH_OUTCOME_INFEASIBLE;
    expect(&test, MMATCH_ASSIGN_FAULT_OUTCOME, -1, -1);
    end_opened(&test);
}

static void pair_faults_are_named(void **state)
{
    small_market small = diagonal();
    opened test;
    (void)state;
    start_opened(&test, &small, MMATCH_COVERAGE_PARTICIPATION_FIRST);
    test.open.columns[0] = 2; /* forbidden */
    test.open.columns[2] = 0;
    expect(&test, MMATCH_ASSIGN_FAULT_PAIR, 0, 2);
    test.open.columns[1] = 0; /* column 0 twice */
    expect(&test, MMATCH_ASSIGN_FAULT_COLUMN_CAPACITY, -1, 0);
    test.open.rows[1] = 0;
    expect(&test, MMATCH_ASSIGN_FAULT_ROW_CAPACITY, 0, -1);
    end_opened(&test);

    small.has_minimum_score = 1;
    small.minimum_score = 2;
    start_opened(&test, &small, MMATCH_COVERAGE_EVERYONE);
    test.open.columns[0] = 1;
    test.open.columns[1] = 0;
    expect(&test, MMATCH_ASSIGN_FAULT_PAIR, 0, 1);
    test.open.parts.pair_count = 2; /* row 2 is left out, though everyone has to be in */
    expect(&test, MMATCH_ASSIGN_FAULT_ROW_CAPACITY, 2, -1);
    end_opened(&test);

    small.locked = 1u << 8;
    start_opened(&test, &small, MMATCH_COVERAGE_SCORE_FIRST);
    test.open.parts.pair_count = 2;
    expect(&test, MMATCH_ASSIGN_FAULT_LOCK, 2, 2);
    end_opened(&test);

    small.locked = 0;
    small.column_minimum[1] = 1;
    start_opened(&test, &small, MMATCH_COVERAGE_SCORE_FIRST);
    test.open.rows[1] = 2; /* rows 0 and 2 only */
    test.open.columns[1] = 2;
    test.open.parts.pair_count = 2;
    expect(&test, MMATCH_ASSIGN_FAULT_COLUMN_CAPACITY, -1, 1);
    end_opened(&test);
}

static void faults_of_total_and_bound_are_named(void **state)
{
    const small_market small = diagonal();
    opened test;
    (void)state;
    start_opened(&test, &small, MMATCH_COVERAGE_PARTICIPATION_FIRST);
    assert_true(test.open.parts.total == 12);
    test.open.parts.total = 12.5;
    expect(&test, MMATCH_ASSIGN_FAULT_TOTAL, -1, -1);
    test.open.parts.total = (double)NAN;
    expect(&test, MMATCH_ASSIGN_FAULT_TOTAL, -1, -1);
    test.open.parts.bound = 13;
    expect(&test, MMATCH_ASSIGN_FAULT_TOTAL, -1, -1);
    test.open.columns[1] = 2; /* right total for other pairs */
    test.open.columns[2] = 1;
    test.open.parts.total = 7;
    test.open.parts.bound = 7;
    expect(&test, MMATCH_ASSIGN_FAULT_REDUCED_COST, 1, 2);
    end_opened(&test);
}

static void price_faults_are_named(void **state)
{
    const small_market small = diagonal();
    opened test;
    (void)state;
    start_opened(&test, &small, MMATCH_COVERAGE_PARTICIPATION_FIRST);
    test.open.parts.row_prices = NULL;
    expect(&test, MMATCH_ASSIGN_FAULT_CERTIFICATE, -1, -1);
    test.open.parts.column_price_tiers = NULL;
    expect(&test, MMATCH_ASSIGN_FAULT_CERTIFICATE, -1, -1);
    test.open.row_prices[1] = (double)NAN;
    expect(&test, MMATCH_ASSIGN_FAULT_ROW_PRICE, 1, -1);
    test.open.row_prices[1] = (double)INFINITY;
    expect(&test, MMATCH_ASSIGN_FAULT_ROW_PRICE, 1, -1);
    test.open.row_prices[2] += test.open.parts.unit / 2;
    expect(&test, MMATCH_ASSIGN_FAULT_ROW_PRICE, 2, -1);
    test.open.column_prices[2] += test.open.parts.unit / 4;
    expect(&test, MMATCH_ASSIGN_FAULT_COLUMN_PRICE, -1, 2);
    test.open.column_tiers[0] = INT64_MIN;
    expect(&test, MMATCH_ASSIGN_FAULT_COLUMN_PRICE, -1, 0);
    test.open.row_tiers[0] = INT64_MAX;
    expect(&test, MMATCH_ASSIGN_FAULT_ROW_PRICE, 0, -1);
    test.open.row_tiers[0] = -2; /* full, yet as if its partner were worth less than nothing */
    expect(&test, MMATCH_ASSIGN_FAULT_ROW_PRICE, 0, -1);
    test.open.column_prices[1] = -1;
    expect(&test, MMATCH_ASSIGN_FAULT_COLUMN_PRICE, -1, 1);
    test.open.row_prices[1] = 5; /* the pair (1, 1) is worth 4 */
    test.open.column_prices[1] = 0;
    expect(&test, MMATCH_ASSIGN_FAULT_REDUCED_COST, 1, 1);
    test.open.row_prices[1] = 0; /* (1, 0) or (1, 2) pays more than its prices say, or stays */
    test.open.column_prices[0] = 0;
    test.open.row_prices[0] = 5;
    test.open.column_prices[1] = 4;
    test.open.column_prices[2] = 0;
    test.open.row_prices[2] = 3;
    expect(&test, MMATCH_ASSIGN_FAULT_REDUCED_COST, 1, 0);
    end_opened(&test);
}

/* Rows 0 and 1 may only have column 0; everyone has to be placed. */
static small_market contested(void)
{
    small_market small = small_plain(3, 3);
    small.forbidden = (3u << 1) | (3u << 4);
    return small;
}

static void faults_of_a_conflict_are_named(void **state)
{
    small_market small = contested();
    opened test;
    (void)state;
    start_opened(&test, &small, MMATCH_COVERAGE_EVERYONE);
    assert_int_equal(test.open.parts.outcome, MMATCH_OUTCOME_INFEASIBLE);
    assert_int_equal(test.open.parts.conflict_row_count, 2);
    assert_int_equal(test.open.parts.conflict_column_count, 1);
    test.open.parts.total = 7;
    expect(&test, MMATCH_ASSIGN_FAULT_TOTAL, -1, -1);
    test.open.parts.bound = (double)NAN;
    expect(&test, MMATCH_ASSIGN_FAULT_TOTAL, -1, -1);
    test.open.parts.conflict_row_count = 1; /* one row has room */
    expect(&test, MMATCH_ASSIGN_FAULT_CONFLICT, -1, -1);
    test.open.parts.conflict_column_count = 0; /* two pairs with others are allowed */
    expect(&test, MMATCH_ASSIGN_FAULT_CONFLICT, -1, -1);
    test.open.conflict_rows[1] = 2;
    expect(&test, MMATCH_ASSIGN_FAULT_CONFLICT, -1, -1);
    test.open.parts.conflict_row_count = 0;
    test.open.parts.conflict_column_count = 0;
    expect(&test, MMATCH_ASSIGN_FAULT_CERTIFICATE, -1, -1);
    test.open.rows[0] = 0;
    test.open.columns[0] = 0;
    test.open.parts.rows = test.open.rows;
    test.open.parts.columns = test.open.columns;
    test.open.parts.pair_count = 1;
    expect(&test, MMATCH_ASSIGN_FAULT_OUTCOME, -1, -1);
    test.open.parts.outcome = MMATCH_OUTCOME_OPTIMAL;
    expect(&test, MMATCH_ASSIGN_FAULT_ROW_CAPACITY, 0, -1);
    /* the same conflict proves nothing when not everyone has to be placed */
    test.options.coverage = MMATCH_COVERAGE_PARTICIPATION_FIRST;
    expect(&test, MMATCH_ASSIGN_FAULT_CONFLICT, -1, -1);
    end_opened(&test);
}

static void a_conflict_counts_what_is_locked(void **state)
{
    small_market small = small_plain(2, 2);
    opened test;
    (void)state;
    /* column 1 wants two partners, but row 0 is locked to column 0 and has no further place */
    small.column_minimum[1] = 2;
    small.column_maximum[1] = 2;
    small.locked = 1;
    start_opened(&test, &small, MMATCH_COVERAGE_SCORE_FIRST);
    assert_int_equal(test.open.parts.outcome, MMATCH_OUTCOME_INFEASIBLE);
    end_opened(&test);
}

/* The diagonal with columns 0 and 1 in a quota of one partner, and all three in one of two. */
static small_market under_quotas(void)
{
    small_market small = diagonal();
    small.quota_count = 2;
    small.quota_columns[0] = 3;
    small.quota_maximum[0] = 1;
    small.quota_columns[1] = 7;
    small.quota_maximum[1] = 2;
    return small;
}

static void faults_of_quotas_are_named(void **state)
{
    small_market small = under_quotas();
    opened test;
    (void)state;
    start_opened(&test, &small, MMATCH_COVERAGE_SCORE_FIRST);
    assert_true(test.open.parts.total == 8); /* (0, 0) and (2, 2) */
    assert_int_equal(test.open.parts.quota_count, 2);
    expect(&test, MMATCH_ASSIGN_FAULT_NONE, -1, -1);
    test.open.parts.quota_count = 1;
    expect(&test, MMATCH_ASSIGN_FAULT_SHAPE, -1, -1);
    test.open.parts.quota_prices = NULL;
    expect(&test, MMATCH_ASSIGN_FAULT_CERTIFICATE, -1, -1);
    test.open.parts.quota_price_tiers = NULL;
    expect(&test, MMATCH_ASSIGN_FAULT_CERTIFICATE, -1, -1);
    test.open.quota_prices[0] += test.open.parts.unit / 2;
    expect(&test, MMATCH_ASSIGN_FAULT_QUOTA_PRICE, -1, -1);
    test.open.quota_prices[1] = (double)NAN;
    expect(&test, MMATCH_ASSIGN_FAULT_QUOTA_PRICE, -1, -1);
    test.open.quota_tiers[1] = INT64_MAX;
    expect(&test, MMATCH_ASSIGN_FAULT_QUOTA_PRICE, -1, -1);
    test.open.quota_prices[0] = -1; /* full, yet as if a partner cost something */
    expect(&test, MMATCH_ASSIGN_FAULT_QUOTA_PRICE, -1, -1);
    test.open.quota_tiers[1] = -1;
    expect(&test, MMATCH_ASSIGN_FAULT_QUOTA_PRICE, -1, -1);
    test.open.quota_prices[0] = 0x1p53 * test.open.parts.unit;
    test.open.quota_prices[1] = 0x1p53 * test.open.parts.unit;
    expect(&test, MMATCH_ASSIGN_FAULT_QUOTA_PRICE, -1, -1);
    test.open.quota_prices[0] = 0; /* without its price the pair (1, 1) should be made */
    test.open.quota_prices[1] = 0;
    test.open.row_prices[0] = 4;
    test.open.row_prices[1] = 0;
    test.open.row_prices[2] = 2;
    test.open.column_prices[0] = 1;
    test.open.column_prices[1] = 0;
    test.open.column_prices[2] = 1;
    expect(&test, MMATCH_ASSIGN_FAULT_REDUCED_COST, 1, 1);
    test.open.rows[1] = 1; /* (1, 1) beside (0, 0) */
    test.open.columns[1] = 1;
    expect(&test, MMATCH_ASSIGN_FAULT_QUOTA, -1, -1);
    end_opened(&test);

    small.quota_minimum[1] = 2;
    start_opened(&test, &small, MMATCH_COVERAGE_SCORE_FIRST);
    test.open.parts.pair_count = 1;
    test.open.parts.total = 5;
    test.open.parts.bound = 5;
    expect(&test, MMATCH_ASSIGN_FAULT_QUOTA, -1, -1);
    end_opened(&test);

    small.quota_maximum[1] = 3; /* below it: no price above 0 */
    start_opened(&test, &small, MMATCH_COVERAGE_SCORE_FIRST);
    test.open.quota_prices[1] = 1;
    expect(&test, MMATCH_ASSIGN_FAULT_QUOTA_PRICE, -1, -1);
    end_opened(&test);
}

static void faults_of_a_conflict_with_quotas_are_named(void **state)
{
    small_market small = under_quotas();
    opened test;
    (void)state;
    /* everyone has to be placed, but quota 0 and column 2 admit two */
    start_opened(&test, &small, MMATCH_COVERAGE_EVERYONE);
    assert_int_equal(test.open.parts.outcome, MMATCH_OUTCOME_INFEASIBLE);
    assert_int_equal(test.open.parts.conflict_row_count, 3);
    assert_int_equal(test.open.parts.conflict_quota_count, 1);
    assert_int_equal(test.open.conflict_quotas[0], 0);
    test.open.parts.conflict_row_count = 2;
    expect(&test, MMATCH_ASSIGN_FAULT_CONFLICT, -1, -1);
    test.open.parts.conflict_quota_count = 0; /* the columns alone admit three */
    expect(&test, MMATCH_ASSIGN_FAULT_CONFLICT, -1, -1);
    test.open.parts.conflict_row_count = 0;
    test.open.parts.conflict_column_count = 0;
    expect(&test, MMATCH_ASSIGN_FAULT_CONFLICT, -1, -1);
    test.open.parts.conflict_row_count = 0;
    test.open.parts.conflict_column_count = 0;
    test.open.parts.conflict_quota_count = 0;
    expect(&test, MMATCH_ASSIGN_FAULT_CERTIFICATE, -1, -1);
    end_opened(&test);

    /* a minimum of the quota that its columns cannot reach; the columns that need too much for their quota */
    small.quota_count = 1;
    small.quota_maximum[0] = 5;
    small.quota_minimum[0] = 3;
    start_opened(&test, &small, MMATCH_COVERAGE_SCORE_FIRST);
    assert_int_equal(test.open.parts.outcome, MMATCH_OUTCOME_INFEASIBLE);
    assert_int_equal(test.open.parts.conflict_quota_count, 1);
    end_opened(&test);
    small.quota_maximum[0] = 1;
    small.quota_minimum[0] = 0;
    small.column_minimum[0] = 1;
    small.column_minimum[1] = 1;
    start_opened(&test, &small, MMATCH_COVERAGE_SCORE_FIRST);
    assert_int_equal(test.open.parts.outcome, MMATCH_OUTCOME_INFEASIBLE);
    end_opened(&test);
}

/* No certificate drawn at random may prove what is not so. */
static void random_certificates_prove_nothing_untrue(void **state)
{
    mmatch__random random = mmatch__random_seeded(9);
    int accepted = 0;
    int refuted = 0;
    int round;
    (void)state;
    for (round = 0; round < 3000; round++) {
        small_market small = small_plain(2, 3);
        oracle_answer expected;
        opened test;
        int k;
        for (k = 0; k < 6; k++) {
            small.scores[k] = draw(&random, 3) - 1;
        }
        for (k = 0; k < 3; k++) {
            small.column_maximum[k] = 1 + draw(&random, 2);
            small.column_minimum[k] = draw(&random, 4) == 0;
        }
        small.row_maximum[0] = 2;
        small.quota_count = 2;
        small.quota_columns[0] = 3;
        small.quota_columns[1] = round % 2 ? 7 : 4;
        for (k = 0; k < 2; k++) {
            small.quota_maximum[k] = draw(&random, 4);
            small.quota_minimum[k] = draw(&random, (int)small.quota_maximum[k] + 1);
        }
        start_opened(&test, &small, MMATCH_COVERAGE_SCORE_FIRST);
        expected = oracle_solve(&small, MMATCH_COVERAGE_SCORE_FIRST);
        for (k = 0; k < 60; k++) {
            mmatch_verdict verdict;
            int p;
            if (expected.is_feasible && k % 2 == 0) { /* people and quotas in conflict */
                open_matching *const open = &test.open;
                open->parts.outcome = MMATCH_OUTCOME_INFEASIBLE;
                open->parts.pair_count = 0;
                open->parts.total = 0;
                open->parts.bound = 0;
                open->parts.conflict_rows = open->conflict_rows;
                open->parts.conflict_columns = open->conflict_columns;
                open->parts.conflict_quotas = open->conflict_quotas;
                for (p = 0; p < 3; p++) {
                    if (p < 2 && draw(&random, 2)) {
                        open->conflict_rows[open->parts.conflict_row_count++] = p;
                    }
                    if (draw(&random, 2)) {
                        open->conflict_columns[open->parts.conflict_column_count++] = p;
                    }
                    if (p < 2 && draw(&random, 2)) {
                        open->conflict_quotas[open->parts.conflict_quota_count++] = p;
                    }
                }
            } else { /* pairs that keep the rules, with prices near those of an optimum */
                const uint32_t pairs = draw(&random, 2) ? expected.pairs : (uint32_t)draw(&random, 64);
                int placed;
                double total;
                if (!oracle_keeps_rules(&small, pairs, 0, &placed, &total) || !expected.is_feasible) {
                    continue;
                }
                test.open.parts.pair_count = 0;
                for (p = 0; p < 6; p++) {
                    if ((pairs >> p) & 1u) {
                        test.open.rows[test.open.parts.pair_count] = p / 3;
                        test.open.columns[test.open.parts.pair_count++] = p % 3;
                    }
                }
                test.open.parts.total = total;
                test.open.parts.bound = total;
                test.open.row_prices[draw(&random, 2)] += draw(&random, 3) - 1;
                test.open.column_prices[draw(&random, 3)] += draw(&random, 3) - 1;
                test.open.quota_prices[draw(&random, 2)] += draw(&random, 3) - 1;
            }
            verdict = judge_open(test.context, test.objects.market, &test.options, &test.open);
            if (verdict.is_valid && (test.open.parts.outcome == MMATCH_OUTCOME_INFEASIBLE ||
                                     test.open.parts.total != expected.total)) {
                fail_msg("proved: %s", verdict.message);
            }
            accepted += verdict.is_valid;
            refuted += !verdict.is_valid;
            open_up(test.context, test.matching, &test.open);
        }
        end_opened(&test);
    }
    assert_true(accepted > 1000);
    assert_true(refuted > 10000);
}

/* Any change of any number of a certificate must be rejected or be a certificate of its own: never crash. Any change
 * of pairs or total must be rejected, as the optimum of the diagonal is the only one. */
static void changed_answers_are_never_accepted(void **state)
{
    const small_market small = diagonal();
    mmatch__random random = mmatch__random_seeded(5);
    opened test;
    int round;
    (void)state;
    start_opened(&test, &small, MMATCH_COVERAGE_PARTICIPATION_FIRST);
    for (round = 0; round < 100000; round++) {
        int shuffled[3] = {0, 1, 2};
        double total = 0;
        int count = 0;
        int r;
        mmatch_verdict verdict;
        for (r = 2; r > 0; r--) {
            const int other = draw(&random, r + 1);
            const int kept = shuffled[r];
            shuffled[r] = shuffled[other];
            shuffled[other] = kept;
        }
        for (r = 0; r < 3; r++) {
            if (draw(&random, 4) != 0) {
                test.open.rows[count] = r;
                test.open.columns[count++] = shuffled[r];
                total += small.scores[3 * r + shuffled[r]];
            }
            test.open.row_prices[r] = draw(&random, 8) - 2;
            test.open.column_prices[r] = draw(&random, 8) - 2;
            test.open.row_tiers[r] = draw(&random, 5) - 2;
            test.open.column_tiers[r] = draw(&random, 5) - 2;
        }
        test.open.parts.pair_count = count;
        test.open.parts.total = total;
        test.open.parts.bound = total;
        verdict = judge_open(test.context, test.objects.market, &test.options, &test.open);
        if (verdict.is_valid && total < 12) {
            fail_msg("a total of %g passed", total);
        }
    }
    end_opened(&test);
}

static void arguments_are_checked(void **state)
{
    const small_market small = diagonal();
    opened test;
    mmatch_verdict verdict = {0};
    mmatch_market *bare = NULL;
    (void)state;
    start_opened(&test, &small, MMATCH_COVERAGE_PARTICIPATION_FIRST);
    verdict.struct_size = sizeof verdict;
    assert_int_equal(mmatch_assign_verify(NULL, test.objects.market, NULL, test.matching, &verdict),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_assign_verify(test.context, NULL, NULL, test.matching, &verdict),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(
        mmatch_assign_verify(test.context, test.objects.market, NULL, NULL, &verdict),
        MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(test.context), "matching is NULL");
    assert_int_equal(
        mmatch_assign_verify(test.context, test.objects.market, NULL, test.matching, NULL),
        MMATCH_ERR_ARGUMENT);
    verdict.struct_size = 3;
    assert_int_equal(
        mmatch_assign_verify(test.context, test.objects.market, NULL, test.matching, &verdict),
        MMATCH_ERR_ARGUMENT);
    verdict.struct_size = sizeof verdict;
    test.options.coverage = 3;
    assert_int_equal(mmatch_assign_verify(test.context, test.objects.market, &test.options,
                                          test.matching, &verdict),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_market_create_empty(test.context, 3, 3, &bare), MMATCH_OK);
    assert_int_equal(mmatch_assign_verify(test.context, bare, NULL, test.matching, &verdict),
                     MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(test.context), "the market has no scores");
    mmatch_market_destroy(bare);
    end_opened(&test);
}

/* Prices that prove it, and a total that is the sum: but the sum is no float64. */
static void a_total_beyond_float64_is_a_fault(void **state)
{
    static const double values[4] = {0x1.fffffffffep1023, 0, 0, 0x1.fffffffffep1023};
    static const int64_t both[2] = {0, 1};
    static const int64_t tiers[2] = {0, 0};
    mmatch_context *const context = plain_context();
    const mmatch_assign_options options = assign_options(MMATCH_COVERAGE_SCORE_FIRST, MMATCH_TIES_FIRST, 0);
    mmatch_matching_parts parts = {0};
    mmatch_verdict verdict = {0};
    mmatch_scores *scores = NULL;
    mmatch_market *market = NULL;
    mmatch_matching *matching = NULL;
    (void)state;
    assert_int_equal(mmatch_scores_create_dense(context, values, MMATCH_FLOAT64, 2, 2, 16, 8, NULL, &scores),
                     MMATCH_OK);
    assert_int_equal(mmatch_market_create(context, scores, &market), MMATCH_OK);
    parts.struct_size = sizeof parts;
    parts.row_count = 2;
    parts.column_count = 2;
    parts.pair_count = 2;
    parts.rows = both;
    parts.columns = both;
    parts.total = (double)INFINITY;
    parts.bound = (double)INFINITY;
    parts.unit = mmatch_scores_unit(scores);
    parts.row_price_tiers = tiers;
    parts.row_prices = values; /* row 1 has a price of 0, column 1 the score */
    parts.column_price_tiers = tiers;
    parts.column_prices = values + 2;
    verdict.struct_size = sizeof verdict;
    assert_int_equal(mmatch_matching_create(context, &parts, &matching), MMATCH_OK);
    assert_int_equal(mmatch_assign_verify(context, market, &options, matching, &verdict), MMATCH_OK);
    assert_int_equal(verdict.fault, MMATCH_ASSIGN_FAULT_TOTAL);
    mmatch_matching_destroy(matching);
    mmatch_market_destroy(market);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shape_faults_are_named),
        cmocka_unit_test(pair_faults_are_named),
        cmocka_unit_test(faults_of_total_and_bound_are_named),
        cmocka_unit_test(price_faults_are_named),
        cmocka_unit_test(faults_of_a_conflict_are_named),
        cmocka_unit_test(a_conflict_counts_what_is_locked),
        cmocka_unit_test(faults_of_quotas_are_named),
        cmocka_unit_test(faults_of_a_conflict_with_quotas_are_named),
        cmocka_unit_test(random_certificates_prove_nothing_untrue),
        cmocka_unit_test(a_total_beyond_float64_is_a_fault),
        cmocka_unit_test(changed_answers_are_never_accepted),
        cmocka_unit_test(arguments_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
