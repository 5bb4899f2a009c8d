/* The canonical optimum: the same from any correct implementation.
 *
 * Problem
 *     Among all optimal matchings, the one whose pairs, listed by row and then by column, are smallest: earlier rows
 *     come first, a smaller column is better than a larger, and one partner more is better than one less.
 *
 * Idea
 *     The prices of one optimum tell all optima apart from the rest: a matching is optimal exactly when it makes every
 *     pair with s - u - V > 0, none with s - u - V < 0, and every load stays in the interval in which gain and price
 *     balance. So only tight pairs (s - u - V = 0) are free, and going from one optimum to another means changing
 *     tight pairs along cycles. Walk through the tight pairs in order. One that is made is kept for good. One that is
 *     not is made if some cycle through it touches only pairs not yet decided; otherwise it is out for good.
 *
 * Notation
 *     V          price of a column with those of the quotas around it, as in search.c; loads are balanced by its own
 *     hub        a node that stands for loads going up and down: a row enters it by losing a partner, a host that no
 *                quota is around by gaining one, each within its interval. Other hosts enter the quota around them.
 *     way        from a node to the root, the row whose pairs are being decided; found backwards from the root
 *
 * Invariants
 *     The pairs flagged as made, with the other pairs of the network, are an optimal matching after every step.
 *
 * Complexity
 *     At most 2 * partners + 1 backward searches for each row: time O(partners * tight pairs + rows * (rows +
 *     columns)), memory O(tight pairs). Tight pairs are few unless scores tie.
 *
 * Reference
 *     Complementary slackness; the walk is the greedy argument for lexicographic optima. */
#include "assign/network.h"

enum { STEP_BY_LOAD = -1 };

/* The tight pairs, by row and by column, and the search for a way to the root. */
typedef struct tight {
    int32_t row_count, column_count, host_count;
    int64_t *row_offsets;  /* row_count + 1; pairs of a row, columns ascending */
    int32_t *column_of;    /* of a tight pair */
    int32_t *row_of;
    uint8_t *is_made;
    int64_t *column_offsets; /* column_count + 2, the last for filling; ids into the arrays above */
    int64_t *column_pairs;
    int32_t *row_least, *row_most; /* interval of the load, by row and by host */
    int32_t *host_least, *host_most;
    int64_t *reached_at; /* by node: rows, hosts, hub */
    int64_t *step_of;    /* next step to the root. Of a row or column: a tight pair, or STEP_BY_LOAD, to the hub or the
                            quota around; of a quota or the hub: a node */
    int32_t *queue;
    int32_t queue_count;
    int64_t search_number;
} tight;

static bool is_tight(const mmatch__assign_network *network, int32_t row, int64_t column, int64_t units)
{
    const mmatch__tiered sum =
        mmatch__tiered_add(network->rows.price[row], network->columns.price[column]);
    return sum.tier == 0 && sum.value == units;
}

/* Puts a pair into the run [begin, end) of a row, sorted by column. */
static void insert_pair(tight *graph, int64_t begin, int64_t end, int32_t row, int32_t column,
                        uint8_t is_made)
{
    int64_t at = end;
    for (; at > begin && graph->column_of[at - 1] > column; at--) {
        graph->column_of[at] = graph->column_of[at - 1];
        graph->is_made[at] = graph->is_made[at - 1];
    }
    graph->column_of[at] = column;
    graph->is_made[at] = is_made;
    graph->row_of[end] = row;
}

/* Counts the tight pairs of a row, and lists them from `begin` unless graph is NULL. */
static int64_t collect_row(mmatch__assign_network *network, int32_t row, tight *graph, int64_t begin)
{
    const mmatch__assign_scan *const scan = &network->scan;
    int64_t end = begin;
    int64_t entry;
    int64_t pair;
    mmatch__assign_read_row(network, row);
    for (entry = 0; entry < scan->count; entry++) {
        if (scan->units[entry] >= network->threshold &&
            is_tight(network, row, scan->columns[entry], (int64_t)scan->units[entry])) {
            if (graph != NULL) {
                insert_pair(graph, begin, end, row, (int32_t)scan->columns[entry], 0);
            }
            end++;
        }
    }
    for (pair = network->rows.first_pair[row]; pair >= 0; pair = network->pairs[pair].row_next) {
        const int32_t column = network->pairs[pair].column;
        if (is_tight(network, row, column, network->pairs[pair].units)) {
            if (graph != NULL) {
                insert_pair(graph, begin, end, row, column, 1);
            }
            end++;
        }
    }
    return end - begin;
}

