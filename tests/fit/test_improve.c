/* The best single change: against trying every change of every answer there is, each scored as a fit of its own. */
#include "support.h"

#include <math.h>
#include <stdbool.h>

#include "base/random.h"

enum { ITEMS = 5, LEVELS = 4, CODES = 4, SLOTS = 168, SLOT_WORDS = 3 };

typedef enum kind {
    OVERLAP,
    REVERSE,
    MUTUAL,
    JACCARD,
    SHARED_ITEMS,
    TAXONOMY,
    TAXONOMY_REVERSE,
    SAME,
    DIFFERENT,
    COMPATIBLE,
    CLOSE,
    GAP,
    HOURS,
    BLOCK,
    FORMAT,
    RANKING,
    LISTED,
    KINDS
} kind;

/* The answers of one row [0] and one column [1]. */
typedef struct answers {
    int32_t wants[2][ITEMS]; /* levels; 0: not listed. The only set of each person where there is one */
    int32_t offers[2][ITEMS];
    int32_t code[2];
    double value[2];
    uint64_t words[2][SLOT_WORDS];
    int32_t format[2];
    double place[2][2];
    int32_t is_ranked[2]; /* 0: ranks nobody, 1: ranks the other, first */
} answers;

typedef struct problem {
    mmatch_criterion criterion;
    kind kind;
    int32_t parents[ITEMS];
    double shares[CODES * CODES];
    int32_t at_least;
    int32_t full;
} problem;

typedef struct worth {
    int32_t points;
    int32_t is_out;
} worth;

static mmatch__random dice;

static int32_t below(int32_t bound)
{
    return (int32_t)mmatch__random_below(&dice, (uint64_t)bound);
}

/* One person's set as CSR. */
typedef struct one_set {
    int64_t offsets[2];
    int32_t items[ITEMS];
    int32_t levels[ITEMS];
} one_set;

static mmatch_sets set_of(one_set *set, const int32_t *levels, bool has_levels)
{
    int k;
    set->offsets[0] = set->offsets[1] = 0;
    for (k = 0; k < ITEMS; k++) {
        if (levels[k] > 0) {
            set->items[set->offsets[1]] = k;
            set->levels[set->offsets[1]] = levels[k];
            set->offsets[1]++;
        }
    }
    return (mmatch_sets){set->offsets, set->items, has_levels ? set->levels : NULL};
}

