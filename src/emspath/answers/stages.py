"""What a way takes, first without dates and then on the calendar: the arithmetic behind `plan`, `plans` and `advise`."""

from __future__ import annotations

import math
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import MAXYEAR, MINYEAR, date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple, TypeAlias

import msgspec

from emspath.answers.base import MONTHS, Number, Range, Struct
from emspath.answers.path import NOTHING, course_hours, ways_between
from emspath.catalog import Catalog, Located, headline, label, span
from emspath.errors import NotFoundError, QuestionError
from emspath.model import Level, Program, Step

Moment: TypeAlias = date | None
FIRST_DAY: Final = date(1990, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)
MOST_HOURS: Final = 168
DEFAULT_HOURS: Final = 12


class Stage(Struct, frozen=True, kw_only=True):
    """What it takes to reach one level or role, without dates."""

    id: str
    label: str
    step: str
    kind: Literal["course", "bridge"]
    name: str
    is_level: bool
    hours: Range | None
    hours_from: str | None
    floor: Number | None
    """The state's own minimum, where it raised the low end."""
    weeks: int | None
    """The fixed length of a chosen program."""
    starts: tuple[date, ...]
    """The days on which a chosen program starts."""
    program: str | None
    age: int | None
    age_known: bool
    license_days: Range | None
    experience: bool
    """Whether a source tells of work asked for before the course."""
    sources: tuple[str, ...]

    def course_weeks(self, hours_per_week: Number) -> Range | None:
        """Whole weeks of the course, or None when its hours are unknown."""
        if self.weeks is not None:
            return Range(min=self.weeks, max=self.weeks)
        if self.hours is None:
            return None
        return Range(min=whole_weeks(self.hours.min, hours_per_week), max=whole_weeks(self.hours.max, hours_per_week))


class Pace(NamedTuple):
    """The settings that lengths depend on beside the hours of the courses."""

    hours_per_week: Number = DEFAULT_HOURS
    exam_weeks: int = 0
    license_weeks: int | None = None
    weeks_between: int = 0
    experience_months: int = 0
    license_first: bool = False


class Leg(NamedTuple):
    """A step of a schedule: earliest and latest start, earliest and latest end."""

    kind: Literal["course", "exam", "licence", "experience"]
    stage: int
    starts: tuple[Moment, Moment]
    ends: tuple[Moment, Moment]


# --- what takes how long


def check_hours(hours_per_week: Number) -> None:
    """Refuse weeks that cannot be. Raises QuestionError."""
    if not 1 <= hours_per_week <= MOST_HOURS:
        raise QuestionError(
            f"{hours_per_week:g} hours a week cannot be planned with",
            f"Give 1 to {MOST_HOURS}; a week has {MOST_HOURS}",
        )


def whole_weeks(hours: Number, hours_per_week: Number) -> int:
    """The weeks that hold these hours, rounded up; exact for decimals such as 1.1 hours."""
    return math.ceil(Fraction(str(hours)) / Fraction(str(hours_per_week)))


@lru_cache(maxsize=4096)
def stages(
    catalog: Catalog,
    start: str,
    goal: str,
    state_id: str | None = None,
    via: tuple[str, ...] = (),
    programs: tuple[str, ...] = (),
    hours: tuple[tuple[str, Number], ...] = (),
) -> tuple[Stage, ...]:
    """The stages of the recommended route by ids, none when start and goal are the same.

    With `via`, the first route that passes these levels. A chosen program and `hours` take the place of the
    catalogue's course hours. Raises QuestionError when there is no such route, NotFoundError for an unknown program.
    """
    if start == goal:
        raise QuestionError(f"{label(catalog.get(goal))} is where you are already", "Name a higher goal with --to")
    origin, target = catalog.levels.get(start), catalog.levels.get(goal)
    if origin is not None and target is not None and target.rank < origin.rank:
        raise QuestionError(
            f"the goal {label(target)} stands below {label(origin)}, which is held already",
            "Name a higher goal with --to",
        )
    ways = [way for way in ways_between(catalog, start, goal) if set(via) <= {step.end for step in way}]
    if not ways:
        name = "no certification" if start == NOTHING else label(catalog.get(start))
        through = f" through {' and '.join(label(catalog.get(id_)) for id_ in via)}" if via else ""
        raise QuestionError(
            f"the sources read describe no way from {name} to {label(catalog.get(goal))}{through}",
            f"`emspath path {goal}` shows the ways there are",
        )
    found = []
    at = start
    chosen = _chosen(catalog, programs, {step.end for step in ways[0]})
    asked = dict(hours)
    for step in ways[0]:
        stage = _stage(catalog, step, at, state_id)
        if step.end in asked:
            number = asked[step.end]
            stage = _changed(stage, hours=Range(min=number, max=number), hours_from="yours", floor=None)
        if (program := chosen.get(step.end)) is not None:
            stage = _with_program(stage, program)
        found.append(stage)
        at = step.end
    return tuple(found)


