"""Circles of a program: members with ids, hours in common, and who fits nowhere."""

from __future__ import annotations

import html
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import saved
from .frames import replace_file
from .hours import format_slots
from .peers import PeerRequest
from .results import Circles, Verdict

if TYPE_CHECKING:
    from .program import Program

__all__ = ["CircleResult"]


class CircleResult:
    """What `Program.circles` returns.

    Attributes
    ----------
    outcome : str
        "optimal", "feasible", "limit", "infeasible" or "not_found".
    groups : list of lists
        The ids of each circle.
    members : frame
        circle, member, and the hours in common, one row a person.
    unmatched : frame
        Who fits in no circle under the rules, why, and what would help.
    reason : str
        Why there is no answer, "" when there is one.
    circles : Circles
        The same answer as index arrays, with its bound.
    """

    def __init__(self, program: Program, request: PeerRequest, circles: Circles) -> None:
        self.program = program
        self.request = request
        self.circles = circles

    @property
    def outcome(self) -> str:
        return self.circles.outcome

    @property
    def total(self) -> float:
        return self.circles.total

    @property
    def bound(self) -> float:
        return self.circles.bound

    @property
    def gap(self) -> float:
        return self.circles.gap

    @property
    def reason(self) -> str:
        return self.request.with_ids(self.circles.reason)

    @property
    def groups(self) -> list[list[Any]]:
        ids = self.request.ids
        return [[ids[member] for member in group.tolist()] for group in self.circles.groups]

    @property
    def group_of(self) -> dict[Any, int]:
        """The number of each mentee's circle, -1 for those left out, and when there is no answer."""
        nowhere = dict.fromkeys(self.program.mentee_ids, -1)
        return {**nowhere, **dict(zip(self.request.ids, self.circles.group_of.tolist()))}

    @property
    def unmatched(self) -> Any:
        """Who fits in no circle under the rules: a frame with who, reason and what_would_help."""
        return self.program.mentees.make(self.request.left_out)

    @cached_property
    def hours(self) -> list[str]:
        """The weekly hours, in UTC, that everybody in a circle has in common, as text."""
        minutes = self.circles.problem.hours[1] if self.circles.problem.hours is not None else 60
        return [format_slots(slots, minutes) for slots in self.circles.common_hours()]

    @cached_property
    def member_columns(self) -> dict[str, list[Any]]:
        """The table of members as a dict of columns."""
        table: dict[str, list[Any]] = {"circle": [], "member": [], "common_hours_utc": []}
        for number, group in enumerate(self.groups):
            for member in group:
                for name, value in zip(table, (number, member, self.hours[number])):
                    table[name].append(value)
        return table

    @property
    def members(self) -> Any:
        return self.program.mentees.make(self.member_columns)

    def __len__(self) -> int:
        return len(self.circles)

    def __repr__(self) -> str:
        text = f"<circles {self.outcome}: {len(self)} circles, total {self.total:.12g}"
        if self.request.left_out["who"]:
            text += f", {len(self.request.left_out['who'])} people fit nowhere"
        return f"{text}; {self.reason}>" if self.reason else f"{text}>"

    def __getstate__(self) -> dict[str, Any]:
        return {"program": self.program, "request": self.request, "circles": self.circles}

    def _repr_html_(self) -> str:
        body = "".join(
            f"<tr><td>{number}</td><td>{html.escape(', '.join(map(str, group)))}</td><td>{self.hours[number]}</td></tr>"
            for number, group in enumerate(self.groups)
        )
        return (
            f"<p><b>{html.escape(repr(self).strip('<>'))}</b></p><table><thead><tr><th>circle</th><th>members</th>"
            f"<th>common hours (UTC)</th></tr></thead><tbody>{body}</tbody></table>"
        )

    def verify(self) -> Verdict:
        """Checks every rule, the total and the bound with code that shares nothing with the search."""
        verdict = self.circles.verify()
        return verdict if verdict else Verdict(
            **{**verdict.__dict__, "message": self.request.with_ids(verdict.message)}
        )

    def to_dict(self) -> dict[str, Any]:
        """The result as plain values; `mentormatch verify` checks it against its inputs."""
        return saved.circles_to_dict(self)

    def save(self, path: Any) -> None:
        """Writes the result as JSON."""
        replace_file(Path(path), saved.to_json(self.to_dict()))

    def report(self, path: Any, **options: Any) -> Path:
        """Writes the result as one self-contained HTML page and returns its path; see `reporting.build`."""
        from . import reporting

        return reporting.write(path, None, circles=self, **options)

