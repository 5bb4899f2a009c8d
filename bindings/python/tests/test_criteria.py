"""The criteria over tables: what people write, and what a pair then gets."""

import numpy as np
import pytest

import mentormatch as mm


def points(criterion, mentees, mentors):
    return mm.Fit([criterion]).matrix(mentees, mentors).tolist()


OUT = -np.inf
MENTEES = [
    {"id": "ana", "wants": "python:3; speaking:2", "offers": "design"},
    {"id": "ben", "wants": "", "offers": "design; python"},
    {"id": 7, "wants": ["Python"], "offers": None},
]
MENTORS = [
    {"id": "cleo", "wants": "design:2", "offers": "speaking:5"},
    {"id": "dov", "wants": None, "offers": {"speaking": 1, "PYTHON": 3}},
]


def test_overlap_goes_one_way_the_other_or_both():
    assert points(mm.overlap("wants", "offers"), MENTEES, MENTORS) == [[400, 800], [0, 0], [0, 1000]]
    reverse = mm.overlap("wants", "offers", direction="mentor_to_mentee")
    assert points(reverse, MENTEES, MENTORS) == [[500, 0], [500, 0], [0, 0]]
    mutual = mm.overlap("wants", "offers", direction="mutual")
    assert points(mutual, MENTEES, MENTORS) == [[429, 800], [500, 0], [0, 1000]]
    with pytest.raises(mm.InputError, match="direction"):
        mm.overlap("wants", direction="sideways")


def test_sets_are_alike_or_have_items_in_common():
    assert points(mm.jaccard("wants", "offers"), MENTEES, MENTORS) == [[250, 800], [0, 0], [0, 250]]
    spoken = [{"languages": "German, English"}, {"languages": "french"}, {"languages": None}]
    heard = [{"languages": ["english", "german", "polish"]}]
    assert points(mm.shared_items("languages"), spoken, heard) == [[1000], [0], [0]]
    assert points(mm.shared_items("languages", full=3), spoken, heard) == [[667], [0], [0]]
    assert points(mm.shared_items("languages", at_least=1), spoken, heard) == [[1000], [OUT], [OUT]]
    assert points(mm.shared_items("languages", at_least=1, missing="neutral"), spoken, heard) == [[1000], [OUT], [500]]
    for wrong in ({"at_least": -1}, {"full": 0}, {"at_least": 1.5}):
        with pytest.raises(mm.InputError, match="whole number"):
            mm.shared_items("languages", **wrong)
    with pytest.raises(mm.InputError, match="below at_least"):
        mm.shared_items("languages", at_least=3, full=2)
    with pytest.raises(mm.InputError, match="twice"):
        mm.close("pace", order=["slow", "fast", "slow"])


def test_items_are_near_each_other_in_a_tree():
    parents = {"python": "programming", "Rust": "Programming", "programming": "technology", "design": "arts"}
    wants = [{"wants": "python"}, {"wants": "python; singing"}, {"wants": "design"}]
    offers = [{"offers": "rust"}, {"offers": "technology"}, {"offers": "design; python"}]
    nearness = mm.taxonomy("wants", "offers", parents=parents, span=4)
    assert points(nearness, wants, offers) == [[500, 500, 1000], [250, 250, 500], [0, 0, 1000]]
    back = mm.taxonomy("wants", "offers", parents=parents, span=4, direction="mentor_to_mentee")
    turned = points(back, [{"offers": row["offers"]} for row in offers], wants)
    assert turned == [[500, 250, 0], [500, 250, 0], [1000, 500, 1000]]
    with pytest.raises(mm.InputError, match="direction"):
        mm.taxonomy("wants", parents={}, direction="mutual")
    with pytest.raises(mm.InputError, match="round in a circle: 'a' -> 'b' -> 'a'"):
        points(mm.taxonomy("wants", "offers", parents={"a": "b", "b": "a"}), wants, offers)
    with pytest.raises(mm.InputError, match="stands under both"):
        points(mm.taxonomy("wants", "offers", parents={"a": "b", "A": "c"}), wants, offers)
    with pytest.raises(mm.InputError, match="has a level"):
        points(nearness, [{"wants": "python:2"}], offers)
    with pytest.raises(mm.InputError, match="span"):
        mm.taxonomy("wants", parents={}, span=0)


def test_a_table_says_what_goes_with_what():
    table = {"Introvert": {"introvert": 1, "extrovert": 0.5}, "extrovert": {"extrovert": -1}}
    fit = mm.compatible("style", table=table, otherwise=0.25)
    mentees = [{"style": "introvert"}, {"style": "EXTROVERT"}, {"style": None}, {"style": "other"}]
    mentors = [{"style": "extrovert"}, {"style": "introvert"}]
    assert points(fit, mentees, mentors) == [[500, 1000], [OUT, 250], [0, 0], [250, 250]]
    with pytest.raises(mm.InputError, match="1.5 is not a share"):
        mm.compatible("style", table={"a": {"b": 1.5}})
    with pytest.raises(mm.InputError, match="table of tables"):
        mm.compatible("style", table={"a": 1})


