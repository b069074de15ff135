"""Keeping a national certification: what is owed, by when, and what follows a lapse: `renew`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from emspath.answers.base import Answer, FactView, Ledger, Number, Struct, fact_view, practice_note
from emspath.answers.plan import check_day
from emspath.answers.stages import Moment, Season, months_after
from emspath.catalog import Catalog, Located, headline, label, ranked_readings
from emspath.errors import QuestionError
from emspath.model import Level, State

COMPONENTS: Final = ("national", "local", "individual")
Status = Literal["unknown", "not-open", "open", "late", "lapsed"]
_RULES: Final = ("renewal.ce-content", "renewal.accepted", "renewal.not-accepted", "renewal.online", "renewal.active", "renewal.fee", "renewal.records")  # fmt: skip
_STATE: Final = ("licence.renewal", "licence.ce", "licence.keep-nremt", "licence.renewal-ways", "licence.lapse")


class Component(Struct, frozen=True, kw_only=True):
    """One part of the continuing education: what is asked, what is there, what is still owed."""

    id: Literal["national", "local", "individual"]
    label: str
    asked: Number | None
    earned: Number
    owed: Number | None
    over: Annotated[Number | None, Meta(description="Earned beyond what is asked; it is not moved to another part")]
    fact: str | None
    sources: tuple[str, ...]


class Window(Struct, frozen=True, kw_only=True):
    """The days around an expiry; null where they are not known."""

    exam_from: Annotated[Moment, Meta(description="The first day for renewal by exam")]
    opens: Moment
    closes: Moment
    expires: Moment
    late_until: Moment


class Renewal(Struct, frozen=True, kw_only=True):
    """What keeping the certification asks."""

    level: str
    label: str
    name: str
    status: Annotated[Status, Meta(description="Where `as_of` lies in the window")]
    days_left: Annotated[int | None, Meta(description="Days from `as_of` to the expiry; negative after it")]
    cycle_years: int | None
    ends_on: str | None
    window: Window
    asked: Number | None
    earned: Number
    owed: Annotated[Number | None, Meta(description="The sum over the components of what is owed in each")]
    components: tuple[Component, ...]
    by_exam: FactView | None
    rules: tuple[FactView, ...]
    lapse: tuple[FactView, ...]
    state: tuple[FactView, ...]
    problems: tuple[str, ...]
    unknown: tuple[str, ...]


class RenewQuery(Struct, frozen=True, kw_only=True):
    """What was asked; hashable."""

    level: str
    as_of: date
    expires: Moment = None
    earned: tuple[tuple[str, Number], ...] = ()
    state: str | None = None


class RenewAnswer(Answer, frozen=True, kw_only=True):
    """A renewal in its envelope."""

    kind: Literal["renew"] = "renew"
    query: RenewQuery
    answer: Renewal


def renew(catalog: Catalog, query: RenewQuery) -> RenewAnswer:
    """What a person at `query.level` still owes for the national certification, and by when.

    Credits beyond what a component asks are told and not moved to another, since no source read allows it. Without
    an expiry date the window has no year. Raises NotFoundError for an unknown name, QuestionError for an impossible
    date or credits that are not the components'.
    """
    ledger = Ledger(catalog)
    notes: list[str] = []
    state = catalog.state(query.state) if query.state is not None else None
    level, remark = catalog.level_of(query.level, state=state)
    if remark:
        notes.append(remark + ".")
    if query.expires is not None:
        check_day(query.expires, "the expiry")
    earned = _earned(query.earned)
    facts = {f.fact.topic: f for f in catalog.facts(level)}
    season = Season.of(catalog, level)
    ledger.cite(season.sources)
    components = tuple(
        _component(id_, facts.get(f"renewal.ce-{id_}"), earned.get(id_, 0), ledger) for id_ in COMPONENTS
    )
    window = window_of(season, query.expires)
    problems, unknown = _remarks(level, season, query, components)
    notes.append(practice_note(catalog, state))
    total = _number(facts.get("renewal.ce-total"))
    owed: Number | None = 0
    for one in components:
        owed = None if owed is None or one.owed is None else owed + one.owed
    return RenewAnswer(
        query=query,
        answer=Renewal(
            level=level.id, label=label(level), name=level.name, status=status_on(query.as_of, window),
            days_left=(query.expires - query.as_of).days if query.expires is not None else None,
            cycle_years=season.cycle_years, ends_on=season.expiry_text if season.expiry else None, window=window,
            asked=total, earned=sum(earned.values()), owed=owed, components=components,
            by_exam=_view(facts.get("renewal.by-exam"), ledger),
            rules=_views([facts.get(topic) for topic in ("renewal.ce-total", *_RULES)], ledger),
            lapse=_views([facts.get(topic) for topic in ("renewal.lapse", "renewal.reentry")], ledger),
            state=_views(_state_facts(catalog, level, state), ledger), problems=problems, unknown=unknown,
        ),
        **ledger.envelope(notes),
    )  # fmt: skip


def window_of(season: Season, expires: Moment) -> Window:
    """The days around `expires`; only the expiry itself when certifications of the level end on another day."""
    if expires is None or not season.fits(expires):
        return Window(exam_from=None, opens=None, closes=None, expires=expires, late_until=None)
    year_before = months_after(expires, -12)
    return Window(
        exam_from=year_before + timedelta(days=1) if year_before is not None else None,
        opens=season.opening(expires), closes=season.closing(expires), expires=expires, late_until=season.late(expires),
    )  # fmt: skip


def status_on(day: date, window: Window) -> Status:
    """Where `day` lies; the late period and a lapse count from the expiry."""
    if window.expires is None:
        return "unknown"
    if day <= window.expires:
        if window.opens is None:
            return "unknown"
        return "open" if day >= window.opens else "not-open"
    if window.late_until is None:
        return "lapsed"
    return "late" if day <= window.late_until else "lapsed"


def _earned(given: Sequence[tuple[str, Number]]) -> dict[str, Number]:
    earned: dict[str, Number] = {}
    for name, number in given:
        if name not in COMPONENTS:
            raise QuestionError(
                f"there is no component '{name}'", f"Give {', '.join(COMPONENTS)}, such as national=12,local=4"
            )
        if name in earned:
            raise QuestionError(f"the component '{name}' is given twice", "Add its credits up")
        if not 0 <= number <= 10000:
            raise QuestionError(f"{number:g} credits of the component '{name}' cannot be", "Give 0 to 10000")
        earned[name] = number
    return earned


def _component(id_: str, located: Located | None, earned: Number, ledger: Ledger) -> Component:
    asked = _number(located)
    view = _view(located, ledger)
    return Component(
        id=id_, label=located.topic.label if located else f"{id_.capitalize()} component", asked=asked, earned=earned,  # type: ignore[arg-type]
        owed=None if asked is None else max(asked - earned, 0), over=None if asked is None else max(earned - asked, 0),
        fact=view.id if view else None, sources=view.sources if view else (),
    )  # fmt: skip


def _number(located: Located | None) -> Number | None:
    first = headline(located.fact) if located is not None else None
    return first.max if first is not None and first.unit in ("credits", "hours") else None


def _view(located: Located | None, ledger: Ledger) -> FactView | None:
    return fact_view(located, ledger) if located is not None else None


def _views(found: Sequence[Located | None], ledger: Ledger) -> tuple[FactView, ...]:
    return tuple(_told(located, ledger) for located in found if located is not None)


def _told(located: Located, ledger: Ledger) -> FactView:
    """A fact with all that is said at the headline's reach, where it is sentences and not a number."""
    view = fact_view(located, ledger)
    first = headline(located.fact)
    if first is None or first.unit is not None or located.fact.dispute is not None:
        return view
    same = [
        r
        for r in ranked_readings(located.fact)
        if r.superseded is None and (r.reach, r.where) == (first.reach, first.where)
    ]
    sources = ledger.cite(dict.fromkeys(source for reading in same for source in reading.sources))
    says = " ".join(reading.says for reading in same)
    return msgspec.structs.replace(view, says=says, sources=sources, others=len(located.fact.readings) - len(same))


def _state_facts(catalog: Catalog, level: Level, state: State | None) -> list[Located]:
    if state is None:
        return []
    about = [f for f in catalog.facts(level, state=state) if f.state is not None]
    return [f for topic in _STATE for f in about if f.fact.topic == topic and f.fact.level in (level.id, None)]


def _remarks(
    level: Level, season: Season, query: RenewQuery, components: Sequence[Component]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    problems: list[str] = []
    unknown: list[str] = []
    name = label(level)
    if query.expires is None:
        unknown.append("The year in which it ends: add --expires with the date on the card.")
    elif season.expiry is None:
        unknown.append(f"The day on which {name} certifications end, and so the window.")
    elif not season.fits(query.expires):
        problems.append(
            f"{name} national certifications end on {season.expiry_text}, not on the day given; if it is the end of a "
            "state license, the state's own rules hold. The window is left open."
        )
    for one in components:
        if one.over:
            problems.append(
                f"{one.over:g} credits beyond the {one.id} component are not counted elsewhere: no source read says that "
                "they may be."
            )
        if one.asked is None:
            unknown.append(f"The credits of the {one.id} component.")
    return tuple(problems), tuple(unknown)


__all__ = ["RenewAnswer", "RenewQuery", "Renewal", "renew"]
