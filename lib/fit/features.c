/* Features: what columns offer, turned from lists by person into bit vectors by feature.
 *
 * Idea         min(offered, wanted) of an item is the number of levels 1 .. wanted that the offer reaches. A feature is an
 *              item at a level that some column offers; a column has it when it offers the item at that level or above.
 *              A feature counts for as many levels as lie between it and the offered level below. So what is met is a
 *              count of features, some counted more than once.
 *              A feature that few columns have is a list of them, which is shorter than a bit vector.
 * Complexity   entries * log(entries); memory at most about 4 bytes an entry and level below it. Where levels are so many
 *              that this is more than FEATURES_PER_ENTRY times the entries, the criterion stays plain. */
#include <string.h>

#include "base/bitset.h"
#include "base/sort.h"
#include "fit/plan.h"

enum { FEATURES_PER_ENTRY = 32, LIST_SHARE = 32 };

/* An item at a level, on its way into order. */
typedef struct feature_key {
    int32_t item;
    int32_t level;
} feature_key;

static int compare_feature_keys(const void *user_data, const void *a, const void *b)
{
    const feature_key *const left = (const feature_key *)a;
    const feature_key *const right = (const feature_key *)b;
    (void)user_data;
    if (left->item != right->item) {
        return left->item < right->item ? -1 : 1;
    }
    return (left->level > right->level) - (left->level < right->level);
}

/* Words of a bit vector over all positions, with room for a whole block from any of them. */
static int64_t padded_words(const fit_plan *plan)
{
    return (plan->position_count + FIT_BLOCK - 1) / FIT_BLOCK * FIT_BLOCK_WORDS +
           (plan->column_at == NULL ? 0 : FIT_BLOCK_WORDS);
}

/* Distinct keys of all positions, ascending, with the number of positions that have each: keys[] and having[]; their number. */
static int64_t list_features(const fit_plan *plan, const fit_criterion *criterion, int64_t entry_count, feature_key *keys,
                             feature_key *scratch, int64_t *having)
{
    int64_t feature_count = 0;
    int64_t place = 0;
    int64_t position;
    int64_t k;
    for (position = 0; position < plan->position_count; position++) {
        const int64_t column = mmatch__fit_column_at(plan, position);
        for (k = criterion->offsets[FIT_COLUMNS][column]; k < criterion->offsets[FIT_COLUMNS][column + 1]; k++) {
            keys[place].item = criterion->items[FIT_COLUMNS][k];
            keys[place].level = criterion->levels[FIT_COLUMNS][k];
            place++;
        }
    }
    mmatch__sort(keys, (size_t)entry_count, sizeof *keys, compare_feature_keys, NULL, scratch);
    for (k = 0; k < entry_count; k++) {
        if (feature_count > 0 && compare_feature_keys(NULL, &keys[feature_count - 1], &keys[k]) == 0) {
            having[feature_count - 1]++;
        } else {
            keys[feature_count] = keys[k];
            having[feature_count] = 1;
            feature_count++;
        }
    }
    /* who has a level of an item has all below it */
    for (k = feature_count - 2; k >= 0; k--) {
        if (keys[k].item == keys[k + 1].item) {
            having[k] += having[k + 1];
        }
    }
    return feature_count;
}

/* The different parts of columns in the whole, as they come up; false when they are too many. A column without an answer has
 * none. */
static bool list_parts(const fit_plan *plan, const fit_criterion *criterion, fit_features *features)
{
    int64_t position;
    features->part_count = 0;
    for (position = 0; position < plan->position_count; position++) {
        const int64_t column = mmatch__fit_column_at(plan, position);
        const int64_t part = criterion->whole_part[FIT_COLUMNS][column];
        int32_t k = 0;
        if (criterion->kind == FIT_SHARED_ITEMS || mmatch__fit_is_missing(criterion, FIT_COLUMNS, column)) {
            continue;
        }
        while (k < features->part_count && features->parts[k] != part) {
            k++;
        }
        if (k == FIT_PARTS_MOST) {
            return false;
        }
        if (k == features->part_count) {
            features->parts[k] = part;
            features->part_count++;
        }
    }
    if (features->part_count == 0) {
        features->parts[0] = 0;
        features->part_count = 1;
    }
    return true;
}

static void fill_parts(const fit_plan *plan, const fit_criterion *criterion, fit_features *features)
{
    int64_t position;
    for (position = 0; position < plan->position_count && features->part_count > 1; position++) {
        const int64_t part = criterion->whole_part[FIT_COLUMNS][mmatch__fit_column_at(plan, position)];
        uint8_t k = 0;
        while (k < features->part_count - 1 && features->parts[k] != part) {
            k++;
        }
        features->part_of_column[position] = k;
    }
}

