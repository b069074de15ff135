"""Questions near to one that was asked, which can be answered."""

from __future__ import annotations

from collections.abc import Iterator

from emspath.answers.ask.parts import state_points
from emspath.answers.ask.understand import Question
from emspath.catalog import Catalog, label
from emspath.model import Role, System, Term, Title
from emspath.names import fold
from emspath.wording import article


def nearest(catalog: Catalog, question: Question | None) -> tuple[str, ...]:
    """Three questions about the same things, else three good first ones; `catalog` can answer each."""
    offered = dict.fromkeys([*(_about(catalog, question) if question is not None else ()), *_FIRST])
    asked = question.asked.strip().casefold() if question is not None else ""
    return tuple(text for text in offered if text.casefold() != asked)[:3]


_FIRST = (
    "What is the difference between an EMT and a paramedic?",
    "How do I become an EMT?",
    "Can an EMT start an IV?",
    "What does EMS stand for?",
)


def _about(catalog: Catalog, question: Question) -> Iterator[str]:
    for skill in question.skills[:1]:
        own = [name for name in (skill.name, *skill.aliases) if catalog.named(fold(name)) == (skill.id,)]
        if own and any(m.kind == "skill" for m in question.mentions):
            yield f"Who may do this: {min(own, key=len)}?"
    states = question.states[:1]
    levels = question.levels[:1]
    groups = question.signals.groups
    for state in states:
        held = label(levels[0]) if levels else "EMT"
        yield f"Do I need the NREMT exam for {article(held)} {held} license in {state.name}?"
        yield f"Is {state.name} in the EMS Compact?"
        if state_points(catalog, state, "licence.renewal"):
            yield f"How long is {article(held)} {held} license valid in {state.name}?"
        yield f"Who do I contact about my EMS license in {state.name}?"
    for level in levels:
        name = label(level) if level.abbreviation else label(level).lower()
        if "EXAM" in groups:
            yield f"How many questions are on the {name} exam?"
        if "RENEW" in groups or "LAPSE" in groups:
            yield f"How many continuing education credits does {article(name)} {name} need?"
        yield f"How long is the {name} course?"
        yield f"How do I become {article(name)} {name}?"
        yield f"What skills can {article(name)} {name} perform?"
    for entity in (*question.subjects, *question.general):
        if "(" in entity.name:
            continue
        if isinstance(entity, (Title, Role)):
            yield f"What is {article(entity.name)} {entity.name}?"
        elif isinstance(entity, (Term, System)):
            yield f"What is {entity.name}?"
