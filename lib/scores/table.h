/* The inside of scores, shared by the files of this folder. */
#ifndef MMATCH_SCORES_TABLE_H
#define MMATCH_SCORES_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/context.h"
#include "base/row_reader.h"
#include "mentormatch/scores.h"

enum { SCORES_SIDE_MOST = INT32_MAX };

/* (2^40 - 1) * 2^984: what is larger could be rounded to 2^1024, which is not a float64. */
#define SCORES_NUMBER_LARGEST 0x1.fffffffffep1023

typedef enum scores_kind {
    SCORES_DENSE,
    SCORES_SPARSE,
    SCORES_COMPUTED
} scores_kind;

/* A table is described fully before it is checked, on the stack; the object is made from it afterwards. */
struct mmatch_scores {
    mmatch__workspace own; /* the block that holds this struct and, after it, sorted columns and values */
    scores_kind kind;
    int32_t number_type; /* an mmatch_number_type, of the elements or values */
    int32_t index_type;  /* an mmatch_number_type, of offsets */
    int32_t column_type; /* an mmatch_number_type, of columns */
    int32_t sense;       /* an mmatch_sense */
    int64_t row_count;
    int64_t column_count;
    int64_t row_stride;    /* dense: bytes */
    int64_t column_stride; /* dense: bytes */
    const char *numbers;   /* dense: element (0, 0); sparse: values */
    const char *offsets;   /* sparse */
    const char *columns;   /* sparse; ascending in each row once the object is made */
    mmatch_row_fn row_fn;  /* computed */
    const void *user_data;
    mmatch__scaled_row_fn scaled_row_fn; /* computed: instead of row_fn, or NULL */
    double bound;          /* no magnitude may be larger: as stated when computed, or the largest at all */
    double best;         /* stored: the best number that is not the forbidden one, if there is any */
    int64_t entry_count; /* see mmatch_scores_entry_count */
    bool has_forbidden;  /* some pair is forbidden; false when nobody looked, as in trusted computed scores */
    double unit;
    double reciprocal; /* of the unit; a power of two too */
    bool is_all_zero;  /* no number but zero (computed: by the stated largest): any unit would do */
};

/* `count` numbers in memory, `stride` bytes apart. */
typedef struct number_run {
    const char *first;
    int64_t stride;
    int32_t type;
} number_run;

/* Bytes of one number. */
int64_t mmatch__number_size(int32_t type);

/* Numbers from .. from + count - 1 of a run as float64 (exact, but for an int64 beyond 2^53). */
void mmatch__run_read(const number_run *run, int64_t from, int64_t count, double *values_out);
/* One number of a run of int64. */
int64_t mmatch__run_integer(const number_run *run, int64_t place);

/* Sparse: where the entries of a row begin; row 0 .. row_count. */
int64_t mmatch__sparse_begin(const mmatch_scores *table, int64_t row);
/* Sparse: the column of an entry. */
int64_t mmatch__sparse_column(const mmatch_scores *table, int64_t entry);

/* The stored numbers of a row: all of a dense row, the entries of a sparse one. */
number_run mmatch__table_run(const mmatch_scores *table, int64_t row, int64_t *count_out);

/* The number that marks a forbidden pair, in the user's sense. */
double mmatch__table_forbidden(const mmatch_scores *table);

/* Reads everything once and fills unit, reciprocal and entry_count; is_unsorted_out tells whether a sparse
 * row has its columns out of order. On a fault nothing is kept but the texts. */
mmatch_status mmatch__table_check(mmatch_context *context, mmatch_scores *table,
                                  bool *is_unsorted_out);

#endif
