/* A second opinion on the assignment: the best flow through an explicit network, by longest paths (Bellman and Ford), one
 * unit at a time. Plain and slow; it shares nothing with the library but the meaning of a market. */
#ifndef MMATCH_TESTS_REFERENCE_FLOW_H
#define MMATCH_TESTS_REFERENCE_FLOW_H

#include <stdint.h>
#include <stdlib.h>

enum { FLOW_SIDE = 30, FLOW_QUOTAS = 8, FLOW_NODES = 2 * FLOW_SIDE + FLOW_QUOTAS + 2, FLOW_ARCS = 4000 };

/* A market in plain arrays. Scores are whole numbers, larger better; FLOW_NO_PAIR where there is none. */
#define FLOW_NO_PAIR INT64_MIN

typedef struct flow_market {
    int rows, columns, quotas;
    int64_t score[FLOW_SIDE][FLOW_SIDE];
    int is_locked[FLOW_SIDE][FLOW_SIDE];
    int row_minimum[FLOW_SIDE], row_maximum[FLOW_SIDE];
    int column_minimum[FLOW_SIDE], column_maximum[FLOW_SIDE];
    int quota_minimum[FLOW_QUOTAS], quota_maximum[FLOW_QUOTAS];
    int quota_parent[FLOW_QUOTAS]; /* -1: none; a parent comes before its children */
    int column_quota[FLOW_SIDE];   /* -1: none */
    int are_rows_placed_first;
} flow_market;

typedef struct flow_answer {
    int is_feasible;
    int64_t total;
    int placed; /* rows with a partner */
} flow_answer;

/* What must be counts most, then rows placed, then scores: sums of one kind never reach the next. */
#define FLOW_MUST ((int64_t)1 << 46)
#define FLOW_PLACED ((int64_t)1 << 36)

typedef struct flow_network {
    int from[FLOW_ARCS], to[FLOW_ARCS], room[FLOW_ARCS];
    int64_t gain[FLOW_ARCS];
    int count;
} flow_network;

/* An arc and, next to it, its way back. */
static inline void flow_arc(flow_network *network, int from, int to, int room, int64_t gain)
{
    const int arc = network->count;
    if (room <= 0) {
        return;
    }
    network->from[arc] = from;
    network->to[arc] = to;
    network->room[arc] = room;
    network->gain[arc] = gain;
    network->from[arc + 1] = to;
    network->to[arc + 1] = from;
    network->room[arc + 1] = 0;
    network->gain[arc + 1] = 0 - gain;
    network->count += 2;
}

/* Up to `minimum` units that must be, then up to `maximum`. */
static inline void flow_limited_arc(flow_network *network, int from, int to, int minimum, int maximum)
{
    flow_arc(network, from, to, minimum < maximum ? minimum : maximum, FLOW_MUST);
    flow_arc(network, from, to, maximum - minimum, 0);
}

/* Sends one unit along the way that gains most; false when no way gains. */
static inline int flow_augment(flow_network *network, int nodes, int source, int sink, int64_t *gain_out)
{
    int64_t best[FLOW_NODES];
    int arc_to[FLOW_NODES];
    int is_changed = 1;
    int round;
    int node;
    for (node = 0; node < nodes; node++) {
        best[node] = INT64_MIN;
        arc_to[node] = -1;
    }
    best[source] = 0;
    for (round = 0; round <= nodes && is_changed; round++) {
        int arc;
        is_changed = 0;
        for (arc = 0; arc < network->count; arc++) {
            const int from = network->from[arc];
            const int to = network->to[arc];
            if (network->room[arc] > 0 && best[from] != INT64_MIN && best[from] + network->gain[arc] > best[to]) {
                best[to] = best[from] + network->gain[arc];
                arc_to[to] = arc;
                is_changed = 1;
            }
        }
    }
    if (is_changed || best[sink] == INT64_MIN || best[sink] <= 0) {
        return 0;
    }
    *gain_out = best[sink];
    for (node = sink; node != source; node = network->from[arc_to[node]]) {
        network->room[arc_to[node]]--;
        network->room[arc_to[node] ^ 1]++;
    }
    return 1;
}

static inline flow_answer flow_solve(const flow_market *market)
{
    static flow_network network; /* one test, one thread */
    const int source = market->rows + market->columns + market->quotas;
    const int sink = source + 1;
    const int first_column = market->rows;
    const int first_quota = first_column + market->columns;
    flow_answer answer = {1, 0, 0};
    int64_t required = 0;
    int64_t gained = 0;
    int64_t gain;
    int first_pair;
    int arc;
    int r;
    int c;
    int q;
    network.count = 0;
    for (r = 0; r < market->rows; r++) {
        int low = market->row_minimum[r];
        int high = market->row_maximum[r];
        required += low;
        if (low > high) {
            answer.is_feasible = 0;
        }
        if (market->are_rows_placed_first && low < 1 && high > 0) {
            flow_arc(&network, source, r, 1, FLOW_PLACED);
            high--;
        } else if (market->are_rows_placed_first && low > 0 && high > 0) {
            flow_arc(&network, source, r, 1, FLOW_MUST + FLOW_PLACED);
            low--;
            high--;
        }
        flow_limited_arc(&network, source, r, low, high);
    }
    first_pair = network.count;
    for (r = 0; r < market->rows; r++) {
        for (c = 0; c < market->columns; c++) {
            if (market->score[r][c] != FLOW_NO_PAIR) {
                required += market->is_locked[r][c];
                flow_arc(&network, r, first_column + c, 1,
                         market->score[r][c] + (market->is_locked[r][c] ? FLOW_MUST : 0));
            }
        }
    }
    for (c = 0; c < market->columns; c++) {
        const int quota = market->column_quota[c];
        required += market->column_minimum[c];
        flow_limited_arc(&network, first_column + c, quota < 0 ? sink : first_quota + quota, market->column_minimum[c],
                         market->column_maximum[c]);
    }
    for (q = 0; q < market->quotas; q++) {
        const int parent = market->quota_parent[q];
        required += market->quota_minimum[q];
        flow_limited_arc(&network, first_quota + q, parent < 0 ? sink : first_quota + parent,
                         market->quota_minimum[q], market->quota_maximum[q]);
    }
    while (flow_augment(&network, sink + 1, source, sink, &gain)) {
        gained += gain;
    }
    /* gained = musts met + rows placed + scores, and scores may be negative */
    {
        int placed[FLOW_SIDE] = {0};
        int64_t musts;
        for (arc = first_pair; arc < network.count && network.from[arc] < market->rows; arc += 2) {
            if (network.room[arc] == 0) {
                r = network.from[arc];
                answer.total += market->score[r][network.to[arc] - first_column];
                placed[r] = 1;
            }
        }
        for (r = 0; r < market->rows; r++) {
            answer.placed += placed[r];
        }
        musts = gained - answer.total - (market->are_rows_placed_first ? answer.placed * FLOW_PLACED : 0);
        if (musts != required * FLOW_MUST) {
            answer.is_feasible = 0;
        }
    }
    return answer;
}

#endif
