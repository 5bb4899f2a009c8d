/* Ranking: the best matching, the second best, and so on, as a result of its own. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "alternatives/spaces.h"
#include "base/row_reader.h"
#include "base/sort.h"

struct mmatch_ranking {
    mmatch__workspace memory; /* the block that holds this object and its arrays */
    int64_t count;
    mmatch_outcome outcome;
    int32_t is_all;
    double *totals;
    int64_t *first; /* pair, by place and one more */
    int64_t *rows, *columns;
};

typedef struct ranking_slices {
    size_t object, totals, first, rows, columns;
} ranking_slices;

static mmatch_status open_ranking(const mmatch__spaces *spaces, mmatch_ranking **ranking_out)
{
    mmatch_context *const context = spaces->exchange.context;
    mmatch__layout layout = {0};
    ranking_slices at;
    mmatch__workspace memory;
    mmatch_ranking *ranking;
    int64_t pairs = 0;
    int64_t k;
    for (k = 0; k < spaces->count; k++) {
        pairs += spaces->items[k].pair_count;
    }
    at.object = mmatch__layout_add(&layout, 1, sizeof *ranking);
    at.totals = mmatch__layout_add(&layout, spaces->count, sizeof(double));
    at.first = mmatch__layout_add(&layout, spaces->count + 1, sizeof(int64_t));
    at.rows = mmatch__layout_add(&layout, pairs, sizeof(int64_t));
    at.columns = mmatch__layout_add(&layout, pairs, sizeof(int64_t));
    if (!mmatch__workspace_open(&context->allocator, &layout, &memory)) {
        return mmatch__fail_memory(context);
    }
    ranking = (mmatch_ranking *)mmatch__workspace_at(&memory, at.object);
    ranking->memory = memory;
    ranking->count = spaces->count;
    ranking->totals = (double *)mmatch__workspace_at(&memory, at.totals);
    ranking->first = (int64_t *)mmatch__workspace_at(&memory, at.first);
    ranking->rows = (int64_t *)mmatch__workspace_at(&memory, at.rows);
    ranking->columns = (int64_t *)mmatch__workspace_at(&memory, at.columns);
    *ranking_out = ranking;
    return MMATCH_OK;
}

/* One matching, by row and then by column. */
static void list_matching(const mmatch__space *space, int64_t column_count, int64_t *keys, int64_t *scratch,
                          int64_t *rows, int64_t *columns)
{
    int64_t k;
    for (k = 0; k < space->pair_count; k++) {
        keys[k] = space->rows[k] * column_count + space->columns[k];
    }
    mmatch__sort(keys, (size_t)space->pair_count, sizeof *keys, mmatch__compare_int64, NULL, scratch);
    for (k = 0; k < space->pair_count; k++) {
        rows[k] = keys[k] / column_count;
        columns[k] = keys[k] % column_count;
    }
}

static mmatch_status fill_ranking(const mmatch__spaces *spaces, mmatch_ranking *ranking)
{
    const mmatch__exchange *const exchange = &spaces->exchange;
    const int64_t limit = mmatch__exchange_pair_limit(&exchange->market);
    mmatch__layout layout = {0};
    const size_t at_keys = mmatch__layout_add(&layout, limit, sizeof(int64_t));
    const size_t at_scratch = mmatch__layout_add(&layout, limit, sizeof(int64_t));
    mmatch__workspace memory;
    mmatch_status status = MMATCH_OK;
    int64_t place;
    if (!mmatch__workspace_open(&exchange->context->allocator, &layout, &memory)) {
        return mmatch__fail_memory(exchange->context);
    }
    for (place = 0; place < spaces->count && status == MMATCH_OK; place++) {
        const mmatch__space *const space = &spaces->items[place];
        const int64_t first = ranking->first[place];
        int64_t units = 0;
        int64_t k;
        for (k = 0; k < space->pair_count; k++) {
            units += space->units[k];
        }
        ranking->totals[place] = mmatch__rows_to_user(exchange->market.scores, units);
        ranking->first[place + 1] = first + space->pair_count;
        list_matching(space, exchange->market.column_count, (int64_t *)mmatch__workspace_at(&memory, at_keys),
                      (int64_t *)mmatch__workspace_at(&memory, at_scratch), ranking->rows + first,
                      ranking->columns + first);
        if (!isfinite(ranking->totals[place])) {
            status = mmatch__fail(exchange->context, MMATCH_ERR_RANGE,
                                  "matching %" PRId64 ": the total is not a finite number", place);
        }
    }
    mmatch__workspace_close(&memory);
    return status;
}

