/* mentormatch/assign.h: exact weighted assignment, with prices as proof.
 *
 * Rows are placed, columns host. Every answer carries a certificate that mmatch_assign_verify checks without the
 * solver.
 *
 * Prices prove an optimum. Each row has a price u, each column and each quota a price: a tier and a value, compared by
 * tier first and then by value. A pair of score s is read as (tier 0, s), and v is the price of its column plus the
 * prices of all quotas that hold the column. In the sense of maximising:
 *   - an allowed pair that is not made has s - u - v <= 0, one that is made has s - u - v >= 0; locked pairs are
 *     left out;
 *   - a person's k-th partner has a gain: row_count + 1 tiers while k is at most the minimum (at least 1 for rows
 *     under `everyone`), 1 tier for a row's first partner under `participation first`, otherwise 0. Who is below the
 *     maximum has gain(load + 1) + price <= 0; who has a partner that is not locked has gain(load) + price >= 0. A
 *     quota likewise, with the partners of its columns together (its maximum is at most the sum of theirs): so a quota
 *     that is not full has a price <= 0, one above its minimum a price >= 0.
 * When minimising, tiers and values of prices are negated, so values are costs. Prices of an optimum have tiers only
 * under `participation first`, and only if somebody stays out. In a one-to-one market whose rows (or columns) are all
 * placed by `everyone` (or by minima) the prices add up to the total, as with other solvers.
 *
 * A conflict proves that there is no answer: rows S and columns T for which the minima of S add up to more than
 * the maxima of T (less what rows outside S have locked there) plus, for each row of S, its allowed pairs with
 * columns outside T (at most its maximum); or the same with rows and columns exchanged. With quotas Q in the conflict:
 * partners flow from rows to columns to their innermost quotas to the quotas around them and out, within the limits of
 * each; then more must flow into S, T and Q together than can flow out, or more must flow out than can flow in. */
#ifndef MENTORMATCH_ASSIGN_H
#define MENTORMATCH_ASSIGN_H

#include "mentormatch/context.h"
#include "mentormatch/market.h"
#include "mentormatch/matching.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum mmatch_coverage {
    MMATCH_COVERAGE_PARTICIPATION_FIRST = 0, /* as many rows placed as can be, then the best total */
    MMATCH_COVERAGE_SCORE_FIRST = 1,         /* the best total; pairs that lower it are not made */
    MMATCH_COVERAGE_EVERYONE = 2             /* every row is placed, or the outcome is infeasible */
} mmatch_coverage;

typedef enum mmatch_ties {
    MMATCH_TIES_FIRST = 0,     /* deterministic, cheapest */
    MMATCH_TIES_CANONICAL = 1, /* the smallest list of columns row by row; having one more is smaller than not */
    MMATCH_TIES_LOTTERY = 2    /* a fair lottery drawn from the seed: FIRST on randomly renumbered people */
} mmatch_ties;

typedef struct mmatch_assign_options {
    size_t struct_size; /* sizeof(mmatch_assign_options) */
    int32_t coverage;   /* an mmatch_coverage */
    int32_t ties;       /* an mmatch_ties */
    uint64_t seed;      /* of the lottery */
    const mmatch_matching *start; /* an earlier answer whose column prices are near; NULL: none. Borrowed for the call */
    uint64_t work_limit; /* stop after about so many numbers read or compared, as if the poll callback had; 0: none */
} mmatch_assign_options;

/* Fault codes of mmatch_assign_verify. */
typedef enum mmatch_assign_fault {
    MMATCH_ASSIGN_FAULT_NONE = 0,
    MMATCH_ASSIGN_FAULT_SHAPE = 1,          /* counts or grid unit differ from the market's */
    MMATCH_ASSIGN_FAULT_PAIR = 2,           /* a pair that is forbidden or below the minimum score */
    MMATCH_ASSIGN_FAULT_LOCK = 3,           /* a locked pair is missing */
    MMATCH_ASSIGN_FAULT_ROW_CAPACITY = 4,   /* a row has too few or too many partners */
    MMATCH_ASSIGN_FAULT_COLUMN_CAPACITY = 5, /* a column has */
    MMATCH_ASSIGN_FAULT_TOTAL = 6,          /* the total is not the sum of the scores (0 when infeasible), or not the bound */
    MMATCH_ASSIGN_FAULT_ROW_PRICE = 7,      /* a row's price is off the grid, or has the wrong sign for its load */
    MMATCH_ASSIGN_FAULT_COLUMN_PRICE = 8,   /* a column's */
    MMATCH_ASSIGN_FAULT_REDUCED_COST = 9,   /* a pair that the prices say should (not) be made */
    MMATCH_ASSIGN_FAULT_CONFLICT = 10,      /* the certificate of infeasibility proves nothing */
    MMATCH_ASSIGN_FAULT_OUTCOME = 11,       /* the outcome does not go with the rest */
    MMATCH_ASSIGN_FAULT_CERTIFICATE = 12,   /* no certificate is there, or it does not prove the bound */
    MMATCH_ASSIGN_FAULT_QUOTA = 13,         /* a quota has too few or too many partners */
    MMATCH_ASSIGN_FAULT_QUOTA_PRICE = 14    /* a quota's price is off the grid, or has the wrong sign for its load */
} mmatch_assign_fault;

