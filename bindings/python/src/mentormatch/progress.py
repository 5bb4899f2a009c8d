"""Scoring plans: how far goals are, how far they should be, and why a plan needs attention."""

from __future__ import annotations

import contextlib
import datetime
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ._context import CancelToken, Context, new_struct, text
from ._core import ffi, lib
from ._problem import address, choice, verdict_of
from .errors import InputError
from .frames import Table, read_table
from .hours import is_missing

__all__ = ["Scoreboard", "gas_t", "score_plans"]

NO_DAY = -(2**31)
NO_PROGRESS = 2**32 - 1
EPOCH = datetime.date(1970, 1, 1).toordinal()
MISSING = {
    "zero": lib.MMATCH_PROGRESS_MISSING_ZERO,
    "skip": lib.MMATCH_PROGRESS_MISSING_SKIP,
    "expected": lib.MMATCH_PROGRESS_MISSING_EXPECTED,
}
PRESETS = {
    "earned_schedule": lib.MMATCH_PRESET_EARNED_SCHEDULE,
    "gap": lib.MMATCH_PRESET_GAP,
    "buffer": lib.MMATCH_PRESET_BUFFER,
    "bands": lib.MMATCH_PRESET_BANDS,
}
SESSION_STATES = {
    "held": lib.MMATCH_SESSION_HELD,
    "unconfirmed": lib.MMATCH_SESSION_UNCONFIRMED,
    "missed": lib.MMATCH_SESSION_MISSED,
    "cancelled": lib.MMATCH_SESSION_CANCELLED,
    "scheduled": lib.MMATCH_SESSION_SCHEDULED,
}
FIELDS = {
    text(lib.mmatch_progress_field_name(number)): number
    for number in range(64)
    if lib.mmatch_progress_field_name(number) != ffi.NULL
}
_BITS = {"reasons": lib.mmatch_progress_reason_name, "flags": lib.mmatch_progress_flag_name}


def gas_t(levels: Any, weights: Any = None, rho: float = 0.3) -> float:
    """The goal attainment T-score of Kiresuk and Sherman (1968): 50 when every goal came out as expected.

    Parameters
    ----------
    levels : list of numbers
        From -2 (much less than expected) over 0 (as expected) to 2; None or NaN: not rated, left out.
    weights : list of numbers, optional
        Importance of each goal; equal if not given.
    rho : float
        The supposed correlation between goals.

    Examples
    --------
    >>> import mentormatch as mm
    >>> mm.gas_t([-2, 0, -1, 2, 0, 1], weights=[3, 5, 1, 4, 2, 6])
    55.0
    """

    def numbers(values: Any, name: str) -> np.ndarray:
        try:
            array = np.array([math.nan if is_missing(value) else value for value in values], dtype=np.float64)
        except (TypeError, ValueError):
            raise InputError(f"{name}: not a list of numbers") from None
        if array.ndim != 1:
            raise InputError(f"{name}: not a plain list of numbers")
        return array

    rated = numbers(levels, "levels")
    given = None if weights is None else numbers(weights, "weights")
    if given is not None and len(given) != len(rated):
        raise InputError(f"weights: {len(given)} entries for {len(rated)} levels")
    out = ffi.new("double *")
    with Context() as context:
        context.call(lib.mmatch_gas_t, address(rated, "double"), address(given, "double"), len(rated), float(rho), out)
    return float(out[0])


@dataclass(eq=False)
class PlanColumns:
    """Plans as the library reads them, and the names that go with their rows."""

    plan_ids: list[Any]
    milestone_ids: list[Any]
    milestone_plan: np.ndarray
    arrays: dict[str, np.ndarray]

    @contextlib.contextmanager
    def open(self, context: Context) -> Iterator[Any]:
        columns = new_struct("mmatch_plan_columns")
        columns.plan_count = len(self.plan_ids)
        for name, array in self.arrays.items():
            setattr(columns, name, address(array, _TYPES[array.dtype]))
        out = ffi.new("mmatch_plans **")
        context.call(lib.mmatch_plans_create, columns, out)
        try:
            yield out[0]
        finally:
            lib.mmatch_plans_destroy(out[0])


