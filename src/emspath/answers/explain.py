"""What a name means: `explain`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from msgspec.structs import replace

from emspath.answers.base import (
    Answer,
    FactView,
    Ledger,
    Struct,
    fact_view,
    office_notes,
    practice_note,
    scope_note,
)
from emspath.catalog import LADDER, Catalog, Named, by_permission, is_title_of, kind_of, label, local_level
from emspath.errors import QuestionError
from emspath.model import Level, LocalLevel, Skill, State, Title
from emspath.wording import listed

ExplainedKind = Literal["system", "level", "role", "term", "skill", "title", "state"]


class Related(Struct, frozen=True, kw_only=True):
    """Another entity that is worth a look."""

    id: str
    kind: str
    name: str


class LocalView(Struct, frozen=True, kw_only=True):
    """A level under a state's own name."""

    name: str
    maps_to: str | None
    between: tuple[str, str] | None
    status: str
    note: str | None
    sources: tuple[str, ...]
    as_of: str | None
    read: str | None
    trust: str


class Explained(Struct, frozen=True, kw_only=True):
    """One meaning of a name, with all that the model has on it."""

    id: str
    kind: ExplainedKind
    name: str
    abbreviation: str | None
    definition: str
    definition_sources: tuple[str, ...]
    facts: tuple[FactView, ...]
    aliases: tuple[str, ...]
    see_also: tuple[Related, ...]
    category: str | None = None
    jurisdiction: str | None = None
    jurisdiction_name: str | None = None
    status: str | None = None
    maps_to: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    local_name: str | None = None
    """With a state: its own name for the level, the one asked for first."""
    local_levels: tuple[LocalView, ...] = ()
    owner: str | None = None
    """Whose overlay it came with."""


class ExplainQuery(Struct, frozen=True, kw_only=True):
    """What was asked."""

    names: tuple[str, ...]
    state: str | None = None


class Explanation(Answer, frozen=True, kw_only=True):
    """Each name's meanings, in the order asked."""

    kind: Literal["explain"] = "explain"
    query: ExplainQuery
    answer: tuple[Explained, ...]


def explain(catalog: Catalog, names: Sequence[str], *, state: State | None = None) -> Explanation:
    """Explain each of `names`; an ambiguous one gets every meaning and a note saying why.

    With `state`, the state's own names come first and its facts stand beside the national ones. Raises
    QuestionError without a name, NotFoundError for one that nothing carries.
    """
    if not names:
        raise QuestionError("a name is needed", "For example: emspath explain ems")
    ledger = Ledger(catalog)
    notes: list[str] = []
    explained: list[Explained] = []
    for name in names:
        local = local_level(state, name) if state is not None else None
        if state is not None and local is not None and local.maps_to is None and not own_titles(catalog, name, state):
            explained.append(_own_level(catalog, state, local, ledger))
            continue
        found = catalog.find(name, state=state)
        if found.why:
            ledger.cite(found.why_sources)
            notes.append(f"'{name}' has {len(found.meanings)} meanings: {found.why}")
        for meaning in found.meanings:
            explained.append(_explained(catalog, meaning, ledger, state))
            notes += _notes(catalog, meaning, state)
    return Explanation(
        query=ExplainQuery(names=tuple(names), state=state.abbreviation if state else None),
        answer=tuple(explained),
        **ledger.envelope([*notes, *office_notes(catalog, state)]),
    )


def _notes(catalog: Catalog, meaning: Named, state: State | None) -> list[str]:
    kind = kind_of(meaning.entity)
    if kind == "skill":
        return [scope_note()]
    if kind == "level" or (isinstance(meaning.entity, Title) and meaning.entity.maps_to):
        return [practice_note(catalog, state)]
    return []


