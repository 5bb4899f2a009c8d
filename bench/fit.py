"""Times how fast a fit gives scores, beside NumPy, a Python loop and writing the result; writes RESULTS-fit.md.

    sh bench/run.sh fit [--people N] [--out FOLDER]

People are made up from a fixed seed. The NumPy version works in blocks of rows, with matrix products for sets and hours;
its scores are the same to the last bit, which is checked, as is the loop's. One thread unless said otherwise.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import pathlib
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
POINTS = 1000
ROWS_AT_ONCE = 64
OWN_ROWS_AT_ONCE = 4  # stays in the second-level cache
LOOP_ROWS, LOOP_COLUMNS = 40, 1000


# People


def sets_of(random: np.random.Generator, count: int, vocabulary: int, size: int, levels: int) -> np.ndarray:
    """Levels by person and item, 0 where it is not listed; one to `size` items each."""
    found = np.zeros((count, vocabulary), np.int32)
    for person in range(count):
        items = random.choice(vocabulary, random.integers(1, size + 1), replace=False)
        found[person, items] = random.integers(1, levels + 1, len(items))
    return found


def people(count: int) -> dict[str, Any]:
    """Answers of both sides: two of each, rows first."""
    random = np.random.default_rng(7)
    managers = np.array([-1] + [int(random.integers(0, k)) for k in range(1, 2 * count)], np.int32)
    return {
        "skills": [sets_of(random, count, 60, 6, 1) for _ in range(2)],
        "topics": [sets_of(random, count, 30, 4, 3) for _ in range(2)],
        "hours": [random.random((count, 168)) < 0.2 for _ in range(2)],
        "language": [random.integers(0, 4, count).astype(np.int32) for _ in range(2)],
        "department": [random.integers(0, 12, count).astype(np.int32) for _ in range(2)],
        "years": [random.integers(0, 40, count).astype(np.float64) for _ in range(2)],
        "grade": [random.integers(1, 10, count).astype(np.float64) for _ in range(2)],
        "managers": managers,
        "person": [np.arange(count, dtype=np.int32), np.arange(count, 2 * count, dtype=np.int32)],
    }


# The fit


def as_csr(levels: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows, items = np.nonzero(levels)
    offsets = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(levels)))]).astype(np.int64)
    return offsets, items.astype(np.int32), levels[rows, items].astype(np.int32)


def as_words(free: np.ndarray) -> np.ndarray:
    padded = np.zeros((len(free), 192), bool)
    padded[:, :168] = free
    return np.ascontiguousarray(np.packbits(padded, axis=1, bitorder="little")).view("<u8").astype(np.uint64)


def compiled_fit(data: dict[str, Any]) -> Any:
    """The fit with its eight criteria, from answers that are arrays already."""
    import mentormatch as mm
    from mentormatch.fit import CompiledCriterion, CompiledFit

    no_offsets = np.zeros(len(data["years"][0]), np.int32)
    hours = [(as_words(free), 60, no_offsets) for free in data["hours"]]
    criteria = [
        (mm.overlap("skills"), ("mentee_to_mentor", *(as_csr(side) for side in data["skills"]))),
        (mm.overlap("topics"), ("mentee_to_mentor", *(as_csr(side) for side in data["topics"]))),
        (mm.shared_hours("hours", at_least=2, full=8), (*hours, 2, 8)),
        (mm.same("language", must=True), tuple(data["language"])),
        (mm.different("department"), tuple(data["department"])),
        (mm.close("years", span=10), (*data["years"], 10.0)),
        (mm.gap("grade", ideal=2, tolerance=3), (*data["grade"], 2.0, 3.0)),
        (mm.outside_reporting_line(), (data["managers"], *data["person"])),
    ]
    count = len(data["years"][0])
    return CompiledFit((count, count), [CompiledCriterion(criterion, answers) for criterion, answers in criteria])


def read_rows(compiled: Any, block: np.ndarray, keep: bool) -> float:
    """Seconds from the fit, ready, to the last row: the scores made and every row read, into one block again and again, or all
    into a matrix."""
    from mentormatch._context import Context
    from mentormatch._core import ffi, lib

    count = compiled.shape[0]
    with Context() as context, contextlib.ExitStack() as stack:
        fit = compiled.open_fit(context, stack)
        out = ffi.new("mmatch_scores **")
        began = time.perf_counter()
        context.call(lib.mmatch_fit_scores, fit, out)
        stack.callback(lib.mmatch_scores_destroy, out[0])
        for row in range(0, count, OWN_ROWS_AT_ONCE):
            rows = min(OWN_ROWS_AT_ONCE, count - row)
            place = row * block.shape[1] if keep else 0
            target = ffi.cast("double *", block.ctypes.data) + place
            context.call(lib.mmatch_scores_read_rows, out[0], row, rows, target, block.shape[1])
        return time.perf_counter() - began


# The same by NumPy and by a loop


def line_numbers(managers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each person's first number and the one after the last of the people below; managers come before reports."""
    size = np.ones(len(managers), np.int64)
    for person in range(len(managers) - 1, 0, -1):
        size[managers[person]] += size[person]
    enter = np.zeros(len(managers), np.int64)
    free = np.ones(len(managers), np.int64)
    for person in range(1, len(managers)):
        manager = managers[person]
        enter[person] = enter[manager] + free[manager]
        free[manager] += size[person]
    return enter, enter + size