_TYPES = {
    np.dtype(np.int32): "int32_t",
    np.dtype(np.uint32): "uint32_t",
    np.dtype(np.int64): "int64_t",
}


@dataclass(eq=False)
class Scoreboard:
    """What `score_plans` found out.

    Attributes
    ----------
    plans : frame
        One row a plan: its id, status, reasons, and the columns asked for.
    columns : dict of arrays
        The same numbers as float64 and int64 arrays, by name.
    """

    source: PlanColumns
    table: Table
    plan_column: str
    as_of: int
    missing: str
    preset: str
    wanted: int
    columns: dict[str, np.ndarray] = field(default_factory=dict)

    @property
    def as_of_text(self) -> str:
        """The day looked from, as a date."""
        return day_text(self.as_of)

    @property
    def statuses(self) -> list[str]:
        """"green", "amber", "red", "grey" or "achieved" for each plan."""
        return [text(lib.mmatch_progress_status_name(code)) for code in self.columns.get("status", np.zeros(0)).tolist()]

    def words(self, name: str) -> list[str]:
        """The "reasons" or "flags" of each plan in words."""
        naming = _BITS[name]
        return [
            ", ".join(text(naming(1 << bit)) for bit in range(62) if value >> bit & 1)
            for value in self.columns[name].tolist()
        ]

    @property
    def plans(self) -> Any:
        shown: dict[str, Any] = {self.plan_column: self.source.plan_ids}
        for name, values in self.columns.items():
            if name == "status":
                shown[name] = self.statuses
            elif name in _BITS:
                shown[name] = self.words(name)
            else:
                shown[name] = values.tolist()
        return self.table.make(shown)

    def _repr_html_(self) -> str:
        counts = {status: self.statuses.count(status) for status in dict.fromkeys(self.statuses)}
        body = "".join(f"<tr><td>{status}</td><td>{count}</td></tr>" for status, count in counts.items())
        return f"<table><thead><tr><th>status</th><th>plans</th></tr></thead><tbody>{body}</tbody></table>"

    def __repr__(self) -> str:
        return f"<Scoreboard: {len(self.source.plan_ids)} plans on {self.as_of_text}>"

    def contributions(self) -> Any:
        """What each milestone adds to its plan's score, in millionths that add up to it exactly: a frame."""
        parts = np.zeros(len(self.source.milestone_ids), np.int64)
        with Context() as context, self.source.open(context) as plans:
            count = len(self.source.plan_ids)
            context.call(
                lib.mmatch_progress_contributions, plans, self._options(), 0, count, address(parts, "int64_t"), ffi.NULL
            )
        return self.table.make(
            {
                self.plan_column: [self.source.plan_ids[plan] for plan in self.source.milestone_plan.tolist()],
                "milestone": self.source.milestone_ids,
                "millionths": parts.tolist(),
            }
        )

    def verify(self) -> Any:
        """Works every number out again in exact fractions, with code that shares nothing with the scorer."""
        ordered = sorted((FIELDS[name], values) for name, values in self.columns.items())
        reals = [np.asarray(values, np.float64) for number, values in ordered if number < 32]
        integers = [np.asarray(values, np.int64) for number, values in ordered if number >= 32]
        kept = [np.concatenate(group) if group else None for group in (reals, integers)]
        parts, out = new_struct("mmatch_scoreboard_parts"), ffi.new("mmatch_scoreboard **")
        parts.plan_count, parts.wanted = len(self.source.plan_ids), self.wanted
        parts.reals, parts.integers = address(kept[0], "double"), address(kept[1], "int64_t")
        with Context() as context, self.source.open(context) as plans:
            context.call(lib.mmatch_scoreboard_create, parts, out)
            try:
                verdict = new_struct("mmatch_verdict")
                context.call(lib.mmatch_progress_verify, plans, self._options(), out[0], verdict)
            finally:
                lib.mmatch_scoreboard_destroy(out[0])
        return verdict_of(verdict, "valid: every number is the exact one, rounded once")

    def _options(self) -> Any:
        options = new_struct("mmatch_progress_options")
        options.as_of = self.as_of
        options.missing = choice("missing", self.missing, MISSING)
        options.preset = choice("preset", self.preset, PRESETS)
        return options


