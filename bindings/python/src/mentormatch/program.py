"""The frame road: tables of people and a fit in, matches with ids out."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ._context import CancelToken, Context
from ._problem import (
    SENSES,
    DenseScores,
    Problem,
    assignment_request,
    SparseScores,
    choice,
    scores_of,
    seed_of,
    solve_assignment,
    solve_circles,
    solve_stable,
)
from .arrays import ranked_lists
from .circled import CircleResult
from .criteria import Criterion
from .errors import InputError
from .fit import CompiledFit, Fit
from .frames import Table, read_table
from .hours import is_missing
from .improve import Improvements
from .matched import MatchResult
from .peers import is_known, listed_pairs, peer_affinity, peer_request
from .quotas import read_quotas
from .results import Assignment, Circles, StableMatching
from .why import PairReasons

__all__ = ["Program"]

SIDES = ("mentees", "mentors")


class Program:
    """Mentees, mentors, how well they fit, and the rules they are matched by.

    Parameters
    ----------
    mentees, mentors : tables
        pandas, polars or Arrow tables, lists of dicts, dicts of columns, or paths of CSV or JSON files.
        Results come back in the kind of the mentees' table. May be left out when `scores` names people.
    fit : Fit, optional
        The criteria that make the score of a pair.
    scores : matrix, SciPy sparse matrix, or table, optional
        Ready scores instead of a fit: a mentees x mentors matrix in the order of the tables; a table with
        the mentees' ids in its first column and a column for each mentor; or a table with the columns
        mentee, mentor and score, where a pair that is not listed is ruled out.
    sense : "max" or "min"
        Whether ready scores are scores or costs.
    id : str or (str, str)
        The column with the ids, for both tables or for mentees and mentors.
    capacity, min_load, row_capacity : str, int, list or dict by id, optional
        The most and the fewest mentees a mentor takes (1 and 0), the most mentors a mentee has (1): a
        column, one number for all, or one for each. A missing cell is refused, but 0 for `min_load`.
    forbidden, locked : list of (mentee id, mentor id), or table with columns mentee and mentor, optional
        Pairs that must not, or must, be made.
    quotas : list of dicts, optional
        The most or the fewest mentees that groups of mentors take together. Each says which mentors:
        {"mentors": ["bo", "cy"], "most": 4} by id; {"where": {"department": "Sales"}, "most": 4, "fewest": 1}
        by what their columns say; {"by": "department", "most": 4} one for each value of a column, where "most"
        and "fewest" may be dicts by value. Groups are nested or have no mentor in common; "name" is how
        messages call one.
    min_score : float, optional
        Pairs below (above, for costs) are not made unless locked. Scores of a fit are points, 1000 for
        each unit of weight.
    threads : int
        Results do not depend on it.

    Examples
    --------
    >>> import mentormatch as mm
    >>> mentees = [{"id": "ana", "wants": "sql"}, {"id": "dia", "wants": "writing; sql"}]
    >>> mentors = [{"id": "bo", "offers": "sql; writing", "capacity": 1}, {"id": "cy", "offers": "sql", "capacity": 1}]
    >>> program = mm.Program(mentees, mentors, mm.Fit([mm.overlap("wants", "offers")]), capacity="capacity")
    >>> result = program.assign()
    >>> [(pair["mentee"], pair["mentor"], pair["score"]) for pair in result.pairs]
    [('ana', 'cy', 1000), ('dia', 'bo', 1000)]
    >>> bool(result.verify())
    True
    """

    def __init__(
        self,
        mentees: Any = None,
        mentors: Any = None,
        fit: Fit | Sequence[Criterion] | None = None,
        *,
        scores: Any = None,
        sense: str = "max",
        id: str | tuple[str, str] = "id",
        capacity: Any = None,
        min_load: Any = None,
        row_capacity: Any = None,
        forbidden: Any = None,
        locked: Any = None,
        quotas: Any = None,
        min_score: float | None = None,
        threads: int = 1,
    ) -> None:
        if (fit is None) == (scores is None):
            raise InputError("give a fit or ready scores, one of the two")
        choice("sense", sense, SENSES)
        if fit is not None and sense != "max":
            raise InputError("sense: a fit gives scores, of which more is better")
        self.fit = fit if isinstance(fit, Fit) or fit is None else Fit(fit)
        self.threads = threads
        names = (id, id) if isinstance(id, str) else id
        if not isinstance(names, (tuple, list)) or [type(name) for name in names] != [str, str]:
            raise InputError(f"id: {id!r} is not the name of a column, nor two names")
        mentee_id, mentor_id = names
        id_columns = (mentee_id, mentor_id)
        if scores is not None:
            mentees, mentors, scores = _named_scores(mentees, mentors, scores, id_columns)
        elif mentees is None or mentors is None:
            raise InputError("mentees and mentors: tables are needed for a fit")
        self.mentees = read_table(mentees, "mentees")
        self.mentors = read_table(mentors, "mentors")
        self.mentee_ids = self.mentees.ids(id_columns[0])
        self.mentor_ids = self.mentors.ids(id_columns[1])
        self.mentee_index = {name: place for place, name in enumerate(self.mentee_ids)}
        self.mentor_index = {name: place for place, name in enumerate(self.mentor_ids)}
        self.source: CompiledFit | DenseScores | SparseScores
        if self.fit is not None:
            self.source = self.fit.compile(self.mentees, self.mentors)
        else:
            self.source = self._ready_scores(scores)
        if min_score is not None:
            try:
                min_score = float(min_score)
            except (TypeError, ValueError):
                raise InputError(f"min_score: {min_score!r} is not a number") from None
        self.problem = Problem(
            len(self.mentees),
            len(self.mentors),
            scores=self.source,
            sense=sense,
            row_maximum=self._counts(self.mentees, row_capacity, "row_capacity"),
            column_minimum=self._counts(self.mentors, min_load, "min_load"),
            column_maximum=self._counts(self.mentors, capacity, "capacity"),
            forbidden=self._pairs(forbidden, "forbidden"),
            locked=self._pairs(locked, "locked"),
            min_score=min_score,
            quotas=read_quotas(quotas, self.mentors, self.mentor_index),
        )
        self._check_rules()

    def __repr__(self) -> str:
        how = repr(self.fit) if self.fit is not None else "ready scores"
        return f"<Program: {len(self.mentees)} mentees, {len(self.mentors)} mentors, {how}>"

    # Reading the rules

    def _ready_scores(self, scores: Any) -> DenseScores | SparseScores:
        source = scores_of(scores)
        if source.shape != (len(self.mentees), len(self.mentors)):
            raise InputError(
                f"scores: {source.shape[0]} x {source.shape[1]} for {len(self.mentees)} mentees and "
                f"{len(self.mentors)} mentors"
            )
        return source

    def _counts(self, table: Table, value: Any, name: str) -> np.ndarray | None:
        if value is None:
            return None
        if isinstance(value, str):
            return table.counts(value, name, 0 if name == "min_load" else None)
        ids = self.mentor_ids if table is self.mentors else self.mentee_ids
        if isinstance(value, Mapping):
            index = self.mentor_index if table is self.mentors else self.mentee_index
            listed = [0 if name == "min_load" else 1] * len(ids)
            for person, number in value.items():
                if person not in index:
                    raise InputError(f"{name}: there is no {person!r} among the {table.where}")
                listed[index[person]] = number
            value = listed
        values = [value] * len(ids) if np.ndim(value) == 0 else list(value)
        if len(values) != len(ids):
            raise InputError(f"{name}: {len(values)} entries for {len(ids)} {table.where}")
        named = Table({name: values}, where=name, row_count=len(ids))
        return named.counts(name, name)

    def _pairs(self, pairs: Any, name: str) -> np.ndarray:
        found, faults = [], []
        for place, mentee, mentor in listed_pairs(pairs, name):
            for side, person, index in (("mentee", mentee, self.mentee_index), ("mentor", mentor, self.mentor_index)):
                if not is_known(person, index):
                    faults.append(f"{place}: there is no {side} {person!r}")
            if is_known(mentee, self.mentee_index) and is_known(mentor, self.mentor_index):
                found.append((self.mentee_index[mentee], self.mentor_index[mentor]))
        if faults:
            raise InputError.collect(faults)
        return np.array(found, np.int64).reshape(-1, 2)

    def _check_rules(self) -> None:
        """Rules that contradict each other, in words of people; the library checks the rest."""
        problem, faults = self.problem, []
        if problem.quotas is not None:
            with self.named():
                problem.quotas.check(len(self.mentors))
        most = problem.column_maximum if problem.column_maximum is not None else np.ones(len(self.mentors), np.int32)
        if problem.column_minimum is not None:
            for mentor in np.flatnonzero(problem.column_minimum > most).tolist():
                faults.append(
                    f"{self.mentors.place(mentor)}: at least {problem.column_minimum[mentor]} mentees, "
                    f"but capacity {most[mentor]}"
                )
        both = {tuple(pair) for pair in problem.forbidden.tolist()} & {tuple(pair) for pair in problem.locked.tolist()}
        for mentee, mentor in sorted(both):
            faults.append(f"{self.pair_name(mentee, mentor)}: the pair is both locked and forbidden")
        locked = {tuple(pair) for pair in problem.locked.tolist()}
        loads = np.bincount([mentor for _, mentor in locked], minlength=len(self.mentors))
        for mentor in np.flatnonzero(loads > most).tolist():
            faults.append(f"{self.mentors.place(mentor)}: {loads[mentor]} locked pairs, but capacity {most[mentor]}")
        row_most = problem.row_maximum if problem.row_maximum is not None else np.ones(len(self.mentees), np.int32)
        loads = np.bincount([mentee for mentee, _ in locked], minlength=len(self.mentees))
        for mentee in np.flatnonzero(loads > row_most).tolist():
            faults.append(
                f"{self.mentees.place(mentee)}: {loads[mentee]} locked pairs, but at most {row_most[mentee]} mentors"
            )
        if problem.quotas is not None:
            loads = problem.quotas.loads(np.array([mentor for _, mentor in locked], np.int64), len(self.mentors))
            for quota, load in enumerate(loads):
                if load > problem.quotas.maximum[quota]:
                    faults.append(
                        f"the quota for {problem.quotas.names[quota]}: {load} locked pairs, but at most "
                        f"{problem.quotas.maximum[quota]}"
                    )
        if isinstance(self.source, CompiledFit) and locked:
            pairs = sorted(locked)
            _, ruled_out = self.source.explain(pairs)
            for (mentee, mentor), rules in zip(pairs, ruled_out):
                if rules.any():
                    names = ", ".join(name for name, out in zip(self.source.names, rules) if out)
                    faults.append(f"{self.pair_name(mentee, mentor)}: locked, but ruled out by {names}")
        if faults:
            raise InputError.collect(faults)

    # Names

    def pair_name(self, mentee: int, mentor: int) -> str:
        return f"mentee {self.mentee_ids[mentee]!r}, mentor {self.mentor_ids[mentor]!r}"

    @contextlib.contextmanager
    def named(self) -> Iterator[None]:
        """Puts ids into messages of the library, which knows people by their place only."""
        try:
            yield
        except InputError as error:
            raise InputError.collect([self._with_ids(fault) for fault in error.faults]) from None

    def _with_ids(self, fault: str) -> str:
        names = {
            "row": [f"mentee {one!r}" for one in self.mentee_ids],
            "column": [f"mentor {one!r}" for one in self.mentor_ids],
            "quota": [] if self.problem.quotas is None else [f"the quota for {one}" for one in self.problem.quotas.names],
        }

        def named(match: re.Match[str]) -> str:
            there = names[match[1]]
            return there[int(match[2])] if int(match[2]) < len(there) else match[0]

        return re.sub(r"\b(row|column|quota) (\d+)", named, fault)

    # Solving

    def assign(
        self,
        *,
        coverage: str = "participation_first",
        objective: str = "total",
        ties: str = "first",
        seed: int = 0,
        progress: Any = None,
        time_limit: float | None = None,
        cancel: CancelToken | None = None,
    ) -> MatchResult:
        """The best matches under the rules, with a proof; see `assign` for the options.

        Parameters
        ----------
        coverage : "participation_first", "score_first" or "everyone"
            As many mentees placed as possible and then the best total; the best total, leaving out pairs
            that lower it; or every mentee placed, or else the outcome "infeasible".
        objective : "total", "bottleneck", "leximin" or "rank_maximal"
            What is best: the total; the worst pair, and then the total; the worst pair, then the second worst,
            and so on; or the most first choices, then the most second choices, and so on, where a mentee's ranks
            are those of its scores, equal ones sharing a rank. Coverage comes before it. `coverage="score_first"` goes
            with "total" and "rank_maximal", ties other than "first" with "total" alone.
        """
        request = assignment_request(coverage, objective, ties, seed)
        context = Context(threads=self.threads, progress=progress, time_limit=time_limit, cancel=cancel)
        with self.named():
            return MatchResult(self, solve_assignment(self.problem, request, context, Assignment))

    def stable(
        self,
        *,
        proposers: str = "mentees",
        mentee_prefers: str | None = None,
        mentor_prefers: str | None = None,
        ties: str = "first",
        seed: int = 0,
        progress: Any = None,
        cancel: CancelToken | None = None,
    ) -> MatchResult:
        """Matches that no mentee and mentor would both rather leave for each other.

        Each side ranks the other by score, or by its own lists. Capacities, ruled-out pairs and the minimum
        score are kept. `min_load` is no rule of stable matching and is not asked for here; locked
        pairs and quotas are refused.

        Parameters
        ----------
        proposers : "mentees" or "mentors"
            The side whose wishes come first.
        mentee_prefers, mentor_prefers : str, optional
            A column with the ids a person would accept, best first: a list, or text such as "bo; cy".
        """
        if len(self.problem.locked):
            mentee, mentor = self.problem.locked[0].tolist()
            raise InputError(f"locked: {self.pair_name(mentee, mentor)}: a stable matching cannot promise a pair")
        if self.problem.quotas is not None:
            raise InputError("quotas: a stable matching knows none; use assign")
        word = choice("proposers", proposers, {"mentees": 0, "mentors": 1, "rows": 0, "columns": 1})
        problem = self.stable_problem(mentee_prefers, mentor_prefers)
        request = {"proposers": ("rows", "columns")[word], "ties": ties, "seed": seed_of(seed)}
        context = Context(threads=self.threads, progress=progress, cancel=cancel)
        names = {"row_ids": self.mentee_ids, "column_ids": self.mentor_ids}
        with self.named():
            return MatchResult(self, solve_stable(problem, request, context, StableMatching, **names))

    def stable_problem(self, mentee_prefers: str | None = None, mentor_prefers: str | None = None) -> Problem:
        """The market that `stable` solves: no fewest loads, no locks, and lists where there are columns of them."""
        no_locks = np.zeros((0, 2), np.int64)
        problem = Problem(**{**self.problem.__dict__, "column_minimum": None, "locked": no_locks})
        if mentee_prefers is not None:
            problem.row_preferences = _wishes(self.mentees, mentee_prefers, self.mentor_index, self.mentee_ids)
        if mentor_prefers is not None:
            problem.column_preferences = _wishes(self.mentors, mentor_prefers, self.mentee_index, self.mentor_ids)
        return problem

    def circles(
        self,
        *,
        size: Any = (4, 6),
        count: int | None = None,
        together: Any = None,
        apart: Any = None,
        common_hours: float | None = None,
        leave_out: bool = True,
        seed: int = 0,
        seconds: float | None = None,
        iterations: int | None = None,
        progress: Any = None,
        cancel: CancelToken | None = None,
    ) -> CircleResult:
        """Puts the mentees into learning circles of peers.

        How well two mentees go together comes from the fit, each criterion read for both of them: what one
        wants and the other wants too (or offers, where the mentees' table has the column of what is
        offered), the same answers, different answers, close answers, hours in common. A gap has no
        meaning between peers and is left out. Pairs that a must rules out, and pairs of one reporting line, are
        kept apart. With ready scores, mentees go together who suit the same mentors: the sum over mentors
        of the smaller of the two scores.

        Parameters
        ----------
        size : (int, int) or list of (int, int)
            The smallest and largest circle, or a pair for each circle.
        together, apart : list of (mentee id, mentee id), optional
            Who must, or must not, share a circle.
        common_hours : float, optional
            Hours a week that everybody in a circle has in common; what `shared_hours` asks for at least if
            not given. Who has not said their hours stands in nobody's way.
        leave_out : bool
            Leave out mentees with too few possible companions for any circle, and list them with the
            reason in `unmatched` of the result. Where the search then still finds no circles, it is tried again
            without the mentee who has the fewest possible companions, and so on for up to a tenth of them.
            Otherwise everybody must find a circle, and one mentee can make the whole request infeasible.
        """
        asked: dict[str, Any] = {
            "size": size,
            "count": count,
            "together": together,
            "apart": apart,
            "common_hours": common_hours,
            "leave_out": leave_out,
            "seed": seed,
            "iterations": iterations,
        }
        first: CircleResult | None = None
        without: list[Any] = []
        while True:
            request = peer_request(self, without=without, **asked)
            context = Context(threads=self.threads, progress=progress, time_limit=seconds, cancel=cancel)
            try:
                result = CircleResult(self, request, solve_circles(request.problem, context, Circles))
            except InputError as error:
                raise InputError.collect([request.with_ids(fault) for fault in error.faults]) from None
            if result.outcome in ("optimal", "feasible", "limit") or not leave_out:
                return result
            first = first or result
            too_many = 10 * (len(without) + 1) > len(self.mentee_ids)
            if result.outcome == "infeasible" or too_many or not request.hardest:
                return first
            without = [*without, request.hardest[0]]

    def why(self, mentee: Any, mentor: Any) -> PairReasons:
        """The points of a pair, criterion by criterion, and what of the two people's answers brought them.

        Examples
        --------
        >>> import mentormatch as mm
        >>> mentees = [{"id": "ana", "wants": "python:2; sql", "hours": "Mon 9-12"}]
        >>> mentors = [{"id": "bo", "offers": "python", "hours": "Mon 10-14"}]
        >>> fit = mm.Fit([mm.overlap("wants", "offers", weight=3), mm.shared_hours(at_least=1, full=4)])
        >>> print(mm.Program(mentees, mentors, fit).why("ana", "bo"))
        ana with bo: 1500 points
          wants: 1000 of 3000; offered: python at level 1 of 2; not offered: sql
          hours: 500 of 1000; both free Mon 10-12
        """
        return PairReasons(self, *self._pair_of_fit("why", mentee, mentor))

    def _pair_of_fit(self, what: str, mentee: Any, mentor: Any) -> tuple[int, int]:
        if self.fit is None:
            raise InputError(f"{what}: the program has ready scores, not criteria")
        for person, index, side in ((mentee, self.mentee_index, "mentee"), (mentor, self.mentor_index, "mentor")):
            if not is_known(person, index):
                raise InputError(f"there is no {side} {person!r}")
        return self.mentee_index[mentee], self.mentor_index[mentor]

    def improve(self, mentee: Any, mentor: Any) -> Improvements:
        """What single change in either person's answers would raise the score of a pair, criterion by criterion.

        Examples
        --------
        >>> import mentormatch as mm
        >>> mentees = [{"id": "ana", "wants": "python:2; sql", "language": "en"}]
        >>> mentors = [{"id": "bo", "offers": "python", "language": "de"}]
        >>> fit = mm.Fit([mm.overlap("wants", "offers", weight=3), mm.same("language", must=True)])
        >>> print(mm.Program(mentees, mentors, fit).improve("ana", "bo"))
        ana and bo are ruled out; what would help:
          if ana answered 'de' (language): the pair is possible
          if bo answered 'en' (language): the pair is possible
          if bo offered 'python' at level 2 (wants): +1000 points
          if ana wanted 'python' at level 1 (wants): +500 points
        """
        return Improvements(self, *self._pair_of_fit("improve", mentee, mentor))

    def peer_affinity(self) -> np.ndarray:
        """How well mentees go together, mentees x mentees, -inf for pairs kept apart; see `circles`."""
        return peer_affinity(self)


def _wishes(table: Table, column: str, partners: Mapping[Any, int], names: Sequence[Any]) -> Any:
    lists: list[list[Any]] = []
    for value in table.column(column):
        if is_missing(value):
            lists.append([])
        elif isinstance(value, str):
            parts = [part.strip() for part in re.split(r"[;,]" if ";" not in value else ";", value)]
            lists.append([part for part in parts if part])
        else:
            lists.append(list(value))
    return ranked_lists(lists, partners, f"{table.where}, column {column!r}", names)


# Ready scores that name people


def _named_scores(mentees: Any, mentors: Any, scores: Any, ids: tuple[str, str]) -> tuple[Any, Any, Any]:
    """Tables of people and a matrix in their order, from whatever the scores name."""
    if hasattr(scores, "tocsr") or isinstance(scores, np.ndarray) or _is_matrix(scores):
        source = scores_of(scores)
        if mentees is None:
            mentees = {ids[0]: list(range(source.shape[0]))}
        if mentors is None:
            mentors = {ids[1]: list(range(source.shape[1]))}
        return mentees, mentors, scores
    table = read_table(scores, "scores")
    if {"mentee", "mentor", "score"} <= set(table.columns):
        return _long_scores(mentees, mentors, table, ids)
    return _wide_scores(mentees, mentors, table, ids)


def _is_matrix(scores: Any) -> bool:
    return isinstance(scores, (list, tuple)) and not (len(scores) and isinstance(scores[0], Mapping))


def _make_people(given: Any, found: Sequence[Any], column: str, table: Table) -> Any:
    if given is not None:
        return given
    columns = {column: list(dict.fromkeys(found))}
    return Table(columns, table.kind, row_count=len(columns[column]))


def _long_scores(mentees: Any, mentors: Any, table: Table, ids: tuple[str, str]) -> tuple[Any, Any, Any]:
    rows, columns = table.column("mentee"), table.column("mentor")
    mentees = read_table(_make_people(mentees, rows, ids[0], table), "mentees")
    mentors = read_table(_make_people(mentors, columns, ids[1], table), "mentors")
    row_index = {name: place for place, name in enumerate(mentees.ids(ids[0]))}
    column_index = {name: place for place, name in enumerate(mentors.ids(ids[1]))}
    values, faults = table.numbers("score"), []
    entries: dict[tuple[int, int], int] = {}
    for place, (row, column) in enumerate(zip(rows, columns)):
        if not is_known(row, row_index):
            faults.append(f"{table.place(place, 'mentee')}: there is no mentee {row!r}")
        elif not is_known(column, column_index):
            faults.append(f"{table.place(place, 'mentor')}: there is no mentor {column!r}")
        elif values[place] != values[place]:
            faults.append(f"{table.place(place, 'score')}: the score is missing")
        elif entries.setdefault((row_index[row], column_index[column]), place) != place:
            faults.append(f"{table.place(place)}: the pair {row!r}, {column!r} is there twice")
    if faults:
        raise InputError.collect(faults)
    of_pair = {pair: values[place] for pair, place in entries.items()}
    return mentees, mentors, SparseMatrix.of_entries(of_pair, (len(mentees), len(mentors)))


class SparseMatrix:
    """A CSR matrix in SciPy's words, without SciPy."""

    format = "csr"

    def __init__(self, indices: np.ndarray, indptr: np.ndarray, data: np.ndarray, shape: tuple[int, int]) -> None:
        self.indices, self.indptr, self.data, self.shape, self.nnz = indices, indptr, data, shape, len(data)

    @classmethod
    def of_entries(cls, entries: Mapping[tuple[int, int], float], shape: tuple[int, int]) -> SparseMatrix:
        """The matrix that holds a number for each (row, column)."""
        pairs = sorted(entries)
        offsets = np.zeros(shape[0] + 1, np.int64)
        np.cumsum(np.bincount([row for row, _ in pairs], minlength=shape[0]), out=offsets[1:])
        indices = np.array([column for _, column in pairs], np.int64)
        return cls(indices, offsets, np.array([entries[pair] for pair in pairs], np.float64), shape)

    def tocsr(self) -> SparseMatrix:
        return self


