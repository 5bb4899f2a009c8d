/* mmatch_assign_conflict_verify: the rules contradict each other by counting, and each of them is
 * needed.
 *
 * Needed is judged by a flow over the people whose minima are named and the pairs that no named
 * rule is against. When it leaves exactly one partner missing, a rule is needed exactly if the
 * search from who misses it comes to where the rule holds: without it the search would end well.
 * When more are missing, the flow is made anew without each rule. That no rules contradict each
 * other is judged by one flow for the minima of each side: when each side can be served within the
 * maxima, both can (Mendelsohn and Dulmage 1958). */
#include <inttypes.h>
#include <math.h>

#include "base/options.h"
#include "conflict/judge.h"

/* What is named of a person. */
enum { NAMED_MINIMUM = 1, NAMED_MAXIMUM = 2 };

typedef struct conflict_judge {
    mmatch__conflict_judge base;
    mmatch_conflict_parts parts;
    bool are_rows_left; /* whose minima are judged */
    bool is_whole;      /* all rules of the market, not those named */
    bool is_score_named;
    int64_t left_people, right_people;
    uint8_t *left_named;
    uint8_t *right_named;
    int64_t *left_place;         /* among those in the flow; -1 */
    int64_t *asked;              /* by row: the minimum */
    int64_t *locked;             /* by right person: named locks with people outside */
    int64_t *left_locked;        /* by left person: locks, where all rules count */
    int64_t *cursor;             /* by left person: entries so far */
    uint8_t *is_forbidden_named; /* by column, for the row being read */
    int64_t next_forbidden;
    mmatch__workspace memory, flow_memory;
    mmatch__judge_flow flow;
    int64_t skipped; /* the rule left out; -1 */
} conflict_judge;

static bool fault_rule(conflict_judge *run, int32_t fault, int64_t rule, const char *text)
{
    const int64_t row = rule < 0 ? -1 : run->parts.rows[rule];
    const int64_t column = rule < 0 ? -1 : run->parts.columns[rule];
    if (rule < 0) {
        mmatch__verdict_fault(&run->base.verdict, fault, -1, -1, 0, 0, "%s", text);
    } else {
        mmatch__verdict_fault(&run->base.verdict, fault, row, column, 0, run->parts.amounts[rule],
                              "rule %" PRId64 " (kind %d, row %" PRId64 ", column %" PRId64 "): %s",
                              rule, run->parts.kinds[rule], row, column, text);
    }
    return false;
}

/* The market has the rule, with this amount. */
static bool has_rule(const conflict_judge *run, int64_t rule)
{
    const mmatch_market_view *const market = &run->base.market;
    const int64_t row = run->parts.rows[rule];
    const int64_t column = run->parts.columns[rule];
    const double amount = run->parts.amounts[rule];
    switch (run->parts.kinds[rule]) {
    case MMATCH_RULE_ROW_MINIMUM:
        return market->row_minimum[row] > 0 && amount == market->row_minimum[row];
    case MMATCH_RULE_EVERYONE:
        return market->row_minimum[row] == 0 && run->asked[row] == 1 && amount == 1;
    case MMATCH_RULE_COLUMN_MINIMUM:
        return market->column_minimum[column] > 0 && amount == market->column_minimum[column];
    case MMATCH_RULE_ROW_MAXIMUM:
        return amount == market->row_maximum[row];
    case MMATCH_RULE_COLUMN_MAXIMUM:
        return amount == market->column_maximum[column];
    case MMATCH_RULE_FORBIDDEN_PAIR:
        return amount == 0 && mmatch__conflict_judge_lists(market->forbidden_offsets,
                                                           market->forbidden_columns, row, column);
    case MMATCH_RULE_MINIMUM_SCORE:
        return market->has_minimum_score && amount == market->minimum_score;
    default:
        return amount == 1 && mmatch__conflict_judge_lists(market->locked_offsets,
                                                           market->locked_columns, row, column);
    }
}

