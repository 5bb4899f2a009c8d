/* Documented generator: xoshiro256** (Blackman and Vigna 2018), seeded by splitmix64 (Steele, Lea and Flood 2014).
 *
 * The stream for a seed is part of the library's promise: an auditor can redraw a lottery. */
#ifndef MMATCH_BASE_RANDOM_H
#define MMATCH_BASE_RANDOM_H

#include <stdint.h>

typedef struct mmatch__random {
    uint64_t state[4];
} mmatch__random;

/* State from four successive outputs of splitmix64 started at `seed`. */
mmatch__random mmatch__random_seeded(uint64_t seed);
/* A generator for part `stream` of the work: seeded by splitmix64's mix of seed and stream. */
mmatch__random mmatch__random_stream(uint64_t seed, uint64_t stream);
uint64_t mmatch__random_next(mmatch__random *random);
/* Uniform in 0 .. bound - 1 by rejection; bound > 0. */
uint64_t mmatch__random_below(mmatch__random *random, uint64_t bound);
/* Uniform in [0, 1), 53 bits. */
double mmatch__random_unit(mmatch__random *random);
/* Fisher-Yates from the last entry down. */
void mmatch__random_shuffle(mmatch__random *random, int64_t *items, int64_t count);

#endif
