"""The problems that are timed, made from a fixed seed.

Every number is a multiple of a power of two with few enough bits that sums and differences of the lot are exact in
float64. So all exact solvers must find the same total to the last bit, and integer solvers see the same problem.
Everything is a cost matrix to minimise, which is what all the peers take.
"""

from __future__ import annotations

import csv
import os
import pathlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

SEED = 20240229
ATTRIBUTES = 16
FLOAT64_BITS = 32
FLOAT32_BITS = 23
SPARSE_BITS = 20  # more would overflow OR-tools at a million rows


class NoData(Exception):
    """The folder of real data is not there."""


@dataclass(frozen=True)
class Case:
    """One problem: what it is drawn from, how large it is, and how it is stored."""

    section: str  # dense, float32, rectangular, stress, orlib, sparse or computed: a chapter of the report
    family: str
    rows: int
    columns: int
    dtype: str = "float64"
    degree: int = 0  # entries a row, of sparse ones

    @property
    def name(self) -> str:
        """Names the case in results and on the command line."""
        return f"{self.section}/{self.family}/{self.rows}x{self.columns}/{self.dtype}"

    @property
    def is_sparse(self) -> bool:
        return self.section == "sparse" or self.family.startswith("assignp")

    @property
    def stored_bytes(self) -> int:
        """Size of the matrix a peer needs."""
        if self.is_sparse:
            return self.rows * max(self.degree, 1) * 12
        return self.rows * self.columns * np.dtype(self.dtype).itemsize


@dataclass
class Sparse:
    """A CSR matrix; columns of a row ascend."""

    offsets: np.ndarray
    columns: np.ndarray
    values: np.ndarray
    shape: tuple[int, int]


@dataclass
class Problem:
    costs: np.ndarray | Sparse
    scale: float  # costs times scale are whole numbers
    known_total: float | None = None  # published optimum


def generator(case: Case) -> np.random.Generator:
    """Numbers that depend on the family and the shape, and on nothing else."""
    return np.random.default_rng([SEED, zlib.crc32(case.family.encode()), case.rows, case.columns])


def row_blocks(rows: int, size: int = 128) -> Iterator[slice]:
    return (slice(first, min(first + size, rows)) for first in range(0, rows, size))


# Rows of each family: a function of the case that returns a function of a block of rows. Those in UNIT give numbers
# from 0 to 1 that are rounded to the grid afterwards; those in WHOLE give whole numbers.


def uniform_rows(case: Case) -> Callable[[slice], np.ndarray]:
    draw = generator(case)
    return lambda block: draw.random((block.stop - block.start, case.columns))


def geometric_rows(case: Case) -> Callable[[slice], np.ndarray]:
    """Distances between points of the unit square, halved."""
    draw = generator(case)
    here, there = draw.random((case.rows, 2)), draw.random((case.columns, 2))
    return lambda block: 0.5 * np.hypot(
        here[block, 0, None] - there[None, :, 0], here[block, 1, None] - there[None, :, 1]
    )


def inner_product_rows(case: Case) -> Callable[[slice], np.ndarray]:
    """One less the inner product of 16 attributes, which are short enough for the product to be exact."""
    draw = generator(case)
    has = draw.integers(0, 2**14, (case.rows, ATTRIBUTES)) / 2.0**14
    wants = np.ascontiguousarray((draw.integers(0, 2**14, (case.columns, ATTRIBUTES)) / 2.0**14).T)
    return lambda block: 1.0 - has[block] @ wants / ATTRIBUTES


def additive_rows(case: Case) -> Callable[[slice], np.ndarray]:
    """A row effect, a column effect and noise of a third of their size."""
    draw = generator(case)
    row_effect, column_effect = draw.random(case.rows), draw.random(case.columns)

    def rows(block: slice) -> np.ndarray:
        noise = draw.random((block.stop - block.start, case.columns))
        return 0.25 * (row_effect[block, None] + column_effect[None, :] + 0.3 * noise)

    return rows


def ties_rows(case: Case) -> Callable[[slice], np.ndarray]:
    """Whole numbers from 1 to 100."""
    draw = generator(case)
    return lambda block: draw.integers(1, 101, (block.stop - block.start, case.columns)).astype(np.float64)


def product_rows(case: Case) -> Callable[[slice], np.ndarray]:
    """i * j: the classical bad case of shortest augmenting paths."""
    row, column = np.arange(1.0, case.rows + 1), np.arange(1.0, case.columns + 1)
    return lambda block: row[block, None] * column[None, :]


def falling_product_rows(case: Case) -> Callable[[slice], np.ndarray]:
    """The same product to be maximised."""
    rows = product_rows(case)
    return lambda block: float(case.rows * case.columns) - rows(block)


def difference_rows(case: Case) -> Callable[[slice], np.ndarray]:
    """|i - j|: every row has hardly better and hardly worse columns all along."""
    row, column = np.arange(0.0, case.rows), np.arange(0.0, case.columns)
    return lambda block: np.abs(row[block, None] - column[None, :])


def equal_rows(case: Case) -> Callable[[slice], np.ndarray]:
    """Every matching is as good as any other."""
    return lambda block: np.ones((block.stop - block.start, case.columns))


