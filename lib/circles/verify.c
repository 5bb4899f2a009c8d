/* mmatch_circles_verify: from cohort, request and saved parts alone. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/bitset.h"
#include "base/grid.h"
#include "base/row_reader.h"
#include "circles/exhaust.h"

/* Prices beyond this many units are refused, so that products fit. */
#define PRICE_MOST 35184372088832.0 /* 2^45 */

/* One verification; arrays are person_count long unless said otherwise. */
typedef struct judgement {
    mmatch__circles_request request;
    mmatch_circles_parts parts;
    mmatch_verdict *verdict;
    mmatch__workspace workspace;
    mmatch__small_cohort small;
    double *row;
    int64_t *price;
    int64_t *size;    /* circle_count: people */
    uint64_t *common; /* hours_word_count */
    int32_t *label;   /* the smallest person that must be together with this one */
    int64_t total;    /* units */
    bool has_answer;
    bool is_failed;
} judgement;

/* ---- shape ----------------------------------------------------------------------------------------- */

static bool check_shape(judgement *judged)
{
    const mmatch_circles_parts *const parts = &judged->parts;
    const int64_t people = judged->request.cohort.person_count;
    const bool is_answer_due =
        parts->outcome == MMATCH_OUTCOME_OPTIMAL || parts->outcome == MMATCH_OUTCOME_FEASIBLE;
    const bool is_answer_ruled_out =
        parts->outcome == MMATCH_OUTCOME_INFEASIBLE || parts->outcome == MMATCH_OUTCOME_NOT_FOUND;
    if (parts->person_count != people) {
        mmatch__verdict_fault(judged->verdict, MMATCH_CIRCLES_FAULT_SHAPE, -1, -1, (double)people,
                              (double)parts->person_count, "circles are of %lld people, the cohort has %lld",
                              (long long)parts->person_count, (long long)people);
        return false;
    }
    judged->has_answer = parts->circle_of != NULL || (people == 0 && is_answer_due);
    if (is_answer_due != judged->has_answer && (is_answer_due || is_answer_ruled_out)) {
        mmatch__verdict_fault(judged->verdict, MMATCH_CIRCLES_FAULT_SHAPE, -1, -1, is_answer_due,
                              judged->has_answer, "outcome %s does not go with %s",
                              mmatch_outcome_name((mmatch_outcome)parts->outcome),
                              judged->has_answer ? "circles" : "no circles");
        return false;
    }
    if (judged->has_answer && parts->circle_count > people) {
        mmatch__verdict_fault(judged->verdict, MMATCH_CIRCLES_FAULT_SIZE, -1, -1, (double)people,
                              parts->circle_count, "%d circles of %lld people: some circle is empty",
                              parts->circle_count, (long long)people);
        return false;
    }
    return true;
}

static mmatch_status open_judgement(mmatch_context *context, judgement *judged)
{
    const int64_t people = judged->request.cohort.person_count;
    const int64_t circles = judged->has_answer ? judged->parts.circle_count : 0;
    mmatch__layout layout = {0};
    const size_t at_row = mmatch__layout_add(&layout, people, sizeof(double));
    const size_t at_price = mmatch__layout_add(&layout, people, sizeof(int64_t));
    const size_t at_size = mmatch__layout_add(&layout, circles, sizeof(int64_t));
    const size_t at_common =
        mmatch__layout_add(&layout, judged->request.cohort.hours_word_count, sizeof(uint64_t));
    const size_t at_label = mmatch__layout_add(&layout, people + 1, sizeof(int32_t));
    if (!mmatch__workspace_open(&context->allocator, &layout, &judged->workspace)) {
        return mmatch__fail_memory(context);
    }
    judged->row = (double *)mmatch__workspace_at(&judged->workspace, at_row);
    judged->price = (int64_t *)mmatch__workspace_at(&judged->workspace, at_price);
    judged->size = (int64_t *)mmatch__workspace_at(&judged->workspace, at_size);
    judged->common = (uint64_t *)mmatch__workspace_at(&judged->workspace, at_common);
    judged->label = (int32_t *)mmatch__workspace_at(&judged->workspace, at_label);
    return MMATCH_OK;
}

