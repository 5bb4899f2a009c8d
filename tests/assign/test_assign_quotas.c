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

/* Quotas a family is drawn with: fewest and most. */
static const int64_t small_quota[5][2] = {{0, 0}, {0, 1}, {0, 2}, {1, 1}, {1, 2}};

/* Every laminar family of different sets of three columns, under every choice of small quotas for its sets; each with
 * a few matrices in turn. Rows and columns take two partners. Returns how many were solved. */
static int64_t check_every_family(mmatch_context *context, int rows, int matrices, int64_t stride)
{
    mmatch__random random = mmatch__random_seeded(4);
    int64_t checked = 0;
    int64_t turn = 0;
    uint32_t family;
    for (family = 1; family < 128; family++) { /* bit s - 1: the set of columns s */
        small_market small = small_plain(rows, 3);
        int choice[SMALL_QUOTAS] = {0};
        int is_laminar = 1;
        int k;
        for (k = 0; k < 7; k++) {
            if ((family >> k) & 1u) {
                int other;
                for (other = 0; other < small.quota_count; other++) {
                    const uint32_t set = (uint32_t)k + 1;
                    const uint32_t both = set & small.quota_columns[other];
                    is_laminar = is_laminar && (both == 0 || both == set || both == small.quota_columns[other]);
                }
                small.quota_columns[small.quota_count++] = (uint32_t)k + 1;
            }
        }
        for (k = 0; k < rows; k++) {
            small.row_maximum[k] = 2;
        }
        for (k = 0; k < 3; k++) {
            small.column_maximum[k] = 2;
        }
        do {
            for (k = 0; k < small.quota_count; k++) {
                small.quota_minimum[k] = small_quota[choice[k]][0];
                small.quota_maximum[k] = small_quota[choice[k]][1];
            }
            for (k = 0; is_laminar && k < matrices; k++) {
                small_objects objects;
                oracle_answer expected;
                const int32_t coverage = coverages[turn % 3];
                int p;
                for (p = 0; p < rows * 3; p++) {
                    const int value = draw(&random, 4);
                    small.scores[p] = value == 3 ? -(double)INFINITY : value - 1;
                }
                if (turn++ % stride != 0) {
                    continue;
                }
                assert_int_equal(small_create(context, &small, &objects), MMATCH_OK);
                expected = oracle_solve(&small, coverage);
                check_against(context, &small, objects.market, coverage, (int32_t)(turn / 3 % 3),
                              (uint64_t)turn, &expected);
                small_destroy(&objects);
                checked++;
            }
            for (k = 0; k < small.quota_count && ++choice[k] == 5; k++) {
                choice[k] = 0;
            }
        } while (k < small.quota_count);
    }
    return checked;
}

static void every_laminar_family_over_three_columns_is_solved_and_proved(void **state)
{
    mmatch_context *const context = plain_context();
    const int64_t stride = test_stride();
    (void)state;
    /* (1 + 5)^3 choices for single columns, 1 + 3 * 5 for pairs of them, 1 + 5 for all three; one is no quota at all */
    assert_int_equal(check_every_family(context, 2, 10, stride), (207350 + stride - 1) / stride);
    assert_int_equal(check_every_family(context, 3, 3, stride), (62205 + stride - 1) / stride);
    mmatch_context_destroy(context);
}

/* ---- known answers ---- */

