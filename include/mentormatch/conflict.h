/* mentormatch/conflict.h: why there is no matching, and the least that would have to change.
 *
 * A conflict is a small set of rules that cannot all be kept, none of which can be left out. A relaxation is the
 * cheapest set of changes to the rules after which a matching exists. Both come with what it takes to check them
 * without the solver.
 *
 * Rules are minima, maxima, forbidden pairs, the minimum score and locked pairs. That a pair without a score cannot be
 * made, and that no pair is made twice, are facts, no rules.
 *
 * A conflict proves itself by counting. Say its minima are those of rows (columns: the same, sides exchanged), S, and
 * T are the columns whose maximum it names. The minima of S add up to more than the maxima of T, less the pairs with
 * rows outside S that it names as locked, plus, for each row of S, its pairs with columns outside T that have a score
 * and that no rule of the conflict rules out (at most the row's maximum, if it is named).
 *
 * A relaxation proves itself by prices, one for each row (u) and each column (v): an amount and a tier, compared by tier
 * first. For a person who is to have at least a and at most b partners, one partner missing costs the price of lowering
 * the minimum, one too many that of raising the maximum. With all costs in units of 1 / scale, and 1 unit more for each
 * partner by which a minimum is lowered, what may not be changed costing 1 tier:
 *     sum over rows of the least over f of cost(f) - u f, f not below the row's locks that may not be lifted,
 *   + sum over columns of the least over f of cost(f) - v f, likewise,
 *   + sum over pairs that have a score of the least of 0 (not made) and its cost + u + v (made)
 * is a lower bound of every relaxation. A pair costs the prices of the rules against it; a locked one costs its own
 * price when it is not made. When optimal the bound is exactly scale * price + minima lowered. When there is no
 * relaxation its tier is positive. */
#ifndef MENTORMATCH_CONFLICT_H
#define MENTORMATCH_CONFLICT_H

#include "mentormatch/context.h"
#include "mentormatch/market.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What is asked of the market besides its own rules. */
typedef enum mmatch_demand {
    MMATCH_DEMAND_MINIMA = 0,    /* nothing: `participation first` and `score first` */
    MMATCH_DEMAND_EVERYONE = 1,  /* every row has a partner: `everyone` */
    MMATCH_DEMAND_CANDIDATES = 2 /* every row that has a candidate, and whose maximum is not 0, has a partner */
} mmatch_demand;

/* Kinds of rules, and of changes to them. */
typedef enum mmatch_rule {
    MMATCH_RULE_ROW_MINIMUM = 1,
    MMATCH_RULE_EVERYONE = 2, /* a row has a partner though its own minimum is 0 */
    MMATCH_RULE_COLUMN_MINIMUM = 3,
    MMATCH_RULE_ROW_MAXIMUM = 4,
    MMATCH_RULE_COLUMN_MAXIMUM = 5,
    MMATCH_RULE_FORBIDDEN_PAIR = 6,
    MMATCH_RULE_MINIMUM_SCORE = 7, /* one rule for all pairs; as a change: one pair made in spite of it */
    MMATCH_RULE_LOCKED_PAIR = 8
} mmatch_rule;

typedef struct mmatch_conflict mmatch_conflict;
typedef struct mmatch_relaxation mmatch_relaxation;

typedef struct mmatch_conflict_options {
    size_t struct_size; /* sizeof(mmatch_conflict_options) */
    int32_t demand;     /* an mmatch_demand */
} mmatch_conflict_options;

/* The parts of a conflict. Rules come by kind, then row, then column. */
typedef struct mmatch_conflict_parts {
    size_t struct_size; /* sizeof(mmatch_conflict_parts) */
    int32_t outcome;    /* INFEASIBLE: these rules contradict each other; FEASIBLE: no rules do, rule_count is 0 */
    int64_t row_count;
    int64_t column_count;
    int64_t rule_count;
    const int32_t *kinds;   /* an mmatch_rule each */
    const int64_t *rows;    /* -1 where the rule names no row */
    const int64_t *columns; /* -1 where it names no column */
    const double *amounts;  /* the minimum, maximum or minimum score; 1 for a locked pair, 0 for a forbidden one */
} mmatch_conflict_parts;

