/* What is said about a matching once the search is over: prices of rows that nothing binds, reasons, and the bound of
 * a search that was stopped. Each reads the scores at most once. */
#include "assign/network.h"

#include <math.h>

#include "base/grid.h"

/* The largest s - v among the candidates of the row in the scan; false when there is none. */
static bool best_offer(const mmatch__assign_network *network, mmatch__tiered *best_out)
{
    const mmatch__assign_scan *const scan = &network->scan;
    bool is_found = false;
    int64_t entry;
    for (entry = 0; entry < scan->count; entry++) {
        mmatch__tiered offer;
        if (!(scan->units[entry] >= network->threshold)) {
            continue;
        }
        offer = mmatch__tiered_subtract(mmatch__tiered_of(0, (int64_t)scan->units[entry]),
                                        network->columns.price[scan->columns[entry]]);
        if (!is_found || mmatch__tiered_less(*best_out, offer)) {
            *best_out = offer;
            is_found = true;
        }
    }
    return is_found;
}

mmatch__assign_end mmatch__assign_settle_prices(mmatch__assign_network *network)
{
    mmatch__assign_side *const rows = &network->rows;
    int32_t row;
    for (row = 0; row < rows->count; row++) {
        const mmatch__tiered zero = mmatch__tiered_of(0, 0);
        mmatch__tiered price = zero;
        mmatch__tiered least = zero;
        mmatch__assign_end end;
        if (rows->first_pair[row] >= 0) {
            continue;
        }
        if (rows->load[row] < rows->maximum[row]) {
            const mmatch__tiered most = mmatch__tiered_subtract(
                zero, mmatch__assign_gain(rows, row, rows->load[row] + 1));
            price = mmatch__tiered_less(most, zero) ? most : zero;
        }
        mmatch__assign_read_row(network, row);
        if (best_offer(network, &least) && mmatch__tiered_less(price, least)) {
            price = least;
        }
        if (price.value > MMATCH__ASSIGN_LARGEST || price.value < -MMATCH__ASSIGN_LARGEST) {
            return MMATCH__ASSIGN_BEYOND_RANGE;
        }
        rows->price[row] = price;
        end = mmatch__assign_end_of(
            mmatch__poll(network->context, (uint64_t)network->scan.count + 16));
        if (end != MMATCH__ASSIGN_DONE) {
            return end;
        }
    }
    return MMATCH__ASSIGN_DONE;
}

/* The more a candidate offers, the higher: the reason that ranks highest is the one to tell. */
static int32_t rank_reason(int32_t reason)
{
    return reason == MMATCH_REASON_QUOTA_FULL ? 2 * MMATCH_REASON_CANDIDATES_FULL + 1 : 2 * reason;
}

static void raise_reason(int32_t *reason, int32_t found)
{
    if (rank_reason(*reason) < rank_reason(found)) {
        *reason = found;
    }
}

/* True when a quota around the column is at its maximum. */
static bool is_in_full_quota(const mmatch__assign_network *network, int64_t column)
{
    const mmatch__assign_side *const hosts = &network->columns;
    int32_t host = network->parent_of[column];
    while (host >= 0 && hosts->load[host] < hosts->maximum[host]) {
        host = network->parent_of[host];
    }
    return host >= 0;
}

/* A column without a partner that has not heard of a candidate. */
static bool is_waiting(const mmatch__assign_network *network, int64_t column, int32_t reason)
{
    const mmatch__assign_side *const columns = &network->columns;
    return rank_reason(reason) < rank_reason(MMATCH_REASON_CANDIDATES_FULL) && columns->load[column] == 0 &&
           network->market.column_maximum[columns->user_of[column]] > 0;
}

