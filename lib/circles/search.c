/* Search: heat-bath annealing with whole-row swaps.
 *
 * Problem: put items into circles so that no rule is broken and the affinity inside circles is as large as can be.
 * Idea: take a random item u. For every other item v of another circle, compute how the total would change if u and v
 *   swapped places, and for every circle, how it would change if u moved there. A broken rule counts as a fine. Add
 *   Gumbel noise times the temperature to each, and do the best one, or nothing. That draws the next state from
 *   the Boltzmann distribution over the whole neighbourhood, without rejected proposals. The temperature falls from a
 *   quarter to a tenth of the typical change of a swap. In the end, plain descent from the best state seen, where a
 *   broken rule outweighs any affinity.
 * Notation: D affinity of items; gain[g][v] = sum of D[v][w] over w in circle g; own[v] = gain[circle of v][v].
 *   Swap of u in A and v in B: gain[B][u] - own[u] + gain[A][v] - own[v] - 2 D[u][v].
 * Invariants: I1 gain, own, clash, load, common, rest, lack follow circle; I2 total and breach are those of circle;
 *   I3 best_breach, best_total belong to best, and no state seen was better (fewer broken, then larger total).
 * Special cases: one circle has no swaps; an item alone in its circle may leave it, the size rule then counts.
 * Complexity: O(items + circles) a step, times the words of the hours; memory O(items * circles).
 * Reference: Geman and Geman, Stochastic relaxation, IEEE PAMI 6 (1984), for the heat bath. */
#include "circles/search.h"

#include <string.h>

#include "base/bitset.h"

enum {
    STAGE_COUNT = 64,    /* temperature is lowered this often */
    SAMPLE_COUNT = 32,   /* rows that the scale is measured on */
    WORSE_MOST = 1024,   /* a change of the breach counts up to here, so that products fit */
    NOISE_BITS = 12,     /* noise is in 1/4096 */
    NOTHING = -1         /* candidate: stay */
};

/* Below this the noise would be lost in rounding; far below one thousandth of any affinity. */
#define SCALE_LEAST ((int64_t)1 << 16)
#define SCALE_MOST ((int64_t)1 << 50)

mmatch__restart_slices mmatch__restart_plan(mmatch__layout *layout, const mmatch__circles_problem *problem)
{
    const int64_t items = problem->item_count;
    const int64_t circles = problem->count_most;
    const int64_t words = problem->word_count;
    const size_t table = sizeof(int64_t) * (size_t)items;
    mmatch__restart_slices slices;
    slices.circle = mmatch__layout_add(layout, items, sizeof(int32_t));
    slices.best = mmatch__layout_add(layout, items, sizeof(int32_t));
    slices.load = mmatch__layout_add(layout, circles, sizeof(int32_t));
    slices.gain = mmatch__layout_add(layout, circles, table);
    slices.own = mmatch__layout_add(layout, items, sizeof(int64_t));
    slices.clash = mmatch__layout_add(layout, problem->has_apart ? circles : 0, table / 2);
    slices.own_clash = mmatch__layout_add(layout, items, sizeof(int32_t));
    slices.common = mmatch__layout_add(layout, circles * words, sizeof(uint64_t));
    slices.rest = mmatch__layout_add(layout, items * words, sizeof(uint64_t));
    slices.lack = mmatch__layout_add(layout, circles, sizeof(int64_t));
    slices.change = mmatch__layout_add(layout, items + circles, sizeof(int64_t));
    slices.worse = mmatch__layout_add(layout, items + circles, sizeof(int64_t));
    slices.members = mmatch__layout_add(layout, items, sizeof(int32_t));
    slices.suffix = mmatch__layout_add(layout, (items + 1) * words, sizeof(uint64_t));
    return slices;
}

