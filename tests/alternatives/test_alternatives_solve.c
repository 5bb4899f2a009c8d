/* Larger markets, where every answer is compared with a market solved anew; what is refused; stopping. */
#include "alternatives/spaces.h"
#include "assign_support.h"

enum { MANY_ROWS = 24, MANY_COLUMNS = 20, MANY_RANKED = 25 };

typedef struct many {
    double values[MANY_ROWS * MANY_COLUMNS];
    int32_t row_maximum[MANY_ROWS];
    int32_t column_minimum[MANY_COLUMNS], column_maximum[MANY_COLUMNS];
    mmatch_scores *scores;
} many;

static void draw_many(mmatch_context *context, mmatch__random *random, int levels, many *all)
{
    mmatch_scores_options options = {0};
    int k;
    options.struct_size = sizeof options;
    options.sense = draw(random, 2) ? MMATCH_SENSE_MINIMISE : MMATCH_SENSE_MAXIMISE;
    for (k = 0; k < MANY_ROWS * MANY_COLUMNS; k++) {
        all->values[k] = (double)draw(random, levels) - levels / 4.0;
    }
    for (k = 0; k < MANY_ROWS; k++) {
        all->row_maximum[k] = 1 + draw(random, 2);
    }
    for (k = 0; k < MANY_COLUMNS; k++) {
        all->column_maximum[k] = draw(random, 4);
        all->column_minimum[k] = all->column_maximum[k] > 1 ? draw(random, 2) : 0;
    }
    assert_int_equal(mmatch_scores_create_dense(context, all->values, MMATCH_FLOAT64, MANY_ROWS, MANY_COLUMNS,
                                                8 * MANY_COLUMNS, 8, &options, &all->scores),
                     MMATCH_OK);
}

static mmatch_market *market_of(mmatch_context *context, const many *all)
{
    mmatch_market *market = NULL;
    assert_int_equal(mmatch_market_create(context, all->scores, &market), MMATCH_OK);
    assert_int_equal(mmatch_market_set_row_capacity(context, market, NULL, all->row_maximum), MMATCH_OK);
    assert_int_equal(mmatch_market_set_column_capacity(context, market, all->column_minimum, all->column_maximum),
                     MMATCH_OK);
    return market;
}

static int64_t placed_in(const mmatch_matching *matching)
{
    const int64_t *const rows = mmatch_matching_rows(matching);
    int64_t placed = 0;
    int64_t k;
    for (k = 0; k < mmatch_matching_pair_count(matching); k++) {
        placed += k == 0 || rows[k] != rows[k - 1];
    }
    return placed;
}

static int is_made(const mmatch_matching *matching, int64_t row, int64_t column)
{
    int64_t k;
    for (k = 0; k < mmatch_matching_pair_count(matching); k++) {
        if (mmatch_matching_rows(matching)[k] == row && mmatch_matching_columns(matching)[k] == column) {
            return 1;
        }
    }
    return 0;
}

/* The market solved anew with the pair forbidden or locked; NULL when that cannot be. */
static mmatch_matching *solve_turned(mmatch_context *context, const many *all, const mmatch_assign_options *options,
                                     int64_t row, int64_t column, int was_made)
{
    mmatch_market *const market = market_of(context, all);
    mmatch_matching *matching = NULL;
    mmatch_status status = was_made ? mmatch_market_forbid(context, market, &row, &column, 1)
                                    : mmatch_market_lock(context, market, &row, &column, 1);
    status = status == MMATCH_OK ? mmatch_assign(context, market, options, &matching) : status;
    if (status != MMATCH_OK || mmatch_matching_outcome(matching) != MMATCH_OUTCOME_OPTIMAL) {
        mmatch_matching_destroy(matching);
        matching = NULL;
    }
    mmatch_market_destroy(market);
    return matching;
}

