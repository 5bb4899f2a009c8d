/* The criteria on sets, trees, blocks, places and pairs against second reckonings that share nothing with the library: by
 * dense tables of levels, by walking the tree edge by edge, minute by minute, by the haversine formula, by looking through
 * lists. And what is promised of every criterion: a range, growth with the weight, symmetry. */
#include "support.h"

#include <math.h>
#include <stdbool.h>

#include "base/random.h"

enum { PEOPLE = 9, ITEMS = 8, POINTS = 997 };

static mmatch__random dice;

static int32_t below(int32_t bound)
{
    return (int32_t)mmatch__random_below(&dice, (uint64_t)bound);
}

/* Sets of one side, as CSR and as a table of levels. */
typedef struct drawn_sets {
    int64_t offsets[PEOPLE + 1];
    int32_t items[PEOPLE * ITEMS];
    int32_t levels[PEOPLE * ITEMS];
    int32_t table[PEOPLE][ITEMS];
} drawn_sets;

static mmatch_sets draw_sets(drawn_sets *drawn, bool has_levels)
{
    int64_t place = 0;
    int person;
    drawn->offsets[0] = 0;
    for (person = 0; person < PEOPLE; person++) {
        const int share = below(4);
        int k;
        for (k = ITEMS - 1; k >= 0; k--) {
            drawn->table[person][k] = 0;
            if (below(4) < share) {
                drawn->items[place] = k;
                drawn->levels[place] = has_levels ? 1 + below(5) : 1;
                drawn->table[person][k] = drawn->levels[place];
                place++;
            }
        }
        drawn->offsets[person + 1] = place;
    }
    return (mmatch_sets){drawn->offsets, drawn->items, has_levels ? drawn->levels : NULL};
}

static int total_of(const int32_t *levels)
{
    int sum = 0;
    int k;
    for (k = 0; k < ITEMS; k++) {
        sum += levels[k];
    }
    return sum;
}

static int least_of(const int32_t *a, const int32_t *b)
{
    int sum = 0;
    int k;
    for (k = 0; k < ITEMS; k++) {
        sum += a[k] < b[k] ? a[k] : b[k];
    }
    return sum;
}

/* points are the share rounded half up: the only whole number p with 2 * whole * p <= 2 * POINTS * part + whole < ... */
static void expect_share(int32_t points, int part, int whole)
{
    const int64_t twice = 2 * (int64_t)POINTS * part + whole;
    assert_true(2 * (int64_t)whole * points <= twice && twice < 2 * (int64_t)whole * (points + 1));
}

static mmatch_fit *new_fit(mmatch_context *context)
{
    mmatch_fit *fit = NULL;
    assert_int_equal(mmatch_fit_create(context, PEOPLE, PEOPLE, &fit), MMATCH_OK);
    return fit;
}

static mmatch_criterion criterion_of(int32_t points)
{
    mmatch_criterion criterion = {0};
    criterion.struct_size = sizeof criterion;
    criterion.points = points;
    criterion.missing = MMATCH_MISSING_RULE_OUT;
    return criterion;
}

/* Points of the only criterion; -1 where the pair is ruled out. */
static int32_t points_of(mmatch_context *context, const mmatch_fit *fit, int row, int column)
{
    int32_t points;
    int32_t is_ruled_out;
    assert_int_equal(mmatch_fit_explain(context, fit, row, column, &points, &is_ruled_out), MMATCH_OK);
    return is_ruled_out ? -1 : points;
}

