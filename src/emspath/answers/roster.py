"""Advice for many people at once, one at a time and without growing: `advise`.

What a way takes is the same for all who share level, goal, state and hours, so it is worked out once and kept; only
the dates are worked out for each person. Nothing about a person is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Annotated, Final, Literal, NamedTuple, NoReturn

from msgspec import Meta

from emspath.answers.base import Answer, Ledger, Number, Struct, practice_note
from emspath.answers.path import NOTHING, end_of, is_nothing
from emspath.answers.plan import PlanQuery
from emspath.answers.renew import status_on, window_of
from emspath.answers.stages import (
    DEFAULT_HOURS,
    FIRST_DAY,
    LAST_DAY,
    Moment,
    Pace,
    Season,
    Stage,
    add_up,
    check_hours,
    later,
    license_days,
    plus,
    schedule,
    stages,
    years_after,
)
from emspath.catalog import Catalog, label
from emspath.errors import EmspathError, QuestionError
from emspath.names import fold, singular

FIELDS: Final = ("id", "level", "goal", "state", "hours_per_week", "start", "born", "expires")
"""What a roster may say of a person."""
_FIRST_BIRTH: Final = date(1900, 1, 1)
_MOST_KEPT: Final = 16384


class RowError(EmspathError):
    """A person that no advice can be given to. `column` is the field that is wrong; the text holds no value of the row."""

    code = "row"

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


class Person(Struct, frozen=True, kw_only=True):
    """One person of a roster; what is left out falls back to the settings."""

    level: str
    goal: str
    id: str = ""
    state: str | None = None
    hours_per_week: Number | None = None
    start: Moment = None
    born: Moment = None
    expires: Moment = None


class Settings(Struct, frozen=True, kw_only=True):
    """What holds for the whole roster, unless a row says otherwise."""

    as_of: date
    begin: Moment = None
    """The start where a row has none; `as_of` when not given."""
    state: str | None = None
    hours_per_week: Number = DEFAULT_HOURS
    exam_weeks: int = 0
    license_weeks: int | None = None
    weeks_between: int = 0
    experience_months: int = 0
    license_first: bool = False


class Advice(Struct, frozen=True, kw_only=True):
    """What to tell one person; null where it is not known or, with `status` error, could not be told."""

    row: int = 0
    line: int = 0
    id: str = ""
    status: Literal["ok", "error"] = "ok"
    level: str | None = None
    goal: str | None = None
    state: str | None = None
    next_step: str | None = None
    steps: str | None = None
    hours_min: Number | None = None
    hours_max: Number | None = None
    earliest_finish: Moment = None
    latest_finish: Moment = None
    renewal_due: Moment = None
    problems: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    error: str | None = None
    error_column: str | None = None


class Outlook(NamedTuple):
    """All of an advice that does not depend on the person's dates."""

    level: str
    goal: str
    state: str | None
    state_name: str
    found: tuple[Stage, ...]
    pace: Pace
    next_step: str
    steps: str
    hours_min: Number | None
    hours_max: Number | None
    days: tuple[int, int] | None
    """Days from the start to the earliest license and to the latest exam; None when they vary or are unknown."""
    license_days: int
    age: int | None
    season: Season | None
    problems: tuple[str, ...]
    sources: tuple[str, ...]


class Trouble(NamedTuple):
    """Why there is no outlook."""

    column: str
    message: str


def advise(catalog: Catalog, person: Person, settings: Settings, row: int = 0, line: int = 0) -> Advice:
    """The advice for one person, with the same dates as `plan` gives.

    Raises RowError naming the field that is wrong.
    """
    return Adviser(catalog, settings)(person, row, line)


