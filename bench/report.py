"""Writes RESULTS.md and the plots."""

from __future__ import annotations

import pathlib
from typing import Any

from . import peers
from .findings import EXPONENT_SLACK, GOAL_SIZE, SCIPY, Findings, Row, described, exponent
from .plan import SECTIONS

INTRODUCTION = """\
# Benchmarks

Written by `sh bench/run.sh`; do not edit. {machine}. {versions}.

Every solver gets the same costs to minimise, in a process of its own, one thread unless said otherwise. Seconds are
the whole call a user waits for, conversions included; the shortest of up to five runs where they are short. *Peer* is
the fastest peer with the exact total and *ratio* its time over ours (`>`: none finished in the time limit). *Reads* is
our time over one streaming read of the matrix in the same process. Memory is what the call needs beside its input
(matrix-free: the whole process). Every answer of ours is checked by the verifier, whose time is apart; *totals* says
whether the proof holds and how many peers that finished found the same total, to the last bit. What was not run and
why is in the last table.
"""


def write(known: dict[str, Any], folder: pathlib.Path) -> Findings:
    """The report of all measurements, into a folder."""
    findings = Findings(known)
    folder.mkdir(parents=True, exist_ok=True)
    pictures = draw(findings, folder)
    text = [introduction(known), *(f"![{title}]({name})\n" for title, name in pictures)]
    text += [goals_chapter(findings), means_chapter(findings)]
    for section, title in SECTIONS.items():
        rows = findings.section(section)
        if rows:
            text.append(f"## {title}\n\n" + table(OUR_HEADS, [our_cells(row) for row in rows]))
    text += [growth_chapter(findings), peers_chapter(findings)]
    (folder / "RESULTS.md").write_text("\n".join(part for part in text if part))
    return findings


def introduction(known: dict[str, Any]) -> str:
    machine = known["machine"]
    place = f"{machine['processor']}, {machine['cores']} cores, {machine['system']}, Python {machine['python']}"
    return INTRODUCTION.format(
        machine=place, versions=", ".join(f"{name} {version}" for name, version in sorted(known["versions"].items()))
    )


def table(heads: list[str], rows: list[list[str]]) -> str:
    """A Markdown table; all but the first column to the right."""
    lines = ["| " + " | ".join(heads) + " |", "|---" + "|---:" * (len(heads) - 1) + "|"]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def seconds_text(seconds: float) -> str:
    return f"{seconds:.3g}" if seconds < 100 else f"{seconds:.0f}"


def memory_text(entry: dict[str, Any]) -> str:
    if "peak_bytes" not in entry:
        return "-"
    mebibytes = entry["peak_bytes"] / 2**20
    return f"{mebibytes:.1f}" if mebibytes < 100 else f"{mebibytes:.0f}"


def reads_text(entry: dict[str, Any]) -> str:
    return f"{entry['seconds'] / entry['read_seconds']:.3g}" if entry.get("read_seconds") else "-"


OUR_HEADS = ["problem", "seconds", "peer", "its seconds", "ratio", "reads", "MiB", "verify s", "totals"]


def problem_text(row: Row) -> str:
    case = row.case
    if case.section == "orlib":
        return case.family
    return f"{case.family} {case.rows}" + ("" if case.rows == case.columns else f" x {case.columns}")


def our_cells(row: Row) -> list[str]:
    ours, ratio, exact = row.ours, row.ratio(), row.exact_peers()
    peer = [exact[0]["solver"], seconds_text(exact[0]["seconds"])] if exact else ["-", "-"]
    if ours["status"] != "ok":
        return [problem_text(row), described(ours), *peer, "-", "-", "-", "-", "-"]
    verify = seconds_text(ours["verify_seconds"]) if "verify_seconds" in ours else "-"
    threads = f" ({ours['threads']} threads)" if ours.get("threads", 1) > 1 else ""
    return [
        problem_text(row), seconds_text(ours["seconds"]) + threads, *peer, "-" if ratio is None else f"**{ratio}**",
        reads_text(ours), memory_text(ours), verify, row.agreement,
    ]  # fmt: skip


def goals_chapter(findings: Findings) -> str:
    rows = [[goal.text, goal.found, f"**{goal.verdict}**"] for goal in findings.goals()]
    return "## Goals\n\n" + table(["goal", "measured", ""], rows)


