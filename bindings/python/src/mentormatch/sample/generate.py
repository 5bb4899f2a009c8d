"""Makes the tables of the sample cohort, the same bytes every time.

Run ``python -m mentormatch.sample.generate FOLDER`` to write the tables into a folder. Everybody in
them is made up. The only source of chance is a 64-bit generator written out below (SplitMix64), so the
tables do not depend on the version of Python.

Some people are hard to place on purpose, so that every reason for staying without a mentor shows:

* ``ivo`` speaks a language that no mentor speaks;
* ``mei`` lives far east and is free only when every mentor sleeps;
* ``pax`` has not said when there is time;
* more people speak Spanish than the Spanish-speaking mentors can take;
* ``zu`` is a mentor on leave, with no capacity at all.
"""

from __future__ import annotations

import csv
import datetime
import io
import sys
from pathlib import Path

SEED = 20260105
START = datetime.date(2026, 1, 5)  # a Monday
LENGTH = 90
REVIEWS = (30, 60, 90)

MENTEES = """
    ana bea cem dov eli fay gus hal ida jan kai lea mio nia oli pia quy rio sol tam
    uma vic wen xia yan zoe abe bob cat dan eva fin gia hua ian joy kim lou max nil
    ora pat rex sam tia ugo val wil yui zac amy ben cora dina emil ivo mei pax tomas lucia
""".split()
MENTORS = "bo cy di ed fi gu ho io jo ka lu mo ny oz po qi ra su ty ul vi wu xu ya zu".split()

SKILLS = (
    "python", "sql", "statistics", "data visualisation", "public speaking", "writing", "negotiation",
    "project planning", "leading people", "product strategy", "coaching", "interviewing",
    "finance basics", "facilitation",
)  # fmt: skip
DEPARTMENTS = ("Engineering", "Sales", "Finance", "Operations", "Support", "People")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
# UTC offset of an office, how many of a hundred people work there, hours they like to meet at.
OFFICES = (
    ("+00:00", 30, 9, 18),
    ("+01:00", 32, 8, 17),
    ("+02:00", 15, 9, 17),
    ("-05:00", 13, 7, 14),
    ("+05:30", 10, 11, 20),
)
SPANISH_MENTEES = ("sol", "rio", "gia", "nil", "ugo", "tomas", "lucia")
SPANISH_MENTORS = ("di", "lu")
FRENCH_MENTEES = ("lea", "zoe", "lou", "cora", "emil", "pia")
FRENCH_MENTORS = ("fi", "ra", "ul")

MILESTONES = (
    ("Agree what good looks like", 1),
    ("Do one piece of work together", 2),
    ("Do one piece of work alone", 3),
    ("Show the result to the team", 2),
    ("Teach one step to somebody else", 2),
)


class Chance:
    """SplitMix64: a stream of 64-bit numbers from a seed."""

    MASK = (1 << 64) - 1

    def __init__(self, seed: int) -> None:
        self.state = seed & self.MASK

    def next(self) -> int:
        self.state = (self.state + 0x9E3779B97F4A7C15) & self.MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & self.MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & self.MASK
        return z ^ (z >> 31)

    def below(self, limit: int) -> int:
        """A number in 0 .. limit - 1. The bias of the remainder is below one in a million millions."""
        return self.next() % limit

    def between(self, low: int, high: int) -> int:
        return low + self.below(high - low + 1)

    def percent(self, chance: int) -> bool:
        return self.below(100) < chance

    def pick(self, items):
        return items[self.below(len(items))]

    def some(self, items, count: int) -> list:
        """``count`` different items, in the order of ``items``."""
        left = list(range(len(items)))
        chosen = sorted(left.pop(self.below(len(left))) for _ in range(count))
        return [items[index] for index in chosen]


def weekly_hours(chance: Chance, windows: int, first: int, last: int) -> str:
    parts = []
    for day in chance.some(DAYS, windows):
        length = chance.between(2, 4)
        begin = chance.between(first, last - length)
        parts.append(f"{day} {begin}-{begin + length}")
    return "; ".join(parts)


