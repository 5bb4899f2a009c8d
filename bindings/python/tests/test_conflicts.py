"""Why there is no matching, in ids, and the cheapest change."""

import itertools
import pickle

import mentormatch as mm
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

MENTEES = [{"id": name} for name in ("Ana", "Ben", "Cem", "Eda")]
MENTORS = [{"id": name, "takes": takes} for name, takes in (("Dora", 2), ("Finn", 3))]
SCORES = np.array([[5, -np.inf], [4, -np.inf], [3, -np.inf], [2, 6]])


def program(**rules):
    return mm.Program(MENTEES, MENTORS, scores=SCORES, capacity="takes", **rules)


def test_the_sentence_names_the_people_and_the_capacity():
    result = program().assign(coverage="everyone")
    conflict = result.explain_conflict()
    assert result.outcome == conflict.outcome == "infeasible"
    assert str(conflict) == "Ana, Ben and Cem can only be matched with Dora, who takes 2."
    assert conflict.rules[0] == {"kind": "everyone", "mentee": "Ana", "mentor": None, "amount": 1}
    assert conflict["rules"][3] == {"kind": "column_maximum", "mentee": None, "mentor": "Dora", "amount": 2}
    assert conflict.verify() and pickle.loads(pickle.dumps(conflict)).text == conflict.text


def test_the_cheapest_change_follows_the_prices():
    result = program().assign(coverage="everyone")
    change = result.relax()
    assert str(change) == "Raise the capacity of Dora from 2 to 3." and change.price == 1 and change.verify()
    assert len(change.pairs) == 4 and ("Ana", "Dora") in change.pairs
    change = result.relax(capacity={"Dora": 5}, coverage={"Ben": 2, "Ana": 3, "Cem": None})
    assert str(change) == "Leave Ben out." and change.price == 2 and change.verify()
    change = result.relax(capacity=None, coverage=None)
    assert change.outcome == "infeasible" and change.changes == [] and change.verify()
    assert str(change) == "Nothing that may be changed is enough."


def test_candidates_tells_how_to_place_everybody_who_can_be():
    result = program(forbidden=[("Ana", "Dora")]).assign()
    assert result.outcome == "optimal"
    assert str(result.relax("candidates")) == "Nothing needs to change."
    result = program().assign()
    change = result.relax("candidates")
    assert change.changes == [
        {"kind": "column_maximum", "mentee": None, "mentor": "Dora", "from": 2, "to": 3, "price": 1}
    ]
    assert str(result.explain_conflict()) == "No rules contradict each other."


def test_rules_about_pairs_are_named():
    result = program(forbidden=[("Eda", "Finn")], min_score=3).assign(coverage="everyone")
    conflict = result.explain_conflict()
    assert str(conflict) == "Eda cannot be matched with anybody; Eda with Finn is forbidden and the minimum score is 3."
    change = result.relax(forbidden=1, coverage=None)
    assert str(change) == "Raise the capacity of Dora from 2 to 3; allow Eda with Finn."
    locked = program(locked=[("Eda", "Dora")], min_load={"Finn": 2}).assign()
    text = str(locked.explain_conflict())
    assert text.startswith("Finn, who needs 2 mentees, cannot be matched with so many")
    table = mm.Program(MENTEES, MENTORS, scores=SCORES, capacity={"Dora": 1, "Finn": 1}, locked=[("Eda", "Dora")])
    conflict = table.assign(coverage="everyone").explain_conflict()
    assert "Dora, who takes 1 (Eda with Dora locked)" in str(conflict) and conflict.verify()


def test_advice_is_given_where_the_outcome_is_told():
    result = program().assign(coverage="everyone")
    assert set(result.unmatched_columns["what_would_help"]) == {"raise the capacity of Dora from 2 to 3"}
    assert result.advice[0] == "Ana, Ben and Cem can only be matched with Dora, who takes 2."


def test_positions_stand_for_ids_on_the_array_road():
    result = mm.assign(SCORES, capacity=[2, 3], coverage="everyone")
    assert str(result.explain_conflict()) == "row 0, row 1 and row 2 can only be matched with column 0, who takes 2."
    assert str(result.relax()) == "Raise the capacity of column 0 from 2 to 3."
    assert result.relax().pairs[0] == (0, 0)


@pytest.mark.parametrize(
    "asked, message",
    [
        ({"demand": "all"}, "demand"),
        ({"capacity": {"Zoe": 1}}, "there is no 'Zoe'"),
        ({"capacity": [1]}, "1 prices for 2 people"),
        ({"capacity": 0.5}, "no whole number"),
        ({"capacity": "much"}, "capacity"),
        ({"coverage": -1}, "row_minimum_prices"),
        ({"locked": "no"}, "locked"),
        ({"forbidden": 1.5}, "forbidden_price"),
    ],
)
def test_bad_prices_are_refused(asked, message):
    with pytest.raises(mm.InputError, match=message):
        program().assign(coverage="everyone").relax(**asked)


def test_a_stable_matching_has_no_conflict():
    with pytest.raises(mm.InputError, match="stable"):
        program().stable().explain_conflict()


def is_satisfiable(allowed, capacity):
    columns = range(len(capacity))
    for choice in itertools.product(columns, repeat=len(allowed)):
        if all(allowed[row][column] for row, column in enumerate(choice)) and all(
            choice.count(column) <= capacity[column] for column in columns
        ):
            return True
    return False


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.booleans(), min_size=3, max_size=3), min_size=1, max_size=4),
       st.lists(st.integers(0, 3), min_size=3, max_size=3))  # fmt: skip
def test_small_markets_agree_with_trying_everything(allowed, capacity):
    scores = np.where(np.array(allowed), 1.0, -np.inf)
    result = mm.assign(scores, capacity=capacity, coverage="everyone")
    conflict, change = result.explain_conflict(), result.relax()
    assert (conflict.outcome == "feasible") == is_satisfiable(allowed, capacity) == (change.price == 0)
    assert conflict.verify() and change.verify() and str(conflict) and str(change)
