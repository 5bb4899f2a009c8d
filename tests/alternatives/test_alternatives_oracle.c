/* Roles, what if and rankings against the list of all matchings; with $MMATCH_TEST_DEEP ten times as many markets. */
#include "assign_support.h"

enum { SETS_MOST = 1 << SMALL_PAIRS, RANKED_MOST = 60 };

/* A matching that keeps the rules. */
typedef struct listed_matching {
    uint32_t pairs; /* bit r * columns + c */
    int placed;
    double worth; /* the total, larger is better */
} listed_matching;

/* All of them, best first. */
typedef struct listed_matchings {
    int count;
    int optima;
    listed_matching items[SETS_MOST];
} listed_matchings;

static int is_participation_counted;

static int compare_listed(const void *a, const void *b)
{
    const listed_matching *const left = (const listed_matching *)a;
    const listed_matching *const right = (const listed_matching *)b;
    if (is_participation_counted && left->placed != right->placed) {
        return left->placed > right->placed ? -1 : 1;
    }
    return (left->worth < right->worth) - (left->worth > right->worth);
}

static void list_matchings(const small_market *small, int32_t coverage, listed_matchings *list)
{
    uint32_t allowed = 0;
    uint32_t chosen;
    int k;
    for (k = 0; k < small->rows * small->columns; k++) {
        allowed |= small_is_allowed(small, k) ? (uint32_t)1 << k : 0;
    }
    allowed &= ~small->locked;
    list->count = 0;
    for (chosen = allowed;; chosen = (chosen - 1) & allowed) {
        listed_matching here = {chosen | small->locked, 0, 0};
        if (oracle_keeps_rules(small, here.pairs, coverage == MMATCH_COVERAGE_EVERYONE, &here.placed, &here.worth)) {
            here.worth *= small->is_minimised ? -1 : 1;
            list->items[list->count++] = here;
        }
        if (chosen == 0) {
            break;
        }
    }
    is_participation_counted = coverage == MMATCH_COVERAGE_PARTICIPATION_FIRST;
    qsort(list->items, (size_t)list->count, sizeof list->items[0], compare_listed);
    list->optima = 0;
    while (list->optima < list->count && compare_listed(&list->items[list->optima], &list->items[0]) == 0) {
        list->optima++;
    }
}

static double total_of(const small_market *small, double worth)
{
    return small->is_minimised ? 0 - worth : worth;
}

static void check_roles(mmatch_context *context, const small_market *small, const mmatch_market *market,
                        const mmatch_assign_options *options, const mmatch_matching *matching,
                        const listed_matchings *list)
{
    mmatch_pair_roles *roles = NULL;
    int64_t place = 0;
    int pair;
    assert_int_equal(mmatch_pair_roles_create(context, market, options, matching, &roles), MMATCH_OK);
    for (pair = 0; pair < small->rows * small->columns; pair++) {
        int found = 0;
        int k;
        for (k = 0; k < list->optima; k++) {
            found += (int)((list->items[k].pairs >> pair) & 1u);
        }
        if (found > 0) {
            assert_true(place < mmatch_pair_roles_count(roles));
            assert_int_equal(mmatch_pair_roles_rows(roles)[place], pair / small->columns);
            assert_int_equal(mmatch_pair_roles_columns(roles)[place], pair % small->columns);
            assert_int_equal(mmatch_pair_roles_roles(roles)[place++],
                             found == list->optima ? MMATCH_PAIR_IN_ALL : MMATCH_PAIR_IN_SOME);
        }
    }
    assert_int_equal(place, mmatch_pair_roles_count(roles));
    mmatch_pair_roles_destroy(roles);
}

static int check_what_if(mmatch_context *context, const small_market *small, const mmatch_market *market,
                         const mmatch_assign_options *options, const mmatch_matching *matching,
                         const listed_matchings *list)
{
    const int count = small->rows * small->columns;
    const uint32_t made = matching_pairs(matching, small->columns);
    int64_t rows[SMALL_PAIRS];
    int64_t columns[SMALL_PAIRS];
    int32_t outcomes[SMALL_PAIRS];
    double totals[SMALL_PAIRS];
    int64_t placed[SMALL_PAIRS];
    int found = 0;
    int pair;
    for (pair = 0; pair < count; pair++) {
        rows[pair] = pair / small->columns;
        columns[pair] = pair % small->columns;
    }
    assert_int_equal(mmatch_assign_what_if(context, market, options, matching, rows, columns, count, outcomes, totals,
                                           placed),
                     MMATCH_OK);
    for (pair = 0; pair < count; pair++) {
        int k = 0;
        while (k < list->count && (((list->items[k].pairs ^ made) >> pair) & 1u) == 0) {
            k++;
        }
        assert_int_equal(outcomes[pair], k < list->count ? MMATCH_OUTCOME_OPTIMAL : MMATCH_OUTCOME_INFEASIBLE);
        assert_true(totals[pair] == (k < list->count ? total_of(small, list->items[k].worth) : 0));
        if (k == list->count) {
            assert_int_equal(placed[pair], 0);
        } else if (is_participation_counted) {
            assert_int_equal(placed[pair], list->items[k].placed);
        } else {
            /* one of the equally good */
            int is_known = 0;
            int other;
            for (other = k; other < list->count && compare_listed(&list->items[other], &list->items[k]) == 0; other++) {
                is_known = is_known || ((((list->items[other].pairs ^ made) >> pair) & 1u) != 0 &&
                                        list->items[other].placed == placed[pair]);
            }
            assert_true(is_known);
        }
        found += k < list->count;
    }
    return found;
}