def means_chapter(findings: Findings) -> str:
    rows = []
    for size in findings.sizes():
        means = [findings.mean_ratio(size, prefix) for prefix in (SCIPY, "lapx", "ortools", "")]
        count = len(findings.dense(size))
        rows.append([str(size), str(count), *("-" if mean is None else str(mean) for mean in means)])
    if not rows:
        return ""
    heads = ["n", "families", "SciPy", "best of lapx", "best of OR-tools", "best of all"]
    return "## How many times as fast, geometric mean over the dense float64 families\n\n" + table(heads, rows)


def families_of(findings: Findings) -> dict[str, list[Row]]:
    """The square float64 problems by family."""
    found: dict[str, list[Row]] = {}
    for row in findings.section("dense") + findings.section("stress"):
        found.setdefault(row.case.family, []).append(row)
    return found


def growth_chapter(findings: Findings) -> str:
    rows = []
    for family, family_rows in families_of(findings).items():
        powers = [exponent(findings.growth(family_rows, prefix)) for prefix in (peers.OURS.name, SCIPY, "lapx")]
        if powers[0] is None:
            continue
        kept = "yes" if powers[0] <= 3 + EXPONENT_SLACK else "**no**"
        rows.append([family, *("-" if power is None else f"{power:.2f}" for power in powers), kept])
    if not rows:
        return ""
    heads = ["family", "mentormatch", "SciPy", "best of lapx", "kept"]
    return (
        "## Growth\n\nThe power of n that fits the times best, over the sizes above; the worst case of the method is"
        f" cubic (kept: at most 3, and {EXPONENT_SLACK} for caches).\n\n" + table(heads, rows)
    )


def peers_chapter(findings: Findings) -> str:
    """Every measurement."""
    rows = []
    for section in SECTIONS:
        for row in findings.section(section):
            for name, entry in row.entries.items():
                problem = f"{section}: {problem_text(row)}"
                if entry["status"] != "ok":
                    rows.append([problem, name, described(entry), "-", "-", "-"])
                    continue
                rows.append([problem, name, seconds_text(entry["seconds"]), reads_text(entry), memory_text(entry),
                             total_text(entry, row)])  # fmt: skip
    heads = ["problem", "solver", "seconds", "reads", "MiB", "total"]
    return "## Every measurement\n\n" + table(heads, rows) if rows else ""


def total_text(entry: dict[str, Any], row: Row) -> str:
    excess = entry["total"] - row.optimum
    if excess == 0:
        return "exact"
    return f"{excess / max(abs(row.optimum), 1e-300):+.1e} of the optimum"


# Plots

INK, PALE = "#1b2a41", "#c9ced6"
SERIES = (
    (peers.OURS.name, "mentormatch", "#0b6e4f", 2.4),
    (SCIPY, "SciPy", "#d1495b", 1.4),
    ("lapx", "best of lapx", "#edae49", 1.4),
    ("ortools", "best of OR-tools", "#5b6c9e", 1.4),
)


def draw(findings: Findings, folder: pathlib.Path) -> list[tuple[str, str]]:
    """Titles and file names of the pictures; none without matplotlib."""
    try:
        import matplotlib
    except ImportError:
        return []
    matplotlib.use("Agg")
    pictures = [
        (f"Times as fast at n = {GOAL_SIZE}", "results.png", draw_ratios),
        ("Time against n", "results_growth.png", draw_growth),
        ("Sparse problems", "results_sparse.png", draw_sparse),
    ]
    return [(title, name) for title, name, paint in pictures if paint(findings, folder / name)]


def save(figure: Any, path: pathlib.Path) -> bool:
    figure.savefig(path, dpi=110, bbox_inches="tight", metadata={"Software": None})
    import matplotlib.pyplot

    matplotlib.pyplot.close(figure)
    return True


def plain(axes: Any) -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.grid(True, which="major", color=PALE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=8)


