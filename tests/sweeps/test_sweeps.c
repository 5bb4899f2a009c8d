/* One scenario for each public function that can fail. Every scenario is run with each of its allocations failing, once
 * alone and once with all later ones, and with a cancel at each of its polls; see support.h. covers_all.py holds the table
 * below to the headers. */
#include "support.h"

/* Goes on only while nothing has failed. */
#define TRY(call)                                                                                                      \
    do {                                                                                                               \
        if (status == MMATCH_OK) {                                                                                     \
            status = (call);                                                                                           \
        }                                                                                                              \
    } while (0)

enum { ROWS = 3, COLUMNS = 4, PEOPLE = 6, PLANS = 2, MILESTONES = 4 };

static const double score_values[ROWS * COLUMNS] = {3, 1, 2, 0, 2, 4, 1, 1, 0, 2, 5, 3};
static const int64_t one_row[1] = {1};
static const int64_t one_column[1] = {2};

/* Everything a scenario may need; what was not made is NULL. */
typedef struct sweep_world {
    mmatch_scores *scores;
    mmatch_fit *fit;
    mmatch_market *market;
    mmatch_matching *matching;
    mmatch_conflict *conflict;
    mmatch_relaxation *relaxation;
    mmatch_cohort *cohort;
    mmatch_circles *circles;
    mmatch_plans *plans;
    mmatch_scoreboard *scoreboard;
    mmatch_pair_roles *roles;
    mmatch_ranking *ranking;
    double affinity[PEOPLE * PEOPLE];
} sweep_world;

static void end_world(sweep_world *world)
{
    mmatch_ranking_destroy(world->ranking);
    mmatch_pair_roles_destroy(world->roles);
    mmatch_scoreboard_destroy(world->scoreboard);
    mmatch_plans_destroy(world->plans);
    mmatch_circles_destroy(world->circles);
    mmatch_cohort_destroy(world->cohort);
    mmatch_relaxation_destroy(world->relaxation);
    mmatch_conflict_destroy(world->conflict);
    mmatch_matching_destroy(world->matching);
    mmatch_market_destroy(world->market);
    mmatch_scores_destroy(world->scores);
    mmatch_fit_destroy(world->fit);
}

static mmatch_status make_dense(mmatch_context *context, sweep_world *world)
{
    return mmatch_scores_create_dense(context, score_values, MMATCH_FLOAT64, ROWS, COLUMNS, 8 * COLUMNS, 8, NULL,
                                      &world->scores);
}

static mmatch_status make_csr(mmatch_context *context, sweep_world *world)
{
    /* the second row is unsorted, so that a sorted copy is made */
    static const int64_t offsets[ROWS + 1] = {0, 2, 4, 5};
    static const int64_t columns[5] = {0, 1, 3, 0, 2};
    return mmatch_scores_create_csr(context, offsets, columns, MMATCH_INT64, score_values, MMATCH_FLOAT64, ROWS, COLUMNS,
                                    NULL, &world->scores);
}

static void compute_row(const void *user_data, int64_t row, double *values_out)
{
    memcpy(values_out, (const double *)user_data + row * COLUMNS, COLUMNS * sizeof *values_out);
}

static mmatch_status make_computed(mmatch_context *context, sweep_world *world)
{
    return mmatch_scores_create_computed(context, compute_row, score_values, ROWS, COLUMNS, 5, 0, NULL, &world->scores);
}

static mmatch_status read_row(mmatch_context *context, sweep_world *world)
{
    double values[COLUMNS];
    mmatch_status status = make_dense(context, world);
    TRY(mmatch_scores_read_row(context, world->scores, 1, values));
    return status;
}

static mmatch_status read_rows(mmatch_context *context, sweep_world *world)
{
    double values[ROWS * COLUMNS];
    mmatch_status status = make_dense(context, world);
    TRY(mmatch_scores_read_rows(context, world->scores, 0, ROWS, values, COLUMNS));
    return status;
}

static mmatch_status scores_top(mmatch_context *context, sweep_world *world)
{
    mmatch_scores *source = NULL;
    int64_t offsets[ROWS + 1];
    int32_t columns[ROWS * COLUMNS];
    double values[ROWS * COLUMNS];
    mmatch_status status = mmatch_scores_create_dense(context, score_values, MMATCH_FLOAT64, ROWS, COLUMNS,
                                                      COLUMNS * 8, 8, NULL, &source);
    TRY(mmatch_scores_top(context, source, 2, 1, &world->scores));
    mmatch_scores_destroy(source);
    TRY(mmatch_scores_read_csr(context, world->scores, offsets, columns, values));
    return status;
}

static mmatch_status make_fit(mmatch_context *context, sweep_world *world)
{
    return mmatch_fit_create(context, ROWS, COLUMNS, &world->fit);
}

static mmatch_status add_overlap(mmatch_context *context, sweep_world *world)
{
    static const int64_t offsets[COLUMNS + 1] = {0, 1, 2, 4, 4};
    static const int32_t items[4] = {5, 6, 5, 6};
    const mmatch_sets sets = {offsets, items, NULL};
    mmatch_status status = make_fit(context, world);
    TRY(mmatch_fit_add_overlap(context, world->fit, NULL, &sets, &sets));
    return status;
}

static const int32_t codes[COLUMNS] = {0, 1, 0, -1};

static mmatch_status add_same(mmatch_context *context, sweep_world *world)
{
    mmatch_status status = make_fit(context, world);
    TRY(mmatch_fit_add_same(context, world->fit, NULL, codes, codes));
    return status;
}

static mmatch_status add_different(mmatch_context *context, sweep_world *world)
{
    mmatch_status status = make_fit(context, world);
    TRY(mmatch_fit_add_different(context, world->fit, NULL, codes, codes));
    return status;
}

static mmatch_status add_close(mmatch_context *context, sweep_world *world)
{
    mmatch_status status = make_fit(context, world);
    TRY(mmatch_fit_add_close(context, world->fit, NULL, score_values, score_values, 0));
    return status;
}

