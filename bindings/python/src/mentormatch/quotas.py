"""Quotas: the fewest and most mentees that a group of mentors may have together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ._context import Context
from ._core import ffi, lib
from .errors import InputError
from .frames import Table
from .hours import is_missing

__all__ = ["Quotas", "index_quotas", "read_quotas"]

NO_LIMIT = 2**63 - 1
SELECTORS = ("mentors", "where", "by")


@dataclass(eq=False)
class Quotas:
    """Groups of columns by name; group q is columns[offsets[q]:offsets[q + 1]]."""

    names: list[str]
    offsets: np.ndarray
    columns: np.ndarray
    minimum: np.ndarray
    maximum: np.ndarray

    def __len__(self) -> int:
        return len(self.names)

    def members(self, quota: int) -> np.ndarray:
        return self.columns[self.offsets[quota] : self.offsets[quota + 1]]

    def loads(self, columns_of_pairs: np.ndarray, column_count: int) -> list[int]:
        """The partners that each group has together."""
        loads = np.bincount(columns_of_pairs, minlength=column_count)
        return [int(loads[self.members(quota)].sum()) for quota in range(len(self))]

    def full_around(self, column: int, loads: list[int]) -> list[int]:
        """The groups that hold a column and are at their maximum."""
        return [
            quota for quota in range(len(self)) if loads[quota] >= self.maximum[quota] and column in self.members(quota)
        ]

    def set_on(self, context: Context, market: Any) -> None:
        def pointer(array: np.ndarray) -> Any:
            return ffi.cast("int64_t *", array.__array_interface__["data"][0])

        context.call(
            lib.mmatch_market_set_quotas,
            market,
            len(self),
            *map(pointer, (self.offsets, self.columns, self.minimum, self.maximum)),
        )

    def check(self, column_count: int) -> None:
        """Raises `InputError` where groups cross, or a bound makes no sense, as the library sees it."""
        with Context() as context:
            out = ffi.new("mmatch_market **")
            context.call(lib.mmatch_market_create_empty, 0, column_count, out)
            try:
                self.set_on(context, out[0])
            finally:
                lib.mmatch_market_destroy(out[0])


def _made(groups: list[tuple[str, list[int], int, int]]) -> Quotas:
    return Quotas(
        names=[name for name, _, _, _ in groups],
        offsets=np.cumsum([0] + [len(members) for _, members, _, _ in groups]).astype(np.int64),
        columns=np.array([column for _, members, _, _ in groups for column in members], np.int64),
        minimum=np.array([fewest for _, _, fewest, _ in groups], np.int64),
        maximum=np.array([most for _, _, _, most in groups], np.int64),
    )


def _entries(quotas: Any, known: tuple[str, ...]) -> list[tuple[str, dict[str, Any]]]:
    """Each quota with its place in messages."""
    if isinstance(quotas, (str, bytes, Mapping)) or not isinstance(quotas, Iterable):
        raise InputError(f"quotas: a list of dicts is needed, not {quotas!r}")
    found = []
    for place, quota in enumerate(quotas):
        where = f"quotas, entry {place}"
        if not isinstance(quota, Mapping):
            raise InputError(f"{where}: a dict is needed, not {quota!r}")
        for name in quota:
            if name not in known:
                raise InputError(f"{where}: {name!r} is unknown; there are {', '.join(known)}")
        if quota.get("most") is None and quota.get("fewest") is None:
            raise InputError(f"{where}: say 'most' or 'fewest', or both")
        found.append((where, dict(quota)))
    return found


def _bound(value: Any, when_missing: int, where: str) -> int:
    if value is None:
        return when_missing
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        number = -1
    if isinstance(value, (bool, str)) or number != value or not 0 <= number <= NO_LIMIT:
        raise InputError(f"{where}: {value!r} is not a whole number from 0 on")
    return number


def _bounds(quota: dict[str, Any], where: str) -> tuple[int, int]:
    fewest = _bound(quota.get("fewest"), 0, f"{where}, fewest")
    most = _bound(quota.get("most"), NO_LIMIT, f"{where}, most")
    if fewest > most:
        raise InputError(f"{where}: fewest {fewest} is above most {most}")
    return fewest, most


def index_quotas(quotas: Any, column_count: int) -> Quotas | None:
    """Quotas over columns by number: dicts with "columns" and "most" or "fewest"."""
    if quotas is None:
        return None
    groups = []
    for where, quota in _entries(quotas, ("columns", "most", "fewest", "name")):
        try:
            array = np.asarray(quota["columns"])
        except (KeyError, TypeError, ValueError):
            raise InputError(f"{where}: 'columns', a list of column numbers, is needed") from None
        if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
            raise InputError(f"{where}: 'columns' is not a list of column numbers")
        for column in array.tolist():
            if not 0 <= column < column_count:
                raise InputError(f"{where}: column {column} is out of range, there are {column_count}")
        groups.append((str(quota.get("name") or f"entry {len(groups)}"), array.tolist(), *_bounds(quota, where)))
    if not groups:
        return None
    made = _made(groups)
    made.check(column_count)
    return made


# By people


def _is_like(value: Any, wanted: Any) -> bool:
    """Equal, also where a file holds text and the quota a number."""
    return not is_missing(value) and (value == wanted or str(value) == str(wanted))


def _by_column(mentors: Table, quota: dict[str, Any], where: str) -> list[tuple[str, list[int], int, int]]:
    """A quota for each value of a column; mentors without an answer are in none."""
    column = quota["by"]
    groups: dict[Any, list[int]] = {}
    for row, value in enumerate(mentors.column(column, "quotas")):
        if not is_missing(value):
            groups.setdefault(value, []).append(row)
    made = []
    for value, rows in groups.items():
        bounds: dict[str, Any] = {}
        for name in ("fewest", "most"):
            given = quota.get(name)
            if isinstance(given, Mapping):
                matching = [number for key, number in given.items() if _is_like(value, key)]
                given = matching[0] if matching else None
            bounds[name] = given
        if bounds["fewest"] is not None or bounds["most"] is not None:
            made.append((f"{column} {value!r}", rows, *_bounds(bounds, f"{where}, {value!r}")))
    for name in ("fewest", "most"):
        for key in quota[name] if isinstance(quota.get(name), Mapping) else ():
            if not any(_is_like(value, key) for value in groups):
                raise InputError(f"{where}, {name}: no mentor has {column} {key!r}")
    return made


def _where(mentors: Table, conditions: Any, where: str) -> tuple[str, list[int]]:
    """The mentors whose columns all have the values asked for (one, or any of a list)."""
    if not isinstance(conditions, Mapping) or not conditions:
        raise InputError(f"{where}: 'where' is a dict of columns and their values, not {conditions!r}")
    rows = list(range(len(mentors)))
    words = []
    for column, wanted in conditions.items():
        listed = list(wanted) if isinstance(wanted, (list, tuple, set)) else [wanted]
        values = mentors.column(column, "quotas")
        rows = [row for row in rows if any(_is_like(values[row], one) for one in listed)]
        words.append(f"{column} {' or '.join(map(repr, listed))}")
    name = ", ".join(words)
    if not rows:
        raise InputError(f"{where}: no mentor has {name}")
    return name, rows


def _listed(people: Any, index: Mapping[Any, int], where: str) -> tuple[str, list[int]]:
    if isinstance(people, (str, bytes, Mapping)) or not isinstance(people, Iterable):
        raise InputError(f"{where}: 'mentors' is a list of ids, not {people!r}")
    listed = list(people)
    rows: list[int] = []
    for person in listed:
        try:
            row = index.get(person)
        except TypeError:
            row = None
        if row is None:
            raise InputError(f"{where}: there is no mentor {person!r}")
        if row in rows:
            raise InputError(f"{where}: mentor {person!r} is named twice")
        rows.append(row)
    words = ", ".join(map(str, listed[:4])) + (f" and {len(listed) - 4} more" if len(listed) > 4 else "")
    return words or "nobody", rows


def read_quotas(quotas: Any, mentors: Table, index: Mapping[Any, int]) -> Quotas | None:
    """Quotas over mentors, chosen by id, by the values of columns, or one for each value of a column."""
    if quotas is None:
        return None
    groups: list[tuple[str, list[int], int, int]] = []
    for where, quota in _entries(quotas, (*SELECTORS, "most", "fewest", "name")):
        chosen = [name for name in SELECTORS if quota.get(name) is not None]
        if len(chosen) != 1:
            raise InputError(f"{where}: say which mentors by one of 'mentors', 'where' or 'by'")
        if chosen == ["by"]:
            groups += _by_column(mentors, quota, where)
            continue
        if chosen == ["where"]:
            name, rows = _where(mentors, quota["where"], where)
        else:
            name, rows = _listed(quota["mentors"], index, where)
        groups.append((str(quota.get("name") or name), rows, *_bounds(quota, where)))
    return _made(groups) if groups else None
