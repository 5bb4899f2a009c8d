/* Stable sort: merge sort, the same order on every platform; no allocation, no recursion. */
#ifndef MMATCH_BASE_SORT_H
#define MMATCH_BASE_SORT_H

#include <stddef.h>
#include <stdint.h>

/* Negative, 0 or positive as a comes before, beside or after b. */
typedef int (*mmatch__compare_fn)(const void *user_data, const void *a, const void *b);

/* Sorts count items of `size` bytes each; scratch has room for count items. O(count log count). */
void mmatch__sort(void *items, size_t count, size_t size, mmatch__compare_fn compare,
                  const void *user_data, void *scratch);

/* Ready comparisons. */
int mmatch__compare_int64(const void *user_data, const void *a, const void *b);
/* Items are int64 indices into the int64 keys given as user_data. */
int mmatch__compare_by_key(const void *user_data, const void *a, const void *b);

#endif
