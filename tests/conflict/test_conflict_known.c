/* Conflicts and relaxations whose answer is known, sizes that count, and input that is hostile. */
#include "conflict/conflict_support.h"

static void assert_rule(const mmatch_conflict_parts *parts, int64_t k, int32_t kind, int64_t row, int64_t column,
                        double amount)
{
    assert_true(k < parts->rule_count);
    assert_int_equal(parts->kinds[k], kind);
    assert_int_equal(parts->rows[k], row);
    assert_int_equal(parts->columns[k], column);
    assert_true(parts->amounts[k] == amount);
}

static void assert_change(const mmatch_relaxation_parts *parts, int64_t k, int32_t kind, int64_t row, int64_t column,
                          double from, double to, double price)
{
    assert_true(k < parts->change_count);
    assert_int_equal(parts->kinds[k], kind);
    assert_int_equal(parts->rows[k], row);
    assert_int_equal(parts->columns[k], column);
    assert_true(parts->from[k] == from);
    assert_true(parts->to[k] == to);
    assert_true(parts->prices[k] == price);
}

static mmatch_market *make_small(mmatch_context *context, const small_market *small, small_objects *objects)
{
    if (small_create(context, small, objects) != MMATCH_OK) {
        fail_msg("%s", mmatch_context_error(context));
    }
    return objects->market;
}

/* Rows 0, 1 and 2 can only have column 1, who takes 2; row 3 is free to choose. */
static small_market three_for_one(void)
{
    small_market small = small_plain(4, 3);
    int k;
    for (k = 0; k < 9; k++) {
        small.scores[k] = k % 3 == 1 ? 5 : -(double)INFINITY;
    }
    small.column_maximum[1] = 2;
    return small;
}

static void three_rows_for_one_column_that_takes_two(void **state)
{
    mmatch_context *const context = plain_context();
    const small_market small = three_for_one();
    small_objects objects;
    mmatch_market *const market = make_small(context, &small, &objects);
    mmatch_conflict *const conflict = solve_conflict(context, market, MMATCH_DEMAND_EVERYONE);
    const mmatch_conflict_parts parts = conflict_parts(context, conflict);
    const mmatch_relax_options options = relax_options(MMATCH_DEMAND_EVERYONE);
    mmatch_relaxation *const relaxation = solve_relaxation(context, market, &options);
    const mmatch_relaxation_parts changes = relaxation_parts(context, relaxation);
    int64_t k;
    (void)state;
    assert_int_equal(parts.rule_count, 4);
    for (k = 0; k < 3; k++) {
        assert_rule(&parts, k, MMATCH_RULE_EVERYONE, k, -1, 1);
    }
    assert_rule(&parts, 3, MMATCH_RULE_COLUMN_MAXIMUM, -1, 1, 2);
    /* raising the column's maximum costs no more than leaving a row out, and leaves nobody out */
    assert_true(changes.price == 1);
    assert_int_equal(changes.lowered, 0);
    assert_int_equal(changes.change_count, 1);
    assert_change(&changes, 0, MMATCH_RULE_COLUMN_MAXIMUM, -1, 1, 2, 3, 1);
    assert_int_equal(changes.pair_count, 4);
    mmatch_relaxation_destroy(relaxation);
    mmatch_conflict_destroy(conflict);
    small_destroy(&objects);
    mmatch_context_destroy(context);
}

