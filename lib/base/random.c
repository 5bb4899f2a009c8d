#include "base/random.h"

#include <assert.h>

static uint64_t splitmix64_next(uint64_t *state)
{
    uint64_t mixed;
    *state += 0x9e3779b97f4a7c15u;
    mixed = *state;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
    return mixed ^ (mixed >> 31);
}

mmatch__random mmatch__random_seeded(uint64_t seed)
{
    mmatch__random random;
    int word;
    for (word = 0; word < 4; word++) {
        random.state[word] = splitmix64_next(&seed);
    }
    return random;
}

mmatch__random mmatch__random_stream(uint64_t seed, uint64_t stream)
{
    uint64_t mix = seed;
    const uint64_t first = splitmix64_next(&mix);
    mix = first ^ stream;
    return mmatch__random_seeded(splitmix64_next(&mix));
}

static uint64_t rotate_left(uint64_t word, int count)
{
    return (word << count) | (word >> (64 - count));
}

uint64_t mmatch__random_next(mmatch__random *random)
{
    uint64_t *const state = random->state;
    const uint64_t result = rotate_left(state[1] * 5, 7) * 9;
    const uint64_t shifted = state[1] << 17;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotate_left(state[3], 45);
    return result;
}

uint64_t mmatch__random_below(mmatch__random *random, uint64_t bound)
{
    /* the 2^64 mod bound lowest draws are rejected, so that every remainder is equally likely */
    const uint64_t rejected = (0 - bound) % bound;
    uint64_t draw;
    assert(bound > 0);
    do {
        draw = mmatch__random_next(random);
    } while (draw < rejected);
    return draw % bound;
}

double mmatch__random_unit(mmatch__random *random)
{
    return (double)(mmatch__random_next(random) >> 11) * (1.0 / 9007199254740992.0);
}

void mmatch__random_shuffle(mmatch__random *random, int64_t *items, int64_t count)
{
    int64_t last;
    for (last = count - 1; last > 0; last--) {
        const int64_t other = (int64_t)mmatch__random_below(random, (uint64_t)last + 1);
        const int64_t item = items[last];
        items[last] = items[other];
        items[other] = item;
    }
}
