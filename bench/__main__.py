"""Runs the benchmarks and writes RESULTS.md, results.json and the plots."""

from __future__ import annotations

import argparse
import datetime
import importlib.util
import json
import os
import pathlib
import platform
import sys
from dataclasses import asdict
from importlib import metadata
from typing import Any

from . import families, measure, peers, plan
from .families import Case

HERE = pathlib.Path(__file__).resolve().parent
PARTS = ("numpy", "matplotlib")


def options(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="sh bench/run.sh",
        description="Times exact assignment against other packages. A full run takes hours; measurements are kept as "
        "they come, and a later run of some of them renews only those.",
    )
    parser.add_argument("--quick", action="store_true", help="small sizes, a few seconds a case, about ten minutes")
    parser.add_argument("--sections", metavar="A,B", type=words(plan.SECTIONS), help=", ".join(plan.SECTIONS))
    known = (*families.FAMILIES, *families.STRESS, *families.ORLIB_OPTIMA, "fit")
    parser.add_argument("--families", metavar="A,B", type=words(known), help=", ".join(known))
    parser.add_argument("--sizes", metavar="N,M", type=numbers, help="instead of the sizes of every chapter")
    parser.add_argument("--solvers", metavar="A,B", type=words(peers.SOLVERS), help="only these, named as in the table")
    parser.add_argument("--only-ours", action="store_true", help="time mentormatch only; times of peers are kept")
    parser.add_argument("--missing", action="store_true", help="time only what has no measurement yet")
    parser.add_argument("--fresh", action="store_true", help="forget earlier measurements")
    parser.add_argument("--report-only", action="store_true", help="write the report from what is known")
    parser.add_argument("--time-limit", type=float, metavar="S", help="seconds a solve may take (300; quick: 10)")
    parser.add_argument(
        "--computed-limit", type=float, metavar="S", help="the same for matrix-free problems (1800; quick: 10)"
    )
    parser.add_argument("--threads", type=int, default=1, metavar="T", help="threads of mentormatch on matrices (1)")
    parser.add_argument("--computed-threads", type=int, default=os.cpu_count() or 1, metavar="T",
                        help="threads of mentormatch on matrix-free problems (one a core)")  # fmt: skip
    parser.add_argument("--out", type=pathlib.Path, help="folder of the report (bench/; quick: the build folder)")
    chosen = parser.parse_args(arguments)
    build = pathlib.Path(os.environ.get("MMATCH_BENCH_BUILD", HERE.parent / ".build" / "bench"))
    chosen.program = build / "c" / "bench" / "matrix_free"
    chosen.out = chosen.out or (build / "quick" if chosen.quick else HERE)
    chosen.time_limit = chosen.time_limit or (10 if chosen.quick else 300)
    chosen.computed_limit = chosen.computed_limit or (10 if chosen.quick else 1800)
    return chosen


def words(known: Any) -> Any:
    def parse(text: str) -> list[str]:
        found = [word.strip() for word in text.split(",")]
        for word in found:
            if word not in known:
                raise argparse.ArgumentTypeError(f"{word!r} is not one of: {', '.join(known)}")
        return found

    return parse


def numbers(text: str) -> list[int]:
    try:
        found = sorted({int(word) for word in text.split(",")})
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of whole numbers") from None
    if found[0] < 30:
        raise argparse.ArgumentTypeError("sizes start at 30")
    return found


def machine() -> dict[str, Any]:
    """What measurements depend on besides the input."""
    model = platform.processor() or platform.machine()
    try:
        for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    except OSError:
        pass
    python = platform.python_version()
    return {"processor": model, "cores": os.cpu_count(), "system": platform.system(), "python": python}


def versions() -> dict[str, str]:
    """The installed version of every package that is timed, and of those that make the input."""
    found = {solver.package: solver.version for solver in peers.SOLVERS.values()}
    found.update((name, metadata.version(name)) for name in PARTS if importlib.util.find_spec(name))
    return {name: version for name, version in found.items() if version}