static void check_ranking(mmatch_context *context, const small_market *small, const mmatch_market *market,
                          const mmatch_assign_options *options, const mmatch_matching *matching,
                          const listed_matchings *list, int wanted)
{
    const int count = wanted < list->count ? wanted : list->count;
    uint32_t seen[RANKED_MOST];
    mmatch_ranking *ranking = NULL;
    int place;
    assert_int_equal(mmatch_ranking_create(context, market, options, matching, wanted, &ranking), MMATCH_OK);
    assert_int_equal(mmatch_ranking_count(ranking), count);
    assert_int_equal(mmatch_ranking_outcome(ranking), MMATCH_OUTCOME_OPTIMAL);
    assert_int_equal(mmatch_ranking_is_all(ranking), count == list->count);
    for (place = 0; place < count; place++) {
        const int64_t *const rows = mmatch_ranking_rows(ranking, place);
        const int64_t *const columns = mmatch_ranking_columns(ranking, place);
        int64_t pair;
        int k = 0;
        seen[place] = 0;
        for (pair = 0; pair < mmatch_ranking_pair_count(ranking, place); pair++) {
            const int bit = (int)(rows[pair] * small->columns + columns[pair]);
            assert_true(seen[place] >> bit == 0); /* ascending */
            seen[place] |= (uint32_t)1 << bit;
        }
        for (k = 0; k < place; k++) {
            assert_true(seen[k] != seen[place]);
        }
        for (k = 0; k < list->count && list->items[k].pairs != seen[place]; k++) {
        }
        assert_true(k < list->count);
        assert_int_equal(compare_listed(&list->items[k], &list->items[place]), 0);
        assert_true(mmatch_ranking_total(ranking, place) == total_of(small, list->items[place].worth));
    }
    assert_true(seen[0] == matching_pairs(matching, small->columns));
    mmatch_ranking_destroy(ranking);
}

static void random_markets_match_the_list_of_all_matchings(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch__random random = mmatch__random_seeded(20260707);
    listed_matchings *const list = (listed_matchings *)malloc(sizeof *list);
    int64_t optimal = 0;
    int64_t turned = 0;
    int64_t complete = 0;
    int round;
    (void)state;
    for (round = 0; round < 20000 * (getenv("MMATCH_TEST_DEEP") != NULL ? 10 : 1); round += 1 + (int)test_stride() / 4) {
        const int is_large = round % 50 == 0;
        const small_market small = small_drawn(&random, is_large ? 4 : 3, is_large ? 4 : 2 + round % 3);
        small_objects objects;
        int k;
        assert_int_equal(small_create(context, &small, &objects), MMATCH_OK);
        for (k = 0; k < 3; k++) {
            const mmatch_assign_options options = assign_options(coverages[k], MMATCH_TIES_LOTTERY, (uint64_t)round);
            mmatch_matching *matching = NULL;
            assert_int_equal(mmatch_assign(context, objects.market, &options, &matching), MMATCH_OK);
            if (mmatch_matching_outcome(matching) == MMATCH_OUTCOME_OPTIMAL) {
                const int wanted = round % 4 == 0 ? RANKED_MOST : 1 + draw(&random, 12);
                list_matchings(&small, coverages[k], list);
                check_roles(context, &small, objects.market, &options, matching, list);
                turned += check_what_if(context, &small, objects.market, &options, matching, list);
                check_ranking(context, &small, objects.market, &options, matching, list, wanted);
                complete += list->count <= wanted;
                optimal++;
            }
            mmatch_matching_destroy(matching);
        }
        small_destroy(&objects);
    }
    assert_true(optimal > (test_stride() > 1 ? 0 : 15000));
    assert_true(turned > (test_stride() > 1 ? 0 : 50000));
    assert_true(complete > (test_stride() > 1 ? 0 : 2500));
    free(list);
    mmatch_context_destroy(context);
}

/* Every 2 x 3 market over {0, 1, 2, forbidden} with capacities 1 and 2 by turns. */
static void all_small_markets_match_the_list_of_all_matchings(void **state)
{
    static const int32_t capacities[4][2] = {{1, 1}, {2, 1}, {1, 2}, {2, 2}};
    mmatch_context *const context = plain_context();
    listed_matchings *const list = (listed_matchings *)malloc(sizeof *list);
    int number;
    (void)state;
    for (number = 0; number < 4096; number++) {
        small_market small = small_plain(2, 3);
        small_objects objects;
        int rest = number;
        int k;
        for (k = 0; k < 6; k++, rest /= 4) {
            small.scores[k] = rest % 4 == 3 ? -(double)INFINITY : (double)(rest % 4);
        }
        for (k = 0; k < 3; k++) {
            small.row_maximum[k] = capacities[number % 4][0];
            small.column_maximum[k] = capacities[number % 4][1];
        }
        assert_int_equal(small_create(context, &small, &objects), MMATCH_OK);
        for (k = 0; k < 3; k++) {
            const mmatch_assign_options options = assign_options(coverages[k], MMATCH_TIES_FIRST, 0);
            mmatch_matching *matching = NULL;
            assert_int_equal(mmatch_assign(context, objects.market, &options, &matching), MMATCH_OK);
            if (mmatch_matching_outcome(matching) == MMATCH_OUTCOME_OPTIMAL) {
                list_matchings(&small, coverages[k], list);
                check_roles(context, &small, objects.market, &options, matching, list);
                (void)check_what_if(context, &small, objects.market, &options, matching, list);
                check_ranking(context, &small, objects.market, &options, matching, list, RANKED_MOST);
            }
            mmatch_matching_destroy(matching);
        }
        small_destroy(&objects);
    }
    free(list);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_markets_match_the_list_of_all_matchings),
        cmocka_unit_test(all_small_markets_match_the_list_of_all_matchings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
