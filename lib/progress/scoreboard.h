/* The inside of a scoreboard: columns of the wanted fields, one after the other. */
#ifndef MMATCH_PROGRESS_SCOREBOARD_H
#define MMATCH_PROGRESS_SCOREBOARD_H

#include "base/context.h"
#include "mentormatch/progress.h"

enum { MMATCH__FIELD_FIRST_INTEGER = 32, MMATCH__FIELD_COUNT = 64 };

struct mmatch_scoreboard {
    mmatch__workspace memory; /* the block that this struct lies in */
    int64_t plan_count;
    uint64_t wanted;
    double *reals;
    int64_t *integers;
};

/* The mask of all fields. */
uint64_t mmatch__fields_all(void);

/* How many wanted fields come before `field` among those of its kind: the number of its column. */
int64_t mmatch__field_column(uint64_t wanted, int32_t field);

/* A scoreboard with room for the wanted fields; NULL: out of memory. */
mmatch_scoreboard *mmatch__scoreboard_allocate(const mmatch_context *context, int64_t plan_count,
                                               uint64_t wanted);

/* Checks `wanted`, replacing 0 by all fields. */
mmatch_status mmatch__fields_check(mmatch_context *context, uint64_t *wanted);

/* Reads and checks options, which must be there. */
mmatch_status mmatch__progress_options_read(mmatch_context *context,
                                            const mmatch_progress_options *given,
                                            mmatch_progress_options *options_out);

#endif
