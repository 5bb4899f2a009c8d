"""The array road: matrices and lists in, index arrays out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from ._context import CancelToken, Context, is_real
from ._problem import (
    SENSES,
    CircleProblem,
    Problem,
    assignment_request,
    choice,
    scores_of,
    seed_of,
    solve_assignment,
    solve_circles,
    solve_stable,
)
from .errors import InputError
from .hours import weekly_hours
from .quotas import index_quotas
from .results import Assignment, Circles, StableMatching

__all__ = ["assign", "circles", "stable"]

INT32_MAX = 2**31 - 1


def whole_numbers(values: Any, count: int, name: str, labels: str = "entry") -> np.ndarray | None:
    """Capacities: None, one number for all, or one for each; whole, from 0 to 2**31 - 1."""
    if values is None:
        return None
    try:
        array = np.asarray(values)
    except (TypeError, ValueError):
        raise InputError(f"{name}: not a list of whole numbers") from None
    if array.ndim == 0:
        array = np.full(count, array)
    if array.ndim != 1 or len(array) != count:
        raise InputError(f"{name}: {array.shape} entries, {count} are needed")
    if array.dtype.kind not in "iufb" and array.size:
        raise InputError(f"{name}: not a list of whole numbers")
    for index, value in enumerate(array.tolist()):
        if not 0 <= value <= INT32_MAX or value != int(value):
            raise InputError(f"{name}, {labels} {index}: {value!r} is not a whole number from 0 to {INT32_MAX}")
    return array.astype(np.int32)


def index_pairs(pairs: Any, shape: tuple[int, int], name: str) -> np.ndarray:
    """Pairs as an array with two columns: from a list of (row, column), or a boolean matrix."""
    if pairs is None:
        return np.zeros((0, 2), np.int64)
    try:
        array = np.asarray(pairs if isinstance(pairs, np.ndarray) else list(pairs))
    except (TypeError, ValueError):
        raise InputError(f"{name}: a list of (row, column) pairs of whole numbers is needed") from None
    if array.dtype.kind == "b" and array.ndim == 2:
        if array.shape != shape:
            raise InputError(f"{name}: a boolean matrix of {array.shape} for scores of {shape}")
        return np.argwhere(array).astype(np.int64)
    if array.size == 0:
        return np.zeros((0, 2), np.int64)
    if array.ndim != 2 or array.shape[1] != 2 or array.dtype.kind not in "iu":
        raise InputError(f"{name}: a list of (row, column) pairs of whole numbers is needed")
    for place, (row, column) in enumerate(array.tolist()):
        if not (0 <= row < shape[0] and 0 <= column < shape[1]):
            raise InputError(f"{name}, pair {place}: ({row}, {column}) is outside {shape[0]} x {shape[1]}")
    return array.astype(np.int64)


def market_of(
    scores: Any,
    *,
    sense: str = "max",
    capacity: Any = None,
    min_load: Any = None,
    row_capacity: Any = None,
    forbidden: Any = None,
    locked: Any = None,
    min_score: float | None = None,
    quotas: Any = None,
) -> Problem:
    """The problem that `assign` solves, checked as far as Python can see."""
    choice("sense", sense, SENSES)
    source = scores if hasattr(scores, "open") else scores_of(scores)
    rows, columns = source.shape
    if min_score is not None:
        try:
            min_score = float(min_score)
        except (TypeError, ValueError):
            raise InputError(f"min_score: {min_score!r} is not a number") from None
    problem = Problem(
        rows,
        columns,
        scores=source,
        sense=sense,
        row_maximum=whole_numbers(row_capacity, rows, "row_capacity", "row"),
        column_minimum=whole_numbers(min_load, columns, "min_load", "column"),
        column_maximum=whole_numbers(capacity, columns, "capacity", "column"),
        forbidden=index_pairs(forbidden, (rows, columns), "forbidden"),
        locked=index_pairs(locked, (rows, columns), "locked"),
        min_score=min_score,
        quotas=index_quotas(quotas, columns),
    )
    return problem


def assign(
    scores: Any,
    *,
    sense: str = "max",
    capacity: Any = None,
    min_load: Any = None,
    row_capacity: Any = None,
    forbidden: Any = None,
    locked: Any = None,
    quotas: Any = None,
    coverage: str = "participation_first",
    min_score: float | None = None,
    objective: str = "total",
    ties: str = "first",
    seed: int = 0,
    start: Assignment | None = None,
    threads: int = 1,
    progress: Any = None,
    time_limit: float | None = None,
    work_limit: int | None = None,
    cancel: CancelToken | None = None,
) -> Assignment:
    """Assigns rows to columns with the best total, exactly, and with a proof.

    Parameters
    ----------
    scores : array or SciPy sparse matrix, rows x columns
        float64, float32, int32 and int64 arrays of any strides, and CSR matrices, are read in place;
        other numbers are copied once. -inf (inf when sense is "min") forbids a pair, and so does an
        absent entry of a sparse matrix; a stored zero is a pair with score zero.
    sense : "max" or "min"
        Whether the numbers are scores or costs.
    capacity, min_load, row_capacity : int or array, optional
        The most and the fewest rows a column takes (1 and 0), and the most columns a row takes (1).
    forbidden, locked : list of (row, column), or boolean matrix, optional
        Pairs that must not, or must, be made.
    quotas : list of dicts, optional
        Groups of columns with the most or the fewest rows they take together, such as
        {"columns": [0, 1, 2], "most": 4, "fewest": 1}. Groups are nested or have no column in common.
    coverage : "participation_first", "score_first" or "everyone"
        As many rows placed as possible and then the best total; the best total, leaving out pairs that
        lower it; or every row placed, or else the outcome "infeasible".
    min_score : float, optional
        Pairs below (above, for costs) are not made unless locked.
    objective : "total", "bottleneck", "leximin" or "rank_maximal"
        What is best: the total; the worst pair, and then the total; the worst pair, then the second worst,
        and so on; or the most first choices, then the most second choices, and so on, where a row's ranks
        are those of its scores, equal ones sharing a rank. Coverage comes before it. `coverage="score_first"` goes
        with "total" and "rank_maximal", ties other than "first" with "total" alone.
    ties : "first", "canonical" or "lottery"
        Among equally good answers: the quickest to find, the one with the smallest list of columns, or a
        fair draw from `seed`.
    start : Assignment, optional
        An earlier answer with as many columns, such as the one before a few scores changed: its prices are
        where the search begins. The answer is as good as without; only time, and the choice among equally
        good answers, depend on it.
    threads : int
        The answer does not depend on it.
    progress : optional
        True (needs tqdm), a callable taking (done, total), or a tqdm bar.
    time_limit : float, optional
        Seconds after which the best answer so far is returned with the outcome "limit".
    work_limit : int, optional
        The same after about so many numbers read or compared: the same answer on every machine.
    cancel : CancelToken, optional
        Lets another thread give up the call.

    Returns
    -------
    Assignment

    Raises
    ------
    InputError
        When the input breaks a rule; the message names the row and column.

    Examples
    --------
    >>> import mentormatch as mm
    >>> result = mm.assign([[3, 1, 2], [2, 0, 0], [1, 2, 1]], capacity=[1, 1, 1])
    >>> result.outcome, result.column_of_row.tolist(), result.total
    ('optimal', [2, 0, 1], 6.0)
    """
    problem = market_of(
        scores,
        sense=sense,
        capacity=capacity,
        min_load=min_load,
        row_capacity=row_capacity,
        forbidden=forbidden,
        locked=locked,
        min_score=min_score,
        quotas=quotas,
    )
    request = assignment_request(coverage, objective, ties, seed)
    context = Context(threads=threads, progress=progress, time_limit=time_limit, cancel=cancel)
    return solve_assignment(problem, request, context, Assignment, start, work_limit)


# Stable matching


def _names_of(preferences: Any, side: str) -> tuple[list[Any] | None, list[Any]]:
    if isinstance(preferences, Mapping):
        return list(preferences), list(preferences.values())
    if isinstance(preferences, np.ndarray):
        preferences = preferences.tolist()
    if isinstance(preferences, (str, bytes)) or not isinstance(preferences, Iterable):
        raise InputError(f"{side}: a list of lists, or a dict of lists, is needed")
    return None, list(preferences)


def ranked_lists(
    lists: Sequence[Any], partner_index: Mapping[Any, int], side: str, names: Sequence[Any] | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Preference lists, a nested list being a tie, as offsets, partners and ranks."""
    offsets, partners, ranks = [0], [], []
    faults: list[str] = []
    for person, wishes in enumerate(lists):
        place = f"{side}, {'row' if names is None else 'person'} {person if names is None else names[person]!r}"
        if isinstance(wishes, (str, bytes)) or not isinstance(wishes, Iterable):
            faults.append(f"{place}: {wishes!r} is not a list")
            wishes = ()
        seen: set[int] = set()
        rank = 0
        for position, entry in enumerate(wishes):
            tie = entry if isinstance(entry, (list, tuple, set, frozenset, np.ndarray)) else (entry,)
            if isinstance(tie, (set, frozenset)):
                tie = sorted(tie, key=repr)
            for partner in tie:
                try:
                    index = partner_index[partner]
                except (KeyError, TypeError):
                    faults.append(f"{place}, position {position}: {partner!r} is unknown")
                    continue
                if index in seen:
                    faults.append(f"{place}, position {position}: {partner!r} is listed twice")
                    continue
                seen.add(index)
                partners.append(index)
                ranks.append(rank)
            rank += bool(len(tie))
        offsets.append(len(partners))
    if faults:
        raise InputError.collect(faults)
    return np.array(offsets, np.int64), np.array(partners, np.int64), np.array(ranks, np.int32)


