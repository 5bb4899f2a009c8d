"""Why a pair gets its points, in words of what people answered."""

import pytest

import mentormatch as mm
from mentormatch.cli import main

MENTEES = [
    {"id": "ana", "wants": "python:2; sql", "offers": "tea", "speaks": "en", "tongues": "pl; en", "style": "calm", "grade": 2,
     "pace": "slow", "hours": "Mon 9-11", "utc_offset": "+02:00", "format": "onsite", "lat": 52.52, "lon": 13.405, "top": "bo",
     "manager": "bo", "about": [1, 0], "met": "bo"},
    {"id": "cem"},
]
MENTORS = [
    {"id": "bo", "wants": "tea:3", "offers": "python; rust", "speaks": "en", "tongues": "de; pl", "style": "wild", "grade": 3,
     "pace": "fast", "hours": "Mon 7-8", "utc_offset": "UTC", "format": "in person", "lat": 52.3906, "lon": 13.0645,
     "rated": "ana:4", "about": [1, 1]},
    {"id": "dov", "format": "online", "rated": "ana:1"},
]
CRITERIA = [
    (mm.overlap("wants", "offers"), "offered: python at level 1 of 2; not offered: sql"),
    (mm.overlap("wants", "offers", direction="mentor_to_mentee", name="back"), "offered: tea at level 1 of 3"),
    (mm.overlap("wants", "offers", direction="mutual", name="both"), "ana wants, offered: python at level 1 of 2; not offered: sql; bo wants, offered: tea at level 1 of 3"),
    (mm.jaccard("tongues"), "both: pl; only one: en, de"),
    (mm.shared_items("tongues", name="languages"), "both: pl"),
    (mm.taxonomy("offers", "offers", parents={"tea": "food", "python": "code"}, name="far"), "nothing near tea"),
    (mm.taxonomy("style", parents={"calm": "styles", "wild": "styles"}, name="near"), "calm near wild (2 steps)"),
    (mm.same("speaks"), "both en"),
    (mm.different("style"), "calm and wild"),
    (mm.compatible("style", table={"calm": {"wild": 0.5}}, name="goes"), "calm and wild"),
    (mm.close("pace", order=["slow", "fast"]), "slow and fast"),
    (mm.gap("grade", ideal=1, tolerance=1), "2 and 3"),
    (mm.shared_hours("hours"), "both free Mon 9-10 on the clock of ana"),
    (mm.shared_block("hours", name="block"), "both free Mon 9-10 on the clock of ana"),
    (mm.meeting_format(latitude="lat", longitude="lon"), "both can meet in person, 27 km apart"),
    (mm.ranking("top"), "ana ranks bo number 1 of 1"),
    (mm.rating("rated", by="mentor"), "bo rates ana 4"),
    (mm.avoid("met"), "named"),
    (mm.matrix([[0.25, 0], [1, float("nan")]]), "a share of 0.25"),
    (mm.outside_reporting_line(), "bo is above ana"),
    (mm.similarity("about"), "cosine 0.707"),
]


def program():
    return mm.Program(MENTEES, [{**mentor, "manager": None} for mentor in MENTORS], mm.Fit([criterion for criterion, _ in CRITERIA]))


def test_every_criterion_says_what_it_saw():
    found = program().why("ana", "bo")
    assert [one["why"] for one in found] == [words for _, words in CRITERIA]
    assert str(found).startswith("ana with bo: ruled out by met, reporting line\n  wants: 333 of 1000; offered: python")
    assert "  met: ruled out; named" in str(found)


def test_what_is_missing_is_said():
    words = {one["criterion"]: one["why"] for one in program().why("cem", "dov")}
    assert {words[name] for name in ("wants", "back", "both", "tongues", "far", "speaks", "pace", "grade", "hours", "matrix",
                                     "about", "format")} == {"an answer is missing"}  # fmt: skip
    assert words["top"] == "cem ranks nobody" and words["rated"] == "dov has not rated cem"
    assert words["met"] == "not named" and words["reporting line"] == "neither is above the other"
    words = {one["criterion"]: one["why"] for one in program().why("ana", "dov")}
    assert words["format"] == "ana can meet in person, dov can meet online"
    assert words["top"] == "ana does not rank dov"


def test_the_command_tells_a_pair(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text("id,wants\n1,sql\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("id,offers\n2,python\n", encoding="utf-8")
    arguments = ["check", "--mentees", "a.csv", "--mentors", "b.csv", "--criterion", "overlap:wants,offers", "--pair", "1", "2"]
    assert main(arguments) == 0
    said = capsys.readouterr().out
    assert "1 with 2: 0 points\n  wants: 0 of 1000; not offered: sql\n" in said
    assert "if 2 offered 'sql' (wants): +1000 points" in said
    assert main([*arguments[:-1], "3"]) == 2


def test_ready_scores_have_no_criteria_to_tell():
    with pytest.raises(mm.InputError, match="why: the program has ready scores"):
        mm.Program([{"id": 1}], [{"id": 2}], scores=[[1]]).why(1, 2)