def rank_one_rows(case: Case) -> Callable[[slice], np.ndarray]:
    """Products of two random numbers: like i * j, in no order."""
    draw = generator(case)
    row, column = draw.integers(1, 2**16, case.rows), draw.integers(1, 2**16, case.columns)
    return lambda block: (row[block, None] * column[None, :]).astype(np.float64)


def data_folder() -> pathlib.Path:
    folder = os.environ.get("MMATCH_SHARED_DATA")
    if not folder or not pathlib.Path(folder).is_dir():
        raise NoData("MMATCH_SHARED_DATA names no folder of real data")
    return pathlib.Path(folder)


def records_rows(case: Case) -> Callable[[slice], np.ndarray]:
    """Real records of the Open University: hand-ins paired so that score and day differ least; many ties."""
    with open(data_folder() / "oulad" / "studentAssessment.csv", newline="") as file:
        numbers = [(row["score"], row["date_submitted"]) for row in csv.DictReader(file)]
    records = np.array([[float(number or 0) for number in pair] for pair in numbers])
    if len(records) < case.rows + case.columns:
        raise NoData(f"only {len(records)} records, {case.rows + case.columns} are needed")
    order = generator(case).permutation(len(records))
    here, there = records[order[: case.rows]], records[order[case.rows : case.rows + case.columns]]
    return lambda block: np.abs(here[block, None, 0] - there[None, :, 0]) + np.abs(
        here[block, None, 1] - there[None, :, 1]
    )


UNIT: dict[str, Callable[[Case], Callable[[slice], np.ndarray]]] = {
    "uniform": uniform_rows,
    "geometric": geometric_rows,
    "inner product": inner_product_rows,
    "additive + noise": additive_rows,
}
WHOLE: dict[str, Callable[[Case], Callable[[slice], np.ndarray]]] = {
    "integers 1..100": ties_rows,
    "i*j": product_rows,
    "real records": records_rows,
    "i*j falling": falling_product_rows,
    "|i-j|": difference_rows,
    "all equal": equal_rows,
    "rank one": rank_one_rows,
}
FAMILIES = ("uniform", "geometric", "inner product", "additive + noise", "integers 1..100", "i*j", "real records")
STRESS = ("i*j falling", "|i-j|", "all equal", "rank one")
SPARSE_FAMILIES = ("uniform", "integers 1..100")

# OR-Library's assignment problems and their published optima.
ORLIB_OPTIMA = {
    "assign100": 305, "assign200": 475, "assign400": 804, "assign800": 1552, "assignp800": 2239, "assignp3000": 18696,
}  # fmt: skip


def make(case: Case) -> Problem:
    """The problem of a case."""
    if case.section == "orlib":
        return orlib_problem(case)
    return sparse_problem(case) if case.is_sparse else dense_problem(case)


def dense_problem(case: Case) -> Problem:
    costs = np.empty((case.rows, case.columns), case.dtype)
    whole = case.family in WHOLE
    rows = (WHOLE if whole else UNIT)[case.family](case)
    bits = FLOAT32_BITS if case.dtype == "float32" else FLOAT64_BITS
    for block in row_blocks(case.rows):
        numbers = rows(block)
        if not whole:
            numbers = np.rint(numbers * 2.0**bits) / 2.0**bits
        costs[block] = numbers
    return Problem(costs, 1.0 if whole else 2.0**bits)


def sparse_problem(case: Case) -> Problem:
    """`degree` different columns a row, one of them from a permutation, so that everybody can be placed."""
    draw = generator(case)
    count, degree = case.rows, case.degree
    columns = np.empty((count, degree), np.int32)
    columns[:, 0] = draw.permutation(count)
    redo = np.arange(count)
    while len(redo):
        columns[redo, 1:] = draw.integers(0, count, (len(redo), degree - 1))
        ascending = np.sort(columns[redo], axis=1)
        redo = redo[(ascending[:, 1:] == ascending[:, :-1]).any(axis=1)]
    columns.sort(axis=1)
    if case.family in WHOLE:
        values, scale = draw.integers(1, 101, count * degree).astype(case.dtype), 1.0
    else:
        scale = 2.0**SPARSE_BITS
        values = draw.integers(1, 2**SPARSE_BITS, count * degree) / scale
    offsets = np.arange(0, count * degree + 1, degree, dtype=np.int32)
    return Problem(Sparse(offsets, columns.ravel(), values, (count, count)), scale)


def orlib_problem(case: Case) -> Problem:
    numbers = np.array((data_folder() / "lap-orlib" / f"{case.family}.txt").read_text().split(), np.float64)
    count, numbers = int(numbers[0]), numbers[1:]
    known = float(ORLIB_OPTIMA[case.family])
    if not case.is_sparse:
        return Problem(numbers.reshape(count, count).copy(), 1.0, known)
    triples = numbers.reshape(-1, 3)
    triples = triples[np.lexsort((triples[:, 1], triples[:, 0]))]
    rows = triples[:, 0].astype(np.int64) - 1
    offsets = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=count))]).astype(np.int32)
    costs = Sparse(offsets, (triples[:, 1] - 1).astype(np.int32), triples[:, 2].copy(), (count, count))
    return Problem(costs, 1.0, known)
