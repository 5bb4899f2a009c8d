"""Circles, from matrices and from tables."""

from __future__ import annotations

import itertools
import json
import pickle

import numpy as np
import pytest

import mentormatch as mm
from mentormatch import sample

LIKES = np.array([[0, 9, 1, 1], [9, 0, 1, 1], [1, 1, 0, 9], [1, 1, 9, 0]])
PEOPLE = [
    {"id": name, "wants": wants, "hours": "Mon 9-12", "language": language, "manager": None}
    for name, wants, language in [
        ("ana", "sql", "en"), ("bea", "sql", "en"), ("cem", "writing", "en"),
        ("dov", "writing", "en"), ("eli", "sql; writing", "en"), ("fay", "writing", "en"),
    ]
]  # fmt: skip
FIT = mm.Fit([
    mm.overlap("wants", "offers", weight=5),
    mm.shared_hours("hours", at_least=2),
    mm.same("language", must=True),
    mm.gap("grade", ideal=2, tolerance=2),
    mm.outside_reporting_line("id", "manager"),
])
MENTORS = [{"id": "zoe", "offers": "sql", "hours": "Mon 9-12", "language": "en", "grade": 5, "manager": None}]


def program(people=PEOPLE):
    return mm.Program([{**person, "grade": 2} for person in people], MENTORS, FIT)


def test_circles_hold_those_who_like_each_other():
    result = mm.circles(LIKES, size=(2, 2))
    assert sorted(group.tolist() for group in result.groups) == [[0, 1], [2, 3]]
    assert result.total == 18 and result.bound >= 18 and result.gap >= 0
    assert result.group_of.dtype == np.int64 and result.outcome in ("optimal", "feasible") and result.verify()
    again = pickle.loads(pickle.dumps(result))
    assert again.verify() and again.total == 18
    assert mm.Circles.from_dict(result.to_dict(), result.problem).verify()


def test_rules_are_kept():
    result = mm.circles(LIKES, size=(2, 2), apart=[(0, 1)])
    assert result.group_of[0] != result.group_of[1] and result.verify()
    result = mm.circles(LIKES, size=(2, 2), together=[(0, 2)])
    assert result.group_of[0] == result.group_of[2] and result.verify()
    result = mm.circles(LIKES, size=[(1, 1), (3, 3)])
    assert sorted(len(group) for group in result.groups) == [1, 3] and result.verify()
    assert mm.circles(LIKES, size=(1, 4), count=3).verify()
    hours = ["Mon 9-12", "Mon 9-10", "Mon 9-12", "Tue 9-10; Mon 9-10"]
    result = mm.circles(LIKES, size=(2, 2), hours=hours, common_hours=2)
    assert result.outcome in ("infeasible", "not_found") and result.reason and result.gap == float("inf")


def test_small_cases_match_every_partition_tried():
    rng = np.random.default_rng(8)
    for _ in range(20):
        matrix = rng.integers(0, 20, (6, 6))
        matrix = np.triu(matrix, 1) + np.triu(matrix, 1).T
        best = max(
            sum(matrix[a, b] for group in (first, set(range(6)) - first) for a, b in itertools.combinations(sorted(group), 2))
            for first in map(set, itertools.combinations(range(6), 3))
        )
        result = mm.circles(matrix, size=(3, 3))
        assert result.total == best and result.bound >= best and result.verify()


def test_the_answer_depends_on_the_seed_alone():
    matrix = np.random.default_rng(4).integers(0, 100, (30, 30))
    matrix = matrix + matrix.T
    first, second = (mm.circles(matrix, size=(4, 6), seed=3, iterations=2000, threads=threads) for threads in (1, 2))
    assert (first.group_of == second.group_of).all() and first.total == second.total


def test_a_corrupted_answer_is_named():
    result = mm.circles(LIKES, size=(2, 2))
    saved = result.to_dict()
    for change in ({"total": 19.0}, {"group_of": [0, 1, 0, 0]}, {"group_of": [0, 1]}, {"bound": 10.0}):
        assert not mm.Circles.from_dict({**saved, **change}, result.problem).verify()


