/* mmatch_assign_conflict: checks the request, lays out the search for each side and lists the rules
 * it finds. */
#include <inttypes.h>

#include "base/grid.h"
#include "base/options.h"
#include "conflict/shrink.h"

typedef struct conflict_run {
    mmatch__demand demand;
    mmatch__shrink shrink;
    mmatch__workspace memory;
    mmatch__pairs_slices at;
    size_t at_lock_left, at_lock_right, at_lock_state;
    size_t at_order, at_reached, at_left_locks, at_right_locks, at_asked, at_left_state, at_right_state, at_limit;
    int64_t slot_limit;
    /* the rules found */
    int32_t *kinds;
    int64_t *rows, *columns;
    double *amounts;
    int64_t rule_count;
} conflict_run;

static void add_rule(conflict_run *run, int32_t kind, int64_t row, int64_t column, double amount)
{
    const int64_t place = run->rule_count++;
    run->kinds[place] = kind;
    run->rows[place] = row;
    run->columns[place] = column;
    run->amounts[place] = amount;
}

/* A row's minimum is its own, or that of `everyone`. */
static void add_row_minimum(conflict_run *run, int64_t row)
{
    add_rule(run,
             run->demand.market.row_minimum[row] > 0 ? MMATCH_RULE_ROW_MINIMUM
                                                     : MMATCH_RULE_EVERYONE,
             row, -1, run->demand.row_minimum[row]);
}

/* One person is enough: whose minimum is beyond all pairs that have a score, or beyond the person's
 * own maximum. */
static bool find_hopeless_person(conflict_run *run)
{
    const mmatch__demand *const demand = &run->demand;
    const mmatch_market_view *const market = &demand->market;
    int64_t person;
    for (person = 0; person < market->row_count; person++) {
        if (demand->row_minimum[person] > demand->row_pairs[person]) {
            add_row_minimum(run, person);
            return true;
        }
    }
    for (person = 0; person < market->column_count; person++) {
        if (market->column_minimum[person] > demand->column_pairs[person]) {
            add_rule(run, MMATCH_RULE_COLUMN_MINIMUM, -1, person, market->column_minimum[person]);
            return true;
        }
    }
    for (person = 0; person < market->row_count; person++) {
        if (demand->row_minimum[person] > market->row_maximum[person]) {
            add_row_minimum(run, person);
            add_rule(run, MMATCH_RULE_ROW_MAXIMUM, person, -1, market->row_maximum[person]);
            return true;
        }
    }
    return false;
}

/* Pairs made at once for these minima, at most. */
static int64_t sum_minima(const int32_t *minimum, int64_t count)
{
    int64_t sum = 0;
    int64_t person;
    for (person = 0; person < count; person++) {
        sum += minimum[person];
    }
    return sum;
}

