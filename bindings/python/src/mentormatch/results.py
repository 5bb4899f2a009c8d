"""What the array calls return. Every result is plain data: it can be pickled, saved and checked again."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from . import _problem
from ._problem import OUTCOMES, REASONS, Problem
from .alternatives import Compared
from .conflicts import Explained, Names
from .errors import InputError

__all__ = ["Assignment", "Circles", "StableMatching", "Verdict"]


@dataclass(frozen=True)
class Verdict:
    """What a verifier says about an answer. True when every condition holds.

    Attributes
    ----------
    is_valid : bool
    message : str
        One line with the first place where the answer fails; a confirmation when it holds.
    fault : int
        The code of the failed condition, 0 when valid.
    row, column : int
        The place, -1 where there is none.
    expected, found : float
        The two numbers that should agree, where the condition is about numbers.
    """

    is_valid: bool
    message: str
    fault: int = 0
    row: int = -1
    column: int = -1
    expected: float = 0.0
    found: float = 0.0

    def __bool__(self) -> bool:
        return self.is_valid

    def __str__(self) -> str:
        return self.message


def _array(values: Any, dtype: Any) -> np.ndarray:
    if len(values) and np.asarray(values).dtype.kind not in ("iu" if np.issubdtype(dtype, np.integer) else "iuf"):
        raise TypeError("a list of numbers is needed" if np.issubdtype(dtype, np.floating) else "whole numbers are needed")
    array = np.array(values, dtype=dtype)
    if array.ndim != 1:
        raise TypeError("a plain list is needed")
    array.setflags(write=False)
    return array


@dataclass(repr=False, eq=False)
class Matching:
    """Pairs of rows and columns with the proof of what they claim; see `Assignment` and `StableMatching`."""

    problem: Problem
    outcome: str
    rows: np.ndarray
    columns: np.ndarray
    total: float
    unit: float
    bound: float
    row_price_tiers: np.ndarray | None = None
    row_prices: np.ndarray | None = None
    column_price_tiers: np.ndarray | None = None
    column_prices: np.ndarray | None = None
    row_reason_codes: np.ndarray | None = None
    column_reason_codes: np.ndarray | None = None
    conflict_rows: np.ndarray = field(default_factory=lambda: _array([], np.int64))
    conflict_columns: np.ndarray = field(default_factory=lambda: _array([], np.int64))
    quota_price_tiers: np.ndarray | None = None
    quota_prices: np.ndarray | None = None
    conflict_quotas: np.ndarray = field(default_factory=lambda: _array([], np.int64))
    request: dict[str, Any] = field(default_factory=dict)

    @property
    def column_of_row(self) -> np.ndarray:
        """The column of each row, -1 for a row without one; the first where a row has several."""
        return _first_partner(self.rows, self.columns, self.problem.row_count)

    @property
    def row_of_column(self) -> np.ndarray:
        """The row of each column, -1 for a column without one; the first where a column has several."""
        return _first_partner(self.columns, self.rows, self.problem.column_count)

    @property
    def row_reasons(self) -> list[str]:
        """Why each row has no partner: "placed", "no_candidate", "below_minimum_score", "no_capacity",
        "candidates_full", "quota_full" or "lowers_total"."""
        return _reason_names(self.row_reason_codes, self.problem.row_count)

    @property
    def column_reasons(self) -> list[str]:
        """As `row_reasons`, for each column."""
        return _reason_names(self.column_reason_codes, self.problem.column_count)

    _judge: ClassVar[Any]  # the verifier of the kind of matching

    def verify(self) -> Verdict:
        """Checks the answer and its proof with code that shares nothing with the solver."""
        return type(self)._judge(self)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.outcome}, {len(self)} pairs, total {self.total:.12g}>"

    def _repr_html_(self) -> str:
        body = "".join(
            f"<tr><td>{row}</td><td>{column}</td></tr>"
            for row, column in zip(self.rows[:20].tolist(), self.columns[:20].tolist())
        )
        more = f"<p>and {len(self) - 20} more pairs</p>" if len(self) > 20 else ""
        return (
            f"<p><b>{html.escape(self.outcome)}</b>: {len(self)} pairs, total {self.total:.12g}</p>"
            f"<table><thead><tr><th>row</th><th>column</th></tr></thead><tbody>{body}</tbody></table>{more}"
        )

    def to_dict(self) -> dict[str, Any]:
        """The answer and its proof as plain numbers and lists, ready for JSON; see `from_dict`."""
        return {
            "outcome": self.outcome,
            "row_count": self.problem.row_count,
            "column_count": self.problem.column_count,
            "pairs": [list(pair) for pair in zip(self.rows.tolist(), self.columns.tolist())],
            "total": self.total,
            "unit": self.unit,
            "bound": _finite(self.bound),
            **{name: _listed(getattr(self, name)) for name in _PARTS},
            **({name: _listed(getattr(self, name)) for name in _QUOTA_PARTS} if self.problem.quotas is not None else {}),
            "request": dict(self.request),
        }

    @classmethod
    def from_dict(cls, saved: dict[str, Any], problem: Problem) -> Any:
        """The result that `to_dict` saved, over the problem it answers. Raises `InputError` for a
        dictionary that holds no result; whether the result is right is for `verify` to say."""
        try:
            if saved["outcome"] not in OUTCOMES:
                raise InputError(f"saved result: unknown outcome {saved['outcome']!r}")
            for name, count in (("row_count", problem.row_count), ("column_count", problem.column_count)):
                if saved[name] != count:
                    raise InputError(f"saved result: {name} is {saved[name]!r}, not {count}")
            pairs = [(row, column) for row, column in saved["pairs"]]
            bound = saved["bound"]
            return cls(
                problem=problem,
                outcome=saved["outcome"],
                rows=_array([row for row, _ in pairs], np.int64),
                columns=_array([column for _, column in pairs], np.int64),
                total=float(saved["total"]),
                unit=float(saved["unit"]),
                bound=float("inf") * (-1 if problem.sense == "min" else 1) if bound is None else float(bound),
                request=dict(saved.get("request", {})),
                **{
                    name: None if saved.get(name) is None else _array(saved[name], dtype)
                    for name, dtype in (_PARTS | _QUOTA_PARTS).items()
                    if not name.startswith("conflict")
                },
                conflict_rows=_array(saved.get("conflict_rows") or [], np.int64),
                conflict_columns=_array(saved.get("conflict_columns") or [], np.int64),
                conflict_quotas=_array(saved.get("conflict_quotas") or [], np.int64),
            )
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            if isinstance(error, InputError):
                raise
            raise InputError(f"saved result: {type(error).__name__}: {error}") from None


_PARTS = {
    "row_price_tiers": np.int64,
    "row_prices": np.float64,
    "column_price_tiers": np.int64,
    "column_prices": np.float64,
    "row_reason_codes": np.int32,
    "column_reason_codes": np.int32,
    "conflict_rows": np.int64,
    "conflict_columns": np.int64,
}
_QUOTA_PARTS = {"quota_price_tiers": np.int64, "quota_prices": np.float64, "conflict_quotas": np.int64}


def _listed(array: np.ndarray | None) -> list[Any] | None:
    return None if array is None else array.tolist()


def _finite(number: float) -> float | None:
    return number if np.isfinite(number) else None


def _first_partner(of: np.ndarray, partner: np.ndarray, count: int) -> np.ndarray:
    first = np.full(count, -1, dtype=np.int64)
    first[of[::-1]] = partner[::-1]  # written backwards, so that the first of several stays
    return first


def _reason_names(codes: np.ndarray | None, count: int) -> list[str]:
    return [""] * count if codes is None else [REASONS.get(code, "") for code in codes.tolist()]


class Assignment(Matching, Explained, Compared):
    """The answer of `assign`, with the prices that prove it.

    Attributes
    ----------
    outcome : str
        "optimal", "infeasible" or "limit".
    rows, columns : int64 arrays
        The pairs, sorted by row and then column.
    column_of_row : int64 array
        The column of each row, -1 for a row without one.
    total, bound : float
        The sum of the scores, and what no matching of the request can beat; equal when optimal.
    row_prices, column_prices : float64 arrays or None
        The dual prices. `row_price_tiers` and `column_price_tiers` come before them: a tier counts
        people placed, which matter more than any score; all zero where nobody competes for a place.
    quota_prices : float64 array or None
        The same for quotas: what one place more in each would be worth, with `quota_price_tiers` before it.
    conflict_rows, conflict_columns, conflict_quotas : int64 arrays
        When infeasible: the people, and the quotas by number, who cannot all be served together.

    Examples
    --------
    >>> import mentormatch as mm
    >>> result = mm.assign([[5, 1], [4, 3]])
    >>> result.column_of_row.tolist(), result.total, bool(result.verify())
    ([0, 1], 8.0, True)

    What else there is:

    >>> result.pair_roles().roles, result.what_if([(0, 1)]).totals.tolist()
    (['all', 'all'], [5.0])
    >>> [(one.total, one.columns.tolist()) for one in result.alternatives(2)]
    [(5.0, [1, 0]), (5.0, [0])]
    """

    _judge = staticmethod(_problem.verify_assignment)

    def _asked(self) -> tuple[Problem, str, Names]:
        return self.problem, self.request.get("coverage", "participation_first"), Names()


class StableMatching(Matching):
    """The answer of `stable`: as `Assignment`, without prices, with the names of the people.

    Attributes
    ----------
    pairs : list of tuples
        (row id, column id) for each pair.
    """

    row_ids: list[Any]
    column_ids: list[Any]
    _judge = staticmethod(_problem.verify_stable)

    def __init__(self, *arguments: Any, row_ids: Any = None, column_ids: Any = None, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.row_ids = list(range(self.problem.row_count)) if row_ids is None else list(row_ids)
        self.column_ids = list(range(self.problem.column_count)) if column_ids is None else list(column_ids)

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        return [
            (self.row_ids[row], self.column_ids[column])
            for row, column in zip(self.rows.tolist(), self.columns.tolist())
        ]

    def blocking_pairs(self, other: Any = None) -> list[tuple[Any, Any]]:
        """The pairs who would both rather have each other, by row and then column.

        Parameters
        ----------
        other : optional
            Any other matching of the same people: a result, a list of (row id, column id) pairs, or an
            array with the column of each row (-1: none). Without it, this matching, which has none.
        """
        rows, columns = (self.rows, self.columns) if other is None else self._pairs_of(other)
        found = _problem.blocking_pairs(self.problem, rows, columns)
        return [(self.row_ids[row], self.column_ids[column]) for row, column in found]

    def _pairs_of(self, other: Any) -> tuple[np.ndarray, np.ndarray]:
        if isinstance(other, Matching):
            return other.rows, other.columns
        if isinstance(other, np.ndarray) and other.ndim == 1:
            if len(other) != self.problem.row_count:
                raise InputError(f"other: {len(other)} entries for {self.problem.row_count} rows")
            rows = np.flatnonzero(other >= 0)
            return rows.astype(np.int64), other[rows].astype(np.int64)
        row_index = {name: index for index, name in enumerate(self.row_ids)}
        column_index = {name: index for index, name in enumerate(self.column_ids)}
        found = set()
        for place, pair in enumerate(other):
            try:
                row, column = pair
                found.add((row_index[row], column_index[column]))
            except (TypeError, ValueError, KeyError):
                raise InputError(f"other, pair {place}: {pair!r} is not a pair of known ids") from None
        pairs = np.array(sorted(found), dtype=np.int64).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]


@dataclass(repr=False, eq=False)
class Circles:
    """The answer of `circles`.

    Attributes
    ----------
    outcome : str
        "optimal" (total equals bound), "feasible", "limit", "infeasible" or "not_found".
    group_of : int64 array
        The circle of each person; -1 for everyone when there is no answer.
    groups : list of int64 arrays
        The members of each circle.
    total, bound : float
        The sum of the affinities inside circles, and what no partition can beat.
    gap : float
        |bound - total| / max(|bound|, |total|): at most this share is missing to the best; 0 when optimal.
    reason : str
        Why there is no answer, "" when there is one.
    conflict : int64 array
        The people that the reason speaks of.
    """

    problem: Any
    outcome: str
    group_of: np.ndarray
    group_count: int
    total: float
    unit: float
    bound: float
    bound_prices: np.ndarray | None
    reason: str = ""
    conflict: np.ndarray = field(default_factory=lambda: _array([], np.int64))

    @property
    def groups(self) -> list[np.ndarray]:
        return [np.flatnonzero(self.group_of == group) for group in range(self.group_count)]

    @property
    def gap(self) -> float:
        largest = max(abs(self.bound), abs(self.total))
        if self.outcome in ("infeasible", "not_found"):
            return float("inf")
        return 0.0 if self.bound == self.total else abs(self.bound - self.total) / largest

    def __len__(self) -> int:
        return self.group_count

    def __repr__(self) -> str:
        return f"<Circles: {self.outcome}, {self.group_count} circles, total {self.total:.12g}>"

    def _repr_html_(self) -> str:
        body = "".join(
            f"<tr><td>{number}</td><td>{', '.join(map(str, members.tolist()))}</td></tr>"
            for number, members in enumerate(self.groups)
        )
        return (
            f"<p><b>{html.escape(self.outcome)}</b>: {self.group_count} circles, total {self.total:.12g} "
            f"{html.escape(self.reason)}</p>"
            f"<table><thead><tr><th>circle</th><th>members</th></tr></thead><tbody>{body}</tbody></table>"
        )

    def common_hours(self) -> list[list[int]]:
        """For each circle the weekly slots (UTC, slot 0 starts Monday 00:00) that all members share."""
        return _problem.circles_common_hours(self)

    def verify(self) -> Verdict:
        """Checks every rule, the total and the bound with code that shares nothing with the search."""
        return _problem.verify_circles(self)

    def to_dict(self) -> dict[str, Any]:
        """The answer and its proof as plain numbers and lists, ready for JSON; see `from_dict`."""
        return {
            "outcome": self.outcome,
            "group_of": self.group_of.tolist(),
            "group_count": self.group_count,
            "total": self.total,
            "unit": self.unit,
            "bound": _finite(self.bound),
            "bound_prices": _listed(self.bound_prices),
            "reason": self.reason,
            "conflict": self.conflict.tolist(),
        }

    @classmethod
    def from_dict(cls, saved: dict[str, Any], problem: Any) -> Circles:
        """The circles that `to_dict` saved, over the problem they answer."""
        try:
            if saved["outcome"] not in OUTCOMES:
                raise InputError(f"saved result: unknown outcome {saved['outcome']!r}")
            prices, bound = saved.get("bound_prices"), saved["bound"]
            return cls(
                problem=problem,
                outcome=saved["outcome"],
                group_of=_array(_array(saved["group_of"], np.int32), np.int64),
                group_count=int(_array([saved["group_count"]], np.int32)[0]),
                total=float(saved["total"]),
                unit=float(saved["unit"]),
                bound=float("inf") if bound is None else float(bound),
                bound_prices=None if prices is None else _array(prices, np.float64),
                reason=str(saved.get("reason", "")),
                conflict=_array(saved.get("conflict") or [], np.int64),
            )
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            if isinstance(error, InputError):
                raise
            raise InputError(f"saved result: {type(error).__name__}: {error}") from None