void mmatch__restart_open(mmatch__restart *restart, const mmatch__workspace *workspace,
                          const mmatch__restart_slices *slices)
{
    restart->circle = (int32_t *)mmatch__workspace_at(workspace, slices->circle);
    restart->best = (int32_t *)mmatch__workspace_at(workspace, slices->best);
    restart->load = (int32_t *)mmatch__workspace_at(workspace, slices->load);
    restart->gain = (int64_t *)mmatch__workspace_at(workspace, slices->gain);
    restart->own = (int64_t *)mmatch__workspace_at(workspace, slices->own);
    restart->clash = (int32_t *)mmatch__workspace_at(workspace, slices->clash);
    restart->own_clash = (int32_t *)mmatch__workspace_at(workspace, slices->own_clash);
    restart->common = (uint64_t *)mmatch__workspace_at(workspace, slices->common);
    restart->rest = (uint64_t *)mmatch__workspace_at(workspace, slices->rest);
    restart->lack = (int64_t *)mmatch__workspace_at(workspace, slices->lack);
    restart->change = (int64_t *)mmatch__workspace_at(workspace, slices->change);
    restart->worse = (int64_t *)mmatch__workspace_at(workspace, slices->worse);
    restart->members = (int32_t *)mmatch__workspace_at(workspace, slices->members);
    restart->suffix = (uint64_t *)mmatch__workspace_at(workspace, slices->suffix);
}

/* ---- rules --------------------------------------------------------------------------------------- */

/* People too many or too few in a circle of this load. */
static int64_t size_breach(const mmatch__circles_problem *problem, int32_t circle, int64_t load)
{
    if (load < problem->low[circle]) {
        return problem->low[circle] - load;
    }
    return load > problem->high[circle] ? load - problem->high[circle] : 0;
}

/* Slots missing from the common slots of two sets. */
static int64_t lack_between(const mmatch__circles_problem *problem, const uint64_t *a, const uint64_t *b)
{
    const int64_t common = mmatch__bitset_count_common(a, b, problem->word_count);
    return common < problem->common_slots ? problem->common_slots - common : 0;
}

static const uint64_t *hours_of(const mmatch__circles_problem *problem, int64_t item)
{
    return problem->hours + item * problem->word_count;
}

mmatch__circles_breach mmatch__circles_count_breach(const mmatch__circles_problem *problem, const int32_t *circle,
                                                    int32_t circle_count, int32_t *load, uint64_t *common)
{
    const int32_t words = problem->word_count;
    mmatch__circles_breach breach = {0, 0, 0};
    memset(load, 0, (size_t)circle_count * sizeof *load);
    memset(common, 0xff, (size_t)circle_count * (size_t)words * sizeof *common);
    for (int64_t item = 0; item < problem->item_count; item++) {
        load[circle[item]] += problem->weight[item];
        mmatch__bitset_intersect(common + (int64_t)circle[item] * words, hours_of(problem, item), words);
        for (int64_t other = 0; other < item; other++) {
            breach.apart += circle[item] == circle[other] && problem->apart[item * problem->item_count + other];
        }
    }
    for (int32_t k = 0; k < circle_count; k++) {
        breach.sizes += size_breach(problem, k, load[k]);
        if (words > 0 && load[k] > 0) {
            breach.hours += lack_between(problem, common + (int64_t)k * words, common + (int64_t)k * words);
        }
    }
    return breach;
}

/* ---- keeping the state ----------------------------------------------------------------------------- */

/* Common slots of a circle, and for each member those of all others, by intersections from both ends. */
static void refresh_hours(const mmatch__circles_problem *problem, mmatch__restart *restart, int32_t circle)
{
    const int32_t words = problem->word_count;
    const size_t size = (size_t)words * sizeof(uint64_t);
    uint64_t *const common = restart->common + (int64_t)circle * words;
    int64_t count = 0;
    for (int32_t item = 0; item < problem->item_count; item++) {
        if (restart->circle[item] == circle) {
            restart->members[count++] = item;
        }
    }
    memset(restart->suffix + count * words, 0xff, size);
    for (int64_t k = count - 1; k >= 0; k--) {
        uint64_t *const suffix = restart->suffix + k * words;
        memcpy(suffix, suffix + words, size);
        mmatch__bitset_intersect(suffix, hours_of(problem, restart->members[k]), words);
    }
    memset(common, 0xff, size); /* grows into the prefix, then is all */
    for (int64_t k = 0; k < count; k++) {
        uint64_t *const rest = restart->rest + (int64_t)restart->members[k] * words;
        memcpy(rest, restart->suffix + (k + 1) * words, size);
        mmatch__bitset_intersect(rest, common, words);
        mmatch__bitset_intersect(common, hours_of(problem, restart->members[k]), words);
    }
    restart->lack[circle] = count == 0 ? 0 : lack_between(problem, common, common);
}

