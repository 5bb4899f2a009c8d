"""`linear_sum_assignment` against SciPy: its own tests pointed at ours, and the same answers on random matrices."""

from __future__ import annotations

import importlib
import threading

import numpy as np
import pytest
import scipy.sparse
from scipy.optimize import linear_sum_assignment as scipy_assignment

import mentormatch as mm


def scipy_tests():
    """SciPy's own tests of it, wherever the installed version keeps them."""
    for name in ("scipy.optimize.tests.test_linear_assignment", "scipy.optimize.tests.test_hungarian"):
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    return None


def cases_of(module):
    """Each test of a module, once for each set of its parameters."""
    for name, function in vars(module).items() if module is not None else ():
        if not (name.startswith("test_") and callable(function)):
            continue
        marks = [mark for mark in getattr(function, "pytestmark", []) if mark.name == "parametrize"]
        if not marks:
            yield pytest.param(name, {}, id=name)
            continue
        (mark,) = marks
        names = [part.strip() for part in mark.args[0].split(",")]
        for number, values in enumerate(mark.args[1]):
            values = values if len(names) > 1 else (values,)
            yield pytest.param(name, dict(zip(names, values, strict=True)), id=f"{name}-{number}")


SCIPY_TESTS = scipy_tests()


@pytest.mark.skipif(SCIPY_TESTS is None, reason="this SciPy is installed without its tests")
@pytest.mark.parametrize("name, arguments", list(cases_of(SCIPY_TESTS)))
def test_scipys_own_tests_pass_when_pointed_at_ours(name, arguments, monkeypatch):
    calls = []

    def ours(*given, **named):
        calls.append(given)
        return mm.linear_sum_assignment(*given, **named)

    monkeypatch.setattr(SCIPY_TESTS, "linear_sum_assignment", ours)
    getattr(SCIPY_TESTS, name)(**arguments)
    assert calls


FAMILIES = {
    "reals": lambda random, shape: random.random(shape),
    "ties": lambda random, shape: random.integers(0, 4, shape),
    "negative": lambda random, shape: random.integers(-100, 100, shape),
    "distances": lambda random, shape: np.abs(random.random(shape[0])[:, None] - random.random(shape[1])),
    "products": lambda random, shape: np.outer(np.arange(1, shape[0] + 1), np.arange(1, shape[1] + 1)),
    "additive": lambda random, shape: random.random(shape[0])[:, None] + random.random(shape[1]),
    "attributes": lambda random, shape: random.random((shape[0], 16)) @ random.random((16, shape[1])),
    "wide": lambda random, shape: np.exp(20 * random.random(shape)),
    "constant": lambda random, shape: np.full(shape, 7.5),
    "forbidden": lambda random, shape: np.where(random.random(shape) < 0.3, np.inf, random.integers(0, 50, shape)),
    "infeasible": lambda random, shape: np.where(random.random(shape) < 0.8, np.inf, random.random(shape)),
}
DTYPES = (np.float64, np.float32, np.int64, np.int32)


def random_case(random, family, largest):
    shape = tuple(int(side) for side in random.integers(1, largest + 1, 2))
    cost = np.asarray(FAMILIES[family](random, shape))
    dtype = DTYPES[random.integers(4)]
    if np.isfinite(cost).all() and (cost == np.floor(cost)).all():
        cost = cost.astype(dtype)
    layout = random.integers(4)
    if layout == 1:
        cost = np.asfortranarray(cost)
    elif layout == 2:
        cost = np.repeat(np.repeat(cost, 2, 0), 3, 1)[::2, ::3]
    elif layout == 3:
        cost = np.ascontiguousarray(cost[::-1, ::-1])[::-1, ::-1]
    return cost


def compare(cost, maximize):
    if maximize and cost.dtype.kind == "f":
        cost = np.where(np.isinf(cost), -np.inf, cost)
    try:
        expected = cost[scipy_assignment(cost, maximize)].astype(np.float64).sum()
    except ValueError as error:
        with pytest.raises(ValueError) as raised:
            mm.linear_sum_assignment(cost, maximize)
        assert str(raised.value) == str(error)
        return
    rows, columns = mm.linear_sum_assignment(cost, maximize)
    found = cost[rows, columns].astype(np.float64).sum()
    slack = 0 if cost.dtype.kind == "i" else len(rows) * 2.0**-40 * np.abs(cost[np.isfinite(cost)]).max(initial=0)
    assert abs(found - expected) <= slack
    assert rows.dtype == columns.dtype == np.intp
    assert len(rows) == len(columns) == min(cost.shape)
    assert (np.diff(rows) > 0).all() and len(set(columns.tolist())) == len(columns)


@pytest.mark.parametrize("family", FAMILIES)
def test_random_matrices_have_the_sum_of_scipy(family):
    random = np.random.default_rng(sorted(FAMILIES).index(family))
    for trial in range(400):
        compare(random_case(random, family, 24), trial % 2 == 1)
    for trial in range(4):
        compare(random_case(random, family, 200 if trial < 2 else 300), trial % 2 == 1)


