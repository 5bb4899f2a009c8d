/* Problem: does following predecessors inside one plan ever lead back?
 *
 * Idea: depth-first search with its path kept in an array. A milestone is not seen, on the path, or
 * left for good; a predecessor that is on the path closes a cycle. Complexity: O(milestones +
 * predecessors) of the plan; no recursion. */
#include "progress/plans.h"

int64_t mmatch__plans_find_cycle(const mmatch_plans *plans, int64_t plan, int64_t *places,
                                 int64_t *path, int64_t *predecessor_out)
{
    const mmatch_plan_columns *const columns = &plans->columns;
    const int64_t *const offsets = columns->predecessor_offsets;
    const int64_t first = columns->milestone_offsets[plan];
    const int64_t count = columns->milestone_offsets[plan + 1] - first;
    int64_t start;
    /* places: -1 not seen, otherwise the next predecessor entry to follow; past the last one: left
     * for good. */
    for (start = 0; start < count; start++) {
        places[start] = -1;
    }
    for (start = 0; start < count; start++) {
        int64_t depth = 0;
        if (places[start] >= 0) {
            continue;
        }
        path[depth++] = start;
        places[start] = offsets[first + start];
        while (depth > 0) {
            const int64_t here = path[depth - 1];
            int64_t before;
            if (places[here] >= offsets[first + here + 1]) {
                places[here] = INT64_MAX;
                depth--;
                continue;
            }
            before = columns->predecessors[places[here]] - first;
            places[here]++;
            if (places[before] == -1) {
                places[before] = offsets[first + before];
                path[depth++] = before;
            } else if (places[before] != INT64_MAX) {
                *predecessor_out = first + before;
                return first + here;
            }
        }
    }
    return -1;
}