/* ---- rules ------------------------------------------------------------------------------------------- */

static bool check_sizes(judgement *judged)
{
    const mmatch_circles_options *const options = &judged->request.options;
    const int32_t count = judged->parts.circle_count;
    if (options->circle_count > 0 && count != options->circle_count) {
        mmatch__verdict_fault(judged->verdict, MMATCH_CIRCLES_FAULT_SIZE, -1, -1, options->circle_count, count,
                              "there are %d circles, %d were asked for", count, options->circle_count);
        return false;
    }
    for (int64_t person = 0; person < judged->parts.person_count; person++) {
        judged->size[judged->parts.circle_of[person]]++;
    }
    for (int32_t circle = 0; circle < count; circle++) {
        const bool is_own = options->size_minimums != NULL;
        const int32_t low = is_own ? options->size_minimums[circle] : options->size_minimum;
        const int32_t high = is_own ? options->size_maximums[circle] : options->size_maximum;
        const int64_t size = judged->size[circle];
        if (size < low || size > high) {
            mmatch__verdict_fault(judged->verdict, MMATCH_CIRCLES_FAULT_SIZE, circle, -1, size < low ? low : high,
                                  (double)size, "circle %d has %lld people, must have %d to %d", circle,
                                  (long long)size, low, high);
            return false;
        }
    }
    return true;
}

static bool check_pairs(judgement *judged)
{
    const mmatch_cohort_view *const cohort = &judged->request.cohort;
    const int32_t *const circle_of = judged->parts.circle_of;
    for (int64_t pair = 0; pair < cohort->together_count; pair++) {
        const int64_t first = cohort->together_first[pair];
        const int64_t second = cohort->together_second[pair];
        if (circle_of[first] != circle_of[second]) {
            mmatch__verdict_fault(judged->verdict, MMATCH_CIRCLES_FAULT_TOGETHER, first, second, circle_of[first],
                                  circle_of[second],
                                  "people %lld and %lld must be together, but are in circles %d and %d",
                                  (long long)first, (long long)second, circle_of[first], circle_of[second]);
            return false;
        }
    }
    for (int64_t pair = 0; pair < cohort->apart_count; pair++) {
        const int64_t first = cohort->apart_first[pair];
        const int64_t second = cohort->apart_second[pair];
        if (circle_of[first] == circle_of[second]) {
            mmatch__verdict_fault(judged->verdict, MMATCH_CIRCLES_FAULT_APART, first, second, 0, 0,
                                  "people %lld and %lld must be apart, but are both in circle %d", (long long)first,
                                  (long long)second, circle_of[first]);
            return false;
        }
    }
    return true;
}

/* Forbidden pairs, and the total on the way. */
static mmatch_status check_affinity(mmatch_context *context, judgement *judged)
{
    const int64_t people = judged->parts.person_count;
    const int32_t *const circle_of = judged->parts.circle_of;
    for (int64_t person = 0; person < people; person++) {
        mmatch__rows_read(judged->request.cohort.affinity, person, judged->row);
        for (int64_t other = person + 1; other < people; other++) {
            if (circle_of[other] != circle_of[person]) {
                continue;
            }
            if (isinf(judged->row[other])) {
                mmatch__verdict_fault(judged->verdict, MMATCH_CIRCLES_FAULT_APART, person, other, 0, 0,
                                      "people %lld and %lld are a forbidden pair, but are both in circle %d",
                                      (long long)person, (long long)other, circle_of[person]);
                judged->is_failed = true;
                return MMATCH_OK;
            }
            if (!mmatch__add_int64(judged->total, (int64_t)judged->row[other], &judged->total)) {
                return mmatch__fail(context, MMATCH_ERR_RANGE, "person %lld: the total does not fit",
                                    (long long)person);
            }
        }
        if (mmatch__poll(context, (uint64_t)people) == MMATCH_POLL_CANCEL) {
            return mmatch__fail_cancelled(context);
        }
    }
    return MMATCH_OK;
}

