/* Request: reads and checks cohort and options. */
#include "circles/request.h"

#include "base/options.h"

static void check_sizes(mmatch_context *context, const mmatch_circles_options *options)
{
    if ((options->size_minimums == NULL) != (options->size_maximums == NULL)) {
        mmatch__fault(context, "circles options: size_minimums and size_maximums go together, %s is NULL",
                      options->size_minimums == NULL ? "size_minimums" : "size_maximums");
        return;
    }
    if (options->size_minimums == NULL) {
        if (options->size_minimum < 1) {
            mmatch__fault(context, "circles options: size_minimum is %d, must be at least 1",
                          options->size_minimum);
        }
        if (options->size_maximum < options->size_minimum) {
            mmatch__fault(context, "circles options: size_maximum is %d, below size_minimum %d",
                          options->size_maximum, options->size_minimum);
        }
        return;
    }
    if (options->circle_count == 0) {
        mmatch__fault(context, "circles options: sizes of each circle need a circle_count");
    }
    for (int32_t circle = 0; circle < options->circle_count; circle++) {
        if (options->size_minimums[circle] < 1) {
            mmatch__fault(context, "circles options: circle %d: size minimum is %d, must be at least 1", circle,
                          options->size_minimums[circle]);
        }
        if (options->size_maximums[circle] < options->size_minimums[circle]) {
            mmatch__fault(context, "circles options: circle %d: size maximum is %d, below its minimum %d", circle,
                          options->size_maximums[circle], options->size_minimums[circle]);
        }
    }
}

mmatch_status mmatch__circles_request_read(mmatch_context *context, const mmatch_cohort *cohort,
                                           const mmatch_circles_options *options,
                                           mmatch__circles_request *request_out)
{
    mmatch_circles_options *const known = &request_out->options;
    request_out->cohort.struct_size = sizeof request_out->cohort;
    mmatch_status status = mmatch_cohort_look(context, cohort, &request_out->cohort);
    if (status == MMATCH_OK) {
        status = mmatch__options_read(context, "circles options", options, sizeof *known, known);
    }
    if (status != MMATCH_OK) {
        return status;
    }
    if (request_out->cohort.person_count > INT32_MAX) {
        mmatch__fault(context, "more than 2147483647 people");
    }
    if (known->circle_count < 0) {
        mmatch__fault(context, "circles options: circle_count is %d, must not be negative", known->circle_count);
    }
    check_sizes(context, known);
    if (known->common_slots < 0) {
        mmatch__fault(context, "circles options: common_slots is %d, must not be negative", known->common_slots);
    }
    if (known->common_slots > 0 && request_out->cohort.hours_word_count == 0) {
        mmatch__fault(context, "circles options: common_slots is %d, but the cohort has no hours",
                      known->common_slots);
    }
    return context->fault_count > 0 ? MMATCH_ERR_ARGUMENT : MMATCH_OK;
}
