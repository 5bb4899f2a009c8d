/* Problem: max t such that pairs of at least t can meet all minima and place as many rows as all pairs together can.
 * Idea: whether t will do falls once as t rises, so bisect. The scores between a t that will do and one that will not
 *     are sampled with a stride, bisected within the sample, and sampled again between the two neighbours found, until
 *     none is left between: two or three reads for the samples, whatever the size, and no sorting of all pairs.
 *         Whether t will do: rows can have what they need of columns within their maxima, minima before first places;
 *     columns can have their minima of rows within their maxima. If both can be, both can be at once.
 *     Pairs made for one t are kept for the next as far as they are good enough.
 * Notation: low: a t that will do; high: the least t known not to.
 * Invariant: the conflict is that of `high`.
 * Complexity: O(log(pairs)) checks, each one read of the scores and a cover.
 * Reference: Edmonds and Fulkerson 1970, Journal of Combinatorial Theory 8 (bottleneck extrema); Mendelsohn and
 *     Dulmage 1958, Canadian Journal of Mathematics 10 (both sides at once). */
#include "fair_assign/bottleneck.h"

#include <string.h>

#include "base/bitset.h"
#include "base/sort.h"

mmatch__fair_bottleneck_slices mmatch__fair_bottleneck_plan(mmatch__layout *layout,
                                                            int64_t row_count, int64_t column_count)
{
    mmatch__fair_bottleneck_slices at;
    at.rows = mmatch__fair_cover_plan(layout, row_count, column_count);
    at.columns = mmatch__fair_cover_plan(layout, column_count, row_count);
    at.row_minimum = mmatch__layout_add(layout, row_count, sizeof(int32_t));
    at.row_needed = mmatch__layout_add(layout, row_count, sizeof(int32_t));
    at.column_minimum = mmatch__layout_add(layout, column_count, sizeof(int32_t));
    at.sample = mmatch__layout_add(layout, MMATCH__FAIR_SAMPLE, sizeof(int64_t));
    at.sample_scratch = mmatch__layout_add(layout, MMATCH__FAIR_SAMPLE, sizeof(int64_t));
    at.row_in_conflict = mmatch__layout_add(layout, row_count, 1);
    at.column_in_conflict = mmatch__layout_add(layout, column_count, 1);
    return at;
}

void mmatch__fair_bottleneck_open(mmatch__fair_bottleneck *search, const mmatch__workspace *memory,
                                  const mmatch__fair_bottleneck_slices *at,
                                  mmatch__fair_problem *problem,
                                  const mmatch__fair_range *row_ranges,
                                  const mmatch__fair_range *column_ranges)
{
    const int32_t rows = (int32_t)problem->market.row_count;
    const int32_t columns = (int32_t)problem->market.column_count;
    int32_t person;
    search->problem = problem;
    mmatch__fair_cover_open(&search->rows, memory, &at->rows, problem->context, rows, columns);
    mmatch__fair_cover_open(&search->columns, memory, &at->columns, problem->context, columns, rows);
    search->row_minimum = (int32_t *)mmatch__workspace_at(memory, at->row_minimum);
    search->row_needed = (int32_t *)mmatch__workspace_at(memory, at->row_needed);
    search->column_minimum = (int32_t *)mmatch__workspace_at(memory, at->column_minimum);
    search->sample = (int64_t *)mmatch__workspace_at(memory, at->sample);
    search->sample_scratch = (int64_t *)mmatch__workspace_at(memory, at->sample_scratch);
    search->row_in_conflict = (uint8_t *)mmatch__workspace_at(memory, at->row_in_conflict);
    search->column_in_conflict = (uint8_t *)mmatch__workspace_at(memory, at->column_in_conflict);
    search->is_all_minima = true;
    for (person = 0; person < rows; person++) {
        search->row_minimum[person] = row_ranges[person].minimum;
        search->row_needed[person] = row_ranges[person].needed;
        search->columns.capacity[person] = row_ranges[person].maximum;
        search->has_row_minima = search->has_row_minima || row_ranges[person].minimum > 0;
        search->is_all_minima =
            search->is_all_minima && row_ranges[person].minimum == row_ranges[person].needed;
    }
    for (person = 0; person < columns; person++) {
        search->column_minimum[person] = column_ranges[person].minimum;
        search->rows.capacity[person] = column_ranges[person].maximum;
        search->has_column_minima = search->has_column_minima || column_ranges[person].minimum > 0;
    }
}

/* Allows the pairs of at least `threshold` to both covers. */
static mmatch_poll_answer allow_pairs(mmatch__fair_bottleneck *search, int64_t threshold)
{
    mmatch__fair_problem *const problem = search->problem;
    mmatch__fair_cover *const by_column = &search->columns;
    int32_t row;
    if (search->has_column_minima) {
        memset(by_column->allowed, 0,
               (size_t)(by_column->count * by_column->words) * sizeof(uint64_t));
    }
    for (row = 0; row < search->rows.count; row++) {
        uint64_t *const allowed = search->rows.allowed + row * search->rows.words;
        mmatch_poll_answer answer;
        int64_t k;
        mmatch__fair_read_row(problem, row, false);
        memset(allowed, 0, (size_t)search->rows.words * sizeof(uint64_t));
        for (k = 0; k < problem->count; k++) {
            const int32_t column = problem->pairs[k].column;
            if (problem->pairs[k].key >= threshold) {
                mmatch__bitset_add(allowed, column);
                if (search->has_column_minima) {
                    mmatch__bitset_add(by_column->allowed + column * by_column->words, row);
                }
            }
        }
        answer = mmatch__poll(problem->context, (uint64_t)search->rows.other_count * 2u + 16u);
        if (answer != MMATCH_POLL_CONTINUE) {
            return answer;
        }
    }
    return MMATCH_POLL_CONTINUE;
}