def test_a_programme_forms_circles_of_mentees():
    result = program().circles(size=(2, 4))
    assert result.outcome in ("optimal", "feasible") and result.verify()
    assert sorted(member for group in result.groups for member in group) == [person["id"] for person in PEOPLE]
    assert all(2 <= len(group) <= 4 for group in result.groups)
    assert [row["member"] for row in result.members] and result.hours[0] == "Mon 9-12"
    assert pickle.loads(pickle.dumps(result)).groups == result.groups and "<table>" in result._repr_html_()
    apart = program().circles(size=(3, 3), apart=[("ana", "bea")], together=[("cem", "dov")])
    assert apart.group_of["ana"] != apart.group_of["bea"] and apart.group_of["cem"] == apart.group_of["dov"]


def test_no_answer_has_a_reason():
    result = program().circles(size=(4, 5))
    assert result.outcome == "infeasible" and result.reason and result.groups == [] and result.verify()


def test_the_sample_has_circles_without_hours_asked_for():
    cohort = sample.load("dicts")
    fit = mm.Fit([mm.overlap("wants", "offers", weight=5), mm.close("style"), mm.different("department")])
    solved = mm.Program(cohort["mentees"], cohort["mentors"], fit, capacity="capacity")
    result = solved.circles(size=(4, 6))
    assert result.outcome == "feasible" and result.verify() and len(result.groups) >= 10


def test_circles_on_the_command_line(tmp_path, run):
    (tmp_path / "likes.csv").write_text("\n".join(",".join(map(str, row)) for row in LIKES.tolist()) + "\n")
    done = run("circles", "--affinity", "likes.csv", "--size", "2", "--verify", "-o", "found.json")
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "found.json").read_text())["circles"]["total"] == 18
    assert run("verify", "found.json").returncode == 0
    (tmp_path / "people.csv").write_text("id,wants,hours\n" + "".join(f"{p['id']},{p['wants']},{p['hours']}\n" for p in PEOPLE))
    wants = ("--people", "people.csv", "--criterion", "overlap:wants", "--criterion", "shared_hours:hours,at_least=1")
    done = run("circles", *wants, "--size", "2-4", "--apart", "ana", "bea", "-o", "c.json", "--verify")
    assert done.returncode == 0, done.stderr
    assert run("verify", "c.json").returncode == 0
    done = run("circles", *wants, "--size", "4-5", "-o", "none.csv", "--save", "why.json")
    assert done.returncode == 3 and not (tmp_path / "none.csv").exists()
    assert run("verify", "why.json").returncode == 0
    assert run("circles", *wants, "--size", "2-4", "--apart", "ana", "zed").returncode == 2


BAD = {
    "not square": (lambda: mm.circles(np.ones((2, 3)), size=(1, 2)), "not square"),
    "not symmetric": (lambda: mm.circles([[0, 1], [2, 0]], size=(1, 2)), "1|symmetric"),
    "nan": (lambda: mm.circles([[0, np.nan], [np.nan, 0]], size=(1, 2)), "row 0, column 1|person"),
    "size of zero": (lambda: mm.circles(LIKES, size=(0, 2)), "size"),
    "size upside down": (lambda: mm.circles(LIKES, size=(3, 2)), "size"),
    "size of text": (lambda: mm.circles(LIKES, size="ab"), "size"),
    "size of halves": (lambda: mm.circles(LIKES, size=(1.5, 2)), "size"),
    "count against sizes": (lambda: mm.circles(LIKES, size=[(2, 2), (2, 2)], count=3), "count"),
    "apart from nobody": (lambda: mm.circles(LIKES, size=(2, 2), apart=[(0, 4)]), "apart, pair 0"),
    "apart from oneself": (lambda: mm.circles(LIKES, size=(2, 2), apart=[(1, 1)]), "1"),
    "no hours": (lambda: mm.circles(LIKES, size=(2, 2), common_hours=1), "hours"),
    "too few hours": (lambda: mm.circles(LIKES, size=(2, 2), hours=["Mon 9-10"]), "hours: 1 entries"),
    "no time": (lambda: mm.circles(LIKES, size=(2, 2), seconds=0), "seconds"),
    "unknown mentee": (lambda: program().circles(size=(2, 4), apart=[("ana", "zed")]), "apart, pair 0.*'zed'"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_refused_with_its_place(case):
    call, place = BAD[case]
    with pytest.raises(mm.InputError, match=place):
        call()
