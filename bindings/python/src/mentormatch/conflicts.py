"""Why there is no matching, and the least that would have to change."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ._context import Context, new_struct
from ._core import ffi, lib
from ._problem import Problem, address, choice, copied, verdict_of
from .errors import InputError

__all__ = ["Conflict", "Relaxation"]

DEMANDS = {
    "minima": lib.MMATCH_DEMAND_MINIMA,
    "everyone": lib.MMATCH_DEMAND_EVERYONE,
    "candidates": lib.MMATCH_DEMAND_CANDIDATES,
}
KINDS = {
    lib.MMATCH_RULE_ROW_MINIMUM: "row_minimum",
    lib.MMATCH_RULE_EVERYONE: "everyone",
    lib.MMATCH_RULE_COLUMN_MINIMUM: "column_minimum",
    lib.MMATCH_RULE_ROW_MAXIMUM: "row_maximum",
    lib.MMATCH_RULE_COLUMN_MAXIMUM: "column_maximum",
    lib.MMATCH_RULE_FORBIDDEN_PAIR: "forbidden",
    lib.MMATCH_RULE_MINIMUM_SCORE: "min_score",
    lib.MMATCH_RULE_LOCKED_PAIR: "locked",
}
NAMED = 8  # people or pairs named in a sentence


def demand_of(demand: str | None, coverage: str) -> str:
    """What is asked for, from the coverage of a result where nothing is said."""
    word = ("everyone" if coverage == "everyone" else "minima") if demand is None else demand
    choice("demand", word, DEMANDS)
    return word


def listed(words: Sequence[str]) -> str:
    """"a, b and c", of many only the first."""
    if len(words) > NAMED:
        return f"{', '.join(words[:NAMED])} and {len(words) - NAMED} more"
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


@dataclass(eq=False, repr=False)
class Names:
    """The words for people in sentences: ids and sides, or rows and columns."""

    rows: Sequence[Any] | None = None
    columns: Sequence[Any] | None = None
    row: str = "row"
    column: str = "column"

    def of_row(self, place: int) -> Any:
        return place if self.rows is None else self.rows[place]

    def of_column(self, place: int) -> Any:
        return place if self.columns is None else self.columns[place]

    def row_text(self, place: int) -> str:
        return f"{self.row} {place}" if self.rows is None else str(self.rows[place])

    def column_text(self, place: int) -> str:
        return f"{self.column} {place}" if self.columns is None else str(self.columns[place])

    def pair_text(self, row: int, column: int) -> str:
        return f"{self.row_text(row)} with {self.column_text(column)}"


class _Answer(Mapping[str, Any]):
    """Values by name, and `text` for reading."""

    text: str

    def _values(self) -> dict[str, Any]:
        raise NotImplementedError

    def __getitem__(self, name: str) -> Any:
        return self._values()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values())

    def __len__(self) -> int:
        return len(self._values())

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(self.text)}</p>"


def _number(value: float) -> int | float:
    return int(value) if float(value).is_integer() else value


class Conflict(_Answer):
    """Rules that cannot all be kept, none of which can be left out.

    Attributes
    ----------
    outcome : str
        "infeasible", or "feasible" where no rules contradict each other.
    rules : list of dicts
        kind ("row_minimum", "everyone", "column_minimum", "row_maximum", "column_maximum", "forbidden",
        "min_score" or "locked"), the two people it is about (None where it names none), and amount.
    text : str
        The same as a sentence.
    """

    def __init__(self, problem: Problem, demand: str, arrays: tuple[np.ndarray, ...], names: Names) -> None:
        self.problem, self.demand, self.names = problem, demand, names
        self._kinds, self._rows, self._columns, self._amounts = arrays
        self.outcome = "infeasible" if len(self._kinds) else "feasible"

    @property
    def rules(self) -> list[dict[str, Any]]:
        names = self.names
        return [
            {
                "kind": KINDS[kind],
                names.row: None if row < 0 else names.of_row(row),
                names.column: None if column < 0 else names.of_column(column),
                "amount": _number(amount),
            }
            for kind, row, column, amount in self._listed()
        ]

    def _listed(self) -> list[tuple[int, int, int, float]]:
        return list(
            zip(self._kinds.tolist(), self._rows.tolist(), self._columns.tolist(), self._amounts.tolist())
        )

    def _values(self) -> dict[str, Any]:
        return {"outcome": self.outcome, "rules": self.rules, "text": self.text}

    def _of(self, *kinds: str) -> list[tuple[int, int, int, float]]:
        return [rule for rule in self._listed() if KINDS[rule[0]] in kinds]

    @property
    def text(self) -> str:
        if self.outcome == "feasible":
            return "No rules contradict each other."
        are_rows = not self._of("column_minimum")
        needy = self._of("row_minimum", "everyone") if are_rows else self._of("column_minimum")
        giving = self._of("column_maximum" if are_rows else "row_maximum")
        own = self._of("row_maximum") if are_rows else []
        words = self._needs(needy, are_rows)
        if own:
            return f"{words} has to have a {self.names.column}, but may have at most {_number(own[0][3])}."
        if not giving:
            words += f" cannot be matched with {'anybody' if max(need[3] for need in needy) == 1 else 'so many'}"
        elif max(need[3] for need in needy) == 1:
            words += f" can only be matched with {self._limits(giving, are_rows)}"
        else:
            words += f" compete{'s' if len(needy) == 1 else ''} for {self._limits(giving, are_rows)}"
            words += ", and too few others are possible"
        return words + self._ruled_out() + "."

    def _person(self, rule: tuple[int, int, int, float], is_row: bool) -> str:
        return self.names.row_text(rule[1]) if is_row else self.names.column_text(rule[2])

    def _needs(self, needy: list[Any], are_rows: bool) -> str:
        people = listed([self._person(rule, are_rows) for rule in needy])
        amounts = [_number(rule[3]) for rule in needy]
        if max(amounts) == 1:
            return people
        other = self.names.column if are_rows else self.names.row
        verb = "needs" if len(needy) == 1 else "need"
        return f"{people}, who {verb} {_amounts(amounts)} {other}s,"

    def _limits(self, giving: list[Any], are_rows: bool) -> str:
        """"Dora, who takes 2" or "Dora and Eli, who take 2 and 1"."""
        people = listed([self._person(rule, not are_rows) for rule in giving])
        verb = "takes" if len(giving) == 1 else "take"
        if not are_rows:
            verb = "may have" if len(giving) > 1 else "may have at most"
        words = f"{people}, who {verb} {_amounts([_number(rule[3]) for rule in giving])}"
        locks = self._of("locked")
        if locks:
            words += f" ({listed([self.names.pair_text(row, column) for _, row, column, _ in locks])} locked)"
        return words

    def _ruled_out(self) -> str:
        parts = []
        pairs = self._of("forbidden")
        if pairs:
            named = listed([self.names.pair_text(row, column) for _, row, column, _ in pairs])
            parts.append(f"{named} {'is' if len(pairs) == 1 else 'are'} forbidden")
        score = self._of("min_score")
        if score:
            parts.append(f"the minimum score is {score[0][3]:g}")
        return f"; {' and '.join(parts)}" if parts else ""

    def verify(self) -> Any:
        """Checks the rules and that each is needed, with code that shares nothing with the search."""
        with Context() as context, self.problem.open(context) as market:
            parts = new_struct("mmatch_conflict_parts")
            parts.outcome = lib.MMATCH_OUTCOME_INFEASIBLE if len(self._kinds) else lib.MMATCH_OUTCOME_FEASIBLE
            parts.row_count, parts.column_count = self.problem.row_count, self.problem.column_count
            parts.rule_count = len(self._kinds)
            parts.kinds, parts.amounts = address(self._kinds, "int32_t"), address(self._amounts, "double")
            parts.rows, parts.columns = address(self._rows, "int64_t"), address(self._columns, "int64_t")
            out = ffi.new("mmatch_conflict **")
            context.call(lib.mmatch_conflict_create, parts, out)
            try:
                verdict = new_struct("mmatch_verdict")
                options = _conflict_options(self.demand)
                context.call(lib.mmatch_assign_conflict_verify, market, options, out[0], verdict)
                return verdict_of(verdict, "valid: the rules contradict each other and none can be left out"
                                  if len(self._kinds) else "valid: no rules contradict each other")  # fmt: skip
            finally:
                lib.mmatch_conflict_destroy(out[0])


def _amounts(amounts: Sequence[Any]) -> str:
    if len(amounts) == 1:
        return str(amounts[0])
    if len(set(amounts)) == 1:
        return f"{amounts[0]} each"
    if len(amounts) > NAMED:
        return f"{sum(amounts)} together"
    return f"{listed([str(amount) for amount in amounts])}"


def _conflict_options(demand: str) -> Any:
    options = new_struct("mmatch_conflict_options")
    options.demand = DEMANDS[demand]
    return options


def find_conflict(problem: Problem, demand: str, context: Context, names: Names | None = None) -> Conflict:
    """The rules that contradict each other; `mentormatch/conflict.h` says how they are found."""
    with context, problem.open(context) as market:
        out = ffi.new("mmatch_conflict **")
        context.call(lib.mmatch_assign_conflict, market, _conflict_options(demand), out)
        try:
            parts = new_struct("mmatch_conflict_parts")
            context.call(lib.mmatch_conflict_look, out[0], parts)
            count = parts.rule_count
            arrays = (
                copied(parts.kinds, count, np.int32),
                copied(parts.rows, count, np.int64),
                copied(parts.columns, count, np.int64),
                copied(parts.amounts, count, np.float64),
            )
        finally:
            lib.mmatch_conflict_destroy(out[0])
    return Conflict(problem, demand, arrays, names or Names())


# Relaxations


@dataclass(eq=False)
class Prices:
    """What each change costs: arrays by person (None: 1 each) and numbers for pairs (0: may not be)."""

    row_minimum: np.ndarray | None = None
    row_maximum: np.ndarray | None = None
    column_minimum: np.ndarray | None = None
    column_maximum: np.ndarray | None = None
    forbidden: float = 0.0
    min_score: float = 0.0
    locked: float = 0.0


def price_list(value: Any, ids: Sequence[Any], name: str) -> np.ndarray | None:
    """Prices by person from one number for all, a list, or a dict by id (others 1); None: may not be."""
    if isinstance(value, Mapping):
        places = {person: place for place, person in enumerate(ids)}
        prices: list[Any] = [1] * len(ids)
        for person, price in value.items():
            if person not in places:
                raise InputError(f"{name}: there is no {person!r}")
            prices[places[person]] = price
        value = prices
    elif value is None or isinstance(value, (int, float, np.number)):
        value = [value] * len(ids)
    try:
        array = np.array([np.inf if price is None else price for price in value], np.float64)
    except (TypeError, ValueError):
        raise InputError(f"{name}: {value!r} is no price, nor a list of prices") from None
    if len(array) != len(ids):
        raise InputError(f"{name}: {len(array)} prices for {len(ids)} people")
    return array


def pair_price(value: Any, name: str) -> float:
    try:
        return 0.0 if value is None else float(value)
    except (TypeError, ValueError):
        raise InputError(f"{name}: {value!r} is no price") from None


_PROOF = ("row_price_tiers", "row_prices", "column_price_tiers", "column_prices")
_CHANGES = (
    ("kinds", "int32_t", np.int32),
    ("rows", "int64_t", np.int64),
    ("columns", "int64_t", np.int64),
    ("from", "double", np.float64),
    ("to", "double", np.float64),
    ("prices", "double", np.float64),
)


class Relaxation(_Answer):
    """The cheapest changes to the rules after which a matching exists.

    Attributes
    ----------
    outcome : str
        "optimal", or "infeasible" where nothing that may be changed is enough.
    price : float
        Of all changes together; 0 where nothing needs to change.
    changes : list of dicts
        kind (as of a conflict's rules), the two people it is about (None where it names none), from, to
        and price.
    pairs : list of tuples
        A matching that keeps the changed rules; not the best one.
    text : str
        The changes as a sentence.
    """

    def __init__(self, problem: Problem, demand: str, prices: Prices, arrays: dict[str, Any], names: Names) -> None:
        self.problem, self.demand, self._prices, self._arrays, self.names = problem, demand, prices, arrays, names
        self.outcome: str = arrays["outcome"]
        self.price: float = arrays["price"]

    @property
    def changes(self) -> list[dict[str, Any]]:
        names = self.names
        return [
            {
                "kind": KINDS[kind],
                names.row: None if row < 0 else names.of_row(row),
                names.column: None if column < 0 else names.of_column(column),
                "from": _number(before),
                "to": _number(after),
                "price": _number(price),
            }
            for kind, row, column, before, after, price in self._listed()
        ]

    def _listed(self) -> list[tuple[Any, ...]]:
        return list(zip(*(self._arrays[name].tolist() for name, _, _ in _CHANGES)))

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        rows, columns = self._arrays["pair_rows"].tolist(), self._arrays["pair_columns"].tolist()
        return [(self.names.of_row(row), self.names.of_column(column)) for row, column in zip(rows, columns)]

    def _values(self) -> dict[str, Any]:
        return {"outcome": self.outcome, "price": self.price, "changes": self.changes, "text": self.text}

    @property
    def text(self) -> str:
        if self.outcome == "infeasible":
            return "Nothing that may be changed is enough."
        steps = [self._step(*change) for change in self._listed()]
        if not steps:
            return "Nothing needs to change."
        more = f"; and {len(steps) - NAMED} more changes" if len(steps) > NAMED else ""
        words = "; ".join(steps[:NAMED]) + more
        return f"{words[0].upper()}{words[1:]}."

    def _step(self, kind: int, row: int, column: int, before: float, after: float, _price: float) -> str:
        names, change = self.names, f"from {before:g} to {after:g}"
        if KINDS[kind] == "everyone":
            return f"leave {names.row_text(row)} out"
        if KINDS[kind] == "row_minimum":
            return f"lower the fewest {names.column}s of {names.row_text(row)} {change}"
        if KINDS[kind] == "column_minimum":
            return f"lower the minimum load of {names.column_text(column)} {change}"
        if KINDS[kind] == "row_maximum":
            return f"raise the most {names.column}s of {names.row_text(row)} {change}"
        if KINDS[kind] == "column_maximum":
            return f"raise the capacity of {names.column_text(column)} {change}"
        pair = names.pair_text(row, column)
        if KINDS[kind] == "forbidden":
            return f"allow {pair}"
        if KINDS[kind] == "min_score":
            return f"accept {pair} with a score of {after:g} instead of {before:g}"
        return f"unlock {pair}"

    def verify(self) -> Any:
        """Checks that the changes are enough and that nothing is cheaper, from the proof alone."""
        arrays = self._arrays
        with Context() as context, self.problem.open(context) as market:
            parts = new_struct("mmatch_relaxation_parts")
            parts.outcome = lib.MMATCH_OUTCOME_OPTIMAL if self.outcome == "optimal" else lib.MMATCH_OUTCOME_INFEASIBLE
            parts.row_count, parts.column_count = self.problem.row_count, self.problem.column_count
            parts.price, parts.lowered, parts.scale = self.price, arrays["lowered"], arrays["scale"]
            parts.change_count, parts.pair_count = len(arrays["kinds"]), len(arrays["pair_rows"])
            for name, type_name, _ in _CHANGES:
                setattr(parts, name, address(arrays[name], type_name))
            for name in ("pair_rows", "pair_columns", *_PROOF):
                setattr(parts, name, address(arrays[name], "int64_t"))
            out = ffi.new("mmatch_relaxation **")
            context.call(lib.mmatch_relaxation_create, parts, out)
            try:
                verdict = new_struct("mmatch_verdict")
                options = _relax_options(self.demand, self._prices)
                context.call(lib.mmatch_assign_relax_verify, market, options, out[0], verdict)
                return verdict_of(verdict, "valid: the changes are enough and the prices prove that nothing is cheaper"
                                  if self.outcome == "optimal" else "valid: nothing that may be changed is enough")  # fmt: skip
            finally:
                lib.mmatch_relaxation_destroy(out[0])


def _relax_options(demand: str, prices: Prices) -> Any:
    options = new_struct("mmatch_relax_options")
    options.demand = DEMANDS[demand]
    options.row_minimum_prices = address(prices.row_minimum, "double")
    options.row_maximum_prices = address(prices.row_maximum, "double")
    options.column_minimum_prices = address(prices.column_minimum, "double")
    options.column_maximum_prices = address(prices.column_maximum, "double")
    options.forbidden_price = prices.forbidden
    options.minimum_score_price = prices.min_score
    options.lock_price = prices.locked
    return options


def find_relaxation(
    problem: Problem, demand: str, prices: Prices, context: Context, names: Names | None = None
) -> Relaxation:
    """The cheapest changes; `mentormatch/conflict.h` says how they are found and proved."""
    with context, problem.open(context) as market:
        out = ffi.new("mmatch_relaxation **")
        context.call(lib.mmatch_assign_relax, market, _relax_options(demand, prices), out)
        try:
            parts = new_struct("mmatch_relaxation_parts")
            context.call(lib.mmatch_relaxation_look, out[0], parts)
            arrays: dict[str, Any] = {
                "outcome": "optimal" if parts.outcome == lib.MMATCH_OUTCOME_OPTIMAL else "infeasible",
                "price": parts.price,
                "lowered": parts.lowered,
                "scale": parts.scale,
            }
            for name, _, dtype in _CHANGES:
                arrays[name] = copied(getattr(parts, name), parts.change_count, dtype)
            for name in ("pair_rows", "pair_columns"):
                arrays[name] = copied(getattr(parts, name), parts.pair_count, np.int64)
            for name in _PROOF:
                count = parts.row_count if name.startswith("row") else parts.column_count
                arrays[name] = copied(getattr(parts, name), count, np.int64)
        finally:
            lib.mmatch_relaxation_destroy(out[0])
    return Relaxation(problem, demand, prices, arrays, names or Names())


def prices_of(
    names: Names,
    counts: tuple[int, int],
    *,
    coverage: Any,
    row_capacity: Any,
    min_load: Any,
    capacity: Any,
    forbidden: Any,
    min_score: Any,
    locked: Any,
) -> Prices:
    rows = range(counts[0]) if names.rows is None else names.rows
    columns = range(counts[1]) if names.columns is None else names.columns
    return Prices(
        price_list(coverage, rows, "coverage"),
        price_list(row_capacity, rows, "row_capacity"),
        price_list(min_load, columns, "min_load"),
        price_list(capacity, columns, "capacity"),
        pair_price(forbidden, "forbidden"),
        pair_price(min_score, "min_score"),
        pair_price(locked, "locked"),
    )


class Explained:
    """`explain_conflict` and `relax`, for results of an assignment."""

    def _asked(self) -> tuple[Problem, str, Names]:
        """The problem, its coverage, and the words for its people."""
        raise NotImplementedError

    def explain_conflict(self, demand: str | None = None) -> Conflict:
        """A small set of rules that cannot all be kept, none of which can be left out.

        Parameters
        ----------
        demand : "minima", "everyone" or "candidates", optional
            What is asked for besides the rules: nothing; that everybody has a partner; or that everybody has
            one who has a candidate at all. Without it, what the coverage of this result asks for.
        """
        problem, coverage, names = self._asked()
        return find_conflict(problem, demand_of(demand, coverage), Context(), names)

    def relax(
        self,
        demand: str | None = None,
        *,
        capacity: Any = 1,
        min_load: Any = 1,
        row_capacity: Any = 1,
        coverage: Any = 1,
        forbidden: Any = None,
        min_score: Any = None,
        locked: Any = None,
    ) -> Relaxation:
        """The cheapest changes to the rules after which a matching exists, with a proof.

        Parameters
        ----------
        demand : "minima", "everyone" or "candidates", optional
            As for `explain_conflict`; "candidates" tells which capacity to raise to place everybody who has
            a candidate.
        capacity, min_load, row_capacity : price, list of prices, or dict by id, optional
            Of raising a capacity, lowering a minimum load, or letting somebody have one partner more, by one
            each: a whole number; None or infinity where it may not be done. 1 also for whom a dict leaves out.
        coverage : price, list of prices, or dict by id, optional
            Of leaving somebody out whom "everyone" would place.
        forbidden, min_score, locked : price, optional
            Of allowing one forbidden pair, of one pair below the minimum score, of lifting one lock; None:
            may not be done.
        """
        problem, asked, names = self._asked()
        prices = prices_of(
            names,
            (problem.row_count, problem.column_count),
            coverage=coverage,
            row_capacity=row_capacity,
            min_load=min_load,
            capacity=capacity,
            forbidden=forbidden,
            min_score=min_score,
            locked=locked,
        )
        return find_relaxation(problem, demand_of(demand, asked), prices, Context(), names)
