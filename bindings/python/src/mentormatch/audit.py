"""Data quality before matching: what answers are missing, what decides nothing, who is left with nobody, and why."""

from __future__ import annotations

import contextlib
import difflib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

from ._context import Context
from ._core import ffi, lib
from .answers import code_of, parse_items, parse_names, person_key
from .criteria import Criterion
from .frames import Table
from .hours import is_missing

__all__ = ["FitAudit", "audit_fit"]

MOST_NAMED = 5  # in one sentence
# Kinds whose columns hold sets of items.
SET_KINDS = ("jaccard", "overlap", "shared_items", "taxonomy")


class FitAudit:
    """What a fit makes of two tables, before anybody is matched; `str()` tells it in sentences.

    Attributes
    ----------
    criteria : table
        For each criterion how many mentees and mentors gave no answer, the least and the most points of a pair, the pairs
        it rules out, those of them that nothing else rules out, and whether it decides anything.
    mentees, mentors : table
        For each person the partners that nothing rules out, the criterion whose absence would give them the most more,
        and how many.
    findings : list of str
        What a coordinator should look at first.
    """

    def __init__(
        self, rows: Table, columns: Table, ids: str, criteria: list[Criterion], found: dict[str, np.ndarray]
    ) -> None:
        self._tables = {"mentee": rows, "mentor": columns}
        self._ids = {side: _names_of(table, ids) for side, table in self._tables.items()}
        self._criteria = criteria
        self._found = found
        self.findings: list[str] = list(self._find())

    # Tables

    @property
    def criterion_columns(self) -> dict[str, list[Any]]:
        """The table of criteria, column by column."""
        numbers = self._found["findings"]
        pairs = len(self._ids["mentee"]) * len(self._ids["mentor"])
        least, most = numbers[:, lib.MMATCH_FINDING_LEAST_POINTS], numbers[:, lib.MMATCH_FINDING_MOST_POINTS]
        ruled_out = numbers[:, lib.MMATCH_FINDING_RULED_OUT]
        return {
            "criterion": [criterion.name for criterion in self._criteria],
            "kind": [criterion.kind for criterion in self._criteria],
            "must": [criterion.must for criterion in self._criteria],
            "mentees_missing": numbers[:, lib.MMATCH_FINDING_MISSING_ROWS].tolist(),
            "mentors_missing": numbers[:, lib.MMATCH_FINDING_MISSING_COLUMNS].tolist(),
            "least_points": least.tolist(),
            "most_points": most.tolist(),
            "ruled_out": ruled_out.tolist(),
            "ruled_out_alone": numbers[:, lib.MMATCH_FINDING_RULED_OUT_ALONE].tolist(),
            "decides": ((least != most) | ((ruled_out > 0) & (ruled_out < pairs))).tolist(),
        }

    def person_columns(self, side: str) -> dict[str, list[Any]]:
        """The table of the people of a side ("mentee" or "mentor"), column by column."""
        partners, gains = self._found[f"{side}_partners"], self._found[f"{side}_gains"]
        best = gains.argmax(axis=1) if gains.shape[1] else np.zeros(len(partners), np.int64)
        gain = gains[np.arange(len(partners)), best] if gains.shape[1] else np.zeros(len(partners), np.int64)
        return {
            side: self._ids[side],
            "partners": partners.tolist(),
            "relax": [self._criteria[k].name if more else None for k, more in zip(best.tolist(), gain.tolist())],
            "more_partners": gain.tolist(),
        }

    @property
    def criteria(self) -> Any:
        return self._tables["mentee"].make(self.criterion_columns)

    @property
    def mentees(self) -> Any:
        return self._tables["mentee"].make(self.person_columns("mentee"))

    @property
    def mentors(self) -> Any:
        return self._tables["mentor"].make(self.person_columns("mentor"))

    # Sentences

    def __str__(self) -> str:
        return "\n".join(self.findings) if self.findings else "Nothing to look at: every criterion decides, everybody has partners."

    def __repr__(self) -> str:
        return f"FitAudit({len(self._criteria)} criteria, {len(self.findings)} findings)"

    def _find(self) -> Iterator[str]:
        for side in self._tables:
            yield from self._lonely(side)
        columns = self.criterion_columns
        pairs = len(self._ids["mentee"]) * len(self._ids["mentor"])
        for k, criterion in enumerate(self._criteria):
            found = {name: values[k] for name, values in columns.items()}
            if pairs and found["ruled_out"] == pairs:
                yield f"{criterion.name}: rules out every pair."
            elif pairs and not found["decides"]:
                yield f"{criterion.name}: decides nothing: every pair gets {found['most_points']} points."
            elif found["ruled_out"]:
                share = found["ruled_out"] / pairs
                yield (f"{criterion.name}: rules out {found['ruled_out']} of {pairs} pairs ({share:.0%}), "
                       f"{found['ruled_out_alone']} of them alone.")
            yield from self._missing(criterion, found)
            yield from self._vocabulary(criterion)
        for side, table in self._tables.items():
            yield from self._alike(side, table)

    def _lonely(self, side: str) -> Iterator[str]:
        other = "mentor" if side == "mentee" else "mentee"
        found = self.person_columns(side)
        alone = [place for place, partners in enumerate(found["partners"]) if not partners]
        if not alone or not self._ids[other]:
            return
        if len(alone) > MOST_NAMED:
            rules = Counter(found["relax"][place] for place in alone if found["relax"][place] is not None)
            helps = "".join(f"; {count} would have some without {rule}" for rule, count in rules.most_common(3))
            yield f"{len(alone)} {side}s have no possible {other}{helps}."
            return
        for place in alone:
            helps = "" if found["relax"][place] is None else (
                f"; without {found['relax'][place]} there would be {found['more_partners'][place]}"
            )
            yield f"{side} {found[side][place]!r} has no possible {other}{helps}."

    def _missing(self, criterion: Criterion, found: dict[str, Any]) -> Iterator[str]:
        for side, ids in self._ids.items():
            count = found[f"{side}s_missing"]
            if count:
                worth = {"zero": "get nothing", "neutral": "get half", "rule_out": "are ruled out"}[criterion.missing]
                worth = "are ruled out" if criterion.must and criterion.missing == "zero" else worth
                yield f"{criterion.name}: {count} of {len(ids)} {side}s gave no answer; their pairs {worth}."

    def _vocabulary(self, criterion: Criterion) -> Iterator[str]:
        rows, columns = self._tables["mentee"], self._tables["mentor"]
        if criterion.kind in SET_KINDS:
            first = _items(rows, criterion.mentee_column)
            second = _items(columns, criterion.mentor_column)
            if criterion.options.get("direction") == "mentor_to_mentee":
                yield from _unmet(criterion.name, second, first, "mentor", "mentee")
            else:
                yield from _unmet(criterion.name, first, second, "mentee", "mentor")
            if criterion.kind == "taxonomy":
                parents = criterion.options["parents"]
                known = {code_of(item) for pair in parents.items() for item in pair}
                yield from _strange(criterion.name, (first + second), known, "not in the taxonomy")
        elif criterion.kind == "compatible":
            table = criterion.options["table"]
            for side_table, column, known in (
                (rows, criterion.mentee_column, {code_of(answer) for answer in table}),
                (columns, criterion.mentor_column, {code_of(answer) for row in table.values() for answer in row}),
            ):
                yield from _strange(criterion.name, _answers(side_table, column), known, f"of {side_table.where} not in the table")
        elif criterion.kind == "avoid":
            ids = {side: {person_key(person) for person in names} for side, names in self._ids.items()}
            for side, other, column in (("mentee", "mentor", criterion.mentee_column), ("mentor", "mentee", criterion.mentor_column)):
                if criterion.options["by"] in (side, "either"):
                    cells = self._tables[side].column(column)
                    named = Counter(person_key(name) for cell in cells for name in parse_names(cell))
                    yield from _strange(criterion.name, named, ids[other], f"no {other} of this program", hints=False)

    def _alike(self, side: str, table: Table) -> Iterator[str]:
        names = dict.fromkeys(
            column
            for criterion in self._criteria
            if criterion.kind not in ("matrix", "outside_reporting_line")
            for column in ((criterion.mentee_column if side == "mentee" else criterion.mentor_column),)
            if column in table and column != "id"
        )
        if len(names) < 2:
            return
        seen: dict[str, Any] = {}
        twins = []
        for place, answers in enumerate(zip(*(table.columns[name] for name in names))):
            if all(is_missing(answer) for answer in answers):
                continue
            before = seen.setdefault(repr(answers), self._ids[side][place])
            if before is not self._ids[side][place]:
                twins.append(f"{self._ids[side][place]!r} and {before!r}")
        if twins:
            yield f"{_counted(len(twins), side)} answered exactly like another: {_some(twins)}."


