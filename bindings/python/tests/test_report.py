"""The report page: every section from plain data, escaped, self-contained, the same bytes each time."""

import copy
import dataclasses
import html.parser
import math
import re

import pytest

from mentormatch import plots, report
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

SECTIONS = {"checks", "scores", "pairs", "unmatched", "mentors", "comparison", "circles", "progress", "audit", "made"}
PICTURES = ("p-ranks", "p-criteria", "p-compared", "p-circles", "p-progress")
HOSTILE = "<script>alert('x')</script>&\"$a$b$\\frac\x00\ud800"


def full(text=str):
    """A model with every section; `text` may turn each text into another."""
    t = text
    return Report(
        title=t("Spring round"),
        subtitle=t("two mentees"),
        notice=t("made up"),
        figures=[Figure(t("Placed"), t("2 of 3"), t("67 %"))],
        verdicts=[Verdict(t("Matches"), True, t("optimal")), Verdict(t("Circles"), False, t("total"))],
        criteria=[t("overlap"), t("hours")],
        maxima=[5.0, 3.0],
        rules=[t("language")],
        pairs=[Pair(t("Ana"), t("Bo"), 6.5, [4.25, 2.25], 1), Pair(t("Bea"), t("Cy"), 3.0, [1.0, 2.0], None)],
        unmatched=[Unmatched(t("Ivo"), t("mentee"), t("no mentor speaks it"), t("a mentor who does"))],
        loads=[Load(t("Bo"), [t("Ana")], 2, 0), Load(t("Cy"), [], 1, 1), Load(t("Zu"), [], 0)],
        ranks=[1, 0, 1],
        comparison=Comparison(
            [t("best total"), t("stable")], [(t("Total"), [t("9.5"), t("9")])], [[1, 0, 1], [2]], t("note")
        ),
        circles=[Circle(t("Circle 1"), [t("Ana"), t("Bea")], t("Tue 10-11"), 2.5, [[0.0, 2.5], [2.5, 0.0]])],
        circles_note=t("proved best"),
        reviews=[
            Review(t("day 30"), 0.3, 0.2, 0.4, 0.35, {"green": 1, "red": 1}),
            Review(t("day 60"), 0.7, 0.7, 0.7, 0.6, {"green": 2}),
        ],
        plans=[
            PlanProgress(t("plan-ana"), 0.671875, 0.671875, 0.734375, 0.859375, 0.74, 2, "red", t("pace")),
            PlanProgress(t("plan-bea"), math.nan, math.nan, math.nan, math.nan),
        ],
        progress_note=t("the round just ended"),
        audit=[AuditGroup(t("woman"), 2, 1, 0.5, math.nan, 6.5, t("few"))],
        audit_by=t("gender"),
        audit_note=t("a screening number"),
        made=[(t("seed"), t("0"))],
    )


class Reader(html.parser.HTMLParser):
    """Collects what a page holds, and that every element that is opened is closed."""

    VOID = {"meta", "br", "link", "img", "input", "hr"}

    def __init__(self, page):
        super().__init__()
        self.ids, self.tags, self.links, self.words, self.attributes, self.open = [], [], [], [], [], []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.handle_startendtag(tag, attributes)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append(tag)
        for name, value in attributes:
            self.attributes.append(name)
            if name == "id":
                self.ids.append(value)
            if name in ("href", "src", "xlink:href", "action", "data"):
                self.links.append(value)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture(scope="module")
def page():
    pytest.importorskip("matplotlib")
    return render(full())


def test_every_section_and_picture_is_there(page):
    read = Reader(page)
    assert SECTIONS <= set(read.ids)
    for name in PICTURES:
        assert f"{name}-title" in read.ids
    words = " ".join(read.words)
    for expected in ("Spring round", "NOT CONFIRMED", "no mentor speaks it", "below the 1 promised", "takes nobody",
                     "67.2 % to 73.4 %", "a screening number", "Tue 10-11"):
        assert expected in words


def test_numbers_of_a_column_have_the_same_digits(page):
    assert "<b>6.50</b>" in page and "<b>3.00</b>" in page and ">4.25<" in page


def test_ids_are_unique_and_links_stay_on_the_page(page):
    read = Reader(page)
    assert len(read.ids) == len(set(read.ids))
    assert read.links
    for link in read.links:
        assert link.startswith("#") and link[1:] in read.ids
    for reference in re.findall(r"url\(([^)]*)\)", page):
        assert reference[0] == "#" and reference[1:] in read.ids


