/* One hash over the results of 200 seeded instances of every kind, through the public interface alone.
 * usage: hash [THREADS] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mentormatch/mentormatch.h"

enum { INSTANCES = 200, MOST = 40, PLANS = 30, MOST_MILESTONES = 8 };

static uint64_t hash = 14695981039346656037u; /* FNV-1a, 64 bits */
static uint64_t random_state;

static void hash_bytes(const void *bytes, size_t length)
{
    const unsigned char *const byte = (const unsigned char *)bytes;
    size_t k;
    for (k = 0; k < length; k++) {
        hash = (hash ^ byte[k]) * 1099511628211u;
    }
}

static uint64_t draw(void)
{
    uint64_t mixed;
    random_state += 0x9e3779b97f4a7c15u;
    mixed = random_state;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
    return mixed ^ (mixed >> 31);
}

static int draw_below(int bound)
{
    return (int)(draw() % (uint64_t)bound);
}

static double draw_unit(void)
{
    return (double)(draw() >> 11) / 9007199254740992.0;
}

static void require(mmatch_context *context, mmatch_status status, const char *what)
{
    if (status != MMATCH_OK) {
        fprintf(stderr, "%s: %s: %s\n", what, mmatch_status_name(status), mmatch_context_error(context));
        exit(1);
    }
}

static void hash_matching(mmatch_context *context, const mmatch_matching *matching)
{
    mmatch_matching_parts parts;
    memset(&parts, 0, sizeof parts);
    parts.struct_size = sizeof parts;
    require(context, mmatch_matching_look(context, matching, &parts), "look");
    hash_bytes(&parts.outcome, sizeof parts.outcome);
    hash_bytes(parts.rows, (size_t)parts.pair_count * sizeof *parts.rows);
    hash_bytes(parts.columns, (size_t)parts.pair_count * sizeof *parts.columns);
    hash_bytes(&parts.total, sizeof parts.total);
    hash_bytes(&parts.bound, sizeof parts.bound);
    if (parts.row_prices != NULL && parts.column_prices != NULL) {
        hash_bytes(parts.row_prices, (size_t)parts.row_count * sizeof *parts.row_prices);
        hash_bytes(parts.row_price_tiers, (size_t)parts.row_count * sizeof *parts.row_price_tiers);
        hash_bytes(parts.column_prices, (size_t)parts.column_count * sizeof *parts.column_prices);
        hash_bytes(parts.column_price_tiers, (size_t)parts.column_count * sizeof *parts.column_price_tiers);
    }
    if (parts.quota_prices != NULL) {
        hash_bytes(parts.quota_prices, (size_t)parts.quota_count * sizeof *parts.quota_prices);
        hash_bytes(parts.quota_price_tiers, (size_t)parts.quota_count * sizeof *parts.quota_price_tiers);
    }
    hash_bytes(parts.conflict_quotas, (size_t)parts.conflict_quota_count * sizeof *parts.conflict_quotas);
    if (parts.row_reasons != NULL) {
        hash_bytes(parts.row_reasons, (size_t)parts.row_count * sizeof *parts.row_reasons);
    }
}

/* Random scores: whole numbers, thirds, or any fraction. */
static void fill_scores(double *values, int count, int kind)
{
    int k;
    for (k = 0; k < count; k++) {
        values[k] = kind == 0 ? draw_below(10) : kind == 1 ? draw_below(100) / 3.0 : draw_unit();
    }
}

static void hash_assignments(mmatch_context *context, const mmatch_market *market, int instance)
{
    mmatch_assign_options assign_options;
    mmatch_matching *matching = NULL;
    int k;
    memset(&assign_options, 0, sizeof assign_options);
    assign_options.struct_size = sizeof assign_options;
    for (k = 0; k < 9; k++) {
        assign_options.coverage = k / 3;
        assign_options.ties = k % 3;
        assign_options.seed = (uint64_t)instance;
        require(context, mmatch_assign(context, market, &assign_options, &matching), "assign");
        hash_matching(context, matching);
        mmatch_matching_destroy(matching);
    }
}

