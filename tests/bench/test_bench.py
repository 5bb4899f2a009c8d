"""The benchmarks run: every family is what it says, every solver that is installed agrees, and the report is right."""

import json
import pathlib
import subprocess
import sys

import numpy as np
import pytest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE))

from bench import __main__ as command  # noqa: E402
from bench import families, measure, peers, plan, report  # noqa: E402
from bench.families import Case  # noqa: E402
from bench.findings import Findings, exponent, geometric_mean  # noqa: E402

SCIPY = "scipy linear_sum_assignment"
INSTALLED = [solver for solver in peers.SOLVERS.values() if solver.version is not None]
MADE_UP = [name for name in (*families.FAMILIES, *families.STRESS) if name != "real records"]


def entry(case, solver, status="ok", **found):
    known = {"name": case.name, "solver": solver, "case": vars(case) | {}, "status": status, "version": "1", **found}
    if status == "ok":
        known = {"seconds": 1.0, "read_seconds": 0.1, "total": 5.0, "peak_bytes": 2**20, "time_limit": 10.0} | known
    return known


def ours(case, **found):
    return entry(case, "mentormatch", **{"is_valid": True, "verify_seconds": 0.1} | found)


def findings_of(*entries):
    return Findings({"machine": command.machine(), "versions": {}, "measurements": list(entries)})


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("family", MADE_UP)
def test_costs_are_the_same_each_time_and_whole_numbers_of_a_unit(family, dtype):
    case = Case("dense", family, 150, 200, dtype)
    first, second = families.make(case), families.make(case)
    assert first.costs.shape == (150, 200) and first.costs.dtype == dtype
    assert np.array_equal(first.costs, second.costs)
    whole = first.costs.astype(np.float64) * first.scale
    assert np.array_equal(whole, np.rint(whole)) and np.abs(whole).max() < 2.0**40


def test_sparse_rows_have_different_columns_and_admit_everybody():
    costs = families.make(Case("sparse", "uniform", 300, 300, "float64", 20)).costs
    rows = costs.columns.reshape(300, 20)
    assert (np.diff(rows, axis=1) > 0).all() and rows.min() >= 0 and rows.max() < 300
    assert (costs.values > 0).all() and len(np.unique(costs.columns)) == 300


@pytest.mark.parametrize("case", [
    *(Case("dense", family, 60, 60) for family in MADE_UP),
    Case("rectangular", "inner product", 40, 60),
    Case("float32", "geometric", 60, 60, "float32"),
    Case("sparse", "uniform", 300, 300, "float64", 20),
    Case("sparse", "integers 1..100", 300, 300, "float64", 20),
], ids=lambda case: case.name)  # fmt: skip
def test_all_solvers_that_are_installed_find_the_same_total(case):
    problem = families.make(case)
    totals = {}
    for solver in INSTALLED:
        if solver.refusal(case) is None and solver.name != "lapx lapjvs float32":
            try:
                answer = solver.solve(problem, 1)
            except peers.Unable:
                continue
            pairs = (answer.rows, answer.columns) if solver is peers.OURS else answer
            totals[solver.name] = measure.total_of(problem, *pairs)
    assert "mentormatch" in totals and len(totals) > 1
    assert len(set(totals.values())) == 1, totals


def test_pairs_that_are_no_assignment_are_refused():
    problem = families.make(Case("dense", "uniform", 3, 3))
    sparse = families.Problem(families.Sparse(np.array([0, 1, 2]), np.array([0, 1]), np.ones(2), (2, 2)), 1.0)
    for faulty, rows, columns in [(problem, [0, 1], [0, 1]), (problem, [0, 1, 2], [0, 1, 1]),
                                  (problem, [0, 0, 2], [0, 1, 2]), (problem, [0, 1, 2], [0, 1, 3]),
                                  (problem, [0, 1, 2], [0, 1, -1]), (sparse, [0, 1], [1, 0])]:  # fmt: skip
        with pytest.raises(peers.Unable):
            measure.total_of(faulty, np.array(rows), np.array(columns))
    assert measure.total_of(sparse, np.array([0, 1]), np.array([0, 1])) == 2


def test_published_optima_of_the_or_library_are_found():
    try:
        families.data_folder()
    except families.NoData as reason:
        pytest.skip(str(reason))
    for case in plan.cases(sections=["orlib"], families=["assign100", "assignp800"]):
        problem = families.make(case)
        answer = peers.solve_mentormatch(problem, 1)
        assert measure.total_of(problem, answer.rows, answer.columns) == problem.known_total
    case = Case("dense", "real records", 50, 60)
    assert families.make(case).costs.shape == (50, 60)