static void prices_decide_what_is_changed(void **state)
{
    mmatch_context *const context = plain_context();
    const small_market small = three_for_one();
    const double row_prices[4] = {9, 2, 9, 9};
    const double column_prices[3] = {1, 7, 1};
    const double never[4] = {(double)INFINITY, (double)INFINITY, (double)INFINITY, (double)INFINITY};
    mmatch_relax_options options = relax_options(MMATCH_DEMAND_EVERYONE);
    small_objects objects;
    mmatch_market *const market = make_small(context, &small, &objects);
    mmatch_relaxation *relaxation;
    mmatch_relaxation_parts changes;
    (void)state;
    options.row_minimum_prices = row_prices;
    options.column_maximum_prices = column_prices;
    relaxation = solve_relaxation(context, market, &options);
    changes = relaxation_parts(context, relaxation);
    assert_true(changes.price == 2);
    assert_int_equal(changes.lowered, 1);
    assert_change(&changes, 0, MMATCH_RULE_EVERYONE, 1, -1, 1, 0, 2);
    mmatch_relaxation_destroy(relaxation);
    options.row_minimum_prices = never;
    relaxation = solve_relaxation(context, market, &options);
    changes = relaxation_parts(context, relaxation);
    assert_true(changes.price == 7);
    assert_change(&changes, 0, MMATCH_RULE_COLUMN_MAXIMUM, -1, 1, 2, 3, 7);
    mmatch_relaxation_destroy(relaxation);
    options.column_maximum_prices = never;
    relaxation = solve_relaxation(context, market, &options);
    changes = relaxation_parts(context, relaxation);
    assert_int_equal(changes.outcome, MMATCH_OUTCOME_INFEASIBLE);
    assert_int_equal(changes.change_count, 0);
    assert_int_equal(changes.pair_count, 0);
    assert_true(judge_relaxation_of(context, market, &options, relaxation).is_valid);
    mmatch_relaxation_destroy(relaxation);
    small_destroy(&objects);
    mmatch_context_destroy(context);
}

static void forbidden_pairs_and_a_minimum_score_are_told_when_they_are_to_blame(void **state)
{
    mmatch_context *const context = plain_context();
    small_market small = small_plain(2, 2);
    mmatch_relax_options options = relax_options(MMATCH_DEMAND_EVERYONE);
    small_objects objects;
    mmatch_market *market;
    mmatch_conflict *conflict;
    mmatch_conflict_parts parts;
    mmatch_relaxation *relaxation;
    mmatch_relaxation_parts changes;
    (void)state;
    small.scores[0] = 3;
    small.scores[1] = 8;
    small.scores[2] = 4;
    small.scores[3] = 9;
    small.forbidden = 2; /* row 0 with column 1 */
    small.has_minimum_score = 1;
    small.minimum_score = 5;
    market = make_small(context, &small, &objects);
    conflict = solve_conflict(context, market, MMATCH_DEMAND_EVERYONE);
    parts = conflict_parts(context, conflict);
    assert_int_equal(parts.rule_count, 3);
    assert_rule(&parts, 0, MMATCH_RULE_EVERYONE, 0, -1, 1);
    assert_rule(&parts, 1, MMATCH_RULE_FORBIDDEN_PAIR, 0, 1, 0);
    assert_rule(&parts, 2, MMATCH_RULE_MINIMUM_SCORE, -1, -1, 5);
    mmatch_conflict_destroy(conflict);
    options.row_minimum_prices = NULL;
    relaxation = solve_relaxation(context, market, &options);
    changes = relaxation_parts(context, relaxation);
    assert_change(&changes, 0, MMATCH_RULE_EVERYONE, 0, -1, 1, 0, 1);
    mmatch_relaxation_destroy(relaxation);
    options.minimum_score_price = 1; /* as dear as leaving the row out, which is worse */
    relaxation = solve_relaxation(context, market, &options);
    changes = relaxation_parts(context, relaxation);
    assert_int_equal(changes.change_count, 1);
    assert_change(&changes, 0, MMATCH_RULE_MINIMUM_SCORE, 0, 0, 5, 3, 1);
    mmatch_relaxation_destroy(relaxation);
    small_destroy(&objects);
    mmatch_context_destroy(context);
}