class NumpyFit:
    """Blocks of rows; what depends on columns alone is prepared once."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.hours = [side.astype(np.float32) for side in data["hours"]]
        self.offered = {}
        for name, levels in (("skills", 1), ("topics", 3)):
            # an item at a level or above is a column of its own: minima become a matrix product
            reached = [data[name][1] >= level for level in range(1, levels + 1)]
            self.offered[name] = np.ascontiguousarray(np.concatenate(reached, axis=1).T.astype(np.float32))
        self.enter, self.leave = line_numbers(data["managers"])

    def _share(self, name: str, levels: int, rows: slice) -> np.ndarray:
        wanted = self.data[name][0][rows]
        reached = np.concatenate([wanted >= level for level in range(1, levels + 1)], axis=1).astype(np.float32)
        whole = wanted.sum(axis=1)
        met = (reached @ self.offered[name]).astype(np.intp)
        counts = np.arange(int(whole.max()) + 1)
        table = (2 * POINTS * np.minimum(counts, whole[:, None]) + whole[:, None]) // (2 * whole[:, None])
        return np.take_along_axis(table.astype(np.float32), met, axis=1)

    def block(self, rows: slice, out: np.ndarray) -> None:
        data = self.data
        out[:] = self._share("skills", 1, rows)
        out += self._share("topics", 3, rows)
        common = (self.hours[0][rows] @ self.hours[1].T).astype(np.intp)
        table = np.array([(2 * POINTS * min(k, 8) + 8) // 16 for k in range(169)], np.float32)
        out += table[common]
        out += np.where(data["department"][0][rows, None] != data["department"][1], POINTS, 0).astype(np.float32)
        for name, ideal, span in (("years", 0, 10), ("grade", 2, 3)):
            away = np.abs(data[name][1] - data[name][0][rows, None] - ideal)
            out += np.floor(POINTS * np.maximum(span - away, 0) / span + 0.5)
        rule_out = data["language"][0][rows, None] != data["language"][1]
        rule_out |= common < 2
        first, second = data["person"]
        enter, leave = self.enter[first][rows, None], self.leave[first][rows, None]
        others, ends = self.enter[second], self.leave[second]
        rule_out |= ((enter <= others) & (others < leave)) | ((others <= enter) & (enter < ends))
        out[rule_out] = -np.inf


class GroupedNumpyFit:
    """The same, but only for pairs of one language: what the must rules out is never worked out."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.groups = []
        for language in np.unique(data["language"][0]):
            rows, columns = (np.flatnonzero(side == language) for side in data["language"])
            part = {name: [data[name][0][rows], data[name][1][columns]] for name in data if name != "managers"}
            self.groups.append((rows, columns, NumpyFit({**part, "managers": data["managers"]})))

    def rows(self, out: np.ndarray, take: Callable[[np.ndarray, np.ndarray], None]) -> float:
        """Seconds for all rows, each block of them handed on outside of the clock; `out` has room for one block."""
        seconds = 0.0
        for rows, columns, fit in self.groups:
            block = np.zeros((ROWS_AT_ONCE, len(columns)))
            for first in range(0, len(rows), ROWS_AT_ONCE):
                part = slice(first, min(first + ROWS_AT_ONCE, len(rows)))
                began = time.perf_counter()
                view, given = block[: part.stop - first], out[: part.stop - first]
                fit.block(part, view)
                given.fill(-np.inf)
                given[:, columns] = view
                seconds += time.perf_counter() - began
                take(rows[part], given)
        return seconds