@pytest.mark.parametrize(
    "cost",
    [
        None,
        3.0,
        "text",
        [["a", "b"]],
        [[1], [1, 2]],
        [],
        [1, 2],
        np.zeros((2, 2, 2)),
        [[None, 1]],
        [[np.nan, np.inf], [np.inf, np.inf]],
        [[np.inf, -np.inf], [1, 1]],
        [[np.inf]],
        np.zeros((2, 2), complex),
        np.zeros((2, 2), object),
        np.zeros((2, 2), "M8[s]"),
        np.zeros((2, 2), "m8[s]"),
        np.zeros((2, 2), "S3"),
        np.zeros((2, 2), np.longdouble),
        scipy.sparse.csr_array(np.eye(3)),
        scipy.sparse.csr_matrix(np.eye(3)),
    ],
    ids=lambda cost: type(cost).__name__ if scipy.sparse.issparse(cost) else None,
)
def test_what_scipy_refuses_is_refused_with_its_words(cost):
    if isinstance(cost, np.ndarray) and cost.dtype == np.float64 == np.longdouble:
        pytest.skip("long double is float64 here")
    with pytest.raises((ValueError, TypeError)) as expected:
        scipy_assignment(cost)
    with pytest.raises((ValueError, TypeError)) as found:
        mm.linear_sum_assignment(cost)
    assert isinstance(found.value, expected.type)
    assert str(found.value) == str(expected.value)


@pytest.mark.parametrize(
    "cost",
    [
        np.matrix([[4, 1, 3], [2, 0, 5], [3, 2, 2]]),
        np.ma.masked_array([[4, 1, 3], [2, 0, 5], [3, 2, 2]], mask=[[0, 1, 0]] * 3),
        np.array([[4, 1, 3], [2, 0, 5], [3, 2, 2]], ">f8"),
        np.array([[4, 1, 3], [2, 0, 5], [3, 2, 2]], np.float16),
        np.array([[4, 1, 3], [2, 0, 5], [3, 2, 2]], np.uint64),
        np.array([[True, False], [False, True]]),
        [[2**70, 1], [1, 1]],
        np.array([[2**62 + 1, 1], [1, 1]]),
        np.array([[1e307, -1e307], [8e307, 1e307]]),
        np.array([[1e-290, 0], [5e-290, 1e-290]]),
        ((4.0, 1), (2, 0)),
        np.zeros((0, 3)),
        np.zeros((3, 0)),
        [[]],
    ],
    ids=str,
)
def test_what_scipy_accepts_is_accepted(cost):
    for maximize in (False, True, None, 2, "x"):
        expected = scipy_assignment(cost, maximize)
        found = mm.linear_sum_assignment(cost_matrix=cost, maximize=maximize)
        assert type(found) is tuple and all(type(index) is np.ndarray for index in found)
        numbers = np.asarray(cost, dtype=np.float64)
        assert numbers[found].sum() == numbers[expected].sum()


@pytest.mark.parametrize("shape", [(40, 7, 7), (30, 5, 9), (30, 9, 5), (1, 1, 1), (3, 140, 135), (0, 3, 3), (4, 0, 3)])
@pytest.mark.parametrize("maximize", [False, True])
def test_a_batch_answers_each_problem_as_if_alone(shape, maximize):
    random = np.random.default_rng(7)
    for costs in (random.random(shape), random.integers(0, 5, shape).astype(np.int32), random.random(shape[::-1]).T):
        rows, columns, totals = mm.linear_sum_assignment_batch(costs, maximize)
        assert rows.shape == columns.shape == (len(costs), min(costs.shape[1:])) and totals.shape == (len(costs),)
        for cost, row, column, total in zip(costs, rows, columns, totals, strict=True):
            expected = mm.linear_sum_assignment(cost, maximize)
            assert (row == expected[0]).all() and (column == expected[1]).all()
            assert total == pytest.approx(float(cost[row, column].sum()), rel=1e-9, abs=1e-9)


def test_a_batch_has_the_same_answer_for_any_number_of_threads():
    costs = np.random.default_rng(3).integers(0, 9, (2000, 8, 8))
    expected = mm.linear_sum_assignment_batch(costs)
    for threads in (2, 3, 8):
        found = mm.linear_sum_assignment_batch(costs, threads=threads)
        assert all((left == right).all() for left, right in zip(expected, found, strict=True))


def test_a_batch_marks_problems_without_an_answer():
    costs = np.ones((3, 2, 2))
    costs[1, :, 0] = np.inf
    rows, columns, totals = mm.linear_sum_assignment_batch(costs)
    assert columns.tolist() == [[0, 1], [-1, -1], [0, 1]] and rows[1].tolist() == [-1, -1]
    assert totals[0] == totals[2] == 2 and np.isnan(totals[1])


def test_a_batch_names_the_place_of_a_bad_number():
    costs = np.ones((5, 3, 3))
    costs[3, 1, 2] = np.nan
    with pytest.raises(mm.InputError, match="problem 3: row 1, column 2: score is NaN"):
        mm.linear_sum_assignment_batch(costs)
    with pytest.raises(ValueError, match="3-D array"):
        mm.linear_sum_assignment_batch(np.ones((2, 2)))


def test_threads_do_not_disturb_each_other():
    random = np.random.default_rng(5)
    costs = random.random((200, 12, 12))
    expected = [mm.linear_sum_assignment(cost)[1].tolist() for cost in costs]
    wrong = []

    def work():
        for cost, columns in zip(costs, expected, strict=True):
            if mm.linear_sum_assignment(cost)[1].tolist() != columns:
                wrong.append(columns)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