def test_the_longest_block_of_hours_counts():
    mentees = [{"hours": "Mon 8-12; Tue 9-10"}, {"hours": "Sun 22-2"}]
    mentors = [{"hours": "Mon 10-14; Tue 8-12"}, {"hours": "Mon 0-1; Sun 20-24"}]
    assert points(mm.shared_block("hours", full=3), mentees, mentors) == [[667, 0], [0, 1000]]
    assert points(mm.shared_block("hours", at_least=2, full=2), mentees, mentors) == [[1000, OUT], [OUT, 1000]]
    with pytest.raises(mm.InputError, match="at_least"):
        mm.shared_block(at_least=-1)


def test_people_meet_online_or_where_they_can_reach_each_other():
    berlin, potsdam = {"lat": 52.52, "lon": 13.405}, {"lat": 52.3906, "lon": 13.0645}
    mentees = [{"format": "In person", **berlin}, {"format": "hybrid", **berlin}, {"format": None, **berlin}]
    mentors = [{"format": "onsite", **potsdam}, {"format": "online", "lat": None, "lon": None},
               {"format": "in-person", "lat": None, "lon": None}]
    assert points(mm.meeting_format(), mentees, mentors) == [[1000, 0, 1000], [1000, 1000, 1000], [0, 0, 0]]
    near = mm.meeting_format(latitude="lat", longitude="lon", reach_km=100)
    assert points(near, mentees, mentors) == [[728, 0, 0], [728, 1000, 0], [0, 0, 0]]
    strict = mm.meeting_format(latitude="lat", longitude="lon", reach_km=20, must=True)
    assert points(strict, mentees, mentors) == [[OUT, OUT, OUT], [OUT, 0, OUT], [OUT, OUT, OUT]]
    with pytest.raises(mm.InputError, match="'by post' is not one of"):
        points(mm.meeting_format(), [{"format": "by post"}], mentors)
    with pytest.raises(mm.InputError, match="beyond 90 degrees"):
        points(near, [{"format": "onsite", "lat": 91, "lon": 0}], mentors)
    with pytest.raises(mm.InputError, match="go together"):
        mm.meeting_format(latitude="lat")
    with pytest.raises(mm.InputError, match="reach_km"):
        mm.meeting_format(reach_km=0)


def test_rankings_and_ratings_of_either_side_bring_points():
    mentees = [{"id": "ana", "top": "dov; cleo"}, {"id": 7, "top": None}]
    mentors = [{"id": "cleo", "rated": {7: 5, "ana": 2}, "top": "7"}, {"id": "dov", "rated": "ana:1", "top": ["ana", 7]}]
    assert points(mm.ranking("top"), mentees, mentors) == [[500, 1000], [0, 0]]
    assert points(mm.ranking("top", missing="neutral", depth=4), mentees, mentors) == [[750, 1000], [500, 500]]
    assert points(mm.ranking("top", by="mentor"), mentees, mentors) == [[0, 1000], [1000, 500]]
    assert points(mm.rating("rated", by="mentor", missing="neutral"), mentees, mentors) == [[250, 0], [1000, 500]]
    with pytest.raises(mm.InputError, match="'eve' is not one of the mentors"):
        points(mm.ranking("top"), [{"id": "ana", "top": "eve"}], mentors)
    with pytest.raises(mm.InputError, match="named twice"):
        points(mm.ranking("top"), [{"id": "ana", "top": "cleo; cleo"}], mentors)
    with pytest.raises(mm.InputError, match="'6' is not a rating from 1 to 5"):
        points(mm.rating("r"), [{"id": "ana", "r": "cleo:6"}], mentors)
    with pytest.raises(mm.InputError, match="rated twice"):
        points(mm.rating("r"), [{"id": "ana", "r": "cleo:4; cleo:5"}], mentors)
    with pytest.raises(mm.InputError, match="such as bo:5"):
        points(mm.rating("r"), [{"id": "ana", "r": "cleo"}], mentors)
    for wrong in ({"by": "nobody"}, {"depth": 0}):
        with pytest.raises(mm.InputError):
            mm.ranking("top", **wrong)
    with pytest.raises(mm.InputError, match="not above lowest"):
        mm.rating("r", lowest=5, highest=5)