static void hash_fair(mmatch_context *context, const mmatch_market *market)
{
    mmatch_fair_assign_options options;
    mmatch_matching *matching = NULL;
    int k;
    memset(&options, 0, sizeof options);
    options.struct_size = sizeof options;
    for (k = 0; k < 6; k++) {
        options.objective = k / 2;
        options.coverage = k % 2 == 0 ? MMATCH_COVERAGE_PARTICIPATION_FIRST : MMATCH_COVERAGE_EVERYONE;
        require(context, mmatch_fair_assign(context, market, &options, &matching), "fair assign");
        hash_matching(context, matching);
        mmatch_matching_destroy(matching);
    }
}

/* A third of the columns in a quota, two thirds in one around it. */
static void hash_under_quotas(mmatch_context *context, mmatch_market *market, int columns, int instance)
{
    int64_t offsets[3] = {0};
    int64_t members[2 * MOST];
    int64_t minimum[2];
    int64_t maximum[2];
    int quota;
    for (quota = 0; quota < 2; quota++) {
        const int length = (quota + 1) * columns / 3;
        int k;
        for (k = 0; k < length; k++) {
            members[offsets[quota] + k] = k;
        }
        offsets[quota + 1] = offsets[quota] + length;
        minimum[quota] = instance % 4 == 0 ? 1 : 0;
        maximum[quota] = (quota + 1) * (1 + columns / 4);
    }
    require(context, mmatch_market_set_quotas(context, market, 2, offsets, members, minimum, maximum), "quotas");
    hash_assignments(context, market, instance);
}

static void hash_stable(mmatch_context *context, const mmatch_market *market, int instance)
{
    mmatch_stable_options stable_options;
    mmatch_matching *matching = NULL;
    int k;
    memset(&stable_options, 0, sizeof stable_options);
    stable_options.struct_size = sizeof stable_options;
    for (k = 0; k < 4; k++) {
        stable_options.proposers = k / 2;
        stable_options.ties = k % 2 == 0 ? MMATCH_TIES_FIRST : MMATCH_TIES_LOTTERY;
        stable_options.seed = (uint64_t)instance;
        require(context, mmatch_stable(context, market, &stable_options, &matching), "stable");
        hash_matching(context, matching);
        mmatch_matching_destroy(matching);
    }
}

static void hash_markets(mmatch_context *context, int instance)
{
    static double values[MOST * MOST];
    const int rows = 1 + draw_below(MOST);
    const int columns = 1 + draw_below(MOST);
    int32_t maximum[MOST];
    mmatch_scores_options scores_options;
    mmatch_scores *scores = NULL;
    mmatch_market *market = NULL;
    int k;
    memset(&scores_options, 0, sizeof scores_options);
    scores_options.struct_size = sizeof scores_options;
    scores_options.sense = instance % 2;
    fill_scores(values, rows * columns, instance % 3);
    require(context,
            mmatch_scores_create_dense(context, values, MMATCH_FLOAT64, rows, columns, 8 * columns, 8, &scores_options,
                                       &scores),
            "scores");
    require(context, mmatch_market_create(context, scores, &market), "market");
    for (k = 0; k < columns; k++) {
        maximum[k] = 1 + draw_below(3);
    }
    require(context, mmatch_market_set_column_capacity(context, market, NULL, maximum), "capacity");
    for (k = 0; k < rows; k++) {
        const int64_t row = draw_below(rows);
        const int64_t column = draw_below(columns);
        require(context, mmatch_market_forbid(context, market, &row, &column, 1), "forbid");
    }
    hash_assignments(context, market, instance);
    hash_fair(context, market);
    hash_stable(context, market, instance);
    hash_under_quotas(context, market, columns, instance);
    mmatch_market_destroy(market);
    mmatch_scores_destroy(scores);
}

