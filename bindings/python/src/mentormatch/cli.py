"""The command line: mentormatch demo | match | stable | circles | progress | verify | alternatives | report."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from . import saved
from .errors import Cancelled, InputError, InternalError
from .frames import Table, read_file, read_table, replace_file, replace_files, write_csv
from .rules import Rules, parse_quota, read_rules

__all__ = ["main"]

OK, BAD_INPUT, INFEASIBLE, LIMIT, CANCELLED = 0, 2, 3, 4, 130

EPILOG = """\
exit codes: 0 ok; 2 wrong usage, bad input, or an answer that does not hold; 3 no answer keeps the rules;
4 stopped at a limit, the best answer so far is written; 130 cancelled
"""
CRITERIA = """\
criteria: overlap:wants,offers,weight=5   shared_hours:hours,at_least=2,weight=3   close:style
          same:language,must   different:department   gap:grade,ideal=2,tolerance=2,weight=2
          outside_reporting_line:id,manager   similarity:about,measure=cosine
          jaccard:interests   shared_items:languages,at_least=1   shared_block:hours,at_least=2
          meeting_format:format,latitude=lat,longitude=lon,reach_km=30   ranking:top,by=mentor
          rating:rated,highest=10   avoid:met,by=either   (taxonomy and compatible: in a file)
rules.toml holds the same and more:
    capacity = "capacity"
    forbidden = [["ana", "bo"]]
    [[criterion]]
    kind = "overlap"
    wants = "wants"
    offers = "offers"
    weight = 5
    [[quota]]
    where = {department = "Sales"}
    most = 4