def _names_of(table: Table, column: str) -> list[Any]:
    return table.ids(column) if column in table else list(range(len(table)))


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _some(names: list[str]) -> str:
    return ", ".join(names[:MOST_NAMED]) + (f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else "")


def _items(table: Table, column: str) -> Counter[str]:
    return Counter(item for cell in table.column(column) for item in parse_items(cell))


def _answers(table: Table, column: str) -> Counter[Any]:
    return Counter(code_of(cell) for cell in table.column(column) if not is_missing(cell))


def _unmet(name: str, wanted: Counter[str], offered: Counter[str], who: str, other: str) -> Iterator[str]:
    """Items of one side that nobody of the other has, with what they may be misspelt for."""
    if not wanted or not offered:
        return
    shown = []
    unmet = [(item, count) for item, count in wanted.most_common() if item not in offered]
    for item, count in unmet[:MOST_NAMED]:
        near = difflib.get_close_matches(item, list(offered), 1, 0.75)
        shown.append(f"{item!r} ({count}{f'; is it {near[0]!r}?' if near else ''})")
    if unmet:
        more = f" and {len(unmet) - MOST_NAMED} more" if len(unmet) > MOST_NAMED else ""
        yield f"{name}: {len(unmet)} of {len(wanted)} items of {who}s are of no {other}: {', '.join(shown)}{more}."


