/* A stream of fuzz bytes read as small numbers; zeros when it runs dry. */
#ifndef MMATCH_TESTS_FUZZ_BYTES_H
#define MMATCH_TESTS_FUZZ_BYTES_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mentormatch/mentormatch.h"

typedef struct byte_stream {
    const uint8_t *bytes;
    size_t left;
} byte_stream;

static inline int next_byte(byte_stream *stream)
{
    if (stream->left == 0) {
        return 0;
    }
    stream->left--;
    return *stream->bytes++;
}

/* 0 .. bound - 1 */
static inline int next_below(byte_stream *stream, int bound)
{
    return next_byte(stream) % bound;
}

/* Mostly small integers, now and then any double at all. */
static inline double next_score(byte_stream *stream)
{
    const int kind = next_byte(stream);
    double number = kind % 16 - 6;
    if (kind >= 0xf0) {
        uint8_t raw[sizeof number];
        size_t k;
        for (k = 0; k < sizeof raw; k++) {
            raw[k] = (uint8_t)next_byte(stream);
        }
        memcpy(&number, raw, sizeof number);
    } else if (kind >= 0xe0) {
        number /= 3;
    }
    return number;
}

/* The property that a target checks does not hold. */
static inline void found(const char *what, const char *detail)
{
    fprintf(stderr, "%s: %s\n", what, detail);
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

#endif
