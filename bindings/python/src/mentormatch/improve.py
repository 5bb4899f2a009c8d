"""What would help a pair: the one change in either person's answers that each criterion would reward most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ._core import lib
from .answers import Answers
from .fit import CompiledCriterion
from .hours import format_slots

if TYPE_CHECKING:
    from .program import Program

__all__ = ["Improvements"]

FORMAT_WORDS = {
    lib.MMATCH_FORMAT_VIRTUAL: "could meet online",
    lib.MMATCH_FORMAT_IN_PERSON: "could meet in person",
    lib.MMATCH_FORMAT_VIRTUAL | lib.MMATCH_FORMAT_IN_PERSON: "could meet either way",
}


class Improvements(Sequence[dict[str, Any]]):
    """Changes that would raise the score of a pair, the best first; `str()` tells them in sentences.

    Each is a dict: "person" and "side" of whose answer it is, the "criterion", the "change" in words, the "points" of the
    criterion after it, the "gain" over what it gives now, and whether it "admits" a pair that is ruled out now.
    """

    def __init__(self, program: Program, row: int, column: int) -> None:
        source: Any = program.source
        changes, values = source.improve(row, column)
        points, ruled_out = source.explain([(row, column)])
        people = (program.mentee_ids[row], program.mentor_ids[column])
        self._pair = f"{people[0]} and {people[1]}"
        self._is_out = bool(ruled_out[0].any())
        found = []
        for k, compiled in enumerate(source.criteria):
            for side, name in enumerate(("mentee", "mentor")):
                change = dict(zip(NUMBERS, changes[k, side].tolist()))
                if change["kind"] == lib.MMATCH_CHANGE_NONE:
                    continue
                lifts = bool(ruled_out[0, k]) and not change["ruled_out"]
                found.append(
                    {
                        "person": people[side],
                        "side": name,
                        "criterion": compiled.criterion.name,
                        "change": _words(compiled, side, (row, column)[side], change, values[k, side], people[1 - side]),
                        "points": change["points"],
                        "gain": change["points"] - (0 if ruled_out[0, k] else int(points[0, k])),
                        "admits": lifts and int(ruled_out[0].sum()) == 1,
                    }
                )
        self._found = sorted(found, key=lambda one: (not one["admits"], -one["gain"]))

    def __getitem__(self, place: Any) -> Any:
        return self._found[place]

    def __len__(self) -> int:
        return len(self._found)

    def __str__(self) -> str:
        if not self._found:
            return f"No single change in an answer would raise the score of {self._pair}."
        head = f"{self._pair} {'are ruled out' if self._is_out else 'would score more'}; what would help:"
        return "\n".join([head, *self._lines()])

    def __repr__(self) -> str:
        return str(self)

    def _lines(self) -> Iterator[str]:
        for one in self._found:
            gain = f"{one['gain']:+d} points" if one["gain"] else ""
            admits = "the pair is possible" if one["admits"] else ""
            worth = ", ".join(filter(None, (admits, gain))) or "one rule less against them"
            yield f"  if {one['person']} {one['change']} ({one['criterion']}): {worth}"


NUMBERS = ("kind", "of", "level", "points", "ruled_out")


def _has_levels(data: Any) -> bool:
    return any(isinstance(sets, tuple) and len(sets) == 3 and bool((sets[2] > 1).any()) for sets in data)


def _words(compiled: CompiledCriterion, side: int, person: int, change: dict[str, int], value: float, other: Any) -> str:
    kind, of = change["kind"], change["of"]
    criterion, data = compiled.criterion, compiled.data
    words = data.words if isinstance(data, Answers) else ()
    if kind in (lib.MMATCH_CHANGE_ITEM, lib.MMATCH_CHANGE_WANTED, lib.MMATCH_CHANGE_OFFERED):
        wants = kind == lib.MMATCH_CHANGE_WANTED
        if kind == lib.MMATCH_CHANGE_ITEM and criterion.kind in ("overlap", "taxonomy"):
            wants = (side == 1) == (criterion.options.get("direction") == "mentor_to_mentee")
        listed = criterion.kind in ("jaccard", "shared_items")
        verb = "had" if listed else "wanted" if wants else "offered"
        item = repr(words[of])
        if change["level"] == 0:
            return f"no longer {verb} {item}"
        return f"{verb} {item}" + (f" at level {change['level']}" if _has_levels(data) else "")
    if kind == lib.MMATCH_CHANGE_CODE:
        return f"answered {(words[side] if isinstance(words, tuple) else words)[of]!r}"
    if kind == lib.MMATCH_CHANGE_OTHER:
        return f"answered anything but {words[of]!r}"
    if kind == lib.MMATCH_CHANGE_NUMBER:
        order = criterion.options.get("order")
        return f"answered {order[round(value)]!r}" if order is not None else f"answered {value:g}"
    if kind == lib.MMATCH_CHANGE_SLOT:
        _, minutes, offsets = data[side]
        shift = 0 if offsets is None else int(offsets[person])
        slot = (of * minutes + shift) % (7 * 24 * 60) // minutes
        return f"were free {format_slots([slot], minutes)}"
    if kind == lib.MMATCH_CHANGE_FORMAT:
        return FORMAT_WORDS[of]
    return f"ranked {other} first"
