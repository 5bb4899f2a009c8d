/* The loops of a row of scores that touch every pair, in vectors where the machine has them.
 *
 * A row is worked out block by block of FIT_BLOCK columns, so that sums and counts stay in the first-level cache. Sums are
 * whole points times a power of two, in float64, and -infinity where the pair is ruled out: exact in any order, so every
 * kernel gives the same bytes. Arrays over columns are padded to whole blocks where this is said. */
#ifndef MMATCH_FIT_KERNELS_H
#define MMATCH_FIT_KERNELS_H

#include <stdbool.h>
#include <stdint.h>

enum {
    FIT_BLOCK = 1024,
    FIT_BLOCK_WORDS = FIT_BLOCK / 64,
    FIT_STEP = 256,        /* columns that a vector of bits has; a part of a block is filled up to it */
    FIT_COUNT_MOST = 254,  /* the most vectors to count, so that a count fits a byte */
    FIT_COUNT_MISSING = 255,
    FIT_TILE = 64          /* columns whose quantised vectors lie together */
};

/* What a number that is compared gives, for one row: points are already times the power of two. */
typedef struct fit_number_rule {
    double value;   /* of the row; not NaN */
    double ideal;
    double span;
    double points;  /* the most; whole */
    double scale;   /* a power of two */
    double beyond;  /* where the distance is above the span: 0, or -infinity for a must */
    double missing; /* where the column's value is NaN */
} fit_number_rule;

/* What a code gives, for one row. */
typedef struct fit_code_rule {
    int32_t code; /* of the row; not -1 */
    double equal;
    double unequal;
    double missing; /* where the column's code is -1 */
} fit_code_rule;

/* What a level (see similarity.c) gives, for all rows. */
typedef struct fit_level_rule {
    double least;
    double range;
    double points_per_level; /* 0 for a must */
    double scale;
    double below;            /* under `least`: 0, or -infinity for a must */
    double missing;
    bool is_simple;          /* no level is missing, `below` is 0, and least and least + range fit int32 */
} fit_level_rule;

enum { FIT_LEVEL_MISSING = INT32_MIN };

enum { FIT_NARROW_PLACES = 64, FIT_NARROW_COUNT_MOST = 127, FIT_NARROW_RULED_OUT = INT16_MIN };

/* Points by place, in 16 bits, for tables of at most FIT_NARROW_PLACES places: sums that stay below 2^15, or below 0 where
 * the pair is ruled out. */
typedef struct fit_narrow_table {
    uint8_t low[FIT_NARROW_PLACES]; /* the bytes of the points by place; beyond `most` they do not matter */
    uint8_t high[FIT_NARROW_PLACES];
    uint8_t most;                   /* places above it count as it, but for those from 128 on, */
    int16_t missing;                /* which get this */
} fit_narrow_table;

typedef struct fit_kernels {
    /* counts_out[c] = in how many of the vectors bit c is set, for `count` columns of a block; FIT_COUNT_MISSING where
     * missing[c] is that (else it is 0; NULL: nowhere). `first_word` is where the block begins in each vector; at most
     * FIT_COUNT_MOST vectors; counts of columns in no vector must be 0 where missing. Reads, and writes, up to
     * FIT_STEP columns at once. */
    void (*count_bits)(const uint64_t *const *vectors, int32_t vector_count, int64_t first_word, int64_t count,
                       const uint8_t *missing, uint8_t *counts_out);
    /* sums[c] += what the rule gives for values[c] or codes[c], `count` of them */
    void (*add_numbers)(const fit_number_rule *rule, const double *values, int64_t count, double *sums);
    void (*add_codes)(const fit_code_rule *rule, const int32_t *codes, int64_t count, double *sums);
    /* products_out[c] = the inner product of the row with FIT_TILE columns: pair_count pairs of int16 a person, the pairs
     * of a tile of columns side by side; no partial sum leaves int32 */
    void (*multiply)(const int16_t *row, const int16_t *tile, int32_t pair_count, int32_t *products_out);
    /* sums[c] += what the rule gives for levels[c], which may be FIT_LEVEL_MISSING */
    void (*add_levels)(const fit_level_rule *rule, const int32_t *levels, int64_t count, double *sums);
    /* For `count` places of a block, and up to FIT_STEP: adds points to sums, or sets them; sums in an order of their own.
     * NULL where the machine has no fast way, as has `widen` then. */
    void (*add_narrow)(const fit_narrow_table *table, const uint8_t *places, int64_t count, bool is_first, int16_t *sums);
    /* units[c] += base + scale * the sum of column c, or is set to that; -infinity where it is ruled out */
    void (*widen)(const int16_t *sums, int64_t count, double base, double scale, bool is_first, double *units);
} fit_kernels;

/* Kernel 0, 1, .. of those that this machine runs, plain C first; NULL beyond the last. */
const fit_kernels *mmatch__fit_kernels_at(int32_t index);
/* The fastest. */
const fit_kernels *mmatch__fit_kernels_best(void);

#endif