static void a_lock_of_somebody_else_is_told(void **state)
{
    mmatch_context *const context = plain_context();
    small_market small = small_plain(2, 1);
    mmatch_relax_options options = relax_options(MMATCH_DEMAND_MINIMA);
    const double never[2] = {(double)INFINITY, (double)INFINITY};
    small_objects objects;
    mmatch_market *market;
    mmatch_conflict *conflict;
    mmatch_conflict_parts parts;
    mmatch_relaxation *relaxation;
    mmatch_relaxation_parts changes;
    (void)state;
    small.row_minimum[1] = 1;
    small.locked = 1;
    market = make_small(context, &small, &objects);
    conflict = solve_conflict(context, market, MMATCH_DEMAND_MINIMA);
    parts = conflict_parts(context, conflict);
    assert_int_equal(parts.rule_count, 3);
    assert_rule(&parts, 0, MMATCH_RULE_ROW_MINIMUM, 1, -1, 1);
    assert_rule(&parts, 1, MMATCH_RULE_COLUMN_MAXIMUM, -1, 0, 1);
    assert_rule(&parts, 2, MMATCH_RULE_LOCKED_PAIR, 0, 0, 1);
    mmatch_conflict_destroy(conflict);
    options.row_minimum_prices = never;
    options.column_maximum_prices = never;
    options.lock_price = 4;
    relaxation = solve_relaxation(context, market, &options);
    changes = relaxation_parts(context, relaxation);
    assert_int_equal(changes.change_count, 1);
    assert_change(&changes, 0, MMATCH_RULE_LOCKED_PAIR, 0, 0, 1, 0, 4);
    mmatch_relaxation_destroy(relaxation);
    small_destroy(&objects);
    mmatch_context_destroy(context);
}

static void one_change_of_a_maximum_serves_both_sides(void **state)
{
    /* row 0 must have a partner but may have none, and column 0 asks for one: raising the row's maximum does both */
    mmatch_context *const context = plain_context();
    small_market small = small_plain(1, 1);
    const mmatch_relax_options options = relax_options(MMATCH_DEMAND_EVERYONE);
    small_objects objects;
    mmatch_market *market;
    mmatch_conflict *conflict;
    mmatch_conflict_parts parts;
    mmatch_relaxation *relaxation;
    mmatch_relaxation_parts changes;
    (void)state;
    small.row_maximum[0] = 0;
    small.column_minimum[0] = 1;
    market = make_small(context, &small, &objects);
    conflict = solve_conflict(context, market, MMATCH_DEMAND_EVERYONE);
    parts = conflict_parts(context, conflict);
    assert_int_equal(parts.rule_count, 2);
    assert_rule(&parts, 0, MMATCH_RULE_EVERYONE, 0, -1, 1);
    assert_rule(&parts, 1, MMATCH_RULE_ROW_MAXIMUM, 0, -1, 0);
    mmatch_conflict_destroy(conflict);
    relaxation = solve_relaxation(context, market, &options);
    changes = relaxation_parts(context, relaxation);
    assert_true(changes.price == 1);
    assert_int_equal(changes.change_count, 1);
    assert_change(&changes, 0, MMATCH_RULE_ROW_MAXIMUM, 0, -1, 0, 1, 1);
    mmatch_relaxation_destroy(relaxation);
    small_destroy(&objects);
    mmatch_context_destroy(context);
}

static void a_feasible_market_has_no_conflict_and_costs_nothing(void **state)
{
    mmatch_context *const context = plain_context();
    const small_market small = small_plain(3, 3);
    const mmatch_relax_options options = relax_options(MMATCH_DEMAND_EVERYONE);
    small_objects objects;
    mmatch_market *const market = make_small(context, &small, &objects);
    mmatch_conflict *const conflict = solve_conflict(context, market, MMATCH_DEMAND_EVERYONE);
    mmatch_relaxation *const relaxation = solve_relaxation(context, market, &options);
    (void)state;
    assert_int_equal(conflict_parts(context, conflict).outcome, MMATCH_OUTCOME_FEASIBLE);
    assert_int_equal(relaxation_parts(context, relaxation).outcome, MMATCH_OUTCOME_OPTIMAL);
    assert_int_equal(relaxation_parts(context, relaxation).change_count, 0);
    assert_int_equal(relaxation_parts(context, relaxation).pair_count, 3);
    mmatch_relaxation_destroy(relaxation);
    mmatch_conflict_destroy(conflict);
    small_destroy(&objects);
    mmatch_context_destroy(context);
}

