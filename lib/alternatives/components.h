/* Strongly connected components of a graph given by its arcs. */
#ifndef MMATCH_ALTERNATIVES_COMPONENTS_H
#define MMATCH_ALTERNATIVES_COMPONENTS_H

#include "base/context.h"

typedef struct mmatch__components {
    int32_t node_count;
    const int64_t *first;  /* arc, by node and one more */
    const int32_t *to;     /* by arc */
    int32_t *component_of; /* by node; two nodes reach each other when theirs is the same */
    int64_t *next;         /* scratch, by node, from here on */
    int32_t *entered;
    int32_t *lowest;
    int32_t *path;
    int32_t *open;
} mmatch__components;

typedef struct mmatch__components_slices {
    size_t component_of, next, entered, lowest, path, open;
} mmatch__components_slices;

mmatch__components_slices mmatch__components_plan(mmatch__layout *layout, int64_t node_count);
void mmatch__components_open(mmatch__components *components, const mmatch__workspace *memory,
                             const mmatch__components_slices *at, int32_t node_count);
/* The caller has set first and to. Anything but CONTINUE: given up. */
mmatch_poll_answer mmatch__components_find(mmatch__components *components, mmatch_context *context);

#endif
