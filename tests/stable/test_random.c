/* Random markets of every kind against the definition of stability, written out pair by pair in instances.h. */
#include <math.h>

#include "stable/instances.h"

enum { ABSENT = -1 };

/* A market with any mixture of lists, scores, rules and capacities. Scores are 0 .. 4, in halves for the library. */
typedef struct mixture {
    instance lists; /* raw ranks, and the capacities */
    int score[SIDE][SIDE];
    int is_forbidden[SIDE][SIDE];
    int has_row_lists, has_column_lists, has_scores, is_cost, is_sparse, has_minimum, minimum;
    double data[SIDE * SIDE];
    int64_t offsets[SIDE + 1];
    int64_t entry_columns[SIDE * SIDE];
    double entries[SIDE * SIDE];
} mixture;

static mixture random_mixture(uint64_t *state, int largest, int most)
{
    mixture all;
    int r, c, ranks;
    memset(&all, 0, sizeof all);
    all.lists.rows = 1 + (int)roll(state, (uint32_t)largest);
    all.lists.columns = 1 + (int)roll(state, (uint32_t)largest);
    all.has_row_lists = (int)roll(state, 2);
    all.has_column_lists = (int)roll(state, 2);
    all.has_scores = !all.has_row_lists || !all.has_column_lists || roll(state, 2) == 0;
    all.is_cost = (int)roll(state, 2);
    all.is_sparse = (int)roll(state, 2);
    all.has_minimum = all.has_scores && roll(state, 2) == 0;
    all.minimum = (int)roll(state, 5);
    ranks = 1 + (int)roll(state, SIDE);
    for (r = 0; r < all.lists.rows; r++) {
        for (c = 0; c < all.lists.columns; c++) {
            all.lists.row_rank[r][c] = roll(state, 5) == 0 ? UNLISTED : (int)roll(state, (uint32_t)ranks);
            all.lists.column_rank[r][c] =
                roll(state, 5) == 0 ? UNLISTED : (int)roll(state, (uint32_t)ranks);
            all.score[r][c] = roll(state, 6) == 0 ? ABSENT : (int)roll(state, 5);
            all.is_forbidden[r][c] = roll(state, 8) == 0;
        }
    }
    for (r = 0; r < SIDE; r++) {
        all.lists.row_maximum[r] = (int)roll(state, (uint32_t)most + 1);
        all.lists.column_maximum[r] = (int)roll(state, (uint32_t)most + 1);
    }
    return all;
}

static int is_allowed(const mixture *all, int r, int c)
{
    return !all->is_forbidden[r][c] && (!all->has_scores || all->score[r][c] != ABSENT) &&
           (!all->has_row_lists || all->lists.row_rank[r][c] != UNLISTED) &&
           (!all->has_column_lists || all->lists.column_rank[r][c] != UNLISTED);
}

static int is_below(const mixture *all, int r, int c)
{
    return all->has_minimum &&
           (all->is_cost ? all->score[r][c] > all->minimum : all->score[r][c] < all->minimum);
}

/* What the mixture comes to. */
static instance effective(const mixture *all)
{
    instance made = all->lists;
    int r, c;
    for (r = 0; r < made.rows; r++) {
        for (c = 0; c < made.columns; c++) {
            const int by_score = all->is_cost ? all->score[r][c] : 4 - all->score[r][c];
            if (!all->has_row_lists) {
                made.row_rank[r][c] = by_score;
            }
            if (!all->has_column_lists) {
                made.column_rank[r][c] = by_score;
            }
            if (!is_allowed(all, r, c) || is_below(all, r, c)) {
                made.row_rank[r][c] = made.column_rank[r][c] = UNLISTED;
            }
        }
    }
    return made;
}

