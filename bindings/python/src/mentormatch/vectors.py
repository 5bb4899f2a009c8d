"""Vectors of people, such as embeddings or attributes: one row of numbers each, NaN for a missing answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from .errors import InputError
from .hours import is_missing

__all__ = ["read_vectors"]

# What stands between the numbers of a vector that is text: "[0.1, 0.2]" or "0.1 0.2".
_BETWEEN = re.compile(r"[\s,;]+")


def _vector_of(value: Any) -> np.ndarray:
    if isinstance(value, str):
        value = _BETWEEN.split(value.strip().strip("[]()").strip())
    elif not isinstance(value, (Iterable, np.ndarray)):
        raise InputError(f"{value!r} is not a list of numbers")
    try:
        vector = np.asarray([np.nan if is_missing(number) else number for number in value], np.float64)
    except (TypeError, ValueError):
        raise InputError(f"{value!r} is not a list of numbers") from None
    if vector.ndim != 1:
        raise InputError(f"{value!r} is not one list of numbers")
    return vector


def read_vectors(
    sides: Sequence[tuple[Sequence[Any], Callable[[int], str]]]
) -> tuple[list[np.ndarray], int]:
    """The vectors of several sides, each with what a row is called, as matrices of one width; and the width."""
    width, first, faults = 0, "", []
    found: list[dict[int, np.ndarray]] = []
    for values, place in sides:
        vectors = {}
        for row, value in enumerate(values):
            if is_missing(value):
                continue
            try:
                vector = _vector_of(value)
            except InputError as error:
                faults.append(f"{place(row)}: {error}")
                continue
            if not len(vector):
                continue
            if not width:
                width, first = len(vector), place(row)
            if len(vector) != width:
                faults.append(f"{place(row)}: {len(vector)} numbers, but {width} in {first}")
                continue
            vectors[row] = vector
        found.append(vectors)
    if faults:
        raise InputError.collect(faults)
    matrices = []
    for (values, _), vectors in zip(sides, found):
        matrix = np.full((len(values), max(width, 1)), np.nan)
        for row, vector in vectors.items():
            matrix[row] = vector
        matrices.append(matrix)
    return matrices, max(width, 1)
