/* The verifiers: right answers to larger markets pass, and every way to spoil an answer is named. */
#include "conflict/conflict_support.h"

enum { MOST = 30 };

/* A drawn market of up to MOST people a side, with minima above one so that conflicts overlap. */
typedef struct large_market {
    int rows, columns;
    double scores[MOST * MOST];
    int32_t row_minimum[MOST], row_maximum[MOST], column_minimum[MOST], column_maximum[MOST];
    mmatch_scores *source;
    mmatch_market *market;
} large_market;

static void draw_side(mmatch__random *random, int people, int needy, int most, int32_t *minimum, int32_t *maximum)
{
    int k;
    for (k = 0; k < people; k++) {
        maximum[k] = draw(random, most + 1);
        minimum[k] = draw(random, 4) < needy ? draw(random, maximum[k] + 1) : 0;
    }
}

static void draw_large(mmatch_context *context, mmatch__random *random, large_market *large)
{
    const int in_ten = 1 + draw(random, 9);
    const int levels = 1 + draw(random, 4);
    int64_t rows[2 * MOST];
    int64_t columns[2 * MOST];
    int64_t count = 0;
    int k;
    large->rows = 1 + draw(random, MOST);
    large->columns = 1 + draw(random, MOST);
    for (k = 0; k < large->rows * large->columns; k++) {
        large->scores[k] = draw(random, 10) < in_ten ? 1 + draw(random, levels) : -(double)INFINITY;
    }
    draw_side(random, large->rows, draw(random, 5), 1 + draw(random, 4), large->row_minimum, large->row_maximum);
    draw_side(random, large->columns, draw(random, 5), 1 + draw(random, 4), large->column_minimum,
              large->column_maximum);
    assert_int_equal(mmatch_scores_create_dense(context, large->scores, MMATCH_FLOAT64, large->rows, large->columns,
                                                8 * large->columns, 8, NULL, &large->source),
                     MMATCH_OK);
    assert_int_equal(mmatch_market_create(context, large->source, &large->market), MMATCH_OK);
    assert_int_equal(mmatch_market_set_row_capacity(context, large->market, large->row_minimum, large->row_maximum),
                     MMATCH_OK);
    assert_int_equal(
        mmatch_market_set_column_capacity(context, large->market, large->column_minimum, large->column_maximum),
        MMATCH_OK);
    if (draw(random, 2)) {
        assert_int_equal(mmatch_market_set_minimum_score(context, large->market, 1 + draw(random, levels)), MMATCH_OK);
    }
    for (k = 0; k < 2 * MOST; k++) {
        rows[count] = draw(random, large->rows);
        columns[count] = draw(random, large->columns);
        count += isfinite(large->scores[rows[count] * large->columns + columns[count]]) ? 1 : 0;
    }
    /* some are locked, one at a time as far as the maxima let them; the rest are forbidden */
    for (k = 0; k < (int)count; k++) {
        if (k % 4 == 0) {
            (void)mmatch_market_lock(context, large->market, &rows[k], &columns[k], 1);
        } else {
            (void)mmatch_market_forbid(context, large->market, &rows[k], &columns[k], 1);
        }
    }
}