def score_plans(
    plans: Any,
    milestones: Any,
    *,
    as_of: Any,
    sessions: Any = None,
    goals: Any = None,
    missing: str = "zero",
    preset: str = "earned_schedule",
    fields: Sequence[str] | None = None,
    plan: str = "plan",
    milestone: str = "milestone",
    threads: int = 1,
    progress: Any = None,
    cancel: CancelToken | None = None,
) -> Scoreboard:
    """Scores every plan as it stood on one day.

    Parameters
    ----------
    plans : table
        Columns `plan` (an id), `start` and `end` (days), and, where known, `cadence_days`.
    milestones : table
        Columns `plan` and `due`, and, where known, `milestone` (an id), `weight` (whole, equal without),
        `progress` (0 to 1; a missing one is missing), `done` and `last_checkin` (days), `goal` (a name,
        within the plan), `goal_weight` (whole), and `after` (ids of milestones that come first).
    as_of : date, text such as "2026-04-05", or int
        The day to look from. Days are dates, such texts, or whole numbers; one kind throughout.
    sessions : table, optional
        Columns `plan`, `day`, and `status`: "held", "unconfirmed", "missed", "cancelled", "scheduled".
    missing : "zero", "skip" or "expected"
        How a milestone counts whose progress is missing. The attainment has a low and a high value too.
    preset : "earned_schedule", "gap", "buffer" or "bands"
        The published rule that gives the status.
    fields : list of str, optional
        The columns wanted; all if not given.

    Returns
    -------
    Scoreboard

    Examples
    --------
    >>> import mentormatch as mm
    >>> plans = [{"plan": "p1", "start": 0, "end": 100}]
    >>> steps = [{"plan": "p1", "due": 50, "progress": 1.0}, {"plan": "p1", "due": 100, "progress": 0.0}]
    >>> board = mm.score_plans(plans, steps, as_of=40, fields=["attainment", "planned", "status"])
    >>> board.plans[0]["attainment"], board.plans[0]["planned"], board.plans[0]["status"]
    (0.5, 0.4, 'green')
    """
    if goals is not None:
        raise InputError("goals: give them as the columns goal and goal_weight of the milestones")
    table = read_table(plans, "plans")
    source = _read_plans(table, read_table(milestones, "milestones"), sessions, plan, milestone)
    numbers = list(FIELDS.values()) if fields is None else [_field(name) for name in fields]
    board = Scoreboard(
        source, table, plan, parse_day(as_of, "as_of"), missing, preset, sum(1 << number for number in set(numbers))
    )
    out = ffi.new("mmatch_scoreboard **")
    context = Context(threads=threads, progress=progress, cancel=cancel)
    with context, source.open(context) as opened:
        context.call(lib.mmatch_progress_score, opened, board._options(), board.wanted, out)
        try:
            for name, number in FIELDS.items():
                if board.wanted >> number & 1:
                    board.columns[name] = _column(out[0], number, len(source.plan_ids))
        finally:
            lib.mmatch_scoreboard_destroy(out[0])
    return board


def _field(name: str) -> int:
    return choice("fields", name, FIELDS)


def _column(scoreboard: Any, number: int, count: int) -> np.ndarray:
    real = number < 32
    pointer = (lib.mmatch_scoreboard_real if real else lib.mmatch_scoreboard_integer)(scoreboard, number)
    dtype = np.float64 if real else np.int64
    if not count:
        return np.zeros(0, dtype)
    return np.frombuffer(ffi.buffer(pointer, 8 * count), dtype=dtype).copy()


