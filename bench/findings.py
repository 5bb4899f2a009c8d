"""What the measurements say: ratios, agreement, goals, growth."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from . import peers
from .families import FAMILIES, STRESS, Case

GOAL_SIZE = 4000
SCIPY = "scipy linear_sum_assignment"
# A fitted exponent above the cubic bound by more than this is not put down to caches.
EXPONENT_SLACK = 0.2


def geometric_mean(numbers: Iterable[float]) -> float:
    logarithms = [math.log(number) for number in numbers]
    return math.exp(math.fsum(logarithms) / len(logarithms)) if logarithms else math.nan


@dataclass(frozen=True)
class Ratio:
    """How many times as long somebody takes as we do."""

    value: float
    is_bound: bool = False  # they did not finish, so it is more
    who: str = ""

    def __str__(self) -> str:
        digits = f"{self.value:.3g}" if self.value < 1000 else f"{self.value:.0f}"
        return ("> " if self.is_bound else "") + digits


@dataclass(frozen=True)
class Goal:
    text: str
    found: str
    is_reached: bool | None  # None: not measured

    @property
    def verdict(self) -> str:
        return {True: "reached", False: "NOT reached", None: "not measured"}[self.is_reached]


class Row:
    """One case with all its measurements."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.entries: dict[str, dict[str, Any]] = {}

    @property
    def ours(self) -> dict[str, Any]:
        return self.entries.get(peers.OURS.name, {"status": "not run", "message": ""})

    @property
    def is_solved(self) -> bool:
        """Whether we finished, with a proof that the verifier takes."""
        return self.ours["status"] == "ok" and self.ours.get("is_valid") is True

    @property
    def optimum(self) -> float | None:
        """Proved by our certificate, else published, else the best anybody found."""
        if self.is_solved:
            return self.ours["total"]
        finished = [entry for entry in self.entries.values() if entry["status"] == "ok"]
        published = [entry["known_total"] for entry in finished if "known_total" in entry]
        return min(published or [entry["total"] for entry in finished], default=None)

    def exact_peers(self, prefix: str = "") -> list[dict[str, Any]]:
        """Peers that finished with the best total, fastest first."""
        optimum = self.optimum
        found = [
            entry
            for name, entry in self.entries.items()
            if name != peers.OURS.name
            and name.startswith(prefix)
            and entry["status"] == "ok"
            and entry["total"] == optimum
        ]
        return sorted(found, key=lambda entry: entry["seconds"])

    def ratio(self, prefix: str = "") -> Ratio | None:
        """The fastest exact peer over ours; None when we did not finish or nobody was asked."""
        if not self.is_solved:
            return None
        exact = self.exact_peers(prefix)
        if exact:
            return Ratio(exact[0]["seconds"] / self.ours["seconds"], who=exact[0]["solver"])
        limits = [
            entry["time_limit"]
            for name, entry in self.entries.items()
            if name != peers.OURS.name
            and name.startswith(prefix)
            and "time_limit" in entry
            and entry["status"] in ("timeout", "not run")
        ]
        if not limits:
            return None
        return Ratio(max(limits) / self.ours["seconds"], True, "nobody finished")

    @property
    def agreement(self) -> str:
        """What can be said about our answer."""
        if self.ours["status"] != "ok":
            return "-"
        if "is_valid" not in self.ours:
            return "not checked"
        if not self.ours["is_valid"]:
            return "NOT VALID"
        others = [
            entry for name, entry in self.entries.items() if name != peers.OURS.name and entry["status"] == "ok"
        ]
        if not others:
            return "proved"
        same = sum(entry["total"] == self.ours["total"] for entry in others)
        return f"proved; {same} of {len(others)} equal"


