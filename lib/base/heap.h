/* Heap: addressable 4-ary minimum heap of ids 0 .. capacity - 1, ordered by tiered key, then by id.
 *
 * The order of extraction is a function of the contents alone. */
#ifndef MMATCH_BASE_HEAP_H
#define MMATCH_BASE_HEAP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/memory.h"
#include "base/tiered.h"

typedef struct mmatch__heap {
    int32_t *ids;           /* heap order, `count` of them */
    int32_t *place_of;      /* of an id in ids, -1: absent */
    mmatch__tiered *key_of; /* of an id */
    int32_t count;
    int32_t capacity;
} mmatch__heap;

/* Where the arrays of a heap lie in a workspace. */
typedef struct mmatch__heap_slices {
    size_t ids, places, keys;
} mmatch__heap_slices;

mmatch__heap_slices mmatch__heap_plan(mmatch__layout *layout, int64_t capacity);
mmatch__heap mmatch__heap_at(const mmatch__workspace *workspace, mmatch__heap_slices slices,
                             int32_t capacity);
/* Empties in O(count). */
void mmatch__heap_clear(mmatch__heap *heap);
static inline bool mmatch__heap_has(const mmatch__heap *heap, int32_t id)
{
    return heap->place_of[id] >= 0;
}
/* Inserts id, or lowers its key; a key that is not lower changes nothing. True when something changed. */
bool mmatch__heap_lower(mmatch__heap *heap, int32_t id, mmatch__tiered key);
/* Removes and returns the least; count > 0. Its key stays readable in key_of. */
int32_t mmatch__heap_take(mmatch__heap *heap);

#endif