/* What each change costs. Prices are whole numbers from 1 to 2^30, or infinite: may not be changed. */
typedef struct mmatch_relax_options {
    size_t struct_size;                 /* sizeof(mmatch_relax_options) */
    int32_t demand;                     /* an mmatch_demand */
    const double *row_minimum_prices;   /* row_count: of lowering a minimum by one, `everyone` too; NULL: all 1 */
    const double *row_maximum_prices;   /* of raising a maximum by one */
    const double *column_minimum_prices; /* column_count */
    const double *column_maximum_prices;
    double forbidden_price;     /* of allowing one forbidden pair; 0: may not be done */
    double minimum_score_price; /* of one pair below the minimum score; 0: may not be done */
    double lock_price;          /* of lifting the lock of one pair; 0: may not be done */
} mmatch_relax_options;

/* The parts of a relaxation. Changes come by kind, then row, then column. */
typedef struct mmatch_relaxation_parts {
    size_t struct_size; /* sizeof(mmatch_relaxation_parts) */
    int32_t outcome;    /* OPTIMAL: the cheapest; INFEASIBLE: nothing that may be changed is enough */
    int64_t row_count;
    int64_t column_count;
    double price;         /* of all changes; 0 when nothing needs to change */
    int64_t lowered;      /* partners by which minima are lowered, together */
    int64_t scale;        /* units of the proof for a price of 1 */
    int64_t change_count;
    const int32_t *kinds; /* an mmatch_rule each */
    const int64_t *rows;  /* -1 where the rule names no row */
    const int64_t *columns;
    const double *from; /* the amount as it is; a pair below the minimum score: that minimum */
    const double *to;   /* the amount as it has to be; a pair below the minimum score: its score */
    const double *prices;
    int64_t pair_count; /* a matching that keeps the changed rules, though not the best; by row, then column */
    const int64_t *pair_rows;
    const int64_t *pair_columns;
    const int64_t *row_price_tiers; /* the proof: row_count entries */
    const int64_t *row_prices;
    const int64_t *column_price_tiers; /* column_count entries */
    const int64_t *column_prices;
} mmatch_relaxation_parts;

/* Fault codes of both verifiers. */
typedef enum mmatch_conflict_fault {
    MMATCH_CONFLICT_FAULT_NONE = 0,
    MMATCH_CONFLICT_FAULT_SHAPE = 1,       /* counts differ from the market's, or the outcome is of another kind */
    MMATCH_CONFLICT_FAULT_RULE = 2,        /* a rule that the market does not have, or that is listed twice */
    MMATCH_CONFLICT_FAULT_SATISFIABLE = 3, /* the rules can all be kept by this count */
    MMATCH_CONFLICT_FAULT_NEEDLESS = 4,    /* a rule without which the others contradict each other just as well */
    MMATCH_CONFLICT_FAULT_PRICE = 5,       /* a change at another price, or a total that is not their sum */
    MMATCH_CONFLICT_FAULT_PAIR = 6,        /* a pair of the matching that may not be made, or a locked one missing */
    MMATCH_CONFLICT_FAULT_CAPACITY = 7,    /* a person with too few or too many partners after the changes */
    MMATCH_CONFLICT_FAULT_CERTIFICATE = 8  /* the prices do not prove that nothing is cheaper */
} mmatch_conflict_fault;