def test_the_page_loads_and_runs_nothing(page):
    read = Reader(page)
    assert not {"script", "link", "img", "iframe", "object", "embed", "base", "form"} & set(read.tags)
    assert not any(name.startswith("on") for name in read.attributes)
    assert "@import" not in page
    assert "default-src 'none'" in page
    assert not re.search(r"(src|href|url\()\s*=?\s*[\"']?(https?:)?//", page)


def test_tables_and_pictures_can_be_read_aloud(page):
    tables = page.count("<table>")
    assert tables == page.count("<caption>") == page.count("<thead>")
    assert '<th scope="col"' in page and '<th scope="row"' in page
    assert page.count('role="img"') == len(PICTURES) == page.count("<desc id=")
    assert '<html lang="en">' in page


def test_every_text_is_escaped():
    pytest.importorskip("matplotlib")
    read = Reader(render(full(lambda text: text + HOSTILE)))
    assert "script" not in read.tags
    page = render(full(lambda text: HOSTILE))
    assert "<script" not in page
    assert "\x00" not in page
    page.encode("utf-8")
    assert "&lt;script&gt;" in page


def test_the_same_model_gives_the_same_bytes_and_is_not_changed(page):
    model = full()
    before = copy.deepcopy(model)
    assert render(model) == page
    assert render(model) == page
    assert repr(model) == repr(before)
    assert str(__import__("datetime").date.today().year) not in re.sub(r"#\w+", "", page)


def test_settings_of_matplotlib_do_not_show(page):
    matplotlib = pytest.importorskip("matplotlib")
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.fonttype": "path"}):
        assert render(full()) == page
        assert matplotlib.rcParams["font.size"] == 30


def test_a_title_is_enough():
    page = render(Report("Nothing yet"))
    read = Reader(page)
    assert "Nothing yet" in read.words
    assert not SECTIONS & set(read.ids)
    assert "nav" not in read.tags


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Report) if field.name != "title"])
def test_each_part_may_be_left_out(field):
    empty = {one.name: getattr(Report(""), one.name) for one in dataclasses.fields(Report)}
    model = dataclasses.replace(full(), **{field: empty[field]})
    Reader(render(model))
    Reader(render(dataclasses.replace(Report("alone"), **{field: getattr(full(), field)})))


def test_without_matplotlib_the_page_has_no_pictures(monkeypatch):
    monkeypatch.setattr(plots, "have_matplotlib", lambda: False)
    page = render(full())
    read = Reader(page)
    assert 'role="img"' not in page
    assert {"pairs", "circles", "progress"} <= set(read.ids)


def test_a_long_table_says_how_much_it_leaves_out(monkeypatch):
    monkeypatch.setattr(report, "ROW_LIMIT", 3)
    page = render(Report("many", pairs=[Pair(f"p{number}", "bo", number) for number in range(1234)]))
    assert "The first 3 of 1,234 rows are shown." in page
    assert page.count('<th scope="row"') == 3


def test_numbers_without_a_value_are_dashes():
    page = render(Report("x", audit=[AuditGroup("a", 0, 0, math.nan, math.inf, math.nan)]))
    assert "nan" not in page.lower().replace("resonance", "") and ">inf<" not in page
    assert page.count(">–<") == 3


def test_pictures_of_nothing_do_not_fail():
    pytest.importorskip("matplotlib")
    for svg in (
        plots.ranks({}),
        plots.ranks({"one": []}),
        plots.ranks({"one": [0, 0]}),
        plots.criteria({}, {}),
        plots.criteria({"a": []}, {"a": 1.0}),
        plots.circles([], [], []),
        plots.circles([["Ana"]], [[[0.0]]], ["alone"]),
        plots.progress([], [], [], [], [], {}),
        plots.progress(["d"], [0.5], [0.5], [0.5], [0.5], {"green": [1]}),
        plots.progress(["d"], [math.nan], [math.nan], [math.nan], [math.nan], {}),
    ):
        assert svg.startswith("<svg") and svg.rstrip().endswith("</svg>")


def test_ranks_from_the_tenth_on_are_one_bar():
    pytest.importorskip("matplotlib")
    svg = plots.ranks({"one": [1] * 14})
    assert "5 got the 10th or later" in svg


def test_colours_are_those_of_the_page(page):
    for found in re.findall(r"#[0-9a-f]{6}", page.split("</style>")[1]):
        assert found in ("#ffffff", "#000000"), found