static mmatch_status add_gap(mmatch_context *context, sweep_world *world)
{
    mmatch_status status = make_fit(context, world);
    TRY(mmatch_fit_add_gap(context, world->fit, NULL, score_values, score_values, 1, 2));
    return status;
}

static mmatch_status add_shared_hours(mmatch_context *context, sweep_world *world)
{
    static const uint64_t words[COLUMNS * 3] = {7, 0, 0, 3, 0, 0, 1, 0, 0, 0, 0, 0};
    const mmatch_hours hours = {words, 3, 60, NULL};
    mmatch_status status = make_fit(context, world);
    TRY(mmatch_fit_add_shared_hours(context, world->fit, NULL, &hours, &hours, 1, 2));
    return status;
}

static mmatch_status add_outside_reporting_line(mmatch_context *context, sweep_world *world)
{
    static const int32_t managers[5] = {-1, 0, 0, 1, 1};
    static const int32_t people[COLUMNS] = {1, 2, 3, -1};
    mmatch_status status = make_fit(context, world);
    TRY(mmatch_fit_add_outside_reporting_line(context, world->fit, NULL, managers, 5, people, people));
    return status;
}

static mmatch_status add_similarity(mmatch_context *context, sweep_world *world)
{
    mmatch_status status = make_fit(context, world);
    TRY(mmatch_fit_add_similarity(context, world->fit, NULL, score_values, score_values, 2, MMATCH_SIMILARITY_COSINE, 0, 0));
    TRY(mmatch_fit_scores(context, world->fit, &world->scores));
    return status;
}

static const int64_t set_offsets[COLUMNS + 1] = {0, 1, 2, 4, 4};
static const int32_t set_items[4] = {1, 2, 1, 2};
static const mmatch_sets sweep_sets = {set_offsets, set_items, NULL};

static mmatch_status add_overlap_reverse(mmatch_context *context, sweep_world *world)
{
    mmatch_status status = make_fit(context, world);
    TRY(mmatch_fit_add_overlap_reverse(context, world->fit, NULL, &sweep_sets, &sweep_sets));
    return status;
}

static mmatch_status add_overlap_mutual(mmatch_context *context, sweep_world *world)
{
    mmatch_status status = make_fit(context, world);
    TRY(mmatch_fit_add_overlap_mutual(context, world->fit, NULL, &sweep_sets, &sweep_sets, &sweep_sets, &sweep_sets));
    return status;
}

static mmatch_status add_jaccard(mmatch_context *context, sweep_world *world)
{
    mmatch_status status = make_fit(context, world);
    TRY(mmatch_fit_add_jaccard(context, world->fit, NULL, &sweep_sets, &sweep_sets));
    TRY(mmatch_fit_scores(context, world->fit, &world->scores));
    return status;
}

static mmatch_status add_shared_items(mmatch_context *context, sweep_world *world)
{
    mmatch_status status = make_fit(context, world);
    TRY(mmatch_fit_add_shared_items(context, world->fit, NULL, &sweep_sets, &sweep_sets, 1, 2));
    return status;
}

static mmatch_status add_taxonomy(mmatch_context *context, sweep_world *world)
{
    static const int32_t parents[3] = {-1, 0, 0};
    mmatch_status status = make_fit(context, world);
    TRY(mmatch_fit_add_taxonomy(context, world->fit, NULL, parents, 3, &sweep_sets, &sweep_sets, 2));
    return status;
}

static mmatch_status add_taxonomy_reverse(mmatch_context *context, sweep_world *world)
{
    static const int32_t parents[3] = {-1, 0, 0};
    mmatch_status status = make_fit(context, world);
    TRY(mmatch_fit_add_taxonomy_reverse(context, world->fit, NULL, parents, 3, &sweep_sets, &sweep_sets, 2));
    return status;
}

static mmatch_status add_compatible(mmatch_context *context, sweep_world *world)
{
    static const double shares[4] = {1, 0.5, 0, -1};
    mmatch_status status = make_fit(context, world);
    TRY(mmatch_fit_add_compatible(context, world->fit, NULL, codes, codes, 2, 2, shares));
    return status;
}

static mmatch_status add_shared_block(mmatch_context *context, sweep_world *world)
{
    static const uint64_t words[3 * COLUMNS] = {3, 0, 0, 7};
    const mmatch_hours hours = {words, 3, 60, NULL};
    mmatch_status status = make_fit(context, world);
    TRY(mmatch_fit_add_shared_block(context, world->fit, NULL, &hours, &hours, 0, 2));
    return status;
}

static mmatch_status add_format(mmatch_context *context, sweep_world *world)
{
    static const int32_t formats[COLUMNS] = {2, 2, 3, 1};
    static const double places[2 * COLUMNS] = {50, 8, 51, 8};
    mmatch_status status = make_fit(context, world);
    TRY(mmatch_fit_add_format(context, world->fit, NULL, formats, formats, places, places, 300));
    return status;
}

static mmatch_status add_ranking(mmatch_context *context, sweep_world *world)
{
    static const int32_t others[4] = {1, 0, 1, 0};
    mmatch_status status = make_fit(context, world);
    TRY(mmatch_fit_add_ranking(context, world->fit, NULL, 1, set_offsets, others, 0));
    return status;
}

static mmatch_status add_listed(mmatch_context *context, sweep_world *world)
{
    static const int32_t columns[4] = {1, 0, 2, 1};
    static const double shares[4] = {1, 0.5, -1, 0};
    mmatch_status status = make_fit(context, world);
    TRY(mmatch_fit_add_listed(context, world->fit, NULL, set_offsets, columns, shares, 0.25));
    return status;
}

static mmatch_status add_matrix(mmatch_context *context, sweep_world *world)
{
    static const double shares[ROWS * COLUMNS] = {1, 0.5, -1, 0};
    mmatch_status status = make_fit(context, world);
    TRY(mmatch_fit_add_matrix(context, world->fit, NULL, shares, COLUMNS));
    return status;
}

