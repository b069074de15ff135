"""Rules across records: ids resolve, names are told apart, units fit, facts are cited, the ladder has no circle.

Each rule is a small generator of problems; a problem names the file, the way to the value in it, and what is
wrong. `check` runs them all in the order of `RULES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from emspath.load import Loaded, lines_of, locate
from emspath.model import ALL_LEVELS, OTHER_ASKS, Dated, Entity, Fact, Reading, Record, Skill, State, Title
from emspath.names import fold

Trail = tuple[str | int, ...]
LADDER = ("emr", "emt", "aemt", "paramedic")
ENTITY_LISTS = ("levels", "skills", "roles", "terms", "titles", "systems", "states")


class Problem(NamedTuple):
    """Something wrong across records."""

    file: Loaded
    trail: Trail
    text: str


class World(NamedTuple):
    """All files that are checked together, with the ids that may be referred to."""

    files: Sequence[Loaded]
    sources: frozenset[str]
    entities: frozenset[str]
    topics: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]
    """For each topic the units and the codes it allows."""
    postal: frozenset[str]
    """The postal codes of the states, and of the territories that titles come from, in capitals."""
    today: date


def entities(file: Loaded) -> Iterator[tuple[Trail, Entity]]:
    """Every entity of a file with the way to it."""
    for kind in ENTITY_LISTS:
        for index, entity in enumerate(getattr(file.content, kind)):
            yield (kind, index), entity


def facts(file: Loaded) -> Iterator[tuple[Trail, str, Fact]]:
    """Every fact of a file with the way to it and the id of what it is about."""
    for trail, entity in entities(file):
        for index, fact in enumerate(entity.facts):
            yield (*trail, "facts", index), entity.id, fact
    for index, fact in enumerate(file.content.all_levels):
        yield ("all_levels", index), ALL_LEVELS, fact
    for position, step in enumerate(file.content.steps):
        for index, fact in enumerate(step.facts):
            yield ("steps", position, "facts", index), step.id, fact
    for position, addition in enumerate(file.content.additions):
        for index, fact in enumerate(addition.facts):
            yield ("additions", position, "facts", index), addition.about, fact


def dated(file: Loaded) -> Iterator[tuple[Trail, Dated]]:
    """Every cited claim of a file: readings, scope cells and local levels."""
    for trail, _, fact in facts(file):
        for index, reading in enumerate(fact.readings):
            yield (*trail, "readings", index), reading
    for trail, entity in entities(file):
        if isinstance(entity, Skill):
            for level in LADDER:
                yield (*trail, "levels", level), getattr(entity.levels, level)
        if isinstance(entity, State):
            for index, local in enumerate(entity.levels):
                yield (*trail, "levels", index), local


def unique_ids(world: World) -> Iterator[Problem]:
    """No id is given twice within its kind; entities, steps and programs share one space."""
    seen: dict[tuple[str, str], str] = {}
    for file in world.files:
        listed: list[tuple[str, Trail, str]] = [("entity", trail, entity.id) for trail, entity in entities(file)]
        for kind in ("sources", "topics", "sections", "steps", "programs"):
            space = "entity" if kind in ("steps", "programs") else kind
            listed += [(space, (kind, i), record.id) for i, record in enumerate(getattr(file.content, kind))]
        for space, trail, name in listed:
            if (space, name) in seen:
                yield Problem(file, (*trail, "id"), f"the id '{name}' is already used in {seen[space, name]}")
            seen[space, name] = file.shown


def unique_names(world: World) -> Iterator[Problem]:
    """A name leads to one entity, unless `ambiguities` says that it has several meanings."""
    declared = {
        (fold(ambiguity.name), meaning)
        for file in world.files
        for ambiguity in file.content.ambiguities
        for meaning in ambiguity.meanings
    }
    seen: dict[str, tuple[str, str]] = {}
    for file in world.files:
        for trail, entity in entities(file):
            fields: list[tuple[Trail, str]] = [(("id",), entity.id), (("name",), entity.name)]
            if entity.abbreviation:
                fields.append((("abbreviation",), entity.abbreviation))
            own: set[str] = set()
            for index, alias in enumerate(entity.aliases):
                if fold(alias) in own:
                    yield Problem(file, (*trail, "aliases", index), f"the alias '{alias}' stands twice here")
                own.add(fold(alias))
                fields.append((("aliases", index), alias))
            for field, name in fields:
                key = fold(name)
                if not key:
                    yield Problem(file, (*trail, *field), f"the name '{name}' has no letter or digit")
                    continue
                other, where = seen.setdefault(key, (entity.id, file.shown))
                if other != entity.id and not {(key, other), (key, entity.id)} <= declared:
                    yield Problem(
                        file, (*trail, *field), f"the name '{name}' also leads to '{other}' ({where}); "
                        "drop one or list both under `ambiguities`"
                    )  # fmt: skip


def references(world: World) -> Iterator[Problem]:
    """Every id that a record points to exists."""
    steps = {step.id for file in world.files for step in file.content.steps}
    for file in world.files:
        pointers: list[tuple[Trail, str]] = []
        cites: list[tuple[Trail, str]] = []
        for trail, claim in dated(file):
            cites += [((*trail, "sources", i), source) for i, source in enumerate(claim.sources)]
            for side in ("says_yes", "says_no"):
                cites += [((*trail, side, i), source) for i, source in enumerate(getattr(claim, side, ()))]
        for trail, entity in entities(file):
            pointers += [((*trail, "see_also", i), target) for i, target in enumerate(entity.see_also)]
        for i, ambiguity in enumerate(file.content.ambiguities):
            pointers += [(("ambiguities", i, "meanings", j), target) for j, target in enumerate(ambiguity.meanings)]
            cites += [(("ambiguities", i, "sources", j), source) for j, source in enumerate(ambiguity.sources)]
        for i, step in enumerate(file.content.steps):
            pointers += [(("steps", i, "start", j), start) for j, start in enumerate(step.start) if start != "none"]
            pointers.append((("steps", i, "end"), step.end))
        for i, addition in enumerate(file.content.additions):
            if addition.about != ALL_LEVELS and addition.about not in steps:
                pointers.append((("additions", i, "about"), addition.about))
        for i, program in enumerate(file.content.programs):
            cites += [(("programs", i, "sources", j), source) for j, source in enumerate(program.sources)]
        for trail, target in pointers:
            if target not in world.entities:
                yield Problem(file, trail, f"nothing has the id '{target}'")
        for trail, source in cites:
            if source not in world.sources:
                yield Problem(file, trail, f"no source has the id '{source}'; add it under `sources`")


def vocabulary(world: World) -> Iterator[Problem]:
    """Topics exist, and a reading's unit and code are among those its topic allows."""
    missing = [f"scope.{level}" for level in LADDER if f"scope.{level}" not in world.topics]
    for file in world.files:
        if file.content.skills and missing:
            yield Problem(file, ("skills",), f"no topic has the id '{missing[0]}', which the skills are about")
        for trail, _, fact in facts(file):
            allowed = world.topics.get(fact.topic)
            if allowed is None:
                yield Problem(file, (*trail, "topic"), f"no topic has the id '{fact.topic}'; see data/topics.yaml")
                continue
            units, codes = allowed
            for index, reading in enumerate(fact.readings):
                at = (*trail, "readings", index)
                if reading.unit is not None and reading.unit not in units:
                    wanted = " or ".join(units) or "no number"
                    yield Problem(
                        file,
                        (*at, "unit"),
                        f"the unit '{reading.unit}' does not fit {fact.topic}, which takes {wanted}",
                    )
                if reading.code is not None and reading.code not in codes:
                    wanted = ", ".join(codes) or "no code"
                    yield Problem(
                        file,
                        (*at, "code"),
                        f"the code '{reading.code}' does not fit {fact.topic}, which takes {wanted}",
                    )