static bool check_hours(judgement *judged)
{
    const mmatch_cohort_view *const cohort = &judged->request.cohort;
    const int32_t words = cohort->hours_word_count;
    const int32_t needed = judged->request.options.common_slots;
    for (int32_t circle = 0; needed > 0 && circle < judged->parts.circle_count; circle++) {
        memset(judged->common, 0xff, (size_t)words * sizeof *judged->common);
        for (int64_t person = 0; person < cohort->person_count; person++) {
            if (judged->parts.circle_of[person] == circle) {
                mmatch__bitset_intersect(judged->common, cohort->hours + person * words, words);
            }
        }
        const int64_t found = mmatch__bitset_count(judged->common, words);
        if (found < needed) {
            mmatch__verdict_fault(judged->verdict, MMATCH_CIRCLES_FAULT_HOURS, circle, -1, needed, (double)found,
                                  "circle %d has %lld slots in common, needs %d", circle, (long long)found, needed);
            return false;
        }
    }
    return true;
}

static bool check_total(judgement *judged)
{
    const mmatch_scores *const affinity = judged->request.cohort.affinity;
    const double total = mmatch__rows_to_user(affinity, judged->total);
    if (!(judged->parts.unit == mmatch_scores_unit(affinity))) {
        mmatch__verdict_fault(judged->verdict, MMATCH_CIRCLES_FAULT_TOTAL, -1, -1, mmatch_scores_unit(affinity),
                              judged->parts.unit, "the unit is %g, the affinity has %g", judged->parts.unit,
                              mmatch_scores_unit(affinity));
        return false;
    }
    if (!(judged->parts.total == total)) {
        mmatch__verdict_fault(judged->verdict, MMATCH_CIRCLES_FAULT_TOTAL, -1, -1, total, judged->parts.total,
                              "the total is %g, the circles add up to %g", judged->parts.total, total);
        return false;
    }
    return true;
}

/* ---- bound -------------------------------------------------------------------------------------------- */

static void fail_bound(judgement *judged, double expected, const char *what)
{
    mmatch__verdict_fault(judged->verdict, MMATCH_CIRCLES_FAULT_BOUND, -1, -1, expected, judged->parts.bound,
                          "the bound is %g, %s %g", judged->parts.bound, what, expected);
    judged->is_failed = true;
}

/* The smallest and the largest circle that any answer can have, from the sizes alone. */
static void find_size_range(const judgement *judged, int64_t *low_out, int64_t *high_out)
{
    const mmatch_circles_options *const options = &judged->request.options;
    const int64_t people = judged->parts.person_count;
    int64_t low_sum = 0;
    int64_t high_sum = 0;
    if (options->size_minimums == NULL) {
        const int64_t low = options->size_minimum;
        const int64_t high = options->size_maximum;
        const int64_t fewest = options->circle_count > 0 ? options->circle_count : (people + high - 1) / high;
        const int64_t most = options->circle_count > 0 ? options->circle_count : people / low;
        const int64_t rest_high = people - (fewest - 1) * low; /* when all others are as small as can be */
        const int64_t rest_low = people - (most - 1) * high;
        *high_out = rest_high < high ? rest_high : high;
        *low_out = rest_low > low ? rest_low : low;
        return;
    }
    for (int32_t circle = 0; circle < options->circle_count; circle++) {
        low_sum += options->size_minimums[circle];
        high_sum += options->size_maximums[circle];
    }
    *low_out = people;
    *high_out = 1;
    for (int32_t circle = 0; circle < options->circle_count; circle++) {
        const int64_t rest_low = people - (high_sum - options->size_maximums[circle]);
        const int64_t rest_high = people - (low_sum - options->size_minimums[circle]);
        const int64_t low = rest_low > options->size_minimums[circle] ? rest_low : options->size_minimums[circle];
        const int64_t high = rest_high < options->size_maximums[circle] ? rest_high : options->size_maximums[circle];
        *low_out = low < *low_out ? low : *low_out;
        *high_out = high > *high_out ? high : *high_out;
    }
}