def _explained(catalog: Catalog, meaning: Named, ledger: Ledger, state: State | None) -> Explained:
    entity = meaning.entity
    known = list(catalog.facts(entity, state=state))
    if isinstance(entity, Title) and state is not None:
        known += [replace(f, state=state.id) for f in catalog.facts(state) if f.fact.topic == "licence.levels"]
    facts = tuple(fact_view(located, ledger) for located in known)
    definition, cited = definition_of(catalog, entity, facts)
    extra: dict[str, object] = {}
    if isinstance(entity, Title):
        extra = {
            "jurisdiction": entity.jurisdiction, "jurisdiction_name": _whose(catalog, entity.jurisdiction),
            "status": entity.status,
            "maps_to": entity.maps_to, "nearest": entity.nearest,
        }  # fmt: skip
    if isinstance(entity, State):
        extra["local_levels"] = tuple(
            LocalView(
                name=local.name, maps_to=local.maps_to, between=local.between, status=local.status, note=local.note,
                sources=ledger.cite(local.sources), as_of=local.as_of, read=local.read, trust=local.trust,
            )
            for local in entity.levels
        )  # fmt: skip
    if state is not None and isinstance(entity, Level):
        own = [local for local in state.levels if local.maps_to == entity.id]
        ledger.cite(source for local in own for source in local.sources)
        extra["local_name"] = meaning.local.name if meaning.local else ", ".join(local.name for local in own) or None
    kind = kind_of(entity)
    assert kind != "step"
    return Explained(
        id=entity.id, kind=kind, name=entity.name, abbreviation=entity.abbreviation, definition=definition,
        definition_sources=cited, facts=facts, aliases=entity.aliases, category=getattr(entity, "category", None),
        owner=entity.owner, see_also=tuple(
            Related(id=other.id, kind=other.kind, name=other.name) for other in map(catalog.head, entity.see_also)
        ),
        **extra,  # type: ignore[arg-type]
    )  # fmt: skip


def own_titles(catalog: Catalog, name: str, state: State) -> bool:
    """Whether the titles know this name as one of the state's."""
    found = catalog.look_up(name, state=state, kinds=("title",))
    return found is not None and any(is_title_of(meaning.entity, state) for meaning in found.meanings)


_STATUS: Final = {"licensed": "current", "renewal-only": "phasing-out", "unknown": "unknown"}


def _own_level(catalog: Catalog, state: State, local: LocalLevel, ledger: Ledger) -> Explained:
    """A level of a state that equals none of the national ladder, with what the state says of all its levels."""
    verb = {"licensed": "licenses", "renewal-only": "only renews", "unknown": "may license"}[local.status]
    note = f" {local.note}" if local.note else ""
    return Explained(
        id=state.id, kind="title", name=local.name, abbreviation=None,
        definition=f"{local.name} is a level that {state.name} {verb} under its own name.{note}",
        definition_sources=ledger.cite(local.sources),
        facts=tuple(
            fact_view(replace(f, state=state.id), ledger) for f in catalog.facts(state) if f.fact.level is None
        ),
        aliases=local.aliases, see_also=(Related(id=state.id, kind="state", name=state.name),),
        jurisdiction=state.abbreviation, jurisdiction_name=state.name, status=_STATUS[local.status],
        nearest=local.between or (), local_name=local.name,
    )  # fmt: skip


def _whose(catalog: Catalog, jurisdiction: str) -> str:
    """Postal codes as the names of their states; a country as it stands."""
    codes = [part.strip() for part in jurisdiction.split(",")]
    states = [catalog.states.get(code.casefold()) if code.isupper() else None for code in codes]
    return ", ".join(state.name if state else code for state, code in zip(states, codes, strict=True))


def definition_of(catalog: Catalog, entity: object, facts: Sequence[FactView]) -> tuple[str, tuple[str, ...]]:
    """One sentence that says what an entity is, with its sources; a skill's is told from its row of the table."""
    if isinstance(entity, Skill):
        return skill_sentence(entity), tuple(
            dict.fromkeys(s for level in LADDER for s in getattr(entity.levels, level).sources)
        )
    if isinstance(entity, State):
        levels = [local for local in entity.levels if local.status == "licensed"]
        names = ", ".join(local.name for local in levels)
        sources = tuple(dict.fromkeys(source for local in levels for source in local.sources))
        if not names:
            return f"{entity.name} licenses its own EMS personnel; which levels is unknown here.", ()
        return f"{entity.name} licenses its own EMS personnel. Levels: {names}.", sources
    first = next((fact for fact in facts if fact.topic == "what.definition" and fact.state is None), None)
    return (first.says, first.sources) if first else ("unknown", ())


def skill_sentence(skill: Skill) -> str:
    """Who may perform a skill under the national model, in a sentence."""
    groups = by_permission(skill)
    parts = []
    if groups["yes"]:
        parts.append(f"yes for {listed(groups['yes'])}")
    if groups["no"]:
        parts.append(f"no for {listed(groups['no'])}")
    if groups["unknown"]:
        parts.append(f"unknown for {listed(groups['unknown'])}")
    return f"Under the national model: {'; '.join(parts)}."


__all__ = ["Explained", "Explanation", "LocalView", "Related", "explain", "label"]