static bool is_rule_in_order(const mmatch_conflict_parts *parts, int64_t k)
{
    if (k == 0 || parts->kinds[k - 1] != parts->kinds[k]) {
        return k == 0 || parts->kinds[k - 1] < parts->kinds[k];
    }
    return parts->rows[k - 1] < parts->rows[k] ||
           (parts->rows[k - 1] == parts->rows[k] && parts->columns[k - 1] < parts->columns[k]);
}

static bool judge_rules(conflict_judge *run)
{
    const mmatch_conflict_parts *const parts = &run->parts;
    bool has_row_minima = false;
    bool has_column_minima = false;
    int64_t k;
    for (k = 0; k < parts->rule_count; k++) {
        const int32_t kind = parts->kinds[k];
        if (!is_rule_in_order(parts, k)) {
            return fault_rule(run, MMATCH_CONFLICT_FAULT_RULE, k, "repeated or not in order");
        }
        if (!has_rule(run, k)) {
            return fault_rule(run, MMATCH_CONFLICT_FAULT_RULE, k, "the market has no such rule");
        }
        has_row_minima = has_row_minima || kind <= MMATCH_RULE_EVERYONE;
        has_column_minima = has_column_minima || kind == MMATCH_RULE_COLUMN_MINIMUM;
        if (has_row_minima && has_column_minima) {
            return fault_rule(run, MMATCH_CONFLICT_FAULT_NEEDLESS, k,
                              "minima of both sides are never needed together");
        }
    }
    run->are_rows_left = !has_column_minima;
    return true;
}

/* People and sides for the rules named, or for all rules. */
static void mark_people(conflict_judge *run)
{
    const mmatch_conflict_parts *const parts = &run->parts;
    const mmatch_market_view *const market = &run->base.market;
    int64_t person;
    int64_t k;
    run->left_people = run->are_rows_left ? market->row_count : market->column_count;
    run->right_people = run->are_rows_left ? market->column_count : market->row_count;
    for (person = 0; person < run->left_people; person++) {
        const int64_t asked =
            run->are_rows_left ? run->asked[person] : market->column_minimum[person];
        run->left_named[person] =
            run->is_whole ? (uint8_t)(NAMED_MAXIMUM | (asked > 0 ? NAMED_MINIMUM : 0)) : 0;
        run->left_locked[person] = 0;
    }
    for (person = 0; person < run->right_people; person++) {
        run->right_named[person] = run->is_whole ? NAMED_MAXIMUM : 0;
        run->locked[person] = 0;
    }
    run->is_score_named = run->is_whole && market->has_minimum_score;
    for (k = 0; k < (run->is_whole ? 0 : parts->rule_count); k++) {
        const int32_t kind = parts->kinds[k];
        const int64_t left = run->are_rows_left ? parts->rows[k] : parts->columns[k];
        const int64_t right = run->are_rows_left ? parts->columns[k] : parts->rows[k];
        if (k == run->skipped) {
            continue;
        }
        if (kind <= MMATCH_RULE_COLUMN_MINIMUM) {
            run->left_named[left] |= NAMED_MINIMUM;
        } else if (kind == MMATCH_RULE_ROW_MAXIMUM || kind == MMATCH_RULE_COLUMN_MAXIMUM) {
            if ((kind == MMATCH_RULE_ROW_MAXIMUM) == run->are_rows_left) {
                run->left_named[left] |= NAMED_MAXIMUM;
            } else {
                run->right_named[right] |= NAMED_MAXIMUM;
            }
        } else if (kind == MMATCH_RULE_MINIMUM_SCORE) {
            run->is_score_named = true;
        }
    }
}

/* Named locks of people outside lower what the right side gives. Where all rules count, all locks
 * are taken off both. */