def test_a_solver_is_measured_in_a_process_of_its_own():
    case = Case("dense", "uniform", 200, 200)
    found = measure.measure(case, "mentormatch", time_limit=20, repeat_seconds=0.1)
    assert found["status"] == "ok" and found["is_valid"], found
    assert found["seconds"] > 0 and found["read_seconds"] > 0 and found["verify_seconds"] > 0
    other = measure.measure(case, SCIPY, time_limit=20, repeat_seconds=0.1)
    assert other["total"] == found["total"] and "is_valid" not in other
    sparse = Case("sparse", "uniform", 300, 300, "float64", 20)
    assert measure.measure(sparse, "mentormatch", time_limit=20, repeat_seconds=0)["is_valid"]


def test_a_solver_that_takes_too_long_is_ended_and_said_so():
    case = Case("dense", "i*j", 2000, 2000)
    assert measure.measure(case, SCIPY, time_limit=0.05, repeat_seconds=0) == {"status": "timeout"}


def test_a_process_that_fails_says_why():
    done = subprocess.CompletedProcess([], 1, "noise\n", "Traceback\nValueError: no\n")
    assert measure.outcome_of(done) == {"status": "failed", "message": "ValueError: no"}
    done = subprocess.CompletedProcess([], -14, '{"status": "ok", "seconds": 1}\n', "")
    assert measure.outcome_of(done)["message"] == "the verifier did not finish in time"


def test_a_quick_run_writes_the_report(tmp_path, capsys):
    solvers = f"mentormatch,{SCIPY}"
    arguments = ["--quick", "--sections", "dense", "--families", "uniform", "--sizes", "60,120",
                 "--solvers", solvers, "--out", str(tmp_path)]  # fmt: skip
    assert command.main(arguments) == 0
    text = (tmp_path / "RESULTS.md").read_text()
    assert "| uniform 60 |" in text and "proved; 1 of 1 equal" in text and "results_growth.png" in text
    assert all((tmp_path / name).stat().st_size > 1000 for name in ("results.png", "results_growth.png"))
    before = json.loads((tmp_path / "results.json").read_text())["measurements"]
    capsys.readouterr()
    assert command.main([*arguments, "--missing"]) == 0
    assert "dense/" not in capsys.readouterr().out
    assert json.loads((tmp_path / "results.json").read_text())["measurements"] == before


def test_every_chapter_has_cases_with_names_of_their_own():
    for quick in (False, True):
        cases = plan.cases(quick=quick)
        assert {case.section for case in cases} == set(plan.SECTIONS)
        assert len({case.name for case in cases}) == len(cases)
        assert all(plan.solvers(case)[0] is peers.OURS for case in cases)
    asked = {solver.name for case in plan.cases() for solver in plan.solvers(case)}
    assert asked == set(peers.SOLVERS)


def test_who_was_too_slow_on_a_smaller_problem_is_not_asked_again():
    small, large = Case("dense", "uniform", 1000, 1000), Case("dense", "uniform", 2000, 2000)
    other = Case("dense", "geometric", 2000, 2000)
    assert plan.hopeless(large, [(small, {"status": "ok", "seconds": 3.0})], 10) == "3 s at 1000 x 1000"
    assert plan.hopeless(large, [(small, {"status": "ok", "seconds": 2.0})], 10) is None
    stopped = {"status": "timeout", "time_limit": 10}
    assert plan.hopeless(large, [(small, stopped)], 10) == "more than 10 s at 1000 x 1000"
    assert plan.hopeless(large, [(small, stopped)], 300) is None
    assert plan.hopeless(other, [(small, stopped)], 10) is None
    assert plan.hopeless(small, [(large, stopped)], 10) is None