static void candidates_leaves_those_without_any_alone(void **state)
{
    mmatch_context *const context = plain_context();
    small_market small = three_for_one();
    const double never[4] = {(double)INFINITY, (double)INFINITY, (double)INFINITY, (double)INFINITY};
    mmatch_relax_options options = relax_options(MMATCH_DEMAND_CANDIDATES);
    small_objects objects;
    mmatch_market *market;
    mmatch_relaxation *relaxation;
    mmatch_relaxation_parts changes;
    (void)state;
    small.scores[0 * 3 + 1] = -(double)INFINITY; /* row 0 has nobody */
    small.column_maximum[1] = 0;
    options.row_minimum_prices = never;
    market = make_small(context, &small, &objects);
    relaxation = solve_relaxation(context, market, &options);
    changes = relaxation_parts(context, relaxation);
    assert_true(changes.price == 2);
    assert_int_equal(changes.change_count, 1);
    assert_change(&changes, 0, MMATCH_RULE_COLUMN_MAXIMUM, -1, 1, 0, 2, 2);
    mmatch_relaxation_destroy(relaxation);
    small_destroy(&objects);
    mmatch_context_destroy(context);
}

static void empty_sides_are_fine(void **state)
{
    mmatch_context *const context = plain_context();
    static const int64_t shapes[3][2] = {{0, 0}, {0, 3}, {3, 0}};
    int k;
    (void)state;
    for (k = 0; k < 3; k++) {
        const mmatch_relax_options options = relax_options(MMATCH_DEMAND_EVERYONE);
        mmatch_scores *scores = NULL;
        mmatch_market *market = NULL;
        mmatch_conflict *conflict;
        mmatch_relaxation *relaxation;
        assert_int_equal(mmatch_scores_create_dense(context, NULL, MMATCH_FLOAT64, shapes[k][0], shapes[k][1], 8, 8,
                                                    NULL, &scores),
                         MMATCH_OK);
        assert_int_equal(mmatch_market_create(context, scores, &market), MMATCH_OK);
        conflict = solve_conflict(context, market, MMATCH_DEMAND_EVERYONE);
        assert_int_equal(conflict_parts(context, conflict).rule_count, k == 2);
        relaxation = solve_relaxation(context, market, &options);
        assert_int_equal(relaxation_parts(context, relaxation).change_count, k == 2 ? 3 : 0);
        assert_true(judge_conflict_of(context, market, MMATCH_DEMAND_EVERYONE, conflict).is_valid);
        assert_true(judge_relaxation_of(context, market, &options, relaxation).is_valid);
        mmatch_relaxation_destroy(relaxation);
        mmatch_conflict_destroy(conflict);
        mmatch_market_destroy(market);
        mmatch_scores_destroy(scores);
    }
    mmatch_context_destroy(context);
}

static void huge_maxima_and_minima_are_only_numbers(void **state)
{
    mmatch_context *const context = plain_context();
    small_market small = small_plain(2, 2);
    const mmatch_relax_options options = relax_options(MMATCH_DEMAND_MINIMA);
    small_objects objects;
    mmatch_market *market;
    mmatch_conflict *conflict;
    mmatch_conflict_parts parts;
    mmatch_relaxation *relaxation;
    mmatch_relaxation_parts changes;
    (void)state;
    small.row_minimum[1] = INT32_MAX;
    small.row_maximum[1] = INT32_MAX;
    small.column_maximum[0] = INT32_MAX;
    market = make_small(context, &small, &objects);
    conflict = solve_conflict(context, market, MMATCH_DEMAND_MINIMA);
    parts = conflict_parts(context, conflict);
    assert_int_equal(parts.rule_count, 1); /* there are but two partners */
    assert_rule(&parts, 0, MMATCH_RULE_ROW_MINIMUM, 1, -1, INT32_MAX);
    assert_true(judge_conflict_of(context, market, MMATCH_DEMAND_MINIMA, conflict).is_valid);
    mmatch_conflict_destroy(conflict);
    relaxation = solve_relaxation(context, market, &options);
    changes = relaxation_parts(context, relaxation);
    assert_int_equal(changes.change_count, 1);
    assert_change(&changes, 0, MMATCH_RULE_ROW_MINIMUM, 1, -1, INT32_MAX, 2, (double)INT32_MAX - 2);
    assert_true(judge_relaxation_of(context, market, &options, relaxation).is_valid);
    mmatch_relaxation_destroy(relaxation);
    small_destroy(&objects);
    mmatch_context_destroy(context);
}

/* Sizes */

