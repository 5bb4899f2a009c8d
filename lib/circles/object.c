/* Circles: the immutable result, one block. */
#include <inttypes.h>
#include <string.h>

#include "base/bitset.h"
#include "base/context.h"
#include "base/options.h"
#include "mentormatch/circles.h"

struct mmatch_circles {
    mmatch__workspace memory;   /* the block that holds this object and every array of parts */
    mmatch_circles_parts parts; /* pointers into the block */
};

static void check_counts(mmatch_context *context, const mmatch_circles_parts *parts)
{
    if (parts->outcome != MMATCH_OUTCOME_OPTIMAL && parts->outcome != MMATCH_OUTCOME_FEASIBLE &&
        parts->outcome != MMATCH_OUTCOME_LIMIT && parts->outcome != MMATCH_OUTCOME_INFEASIBLE &&
        parts->outcome != MMATCH_OUTCOME_NOT_FOUND) {
        mmatch__fault(context, "outcome %d is not one of circles", parts->outcome);
    }
    if (parts->circle_count < 0) {
        mmatch__fault(context, "circle_count is %d, must not be negative", parts->circle_count);
    }
    if (parts->person_count < 0) {
        mmatch__fault(context, "person_count is %" PRId64 ", must not be negative", parts->person_count);
    }
    if (parts->conflict_count < 0 || (parts->conflict_count > 0 && parts->conflict_people == NULL)) {
        mmatch__fault(context, "conflict_count %" PRId64 " does not go with conflict_people",
                      parts->conflict_count);
    }
}

static mmatch_status check_circle_parts(mmatch_context *context, const mmatch_circles_parts *parts)
{
    check_counts(context, parts);
    if (context->fault_count > 0) {
        return MMATCH_ERR_ARGUMENT; /* arrays are not to be trusted */
    }
    for (int64_t person = 0; parts->circle_of != NULL && person < parts->person_count; person++) {
        if (parts->circle_of[person] < 0 || parts->circle_of[person] >= parts->circle_count) {
            mmatch__fault(context, "person %" PRId64 ": circle %d is out of range, there are %d", person,
                          parts->circle_of[person], parts->circle_count);
        }
    }
    for (int64_t k = 0; k < parts->conflict_count; k++) {
        const int64_t person = parts->conflict_people[k];
        if (person < 0 || person >= parts->person_count) {
            mmatch__fault(context, "conflict person %" PRId64 ": %" PRId64 " is out of range, there are %" PRId64, k,
                          person, parts->person_count);
        } else if (k > 0 && person <= parts->conflict_people[k - 1]) {
            mmatch__fault(context, "conflict person %" PRId64 ": %" PRId64 " is not above the one before", k,
                          person);
        }
    }
    return context->fault_count > 0 ? MMATCH_ERR_ARGUMENT : MMATCH_OK;
}

/* Copies an array into its slice; NULL stays NULL. */
static const void *copy_array(const mmatch__workspace *memory, size_t slice, const void *given, size_t size)
{
    if (given == NULL || size == 0) {
        return NULL;
    }
    return memcpy(mmatch__workspace_at(memory, slice), given, size);
}