static mmatch_scores *scores_of(mmatch_context *context, mixture *all)
{
    const int rows = all->lists.rows, columns = all->lists.columns;
    mmatch_scores_options options = {0};
    mmatch_scores *scores = NULL;
    int64_t at = 0;
    int r, c;
    options.struct_size = sizeof options;
    options.sense = all->is_cost ? MMATCH_SENSE_MINIMISE : MMATCH_SENSE_MAXIMISE;
    for (r = 0; r < rows; r++) {
        for (c = columns - 1; c >= 0; c--) { /* backwards: entries may come in any order */
            const double value = 0.5 * all->score[r][c];
            const double never = all->is_cost ? (double)INFINITY : -(double)INFINITY;
            all->data[r * columns + c] = all->score[r][c] == ABSENT ? never : value;
            if (all->score[r][c] != ABSENT) {
                all->entry_columns[at] = c;
                all->entries[at++] = value;
            }
        }
        all->offsets[r + 1] = at;
    }
    assert_int_equal(all->is_sparse
                         ? mmatch_scores_create_csr(context, all->offsets, all->entry_columns, MMATCH_INT64,
                                                    all->entries, MMATCH_FLOAT64, rows, columns, &options,
                                                    &scores)
                         : mmatch_scores_create_dense(context, all->data, MMATCH_FLOAT64, rows, columns,
                                                      columns * (int64_t)sizeof(double),
                                                      (int64_t)sizeof(double), &options, &scores),
                     MMATCH_OK);
    return scores;
}

/* scores_out: to destroy after the market. */
static mmatch_market *mixed_market(mmatch_context *context, mixture *all, mmatch_scores **scores_out)
{
    const lists rows = lists_of(&all->lists, 1), columns = lists_of(&all->lists, 0);
    int32_t row_maximum[SIDE], column_maximum[SIDE];
    mmatch_market *market = NULL;
    int r, c;
    *scores_out = NULL;
    for (r = 0; r < SIDE; r++) {
        row_maximum[r] = all->lists.row_maximum[r];
        column_maximum[r] = all->lists.column_maximum[r];
    }
    if (all->has_scores) {
        *scores_out = scores_of(context, all);
        assert_int_equal(mmatch_market_create(context, *scores_out, &market), MMATCH_OK);
    } else {
        assert_int_equal(
            mmatch_market_create_empty(context, all->lists.rows, all->lists.columns, &market), MMATCH_OK);
    }
    assert_int_equal(mmatch_market_set_row_capacity(context, market, NULL, row_maximum), MMATCH_OK);
    assert_int_equal(mmatch_market_set_column_capacity(context, market, NULL, column_maximum), MMATCH_OK);
    if (all->has_row_lists) {
        assert_int_equal(mmatch_market_set_row_preferences(context, market, rows.offsets, rows.partners,
                                                           rows.ranks),
                         MMATCH_OK);
    }
    if (all->has_column_lists) {
        assert_int_equal(mmatch_market_set_column_preferences(context, market, columns.offsets,
                                                              columns.partners, columns.ranks),
                         MMATCH_OK);
    }
    if (all->has_minimum) {
        assert_int_equal(mmatch_market_set_minimum_score(context, market, 0.5 * all->minimum), MMATCH_OK);
    }
    for (r = 0; r < all->lists.rows; r++) {
        for (c = 0; c < all->lists.columns; c++) {
            const int64_t row = r, column = c;
            if (all->is_forbidden[r][c]) {
                assert_int_equal(mmatch_market_forbid(context, market, &row, &column, 1), MMATCH_OK);
            }
        }
    }
    return market;
}

/* Reason of one person from the definitions; `of_row` says which side p is of. */
static int expected_reason(const mixture *all, const instance *seen, const plan *made, int of_row, int p)
{
    const int others = of_row ? all->lists.columns : all->lists.rows;
    int load = 0, has_candidate = 0, has_below = 0, k;
    for (k = 0; k < others; k++) {
        const int r = of_row ? p : k, c = of_row ? k : p;
        load += made->is_made[r][c];
        has_candidate |= is_acceptable(seen, r, c);
        has_below |= is_allowed(all, r, c) && is_below(all, r, c);
    }
    if (load > 0) {
        return MMATCH_REASON_PLACED;
    }
    if ((of_row ? seen->row_maximum[p] : seen->column_maximum[p]) == 0) {
        return MMATCH_REASON_NO_CAPACITY;
    }
    return has_candidate ? MMATCH_REASON_CANDIDATES_FULL
           : has_below   ? MMATCH_REASON_BELOW_MINIMUM_SCORE
                         : MMATCH_REASON_NO_CANDIDATE;
}

