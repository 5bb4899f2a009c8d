/* Text: a formatter of our own, so that messages do not depend on the locale and the library imports no printf. */
#ifndef MMATCH_BASE_TEXT_H
#define MMATCH_BASE_TEXT_H

#include <stdarg.h>
#include <stddef.h>

/* The conversions of mmatch__fail. Always terminates (capacity > 0); returns the length written. */
size_t mmatch__format_list(char *buffer, size_t capacity, const char *format, va_list arguments);

#endif
