"""Other aims than the total: the worst pair, the worst ones in turn, the first choices."""

from __future__ import annotations

import itertools
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import mentormatch as mm

OBJECTIVES = ("bottleneck", "leximin", "rank_maximal")
SCORES = np.array([[10, 5], [6, 4]])  # 10 + 4 is the best total, 5 the best worst score


def worth(scores, mate, objective):
    made = [scores[row, column] for row, column in enumerate(mate)]
    if objective == "bottleneck":
        return [min(made), sum(made)]
    if objective == "leximin":
        return sorted(made)
    ranks = [len({score for score in scores[row] if score > scores[row, column]}) for row, column in enumerate(mate)]
    return [ranks.count(rank) for rank in range(scores.shape[1])]


@settings(max_examples=150, deadline=None)
@given(
    st.integers(1, 5).flatmap(lambda size: hnp.arrays(np.int64, (size, size), elements=st.integers(-3, 3))),
    st.sampled_from(OBJECTIVES),
)
def test_no_permutation_is_fairer(scores, objective):
    result = mm.assign(scores, objective=objective, coverage="everyone")
    assert result.outcome == "optimal" and result.verify(), result.verify().message
    best = max(worth(scores, mate, objective) for mate in itertools.permutations(range(len(scores))))
    assert worth(scores, result.column_of_row.tolist(), objective) == best


def test_the_worst_pair_comes_before_the_total():
    assert mm.assign(SCORES).total == 14
    for objective in ("bottleneck", "leximin"):
        result = mm.assign(SCORES, objective=objective)
        assert result.column_of_row.tolist() == [1, 0] and result.total == result.bound == 11
    assert mm.assign(-SCORES, objective="bottleneck", sense="min").column_of_row.tolist() == [1, 0]


def test_a_saved_answer_is_verified_for_its_own_objective():
    for objective in OBJECTIVES:
        result = mm.assign(SCORES, objective=objective)
        saved = json.loads(json.dumps(result.to_dict()))
        again = mm.Assignment.from_dict(saved, result.problem)
        assert again.verify() and again.request["objective"] == objective
    saved["request"]["objective"] = "leximin"  # the most first choices are not that
    verdict = mm.Assignment.from_dict(saved, result.problem).verify()
    assert not verdict and "fairer" in verdict.message


def test_what_does_not_go_together_is_refused():
    for wrong, message in (
        ({"objective": "best"}, "objective"),
        ({"objective": "leximin", "coverage": "score_first"}, "score_first"),
        ({"objective": "bottleneck", "ties": "lottery"}, "ties"),
    ):
        with pytest.raises(mm.InputError, match=message):
            mm.assign(SCORES, **wrong)
    assert mm.assign(SCORES, objective="rank_maximal", coverage="score_first").verify()


def people(*names):
    return [{"id": name} for name in names]


def test_a_program_explains_itself_under_each_objective():
    for objective in OBJECTIVES:
        program = mm.Program(people("ana", "dia"), people("bo", "cy"), scores=SCORES)
        result = program.assign(objective=objective)
        assert result.verify()
        made = set(zip(result.pair_columns["mentee"], result.pair_columns["mentor"]))
        assert made == ({("ana", "cy"), ("dia", "bo")} if objective != "rank_maximal" else made)
        mentor = next(name for name in ("bo", "cy") if ("ana", name) not in made)
        answer = result.why_not("ana", mentor)
        assert answer["answer"] == ("as_good" if objective == "rank_maximal" else "costs"), answer.text
        assert ("worst score 4 instead of 5" in answer.text) == (objective != "rank_maximal")


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_the_command_line_saves_and_verifies(tmp_path, run, objective):
    (tmp_path / "mentees.csv").write_text("id,wants\nana,sql; writing\ndia,sql\n")
    (tmp_path / "mentors.csv").write_text("id,offers\nbo,sql; writing\ncy,sql\n")
    inputs = ("--mentees", "mentees.csv", "--mentors", "mentors.csv", "--criterion", "overlap:wants,offers,weight=5")
    done = run("match", *inputs, "--objective", objective, "--verify", "-o", "pairs.csv", "--save", "saved.json")
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "saved.json").read_text())["matching"]["request"]["objective"] == objective
    done = run("verify", "saved.json")
    assert done.returncode == 0 and "valid" in done.stdout + done.stderr
    done = run("match", *inputs, "--objective", objective, "--ties", "lottery", "-o", "other.csv")
    assert done.returncode == 2 and "ties" in done.stderr and not (tmp_path / "other.csv").exists()