/* *waiting: columns that are still to hear of a candidate. */
static void explain_row(mmatch__assign_network *network, int32_t row, int32_t *row_reason,
                        int32_t *column_reasons, int64_t *waiting)
{
    const mmatch__assign_side *const rows = &network->rows;
    const mmatch__assign_side *const columns = &network->columns;
    const mmatch__assign_scan *const scan = &network->scan;
    const bool has_room = rows->load[row] < rows->maximum[row];
    int64_t entry;
    mmatch__assign_read_row(network, row);
    for (entry = 0; entry < scan->count; entry++) {
        const int64_t column = scan->columns[entry];
        int32_t *const column_reason = &column_reasons[columns->user_of[column]];
        int32_t offer;
        if (scan->units[entry] == -(double)INFINITY) {
            continue;
        }
        if (scan->units[entry] < network->threshold) {
            raise_reason(row_reason, MMATCH_REASON_BELOW_MINIMUM_SCORE);
            raise_reason(column_reason, MMATCH_REASON_BELOW_MINIMUM_SCORE);
            continue;
        }
        offer = is_in_full_quota(network, column) ? MMATCH_REASON_QUOTA_FULL
                                                  : MMATCH_REASON_LOWERS_TOTAL;
        raise_reason(row_reason, columns->load[column] < columns->maximum[column]
                                     ? offer
                                     : MMATCH_REASON_CANDIDATES_FULL);
        *waiting -= is_waiting(network, column, *column_reason);
        raise_reason(column_reason, has_room ? offer : MMATCH_REASON_CANDIDATES_FULL);
    }
}

static mmatch__assign_end explain_rows(mmatch__assign_network *network, bool have_room, int32_t *row_reasons,
                                       int32_t *column_reasons, int64_t *waiting)
{
    const mmatch__assign_side *const rows = &network->rows;
    int32_t row;
    for (row = 0; row < rows->count && (*waiting > 0 || have_room); row++) {
        mmatch__assign_end end;
        if ((rows->load[row] < rows->maximum[row]) != have_room || (*waiting == 0 && rows->load[row] > 0)) {
            continue;
        }
        explain_row(network, row, &row_reasons[rows->user_of[row]], column_reasons, waiting);
        end = mmatch__assign_end_of(
            mmatch__poll(network->context, (uint64_t)network->scan.count + 16));
        if (end != MMATCH__ASSIGN_DONE) {
            return end;
        }
    }
    return MMATCH__ASSIGN_DONE;
}

/* Corrects what the candidates cannot tell; returns how many have no partner for another reason. */
static int32_t settle_reasons(const mmatch__assign_side *side, const int32_t *market_maximum,
                              int32_t *reasons)
{
    int32_t open_count = 0;
    int32_t person;
    for (person = 0; person < side->count; person++) {
        const int64_t user = side->user_of[person];
        if (side->load[person] > 0) {
            reasons[user] = MMATCH_REASON_PLACED;
        } else if (market_maximum[user] == 0) {
            reasons[user] = MMATCH_REASON_NO_CAPACITY;
        } else {
            open_count++;
        }
    }
    return open_count;
}

/* Rows with room say most: what they do not want would lower the total. Those without room matter to columns only, and to
 * them only until every column has heard of a candidate: one or a few of them as a rule. */
mmatch__assign_end mmatch__assign_explain(mmatch__assign_network *network, int32_t *row_reasons,
                                          int32_t *column_reasons)
{
    const mmatch__assign_side *const rows = &network->rows;
    const mmatch__assign_side *const columns = &network->columns;
    int64_t waiting;
    int32_t person;
    mmatch__assign_end end;
    for (person = 0; person < rows->count; person++) {
        row_reasons[person] = MMATCH_REASON_NO_CANDIDATE;
    }
    for (person = 0; person < columns->count; person++) {
        column_reasons[person] = MMATCH_REASON_NO_CANDIDATE;
    }
    waiting = settle_reasons(columns, network->market.column_maximum, column_reasons);
    end = explain_rows(network, true, row_reasons, column_reasons, &waiting);
    if (end == MMATCH__ASSIGN_DONE) {
        end = explain_rows(network, false, row_reasons, column_reasons, &waiting);
    }
    (void)settle_reasons(rows, network->market.row_maximum, row_reasons);
    (void)settle_reasons(columns, network->market.column_maximum, column_reasons);
    return end;
}

