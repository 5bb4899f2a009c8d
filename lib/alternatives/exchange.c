/* The graph of exchanges: made from a market and a matching, changed pair by pair. */
#include "alternatives/exchange.h"

#include <math.h>
#include <string.h>

#include "base/options.h"
#include "base/row_reader.h"

/* A way has at most so many pairs, of at most 2^40 units each (base/grid.h). */
enum { PEOPLE_MOST = 1 << 21 };

mmatch_status mmatch__exchange_read_request(mmatch__exchange *exchange, mmatch_context *context,
                                            const mmatch_market *market, const mmatch_assign_options *options,
                                            const mmatch_matching *matching, mmatch_assign_options *known_out)
{
    mmatch_verdict verdict;
    mmatch_status status = MMATCH_OK;
    memset(exchange, 0, sizeof *exchange);
    memset(&verdict, 0, sizeof verdict);
    exchange->context = context;
    if (market == NULL || matching == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL", market == NULL ? "market" : "matching");
    }
    exchange->market.struct_size = sizeof exchange->market;
    exchange->parts.struct_size = sizeof exchange->parts;
    status = mmatch_market_look(context, market, &exchange->market);
    status = status == MMATCH_OK ? mmatch_matching_look(context, matching, &exchange->parts) : status;
    status = status == MMATCH_OK
                 ? mmatch__options_read(context, "assign options", options, sizeof *known_out, known_out)
                 : status;
    if (status != MMATCH_OK) {
        return status;
    }
    if (exchange->market.quota_count > 0) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "the market has quotas, which are not known here");
    }
    verdict.struct_size = sizeof verdict;
    status = mmatch_assign_verify(context, market, options, matching, &verdict);
    if (status != MMATCH_OK) {
        return status;
    }
    if (!verdict.is_valid) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "the matching is not proved: %s", verdict.message);
    }
    if (exchange->parts.outcome != MMATCH_OUTCOME_OPTIMAL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "the matching is not optimal");
    }
    if (exchange->market.row_count + exchange->market.column_count > INT32_MAX - 2) {
        return mmatch__fail(context, MMATCH_ERR_RANGE, "more people than 2^31 - 3");
    }
    return MMATCH_OK;
}

mmatch_status mmatch__exchange_check_size(const mmatch__exchange *exchange)
{
    if (exchange->market.row_count + exchange->market.column_count > PEOPLE_MOST) {
        return mmatch__fail(exchange->context, MMATCH_ERR_RANGE, "more than 2^21 rows and columns together");
    }
    return MMATCH_OK;
}

static int64_t capacity_of(const int32_t *maximum, int64_t count, int64_t others)
{
    int64_t sum = 0;
    int64_t person;
    for (person = 0; person < count; person++) {
        sum += maximum[person] < others ? maximum[person] : others;
    }
    return sum;
}

int64_t mmatch__exchange_pair_limit(const mmatch_market_view *market)
{
    const int64_t rows = capacity_of(market->row_maximum, market->row_count, market->column_count);
    const int64_t columns = capacity_of(market->column_maximum, market->column_count, market->row_count);
    return rows < columns ? rows : columns;
}

