"""The command line: files in and out, exit codes, and nothing written when something is wrong."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys

import pytest

MENTEES = """id,wants,hours,language,grade,gender
ana,sql:2; writing,Mon 9-12,English,2,w
dia,sql,Mon 9-11; Tue 9-10,English,3,m
eli,python,Mon 8-12,French,1,
"""
MENTORS = """id,offers,hours,language,grade,capacity,at_least
bo,sql:3; writing,Mon 9-12,English,5,2,0
cy,sql; python,Mon 8-12,English,4,1,1
"""
RULES = """
capacity = "capacity"
min_load = "at_least"

[[criterion]]
kind = "overlap"
wants = "wants"
offers = "offers"
weight = 5

[[criterion]]
kind = "shared_hours"
column = "hours"
at_least = 2

[[criterion]]
kind = "same"
column = "language"
must = true
"""
PLANS = "plan,start,end,cadence_days\np1,2026-01-05,2026-04-05,14\np2,2026-01-05,2026-04-05,\n"
MILESTONES = (
    "plan,milestone,due,weight,progress,done\np1,a,2026-02-01,1,1,2026-01-30\np1,b,2026-04-01,3,0.5,\np2,c,2026-03-01,1,,\n"
)
INPUTS = ("--mentees", "mentees.csv", "--mentors", "mentors.csv", "--rules", "rules.toml")


@pytest.fixture
def files(tmp_path):
    for name, text in {"mentees.csv": MENTEES, "mentors.csv": MENTORS, "rules.toml": RULES, "plans.csv": PLANS,
                       "milestones.csv": MILESTONES}.items():  # fmt: skip
        (tmp_path / name).write_text(text)
    return tmp_path


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_help_has_an_example_for_each_command(run):
    assert "example: " in run("--help").stdout
    for command in ("demo", "match", "stable", "circles", "progress", "verify", "alternatives", "report"):
        done = run(command, "--help")
        assert done.returncode == 0 and f"example: mentormatch {command}" in done.stdout
    assert run("--version").stdout.startswith("mentormatch 0.")


def test_match_writes_tables_that_add_up(files, run):
    done = run("match", *INPUTS, "--verify", "-o", "pairs.csv", "--unmatched", "alone.csv", "--save", "result.json")
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader((files / "pairs.csv").open()))
    assert {(row["mentee"], row["mentor"]) for row in rows} == {("ana", "bo"), ("dia", "cy")}
    for row in rows:
        assert int(row["score"]) == sum(int(row[name]) for name in ("wants", "hours", "language"))
    alone = list(csv.DictReader((files / "alone.csv").open()))
    assert [row["who"] for row in alone] == ["eli"] and "language" in alone[0]["reason"]
    assert "prove" in done.stderr and done.stdout == ""
    assert run("verify", "result.json").returncode == 0


def test_alternatives_are_told_of_a_saved_answer(files, run):
    assert run("match", *INPUTS, "-q", "--save", "result.json", "-o", "pairs.csv").returncode == 0
    done = run("alternatives", "result.json", "--count", "2")
    lines = done.stdout.splitlines()
    assert done.returncode == 0 and len(lines) == 2, done.stderr
    assert lines[0].startswith("2. Total ") and lines[1].startswith("3. Total ")
    done = run("alternatives", "result.json", "--what-if", "ana", "bo", "--what-if", "eli", "bo", "--roles", "roles.csv")
    assert done.returncode == 0 and done.stdout.splitlines()[1] == "eli with bo: The rules leave no such matching."
    assert done.stdout.startswith("ana without bo: Total ") and len(done.stdout.splitlines()) == 2
    roles = list(csv.DictReader((files / "roles.csv").open()))
    assert {(row["mentee"], row["mentor"]) for row in roles} >= {("ana", "bo"), ("dia", "cy")}
    assert {row["role"] for row in roles} <= {"all", "some"}
    assert run("alternatives", "result.json").stdout.splitlines()[-1] == "There are no other matchings."
    for arguments, words in (
        (("--count", "0"), "count: 0"),
        (("--what-if", "ana", "zed"), "'zed'"),
        (("--roles", "nowhere/roles.csv"), "no folder"),
        (("--roles", "result.json"), "would overwrite"),
    ):
        done = run("alternatives", "result.json", *arguments)
        assert done.returncode == 2 and words in done.stderr
    assert run("stable", *INPUTS, "-q", "--save", "stable.json", "-o", "stable.csv").returncode == 0
    assert "can be ranked" in run("alternatives", "stable.json").stderr


def test_criteria_can_be_given_in_short(files, run):
    short = ("overlap:wants,offers,weight=5", "shared_hours:hours,at_least=2", "same:language,must")
    arguments = [word for text in short for word in ("--criterion", text)]
    done = run("match", *INPUTS[:4], *arguments, "--capacity", "capacity", "--min-load", "at_least", "-q")
    assert done.returncode == 0 and done.stderr == ""
    assert done.stdout == run("match", *INPUTS, "-q").stdout


def test_json_goes_in_and_out(files, run):
    for name in ("mentees", "mentors"):
        rows = list(csv.DictReader((files / f"{name}.csv").open()))
        (files / f"{name}.json").write_text(json.dumps([{key: value or None for key, value in row.items()} for row in rows]))
    done = run("match", "--mentees", "mentees.json", "--mentors", "mentors.json", "--rules", "rules.toml", "--format", "json")
    found = json.loads(done.stdout)
    assert found["matching"]["outcome"] == "optimal" and found["pairs"]["mentee"] == ["ana", "dia"]


def test_stable_matches_can_be_checked(files, run):
    done = run("stable", *INPUTS, "--proposers", "mentors", "--verify", "-o", "stable.json")
    assert done.returncode == 0, done.stderr
    assert json.loads((files / "stable.json").read_text())["kind"] == "stable"
    assert run("verify", "stable.json").returncode == 0
    (files / "mentees.csv").write_text(MENTEES.replace("hours,", "hours,likes,", 1).replace("12,Eng", "12,bo,Eng").replace(
        "10,Eng", "10,cy; bo,Eng").replace("12,Fre", "12,bo,Fre"))  # fmt: skip
    done = run("stable", *INPUTS, "--mentee-prefers", "likes", "-o", "liked.json", "--verify")
    assert done.returncode == 0 and run("verify", "liked.json").returncode == 0


def test_a_changed_result_is_not_valid(files, run):
    run("match", *INPUTS, "-o", "result.json")
    saved = json.loads((files / "result.json").read_text())
    saved["matching"]["total"] += 1
    (files / "result.json").write_text(json.dumps(saved))
    done = run("verify", "result.json")
    assert done.returncode == 2 and "not valid" in done.stderr
    (files / "result.json").write_text("{}")
    assert "not a saved result" in run("verify", "result.json").stderr
    (files / "result.json").write_text("{")
    assert "result.json, line 1" in run("verify", "result.json").stderr


@pytest.mark.parametrize("command", ["match", "stable", "circles"])
def test_what_a_result_says_for_reading_is_checked_too(files, run, command):
    inputs = INPUTS if command != "circles" else ("--people", "mentees.csv", "--criterion", "overlap:wants", "--size", "3")
    assert run(command, *inputs, "-q", "-o", "result.json").returncode == 0
    good = json.loads((files / "result.json").read_text())
    changes = [("groups", [["ana", "dia"], ["eli"]]), ("hours", [])] if command == "circles" else [
        ("pairs", {**good["pairs"], "mentor": good["pairs"]["mentor"][::-1] + ["bo"]}),
        ("pairs", {**good["pairs"], "score": [9] * len(good["pairs"]["score"])}),
        ("unmatched", {**good["unmatched"], "reason": ["No reason"] * len(good["unmatched"]["reason"])}),
        ("pairs", None),
    ]
    for name, value in changes:
        (files / "result.json").write_text(json.dumps({**good, name: value}))
        done = run("verify", "result.json")
        assert done.returncode == 2 and "for reading is not" in done.stderr and name in done.stderr
    (files / "result.json").write_text(json.dumps(good))
    assert run("verify", "result.json").returncode == 0


@pytest.mark.parametrize("command", ["match", "stable", "circles"])
def test_a_result_with_any_part_of_the_wrong_kind_is_refused(files, run, command):
    inputs = INPUTS if command != "circles" else ("--people", "mentees.csv", "--criterion", "overlap:wants", "--size", "3")
    run(command, *inputs, "-q", "-o", "result.json")
    good = json.loads((files / "result.json").read_text())
    answer = "circles" if command == "circles" else "matching"
    for path in [(name,) for name in good] + [(outer, name) for outer in (answer, "inputs") for name in good[outer]] + [
        ("inputs", "options", name) for name in good["inputs"]["options"]
    ]:
        for value in (None, 7, 10**30, 0.5, "text", [], {}, [[]], [None]):
            bad = json.loads(json.dumps(good))
            place = bad
            for name in path[:-1]:
                place = place[name]
            place[path[-1]] = value
            (files / "result.json").write_text(json.dumps(bad))
            assert run("verify", "result.json").returncode in (0, 2), (path, value)


def test_a_result_against_other_input_is_not_valid(files, run):
    run("match", *INPUTS, "-o", "result.json")
    (files / "mentors.csv").write_text(MENTORS.replace("sql:3", "sql:1"))
    done = run("verify", "result.json")
    assert done.returncode == 2 and "not the one" in done.stderr and "not valid" in done.stderr


def test_infeasible_is_exit_code_3_and_writes_no_pairs(files, run):
    done = run("match", *INPUTS, "--coverage", "everyone", "-o", "pairs.csv", "--save", "proof.json")
    assert done.returncode == 3 and "eli cannot be matched with anybody" in done.stderr
    assert "the cheapest change: Leave eli out." in done.stderr
    assert not (files / "pairs.csv").exists()
    assert run("verify", "proof.json").returncode == 0


def test_a_time_limit_is_exit_code_4(tmp_path, run):
    size = 300
    lines = "\n".join(",".join(str((row * 7919 + column * 104729) % 1000) for column in range(size)) for row in range(size))
    (tmp_path / "scores.csv").write_text(lines + "\n")
    done = run("match", "--scores", "scores.csv", "--time-limit", "0", "-o", "found.json", "--verify")
    assert done.returncode == 4, done.stderr
    assert json.loads((tmp_path / "found.json").read_text())["matching"]["outcome"] == "limit"
    assert run("verify", "found.json").returncode == 0


def test_progress_is_scored_and_split(files, run):
    done = run("progress", "--plans", "plans.csv", "--milestones", "milestones.csv", "--as-of", "2026-03-01",
               "--fields", "attainment,attainment_low,attainment_high,status,reasons", "--verify")  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert float(rows[0]["attainment"]) == 0.25 + 0.75 * 0.5 and rows[0]["plan"] == "p1"
    assert float(rows[1]["attainment_low"]) == 0 and float(rows[1]["attainment_high"]) == 1
    done = run("progress", "--plans", "plans.csv", "--milestones", "milestones.csv", "--as-of", "2026-03-01", "--contributions")
    parts = [int(row["millionths"]) for row in csv.DictReader(done.stdout.splitlines()) if row["plan"] == "p1"]
    assert parts == [250000, 375000]


BAD = {
    "no command": ((), "COMMAND"),
    "unknown command": (("marry",), "marry"),
    "no input": (("match",), "--scores"),
    "missing file": (("match", *INPUTS[:3], "nowhere.csv", *INPUTS[4:]), "nowhere.csv: No such file"),
    "bad coverage": (("match", *INPUTS, "--coverage", "all"), "coverage"),
    "bad criterion": (("match", *INPUTS[:4], "--criterion", "simile:language"), "'simile'"),
    "bad option of a criterion": (("match", *INPUTS[:4], "--criterion", "same:language,wait=3"), "'wait'"),
    "missing option of a criterion": (("match", *INPUTS[:4], "--criterion", "gap:grade"), "ideal"),
    "missing column": (("match", *INPUTS[:4], "--criterion", "same:shoe"), "mentees.csv: there is no column 'shoe'"),
    "unknown person": (("match", *INPUTS, "--forbid", "ana", "zed"), "'zed'"),
    "locked and forbidden": (("match", *INPUTS, "--forbid", "ana", "bo", "--lock", "ana", "bo"), "both locked and forbidden"),
    "bad output": (("match", *INPUTS, "-o", "pairs.txt"), "pairs.txt"),
    "output folder": (("match", *INPUTS, "-o", "no/pairs.csv"), "no folder"),
    "output over an input": (("match", *INPUTS, "-o", "mentees.csv"), "--output mentees.csv: would overwrite the input of --mentees"),
    "plans over themselves": (
        ("progress", "--plans", "plans.csv", "--milestones", "milestones.csv", "--as-of", "2026-03-01", "-o", "plans.csv"),
        "would overwrite the input of --plans"),
    "two outputs in one file": (("match", *INPUTS, "-o", "a.csv", "--unmatched", "./a.csv"), "would overwrite the output"),
    "bad size": (("circles", "--people", "mentees.csv", "--criterion", "overlap:wants", "--size", "many"), "'many'"),
    "bad day": (("progress", "--plans", "plans.csv", "--milestones", "milestones.csv", "--as-of", "soon"), "'soon'"),
    "bad field": (("progress", "--plans", "plans.csv", "--milestones", "milestones.csv", "--as-of", "2026-03-01", "--fields", "x"), "'x'"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_wrong_usage_is_exit_code_2(files, run, case):
    arguments, words = BAD[case]
    before = names(files)
    done = run(*arguments, *(("-o", "out.csv") if "-o" not in arguments and len(arguments) > 1 else ()))
    assert done.returncode == 2 and words in done.stderr and done.stdout == ""
    assert names(files) == before and "Traceback" not in done.stderr


BAD_FILES = {
    "ragged line": ("mentees.csv", MENTEES.replace("eli,python", "eli,python,more"), "mentees.csv, line 4"),
    "duplicate id": ("mentees.csv", MENTEES.replace("dia", "ana"), "mentees.csv, line 3.*line 2"),
    "missing id": ("mentees.csv", MENTEES.replace("dia", ""), "mentees.csv, line 3, column 'id'"),
    "bad hours": ("mentees.csv", MENTEES.replace("Mon 8-12", "Mon 8-99"), "mentees.csv, line 4.*column 'hours'"),
    "column twice": ("mentees.csv", MENTEES.replace("gender", "grade"), "mentees.csv, line 1: column 'grade'"),
    "bad capacity": ("mentors.csv", MENTORS.replace("5,2,0", "5,two,0"), "mentors.csv, line 2.*column 'capacity': 'two'"),
    "load above capacity": ("mentors.csv", MENTORS.replace("4,1,1", "4,1,3"), "mentors.csv, line 3.*at least 3"),
    "empty file": ("mentors.csv", "", "mentors.csv: the file is empty"),
    "open quote": ("mentors.csv", MENTORS + '"', "mentors.csv, line"),
    "not text": ("mentors.csv", b"id\n\xff\xfe", "mentors.csv: not UTF-8"),
    "bad toml": ("rules.toml", "capacity = ", "rules.toml"),
    "unknown rule": ("rules.toml", RULES.replace("capacity =", "places ="), "rules.toml, line [0-9]+: 'places'"),
    "criterion that is no table": ("rules.toml", "criterion = [1]", "rules.toml, criterion 1"),
    "bad criterion": ("rules.toml", RULES.replace('kind = "same"', 'kind = "equal"'), "rules.toml, line [0-9]+, criterion 3"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_bad_files_are_refused_with_their_line(files, run, case):
    name, text, words = BAD_FILES[case]
    (files / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    before = names(files)
    done = run("match", *INPUTS, "-o", "out.csv", "--save", "out.json")
    assert done.returncode == 2 and re.search(words, done.stderr), done.stderr
    assert names(files) == before and "Traceback" not in done.stderr


BAD_SCORES = {
    "a word": ("s.csv", "1,2\n3,x\n", "s.csv, line 2, column 2: 'x'"),
    "too few": ("s.csv", "1,2\n3\n", "s.csv, line 2: 1 numbers, 2 in the first line"),
    "nan": ("s.csv", "1,nan\n3,4\n", "s.csv, line 1, column 2"),
    "empty": ("s.csv", "", "s.csv: the file is empty"),
    "missing cell": ("s.csv", "who,bo,cy\nana,1,\n", "s.csv, line 2.*column 'cy': the score is missing"),
    "pair twice": ("s.csv", "mentee,mentor,score\na,b,1\na,b,2\n", "s.csv, line 3.*twice"),
    "wrong count": ("s.txt", "3 1 2", "s.txt: 2 numbers are neither"),
    "outside": ("s.txt", "2 1 3 5", "s.txt, triple 1"),
    "word in text": ("s.txt", "2\n1 2\n3 x\n", "s.txt, line 3: 'x'"),
}


@pytest.mark.parametrize("case", BAD_SCORES)
def test_bad_score_files_are_refused_with_their_line(tmp_path, run, case):
    name, text, words = BAD_SCORES[case]
    (tmp_path / name).write_text(text)
    done = run("match", "--scores", name, "-o", "out.csv")
    assert done.returncode == 2 and re.search(words, done.stderr), done.stderr
    assert names(tmp_path) == [name]


def test_an_old_file_stays_when_the_new_one_fails(files, run):
    (files / "pairs.csv").write_text("precious")
    assert run("match", *INPUTS, "--coverage", "everyone", "-o", "pairs.csv").returncode == 3
    assert run("match", *INPUTS, "--lock", "ana", "zed", "-o", "pairs.csv").returncode == 2
    assert (files / "pairs.csv").read_text() == "precious"


def test_no_file_is_written_when_one_of_them_cannot_be(files, run, monkeypatch):
    (files / "old.csv").write_text("precious")
    before = names(files)
    write = type(files).write_text

    def write_but_one(path, *arguments, **options):
        if "last.json" in path.name:
            raise OSError(28, "No space left on device")
        return write(path, *arguments, **options)

    monkeypatch.setattr(type(files), "write_text", write_but_one)
    done = run("match", *INPUTS, "-o", "old.csv", "--unmatched", "new.csv", "--save", "last.json")
    assert done.returncode == 2 and "last.json: No space left on device" in done.stderr
    assert names(files) == before and (files / "old.csv").read_text() == "precious"


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes work differently there")
def test_links_and_pipes_stay_what_they_are(files, run):
    (files / "link.csv").symlink_to("pairs.csv")
    assert run("match", *INPUTS, "-o", "link.csv").returncode == 0
    assert (files / "link.csv").is_symlink() and (files / "pairs.csv").read_text().startswith("mentee,mentor")
    os.mkfifo(files / "pipe.csv")
    reader = os.open(files / "pipe.csv", os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert run("match", *INPUTS, "-o", "pipe.csv").returncode == 0
        assert os.read(reader, 1000).startswith(b"mentee,mentor")
    finally:
        os.close(reader)
    assert (files / "pipe.csv").is_fifo()


@pytest.mark.skipif(sys.platform == "win32", reason="signals work differently there")
def test_an_interrupt_is_exit_code_130(tmp_path):
    size = 1500
    script = (
        "import sys, threading, os, signal, numpy as np, mentormatch.cli as cli, mentormatch.scorefiles as files\n"
        f"scores = np.random.default_rng(1).integers(0, 10**6, ({size}, {size}))\n"
        "ids = [str(n) for n in range(len(scores))]\n"
        "def read(path, transpose):\n"
        "    threading.Timer(0.15, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
        "    return ids, ids, scores\n"
        "files.read_score_file = read\n"
        "sys.exit(cli.main(['match', '--scores', 'x.csv', '--row-capacity', '2', '-o', 'out.csv']))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 130, (done.returncode, done.stderr)
    assert done.stderr.strip() == "mentormatch: cancelled" and not list(tmp_path.iterdir())