static void at_most_four_from_a_department_over_three_mentors(void **state)
{
    /* Ten mentees, four mentors with room for three each; mentors 0 to 2 are of one department, for which four is the
     * most. Everybody prefers the department, mentee r by 10 - r. */
    static const int64_t offsets[2] = {0, 3};
    static const int64_t department[3] = {2, 0, 1};
    static const int64_t most[1] = {4};
    static const int32_t places[4] = {3, 3, 3, 3};
    mmatch_context *const context = plain_context();
    const mmatch_assign_options options = assign_options(MMATCH_COVERAGE_PARTICIPATION_FIRST, 0, 0);
    double values[40];
    mmatch_scores *scores = NULL;
    mmatch_market *market = NULL;
    mmatch_matching *matching = NULL;
    mmatch_matching_parts parts = {0};
    int64_t k;
    (void)state;
    for (k = 0; k < 40; k++) {
        values[k] = k % 4 == 3 ? 1 : 1 + (double)(10 - k / 4);
    }
    assert_int_equal(mmatch_scores_create_dense(context, values, MMATCH_FLOAT64, 10, 4, 32, 8, NULL, &scores),
                     MMATCH_OK);
    assert_int_equal(mmatch_market_create(context, scores, &market), MMATCH_OK);
    assert_int_equal(mmatch_market_set_column_capacity(context, market, NULL, places), MMATCH_OK);
    assert_int_equal(mmatch_market_set_quotas(context, market, 1, offsets, department, NULL, most), MMATCH_OK);
    assert_int_equal(mmatch_assign(context, market, &options, &matching), MMATCH_OK);
    assert_verified(context, market, &options, matching);
    parts.struct_size = sizeof parts;
    assert_int_equal(mmatch_matching_look(context, matching, &parts), MMATCH_OK);
    assert_int_equal(parts.pair_count, 7); /* four in the department, three with the other mentor */
    assert_true(parts.total == 11 + 10 + 9 + 8 + 3);
    for (k = 0; k < 10; k++) {
        const int is_in = k < 7;
        assert_int_equal(parts.row_reasons[k] == MMATCH_REASON_PLACED || !is_in, 1);
    }
    for (k = 0; k < parts.pair_count; k++) { /* the first four mentees are worth most there */
        assert_int_equal(parts.columns[k] < 3, parts.rows[k] < 4);
    }
    assert_int_equal(parts.quota_count, 1);
    assert_true(parts.quota_prices[0] > 0 || parts.quota_price_tiers[0] > 0);
    mmatch_matching_destroy(matching);
    mmatch_market_destroy(market);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
}

static void people_shut_out_by_a_quota_are_told_so(void **state)
{
    small_market small = small_plain(2, 2);
    small_objects objects;
    mmatch_context *const context = plain_context();
    const mmatch_assign_options options = assign_options(MMATCH_COVERAGE_PARTICIPATION_FIRST, 0, 0);
    mmatch_matching *matching = NULL;
    mmatch_matching_parts parts = {0};
    (void)state;
    small.scores[0] = 2;
    small.scores[3] = 1;
    small.quota_count = 1;
    small.quota_columns[0] = 3;
    small.quota_maximum[0] = 1;
    assert_int_equal(small_create(context, &small, &objects), MMATCH_OK);
    assert_int_equal(mmatch_assign(context, objects.market, &options, &matching), MMATCH_OK);
    parts.struct_size = sizeof parts;
    assert_int_equal(mmatch_matching_look(context, matching, &parts), MMATCH_OK);
    assert_int_equal(parts.row_reasons[0], MMATCH_REASON_PLACED);
    assert_int_equal(parts.row_reasons[1], MMATCH_REASON_QUOTA_FULL);
    assert_int_equal(parts.column_reasons[1], MMATCH_REASON_QUOTA_FULL);
    mmatch_matching_destroy(matching);
    small_destroy(&objects);
    mmatch_context_destroy(context);
}

static void more_locks_than_a_quota_admits_are_refused_by_number(void **state)
{
    small_market small = small_plain(3, 3);
    small_objects objects;
    mmatch_context *const context = plain_context();
    mmatch_matching *matching = NULL;
    (void)state;
    small.locked = 1u | (1u << 4);
    small.quota_count = 2;
    small.quota_columns[0] = 4;
    small.quota_maximum[0] = 1;
    small.quota_columns[1] = 3;
    small.quota_maximum[1] = 1;
    assert_int_equal(small_create(context, &small, &objects), MMATCH_OK);
    assert_int_equal(mmatch_assign(context, objects.market, NULL, &matching), MMATCH_ERR_ARGUMENT);
    assert_string_equal(mmatch_context_error(context), "quota 1: 2 locked pairs, maximum 1");
    small_destroy(&objects);
    mmatch_context_destroy(context);
}