mmatch__exchange_slices mmatch__exchange_plan(mmatch__layout *layout, const mmatch__exchange *exchange)
{
    const int64_t rows = exchange->market.row_count;
    const int64_t columns = exchange->market.column_count;
    const int64_t nodes = rows + columns + 1;
    mmatch__exchange_slices at;
    at.row_least = mmatch__layout_add(layout, rows, sizeof(int32_t));
    at.row_most = mmatch__layout_add(layout, rows, sizeof(int32_t));
    at.row_load = mmatch__layout_add(layout, rows, sizeof(int32_t));
    at.row_fixed = mmatch__layout_add(layout, rows, sizeof(int32_t));
    at.row_first = mmatch__layout_add(layout, rows, sizeof(int32_t));
    at.row_price = mmatch__layout_add(layout, rows, sizeof(mmatch__tiered));
    at.column_least = mmatch__layout_add(layout, columns, sizeof(int32_t));
    at.column_most = mmatch__layout_add(layout, columns, sizeof(int32_t));
    at.column_load = mmatch__layout_add(layout, columns, sizeof(int32_t));
    at.column_fixed = mmatch__layout_add(layout, columns, sizeof(int32_t));
    at.column_first = mmatch__layout_add(layout, columns, sizeof(int32_t));
    at.column_price = mmatch__layout_add(layout, columns, sizeof(mmatch__tiered));
    at.pairs = mmatch__layout_add(layout, mmatch__exchange_pair_limit(&exchange->market), sizeof(mmatch__made_pair));
    at.first_barred = mmatch__layout_add(layout, rows, sizeof(int32_t));
    at.entry_columns = mmatch__layout_add(layout, columns, sizeof(int64_t));
    at.entry_units = mmatch__layout_add(layout, columns, sizeof(double));
    at.open_columns = mmatch__layout_add(layout, columns, sizeof(int32_t));
    at.open_units = mmatch__layout_add(layout, columns, sizeof(int64_t));
    at.mark = mmatch__layout_add(layout, columns, sizeof(int64_t));
    at.distance = mmatch__layout_add(layout, nodes, sizeof(mmatch__tiered));
    at.parent = mmatch__layout_add(layout, nodes, sizeof(int32_t));
    at.origin = mmatch__layout_add(layout, nodes, sizeof(int32_t));
    at.settled = mmatch__layout_add(layout, nodes, sizeof(int64_t));
    at.heap = mmatch__heap_plan(layout, nodes);
    return at;
}

static void limit_loads(mmatch__exchange_side *side, const int32_t *minimum, const int32_t *maximum, int32_t least,
                        int64_t others)
{
    int32_t person;
    for (person = 0; person < side->count; person++) {
        side->least[person] = minimum[person] > least ? minimum[person] : least;
        side->most[person] = maximum[person] < others ? maximum[person] : (int32_t)others;
    }
}

void mmatch__exchange_open(mmatch__exchange *exchange, const mmatch__workspace *memory,
                           const mmatch__exchange_slices *at, int32_t coverage)
{
    const mmatch_market_view *const market = &exchange->market;
    mmatch__exchange_side *const rows = &exchange->rows;
    mmatch__exchange_side *const columns = &exchange->columns;
    rows->count = (int32_t)market->row_count;
    rows->least = (int32_t *)mmatch__workspace_at(memory, at->row_least);
    rows->most = (int32_t *)mmatch__workspace_at(memory, at->row_most);
    rows->load = (int32_t *)mmatch__workspace_at(memory, at->row_load);
    rows->fixed = (int32_t *)mmatch__workspace_at(memory, at->row_fixed);
    rows->first_pair = (int32_t *)mmatch__workspace_at(memory, at->row_first);
    rows->price = (mmatch__tiered *)mmatch__workspace_at(memory, at->row_price);
    rows->first_tier = coverage == MMATCH_COVERAGE_PARTICIPATION_FIRST ? 1 : 0;
    columns->count = (int32_t)market->column_count;
    columns->least = (int32_t *)mmatch__workspace_at(memory, at->column_least);
    columns->most = (int32_t *)mmatch__workspace_at(memory, at->column_most);
    columns->load = (int32_t *)mmatch__workspace_at(memory, at->column_load);
    columns->fixed = (int32_t *)mmatch__workspace_at(memory, at->column_fixed);
    columns->first_pair = (int32_t *)mmatch__workspace_at(memory, at->column_first);
    columns->price = (mmatch__tiered *)mmatch__workspace_at(memory, at->column_price);
    columns->first_tier = 0;
    limit_loads(rows, market->row_minimum, market->row_maximum, coverage == MMATCH_COVERAGE_EVERYONE ? 1 : 0,
                market->column_count);
    limit_loads(columns, market->column_minimum, market->column_maximum, 0, market->row_count);
    exchange->threshold = market->has_minimum_score ? mmatch__rows_threshold(market->scores, market->minimum_score)
                                                    : -(double)INFINITY;
    exchange->pairs = (mmatch__made_pair *)mmatch__workspace_at(memory, at->pairs);
    exchange->first_barred = (int32_t *)mmatch__workspace_at(memory, at->first_barred);
    exchange->entry_columns = (int64_t *)mmatch__workspace_at(memory, at->entry_columns);
    exchange->entry_units = (double *)mmatch__workspace_at(memory, at->entry_units);
    exchange->open_columns = (int32_t *)mmatch__workspace_at(memory, at->open_columns);
    exchange->open_units = (int64_t *)mmatch__workspace_at(memory, at->open_units);
    exchange->mark = (int64_t *)mmatch__workspace_at(memory, at->mark);
    exchange->node_count = rows->count + columns->count + 1;
    exchange->distance = (mmatch__tiered *)mmatch__workspace_at(memory, at->distance);
    exchange->parent = (int32_t *)mmatch__workspace_at(memory, at->parent);
    exchange->origin = (int32_t *)mmatch__workspace_at(memory, at->origin);
    exchange->settled = (int64_t *)mmatch__workspace_at(memory, at->settled);
    exchange->heap = mmatch__heap_at(memory, at->heap, exchange->node_count);
}