static mmatch_status open_conflict(conflict_run *run)
{
    const mmatch__demand *const demand = &run->demand;
    const mmatch_market_view *const market = &demand->market;
    const int64_t rows = market->row_count;
    const int64_t columns = market->column_count;
    const int64_t most = rows > columns ? rows : columns;
    const int64_t by_rows = sum_minima(demand->row_minimum, rows);
    const int64_t by_columns = sum_minima(market->column_minimum, columns);
    const int64_t locks = market->locked_offsets[rows];
    const int64_t rules = rows + columns + market->forbidden_offsets[rows] + locks + 1;
    mmatch__layout layout = {0};
    size_t at_kinds;
    size_t at_rows;
    size_t at_columns;
    size_t at_amounts;
    run->slot_limit = by_rows > by_columns ? by_rows : by_columns;
    run->slot_limit = run->slot_limit < demand->pair_count ? run->slot_limit : demand->pair_count;
    if (run->slot_limit >= INT32_MAX) {
        return mmatch__fail(demand->context, MMATCH_ERR_RANGE,
                            "the minima ask for %" PRId64 " pairs, which are too many",
                            run->slot_limit);
    }
    run->at = mmatch__pairs_plan(&layout, most, most, demand->pair_count, run->slot_limit);
    run->at_lock_left = mmatch__layout_add(&layout, locks, sizeof(int32_t));
    run->at_lock_right = mmatch__layout_add(&layout, locks, sizeof(int32_t));
    run->at_lock_state = mmatch__layout_add(&layout, locks, sizeof(uint8_t));
    run->at_left_locks = mmatch__layout_add(&layout, most, sizeof(int32_t));
    run->at_right_locks = mmatch__layout_add(&layout, most, sizeof(int32_t));
    run->at_order = mmatch__layout_add(&layout, most, sizeof(int32_t));
    run->at_reached = mmatch__layout_add(&layout, most, sizeof(uint8_t));
    run->at_asked = mmatch__layout_add(&layout, most, sizeof(uint8_t));
    run->at_left_state = mmatch__layout_add(&layout, most, sizeof(uint8_t));
    run->at_right_state = mmatch__layout_add(&layout, most, sizeof(uint8_t));
    run->at_limit = mmatch__layout_add(&layout, most, sizeof(int32_t));
    at_kinds = mmatch__layout_add(&layout, rules, sizeof(int32_t));
    at_rows = mmatch__layout_add(&layout, rules, sizeof(int64_t));
    at_columns = mmatch__layout_add(&layout, rules, sizeof(int64_t));
    at_amounts = mmatch__layout_add(&layout, rules, sizeof(double));
    if (!mmatch__workspace_open(&demand->context->allocator, &layout, &run->memory)) {
        return mmatch__fail_memory(demand->context);
    }
    run->kinds = (int32_t *)mmatch__workspace_at(&run->memory, at_kinds);
    run->rows = (int64_t *)mmatch__workspace_at(&run->memory, at_rows);
    run->columns = (int64_t *)mmatch__workspace_at(&run->memory, at_columns);
    run->amounts = (double *)mmatch__workspace_at(&run->memory, at_amounts);
    return MMATCH_OK;
}

/* The arrays of the search, empty, with rows or columns on the left. */
static void place_shrink(conflict_run *run, bool are_rows_left)
{
    const mmatch__demand *const demand = &run->demand;
    const mmatch_market_view *const market = &demand->market;
    const mmatch__workspace *const memory = &run->memory;
    const int64_t left = are_rows_left ? market->row_count : market->column_count;
    const int64_t right = are_rows_left ? market->column_count : market->row_count;
    mmatch__shrink *const shrink = &run->shrink;
    int64_t person;
    shrink->pairs.context = demand->context;
    mmatch__pairs_place(&shrink->pairs, memory, &run->at, left, right, run->slot_limit);
    shrink->minimum = are_rows_left ? demand->row_minimum : market->column_minimum;
    shrink->maximum = are_rows_left ? market->column_maximum : market->row_maximum;
    shrink->lock_count = market->locked_offsets[market->row_count];
    shrink->lock_left = (int32_t *)mmatch__workspace_at(memory, run->at_lock_left);
    shrink->lock_right = (int32_t *)mmatch__workspace_at(memory, run->at_lock_right);
    shrink->lock_state = (uint8_t *)mmatch__workspace_at(memory, run->at_lock_state);
    shrink->left_locks = (int32_t *)mmatch__workspace_at(memory, run->at_left_locks);
    shrink->right_locks = (int32_t *)mmatch__workspace_at(memory, run->at_right_locks);
    shrink->order = (int32_t *)mmatch__workspace_at(memory, run->at_order);
    shrink->is_reached = (uint8_t *)mmatch__workspace_at(memory, run->at_reached);
    shrink->is_asked = (uint8_t *)mmatch__workspace_at(memory, run->at_asked);
    shrink->left_state = (uint8_t *)mmatch__workspace_at(memory, run->at_left_state);
    shrink->right_state = (uint8_t *)mmatch__workspace_at(memory, run->at_right_state);
    shrink->limit = (int32_t *)mmatch__workspace_at(memory, run->at_limit);
    shrink->score_state = MMATCH__RULE_ABSENT;
    for (person = 0; person < left; person++) {
        shrink->left_locks[person] = 0;
        shrink->left_state[person] = MMATCH__RULE_ABSENT;
    }
    for (person = 0; person < right; person++) {
        shrink->right_locks[person] = 0;
        shrink->right_state[person] = MMATCH__RULE_ABSENT;
    }
}