/* A fit of the one pair. */
static mmatch_fit *fit_of(mmatch_context *context, const problem *problem, const answers *given)
{
    const mmatch_criterion *const criterion = &problem->criterion;
    const mmatch_hours rows = {given->words[0], SLOT_WORDS, 60, NULL};
    const mmatch_hours columns = {given->words[1], SLOT_WORDS, 60, NULL};
    const int64_t offsets[2] = {0, given->is_ranked[0]};
    const int32_t others[1] = {0};
    one_set sets[4];
    const bool has_levels = problem->kind != TAXONOMY && problem->kind != TAXONOMY_REVERSE;
    const mmatch_sets row_wants = set_of(&sets[0], given->wants[0], has_levels);
    const mmatch_sets column_wants = set_of(&sets[1], given->wants[1], has_levels);
    const mmatch_sets row_offers = set_of(&sets[2], given->offers[0], has_levels);
    const mmatch_sets column_offers = set_of(&sets[3], given->offers[1], has_levels);
    mmatch_status status = MMATCH_OK;
    mmatch_fit *fit = NULL;
    assert_int_equal(mmatch_fit_create(context, 1, 1, &fit), MMATCH_OK);
    switch (problem->kind) {
    case OVERLAP:
        status = mmatch_fit_add_overlap(context, fit, criterion, &row_wants, &column_wants);
        break;
    case REVERSE:
        status = mmatch_fit_add_overlap_reverse(context, fit, criterion, &row_wants, &column_wants);
        break;
    case MUTUAL:
        status = mmatch_fit_add_overlap_mutual(context, fit, criterion, &row_wants, &row_offers, &column_wants, &column_offers);
        break;
    case JACCARD:
        status = mmatch_fit_add_jaccard(context, fit, criterion, &row_wants, &column_wants);
        break;
    case SHARED_ITEMS:
        status = mmatch_fit_add_shared_items(context, fit, criterion, &row_wants, &column_wants, problem->at_least, problem->full);
        break;
    case TAXONOMY:
        status = mmatch_fit_add_taxonomy(context, fit, criterion, problem->parents, ITEMS, &row_wants, &column_wants,
                                         problem->full);
        break;
    case TAXONOMY_REVERSE:
        status = mmatch_fit_add_taxonomy_reverse(context, fit, criterion, problem->parents, ITEMS, &row_wants, &column_wants,
                                                 problem->full);
        break;
    case SAME:
        status = mmatch_fit_add_same(context, fit, criterion, &given->code[0], &given->code[1]);
        break;
    case DIFFERENT:
        status = mmatch_fit_add_different(context, fit, criterion, &given->code[0], &given->code[1]);
        break;
    case COMPATIBLE:
        status = mmatch_fit_add_compatible(context, fit, criterion, &given->code[0], &given->code[1], CODES, CODES,
                                           problem->shares);
        break;
    case CLOSE:
        status = mmatch_fit_add_close(context, fit, criterion, &given->value[0], &given->value[1], 3);
        break;
    case GAP:
        status = mmatch_fit_add_gap(context, fit, criterion, &given->value[0], &given->value[1], -2, 3);
        break;
    case HOURS:
        status = mmatch_fit_add_shared_hours(context, fit, criterion, &rows, &columns, problem->at_least, problem->full);
        break;
    case BLOCK:
        status = mmatch_fit_add_shared_block(context, fit, criterion, &rows, &columns, problem->at_least, problem->full);
        break;
    case FORMAT:
        status = mmatch_fit_add_format(context, fit, criterion, &given->format[0], &given->format[1], given->place[0],
                                       given->place[1], 500);
        break;
    case RANKING:
        status = mmatch_fit_add_ranking(context, fit, criterion, 0, offsets, others, 0);
        break;
    default:
        status = mmatch_fit_add_listed(context, fit, criterion, (const int64_t[]){0, 0}, NULL, NULL, 0.5);
        break;
    }
    assert_int_equal(status, MMATCH_OK);
    return fit;
}

static worth worth_of(mmatch_context *context, const problem *problem, const answers *given)
{
    mmatch_fit *const fit = fit_of(context, problem, given);
    worth found;
    assert_int_equal(mmatch_fit_explain(context, fit, 0, 0, &found.points, &found.is_out), MMATCH_OK);
    mmatch_fit_destroy(fit);
    return found;
}

static bool is_better(worth a, worth b)
{
    return b.is_out ? !a.is_out : !a.is_out && a.points > b.points;
}

static bool uses_sets(kind kind)
{
    return kind <= TAXONOMY_REVERSE;
}

