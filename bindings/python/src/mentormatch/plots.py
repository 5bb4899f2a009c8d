"""The pictures of the report: SVG text that takes its colours and its letters from the page around it.

Every function returns one ``<svg>`` element with a title and a description for those who cannot see it.
The same numbers give the same bytes for one version of matplotlib. Colours are CSS variables of the page
(``--ink``, ``--muted``, ``--line``, ``--paper``, ``--c1`` to ``--c8``, ``--good``, ``--warn``, ``--bad``), so a
picture follows light and dark pages and print.

matplotlib is needed (``pip install mentormatch[report]``); without it ImportError says so.
"""

from __future__ import annotations

import html
import io
import math
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from ._report_style import without_control_letters

__all__ = ["circles", "criteria", "have_matplotlib", "progress", "ranks"]

# matplotlib wants real colours: each stands for a variable and is replaced by it in the SVG.
_INK, _MUTED, _LINE, _PAPER = "#010101", "#020202", "#030303", "#040404"
_COLOURS = tuple(f"#0501{number:02x}" for number in range(1, 9))
_GOOD, _WARN, _BAD = "#060601", "#060602", "#060603"
_VARIABLES = {
    _INK: "--ink",
    _MUTED: "--muted",
    _LINE: "--line",
    _PAPER: "--paper",
    _GOOD: "--good",
    _WARN: "--warn",
    _BAD: "--bad",
    **{colour: f"--c{number}" for number, colour in enumerate(_COLOURS, 1)},
}
_STATUS_COLOURS = {"green": _GOOD, "amber": _WARN, "red": _BAD, "grey": _LINE}


def have_matplotlib() -> bool:
    """Whether pictures can be drawn."""
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        return False
    return True


@contextmanager
def _settings() -> Iterator[Any]:
    """matplotlib with its own defaults and ours, whatever the user's settings are."""
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ImportError(
            "pictures need matplotlib: pip install mentormatch[report]"
        ) from error
    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # letters that its fonts lack: the page has its own
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(
            {
                "svg.hashsalt": "mentormatch",
                "svg.fonttype": "none",
                "text.parse_math": False,  # a dollar in somebody's name is a dollar
                "font.family": "DejaVu Sans",
                "font.size": 9,
                "text.color": _INK,
                "axes.labelcolor": _MUTED,
                "axes.edgecolor": _LINE,
                "axes.titlecolor": _INK,
                "axes.titlesize": 10,
                "axes.titlelocation": "left",
                "axes.spines.top": False,
                "axes.spines.right": False,
                "axes.axisbelow": True,
                "grid.color": _LINE,
                "grid.linewidth": 0.6,
                "xtick.color": _LINE,
                "xtick.labelcolor": _MUTED,
                "ytick.color": _LINE,
                "ytick.labelcolor": _MUTED,
                "legend.frameon": False,
                "legend.labelcolor": _MUTED,
            }
        )
        yield Figure


def _svg(figure: Any, name: str, title: str, description: str) -> str:
    """The figure as one ``<svg>`` element that can stand in a page beside others."""
    out = io.StringIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    figure.savefig(out, format="svg", metadata=nothing, transparent=True)
    svg = out.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, count=1, flags=re.DOTALL)
    head, body = svg.split(">", 1)
    box = re.search(r'viewBox="([^"]*)"', head).group(1)
    width = float(box.split()[2]) * 4 / 3
    # Ids are names within the page, so each picture has its own.
    body = re.sub(r'\bid="([^"]*)"', rf'id="{name}-\1"', body)
    body = re.sub(r'xlink:href="#', f'href="#{name}-', body)
    body = body.replace("url(#", f"url(#{name}-")
    body = re.sub(r"(font: [^;\"]*?px) [^;\"]*", r"\1 var(--font)", body)
    body = re.sub(
        r"#0[1-6][0-9a-f]{4}",
        lambda found: f"var({_VARIABLES[found.group()]})"
        if found.group() in _VARIABLES
        else found.group(),
        body,
    )
    body = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>", "", body, count=1, flags=re.DOTALL)
    body = "\n".join(line.rstrip() for line in body.splitlines() if line.strip())
    return (
        f'<svg class="picture" role="img" aria-labelledby="{name}-title {name}-about" viewBox="{box}"'
        f' style="max-width:{width:.0f}px">'
        f'<title id="{name}-title">{_plain(title)}</title>'
        f'<desc id="{name}-about">{_plain(description)}</desc>\n{body.strip()}\n'
    )


