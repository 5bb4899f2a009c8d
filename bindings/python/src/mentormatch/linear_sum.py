"""SciPy's assignment of a matrix, exact, alone or many at once."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np

from ._context import Context, new_struct
from ._core import ffi, lib
from .errors import InputError

__all__ = ["linear_sum_assignment", "linear_sum_assignment_batch"]

# What the library reads as it lies; everything else that fits is copied as float64.
_TYPES = {
    np.dtype(np.float64): lib.MMATCH_FLOAT64,
    np.dtype(np.float32): lib.MMATCH_FLOAT32,
    np.dtype(np.int32): lib.MMATCH_INT32,
    np.dtype(np.int64): lib.MMATCH_INT64,
}
_FLOAT64, _INT64 = np.dtype(np.float64), np.dtype(np.int64)
_NDARRAY, _EMPTY = np.ndarray, np.empty
_SOLVE, _NULL, _FROM_BUFFER = lib.mmatch_linear_sum_assignment, ffi.NULL, ffi.from_buffer
_INDICES = ffi.typeof("int64_t[]")
_MAXIMISE, _MINIMISE = lib.MMATCH_SENSE_MAXIMISE, lib.MMATCH_SENSE_MINIMISE
_OPTIMAL, _INFEASIBLE = lib.MMATCH_OUTCOME_OPTIMAL, lib.MMATCH_OUTCOME_INFEASIBLE
# Matrices up to here are solved within a millisecond or so, and need no callback that lets Ctrl-C through.
_QUICK = 10_000

_kept = threading.local()


class _QuickContext:
    """A context of its own for each thread, kept from call to call: making one costs more than a small problem."""

    def __init__(self) -> None:
        options = new_struct("mmatch_context_options")
        out = ffi.new("mmatch_context **")
        if lib.mmatch_context_create(options, out) != lib.MMATCH_OK:
            raise MemoryError
        self.pointer = ffi.gc(out[0], lib.mmatch_context_destroy)
        self.outcome = ffi.new("int32_t *")


def _quick() -> _QuickContext:
    try:
        return _kept.context
    except AttributeError:
        _kept.context = _QuickContext()
        return _kept.context


def _numbers_of(cost: Any, dimensions: int, wanted: str) -> np.ndarray:
    """The array, converted as SciPy does and with its messages."""
    if not isinstance(cost, np.ndarray):
        cost = np.asarray(cost, dtype=np.float64)
    elif not np.can_cast(cost.dtype, _FLOAT64):
        raise TypeError(f"Cannot cast array data from {cost.dtype!r} to dtype('float64') according to the rule 'safe'")
    if cost.ndim != dimensions:
        raise ValueError(f"expected {wanted}, got a {cost.ndim} array")
    return cost if cost.dtype in _TYPES else cost.astype(np.float64)


def _within_reach(cost: np.ndarray) -> np.ndarray:
    """The same problem for numbers that the exact grid cannot hold, as near as float64 comes."""
    cost = cost.astype(np.float64)
    with np.errstate(invalid="ignore"):
        largest = np.abs(cost[np.isfinite(cost)]).max(initial=0)
    return np.ldexp(cost, -64) if largest > 2.0**990 else cost


def _refuse_invalid(cost: np.ndarray, maximize: Any) -> None:
    if cost.dtype.kind == "f" and (np.isnan(cost).any() or (cost == (np.inf if maximize else -np.inf)).any()):
        raise ValueError("matrix contains invalid numeric entries")


def linear_sum_assignment(cost_matrix: Any, maximize: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Stands in for `scipy.optimize.linear_sum_assignment`: same arguments, same answers.

    Where several assignments have the best sum, SciPy may name another of them. Numbers are compared on an exact grid
    of 2**-40 of the largest magnitude.

    Parameters
    ----------
    cost_matrix : array, rows x columns
        inf (-inf when maximising) forbids a pair. float64, float32, int64 and int32 of any strides are read as they lie.
    maximize : bool
        Whether the largest sum is wanted instead of the smallest.

    Returns
    -------
    row_ind, col_ind : int64 arrays
        The pairs, min(rows, columns) of them, rows ascending.

    Raises
    ------
    ValueError
        When there is no full assignment, or a number is NaN or infinite on the good side.
    TypeError
        When the numbers do not fit into float64.

    Examples
    --------
    >>> import numpy as np, mentormatch as mm
    >>> cost = np.array([[4, 1, 3], [2, 0, 5], [3, 2, 2]])
    >>> rows, columns = mm.linear_sum_assignment(cost)
    >>> columns.tolist(), int(cost[rows, columns].sum())
    ([1, 0, 2], 5)
    """
    # the common case first: each name looked up here costs as much as a tenth of a small problem
    if type(cost_matrix) is _NDARRAY and cost_matrix.dtype is _FLOAT64 and cost_matrix.ndim == 2:
        cost, number_type = cost_matrix, lib.MMATCH_FLOAT64
    else:
        cost = _numbers_of(cost_matrix, 2, "a matrix (2-D array)")
        number_type = _TYPES[cost.dtype]
    row_count, column_count = cost.shape
    count = row_count if row_count < column_count else column_count
    rows, columns = pairs = _EMPTY((2, count), _INT64)
    if count == 0:
        return rows, columns
    row_stride, column_stride = cost.strides
    rows_out = _FROM_BUFFER(_INDICES, pairs)
    arguments = (
        _FROM_BUFFER(cost) if cost.flags.c_contiguous else ffi.cast("void *", cost.ctypes.data),
        number_type,
        row_count,
        column_count,
        row_stride,
        column_stride,
        _MAXIMISE if maximize else _MINIMISE,
        rows_out,
        rows_out + count,
        _NULL,
        _NULL,
        _NULL,
    )
    if row_count * column_count <= _QUICK:
        kept = _quick()
        status = _SOLVE(kept.pointer, *arguments, kept.outcome)
        outcome = kept.outcome[0]
    else:
        status, outcome = _solve_polled(arguments)
    if status:
        if status == lib.MMATCH_ERR_NOMEM:
            raise MemoryError
        _refuse_invalid(cost, maximize)
        return _again(cost, maximize)
    if outcome != _OPTIMAL:
        raise ValueError("cost matrix is infeasible")
    return rows, columns


