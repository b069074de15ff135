"""What a state asks and who to check with: `state`, and all states side by side: `states`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Final, Literal, TypeAlias

import msgspec
from msgspec import Meta

from emspath.answers.base import Answer, FactView, Ledger, Struct, Value, fact_view, office_link, value_of
from emspath.answers.explain import LocalView, definition_of
from emspath.answers.why import ReadingView, receipt
from emspath.catalog import LADDER, Catalog, Located, headline, label, ranked_readings
from emspath.errors import NotFoundError, QuestionError
from emspath.model import Level, LocalLevel, State, Title
from emspath.names import fold

PER_LEVEL: Final = {
    "nremt": "licence.nremt", "age": "licence.age", "hours": "licence.hours",
    "renewal": "licence.renewal", "ce": "licence.ce", "keep-nremt": "licence.keep-nremt",
}  # fmt: skip
"""The topics that a state answers level by level, under the names of their columns."""
COLUMNS: Final = ("office", "levels", *PER_LEVEL, "compact", "scope")
FIRST_COLUMNS: Final = ("nremt", "age", "hours", "renewal", "keep-nremt", "compact")
_WHOLE: Final = {"office": "place.office", "compact": "place.compact", "scope": "scope.authority"}
_LONG: Final = 8
"""From how many letters on a name may stand for names that begin with it; EMT-I must not find EMT-II."""
Verdict: TypeAlias = Literal["yes", "no", "unknown", "unlisted"]


class StateFact(FactView, frozen=True, kw_only=True):
    """A fact of a state with all that sources say on it, in the order of the data; one is marked as the headline."""

    readings: tuple[ReadingView, ...]


class LadderColumn(Struct, frozen=True, kw_only=True):
    """A level of the national ladder as a state has it."""

    level: str
    names: Annotated[tuple[str, ...], Meta(description="The state's own names; empty when no source lists one")]
    status: str | None


class StateRow(Struct, frozen=True, kw_only=True):
    """One thing that the state asks, level by level."""

    topic: str
    label: str
    values: Annotated[dict[str, Value], Meta(description="By ladder level")]


class Office(Struct, frozen=True, kw_only=True):
    """Who to check with."""

    says: str
    url: Annotated[str | None, Meta(description="A page of the office itself; null when none was read")]
    read_at: Annotated[str, Meta(description="The page that names the office")]
    sources: tuple[str, ...]
    trust: str
    as_of: str | None
    read: str | None
    fact: str
    owner: str | None


class StateView(Struct, frozen=True, kw_only=True):
    """One state: its levels, what the licence asks level by level, everything else it says, and its offices."""

    id: str
    name: str
    abbreviation: str
    definition: str
    definition_sources: tuple[str, ...]
    levels: tuple[LocalView, ...]
    ladder: tuple[LadderColumn, ...]
    rows: tuple[StateRow, ...]
    facts: tuple[StateFact, ...]
    offices: tuple[Office, ...]


class StateQuery(Struct, frozen=True, kw_only=True):
    """What was asked."""

    names: tuple[str, ...]
    level: str | None = None


class StateAnswer(Answer, frozen=True, kw_only=True):
    """States in their envelope, in the order asked."""

    kind: Literal["state"] = "state"
    query: StateQuery
    answer: tuple[StateView, ...]


class StateLine(Struct, frozen=True, kw_only=True):
    """A state in the list of all, with the columns asked for."""

    id: str
    name: str
    abbreviation: str
    values: dict[str, Value]


class Filtered(Struct, frozen=True, kw_only=True):
    """How the states fall under one filter; `unknown` and `unlisted` are never counted as no."""

    filter: str
    yes: int
    no: int
    unknown: Annotated[tuple[str, ...], Meta(description="States for which the sources do not say")]
    unlisted: Annotated[tuple[str, ...], Meta(description="States whose list of levels, as read, has no such level")]


class Overview(Struct, frozen=True, kw_only=True):
    """The states that every filter keeps, by name."""

    level: str
    columns: tuple[str, ...]
    states: tuple[StateLine, ...]
    total: int
    filters: tuple[Filtered, ...]
    undecided: Annotated[
        tuple[str, ...], Meta(description="States that no filter rules out but the sources do not settle; left out")
    ]


class StatesQuery(Struct, frozen=True, kw_only=True):
    """What was asked."""

    columns: tuple[str, ...]
    level: str | None = None
    compact: bool | None = None
    nremt: str | None = None
    licenses: str | None = None


class StatesAnswer(Answer, frozen=True, kw_only=True):
    """The list of states in its envelope."""

    kind: Literal["states"] = "states"
    query: StatesQuery
    answer: Overview


def state(catalog: Catalog, names: Sequence[str], *, level: str | None = None) -> StateAnswer:
    """What is known of each of these states; with `level`, only what concerns that level.

    A level may be given under the state's own name. Raises NotFoundError for an unknown state or level,
    QuestionError without a name or for a title that equals no level.
    """
    if not names:
        raise QuestionError("a state is needed", "For example: emspath state tx")
    ledger = Ledger(catalog)
    notes: list[str] = []
    chosen = list(dict.fromkeys(catalog.state(name).id for name in names))
    views = []
    for id_ in chosen:
        where = catalog.states[id_]
        wanted: str | None = None
        if level is not None:
            found, remark = catalog.level_of(level, state=where)
            wanted = found.id
            notes += [f"{remark}."] if remark else []
        views.append(_view(catalog, where, wanted, ledger))
    return StateAnswer(
        query=StateQuery(names=tuple(names), level=level), answer=tuple(views), **ledger.envelope(notes)
    )  # fmt: skip


def _view(catalog: Catalog, where: State, level: str | None, ledger: Ledger) -> StateView:
    definition, cited = definition_of(catalog, where, ())
    pay = {"place.pay-emt": "emt", "place.pay-paramedic": "paramedic"}
    located = [
        f
        for f in catalog.facts(where)
        if level is None or (f.fact.level in (None, level) and pay.get(f.topic.id, level) == level)
    ]
    columns = _ladder(where, level)
    return StateView(
        id=where.id,
        name=where.name,
        abbreviation=where.abbreviation or where.id.upper(),
        definition=definition,
        definition_sources=ledger.cite(cited),
        levels=tuple(
            local_view(local, ledger) for local in where.levels if level is None or local.maps_to in (None, level)
        ),
        ladder=columns,
        rows=tuple(
            StateRow(
                topic=topic, label=catalog.topics[topic].label,
                values={column.level: level_value(catalog, where, topic, column.level, ledger) for column in columns},
            )
            for topic in PER_LEVEL.values()
        ),
        facts=tuple(state_fact(fact, ledger) for fact in located),
        offices=offices(catalog, where, ledger),
    )  # fmt: skip


def _ladder(where: State, level: str | None) -> tuple[LadderColumn, ...]:
    """The levels of the ladder that the state lists or says something of."""
    told = {fact.level for fact in where.facts if fact.level and fact.readings}
    columns = []
    for id_ in LADDER:
        local = [each for each in where.levels if each.maps_to == id_]
        if (local or id_ in told) if level is None else id_ == level:
            columns.append(
                LadderColumn(
                    level=id_, names=tuple(each.name for each in local), status=local[0].status if local else None
                )
            )
    return tuple(columns)


def local_view(local: LocalLevel, ledger: Ledger) -> LocalView:
    """A state's own level as an answer shows it."""
    return LocalView(
        name=local.name, maps_to=local.maps_to, between=local.between, status=local.status, note=local.note,
        sources=ledger.cite(local.sources), as_of=local.as_of, read=local.read, trust=local.trust,
    )  # fmt: skip


