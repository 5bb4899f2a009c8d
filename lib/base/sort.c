#include "base/sort.h"

#include <string.h>

enum { RUN_LENGTH = 8 };

int mmatch__compare_int64(const void *user_data, const void *a, const void *b)
{
    int64_t left;
    int64_t right;
    (void)user_data;
    memcpy(&left, a, sizeof left);
    memcpy(&right, b, sizeof right);
    return (left > right) - (left < right);
}

int mmatch__compare_by_key(const void *user_data, const void *a, const void *b)
{
    const int64_t *const keys = (const int64_t *)user_data;
    int64_t left;
    int64_t right;
    memcpy(&left, a, sizeof left);
    memcpy(&right, b, sizeof right);
    return (keys[left] > keys[right]) - (keys[left] < keys[right]);
}

/* Sorts one short run by insertion; `spare` holds one item. */
static void insert_run(char *items, size_t count, size_t size, mmatch__compare_fn compare,
                       const void *user_data, char *spare)
{
    size_t sorted;
    for (sorted = 1; sorted < count; sorted++) {
        size_t place = sorted;
        memcpy(spare, items + sorted * size, size);
        while (place > 0 && compare(user_data, items + (place - 1) * size, spare) > 0) {
            memcpy(items + place * size, items + (place - 1) * size, size);
            place--;
        }
        memcpy(items + place * size, spare, size);
    }
}

/* Merges from[begin, middle) and from[middle, end) to to[begin, end); of equals the left comes first. */
static void merge_runs(const char *from, char *to, size_t begin, size_t middle, size_t end, size_t size,
                       mmatch__compare_fn compare, const void *user_data)
{
    size_t left = begin;
    size_t right = middle;
    size_t place;
    for (place = begin; place < end; place++) {
        const int takes_left = right >= end || (left < middle && compare(user_data, from + left * size,
                                                                         from + right * size) <= 0);
        memcpy(to + place * size, from + (takes_left ? left : right) * size, size);
        if (takes_left) {
            left++;
        } else {
            right++;
        }
    }
}

void mmatch__sort(void *items, size_t count, size_t size, mmatch__compare_fn compare, const void *user_data,
                  void *scratch)
{
    char *from = (char *)items;
    char *to = (char *)scratch;
    size_t begin;
    size_t width;
    for (begin = 0; begin < count; begin += RUN_LENGTH) {
        const size_t length = count - begin < RUN_LENGTH ? count - begin : RUN_LENGTH;
        insert_run(from + begin * size, length, size, compare, user_data, to);
    }
    for (width = RUN_LENGTH; width < count; width *= 2) {
        char *const swapped = from;
        for (begin = 0; begin < count;) {
            const size_t middle = count - begin < width ? count : begin + width;
            const size_t end = count - middle < width ? count : middle + width;
            merge_runs(from, to, begin, middle, end, size, compare, user_data);
            begin = end;
        }
        from = to;
        to = swapped;
        if (width > count / 2) {
            break; /* width * 2 could overflow, and everything is merged */
        }
    }
    if (from != (char *)items && count > 0) {
        memcpy(items, from, count * size);
    }
}
