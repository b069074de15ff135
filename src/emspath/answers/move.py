"""What carries over from one state to another: `move`."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from msgspec import Meta

from emspath.answers.base import Answer, FactView, Ledger, Struct, Value, fact_view, value_of
from emspath.answers.explain import LocalView
from emspath.answers.state import Office, StateFact, level_fact, local_view, offices, state_fact
from emspath.catalog import Catalog, Located, headline, label
from emspath.errors import QuestionError
from emspath.model import LocalLevel, State
from emspath.names import fold

COVERED: Final = ("emt", "aemt", "paramedic")
"""The levels that the EMS Compact covers; the fact with the source is `ems-compact.what.for-whom`."""
_TERMS: Final = (
    ("ems-compact", "licence.reciprocity"), ("ems-compact", "what.for-whom"), ("privilege-to-practice", "what.for-whom"),
    ("home-state", "licence.rule"), ("privilege-to-practice", "licence.rule"), ("privilege-to-practice", "what.supervision"),
    ("ems-compact", "licence.age"), ("ems-compact", "scope.authority"), ("ems-compact", "licence.fee"),
    ("privilege-to-practice", "what.detail"),
)  # fmt: skip
_NOT_COVERED: Final = (("ems-compact", "what.for-whom"),)
_NATIONAL: Final = (("nremt", "what.definition"), ("nremt-vs-state", "what.definition"))
_ASKED: Final = (
    "licence.nremt", "licence.age", "licence.requirements", "licence.fee", "licence.processing", "licence.renewal",
)  # fmt: skip


class End(Struct, frozen=True, kw_only=True):
    """A state at one end of the move, with its own names for the level."""

    id: str
    name: str
    abbreviation: str
    levels: Annotated[tuple[LocalView, ...], Meta(description="The state's levels that equal the level asked for")]
    compact: Value
    offices: tuple[Office, ...]


class Privilege(Struct, frozen=True, kw_only=True):
    """What the EMS Compact gives, and on which terms."""

    verdict: Literal["yes", "no", "unknown"]
    says: str
    terms: tuple[FactView, ...]


class Move(Struct, frozen=True, kw_only=True):
    """What carries over for one level, and what the new state asks."""

    origin: End
    destination: End
    level: Annotated[str | None, Meta(description="Null for a state's own level that equals none of the ladder")]
    level_name: str
    privilege: Privilege
    reciprocity: Annotated[tuple[StateFact, ...], Meta(description="How the new state treats a license from elsewhere")]
    asked: Annotated[tuple[StateFact, ...], Meta(description="What the new state asks of a first license")]
    national: Annotated[tuple[FactView, ...], Meta(description="What the national certification is and is not")]
    unknown: tuple[str, ...]


class MoveQuery(Struct, frozen=True, kw_only=True):
    """What was asked."""

    origin: str
    destination: str
    level: str


class MoveAnswer(Answer, frozen=True, kw_only=True):
    """A move in its envelope."""

    kind: Literal["move"] = "move"
    query: MoveQuery
    answer: Move


def move(catalog: Catalog, origin: str, destination: str, *, level: str = "emt") -> MoveAnswer:
    """What somebody licensed in `origin` takes along to `destination`.

    `level` may be given under either state's own name, the origin's first. Raises NotFoundError for an unknown
    state or level, QuestionError when both states are the same or a title fits several levels.
    """
    here, there = catalog.state(origin), catalog.state(destination)
    if here is there:
        raise QuestionError(
            f"a move needs two different states, and both are {here.name}",
            f"`emspath state {here.id}` shows what {here.name} asks",
        )
    ledger = Ledger(catalog)
    notes: list[str] = []
    local, level_id = _level(catalog, level, here, there, notes)
    name = local.name if local is not None and level_id is None else label(catalog.levels[level_id or "emt"])
    reciprocity = _state_facts(catalog, there, ("licence.reciprocity",), level_id, ledger)
    asked = _state_facts(catalog, there, _ASKED, level_id, ledger)
    privilege = _privilege(catalog, here, there, level_id, local, name, ledger)
    return MoveAnswer(
        query=MoveQuery(origin=origin, destination=destination, level=level),
        answer=Move(
            origin=_end(catalog, here, level_id, local, ledger),
            destination=_end(catalog, there, level_id, None, ledger),
            level=level_id,
            level_name=name,
            privilege=privilege,
            reciprocity=reciprocity,
            asked=asked,
            national=_facts(catalog, _NATIONAL, ledger),
            unknown=tuple(_unknown(there, level_id, name, privilege, reciprocity, asked)),
        ),
        **ledger.envelope(notes),
    )


def _level(
    catalog: Catalog, name: str, here: State, there: State, notes: list[str]
) -> tuple[LocalLevel | None, str | None]:
    """The ladder level, or a state's own level that equals none; the origin's names come first, then the other's."""
    key = fold(name)
    for where in (here, there):
        for local in where.levels:
            if key in {fold(each) for each in (local.name, *local.aliases)}:
                if local.maps_to is not None:
                    if fold(local.maps_to) != key:
                        notes.append(
                            f"{local.name} is the {where.name} name for {label(catalog.levels[local.maps_to])}."
                        )
                    return local, local.maps_to
                if where is here:
                    return local, None
    level, remark = catalog.level_of(name, state=here)
    notes += [f"{remark}."] if remark else []
    return None, level.id