/* What reads markets and does not know quotas must not leave them out. */
static void what_knows_no_quotas_refuses_them(void **state)
{
    small_market small = small_plain(2, 2);
    small_objects objects;
    mmatch_context *const context = plain_context();
    mmatch_conflict_options conflict_options = {0};
    mmatch_relax_options relax_options = {0};
    mmatch_matching *matching = NULL;
    mmatch_matching *other = NULL;
    mmatch_conflict *conflict = NULL;
    mmatch_relaxation *relaxation = NULL;
    mmatch_pair_roles *roles = NULL;
    mmatch_ranking *ranking = NULL;
    mmatch_verdict verdict = {0};
    (void)state;
    conflict_options.struct_size = sizeof conflict_options;
    relax_options.struct_size = sizeof relax_options;
    verdict.struct_size = sizeof verdict;
    small.quota_count = 1;
    small.quota_columns[0] = 1;
    small.quota_maximum[0] = 0;
    assert_int_equal(small_create(context, &small, &objects), MMATCH_OK);
    assert_int_equal(mmatch_assign(context, objects.market, NULL, &matching), MMATCH_OK);
    assert_int_equal(mmatch_stable(context, objects.market, NULL, &other), MMATCH_ERR_ARGUMENT);
    assert_non_null(strstr(mmatch_context_error(context), "the market has quotas"));
    assert_int_equal(mmatch_stable_verify(context, objects.market, matching, &verdict), MMATCH_ERR_ARGUMENT);
    assert_non_null(strstr(mmatch_context_error(context), "the market has quotas"));
    assert_int_equal(mmatch_fair_assign(context, objects.market, NULL, &other), MMATCH_ERR_ARGUMENT);
    assert_non_null(strstr(mmatch_context_error(context), "the market has quotas"));
    assert_int_equal(mmatch_fair_assign_verify(context, objects.market, NULL, matching, &verdict),
                     MMATCH_ERR_ARGUMENT);
    assert_non_null(strstr(mmatch_context_error(context), "the market has quotas"));
    assert_int_equal(mmatch_assign_conflict(context, objects.market, &conflict_options, &conflict),
                     MMATCH_ERR_ARGUMENT);
    assert_non_null(strstr(mmatch_context_error(context), "the market has quotas"));
    assert_int_equal(mmatch_assign_relax(context, objects.market, &relax_options, &relaxation),
                     MMATCH_ERR_ARGUMENT);
    assert_non_null(strstr(mmatch_context_error(context), "the market has quotas"));
    assert_int_equal(mmatch_pair_roles_create(context, objects.market, NULL, matching, &roles), MMATCH_ERR_ARGUMENT);
    assert_non_null(strstr(mmatch_context_error(context), "the market has quotas"));
    assert_int_equal(mmatch_ranking_create(context, objects.market, NULL, matching, 1, &ranking), MMATCH_ERR_ARGUMENT);
    assert_non_null(strstr(mmatch_context_error(context), "the market has quotas"));
    assert_int_equal(mmatch_assign_what_if(context, objects.market, NULL, matching, NULL, NULL, 0, NULL, NULL, NULL),
                     MMATCH_ERR_ARGUMENT);
    assert_non_null(strstr(mmatch_context_error(context), "the market has quotas"));
    assert_null(roles);
    assert_null(ranking);
    assert_null(other);
    assert_null(conflict);
    assert_null(relaxation);
    mmatch_matching_destroy(matching);
    small_destroy(&objects);
    mmatch_context_destroy(context);
}

/* ---- larger markets ---- */

enum { MANY_ROWS = 40, MANY_COLUMNS = 30 };

typedef struct many {
    double values[MANY_ROWS * MANY_COLUMNS];
    int32_t places[MANY_COLUMNS];
    mmatch_scores *scores;
    mmatch_market *market;
} many;