/* sum += the most that `low` to `high` partners at `each` can come to. */
static bool add_most(int64_t *sum, int64_t low, int64_t high, int64_t each)
{
    const int64_t count = each > 0 ? high : low;
    if (count == 0 || each == 0) {
        return true;
    }
    if (each > INT64_MAX / count || each < -(INT64_MAX / count)) {
        return false;
    }
    return mmatch__add_int64(*sum, count * each, sum);
}

/* Partners besides the locked ones that a person has at least and at most. */
static void free_range(const mmatch__assign_side *side, int32_t person, int64_t *low, int64_t *high)
{
    const int32_t locked = side->locked[person];
    *high = side->maximum[person] - locked;
    *low = side->minimum[person] > locked ? side->minimum[person] - locked : 0;
    if (*low > *high) {
        *low = *high;
    }
}

/* The largest s, and the largest s less the column's price, over all allowed pairs of a row that are not locked. */
static bool best_of_row(mmatch__assign_network *network, int32_t row, int64_t *plain_out,
                        int64_t *priced_out)
{
    const mmatch__assign_scan *const scan = &network->scan;
    const mmatch__tiered *const prices = network->columns.price;
    bool is_found = false;
    int64_t plain = INT64_MIN;
    int64_t priced = INT64_MIN;
    int64_t entry;
    int64_t pair;
    mmatch__assign_read_row(network, row);
    for (entry = 0; entry < scan->count; entry++) {
        if (scan->units[entry] >= network->threshold) {
            const int64_t units = (int64_t)scan->units[entry];
            const int64_t rest = units - prices[scan->columns[entry]].value;
            plain = units > plain ? units : plain;
            priced = rest > priced ? rest : priced;
            is_found = true;
        }
    }
    for (pair = network->rows.first_pair[row]; pair >= 0; pair = network->pairs[pair].row_next) {
        const int64_t units = network->pairs[pair].units;
        const int64_t rest = units - prices[network->pairs[pair].column].value;
        plain = units > plain ? units : plain;
        priced = rest > priced ? rest : priced;
        is_found = true;
    }
    *plain_out = plain;
    *priced_out = priced;
    return is_found;
}

static bool is_price_exact(int64_t price)
{
    return price <= MMATCH__ASSIGN_LARGEST_PRICE && price >= -MMATCH__ASSIGN_LARGEST_PRICE;
}

mmatch__assign_end mmatch__assign_bound(mmatch__assign_network *network, bool *is_priced_out,
                                        int64_t *units_out)
{
    int64_t plain_sum = 0;
    int64_t priced_sum = 0;
    bool is_plain_good = true;
    bool is_priced_good = true;
    int64_t low;
    int64_t high;
    int32_t person;
    for (person = 0; person < network->columns.load_count; person++) {
        const int64_t price = mmatch__assign_own_price(network, person).value;
        free_range(&network->columns, person, &low, &high);
        is_priced_good = is_priced_good && is_price_exact(price) &&
                         is_price_exact(network->columns.price[person].value) &&
                         add_most(&priced_sum, low, high, price);
    }
    for (person = 0; person < network->rows.count; person++) {
        int64_t plain;
        int64_t priced;
        if (!best_of_row(network, person, &plain, &priced)) {
            continue;
        }
        free_range(&network->rows, person, &low, &high);
        is_plain_good = is_plain_good && add_most(&plain_sum, low, high, plain);
        is_priced_good = is_priced_good && add_most(&priced_sum, low, high, priced);
    }
    if (!is_plain_good && !is_priced_good) {
        return MMATCH__ASSIGN_BEYOND_RANGE;
    }
    *is_priced_out = is_priced_good && (!is_plain_good || priced_sum < plain_sum);
    *units_out = *is_priced_out ? priced_sum : plain_sum;
    return MMATCH__ASSIGN_DONE;
}