"""
# The options that say what the input is; a saved result remembers them.
INPUT_OPTIONS = (
    "mentees", "mentors", "people", "rules", "criterion", "scores", "affinity", "transpose", "minimise", "id",
    "capacity", "min_load", "row_capacity", "min_score", "forbid", "forbid_file", "lock", "lock_file", "quota",
    "mentee_prefers", "mentor_prefers", "size", "count", "common_hours", "together", "apart", "everyone",
)  # fmt: skip
FILE_OPTIONS = ("mentees", "mentors", "people", "rules", "scores", "affinity", "forbid_file", "lock_file")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    try:
        options = _parser().parse_args(arguments)
    except SystemExit as stop:  # of --help, --version and wrong usage
        return int(stop.code or 0)
    try:
        _check_outputs(options)
        return options.run(options)
    except InputError as error:
        for fault in error.faults:
            _say(fault)
        return BAD_INPUT
    except (KeyboardInterrupt, Cancelled):
        _say("cancelled")
        return CANCELLED
    except MemoryError:
        _say("out of memory")
        return BAD_INPUT
    except InternalError as error:
        _say(f"a defect of mentormatch: {error}")
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK


def _say(text: str) -> None:
    print(f"mentormatch: {text}", file=sys.stderr)


# Options


def _parser() -> argparse.ArgumentParser:
    from . import __version__

    parser = argparse.ArgumentParser(
        prog="mentormatch",
        description="Forms mentoring matches and scores progress, with proof.",
        epilog="example: mentormatch match --mentees mentees.csv --mentors mentors.csv --rules rules.toml -o pairs.csv\n\n"
        + EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"mentormatch {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_demo(commands)
    _add_check(commands)
    _add_match(commands)
    _add_stable(commands)
    _add_circles(commands)
    _add_progress(commands)
    _add_verify(commands)
    _add_alternatives(commands)
    _add_report(commands)
    _add_rules_command(commands)
    return parser


def _command(commands: Any, name: str, run: Callable[[Any], int], help: str, example: str, more: str = "") -> Any:
    parser = commands.add_parser(
        name,
        help=help,
        description=help,
        epilog=f"example: {example}\n\n{more}{EPILOG}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run, command=name)
    return parser


def _add_inputs(parser: Any) -> None:
    group = parser.add_argument_group("people and scores")
    group.add_argument("--mentees", metavar="FILE", help="CSV or JSON table of mentees")
    group.add_argument("--mentors", metavar="FILE", help="CSV or JSON table of mentors")
    group.add_argument("--scores", metavar="FILE", help="ready scores instead of criteria: CSV matrix, with ids or "
                       "bare; CSV with columns mentee, mentor, score; or OR-Library text")
    group.add_argument("--transpose", action="store_true", default=None, help="the score file has mentors as rows")
    group.add_argument("--minimise", action="store_true", default=None, help="the numbers are costs")
    group.add_argument("--id", metavar="COLUMN", help="the column with the ids (id)")
    _add_rules(parser)
    group = parser.add_argument_group("rules between people")
    group.add_argument("--capacity", metavar="COLUMN|N|N,N,...", help="most mentees a mentor takes (1)")
    group.add_argument("--min-load", metavar="COLUMN|N|N,N,...", help="fewest mentees a mentor takes (0)")
    group.add_argument("--row-capacity", metavar="COLUMN|N|N,N,...", help="most mentors a mentee has (1)")
    group.add_argument("--quota", action="append", metavar="SPEC", help="most or fewest mentees of some mentors together: "
                       "department=Sales,most=4; by=department,most=4; or mentors=bo|cy,fewest=1; may be repeated")
    group.add_argument("--min-score", type=float, metavar="X", help="pairs below are not made")
    for word, what in (("forbid", "must not"), ("lock", "must")):
        group.add_argument(f"--{word}", nargs=2, action="append", metavar=("MENTEE", "MENTOR"),
                           help=f"a pair that {what} be made; may be repeated")
        group.add_argument(f"--{word}-file", metavar="FILE", help=f"CSV with columns mentee, mentor: pairs that {what} be made")


def _add_rules(parser: Any) -> None:
    group = parser.add_argument_group("criteria")
    group.add_argument("--rules", metavar="FILE", help="TOML file of criteria and rules")
    group.add_argument("--criterion", action="append", metavar="SPEC", help="a criterion, see below; may be repeated")


def _add_output(parser: Any, saves: bool = True) -> None:
    group = parser.add_argument_group("output")
    group.add_argument("-o", "--output", metavar="FILE", help="where the answer goes: .csv or .json (standard output)")
    group.add_argument("--format", choices=("csv", "json"), help="the form of the answer, if not by the file's name")
    group.add_argument("-q", "--quiet", action="store_true", help="no summary on standard error")
    group.add_argument("--verify", action="store_true", help="check the answer before it is written")
    if saves:
        group.add_argument("--save", metavar="FILE", help="the answer with its proof as JSON, for verify and report; also "
                           "when no answer keeps the rules")


def _add_demo(commands: Any) -> None:
    parser = _command(commands, "demo", _run_demo, "Runs everything on a made-up cohort and writes a report.",
                      "mentormatch demo --out mentormatch-report.html")
    parser.add_argument("--out", metavar="FILE", default="mentormatch-report.html", help="where the report goes")


def _add_check(commands: Any) -> None:
    parser = _command(commands, "check", _run_check, "Looks at answers and criteria before anything is matched.",
                      "mentormatch check --mentees mentees.csv --mentors mentors.csv --rules rules.toml", CRITERIA)
    parser.add_argument("--mentees", metavar="FILE", required=True, help="CSV or JSON table of mentees")
    parser.add_argument("--mentors", metavar="FILE", required=True, help="CSV or JSON table of mentors")
    parser.add_argument("--id", metavar="COLUMN", help="the column with the ids (id)")
    _add_rules(parser)
    parser.add_argument("--threads", type=int, default=1)
    for name, what in (("criteria", "each criterion, and what it decides"), ("people", "each person, and how many partners")):
        parser.add_argument(f"--{name}-table", metavar="FILE", help=f"CSV of {what}")
    parser.add_argument("--pair", nargs=2, action="append", metavar=("MENTEE", "MENTOR"),
                        help="a pair whose points are told, and what would help it; may be repeated")


def _add_match(commands: Any) -> None:
    parser = _command(commands, "match", _run_match, "Finds the best matches under the rules, with a proof.",
                      "mentormatch match --mentees mentees.csv --mentors mentors.csv --criterion "
                      "overlap:wants,offers,weight=5 --criterion same:language,must --capacity capacity -o pairs.csv",
                      CRITERIA)
    _add_inputs(parser)
    group = parser.add_argument_group("how to solve")
    group.add_argument("--coverage", choices=("participation_first", "score_first", "everyone"))
    group.add_argument("--objective", choices=("total", "bottleneck", "leximin", "rank_maximal"), help="what is best: the "
                       "total; the worst pair, then the total; the worst pair, then the next, ...; or the most first choices")
    group.add_argument("--ties", choices=("first", "canonical", "lottery"))
    group.add_argument("--seed", type=int, help="of the lottery")
    group.add_argument("--threads", type=int, default=1)
    group.add_argument("--time-limit", type=float, metavar="SECONDS")
    _add_output(parser)
    parser.add_argument("--unmatched", metavar="FILE", help="CSV of who has no partner, why, and what would help")
    parser.add_argument("--report", metavar="FILE", help="an HTML page about the answer")


def _add_stable(commands: Any) -> None:
    parser = _command(commands, "stable", _run_match, "Finds matches that no two people would rather leave for each other.",
                      "mentormatch stable --mentees mentees.csv --mentors mentors.csv --criterion overlap:wants,offers "
                      "--capacity capacity -o pairs.csv", CRITERIA)
    _add_inputs(parser)
    group = parser.add_argument_group("how to solve")
    group.add_argument("--proposers", choices=("mentees", "mentors"), default="mentees")
    group.add_argument("--mentee-prefers", metavar="COLUMN", help='the mentors a mentee accepts, best first: "bo; cy"')
    group.add_argument("--mentor-prefers", metavar="COLUMN", help="the mentees a mentor accepts, best first")
    group.add_argument("--ties", choices=("first", "lottery"))
    group.add_argument("--seed", type=int, help="of the lottery")
    _add_output(parser)
    parser.add_argument("--unmatched", metavar="FILE", help="CSV of who has no partner, and why")
    parser.add_argument("--report", metavar="FILE", help="an HTML page about the answer")


def _add_circles(commands: Any) -> None:
    parser = _command(commands, "circles", _run_circles, "Puts people into learning circles.",
                      "mentormatch circles --people mentees.csv --criterion overlap:wants --criterion "
                      "shared_hours:hours,at_least=1 --size 4-6 -o circles.csv", CRITERIA)
    group = parser.add_argument_group("people")
    group.add_argument("--people", metavar="FILE", help="CSV or JSON table of people")
    group.add_argument("--affinity", metavar="FILE", help="ready affinities instead of criteria: a symmetric CSV matrix")
    group.add_argument("--minimise", action="store_true", default=None, help="the numbers are distances")
    group.add_argument("--id", metavar="COLUMN", help="the column with the ids (id)")
    _add_rules(parser)
    group = parser.add_argument_group("rules")
    group.add_argument("--size", action="append", metavar="N|N-M", help="size of the circles; once, or once a circle (4-6)")
    group.add_argument("--count", type=int, help="how many circles")
    group.add_argument("--together", nargs=2, action="append", metavar="PERSON", help="two who must share a circle")
    group.add_argument("--apart", nargs=2, action="append", metavar="PERSON", help="two who must not")
    group.add_argument("--common-hours", type=float, metavar="HOURS", help="hours a week that a whole circle has in common")
    group.add_argument("--everyone", action="store_true", default=None, help="leave nobody out who fits in no circle")
    group.add_argument("--seed", type=int, default=0)
    group.add_argument("--iterations", type=int)
    group.add_argument("--seconds", type=float)
    _add_output(parser)


def _add_progress(commands: Any) -> None:
    parser = _command(commands, "progress", _run_progress, "Scores plans as they stood on a day.",
                      "mentormatch progress --plans plans.csv --milestones milestones.csv --as-of 2026-04-05 -o board.csv")
    parser.add_argument("--plans", metavar="FILE", required=True, help="table with plan, start, end, cadence_days")
    parser.add_argument("--milestones", metavar="FILE", required=True,
                        help="table with plan, due, weight, progress, done, last_checkin, goal, goal_weight, after")
    parser.add_argument("--sessions", metavar="FILE", help="table with plan, day, status")
    parser.add_argument("--as-of", metavar="DAY", required=True, help="the day to look from, such as 2026-04-05")
    parser.add_argument("--missing", choices=("zero", "skip", "expected"), default="zero", help="how missing progress counts")
    parser.add_argument("--preset", choices=("earned_schedule", "gap", "buffer", "bands"), default="earned_schedule")
    parser.add_argument("--fields", metavar="NAME,NAME,...", help="the columns wanted (all)")
    parser.add_argument("--contributions", action="store_true", help="what each milestone adds instead")
    _add_output(parser, saves=False)


def _add_verify(commands: Any) -> None:
    parser = _command(commands, "verify", _run_verify, "Checks a saved answer against its input, without the solver.",
                      "mentormatch verify result.json",
                      "The input files are those the answer was made from; name them again where they moved.\n\n")
    _add_saved(parser)
    parser.add_argument("-q", "--quiet", action="store_true", help="only the exit code")


def _add_rules_command(commands: Any) -> None:
    parser = _command(commands, "rules", _run_rules, "Checks a rules file and says what it means, or gives its schema.",
                      "mentormatch rules rules.toml", CRITERIA)
    parser.add_argument("file", metavar="FILE", nargs="?", help="a rules file")
    parser.add_argument("--schema", action="store_true", help="the JSON Schema of rules files")


def _add_alternatives(commands: Any) -> None:
    parser = _command(commands, "alternatives", _run_alternatives,
                      "Tells the next best matchings after a saved answer, and what pairs are worth.",
                      "mentormatch alternatives result.json --count 3 --what-if ana bo --roles roles.csv",
                      "For answers of match with the objective total and without quotas.\n\n")
    _add_saved(parser)
    parser.add_argument("--count", type=int, metavar="N", help="how many matchings (5; none where --what-if or --roles is given)")
    parser.add_argument("--what-if", nargs=2, action="append", metavar=("MENTEE", "MENTOR"),
                        help="the best matching with this pair the other way round: made, or not; may be repeated")
    parser.add_argument("--roles", metavar="FILE", help="CSV of the pairs that all best matchings have, or some")


def _add_report(commands: Any) -> None:
    parser = _command(commands, "report", _run_report, "Writes an HTML page about a saved answer.",
                      "mentormatch report result.json -o report.html --by gender")
    _add_saved(parser)
    parser.add_argument("-o", "--output", metavar="FILE", default="mentormatch-report.html")
    parser.add_argument("--by", metavar="COLUMN", help="audit by this column")
    parser.add_argument("--title")


def _add_saved(parser: Any) -> None:
    parser.add_argument("result", metavar="RESULT.json", help="written by --save, or by -o FILE.json")
    for name in FILE_OPTIONS:
        parser.add_argument(f"--{name.replace('_', '-')}", metavar="FILE", help=argparse.SUPPRESS if "file" in name else
                            f"the file of {name} now")


# Building programs from options


def _count_option(value: str | None) -> Any:
    """A column's name, one number, or a list of numbers."""
    if value is None:
        return None
    parts = [part.strip() for part in value.split(",")]
    if all(part.lstrip("-").isdigit() for part in parts):
        numbers = [int(part) for part in parts]
        return numbers[0] if len(numbers) == 1 else numbers
    return value


