/* mmatch_stable: checks the request, plans one workspace, runs deferred acceptance, builds the
 * result. */
#include "mentormatch/stable.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>

#include "base/options.h"
#include "base/random.h"
#include "base/row_reader.h"
#include "base/sort.h"
#include "mentormatch/assign.h"
#include "stable/deferred_acceptance.h"

/* Which stream of the seed draws which side's order. */
enum { TIE_STREAM_OF_ROWS = 0, TIE_STREAM_OF_COLUMNS = 1 };

/* One solve: the request and everything in its workspace. */
typedef struct stable_solve {
    mmatch_market_view view;
    mmatch_stable_options options;
    mmatch__workspace workspace;
    mmatch__candidates candidates;
    mmatch__proposals proposals;
    mmatch__acceptance acceptance;
    int32_t *row_orders; /* place of each row in the order that breaks ties */
    int32_t *column_orders;
    int64_t *draw; /* max(rows, columns), for the lottery */
    /* the pairs made, by row then column */
    int64_t *pair_offsets; /* row_count + 2, the first row_count + 1 are the bounds */
    int64_t *pair_rows;
    int64_t *pair_columns;
    int32_t *row_reasons;
    int32_t *column_reasons;
} stable_solve;

typedef struct stable_slices {
    mmatch__candidates_slices candidates;
    size_t row_orders, column_orders, draw;
    size_t offsets, items, taken, is_sorted;
    size_t proposer_load, waiting, is_waiting, holding_offsets, holdings, receiver_load;
    size_t pair_offsets, pair_rows, pair_columns, row_reasons, column_reasons;
} stable_slices;

static mmatch_status read_stable_options(mmatch_context *context,
                                         const mmatch_stable_options *given,
                                         mmatch_stable_options *options_out)
{
    const mmatch_status status =
        mmatch__options_read(context, "stable options", given, sizeof *options_out, options_out);
    if (status != MMATCH_OK) {
        return status;
    }
    if (options_out->proposers != MMATCH_PROPOSERS_ROWS &&
        options_out->proposers != MMATCH_PROPOSERS_COLUMNS) {
        mmatch__fault(context, "stable options: proposers is %d, must be 0 (rows) or 1 (columns)",
                      options_out->proposers);
    }
    if (options_out->ties != MMATCH_TIES_FIRST && options_out->ties != MMATCH_TIES_LOTTERY) {
        mmatch__fault(context, "stable options: ties is %d, must be %d (first) or %d (lottery)",
                      options_out->ties, (int)MMATCH_TIES_FIRST, (int)MMATCH_TIES_LOTTERY);
    }
    return context->fault_count > 0 ? MMATCH_ERR_ARGUMENT : MMATCH_OK;
}

/* The first lock, if any. */
static void refuse_locks(mmatch_context *context, const mmatch_market_view *view)
{
    int64_t row = 0;
    if (view->locked_offsets[view->row_count] == 0) {
        return;
    }
    while (view->locked_offsets[row + 1] == 0) {
        row++;
    }
    mmatch__fault(context,
                  "row %" PRId64 ", column %" PRId64 ": locked pairs are not for stable matching",
                  row, view->locked_columns[0]);
}

static void refuse_minima(mmatch_context *context, const char *side, const int32_t *minimum,
                          int64_t count)
{
    for (int64_t person = 0; person < count; person++) {
        if (minimum[person] > 0) {
            mmatch__fault(context,
                          "%s %" PRId64 ": minimum %d, but minima are not for stable matching",
                          side, person, minimum[person]);
            return;
        }
    }
}

