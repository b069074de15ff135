"""What every kind of answer is made of: a reply with the readings behind it, and small wording helpers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from emspath.answers.ask.records import Confidence
from emspath.catalog import LADDER, Catalog, Located, by_permission, cell_facts, headline, ranked_readings
from emspath.model import ALL_LEVELS, Entity, Level, Reading, Skill, State
from emspath.stems import stems
from emspath.wording import capped, listed, uncapped

if TYPE_CHECKING:
    from emspath.answers.ask.search import Hit


class Point(Struct, frozen=True):
    """A reading that an answer rests on."""

    located: Located
    reading: Reading


def point_of(catalog: Catalog, hit: Hit) -> Point:
    """The reading that was found."""
    entry = hit.entry
    if entry.kind is not None:
        facts = catalog.entities[entry.about].facts
    else:
        facts = catalog.all_levels if entry.about == ALL_LEVELS else catalog.steps[entry.about].facts
    fact = next(each for each in facts if (each.topic, each.level) == (entry.topic, entry.level))
    located = Located(entry.fact, entry.about, fact, catalog.topics[entry.topic])
    return Point(located, ranked_readings(fact)[entry.place])


class Reply(Struct, frozen=True):
    """An answer before it is put in its envelope."""

    intent: str
    text: str
    points: tuple[Point, ...]
    command: str | None
    confidence: Confidence


def state_facts(catalog: Catalog, state: State, topic: str, level: str | None = None) -> Iterator[Located]:
    """The facts of a state on one topic; with `level` those about it or about no level in particular."""
    for located in catalog.facts(state):
        if located.fact.topic == topic and (level is None or located.fact.level in (None, level)):
            yield located


def state_points(catalog: Catalog, state: State, topic: str, level: str | None = None) -> list[Point]:
    return [
        Point(located, first)
        for located in state_facts(catalog, state, topic, level)
        if (first := headline(located.fact)) is not None
    ]


def definition_points(catalog: Catalog, entity: Entity) -> list[Point]:
    located = catalog.fact_about(entity, "what.definition")
    first = headline(located.fact) if located else None
    return [Point(located, first)] if located and first else []


def cell_points(catalog: Catalog, skill: Skill, levels: Iterable[str]) -> list[Point]:
    facts = {fact.topic: fact for fact in cell_facts(skill)}
    found = []
    for level in levels:
        fact = facts[f"scope.{level}"]
        known = getattr(skill.levels, level).may != "unknown"
        for first in ranked_readings(fact)[: 1 if known else 2]:
            says = f"{capped(plain_name(skill))}: {first.says[0].lower()}{first.says[1:]}"
            located = Located(f"{skill.id}.scope.{level}", skill.id, fact, catalog.topics[f"scope.{level}"])
            found.append(Point(located, reworded(first, says)))
    return found


def reworded(reading: Reading, says: str) -> Reading:
    return msgspec.structs.replace(reading, says=says)


def in_state(state: State, says: str) -> str:
    """A sentence about a state, with its name in front unless the sentence has it."""
    return says if state.name in says else f"In {state.name}: {says}"


def says_more(said: Sequence[str], text: str) -> bool:
    """Whether a sentence says more than those before it."""
    words = set(stems(text))
    return all(len(words & set(stems(s))) < 0.7 * len(words) for s in said)


def speaks_of(text: str, entity: Entity) -> bool:
    words = set(stems(text))
    names = [entity.name, entity.abbreviation or "", *entity.aliases]
    return any(set(stems(name)) <= words for name in names if stems(name))


def explain_command(id_: str) -> str:
    return f"emspath explain {id_}"


NEGATES: Final = r"\b(not|no|cannot|never|nobody|none|neither|nor)\b"


def level_word(id_: str) -> str:
    return "paramedic" if id_ == "paramedic" else id_.upper()


def with_article(level: Level) -> str:
    return "A" if level.id == "paramedic" else "An"


def quoted(name: str) -> str:
    return f'"{name}"' if not name.replace("-", "").isalnum() else name


def who_may(skill: Skill) -> str:
    groups = by_permission(skill)
    parts = []
    if groups["yes"]:
        parts.append(f"{listed(groups['yes'])} may")
    if groups["no"]:
        parts.append(f"{listed(groups['no'])} may not")
    if groups["unknown"]:
        parts.append(f"for {listed(groups['unknown'])} it is unknown")
    return f"{capped(plain_name(skill))}, under the national model: {'; '.join(parts)}."


def starts_at(skill: Skill) -> str | None:
    return next((level for level in LADDER if getattr(skill.levels, level).may == "yes"), None)


def skill_names(skills: Sequence[Skill]) -> str:
    return listed([plain_name(skill) if len(skills) == 1 else brief_name(skill) for skill in skills])


def is_or_are(skills: Sequence[Skill]) -> str:
    return "is" if len(skills) == 1 else "are"


def plain_name(skill: Skill) -> str:
    name = skill.name
    if "(" in name:
        name = re.sub(r"\s*\([^)]*\)", lambda m: m.group() if len(m.group()) < 14 else "", name)
    return uncapped(name)


def brief_name(skill: Skill) -> str:
    """A skill in a list: without what it is for, and with the everyday name or the drug of its first bracket."""
    name = re.split(r"\s+for suspected\s|\s+for low\s|\s+for wheezing|, with\s|, drawn\s", skill.name)[0]
    name = re.sub(r"\s*\(([^),]*)[^)]*\)", lambda m: f" ({m[1]})" if len(m[1]) > 3 else "", name)
    return uncapped(name)


def short_name(skill: Skill) -> str:
    return min((skill.name, *skill.aliases), key=len)
