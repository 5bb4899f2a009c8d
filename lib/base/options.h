/* Options: one reader for all option structs, older and newer.
 *
 * Every option struct starts with `size_t struct_size`. A shorter (older) struct is completed with zeros; of a
 * longer (newer) one the bytes beyond what this library knows must be zero. */
#ifndef MMATCH_BASE_OPTIONS_H
#define MMATCH_BASE_OPTIONS_H

#include "base/context.h"

/* Copies `given` (NULL: all defaults) into known_out, which is known_size bytes; its struct_size becomes
 * known_size. Fails with ARGUMENT naming `what`. */
mmatch_status mmatch__options_read(mmatch_context *context, const char *what, const void *given,
                                   size_t known_size, void *known_out);

/* The other way: fills a view or parts struct of the caller, as much of it as the caller's struct_size says;
 * bytes of a newer caller that this library does not know become zero. */
mmatch_status mmatch__options_write(mmatch_context *context, const char *what, void *given,
                                    size_t known_size, const void *known);

#endif
