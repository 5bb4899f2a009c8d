"""What an audit says of answers and criteria before anything is matched."""

import csv

import numpy as np
import pandas as pd
import pytest

import mentormatch as mm
from mentormatch.cli import main

MENTEES = [
    {"id": "ana", "wants": "pyhton; sql", "language": "en", "style": "calm", "met": "zoe", "site": "x"},
    {"id": "ben", "wants": "sql", "language": "pl", "style": "calm", "met": None, "site": "x"},
    {"id": "cem", "wants": "sql", "language": "pl", "style": "calm", "met": None, "site": "x"},
    {"id": "dia", "wants": None, "language": "en", "style": "clam", "met": "eli", "site": "x"},
]
MENTORS = [
    {"id": "eli", "offers": "python; sql", "language": "en", "style": "calm", "site": "x"},
    {"id": "fay", "offers": "sql", "language": None, "style": "lively", "site": "x"},
]
FIT = mm.Fit([
    mm.overlap("wants", "offers", missing="neutral"),
    mm.same("language", must=True),
    mm.compatible("style", table={"calm": {"calm": 1, "lively": 0.5}}),
    mm.avoid("met"),
    mm.same("site"),
])


def test_the_tables_are_those_of_the_pairs():
    found = FIT.audit(MENTEES, MENTORS)
    assert found.criteria == [
        {"criterion": "wants", "kind": "overlap", "must": False, "mentees_missing": 1, "mentors_missing": 0, "least_points": 500,
         "most_points": 1000, "ruled_out": 0, "ruled_out_alone": 0, "decides": True},
        {"criterion": "language", "kind": "same", "must": True, "mentees_missing": 0, "mentors_missing": 1, "least_points": 0,
         "most_points": 0, "ruled_out": 6, "ruled_out_alone": 6, "decides": True},
        {"criterion": "style", "kind": "compatible", "must": False, "mentees_missing": 0, "mentors_missing": 0,
         "least_points": 0, "most_points": 1000, "ruled_out": 0, "ruled_out_alone": 0, "decides": True},
        {"criterion": "met", "kind": "avoid", "must": True, "mentees_missing": 0, "mentors_missing": 0, "least_points": 0,
         "most_points": 0, "ruled_out": 1, "ruled_out_alone": 1, "decides": True},
        {"criterion": "site", "kind": "same", "must": False, "mentees_missing": 0, "mentors_missing": 0, "least_points": 1000,
         "most_points": 1000, "ruled_out": 0, "ruled_out_alone": 0, "decides": False},
    ]  # fmt: skip
    assert found.mentees == [
        {"mentee": "ana", "partners": 1, "relax": "language", "more_partners": 1},
        {"mentee": "ben", "partners": 0, "relax": "language", "more_partners": 2},
        {"mentee": "cem", "partners": 0, "relax": "language", "more_partners": 2},
        {"mentee": "dia", "partners": 0, "relax": "language", "more_partners": 1},
    ]
    assert [row["partners"] for row in found.mentors] == [1, 0]


def test_the_findings_name_people_and_answers():
    assert FIT.audit(MENTEES, MENTORS).findings == [
        "mentee 'ben' has no possible mentor; without language there would be 2.",
        "mentee 'cem' has no possible mentor; without language there would be 2.",
        "mentee 'dia' has no possible mentor; without language there would be 1.",
        "mentor 'fay' has no possible mentee; without language there would be 4.",
        "wants: 1 of 4 mentees gave no answer; their pairs get half.",
        "wants: 1 of 2 items of mentees are of no mentor: 'pyhton' (1; is it 'python'?).",
        "language: rules out 6 of 8 pairs (75%), 6 of them alone.",
        "language: 1 of 2 mentors gave no answer; their pairs are ruled out.",
        "style: 1 answer of mentees not in the table: 'clam' (is it 'calm'?).",
        "met: rules out 1 of 8 pairs (12%), 1 of them alone.",
        "met: 1 answer no mentor of this program: 'zoe'.",
        "site: decides nothing: every pair gets 1000 points.",
        "1 mentee answered exactly like another: 'cem' and 'ben'.",
    ]


