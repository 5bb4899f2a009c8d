/* The market read anew for the verifiers, and a flow that shares no code with the solvers. */
#include "conflict/judge.h"

#include <inttypes.h>
#include <math.h>

#include "base/row_reader.h"

mmatch_status mmatch__conflict_judge_look(mmatch__conflict_judge *judge,
                                          const mmatch_market *market)
{
    mmatch_context *const context = judge->context;
    mmatch_status status;
    if (judge->demand < MMATCH_DEMAND_MINIMA || judge->demand > MMATCH_DEMAND_CANDIDATES) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "demand %d is unknown", judge->demand);
    }
    judge->market.struct_size = sizeof judge->market;
    status = mmatch_market_look(context, market, &judge->market);
    if (status == MMATCH_OK && judge->market.scores == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "the market has no scores");
    }
    if (status == MMATCH_OK && judge->market.quota_count > 0) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT,
                            "the market has quotas, which are not known here");
    }
    if (status == MMATCH_OK) {
        judge->threshold =
            judge->market.has_minimum_score
                ? mmatch__rows_threshold(judge->market.scores, judge->market.minimum_score)
                : -(double)INFINITY;
        judge->verdict.struct_size = sizeof judge->verdict;
        mmatch__verdict_valid(&judge->verdict);
    }
    return status;
}

mmatch_status mmatch__conflict_judge_open(mmatch__conflict_judge *judge)
{
    const int64_t columns = judge->market.column_count;
    mmatch__layout layout = {0};
    const size_t at_columns = mmatch__layout_add(&layout, columns, sizeof(int64_t));
    const size_t at_units = mmatch__layout_add(&layout, columns, sizeof(double));
    const size_t at_rules = mmatch__layout_add(&layout, columns, sizeof(uint8_t));
    const size_t at_flags = mmatch__layout_add(&layout, columns, sizeof(uint8_t));
    if (!mmatch__workspace_open(&judge->context->allocator, &layout, &judge->memory)) {
        return mmatch__fail_memory(judge->context);
    }
    judge->entry_columns = (int64_t *)mmatch__workspace_at(&judge->memory, at_columns);
    judge->entry_units = (double *)mmatch__workspace_at(&judge->memory, at_units);
    judge->entry_rules = (uint8_t *)mmatch__workspace_at(&judge->memory, at_rules);
    judge->flags = (uint8_t *)mmatch__workspace_at(&judge->memory, at_flags);
    return mmatch__poll_now(judge->context) == MMATCH_POLL_CONTINUE
               ? MMATCH_OK
               : mmatch__fail_cancelled(judge->context);
}

void mmatch__conflict_judge_close(mmatch__conflict_judge *judge)
{
    if (judge->memory.block != NULL) {
        mmatch__workspace_close(&judge->memory);
    }
}

bool mmatch__conflict_judge_goes_on(mmatch__conflict_judge *judge, uint64_t work,
                                    mmatch_status *status_out)
{
    if (mmatch__poll(judge->context, work) == MMATCH_POLL_CONTINUE) {
        return true;
    }
    *status_out = mmatch__fail_cancelled(judge->context);
    return false;
}

/* Sets (or clears) a flag for the pairs of the row that a list holds. */
static void flag_listed(mmatch__conflict_judge *judge, const int64_t *offsets,
                        const int64_t *columns, int64_t row, uint8_t flag)
{
    int64_t k;
    for (k = offsets[row]; k < offsets[row + 1]; k++) {
        judge->flags[columns[k]] ^= flag;
    }
}

void mmatch__conflict_judge_row(mmatch__conflict_judge *judge, int64_t row)
{
    const mmatch_market_view *const market = &judge->market;
    int turn;
    for (turn = 0; turn < 2; turn++) {
        flag_listed(judge, market->forbidden_offsets, market->forbidden_columns, row,
                    JUDGED_FORBIDDEN);
        flag_listed(judge, market->locked_offsets, market->locked_columns, row, JUDGED_LOCKED);
        if (turn == 0) {
            int64_t k;
            judge->entry_count = mmatch__rows_read_entries(
                market->scores, row, judge->entry_columns, judge->entry_units);
            for (k = 0; k < judge->entry_count; k++) {
                const bool is_below = judge->entry_units[k] < judge->threshold;
                judge->entry_rules[k] = (uint8_t)(judge->flags[judge->entry_columns[k]] |
                                                  (is_below ? JUDGED_BELOW : 0));
            }
        }
    }
}

