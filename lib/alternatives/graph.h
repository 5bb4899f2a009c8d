/* The arcs of the graph of exchanges that lose less than a limit, as lists, and what reaches what by them. */
#ifndef MMATCH_ALTERNATIVES_GRAPH_H
#define MMATCH_ALTERNATIVES_GRAPH_H

#include "alternatives/components.h"
#include "alternatives/exchange.h"

typedef struct mmatch__exchange_graph {
    int64_t *first;         /* arc, by node and one more; a row's arcs to columns come first, ascending */
    int32_t *to;            /* node, by arc; NULL: arcs are counted only */
    mmatch__tiered *losses; /* by arc; NULL: they are not kept */
    int64_t arc_count;      /* all there are, also those there was no room for */
    int64_t arc_room;
} mmatch__exchange_graph;

/* Lists the arcs. Anything but CONTINUE: given up. */
mmatch_poll_answer mmatch__exchange_graph_fill(mmatch__exchange_graph *graph, mmatch__exchange *exchange,
                                               mmatch__tiered limit);

static inline bool mmatch__exchange_graph_is_whole(const mmatch__exchange_graph *graph)
{
    return graph->arc_count <= graph->arc_room;
}

#endif