static void every_turn_is_the_market_solved_anew(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch__random random = mmatch__random_seeded(4242);
    static int64_t rows[MANY_ROWS * MANY_COLUMNS];
    static int64_t columns[MANY_ROWS * MANY_COLUMNS];
    static int32_t outcomes[MANY_ROWS * MANY_COLUMNS];
    static double totals[MANY_ROWS * MANY_COLUMNS];
    static int64_t placed[MANY_ROWS * MANY_COLUMNS];
    int compared = 0;
    int round;
    (void)state;
    for (round = 0; round < 24; round += 1 + (int)test_stride() / 16) {
        const mmatch_assign_options options = assign_options(coverages[round % 3], MMATCH_TIES_FIRST, 0);
        many all;
        mmatch_market *market;
        mmatch_matching *matching = NULL;
        mmatch_ranking *ranking = NULL;
        double second = -(double)INFINITY;
        int64_t second_placed = -1;
        double sign;
        int k;
        draw_many(context, &random, round % 2 == 0 ? 6 : 1000, &all);
        sign = mmatch_scores_sense(all.scores) == MMATCH_SENSE_MINIMISE ? -1 : 1;
        market = market_of(context, &all);
        assert_int_equal(mmatch_assign(context, market, &options, &matching), MMATCH_OK);
        if (mmatch_matching_outcome(matching) == MMATCH_OUTCOME_OPTIMAL) {
            for (k = 0; k < MANY_ROWS * MANY_COLUMNS; k++) {
                rows[k] = k / MANY_COLUMNS;
                columns[k] = k % MANY_COLUMNS;
            }
            assert_int_equal(mmatch_assign_what_if(context, market, &options, matching, rows, columns,
                                                   MANY_ROWS * MANY_COLUMNS, outcomes, totals, placed),
                             MMATCH_OK);
            for (k = 0; k < MANY_ROWS * MANY_COLUMNS; k++) {
                mmatch_matching *const other = solve_turned(context, &all, &options, rows[k], columns[k],
                                                            is_made(matching, rows[k], columns[k]));
                assert_int_equal(outcomes[k], other != NULL ? MMATCH_OUTCOME_OPTIMAL : MMATCH_OUTCOME_INFEASIBLE);
                if (other != NULL) {
                    const int64_t counted = round % 3 == 0 ? placed[k] : 0;
                    assert_true(totals[k] == mmatch_matching_total(other));
                    assert_true(round % 3 != 0 || placed[k] == placed_in(other));
                    if (counted > second_placed || (counted == second_placed && sign * totals[k] > second)) {
                        second_placed = counted;
                        second = sign * totals[k];
                    }
                    compared++;
                }
                mmatch_matching_destroy(other);
            }
            /* any other matching turns some pair */
            assert_int_equal(mmatch_ranking_create(context, market, &options, matching, MANY_RANKED, &ranking),
                             MMATCH_OK);
            assert_int_equal(mmatch_ranking_count(ranking), MANY_RANKED);
            assert_true(sign * mmatch_ranking_total(ranking, 1) == second);
            for (k = 2; k < MANY_RANKED; k++) {
                assert_true(round % 3 == 0 ||
                            sign * mmatch_ranking_total(ranking, k) <= sign * mmatch_ranking_total(ranking, k - 1));
            }
            mmatch_ranking_destroy(ranking);
        }
        mmatch_matching_destroy(matching);
        mmatch_market_destroy(market);
        mmatch_scores_destroy(all.scores);
    }
    assert_true(compared > (test_stride() > 1 ? 0 : 3000));
    mmatch_context_destroy(context);
}

/* Losses of the best `count` matchings beside the best, with room for so many arcs in lists. */
static void rank_inside(mmatch_context *context, const mmatch_market *market, const mmatch_assign_options *options,
                        const mmatch_matching *matching, int64_t arc_room, int64_t count, mmatch__tiered *losses)
{
    mmatch__spaces spaces;
    mmatch_assign_options known;
    mmatch_poll_answer answer;
    int64_t k;
    memset(&spaces, 0, sizeof spaces);
    assert_int_equal(mmatch__exchange_read_request(&spaces.exchange, context, market, options, matching, &known),
                     MMATCH_OK);
    assert_int_equal(mmatch__spaces_open(&spaces, known.coverage), MMATCH_OK);
    spaces.graph.arc_room = arc_room < spaces.graph.arc_room ? arc_room : spaces.graph.arc_room;
    assert_int_equal(mmatch__spaces_find_second(&spaces, 0), MMATCH_POLL_CONTINUE);
    while (spaces.count < count) {
        assert_true(spaces.order_count > 0);
        assert_int_equal(mmatch__spaces_split(&spaces, &answer), MMATCH_OK);
        assert_int_equal(answer, MMATCH_POLL_CONTINUE);
    }
    for (k = 0; k < count; k++) {
        losses[k] = spaces.items[k].loss;
    }
    mmatch__spaces_close(&spaces);
}