/* Prices as units, larger is better. */
static bool read_prices(judgement *judged)
{
    const mmatch_scores *const affinity = judged->request.cohort.affinity;
    const double sign = mmatch_scores_sense(affinity) == MMATCH_SENSE_MAXIMISE ? 1.0 : -1.0;
    for (int64_t person = 0; person < judged->parts.person_count; person++) {
        const double units = sign * judged->parts.bound_prices[person] / mmatch_scores_unit(affinity);
        if (!(units >= -PRICE_MOST && units <= PRICE_MOST) || (double)(int64_t)units != units) {
            mmatch__verdict_fault(judged->verdict, MMATCH_CIRCLES_FAULT_BOUND, person, -1, 0,
                                  judged->parts.bound_prices[person],
                                  "person %lld: price %g is not on the grid, or too large", (long long)person,
                                  judged->parts.bound_prices[person]);
            judged->is_failed = true;
            return false;
        }
        judged->price[person] = (int64_t)units;
    }
    return true;
}

/* Adds up what the prices prove; the total of no partition is above it. */
static mmatch_status add_up_prices(mmatch_context *context, judgement *judged)
{
    const mmatch_scores *const affinity = judged->request.cohort.affinity;
    const int64_t people = judged->parts.person_count;
    int64_t low;
    int64_t high;
    int64_t bound = 0;
    bool does_fit = true;
    find_size_range(judged, &low, &high);
    for (int64_t person = 0; person < people; person++) {
        const int64_t price = judged->price[person];
        const int64_t partners = price > 0 ? high - 1 : low - 1;
        const int64_t size = price < 0 ? -price : price;
        int64_t pairs = 0; /* at most 2^31 times 2^47 only where no workspace would fit; checked below anyway */
        mmatch__rows_read(affinity, person, judged->row);
        for (int64_t other = 0; other < person; other++) {
            if (!isinf(judged->row[other])) {
                const int64_t net = (int64_t)judged->row[other] - price - judged->price[other];
                does_fit = does_fit && mmatch__add_int64(pairs, net > 0 ? net : 0, &pairs);
            }
        }
        does_fit = does_fit && (partners == 0 || size <= INT64_MAX / partners) &&
                   mmatch__add_int64(bound, pairs, &bound) && mmatch__add_int64(bound, price * partners, &bound);
        if (mmatch__poll(context, (uint64_t)people) == MMATCH_POLL_CANCEL) {
            return mmatch__fail_cancelled(context);
        }
    }
    if (!does_fit || !(judged->parts.bound == mmatch__rows_to_user(affinity, bound))) {
        fail_bound(judged, does_fit ? mmatch__rows_to_user(affinity, bound) : 0, "the prices add up to");
    } else if (judged->parts.outcome == MMATCH_OUTCOME_OPTIMAL && bound != judged->total) {
        mmatch__verdict_fault(judged->verdict, MMATCH_CIRCLES_FAULT_OUTCOME, -1, -1, judged->parts.bound,
                              judged->parts.total, "outcome is optimal, but the bound %g is not the total %g",
                              judged->parts.bound, judged->parts.total);
        judged->is_failed = true;
    }
    return MMATCH_OK;
}

