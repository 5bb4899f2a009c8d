/* Markets of every kind, each drawn from a number of its own: as a user would give them, and in the plain arrays of the
 * reference flow. */
#ifndef MMATCH_TESTS_DRAWN_MARKET_H
#define MMATCH_TESTS_DRAWN_MARKET_H

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "reference_flow.h"
#include "support.h"

enum { DRAWN_FAMILIES = 12 };

static inline int drawn_below(mmatch__random *random, int bound)
{
    return (int)mmatch__random_below(random, (uint64_t)bound);
}

/* Everything one market is made of. */
typedef struct drawn_market {
    flow_market flow;
    int is_minimised;
    int is_full; /* no pair is left out of the scores */
    int layout;  /* 0 dense float64, 1 dense float32 transposed, 2 dense int64, 3 sparse, 4 computed */
    int32_t coverage;
    double numbers[FLOW_SIDE * FLOW_SIDE]; /* in the user's sense, row by row */
    float narrow[FLOW_SIDE * FLOW_SIDE];   /* column by column */
    int64_t whole[FLOW_SIDE * FLOW_SIDE];
    int64_t offsets[FLOW_SIDE + 1];
    int64_t entry_columns[FLOW_SIDE * FLOW_SIDE];
    double entries[FLOW_SIDE * FLOW_SIDE];
    mmatch_scores *scores;
    mmatch_market *market;
} drawn_market;

static inline int64_t draw_number(mmatch__random *random, int family, int r, int c, const int (*effects)[FLOW_SIDE])
{
    const int64_t x = effects[0][r] - effects[1][c];
    const int64_t y = effects[2][r] - effects[3][c];
    switch (family) {
    case 0: /* uniform */
        return drawn_below(random, 1 << 20);
    case 1: /* distances in the plane */
        return (int64_t)floor(sqrt((double)(x * x + y * y)));
    case 2: /* inner products */
        return (int64_t)effects[0][r] * effects[1][c] / 64 + (int64_t)effects[2][r] * effects[3][c] / 64;
    case 3: /* effects and noise */
        return effects[0][r] + effects[1][c] + drawn_below(random, 100);
    case 4: /* many ties */
        return 1 + drawn_below(random, 3);
    case 5: /* some ties */
        return 1 + drawn_below(random, 100);
    case 6: /* degenerate products */
        return (int64_t)(r + 1) * (c + 1);
    case 7: /* all the same */
        return 5;
    case 8: /* squares of differences: the other way round of degenerate */
        return (int64_t)(r - c) * (r - c);
    case 9: /* a few that everybody wants */
        return c < 3 ? 1000 + drawn_below(random, 5) : drawn_below(random, 50);
    case 10: /* both signs */
        return drawn_below(random, 41) - 20;
    default: /* zeros mostly */
        return drawn_below(random, 6) == 0 ? drawn_below(random, 7) - 3 : 0;
    }
}

static inline void draw_scores(mmatch__random *random, drawn_market *drawn)
{
    flow_market *const flow = &drawn->flow;
    const int family = drawn_below(random, DRAWN_FAMILIES);
    const int tenths_out = drawn_below(random, 2) == 0 ? 0 : drawn_below(random, 10); /* of the pairs */
    const int64_t sign = drawn->is_minimised ? -1 : 1;
    int effects[4][FLOW_SIDE];
    int r;
    int c;
    for (r = 0; r < 4; r++) {
        for (c = 0; c < FLOW_SIDE; c++) {
            effects[r][c] = drawn_below(random, 1000);
        }
    }
    for (r = 0; r < flow->rows; r++) {
        for (c = 0; c < flow->columns; c++) {
            const int is_out = drawn_below(random, 10) < tenths_out && !drawn->is_full;
            flow->score[r][c] = is_out ? FLOW_NO_PAIR : sign * draw_number(random, family, r, c, (const int(*)[FLOW_SIDE])effects);
        }
    }
}

