#include "base/heap.h"

#include <assert.h>

enum { CHILDREN = 4 };

mmatch__heap_slices mmatch__heap_plan(mmatch__layout *layout, int64_t capacity)
{
    mmatch__heap_slices slices;
    slices.ids = mmatch__layout_add(layout, capacity, sizeof(int32_t));
    slices.places = mmatch__layout_add(layout, capacity, sizeof(int32_t));
    slices.keys = mmatch__layout_add(layout, capacity, sizeof(mmatch__tiered));
    return slices;
}

mmatch__heap mmatch__heap_at(const mmatch__workspace *workspace, mmatch__heap_slices slices, int32_t capacity)
{
    mmatch__heap heap;
    int32_t id;
    heap.ids = (int32_t *)mmatch__workspace_at(workspace, slices.ids);
    heap.place_of = (int32_t *)mmatch__workspace_at(workspace, slices.places);
    heap.key_of = (mmatch__tiered *)mmatch__workspace_at(workspace, slices.keys);
    heap.count = 0;
    heap.capacity = capacity;
    for (id = 0; id < capacity; id++) {
        heap.place_of[id] = -1;
    }
    return heap;
}

void mmatch__heap_clear(mmatch__heap *heap)
{
    int32_t place;
    for (place = 0; place < heap->count; place++) {
        heap->place_of[heap->ids[place]] = -1;
    }
    heap->count = 0;
}

static bool comes_before(const mmatch__heap *heap, int32_t a, int32_t b)
{
    const int order = mmatch__tiered_compare(heap->key_of[a], heap->key_of[b]);
    return order < 0 || (order == 0 && a < b);
}

static void sift_up(mmatch__heap *heap, int32_t place, int32_t id)
{
    while (place > 0) {
        const int32_t parent = (place - 1) / CHILDREN;
        if (!comes_before(heap, id, heap->ids[parent])) {
            break;
        }
        heap->ids[place] = heap->ids[parent];
        heap->place_of[heap->ids[place]] = place;
        place = parent;
    }
    heap->ids[place] = id;
    heap->place_of[id] = place;
}

static void sift_down(mmatch__heap *heap, int32_t place, int32_t id)
{
    for (;;) {
        /* 64 bits: place * CHILDREN can pass 2^31 */
        const int64_t first = (int64_t)place * CHILDREN + 1;
        const int64_t end = first + CHILDREN < heap->count ? first + CHILDREN : heap->count;
        int32_t least = id;
        int64_t child;
        int32_t least_place = place;
        for (child = first; child < end; child++) {
            if (comes_before(heap, heap->ids[child], least)) {
                least = heap->ids[child];
                least_place = (int32_t)child;
            }
        }
        if (least == id) {
            break;
        }
        heap->ids[place] = least;
        heap->place_of[least] = place;
        place = least_place;
    }
    heap->ids[place] = id;
    heap->place_of[id] = place;
}

bool mmatch__heap_lower(mmatch__heap *heap, int32_t id, mmatch__tiered key)
{
    assert(id >= 0 && id < heap->capacity);
    if (heap->place_of[id] < 0) {
        heap->key_of[id] = key;
        heap->count++;
        sift_up(heap, heap->count - 1, id);
        return true;
    }
    if (!mmatch__tiered_less(key, heap->key_of[id])) {
        return false;
    }
    heap->key_of[id] = key;
    sift_up(heap, heap->place_of[id], id);
    return true;
}

int32_t mmatch__heap_take(mmatch__heap *heap)
{
    const int32_t least = heap->ids[0];
    const int32_t last = heap->ids[heap->count - 1];
    assert(heap->count > 0);
    heap->count--;
    heap->place_of[least] = -1;
    if (heap->count > 0) {
        sift_down(heap, 0, last);
    }
    return least;
}
