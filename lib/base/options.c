#include "base/options.h"

#include <string.h>

/* Reads the struct_size field; false when there is no struct or it cannot even hold that field. */
static bool read_size(const void *given, size_t *size_out)
{
    if (given == NULL) {
        return false;
    }
    memcpy(size_out, given, sizeof *size_out);
    return *size_out >= sizeof *size_out;
}

mmatch_status mmatch__options_read(mmatch_context *context, const char *what, const void *given,
                                   size_t known_size, void *known_out)
{
    size_t given_size = 0;
    memset(known_out, 0, known_size);
    if (given != NULL) {
        const unsigned char *const bytes = (const unsigned char *)given;
        size_t place;
        if (!read_size(given, &given_size)) {
            return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s: struct_size is %zu, must be sizeof the struct",
                                what, given_size);
        }
        for (place = known_size; place < given_size; place++) {
            if (bytes[place] != 0) {
                return mmatch__fail(context, MMATCH_ERR_ARGUMENT,
                                    "%s: byte %zu is set, but this version knows only %zu bytes", what, place,
                                    known_size);
            }
        }
        memcpy(known_out, given, given_size < known_size ? given_size : known_size);
    }
    memcpy(known_out, &known_size, sizeof known_size);
    return MMATCH_OK;
}

mmatch_status mmatch__options_write(mmatch_context *context, const char *what, void *given, size_t known_size,
                                    const void *known)
{
    size_t given_size = 0;
    if (!read_size(given, &given_size)) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s: struct_size is %zu, must be sizeof the struct", what,
                            given_size);
    }
    memset(given, 0, given_size);
    memcpy(given, known, given_size < known_size ? given_size : known_size);
    memcpy(given, &given_size, sizeof given_size);
    return MMATCH_OK;
}
