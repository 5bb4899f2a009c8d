"""A cohort to try things on: 60 mentees, 25 mentors, and plans with check-ins over 90 days.

Everybody in it is made up. README.md beside this file describes the tables; ``generate.py`` made them.
"""

from __future__ import annotations

import csv
import datetime
import importlib
import io
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Any

__all__ = ["END", "REVIEWS", "START", "TABLES", "load", "milestones_on", "text"]

#: The names of the tables.
TABLES = ("mentees", "mentors", "plans", "milestones", "checkins", "sessions")
#: The first and the last day of the round that the plans are from.
START = datetime.date(2026, 1, 5)
END = datetime.date(2026, 4, 5)
#: The days after the start on which the round was reviewed.
REVIEWS = (30, 60, 90)

_WHOLE = {"grade", "capacity", "at_least", "cadence_days", "goal_weight", "weight", "minutes"}
_REAL = {"style", "progress"}


def text(name: str) -> str:
    """The text of a file of the sample, such as ``"mentees.csv"`` or ``"README.md"``."""
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def _value(column: str, cell: str) -> Any:
    if cell == "":
        return None
    if column in _WHOLE:
        return int(cell)
    return float(cell) if column in _REAL else cell


def _rows(name: str) -> list[dict[str, Any]]:
    reader = csv.DictReader(io.StringIO(text(f"{name}.csv"), newline=""))
    return [{column: _value(column, cell) for column, cell in row.items()} for row in reader]


def _frame(rows: list[dict[str, Any]], kind: str) -> Any:
    if kind == "dicts":
        return rows
    if kind == "pyarrow":
        return importlib.import_module("pyarrow").Table.from_pylist(rows)
    library = importlib.import_module(kind)
    if kind == "polars":
        return library.DataFrame(rows, infer_schema_length=None)
    return library.DataFrame(rows)


def load(kind: str | None = None) -> dict[str, Any]:
    """The tables of the sample cohort by name.

    Parameters
    ----------
    kind : {"pandas", "polars", "pyarrow", "dicts"}, optional
        What a table is. ``"dicts"`` is a list with a dict for each row and needs no other package. Without
        a kind: pandas where it is installed, otherwise dicts.

    Returns
    -------
    dict
        ``mentees``, ``mentors``, ``plans``, ``milestones``, ``checkins`` and ``sessions``. Days are text
        such as ``"2026-01-05"``; a missing answer is None (NaN in a number column of pandas).

    Examples
    --------
    >>> from mentormatch import sample
    >>> cohort = sample.load("dicts")
    >>> len(cohort["mentees"]), len(cohort["mentors"])
    (60, 25)
    """
    if kind is None:
        try:
            importlib.import_module("pandas")
            kind = "pandas"
        except ImportError:
            kind = "dicts"
    if kind not in ("pandas", "polars", "pyarrow", "dicts"):
        raise ValueError(f"kind: {kind!r} is not one of 'pandas', 'polars', 'pyarrow', 'dicts'")
    return {name: _frame(_rows(name), kind) for name in TABLES}


def milestones_on(
    day: str | datetime.date,
    milestones: Iterable[Mapping[str, Any]] | None = None,
    checkins: Iterable[Mapping[str, Any]] | None = None,
) -> list[dict[str, Any]]:
    """The milestones as they were known at the end of a day, by replaying the check-ins up to it.

    Parameters
    ----------
    day : str or datetime.date
        The day, such as ``"2026-02-04"``.
    milestones, checkins : iterables of dicts, optional
        The tables; those of the sample when left out.

    Returns
    -------
    list of dict
        The rows of ``milestones`` with ``progress``, ``done`` and ``last_checkin`` of that day. The last
        check-in of a day in the order of the table wins.

    Examples
    --------
    >>> from mentormatch import sample
    >>> sample.milestones_on("2026-01-04")[0]["progress"] is None
    True
    """
    limit = day if isinstance(day, str) else day.isoformat()
    datetime.date.fromisoformat(limit)
    said: dict[str, dict[str, Any]] = {}
    rows = _rows("checkins") if checkins is None else list(checkins)
    for row in sorted(rows, key=lambda row: row["day"]):
        if row["day"] > limit:
            continue
        state = said.setdefault(row["milestone"], {"done": None})
        state["progress"] = row["progress"]
        state["last_checkin"] = row["day"]
        if row["progress"] < 1:
            state["done"] = None  # opened again
        elif state["done"] is None:
            state["done"] = row["day"]
    nothing = {"progress": None, "done": None, "last_checkin": None}
    known = _rows("milestones") if milestones is None else milestones
    return [{**row, **nothing, **said.get(row["milestone"], {})} for row in known]
