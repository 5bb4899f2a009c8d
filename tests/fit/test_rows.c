/* Rows of scores are what the explanation says pair by pair, whichever way the plan goes and with every kernel. */
#include "support.h"

#include <math.h>

#include "base/random.h"
#include "fit/plan.h"

enum { ROWS = 12, COLUMNS_MOST = 2600, SETS_MOST = 40, WORDS = 3, CRITERIA_MOST = 14 };

static mmatch__random dice;
static int32_t points_most; /* of a criterion: small, so that all together fit 16 bits, or not */

static int32_t below(int32_t bound)
{
    return (int32_t)mmatch__random_below(&dice, (uint64_t)bound);
}

static int32_t drawn_missing(void)
{
    return below(3);
}

static mmatch_criterion drawn_criterion(void)
{
    mmatch_criterion criterion = {0};
    criterion.struct_size = sizeof criterion;
    criterion.points = 1 + below(points_most);
    criterion.must = below(8) == 0;
    criterion.missing = drawn_missing();
    return criterion;
}

/* Sets of one side: items below `vocabulary`, some people without any; levels up to level_most. */
typedef struct drawn_sets {
    int64_t offsets[COLUMNS_MOST + 1];
    int32_t items[COLUMNS_MOST * SETS_MOST];
    int32_t levels[COLUMNS_MOST * SETS_MOST];
} drawn_sets;

static void draw_sets(drawn_sets *sets, int count, int vocabulary, int length_most, int level_most)
{
    int person;
    sets->offsets[0] = 0;
    for (person = 0; person < count; person++) {
        int64_t place = sets->offsets[person];
        int length = below(length_most + 1);
        int item;
        for (item = vocabulary - 1; item >= 0 && length > 0; item--) {
            if (below(item + 1) < length) {
                sets->items[place] = 7 * item;
                sets->levels[place] = 1 + below(level_most);
                place++;
                length--;
            }
        }
        sets->offsets[person + 1] = place;
    }
}

static void add_sets(mmatch_context *context, mmatch_fit *fit, int columns)
{
    static drawn_sets wanted;
    static drawn_sets offered;
    static drawn_sets row_offered;
    static drawn_sets column_wanted;
    const mmatch_criterion criterion = drawn_criterion();
    const mmatch_sets wanted_sets = {wanted.offsets, wanted.items, wanted.levels};
    const mmatch_sets offered_sets = {offered.offsets, offered.items, offered.levels};
    const int vocabulary = below(2) ? 8 : 400;
    const int level_most = below(3) == 0 ? 1 : below(3) == 0 ? 1000 : 4; /* some rows are beyond what is counted */
    draw_sets(&wanted, ROWS, vocabulary, below(2) ? 6 : SETS_MOST, level_most);
    draw_sets(&offered, columns, vocabulary, below(2) ? 6 : SETS_MOST, level_most);
    switch (below(6)) {
    case 0:
        assert_int_equal(mmatch_fit_add_overlap_reverse(context, fit, &criterion, &wanted_sets, &offered_sets), MMATCH_OK);
        return;
    case 1: {
        const mmatch_sets row_offers = {row_offered.offsets, row_offered.items, row_offered.levels};
        const mmatch_sets column_wants = {column_wanted.offsets, column_wanted.items, column_wanted.levels};
        draw_sets(&row_offered, ROWS, vocabulary, 6, level_most);
        draw_sets(&column_wanted, columns, vocabulary, 3, level_most);
        assert_int_equal(mmatch_fit_add_overlap_mutual(context, fit, &criterion, &wanted_sets, &row_offers, &column_wants,
                                                       &offered_sets),
                         MMATCH_OK);
        return;
    }
    case 2:
        assert_int_equal(mmatch_fit_add_jaccard(context, fit, &criterion, &wanted_sets, &offered_sets), MMATCH_OK);
        return;
    case 3: {
        const int32_t at_least = below(2) * below(5);
        assert_int_equal(mmatch_fit_add_shared_items(context, fit, &criterion, &wanted_sets, &offered_sets, at_least, below(9)),
                         MMATCH_OK);
        return;
    }
    default:
        assert_int_equal(mmatch_fit_add_overlap(context, fit, &criterion, &wanted_sets, &offered_sets), MMATCH_OK);
        return;
    }
}

static double drawn_share(void)
{
    return below(20) == 0 ? -1 : below(20) == 0 ? (double)NAN : below(4) == 0 ? 0 : below(1001) / 1000.0;
}