static void mark_locks(conflict_judge *run)
{
    const mmatch_market_view *const market = &run->base.market;
    const mmatch_conflict_parts *const parts = &run->parts;
    int64_t row;
    int64_t k;
    for (row = 0; run->is_whole && row < market->row_count; row++) {
        for (k = market->locked_offsets[row]; k < market->locked_offsets[row + 1]; k++) {
            const int64_t column = market->locked_columns[k];
            run->left_locked[run->are_rows_left ? row : column]++;
            run->locked[run->are_rows_left ? column : row]++;
        }
    }
    for (k = 0; !run->is_whole && k < parts->rule_count; k++) {
        const int64_t left = run->are_rows_left ? parts->rows[k] : parts->columns[k];
        const int64_t right = run->are_rows_left ? parts->columns[k] : parts->rows[k];
        if (k != run->skipped && parts->kinds[k] == MMATCH_RULE_LOCKED_PAIR &&
            (run->left_named[left] & NAMED_MINIMUM) == 0) {
            run->locked[right]++;
        }
    }
}

/* Entries of one row that are of people in the flow: counted, or written with the rules that count.
 */
static void take_row(conflict_judge *run, int64_t row, bool is_written)
{
    const mmatch_conflict_parts *const parts = &run->parts;
    int64_t forbidden = run->next_forbidden;
    int64_t k;
    for (; forbidden < parts->rule_count && parts->kinds[forbidden] == MMATCH_RULE_FORBIDDEN_PAIR &&
           parts->rows[forbidden] == row;
         forbidden++) {
        run->is_forbidden_named[parts->columns[forbidden]] = forbidden != run->skipped;
    }
    for (k = 0; k < run->base.entry_count; k++) {
        const int64_t column = run->base.entry_columns[k];
        const int64_t left = run->left_place[run->are_rows_left ? row : column];
        uint8_t rules = run->base.entry_rules[k];
        int64_t entry;
        if (left < 0) {
            continue;
        }
        entry = run->cursor[left]++;
        if (!is_written) {
            continue;
        }
        if (!run->is_whole) {
            rules &=
                (uint8_t)((run->is_forbidden_named[column] ? JUDGED_FORBIDDEN : 0) | JUDGED_BELOW);
        }
        if (!run->is_score_named) {
            rules &= (uint8_t)~JUDGED_BELOW;
        }
        run->flow.right_of[entry] = run->are_rows_left ? column : row;
        run->flow.rules[entry] = rules;
    }
    for (k = run->next_forbidden; k < forbidden; k++) {
        run->is_forbidden_named[parts->columns[k]] = 0;
    }
    run->next_forbidden = forbidden;
}

static mmatch_status take_rows(conflict_judge *run, bool is_written)
{
    mmatch_status status = MMATCH_OK;
    int64_t row;
    run->next_forbidden = 0;
    while (run->next_forbidden < run->parts.rule_count &&
           run->parts.kinds[run->next_forbidden] < MMATCH_RULE_FORBIDDEN_PAIR) {
        run->next_forbidden++;
    }
    for (row = 0; row < run->base.market.row_count; row++) {
        mmatch__conflict_judge_row(&run->base, row);
        take_row(run, row, is_written);
        if (!mmatch__conflict_judge_goes_on(&run->base, (uint64_t)run->base.entry_count + 16,
                                            &status)) {
            break;
        }
    }
    return status;
}

/* What a left person still asks for, as far as the own maximum, where named, lets it. */
static int64_t need_of(const conflict_judge *run, int64_t person, int64_t *hopeless)
{
    const mmatch_market_view *const market = &run->base.market;
    const int64_t asked = run->are_rows_left ? run->asked[person] : market->column_minimum[person];
    const int64_t most =
        run->are_rows_left ? market->row_maximum[person] : market->column_maximum[person];
    int64_t need = asked;
    if ((run->left_named[person] & NAMED_MAXIMUM) != 0 && need > most) {
        *hopeless += need - most;
        need = most;
    }
    return need > run->left_locked[person] ? need - run->left_locked[person] : 0;
}

/* The flow for the people whose minima count. `missing_out`: what it leaves, with what own maxima
 * keep away. */
