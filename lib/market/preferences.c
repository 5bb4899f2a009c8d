/* Market preferences: the ranked lists of one side, checked and copied. */
#include "market/object.h"

#include <inttypes.h>
#include <string.h>

/* What a side is called in messages. */
typedef struct side_words {
    const char *person;
    const char *partner;
} side_words;

/* Offsets start at 0 and do not decrease; nothing else may be read before that is known. */
static bool check_list_offsets(mmatch_context *context, side_words words, int64_t person_count,
                               const int64_t *offsets)
{
    if (offsets[0] != 0) {
        mmatch__fault(context, "offsets start at %" PRId64 ", not at 0", offsets[0]);
    }
    for (int64_t person = 0; person < person_count; person++) {
        if (offsets[person + 1] < offsets[person]) {
            mmatch__fault(context, "%s %" PRId64 ": offsets decrease from %" PRId64 " to %" PRId64,
                          words.person, person, offsets[person], offsets[person + 1]);
        }
    }
    return context->fault_count == 0;
}

/* Checks one list. listed_by[partner] is one more than the person whose list named the partner
 * last. */
static void check_preference_list(mmatch_context *context, side_words words, int64_t person,
                                  int64_t partner_count, int64_t length, const int64_t *partners,
                                  const int32_t *ranks, int64_t *listed_by)
{
    for (int64_t k = 0; k < length; k++) {
        const int64_t partner = partners[k];
        if (partner < 0 || partner >= partner_count) {
            mmatch__fault(context,
                          "%s %" PRId64 ", entry %" PRId64 ": %s %" PRId64
                          " is out of range, there are %" PRId64,
                          words.person, person, k, words.partner, partner, partner_count);
            continue;
        }
        if (listed_by[partner] == person + 1) {
            mmatch__fault(context,
                          "%s %" PRId64 ", entry %" PRId64 ": %s %" PRId64 " is listed twice",
                          words.person, person, k, words.partner, partner);
        }
        listed_by[partner] = person + 1;
    }
    for (int64_t k = 0; ranks != NULL && k < length; k++) {
        if (k == 0 && ranks[0] != 0) {
            mmatch__fault(context, "%s %" PRId64 ": ranks start at %d, not at 0", words.person,
                          person, ranks[0]);
        }
        if (k > 0 && ranks[k] < ranks[k - 1]) {
            mmatch__fault(context,
                          "%s %" PRId64 ", entry %" PRId64 ": rank decreases from %d to %d",
                          words.person, person, k, ranks[k - 1], ranks[k]);
        }
    }
}

/* Checks all lists; the marks live only as long as this takes. */
static mmatch_status check_preference_lists(mmatch_context *context, const mmatch_market *market,
                                            side_words words, int64_t person_count,
                                            int64_t partner_count, const int64_t *offsets,
                                            const int64_t *partners, const int32_t *ranks)
{
    mmatch__layout layout = {0};
    mmatch__workspace scratch;
    const size_t at_marks = mmatch__layout_add(&layout, partner_count + 1, sizeof(int64_t));
    if (!mmatch__workspace_open(&market->memory.allocator, &layout, &scratch)) {
        return mmatch__fail_memory(context);
    }
    int64_t *const listed_by = (int64_t *)mmatch__workspace_at(&scratch, at_marks);
    for (int64_t person = 0; person < person_count; person++) {
        const int64_t begin = offsets[person];
        const int64_t length = offsets[person + 1] - begin;
        if (length > 0) {
            check_preference_list(context, words, person, partner_count, length, partners + begin,
                                  ranks == NULL ? NULL : ranks + begin, listed_by);
        }
    }
    mmatch__workspace_close(&scratch);
    return context->fault_count > 0 ? MMATCH_ERR_ARGUMENT : MMATCH_OK;
}

/* Copies checked lists into a block of their own. False: out of memory. */
static bool copy_preference_lists(const mmatch_market *market, int64_t person_count,
                                  const int64_t *offsets, const int64_t *partners,
                                  const int32_t *ranks, market_lists *lists_out)
{
    const int64_t total = offsets[person_count];
    mmatch__layout layout = {0};
    mmatch__workspace memory;
    const size_t at_offsets = mmatch__layout_add(&layout, person_count + 1, sizeof(int64_t));
    const size_t at_partners = mmatch__layout_add(&layout, total, sizeof(int64_t));
    const size_t at_ranks = mmatch__layout_add(&layout, total, sizeof(int32_t));
    if (!mmatch__workspace_open(&market->memory.allocator, &layout, &memory)) {
        return false;
    }
    int64_t *const kept_offsets = (int64_t *)mmatch__workspace_at(&memory, at_offsets);
    int64_t *const kept_partners = (int64_t *)mmatch__workspace_at(&memory, at_partners);
    int32_t *const kept_ranks = (int32_t *)mmatch__workspace_at(&memory, at_ranks);
    memcpy(kept_offsets, offsets, (size_t)(person_count + 1) * sizeof *offsets);
    for (int64_t person = 0; person < person_count; person++) {
        for (int64_t k = offsets[person]; k < offsets[person + 1]; k++) {
            kept_partners[k] = partners[k];
            /* a checked list names nobody twice, so its places fit in int32 as partners do */
            kept_ranks[k] = ranks == NULL ? (int32_t)(k - offsets[person]) : ranks[k];
        }
    }
    lists_out->memory = memory;
    lists_out->offsets = kept_offsets;
    lists_out->partners = kept_partners;
    lists_out->ranks = kept_ranks;
    return true;
}

/* Checks, copies and puts in place the lists of one side. */
static mmatch_status set_preference_lists(mmatch_context *context, const mmatch_market *market,
                                          side_words words, int64_t person_count,
                                          int64_t partner_count, const int64_t *offsets,
                                          const int64_t *partners, const int32_t *ranks,
                                          market_lists *lists)
{
    if (offsets == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "offsets is NULL");
    }
    if (!check_list_offsets(context, words, person_count, offsets)) {
        return MMATCH_ERR_ARGUMENT;
    }
    if (partners == NULL && offsets[person_count] > 0) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "partners is NULL");
    }
    const mmatch_status checked = check_preference_lists(context, market, words, person_count,
                                                         partner_count, offsets, partners, ranks);
    if (checked != MMATCH_OK) {
        return checked;
    }
    market_lists copy = {0};
    if (!copy_preference_lists(market, person_count, offsets, partners, ranks, &copy)) {
        return mmatch__fail_memory(context);
    }
    mmatch__workspace_close(&lists->memory);
    *lists = copy;
    return MMATCH_OK;
}

mmatch_status mmatch_market_set_row_preferences(mmatch_context *context, mmatch_market *market,
                                                const int64_t *offsets, const int64_t *partners,
                                                const int32_t *ranks)
{
    const mmatch_status entered = mmatch__enter(context);
    if (entered != MMATCH_OK) {
        return entered;
    }
    if (market == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "market is NULL");
    }
    const side_words words = {"row", "column"};
    return set_preference_lists(context, market, words, market->row_count, market->column_count,
                                offsets, partners, ranks, &market->row_lists);
}

mmatch_status mmatch_market_set_column_preferences(mmatch_context *context, mmatch_market *market,
                                                   const int64_t *offsets, const int64_t *partners,
                                                   const int32_t *ranks)
{
    const mmatch_status entered = mmatch__enter(context);
    if (entered != MMATCH_OK) {
        return entered;
    }
    if (market == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "market is NULL");
    }
    const side_words words = {"column", "row"};
    return set_preference_lists(context, market, words, market->column_count, market->row_count,
                                offsets, partners, ranks, &market->column_lists);
}
