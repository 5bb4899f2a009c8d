"""The best pairs alone: sparse scores of each mentee's and each mentor's best, without the matrix."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ._context import Context
from ._core import ffi, lib
from ._problem import address
from .errors import InputError

__all__ = ["Candidates", "top_of"]


@dataclass(eq=False)
class Candidates:
    """The best pairs in CSR form; `assign`, `stable` and `Program` take it as scores, and so does SciPy's `csr_array`.

    Attributes
    ----------
    indptr : int64 array
        The entries of mentee r are indptr[r] to indptr[r + 1] - 1.
    indices : int32 array
        The mentor of each entry, ascending for each mentee.
    data : float64 array
        The score of each entry.
    shape : (int, int)
    """

    indptr: np.ndarray
    indices: np.ndarray
    data: np.ndarray
    shape: tuple[int, int]
    format = "csr"

    @property
    def nnz(self) -> int:
        """How many pairs there are."""
        return len(self.indices)

    def tocsr(self) -> Candidates:
        return self

    def __repr__(self) -> str:
        return f"Candidates({self.shape[0]} x {self.shape[1]}, {self.nnz} pairs)"


def _how_many(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not 0 <= value < 2**31:
        raise InputError(f"{name}: {value!r} is not a whole number from 0 on")
    return int(value)


def top_of(
    source: Any, per_row: int, per_column: int, sense: str = "max", threads: int = 1,
    progress: Callable[..., Any] | None = None, cancel: Any = None,
) -> Candidates:
    """The best columns of each row, and rows of each column, of anything that opens scores."""
    per_row, per_column = _how_many("per_mentee", per_row), _how_many("per_mentor", per_column)
    out = ffi.new("mmatch_scores **")
    with Context(threads=threads, progress=progress, cancel=cancel) as context, contextlib.ExitStack() as stack:
        context.call(lib.mmatch_scores_top, source.open(context, stack, sense), per_row, per_column, out)
        stack.callback(lib.mmatch_scores_destroy, out[0])
        count = int(lib.mmatch_scores_entry_count(out[0]))
        offsets = np.zeros(source.shape[0] + 1, np.int64)
        columns, values = np.zeros(count, np.int32), np.zeros(count, np.float64)
        context.call(
            lib.mmatch_scores_read_csr,
            out[0],
            address(offsets, "int64_t"),
            address(columns, "int32_t"),
            address(values, "double"),
        )
    return Candidates(offsets, columns, values, (int(source.shape[0]), int(source.shape[1])))
