"""The report page: every section, safe text, nothing loaded from elsewhere, the same bytes again."""

import html.parser
import math
import re

import pytest

from mentormatch.report import (
    AuditGroup,
    Circle,
    Comparison,
    Figure,
    Load,
    Pair,
    PlanProgress,
    Report,
    Review,
    Unmatched,
    Verdict,
    render,
)

VOID = {"meta", "br", "img", "link", "hr", "input"}


def full_model():
    return Report(
        "Spring round",
        subtitle="two mentees",
        notice="made up",
        figures=[Figure("Placed", "2 of 3", "67 %")],
        verdicts=[Verdict("Matches", True, "valid"), Verdict("Circles", False, "circle 1 is too small")],
        criteria=["overlap", "close"],
        maxima=[5000.0, 1000.0],
        rules=["same language"],
        pairs=[Pair("Ana", "Bo", 4200.0, [4000.0, 200.0], 1), Pair("Bea", "Cy", 900.0, [0.0, 900.0], 2)],
        unmatched=[Unmatched("Ivo", "mentee", "nobody speaks the language", "another language")],
        loads=[Load("Bo", 1, 2, 1), Load("Zu", 0, 0), Load("Di", 0, 2, 1)],
        ranks=[1, 1],
        comparison=Comparison(["best total", "stable"], [("Placed", ["2", "2"])], [[1, 1], [2, 0]], "a note"),
        circles=[Circle("Circle 1", ["Ana", "Bea", "Ivo"], "Mon 9-10", 12.0, [[0, 1, 2], [1, 0, 3], [2, 3, 0]])],
        circles_note="proved best",
        reviews=[
            Review("2026-02-04", 0.3, 0.2, 0.5, 0.33, {"green": 1, "red": 1}),
            Review("2026-03-06", 0.6, 0.6, 0.6, 0.66, {"amber": 2}),
        ],
        plans=[PlanProgress("plan-ana", 0.6, 0.5, 0.7, 0.66, 0.9, 1, "amber", "pace"), PlanProgress("p2", *[math.nan] * 4)],
        progress_note="on three days",
        audit=[AuditGroup("woman", 2, 2, 1.0, 1.0, 2550.0), AuditGroup("man", 1, 0, 0.0, 0.0, math.nan, "small group")],
        audit_by="gender",
        audit_note="a note, not a judgement",
        made=[("coverage", "participation_first")],
    )


class Page(html.parser.HTMLParser):
    """Checks that tags are closed in order, and collects what a page refers to."""

    def __init__(self, text):
        super().__init__()
        self.open, self.references, self.ids, self.words = [], [], [], []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name in ("src", "href", "xlink:href", "action", "data"):
                self.references.append(value)
            if name == "id":
                self.ids.append(value)
            assert not name.startswith("on"), name

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open[-3:])
        self.open.pop()

    def handle_data(self, data):
        self.words.append(data)


def test_a_title_is_enough():
    page = Page(render(Report("Nothing yet")))
    assert "Nothing yet" in "".join(page.words)
    assert page.references == []


def test_every_section_is_there_when_it_has_content():
    words = " ".join(Page(render(full_model())).words)
    for heading in (
        "Checks", "Pairs", "Where the scores come from", "Not placed", "Mentors", "Compared", "Circles", "Progress",
        "Audit", "How this was made",
    ):
        assert heading in words, heading
    for content in ("Ana", "4,200", "nobody speaks the language", "NOT CONFIRMED", "below the 1 promised",
                    "takes nobody", "Mon 9-10", "plan-ana", "small group", "participation_first"):
        assert content in words, content


def test_the_page_loads_nothing_and_runs_nothing():
    text = render(full_model())
    page = Page(text)
    assert page.references and all(reference.startswith("#") for reference in page.references)
    assert "<script" not in text and "@import" not in text
    assert not re.search(r"url\((?!#)", text)


def test_ids_are_unique_and_links_within_the_page_lead_somewhere():
    page = Page(render(full_model()))
    assert len(page.ids) == len(set(page.ids))
    assert {reference[1:] for reference in page.references} <= set(page.ids)


def test_text_from_outside_is_escaped_everywhere():
    evil = '"><script>alert(1)</script>&\x00'
    model = full_model()
    model.title = model.subtitle = model.notice = evil
    model.criteria = [evil, "close"]
    model.pairs = [Pair(evil, evil, 1.0, [1.0, 0.0], 1)]
    model.unmatched = [Unmatched(evil, evil, evil, evil)]
    model.circles = [Circle(evil, [evil, "Bea"], evil, 1.0, [[0, 1], [1, 0]])]
    model.plans = [PlanProgress(evil, 0.5, 0.5, 0.5, 0.5, 1.0, 0, evil, evil)]
    model.audit = [AuditGroup(evil, 1, 1, 1.0)]
    model.made = [(evil, evil)]
    text = render(model)
    Page(text)
    assert "<script" not in text and "\x00" not in text


def test_the_same_model_gives_the_same_bytes():
    assert render(full_model()) == render(full_model())


def test_long_tables_say_how_much_is_shown():
    pairs = [Pair(f"m{number}", "Bo", 1.0) for number in range(2001)]
    assert "The first 2,000 of 2,001 rows are shown." in render(Report("Large", pairs=pairs))


@pytest.mark.parametrize("missing", ["matplotlib"])
def test_without_matplotlib_the_page_has_tables_and_no_pictures(monkeypatch, missing):
    from mentormatch import plots

    monkeypatch.setattr(plots, "have_matplotlib", lambda: False)
    text = render(full_model())
    assert "<figure" not in text
    assert "4,200" in text