static void sets_equal_tables_of_levels(void **state)
{
    mmatch_context *const context = plain_context();
    int round;
    (void)state;
    dice = mmatch__random_seeded(81);
    for (round = 0; round < 200; round++) {
        static drawn_sets drawn[4];
        const bool has_levels = round % 2 == 0;
        const mmatch_sets a = draw_sets(&drawn[0], has_levels);
        const mmatch_sets b = draw_sets(&drawn[1], has_levels);
        const mmatch_sets row_offers = draw_sets(&drawn[2], has_levels);
        const mmatch_sets column_wants = draw_sets(&drawn[3], has_levels);
        const mmatch_criterion criterion = criterion_of(POINTS);
        const int full = 1 + below(9);
        mmatch_fit *const fits[5] = {new_fit(context), new_fit(context), new_fit(context), new_fit(context), new_fit(context)};
        int row;
        int column;
        int k;
        assert_int_equal(mmatch_fit_add_overlap(context, fits[0], &criterion, &a, &b), MMATCH_OK);
        assert_int_equal(mmatch_fit_add_overlap_reverse(context, fits[1], &criterion, &a, &b), MMATCH_OK);
        assert_int_equal(mmatch_fit_add_jaccard(context, fits[2], &criterion, &a, &b), MMATCH_OK);
        assert_int_equal(mmatch_fit_add_shared_items(context, fits[3], &criterion, &a, &b, full / 2, full), MMATCH_OK);
        assert_int_equal(mmatch_fit_add_overlap_mutual(context, fits[4], &criterion, &a, &row_offers, &column_wants, &b),
                         MMATCH_OK);
        for (row = 0; row < PEOPLE; row++) {
            for (column = 0; column < PEOPLE; column++) {
                const int32_t *const left = drawn[0].table[row];
                const int32_t *const right = drawn[1].table[column];
                const int32_t *const offers = drawn[2].table[row];
                const int32_t *const wants = drawn[3].table[column];
                const int met = least_of(left, right);
                const int32_t mutual = points_of(context, fits[4], row, column);
                if (total_of(left) == 0 || total_of(right) == 0) {
                    for (k = 0; k < 4; k++) {
                        assert_int_equal(points_of(context, fits[k], row, column), -1);
                    }
                } else {
                    expect_share(points_of(context, fits[0], row, column), met, total_of(left));
                    expect_share(points_of(context, fits[1], row, column), met, total_of(right));
                    expect_share(points_of(context, fits[2], row, column), met, total_of(left) + total_of(right) - met);
                    if (met < full / 2) {
                        assert_int_equal(points_of(context, fits[3], row, column), -1);
                    } else {
                        expect_share(points_of(context, fits[3], row, column), met < full ? met : full, full);
                    }
                }
                if (total_of(left) + total_of(wants) == 0 || total_of(left) + total_of(offers) == 0 ||
                    total_of(right) + total_of(wants) == 0) {
                    assert_int_equal(mutual, -1);
                } else {
                    expect_share(mutual, met + least_of(offers, wants), total_of(left) + total_of(wants));
                }
            }
        }
        for (k = 0; k < 5; k++) {
            mmatch_fit_destroy(fits[k]);
        }
    }
    mmatch_context_destroy(context);
}

/* Steps between all items of a tree, by Floyd and Warshall's algorithm. */
static void measure_tree(const int32_t *parents, int32_t (*steps)[ITEMS])
{
    int a;
    int b;
    int via;
    for (a = 0; a < ITEMS; a++) {
        for (b = 0; b < ITEMS; b++) {
            steps[a][b] = a == b ? 0 : parents[a] == b || parents[b] == a ? 1 : 1000;
        }
    }
    for (via = 0; via < ITEMS; via++) {
        for (a = 0; a < ITEMS; a++) {
            for (b = 0; b < ITEMS; b++) {
                const int32_t way = steps[a][via] + steps[via][b];
                steps[a][b] = way < steps[a][b] ? way : steps[a][b];
            }
        }
    }
}