/* Finds a small set of rules that cannot all be kept, none of which can be left out.
 * Looks for one person whom no rule could satisfy, then for a row under `everyone` with a maximum of 0, then for rows
 * and then columns whose minima are too much for the other side. The set is irreducible; it is the smallest of those
 * grown from each person who misses out, and need not be the smallest of all, which is a hard problem.
 * Ties: the person with the smaller index. An empty side: every minimum alone is a conflict.
 * context: for allocation, errors and polling. market: read only; scores are needed. options: NULL for the market's own
 * minima. conflict_out: NULL on failure; owned by the caller, release with mmatch_conflict_destroy.
 * Errors: NOMEM; ARGUMENT (NULL, struct_size, unknown demand, no scores, quotas, more locks than a maximum, a locked pair
 * without a score); RANGE (more than 2^31 - 2 people, or 2^31 - 1 pairs at once); CANCELLED (also when the poll answers
 * stop, as half a search finds nothing).
 * Time: a maximum flow, O(pairs * sqrt(people)) for capacities of one, and its trees; where minima above one overlap, one
 * augmentation more for each partner asked for and each rule. Memory: 5 bytes for each pair that has a score. Threads: one.
 * Check: mmatch_assign_conflict_verify. Source: Hall 1935; Hopcroft and Karp 1973; Hoffman 1960. Since 0.1. */
MMATCH_API mmatch_status mmatch_assign_conflict(mmatch_context *context, const mmatch_market *market,
                                                const mmatch_conflict_options *options,
                                                mmatch_conflict **conflict_out);

/* Judges a conflict from its rules and the market alone, with no code of the solver.
 * First by counting that its rules contradict each other, then that each of them is needed. That no rules contradict
 * each other (FEASIBLE) is checked by a maximum flow. The verdict names the first rule at fault.
 * market, options, conflict: read only. verdict_out: the caller sets struct_size; untouched on failure. An invalid
 * conflict is a verdict, not an error.
 * Errors: NOMEM; ARGUMENT (NULL, struct_size, unknown demand, no scores, quotas); RANGE (as above); CANCELLED, also when the poll
 * answers stop. Time: one read of the scores for the count; one augmentation for each partner that the minima ask for,
 * and where more than one partner is missing as many again for each rule. Memory: 10 bytes for each pair that has a score
 * and a person of the conflict. Threads: one. Source: Hall 1935. Since 0.1. */
MMATCH_API mmatch_status mmatch_assign_conflict_verify(mmatch_context *context,
                                                       const mmatch_market *market,
                                                       const mmatch_conflict_options *options,
                                                       const mmatch_conflict *conflict,
                                                       mmatch_verdict *verdict_out);

/* Finds the cheapest changes to the rules after which a matching exists, with the proof that nothing is cheaper.
 * Maxima may be raised and minima lowered, by any number at a price for each; forbidden pairs allowed, pairs below the
 * minimum score made and locks lifted only at a price given in the options. Among the cheapest the one that lowers
 * minima by the fewest partners, so that capacity is added before somebody goes without. `candidates` with infinite
 * prices of minima answers which capacity to raise to place everybody who has a candidate; the partner that it asks for
 * can never be given up. Where nothing needs to change the answer is OPTIMAL with no change at a price of 0. INFEASIBLE:
 * nothing that may be changed is enough; no pairs then. An empty side: minima are lowered.
 * context: for allocation, errors and polling. market: read only; scores are needed. options: NULL for prices of 1 and
 * the market's own minima; its arrays are read only during the call. relaxation_out: NULL on failure; owned by the
 * caller, release with mmatch_relaxation_destroy.
 * Errors: NOMEM; ARGUMENT (as mmatch_assign_conflict, and a price that is no whole number from 1 to 2^30 and not
 * infinite); RANGE (as mmatch_assign_conflict; prices times people beyond 2^59 units); CANCELLED (also when the poll
 * answers stop).
 * Time: for each distinct price of a way to one more partner, a shortest path O(pairs + people log people) and a maximum
 * flow; few with equal prices, one for each price of a minimum where those all differ. Memory: 5 bytes for each pair that has a score. Threads: one.
 * Check: mmatch_assign_relax_verify. Source: Edmonds and Karp 1972; Ford and Fulkerson 1962, chapter III. Since 0.1. */
MMATCH_API mmatch_status mmatch_assign_relax(mmatch_context *context, const mmatch_market *market,
                                             const mmatch_relax_options *options,
                                             mmatch_relaxation **relaxation_out);