mmatch_status mmatch_circles_create(mmatch_context *context, const mmatch_circles_parts *parts,
                                    mmatch_circles **circles_out)
{
    mmatch_circles_parts known;
    mmatch__layout layout = {0};
    mmatch__workspace memory;
    if (circles_out != NULL) {
        *circles_out = NULL;
    }
    mmatch_status status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    if (parts == NULL || circles_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL", parts == NULL ? "parts" : "circles_out");
    }
    status = mmatch__options_read(context, "circles parts", parts, sizeof known, &known);
    if (status == MMATCH_OK) {
        status = check_circle_parts(context, &known);
    }
    if (status != MMATCH_OK) {
        return status;
    }
    const char *const reason = known.reason == NULL ? "" : known.reason;
    const size_t reason_size = strlen(reason) + 1;
    const int64_t people = known.person_count;
    const size_t at_object = mmatch__layout_add(&layout, 1, sizeof(mmatch_circles));
    const size_t at_circle_of =
        mmatch__layout_add(&layout, known.circle_of == NULL ? 0 : people, sizeof *known.circle_of);
    const size_t at_prices =
        mmatch__layout_add(&layout, known.bound_prices == NULL ? 0 : people, sizeof *known.bound_prices);
    const size_t at_conflict =
        mmatch__layout_add(&layout, known.conflict_count, sizeof *known.conflict_people);
    const size_t at_reason = mmatch__layout_add(&layout, 1, reason_size);
    if (!mmatch__workspace_open(&context->allocator, &layout, &memory)) {
        return mmatch__fail_memory(context);
    }
    mmatch_circles *const circles = (mmatch_circles *)mmatch__workspace_at(&memory, at_object);
    mmatch_circles_parts *const kept = &circles->parts;
    circles->memory = memory;
    *kept = known;
    kept->circle_of = (const int32_t *)copy_array(&memory, at_circle_of, known.circle_of,
                                                  (size_t)people * sizeof *known.circle_of);
    kept->bound_prices = (const double *)copy_array(&memory, at_prices, known.bound_prices,
                                                    (size_t)people * sizeof *known.bound_prices);
    kept->conflict_people =
        (const int64_t *)copy_array(&memory, at_conflict, known.conflict_people,
                                    (size_t)known.conflict_count * sizeof *known.conflict_people);
    kept->reason = (const char *)copy_array(&memory, at_reason, reason, reason_size);
    *circles_out = circles;
    return MMATCH_OK;
}

void mmatch_circles_destroy(mmatch_circles *circles)
{
    if (circles == NULL) {
        return;
    }
    mmatch__workspace memory = circles->memory; /* a copy, as the object lies inside the block */
    mmatch__workspace_close(&memory);
}

mmatch_status mmatch_circles_look(mmatch_context *context, const mmatch_circles *circles,
                                  mmatch_circles_parts *parts_out)
{
    const mmatch_status status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    if (circles == NULL || parts_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL", circles == NULL ? "circles" : "parts_out");
    }
    return mmatch__options_write(context, "circles parts", parts_out, sizeof circles->parts, &circles->parts);
}

mmatch_status mmatch_circles_common_hours(mmatch_context *context, const mmatch_cohort *cohort,
                                          const mmatch_circles *circles, int32_t circle, uint64_t *words_out)
{
    mmatch_cohort_view view = {0};
    mmatch_status status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    if (circles == NULL || words_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL", circles == NULL ? "circles" : "words_out");
    }
    view.struct_size = sizeof view;
    status = mmatch_cohort_look(context, cohort, &view);
    if (status != MMATCH_OK) {
        return status;
    }
    const mmatch_circles_parts *const parts = &circles->parts;
    if (parts->person_count != view.person_count) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "circles are of %" PRId64 " people, the cohort has %" PRId64,
                            parts->person_count, view.person_count);
    }
    if (view.hours_word_count == 0) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "the cohort has no hours");
    }
    if (parts->circle_of == NULL || circle < 0 || circle >= parts->circle_count) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "circle %d is out of range, there are %d", circle,
                            parts->circle_of == NULL ? 0 : parts->circle_count);
    }
    memset(words_out, 0, (size_t)view.hours_word_count * sizeof *words_out);
    bool is_empty = true;
    for (int64_t person = 0; person < view.person_count; person++) {
        const uint64_t *const hours = view.hours + person * view.hours_word_count;
        if (parts->circle_of[person] != circle) {
            continue;
        }
        if (is_empty) {
            memcpy(words_out, hours, (size_t)view.hours_word_count * sizeof *words_out);
        } else {
            mmatch__bitset_intersect(words_out, hours, view.hours_word_count);
        }
        is_empty = false;
    }
    return MMATCH_OK;
}
