/* Problem: how many days of start .. stop - 1 lie less than `cadence` days after a held session,
 * stop being the as-of day or the end, whichever is first; and the gaps between held sessions.
 *
 * Idea: go through held sessions by day. Each covers from its day until its day plus the cadence,
 * the next session or the stop, whichever comes first, so no day is counted twice. Complexity:
 * O(sessions). Reference: the proportion of days covered, as used for refills of prescriptions. */
#include "progress/measure.h"

void mmatch__measure_sessions(const mmatch_plans *plans, int64_t plan, int32_t as_of,
                              mmatch__measures *measures)
{
    const mmatch_plan_columns *const columns = &plans->columns;
    const int64_t start = columns->start_days[plan];
    const int64_t stop = as_of < columns->end_days[plan] ? as_of : columns->end_days[plan];
    const int64_t cadence = columns->cadence_days == NULL ? 0 : columns->cadence_days[plan];
    int64_t last = start; /* the last held session, or the start */
    int64_t covered_until = start;
    int64_t place;
    measures->expected = -1;
    measures->cadence_window = 0;
    measures->covered_days = 0;
    if (columns->session_offsets == NULL) {
        measures->held = -1;
        measures->unconfirmed = -1;
        measures->gap_now = -1;
        measures->gap_most = -1;
        return;
    }
    measures->held = 0;
    measures->unconfirmed = 0;
    measures->gap_most = 0;
    for (place = columns->session_offsets[plan]; place < columns->session_offsets[plan + 1];
         place++) {
        const int64_t row = plans->session_order == NULL ? place : plans->session_order[place];
        const int64_t day = columns->session_days[row];
        const int32_t state =
            columns->session_states == NULL ? MMATCH_SESSION_HELD : columns->session_states[row];
        int64_t from;
        if (day < start || day > stop) {
            continue;
        }
        measures->unconfirmed += state == MMATCH_SESSION_UNCONFIRMED ? 1 : 0;
        if (state != MMATCH_SESSION_HELD) {
            continue;
        }
        measures->held++;
        measures->gap_most = day - last > measures->gap_most ? day - last : measures->gap_most;
        last = day;
        from = day > covered_until ? day : covered_until;
        covered_until = day + cadence < stop ? day + cadence : stop;
        measures->covered_days += covered_until > from ? covered_until - from : 0;
    }
    measures->gap_now = stop > last ? stop - last : 0;
    measures->gap_most =
        measures->gap_now > measures->gap_most ? measures->gap_now : measures->gap_most;
    if (cadence > 0) {
        measures->expected = stop > start ? (stop - start) / cadence : 0;
        measures->cadence_window = stop > start ? stop - start : 0;
    }
}
