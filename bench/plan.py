"""Which problems are timed, and who is asked for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from . import peers
from .families import FAMILIES, ORLIB_OPTIMA, SPARSE_FAMILIES, STRESS, Case

SECTIONS = {
    "dense": "Dense, square, float64",
    "float32": "Dense, square, float32",
    "rectangular": "Dense, rectangular",
    "stress": "Worst cases",
    "orlib": "OR-Library",
    "sparse": "Sparse, 20 entries a row",
    "computed": "Matrix-free",
}
SIZES = (1000, 2000, 4000, 8000)
FLOAT32_SIZES = (1000, 4000)
SPARSE_SIZES = (10_000, 100_000, 1_000_000)
COMPUTED_SIZES = (20_000, 100_000)
COMPUTED_FAMILIES = ("inner product", "geometric", "fit")
DEGREE = 20
# Up to here every peer is asked; beyond, of each package only those within this factor of its fastest at half the size.
ALL_PEERS_SIZE, WORTH_ASKING = 4000, 3.0
# On the worst cases one solver of each kind is asked besides ourselves.
STRESS_SOLVERS = (
    "scipy linear_sum_assignment", "lapx lapjv", "lapx lapjvr", "lapx lapjvh", "ortools SimpleLinearSumAssignment",
)  # fmt: skip


def cases(*, quick: bool = False, sizes: Sequence[int] | None = None, sections: Iterable[str] | None = None,
          families: Iterable[str] | None = None) -> list[Case]:  # fmt: skip
    """All problems of a run, in the order they are timed: within a family from small to large.

    `sizes` stands in for the sizes of every chapter but OR-Library.
    """
    wanted_sections = set(SECTIONS if sections is None else sections)
    wanted_families = None if families is None else set(families)

    def of(full: Sequence[int], short: Sequence[int]) -> Sequence[int]:
        return sizes or (short if quick else full)

    square = of(SIZES, SIZES[:1])
    found = [Case("dense", family, size, size) for family in FAMILIES for size in square]
    found += [
        Case("float32", family, size, size, "float32") for family in FAMILIES for size in of(FLOAT32_SIZES, SIZES[:1])
    ]
    found += [Case("rectangular", family, size, 2 * size) for family in FAMILIES for size in of((4000,), (500,))]
    found += [Case("stress", family, size, size) for family in STRESS for size in square]
    for name in ORLIB_OPTIMA:
        size = int(name.lstrip("assignp"))
        found.append(Case("orlib", name, size, size))
    found += [
        Case("sparse", family, size, size, "float64", DEGREE)
        for family in SPARSE_FAMILIES
        for size in of(SPARSE_SIZES, (2000,))
    ]
    found += [
        Case("computed", family, size, size) for family in COMPUTED_FAMILIES for size in of(COMPUTED_SIZES, (500,))
    ]
    return [
        case
        for case in found
        if case.section in wanted_sections and (wanted_families is None or case.family in wanted_families)
    ]


def solvers(case: Case, only_ours: bool = False) -> list[peers.Solver]:
    """Who is asked for a case, ourselves first."""
    asked = [peers.OURS]
    if only_ours:
        return asked
    for peer in peers.PEERS:
        if case.section == "stress" and peer.name not in STRESS_SOLVERS:
            continue
        if case.dtype == "float32" and peer.name == "lapx lapjvs float32":
            continue  # the same as lapjvs there
        if peer.refusal(case) is None:
            asked.append(peer)
    return asked


def hopeless(case: Case, earlier: Iterable[tuple[Case, dict]], time_limit: float) -> str | None:
    """Why a solver cannot make the time limit, judged by smaller problems of the same kind; None if it may.

    A solver has to look at every entry, so its time grows at least as the number of entries.
    """
    for smaller, found in earlier:
        if (smaller.section, smaller.family, smaller.dtype) != (case.section, case.family, case.dtype):
            continue
        growth = case.stored_bytes / smaller.stored_bytes
        has_finished = found["status"] == "ok"
        least = found["seconds"] if has_finished else found.get("time_limit", 0)
        if growth > 1 and found["status"] in ("ok", "timeout", "not run") and least * growth > time_limit:
            return f"{'' if has_finished else 'more than '}{least:.3g} s at {smaller.rows} x {smaller.columns}"
    return None


def outclassed(case: Case, solver: peers.Solver, find: Callable[[Case, str], dict | None]) -> str | None:
    """Why a peer is not asked for a large problem: another of its package did as well in far less time; None if asked.

    It saves hours, and cannot hide the fastest peer.
    """
    if case.is_sparse or case.section == "computed" or max(case.rows, case.columns) <= ALL_PEERS_SIZE:
        return None
    half = replace(case, rows=case.rows // 2, columns=case.columns // 2)
    own = find(half, solver.name)
    if own is None or own["status"] != "ok":
        return None
    for peer in peers.PEERS:
        other = find(half, peer.name) if peer.package == solver.package else None
        if other is not None and other["status"] == "ok" and other["total"] <= own["total"]:
            if other["seconds"] * WORTH_ASKING < own["seconds"]:
                return f"{own['seconds']:.3g} s at {half.rows} x {half.columns}, {peer.name} {other['seconds']:.3g} s"
    return None