def _changed(stage: Stage, **changes: Any) -> Stage:
    return msgspec.structs.replace(stage, **changes)


def _chosen(catalog: Catalog, programs: Sequence[str], levels: set[str]) -> dict[str, Program]:
    chosen: dict[str, Program] = {}
    for id_ in programs:
        program = catalog.programs.get(id_)
        if program is None:
            known = ", ".join(list(catalog.programs)[:6])
            raise NotFoundError(
                f"no program has the id '{id_}'",
                f"Known: {known}" if known else "Programs come with an overlay: add --data FILE",
                tuple(catalog.programs)[:3],
            )
        if program.level not in levels:
            raise QuestionError(
                f"the program '{id_}' teaches {program.level}, which is not on this way", "Leave it out, or add --via"
            )
        if program.level in chosen:
            raise QuestionError(f"two programs teach {program.level}", "Choose one for each level")
        chosen[program.level] = program
    return chosen


def _with_program(stage: Stage, program: Program) -> Stage:
    """The stage at the program's own length: its weeks, else its hours at its own pace, else its hours."""
    hours, weeks = stage.hours, program.weeks
    if program.course_hours is not None:
        hours = Range(min=program.course_hours, max=program.course_hours)
        if weeks is None and program.weekly_hours is not None:
            weeks = whole_weeks(program.course_hours, program.weekly_hours)
    own = program.course_hours is not None or weeks is not None
    return _changed(
        stage, hours=hours, weeks=weeks, floor=None if program.course_hours is not None else stage.floor,
        hours_from="overlay program" if own else stage.hours_from, program=program.id,
        starts=tuple(sorted(date.fromisoformat(day) for day in program.starts)),
        sources=tuple(dict.fromkeys((*stage.sources, *program.sources))),
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _stage(catalog: Catalog, step: Step, at: str, state_id: str | None) -> Stage:
    end = catalog.get(step.end)
    state = catalog.states[state_id] if state_id is not None else None
    facts = catalog.facts(end, state=state)
    own = [catalog.fact(f"{step.id}.{fact.topic}") for fact in step.facts]
    is_level = isinstance(end, Level)
    sources: dict[str, None] = {}
    if step.kind == "bridge":
        found = next((f for f in own if (whole := span(f.fact)) is not None and whole[2] == "hours"), None)
    elif is_level:
        found = course_hours(facts, beyond=at in catalog.levels and step.end == "aemt")
    else:
        found = None
    hours, reach, floor = _hours(found, sources)
    about_level = [f for f in facts if f.state is not None]
    if step.kind != "bridge" and (minimum := state_fact(about_level, "licence.hours", step.end)) is not None:
        low = headline(minimum.fact)
        whole = span(minimum.fact)
        if low is not None and whole is not None and whole[2] == "hours" and low.min is not None:
            sources.update(dict.fromkeys(low.sources))
            if hours is None:
                hours, reach = Range(min=low.min, max=max(whole[1], low.min)), "state"
            else:
                floor = low.min if low.min > hours.min else None
                hours = Range(min=max(hours.min, low.min), max=max(hours.max, whole[1]))
    age, age_known = None, False
    if is_level and (asked := state_fact(about_level, "licence.age", step.end)) is not None:
        first = headline(asked.fact)
        age_known = first is not None
        if first is not None:
            sources.update(dict.fromkeys(first.sources))
            age = math.ceil(first.min) if first.unit == "years" and first.min is not None else None
    days = None
    if is_level and (taken := state_fact(about_level, "licence.processing", step.end)) is not None:
        days = _days(taken)
        sources.update(dict.fromkeys(source for reading in taken.fact.readings for source in reading.sources))
    work = any(
        reading.superseded is None and reading.max
        for f in (*facts, *own)
        if f.fact.topic == "prerequisites.experience" and f.state is None
        for reading in f.fact.readings
    )
    name = f"{label(end)} course" if step.kind == "ladder" and is_level else step.name
    return Stage(
        id=step.end, label=label(end), step=step.id, kind="bridge" if step.kind == "bridge" else "course", name=name,
        is_level=is_level, hours=hours, hours_from=reach, floor=floor, weeks=None, starts=(), program=None, age=age,
        age_known=age_known, license_days=days, experience=work, sources=tuple(sources),
    )  # fmt: skip


def _hours(found: Located | None, sources: dict[str, None]) -> tuple[Range | None, str | None, Number | None]:
    if found is None:
        return None, None, None
    whole, first = span(found.fact), headline(found.fact)
    if whole is None or first is None or whole[2] != "hours":
        return None, None, None
    for reading in found.fact.readings:
        if reading.superseded is None and reading.reach == first.reach:
            sources.update(dict.fromkeys(reading.sources))
    return Range(min=whole[0], max=whole[1]), first.reach, None


def state_fact(facts: Sequence[Located], topic: str, level: str) -> Located | None:
    """The state's fact about the level, else its fact about all levels."""
    wanted = [f for f in facts if f.fact.topic == topic and headline(f.fact) is not None]
    return next((f for f in wanted if f.fact.level == level), None) or next(
        (f for f in wanted if f.fact.level is None), None
    )


def _days(taken: Located) -> Range | None:
    """A state's processing time in calendar days; business days count five to a week, rounded up."""
    first, whole = headline(taken.fact), span(taken.fact)
    if first is None or whole is None:
        return None
    low, high, unit = whole
    if unit == "weeks":
        return Range(min=math.floor(low * 7), max=math.ceil(high * 7))
    if unit != "days":
        return None
    if "business day" in first.says or "working day" in first.says:
        return Range(min=math.floor(low / 5) * 7 + math.floor(low % 5), max=math.ceil(high / 5) * 7)
    return Range(min=math.floor(low), max=math.ceil(high))


# --- on the calendar


def schedule(found: Sequence[Stage], pace: Pace, begin: date, born: Moment) -> tuple[Leg, ...]:
    """The stages laid on the calendar from `begin` on, in order.

    A level's license waits for its age, counted from `born`. No date runs backwards, and an unknown one makes all
    that build on it unknown.
    """
    legs: list[Leg] = []
    ready: tuple[Moment, Moment] = (begin, begin)
    licensed: tuple[Moment, Moment] = ready
    for place, stage in enumerate(found):
        if pace.experience_months and stage.experience:
            worked = (
                months_after(licensed[0], pace.experience_months),
                months_after(licensed[1], pace.experience_months),
            )
            legs.append(Leg("experience", place, licensed, worked))
            ready = worked
        if place:
            ready = plus(ready[0], 7 * pace.weeks_between), plus(ready[1], 7 * pace.weeks_between)
        first = next_start(stage, ready[0]), next_start(stage, ready[1])
        weeks = stage.course_weeks(pace.hours_per_week)
        ended: tuple[Moment, Moment] = (None, None)
        if weeks is not None:
            ended = plus(first[0], 7 * int(weeks.min)), plus(first[1], 7 * int(weeks.max))
        legs.append(Leg("course", place, first, ended))
        if not stage.is_level:
            ready = licensed = ended
            continue
        passed = plus(ended[0], 7 * pace.exam_weeks), plus(ended[1], 7 * pace.exam_weeks)
        legs.append(Leg("exam", place, ended, passed))
        low, high = license_days(stage, pace)
        birthday = years_after(born, stage.age) if born is not None and stage.age is not None else None
        licensed = later(plus(passed[0], low), birthday), plus(later(passed[1], birthday), high)
        legs.append(Leg("licence", place, passed, licensed))
        ready = licensed if pace.license_first else passed
    return tuple(legs)


def license_days(stage: Stage, pace: Pace) -> tuple[int, int]:
    """Days from the exam to the license: as asked, else as the state tells, else none."""
    if pace.license_weeks is not None:
        return 7 * pace.license_weeks, 7 * pace.license_weeks
    if stage.license_days is not None:
        return int(stage.license_days.min), int(stage.license_days.max)
    return 0, 0


def next_start(stage: Stage, ready: Moment) -> Moment:
    """The day on which the course can begin: at once, or on the program's next start; None when none is known."""
    if ready is None or not stage.starts:
        return ready
    return next((day for day in stage.starts if day >= ready), None)


def plus(day: Moment, days: int) -> Moment:
    """`day` and so many days later. Raises QuestionError beyond the calendar."""
    try:
        return None if day is None else day + timedelta(days=days)
    except OverflowError:
        raise _beyond() from None


def _beyond() -> QuestionError:
    return QuestionError(
        f"a date of the answer would lie outside the years {MINYEAR} to {MAXYEAR}",
        "Look for an impossible length or age in the overlay: `emspath check FILE` lists what it changes",
    )


def _day_of(year: int, month: int, day: int) -> date:
    """That day, or the month's last one where it is shorter. Raises QuestionError beyond the calendar."""
    if not MINYEAR <= year <= MAXYEAR:
        raise _beyond()
    return date(year, month, min(day, monthrange(year, month)[1]))


def day_text(day: date) -> str:
    """A day as people write it: January 11, 2027."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def later(day: Moment, other: Moment) -> Moment:
    """The later of the two; `other` sets no bound when it is None."""
    if day is None or other is None:
        return day
    return max(day, other)


def months_after(day: Moment, months: int) -> Moment:
    """The same day of a later month, or that month's last day where it is shorter. Raises as `plus` does."""
    if day is None:
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return _day_of(year, month + 1, day.day)


def years_after(born: date, years: int) -> date:
    """The birthday; whoever was born on February 29 has it on March 1 of other years, as most states count.

    Raises as `plus` does.
    """
    day = _day_of(born.year + years, born.month, born.day)
    return day if day.day == born.day else day + timedelta(days=1)


def chain(found: Sequence[Stage], pace: Pace, legs: Sequence[Leg], born: Moment) -> tuple[str, ...]:
    """The ids of the steps that decide the latest end, in order, from the last age that is waited for."""
    ids: list[str] = []
    for leg in legs:
        stage = found[leg.stage]
        if leg.kind == "licence":
            last = leg.stage == len(found) - 1
            worked = not last and bool(pace.experience_months) and found[leg.stage + 1].experience
            if not (last or worked or pace.license_first):
                continue
            if waits(stage, leg, born):
                ids = [f"{stage.id}.age"]
        ids.append(step_id(stage, leg))
    return tuple(ids)


def waits(stage: Stage, leg: Leg, born: Moment) -> bool:
    """Whether the license is held up by age even when everything before takes longest."""
    if born is None or stage.age is None or leg.starts[1] is None:
        return False
    return years_after(born, stage.age) > leg.starts[1]


def step_id(stage: Stage, leg: Leg) -> str:
    """The id of a step, as `path` gives it."""
    return stage.step if leg.kind == "course" and stage.kind == "bridge" else f"{stage.id}.{leg.kind}"


class Season(NamedTuple):
    """The days of the year around which a level's national certification turns, as `MM-DD`."""

    expiry: str | None
    opens: str | None
    closes: str | None
    late_until: str | None
    cycle_years: int | None
    sources: tuple[str, ...]

    @classmethod
    def of(cls, catalog: Catalog, level: Level) -> Season:
        """The season of a level, from its renewal facts."""
        return _season(catalog, level.id)

    @property
    def expiry_text(self) -> str:
        """The day in words, such as March 31."""
        if self.expiry is None:
            return "a day that is not known"
        month, day = self.expiry.split("-")
        return f"{MONTHS[int(month) - 1]} {int(day)}"

    def fits(self, expires: date) -> bool:
        """Whether certifications of this level end on that day of the year."""
        return self.expiry == f"{expires:%m-%d}"

    def opening(self, expires: date) -> Moment:
        """The first day of the renewal window before `expires`."""
        return self._near(self.opens, expires, before=True)

    def closing(self, expires: date) -> Moment:
        """The last day of the renewal window that ends with `expires`."""
        return self._near(self.closes, expires, before=True)

    def late(self, expires: date) -> Moment:
        """The last day on which a late renewal is taken after `expires`."""
        return self._near(self.late_until, expires, before=False)

    def next_expiry(self, day: date) -> Moment:
        """The first expiry day after `day`."""
        return self._near(self.expiry, day, before=False)

    @staticmethod
    def _near(month_day: str | None, day: date, *, before: bool) -> Moment:
        """The last such day up to `day`, or the first one after it; where the month is shorter, its last day."""
        if month_day is None:
            return None
        month, number = (int(part) for part in month_day.split("-"))

        def of(year: int) -> date:
            return _day_of(year, month, number)

        if before:
            return of(day.year) if of(day.year) <= day else of(day.year - 1)
        return of(day.year) if of(day.year) > day else of(day.year + 1)


@lru_cache(maxsize=64)
def _season(catalog: Catalog, level_id: str) -> Season:
    facts = {f.fact.topic: f for f in catalog.facts(catalog.levels[level_id])}
    sources: dict[str, None] = {}

    def day(topic: str) -> str | None:
        first = headline(facts[topic].fact) if topic in facts else None
        if first is None or first.day is None:
            return None
        sources.update(dict.fromkeys(first.sources))
        return first.day

    days = [day(f"renewal.{name}") for name in ("expiry", "window-opens", "window-closes", "late-until")]
    cycle = headline(facts["renewal.cycle"].fact) if "renewal.cycle" in facts else None
    years = None
    if cycle is not None and cycle.unit == "years" and cycle.min is not None:
        years = int(cycle.min)
        sources.update(dict.fromkeys(cycle.sources))
    return Season(days[0], days[1], days[2], days[3], years, tuple(sources))


def add_up(ranges: Iterable[Range | None]) -> Range | None:
    low: Number = 0
    high: Number = 0
    for one in ranges:
        if one is None:
            return None
        low, high = low + one.min, high + one.max
    return Range(min=low, max=high)


def in_weeks(begin: date, low: Moment, high: Moment) -> Range | None:
    """Whole weeks from start to finish, rounded up."""
    if low is None or high is None:
        return None
    return Range(min=-(-(low - begin).days // 7), max=-(-(high - begin).days // 7))