static void large_markets_pass_and_agree_with_the_assignment(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch__random random = mmatch__random_seeded(4711);
    large_market *const large = (large_market *)calloc(1, sizeof *large);
    int infeasible = 0;
    int round;
    (void)state;
    for (round = 0; round < 10000 / (int)test_stride(); round++) {
        const int32_t demand = draw(&random, 3);
        mmatch_relax_options options = relax_options(demand);
        const mmatch_assign_options asked = assign_options(
            demand == MMATCH_DEMAND_EVERYONE ? MMATCH_COVERAGE_EVERYONE : MMATCH_COVERAGE_SCORE_FIRST, 0, 0);
        double prices[4][MOST];
        mmatch_matching *matching = NULL;
        mmatch_conflict *conflict;
        mmatch_relaxation *relaxation;
        mmatch_verdict verdict;
        int is_infeasible;
        int k;
        draw_large(context, &random, large);
        for (k = 0; k < 4 * MOST; k++) {
            prices[k / MOST][k % MOST] = draw(&random, 12) == 0 ? (double)INFINITY : 1 + draw(&random, 1000);
        }
        if (draw(&random, 2)) {
            options.row_minimum_prices = prices[0];
            options.row_maximum_prices = prices[1];
            options.column_minimum_prices = prices[2];
            options.column_maximum_prices = prices[3];
            options.forbidden_price = draw(&random, 500);
            options.minimum_score_price = draw(&random, 500);
            options.lock_price = draw(&random, 500);
        }
        conflict = solve_conflict(context, large->market, demand);
        is_infeasible = conflict_parts(context, conflict).rule_count > 0;
        infeasible += is_infeasible;
        verdict = judge_conflict_of(context, large->market, demand, conflict);
        if (!verdict.is_valid) {
            fail_msg("round %d: fault %d: %s", round, (int)verdict.fault, verdict.message);
        }
        relaxation = solve_relaxation(context, large->market, &options);
        verdict = judge_relaxation_of(context, large->market, &options, relaxation);
        if (!verdict.is_valid) {
            fail_msg("round %d: fault %d: %s", round, (int)verdict.fault, verdict.message);
        }
        assert_int_equal(is_infeasible,
                         relaxation_parts(context, relaxation).outcome == MMATCH_OUTCOME_INFEASIBLE ||
                             relaxation_parts(context, relaxation).change_count > 0);
        if (demand != MMATCH_DEMAND_CANDIDATES) {
            assert_int_equal(mmatch_assign(context, large->market, &asked, &matching), MMATCH_OK);
            assert_int_equal(mmatch_matching_outcome(matching) == MMATCH_OUTCOME_INFEASIBLE, is_infeasible);
            mmatch_matching_destroy(matching);
        }
        mmatch_relaxation_destroy(relaxation);
        mmatch_conflict_destroy(conflict);
        mmatch_market_destroy(large->market);
        mmatch_scores_destroy(large->source);
    }
    assert_true(infeasible > 2000 / test_stride());
    free(large);
    mmatch_context_destroy(context);
}

/* Spoiled answers. Rows 0 .. 2 want one partner of columns 0 and 1; row 3 is locked to column 2, who takes 1 and whom row
 * 2 could have; column 3 is forbidden to row 0, and below the minimum score for row 1. */
static small_market spoiled_market(void)
{
    static const double scores[16] = {5, 5, 0, 6, 5, 5, 0, 1, 5, 5, 5, 0, 0, 0, 7, 0};
    small_market small = small_plain(4, 4);
    int k;
    for (k = 0; k < 16; k++) {
        small.scores[k] = scores[k] > 0 ? scores[k] : -(double)INFINITY;
    }
    small.forbidden = 1u << 3;
    small.locked = 1u << 14;
    small.has_minimum_score = 1;
    small.minimum_score = 4;
    return small;
}

enum { RULES = 9 };

static int32_t verdict_of_parts(mmatch_context *context, const mmatch_market *market,
                                const mmatch_conflict_parts *parts)
{
    mmatch_conflict *conflict = NULL;
    mmatch_verdict verdict;
    if (mmatch_conflict_create(context, parts, &conflict) != MMATCH_OK) {
        fail_msg("%s", mmatch_context_error(context));
    }
    verdict = judge_conflict_of(context, market, MMATCH_DEMAND_EVERYONE, conflict);
    assert_int_equal(verdict.is_valid, verdict.fault == MMATCH_CONFLICT_FAULT_NONE);
    mmatch_conflict_destroy(conflict);
    return verdict.fault;
}

/* The parts without rule `left_out`, or with one more rule at the place its kind asks for. */
static mmatch_conflict_parts without_rule(const mmatch_conflict_parts *parts, int64_t left_out, int32_t *kinds,
                                          int64_t *rows, int64_t *columns, double *amounts)
{
    mmatch_conflict_parts changed = *parts;
    int64_t k;
    int64_t count = 0;
    for (k = 0; k < parts->rule_count; k++) {
        if (k != left_out) {
            kinds[count] = parts->kinds[k];
            rows[count] = parts->rows[k];
            columns[count] = parts->columns[k];
            amounts[count++] = parts->amounts[k];
        }
    }
    changed.rule_count = count;
    changed.kinds = kinds;
    changed.rows = rows;
    changed.columns = columns;
    changed.amounts = amounts;
    return changed;
}