/* The loads at which gain and price balance as they do at the present one. */
static void find_interval(const mmatch__assign_side *side, int32_t person, mmatch__tiered price,
                          int32_t *least, int32_t *most)
{
    const mmatch__tiered no_gain = mmatch__tiered_subtract(mmatch__tiered_of(0, 0), price);
    *least = side->load[person];
    *most = side->load[person];
    while (*most < side->maximum[person] &&
           mmatch__tiered_compare(mmatch__assign_gain(side, person, *most + 1), no_gain) == 0) {
        ++*most;
    }
    while (*least > side->locked[person] &&
           mmatch__tiered_compare(mmatch__assign_gain(side, person, *least), no_gain) == 0) {
        --*least;
    }
}

static void index_columns(tight *graph)
{
    const int64_t pair_count = graph->row_offsets[graph->row_count];
    int64_t pair;
    int32_t column;
    /* counted two places on and filled one place on, so that the offsets end up where they belong */
    for (pair = 0; pair < pair_count; pair++) {
        graph->column_offsets[graph->column_of[pair] + 2]++;
    }
    for (column = 0; column < graph->column_count; column++) {
        graph->column_offsets[column + 2] += graph->column_offsets[column + 1];
    }
    for (pair = 0; pair < pair_count; pair++) {
        graph->column_pairs[graph->column_offsets[graph->column_of[pair] + 1]++] = pair;
    }
}

static void reach(tight *graph, int32_t node, int64_t step)
{
    if (graph->reached_at[node] != graph->search_number) {
        graph->reached_at[node] = graph->search_number;
        graph->step_of[node] = step;
        graph->queue[graph->queue_count++] = node;
    }
}

static int32_t hub_of(const tight *graph)
{
    return graph->row_count + graph->host_count;
}

static bool is_quota(const tight *graph, int32_t node)
{
    return node >= graph->row_count + graph->column_count && node < hub_of(graph);
}

/* The node beyond a host, where its load goes up and down: the quota around it, or the hub. */
static int32_t node_around(const mmatch__assign_network *network, const tight *graph, int32_t host)
{
    const int32_t parent = network->parent_of[host];
    return parent < 0 ? hub_of(graph) : graph->row_count + parent;
}

/* A host that may gain a partner can step to the node around it. */
static void reach_from_inside(const mmatch__assign_network *network, tight *graph, int32_t host)
{
    if (network->columns.load[host] < graph->host_most[host]) {
        const int32_t around = node_around(network, graph, host);
        reach(graph, graph->row_count + host, host < graph->column_count ? STEP_BY_LOAD : around);
    }
}

/* The node around a host can step to it if it may lose a partner. */
static void reach_from_around(const mmatch__assign_network *network, tight *graph, int32_t host)
{
    if (network->columns.load[host] > graph->host_least[host]) {
        reach(graph, node_around(network, graph, host), graph->row_count + host);
    }
}

/* Who can step into the hub: rows that may lose a partner, outermost hosts that may gain one. */
static void reach_before_hub(const mmatch__assign_network *network, tight *graph, int32_t root)
{
    int32_t node;
    for (node = root + 1; node < graph->row_count; node++) {
        if (network->rows.load[node] > graph->row_least[node]) {
            reach(graph, node, STEP_BY_LOAD);
        }
    }
    for (node = 0; node < graph->host_count; node++) {
        if (network->parent_of[node] < 0) {
            reach_from_inside(network, graph, node);
        }
    }
}

/* Who can step into a quota: hosts inside it that may gain a partner, and the node around it. Returns the work. */
static uint64_t reach_before_quota(const mmatch__assign_network *network, tight *graph, int32_t quota)
{
    uint64_t work = 1;
    int32_t child;
    for (child = network->first_child[quota]; child >= 0; child = network->next_child[child]) {
        reach_from_inside(network, graph, child);
        work++;
    }
    reach_from_around(network, graph, quota);
    return work;
}

/* Who can step to a row: its columns of made pairs with id `from` or later, and the hub if it may gain a partner. */
static void reach_before_row(const mmatch__assign_network *network, tight *graph, int32_t row,
                             int64_t from)
{
    int64_t pair;
    for (pair = from; pair < graph->row_offsets[row + 1]; pair++) {
        if (graph->is_made[pair]) {
            reach(graph, graph->row_count + graph->column_of[pair], pair);
        }
    }
    if (network->rows.load[row] < graph->row_most[row]) {
        reach(graph, hub_of(graph), row);
    }
}

static void reach_before_column(const mmatch__assign_network *network, tight *graph, int32_t column,
                                int32_t root)
{
    int64_t k;
    for (k = graph->column_offsets[column]; k < graph->column_offsets[column + 1]; k++) {
        const int64_t pair = graph->column_pairs[k];
        if (!graph->is_made[pair] && graph->row_of[pair] > root) {
            reach(graph, graph->row_of[pair], pair);
        }
    }
    reach_from_around(network, graph, column);
}

/* Finds all nodes with a way to row `root` that touches only its pairs from id `from` on, and later rows. Returns
 * the work done. */