class Adviser:
    """Advises one person after the other; keeps what many share, and nothing of a person."""

    def __init__(self, catalog: Catalog, settings: Settings) -> None:
        self._catalog = catalog
        self._settings = settings
        self._begin = settings.begin or settings.as_of
        self._outlooks: dict[tuple[str, str, str | None, Number | None], Outlook | Trouble] = {}

    def __call__(self, person: Person, row: int = 0, line: int = 0) -> Advice:
        """The advice for `person`. Raises RowError."""
        key = (person.level, person.goal, person.state, person.hours_per_week)
        outlook = self._outlooks.get(key)
        if outlook is None:
            outlook = self._look(*key)
        if isinstance(outlook, Trouble):
            raise RowError(outlook.column, outlook.message)
        begin, born, expires = person.start or self._begin, person.born, person.expires
        _check_days(begin, born, expires, given=person.start is not None, held=outlook.level != NOTHING)
        if expires is not None and expires < begin:
            return _ended(outlook, person, self._settings.as_of, row, line)
        try:
            birthday = years_after(born, outlook.age) if born is not None and outlook.age is not None else None
            low, high = finish(outlook, begin, birthday, born)
        except QuestionError as error:
            raise RowError("goal", error.message) from None
        problems = outlook.problems
        if birthday is not None and birthday > begin and low is not None and birthday >= low:
            told = f"{outlook.state_name} licenses from {outlook.age}: the license waits until {birthday}"
            problems = (*problems, told)
        if expires is not None and outlook.found and (high is None or expires < high):
            told = f"the certification held now ends on {expires}, before the goal may be reached: renew it"
            problems = (*problems, told)
        return Advice(
            row=row, line=line, id=person.id, level=outlook.level, goal=outlook.goal, state=outlook.state,
            next_step=outlook.next_step, steps=outlook.steps, hours_min=outlook.hours_min,
            hours_max=outlook.hours_max, earliest_finish=low, latest_finish=high, renewal_due=expires,
            problems=problems, sources=outlook.sources,
        )  # fmt: skip

    def _look(self, level: str, goal: str, state: str | None, hours: Number | None) -> Outlook | Trouble:
        asked = self._settings
        pace = Pace(
            asked.hours_per_week if hours is None else hours, asked.exam_weeks, asked.license_weeks,
            asked.weeks_between, asked.experience_months, asked.license_first,
        )  # fmt: skip
        found = _outlook(self._catalog, level, goal, state or asked.state, pace)
        if len(self._outlooks) >= _MOST_KEPT:
            self._outlooks.clear()
        self._outlooks[level, goal, state, hours] = found
        return found


def advise_all(
    catalog: Catalog, people: Iterable[tuple[int, int, str, Person | RowError]], settings: Settings
) -> Iterator[Advice]:
    """An advice for each of `people`, given as row, line, id and the person or what is wrong with the row, in order.

    A row that cannot be advised on comes out with its error; nothing is left out.
    """
    adviser = Adviser(catalog, settings)
    for row, line, id_, person in people:
        try:
            if isinstance(person, RowError):
                raise person
            yield adviser(person, row, line)
        except RowError as error:
            yield Advice(row=row, line=line, id=id_, status="error", error=error.message, error_column=error.column)


def query_of(person: Person, settings: Settings) -> PlanQuery:
    """The question whose answer is this person's plan."""
    return PlanQuery(
        start=person.level, goal=person.goal, begin=person.start or settings.begin or settings.as_of,
        hours_per_week=settings.hours_per_week if person.hours_per_week is None else person.hours_per_week,
        state=person.state or settings.state, born=person.born, expires=person.expires,
        exam_weeks=settings.exam_weeks, license_weeks=settings.license_weeks, weeks_between=settings.weeks_between,
        experience_months=settings.experience_months, license_first=settings.license_first,
    )  # fmt: skip


def finish(outlook: Outlook, begin: date, birthday: Moment, born: Moment) -> tuple[Moment, Moment]:
    """The earliest and the latest day on which the goal is reached; `birthday` is when its age is."""
    if not outlook.found:
        return None, None
    if outlook.days is None:
        return schedule(outlook.found, outlook.pace, begin, born)[-1].ends
    low, high = plus(begin, outlook.days[0]), plus(begin, outlook.days[1])
    return later(low, birthday), plus(later(high, birthday), outlook.license_days)


def _check_days(begin: date, born: Moment, expires: Moment, *, given: bool, held: bool) -> None:
    if not FIRST_DAY <= begin <= LAST_DAY:
        _refuse("start", f"the start is no day to plan with; give a day from {FIRST_DAY.year} to {LAST_DAY.year}")
    if born is not None:
        if born > begin:
            _refuse("born", "the birth date lies after the start")
        if born < _FIRST_BIRTH:
            _refuse("born", f"the birth date lies before {_FIRST_BIRTH.year}")
    if expires is not None:
        if not held:
            _refuse("expires", "an expiry is given, and no level that is held")
        if not FIRST_DAY <= expires <= LAST_DAY:
            _refuse(
                "expires", f"the expiry is no day to plan with; give a day from {FIRST_DAY.year} to {LAST_DAY.year}"
            )
        if given and begin > expires:
            _refuse("start", "the start lies after the expiry")


def _refuse(column: str, message: str) -> NoReturn:
    raise RowError(column, message)


