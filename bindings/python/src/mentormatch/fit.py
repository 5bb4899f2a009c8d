"""How well two people fit: criteria over the columns of their tables.

The score of a pair is the sum of the points of its criteria, so the parts add up exactly.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ._context import Context, new_struct
from ._core import ffi, lib
from ._problem import address, hours_struct
from .answers import READERS
from .audit import FitAudit, audit_fit
from .candidates import Candidates, top_of
from .criteria import MISSING, Criterion
from .errors import InputError
from .frames import read_table

__all__ = ["CompiledFit", "Fit", "read_scores"]


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


def _sets(arrays: tuple[np.ndarray, np.ndarray, np.ndarray], has_levels: bool = True) -> Any:
    sets = ffi.new("mmatch_sets *")
    sets.offsets, sets.items = address(arrays[0], "int64_t"), address(arrays[1], "int32_t")
    sets.levels = address(arrays[2], "int32_t") if has_levels else ffi.NULL
    return sets


def _add_overlap(context: Context, fit: Any, shared: Any, data: tuple[Any, ...]) -> None:
    direction, *sets = data
    function = {
        "mentee_to_mentor": lib.mmatch_fit_add_overlap,
        "mentor_to_mentee": lib.mmatch_fit_add_overlap_reverse,
        "mutual": lib.mmatch_fit_add_overlap_mutual,
    }[direction]
    context.call(function, fit, shared, *map(_sets, sets))


def _add_sets(function: Any) -> Callable[..., None]:
    def add(context: Context, fit: Any, shared: Any, data: tuple[Any, ...]) -> None:
        rows, columns, *options = data
        context.call(function, fit, shared, _sets(rows), _sets(columns), *options)

    return add


def _add_taxonomy(context: Context, fit: Any, shared: Any, data: tuple[Any, ...]) -> None:
    parents, rows, columns, span, reverse = data
    function = lib.mmatch_fit_add_taxonomy_reverse if reverse else lib.mmatch_fit_add_taxonomy
    sets = _sets(rows, has_levels=False), _sets(columns, has_levels=False)
    context.call(function, fit, shared, address(parents, "int32_t"), len(parents), *sets, span)


def _add_compatible(context: Context, fit: Any, shared: Any, data: tuple[Any, ...]) -> None:
    rows, columns, shares = data
    codes = address(rows, "int32_t"), address(columns, "int32_t")
    context.call(lib.mmatch_fit_add_compatible, fit, shared, *codes, *shares.shape, address(shares, "double"))


def _add_format(context: Context, fit: Any, shared: Any, data: tuple[Any, ...]) -> None:
    rows, columns, row_places, column_places, reach_km = data
    formats = address(rows, "int32_t"), address(columns, "int32_t")
    places = [ffi.NULL if found is None else address(found, "double") for found in (row_places, column_places)]
    context.call(lib.mmatch_fit_add_format, fit, shared, *formats, *places, reach_km)


def _add_ranking(context: Context, fit: Any, shared: Any, data: tuple[Any, ...]) -> None:
    by_columns, offsets, others, depth = data
    context.call(
        lib.mmatch_fit_add_ranking, fit, shared, by_columns, address(offsets, "int64_t"), address(others, "int32_t"), depth
    )


def _add_listed(context: Context, fit: Any, shared: Any, data: tuple[Any, ...]) -> None:
    offsets, columns, shares, otherwise = data
    arrays = address(offsets, "int64_t"), address(columns, "int32_t"), address(shares, "double")
    context.call(lib.mmatch_fit_add_listed, fit, shared, *arrays, otherwise)


def _add_matrix(context: Context, fit: Any, shared: Any, data: tuple[Any, ...]) -> None:
    (shares,) = data
    context.call(lib.mmatch_fit_add_matrix, fit, shared, address(shares, "double"), shares.shape[1])


def _add_codes(function: Any) -> Callable[..., None]:
    def add(context: Context, fit: Any, shared: Any, data: tuple[Any, ...]) -> None:
        context.call(function, fit, shared, *(address(codes, "int32_t") for codes in data))

    return add


def _add_numbers(function: Any) -> Callable[..., None]:
    def add(context: Context, fit: Any, shared: Any, data: tuple[Any, ...]) -> None:
        rows, columns, *options = data
        context.call(function, fit, shared, address(rows, "double"), address(columns, "double"), *options)

    return add


def _add_hours(function: Any) -> Callable[..., None]:
    def add(context: Context, fit: Any, shared: Any, data: tuple[Any, ...]) -> None:
        rows, columns, at_least, full = data
        row_hours, _kept = hours_struct(*rows)
        column_hours, _kept_too = hours_struct(*columns)
        context.call(function, fit, shared, row_hours, column_hours, at_least, full)

    return add


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
    "overlap": _add_overlap,
    "jaccard": _add_sets(lib.mmatch_fit_add_jaccard),
    "shared_items": _add_sets(lib.mmatch_fit_add_shared_items),
    "taxonomy": _add_taxonomy,
    "same": _add_codes(lib.mmatch_fit_add_same),
    "different": _add_codes(lib.mmatch_fit_add_different),
    "compatible": _add_compatible,
    "close": _add_numbers(lib.mmatch_fit_add_close),
    "gap": _add_numbers(lib.mmatch_fit_add_gap),
    "shared_hours": _add_hours(lib.mmatch_fit_add_shared_hours),
    "shared_block": _add_hours(lib.mmatch_fit_add_shared_block),
    "meeting_format": _add_format,
    "ranking": _add_ranking,
    "rating": _add_listed,
    "avoid": _add_listed,
    "matrix": _add_matrix,
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

    def improve(self, row: int, column: int) -> tuple[np.ndarray, np.ndarray]:
        """For each criterion and each of the two people the best change: numbers as mmatch_fit_improve gives them."""
        changes = np.zeros((len(self.criteria), 2, lib.MMATCH_CHANGE_NUMBERS), np.int32)
        values = np.zeros((len(self.criteria), 2))
        if self.criteria:
            with Context() as context, contextlib.ExitStack() as stack:
                fit = self.open_fit(context, stack)
                found = address(changes.reshape(-1), "int32_t"), address(values.reshape(-1), "double")
                context.call(lib.mmatch_fit_improve, fit, row, column, *found)
        return changes, values

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
        compiled = [CompiledCriterion(criterion, READERS[criterion.kind](criterion, rows, columns))
                    for criterion in self.criteria]
        return CompiledFit((len(rows), len(columns)), compiled)

    def matrix(self, mentees: Any, mentors: Any, *, threads: int = 1) -> np.ndarray:
        """All scores, mentees x mentors, -inf for a pair that is ruled out; the same for any number of threads."""
        return read_scores(self.compile(mentees, mentors), threads=threads)

    def audit(
        self, mentees: Any, mentors: Any, *, id: str = "id", threads: int = 1, progress: Any = None, cancel: Any = None
    ) -> FitAudit:
        """What the criteria make of two tables, before anybody is matched.

        What is missing, in no vocabulary of the other side, or answered alike; which criteria decide nothing; what each
        rules out; and who is left with nobody, with the rule to relax.

        Parameters
        ----------
        id : str
            The column of ids; row numbers stand in where there is none.
        threads : int
            The answer is the same for any number.

        Examples
        --------
        >>> import mentormatch as mm
        >>> fit = mm.Fit([mm.overlap("wants", "offers"), mm.same("language", must=True)])
        >>> mentees = [{"id": "ana", "wants": "pyhton", "language": "en"}, {"id": "ben", "wants": "sql", "language": "pl"}]
        >>> mentors = [{"id": "cy", "offers": "python; sql", "language": "en"}]
        >>> print(fit.audit(mentees, mentors))
        mentee 'ben' has no possible mentor; without language there would be 1.
        wants: 1 of 2 items of mentees are of no mentor: 'pyhton' (1; is it 'python'?).
        language: rules out 1 of 2 pairs (50%), 1 of them alone.
        """
        rows, columns = read_table(mentees, "mentees"), read_table(mentors, "mentors")
        return audit_fit(self.compile(rows, columns), rows, columns, id, threads, progress, cancel)

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


def read_scores(source: Any, sense: str = "max", rows: Sequence[int] | None = None, threads: int = 1) -> np.ndarray:
    """Rows of scores as the solvers see them; forbidden pairs as the infinity of the bad sign."""
    found = np.empty((source.shape[0] if rows is None else len(rows), source.shape[1]))
    with Context(threads=threads) as context, contextlib.ExitStack() as stack:
        scores = source.open(context, stack, sense)
        if rows is None:
            values = address(found.reshape(-1), "double")
            context.call(lib.mmatch_scores_read_rows, scores, 0, len(found), values, found.shape[1])
        for place, row in enumerate(rows or ()):
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
