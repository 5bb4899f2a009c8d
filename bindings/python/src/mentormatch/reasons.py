"""Why people have no partner and what would help, and how groups of people fared."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from .fit import CompiledFit, read_scores

if TYPE_CHECKING:
    from .matched import MatchResult

__all__ = ["Reasons", "audit_table"]

SMALL_GROUP = 5
EXPLAINED_PAIRS = 200_000  # of unmatched people, in one table; beyond it reasons stay short


def audit_table(groups: dict[Any, list[Any]], scores: dict[Any, list[float]]) -> dict[str, list[Any]]:
    counts = {group: (len(people), sum(person in scores for person in people)) for group, people in groups.items()}
    compared = [counts[group] for group in counts if group != "(not said)"]
    best = (1, 0)  # the best rate as people and placed, compared in whole numbers
    for people, placed in compared:
        if placed * best[0] > best[1] * people:
            best = (people, placed)
    table: dict[str, list[Any]] = {
        name: [] for name in ("group", "people", "placed", "rate", "impact_ratio", "mean_score", "note")
    }
    for group in sorted(counts, key=lambda name: (name == "(not said)", str(name))):
        people, placed = counts[group]
        of_group = [score for person in groups[group] for score in scores.get(person, ())]
        notes = []
        known = group != "(not said)"
        if known and best[1] and 5 * placed * best[0] < 4 * best[1] * people:
            notes.append("below four fifths of the best rate")
        if people < SMALL_GROUP:
            notes.append(f"small group: fewer than {SMALL_GROUP} people")
        table["group"].append(group)
        table["people"].append(people)
        table["placed"].append(placed)
        table["rate"].append(placed / people)
        table["impact_ratio"].append(placed * best[0] / (best[1] * people) if known and best[1] else float("nan"))
        table["mean_score"].append(sum(of_group) / len(of_group) if of_group else float("nan"))
        table["note"].append("; ".join(notes))
    return table


class Reasons:
    """Why people have no partner, and what would help, in words."""

    def __init__(self, result: MatchResult) -> None:
        self.result, self.program, self.matching = result, result.program, result.matching
        self.left = EXPLAINED_PAIRS

    def table(self) -> dict[str, list[Any]]:
        program, matching = self.program, self.matching
        found: dict[str, list[Any]] = {"who": [], "side": [], "reason": [], "what_would_help": []}
        sides = (
            ("mentee", program.mentee_ids, matching.rows, matching.row_reasons),
            ("mentor", program.mentor_ids, matching.columns, matching.column_reasons),
        )
        for side, ids, partners, reasons in sides:
            placed = set(partners.tolist())
            for place, person in enumerate(ids):
                if place not in placed:
                    reason, helps = self.words(side, place, reasons[place])
                    for name, value in zip(found, (person, side, reason, helps)):
                        found[name].append(value)
        return found

    def words(self, side: str, place: int, code: str) -> tuple[str, str]:
        if self.matching.outcome == "infeasible":
            return "No matching keeps all the rules", self._conflict()
        if code == "no_capacity":
            return f"This {side} takes nobody: the capacity is 0", "a capacity of at least 1"
        if code == "no_candidate":
            return self._no_candidate(side, place)
        if code == "below_minimum_score":
            return self._below_minimum(side, place)
        if code == "candidates_full":
            return self._full(side, place)
        if code == "quota_full":
            return self._quota_full(side, place)
        if code == "lowers_total" and self.matching.request.get("objective", "total") != "total":
            return "A place was free, but nothing asked for the pair", f"a minimum for this {side}"
        if code == "lowers_total":
            return "A place was free, but taking it would have lowered the total", 'coverage="participation_first"'
        return "No place was found before the limit was reached", "more time"

    def _conflict(self) -> str:
        _, change = self.result.advice
        if change:
            return f"{change[0].lower()}{change[1:-1]}"
        conflict = self.result.conflict
        people = [str(person) for side in conflict.values() for person in side]
        if not people:
            return ""
        shown = ", ".join(people[:8]) + (f" and {len(people) - 8} more" if len(people) > 8 else "")
        return f"more capacity or fewer rules for {shown}"

    def _no_candidate(self, side: str, place: int) -> tuple[str, str]:
        other = "mentor" if side == "mentee" else "mentee"
        program = self.program
        count = len(program.mentor_ids if side == "mentee" else program.mentee_ids)
        if count == 0:
            return f"There are no {other}s", f"{other}s"
        if not isinstance(program.source, CompiledFit) or self.left < count:
            return f"Every {other} is ruled out", "fewer ruled-out pairs"
        self.left -= count
        pairs = [(place, one) if side == "mentee" else (one, place) for one in range(count)]
        _, ruled_out = program.source.explain(pairs)
        by = ruled_out.sum(axis=0)
        alone = (ruled_out & (ruled_out.sum(axis=1) == 1)[:, None]).sum(axis=0)
        order = np.argsort(-by, kind="stable")
        names = program.source.names
        rules = ", ".join(f"{names[rule]} {by[rule]}" for rule in order if by[rule])
        reason = f"Every one of {count} {other}s is ruled out ({rules or 'forbidden pairs'})"
        best = int(np.argmax(alone)) if len(names) else 0
        if len(names) and alone[best]:
            return reason, f"without {names[best]}, {alone[best]} {other}{'s' if alone[best] > 1 else ''} would be possible"
        return reason, f"another {other} who meets {' and '.join(names[rule] for rule in order if by[rule]) or 'the rules'}"

    def _column(self, side: str, place: int) -> np.ndarray:
        """Scores of one person with everybody on the other side, more being better."""
        if side == "mentee":
            return self.result._scores_of(place)
        return self._all_scores[:, place]

    @cached_property
    def _all_scores(self) -> np.ndarray:
        problem = self.program.problem
        scores = self.result._signed(read_scores(self.program.source, problem.sense))
        scores[problem.forbidden[:, 0], problem.forbidden[:, 1]] = -np.inf
        return scores

    def _too_large(self, side: str) -> bool:
        cells = len(self.program.mentor_ids) * (1 if side == "mentee" else len(self.program.mentee_ids))
        if side == "mentor" and "_all_scores" in self.__dict__:
            cells = len(self.program.mentee_ids)
        if cells > 50 * self.left:
            return True
        self.left -= min(self.left, cells // 50)
        return False

    def _below_minimum(self, side: str, place: int) -> tuple[str, str]:
        reason = "Every possible pair is below the minimum score"
        if self._too_large(side):
            return reason, "a lower minimum score"
        scores = self._column(side, place)
        best = int(np.argmax(scores))
        partner = (self.program.mentor_ids if side == "mentee" else self.program.mentee_ids)[best]
        value = -scores[best] if self.program.problem.sense == "min" else scores[best]
        return reason, f"a minimum score of {value:g}, with {partner}"

    def _quota_full(self, side: str, place: int) -> tuple[str, str]:
        """Somebody had a place, but a quota around it is at its maximum."""
        quotas, matching = self.program.problem.quotas, self.matching
        count = len(self.program.mentor_ids)
        loads = quotas.loads(matching.columns, count)
        if side == "mentor":
            full = quotas.full_around(place, loads)
        else:
            full = []
            if not self._too_large(side):
                most = self.program.problem.column_maximum
                taken = np.bincount(matching.columns, minlength=count)
                open_to = np.isfinite(self._column(side, place)) & (taken < (1 if most is None else most))
                full = sorted({quota for one in np.flatnonzero(open_to).tolist() for quota in quotas.full_around(one, loads)})
        names = ", ".join(quotas.names[quota] for quota in full[:3]) + (f" and {len(full) - 3} more" if len(full) > 3 else "")
        whose = "the mentors with a place left" if side == "mentee" else "this mentor"
        return f"The quota around {whose} is full", f"a higher quota for {names}" if names else "a higher quota"

    def _full(self, side: str, place: int) -> tuple[str, str]:
        other = "mentor" if side == "mentee" else "mentee"
        reason = f"Every possible {other} is taken up by others"
        if self._too_large(side):
            return reason, f"more {other}s"
        scores = self._column(side, place)
        order = [one for one in np.argsort(-scores, kind="stable")[:3].tolist() if np.isfinite(scores[one])]
        ids = self.program.mentor_ids if side == "mentee" else self.program.mentee_ids
        best = ", ".join(str(ids[one]) for one in order)
        possible = int(np.isfinite(scores).sum())
        words = f"one more place with {'one of ' if len(order) > 1 else ''}{best}"
        return f"{reason} ({possible} possible)", words if side == "mentee" else f"more {other}s who suit"
