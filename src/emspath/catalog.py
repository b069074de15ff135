"""The loaded model, indexed: find by id, name or alias, look up facts, and choose headline values.

A catalogue is built from records, so a test can make one by hand. Nothing here prints, reads a clock or the
environment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, Protocol, TypeAlias, TypeVar

from emspath.errors import NotFoundError, QuestionError
from emspath.model import (
    ALL_LEVELS,
    Ambiguity,
    Cell,
    DataFile,
    Entity,
    Fact,
    Level,
    LocalLevel,
    Program,
    Reading,
    Role,
    Section,
    Skill,
    Source,
    State,
    Step,
    System,
    Term,
    Title,
    Topic,
)
from emspath.names import fold, singular, words

Kind: TypeAlias = Literal["system", "level", "role", "term", "skill", "title", "state", "step"]
KINDS: Final[dict[type, Kind]] = {
    System: "system", Level: "level", Role: "role", Term: "term", Skill: "skill", Title: "title", State: "state",
}  # fmt: skip
LADDER: Final = ("emr", "emt", "aemt", "paramedic")

_REACH: Final = {"national": 0, "state": 1, "program": 2, "employer": 3, "abroad": 4}
_TRUST: Final = {"primary": 0, "secondary": 1, "low": 2}


_MOST_SKILLS: Final = 8
"""How many skills one name may mean at once before it is no name any more."""


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


R = TypeVar("R", bound=_HasId)


class Named(NamedTuple):
    """An entity found by a name."""

    entity: Entity
    local: LocalLevel | None = None
    """The state's own level whose name it was, when a state was asked for."""


class Found(NamedTuple):
    """What a name leads to; more than one meaning when the name is ambiguous."""

    asked: str
    meanings: tuple[Named, ...]
    why: str | None = None
    """Why there is more than one meaning."""
    why_sources: tuple[str, ...] = ()


class Located(NamedTuple):
    """A fact with its address: `emt.training.hours`, or `tx.emt.licence.age` for a state's fact about a level."""

    id: str
    about: str
    fact: Fact
    topic: Topic
    state: str | None = None
    """The state whose fact it is, when it was pulled in beside a national entity."""


