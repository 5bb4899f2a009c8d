"""The whole way on the sample cohort: scores, pairs, a stable alternative, circles, progress, and a report."""

from __future__ import annotations

import argparse
import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from . import reporting, sample
from .criteria import close, different, gap, outside_reporting_line, overlap, same, shared_hours
from .fit import Fit
from .frames import replace_file
from .program import Program
from .progress import score_plans
from .report import render

__all__ = ["main", "rules"]

NOTICE = "Everybody in this report is made up: it shows the sample cohort that comes with mentormatch."


def rules() -> Fit:
    """What the sample program asks of a pair: four criteria that give points, and two that only rule out."""
    return Fit(
        [
            overlap("wants", "offers", weight=5),
            shared_hours("hours", at_least=2, full=6, weight=3),
            gap("grade", ideal=2, tolerance=3, weight=2),
            close("style", weight=1),
            different("department", weight=1),
            same("language", must=True),
            outside_reporting_line("id", "manager"),
        ]
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the demo; returns 0 when every verifier agrees, 1 when one does not."""
    parser = argparse.ArgumentParser(prog="mentormatch demo", description=__doc__)
    parser.add_argument("--out", metavar="FILE", default="mentormatch-report.html", help="where the report goes")
    options = parser.parse_args(arguments)

    cohort = sample.load("dicts")
    program = Program(cohort["mentees"], cohort["mentors"], rules(), capacity="capacity", min_load="at_least")
    result = program.assign(coverage="participation_first")
    stable = program.stable()
    circles = _circles(cohort)
    boards = [_review(cohort, days) for days in sample.REVIEWS]

    print(f"The sample cohort (made up): {len(cohort['mentees'])} mentees, {len(cohort['mentors'])} mentors.\n")
    _print_pairs(result)
    _print_reasons(result)
    _print_matchings({"best total": result, "stable": stable})
    _print_circles(circles)
    _print_progress(boards)
    verdicts = {"pairs": result.verify(), "stable": stable.verify(), "circles": circles.verify()}
    verdicts |= {f"progress on {board.as_of_text}": board.verify() for board in boards}
    print("Verdicts of the verifiers, which share no code with the solvers:")
    for name, verdict in verdicts.items():
        print(f"  {name:<24} {verdict.message}")
    model = reporting.build(
        result,
        circles=circles,
        boards=boards,
        compare={"stable": stable},
        by="gender",
        title="Mentoring round, spring",
        notice=NOTICE,
    )
    replace_file(Path(options.out), render(model))
    print(f"\nThe report, one page that needs nothing else: {options.out}")
    return 0 if all(verdicts.values()) else 1


def _circles(cohort: dict[str, Any]) -> Any:
    """Circles of peers who meet in English: those of the near offices, with an hour a week in common."""
    near = ("+00:00", "+01:00", "+02:00")
    peers = [
        row
        for row in cohort["mentees"]
        if row["language"] == "English" and row["hours"] and row["utc_offset"] in near
    ]
    fit = Fit(
        [
            overlap("wants", "offers", weight=5),
            shared_hours("hours", full=4, weight=2),
            close("style", weight=1),
            different("department", weight=1),
        ]
    )
    return Program(peers, cohort["mentors"], fit).circles(size=(4, 6), common_hours=1)


def _review(cohort: dict[str, Any], days: int) -> Any:
    """The scoreboard as it was a number of days into the round, from what was known on that day."""
    day = sample.START + datetime.timedelta(days=days)
    milestones = sample.milestones_on(day, cohort["milestones"], cohort["checkins"])
    return score_plans(cohort["plans"], milestones, as_of=day.isoformat(), sessions=cohort["sessions"])


def _print_pairs(result: Any, shown: int = 8) -> None:
    columns = result.pair_columns
    rules_only = {criterion.name for criterion in result.program.fit.criteria if criterion.must}
    criteria = [name for name in columns if name not in {"mentee", "mentor", "score", *rules_only}]
    print("Pairs, points by criterion (they add up to the score exactly):")
    print(f"  {'mentee':<8} {'mentor':<8} {'score':>6}  " + " ".join(f"{name[:12]:>12}" for name in criteria))
    for place in range(min(shown, len(result))):
        shares = " ".join(f"{columns[name][place]:>12g}" for name in criteria)
        mentee, mentor = columns["mentee"][place], columns["mentor"][place]
        print(f"  {mentee:<8} {mentor:<8} {columns['score'][place]:>6g}  {shares}")
    if len(result) > shown:
        print(f"  ... and {len(result) - shown} more pairs")
    print()


def _print_reasons(result: Any) -> None:
    who = [row for row in zip(*result.unmatched_columns.values()) if row[1] == "mentee"]
    print(f"Mentees without a mentor: {len(who)}")
    for person, _, reason, helps in who:
        print(f"  {person:<8} {reason}" + (f" ({helps})" if helps else ""))
    print()


def _print_matchings(answers: dict[str, Any]) -> None:
    print(f"  {'matching':<12} {'placed':>6} {'total':>8} {'got their best':>14}")
    for name, answer in answers.items():
        ranks = answer.ranks()
        placed = len(set(answer.pair_columns["mentee"]))
        total = sum(answer.pair_columns["score"])
        print(f"  {name:<12} {placed:>6} {total:>8g} {sum(rank == 1 for rank in ranks):>14}")
    print()


def _print_circles(circles: Any) -> None:
    print(f"Circles: {len(circles)}, total {circles.total:g}, proved at most {circles.bound:g}")
    for number, (members, hours) in enumerate(zip(circles.groups, circles.hours), start=1):
        print(f"  {number:>3}  {', '.join(map(str, members)):<44} {hours}")
    print()


def _print_progress(boards: Sequence[Any]) -> None:
    print(f"  {'review':<12} {'attained':>9} {'planned':>9}  status of {len(boards[0].source.plan_ids)} plans")
    for board in boards:
        attained = [value for value in board.columns["attainment"] if value == value]
        planned = [value for value in board.columns["planned"] if value == value]
        counts = {status: board.statuses.count(status) for status in ("achieved", "green", "amber", "red", "grey")}
        words = ", ".join(f"{count} {status}" for status, count in counts.items() if count)
        print(f"  {board.as_of_text:<12} {_mean(attained):>9.1%} {_mean(planned):>9.1%}  {words}")
    print()


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
