"""Real data with known answers, through Python and through the command line, each checked by the verifier."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

import mentormatch as mm


@pytest.mark.parametrize("size, total", [(100, 305), (200, 475), (400, 804), (800, 1552)])
def test_or_library_assignment(shared_data, run, tmp_path, size, total):
    path = shared_data / "lap-orlib" / f"assign{size}.txt"
    numbers = np.array(path.read_text().split(), dtype=np.int64)
    result = mm.assign(numbers[1:].reshape(size, size), sense="min")
    assert result.outcome == "optimal" and result.total == total and result.verify()
    done = run("match", "--scores", path, "--minimise", "--verify", "-o", "found.json")
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "found.json").read_text())["matching"]["total"] == total
    assert run("verify", "found.json").returncode == 0


def test_or_library_sparse_assignment(shared_data, run):
    done = run("match", "--scores", shared_data / "lap-orlib" / "assignp800.txt", "--minimise", "--verify", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["matching"]["total"] == 2239


@pytest.fixture
def survey(shared_data):
    folder = shared_data / "mentoring"
    return folder, json.loads((folder / "problem.json").read_text())


def test_mentoring_survey_by_research(survey, run, tmp_path):
    folder, problem = survey
    scores = np.loadtxt(folder / "compat_research.csv", delimiter=",").T
    result = mm.assign(scores, capacity=problem["capacity"], min_load=1, coverage="everyone")
    assert result.outcome == "optimal" and result.total == pytest.approx(8.9, abs=1e-9) and result.verify()
    done = run(
        "match", "--scores", folder / "compat_research.csv", "--transpose", "--capacity",
        ",".join(map(str, problem["capacity"])), "--min-load", "1", "--coverage", "everyone", "--verify", "-o", "a.json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "a.json").read_text())["matching"]["total"] == pytest.approx(8.9, abs=1e-9)
    assert run("verify", "a.json").returncode == 0


def test_mentoring_survey_with_bans_and_forced_pairs(survey, run, tmp_path):
    folder, problem = survey
    bans = problem["forbidden_same_lab"] + problem["forbidden_extra"]
    scores = np.loadtxt(folder / "compat_overall.csv", delimiter=",").T
    result = mm.assign(
        scores,
        capacity=problem["capacity_problem2"],
        min_load=1,
        coverage="everyone",
        forbidden=[(mentee - 1, mentor - 1) for mentor, mentee in bans],
        locked=[(mentee - 1, mentor - 1) for mentor, mentee in problem["forced"]],
    )
    assert result.outcome == "optimal" and result.total == pytest.approx(57.0666666667, abs=1e-9) and result.verify()
    with open(tmp_path / "bans.csv", "w", newline="") as file:
        csv.writer(file).writerows([["mentee", "mentor"], *((mentee, mentor) for mentor, mentee in bans)])
    forced = [word for mentor, mentee in problem["forced"] for word in ("--lock", mentee, mentor)]
    done = run(
        "match", "--scores", folder / "compat_overall.csv", "--transpose", "--capacity",
        ",".join(map(str, problem["capacity_problem2"])), "--min-load", "1", "--coverage", "everyone",
        "--forbid-file", "bans.csv", *forced, "--verify", "-o", "b.json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    saved = json.loads((tmp_path / "b.json").read_text())
    assert saved["matching"]["total"] == pytest.approx(57.0666666667, abs=1e-9)
    assert run("verify", "b.json").returncode == 0


def test_law_firm(shared_data, run, tmp_path):
    path = shared_data / "people" / "lawfirm_mentor_scores.csv"
    program = mm.Program(scores=path)
    result = program.assign()
    assert result.outcome == "optimal" and result.total == 203 and result.verify()
    assert result.pairs[0]["mentee"] == "37"
    done = run("match", "--scores", path, "--verify", "-o", "law.csv", "--save", "law.json")
    assert done.returncode == 0 and "total 203" in done.stderr
    rows = list(csv.DictReader((tmp_path / "law.csv").open()))
    assert sum(float(row["score"]) for row in rows) == 203 and len(rows) == 35
    assert run("verify", "law.json").returncode == 0