static mmatch_status run_flow(conflict_judge *run, int64_t *missing_out)
{
    const mmatch_market_view *const market = &run->base.market;
    int64_t hopeless = 0;
    int64_t person;
    bool is_over = false;
    for (person = 0; person < run->left_people; person++) {
        const int64_t place = run->left_place[person];
        if (place >= 0) {
            run->flow.need[place] = (run->left_named[person] & NAMED_MINIMUM) != 0
                                        ? need_of(run, person, &hopeless)
                                        : 0;
        }
    }
    for (person = 0; person < run->right_people; person++) {
        const int64_t most =
            run->are_rows_left ? market->column_maximum[person] : market->row_maximum[person];
        run->flow.limit[person] = (run->right_named[person] & NAMED_MAXIMUM) != 0
                                      ? most - run->locked[person]
                                      : run->left_people;
    }
    *missing_out = mmatch__judge_flow_run(
        &run->base, &run->flow,
        JUDGED_FORBIDDEN | JUDGED_BELOW | (run->is_whole ? JUDGED_LOCKED : 0), &is_over);
    *missing_out += hopeless;
    return is_over ? mmatch__fail_cancelled(run->base.context) : MMATCH_OK;
}

/* Numbers the people in the flow, and makes room for it. */
static mmatch_status open_flow(conflict_judge *run)
{
    mmatch__layout layout = {0};
    mmatch__judge_flow_slices slices;
    int64_t count = 0;
    int64_t entries = 0;
    int64_t slots = 0;
    int64_t person;
    mmatch_status status;
    for (person = 0; person < run->left_people; person++) {
        run->left_place[person] = -1;
        if ((run->left_named[person] & NAMED_MINIMUM) != 0) {
            run->cursor[count] = 0;
            run->left_place[person] = count++;
            slots +=
                run->are_rows_left ? run->asked[person] : run->base.market.column_minimum[person];
        }
    }
    status = take_rows(run, false);
    if (status != MMATCH_OK) {
        return status;
    }
    for (person = 0; person < count; person++) {
        entries += run->cursor[person];
    }
    slots = (slots < entries ? slots : entries);
    slices = mmatch__judge_flow_plan(&layout, count, run->right_people, entries, slots);
    if (!mmatch__workspace_open(&run->base.context->allocator, &layout, &run->flow_memory)) {
        return mmatch__fail_memory(run->base.context);
    }
    run->flow = mmatch__judge_flow_at(&run->flow_memory, &slices, count, run->right_people);
    run->flow.first[0] = 0;
    for (person = 0; person < count; person++) {
        run->flow.first[person + 1] = run->flow.first[person] + run->cursor[person];
        run->cursor[person] = run->flow.first[person];
    }
    return take_rows(run, true);
}

static void close_flow(conflict_judge *run)
{
    if (run->flow_memory.block != NULL) {
        mmatch__workspace_close(&run->flow_memory);
    }
}

/* Counts: the minima named are more than what the maxima named, and pairs with others, can give. */
static bool counts_short(const conflict_judge *run)
{
    const mmatch__judge_flow *const flow = &run->flow;
    const mmatch_market_view *const market = &run->base.market;
    int64_t short_by = 0;
    int64_t person;
    for (person = 0; person < run->right_people; person++) {
        if ((run->right_named[person] & NAMED_MAXIMUM) != 0) {
            short_by -= (run->are_rows_left ? market->column_maximum[person]
                                            : market->row_maximum[person]) -
                        run->locked[person];
        }
    }
    for (person = 0; person < run->left_people; person++) {
        const int64_t place = run->left_place[person];
        int64_t outside = 0;
        int64_t entry;
        if (place < 0) {
            continue;
        }
        for (entry = flow->first[place]; entry < flow->first[place + 1]; entry++) {
            outside += (run->right_named[flow->right_of[entry]] & NAMED_MAXIMUM) == 0 &&
                       flow->rules[entry] == 0;
        }
        if ((run->left_named[person] & NAMED_MAXIMUM) != 0) {
            const int64_t most =
                run->are_rows_left ? market->row_maximum[person] : market->column_maximum[person];
            outside = outside < most ? outside : most;
        }
        short_by +=
            (run->are_rows_left ? run->asked[person] : market->column_minimum[person]) - outside;
    }
    return short_by > 0;
}

