/* mentormatch/alternatives.h: what else there is beside one best assignment.
 *
 * Three questions about an optimal answer of mmatch_assign, answered exactly from its prices, without solving anew:
 *   - roles: which pairs are in every best matching, which in some, which in none;
 *   - what if: the best matching with one pair made that is not, or without one that is made;
 *   - ranking: the second best matching, the third, and so on.
 *
 * The rules are those of mmatch_assign, with its coverage: minima and maxima of both sides, forbidden and locked pairs,
 * and the minimum score. Under `participation first` matchings compare by the number of rows placed, then by total. Quotas
 * are refused. Matchings are sets of pairs: pairs that neither raise nor lower the total count as made or not made, so
 * two matchings may differ in such a pair alone.
 *
 * Every call takes the market, the options and the matching, and verifies it first: an answer whose proof fails is
 * refused. */
#ifndef MENTORMATCH_ALTERNATIVES_H
#define MENTORMATCH_ALTERNATIVES_H

#include "mentormatch/assign.h"
#include "mentormatch/context.h"
#include "mentormatch/market.h"
#include "mentormatch/matching.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum mmatch_pair_role {
    MMATCH_PAIR_IN_NONE = 0, /* of the best matchings */
    MMATCH_PAIR_IN_SOME = 1,
    MMATCH_PAIR_IN_ALL = 2
} mmatch_pair_role;

typedef struct mmatch_pair_roles mmatch_pair_roles;
typedef struct mmatch_ranking mmatch_ranking;

/* Finds the role of every pair.
 * A pair is in all best matchings when it is locked, or when without it every matching is worse; in some when a best
 * matching has it and another has not. Where all locked pairs and minima leave no choice, all pairs made are in all.
 * context: for allocation, errors and polling. market: read only. options: as for mmatch_assign; coverage counts, the rest
 * does not. matching: an optimal answer to them. roles_out: NULL on failure; owned by the caller, release with
 * mmatch_pair_roles_destroy; borrows nothing.
 * Errors: NOMEM; ARGUMENT (NULL, struct_size, unknown coverage, no scores, quotas, a matching that is not optimal or whose
 * proof fails, with the verifier's words); RANGE (more people than 2^31 - 3); CANCELLED, also when the poll
 * callback says stop.
 * Time: two reads of the scores beside the verification, and O(people + pairs that cost nothing). Memory: O(rows + columns +
 * pairs that cost nothing). Threads: one.
 * Source: complementary slackness; strongly connected components (Tarjan 1972, SIAM Journal on Computing 1) of what may be
 * exchanged at no cost (Costa 1994, Operations Research Letters 15, for one-to-one matchings). Since 0.1. */
MMATCH_API mmatch_status mmatch_pair_roles_create(mmatch_context *context, const mmatch_market *market,
                                                  const mmatch_assign_options *options,
                                                  const mmatch_matching *matching, mmatch_pair_roles **roles_out);

/* Releases roles; NULL is fine. Since 0.1. */
MMATCH_API void mmatch_pair_roles_destroy(mmatch_pair_roles *roles);

/* The number of pairs that are in some or in all best matchings. 0 for NULL. Since 0.1. */
MMATCH_API int64_t mmatch_pair_roles_count(const mmatch_pair_roles *roles);

/* Those pairs, by row and then by column, and their roles (mmatch_pair_role): mmatch_pair_roles_count entries each, owned by
 * the roles. NULL for NULL or no pairs. Since 0.1. */
MMATCH_API const int64_t *mmatch_pair_roles_rows(const mmatch_pair_roles *roles);
MMATCH_API const int64_t *mmatch_pair_roles_columns(const mmatch_pair_roles *roles);
MMATCH_API const int32_t *mmatch_pair_roles_roles(const mmatch_pair_roles *roles);

