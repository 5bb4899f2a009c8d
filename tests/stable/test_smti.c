/* Published instances with ties and incomplete lists, n = 50 (Eyupoglu and others, TPLP 2021). Known of each: how many
 * pairs are acceptable, and the size of the largest weakly stable matching. Every weakly stable matching is stable by
 * the verifier, at most that large, and at least half as large. */
#include <stdio.h>

#include "support.h"

enum { MEN = 50, LINE = 4096 };

typedef struct side_lists {
    int64_t offsets[MEN + 1];
    int64_t partners[MEN * MEN];
    int32_t ranks[MEN * MEN];
} side_lists;

/* One line, "id (group) (group) ...", ids from 1. */
static void parse_line(const char *line, side_lists *lists, int64_t person)
{
    int64_t at = lists->offsets[person];
    int32_t rank = -1;
    char *end;
    assert_int_equal(strtol(line, &end, 10), person + 1);
    while (*end != '\0') {
        if (*end == '(') {
            rank++;
            end++;
        } else if (*end >= '0' && *end <= '9') {
            assert_true(rank >= 0 && at < MEN * MEN);
            lists->partners[at] = strtol(end, &end, 10) - 1;
            lists->ranks[at++] = rank;
        } else {
            end++;
        }
    }
    lists->offsets[person + 1] = at;
}

static void parse_file(FILE *file, side_lists sides[2])
{
    char line[LINE];
    int side;
    int64_t person, header;
    memset(sides, 0, 2 * sizeof *sides);
    for (header = 0; header < 3; header++) {
        assert_non_null(fgets(line, LINE, file));
        assert_int_equal(strtol(line, NULL, 10), header == 0 ? 0 : MEN);
    }
    for (side = 0; side < 2; side++) {
        for (person = 0; person < MEN; person++) {
            assert_non_null(fgets(line, LINE, file));
            parse_line(line, &sides[side], person);
        }
    }
}

static int lists_partner(const side_lists *lists, int64_t person, int64_t partner)
{
    int64_t k;
    for (k = lists->offsets[person]; k < lists->offsets[person + 1]; k++) {
        if (lists->partners[k] == partner) {
            return 1;
        }
    }
    return 0;
}

static void check_instance(mmatch_context *context, const side_lists sides[2], long pairs, long largest)
{
    mmatch_market *market = NULL;
    long mutual = 0;
    int64_t m, w;
    uint64_t seed;
    for (m = 0; m < MEN; m++) {
        for (w = 0; w < MEN; w++) {
            mutual += lists_partner(&sides[0], m, w) && lists_partner(&sides[1], w, m);
        }
    }
    assert_int_equal(mutual, pairs);
    assert_int_equal(mmatch_market_create_empty(context, MEN, MEN, &market), MMATCH_OK);
    assert_int_equal(mmatch_market_set_row_preferences(context, market, sides[0].offsets, sides[0].partners,
                                                       sides[0].ranks),
                     MMATCH_OK);
    assert_int_equal(mmatch_market_set_column_preferences(context, market, sides[1].offsets,
                                                          sides[1].partners, sides[1].ranks),
                     MMATCH_OK);
    for (seed = 0; seed < 8; seed++) {
        mmatch_stable_options options = {0};
        mmatch_matching *matching = NULL;
        mmatch_verdict verdict = {0};
        verdict.struct_size = sizeof verdict;
        options.struct_size = sizeof options;
        options.proposers = (int32_t)(seed % 2);
        options.ties = seed < 2 ? MMATCH_TIES_FIRST : MMATCH_TIES_LOTTERY;
        options.seed = seed;
        assert_int_equal(mmatch_stable(context, market, &options, &matching), MMATCH_OK);
        assert_int_equal(mmatch_stable_verify(context, market, matching, &verdict), MMATCH_OK);
        assert_int_equal(verdict.is_valid, 1);
        assert_in_range(mmatch_matching_pair_count(matching), (largest + 1) / 2, largest);
        mmatch_matching_destroy(matching);
    }
    mmatch_market_destroy(market);
}

static void published_instances_give_stable_matchings_of_a_size_that_can_be(void **state)
{
    static side_lists sides[2];
    char path[1024], line[LINE], name[256];
    long pairs, largest, count = 0;
    mmatch_context *context;
    FILE *table;
    (void)state;
    (void)need_shared_data();
    context = plain_context();
    (void)snprintf(path, sizeof path, "%s/smti/derived_max_cardinality_n50.csv", need_shared_data());
    table = fopen(path, "r");
    assert_non_null(table);
    assert_non_null(fgets(line, LINE, table));
    while (fgets(line, LINE, table) != NULL) {
        FILE *file;
        if (sscanf(line, "%255[^,],%*d,%*d,%ld,%ld", name, &pairs, &largest) != 3) {
            continue;
        }
        (void)snprintf(path, sizeof path, "%s/smti/n50/%s", need_shared_data(), name);
        file = fopen(path, "r");
        if (file == NULL) {
            continue; /* the table knows more instances than the folder holds */
        }
        parse_file(file, sides);
        (void)fclose(file);
        check_instance(context, sides, pairs, largest);
        count++;
    }
    (void)fclose(table);
    mmatch_context_destroy(context);
    print_message("%ld instances\n", count);
    assert_true(count > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_instances_give_stable_matchings_of_a_size_that_can_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