def _plain(text: str) -> str:
    return html.escape(without_control_letters(text))


def _short(text: str, limit: int = 26) -> str:
    text = "".join(letter for letter in text if letter.isprintable())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def ranks(counts: Mapping[str, Sequence[int]], name: str = "ranks") -> str:
    """Who got what rank: for each matching, how many mentees got their best, second best, ... mentor.

    Parameters
    ----------
    counts : mapping of str to sequence of int
        For each matching its counts, the first of them for the best mentor. From the tenth on they are
        drawn as one bar.
    name : str
        What the ids in the picture begin with: different for each picture of a page.
    """
    longest = max(
        (rank for row in counts.values() for rank, count in enumerate(row, 1) if count), default=0
    )
    shown = min(max(longest, 3), 10)
    rows = {label: _gathered(row, shown) for label, row in counts.items()}
    labels = [_ordinal(rank) for rank in range(1, shown + 1)]
    if longest > shown:
        labels[-1] += " or later"
    about = "; ".join(
        f"{label}: "
        + ", ".join(f"{count} got the {rank}" for rank, count in zip(labels, row) if count)
        for label, row in rows.items()
    )
    with _settings() as Figure:
        figure = Figure(figsize=(6.4, 2.9), layout="constrained")
        axes = figure.add_subplot()
        width = 0.76 / max(1, len(rows))
        for index, (label, row) in enumerate(rows.items()):
            left = [at + width * (index - (len(rows) - 1) / 2) for at in range(shown)]
            bars = axes.bar(
                left, row, width * 0.94, color=_COLOURS[index % 8], label=_short(label)
            )
            axes.bar_label(
                bars, [str(count) if count else "" for count in row], padding=2, fontsize=8.5
            )
        axes.set_xticks(range(shown), labels)
        axes.tick_params(length=0)
        axes.set_xlabel("rank of the mentor, by score, among those possible for the mentee")
        axes.set_ylabel("mentees")
        axes.yaxis.get_major_locator().set_params(integer=True)
        axes.margins(y=0.14)
        axes.grid(axis="y")
        axes.spines["left"].set_visible(False)
        if len(rows) > 1:
            axes.legend(loc="upper right")
        return _svg(figure, name, "Who got what rank", about)


def _gathered(row: Sequence[int], shown: int) -> list[int]:
    counts = list(row[:shown]) + [0] * (shown - len(row))
    if counts:
        counts[-1] += sum(row[shown:])
    return counts