static void every_spoiled_conflict_is_named(void **state)
{
    mmatch_context *const context = plain_context();
    const small_market small = spoiled_market();
    int32_t kinds[RULES + 2];
    int64_t rows[RULES + 2];
    int64_t columns[RULES + 2];
    double amounts[RULES + 2];
    mmatch_conflict_parts changed;
    small_objects objects;
    mmatch_conflict *conflict;
    mmatch_conflict_parts parts;
    int64_t k;
    (void)state;
    assert_int_equal(small_create(context, &small, &objects), MMATCH_OK);
    conflict = solve_conflict(context, objects.market, MMATCH_DEMAND_EVERYONE);
    parts = conflict_parts(context, conflict);
    assert_int_equal(parts.rule_count, RULES);
    for (k = 0; k < RULES; k++) {
        changed = without_rule(&parts, k, kinds, rows, columns, amounts);
        assert_int_equal(verdict_of_parts(context, objects.market, &changed), MMATCH_CONFLICT_FAULT_SATISFIABLE);
        changed = without_rule(&parts, -1, kinds, rows, columns, amounts);
        amounts[k] += 1;
        assert_int_equal(verdict_of_parts(context, objects.market, &changed), MMATCH_CONFLICT_FAULT_RULE);
    }
    /* one more: the minimum of row 3, which its lock meets */
    changed = without_rule(&parts, -1, kinds, rows, columns, amounts);
    memmove(kinds + 4, kinds + 3, (RULES - 3) * sizeof *kinds);
    memmove(rows + 4, rows + 3, (RULES - 3) * sizeof *rows);
    memmove(columns + 4, columns + 3, (RULES - 3) * sizeof *columns);
    memmove(amounts + 4, amounts + 3, (RULES - 3) * sizeof *amounts);
    kinds[3] = MMATCH_RULE_EVERYONE;
    rows[3] = 3;
    columns[3] = -1;
    amounts[3] = 1;
    changed.rule_count = RULES + 1;
    assert_int_equal(verdict_of_parts(context, objects.market, &changed), MMATCH_CONFLICT_FAULT_NEEDLESS);
    rows[3] = 2; /* twice */
    assert_int_equal(verdict_of_parts(context, objects.market, &changed), MMATCH_CONFLICT_FAULT_RULE);
    /* one more maximum, that of column 3, before the pairs */
    changed = without_rule(&parts, -1, kinds, rows, columns, amounts);
    memmove(kinds + 7, kinds + 6, (RULES - 6) * sizeof *kinds);
    memmove(rows + 7, rows + 6, (RULES - 6) * sizeof *rows);
    memmove(columns + 7, columns + 6, (RULES - 6) * sizeof *columns);
    memmove(amounts + 7, amounts + 6, (RULES - 6) * sizeof *amounts);
    kinds[6] = MMATCH_RULE_COLUMN_MAXIMUM;
    rows[6] = -1;
    columns[6] = 3;
    amounts[6] = 1;
    changed.rule_count = RULES + 1;
    assert_int_equal(verdict_of_parts(context, objects.market, &changed), MMATCH_CONFLICT_FAULT_SATISFIABLE);
    changed = parts;
    changed.row_count = 5;
    assert_int_equal(verdict_of_parts(context, objects.market, &changed), MMATCH_CONFLICT_FAULT_SHAPE);
    changed = parts;
    changed.outcome = MMATCH_OUTCOME_FEASIBLE;
    assert_int_equal(verdict_of_parts(context, objects.market, &changed), MMATCH_CONFLICT_FAULT_SHAPE);
    changed.rule_count = 0;
    assert_int_equal(verdict_of_parts(context, objects.market, &changed), MMATCH_CONFLICT_FAULT_SATISFIABLE);
    changed.outcome = MMATCH_OUTCOME_INFEASIBLE;
    assert_int_equal(verdict_of_parts(context, objects.market, &changed), MMATCH_CONFLICT_FAULT_SHAPE);
    mmatch_conflict_destroy(conflict);
    small_destroy(&objects);
    mmatch_context_destroy(context);
}