/* Where there is no room to list arcs, every row is read whenever it is passed: the same losses. */
static void lists_of_any_length_rank_alike(void **state)
{
    static const int64_t rooms[3] = {0, 90, INT64_MAX};
    mmatch_context *const context = plain_context();
    mmatch__random random = mmatch__random_seeded(777);
    int ranked = 0;
    int round;
    (void)state;
    for (round = 0; round < 60; round += 1 + (int)test_stride() / 8) {
        const mmatch_assign_options options = assign_options(coverages[round % 3], MMATCH_TIES_FIRST, 0);
        mmatch__tiered losses[3][MANY_RANKED];
        many all;
        mmatch_market *market;
        mmatch_matching *matching = NULL;
        int k;
        draw_many(context, &random, round % 2 == 0 ? 6 : 100000, &all);
        market = market_of(context, &all);
        assert_int_equal(mmatch_assign(context, market, &options, &matching), MMATCH_OK);
        if (mmatch_matching_outcome(matching) == MMATCH_OUTCOME_OPTIMAL) {
            for (k = 0; k < 3; k++) {
                rank_inside(context, market, &options, matching, rooms[k], MANY_RANKED, losses[k]);
            }
            assert_memory_equal(losses[0], losses[2], sizeof losses[0]);
            assert_memory_equal(losses[1], losses[2], sizeof losses[1]);
            ranked++;
        }
        mmatch_matching_destroy(matching);
        mmatch_market_destroy(market);
        mmatch_scores_destroy(all.scores);
    }
    assert_true(ranked > (test_stride() > 1 ? 0 : 15));
    mmatch_context_destroy(context);
}

/* Best scores on the diagonal, all else alike: one matching is best, and the next ones give up a pair or exchange two. */
static void a_market_worked_by_hand(void **state)
{
    mmatch_context *const context = plain_context();
    small_market small = small_plain(3, 3);
    small_objects objects;
    mmatch_matching *matching = NULL;
    mmatch_pair_roles *roles = NULL;
    mmatch_ranking *ranking = NULL;
    const int64_t rows[2] = {0, 0};
    const int64_t columns[2] = {0, 1};
    int32_t outcomes[2];
    double totals[2];
    int64_t placed[2];
    int k;
    (void)state;
    for (k = 0; k < 9; k++) {
        small.scores[k] = k % 4 == 0 ? 5 : 4;
    }
    assert_int_equal(small_create(context, &small, &objects), MMATCH_OK);
    assert_int_equal(mmatch_assign(context, objects.market, NULL, &matching), MMATCH_OK);
    assert_int_equal(mmatch_pair_roles_create(context, objects.market, NULL, matching, &roles), MMATCH_OK);
    assert_int_equal(mmatch_pair_roles_count(roles), 3);
    for (k = 0; k < 3; k++) {
        assert_int_equal(mmatch_pair_roles_rows(roles)[k], k);
        assert_int_equal(mmatch_pair_roles_columns(roles)[k], k);
        assert_int_equal(mmatch_pair_roles_roles(roles)[k], MMATCH_PAIR_IN_ALL);
    }
    assert_int_equal(mmatch_assign_what_if(context, objects.market, NULL, matching, rows, columns, 2, outcomes, totals,
                                           placed),
                     MMATCH_OK);
    assert_true(totals[0] == 13 && totals[1] == 13);
    assert_true(placed[0] == 3 && placed[1] == 3);
    assert_int_equal(mmatch_ranking_create(context, objects.market, NULL, matching, 100, &ranking), MMATCH_OK);
    /* 6 with all three placed, 18 with two, 9 with one, the empty one */
    assert_int_equal(mmatch_ranking_count(ranking), 34);
    assert_int_equal(mmatch_ranking_is_all(ranking), 1);
    assert_true(mmatch_ranking_total(ranking, 0) == 15);
    assert_true(mmatch_ranking_total(ranking, 1) == 13);
    assert_true(mmatch_ranking_total(ranking, 5) == 12);
    assert_true(mmatch_ranking_total(ranking, 6) == 10);
    assert_true(mmatch_ranking_total(ranking, 33) == 0);
    assert_int_equal(mmatch_ranking_pair_count(ranking, 33), 0);
    assert_true(isnan(mmatch_ranking_total(ranking, 34)));
    assert_int_equal(mmatch_ranking_pair_count(ranking, -1), 0);
    assert_null(mmatch_ranking_rows(ranking, 34));
    assert_null(mmatch_ranking_columns(ranking, -1));
    mmatch_ranking_destroy(ranking);
    mmatch_pair_roles_destroy(roles);
    mmatch_matching_destroy(matching);
    small_destroy(&objects);
    mmatch_context_destroy(context);
}