int32_t mmatch__conflict_judge_minimum(const mmatch__conflict_judge *judge, int64_t row)
{
    int64_t k;
    if (judge->market.row_minimum[row] > 0 || judge->demand == MMATCH_DEMAND_MINIMA) {
        return judge->market.row_minimum[row];
    }
    if (judge->demand == MMATCH_DEMAND_EVERYONE) {
        return 1;
    }
    for (k = 0; k < judge->entry_count && judge->market.row_maximum[row] > 0; k++) {
        if (judge->entry_rules[k] == 0 || (judge->entry_rules[k] & JUDGED_LOCKED) != 0) {
            return 1;
        }
    }
    return 0;
}

bool mmatch__conflict_judge_lists(const int64_t *offsets, const int64_t *columns, int64_t row,
                                  int64_t column)
{
    int64_t low = offsets[row];
    int64_t high = offsets[row + 1];
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        if (columns[middle] < column) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < offsets[row + 1] && columns[low] == column;
}

mmatch__judge_flow_slices mmatch__judge_flow_plan(mmatch__layout *layout, int64_t left_count,
                                                  int64_t right_count, int64_t entry_count,
                                                  int64_t slot_count)
{
    const int64_t counts[17] = {left_count + 1, entry_count, entry_count, entry_count, left_count,
                                right_count,    right_count, right_count, slot_count,  slot_count,
                                slot_count,     left_count,  right_count, left_count,  right_count,
                                right_count,    left_count};
    mmatch__judge_flow_slices slices;
    int k;
    for (k = 0; k < 17; k++) {
        const bool is_byte = k == 2 || k == 3 || k == 11 || k == 12;
        slices.at[k] =
            mmatch__layout_add(layout, counts[k], is_byte ? sizeof(uint8_t) : sizeof(int64_t));
    }
    return slices;
}

mmatch__judge_flow mmatch__judge_flow_at(const mmatch__workspace *memory,
                                         const mmatch__judge_flow_slices *slices,
                                         int64_t left_count, int64_t right_count)
{
    mmatch__judge_flow flow = {0};
    flow.left_count = left_count;
    flow.right_count = right_count;
    flow.first = (int64_t *)mmatch__workspace_at(memory, slices->at[0]);
    flow.right_of = (int64_t *)mmatch__workspace_at(memory, slices->at[1]);
    flow.rules = (uint8_t *)mmatch__workspace_at(memory, slices->at[2]);
    flow.is_made = (uint8_t *)mmatch__workspace_at(memory, slices->at[3]);
    flow.need = (int64_t *)mmatch__workspace_at(memory, slices->at[4]);
    flow.limit = (int64_t *)mmatch__workspace_at(memory, slices->at[5]);
    flow.load = (int64_t *)mmatch__workspace_at(memory, slices->at[6]);
    flow.held_first = (int64_t *)mmatch__workspace_at(memory, slices->at[7]);
    flow.held_next = (int64_t *)mmatch__workspace_at(memory, slices->at[8]);
    flow.held_left = (int64_t *)mmatch__workspace_at(memory, slices->at[9]);
    flow.held_entry = (int64_t *)mmatch__workspace_at(memory, slices->at[10]);
    flow.is_left_seen = (uint8_t *)mmatch__workspace_at(memory, slices->at[11]);
    flow.is_right_seen = (uint8_t *)mmatch__workspace_at(memory, slices->at[12]);
    flow.queue = (int64_t *)mmatch__workspace_at(memory, slices->at[13]);
    flow.from_left = (int64_t *)mmatch__workspace_at(memory, slices->at[14]);
    flow.from_entry = (int64_t *)mmatch__workspace_at(memory, slices->at[15]);
    flow.from_slot = (int64_t *)mmatch__workspace_at(memory, slices->at[16]);
    return flow;
}