def _pairs_option(pairs: Any, file: str | None, from_rules: Any, name: str) -> Any:
    listed = [tuple(pair) for pair in pairs or ()] + [tuple(pair) for pair in from_rules or ()]
    if file is None:
        return listed
    table = read_file(Path(file))
    if listed and len(table.columns) == 2:
        first, second = table.columns.values()
        return listed + list(zip(first, second))
    return table


def _program(options: Any, rules: Rules) -> Any:
    from .program import Program
    from .scorefiles import read_score_file

    settings = rules.settings
    if options.scores and rules.criteria:
        raise InputError("give criteria or --scores, one of the two")
    if not options.scores and not rules.criteria:
        raise InputError("nothing to score by: give --criterion, --rules or --scores")
    given: dict[str, Any] = {
        "id": options.id or settings.get("id", "id"),
        "min_score": options.min_score if options.min_score is not None else settings.get("min_score"),
        "forbidden": _pairs_option(options.forbid, options.forbid_file, settings.get("forbidden"), "forbid"),
        "locked": _pairs_option(options.lock, options.lock_file, settings.get("locked"), "lock"),
        "quotas": [*(settings.get("quota") or ()), *map(parse_quota, options.quota or ())] or None,
        "threads": getattr(options, "threads", 1) or 1,
    }
    for name in ("capacity", "min_load", "row_capacity"):
        value = _count_option(getattr(options, name))
        given[name] = settings.get(name) if value is None else value
    if options.scores:
        rows, columns, scores = read_score_file(Path(options.scores), bool(options.transpose))
        return Program(
            _people(options.mentees, rows, given["id"], "mentees"),
            _people(options.mentors, columns, given["id"], "mentors"),
            scores=_in_order(options, rows, columns, scores, given["id"]),
            sense="min" if options.minimise else "max",
            **given,
        )
    if not options.mentees or not options.mentors:
        raise InputError("--mentees and --mentors are needed with criteria")
    return Program(read_file(Path(options.mentees)), read_file(Path(options.mentors)), rules.fit(), **given)