def state_fact(located: Located, ledger: Ledger) -> StateFact:
    """A fact with all its readings."""
    view = msgspec.structs.asdict(fact_view(located, ledger))
    places = [located.fact.readings.index(reading) for reading in ranked_readings(located.fact)]
    told = dict(zip(places, receipt(located, ledger).readings, strict=True))
    return StateFact(**view, readings=tuple(told[place] for place in sorted(told)))


def level_value(catalog: Catalog, where: State, topic: str, level: str, ledger: Ledger) -> Value:
    """What a state asks at a level: what it says of the level itself, else what it says of all."""
    found = level_fact(catalog, where, topic, level)
    return value_of(found, ledger) if found else Value(text="unknown", known=False)


def level_fact(catalog: Catalog, where: State, topic: str, level: str) -> Located | None:
    """The fact behind `level_value`."""
    own = catalog.fact_about(where, topic, level=level)
    shared = catalog.fact_about(where, topic)
    if own is not None and headline(own.fact) is not None:
        return own
    return shared if shared is not None and headline(shared.fact) is not None else own or shared


def offices(catalog: Catalog, where: State, ledger: Ledger) -> tuple[Office, ...]:
    """Who to check with in a state, as the sources name it."""
    located = catalog.fact_about(where, "place.office")
    if located is None:
        return ()
    told = []
    for reading in located.fact.readings:
        if reading.superseded is not None:
            continue
        own, named_at = office_link([catalog.sources[id_] for id_ in reading.sources])
        told.append(
            Office(
                says=reading.says, url=own, read_at=named_at, sources=ledger.cite(reading.sources), trust=reading.trust,
                as_of=reading.as_of, read=reading.read, fact=located.id, owner=reading.owner,
            )
        )  # fmt: skip
    return tuple(told)