/* The numbers as the user would give them. */
static inline void write_numbers(drawn_market *drawn)
{
    const flow_market *const flow = &drawn->flow;
    const double forbidden = drawn->is_minimised ? (double)INFINITY : -(double)INFINITY;
    const int64_t sign = drawn->is_minimised ? -1 : 1;
    int count = 0;
    int r;
    int c;
    for (r = 0; r < flow->rows; r++) {
        drawn->offsets[r] = count;
        for (c = 0; c < flow->columns; c++) {
            const int is_out = flow->score[r][c] == FLOW_NO_PAIR;
            const int64_t number = is_out ? 0 : sign * flow->score[r][c];
            drawn->whole[r * flow->columns + c] = number;
            drawn->numbers[r * flow->columns + c] = is_out ? forbidden : (double)number;
            drawn->narrow[c * flow->rows + r] = (float)drawn->numbers[r * flow->columns + c];
            if (!is_out) {
                drawn->entry_columns[count] = c;
                drawn->entries[count++] = (double)number;
            }
        }
    }
    drawn->offsets[flow->rows] = count;
}

static inline void compute_drawn_row(const void *user_data, int64_t row, double *row_out)
{
    const drawn_market *const drawn = (const drawn_market *)user_data;
    memcpy(row_out, drawn->numbers + row * drawn->flow.columns, (size_t)drawn->flow.columns * sizeof *row_out);
}

static inline mmatch_status make_scores(mmatch_context *context, drawn_market *drawn)
{
    const int64_t rows = drawn->flow.rows;
    const int64_t columns = drawn->flow.columns;
    mmatch_scores_options options = {0};
    options.struct_size = sizeof options;
    options.sense = drawn->is_minimised ? MMATCH_SENSE_MINIMISE : MMATCH_SENSE_MAXIMISE;
    switch (drawn->layout) {
    case 0:
        return mmatch_scores_create_dense(context, drawn->numbers, MMATCH_FLOAT64, rows, columns, 8 * columns, 8,
                                          &options, &drawn->scores);
    case 1:
        return mmatch_scores_create_dense(context, drawn->narrow, MMATCH_FLOAT32, rows, columns, 4, 4 * rows, &options,
                                          &drawn->scores);
    case 2:
        return mmatch_scores_create_dense(context, drawn->whole, MMATCH_INT64, rows, columns, 8 * columns, 8, &options,
                                          &drawn->scores);
    case 3:
        return mmatch_scores_create_csr(context, drawn->offsets, drawn->entry_columns, MMATCH_INT64, drawn->entries,
                                        MMATCH_FLOAT64, rows, columns, &options, &drawn->scores);
    default:
        return mmatch_scores_create_computed(context, compute_drawn_row, drawn, rows, columns, (double)(1 << 21), 0,
                                             &options, &drawn->scores);
    }
}

static inline void draw_capacities(mmatch__random *random, drawn_market *drawn)
{
    flow_market *const flow = &drawn->flow;
    const int row_kind = drawn_below(random, 3);
    const int column_kind = drawn_below(random, 3);
    int k;
    for (k = 0; k < flow->rows; k++) {
        flow->row_maximum[k] = row_kind == 0 ? 1 : drawn_below(random, row_kind == 1 ? 2 : 4);
        flow->row_minimum[k] = row_kind == 2 && drawn_below(random, 12) == 0 && flow->row_maximum[k] > 0 ? 1 : 0;
    }
    for (k = 0; k < flow->columns; k++) {
        flow->column_maximum[k] = column_kind == 0 ? 1 : drawn_below(random, 4);
        flow->column_minimum[k] = column_kind == 2 && drawn_below(random, 6) == 0 ? drawn_below(random, flow->column_maximum[k] + 1) : 0;
    }
}