static void make_many(mmatch_context *context, mmatch__random *random, int sense, many *all)
{
    mmatch_scores_options options = {0};
    int k;
    options.struct_size = sizeof options;
    options.sense = sense;
    for (k = 0; k < MANY_ROWS * MANY_COLUMNS; k++) {
        all->values[k] = (double)(draw(random, 200) - 60) / 4;
    }
    for (k = 0; k < MANY_COLUMNS; k++) {
        all->places[k] = 1 + draw(random, 3);
    }
    assert_int_equal(mmatch_scores_create_dense(context, all->values, MMATCH_FLOAT64, MANY_ROWS, MANY_COLUMNS,
                                                8 * MANY_COLUMNS, 8, &options, &all->scores),
                     MMATCH_OK);
    assert_int_equal(mmatch_market_create(context, all->scores, &all->market), MMATCH_OK);
    assert_int_equal(mmatch_market_set_column_capacity(context, all->market, NULL, all->places), MMATCH_OK);
}

static void end_many(many *all)
{
    mmatch_market_destroy(all->market);
    mmatch_scores_destroy(all->scores);
}

/* A tree of quotas: all columns, halves, and six parts, with random limits. */
static void plant_quotas(mmatch_context *context, mmatch__random *random, many *all)
{
    static const int spans[3] = {MANY_COLUMNS, MANY_COLUMNS / 2, MANY_COLUMNS / 6};
    int64_t offsets[10] = {0};
    int64_t minimum[9];
    int64_t maximum[9];
    int64_t columns[3 * MANY_COLUMNS];
    int count = 0;
    int level;
    for (level = 0; level < 3; level++) {
        int first;
        for (first = 0; first < MANY_COLUMNS; first += spans[level]) {
            int k;
            offsets[count + 1] = offsets[count];
            for (k = 0; k < spans[level]; k++) {
                columns[offsets[count + 1]++] = first + k;
            }
            maximum[count] = spans[level] / 2 + draw(random, spans[level] + 1);
            minimum[count] = draw(random, 3) == 0 ? draw(random, spans[level] / 2 + 1) : 0;
            count++;
        }
    }
    assert_int_equal(mmatch_market_set_quotas(context, all->market, count, offsets, columns, minimum, maximum),
                     MMATCH_OK);
}

static void larger_markets_under_a_tree_of_quotas_are_proved(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch__random random = mmatch__random_seeded(31);
    int optimal = 0;
    int infeasible = 0;
    int round;
    (void)state;
    for (round = 0; round < 120; round++) {
        const mmatch_assign_options options = assign_options(coverages[round % 3], round / 3 % 3, (uint64_t)round);
        mmatch_matching *matching = NULL;
        many all;
        make_many(context, &random, round % 2, &all);
        plant_quotas(context, &random, &all);
        assert_int_equal(mmatch_assign(context, all.market, &options, &matching), MMATCH_OK);
        assert_verified(context, all.market, &options, matching);
        optimal += mmatch_matching_outcome(matching) == MMATCH_OUTCOME_OPTIMAL;
        infeasible += mmatch_matching_outcome(matching) == MMATCH_OUTCOME_INFEASIBLE;
        mmatch_matching_destroy(matching);
        end_many(&all);
    }
    assert_true(optimal > 40);
    assert_true(infeasible > 10);
    mmatch_context_destroy(context);
}

static double total_of(mmatch_context *context, const mmatch_market *market, int32_t coverage)
{
    const mmatch_assign_options options = assign_options(coverage, 0, 0);
    mmatch_matching *matching = NULL;
    double total;
    assert_int_equal(mmatch_assign(context, market, &options, &matching), MMATCH_OK);
    assert_verified(context, market, &options, matching);
    total = mmatch_matching_total(matching);
    mmatch_matching_destroy(matching);
    return total;
}

