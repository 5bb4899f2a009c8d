/* Week: people's weekly hours checked, and brought from each person's clock to UTC. */
#ifndef MMATCH_BASE_WEEK_H
#define MMATCH_BASE_WEEK_H

#include "base/context.h"
#include "mentormatch/fit.h"

enum { MMATCH__WEEK_MINUTES = 7 * 24 * 60 };

/* Records every fault of the hours of person_count people, who are called `who` ("row", "person") in messages. */
void mmatch__week_check(mmatch_context *context, const char *who, int64_t person_count, const mmatch_hours *hours);

/* Writes person_count * hours->word_count words: the same hours, slot 0 being Monday 00:00 UTC. */
void mmatch__week_to_utc(const mmatch_hours *hours, int64_t person_count, uint64_t *words_out);

#endif
