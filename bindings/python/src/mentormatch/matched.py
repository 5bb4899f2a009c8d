"""Results of a program: matches and circles with ids, reasons and explanations."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from . import saved
from ._context import Context
from ._problem import Problem, solve_assignment
from .alternatives import Ranking
from .conflicts import Explained, Names
from .errors import InputError
from .fit import CompiledFit, read_scores
from .frames import replace_file
from .hours import is_missing
from .quotas import NO_LIMIT
from .reasons import Reasons, audit_table
from .results import Assignment, Matching, StableMatching, Verdict

if TYPE_CHECKING:
    from .program import Program

__all__ = ["Explanation", "MatchResult"]

ADVISED_PAIRS = 10**8  # beyond, advice is given only when asked for


@dataclass(frozen=True)
class Explanation(Mapping[str, Any]):
    """An answer to a question about people: `text` for reading, and the same as values by name."""

    text: str
    values_by_name: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text

    def __getitem__(self, name: str) -> Any:
        return self.values_by_name[name]

    def __iter__(self):
        return iter(self.values_by_name)

    def __len__(self) -> int:
        return len(self.values_by_name)

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(self.text).replace(chr(10), '<br>')}</p>"


class MatchResult(Explained):
    """What `Program.assign` and `Program.stable` return.

    Attributes
    ----------
    outcome : str
        "optimal", "infeasible" or "limit".
    pairs : frame
        mentee, mentor, score, and one column per criterion; these add up to the score exactly.
    unmatched : frame
        who, side, reason, and what would help.
    total, bound : float
        The sum of the scores, and what no matching under these rules can beat.
    matching : Assignment or StableMatching
        The same answer as index arrays, with its proof.
    conflict : dict
        When infeasible: the "mentees" and "mentors" who cannot all be served together, and, where the program
        has any, the "quotas" by name.
    quotas : frame
        How far each quota is used: quota, mentors, mentees, fewest, most (None: no limit).
    """

    def __init__(self, program: Program, matching: Matching) -> None:
        self.program = program
        self.matching = matching

    @property
    def outcome(self) -> str:
        return self.matching.outcome

    @property
    def total(self) -> float:
        return self.matching.total

    @property
    def bound(self) -> float:
        return self.matching.bound

    @property
    def kind(self) -> str:
        """"assignment" or "stable"."""
        return "assignment" if isinstance(self.matching, Assignment) else "stable"

    @property
    def conflict(self) -> dict[str, list[Any]]:
        program = self.program
        quotas = program.problem.quotas
        in_conflict = self.matching.conflict_quotas.tolist()
        return {
            "mentees": [program.mentee_ids[row] for row in self.matching.conflict_rows.tolist()],
            "mentors": [program.mentor_ids[column] for column in self.matching.conflict_columns.tolist()],
            **({} if quotas is None else {"quotas": [quotas.names[quota] for quota in in_conflict]}),
        }

    def _asked(self) -> tuple[Problem, str, Names]:
        if self.kind == "stable":
            raise InputError("a stable matching has no minima that could be in conflict")
        names = Names(self.program.mentee_ids, self.program.mentor_ids, "mentee", "mentor")
        return self.program.problem, self.matching.request.get("coverage", "participation_first"), names

    @cached_property
    def advice(self) -> tuple[str, str]:
        """When infeasible: which rules contradict each other, and the cheapest change; "" for what is not known."""
        problem = self.program.problem
        is_large = problem.row_count * problem.column_count > ADVISED_PAIRS
        if self.outcome != "infeasible" or problem.quotas is not None or is_large:
            return "", ""
        return self.explain_conflict().text, self.relax().text

    def __len__(self) -> int:
        return len(self.matching)

    def __repr__(self) -> str:
        matching, program = self.matching, self.program
        placed = len(np.unique(matching.rows))
        return (
            f"<{self.kind} {self.outcome}: {placed} of {len(program.mentee_ids)} mentees placed, "
            f"{len(matching)} pairs, total {matching.total:.12g}>"
        )

    def __getstate__(self) -> dict[str, Any]:
        return {"program": self.program, "matching": self.matching}

    # Tables

    @cached_property
    def pair_columns(self) -> dict[str, list[Any]]:
        """The table of pairs as a dict of columns, whatever the kind of frame."""
        program, matching = self.program, self.matching
        rows, columns = matching.rows.tolist(), matching.columns.tolist()
        table: dict[str, list[Any]] = {
            "mentee": [program.mentee_ids[row] for row in rows],
            "mentor": [program.mentor_ids[column] for column in columns],
        }
        if isinstance(program.source, CompiledFit):
            points, _ = program.source.explain(zip(rows, columns))
            table["score"] = points.sum(axis=1, dtype=np.int64).tolist()
            for place, name in enumerate(program.source.names):
                table[name] = points[:, place].tolist()
        else:
            table["score"] = [program.source.value(row, column) for row, column in zip(rows, columns)]
        return table

    @cached_property
    def pairs(self) -> Any:
        return self.program.mentees.make(self.pair_columns)

    @cached_property
    def unmatched_columns(self) -> dict[str, list[Any]]:
        """The table of people without a partner as a dict of columns."""
        return Reasons(self).table()

    @cached_property
    def unmatched(self) -> Any:
        return self.program.mentees.make(self.unmatched_columns)

    @cached_property
    def quota_columns(self) -> dict[str, list[Any]]:
        """The table of quotas as a dict of columns."""
        quotas, program = self.program.problem.quotas, self.program
        names = ("quota", "mentors", "mentees", "fewest", "most")
        if quotas is None:
            return {name: [] for name in names}
        most = [None if number == NO_LIMIT else number for number in quotas.maximum.tolist()]
        sizes = np.diff(quotas.offsets).tolist()
        loads = quotas.loads(self.matching.columns, len(program.mentor_ids))
        return dict(zip(names, (list(quotas.names), sizes, loads, quotas.minimum.tolist(), most)))

    @cached_property
    def quotas(self) -> Any:
        return self.program.mentees.make(self.quota_columns)

    def _repr_html_(self) -> str:
        columns = self.pair_columns
        head = "".join(f"<th>{html.escape(str(name))}</th>" for name in columns)
        rows = list(zip(*columns.values()))
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows[:20]
        )
        more = f"<p>and {len(rows) - 20} more pairs</p>" if len(rows) > 20 else ""
        alone = len(self.unmatched_columns["who"])
        return (
            f"<p><b>{html.escape(repr(self).strip('<>'))}</b>; {alone} people without a partner</p>"
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"
        )

    # Questions

    def verify(self) -> Verdict:
        """Checks the answer from the input and its proof alone, with code that shares nothing with the solver."""
        verdict = self.matching.verify()
        if verdict:
            return verdict
        return Verdict(**{**verdict.__dict__, "message": self.program._with_ids(verdict.message)})

    def blocking_pairs(self, other: Any = None) -> list[tuple[Any, Any]]:
        """The (mentee, mentor) pairs who would both rather have each other, by score or by their lists.

        Parameters
        ----------
        other : MatchResult or list of (mentee id, mentor id), optional
            Another matching of the same people, to see whom it tempts; this one if not given.
        """
        if self.program.problem.quotas is not None:
            raise InputError("quotas: who would rather leave for each other is not defined under quotas")
        problem = self.matching.problem if self.kind == "stable" else self.program.stable_problem()
        judged = self if other is None else other
        if isinstance(judged, MatchResult):
            judged = judged.matching
        names = {"row_ids": self.program.mentee_ids, "column_ids": self.program.mentor_ids}
        asked = StableMatching(
            problem, "optimal", self.matching.rows, self.matching.columns, self.total, 1.0, self.bound, **names
        )
        return asked.blocking_pairs(judged)

    def rank(self, row: int, column: int) -> int | None:
        """The place of a mentor among all mentors possible for a mentee, 1 for the best; None if impossible."""
        scores = self._scores_of(row)
        if not np.isfinite(scores[column]):
            return None
        return int((scores > scores[column]).sum()) + 1

    def ranks(self) -> list[int | None]:
        """`rank` for each pair, in the order of `pairs`."""
        rows, columns = self.matching.rows.tolist(), self.matching.columns.tolist()
        needed = sorted(set(rows))
        scores = dict(zip(needed, self._signed(read_scores(self.program.source, self.program.problem.sense, needed))))
        return [
            int((scores[row] > scores[row][column]).sum()) + 1 if np.isfinite(scores[row][column]) else None
            for row, column in zip(rows, columns)
        ]

    def _signed(self, scores: np.ndarray) -> np.ndarray:
        return -scores if self.program.problem.sense == "min" else scores

    def _scores_of(self, row: int) -> np.ndarray:
        """Scores of one mentee, more being better; -inf for pairs that are ruled out or forbidden."""
        program = self.program
        scores = self._signed(read_scores(program.source, program.problem.sense, [row]))[0]
        scores[program.problem.forbidden[program.problem.forbidden[:, 0] == row, 1]] = -np.inf
        return scores

    def explain(self, person: Any, partner: Any = None) -> Explanation:
        """Why somebody has the partners they have, or none.

        Parameters
        ----------
        person : id
            A mentee or a mentor.
        partner : id, optional
            Only the pair with this partner.
        """
        program = self.program
        if person in program.mentee_index:
            if partner is not None:
                return self._explain_pair(program.mentee_index[person], self._mentor(partner))
            return self._explain_person(person, "mentee", "mentor")
        if person in program.mentor_index:
            if partner is not None:
                return self._explain_pair(self._mentee(partner), program.mentor_index[person])
            return self._explain_person(person, "mentor", "mentee")
        raise InputError(f"there is no mentee or mentor {person!r}")

    def _mentee(self, person: Any) -> int:
        if person not in self.program.mentee_index:
            raise InputError(f"there is no mentee {person!r}")
        return self.program.mentee_index[person]

    def _mentor(self, person: Any) -> int:
        if person not in self.program.mentor_index:
            raise InputError(f"there is no mentor {person!r}")
        return self.program.mentor_index[person]

    def _explain_person(self, person: Any, side: str, other: str) -> Explanation:
        columns, program = self.pair_columns, self.program
        places = [place for place, name in enumerate(columns[side]) if name == person]
        found = []
        for place in places:
            row = program.mentee_index[columns["mentee"][place]]
            column = program.mentor_index[columns["mentor"][place]]
            found.append(dict(self._explain_pair(row, column)))
        if found:
            lines = [f"{person}: {len(found)} {other}{'s' if len(found) > 1 else ''}"]
            lines += [f"  {self._sentence(pair, other)}" for pair in found]
            return Explanation("\n".join(lines), {"person": person, "side": side, "pairs": found, "reason": "placed"})
        alone = self.unmatched_columns
        for name, where, reason, helps in zip(*alone.values()):
            if name == person and where == side:
                text = f"{person}: no {other}. {reason}." + (f" What would help: {helps}." if helps else "")
                return Explanation(
                    text, {"person": person, "side": side, "pairs": [], "reason": reason, "what_would_help": helps}
                )
        return Explanation(f"{person}: no {other}", {"person": person, "side": side, "pairs": [], "reason": ""})

    def _explain_pair(self, row: int, column: int) -> Explanation:
        program = self.program
        values: dict[str, Any] = {
            "mentee": program.mentee_ids[row],
            "mentor": program.mentor_ids[column],
            "made": bool(((self.matching.rows == row) & (self.matching.columns == column)).any()),
        }
        if isinstance(program.source, CompiledFit):
            points, ruled_out = program.source.explain([(row, column)])
            values["score"] = int(points.sum())
            values["shares"] = dict(zip(program.source.names, points[0].tolist()))
            values["ruled_out_by"] = [name for name, out in zip(program.source.names, ruled_out[0]) if out]
        else:
            score = float(read_scores(program.source, program.problem.sense, [row])[0][column])
            values["score"] = score
            values["shares"] = {}
            values["ruled_out_by"] = [] if np.isfinite(score) else ["score"]
        scores = self._scores_of(row)
        values["rank"] = int((scores > scores[column]).sum()) + 1 if np.isfinite(scores[column]) else None
        values["possible"] = int(np.isfinite(scores).sum())
        return Explanation(f"{values['mentee']} with {self._sentence(values, 'mentor')}", values)

    @staticmethod
    def _sentence(pair: Mapping[str, Any], other: str) -> str:
        shares = " + ".join(f"{name} {points}" for name, points in pair["shares"].items() if points)
        words = f"{pair[other]}: score {pair['score']:g}" + (f" = {shares}" if shares else "")
        if pair["ruled_out_by"]:
            words += f"; ruled out by {', '.join(pair['ruled_out_by'])}"
        if pair["rank"] is not None:
            words += f"; number {pair['rank']} of {pair['possible']} mentors possible for {pair['mentee']}"
        return words

    def why_not(self, mentee: Any, mentor: Any) -> Explanation:
        """Why a mentee does not have a certain mentor, and what it would cost to make the pair.

        A pair that is possible is answered exactly: the program is solved once more with the pair locked.
        """
        program, row, column = self.program, self._mentee(mentee), self._mentor(mentor)
        pair = dict(self._explain_pair(row, column))
        names = f"{mentee} and {mentor}"
        if pair["made"]:
            return Explanation(f"{names} are matched.", {**pair, "answer": "made"})
        if pair["ruled_out_by"]:
            rules = ", ".join(pair["ruled_out_by"])
            return Explanation(f"{names} cannot be matched: ruled out by {rules}.", {**pair, "answer": "ruled_out"})
        problem = program.problem
        if ((problem.forbidden[:, 0] == row) & (problem.forbidden[:, 1] == column)).any():
            return Explanation(f"{names} cannot be matched: the pair is forbidden.", {**pair, "answer": "forbidden"})
        if problem.min_score is not None:
            below = pair["score"] > problem.min_score if problem.sense == "min" else pair["score"] < problem.min_score
            if below:
                text = f"{names} are not matched: the score {pair['score']:g} misses the minimum of {problem.min_score:g}."
                return Explanation(text, {**pair, "answer": "below_minimum_score"})
        if self.kind == "stable":
            return self._why_not_stable(row, column, pair)
        return self._why_not_solved_again(row, column, pair)

    def _why_not_stable(self, row: int, column: int, pair: dict[str, Any]) -> Explanation:
        program = self.program
        rows, columns = self.matching.rows, self.matching.columns
        has = [program.mentor_ids[other] for other in columns[rows == row].tolist()]
        hosts = [program.mentee_ids[other] for other in rows[columns == column].tolist()]
        text = (
            f"{pair['mentee']} has {', '.join(map(str, has)) or 'nobody'} and {pair['mentor']} has "
            f"{', '.join(map(str, hosts)) or 'nobody'}: at least one of the two does not prefer the other."
        )
        return Explanation(text, {**pair, "answer": "not_preferred"})

    def _worst(self) -> float:
        """The score of the worst pair."""
        scores = self.pair_columns["score"]
        return max(scores, default=math.nan) if self.program.problem.sense == "min" else min(scores, default=math.nan)

    def _worth(self) -> list[Any]:
        """What the objective looks at: equal for matchings that are equally good."""
        objective = self.matching.request.get("objective", "total")
        if objective == "leximin":
            return sorted(self.pair_columns["score"])
        if objective == "rank_maximal":
            rows, columns = self.matching.rows.tolist(), self.matching.columns.tolist()
            possible = {row: self._scores_of(row) for row in set(rows)}
            return sorted(
                len(np.unique(possible[row][possible[row] > possible[row][column]])) for row, column in zip(rows, columns)
            )
        return [self._worst(), self.total] if objective == "bottleneck" else [self.total]

    def _why_not_solved_again(self, row: int, column: int, pair: dict[str, Any]) -> Explanation:
        program, problem = self.program, self.program.problem
        names = f"{pair['mentee']} and {pair['mentor']}"
        locked = np.vstack([problem.locked, [[row, column]]]).astype(np.int64)
        try:
            again = solve_assignment(
                Problem(**{**problem.__dict__, "locked": locked}),
                self.matching.request,
                Context(threads=program.threads),
                Assignment,
            )
        except InputError as error:
            reason = program._with_ids(str(error))
            return Explanation(f"{names} cannot be matched: {reason}.", {**pair, "answer": "impossible"})
        if again.outcome != "optimal":
            text = f"{names} cannot be matched: the other rules can then no longer all be kept."
            return Explanation(text, {**pair, "answer": "infeasible"})
        change = again.total - self.matching.total
        placed = len(np.unique(again.rows)) - len(np.unique(self.matching.rows))
        moved, given_up = self._differences(again)
        is_as_good = self._worth() == MatchResult(program, again)._worth() and placed == 0
        if is_as_good:
            text = f"{names} could be matched just as well: the total stays {again.total:g}."
        else:
            text = f"With {names} matched, the total would be {again.total:g} instead of {self.matching.total:g}"
            if self.matching.request.get("objective", "total") in ("bottleneck", "leximin"):
                worst = [one._worst() for one in (MatchResult(program, again), self)]
                text += ", and the worst score {:g} instead of {:g}".format(*worst)
            if placed:
                text += f", and {abs(placed)} mentee{'s' if abs(placed) > 1 else ''} {'fewer' if placed < 0 else 'more'} placed"
            text += "."
        if given_up:
            text += f" Given up: {self._named(given_up)}."
        return Explanation(
            text,
            {
                **pair,
                "answer": "as_good" if is_as_good else "costs",
                "change": change,
                "placed_change": placed,
                "total": again.total,
                "new_pairs": moved,
                "given_up": given_up,
            },
        )

    # What else there is

    def _differences(self, other: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The pairs that another matching has and this one has not, and the other way round."""
        program = self.program
        before = set(zip(self.matching.rows.tolist(), self.matching.columns.tolist()))
        after = set(zip(other.rows.tolist(), other.columns.tolist()))
        new, given_up = (
            [{"mentee": program.mentee_ids[row], "mentor": program.mentor_ids[column]} for row, column in sorted(pairs)]
            for pairs in (after - before, before - after)
        )
        return new, given_up

    @staticmethod
    def _named(pairs: list[dict[str, Any]]) -> str:
        text = ", ".join(f"{one['mentee']} with {one['mentor']}" for one in pairs[:5])
        return text if len(pairs) <= 5 else f"{text} and {len(pairs) - 5} more"

    def total_text(self, total: float, placed_change: int) -> str:
        """The total of another matching beside that of this one."""
        text = f"Total {total:g}, as now" if total == self.total else f"Total {total:g} instead of {self.total:g}"
        if placed_change:
            number = abs(placed_change)
            text += f", {number} mentee{'s' if number > 1 else ''} {'fewer' if placed_change < 0 else 'more'} placed"
        return text

    def _assignment(self) -> Assignment:
        if not isinstance(self.matching, Assignment):
            raise InputError("a stable matching has no total that others could be ranked by")
        return self.matching

    def pair_roles(self) -> Any:
        """Which pairs cannot be had otherwise: a frame with mentee, mentor, role and made.

        role is "all" when every best matching has the pair, and "some" when a best matching has it and another has not;
        every pair not listed is in none.
        """
        return self.program.mentees.make(self.pair_role_columns())

    def pair_role_columns(self) -> dict[str, list[Any]]:
        """The same as a dict of columns, whatever the kind of frame."""
        program, found = self.program, self._assignment().pair_roles()
        made = set(zip(self.matching.rows.tolist(), self.matching.columns.tolist()))
        rows, columns = found.rows.tolist(), found.columns.tolist()
        return {
            "mentee": [program.mentee_ids[row] for row in rows],
            "mentor": [program.mentor_ids[column] for column in columns],
            "role": found.roles,
            "made": [pair in made for pair in zip(rows, columns)],
        }

    def what_if(self, pairs: Iterable[tuple[Any, Any]]) -> Any:
        """What each (mentee, mentor) pair is worth: a frame about the best matching in which it is the other way round.

        A pair that is made is taken apart, one that is not is made, and the rest is the best there can be.

        Returns
        -------
        frame
            mentee, mentor, made (now), possible, total, change (of the total), placed_change (of mentees placed). total is
            NaN, and the changes None, where the rules leave no such matching.
        """
        return self.program.mentees.make(self.what_if_columns(pairs))

    def what_if_columns(self, pairs: Iterable[tuple[Any, Any]]) -> dict[str, list[Any]]:
        """The same as a dict of columns, whatever the kind of frame."""
        matching, asked = self._assignment(), []
        for place, pair in enumerate(pairs):
            try:
                mentee, mentor = pair
            except (TypeError, ValueError):
                raise InputError(f"pairs, pair {place}: {pair!r} is not a pair of ids") from None
            asked.append((self._mentee(mentee), self._mentor(mentor)))
        found = matching.what_if(asked)
        made = set(zip(matching.rows.tolist(), matching.columns.tolist()))
        placed = len(np.unique(matching.rows))
        possible, totals, placed_then = found.is_possible.tolist(), found.totals.tolist(), found.placed.tolist()
        return {
            "mentee": [self.program.mentee_ids[row] for row, _ in asked],
            "mentor": [self.program.mentor_ids[column] for _, column in asked],
            "made": [pair in made for pair in asked],
            "possible": possible,
            "total": totals,
            "change": [total - self.total if can else None for can, total in zip(possible, totals)],
            "placed_change": [then - placed if can else None for can, then in zip(possible, placed_then)],
        }

    def alternatives(self, count: int = 5) -> Ranking:
        """The next best matchings, in sentences.

        Parameters
        ----------
        count : int
            How many, at most.

        Returns
        -------
        Ranking
            A sequence of explanations with total, change, placed_change, new_pairs and given_up; `is_all` when there are no
            others.
        """
        matching = self._assignment()
        ranking = matching.alternatives(count)
        placed = len(np.unique(matching.rows))
        told = []
        for other in ranking:
            new, given_up = self._differences(other)
            change, placed_change = other.total - self.total, len(np.unique(other.rows)) - placed
            text = self.total_text(other.total, placed_change)
            text += f": {self._named(new)}" if new else ""
            text += f"{' instead of' if new else ': without'} {self._named(given_up)}." if given_up else "."
            values = {"total": other.total, "change": change, "placed_change": placed_change}
            told.append(Explanation(text, {**values, "new_pairs": new, "given_up": given_up}))
        return Ranking(told, ranking.is_all)

    def audit(self, by: str, *, side: str = "mentees") -> Any:
        """How groups of people fared: a frame with group, people, placed, rate, impact_ratio, mean_score, note.

        Parameters
        ----------
        by : str
            The column that says which group a person belongs to; it need not be one that matching used.
        side : "mentees" or "mentors"

        Notes
        -----
        `impact_ratio` is the rate of placement over that of the best group; the note says where it is
        below four fifths, exactly, and where a group has fewer than five people. People with no answer
        are a group of their own and are not compared.
        """
        return self.program.mentees.make(self.audit_columns(by, side=side))

    def audit_columns(self, by: str, *, side: str = "mentees") -> dict[str, list[Any]]:
        """The table of `audit` as a dict of columns."""
        if side not in ("mentees", "mentors"):
            raise InputError(f"side: {side!r} is not one of 'mentees', 'mentors'")
        table = self.program.mentees if side == "mentees" else self.program.mentors
        ids = self.program.mentee_ids if side == "mentees" else self.program.mentor_ids
        people = self.pair_columns["mentee" if side == "mentees" else "mentor"]
        scores: dict[Any, list[float]] = {}
        for person, score in zip(people, self.pair_columns["score"]):
            scores.setdefault(person, []).append(score)
        groups: dict[Any, list[Any]] = {}
        for person, group in zip(ids, table.column(by, "audit")):
            groups.setdefault("(not said)" if is_missing(group) else group, []).append(person)
        return audit_table(groups, scores)

    # Handing on

    def to_dict(self) -> dict[str, Any]:
        """The result as plain values; `mentormatch verify` checks it against its inputs."""
        return saved.match_to_dict(self)

    def save(self, path: Any) -> None:
        """Writes the result as JSON."""
        replace_file(Path(path), saved.to_json(self.to_dict()))

    def report(self, path: Any, **options: Any) -> Path:
        """Writes the result as one self-contained HTML page and returns its path; see `reporting.build`."""
        from . import reporting

        return reporting.write(path, self, **options)