class LoopFit:
    """Plain Python, pair by pair, on what a program would hold: sets, dicts and numbers."""

    def __init__(self, data: dict[str, Any]) -> None:
        def levels(table: np.ndarray) -> list[dict[int, int]]:
            return [{int(item): int(row[item]) for item in np.flatnonzero(row)} for row in table]

        self.skills = [[set(each) for each in levels(side)] for side in data["skills"]]
        self.topics = [levels(side) for side in data["topics"]]
        self.hours = [[set(np.flatnonzero(row).tolist()) for row in side] for side in data["hours"]]
        self.plain = {name: [side.tolist() for side in data[name]] for name in ("language", "department", "years", "grade")}
        self.person = [side.tolist() for side in data["person"]]
        self.managers = data["managers"].tolist()

    def is_above(self, above: int, person: int) -> bool:
        while person >= 0:
            if person == above:
                return True
            person = self.managers[person]
        return False

    def score(self, row: int, column: int) -> float:
        plain = self.plain
        if plain["language"][0][row] != plain["language"][1][column]:
            return float("-inf")
        common = len(self.hours[0][row] & self.hours[1][column])
        if common < 2:
            return float("-inf")
        a, b = self.person[0][row], self.person[1][column]
        if self.is_above(a, b) or self.is_above(b, a):
            return float("-inf")
        wanted, offered = self.skills[0][row], self.skills[1][column]
        score = (2 * POINTS * len(wanted & offered) + len(wanted)) // (2 * len(wanted))
        needs, has = self.topics[0][row], self.topics[1][column]
        whole = sum(needs.values())
        met = sum(min(need, has.get(item, 0)) for item, need in needs.items())
        score += (2 * POINTS * met + whole) // (2 * whole)
        score += (2 * POINTS * min(common, 8) + 8) // 16
        score += POINTS if plain["department"][0][row] != plain["department"][1][column] else 0
        for name, ideal, span in (("years", 0, 10), ("grade", 2, 3)):
            away = abs(plain[name][1][column] - plain[name][0][row] - ideal)
            score += int(POINTS * max(span - away, 0) / span + 0.5)
        return float(score)


# Measuring


def shortest(times: int, call: Callable[[], float]) -> float:
    return min(call() for _ in range(times))


