/* Any answers to any criteria: refused with a place and nothing changed, or every row says what explanations say, an audit
 * counts the same pairs, and a change that is told brings no less than there was. */
#include "bytes.h"

enum { MOST_ROWS = 4, MOST_COLUMNS = 6, MOST_ITEMS = 24, MOST_CRITERIA = 5, KINDS = 18, WORDS = 3 };

/* Offsets that may fall, but never beyond what the arrays hold: a length cannot be checked by the library. */
static void next_offsets(byte_stream *stream, int count, int64_t *offsets)
{
    const int is_wild = next_below(stream, 8) == 0;
    int k;
    offsets[0] = 0;
    for (k = 1; k <= count; k++) {
        offsets[k] = is_wild ? next_below(stream, MOST_ITEMS + 1) - (next_byte(stream) == 255)
                             : offsets[k - 1] + next_below(stream, MOST_ITEMS / MOST_COLUMNS + 1);
    }
}

typedef struct fuzz_sets {
    int64_t offsets[MOST_COLUMNS + 1];
    int32_t items[MOST_ITEMS];
    int32_t levels[MOST_ITEMS];
} fuzz_sets;

static mmatch_sets next_sets(byte_stream *stream, fuzz_sets *sets, int count)
{
    mmatch_sets given = {sets->offsets, sets->items, NULL};
    int k;
    next_offsets(stream, count, sets->offsets);
    for (k = 0; k < MOST_ITEMS; k++) {
        sets->items[k] = k % 4 == 3 ? next_byte(stream) - 1 : 3 * (k % 4) + next_below(stream, 3);
        sets->levels[k] = next_below(stream, 7) + (next_byte(stream) == 255 ? 999 : 0);
    }
    if (next_below(stream, 3) == 0) {
        given.levels = sets->levels;
    }
    return given;
}

static double next_share(byte_stream *stream)
{
    const int kind = next_byte(stream);
    return kind < 200 ? kind / 199.0 : kind < 225 ? -1 : next_score(stream);
}

static mmatch_status add_drawn(mmatch_context *context, mmatch_fit *fit, byte_stream *stream, int rows, int columns,
                               double *matrix)
{
    const int kind = next_below(stream, KINDS);
    mmatch_criterion criterion;
    fuzz_sets own[4];
    mmatch_sets sets[4];
    int32_t codes[2][MOST_COLUMNS];
    int32_t others[MOST_ITEMS];
    int32_t parents[12];
    int64_t offsets[MOST_COLUMNS + 1];
    uint64_t words[2][MOST_COLUMNS * WORDS];
    double numbers[2][2 * MOST_COLUMNS];
    double shares[MOST_ITEMS];
    const mmatch_hours hours[2] = {{words[0], WORDS, 60, NULL}, {words[1], WORDS, 60, NULL}};
    int k;
    memset(&criterion, 0, sizeof criterion);
    criterion.struct_size = sizeof criterion;
    criterion.points = next_below(stream, 4) == 0 ? 1000000 : next_byte(stream) - 1;
    criterion.must = next_below(stream, 4) == 0;
    criterion.missing = next_below(stream, 4) - (next_byte(stream) == 255);
    for (k = 0; k < 4; k++) {
        sets[k] = next_sets(stream, &own[k], k % 2 == 0 ? rows : columns);
    }
    for (k = 0; k < 2 * MOST_COLUMNS; k++) {
        codes[k % 2][k / 2] = next_below(stream, 5) - 1 - (next_byte(stream) == 255);
        numbers[0][k] = next_score(stream);
        numbers[1][k] = next_score(stream);
    }
    for (k = 0; k < 2 * MOST_COLUMNS * WORDS; k++) {
        words[k % 2][k / 2] = k / 2 % WORDS == WORDS - 1 && next_byte(stream) < 250
                                  ? (uint64_t)next_byte(stream) << 32
                                  : (uint64_t)next_byte(stream) << (8 * next_below(stream, 8));
    }
    for (k = 0; k < 12; k++) {
        parents[k] = k == 0 ? -1 : next_below(stream, k + (next_byte(stream) > 250 ? 12 : 0)) - (next_byte(stream) > 200);
    }
    for (k = 0; k < MOST_ITEMS; k++) {
        others[k] = k % 4 + (next_byte(stream) == 255 ? -5 : 0);
        shares[k] = next_share(stream);
    }
    switch (kind) {
    case 0:
        return mmatch_fit_add_overlap(context, fit, &criterion, &sets[0], &sets[1]);
    case 1:
        return mmatch_fit_add_overlap_reverse(context, fit, &criterion, &sets[0], &sets[1]);
    case 2:
        return mmatch_fit_add_overlap_mutual(context, fit, &criterion, &sets[0], &sets[2], &sets[3], &sets[1]);
    case 3:
        return mmatch_fit_add_jaccard(context, fit, &criterion, &sets[0], &sets[1]);
    case 4:
        return mmatch_fit_add_shared_items(context, fit, &criterion, &sets[0], &sets[1], next_below(stream, 5) - 1,
                                           next_below(stream, 5) - 1);
    case 5:
        sets[0].levels = sets[1].levels = NULL;
        return mmatch_fit_add_taxonomy(context, fit, &criterion, parents, 12, &sets[0], &sets[1], next_below(stream, 9));
    case 6:
        sets[0].levels = sets[1].levels = NULL;
        return mmatch_fit_add_taxonomy_reverse(context, fit, &criterion, parents, 12, &sets[0], &sets[1],
                                               next_below(stream, 9));
    case 7:
        return mmatch_fit_add_same(context, fit, &criterion, codes[0], codes[1]);
    case 8:
        return mmatch_fit_add_different(context, fit, &criterion, codes[0], codes[1]);
    case 9:
        return mmatch_fit_add_compatible(context, fit, &criterion, codes[0], codes[1], 4, 4, shares);
    case 10:
        return mmatch_fit_add_close(context, fit, &criterion, numbers[0], numbers[1], next_score(stream));
    case 11:
        return mmatch_fit_add_gap(context, fit, &criterion, numbers[0], numbers[1], next_score(stream), next_score(stream));
    case 12:
        return (next_below(stream, 2) ? mmatch_fit_add_shared_hours : mmatch_fit_add_shared_block)(
            context, fit, &criterion, &hours[0], &hours[1], next_below(stream, 6) - 1, next_below(stream, 9) - 1);
    case 13:
        return mmatch_fit_add_format(context, fit, &criterion, codes[0], codes[1], next_below(stream, 2) ? numbers[0] : NULL,
                                     next_below(stream, 2) ? numbers[1] : NULL, 100 * next_score(stream));
    case 14: {
        const int by_columns = next_below(stream, 2);
        next_offsets(stream, by_columns ? columns : rows, offsets);
        return mmatch_fit_add_ranking(context, fit, &criterion, by_columns, offsets, others, next_below(stream, 6) - 1);
    }
    case 15:
        next_offsets(stream, rows, offsets);
        return mmatch_fit_add_listed(context, fit, &criterion, offsets, others, shares, next_share(stream));
    case 16:
        for (k = 0; k < rows * columns; k++) {
            matrix[k] = next_share(stream);
        }
        return mmatch_fit_add_matrix(context, fit, &criterion, matrix, columns);
    default:
        return mmatch_fit_add_similarity(context, fit, &criterion, numbers[0], numbers[1], 1 + next_below(stream, 2),
                                         next_below(stream, 3), next_score(stream) / 4, next_score(stream));
    }
}