static void refresh_own(const mmatch__circles_problem *problem, mmatch__restart *restart)
{
    const int64_t items = problem->item_count;
    for (int64_t item = 0; item < items; item++) {
        restart->own[item] = restart->gain[restart->circle[item] * items + item];
    }
    for (int64_t item = 0; problem->has_apart && item < items; item++) {
        restart->own_clash[item] = restart->clash[restart->circle[item] * items + item];
    }
}

/* Adds (sign 1) or takes away (-1) an item's row from a circle. */
static void add_row(const mmatch__circles_problem *problem, mmatch__restart *restart, int32_t circle, int32_t item,
                    int32_t sign)
{
    const int64_t items = problem->item_count;
    const int64_t *const row = problem->affinity + item * items;
    int64_t *const gain = restart->gain + circle * items;
    for (int64_t other = 0; other < items; other++) {
        gain[other] += sign * row[other];
    }
    if (problem->has_apart) {
        const uint8_t *const apart = problem->apart + item * items;
        int32_t *const clash = restart->clash + circle * items;
        for (int64_t other = 0; other < items; other++) {
            clash[other] += sign * apart[other];
        }
    }
    restart->load[circle] += sign * problem->weight[item];
}

/* Everything anew from restart->circle. */
static void rebuild(const mmatch__circles_problem *problem, mmatch__restart *restart)
{
    const int64_t items = problem->item_count;
    const size_t table = (size_t)restart->circle_count * (size_t)items;
    int64_t total_twice = 0;
    int64_t clash_twice = 0;
    memset(restart->gain, 0, table * sizeof *restart->gain);
    memset(restart->load, 0, (size_t)restart->circle_count * sizeof *restart->load);
    if (problem->has_apart) {
        memset(restart->clash, 0, table * sizeof *restart->clash);
    }
    for (int32_t item = 0; item < items; item++) {
        add_row(problem, restart, restart->circle[item], item, 1);
    }
    refresh_own(problem, restart);
    for (int64_t item = 0; item < items; item++) {
        total_twice += restart->own[item];
        clash_twice += problem->has_apart ? restart->own_clash[item] : 0;
    }
    restart->total = total_twice / 2;
    restart->breach = clash_twice / 2;
    for (int32_t circle = 0; circle < restart->circle_count; circle++) {
        restart->breach += size_breach(problem, circle, restart->load[circle]);
        if (problem->word_count > 0) {
            refresh_hours(problem, restart, circle);
            restart->breach += restart->lack[circle];
        }
    }
}

static void keep_best(const mmatch__circles_problem *problem, mmatch__restart *restart)
{
    if (restart->breach < restart->best_breach ||
        (restart->breach == restart->best_breach && restart->total > restart->best_total)) {
        restart->best_breach = restart->breach;
        restart->best_total = restart->total;
        memcpy(restart->best, restart->circle, (size_t)problem->item_count * sizeof *restart->best);
    }
}

/* ---- one step ------------------------------------------------------------------------------------------ */