def test_pairs_that_somebody_names_are_avoided():
    mentees = [{"id": "ana", "met": "dov; someone who left"}, {"id": 7, "met": None}]
    mentors = [{"id": "cleo", "met": [7]}, {"id": "dov", "met": ""}]
    assert points(mm.avoid("met"), mentees, mentors) == [[0, OUT], [0, 0]]
    assert points(mm.avoid("met", by="either"), mentees, mentors) == [[0, OUT], [OUT, 0]]
    assert points(mm.avoid("met", by="mentor", must=False, weight=2), mentees, mentors) == [[2000, 2000], [0, 2000]]


def test_a_matrix_from_elsewhere_is_one_more_criterion():
    mentees, mentors = [{"id": 1}, {"id": 2}], [{"id": 3}, {"id": 4}]
    assert points(mm.matrix([[1, 0.5], [-1, np.nan]], missing="neutral"), mentees, mentors) == [[1000, 500], [OUT, 500]]
    assert points(mm.matrix(np.array([[0, 0.1], [1, 1]], np.float32), must=True), mentees, mentors) == [[OUT, 0], [0, 0]]
    with pytest.raises(mm.InputError, match="2 x 3, but there are 2 mentees and 2 mentors"):
        points(mm.matrix(np.zeros((2, 3))), mentees, mentors)
    with pytest.raises(mm.InputError, match="share 2 is not from 0 to 1"):
        points(mm.matrix([[0, 2], [0, 0]]), mentees, mentors)


def test_all_criteria_of_a_rules_file_make_one_program(tmp_path):
    (tmp_path / "rules.toml").write_text(
        """
[[criterion]]
kind = "overlap"
wants = "wants"
offers = "offers"
direction = "mutual"
weight = 5

[[criterion]]
kind = "taxonomy"
wants = "wants"
offers = "offers"
span = 2
name = "nearness"
parents = {python = "programming", rust = "programming"}

[[criterion]]
kind = "compatible"
column = "style"
otherwise = 0.5
[criterion.table.calm]
calm = 1
lively = 0.25

[[criterion]]
kind = "avoid"
column = "met"
""",
        encoding="utf-8",
    )
    from mentormatch.rules import read_rules

    fit = read_rules(str(tmp_path / "rules.toml"), ["ranking:top,depth=2", "shared_items:languages,at_least=1"]).fit()
    mentees = [
        {"id": "ana", "wants": "python", "offers": "tea", "style": "calm", "met": "dov", "top": "cleo", "languages": "en"},
        {"id": "ben", "wants": "rust", "offers": "", "style": "lively", "met": "", "top": "dov; cleo", "languages": "de, en"},
    ]
    mentors = [
        {"id": "cleo", "wants": "tea", "offers": "python", "style": "calm", "languages": "en"},
        {"id": "dov", "wants": "", "offers": "rust", "style": "calm", "languages": "en, de"},
    ]
    result = mm.Program(mentees, mentors, fit).assign()
    assert result.verify().is_valid
    pairs = {row["mentee"]: row for row in result.pairs}
    assert pairs["ana"] == {"mentee": "ana", "mentor": "cleo", "score": 9000, "wants": 5000, "nearness": 1000, "style": 1000,
                            "met": 0, "top": 1000, "languages": 1000}
    assert pairs["ben"]["score"] == 5000 + 1000 + 500 + 1000 + 1000


@pytest.mark.parametrize("manager", ["2", 2, 2.0, "2 ", np.float64(2)])
@pytest.mark.parametrize("boss", ["2", 2])
def test_ids_that_tables_write_differently_are_one_person(manager, boss):
    mentees, mentors = [{"id": 1, "manager": manager, "met": manager}], [{"id": boss, "manager": None}]
    assert points(mm.outside_reporting_line(), mentees, mentors) == [[OUT]]
    assert points(mm.avoid("met"), mentees, mentors) == [[OUT]]
    assert not any("no mentor" in text for text in mm.Fit([mm.avoid("met")]).audit(mentees, mentors).findings[2:])


@pytest.mark.parametrize("offset, expected", [("+0300", 1000), ("+03:00", 1000), ("-0300", 0), ("+180", 1000)])
def test_offsets_without_a_colon_are_hours_and_minutes(offset, expected):
    mentees, mentors = [{"hours": "Mon 9-10", "utc_offset": offset}], [{"hours": "Mon 6-7"}]
    assert points(mm.shared_hours(full=1), mentees, mentors) == [[expected]]


@pytest.mark.parametrize("offset", ["+02:60", "+0299"])
def test_offsets_with_sixty_minutes_are_refused(offset):
    with pytest.raises(mm.InputError, match="not a UTC offset"):
        points(mm.shared_hours(), [{"hours": "Mon 9-10", "utc_offset": offset}], [{"hours": "Mon 6-7"}])
