"""The array road: against SciPy, against what the documentation says, and with hostile input."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse
from scipy.optimize import linear_sum_assignment as scipy_assignment

import mentormatch as mm

shapes = st.tuples(st.integers(1, 7), st.integers(1, 7))


@settings(max_examples=200, deadline=None)
@given(shapes.flatmap(lambda shape: hnp.arrays(np.int64, shape, elements=st.integers(-20, 20))), st.booleans())
def test_linear_sum_assignment_has_the_total_of_scipy(cost, maximize):
    rows, columns = mm.linear_sum_assignment(cost, maximize)
    expected = cost[scipy_assignment(cost, maximize)].sum()
    assert cost[rows, columns].sum() == expected
    assert len(rows) == min(cost.shape)
    assert (np.diff(rows) > 0).all() and len(set(columns.tolist())) == len(columns)


@settings(max_examples=100, deadline=None)
@given(
    shapes.flatmap(lambda shape: hnp.arrays(np.float64, shape, elements=st.floats(-1e6, 1e6))),
    st.sampled_from([np.float64, np.float32]),
)
def test_linear_sum_assignment_agrees_on_reals(cost, dtype):
    cost = cost.astype(dtype)
    rows, columns = mm.linear_sum_assignment(cost)
    expected = cost[scipy_assignment(cost)].astype(np.float64).sum()
    assert cost[rows, columns].astype(np.float64).sum() == pytest.approx(expected, rel=1e-9, abs=1e-5)


@settings(max_examples=100, deadline=None)
@given(shapes.flatmap(lambda shape: hnp.arrays(np.float64, shape, elements=st.sampled_from([0, 1, 2, 5, np.inf]))))
def test_linear_sum_assignment_finds_the_same_infeasible(cost):
    try:
        expected = cost[scipy_assignment(cost)].sum()
    except ValueError as error:
        with pytest.raises(ValueError) as raised:
            mm.linear_sum_assignment(cost)
        assert str(raised.value) == str(error)
    else:
        assert cost[mm.linear_sum_assignment(cost)].sum() == expected


@pytest.mark.parametrize(
    "cost",
    [
        np.zeros(3),
        np.zeros((2, 2, 2)),
        [[np.nan, 1], [1, 1]],
        [[-np.inf, 1], [1, 1]],
        [[np.inf, np.inf], [1, 1]],
        np.array([[1, 2], [3, 4]], dtype=object),
        np.array([["1", "2"], ["3", "4"]]),
    ],
)
def test_linear_sum_assignment_refuses_what_scipy_refuses(cost):
    with pytest.raises((ValueError, TypeError)) as expected:
        scipy_assignment(cost)
    with pytest.raises(expected.type) as found:
        mm.linear_sum_assignment(cost)
    assert str(found.value) == str(expected.value)


@pytest.mark.parametrize("cost", [np.zeros((0, 0)), np.zeros((0, 3)), np.zeros((3, 0)), [[]]])
def test_linear_sum_assignment_of_nothing_is_empty(cost):
    rows, columns = mm.linear_sum_assignment(cost)
    assert rows.tolist() == columns.tolist() == [] and rows.dtype == np.int64


def test_whole_numbers_and_booleans_are_read_in_every_type():
    cost = np.array([[4, 1, 3], [2, 0, 5], [3, 2, 2]])
    for dtype in (np.int8, np.uint8, np.int16, np.int32, np.uint32, np.int64, np.uint64, np.float16, np.float32, ">i4"):
        assert mm.linear_sum_assignment(cost.astype(dtype))[1].tolist() == [1, 0, 2]
    eye = np.eye(3, dtype=bool)
    assert eye[mm.linear_sum_assignment(eye, maximize=True)].all()


def test_strides_are_read_in_place():
    scores = np.arange(30.0).reshape(5, 6) % 7
    expected = mm.assign(scores).total
    padded = np.zeros((10, 18))
    padded[::2, ::3] = scores
    for view in (padded[::2, ::3], np.asfortranarray(scores), scores[::-1, ::-1][::-1, ::-1], scores.T.copy().T):
        assert mm.assign(view).total == expected
    assert mm.assign(scores[::-1]).total == expected


def test_a_result_says_what_it_is():
    scores = np.array([[5, 1], [4, 3], [2, 2]])
    result = mm.assign(scores)
    assert result.outcome == "optimal"
    assert result.rows.dtype == result.columns.dtype == result.column_of_row.dtype == np.int64
    assert result.column_of_row.tolist() == [0, 1, -1]
    assert result.row_of_column.tolist() == [0, 1]
    assert result.total == 8.0 == result.bound
    assert result.row_prices.shape == (3,) and result.column_prices.shape == (2,)
    assert result.row_reasons == ["placed", "placed", "candidates_full"]
    verdict = result.verify()
    assert verdict and verdict.message.startswith("valid")
    assert "optimal" in repr(result) and "<table>" in result._repr_html_()


def test_capacities_loads_and_pairs_are_kept():
    scores = np.array([[9, 1], [8, 2], [7, 3], [6, 5]])
    assert mm.assign(scores, capacity=[4, 1]).total == 30
    result = mm.assign(scores, capacity=[4, 4], min_load=[0, 2])
    assert (result.columns == 1).sum() == 2 and result.verify()
    result = mm.assign(scores, capacity=4, forbidden=[(0, 0)], locked=[(1, 1)])
    assert result.column_of_row[:2].tolist() == [1, 1] and result.verify()
    mask = np.zeros((4, 2), bool)
    mask[0, 0] = True
    assert mm.assign(scores, capacity=4, forbidden=mask, locked=[(1, 1)]).total == result.total
    assert mm.assign(scores, capacity=4, row_capacity=2).total == scores.sum()
    assert mm.assign(scores, capacity=4, min_score=7).total == 24


def test_coverage_chooses_between_participation_and_score():
    scores = [[10, 6], [9, -np.inf]]
    assert mm.assign(scores).total == 15
    assert mm.assign([[10, -5], [9, -np.inf]], coverage="score_first").total == 10
    assert mm.assign([[10, -5], [9, -np.inf]], coverage="participation_first").total == 4
    result = mm.assign([[1, -np.inf], [1, -np.inf]], coverage="everyone")
    assert result.outcome == "infeasible" and len(result) == 0
    assert result.conflict_rows.tolist() == [0, 1] and result.verify()


def test_ties_are_broken_as_asked():
    equal = np.ones((4, 4))
    assert mm.assign(equal, ties="canonical").column_of_row.tolist() == [0, 1, 2, 3]
    drawn = {tuple(mm.assign(equal, ties="lottery", seed=seed).column_of_row.tolist()) for seed in range(20)}
    assert len(drawn) > 5
    again = [mm.assign(equal, ties="lottery", seed=7, threads=threads).column_of_row.tolist() for threads in (1, 2)]
    assert again[0] == again[1]


def test_costs_are_minimised():
    scores = np.array([[4, 1], [2, 0]])
    assert mm.assign(scores, sense="min").total == 3
    assert mm.assign([[1, np.inf], [2, 5]], sense="min").total == 6


def test_sparse_scores_keep_their_zeros():
    matrix = sparse.csr_matrix((np.array([0.0, 3.0, 2.0]), ([0, 0, 1], [0, 1, 1])), shape=(2, 2))
    result = mm.assign(matrix)
    assert result.column_of_row.tolist() == [0, 1] and result.total == 2
    for form in (matrix.tocsc(), matrix.tocoo(), sparse.csr_array(matrix)):
        assert mm.assign(form).total == 2
    wide = matrix.copy()
    wide.indptr, wide.indices = wide.indptr.astype(np.int64), wide.indices.astype(np.int64)
    assert mm.assign(wide).total == 2


@settings(max_examples=50, deadline=None)
@given(shapes.flatmap(lambda shape: hnp.arrays(np.int32, shape, elements=st.integers(0, 9))))
def test_answers_survive_pickling_and_saving(scores):
    result = mm.assign(scores)
    for again in (pickle.loads(pickle.dumps(result)), mm.Assignment.from_dict(result.to_dict(), result.problem)):
        assert again.total == result.total and (again.columns == result.columns).all()
        assert again.verify()


def test_a_corrupted_answer_is_named():
    result = mm.assign([[5, 1], [4, 3]])
    saved = result.to_dict()
    for change in (
        {"total": 9.0},
        {"pairs": [[0, 1], [1, 0]]},
        {"pairs": [[0, 0]]},
        {"row_prices": [-1.0, -1.0]},
        {"row_prices": [0.0]},
        {"pairs": [[1, 1], [0, 0]]},
        {"pairs": [[0, 7], [1, 1]]},
        {"outcome": "infeasible"},
    ):
        verdict = mm.Assignment.from_dict({**saved, **change}, result.problem).verify()
        assert not verdict and verdict.message
    for change in ({"outcome": "splendid"}, {"pairs": "x"}, {"total": None}, {"pairs": [[0.5, 0]]}, {"row_count": 77},
                   {"row_prices": 3}, {"row_price_tiers": 0.5}, {"conflict_rows": 1}):  # fmt: skip
        with pytest.raises(mm.InputError, match="saved result"):
            mm.Assignment.from_dict({**saved, **change}, result.problem)


BAD_CALLS = [
    (lambda: mm.assign([[1, np.nan]]), "row 0, column 1"),
    (lambda: mm.assign([[1, np.inf]]), "row 0, column 1"),
    (lambda: mm.assign([1, 2, 3]), "scores"),
    (lambda: mm.assign([[1, 2], [3]]), "scores"),
    (lambda: mm.assign([[1, "x"]]), "scores"),
    (lambda: mm.assign(np.array([[1, None]], dtype=object)), "row 0, column 1"),
    (lambda: mm.assign([[1j]]), "scores"),
    (lambda: mm.assign([[2**62, 2**62 - 1]]), "row 0"),
    (lambda: mm.assign(np.ma.masked_equal([[1, 2]], 2)), "masked"),
    (lambda: mm.assign([[1, 2]], capacity=[1]), "capacity"),
    (lambda: mm.assign([[1, 2]], capacity=[1, -1]), "column 1"),
    (lambda: mm.assign([[1, 2]], capacity=[1, 1.5]), "column 1"),
    (lambda: mm.assign([[1, 2]], capacity=[1, np.nan]), "column 1"),
    (lambda: mm.assign([[1, 2]], capacity="many"), "capacity"),
    (lambda: mm.assign([[1, 2]], capacity=1, min_load=[0, 2]), "column 1"),
    (lambda: mm.assign([[1, 2]], forbidden=[(0, 2)]), "forbidden, pair 0"),
    (lambda: mm.assign([[1, 2]], locked=[(-1, 0)]), "locked, pair 0"),
    (lambda: mm.assign([[1, 2]], locked=[(0, 0, 0)]), "locked"),
    (lambda: mm.assign([[1, 2]], locked=[(0, 1)], forbidden=[(0, 1)]), "row 0, column 1"),
    (lambda: mm.assign([[1, 2]], forbidden=np.zeros((2, 2), bool)), "forbidden"),
    (lambda: mm.assign([[1]], coverage="all"), "coverage"),
    (lambda: mm.assign([[1]], ties="random"), "ties"),
    (lambda: mm.assign([[1]], sense="maximize"), "sense"),
    (lambda: mm.assign([[1]], seed=-1), "seed"),
    (lambda: mm.assign([[1]], seed=1.5), "seed"),
    (lambda: mm.assign([[1]], min_score="high"), "min_score"),
    (lambda: mm.assign([[1]], min_score=np.nan), "minimum score|min_score"),
    (lambda: mm.assign([[1]], threads=1000), "threads"),
    (lambda: mm.assign([[1]], progress=3), "progress"),
    (lambda: mm.stable([[0, 0]], [[0]]), "listed twice"),
    (lambda: mm.stable([[1]], [[0]]), "row 0, position 0"),
    (lambda: mm.stable([0], [[0]]), "not a list"),
    (lambda: mm.stable({"ana": ["bo"]}, {"cy": ["ana"]}), "'ana', position 0: 'bo'"),
    (lambda: mm.stable([[0]], [[0]], capacity=[1, 1]), "capacity"),
    (lambda: mm.stable([[0]], [[0]], proposers="mentees"), "proposers"),
    (lambda: mm.stable([[0]], [[0]], forbidden=[(0, 3)]), "forbidden, pair 0"),
    (lambda: mm.assign([[10**400, 1]]), "row 0, column 0"),
    (lambda: mm.assign([[1, 2]], capacity=[1, np.inf]), "column 1"),
    (lambda: mm.assign([[1, 2]], forbidden=5), "forbidden"),
    (lambda: mm.assign([[1]], seed=np.inf), "seed"),
    (lambda: mm.assign([[1]], time_limit="soon"), "time limit"),
    (lambda: mm.stable([[0]], [[0]], forbidden=5), "forbidden"),
    (lambda: mm.stable({"a": ["b"]}, {"b": ["a"]}, forbidden=["ab"]), "forbidden, pair 0"),
    (lambda: mm.circles(np.ones((4, 4)), size=2, together=5), "together"),
    (lambda: mm.circles(np.ones((4, 4)), size=2, count="two"), "count"),
    (lambda: mm.circles(np.ones((4, 4)), size=2, seconds="ten"), "seconds"),
    (lambda: mm.circles(np.ones((4, 4)), size=2, iterations=np.inf), "iterations"),
    (lambda: mm.gas_t([0, 200]), "level"),
    (lambda: mm.gas_t([0, 1], weights=[1]), "weights"),
    (lambda: mm.gas_t([0, 1], rho=2), "rho"),
    (lambda: mm.gas_t("ab"), "levels"),
]


@pytest.mark.parametrize("number", range(len(BAD_CALLS)))
def test_bad_input_is_refused_with_its_place(number):
    call, place = BAD_CALLS[number]
    with pytest.raises(mm.InputError, match=place) as raised:
        call()
    assert isinstance(raised.value, ValueError) and raised.value.faults


def test_every_fault_is_reported():
    scores = np.ones((3, 3))
    scores[0, 1] = scores[2, 2] = np.nan
    with pytest.raises(mm.InputError) as raised:
        mm.assign(scores)
    assert len(raised.value.faults) == 2 and "row 2, column 2" in str(raised.value)
    assert pickle.loads(pickle.dumps(raised.value)).faults == raised.value.faults


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0)])
def test_an_empty_side_gives_an_empty_answer(shape):
    result = mm.assign(np.zeros(shape))
    assert result.outcome == "optimal" and len(result) == 0 and result.total == 0 and result.verify()


# Stable matching

profiles = st.integers(1, 5).flatmap(
    lambda rows: st.integers(1, 5).flatmap(
        lambda columns: st.tuples(
            st.lists(st.permutations(range(columns)), min_size=rows, max_size=rows),
            st.lists(st.permutations(range(rows)), min_size=columns, max_size=columns),
        )
    )
)


def blocking(row_lists, column_lists, mate):
    """Blocking pairs of one-to-one strict preferences, straight from the definition."""
    host = {column: row for row, column in enumerate(mate) if column >= 0}
    found = []
    for row, wishes in enumerate(row_lists):
        for column in wishes:
            if mate[row] == column:
                break
            other = host.get(column)
            ranks = column_lists[column]
            if row in ranks and (other is None or ranks.index(row) < ranks.index(other)):
                found.append((row, column))
    return sorted(found)


@settings(max_examples=150, deadline=None)
@given(profiles, st.sampled_from(["rows", "columns"]))
def test_stable_matchings_have_no_blocking_pair(profile, proposers):
    result = mm.stable(*profile, proposers=proposers)
    assert result.verify() and result.blocking_pairs() == []
    assert blocking(*profile, result.column_of_row.tolist()) == []
    assert len(result) == min(map(len, profile))


@settings(max_examples=100, deadline=None)
@given(profiles, st.randoms(use_true_random=False))
def test_blocking_pairs_of_any_matching_are_those_of_the_definition(profile, random):
    rows, columns = map(len, profile)
    mate = list(range(columns)) + [-1] * rows
    random.shuffle(mate)
    mate = mate[:rows]
    result = mm.stable(*profile)
    expected = blocking(*profile, mate)
    assert result.blocking_pairs(np.array(mate)) == expected
    assert result.blocking_pairs([(row, column) for row, column in enumerate(mate) if column >= 0]) == expected


def test_stable_takes_ids_ties_and_capacities():
    mentees = {"ana": [["bo", "cy"]], "dia": ["bo"], "eli": ["bo", "cy"]}
    mentors = {"bo": ["eli", "dia", "ana"], "cy": [["ana", "eli"]]}
    result = mm.stable(mentees, mentors, capacity={"bo": 2})
    assert result.pairs == [("ana", "cy"), ("dia", "bo"), ("eli", "bo")]
    assert result.blocking_pairs([("ana", "bo")])
    again = pickle.loads(pickle.dumps(result))
    assert again.pairs == result.pairs and again.verify()
    assert mm.stable(mentees, mentors, forbidden=[("eli", "bo")]).verify()
    assert mm.stable([], []).pairs == []


def test_goal_attainment_has_the_published_values():
    assert mm.gas_t([-2, 0, -1, 2, 0, 1], weights=[3, 5, 1, 4, 2, 6]) == 55.0
    assert mm.gas_t([-1] * 5) == pytest.approx(34.92, abs=0.005)
    assert mm.gas_t([0, None, 0]) == 50.0
    assert np.isnan(mm.gas_t([]))


# Starting from an earlier answer, and stopping by counted work


def test_a_start_changes_the_way_but_not_the_answer():
    rng = np.random.default_rng(3)
    scores = rng.integers(0, 50, 60)[None, :] + rng.random((60, 60))
    first = mm.assign(scores, coverage="everyone")
    scores[7] = rng.random(60)
    fresh = mm.assign(scores, coverage="everyone")
    again = mm.assign(scores, coverage="everyone", start=first)
    assert again.total == fresh.total
    assert again.verify()


def test_a_start_with_other_columns_is_refused():
    first = mm.assign(np.ones((2, 2)))
    with pytest.raises(mm.InputError, match="the start has 2 columns, the market has 3"):
        mm.assign(np.ones((2, 3)), start=first)


def test_work_limit_stops_with_the_same_bounded_answer_each_time():
    rng = np.random.default_rng(4)
    scores = rng.integers(0, 50, 700)[None, :] + rng.random((700, 700))
    runs = [mm.assign(scores, coverage="everyone", work_limit=1_500_000) for _ in range(2)]
    assert [run.outcome for run in runs] == ["limit", "limit"]
    assert runs[0].columns.tolist() == runs[1].columns.tolist()
    assert runs[0].verify()
    assert runs[0].bound >= mm.assign(scores, coverage="everyone").total


@pytest.mark.parametrize("odd", [0, -1, 1.5, True, "much", 2**64])
def test_an_odd_work_limit_is_refused(odd):
    with pytest.raises(mm.InputError, match="work_limit"):
        mm.assign(np.ones((2, 2)), work_limit=odd)


def test_start_and_work_limit_go_with_the_total():
    first = mm.assign(np.ones((2, 2)))
    with pytest.raises(mm.InputError, match="objective"):
        mm.assign(np.ones((2, 2)), objective="bottleneck", start=first)