static void nearness_in_a_tree_equals_all_shortest_ways(void **state)
{
    mmatch_context *const context = plain_context();
    int round;
    (void)state;
    dice = mmatch__random_seeded(82);
    for (round = 0; round < 200; round++) {
        static drawn_sets drawn[2];
        const mmatch_sets wanted = draw_sets(&drawn[0], false);
        const mmatch_sets offered = draw_sets(&drawn[1], false);
        const mmatch_criterion criterion = criterion_of(POINTS);
        const int32_t span = 1 + below(8);
        int32_t parents[ITEMS];
        int32_t steps[ITEMS][ITEMS];
        mmatch_fit *const fit = new_fit(context);
        int row;
        int k;
        for (k = 0; k < ITEMS; k++) {
            parents[k] = k == 0 || below(5) == 0 ? -1 : round % 2 == 0 ? k - 1 : below(k);
        }
        measure_tree(parents, steps);
        assert_int_equal(mmatch_fit_add_taxonomy(context, fit, &criterion, parents, ITEMS, &wanted, &offered, span), MMATCH_OK);
        for (row = 0; row < PEOPLE; row++) {
            int column;
            for (column = 0; column < PEOPLE; column++) {
                const int32_t points = points_of(context, fit, row, column);
                int saved = 0;
                int want;
                if (total_of(drawn[0].table[row]) == 0 || total_of(drawn[1].table[column]) == 0) {
                    assert_int_equal(points, -1);
                    continue;
                }
                for (want = 0; want < ITEMS; want++) {
                    int32_t nearest = span;
                    int offer;
                    for (offer = 0; offer < ITEMS; offer++) {
                        if (drawn[1].table[column][offer] > 0 && steps[want][offer] < nearest) {
                            nearest = steps[want][offer];
                        }
                    }
                    saved += drawn[0].table[row][want] > 0 ? span - nearest : 0;
                }
                expect_share(points, saved, span * total_of(drawn[0].table[row]));
            }
        }
        mmatch_fit_destroy(fit);
    }
    mmatch_context_destroy(context);
}

static void the_longest_block_equals_a_walk_through_two_weeks(void **state)
{
    mmatch_context *const context = plain_context();
    int round;
    (void)state;
    dice = mmatch__random_seeded(83);
    for (round = 0; round < 60; round++) {
        const int32_t slot_minutes = round % 3 == 0 ? 60 : round % 3 == 1 ? 30 : 15;
        const int32_t slots = 10080 / slot_minutes;
        const int32_t word_count = (slots + 63) / 64;
        static uint64_t words[2][PEOPLE * 11];
        int32_t clocks[PEOPLE];
        bool has_slot[2][PEOPLE] = {{false}};
        const mmatch_hours rows = {words[0], word_count, slot_minutes, clocks};
        const mmatch_hours columns = {words[1], word_count, slot_minutes, NULL};
        const mmatch_criterion criterion = criterion_of(POINTS);
        const int32_t full = 1 + below(20);
        mmatch_fit *const fit = new_fit(context);
        int row;
        int k;
        memset(words, 0, sizeof words);
        for (k = 0; k < 2 * PEOPLE; k++) {
            uint64_t *const own = words[k % 2] + k / 2 * word_count;
            int32_t slot = -below(40);
            while (slot < slots) {
                const int32_t end = slot + 1 + below(30);
                for (; slot < end && slot < slots; slot++) {
                    if (slot >= 0) {
                        own[slot / 64] |= (uint64_t)1 << (slot % 64);
                        has_slot[k % 2][k / 2] = true;
                    }
                }
                slot += 1 + below(k == 3 ? 2000 : 30);
            }
            clocks[k / 2] = (below(9) - 4) * 60;
        }
        assert_int_equal(mmatch_fit_add_shared_block(context, fit, &criterion, &rows, &columns, 0, full), MMATCH_OK);
        for (row = 0; row < PEOPLE; row++) {
            int column;
            for (column = 0; column < PEOPLE; column++) {
                int longest = 0;
                int run = 0;
                int32_t slot;
                for (slot = 0; slot < 2 * slots; slot++) {
                    const int32_t here = slot % slots;
                    const int32_t there = ((here * slot_minutes + clocks[row]) % 10080 + 10080) % 10080 / slot_minutes;
                    const uint64_t both = (words[0][row * word_count + there / 64] >> (there % 64)) &
                                          (words[1][column * word_count + here / 64] >> (here % 64)) & 1u;
                    run = both ? run + 1 : 0;
                    longest = run > longest ? run : longest;
                }
                longest = longest < full ? longest : full;
                if (!has_slot[0][row] || !has_slot[1][column]) {
                    assert_int_equal(points_of(context, fit, row, column), -1);
                } else {
                    expect_share(points_of(context, fit, row, column), longest, full);
                }
            }
        }
        mmatch_fit_destroy(fit);
    }
    mmatch_context_destroy(context);
}