/* The cohort as the exhaustive look wants it. */
static void fill_small(judgement *judged)
{
    const mmatch_cohort_view *const cohort = &judged->request.cohort;
    mmatch__small_cohort *const small = &judged->small;
    small->count = (int32_t)cohort->person_count;
    for (int64_t person = 0; person < cohort->person_count; person++) {
        mmatch__rows_read(cohort->affinity, person, judged->row);
        for (int64_t other = 0; other < cohort->person_count; other++) {
            small->is_apart[person][other] = isinf(judged->row[other]);
            small->affinity[person][other] = isinf(judged->row[other]) ? 0 : (int64_t)judged->row[other];
        }
    }
    for (int64_t pair = 0; pair < cohort->together_count; pair++) {
        small->is_together[cohort->together_first[pair]][cohort->together_second[pair]] = true;
        small->is_together[cohort->together_second[pair]][cohort->together_first[pair]] = true;
    }
    for (int64_t pair = 0; pair < cohort->apart_count; pair++) {
        small->is_apart[cohort->apart_first[pair]][cohort->apart_second[pair]] = true;
        small->is_apart[cohort->apart_second[pair]][cohort->apart_first[pair]] = true;
    }
}

/* Few people: all partitions are looked at, for the bound as for infeasibility. */
static mmatch_status check_by_exhaustion(mmatch_context *context, judgement *judged)
{
    const mmatch_scores *const affinity = judged->request.cohort.affinity;
    const double sign = mmatch_scores_sense(affinity) == MMATCH_SENSE_MAXIMISE ? 1.0 : -1.0;
    bool is_any;
    int64_t best;
    fill_small(judged);
    if (mmatch__poll_now(context) == MMATCH_POLL_CANCEL ||
        mmatch__small_cohort_best(context, &judged->request, &judged->small, &is_any, &best) ==
            MMATCH_POLL_CANCEL) {
        return mmatch__fail_cancelled(context);
    }
    const double best_user = mmatch__rows_to_user(affinity, best);
    if (!judged->has_answer) {
        if (is_any) {
            mmatch__verdict_fault(judged->verdict, MMATCH_CIRCLES_FAULT_OUTCOME, -1, -1, best_user, 0,
                                  "outcome is infeasible, but circles of total %g keep every rule", best_user);
            judged->is_failed = true;
        }
    } else if (!(sign * judged->parts.bound >= sign * best_user)) {
        fail_bound(judged, best_user, "but circles can reach");
    } else if (judged->parts.outcome == MMATCH_OUTCOME_OPTIMAL &&
               (best != judged->total || judged->parts.bound != best_user)) {
        mmatch__verdict_fault(judged->verdict, MMATCH_CIRCLES_FAULT_OUTCOME, -1, -1, best_user,
                              judged->parts.bound, "outcome is optimal, but total %g and bound %g are not both %g",
                              judged->parts.total, judged->parts.bound, best_user);
        judged->is_failed = true;
    }
    return MMATCH_OK;
}

static mmatch_status check_bound(mmatch_context *context, judgement *judged)
{
    const bool is_maximising = mmatch_scores_sense(judged->request.cohort.affinity) == MMATCH_SENSE_MAXIMISE;
    if (judged->parts.bound_prices != NULL) {
        return read_prices(judged) ? add_up_prices(context, judged) : MMATCH_OK;
    }
    if (judged->parts.person_count <= MMATCH__CIRCLES_EXHAUSTED &&
        judged->parts.outcome != MMATCH_OUTCOME_LIMIT) {
        return check_by_exhaustion(context, judged);
    }
    if (!isinf(judged->parts.bound) || (judged->parts.bound > 0) != is_maximising) {
        mmatch__verdict_fault(judged->verdict, MMATCH_CIRCLES_FAULT_BOUND, -1, -1, 0, judged->parts.bound,
                              "the bound is %g, without prices that prove it", judged->parts.bound);
        judged->is_failed = true;
    } else if (judged->parts.outcome == MMATCH_OUTCOME_OPTIMAL) {
        mmatch__verdict_fault(judged->verdict, MMATCH_CIRCLES_FAULT_OUTCOME, -1, -1, 0, 0,
                              "outcome is optimal, but there is no bound");
        judged->is_failed = true;
    }
    return MMATCH_OK;
}