def _end(catalog: Catalog, where: State, level: str | None, local: LocalLevel | None, ledger: Ledger) -> End:
    fits = [each for each in where.levels if level is not None and each.maps_to == level]
    if level is None and local is not None:
        fits = [local]
    compact = catalog.fact_about(where, "place.compact")
    return End(
        id=where.id,
        name=where.name,
        abbreviation=where.abbreviation or where.id.upper(),
        levels=tuple(local_view(each, ledger) for each in fits),
        compact=value_of(compact, ledger) if compact else Value(text="unknown", known=False),
        offices=offices(catalog, where, ledger),
    )


def _privilege(
    catalog: Catalog, here: State, there: State, level: str | None, local: LocalLevel | None, name: str, ledger: Ledger
) -> Privilege:
    if level is not None and level not in COVERED:
        return Privilege(
            verdict="no", says=f"No: the EMS Compact does not cover the {name} level.",
            terms=_facts(catalog, _NOT_COVERED, ledger),
        )  # fmt: skip
    codes = {where.name: _code(catalog.fact_about(where, "place.compact")) for where in (here, there)}
    doubt = "".join(
        f" Sources disagree on whether {where.name} is a member (emspath why {where.id}.place.compact)."
        for where in (here, there)
        if _contested(catalog.fact_about(where, "place.compact"))
    )
    outside = [state for state, code in codes.items() if code == "no"]
    unclear = [state for state, code in codes.items() if code is None]
    if outside:
        verb = "is" if len(outside) == 1 else "are"
        member = "a member" if len(outside) == 1 else "members"
        says = (
            f"No: by the sources read, {' and '.join(outside)} {verb} not {member} of the EMS Compact, so "
            f"{a_license(here)} gives no privilege to practice in {there.name}.{doubt}"
        )
        return Privilege(verdict="no", says=says, terms=_facts(catalog, _NOT_COVERED, ledger))
    if unclear:
        return Privilege(
            verdict="unknown", says=f"Unknown: the sources read do not settle whether {' and '.join(unclear)} belongs to the EMS Compact.{doubt}",
            terms=_facts(catalog, _TERMS, ledger),
        )  # fmt: skip
    both = f"{here.name} and {there.name} are both members of the EMS Compact"
    if level is None:
        between = local is not None and local.between is not None and local.between[0] != "emr"
        says = (
            f"Perhaps: {both}, which also covers a state's own level between EMT and Paramedic; whether {name} counts as one "
            "is for the two offices to say."
            if between
            else f"Unknown: {both}, but {name} equals no level of the national ladder."
        )
        return Privilege(verdict="unknown", says=says, terms=_facts(catalog, _TERMS, ledger))
    says = (
        f"Yes, for work across the line: {both}, so an active, unrestricted {here.name} license as {name} gives a privilege "
        f"to practice in {there.name}. It is not {a_license(there)}.{doubt}"
    )
    return Privilege(verdict="yes", says=says, terms=_facts(catalog, _TERMS, ledger))


def a_license(where: State) -> str:
    """A Texas license, an Ohio license; Utah starts with a consonant."""
    return f"{'an' if where.name[0] in 'AEIO' else 'a'} {where.name} license"


def _code(located: Located | None) -> str | None:
    first = headline(located.fact) if located else None
    return first.code if first else None


def _contested(located: Located | None) -> bool:
    """Whether current readings say both yes and no."""
    current = located.fact.readings if located else ()
    return {"yes", "no"} <= {reading.code for reading in current if reading.superseded is None}


def _facts(catalog: Catalog, wanted: tuple[tuple[str, str], ...], ledger: Ledger) -> tuple[FactView, ...]:
    """Facts about words of the field; one that the data do not hold is left out."""
    found = []
    for entity, topic in wanted:
        located = catalog.fact_about(catalog.terms[entity], topic) if entity in catalog.terms else None
        if located is not None:
            found.append(fact_view(located, ledger))
    return tuple(found)


def _state_facts(
    catalog: Catalog, where: State, topics: tuple[str, ...], level: str | None, ledger: Ledger
) -> tuple[StateFact, ...]:
    """What a state says on `topics`: of all levels, and of this one; a choice of one answer takes the level's own."""
    told: list[Located] = []
    for topic in topics:
        if topic in ("licence.nremt", "licence.age", "licence.renewal") and level is not None:
            found = level_fact(catalog, where, topic, level)
            told += [found] if found else []
        else:
            told += [f for f in catalog.facts(where) if f.fact.topic == topic and f.fact.level in (None, level)]
    return tuple(state_fact(located, ledger) for located in told)


def _unknown(
    there: State,
    level: str | None,
    name: str,
    privilege: Privilege,
    reciprocity: tuple[StateFact, ...],
    asked: tuple[StateFact, ...],
) -> list[str]:
    """What the sources read do not say of this move, in sentences."""
    told = [] if privilege.verdict == "no" else [fact.unknown for fact in privilege.terms if fact.unknown]
    if level is not None and not any(local.maps_to == level for local in there.levels):
        told.append(f"The sources read list no level of {there.name} that equals {name}.")
    if level is None:
        told.append(f"The sources read do not say which level {there.name} would give to {name}.")
    if not any(fact.known for fact in reciprocity):
        told.append(f"The sources read do not say how {there.name} treats a license from another state.")
    told += [fact.unknown for fact in (*reciprocity, *asked) if fact.unknown]
    return list(dict.fromkeys(told))


__all__ = ["Move", "MoveAnswer", "move"]