def parse_day(value: Any, where: str) -> int:
    """A day as a number: dates count from 1970-01-01, whole numbers stay as they are."""
    day: int | None = None
    if isinstance(value, str):
        word = value.strip()
        try:
            day = datetime.date.fromisoformat(word[:10]).toordinal() - EPOCH if len(word) >= 10 else int(word)
        except ValueError:
            day = None
    elif isinstance(value, datetime.date):  # also datetime and pandas.Timestamp
        day = value.toordinal() - EPOCH
    elif isinstance(value, np.datetime64):
        day = int(value.astype("datetime64[D]").astype(np.int64))
    elif isinstance(value, (int, float, np.number)) and not isinstance(value, bool) and float(value).is_integer():
        day = int(value)
    if day is None or not -16777216 <= day <= 16777216:
        raise InputError(f'{where}: {value!r} is not a day such as "2026-04-05"')
    return day


def day_text(day: int) -> str:
    """A day number as a date, where it is one."""
    try:
        return datetime.date.fromordinal(day + EPOCH).isoformat()
    except (ValueError, OverflowError):
        return str(day)


class _Reader:
    """Reads cells of a table, keeping every fault with its place."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults

    def days(self, table: Table, column: str, order: np.ndarray, optional: bool) -> np.ndarray:
        found = np.full(len(table), NO_DAY, np.int64)
        for row, value in enumerate(table.column(column)):
            if is_missing(value):
                if not optional:
                    self.faults.append(f"{table.place(row, column)}: the day is missing")
                continue
            try:
                found[row] = parse_day(value, table.place(row, column))
            except InputError as error:
                self.faults.append(str(error))
        return found[order].astype(np.int32)

    def whole(self, table: Table, column: str, order: np.ndarray, when_missing: int, largest: int) -> np.ndarray:
        found = table.numbers(column)
        found[np.isnan(found)] = when_missing
        for row, value in enumerate(found.tolist()):
            if value != int(value) or not 0 <= value <= largest:
                self.faults.append(f"{table.place(row, column)}: {value:g} is not a whole number from 0 to {largest}")
        return found[order].astype(np.int64)

    def progress(self, table: Table, column: str, order: np.ndarray) -> np.ndarray:
        found = table.numbers(column)
        for row, value in enumerate(found.tolist()):
            if value == value and not 0 <= value <= 1:
                self.faults.append(f"{table.place(row, column)}: {value:g} is not from 0 to 1")
        known = np.where(np.isnan(found), 0, np.clip(found, 0, 1))
        millionths = np.where(np.isnan(found), NO_PROGRESS, np.floor(known * 1_000_000 + 0.5))
        return millionths[order].astype(np.uint32)


def _read_plans(table: Table, steps: Table, sessions: Any, plan: str, milestone: str) -> PlanColumns:
    ids = table.ids(plan)
    index = {name: place for place, name in enumerate(ids)}
    faults: list[str] = []
    reader, same_order = _Reader(faults), np.arange(len(ids))
    arrays = {
        "start_days": reader.days(table, "start", same_order, False),
        "end_days": reader.days(table, "end", same_order, False),
    }
    if "cadence_days" in table:
        arrays["cadence_days"] = reader.whole(table, "cadence_days", same_order, 0, 2**24).astype(np.int32)
    of_step, order, arrays["milestone_offsets"] = _group(steps, plan, index, faults)
    names = steps.columns.get(milestone)
    step_ids = [names[row] if names is not None else row for row in order.tolist()]
    arrays["due_days"] = reader.days(steps, "due", order, True)
    for column, name in (("done", "done_days"), ("last_checkin", "checkin_days")):
        if column in steps:
            arrays[name] = reader.days(steps, column, order, True)
    if "weight" in steps:
        arrays["weights"] = reader.whole(steps, "weight", order, 1, 2**32 - 1).astype(np.uint32)
    if "progress" in steps:
        arrays["progress"] = reader.progress(steps, "progress", order)
    if "goal" in steps:
        _read_goals(steps, of_step, order, len(ids), reader, arrays)
    if "after" in steps:
        _read_predecessors(steps, milestone, order, arrays, faults)
    if sessions is not None:
        _read_sessions(read_table(sessions, "sessions"), plan, index, reader, arrays)
    if faults:
        raise InputError.collect(faults)
    return PlanColumns(ids, step_ids, of_step[order], arrays)


def _group(table: Table, plan: str, index: dict[Any, int], faults: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The plan of each row, the rows in the order of their plans, and where each plan begins."""
    of_row = np.zeros(len(table), np.int64)
    for row, value in enumerate(table.column(plan)):
        if value in index:
            of_row[row] = index[value]
        else:
            faults.append(f"{table.place(row, plan)}: there is no plan {value!r}")
    order = np.argsort(of_row, kind="stable")
    offsets = np.zeros(len(index) + 1, np.int64)
    np.cumsum(np.bincount(of_row, minlength=len(index)), out=offsets[1:])
    return of_row, order, offsets