/* Everybody on the way to `right` takes the next person on. */
static void shift_flow(mmatch__judge_flow *flow, int64_t root, int64_t right)
{
    const int64_t slot = flow->slot_count++;
    int64_t left = flow->from_left[right];
    flow->held_left[slot] = left;
    flow->held_entry[slot] = flow->from_entry[right];
    flow->held_next[slot] = flow->held_first[right];
    flow->held_first[right] = slot;
    flow->is_made[flow->held_entry[slot]] = 1;
    flow->load[right]++;
    while (left != root) {
        const int64_t given_up = flow->from_slot[left];
        const int64_t before = flow->right_of[flow->held_entry[given_up]];
        flow->is_made[flow->held_entry[given_up]] = 0;
        left = flow->from_left[before];
        flow->held_left[given_up] = left;
        flow->held_entry[given_up] = flow->from_entry[before];
        flow->is_made[flow->held_entry[given_up]] = 1;
    }
}

/* One partner more for `root`; false: there is none, and everybody seen is in the way. */
static bool find_partner(mmatch__judge_flow *flow, int64_t root, uint8_t against, uint64_t *work)
{
    int64_t count = 1;
    int64_t k;
    for (k = 0; k < flow->left_count; k++) {
        flow->is_left_seen[k] = 0;
    }
    for (k = 0; k < flow->right_count; k++) {
        flow->is_right_seen[k] = 0;
    }
    flow->queue[0] = root;
    flow->is_left_seen[root] = 1;
    for (k = 0; k < count; k++) {
        const int64_t left = flow->queue[k];
        int64_t entry;
        for (entry = flow->first[left]; entry < flow->first[left + 1]; entry++) {
            const int64_t right = flow->right_of[entry];
            int64_t slot;
            (*work)++;
            if (flow->is_made[entry] || flow->is_right_seen[right] ||
                (flow->rules[entry] & against) != 0) {
                continue;
            }
            flow->is_right_seen[right] = 1;
            flow->from_left[right] = left;
            flow->from_entry[right] = entry;
            if (flow->load[right] < flow->limit[right]) {
                shift_flow(flow, root, right);
                return true;
            }
            for (slot = flow->held_first[right]; slot >= 0; slot = flow->held_next[slot]) {
                const int64_t other = flow->held_left[slot];
                if (!flow->is_left_seen[other]) {
                    flow->is_left_seen[other] = 1;
                    flow->from_slot[other] = slot;
                    flow->queue[count++] = other;
                }
            }
        }
    }
    return false;
}

int64_t mmatch__judge_flow_run(mmatch__conflict_judge *judge, mmatch__judge_flow *flow,
                               uint8_t against, bool *is_over)
{
    int64_t missing = 0;
    int64_t k;
    *is_over = false;
    flow->slot_count = 0;
    for (k = 0; k < flow->first[flow->left_count]; k++) {
        flow->is_made[k] = 0;
    }
    for (k = 0; k < flow->right_count; k++) {
        flow->load[k] = 0;
        flow->held_first[k] = -1;
    }
    for (k = 0; k < flow->left_count && !*is_over; k++) {
        uint64_t work = 16;
        while (flow->need[k] > 0 && find_partner(flow, k, against, &work)) {
            flow->need[k]--;
            work += (uint64_t)(flow->left_count + flow->right_count);
        }
        missing += flow->need[k];
        *is_over = mmatch__poll(judge->context, work) != MMATCH_POLL_CONTINUE;
    }
    return missing;
}

void mmatch__judge_flow_search(mmatch__judge_flow *flow, uint8_t against)
{
    uint64_t work = 0;
    int64_t k;
    for (k = 0; k < flow->left_count; k++) {
        if (flow->need[k] > 0) {
            (void)find_partner(flow, k, against, &work);
            return;
        }
    }
}