static void a_long_chain_is_one_conflict(void **state)
{
    /* row r may have columns r and r + 1, but the last only its own: count + 1 rows for count columns */
    enum { COUNT = 2000 };
    mmatch_context *const context = plain_context();
    int64_t *const offsets = (int64_t *)calloc(COUNT + 2, sizeof *offsets);
    int64_t *const columns = (int64_t *)calloc(2 * COUNT + 2, sizeof *columns);
    double *const values = (double *)calloc(2 * COUNT + 2, sizeof *values);
    const mmatch_relax_options options = relax_options(MMATCH_DEMAND_EVERYONE);
    mmatch_scores *scores = NULL;
    mmatch_market *market = NULL;
    mmatch_conflict *conflict;
    mmatch_relaxation *relaxation;
    int64_t entries = 0;
    int64_t row;
    (void)state;
    for (row = 0; row <= COUNT; row++) {
        if (row > 0) {
            columns[entries++] = row - 1;
        }
        if (row < COUNT) {
            columns[entries++] = row;
        }
        offsets[row + 1] = entries;
    }
    assert_int_equal(mmatch_scores_create_csr(context, offsets, columns, MMATCH_INT64, values, MMATCH_FLOAT64, COUNT + 1,
                                              COUNT, NULL, &scores),
                     MMATCH_OK);
    assert_int_equal(mmatch_market_create(context, scores, &market), MMATCH_OK);
    conflict = solve_conflict(context, market, MMATCH_DEMAND_EVERYONE);
    assert_int_equal(conflict_parts(context, conflict).rule_count, 2 * COUNT + 1);
    assert_true(judge_conflict_of(context, market, MMATCH_DEMAND_EVERYONE, conflict).is_valid);
    relaxation = solve_relaxation(context, market, &options);
    assert_true(relaxation_parts(context, relaxation).price == 1);
    assert_true(judge_relaxation_of(context, market, &options, relaxation).is_valid);
    mmatch_relaxation_destroy(relaxation);
    mmatch_conflict_destroy(conflict);
    mmatch_market_destroy(market);
    mmatch_scores_destroy(scores);
    free(values);
    free(columns);
    free(offsets);
    mmatch_context_destroy(context);
}

/* A large sparse market, all of whose small conflicts are planted: rows 10 k .. 10 k + 3 share one column that takes 3. */
static void the_smallest_planted_conflict_is_found(void **state)
{
    enum { ROWS = 20000, COLUMNS = 20000, EACH = 6 };
    mmatch_context *const context = plain_context();
    mmatch__random random = mmatch__random_seeded(99);
    int64_t *const offsets = (int64_t *)calloc(ROWS + 1, sizeof *offsets);
    int64_t *const columns = (int64_t *)calloc((size_t)ROWS * EACH, sizeof *columns);
    double *const values = (double *)calloc((size_t)ROWS * EACH, sizeof *values);
    int32_t *const maximum = (int32_t *)calloc(COLUMNS, sizeof *maximum);
    mmatch_relax_options options = relax_options(MMATCH_DEMAND_EVERYONE);
    mmatch_scores *scores = NULL;
    mmatch_market *market = NULL;
    mmatch_conflict *conflict;
    mmatch_conflict_parts parts;
    mmatch_relaxation *relaxation;
    int64_t row;
    (void)state;
    for (row = 0; row < ROWS; row++) {
        const int64_t group = row / 1000;
        const int is_planted = row % 1000 < 4 + group;
        const int64_t first = (int64_t)draw(&random, COLUMNS - 100) + 50;
        int k;
        offsets[row + 1] = offsets[row];
        for (k = 0; k < (is_planted ? 1 : EACH); k++) {
            columns[offsets[row + 1]++] = is_planted ? group : (first + 7 * k) % (COLUMNS - 50) + 50;
        }
    }
    for (row = 0; row < COLUMNS; row++) {
        maximum[row] = row < ROWS / 1000 ? 3 : 2;
    }
    assert_int_equal(mmatch_scores_create_csr(context, offsets, columns, MMATCH_INT64, values, MMATCH_FLOAT64, ROWS,
                                              COLUMNS, NULL, &scores),
                     MMATCH_OK);
    assert_int_equal(mmatch_market_create(context, scores, &market), MMATCH_OK);
    assert_int_equal(mmatch_market_set_column_capacity(context, market, NULL, maximum), MMATCH_OK);
    conflict = solve_conflict(context, market, MMATCH_DEMAND_EVERYONE);
    parts = conflict_parts(context, conflict);
    assert_int_equal(parts.rule_count, 5);
    assert_rule(&parts, 4, MMATCH_RULE_COLUMN_MAXIMUM, -1, 0, 3);
    assert_true(judge_conflict_of(context, market, MMATCH_DEMAND_EVERYONE, conflict).is_valid);
    relaxation = solve_relaxation(context, market, &options);
    assert_true(judge_relaxation_of(context, market, &options, relaxation).is_valid);
    assert_true(relaxation_parts(context, relaxation).price == 20 + 19 * 10); /* 1 + 2 + .. + 20 */
    assert_int_equal(relaxation_parts(context, relaxation).change_count, 20);
    mmatch_relaxation_destroy(relaxation);
    mmatch_conflict_destroy(conflict);
    mmatch_market_destroy(market);
    mmatch_scores_destroy(scores);
    free(maximum);
    free(values);
    free(columns);
    free(offsets);
    mmatch_context_destroy(context);
}