class Store:
    """The measurements so far, in a file that is written after each."""

    def __init__(self, path: pathlib.Path, fresh: bool) -> None:
        self.path = path
        self.renewed: set[str] = set()  # names of the cases timed in this run
        self.known: dict[str, Any] = {"machine": machine(), "versions": versions(), "measurements": []}
        if not fresh and path.exists():
            earlier = json.loads(path.read_text())
            if earlier["machine"] == self.known["machine"]:
                self.known["measurements"] = [entry for entry in earlier["measurements"] if self.is_current(entry)]
            else:
                print("note: earlier measurements are of another machine and are left out", file=sys.stderr)

    def is_current(self, entry: dict[str, Any]) -> bool:
        """Whether a measurement is of a known solver, for peers of the version that is installed."""
        solver = peers.SOLVERS.get(entry["solver"])
        if solver is None:
            return False
        return solver is peers.OURS or entry["version"] == self.known["versions"].get(solver.package, entry["version"])

    def find(self, case: Case, solver: str) -> dict[str, Any] | None:
        for entry in self.known["measurements"]:
            if entry["name"] == case.name and entry["solver"] == solver:
                return entry
        return None

    def of(self, solver: peers.Solver) -> list[tuple[Case, dict[str, Any]]]:
        """What a solver's times on larger problems can be judged by: of ours, only what did not finish in this run."""
        entries = [entry for entry in self.known["measurements"] if entry["solver"] == solver.name]
        if solver is peers.OURS:
            entries = [entry for entry in entries if entry["name"] in self.renewed and entry["status"] != "ok"]
        return [(Case(**entry["case"]), entry) for entry in entries]

    def put(self, case: Case, solver: str, found: dict[str, Any]) -> None:
        entry = {"name": case.name, "solver": solver, "case": asdict(case), **found}
        entry["version"] = peers.SOLVERS[solver].version
        entry["measured"] = datetime.date.today().isoformat()
        others = [
            other for other in self.known["measurements"] if (other["name"], other["solver"]) != (case.name, solver)
        ]
        self.known["measurements"] = [*others, entry]
        self.renewed.add(case.name)
        self.save()

    def save(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        partial = self.path.with_suffix(".partial")
        partial.write_text(json.dumps(self.known, indent=1) + "\n")
        partial.replace(self.path)


def available_bytes() -> float:
    try:
        return measure.free_memory()
    except OSError:
        return float("inf")


def measured(case: Case, solver: peers.Solver, store: Store, chosen: argparse.Namespace) -> dict[str, Any]:
    """One measurement, or the reason why there is none."""
    if case.section == "computed":
        if not chosen.program.exists():
            return {"status": "not run", "message": f"{chosen.program.name} is not built"}
        limit, threads = chosen.computed_limit, chosen.computed_threads
    else:
        limit, threads = chosen.time_limit, chosen.threads
        if 3 * case.stored_bytes > available_bytes():
            message = f"a matrix of {case.stored_bytes / 2**30:.1f} GiB, too little memory"
            return {"status": "not run", "message": message}
    reason = plan.hopeless(case, store.of(solver), limit)
    if reason is not None:
        return {"status": "not run", "message": reason, "time_limit": limit}
    reason = plan.outclassed(case, solver, store.find)
    if reason is not None:
        return {"status": "not run", "message": reason}
    if case.section == "computed":
        found = measure.measure_computed(case, str(chosen.program), time_limit=limit, threads=threads)
    else:
        repeat_seconds = 0.5 if chosen.quick else 4.0
        found = measure.measure(
            case, solver.name, time_limit=limit, repeat_seconds=repeat_seconds, threads=threads
        )
    return {**found, "time_limit": limit, "threads": threads if solver is peers.OURS else 1}


def is_available(case: Case) -> bool:
    try:
        if case.section == "orlib" or case.family == "real records":
            families.data_folder()
        return True
    except families.NoData:
        return False


def run(chosen: argparse.Namespace) -> Store:
    store = Store(chosen.out / "results.json", chosen.fresh)
    wanted = plan.cases(quick=chosen.quick, sizes=chosen.sizes, sections=chosen.sections, families=chosen.families)
    if any(not is_available(case) for case in wanted):
        print("note: MMATCH_SHARED_DATA names no folder of real data: problems from it are left out", file=sys.stderr)
    for case in [] if chosen.report_only else wanted:
        if not is_available(case):
            continue
        for solver in plan.solvers(case, chosen.only_ours):
            if chosen.solvers and solver.name not in chosen.solvers:
                continue
            if solver.version is None or (chosen.missing and store.find(case, solver.name)):
                continue
            found = measured(case, solver, store, chosen)
            store.put(case, solver.name, found)
            print(f"{case.name:45} {solver.name:42} {summary(found)}", flush=True)
    return store


def summary(found: dict[str, Any]) -> str:
    if found["status"] != "ok":
        return f"{found['status']} {found.get('message', '')}".strip()
    return f"{found['seconds']:.4g} s, total {found['total']:.15g}" + (
        "" if found.get("is_valid", True) else ", NOT VALID"
    )


def main(arguments: list[str] | None = None) -> int:
    """Returns 1 when an answer of ours was not proved or did not come."""
    from . import report

    chosen = options(arguments)
    store = run(chosen)
    store.save()
    findings = report.write(store.known, chosen.out)
    print(findings.goals_text())
    print(f"wrote {chosen.out / 'RESULTS.md'}")
    for fault in findings.faults():
        print(f"fault: {fault}", file=sys.stderr)
    return 1 if findings.faults() else 0


if __name__ == "__main__":
    sys.exit(main())