def states(
    catalog: Catalog,
    *,
    columns: Sequence[str] = (),
    level: str | None = None,
    compact: bool | None = None,
    nremt: str | None = None,
    licenses: str | None = None,
) -> StatesAnswer:
    """All states that the filters keep, with the columns asked for; level by level columns are those of `level` (EMT).

    A state for which the sources do not answer a filter is left out and named as unknown, never counted as no.
    Raises QuestionError for an unknown column, NotFoundError for an unknown level or title.
    """
    unknown_columns = [column for column in columns if column not in COLUMNS]
    if unknown_columns:
        raise QuestionError(f"there is no column '{unknown_columns[0]}'", f"Columns: {', '.join(COLUMNS)}")
    notes: list[str] = []
    wanted = catalog.levels["emt"]
    if level is not None:
        wanted, remark = catalog.level_of(level)
        notes += [f"{remark}."] if remark else []
    tests: list[tuple[str, Callable[[State], Verdict]]] = []
    fits: Callable[[State], list[LocalLevel]] | None = None
    if compact is not None:
        tests.append((f"{'' if compact else 'not '}a member of the EMS Compact", _compact_test(catalog, compact)))
    if nremt is not None:
        tests.append(
            (
                f"NREMT {nremt.replace('-', ' ')} for the first {label(wanted)} license",
                _nremt_test(catalog, nremt, wanted),
            )
        )
    if licenses is not None:
        fits = _licensed(catalog, licenses, notes)
        tests.append((f"licenses {licenses}", _licenses_test(fits)))
    every = list(catalog.states.values())
    verdicts = {name: {where.id: test(where) for where in every} for name, test in tests}
    kept = [where for where in every if all(found[where.id] == "yes" for found in verdicts.values())]
    open_ = [
        where for where in every if where not in kept and all(found[where.id] != "no" for found in verdicts.values())
    ]
    filters = tuple(
        Filtered(
            filter=name, yes=_count(found, "yes"), no=_count(found, "no"),
            unknown=_which(found, "unknown"), unlisted=_which(found, "unlisted"),
        )
        for name, found in verdicts.items()
    )  # fmt: skip
    shown = tuple(dict.fromkeys(columns)) or (("levels", "nremt", "compact") if licenses else FIRST_COLUMNS)
    ledger = Ledger(catalog)

    def levels_shown(where: State) -> list[LocalLevel]:
        if fits is not None:
            return fits(where)
        return [local for local in where.levels if level is None or local.maps_to == wanted.id]

    lines = tuple(
        StateLine(
            id=where.id, name=where.name, abbreviation=where.abbreviation or where.id.upper(),
            values={
                column: levels_value(catalog, where, levels_shown(where), ledger, local_names=bool(level or fits))
                if column == "levels"
                else _column(catalog, where, column, wanted, ledger)
                for column in shown
            },
        )
        for where in kept
    )  # fmt: skip
    return StatesAnswer(
        query=StatesQuery(columns=tuple(columns), level=level, compact=compact, nremt=nremt, licenses=licenses),
        answer=Overview(
            level=wanted.id, columns=shown, states=lines, total=len(every), filters=filters,
            undecided=tuple(where.id for where in open_),
        ),
        **ledger.envelope(notes),
    )  # fmt: skip


def _count(verdicts: dict[str, Verdict], verdict: Verdict) -> int:
    return len(_which(verdicts, verdict))


def _which(verdicts: dict[str, Verdict], verdict: Verdict) -> tuple[str, ...]:
    return tuple(id_ for id_, found in verdicts.items() if found == verdict)


def compact_code(catalog: Catalog, where: State) -> str | None:
    """`yes`, `no`, or None when the sources do not settle whether a state is a member of the EMS Compact."""
    located = catalog.fact_about(where, "place.compact")
    first = headline(located.fact) if located else None
    return first.code if first else None