static uint64_t find_ways(const mmatch__assign_network *network, tight *graph, int32_t root,
                          int64_t from)
{
    const int32_t hub = hub_of(graph);
    uint64_t work = 1;
    int32_t k;
    graph->search_number++;
    graph->queue_count = 0;
    graph->reached_at[root] = graph->search_number;
    reach_before_row(network, graph, root, from);
    for (k = 0; k < graph->queue_count; k++) {
        const int32_t node = graph->queue[k];
        if (node == hub) {
            reach_before_hub(network, graph, root);
            work += (uint64_t)hub;
        } else if (node < graph->row_count) {
            reach_before_row(network, graph, node, graph->row_offsets[node]);
            work += (uint64_t)(graph->row_offsets[node + 1] - graph->row_offsets[node]);
        } else if (is_quota(graph, node)) {
            work += reach_before_quota(network, graph, node - graph->row_count);
        } else {
            const int32_t column = node - graph->row_count;
            reach_before_column(network, graph, column, root);
            work += (uint64_t)(graph->column_offsets[column + 1] - graph->column_offsets[column]);
        }
    }
    return work;
}

/* The step by which loads change: from the hub to a row, from a row to the hub, or between a host and the node around
 * it. Returns the node it leads to. */
static int32_t change_load(mmatch__assign_network *network, const tight *graph, int32_t node)
{
    const int32_t hub = hub_of(graph);
    const int32_t host = node - graph->row_count;
    int32_t next;
    if (node < graph->row_count) {
        network->rows.load[node]--;
        return hub;
    }
    if (node != hub && host < graph->column_count) {
        next = node_around(network, graph, host);
    } else {
        next = (int32_t)graph->step_of[node];
    }
    if (next < graph->row_count) {
        network->rows.load[next]++;
    } else if (node != hub && next == node_around(network, graph, host)) {
        network->columns.load[host]++;
    } else {
        network->columns.load[next - graph->row_count]--;
    }
    return next;
}

/* Makes the pair and changes what lies on the way from its column back to its row. */
static void turn_cycle(mmatch__assign_network *network, tight *graph, int64_t pair)
{
    const int32_t root = graph->row_of[pair];
    int32_t node = graph->row_count + graph->column_of[pair];
    graph->is_made[pair] = 1;
    while (node != root) {
        const int64_t step = graph->step_of[node];
        if (step == STEP_BY_LOAD || node == hub_of(graph) || is_quota(graph, node)) {
            node = change_load(network, graph, node);
        } else if (node < graph->row_count) {
            graph->is_made[step] = 1;
            node = graph->row_count + graph->column_of[step];
        } else {
            graph->is_made[step] = 0;
            node = graph->row_of[step];
        }
    }
}

/* Decides all tight pairs of a row. */
static mmatch__assign_end decide_row(mmatch__assign_network *network, tight *graph, int32_t row)
{
    bool are_ways_known = false;
    int64_t pair;
    for (pair = graph->row_offsets[row]; pair < graph->row_offsets[row + 1]; pair++) {
        if (graph->is_made[pair]) {
            are_ways_known = false;
            continue;
        }
        if (!are_ways_known) {
            const uint64_t work = find_ways(network, graph, row, pair + 1);
            const mmatch__assign_end end = mmatch__assign_end_of(mmatch__poll(network->context, work));
            if (end != MMATCH__ASSIGN_DONE) {
                return end;
            }
            are_ways_known = true;
        }
        if (graph->reached_at[graph->row_count + graph->column_of[pair]] == graph->search_number) {
            turn_cycle(network, graph, pair);
            are_ways_known = false;
        }
    }
    return MMATCH__ASSIGN_DONE;
}

/* Brings the pairs of the network in line with the flags. */
static void write_back(mmatch__assign_network *network, const tight *graph)
{
    int32_t row;
    for (row = 0; row < graph->row_count; row++) {
        int64_t pair = network->rows.first_pair[row];
        while (pair >= 0) {
            const mmatch__assign_pair made = network->pairs[pair];
            if (is_tight(network, row, made.column, made.units)) {
                mmatch__assign_unmake_pair(network, pair);
            }
            pair = made.row_next;
        }
    }
    for (row = 0; row < graph->row_count; row++) {
        int64_t k;
        for (k = graph->row_offsets[row]; k < graph->row_offsets[row + 1]; k++) {
            if (graph->is_made[k]) {
                const int64_t units = network->rows.price[row].value +
                                      network->columns.price[graph->column_of[k]].value;
                mmatch__assign_make_pair(network, row, graph->column_of[k], units);
            }
        }
    }
    mmatch__assign_forget_scan(network);
}

