#include "base/text.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/context.h"

/* A buffer being filled; text beyond its end is dropped. */
typedef struct text_sink {
    char *buffer;
    size_t capacity;
    size_t length;
    bool is_cut;
} text_sink;

static void put_character(text_sink *sink, char character)
{
    if (sink->length + 1 < sink->capacity) {
        sink->buffer[sink->length] = character;
        sink->length++;
    } else {
        sink->is_cut = true;
    }
}

static void put_string(text_sink *sink, const char *string)
{
    for (; *string != '\0'; string++) {
        put_character(sink, *string);
    }
}

static void put_unsigned(text_sink *sink, uint64_t number, int least_digits)
{
    char digits[20];
    int count = 0;
    do {
        digits[count] = (char)('0' + number % 10);
        count++;
        number /= 10;
    } while (number > 0);
    for (; least_digits > count; least_digits--) {
        put_character(sink, '0');
    }
    while (count > 0) {
        count--;
        put_character(sink, digits[count]);
    }
}

static void put_signed(text_sink *sink, int64_t number)
{
    if (number < 0) {
        put_character(sink, '-');
    }
    put_unsigned(sink, number < 0 ? 0 - (uint64_t)number : (uint64_t)number, 1);
}

/* Up to six decimals, trailing zeros dropped; from 2^53 on as mantissa and power of ten. */
static void put_real(text_sink *sink, double number)
{
    int exponent = 0;
    if (number != number) {
        put_string(sink, "NaN");
        return;
    }
    if (number < 0) {
        put_character(sink, '-');
        number = -number;
    }
    if (number > 1.7976931348623157e308) {
        put_string(sink, "infinity");
        return;
    }
    while (number >= 9007199254740992.0) {
        number /= 10;
        exponent++;
    }
    if (number > 0 && number < 1e-6) {
        while (number < 1) {
            number *= 10;
            exponent--;
        }
    }
    {
        uint64_t whole = (uint64_t)number;
        uint64_t millionths = (uint64_t)((number - (double)whole) * 1e6 + 0.5);
        int decimals = 6;
        if (millionths >= 1000000) {
            millionths -= 1000000;
            whole++;
        }
        put_unsigned(sink, whole, 1);
        while (decimals > 0 && millionths % 10 == 0) {
            millionths /= 10;
            decimals--;
        }
        if (decimals > 0) {
            put_character(sink, '.');
            put_unsigned(sink, millionths, decimals);
        }
    }
    if (exponent != 0) {
        put_character(sink, 'e');
        put_signed(sink, exponent);
    }
}

/* A text that is cut is cut between characters: no UTF-8 sequence at its end lacks bytes. */
static void cut_between_characters(text_sink *sink)
{
    size_t start = sink->length;
    size_t length;
    unsigned char lead;
    while (start > 0 && sink->length - start < 3 && ((unsigned char)sink->buffer[start - 1] & 0xc0u) == 0x80u) {
        start--;
    }
    if (start == 0) {
        return;
    }
    lead = (unsigned char)sink->buffer[start - 1];
    length = lead >= 0xf0u ? 4 : lead >= 0xe0u ? 3 : lead >= 0xc0u ? 2 : 1;
    if (sink->length - (start - 1) < length) {
        sink->length = start - 1;
    }
}

/* Length modifiers of the conversions that are understood. */
typedef enum text_length { LENGTH_INT, LENGTH_LONG, LENGTH_LONG_LONG, LENGTH_SIZE } text_length;

size_t mmatch__format_list(char *buffer, size_t capacity, const char *format, va_list arguments)
{
    text_sink sink = {buffer, capacity, 0, false};
    assert(capacity > 0);
    for (; *format != '\0'; format++) {
        text_length length = LENGTH_INT;
        if (*format != '%') {
            put_character(&sink, *format);
            continue;
        }
        format++;
        if (*format == 'l') {
            length = LENGTH_LONG;
            format++;
            if (*format == 'l') {
                length = LENGTH_LONG_LONG;
                format++;
            }
        } else if (*format == 'z') {
            length = LENGTH_SIZE;
            format++;
        }
        switch (*format) {
        case 'd':
            if (length == LENGTH_LONG_LONG) {
                put_signed(&sink, va_arg(arguments, long long));
            } else if (length == LENGTH_LONG) {
                put_signed(&sink, va_arg(arguments, long));
            } else {
                put_signed(&sink, va_arg(arguments, int));
            }
            break;
        case 'u':
            if (length == LENGTH_LONG_LONG) {
                put_unsigned(&sink, va_arg(arguments, unsigned long long), 1);
            } else if (length == LENGTH_LONG) {
                put_unsigned(&sink, va_arg(arguments, unsigned long), 1);
            } else if (length == LENGTH_SIZE) {
                put_unsigned(&sink, va_arg(arguments, size_t), 1);
            } else {
                put_unsigned(&sink, va_arg(arguments, unsigned int), 1);
            }
            break;
        case 's':
            put_string(&sink, va_arg(arguments, const char *));
            break;
        case 'g':
            put_real(&sink, va_arg(arguments, double));
            break;
        case '%':
            put_character(&sink, '%');
            break;
        default:
            assert(false);
            buffer[sink.length] = '\0';
            return sink.length;
        }
    }
    if (sink.is_cut) {
        cut_between_characters(&sink);
    }
    buffer[sink.length] = '\0';
    return sink.length;
}

size_t mmatch__format(char *buffer, size_t capacity, const char *format, ...)
{
    va_list arguments;
    size_t length;
    va_start(arguments, format);
    length = mmatch__format_list(buffer, capacity, format, arguments);
    va_end(arguments);
    return length;
}