/* The best of all single changes of one person's answer, and of none. */
static worth best_of_all(mmatch_context *context, const problem *problem, const answers *given, int side)
{
    worth best = worth_of(context, problem, given);
    answers tried = *given;
    int k;
    int level;
#define TRY_IT()                                                                                   \
    do {                                                                                           \
        const worth found = worth_of(context, problem, &tried);                                    \
        best = is_better(found, best) ? found : best;                                              \
        tried = *given;                                                                            \
    } while (0)
    for (k = 0; k < ITEMS && uses_sets(problem->kind); k++) {
        for (level = 0; level <= (problem->kind >= TAXONOMY ? 1 : LEVELS + 1); level++) {
            int listed = 0;
            int other;
            tried.wants[side][k] = level;
            for (other = 0; other < ITEMS; other++) {
                listed += tried.wants[side][other] + (problem->kind == MUTUAL ? tried.offers[side][other] : 0);
            }
            if (listed == 0) { /* giving no answer is no change of an answer */
                tried = *given;
                continue;
            }
            TRY_IT();
            if (problem->kind == MUTUAL) {
                tried.offers[side][k] = level;
                listed = 0;
                for (other = 0; other < ITEMS; other++) {
                    listed += tried.wants[side][other] + tried.offers[side][other];
                }
                if (listed > 0) {
                    TRY_IT();
                } else {
                    tried = *given;
                }
            }
        }
    }
    for (k = 0; k < CODES && (problem->kind == SAME || problem->kind == DIFFERENT || problem->kind == COMPATIBLE); k++) {
        tried.code[side] = k;
        TRY_IT();
    }
    for (k = -60; k <= 60 && (problem->kind == CLOSE || problem->kind == GAP); k++) {
        tried.value[side] = k / 4.0;
        TRY_IT();
    }
    for (k = 0; k < SLOTS && (problem->kind == HOURS || problem->kind == BLOCK); k++) {
        tried.words[side][k / 64] |= (uint64_t)1 << (k % 64);
        TRY_IT();
    }
    for (k = 1; k < 4 && problem->kind == FORMAT; k++) {
        tried.format[side] = k;
        TRY_IT();
    }
    if (problem->kind == RANKING && side == 0) {
        tried.is_ranked[0] = 1;
        TRY_IT();
    }
#undef TRY_IT
    return best;
}

static void apply(const problem *problem, answers *given, int side, const int32_t *change, double value)
{
    const int32_t of = change[MMATCH_CHANGE_OF];
    switch (change[MMATCH_CHANGE_KIND]) {
    case MMATCH_CHANGE_ITEM:
        assert_true(problem->kind != MUTUAL);
        given->wants[side][of] = change[MMATCH_CHANGE_LEVEL];
        return;
    case MMATCH_CHANGE_WANTED:
        assert_int_equal(problem->kind, MUTUAL);
        given->wants[side][of] = change[MMATCH_CHANGE_LEVEL];
        return;
    case MMATCH_CHANGE_OFFERED:
        assert_int_equal(problem->kind, MUTUAL);
        given->offers[side][of] = change[MMATCH_CHANGE_LEVEL];
        return;
    case MMATCH_CHANGE_CODE:
        given->code[side] = of;
        return;
    case MMATCH_CHANGE_OTHER:
        given->code[side] = of + 1;
        return;
    case MMATCH_CHANGE_NUMBER:
        given->value[side] = value;
        return;
    case MMATCH_CHANGE_SLOT:
        given->words[side][of / 64] |= (uint64_t)1 << (of % 64);
        return;
    case MMATCH_CHANGE_FORMAT:
        given->format[side] = of;
        return;
    case MMATCH_CHANGE_RANK:
        given->is_ranked[side] = 1;
        return;
    default:
        return;
    }
}

static void draw_answers(answers *given)
{
    int side;
    memset(given, 0, sizeof *given);
    for (side = 0; side < 2; side++) {
        const int share = below(4);
        int k;
        for (k = 0; k < ITEMS; k++) {
            given->wants[side][k] = below(4) < share ? 1 + below(LEVELS) : 0;
            given->offers[side][k] = below(4) < share ? 1 + below(LEVELS) : 0;
        }
        given->code[side] = below(CODES + 1) - 1;
        given->value[side] = below(6) == 0 ? (double)NAN : below(32) / 4.0 - 4;
        for (k = below(6); k > 0; k--) {
            const int slot = below(4) == 0 ? below(SLOTS) : 163 + below(10);
            given->words[side][slot % SLOTS / 64] |= (uint64_t)1 << (slot % SLOTS % 64);
        }
        given->format[side] = below(4);
        given->place[side][0] = below(9) == 0 ? (double)NAN : 45 + below(8);
        given->place[side][1] = below(8);
    }
    given->is_ranked[0] = below(2);
}