static mmatch_status check_stable_market(mmatch_context *context, const mmatch_market_view *view)
{
    assert(view->row_count <= INT32_MAX &&
           view->column_count <= INT32_MAX); /* markets keep to that */
    if (view->scores == NULL && view->row_preference_offsets == NULL) {
        mmatch__fault(context, "rows have neither preferences nor scores");
    }
    if (view->scores == NULL && view->column_preference_offsets == NULL) {
        mmatch__fault(context, "columns have neither preferences nor scores");
    }
    refuse_minima(context, "row", view->row_minimum, view->row_count);
    refuse_minima(context, "column", view->column_minimum, view->column_count);
    refuse_locks(context, view);
    if (view->quota_count > 0) {
        mmatch__fault(context, "the market has quotas, which are not for stable matching");
    }
    return context->fault_count > 0 ? MMATCH_ERR_ARGUMENT : MMATCH_OK;
}

/* The most pairs that can be held at once. */
static int64_t holding_limit(const mmatch_market_view *view, bool do_rows_propose)
{
    const int32_t *const maximum = do_rows_propose ? view->column_maximum : view->row_maximum;
    const int64_t receiver_count = do_rows_propose ? view->column_count : view->row_count;
    const int64_t candidates = mmatch__candidates_limit(view);
    int64_t places = 0; /* at most 2^31 times 2^31 */
    for (int64_t receiver = 0; receiver < receiver_count; receiver++) {
        places += maximum[receiver];
    }
    return places < candidates ? places : candidates;
}

static mmatch_status open_stable_workspace(mmatch_context *context, stable_solve *run,
                                           stable_slices *slices)
{
    const mmatch_market_view *const view = &run->view;
    const bool do_rows_propose = run->options.proposers == MMATCH_PROPOSERS_ROWS;
    const int64_t rows = view->row_count;
    const int64_t columns = view->column_count;
    const int64_t proposers = do_rows_propose ? rows : columns;
    const int64_t receivers = do_rows_propose ? columns : rows;
    const int64_t holdings = holding_limit(view, do_rows_propose);
    mmatch__layout layout = {0};
    slices->candidates = mmatch__candidates_plan(&layout, view);
    slices->row_orders = mmatch__layout_add(&layout, rows, sizeof(int32_t));
    slices->column_orders = mmatch__layout_add(&layout, columns, sizeof(int32_t));
    slices->draw = mmatch__layout_add(&layout, rows > columns ? rows : columns, sizeof(int64_t));
    slices->offsets = mmatch__layout_add(&layout, proposers + 2, sizeof(int64_t));
    slices->items =
        mmatch__layout_add(&layout, mmatch__candidates_limit(view), sizeof(mmatch__proposal));
    slices->taken = mmatch__layout_add(&layout, proposers, sizeof(int64_t));
    slices->is_sorted = mmatch__layout_add(&layout, proposers, 1);
    slices->proposer_load = mmatch__layout_add(&layout, proposers, sizeof(int32_t));
    slices->waiting = mmatch__layout_add(&layout, proposers, sizeof(int32_t));
    slices->is_waiting = mmatch__layout_add(&layout, proposers, 1);
    slices->holding_offsets = mmatch__layout_add(&layout, receivers + 1, sizeof(int64_t));
    slices->holdings = mmatch__layout_add(&layout, holdings, sizeof(mmatch__holding));
    slices->receiver_load = mmatch__layout_add(&layout, receivers, sizeof(int32_t));
    slices->pair_offsets = mmatch__layout_add(&layout, rows + 2, sizeof(int64_t));
    slices->pair_rows = mmatch__layout_add(&layout, holdings, sizeof(int64_t));
    slices->pair_columns = mmatch__layout_add(&layout, holdings, sizeof(int64_t));
    slices->row_reasons = mmatch__layout_add(&layout, rows, sizeof(int32_t));
    slices->column_reasons = mmatch__layout_add(&layout, columns, sizeof(int32_t));
    return mmatch__workspace_open(&context->allocator, &layout, &run->workspace)
               ? MMATCH_OK
               : mmatch__fail_memory(context);
}