def _ended(outlook: Outlook, person: Person, as_of: date, row: int, line: int) -> Advice:
    """The advice for somebody whose certification has ended: no dates before it is back."""
    expires = person.expires
    window = window_of(outlook.season, expires) if outlook.season is not None else None
    late = window is not None and status_on(as_of, window) == "late"
    next_step = "late renewal" if late else "coming back after a lapse"
    until = f"; late renewal is taken until {window.late_until}" if late and window is not None else ""
    return Advice(
        row=row, line=line, id=person.id, level=outlook.level, goal=outlook.goal, state=outlook.state,
        next_step=next_step, steps=f"{next_step} > {outlook.steps}" if outlook.steps else next_step,
        hours_min=outlook.hours_min, hours_max=outlook.hours_max, renewal_due=expires,
        problems=(*outlook.problems, f"the certification ended on {expires}{until}; see emspath renew {outlook.level}"),
        sources=outlook.sources,
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _outlook(catalog: Catalog, level: str, goal: str, state_name: str | None, pace: Pace) -> Outlook | Trouble:
    """What holds for everybody with the same level, goal, state and pace, or what is wrong with these."""
    try:
        check_hours(pace.hours_per_week)
    except EmspathError:
        return Trouble("hours_per_week", "the hours per week cannot be planned with; give 1 to 168")
    state = None
    if state_name:
        if not _known(state_name, _state_names(catalog)):
            return Trouble("state", "there is no such state; give a postal code or a name")
        state = catalog.state(state_name)
    start = NOTHING
    if not level:
        return Trouble("level", "the current level is empty; write none for no certification")
    if not goal:
        return Trouble("goal", "the goal is empty")
    try:
        if not is_nothing(level):
            start = _end(catalog, level, state.id if state else None, "level")
        end = _end(catalog, goal, state.id if state else None, "goal")
        found = () if start == end else stages(catalog, start, end, state.id if state else None)
    except RowError as error:
        return Trouble(error.column, error.message)
    except EmspathError as error:
        return Trouble("goal", error.message)
    held = catalog.levels.get(start)
    season = Season.of(catalog, held) if held is not None else None
    try:
        days = _days(found, pace)
    except EmspathError as error:
        return Trouble("goal", error.message)
    total = add_up(stage.hours for stage in found) if found else None
    problems = []
    licensed = {local.maps_to for local in state.levels if local.status != "renewal-only"} if state else set()
    for stage in found:
        if stage.hours is None:
            problems.append(f"the hours of the {stage.name} are unknown, so its dates are too")
        if stage.is_level and licensed and stage.id not in licensed and state is not None:
            problems.append(f"the sources read name no {stage.label} among the levels that {state.name} licenses")
    renews = not found and season is not None
    return Outlook(
        level=start, goal=end, state=state.abbreviation if state else None, state_name=state.name if state else "",
        found=found, pace=pace, next_step=found[0].name if found else f"keeping {label(catalog.get(start))} by renewal",
        steps=_steps(found), hours_min=total.min if total else None, hours_max=total.max if total else None,
        days=days, license_days=license_days(found[-1], pace)[1] if found and found[-1].is_level else 0,
        age=found[-1].age if found else None, season=season, problems=tuple(problems),
        sources=season.sources if renews and season else tuple(dict.fromkeys(s for stage in found for s in stage.sources)),
    )  # fmt: skip


def _steps(found: tuple[Stage, ...]) -> str:
    named = []
    for stage in found:
        named.append(stage.name)
        if stage.is_level:
            named += [f"{stage.label} exam", f"{stage.label} license"]
    return " > ".join(named)


def _days(found: tuple[Stage, ...], pace: Pace) -> tuple[int, int] | None:
    """Days to the earliest license and to the latest exam, where they are the same whatever the start is."""
    if not found or (pace.experience_months and any(s.experience for s in found)) or pace.license_first:
        return None
    begin = date(2001, 1, 1)
    legs = schedule(found, pace, begin, None)
    low, last = legs[-1].ends[0], legs[-1].starts[1] if found[-1].is_level else legs[-1].ends[1]
    if low is None or last is None:
        return None
    return (low - begin).days, (last - begin).days


def _end(catalog: Catalog, name: str, state_id: str | None, column: str) -> str:
    """The id of the level or role that a cell names. Raises RowError without the cell's words."""
    if not _known(name, _end_names(catalog, state_id)):
        near = _nearest(fold(name), catalog)
        raise RowError(column, f"there is no such level or role{f'; did you mean {near}?' if near else ''}")
    state = catalog.states[state_id] if state_id is not None else None
    try:
        if column == "level":
            return catalog.level_of(name, state=state)[0].id
    except EmspathError:
        pass
    try:
        return end_of(catalog, name, state, []).id
    except EmspathError:
        raise RowError(
            column, "the name is no level or role that a way starts or ends at, or stands for several"
        ) from None


def _known(name: str, names: frozenset[str]) -> bool:
    return fold(name) in names or fold(singular(name)) in names


@lru_cache(maxsize=8)
def _state_names(catalog: Catalog) -> frozenset[str]:
    return frozenset(
        fold(name) for s in catalog.states.values() for name in (s.id, s.name, s.abbreviation or s.id, *s.aliases)
    )  # fmt: skip


@lru_cache(maxsize=256)
def _end_names(catalog: Catalog, state_id: str | None) -> frozenset[str]:
    """Every name that can stand in a level or goal column, folded; looked up before the slower search."""
    named = [*catalog.levels.values(), *catalog.titles.values(), *catalog.roles.values()]
    names = {fold(n) for entity in named for n in (entity.id, entity.name, entity.abbreviation or "", *entity.aliases)}
    if state_id is not None:
        names.update(fold(n) for local in catalog.states[state_id].levels for n in (local.name, *local.aliases))
    return frozenset(names - {""}) | frozenset(fold(a.name) for a in catalog.ambiguities)


def _nearest(folded: str, catalog: Catalog) -> str | None:
    """The ladder level whose name comes nearest."""
    from rapidfuzz import fuzz, process

    labels = {fold(n): label(level) for level in catalog.levels.values() for n in (level.name, level.abbreviation or "", *level.aliases) if n}  # fmt: skip
    best = process.extractOne(folded[:60], list(labels), scorer=fuzz.ratio, score_cutoff=70)
    return labels[best[0]] if best else None


# --- totals


class Total(Struct, frozen=True, kw_only=True):
    """The people with one goal in one state."""

    goal: Annotated[str, Meta(description="The goal's id; `error` for the rows that could not be advised on")]
    state: str | None
    people: int
    with_problems: int
    renewals_due: Annotated[int, Meta(description="People whose certification has a known expiry")]
    earliest_finish: Moment
    latest_finish: Moment


class SummaryQuery(Struct, frozen=True, kw_only=True):
    """What the totals rest on; the roster itself is not told."""

    as_of: date
    hours_per_week: Number
    state: str | None


class AdviseAnswer(Answer, frozen=True, kw_only=True):
    """The totals of a roster in their envelope, by goal and state."""

    kind: Literal["advise"] = "advise"
    query: SummaryQuery
    answer: tuple[Total, ...]


class Totals:
    """Counts advices as they pass."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str | None], list[int]] = {}
        self._days: dict[tuple[str, str | None], tuple[Moment, Moment]] = {}
        self.people = 0
        self.errors = 0

    def add(self, advice: Advice) -> None:
        """Count one advice."""
        self.people += 1
        if advice.status == "error":
            self.errors += 1
        key = (advice.goal or "error", advice.state)
        counts = self._counts.setdefault(key, [0, 0, 0])
        counts[0] += 1
        counts[1] += bool(advice.problems)
        counts[2] += advice.renewal_due is not None
        low, high = self._days.get(key, (None, None))
        if advice.earliest_finish is not None and (low is None or advice.earliest_finish < low):
            low = advice.earliest_finish
        if advice.latest_finish is not None and (high is None or advice.latest_finish > high):
            high = advice.latest_finish
        self._days[key] = low, high

    def answer(self, catalog: Catalog, settings: Settings) -> AdviseAnswer:
        """The totals, the ladder's goals first and by state within each."""
        order = {id_: place for place, id_ in enumerate((*catalog.levels, "error"))}
        keys = sorted(self._counts, key=lambda k: (order.get(k[0], len(order) - 1.5), k[0], k[1] or ""))
        rows = tuple(
            Total(
                goal=key[0], state=key[1], people=self._counts[key][0], with_problems=self._counts[key][1],
                renewals_due=self._counts[key][2], earliest_finish=self._days[key][0], latest_finish=self._days[key][1],
            )
            for key in keys
        )  # fmt: skip
        query = SummaryQuery(as_of=settings.as_of, hours_per_week=settings.hours_per_week, state=settings.state)
        return AdviseAnswer(query=query, answer=rows, **Ledger(catalog).envelope([practice_note(catalog)]))


__all__ = [
    "FIELDS",
    "Advice",
    "Adviser",
    "Person",
    "RowError",
    "Settings",
    "Totals",
    "advise",
    "advise_all",
    "query_of",
]