def _capacity_by_name(capacity: Any, names: Sequence[Any] | None, count: int, name: str) -> Any:
    if not isinstance(capacity, Mapping):
        return whole_numbers(capacity, count, name)
    index = {key: place for place, key in enumerate(range(count) if names is None else names)}
    values = [1] * count
    for key, value in capacity.items():
        if key not in index:
            raise InputError(f"{name}: {key!r} is unknown")
        values[index[key]] = value
    return whole_numbers(values, count, name)


def stable(
    row_preferences: Any,
    column_preferences: Any,
    *,
    capacity: Any = None,
    proposers: str = "rows",
    row_capacity: Any = None,
    forbidden: Any = None,
    ties: str = "first",
    seed: int = 0,
    progress: Any = None,
    cancel: CancelToken | None = None,
) -> StableMatching:
    """A stable matching: no two people would both rather have each other.

    Parameters
    ----------
    row_preferences, column_preferences : list or dict of lists
        For each person the acceptable partners, best first; a nested list is a tie; who is not listed is
        unacceptable. Lists hold positions of the other side (0, 1, ...), or, when the sides are dicts
        keyed by id, ids.
    capacity, row_capacity : int, list, or dict by id, optional
        How many partners each column (row) can have; 1 by default, also for ids a dict leaves out.
    proposers : "rows" or "columns"
        The side whose wishes come first: without ties no one on it does better in any stable matching.
    forbidden : list of pairs, optional
        Pairs, of positions or ids, that must not be made.
    ties : "first" or "lottery"
        Whether equal partners are taken in order, or in an order drawn from `seed`.

    Returns
    -------
    StableMatching

    Examples
    --------
    >>> import mentormatch as mm
    >>> wishes = {"ana": ["bo", "cy"], "dia": ["bo"]}
    >>> result = mm.stable(wishes, {"bo": ["dia", "ana"], "cy": ["ana", "dia"]})
    >>> result.pairs, result.blocking_pairs()
    ([('ana', 'cy'), ('dia', 'bo')], [])
    """
    row_names, row_lists = _names_of(row_preferences, "row_preferences")
    column_names, column_lists = _names_of(column_preferences, "column_preferences")
    rows, columns = len(row_lists), len(column_lists)
    row_index = {name: place for place, name in enumerate(range(rows) if row_names is None else row_names)}
    column_index = {name: place for place, name in enumerate(range(columns) if column_names is None else column_names)}
    pairs = []
    if isinstance(forbidden, (str, bytes)) or not isinstance(forbidden or (), Iterable):
        raise InputError(f"forbidden: {forbidden!r} is not a list of pairs")
    for place, pair in enumerate(forbidden or ()):
        try:
            if isinstance(pair, str):
                raise TypeError
            row, column = pair
            pairs.append((row_index[row], column_index[column]))
        except (TypeError, ValueError, KeyError):
            raise InputError(f"forbidden, pair {place}: {pair!r} is not a pair of known ids") from None
    problem = Problem(
        rows,
        columns,
        row_maximum=_capacity_by_name(row_capacity, row_names, rows, "row_capacity"),
        column_maximum=_capacity_by_name(capacity, column_names, columns, "capacity"),
        forbidden=index_pairs(pairs, (rows, columns), "forbidden"),
        row_preferences=ranked_lists(row_lists, column_index, "row_preferences", row_names),
        column_preferences=ranked_lists(column_lists, row_index, "column_preferences", column_names),
    )
    request = {"proposers": proposers, "ties": ties, "seed": seed_of(seed)}
    context = Context(progress=progress, cancel=cancel)
    return solve_stable(problem, request, context, StableMatching, row_ids=row_names, column_ids=column_names)