/* Places of one side's people in the order that breaks ties: by index, or drawn. */
static void draw_orders(const stable_solve *run, uint64_t stream, int64_t count, int32_t *orders)
{
    for (int64_t person = 0; person < count; person++) {
        run->draw[person] = person;
    }
    if (run->options.ties == MMATCH_TIES_LOTTERY) {
        mmatch__random random = mmatch__random_stream(run->options.seed, stream);
        mmatch__random_shuffle(&random, run->draw, count);
    }
    for (int64_t place = 0; place < count; place++) {
        orders[run->draw[place]] = (int32_t)place;
    }
}

/* Cuts the workspace into its arrays. */
static void lay_out_stable(stable_solve *run, const stable_slices *slices)
{
    const mmatch__workspace *const workspace = &run->workspace;
    const mmatch_market_view *const view = &run->view;
    const bool do_rows_propose = run->options.proposers == MMATCH_PROPOSERS_ROWS;
    mmatch__candidates_open(&run->candidates, workspace, slices->candidates, view);
    run->row_orders = (int32_t *)mmatch__workspace_at(workspace, slices->row_orders);
    run->column_orders = (int32_t *)mmatch__workspace_at(workspace, slices->column_orders);
    run->draw = (int64_t *)mmatch__workspace_at(workspace, slices->draw);
    run->pair_offsets = (int64_t *)mmatch__workspace_at(workspace, slices->pair_offsets);
    run->pair_rows = (int64_t *)mmatch__workspace_at(workspace, slices->pair_rows);
    run->pair_columns = (int64_t *)mmatch__workspace_at(workspace, slices->pair_columns);
    run->row_reasons = (int32_t *)mmatch__workspace_at(workspace, slices->row_reasons);
    run->column_reasons = (int32_t *)mmatch__workspace_at(workspace, slices->column_reasons);

    mmatch__proposals *const proposals = &run->proposals;
    proposals->do_rows_propose = do_rows_propose;
    proposals->proposer_count = do_rows_propose ? view->row_count : view->column_count;
    proposals->receiver_count = do_rows_propose ? view->column_count : view->row_count;
    proposals->offsets = (int64_t *)mmatch__workspace_at(workspace, slices->offsets);
    proposals->items = (mmatch__proposal *)mmatch__workspace_at(workspace, slices->items);
    proposals->taken = (int64_t *)mmatch__workspace_at(workspace, slices->taken);
    proposals->is_sorted = (unsigned char *)mmatch__workspace_at(workspace, slices->is_sorted);
    proposals->receiver_orders = do_rows_propose ? run->column_orders : run->row_orders;

    mmatch__acceptance *const acceptance = &run->acceptance;
    acceptance->proposals = proposals;
    acceptance->proposer_orders = do_rows_propose ? run->row_orders : run->column_orders;
    acceptance->proposer_maximum = do_rows_propose ? view->row_maximum : view->column_maximum;
    acceptance->receiver_maximum = do_rows_propose ? view->column_maximum : view->row_maximum;
    acceptance->proposer_load = (int32_t *)mmatch__workspace_at(workspace, slices->proposer_load);
    acceptance->waiting = (int32_t *)mmatch__workspace_at(workspace, slices->waiting);
    acceptance->waiting_count = 0;
    acceptance->is_waiting = (unsigned char *)mmatch__workspace_at(workspace, slices->is_waiting);
    acceptance->holding_offsets =
        (int64_t *)mmatch__workspace_at(workspace, slices->holding_offsets);
    acceptance->holdings = (mmatch__holding *)mmatch__workspace_at(workspace, slices->holdings);
    acceptance->receiver_load = (int32_t *)mmatch__workspace_at(workspace, slices->receiver_load);
}

/* The row and the column of a pair held by a receiver. */
static int64_t row_of_holding(const stable_solve *run, int64_t receiver,
                              const mmatch__holding *holding)
{
    return run->proposals.do_rows_propose ? holding->proposer : receiver;
}