static void hash_fit(mmatch_context *context)
{
    static double row_values[MOST];
    static double column_values[MOST];
    static uint64_t row_hours[MOST * 3];
    static uint64_t column_hours[MOST * 3];
    static int32_t row_offsets[MOST];
    static double values[MOST];
    mmatch_criterion criterion;
    mmatch_hours rows_hours = {row_hours, 3, 60, row_offsets};
    mmatch_hours columns_hours = {column_hours, 3, 60, NULL};
    mmatch_fit *fit = NULL;
    mmatch_scores *scores = NULL;
    int k;
    int row;
    memset(&criterion, 0, sizeof criterion);
    criterion.struct_size = sizeof criterion;
    for (k = 0; k < MOST; k++) {
        row_values[k] = draw_unit() * 10;
        column_values[k] = draw_unit() * 10;
        row_offsets[k] = 60 * (draw_below(25) - 12);
    }
    for (k = 0; k < MOST * 3; k++) {
        const uint64_t mask = k % 3 == 2 ? ((uint64_t)1 << 40) - 1 : UINT64_MAX;
        row_hours[k] = draw() & draw() & mask;
        column_hours[k] = draw() & draw() & mask;
    }
    require(context, mmatch_fit_create(context, MOST, MOST, &fit), "fit");
    criterion.points = 3000;
    require(context, mmatch_fit_add_close(context, fit, &criterion, row_values, column_values, 0), "close");
    criterion.points = 777;
    require(context, mmatch_fit_add_gap(context, fit, &criterion, row_values, column_values, 0.7, 3.3), "gap");
    require(context, mmatch_fit_add_shared_hours(context, fit, &criterion, &rows_hours, &columns_hours, 8, 50), "hours");
    require(context, mmatch_fit_scores(context, fit, &scores), "fit scores");
    for (row = 0; row < MOST; row++) {
        require(context, mmatch_scores_read_row(context, scores, row, values), "row");
        hash_bytes(values, sizeof values);
    }
    mmatch_scores_destroy(scores);
    mmatch_fit_destroy(fit);
}

enum { ALL_ROWS = 8, ALL_COLUMNS = 1100, ALL_ITEMS = 5, ALL_NODES = 40, ALL_CODES = 4, ALL_DIMENSIONS = 7 };

/* Sets of ALL_ITEMS items each at most, some without any. */
static mmatch_sets draw_sets(int64_t *offsets, int32_t *items, int count)
{
    mmatch_sets sets = {offsets, items, NULL};
    int person;
    offsets[0] = 0;
    for (person = 0; person < count; person++) {
        int32_t item = draw_below(6);
        int64_t place = offsets[person];
        int k = draw_below(ALL_ITEMS + 1);
        for (; k > 0 && item < ALL_NODES; k--) {
            items[place++] = item;
            item += 1 + draw_below(9);
        }
        offsets[person + 1] = place;
    }
    return sets;
}

