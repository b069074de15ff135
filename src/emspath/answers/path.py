"""The way from one level or role to another: `path`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Final, Literal

from msgspec import Meta
from msgspec.structs import replace

from emspath.answers.base import (
    Answer,
    FactView,
    Ledger,
    Number,
    Range,
    Struct,
    fact_view,
    office_notes,
    practice_note,
)
from emspath.answers.programs import Offer, offers
from emspath.catalog import Catalog, Located, headline, kind_of, label, span
from emspath.errors import NotFoundError, QuestionError
from emspath.model import Entity, Level, State, Step, Title
from emspath.names import fold

NOTHING: Final = "none"
_MOST_ROUTES: Final = 6
_STARTERS: Final = frozenset(("none", "nothing", "zero", "start", "scratch", "beginner", "highschool"))


class Hours(Struct, frozen=True, kw_only=True):
    """A running total: null where a part is unknown."""

    min: Number | None
    max: Number | None


class Need(Struct, frozen=True, kw_only=True):
    """Something a step asks for."""

    label: str
    text: str
    fact: str | None
    sources: tuple[str, ...]
    reach: str | None
    where: str | None
    trust: str | None
    disputed: bool
    owner: str | None


class StepView(Struct, frozen=True, kw_only=True):
    """One step: a course, an exam, a licence, a bridge."""

    id: str
    kind: Literal["course", "exam", "licence", "bridge"]
    name: str
    hours: Range | None
    hours_reach: Annotated[
        str | None, Meta(description="Whether the hours are national, a state's minimum or one program's")
    ]
    state_hours: Range | None
    length: Annotated[str | None, Meta(description="Weeks or months that sources give")]
    needs: tuple[Need, ...]
    sources: tuple[str, ...]
    total: Hours


class Route(Struct, frozen=True, kw_only=True):
    """A way from start to goal; `hours` is null at an end where a step's hours are unknown."""

    id: str
    name: str
    recommended: bool
    steps: tuple[StepView, ...]
    through: tuple[str, ...]
    hours: Hours
    remarks: tuple[FactView, ...]


class Rung(Struct, frozen=True, kw_only=True):
    """A level of the ladder, for the picture."""

    id: str
    label: str
    name: str
    place: Literal["below", "start", "between", "goal", "above"]
    hours: Range | None
    on_top: bool
    """Whether the hours come on top of the level below."""


class Progression(Struct, frozen=True, kw_only=True):
    """The routes, the recommended one first; none with a reason when there is no way."""

    start: str
    goal: str
    start_name: str
    goal_name: str
    routes: tuple[Route, ...]
    reason: str | None
    ladder: tuple[Rung, ...]
    programs: tuple[Offer, ...]


class PathQuery(Struct, frozen=True, kw_only=True):
    """What was asked."""

    start: str
    goal: str
    state: str | None = None


class PathAnswer(Answer, frozen=True, kw_only=True):
    """A progression in its envelope."""

    kind: Literal["path"] = "path"
    query: PathQuery
    answer: Progression


def path(catalog: Catalog, start: str | None, goal: str, *, state: State | None = None) -> PathAnswer:
    """The ways from `start` (nothing when None) to `goal`.

    The recommended route is the one of the usual steps; the others follow by number of steps. Each level on the
    way asks for a course, the national exam and the state licence, in this order. Raises NotFoundError for an
    unknown name, QuestionError when the names cannot stand at the ends of a way.
    """
    ledger = Ledger(catalog)
    notes: list[str] = []
    first = NOTHING if start is None or is_nothing(start) else end_of(catalog, start, state, notes).id
    last = end_of(catalog, goal, state, notes)
    routes = [
        _route(catalog, steps, first, ledger, state, recommended=place == 0)
        for place, steps in enumerate(ways_between(catalog, first, last.id))
    ]
    reason = None if routes else _reason(catalog, first, last)
    notes.append(practice_note(catalog, state))
    taught = {id_ for route in routes for id_ in route.through}
    for route in routes:
        if any(step.hours_reach == "program" for step in route.steps):
            notes.append("Hours marked 'single programs' are what particular schools ask, not a national figure.")
    return PathAnswer(
        query=PathQuery(start=start or NOTHING, goal=goal, state=state.abbreviation if state else None),
        answer=Progression(
            start=first,
            goal=last.id,
            start_name="no certification" if first == NOTHING else label(catalog.get(first)),
            goal_name=label(last),
            routes=tuple(routes),
            reason=reason,
            ladder=_ladder(catalog, first, last.id),
            programs=offers(catalog, taught, ledger, state),
        ),
        **ledger.envelope([*notes, *office_notes(catalog, state)]),
    )


