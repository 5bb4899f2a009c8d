"""Fits in numbers: vectors that are alike, and the best pairs without the matrix."""

import numpy as np
import pytest

import mentormatch as mm

RANDOM = np.random.default_rng(5)


def people(count, dimensions=6):
    return {
        "about": list(RANDOM.normal(size=(count, dimensions))),
        "grade": RANDOM.integers(1, 9, count).tolist(),
        "team": RANDOM.choice(["a", "b", "c"], count).tolist(),
        "id": [f"p{k}" for k in range(count)],
    }


def test_all_rows_at_once_are_the_same_for_any_number_of_threads():
    rows, columns = people(300), people(700)
    fit = mm.Fit([mm.similarity("about"), mm.same("team", must=True), mm.close("grade")])
    one = fit.matrix(rows, columns)
    assert (fit.matrix(rows, columns, threads=2) == one).all()
    assert fit.matrix(rows, []).shape == (300, 0) and fit.matrix([], columns).shape == (0, 700)


def test_similar_vectors_give_the_points_of_their_cosine():
    rows, columns = people(40), people(30)
    rows["about"][3] = None
    columns["about"][5] = [np.nan, 1, 2, 3, 4, 5]
    columns["about"][6] = "[1, 0, 0.5, -2, 1e-3, 4]"
    matrix = mm.Fit([mm.similarity("about", weight=10, least=-1, missing="neutral")]).matrix(rows, columns)
    columns["about"][6] = [1, 0, 0.5, -2, 1e-3, 4]
    first = np.array([row if row is not None else [np.nan] * 6 for row in rows["about"]], float)
    second = np.array(columns["about"], float)
    cosine = first @ second.T / np.linalg.norm(first, axis=1)[:, None] / np.linalg.norm(second, axis=1)
    expected = np.where(np.isnan(cosine), 5000, 5000 * (1 + cosine))
    assert np.abs(matrix - expected).max() < 2
    assert (matrix == np.floor(matrix)).all()
    assert (matrix[3] == 5000).all() and (matrix[:, 5] == 5000).all()


def test_inner_products_count_up_to_what_is_full():
    rows = [{"about": [2, 0]}, {"about": [1, 1]}]
    columns = [{"about": [3, 4]}, {"about": np.array([0, 1])}]
    assert mm.Fit([mm.similarity("about", measure="inner_product")]).matrix(rows, columns).tolist() == [[600, 0], [700, 100]]
    of_six = mm.similarity("about", measure="inner_product", full=6, must=False)
    assert mm.Fit([of_six]).matrix(rows, columns).tolist() == [[1000, 0], [1000, 167]]
    must = mm.similarity("about", measure="inner_product", least=0.5, must=True)
    assert mm.Fit([must]).matrix(rows, columns).tolist() == [[0, -np.inf], [0, 0]]


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: mm.similarity("about", measure="euclid"), "measure"),
        (lambda: mm.similarity("about", full=0), "full"),
        (lambda: mm.similarity("about", least=np.nan), "least"),
        (lambda: mm.Fit([mm.similarity("about")]).matrix([{"about": [1, 2]}], [{"about": [1, 2, 3]}]), "3 numbers, but 2"),
        (lambda: mm.Fit([mm.similarity("about")]).matrix([{"about": "1 two"}], [{"about": [1]}]), "not a list of numbers"),
        (lambda: mm.Fit([mm.similarity("about")]).matrix([{"about": [np.inf]}], [{"about": [1]}]), "beyond 1e150"),
        (lambda: mm.Fit([mm.similarity("about")]).top([{"about": [1]}], [{"about": [1]}], per_mentee=-1), "per_mentee"),
        (lambda: mm.Fit([mm.similarity("about")]).top([{"about": [1]}], [{"about": [1]}], per_mentor=1.5), "per_mentor"),
    ],
)
def test_what_cannot_be_is_refused(call, message):
    with pytest.raises(mm.InputError, match=message):
        call()


def test_nobody_with_a_vector_is_missing_everywhere():
    fit = mm.Fit([mm.similarity("about", missing="rule_out")])
    assert fit.matrix([{"about": None}], [{"about": ""}, {"about": []}]).tolist() == [[-np.inf, -np.inf]]


def best(matrix, per_row, per_column):
    """The pairs that a full sort keeps: better first, then the earlier."""
    kept = np.zeros(matrix.shape, bool)
    for row, order in enumerate(np.argsort(-matrix, axis=1, kind="stable")[:, :per_row]):
        kept[row, order] = True
    for column, order in enumerate(np.argsort(-matrix, axis=0, kind="stable")[:per_column].T):
        kept[order, column] = True
    return kept & np.isfinite(matrix)


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("per_mentee, per_mentor", [(3, 0), (0, 4), (5, 2), (200, 0), (0, 0)])
def test_the_best_pairs_are_those_of_the_matrix(per_mentee, per_mentor, threads):
    rows, columns = people(90), people(70)
    fit = mm.Fit([mm.gap("grade", ideal=2, tolerance=3), mm.same("team", must=True), mm.similarity("about", weight=0.005)])
    matrix = fit.matrix(rows, columns)
    found = fit.top(rows, columns, per_mentee, per_mentor, threads=threads)
    dense = np.full(matrix.shape, -np.inf)
    for row in range(len(matrix)):
        entries = slice(found.indptr[row], found.indptr[row + 1])
        assert (np.diff(found.indices[entries]) > 0).all()
        dense[row, found.indices[entries]] = found.data[entries]
    kept = best(matrix, per_mentee, per_mentor)
    assert (dense == np.where(kept, matrix, -np.inf)).all()
    assert found.nnz == kept.sum() and found.shape == matrix.shape


def test_the_best_pairs_go_straight_into_an_assignment():
    rows, columns = people(60), people(60)
    fit = mm.Fit([mm.similarity("about"), mm.different("team")])
    whole = mm.assign(fit.matrix(rows, columns))
    some = mm.assign(fit.top(rows, columns, 25, 25))
    assert some.verify() and whole.verify()
    assert some.total == whole.total