def _strange(name: str, found: Counter[Any], known: set[Any], what: str, hints: bool = True) -> Iterator[str]:
    strange = [answer for answer, _ in found.most_common() if answer not in known]
    shown = []
    for answer in strange:
        near = difflib.get_close_matches(str(answer), [str(one) for one in known], 1, 0.75) if hints else []
        shown.append(f"{answer!r}{f' (is it {near[0]!r}?)' if near else ''}")
    if shown:
        yield f"{name}: {_counted(len(shown), 'answer')} {what}: {_some(shown)}."


def audit_fit(
    compiled: Any, rows: Table, columns: Table, ids: str, threads: int, progress: Any, cancel: Any
) -> FitAudit:
    """Looks through all pairs of a compiled fit."""
    count = len(compiled.criteria)
    found = {
        "findings": np.zeros((count, lib.MMATCH_FINDINGS), np.int64),
        "mentee_partners": np.zeros(len(rows), np.int64),
        "mentor_partners": np.zeros(len(columns), np.int64),
        "mentee_gains": np.zeros((len(rows), count), np.int64),
        "mentor_gains": np.zeros((len(columns), count), np.int64),
    }
    with Context(threads=threads, progress=progress, cancel=cancel) as context, contextlib.ExitStack() as stack:
        fit = compiled.open_fit(context, stack)
        arrays = (ffi.cast("int64_t *", array.ctypes.data) if array.size else ffi.NULL for array in found.values())
        context.call(lib.mmatch_fit_audit, fit, *arrays)
    return FitAudit(rows, columns, ids, [one.criterion for one in compiled.criteria], found)