static mmatch_status explain(mmatch_context *context, sweep_world *world)
{
    int32_t points[1];
    int32_t ruled_out_by[1];
    mmatch_status status = add_same(context, world);
    TRY(mmatch_fit_explain(context, world->fit, 1, 2, points, ruled_out_by));
    return status;
}

static mmatch_status improve(mmatch_context *context, sweep_world *world)
{
    int32_t changes[2 * MMATCH_CHANGE_NUMBERS];
    mmatch_status status = add_same(context, world);
    TRY(mmatch_fit_improve(context, world->fit, 0, 1, changes, NULL));
    return status;
}

static mmatch_status audit(mmatch_context *context, sweep_world *world)
{
    int64_t findings[MMATCH_FINDINGS];
    int64_t row_partners[ROWS];
    int64_t column_partners[COLUMNS];
    mmatch_status status = add_same(context, world);
    TRY(mmatch_fit_audit(context, world->fit, findings, row_partners, column_partners, NULL, NULL));
    return status;
}

static mmatch_status fit_scores(mmatch_context *context, sweep_world *world)
{
    mmatch_status status = add_same(context, world);
    TRY(mmatch_fit_scores(context, world->fit, &world->scores));
    return status;
}

static mmatch_status make_market(mmatch_context *context, sweep_world *world)
{
    mmatch_status status = make_dense(context, world);
    TRY(mmatch_market_create(context, world->scores, &world->market));
    return status;
}

static mmatch_status make_empty_market(mmatch_context *context, sweep_world *world)
{
    mmatch_status status = make_dense(context, world); /* only so that something polls */
    TRY(mmatch_market_create_empty(context, ROWS, COLUMNS, &world->market));
    return status;
}

static const int32_t ones[COLUMNS] = {1, 1, 1, 1};
static const int32_t twos[COLUMNS] = {2, 2, 2, 2};

static mmatch_status set_row_capacity(mmatch_context *context, sweep_world *world)
{
    mmatch_status status = make_market(context, world);
    TRY(mmatch_market_set_row_capacity(context, world->market, ones, twos));
    return status;
}

static mmatch_status set_column_capacity(mmatch_context *context, sweep_world *world)
{
    mmatch_status status = make_market(context, world);
    TRY(mmatch_market_set_column_capacity(context, world->market, NULL, twos));
    return status;
}

static mmatch_status forbid(mmatch_context *context, sweep_world *world)
{
    mmatch_status status = make_market(context, world);
    TRY(mmatch_market_forbid(context, world->market, one_row, one_column, 1));
    return status;
}

static mmatch_status lock(mmatch_context *context, sweep_world *world)
{
    mmatch_status status = make_market(context, world);
    TRY(mmatch_market_lock(context, world->market, one_row, one_column, 1));
    return status;
}

static mmatch_status set_minimum_score(mmatch_context *context, sweep_world *world)
{
    mmatch_status status = make_market(context, world);
    TRY(mmatch_market_set_minimum_score(context, world->market, 1));
    return status;
}

static const int64_t quota_offsets[3] = {0, 2, 5};
static const int64_t quota_columns[5] = {1, 0, 0, 1, 3};
static const int64_t quota_maximum[2] = {1, 2};

static mmatch_status set_quotas(mmatch_context *context, sweep_world *world)
{
    mmatch_status status = make_market(context, world);
    TRY(mmatch_market_set_quotas(context, world->market, 2, quota_offsets, quota_columns, NULL, quota_maximum));
    return status;
}

static mmatch_status assign_under_quotas(mmatch_context *context, sweep_world *world)
{
    mmatch_assign_options options = {0};
    mmatch_status status = set_quotas(context, world);
    options.struct_size = sizeof options;
    options.ties = MMATCH_TIES_CANONICAL;
    TRY(mmatch_assign(context, world->market, &options, &world->matching));
    return status;
}

static mmatch_status verify_under_quotas(mmatch_context *context, sweep_world *world)
{
    mmatch_verdict verdict = {0};
    mmatch_status status = assign_under_quotas(context, world);
    verdict.struct_size = sizeof verdict;
    TRY(mmatch_assign_verify(context, world->market, NULL, world->matching, &verdict));
    if (status == MMATCH_OK) {
        assert_int_equal(verdict.is_valid, 1);
    }
    return status;
}

static const int64_t preference_offsets[COLUMNS + 1] = {0, 2, 3, 3, 3};
static const int64_t preferences[3] = {1, 0, 2};
static const int32_t preference_ranks[3] = {0, 0, 0};

static mmatch_status set_row_preferences(mmatch_context *context, sweep_world *world)
{
    mmatch_status status = make_market(context, world);
    TRY(mmatch_market_set_row_preferences(context, world->market, preference_offsets, preferences, preference_ranks));
    return status;
}

static mmatch_status set_column_preferences(mmatch_context *context, sweep_world *world)
{
    mmatch_status status = make_market(context, world);
    TRY(mmatch_market_set_column_preferences(context, world->market, preference_offsets, preferences, NULL));
    return status;
}

static mmatch_status look_at_market(mmatch_context *context, sweep_world *world)
{
    mmatch_market_view view = {0};
    mmatch_status status = make_market(context, world);
    view.struct_size = sizeof view;
    TRY(mmatch_market_look(context, world->market, &view));
    return status;
}

static mmatch_status make_matching(mmatch_context *context, sweep_world *world)
{
    mmatch_matching_parts parts = {0};
    mmatch_status status = make_dense(context, world);
    parts.struct_size = sizeof parts;
    parts.row_count = ROWS;
    parts.column_count = COLUMNS;
    parts.pair_count = 1;
    parts.rows = one_row;
    parts.columns = one_column;
    parts.total = 1;
    parts.unit = 1;
    TRY(mmatch_matching_create(context, &parts, &world->matching));
    return status;
}

