/* Roles: which pairs are in all, some and none of the best matchings.
 *
 * Problem      For every pair, whether some best matching has it, and whether another has not.
 * Idea         Another best matching differs from the given one by cycles of exchanges that lose nothing, and no arc loses
 *              less than nothing; so a pair can change exactly when its arc loses nothing and lies on a cycle of such
 *              arcs: when its ends reach each other by them.
 * Complexity   O(rows * columns) to read the scores twice, O(people + arcs that lose nothing) beside it.
 * Source       Tarjan 1972, SIAM Journal on Computing 1; Costa 1994, Operations Research Letters 15. */
#include <string.h>

#include "alternatives/graph.h"

struct mmatch_pair_roles {
    mmatch__workspace memory; /* the block that holds this object and its arrays */
    int64_t count;
    int64_t *rows, *columns;
    int32_t *roles;
};

typedef struct roles_run {
    mmatch__exchange exchange;
    mmatch__workspace memory;       /* of the exchange */
    mmatch__workspace graph_memory; /* of the arcs that lose nothing */
    mmatch__exchange_graph graph;
    mmatch__components components;
} roles_run;

static bool is_nothing(mmatch__tiered loss)
{
    return loss.tier == 0 && loss.value == 0;
}

static mmatch_status fill_graph(roles_run *run)
{
    const mmatch__tiered anything = mmatch__tiered_of(0, 1); /* the least that is not nothing */
    return mmatch__exchange_graph_fill(&run->graph, &run->exchange, anything) == MMATCH_POLL_CONTINUE
               ? MMATCH_OK
               : mmatch__fail_cancelled(run->exchange.context);
}

static mmatch_status open_roles(roles_run *run, int32_t coverage)
{
    mmatch__exchange *const exchange = &run->exchange;
    mmatch__layout layout = {0};
    const mmatch__exchange_slices at = mmatch__exchange_plan(&layout, exchange);
    const int64_t nodes = exchange->market.row_count + exchange->market.column_count + 1;
    const size_t at_first = mmatch__layout_add(&layout, nodes + 1, sizeof(int64_t));
    if (!mmatch__workspace_open(&exchange->context->allocator, &layout, &run->memory)) {
        return mmatch__fail_memory(exchange->context);
    }
    mmatch__exchange_open(exchange, &run->memory, &at, coverage);
    run->graph.first = (int64_t *)mmatch__workspace_at(&run->memory, at_first);
    return MMATCH_OK;
}

static mmatch_status find_components(roles_run *run)
{
    mmatch__exchange *const exchange = &run->exchange;
    mmatch__layout layout = {0};
    mmatch__components_slices at;
    size_t at_arcs;
    mmatch_status status = mmatch__poll_now(exchange->context) == MMATCH_POLL_CONTINUE
                               ? fill_graph(run)
                               : mmatch__fail_cancelled(exchange->context);
    if (status != MMATCH_OK) {
        return status;
    }
    at = mmatch__components_plan(&layout, exchange->node_count);
    at_arcs = mmatch__layout_add(&layout, run->graph.arc_count, sizeof(int32_t));
    if (!mmatch__workspace_open(&exchange->context->allocator, &layout, &run->graph_memory)) {
        return mmatch__fail_memory(exchange->context);
    }
    mmatch__components_open(&run->components, &run->graph_memory, &at, exchange->node_count);
    run->graph.arc_room = run->graph.arc_count;
    run->graph.to = (int32_t *)mmatch__workspace_at(&run->graph_memory, at_arcs);
    status = fill_graph(run);
    if (status != MMATCH_OK) {
        return status;
    }
    run->components.first = run->graph.first;
    run->components.to = run->graph.to;
    return mmatch__components_find(&run->components, exchange->context) == MMATCH_POLL_CONTINUE
               ? MMATCH_OK
               : mmatch__fail_cancelled(exchange->context);
}

static bool is_on_cycle(const roles_run *run, int32_t row, int32_t column)
{
    return run->components.component_of[row] ==
           run->components.component_of[mmatch__exchange_column_node(&run->exchange, column)];
}

static void list_role(mmatch_pair_roles *roles, int64_t row, int64_t column, int32_t role)
{
    if (roles->rows != NULL) {
        roles->rows[roles->count] = row;
        roles->columns[roles->count] = column;
        roles->roles[roles->count] = role;
    }
    roles->count++;
}