/* Judges a relaxation from the market, the prices and its own proof alone, with no code of the solver.
 * Order: shape, changes, their prices, the matching, capacities, the bound that the prices prove.
 * market, options, relaxation: read only. verdict_out: the caller sets struct_size; untouched on failure. An invalid
 * relaxation is a verdict, not an error.
 * Errors: NOMEM; ARGUMENT (as mmatch_assign_relax); CANCELLED, also when the poll answers stop. Time: one read of the
 * scores. Memory: O(rows + columns). Threads: one. Source: linear programming duality. Since 0.1. */
MMATCH_API mmatch_status mmatch_assign_relax_verify(mmatch_context *context,
                                                    const mmatch_market *market,
                                                    const mmatch_relax_options *options,
                                                    const mmatch_relaxation *relaxation,
                                                    mmatch_verdict *verdict_out);

/* Makes a conflict from parts, so that a verifier can judge one that was saved.
 * Shapes are checked, claims are not. context: for allocation and errors. parts: copied, arrays too.
 * conflict_out: NULL on failure; owned by the caller, release with mmatch_conflict_destroy; may outlive the context.
 * Errors: NOMEM; ARGUMENT (NULL, struct_size, an outcome that is not INFEASIBLE or FEASIBLE, unknown kinds, negative
 * counts, a place out of range, or one too many or too few for its kind). Time: O(rules). Memory: one block.
 * Threads: one. Check: mmatch_assign_conflict_verify. Since 0.1. */
MMATCH_API mmatch_status mmatch_conflict_create(mmatch_context *context,
                                                const mmatch_conflict_parts *parts,
                                                mmatch_conflict **conflict_out);

/* Releases a conflict; NULL is fine. Since 0.1. */
MMATCH_API void mmatch_conflict_destroy(mmatch_conflict *conflict);

/* Shows all parts of a conflict.
 * conflict: read only, any thread may look at it. parts_out: the caller sets struct_size; its pointers are borrowed
 * until the conflict is destroyed, and untouched on failure.
 * Errors: ARGUMENT (NULL, struct_size). Time: O(1). Memory: none. Since 0.1. */
MMATCH_API mmatch_status mmatch_conflict_look(mmatch_context *context, const mmatch_conflict *conflict,
                                              mmatch_conflict_parts *parts_out);

/* Makes a relaxation from parts, so that a verifier can judge one that was saved.
 * Shapes are checked, claims are not. context: for allocation and errors. parts: copied, arrays too; prices of the proof
 * may be NULL. relaxation_out: NULL on failure; owned by the caller, release with mmatch_relaxation_destroy; may outlive
 * the context.
 * Errors: NOMEM; ARGUMENT (NULL, struct_size, an outcome that is not OPTIMAL or INFEASIBLE, unknown kinds, negative
 * counts, a place out of range, or one too many or too few for its kind; pairs out of range, unsorted or repeated).
 * Time: O(parts). Memory: one block. Threads: one. Check: mmatch_assign_relax_verify. Since 0.1. */
MMATCH_API mmatch_status mmatch_relaxation_create(mmatch_context *context,
                                                  const mmatch_relaxation_parts *parts,
                                                  mmatch_relaxation **relaxation_out);

/* Releases a relaxation; NULL is fine. Since 0.1. */
MMATCH_API void mmatch_relaxation_destroy(mmatch_relaxation *relaxation);

/* Shows all parts of a relaxation.
 * relaxation: read only, any thread may look at it. parts_out: the caller sets struct_size; its pointers are borrowed
 * until the relaxation is destroyed, and untouched on failure.
 * Errors: ARGUMENT (NULL, struct_size). Time: O(1). Memory: none. Since 0.1. */
MMATCH_API mmatch_status mmatch_relaxation_look(mmatch_context *context,
                                                const mmatch_relaxation *relaxation,
                                                mmatch_relaxation_parts *parts_out);

#ifdef __cplusplus
}
#endif

#endif