static mmatch_status look_at_matching(mmatch_context *context, sweep_world *world)
{
    mmatch_matching_parts parts = {0};
    mmatch_status status = make_matching(context, world);
    parts.struct_size = sizeof parts;
    TRY(mmatch_matching_look(context, world->matching, &parts));
    return status;
}

static mmatch_assign_options assign_options(int32_t coverage, int32_t ties)
{
    mmatch_assign_options options = {0};
    options.struct_size = sizeof options;
    options.coverage = coverage;
    options.ties = ties;
    return options;
}

static mmatch_status assign_with(mmatch_context *context, sweep_world *world, int32_t ties)
{
    const mmatch_assign_options options = assign_options(MMATCH_COVERAGE_EVERYONE, ties);
    mmatch_status status = set_row_capacity(context, world);
    TRY(mmatch_market_lock(context, world->market, one_row, one_column, 1));
    TRY(mmatch_assign(context, world->market, &options, &world->matching));
    return status;
}

static mmatch_status assign_first(mmatch_context *context, sweep_world *world)
{
    return assign_with(context, world, MMATCH_TIES_FIRST);
}

static mmatch_status assign_canonical(mmatch_context *context, sweep_world *world)
{
    return assign_with(context, world, MMATCH_TIES_CANONICAL);
}

static mmatch_status assign_lottery(mmatch_context *context, sweep_world *world)
{
    return assign_with(context, world, MMATCH_TIES_LOTTERY);
}

static mmatch_status assign_sparse_infeasible(mmatch_context *context, sweep_world *world)
{
    const mmatch_assign_options options = assign_options(MMATCH_COVERAGE_EVERYONE, MMATCH_TIES_FIRST);
    static const int64_t column[1] = {2};
    static const int64_t row[1] = {2};
    mmatch_status status = make_csr(context, world);
    TRY(mmatch_market_create(context, world->scores, &world->market));
    TRY(mmatch_market_forbid(context, world->market, row, column, 1)); /* its only pair */
    TRY(mmatch_assign(context, world->market, &options, &world->matching));
    if (status == MMATCH_OK) {
        assert_int_equal(mmatch_matching_outcome(world->matching), MMATCH_OUTCOME_INFEASIBLE);
    }
    return status;
}

static mmatch_status verify_assignment(mmatch_context *context, sweep_world *world)
{
    const mmatch_assign_options options = assign_options(MMATCH_COVERAGE_EVERYONE, MMATCH_TIES_FIRST);
    mmatch_verdict verdict = {0};
    mmatch_status status = assign_first(context, world);
    verdict.struct_size = sizeof verdict;
    TRY(mmatch_assign_verify(context, world->market, &options, world->matching, &verdict));
    return status;
}

static mmatch_status find_roles(mmatch_context *context, sweep_world *world)
{
    const mmatch_assign_options options = assign_options(MMATCH_COVERAGE_EVERYONE, MMATCH_TIES_FIRST);
    mmatch_status status = assign_first(context, world);
    TRY(mmatch_pair_roles_create(context, world->market, &options, world->matching, &world->roles));
    if (status == MMATCH_OK) {
        assert_true(mmatch_pair_roles_count(world->roles) >= ROWS);
    }
    return status;
}

static mmatch_status ask_what_if(mmatch_context *context, sweep_world *world)
{
    static const int64_t rows[3] = {0, 1, 2};
    static const int64_t columns[3] = {1, 1, 1};
    const mmatch_assign_options options = assign_options(MMATCH_COVERAGE_EVERYONE, MMATCH_TIES_FIRST);
    int32_t outcomes[3] = {-1, -1, -1};
    double totals[3];
    int64_t placed[3];
    mmatch_status status = assign_first(context, world);
    TRY(mmatch_assign_what_if(context, world->market, &options, world->matching, rows, columns, 3, outcomes, totals,
                              placed));
    assert_true(status == MMATCH_OK || outcomes[0] == -1); /* untouched on failure */
    return status;
}

static mmatch_status rank_matchings(mmatch_context *context, sweep_world *world)
{
    const mmatch_assign_options options = assign_options(MMATCH_COVERAGE_EVERYONE, MMATCH_TIES_FIRST);
    mmatch_status status = assign_first(context, world);
    TRY(mmatch_ranking_create(context, world->market, &options, world->matching, 20, &world->ranking));
    if (status == MMATCH_OK) {
        assert_true(mmatch_ranking_count(world->ranking) > 16); /* so that everything grows */
    }
    return status;
}

/* Three rows for two places, one locked to a row that need not have it, and pairs ruled out. */
static mmatch_status make_tight_market(mmatch_context *context, sweep_world *world)
{
    static const int64_t rows[4] = {0, 0, 1, 2};
    static const int64_t columns[4] = {2, 3, 3, 3};
    static const int32_t maximum[COLUMNS] = {1, 1, 1, 2};
    static const int32_t minimum[COLUMNS] = {0, 0, 0, 1};
    mmatch_status status = make_market(context, world);
    TRY(mmatch_market_set_column_capacity(context, world->market, minimum, maximum));
    TRY(mmatch_market_forbid(context, world->market, rows, columns, 4));
    TRY(mmatch_market_lock(context, world->market, one_row, one_column, 1));
    TRY(mmatch_market_set_minimum_score(context, world->market, 2));
    return status;
}

static mmatch_conflict_options conflict_options(void)
{
    mmatch_conflict_options options = {0};
    options.struct_size = sizeof options;
    options.demand = MMATCH_DEMAND_EVERYONE;
    return options;
}

static mmatch_relax_options relax_options(void)
{
    mmatch_relax_options options = {0};
    options.struct_size = sizeof options;
    options.demand = MMATCH_DEMAND_EVERYONE;
    options.forbidden_price = 2;
    options.minimum_score_price = 1;
    options.lock_price = 3;
    return options;
}

static mmatch_status find_conflict(mmatch_context *context, sweep_world *world)
{
    const mmatch_conflict_options options = conflict_options();
    mmatch_status status = make_tight_market(context, world);
    TRY(mmatch_assign_conflict(context, world->market, &options, &world->conflict));
    return status;
}

