/* The only file of the library that calls an allocator; a test over the object files holds it to that. */
#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void *default_resize(void *user_data, void *block, size_t old_size, size_t new_size)
{
    (void)user_data;
    (void)old_size;
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    return realloc(block, new_size);
}

mmatch__allocator mmatch__allocator_default(void)
{
    const mmatch__allocator allocator = {default_resize, NULL};
    return allocator;
}

void *mmatch__memory_allocate(const mmatch__allocator *allocator, size_t size)
{
    return size == 0 ? NULL : allocator->resize(allocator->user_data, NULL, 0, size);
}

void *mmatch__memory_resize(const mmatch__allocator *allocator, void *block, size_t old_size,
                            size_t new_size)
{
    return allocator->resize(allocator->user_data, block, block == NULL ? 0 : old_size, new_size);
}

void mmatch__memory_release(const mmatch__allocator *allocator, void *block, size_t size)
{
    if (block != NULL) {
        (void)allocator->resize(allocator->user_data, block, size, 0);
    }
}

size_t mmatch__layout_add(mmatch__layout *layout, int64_t count, size_t element_size)
{
    const size_t offset = layout->size;
    size_t bytes;
    if (layout->is_overflown) {
        return 0;
    }
    if (count < 0 || (uint64_t)count > SIZE_MAX ||
        (element_size > 0 && (size_t)count > (SIZE_MAX - offset - MMATCH__ALIGNMENT) / element_size)) {
        layout->is_overflown = true;
        return 0;
    }
    bytes = (size_t)count * element_size;
    /* cannot overflow: the check above left MMATCH__ALIGNMENT bytes of room */
    layout->size = (offset + bytes + MMATCH__ALIGNMENT - 1) & ~(MMATCH__ALIGNMENT - 1);
    return offset;
}

bool mmatch__workspace_open(const mmatch__allocator *allocator, const mmatch__layout *layout,
                            mmatch__workspace *workspace_out)
{
    mmatch__workspace workspace = {*allocator, NULL, 0, NULL};
    *workspace_out = workspace;
    if (layout->is_overflown || layout->size > SIZE_MAX - 2 * MMATCH__ALIGNMENT) {
        return false;
    }
    /* at least one slice, so that an empty problem still gets valid pointers */
    workspace.block_size = layout->size + 2 * MMATCH__ALIGNMENT;
    workspace.block = mmatch__memory_allocate(allocator, workspace.block_size);
    if (workspace.block == NULL) {
        return false;
    }
    memset(workspace.block, 0, workspace.block_size);
    {
        const uintptr_t address = (uintptr_t)workspace.block;
        const size_t skip =
            (size_t)((MMATCH__ALIGNMENT - (address & (MMATCH__ALIGNMENT - 1))) & (MMATCH__ALIGNMENT - 1));
        workspace.base = (char *)workspace.block + skip;
    }
    *workspace_out = workspace;
    return true;
}

void *mmatch__workspace_at(const mmatch__workspace *workspace, size_t offset)
{
    return workspace->base + offset;
}

void mmatch__workspace_close(mmatch__workspace *workspace)
{
    mmatch__memory_release(&workspace->allocator, workspace->block, workspace->block_size);
    workspace->block = NULL;
    workspace->block_size = 0;
    workspace->base = NULL;
}