static void quotas_that_bind_nothing_change_nothing(void **state)
{
    static const int64_t offsets[3] = {0, 10, 30};
    static const int64_t minimum[2] = {1, 1};
    static const int64_t maximum[2] = {40, 40};
    mmatch_context *const context = plain_context();
    mmatch__random random = mmatch__random_seeded(21);
    int64_t columns[30];
    int round;
    int k;
    (void)state;
    for (k = 0; k < 30; k++) {
        columns[k] = k;
    }
    for (round = 0; round < 18; round++) {
        const mmatch_assign_options options = assign_options(coverages[round % 2], round / 2 % 3, 5);
        mmatch_matching *free = NULL;
        mmatch_matching *bound = NULL;
        mmatch_matching_parts parts = {0};
        many all;
        make_many(context, &random, round % 2, &all);
        assert_int_equal(mmatch_assign(context, all.market, &options, &free), MMATCH_OK);
        assert_int_equal(mmatch_market_set_quotas(context, all.market, 2, offsets, columns, minimum, maximum),
                         MMATCH_OK);
        assert_int_equal(mmatch_assign(context, all.market, &options, &bound), MMATCH_OK);
        assert_verified(context, all.market, &options, bound);
        parts.struct_size = sizeof parts;
        assert_int_equal(mmatch_matching_look(context, bound, &parts), MMATCH_OK);
        assert_true(parts.quota_prices[0] == 0 && parts.quota_prices[1] == 0);
        assert_int_equal(parts.pair_count, mmatch_matching_pair_count(free));
        assert_memory_equal(parts.columns, mmatch_matching_columns(free), (size_t)parts.pair_count * 8);
        mmatch_matching_destroy(free);
        mmatch_matching_destroy(bound);
        end_many(&all);
    }
    mmatch_context_destroy(context);
}

static void a_quota_over_one_column_is_a_capacity(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch__random random = mmatch__random_seeded(8);
    int64_t offsets[MANY_COLUMNS + 1] = {0};
    int64_t columns[MANY_COLUMNS];
    int64_t maximum[MANY_COLUMNS];
    int32_t tighter[MANY_COLUMNS];
    int round;
    int k;
    (void)state;
    for (round = 0; round < 12; round++) {
        double with_quotas;
        many all;
        make_many(context, &random, round % 2, &all);
        for (k = 0; k < MANY_COLUMNS; k++) {
            columns[k] = k;
            offsets[k + 1] = k + 1;
            maximum[k] = draw(&random, 3);
            tighter[k] = maximum[k] < all.places[k] ? (int32_t)maximum[k] : all.places[k];
        }
        assert_int_equal(mmatch_market_set_quotas(context, all.market, MANY_COLUMNS, offsets, columns, NULL, maximum),
                         MMATCH_OK);
        with_quotas = total_of(context, all.market, coverages[round % 2]);
        assert_int_equal(mmatch_market_set_quotas(context, all.market, 0, NULL, NULL, NULL, NULL), MMATCH_OK);
        assert_int_equal(mmatch_market_set_column_capacity(context, all.market, NULL, tighter), MMATCH_OK);
        assert_true(total_of(context, all.market, coverages[round % 2]) == with_quotas);
        end_many(&all);
    }
    mmatch_context_destroy(context);
}

static void a_chain_of_quotas_acts_as_its_tightest(void **state)
{
    enum { LINKS = 200 };
    static int64_t offsets[LINKS + 1];
    static int64_t columns[LINKS * MANY_COLUMNS];
    static int64_t maximum[LINKS];
    mmatch_context *const context = plain_context();
    mmatch__random random = mmatch__random_seeded(15);
    double chained;
    many all;
    int k;
    int c;
    (void)state;
    make_many(context, &random, 0, &all);
    for (k = 0; k < LINKS; k++) {
        for (c = 0; c < MANY_COLUMNS; c++) {
            columns[k * MANY_COLUMNS + c] = c;
        }
        offsets[k + 1] = (int64_t)(k + 1) * MANY_COLUMNS;
        maximum[k] = 17 + (k * 7) % 11;
    }
    assert_int_equal(mmatch_market_set_quotas(context, all.market, LINKS, offsets, columns, NULL, maximum),
                     MMATCH_OK);
    chained = total_of(context, all.market, MMATCH_COVERAGE_SCORE_FIRST);
    assert_int_equal(mmatch_market_set_quotas(context, all.market, 1, offsets, columns, NULL, maximum), MMATCH_OK);
    assert_true(total_of(context, all.market, MMATCH_COVERAGE_SCORE_FIRST) == chained);
    assert_int_equal(mmatch_market_set_quotas(context, all.market, 0, NULL, NULL, NULL, NULL), MMATCH_OK);
    assert_true(total_of(context, all.market, MMATCH_COVERAGE_SCORE_FIRST) > chained); /* 17 binds */
    end_many(&all);
    mmatch_context_destroy(context);
}