def _people(file: str | None, ids: list[Any], column: str, where: str) -> Table:
    if file is None:
        return Table({column: ids}, where=where, row_count=len(ids))
    return read_file(Path(file))


def _in_order(options: Any, rows: list[Any], columns: list[Any], scores: Any, column: str) -> Any:
    """The scores in the order of the tables of people, where there are such tables."""
    import numpy as np

    for file, names, axis in ((options.mentees, rows, 0), (options.mentors, columns, 1)):
        if file is None:
            continue
        ids = [str(person) for person in read_file(Path(file)).ids(column)]
        if ids == [str(name) for name in names]:
            continue
        if not isinstance(scores, np.ndarray):
            raise InputError(f"{file}: the ids are not in the order of {options.scores}")
        index = {str(name): place for place, name in enumerate(names)}
        unknown = [person for person in ids if person not in index]
        if unknown:
            raise InputError(f"{options.scores}: there are no scores for {unknown[0]!r} of {file}")
        scores = np.take(scores, [index[person] for person in ids], axis=axis)
    return scores


def _inputs_of(options: Any) -> dict[str, Any]:
    """What a saved result must remember to be checked again."""
    chosen = {name: getattr(options, name) for name in INPUT_OPTIONS if getattr(options, name, None) is not None}
    files = {name: _fingerprint(chosen[name]) for name in FILE_OPTIONS if name in chosen}
    return {"command": options.command, "options": chosen, "sha256": files}


