"""A path with dates: `plan`.

What takes how long comes from `stages`, which also lays it on the calendar. Every length is a range and stays one;
a length that no source gives leaves each date after it unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Any, Final, Literal

from msgspec import Meta

from emspath.answers.base import Answer, FactView, Ledger, Number, Range, Struct, amount_text, fact_view, practice_note
from emspath.answers.path import NOTHING, end_of, is_nothing
from emspath.answers.stages import (
    DEFAULT_HOURS,
    FIRST_DAY,
    LAST_DAY,
    Leg,
    Moment,
    Pace,
    Season,
    Stage,
    add_up,
    chain,
    check_hours,
    day_text,
    in_weeks,
    months_after,
    schedule,
    stages,
    state_fact,
    step_id,
    years_after,
)
from emspath.catalog import Catalog, Located, headline, label, span
from emspath.errors import QuestionError
from emspath.model import Level, State
from emspath.wording import listed


class Dates(Struct, frozen=True, kw_only=True):
    """The earliest and the latest day; null where it is not known."""

    earliest: Moment
    latest: Moment


class Cost(Struct, frozen=True, kw_only=True):
    """What a step costs, as a source gives it."""

    step: str
    label: str
    text: str
    amount: Range | None
    counted: Annotated[bool, Meta(description="Whether it is part of the fees added up")]
    fact: str | None
    sources: tuple[str, ...]


class PlanStep(Struct, frozen=True, kw_only=True):
    """A step with its days: it starts and ends on some day of each range."""

    id: str
    kind: Literal["course", "bridge", "exam", "licence", "experience"]
    name: str
    level: str
    hours: Range | None
    hours_from: Annotated[
        str | None, Meta(description="national, state, program, overlay program or yours: whose figure the hours are")
    ]
    weeks: Range | None
    start: Dates
    end: Dates
    by: Annotated[Dates, Meta(description="The last day on which it still counts, as far as a source says")]
    after: tuple[str, ...]
    beside: Annotated[tuple[str, ...], Meta(description="The steps that may run at the same time")]
    critical: Annotated[bool, Meta(description="Whether a delay here delays the end")]
    length: Annotated[str | None, Meta(description="A calendar length that sources state; it is not counted with")]
    facts: tuple[FactView, ...]
    sources: tuple[str, ...]


class AgeGate(Struct, frozen=True, kw_only=True):
    """An age that is asked, and the day on which it is reached."""

    id: str
    level: str
    what: str
    age: int | None
    known: bool
    reached: Moment
    delays: Annotated[bool, Meta(description="Whether it holds up the license in this plan")]
    text: str
    fact: str | None
    sources: tuple[str, ...]


class RenewalDue(Struct, frozen=True, kw_only=True):
    """A renewal of a national certification that falls, or may fall, inside the plan."""

    level: str
    name: str
    known: Annotated[bool, Meta(description="Whether the year is known; else `candidates` has the days it may be")]
    opens: Moment
    expires: Moment
    late_until: Moment
    candidates: tuple[date, ...]
    text: str
    sources: tuple[str, ...]


class Assumption(Struct, frozen=True, kw_only=True):
    """Something that the dates rest on and no source settles, with the option that sets it."""

    id: str
    text: str
    option: str | None


class Remark(Struct, frozen=True, kw_only=True):
    """Something to look into, with where it comes from."""

    text: str
    fact: str | None
    sources: tuple[str, ...]


class Timeline(Struct, frozen=True, kw_only=True):
    """The dated plan."""

    start: str
    goal: str
    start_name: str
    goal_name: str
    route: str
    begin: date
    finish: Annotated[Dates, Meta(description="When the goal's license, or a role's course, can be in hand")]
    hours: Range | None
    weeks: Range | None
    steps: tuple[PlanStep, ...]
    critical_path: tuple[str, ...]
    ages: tuple[AgeGate, ...]
    renewals: tuple[RenewalDue, ...]
    costs: tuple[Cost, ...]
    fees: Annotated[
        Range | None,
        Meta(description="Exam fees added up, one attempt each; null when one is unknown or none is taken"),
    ]
    assumptions: tuple[Assumption, ...]
    unknown: tuple[str, ...]
    problems: tuple[Remark, ...]


class PlanQuery(Struct, frozen=True, kw_only=True):
    """What was asked; hashable, so that equal questions can share one answer."""

    start: str = NOTHING
    goal: str
    begin: date
    hours_per_week: Number = DEFAULT_HOURS
    state: str | None = None
    born: Moment = None
    expires: Moment = None
    via: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    exam_weeks: int = 0
    license_weeks: int | None = None
    weeks_between: int = 0
    experience_months: int = 0
    license_first: bool = False
    course_hours: tuple[tuple[str, Number], ...] = ()


class PlanAnswer(Answer, frozen=True, kw_only=True):
    """A plan in its envelope."""

    kind: Literal["plan"] = "plan"
    query: PlanQuery
    answer: Timeline


def plan(catalog: Catalog, query: PlanQuery) -> PlanAnswer:
    """The recommended route from `query.start` to `query.goal` on the calendar.

    With `via`, the route is the first one through these levels. A course ends `hours / hours_per_week` weeks, rounded
    up, after it starts; the next one starts once the level before is certified. Raises NotFoundError for an unknown
    name, QuestionError for dates or settings that cannot be, or when there is no way to the goal.
    """
    ledger = Ledger(catalog)
    notes: list[str] = []
    check_query(query)
    state = catalog.state(query.state) if query.state is not None else None
    start = NOTHING if is_nothing(query.start) else end_of(catalog, query.start, state, notes).id
    goal = end_of(catalog, query.goal, state, notes).id
    via = tuple(catalog.level_of(name, state=state)[0].id for name in query.via)
    hours = tuple((catalog.level_of(name, state=state)[0].id, number) for name, number in query.course_hours)
    found = stages(catalog, start, goal, state.id if state else None, via, query.programs, hours)
    if query.expires is not None and start not in catalog.levels:
        raise QuestionError("an expiry date needs the level that expires", "Add --from with the level held now")
    pace = Pace(
        query.hours_per_week, query.exam_weeks, query.license_weeks,
        query.weeks_between, query.experience_months, query.license_first,
    )  # fmt: skip
    legs = schedule(found, pace, query.begin, query.born)
    notes.append(practice_note(catalog, state))
    return PlanAnswer(
        query=query,
        answer=_Layout(catalog, query, found, pace, legs, start, state, ledger).timeline(),
        **ledger.envelope(notes),
    )


# --- checking what was asked


def check_query(query: PlanQuery) -> None:
    """Refuse dates and settings that cannot be. Raises QuestionError."""
    check_hours(query.hours_per_week)
    check_day(query.begin, "the start")
    if query.born is not None:
        if query.born > query.begin:
            raise QuestionError("the birth date lies after the start", "Check --born and --start")
        if query.born < date(1900, 1, 1):
            raise QuestionError("the birth date lies before 1900", "Check --born")
    if query.expires is not None:
        check_day(query.expires, "the expiry")
        if query.begin > query.expires:
            raise QuestionError(
                f"the start ({query.begin}) lies after the expiry ({query.expires})",
                "A lapsed certification has to be regained first; see `emspath renew`",
            )
    limits = (
        ("exam weeks", query.exam_weeks, 520), ("license weeks", query.license_weeks or 0, 520),
        ("weeks between steps", query.weeks_between, 520), ("experience months", query.experience_months, 600),
    )  # fmt: skip
    for name, number, most in limits:
        if not 0 <= number <= most:
            raise QuestionError(f"{number} {name} cannot be planned with", f"Give 0 to {most}")
    for name, hours in query.course_hours:
        if not 1 <= hours <= 10000:
            raise QuestionError(f"{hours:g} hours cannot be the length of a course ({name})", "Give 1 to 10000")


def check_day(day: date, name: str) -> None:
    """Refuse days that nobody plans with. Raises QuestionError."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise QuestionError(
            f"{name} ({day}) is no day to plan with", f"Give a day from {FIRST_DAY.year} to {LAST_DAY.year}"
        )