/* Hostile input */

static void bad_arguments_are_refused_with_their_place(void **state)
{
    mmatch_context *const context = plain_context();
    const small_market small = small_plain(2, 2);
    const double prices[2] = {1, 0.5};
    const double wild[2] = {(double)NAN, 0};
    mmatch_conflict_options conflict = conflict_options(3);
    mmatch_relax_options relax = relax_options(-1);
    mmatch_conflict *found = NULL;
    mmatch_relaxation *changes = NULL;
    small_objects objects;
    mmatch_market *const market = make_small(context, &small, &objects);
    mmatch_market *empty = NULL;
    (void)state;
    assert_int_equal(mmatch_market_create_empty(context, 2, 2, &empty), MMATCH_OK);
    assert_int_equal(mmatch_assign_conflict(NULL, market, NULL, &found), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_assign_conflict(context, NULL, NULL, &found), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_assign_conflict(context, market, NULL, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_assign_conflict(context, market, &conflict, &found), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "demand 3 is unknown");
    conflict.struct_size = 3;
    assert_int_equal(mmatch_assign_conflict(context, market, &conflict, &found), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_assign_conflict(context, empty, NULL, &found), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "the market has no scores");
    assert_null(found);
    assert_int_equal(mmatch_assign_relax(context, market, &relax, &changes), MMATCH_ERR_ARGUMENT);
    relax.demand = MMATCH_DEMAND_EVERYONE;
    relax.row_minimum_prices = prices;
    relax.column_maximum_prices = wild;
    relax.lock_price = -1;
    assert_int_equal(mmatch_assign_relax(context, market, &relax, &changes), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context),
                        "row_minimum_prices, entry 1: 0.5 is no whole number from 1 to 1073741824, nor infinite");
    assert_int_equal(mmatch_context_fault_count(context), 4);
    assert_int_equal(mmatch_assign_relax(context, empty, NULL, &changes), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_assign_relax(context, market, NULL, NULL), MMATCH_ERR_ARGUMENT);
    assert_null(changes);
    mmatch_market_destroy(empty);
    small_destroy(&objects);
    mmatch_context_destroy(context);
}

static void prices_beyond_the_range_are_refused(void **state)
{
    mmatch_context *const context = plain_context();
    small_market small = small_plain(2, 2);
    const double prices[2] = {1073741824.0, 1};
    mmatch_relax_options options = relax_options(MMATCH_DEMAND_MINIMA);
    mmatch_relaxation *relaxation = NULL;
    small_objects objects;
    (void)state;
    small.row_minimum[0] = INT32_MAX;
    small.row_maximum[0] = INT32_MAX;
    options.row_minimum_prices = prices;
    assert_int_equal(mmatch_assign_relax(context, make_small(context, &small, &objects), &options, &relaxation),
                     MMATCH_ERR_RANGE);
    assert_null(relaxation);
    small_destroy(&objects);
    mmatch_context_destroy(context);
}

