/* Any bytes as a CSR matrix: refused with a place, or read back as given. */
#include "bytes.h"

enum { MOST_ROWS = 5, MOST_COLUMNS = 5, MOST_ENTRIES = 32 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    byte_stream stream = {bytes, length};
    const int rows = next_below(&stream, MOST_ROWS + 1);
    const int columns = next_below(&stream, MOST_COLUMNS + 1);
    int32_t offsets[MOST_ROWS + 1];
    int32_t indices[MOST_ENTRIES];
    double values[MOST_ENTRIES];
    double row_values[MOST_COLUMNS];
    mmatch_context *context = NULL;
    mmatch_scores *scores = NULL;
    mmatch_status status;
    int k;
    for (k = 0; k <= rows; k++) {
        /* any decrease, but never beyond what the arrays hold: a length cannot be checked by the library */
        offsets[k] = next_byte(&stream) % (MOST_ENTRIES + 1) - (next_byte(&stream) == 255);
    }
    if (next_below(&stream, 2) == 0) {
        offsets[0] = 0;
        for (k = 1; k <= rows; k++) {
            offsets[k] = offsets[k - 1] + next_below(&stream, MOST_ENTRIES / MOST_ROWS);
        }
    }
    for (k = 0; k < MOST_ENTRIES; k++) {
        indices[k] = next_byte(&stream) % (MOST_COLUMNS + 1) - (next_byte(&stream) == 255);
        values[k] = next_score(&stream);
    }
    if (mmatch_context_create(NULL, &context) != MMATCH_OK) {
        return 0;
    }
    status = mmatch_scores_create_csr(context, offsets, indices, MMATCH_INT32, values, MMATCH_FLOAT64, rows, columns, NULL,
                                      &scores);
    if (status == MMATCH_OK) {
        const double unit = mmatch_scores_unit(scores);
        int64_t row;
        for (row = 0; row < rows; row++) {
            if (mmatch_scores_read_row(context, scores, row, row_values) != MMATCH_OK) {
                found("read_row", mmatch_context_error(context));
            }
            for (k = offsets[row]; k < offsets[row + 1]; k++) {
                const double difference = row_values[indices[k]] - values[k];
                if (values[k] > -1.7976931348623157e308 && !(difference <= unit / 2 && difference >= -unit / 2)) {
                    found("csr", "an entry is not read back");
                }
            }
        }
    } else if (scores != NULL || mmatch_context_error(context)[0] == '\0') {
        found("csr", "refused without saying why");
    }
    mmatch_scores_destroy(scores);
    mmatch_context_destroy(context);
    return 0;
}