/* Every kind of criterion that hash_fit leaves out, over enough columns for blocks, tables and runs; points, changes, audit. */
static void hash_all_criteria(mmatch_context *context)
{
    static int64_t offsets[4][ALL_COLUMNS + 1];
    static int32_t items[4][ALL_COLUMNS * ALL_ITEMS];
    static int32_t codes[2][ALL_COLUMNS];
    static int32_t formats[2][ALL_COLUMNS];
    static double places[2][2 * ALL_COLUMNS];
    static double vectors[2][ALL_DIMENSIONS * ALL_COLUMNS];
    static uint64_t hours[2][3 * ALL_COLUMNS];
    static double shares[ALL_ROWS * ALL_COLUMNS];
    static double table[ALL_CODES * ALL_CODES];
    static int64_t ranked_offsets[ALL_ROWS + 1];
    static int32_t ranked[ALL_ROWS * ALL_ITEMS];
    static double values[ALL_COLUMNS];
    static int64_t findings[32 * MMATCH_FINDINGS];
    static int32_t changes[64 * MMATCH_CHANGE_NUMBERS];
    int32_t parents[ALL_NODES];
    mmatch_sets wanted = draw_sets(offsets[0], items[0], ALL_ROWS);
    mmatch_sets offered = draw_sets(offsets[1], items[1], ALL_COLUMNS);
    mmatch_sets row_offers = draw_sets(offsets[2], items[2], ALL_ROWS);
    mmatch_sets column_wants = draw_sets(offsets[3], items[3], ALL_COLUMNS);
    mmatch_hours row_hours = {hours[0], 3, 60, NULL};
    mmatch_hours column_hours = {hours[1], 3, 60, NULL};
    mmatch_criterion criterion;
    mmatch_criterion must;
    mmatch_fit *fit = NULL;
    mmatch_scores *scores = NULL;
    int side;
    int k;
    memset(&criterion, 0, sizeof criterion);
    criterion.struct_size = sizeof criterion;
    criterion.missing = MMATCH_MISSING_NEUTRAL;
    criterion.points = 997;
    must = criterion;
    must.must = 1;
    for (side = 0; side < 2; side++) {
        for (k = 0; k < ALL_COLUMNS; k++) {
            codes[side][k] = draw_below(ALL_CODES);
            formats[side][k] = draw_below(4);
            places[side][2 * k] = draw_unit() * 180 - 90;
            places[side][2 * k + 1] = draw_unit() * 360 - 180;
        }
        for (k = 0; k < 3 * ALL_COLUMNS; k++) {
            hours[side][k] = draw() & (k % 3 == 2 ? ((uint64_t)1 << 40) - 1 : UINT64_MAX);
        }
        for (k = 0; k < ALL_DIMENSIONS * ALL_COLUMNS; k++) {
            vectors[side][k] = draw_unit() - 0.3;
        }
    }
    for (k = 0; k < ALL_NODES; k++) {
        parents[k] = k == 0 ? -1 : draw_below(k);
    }
    for (k = 0; k < ALL_CODES * ALL_CODES; k++) {
        table[k] = draw_unit();
    }
    for (k = 0; k < ALL_ROWS * ALL_COLUMNS; k++) {
        shares[k] = draw_unit();
    }
    for (k = 0; k < ALL_ROWS; k++) {
        int place;
        ranked_offsets[k + 1] = ranked_offsets[k] + ALL_ITEMS;
        for (place = 0; place < ALL_ITEMS; place++) {
            ranked[k * ALL_ITEMS + place] = 200 * place + draw_below(200);
        }
    }
    require(context, mmatch_fit_create(context, ALL_ROWS, ALL_COLUMNS, &fit), "fit");
    require(context, mmatch_fit_add_same(context, fit, &must, codes[0], codes[1]), "same");
    require(context, mmatch_fit_add_overlap(context, fit, &criterion, &wanted, &offered), "overlap");
    require(context, mmatch_fit_add_overlap_reverse(context, fit, &criterion, &wanted, &offered), "reverse");
    require(context,
            mmatch_fit_add_overlap_mutual(context, fit, &criterion, &wanted, &row_offers, &column_wants, &offered), "mutual");
    require(context, mmatch_fit_add_jaccard(context, fit, &criterion, &wanted, &offered), "jaccard");
    require(context, mmatch_fit_add_shared_items(context, fit, &criterion, &wanted, &offered, 0, 3), "shared items");
    require(context, mmatch_fit_add_taxonomy(context, fit, &criterion, parents, ALL_NODES, &wanted, &offered, 5), "taxonomy");
    require(context, mmatch_fit_add_different(context, fit, &criterion, codes[1], codes[0]), "different");
    require(context,
            mmatch_fit_add_compatible(context, fit, &criterion, codes[0], codes[1], ALL_CODES, ALL_CODES, table), "compatible");
    require(context, mmatch_fit_add_shared_block(context, fit, &criterion, &row_hours, &column_hours, 0, 9), "block");
    require(context, mmatch_fit_add_format(context, fit, &criterion, formats[0], formats[1], places[0], places[1], 9000),
            "format");
    require(context, mmatch_fit_add_ranking(context, fit, &criterion, 0, ranked_offsets, ranked, 0), "ranking");
    require(context, mmatch_fit_add_listed(context, fit, &criterion, ranked_offsets, ranked, shares, 0.3), "listed");
    require(context, mmatch_fit_add_matrix(context, fit, &criterion, shares, ALL_COLUMNS), "matrix");
    require(context,
            mmatch_fit_add_similarity(context, fit, &criterion, vectors[0], vectors[1], ALL_DIMENSIONS,
                                      MMATCH_SIMILARITY_COSINE, 0, 0),
            "similarity");
    require(context, mmatch_fit_audit(context, fit, findings, NULL, NULL, NULL, NULL), "audit");
    hash_bytes(findings, (size_t)mmatch_fit_criterion_count(fit) * MMATCH_FINDINGS * sizeof *findings);
    require(context, mmatch_fit_scores(context, fit, &scores), "scores");
    for (k = 0; k < ALL_ROWS; k++) {
        require(context, mmatch_scores_read_row(context, scores, k, values), "row");
        hash_bytes(values, sizeof values);
        require(context, mmatch_fit_improve(context, fit, k, 7 * k, changes, NULL), "improve");
        hash_bytes(changes, 2 * (size_t)mmatch_fit_criterion_count(fit) * MMATCH_CHANGE_NUMBERS * sizeof *changes);
    }
    mmatch_scores_destroy(scores);
    mmatch_fit_destroy(fit);
}