/* A tree of items, some apart, and what people want and offer of it. */
static void add_taxonomy(mmatch_context *context, mmatch_fit *fit, int columns)
{
    enum { NODES = 2800 };
    static int32_t parents[NODES];
    static drawn_sets wanted;
    static drawn_sets offered;
    const mmatch_criterion criterion = drawn_criterion();
    const mmatch_sets wanted_sets = {wanted.offsets, wanted.items, NULL};
    const mmatch_sets offered_sets = {offered.offsets, offered.items, NULL};
    int k;
    for (k = 0; k < NODES; k++) {
        parents[k] = k == 0 || below(50) == 0 ? -1 : below(k);
    }
    draw_sets(&wanted, ROWS, 400, 5, 1);
    draw_sets(&offered, columns, 400, 5, 1);
    assert_int_equal((below(2) ? mmatch_fit_add_taxonomy : mmatch_fit_add_taxonomy_reverse)(
                         context, fit, &criterion, parents, NODES, &wanted_sets, &offered_sets, 7),
                     MMATCH_OK);
}

static void add_compatible(mmatch_context *context, mmatch_fit *fit, int columns)
{
    enum { CODES_MOST = 700 };
    static int32_t codes[2][COLUMNS_MOST];
    static double shares[5 * CODES_MOST];
    const mmatch_criterion criterion = drawn_criterion();
    const int32_t different = below(3) == 0 ? CODES_MOST : 1 + below(9);
    int k;
    for (k = 0; k < COLUMNS_MOST; k++) {
        codes[0][k] = below(6) - 1;
        codes[1][k] = below(different + 1) - 1;
    }
    for (k = 0; k < 5 * different; k++) {
        shares[k] = drawn_share();
    }
    (void)columns;
    assert_int_equal(mmatch_fit_add_compatible(context, fit, &criterion, codes[0], codes[1], 5, different, shares), MMATCH_OK);
}

/* Listed pairs, rankings of either side, or a matrix. */
static void add_pairs(mmatch_context *context, mmatch_fit *fit, int columns)
{
    static int64_t offsets[COLUMNS_MOST + 1];
    static int32_t others[ROWS * COLUMNS_MOST];
    static double shares[CRITERIA_MOST][ROWS * COLUMNS_MOST];
    const mmatch_criterion criterion = drawn_criterion();
    const int kind = below(4);
    const int count = kind == 1 ? columns : ROWS;
    const int other_count = kind == 1 ? ROWS : columns;
    double *const own = shares[mmatch_fit_criterion_count(fit)]; /* a matrix is borrowed */
    int64_t place = 0;
    int person;
    int k;
    for (k = 0; k < ROWS * columns; k++) {
        own[k] = drawn_share();
    }
    for (person = 0; person < count; person++) {
        const int most = below(3) == 0 ? other_count : 4;
        for (k = below(3) == 0 ? other_count : below(other_count); k < other_count && place - offsets[person] < most; k++) {
            others[place++] = other_count - 1 - k; /* not ascending */
            k += below(3);
        }
        offsets[person + 1] = place;
    }
    if (kind < 2) {
        assert_int_equal(mmatch_fit_add_ranking(context, fit, &criterion, kind, offsets, others, below(2) * below(7)), MMATCH_OK);
    } else if (kind == 2) {
        const double otherwise = below(3) == 0 ? 0 : drawn_share();
        assert_int_equal(mmatch_fit_add_listed(context, fit, &criterion, offsets, others, own, otherwise), MMATCH_OK);
    } else {
        assert_int_equal(mmatch_fit_add_matrix(context, fit, &criterion, own, columns), MMATCH_OK);
    }
}

static void add_format(mmatch_context *context, mmatch_fit *fit, int columns)
{
    static int32_t formats[2][COLUMNS_MOST];
    static double places[2][2 * COLUMNS_MOST];
    const mmatch_criterion criterion = drawn_criterion();
    const int has_places = below(4) > 0;
    int k;
    for (k = 0; k < 2 * COLUMNS_MOST; k++) {
        formats[k % 2][k / 2] = below(4);
        places[0][k] = below(30) == 0 ? (double)NAN : below(1801) / 10.0 - 90;
        places[1][k] = below(30) == 0 ? (double)NAN : below(1801) / 10.0 - 90;
    }
    (void)columns;
    assert_int_equal(mmatch_fit_add_format(context, fit, &criterion, formats[0], formats[1], has_places ? places[0] : NULL,
                                           has_places ? places[1] : NULL, 1 + below(20000)),
                     MMATCH_OK);
}