static int64_t column_of_holding(const stable_solve *run, int64_t receiver,
                                 const mmatch__holding *holding)
{
    return run->proposals.do_rows_propose ? receiver : holding->proposer;
}

/* Lists what the receivers hold by row, then column. */
static void list_stable_pairs(stable_solve *run)
{
    const mmatch__acceptance *const acceptance = &run->acceptance;
    int64_t *const place = run->pair_offsets + 1; /* ends as the bounds themselves */
    for (int pass = 0; pass < 2; pass++) {
        for (int64_t receiver = 0; receiver < run->proposals.receiver_count; receiver++) {
            const mmatch__holding *const held =
                acceptance->holdings + acceptance->holding_offsets[receiver];
            for (int32_t k = 0; k < acceptance->receiver_load[receiver]; k++) {
                const int64_t row = row_of_holding(run, receiver, &held[k]);
                if (pass == 0) {
                    place[row + 1]++;
                } else {
                    const int64_t at = place[row]++;
                    run->pair_rows[at] = row;
                    run->pair_columns[at] = column_of_holding(run, receiver, &held[k]);
                }
            }
        }
        for (int64_t row = 0; pass == 0 && row < run->view.row_count; row++) {
            place[row + 1] += place[row];
        }
    }
    for (int64_t row = 0; row < run->view.row_count; row++) {
        const int64_t begin = run->pair_offsets[row];
        /* the candidates' columns are free by now, and long enough */
        mmatch__sort(run->pair_columns + begin, (size_t)(run->pair_offsets[row + 1] - begin),
                     sizeof *run->pair_columns, mmatch__compare_int64, NULL,
                     run->candidates.columns);
    }
}

/* The sum of the scores of the pairs, in units; 0 without scores. */
static mmatch_status add_up_stable_pairs(mmatch_context *context, stable_solve *run,
                                         int64_t *total_out)
{
    *total_out = 0;
    for (int64_t row = 0; run->view.scores != NULL && row < run->view.row_count; row++) {
        const int64_t begin = run->pair_offsets[row];
        const int64_t count = run->pair_offsets[row + 1] - begin;
        if (count == 0) {
            continue;
        }
        if (!mmatch__candidates_add_up(&run->candidates, row, run->pair_columns + begin, count,
                                       total_out)) {
            return mmatch__fail(context, MMATCH_ERR_RANGE,
                                "row %" PRId64 ": the total does not fit", row);
        }
        /* STOP comes too late to save work: the matching is complete */
        if (mmatch__poll(context, (uint64_t)run->view.column_count) == MMATCH_POLL_CANCEL) {
            return mmatch__fail_cancelled(context);
        }
    }
    return MMATCH_OK;
}

/* Why someone is as they are; holds only for a finished matching. */
static int32_t stable_reason_of(int32_t load, int32_t maximum, unsigned char bits)
{
    if (load > 0) {
        return MMATCH_REASON_PLACED;
    }
    if (maximum == 0) {
        return MMATCH_REASON_NO_CAPACITY;
    }
    if (bits & MMATCH__PERSON_HAS_CANDIDATE) {
        return MMATCH_REASON_CANDIDATES_FULL;
    }
    return bits & MMATCH__PERSON_HAS_BELOW ? MMATCH_REASON_BELOW_MINIMUM_SCORE
                                           : MMATCH_REASON_NO_CANDIDATE;
}

static void find_stable_reasons(stable_solve *run)
{
    const mmatch__acceptance *const acceptance = &run->acceptance;
    const bool do_rows_propose = run->proposals.do_rows_propose;
    const int32_t *const row_load =
        do_rows_propose ? acceptance->proposer_load : acceptance->receiver_load;
    const int32_t *const column_load =
        do_rows_propose ? acceptance->receiver_load : acceptance->proposer_load;
    for (int64_t row = 0; row < run->view.row_count; row++) {
        run->row_reasons[row] = stable_reason_of(row_load[row], run->view.row_maximum[row],
                                                 run->candidates.row_bits[row]);
    }
    for (int64_t column = 0; column < run->view.column_count; column++) {
        run->column_reasons[column] =
            stable_reason_of(column_load[column], run->view.column_maximum[column],
                             run->candidates.column_bits[column]);
    }
}