def jurisdictions(world: World) -> Iterator[Problem]:
    """The postal code of a reading or a program is that of a state or territory that is there."""
    for file in world.files:
        named: list[tuple[Trail, str]] = [
            ((*trail, "readings", index, "where"), reading.where)
            for trail, _, fact in facts(file)
            for index, reading in enumerate(fact.readings)
            if reading.reach == "state" and reading.where is not None
        ]
        named += [
            (("programs", index, "state"), program.state)
            for index, program in enumerate(file.content.programs)
            if program.state is not None
        ]
        for trail, code in named:
            if code not in world.postal:
                yield Problem(
                    file, trail, f"no state or territory has the postal code '{code}'; `emspath states` lists them"
                )


def asked(world: World) -> Iterator[Problem]:
    """Samples of questions are about a topic, or have one of the other labels."""
    for file in world.files:
        for index, asks in enumerate(file.content.asks):
            if asks.topic not in world.topics and asks.topic not in OTHER_ASKS:
                yield Problem(
                    file, ("asks", index, "topic"), f"no topic has the id '{asks.topic}'; see data/topics.yaml"
                )


def one_place(world: World) -> Iterator[Problem]:
    """Facts about one topic of one thing stand together, so that a correction has one place."""
    for file in world.files:
        seen: set[tuple[str, str, str | None]] = set()
        for trail, about, fact in facts(file):
            key = (about, fact.topic, fact.level)
            if key in seen:
                yield Problem(
                    file, (*trail, "topic"), f"{fact.topic} stands twice for '{about}'; put the readings together"
                )
            seen.add(key)