class Findings:
    """Everything the report prints, from the measurements alone."""

    def __init__(self, known: dict[str, Any]) -> None:
        self.known = known
        self.rows: list[Row] = []
        by_name: dict[str, Row] = {}
        for entry in known["measurements"]:
            if entry["name"] not in by_name:
                by_name[entry["name"]] = Row(Case(**entry["case"]))
            by_name[entry["name"]].entries[entry["solver"]] = entry
        self.rows = list(by_name.values())

    def section(self, name: str) -> list[Row]:
        """The rows of a chapter, by family in the order of the list, then by size."""
        order = {family: place for place, family in enumerate((*FAMILIES, *STRESS))}
        rows = [row for row in self.rows if row.case.section == name]
        return sorted(rows, key=lambda row: (order.get(row.case.family, 99), row.case.rows, row.case.family))

    def dense(self, size: int) -> list[Row]:
        return [row for row in self.section("dense") if row.case.rows == size]

    def sizes(self) -> list[int]:
        return sorted({row.case.rows for row in self.section("dense")})

    def mean_ratio(self, size: int, prefix: str) -> Ratio | None:
        """The geometric mean over the families that were timed at a size; None unless all have an answer."""
        ratios = [row.ratio(prefix) for row in self.dense(size)]
        known = [ratio for ratio in ratios if ratio is not None]
        if not known or len(known) < len(ratios):
            return None
        return Ratio(geometric_mean(ratio.value for ratio in known), any(ratio.is_bound for ratio in known))

    def goals(self) -> list[Goal]:
        found = [
            self._mean_goal("SciPy", SCIPY, 25),
            self._mean_goal("the best of lapx", "lapx", 20),
            self._every_family_goal(),
            self._never_slower_goal(),
            self._reads_goal(),
        ]
        return [*found, *self._sparse_goals(), *self._computed_goals()]

    def _mean_goal(self, who: str, prefix: str, least: float) -> Goal:
        text = f"geometric mean over the families at n = {GOAL_SIZE} at least {least} x {who}"
        if not self.dense(GOAL_SIZE):
            return Goal(text, "-", None)
        mean = self.mean_ratio(GOAL_SIZE, prefix)
        if mean is None:
            return Goal(text, "a family has no answer", False)
        note = f" over {len(self.dense(GOAL_SIZE))} families" if len(self.dense(GOAL_SIZE)) < len(FAMILIES) else ""
        return Goal(text, f"{mean} x{note}", mean.value >= least)

    def _every_family_goal(self) -> Goal:
        text = f"at least 1 x every peer on every family at n = {GOAL_SIZE}"
        return self._least_ratio_goal(text, self.dense(GOAL_SIZE))

    def _never_slower_goal(self) -> Goal:
        chapters = ("dense", "float32", "rectangular", "stress")
        rows = [row for row in self.rows if row.case.section in chapters and row.case.rows >= 1000]
        return self._least_ratio_goal("never slower than the best peer on any dense problem from n = 1000", rows)

    @staticmethod
    def _least_ratio_goal(text: str, rows: list[Row]) -> Goal:
        pairs = [(row, row.ratio()) for row in rows]
        missing = [row.case.name for row, _ in pairs if not row.is_solved]
        known = [(ratio.value, row.case.name, ratio) for row, ratio in pairs if ratio is not None]
        if not known and not missing:
            return Goal(text, "-", None)
        if missing:
            return Goal(text, f"no answer on {missing[0]}", False)
        least, name, ratio = min(known, key=lambda entry: entry[:2])
        slower = sum(value < 1 for value, _, _ in known)
        count = f"; slower on {slower} of {len(known)}" if slower else ""
        return Goal(text, f"least {ratio} x, on {name} ({ratio.who}){count}", least >= 1)

    def _reads_goal(self) -> Goal:
        text = f"uniform within 8 reads of the matrix at n = {GOAL_SIZE}"
        rows = [row for row in self.dense(GOAL_SIZE) if row.case.family == "uniform"]
        if not rows:
            return Goal(text, "-", None)
        if not rows[0].is_solved:
            return Goal(text, "no answer", False)
        reads = rows[0].ours["seconds"] / rows[0].ours["read_seconds"]
        return Goal(text, f"{reads:.3g} reads", reads <= 8)

    def _sparse_goals(self) -> list[Goal]:
        rows = [row for row in self.section("sparse") if row.case.rows == 1_000_000]
        fast, ahead = "10^6 x 20 sparse in under 15 s", "10^6 x 20 sparse at least 3 x the best peer that finishes"
        if not rows:
            return [Goal(fast, "-", None), Goal(ahead, "-", None)]
        if not all(row.is_solved for row in rows):
            return [Goal(fast, "no answer", False), Goal(ahead, "no answer", False)]
        slowest = max(row.ours["seconds"] for row in rows)
        ratios = [ratio for ratio in (row.ratio() for row in rows) if ratio is not None]
        goals = [Goal(fast, f"{slowest:.3g} s, the slower of the families", slowest < 15)]
        if not ratios:
            return [*goals, Goal(ahead, "-", None)]
        least = min(ratios, key=lambda ratio: ratio.value)
        return [*goals, Goal(ahead, f"{least} x ({least.who})", least.value >= 3)]

    def _computed_goals(self) -> list[Goal]:
        text = "100,000 x 100,000 from 16 attributes in under 10 minutes and 2 GiB"
        goals = []
        for family, source in (("inner product", "a callback"), ("fit", "a fit")):
            rows = [row for row in self.section("computed") if (row.case.rows, row.case.family) == (100_000, family)]
            place = f"{text}, from {source}"
            if not rows:
                goals.append(Goal(place, "-", None))
            elif not rows[0].is_solved:
                goals.append(Goal(place, described(rows[0].ours), False))
            else:
                ours = rows[0].ours
                size = ours["peak_bytes"] / 2**30
                reached = ours["seconds"] < 600 and size < 2
                goals.append(Goal(place, f"{ours['seconds']:.0f} s, {size:.2f} GiB", reached))
        return goals

    def goals_text(self) -> str:
        return "\n".join(f"{goal.verdict:13} {goal.text}: {goal.found}" for goal in self.goals())

    def growth(self, family_rows: list[Row], prefix: str) -> list[tuple[int, float]]:
        """Sizes and seconds of whoever's name begins with the prefix, the fastest of them at each size."""
        points = []
        for row in family_rows:
            if prefix == peers.OURS.name:
                times = [row.ours["seconds"]] if row.ours["status"] == "ok" else []
            else:
                times = [entry["seconds"] for entry in row.exact_peers(prefix)[:1]]
            points += [(row.case.rows, seconds) for seconds in times]
        return sorted(points)

    def faults(self) -> list[str]:
        """What must never happen, whatever the time: an answer of ours that is wrong, unproved, or an error."""
        found = []
        for row in self.rows:
            ours, name = row.ours, row.case.name
            if ours["status"] in ("failed", "unable"):
                found.append(f"{name}: {ours['message']}")
            if ours["status"] != "ok":
                continue
            if ours.get("is_valid") is False:
                found.append(f"{name}: {ours.get('verdict', 'the verifier refuses the answer')}")
            if ours.get("known_total", ours["total"]) != ours["total"]:
                found.append(f"{name}: total {ours['total']:.17g}, published {ours['known_total']:.17g}")
            for solver, entry in row.entries.items():
                if entry["status"] == "ok" and entry["total"] < ours["total"]:
                    found.append(f"{name}: {solver} found {entry['total']:.17g}, better than {ours['total']:.17g}")
        return found


def described(entry: dict[str, Any]) -> str:
    """Why there is no time."""
    if entry["status"] == "timeout":
        return f"not in {entry['time_limit']:.0f} s"
    return f"{entry['status']}: {entry.get('message', '')}".rstrip(": ")


def exponent(points: list[tuple[int, float]]) -> float | None:
    """The power of n that fits the times best; None for fewer than two sizes."""
    if len({size for size, _ in points}) < 2:
        return None
    across = [math.log(size) for size, _ in points]
    along = [math.log(seconds) for _, seconds in points]
    middle, height = math.fsum(across) / len(points), math.fsum(along) / len(points)
    spread = math.fsum((x - middle) ** 2 for x in across)
    return math.fsum((x - middle) * (y - height) for x, y in zip(across, along)) / spread