static void clear_side(mmatch__exchange_side *side)
{
    int32_t person;
    for (person = 0; person < side->count; person++) {
        side->load[person] = 0;
        side->fixed[person] = 0;
        side->first_pair[person] = MMATCH__EXCHANGE_NONE;
    }
}

void mmatch__exchange_clear(mmatch__exchange *exchange)
{
    int32_t row;
    clear_side(&exchange->rows);
    clear_side(&exchange->columns);
    for (row = 0; row < exchange->rows.count; row++) {
        exchange->first_barred[row] = MMATCH__EXCHANGE_NONE;
    }
    exchange->pair_count = 0;
}

static bool is_locked_pair(const mmatch_market_view *market, int64_t row, int64_t column)
{
    int64_t begin = market->locked_offsets[row];
    int64_t end = market->locked_offsets[row + 1];
    while (begin < end) {
        const int64_t middle = begin + (end - begin) / 2;
        if (market->locked_columns[middle] < column) {
            begin = middle + 1;
        } else {
            end = middle;
        }
    }
    return begin < market->locked_offsets[row + 1] && market->locked_columns[begin] == column;
}

static void fix_pair(mmatch__exchange *exchange, mmatch__made_pair *pair)
{
    exchange->rows.fixed[pair->row] += !pair->is_fixed;
    exchange->columns.fixed[pair->column] += !pair->is_fixed;
    pair->is_fixed = true;
}

void mmatch__exchange_put(mmatch__exchange *exchange, int32_t row, int32_t column, int64_t units)
{
    const int32_t place = (int32_t)exchange->pair_count++;
    mmatch__made_pair *const pair = &exchange->pairs[place];
    pair->row = row;
    pair->column = column;
    pair->units = units;
    pair->is_fixed = false;
    pair->is_turned = false;
    pair->next_of_row = exchange->rows.first_pair[row];
    pair->next_of_column = exchange->columns.first_pair[column];
    exchange->rows.first_pair[row] = place;
    exchange->columns.first_pair[column] = place;
    exchange->rows.load[row]++;
    exchange->columns.load[column]++;
    if (is_locked_pair(&exchange->market, row, column)) {
        fix_pair(exchange, pair);
    }
}

void mmatch__exchange_decide(mmatch__exchange *exchange, int32_t decision)
{
    mmatch__decision *const decided = &exchange->decisions[decision];
    if (decided->is_made) {
        fix_pair(exchange, &exchange->pairs[mmatch__exchange_find(exchange, decided->row, decided->column)]);
    } else {
        decided->next_barred = exchange->first_barred[decided->row];
        exchange->first_barred[decided->row] = decision;
    }
}

