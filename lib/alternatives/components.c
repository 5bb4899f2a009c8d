/* Strongly connected components.
 *
 * Problem      Which nodes of a directed graph reach each other.
 * Idea         One walk in depth; a component is complete when the walk leaves the node by which it entered it.
 * Notation     entered: the number of a node on the walk, from 1; lowest: the least number known to be reached from it
 *              within open nodes; open: nodes whose component is not complete; path: nodes the walk has not left.
 * Complexity   O(nodes + arcs) time, O(nodes) memory; no recursion.
 * Source       Tarjan 1972, SIAM Journal on Computing 1. */
#include "alternatives/components.h"

mmatch__components_slices mmatch__components_plan(mmatch__layout *layout, int64_t node_count)
{
    mmatch__components_slices at;
    at.component_of = mmatch__layout_add(layout, node_count, sizeof(int32_t));
    at.next = mmatch__layout_add(layout, node_count, sizeof(int64_t));
    at.entered = mmatch__layout_add(layout, node_count, sizeof(int32_t));
    at.lowest = mmatch__layout_add(layout, node_count, sizeof(int32_t));
    at.path = mmatch__layout_add(layout, node_count, sizeof(int32_t));
    at.open = mmatch__layout_add(layout, node_count, sizeof(int32_t));
    return at;
}

void mmatch__components_open(mmatch__components *components, const mmatch__workspace *memory,
                             const mmatch__components_slices *at, int32_t node_count)
{
    components->node_count = node_count;
    components->component_of = (int32_t *)mmatch__workspace_at(memory, at->component_of);
    components->next = (int64_t *)mmatch__workspace_at(memory, at->next);
    components->entered = (int32_t *)mmatch__workspace_at(memory, at->entered);
    components->lowest = (int32_t *)mmatch__workspace_at(memory, at->lowest);
    components->path = (int32_t *)mmatch__workspace_at(memory, at->path);
    components->open = (int32_t *)mmatch__workspace_at(memory, at->open);
}

/* The walk; component_of is 0 while a node is open, and counts from 1. */
typedef struct component_walk {
    int32_t entered_count, path_count, open_count, component_count;
} component_walk;

static void enter_node(mmatch__components *components, component_walk *walk, int32_t node)
{
    components->entered[node] = ++walk->entered_count;
    components->lowest[node] = walk->entered_count;
    components->next[node] = components->first[node];
    components->path[walk->path_count++] = node;
    components->open[walk->open_count++] = node;
}

static void lower_node(mmatch__components *components, int32_t node, int32_t number)
{
    if (number < components->lowest[node]) {
        components->lowest[node] = number;
    }
}

static void exit_node(mmatch__components *components, component_walk *walk, int32_t node)
{
    walk->path_count--;
    if (components->lowest[node] == components->entered[node]) {
        int32_t member;
        walk->component_count++;
        do {
            member = components->open[--walk->open_count];
            components->component_of[member] = walk->component_count;
        } while (member != node);
    }
    if (walk->path_count > 0) {
        lower_node(components, components->path[walk->path_count - 1], components->lowest[node]);
    }
}

/* One arc onward, or out of the node. */
static void step_on(mmatch__components *components, component_walk *walk)
{
    const int32_t node = components->path[walk->path_count - 1];
    if (components->next[node] == components->first[node + 1]) {
        exit_node(components, walk, node);
    } else {
        const int32_t reached = components->to[components->next[node]++];
        if (components->entered[reached] == 0) {
            enter_node(components, walk, reached);
        } else if (components->component_of[reached] == 0) {
            lower_node(components, node, components->entered[reached]);
        }
    }
}

mmatch_poll_answer mmatch__components_find(mmatch__components *components, mmatch_context *context)
{
    component_walk walk = {0, 0, 0, 0};
    mmatch_poll_answer answer = MMATCH_POLL_CONTINUE;
    int32_t node;
    for (node = 0; node < components->node_count; node++) {
        components->entered[node] = 0;
        components->component_of[node] = 0;
    }
    for (node = 0; node < components->node_count && answer == MMATCH_POLL_CONTINUE; node++) {
        if (components->entered[node] == 0) {
            enter_node(components, &walk, node);
        }
        while (walk.path_count > 0 && answer == MMATCH_POLL_CONTINUE) {
            step_on(components, &walk);
            answer = mmatch__poll(context, 4);
        }
    }
    return answer;
}