# Circles


def size_bounds(size: Any) -> list[tuple[int, int]]:
    """One (smallest, largest) pair for every circle, or a pair for each."""
    problem = InputError(f"size: {size!r} is not a (smallest, largest) pair, nor a list of such pairs")
    if isinstance(size, (int, np.integer)) and not isinstance(size, bool):
        size = (size, size)
    try:
        entries = list(size)
    except TypeError:
        raise problem from None
    if len(entries) == 2 and all(isinstance(entry, (int, np.integer)) for entry in entries):
        entries = [entries]
    bounds = []
    for place, entry in enumerate(entries):
        if isinstance(entry, (int, np.integer)) and not isinstance(entry, bool):
            entry = (entry, entry)
        try:
            smallest, largest = (int(bound) for bound in entry)
            if tuple(entry) != (smallest, largest):
                raise ValueError
        except (TypeError, ValueError):
            raise problem from None
        where = "size" if len(entries) == 1 else f"size, circle {place}"
        if not 1 <= smallest <= largest <= INT32_MAX:
            raise InputError(f"{where}: {smallest} to {largest} is not a range of at least 1")
        bounds.append((smallest, largest))
    if not bounds:
        raise problem
    return bounds


def circles(
    affinity: Any,
    *,
    size: Any,
    together: Any = (),
    apart: Any = (),
    count: int | None = None,
    sense: str = "max",
    hours: Any = None,
    utc_offset: Any = None,
    common_hours: float = 0,
    seed: int = 0,
    seconds: float | None = None,
    iterations: int | None = None,
    threads: int = 1,
    progress: Any = None,
    cancel: CancelToken | None = None,
) -> Circles:
    """Puts everyone into a circle, with as much affinity inside circles as can be found.

    Parameters
    ----------
    affinity : array or SciPy sparse matrix, people x people
        Symmetric; the diagonal is ignored. -inf (inf when sense is "min"), or an absent entry of a
        sparse matrix, keeps two people apart.
    size : (int, int) or list of (int, int)
        The smallest and largest circle; or such a pair for each circle.
    together, apart : list of (person, person)
        People who must, or must not, share a circle.
    count : int, optional
        How many circles; without it, whatever the sizes allow.
    hours, utc_offset : optional
        Weekly hours of each person, such as "Mon 9-12; Wed 14-17", and the clocks they are given in
        ("+02:00", or minutes).
    common_hours : float
        Every circle has at least this many hours a week in common.
    seed, iterations : int, optional
        The same seed and iterations give the same circles on every machine and for any `threads`.
    seconds : float, optional
        Stop after this time with the best circles so far (outcome "limit").

    Returns
    -------
    Circles

    Examples
    --------
    >>> import mentormatch as mm
    >>> likes = [[0, 9, 1, 1], [9, 0, 1, 1], [1, 1, 0, 9], [1, 1, 9, 0]]
    >>> result = mm.circles(likes, size=(2, 2))
    >>> sorted(group.tolist() for group in result.groups), result.total
    ([[0, 1], [2, 3]], 18.0)
    """
    if seconds is not None and not (is_real(seconds) and seconds > 0):
        raise InputError(f"seconds: {seconds!r} is not a positive number")
    problem = circle_problem(
        affinity,
        size=size,
        together=together,
        apart=apart,
        count=count,
        sense=sense,
        hours=hours,
        utc_offset=utc_offset,
        common_hours=common_hours,
        seed=seed,
        iterations=iterations,
    )
    context = Context(threads=threads, progress=progress, time_limit=seconds, cancel=cancel)
    return solve_circles(problem, context, Circles)