int32_t mmatch__exchange_find(const mmatch__exchange *exchange, int32_t row, int32_t column)
{
    int32_t place = exchange->rows.first_pair[row];
    while (place >= 0 && exchange->pairs[place].column != column) {
        place = exchange->pairs[place].next_of_row;
    }
    return place;
}

/* Prices as units, larger is better; the verifier has found them good. */
static void read_prices(const mmatch__exchange *exchange, mmatch__exchange_side *side, const int64_t *tiers,
                        const double *prices)
{
    const bool is_maximised = mmatch_scores_sense(exchange->market.scores) == MMATCH_SENSE_MAXIMISE;
    int32_t person;
    for (person = 0; person < side->count; person++) {
        const int64_t units = (int64_t)(prices[person] / exchange->parts.unit);
        side->price[person] = is_maximised ? mmatch__tiered_of(tiers[person], units)
                                           : mmatch__tiered_of(-tiers[person], -units);
    }
}

void mmatch__exchange_start(mmatch__exchange *exchange)
{
    const mmatch_matching_parts *const parts = &exchange->parts;
    int64_t pair = 0;
    mmatch__exchange_clear(exchange);
    read_prices(exchange, &exchange->rows, parts->row_price_tiers, parts->row_prices);
    read_prices(exchange, &exchange->columns, parts->column_price_tiers, parts->column_prices);
    while (pair < parts->pair_count) {
        const int64_t row = parts->rows[pair];
        const int64_t entries = mmatch__rows_read_entries(exchange->market.scores, row, exchange->entry_columns,
                                                          exchange->entry_units);
        int64_t entry = 0;
        for (; pair < parts->pair_count && parts->rows[pair] == row; pair++) {
            const int64_t column = parts->columns[pair];
            while (entry + 1 < entries && exchange->entry_columns[entry] < column) {
                entry++;
            }
            mmatch__exchange_put(exchange, (int32_t)row, (int32_t)column, (int64_t)exchange->entry_units[entry]);
        }
    }
}

int32_t mmatch__exchange_read_row(mmatch__exchange *exchange, int32_t row)
{
    const mmatch_market_view *const market = &exchange->market;
    const int64_t number = ++exchange->mark_number;
    int64_t *const mark = exchange->mark;
    int32_t count = 0;
    int64_t entries;
    int64_t k;
    int32_t place;
    for (k = market->forbidden_offsets[row]; k < market->forbidden_offsets[row + 1]; k++) {
        mark[market->forbidden_columns[k]] = number;
    }
    for (place = exchange->rows.first_pair[row]; place >= 0; place = exchange->pairs[place].next_of_row) {
        mark[exchange->pairs[place].column] = number;
    }
    for (place = exchange->first_barred[row]; place >= 0; place = exchange->decisions[place].next_barred) {
        mark[exchange->decisions[place].column] = number;
    }
    entries = mmatch__rows_read_entries(market->scores, row, exchange->entry_columns, exchange->entry_units);
    for (k = 0; k < entries; k++) {
        const int64_t column = exchange->entry_columns[k];
        exchange->open_columns[count] = (int32_t)column;
        exchange->open_units[count] = (int64_t)exchange->entry_units[k];
        count += exchange->entry_units[k] >= exchange->threshold && mark[column] != number;
    }
    return count;
}

bool mmatch__exchange_may_take(const mmatch__exchange_side *side, int32_t person, mmatch__tiered *loss_out)
{
    const int64_t tiers = side->load[person] == 0 ? side->first_tier : 0;
    *loss_out = mmatch__tiered_subtract(mmatch__tiered_of(-tiers, 0), side->price[person]);
    return side->load[person] < side->most[person];
}

bool mmatch__exchange_may_drop(const mmatch__exchange_side *side, int32_t person, mmatch__tiered *loss_out)
{
    const int32_t load = side->load[person];
    const int64_t tiers = load == 1 ? side->first_tier : 0;
    *loss_out = mmatch__tiered_add(mmatch__tiered_of(tiers, 0), side->price[person]);
    return load > side->least[person] && load > side->fixed[person];
}
