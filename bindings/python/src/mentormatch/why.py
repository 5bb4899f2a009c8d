"""Why a pair gets the points it gets: what of the two people's answers each criterion saw."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ._core import lib
from .fit import CompiledCriterion
from .hours import format_slots
from .improve import FORMAT_WORDS

if TYPE_CHECKING:
    from .program import Program

__all__ = ["PairReasons"]

NO_ANSWER = "an answer is missing"
EARTH_RADIUS = 6371.0008  # km, as in the library


class PairReasons(Sequence[dict[str, Any]]):
    """The points of a pair, criterion by criterion, with what was seen; `str()` tells it line by line.

    Each is a dict: "criterion", "points", the "most" there are, whether it is "ruled_out" by it, and "why" in words.
    """

    def __init__(self, program: Program, row: int, column: int) -> None:
        source: Any = program.source
        points, ruled_out = source.explain([(row, column)])
        self._names = (program.mentee_ids[row], program.mentor_ids[column])
        self._found = [
            {
                "criterion": compiled.criterion.name,
                "points": int(points[0, k]),
                "most": compiled.criterion.points,
                "ruled_out": bool(ruled_out[0, k]),
                "why": _why(compiled, row, column, self._names),
            }
            for k, compiled in enumerate(source.criteria)
        ]

    def __getitem__(self, place: Any) -> Any:
        return self._found[place]

    def __len__(self) -> int:
        return len(self._found)

    def __str__(self) -> str:
        rules = [one["criterion"] for one in self._found if one["ruled_out"]]
        total = sum(one["points"] for one in self._found)
        head = f"{self._names[0]} with {self._names[1]}: " + (f"ruled out by {', '.join(rules)}" if rules else f"{total} points")
        lines = [
            f"  {one['criterion']}: {'ruled out' if one['ruled_out'] else one['points'] if one['most'] else 'kept'}"
            + (f" of {one['most']}" if one["most"] and not one["ruled_out"] else "")
            + f"; {one['why']}"
            for one in self._found
        ]
        return "\n".join([head, *lines])

    def __repr__(self) -> str:
        return str(self)


def _why(compiled: CompiledCriterion, row: int, column: int, names: tuple[Any, Any]) -> str:
    return _TELLERS[compiled.criterion.kind](compiled, row, column, names)


def _set_of(sets: Any, person: int, words: Sequence[str]) -> dict[str, int]:
    offsets, items, levels = sets
    places = range(int(offsets[person]), int(offsets[person + 1]))
    return {words[items[place]]: int(levels[place]) for place in places}


def _met(wants: Mapping[str, int], offers: Mapping[str, int]) -> str:
    met, unmet = [], []
    for item, level in wants.items():
        has = min(level, offers.get(item, 0))
        if has:
            met.append(item if has == level else f"{item} at level {has} of {level}")
        else:
            unmet.append(item)
    said = [f"offered: {', '.join(met)}"] * bool(met) + [f"not offered: {', '.join(unmet)}"] * bool(unmet)
    return "; ".join(said)


def _tell_overlap(compiled: Any, row: int, column: int, names: tuple[Any, Any]) -> str:
    direction, *sets = compiled.data
    words = compiled.data.words
    if direction == "mutual":
        row_wants, row_offers, column_wants, column_offers = (
            _set_of(one, person, words) for one, person in zip(sets, (row, row, column, column))
        )
        if not (row_wants or column_wants) or not (row_wants or row_offers) or not (column_wants or column_offers):
            return NO_ANSWER
        said = [f"{name} wants, {_met(wants, offers)}" for name, wants, offers in
                ((names[0], row_wants, column_offers), (names[1], column_wants, row_offers)) if wants]  # fmt: skip
        return "; ".join(said)
    first, second = _set_of(sets[0], row, words), _set_of(sets[1], column, words)
    if not first or not second:
        return NO_ANSWER
    return _met(second, first) if direction == "mentor_to_mentee" else _met(first, second)


def _tell_sets(compiled: Any, row: int, column: int, names: tuple[Any, Any]) -> str:
    first, second = (_set_of(one, person, compiled.data.words) for one, person in zip(compiled.data[:2], (row, column)))
    if not first or not second:
        return NO_ANSWER
    both = [item for item in first if item in second]
    said = f"both: {', '.join(both)}" if both else "nothing in common"
    if compiled.criterion.kind == "jaccard":
        alone = [item for item in {**first, **second} if (item in first) != (item in second)]
        said += f"; only one: {', '.join(alone)}" if alone else ""
    return said


def _way_up(parents: np.ndarray, item: int) -> list[int]:
    way = []
    while item >= 0:
        way.append(item)
        item = int(parents[item])
    return way


def _tell_taxonomy(compiled: Any, row: int, column: int, names: tuple[Any, Any]) -> str:
    parents, wanted, offered, span, reverse = compiled.data
    words = compiled.data.words
    place = {word: number for number, word in enumerate(words)}
    first, second = (_set_of(one, person, words) for one, person in ((wanted, row), (offered, column)))
    if not first or not second:
        return NO_ANSWER
    first, second = (second, first) if reverse else (first, second)
    said = []
    for item in first:
        up = {above: steps for steps, above in enumerate(_way_up(parents, place[item]))}
        near = min(
            ((up[above] + steps, other) for other in second for steps, above in enumerate(_way_up(parents, place[other]))
             if above in up),
            default=(span + 1, ""),
        )  # fmt: skip
        if near[0] == 0:
            said.append(f"{item} itself")
        elif near[0] < span:
            said.append(f"{item} near {near[1]} ({near[0]} step{'s' if near[0] > 1 else ''})")
        else:
            said.append(f"nothing near {item}")
    return "; ".join(said)


def _tell_codes(compiled: Any, row: int, column: int, names: tuple[Any, Any]) -> str:
    first, second = int(compiled.data[0][row]), int(compiled.data[1][column])
    if first < 0 or second < 0:
        return NO_ANSWER
    words = compiled.data.words
    one, other = (words[0][first], words[1][second]) if isinstance(words, tuple) else (words[first], words[second])
    return f"both {one}" if one == other else f"{one} and {other}"


def _tell_numbers(compiled: Any, row: int, column: int, names: tuple[Any, Any]) -> str:
    first, second = float(compiled.data[0][row]), float(compiled.data[1][column])
    if math.isnan(first) or math.isnan(second):
        return NO_ANSWER
    order = compiled.criterion.options.get("order")
    if order is not None:
        return f"{order[int(first)]} and {order[int(second)]}"
    return f"{first:g} and {second:g}"


def _slots(side: Any, person: int) -> np.ndarray:
    """Slots of the week in UTC."""
    words, minutes, offsets = side
    count = 7 * 24 * 60 // minutes
    octets = np.ascontiguousarray(words[person]).astype("<u8").view(np.uint8)
    bits = np.unpackbits(octets, bitorder="little")[:count].astype(bool)
    return np.roll(bits, 0 if offsets is None else -int(offsets[person]) // minutes)


def _tell_hours(compiled: Any, row: int, column: int, names: tuple[Any, Any]) -> str:
    rows, columns, *_ = compiled.data
    first, second = _slots(rows, row), _slots(columns, column)
    if not first.any() or not second.any():
        return NO_ANSWER
    minutes, offsets = rows[1], rows[2]
    shift = 0 if offsets is None else int(offsets[row]) // minutes
    common = np.flatnonzero(np.roll(first & second, shift)).tolist()
    if not common:
        return "no hours in common"
    where = f" on the clock of {names[0]}" if offsets is not None and np.any(offsets != offsets[0]) else ""
    if columns[2] is not None and offsets is not None and columns[2][column] != offsets[row]:
        where = f" on the clock of {names[0]}"
    return f"both free {format_slots(common, minutes)}{where}"


def _distance(first: Sequence[float], second: Sequence[float]) -> float:
    (a, b), (c, d) = ([math.radians(degrees) for degrees in place] for place in (first, second))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(min(h, 1)))


def _tell_format(compiled: Any, row: int, column: int, names: tuple[Any, Any]) -> str:
    rows, columns, row_places, column_places, _ = compiled.data
    first, second = int(rows[row]), int(columns[column])
    if not first or not second:
        return NO_ANSWER
    common = first & second
    if not common:
        return f"{names[0]} {FORMAT_WORDS[first]}, {names[1]} {FORMAT_WORDS[second]}".replace("could", "can")
    if common & lib.MMATCH_FORMAT_VIRTUAL:
        return "both can meet online"
    if row_places is None:
        return "both can meet in person"
    if np.isnan(row_places[row]).any() or np.isnan(column_places[column]).any():
        return "both can meet in person; a place is missing"
    return f"both can meet in person, {_distance(row_places[row], column_places[column]):.0f} km apart"


def _tell_ranking(compiled: Any, row: int, column: int, names: tuple[Any, Any]) -> str:
    by_mentor, offsets, others, _ = compiled.data
    who, whom = (column, row) if by_mentor else (row, column)
    said, named = (names[1], names[0]) if by_mentor else names
    ranked = others[offsets[who] : offsets[who + 1]].tolist()
    if not ranked:
        return f"{said} ranks nobody"
    return f"{said} ranks {named} number {ranked.index(whom) + 1} of {len(ranked)}" if whom in ranked else f"{said} does not rank {named}"


def _share_of(data: Any, row: int, column: int) -> float | None:
    offsets, columns, shares, _ = data
    for place in range(int(offsets[row]), int(offsets[row + 1])):
        if columns[place] == column:
            return float(shares[place])
    return None


def _tell_rating(compiled: Any, row: int, column: int, names: tuple[Any, Any]) -> str:
    share = _share_of(compiled.data, row, column)
    options = compiled.criterion.options
    said, named = (names[1], names[0]) if options["by"] == "mentor" else names
    if share is None:
        return f"{said} has not rated {named}"
    return f"{said} rates {named} {options['lowest'] + share * (options['highest'] - options['lowest']):g}"


def _tell_avoid(compiled: Any, row: int, column: int, names: tuple[Any, Any]) -> str:
    return "not named" if _share_of(compiled.data, row, column) is None else "named"


def _tell_matrix(compiled: Any, row: int, column: int, names: tuple[Any, Any]) -> str:
    share = float(compiled.data[0][row, column])
    return NO_ANSWER if math.isnan(share) else "ruled out" if share < 0 else f"a share of {share:g}"


def _tell_line(compiled: Any, row: int, column: int, names: tuple[Any, Any]) -> str:
    managers, rows, columns = compiled.data
    first, second = int(rows[row]), int(columns[column])
    if first < 0 or second < 0:
        return "not both in the reporting line"
    if first == second:
        return "the same person"
    if second in _way_up(managers, first):
        return f"{names[1]} is above {names[0]}"
    return f"{names[0]} is above {names[1]}" if first in _way_up(managers, second) else "neither is above the other"


def _tell_similarity(compiled: Any, row: int, column: int, names: tuple[Any, Any]) -> str:
    first, second = compiled.data[0][row], compiled.data[1][column]
    product = float(first @ second)
    if math.isnan(product):
        return NO_ANSWER
    if compiled.criterion.options.get("measure", "cosine") == "inner_product":
        return f"inner product {product:.4g}"
    lengths = float(np.linalg.norm(first) * np.linalg.norm(second))
    return f"cosine {product / lengths:.3f}" if lengths else NO_ANSWER


_TELLERS = {
    "overlap": _tell_overlap,
    "jaccard": _tell_sets,
    "shared_items": _tell_sets,
    "taxonomy": _tell_taxonomy,
    "same": _tell_codes,
    "different": _tell_codes,
    "compatible": _tell_codes,
    "close": _tell_numbers,
    "gap": _tell_numbers,
    "shared_hours": _tell_hours,
    "shared_block": _tell_hours,
    "meeting_format": _tell_format,
    "ranking": _tell_ranking,
    "rating": _tell_rating,
    "avoid": _tell_avoid,
    "matrix": _tell_matrix,
    "outside_reporting_line": _tell_line,
    "similarity": _tell_similarity,
}