static mmatch_status open_features(mmatch_context *context, const fit_plan *plan, bool is_missing_somewhere,
                                   const feature_key *keys, const int64_t *having, int64_t feature_count, fit_fast *fast)
{
    fit_features *const features = &fast->features;
    mmatch__layout layout = {0, false};
    int64_t word_count = 0;
    int64_t list_length = 0;
    size_t at[8];
    int64_t k;
    features->vector_words = padded_words(plan);
    for (k = 0; k < feature_count; k++) {
        if (having[k] <= plan->position_count / LIST_SHARE) {
            list_length += having[k];
        } else {
            word_count += features->vector_words;
        }
    }
    at[0] = mmatch__layout_add(&layout, feature_count, sizeof(int32_t));
    at[1] = mmatch__layout_add(&layout, feature_count, sizeof(int32_t));
    at[2] = mmatch__layout_add(&layout, feature_count, sizeof(int32_t));
    at[3] = mmatch__layout_add(&layout, feature_count, sizeof(int64_t));
    at[4] = mmatch__layout_add(&layout, word_count, sizeof(uint64_t));
    at[5] = mmatch__layout_add(&layout, list_length, sizeof(int32_t));
    at[6] = mmatch__layout_add(&layout, is_missing_somewhere ? 64 * features->vector_words : 0, 1);
    at[7] = mmatch__layout_add(&layout, features->part_count > 1 ? plan->position_count : 0, 1);
    if (!mmatch__workspace_open(&context->allocator, &layout, &fast->memory)) {
        return mmatch__fail_memory(context);
    }
    features->part_of_column = (uint8_t *)mmatch__workspace_at(&fast->memory, at[7]);
    features->feature_count = feature_count;
    features->items = (int32_t *)mmatch__workspace_at(&fast->memory, at[0]);
    features->levels = (int32_t *)mmatch__workspace_at(&fast->memory, at[1]);
    features->list_count = (int32_t *)mmatch__workspace_at(&fast->memory, at[2]);
    features->place = (int64_t *)mmatch__workspace_at(&fast->memory, at[3]);
    features->words = (uint64_t *)mmatch__workspace_at(&fast->memory, at[4]);
    features->lists = (int32_t *)mmatch__workspace_at(&fast->memory, at[5]);
    features->missing = is_missing_somewhere ? (uint8_t *)mmatch__workspace_at(&fast->memory, at[6]) : NULL;
    word_count = 0;
    list_length = 0;
    for (k = 0; k < feature_count; k++) {
        const bool is_list = having[k] <= plan->position_count / LIST_SHARE;
        features->items[k] = keys[k].item;
        features->levels[k] = keys[k].level;
        features->place[k] = is_list ? list_length : word_count;
        features->list_count[k] = is_list ? 0 : -1; /* lists are filled later */
        list_length += is_list ? having[k] : 0;
        word_count += is_list ? 0 : features->vector_words;
    }
    return MMATCH_OK;
}