static void check_result(mmatch_context *context, const mixture *all, const instance *seen,
                         const mmatch_market *market, const mmatch_matching *matching)
{
    const plan made = plan_of(matching);
    mmatch_matching_parts parts = {0};
    double total = 0;
    int64_t count = -1;
    int r, c;
    parts.struct_size = sizeof parts;
    assert_int_equal(mmatch_matching_look(context, matching, &parts), MMATCH_OK);
    assert_int_equal(parts.outcome, MMATCH_OUTCOME_OPTIMAL);
    assert_true(is_stable(seen, &made));
    assert_int_equal(fault_of(context, market, matching), MMATCH_STABLE_FAULT_NONE);
    assert_int_equal(mmatch_stable_blocking_pairs(context, market, matching, 0, NULL, NULL, &count),
                     MMATCH_OK);
    assert_int_equal(count, 0);
    for (r = 0; r < seen->rows; r++) {
        assert_int_equal(parts.row_reasons[r], expected_reason(all, seen, &made, 1, r));
        for (c = 0; c < seen->columns; c++) {
            total += all->has_scores && made.is_made[r][c] ? 0.5 * all->score[r][c] : 0;
        }
    }
    for (c = 0; c < seen->columns; c++) {
        assert_int_equal(parts.column_reasons[c], expected_reason(all, seen, &made, 0, c));
    }
    assert_true(parts.total == total && parts.bound == total);
}

static void any_mixture_of_lists_scores_rules_and_capacities_gives_a_stable_matching(void **state)
{
    mmatch_context *const context = plain_context();
    uint64_t seed = 1;
    int round;
    (void)state;
    for (round = 0; round < 20000; round += 1 + (int)test_stride() / 8) {
        mixture all = random_mixture(&seed, SIDE, 1 + round % 4);
        const instance seen = effective(&all);
        mmatch_scores *scores;
        mmatch_market *const market = mixed_market(context, &all, &scores);
        const mmatch_stable_options options =
            stable_options(round % 2, round % 3 == 0 ? MMATCH_TIES_LOTTERY : MMATCH_TIES_FIRST,
                           (uint64_t)round);
        mmatch_matching *matching = NULL;
        assert_int_equal(mmatch_stable(context, market, &options, &matching), MMATCH_OK);
        check_result(context, &all, &seen, market, matching);
        mmatch_matching_destroy(matching);
        mmatch_market_destroy(market);
        mmatch_scores_destroy(scores);
    }
    mmatch_context_destroy(context);
}

static void blocking_pairs_of_any_plan_are_those_of_the_definition(void **state)
{
    mmatch_context *const context = plain_context();
    uint64_t seed = 2;
    int round, blocked_rounds = 0;
    (void)state;
    for (round = 0; round < 20000; round += 1 + (int)test_stride() / 8) {
        mixture all = random_mixture(&seed, 4, 3);
        const instance seen = effective(&all);
        mmatch_scores *scores;
        mmatch_market *const market = mixed_market(context, &all, &scores);
        int64_t rows[16], columns[16], found_rows[16], found_columns[16], count = -1, expected = 0;
        mmatch_matching_parts parts = {0};
        mmatch_matching *matching = NULL;
        plan made;
        int r, c;
        memset(&made, 0, sizeof made);
        parts.struct_size = sizeof parts;
        parts.row_count = seen.rows;
        parts.column_count = seen.columns;
        parts.rows = rows;
        parts.columns = columns;
        for (r = 0; r < seen.rows; r++) {
            for (c = 0; c < seen.columns; c++) {
                if (roll(&seed, 4) == 0) {
                    made.is_made[r][c] = 1;
                    rows[parts.pair_count] = r;
                    columns[parts.pair_count++] = c;
                }
            }
        }
        assert_int_equal(mmatch_matching_create(context, &parts, &matching), MMATCH_OK);
        assert_int_equal(mmatch_stable_blocking_pairs(context, market, matching, 16, found_rows,
                                                      found_columns, &count),
                         MMATCH_OK);
        for (r = 0; r < seen.rows; r++) {
            for (c = 0; c < seen.columns; c++) {
                if (blocks(&seen, &made, r, c)) {
                    assert_true(expected < count);
                    assert_int_equal(found_rows[expected], r);
                    assert_int_equal(found_columns[expected], c);
                    expected++;
                }
            }
        }
        assert_int_equal(count, expected);
        blocked_rounds += expected > 0;
        if (!is_within_rules(&seen, &made)) {
            assert_int_not_equal(fault_of(context, market, matching), MMATCH_STABLE_FAULT_NONE);
            assert_int_not_equal(fault_of(context, market, matching), MMATCH_STABLE_FAULT_BLOCKING_PAIR);
        } else if (expected > 0) {
            assert_int_equal(fault_of(context, market, matching), MMATCH_STABLE_FAULT_BLOCKING_PAIR);
        }
        mmatch_matching_destroy(matching);
        mmatch_market_destroy(market);
        mmatch_scores_destroy(scores);
    }
    assert_in_range(blocked_rounds, test_stride() > 1 ? 1 : 1000, 19999);
    mmatch_context_destroy(context);
}

