/* Times mmatch_assign and mmatch_assign_verify on families of square score matrices, as ratios to one read of the
 * matrix in the same process.
 * usage: bench_assign [N]   (default 500) */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "mentormatch/mentormatch.h"

static uint64_t state = 1;

static double draw(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (double)(state >> 11) / 9007199254740992.0;
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Families that show what real and hard scores look like. */
static void fill(const char *family, double *scores, int n)
{
    double *const traits = (double *)malloc((size_t)n * 32 * sizeof *traits);
    int row;
    int k;
    if (traits == NULL) {
        exit(1);
    }
    for (k = 0; k < n * 32; k++) {
        traits[k] = draw();
    }
    for (row = 0; row < n; row++) {
        int column;
        for (column = 0; column < n; column++) {
            double score = 0;
            if (family[0] == 'u') {
                score = draw();
            } else if (family[0] == 'i') {
                for (k = 0; k < 16; k++) {
                    score += traits[row * 32 + k] * traits[column * 32 + 16 + k];
                }
            } else if (family[0] == 'a') {
                score = traits[row * 32] + traits[column * 32 + 1] + 0.3 * draw();
            } else {
                score = 1 + (int)(100 * draw());
            }
            scores[(size_t)row * (size_t)n + (size_t)column] = score;
        }
    }
    free(traits);
}

int main(int argc, char **argv)
{
    static const char *const families[] = {"uniform", "inner product", "additive + noise", "ties 1..100"};
    const int n = argc > 1 ? atoi(argv[1]) : 500;
    double *scores;
    size_t f;
    if (n < 1 || n > 20000) {
        fprintf(stderr, "usage: bench_assign [N], N from 1 to 20000\n");
        return 2;
    }
    scores = (double *)malloc((size_t)n * (size_t)n * sizeof *scores);
    if (scores == NULL) {
        return 1;
    }
    printf("n = %d; times as multiples of one read of the matrix\n%-18s %10s %10s\n", n, "family", "solve", "verify");
    for (f = 0; f < sizeof families / sizeof families[0]; f++) {
        mmatch_context *context = NULL;
        mmatch_scores *table = NULL;
        mmatch_market *market = NULL;
        mmatch_matching *matching = NULL;
        mmatch_verdict verdict = {0};
        double began;
        double read;
        double solved;
        double verified;
        double largest = 0;
        size_t k;
        verdict.struct_size = sizeof verdict;
        fill(families[f], scores, n);
        began = seconds();
        for (k = 0; k < (size_t)n * (size_t)n; k++) {
            largest = scores[k] > largest ? scores[k] : largest;
        }
        read = seconds() - began;
        if (mmatch_context_create(NULL, &context) != MMATCH_OK ||
            mmatch_scores_create_dense(context, scores, MMATCH_FLOAT64, n, n, 8 * (int64_t)n, 8, NULL, &table) != MMATCH_OK ||
            mmatch_market_create(context, table, &market) != MMATCH_OK) {
            return 1;
        }
        began = seconds();
        if (mmatch_assign(context, market, NULL, &matching) != MMATCH_OK) {
            return 1;
        }
        solved = seconds() - began;
        began = seconds();
        if (mmatch_assign_verify(context, market, NULL, matching, &verdict) != MMATCH_OK || !verdict.is_valid) {
            fprintf(stderr, "%s\n", verdict.message);
            return 1;
        }
        verified = seconds() - began;
        printf("%-18s %10.1f %10.1f   (largest score %g)\n", families[f], solved / read, verified / read, largest);
        mmatch_matching_destroy(matching);
        mmatch_market_destroy(market);
        mmatch_scores_destroy(table);
        mmatch_context_destroy(context);
    }
    free(scores);
    return 0;
}
