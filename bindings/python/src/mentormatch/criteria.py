"""The criteria that make a score: what each compares, and what it is worth.

A criterion gives a pair whole points, at most 1000 for each unit of weight. A criterion that is a must gives no
points: it rules pairs out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ._core import lib
from ._problem import as_numbers, choice
from .arrays import slots_of
from .errors import InputError
from .frames import read_table

__all__ = [
    "MAKERS",
    "Criterion",
    "avoid",
    "close",
    "compatible",
    "different",
    "gap",
    "jaccard",
    "matrix",
    "meeting_format",
    "outside_reporting_line",
    "overlap",
    "ranking",
    "rating",
    "same",
    "shared_block",
    "shared_hours",
    "shared_items",
    "similarity",
    "taxonomy",
]

POINTS_PER_WEIGHT = 1000
MISSING = {
    "zero": lib.MMATCH_MISSING_ZERO,
    "neutral": lib.MMATCH_MISSING_NEUTRAL,
    "rule_out": lib.MMATCH_MISSING_RULE_OUT,
}
MEASURES = {
    "cosine": lib.MMATCH_SIMILARITY_COSINE,
    "inner_product": lib.MMATCH_SIMILARITY_INNER_PRODUCT,
}


DIRECTIONS = {"mentee_to_mentor": 0, "mentor_to_mentee": 1, "mutual": 2}
SIDES = {"mentee": 0, "mentor": 1}


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, np.number)) and not isinstance(value, bool) and bool(np.isfinite(value))


def _is_whole(value: Any, least: int) -> bool:
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool) and least <= value < 2**31


def _check_share(what: str, share: Any) -> None:
    if not _is_number(share) or not (share == -1 or 0 <= share <= 1):
        raise InputError(f"{what}: {share!r} is not a share from 0 to 1, or -1")


def _hours_options(kind: str, column: str, at_least: float, full: float | None, tz: str) -> dict[str, Any]:
    slots_of(at_least, 60, f"{kind}({column!r}): at_least")
    if full is not None and (slots_of(full, 60, f"{kind}({column!r}): full") == 0 or full < at_least):
        raise InputError(f"{kind}({column!r}): full {full!r} is not above 0 and at_least")
    return {"at_least": at_least, "full": full, "tz": tz}


@dataclass(frozen=True)
class Criterion:
    """One thing that counts; made by `overlap`, `same`, `close` and so on."""

    kind: str
    mentee_column: str
    mentor_column: str
    weight: float = 1
    must: bool = False
    missing: str = "zero"
    name: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for column in (self.mentee_column, self.mentor_column):
            if not isinstance(column, str) or not column:
                raise InputError(f"{self.kind}: {column!r} is not the name of a column")
        if not isinstance(self.name, str):
            raise InputError(f"{self.kind}: name {self.name!r} is not text")
        choice(f"{self.name}: missing", self.missing, MISSING)
        number = isinstance(self.weight, (int, float, np.number)) and not isinstance(self.weight, bool)
        if not number or not (1 <= self.weight * POINTS_PER_WEIGHT <= 1_000_000):
            raise InputError(f"{self.name}: weight {self.weight!r} is not a number from 0.001 to 1000")

    @property
    def points(self) -> int:
        """The most points that a pair can get."""
        return 0 if self.must else round(self.weight * POINTS_PER_WEIGHT)


def overlap(
    wants: str, offers: str | None = None, *, direction: str = "mentee_to_mentor", weight: float = 1, must: bool = False,
    missing: str = "zero", name: str | None = None,
) -> Criterion:
    """The share of what is wanted that the other offers.

    Parameters
    ----------
    wants, offers : str
        Columns of lists, or of text such as "python:3; writing" (commas separate where there is no
        semicolon). A number after a colon is a level, 1 without; upper and lower case are the same; of
        an item listed twice the higher level counts.
    direction : "mentee_to_mentor", "mentor_to_mentee" or "mutual"
        Who wants: the mentee what the mentor offers, the mentor what the mentee offers, or both, and then it is the
        share of everything that either of the two wants; both tables have both columns for that.
    weight : float
        The most it can add, in thousands of points.
    must : bool
        Rule out pairs in which not everything that is wanted is offered, and add nothing.
    missing : "zero", "neutral" or "rule_out"
        What a pair gets when either answer is missing: nothing, half, or it is ruled out.
    name : str, optional
        What results call the criterion; the name of the first column if not given.
    """
    choice(f"overlap({wants!r}): direction", direction, DIRECTIONS)
    columns = (offers or wants, wants) if direction == "mentor_to_mentee" else (wants, offers or wants)
    return Criterion("overlap", *columns, weight, must, missing, name or wants, {"direction": direction})


def jaccard(
    column: str, mentor_column: str | None = None, *, weight: float = 1, must: bool = False, missing: str = "zero",
    name: str | None = None,
) -> Criterion:
    """How alike two sets are: what both have over what either has (Jaccard's index), by levels if there are any.

    Columns and other parameters as for `overlap`; with `must` both sets are equal.
    """
    return Criterion("jaccard", column, mentor_column or column, weight, must, missing, name or column)


def shared_items(
    column: str, mentor_column: str | None = None, *, at_least: int = 0, full: int | None = None, weight: float = 1,
    must: bool = False, missing: str = "zero", name: str | None = None,
) -> Criterion:
    """How many items both have, such as languages.

    Parameters
    ----------
    column : str
        Items as for `overlap`. With levels, the lower of the two counts.
    at_least : int
        Pairs with fewer in common are ruled out.
    full : int, optional
        So many bring all points; `at_least` (or one) if not given. With `must`, fewer are ruled out.
    """
    for word, value in (("at_least", at_least), ("full", full)):
        if value is not None and not _is_whole(value, 0 if word == "at_least" else 1):
            raise InputError(f"shared_items({column!r}): {word} {value!r} is not a whole number from {int(word == 'full')} on")
    if full is not None and full < at_least:
        raise InputError(f"shared_items({column!r}): full {full!r} is below at_least {at_least!r}")
    options = {"at_least": at_least, "full": full}
    return Criterion("shared_items", column, mentor_column or column, weight, must, missing, name or column, options)


def taxonomy(
    wants: str, offers: str | None = None, *, parents: Mapping[str, str], span: int = 4,
    direction: str = "mentee_to_mentor", weight: float = 1, must: bool = False, missing: str = "zero",
    name: str | None = None,
) -> Criterion:
    """How near what the mentor offers is to what the mentee wants, in a tree of items.

    Each item that is wanted counts by the steps from it to the nearest that is offered, up to what both stand under and
    down again: all of its share for none, nothing from `span` on.

    Parameters
    ----------
    wants, offers : str
        Columns of items as for `overlap`, without levels.
    parents : dict
        What each item stands under: {"python": "programming", "programming": "technology"}. Items that are not in it
        stand alone.
    span : int
        The steps from which on nothing is added. With `must`, pairs with a wanted item further than that are ruled out.
    direction : "mentee_to_mentor" or "mentor_to_mentee"
        Who wants what the other offers.
    """
    choice(f"taxonomy({wants!r}): direction", direction, {word: way for word, way in DIRECTIONS.items() if word != "mutual"})
    if not _is_whole(span, 1) or span > 1000:
        raise InputError(f"taxonomy({wants!r}): span {span!r} is not a whole number from 1 to 1000")
    if not isinstance(parents, Mapping) or not all(
        isinstance(text, str) and text.strip() for pair in parents.items() for text in pair
    ):
        raise InputError(f"taxonomy({wants!r}): parents is not a table of items and what they stand under")
    options = {"parents": dict(parents), "span": int(span), "direction": direction}
    columns = (offers or wants, wants) if direction == "mentor_to_mentee" else (wants, offers or wants)
    return Criterion("taxonomy", *columns, weight, must, missing, name or wants, options)


def same(
    column: str, mentor_column: str | None = None, *, weight: float = 1, must: bool = False, missing: str = "zero",
    name: str | None = None,
) -> Criterion:
    """Both give the same answer; upper and lower case are the same. Parameters as for `overlap`."""
    return Criterion("same", column, mentor_column or column, weight, must, missing, name or column)


def different(
    column: str, mentor_column: str | None = None, *, weight: float = 1, must: bool = False, missing: str = "zero",
    name: str | None = None,
) -> Criterion:
    """The two give different answers. Parameters as for `overlap`."""
    return Criterion("different", column, mentor_column or column, weight, must, missing, name or column)


def compatible(
    column: str, mentor_column: str | None = None, *, table: Mapping[Any, Mapping[Any, float]], otherwise: float = 0,
    weight: float = 1, must: bool = False, missing: str = "zero", name: str | None = None,
) -> Criterion:
    """What goes with what, by a table of your own.

    Parameters
    ----------
    table : dict of dicts
        The share of the points for the mentee's answer, then the mentor's, from 0 to 1; -1 rules the pair out:
        {"introvert": {"extrovert": 0.5, "introvert": 1}}. Upper and lower case are the same.
    otherwise : float
        The share of answers that the table does not have. With `must`, pairs whose share is 0 are ruled out.
    """
    if not isinstance(table, Mapping) or not table or not all(isinstance(row, Mapping) for row in table.values()):
        raise InputError(f"compatible({column!r}): table is not a table of tables")
    for share in (otherwise, *(share for row in table.values() for share in row.values())):
        _check_share(f"compatible({column!r})", share)
    options = {"table": {answer: dict(row) for answer, row in table.items()}, "otherwise": float(otherwise)}
    return Criterion("compatible", column, mentor_column or column, weight, must, missing, name or column, options)


def close(
    column: str, mentor_column: str | None = None, *, span: float | None = None, order: Sequence[Any] | None = None,
    weight: float = 1, must: bool = False, missing: str = "zero", name: str | None = None,
) -> Criterion:
    """Numbers, or ordered answers, that are near each other.

    Parameters
    ----------
    span : float, optional
        The difference from which on nothing is added; the range of all answers if not given. With
        `must`, pairs further apart are ruled out.
    order : list, optional
        The answers from lowest to highest, where they are not numbers: ["low", "medium", "high"].
    """
    if span is not None and not (isinstance(span, (int, float, np.number)) and 0 < span < float("inf")):
        raise InputError(f"close({column!r}): span {span!r} is not a positive number")
    if order is not None and (isinstance(order, str) or not isinstance(order, Sequence) or not order):
        raise InputError(f"close({column!r}): order {order!r} is not a list of answers")
    if order is not None and any(answer in order[:place] for place, answer in enumerate(order)):
        raise InputError(f"close({column!r}): order {order!r} has an answer twice")
    options = {"span": span, "order": None if order is None else list(order)}
    return Criterion("close", column, mentor_column or column, weight, must, missing, name or column, options)


def gap(
    column: str, mentor_column: str | None = None, *, ideal: float, tolerance: float, weight: float = 1,
    must: bool = False, missing: str = "zero", name: str | None = None,
) -> Criterion:
    """The mentor is ideally so much above the mentee.

    Parameters
    ----------
    ideal : float
        The best value of mentor minus mentee; negative for reverse mentoring.
    tolerance : float
        How far from the ideal nothing is added any more. With `must`, pairs further off are ruled out.
    """
    for word, value in (("ideal", ideal), ("tolerance", tolerance)):
        if not isinstance(value, (int, float, np.number)) or not np.isfinite(value):
            raise InputError(f"gap({column!r}): {word} {value!r} is not a number")
    if not tolerance > 0:
        raise InputError(f"gap({column!r}): tolerance {tolerance!r} is not positive")
    options = {"ideal": ideal, "tolerance": tolerance}
    return Criterion("gap", column, mentor_column or column, weight, must, missing, name or column, options)


def shared_hours(
    column: str = "hours", mentor_column: str | None = None, *, at_least: float = 0, full: float | None = None,
    tz: str = "utc_offset", weight: float = 1, must: bool = False, missing: str = "zero", name: str | None = None,
) -> Criterion:
    """Hours of the week that both have free, brought to one clock.

    Parameters
    ----------
    column : str
        Hours as text such as "Mon 9-12; Wed 14-17", as a list of hours of the week (0 to 167), or as 168,
        336 or 672 booleans.
    at_least : float
        Pairs with fewer hours in common are ruled out.
    full : float, optional
        Hours in common that bring all points; `at_least` (or one slot) if not given.
    tz : str
        The column with each person's UTC offset, such as "+02:00" or minutes; UTC where there is none.
    """
    options = _hours_options("shared_hours", column, at_least, full, tz)
    return Criterion("shared_hours", column, mentor_column or column, weight, must, missing, name or column, options)


def shared_block(
    column: str = "hours", mentor_column: str | None = None, *, at_least: float = 0, full: float | None = None,
    tz: str = "utc_offset", weight: float = 1, must: bool = False, missing: str = "zero", name: str | None = None,
) -> Criterion:
    """The longest block of hours in a row that both have free in a week. Parameters as for `shared_hours`."""
    options = _hours_options("shared_block", column, at_least, full, tz)
    return Criterion("shared_block", column, mentor_column or column, weight, must, missing, name or column, options)


def meeting_format(
    column: str = "format", mentor_column: str | None = None, *, latitude: str | None = None, longitude: str | None = None,
    reach_km: float = 50, weight: float = 1, must: bool = False, missing: str = "zero", name: str | None = None,
) -> Criterion:
    """How the two can meet: online, in person, or either; and how far apart they are if only in person.

    Pairs who can both meet online get all points. Those who can only meet in person get them too, or, with places, the
    more the nearer they are, nothing from `reach_km` on.

    Parameters
    ----------
    column : str
        "virtual" (online, remote), "in person" (onsite, face to face), or "blended" (hybrid, either, both).
    latitude, longitude : str, optional
        Columns of degrees. Without a place the answer of somebody who can only meet in person is missing.
    reach_km : float
        With `must`, pairs who can only meet in person and live further apart are ruled out.
    """
    if (latitude is None) != (longitude is None):
        raise InputError(f"meeting_format({column!r}): latitude and longitude go together")
    if not _is_number(reach_km) or not 0 < reach_km <= 20015:
        raise InputError(f"meeting_format({column!r}): reach_km {reach_km!r} is not a number above 0 and at most 20015")
    options = {"latitude": latitude, "longitude": longitude, "reach_km": float(reach_km)}
    return Criterion("meeting_format", column, mentor_column or column, weight, must, missing, name or column, options)


def ranking(
    column: str, *, by: str = "mentee", depth: int | None = None, id: str = "id", weight: float = 1, must: bool = False,
    missing: str = "zero", name: str | None = None,
) -> Criterion:
    """Points from a list of ids of the other side, best first.

    The first gets all points, the following less in equal steps, and who is not on the list nothing.

    Parameters
    ----------
    column : str
        Lists of ids, or text such as "bo; cy", in the table of those who rank. Who names nobody has a missing answer.
    by : "mentee" or "mentor"
        Who ranks.
    depth : int, optional
        Over how many places points fall to nothing; the length of each list if not given.
    id : str
        The column of ids in the table of the others.
    """
    choice(f"ranking({column!r}): by", by, SIDES)
    if depth is not None and not _is_whole(depth, 1):
        raise InputError(f"ranking({column!r}): depth {depth!r} is not a whole number from 1 on")
    columns = (column, id) if by == "mentee" else (id, column)
    return Criterion("ranking", *columns, weight, must, missing, name or column, {"by": by, "depth": depth})


def rating(
    column: str, *, by: str = "mentee", lowest: float = 1, highest: float = 5, id: str = "id", weight: float = 1,
    must: bool = False, missing: str = "zero", name: str | None = None,
) -> Criterion:
    """Points from how people of the other side are rated: nothing for the lowest, all for the highest.

    Parameters
    ----------
    column : str
        Dicts such as {"bo": 5, "cy": 3}, or text such as "bo:5; cy:3", in the table of those who rate. A pair that is
        not rated has a missing answer.
    by : "mentee" or "mentor"
        Who rates.
    lowest, highest : float
        The ends of the scale. With `must`, pairs rated the lowest are ruled out.
    id : str
        The column of ids in the table of the others.
    """
    choice(f"rating({column!r}): by", by, SIDES)
    if not _is_number(lowest) or not _is_number(highest) or not lowest < highest:
        raise InputError(f"rating({column!r}): highest {highest!r} is not above lowest {lowest!r}")
    columns = (column, id) if by == "mentee" else (id, column)
    options = {"by": by, "lowest": float(lowest), "highest": float(highest)}
    return Criterion("rating", *columns, weight, must, missing, name or column, options)


def avoid(
    column: str, mentor_column: str | None = None, *, by: str = "mentee", id: str = "id", weight: float = 1,
    must: bool = True, name: str | None = None,
) -> Criterion:
    """Pairs that somebody names are avoided: who met before, declined before, has a conflict of interest.

    Named pairs are ruled out; with `must=False` all other pairs get the points instead. Ids of people who take no part
    are no matter.

    Parameters
    ----------
    column : str
        Lists of ids of the other side, or text such as "bo; cy".
    mentor_column : str, optional
        The column in the table of mentors, if it has another name.
    by : "mentee", "mentor" or "either"
        In whose table the column is.
    id : str
        The column of ids in both tables.
    """
    choice(f"avoid({column!r}): by", by, {**SIDES, "either": 2})
    options = {"by": by, "id": id}
    return Criterion("avoid", column, mentor_column or column, weight, must, "zero", name or column, options)


def matrix(
    values: Any, *, weight: float = 1, must: bool = False, missing: str = "zero", name: str | None = None
) -> Criterion:
    """A share of the points for every pair, from elsewhere.

    Parameters
    ----------
    values : array
        Mentees x mentors in the order of the tables, from 0 to 1; -1 rules the pair out, NaN is a missing answer. With
        `must`, pairs whose share is 0 are ruled out.
    """
    shares = np.ascontiguousarray(as_numbers(values, "matrix"), np.float64)
    if shares.ndim != 2:
        raise InputError(f"matrix: the values have {shares.ndim} dimensions, not 2")
    return Criterion("matrix", "id", "id", weight, must, missing, name or "matrix", {"values": shares})


def outside_reporting_line(
    id: str = "id", manager: str = "manager", *, people: Any = None, name: str | None = None
) -> Criterion:
    """Nobody is matched with themselves or with anybody above or below them. Always a must.

    Parameters
    ----------
    id, manager : str
        Columns with a person's id and the id of the person they report to.
    people : table, optional
        Further people with the same two columns, for lines that run through people who take no part.
    """
    options = {"people": None if people is None else read_table(people, "people")}
    return Criterion("outside_reporting_line", id, manager, 1, True, "zero", name or "reporting line", options)


def similarity(
    column: str, mentor_column: str | None = None, *, measure: str = "cosine", least: float = 0,
    full: float | None = None, weight: float = 1, must: bool = False, missing: str = "zero", name: str | None = None,
) -> Criterion:
    """Vectors that are alike, such as embeddings of what people wrote, or attributes.

    Points grow in a line from `least` to `full`. Vectors are rounded once to multiples of 1/32767 of their
    length (cosine) or of the longest of their side (inner product), so that every machine gives the same points.

    Parameters
    ----------
    column : str
        Lists or arrays of numbers, all of one length (at most 4096), or text such as "[0.1, 0.2]". A vector with
        a missing number is a missing answer, as is, for the cosine, one of zeros alone.
    measure : "cosine" or "inner_product"
    least : float
        The measure from which on points are given. With `must`, pairs below it are ruled out.
    full : float, optional
        The measure that brings all points. If not given, 1 for the cosine, and for the inner product the longest
        vector's length times the longest on the other side.
    """
    choice(f"similarity({column!r}): measure", measure, MEASURES)
    for word, value in (("least", least), ("full", full)):
        is_number = isinstance(value, (int, float, np.number)) and not isinstance(value, bool) and np.isfinite(value)
        if not is_number and not (value is None and word == "full"):
            raise InputError(f"similarity({column!r}): {word} {value!r} is not a number")
    if full is not None and (full == 0 or not full > least):
        raise InputError(f"similarity({column!r}): full {full!r} is 0 or not above least {least!r}")
    options = {"measure": measure, "least": least, "full": full}
    return Criterion("similarity", column, mentor_column or column, weight, must, missing, name or column, options)


MAKERS: dict[str, Callable[..., Criterion]] = {
    maker.__name__: maker
    for maker in (
        overlap, jaccard, shared_items, taxonomy, same, different, compatible, close, gap, shared_hours, shared_block,
        meeting_format, ranking, rating, avoid, matrix, outside_reporting_line, similarity,
    )
}