def _fingerprint(file: str) -> str:
    try:
        return hashlib.sha256(Path(file).read_bytes()).hexdigest()
    except OSError:
        return ""


# Running


def _run_demo(options: Any) -> int:
    from . import demo

    return demo.main(["--out", options.out]) or OK


def _run_match(options: Any) -> int:
    rules = read_rules(options.rules, options.criterion)
    program = _program(options, rules)
    if options.command == "match":
        result = program.assign(
            coverage=options.coverage or rules.settings.get("coverage", "participation_first"),
            objective=options.objective or rules.settings.get("objective", "total"),
            ties=options.ties or rules.settings.get("ties", "first"),
            seed=options.seed if options.seed is not None else rules.settings.get("seed", 0),
            time_limit=options.time_limit,
        )
    else:
        result = program.stable(
            proposers=options.proposers,
            mentee_prefers=options.mentee_prefers,
            mentor_prefers=options.mentor_prefers,
            ties=options.ties or "first",
            seed=options.seed or 0,
        )
    content = {**result.to_dict(), "inputs": _inputs_of(options)}
    if not options.quiet:
        _say(repr(result).strip("<>"))
    _check(options, result)
    if result.outcome == "infeasible":
        if options.save:
            replace_file(Path(options.save), saved.to_json(content))
        why, change = result.advice
        if why:
            _say(f"no matching keeps all the rules: {why}")
            _say(f"the cheapest change: {change}")
            return INFEASIBLE
        conflict = result.conflict
        _say(
            f"no matching keeps all the rules; these cannot all be served together: mentees {conflict['mentees']}, "
            f"mentors {conflict['mentors']}" + (f", quotas {conflict['quotas']}" if conflict.get("quotas") else "")
        )
        return INFEASIBLE
    files = _outputs(options, result.pair_columns, content)
    if options.unmatched:
        files.append((Path(options.unmatched), write_csv(result.unmatched_columns)))
    if options.report:
        from . import reporting
        from .report import render

        files.append((Path(options.report), render(reporting.build(result))))
    _write(files)
    return LIMIT if result.outcome == "limit" else OK


def _check(options: Any, result: Any) -> None:
    if options.verify:
        verdict = result.verify()
        if not verdict:
            raise InternalError(f"the answer does not hold: {verdict.message}")
        if not options.quiet:
            _say(verdict.message)


def _outputs(options: Any, columns: dict[str, Any], content: dict[str, Any]) -> list[tuple[Path | None, str]]:
    text = write_csv(columns) if _form_of(options) == "csv" else saved.to_json(content)
    files: list[tuple[Path | None, str]] = [(Path(options.output) if options.output else None, text)]
    if getattr(options, "save", None):
        files.append((Path(options.save), saved.to_json(content)))
    return files


def _write(files: list[tuple[Path | None, str]]) -> None:
    """Writes every file or, as far as can be known before, none."""
    replace_files([(path, text) for path, text in files if path is not None])
    for path, text in files:
        if path is None:
            sys.stdout.write(text)
            sys.stdout.flush()


def _check_outputs(options: Any) -> None:
    """Refuses, before anything is computed, outputs that could not be written or would overwrite an input."""
    taken = {name: getattr(options, name, None) for name in (*FILE_OPTIONS, "plans", "milestones", "sessions", "result")}
    owners = {os.path.realpath(file): f"the input of --{name.replace('_', '-')}" for name, file in taken.items() if file}
    for name in ("output", "save", "unmatched", "report", "out", "roles", "criteria_table", "people_table"):
        file = getattr(options, name, None)
        if not file:
            continue
        path = Path(os.path.realpath(file))
        if not path.parent.is_dir():
            raise InputError(f"{file}: there is no folder {path.parent}")
        if path.is_dir():
            raise InputError(f"{file}: is a folder")
        if not os.access(path.parent if path.is_file() or not path.exists() else path, os.W_OK):
            raise InputError(f"{file}: may not be written")
        if str(path) in owners and (path.is_file() or not path.exists()):
            raise InputError(f"--{name} {file}: would overwrite {owners[str(path)]}")
        owners[str(path)] = f"the output of --{name}"
    if getattr(options, "output", None) and options.command != "report":
        _form_of(options)