static void a_maximum_below_the_locks_is_refused(void **state)
{
    mmatch_context *const context = plain_context();
    static const int32_t none[2] = {0, 0};
    small_market small = small_plain(2, 2);
    mmatch_conflict *conflict = NULL;
    small_objects objects;
    mmatch_market *market;
    (void)state;
    small.locked = 1;
    market = make_small(context, &small, &objects);
    assert_int_equal(mmatch_market_set_column_capacity(context, market, none, none), MMATCH_OK);
    assert_int_equal(mmatch_assign_conflict(context, market, NULL, &conflict), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "column 0: 1 locked pairs, maximum 0");
    small_destroy(&objects);
    mmatch_context_destroy(context);
}

static void quotas_are_refused(void **state)
{
    mmatch_context *const context = plain_context();
    static const int64_t offsets[2] = {0, 2};
    static const int64_t columns[2] = {0, 1};
    static const int64_t maximum[1] = {1};
    const small_market small = small_plain(2, 2);
    const mmatch_relax_options options = relax_options(MMATCH_DEMAND_EVERYONE);
    mmatch_verdict verdict = {0};
    mmatch_conflict *none = NULL;
    mmatch_relaxation *unchanged = NULL;
    small_objects objects;
    mmatch_market *const market = make_small(context, &small, &objects);
    mmatch_conflict *const conflict = solve_conflict(context, market, MMATCH_DEMAND_EVERYONE);
    mmatch_relaxation *const relaxation = solve_relaxation(context, market, &options);
    (void)state;
    verdict.struct_size = sizeof verdict;
    assert_int_equal(mmatch_market_set_quotas(context, market, 1, offsets, columns, NULL, maximum), MMATCH_OK);
    assert_int_equal(mmatch_assign_conflict(context, market, NULL, &none), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "the market has quotas, which are not known here");
    assert_int_equal(mmatch_assign_relax(context, market, NULL, &unchanged), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_assign_conflict_verify(context, market, NULL, conflict, &verdict), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_assign_relax_verify(context, market, NULL, relaxation, &verdict), MMATCH_ERR_ARGUMENT);
    mmatch_relaxation_destroy(relaxation);
    mmatch_conflict_destroy(conflict);
    small_destroy(&objects);
    mmatch_context_destroy(context);
}

static void stopping_is_cancelling(void **state)
{
    watched_poll poll = {0};
    mmatch_context *const context = context_with(NULL, &poll, 1);
    const small_market small = three_for_one();
    mmatch_conflict *conflict = NULL;
    mmatch_relaxation *relaxation = NULL;
    small_objects objects;
    mmatch_market *const market = make_small(context, &small, &objects);
    (void)state;
    poll.answer = MMATCH_POLL_STOP;
    poll.calls = 0;
    poll.answer_at = 1;
    assert_int_equal(mmatch_assign_conflict(context, market, NULL, &conflict), MMATCH_ERR_CANCELLED);
    poll.calls = 0;
    assert_int_equal(mmatch_assign_relax(context, market, NULL, &relaxation), MMATCH_ERR_CANCELLED);
    assert_null(conflict);
    assert_null(relaxation);
    small_destroy(&objects);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_rows_for_one_column_that_takes_two),
        cmocka_unit_test(prices_decide_what_is_changed),
        cmocka_unit_test(forbidden_pairs_and_a_minimum_score_are_told_when_they_are_to_blame),
        cmocka_unit_test(a_lock_of_somebody_else_is_told),
        cmocka_unit_test(one_change_of_a_maximum_serves_both_sides),
        cmocka_unit_test(a_feasible_market_has_no_conflict_and_costs_nothing),
        cmocka_unit_test(candidates_leaves_those_without_any_alone),
        cmocka_unit_test(empty_sides_are_fine),
        cmocka_unit_test(huge_maxima_and_minima_are_only_numbers),
        cmocka_unit_test(a_long_chain_is_one_conflict),
        cmocka_unit_test(the_smallest_planted_conflict_is_found),
        cmocka_unit_test(bad_arguments_are_refused_with_their_place),
        cmocka_unit_test(prices_beyond_the_range_are_refused),
        cmocka_unit_test(a_maximum_below_the_locks_is_refused),
        cmocka_unit_test(quotas_are_refused),
        cmocka_unit_test(stopping_is_cancelling),
    };
    return cmocka_run_group_tests_name("conflict-known", tests, NULL, NULL);
}