class Catalog:
    """All records of one or more data files, merged in order, with indexes over names and facts."""

    def __init__(self, files: Iterable[DataFile]) -> None:
        parts = list(files)
        self.sections: Mapping[str, Section] = _by_id(r for f in parts for r in f.sections)
        self.topics: Mapping[str, Topic] = _by_id(r for f in parts for r in f.topics)
        self.sources: Mapping[str, Source] = _by_id(r for f in parts for r in f.sources)
        self.levels: Mapping[str, Level] = _by_id(
            sorted((r for f in parts for r in f.levels), key=lambda level: level.rank)
        )
        self.all_levels: tuple[Fact, ...] = tuple(r for f in parts for r in f.all_levels)
        self.skills: Mapping[str, Skill] = _by_id(r for f in parts for r in f.skills)
        self.roles: Mapping[str, Role] = _by_id(r for f in parts for r in f.roles)
        self.terms: Mapping[str, Term] = _by_id(r for f in parts for r in f.terms)
        self.titles: Mapping[str, Title] = _by_id(r for f in parts for r in f.titles)
        self.systems: Mapping[str, System] = _by_id(r for f in parts for r in f.systems)
        self.states: Mapping[str, State] = _by_id(
            sorted((r for f in parts for r in f.states), key=lambda state: state.name)
        )
        self.steps: Mapping[str, Step] = _by_id(r for f in parts for r in f.steps)
        self.programs: Mapping[str, Program] = _by_id(r for f in parts for r in f.programs)
        self.ambiguities: tuple[Ambiguity, ...] = tuple(r for f in parts for r in f.ambiguities)

    # --- entities and names

    @cached_property
    def entities(self) -> Mapping[str, Entity]:
        """Every entity by id, in the order systems, levels, roles, terms, skills, titles, states."""
        groups: tuple[Mapping[str, Entity], ...] = (
            self.systems, self.levels, self.roles, self.terms, self.skills, self.titles, self.states,
        )  # fmt: skip
        return MappingProxyType({id_: entity for group in groups for id_, entity in group.items()})

    @cached_property
    def _names(self) -> Mapping[str, tuple[str, ...]]:
        index: dict[str, list[str]] = {}
        for entity in self.entities.values():
            for name in (entity.id, entity.name, entity.abbreviation or "", *entity.aliases):
                key = fold(name)
                if key and entity.id not in index.setdefault(key, []):
                    index[key].append(entity.id)
        for ambiguity in self.ambiguities:
            index[fold(ambiguity.name)] = list(ambiguity.meanings)
        return {key: tuple(ids) for key, ids in index.items()}

    def named(self, key: str) -> tuple[str, ...]:
        """The ids of the entities that carry the folded name `key`, several where it is ambiguous."""
        return self._names.get(key, ())

    def get(self, id_: str) -> Entity:
        """The entity with exactly this id. Raises KeyError."""
        return self.entities[id_]

    def find(self, name: str, *, state: State | None = None, kinds: Sequence[Kind] | None = None) -> Found:
        """What `name` means: by id, name, abbreviation or alias, whatever its case and punctuation.

        With `state`, the state's own names for levels come first, then its own titles. With `kinds`, only
        entities of these kinds count. Raises NotFoundError with the nearest names.
        """
        for key in dict.fromkeys((fold(name), fold(singular(name)))):
            if state is not None and (local := _local(state, key)) is not None and local.maps_to is not None:
                level = self.levels[local.maps_to]
                national = {fold(each) for each in (level.id, level.name, level.abbreviation or "")}
                return Found(name, (Named(level, None if key in national else local),))
            found = [self.entities[id_] for id_ in self._names.get(key, ())]
            if kinds is not None:
                found = [entity for entity in found if kind_of(entity) in kinds]
            if state is not None:
                found = [entity for entity in found if _is_title_of(entity, state)] or found
            if found:
                note = next((a for a in self.ambiguities if fold(a.name) == key), None) if len(found) > 1 else None
                return Found(
                    name, tuple(Named(entity) for entity in found),
                    note.why if note else None, note.sources if note else (),
                )  # fmt: skip
        skills = self.find_skills(name) if kinds is None or "skill" in kinds else ()
        if 0 < len(skills) <= _MOST_SKILLS:
            why = "these words fit several skills" if len(skills) > 1 else None
            return Found(name, tuple(Named(skill) for skill in skills), why)
        near = self.suggest(name, kinds=kinds)
        if skills:
            near = ()
            hint = f"{len(skills)} skills fit; `emspath scope \"{name}\"` lists them"
        else:
            hint = f"Did you mean {_listed(near)}?" if near else "`emspath list` shows every name"
        raise NotFoundError(f"nothing is called '{name}'", hint, near)

    def suggest(self, name: str, *, kinds: Sequence[Kind] | None = None, most: int = 3) -> tuple[str, ...]:
        """The display names nearest to a name that was not found, best first."""
        from rapidfuzz import fuzz, process

        labels: dict[str, str] = {}
        for entity in self.entities.values():
            if kinds is None or kind_of(entity) in kinds:
                for label in (entity.abbreviation or entity.name, entity.name, *entity.aliases):
                    labels.setdefault(label.casefold(), entity.abbreviation or entity.name)
        asked = name.casefold()[:200]
        scored = process.extract(asked, list(labels), scorer=fuzz.ratio, limit=12, score_cutoff=65)
        scored += process.extract(asked, list(labels), scorer=fuzz.token_set_ratio, limit=12, score_cutoff=85)
        best = sorted(scored, key=lambda match: -match[1])
        return tuple(dict.fromkeys(labels[match[0]] for match in best))[:most]

    def state(self, name: str) -> State:
        """The state with this postal code or name. Raises NotFoundError."""
        try:
            found = self.find(name, kinds=("state",))
        except NotFoundError as error:
            raise NotFoundError(f"no state is called '{name}'", error.hint, error.suggestions) from None
        entity = found.meanings[0].entity
        assert isinstance(entity, State)
        return entity

    def level_of(self, name: str, *, state: State | None = None) -> tuple[Level, str | None]:
        """The ladder level that `name` stands for, and a remark when it is another title for it.

        Raises NotFoundError, or QuestionError when the name equals no level, or not the same one in every meaning.
        """
        found = self.find(name, state=state, kinds=("level", "title"))
        levels: dict[str | None, str | None] = {}
        for meaning in found.meanings:
            entity = meaning.entity
            if isinstance(entity, Level):
                local = meaning.local
                remark = f"{local.name} is the {state.name} name for {label(entity)}" if local and state else None
                levels.setdefault(entity.id, remark)
            elif isinstance(entity, Title):
                for id_ in entity.maps_to or (None,):
                    remark = id_ and f"{entity.name} corresponds to {label(self.levels[id_])} today"
                    levels.setdefault(id_, remark)
        if len(levels) == 1 and None not in levels:
            level, remark = next(iter(levels.items()))
            return self.levels[str(level)], remark
        mend = f'`emspath explain "{name}"` says what it is'
        if set(levels) == {None}:
            raise QuestionError(f"'{name}' equals no level of the ladder", mend)
        names = tuple(label(self.levels[i]) if i else "no level of the ladder" for i in levels)
        raise QuestionError(f"'{name}' may stand for {_listed(names)}", mend)

    def find_skills(self, text: str) -> tuple[Skill, ...]:
        """The skills that free words name: an exact name or alias, else all whose words or category include them."""
        key = fold(text)
        exact = [
            skill for skill in self.skills.values()
            if key in {fold(name) for name in (skill.id, skill.name, *skill.aliases)}
        ]  # fmt: skip
        asked = words(text)
        if exact or not asked:
            return tuple(exact)
        return tuple(
            skill
            for skill in self.skills.values()
            if asked <= self._skill_words[skill.id] or asked <= words(skill.category)
        )

    @cached_property
    def _skill_words(self) -> Mapping[str, frozenset[str]]:
        return {skill.id: words(" ".join((skill.name, *skill.aliases))) for skill in self.skills.values()}

    # --- facts

    def facts(self, entity: Entity, *, state: State | None = None) -> tuple[Located, ...]:
        """The facts about `entity` in the order of the vocabulary.

        A level also has the facts that hold for all levels, and with `state` what that state says of the level.
        A skill's row of the scope table counts as facts.
        """
        own = list(entity.facts)
        if isinstance(entity, Level):
            topics = {fact.topic for fact in own}
            own += [fact for fact in self.all_levels if fact.topic not in topics]
        located = [self._located(entity.id, fact) for fact in own]
        if isinstance(entity, Skill):
            located += [self._located(entity.id, fact) for fact in cell_facts(entity)]
        if isinstance(entity, Level) and state is not None:
            located += [
                self._located(state.id, fact, state.id)
                for fact in state.facts
                if fact.level in (None, entity.id)
            ]  # fmt: skip
        order = {topic: place for place, topic in enumerate(self.topics)}
        return tuple(sorted(located, key=lambda item: order[item.fact.topic]))

    def _located(self, about: str, fact: Fact, state: str | None = None) -> Located:
        middle = f".{fact.level}" if fact.level else ""
        return Located(f"{about}{middle}.{fact.topic}", about, fact, self.topics[fact.topic], state)

    def fact_about(self, entity: Entity, topic: str, *, level: str | None = None) -> Located | None:
        """The fact on one topic, or None when the model has nothing on it."""
        return next((f for f in self.facts(entity) if f.fact.topic == topic and f.fact.level == level), None)

    def every_fact(self) -> Iterator[Located]:
        """All facts of the catalogue, each once."""
        for entity in self.entities.values():
            for fact in entity.facts:
                yield self._located(entity.id, fact)
            if isinstance(entity, Skill):
                for fact in cell_facts(entity):
                    yield self._located(entity.id, fact)
        for fact in self.all_levels:
            yield self._located(ALL_LEVELS, fact)
        for step in self.steps.values():
            for fact in step.facts:
                yield self._located(step.id, fact)

    def fact(self, id_: str) -> Located:
        """The fact with this id; the part before the first dot may be any name of the entity.

        Raises NotFoundError naming the topics that exist for the entity.
        """
        about, _, rest = id_.strip().partition(".")
        if about == ALL_LEVELS:
            located = [self._located(ALL_LEVELS, fact) for fact in self.all_levels]
        elif about in self.steps:
            located = [self._located(about, fact) for fact in self.steps[about].facts]
        else:
            entities = [meaning.entity for meaning in self.find(about).meanings]
            located = [fact for entity in entities for fact in self.facts(entity)]
            about = entities[0].id
        wanted = f"{about}.{rest.casefold()}"
        exact = [fact for fact in located if fact.id.partition(".")[2] == rest.casefold()]
        if exact:
            return exact[0]
        ids = [fact.id for fact in located]
        inside = tuple(i for i in ids if rest and rest.casefold() in i)[:4]
        hint = f"Did you mean {_listed(inside)}?" if inside else f"It has: {_listed(tuple(ids[:6]))} …" if ids else ""
        raise NotFoundError(f"there is no fact '{wanted}'", hint, inside)


