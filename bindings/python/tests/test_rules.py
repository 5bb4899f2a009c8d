"""Rules files: what they mean, the lines of what is wrong, and the schema, which agrees with the reader."""

import inspect
import json

import jsonschema
import pytest

import mentormatch as mm
from mentormatch.cli import main
from mentormatch.criteria import MAKERS
from mentormatch.rules import parse_criterion, read_rules, tomllib
from mentormatch.rules_schema import rules_schema

GOOD = """
capacity = "capacity"
min_score = 500
forbidden = [["ana", "bo"], [3, 4]]

[[criterion]]
kind = "overlap"
wants = "wants"
direction = "mutual"
weight = 5

[[criterion]]
kind = "compatible"
column = "style"
[criterion.table.calm]
calm = 1
lively = -1

[[criterion]]
kind = "close"
column = "pace"
order = ["slow", "fast"]

[[criterion]]
kind = "taxonomy"
wants = "wants"
parents = {python = "programming"}

[[criterion]]
kind = "shared_block"
at_least = 1.5

[[criterion]]
kind = "avoid"
column = "met"
by = "either"

[[quota]]
where = {department = "Sales"}
most = 4
"""

BAD = {
    "unknown setting": ('wants = "wants"\ndir', 'wants = "wants"\ncolour = 1\ndir', "line 9, criterion 1: overlap has no 'colour'"),
    "unknown kind": ('kind = "close"', 'kind = "closer"', "line 20, criterion 3: kind 'closer' is not one of"),
    "bad direction": ('"mutual"', '"sideways"', "line 9, criterion 1: overlap.'wants'.: direction"),
    "bad share": ("lively = -1", "lively = 2", "line [0-9]+, criterion 2: compatible.'style'.: 2 is not a share"),
    "bad weight": ("weight = 5", "weight = 0", "line 10, criterion 1: wants: weight 0"),
    "missing setting": ('column = "style"\n', "", "line 12, criterion 2: compatible: missing .* 'column'"),
    "order that is no list": ('order = ["slow", "fast"]', "order = 3", "line [0-9]+, criterion 3: close.'pace'.: order 3 is not a list"),
    "unknown rule": ("min_score = 500", "least_score = 500", "line 3: 'least_score' is unknown"),
    "wrong kind of rule": ("min_score = 500", 'min_score = "500"', "line 3: min_score = '500' is of the wrong kind"),
    "no TOML": ("min_score = 500", "min_score = ", "at line 3"),
}


def test_a_good_file_is_read_and_fits_the_schema(tmp_path):
    path = tmp_path / "rules.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert [criterion.kind for criterion in read_rules(str(path)).criteria] == [
        "overlap", "compatible", "close", "taxonomy", "shared_block", "avoid",
    ]
    jsonschema.validate(tomllib.loads(GOOD), rules_schema())


@pytest.mark.parametrize("case", BAD)
def test_what_is_wrong_is_named_with_its_line_and_is_against_the_schema(tmp_path, case):
    before, after, words = BAD[case]
    assert GOOD.count(before) == 1
    text = GOOD.replace(before, after)
    path = tmp_path / "rules.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(mm.InputError, match=words):
        read_rules(str(path))
    if case != "no TOML":
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(tomllib.loads(text), rules_schema())


def test_every_setting_of_every_criterion_is_in_the_schema():
    schema = rules_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    kinds = {found["properties"]["kind"]["const"]: found for found in schema["properties"]["criterion"]["items"]["oneOf"]}
    assert kinds.keys() == MAKERS.keys()
    for kind, maker in MAKERS.items():
        settings = kinds[kind]["properties"]
        assert settings.keys() == {"kind", *inspect.signature(maker).parameters} - {"people"}
        assert all(isinstance(found, dict) and found for found in settings.values())


@pytest.mark.parametrize(
    "text",
    ["overlap:a,b,weight=2", "jaccard:a", "shared_items:a,at_least=1,full=2", "same:a,must", "close:a,span=2",
     "gap:a,ideal=1,tolerance=2", "shared_hours:a,at_least=2", "meeting_format:f,latitude=x,longitude=y,reach_km=5",
     "ranking:a,by=mentor,depth=3", "rating:a,lowest=0,highest=10", "avoid:a,by=either", "similarity:a,least=0.5"],
)  # fmt: skip
def test_short_forms_fit_the_schema(text):
    criterion = parse_criterion(text)
    names = inspect.signature(MAKERS[criterion.kind]).parameters
    entry = {"kind": criterion.kind, "weight": criterion.weight, "must": criterion.must, "missing": criterion.missing}
    columns = [name for name in names if name in ("wants", "offers", "column", "mentor_column")]
    entry |= dict(zip(columns, (criterion.mentee_column, criterion.mentor_column)))
    entry |= {name: value for name, value in criterion.options.items() if value is not None}
    entry = {name: value for name, value in entry.items() if name == "kind" or name in names}
    jsonschema.validate({"criterion": [entry]}, rules_schema())


def test_the_command_says_what_a_file_means_and_gives_the_schema(tmp_path, capsys):
    path = tmp_path / "rules.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert main(["rules", str(path)]) == 0
    said = capsys.readouterr().out
    assert "wants: overlap of wants, up to 5000 points; a missing answer counts as nothing" in said
    assert "met: avoid of met, a must" in said and "min_score: 500" in said
    assert main(["rules", "--schema"]) == 0
    assert json.loads(capsys.readouterr().out) == rules_schema()
    assert main(["rules"]) == 2 and main(["rules", str(path), "--schema"]) == 2