def _form_of(options: Any) -> str:
    """Whether the answer is written as CSV or as JSON."""
    if options.format is not None:
        return options.format
    suffix = Path(options.output).suffix.lower() if options.output else ".csv"
    if suffix not in (".csv", ".json"):
        raise InputError(f"{options.output}: end it with .csv or .json, or say --format")
    return suffix[1:]


def _circle_request(options: Any) -> tuple[Any, dict[str, Any], list[Any]]:
    """A function that forms circles, its arguments, and the ids of the people."""
    from . import arrays
    from .program import Program
    from .scorefiles import read_score_file

    rules = read_rules(options.rules, options.criterion)
    sizes = [_size_option(size) for size in options.size or ["4-6"]]
    given: dict[str, Any] = {"size": sizes[0] if len(sizes) == 1 else sizes, "count": options.count}
    if options.affinity:
        if rules.criteria:
            raise InputError("give criteria or --affinity, one of the two")
        if options.common_hours:
            raise InputError("--common-hours needs --people with hours")
        ids, _, affinity = read_score_file(Path(options.affinity), False)
        index = {str(name): place for place, name in enumerate(ids)}
        for name in ("together", "apart"):
            given[name] = [[_place(person, index, name) for person in pair] for pair in getattr(options, name) or ()]
        given["sense"] = "min" if options.minimise else "max"
        return lambda **more: arrays.circles(affinity, **given, **more), given, ids
    if not options.people or not rules.criteria:
        raise InputError("give --people with criteria, or --affinity")
    people = read_file(Path(options.people))
    program = Program(people, people, rules.peer_fit(people), id=options.id or rules.settings.get("id", "id"))
    given.update(together=options.together, apart=options.apart, common_hours=options.common_hours)
    given["leave_out"] = not options.everyone
    return lambda **more: program.circles(**given, **more), given, program.mentee_ids


def _size_option(text: str) -> tuple[int, int]:
    parts = text.split("-")
    if len(parts) > 2 or not all(part.strip().isdigit() for part in parts):
        raise InputError(f"--size: {text!r} is not a size such as 5 or 4-6")
    return int(parts[0]), int(parts[-1])


def _place(person: str, index: dict[str, int], name: str) -> int:
    if person not in index:
        raise InputError(f"--{name}: there is nobody {person!r}")
    return index[person]


def _run_circles(options: Any) -> int:
    form, _, ids = _circle_request(options)
    result = form(seed=options.seed, iterations=options.iterations, seconds=options.seconds)
    if options.affinity:
        groups = [[ids[member] for member in group.tolist()] for group in result.groups]
        columns: dict[str, list[Any]] = {
            "circle": [number for number, group in enumerate(groups) for _ in group],
            "member": [member for group in groups for member in group],
        }
        content = {"format": saved.FORMAT, "version": saved.VERSION, "kind": "circles", "mentees": ids,
                   "groups": groups, "circles": result.to_dict()}
    else:
        columns, content = result.member_columns, result.to_dict()
    content["inputs"] = _inputs_of(options)
    if not options.quiet:
        _say(f"{repr(result).strip('<>')}, bound {result.bound:.12g}")
    _check(options, result)
    if result.outcome in ("infeasible", "not_found"):
        if options.save:
            replace_file(Path(options.save), saved.to_json(content))
        _say(result.reason or "no circles keep all the rules")
        return INFEASIBLE
    if not options.affinity:
        for person, reason, helps in zip(*result.request.left_out.values()):
            _say(f"in no circle: {person}: {reason} ({helps})")
    _write(_outputs(options, columns, content))
    return LIMIT if result.outcome == "limit" else OK


def _run_progress(options: Any) -> int:
    from .progress import score_plans

    fields = None if options.fields is None else [name.strip() for name in options.fields.split(",")]
    plans = read_table(options.plans, "plans")
    plans.kind = "columns"
    board = score_plans(
        plans,
        read_table(options.milestones, "milestones"),
        sessions=None if options.sessions is None else read_table(options.sessions, "sessions"),
        as_of=options.as_of,
        missing=options.missing,
        preset=options.preset,
        fields=fields,
    )
    _check(options, board)
    columns = board.contributions() if options.contributions else board.plans
    if not options.quiet:
        counts = {status: board.statuses.count(status) for status in sorted(set(board.statuses))}
        _say(f"{len(plans)} plans" + "".join(f", {count} {status}" for status, count in counts.items()))
    rows = [dict(zip(columns, row)) for row in zip(*columns.values())]
    _write(_outputs(options, columns, {"as_of": options.as_of, "plans": rows}))
    return OK


