"""One measurement: one solver on one problem, in a process of its own.

`measure` starts the process and reads what it prints; `python -m bench.measure` is the process. It makes the input,
imports and warms up the solver, reads the matrix once against the clock, and then runs the solver. The kernel ends
the process when the time limit is over, so a solver that never looks up is stopped all the same.
"""

from __future__ import annotations

import ctypes
import json
import math
import os
import pathlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import numpy as np

from . import families, peers
from .families import Case, Problem, Sparse

ROOT = pathlib.Path(__file__).resolve().parent.parent


def measure(case: Case, solver: str, *, time_limit: float, repeat_seconds: float, threads: int = 1) -> dict[str, Any]:
    """What happened: status `ok`, `timeout`, `unable` or `failed`, and for `ok` seconds, memory and the total."""
    task = {
        "case": asdict(case),
        "solver": solver,
        "time_limit": time_limit,
        "repeat_seconds": repeat_seconds,
        "threads": threads,
    }
    environment = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    command = [sys.executable, "-m", "bench.measure", json.dumps(task)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    return outcome_of(done)


def measure_computed(case: Case, program: str, *, time_limit: float, threads: int) -> dict[str, Any]:
    """The same for scores that are computed row by row; see matrix_free.c."""
    source = "fit" if case.family == "fit" else "callback"
    family = "inner product" if source == "fit" else case.family
    command = [program, source, family, str(case.rows), str(threads), str(int(math.ceil(time_limit)))]
    return outcome_of(subprocess.run(command, capture_output=True, text=True))


def outcome_of(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """Puts together the JSON lines a process printed and how it ended."""
    found: dict[str, Any] = {}
    for line in done.stdout.splitlines():
        if line.startswith("{"):
            found.update(json.loads(line))
    if done.returncode == -signal.SIGALRM:
        if "seconds" not in found:
            return {"status": "timeout"}
        found["message"] = "the verifier did not finish in time"
    elif done.returncode == -signal.SIGKILL:
        return {"status": "failed", "message": "ended by the system, probably out of memory"}
    elif done.returncode != 0:
        last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        return {"status": "failed", "message": last[:200]}
    return found


# The process


def read_seconds(costs: np.ndarray | Sparse) -> float:
    """One streaming read of everything the solver has to look at: the fastest of five."""
    arrays = [costs.values, costs.columns] if isinstance(costs, Sparse) else [costs]
    times = []
    for _ in range(5):
        began = time.perf_counter()
        for array in arrays:
            array.max()
        times.append(time.perf_counter() - began)
    return min(times)


def reset_peak() -> int | None:
    """Gives freed memory back, forgets the peak so far, and returns the bytes in use; None off Linux."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
        pathlib.Path("/proc/self/clear_refs").write_text("5")
        return memory("VmRSS")
    except (OSError, AttributeError):
        return None


def memory(field: str) -> int:
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) * 1024
    raise OSError(field)


def free_memory() -> int:
    """Bytes that can still be had on this machine."""
    for line in pathlib.Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    raise OSError("MemAvailable")


def total_of(problem: Problem, rows: np.ndarray, columns: np.ndarray) -> float:
    """The exact total of some pairs; raises Unable when they are no full assignment."""
    rows, columns = np.asarray(rows, np.int64), np.asarray(columns, np.int64)
    shape = problem.costs.shape
    if len(rows) != len(columns) or len(rows) != min(shape):
        raise peers.Unable(f"made {len(rows)} pairs of {min(shape)}")
    for side, count in ((rows, shape[0]), (columns, shape[1])):
        if len(side) and not (0 <= side.min() and side.max() < count and np.bincount(side).max() == 1):
            raise peers.Unable("gave somebody two partners, or one who is not there")
    if isinstance(problem.costs, Sparse):
        costs = problem.costs
        keys = np.repeat(np.arange(shape[0], dtype=np.int64), np.diff(costs.offsets)) * shape[1] + costs.columns
        wanted = rows * shape[1] + columns
        places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        if (keys[places] != wanted).any():
            raise peers.Unable("made a pair that is not allowed")
        return math.fsum(costs.values[places].tolist())
    return math.fsum(problem.costs[rows, columns].tolist())


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    answer = call()
    return time.perf_counter() - began, answer


def warm_up(case: Case, solver: peers.Solver, threads: int) -> None:
    """A small problem of the same kind, so that imports and first-call work are not timed."""
    size = 30
    if case.is_sparse:
        tiny = Case("sparse", "uniform", size, size, "float64", 3)
    else:
        tiny = Case("dense", "uniform", size, size + (0 if case.rows == case.columns else 5), case.dtype)
    solver.solve(families.make(tiny), threads)


def run(task: dict[str, Any]) -> dict[str, Any]:
    """What the process does; prints and returns the measurement."""
    case, solver = Case(**task["case"]), peers.SOLVERS[task["solver"]]
    problem = families.make(case)
    warm_up(replace(case, family="uniform") if case.section == "orlib" else case, solver, task["threads"])
    found: dict[str, Any] = {"status": "ok", "read_seconds": read_seconds(problem.costs)}
    if problem.known_total is not None:
        found["known_total"] = problem.known_total
    before = reset_peak()
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, task["time_limit"])
    try:
        first, answer = timed(lambda: solver.solve(problem, task["threads"]))
        signal.setitimer(signal.ITIMER_REAL, 0)
        if before is not None:
            found["peak_bytes"] = max(0, memory("VmHWM") - before)
        pairs = (answer.rows, answer.columns) if solver is peers.OURS else answer
        found["total"] = total_of(problem, *pairs)
    except peers.Unable as reason:
        return {"status": "unable", "message": str(reason)}
    found["seconds"], found["repeats"] = repeat(lambda: solver.solve(problem, task["threads"]), first, task)
    if solver is peers.OURS:
        print(json.dumps(found), flush=True)
        signal.setitimer(signal.ITIMER_REAL, task["time_limit"])
        found["verify_seconds"], verdict = timed(answer.verify)
        signal.setitimer(signal.ITIMER_REAL, 0)
        found["is_valid"] = verdict.is_valid and answer.outcome == "optimal"
        found["verdict"] = verdict.message
    return found


def repeat(call: Callable[[], Any], first: float, task: dict[str, Any]) -> tuple[float, int]:
    """The shortest of as many runs as fit a few seconds, and how many they were."""
    times = [first]
    while len(times) < 5 and sum(times) + times[-1] < task["repeat_seconds"]:
        times.append(timed(call)[0])
    return min(times), len(times)


if __name__ == "__main__":
    print(json.dumps(run(json.loads(sys.argv[1]))), flush=True)