def is_nothing(name: str) -> bool:
    return "".join(c for c in name.casefold() if c.isalnum()) in _STARTERS


def end_of(catalog: Catalog, name: str, state: State | None, notes: list[str]) -> Entity:
    """The level or role that stands at one end of a way."""
    if is_nothing(name):
        raise QuestionError(
            "no certification cannot be the goal of a path", "Name a level, for example: emspath path paramedic"
        )
    found = catalog.find(name, state=state)
    usable = [m.entity for m in found.meanings if kind_of(m.entity) in ("level", "role")]
    if len(usable) == 1:
        if found.meanings[0].local is not None and state is not None:
            notes.append(f"{found.meanings[0].local.name} is the {state.name} name for {label(usable[0])}.")
        return usable[0]
    if any(isinstance(m.entity, Title) for m in found.meanings):
        level, remark = catalog.level_of(name, state=state)
        if remark:
            notes.append(remark + ".")
        return level
    entity = found.meanings[0].entity
    raise QuestionError(
        f"{label(entity)} is no level or role that a path can lead to: it is a {kind_of(entity)}",
        "Name a level or a role, for example: emspath path emt paramedic",
    )


def ways_between(catalog: Catalog, start: str, goal: str) -> list[tuple[Step, ...]]:
    """Every way without a circle, the one of usual ladder steps first, then by length."""
    ways: list[tuple[Step, ...]] = []

    def walk(at: str, taken: tuple[Step, ...], seen: frozenset[str]) -> None:
        if at == goal:
            ways.append(taken)
            return
        for step in catalog.steps.values():
            if at in step.start and step.end not in seen and not _detour(step, at, taken):
                walk(step.end, (*taken, step), seen | {step.end})

    walk(start, (), frozenset((start,)))
    ways = [way for way in ways if way]
    return sorted(ways, key=lambda way: (sum(not step.usual for step in way), len(way)))[:_MOST_ROUTES]


def _detour(step: Step, at: str, taken: Sequence[Step]) -> bool:
    """Whether a bridge would be taken by somebody who did not start from the role it is meant for."""
    return step.kind == "bridge" and bool(taken) and at not in ("emr", "emt", "aemt", "paramedic")


def _reason(catalog: Catalog, start: str, goal: Entity) -> str:
    """Why there is no way."""
    if start == goal.id:
        return f"{label(goal)} is where you are already."
    here = "no certification" if start == NOTHING else label(catalog.get(start))
    origin = catalog.levels.get(start)
    if origin is not None and isinstance(goal, Level) and origin.rank > goal.rank:
        return f"{label(goal)} stands below {here} on the ladder, so there is nothing to climb."
    return f"The sources read describe no way from {here} to {label(goal)}; there may be one that they do not cover."


def _route(
    catalog: Catalog, steps: Sequence[Step], start: str, ledger: Ledger, state: State | None, *, recommended: bool
) -> Route:
    views: list[StepView] = []
    low: Number | None = 0
    high: Number | None = 0
    remarks: list[FactView] = []
    at = start
    for step in steps:
        for view in _step_views(catalog, step, at, ledger, state):
            if view.kind in ("course", "bridge"):
                low = None if low is None or view.hours is None else low + view.hours.min
                high = None if high is None or view.hours is None else high + view.hours.max
            views.append(_with_total(view, Hours(min=low, max=high)))
        remarks += [
            fact_view(located, ledger)
            for located in _step_facts(catalog, step)
            if located.fact.topic.partition(".")[0] in ("what", "training", "licence") and step.kind == "ladder"
        ]
        at = step.end
    through = tuple(step.end for step in steps)
    names = [label(catalog.get(id_)) for id_ in through]
    return Route(
        id=">".join((start, *through)),
        name=" → ".join(([] if start == NOTHING else [label(catalog.get(start))]) + names),
        recommended=recommended,
        steps=tuple(views),
        through=through,
        hours=Hours(min=low, max=high),
        remarks=tuple(remarks),
    )


