"""Weekly hours: from what people write to the bits that the library reads.

A person's hours are one of

* text such as ``"Mon 9-12; Wed 14-17:30"``, ``"Mon-Fri 8-10"`` or ``"Sun 22-2"`` (past midnight);
* a list of slot numbers, slot 0 starting Monday 00:00 (hours, when not said otherwise);
* an array of 168 (hours), 336 (half hours) or 672 (quarters) booleans;
* nothing (None, NaN, empty): the answer is missing.

Hours are on the person's own clock; the UTC offset of that clock is ``"+02:00"``, ``"-5"``, ``"UTC"`` or
a number of minutes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .errors import InputError

__all__ = ["WeeklyHours", "format_slots", "weekly_hours"]

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEK = 7 * 24 * 60
_ENTRY = re.compile(r"^([a-z]+)(?:\s*-\s*([a-z]+))?[\s:]*(.*)$")
_SPAN = re.compile(r"^(\d{1,2})(?::(\d{2}))?\s*-\s*(\d{1,2})(?::(\d{2}))?$")
_OFFSET = re.compile(r"^(?:utc|gmt)?\s*([+-]?)(\d{1,2})(?::(\d{2}))?$")
_BOOLEAN_LENGTHS = {168: 60, 336: 30, 672: 15}


@dataclass
class WeeklyHours:
    """Hours of several people as quarter-hour flags, and the offsets of their clocks in minutes."""

    quarters: np.ndarray  # people x 672, bool
    offsets: np.ndarray  # people, int32

    @property
    def slot_minutes(self) -> int:
        """The coarsest slot that loses nothing: 60, 30 or 15 minutes."""
        for minutes in (60, 30):
            per_slot = minutes // 15
            blocks = self.quarters.reshape(len(self.quarters), 672 // per_slot, per_slot)
            if (blocks.all(axis=2) == blocks.any(axis=2)).all() and (self.offsets % minutes == 0).all():
                return minutes
        return 15

    def arrays(self, slot_minutes: int | None = None) -> tuple[np.ndarray, int, np.ndarray]:
        """64-bit words a person, the slot length, and the offsets: what mmatch_hours holds."""
        minutes = self.slot_minutes if slot_minutes is None else slot_minutes
        slots = self.quarters[:, :: minutes // 15]
        word_count = -(-slots.shape[1] // 64)
        padded = np.zeros((len(slots), word_count * 64), dtype=bool)
        padded[:, : slots.shape[1]] = slots
        octets = np.packbits(padded, axis=1, bitorder="little")
        words = np.ascontiguousarray(octets).view("<u8").astype(np.uint64)
        return np.ascontiguousarray(words.reshape(len(slots), word_count)), minutes, self.offsets


def is_missing(value: Any) -> bool:
    """None, NaN, NaT, NA and empty text: no answer was given."""
    if value is None or type(value).__name__ == "NAType":  # NA of pandas equals nothing and is not a truth value
        return True
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, (bool, int)):
        return False
    try:
        return bool(value != value)
    except (TypeError, ValueError):
        return False


def weekly_hours(
    hours: Sequence[Any],
    offsets: Any,
    count: int,
    name: str,
    place: Callable[[int], str] | None = None,
    offset_place: Callable[[int], str] | None = None,
) -> WeeklyHours:
    """Reads the hours and clocks of `count` people; `place` and `offset_place` name the cells in messages."""
    where = place or (lambda index: f"{name}, person {index}")
    offset_where = offset_place or (lambda index: f"utc_offset, person {index}")
    hours = list(hours)
    if len(hours) != count:
        raise InputError(f"{name}: {len(hours)} entries for {count} people")
    if offsets is None or isinstance(offsets, (str, int)):
        offsets = [offsets] * count
    offsets = list(offsets)
    if len(offsets) != count:
        raise InputError(f"utc_offset: {len(offsets)} entries for {count} people")
    quarters, minutes, faults = np.zeros((count, 672), dtype=bool), np.zeros(count, np.int32), []
    for index in range(count):
        try:
            quarters[index] = parse_hours(hours[index])
        except InputError as error:
            faults.append(f"{where(index)}: {error}")
        try:
            minutes[index] = parse_offset(offsets[index])
        except InputError as error:
            faults.append(f"{offset_where(index)}: {error}")
    if faults:
        raise InputError.collect(faults)
    return WeeklyHours(quarters, minutes)


def parse_hours(value: Any) -> np.ndarray:
    """One person's hours as 672 flags."""
    flags = np.zeros(672, dtype=bool)
    if is_missing(value):
        return flags
    if isinstance(value, str):
        for entry in re.split(r"[;\n]", value.lower()):
            if entry.strip():
                _add_entry(flags, entry.strip())
        return flags
    if not isinstance(value, Iterable):
        raise InputError(f"{value!r} is not a week of hours")
    items = list(value)
    if len(items) in _BOOLEAN_LENGTHS and all(
        isinstance(item, (bool, np.bool_)) or (isinstance(item, (int, np.integer)) and item in (0, 1)) for item in items
    ):
        return np.repeat(np.array(items, dtype=bool), _BOOLEAN_LENGTHS[len(items)] // 15)
    for item in items:
        if isinstance(item, str):
            _add_entry(flags, item.strip().lower())
        elif isinstance(item, (int, np.integer)) and not isinstance(item, (bool, np.bool_)) and 0 <= item < 168:
            flags[4 * int(item) : 4 * int(item) + 4] = True
        else:
            raise InputError(f"{item!r} is not an hour of the week from 0 to 167")
    return flags


def _add_entry(flags: np.ndarray, entry: str) -> None:
    match = _ENTRY.match(entry)
    if not match:
        raise InputError(f'{entry!r} is not a day with hours such as "Mon 9-12"')
    first, last, spans = match.groups()
    days = [_day(first, entry)]
    if last is not None:
        days = [(days[0] + step) % 7 for step in range((_day(last, entry) - days[0]) % 7 + 1)]
    for span in spans.split(","):
        found = _SPAN.match(span.strip())
        if not found:
            raise InputError(f'{entry!r} is not a day with hours such as "Mon 9-12"')
        start = int(found[1]) * 60 + int(found[2] or 0)
        end = int(found[3]) * 60 + int(found[4] or 0)
        if start > 1440 or end > 1440 or start % 15 or end % 15 or start == end:
            raise InputError(f"{span.strip()!r} in {entry!r} is not a span of quarter hours within a day")
        if end < start:
            end += 1440
        for day in days:
            begin = day * 96 + start // 15
            flags[np.arange(begin, begin + (end - start) // 15) % 672] = True


def _day(word: str, entry: str) -> int:
    if len(word) >= 2:
        for number, day in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")):
            if day.startswith(word) or (word.startswith(day[:3]) and len(word) <= 5 and day[:3] == word[:3]):
                return number
    raise InputError(f"{word!r} in {entry!r} is not a day of the week")


def parse_offset(value: Any) -> int:
    """Minutes that a clock is ahead of UTC; a missing offset is UTC."""
    if is_missing(value):
        return 0
    minutes: float | None = None
    if isinstance(value, str):
        word = value.strip().lower().replace("\u2212", "-")
        match = _OFFSET.match(word)
        if word in ("z", "utc", "gmt"):
            minutes = 0
        elif re.fullmatch(r"[+-]\d{4}", word):  # hours and minutes of ISO 8601 without a colon
            minutes = (int(word[1:3]) * 60 + int(word[3:])) * (-1 if word[0] == "-" else 1)
            minutes = minutes if int(word[3:]) < 60 else None
        elif match and int(match[3] or 0) < 60:
            hours = int(match[2])
            is_minutes = match[3] is None and hours > 14  # a column of minutes that came as text
            minutes = hours if is_minutes else hours * 60 + int(match[3] or 0)
            minutes = -minutes if match[1] == "-" else minutes
        elif re.fullmatch(r"[+-]?\d{3,4}(\.0+)?", word):
            minutes = float(word)
    elif isinstance(value, (int, float, np.number)) and not isinstance(value, bool):
        minutes = float(value)
    if minutes is None or not -1440 <= minutes <= 1440 or minutes % 15:
        raise InputError(f'{value!r} is not a UTC offset such as "+02:00", nor minutes in quarter hours')
    return int(minutes)


def format_slots(slots: Iterable[int], slot_minutes: int) -> str:
    """Slots as text: [9, 10, 33] in hours is "Mon 9-11; Tue 9-10"."""
    spans: list[list[int]] = []
    for slot in sorted(slots):
        begin = slot * slot_minutes
        if spans and spans[-1][1] == begin and begin % 1440:
            spans[-1][1] = begin + slot_minutes
        else:
            spans.append([begin, begin + slot_minutes])
    return "; ".join(
        f"{DAYS[begin // 1440].title()} {_clock(begin % 1440)}-{_clock(end - begin // 1440 * 1440)}" for begin, end in spans
    )


def _clock(minutes: int) -> str:
    return f"{minutes // 60}" if minutes % 60 == 0 else f"{minutes // 60}:{minutes % 60:02d}"
