"""Problems as plain Python data, and the calls that hand them to the C library.

A `Problem` (two sides) or a `CircleProblem` (one side) holds arrays only, so it can be pickled; the C
objects are made for the length of one call. Arrays that the library can read in place are not copied.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ._context import Context, new_struct, text
from ._core import ffi, lib
from .errors import InputError

OUTCOMES: dict[str, int] = {
    "optimal": lib.MMATCH_OUTCOME_OPTIMAL,
    "feasible": lib.MMATCH_OUTCOME_FEASIBLE,
    "infeasible": lib.MMATCH_OUTCOME_INFEASIBLE,
    "limit": lib.MMATCH_OUTCOME_LIMIT,
    "none_exists": lib.MMATCH_OUTCOME_NONE_EXISTS,
    "not_found": lib.MMATCH_OUTCOME_NOT_FOUND,
}
OUTCOME_NAMES = {code: name for name, code in OUTCOMES.items()}
REASONS = {
    lib.MMATCH_REASON_PLACED: "placed",
    lib.MMATCH_REASON_NO_CANDIDATE: "no_candidate",
    lib.MMATCH_REASON_BELOW_MINIMUM_SCORE: "below_minimum_score",
    lib.MMATCH_REASON_NO_CAPACITY: "no_capacity",
    lib.MMATCH_REASON_CANDIDATES_FULL: "candidates_full",
    lib.MMATCH_REASON_LOWERS_TOTAL: "lowers_total",
    lib.MMATCH_REASON_QUOTA_FULL: "quota_full",
}
COVERAGES = {
    "participation_first": lib.MMATCH_COVERAGE_PARTICIPATION_FIRST,
    "score_first": lib.MMATCH_COVERAGE_SCORE_FIRST,
    "everyone": lib.MMATCH_COVERAGE_EVERYONE,
}
TIES = {
    "first": lib.MMATCH_TIES_FIRST,
    "canonical": lib.MMATCH_TIES_CANONICAL,
    "lottery": lib.MMATCH_TIES_LOTTERY,
}
OBJECTIVES = {
    "total": None,  # mmatch_assign
    "bottleneck": lib.MMATCH_FAIR_BOTTLENECK,
    "leximin": lib.MMATCH_FAIR_LEXIMIN,
    "rank_maximal": lib.MMATCH_FAIR_RANK_MAXIMAL,
}
SENSES = {"max": lib.MMATCH_SENSE_MAXIMISE, "min": lib.MMATCH_SENSE_MINIMISE}
PROPOSERS = {"rows": lib.MMATCH_PROPOSERS_ROWS, "columns": lib.MMATCH_PROPOSERS_COLUMNS}

_NUMBER_TYPES = {
    np.dtype(np.float64): lib.MMATCH_FLOAT64,
    np.dtype(np.float32): lib.MMATCH_FLOAT32,
    np.dtype(np.int32): lib.MMATCH_INT32,
    np.dtype(np.int64): lib.MMATCH_INT64,
}


def choice(name: str, value: Any, choices: dict[str, int]) -> int:
    """The code of a word, or an InputError that lists the words."""
    if not isinstance(value, str) or value not in choices:
        raise InputError(f"{name}: {value!r} is not one of {', '.join(map(repr, choices))}")
    return choices[value]


def seed_of(seed: Any) -> int:
    try:
        number = int(seed)
    except (TypeError, ValueError, OverflowError):
        raise InputError(f"seed: {seed!r} is not a whole number") from None
    if number != seed or not 0 <= number < 2**64:
        raise InputError(f"seed: {seed!r} is not a whole number from 0 to 2**64 - 1")
    return number


def address(array: np.ndarray | None, type_name: str) -> Any:
    """A C pointer to the first element; the caller keeps the array alive. NULL for None."""
    if array is None:
        return ffi.NULL
    return ffi.cast(f"{type_name} *", array.__array_interface__["data"][0])


def copied(pointer: Any, count: int, dtype: Any) -> np.ndarray | None:
    """A copy of `count` C numbers as a read-only array; None for NULL."""
    if pointer == ffi.NULL:
        return None if count else np.zeros(0, dtype)
    size = count * np.dtype(dtype).itemsize
    array = np.frombuffer(ffi.buffer(pointer, size), dtype=dtype).copy() if count else np.zeros(0, dtype)
    array.setflags(write=False)
    return array


def as_numbers(values: Any, name: str) -> np.ndarray:
    """An array of a type that the library reads in place: float64, float32, int32 or int64 in native byte
    order, of any strides. Anything else is copied once; what has no exact place there is refused."""
    if isinstance(values, np.ma.MaskedArray):
        raise InputError(f"{name}: a masked array is not taken; fill it with -inf (or inf for costs) to forbid pairs")
    try:
        array = np.asarray(values)
    except (TypeError, ValueError) as error:
        raise InputError(f"{name}: not a table of numbers ({error})") from None
    if array.dtype in _NUMBER_TYPES and array.dtype.isnative:
        return array
    kind = array.dtype.kind
    if kind == "b" or (kind in "iu" and array.dtype.itemsize < 4):
        return array.astype(np.int32)
    if kind == "u" or kind == "i":
        if kind == "u" and array.size and int(array.max()) > np.iinfo(np.int64).max:
            raise InputError(f"{name}: {int(array.max())} does not fit a signed 64-bit number")
        return array.astype(np.int64)
    if kind == "f":
        return array.astype(np.float64)
    if array.size == 0:
        return array.astype(np.float64)
    raise InputError(f"{name}: numbers are needed, not {_describe(array)}")


def _describe(array: np.ndarray) -> str:
    if array.dtype.kind == "O":
        for index, value in np.ndenumerate(array):
            if not isinstance(value, (int, float, np.integer, np.floating)) or abs(value) >= 2**63:
                place = f"row {index[0]}, column {index[1]}" if len(index) == 2 else f"entry {index}"
                return f"{value!r} at {place}"
        return "Python objects"
    return f"{array.dtype.name}"


@dataclass(eq=False)
class DenseScores:
    """A matrix that is read where it lies."""

    array: np.ndarray

    @property
    def shape(self) -> tuple[int, int]:
        return self.array.shape

    def open(self, context: Context, stack: contextlib.ExitStack, sense: str) -> Any:
        out = ffi.new("mmatch_scores **")
        rows, columns = self.array.shape
        context.call(
            lib.mmatch_scores_create_dense,
            address(self.array, "void"),
            _NUMBER_TYPES[self.array.dtype],
            rows,
            columns,
            self.array.strides[0],
            self.array.strides[1],
            _scores_options(sense),
            out,
        )
        stack.callback(lib.mmatch_scores_destroy, out[0])
        return out[0]

    def value(self, row: int, column: int) -> float:
        return float(self.array[row, column])


@dataclass(eq=False)
class SparseScores:
    """A CSR matrix that is read where it lies; a pair that is not stored is forbidden."""

    offsets: np.ndarray
    columns: np.ndarray
    values: np.ndarray
    shape: tuple[int, int]

    def open(self, context: Context, stack: contextlib.ExitStack, sense: str) -> Any:
        out = ffi.new("mmatch_scores **")
        context.call(
            lib.mmatch_scores_create_csr,
            address(self.offsets, "void"),
            address(self.columns, "void"),
            _NUMBER_TYPES[self.offsets.dtype],
            address(self.values, "void"),
            _NUMBER_TYPES[self.values.dtype],
            self.shape[0],
            self.shape[1],
            _scores_options(sense),
            out,
        )
        stack.callback(lib.mmatch_scores_destroy, out[0])
        return out[0]

    def value(self, row: int, column: int) -> float:
        entries = slice(int(self.offsets[row]), int(self.offsets[row + 1]))
        found = np.flatnonzero(self.columns[entries] == column)
        return float(self.values[entries][found[0]]) if len(found) else float("nan")


def _scores_options(sense: str) -> Any:
    options = new_struct("mmatch_scores_options")
    options.sense = choice("sense", sense, SENSES)
    return options


def scores_of(scores: Any, name: str = "scores") -> DenseScores | SparseScores:
    """Dense or SciPy sparse scores as the library reads them."""
    if hasattr(scores, "tocsr") and hasattr(scores, "nnz"):
        matrix = scores if getattr(scores, "format", "") == "csr" else scores.tocsr()
        offsets, columns = np.asarray(matrix.indptr), np.asarray(matrix.indices)
        if offsets.dtype != columns.dtype or offsets.dtype not in (np.dtype(np.int32), np.dtype(np.int64)):
            offsets, columns = offsets.astype(np.int64), columns.astype(np.int64)
        values = as_numbers(matrix.data, name)
        if len(matrix.shape) != 2:
            raise InputError(f"{name}: a sparse matrix with two dimensions is needed")
        parts = [np.ascontiguousarray(part) for part in (offsets, columns, values)]
        if len(parts[0]) != matrix.shape[0] + 1 or len(parts[1]) != len(parts[2]) or (
            len(parts[0]) and int(parts[0][-1]) != len(parts[1])
        ):
            raise InputError(f"{name}: the arrays of the CSR matrix do not fit together")
        return SparseScores(parts[0], parts[1], parts[2], shape=(int(matrix.shape[0]), int(matrix.shape[1])))
    array = as_numbers(scores, name)
    if array.ndim != 2:
        if array.size == 0 and array.ndim == 1:
            return DenseScores(array.reshape(0, 0))
        raise InputError(f"{name}: a matrix with rows and columns is needed, not {array.ndim} dimension(s)")
    return DenseScores(array)


@dataclass(eq=False)
class Problem:
    """Two sides with their scores, capacities, rules and preferences."""

    row_count: int
    column_count: int
    scores: Any = None
    sense: str = "max"
    row_minimum: np.ndarray | None = None
    row_maximum: np.ndarray | None = None
    column_minimum: np.ndarray | None = None
    column_maximum: np.ndarray | None = None
    forbidden: np.ndarray = field(default_factory=lambda: np.zeros((0, 2), np.int64))
    locked: np.ndarray = field(default_factory=lambda: np.zeros((0, 2), np.int64))
    min_score: float | None = None
    quotas: Any = None  # a Quotas
    row_preferences: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None
    column_preferences: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None

    @contextlib.contextmanager
    def open(self, context: Context) -> Iterator[Any]:
        """The C market, for the length of a `with` block."""
        with contextlib.ExitStack() as stack:
            out = ffi.new("mmatch_market **")
            if self.scores is None:
                context.call(lib.mmatch_market_create_empty, self.row_count, self.column_count, out)
            else:
                context.call(lib.mmatch_market_create, self.scores.open(context, stack, self.sense), out)
            market = out[0]
            stack.callback(lib.mmatch_market_destroy, market)
            self._set_rules(context, market)
            yield market

    def _set_rules(self, context: Context, market: Any) -> None:
        for function, minimum, maximum in (
            (lib.mmatch_market_set_row_capacity, self.row_minimum, self.row_maximum),
            (lib.mmatch_market_set_column_capacity, self.column_minimum, self.column_maximum),
        ):
            if minimum is not None or maximum is not None:
                context.call(function, market, address(minimum, "int32_t"), address(maximum, "int32_t"))
        if self.quotas is not None:
            self.quotas.set_on(context, market)
        if self.min_score is not None:
            context.call(lib.mmatch_market_set_minimum_score, market, self.min_score)
        for function, pairs in ((lib.mmatch_market_forbid, self.forbidden), (lib.mmatch_market_lock, self.locked)):
            if len(pairs):
                rows, columns = (np.ascontiguousarray(pairs[:, side]) for side in (0, 1))
                context.call(function, market, address(rows, "int64_t"), address(columns, "int64_t"), len(pairs))
        for function, lists in (
            (lib.mmatch_market_set_row_preferences, self.row_preferences),
            (lib.mmatch_market_set_column_preferences, self.column_preferences),
        ):
            if lists is not None:
                offsets, partners, ranks = lists
                context.call(
                    function,
                    market,
                    address(offsets, "int64_t"),
                    address(partners, "int64_t"),
                    address(ranks, "int32_t"),
                )


# Solving


def assign_options(request: dict[str, Any]) -> Any:
    options = new_struct("mmatch_assign_options")
    options.coverage = choice("coverage", request.get("coverage", "participation_first"), COVERAGES)
    options.ties = choice("ties", request.get("ties", "first"), TIES)
    options.seed = seed_of(request.get("seed", 0))
    return options


def assignment_request(coverage: str, objective: str, ties: str, seed: int) -> dict[str, Any]:
    """What a result remembers of how it was asked for; the objective if it is not the total."""
    request: dict[str, Any] = {"coverage": coverage, "ties": ties, "seed": seed_of(seed)}
    return request if objective == "total" else {**request, "objective": objective}


def objective_of(request: dict[str, Any]) -> int | None:
    """The objective of a request as the library knows it, None for the total."""
    objective = choice("objective", request.get("objective", "total"), OBJECTIVES)
    ties = choice("ties", request.get("ties", "first"), TIES)
    if objective is not None and ties != TIES["first"]:
        raise InputError(f"ties: {request['ties']!r} goes with the objective 'total' alone")
    return objective


def assignment_calls(request: dict[str, Any]) -> tuple[Any, Any, Any]:
    """The options of a request, the function that solves it, and the one that verifies."""
    objective = objective_of(request)
    if objective is None:
        return assign_options(request), lib.mmatch_assign, lib.mmatch_assign_verify
    options = new_struct("mmatch_fair_assign_options")
    options.objective = objective
    options.coverage = choice("coverage", request.get("coverage", "participation_first"), COVERAGES)
    return options, lib.mmatch_fair_assign, lib.mmatch_fair_assign_verify


def solve_assignment(
    problem: Problem,
    request: dict[str, Any],
    context: Context,
    result_type: Any,
    start: Any = None,
    work_limit: int | None = None,
) -> Any:
    options, solve, _ = assignment_calls(request)
    if (start is not None or work_limit is not None) and objective_of(request) is not None:
        raise InputError("start and work_limit go with the objective 'total' alone")
    if work_limit is not None:
        if isinstance(work_limit, bool) or not isinstance(work_limit, int) or not 1 <= work_limit < 2**64:
            raise InputError(f"work_limit: {work_limit!r} is not a whole number from 1 to 2**64 - 1")
        options.work_limit = work_limit
    with context, contextlib.ExitStack() as stack, problem.open(context) as market:
        if start is not None:
            options.start = stack.enter_context(matching_object(context, start))
        out = ffi.new("mmatch_matching **")
        context.call(solve, market, options, out, may_stop=True)
        return _matching_of(context, out[0], problem, request, result_type)


def solve_stable(problem: Problem, request: dict[str, Any], context: Context, result_type: Any, **names: Any) -> Any:
    options = new_struct("mmatch_stable_options")
    options.proposers = choice("proposers", request["proposers"], PROPOSERS)
    options.ties = choice("ties", request["ties"], {name: TIES[name] for name in ("first", "lottery")})
    options.seed = seed_of(request["seed"])
    with context, problem.open(context) as market:
        out = ffi.new("mmatch_matching **")
        context.call(lib.mmatch_stable, market, options, out)
        return _matching_of(context, out[0], problem, request, result_type, **names)


def _matching_of(
    context: Context, matching: Any, problem: Problem, request: dict[str, Any], result_type: Any, **names: Any
) -> Any:
    try:
        parts = new_struct("mmatch_matching_parts")
        context.call(lib.mmatch_matching_look, matching, parts)
        pairs, rows, columns = parts.pair_count, parts.row_count, parts.column_count
        return result_type(
            problem=problem,
            outcome=OUTCOME_NAMES[parts.outcome],
            rows=copied(parts.rows, pairs, np.int64),
            columns=copied(parts.columns, pairs, np.int64),
            total=parts.total,
            unit=parts.unit,
            bound=parts.bound,
            row_price_tiers=_optional(parts.row_price_tiers, rows, np.int64),
            row_prices=_optional(parts.row_prices, rows, np.float64),
            column_price_tiers=_optional(parts.column_price_tiers, columns, np.int64),
            column_prices=_optional(parts.column_prices, columns, np.float64),
            row_reason_codes=_optional(parts.row_reasons, rows, np.int32),
            column_reason_codes=_optional(parts.column_reasons, columns, np.int32),
            conflict_rows=copied(parts.conflict_rows, parts.conflict_row_count, np.int64),
            conflict_columns=copied(parts.conflict_columns, parts.conflict_column_count, np.int64),
            quota_price_tiers=_optional(parts.quota_price_tiers, parts.quota_count, np.int64),
            quota_prices=_optional(parts.quota_prices, parts.quota_count, np.float64),
            conflict_quotas=copied(parts.conflict_quotas, parts.conflict_quota_count, np.int64),
            request=dict(request),
            **names,
        )
    finally:
        lib.mmatch_matching_destroy(matching)


def _optional(pointer: Any, count: int, dtype: Any) -> np.ndarray | None:
    return None if pointer == ffi.NULL else copied(pointer, count, dtype)


# Verifying

_PART_TYPES = {
    "row_price_tiers": ("int64_t", np.int64),
    "row_prices": ("double", np.float64),
    "column_price_tiers": ("int64_t", np.int64),
    "column_prices": ("double", np.float64),
    "quota_price_tiers": ("int64_t", np.int64),
    "quota_prices": ("double", np.float64),
}


@contextlib.contextmanager
def matching_object(context: Context, result: Any) -> Iterator[Any]:
    """The C matching of a result, made from its parts."""
    problem = result.problem
    parts, kept = new_struct("mmatch_matching_parts"), []

    def put(name: str, array: np.ndarray | None, type_name: str, dtype: Any, count: int | None = None) -> None:
        if array is None:
            return
        if count is not None and len(array) != count:
            raise InputError(f"saved result: {name} has {len(array)} entries, not {count}")
        kept.append(np.ascontiguousarray(array, dtype=dtype))
        setattr(parts, name, address(kept[-1], type_name))

    parts.outcome = OUTCOMES[result.outcome]
    parts.row_count, parts.column_count = problem.row_count, problem.column_count
    parts.pair_count = len(result.rows)
    put("rows", result.rows, "int64_t", np.int64)
    put("columns", result.columns, "int64_t", np.int64, len(result.rows))
    parts.total, parts.unit, parts.bound = result.total, result.unit, result.bound
    parts.quota_count = 0 if problem.quotas is None else len(problem.quotas)
    counts = {"row": problem.row_count, "column": problem.column_count, "quota": parts.quota_count}
    for name, (type_name, dtype) in _PART_TYPES.items():
        put(name, getattr(result, name), type_name, dtype, counts[name.partition("_")[0]])
    put("row_reasons", result.row_reason_codes, "int32_t", np.int32, problem.row_count)
    put("column_reasons", result.column_reason_codes, "int32_t", np.int32, problem.column_count)
    parts.conflict_row_count, parts.conflict_column_count = len(result.conflict_rows), len(result.conflict_columns)
    put("conflict_rows", result.conflict_rows, "int64_t", np.int64)
    put("conflict_columns", result.conflict_columns, "int64_t", np.int64)
    parts.conflict_quota_count = len(result.conflict_quotas)
    put("conflict_quotas", result.conflict_quotas, "int64_t", np.int64)
    out = ffi.new("mmatch_matching **")
    context.call(lib.mmatch_matching_create, parts, out)
    try:
        yield out[0]
    finally:
        lib.mmatch_matching_destroy(out[0])


def verdict_of(verdict: Any, confirmation: str) -> Any:
    from .results import Verdict

    valid = bool(verdict.is_valid)
    return Verdict(
        is_valid=valid,
        message=confirmation if valid else text(verdict.message),
        fault=verdict.fault,
        row=verdict.row,
        column=verdict.column,
        expected=verdict.expected,
        found=verdict.found,
    )


_CONFIRMED_FAIR = {
    "bottleneck": "valid: every rule is kept, the worst pair cannot be better, and the prices prove the total above it",
    "leximin": "valid: every rule is kept, and score by score, the worst first, no exchange makes it fairer",
    "rank_maximal": "valid: every rule is kept, and rank by rank, the first choices first, no exchange makes it fairer",
}
_CONFIRMED = {
    "optimal": "valid: every rule is kept and the prices prove that no matching is better",
    "infeasible": "valid: the people named cannot all be served together",
    "limit": "valid: every rule that can be kept so far is kept, and the bound holds",
}


def _refused(error: InputError) -> Any:
    """The verdict on a result that is not even well formed."""
    from .results import Verdict

    return Verdict(is_valid=False, message=error.faults[0], fault=-1)


def verify_assignment(result: Any) -> Any:
    with Context() as context, result.problem.open(context) as market:
        try:
            with matching_object(context, result) as matching:
                verdict = new_struct("mmatch_verdict")
                options, _, verify = assignment_calls(result.request)
                context.call(verify, market, options, matching, verdict)
        except InputError as error:
            return _refused(error)
    confirmed = _CONFIRMED.get(result.outcome, "valid")
    if result.outcome == "optimal":
        confirmed = _CONFIRMED_FAIR.get(result.request.get("objective", "total"), confirmed)
    return verdict_of(verdict, confirmed)


def verify_stable(result: Any) -> Any:
    with Context() as context, result.problem.open(context) as market:
        try:
            with matching_object(context, result) as matching:
                verdict = new_struct("mmatch_verdict")
                context.call(lib.mmatch_stable_verify, market, matching, verdict)
        except InputError as error:
            return _refused(error)
    return verdict_of(verdict, "valid: every pair is acceptable, capacities are kept, and no pair blocks")


def blocking_pairs(problem: Problem, rows: np.ndarray, columns: np.ndarray) -> list[tuple[int, int]]:
    order = np.lexsort((columns, rows))
    rows = np.ascontiguousarray(rows[order], dtype=np.int64)
    columns = np.ascontiguousarray(columns[order], dtype=np.int64)
    parts, out, count = new_struct("mmatch_matching_parts"), ffi.new("mmatch_matching **"), ffi.new("int64_t *")
    parts.row_count, parts.column_count, parts.pair_count = problem.row_count, problem.column_count, len(rows)
    parts.rows, parts.columns, parts.unit = address(rows, "int64_t"), address(columns, "int64_t"), 1.0
    with Context() as context, problem.open(context) as market:
        context.call(lib.mmatch_matching_create, parts, out)
        try:
            find = lib.mmatch_stable_blocking_pairs
            context.call(find, market, out[0], 0, ffi.NULL, ffi.NULL, count)
            found = np.zeros((2, count[0]), dtype=np.int64)
            if count[0]:
                first, second = (address(found[side], "int64_t") for side in (0, 1))
                context.call(find, market, out[0], count[0], first, second, count)
        finally:
            lib.mmatch_matching_destroy(out[0])
    return list(zip(found[0].tolist(), found[1].tolist()))


# Circles


@dataclass(eq=False)
class CircleProblem:
    """One side: affinities, rules between people, and what is asked of the circles."""

    affinity: Any
    sense: str = "max"
    sizes: list[tuple[int, int]] = field(default_factory=list)  # one entry: for every circle
    count: int = 0
    together: np.ndarray = field(default_factory=lambda: np.zeros((0, 2), np.int64))
    apart: np.ndarray = field(default_factory=lambda: np.zeros((0, 2), np.int64))
    hours: tuple[np.ndarray, int, np.ndarray] | None = None  # words, slot minutes, UTC offsets in minutes
    common_slots: int = 0
    seed: int = 0
    iterations: int = 0

    @property
    def person_count(self) -> int:
        return self.affinity.shape[0]

    @contextlib.contextmanager
    def open(self, context: Context) -> Iterator[tuple[Any, Any]]:
        """The C cohort and the options, for the length of a `with` block."""
        with contextlib.ExitStack() as stack:
            out = ffi.new("mmatch_cohort **")
            context.call(lib.mmatch_cohort_create, self.affinity.open(context, stack, self.sense), out)
            cohort = out[0]
            stack.callback(lib.mmatch_cohort_destroy, cohort)
            for function, pairs in ((lib.mmatch_cohort_together, self.together), (lib.mmatch_cohort_apart, self.apart)):
                if len(pairs):
                    first, second = (np.ascontiguousarray(pairs[:, side]) for side in (0, 1))
                    context.call(function, cohort, address(first, "int64_t"), address(second, "int64_t"), len(pairs))
            if self.hours is not None:
                hours, _kept = hours_struct(*self.hours)
                context.call(lib.mmatch_cohort_set_hours, cohort, hours)
            options, kept = self._options()
            yield cohort, options
            del kept

    def _options(self) -> tuple[Any, Any]:
        options = new_struct("mmatch_circles_options")
        options.common_slots, options.seed, options.iterations = self.common_slots, self.seed, self.iterations
        kept = None
        if len(self.sizes) == 1:
            options.circle_count = self.count
            options.size_minimum, options.size_maximum = self.sizes[0]
        else:
            kept = np.ascontiguousarray(np.array(self.sizes, dtype=np.int32).T)
            options.circle_count = len(self.sizes)
            options.size_minimums = address(kept[0], "int32_t")
            options.size_maximums = address(kept[1], "int32_t")
        return options, kept


def hours_struct(words: np.ndarray, slot_minutes: int, offsets: np.ndarray | None) -> tuple[Any, Any]:
    """An `mmatch_hours` over arrays, and what must be kept alive beside it."""
    hours = ffi.new("mmatch_hours *")
    hours.words = address(words, "uint64_t")
    hours.word_count = words.shape[1]
    hours.slot_minutes = slot_minutes
    hours.utc_offset_minutes = address(offsets, "int32_t")
    return hours, (words, offsets)


def solve_circles(problem: CircleProblem, context: Context, result_type: Any) -> Any:
    with context, problem.open(context) as (cohort, options):
        out = ffi.new("mmatch_circles **")
        context.call(lib.mmatch_circles_form, cohort, options, out, may_stop=True)
        try:
            parts = new_struct("mmatch_circles_parts")
            context.call(lib.mmatch_circles_look, out[0], parts)
            people = problem.person_count
            group_of = _optional(parts.circle_of, people, np.int32)
            if group_of is None:
                group_of = np.full(people, -1)
            return result_type(
                problem=problem,
                outcome=OUTCOME_NAMES[parts.outcome],
                group_of=group_of.astype(np.int64),
                group_count=parts.circle_count if parts.circle_of != ffi.NULL or not people else 0,
                total=parts.total,
                unit=parts.unit,
                bound=parts.bound,
                bound_prices=_optional(parts.bound_prices, people, np.float64),
                reason=text(parts.reason),
                conflict=copied(parts.conflict_people, parts.conflict_count, np.int64),
            )
        finally:
            lib.mmatch_circles_destroy(out[0])


@contextlib.contextmanager
def _circles_object(context: Context, result: Any) -> Iterator[Any]:
    people = result.problem.person_count
    parts, kept = new_struct("mmatch_circles_parts"), []
    parts.outcome, parts.circle_count, parts.person_count = OUTCOMES[result.outcome], result.group_count, people
    parts.total, parts.unit, parts.bound = result.total, result.unit, result.bound
    if len(result.group_of) != people:
        raise InputError(f"saved result: group_of has {len(result.group_of)} entries, not {people}")
    if not (len(result.group_of) and (result.group_of < 0).all()):
        kept.append(np.ascontiguousarray(result.group_of, dtype=np.int32))
        parts.circle_of = address(kept[-1], "int32_t")
    if result.bound_prices is not None:
        if len(result.bound_prices) != people:
            raise InputError(f"saved result: bound_prices has {len(result.bound_prices)} entries, not {people}")
        kept.append(np.ascontiguousarray(result.bound_prices, dtype=np.float64))
        parts.bound_prices = address(kept[-1], "double")
    kept.append(ffi.new("char[]", result.reason.encode()))
    parts.reason = kept[-1]
    kept.append(np.ascontiguousarray(result.conflict, dtype=np.int64))
    parts.conflict_count, parts.conflict_people = len(result.conflict), address(kept[-1], "int64_t")
    out = ffi.new("mmatch_circles **")
    context.call(lib.mmatch_circles_create, parts, out)
    try:
        yield out[0]
    finally:
        lib.mmatch_circles_destroy(out[0])


def verify_circles(result: Any) -> Any:
    with Context() as context, result.problem.open(context) as (cohort, options):
        try:
            with _circles_object(context, result) as circles:
                verdict = new_struct("mmatch_verdict")
                context.call(lib.mmatch_circles_verify, cohort, options, circles, verdict)
        except InputError as error:
            return _refused(error)
    return verdict_of(verdict, "valid: every rule is kept, and the total and the bound are right")


def circles_common_hours(result: Any) -> list[list[int]]:
    if result.problem.hours is None or not result.group_count:
        return [[] for _ in range(result.group_count)]
    word_count = result.problem.hours[0].shape[1]
    found = []
    with Context() as context, result.problem.open(context) as (cohort, _):
        with _circles_object(context, result) as circles:
            for group in range(result.group_count):
                words = np.zeros(word_count, dtype=np.uint64)
                context.call(lib.mmatch_circles_common_hours, cohort, circles, group, address(words, "uint64_t"))
                bits = np.unpackbits(words.astype("<u8").view(np.uint8), bitorder="little")
                found.append(np.flatnonzero(bits).tolist())
    return found