/* Changes of the breach by sizes and hours: candidates 0 .. items - 1 swap, the rest move. */
static void add_size_and_hours(const mmatch__circles_problem *problem, const mmatch__restart *restart, int32_t item)
{
    const int32_t items = problem->item_count;
    const int32_t words = problem->word_count;
    const int32_t home = restart->circle[item];
    const int64_t weight = problem->weight[item];
    const int64_t home_size = size_breach(problem, home, restart->load[home]);
    const uint64_t *const hours = hours_of(problem, item);
    const uint64_t *const rest = restart->rest + (int64_t)item * words;
    for (int32_t other = 0; (problem->has_weights || words > 0) && other < items; other++) {
        const int32_t away = restart->circle[other];
        if (away == home) {
            continue;
        }
        const int64_t extra = problem->weight[other] - weight;
        if (extra != 0) {
            restart->worse[other] += size_breach(problem, home, restart->load[home] + extra) - home_size +
                                     size_breach(problem, away, restart->load[away] - extra) -
                                     size_breach(problem, away, restart->load[away]);
        }
        if (words > 0) {
            restart->worse[other] += lack_between(problem, rest, hours_of(problem, other)) - restart->lack[home] +
                                     lack_between(problem, restart->rest + (int64_t)other * words, hours) -
                                     restart->lack[away];
        }
    }
    const int64_t left_size = size_breach(problem, home, restart->load[home] - weight) - home_size;
    const int64_t left_lack =
        words == 0 ? 0
                   : (restart->load[home] == weight ? 0 : lack_between(problem, rest, rest)) - restart->lack[home];
    for (int32_t away = 0; away < restart->circle_count; away++) {
        int64_t *const worse = restart->worse + items + away;
        *worse += left_size + left_lack + size_breach(problem, away, restart->load[away] + weight) -
                  size_breach(problem, away, restart->load[away]);
        if (words > 0) {
            *worse += lack_between(problem, restart->common + (int64_t)away * words, hours) - restart->lack[away];
        }
    }
}

/* Fills change and worse for every candidate of an item. Those within its own circle mean nothing. */
static void look_around(const mmatch__circles_problem *problem, mmatch__restart *restart, int32_t item)
{
    const int64_t items = problem->item_count;
    const int32_t *const circle = restart->circle;
    const int32_t home = circle[item];
    int64_t *const change = restart->change;
    int64_t *const move_change = change + items;
    int64_t *const worse = restart->worse;
    int64_t *const move_worse = worse + items;
    const int64_t *const row = problem->affinity + item * items;
    const int64_t *const home_gain = restart->gain + home * items;
    for (int64_t away = 0; away < restart->circle_count; away++) {
        move_change[away] = restart->gain[away * items + item] - restart->own[item];
        move_worse[away] =
            problem->has_apart ? restart->clash[away * items + item] - restart->own_clash[item] : 0;
    }
    for (int64_t other = 0; other < items; other++) {
        change[other] =
            move_change[circle[other]] + home_gain[other] - restart->own[other] - 2 * row[other];
    }
    if (problem->has_apart) {
        const uint8_t *const apart = problem->apart + item * items;
        const int32_t *const home_clash = restart->clash + home * items;
        for (int64_t other = 0; other < items; other++) {
            worse[other] = move_worse[circle[other]] + home_clash[other] - restart->own_clash[other] -
                           2 * apart[other];
        }
    } else {
        memset(worse, 0, (size_t)items * sizeof *worse);
    }
    add_size_and_hours(problem, restart, item);
}

static int32_t circle_of_candidate(const mmatch__circles_problem *problem, const mmatch__restart *restart,
                                   int32_t candidate)
{
    return candidate < problem->item_count ? restart->circle[candidate] : candidate - problem->item_count;
}

static void apply(const mmatch__circles_problem *problem, mmatch__restart *restart, int32_t item, int32_t candidate)
{
    const int32_t home = restart->circle[item];
    const int32_t away = circle_of_candidate(problem, restart, candidate);
    restart->total += restart->change[candidate];
    restart->breach += restart->worse[candidate];
    add_row(problem, restart, home, item, -1);
    add_row(problem, restart, away, item, 1);
    restart->circle[item] = away;
    if (candidate < problem->item_count) {
        add_row(problem, restart, away, candidate, -1);
        add_row(problem, restart, home, candidate, 1);
        restart->circle[candidate] = home;
    }
    refresh_own(problem, restart);
    if (problem->word_count > 0) {
        refresh_hours(problem, restart, home);
        refresh_hours(problem, restart, away);
    }
    keep_best(problem, restart);
}

static int64_t limited(int64_t worse)
{
    if (worse < -WORSE_MOST) {
        return -WORSE_MOST;
    }
    return worse > WORSE_MOST ? WORSE_MOST : worse;
}

