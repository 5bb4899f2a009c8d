"""What would help a pair, told in people's words; and that what is told is what happens."""

import copy

import pytest

import mentormatch as mm

MENTEES = [{"id": "ana", "wants": "python:2; sql", "offers": "tea", "speaks": "en", "tongues": "pl", "style": "calm", "grade": 2,
            "pace": "slow", "hours": "Mon 9-10", "utc_offset": "+02:00", "format": "online", "top": "", "site": "A"}]
MENTORS = [{"id": "bo", "wants": "tea:3", "offers": "python", "speaks": "de", "tongues": "de; pl", "style": "wild", "grade": 3,
            "pace": "fast", "hours": "Mon 7-9; Tue 7-8", "utc_offset": "UTC", "format": "in person", "site": "A"}]
CRITERIA = [
    mm.overlap("wants", "offers", weight=3),
    mm.overlap("wants", "offers", direction="mutual", name="both"),
    mm.jaccard("tongues"),
    mm.shared_items("tongues", full=2, name="languages"),
    mm.taxonomy("site", parents={"A": "north", "B": "north"}, name="place"),
    mm.same("speaks", must=True),
    mm.different("site", name="elsewhere"),
    mm.compatible("style", table={"calm": {"calm": 1, "wild": 0.25}, "wild": {"wild": 0.5}}),
    mm.close("pace", order=["slow", "medium", "fast"]),
    mm.gap("grade", ideal=2, tolerance=2),
    mm.shared_hours("hours", full=2),
    mm.meeting_format("format"),
    mm.ranking("top"),
]


def test_the_words_name_answers_people_would_give():
    found = mm.Program(MENTEES, MENTORS, mm.Fit(CRITERIA)).improve("ana", "bo")
    told = {(one["criterion"], one["person"]): (one["change"], one["gain"], one["admits"]) for one in found}
    assert told["wants", "ana"] == ("wanted 'python' at level 1", 500, False)
    assert told["wants", "bo"] == ("offered 'python' at level 2", 1000, False)
    assert told["both", "bo"] == ("offered 'python' at level 2", 167, False)
    assert told["tongues", "ana"] == ("had 'de'", 500, False)
    assert told["languages", "ana"] == ("had 'de'", 500, False)
    assert ("place", "ana") not in told
    assert told["speaks", "ana"] == ("answered 'de'", 0, True)
    assert told["elsewhere", "bo"] == ("answered anything but 'A'", 1000, False)
    assert told["style", "ana"] == ("answered 'wild'", 250, False)
    assert told["style", "bo"] == ("answered 'calm'", 750, False)
    assert told["pace", "bo"] == ("answered 'slow'", 1000, False)
    assert told["grade", "ana"] == ("answered 1", 500, False)
    assert told["hours", "ana"] == ("were free Mon 10-11", 500, False)
    assert ("hours", "bo") not in told  # who has all of ana's hours already
    assert told["format", "bo"] == ("could meet online", 1000, False)
    assert told["top", "ana"] == ("ranked bo first", 1000, False)
    assert found[0]["admits"] and not found[-1]["admits"] and len(found) == len(told)


def test_what_is_told_is_what_happens():
    program = mm.Program(MENTEES, MENTORS, mm.Fit(CRITERIA))
    edits = {
        ("wants", "bo"): ("offers", "python:2"),
        ("tongues", "ana"): ("tongues", "pl; de"),
        ("speaks", "ana"): ("speaks", "de"),
        ("style", "bo"): ("style", "calm"),
        ("grade", "bo"): ("grade", 4),
        ("hours", "ana"): ("hours", "Mon 9-11"),
        ("format", "ana"): ("format", "in person"),
        ("top", "ana"): ("top", "bo"),
    }
    before = program.source.explain([(0, 0)])[0][0]
    for one in program.improve("ana", "bo"):
        if (one["criterion"], one["person"]) in edits:
            column, answer = edits.pop((one["criterion"], one["person"]))
            people = copy.deepcopy((MENTEES, MENTORS))
            people[one["side"] == "mentor"][0][column] = answer
            after, ruled_out = mm.Program(*people, mm.Fit(CRITERIA)).source.explain([(0, 0)])
            place = program.source.names.index(one["criterion"])
            assert after[0, place] == one["points"] and after[0, place] - before[place] == one["gain"]
            assert not one["admits"] or not ruled_out.any()
    assert not edits


def test_pairs_that_nothing_would_help_and_people_who_are_not_there():
    program = mm.Program([{"id": 1, "a": "x"}], [{"id": 2, "a": "x"}], mm.Fit([mm.same("a")]))
    assert len(program.improve(1, 2)) == 0
    assert str(program.improve(1, 2)) == "No single change in an answer would raise the score of 1 and 2."
    with pytest.raises(mm.InputError, match="no mentor 3"):
        program.improve(1, 3)
    with pytest.raises(mm.InputError, match="no mentee"):
        program.improve([1], 2)
    with pytest.raises(mm.InputError, match="ready scores"):
        mm.Program([{"id": 1}], [{"id": 2}], scores=[[1]]).improve(1, 2)