static mmatch_status verify_conflict(mmatch_context *context, sweep_world *world)
{
    const mmatch_conflict_options options = conflict_options();
    mmatch_verdict verdict = {0};
    mmatch_status status = find_conflict(context, world);
    verdict.struct_size = sizeof verdict;
    TRY(mmatch_assign_conflict_verify(context, world->market, &options, world->conflict, &verdict));
    if (status == MMATCH_OK) {
        assert_true(verdict.is_valid);
    }
    return status;
}

static mmatch_status look_at_conflict(mmatch_context *context, sweep_world *world)
{
    mmatch_conflict_parts parts = {0};
    mmatch_status status = find_conflict(context, world);
    parts.struct_size = sizeof parts;
    TRY(mmatch_conflict_look(context, world->conflict, &parts));
    if (status == MMATCH_OK) {
        assert_true(parts.rule_count > 0);
    }
    return status;
}

static mmatch_status make_conflict(mmatch_context *context, sweep_world *world)
{
    mmatch_conflict_parts parts = {0};
    mmatch_status status = make_dense(context, world); /* only so that something polls */
    parts.struct_size = sizeof parts;
    parts.outcome = MMATCH_OUTCOME_FEASIBLE;
    TRY(mmatch_conflict_create(context, &parts, &world->conflict));
    return status;
}

static mmatch_status find_relaxation(mmatch_context *context, sweep_world *world)
{
    const mmatch_relax_options options = relax_options();
    mmatch_status status = make_tight_market(context, world);
    TRY(mmatch_assign_relax(context, world->market, &options, &world->relaxation));
    return status;
}

static mmatch_status verify_relaxation(mmatch_context *context, sweep_world *world)
{
    const mmatch_relax_options options = relax_options();
    mmatch_verdict verdict = {0};
    mmatch_status status = find_relaxation(context, world);
    verdict.struct_size = sizeof verdict;
    TRY(mmatch_assign_relax_verify(context, world->market, &options, world->relaxation, &verdict));
    if (status == MMATCH_OK) {
        assert_true(verdict.is_valid);
    }
    return status;
}

static mmatch_status look_at_relaxation(mmatch_context *context, sweep_world *world)
{
    mmatch_relaxation_parts parts = {0};
    mmatch_status status = find_relaxation(context, world);
    parts.struct_size = sizeof parts;
    TRY(mmatch_relaxation_look(context, world->relaxation, &parts));
    if (status == MMATCH_OK) {
        assert_true(parts.change_count > 0);
    }
    return status;
}

static mmatch_status make_relaxation(mmatch_context *context, sweep_world *world)
{
    mmatch_relaxation_parts parts = {0};
    mmatch_status status = make_dense(context, world); /* only so that something polls */
    parts.struct_size = sizeof parts;
    parts.outcome = MMATCH_OUTCOME_INFEASIBLE;
    TRY(mmatch_relaxation_create(context, &parts, &world->relaxation));
    return status;
}

/* Two rows of three can be placed, one pair is locked, and every column but one needs somebody. */
static mmatch_status fair_with(mmatch_context *context, sweep_world *world, int32_t objective)
{
    static const int32_t columns_least[COLUMNS] = {0, 1, 1, 0};
    mmatch_fair_assign_options options = {0};
    mmatch_status status = make_market(context, world);
    options.struct_size = sizeof options;
    options.objective = objective;
    TRY(mmatch_market_set_column_capacity(context, world->market, columns_least, twos));
    TRY(mmatch_market_lock(context, world->market, one_row, one_column, 1));
    TRY(mmatch_fair_assign(context, world->market, &options, &world->matching));
    return status;
}

static mmatch_status fair_bottleneck(mmatch_context *context, sweep_world *world)
{
    return fair_with(context, world, MMATCH_FAIR_BOTTLENECK);
}

static mmatch_status fair_leximin(mmatch_context *context, sweep_world *world)
{
    return fair_with(context, world, MMATCH_FAIR_LEXIMIN);
}

static mmatch_status fair_rank_maximal(mmatch_context *context, sweep_world *world)
{
    return fair_with(context, world, MMATCH_FAIR_RANK_MAXIMAL);
}

static mmatch_status verify_fair_with(mmatch_context *context, sweep_world *world, int32_t objective)
{
    mmatch_fair_assign_options options = {0};
    mmatch_verdict verdict = {0};
    mmatch_status status = fair_with(context, world, objective);
    options.struct_size = sizeof options;
    options.objective = objective;
    verdict.struct_size = sizeof verdict;
    TRY(mmatch_fair_assign_verify(context, world->market, &options, world->matching, &verdict));
    if (status == MMATCH_OK) {
        assert_int_equal(verdict.is_valid, 1);
    }
    return status;
}

static mmatch_status verify_fair_bottleneck(mmatch_context *context, sweep_world *world)
{
    return verify_fair_with(context, world, MMATCH_FAIR_BOTTLENECK);
}

static mmatch_status verify_fair_leximin(mmatch_context *context, sweep_world *world)
{
    return verify_fair_with(context, world, MMATCH_FAIR_LEXIMIN);
}

static mmatch_status verify_fair_infeasible(mmatch_context *context, sweep_world *world)
{
    static const int32_t nobody[COLUMNS] = {0, 0, 0, 0};
    mmatch_fair_assign_options options = {0};
    mmatch_verdict verdict = {0};
    mmatch_status status = make_market(context, world);
    options.struct_size = sizeof options;
    options.objective = MMATCH_FAIR_RANK_MAXIMAL;
    options.coverage = MMATCH_COVERAGE_EVERYONE;
    verdict.struct_size = sizeof verdict;
    TRY(mmatch_market_set_column_capacity(context, world->market, NULL, nobody));
    TRY(mmatch_fair_assign(context, world->market, &options, &world->matching));
    TRY(mmatch_fair_assign_verify(context, world->market, &options, world->matching, &verdict));
    if (status == MMATCH_OK) {
        assert_int_equal(mmatch_matching_outcome(world->matching), MMATCH_OUTCOME_INFEASIBLE);
        assert_int_equal(verdict.is_valid, 1);
    }
    return status;
}