def defined(world: World) -> Iterator[Problem]:
    """Every entity but a skill and a state says what it is; a skill's row and a state's facts say it for them."""
    for file in world.files:
        for trail, entity in entities(file):
            if isinstance(entity, (Skill, State)):
                continue
            if not any(fact.topic == "what.definition" and fact.readings for fact in entity.facts):
                yield Problem(file, trail, f"'{entity.id}' has no what.definition")


def dates(world: World) -> Iterator[Problem]:
    """No claim, source or program is dated after today."""
    for file in world.files:
        told: list[tuple[Trail, Record]] = [
            *dated(file),
            *((("sources", i), source) for i, source in enumerate(file.content.sources)),
            *((("programs", i), program) for i, program in enumerate(file.content.programs)),
        ]
        for trail, record in told:
            for field in ("published", "as_of", "read"):
                value = getattr(record, field, None)
                if value is not None and value > world.today.isoformat()[: len(value)]:
                    yield Problem(file, (*trail, field), f"{value} lies in the future")


def no_circle(world: World) -> Iterator[Problem]:
    """The ladder leads upward: no level is reached from itself."""
    ladder = [
        (file, ("steps", i, "end"), step)
        for file in world.files
        for i, step in enumerate(file.content.steps)
        if step.kind == "ladder"
    ]
    above: dict[str, set[str]] = {}
    for file, trail, step in ladder:
        reached = {step.end}
        frontier = [step.end]
        while frontier:
            for further in above.get(frontier.pop(), ()):
                if further not in reached:
                    reached.add(further)
                    frontier.append(further)
        circle = sorted(reached & set(step.start))
        if circle:
            yield Problem(file, trail, f"the step '{step.id}' closes a circle through '{circle[0]}'")
            continue
        for start in step.start:
            above.setdefault(start, set()).add(step.end)


def disputes(world: World) -> Iterator[Problem]:
    """A dispute has at least two readings to tell apart."""
    for file in world.files:
        for trail, _, fact in facts(file):
            if fact.dispute and sum(len(reading.sources) for reading in fact.readings) < 2:
                yield Problem(file, (*trail, "dispute"), "a dispute needs at least two sides, each with its source")


Rule = Callable[[World], Iterator[Problem]]
RULES: tuple[Rule, ...] = (
    unique_ids, unique_names, references, vocabulary, jurisdictions, asked, one_place, defined, dates, no_circle, disputes,
)  # fmt: skip


def _postal_codes(file: Loaded) -> Iterator[str]:
    yield from (state.id.upper() for state in file.content.states)
    for title in file.content.titles:
        yield from (
            code for code in title.jurisdiction.split(", ") if code.isupper() and len(code) == 2 and code != "US"
        )


def check(files: Sequence[Loaded], today: date, known: Sequence[Loaded] = ()) -> list[Problem]:
    """Every problem of `files`, rule by rule; `known` files are referred to but not checked themselves."""
    everything = [*known, *files]
    world = World(
        files=everything,
        sources=frozenset(source.id for file in everything for source in file.content.sources),
        entities=frozenset(entity.id for file in everything for _, entity in entities(file)),
        topics={topic.id: (topic.units, tuple(topic.codes)) for file in everything for topic in file.content.topics},
        postal=frozenset(code for file in everything for code in _postal_codes(file)),
        today=today,
    )
    mine = {file.shown for file in files}
    return [problem for rule in RULES for problem in rule(world) if problem.file.shown in mine]


def told(problems: Sequence[Problem]) -> tuple[str, ...]:
    """A line for each problem: file, line, field, and what is wrong. Each file is read for its lines once."""
    files = {problem.file.shown: problem.file for problem in problems}
    known = {shown: lines_of(file) for shown, file in files.items()}
    return tuple(f"{locate(p.file, known[p.file.shown], p.trail)}: {p.text}" for p in problems)


__all__ = ["RULES", "Problem", "Reading", "Title", "World", "check", "dated", "entities", "facts", "told"]
