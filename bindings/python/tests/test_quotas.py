"""Quotas over groups of mentors: arrays, programs, files and the command line."""

import itertools
import json

import mentormatch as mm
import numpy as np
import pytest
from mentormatch.cli import main

MENTORS = [
    {"id": "bo", "department": "Sales", "capacity": 2},
    {"id": "cy", "department": "Sales", "capacity": 2},
    {"id": "di", "department": "Law", "capacity": 2},
    {"id": "ed", "department": None, "capacity": 1},
]
MENTEES = [{"id": f"m{number}"} for number in range(6)]
SCORES = np.array([[9 - row, 8 - row, 1, 0] for row in range(6)])


def program(**rules):
    return mm.Program(MENTEES, MENTORS, scores=SCORES, capacity="capacity", **rules)


def loads(result):
    return result.quota_columns["mentees"]


def brute_force(scores, quotas, capacity):
    """The best total over all ways to give each row a column or none, most rows placed first."""
    rows, columns = scores.shape
    best = None
    for choice in itertools.product(range(columns + 1), repeat=rows):
        load = [choice.count(column) for column in range(columns)]
        if any(load[column] > capacity[column] for column in range(columns)):
            continue
        if all(
            quota.get("fewest", 0) <= sum(load[column] for column in quota["columns"]) <= quota.get("most", 99)
            for quota in quotas
        ):
            total = sum(scores[row, column] for row, column in enumerate(choice) if column < columns)
            best = max(best or (-1, 0), (sum(load), total))
    return best