static void add_codes(mmatch_context *context, mmatch_fit *fit, int columns)
{
    static int32_t codes[2][COLUMNS_MOST];
    const mmatch_criterion criterion = drawn_criterion();
    const int32_t different = below(3) == 0 ? 2000 : 5;
    int k;
    for (k = 0; k < COLUMNS_MOST; k++) {
        codes[0][k] = below(different) - 1;
        codes[1][k] = below(different) - 1;
    }
    (void)columns;
    assert_int_equal((below(2) ? mmatch_fit_add_same : mmatch_fit_add_different)(context, fit, &criterion, codes[0],
                                                                                 codes[1]),
                     MMATCH_OK);
}

static double drawn_number(int kind)
{
    if (below(20) == 0) {
        return (double)NAN;
    }
    return kind == 0 ? below(12) : kind == 1 ? below(1000000) / 7777.0 : (below(2001) - 1000) * 1e297;
}

static void add_numbers(mmatch_context *context, mmatch_fit *fit, int columns)
{
    static double values[2][COLUMNS_MOST];
    const mmatch_criterion criterion = drawn_criterion();
    const int kind = below(8) == 0 ? 2 : below(2);
    int k;
    for (k = 0; k < COLUMNS_MOST; k++) {
        values[0][k] = drawn_number(kind);
        values[1][k] = drawn_number(kind);
    }
    (void)columns;
    if (below(2)) {
        assert_int_equal(mmatch_fit_add_close(context, fit, &criterion, values[0], values[1], below(3) * 3.7), MMATCH_OK);
    } else {
        assert_int_equal(
            mmatch_fit_add_gap(context, fit, &criterion, values[0], values[1], below(9) - 4.5, 0.5 + below(20)), MMATCH_OK);
    }
}

static void add_hours(mmatch_context *context, mmatch_fit *fit, int columns)
{
    static uint64_t words[2][COLUMNS_MOST * 11];
    const mmatch_criterion criterion = drawn_criterion();
    const int32_t slot_minutes = below(2) ? 60 : 15;
    const int32_t word_count = slot_minutes == 60 ? WORDS : 11;
    const mmatch_hours rows = {words[0], word_count, slot_minutes, NULL};
    const mmatch_hours others = {words[1], word_count, slot_minutes, NULL};
    const int sparse = below(3);
    const int is_block = below(4) == 0;
    const int32_t at_least = below(2) * below(6);
    int k;
    for (k = 0; k < COLUMNS_MOST * word_count; k++) {
        int side;
        for (side = 0; side < 2; side++) {
            uint64_t word = mmatch__random_next(&dice);
            int turn;
            for (turn = 0; turn < sparse * 2; turn++) {
                word &= mmatch__random_next(&dice);
            }
            if (k % word_count == word_count - 1) {
                word &= slot_minutes == 60 ? (UINT64_C(1) << 40) - 1 : (UINT64_C(1) << 32) - 1;
            }
            words[side][k] = (k / word_count) % 17 == 3 ? 0 : word;
        }
    }
    (void)columns;
    assert_int_equal((is_block ? mmatch_fit_add_shared_block : mmatch_fit_add_shared_hours)(context, fit, &criterion, &rows,
                                                                                            &others, at_least, below(40)),
                     MMATCH_OK);
}

static void add_vectors(mmatch_context *context, mmatch_fit *fit, int columns)
{
    enum { DIMENSIONS_MOST = 19 };
    static double vectors[2][COLUMNS_MOST * DIMENSIONS_MOST];
    const mmatch_criterion criterion = drawn_criterion();
    const int32_t dimensions = 1 + below(DIMENSIONS_MOST);
    const double least = below(2) ? 0 : below(200) / 100.0 - 1;
    const int special = below(3);
    const int32_t measure = below(2) ? MMATCH_SIMILARITY_COSINE : MMATCH_SIMILARITY_INNER_PRODUCT;
    const double far = 1.1 + below(3);
    /* the longest product of a few vectors may lie below what is drawn as the least */
    const double full = below(2) && (measure == MMATCH_SIMILARITY_COSINE || least <= 0) ? 0 : far;
    int k;
    for (k = 0; k < COLUMNS_MOST * DIMENSIONS_MOST; k++) {
        int side;
        for (side = 0; side < 2; side++) {
            vectors[side][k] = special > 0 && below(50) == 0 ? (double)NAN
                               : special > 1                 ? (below(3) - 1) * 1e150
                                                             : below(2000) / 700.0 - 1;
        }
    }
    (void)columns;
    assert_int_equal(mmatch_fit_add_similarity(context, fit, &criterion, vectors[0], vectors[1], dimensions, measure, least,
                                               full),
                     MMATCH_OK);
}

