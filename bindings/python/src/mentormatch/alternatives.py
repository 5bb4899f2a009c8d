"""What else there is beside one best assignment: roles of pairs, what if, the next best matchings."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from ._context import Context
from ._core import ffi, lib
from ._problem import address, assign_options, copied, matching_object, objective_of
from .errors import InputError

if TYPE_CHECKING:
    from .results import Assignment

__all__ = ["Alternative", "PairRoles", "Ranking", "WhatIf"]

ROLES = {lib.MMATCH_PAIR_IN_SOME: "some", lib.MMATCH_PAIR_IN_ALL: "all"}
COUNT_MOST = 2**31 - 1


@dataclass(frozen=True, eq=False)
class PairRoles:
    """Which pairs are in best matchings, by row and then column; every other pair is in none.

    Attributes
    ----------
    rows, columns : int64 arrays
    roles : list of str
        "all" or "some": how many of the best matchings have the pair.
    """

    rows: np.ndarray
    columns: np.ndarray
    roles: list[str]

    def __len__(self) -> int:
        return len(self.roles)

    @property
    def is_only_one(self) -> bool:
        """Is there just one best matching?"""
        return "some" not in self.roles


@dataclass(frozen=True, eq=False)
class WhatIf:
    """The best matchings with one pair the other way round, one for each pair asked about.

    Attributes
    ----------
    is_possible : bool array
        False where the rules leave no such matching.
    totals : float64 array
        NaN where there is none.
    placed : int64 array
        Rows with a partner; 0 where there is none.
    """

    is_possible: np.ndarray
    totals: np.ndarray
    placed: np.ndarray


@dataclass(frozen=True, eq=False)
class Alternative:
    """One matching of a ranking: its pairs, sorted by row and then column, and its total."""

    rows: np.ndarray
    columns: np.ndarray
    total: float

    def pairs(self) -> set[tuple[int, int]]:
        return set(zip(self.rows.tolist(), self.columns.tolist()))


@dataclass(frozen=True, eq=False)
class Ranking(Sequence[Any]):
    """Matchings, the best first.

    Attributes
    ----------
    is_all : bool
        There are no other matchings.
    """

    items: list[Any] = field(repr=False)
    is_all: bool

    def __len__(self) -> int:
        return len(self.items)

    @overload
    def __getitem__(self, place: int) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> list[Any]: ...
    def __getitem__(self, place: int | slice) -> Any:
        return self.items[place]


def pairs_to_ask(pairs: Iterable[Any]) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of pairs given as an array of two columns or as (row, column) pairs."""
    listed = pairs if isinstance(pairs, np.ndarray) else list(pairs)
    try:
        array = np.array(listed) if len(listed) else np.zeros((0, 2), np.int64)
    except ValueError:
        array = np.zeros(0)
    if array.ndim != 2 or array.shape[1] != 2 or array.dtype.kind not in "iu":
        raise InputError("pairs: (row, column) pairs of whole numbers are needed")
    rows, columns = (np.ascontiguousarray(array[:, side], dtype=np.int64) for side in (0, 1))
    return rows, columns


class Compared:
    """`pair_roles`, `what_if` and `alternatives`, for the best total by `assign`."""

    def _asked_beside(self) -> Any:
        if objective_of(self.request) is not None:  # type: ignore[attr-defined]
            raise InputError("only the objective 'total' has alternatives that can be ranked")
        return assign_options(self.request)  # type: ignore[attr-defined]

    def pair_roles(self: Assignment) -> PairRoles:
        """For every pair, whether all best matchings have it, some, or none.

        Returns
        -------
        PairRoles
            The pairs that all or some have. Exact, from the prices: two reads of the scores.
        """
        options, out = self._asked_beside(), ffi.new("mmatch_pair_roles **")
        with Context() as context, self.problem.open(context) as market, matching_object(context, self) as matching:
            context.call(lib.mmatch_pair_roles_create, market, options, matching, out)
            try:
                count = lib.mmatch_pair_roles_count(out[0])
                codes = copied(lib.mmatch_pair_roles_roles(out[0]), count, np.int32)
                return PairRoles(
                    copied(lib.mmatch_pair_roles_rows(out[0]), count, np.int64),
                    copied(lib.mmatch_pair_roles_columns(out[0]), count, np.int64),
                    [ROLES[code] for code in codes.tolist()],
                )
            finally:
                lib.mmatch_pair_roles_destroy(out[0])

    def what_if(self: Assignment, pairs: Iterable[Any]) -> WhatIf:
        """For each (row, column) pair, the best matching in which it is the other way round: made if it is not in this one,
        not made if it is.

        Returns
        -------
        WhatIf
            Exact; each takes one shortest path instead of solving anew.
        """
        rows, columns = pairs_to_ask(pairs)
        outcomes = np.zeros(len(rows), np.int32)
        totals, placed = np.zeros(len(rows)), np.zeros(len(rows), np.int64)
        options = self._asked_beside()
        with Context() as context, self.problem.open(context) as market, matching_object(context, self) as matching:
            context.call(
                lib.mmatch_assign_what_if,
                market,
                options,
                matching,
                address(rows, "int64_t"),
                address(columns, "int64_t"),
                len(rows),
                address(outcomes, "int32_t"),
                address(totals, "double"),
                address(placed, "int64_t"),
            )
        is_possible = outcomes == lib.MMATCH_OUTCOME_OPTIMAL
        return WhatIf(is_possible, np.where(is_possible, totals, math.nan), placed)

    def alternatives(self: Assignment, count: int = 5) -> Ranking:
        """The `count` next best matchings after this one, the best first, or all there are.

        Matchings are sets of pairs: two may differ in a pair that adds nothing.

        Returns
        -------
        Ranking
            A sequence of `Alternative`, without this matching itself.
        """
        if isinstance(count, bool) or not isinstance(count, (int, np.integer)) or not 1 <= count < COUNT_MOST:
            raise InputError(f"count: {count!r} is not a whole number of at least 1")
        options, out = self._asked_beside(), ffi.new("mmatch_ranking **")
        with Context() as context, self.problem.open(context) as market, matching_object(context, self) as matching:
            context.call(lib.mmatch_ranking_create, market, options, matching, int(count) + 1, out)
            try:
                found = []
                for place in range(1, lib.mmatch_ranking_count(out[0])):
                    pairs = lib.mmatch_ranking_pair_count(out[0], place)
                    found.append(
                        Alternative(
                            copied(lib.mmatch_ranking_rows(out[0], place), pairs, np.int64),
                            copied(lib.mmatch_ranking_columns(out[0], place), pairs, np.int64),
                            lib.mmatch_ranking_total(out[0], place),
                        )
                    )
                return Ranking(found, bool(lib.mmatch_ranking_is_all(out[0])))
            finally:
                lib.mmatch_ranking_destroy(out[0])