static void hash_circles(mmatch_context *context, int instance)
{
    static double values[MOST * MOST];
    const int people = 4 + draw_below(MOST - 3);
    mmatch_circles_options options;
    mmatch_circles_parts parts;
    mmatch_scores *scores = NULL;
    mmatch_cohort *cohort = NULL;
    mmatch_circles *circles = NULL;
    int a;
    int b;
    memset(&options, 0, sizeof options);
    memset(&parts, 0, sizeof parts);
    options.struct_size = sizeof options;
    options.size_minimum = 2;
    options.size_maximum = 5;
    options.seed = (uint64_t)instance;
    options.iterations = 2000;
    parts.struct_size = sizeof parts;
    fill_scores(values, people * people, instance % 3);
    for (a = 0; a < people; a++) {
        for (b = 0; b < a; b++) {
            values[a * people + b] = values[b * people + a];
        }
    }
    require(context,
            mmatch_scores_create_dense(context, values, MMATCH_FLOAT64, people, people, 8 * people, 8, NULL, &scores),
            "affinity");
    require(context, mmatch_cohort_create(context, scores, &cohort), "cohort");
    for (a = 0; a < 3; a++) {
        const int64_t first = draw_below(people);
        const int64_t second = draw_below(people);
        if (first != second) {
            require(context, mmatch_cohort_apart(context, cohort, &first, &second, 1), "apart");
        }
    }
    require(context, mmatch_circles_form(context, cohort, &options, &circles), "circles");
    require(context, mmatch_circles_look(context, circles, &parts), "circles look");
    hash_bytes(&parts.outcome, sizeof parts.outcome);
    if (parts.circle_of != NULL) {
        hash_bytes(parts.circle_of, (size_t)people * sizeof *parts.circle_of);
    }
    hash_bytes(&parts.total, sizeof parts.total);
    hash_bytes(&parts.bound, sizeof parts.bound);
    mmatch_circles_destroy(circles);
    mmatch_cohort_destroy(cohort);
    mmatch_scores_destroy(scores);
}

