/* Times mmatch_assign on scores that are never stored: computed row by row by a callback, or by a
 * fit.
 *
 * usage: matrix_free callback|fit|stored FAMILY N [THREADS [SECONDS]]
 *   callback: rows of FAMILY ("uniform", "geometric" or "inner product") through
 * mmatch_scores_create_computed fit:      16 attributes through mmatch_fit_add_close; FAMILY is not
 * looked at stored:   the same rows as callback, written to a matrix first: for profiles of the
 * engine without Python After SECONDS (0: never) of making scores and solving, or of verifying, the
 * system ends the program with SIGALRM.
 *
 * Prints JSON, a line after the solve and a line after the check: seconds (scores made and solved),
 * read_seconds (every row computed once, estimated from up to 500 rows), peak_bytes (the largest
 * the whole process has been, input and all), and what the verifier says. Everything is drawn from
 * a fixed seed. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "mentormatch/mentormatch.h"

enum { ATTRIBUTES = 16, COLUMN_BLOCK = 512, SAMPLE = 500 };

typedef struct people {
    int64_t count;
    double *row_traits;    /* [row * ATTRIBUTES + attribute], 0 to 1 */
    double *column_traits; /* [attribute * count + column] */
} people;

/* What has to be released when the program ends; NULL where it was not made. */
typedef struct bench {
    people people;
    double *matrix;
    double *row;
    mmatch_context *context;
    mmatch_fit *fit;
    mmatch_scores *scores;
    mmatch_market *market;
    mmatch_matching *matching;
} bench;

