"""From results to the model of the report page."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .errors import InputError
from .fit import CompiledFit
from .frames import replace_file
from .hours import is_missing
from .report import (
    AuditGroup,
    Circle,
    Comparison,
    Figure,
    Load,
    Pair,
    PlanProgress,
    QuotaUse,
    Report,
    Review,
    Unmatched,
    Verdict,
    render,
)

if TYPE_CHECKING:
    from .circled import CircleResult
    from .matched import MatchResult
    from .progress import Scoreboard

__all__ = ["build", "write"]


def write(path: Any, result: MatchResult | None, **options: Any) -> Path:
    """Writes the page of `build` to a file, whole or not at all."""
    target = Path(path)
    replace_file(target, render(build(result, **options)))
    return target


def build(
    result: MatchResult | None,
    *,
    circles: CircleResult | None = None,
    boards: Scoreboard | Sequence[Scoreboard] = (),
    compare: Mapping[str, MatchResult] | None = None,
    by: str | None = None,
    title: str | None = None,
    notice: str = "",
) -> Report:
    """The model of a report.

    Parameters
    ----------
    result : MatchResult or None
        The matches to show.
    circles : CircleResult, optional
    boards : Scoreboard or list of Scoreboard
        Plans on one day, or on several days, the last of them in detail.
    compare : dict of MatchResult, optional
        Other answers to set beside `result`, by name.
    by : str, optional
        Audit by this column of the mentees.
    title, notice : str
        The head of the page, and a sentence under it.
    """
    from . import __version__

    from .progress import Scoreboard

    boards = [boards] if isinstance(boards, Scoreboard) else list(boards)
    model = Report(title or ("Mentoring matches" if result is not None else "Learning circles"), notice=notice)
    figures: list[Figure] = []
    verdicts: list[Verdict] = []
    made: list[tuple[str, str]] = []
    if result is not None:
        figures += _figures(result)
        verdicts.append(_verdict("Matches", result))
        _fill_matches(model, result)
        made += [(name, str(value)) for name, value in result.matching.request.items()]
        if by is not None:
            _fill_audit(model, result, by)
        if compare:
            model.comparison = _comparison(result, compare)
            verdicts += [_verdict(f"The other answer, {name}", answer) for name, answer in compare.items()]
    if circles is not None:
        verdicts.append(_verdict("Circles", circles))
        figures.append(Figure("Circles", str(len(circles)), _gap_words(circles)))
        _fill_circles(model, circles)
    if boards:
        verdicts += [_verdict(f"Progress on {board.as_of_text}", board) for board in boards]
        _fill_progress(model, boards)
    model.figures, model.verdicts = figures, verdicts
    model.made = [("mentormatch", __version__), *made]
    return model


def _verdict(name: str, result: Any) -> Verdict:
    verdict = result.verify()
    return Verdict(name, bool(verdict), verdict.message)


def _labels(table: Any, ids: Sequence[Any]) -> dict[Any, str]:
    """What people are called: by the column name where it tells them apart, else by id."""
    names = table.columns.get("name")
    if names is None or any(is_missing(name) for name in names) or len(set(map(str, names))) != len(names):
        return {person: str(person) for person in ids}
    return {person: str(name) for person, name in zip(ids, names)}


def _figures(result: MatchResult) -> list[Figure]:
    people, placed = len(result.program.mentee_ids), len(np.unique(result.matching.rows))
    share = f"{100 * placed / people:.0f} % of mentees" if people else ""
    scores = result.pair_columns["score"]
    mean = math.fsum(scores) / len(scores) if scores else math.nan
    return [
        Figure("Placed", f"{placed} of {people}", share),
        Figure("Pairs", str(len(result)), f"{len(set(result.pair_columns['mentor']))} mentors"),
        Figure("Total score", f"{result.total:,.6g}", result.outcome),
        Figure("Mean score", f"{mean:,.4g}" if scores else "–", "of a pair"),
    ]


def _fill_matches(model: Report, result: MatchResult) -> None:
    program = result.program
    mentees = _labels(program.mentees, program.mentee_ids)
    mentors = _labels(program.mentors, program.mentor_ids)
    columns, giving = result.pair_columns, []
    if isinstance(program.source, CompiledFit):
        criteria = [compiled.criterion for compiled in program.source.criteria]
        giving = [criterion for criterion in criteria if not criterion.must]
        model.rules = [criterion.name for criterion in criteria if criterion.must]
        model.criteria = [criterion.name for criterion in giving]
        model.maxima = [float(criterion.points) for criterion in giving]
    ranks = result.ranks()
    model.pairs = [
        Pair(
            mentees[mentee],
            mentors[mentor],
            columns["score"][place],
            [columns[criterion.name][place] for criterion in giving],
            ranks[place],
        )
        for place, (mentee, mentor) in enumerate(zip(columns["mentee"], columns["mentor"]))
    ]
    model.ranks = _rank_counts(ranks)
    model.unmatched = [
        Unmatched((mentees if side == "mentee" else mentors)[who], side, reason, helps)
        for who, side, reason, helps in zip(*result.unmatched_columns.values())
    ]
    model.loads = _loads(result, mentees, mentors)
    model.quotas = [QuotaUse(*row) for row in zip(*result.quota_columns.values())]


def _loads(result: MatchResult, mentees: dict[Any, str], mentors: dict[Any, str]) -> list[Load]:
    problem, count = result.program.problem, len(result.program.mentor_ids)
    taken: dict[Any, list[str]] = {}
    for mentee, mentor in zip(result.pair_columns["mentee"], result.pair_columns["mentor"]):
        taken.setdefault(mentor, []).append(mentees[mentee])
    most = np.ones(count, int) if problem.column_maximum is None else problem.column_maximum
    least = np.zeros(count, int) if problem.column_minimum is None else problem.column_minimum
    return [
        Load(mentors[person], taken.get(person, []), int(most[place]), int(least[place]))
        for place, person in enumerate(result.program.mentor_ids)
    ]


def _rank_counts(ranks: Sequence[int | None]) -> list[int]:
    """How many got their best, their second best, and so on."""
    known = [rank for rank in ranks if rank is not None]
    return [known.count(rank) for rank in range(1, max(known, default=0) + 1)]


def _comparison(result: MatchResult, others: Mapping[str, MatchResult]) -> Comparison:
    named = {"these matches": result, **others}
    counts = [_rank_counts(answer.ranks()) for answer in named.values()]
    rows = [
        ("Mentees placed", [str(len(np.unique(answer.matching.rows))) for answer in named.values()]),
        ("Total score", [f"{_total(answer):,.6g}" for answer in named.values()]),
    ]
    if result.program.problem.quotas is None:
        pairs = [str(len(result.blocking_pairs(answer))) for answer in named.values()]
        rows.append(("Pairs who would rather have each other", pairs))
    return Comparison(list(named), rows, counts)


def _total(answer: MatchResult) -> float:
    return math.fsum(answer.pair_columns["score"])


def _fill_audit(model: Report, result: MatchResult, by: str) -> None:
    columns = result.audit_columns(by)
    model.audit = [AuditGroup(*map(_plain, row)) for row in zip(*columns.values())]
    model.audit_by = by
    model.audit_note = (
        "The impact ratio is the rate of placement over that of the best group. A note, not a judgement: small groups "
        "swing by chance, and people with no answer are not compared."
    )


def _plain(value: Any) -> Any:
    return value if isinstance(value, (int, float)) else str(value)


def _gap_words(circles: CircleResult) -> str:
    if not circles.groups:
        return circles.reason
    return "proved best" if circles.gap == 0 else f"at most {100 * circles.gap:.1f} % from the best"


def _fill_circles(model: Report, circles: CircleResult) -> None:
    labels = _labels(circles.program.mentees, circles.program.mentee_ids)
    affinity = circles.circles.problem.affinity.array
    shown = []
    for number, members in enumerate(circles.circles.groups):
        inside = affinity[np.ix_(members, members)]
        shown.append(
            Circle(
                f"Circle {number + 1}",
                [labels[circles.request.ids[member]] for member in members.tolist()],
                circles.hours[number],
                float(inside.sum() / 2),
                inside.tolist(),
            )
        )
    model.circles = shown
    model.circles_note = circles.reason or f"{_gap_words(circles).capitalize()}. Hours are in UTC."
    alone = circles.request.left_out
    if alone["who"]:
        words = "; ".join(f"{labels[who]}: {reason}" for who, reason in zip(alone["who"], alone["reason"]))
        model.circles_note += f" In no circle: {words}."


def _fill_progress(model: Report, boards: Sequence[Scoreboard]) -> None:
    needed = {"attainment", "attainment_low", "attainment_high", "planned", "status"}
    for board in boards:
        missing = needed - set(board.columns)
        if missing:
            raise InputError(f"the report needs the fields {', '.join(sorted(missing))} of the scoreboard")
    model.reviews = [_review(board) for board in boards]
    last = boards[-1]
    columns = last.columns
    reasons = last.words("reasons") if "reasons" in columns else [""] * len(last.source.plan_ids)
    pace = columns.get("pace", np.full(len(reasons), math.nan))
    overdue = columns.get("overdue_count", np.zeros(len(reasons), np.int64))
    model.plans = [
        PlanProgress(
            str(plan),
            float(columns["attainment"][place]),
            float(columns["attainment_low"][place]),
            float(columns["attainment_high"][place]),
            float(columns["planned"][place]),
            float(pace[place]),
            int(overdue[place]),
            _colour(last.statuses[place]),
            reasons[place],
        )
        for place, plan in enumerate(last.source.plan_ids)
    ]


def _colour(status: str) -> str:
    return "green" if status == "achieved" else status


def _review(board: Scoreboard) -> Review:
    def mean(name: str) -> float:
        values = board.columns[name]
        known = values[~np.isnan(values)]
        return math.fsum(known.tolist()) / len(known) if len(known) else math.nan

    statuses = {colour: 0 for colour in ("green", "amber", "red", "grey")}
    for status in board.statuses:
        statuses[_colour(status)] += 1
    return Review(
        board.as_of_text,
        mean("attainment"),
        mean("attainment_low"),
        mean("attainment_high"),
        mean("planned"),
        statuses,
    )
