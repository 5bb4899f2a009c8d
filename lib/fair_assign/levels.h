/* Level by level: the matching that is lexicographically best over levels of pairs, on the face of
 * the levels before. */
#ifndef MMATCH_FAIR_ASSIGN_LEVELS_H
#define MMATCH_FAIR_ASSIGN_LEVELS_H

#include "base/bitset.h"
#include "base/heap.h"
#include "fair_assign/problem.h"

/* What a stage is about. */
typedef enum mmatch__fair_stage {
    MMATCH__FAIR_PLACING, /* the most rows with a partner */
    MMATCH__FAIR_FEWEST,  /* the fewest pairs of the level */
    MMATCH__FAIR_MOST     /* the most pairs of the level */
} mmatch__fair_stage;

/* Nodes: rows 0 .. row_count - 1, then columns, then the hub. */
typedef struct mmatch__fair_levels {
    mmatch_context *context;
    int32_t row_count, column_count;
    int64_t row_words, column_words;
    mmatch__fair_stage stage;
    /* Bit (row, column) at row * column_words, or (column, row) at column * row_words. */
    uint64_t *unmade, *made, *level, *kept;
    uint64_t *made_by_column, *level_by_column;
    /* Of rows and columns: pairs now, and the bounds on the face. */
    int32_t *load, *low, *high;
    uint8_t *is_counted; /* rows whose first partner the placing stage counts */
    int32_t *potential;  /* of nodes */
    uint64_t *admitted_rows, *admitted_columns; /* whose pairs of the level take part in searches */
    /* One search. */
    int32_t *distance, *parent, *stack;
    int32_t stack_count, limit, now;
    uint64_t *open_rows, *open_columns;
    bool is_hub_open;
    mmatch__heap heap;
} mmatch__fair_levels;

typedef struct mmatch__fair_levels_slices {
    size_t unmade, made, level, kept, made_by_column, level_by_column;
    size_t load, low, high, is_counted, potential, admitted_rows, admitted_columns;
    size_t distance, parent, stack, open_rows, open_columns;
    mmatch__heap_slices heap;
} mmatch__fair_levels_slices;

mmatch__fair_levels_slices mmatch__fair_levels_plan(mmatch__layout *layout, int64_t row_count,
                                                    int64_t column_count);
/* All bits clear; the caller then fills unmade, made (both ways), load, low, high and is_counted.
 */
void mmatch__fair_levels_open(mmatch__fair_levels *levels, const mmatch__workspace *memory,
                              const mmatch__fair_levels_slices *at, mmatch_context *context,
                              int32_t row_count, int32_t column_count);
void mmatch__fair_levels_make(mmatch__fair_levels *levels, int32_t row, int32_t column);
void mmatch__fair_levels_unmake(mmatch__fair_levels *levels, int32_t row, int32_t column);
/* Takes a pair out for good: it is neither made nor unmade. */
void mmatch__fair_levels_lock(mmatch__fair_levels *levels, int32_t row, int32_t column);

/* Places as many rows as can be. After CANCEL or STOP, as in the next function, the matching keeps
 * all rules. */
mmatch_poll_answer mmatch__fair_levels_place(mmatch__fair_levels *levels);
/* Goes through pairs sorted by key, level by level. */
mmatch_poll_answer mmatch__fair_levels_run(mmatch__fair_levels *levels, mmatch__fair_stage stage,
                                           const mmatch__fair_pair *pairs, int64_t count);

/* Of rings.c: flips rings of exchanges through `node` while they pay, then lets its arcs take part.
 */
mmatch_poll_answer mmatch__fair_admit(mmatch__fair_levels *levels, int32_t node);

static inline int32_t mmatch__fair_column_node(const mmatch__fair_levels *levels, int64_t column)
{
    return levels->row_count + (int32_t)column;
}

static inline int32_t mmatch__fair_hub(const mmatch__fair_levels *levels)
{
    return levels->row_count + levels->column_count;
}

static inline bool mmatch__fair_has_bit(const uint64_t *bits, int64_t words, int64_t line,
                                        int64_t bit)
{
    return mmatch__bitset_has(bits + line * words, bit);
}

/* Cost of making a pair of the level. */
static inline int32_t mmatch__fair_level_cost(const mmatch__fair_levels *levels)
{
    return levels->stage == MMATCH__FAIR_FEWEST ? 1 : -1;
}

/* Cost of giving a row its partner number `number`. */
static inline int32_t mmatch__fair_partner_cost(const mmatch__fair_levels *levels, int32_t row,
                                                int32_t number)
{
    return levels->stage == MMATCH__FAIR_PLACING && levels->is_counted[row] && number == 1 ? -1 : 0;
}

#endif
