"""Two or more things side by side: `compare`."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from emspath.answers.base import (
    Answer,
    Ledger,
    Struct,
    Value,
    fact_view,
    office_notes,
    practice_note,
    scope_note,
    value_of,
)
from emspath.answers.programs import Offer, named, offer, offers, program_values
from emspath.catalog import LADDER, LEVEL_NOUN, Catalog, Located, Named, headline, kind_of, label
from emspath.errors import QuestionError
from emspath.model import Entity, Level, Program, Skill, State, Title
from emspath.wording import article, capped, uncapped

SPELLINGS: Final = {"license": "licence"}
"""Section names as people type them, where the id is spelled otherwise."""
KIND_WORDS: Final = {
    "system": "a system: an organized whole that people work in; nobody is one",
    "level": "a level of certification and licensure that a person holds",
    "role": "a job that a person does",
    "term": "a word of the field",
    "skill": "something that is done for a patient",
    "title": "a name for a credential, past or local",
    "state": "a jurisdiction that licenses EMS personnel",
}


class Item(Struct, frozen=True, kw_only=True):
    """One of the things compared."""

    id: str
    kind: str
    name: str
    label: str
    local_name: str | None = None


class Row(Struct, frozen=True, kw_only=True):
    """One topic across all items."""

    section: str
    field: Annotated[str, Meta(description="The topic's id, or the skill's in the section scope")]
    label: str
    differs: bool
    glance: bool
    values: dict[str, Value]


class Comparison(Struct, frozen=True, kw_only=True):
    """The items in the order asked, what to know first, and the rows."""

    items: tuple[str, ...]
    details: tuple[Item, ...]
    lead: tuple[str, ...]
    rows: tuple[Row, ...]
    programs: Annotated[tuple[Offer, ...], Meta(description="Programs of overlays that teach the levels compared")]


class CompareQuery(Struct, frozen=True, kw_only=True):
    """What was asked."""

    names: tuple[str, ...]
    state: str | None = None
    differences: bool = False
    section: str | None = None


class ComparisonAnswer(Answer, frozen=True, kw_only=True):
    """A comparison in its envelope."""

    kind: Literal["compare"] = "compare"
    query: CompareQuery
    answer: Comparison


def compare(
    catalog: Catalog,
    names: Sequence[str],
    *,
    state: State | None = None,
    differences: bool = False,
    section: str | None = None,
) -> ComparisonAnswer:
    """Line up `names` topic by topic, in the order of the vocabulary.

    Things of different kinds get rows that say what each is. With `differences`, rows on which all agree are
    left out; with `section`, only that section's rows stay. A title that equals one level of the ladder is
    compared as that level, unless nothing else would be left to compare it with. Raises QuestionError for fewer than two different things or an unknown section,
    NotFoundError for a name that nothing carries.
    """
    section = SPELLINGS.get(section or "", section)
    if section is not None and section not in catalog.sections:
        raise QuestionError(f"there is no section '{section}'", f"Sections: {', '.join(catalog.sections)}")
    ledger = Ledger(catalog)
    notes: list[str] = []
    if len(programs := named(catalog, names)) > 1:
        return _compare_programs(catalog, names, programs, ledger, differences=differences)
    chosen = _chosen(catalog, names, state)
    mixed = len({kind_of(meaning.entity) for meaning in chosen}) > 1
    if mixed or _different_levels([meaning.entity for meaning in chosen]):
        remarks: list[str] = []
        leveled = [_as_level(catalog, meaning, remarks) for meaning in chosen]
        if len({meaning.entity.id for meaning in leveled}) > 1:
            chosen, notes = leveled, remarks
    entities = list({meaning.entity.id: meaning.entity for meaning in chosen}.values())
    if len(entities) < 2:
        raise QuestionError(
            "two or more different things are needed to compare", "For example: emspath compare emt paramedic"
        )
    local = {meaning.entity.id: meaning.local.name for meaning in chosen if meaning.local}
    kinds = {kind_of(entity) for entity in entities}
    rows = _rows(catalog, entities, ledger, state) if len(kinds) == 1 else _kind_rows(catalog, entities, ledger)
    lead = _lead(catalog, entities, rows, state)
    rows = [r for r in rows if (not differences or r.differs) and (section is None or r.section == section)]
    if kinds <= {"level", "title"}:
        notes.append(practice_note(catalog, state))
    if "skill" in kinds or any(row.section == "scope" for row in rows):
        notes.append(scope_note())
    return ComparisonAnswer(
        query=CompareQuery(
            names=tuple(names), state=state.abbreviation if state else None, differences=differences, section=section
        ),
        answer=Comparison(
            items=tuple(entity.id for entity in entities),
            details=tuple(
                Item(id=e.id, kind=kind_of(e), name=e.name, label=label(e), local_name=local.get(e.id)) for e in entities
            ),
            lead=tuple(lead),
            rows=tuple(rows),
            programs=offers(catalog, [e.id for e in entities if isinstance(e, Level)], ledger, state),
        ),
        **ledger.envelope([*notes, *office_notes(catalog, state)]),
    )  # fmt: skip


def _compare_programs(
    catalog: Catalog, names: Sequence[str], programs: Sequence[Program], ledger: Ledger, *, differences: bool
) -> ComparisonAnswer:
    """Programs of overlays side by side, with what each says of itself."""
    told = {program.id: program_values(catalog, program, ledger) for program in programs}
    rows = [
        _row("training", field, name, True, {id_: values[field][1] for id_, values in told.items()})
        for field, (name, _) in next(iter(told.values())).items()
        if any(values[field][1].known for values in told.values())
    ]
    return ComparisonAnswer(
        query=CompareQuery(names=tuple(names), differences=differences),
        answer=Comparison(
            items=tuple(told),
            details=tuple(Item(id=p.id, kind="program", name=p.name, label=p.name) for p in programs),
            lead=("These are programs that overlays tell of, each by its own account.",),
            rows=tuple(row for row in rows if row.differs or not differences),
            programs=tuple(offer(program, ledger) for program in programs),
        ),
        **ledger.envelope(),
    )


def _chosen(catalog: Catalog, names: Sequence[str], state: State | None) -> list[Named]:
    """The one thing that each name stands for.

    A name with several meanings stands for the one whose id it is, else for the one of the kind that the other
    names have. Raises QuestionError when that leaves several.
    """
    found = [catalog.find(name, state=state) for name in names]
    kinds = {kind_of(f.meanings[0].entity) for f in found if len(f.meanings) == 1}
    chosen = []
    for each in found:
        exact = [meaning for meaning in each.meanings if meaning.entity.id == each.asked]
        alike = [meaning for meaning in each.meanings if kind_of(meaning.entity) in kinds]
        usable = exact or (alike if len(alike) == 1 else list(each.meanings))
        if len(usable) > 1:
            options = ", ".join(meaning.entity.id for meaning in each.meanings)
            why = (each.why or options).rstrip(".")
            raise QuestionError(f"'{each.asked}' has several meanings: {why}", f"Ask for one of: {options}")
        chosen.append(usable[0])
    return chosen


def _different_levels(entities: Sequence[Entity]) -> bool:
    """Whether all are titles that equal one level each, and not the same one."""
    levels = [entity.maps_to for entity in entities if isinstance(entity, Title) and len(entity.maps_to) == 1]
    return len(levels) == len(entities) and len(set(levels)) > 1


def _as_level(catalog: Catalog, meaning: Named, notes: list[str]) -> Named:
    """A title that equals one level of the ladder as that level, so that it can stand beside levels."""
    entity = meaning.entity
    if isinstance(entity, Title) and len(entity.maps_to) == 1:
        level = catalog.levels[entity.maps_to[0]]
        notes.append(f"{entity.name} is compared as {label(level)}, the level it corresponds to today.")
        return Named(level)
    return meaning


def _rows(catalog: Catalog, entities: Sequence[Entity], ledger: Ledger, state: State | None) -> list[Row]:
    """Rows for things of one kind: every topic that any of them has a fact on."""
    places = [entity for entity in entities if isinstance(entity, State)]
    if places:
        return _state_rows(catalog, places, ledger)
    facts = [_by_topic(catalog.facts(entity, state=state)) for entity in entities]
    rows: list[Row] = []
    skilled = isinstance(entities[0], Level)
    for topic_id, topic in catalog.topics.items():
        if not any(topic_id in each for each in facts):
            continue
        if skilled and topic_id.startswith("scope.") and not any(row.section == "scope" for row in rows):
            rows += _scope_rows(catalog, entities)
        values = {
            entity.id: value_of(each[topic_id], ledger) if topic_id in each else Value(text="unknown", known=False)
            for entity, each in zip(entities, facts, strict=True)
        }
        rows.append(_row(topic_id.partition(".")[0], topic_id, topic.label, topic.glance, values))
    if skilled and not any(row.section == "scope" for row in rows):
        rows += _scope_rows(catalog, entities)
    return rows


def _by_topic(facts: Sequence[Located]) -> dict[str, Located]:
    """One fact a topic: a state's before a national one, and of a state what it says of the level before the rest.

    Where a state says nothing of the level itself, what it says of all levels stands.
    """
    chosen: dict[str, Located] = {}
    for located in facts:
        before = chosen.get(located.fact.topic)
        silent = before is not None and headline(located.fact) is None and headline(before.fact) is not None
        if before is None or not (silent and before.state == located.state):
            chosen[located.fact.topic] = located
    return chosen


def _state_rows(catalog: Catalog, places: Sequence[State], ledger: Ledger) -> list[Row]:
    """Rows for states: what the license asks level by level, then what holds for the whole state."""
    from emspath.answers.state import PER_LEVEL, level_value, levels_value

    ladder = [id_ for id_ in LADDER if any(local.maps_to == id_ for place in places for local in place.levels)]
    names = {place.id: levels_value(catalog, place, place.levels, ledger, local_names=True) for place in places}
    rows = [_row("licence", "levels", "Levels licensed", True, names)]
    for topic_id, topic in catalog.topics.items():
        section = topic_id.partition(".")[0]
        if topic_id in PER_LEVEL.values():
            for level in ladder:
                values = {
                    place.id: _in_a_word(level_value(catalog, place, topic_id, level, ledger)) for place in places
                }
                name = f"{topic.label}, {label(catalog.levels[level])}"
                rows.append(_row(section, f"{level}.{topic_id}", name, topic.glance, values))
            continue
        for about in (None, *LADDER):
            found = {place.id: catalog.fact_about(place, topic_id, level=about) for place in places}
            if any(found.values()):
                values = {
                    id_: _in_a_word(value_of(located, ledger)) if located else Value(text="unknown", known=False)
                    for id_, located in found.items()
                }
                name = f"{topic.label}, {label(catalog.levels[about])}" if about else topic.label
                rows.append(_row(section, f"{about}.{topic_id}" if about else topic_id, name, topic.glance, values))
    return rows


def _in_a_word(value: Value) -> Value:
    """A value with a code told by the code, so that two states that say the same in other words do not differ."""
    return value if value.code is None else msgspec.structs.replace(value, text=value.code.replace("-", " "))


def _row(section: str, field: str, name: str, glance: bool, values: dict[str, Value]) -> Row:
    told = {(v.text, v.known) for v in values.values()}
    return Row(section=section, field=field, label=name, differs=len(told) > 1, glance=glance, values=values)


def _kind_rows(catalog: Catalog, entities: Sequence[Entity], ledger: Ledger) -> list[Row]:
    """Rows for things of different kinds: what kind each is, and what each is."""
    from emspath.answers.explain import definition_of

    rows = [
        _row("what", "kind", "What kind of thing", True,
             {e.id: Value(text=f"{KIND_WORDS[kind_of(e)]}") for e in entities})
    ]  # fmt: skip
    views = {e.id: [fact_view(f, ledger) for f in catalog.facts(e)] for e in entities}
    meaning: dict[str, Value] = {}
    for entity in entities:
        text, sources = definition_of(catalog, entity, views[entity.id])
        ledger.cite(sources)
        fact = next((f for f in views[entity.id] if f.topic == "what.definition"), None)
        meaning[entity.id] = Value(
            text=text, sources=sources, fact=fact.id if fact else None, owner=fact.owner if fact else entity.owner
        )
    rows.append(_row("what", "what.definition", "What it is", True, meaning))
    for topic in ("what.for-whom", "what.role", "licence.rule"):
        values = {}
        for entity in entities:
            located = catalog.fact_about(entity, topic)
            values[entity.id] = value_of(located, ledger) if located else Value(text="unknown", known=False)
        if any(value.known for value in values.values()):
            values = {
                id_: value
                if value.known or kind_of(catalog.get(id_)) in ("level", "role")
                else Value(text="does not apply")
                for id_, value in values.items()
            }
            rows.append(_row(topic.partition(".")[0], topic, catalog.topics[topic].label, True, values))
    return rows


def _scope_rows(catalog: Catalog, entities: Sequence[Entity]) -> list[Row]:
    """How many skills each level may do, what the higher one adds, then a row a skill."""
    levels = [entity for entity in entities if isinstance(entity, Level)]
    skills = list(catalog.skills.values())
    if not skills:
        return []
    counts: dict[str, Value] = {}
    for level in levels:
        tally = scope_tally(skills, level.id)
        unknown = f", {tally['unknown']} unknown" if tally["unknown"] else ""
        counts[level.id] = Value(
            text=f"{tally['yes']} of {len(skills)} skills in the national model{unknown}",
            value=tally["yes"],
            unit="skills",
        )
    rows = [_row("scope", "scope.count", "Skills allowed", True, counts)]
    ranked = sorted(levels, key=lambda level: level.rank)
    adds: dict[str, Value] = {ranked[0].id: Value(text="the base of this comparison")}
    for lower, higher in itertools.pairwise(ranked):
        gained = added(skills, lower.id, higher.id)
        first_of_each = {skill.category: skill for skill in reversed(gained)}.values()
        examples = "; ".join(plain_name(skill) for skill in reversed(first_of_each))
        open_ = unsettled(skills, lower.id, higher.id)
        beyond = f"{label(lower)} ({len(open_)} unknown)" if open_ else label(lower)
        adds[higher.id] = Value(
            text=f"{len(gained)} more than {beyond}, such as {examples}" if gained else f"none beyond {beyond}",
            value=len(gained), unit="skills",
        )  # fmt: skip
    rows.append(_row("scope", "scope.adds", "Adds", True, {level.id: adds[level.id] for level in levels}))
    for skill in skills:
        values: dict[str, Value] = {}
        for level in levels:
            cell = getattr(skill.levels, level.id)
            values[level.id] = Value(
                text=cell.may, known=cell.may != "unknown", code=cell.may, sources=cell.sources,
                fact=f"{skill.id}.scope.{level.id}", trust=cell.trust, as_of=cell.as_of, read=cell.read,
                disputed=bool(cell.says_yes and cell.says_no), reach="national",
            )  # fmt: skip
        rows.append(_row("scope", skill.id, skill.name, False, values))
    return rows


def scope_tally(skills: Sequence[Skill], level: str) -> dict[str, int]:
    """How many skills a level may perform, may not, and for how many that is unknown."""
    tally = {"yes": 0, "no": 0, "unknown": 0}
    for skill in skills:
        tally[getattr(skill.levels, level).may] += 1
    return tally


def added(skills: Sequence[Skill], lower: str, higher: str) -> list[Skill]:
    """The skills that `higher` may perform and `lower` may not; what is unknown for either does not count."""
    return [
        skill for skill in skills
        if getattr(skill.levels, higher).may == "yes" and getattr(skill.levels, lower).may == "no"
    ]  # fmt: skip


def unsettled(skills: Sequence[Skill], lower: str, higher: str) -> list[Skill]:
    """The skills of which it is unknown whether `higher` adds them: what it may or `lower` may not is not known."""
    may = ((skill, getattr(skill.levels, lower).may, getattr(skill.levels, higher).may) for skill in skills)
    return [skill for skill, low, high in may if "unknown" in (low, high) and low != "yes" and high != "no"]


def plain_name(skill: Skill) -> str:
    """A skill's name without what stands in brackets, to be named in a sentence."""
    name = re.sub(r"\s*\([^)]*\)", "", skill.name)
    return uncapped(name)


