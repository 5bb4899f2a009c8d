"""Files of ready scores for the command line.

* CSV with names: a header with the mentors' ids, each line beginning with a mentee's id; or the columns mentee,
  mentor, score. An empty cell of the first kind is not a score; -inf rules a pair out.
* CSV of bare numbers: one line a mentee. People are numbered from 1.
* Text of numbers between blanks, as the OR-Library has them: n and then n x n numbers; or n and then triples
  of row, column (both from 1) and number, where a pair that is not there is ruled out.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from .errors import InputError
from .frames import Table, csv_cells, parse_csv, read_file, read_text
from .program import SparseMatrix, score_cells

__all__ = ["read_score_file"]


def read_score_file(path: Path, transpose: bool) -> tuple[list[Any], list[Any], Any]:
    """The ids of rows and columns, and the scores: a matrix, or a sparse one.

    With `transpose` the file has mentors as rows.
    """
    if path.suffix.lower() == ".txt":
        scores = _read_numbers(read_text(path), str(path))
        rows, columns = (_numbered(count) for count in scores.shape)
    elif path.suffix.lower() == ".json":
        rows, columns, scores = _of_table(read_file(path))
    else:
        rows, columns, scores = _read_csv(read_text(path), str(path))
    if transpose:
        if isinstance(scores, SparseMatrix):
            raise InputError(f"{path}: only a full matrix can be transposed")
        rows, columns, scores = columns, rows, scores.T
    return rows, columns, scores


def _numbered(count: int) -> list[str]:
    return [str(number) for number in range(1, count + 1)]


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _read_csv(content: str, where: str) -> tuple[list[Any], list[Any], Any]:
    cells = csv_cells(content, where)
    if not cells:
        raise InputError(f"{where}: the file is empty")
    if all(_is_number(cell) for cell in cells[0][1]):
        return _bare(cells, where)
    return _of_table(parse_csv(content, where))


def _bare(cells: list[tuple[int, list[str]]], where: str) -> tuple[list[Any], list[Any], Any]:
    width, faults = len(cells[0][1]), []
    matrix = np.zeros((len(cells), width))
    for row, (line, values) in enumerate(cells):
        if len(values) != width:
            faults.append(f"{where}, line {line}: {len(values)} numbers, {width} in the first line")
            continue
        for column, cell in enumerate(values):
            try:
                matrix[row, column] = float(cell)
            except ValueError:
                faults.append(f"{where}, line {line}, column {column + 1}: {cell!r} is not a number")
            if matrix[row, column] != matrix[row, column]:
                faults.append(f"{where}, line {line}, column {column + 1}: the score is NaN")
    if faults:
        raise InputError.collect(faults)
    return _numbered(len(cells)), _numbered(width), matrix


def _of_table(table: Table) -> tuple[list[Any], list[Any], Any]:
    if {"mentee", "mentor", "score"} <= set(table.columns):
        return _of_pairs(table)
    id_column, *names = table.columns
    rows = table.ids(id_column)
    matrix = np.zeros((len(rows), len(names)))
    for place, name in enumerate(names):
        matrix[:, place] = score_cells(table, name)
    return rows, names, matrix


def _of_pairs(table: Table) -> tuple[list[Any], list[Any], Any]:
    rows = list(dict.fromkeys(table.column("mentee")))
    columns = list(dict.fromkeys(table.column("mentor")))
    row_index = {name: place for place, name in enumerate(rows)}
    column_index = {name: place for place, name in enumerate(columns)}
    faults: list[str] = []
    entries: dict[tuple[int, int], float] = {}
    values = score_cells(table, "score")
    for place, pair in enumerate(zip(table.column("mentee"), table.column("mentor"))):
        key = row_index[pair[0]], column_index[pair[1]]
        if None in pair:
            faults.append(f"{table.place(place)}: an id is missing")
        elif key in entries:
            faults.append(f"{table.place(place)}: the pair {pair[0]!r}, {pair[1]!r} is there twice")
        entries[key] = values[place]
    if faults:
        raise InputError.collect(faults)
    return rows, columns, SparseMatrix.of_entries(entries, (len(rows), len(columns)))


def _read_numbers(content: str, where: str) -> Any:
    words = content.split()
    try:
        numbers = np.array(words, dtype=np.float64)
    except ValueError:
        for line, text in enumerate(content.split("\n"), 1):
            for word in text.split():
                if not _is_number(word):
                    raise InputError(f"{where}, line {line}: {word!r} is not a number") from None
        raise
    if not len(numbers) or numbers[0] != int(numbers[0]) or numbers[0] < 0:
        raise InputError(f"{where}, line 1: the number of people is needed")
    count = int(numbers[0])
    if len(numbers) == count * count + 1:
        return numbers[1:].reshape(count, count)
    if len(numbers) % 3 != 1:
        raise InputError(f"{where}: {len(numbers) - 1} numbers are neither {count} x {count} nor triples")
    triples = numbers[1:].reshape(-1, 3)
    entries: dict[tuple[int, int], float] = {}
    for place, (row, column, value) in enumerate(triples.tolist()):
        if row != int(row) or column != int(column) or not (1 <= row <= count and 1 <= column <= count):
            raise InputError(f"{where}, triple {place + 1}: ({row:g}, {column:g}) is outside {count} x {count}")
        key = int(row) - 1, int(column) - 1
        if key in entries:
            raise InputError(f"{where}, triple {place + 1}: the pair ({row:g}, {column:g}) is there twice")
        entries[key] = value
    return SparseMatrix.of_entries(entries, (count, count))
