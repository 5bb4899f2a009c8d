"""Tables of people: pandas, polars, Arrow, lists of dicts, dicts of columns, CSV and JSON files in; the same
kind out."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from .errors import InputError
from .hours import is_missing

__all__ = ["Table", "read_table"]


@dataclass
class Table:
    """Columns by name, and how to give a table of the same kind back.

    Attributes
    ----------
    columns : dict of lists
        One list of plain Python values for each column.
    kind : str
        "dicts", "columns", or the library of the frame it came from ("pandas", "polars", "pyarrow").
    where : str
        What messages call it: "mentees", or the name of a file.
    lines : list of int, optional
        The line of each row in its file.
    id_column : str, optional
        The column whose value names a row in messages.
    """

    columns: dict[str, list[Any]]
    kind: str = "dicts"
    where: str = "table"
    lines: list[int] | None = None
    id_column: str | None = None
    row_count: int = field(default=-1)

    def __post_init__(self) -> None:
        if self.row_count < 0:
            self.row_count = len(next(iter(self.columns.values()))) if self.columns else 0

    def __len__(self) -> int:
        return self.row_count

    def __contains__(self, column: str) -> bool:
        return column in self.columns

    def column(self, name: str, what: str = "") -> list[Any]:
        """A column by name; a missing one is an InputError that lists those there are."""
        if name not in self.columns:
            if not self.columns and not self.row_count:
                return []  # a table of nobody, such as an empty list
            there = ", ".join(map(repr, self.columns)) or "none"
            raise InputError(f"{self.where}: there is no column {name!r}{what and f' ({what})'}; there are {there}")
        return self.columns[name]

    def place(self, row: int, column: str | None = None) -> str:
        """Where a cell is, in words: file and line, or table, row and id."""
        if self.lines is not None:
            words = f"{self.where}, line {self.lines[row]}"
        else:
            words = f"{self.where}, row {row}"
        if self.id_column in self.columns and not is_missing(self.columns[self.id_column][row]):
            words += f" (id {self.columns[self.id_column][row]!r})"
        return words if column is None else f"{words}, column {column!r}"

    def ids(self, column: str) -> list[Any]:
        """The id of each row: there, hashable, and unique, or an InputError with every place."""
        values = self.column(column, "the ids; say which column with id=")
        seen: dict[Any, int] = {}
        faults: list[str] = []
        for row, value in enumerate(values):
            if is_missing(value):
                faults.append(f"{self.place(row, column)}: the id is missing")
                continue
            try:
                first = seen.setdefault(value, row)
            except TypeError:
                faults.append(f"{self.place(row, column)}: {value!r} cannot be an id")
                continue
            if first != row:
                line = f"line {self.lines[first]}" if self.lines is not None else f"row {first}"
                faults.append(f"{self.place(row, column)}: id {value!r} is already in {line}")
        if faults:
            raise InputError.collect(faults)
        self.id_column = column
        return list(values)

    def numbers(self, column: str, what: str = "") -> np.ndarray:
        """A column as float64, NaN where the answer is missing. Text that is a number counts."""
        found, faults = np.full(len(self), np.nan), []
        for row, value in enumerate(self.column(column, what)):
            if is_missing(value):
                continue
            try:
                found[row] = float(value.strip() if isinstance(value, str) else value)
            except (TypeError, ValueError):
                faults.append(f"{self.place(row, column)}: {value!r} is not a number")
                continue
            if not np.isfinite(found[row]):
                faults.append(f"{self.place(row, column)}: {value!r} is not a finite number")
        if faults:
            raise InputError.collect(faults)
        return found

    def counts(self, column: str, what: str, when_missing: int | None = None) -> np.ndarray:
        """A column of whole numbers from 0 on; a missing one is refused unless a value for it is given."""
        numbers, faults = self.numbers(column, what), []
        for row in np.flatnonzero(np.isnan(numbers)).tolist():
            if when_missing is None:
                faults.append(f"{self.place(row, column)}: {what} is missing")
            else:
                numbers[row] = when_missing
        for row, value in enumerate(numbers.tolist()):
            if value == value and (value != int(value) or not 0 <= value < 2**31):
                faults.append(f"{self.place(row, column)}: {value:g} is not a whole number of people")
        if faults:
            raise InputError.collect(faults)
        return numbers.astype(np.int32)

    def make(self, columns: Mapping[str, Sequence[Any]]) -> Any:
        """A new table of the same kind."""
        lists = {name: list(values) for name, values in columns.items()}
        if self.kind == "columns":
            return lists
        if self.kind == "dicts":
            return [dict(zip(lists, row)) for row in zip(*lists.values())]
        import narwhals as nw

        if self.kind != "pandas":  # whose columns may hold anything
            lists = {name: _of_one_kind(values) for name, values in lists.items()}
        if self.kind == "polars" and not any(lists.values()):
            import polars

            return polars.DataFrame({name: [] for name in lists})
        backend: Any = self.kind
        return nw.from_dict(lists, backend=backend).to_native()


def _of_one_kind(values: list[Any]) -> list[Any]:
    """Text instead of each value where numbers and text share a column, as the ids of two tables may: typed
    columns hold one kind."""
    kinds = {isinstance(value, str) for value in values if not is_missing(value)}
    return values if len(kinds) < 2 else [value if is_missing(value) else str(value) for value in values]


def read_table(data: Any, where: str) -> Table:
    """A table from whatever holds one.

    Parameters
    ----------
    data : frame, list of dicts, dict of columns, or path
        pandas, polars or Arrow tables, DuckDB relations and everything else narwhals reads; a path ends in
        .csv or .json.
    where : str
        What messages call the table.
    """
    if isinstance(data, Table):
        return data
    if isinstance(data, (str, os.PathLike)):
        return read_file(Path(data))
    if isinstance(data, Mapping):
        return _from_columns(data, where)
    if isinstance(data, (list, tuple)):
        return _from_dicts(data, where)
    return _from_frame(data, where)


def _from_columns(data: Mapping[str, Iterable[Any]], where: str) -> Table:
    columns = {str(name): _plain(values) for name, values in data.items()}
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        raise InputError(f"{where}: columns of different lengths: {lengths}")
    return Table(columns, "columns", where)


def _from_dicts(data: Sequence[Any], where: str) -> Table:
    names: dict[str, None] = {}
    for row, record in enumerate(data):
        if not isinstance(record, Mapping):
            raise InputError(f"{where}, row {row}: {record!r} is not a dict")
        names.update(dict.fromkeys(record))
    columns = {str(name): [record.get(name) for record in data] for name in names}
    return Table(columns, "dicts", where, row_count=len(data))


def _from_frame(data: Any, where: str) -> Table:
    import narwhals as nw

    index = getattr(getattr(data, "index", None), "name", None)
    if isinstance(index, str) and hasattr(data, "reset_index") and index not in data.columns:
        data = data.reset_index()  # ids that pandas keeps as the index
    try:
        frame = nw.from_native(data)
    except nw.exceptions.NarwhalsError as error:
        raise InputError(f"{where}: {' '.join(str(error).split())}") from None
    except TypeError:
        raise InputError(
            f"{where}: {type(data).__name__} is not a table; give a pandas, polars or Arrow table, "
            "a list of dicts, a dict of columns, or the path of a CSV or JSON file"
        ) from None
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect()
    kind = str(frame.implementation.value)
    columns = {str(name): _plain(frame[name].to_list()) for name in frame.columns}
    return Table(columns, kind, where, row_count=len(frame))


def _plain(values: Iterable[Any]) -> list[Any]:
    return [value.item() if isinstance(value, np.generic) else value for value in values]


def read_file(path: Path) -> Table:
    """A CSV file (comma, semicolon or tab between cells, a header line) or a JSON list of objects."""
    content = read_text(path)
    if path.suffix.lower() == ".json":
        table = _from_dicts(_json_rows(content, path), str(path))
        return table
    return parse_csv(content, str(path))


def read_text(path: Path) -> str:
    """A UTF-8 file as text; what cannot be read is an InputError with the name of the file."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 text (byte {error.start})") from None