def cell_facts(skill: Skill) -> tuple[Fact, ...]:
    """A row of the scope table as facts: one for each level, with the sides of a dispute as readings."""
    return tuple(_cell_fact(skill, level, getattr(skill.levels, level)) for level in LADDER)


def _cell_fact(skill: Skill, level: str, cell: Cell) -> Fact:
    name = LEVEL_NOUN[level]

    def reading(code: str, sources: tuple[str, ...]) -> Reading:
        verb = "lists this for" if code == "yes" else "does not list this for"
        return Reading(
            says=f"The national model, as these sources give it, {verb} {name}.", code=code, sources=sources,
            trust=cell.trust, at=cell.at, as_of=cell.as_of, read=cell.read, note=cell.note or skill.qualifier,
        )  # fmt: skip

    readings: list[Reading] = []
    if cell.may != "unknown":
        readings.append(reading(cell.may, cell.sources))
    if (cell.says_yes and cell.says_no) or cell.may == "unknown":
        sides = {"yes": cell.says_yes, "no": cell.says_no}
        readings += [reading(code, side) for code, side in sides.items() if side and code != cell.may]
    disputed = bool(cell.says_yes and cell.says_no)
    return Fact(
        topic=f"scope.{level}", readings=tuple(readings), unknown=cell.unknown,
        dispute="Sources disagree on whether the national model includes it at this level." if disputed else None,
    )  # fmt: skip


