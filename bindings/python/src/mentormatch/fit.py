"""How well two people fit: criteria over the columns of their tables.

A criterion gives a pair whole points, at most 1000 for each unit of weight; the score is the sum, so the
parts add up exactly. A criterion that is a must gives no points: it rules pairs out.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ._context import Context, new_struct
from ._core import ffi, lib
from ._problem import address, choice, hours_struct
from .arrays import slots_of
from .candidates import Candidates, top_of
from .errors import InputError
from .frames import Table, column_places, read_table
from .hours import is_missing, weekly_hours
from .vectors import read_vectors

__all__ = [
    "Criterion",
    "Fit",
    "close",
    "different",
    "gap",
    "outside_reporting_line",
    "overlap",
    "same",
    "shared_hours",
    "similarity",
]

POINTS_PER_WEIGHT = 1000
MISSING = {
    "zero": lib.MMATCH_MISSING_ZERO,
    "neutral": lib.MMATCH_MISSING_NEUTRAL,
    "rule_out": lib.MMATCH_MISSING_RULE_OUT,
}
MEASURES = {
    "cosine": lib.MMATCH_SIMILARITY_COSINE,
    "inner_product": lib.MMATCH_SIMILARITY_INNER_PRODUCT,
}


@dataclass(frozen=True)
class Criterion:
    """One thing that counts; made by `overlap`, `same`, `close` and so on."""

    kind: str
    mentee_column: str
    mentor_column: str
    weight: float = 1
    must: bool = False
    missing: str = "zero"
    name: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for column in (self.mentee_column, self.mentor_column):
            if not isinstance(column, str) or not column:
                raise InputError(f"{self.kind}: {column!r} is not the name of a column")
        if not isinstance(self.name, str):
            raise InputError(f"{self.kind}: name {self.name!r} is not text")
        choice(f"{self.name}: missing", self.missing, MISSING)
        number = isinstance(self.weight, (int, float, np.number)) and not isinstance(self.weight, bool)
        if not number or not (1 <= self.weight * POINTS_PER_WEIGHT <= 1_000_000):
            raise InputError(f"{self.name}: weight {self.weight!r} is not a number from 0.001 to 1000")

    @property
    def points(self) -> int:
        """The most points that a pair can get."""
        return 0 if self.must else round(self.weight * POINTS_PER_WEIGHT)

    def to_dict(self) -> dict[str, Any]:
        """The criterion as plain values; `criterion_of` makes it again."""
        return {
            "kind": self.kind,
            "mentee_column": self.mentee_column,
            "mentor_column": self.mentor_column,
            "weight": self.weight,
            "must": self.must,
            "missing": self.missing,
            "name": self.name,
            **self.options,
        }


def overlap(
    wants: str, offers: str | None = None, *, weight: float = 1, must: bool = False, missing: str = "zero",
    name: str | None = None,
) -> Criterion:
    """The share of what the mentee wants that the mentor offers.

    Parameters
    ----------
    wants, offers : str
        Columns of lists, or of text such as "python:3; writing" (commas separate where there is no
        semicolon). A number after a colon is a level, 1 without; upper and lower case are the same; of
        an item listed twice the higher level counts.
    weight : float
        The most it can add, in thousands of points.
    must : bool
        Rule out mentors who do not offer everything that is wanted, and add nothing.
    missing : "zero", "neutral" or "rule_out"
        What a pair gets when either answer is missing: nothing, half, or it is ruled out.
    name : str, optional
        What results call the criterion; the name of the first column if not given.
    """
    return Criterion("overlap", wants, offers or wants, weight, must, missing, name or wants)


def same(
    column: str, mentor_column: str | None = None, *, weight: float = 1, must: bool = False, missing: str = "zero",
    name: str | None = None,
) -> Criterion:
    """Both give the same answer; upper and lower case are the same. Parameters as for `overlap`."""
    return Criterion("same", column, mentor_column or column, weight, must, missing, name or column)


def different(
    column: str, mentor_column: str | None = None, *, weight: float = 1, must: bool = False, missing: str = "zero",
    name: str | None = None,
) -> Criterion:
    """The two give different answers. Parameters as for `overlap`."""
    return Criterion("different", column, mentor_column or column, weight, must, missing, name or column)


def close(
    column: str, mentor_column: str | None = None, *, span: float | None = None, order: Sequence[Any] | None = None,
    weight: float = 1, must: bool = False, missing: str = "zero", name: str | None = None,
) -> Criterion:
    """Numbers, or ordered answers, that are near each other.

    Parameters
    ----------
    span : float, optional
        The difference from which on nothing is added; the range of all answers if not given. With
        `must`, pairs further apart are ruled out.
    order : list, optional
        The answers from lowest to highest, where they are not numbers: ["low", "medium", "high"].
    """
    if span is not None and not (isinstance(span, (int, float, np.number)) and 0 < span < float("inf")):
        raise InputError(f"close({column!r}): span {span!r} is not a positive number")
    options = {"span": span, "order": None if order is None else list(order)}
    return Criterion("close", column, mentor_column or column, weight, must, missing, name or column, options)


def gap(
    column: str, mentor_column: str | None = None, *, ideal: float, tolerance: float, weight: float = 1,
    must: bool = False, missing: str = "zero", name: str | None = None,
) -> Criterion:
    """The mentor is ideally so much above the mentee.

    Parameters
    ----------
    ideal : float
        The best value of mentor minus mentee; negative for reverse mentoring.
    tolerance : float
        How far from the ideal nothing is added any more. With `must`, pairs further off are ruled out.
    """
    for word, value in (("ideal", ideal), ("tolerance", tolerance)):
        if not isinstance(value, (int, float, np.number)) or not np.isfinite(value):
            raise InputError(f"gap({column!r}): {word} {value!r} is not a number")
    if not tolerance > 0:
        raise InputError(f"gap({column!r}): tolerance {tolerance!r} is not positive")
    options = {"ideal": ideal, "tolerance": tolerance}
    return Criterion("gap", column, mentor_column or column, weight, must, missing, name or column, options)


def shared_hours(
    column: str = "hours", mentor_column: str | None = None, *, at_least: float = 0, full: float | None = None,
    tz: str = "utc_offset", weight: float = 1, must: bool = False, missing: str = "zero", name: str | None = None,
) -> Criterion:
    """Hours of the week that both have free, brought to one clock.

    Parameters
    ----------
    column : str
        Hours as text such as "Mon 9-12; Wed 14-17", as a list of hours of the week (0 to 167), or as 168,
        336 or 672 booleans.
    at_least : float
        Pairs with fewer hours in common are ruled out.
    full : float, optional
        Hours in common that bring all points; `at_least` (or one slot) if not given.
    tz : str
        The column with each person's UTC offset, such as "+02:00" or minutes; UTC where there is none.
    """
    slots_of(at_least, 60, f"shared_hours({column!r}): at_least")
    if full is not None and (slots_of(full, 60, f"shared_hours({column!r}): full") == 0 or full < at_least):
        raise InputError(f"shared_hours({column!r}): full {full!r} is not above 0 and at_least")
    options = {"at_least": at_least, "full": full, "tz": tz}
    return Criterion("shared_hours", column, mentor_column or column, weight, must, missing, name or column, options)


def outside_reporting_line(
    id: str = "id", manager: str = "manager", *, people: Any = None, name: str | None = None
) -> Criterion:
    """Nobody is matched with themselves or with anybody above or below them. Always a must.

    Parameters
    ----------
    id, manager : str
        Columns with a person's id and the id of the person they report to.
    people : table, optional
        Further people with the same two columns, for lines that run through people who take no part.
    """
    options = {"people": None if people is None else read_table(people, "people")}
    return Criterion("outside_reporting_line", id, manager, 1, True, "zero", name or "reporting line", options)


def similarity(
    column: str, mentor_column: str | None = None, *, measure: str = "cosine", least: float = 0,
    full: float | None = None, weight: float = 1, must: bool = False, missing: str = "zero", name: str | None = None,
) -> Criterion:
    """Vectors that are alike, such as embeddings of what people wrote, or attributes.

    Points grow in a line from `least` to `full`. Vectors are rounded once to multiples of 1/32767 of their
    length (cosine) or of the longest of their side (inner product), so that every machine gives the same points.

    Parameters
    ----------
    column : str
        Lists or arrays of numbers, all of one length (at most 4096), or text such as "[0.1, 0.2]". A vector with
        a missing number is a missing answer, as is, for the cosine, one of zeros alone.
    measure : "cosine" or "inner_product"
    least : float
        The measure from which on points are given. With `must`, pairs below it are ruled out.
    full : float, optional
        The measure that brings all points. If not given, 1 for the cosine, and for the inner product the longest
        vector's length times the longest on the other side.
    """
    choice(f"similarity({column!r}): measure", measure, MEASURES)
    for word, value in (("least", least), ("full", full)):
        is_number = isinstance(value, (int, float, np.number)) and not isinstance(value, bool) and np.isfinite(value)
        if not is_number and not (value is None and word == "full"):
            raise InputError(f"similarity({column!r}): {word} {value!r} is not a number")
    if full is not None and (full == 0 or not full > least):
        raise InputError(f"similarity({column!r}): full {full!r} is 0 or not above least {least!r}")
    options = {"measure": measure, "least": least, "full": full}
    return Criterion("similarity", column, mentor_column or column, weight, must, missing, name or column, options)


MAKERS: dict[str, Callable[..., Criterion]] = {
    "overlap": overlap,
    "same": same,
    "different": different,
    "close": close,
    "gap": gap,
    "shared_hours": shared_hours,
    "outside_reporting_line": outside_reporting_line,
    "similarity": similarity,
}


@dataclass(eq=False)
class CompiledCriterion:
    """A criterion with the answers of both sides as the library reads them."""

    criterion: Criterion
    data: tuple[Any, ...]

    def add(self, context: Context, fit: Any) -> None:
        shared = new_struct("mmatch_criterion")
        name = ffi.new("char[]", self.criterion.name.encode("utf-8"))
        shared.name = name
        shared.points = self.criterion.points
        shared.must = int(self.criterion.must)
        shared.missing = MISSING[self.criterion.missing]
        _ADDERS[self.criterion.kind](context, fit, shared, self.data)


def _add_sets(context: Context, fit: Any, shared: Any, data: tuple[Any, ...]) -> None:
    structs = []
    for offsets, items, levels in data:
        sets = ffi.new("mmatch_sets *")
        sets.offsets, sets.items = address(offsets, "int64_t"), address(items, "int32_t")
        sets.levels = address(levels, "int32_t")
        structs.append(sets)
    context.call(lib.mmatch_fit_add_overlap, fit, shared, *structs)


def _add_codes(function: Any) -> Callable[..., None]:
    def add(context: Context, fit: Any, shared: Any, data: tuple[Any, ...]) -> None:
        context.call(function, fit, shared, *(address(codes, "int32_t") for codes in data))

    return add


def _add_numbers(function: Any) -> Callable[..., None]:
    def add(context: Context, fit: Any, shared: Any, data: tuple[Any, ...]) -> None:
        rows, columns, *options = data
        context.call(function, fit, shared, address(rows, "double"), address(columns, "double"), *options)

    return add


def _add_hours(context: Context, fit: Any, shared: Any, data: tuple[Any, ...]) -> None:
    rows, columns, at_least, full = data
    row_hours, _kept = hours_struct(*rows)
    column_hours, _kept_too = hours_struct(*columns)
    context.call(lib.mmatch_fit_add_shared_hours, fit, shared, row_hours, column_hours, at_least, full)


def _add_line(context: Context, fit: Any, shared: Any, data: tuple[Any, ...]) -> None:
    managers, rows, columns = data
    context.call(
        lib.mmatch_fit_add_outside_reporting_line,
        fit,
        shared,
        address(managers, "int32_t"),
        len(managers),
        address(rows, "int32_t"),
        address(columns, "int32_t"),
    )


def _add_vectors(context: Context, fit: Any, shared: Any, data: tuple[Any, ...]) -> None:
    rows, columns, width, *options = data
    context.call(
        lib.mmatch_fit_add_similarity, fit, shared, address(rows, "double"), address(columns, "double"), width, *options
    )


_ADDERS: dict[str, Callable[..., None]] = {
    "overlap": _add_sets,
    "same": _add_codes(lib.mmatch_fit_add_same),
    "different": _add_codes(lib.mmatch_fit_add_different),
    "close": _add_numbers(lib.mmatch_fit_add_close),
    "gap": _add_numbers(lib.mmatch_fit_add_gap),
    "shared_hours": _add_hours,
    "outside_reporting_line": _add_line,
    "similarity": _add_vectors,
}


@dataclass(eq=False)
class CompiledFit:
    """A fit over two tables: scores that are worked out when they are read, and explained pair by pair."""

    shape: tuple[int, int]
    criteria: list[CompiledCriterion]

    @property
    def names(self) -> list[str]:
        return [compiled.criterion.name for compiled in self.criteria]

    def open_fit(self, context: Context, stack: contextlib.ExitStack) -> Any:
        out = ffi.new("mmatch_fit **")
        context.call(lib.mmatch_fit_create, *self.shape, out)
        stack.callback(lib.mmatch_fit_destroy, out[0])
        for compiled in self.criteria:
            compiled.add(context, out[0])
        return out[0]

    def open(self, context: Context, stack: contextlib.ExitStack, sense: str) -> Any:
        if sense != "max":
            raise InputError("sense: a fit gives scores, of which more is better")
        out = ffi.new("mmatch_scores **")
        context.call(lib.mmatch_fit_scores, self.open_fit(context, stack), out)
        stack.callback(lib.mmatch_scores_destroy, out[0])
        return out[0]

    def explain(self, pairs: Iterable[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
        """The points of each pair, and which criteria rule it out: two arrays, pairs x criteria."""
        pairs = list(pairs)
        points = np.zeros((len(pairs), len(self.criteria)), np.int32)
        ruled_out = np.zeros((len(pairs), len(self.criteria)), np.int32)
        if not pairs or not self.criteria:
            return points, ruled_out.astype(bool)
        with Context() as context, contextlib.ExitStack() as stack:
            fit = self.open_fit(context, stack)
            first, second = ffi.cast("int32_t *", points.ctypes.data), ffi.cast("int32_t *", ruled_out.ctypes.data)
            width = len(self.criteria)
            for place, (row, column) in enumerate(pairs):
                at = place * width
                context.call(lib.mmatch_fit_explain, fit, row, column, first + at, second + at)
        return points, ruled_out.astype(bool)


class Fit:
    """The criteria that make the score of a pair.

    Parameters
    ----------
    criteria : list of Criterion

    Examples
    --------
    >>> import mentormatch as mm
    >>> fit = mm.Fit([mm.overlap("wants", "offers", weight=2), mm.same("language", must=True)])
    >>> mentees = [{"id": "ana", "wants": "sql; python", "language": "en"}]
    >>> mentors = [{"id": "bo", "offers": "python", "language": "en"}, {"id": "cy", "offers": "sql", "language": "fr"}]
    >>> fit.matrix(mentees, mentors).tolist()
    [[1000.0, -inf]]
    """

    def __init__(self, criteria: Iterable[Criterion]) -> None:
        self.criteria = list(criteria)
        for place, criterion in enumerate(self.criteria):
            if not isinstance(criterion, Criterion):
                raise InputError(f"criterion {place}: {criterion!r} is not a criterion such as mm.same('language')")
        self.criteria = _with_unique_names(self.criteria)

    def __repr__(self) -> str:
        return f"Fit({[criterion.name for criterion in self.criteria]})"

    def compile(self, mentees: Any, mentors: Any) -> CompiledFit:
        """The fit over two tables, with every answer read and checked."""
        rows, columns = read_table(mentees, "mentees"), read_table(mentors, "mentors")
        compiled = [CompiledCriterion(criterion, _READERS[criterion.kind](criterion, rows, columns))
                    for criterion in self.criteria]
        return CompiledFit((len(rows), len(columns)), compiled)

    def matrix(self, mentees: Any, mentors: Any) -> np.ndarray:
        """All scores, mentees x mentors, -inf for a pair that is ruled out."""
        return read_scores(self.compile(mentees, mentors))

    def top(
        self, mentees: Any, mentors: Any, per_mentee: int = 50, per_mentor: int = 0, *, threads: int = 1,
        progress: Any = None, cancel: Any = None,
    ) -> Candidates:
        """The best pairs alone, without the matrix: sparse scores for `assign`, `stable` or `Program`.

        Parameters
        ----------
        per_mentee : int
            How many of the best mentors each mentee keeps; of equal scores the earlier ones.
        per_mentor : int
            How many of the best mentees each mentor keeps besides.
        threads : int
            The answer is the same for any number.

        Examples
        --------
        >>> import mentormatch as mm
        >>> fit = mm.Fit([mm.similarity("about")])
        >>> mentees = [{"about": [1, 0]}, {"about": [1, 2]}]
        >>> mentors = [{"about": [2, 1]}, {"about": [0, 1]}, {"about": [3, 0]}]
        >>> best = fit.top(mentees, mentors, per_mentee=2)
        >>> best
        Candidates(2 x 3, 4 pairs)
        >>> best.indices.tolist(), best.data.tolist()
        ([0, 2, 0, 1], [894.0, 1000.0, 800.0, 894.0])
        """
        return top_of(self.compile(mentees, mentors), per_mentee, per_mentor, "max", threads, progress, cancel)


def read_scores(source: Any, sense: str = "max", rows: Sequence[int] | None = None) -> np.ndarray:
    """Rows of scores as the solvers see them; forbidden pairs as the infinity of the bad sign."""
    wanted = range(source.shape[0]) if rows is None else rows
    found = np.zeros((len(wanted), source.shape[1]))
    with Context() as context, contextlib.ExitStack() as stack:
        scores = source.open(context, stack, sense)
        for place, row in enumerate(wanted):
            context.call(lib.mmatch_scores_read_row, scores, row, address(found[place], "double"))
    return found


def _with_unique_names(criteria: list[Criterion]) -> list[Criterion]:
    taken = {"mentee", "mentor", "score"}
    unique = []
    for criterion in criteria:
        name, number = criterion.name, 2
        if name in taken and criterion.name not in ("mentee", "mentor", "score"):
            name = f"{criterion.name} ({criterion.kind.replace('_', ' ')})"
        while name in taken:
            name, number = f"{criterion.name} {number}", number + 1
        taken.add(name)
        unique.append(Criterion(**{**criterion.__dict__, "name": name}))
    return unique


# Reading the answers


def parse_items(value: Any) -> dict[str, int]:
    """A set of items with levels from text, a list, a dict or a single value."""
    if is_missing(value):
        return {}
    if isinstance(value, str):
        value = re.split(r"[;\n]" if ";" in value or "\n" in value else r",", value)
    elif isinstance(value, Mapping):
        value = list(value.items())
    elif not isinstance(value, Iterable):
        value = [value]
    items: dict[str, int] = {}
    for entry in value:
        if is_missing(entry):
            continue
        item, level = entry, 1
        if isinstance(entry, (tuple, list)) and len(entry) == 2:
            item, level = entry
        elif isinstance(entry, str) and re.search(r":\s*[-+]?\.?\d[\d.]*(e[-+]?\d+)?\s*$", entry, re.IGNORECASE):
            item, _, digits = entry.rpartition(":")
            level = int(digits) if digits.strip().isdecimal() else digits
        if isinstance(level, (float, np.floating)) and float(level).is_integer():
            level = int(level)
        if isinstance(level, bool) or not isinstance(level, (int, np.integer)) or not 1 <= level <= 1000:
            raise InputError(f"{entry!r}: the level is not a whole number from 1 to 1000")
        key = " ".join(str(item).casefold().split())
        if key:
            items[key] = max(int(level), items.get(key, 1))
    return items


def _read_overlap(criterion: Criterion, rows: Table, columns: Table) -> tuple[Any, ...]:
    vocabulary: dict[str, int] = {}
    sides, faults = [], []
    for table, column in ((rows, criterion.mentee_column), (columns, criterion.mentor_column)):
        offsets, items, levels = [0], [], []
        for row, value in enumerate(table.column(column, criterion.name)):
            try:
                parsed = parse_items(value)
            except InputError as error:
                faults.append(f"{table.place(row, column)}: {error}")
                parsed = {}
            for item, level in parsed.items():
                items.append(vocabulary.setdefault(item, len(vocabulary)))
                levels.append(level)
            offsets.append(len(items))
        sides.append((np.array(offsets, np.int64), np.array(items, np.int32), np.array(levels, np.int32)))
    if faults:
        raise InputError.collect(faults)
    return tuple(sides)


def _read_codes(criterion: Criterion, rows: Table, columns: Table) -> tuple[Any, ...]:
    codes: dict[Any, int] = {}
    sides = []
    for table, column in ((rows, criterion.mentee_column), (columns, criterion.mentor_column)):
        found = np.full(len(table), -1, np.int32)
        for row, value in enumerate(table.column(column, criterion.name)):
            if is_missing(value):
                continue
            key = " ".join(value.casefold().split()) if isinstance(value, str) else value
            try:
                found[row] = codes.setdefault(key, len(codes))
            except TypeError:
                raise InputError(f"{table.place(row, column)}: {value!r} cannot be compared") from None
        sides.append(found)
    return tuple(sides)


def _ordered(table: Table, column: str, order: Sequence[Any], what: str) -> np.ndarray:
    def key(value: Any) -> Any:
        return value.strip().casefold() if isinstance(value, str) else value

    positions = {key(value): place for place, value in enumerate(order)}
    found, faults = np.full(len(table), np.nan), []
    for row, value in enumerate(table.column(column, what)):
        if is_missing(value):
            continue
        if key(value) in positions:
            found[row] = positions[key(value)]
        else:
            faults.append(f"{table.place(row, column)}: {value!r} is not one of {list(order)!r}")
    if faults:
        raise InputError.collect(faults)
    return found


def _read_close(criterion: Criterion, rows: Table, columns: Table) -> tuple[Any, ...]:
    order = criterion.options.get("order")
    sides = [
        table.numbers(column, criterion.name) if order is None else _ordered(table, column, order, criterion.name)
        for table, column in ((rows, criterion.mentee_column), (columns, criterion.mentor_column))
    ]
    return (*sides, float(criterion.options.get("span") or 0))


def _read_gap(criterion: Criterion, rows: Table, columns: Table) -> tuple[Any, ...]:
    return (
        rows.numbers(criterion.mentee_column, criterion.name),
        columns.numbers(criterion.mentor_column, criterion.name),
        float(criterion.options["ideal"]),
        float(criterion.options["tolerance"]),
    )


def table_hours(table: Table, column: str, tz: str, what: str) -> Any:
    """The weekly hours of everybody in a table."""
    offsets = table.columns.get(tz) if tz == "utc_offset" else table.column(tz, f"time zones of {what}")
    places = column_places(table, column), column_places(table, tz)
    return weekly_hours(table.column(column, what), offsets, len(table), column, *places)


def _read_hours(criterion: Criterion, rows: Table, columns: Table) -> tuple[Any, ...]:
    tz = criterion.options.get("tz", "utc_offset")
    sides = [
        table_hours(table, column, tz, criterion.name)
        for table, column in ((rows, criterion.mentee_column), (columns, criterion.mentor_column))
    ]
    minutes = min(side.slot_minutes for side in sides)
    full = criterion.options.get("full")
    return (
        *(side.arrays(minutes) for side in sides),
        slots_of(criterion.options.get("at_least", 0), minutes, "at_least"),
        0 if full is None else slots_of(full, minutes, "full"),
    )


def _read_line(criterion: Criterion, rows: Table, columns: Table) -> tuple[Any, ...]:
    id_column, manager_column = criterion.mentee_column, criterion.mentor_column
    tables = [rows, columns]
    if criterion.options.get("people") is not None:
        tables.append(criterion.options["people"])
    index: dict[Any, int] = {}
    manager_of: dict[int, tuple[int, str]] = {}
    sides, faults = [], []
    for table in tables:
        found = np.full(len(table), -1, np.int32)
        pairs = zip(table.column(id_column, criterion.name), table.column(manager_column, criterion.name))
        for row, (person, manager) in enumerate(pairs):
            if is_missing(person):
                continue
            found[row] = index.setdefault(person, len(index))
            if is_missing(manager) or manager == person:
                continue
            above = index.setdefault(manager, len(index))
            known, where = manager_of.setdefault(int(found[row]), (above, table.place(row, manager_column)))
            if known != above:
                faults.append(f"{table.place(row, manager_column)}: {manager!r}, but another manager in {where}")
        sides.append(found)
    if faults:
        raise InputError.collect(faults)
    managers = np.full(len(index), -1, np.int32)
    for person, (above, _) in manager_of.items():
        managers[person] = above
    _refuse_cycles(managers, list(index))
    return managers, sides[0], sides[1]


def _refuse_cycles(managers: np.ndarray, names: Sequence[Any]) -> None:
    state = np.zeros(len(managers), np.int8)  # 1: on the way up that is being walked, 2: known to be good
    for start in range(len(managers)):
        way, person = [], start
        while person >= 0 and state[person] == 0:
            state[person] = 1
            way.append(person)
            person = int(managers[person])
        if person >= 0 and state[person] == 1:
            circle = way[way.index(person):] + [person]
            line = " -> ".join(repr(names[member]) for member in circle[:8])
            raise InputError(f"reporting line: the managers go round in a circle: {line}")
        for member in way:
            state[member] = 2


def _read_similarity(criterion: Criterion, rows: Table, columns: Table) -> tuple[Any, ...]:
    (first, second), width = read_vectors(
        [
            (table.column(column, criterion.name), column_places(table, column))
            for table, column in ((rows, criterion.mentee_column), (columns, criterion.mentor_column))
        ]
    )
    full = criterion.options.get("full")
    return (
        first,
        second,
        width,
        MEASURES[criterion.options.get("measure", "cosine")],
        float(criterion.options.get("least", 0)),
        0.0 if full is None else float(full),
    )


_READERS: dict[str, Callable[[Criterion, Table, Table], tuple[Any, ...]]] = {
    "overlap": _read_overlap,
    "same": _read_codes,
    "different": _read_codes,
    "close": _read_close,
    "gap": _read_gap,
    "shared_hours": _read_hours,
    "outside_reporting_line": _read_line,
    "similarity": _read_similarity,
}