/* Some pair of those seen that only the minimum score is against leads to somebody with room. */
static bool crosses_score(const conflict_judge *run)
{
    const mmatch__judge_flow *const flow = &run->flow;
    int64_t left;
    for (left = 0; left < flow->left_count; left++) {
        int64_t entry;
        for (entry = flow->first[left]; flow->is_left_seen[left] && entry < flow->first[left + 1];
             entry++) {
            const int64_t right = flow->right_of[entry];
            if (flow->rules[entry] == JUDGED_BELOW && flow->load[right] < flow->limit[right]) {
                return true;
            }
        }
    }
    return false;
}

/* The forbidden pair belongs to somebody seen, nothing else is against it, and it leads to somebody
 * with room. */
static bool crosses_forbidden(const conflict_judge *run, int64_t left, int64_t right)
{
    const mmatch__judge_flow *const flow = &run->flow;
    const int64_t place = run->left_place[left];
    int64_t entry;
    if (place < 0 || !flow->is_left_seen[place] || flow->load[right] >= flow->limit[right]) {
        return false;
    }
    for (entry = flow->first[place]; entry < flow->first[place + 1]; entry++) {
        if (flow->right_of[entry] == right) {
            return flow->rules[entry] == JUDGED_FORBIDDEN;
        }
    }
    return false;
}

/* With one partner missing: does the last search come to where the rule holds? */
static bool is_rule_met(const conflict_judge *run, int64_t rule)
{
    const int32_t kind = run->parts.kinds[rule];
    const int64_t row = run->parts.rows[rule];
    const int64_t column = run->parts.columns[rule];
    const int64_t left = run->are_rows_left ? row : column;
    const int64_t right = run->are_rows_left ? column : row;
    switch (kind) {
    case MMATCH_RULE_FORBIDDEN_PAIR:
        return crosses_forbidden(run, left, right);
    case MMATCH_RULE_MINIMUM_SCORE:
        return crosses_score(run);
    case MMATCH_RULE_LOCKED_PAIR:
        return run->left_place[left] < 0 && (run->right_named[right] & NAMED_MAXIMUM) != 0 &&
               run->flow.is_right_seen[right];
    case MMATCH_RULE_ROW_MAXIMUM:
    case MMATCH_RULE_COLUMN_MAXIMUM:
        return (kind == MMATCH_RULE_ROW_MAXIMUM) != run->are_rows_left &&
               run->flow.is_right_seen[right];
    default:
        return run->flow.is_left_seen[run->left_place[left]];
    }
}

/* Without the rule the others can be kept: the flow made anew. */
static mmatch_status judge_without(conflict_judge *run, int64_t rule, bool *is_needed_out)
{
    int64_t missing = 0;
    mmatch_status status;
    run->skipped = rule;
    mark_people(run);
    mark_locks(run);
    for (int64_t person = 0; person < run->left_people; person++) {
        if (run->left_place[person] >= 0) {
            run->cursor[run->left_place[person]] = run->flow.first[run->left_place[person]];
        }
    }
    status =
        run->parts.kinds[rule] >= MMATCH_RULE_FORBIDDEN_PAIR ? take_rows(run, true) : MMATCH_OK;
    if (status == MMATCH_OK) {
        status = run_flow(run, &missing);
    }
    run->skipped = -1;
    *is_needed_out = missing == 0;
    return status;
}

