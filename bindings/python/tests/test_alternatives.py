"""Roles of pairs, what if, and rankings: against all matchings, in people's words, and what is refused."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest

import mentormatch as mm

MENTEES = [{"id": "ana", "wants": "sql; writing"}, {"id": "dia", "wants": "sql"}, {"id": "eli", "wants": "python"}]
MENTORS = [{"id": "bo", "offers": "sql; writing"}, {"id": "cy", "offers": "sql; python"}]


def all_matchings(scores, column_most):
    """(placed, total, pairs) of every set of pairs with one partner a row, best first."""
    rows, columns = scores.shape
    found = []
    for chosen in itertools.product([None, *range(columns)], repeat=rows):
        pairs = {(row, column) for row, column in enumerate(chosen) if column is not None}
        loads = [sum(column == other for _, other in pairs) for column in range(columns)]
        if all(math.isfinite(scores[pair]) for pair in pairs) and all(map(int.__le__, loads, column_most)):
            found.append((len(pairs), sum(scores[pair] for pair in pairs), pairs))
    return sorted(found, key=lambda one: (-one[0], -one[1]))


@pytest.mark.parametrize("seed", range(40))
def test_small_problems_match_the_list_of_all_matchings(seed):
    random = np.random.default_rng(seed)
    scores = random.integers(0, 4, (3, 3)).astype(float)
    scores[random.random((3, 3)) < 0.2] = -np.inf
    most = random.integers(0, 3, 3).tolist()
    result = mm.assign(scores, capacity=most)
    everything = all_matchings(scores, most)
    best = [one for one in everything if one[:2] == everything[0][:2]]
    roles = result.pair_roles()
    expected = {pair: sum(pair in pairs for _, _, pairs in best) for pair in itertools.product(range(3), range(3))}
    assert dict(zip(zip(roles.rows.tolist(), roles.columns.tolist()), roles.roles)) == {
        pair: "all" if count == len(best) else "some" for pair, count in expected.items() if count
    }
    assert roles.is_only_one == (len(best) == 1)
    ranking = result.alternatives(12)
    assert [one.total for one in ranking] == [total for _, total, _ in everything[1 : len(ranking) + 1]]
    assert len(ranking) == min(12, len(everything) - 1) and ranking.is_all == (len(everything) <= 13)
    made = set(zip(result.rows.tolist(), result.columns.tolist()))
    assert len({frozenset(one.pairs()) for one in ranking} | {frozenset(made)}) == len(ranking) + 1
    asked = list(itertools.product(range(3), range(3)))
    answer = result.what_if(asked)
    for place, pair in enumerate(asked):
        turned = next((one for one in everything if (pair in one[2]) != (pair in made)), None)
        assert answer.is_possible[place] == (turned is not None)
        if turned is None:
            assert math.isnan(answer.totals[place]) and answer.placed[place] == 0
        else:
            assert (answer.placed[place], answer.totals[place]) == turned[:2]


def program(**rules):
    return mm.Program(MENTEES, MENTORS, mm.Fit([mm.overlap("wants", "offers")]), **rules)


def test_a_program_answers_in_people():
    result = program(capacity={"bo": 1, "cy": 1}).assign(coverage="score_first")
    roles = {(row["mentee"], row["mentor"]): (row["role"], row["made"]) for row in result.pair_roles()}
    assert roles[("eli", "cy")] == ("some", True) and ("eli", "bo") not in roles
    assert {pair for pair, (_, is_made) in roles.items() if is_made} == set(
        zip(result.pair_columns["mentee"], result.pair_columns["mentor"])
    )
    roomy = program(capacity={"bo": 2, "cy": 1}).assign()
    assert [row["role"] for row in roomy.pair_roles()] == ["all"] * 3 and all(row["made"] for row in roomy.pair_roles())
    table = result.what_if([("eli", "cy"), ("dia", "bo"), ("eli", "bo")])
    for row in table:
        turned = {"forbidden" if row["made"] else "locked": [(row["mentee"], row["mentor"])]}
        again = program(capacity={"bo": 1, "cy": 1}, **turned).assign(coverage="score_first")
        assert row["possible"] and row["total"] == again.total
        assert row["change"] == again.total - result.total <= 0
        assert row["placed_change"] == len(again) - len(result)
    ranking = result.alternatives(3)
    assert len(ranking) == 3 and not ranking.is_all and len(ranking[:2]) == 2
    assert all(one["change"] <= 0 for one in ranking)
    assert "ana" in str(ranking[0]) + str(ranking[1]) + str(ranking[2])
    only = program(capacity={"bo": 1, "cy": 0}, forbidden=[("ana", "bo"), ("eli", "bo")]).assign()
    (other,) = only.alternatives(5)
    assert only.alternatives(5).is_all and other["placed_change"] == -1
    assert str(other) == f"Total 0 instead of {only.total:g}, 1 mentee fewer placed: without dia with bo."


def test_impossible_pairs_are_told_apart():
    rules = {"capacity": {"bo": 2, "cy": 1}, "forbidden": [("ana", "cy")], "locked": [("dia", "bo")]}
    row, locked = program(**rules).assign().what_if([("ana", "cy"), ("dia", "bo")])
    assert not row["possible"] and math.isnan(row["total"]) and row["change"] is None and not row["made"]
    assert not locked["possible"] and locked["made"]
    assert list(program().assign().what_if([])) == []


def test_frames_come_in_the_kind_that_was_given():
    result = mm.Program(pd.DataFrame(MENTEES), pd.DataFrame(MENTORS), mm.Fit([mm.overlap("wants", "offers")])).assign()
    assert isinstance(result.pair_roles(), pd.DataFrame) and isinstance(result.what_if([("ana", "bo")]), pd.DataFrame)


REFUSED = {
    "no pairs": (lambda: mm.assign([[1]]).what_if([1, 2]), "pairs of whole numbers"),
    "fractions": (lambda: mm.assign([[1]]).what_if([(0.5, 0)]), "pairs of whole numbers"),
    "three": (lambda: mm.assign([[1]]).what_if([(0, 0, 0)]), "pairs of whole numbers"),
    "ragged": (lambda: mm.assign([[1]]).what_if([(0, 0), (0,)]), "pairs of whole numbers"),
    "range": (lambda: mm.assign([[1]]).what_if([(0, 3)]), "pair 0: column 3 is out of range"),
    "count": (lambda: mm.assign([[1]]).alternatives(0), "count: 0"),
    "count true": (lambda: mm.assign([[1]]).alternatives(True), "count: True"),
    "huge": (lambda: mm.assign([[1]]).alternatives(2**40), "count: "),
    "infeasible": (lambda: mm.assign([[1], [1]], coverage="everyone").pair_roles(), "not optimal"),
    "objective": (lambda: mm.assign([[1]], objective="bottleneck").alternatives(), "objective 'total'"),
    "unknown": (lambda: program().assign().what_if([("ana", "zed")]), "'zed'"),
    "not a pair": (lambda: program().assign().what_if(["ana"]), "pair 0: 'ana'"),
    "stable": (lambda: program().stable().pair_roles(), "a stable matching"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_says_why(name):
    call, words = REFUSED[name]
    with pytest.raises(mm.InputError) as error:
        call()
    assert words in str(error.value)