/* ---- infeasible ------------------------------------------------------------------------------------------ */

/* Whether no sizes add up to everyone. */
static bool are_sizes_impossible(const judgement *judged)
{
    const mmatch_circles_options *const options = &judged->request.options;
    const int64_t people = judged->parts.person_count;
    int64_t least = 0;
    int64_t most = 0;
    if (options->size_minimums == NULL && options->circle_count == 0) {
        /* some k has k * minimum <= people <= k * maximum exactly when the largest k with the first has the second */
        const int64_t count = people / options->size_minimum;
        return count * options->size_maximum < people;
    }
    for (int32_t circle = 0; circle < options->circle_count; circle++) {
        const bool is_own = options->size_minimums != NULL;
        least += is_own ? options->size_minimums[circle] : options->size_minimum;
        most += is_own ? options->size_maximums[circle] : options->size_maximum;
    }
    return people < least || people > most;
}

/* Labels everyone with the smallest person they must be together with: labels are lowered until nothing changes. */
static mmatch_status find_labels(mmatch_context *context, judgement *judged)
{
    const mmatch_cohort_view *const cohort = &judged->request.cohort;
    int32_t *const label = judged->label;
    bool is_changed = true;
    for (int32_t person = 0; person < cohort->person_count; person++) {
        label[person] = person;
    }
    while (is_changed) {
        is_changed = false;
        for (int64_t pair = 0; pair < cohort->together_count; pair++) {
            const int32_t first = label[cohort->together_first[pair]];
            const int32_t second = label[cohort->together_second[pair]];
            if (first != second) {
                label[first > second ? first : second] = first < second ? first : second;
                is_changed = true;
            }
        }
        for (int64_t person = 0; person < cohort->person_count; person++) {
            label[person] = label[label[person]];
        }
        if (mmatch__poll(context, (uint64_t)(cohort->person_count + cohort->together_count)) ==
            MMATCH_POLL_CANCEL) {
            return mmatch__fail_cancelled(context);
        }
    }
    return MMATCH_OK;
}

/* Whether the people of one label cannot be in any circle. */
static bool is_label_impossible(const judgement *judged, int32_t label, int64_t largest)
{
    const mmatch_cohort_view *const cohort = &judged->request.cohort;
    const int32_t words = cohort->hours_word_count;
    int64_t members = 0;
    memset(judged->common, 0xff, (size_t)words * sizeof *judged->common);
    for (int64_t person = label; person < cohort->person_count; person++) {
        if (judged->label[person] == label) {
            members++;
            if (words > 0) {
                mmatch__bitset_intersect(judged->common, cohort->hours + person * words, words);
            }
        }
    }
    return members > largest ||
           (words > 0 && mmatch__bitset_count(judged->common, words) < judged->request.options.common_slots);
}

/* Whether two people who must be together must also be apart. */
static bool are_pairs_contradictory(const judgement *judged)
{
    const mmatch_cohort_view *const cohort = &judged->request.cohort;
    for (int64_t pair = 0; pair < cohort->apart_count; pair++) {
        if (judged->label[cohort->apart_first[pair]] == judged->label[cohort->apart_second[pair]]) {
            return true;
        }
    }
    for (int64_t person = 0; person < cohort->person_count; person++) {
        bool is_read = false;
        for (int64_t other = person + 1; other < cohort->person_count; other++) {
            if (judged->label[other] != judged->label[person]) {
                continue;
            }
            if (!is_read) {
                mmatch__rows_read(cohort->affinity, person, judged->row);
                is_read = true;
            }
            if (isinf(judged->row[other])) {
                return true;
            }
        }
    }
    return false;
}

