"""The sample cohort: complete, consistent, and made anew with the same bytes."""

import datetime
import re

import pytest

from mentormatch import sample
from mentormatch.sample import generate

WINDOW = re.compile(r"(Mon|Tue|Wed|Thu|Fri) (\d{1,2})-(\d{1,2})")


@pytest.fixture(scope="module")
def cohort():
    return sample.load("dicts")


def test_the_generator_makes_the_same_bytes_again(tmp_path):
    assert generate.main([str(tmp_path)]) == 0
    assert sorted(path.stem for path in tmp_path.iterdir()) == sorted(sample.TABLES)
    for name in sample.TABLES:
        again = (tmp_path / f"{name}.csv").read_bytes()
        assert again == sample.text(f"{name}.csv").encode("utf-8"), name


def test_the_generator_refuses_a_wrong_call(capsys):
    assert generate.main([]) == 2
    assert generate.main(["--help"]) == 2
    assert "usage" in capsys.readouterr().err


def test_the_sample_says_that_it_is_made_up(cohort):
    assert "made up" in sample.text("README.md")
    for name, rows in cohort.items():
        assert f"| {name}.csv | {len(rows)} |" in sample.text("README.md"), name


def test_counts_and_ids(cohort):
    assert len(cohort["mentees"]) == 60
    assert len(cohort["mentors"]) == 25
    people = [row["id"] for row in cohort["mentees"] + cohort["mentors"]]
    assert len(set(people)) == 85
    names = [row["name"] for row in cohort["mentees"] + cohort["mentors"]]
    assert all(name.isalpha() for name in names)


def test_managers_exist_and_the_lines_have_no_circle(cohort):
    manager = {row["id"]: row["manager"] for row in cohort["mentees"] + cohort["mentors"]}
    assert sum(value is not None for value in manager.values()) > 30
    for person in manager:
        seen = set()
        while person is not None:
            assert person in manager
            assert person not in seen
            seen.add(person)
            person = manager[person]


def test_capacity_is_at_least_the_minimum(cohort):
    for row in cohort["mentors"]:
        assert 0 <= row["at_least"] <= row["capacity"] <= 4, row["id"]
    assert sum(row["at_least"] for row in cohort["mentors"]) > 0


def test_hours_and_offsets_can_be_read(cohort):
    silent = []
    for row in cohort["mentees"] + cohort["mentors"]:
        assert re.fullmatch(r"[+-]\d\d:(00|30)", row["utc_offset"])
        if row["hours"] is None:
            silent.append(row["id"])
            continue
        for part in row["hours"].split("; "):
            _, begin, end = WINDOW.fullmatch(part).groups()
            assert 0 <= int(begin) < int(end) <= 24
    assert silent == ["pax"]


def test_skills_have_levels(cohort):
    for row in cohort["mentees"]:
        for part in row["wants"].split("; "):
            assert part.split(":")[0] in generate.SKILLS
    for row in cohort["mentors"]:
        for part in row["offers"].split("; "):
            skill, level = part.split(":")
            assert skill in generate.SKILLS
            assert 1 <= int(level) <= 5


def test_plans_milestones_and_checkins_belong_together(cohort):
    mentees = {row["id"] for row in cohort["mentees"]}
    plans = {row["plan"]: row for row in cohort["plans"]}
    milestones = {row["milestone"]: row for row in cohort["milestones"]}
    assert len(plans) == len(cohort["plans"])
    assert len(milestones) == len(cohort["milestones"])
    assert {row["mentee"] for row in cohort["plans"]} <= mentees
    assert {row["plan"] for row in cohort["milestones"]} == set(plans)
    for row in cohort["plans"]:
        first, last = map(datetime.date.fromisoformat, (row["start"], row["end"]))
        assert sample.START <= first < last == sample.END
    for row in cohort["milestones"]:
        plan = plans[row["plan"]]
        assert plan["start"] < row["due"] <= plan["end"]
        assert row["weight"] > 0
    for row in cohort["checkins"]:
        plan = plans[row["plan"]]
        assert milestones[row["milestone"]]["plan"] == row["plan"]
        assert plan["start"] <= row["day"] <= plan["end"]
        assert 0 <= row["progress"] <= 1
    for row in cohort["sessions"]:
        plan = plans[row["plan"]]
        assert plan["start"] <= row["day"] <= plan["end"]
        assert row["status"] in ("held", "missed", "cancelled", "unconfirmed")
        assert (row["minutes"] > 0) == (row["status"] == "held")


def test_replaying_all_checkins_gives_the_milestones_table(cohort):
    assert sample.milestones_on(sample.END) == cohort["milestones"]


def test_replaying_half_of_them_knows_only_that_half():
    then = sample.milestones_on("2026-02-19")
    assert all(row["last_checkin"] is None or row["last_checkin"] <= "2026-02-19" for row in then)
    done_then = sum(row["done"] is not None for row in then)
    done_now = sum(row["done"] is not None for row in sample.milestones_on("2026-04-05"))
    assert 0 < done_then < done_now
    assert all(row["progress"] is None for row in sample.milestones_on("2026-01-04"))


def test_a_milestone_that_is_opened_again_is_not_done():
    milestones = [{"milestone": "m", "due": "2026-01-09"}]
    checkins = [
        {"milestone": "m", "day": "2026-01-07", "progress": 0.5},
        {"milestone": "m", "day": "2026-01-06", "progress": 1.0},
    ]
    on = lambda day: sample.milestones_on(day, milestones, checkins)[0]  # noqa: E731
    assert on("2026-01-06")["done"] == "2026-01-06"
    assert on("2026-01-07")["done"] is None
    assert on("2026-01-07")["progress"] == 0.5


def test_some_answers_are_missing(cohort):
    assert any(row["style"] is None for row in cohort["mentees"])
    assert any(row["gender"] is None for row in cohort["mentees"] + cohort["mentors"])
    assert any(row["progress"] is None for row in cohort["milestones"])


@pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow"])
def test_every_kind_of_table_has_the_same_rows(cohort, kind):
    pytest.importorskip(kind)
    tables = sample.load(kind)
    assert list(tables) == list(sample.TABLES)
    for name, rows in cohort.items():
        table = tables[name]
        columns = table.column_names if kind == "pyarrow" else list(table.columns)
        assert columns == list(rows[0])
        assert table.shape == (len(rows), len(columns))
        first = columns[0]
        assert (table[first].to_pylist() if kind == "pyarrow" else list(table[first])) == [
            row[first] for row in rows
        ]


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="'excel'"):
        sample.load("excel")