static mmatch_status judge_needed(conflict_judge *run, int64_t missing)
{
    mmatch_status status = MMATCH_OK;
    int64_t own = 0;
    int64_t k;
    for (k = 0; k < run->parts.rule_count; k++) {
        own += (run->parts.kinds[k] == MMATCH_RULE_ROW_MAXIMUM && run->are_rows_left) ||
               (run->parts.kinds[k] == MMATCH_RULE_COLUMN_MAXIMUM && !run->are_rows_left);
    }
    if (missing == 1 && own == 0) {
        mmatch__judge_flow_search(&run->flow, JUDGED_FORBIDDEN | JUDGED_BELOW);
    }
    for (k = 0; k < run->parts.rule_count && status == MMATCH_OK; k++) {
        bool is_needed = false;
        if (missing == 1 && own == 0) {
            is_needed = is_rule_met(run, k);
        } else {
            status = judge_without(run, k, &is_needed);
        }
        if (status == MMATCH_OK && !is_needed) {
            (void)fault_rule(run, MMATCH_CONFLICT_FAULT_NEEDLESS, k,
                             "the other rules contradict each other without it");
            break;
        }
    }
    return status;
}

static mmatch_status judge_contradiction(conflict_judge *run)
{
    int64_t missing = 0;
    mmatch_status status;
    mark_people(run);
    mark_locks(run);
    status = open_flow(run);
    if (status == MMATCH_OK && !counts_short(run)) {
        (void)fault_rule(run, MMATCH_CONFLICT_FAULT_SATISFIABLE, -1,
                         "the rules can all be kept by this count");
        return status;
    }
    if (status == MMATCH_OK) {
        status = run_flow(run, &missing);
    }
    return status == MMATCH_OK ? judge_needed(run, missing) : status;
}

/* No rules contradict each other: one flow for each side. */
static mmatch_status judge_consistency(conflict_judge *run)
{
    mmatch_status status = MMATCH_OK;
    int side;
    run->is_whole = true;
    for (side = 0; side < 2 && status == MMATCH_OK && run->base.verdict.is_valid; side++) {
        int64_t missing = 0;
        run->are_rows_left = side == 0;
        mark_people(run);
        mark_locks(run);
        status = open_flow(run);
        if (status == MMATCH_OK) {
            status = run_flow(run, &missing);
        }
        close_flow(run);
        if (status == MMATCH_OK && missing > 0) {
            (void)fault_rule(run, MMATCH_CONFLICT_FAULT_SATISFIABLE, -1,
                             side == 0 ? "the minima of the rows cannot all be met"
                                       : "the minima of the columns cannot all be met");
        }
    }
    return status;
}

static mmatch_status open_conflict_judge(conflict_judge *run)
{
    const mmatch_market_view *const market = &run->base.market;
    const int64_t rows = market->row_count;
    const int64_t columns = market->column_count;
    const int64_t most = rows > columns ? rows : columns;
    mmatch__layout layout = {0};
    const size_t at_left = mmatch__layout_add(&layout, most, sizeof(uint8_t));
    const size_t at_right = mmatch__layout_add(&layout, most, sizeof(uint8_t));
    const size_t at_place = mmatch__layout_add(&layout, most, sizeof(int64_t));
    const size_t at_asked = mmatch__layout_add(&layout, rows, sizeof(int64_t));
    const size_t at_locked = mmatch__layout_add(&layout, most, sizeof(int64_t));
    const size_t at_left_locked = mmatch__layout_add(&layout, most, sizeof(int64_t));
    const size_t at_cursor = mmatch__layout_add(&layout, most, sizeof(int64_t));
    const size_t at_forbidden = mmatch__layout_add(&layout, columns, sizeof(uint8_t));
    mmatch_status status = MMATCH_OK;
    int64_t row;
    if (!mmatch__workspace_open(&run->base.context->allocator, &layout, &run->memory)) {
        return mmatch__fail_memory(run->base.context);
    }
    run->left_named = (uint8_t *)mmatch__workspace_at(&run->memory, at_left);
    run->right_named = (uint8_t *)mmatch__workspace_at(&run->memory, at_right);
    run->left_place = (int64_t *)mmatch__workspace_at(&run->memory, at_place);
    run->asked = (int64_t *)mmatch__workspace_at(&run->memory, at_asked);
    run->locked = (int64_t *)mmatch__workspace_at(&run->memory, at_locked);
    run->left_locked = (int64_t *)mmatch__workspace_at(&run->memory, at_left_locked);
    run->cursor = (int64_t *)mmatch__workspace_at(&run->memory, at_cursor);
    run->is_forbidden_named = (uint8_t *)mmatch__workspace_at(&run->memory, at_forbidden);
    run->skipped = -1;
    for (row = 0; row < rows; row++) {
        mmatch__conflict_judge_row(&run->base, row);
        run->asked[row] = mmatch__conflict_judge_minimum(&run->base, row);
        if (!mmatch__conflict_judge_goes_on(&run->base, (uint64_t)run->base.entry_count + 16,
                                            &status)) {
            break;
        }
    }
    return status;
}