def _read_goals(
    steps: Table, of_step: np.ndarray, order: np.ndarray, plan_count: int, reader: _Reader, arrays: dict[str, np.ndarray]
) -> None:
    weights = None
    if "goal_weight" in steps:
        weights = reader.whole(steps, "goal_weight", np.arange(len(steps)), 1, 2**32 - 1)
    goals: list[dict[Any, tuple[int, int, int]]] = [{} for _ in range(plan_count)]
    of_goal = np.zeros(len(steps), np.int32)
    for row in order.tolist():
        value, known = steps.columns["goal"][row], goals[of_step[row]]
        weight = 1 if weights is None else int(weights[row])
        number, first_weight, first = known.setdefault(None if is_missing(value) else value, (len(known), weight, row))
        of_goal[row] = number
        if first_weight != weight:
            place = steps.place(row, "goal_weight")
            reader.faults.append(f"{place}: {weight}, but {first_weight} for the same goal in {steps.place(first)}")
    arrays["goals"] = of_goal[order]
    arrays["goal_offsets"] = np.concatenate([[0], np.cumsum([len(known) for known in goals])]).astype(np.int64)
    listed = [weight for known in goals for _, weight, _ in known.values()]
    arrays["goal_weights"] = np.array(listed, np.uint32)


def _read_predecessors(
    steps: Table, milestone: str, order: np.ndarray, arrays: dict[str, np.ndarray], faults: list[str]
) -> None:
    try:
        names = steps.ids(milestone)
    except InputError as error:
        faults.extend(error.faults)
        return
    position = {names[row]: place for place, row in enumerate(order.tolist())}
    offsets, found = [0], []
    for row in order.tolist():
        value = steps.columns["after"][row]
        entries = [] if is_missing(value) else value.split(";") if isinstance(value, str) else list(value)
        for entry in entries:
            entry = entry.strip() if isinstance(entry, str) else entry
            if entry in position:
                found.append(position[entry])
            else:
                faults.append(f"{steps.place(row, 'after')}: there is no milestone {entry!r}")
        offsets.append(len(found))
    arrays["predecessor_offsets"], arrays["predecessors"] = np.array(offsets, np.int64), np.array(found, np.int64)


def _read_sessions(
    table: Table, plan: str, index: dict[Any, int], reader: _Reader, arrays: dict[str, np.ndarray]
) -> None:
    _, order, arrays["session_offsets"] = _group(table, plan, index, reader.faults)
    arrays["session_days"] = reader.days(table, "day", order, False)
    if "status" not in table:
        return
    states = np.zeros(len(table), np.int32)
    for row, value in enumerate(table.columns["status"]):
        word = value.strip().lower() if isinstance(value, str) else value
        if word in SESSION_STATES:
            states[row] = SESSION_STATES[word]
        else:
            reader.faults.append(f"{table.place(row, 'status')}: {value!r} is not one of {', '.join(SESSION_STATES)}")
    arrays["session_states"] = states[order]