/* The candidate with the best noisy value; NOTHING when that is to stay. */
static int32_t draw_candidate(const mmatch__circles_search *search, mmatch__restart *restart, int32_t item)
{
    const mmatch__circles_problem *const problem = search->problem;
    const int32_t candidates = problem->item_count + restart->circle_count;
    const int32_t home = restart->circle[item];
    const int64_t fine_temperature = restart->temperature >> NOISE_BITS;
    const uint32_t offset = (uint32_t)(mmatch__random_next(&restart->random) >> 32);
    int64_t best = fine_temperature * search->noise[(offset + (uint32_t)candidates) % MMATCH__NOISE_COUNT];
    int32_t drawn = NOTHING;
    for (int32_t k = 0; k < candidates; k++) {
        const int64_t worse = limited(restart->worse[k]);
        const int64_t value = restart->change[k] - restart->fine * worse +
                              fine_temperature * search->noise[(offset + (uint32_t)k) % MMATCH__NOISE_COUNT];
        if (value > best && circle_of_candidate(problem, restart, k) != home) {
            best = value;
            drawn = k;
        }
    }
    return drawn;
}

/* The candidate that breaks least, then gains most; NOTHING when none is better than to stay. */
static int32_t best_candidate(const mmatch__circles_problem *problem, const mmatch__restart *restart, int32_t item)
{
    const int32_t candidates = problem->item_count + restart->circle_count;
    int64_t best_worse = 0;
    int64_t best_change = 0;
    int32_t best = NOTHING;
    for (int32_t k = 0; k < candidates; k++) {
        if ((restart->worse[k] < best_worse ||
             (restart->worse[k] == best_worse && restart->change[k] > best_change)) &&
            circle_of_candidate(problem, restart, k) != restart->circle[item]) {
            best_worse = restart->worse[k];
            best_change = restart->change[k];
            best = k;
        }
    }
    return best;
}

/* ---- phases ------------------------------------------------------------------------------------------------ */

/* A start: items in random order, heaviest first, each into the circle that lacks most people, else has most room. */
static void fill_circles(const mmatch__circles_problem *problem, mmatch__restart *restart)
{
    int32_t *const order = restart->members;
    for (int32_t k = 0; k < problem->item_count; k++) {
        const int32_t place = (int32_t)mmatch__random_below(&restart->random, (uint64_t)k + 1);
        order[k] = order[place];
        order[place] = k;
    }
    memset(restart->load, 0, (size_t)restart->circle_count * sizeof *restart->load);
    int32_t weight = problem->high_of_all;
    while (weight > 0) {
        int32_t next = 0; /* the heaviest below this weight */
        for (int32_t k = 0; k < problem->item_count; k++) {
            const int32_t item = order[k];
            if (problem->weight[item] < weight && problem->weight[item] > next) {
                next = problem->weight[item];
            }
            if (problem->weight[item] != weight) {
                continue;
            }
            int32_t chosen = 0;
            for (int32_t circle = 1; circle < restart->circle_count; circle++) {
                const int32_t lacking = problem->low[circle] - restart->load[circle];
                const int32_t chosen_lacking = problem->low[chosen] - restart->load[chosen];
                const int32_t room = problem->high[circle] - restart->load[circle];
                const int32_t chosen_room = problem->high[chosen] - restart->load[chosen];
                const bool is_better = lacking > 0 || chosen_lacking > 0 ? lacking > chosen_lacking
                                                                         : room > chosen_room;
                chosen = is_better ? circle : chosen;
            }
            restart->circle[item] = chosen;
            restart->load[chosen] += weight;
        }
        weight = next;
    }
}

