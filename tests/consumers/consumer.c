/* A program as a user of the installed library writes it: two mentees, three mentors, the best total. Compiles as C
 * and as C++. */
#include <mentormatch/mentormatch.h>

#include <stdio.h>

int main(void)
{
    static const double scores[6] = {3, 1, 2, 4, 1, 1};
    mmatch_context *context = NULL;
    mmatch_scores *table = NULL;
    mmatch_market *market = NULL;
    mmatch_matching *matching = NULL;
    mmatch_verdict verdict;
    double total;
    verdict.struct_size = sizeof verdict;
    if (mmatch_context_create(NULL, &context) != MMATCH_OK ||
        mmatch_scores_create_dense(context, scores, MMATCH_FLOAT64, 2, 3, 3 * 8, 8, NULL, &table) != MMATCH_OK ||
        mmatch_market_create(context, table, &market) != MMATCH_OK ||
        mmatch_assign(context, market, NULL, &matching) != MMATCH_OK ||
        mmatch_assign_verify(context, market, NULL, matching, &verdict) != MMATCH_OK) {
        fprintf(stderr, "%s\n", mmatch_context_error(context));
        return 1;
    }
    total = mmatch_matching_total(matching);
    printf("mentormatch %s: total %g, %s\n", mmatch_version(), total, verdict.message);
    mmatch_matching_destroy(matching);
    mmatch_market_destroy(market);
    mmatch_scores_destroy(table);
    mmatch_context_destroy(context);
    return total == 6 && verdict.is_valid ? 0 : 1;
}