def test_many_without_partner_are_counted_and_frames_come_back_as_they_were():
    mentees = pd.DataFrame({"id": range(20), "language": ["pl"] * 20, "grade": np.arange(20) % 4})
    mentors = pd.DataFrame({"id": range(100, 104), "language": ["en"] * 4, "grade": [1, 2, 3, 4]})
    fit = mm.Fit([mm.same("language", must=True), mm.close("grade"), mm.taxonomy("language", parents={"en": "germanic"})])
    found = fit.audit(mentees, mentors, threads=2)
    assert found.findings[:3] == [
        "20 mentees have no possible mentor; 20 would have some without language.",
        "mentor 100 has no possible mentee; without language there would be 20.",
        "mentor 101 has no possible mentee; without language there would be 20.",
    ]
    assert "language: rules out every pair." in found.findings
    assert "language (taxonomy): 1 answer not in the taxonomy: 'pl'." in found.findings
    assert isinstance(found.criteria, pd.DataFrame) and isinstance(found.mentors, pd.DataFrame)
    assert found.mentees["partners"].tolist() == [0] * 20
    assert repr(found).startswith("FitAudit(3 criteria, ")


def test_a_program_without_faults_has_no_findings():
    rows = [{"id": 1, "a": "x"}, {"id": 2, "a": "y"}]
    found = mm.Fit([mm.same("a")]).audit(rows, rows)
    assert found.findings == [] and str(found).startswith("Nothing to look at")
    empty = mm.Fit([mm.same("a")]).audit([], rows)
    assert empty.mentees == [] and empty.findings == []
    assert mm.Fit([]).audit(rows, rows).mentees[0] == {"mentee": 1, "partners": 2, "relax": None, "more_partners": 0}


def test_the_command_writes_the_tables(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pd.DataFrame(MENTEES).to_csv("mentees.csv", index=False)
    pd.DataFrame(MENTORS).to_csv("mentors.csv", index=False)
    base = ["check", "--mentees", "mentees.csv", "--mentors", "mentors.csv"]
    arguments = [*base, "--criterion", "same:language,must", "--criterion", "overlap:wants,offers"]
    assert main([*arguments, "--criteria-table", "c.csv", "--people-table", "p.csv"]) == 0
    assert "mentee 'ben' has no possible mentor; without language there would be 2." in capsys.readouterr().out
    with open("p.csv", encoding="utf-8") as file:
        people = list(csv.DictReader(file))
    assert people[1] == {"side": "mentee", "id": "ben", "partners": "0", "relax": "language", "more_partners": "2"}
    with open("c.csv", encoding="utf-8") as file:
        assert [row["ruled_out"] for row in csv.DictReader(file)] == ["6", "0"]
    assert main(base) == 2 and "nothing to look at" in capsys.readouterr().err
    assert main([*arguments, "--people-table", "mentees.csv"]) == 2


@pytest.mark.parametrize("threads", [1, 2])
def test_the_numbers_are_those_of_the_matrix(threads):
    random = np.random.default_rng(11)
    def people(count):
        return {"a": random.integers(0, 3, count).tolist(), "b": random.integers(0, 9, count).astype(float).tolist()}
    rows, columns = people(70), people(90)
    fit = mm.Fit([mm.same("a", must=True), mm.close("b", span=3, must=True), mm.gap("b", ideal=1, tolerance=4)])
    found = fit.audit(rows, columns, threads=threads)
    possible = np.isfinite(fit.matrix(rows, columns))
    assert found.person_columns("mentee")["partners"] == possible.sum(axis=1).tolist()
    assert found.person_columns("mentor")["partners"] == possible.sum(axis=0).tolist()
    same, near = (np.isfinite(mm.Fit([one]).matrix(rows, columns)) for one in fit.criteria[:2])
    assert found.criterion_columns["ruled_out_alone"] == [int((~same & near).sum()), int((same & ~near).sum()), 0]