def circle_problem(
    affinity: Any,
    *,
    size: Any,
    together: Any = (),
    apart: Any = (),
    count: int | None = None,
    sense: str = "max",
    hours: Any = None,
    utc_offset: Any = None,
    common_hours: float = 0,
    seed: int = 0,
    iterations: int | None = None,
) -> CircleProblem:
    """The problem that `circles` solves, checked as far as Python can see."""
    choice("sense", sense, SENSES)
    source = affinity if hasattr(affinity, "open") else scores_of(affinity, "affinity")
    people = source.shape[0]
    if source.shape[1] != people:
        raise InputError(f"affinity: {people} x {source.shape[1]} is not square")
    bounds = size_bounds(size)
    if count is not None and not (is_real(count) and 1 <= count <= INT32_MAX and count == int(count)):
        raise InputError(f"count: {count!r} is not a number of circles")
    if count is not None and len(bounds) > 1 and count != len(bounds):
        raise InputError(f"count: {count} circles, but {len(bounds)} sizes")
    if iterations is not None and not (
        is_real(iterations) and 1 <= iterations < 2**63 and iterations == int(iterations)
    ):
        raise InputError(f"iterations: {iterations!r} is not a positive whole number")
    problem = CircleProblem(
        source,
        sense=sense,
        sizes=bounds,
        count=int(count or 0),
        together=index_pairs(together, (people, people), "together"),
        apart=index_pairs(apart, (people, people), "apart"),
        seed=seed_of(seed),
        iterations=int(iterations or 0),
    )
    if hours is not None:
        problem.hours = weekly_hours(hours, utc_offset, people, "hours").arrays()
        problem.common_slots = slots_of(common_hours, problem.hours[1], "common_hours")
    elif common_hours:
        raise InputError("common_hours: needs hours")
    return problem


def slots_of(hours: float, slot_minutes: int, name: str) -> int:
    """Hours as slots, rounded up: half an hour asked for in slots of an hour is one slot."""
    if isinstance(hours, bool) or not isinstance(hours, (int, float, np.number)) or not 0 <= hours <= 168:
        raise InputError(f"{name}: {hours!r} is not a number of hours from 0 to 168")
    return int(-(-(hours * 60) // slot_minutes))