static void hash_scoreboard(mmatch_context *context, const mmatch_scoreboard *scoreboard)
{
    mmatch_scoreboard_parts parts;
    uint64_t field;
    int64_t reals = 0;
    int64_t integers = 0;
    int64_t k;
    memset(&parts, 0, sizeof parts);
    parts.struct_size = sizeof parts;
    require(context, mmatch_scoreboard_look(context, scoreboard, &parts), "scoreboard");
    for (field = 0; field < 64; field++) {
        if ((parts.wanted >> field) & 1) {
            *(field < 32 ? &reals : &integers) += parts.plan_count;
        }
    }
    for (k = 0; k < reals; k++) {
        /* every NaN alike: which of its bit patterns a processor makes is not part of an answer */
        const double number = parts.reals[k] == parts.reals[k] ? parts.reals[k] : -12345.0;
        hash_bytes(&number, sizeof number);
    }
    hash_bytes(parts.integers, (size_t)integers * sizeof *parts.integers);
}

static void hash_progress(mmatch_context *context)
{
    int32_t starts[PLANS];
    int32_t ends[PLANS];
    int64_t offsets[PLANS + 1] = {0};
    uint32_t weights[PLANS * MOST_MILESTONES];
    uint32_t progress[PLANS * MOST_MILESTONES];
    int32_t dues[PLANS * MOST_MILESTONES];
    static int64_t contributions[PLANS * MOST_MILESTONES];
    mmatch_plan_columns columns;
    mmatch_progress_options options;
    mmatch_plans *plans = NULL;
    mmatch_scoreboard *scoreboard = NULL;
    int plan;
    int day;
    memset(&columns, 0, sizeof columns);
    memset(&options, 0, sizeof options);
    for (plan = 0; plan < PLANS; plan++) {
        const int milestones = draw_below(MOST_MILESTONES + 1);
        int k;
        starts[plan] = draw_below(30);
        ends[plan] = starts[plan] + draw_below(120);
        offsets[plan + 1] = offsets[plan] + milestones;
        for (k = 0; k < milestones; k++) {
            const int64_t place = offsets[plan] + k;
            weights[place] = (uint32_t)draw_below(9);
            progress[place] = draw_below(5) == 0 ? UINT32_MAX : (uint32_t)draw_below(1000001);
            dues[place] = starts[plan] + draw_below(120);
        }
    }
    columns.struct_size = sizeof columns;
    columns.plan_count = PLANS;
    columns.start_days = starts;
    columns.end_days = ends;
    columns.milestone_offsets = offsets;
    columns.weights = weights;
    columns.progress = progress;
    columns.due_days = dues;
    require(context, mmatch_plans_create(context, &columns, &plans), "plans");
    options.struct_size = sizeof options;
    for (day = 0; day < 6; day++) {
        options.as_of = 25 * day;
        options.missing = day % 3;
        options.preset = day % 4;
        require(context, mmatch_progress_score(context, plans, &options, 0, &scoreboard), "score");
        hash_scoreboard(context, scoreboard);
        mmatch_scoreboard_destroy(scoreboard);
        require(context, mmatch_progress_contributions(context, plans, &options, 0, PLANS, contributions, NULL),
                "contributions");
        hash_bytes(contributions, (size_t)offsets[PLANS] * sizeof *contributions);
    }
    mmatch_plans_destroy(plans);
}

int main(int argc, char **argv)
{
    mmatch_context_options options;
    mmatch_context *context = NULL;
    int instance;
    memset(&options, 0, sizeof options);
    options.struct_size = sizeof options;
    options.threads = argc > 1 ? atoi(argv[1]) : 1;
    require(NULL, mmatch_context_create(&options, &context), "context");
    for (instance = 0; instance < INSTANCES; instance++) {
        random_state = (uint64_t)instance * 1000003u;
        hash_markets(context, instance);
        hash_fit(context);
        if (instance % 20 == 0) {
            hash_all_criteria(context);
        }
        hash_circles(context, instance);
        hash_progress(context);
    }
    mmatch_context_destroy(context);
    printf("%016llx\n", (unsigned long long)hash);
    return 0;
}
