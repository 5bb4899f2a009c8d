"""Plans as tables: what they score, how scores split, and bad input with its place."""

from __future__ import annotations

import datetime
import pickle

import pandas as pd
import polars as pl
import pytest

import mentormatch as mm
from mentormatch import sample

PLANS = [
    {"plan": "p1", "start": "2026-01-05", "end": "2026-04-05", "cadence_days": 14},
    {"plan": "p2", "start": "2026-01-05", "end": "2026-04-05", "cadence_days": None},
]
STEPS = [
    {"plan": "p2", "milestone": "c", "goal": "g", "goal_weight": 1, "due": "2026-03-01", "weight": 1, "progress": None},
    {"plan": "p1", "milestone": "b", "goal": "g", "goal_weight": 3, "due": "2026-04-01", "weight": 2, "progress": 0.5, "after": "a"},
    {"plan": "p1", "milestone": "a", "goal": "h", "goal_weight": 1, "due": "2026-02-01", "weight": 7, "progress": 1.0},
]
SESSIONS = [
    {"plan": "p1", "day": "2026-01-08", "status": "held"},
    {"plan": "p1", "day": "2026-01-22", "status": "missed"},
    {"plan": "p2", "day": "2026-01-09", "status": "held"},
]


def score(plans=PLANS, steps=STEPS, **options):
    return mm.score_plans(plans, steps, **{"as_of": "2026-03-01", **options})


def test_plans_are_scored_by_goal_and_weight():
    board = score(sessions=SESSIONS)
    assert board.columns["attainment"].tolist() == [0.25 + 0.75 * 0.5, 0.0]
    assert board.columns["attainment_high"].tolist() == [0.625, 1.0]
    assert board.columns["coverage"].tolist() == [1.0, 0.0]
    assert board.columns["sessions_held"].tolist() == [1, 1]
    assert board.plans[0]["plan"] == "p1" and set(board.statuses) <= {"green", "amber", "red", "grey", "achieved"}
    assert board.verify()
    assert pickle.loads(pickle.dumps(board)).verify()


def test_a_changed_number_is_found():
    board = score()
    board.columns["attainment"][0] += 2**-30
    verdict = board.verify()
    assert not verdict and verdict.row == 0


def test_contributions_add_up_exactly():
    board = score()
    parts = board.contributions()
    totals = {plan: sum(part["millionths"] for part in parts if part["plan"] == plan) for plan in ("p1", "p2")}
    assert [totals["p1"], totals["p2"]] == board.columns["score"].tolist()
    assert {part["milestone"]: part["millionths"] for part in parts} == {"a": 250000, "b": 375000, "c": 0}


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame])
def test_frames_come_back_in_their_kind(make):
    board = score(make(PLANS), make(STEPS), fields=["attainment", "status", "reasons", "flags"])
    assert isinstance(board.plans, make) and list(board.plans.columns) == ["plan", "attainment", "status", "reasons", "flags"]
    assert board.columns["attainment"].tolist() == [0.625, 0.0]


def test_days_are_dates_texts_or_numbers():
    as_dates = [{**row, "due": datetime.date.fromisoformat(row["due"])} for row in STEPS]
    expected = score().columns["planned"].tolist()
    assert score(steps=as_dates, as_of=datetime.date(2026, 3, 1)).columns["planned"].tolist() == expected
    frame = pd.DataFrame(STEPS).assign(due=lambda rows: pd.to_datetime(rows["due"]))
    assert score(steps=frame, as_of=pd.Timestamp("2026-03-01")).columns["planned"].tolist() == expected


def test_missing_progress_counts_as_asked():
    assert score(missing="skip").columns["attainment"][0] == 0.625
    assert score(missing="expected").columns["attainment"][1] == pytest.approx(score().columns["planned"][1], abs=1e-6)
    for preset in ("earned_schedule", "gap", "buffer", "bands"):
        assert score(preset=preset).verify()


def test_the_sample_is_scored_and_verified():
    cohort = sample.load("dicts")
    for day in sample.REVIEWS:
        as_of = sample.START + datetime.timedelta(days=day)
        board = mm.score_plans(cohort["plans"], sample.milestones_on(as_of), sessions=cohort["sessions"], as_of=as_of)
        assert len(board.plans) == len(cohort["plans"]) and board.verify()


BAD = {
    "unknown plan": (lambda: score(steps=[*STEPS, {"plan": "p9", "due": 3}]), "milestones, row 3.*'p9'"),
    "plan twice": (lambda: score(plans=[*PLANS, PLANS[0]]), "plans, row 2.*'p1' is already"),
    "no end": (lambda: score(plans=[{"plan": "p1", "start": "2026-01-05"}]), "plans: there is no column 'end'"),
    "missing start": (lambda: score(plans=[{**PLANS[0], "start": None}, PLANS[1]]), "plans, row 0.*'p1'.*column 'start'"),
    "end before start": (lambda: score(plans=[{**PLANS[0], "end": "2025-01-01"}, PLANS[1]]), "plan 0"),
    "bad day": (lambda: score(steps=[{**STEPS[0], "due": "soon"}]), "milestones, row 0, column 'due': 'soon'"),
    "progress above 1": (lambda: score(steps=[{**STEPS[0], "progress": 1.5}]), "milestones, row 0, column 'progress'"),
    "half a weight": (lambda: score(steps=[{**STEPS[0], "weight": 0.5}]), "milestones, row 0, column 'weight'"),
    "two weights of a goal": (lambda: score(steps=[*STEPS, {**STEPS[0], "milestone": "d", "goal_weight": 2}]), "column 'goal_weight'"),
    "unknown predecessor": (lambda: score(steps=[{**STEPS[0], "after": "zz"}]), "column 'after'.*'zz'"),
    "bad session": (lambda: score(sessions=[{**SESSIONS[0], "status": "maybe"}]), "sessions, row 0, column 'status': 'maybe'"),
    "bad as_of": (lambda: score(as_of="soon"), "as_of"),
    "bad field": (lambda: score(fields=["speed"]), "'speed'"),
    "bad policy": (lambda: score(missing="ignore"), "'ignore'"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_names_its_place(case):
    call, place = BAD[case]
    with pytest.raises(mm.InputError, match=place):
        call()