/* The typical |change| of a swap, from some rows of the start. */
static int64_t measure_scale(const mmatch__circles_problem *problem, mmatch__restart *restart)
{
    int64_t scale = 0;
    for (int32_t sample = 0; sample < SAMPLE_COUNT; sample++) {
        const int32_t item =
            (int32_t)mmatch__random_below(&restart->random, (uint64_t)problem->item_count);
        int64_t mean = 0;
        int64_t count = 0;
        look_around(problem, restart, item);
        for (int32_t other = 0; other < problem->item_count; other++) {
            if (restart->circle[other] != restart->circle[item]) {
                const int64_t change = restart->change[other] < 0 ? -restart->change[other] : restart->change[other];
                count++;
                mean += (change - mean) / count; /* a running mean: a sum might not fit */
            }
        }
        scale += (mean < SCALE_MOST ? mean : SCALE_MOST) / SAMPLE_COUNT;
    }
    return scale < SCALE_LEAST ? SCALE_LEAST : scale;
}

static void start(const mmatch__circles_problem *problem, mmatch__restart *restart)
{
    fill_circles(problem, restart);
    rebuild(problem, restart);
    restart->best_breach = INT64_MAX;
    keep_best(problem, restart);
    restart->scale = measure_scale(problem, restart);
    restart->temperature = restart->scale / 4;
    restart->fine = restart->scale > SCALE_MOST / 2 ? SCALE_MOST : 2 * restart->scale;
    restart->phase = MMATCH__RESTART_COOLING;
}

/* A fine that is always paid is too small; one that is never due may be too large. */
static void learn_fine(mmatch__restart *restart)
{
    if (!restart->was_whole && restart->fine < SCALE_MOST / 2 && restart->fine / 64 < restart->scale) {
        restart->fine += restart->fine / 4;
    } else if (!restart->was_broken && restart->fine > 2 * restart->scale) {
        restart->fine -= restart->fine / 8;
    }
    restart->was_whole = false;
    restart->was_broken = false;
}

static void cool(const mmatch__circles_search *search, mmatch__restart *restart)
{
    const mmatch__circles_problem *const problem = search->problem;
    if (restart->steps_done >= restart->step_count) {
        memcpy(restart->circle, restart->best, (size_t)problem->item_count * sizeof *restart->circle);
        rebuild(problem, restart);
        restart->steps_done = 0;
        restart->phase = MMATCH__RESTART_DESCENDING;
        return;
    }
    const int32_t item = (int32_t)mmatch__random_below(&restart->random, (uint64_t)problem->item_count);
    look_around(problem, restart, item);
    const int32_t candidate = draw_candidate(search, restart, item);
    if (candidate != NOTHING) {
        apply(problem, restart, item, candidate);
    }
    restart->was_whole = restart->was_whole || restart->breach == 0;
    restart->was_broken = restart->was_broken || restart->breach > 0;
    restart->steps_done++;
    if (restart->steps_done % (uint64_t)problem->item_count == 0) {
        learn_fine(restart);
    }
    if (restart->steps_done % (restart->step_count / STAGE_COUNT + 1) == 0) {
        restart->temperature -= restart->temperature / 70; /* 64 times: two fifths remain */
    }
}

static void descend(const mmatch__circles_problem *problem, mmatch__restart *restart)
{
    const int32_t item = (int32_t)(restart->steps_done++ % (uint64_t)problem->item_count);
    look_around(problem, restart, item);
    const int32_t candidate = best_candidate(problem, restart, item);
    if (candidate != NOTHING) {
        apply(problem, restart, item, candidate);
        restart->idle = 0;
    } else if (++restart->idle >= problem->item_count) {
        restart->phase = MMATCH__RESTART_DONE;
    }
}

void mmatch__restart_run(void *search, int64_t task, int32_t worker)
{
    const mmatch__circles_search *const shared = (const mmatch__circles_search *)search;
    mmatch__restart *const restart = shared->restarts + task;
    (void)worker;
    for (uint64_t step = 0; step < shared->slice && restart->phase != MMATCH__RESTART_DONE; step++) {
        switch (restart->phase) {
        case MMATCH__RESTART_NEW:
            start(shared->problem, restart);
            break;
        case MMATCH__RESTART_COOLING:
            cool(shared, restart);
            break;
        case MMATCH__RESTART_DESCENDING:
            descend(shared->problem, restart);
            break;
        case MMATCH__RESTART_DONE:
            break;
        }
    }
}