def draw_ratios(findings: Findings, path: pathlib.Path) -> bool:
    """Bars: how many times as long SciPy and the best of lapx take, family by family."""
    from matplotlib import pyplot

    sizes = findings.sizes()
    if not sizes:
        return False
    size = GOAL_SIZE if GOAL_SIZE in sizes else sizes[-1]
    rows = [row for row in findings.dense(size) if row.ratio() is not None]
    if not rows:
        return False
    figure, axes = pyplot.subplots(figsize=(9, 4))
    for place, (prefix, label, colour, _) in enumerate(SERIES[1:]):
        offset = (place - 1) * 0.27
        for index, row in enumerate(rows):
            ratio = row.ratio(prefix)
            if ratio is None:
                continue
            axes.bar(index + offset, ratio.value, 0.25, color=colour, hatch="//" if ratio.is_bound else None,
                     edgecolor="white")  # fmt: skip
            axes.text(index + offset, ratio.value, str(ratio), ha="center", va="bottom", fontsize=7, color=INK)
    axes.axhline(1, color=INK, linewidth=1)
    axes.set_yscale("log")
    axes.set_xticks(range(len(rows)), [row.case.family for row in rows], fontsize=8)
    axes.set_ylabel("time / time of mentormatch")
    axes.set_title(f"n = {size}, float64; hatched: did not finish, at least this", fontsize=10, color=INK, loc="left")
    plain(axes)
    patches = [pyplot.Rectangle((0, 0), 1, 1, color=colour) for _, _, colour, _ in SERIES[1:]]
    axes.legend(patches, [label for _, label, _, _ in SERIES[1:]], fontsize=8, frameon=False)
    return save(figure, path)


def draw_growth(findings: Findings, path: pathlib.Path) -> bool:
    """Time against n for each family, both on logarithmic scales, with the exponent of ours."""
    from matplotlib import pyplot
    from matplotlib.ticker import NullFormatter

    grown = {name: rows for name, rows in families_of(findings).items() if len(findings.growth(rows, SERIES[0][0])) > 1}
    if not grown:
        return False
    across = 4
    down = -(-len(grown) // across)
    figure, grid = pyplot.subplots(down, across, figsize=(12, 3 * down), squeeze=False, sharex=True)
    for axes in grid.flat[len(grown) :]:
        axes.set_visible(False)
    for axes, (family, rows) in zip(grid.flat, grown.items()):
        sizes = [row.case.rows for row in rows]
        for prefix, label, colour, width in SERIES:
            points = findings.growth(rows, prefix)
            power = exponent(points)
            if points:
                axes.plot(*zip(*points), "o-", color=colour, linewidth=width, markersize=3.5,
                          label=label + ("" if power is None else f", n^{power:.1f}"))  # fmt: skip
        first = findings.growth(rows, SERIES[0][0])[0]
        for power in (2, 3):
            axes.plot(sizes, [first[1] * (size / first[0]) ** power for size in sizes], ":", color=INK, linewidth=0.8)
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xticks(sizes, [str(size) for size in sizes])
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.yaxis.set_minor_formatter(NullFormatter())
        axes.set_title(family, fontsize=10, color=INK, loc="left")
        axes.legend(fontsize=6.5, frameon=False)
        plain(axes)
    title = "Seconds against n; dotted: quadratic and cubic growth from our first point"
    figure.suptitle(title, fontsize=11, color=INK)
    figure.tight_layout()
    return save(figure, path)


def draw_sparse(findings: Findings, path: pathlib.Path) -> bool:
    """Time against n of the sparse problems, one panel a family."""
    from matplotlib import pyplot
    from matplotlib.ticker import NullFormatter

    by_family: dict[str, list[Row]] = {}
    for row in findings.section("sparse"):
        by_family.setdefault(row.case.family, []).append(row)
    by_family = {family: rows for family, rows in by_family.items() if len(rows) > 1}
    if not by_family:
        return False
    figure, grid = pyplot.subplots(1, len(by_family), figsize=(5.5 * len(by_family), 3.6), squeeze=False, sharey=True)
    colours = ("#0b6e4f", "#d1495b", "#edae49", "#5b6c9e", "#8d6a9f")
    for axes, (family, rows) in zip(grid.flat, by_family.items()):
        names = [peers.OURS.name, *sorted({name for row in rows for name in row.entries} - {peers.OURS.name})]
        for name, colour in zip(names, colours):
            points = sorted(
                (row.case.rows, row.entries[name]["seconds"])
                for row in rows
                if name in row.entries and row.entries[name]["status"] == "ok"
            )
            if points:
                axes.plot(*zip(*points), "o-", color=colour, label=name, linewidth=2.4 if name == names[0] else 1.4)
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xlabel("rows")
        sizes = [row.case.rows for row in rows]
        axes.set_xticks(sizes, [str(size) for size in sizes])
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.set_title(f"sparse, 20 entries a row: {family}", fontsize=10, color=INK, loc="left")
        plain(axes)
        axes.legend(fontsize=7, frameon=False)
    grid[0][0].set_ylabel("seconds")
    figure.tight_layout()
    return save(figure, path)