static void the_told_change_is_the_best_of_all_single_changes(void **state)
{
    mmatch_context *const context = plain_context();
    const int64_t stride = test_stride();
    int told[KINDS] = {0};
    int64_t round;
    (void)state;
    dice = mmatch__random_seeded(91);
    for (round = 0; round < 4800; round += stride) {
        problem problem = {.kind = (kind)(round % KINDS)};
        answers given;
        mmatch_fit *fit;
        int32_t changes[2][MMATCH_CHANGE_NUMBERS];
        double values[2];
        int side;
        int k;
        problem.criterion.struct_size = sizeof problem.criterion;
        problem.criterion.points = 997;
        problem.criterion.must = below(3) == 0;
        problem.criterion.missing = below(3);
        problem.at_least = below(2) * below(4);
        problem.full = 1 + below(6);
        for (k = 0; k < ITEMS; k++) {
            problem.parents[k] = k == 0 || below(4) == 0 ? -1 : below(k);
        }
        for (k = 0; k < CODES * CODES; k++) {
            problem.shares[k] = below(5) == 0 ? -1 : below(9) == 0 ? (double)NAN : below(5) / 4.0;
        }
        draw_answers(&given);
        if (problem.kind == TAXONOMY || problem.kind == TAXONOMY_REVERSE) {
            for (k = 0; k < 2 * ITEMS; k++) {
                given.wants[k % 2][k / 2] = given.wants[k % 2][k / 2] > 0;
            }
        }
        fit = fit_of(context, &problem, &given);
        assert_int_equal(mmatch_fit_improve(context, fit, 0, 0, changes[0], values), MMATCH_OK);
        mmatch_fit_destroy(fit);
        for (side = 0; side < 2; side++) {
            const worth before = worth_of(context, &problem, &given);
            const worth best = best_of_all(context, &problem, &given, side);
            answers changed = given;
            worth after;
            apply(&problem, &changed, side, changes[side], values[side]);
            after = worth_of(context, &problem, &changed);
            assert_int_equal(changes[side][MMATCH_CHANGE_POINTS], after.points);
            assert_int_equal(changes[side][MMATCH_CHANGE_RULED_OUT], after.is_out);
            assert_int_equal(changes[side][MMATCH_CHANGE_KIND] != MMATCH_CHANGE_NONE, is_better(after, before));
            assert_false(is_better(best, after));
            told[problem.kind] += changes[side][MMATCH_CHANGE_KIND] != MMATCH_CHANGE_NONE;
        }
    }
    for (round = 0; round < LISTED; round++) {
        assert_true(told[round] > 0);
    }
    assert_int_equal(told[LISTED], 0); /* no answer of one person */
    mmatch_context_destroy(context);
}

static void what_cannot_be_asked_is_refused(void **state)
{
    mmatch_context *const context = plain_context();
    const int32_t codes[1] = {1};
    int32_t changes[2 * MMATCH_CHANGE_NUMBERS];
    mmatch_fit *fit = NULL;
    (void)state;
    assert_int_equal(mmatch_fit_create(context, 1, 1, &fit), MMATCH_OK);
    assert_int_equal(mmatch_fit_improve(context, fit, 0, 0, NULL, NULL), MMATCH_OK); /* no criteria, no numbers */
    assert_int_equal(mmatch_fit_add_same(context, fit, NULL, codes, codes), MMATCH_OK);
    assert_int_equal(mmatch_fit_improve(context, fit, 0, 0, NULL, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_fit_improve(context, NULL, 0, 0, changes, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_fit_improve(context, fit, 1, -1, changes, NULL), MMATCH_ERR_ARGUMENT);
    assert_int_equal(mmatch_context_fault_count(context), 2);
    assert_string_equal(mmatch_context_error(context), "row 1 is out of range, there are 1");
    mmatch_fit_destroy(fit);
    mmatch_context_destroy(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_told_change_is_the_best_of_all_single_changes),
        cmocka_unit_test(what_cannot_be_asked_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