def _read_result(options: Any) -> tuple[str, Any, bool]:
    """The kind of a saved answer, the answer over its input, and whether the input files are unchanged."""
    found = saved.read_saved(options.result)
    inputs = found.get("inputs")
    if not isinstance(inputs, dict) or not isinstance(inputs.get("options"), dict):
        raise InputError(f"{options.result}: it does not say what it was made from; only results of the command line do")
    chosen = argparse.Namespace(**{name: None for name in INPUT_OPTIONS})
    chosen.command = inputs.get("command")
    for name, value in inputs["options"].items():
        if name in INPUT_OPTIONS:
            if not _is_option(name, value):
                raise InputError(f"{options.result}: its input {name!r} is {value!r}, which no option of that name gives")
            setattr(chosen, name, value)
    fingerprints = inputs.get("sha256")
    if not isinstance(fingerprints, dict):
        fingerprints = {}
    unchanged = True
    for name in FILE_OPTIONS:
        if getattr(options, name, None) is not None:
            setattr(chosen, name, getattr(options, name))
        elif getattr(chosen, name) is not None:
            setattr(chosen, name, _find_file(getattr(chosen, name), Path(options.result)))
        file = getattr(chosen, name)
        unchanged &= file is None or _fingerprint(file) == fingerprints.get(name)
    kind = found.get("kind")
    if kind == "circles":
        return kind, _saved_circles(chosen, found, options.result), unchanged
    if kind not in ("assignment", "stable"):
        raise InputError(f"{options.result}: unknown kind {kind!r}")
    program = _program(chosen, read_rules(chosen.rules, chosen.criterion))
    result = saved.match_from_dict(found, program, options.result)
    if kind == "stable":
        result.matching.problem = program.stable_problem(chosen.mentee_prefers, chosen.mentor_prefers)
    return kind, result, unchanged


def _is_option(name: str, value: Any) -> bool:
    """Whether a saved input is of the kind that the command line gives."""
    if name in ("transpose", "minimise", "everyone"):
        return isinstance(value, bool)
    if name in ("min_score", "count", "common_hours"):
        return isinstance(value, int if name == "count" else (int, float)) and not isinstance(value, bool)
    if name in ("criterion", "size", "quota"):
        return isinstance(value, list) and all(isinstance(entry, str) for entry in value)
    if name in ("forbid", "lock", "together", "apart"):
        return isinstance(value, list) and all(
            isinstance(pair, list) and len(pair) == 2 and all(isinstance(person, str) for person in pair) for pair in value
        )
    return isinstance(value, str)


def _find_file(file: str, result: Path) -> str:
    """A file as it was named, or of that name beside the result."""
    if not Path(file).exists() and (result.parent / Path(file).name).exists():
        return str(result.parent / Path(file).name)
    return file


def _saved_circles(chosen: Any, found: dict[str, Any], path: str) -> Any:
    from . import arrays
    from .circled import CircleResult
    from .peers import peer_request
    from .program import Program
    from .scorefiles import read_score_file

    rules = read_rules(chosen.rules, chosen.criterion)
    sizes = [_size_option(size) for size in chosen.size or ["4-6"]]
    size = sizes[0] if len(sizes) == 1 else sizes
    if chosen.affinity:
        ids, _, affinity = read_score_file(Path(chosen.affinity), False)
        index = {str(name): place for place, name in enumerate(ids)}
        pairs: dict[str, Any] = {
            name: [[_place(person, index, name) for person in pair] for pair in getattr(chosen, name) or ()]
            for name in ("together", "apart")
        }
        problem = arrays.circle_problem(
            affinity, size=size, count=chosen.count, sense="min" if chosen.minimise else "max", **pairs
        )
        return saved.circles_from_dict(found, problem, ids, path)
    if not chosen.people:
        raise InputError(f"{path}: it does not say which people it was made from")
    people = read_file(Path(chosen.people))
    program = Program(people, people, rules.peer_fit(people), id=chosen.id or rules.settings.get("id", "id"))
    request = peer_request(
        program,
        size=size,
        count=chosen.count,
        together=chosen.together,
        apart=chosen.apart,
        common_hours=chosen.common_hours,
        leave_out=False,
        without=saved.people_left_out(found, program.mentee_ids),
    )
    return CircleResult(program, request, saved.circles_from_dict(found, request.problem, request.ids, path))


