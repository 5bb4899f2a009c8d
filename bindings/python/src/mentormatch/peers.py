"""Circles of peers from a program: who goes with whom, who is kept apart, and who fits nowhere."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ._problem import CircleProblem, DenseScores
from .answers import table_hours
from .arrays import circle_problem, size_bounds, slots_of
from .criteria import Criterion
from .errors import InputError
from .fit import CompiledFit, Fit, read_scores
from .frames import Table, read_table
from .hours import WeeklyHours

if TYPE_CHECKING:
    from .program import Program

__all__ = ["PeerRequest", "peer_affinity", "peer_request"]


@dataclass(eq=False)
class PeerRequest:
    """What is asked of circles: the problem, the ids of its people, and the people who fit nowhere."""

    problem: CircleProblem
    ids: list[Any]
    left_out: dict[str, list[Any]] = field(default_factory=dict)
    hardest: list[Any] = field(default_factory=list)  # ids, the person with the fewest possible companions first

    def with_ids(self, text: str) -> str:
        """A message of the library, which knows people by their place only, with ids."""

        def name(match: re.Match[str]) -> str:
            place = int(match[2])
            return f"{match[1]} {self.ids[place]!r}" if place < len(self.ids) else match[0]

        return re.sub(r"\b(person|row|column) (\d+)", name, text)


def peer_request(
    program: Program,
    *,
    size: Any = (4, 6),
    count: int | None = None,
    together: Any = None,
    apart: Any = None,
    common_hours: float | None = None,
    leave_out: bool = True,
    without: Sequence[Any] = (),
    seed: int = 0,
    iterations: int | None = None,
) -> PeerRequest:
    """The request behind `Program.circles`; `without` names people for whom no circle could be found."""
    bounds = size_bounds(size)
    affinity = peer_affinity(program)
    hours, slots = _circle_hours(program, common_hours)
    pairs = {name: _peer_pairs(program, given, name) for name, given in (("together", together), ("apart", apart))}
    apart_pairs = pairs["apart"]
    possible = np.isfinite(affinity)
    possible[apart_pairs[:, 0], apart_pairs[:, 1]] = possible[apart_pairs[:, 1], apart_pairs[:, 0]] = False
    np.fill_diagonal(possible, False)
    enough = np.ones_like(possible)
    if hours is not None and slots:
        enough = _common_slots(hours) >= slots
    taking_part = np.ones(len(affinity), bool)
    taking_part[[program.mentee_index[person] for person in without]] = False
    kept = np.flatnonzero(taking_part)
    left_out: dict[str, list[Any]] = {"who": [], "reason": [], "what_would_help": []}
    if leave_out:
        kept = _who_fits(possible & enough, taking_part, bounds)
        left_out = _left_out(program, possible, enough, kept, bounds)
        fixed = set(pairs["together"].ravel().tolist()) - set(kept.tolist())
        if fixed:
            person = program.mentee_ids[min(fixed)]
            raise InputError(f"together: {person!r} cannot be in any circle of that size under the rules")
    place = {person: index for index, person in enumerate(kept.tolist())}
    inside = {
        name: [[place[first], place[second]] for first, second in found.tolist() if first in place and second in place]
        for name, found in pairs.items()
    }
    problem = circle_problem(
        DenseScores(np.ascontiguousarray(affinity[np.ix_(kept, kept)])),
        size=size,
        count=count,
        together=inside["together"],
        apart=inside["apart"],
        seed=seed,
        iterations=iterations,
    )
    if hours is not None:
        problem.hours = WeeklyHours(hours.quarters[kept], hours.offsets[kept]).arrays(hours.slot_minutes)
        problem.common_slots = slots
    companions = (possible & enough)[np.ix_(kept, kept)].sum(axis=1)
    companions[np.array(inside["together"], np.int64).ravel()] = len(kept)
    order = [program.mentee_ids[kept[place]] for place in np.argsort(companions, kind="stable").tolist()]
    return PeerRequest(problem, [program.mentee_ids[person] for person in kept.tolist()], left_out, order)


def peer_affinity(program: Program) -> np.ndarray:
    """How well mentees go together, mentees x mentees, -inf for pairs kept apart."""
    if program.fit is None:
        return _affinity_of_scores(program)
    one_way = read_scores(_peer_fit(program))
    affinity = one_way + one_way.T
    np.fill_diagonal(affinity, 0)
    return affinity


def peer_criterion(criterion: Criterion, people: Table, *, keep_hours: bool = False) -> Criterion | None:
    """The criterion between two people of one table; None when it has no meaning there.

    The circle as a whole needs common hours; between two of its people they only bring points, unless
    `keep_hours` asks to leave that rule as it is.
    """
    if criterion.kind in ("gap", "matrix", "ranking", "rating"):
        return None
    if criterion.kind in ("avoid", "outside_reporting_line"):
        return criterion if criterion.options.get("by") != "mentor" else None
    changes: dict[str, Any] = {"mentor_column": criterion.mentee_column}
    if criterion.kind in ("overlap", "taxonomy") and {criterion.mentee_column, criterion.mentor_column} <= set(people.columns):
        changes = {}
    elif criterion.options.get("direction", "mentee_to_mentor") != "mentee_to_mentor":
        # one of the two columns is the mentors': what mentees have is compared with what mentees have
        own = criterion.mentee_column if criterion.mentee_column in people else criterion.mentor_column
        changes = {"mentee_column": own, "mentor_column": own, "options": {**criterion.options, "direction": "mentee_to_mentor"}}
    if criterion.kind in ("shared_hours", "shared_block") and not keep_hours:
        full = criterion.options["full"] or criterion.options["at_least"] or None
        changes["options"] = {**criterion.options, "at_least": 0, "full": full}
    return Criterion(**{**criterion.__dict__, **changes})


def _peer_fit(program: Program) -> CompiledFit:
    assert program.fit is not None
    criteria = [peer_criterion(criterion, program.mentees) for criterion in program.fit.criteria]
    peers = Fit([criterion for criterion in criteria if criterion is not None])
    return peers.compile(program.mentees, program.mentees)


def _affinity_of_scores(program: Program) -> np.ndarray:
    scores = read_scores(program.source, program.problem.sense)
    if program.problem.sense == "min":
        scores = -scores
    known = np.isfinite(scores)
    lowest = scores[known].min() if known.any() else 0.0
    above = np.where(known, scores, lowest) - lowest
    affinity = np.zeros((len(above), len(above)))
    for person in range(len(above)):
        affinity[person] = np.minimum(above, above[person]).sum(axis=1)
    affinity = np.maximum(affinity, affinity.T)
    np.fill_diagonal(affinity, 0)
    return affinity


def _circle_hours(program: Program, common_hours: float | None) -> tuple[WeeklyHours | None, int]:
    """Everybody's hours and the slots that a circle needs in common."""
    criteria = program.fit.criteria if program.fit is not None else []
    asked = [criterion for criterion in criteria if criterion.kind == "shared_hours"]
    if not asked:
        if common_hours:
            raise InputError("common_hours: the fit has no shared_hours")
        return None, 0
    hours = table_hours(program.mentees, asked[0].mentee_column, asked[0].options["tz"], asked[0].name)
    hours.quarters[~hours.quarters.any(axis=1)] = True
    wanted = asked[0].options["at_least"] if common_hours is None else common_hours
    return hours, slots_of(wanted, hours.slot_minutes, "common_hours")