static double radians(double degrees)
{
    return degrees * 3.14159265358979323846 / 180;
}

static double haversine(const double *from, const double *to)
{
    const double up = sin(radians(to[0] - from[0]) / 2);
    const double along = sin(radians(to[1] - from[1]) / 2);
    const double h = up * up + cos(radians(from[0])) * cos(radians(to[0])) * along * along;
    return 2 * 6371.0008 * asin(sqrt(h < 1 ? h : 1));
}

static void distances_equal_the_haversine_formula(void **state)
{
    mmatch_context *const context = plain_context();
    int round;
    (void)state;
    dice = mmatch__random_seeded(84);
    for (round = 0; round < 200; round++) {
        const int32_t formats[PEOPLE] = {2, 2, 2, 2, 2, 2, 2, 2, 2};
        const mmatch_criterion criterion = criterion_of(1000000);
        const double near = round % 2 == 0 ? 1 : 0.001;
        const double reach = round % 2 == 0 ? 1 + below(20015) : 1 + below(100);
        double places[2][2 * PEOPLE];
        mmatch_fit *const fit = new_fit(context);
        int row;
        int k;
        for (k = 0; k < PEOPLE; k++) {
            int side;
            for (side = 0; side < 2; side++) {
                places[side][2 * k] = (near == 1 ? 0 : 51.2) + near * (below(180001) / 1000.0 - 90) * (near == 1 ? 1 : 20);
                places[side][2 * k + 1] = near * (below(720001) / 1000.0 - 360);
            }
        }
        places[0][0] = 90;   /* the pole, and the same place by another name */
        places[1][0] = 90;
        places[0][2] = places[1][2];
        places[0][3] = places[1][3] > 0 ? places[1][3] - 360 : places[1][3] + 360;
        assert_int_equal(mmatch_fit_add_format(context, fit, &criterion, formats, formats, places[0], places[1], reach),
                         MMATCH_OK);
        for (row = 0; row < PEOPLE; row++) {
            int column;
            for (column = 0; column < PEOPLE; column++) {
                const double distance = haversine(places[0] + 2 * row, places[1] + 2 * column);
                const double expected = distance < reach ? 1e6 * (reach - distance) / reach : 0;
                /* to a millimetre, and half a point for the rounding */
                assert_true(fabs(points_of(context, fit, row, column) - expected) <= 0.5001 + 1e6 * 1e-6 / reach);
            }
        }
        mmatch_fit_destroy(fit);
    }
    mmatch_context_destroy(context);
}

static void rankings_equal_a_look_through_the_lists(void **state)
{
    mmatch_context *const context = plain_context();
    int round;
    (void)state;
    dice = mmatch__random_seeded(85);
    for (round = 0; round < 300; round++) {
        const mmatch_criterion criterion = criterion_of(POINTS);
        const int32_t by_columns = round % 2;
        const int32_t depth = below(2) * below(6);
        int64_t offsets[PEOPLE + 1] = {0};
        int32_t others[PEOPLE * PEOPLE];
        mmatch_fit *const fit = new_fit(context);
        int person;
        for (person = 0; person < PEOPLE; person++) {
            int64_t place = offsets[person];
            int k;
            for (k = below(PEOPLE + 1); k > 0; k--) {
                const int32_t other = below(PEOPLE);
                int64_t before = offsets[person];
                while (before < place && others[before] != other) {
                    before++;
                }
                if (before == place) {
                    others[place++] = other;
                }
            }
            offsets[person + 1] = place;
        }
        assert_int_equal(mmatch_fit_add_ranking(context, fit, &criterion, by_columns, offsets, others, depth), MMATCH_OK);
        for (person = 0; person < PEOPLE; person++) {
            const int length = (int)(offsets[person + 1] - offsets[person]);
            const int whole = depth > 0 ? depth : length;
            int other;
            for (other = 0; other < PEOPLE; other++) {
                const int32_t points = points_of(context, fit, by_columns ? other : person, by_columns ? person : other);
                int rank = 0;
                while (rank < length && others[offsets[person] + rank] != other) {
                    rank++;
                }
                if (length == 0) {
                    assert_int_equal(points, -1);
                } else if (rank == length || rank >= whole) {
                    assert_int_equal(points, 0);
                } else {
                    expect_share(points, whole - rank, whole);
                }
            }
        }
        mmatch_fit_destroy(fit);
    }
    mmatch_context_destroy(context);
}