/* Makes every rank of every person different, keeping who is listed. */
static void make_strict(instance *all, uint64_t *state)
{
    int p, k, j;
    for (p = 0; p < all->rows; p++) {
        for (k = 0; k < all->columns; k++) {
            if (all->row_rank[p][k] != UNLISTED) {
                all->row_rank[p][k] = k;
                j = (int)roll(state, (uint32_t)k + 1);
                if (all->row_rank[p][j] != UNLISTED) {
                    all->row_rank[p][k] = all->row_rank[p][j];
                    all->row_rank[p][j] = k;
                }
            }
        }
    }
    for (p = 0; p < all->columns; p++) {
        for (k = 0; k < all->rows; k++) {
            if (all->column_rank[k][p] != UNLISTED) {
                all->column_rank[k][p] = k;
                j = (int)roll(state, (uint32_t)k + 1);
                if (all->column_rank[j][p] != UNLISTED) {
                    all->column_rank[k][p] = all->column_rank[j][p];
                    all->column_rank[j][p] = k;
                }
            }
        }
    }
}

/* Whether person p would keep exactly its partners in `best` when offered those of `other` too. */
static int would_keep(const instance *all, int of_row, const plan *best, const plan *other, int p)
{
    const int others = of_row ? all->columns : all->rows;
    const int maximum = of_row ? all->row_maximum[p] : all->column_maximum[p];
    int k, j;
    for (k = 0; k < others; k++) {
        const int r = of_row ? p : k, c = of_row ? k : p;
        const int rank = of_row ? all->row_rank[r][c] : all->column_rank[r][c];
        int better = 0;
        if (!best->is_made[r][c] && !other->is_made[r][c]) {
            continue;
        }
        for (j = 0; j < others; j++) {
            const int r2 = of_row ? p : j, c2 = of_row ? j : p;
            better += (best->is_made[r2][c2] || other->is_made[r2][c2]) &&
                      (of_row ? all->row_rank[r2][c2] : all->column_rank[r2][c2]) < rank;
        }
        if ((better < maximum) != best->is_made[r][c]) {
            return 0;
        }
    }
    return 1;
}

static int load_of(const instance *all, int of_row, const plan *made, int p)
{
    int load = 0, k;
    for (k = 0; k < (of_row ? all->columns : all->rows); k++) {
        load += of_row ? made->is_made[p][k] : made->is_made[k][p];
    }
    return load;
}

/* Roth 1984: without ties each proposer likes its own best, and everybody has as many partners in every stable
 * matching. All sets of pairs are tried. */