/* Nested quotas: ranges of columns, the later inside or beside the earlier. */
static inline void draw_quotas(mmatch__random *random, drawn_market *drawn)
{
    flow_market *const flow = &drawn->flow;
    int begin[FLOW_QUOTAS];
    int end[FLOW_QUOTAS];
    int wanted = drawn_below(random, 2) == 0 ? 0 : 1 + drawn_below(random, 4);
    int c;
    for (c = 0; c < flow->columns; c++) {
        flow->column_quota[c] = -1;
    }
    flow->quotas = 0;
    for (; wanted > 0; wanted--) {
        const int q = flow->quotas;
        const int parent = drawn_below(random, q + 1) - 1;
        const int from = parent < 0 ? 0 : begin[parent];
        const int to = parent < 0 ? flow->columns : end[parent];
        const int first = from + drawn_below(random, to - from);
        const int last = first + 1 + drawn_below(random, to - first);
        int overlaps = 0;
        int k;
        for (k = 0; k < q; k++) {
            const int is_around = begin[k] <= first && last <= end[k];
            const int is_beside = last <= begin[k] || end[k] <= first;
            overlaps = overlaps || !(is_around || is_beside) || (begin[k] == first && last == end[k]); /* or the same */
        }
        if (overlaps) {
            continue;
        }
        begin[q] = first;
        end[q] = last;
        flow->quota_maximum[q] = 1 + drawn_below(random, 2 * (last - first) + 1);
        flow->quota_minimum[q] = drawn_below(random, 5) == 0 ? drawn_below(random, flow->quota_maximum[q] + 1) / 2 : 0;
        flow->quotas++;
    }
    /* parents are the smallest ranges around */
    for (c = 0; c < flow->quotas + flow->columns; c++) {
        const int is_quota = c < flow->quotas;
        const int first = is_quota ? begin[c] : c - flow->quotas;
        const int last = is_quota ? end[c] : first + 1;
        int parent = -1;
        int k;
        for (k = 0; k < flow->quotas; k++) {
            if ((!is_quota || k != c) && begin[k] <= first && last <= end[k] &&
                (parent < 0 || end[k] - begin[k] < end[parent] - begin[parent])) {
                parent = k;
            }
        }
        if (is_quota) {
            flow->quota_parent[c] = parent;
        } else {
            flow->column_quota[first] = parent;
        }
    }
}

static inline void tell_capacities(mmatch_context *context, const drawn_market *drawn)
{
    const flow_market *const flow = &drawn->flow;
    int32_t low[FLOW_SIDE];
    int32_t high[FLOW_SIDE];
    int k;
    for (k = 0; k < flow->rows; k++) {
        low[k] = flow->row_minimum[k];
        high[k] = flow->row_maximum[k];
    }
    assert_int_equal(mmatch_market_set_row_capacity(context, drawn->market, low, high), MMATCH_OK);
    for (k = 0; k < flow->columns; k++) {
        low[k] = flow->column_minimum[k];
        high[k] = flow->column_maximum[k];
    }
    assert_int_equal(mmatch_market_set_column_capacity(context, drawn->market, low, high), MMATCH_OK);
}

static inline int is_inside(const flow_market *flow, int column, int quota)
{
    int q = flow->column_quota[column];
    while (q >= 0 && q != quota) {
        q = flow->quota_parent[q];
    }
    return q == quota;
}

static inline void tell_quotas(mmatch_context *context, const drawn_market *drawn)
{
    const flow_market *const flow = &drawn->flow;
    int64_t offsets[FLOW_QUOTAS + 1];
    int64_t columns[FLOW_QUOTAS * FLOW_SIDE];
    int64_t low[FLOW_QUOTAS];
    int64_t high[FLOW_QUOTAS];
    int64_t count = 0;
    int q;
    int c;
    for (q = 0; q < flow->quotas; q++) {
        offsets[q] = count;
        low[q] = flow->quota_minimum[q];
        high[q] = flow->quota_maximum[q];
        for (c = 0; c < flow->columns; c++) {
            if (is_inside(flow, c, q)) {
                columns[count++] = c;
            }
        }
    }
    offsets[flow->quotas] = count;
    if (flow->quotas > 0 && mmatch_market_set_quotas(context, drawn->market, flow->quotas, offsets, columns, low, high) !=
                                MMATCH_OK) {
        fail_msg("quotas: %s", mmatch_context_error(context));
    }
}

/* Counts a locked pair in all quotas around its column, unless one is full: more locks than a maximum are refused. */
static inline int take_quota_places(const flow_market *flow, int64_t column, int *quota_load)
{
    int q;
    for (q = flow->column_quota[column]; q >= 0; q = flow->quota_parent[q]) {
        if (quota_load[q] >= flow->quota_maximum[q]) {
            return 0;
        }
    }
    for (q = flow->column_quota[column]; q >= 0; q = flow->quota_parent[q]) {
        quota_load[q]++;
    }
    return 1;
}