static void add_line(mmatch_context *context, mmatch_fit *fit, int columns)
{
    enum { PEOPLE = 300 };
    static int32_t managers[PEOPLE];
    static int32_t people[2][COLUMNS_MOST];
    int k;
    for (k = 0; k < PEOPLE; k++) {
        managers[k] = k == 0 || below(10) == 0 ? -1 : k - 1 - below(k < 6 ? k : 6);
    }
    for (k = 0; k < COLUMNS_MOST; k++) {
        people[0][k] = below(PEOPLE + 20) < 20 ? -1 : below(PEOPLE);
        people[1][k] = below(PEOPLE + 20) < 20 ? -1 : below(PEOPLE);
    }
    (void)columns;
    assert_int_equal(mmatch_fit_add_outside_reporting_line(context, fit, NULL, managers, PEOPLE, people[0], people[1]),
                     MMATCH_OK);
}

static void add_drawn(mmatch_context *context, mmatch_fit *fit, int columns)
{
    switch (below(14)) {
    case 0:
    case 1:
        add_sets(context, fit, columns);
        return;
    case 2:
    case 3:
        add_codes(context, fit, columns);
        return;
    case 4:
    case 5:
        add_numbers(context, fit, columns);
        return;
    case 6:
    case 7:
        add_hours(context, fit, columns);
        return;
    case 8:
        add_vectors(context, fit, columns);
        return;
    case 9:
        add_taxonomy(context, fit, columns);
        return;
    case 10:
        add_compatible(context, fit, columns);
        return;
    case 11:
        add_pairs(context, fit, columns);
        return;
    case 12:
        add_format(context, fit, columns);
        return;
    default:
        add_line(context, fit, columns);
        return;
    }
}

/* What every way does, seen by the tests over all rounds. */
static int64_t ways_seen[FIT_WAY_RUN + 1];
static int64_t parts_seen;

static void expect_rows_explained(mmatch_context *context, mmatch_fit *fit, int columns)
{
    static double values[COLUMNS_MOST + 1];
    const int32_t count = mmatch_fit_criterion_count(fit);
    mmatch_scores *scores = NULL;
    int32_t kernel;
    int k;
    assert_int_equal(mmatch_fit_scores(context, fit, &scores), MMATCH_OK);
    for (kernel = 0; mmatch__fit_kernels_at(kernel) != NULL; kernel++) {
        int row;
        mmatch__fit_plan_release(fit);
        assert_int_equal(mmatch__fit_plan_make(context, fit, mmatch__fit_kernels_at(kernel)), MMATCH_OK);
        for (k = 0; k < count; k++) {
            ways_seen[fit->plan->fast[k].way]++;
            parts_seen += fit->plan->fast[k].way == FIT_WAY_COUNT && fit->plan->fast[k].features.part_count > 1;
        }
        for (row = 0; row < ROWS; row++) {
            int column;
            values[columns] = 17;
            assert_int_equal(mmatch_scores_read_row(context, scores, row, values), MMATCH_OK);
            assert_true(values[columns] == 17); /* nothing is written beyond */
            for (column = 0; column < columns; column++) {
                int32_t points[CRITERIA_MOST];
                int32_t ruled_out_by[CRITERIA_MOST];
                int64_t sum = 0;
                int ruled_out = 0;
                assert_int_equal(mmatch_fit_explain(context, fit, row, column, points, ruled_out_by), MMATCH_OK);
                for (k = 0; k < count; k++) {
                    sum += points[k];
                    ruled_out |= ruled_out_by[k];
                }
                assert_true(values[column] == (ruled_out ? -(double)INFINITY : (double)sum));
            }
        }
    }
    mmatch_scores_destroy(scores);
}

