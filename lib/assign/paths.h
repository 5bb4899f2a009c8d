/* Shortest paths over losses: Dijkstra's search from one or more nodes. Rows are nodes, then come hosts. What a path
 * means, and why no step of it is a gain, is said in search.c. */
#ifndef MMATCH_ASSIGN_PATHS_H
#define MMATCH_ASSIGN_PATHS_H

#include "assign/network.h"

/* Where a path may end, in the order in which equal ends are preferred. */
typedef enum mmatch__path_end_kind {
    MMATCH__PATH_TO_ROOM = 0,  /* a host that no quota is around has room */
    MMATCH__PATH_GIVES_UP = 1, /* the offered row goes without */
    MMATCH__PATH_TO_ROW = 2    /* the row stays with one partner less */
} mmatch__path_end_kind;

typedef struct mmatch__path_end {
    mmatch__tiered distance;
    mmatch__path_end_kind kind;
    int32_t person;   /* row or host */
    bool is_ignoring; /* take no end: the search goes everywhere, and minima are hard limits */
} mmatch__path_end;

/* Forgets all labels. */
void mmatch__paths_begin(mmatch__assign_labels *labels);
/* Starts at one more node, unless it is labelled with this distance or less. */
void mmatch__paths_start(mmatch__assign_labels *labels, int32_t node, mmatch__tiered distance);
/* Goes from all open nodes until no node is nearer than the best end, and leaves that in *best. */
mmatch__assign_end mmatch__paths_settle(mmatch__assign_network *network,
                                        mmatch__assign_labels *labels, mmatch__path_end *best);
bool mmatch__paths_is_settled(const mmatch__assign_labels *labels, int32_t node);
/* True when a host may give up a partner. */
bool mmatch__paths_can_cede(const mmatch__assign_side *hosts, int32_t host, bool is_minimum_hard);

#endif
