"""The look-up table of all plans, for joining with a table of people: `plans`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, Literal

from emspath.answers.base import Answer, Ledger, Number, Struct, practice_note
from emspath.answers.path import NOTHING, is_nothing
from emspath.answers.stages import Pace, Stage, add_up, check_hours, in_weeks, license_days, schedule, stages
from emspath.catalog import Catalog
from emspath.errors import QuestionError
from emspath.model import State

USUAL_HOURS: Final = (4, 6, 8, 10, 12, 15, 20, 30, 40)
"""Hours a week for which the table is written unless others are asked."""


class PlanRow(Struct, frozen=True, kw_only=True):
    """One plan without dates: add the weeks to a start date."""

    start: str
    goal: str
    state: str | None
    hours_per_week: Number
    route: str
    next_step: str
    steps: int
    hours_min: Number | None
    hours_max: Number | None
    weeks_min: int | None
    weeks_max: int | None
    days_min: int | None
    """Days from the first day of the first course to the license; a minimum age may add to them."""
    days_max: int | None
    license_days_max: int
    """How many of them the license takes at most, which counts from the birthday where the age is waited for."""
    minimum_age: int | None
    sources: tuple[str, ...]


class PlansQuery(Struct, frozen=True, kw_only=True):
    """What was asked."""

    starts: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    hours_per_week: tuple[Number, ...] = USUAL_HOURS


class PlansAnswer(Answer, frozen=True, kw_only=True):
    """The look-up table in its envelope, by state, start, goal and hours."""

    kind: Literal["plans"] = "plans"
    query: PlansQuery
    answer: tuple[PlanRow, ...]


def plans(catalog: Catalog, query: PlansQuery) -> PlansAnswer:
    """Every plan between levels, nationally and in each state, at each of the hours a week.

    Empty tuples in `query` stand for all. The weeks hold from the first day of the first course to the license of
    the goal, under the usual assumptions of `plan`. Raises NotFoundError, or QuestionError for impossible hours.
    """
    for hours in query.hours_per_week:
        check_hours(hours)
    ledger = Ledger(catalog)
    starts = [NOTHING if is_nothing(name) else catalog.level_of(name)[0].id for name in query.starts] or [NOTHING, *map(str, catalog.levels)]  # fmt: skip
    goals: list[str] = [catalog.level_of(name)[0].id for name in query.goals]
    goals = goals or list(catalog.levels)
    states: list[State | None] = [catalog.state(name) for name in query.states] or [None, *catalog.states.values()]
    rows = []
    for state in states:
        for start in starts:
            for goal in goals:
                if start == goal or (start != NOTHING and catalog.levels[start].rank > catalog.levels[goal].rank):
                    continue
                found = stages(catalog, start, goal, state.id if state else None)
                rows += [plan_row(start, found, state, hours) for hours in query.hours_per_week]
    if not rows:
        raise QuestionError("no plan fits: each goal is at or below each start", "Name a higher goal")
    ledger.cite(dict.fromkeys(source for row in rows for source in row.sources))
    return PlansAnswer(query=query, answer=tuple(rows), **ledger.envelope([practice_note(catalog)]))


def plan_row(start: str, found: Sequence[Stage], state: State | None, hours_per_week: Number) -> PlanRow:
    """The plan of these stages as one row."""
    pace = Pace(hours_per_week)
    begin = date(2001, 1, 1)
    legs = schedule(found, pace, begin, None)
    low, high = legs[-1].ends
    weeks = in_weeks(begin, low, high)
    hours = add_up(stage.hours for stage in found)
    return PlanRow(
        start=start, goal=found[-1].id, state=state.abbreviation if state else None, hours_per_week=hours_per_week,
        route=" > ".join((start, *(stage.id for stage in found))), next_step=found[0].name, steps=len(legs),
        hours_min=hours.min if hours else None, hours_max=hours.max if hours else None,
        weeks_min=int(weeks.min) if weeks else None, weeks_max=int(weeks.max) if weeks else None,
        days_min=(low - begin).days if low else None, days_max=(high - begin).days if high else None,
        license_days_max=license_days(found[-1], pace)[1], minimum_age=found[-1].age, sources=tuple(dict.fromkeys(s for stage in found for s in stage.sources)),
    )  # fmt: skip


__all__ = ["PlanRow", "PlansAnswer", "PlansQuery", "plans"]