static mmatch_status rank_all(mmatch__spaces *spaces, int64_t count, mmatch_poll_answer *answer_out)
{
    mmatch_status status = MMATCH_OK;
    *answer_out = mmatch__spaces_find_second(spaces, 0);
    while (status == MMATCH_OK && *answer_out == MMATCH_POLL_CONTINUE && spaces->count < count &&
           spaces->order_count > 0) {
        status = mmatch__spaces_split(spaces, answer_out);
    }
    return status == MMATCH_OK && *answer_out == MMATCH_POLL_CANCEL ? mmatch__fail_cancelled(spaces->exchange.context)
                                                                    : status;
}

static mmatch_status make_ranking(const mmatch__spaces *spaces, int64_t count, mmatch_poll_answer answer,
                                  mmatch_ranking **ranking_out)
{
    mmatch_ranking *ranking = NULL;
    mmatch_status status = open_ranking(spaces, &ranking);
    if (status == MMATCH_OK) {
        ranking->outcome = answer == MMATCH_POLL_STOP && spaces->count < count ? MMATCH_OUTCOME_LIMIT
                                                                               : MMATCH_OUTCOME_OPTIMAL;
        ranking->is_all = answer == MMATCH_POLL_CONTINUE && spaces->order_count == 0;
        status = fill_ranking(spaces, ranking);
    }
    if (status != MMATCH_OK) {
        mmatch_ranking_destroy(ranking);
        return status;
    }
    *ranking_out = ranking;
    return MMATCH_OK;
}

mmatch_status mmatch_ranking_create(mmatch_context *context, const mmatch_market *market,
                                    const mmatch_assign_options *options, const mmatch_matching *matching,
                                    int64_t count, mmatch_ranking **ranking_out)
{
    mmatch__spaces spaces;
    mmatch_assign_options known;
    mmatch_poll_answer answer = MMATCH_POLL_CONTINUE;
    mmatch_status status;
    if (ranking_out != NULL) {
        *ranking_out = NULL;
    }
    status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    if (ranking_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "ranking_out is NULL");
    }
    if (count < 1) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "count %" PRId64 " is below 1", count);
    }
    memset(&spaces, 0, sizeof spaces);
    status = mmatch__exchange_read_request(&spaces.exchange, context, market, options, matching, &known);
    status = status == MMATCH_OK ? mmatch__exchange_check_size(&spaces.exchange) : status;
    status = status == MMATCH_OK ? mmatch__spaces_open(&spaces, known.coverage) : status;
    status = status == MMATCH_OK ? rank_all(&spaces, count, &answer) : status;
    status = status == MMATCH_OK ? make_ranking(&spaces, count, answer, ranking_out) : status;
    mmatch__spaces_close(&spaces);
    return status;
}

void mmatch_ranking_destroy(mmatch_ranking *ranking)
{
    if (ranking != NULL) {
        mmatch__workspace memory = ranking->memory; /* a copy, as the object lies inside */
        mmatch__workspace_close(&memory);
    }
}

static bool has_place(const mmatch_ranking *ranking, int64_t place)
{
    return ranking != NULL && place >= 0 && place < ranking->count;
}

int64_t mmatch_ranking_count(const mmatch_ranking *ranking)
{
    return ranking == NULL ? 0 : ranking->count;
}

mmatch_outcome mmatch_ranking_outcome(const mmatch_ranking *ranking)
{
    return ranking == NULL ? MMATCH_OUTCOME_LIMIT : ranking->outcome;
}

int32_t mmatch_ranking_is_all(const mmatch_ranking *ranking)
{
    return ranking == NULL ? 0 : ranking->is_all;
}

double mmatch_ranking_total(const mmatch_ranking *ranking, int64_t place)
{
    return has_place(ranking, place) ? ranking->totals[place] : (double)NAN;
}

int64_t mmatch_ranking_pair_count(const mmatch_ranking *ranking, int64_t place)
{
    return has_place(ranking, place) ? ranking->first[place + 1] - ranking->first[place] : 0;
}

const int64_t *mmatch_ranking_rows(const mmatch_ranking *ranking, int64_t place)
{
    return has_place(ranking, place) ? ranking->rows + ranking->first[place] : NULL;
}

const int64_t *mmatch_ranking_columns(const mmatch_ranking *ranking, int64_t place)
{
    return has_place(ranking, place) ? ranking->columns + ranking->first[place] : NULL;
}
