/* Memory: the one place that calls an allocator, and one block per object or solve.
 *
 * A layout adds up the sizes of all arrays of an object or a workspace, with overflow checks; then one
 * block is allocated and the arrays are slices of it. */
#ifndef MMATCH_BASE_MEMORY_H
#define MMATCH_BASE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

#include "mentormatch/context.h"

/* Objects keep a copy, so that they can outlive their context. */
typedef struct mmatch__allocator {
    mmatch_resize_fn resize; /* never NULL */
    void *user_data;
} mmatch__allocator;

/* The C library's allocator. */
mmatch__allocator mmatch__allocator_default(void);

/* size 0 gives NULL, as does running out of memory. */
void *mmatch__memory_allocate(const mmatch__allocator *allocator, size_t size);
/* block NULL allocates. NULL means out of memory; `block` is then untouched. new_size > 0. */
void *mmatch__memory_resize(const mmatch__allocator *allocator, void *block, size_t old_size,
                            size_t new_size);
void mmatch__memory_release(const mmatch__allocator *allocator, void *block, size_t size);

#define MMATCH__ALIGNMENT ((size_t)64)

/* Sum of slices so far; start with {0}. */
typedef struct mmatch__layout {
    size_t size;
    bool is_overflown;
} mmatch__layout;

/* Adds count elements; returns the offset of the slice, a multiple of MMATCH__ALIGNMENT. A negative
 * count, or a sum beyond SIZE_MAX, marks the layout as overflown. */
size_t mmatch__layout_add(mmatch__layout *layout, int64_t count, size_t element_size);

/* One block for one solve. */
typedef struct mmatch__workspace {
    mmatch__allocator allocator;
    void *block;
    size_t block_size;
    char *base; /* block rounded up to MMATCH__ALIGNMENT */
} mmatch__workspace;

/* Allocates the block, set to zero bytes. False: out of memory, workspace is empty and may be closed. */
bool mmatch__workspace_open(const mmatch__allocator *allocator, const mmatch__layout *layout,
                            mmatch__workspace *workspace_out);
void *mmatch__workspace_at(const mmatch__workspace *workspace, size_t offset);
void mmatch__workspace_close(mmatch__workspace *workspace);

#endif