static void a_needless_rule_is_named_where_more_than_one_partner_is_missing(void **state)
{
    /* row 0 asks for 3 of columns that give 1 between them: the forbidden pair alone would not help */
    mmatch_context *const context = plain_context();
    small_market small = small_plain(1, 3);
    int32_t kinds[4] = {MMATCH_RULE_ROW_MINIMUM, MMATCH_RULE_COLUMN_MAXIMUM, MMATCH_RULE_COLUMN_MAXIMUM,
                        MMATCH_RULE_FORBIDDEN_PAIR};
    int64_t rows[4] = {0, -1, -1, 0};
    int64_t columns[4] = {-1, 0, 1, 2};
    double amounts[4] = {3, 0, 0, 0};
    mmatch_conflict_parts parts = {0};
    small_objects objects;
    (void)state;
    small.row_minimum[0] = 3;
    small.row_maximum[0] = 3;
    small.column_maximum[0] = 0;
    small.column_maximum[1] = 0;
    small.forbidden = 4;
    assert_int_equal(small_create(context, &small, &objects), MMATCH_OK);
    parts.struct_size = sizeof parts;
    parts.outcome = MMATCH_OUTCOME_INFEASIBLE;
    parts.row_count = 1;
    parts.column_count = 3;
    parts.rule_count = 4;
    parts.kinds = kinds;
    parts.rows = rows;
    parts.columns = columns;
    parts.amounts = amounts;
    assert_int_equal(verdict_of_parts(context, objects.market, &parts), MMATCH_CONFLICT_FAULT_NEEDLESS);
    parts.rule_count = 2;
    assert_int_equal(verdict_of_parts(context, objects.market, &parts), MMATCH_CONFLICT_FAULT_NONE);
    small_destroy(&objects);
    mmatch_context_destroy(context);
}

static int32_t verdict_of_changes(mmatch_context *context, const mmatch_market *market,
                                  const mmatch_relax_options *options, const mmatch_relaxation_parts *parts)
{
    mmatch_relaxation *relaxation = NULL;
    mmatch_verdict verdict;
    if (mmatch_relaxation_create(context, parts, &relaxation) != MMATCH_OK) {
        fail_msg("%s", mmatch_context_error(context));
    }
    verdict = judge_relaxation_of(context, market, options, relaxation);
    assert_int_equal(verdict.is_valid, verdict.fault == MMATCH_CONFLICT_FAULT_NONE);
    mmatch_relaxation_destroy(relaxation);
    return verdict.fault;
}