def _lead(catalog: Catalog, entities: Sequence[Entity], rows: Sequence[Row], state: State | None) -> list[str]:
    """What to know before the table, in one to three sentences."""
    kinds = [kind_of(entity) for entity in entities]
    if len(set(kinds)) > 1:
        lead = [f"{label(entity)} is {KIND_WORDS[kind_of(entity)]}." for entity in entities]
        if "system" in kinds and len(kinds) == 2:
            system, other = sorted(entities, key=lambda entity: kind_of(entity) != "system")
            lead = [
                f"{label(system)} is a system, not a person: nobody \"is an {label(system)}\".",
                _person_or_thing(other),
            ]  # fmt: skip
        return lead
    levels = sorted((e for e in entities if isinstance(e, Level)), key=lambda level: level.rank)
    if levels:
        order = " < ".join(catalog.ladder)
        lead = [f"Both are levels that a person holds; {label(levels[-1])} is the higher. The ladder: {order}."]
        if len(levels) > 2:
            lead = [f"All are levels that a person holds. The ladder: {order}."]
        gained = next((row for row in rows if row.field == "scope.adds"), None)
        hours = next((row for row in rows if row.field == "training.hours"), None)
        if hours:
            told = []
            for level in levels:
                value = hours.values[level.id]
                if value.known:
                    note = f" ({value.qualifier})" if value.qualifier else ""
                    told.append(f"{label(level)} {value.text}{note}")
            lead.append(f"Course: {'; '.join(told)}.")
        least = next((row for row in rows if row.field == "licence.hours"), None)
        if least and state is not None:
            told = [f"{label(level)} {least.values[level.id].text}" for level in levels]
            lead.append(f"Least hours that {state.name} asks for: {'; '.join(told)}.")
        if gained:
            pieces = [f"{label(level)} may do {gained.values[level.id].text}" for level in levels[1:]]
            lead.append(f"Skills in the national model: {'. '.join(pieces)}.")
        return lead
    return []


def _person_or_thing(entity: Entity) -> str:
    """What stands beside a system: a person at a level or in a job, or something else."""
    name = label(entity)
    if isinstance(entity, Level):
        return (
            f"{capped(article(name))} {name} is a person: the word names a level of certification and licensure in EMS."
        )
    return f"{capped(article(name))} {name} is {KIND_WORDS[kind_of(entity)]}."


__all__ = ["LEVEL_NOUN", "Comparison", "ComparisonAnswer", "Row", "added", "compare", "scope_tally"]