def _json_rows(content: str, path: Path) -> list[Any]:
    try:
        rows = json.loads(content)
    except json.JSONDecodeError as error:
        raise InputError(f"{path}, line {error.lineno}: {error.msg}") from None
    if not isinstance(rows, list):
        raise InputError(f"{path}: a list of objects is needed")
    return rows


def csv_cells(content: str, where: str) -> list[tuple[int, list[str]]]:
    """The lines of a CSV text that hold anything, with their numbers."""
    header = content.split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    cells, start = [], 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                cells.append((start, [cell.strip() for cell in row]))
            start = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"{where}, line {reader.line_num}: {error}") from None
    return cells


def parse_csv(content: str, where: str) -> Table:
    """A CSV text with a header as a table of text cells; an empty cell is a missing answer."""
    cells = csv_cells(content, where)
    if not cells:
        raise InputError(f"{where}: the file is empty; a header line is needed")
    header = cells[0][1]
    faults = [f"{where}, line {cells[0][0]}: column {name!r} is there twice" for name in _repeated(header)]
    for line, row in cells[1:]:
        if len(row) != len(header):
            faults.append(f"{where}, line {line}: {len(row)} cells under {len(header)} column names")
    if faults:
        raise InputError.collect(faults)
    rows = [row for _, row in cells[1:]]
    columns = {name: [row[place] or None for row in rows] for place, name in enumerate(header)}
    return Table(columns, "dicts", where, [line for line, _ in cells[1:]], row_count=len(rows))


def _repeated(names: Sequence[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def write_csv(columns: Mapping[str, Sequence[Any]]) -> str:
    """Columns as CSV text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([["" if is_missing(cell) else cell for cell in row] for row in zip(*columns.values())])
    return out.getvalue()


def replace_file(path: Path, content: str) -> None:
    """Writes a file whole or not at all: into a file beside it, which then takes its name."""
    replace_files([(path, content)])


def replace_files(files: Sequence[tuple[Path, str]]) -> None:
    """Writes every file or none: all of them into files beside theirs, which take their names once all are there.

    A link stays a link to the file that is written; a device or a pipe is written to and stays what it is.
    """
    waiting: list[tuple[Path, Path]] = []
    streams: list[tuple[Path, str]] = []
    path = Path()
    try:
        for path, content in files:
            if path.exists() and not path.is_file():
                streams.append((path, content))
                continue
            target = Path(os.path.realpath(path))
            beside = target.with_name(f".{target.name}.{os.getpid()}.part")
            waiting.append((beside, target))
            beside.write_text(content, encoding="utf-8", newline="\n")
        for path, content in streams:
            with open(path, "w", encoding="utf-8", newline="\n") as stream:
                stream.write(content)
        for beside, path in waiting:
            os.replace(beside, path)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    finally:
        for beside, _ in waiting:
            with contextlib.suppress(OSError):
                beside.unlink()


def column_places(table: Table, column: str) -> Callable[[int], str]:
    """Names the cells of a column in messages."""
    return lambda row: table.place(row, column)
