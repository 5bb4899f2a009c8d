/* Known answers: every profile of three and three, and instances from the literature. */
#include "stable/instances.h"

static const int orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

static instance profile(int number)
{
    instance all;
    int p, k;
    memset(&all, 0, sizeof all);
    all.rows = all.columns = 3;
    for (p = 0; p < 3; p++) {
        all.row_maximum[p] = all.column_maximum[p] = 1;
        for (k = 0; k < 3; k++) {
            all.row_rank[p][orders[number % 6][k]] = k;
        }
        number /= 6;
        for (k = 0; k < 3; k++) {
            all.column_rank[orders[number % 6][k]][p] = k;
        }
        number /= 6;
    }
    return all;
}

/* Whether `made` gives every row (column) at least as good a partner as `other`. */
static int is_as_good(const instance *all, int to_rows, const plan *made, const plan *other)
{
    int rank[2][3] = {{0}}, r, c;
    for (r = 0; r < 3; r++) {
        for (c = 0; c < 3; c++) {
            const int value = to_rows ? all->row_rank[r][c] : all->column_rank[r][c];
            rank[0][to_rows ? r : c] += made->is_made[r][c] * value;
            rank[1][to_rows ? r : c] += other->is_made[r][c] * value;
        }
    }
    return rank[0][0] <= rank[1][0] && rank[0][1] <= rank[1][1] && rank[0][2] <= rank[1][2];
}

static void every_profile_of_three_gives_the_best_stable_matching_of_the_proposers(void **state)
{
    int counts[4] = {0}, number, m, k;
    mmatch_context *const context = plain_context();
    (void)state;
    for (number = 0; number < 46656; number++) {
        const instance all = profile(number);
        mmatch_market *const market = market_of(context, &all);
        const plan by_rows = solve_plan(context, market, MMATCH_PROPOSERS_ROWS, 0, 0);
        const plan by_columns = solve_plan(context, market, MMATCH_PROPOSERS_COLUMNS, 0, 0);
        int stable_count = 0;
        assert_true(is_stable(&all, &by_rows));
        assert_true(is_stable(&all, &by_columns));
        for (m = 0; m < 6; m++) {
            plan made;
            memset(&made, 0, sizeof made);
            for (k = 0; k < 3; k++) {
                made.is_made[k][orders[m][k]] = 1;
            }
            if (is_stable(&all, &made)) {
                stable_count++;
                assert_true(is_as_good(&all, 1, &by_rows, &made));
                assert_true(is_as_good(&all, 0, &by_columns, &made));
            }
        }
        assert_in_range(stable_count, 1, 3);
        counts[stable_count]++;
        mmatch_market_destroy(market);
    }
    assert_int_equal(counts[1], 34080);
    assert_int_equal(counts[2], 11484);
    assert_int_equal(counts[3], 1092);
    mmatch_context_destroy(context);
}

/* Gale and Shapley 1962, example 2: four and four, one stable matching. Ranks from the paper's matrix, the
 * first of each pair the row's. */
static void the_four_by_four_of_gale_and_shapley_has_its_one_stable_matching(void **state)
{
    const int row_rank[4][4] = {{1, 2, 3, 4}, {1, 4, 3, 2}, {2, 1, 3, 4}, {4, 2, 3, 1}};
    const int column_rank[4][4] = {{3, 3, 2, 3}, {4, 1, 3, 2}, {2, 4, 4, 1}, {1, 2, 1, 4}};
    const int column_of_row[4] = {2, 3, 0, 1};
    mmatch_context *const context = plain_context();
    mmatch_market *market;
    instance all;
    int r, c, side;
    (void)state;
    memset(&all, 0, sizeof all);
    all.rows = all.columns = 4;
    for (r = 0; r < 4; r++) {
        all.row_maximum[r] = all.column_maximum[r] = 1;
        for (c = 0; c < 4; c++) {
            all.row_rank[r][c] = row_rank[r][c];
            all.column_rank[r][c] = column_rank[r][c];
        }
    }
    market = market_of(context, &all);
    for (side = 0; side < 2; side++) {
        const plan made = solve_plan(context, market, side, 0, 0);
        for (r = 0; r < 4; r++) {
            for (c = 0; c < 4; c++) {
                assert_int_equal(made.is_made[r][c], c == column_of_row[r]);
            }
        }
    }
    mmatch_market_destroy(market);
    mmatch_context_destroy(context);
}

/* Gusfield and Irving's family: row i ranks column i xor k at place k, column j ranks row (n - 1 - k) xor j at place k;
 * for 4 there are 10 stable matchings (OEIS A005154); the rows' best is the identity. */
static void the_xor_instance_of_four_has_ten_stable_matchings_and_both_ends_are_found(void **state)
{
    mmatch_context *const context = plain_context();
    mmatch_market *market;
    instance all;
    int i, k, p[4], count = 0;
    plan best, worst;
    (void)state;
    memset(&all, 0, sizeof all);
    all.rows = all.columns = 4;
    for (i = 0; i < 4; i++) {
        all.row_maximum[i] = all.column_maximum[i] = 1;
        for (k = 0; k < 4; k++) {
            all.row_rank[i][i ^ k] = k;
            all.column_rank[(3 - k) ^ i][i] = k;
        }
    }
    for (p[0] = 0; p[0] < 4; p[0]++) {
        for (p[1] = 0; p[1] < 4; p[1]++) {
            for (p[2] = 0; p[2] < 4; p[2]++) {
                for (p[3] = 0; p[3] < 4; p[3]++) {
                    plan made;
                    memset(&made, 0, sizeof made);
                    for (i = 0; i < 4; i++) {
                        made.is_made[i][p[i]] = 1;
                    }
                    count += is_stable(&all, &made);
                }
            }
        }
    }
    assert_int_equal(count, 10);
    market = market_of(context, &all);
    best = solve_plan(context, market, MMATCH_PROPOSERS_ROWS, 0, 0);
    worst = solve_plan(context, market, MMATCH_PROPOSERS_COLUMNS, 0, 0);
    for (i = 0; i < 4; i++) {
        assert_int_equal(best.is_made[i][i], 1);
        assert_int_equal(worst.is_made[i][3 ^ i], 1);
    }
    mmatch_market_destroy(market);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_profile_of_three_gives_the_best_stable_matching_of_the_proposers),
        cmocka_unit_test(the_four_by_four_of_gale_and_shapley_has_its_one_stable_matching),
        cmocka_unit_test(the_xor_instance_of_four_has_ten_stable_matchings_and_both_ends_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
