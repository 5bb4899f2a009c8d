/* Problem: max t such that pairs of at least t can meet all minima and place as many rows as all
 * pairs together can. Idea: whether t will do falls once as t rises, so bisect. The scores between
 * a t that will do and one that will not are sampled with a stride, bisected within the sample, and
 * sampled again between the two neighbours found, until none is left between: two or three reads
 * for the samples, whatever the size, and no sorting of all pairs. Whether t will do: rows can have
 * what they need of columns within their maxima, minima before first places; columns can have their
 * minima of rows within their maxima. If both can be, both can be at once. Pairs made for one t are
 * kept for the next as far as they are good enough. Notation: low: a t that will do; high: the
 * least t known not to. Invariant: the conflict is that of `high`. Complexity: O(log(pairs))
 * checks, each one read of the scores and a cover. Reference: Edmonds and Fulkerson 1970, Journal
 * of Combinatorial Theory 8 (bottleneck extrema); Mendelsohn and Dulmage 1958, Canadian Journal of
 * Mathematics 10 (both sides at once). */
#include "fair_assign/bottleneck.h"

#include <string.h>

#include "base/bitset.h"
#include "base/row_reader.h"
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
    mmatch__fair_cover_open(&search->columns, memory, &at->columns, problem->context, columns,
                            rows);
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

/* The bits of the columns at which units reach the threshold. */
static void allow_dense_row(const double *units, int64_t columns, double threshold,
                            uint64_t *allowed)
{
    int64_t word;
    for (word = 0; word < mmatch__bitset_word_count(columns); word++) {
        const double *const from = units + word * 64;
        const int64_t count = columns - word * 64 < 64 ? columns - word * 64 : 64;
        uint64_t bits = 0;
        int64_t k;
        for (k = 0; k < count; k++) {
            bits |= (uint64_t)(from[k] >= threshold) << k;
        }
        allowed[word] = bits;
    }
}

static void allow_row(mmatch__fair_bottleneck *search, int32_t row, int64_t threshold)
{
    mmatch__fair_problem *const problem = search->problem;
    uint64_t *const allowed = search->rows.allowed + row * search->rows.words;
    int64_t k;
    if (!mmatch__rows_is_sparse(problem->market.scores)) {
        /* no units lie at or below -2^62, but for -INFINITY */
        allow_dense_row(mmatch__fair_read_units(problem, row), search->rows.other_count,
                        threshold == INT64_MIN ? -0x1p62 : (double)threshold, allowed);
        return;
    }
    mmatch__fair_read_row(problem, row, false);
    memset(allowed, 0, (size_t)search->rows.words * sizeof(uint64_t));
    for (k = 0; k < problem->count; k++) {
        if (problem->pairs[k].key >= threshold) {
            mmatch__bitset_add(allowed, problem->pairs[k].column);
        }
    }
}

/* The same pairs for the columns' cover. */
static void allow_by_column(mmatch__fair_bottleneck *search)
{
    mmatch__fair_cover *const columns = &search->columns;
    int32_t row;
    memset(columns->allowed, 0, (size_t)(columns->count * columns->words) * sizeof(uint64_t));
    for (row = 0; row < search->rows.count; row++) {
        const uint64_t *const allowed = search->rows.allowed + row * search->rows.words;
        int64_t word;
        for (word = 0; word < search->rows.words; word++) {
            uint64_t bits = allowed[word];
            for (; bits != 0; bits &= bits - 1u) {
                const int64_t column = word * 64 + mmatch__bits_in_word((bits & (~bits + 1u)) - 1u);
                mmatch__bitset_add(columns->allowed + column * columns->words, row);
            }
        }
    }
}