def _solve_polled(arguments: tuple[Any, ...]) -> tuple[int, int]:
    """Status and outcome of a call that Ctrl-C can end."""
    outcome = ffi.new("int32_t *")
    try:
        with Context() as context:
            context.call(_SOLVE, *arguments, outcome)
    except InputError:
        return lib.MMATCH_ERR_ARGUMENT, 0
    return lib.MMATCH_OK, outcome[0]


def _again(cost: np.ndarray, maximize: Any) -> tuple[np.ndarray, np.ndarray]:
    """64-bit whole numbers beyond the exact grid, which SciPy computes with as float64, and magnitudes near its end."""
    reachable = _within_reach(cost)
    if reachable.dtype == cost.dtype and np.array_equal(reachable, cost):
        raise InputError("the numbers are beyond the exact range")
    return linear_sum_assignment(reachable, maximize)


def linear_sum_assignment_batch(
    costs: Any, maximize: bool = False, *, threads: int = 1
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Solves many matrices of one shape in one call, each exactly as `linear_sum_assignment` would.

    Parameters
    ----------
    costs : array, problems x rows x columns
        Read as it lies where `linear_sum_assignment` would.
    maximize : bool
        Whether the largest sums are wanted instead of the smallest.
    threads : int
        How many threads share the problems. The answer does not depend on it.

    Returns
    -------
    row_ind, col_ind : int64 arrays, problems x min(rows, columns)
        The pairs of each problem, rows ascending; -1 throughout where a problem has no full assignment.
    totals : float64 array, one for each problem
        The sum of the numbers of the pairs; NaN where a problem has no full assignment.

    Raises
    ------
    ValueError
        When a number is NaN or infinite on the good side, with its place.
    TypeError
        When the numbers do not fit into float64.

    Examples
    --------
    >>> import numpy as np, mentormatch as mm
    >>> costs = np.array([[[1, 2], [2, 1]], [[5, 0], [0, 5]]])
    >>> rows, columns, totals = mm.linear_sum_assignment_batch(costs)
    >>> columns.tolist(), totals.tolist()
    ([[0, 1], [1, 0]], [2.0, 0.0])
    """
    costs = _numbers_of(costs, 3, "a stack of matrices (3-D array)")
    problem_count, row_count, column_count = costs.shape
    count = min(row_count, column_count)
    rows = np.empty((problem_count, count), np.int64)
    columns = np.empty((problem_count, count), np.int64)
    totals = np.empty(problem_count, np.float64)
    outcomes = np.empty(problem_count, np.int32)
    with Context(threads=threads) as context:
        context.call(
            lib.mmatch_linear_sum_batch,
            ffi.cast("void *", costs.ctypes.data),
            _TYPES[costs.dtype],
            problem_count,
            row_count,
            column_count,
            *costs.strides,
            _MAXIMISE if maximize else _MINIMISE,
            ffi.cast("int64_t *", rows.ctypes.data),
            ffi.cast("int64_t *", columns.ctypes.data),
            ffi.NULL,
            ffi.NULL,
            ffi.cast("double *", totals.ctypes.data),
            ffi.cast("int32_t *", outcomes.ctypes.data),
        )
    totals[outcomes == _INFEASIBLE] = np.nan
    return rows, columns, totals