def timed(call: Callable[[], Any]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def numpy_seconds(data: dict[str, Any], matrix: np.ndarray) -> float:
    """All rows by NumPy, each block compared with ours outside of the clock."""
    fit, count, seconds = NumpyFit(data), len(matrix), 0.0
    block = np.zeros((ROWS_AT_ONCE, count))
    for first in range(0, count, ROWS_AT_ONCE):
        rows = slice(first, min(first + ROWS_AT_ONCE, count))
        view = block[: rows.stop - rows.start]
        began = time.perf_counter()
        fit.block(rows, view)
        seconds += time.perf_counter() - began
        if not np.array_equal(view, matrix[rows]):
            raise SystemExit(f"NumPy's rows from {first} are not ours")
    return seconds


def grouped_seconds(data: dict[str, Any], matrix: np.ndarray) -> float:
    """All rows by NumPy within the groups of the must, compared with ours outside of the clock."""

    def compare(rows: np.ndarray, block: np.ndarray) -> None:
        if not np.array_equal(block, matrix[rows]):
            raise SystemExit("NumPy's grouped rows are not ours")

    return GroupedNumpyFit(data).rows(np.zeros((ROWS_AT_ONCE, len(matrix))), compare)


def loop_seconds(data: dict[str, Any], matrix: np.ndarray) -> float:
    """A sample of pairs by the loop, times what all pairs are of the sample."""
    fit, count = LoopFit(data), len(matrix)
    rows = range(0, count, max(1, count // LOOP_ROWS))
    columns = range(0, count, max(1, count // LOOP_COLUMNS))
    began = time.perf_counter()
    found = [[fit.score(row, column) for column in columns] for row in rows]
    seconds = time.perf_counter() - began
    if not np.array_equal(np.array(found), matrix[np.ix_(rows, columns)]):
        raise SystemExit("the loop's scores are not ours")
    return seconds * count * count / (len(rows) * len(columns))


def top_alone(count: int, threads: int, kind: str) -> dict[str, Any]:
    """In a process of its own: the best 50 of each row, and the most memory the process has had."""
    from mentormatch.candidates import top_of

    if kind == "criteria":
        compiled = compiled_fit(people(count))
    else:
        compiled = vector_fit(count)
    began = time.perf_counter()
    found = top_of(compiled, 50, 0, "max", threads)
    seconds = time.perf_counter() - began
    with open("/proc/self/status") as status:
        peak = next((int(line.split()[1]) for line in status if line.startswith("VmHWM:")), 0)
    return {"seconds": seconds, "pairs": found.nnz, "peak_bytes": 1024 * peak}


def vector_fit(count: int) -> Any:
    """Similarity of 16 attributes as the only criterion."""
    import mentormatch as mm
    from mentormatch.criteria import MEASURES
    from mentormatch.fit import CompiledCriterion, CompiledFit

    random = np.random.default_rng(8)
    answers = (random.random((count, 16)), random.random((count, 16)), 16, MEASURES["inner_product"], 0.0, 0.0)
    criterion = mm.similarity("about", measure="inner_product", weight=1000)
    return CompiledFit((count, count), [CompiledCriterion(criterion, answers)])


def in_process(*arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.fit", "--alone", *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=HERE.parent)
    return json.loads(done.stdout)


def measure(count: int) -> dict[str, Any]:
    data = people(count)
    compiled = compiled_fit(data)
    matrix = np.zeros((count, count))
    block = np.zeros((OWN_ROWS_AT_ONCE, count))
    matrix[:] = 1  # every page is there before the clock starts
    found: dict[str, Any] = {"people": count}
    found["write"] = shortest(3, lambda: timed(lambda: matrix.fill(2.0)))
    found["rows"] = shortest(3, lambda: read_rows(compiled, block, False))
    found["matrix"] = shortest(3, lambda: read_rows(compiled, matrix, True))
    found["vectors"] = shortest(3, lambda: read_rows(vector_fit(count), block, False))
    found["numpy"] = numpy_seconds(data, matrix)
    found["grouped"] = grouped_seconds(data, matrix)
    found["loop"] = loop_seconds(data, matrix)
    for threads in (1, 2):
        found[f"top_{threads}"] = in_process(str(count), str(threads), "criteria")
    found["top_vectors"] = in_process(str(count), "1", "vectors")
    return found


def goal(text: str, value: str, is_reached: bool) -> str:
    return f"| {text} | {value} | {'reached' if is_reached else '**NOT reached**'} |"


def report(found: dict[str, Any]) -> str:
    import mentormatch as mm

    count = found["people"]
    pairs = count * count
    top = found["top_1"]
    processor = platform.processor() or platform.machine()
    with contextlib.suppress(OSError), open("/proc/cpuinfo") as lines:
        processor = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), processor)

    def line(what: str, seconds: float) -> str:
        return (f"| {what} | {seconds:.3g} | {1e9 * seconds / pairs:.3g} | {pairs / seconds:.3g} | "
                f"{seconds / found['matrix']:.3g} |")

    return "\n".join([
        "# Benchmarks of the fit",
        "",
        f"Written by `sh bench/run.sh fit`; do not edit. {processor}, Python {platform.python_version()}, "
        f"numpy {np.__version__}, mentormatch {mm.__version__}.",
        "",
        f"{count:,} x {count:,} people, eight criteria: two overlaps (one with levels), hours in common (at least two), the "
        "same language (a must), different departments, years within a span, an ideal gap of grades, outside the reporting "
        "line. Answers are arrays already; every time is from there to the last score, on one thread, the shortest of "
        "three. NumPy works in blocks of rows with matrix products, without keeping them, once on all pairs and once on those "
        "that the language does not rule out; its scores and the loop's are the same "
        "as ours to the last bit. The loop is timed on a sample of "
        f"{LOOP_ROWS * LOOP_COLUMNS:,} pairs and extrapolated.",
        "",
        "| what | seconds | ns a pair | pairs a second | times as long as ours |",
        "|---|---:|---:|---:|---:|",
        line(f"every row, {OWN_ROWS_AT_ONCE} at a time into one block", found["rows"]),
        line("every row, into a matrix", found["matrix"]),
        line("writing such a matrix once (NumPy's fill)", found["write"]),
        line("NumPy", found["numpy"]),
        line("NumPy, only pairs of the same language", found["grouped"]),
        line("a Python loop (extrapolated)", found["loop"]),
        line("similarity of 16 attributes alone, into one block", found["vectors"]),
        "",
        "The 50 best columns of each row, without the matrix; memory is the most the whole process has had, "
        "Python, NumPy and all answers included.",
        "",
        "| what | threads | seconds | pairs kept | MiB |",
        "|---|---:|---:|---:|---:|",
        *(f"| {what} | {threads} | {each['seconds']:.3g} | {each['pairs']:,} | {each['peak_bytes'] / 2**20:.0f} |"
          for what, threads, each in (("eight criteria", 1, top), ("eight criteria", 2, found["top_2"]),
                                      ("similarity of 16 attributes", 1, found["top_vectors"]))),
        "",
        "| goal | measured |  |",
        "|---|---:|---:|",
        goal("within 4 x of writing the result once", f"{found['matrix'] / found['write']:.3g} x",
             found["matrix"] <= 4 * found["write"]),
        goal("at least 10 x NumPy (neither keeps the rows)", f"{found['numpy'] / found['rows']:.3g} x",
             found["numpy"] >= 10 * found["rows"]),
        goal("at least 10 x NumPy on pairs of the same language", f"{found['grouped'] / found['rows']:.3g} x",
             found["grouped"] >= 10 * found["rows"]),
        goal("at least 50 x a Python loop", f"{found['loop'] / found['matrix']:.3g} x",
             found["loop"] >= 50 * found["matrix"]),
        goal("the 50 best of each row in less than 200 MB", f"{top['peak_bytes'] / 1e6:.0f} MB", top["peak_bytes"] < 200e6),
        "",
    ])


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="sh bench/run.sh fit", description="Times how fast a fit gives scores.")
    parser.add_argument("--people", type=int, default=10_000, help="people on each side (10,000)")
    parser.add_argument("--out", type=pathlib.Path, default=HERE, help="folder of RESULTS-fit.md")
    parser.add_argument("--alone", nargs=3, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.alone:
        print(json.dumps(top_alone(int(chosen.alone[0]), int(chosen.alone[1]), chosen.alone[2])))
        return 0
    text = report(measure(chosen.people))
    (chosen.out / "RESULTS-fit.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