static void rows_are_what_the_explanation_says_with_every_kernel(void **state)
{
    static const int sizes[] = {1, 7, 63, 200, 1023, 1024, 1025, 2048, COLUMNS_MOST};
    mmatch_context *const context = plain_context();
    const int64_t stride = test_stride();
    int64_t round;
    int way;
    (void)state;
    dice = mmatch__random_seeded(31);
    for (round = 0; round < 180; round += 1 + stride / 8) {
        const int columns = sizes[round % 9];
        const int count = 1 + below(CRITERIA_MOST);
        points_most = round % 3 == 0 ? 1000000 : INT16_MAX / CRITERIA_MOST;
        mmatch_fit *fit = NULL;
        int k;
        assert_int_equal(mmatch_fit_create(context, ROWS, columns, &fit), MMATCH_OK);
        for (k = 0; k < count; k++) {
            add_drawn(context, fit, columns);
        }
        expect_rows_explained(context, fit, columns);
        mmatch_fit_destroy(fit);
    }
    for (way = FIT_WAY_PLAIN; way <= FIT_WAY_RUN && stride == 1; way++) { /* few rounds need not come to all ways */
        /* without kernels for it nothing goes the narrow way */
        assert_true(ways_seen[way] > 0 || (way == FIT_WAY_NARROW && mmatch__fit_kernels_best()->add_narrow == NULL));
    }
    assert_true(parts_seen > 0 || stride > 1);
    mmatch_context_destroy(context);
}

static void more_criteria_than_a_pass_has_tables_add_up(void **state)
{
    mmatch_context *const context = plain_context();
    int round;
    (void)state;
    dice = mmatch__random_seeded(32);
    for (round = 0; round < 6; round++) {
        mmatch_fit *fit = NULL;
        int k;
        points_most = round < 3 ? 1000000 : INT16_MAX / CRITERIA_MOST;
        assert_int_equal(mmatch_fit_create(context, ROWS, 1500, &fit), MMATCH_OK);
        for (k = 0; k < CRITERIA_MOST; k++) {
            (round % 2 == 0 ? add_hours : add_numbers)(context, fit, 1500);
        }
        expect_rows_explained(context, fit, 1500);
        mmatch_fit_destroy(fit);
    }
    mmatch_context_destroy(context);
}