def _with_total(view: StepView, total: Hours) -> StepView:
    return replace(view, total=total)


def _step_facts(catalog: Catalog, step: Step) -> list[Located]:
    return [catalog.fact(f"{step.id}.{fact.topic}") for fact in step.facts]


def _step_views(catalog: Catalog, step: Step, at: str, ledger: Ledger, state: State | None) -> Iterator[StepView]:
    """A ladder step as course, exam and licence; a bridge, or what leads to a role, as one step, with exam and licence when it ends on a level."""
    end = catalog.get(step.end)
    facts = catalog.facts(end, state=state)
    own = _step_facts(catalog, step)
    if step.kind == "bridge":
        yield _view(catalog, step.id, "bridge", step.name, own, own, ledger, None)
    elif not isinstance(end, Level):
        yield _view(catalog, f"{step.end}.course", "course", step.name, own, own, ledger, None)
    else:
        beyond = at in catalog.levels
        hours = course_hours(facts, beyond=beyond and step.end == "aemt")
        asked = _of(facts, "prerequisites")
        needs = [
            *asked,
            *(f for f in _of(own, "prerequisites") if f.fact.topic not in {one.fact.topic for one in asked}),
        ]
        needs += [
            f for f in facts if f.fact.topic in ("training.clinical", "training.accreditation") and f.state is None
        ]
        minimum = next(
            (f for f in facts if f.state and f.fact.topic == "licence.hours" and f.fact.level == step.end), None
        )
        yield _view(
            catalog,
            f"{step.end}.course",
            "course",
            f"{label(end)} course",
            [hours] if hours else [],
            needs,
            ledger,
            minimum,
            facts,
        )
    if isinstance(end, Level):
        exam = [
            f
            for f in facts
            if f.topic.id
            in (
                "exam.format",
                "exam.items",
                "exam.time",
                "exam.fee",
                "exam.skills",
                "exam.attempts",
                "exam.result-validity",
            )
        ]
        yield _view(
            catalog,
            f"{step.end}.exam",
            "exam",
            f"National certification exam (NREMT), {label(end)}",
            [],
            exam,
            ledger,
            None,
        )
        licence = [
            f
            for f in facts
            if f.topic.id == "licence.rule"
            or (
                f.state
                and f.topic.id.startswith("licence.")
                and f.topic.id in _LICENCE
                and f.fact.level in (None, step.end)
            )
        ]
        level_own = {
            f.topic.id for f in licence if f.state and f.fact.level == step.end and headline(f.fact) is not None
        }
        licence = [
            f
            for f in licence
            if f.fact.level or f.topic.id not in level_own or f.topic.id not in ("licence.nremt", "licence.age")
        ]
        whose = f"{state.name} license" if state else "State license"
        yield _view(
            catalog, f"{step.end}.licence", "licence", f"{whose}, {_called(end, state)}", [], licence, ledger, None
        )


def _called(level: Level, state: State | None) -> str:
    """A level's name, with the state's own behind it where that is another."""
    own = [local.name for local in state.levels if local.maps_to == level.id] if state else []
    others = [name for name in own if fold(name) not in (fold(label(level)), fold(level.name))]
    return f"{label(level)} ({', '.join(others)})" if others else label(level)


_LICENCE: Final = ("licence.nremt", "licence.age", "licence.requirements", "licence.fee", "licence.processing")


def _of(facts: Sequence[Located], section: str) -> list[Located]:
    return [f for f in facts if f.fact.topic.startswith(section + ".") and f.state is None]


def course_hours(facts: Sequence[Located], *, beyond: bool) -> Located | None:
    """The fact with a course's hours: on top of the level before where the course is counted so, else the whole."""
    for topic in ("training.hours-beyond", "training.hours") if beyond else ("training.hours",):
        found = next((f for f in facts if f.fact.topic == topic and f.state is None and span(f.fact)), None)
        if found is not None:
            return found
    return None