int64_t mmatch__fit_feature_of_item(const fit_features *features, int32_t item)
{
    int64_t low = 0;
    int64_t high = features->feature_count;
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        if (features->items[middle] < item) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Positions ascending, so the lists are ascending too. */
static void fill_features(const fit_plan *plan, const fit_criterion *criterion, fit_features *features)
{
    int64_t position;
    for (position = 0; position < plan->position_count; position++) {
        const int64_t column = mmatch__fit_column_at(plan, position);
        const int64_t end = criterion->offsets[FIT_COLUMNS][column + 1];
        int64_t k = criterion->offsets[FIT_COLUMNS][column];
        if (k == end && features->missing != NULL) {
            features->missing[position] = FIT_COUNT_MISSING;
        }
        for (; k < end; k++) {
            const int32_t item = criterion->items[FIT_COLUMNS][k];
            const int32_t level = criterion->levels[FIT_COLUMNS][k];
            int64_t f = mmatch__fit_feature_of_item(features, item);
            for (; f < features->feature_count && features->items[f] == item && features->levels[f] <= level; f++) {
                if (features->list_count[f] >= 0) {
                    features->lists[features->place[f] + features->list_count[f]] = (int32_t)position;
                    features->list_count[f]++;
                } else {
                    mmatch__bitset_add(features->words + features->place[f], position);
                }
            }
        }
    }
}

mmatch_status mmatch__fit_features_of_sets(mmatch_context *context, const fit_plan *plan, const fit_criterion *criterion,
                                           fit_fast *fast)
{
    const int64_t *const offsets = criterion->offsets[FIT_COLUMNS];
    mmatch__layout layout = {0, false};
    size_t at_keys;
    size_t at_scratch;
    size_t at_having;
    int64_t entry_count = 0;
    mmatch__workspace sorting;
    feature_key *keys;
    int64_t *having;
    int64_t feature_count;
    int64_t having_sum = 0;
    bool is_missing_somewhere = false;
    int64_t k;
    mmatch_status status = MMATCH_OK;
    for (k = 0; k < plan->position_count; k++) {
        const int64_t column = mmatch__fit_column_at(plan, k);
        entry_count += offsets[column + 1] - offsets[column];
        is_missing_somewhere |= offsets[column] == offsets[column + 1];
    }
    at_keys = mmatch__layout_add(&layout, entry_count, sizeof(feature_key));
    at_scratch = mmatch__layout_add(&layout, entry_count + 1, sizeof(feature_key));
    at_having = mmatch__layout_add(&layout, entry_count, sizeof(int64_t));
    if (!mmatch__workspace_open(&context->allocator, &layout, &sorting)) {
        return mmatch__fail_memory(context);
    }
    keys = (feature_key *)mmatch__workspace_at(&sorting, at_keys);
    having = (int64_t *)mmatch__workspace_at(&sorting, at_having);
    feature_count = list_features(plan, criterion, entry_count, keys,
                                  (feature_key *)mmatch__workspace_at(&sorting, at_scratch), having);
    for (k = 0; k < feature_count; k++) {
        having_sum += having[k];
    }
    if (having_sum <= FEATURES_PER_ENTRY * entry_count && list_parts(plan, criterion, &fast->features)) {
        status = open_features(context, plan, is_missing_somewhere, keys, having, feature_count, fast);
        if (status == MMATCH_OK) {
            fast->way = FIT_WAY_COUNT;
            fill_features(plan, criterion, &fast->features);
            fill_parts(plan, criterion, &fast->features);
        }
    }
    mmatch__workspace_close(&sorting);
    return status;
}

/* Free slots: one bit vector each. */
mmatch_status mmatch__fit_features_of_hours(mmatch_context *context, const fit_plan *plan,
                                            const fit_criterion *criterion, fit_fast *fast)
{
    const int64_t slot_count = 64 * (int64_t)criterion->word_count;
    fit_features *const features = &fast->features;
    mmatch__layout layout = {0, false};
    bool is_missing_somewhere = false;
    bool is_ruled_out;
    size_t at[3];
    int64_t position;
    int32_t k;
    for (position = 0; position < plan->position_count; position++) {
        is_missing_somewhere |= !criterion->has_hours[FIT_COLUMNS][mmatch__fit_column_at(plan, position)];
    }
    features->vector_words = padded_words(plan);
    at[0] = mmatch__layout_add(&layout, slot_count, sizeof(uint64_t) * (size_t)features->vector_words);
    at[1] = mmatch__layout_add(&layout, is_missing_somewhere ? 64 * features->vector_words : 0, 1);
    at[2] = mmatch__layout_add(&layout, FIT_COUNT_MISSING + 1, sizeof(double));
    if (!mmatch__workspace_open(&context->allocator, &layout, &fast->memory)) {
        return mmatch__fail_memory(context);
    }
    features->feature_count = slot_count;
    features->words = (uint64_t *)mmatch__workspace_at(&fast->memory, at[0]);
    features->missing = is_missing_somewhere ? (uint8_t *)mmatch__workspace_at(&fast->memory, at[1]) : NULL;
    features->points = (double *)mmatch__workspace_at(&fast->memory, at[2]);
    for (position = 0; position < plan->position_count; position++) {
        const int64_t column = mmatch__fit_column_at(plan, position);
        const uint64_t *const words = criterion->words[FIT_COLUMNS] + column * criterion->word_count;
        int64_t slot;
        if (!criterion->has_hours[FIT_COLUMNS][column]) {
            features->missing[position] = FIT_COUNT_MISSING;
        }
        for (slot = 0; slot < slot_count; slot++) {
            if (mmatch__bitset_has(words, slot)) {
                mmatch__bitset_add(features->words + slot * features->vector_words, position);
            }
        }
    }
    for (k = 0; k <= FIT_COUNT_MOST; k++) {
        const int32_t points = mmatch__fit_points_of_hours(criterion, k, &is_ruled_out);
        features->points[k] = mmatch__fit_units(points, is_ruled_out, 1);
    }
    features->points[FIT_COUNT_MISSING] = mmatch__fit_units_missing(criterion, 1);
    fast->way = FIT_WAY_COUNT;
    return MMATCH_OK;
}
