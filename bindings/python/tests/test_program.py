"""The frame road: kinds of tables, criteria, rules between people, reasons, and bad input with its place."""

from __future__ import annotations

import json
import pickle
import random

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import mentormatch as mm

MENTEES = [
    {"id": "ana", "wants": "sql:2; writing", "hours": "Mon 9-12", "utc_offset": "+01:00", "style": 2, "language": "English",
     "department": "Sales", "grade": 2, "manager": "bo", "gender": "w"},
    {"id": "dia", "wants": "sql", "hours": "Mon 9-11; Tue 9-10", "utc_offset": "+00:00", "style": 5, "language": "english",
     "department": "Legal", "grade": 3, "manager": None, "gender": "m"},
    {"id": "eli", "wants": "python", "hours": "Mon 8-12", "utc_offset": "+00:00", "style": 3, "language": "French",
     "department": "Sales", "grade": 1, "manager": "cy", "gender": "w"},
]  # fmt: skip
MENTORS = [
    {"id": "bo", "offers": "sql:3; writing", "hours": "Mon 9-12", "utc_offset": "+00:00", "style": 1, "language": "English",
     "department": "Sales", "grade": 5, "manager": "cy", "capacity": 2, "at_least": 0},
    {"id": "cy", "offers": "sql; python", "hours": "Mon 8-12", "utc_offset": "+00:00", "style": 4, "language": "English",
     "department": "People", "grade": 4, "manager": None, "capacity": 1, "at_least": 1},
]  # fmt: skip

FIT = mm.Fit([
    mm.overlap("wants", "offers", weight=5),
    mm.shared_hours("hours", at_least=2, weight=3),
    mm.close("style", weight=1),
    mm.same("language", must=True),
    mm.different("department", weight=1),
    mm.gap("grade", ideal=2, tolerance=2, weight=2),
    mm.outside_reporting_line("id", "manager"),
])
CRITERIA = ["wants", "hours", "style", "language", "department", "grade", "reporting line"]
KINDS = {
    "dicts": (lambda rows: rows, lambda frame: frame, list),
    "columns": (lambda rows: {name: [row[name] for row in rows] for name in rows[0]},
                lambda frame: [dict(zip(frame, row)) for row in zip(*frame.values())], dict),
    "pandas": (pd.DataFrame, lambda frame: frame.to_dict("records"), pd.DataFrame),
    "polars": (pl.DataFrame, lambda frame: frame.to_dicts(), pl.DataFrame),
    "pyarrow": (pa.Table.from_pylist, lambda frame: frame.to_pylist(), pa.Table),
}  # fmt: skip


def program(mentees=MENTEES, mentors=MENTORS, fit=FIT, **rules):
    return mm.Program(mentees, mentors, fit, **{"capacity": "capacity", "min_load": "at_least", **rules})