def _common_slots(hours: WeeklyHours) -> np.ndarray:
    """How many slots every two people have in common, people x people."""
    at_utc = np.zeros(hours.quarters.shape, np.int32)
    for person, minutes in enumerate(hours.offsets.tolist()):
        at_utc[person] = np.roll(hours.quarters[person], -(minutes // 15))
    return (at_utc @ at_utc.T) // (hours.slot_minutes // 15)


def _who_fits(possible: np.ndarray, taking_part: np.ndarray, bounds: list[tuple[int, int]]) -> np.ndarray:
    """The people who may find a circle: others are left out, again and again, who have too few possible
    companions, or are one too many in a set of people who can only meet each other. Sizes that do not
    divide the people as a whole are for the request to change: nobody is dropped for that."""
    smallest, largest = min(low for low, _ in bounds), max(high for _, high in bounds)
    kept = taking_part.copy()
    while True:
        companions = (possible & kept).sum(axis=1)
        alone = kept & (companions < smallest - 1)
        if not alone.any():
            groups = _components(possible, kept)
            for group in groups if len(groups) > 1 else ():
                circles = len(group) // smallest
                if circles * largest < len(group):
                    alone[min(group, key=lambda person: (companions[person], -person))] = True
        if not alone.any():
            return np.flatnonzero(kept)
        kept &= ~alone


def _components(possible: np.ndarray, kept: np.ndarray) -> list[list[int]]:
    """The sets of people who are joined, directly or through others, by possible pairs."""
    left, found = kept.copy(), []
    for start in np.flatnonzero(kept).tolist():
        if not left[start]:
            continue
        left[start] = False
        group = [start]
        for person in group:  # grows while it is walked
            near = np.flatnonzero(possible[person] & left)
            left[near] = False
            group.extend(near.tolist())
        found.append(group)
    return found


def _left_out(
    program: Program, possible: np.ndarray, enough: np.ndarray, kept: np.ndarray, bounds: list[tuple[int, int]]
) -> dict[str, list[Any]]:
    """Who is left out, and why, and what would help, as a dict of columns."""
    table: dict[str, list[Any]] = {"who": [], "reason": [], "what_would_help": []}
    people = np.setdiff1d(np.arange(len(possible)), kept).tolist()
    fit = _peer_fit(program) if program.fit is not None and people else None
    for person in people:
        others = [other for other in range(len(possible)) if other != person]
        rules: dict[str, np.ndarray] = {}
        if fit is not None:
            _, one_way = fit.explain((person, other) for other in others)
            _, other_way = fit.explain((other, person) for other in others)
            rules = {name: (one_way | other_way)[:, place] for place, name in enumerate(fit.names)}
        rules["hours in common"] = ~enough[person][others]
        total = sum(rule.astype(int) for rule in rules.values())
        could = int((possible & enough)[person].sum())
        counts = ", ".join(f"{name} {int(rule.sum())}" for name, rule in rules.items() if rule.any())
        table["who"].append(program.mentee_ids[person])
        if could < min(low for low, _ in bounds) - 1:
            table["reason"].append(f"Only {could} of {len(others)} others could share a circle (ruled out: {counts})")
        else:
            table["reason"].append(f"The {could} others who could share a circle do not divide into circles with this person")
        alone = {name: int((rule & (total == 1)).sum()) for name, rule in rules.items()}
        best = max(alone, key=lambda name: alone[name])
        helps = f"without {best}, {could + alone[best]} others could" if alone[best] else "fewer rules, or smaller circles"
        table["what_would_help"].append(helps)
    return table


def _peer_pairs(program: Program, pairs: Any, name: str) -> np.ndarray:
    found, faults = [], []
    for place, *people in listed_pairs(pairs, name):
        unknown = [person for person in people if not is_known(person, program.mentee_index)]
        faults += [f"{place}: there is no mentee {person!r}" for person in unknown]
        if not unknown:
            found.append([program.mentee_index[person] for person in people])
    if faults:
        raise InputError.collect(faults)
    return np.array(found, np.int64).reshape(-1, 2)


def is_known(person: Any, index: Mapping[Any, int]) -> bool:
    try:
        return person in index
    except TypeError:
        return False


def listed_pairs(pairs: Any, name: str) -> list[tuple[str, Any, Any]]:
    """(place, first, second) for each pair of a list, or of a table with two columns."""
    if pairs is None:
        return []
    is_list = isinstance(pairs, (list, tuple, set, frozenset, np.ndarray))
    if is_list and not (len(pairs) and isinstance(next(iter(pairs)), Mapping)):
        listed = []
        for place, pair in enumerate(sorted(pairs, key=repr) if isinstance(pairs, (set, frozenset)) else pairs):
            try:
                if isinstance(pair, str):
                    raise TypeError
                first, second = pair
            except (TypeError, ValueError):
                raise InputError(f"{name}, pair {place}: {pair!r} is not a pair of ids") from None
            listed.append((f"{name}, pair {place}", first, second))
        return listed
    table = read_table(pairs, name)
    columns = ["mentee", "mentor"] if "mentee" in table and "mentor" in table else list(table.columns)
    if len(columns) != 2:
        raise InputError(f"{table.where}: the columns mentee and mentor are needed")
    first, second = (table.column(column) for column in columns)
    return [(table.place(row), *pair) for row, pair in enumerate(zip(first, second))]