static mmatch_status judge_conflict(conflict_judge *run)
{
    const mmatch_conflict_parts *const parts = &run->parts;
    const bool is_infeasible = parts->outcome == MMATCH_OUTCOME_INFEASIBLE;
    mmatch_status status;
    if (parts->row_count != run->base.market.row_count ||
        parts->column_count != run->base.market.column_count) {
        (void)fault_rule(run, MMATCH_CONFLICT_FAULT_SHAPE, -1,
                         "the numbers of people are not the market's");
        return MMATCH_OK;
    }
    if (is_infeasible != (parts->rule_count > 0)) {
        (void)fault_rule(run, MMATCH_CONFLICT_FAULT_SHAPE, -1,
                         is_infeasible ? "no rule is named"
                                       : "rules are named, yet none are in conflict");
        return MMATCH_OK;
    }
    status = open_conflict_judge(run);
    if (status != MMATCH_OK) {
        return status;
    }
    if (!is_infeasible) {
        return judge_consistency(run);
    }
    return judge_rules(run) ? judge_contradiction(run) : MMATCH_OK;
}

static mmatch_status read_conflict_judge(conflict_judge *run, const mmatch_market *market,
                                         const mmatch_conflict_options *options,
                                         const mmatch_conflict *conflict,
                                         const mmatch_verdict *verdict_out)
{
    mmatch_context *const context = run->base.context;
    mmatch_conflict_options known;
    mmatch_status status = mmatch__verdict_check(context, verdict_out);
    if (status != MMATCH_OK) {
        return status;
    }
    if (market == NULL || conflict == NULL) {
        return mmatch__fail(context, MMATCH_ERR_ARGUMENT, "%s is NULL",
                            market == NULL ? "market" : "conflict");
    }
    status = mmatch__options_read(context, "conflict options", options, sizeof known, &known);
    if (status != MMATCH_OK) {
        return status;
    }
    run->base.demand = known.demand;
    status = mmatch__conflict_judge_look(&run->base, market);
    if (status != MMATCH_OK) {
        return status;
    }
    run->parts.struct_size = sizeof run->parts;
    return mmatch_conflict_look(context, conflict, &run->parts);
}

mmatch_status mmatch_assign_conflict_verify(mmatch_context *context, const mmatch_market *market,
                                            const mmatch_conflict_options *options,
                                            const mmatch_conflict *conflict,
                                            mmatch_verdict *verdict_out)
{
    conflict_judge run = {0};
    mmatch_status status = mmatch__enter(context);
    if (status != MMATCH_OK) {
        return status;
    }
    run.base.context = context;
    status = read_conflict_judge(&run, market, options, conflict, verdict_out);
    if (status != MMATCH_OK) {
        return status;
    }
    status = mmatch__conflict_judge_open(&run.base);
    if (status == MMATCH_OK) {
        status = judge_conflict(&run);
    }
    close_flow(&run);
    if (run.memory.block != NULL) {
        mmatch__workspace_close(&run.memory);
    }
    mmatch__conflict_judge_close(&run.base);
    if (status != MMATCH_OK) {
        return status;
    }
    return mmatch__options_write(context, "verdict", verdict_out, sizeof run.base.verdict,
                                 &run.base.verdict);
}