/* Rows, explanations, audit and changes agree. */
static void check_fit(mmatch_context *context, mmatch_fit *fit, int rows, int columns)
{
    const int32_t count = mmatch_fit_criterion_count(fit);
    int64_t findings[MOST_CRITERIA * MMATCH_FINDINGS];
    int64_t partners[MOST_ROWS];
    mmatch_scores *scores = NULL;
    int row;
    if (mmatch_fit_audit(context, fit, findings, partners, NULL, NULL, NULL) != MMATCH_OK ||
        mmatch_fit_scores(context, fit, &scores) != MMATCH_OK) {
        found("fit", mmatch_context_error(context));
    }
    for (row = 0; row < rows; row++) {
        double values[MOST_COLUMNS];
        int64_t possible = 0;
        int column;
        if (mmatch_scores_read_row(context, scores, row, values) != MMATCH_OK) {
            found("read_row", mmatch_context_error(context));
        }
        for (column = 0; column < columns; column++) {
            int32_t points[MOST_CRITERIA];
            int32_t out[MOST_CRITERIA];
            int32_t changes[2 * MOST_CRITERIA * MMATCH_CHANGE_NUMBERS];
            int64_t sum = 0;
            int is_out = 0;
            int k;
            if (mmatch_fit_explain(context, fit, row, column, points, out) != MMATCH_OK ||
                mmatch_fit_improve(context, fit, row, column, changes, NULL) != MMATCH_OK) {
                found("explain", mmatch_context_error(context));
            }
            for (k = 0; k < count; k++) {
                sum += points[k];
                is_out |= out[k];
                if (points[k] < 0 || points[k] > mmatch_fit_criterion_points(fit, k)) {
                    found("points", "out of their range");
                }
            }
            for (k = 0; k < 2 * count; k++) {
                const int32_t *const change = changes + k * MMATCH_CHANGE_NUMBERS;
                if (change[MMATCH_CHANGE_POINTS] < points[k / 2] && !out[k / 2]) {
                    found("improve", "a change brings less");
                }
                if (change[MMATCH_CHANGE_RULED_OUT] && !out[k / 2]) {
                    found("improve", "a change rules out");
                }
            }
            possible += !is_out;
            if (is_out ? values[column] >= 0 : values[column] != (double)sum) {
                found("row", "is not what the explanation says");
            }
        }
        if (partners[row] != possible) {
            found("audit", "counts other partners");
        }
    }
    mmatch_scores_destroy(scores);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static double matrices[MOST_CRITERIA][MOST_ROWS * MOST_COLUMNS];
    byte_stream stream = {bytes, length};
    const int rows = next_below(&stream, MOST_ROWS + 1);
    const int columns = next_below(&stream, MOST_COLUMNS + 1);
    const int wanted = 1 + next_below(&stream, MOST_CRITERIA);
    mmatch_context *context = NULL;
    mmatch_fit *fit = NULL;
    int k;
    if (mmatch_context_create(NULL, &context) != MMATCH_OK) {
        return 0;
    }
    if (mmatch_fit_create(context, rows, columns, &fit) == MMATCH_OK) {
        for (k = 0; k < wanted; k++) {
            const int32_t before = mmatch_fit_criterion_count(fit);
            const mmatch_status status = add_drawn(context, fit, &stream, rows, columns, matrices[k]);
            const int is_added = mmatch_fit_criterion_count(fit) == before + 1;
            if ((status == MMATCH_OK) != is_added || (status != MMATCH_OK && mmatch_context_error(context)[0] == '\0')) {
                found("fit", "refused without saying why, or a change all the same");
            }
        }
        check_fit(context, fit, rows, columns);
    }
    mmatch_fit_destroy(fit);
    mmatch_context_destroy(context);
    return 0;
}