def _view(
    catalog: Catalog,
    id_: str,
    kind: Literal["course", "exam", "licence", "bridge"],
    name: str,
    hours_from: Sequence[Located],
    needs_from: Sequence[Located],
    ledger: Ledger,
    minimum: Located | None,
    all_facts: Sequence[Located] = (),
) -> StepView:
    hours: Range | None = None
    reach: str | None = None
    cited: list[str] = []
    for located in hours_from:
        whole = span(located.fact)
        first = headline(located.fact)
        if whole is not None and whole[2] == "hours" and first is not None:
            hours, reach = Range(min=whole[0], max=whole[1]), first.reach
            cited += [
                s for r in located.fact.readings if r.superseded is None and r.reach == first.reach for s in r.sources
            ]
            break
    state_hours = None
    asked = headline(minimum.fact) if minimum is not None else None
    if asked is not None and asked.min is not None and asked.max is not None:
        state_hours = Range(min=asked.min, max=asked.max)
        cited += asked.sources
    length = _length([*all_facts, *needs_from], ledger)
    needs = tuple(
        need
        for located in needs_from
        if located.fact.topic not in ("training.hours", "training.weeks", "training.months")
        for need in _needs(located, ledger)
    )
    sources = dict.fromkeys([*cited, *(source for need in needs for source in need.sources)])
    return StepView(
        id=id_, kind=kind, name=name, hours=hours, hours_reach=reach, state_hours=state_hours, length=length,
        needs=needs, sources=ledger.cite(sources), total=Hours(min=None, max=None),
    )  # fmt: skip


def _length(facts: Sequence[Located], ledger: Ledger) -> str | None:
    """The calendar length that sources give, a national figure before one program's, which is named."""
    lengths = [
        fact_view(located, ledger)
        for topic in ("training.months", "training.weeks", "training.semesters")
        for located in facts
        if located.fact.topic == topic and located.state is None and span(located.fact) is not None
    ]
    lengths = [view for view in lengths if view.value is not None]
    best = next((view for view in lengths if view.reach == "national"), next(iter(lengths), None))
    if best is None:
        return None
    return f"{best.text} (one {best.reach}: {best.where})" if best.where else best.text


def _needs(located: Located, ledger: Ledger) -> list[Need]:
    """What a fact asks: its headline; of a state's conditions and fees, which stand side by side, every one."""
    if located.fact.topic not in ("licence.requirements", "licence.fee"):
        return [_need(located, ledger)]
    return [
        replace(
            _need(replace(located, fact=replace(located.fact, readings=(reading,))), ledger),
            text=reading.says,
        )
        for reading in located.fact.readings
        if reading.superseded is None
    ]


def _need(located: Located, ledger: Ledger) -> Need:
    view = fact_view(located, ledger)
    return Need(
        label=view.label, text=view.text if view.known else f"unknown: {view.says}", fact=view.id,
        sources=view.sources, reach=view.reach, where=view.where, trust=view.trust, disputed=view.disputed, owner=view.owner,
    )  # fmt: skip


def _ladder(catalog: Catalog, start: str, goal: str) -> tuple[Rung, ...]:
    """The whole ladder, lowest first, with the place of each level on the way."""
    levels = list(catalog.levels.values())
    ranks: dict[str, int] = {level.id: level.rank for level in levels}
    low, high = ranks.get(start, 0), ranks.get(goal, levels[-1].rank if levels else 0)
    rungs = []
    for level in levels:
        if level.id == goal:
            place = "goal"
        elif level.id == start:
            place = "start"
        else:
            place = "below" if level.rank < low else "above" if level.rank > high else "between"
        hours = course_hours(catalog.facts(level), beyond=level.id == "aemt")
        whole = span(hours.fact) if hours else None
        rungs.append(
            Rung(
                id=level.id, label=label(level), name=level.name, place=place,  # type: ignore[arg-type]
                hours=Range(min=whole[0], max=whole[1]) if whole else None,
                on_top=hours is not None and hours.fact.topic == "training.hours-beyond",
            )
        )  # fmt: skip
    return tuple(rungs)


__all__ = ["NotFoundError", "PathAnswer", "Progression", "Route", "StepView", "path"]