static mmatch_status build_stable_result(mmatch_context *context, stable_solve *run,
                                         bool is_finished, mmatch_matching **matching_out)
{
    int64_t total = 0;
    list_stable_pairs(run);
    const mmatch_status status = add_up_stable_pairs(context, run, &total);
    if (status != MMATCH_OK) {
        return status;
    }
    if (is_finished) {
        find_stable_reasons(run);
    }
    mmatch_matching_parts parts = {0};
    parts.struct_size = sizeof parts;
    parts.outcome = is_finished ? MMATCH_OUTCOME_OPTIMAL : MMATCH_OUTCOME_LIMIT;
    parts.row_count = run->view.row_count;
    parts.column_count = run->view.column_count;
    parts.pair_count = run->pair_offsets[run->view.row_count];
    parts.rows = run->pair_rows;
    parts.columns = run->pair_columns;
    parts.unit = run->view.scores == NULL ? 1.0 : mmatch_scores_unit(run->view.scores);
    parts.total = run->view.scores == NULL ? 0.0 : mmatch__rows_to_user(run->view.scores, total);
    parts.bound = parts.total;
    if (!isfinite(parts.total)) {
        return mmatch__fail(context, MMATCH_ERR_RANGE, "the total does not fit a float64");
    }
    parts.row_reasons = is_finished ? run->row_reasons : NULL;
    parts.column_reasons = is_finished ? run->column_reasons : NULL;
    return mmatch_matching_create(context, &parts, matching_out);
}

/* The phases, each with a poll at its start. */
static mmatch_status run_stable_phases(mmatch_context *context, stable_solve *run,
                                       mmatch_matching **matching_out)
{
    draw_orders(run, TIE_STREAM_OF_ROWS, run->view.row_count, run->row_orders);
    draw_orders(run, TIE_STREAM_OF_COLUMNS, run->view.column_count, run->column_orders);
    mmatch_poll_answer answer = mmatch__poll_now(context);
    if (answer == MMATCH_POLL_CONTINUE) {
        answer = mmatch__proposals_fill(context, &run->candidates, &run->proposals);
    }
    if (answer == MMATCH_POLL_CONTINUE) {
        answer = mmatch__poll_now(context);
    }
    if (answer == MMATCH_POLL_CONTINUE) {
        answer = mmatch__acceptance_run(context, &run->acceptance);
    }
    if (answer == MMATCH_POLL_CANCEL) {
        return mmatch__fail_cancelled(context);
    }
    return build_stable_result(context, run, answer == MMATCH_POLL_CONTINUE, matching_out);
}

mmatch_status mmatch_stable(mmatch_context *context, const mmatch_market *market,
                            const mmatch_stable_options *options, mmatch_matching **matching_out)
{
    stable_solve run = {0};
    stable_slices slices;
    if (matching_out != NULL) {
        *matching_out = NULL;
    }
    mmatch_status status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    if (market == NULL || matching_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL",
                            market == NULL ? "market" : "matching_out");
    }
    run.view.struct_size = sizeof run.view;
    status = mmatch_market_look(context, market, &run.view);
    if (status == MMATCH_OK) {
        status = read_stable_options(context, options, &run.options);
    }
    if (status == MMATCH_OK) {
        status = check_stable_market(context, &run.view);
    }
    if (status == MMATCH_OK) {
        status = open_stable_workspace(context, &run, &slices);
    }
    if (status != MMATCH_OK) {
        return status;
    }
    lay_out_stable(&run, &slices);
    status = run_stable_phases(context, &run, matching_out);
    mmatch__workspace_close(&run.workspace);
    return status;
}