/* Forbidden pairs, a minimum score, locked pairs: in the market and in the flow alike. */
static inline void draw_rules(mmatch_context *context, mmatch__random *random, drawn_market *drawn)
{
    flow_market *const flow = &drawn->flow;
    const int has_minimum = drawn_below(random, 5) == 0;
    const int64_t minimum = drawn_below(random, 60) * (drawn->is_minimised ? -1 : 1);
    int row_load[FLOW_SIDE] = {0};
    int column_load[FLOW_SIDE] = {0};
    int quota_load[FLOW_QUOTAS] = {0};
    int wanted = drawn_below(random, 4) == 0 ? drawn_below(random, 4) : 0;
    int r;
    int c;
    for (; wanted > 0; wanted--) {
        const int64_t row = drawn_below(random, flow->rows);
        const int64_t column = drawn_below(random, flow->columns);
        if (flow->score[row][column] != FLOW_NO_PAIR && !flow->is_locked[row][column] &&
            row_load[row] < flow->row_maximum[row] && column_load[column] < flow->column_maximum[column] &&
            take_quota_places(flow, column, quota_load)) {
            assert_int_equal(mmatch_market_lock(context, drawn->market, &row, &column, 1), MMATCH_OK);
            flow->is_locked[row][column] = 1;
            row_load[row]++;
            column_load[column]++;
        }
    }
    wanted = drawn_below(random, 3) == 0 ? drawn_below(random, 6) : 0;
    for (; wanted > 0; wanted--) {
        const int64_t row = drawn_below(random, flow->rows);
        const int64_t column = drawn_below(random, flow->columns);
        if (!flow->is_locked[row][column]) {
            assert_int_equal(mmatch_market_forbid(context, drawn->market, &row, &column, 1), MMATCH_OK);
            flow->score[row][column] = FLOW_NO_PAIR;
        }
    }
    if (has_minimum) {
        assert_int_equal(mmatch_market_set_minimum_score(context, drawn->market,
                                                         (double)(drawn->is_minimised ? -minimum : minimum)),
                         MMATCH_OK);
        for (r = 0; r < flow->rows; r++) {
            for (c = 0; c < flow->columns; c++) {
                if (flow->score[r][c] != FLOW_NO_PAIR && flow->score[r][c] < minimum && !flow->is_locked[r][c]) {
                    flow->score[r][c] = FLOW_NO_PAIR;
                }
            }
        }
    }
}

static inline int draw_side(mmatch__random *random)
{
    const int kind = drawn_below(random, 20);
    return 1 + drawn_below(random, kind < 14 ? 8 : kind < 19 ? 14 : FLOW_SIDE);
}

enum { DRAWN_ANY_LAYOUT = -1, DRAWN_DENSE = 0, DRAWN_SPARSE = 3 };

/* Draws one market and makes it, with scores laid out as drawn or as asked for; *drawn must outlive it. Rows that
 * `everyone` wants placed are not in its minima. */
static inline void draw_market(mmatch_context *context, uint64_t number, int layout, drawn_market *drawn)
{
    mmatch__random random = mmatch__random_seeded(number);
    memset(drawn, 0, sizeof *drawn);
    drawn->is_minimised = drawn_below(&random, 2);
    drawn->layout = drawn_below(&random, 5);
    drawn->is_full = drawn->layout == 2; /* int64 has no number for a pair left out */
    drawn->layout = layout == DRAWN_ANY_LAYOUT ? drawn->layout : layout;
    drawn->coverage = drawn_below(&random, 3);
    drawn->flow.rows = draw_side(&random);
    drawn->flow.columns = drawn_below(&random, 2) == 0 ? drawn->flow.rows : draw_side(&random);
    draw_scores(&random, drawn);
    write_numbers(drawn);
    draw_capacities(&random, drawn);
    draw_quotas(&random, drawn);
    if (make_scores(context, drawn) != MMATCH_OK) {
        fail_msg("market %llu: %s", (unsigned long long)number, mmatch_context_error(context));
    }
    assert_int_equal(mmatch_market_create(context, drawn->scores, &drawn->market), MMATCH_OK);
    tell_capacities(context, drawn);
    tell_quotas(context, drawn);
    draw_rules(context, &random, drawn);
}

static inline void drawn_market_destroy(drawn_market *drawn)
{
    mmatch_market_destroy(drawn->market);
    mmatch_scores_destroy(drawn->scores);
}

/* What the flow makes of it. */
static inline flow_answer drawn_market_solve(const drawn_market *drawn)
{
    flow_market flow = drawn->flow;
    int row;
    for (row = 0; row < flow.rows; row++) {
        if (drawn->coverage == MMATCH_COVERAGE_EVERYONE && flow.row_minimum[row] < 1) {
            flow.row_minimum[row] = 1;
        }
    }
    flow.are_rows_placed_first = drawn->coverage == MMATCH_COVERAGE_PARTICIPATION_FIRST;
    return flow_solve(&flow);
}

#endif