/* Whom the last round of a cover has seen. */
static void keep_seen(const uint64_t *unseen, int32_t count, uint8_t *is_seen)
{
    int32_t person;
    for (person = 0; person < count; person++) {
        is_seen[person] = mmatch__bitset_has(unseen, person) ? 0 : 1;
    }
}

static void keep_conflict(mmatch__fair_bottleneck *search, const mmatch__fair_cover *cover)
{
    const bool is_of_rows = cover == &search->rows;
    keep_seen(is_of_rows ? cover->unseen : cover->unseen_others, search->rows.count,
              search->row_in_conflict);
    keep_seen(is_of_rows ? cover->unseen_others : cover->unseen, search->columns.count,
              search->column_in_conflict);
}

static int64_t sum_of(const int32_t *numbers, int32_t count)
{
    int64_t sum = 0;
    int32_t k;
    for (k = 0; k < count; k++) {
        sum += numbers[k];
    }
    return sum;
}

/* Whether pairs of at least `threshold` will do; keeps the conflict if not. */
static mmatch_poll_answer check_threshold(mmatch__fair_bottleneck *search, int64_t threshold,
                                          bool *will_do_out)
{
    const bool has_two_rounds = search->has_row_minima && !search->is_all_minima;
    mmatch__fair_cover *cover = &search->rows;
    int64_t units = 0;
    mmatch_poll_answer answer = allow_pairs(search, threshold);
    *will_do_out = true;
    if (answer == MMATCH_POLL_CONTINUE) {
        mmatch__fair_cover_renew(cover, !has_two_rounds);
    }
    if (answer == MMATCH_POLL_CONTINUE && has_two_rounds) {
        answer = mmatch__fair_cover_grow(cover, search->row_minimum, &units);
        *will_do_out = units == sum_of(search->row_minimum, cover->count);
    }
    if (answer == MMATCH_POLL_CONTINUE && *will_do_out) {
        answer = mmatch__fair_cover_grow(cover, search->row_needed, &units);
        *will_do_out = units >= search->target;
    }
    if (answer == MMATCH_POLL_CONTINUE && *will_do_out && search->has_column_minima) {
        cover = &search->columns;
        mmatch__fair_cover_renew(cover, true);
        answer = mmatch__fair_cover_grow(cover, search->column_minimum, &units);
        *will_do_out = units == sum_of(search->column_minimum, cover->count);
    }
    if (answer == MMATCH_POLL_CONTINUE && !*will_do_out) {
        keep_conflict(search, cover);
    }
    return answer;
}

/* A sample, sorted, each once, of the units between low and high, both left out; empty when there are none. */
static mmatch_poll_answer draw_sample(mmatch__fair_bottleneck *search, int64_t low, int64_t high,
                                      int64_t *count_out)
{
    mmatch__fair_problem *const problem = search->problem;
    int64_t *const sample = search->sample;
    int64_t count = 0;
    int64_t stride = 1;
    int64_t met = 0;
    int64_t kept;
    int64_t k;
    int32_t row;
    for (row = 0; row < search->rows.count; row++) {
        mmatch_poll_answer answer;
        mmatch__fair_read_row(problem, row, false);
        for (k = 0; k < problem->count; k++) {
            const int64_t units = problem->pairs[k].key;
            if (units <= low || units >= high || met++ % stride != 0) {
                continue;
            }
            if (count == MMATCH__FAIR_SAMPLE) {
                for (count = 0; count < MMATCH__FAIR_SAMPLE / 2; count++) {
                    sample[count] = sample[2 * count];
                }
                stride *= 2;
            }
            sample[count++] = units;
        }
        answer = mmatch__poll(problem->context, (uint64_t)search->rows.other_count * 2u + 16u);
        if (answer != MMATCH_POLL_CONTINUE) {
            return answer;
        }
    }
    mmatch__sort(sample, (size_t)count, sizeof *sample, mmatch__compare_int64, NULL,
                 search->sample_scratch);
    kept = 0;
    for (k = 0; k < count; k++) {
        if (kept == 0 || sample[kept - 1] != sample[k]) {
            sample[kept++] = sample[k];
        }
    }
    *count_out = kept;
    return MMATCH_POLL_CONTINUE;
}

mmatch_poll_answer mmatch__fair_bottleneck_run(mmatch__fair_bottleneck *search,
                                               int64_t *threshold_out)
{
    int64_t low = INT64_MIN;
    int64_t high = INT64_MAX;
    for (;;) {
        int64_t begin = 0;
        int64_t end = 0;
        mmatch_poll_answer answer = draw_sample(search, low, high, &end);
        const bool is_over = end == 0;
        while (answer == MMATCH_POLL_CONTINUE && begin < end) {
            const int64_t middle = begin + (end - begin) / 2;
            bool will_do;
            answer = check_threshold(search, search->sample[middle], &will_do);
            if (will_do) {
                low = search->sample[middle];
                begin = middle + 1;
            } else {
                high = search->sample[middle];
                end = middle;
            }
        }
        if (answer != MMATCH_POLL_CONTINUE) {
            return answer;
        }
        if (is_over) {
            *threshold_out = low;
            return MMATCH_POLL_CONTINUE;
        }
    }
}
