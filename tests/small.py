"""A catalogue small enough to read beside what is expected of it: four sources, a few topics, the four levels."""

from __future__ import annotations

from typing import Any

from emspath.catalog import Catalog
from emspath.model import (
    DataFile,
    Fact,
    Level,
    LevelId,
    LocalLevel,
    Program,
    Reading,
    Role,
    Section,
    Source,
    State,
    Step,
    Topic,
)

TOPICS = (
    "what.definition", "training.hours", "training.hours-beyond", "training.weeks", "training.months", "training.semesters", "training.cost",
    "training.clinical", "training.accreditation", "training.validity", "prerequisites.age", "prerequisites.cpr", "prerequisites.certification",
    "prerequisites.experience", "exam.format", "exam.fee", "exam.attempts", "exam.wait", "licence.rule", "licence.nremt", "licence.age",
    "licence.hours", "licence.requirements", "licence.fee", "licence.processing", "licence.renewal", "licence.ce", "renewal.cycle",
    "renewal.expiry", "renewal.window-opens", "renewal.window-closes", "renewal.late-until", "renewal.ce-total", "renewal.ce-national",
    "renewal.ce-local", "renewal.ce-individual", "renewal.by-exam", "renewal.fee", "renewal.lapse", "renewal.reentry", "place.office",
    "exam.items", "exam.time", "exam.skills", "exam.result-validity", "exam.remediation", "exam.authorization",
    "prerequisites.background-check", "prerequisites.health", "prerequisites.education", "renewal.ce-content", "renewal.accepted",
    "renewal.not-accepted", "renewal.online", "renewal.active", "renewal.records", "licence.keep-nremt", "licence.renewal-ways", "licence.lapse",
)  # fmt: skip
RANKS: dict[LevelId, int] = {"emr": 1, "emt": 2, "aemt": 3, "paramedic": 4}


def reading(says: str = "Said.", **fields: Any) -> Reading:
    """A national primary reading of 2020, unless told otherwise."""
    given = {"sources": ("s",), "trust": "primary", "as_of": None if "read" in fields else "2020", **fields}
    return Reading(says=says, **given)


def amount(low: float, high: float | None = None, unit: str = "hours", **fields: Any) -> Reading:
    """A reading with a number."""
    return reading(min=low, max=low if high is None else high, unit=unit, **fields)


def fact(topic: str, *readings: Reading, **fields: Any) -> Fact:
    return Fact(topic=topic, readings=readings, **fields)


def level(id_: LevelId, *facts: Fact) -> Level:
    short = "Paramedic" if id_ == "paramedic" else id_.upper()
    return Level(id=id_, name=f"{id_.capitalize()} level", abbreviation=short, rank=RANKS[id_], facts=facts)


def state(*facts: Fact, levels: tuple[LocalLevel, ...] = ()) -> State:
    return State(id="tx", name="Texas", abbreviation="TX", facts=facts, levels=levels)


def step(start: str, end: str, *facts: Fact, usual: bool = True, kind: str = "ladder") -> Step:
    name = f"{start} to {end}"
    return Step(id=f"{start}-{end}", name=name, kind=kind, start=(start,), end=end, usual=usual, facts=facts)  # type: ignore[arg-type]


def small(
    *levels: Level,
    states: tuple[State, ...] = (),
    steps: tuple[Step, ...] | None = None,
    all_levels: tuple[Fact, ...] = (),
    programs: tuple[Program, ...] = (),
    **lists: Any,
) -> Catalog:
    """The levels given, the others bare, and a ladder with a way around the AEMT."""
    given = {one.id: one for one in levels}
    ladder = (step("none", "emr", usual=False), step("none", "emt"), step("emr", "emt", usual=False), step("emt", "aemt", usual=False),
              step("aemt", "paramedic", usual=False), step("emt", "paramedic"), step("nurse", "paramedic", kind="bridge", usual=False))  # fmt: skip
    sections = dict.fromkeys(topic.partition(".")[0] for topic in TOPICS)
    return Catalog([
        DataFile(
            sections=tuple(Section(id=id_, label=id_, authority="general", meaning="m") for id_ in sections),
            topics=tuple(Topic(id=id_, label=id_.partition(".")[2], meaning="m") for id_ in TOPICS),
            sources=tuple(Source(id=id_, title=id_, publisher="P", url="https://example.org/", kind="page", read="2026-11-24") for id_ in ("s", "t", "u", "v")),
            levels=tuple(given.get(id_, level(id_)) for id_ in RANKS),
            roles=(Role(id="nurse", name="Nurse", category="c"),),
            states=states, steps=ladder if steps is None else steps, all_levels=all_levels, programs=programs, **lists,
        )
    ])  # fmt: skip