static uint64_t mixed(uint64_t word)
{
    word += UINT64_C(0x9E3779B97F4A7C15);
    word = (word ^ (word >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    word = (word ^ (word >> 27)) * UINT64_C(0x94D049BB133111EB);
    return word ^ (word >> 31);
}

/* 0 to 1, a multiple of 2^-14, so that inner products are exact in any order. */
static double trait(uint64_t place)
{
    return (double)(mixed(place) >> 50) / 16384.0;
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void uniform_row(const void *user_data, int64_t row, double *values_out)
{
    const people *const all = (const people *)user_data;
    int64_t column;
    for (column = 0; column < all->count; column++) {
        const uint64_t word = mixed((uint64_t)row * (uint64_t)all->count + (uint64_t)column);
        values_out[column] = (double)(word >> 32) / 4294967296.0;
    }
}

/* Distances in the plane, negated as less is better. */
static void geometric_row(const void *user_data, int64_t row, double *values_out)
{
    const people *const all = (const people *)user_data;
    const double *const here = all->row_traits + row * ATTRIBUTES;
    int64_t column;
    for (column = 0; column < all->count; column++) {
        const double across = here[0] - all->column_traits[column];
        const double along = here[1] - all->column_traits[all->count + column];
        values_out[column] = -sqrt(across * across + along * along);
    }
}

/* Block by block, so that the sums stay in the fastest cache while the attributes stream through.
 */
static void inner_product_row(const void *user_data, int64_t row, double *values_out)
{
    const people *const all = (const people *)user_data;
    const double *const has = all->row_traits + row * ATTRIBUTES;
    int64_t first;
    for (first = 0; first < all->count; first += COLUMN_BLOCK) {
        const int64_t end = first + COLUMN_BLOCK < all->count ? first + COLUMN_BLOCK : all->count;
        int attribute;
        int64_t column;
        for (column = first; column < end; column++) {
            values_out[column] = 0;
        }
        for (attribute = 0; attribute < ATTRIBUTES; attribute += 4) {
            const double *const wants = all->column_traits + attribute * all->count;
            const int64_t count = all->count;
            for (column = first; column < end; column++) {
                values_out[column] += has[attribute] * wants[column] +
                                      has[attribute + 1] * wants[count + column] +
                                      has[attribute + 2] * wants[2 * count + column] +
                                      has[attribute + 3] * wants[3 * count + column];
            }
        }
    }
}

static mmatch_row_fn row_function(const char *family)
{
    if (strcmp(family, "uniform") == 0) {
        return uniform_row;
    }
    if (strcmp(family, "geometric") == 0) {
        return geometric_row;
    }
    return strcmp(family, "inner product") == 0 ? inner_product_row : NULL;
}

static int make_people(bench *work, int64_t count)
{
    people *const all = &work->people;
    const size_t places = (size_t)count * ATTRIBUTES;
    size_t place;
    all->count = count;
    all->row_traits = (double *)malloc(places * sizeof *all->row_traits);
    all->column_traits = (double *)malloc(places * sizeof *all->column_traits);
    work->row = (double *)malloc((size_t)count * sizeof *work->row);
    if (all->row_traits == NULL || all->column_traits == NULL || work->row == NULL) {
        return 0;
    }
    for (place = 0; place < places; place++) {
        all->row_traits[place] = trait(2 * place);
        all->column_traits[place] = trait(2 * place + 1);
    }
    return 1;
}

/* Writes the rows to a matrix; the time is not part of the solve. */
static int store_rows(bench *work, mmatch_row_fn rows)
{
    const int64_t count = work->people.count;
    int64_t row;
    work->matrix = (double *)malloc((size_t)count * (size_t)count * sizeof *work->matrix);
    if (work->matrix == NULL) {
        return 0;
    }
    for (row = 0; row < count; row++) {
        rows(&work->people, row, work->matrix + row * count);
    }
    return 1;
}

/* Scores of a fit: how close two people are in each of 16 attributes, 1000 points each. */
static mmatch_status make_fit_scores(bench *work)
{
    const people *const all = &work->people;
    double *const row_values = work->row;
    mmatch_status status = mmatch_fit_create(work->context, all->count, all->count, &work->fit);
    int attribute;
    for (attribute = 0; status == MMATCH_OK && attribute < ATTRIBUTES; attribute++) {
        int64_t row;
        for (row = 0; row < all->count; row++) {
            row_values[row] = all->row_traits[row * ATTRIBUTES + attribute];
        }
        status = mmatch_fit_add_close(work->context, work->fit, NULL, row_values,
                                      all->column_traits + attribute * all->count, 1.0);
    }
    return status == MMATCH_OK ? mmatch_fit_scores(work->context, work->fit, &work->scores)
                               : status;
}

static mmatch_status make_scores(bench *work, const char *source, mmatch_row_fn rows)
{
    const int64_t count = work->people.count;
    if (strcmp(source, "fit") == 0) {
        return make_fit_scores(work);
    }
    if (work->matrix != NULL) {
        return mmatch_scores_create_dense(work->context, work->matrix, MMATCH_FLOAT64, count, count,
                                          8 * count, 8, NULL, &work->scores);
    }
    return mmatch_scores_create_computed(work->context, rows, &work->people, count, count,
                                         ATTRIBUTES, 0, NULL, &work->scores);
}

/* The time of computing every row once, from a sample spread over all rows. */
static double read_seconds(bench *work, const char *source, mmatch_row_fn rows)
{
    const int64_t count = work->people.count;
    const int64_t sample = count < SAMPLE ? count : SAMPLE;
    const double began = seconds();
    int64_t k;
    for (k = 0; k < sample; k++) {
        const int64_t row = k * (count / sample);
        if (strcmp(source, "fit") == 0) {
            if (mmatch_scores_read_row(work->context, work->scores, row, work->row) != MMATCH_OK) {
                return 0;
            }
        } else {
            rows(&work->people, row, work->row);
        }
    }
    return (seconds() - began) * (double)count / (double)sample;
}

/* The largest the process has been, in bytes; 0 where the system does not say. */
static double peak_bytes(void)
{
    FILE *const file = fopen("/proc/self/status", "r");
    char line[256];
    double kibibytes = 0;
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "VmHWM:", 6) == 0) {
            kibibytes = strtod(line + 6, NULL);
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return 1024 * kibibytes;
}

static mmatch_status run(bench *work, const char *source, mmatch_row_fn rows, unsigned limit)
{
    mmatch_verdict verdict = {0};
    double began = seconds();
    double solved;
    mmatch_status status;
    verdict.struct_size = sizeof verdict;
    alarm(limit);
    status = make_scores(work, source, rows);
    if (status == MMATCH_OK) {
        status = mmatch_market_create(work->context, work->scores, &work->market);
    }
    if (status == MMATCH_OK) {
        status = mmatch_assign(work->context, work->market, NULL, &work->matching);
    }
    if (status != MMATCH_OK) {
        return status;
    }
    solved = seconds() - began;
    alarm(0);
    printf("{\"status\": \"ok\", \"seconds\": %.9g, \"repeats\": 1, \"total\": %.17g, "
           "\"peak_bytes\": %.0f, "
           "\"read_seconds\": %.9g}\n",
           solved, mmatch_matching_total(work->matching), peak_bytes(),
           read_seconds(work, source, rows));
    fflush(stdout);
    alarm(limit);
    began = seconds();
    status = mmatch_assign_verify(work->context, work->market, NULL, work->matching, &verdict);
    if (status == MMATCH_OK) {
        const int is_optimal = mmatch_matching_outcome(work->matching) == MMATCH_OUTCOME_OPTIMAL;
        printf("{\"verify_seconds\": %.9g, \"is_valid\": %s}\n", seconds() - began,
               verdict.is_valid && is_optimal ? "true" : "false");
        if (!verdict.is_valid) {
            fprintf(stderr, "%s\n", verdict.message);
            return MMATCH_ERR_INTERNAL;
        }
    }
    return status;
}

static void release(bench *work)
{
    mmatch_matching_destroy(work->matching);
    mmatch_market_destroy(work->market);
    mmatch_scores_destroy(work->scores);
    mmatch_fit_destroy(work->fit);
    mmatch_context_destroy(work->context);
    free(work->people.row_traits);
    free(work->people.column_traits);
    free(work->row);
    free(work->matrix);
}

int main(int argc, char **argv)
{
    const char *const source = argc > 1 ? argv[1] : "";
    const int is_stored = strcmp(source, "stored") == 0;
    const int is_known = is_stored || strcmp(source, "fit") == 0 || strcmp(source, "callback") == 0;
    const mmatch_row_fn rows = argc > 2 ? row_function(argv[2]) : NULL;
    const long count = argc > 3 ? strtol(argv[3], NULL, 10) : 0;
    const long threads = argc > 4 ? strtol(argv[4], NULL, 10) : 1;
    const long limit = argc > 5 ? strtol(argv[5], NULL, 10) : 0;
    mmatch_context_options options = {0};
    bench work = {{0, NULL, NULL}, NULL, NULL, NULL, NULL, NULL, NULL, NULL};
    mmatch_status status = MMATCH_ERR_NOMEM;
    if (!is_known || rows == NULL || count < 1 || count > 1000000 || threads < 1 || threads > 256 ||
        limit < 0 || limit > 1000000) {
        fprintf(
            stderr,
            "usage: matrix_free callback|fit|stored \"uniform\"|\"geometric\"|\"inner product\" "
            "N [THREADS [SECONDS]]\n");
        return 2;
    }
    options.struct_size = sizeof options;
    options.threads = (int32_t)threads;
    if (make_people(&work, count) && (!is_stored || store_rows(&work, rows)) &&
        mmatch_context_create(&options, &work.context) == MMATCH_OK) {
        status = run(&work, source, rows, (unsigned)limit);
    }
    if (status != MMATCH_OK) {
        fprintf(stderr, "%s %s\n", mmatch_status_name(status), mmatch_context_error(work.context));
    }
    release(&work);
    return status == MMATCH_OK ? 0 : 1;
}
