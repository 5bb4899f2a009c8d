"""The report: one self-contained HTML page that a coordinator can read, print and hand on.

``render(model)`` turns a :class:`Report` into the page. The model is plain data and knows nothing of the rest
of the package: whoever has something to show fills in what there is. Every section may be left out. The
page loads nothing, runs no script, escapes every text, prints well, and suits light and dark screens. The same
model gives the same bytes (pictures: for one version of matplotlib; without matplotlib they are left out).
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from . import _report_style, plots

__all__ = [
    "AuditGroup",
    "Circle",
    "Comparison",
    "Figure",
    "Load",
    "Pair",
    "PlanProgress",
    "Report",
    "Review",
    "Unmatched",
    "Verdict",
    "render",
]

#: How many rows of a table are written; a line under the table says how many there are.
ROW_LIMIT = 2000


@dataclass
class Figure:
    """A number for the head of the page: ``Figure("Placed", "51 of 60", "85 % of mentees")``."""

    label: str
    value: str
    hint: str = ""


@dataclass
class Verdict:
    """What an independent check found: ``Verdict("Assignment", True, "optimal, proved by prices")``."""

    name: str
    ok: bool
    message: str = ""


@dataclass
class Pair:
    """A pair with its score, and the part of it that each criterion gave, in the order of the criteria.

    ``rank`` is 1 for the best mentor possible for this mentee, by score; None when unknown.
    """

    mentee: str
    mentor: str
    score: float
    shares: Sequence[float] = ()
    rank: int | None = None


@dataclass
class Unmatched:
    """Somebody without a partner: which side, why, and what would help."""

    person: str
    side: str
    reason: str
    help: str = ""


@dataclass
class Load:
    """The mentees a mentor has, and how many there may and should be."""

    mentor: str
    mentees: Sequence[str]
    capacity: int
    at_least: int = 0


@dataclass
class QuotaUse:
    """How far a quota over several mentors is used; ``at_most`` None is no limit."""

    name: str
    mentors: int
    taken: int
    at_least: int
    at_most: int | None


@dataclass
class Comparison:
    """Several matchings side by side: a label and a value for each, row by row."""

    names: Sequence[str]
    rows: Sequence[tuple[str, Sequence[str]]]
    #: For each matching how many mentees got their best, second best, ... mentor; drawn when given.
    ranks: Sequence[Sequence[int]] = ()
    note: str = ""


@dataclass
class Circle:
    """A circle with its members, the hours they have in common, and what every two of them share."""

    name: str
    members: Sequence[str]
    hours: str = ""
    total: float | None = None
    #: A square matrix over the members, for the picture.
    affinity: Sequence[Sequence[float]] = ()


@dataclass
class Review:
    """All plans on one day: means from 0 to 1, and the number of plans by status.

    ``statuses`` has keys ``"green"``, ``"amber"``, ``"red"`` and ``"grey"``.
    """

    day: str
    attained: float
    low: float
    high: float
    planned: float
    statuses: dict[str, int] = field(default_factory=dict)


@dataclass
class PlanProgress:
    """One plan on the last day: attained with its lower and upper value, planned, pace, status, reasons."""

    plan: str
    attained: float
    low: float
    high: float
    planned: float
    pace: float = math.nan
    overdue: int = 0
    status: str = "grey"
    reasons: str = ""


@dataclass
class AuditGroup:
    """A group of people: how many took part, how many were placed, and how that compares."""

    group: str
    people: int
    placed: int
    rate: float
    impact_ratio: float = math.nan
    mean_score: float = math.nan
    note: str = ""


@dataclass
class Report:
    """Everything a page can show. Only the title is needed; a section without content is left out.

    ``criteria`` are the names of the criteria that give points, ``maxima`` the most each can give.
    The notes are sentences at the head of their section. ``made`` says how the answer came about: options,
    seed, version.
    """

    title: str
    subtitle: str = ""
    notice: str = ""
    figures: Sequence[Figure] = ()
    verdicts: Sequence[Verdict] = ()
    criteria: Sequence[str] = ()
    maxima: Sequence[float] = ()
    rules: Sequence[str] = ()
    pairs: Sequence[Pair] = ()
    unmatched: Sequence[Unmatched] = ()
    loads: Sequence[Load] = ()
    quotas: Sequence[QuotaUse] = ()
    ranks: Sequence[int] = ()
    comparison: Comparison | None = None
    circles: Sequence[Circle] = ()
    circles_note: str = ""
    reviews: Sequence[Review] = ()
    plans: Sequence[PlanProgress] = ()
    progress_note: str = ""
    audit: Sequence[AuditGroup] = ()
    audit_by: str = ""
    audit_note: str = ""
    made: Sequence[tuple[str, str]] = ()


def render(model: Report) -> str:
    """The report as the text of one HTML page.

    Parameters
    ----------
    model : Report
        What to show. It is not changed.

    Returns
    -------
    str
        The page. Write it as UTF-8.

    Examples
    --------
    >>> from mentormatch.report import Figure, Report, render
    >>> page = render(Report("Spring round", figures=[Figure("Placed", "51 of 60")]))
    >>> page.startswith("<!DOCTYPE html>")
    True
    """
    sections = [
        ("checks", "Checks", _checks(model)),
        ("scores", "At a glance", _scores(model)),
        ("pairs", "Pairs", _pairs(model)),
        ("unmatched", "Not placed", _unmatched(model)),
        ("mentors", "Mentors", _loads(model)),
        ("quotas", "Quotas", _quotas(model)),
        ("comparison", "Compared", _comparison(model)),
        ("circles", "Circles", _circles(model)),
        ("progress", "Progress", _progress(model)),
        ("audit", "Audit", _audit(model)),
        ("made", "How this was made", _made(model)),
    ]
    sections = [section for section in sections if section[2]]
    body = [_head(model)]
    if len(sections) > 2:
        links = "".join(f'<li><a href="#{key}">{title}</a></li>' for key, title, _ in sections)
        body.append(f'<nav aria-label="Sections"><ul>{links}</ul></nav>')
    body.append("<main>")
    for key, title, content in sections:
        body.append(
            f'<section aria-labelledby="{key}"><h2 id="{key}">{title}</h2>\n{content}\n</section>'
        )
    body.append("</main>")
    return _report_style.PAGE.format(
        title=_text(model.title), style=_report_style.STYLE, body="\n".join(body)
    )


def _text(value: object) -> str:
    """Text for a page: escaped, without letters that may not stand in one."""
    return html.escape(_report_style.without_control_letters(str(value)), quote=True)


def _number(value: float | None, digits: int = 3) -> str:
    """A number with no more digits than it needs; a dash when there is none."""
    if value is None or not math.isfinite(value):
        return "–"
    text = f"{value:,.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text.replace("-", "−")


def _aligned(value: float, digits: int) -> str:
    """A number with exactly so many digits, for a column."""
    return f"{value:,.{digits}f}".replace("-", "−") if math.isfinite(value) else "–"


def _digits(values: Iterable[float]) -> int:
    """How many digits after the point, up to three, the numbers of a column need."""
    needed = 0
    for value in values:
        while needed < 3 and math.isfinite(value) and value != round(value, needed):
            needed += 1
    return needed


def _percent(value: float | None) -> str:
    return "–" if value is None or not math.isfinite(value) else f"{_number(100 * value, 1)} %"


def _plural(count: int, word: str) -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def _paragraph(text: str, kind: str = "") -> str:
    return f'<p class="{kind}">{_text(text)}</p>' if text else ""


def _table(
    caption: str, heads: Sequence[tuple[str, str]], rows: Iterable[Sequence[str]], total: int
) -> str:
    """A table: heads are a text and a class, cells are HTML already; the first cell names the row."""
    head = "".join(f'<th scope="col" class="{kind}">{_text(text)}</th>' for text, kind in heads)
    lines = []
    for row in rows:
        cells = "".join(
            f'<td class="{heads[index][1]}">{cell}</td>' for index, cell in enumerate(row) if index
        )
        lines.append(f'<tr><th scope="row" class="{heads[0][1]}">{row[0]}</th>{cells}</tr>')
    more = ""
    if total > len(lines):
        more = f'<p class="note">The first {len(lines):,} of {total:,} rows are shown.</p>'
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{_text(caption)}"><table>'
        f"<caption>{_text(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n"
        + "\n".join(lines)
        + f"\n</tbody></table></div>{more}"
    )


def _picture(svg: str, caption: str) -> str:
    return f"<figure>{svg}<figcaption>{_text(caption)}</figcaption></figure>"


def _can_draw() -> bool:
    return plots.have_matplotlib()


def _head(model: Report) -> str:
    tiles = "".join(
        f"<div><dt>{_text(figure.label)}</dt><dd><b>{_text(figure.value)}</b>"
        f"<span>{_text(figure.hint)}</span></dd></div>"
        for figure in model.figures
    )
    return (
        f"<header><h1>{_text(model.title)}</h1>{_paragraph(model.subtitle, 'subtitle')}"
        f"{_paragraph(model.notice, 'notice')}"
        + (f'<dl class="tiles">{tiles}</dl>' if tiles else "")
        + "</header>"
    )


def _checks(model: Report) -> str:
    if not model.verdicts:
        return ""
    lines = "".join(
        f'<li class="{"pass" if verdict.ok else "fail"}"><span class="mark" aria-hidden="true">'
        f"{'✓' if verdict.ok else '✗'}</span><div><b>{_text(verdict.name)}: "
        f"{'checked' if verdict.ok else 'NOT CONFIRMED'}</b> {_text(verdict.message)}</div></li>"
        for verdict in model.verdicts
    )
    return (
        '<p class="note">Each answer was judged again from the input, the answer and its proof alone, by '
        f'code that shares nothing with the solver.</p><ul class="verdicts">{lines}</ul>'
    )


def _share_bar(model: Report, pair: Pair) -> str:
    """The score as a bar with a stretch for each criterion; the table beside it has the numbers."""
    full = math.fsum(model.maxima) or 1.0
    at, parts = 0.0, []
    for index, share in enumerate(pair.shares):
        width = max(0.0, 100 * share / full) if math.isfinite(share) else 0.0
        if width:
            parts.append(
                f'<rect x="{at:.2f}" y="0" width="{width:.2f}" height="10" fill="var(--c{index % 8 + 1})"/>'
            )
        at += width
    return (
        '<svg class="bar" aria-hidden="true" viewBox="0 0 100 10" preserveAspectRatio="none">'
        '<rect width="100" height="10" fill="var(--line)" opacity="0.45"/>'
        f"{''.join(parts)}</svg>"
    )


def _legend(model: Report) -> str:
    items = "".join(
        f'<li><i style="background:var(--c{index % 8 + 1})"></i>{_text(name)}'
        + (f" <span>up to {_number(model.maxima[index])}</span>" if model.maxima else "")
        + "</li>"
        for index, name in enumerate(model.criteria)
    )
    return f'<ul class="legend">{items}</ul>' if items else ""


def _pairs(model: Report) -> str:
    if not model.pairs:
        return ""
    with_shares = bool(model.criteria)
    with_ranks = any(pair.rank is not None for pair in model.pairs)
    heads = [("Mentee", ""), ("Mentor", ""), ("Score", "number")]
    if with_shares:
        heads.append(("Of the most possible", "wide"))
    if with_ranks:
        heads.append(("Rank", "number"))
    heads += [(name, "number small") for name in model.criteria]
    shown = model.pairs[:ROW_LIMIT]
    digits = _digits(value for pair in shown for value in (pair.score, *pair.shares))
    rows = []
    for pair in shown:
        row = [_text(pair.mentee), _text(pair.mentor), f"<b>{_aligned(pair.score, digits)}</b>"]
        if with_shares:
            row.append(_share_bar(model, pair))
        if with_ranks:
            row.append("–" if pair.rank is None else str(pair.rank))
        shares = list(pair.shares) + [math.nan] * (len(model.criteria) - len(pair.shares))
        row += [_aligned(share, digits) for share in shares[: len(model.criteria)]]
        rows.append(row)
    words = []
    if with_shares:
        words.append("The criteria of a pair add up to its score exactly.")
    if with_ranks:
        words.append("Rank 1 is the best mentor possible for that mentee, by score.")
    if model.rules:
        words.append("Rules that every pair keeps: " + ", ".join(model.rules) + ".")
    return (
        _paragraph(" ".join(words), "note")
        + _legend(model)
        + _table(_plural(len(model.pairs), "pair"), heads, rows, len(model.pairs))
    )


def _scores(model: Report) -> str:
    out = []
    if model.ranks and _can_draw():
        out.append(
            _picture(
                plots.ranks({"pairs": list(model.ranks)}, "p-ranks"),
                "Who got what rank: how many mentees got their best possible mentor, their second, and so on.",
            )
        )
    if model.criteria and model.maxima and model.pairs and _can_draw():
        shares = {
            name: [pair.shares[index] for pair in model.pairs if index < len(pair.shares)]
            for index, name in enumerate(model.criteria)
        }
        if any(shares.values()) and any(value > 0 for value in model.maxima):
            svg = plots.criteria(shares, dict(zip(model.criteria, model.maxima)), "p-criteria")
            out.append(_picture(svg, "Score by criterion, over all pairs."))
    return f'<div class="pictures">{"".join(out)}</div>' if out else ""


def _unmatched(model: Report) -> str:
    if not model.unmatched:
        return ""
    rows = (
        [_text(one.person), _text(one.side), _text(one.reason), _text(one.help)]
        for one in model.unmatched[:ROW_LIMIT]
    )
    count = len(model.unmatched)
    caption = "1 person" if count == 1 else f"{count:,} people"
    heads = [("Who", ""), ("Side", ""), ("Why", ""), ("What would help", "")]
    return _table(f"{caption} without a partner", heads, rows, count)


def _load_state(load: Load) -> str:
    taken = len(load.mentees)
    if taken < load.at_least:
        return f"below the {load.at_least} promised"
    if load.capacity == 0:
        return "takes nobody"
    return "full" if taken >= load.capacity else f"{load.capacity - taken} free"


def _loads(model: Report) -> str:
    if not model.loads:
        return ""
    rows = []
    for load in model.loads[:ROW_LIMIT]:
        taken = len(load.mentees)
        places = "".join(
            f'<i class="{"taken" if place < taken else "free"}"></i>'
            for place in range(min(max(load.capacity, taken), 40))
        )
        names = "".join(f"<li>{_text(mentee)}</li>" for mentee in load.mentees[:40])
        rows.append(
            [
                _text(load.mentor),
                f'<ul class="chips">{names}</ul>' if names else "–",
                f'<span class="places" aria-hidden="true">{places}</span>',
                _load_state(load),
                f"{taken:,}",
                f"{load.at_least:,}",
                f"{load.capacity:,}",
            ]
        )
    heads = [("Mentor", ""), ("Mentees", "wide"), ("Places", ""), ("", "")]
    heads += [("Taken", "number"), ("At least", "number"), ("At most", "number")]
    taken = sum(len(load.mentees) for load in model.loads)
    places = sum(load.capacity for load in model.loads)
    caption = f"{_plural(len(model.loads), 'mentor')}, {taken:,} of {places:,} places taken"
    return _table(caption, heads, rows, len(model.loads))


def _quota_state(use: QuotaUse) -> str:
    if use.taken < use.at_least:
        return f"below the {use.at_least} asked for"
    if use.at_most is None:
        return ""
    return "full" if use.taken >= use.at_most else f"{use.at_most - use.taken} free"


def _quotas(model: Report) -> str:
    if not model.quotas:
        return ""
    rows = (
        [
            _text(use.name),
            f"{use.mentors:,}",
            f"{use.taken:,}",
            f"{use.at_least:,}",
            "–" if use.at_most is None else f"{use.at_most:,}",
            _quota_state(use),
        ]
        for use in model.quotas[:ROW_LIMIT]
    )
    heads = [("Over", ""), ("Mentors", "number"), ("Mentees", "number"), ("At least", "number"), ("At most", "number"), ("", "")]
    caption = f"{_plural(len(model.quotas), 'quota')} over several mentors together"
    return _table(caption, heads, rows, len(model.quotas))


def _comparison(model: Report) -> str:
    compared = model.comparison
    if compared is None:
        return ""
    heads = [("", "")] + [(name, "number") for name in compared.names]
    rows = [
        [_text(label)] + [_text(value) for value in values] for label, values in compared.rows
    ]
    out = _paragraph(compared.note, "note")
    out += _table("Ways to match the same people", heads, rows, len(rows))
    if compared.ranks and _can_draw():
        counts = dict(zip(compared.names, compared.ranks))
        out += _picture(plots.ranks(counts, "p-compared"), "Who got what rank, either way.")
    return out


def _circles(model: Report) -> str:
    if not model.circles:
        return ""
    rows = []
    for circle in model.circles[:ROW_LIMIT]:
        names = "".join(f"<li>{_text(member)}</li>" for member in circle.members)
        rows.append(
            [
                _text(circle.name),
                f"{len(circle.members):,}",
                f'<ul class="chips">{names}</ul>',
                _text(circle.hours),
                _number(circle.total),
            ]
        )
    with_hours = any(circle.hours for circle in model.circles)
    heads = [("Circle", ""), ("Size", "number"), ("Members", "wide"), ("Hours in common", "")]
    heads.append(("Total", "number"))
    if not with_hours:
        heads.pop(3)
        rows = [row[:3] + row[4:] for row in rows]
    out = _paragraph(model.circles_note, "note")
    drawn = [circle for circle in model.circles if circle.affinity][:24]
    if drawn and _can_draw():
        svg = plots.circles(
            [circle.members for circle in drawn],
            [circle.affinity for circle in drawn],
            [circle.name for circle in drawn],
            "p-circles",
        )
        out += _picture(svg, "The stronger a line, the more the two share.")
    caption = _plural(len(model.circles), "circle")
    return out + _table(caption, heads, rows, len(model.circles))


def _attained_bar(plan: PlanProgress) -> str:
    def place(value: float) -> float:
        return 100 * min(1.0, max(0.0, value)) if math.isfinite(value) else 0.0

    low, done, high, due = map(place, (plan.low, plan.attained, plan.high, plan.planned))
    return (
        '<svg class="bar" aria-hidden="true" viewBox="0 0 100 10" preserveAspectRatio="none">'
        '<rect width="100" height="10" fill="var(--line)" opacity="0.45"/>'
        f'<rect width="{done:.2f}" height="10" fill="var(--c1)"/>'
        f'<rect x="{low:.2f}" width="{max(0.0, high - low):.2f}" height="10" fill="var(--c1)" opacity="0.35"/>'
        f'<rect x="{max(0.0, due - 0.6):.2f}" width="1.2" height="10" fill="var(--ink)"/></svg>'
    )


def _badge(status: str) -> str:
    known = status if status in ("green", "amber", "red") else "grey"
    return f'<span class="badge {known}">{_text(status)}</span>'


def _progress(model: Report) -> str:
    out = []
    reviews = list(model.reviews)
    if reviews and _can_draw():
        svg = plots.progress(
            [review.day for review in reviews],
            [review.attained for review in reviews],
            [review.low for review in reviews],
            [review.high for review in reviews],
            [review.planned for review in reviews],
            {
                status: [review.statuses.get(status, 0) for review in reviews]
                for status in ("green", "amber", "red", "grey")
            },
            "p-progress",
        )
        out.append(_picture(svg, "Progress over time."))
    if reviews:
        heads = [("Review", "")] + [
            (text, "number")
            for text in ("Attained", "Lowest", "Highest", "Planned", "Green", "Amber", "Red", "Grey")
        ]
        rows = [
            [_text(review.day)]
            + [
                _percent(value)
                for value in (review.attained, review.low, review.high, review.planned)
            ]
            + [f"{review.statuses.get(key, 0):,}" for key in ("green", "amber", "red", "grey")]
            for review in reviews
        ]
        out.append(_table("Mean over all plans, and plans by status", heads, rows, len(rows)))
    if model.plans:
        heads = [("Plan", ""), ("Attained", "number"), ("Bar: attained; mark: planned", "wide")]
        heads += [("Lowest to highest", "number"), ("Planned", "number"), ("Pace", "number")]
        heads += [("Overdue", "number"), ("Status", ""), ("Why", "")]
        rows = [
            [
                _text(plan.plan),
                _percent(plan.attained),
                _attained_bar(plan),
                f"{_percent(plan.low)} to {_percent(plan.high)}"
                if plan.low != plan.high
                else _percent(plan.low),
                _percent(plan.planned),
                _number(plan.pace, 2),
                f"{plan.overdue:,}",
                _badge(plan.status),
                _text(plan.reasons),
            ]
            for plan in model.plans[:ROW_LIMIT]
        ]
        caption = _plural(len(model.plans), "plan")
        if reviews:
            caption += f" on {reviews[-1].day}"
        out.append(_table(caption, heads, rows, len(model.plans)))
    return _paragraph(model.progress_note, "note") + "".join(out) if out else ""


def _audit(model: Report) -> str:
    if not model.audit:
        return ""
    heads = [(model.audit_by or "Group", "")] + [
        (text, "number") for text in ("People", "Placed", "Rate", "Impact ratio", "Mean score")
    ]
    heads.append(("Note", ""))
    rows = [
        [
            _text(group.group),
            f"{group.people:,}",
            f"{group.placed:,}",
            _percent(group.rate),
            _number(group.impact_ratio, 2),
            _number(group.mean_score),
            _text(group.note),
        ]
        for group in model.audit[:ROW_LIMIT]
    ]
    return _paragraph(model.audit_note, "note") + _table(
        "Who was placed, by group", heads, rows, len(model.audit)
    )


def _made(model: Report) -> str:
    facts = "".join(
        f"<div><dt>{_text(label)}</dt><dd>{_text(value)}</dd></div>" for label, value in model.made
    )
    return f'<dl class="facts">{facts}</dl>' if facts else ""