# --- the answer


_EXAM_FACTS: Final = (
    "exam.fee", "exam.attempts", "exam.wait", "exam.remediation", "exam.authorization", "exam.result-validity",
    "exam.skills",
)  # fmt: skip
_COURSE_FACTS: Final = (
    "prerequisites.certification", "prerequisites.cpr", "prerequisites.background-check", "prerequisites.health",
    "prerequisites.education", "training.clinical", "training.validity",
)  # fmt: skip
_LICENCE_FACTS: Final = (
    "licence.nremt", "licence.age", "licence.requirements", "licence.fee", "licence.processing",
)  # fmt: skip


_MOST_ROUNDS: Final = 12


class _Layout:
    """Turns a schedule into the answer: facts, ages, costs, renewals, and what it all rests on."""

    def __init__(
        self, catalog: Catalog, query: PlanQuery, found: tuple[Stage, ...], pace: Pace, legs: tuple[Leg, ...],
        start: str, state: State | None, ledger: Ledger,
    ) -> None:  # fmt: skip
        self.catalog, self.query, self.found, self.pace, self.legs = catalog, query, found, pace, legs
        self.start, self.state, self.ledger = start, state, ledger
        self.facts = {stage.id: catalog.facts(catalog.get(stage.id), state=state) for stage in found}
        self.own = {
            stage.id: [catalog.fact(f"{stage.step}.{f.topic}") for f in catalog.steps[stage.step].facts] for stage in found
        }  # fmt: skip
        self.finish = legs[-1].ends

    def timeline(self) -> Timeline:
        names = ([] if self.start == NOTHING else [label(self.catalog.get(self.start))]) + [s.label for s in self.found]
        critical = chain(self.found, self.pace, self.legs, self.query.born)
        costs = tuple(self._costs())
        low: Moment
        low, high = self.finish
        return Timeline(
            start=self.start,
            goal=self.found[-1].id,
            start_name="no certification" if self.start == NOTHING else names[0],
            goal_name=self.found[-1].label,
            route=" → ".join(names),
            begin=self.query.begin,
            finish=Dates(earliest=low, latest=high),
            hours=add_up(stage.hours for stage in self.found),
            weeks=in_weeks(self.query.begin, low, high),
            steps=tuple(self._steps(critical)),
            critical_path=critical,
            ages=tuple(self._ages()),
            renewals=tuple(self._renewals()),
            costs=costs,
            fees=add_up(fees) if (fees := [cost.amount for cost in costs if cost.counted]) else None,
            assumptions=tuple(self._assumptions()),
            unknown=tuple(dict.fromkeys(self._unknown())),
            problems=tuple(self._problems()),
        )

    def _view(self, located: Located) -> FactView:
        return fact_view(located, self.ledger)

    def _national(self, stage: Stage) -> list[Located]:
        """The national facts about the level and the step's own; a bridge's course has only its own."""
        own = self.own[stage.id]
        level = [
            f
            for f in self.facts[stage.id]
            if f.state is None
            and not (
                stage.kind == "bridge"
                and f.fact.topic.startswith(("training.", "prerequisites."))
                and f.fact.topic != "prerequisites.age"
            )
        ]
        return [*own, *level] if stage.kind == "bridge" else [*level, *own]

    def _fact(self, stage: Stage, topic: str) -> Located | None:
        """The first of these facts on a topic."""
        return next((f for f in self._national(stage) if f.fact.topic == topic), None)

    def _steps(self, critical: Sequence[str]) -> Iterator[PlanStep]:
        before: tuple[str, ...] = ()
        licence_before: tuple[str, ...] = ()
        for place, leg in enumerate(self.legs):
            stage = self.found[leg.stage]
            id_ = step_id(stage, leg)
            after = licence_before if leg.kind == "experience" else before
            if leg.kind == "course" and self.pace.license_first and licence_before:
                after = tuple(dict.fromkeys((*before, *licence_before)))
            view = self._step(leg, stage, id_, after, critical, self.legs[place + 1 :])
            if leg.kind == "licence":
                licence_before = (id_,)
            else:
                before = (id_,)
            yield view

    def _step(
        self, leg: Leg, stage: Stage, id_: str, after: tuple[str, ...], critical: Sequence[str], rest: Sequence[Leg]
    ) -> PlanStep:
        kind: Literal["course", "bridge", "exam", "licence", "experience"] = leg.kind
        hours, hours_from, weeks, length = None, None, None, None
        sources: tuple[str, ...] = ()
        by = Dates(earliest=None, latest=None)
        beside: tuple[str, ...] = ()
        topics: tuple[str, ...] = ()
        if leg.kind == "course":
            kind = stage.kind
            name, topics, sources = stage.name, _COURSE_FACTS, self.ledger.cite(stage.sources)
            hours, hours_from = stage.hours, stage.hours_from
            weeks, length = stage.course_weeks(self.pace.hours_per_week), self._length(stage)
        elif leg.kind == "experience":
            name, topics = f"Work before the {stage.name}", ("prerequisites.experience",)
        elif leg.kind == "exam":
            name, topics = f"National certification exam (NREMT), {stage.label}", _EXAM_FACTS
            months = self._months(stage, "training.validity")
            by = (
                Dates(earliest=months_after(leg.starts[0], months), latest=months_after(leg.starts[1], months))
                if months
                else by
            )
        else:
            whose = f"{self.state.name} license" if self.state else "State license"
            name = f"{whose}, {stage.label}"
            if id_ not in critical:
                beside = tuple(step_id(self.found[other.stage], other) for other in rest if other.kind == "course")[:1]
        facts = [self._view(f) for f in self._chosen(stage, topics)] if leg.kind != "licence" else self._licence(stage)
        return PlanStep(
            id=id_, kind=kind, name=name, level=stage.id, hours=hours, hours_from=hours_from, weeks=weeks,
            start=Dates(earliest=leg.starts[0], latest=leg.starts[1]),
            end=Dates(earliest=leg.ends[0], latest=leg.ends[1]), by=by, after=after, beside=beside,
            critical=id_ in critical, length=length, facts=tuple(facts), sources=sources,
        )  # fmt: skip

    def _chosen(self, stage: Stage, topics: Sequence[str]) -> list[Located]:
        chosen = [f for f in self._national(stage) if f.fact.topic in topics]
        return sorted(chosen, key=lambda f: topics.index(f.fact.topic))

    def _licence(self, stage: Stage) -> list[FactView]:
        return [
            self._view(f) for f in self.facts[stage.id]
            if f.state is not None and f.fact.topic in _LICENCE_FACTS and f.fact.level in (stage.id, None)
        ]  # fmt: skip

    def _length(self, stage: Stage) -> str | None:
        for topic in ("training.weeks", "training.months", "training.semesters"):
            located = self._fact(stage, topic)
            if located is not None and headline(located.fact) is not None:
                return self._view(located).text
        return None

    def _months(self, stage: Stage, topic: str) -> int | None:
        located = self._fact(stage, topic)
        first = headline(located.fact) if located is not None else None
        return int(first.min) if first is not None and first.unit == "months" and first.min is not None else None

    # ages

    def _ages(self) -> Iterator[AgeGate]:
        for leg in self.legs:
            stage = self.found[leg.stage]
            if leg.kind != "licence":
                continue
            national = self._fact(stage, "prerequisites.age")
            if national is not None:
                view = self._view(national)
                yield AgeGate(
                    id=f"{stage.id}.age-national", level=stage.id, what=f"{stage.label} national certification",
                    age=None, known=False, reached=None, delays=False,
                    text=national.fact.dispute or national.fact.unknown or view.says, fact=national.id,
                    sources=view.sources,
                )  # fmt: skip
            yield self._state_age(stage, leg)

    def _state_age(self, stage: Stage, leg: Leg) -> AgeGate:
        common: dict[str, Any] = {"id": f"{stage.id}.age", "level": stage.id}
        if self.state is None:
            return AgeGate(
                **common, what=f"{stage.label} license", age=None, known=False, reached=None, delays=False,
                text="Each state sets its own age.", fact=None, sources=(),
            )  # fmt: skip
        what = f"{self.state.name} license, {stage.label}"
        about = [f for f in self.facts[stage.id] if f.state is not None]
        located = state_fact(about, "licence.age", stage.id)
        if located is None:
            blank = next((f for f in about if f.fact.topic == "licence.age" and f.fact.unknown), None)
            said = blank.fact.unknown if blank is not None else f"Nothing is known of {self.state.name}'s minimum age."
            return AgeGate(
                **common, what=what, age=None, known=False, reached=None, delays=False, text=said or "",
                fact=blank.id if blank else None, sources=(),
            )  # fmt: skip
        view = self._view(located)
        born = self.query.born
        reached = years_after(born, stage.age) if born is not None and stage.age is not None else None
        first = leg.starts[0]
        return AgeGate(
            **common, what=what, age=stage.age, known=True, reached=reached,
            delays=reached is not None and first is not None and reached > first, text=view.says, fact=located.id,
            sources=view.sources,
        )  # fmt: skip

    # costs

    def _costs(self) -> Iterator[Cost]:
        for leg in self.legs:
            stage = self.found[leg.stage]
            if leg.kind == "course":
                yield self._tuition(stage, step_id(stage, leg))
            elif leg.kind == "exam":
                yield self._cost(
                    self._fact(stage, "exam.fee"), step_id(stage, leg), f"{stage.label} exam, each attempt", True
                )
            elif leg.kind == "licence" and self.state is not None:
                fee = state_fact([f for f in self.facts[stage.id] if f.state is not None], "licence.fee", stage.id)
                yield self._cost(fee, step_id(stage, leg), f"{self.state.name} license fee, {stage.label}", False)

    def _tuition(self, stage: Stage, id_: str) -> Cost:
        program = self.catalog.programs.get(stage.program or "")
        if program is not None and program.tuition_usd is not None:
            amount = Range(min=program.tuition_usd, max=program.tuition_usd)
            return Cost(
                step=id_, label=f"{stage.name}, {program.name}", text=amount_text(amount.min, amount.max, "USD"),
                amount=amount, counted=False, fact=None, sources=self.ledger.cite(program.sources),
            )  # fmt: skip
        return self._cost(self._fact(stage, "training.cost"), id_, f"{stage.name}, tuition", False)

    def _cost(self, located: Located | None, id_: str, name: str, counted: bool) -> Cost:
        whole = span(located.fact) if located is not None else None
        if located is None or headline(located.fact) is None:
            return Cost(step=id_, label=name, text="unknown", amount=None, counted=counted, fact=located.id if located else None, sources=())  # fmt: skip
        view = self._view(located)
        if whole is None or whole[2] != "USD":
            return Cost(step=id_, label=name, text=view.says, amount=None, counted=counted, fact=view.id, sources=view.sources)  # fmt: skip
        first = headline(located.fact)
        text = amount_text(whole[0], whole[1], "USD")
        if first is not None and first.reach == "program":
            same = [
                r for r in located.fact.readings if r.superseded is None and r.reach == "program" and r.unit == "USD"
            ]
            text += " (single programs)" if len(same) > 1 else f" (one program: {first.where})"
        if name.endswith("tuition") and first is not None:
            view_sources = dict.fromkeys(
                s for r in located.fact.readings if r.superseded is None and r.reach == first.reach for s in r.sources
            )
            sources = self.ledger.cite(view_sources)
        else:
            sources = view.sources
        if not counted and not name.endswith("tuition"):
            text = view.says
        return Cost(
            step=id_, label=name, text=text, amount=Range(min=whole[0], max=whole[1]), counted=counted, fact=view.id,
            sources=sources,
        )  # fmt: skip

    # renewals

    def _renewals(self) -> Iterator[RenewalDue]:
        end = self.finish[1]
        if self.query.expires is not None and (held := self.catalog.levels.get(self.start)) is not None:
            season = Season.of(self.catalog, held)
            day: Moment = self.query.expires
            rounds = 0
            while day is not None and (end is None or day <= end) and rounds < (_MOST_ROUNDS if end else 1):
                yield self._due(held, season, day)
                day = months_after(day, 12 * season.cycle_years) if season.cycle_years else None
                rounds += 1
        for leg in self.legs:
            stage = self.found[leg.stage]
            if leg.kind != "exam" or leg.stage == len(self.found) - 1 or leg.ends[0] is None:
                continue
            level = self.catalog.levels[stage.id]
            season = Season.of(self.catalog, level)
            days: list[date] = []
            first = season.next_expiry(leg.ends[0])
            while first is not None and len(days) < _MOST_ROUNDS and (first <= end if end else len(days) < 2):
                days.append(first)
                first = season.next_expiry(first)
            if days:
                yield self._may_end(level, season, tuple(days))

    def _due(self, level: Level, season: Season, day: date) -> RenewalDue:
        on_day = season.fits(day)
        name = label(level)
        text = f"The {name} national certification ends."
        if not on_day and season.expiry is not None:
            text = (
                f"The {name} certification ends, by the date given; national ones end on {season.expiry_text}, so the "
                "window is not known."
            )
        return RenewalDue(
            level=level.id, name=f"{name} national certification", known=True,
            opens=season.opening(day) if on_day else None, expires=day, late_until=season.late(day) if on_day else None,
            candidates=(), text=text, sources=self.ledger.cite(season.sources),
        )  # fmt: skip

    def _may_end(self, level: Level, season: Season, days: tuple[date, ...]) -> RenewalDue:
        name = label(level)
        cycle = f"are renewed every {amount_text(season.cycle_years, season.cycle_years, 'years')} and " if season.cycle_years else ""  # fmt: skip
        years = [str(day.year) for day in days]
        within = listed(years, "or")
        return RenewalDue(
            level=level.id, name=f"{name} national certification", known=False, opens=None, expires=None,
            late_until=None, candidates=days,
            text=f"{name} national certifications {cycle}end on {season.expiry_text}. In this plan that may be in {within}: no "
            "source read says how the first period is counted, so look at the card.",
            sources=self.ledger.cite(season.sources),
        )  # fmt: skip

    # what it rests on

    def _assumptions(self) -> Iterator[Assumption]:
        query, pace = self.query, self.pace
        yield Assumption(
            id="hours-per-week",
            text=f"{query.hours_per_week:g} course hours a week, every week without a break.", option="--hours-per-week",
        )  # fmt: skip
        yield Assumption(
            id="exam",
            text=(f"The exam is passed {amount_text(pace.exam_weeks, pace.exam_weeks, 'weeks')} after the course"
                  if pace.exam_weeks else "The exam is passed as soon as the course ends") + ", at the first attempt.",
            option="--exam-weeks",
        )  # fmt: skip
        days = [stage.license_days for stage in self.found if stage.is_level]
        if pace.license_weeks is not None:
            yield Assumption(id="license", text=f"A license takes {amount_text(pace.license_weeks, pace.license_weeks, 'weeks')}.", option="--license-weeks")  # fmt: skip
        elif self.state is not None and any(days):
            told = ", ".join(f"{stage.label} {amount_text(stage.license_days.min, stage.license_days.max, 'days')}" for stage in self.found if stage.license_days)  # fmt: skip
            yield Assumption(id="license", text=f"A license takes as long as {self.state.name} tells, in calendar days: {told}.", option="--license-weeks")  # fmt: skip
        else:
            yield Assumption(id="license", text="A license takes no time after the exam; how long it takes is not known.", option="--license-weeks")  # fmt: skip
        if len(self.found) > 1:
            between = amount_text(pace.weeks_between, pace.weeks_between, "weeks") if pace.weeks_between else "no pause"
            yield Assumption(id="between", text=f"Between a step and the next course: {between}.", option="--weeks-between")  # fmt: skip
            yield Assumption(
                id="license-first",
                text="The next course starts once the license before it is in hand." if pace.license_first
                else "The next course starts once the level before it is certified; its license comes meanwhile.",
                option="--license-first",
            )  # fmt: skip
        asked = [stage for stage in self.found if stage.experience]
        if asked:
            months = amount_text(pace.experience_months, pace.experience_months, "months")
            yield Assumption(
                id="experience",
                text=f"{months} of work come before the {asked[0].name}." if pace.experience_months
                else f"No work comes before the {asked[0].name}; some programs ask for it.",
                option="--experience-months",
            )  # fmt: skip
        elif pace.experience_months:
            yield Assumption(id="experience", text="No source asks for work on this way, so none is planned.", option=None)  # fmt: skip
        for stage in self.found:
            if stage.floor is not None and self.state is not None:
                yield Assumption(
                    id=f"{stage.id}.floor",
                    text=f"The {stage.name} has no fewer than the {amount_text(stage.floor, stage.floor, 'hours')} that {self.state.name} asks.",
                    option="--course-hours",
                )  # fmt: skip
            if stage.hours_from == "program":
                yield Assumption(id=f"{stage.id}.hours", text=f"The hours of the {stage.name} are what single programs ask; no national figure is known.", option="--course-hours")  # fmt: skip
            if stage.hours_from == "yours" and stage.hours is not None:
                yield Assumption(id=f"{stage.id}.hours", text=f"The {stage.name} takes {amount_text(stage.hours.min, stage.hours.max, 'hours')}, as you set it.", option="--course-hours")  # fmt: skip
            if stage.program is not None:
                program = self.catalog.programs[stage.program]
                yield Assumption(id=f"{stage.id}.program", text=f"The {stage.name} is {program.name}, {program.provider}.", option="--program")  # fmt: skip

    def _unknown(self) -> Iterator[str]:
        for leg in self.legs:
            stage = self.found[leg.stage]
            if leg.kind == "course":
                if stage.hours is None and stage.weeks is None:
                    yield f"How many hours the {stage.name} takes; so every date after it. Set them with --course-hours, or choose a --program."
                elif stage.starts and leg.starts[1] is None:
                    yield f"When the {stage.name} starts: the program's known starts lie before it could begin."
            elif leg.kind == "licence":
                if self.state is None:
                    yield "The state's age, processing time and own course hours: add --state."
                else:
                    if not stage.age_known:
                        yield f"{self.state.name}'s minimum age for the {stage.label} license."
                    if stage.license_days is None and self.pace.license_weeks is None:
                        yield f"How long {self.state.name} takes for the {stage.label} license; none is counted. Set it with --license-weeks."
        if self.query.born is None and any(stage.age is not None for stage in self.found):
            yield "When the age asked for is reached: add --born."

    def _problems(self) -> Iterator[Remark]:
        state = self.state
        held = (
            {local.maps_to for local in state.levels if local.status != "renewal-only"} if state is not None else set()
        )
        for leg in self.legs:
            stage = self.found[leg.stage]
            if leg.kind == "licence" and state is not None:
                if held and stage.id not in held:
                    yield Remark(
                        text=f"The sources read name no {stage.label} among the levels that {state.name} licenses.",
                        fact=None, sources=self.ledger.cite(dict.fromkeys(s for local in state.levels for s in local.sources)),
                    )  # fmt: skip
                gate = self._state_age(stage, leg)
                if gate.delays and gate.reached is not None:
                    yield Remark(
                        text=f"{state.name} licenses {stage.label} from {gate.age}, reached on {day_text(gate.reached)}; that license waits until then.",
                        fact=gate.fact, sources=gate.sources,
                    )  # fmt: skip
                nremt = state_fact([f for f in self.facts[stage.id] if f.state is not None], "licence.nremt", stage.id)
                first = headline(nremt.fact) if nremt is not None else None
                if nremt is not None and first is not None and first.code == "not-used":
                    yield Remark(text=first.says, fact=nremt.id, sources=self.ledger.cite(first.sources))
            if leg.kind == "course" and stage.program is not None:
                program = self.catalog.programs[stage.program]
                if program.weekly_hours is not None and program.weekly_hours > self.query.hours_per_week:
                    yield Remark(
                        text=f"{program.name} asks {program.weekly_hours:g} hours a week; {self.query.hours_per_week:g} are planned.",
                        fact=None, sources=self.ledger.cite(program.sources),
                    )  # fmt: skip
        expires = self.query.expires
        exam = next((leg for leg in self.legs if leg.kind == "exam"), None)
        if expires is not None and exam is not None and (exam.ends[1] is None or exam.ends[1] > expires):
            yield Remark(
                text=f"The certification held now ends on {day_text(expires)}, before the next exam may be passed: renew it in time.",
                fact=None, sources=(),
            )  # fmt: skip


__all__ = ["PlanAnswer", "PlanQuery", "Timeline", "plan"]