/* Locked pairs, and where the entries of each left person begin. */
static void fill_locks_and_offsets(conflict_run *run, bool are_rows_left)
{
    const mmatch__demand *const demand = &run->demand;
    const mmatch_market_view *const market = &demand->market;
    mmatch__shrink *const shrink = &run->shrink;
    const int32_t *const counts = are_rows_left ? demand->row_pairs : demand->column_pairs;
    int64_t lock = 0;
    int64_t row;
    int32_t left;
    for (row = 0; row < market->row_count; row++) {
        for (; lock < market->locked_offsets[row + 1]; lock++) {
            const int32_t column = (int32_t)market->locked_columns[lock];
            shrink->lock_left[lock] = are_rows_left ? (int32_t)row : column;
            shrink->lock_right[lock] = are_rows_left ? column : (int32_t)row;
            shrink->left_locks[shrink->lock_left[lock]]++;
            shrink->right_locks[shrink->lock_right[lock]]++;
        }
    }
    shrink->pairs.first[0] = 0;
    for (left = 0; left < shrink->pairs.left.count; left++) {
        shrink->pairs.first[left + 1] = shrink->pairs.first[left] + counts[left];
    }
}

/* Reads every row into the entries; `at` of the search serves as the place of the next entry of
 * each left person. */
static mmatch_status fill_entries(conflict_run *run, bool are_rows_left)
{
    mmatch__demand *const demand = &run->demand;
    mmatch__pairs *const pairs = &run->shrink.pairs;
    mmatch_status status = MMATCH_OK;
    int64_t row;
    int32_t left;
    for (left = 0; left < pairs->left.count; left++) {
        pairs->at[left] = pairs->first[left];
    }
    for (row = 0; row < demand->market.row_count; row++) {
        int64_t k;
        mmatch__demand_read_row(demand, row);
        for (k = 0; k < demand->entry_count; k++) {
            const int32_t column = (int32_t)demand->entry_columns[k];
            const int64_t entry = pairs->at[are_rows_left ? (int32_t)row : column]++;
            pairs->right_of[entry] = are_rows_left ? column : (int32_t)row;
            pairs->kind[entry] = demand->entry_kinds[k];
        }
        if (!mmatch__demand_goes_on(
                demand, mmatch__poll(demand->context, (uint64_t)demand->entry_count + 16),
                &status)) {
            return status;
        }
    }
    return status;
}

/* The entry of a pair; -1: it has no score. */
static int64_t find_entry(const mmatch__pairs *pairs, int64_t left, int64_t right)
{
    int64_t low = pairs->first[left];
    int64_t high = pairs->first[left + 1];
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        if (pairs->right_of[middle] < right) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < pairs->first[left + 1] && pairs->right_of[low] == right ? low : -1;
}

static void list_pair_rules(conflict_run *run, bool are_rows_left)
{
    const mmatch_market_view *const market = &run->demand.market;
    const mmatch__shrink *const shrink = &run->shrink;
    int64_t row;
    int64_t k;
    for (row = 0; row < market->row_count; row++) {
        for (k = market->forbidden_offsets[row]; k < market->forbidden_offsets[row + 1]; k++) {
            const int64_t column = market->forbidden_columns[k];
            const int64_t left = are_rows_left ? row : column;
            if (shrink->left_state[left] == MMATCH__RULE_NEEDED) {
                const int64_t entry =
                    find_entry(&shrink->pairs, left, are_rows_left ? column : row);
                if (entry >= 0 && (shrink->pairs.kind[entry] & MMATCH__PAIR_FORBIDDEN) != 0) {
                    add_rule(run, MMATCH_RULE_FORBIDDEN_PAIR, row, column, 0);
                }
            }
        }
    }
    if (shrink->score_state == MMATCH__RULE_NEEDED) {
        add_rule(run, MMATCH_RULE_MINIMUM_SCORE, -1, -1, market->minimum_score);
    }
    for (row = 0; row < market->row_count; row++) {
        for (k = market->locked_offsets[row]; k < market->locked_offsets[row + 1]; k++) {
            if (shrink->lock_state[k] == MMATCH__RULE_NEEDED) {
                add_rule(run, MMATCH_RULE_LOCKED_PAIR, row, market->locked_columns[k], 1);
            }
        }
    }
}