static bool open_graph(const mmatch__assign_network *network, int64_t pair_count,
                       mmatch__workspace *memory, tight *graph)
{
    const int64_t rows = network->rows.count;
    const int64_t columns = network->columns.count;
    const int64_t hosts = network->columns.load_count;
    const int64_t nodes = rows + hosts + 1;
    mmatch__layout layout = {0};
    const size_t row_offsets = mmatch__layout_add(&layout, rows + 1, sizeof(int64_t));
    const size_t column_of = mmatch__layout_add(&layout, pair_count, sizeof(int32_t));
    const size_t row_of = mmatch__layout_add(&layout, pair_count, sizeof(int32_t));
    const size_t is_made = mmatch__layout_add(&layout, pair_count, sizeof(uint8_t));
    const size_t column_offsets = mmatch__layout_add(&layout, columns + 2, sizeof(int64_t));
    const size_t column_pairs = mmatch__layout_add(&layout, pair_count, sizeof(int64_t));
    const size_t row_interval = mmatch__layout_add(&layout, 2 * rows, sizeof(int32_t));
    const size_t host_interval = mmatch__layout_add(&layout, 2 * hosts, sizeof(int32_t));
    const size_t reached_at = mmatch__layout_add(&layout, nodes, sizeof(int64_t));
    const size_t step_of = mmatch__layout_add(&layout, nodes, sizeof(int64_t));
    const size_t queue = mmatch__layout_add(&layout, nodes, sizeof(int32_t));
    if (!mmatch__workspace_open(&network->context->allocator, &layout, memory)) {
        return false;
    }
    graph->row_count = network->rows.count;
    graph->column_count = network->columns.count;
    graph->host_count = network->columns.load_count;
    graph->row_offsets = (int64_t *)mmatch__workspace_at(memory, row_offsets);
    graph->column_of = (int32_t *)mmatch__workspace_at(memory, column_of);
    graph->row_of = (int32_t *)mmatch__workspace_at(memory, row_of);
    graph->is_made = (uint8_t *)mmatch__workspace_at(memory, is_made);
    graph->column_offsets = (int64_t *)mmatch__workspace_at(memory, column_offsets);
    graph->column_pairs = (int64_t *)mmatch__workspace_at(memory, column_pairs);
    graph->row_least = (int32_t *)mmatch__workspace_at(memory, row_interval);
    graph->row_most = graph->row_least + rows;
    graph->host_least = (int32_t *)mmatch__workspace_at(memory, host_interval);
    graph->host_most = graph->host_least + hosts;
    graph->reached_at = (int64_t *)mmatch__workspace_at(memory, reached_at);
    graph->step_of = (int64_t *)mmatch__workspace_at(memory, step_of);
    graph->queue = (int32_t *)mmatch__workspace_at(memory, queue);
    return true;
}

static mmatch__assign_end fill_graph(mmatch__assign_network *network, tight *graph)
{
    int32_t person;
    int32_t host;
    for (person = 0; person < graph->row_count; person++) {
        const int64_t begin = graph->row_offsets[person];
        mmatch__assign_end end;
        graph->row_offsets[person + 1] = begin + collect_row(network, person, graph, begin);
        find_interval(&network->rows, person, network->rows.price[person],
                      &graph->row_least[person], &graph->row_most[person]);
        end = mmatch__assign_end_of(mmatch__poll(network->context, (uint64_t)network->scan.count + 16));
        if (end != MMATCH__ASSIGN_DONE) {
            return end;
        }
    }
    for (host = 0; host < graph->host_count; host++) {
        find_interval(&network->columns, host, mmatch__assign_own_price(network, host),
                      &graph->host_least[host], &graph->host_most[host]);
    }
    index_columns(graph);
    return MMATCH__ASSIGN_DONE;
}

mmatch__assign_end mmatch__assign_canonical(mmatch__assign_network *network)
{
    mmatch__assign_end end = MMATCH__ASSIGN_DONE;
    mmatch__workspace memory;
    tight graph = {0};
    int64_t pair_count = 0;
    int32_t row;
    for (row = 0; row < network->rows.count && end == MMATCH__ASSIGN_DONE; row++) {
        pair_count += collect_row(network, row, NULL, 0);
        end = mmatch__assign_end_of(mmatch__poll(network->context, (uint64_t)network->scan.count + 16));
    }
    if (end != MMATCH__ASSIGN_DONE) {
        return end;
    }
    if (!open_graph(network, pair_count, &memory, &graph)) {
        return MMATCH__ASSIGN_OUT_OF_MEMORY;
    }
    end = fill_graph(network, &graph);
    if (end == MMATCH__ASSIGN_DONE) {
        for (row = 0; row < graph.row_count && end == MMATCH__ASSIGN_DONE; row++) {
            end = decide_row(network, &graph, row);
        }
        write_back(network, &graph);
    }
    mmatch__workspace_close(&memory);
    return end;
}