def _wide_scores(mentees: Any, mentors: Any, table: Table, ids: tuple[str, str]) -> tuple[Any, Any, Any]:
    if not table.columns:
        raise InputError(f"{table.where}: the table is empty")
    id_column, *names = table.columns
    row_names = table.ids(id_column)
    mentees = read_table(_make_people(mentees, row_names, ids[0], table), "mentees")
    mentors = read_table(_make_people(mentors, names, ids[1], table), "mentors")
    row_ids, column_ids = mentees.ids(ids[0]), mentors.ids(ids[1])
    by_name, faults = {name: place for place, name in enumerate(row_names)}, []
    by_column = {str(name): name for name in names}
    if not all(is_known(name, by_name) for name in row_ids):
        by_name = {str(name): place for name, place in by_name.items()}
    for name in row_ids:
        if name not in by_name and str(name) not in by_name:
            faults.append(f"{table.where}: there is no row for mentee {name!r}")
    for name in column_ids:
        if str(name) not in by_column:
            faults.append(f"{table.where}: there is no column for mentor {name!r}")
    if faults:
        raise InputError.collect(faults)
    order = [by_name[name] if name in by_name else by_name[str(name)] for name in row_ids]
    matrix = np.zeros((len(row_ids), len(column_ids)))
    for place, name in enumerate(column_ids):
        matrix[:, place] = score_cells(table, by_column[str(name)])[order]
    return mentees, mentors, matrix


def score_cells(table: Table, column: str) -> np.ndarray:
    """A column of scores: numbers, and inf or -inf for pairs that are ruled out; none may be missing."""
    found, faults = np.zeros(len(table)), []
    for row, value in enumerate(table.column(column)):
        try:
            found[row] = float(value.strip() if isinstance(value, str) else value)
        except (TypeError, ValueError):
            what = "the score is missing" if is_missing(value) else f"{value!r} is not a number"
            faults.append(f"{table.place(row, column)}: {what}")
            continue
        if found[row] != found[row]:
            faults.append(f"{table.place(row, column)}: the score is missing")
    if faults:
        raise InputError.collect(faults)
    return found
