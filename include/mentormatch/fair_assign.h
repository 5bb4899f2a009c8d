/* mentormatch/fair_assign.h: assignment by other aims than the total: the worst-off first, or the first choices first.
 *
 * One request, three aims. The pairs that count are the allowed ones that are not locked; a lock is a constant.
 *   - bottleneck: the worst pair made is as good as possible; among those matchings the best total.
 *   - leximin: the fewest pairs of the worst score, then of the second worst, and so on through all scores. So the
 *     worst pair is as good as it can be, then the second worst, ... exactly, whatever the differences.
 *   - rank-maximal: the most pairs of rank 1, then of rank 2, and so on. A row's ranks are its preference list, or
 *     where the market has none its scores: its best score is rank 1, equal scores share a rank, none is skipped.
 *
 * The rules of mmatch_assign hold, but quotas are refused: minima and maxima of both sides, forbidden and locked pairs,
 * the minimum score, and coverage. `participation first` places as many rows as can be before it looks at any score,
 * `everyone` all of them. `score first` goes with rank-maximal alone (the textbook form): where rows may stay out for
 * the sake of the scores, no pair at all has no worst one. Bottleneck and leximin make second partners only as far as
 * minima ask for them; bottleneck also where they raise the total and are not below the worst (where nothing has to be
 * made at all, not below the best score there is).
 *
 * A bottleneck is proved by the prices of its total (mmatch_assign on the market with the threshold as its minimum
 * score) and by the conflict of its parts, a set in the manner of Hall: rows S and columns T. Pairs better than the
 * worst made one cannot give the rows as many partners up to max(minimum, 1) as they have here, because outside S rows
 * can have their own number at most, each row of S at most its number and at most its better pairs outside T, and each
 * column of T its maximum; or S lacks minima in the same count; or the columns do, with the sides exchanged. */
#ifndef MENTORMATCH_FAIR_ASSIGN_H
#define MENTORMATCH_FAIR_ASSIGN_H

#include "mentormatch/assign.h"
#include "mentormatch/context.h"
#include "mentormatch/market.h"
#include "mentormatch/matching.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum mmatch_fair_objective {
    MMATCH_FAIR_BOTTLENECK = 0,  /* the worst pair as good as possible, then the best total */
    MMATCH_FAIR_LEXIMIN = 1,     /* the worst pair, then the second worst, ... */
    MMATCH_FAIR_RANK_MAXIMAL = 2 /* the most first choices, then the most second choices, ... */
} mmatch_fair_objective;

typedef struct mmatch_fair_assign_options {
    size_t struct_size; /* sizeof(mmatch_fair_assign_options) */
    int32_t objective;  /* an mmatch_fair_objective */
    int32_t coverage;   /* an mmatch_coverage */
} mmatch_fair_assign_options;

/* Fault codes of mmatch_fair_assign_verify. */
typedef enum mmatch_fair_assign_fault {
    MMATCH_FAIR_FAULT_NONE = 0,
    MMATCH_FAIR_FAULT_SHAPE = 1,           /* counts or grid unit differ from the market's */
    MMATCH_FAIR_FAULT_OUTCOME = 2,         /* the outcome is none of an assignment */
    MMATCH_FAIR_FAULT_PAIR = 3,            /* a pair that is forbidden, not listed, or below the minimum score */
    MMATCH_FAIR_FAULT_LOCK = 4,            /* a locked pair is missing */
    MMATCH_FAIR_FAULT_ROW_CAPACITY = 5,    /* a row has too few or too many partners */
    MMATCH_FAIR_FAULT_COLUMN_CAPACITY = 6, /* a column has */
    MMATCH_FAIR_FAULT_TOTAL = 7,           /* the total is not the sum of the scores, or not the bound */
    MMATCH_FAIR_FAULT_PARTICIPATION = 8,   /* more rows could be placed */
    MMATCH_FAIR_FAULT_LEVEL = 9,           /* a pair through which the matching could be made fairer */
    MMATCH_FAIR_FAULT_THRESHOLD = 10,      /* the conflict does not prove that the worst pair could not be better */
    MMATCH_FAIR_FAULT_ASSIGNMENT = 11      /* the prices do not prove the total, or the conflict no infeasibility */
} mmatch_fair_assign_fault;