static void every_spoiled_relaxation_is_named(void **state)
{
    mmatch_context *const context = plain_context();
    const small_market small = spoiled_market();
    const double dear[4] = {9, 9, 9, 9};
    mmatch_relax_options options = relax_options(MMATCH_DEMAND_EVERYONE);
    small_objects objects;
    mmatch_relaxation *relaxation;
    mmatch_relaxation_parts parts;
    mmatch_relaxation_parts changed;
    int64_t pair_columns[8];
    int64_t pair_rows[8];
    int64_t prices[4];
    int64_t tiers[4];
    double numbers[1];
    int64_t k;
    (void)state;
    options.row_minimum_prices = dear;
    options.column_maximum_prices = dear;
    options.forbidden_price = 4;
    options.minimum_score_price = 3;
    options.lock_price = 5;
    assert_int_equal(small_create(context, &small, &objects), MMATCH_OK);
    relaxation = solve_relaxation(context, objects.market, &options);
    parts = relaxation_parts(context, relaxation);
    assert_int_equal(parts.change_count, 1);
    assert_int_equal(parts.kinds[0], MMATCH_RULE_MINIMUM_SCORE); /* row 1 with column 3 */
    assert_true(parts.price == 3);
    assert_int_equal(verdict_of_changes(context, objects.market, &options, &parts), MMATCH_CONFLICT_FAULT_NONE);
    changed = parts;
    changed.column_count = 5;
    changed.column_prices = NULL;
    changed.column_price_tiers = NULL;
    assert_int_equal(verdict_of_changes(context, objects.market, &options, &changed), MMATCH_CONFLICT_FAULT_SHAPE);
    changed = parts;
    changed.change_count = 0;
    assert_int_equal(verdict_of_changes(context, objects.market, &options, &changed), MMATCH_CONFLICT_FAULT_PRICE);
    changed.price = 0; /* for nothing: then the pair may not be made */
    assert_int_equal(verdict_of_changes(context, objects.market, &options, &changed), MMATCH_CONFLICT_FAULT_PAIR);
    changed = parts;
    numbers[0] = 2;
    changed.prices = numbers;
    changed.price = 2;
    assert_int_equal(verdict_of_changes(context, objects.market, &options, &changed), MMATCH_CONFLICT_FAULT_PRICE);
    changed = parts;
    changed.from = numbers;
    assert_int_equal(verdict_of_changes(context, objects.market, &options, &changed), MMATCH_CONFLICT_FAULT_RULE);
    changed = parts;
    changed.to = numbers;
    assert_int_equal(verdict_of_changes(context, objects.market, &options, &changed), MMATCH_CONFLICT_FAULT_RULE);
    changed = parts;
    changed.pair_count--; /* row 3's lock */
    assert_int_equal(verdict_of_changes(context, objects.market, &options, &changed), MMATCH_CONFLICT_FAULT_PAIR);
    assert_int_equal(parts.pair_count, 4);
    for (k = 0; k < 4; k++) {
        pair_rows[k] = parts.pair_rows[k + 1 < 4 ? k + 1 : k];
        pair_columns[k] = parts.pair_columns[k + 1 < 4 ? k + 1 : k];
    }
    changed = parts;
    changed.pair_rows = pair_rows; /* without row 0 */
    changed.pair_columns = pair_columns;
    changed.pair_count = 3;
    assert_int_equal(verdict_of_changes(context, objects.market, &options, &changed), MMATCH_CONFLICT_FAULT_CAPACITY);
    pair_rows[0] = 0; /* a pair without a score */
    pair_columns[0] = 2;
    assert_int_equal(verdict_of_changes(context, objects.market, &options, &changed), MMATCH_CONFLICT_FAULT_PAIR);
    for (k = 0; k < 3; k++) {
        memcpy(prices, parts.row_prices, sizeof prices);
        prices[k] += 1;
        changed = parts;
        changed.row_prices = prices;
        assert_int_equal(verdict_of_changes(context, objects.market, &options, &changed),
                         MMATCH_CONFLICT_FAULT_CERTIFICATE);
    }
    memcpy(tiers, parts.column_price_tiers, sizeof tiers);
    tiers[0] -= 1;
    changed = parts;
    changed.column_price_tiers = tiers;
    assert_int_equal(verdict_of_changes(context, objects.market, &options, &changed),
                     MMATCH_CONFLICT_FAULT_CERTIFICATE);
    tiers[0] = 1000;
    assert_int_equal(verdict_of_changes(context, objects.market, &options, &changed),
                     MMATCH_CONFLICT_FAULT_CERTIFICATE);
    changed = parts;
    changed.row_prices = NULL;
    assert_int_equal(verdict_of_changes(context, objects.market, &options, &changed),
                     MMATCH_CONFLICT_FAULT_CERTIFICATE);
    changed = parts;
    changed.scale++;
    assert_int_equal(verdict_of_changes(context, objects.market, &options, &changed),
                     MMATCH_CONFLICT_FAULT_CERTIFICATE);
    changed.scale = INT64_MAX;
    assert_int_equal(verdict_of_changes(context, objects.market, &options, &changed),
                     MMATCH_CONFLICT_FAULT_CERTIFICATE);
    changed = parts;
    changed.lowered = 1;
    assert_int_equal(verdict_of_changes(context, objects.market, &options, &changed), MMATCH_CONFLICT_FAULT_PRICE);
    changed = parts;
    changed.outcome = MMATCH_OUTCOME_INFEASIBLE;
    assert_int_equal(verdict_of_changes(context, objects.market, &options, &changed), MMATCH_CONFLICT_FAULT_SHAPE);
    changed.change_count = 0;
    changed.pair_count = 0;
    changed.price = 0;
    assert_int_equal(verdict_of_changes(context, objects.market, &options, &changed),
                     MMATCH_CONFLICT_FAULT_CERTIFICATE);
    options.minimum_score_price = 0; /* what was changed may not be */
    assert_int_equal(verdict_of_changes(context, objects.market, &options, &parts), MMATCH_CONFLICT_FAULT_RULE);
    mmatch_relaxation_destroy(relaxation);
    small_destroy(&objects);
    mmatch_context_destroy(context);
}

static void a_dearer_relaxation_is_not_proved(void **state)
{
    /* two rows for one column: row 1 is left out instead of raising the maximum, at 2 instead of 1 */
    mmatch_context *const context = plain_context();
    const small_market small = small_plain(2, 1);
    const double two[2] = {2, 2};
    const int32_t kind[1] = {MMATCH_RULE_EVERYONE};
    const int64_t row[1] = {1};
    const int64_t nobody[1] = {-1};
    const double from[1] = {1};
    const double to[1] = {0};
    mmatch_relax_options options = relax_options(MMATCH_DEMAND_EVERYONE);
    small_objects objects;
    mmatch_relaxation *relaxation;
    mmatch_relaxation_parts parts;
    (void)state;
    options.row_minimum_prices = two;
    assert_int_equal(small_create(context, &small, &objects), MMATCH_OK);
    relaxation = solve_relaxation(context, objects.market, &options);
    parts = relaxation_parts(context, relaxation);
    assert_true(parts.price == 1);
    parts.kinds = kind;
    parts.rows = row;
    parts.columns = nobody;
    parts.from = from;
    parts.to = to;
    parts.prices = two;
    parts.price = 2;
    parts.lowered = 1;
    parts.pair_count = 1;
    assert_int_equal(verdict_of_changes(context, objects.market, &options, &parts), MMATCH_CONFLICT_FAULT_CERTIFICATE);
    mmatch_relaxation_destroy(relaxation);
    small_destroy(&objects);
    mmatch_context_destroy(context);
}