/* Plain arrays: 3 x 4, and 260 x 261, which goes through a market. */
enum { SUM_SIDE = 260 };

static mmatch_status sum_small(mmatch_context *context, sweep_world *world)
{
    int64_t rows[ROWS];
    int64_t columns[ROWS];
    int32_t outcome;
    (void)world;
    return mmatch_linear_sum_assignment(context, score_values, MMATCH_FLOAT64, ROWS, COLUMNS, 8 * COLUMNS, 8,
                                        MMATCH_SENSE_MAXIMISE, rows, columns, NULL, NULL, NULL, &outcome);
}

static mmatch_status sum_large(mmatch_context *context, sweep_world *world)
{
    int64_t rows[SUM_SIDE];
    int64_t columns[SUM_SIDE];
    int32_t outcome;
    (void)world;
    return mmatch_linear_sum_assignment(context, score_values, MMATCH_FLOAT64, SUM_SIDE + 1, SUM_SIDE, 0, 0,
                                        MMATCH_SENSE_MINIMISE, rows, columns, NULL, NULL, NULL, &outcome);
}

static mmatch_status sum_batch(mmatch_context *context, sweep_world *world)
{
    int64_t columns[2 * 2];
    int32_t outcomes[2];
    (void)world;
    return mmatch_linear_sum_batch(context, score_values, MMATCH_FLOAT64, 2, 2, 3, 48, 24, 8, MMATCH_SENSE_MAXIMISE,
                                   NULL, columns, NULL, NULL, NULL, outcomes);
}

static mmatch_status verify_sum(mmatch_context *context, sweep_world *world)
{
    static const int64_t pairs[2] = {0, 1};
    static const double prices[2] = {0, 0};
    mmatch_verdict verdict;
    (void)world;
    memset(&verdict, 0, sizeof verdict);
    verdict.struct_size = sizeof verdict;
    return mmatch_linear_sum_verify(context, score_values, MMATCH_FLOAT64, 2, 2, 16, 8, MMATCH_SENSE_MINIMISE, pairs,
                                    pairs, prices, prices, 0, MMATCH_OUTCOME_OPTIMAL, &verdict);
}

static mmatch_status solve_stable(mmatch_context *context, sweep_world *world)
{
    mmatch_stable_options options = {0};
    mmatch_status status = set_row_preferences(context, world);
    options.struct_size = sizeof options;
    options.proposers = MMATCH_PROPOSERS_COLUMNS;
    options.ties = MMATCH_TIES_LOTTERY;
    TRY(mmatch_stable(context, world->market, &options, &world->matching));
    return status;
}

static mmatch_status verify_stable(mmatch_context *context, sweep_world *world)
{
    mmatch_verdict verdict = {0};
    mmatch_status status = solve_stable(context, world);
    verdict.struct_size = sizeof verdict;
    TRY(mmatch_stable_verify(context, world->market, world->matching, &verdict));
    return status;
}

static mmatch_status list_blocking_pairs(mmatch_context *context, sweep_world *world)
{
    int64_t rows[2];
    int64_t columns[2];
    int64_t count;
    mmatch_status status = solve_stable(context, world);
    TRY(mmatch_stable_blocking_pairs(context, world->market, world->matching, 2, rows, columns, &count));
    return status;
}

static mmatch_status make_cohort(mmatch_context *context, sweep_world *world)
{
    int a;
    int b;
    mmatch_status status = MMATCH_OK;
    for (a = 0; a < PEOPLE; a++) {
        for (b = 0; b < PEOPLE; b++) {
            world->affinity[a * PEOPLE + b] = (a + 1) * (b + 1) % 7;
        }
    }
    TRY(mmatch_scores_create_dense(context, world->affinity, MMATCH_FLOAT64, PEOPLE, PEOPLE, 8 * PEOPLE, 8, NULL,
                                   &world->scores));
    TRY(mmatch_cohort_create(context, world->scores, &world->cohort));
    return status;
}

static mmatch_status keep_together(mmatch_context *context, sweep_world *world)
{
    mmatch_status status = make_cohort(context, world);
    TRY(mmatch_cohort_together(context, world->cohort, one_row, one_column, 1));
    return status;
}

static mmatch_status keep_apart(mmatch_context *context, sweep_world *world)
{
    mmatch_status status = make_cohort(context, world);
    TRY(mmatch_cohort_apart(context, world->cohort, one_row, one_column, 1));
    return status;
}

static mmatch_status set_hours(mmatch_context *context, sweep_world *world)
{
    static const uint64_t words[PEOPLE * 3] = {7, 0, 0, 7, 0, 0, 7, 0, 0, 7, 0, 0, 7, 0, 0, 7, 0, 0};
    const mmatch_hours hours = {words, 3, 60, NULL};
    mmatch_status status = keep_apart(context, world);
    TRY(mmatch_cohort_set_hours(context, world->cohort, &hours));
    return status;
}

static mmatch_status look_at_cohort(mmatch_context *context, sweep_world *world)
{
    mmatch_cohort_view view = {0};
    mmatch_status status = set_hours(context, world);
    view.struct_size = sizeof view;
    TRY(mmatch_cohort_look(context, world->cohort, &view));
    return status;
}

static mmatch_circles_options circles_options(void)
{
    mmatch_circles_options options = {0};
    options.struct_size = sizeof options;
    options.size_minimum = 2;
    options.size_maximum = 4;
    options.common_slots = 1;
    options.iterations = 50;
    return options;
}

static mmatch_status form_circles(mmatch_context *context, sweep_world *world)
{
    const mmatch_circles_options options = circles_options();
    mmatch_status status = set_hours(context, world);
    TRY(mmatch_circles_form(context, world->cohort, &options, &world->circles));
    return status;
}