def office(chance: Chance):
    roll = chance.below(100)
    for place in OFFICES:
        if roll < place[1]:
            return place
        roll -= place[1]
    raise AssertionError("the shares of the offices add up to a hundred")


def gender(chance: Chance) -> str:
    roll = chance.below(100)
    return "woman" if roll < 48 else "man" if roll < 90 else "nonbinary" if roll < 95 else ""


def language(person: str) -> str:
    if person in SPANISH_MENTEES or person in SPANISH_MENTORS:
        return "Spanish"
    if person in FRENCH_MENTEES or person in FRENCH_MENTORS:
        return "French"
    return "Portuguese" if person == "ivo" else "English"


def skills(chance: Chance, count: int, low: int, high: int) -> str:
    return "; ".join(f"{skill}:{chance.between(low, high)}" for skill in chance.some(SKILLS, count))


def mentor_rows(chance: Chance) -> list[dict]:
    rows = []
    for person in MENTORS:
        offset, _, first, last = office(chance)
        capacity = chance.pick((1, 2, 2, 2, 3, 3, 4))
        row = {
            "id": person,
            "name": person.capitalize(),
            "offers": skills(chance, chance.between(3, 6), 2, 5),
            "hours": weekly_hours(chance, chance.between(3, 4), first, last),
            "utc_offset": offset,
            "language": language(person),
            "department": chance.pick(DEPARTMENTS),
            "grade": chance.between(4, 8),
            "style": "" if chance.percent(8) else chance.between(1, 5),
            # Half of the mentors report to one of the first four.
            "manager": chance.pick(MENTORS[:4]) if chance.percent(50) else "",
            "gender": gender(chance),
            "capacity": capacity,
            "at_least": 1 if chance.percent(40) else 0,
        }
        if person in MENTORS[:4]:
            row["manager"] = ""
        if person in SPANISH_MENTORS:
            row["capacity"], row["at_least"] = 2, 1
        if person == "zu":  # on leave
            row["capacity"], row["at_least"] = 0, 0
        rows.append(row)
    return rows


def mentee_rows(chance: Chance, mentors: list[dict]) -> list[dict]:
    rows = []
    for person in MENTEES:
        offset, _, first, last = office(chance)
        row = {
            "id": person,
            "name": person.capitalize(),
            "wants": skills(chance, chance.between(1, 3), 1, 3),
            "hours": weekly_hours(chance, chance.between(2, 4), first, last),
            "utc_offset": offset,
            "language": language(person),
            "department": chance.pick(DEPARTMENTS),
            "grade": chance.between(2, 5),
            "style": "" if chance.percent(10) else chance.between(1, 5),
            "manager": "",
            "gender": gender(chance),
        }
        # Most people report to a mentor of their own department, some to a colleague who is a mentee.
        heads = [mentor["id"] for mentor in mentors if mentor["department"] == row["department"]]
        if heads and chance.percent(75):
            row["manager"] = chance.pick(heads)
        elif len(rows) > 5 and chance.percent(30):
            row["manager"] = rows[chance.below(len(rows))]["id"]
        if person == "mei":
            row["utc_offset"], row["hours"] = "+10:00", "Mon 6-8; Thu 6-8"
        if person == "pax":
            row["hours"] = ""
        if person == "kim":  # a goal that nobody else has, and no level said
            row["wants"] = "public speaking; writing"
        rows.append(row)
    return rows


def day_text(offset: int) -> str:
    return (START + datetime.timedelta(days=offset)).isoformat()


def hundredths(value: int) -> str:
    return f"{value // 100}.{value % 100:02d}"


