"""Everybody who is timed, ourselves first, each as a function from a problem to the pairs it makes.

What is timed is the whole call a user would wait for: conversions that a package needs (whole numbers, lists of
arcs, padding) are part of it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from typing import Any

import numpy as np

from .families import Case, Problem, Sparse

Pairs = tuple[np.ndarray, np.ndarray]


class Unable(Exception):
    """The solver does not take this problem, or gives up on it; the message says why."""


@dataclass(frozen=True)
class Solver:
    """Somebody who is timed."""

    name: str
    package: str  # the PyPI package it comes from
    module: str  # what is imported before the clock starts
    solve: Callable[[Problem, int], Any]
    takes: str = "dense"  # dense, sparse, or both
    square_only: bool = False
    largest_dense: int = 10**9  # solvers made for sparse problems are asked for dense ones up to here
    attribute: str = ""  # what the module must have

    def refusal(self, case: Case) -> str | None:
        """Why this solver is not asked for a case; None when it is."""
        if case.section == "computed":
            return f"needs the matrix, {case.stored_bytes / 2**30:.1f} GiB"
        if case.is_sparse and self.takes == "dense":
            return "takes no sparse matrix"
        if not case.is_sparse and max(case.rows, case.columns) > self.largest_dense:
            return f"made for sparse problems, asked up to n = {self.largest_dense}"
        if self.square_only and case.rows != case.columns:
            return "square problems only"
        return None

    @property
    def version(self) -> str | None:
        """The installed version; None when the solver is not there."""
        try:
            found = hasattr(importlib.import_module(self.module), self.attribute) if self.attribute else True
            return metadata.version(self.package) if found else None
        except (ImportError, AttributeError):
            return None


def scipy_matrix(costs: Sparse) -> Any:
    from scipy.sparse import csr_array

    return csr_array((costs.values, costs.columns, costs.offsets), shape=costs.shape)


# mentormatch


def prepare_mentormatch(problem: Problem) -> Any:
    """What the user of `mm.assign` has in hand: an array, or a matrix of SciPy."""
    return scipy_matrix(problem.costs) if isinstance(problem.costs, Sparse) else problem.costs


def solve_mentormatch(problem: Problem, threads: int) -> Any:
    """Returns the whole result, which carries its proof."""
    import mentormatch

    return mentormatch.assign(prepare_mentormatch(problem), sense="min", threads=threads)


# SciPy


def solve_scipy(problem: Problem, _threads: int) -> Pairs:
    from scipy.optimize import linear_sum_assignment

    return linear_sum_assignment(problem.costs)


def solve_scipy_bipartite(problem: Problem, _threads: int) -> Pairs:
    """Stored zeros would count as absent; the families have none, so nothing is shifted."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    if isinstance(problem.costs, Sparse):
        return min_weight_full_bipartite_matching(scipy_matrix(problem.costs))
    if (problem.costs == 0).any():
        raise Unable("takes no zero costs")
    return min_weight_full_bipartite_matching(csr_array(problem.costs))


# lapx


def pairs_of_map(column_of_row: np.ndarray) -> Pairs:
    rows = np.flatnonzero(column_of_row >= 0)
    return rows, column_of_row[rows]


def solve_lapjv(problem: Problem, _threads: int) -> Pairs:
    import lap

    rows, columns = problem.costs.shape
    return pairs_of_map(lap.lapjv(problem.costs, extend_cost=rows != columns, return_cost=False)[0])


def solve_lapjvx(problem: Problem, _threads: int) -> Pairs:
    import lap

    rows, columns = problem.costs.shape
    return lap.lapjvx(problem.costs, extend_cost=rows != columns, return_cost=False)


def solve_lapjvs(problem: Problem, _threads: int) -> Pairs:
    """In the precision of the input."""
    import lap

    single = problem.costs.dtype == np.float32
    return lap.lapjvs(problem.costs, return_cost=False, prefer_float32=single)


def solve_lapjvs_single(problem: Problem, _threads: int) -> Pairs:
    """As it comes: in float32 whatever the input is."""
    import lap

    return lap.lapjvs(problem.costs, return_cost=False)


def solve_lapjvc(problem: Problem, _threads: int) -> Pairs:
    import lap

    return lap.lapjvc(problem.costs, return_cost=False)


def solve_lapjvr(problem: Problem, _threads: int) -> Pairs:
    import lap

    rows, columns = problem.costs.shape
    return lap.lapjvr(problem.costs, extend_cost=rows != columns, return_cost=False)


def solve_lapjvh(problem: Problem, _threads: int) -> Pairs:
    import lap

    rows, columns = problem.costs.shape
    return lap.lapjvh(problem.costs, extend_cost=rows != columns, return_cost=False)