static mmatch_status make_circles(mmatch_context *context, sweep_world *world)
{
    static const int32_t circle_of[PEOPLE] = {0, 0, 0, 1, 1, 1};
    mmatch_circles_parts parts = {0};
    mmatch_status status = make_cohort(context, world);
    parts.struct_size = sizeof parts;
    parts.outcome = MMATCH_OUTCOME_FEASIBLE;
    parts.circle_count = 2;
    parts.person_count = PEOPLE;
    parts.circle_of = circle_of;
    parts.unit = 1;
    parts.reason = "";
    TRY(mmatch_circles_create(context, &parts, &world->circles));
    return status;
}

static mmatch_status look_at_circles(mmatch_context *context, sweep_world *world)
{
    mmatch_circles_parts parts = {0};
    mmatch_status status = make_circles(context, world);
    parts.struct_size = sizeof parts;
    TRY(mmatch_circles_look(context, world->circles, &parts));
    return status;
}

static mmatch_status common_hours(mmatch_context *context, sweep_world *world)
{
    uint64_t words[3];
    mmatch_status status = form_circles(context, world);
    TRY(mmatch_circles_common_hours(context, world->cohort, world->circles, 0, words));
    return status;
}

static mmatch_status verify_circles(mmatch_context *context, sweep_world *world)
{
    const mmatch_circles_options options = circles_options();
    mmatch_verdict verdict = {0};
    mmatch_status status = form_circles(context, world);
    verdict.struct_size = sizeof verdict;
    TRY(mmatch_circles_verify(context, world->cohort, &options, world->circles, &verdict));
    return status;
}

static mmatch_status make_plans(mmatch_context *context, sweep_world *world)
{
    static const int32_t starts[PLANS] = {0, 5};
    static const int32_t ends[PLANS] = {90, 95};
    static const int64_t offsets[PLANS + 1] = {0, 3, MILESTONES};
    static const uint32_t weights[MILESTONES] = {2, 1, 1, 3};
    static const uint32_t progress[MILESTONES] = {1000000, 500000, UINT32_MAX, 250000};
    static const int32_t dues[MILESTONES] = {50, 20, 40, 90}; /* unsorted, so that an order is kept */
    static const int64_t predecessor_offsets[MILESTONES + 1] = {0, 0, 1, 1, 1};
    static const int64_t predecessors[1] = {0};
    mmatch_plan_columns columns = {0};
    columns.struct_size = sizeof columns;
    columns.plan_count = PLANS;
    columns.start_days = starts;
    columns.end_days = ends;
    columns.milestone_offsets = offsets;
    columns.weights = weights;
    columns.progress = progress;
    columns.due_days = dues;
    columns.predecessor_offsets = predecessor_offsets;
    columns.predecessors = predecessors;
    return mmatch_plans_create(context, &columns, &world->plans);
}

static mmatch_progress_options progress_options(void)
{
    mmatch_progress_options options = {0};
    options.struct_size = sizeof options;
    options.as_of = 60;
    return options;
}

static mmatch_status score_progress(mmatch_context *context, sweep_world *world)
{
    const mmatch_progress_options options = progress_options();
    mmatch_status status = make_plans(context, world);
    TRY(mmatch_progress_score(context, world->plans, &options, 0, &world->scoreboard));
    return status;
}

static mmatch_status split_progress(mmatch_context *context, sweep_world *world)
{
    const mmatch_progress_options options = progress_options();
    int64_t parts[MILESTONES];
    mmatch_status status = make_plans(context, world);
    TRY(mmatch_progress_contributions(context, world->plans, &options, 0, PLANS, parts, NULL));
    return status;
}

static mmatch_status make_scoreboard(mmatch_context *context, sweep_world *world)
{
    static const double attainments[PLANS] = {0.5, 0.25};
    mmatch_scoreboard_parts parts = {0};
    mmatch_status status = make_plans(context, world);
    parts.struct_size = sizeof parts;
    parts.plan_count = PLANS;
    parts.wanted = (uint64_t)1 << MMATCH_FIELD_ATTAINMENT;
    parts.reals = attainments;
    TRY(mmatch_scoreboard_create(context, &parts, &world->scoreboard));
    return status;
}

static mmatch_status look_at_scoreboard(mmatch_context *context, sweep_world *world)
{
    mmatch_scoreboard_parts parts = {0};
    mmatch_status status = make_scoreboard(context, world);
    parts.struct_size = sizeof parts;
    TRY(mmatch_scoreboard_look(context, world->scoreboard, &parts));
    return status;
}

static mmatch_status verify_progress(mmatch_context *context, sweep_world *world)
{
    const mmatch_progress_options options = progress_options();
    mmatch_verdict verdict = {0};
    mmatch_status status = score_progress(context, world);
    verdict.struct_size = sizeof verdict;
    TRY(mmatch_progress_verify(context, world->plans, &options, world->scoreboard, &verdict));
    return status;
}

static mmatch_status gas(mmatch_context *context, sweep_world *world)
{
    double t;
    mmatch_status status = make_plans(context, world);
    TRY(mmatch_gas_t(context, score_values, NULL, 0, 0.3, &t));
    return status;
}

static mmatch_status set_threads(mmatch_context *context, sweep_world *world)
{
    mmatch_status status = make_dense(context, world);
    TRY(mmatch_context_set_threads(context, 1));
    return status;
}

