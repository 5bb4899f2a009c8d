/* Any market of up to 6 x 6: every call gives a documented status, and every answer passes its verifier. */
#include "bytes.h"

enum { MOST = 6 };

/* Up to three quotas of neighbouring columns; those that cross, or are out of range, are refused. */
static void read_quotas(byte_stream *stream, mmatch_context *context, mmatch_market *market)
{
    int64_t offsets[4] = {0};
    int64_t columns[3 * MOST];
    int64_t minimum[3];
    int64_t maximum[3];
    const int count = next_below(stream, 4);
    int quota;
    for (quota = 0; quota < count; quota++) {
        const int first = next_below(stream, MOST);
        const int length = next_below(stream, MOST - first + 1);
        int place;
        for (place = 0; place < length; place++) {
            columns[offsets[quota] + place] = first + place;
        }
        offsets[quota + 1] = offsets[quota] + length;
        minimum[quota] = next_below(stream, 4) == 0 ? next_below(stream, 4) : 0;
        maximum[quota] = minimum[quota] + next_below(stream, 8);
    }
    (void)mmatch_market_set_quotas(context, market, count, offsets, columns, minimum, maximum);
}

static void read_rules(byte_stream *stream, mmatch_context *context, mmatch_market *market, int rows, int columns)
{
    int32_t minimum[MOST];
    int32_t maximum[MOST];
    int side;
    int rule;
    for (side = 0; side < 2; side++) {
        const int count = side == 0 ? rows : columns;
        int person;
        for (person = 0; person < count; person++) {
            const int kind = next_byte(stream);
            minimum[person] = kind % 7 == 6 ? kind % 3 : 0;
            maximum[person] = kind / 8 % 4;
        }
        (void)(side == 0 ? mmatch_market_set_row_capacity(context, market, minimum, maximum)
                         : mmatch_market_set_column_capacity(context, market, minimum, maximum));
    }
    for (rule = next_below(stream, 6); rule > 0; rule--) {
        const int64_t row = next_below(stream, MOST + 1);
        const int64_t column = next_below(stream, MOST + 1);
        (void)(next_below(stream, 3) == 0 ? mmatch_market_lock(context, market, &row, &column, 1)
                                          : mmatch_market_forbid(context, market, &row, &column, 1));
    }
    read_quotas(stream, context, market);
    if (next_below(stream, 4) == 0) {
        (void)mmatch_market_set_minimum_score(context, market, next_score(stream));
    }
}

static void read_preferences(byte_stream *stream, mmatch_context *context, mmatch_market *market, int rows, int columns)
{
    int64_t offsets[MOST + 1] = {0};
    int64_t partners[MOST * MOST];
    int32_t ranks[MOST * MOST];
    const int side = next_below(stream, 2);
    const int people = side == 0 ? rows : columns;
    const int others = side == 0 ? columns : rows;
    int person;
    for (person = 0; person < people; person++) {
        const int length = others == 0 ? 0 : next_below(stream, others + 1);
        int place;
        offsets[person + 1] = offsets[person] + length;
        for (place = 0; place < length; place++) {
            partners[offsets[person] + place] = next_below(stream, others);
            ranks[offsets[person] + place] = place == 0 ? 0 : ranks[offsets[person] + place - 1] + next_below(stream, 2);
        }
    }
    (void)(side == 0 ? mmatch_market_set_row_preferences(context, market, offsets, partners, ranks)
                     : mmatch_market_set_column_preferences(context, market, offsets, partners, ranks));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    byte_stream stream = {bytes, length};
    const int rows = next_below(&stream, MOST + 1);
    const int columns = next_below(&stream, MOST + 1);
    double values[MOST * MOST];
    mmatch_scores_options scores_options = {sizeof scores_options, 0};
    mmatch_context *context = NULL;
    mmatch_scores *scores = NULL;
    mmatch_market *market = NULL;
    mmatch_matching *matching = NULL;
    mmatch_verdict verdict = {0};
    int cell;
    verdict.struct_size = sizeof verdict;
    scores_options.sense = next_below(&stream, 2);
    for (cell = 0; cell < rows * columns; cell++) {
        values[cell] = next_score(&stream);
    }
    if (mmatch_context_create(NULL, &context) != MMATCH_OK) {
        return 0;
    }
    if (mmatch_scores_create_dense(context, values, MMATCH_FLOAT64, rows, columns, columns * 8, 8, &scores_options,
                                   &scores) == MMATCH_OK &&
        mmatch_market_create(context, scores, &market) == MMATCH_OK) {
        mmatch_assign_options assign_options = {0};
        mmatch_stable_options stable_options = {0};
        assign_options.struct_size = sizeof assign_options;
        stable_options.struct_size = sizeof stable_options;
        read_rules(&stream, context, market, rows, columns);
        for (assign_options.coverage = 0; assign_options.coverage <= 2; assign_options.coverage++) {
            assign_options.ties = next_below(&stream, 3);
            if (mmatch_assign(context, market, &assign_options, &matching) == MMATCH_OK) {
                if (mmatch_assign_verify(context, market, &assign_options, matching, &verdict) != MMATCH_OK ||
                    !verdict.is_valid) {
                    found("assign", verdict.message);
                }
                mmatch_matching_destroy(matching);
            }
        }
        if (next_below(&stream, 2) == 0) {
            read_preferences(&stream, context, market, rows, columns);
        }
        stable_options.proposers = next_below(&stream, 2);
        if (mmatch_stable(context, market, &stable_options, &matching) == MMATCH_OK) {
            if (mmatch_stable_verify(context, market, matching, &verdict) != MMATCH_OK || !verdict.is_valid) {
                found("stable", verdict.message);
            }
            mmatch_matching_destroy(matching);
        }
    }
    mmatch_market_destroy(market);
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
    return 0;
}