/* Finds the fairest matching of a market, exactly.
 * Ties are settled by the search, the same way on every machine. Leximin answers differ in the people, never in the
 * list of scores; rank-maximal ones never in the number of pairs of each rank.
 * Outcomes: OPTIMAL: pairs, reasons for everybody without a partner (LOWERS_TOTAL: a place was free, but the pair
 * serves no aim of the request), bound = total; for a bottleneck prices and conflict as proof. INFEASIBLE: as from
 * mmatch_assign, with its conflict. LIMIT (the poll callback said stop): the pairs so far, no reasons, no
 * certificate, the infinity of the good sign as bound; minima and coverage are perhaps not yet met.
 * An empty side gives an empty optimal matching, infeasible where a minimum or `everyone` asks for more.
 * context: for allocation, errors and polling. market: read only; row preferences count for rank-maximal alone.
 * options: NULL for a bottleneck with participation first. matching_out: NULL on failure; owned by the caller, release
 * with mmatch_matching_destroy.
 * Errors: NOMEM; ARGUMENT (NULL, struct_size, unknown objective or coverage, `score first` without rank-maximal, column
 * preferences under rank-maximal, quotas, no scores (nor, for rank-maximal, row preferences), more locks than a
 * maximum); RANGE (as mmatch_assign); CANCELLED.
 * Time: bottleneck: O(log(pairs)) checks and one mmatch_assign at last, checks being one read of the scores and
 * O(people^2 / 64) for each round of a search. Leximin, rank-maximal: one mmatch_assign, sorting the pairs, and
 * O(people^2 / 64 + arcs looked at) for each search: one for each pair made that meets its score from below, or for
 * each column of each rank; and one pass over the pairs left for each score (rank) that the answer contains.
 * Memory: bottleneck O(rows * columns / 64) words; the others that and O(possible pairs). Threads: one.
 * Check: mmatch_fair_assign_verify. Source: Edmonds and Fulkerson 1970, Journal of Combinatorial Theory 8;
 * Irving, Kavitha, Mehlhorn, Michail and Paluch 2006, ACM Transactions on Algorithms 2; Huang, Kavitha, Mehlhorn and
 * Michail 2016, Algorithmica 74. Since 0.1. */
MMATCH_API mmatch_status mmatch_fair_assign(mmatch_context *context, const mmatch_market *market,
                                            const mmatch_fair_assign_options *options,
                                            mmatch_matching **matching_out);

/* Judges a matching against its market.
 * Order: shape, outcome, locks, capacities, pairs, total, participation, and then a bottleneck by its certificate: the
 * conflict, then prices and total. There is no short certificate for the two others: they are judged by
 * a slower method that shares nothing with the solver, Bellman and Ford's search for an improving exchange, score by
 * score. Of LIMIT only the rules are judged; INFEASIBLE is judged by mmatch_assign_verify. Reasons are not judged.
 * market, options, matching: read only. verdict_out: the caller sets struct_size; untouched on failure. An invalid
 * matching is a verdict, not an error; its fault is an mmatch_fair_assign_fault.
 * Errors: NOMEM; ARGUMENT (as for mmatch_fair_assign); CANCELLED, also when the poll callback says stop.
 * Time: bottleneck: a few reads of the scores, and where rows stay out one search; the others: one search for each
 * score (rank) with a choice, O(people * pairs) each at worst, a few passes over the pairs as a rule. Memory:
 * O(possible pairs). Threads: one. Source: Klein 1967, Management Science 14; Hall 1935. Since 0.1. */
MMATCH_API mmatch_status mmatch_fair_assign_verify(mmatch_context *context, const mmatch_market *market,
                                                   const mmatch_fair_assign_options *options,
                                                   const mmatch_matching *matching,
                                                   mmatch_verdict *verdict_out);

#ifdef __cplusplus
}
#endif

#endif