/* Stopped at every poll in turn: quotas are kept, and the bound is proved and true. */
static void every_poll_can_stop_with_a_true_bound_under_quotas(void **state)
{
    mmatch_context *const quiet = plain_context();
    mmatch__random random = mmatch__random_seeded(3);
    const mmatch_assign_options options = assign_options(MMATCH_COVERAGE_SCORE_FIRST, 0, 0);
    int stopped = 0;
    int round;
    (void)state;
    for (round = 0; round < 4; round++) {
        const int is_maximised = round % 2 == MMATCH_SENSE_MAXIMISE;
        int64_t k = 1;
        int is_over = 0;
        double best;
        many all;
        make_many(quiet, &random, round % 2, &all);
        {
            static const int64_t offsets[3] = {0, 10, 30};
            static const int64_t maximum[2] = {6, 12};
            static const int64_t minimum[2] = {2, 0};
            int64_t columns[30];
            for (k = 0; k < 30; k++) {
                columns[k] = k;
            }
            assert_int_equal(mmatch_market_set_quotas(quiet, all.market, 2, offsets, columns, minimum, maximum),
                             MMATCH_OK);
        }
        best = total_of(quiet, all.market, MMATCH_COVERAGE_SCORE_FIRST);
        for (k = 1; !is_over; k++) {
            watched_poll poll = {0};
            mmatch_context *const context = context_with(NULL, &poll, 1);
            mmatch_matching *matching = NULL;
            mmatch_matching_parts parts = {0};
            poll.answer_at = k;
            poll.answer = MMATCH_POLL_STOP;
            assert_int_equal(mmatch_assign(context, all.market, &options, &matching), MMATCH_OK);
            assert_verified(quiet, all.market, &options, matching);
            parts.struct_size = sizeof parts;
            assert_int_equal(mmatch_matching_look(quiet, matching, &parts), MMATCH_OK);
            is_over = poll.calls < k;
            assert_int_equal(parts.outcome, is_over ? MMATCH_OUTCOME_OPTIMAL : MMATCH_OUTCOME_LIMIT);
            assert_true(is_maximised ? parts.bound >= best : parts.bound <= best);
            stopped += !is_over;
            if (!is_over) {
                mmatch_matching *forged = NULL;
                mmatch_verdict verdict;
                parts.bound = is_maximised ? best - 1 : best + 1;
                assert_int_equal(mmatch_matching_create(quiet, &parts, &forged), MMATCH_OK);
                verdict = judge_it(quiet, all.market, &options, forged);
                assert_int_equal(verdict.fault, MMATCH_ASSIGN_FAULT_CERTIFICATE);
                mmatch_matching_destroy(forged);
            }
            mmatch_matching_destroy(matching);
            mmatch_context_destroy(context);
        }
        end_many(&all);
    }
    assert_true(stopped > 8);
    mmatch_context_destroy(quiet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_markets_with_quotas_and_every_rule_match_the_oracle),
        cmocka_unit_test(every_laminar_family_over_three_columns_is_solved_and_proved),
        cmocka_unit_test(at_most_four_from_a_department_over_three_mentors),
        cmocka_unit_test(people_shut_out_by_a_quota_are_told_so),
        cmocka_unit_test(more_locks_than_a_quota_admits_are_refused_by_number),
        cmocka_unit_test(what_knows_no_quotas_refuses_them),
        cmocka_unit_test(larger_markets_under_a_tree_of_quotas_are_proved),
        cmocka_unit_test(quotas_that_bind_nothing_change_nothing),
        cmocka_unit_test(a_quota_over_one_column_is_a_capacity),
        cmocka_unit_test(a_chain_of_quotas_acts_as_its_tightest),
        cmocka_unit_test(every_poll_can_stop_with_a_true_bound_under_quotas),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