static int64_t at_least_of(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t at_most_of(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static void an_audit_finds_what_explanations_say(void **state)
{
    static const int sizes[] = {2, 1, 63, 200, 1025};
    static int64_t found[CRITERIA_MOST][MMATCH_FINDINGS];
    static int64_t row_partners[ROWS];
    static int64_t column_partners[COLUMNS_MOST];
    static int64_t row_gains[ROWS * CRITERIA_MOST];
    static int64_t column_gains[COLUMNS_MOST * CRITERIA_MOST];
    static int64_t column_partners_expected[COLUMNS_MOST];
    static int64_t column_gains_expected[COLUMNS_MOST * CRITERIA_MOST];
    int64_t ruled_out_alone = 0;
    int round;
    (void)state;
    dice = mmatch__random_seeded(34);
    for (round = 0; round < 30; round++) {
        mmatch_context *const context = context_with(NULL, NULL, 1 + round % 2);
        const int columns = round == 0 ? 0 : sizes[round % 5];
        const int count = round == 0 ? 0 : 1 + below(round % 3 == 0 ? 3 : CRITERIA_MOST);
        int64_t expected[CRITERIA_MOST][MMATCH_FINDINGS];
        mmatch_fit *fit = NULL;
        int row;
        int column;
        int k;
        points_most = round % 2 == 0 ? 1000000 : 900;
        assert_int_equal(mmatch_fit_create(context, ROWS, columns, &fit), MMATCH_OK);
        for (k = 0; k < count; k++) {
            add_drawn(context, fit, columns);
        }
        memset(expected, 0, sizeof expected);
        memset(column_partners_expected, 0, sizeof column_partners_expected);
        memset(column_gains_expected, 0, sizeof column_gains_expected);
        for (k = 0; k < count; k++) {
            expected[k][MMATCH_FINDING_LEAST_POINTS] = INT32_MAX;
            expected[k][MMATCH_FINDING_MOST_POINTS] = -1;
        }
        assert_int_equal(mmatch_fit_audit(context, fit, found[0], row_partners, column_partners, row_gains, column_gains),
                         MMATCH_OK);
        for (row = 0; row < ROWS; row++) {
            int64_t partners = 0;
            int64_t gains[CRITERIA_MOST] = {0};
            for (column = 0; column < columns; column++) {
                int32_t points[CRITERIA_MOST + 1];
                int32_t out[CRITERIA_MOST + 1];
                int rules = 0;
                int last = 0;
                assert_int_equal(mmatch_fit_explain(context, fit, row, column, points, out), MMATCH_OK);
                for (k = 0; k < count; k++) {
                    rules += out[k];
                    last = out[k] ? k : last;
                    expected[k][MMATCH_FINDING_RULED_OUT] += out[k];
                    if (!out[k]) {
                        int64_t *const range = expected[k];
                        range[MMATCH_FINDING_LEAST_POINTS] = at_least_of(range[MMATCH_FINDING_LEAST_POINTS], points[k]);
                        range[MMATCH_FINDING_MOST_POINTS] = at_most_of(range[MMATCH_FINDING_MOST_POINTS], points[k]);
                    }
                }
                partners += rules == 0;
                column_partners_expected[column] += rules == 0;
                if (rules == 1) {
                    gains[last]++;
                    column_gains_expected[column * count + last]++;
                    expected[last][MMATCH_FINDING_RULED_OUT_ALONE]++;
                    ruled_out_alone++;
                }
            }
            assert_int_equal(row_partners[row], partners);
            assert_memory_equal(row_gains + row * count, gains, (size_t)count * sizeof *gains);
        }
        assert_memory_equal(column_partners, column_partners_expected, (size_t)columns * sizeof *column_partners);
        assert_memory_equal(column_gains, column_gains_expected, (size_t)(columns * count) * sizeof *column_gains);
        for (k = 0; k < count; k++) {
            if (expected[k][MMATCH_FINDING_MOST_POINTS] < 0) {
                expected[k][MMATCH_FINDING_LEAST_POINTS] = expected[k][MMATCH_FINDING_MOST_POINTS] = 0;
            }
            for (row = 0; row < ROWS; row++) {
                expected[k][MMATCH_FINDING_MISSING_ROWS] += mmatch__fit_is_missing(&fit->criteria[k], FIT_ROWS, row);
            }
            for (column = 0; column < columns; column++) {
                expected[k][MMATCH_FINDING_MISSING_COLUMNS] += mmatch__fit_is_missing(&fit->criteria[k], FIT_COLUMNS, column);
            }
            assert_memory_equal(found[k], expected[k], sizeof expected[k]);
        }
        assert_int_equal(mmatch_fit_audit(context, fit, NULL, NULL, NULL, NULL, NULL), MMATCH_OK);
        assert_int_equal(mmatch_fit_audit(context, NULL, NULL, NULL, NULL, NULL, NULL), MMATCH_ERR_ARGUMENT);
        mmatch_fit_destroy(fit);
        mmatch_context_destroy(context);
    }
    assert_true(ruled_out_alone > 1000);
}

static void counts_of_bits_are_right_from_none_to_the_most(void **state)
{
    static uint64_t words[FIT_COUNT_MOST][2 * FIT_BLOCK_WORDS];
    static uint8_t missing[FIT_BLOCK];
    const uint64_t *vectors[FIT_COUNT_MOST];
    int32_t count;
    int k;
    (void)state;
    dice = mmatch__random_seeded(33);
    for (k = 0; k < FIT_COUNT_MOST; k++) {
        int word;
        vectors[k] = words[k];
        for (word = 0; word < 2 * FIT_BLOCK_WORDS; word++) {
            words[k][word] = k % 3 == 0 ? ~UINT64_C(0) : mmatch__random_next(&dice);
        }
    }
    for (k = 0; k < FIT_BLOCK; k += 5) {
        missing[k] = FIT_COUNT_MISSING;
    }
    for (count = 0; count <= FIT_COUNT_MOST; count++) {
        int32_t kernel;
        for (kernel = 0; mmatch__fit_kernels_at(kernel) != NULL; kernel++) {
            const uint8_t *const absent = count % 2 == 0 ? missing : NULL;
            uint8_t counts[FIT_BLOCK];
            mmatch__fit_kernels_at(kernel)->count_bits(vectors, count, FIT_BLOCK_WORDS, FIT_BLOCK, absent, counts);
            for (k = 0; k < FIT_BLOCK; k++) {
                int expected = 0;
                int32_t v;
                for (v = 0; v < count; v++) {
                    expected += (int)((words[v][FIT_BLOCK_WORDS + k / 64] >> (k % 64)) & 1u);
                }
                assert_int_equal(counts[k], absent != NULL && absent[k] != 0 ? FIT_COUNT_MISSING : expected);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_what_the_explanation_says_with_every_kernel),
        cmocka_unit_test(more_criteria_than_a_pass_has_tables_add_up),
        cmocka_unit_test(an_audit_finds_what_explanations_say),
        cmocka_unit_test(counts_of_bits_are_right_from_none_to_the_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