def test_a_peer_is_outclassed_only_by_its_own_package_with_as_good_a_total():
    times = {"lapx lapjv": 4.0, "lapx lapjvr": 1.0, "lapx lapjvh": 2.0, "lapx lapjvs float32": 0.1, SCIPY: 9.0}
    totals = {"lapx lapjvs float32": 1.5}

    def find(_case, name):
        return entry(_case, name, seconds=times[name], total=totals.get(name, 1.0)) if name in times else None

    large, middle = Case("dense", "uniform", 8000, 8000), Case("dense", "uniform", 4000, 4000)
    message = plan.outclassed(large, peers.SOLVERS["lapx lapjv"], find)
    assert message == "4 s at 4000 x 4000, lapx lapjvr 1 s"
    for name in ("lapx lapjvr", "lapx lapjvh", SCIPY, "lapx lapjvc"):
        assert plan.outclassed(large, peers.SOLVERS[name], find) is None
    assert plan.outclassed(middle, peers.SOLVERS["lapx lapjv"], find) is None


def goal(findings, words):
    found = [goal for goal in findings.goals() if words in goal.text]
    assert len(found) == 1
    return found[0]


def test_goals_are_reached_exactly_when_they_are():
    large = [Case("dense", family, 4000, 4000) for family in families.FAMILIES]
    entries = [ours(case, seconds=1.0, read_seconds=0.125) for case in large]
    entries += [entry(case, SCIPY, seconds=25.5) for case in large]
    entries += [entry(case, "lapx lapjv", seconds=19.0) for case in large]
    findings = findings_of(*entries)
    assert goal(findings, "25 x SciPy").is_reached is True
    assert goal(findings, "best of lapx").is_reached is False
    assert goal(findings, "every family").is_reached is True
    assert goal(findings, "8 reads").is_reached is True
    assert goal(findings, "under 15 s").is_reached is None
    slow = findings_of(*entries[1:], ours(large[0], seconds=19.5))
    assert goal(slow, "every family").is_reached is False and "slower on 1 of 7" in goal(slow, "every family").found
    assert goal(slow, "8 reads").is_reached is False
    unsolved = findings_of(*entries[1:], entry(large[0], "mentormatch", "timeout", time_limit=300))
    assert goal(unsolved, "25 x SciPy").is_reached is False
    assert goal(unsolved, "never slower").is_reached is False


def test_goals_of_large_problems_count_time_and_memory():
    free = Case("computed", "inner product", 100_000, 100_000)
    assert goal(findings_of(ours(free, seconds=599.0, peak_bytes=2**30)), "a callback").is_reached is True
    assert goal(findings_of(ours(free, seconds=601.0, peak_bytes=2**30)), "a callback").is_reached is False
    assert goal(findings_of(ours(free, seconds=1.0, peak_bytes=2**31)), "a callback").is_reached is False
    sparse = Case("sparse", "uniform", 10**6, 10**6, "float64", 20)
    findings = findings_of(ours(sparse, seconds=14.0), entry(sparse, "lapx lapmod", seconds=41.0))
    assert goal(findings, "under 15 s").is_reached is True
    assert goal(findings, "that finishes").is_reached is False


def test_peers_that_are_wrong_or_do_not_finish_do_not_count_as_fastest():
    case = Case("dense", "uniform", 4000, 4000)
    findings = findings_of(ours(case, seconds=2.0), entry(case, SCIPY, seconds=1.0, total=5.5),
                           entry(case, "lapx lapjv", seconds=6.0))  # fmt: skip
    assert findings.rows[0].ratio().value == 3 and findings.rows[0].agreement == "proved; 1 of 2 equal"
    assert report.total_text(findings.rows[0].entries[SCIPY], findings.rows[0]) == "+1.0e-01 of the optimum"
    findings = findings_of(ours(case, seconds=2.0), entry(case, SCIPY, "timeout", time_limit=300.0))
    assert str(findings.rows[0].ratio()) == "> 150"


def test_a_wrong_answer_of_ours_is_a_fault():
    case = Case("dense", "uniform", 100, 100)
    assert findings_of(ours(case), entry(case, SCIPY)).faults() == []
    assert len(findings_of(ours(case, is_valid=False, verdict="row 3")).faults()) == 1
    assert len(findings_of(ours(case), entry(case, SCIPY, total=4.0)).faults()) == 1
    assert len(findings_of(ours(case, known_total=4.0)).faults()) == 1
    assert len(findings_of(entry(case, "mentormatch", "failed", message="no")).faults()) == 1
    assert findings_of(entry(case, "mentormatch", "timeout", time_limit=1.0)).faults() == []


def test_exponents_and_means_are_those_of_the_textbook():
    assert exponent([(10, 1.0), (20, 8.0), (40, 64.0)]) == pytest.approx(3)
    assert exponent([(10, 1.0)]) is None
    assert geometric_mean([2, 8]) == pytest.approx(4)