LEVEL_NOUN: Final = {"emr": "EMRs", "emt": "EMTs", "aemt": "AEMTs", "paramedic": "paramedics"}


def headline(fact: Fact) -> Reading | None:
    """The reading that stands for the fact, or None when nothing current is known.

    The rule: an overlay's own value first; then national before state before a single program or employer;
    then primary before secondary before low trust; then the newest dated one. Never an average, and never a
    value that has been superseded.
    """
    ranked = ranked_readings(fact)
    return ranked[0] if ranked and ranked[0].superseded is None else None


def ranked_readings(fact: Fact) -> tuple[Reading, ...]:
    """All readings in the order of the headline rule; superseded ones last."""

    def rank(reading: Reading) -> tuple[object, ...]:
        parts = [-int(part) for part in (reading.as_of or "0").split("-")]
        newest_first = (*parts, 0, 0)[:3]
        return (
            reading.superseded is not None, reading.owner is None,
            _REACH[reading.reach], _TRUST[reading.trust], reading.as_of is None, newest_first,
        )  # fmt: skip

    return tuple(sorted(fact.readings, key=rank))


def span(fact: Fact) -> tuple[float, float, str] | None:
    """Lowest, highest and unit over the current readings of the headline's reach, or None without numbers."""
    first = headline(fact)
    if first is None:
        return None
    same = [
        reading for reading in fact.readings
        if reading.superseded is None and reading.reach == first.reach and reading.unit is not None
    ]  # fmt: skip
    if not same:
        return None
    unit = first.unit or same[0].unit
    values = [(r.min, r.max) for r in same if r.unit == unit and r.min is not None and r.max is not None]
    if not values or unit is None:
        return None
    return min(low for low, _ in values), max(high for _, high in values), unit


def kind_of(entity: Entity) -> Kind:
    """The kind of an entity, as one word."""
    return KINDS[type(entity)]


def label(entity: Entity) -> str:
    """The short name by which people call it: EMT, Paramedic, Texas."""
    if isinstance(entity, (Level, System)) and entity.abbreviation:
        return entity.abbreviation
    return entity.name


def local_level(state: State, name: str) -> LocalLevel | None:
    """The level that a state licenses under this name, if any."""
    return _local(state, fold(name)) or _local(state, fold(singular(name)))


def _is_title_of(entity: Entity, state: State) -> bool:
    return isinstance(entity, Title) and state.abbreviation in entity.jurisdiction.replace(" ", "").split(",")


def _local(state: State, key: str) -> LocalLevel | None:
    return next((level for level in state.levels if key in {fold(n) for n in (level.name, *level.aliases)}), None)


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _by_id(records: Iterable[R]) -> Mapping[str, R]:
    return MappingProxyType({record.id: record for record in records})