def _quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def criteria(
    shares: Mapping[str, Sequence[float]], maxima: Mapping[str, float], name: str = "criteria"
) -> str:
    """How much of each criterion the pairs got: the mean as a bar, most pairs as a line.

    Parameters
    ----------
    shares : mapping of str to sequence of float
        For each criterion its part of the score of every pair.
    maxima : mapping of str to float
        The most that a pair can get for each criterion.
    name : str
        What the ids in the picture begin with.
    """
    labels = [label for label in shares if maxima[label] > 0 and len(shares[label])]
    means, lows, highs = [], [], []
    for label in labels:
        ordered = sorted(100 * value / maxima[label] for value in shares[label])
        means.append(math.fsum(ordered) / len(ordered))
        lows.append(_quantile(ordered, 0.1))
        highs.append(_quantile(ordered, 0.9))
    about = "; ".join(
        f"{label}: {mean:.0f} % of the most on average" for label, mean in zip(labels, means)
    )
    with _settings() as Figure:
        figure = Figure(figsize=(6.4, 0.9 + 0.36 * max(1, len(labels))), layout="constrained")
        axes = figure.add_subplot()
        at = list(range(len(labels)))
        colours = [_COLOURS[index % 8] for index in at]
        axes.barh(at, [100] * len(at), 0.58, color=_LINE, alpha=0.45)
        axes.barh(at, means, 0.58, color=colours)
        axes.hlines(at, lows, highs, color=_INK, linewidth=1.2)
        axes.plot(lows + highs, at + at, "|", color=_INK, markersize=6)
        for row, mean in zip(at, means):
            axes.text(102, row, f"{mean:.0f} %", va="center", fontsize=9)
        axes.set_yticks(at, [_short(label) for label in labels])
        axes.tick_params(axis="y", length=0, labelcolor=_INK)
        axes.set_xlim(0, 110)
        axes.set_xticks([0, 25, 50, 75, 100])
        axes.set_xlabel("percent of the most a pair can get; the line holds the middle 80 % of pairs")
        axes.spines["left"].set_visible(False)
        axes.spines["bottom"].set_visible(False)
        axes.invert_yaxis()
        return _svg(figure, name, "Score by criterion", about)


def circles(
    members: Sequence[Sequence[str]],
    affinity: Sequence[Sequence[Sequence[float]]],
    titles: Sequence[str],
    name: str = "circles",
) -> str:
    """Each circle as a ring of its members, with a line for every two: the stronger, the more they share.

    Parameters
    ----------
    members : sequence of sequences of str
        The names of the members of each circle.
    affinity : sequence of square matrices
        For each circle how much every two of its members share.
    titles : sequence of str
        What is written above each circle.
    name : str
        What the ids in the picture begin with.
    """
    across = min(4, max(1, len(members)))
    down = max(1, math.ceil(len(members) / across))
    strongest = max(
        (value for matrix in affinity for row in matrix for value in row if value > 0), default=1.0
    )
    about = "; ".join(f"{title}: {', '.join(row)}" for title, row in zip(titles, members))
    with _settings() as Figure:
        figure = Figure(figsize=(2.35 * across, 2.15 * down), layout="constrained")
        for index, (row, matrix) in enumerate(zip(members, affinity)):
            axes = figure.add_subplot(down, across, index + 1)
            axes.set_axis_off()
            axes.set_aspect("equal")
            axes.set_xlim(-1.75, 1.75)
            axes.set_ylim(-1.3, 1.4)
            axes.set_title(_short(titles[index]), loc="center", pad=2)
            _ring(axes, row, matrix, strongest, _COLOURS[index % 8])
        return _svg(figure, name, "Circles", about)


def _ring(
    axes: Any,
    names: Sequence[str],
    matrix: Sequence[Sequence[float]],
    strongest: float,
    colour: str,
) -> None:
    count = len(names)
    turn = [math.pi / 2 - 2 * math.pi * index / max(1, count) for index in range(count)]
    spots = [(math.cos(angle), math.sin(angle)) for angle in turn]
    for i in range(count):
        for j in range(i):
            share = max(0.0, matrix[i][j]) / strongest
            axes.plot(
                [spots[i][0], spots[j][0]],
                [spots[i][1], spots[j][1]],
                color=colour,
                alpha=round(0.12 + 0.68 * share, 3),
                linewidth=round(0.5 + 2.3 * share, 3),
                solid_capstyle="round",
            )
    for (x, y), text in zip(spots, names):
        axes.plot([x], [y], "o", color=colour, markersize=7, markeredgecolor=_PAPER)
        side = "left" if x > 0.3 else "right" if x < -0.3 else "center"
        rise = "bottom" if y > 0.9 else "top" if y < -0.9 else "center"
        axes.text(
            x * 1.16, y * 1.18, _short(text, 12), ha=side, va=rise, fontsize=8.5, color=_INK
        )


