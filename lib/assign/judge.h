/* The verifier's state, and the conditions it checks one by one. A function that judges returns false once it has
 * written a fault into run->verdict. Nothing here is shared with the solver. */
#ifndef MMATCH_ASSIGN_JUDGE_H
#define MMATCH_ASSIGN_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "assign/count_above.h"
#include "base/context.h"
#include "base/tiered.h"
#include "mentormatch/assign.h"

/* What is known of a pair while its row is judged. */
enum { PAIR_IS_FORBIDDEN = 1, PAIR_IS_LOCKED = 2, PAIR_IS_MADE = 4, PAIR_IS_ALLOWED = 8 };

typedef struct mmatch__assign_judge_side {
    int64_t count;
    const char *name; /* "row" or "column" */
    const int32_t *minimum, *maximum;
    int32_t least; /* every minimum is at least this */
    int64_t *load;
    int64_t *locked;
    mmatch__tiered *price;
    const int64_t *given_tiers;
    const double *given_prices;
    int32_t capacity_fault, price_fault;
    int64_t first_tier;
    uint8_t *is_in_conflict;
    int64_t *rest;           /* conflict: allowed pairs with people outside it */
    int64_t *locked_outside; /* those of them that are locked */
} mmatch__assign_judge_side;

/* The quotas. What concerns their columns is added up from the lists of columns, never from parents. */
typedef struct mmatch__assign_judge_quotas {
    int64_t count;
    int64_t *load;
    int64_t *locked;
    int64_t *most; /* the maximum, or what the columns admit if that is less */
    mmatch__tiered *price;
    uint8_t *is_in_conflict;
} mmatch__assign_judge_quotas;

/* Column prices as the quick way compares them, for rows of one tier. */
typedef struct mmatch__judge_quick {
    bool is_filled;
    int64_t tier;
    double *prices; /* quick_count */
} mmatch__judge_quick;

typedef struct mmatch__assign_judge {
    mmatch_context *context;
    mmatch_market_view market;
    mmatch_matching_parts parts;
    mmatch__workspace memory;
    double threshold;
    bool is_optimal, is_limit;
    int64_t minimum_tier;
    mmatch__assign_judge_side rows, columns;
    mmatch__assign_judge_quotas quotas;
    mmatch__tiered *price_to_row; /* by column: its price and those of all quotas that hold it */
    int64_t *entry_columns; /* of the row being judged */
    double *entry_units;
    int64_t entry_count;
    uint8_t *flags; /* by column, for the row being judged */
    /* The quick way; quick_units is NULL where it is not gone, as for sparse scores. */
    mmatch__count_above_fn count_above;
    int64_t quick_count;         /* columns, rounded up for the kernel; what is beyond has no pair */
    double *quick_units;         /* of the row being judged */
    mmatch__judge_quick quick[2]; /* for rows of tier 0, and of another tier */
    int64_t total_units;
    int64_t next_pair; /* first pair of the row being judged */
    /* The first pair that contradicts the prices: told only when pairs and total hold. */
    bool has_price_fault;
    int64_t fault_row, fault_column;
    mmatch__tiered fault_rest;
    mmatch_verdict verdict;
} mmatch__assign_judge;

bool mmatch__judge_fault_person(mmatch__assign_judge *run, const mmatch__assign_judge_side *side,
                                int32_t fault, int64_t person, double expected, double found,
                                const char *text);
/* Faults, with no place or one person; always false. */
bool mmatch__judge_fault_whole(mmatch__assign_judge *run, int32_t fault, double expected,
                               double found, const char *text);
/* Counts, unit and outcome. */
bool mmatch__judge_shape(mmatch__assign_judge *run);
/* Everybody is within the capacities. */
bool mmatch__judge_loads(mmatch__assign_judge *run, const mmatch__assign_judge_side *side);
/* Locked pairs are made. */
bool mmatch__judge_locks(mmatch__assign_judge *run);
/* Counts partners and locked partners. */
void mmatch__judge_count(mmatch__assign_judge *run);
/* Reads given prices as units, larger is better. */
bool mmatch__judge_read_prices(mmatch__assign_judge *run, mmatch__assign_judge_side *side);
/* Reads one price as units, larger is better; false with the reason and the offending number. */
bool mmatch__judge_read_price(const mmatch__assign_judge *run, int64_t tier, double price,
                              mmatch__tiered *price_out, const char **text_out, double *found_out);
/* Loads are best at the prices. */
bool mmatch__judge_balance(mmatch__assign_judge *run, const mmatch__assign_judge_side *side,
                           int64_t other_count);
/* Fewest partners that a person must have. */
int64_t mmatch__judge_minimum(const mmatch__assign_judge_side *side, int64_t person);
/* sum += what `low` to `high` partners at `each` come to at most; false beyond int64. */
bool mmatch__judge_add_largest(int64_t low, int64_t high, int64_t each, int64_t *sum);

/* The same for quotas: counts partners; limits; prices with what columns cost a row; balance; the bound. */
void mmatch__judge_count_quotas(mmatch__assign_judge *run);
bool mmatch__judge_quota_loads(mmatch__assign_judge *run);
bool mmatch__judge_read_quota_prices(mmatch__assign_judge *run);
bool mmatch__judge_quota_balance(mmatch__assign_judge *run);
/* Prices of quotas under a limit have no tiers; *is_sum_good: they add up within int64. */
bool mmatch__judge_add_quotas(mmatch__assign_judge *run, int64_t *bound, bool *is_sum_good);
/* True when the innermost quota around a column is in the conflict. */
bool mmatch__judge_is_column_inside(const mmatch__assign_judge *run, int64_t column);
/* Adds what passes between the quotas of the conflict and what is inside or around them: at least into `need`, at
 * most into `supply`, where people of the rows, or of the columns, are the needy. False beyond int64. */
bool mmatch__judge_add_conflict(const mmatch__assign_judge *run, bool are_rows_needy, int64_t *need,
                                int64_t *supply);

/* Judges a row of an optimum and goes past its pairs; false, and nothing noted, when it has to be judged pair by pair. */
bool mmatch__judge_row_quickly(mmatch__assign_judge *run, int64_t row);
/* Reads a row, and flags what is known of its pairs. */
void mmatch__judge_flag_row(mmatch__assign_judge *run, int64_t row);
/* Takes the flags away again and goes past the pairs of the row. */
void mmatch__judge_unflag_row(mmatch__assign_judge *run, int64_t row);
/* Pairs of the row are allowed; adds up their units, and holds prices against them. */
bool mmatch__judge_row(mmatch__assign_judge *run, int64_t row);
/* sum += the most that the partners of a person, locked ones left out, come to at `each`; false beyond int64. */
bool mmatch__judge_add_person(const mmatch__assign_judge_side *side, int64_t person,
                              int64_t other_count, int64_t each, int64_t *sum);
/* Adds the most that a row can come to at these column prices, and its locked pairs. */
bool mmatch__judge_add_row(mmatch__assign_judge *run, int64_t row, int64_t *bound);
/* The bound is no better than what the column prices prove. */
bool mmatch__judge_bound(mmatch__assign_judge *run, bool is_sum_good, int64_t bound);
/* Marks the people and quotas of the conflict. */
void mmatch__judge_mark_conflict(mmatch__assign_judge *run);
/* Counts pairs between people of the conflict and others. */
void mmatch__judge_count_conflict(mmatch__assign_judge *run, int64_t row);
/* True when the minima of the needy rows, or columns, exceed what can be supplied. */
bool mmatch__judge_is_short(const mmatch__assign_judge *run, bool are_rows_needy);

#endif