/* Allows the pairs of at least `threshold` to both covers. */
static mmatch_poll_answer allow_pairs(mmatch__fair_bottleneck *search, int64_t threshold)
{
    int32_t row;
    for (row = 0; row < search->rows.count; row++) {
        mmatch_poll_answer answer;
        allow_row(search, row, threshold);
        answer = mmatch__poll(search->problem->context, (uint64_t)search->rows.other_count + 16u);
        if (answer != MMATCH_POLL_CONTINUE) {
            return answer;
        }
    }
    if (search->has_column_minima) {
        allow_by_column(search);
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

static int64_t sum_of_needs(const int32_t *numbers, int32_t count)
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
        *will_do_out = units == sum_of_needs(search->row_minimum, cover->count);
    }
    if (answer == MMATCH_POLL_CONTINUE && *will_do_out) {
        answer = mmatch__fair_cover_grow(cover, search->row_needed, &units);
        *will_do_out = units >= search->target;
    }
    if (answer == MMATCH_POLL_CONTINUE && *will_do_out && search->has_column_minima) {
        cover = &search->columns;
        mmatch__fair_cover_renew(cover, true);
        answer = mmatch__fair_cover_grow(cover, search->column_minimum, &units);
        *will_do_out = units == sum_of_needs(search->column_minimum, cover->count);
    }
    if (answer == MMATCH_POLL_CONTINUE && !*will_do_out) {
        keep_conflict(search, cover);
    }
    return answer;
}

/* A sample of numbers met one by one: every stride-th. */
typedef struct unit_sample {
    int64_t *kept;
    int64_t count, stride, met;
} unit_sample;

static void meet_units(unit_sample *sample, int64_t units)
{
    if (sample->met++ % sample->stride != 0) {
        return;
    }
    if (sample->count == MMATCH__FAIR_SAMPLE) {
        for (sample->count = 0; sample->count < MMATCH__FAIR_SAMPLE / 2; sample->count++) {
            sample->kept[sample->count] = sample->kept[2 * sample->count];
        }
        sample->stride *= 2;
    }
    sample->kept[sample->count++] = units;
}

/* Meets the units of a row between low and high, both left out. */
static void meet_row(mmatch__fair_bottleneck *search, int32_t row, int64_t low, int64_t high,
                     unit_sample *sample)
{
    mmatch__fair_problem *const problem = search->problem;
    int64_t k;
    if (mmatch__rows_is_sparse(problem->market.scores)) {
        mmatch__fair_read_row(problem, row, false);
        for (k = 0; k < problem->count; k++) {
            if (problem->pairs[k].key > low && problem->pairs[k].key < high) {
                meet_units(sample, problem->pairs[k].key);
            }
        }
    } else {
        const double *const units = mmatch__fair_read_units(problem, row);
        const double above = low == INT64_MIN ? -0x1p62 : (double)low;
        const double below = high == INT64_MAX ? 0x1p62 : (double)high;
        for (k = 0; k < search->rows.other_count; k++) {
            if (units[k] > above && units[k] < below) {
                meet_units(sample, (int64_t)units[k]);
            }
        }
    }
}

/* A sample, sorted, each once, of the units between low and high, both left out; empty when there
 * are none. */
static mmatch_poll_answer draw_sample(mmatch__fair_bottleneck *search, int64_t low, int64_t high,
                                      int64_t *count_out)
{
    unit_sample sample = {search->sample, 0, 1, 0};
    int64_t kept = 0;
    int64_t k;
    int32_t row;
    *count_out = 0;
    for (row = 0; row < search->rows.count; row++) {
        mmatch_poll_answer answer;
        meet_row(search, row, low, high, &sample);
        answer = mmatch__poll(search->problem->context, (uint64_t)search->rows.other_count + 16u);
        if (answer != MMATCH_POLL_CONTINUE) {
            return answer;
        }
    }
    mmatch__sort(sample.kept, (size_t)sample.count, sizeof *sample.kept, mmatch__compare_int64,
                 NULL, search->sample_scratch);
    for (k = 0; k < sample.count; k++) {
        if (kept == 0 || sample.kept[kept - 1] != sample.kept[k]) {
            sample.kept[kept++] = sample.kept[k];
        }
    }
    *count_out = kept;
    return MMATCH_POLL_CONTINUE;
}

mmatch_poll_answer mmatch__fair_bottleneck_begin(mmatch__fair_bottleneck *search,
                                                 bool *is_feasible_out)
{
    mmatch_poll_answer answer;
    int32_t person;
    search->target = 0;
    answer = check_threshold(search, INT64_MIN, is_feasible_out);
    for (person = 0; person < search->rows.count; person++) {
        const int32_t load = search->rows.load[person];
        const int32_t needed = search->row_needed[person];
        search->target += load < needed ? load : needed;
    }
    *is_feasible_out = *is_feasible_out &&
                       (!search->is_all_minima ||
                        search->target == sum_of_needs(search->row_minimum, search->rows.count));
    return answer;
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
