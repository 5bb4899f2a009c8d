"""The JSON Schema of a rules file, made from the criteria themselves, for editors and other programs."""

from __future__ import annotations

import inspect
from typing import Any

from .criteria import DIRECTIONS, MAKERS, MEASURES, MISSING, SIDES

__all__ = ["rules_schema"]

_TEXT = {"type": "string", "minLength": 1}
_NUMBER = {"type": "number"}
_POSITIVE = {"type": "number", "exclusiveMinimum": 0}
_WHOLE = {"type": "integer", "minimum": 0}
_FROM_ONE = {"type": "integer", "minimum": 1}
_SHARE = {"anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"const": -1}]}
_HOURS = {"type": "number", "minimum": 0, "maximum": 168}
_COUNTS = {
    "anyOf": [
        {"type": "string", "description": "a column"},
        {"type": "integer", "minimum": 0, "description": "the same for everybody"},
        {"type": "object", "additionalProperties": _WHOLE, "description": "by id"},
    ]
}
_PAIRS = {
    "type": "array",
    "items": {"type": "array", "prefixItems": [{}, {}], "minItems": 2, "maxItems": 2, "description": "mentee, mentor"},
}

# What a setting of a criterion may be: by name, or by kind and name where kinds differ.
_SETTINGS: dict[Any, dict[str, Any]] = {
    "weight": {"type": "number", "minimum": 0.001, "maximum": 1000},
    "must": {"type": "boolean"},
    "missing": {"enum": list(MISSING)},
    "direction": {"enum": list(DIRECTIONS)},
    ("taxonomy", "direction"): {"enum": [word for word in DIRECTIONS if word != "mutual"]},
    "by": {"enum": list(SIDES)},
    ("avoid", "by"): {"enum": [*SIDES, "either"]},
    "measure": {"enum": list(MEASURES)},
    "span": _POSITIVE,
    ("taxonomy", "span"): {"type": "integer", "minimum": 1, "maximum": 1000},
    "order": {"type": "array", "minItems": 1},
    "parents": {"type": "object", "additionalProperties": _TEXT},
    "table": {"type": "object", "minProperties": 1, "additionalProperties": {"type": "object", "additionalProperties": _SHARE}},
    "otherwise": _SHARE,
    "ideal": _NUMBER,
    "tolerance": _POSITIVE,
    "at_least": _HOURS,
    "full": {**_HOURS, "exclusiveMinimum": 0},
    ("shared_items", "at_least"): _WHOLE,
    ("shared_items", "full"): _FROM_ONE,
    "least": _NUMBER,
    ("similarity", "full"): _NUMBER,
    "reach_km": {"type": "number", "exclusiveMinimum": 0, "maximum": 20015},
    "depth": _FROM_ONE,
    "lowest": _NUMBER,
    "highest": _NUMBER,
    "values": {"type": "array", "items": {"type": "array", "items": _SHARE}},
    **dict.fromkeys(("wants", "offers", "column", "mentor_column", "id", "manager", "tz", "latitude", "longitude", "name"), _TEXT),
}


def _criterion(kind: str) -> dict[str, Any]:
    properties: dict[str, Any] = {"kind": {"const": kind}}
    required = ["kind"]
    maker = MAKERS[kind]
    for name, parameter in inspect.signature(maker).parameters.items():
        if name == "people":
            continue  # a table, which a rules file cannot hold
        properties[name] = _SETTINGS.get((kind, name), _SETTINGS.get(name))
        if parameter.default is inspect.Parameter.empty:
            required.append(name)
    about = (inspect.getdoc(maker) or "").splitlines()[0]
    return {"description": about, "properties": properties, "required": required, "additionalProperties": False}


def rules_schema() -> dict[str, Any]:
    """The schema (JSON Schema, draft 2020-12) of what a rules file holds once its TOML is read."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "mentormatch rules",
        "type": "object",
        "properties": {
            "criterion": {"type": "array", "items": {"type": "object", "oneOf": [_criterion(kind) for kind in MAKERS]}},
            "id": _TEXT,
            "capacity": _COUNTS,
            "min_load": _COUNTS,
            "row_capacity": _COUNTS,
            "min_score": _NUMBER,
            "coverage": {"enum": ["participation_first", "score_first", "everyone"]},
            "objective": {"enum": ["total", "bottleneck", "leximin", "rank_maximal"]},
            "ties": {"enum": ["first", "canonical", "lottery"]},
            "seed": _WHOLE,
            "forbidden": _PAIRS,
            "locked": _PAIRS,
            "quota": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "name": _TEXT,
                        "where": {"type": "object"},
                        "by": _TEXT,
                        "mentors": {"type": "array"},
                        "most": _WHOLE,
                        "fewest": _WHOLE,
                    },
                    "anyOf": [{"required": ["most"]}, {"required": ["fewest"]}],
                    "additionalProperties": False,
                },
            },
        },
        "additionalProperties": False,
    }
