"""Saved results: plain JSON with ids, the answer, and its proof."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ._problem import CircleProblem
from .errors import InputError
from .frames import read_text
from .results import Assignment, Circles, StableMatching

if TYPE_CHECKING:
    from .circled import CircleResult
    from .matched import MatchResult
    from .program import Program

FORMAT = "mentormatch-result"
VERSION = 1


def plain(value: Any) -> Any:
    """A value as JSON knows it: ids that are neither text nor numbers become text, NaN becomes null."""
    if isinstance(value, dict):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return str(value)


def to_json(value: Any) -> str:
    return json.dumps(plain(value), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _head(kind: str, program: Program) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "kind": kind,
        "mentees": program.mentee_ids,
    }


def match_to_dict(result: MatchResult) -> dict[str, Any]:
    return {
        **_head(result.kind, result.program),
        "mentors": result.program.mentor_ids,
        "pairs": result.pair_columns,
        "unmatched": result.unmatched_columns,
        **({} if result.program.problem.quotas is None else {"quotas": result.quota_columns}),
        "matching": result.matching.to_dict(),
    }


def circles_to_dict(result: CircleResult) -> dict[str, Any]:
    problem = result.circles.problem
    return {
        **_head("circles", result.program),
        "mentees": result.request.ids,
        "groups": result.groups,
        "unmatched": result.request.left_out,
        "hours": result.hours,
        "circles": result.circles.to_dict(),
        "request": {
            "sizes": problem.sizes,
            "count": problem.count,
            "common_slots": problem.common_slots,
            "together": problem.together.tolist(),
            "apart": problem.apart.tolist(),
        },
    }


def read_saved(path: Any) -> dict[str, Any]:
    """The dictionary of a saved result; anything else is an InputError with the place."""
    content = read_text(Path(path))
    try:
        found = json.loads(content)
    except json.JSONDecodeError as error:
        raise InputError(f"{path}, line {error.lineno}: {error.msg}") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise InputError(f"{path}: not a saved result of mentormatch")
    if found.get("version") != VERSION:
        raise InputError(f"{path}: version {found.get('version')!r} of the format is unknown; {VERSION} is read")
    return found


def _check_ids(found: dict[str, Any], name: str, ids: list[Any], path: Any) -> None:
    if found.get(name) != plain(ids):
        raise InputError(f"{path}: the {name} of the saved result are not those of the input")


# What a saved result holds that is not for reading alone.
_CHECKED_ELSEWHERE = ("format", "version", "kind", "mentees", "mentors", "matching", "circles", "inputs")


def difference(found: dict[str, Any], anew: dict[str, Any]) -> str:
    """The first thing that a saved result says for reading and that its answer, written anew, does not say; ""
    when there is none."""
    written = plain(anew)
    for name in written:
        if name in _CHECKED_ELSEWHERE or found.get(name) == written[name]:
            continue
        if isinstance(written[name], dict) and isinstance(found.get(name), dict):
            inner = [key for key in written[name] if found[name].get(key) != written[name][key]]
            return f"{name}, {inner[0]!r}" if inner else f"{name}: more in it than was written"
        return name
    return ""


def match_from_dict(found: dict[str, Any], program: Program, path: Any) -> MatchResult:
    """A saved assignment or stable matching over the program it was made from."""
    from .matched import MatchResult

    _check_ids(found, "mentees", program.mentee_ids, path)
    _check_ids(found, "mentors", program.mentor_ids, path)
    if not isinstance(found.get("matching"), dict):
        raise InputError(f"{path}: no matching in it")
    if found["kind"] == "assignment":
        return MatchResult(program, Assignment.from_dict(found["matching"], program.problem))
    matching = StableMatching.from_dict(found["matching"], program.problem)
    matching.row_ids, matching.column_ids = program.mentee_ids, program.mentor_ids
    return MatchResult(program, matching)


def people_left_out(found: dict[str, Any], ids: list[Any]) -> list[Any]:
    """The people who take no part in saved circles."""
    there = found.get("mentees")
    kept = set(map(str, there)) if isinstance(there, list) else set()
    return [person for person in ids if str(person) not in kept]


def circles_from_dict(found: dict[str, Any], problem: CircleProblem, ids: list[Any], path: Any) -> Circles:
    """Saved circles over the problem they answer."""
    _check_ids(found, "mentees", ids, path)
    if not isinstance(found.get("circles"), dict):
        raise InputError(f"{path}: no circles in it")
    return Circles.from_dict(found["circles"], problem)