def _compact_test(catalog: Catalog, compact: bool) -> Callable[[State], Verdict]:
    def test(where: State) -> Verdict:
        code = compact_code(catalog, where)
        return "unknown" if code is None else "yes" if (code == "yes") == compact else "no"

    return test


def _nremt_test(catalog: Catalog, nremt: str, level: Level) -> Callable[[State], Verdict]:
    def test(where: State) -> Verdict:
        located = level_fact(catalog, where, "licence.nremt", level.id)
        first = headline(located.fact) if located else None
        code = first.code if first else None
        return "unknown" if code is None else "yes" if code == nremt else "no"

    return test


def _licenses_test(fits: Callable[[State], list[LocalLevel]]) -> Callable[[State], Verdict]:
    def test(where: State) -> Verdict:
        found = fits(where)
        if not found:
            return "unlisted"
        return "unknown" if all(local.status == "unknown" for local in found) else "yes"

    return test


def _licensed(catalog: Catalog, name: str, notes: list[str]) -> Callable[[State], list[LocalLevel]]:
    """For each state its levels that `name` stands for: a level of the ladder, or a name of a state's own.

    A title that no state lists now is taken as the one level it equals; else a note says what it is.
    """
    key = fold(name)

    def named(local: LocalLevel) -> bool:
        """Whether the state's name is this one, or begins with it: EMT-Intermediate also finds EMT-Intermediate/99."""
        return any(each == key or (len(key) >= _LONG and each.startswith(key)) for each in _names(local))

    own = any(named(local) for where in catalog.states.values() for local in where.levels)
    try:
        meanings = [meaning.entity for meaning in catalog.find(name, kinds=("level", "title")).meanings]
    except NotFoundError:
        if not own:
            raise
        meanings = []
    levels = {entity.id for entity in meanings if isinstance(entity, Level)}
    if not levels and not own:
        titles = [entity for entity in meanings if isinstance(entity, Title)]
        for title in titles:
            facts = [fact_view(f, Ledger(catalog)) for f in catalog.facts(title) if f.topic.id == "what.definition"]
            notes.append(f"{title.jurisdiction}: {definition_of(catalog, title, facts)[0]}")
        equal = {id_ for title in titles for id_ in title.maps_to}
        levels = equal if len(equal) == 1 else set()

    def fits(where: State) -> list[LocalLevel]:
        return [local for local in where.levels if (local.maps_to in levels if levels else named(local))]

    return fits


def _names(local: LocalLevel) -> set[str]:
    return {fold(name) for name in (local.name, *local.aliases)}


def _column(catalog: Catalog, where: State, column: str, level: Level, ledger: Ledger) -> Value:
    if column in PER_LEVEL:
        return level_value(catalog, where, PER_LEVEL[column], level.id, ledger)
    if column == "office":
        found = offices(catalog, where, ledger)
        if found:
            return Value(
                text=found[0].says, sources=found[0].sources, fact=found[0].fact, trust=found[0].trust,
                as_of=found[0].as_of, read=found[0].read, owner=found[0].owner, reach="state", where=where.abbreviation,
            )  # fmt: skip
    located = catalog.fact_about(where, _WHOLE[column])
    return value_of(located, ledger) if located else Value(text="unknown", known=False)


def levels_value(
    catalog: Catalog, where: State, fits: Sequence[LocalLevel], ledger: Ledger, *, local_names: bool
) -> Value:
    """The levels of a state in few words: by their national name where there is one, or all by the state's own."""
    if not fits:
        return Value(text="none listed" if local_names else "unknown", known=False)
    said: dict[str, None] = {}
    for local in fits:
        name = local.name if local_names or not local.maps_to else label(catalog.levels[local.maps_to])
        doubt = {"renewal-only": " (renewal only)", "unknown": " (unclear)"}.get(local.status, "")
        said[name + doubt] = None
    trust = max((local.trust for local in fits), key=("primary", "secondary", "low").index)
    return Value(
        text=", ".join(said), sources=ledger.cite(dict.fromkeys(source for local in fits for source in local.sources)),
        reach="state", where=where.abbreviation, trust=trust,
    )  # fmt: skip


__all__ = ["COLUMNS", "PER_LEVEL", "StateAnswer", "StatesAnswer", "state", "states"]