static mmatch_status check_infeasible(mmatch_context *context, judgement *judged)
{
    const int64_t people = judged->parts.person_count;
    int64_t low;
    int64_t high;
    if (are_sizes_impossible(judged)) {
        return MMATCH_OK;
    }
    if (people <= MMATCH__CIRCLES_EXHAUSTED) {
        return check_by_exhaustion(context, judged);
    }
    const mmatch_status status = find_labels(context, judged);
    if (status != MMATCH_OK) {
        return status;
    }
    find_size_range(judged, &low, &high);
    for (int32_t person = 0; person < people; person++) {
        if (judged->label[person] == person && is_label_impossible(judged, person, high)) {
            return MMATCH_OK;
        }
        if (mmatch__poll(context, (uint64_t)people) == MMATCH_POLL_CANCEL) {
            return mmatch__fail_cancelled(context);
        }
    }
    if (!are_pairs_contradictory(judged)) {
        mmatch__verdict_fault(judged->verdict, MMATCH_CIRCLES_FAULT_OUTCOME, -1, -1, 0, 0,
                              "outcome is infeasible, but sizes, pairs and hours do not rule out every answer");
        judged->is_failed = true;
    }
    return MMATCH_OK;
}

/* ---- driver ------------------------------------------------------------------------------------------------ */

static mmatch_status judge_answer(mmatch_context *context, judgement *judged)
{
    if (!check_sizes(judged) || !check_pairs(judged)) {
        judged->is_failed = true;
        return MMATCH_OK;
    }
    mmatch_status status = check_affinity(context, judged);
    if (status != MMATCH_OK || judged->is_failed) {
        return status;
    }
    if (!check_hours(judged) || !check_total(judged)) {
        judged->is_failed = true;
        return MMATCH_OK;
    }
    return check_bound(context, judged);
}

static mmatch_status judge(mmatch_context *context, judgement *judged)
{
    if (mmatch__poll_now(context) == MMATCH_POLL_CANCEL) {
        return mmatch__fail_cancelled(context);
    }
    if (judged->has_answer) {
        return judge_answer(context, judged);
    }
    if (!(judged->parts.total == 0)) {
        mmatch__verdict_fault(judged->verdict, MMATCH_CIRCLES_FAULT_TOTAL, -1, -1, 0, judged->parts.total,
                              "the total is %g, but there are no circles", judged->parts.total);
        judged->is_failed = true;
        return MMATCH_OK;
    }
    return judged->parts.outcome == MMATCH_OUTCOME_INFEASIBLE ? check_infeasible(context, judged) : MMATCH_OK;
}

mmatch_status mmatch_circles_verify(mmatch_context *context, const mmatch_cohort *cohort,
                                    const mmatch_circles_options *options, const mmatch_circles *circles,
                                    mmatch_verdict *verdict_out)
{
    judgement judged = {0};
    mmatch_status status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    status = mmatch__verdict_check(context, verdict_out);
    if (status == MMATCH_OK && (cohort == NULL || circles == NULL)) {
        status = mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL", cohort == NULL ? "cohort" : "circles");
    }
    if (status == MMATCH_OK) {
        status = mmatch__circles_request_read(context, cohort, options, &judged.request);
    }
    judged.parts.struct_size = sizeof judged.parts;
    if (status == MMATCH_OK) {
        status = mmatch_circles_look(context, circles, &judged.parts);
    }
    if (status != MMATCH_OK) {
        return status;
    }
    judged.verdict = verdict_out;
    if (!check_shape(&judged)) {
        return MMATCH_OK;
    }
    status = open_judgement(context, &judged);
    if (status == MMATCH_OK) {
        status = judge(context, &judged);
    }
    if (status == MMATCH_OK && !judged.is_failed) {
        mmatch__verdict_valid(verdict_out);
    }
    mmatch__workspace_close(&judged.workspace);
    return status;
}
