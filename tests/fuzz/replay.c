/* Runs a fuzz target without a fuzzing engine: on seeded random inputs (a number as argument says how many), or on the
 * files named. So that every compiler and every test run exercises the targets. */
#include "bytes.h"

static uint64_t draw(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static int run_file(const char *name)
{
    static uint8_t bytes[1 << 16];
    FILE *const file = fopen(name, "rb");
    size_t length;
    if (file == NULL) {
        fprintf(stderr, "cannot read %s\n", name);
        return 1;
    }
    length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    (void)LLVMFuzzerTestOneInput(bytes, length);
    return 0;
}

int main(int argc, char **argv)
{
    char *end = NULL;
    const long count = argc == 2 ? strtol(argv[1], &end, 10) : 0;
    int k;
    if (count > 0 && *end == '\0') {
        uint64_t state = 88172645463325252u;
        long input;
        for (input = 0; input < count; input++) {
            uint8_t bytes[2048];
            const size_t length = draw(&state) % sizeof bytes;
            size_t place;
            for (place = 0; place < length; place++) {
                bytes[place] = (uint8_t)(draw(&state) >> 11);
            }
            (void)LLVMFuzzerTestOneInput(bytes, length);
        }
        printf("%ld inputs held\n", count);
        return 0;
    }
    for (k = 1; k < argc; k++) {
        if (run_file(argv[k]) != 0) {
            return 1;
        }
    }
    return argc > 1 ? 0 : 2;
}