def progress(
    labels: Sequence[str],
    attained: Sequence[float],
    low: Sequence[float],
    high: Sequence[float],
    planned: Sequence[float],
    statuses: Mapping[str, Sequence[int]],
    name: str = "progress",
) -> str:
    """Progress over time: what was attained beside what was planned, and how many plans stand how.

    Parameters
    ----------
    labels : sequence of str
        The days of review.
    attained, low, high, planned : sequences of float
        The means over all plans on each day, 0 to 1. Low and high are what attained would be if everything
        nobody spoke of was not begun, or was done.
    statuses : mapping of str to sequence of int
        For ``"green"``, ``"amber"``, ``"red"`` and ``"grey"`` the number of plans on each day.
    name : str
        What the ids in the picture begin with.
    """
    about = "; ".join(
        f"{label}: {100 * done:.0f} % attained, {100 * plan:.0f} % planned"
        for label, done, plan in zip(labels, attained, planned)
    )
    with _settings() as Figure:
        figure = Figure(figsize=(9.6, 3.2), layout="constrained")
        left, right = figure.subplots(1, 2, width_ratios=(1.35, 1), gridspec_kw={"wspace": 0.1})
        _lines(left, labels, attained, low, high, planned)
        _stack(right, labels, statuses)
        return _svg(figure, name, "Progress over time", about)


def _percent(values: Sequence[float]) -> list[float]:
    return [100 * value for value in values]


def _lines(axes: Any, labels, attained, low, high, planned) -> None:
    at = list(range(len(labels)))
    axes.fill_between(at, _percent(low), _percent(high), color=_COLOURS[0], alpha=0.18, linewidth=0)
    axes.plot(at, _percent(planned), "--o", color=_MUTED, markersize=4, linewidth=1.4)
    axes.plot(at, _percent(attained), "-o", color=_COLOURS[0], markersize=5, linewidth=2.2)
    for index, (done, plan) in enumerate(zip(_percent(attained), _percent(planned))):
        above = done >= plan
        for value, up, colour in ((done, above, _COLOURS[0]), (plan, not above, _MUTED)):
            axes.annotate(
                f"{value:.0f} %",
                (index, value),
                xytext=(0, 7 if up else -14),
                textcoords="offset points",
                ha="center",
                fontsize=8.5,
                color=colour,
            )
    axes.set_title("Mean over all plans")
    axes.set_xticks(at, [_short(label) for label in labels])
    axes.set_xlim(-0.35, len(at) - 0.65)
    axes.set_ylim(0, 112)
    axes.set_yticks([0, 25, 50, 75, 100], ["0 %", "25 %", "50 %", "75 %", "100 %"])
    axes.grid(axis="y")
    axes.tick_params(length=0)
    axes.spines["left"].set_visible(False)
    axes.legend(["unknown: not begun to done", "planned", "attained"], loc="upper left", fontsize=8)


def _stack(axes: Any, labels, statuses: Mapping[str, Sequence[int]]) -> None:
    at = list(range(len(labels)))
    base = [0] * len(labels)
    for status, colour in _STATUS_COLOURS.items():
        row = list(statuses.get(status, base[:0])) or [0] * len(labels)
        bars = axes.bar(at, row, 0.6, bottom=base, color=colour, label=status)
        axes.bar_label(
            bars,
            [str(count) if count else "" for count in row],
            label_type="center",
            fontsize=8.5,
            color=_INK if status == "grey" else _PAPER,
        )
        base = [below + count for below, count in zip(base, row)]
    axes.set_title("Plans by status")
    axes.set_xticks(at, [_short(label) for label in labels])
    axes.set_yticks([])
    axes.tick_params(length=0)
    axes.spines["left"].set_visible(False)
    axes.legend(
        loc="upper center", bbox_to_anchor=(0.5, -0.08), ncols=4, fontsize=8, handlelength=1
    )