static const struct {
    const char *function;
    mmatch_status (*scenario)(mmatch_context *context, sweep_world *world);
} sweeps[] = {
    {"mmatch_context_set_threads", set_threads},
    {"mmatch_scores_create_dense", make_dense},
    {"mmatch_scores_create_csr", make_csr},
    {"mmatch_scores_create_computed", make_computed},
    {"mmatch_scores_read_row", read_row},
    {"mmatch_scores_read_rows", read_rows},
    {"mmatch_scores_top", scores_top},
    {"mmatch_scores_read_csr", scores_top},
    {"mmatch_fit_create", fit_scores},
    {"mmatch_fit_add_overlap", add_overlap},
    {"mmatch_fit_add_same", add_same},
    {"mmatch_fit_add_different", add_different},
    {"mmatch_fit_add_close", add_close},
    {"mmatch_fit_add_gap", add_gap},
    {"mmatch_fit_add_shared_hours", add_shared_hours},
    {"mmatch_fit_add_outside_reporting_line", add_outside_reporting_line},
    {"mmatch_fit_add_similarity", add_similarity},
    {"mmatch_fit_add_overlap_reverse", add_overlap_reverse},
    {"mmatch_fit_add_overlap_mutual", add_overlap_mutual},
    {"mmatch_fit_add_jaccard", add_jaccard},
    {"mmatch_fit_add_shared_items", add_shared_items},
    {"mmatch_fit_add_taxonomy", add_taxonomy},
    {"mmatch_fit_add_taxonomy_reverse", add_taxonomy_reverse},
    {"mmatch_fit_add_compatible", add_compatible},
    {"mmatch_fit_add_shared_block", add_shared_block},
    {"mmatch_fit_add_format", add_format},
    {"mmatch_fit_add_ranking", add_ranking},
    {"mmatch_fit_add_listed", add_listed},
    {"mmatch_fit_add_matrix", add_matrix},
    {"mmatch_fit_explain", explain},
    {"mmatch_fit_audit", audit},
    {"mmatch_fit_improve", improve},
    {"mmatch_fit_scores", fit_scores},
    {"mmatch_market_create", make_market},
    {"mmatch_market_create_empty", make_empty_market},
    {"mmatch_market_set_row_capacity", set_row_capacity},
    {"mmatch_market_set_column_capacity", set_column_capacity},
    {"mmatch_market_forbid", forbid},
    {"mmatch_market_lock", lock},
    {"mmatch_market_set_minimum_score", set_minimum_score},
    {"mmatch_market_set_row_preferences", set_row_preferences},
    {"mmatch_market_set_column_preferences", set_column_preferences},
    {"mmatch_market_set_quotas", set_quotas},
    {"mmatch_market_look", look_at_market},
    {"mmatch_matching_create", make_matching},
    {"mmatch_matching_look", look_at_matching},
    {"mmatch_assign", assign_first},
    {"mmatch_assign", assign_canonical},
    {"mmatch_assign", assign_lottery},
    {"mmatch_assign", assign_sparse_infeasible},
    {"mmatch_assign", assign_under_quotas},
    {"mmatch_assign_verify", verify_assignment},
    {"mmatch_assign_verify", verify_under_quotas},
    {"mmatch_pair_roles_create", find_roles},
    {"mmatch_assign_what_if", ask_what_if},
    {"mmatch_ranking_create", rank_matchings},
    {"mmatch_assign_conflict", find_conflict},
    {"mmatch_assign_conflict_verify", verify_conflict},
    {"mmatch_conflict_create", make_conflict},
    {"mmatch_conflict_look", look_at_conflict},
    {"mmatch_assign_relax", find_relaxation},
    {"mmatch_assign_relax_verify", verify_relaxation},
    {"mmatch_relaxation_create", make_relaxation},
    {"mmatch_relaxation_look", look_at_relaxation},
    {"mmatch_fair_assign", fair_bottleneck},
    {"mmatch_fair_assign", fair_leximin},
    {"mmatch_fair_assign", fair_rank_maximal},
    {"mmatch_fair_assign_verify", verify_fair_bottleneck},
    {"mmatch_fair_assign_verify", verify_fair_leximin},
    {"mmatch_fair_assign_verify", verify_fair_infeasible},
    {"mmatch_linear_sum_assignment", sum_small},
    {"mmatch_linear_sum_assignment", sum_large},
    {"mmatch_linear_sum_batch", sum_batch},
    {"mmatch_linear_sum_verify", verify_sum},
    {"mmatch_stable", solve_stable},
    {"mmatch_stable_verify", verify_stable},
    {"mmatch_stable_blocking_pairs", list_blocking_pairs},
    {"mmatch_cohort_create", make_cohort},
    {"mmatch_cohort_together", keep_together},
    {"mmatch_cohort_apart", keep_apart},
    {"mmatch_cohort_set_hours", set_hours},
    {"mmatch_cohort_look", look_at_cohort},
    {"mmatch_circles_form", form_circles},
    {"mmatch_circles_create", make_circles},
    {"mmatch_circles_look", look_at_circles},
    {"mmatch_circles_common_hours", common_hours},
    {"mmatch_circles_verify", verify_circles},
    {"mmatch_plans_create", make_plans},
    {"mmatch_progress_score", score_progress},
    {"mmatch_progress_contributions", split_progress},
    {"mmatch_scoreboard_create", make_scoreboard},
    {"mmatch_scoreboard_look", look_at_scoreboard},
    {"mmatch_progress_verify", verify_progress},
    {"mmatch_gas_t", gas},
};

static size_t running; /* the scenario that run_in_world runs */

static mmatch_status run_in_world(mmatch_context *context)
{
    sweep_world world;
    mmatch_status status;
    memset(&world, 0, sizeof world);
    status = sweeps[running].scenario(context, &world);
    end_world(&world);
    return status;
}

static void every_allocation_of_every_function_may_fail(void **state)
{
    (void)state;
    for (running = 0; running < sizeof sweeps / sizeof sweeps[0]; running++) {
        print_message("%s\n", sweeps[running].function);
        sweep_allocations(run_in_world);
    }
}

static void every_poll_of_every_function_may_cancel(void **state)
{
    (void)state;
    for (running = 0; running < sizeof sweeps / sizeof sweeps[0]; running++) {
        print_message("%s\n", sweeps[running].function);
        sweep_cancels(run_in_world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_of_every_function_may_fail),
        cmocka_unit_test(every_poll_of_every_function_may_cancel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