def _run_verify(options: Any) -> int:
    kind, result, unchanged = _read_result(options)
    verdict = result.verify()
    if not unchanged and not options.quiet:
        _say("note: an input file is not the one the answer was made from")
    if not verdict:
        _say(f"{options.result}: not valid: {verdict.message}")
        return BAD_INPUT
    if kind != "circles" or hasattr(result, "member_columns"):
        wrong = saved.difference(saved.read_saved(options.result), result.to_dict())
        if wrong:
            _say(f"{options.result}: not valid: the answer in it is right, but what it says for reading is not: {wrong}")
            return BAD_INPUT
    if not options.quiet:
        print(f"{options.result}: {verdict.message}")
    return OK


def _run_check(options: Any) -> int:
    rules = read_rules(options.rules, options.criterion)
    if not rules.criteria:
        raise InputError("nothing to look at: give --criterion or --rules")
    rows, columns = read_file(Path(options.mentees)), read_file(Path(options.mentors))
    found = rules.fit().audit(rows, columns, id=options.id or rules.settings.get("id", "id"), threads=options.threads)
    lines = [str(found)]
    if options.pair:
        from .program import Program

        program = Program(rows, columns, rules.fit(), id=options.id or rules.settings.get("id", "id"))
        for mentee, mentor in options.pair:
            pair = _id_of(mentee, program.mentee_ids), _id_of(mentor, program.mentor_ids)
            lines += ["", str(program.why(*pair)), str(program.improve(*pair))]
    files: list[tuple[Path | None, str]] = [(None, "\n".join([*lines, ""]))]
    if options.criteria_table:
        files.append((Path(options.criteria_table), write_csv(found.criterion_columns)))
    if options.people_table:
        people = {"side": [], "id": [], "partners": [], "relax": [], "more_partners": []}  # type: dict[str, list[Any]]
        for side in ("mentee", "mentor"):
            table = found.person_columns(side)
            people["side"] += [side] * len(table[side])
            people["id"] += table[side]
            for name in ("partners", "relax", "more_partners"):
                people[name] += table[name]
        files.append((Path(options.people_table), write_csv(people)))
    _write(files)
    return OK


def _run_rules(options: Any) -> int:
    if options.schema == (options.file is not None):
        raise InputError("give a rules file, or --schema")
    if options.schema:
        from .rules_schema import rules_schema

        print(json.dumps(rules_schema(), indent=2))
        return OK
    rules = read_rules(options.file)
    for criterion in rules.fit().criteria:
        columns = " and ".join(dict.fromkeys((criterion.mentee_column, criterion.mentor_column)))
        worth = "a must" if criterion.must else f"up to {criterion.points} points"
        missing = {"zero": "counts as nothing", "neutral": "gets half", "rule_out": "rules out"}[criterion.missing]
        print(f"{criterion.name}: {criterion.kind} of {columns}, {worth}; a missing answer {missing}")
    for name, value in rules.settings.items():
        print(f"{name}: {value}")
    return OK


def _run_alternatives(options: Any) -> int:
    kind, result, _ = _read_result(options)
    if kind != "assignment":
        raise InputError(f"{options.result}: only an answer of match has alternatives that can be ranked")
    lines = []
    if options.what_if:
        program = result.program
        found = result.what_if_columns(
            [(_id_of(mentee, program.mentee_ids), _id_of(mentor, program.mentor_ids)) for mentee, mentor in options.what_if]
        )
        for mentee, mentor, made, can, total, _, placed_change in zip(*found.values()):
            told = result.total_text(total, placed_change) if can else "The rules leave no such matching"
            lines.append(f"{mentee} {'without' if made else 'with'} {mentor}: {told}.")
    if options.count is not None or not (options.what_if or options.roles):
        ranking = result.alternatives(5 if options.count is None else options.count)
        lines += [f"{place}. {one}" for place, one in enumerate(ranking, 2)]
        lines += ["There are no other matchings."] if ranking.is_all else []
    files: list[tuple[Path | None, str]] = [(None, "".join(f"{line}\n" for line in lines))] if lines else []
    if options.roles:
        files.append((Path(options.roles), write_csv(result.pair_role_columns())))
    _write(files)
    return OK


def _id_of(person: str, ids: list[Any]) -> Any:
    """The id that is written so."""
    return next((name for name in ids if str(name) == person), person)


def _run_report(options: Any) -> int:
    from . import reporting
    from .report import render

    kind, result, _ = _read_result(options)
    more = {"title": options.title} if options.title else {}
    if kind == "circles":
        if not hasattr(result, "member_columns"):
            raise InputError(f"{options.result}: circles of bare affinities have nothing to report")
        model = reporting.build(None, circles=result, **more)
    else:
        model = reporting.build(result, by=options.by, **more)
    _write([(Path(options.output), render(model))])
    _say(f"written: {options.output}")
    return OK