def solve_lapmod(problem: Problem, _threads: int) -> Pairs:
    import lap

    costs = problem.costs
    if not isinstance(costs, Sparse):
        count = len(costs)
        offsets = np.arange(0, count * count + 1, count, dtype=np.int32)
        costs = Sparse(offsets, np.tile(np.arange(count, dtype=np.int32), count), costs.ravel(), costs.shape)
    if costs.values.max() >= lap.LARGE:
        raise Unable(f"takes costs below {lap.LARGE}")
    return pairs_of_map(lap.lapmod(costs.shape[0], costs.values, costs.offsets, costs.columns, return_cost=False)[0])


# OR-tools


def arcs_of(problem: Problem) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows, columns and whole-number costs of all pairs."""
    costs = problem.costs
    if isinstance(costs, Sparse):
        rows = np.repeat(np.arange(costs.shape[0], dtype=np.int32), np.diff(costs.offsets))
        return rows, costs.columns.astype(np.int32), (costs.values * problem.scale).astype(np.int64)
    rows, columns = costs.shape
    whole = (costs.astype(np.float64) * problem.scale).astype(np.int64).ravel()
    return (
        np.repeat(np.arange(rows, dtype=np.int32), columns),
        np.tile(np.arange(columns, dtype=np.int32), rows),
        whole,
    )


def solve_ortools_assignment(problem: Problem, _threads: int) -> Pairs:
    from ortools.graph.python import linear_sum_assignment

    solver = linear_sum_assignment.SimpleLinearSumAssignment()
    solver.add_arcs_with_cost(*arcs_of(problem))
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise Unable(f"answers {status.name}")
    count = problem.costs.shape[0]
    return np.arange(count), np.array([solver.right_mate(row) for row in range(count)])


def solve_ortools_flow(problem: Problem, _threads: int) -> Pairs:
    from ortools.graph.python import min_cost_flow

    rows, columns = problem.costs.shape
    tails, heads, costs = arcs_of(problem)
    flow = min_cost_flow.SimpleMinCostFlow()
    ones = np.ones(len(tails), np.int64)
    pair_arcs = flow.add_arcs_with_capacity_and_unit_cost(tails, heads + np.int32(rows), ones, costs)
    source, sink = rows + columns, rows + columns + 1
    row_nodes, column_nodes = (np.arange(count, dtype=np.int32) for count in (rows, columns))
    flow.add_arcs_with_capacity_and_unit_cost(
        np.full(rows, source, np.int32), row_nodes, np.ones(rows, np.int64), np.zeros(rows, np.int64)
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        column_nodes + np.int32(rows), np.full(columns, sink, np.int32), np.ones(columns, np.int64),
        np.zeros(columns, np.int64),
    )  # fmt: skip
    placed = min(rows, columns)
    flow.set_node_supply(source, placed)
    flow.set_node_supply(sink, -placed)
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise Unable(f"answers {status.name}")
    used = np.flatnonzero(flow.flows(np.asarray(pair_arcs)))
    return tails[used], heads[used]


OURS = Solver("mentormatch", "mentormatch", "mentormatch", solve_mentormatch, "both")
PEERS = (
    Solver("scipy linear_sum_assignment", "scipy", "scipy.optimize", solve_scipy),
    Solver("lapx lapjv", "lapx", "lap", solve_lapjv, attribute="lapjv"),
    Solver("lapx lapjvx", "lapx", "lap", solve_lapjvx, attribute="lapjvx"),
    Solver("lapx lapjvs", "lapx", "lap", solve_lapjvs, attribute="lapjvs"),
    Solver("lapx lapjvs float32", "lapx", "lap", solve_lapjvs_single, attribute="lapjvs"),
    Solver("lapx lapjvc", "lapx", "lap", solve_lapjvc, attribute="lapjvc"),
    Solver("lapx lapjvr", "lapx", "lap", solve_lapjvr, attribute="lapjvr"),
    Solver("lapx lapjvh", "lapx", "lap", solve_lapjvh, attribute="lapjvh"),
    Solver("lapx lapmod", "lapx", "lap", solve_lapmod, "both", True, 1000, attribute="lapmod"),
    Solver(
        "scipy min_weight_full_bipartite_matching", "scipy", "scipy.sparse.csgraph", solve_scipy_bipartite, "both",
        False, 1000,
    ),
    Solver(
        "ortools SimpleLinearSumAssignment", "ortools", "ortools.graph.python.linear_sum_assignment",
        solve_ortools_assignment, "both", True,
    ),
    Solver(
        "ortools SimpleMinCostFlow", "ortools", "ortools.graph.python.min_cost_flow", solve_ortools_flow, "both",
        False, 1000,
    ),
)  # fmt: skip
SOLVERS = {solver.name: solver for solver in (OURS, *PEERS)}