static void nothing_and_nobody_are_fine(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch_scores *scores = NULL;
    mmatch_market *market = NULL;
    mmatch_matching *matching = NULL;
    mmatch_pair_roles *roles = NULL;
    mmatch_ranking *ranking = NULL;
    int64_t rows;
    (void)state;
    for (rows = 0; rows <= 2; rows++) {
        assert_int_equal(mmatch_scores_create_dense(context, NULL, MMATCH_FLOAT64, rows, 0, 0, 8, NULL, &scores),
                         MMATCH_OK);
        assert_int_equal(mmatch_market_create(context, scores, &market), MMATCH_OK);
        assert_int_equal(mmatch_assign(context, market, NULL, &matching), MMATCH_OK);
        assert_int_equal(mmatch_pair_roles_create(context, market, NULL, matching, &roles), MMATCH_OK);
        assert_int_equal(mmatch_pair_roles_count(roles), 0);
        assert_int_equal(mmatch_ranking_create(context, market, NULL, matching, INT64_MAX, &ranking), MMATCH_OK);
        assert_int_equal(mmatch_ranking_count(ranking), 1);
        assert_int_equal(mmatch_ranking_is_all(ranking), 1);
        assert_int_equal(mmatch_assign_what_if(context, market, NULL, matching, NULL, NULL, 0, NULL, NULL, NULL),
                         MMATCH_OK);
        mmatch_ranking_destroy(ranking);
        mmatch_pair_roles_destroy(roles);
        mmatch_matching_destroy(matching);
        mmatch_market_destroy(market);
        mmatch_scores_destroy(scores);
    }
    mmatch_pair_roles_destroy(NULL);
    mmatch_ranking_destroy(NULL);
    assert_int_equal(mmatch_pair_roles_count(NULL), 0);
    assert_null(mmatch_pair_roles_rows(NULL));
    assert_null(mmatch_pair_roles_columns(NULL));
    assert_null(mmatch_pair_roles_roles(NULL));
    assert_int_equal(mmatch_ranking_count(NULL), 0);
    assert_int_equal(mmatch_ranking_outcome(NULL), MMATCH_OUTCOME_LIMIT);
    assert_int_equal(mmatch_ranking_is_all(NULL), 0);
    assert_true(isnan(mmatch_ranking_total(NULL, 0)));
    mmatch_context_destroy(context);
}

/* All three must say the same words. */
static void expect_refusal(mmatch_context *context, const mmatch_market *market, const mmatch_assign_options *options,
                           const mmatch_matching *matching, const char *words)
{
    mmatch_pair_roles *roles = NULL;
    mmatch_ranking *ranking = NULL;
    assert_int_equal(mmatch_pair_roles_create(context, market, options, matching, &roles), MMATCH_ERR_ARGUMENT);
    assert_non_null(strstr(mmatch_context_error(context), words));
    assert_int_equal(mmatch_ranking_create(context, market, options, matching, 2, &ranking), MMATCH_ERR_ARGUMENT);
    assert_non_null(strstr(mmatch_context_error(context), words));
    assert_int_equal(mmatch_assign_what_if(context, market, options, matching, NULL, NULL, 0, NULL, NULL, NULL),
                     MMATCH_ERR_ARGUMENT);
    assert_non_null(strstr(mmatch_context_error(context), words));
    assert_null(roles);
    assert_null(ranking);
}