/* Finds a best matching of a market, with the proof that none is better.
 * Maximises the sum of scores (minimises costs) over all matchings that keep minima, maxima, quotas, forbidden and
 * locked pairs and the minimum score, with the asked coverage. No pair is made twice. Pairs that neither raise nor
 * lower the total are made where the search meets them; `canonical` makes as many as its order asks for.
 * Outcomes: OPTIMAL: pairs, prices, reasons for everybody without a partner, bound = total. INFEASIBLE: no pairs,
 * total and bound 0; the conflicting people and quotas. LIMIT (the poll callback said stop): the pairs found so far,
 * locked ones among them, minima and coverage perhaps not yet met; no reasons; the bound holds for every matching that
 * keeps the rules, and column and quota prices alone (row prices NULL, tiers 0) prove it.
 * An empty side gives an empty optimal matching, infeasible where a minimum or `everyone` asks for more.
 * The total is the exact sum, rounded once to float64; so it is exact up to 2^53 units.
 * context: for allocation, errors and polling. market: read only. options: NULL for participation first, ties by
 * the search. matching_out: NULL on failure; owned by the caller, release with mmatch_matching_destroy.
 * The start may be any earlier answer with as many columns, to this market or one like it: its column prices are where the
 * search begins, and the nearer they are, the less it reads. What is found is as good as without; only time, and the
 * choice among equally good matchings under `first`, depend on it. Starts without prices change nothing.
 * Errors: NOMEM; ARGUMENT (NULL, struct_size, unknown coverage or ties, no scores, more locks than a maximum, a locked
 * pair without a score, a start of other columns); RANGE (rows, columns and quotas together beyond 2^31 - 2; with quotas, as many possible
 * partners; a price beyond 2^53 units, which scores of full length can only need from 4,000 people on; a total that is
 * no finite number); CANCELLED.
 * Time: at most one shortest path for each partner: O(rows * columns) each for dense scores, O(entries log people) for
 * sparse ones; as a rule a few reads of the scores in all, where no row asks for more than one partner besides its
 * locked ones, there are no quotas, and columns meet their minima. Canonical: O(partners * tied pairs) more.
 * Memory: O(rows + columns + possible pairs), at most 64 candidates a row among them; canonical O(tied pairs) more; the scores
 * are read row by row, never copied. Threads: the context's read the rows for the first candidates; the rest is one.
 * Check: mmatch_assign_verify.
 * Source: Kuhn 1955; Edmonds and Karp 1972; Jonker and Volgenant 1987, Computing 38; Bertsekas and Castanon 1989,
 * Annals of Operations Research 20 (scaled auctions, for first prices only). Since 0.1. */
MMATCH_API mmatch_status mmatch_assign(mmatch_context *context, const mmatch_market *market,
                                       const mmatch_assign_options *options,
                                       mmatch_matching **matching_out);

/* Judges a matching against its market and certificate alone, with no code of the solver.
 * Order: shape, outcome, locks, capacities and quotas, form of prices, pairs, total, bound, prices of people and quotas,
 * prices of pairs.
 * The verdict names the first fault, an mmatch_assign_fault, with its place. Reasons are not judged.
 * market, options (coverage counts, ties do not), matching: read only. verdict_out: the caller sets struct_size;
 * untouched on failure. An invalid matching is a verdict, not an error.
 * Errors: NOMEM; ARGUMENT (NULL, struct_size, unknown coverage, no scores); CANCELLED, also when the poll callback says
 * stop, as half a check is none. Time: one read of the scores. Memory: O(rows + columns). Threads: one.
 * Source: complementary slackness; Hoffman's theorem on circulations for conflicts. Since 0.1. */
MMATCH_API mmatch_status mmatch_assign_verify(mmatch_context *context, const mmatch_market *market,
                                              const mmatch_assign_options *options,
                                              const mmatch_matching *matching,
                                              mmatch_verdict *verdict_out);

#ifdef __cplusplus
}
#endif

#endif