static void list_rules(conflict_run *run, bool are_rows_left)
{
    const mmatch_market_view *const market = &run->demand.market;
    const mmatch__shrink *const shrink = &run->shrink;
    int32_t person;
    int turn;
    /* a row's own minimum first, then those of `everyone` */
    for (turn = 0; turn < (are_rows_left ? 2 : 0); turn++) {
        for (person = 0; person < shrink->pairs.left.count; person++) {
            if (shrink->left_state[person] == MMATCH__RULE_NEEDED &&
                (market->row_minimum[person] > 0) == (turn == 0)) {
                add_row_minimum(run, person);
            }
        }
    }
    for (person = 0; !are_rows_left && person < shrink->pairs.left.count; person++) {
        if (shrink->left_state[person] == MMATCH__RULE_NEEDED) {
            add_rule(run, MMATCH_RULE_COLUMN_MINIMUM, -1, person, shrink->minimum[person]);
        }
    }
    for (person = 0; person < shrink->pairs.right.count; person++) {
        if (shrink->right_state[person] == MMATCH__RULE_NEEDED) {
            add_rule(run, are_rows_left ? MMATCH_RULE_COLUMN_MAXIMUM : MMATCH_RULE_ROW_MAXIMUM,
                     are_rows_left ? -1 : person, are_rows_left ? person : -1,
                     shrink->maximum[person]);
        }
    }
    list_pair_rules(run, are_rows_left);
}

static mmatch_status search_side(conflict_run *run, bool are_rows_left, bool *is_conflict_out)
{
    mmatch_status status;
    place_shrink(run, are_rows_left);
    fill_locks_and_offsets(run, are_rows_left);
    status = fill_entries(run, are_rows_left);
    if (status == MMATCH_OK &&
        mmatch__demand_goes_on(&run->demand, mmatch__shrink_run(&run->shrink, is_conflict_out),
                               &status) &&
        *is_conflict_out) {
        list_rules(run, are_rows_left);
    }
    return status;
}

static mmatch_status search_conflict(conflict_run *run)
{
    bool is_conflict = false;
    mmatch_status status = open_conflict(run);
    if (status == MMATCH_OK && !find_hopeless_person(run)) {
        status = search_side(run, true, &is_conflict);
        if (status == MMATCH_OK && !is_conflict) {
            status = search_side(run, false, &is_conflict);
        }
    }
    return status;
}

static mmatch_status write_conflict(conflict_run *run, mmatch_conflict **conflict_out)
{
    mmatch_conflict_parts parts = {0};
    parts.struct_size = sizeof parts;
    parts.outcome = run->rule_count > 0 ? MMATCH_OUTCOME_INFEASIBLE : MMATCH_OUTCOME_FEASIBLE;
    parts.row_count = run->demand.market.row_count;
    parts.column_count = run->demand.market.column_count;
    parts.rule_count = run->rule_count;
    parts.kinds = run->kinds;
    parts.rows = run->rows;
    parts.columns = run->columns;
    parts.amounts = run->amounts;
    return mmatch_conflict_create(run->demand.context, &parts, conflict_out);
}

mmatch_status mmatch_assign_conflict(mmatch_context *context, const mmatch_market *market,
                                     const mmatch_conflict_options *options,
                                     mmatch_conflict **conflict_out)
{
    conflict_run run = {0};
    mmatch_conflict_options known;
    mmatch_status status;
    if (conflict_out != NULL) {
        *conflict_out = NULL;
    }
    status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    if (market == NULL || conflict_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL",
                            market == NULL ? "market" : "conflict_out");
    }
    status = mmatch__options_read(context, "conflict options", options, sizeof known, &known);
    if (status != MMATCH_OK) {
        return status;
    }
    run.demand.context = context;
    run.demand.demand = known.demand;
    status = mmatch__demand_check(&run.demand, market);
    if (status == MMATCH_OK) {
        status = mmatch__demand_open(&run.demand);
    }
    if (status == MMATCH_OK) {
        status = search_conflict(&run);
    }
    if (status == MMATCH_OK) {
        status = write_conflict(&run, conflict_out);
    }
    if (run.memory.block != NULL) {
        mmatch__workspace_close(&run.memory);
    }
    mmatch__demand_close(&run.demand);
    return status;
}