/* Finds for each given pair the best matching in which it is the other way round: made if it is not in the matching, not
 * made if it is.
 * rows, columns: `count` pairs, borrowed for the call; repeats are fine. outcomes_out, totals_out, placed_out: the caller's,
 * `count` entries each, untouched on failure: whether there is such a matching (MMATCH_OUTCOME_OPTIMAL or
 * MMATCH_OUTCOME_INFEASIBLE: the pair is forbidden or below the minimum score, locked, or the rules ask for it), its total
 * and how many rows it places (0 where infeasible). The difference of totals is what the pair is worth to the program.
 * The rest as for mmatch_pair_roles_create; ARGUMENT also for pairs out of range, with their place, and a negative count;
 * RANGE for more than 2^21 rows and columns together.
 * Time: one shortest path for each pair, O(rows * columns) at worst. Memory: O(rows + columns). Threads: one.
 * Source: Ahuja, Magnanti and Orlin 1993, Network Flows, chapter 3. Since 0.1. */
MMATCH_API mmatch_status mmatch_assign_what_if(mmatch_context *context, const mmatch_market *market,
                                               const mmatch_assign_options *options,
                                               const mmatch_matching *matching, const int64_t *rows,
                                               const int64_t *columns, int64_t count, int32_t *outcomes_out,
                                               double *totals_out, int64_t *placed_out);

/* Ranks matchings, the given one first, then the best of all others, and so on: `count` of them, or all there are.
 * Of equally good ones the order is the search's, the same on every machine.
 * count: 1 or more. ranking_out: NULL on failure; owned by the caller, release with mmatch_ranking_destroy; borrows
 * nothing. When the poll callback says stop, the ranking ends early, and is right as far as it goes.
 * The rest as for mmatch_pair_roles_create; RANGE also for more than 2^21 rows and columns together.
 * Time: for each matching two rounds of a few reads of the scores and short searches; at worst a shortest path from every
 * row. Memory: O(count * (rows + columns + pairs)). Threads: one.
 * Source: Murty 1968, Operations Research 16; Hamacher and Queyranne 1985, Annals of Operations Research 4 (a part is split
 * by one pair in which its best two differ). Since 0.1. */
MMATCH_API mmatch_status mmatch_ranking_create(mmatch_context *context, const mmatch_market *market,
                                               const mmatch_assign_options *options,
                                               const mmatch_matching *matching, int64_t count,
                                               mmatch_ranking **ranking_out);

/* Releases a ranking; NULL is fine. Since 0.1. */
MMATCH_API void mmatch_ranking_destroy(mmatch_ranking *ranking);

/* How many matchings it holds, at least 1. 0 for NULL. Since 0.1. */
MMATCH_API int64_t mmatch_ranking_count(const mmatch_ranking *ranking);

/* MMATCH_OUTCOME_OPTIMAL: as many as asked for, or all there are; MMATCH_OUTCOME_LIMIT: stopped before. NULL is at the
 * limit. Since 0.1. */
MMATCH_API mmatch_outcome mmatch_ranking_outcome(const mmatch_ranking *ranking);

/* 1 when there are no other matchings than these. 0 for NULL. Since 0.1. */
MMATCH_API int32_t mmatch_ranking_is_all(const mmatch_ranking *ranking);

/* Of matching `place`, 0 .. count - 1: its total as the user gave the scores, the number of its pairs, and the pairs by row and
 * then by column, owned by the ranking. NaN, 0 and NULL for NULL or another place. Since 0.1. */
MMATCH_API double mmatch_ranking_total(const mmatch_ranking *ranking, int64_t place);
MMATCH_API int64_t mmatch_ranking_pair_count(const mmatch_ranking *ranking, int64_t place);
MMATCH_API const int64_t *mmatch_ranking_rows(const mmatch_ranking *ranking, int64_t place);
MMATCH_API const int64_t *mmatch_ranking_columns(const mmatch_ranking *ranking, int64_t place);

#ifdef __cplusplus
}
#endif

#endif