def progress_tables(chance: Chance, mentees: list[dict]) -> dict[str, list[dict]]:
    """Plans of the last round, with their milestones, check-ins and sessions over ninety days."""
    plans, milestones, checkins, sessions = [], [], [], []
    for row in mentees:
        if row["id"] in ("ivo", "mei", "pax", "tomas", "lucia") or chance.percent(15):
            continue  # new this round
        plan = "plan-" + row["id"]
        start = 0 if chance.percent(85) else 7 * chance.between(1, 2)
        plans.append(
            {
                "plan": plan,
                "mentee": row["id"],
                "start": day_text(start),
                "end": day_text(LENGTH),
                "cadence_days": 14 if chance.percent(85) else 7,
            }
        )
        # How fast this pair works, in percent of the plan; some stop half-way, and some never say.
        pace = chance.pick((60, 85, 110, 130, 140, 150, 165, 180))
        stops = chance.between(25, 60) if chance.percent(14) else LENGTH + 1
        visits = [
            day for day in range(start + chance.between(6, 12), LENGTH + 1, 14) if day <= stops
        ]
        wanted = [part.split(":")[0].strip() for part in row["wants"].split(";")][:2]
        steps = MILESTONES if len(wanted) == 1 else MILESTONES[1:4]
        number = 0
        for goal_index, goal in enumerate(wanted):
            for step_index, (text, weight) in enumerate(steps):
                number += 1
                share = 100 * (step_index + 1) // len(steps)
                due = start + (LENGTH - start) * share // 100 - (7 if goal_index else 0)
                begun = start + (LENGTH - start) * (share - 100 // len(steps)) // 100
                begun -= 7  # most look ahead a little
                silent = chance.percent(6)
                value, done, last = "", "", ""
                if not silent:  # agreed at the first meeting
                    value, last = 0, start
                    checkins.append(
                        {
                            "plan": plan,
                            "milestone": f"{plan}-{number}",
                            "day": day_text(start),
                            "progress": hundredths(0),
                        }
                    )
                for day in visits:
                    if silent or day <= begun or done:
                        continue
                    worked = (day - begun) * pace * 100 // max(1, due - begun) // 100
                    worked = max(0, min(100, (worked + chance.between(-8, 8)) // 5 * 5))
                    if value and worked < value and not chance.percent(10):
                        worked = value  # progress seldom falls, but it may
                    value, last = worked, day
                    if worked == 100:
                        done = day
                    checkins.append(
                        {
                            "plan": plan,
                            "milestone": f"{plan}-{number}",
                            "day": day_text(day),
                            "progress": hundredths(worked),
                        }
                    )
                milestones.append(
                    {
                        "plan": plan,
                        "milestone": f"{plan}-{number}",
                        "goal": goal,
                        "goal_weight": 2 if goal_index == 0 else 1,
                        "text": text,
                        "weight": weight,
                        "due": day_text(due),
                        "progress": "" if value == "" else hundredths(value),
                        "done": "" if done == "" else day_text(done),
                        "last_checkin": "" if last == "" else day_text(last),
                    }
                )
        for day in range(start + chance.between(1, 5), LENGTH + 1, plans[-1]["cadence_days"]):
            held = day <= stops and not chance.percent(10)
            status = "held" if held else chance.pick(("missed", "cancelled", "unconfirmed"))
            minutes = chance.pick((30, 45, 60, 60, 60, 90)) if held else 0
            sessions.append(
                {"plan": plan, "day": day_text(day), "status": status, "minutes": minutes}
            )
    return {
        "plans": plans,
        "milestones": milestones,
        "checkins": checkins,
        "sessions": sessions,
    }


def tables() -> dict[str, list[dict]]:
    """All tables of the sample cohort: a list of rows for each name."""
    mentors = mentor_rows(Chance(SEED))
    mentees = mentee_rows(Chance(SEED + 1), mentors)
    return {
        "mentees": mentees,
        "mentors": mentors,
        **progress_tables(Chance(SEED + 2), mentees),
    }


def csv_text(rows: list[dict]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def main(arguments: list[str] | None = None) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print("usage: python -m mentormatch.sample.generate FOLDER", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    for name, rows in tables().items():
        (folder / f"{name}.csv").write_bytes(csv_text(rows).encode("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
