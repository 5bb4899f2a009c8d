/* Lists of the arcs that lose little. */
#include "alternatives/graph.h"

typedef struct graph_pass {
    mmatch__exchange_graph *graph;
    mmatch__exchange *exchange;
    mmatch__tiered limit;
} graph_pass;

static void note_arc(const graph_pass *pass, int32_t to, mmatch__tiered loss)
{
    mmatch__exchange_graph *const graph = pass->graph;
    if (!mmatch__tiered_less(loss, pass->limit)) {
        return;
    }
    if (graph->to != NULL && graph->arc_count < graph->arc_room) {
        graph->to[graph->arc_count] = to;
        if (graph->losses != NULL) {
            graph->losses[graph->arc_count] = loss;
        }
    }
    graph->arc_count++;
}

static void note_row(const graph_pass *pass, int32_t row)
{
    mmatch__exchange *const exchange = pass->exchange;
    const int32_t count = mmatch__exchange_read_row(exchange, row);
    mmatch__tiered loss;
    int32_t k;
    for (k = 0; k < count; k++) {
        const int32_t column = exchange->open_columns[k];
        note_arc(pass, mmatch__exchange_column_node(exchange, column),
                 mmatch__exchange_pair_loss(exchange, row, column, exchange->open_units[k]));
    }
    if (mmatch__exchange_may_drop(&exchange->rows, row, &loss)) {
        note_arc(pass, mmatch__exchange_outside(exchange), loss);
    }
}

static void note_column(const graph_pass *pass, int32_t column)
{
    const mmatch__exchange *const exchange = pass->exchange;
    mmatch__tiered loss;
    int32_t place;
    for (place = exchange->columns.first_pair[column]; place >= 0; place = exchange->pairs[place].next_of_column) {
        const mmatch__made_pair *const pair = &exchange->pairs[place];
        if (!pair->is_fixed) {
            loss = mmatch__exchange_pair_loss(exchange, pair->row, column, pair->units);
            note_arc(pass, pair->row, mmatch__tiered_subtract(mmatch__tiered_of(0, 0), loss));
        }
    }
    if (mmatch__exchange_may_take(&exchange->columns, column, &loss)) {
        note_arc(pass, mmatch__exchange_outside(exchange), loss);
    }
}

static void note_outside(const graph_pass *pass)
{
    const mmatch__exchange *const exchange = pass->exchange;
    mmatch__tiered loss;
    int32_t person;
    for (person = 0; person < exchange->rows.count; person++) {
        if (mmatch__exchange_may_take(&exchange->rows, person, &loss)) {
            note_arc(pass, person, loss);
        }
    }
    for (person = 0; person < exchange->columns.count; person++) {
        if (mmatch__exchange_may_drop(&exchange->columns, person, &loss)) {
            note_arc(pass, mmatch__exchange_column_node(exchange, person), loss);
        }
    }
}

mmatch_poll_answer mmatch__exchange_graph_fill(mmatch__exchange_graph *graph, mmatch__exchange *exchange,
                                               mmatch__tiered limit)
{
    const graph_pass pass = {graph, exchange, limit};
    int32_t person;
    graph->arc_count = 0;
    for (person = 0; person < exchange->rows.count; person++) {
        mmatch_poll_answer answer;
        graph->first[person] = graph->arc_count;
        note_row(&pass, person);
        answer = mmatch__poll(exchange->context, (uint64_t)exchange->columns.count + 16u);
        if (answer != MMATCH_POLL_CONTINUE) {
            return answer;
        }
    }
    for (person = 0; person < exchange->columns.count; person++) {
        graph->first[mmatch__exchange_column_node(exchange, person)] = graph->arc_count;
        note_column(&pass, person);
    }
    graph->first[mmatch__exchange_outside(exchange)] = graph->arc_count;
    note_outside(&pass);
    graph->first[exchange->node_count] = graph->arc_count;
    return MMATCH_POLL_CONTINUE;
}