def change(rows, place, **cells):
    """The table with some cells of one row changed."""
    return [{**row, **cells} if number == place else row for number, row in enumerate(rows)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_table_comes_back_with_its_ids(kind):
    make, read, expected = KINDS[kind]
    result = program(make(MENTEES), make(MENTORS)).assign()
    assert isinstance(result.pairs, expected) and isinstance(result.unmatched, expected)
    assert isinstance(result.audit(by="gender"), expected)
    pairs = read(result.pairs)
    assert list(pairs[0]) == ["mentee", "mentor", "score", *CRITERIA]
    assert {(pair["mentee"], pair["mentor"]) for pair in pairs} == {("dia", "cy")}
    for pair in pairs:
        assert pair["score"] == sum(pair[name] for name in CRITERIA)
    assert [row["who"] for row in read(result.unmatched)] == ["ana", "eli", "bo"]
    assert result.verify()


def test_ids_may_be_the_index_of_a_frame():
    mentees, mentors = (pd.DataFrame(rows).set_index("id") for rows in (MENTEES, MENTORS))
    assert program(mentees, mentors).assign().pairs["mentor"].tolist() == ["cy"]


def test_whole_number_ids_stay_whole_numbers():
    mentees = pd.DataFrame({"id": [7, 8], "manager": [None, 3.0], "wants": ["x", "x"]})
    mentors = pl.DataFrame({"id": [3, 4], "manager": [None, None], "offers": [["x"], ["x", "y"]]})
    fit = mm.Fit([mm.overlap("wants", "offers"), mm.outside_reporting_line()])
    pairs = mm.Program(mentees, mentors, fit).assign().pairs
    assert isinstance(pairs, pd.DataFrame) and pairs[["mentee", "mentor"]].values.tolist() == [[7, 3], [8, 4]]


def test_criteria_are_worth_what_they_say():
    # ana with cy: clocks an hour apart leave Mon 8-11 UTC and Mon 8-12: three hours
    explained = program().assign().explain("dia", "cy")
    assert explained["shares"] == {
        "wants": 5000, "hours": 3000, "style": 750, "language": 0, "department": 1000, "grade": 1000, "reporting line": 0,
    }  # fmt: skip
    assert explained["score"] == 10750 and explained["ruled_out_by"] == []
    assert program().assign().explain("ana", "bo")["ruled_out_by"] == ["reporting line"]
    assert program().assign().explain("eli", "bo")["ruled_out_by"] == ["language"]
    assert sorted(program().assign().explain("eli", "cy")["ruled_out_by"]) == ["language", "reporting line"]


def test_attributes_are_read_as_text_and_as_values():
    fit = mm.Fit([mm.overlap("wants", "offers"), mm.shared_hours("hours")])
    hours = np.zeros(168, bool)
    hours[9:12] = True
    forms = [
        {"wants": "SQL:2;  Writing ", "hours": "Mon 9-12"},
        {"wants": ["sql", ("sql", 2), "writing"], "hours": [9, 10, 11]},
        {"wants": {"sql": 2, "writing": 1}, "hours": hours.tolist()},
        {"wants": "sql:2, writing", "hours": np.repeat(hours, 2)},
        {"wants": "sql:2\nwriting:1", "hours": "mon 9:00-10, 10-12"},
        {"wants": ["sql:2", "writing"], "hours": np.repeat(hours, 4).tolist()},
    ]
    mentees = [{"id": number, **form} for number, form in enumerate(forms)]
    mentors = [{"id": "bo", "offers": "sql; writing", "hours": "Mon 11-13"}]
    matrix = fit.matrix(mentees, mentors)
    assert matrix.tolist() == [[667 + 1000]] * len(forms)


@pytest.mark.parametrize(
    "text, slots",
    [("Sun 23-1", [167, 0]), ("Mon-Wed 9-10", [9, 33, 57]), ("monday 9-10; TUE 9-10", [9, 33]), ("Sat-Mon 0-1", [120, 144, 0])],
)
def test_hours_as_text(text, slots):
    from mentormatch.hours import parse_hours

    flags = parse_hours(text).reshape(168, 4)
    assert sorted(np.flatnonzero(flags.all(axis=1)).tolist()) == sorted(slots) and flags.sum() == 4 * len(slots)


@pytest.mark.parametrize(
    "value, minutes",
    [("+02:00", 120), ("-05:30", -330), ("UTC", 0), ("utc+1", 60), ("-5", -300), (None, 0), (330, 330), ("120", 120), ("", 0), ("60", 60)],
)
def test_utc_offsets(value, minutes):
    from mentormatch.hours import parse_offset

    assert parse_offset(value) == minutes


def test_locked_and_forbidden_pairs_by_id():
    free = mm.Fit([mm.overlap("wants", "offers")])
    assert program(fit=free, locked=[("eli", "bo")]).assign().pairs[2]["mentor"] == "bo"
    result = program(fit=free, forbidden=[("eli", "cy")], locked=[("ana", "cy")]).assign()
    assert {(pair["mentee"], pair["mentor"]) for pair in result.pairs} == {("ana", "cy"), ("dia", "bo"), ("eli", "bo")}
    table = pd.DataFrame({"mentee": ["eli"], "mentor": ["cy"]})
    assert program(fit=free, forbidden=table).assign().verify()


def test_capacities_by_column_number_list_and_id():
    free = mm.Fit([mm.overlap("wants", "offers")])
    for capacity in (2, [2, 1], {"bo": 2}, "capacity"):
        assert len(mm.Program(MENTEES, MENTORS, free, capacity=capacity).assign()) >= 3
    assert len(mm.Program(MENTEES, MENTORS, free).assign()) == 2
    assert len(mm.Program(MENTEES, MENTORS, free, capacity=3, row_capacity=2).assign()) == 6


def test_infeasible_names_the_people():
    result = program().assign(coverage="everyone")
    assert result.outcome == "infeasible" and len(result) == 0 and result.verify()
    assert set(result.conflict["mentees"]) & {"ana", "eli"}
    assert result.unmatched[0]["reason"] == "No matching keeps all the rules"


def test_reasons_say_why_and_what_would_help():
    rows = {row["who"]: row for row in program().assign().unmatched}
    assert "language" in rows["eli"]["reason"] and rows["eli"]["side"] == "mentee"
    assert rows["bo"]["side"] == "mentor"
    free = mm.Fit([mm.overlap("wants", "offers")])
    full = mm.Program(MENTEES, MENTORS, free, capacity={"bo": 1, "cy": 0}).assign().unmatched
    full = {row["who"]: row for row in full}
    assert full["cy"]["reason"].startswith("This mentor takes nobody")
    assert any("taken up by others" in row["reason"] and "bo" in row["what_would_help"] for row in full.values())
    low = mm.Program(MENTEES, MENTORS, free, capacity=3, min_score=999).assign().unmatched
    assert all(row["reason"] == "Every possible pair is below the minimum score" for row in low if row["side"] == "mentee")


def test_why_not_is_exact():
    free = mm.Fit([mm.overlap("wants", "offers")])
    solved = mm.Program(MENTEES, MENTORS, free, capacity={"bo": 1, "cy": 1})
    result = solved.assign()
    for mentee in ("ana", "dia", "eli"):
        for mentor in ("bo", "cy"):
            answer = result.why_not(mentee, mentor)
            again = mm.Program(MENTEES, MENTORS, free, capacity={"bo": 1, "cy": 1}, locked=[(mentee, mentor)]).assign()
            if answer["answer"] == "made":
                assert again.total == result.total
            else:
                assert answer["change"] == again.total - result.total and str(answer)
    assert program().assign().why_not("ana", "bo")["answer"] == "ruled_out"
    assert program(forbidden=[("dia", "bo")]).assign().why_not("dia", "bo")["answer"] == "forbidden"
    assert program(min_score=20000).assign().why_not("dia", "bo")["answer"] == "below_minimum_score"


def test_audit_counts_groups_in_whole_numbers():
    mentees = [{"id": number, "wants": "x" if number < 7 else "y", "g": "a" if number % 2 else "b"} for number in range(10)]
    mentees.append({"id": 10, "wants": "x", "g": None})
    result = mm.Program(mentees, [{"id": "m", "offers": "x"}], mm.Fit([mm.overlap("wants", "offers", must=True)]),
                        capacity=20).assign()  # fmt: skip
    table = {row["group"]: row for row in result.audit(by="g")}
    assert (table["a"]["people"], table["a"]["placed"]) == (5, 3) and (table["b"]["people"], table["b"]["placed"]) == (5, 4)
    assert table["b"]["impact_ratio"] == 1 and table["a"]["impact_ratio"] == 0.75 and "four fifths" in table["a"]["note"]
    assert "small group" in table["(not said)"]["note"] and np.isnan(table["(not said)"]["impact_ratio"])
    with pytest.raises(mm.InputError, match="'h'"):
        result.audit(by="h")


def test_stable_matches_have_no_blocking_pair():
    result = program().stable()
    assert result.kind == "stable" and result.verify() and result.blocking_pairs() == []
    free = mm.Fit([mm.overlap("wants", "offers")])
    wishes = [{**row, "likes": likes} for row, likes in zip(MENTEES, ("cy; bo", "cy", None))]
    solved = mm.Program(wishes, MENTORS, free)
    result = solved.stable(mentee_prefers="likes", proposers="mentors")
    assert {pair["mentee"] for pair in result.pairs} <= {"ana", "dia"} and result.verify()
    with pytest.raises(mm.InputError, match="'dia'.*'zed'"):
        mm.Program(change(wishes, 1, likes="zed"), MENTORS, free).stable(mentee_prefers="likes")
    with pytest.raises(mm.InputError, match="'ana'.*'cy'"):
        mm.Program(MENTEES, MENTORS, free, locked=[("ana", "cy")]).stable()


def test_ready_scores_in_every_shape():
    matrix = np.array([[5, 1], [4, 3], [2, 2]])
    ids, names = ["ana", "dia", "eli"], ["bo", "cy"]
    wide = pd.DataFrame({"mentee": ids, "bo": matrix[:, 0], "cy": matrix[:, 1]})
    long = [{"mentee": ids[row], "mentor": names[column], "score": int(matrix[row, column])}
            for row in range(3) for column in range(2)]  # fmt: skip
    for scores in (wide, long, pl.DataFrame(long)):
        result = mm.Program(scores=scores).assign()
        assert result.total == 8 and result.verify()
    for scores in (matrix, matrix.tolist(), wide, long):
        result = mm.Program(MENTEES, MENTORS, scores=scores).assign()
        assert [(pair["mentee"], pair["mentor"], pair["score"]) for pair in result.pairs] == [("ana", "bo", 5), ("dia", "cy", 3)]
    shuffled = wide.sample(frac=1, random_state=1)[["mentee", "cy", "bo"]]
    assert mm.Program(MENTEES, MENTORS, scores=shuffled).assign().total == 8
    assert mm.Program(scores=matrix).assign().pairs["mentee"] == [0, 1]
    assert mm.Program(scores=matrix, sense="min").assign().total == 1 + 2


def test_results_survive_pickling_and_saving(tmp_path):
    result = program().assign()
    again = pickle.loads(pickle.dumps(result))
    assert again.pairs == result.pairs and again.unmatched == result.unmatched and again.verify()
    result.save(tmp_path / "result.json")
    saved = json.loads((tmp_path / "result.json").read_text())
    assert saved["kind"] == "assignment" and saved["pairs"] == result.pair_columns
    assert "<table>" in result._repr_html_() and "optimal" in repr(result)


def test_a_result_is_escaped_in_a_notebook():
    rows = change(MENTEES, 1, id="<b>dia</b>")
    assert "<b>dia</b>" not in program(rows).assign()._repr_html_()


BAD = {
    "missing column": (lambda: program([{"id": "x"}]), "mentees: there is no column 'wants'"),
    "missing id column": (lambda: program(id="key"), "mentees: there is no column 'key'"),
    "duplicate id": (lambda: program(change(MENTEES, 1, id="ana")), "mentees, row 1.*column 'id'.*'ana' is already in row 0"),
    "missing id": (lambda: program(change(MENTEES, 1, id=None)), "mentees, row 1, column 'id'"),
    "bad number": (lambda: program(change(MENTEES, 2, grade="high")), r"mentees, row 2 \(id 'eli'\), column 'grade': 'high'"),
    "infinite number": (lambda: program(change(MENTEES, 2, grade=float("inf"))), "column 'grade'"),
    "bad hours": (lambda: program(change(MENTEES, 0, hours="Mon 9-25")), r"\(id 'ana'\), column 'hours'"),
    "bad day": (lambda: program(change(MENTEES, 0, hours="Moonday 9-10")), r"\(id 'ana'\), column 'hours'"),
    "bad offset": (lambda: program(change(MENTEES, 0, utc_offset="+25:00")), r"\(id 'ana'\)"),
    "bad level": (lambda: program(change(MENTEES, 0, wants="sql:0")), r"\(id 'ana'\), column 'wants'"),
    "negative capacity": (lambda: program(mentors=change(MENTORS, 1, capacity=-1)), r"\(id 'cy'\), column 'capacity'"),
    "missing capacity": (lambda: program(mentors=change(MENTORS, 1, capacity=None)), r"\(id 'cy'\), column 'capacity'"),
    "half a place": (lambda: program(mentors=change(MENTORS, 1, capacity=1.5)), r"\(id 'cy'\), column 'capacity'"),
    "load above capacity": (lambda: program(mentors=change(MENTORS, 1, at_least=2)), r"\(id 'cy'\): at least 2"),
    "unknown column of capacity": (lambda: program(capacity="places"), "mentors: there is no column 'places'"),
    "unknown id of capacity": (lambda: program(capacity={"zed": 1}), "capacity: there is no 'zed'"),
    "too many capacities": (lambda: program(capacity=[1, 2, 3]), "capacity: 3 entries"),
    "unknown forbidden": (lambda: program(forbidden=[("ana", "zed")]), "forbidden, pair 0: there is no mentor 'zed'"),
    "swapped locked": (lambda: program(locked=[("bo", "ana")]), "locked, pair 0: there is no mentee 'bo'"),
    "locked and forbidden": (lambda: program(locked=[("dia", "cy")], forbidden=[("dia", "cy")]), "'dia'.*'cy'.*both"),
    "locked but ruled out": (lambda: program(locked=[("ana", "bo")]), "'ana'.*'bo'.*ruled out by reporting line"),
    "locked beyond capacity": (
        lambda: mm.Program(MENTEES, MENTORS, scores=np.ones((3, 2)), locked=[("ana", "bo"), ("dia", "bo")]), r"\(id 'bo'\): 2 locked"),
    "cycle of managers": (lambda: program(mentors=change(MENTORS, 1, manager="bo")), "'bo' -> 'cy'"),
    "not a table": (lambda: program(3), "mentees"),
    "rows that are no dicts": (lambda: program([1, 2]), "mentees, row 0"),
    "a column twice": (lambda: program(pd.DataFrame([[1, 2]], columns=["id", "id"])), "mentees: .*id"),
    "columns of different lengths": (lambda: program({"id": [1], "wants": []}), "mentees: columns of different lengths"),
    "no such file": (lambda: program("nowhere.csv"), "nowhere.csv"),
    "scores of another shape": (lambda: mm.Program(MENTEES, MENTORS, scores=np.ones((2, 3))), "2 x 3 for 3 mentees and 2 mentors"),
    "scores with NaN": (
        lambda: mm.Program(MENTEES, MENTORS, scores=[[1, 2], [3, float("nan")], [1, 1]]).assign(), "mentee 'dia', mentor 'cy'"),
    "neither fit nor scores": (lambda: mm.Program(MENTEES, MENTORS), "fit"),
    "a score twice": (
        lambda: mm.Program(scores=[{"mentee": 1, "mentor": 2, "score": 3}] * 2), "scores, row 1: the pair 1, 2 is there twice"),
    "bad time zone": (lambda: program(change(MENTEES, 0, utc_offset="noon")), r"\(id 'ana'\), column 'utc_offset': 'noon'"),
    "unknown column of time zones": (
        lambda: program(fit=mm.Fit([mm.shared_hours("hours", tz="zone")])), "mentees: there is no column 'zone'"),
    "level below zero": (lambda: program(change(MENTEES, 0, wants="sql:-1")), r"\(id 'ana'\), column 'wants': 'sql:-1'"),
    "level that is no number": (lambda: program(change(MENTEES, 0, wants={"sql": float("nan")})), "column 'wants'"),
    "id of no kind": (lambda: program(id=5), "id: 5"),
    "id that is NA": (lambda: program(pd.DataFrame(change(MENTEES, 1, id=pd.NA))), "mentees, row 1, column 'id': the id is missing"),
    "a word for a pair": (lambda: program(forbidden=["ab"]), "forbidden, pair 0: 'ab'"),
    "unknown person": (lambda: program().assign().explain("zed"), "'zed'"),
    "unknown mentor": (lambda: program().assign().why_not("ana", "zed"), "'zed'"),
    "weight of zero": (lambda: mm.overlap("a", "b", weight=0), "weight"),
    "weight of text": (lambda: mm.same("a", weight="much"), "weight"),
    "tolerance of zero": (lambda: mm.gap("a", ideal=1, tolerance=0), "tolerance"),
    "bad missing": (lambda: mm.same("a", missing="ignore"), "missing"),
    "bad at_least": (lambda: mm.shared_hours("h", at_least=-1), "at_least"),
    "not a criterion": (lambda: mm.Fit(["language"]), "criterion 0"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_input_names_its_place(case):
    call, place = BAD[case]
    with pytest.raises(mm.InputError, match=place):
        call()


def test_all_faults_of_a_table_are_reported():
    mentees = change(change(MENTEES, 0, grade="low"), 2, grade="high")
    with pytest.raises(mm.InputError) as raised:
        program(mentees)
    assert len(raised.value.faults) == 2


@pytest.mark.parametrize("mentees, mentors", [([], MENTORS), (MENTEES, []), ([], [])])
def test_an_empty_side_with_columns_is_fine(mentees, mentors):
    def frame(rows, full):
        return pd.DataFrame(rows, columns=list(full[0]))

    result = mm.Program(frame(mentees, MENTEES), frame(mentors, MENTORS), FIT, capacity="capacity").assign()
    assert result.outcome == "optimal" and len(result) == 0 and result.verify()
    assert len(result.unmatched) == len(mentees) + len(mentors)


@pytest.mark.parametrize("mentees, mentors", [([], MENTORS), (MENTEES, []), ([], []), (pd.DataFrame(), MENTORS)])
def test_an_empty_list_is_nobody(mentees, mentors):
    result = mm.Program(mentees, mentors, FIT, capacity="capacity").assign()
    assert result.outcome == "optimal" and len(result) == 0 and result.verify()
    assert len(result.unmatched) == len(mentees) + len(mentors)


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_and_names_may_be_the_ids_of_the_two_sides(kind):
    make, read, _ = KINDS[kind]
    mentees, mentors = [{"id": 1, "x": "a"}, {"id": 2, "x": "b"}], [{"id": "u", "x": "a"}, {"id": "v", "x": "c"}]
    result = mm.Program(make(mentees), make(mentors), mm.Fit([mm.same("x", must=True)])).assign()
    assert [(pair["mentee"], pair["mentor"]) for pair in read(result.pairs)] == [(1, "u")]
    assert [str(row["who"]) for row in read(result.unmatched)] == ["2", "v"]


def test_an_answer_that_is_na_is_missing():
    mentees = pd.DataFrame({"id": ["a"], "x": pd.array([pd.NA], dtype="Int64")})
    result = mm.Program(mentees, pd.DataFrame({"id": ["b"], "x": [1]}), mm.Fit([mm.close("x")])).assign()
    assert result.pair_columns["score"] == [0]


def test_scores_of_a_fit_are_those_of_the_definition():
    rng = random.Random(5)
    items = [f"item{number}" for number in range(6)]
    mentees = [{"id": number, "w": rng.sample(items, rng.randint(0, 4)), "s": rng.choice([None, 1, 2, 3.5])} for number in range(15)]
    mentors = [{"id": number, "o": rng.sample(items, rng.randint(0, 4)), "s": rng.choice([None, 1, 2, 3.5])} for number in range(9)]
    matrix = mm.Fit([mm.overlap("w", "o", weight=3), mm.close("s", span=2, missing="neutral")]).matrix(mentees, mentors)
    for row, mentee in enumerate(mentees):
        for column, mentor in enumerate(mentors):
            wanted, offered = set(mentee["w"]), set(mentor["o"])
            shared = int(3000 * len(wanted & offered) / len(wanted) + 0.5) if wanted and offered else 0
            if mentee["s"] is None or mentor["s"] is None:
                close = 500
            else:
                close = int(1000 * max(0, 1 - abs(mentee["s"] - mentor["s"]) / 2) + 0.5)
            assert matrix[row, column] == shared + close
