"""The answers that criteria compare: from the cells of two tables to the arrays that the library reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from ._core import lib
from .arrays import slots_of
from .criteria import MEASURES, Criterion
from .errors import InputError
from .frames import Table, column_places
from .hours import is_missing, weekly_hours
from .vectors import read_vectors

__all__ = ["READERS", "code_of", "parse_items", "parse_names", "table_hours"]

class Answers(tuple[Any, ...]):
    """What the library reads, with what its numbers stand for.

    Attributes
    ----------
    words : list or pair of lists
        Items or codes as people wrote them; for each side where they differ.
    """

    words: Any = ()

    @classmethod
    def of(cls, data: Iterable[Any], words: Any) -> Answers:
        made = cls(data)
        made.words = words
        return made


Sets = tuple[np.ndarray, np.ndarray, np.ndarray]  # offsets, items, levels
Vocabulary = dict[str, int]


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


def code_of(value: Any) -> Any:
    """What answers are compared by: text without regard to case and spaces."""
    return " ".join(value.casefold().split()) if isinstance(value, str) else value


def _read_sets(places: Sequence[tuple[Table, str]], what: str, levels_allowed: bool = True) -> tuple[list[Sets], Vocabulary]:
    """The sets in columns of tables as the library reads them, in one vocabulary."""
    vocabulary: Vocabulary = {}
    found, faults = [], []
    for table, column in places:
        offsets, items, levels = [0], [], []
        for row, value in enumerate(table.column(column, what)):
            try:
                parsed = parse_items(value)
            except InputError as error:
                faults.append(f"{table.place(row, column)}: {error}")
                parsed = {}
            for item, level in parsed.items():
                if level != 1 and not levels_allowed:
                    faults.append(f"{table.place(row, column)}: {item!r} has a level, and {what} knows none")
                items.append(vocabulary.setdefault(item, len(vocabulary)))
                levels.append(level)
            offsets.append(len(items))
        found.append((np.array(offsets, np.int64), np.array(items, np.int32), np.array(levels, np.int32)))
    if faults:
        raise InputError.collect(faults)
    return found, vocabulary


def _read_overlap(criterion: Criterion, rows: Table, columns: Table) -> tuple[Any, ...]:
    direction = criterion.options.get("direction", "mentee_to_mentor")
    wants, offers = criterion.mentee_column, criterion.mentor_column
    places = [(rows, wants), (columns, offers)]
    if direction == "mutual":
        places = [(rows, wants), (rows, offers), (columns, wants), (columns, offers)]
    sets, vocabulary = _read_sets(places, criterion.name)
    return Answers.of((direction, *sets), list(vocabulary))


def _read_two_sets(criterion: Criterion, rows: Table, columns: Table) -> Answers:
    sets, vocabulary = _read_sets([(rows, criterion.mentee_column), (columns, criterion.mentor_column)], criterion.name)
    return Answers.of(sets, list(vocabulary))


def _read_shared_items(criterion: Criterion, rows: Table, columns: Table) -> tuple[Any, ...]:
    sets = _read_two_sets(criterion, rows, columns)
    bounds = int(criterion.options.get("at_least") or 0), int(criterion.options.get("full") or 0)
    return Answers.of((*sets, *bounds), sets.words)


def _read_taxonomy(criterion: Criterion, rows: Table, columns: Table) -> tuple[Any, ...]:
    places = [(rows, criterion.mentee_column), (columns, criterion.mentor_column)]
    sets, vocabulary = _read_sets(places, criterion.name, levels_allowed=False)
    known: dict[str, str] = {}
    for item, above in criterion.options["parents"].items():
        if known.setdefault(code_of(item), code_of(above)) != code_of(above):
            raise InputError(f"{criterion.name}: {item!r} stands under both {known[code_of(item)]!r} and {above!r}")
    for pair in known.items():
        for item in pair:
            vocabulary.setdefault(item, len(vocabulary))
    parents = np.full(len(vocabulary), -1, np.int32)
    for item, above in known.items():
        parents[vocabulary[item]] = vocabulary[above]
    refuse_cycles(parents, list(vocabulary), f"{criterion.name}: what items stand under goes")
    reverse = criterion.options.get("direction") == "mentor_to_mentee"
    return Answers.of((parents, *sets, int(criterion.options["span"]), reverse), list(vocabulary))


def _read_codes(criterion: Criterion, rows: Table, columns: Table) -> tuple[Any, ...]:
    codes: dict[Any, int] = {}
    written: list[Any] = []
    sides = []
    for table, column in ((rows, criterion.mentee_column), (columns, criterion.mentor_column)):
        found = np.full(len(table), -1, np.int32)
        for row, value in enumerate(table.column(column, criterion.name)):
            if is_missing(value):
                continue
            try:
                found[row] = codes.setdefault(code_of(value), len(codes))
            except TypeError:
                raise InputError(f"{table.place(row, column)}: {value!r} cannot be compared") from None
            if len(codes) > len(written):
                written.append(value)
        sides.append(found)
    return Answers.of(sides, written)


def _read_compatible(criterion: Criterion, rows: Table, columns: Table) -> tuple[Any, ...]:
    given = criterion.options["table"]
    answers: list[dict[Any, int]] = [{}, {}]
    if len({code_of(answer) for answer in given}) < len(given):
        raise InputError(f"{criterion.name}: the table has an answer twice: {list(given)!r}")
    for answer, row in given.items():
        answers[0].setdefault(code_of(answer), len(answers[0]))
        for other in row:
            answers[1].setdefault(code_of(other), len(answers[1]))
    sides = []
    for known, table, column in zip(answers, (rows, columns), (criterion.mentee_column, criterion.mentor_column)):
        found = np.full(len(table), -1, np.int32)
        for row_number, value in enumerate(table.column(column, criterion.name)):
            if not is_missing(value):
                try:
                    found[row_number] = known.get(code_of(value), len(known))
                except TypeError:
                    raise InputError(f"{table.place(row_number, column)}: {value!r} cannot be compared") from None
        sides.append(found)
    # one more of each: answers the table does not have
    shares = np.full((len(answers[0]) + 1, len(answers[1]) + 1), float(criterion.options.get("otherwise", 0)))
    for answer, row in given.items():
        for other, share in row.items():
            shares[answers[0][code_of(answer)], answers[1][code_of(other)]] = share
    second = list({code_of(other): other for row in given.values() for other in row}.values())
    return Answers.of((*sides, shares), ([*given, "anything else"], [*second, "anything else"]))


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
    index: dict[str, int] = {}
    manager_of: dict[int, tuple[int, str]] = {}
    sides, faults = [], []
    for table in tables:
        found = np.full(len(table), -1, np.int32)
        pairs = zip(table.column(id_column, criterion.name), table.column(manager_column, criterion.name))
        for row, (person, manager) in enumerate(pairs):
            if is_missing(person):
                continue
            found[row] = index.setdefault(person_key(person), len(index))
            if is_missing(manager) or person_key(manager) == person_key(person):
                continue
            above = index.setdefault(person_key(manager), len(index))
            known, where = manager_of.setdefault(int(found[row]), (above, table.place(row, manager_column)))
            if known != above:
                faults.append(f"{table.place(row, manager_column)}: {manager!r}, but another manager in {where}")
        sides.append(found)
    if faults:
        raise InputError.collect(faults)
    managers = np.full(len(index), -1, np.int32)
    for person, (above, _) in manager_of.items():
        managers[person] = above
    refuse_cycles(managers, list(index), "reporting line: the managers go")
    return managers, sides[0], sides[1]


def refuse_cycles(managers: np.ndarray, names: Sequence[Any], what: str) -> None:
    """Refuses a forest, given by what stands above each, that is none."""
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
            raise InputError(f"{what} round in a circle: {line}")
        for member in way:
            state[member] = 2


# How people can meet, by what they write
FORMATS = {
    **dict.fromkeys(("virtual", "online", "remote", "video"), lib.MMATCH_FORMAT_VIRTUAL),
    **dict.fromkeys(("in person", "in-person", "onsite", "on-site", "on site", "face to face"), lib.MMATCH_FORMAT_IN_PERSON),
    **dict.fromkeys(
        ("blended", "hybrid", "either", "both", "any"), lib.MMATCH_FORMAT_VIRTUAL | lib.MMATCH_FORMAT_IN_PERSON
    ),
}


def _read_meeting_format(criterion: Criterion, rows: Table, columns: Table) -> tuple[Any, ...]:
    latitude, longitude = criterion.options.get("latitude"), criterion.options.get("longitude")
    formats, places, faults = [], [], []
    for table, column in ((rows, criterion.mentee_column), (columns, criterion.mentor_column)):
        found = np.zeros(len(table), np.int32)
        for row, value in enumerate(table.column(column, criterion.name)):
            if is_missing(value):
                continue
            if isinstance(value, str) and code_of(value) in FORMATS:
                found[row] = FORMATS[code_of(value)]
            else:
                faults.append(f"{table.place(row, column)}: {value!r} is not one of {', '.join(map(repr, FORMATS))}")
        formats.append(found)
        if latitude is not None:
            degrees = [table.numbers(latitude, criterion.name), table.numbers(longitude, criterion.name)]
            for name, values, most in ((latitude, degrees[0], 90), (longitude, degrees[1], 360)):
                for row in np.flatnonzero(np.abs(values) > most).tolist():
                    faults.append(f"{table.place(row, name)}: {values[row]:g} is beyond {most} degrees")
            places.append(np.ascontiguousarray(np.stack(degrees, axis=1)))
    if faults:
        raise InputError.collect(faults)
    return (*formats, *(places or (None, None)), float(criterion.options.get("reach_km", 50)))


def parse_names(value: Any) -> list[Any]:
    """Ids from text, a list, or a single value."""
    if is_missing(value):
        return []
    if isinstance(value, str):
        value = re.split(r"[;\n]" if ";" in value or "\n" in value else r",", value)
    elif not isinstance(value, Iterable):
        value = [value]
    names = [entry.strip() if isinstance(entry, str) else entry for entry in value]
    return [entry for entry in names if not is_missing(entry)]


def person_key(person: Any) -> str:
    """What ids are compared by where tables write them differently: 2, 2.0, "2" and "2 " are one person."""
    if isinstance(person, (float, np.floating)) and float(person).is_integer():
        person = int(person)
    return str(person).strip()


class _People:
    """The rows of a table by id; text finds an id that is a number, and the other way round."""

    def __init__(self, table: Table, column: str) -> None:
        self.rows = {person: row for row, person in enumerate(table.ids(column))}
        self.texts = {person_key(person): row for person, row in self.rows.items()}

    def find(self, person: Any) -> int | None:
        try:
            row = self.rows.get(person)
        except TypeError:
            return None
        return self.texts.get(person_key(person)) if row is None else row


def _read_ranking(criterion: Criterion, rows: Table, columns: Table) -> tuple[Any, ...]:
    by_mentor = criterion.options["by"] == "mentor"
    table, others = (columns, rows) if by_mentor else (rows, columns)
    names = (criterion.mentor_column, criterion.mentee_column) if by_mentor else (criterion.mentee_column, criterion.mentor_column)
    people = _People(others, names[1])
    offsets, found, faults = [0], [], []
    for row, value in enumerate(table.column(names[0], criterion.name)):
        seen: set[int] = set()
        for name in parse_names(value):
            other = people.find(name)
            if other is None:
                faults.append(f"{table.place(row, names[0])}: {name!r} is not one of the {others.where}")
            elif other in seen:
                faults.append(f"{table.place(row, names[0])}: {name!r} is named twice")
            else:
                seen.add(other)
                found.append(other)
        offsets.append(len(found))
    if faults:
        raise InputError.collect(faults)
    return int(by_mentor), np.array(offsets, np.int64), np.array(found, np.int32), int(criterion.options.get("depth") or 0)


def _listed(entries: Mapping[tuple[int, int], float], row_count: int, otherwise: float) -> tuple[Any, ...]:
    """Shares by pair in the form of the library."""
    ordered = sorted(entries)
    offsets = np.zeros(row_count + 1, np.int64)
    for row, _ in ordered:
        offsets[row + 1] += 1
    shares = np.array([entries[pair] for pair in ordered], np.float64)
    return np.cumsum(offsets), np.array([column for _, column in ordered], np.int32), shares, otherwise


def _parse_ratings(value: Any) -> list[tuple[Any, Any]]:
    if is_missing(value):
        return []
    if isinstance(value, Mapping):
        return list(value.items())
    pairs = []
    for entry in parse_names(value):
        if isinstance(entry, (tuple, list)) and len(entry) == 2:
            pairs.append((entry[0], entry[1]))
        elif isinstance(entry, str) and ":" in entry:
            name, _, number = entry.rpartition(":")
            pairs.append((name.strip(), number.strip()))
        else:
            raise InputError(f"{entry!r} is not an id and a rating, such as bo:5")
    return pairs


def _read_rating(criterion: Criterion, rows: Table, columns: Table) -> tuple[Any, ...]:
    by_mentor = criterion.options["by"] == "mentor"
    table, others = (columns, rows) if by_mentor else (rows, columns)
    names = (criterion.mentor_column, criterion.mentee_column) if by_mentor else (criterion.mentee_column, criterion.mentor_column)
    lowest, highest = criterion.options["lowest"], criterion.options["highest"]
    people = _People(others, names[1])
    entries: dict[tuple[int, int], float] = {}
    faults = []
    for row, value in enumerate(table.column(names[0], criterion.name)):
        try:
            pairs = _parse_ratings(value)
        except InputError as error:
            faults.append(f"{table.place(row, names[0])}: {error}")
            continue
        for name, given in pairs:
            other = people.find(name)
            try:
                number = float(given)
            except (TypeError, ValueError):
                number = float("nan")
            if other is None:
                faults.append(f"{table.place(row, names[0])}: {name!r} is not one of the {others.where}")
            elif not lowest <= number <= highest:
                faults.append(f"{table.place(row, names[0])}: {given!r} is not a rating from {lowest:g} to {highest:g}")
            elif entries.setdefault((other, row) if by_mentor else (row, other), (number - lowest) / (highest - lowest)) != (
                number - lowest
            ) / (highest - lowest):
                faults.append(f"{table.place(row, names[0])}: {name!r} is rated twice")
    if faults:
        raise InputError.collect(faults)
    return _listed(entries, len(rows), float("nan"))


def _read_avoid(criterion: Criterion, rows: Table, columns: Table) -> tuple[Any, ...]:
    by, id_column = criterion.options["by"], criterion.options["id"]
    entries: dict[tuple[int, int], float] = {}
    for side, table, others, column in (
        ("mentee", rows, columns, criterion.mentee_column),
        ("mentor", columns, rows, criterion.mentor_column),
    ):
        if by in (side, "either"):
            people = _People(others, id_column)
            for row, value in enumerate(table.column(column, criterion.name)):
                for name in parse_names(value):
                    other = people.find(name)
                    if other is not None:
                        entries[(row, other) if side == "mentee" else (other, row)] = 0
    return _listed(entries, len(rows), 1.0)


def _read_matrix(criterion: Criterion, rows: Table, columns: Table) -> tuple[Any, ...]:
    shares = criterion.options["values"]
    if shares.shape != (len(rows), len(columns)):
        raise InputError(f"{criterion.name}: the matrix is {shares.shape[0]} x {shares.shape[1]}, but there are "
                         f"{len(rows)} mentees and {len(columns)} mentors")
    return (shares,)


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


READERS: dict[str, Callable[[Criterion, Table, Table], tuple[Any, ...]]] = {
    "overlap": _read_overlap,
    "jaccard": _read_two_sets,
    "shared_items": _read_shared_items,
    "taxonomy": _read_taxonomy,
    "same": _read_codes,
    "different": _read_codes,
    "compatible": _read_compatible,
    "close": _read_close,
    "gap": _read_gap,
    "shared_hours": _read_hours,
    "shared_block": _read_hours,
    "meeting_format": _read_meeting_format,
    "ranking": _read_ranking,
    "rating": _read_rating,
    "avoid": _read_avoid,
    "matrix": _read_matrix,
    "outside_reporting_line": _read_line,
    "similarity": _read_similarity,
}