def test_random_quotas_agree_with_trying_everything():
    random = np.random.default_rng(5)
    seen = {"optimal": 0, "infeasible": 0}
    for _ in range(150):
        scores = random.integers(-3, 9, (4, 4))
        capacity = random.integers(0, 3, 4)
        quotas = []
        for columns in ([0, 1], [3, 0, 1], [2])[: random.integers(1, 4)]:
            most = int(random.integers(0, 4))
            quotas.append({"columns": columns, "most": most, "fewest": int(random.integers(0, most + 1)) // 2})
        result = mm.assign(scores, capacity=capacity, quotas=quotas)
        assert result.verify()
        best = brute_force(scores, quotas, capacity)
        seen[result.outcome] += 1
        if best is None:
            assert result.outcome == "infeasible"
        else:
            assert (len(result), result.total) == best
        again = mm.results.Assignment.from_dict(json.loads(json.dumps(result.to_dict())), result.problem)
        assert again.verify() and again.to_dict() == result.to_dict()
    assert min(seen.values()) > 5


def test_a_quota_price_is_part_of_the_proof():
    result = mm.assign([[3, 2, 1], [3, 2, 1], [3, 2, 1]], quotas=[{"columns": [0, 1], "most": 1}], coverage="score_first")
    assert result.total == 4 and result.row_reasons.count("quota_full") == 1
    saved = result.to_dict()
    assert saved["quota_prices"][0] > 0
    for change in ({"quota_prices": [0.0]}, {"quota_prices": None}, {"quota_prices": []}, {"quota_price_tiers": [-1]}):
        assert not mm.results.Assignment.from_dict({**saved, **change}, result.problem).verify()
    assert "quota_prices" not in mm.assign([[1]]).to_dict()


@pytest.mark.parametrize(
    ("quotas", "message"),
    [
        ({"columns": [0], "most": 1}, "quotas: a list of dicts is needed"),
        ([3], "quotas, entry 0: a dict is needed, not 3"),
        ([{"columns": [0]}], "quotas, entry 0: say 'most' or 'fewest'"),
        ([{"most": 1}], "quotas, entry 0: 'columns', a list of column numbers, is needed"),
        ([{"columns": [0], "max": 1}], "quotas, entry 0: 'max' is unknown"),
        ([{"columns": [3], "most": 1}], "quotas, entry 0: column 3 is out of range, there are 3"),
        ([{"columns": [0], "most": 1.5}], "quotas, entry 0, most: 1.5 is not a whole number"),
        ([{"columns": [0], "most": -1}], "quotas, entry 0, most: -1 is not a whole number"),
        ([{"columns": [0], "most": True}], "quotas, entry 0, most: True is not a whole number"),
        ([{"columns": [0], "most": 1, "fewest": 2}], "quotas, entry 0: fewest 2 is above most 1"),
        ([{"columns": [0, 0], "most": 1}], "quota 0, entry 1: column 0 is named twice"),
        (
            [{"columns": [0, 1], "most": 1}, {"columns": [1, 2], "most": 1}],
            "quota 0 and quota 1 cross: column 1 is in both, column 0 only in quota 0, column 2 only in quota 1",
        ),
    ],
)
def test_quotas_that_make_no_sense_are_refused_with_their_place(quotas, message):
    with pytest.raises(mm.InputError) as error:
        mm.assign(np.ones((2, 3)), quotas=quotas)
    assert message in str(error.value)


def test_at_most_so_many_from_a_department():
    free = program().assign()
    assert len(free) == 6 and loads(free) == []
    result = program(quotas=[{"where": {"department": "Sales"}, "most": 3}]).assign()
    assert result.verify() and len(result) == 6
    assert result.quota_columns == {
        "quota": ["department 'Sales'"], "mentors": [2], "mentees": [3], "fewest": [0], "most": [3],
    }  # fmt: skip
    assert result.quotas == [{"quota": "department 'Sales'", "mentors": 2, "mentees": 3, "fewest": 0, "most": 3}]
    assert sorted(pair["mentee"] for pair in result.pairs if pair["mentor"] in ("bo", "cy")) == ["m0", "m1", "m2"]


def test_one_quota_for_each_value_of_a_column():
    result = program(quotas=[{"by": "department", "most": 1}]).assign()
    assert result.verify() and loads(result) == [1, 1] and len(result) == 3  # ed is of no department
    result = program(quotas=[{"by": "department", "most": {"Law": 1}, "fewest": {"Sales": 2}}]).assign()
    assert result.verify()
    assert result.quota_columns["quota"] == ["department 'Sales'", "department 'Law'"]
    assert result.quota_columns["most"] == [None, 1] and result.quota_columns["fewest"] == [2, 0]


def test_mentors_by_id_and_nested_groups():
    quotas = [
        {"mentors": ["bo", "cy", "di"], "most": 4, "name": "the three"},
        {"where": {"department": ["Sales"], "capacity": 2}, "most": 3},
        {"mentors": ["ed"], "fewest": 1},
    ]
    result = program(quotas=quotas).assign()
    assert result.verify() and len(result) == 5 and loads(result) == [4, 3, 1]
    alone = result.unmatched_columns
    place = alone["side"].index("mentee")
    assert alone["reason"][place] == "The quota around the mentors with a place left is full"
    assert "the three" in alone["what_would_help"][place]


def test_a_conflict_names_the_quotas():
    result = program(quotas=[{"by": "department", "most": 1}]).assign(coverage="everyone")
    assert result.outcome == "infeasible" and result.verify()
    assert len(result.conflict["mentees"]) > 3 and result.conflict["quotas"] == ["department 'Sales'", "department 'Law'"]
    assert "department 'Sales'" in result.unmatched_columns["what_would_help"][0] or result.conflict["mentors"]
    assert "quotas" not in program().assign().conflict


@pytest.mark.parametrize(
    ("quotas", "message"),
    [
        ([{"most": 1}], "quotas, entry 0: say which mentors by one of 'mentors', 'where' or 'by'"),
        ([{"by": "department", "mentors": ["bo"], "most": 1}], "by one of 'mentors', 'where' or 'by'"),
        ([{"mentors": ["zoe"], "most": 1}], "quotas, entry 0: there is no mentor 'zoe'"),
        ([{"mentors": "bo", "most": 1}], "'mentors' is a list of ids, not 'bo'"),
        ([{"mentors": [["bo"]], "most": 1}], "there is no mentor ['bo']"),
        ([{"mentors": ["bo", "bo"], "most": 1}], "mentor 'bo' is named twice"),
        ([{"where": {"department": "Slaes"}, "most": 1}], "quotas, entry 0: no mentor has department 'Slaes'"),
        ([{"where": "Sales", "most": 1}], "'where' is a dict of columns and their values"),
        ([{"where": {"team": "x"}, "most": 1}], "mentors: there is no column 'team' (quotas)"),
        ([{"by": "department", "most": {"Slaes": 1}}], "quotas, entry 0, most: no mentor has department 'Slaes'"),
        (
            [{"where": {"department": "Sales"}, "most": 1}, {"mentors": ["cy", "di"], "most": 1}],
            "the quota for department 'Sales' and the quota for cy, di cross: mentor 'cy' is in both, mentor 'bo' only in "
            "the quota for department 'Sales', mentor 'di' only in the quota for cy, di",
        ),
    ],
)
def test_quotas_of_a_program_are_refused_by_name(quotas, message):
    with pytest.raises(mm.InputError) as error:
        program(quotas=quotas)
    assert message in str(error.value)


def test_locks_beyond_a_quota_are_refused_by_name():
    with pytest.raises(mm.InputError, match="the quota for department 'Sales': 2 locked pairs, but at most 1"):
        program(quotas=[{"where": {"department": "Sales"}, "most": 1}], locked=[("m0", "bo"), ("m1", "cy")])


def test_what_knows_no_quotas_says_so():
    limited = program(quotas=[{"by": "department", "most": 1}])
    with pytest.raises(mm.InputError, match="quotas: a stable matching knows none"):
        limited.stable()
    with pytest.raises(mm.InputError, match="not defined under quotas"):
        limited.assign().blocking_pairs()
    infeasible = limited.assign(coverage="everyone")
    for question in (infeasible.explain_conflict, infeasible.relax):
        with pytest.raises(mm.InputError, match="the market has quotas"):
            question()
    for objective in ("bottleneck", "leximin", "rank_maximal"):
        with pytest.raises(mm.InputError, match="the market has quotas"):
            limited.assign(objective=objective)


def test_reports_and_questions_work_under_quotas(tmp_path):
    limited = program(quotas=[{"by": "department", "most": 1}])
    result = limited.assign()
    page = result.report(tmp_path / "page.html", compare={"without quotas": program().assign()}).read_text()
    assert "2 quotas over several mentors together" in page and "department &#x27;Law&#x27;" in page.replace("&#39;", "&#x27;")
    assert "Quotas" not in program().assign().report(tmp_path / "other.html").read_text()
    assert "matched" in str(result.why_not("m5", "bo"))


def write_tables(folder):
    (folder / "mentees.csv").write_text("id,wants\n" + "".join(f"m{number},sql\n" for number in range(6)))
    (folder / "mentors.csv").write_text(
        "id,offers,department,floor\nbo,sql,Sales,1\ncy,sql,Sales,2\ndi,sql,Law,2\ned,sql,,2\n"
    )
    return ["--mentees", str(folder / "mentees.csv"), "--mentors", str(folder / "mentors.csv"), "--capacity", "2"]


def test_the_command_line_takes_quotas_and_checks_them_again(tmp_path, capsys):
    tables = write_tables(tmp_path)
    saved = tmp_path / "result.json"
    command = ["match", *tables, "--criterion", "overlap:wants,offers", "--quota", "department=Sales,most=1",
               "--quota", "mentors=bo,most=0", "--quota", "floor=2,department=Law|None,fewest=2,name=law",
               "-o", str(tmp_path / "pairs.csv"), "--save", str(saved), "-q", "--verify"]  # fmt: skip
    assert main(command) == 0
    found = json.loads(saved.read_text())
    assert found["quotas"]["mentees"] == [1, 0, 2] and found["quotas"]["quota"][2] == "law"
    assert main(["verify", str(saved)]) == 0
    found["inputs"]["options"]["quota"][0] = "department=Sales,most=2"
    saved.write_text(json.dumps(found))
    assert main(["verify", str(saved), "-q"]) == 2
    capsys.readouterr()
    assert main([*command, "--quota", "department=Law|Sales,fewest=9"]) == 3
    assert "quotas [" in capsys.readouterr().err
    for text, message in (("Sales", "write column=value"), ("by=department,most=many", "not a whole number")):
        assert main(["match", *tables, "--criterion", "overlap:wants,offers", "--quota", text]) == 2
        assert message in capsys.readouterr().err


def test_rules_files_hold_quotas(tmp_path, capsys):
    tables = write_tables(tmp_path)
    rules = tmp_path / "rules.toml"
    rules.write_text(
        '[[criterion]]\nkind = "overlap"\nwants = "wants"\noffers = "offers"\n'
        '[[quota]]\nby = "department"\nmost = {Sales = 1, Law = 2}\n[[quota]]\nwhere = {floor = 1}\nmost = 1\n'
    )
    saved = tmp_path / "result.json"
    assert main(["match", *tables, "--rules", str(rules), "-o", str(tmp_path / "pairs.csv"), "--save", str(saved), "-q"]) == 0
    assert json.loads(saved.read_text())["quotas"]["most"] == [1, 2, 1]
    assert main(["verify", str(saved)]) == 0
    rules.write_text("quota = [3]\n")
    assert main(["match", *tables, "--rules", str(rules)]) == 2
    assert "write [[quota]]" in capsys.readouterr().err