static void symmetry_range_and_growth_with_the_weight(void **state)
{
    mmatch_context *const context = plain_context();
    int round;
    (void)state;
    dice = mmatch__random_seeded(86);
    for (round = 0; round < 100; round++) {
        static drawn_sets drawn[4];
        const mmatch_sets a = draw_sets(&drawn[0], true);
        const mmatch_sets b = draw_sets(&drawn[1], true);
        const mmatch_sets a_offers = draw_sets(&drawn[2], true);
        const mmatch_sets b_wants = draw_sets(&drawn[3], true);
        const int32_t weight = 1 + below(2000);
        const int32_t more = weight + 1 + below(2000);
        const mmatch_criterion light = criterion_of(weight);
        const mmatch_criterion heavy = criterion_of(more);
        mmatch_fit *const fits[6] = {new_fit(context), new_fit(context), new_fit(context),
                                     new_fit(context), new_fit(context), new_fit(context)};
        int row;
        int k;
        /* fits 0 and 1, 2 and 3: the sides changed; 4 and 5: the weight */
        assert_int_equal(mmatch_fit_add_jaccard(context, fits[0], &light, &a, &b), MMATCH_OK);
        assert_int_equal(mmatch_fit_add_jaccard(context, fits[1], &light, &b, &a), MMATCH_OK);
        assert_int_equal(mmatch_fit_add_overlap_mutual(context, fits[2], &light, &a, &a_offers, &b_wants, &b), MMATCH_OK);
        assert_int_equal(mmatch_fit_add_overlap_mutual(context, fits[3], &light, &b_wants, &b, &a, &a_offers), MMATCH_OK);
        assert_int_equal(mmatch_fit_add_overlap(context, fits[4], &light, &a, &b), MMATCH_OK);
        assert_int_equal(mmatch_fit_add_overlap(context, fits[5], &heavy, &a, &b), MMATCH_OK);
        for (row = 0; row < PEOPLE; row++) {
            int column;
            for (column = 0; column < PEOPLE; column++) {
                const int32_t lighter = points_of(context, fits[4], row, column);
                const int32_t heavier = points_of(context, fits[5], row, column);
                assert_int_equal(points_of(context, fits[0], row, column), points_of(context, fits[1], column, row));
                assert_int_equal(points_of(context, fits[2], row, column), points_of(context, fits[3], column, row));
                assert_true(lighter <= weight && heavier <= more);
                assert_true((lighter < 0) == (heavier < 0) && lighter <= heavier);
            }
        }
        for (k = 0; k < 6; k++) {
            mmatch_fit_destroy(fits[k]);
        }
    }
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_equal_tables_of_levels),
        cmocka_unit_test(nearness_in_a_tree_equals_all_shortest_ways),
        cmocka_unit_test(the_longest_block_equals_a_walk_through_two_weeks),
        cmocka_unit_test(distances_equal_the_haversine_formula),
        cmocka_unit_test(rankings_equal_a_look_through_the_lists),
        cmocka_unit_test(symmetry_range_and_growth_with_the_weight),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
