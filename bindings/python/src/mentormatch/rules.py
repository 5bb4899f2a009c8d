"""Criteria and rules as text: a TOML file, or short specifications on the command line."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .criteria import MAKERS, Criterion
from .errors import InputError
from .fit import Fit
from .frames import Table, read_text

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["Rules", "parse_criterion", "parse_quota", "read_rules"]

SETTINGS: dict[str, Any] = {
    "id": str,
    "capacity": (str, int, dict),
    "min_load": (str, int, dict),
    "row_capacity": (str, int, dict),
    "min_score": (int, float),
    "coverage": str,
    "objective": str,
    "ties": str,
    "seed": int,
    "forbidden": list,
    "locked": list,
    "quota": list,
}
# What the columns of each kind of criterion are called, in the order of the short form.
COLUMNS = {
    "overlap": ("wants", "offers"),
    "taxonomy": ("wants", "offers"),
    "outside_reporting_line": ("id", "manager"),
}


@dataclass
class Rules:
    """Criteria, and settings such as "capacity" by name."""

    criteria: list[Criterion] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)

    def fit(self) -> Fit:
        return Fit(self.criteria)

    def peer_fit(self, people: Table) -> Fit:
        """The criteria between two people of one table."""
        from .peers import peer_criterion

        criteria = [peer_criterion(criterion, people, keep_hours=True) for criterion in self.criteria]
        return Fit([criterion for criterion in criteria if criterion is not None])


def read_rules(file: str | None, specifications: Sequence[str] | None = None) -> Rules:
    """The rules of a TOML file, then the criteria given in short form."""
    rules = Rules()
    if file is not None:
        rules = _read_toml(Path(file))
    rules.criteria += [parse_criterion(text) for text in specifications or ()]
    return rules


_HEADER = re.compile(r"^\s*\[\[?\s*([^\]]*?)\s*\]")
_KEY = re.compile(r"""^\s*["']?([\w-]+)["']?\s*[.=]""")


class _Lines:
    """Where in a rules file things stand, for messages: by entries as they are written, one to a line."""

    def __init__(self, text: str) -> None:
        self.entries: dict[str, list[int]] = {}  # the line of each [[criterion]], each [[quota]]
        self.keys: dict[tuple[str, int], dict[str, int]] = {}
        table, place = "", 0
        for number, line in enumerate(text.splitlines(), 1):
            header, key = _HEADER.match(line), _KEY.match(line)
            if header is not None:
                table, _, inside = header[1].partition(".")
                if line.lstrip().startswith("[[") and not inside:
                    self.entries.setdefault(table, []).append(number)
                place = len(self.entries.get(table, ()))
                if inside:
                    self.keys.setdefault((table, place), {}).setdefault(inside.split(".")[0], number)
                    table = f"{table}.{inside}"
            elif key is not None:
                self.keys.setdefault((table, place), {}).setdefault(key[1], number)

    def of_setting(self, name: str) -> int | None:
        return self.keys.get(("", 0), {}).get(name)

    def of_entry(self, table: str, number: int, fault: str) -> int | None:
        """The line of the key that a fault names last, or of the entry."""
        keys = self.keys.get((table, number), {})
        named = [(fault.rindex(key), line) for key, line in keys.items() if re.search(rf"\b{re.escape(key)}\b", fault)]
        entries = self.entries.get(table, [])
        return max(named)[1] if named else entries[number - 1] if number <= len(entries) else None


def _at(path: Path, line: int | None) -> str:
    return f"{path}" if line is None else f"{path}, line {line}"


def _read_toml(path: Path) -> Rules:
    text = read_text(path)
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path}: {error}") from None
    lines = _Lines(text)
    rules, faults = Rules(), []
    criteria = found.pop("criterion", [])
    if not isinstance(criteria, list):
        raise InputError(f"{path}: write [[criterion]] with two brackets")
    for number, entry in enumerate(criteria, 1):
        try:
            if not isinstance(entry, dict):
                raise InputError("write [[criterion]], then a line for each of its settings")
            rules.criteria.append(_make(dict(entry)))
        except InputError as error:
            for fault in error.faults:
                line = lines.of_entry("criterion", number, fault)
                faults.append(f"{_at(path, line)}, criterion {number}: {fault}")
    for name, value in found.items():
        where = _at(path, lines.of_setting(name))
        if name not in SETTINGS:
            faults.append(f"{where}: {name!r} is unknown; there are criterion, {', '.join(SETTINGS)}")
        elif not isinstance(value, SETTINGS[name]) or isinstance(value, bool):
            faults.append(f"{where}: {name} = {value!r} is of the wrong kind")
        elif name == "quota" and not all(isinstance(entry, dict) for entry in value):
            faults.append(f"{where}: write [[quota]], then a line for each of its settings")
        else:
            rules.settings[name] = value
    if faults:
        raise InputError.collect(faults)
    return rules


def parse_criterion(text: str) -> Criterion:
    """A criterion in short form, such as "gap:grade,ideal=2,tolerance=2"."""
    kind, _, rest = text.partition(":")
    entry: dict[str, Any] = {"kind": kind.strip()}
    columns = COLUMNS.get(kind.strip(), ("column", "mentor_column"))
    place = 0
    for part in filter(None, (part.strip() for part in rest.split(","))):
        name, equals, value = part.partition("=")
        if equals:
            entry[name.strip()] = _value(value.strip())
        elif part == "must":
            entry["must"] = True
        elif place < len(columns):
            entry[columns[place]] = part
            place += 1
        else:
            raise InputError(f"criterion {text!r}: {part!r} is one column too many")
    try:
        return _make(entry)
    except InputError as error:
        raise InputError(f"criterion {text!r}: {error}") from None


def parse_quota(text: str) -> dict[str, Any]:
    """A quota in short form, such as "department=Sales,most=4", "by=department,most=4" or "mentors=bo|cy,most=4"."""
    quota: dict[str, Any] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not name or not value:
            raise InputError(f"quota {text!r}: write column=value, by=column or mentors=id|id, then most=N or fewest=N")
        if name in ("most", "fewest"):
            if not value.isdigit():
                raise InputError(f"quota {text!r}: {name} is {value!r}, not a whole number")
            quota[name] = int(value)
        elif name == "mentors":
            quota["mentors"] = value.split("|")
        elif name in ("by", "name"):
            quota[name] = value
        else:
            quota.setdefault("where", {})[name] = value.split("|") if "|" in value else value
    return quota


def _value(text: str) -> Any:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return {"true": True, "false": False}.get(text, text.split("|") if "|" in text else text)


def _make(entry: dict[str, Any]) -> Criterion:
    kind = entry.pop("kind", None)
    if kind not in MAKERS:
        raise InputError(f"kind {kind!r} is not one of {', '.join(MAKERS)}")
    for name, value in entry.items():
        if not isinstance(name, str) or name not in MAKERS[kind].__annotations__ or name in ("return", "people"):
            raise InputError(f"{kind} has no {name!r}")
        if name == "must" and not isinstance(value, bool):
            raise InputError(f"{kind}: must = {value!r} is not true or false")
    try:
        return MAKERS[kind](**entry)
    except TypeError as error:
        raise InputError(f"{kind}: {str(error).split(') ')[-1]}") from None