static void parts_that_break_their_shape_are_refused(void **state)
{
    mmatch_context *const context = plain_context();
    int32_t kinds[1] = {MMATCH_RULE_ROW_MINIMUM};
    int64_t places[2] = {0, -1};
    double numbers[1] = {1};
    mmatch_conflict_parts parts = {0};
    mmatch_relaxation_parts changes = {0};
    mmatch_conflict *conflict = NULL;
    mmatch_relaxation *relaxation = NULL;
    (void)state;
    parts.struct_size = sizeof parts;
    parts.outcome = MMATCH_OUTCOME_INFEASIBLE;
    parts.row_count = 1;
    parts.column_count = 1;
    parts.rule_count = 1;
    assert_int_equal(mmatch_conflict_create(context, &parts, &conflict), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "an array of the rules is NULL");
    parts.kinds = kinds;
    parts.rows = places;
    parts.columns = places;
    parts.amounts = numbers;
    assert_int_equal(mmatch_conflict_create(context, &parts, &conflict), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "rule 0: column 0 must be -1 for this kind");
    parts.columns = places + 1;
    assert_int_equal(mmatch_conflict_create(context, &parts, &conflict), MMATCH_OK);
    mmatch_conflict_destroy(conflict);
    places[0] = 1;
    assert_int_equal(mmatch_conflict_create(context, &parts, &conflict), MMATCH_ERR_ARGUMENT);
    kinds[0] = 9;
    assert_int_equal(mmatch_conflict_create(context, &parts, &conflict), MMATCH_ERR_ARGUMENT);
    parts.outcome = MMATCH_OUTCOME_LIMIT;
    parts.rule_count = -1;
    parts.row_count = -1;
    parts.column_count = -1;
    assert_int_equal(mmatch_conflict_create(context, &parts, &conflict), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_context_fault_count(context), 4);
    assert_null(conflict);
    assert_int_equal(mmatch_conflict_create(context, NULL, &conflict), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_conflict_create(context, &parts, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_conflict_look(context, NULL, &parts), MMATCH_ERR_ARGUMENT);
    changes.struct_size = sizeof changes;
    changes.outcome = MMATCH_OUTCOME_FEASIBLE;
    changes.pair_count = 1;
    assert_int_equal(mmatch_relaxation_create(context, &changes, &relaxation), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_context_fault_count(context), 2);
    changes.outcome = MMATCH_OUTCOME_OPTIMAL;
    places[0] = 0;
    places[1] = 0;
    changes.row_count = 1;
    changes.column_count = 1;
    changes.pair_rows = places;
    changes.pair_columns = places;
    changes.pair_count = 2;
    assert_int_equal(mmatch_relaxation_create(context, &changes, &relaxation), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "pair 1: row 0, column 0 is repeated or not in order");
    places[1] = 7;
    assert_int_equal(mmatch_relaxation_create(context, &changes, &relaxation), MMATCH_ERR_ARGUMENT);
    changes.pair_count = -1;
    assert_int_equal(mmatch_relaxation_create(context, &changes, &relaxation), MMATCH_ERR_ARGUMENT);
    changes.pair_count = 0;
    changes.change_count = 1;
    assert_int_equal(mmatch_relaxation_create(context, &changes, &relaxation), MMATCH_ERR_ARGUMENT);
    assert_null(relaxation);
    assert_int_equal(mmatch_relaxation_look(context, NULL, &changes), MMATCH_ERR_ARGUMENT);
    mmatch_conflict_destroy(NULL);
    mmatch_relaxation_destroy(NULL);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(large_markets_pass_and_agree_with_the_assignment),
        cmocka_unit_test(every_spoiled_conflict_is_named),
        cmocka_unit_test(a_needless_rule_is_named_where_more_than_one_partner_is_missing),
        cmocka_unit_test(every_spoiled_relaxation_is_named),
        cmocka_unit_test(a_dearer_relaxation_is_not_proved),
        cmocka_unit_test(parts_that_break_their_shape_are_refused),
    };
    return cmocka_run_group_tests_name("conflict-verify", tests, NULL, NULL);
}