/* Pairs made and pairs that could be made at no loss, both ascending, as one list; only counts without arrays. */
static void list_roles(const roles_run *run, mmatch_pair_roles *roles)
{
    const mmatch__exchange *const exchange = &run->exchange;
    const mmatch_matching_parts *const parts = &exchange->parts;
    int64_t pair = 0;
    int32_t row;
    roles->count = 0;
    for (row = 0; row < exchange->rows.count; row++) {
        int64_t arc = run->graph.first[row];
        while (true) {
            const bool has_arc = arc < run->graph.first[row + 1] && run->graph.to[arc] < mmatch__exchange_outside(exchange);
            const int64_t column = has_arc ? run->graph.to[arc] - exchange->rows.count : INT64_MAX;
            if (pair < parts->pair_count && parts->rows[pair] == row && parts->columns[pair] < column) {
                const mmatch__made_pair *const made = &exchange->pairs[pair++];
                const bool is_free =
                    !made->is_fixed &&
                    is_nothing(mmatch__exchange_pair_loss(exchange, row, made->column, made->units)) &&
                    is_on_cycle(run, row, made->column);
                list_role(roles, row, made->column, is_free ? MMATCH_PAIR_IN_SOME : MMATCH_PAIR_IN_ALL);
            } else if (has_arc) {
                arc++;
                if (is_on_cycle(run, row, (int32_t)column)) {
                    list_role(roles, row, column, MMATCH_PAIR_IN_SOME);
                }
            } else {
                break;
            }
        }
    }
}

static mmatch_status make_roles(const roles_run *run, mmatch_pair_roles **roles_out)
{
    mmatch_context *const context = run->exchange.context;
    mmatch_pair_roles counted = {0};
    mmatch__layout layout = {0};
    mmatch__workspace memory;
    mmatch_pair_roles *roles;
    size_t at_object;
    size_t at_rows;
    size_t at_columns;
    size_t at_roles;
    list_roles(run, &counted);
    at_object = mmatch__layout_add(&layout, 1, sizeof *roles);
    at_rows = mmatch__layout_add(&layout, counted.count, sizeof(int64_t));
    at_columns = mmatch__layout_add(&layout, counted.count, sizeof(int64_t));
    at_roles = mmatch__layout_add(&layout, counted.count, sizeof(int32_t));
    if (!mmatch__workspace_open(&context->allocator, &layout, &memory)) {
        return mmatch__fail_memory(context);
    }
    roles = (mmatch_pair_roles *)mmatch__workspace_at(&memory, at_object);
    roles->memory = memory;
    if (counted.count > 0) {
        roles->rows = (int64_t *)mmatch__workspace_at(&memory, at_rows);
        roles->columns = (int64_t *)mmatch__workspace_at(&memory, at_columns);
        roles->roles = (int32_t *)mmatch__workspace_at(&memory, at_roles);
        list_roles(run, roles);
    }
    *roles_out = roles;
    return MMATCH_OK;
}

mmatch_status mmatch_pair_roles_create(mmatch_context *context, const mmatch_market *market,
                                       const mmatch_assign_options *options, const mmatch_matching *matching,
                                       mmatch_pair_roles **roles_out)
{
    roles_run run;
    mmatch_assign_options known;
    mmatch_status status;
    if (roles_out != NULL) {
        *roles_out = NULL;
    }
    status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    if (roles_out == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "roles_out is NULL");
    }
    memset(&run, 0, sizeof run);
    status = mmatch__exchange_read_request(&run.exchange, context, market, options, matching, &known);
    if (status == MMATCH_OK) {
        status = open_roles(&run, known.coverage);
    }
    if (status == MMATCH_OK) {
        mmatch__exchange_start(&run.exchange);
        status = find_components(&run);
    }
    if (status == MMATCH_OK) {
        status = make_roles(&run, roles_out);
    }
    mmatch__workspace_close(&run.graph_memory);
    mmatch__workspace_close(&run.memory);
    return status;
}

void mmatch_pair_roles_destroy(mmatch_pair_roles *roles)
{
    if (roles != NULL) {
        mmatch__workspace memory = roles->memory; /* a copy, as the object lies inside */
        mmatch__workspace_close(&memory);
    }
}

int64_t mmatch_pair_roles_count(const mmatch_pair_roles *roles)
{
    return roles == NULL ? 0 : roles->count;
}

const int64_t *mmatch_pair_roles_rows(const mmatch_pair_roles *roles)
{
    return roles == NULL ? NULL : roles->rows;
}

const int64_t *mmatch_pair_roles_columns(const mmatch_pair_roles *roles)
{
    return roles == NULL ? NULL : roles->columns;
}

const int32_t *mmatch_pair_roles_roles(const mmatch_pair_roles *roles)
{
    return roles == NULL ? NULL : roles->roles;
}