static void what_is_no_request_is_refused_with_its_place(void **state)
{
    mmatch_context *const context = plain_context();
    small_market small = small_plain(2, 2);
    small_objects objects;
    mmatch_assign_options options = {0};
    mmatch_matching_parts parts = {0};
    mmatch_matching *matching = NULL;
    mmatch_matching *false_one = NULL;
    mmatch_ranking *ranking = NULL;
    double wrong_prices[2] = {100, 100};
    const int64_t rows[2] = {0, 2};
    const int64_t columns[2] = {-1, 1};
    int32_t outcomes[2] = {-7, -7};
    double totals[2] = {-7, -7};
    int64_t placed[2] = {-7, -7};
    (void)state;
    small.scores[0] = 3;
    assert_int_equal(small_create(context, &small, &objects), MMATCH_OK);
    assert_int_equal(mmatch_assign(context, objects.market, NULL, &matching), MMATCH_OK);
    expect_refusal(context, NULL, NULL, matching, "market is NULL");
    expect_refusal(context, objects.market, NULL, NULL, "matching is NULL");
    expect_refusal(context, objects.market, &options, matching, "struct_size");
    options.struct_size = sizeof options;
    options.coverage = 17;
    expect_refusal(context, objects.market, &options, matching, "coverage");
    parts.struct_size = sizeof parts;
    assert_int_equal(mmatch_matching_look(context, matching, &parts), MMATCH_OK);
    parts.row_prices = wrong_prices;
    assert_int_equal(mmatch_matching_create(context, &parts, &false_one), MMATCH_OK);
    expect_refusal(context, objects.market, NULL, false_one, "the matching is not proved: ");
    mmatch_matching_destroy(false_one);
    assert_int_equal(mmatch_pair_roles_create(context, objects.market, NULL, matching, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_ranking_create(context, objects.market, NULL, matching, 1, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_ranking_create(context, objects.market, NULL, matching, 0, &ranking), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "count 0 is below 1");
    assert_int_equal(mmatch_assign_what_if(context, objects.market, NULL, matching, rows, columns, -1, outcomes, totals,
                                           placed),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_assign_what_if(context, objects.market, NULL, matching, rows, columns, 2, outcomes, totals,
                                           NULL),
                     MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_assign_what_if(context, objects.market, NULL, matching, rows, columns, 2, outcomes, totals,
                                           placed),
                     MMATCH_ERR_ARGUMENT);
    assert_non_null(strstr(mmatch_context_error(context), "pair 0: column -1 is out of range"));
    assert_string_equal(mmatch_context_fault(context, 1), "pair 1: row 2 is out of range");
    assert_true(outcomes[0] == -7 && totals[0] == -7 && placed[0] == -7);
    assert_int_equal(mmatch_pair_roles_create(NULL, objects.market, NULL, matching, NULL), MMATCH_ERR_ARGUMENT);
    mmatch_matching_destroy(matching);
    /* infeasible is not optimal */
    options.coverage = MMATCH_COVERAGE_EVERYONE;
    assert_int_equal(mmatch_market_set_row_capacity(context, objects.market, NULL, NULL), MMATCH_OK);
    {
        const int32_t nobody[2] = {0, 0};
        assert_int_equal(mmatch_market_set_column_capacity(context, objects.market, NULL, nobody), MMATCH_OK);
    }
    assert_int_equal(mmatch_assign(context, objects.market, &options, &matching), MMATCH_OK);
    assert_int_equal(mmatch_matching_outcome(matching), MMATCH_OUTCOME_INFEASIBLE);
    expect_refusal(context, objects.market, &options, matching, "the matching is not optimal");
    mmatch_matching_destroy(matching);
    small_destroy(&objects);
    mmatch_context_destroy(context);
}

/* A stop gives a shorter ranking that is right as far as it goes. */
static void a_stopped_ranking_is_the_beginning_of_the_whole(void **state)
{
    mmatch_context *const plain = plain_context();
    mmatch__random random = mmatch__random_seeded(99);
    many all;
    mmatch_market *market;
    mmatch_matching *matching = NULL;
    mmatch_ranking *whole = NULL;
    int64_t answer_at;
    int shorter = 0;
    (void)state;
    draw_many(plain, &random, 50, &all);
    market = market_of(plain, &all);
    assert_int_equal(mmatch_assign(plain, market, NULL, &matching), MMATCH_OK);
    assert_int_equal(mmatch_matching_outcome(matching), MMATCH_OUTCOME_OPTIMAL);
    assert_int_equal(mmatch_ranking_create(plain, market, NULL, matching, MANY_RANKED, &whole), MMATCH_OK);
    for (answer_at = 1; answer_at < 200; answer_at++) {
        watched_poll poll = {0};
        mmatch_context *const context = context_with(NULL, &poll, 1);
        mmatch_ranking *ranking = NULL;
        mmatch_status status;
        int64_t place;
        poll.answer_at = answer_at;
        poll.answer = MMATCH_POLL_STOP;
        status = mmatch_ranking_create(context, market, NULL, matching, MANY_RANKED, &ranking);
        if (status == MMATCH_OK) { /* else stopped while the matching was verified */
            shorter += mmatch_ranking_count(ranking) < MANY_RANKED;
            assert_int_equal(mmatch_ranking_outcome(ranking), mmatch_ranking_count(ranking) < MANY_RANKED
                                                                  ? MMATCH_OUTCOME_LIMIT
                                                                  : MMATCH_OUTCOME_OPTIMAL);
            for (place = 0; place < mmatch_ranking_count(ranking); place++) {
                assert_true(mmatch_ranking_total(ranking, place) == mmatch_ranking_total(whole, place));
            }
        } else {
            assert_int_equal(status, MMATCH_ERR_CANCELLED);
        }
        mmatch_ranking_destroy(ranking);
        mmatch_context_destroy(context);
    }
    assert_true(shorter > 10);
    mmatch_ranking_destroy(whole);
    mmatch_matching_destroy(matching);
    mmatch_market_destroy(market);
    mmatch_scores_destroy(all.scores);
    mmatch_context_destroy(plain);
}

/* Roles have no limit of this kind. */
static void crowds_beyond_the_range_are_refused(void **state)
{
    enum { CROWD = (1 << 21) };
    mmatch_context *const context = plain_context();
    int64_t *const offsets = (int64_t *)calloc(CROWD + 1, sizeof *offsets);
    mmatch_scores *scores = NULL;
    mmatch_market *market = NULL;
    mmatch_matching *matching = NULL;
    mmatch_ranking *ranking = NULL;
    mmatch_pair_roles *roles = NULL;
    (void)state;
    assert_int_equal(mmatch_scores_create_csr(context, offsets, NULL, MMATCH_INT64, NULL, MMATCH_FLOAT64, CROWD, 1, NULL,
                                              &scores),
                     MMATCH_OK);
    assert_int_equal(mmatch_market_create(context, scores, &market), MMATCH_OK);
    assert_int_equal(mmatch_assign(context, market, NULL, &matching), MMATCH_OK);
    assert_int_equal(mmatch_ranking_create(context, market, NULL, matching, 1, &ranking), MMATCH_ERR_RANGE);
    assert_string_equal(mmatch_context_error(context), "more than 2^21 rows and columns together");
    assert_int_equal(mmatch_assign_what_if(context, market, NULL, matching, NULL, NULL, 0, NULL, NULL, NULL),
                     MMATCH_ERR_RANGE);
    assert_int_equal(mmatch_pair_roles_create(context, market, NULL, matching, &roles), MMATCH_OK);
    assert_int_equal(mmatch_pair_roles_count(roles), 0);
    mmatch_pair_roles_destroy(roles);
    mmatch_matching_destroy(matching);
    mmatch_market_destroy(market);
    mmatch_scores_destroy(scores);
    free(offsets);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_turn_is_the_market_solved_anew),
        cmocka_unit_test(lists_of_any_length_rank_alike),
        cmocka_unit_test(a_market_worked_by_hand),
        cmocka_unit_test(nothing_and_nobody_are_fine),
        cmocka_unit_test(what_is_no_request_is_refused_with_its_place),
        cmocka_unit_test(a_stopped_ranking_is_the_beginning_of_the_whole),
        cmocka_unit_test(crowds_beyond_the_range_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