static void without_ties_the_answer_is_best_for_the_proposers_with_several_places_too(void **state)
{
    mmatch_context *const context = plain_context();
    uint64_t seed = 3;
    int round, several = 0;
    (void)state;
    for (round = 0; round < 1500; round++) {
        mixture all = random_mixture(&seed, 4, 2);
        mmatch_market *market;
        plan best[2], made;
        int r, c, p, cells = 0, cell_rows[16], cell_columns[16], stable_count = 0;
        uint32_t set;
        /* square, longer lists and places for all, so that there often is more than one stable matching */
        all.lists.rows = all.lists.columns = round < 300 ? 4 : 3;
        for (r = 0; r < SIDE; r++) {
            all.lists.row_maximum[r] += all.lists.row_maximum[r] == 0;
            all.lists.column_maximum[r] += all.lists.column_maximum[r] == 0;
            for (c = 0; c < SIDE; c++) {
                all.lists.row_rank[r][c] = roll(&seed, 10) == 0 ? UNLISTED : 0;
                all.lists.column_rank[r][c] = roll(&seed, 10) == 0 ? UNLISTED : 0;
            }
        }
        make_strict(&all.lists, &seed);
        market = market_of(context, &all.lists);
        best[0] = solve_plan(context, market, MMATCH_PROPOSERS_ROWS, 0, 0);
        best[1] = solve_plan(context, market, MMATCH_PROPOSERS_COLUMNS, 0, 0);
        for (r = 0; r < all.lists.rows; r++) {
            for (c = 0; c < all.lists.columns; c++) {
                if (is_acceptable(&all.lists, r, c)) {
                    cell_rows[cells] = r;
                    cell_columns[cells++] = c;
                }
            }
        }
        memset(&made, 0, sizeof made);
        for (set = 0; set < (uint32_t)1 << cells; set++) {
            for (p = 0; p < cells; p++) {
                made.is_made[cell_rows[p]][cell_columns[p]] = (int)(set >> p & 1);
            }
            if (!is_stable(&all.lists, &made)) {
                continue;
            }
            stable_count++;
            for (p = 0; p < all.lists.rows; p++) {
                assert_true(would_keep(&all.lists, 1, &best[0], &made, p));
                assert_int_equal(load_of(&all.lists, 1, &best[0], p), load_of(&all.lists, 1, &made, p));
            }
            for (p = 0; p < all.lists.columns; p++) {
                assert_true(would_keep(&all.lists, 0, &best[1], &made, p));
                assert_int_equal(load_of(&all.lists, 0, &best[1], p), load_of(&all.lists, 0, &made, p));
            }
        }
        assert_true(stable_count >= 1);
        several += stable_count > 1;
        mmatch_market_destroy(market);
    }
    assert_true(several > 50);
    mmatch_context_destroy(context);
}

/* Without ties nothing depends on who has which number. */
static void renumbering_people_renumbers_the_answer(void **state)
{
    mmatch_context *const context = plain_context();
    uint64_t seed = 4;
    int round;
    (void)state;
    for (round = 0; round < 3000; round++) {
        mixture all = random_mixture(&seed, SIDE, 3);
        instance moved;
        mmatch_market *market, *moved_market;
        plan made, moved_made;
        int row_to[SIDE], column_to[SIDE], r, c, k;
        make_strict(&all.lists, &seed);
        moved = all.lists;
        for (k = 0; k < SIDE; k++) { /* a rotation of the people there are */
            row_to[k] = (k + round) % all.lists.rows;
            column_to[k] = (k + round / 7) % all.lists.columns;
        }
        for (r = 0; r < all.lists.rows; r++) {
            moved.row_maximum[row_to[r]] = all.lists.row_maximum[r];
            for (c = 0; c < all.lists.columns; c++) {
                moved.column_maximum[column_to[c]] = all.lists.column_maximum[c];
                moved.row_rank[row_to[r]][column_to[c]] = all.lists.row_rank[r][c];
                moved.column_rank[row_to[r]][column_to[c]] = all.lists.column_rank[r][c];
            }
        }
        market = market_of(context, &all.lists);
        moved_market = market_of(context, &moved);
        made = solve_plan(context, market, round % 2, MMATCH_TIES_FIRST, 0);
        moved_made = solve_plan(context, moved_market, round % 2, MMATCH_TIES_LOTTERY, (uint64_t)round);
        for (r = 0; r < all.lists.rows; r++) {
            for (c = 0; c < all.lists.columns; c++) {
                assert_int_equal(made.is_made[r][c], moved_made.is_made[row_to[r]][column_to[c]]);
            }
        }
        mmatch_market_destroy(market);
        mmatch_market_destroy(moved_market);
    }
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_mixture_of_lists_scores_rules_and_capacities_gives_a_stable_matching),
        cmocka_unit_test(blocking_pairs_of_any_plan_are_those_of_the_definition),
        cmocka_unit_test(without_ties_the_answer_is_best_for_the_proposers_with_several_places_too),
        cmocka_unit_test(renumbering_people_renumbers_the_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
