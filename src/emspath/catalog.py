"""The loaded model, indexed: find by id, name or alias, look up facts, and choose headline values.

A catalogue is built from records, so a test can make one by hand. Nothing here prints, reads a clock or the
environment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from msgspec import Struct

from emspath.errors import NotFoundError, QuestionError
from emspath.model import (
    ALL_LEVELS,
    Ambiguity,
    Asks,
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
from emspath.names import fold, hyphened, singular, words
from emspath.wording import article, listed

if TYPE_CHECKING:
    from emspath.index import Index

Kind: TypeAlias = Literal["system", "level", "role", "term", "skill", "title", "state", "step"]
KINDS: Final[dict[type, Kind]] = {
    System: "system", Level: "level", Role: "role", Term: "term", Skill: "skill", Title: "title", State: "state",
}  # fmt: skip
ENTITY_KINDS: Final = ("systems", "levels", "roles", "terms", "skills", "titles", "states")
"""The lists of a data file that hold entities, in the order in which everything is listed."""
LADDER: Final = ("emr", "emt", "aemt", "paramedic")

_NEAR: Final = {"national": 4, "state": 3, "program": 2, "employer": 1, "abroad": 0}
_SURE: Final = {"primary": 2, "secondary": 1, "low": 0}


_MOST_SKILLS: Final = 8
"""How many skills one name may mean at once before it is no name any more."""


class Head(Struct, frozen=True):
    """An entity by its names alone, where nothing that it holds is asked for."""

    id: str
    kind: Kind
    name: str
    label: str
    """The short name by which people call it."""


class Handle(Struct, frozen=True, array_like=True):
    """An entity by all that can be typed for it without quotes."""

    id: str
    kind: Kind
    name: str
    others: tuple[str, ...]
    """Its further names in the form of an id, shortest first."""

    def begun_by(self, typed: str) -> str | None:
        """What begins with the words typed: the id, else the shortest other name, else None."""
        return next((form for form in (self.id, *self.others) if form.startswith(typed)), None)


class Named(Struct, frozen=True):
    """An entity found by a name."""

    entity: Entity
    local: LocalLevel | None = None
    """The state's own level whose name it was, when a state was asked for."""


class Found(Struct, frozen=True):
    """What a name leads to; more than one meaning when the name is ambiguous."""

    asked: str
    meanings: tuple[Named, ...]
    why: str | None = None
    """Why there is more than one meaning."""
    why_sources: tuple[str, ...] = ()


class Located(Struct, frozen=True):
    """A fact with its address: `emt.training.hours`, or `tx.emt.licence.age` for a state's fact about a level."""

    id: str
    about: str
    fact: Fact
    topic: Topic
    state: str | None = None
    """The state whose fact it is, when it was pulled in beside a national entity."""


class Catalog:
    """All records of one or more data files, merged in order, with indexes over names and facts.

    Each part is put together when it is first asked for, so a subclass may take it from elsewhere.
    """

    def __init__(self, files: Iterable[DataFile]) -> None:
        self._files = tuple(files)

    @cached_property
    def sections(self) -> Mapping[str, Section]:
        """The parts of an answer, in the order in which they are shown."""
        return self._by_id("sections")

    @cached_property
    def topics(self) -> Mapping[str, Topic]:
        """The vocabulary, in the order in which facts are shown."""
        return self._by_id("topics")

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Every work that is cited."""
        return self._by_id("sources")

    @cached_property
    def levels(self) -> Mapping[str, Level]:
        """The ladder, lowest rung first."""
        return self._by_id("levels")

    @cached_property
    def all_levels(self) -> tuple[Fact, ...]:
        """The facts that hold for each level alike."""
        return self.records("all_levels")

    @cached_property
    def skills(self) -> Mapping[str, Skill]:
        """The rows of the scope table."""
        return self._by_id("skills")

    @cached_property
    def roles(self) -> Mapping[str, Role]:
        """The jobs around the ladder."""
        return self._by_id("roles")

    @cached_property
    def terms(self) -> Mapping[str, Term]:
        """The words of the field."""
        return self._by_id("terms")

    @property
    def asks(self) -> tuple[Asks, ...]:
        """Samples of how people ask about each topic."""
        return self.records("asks")

    @cached_property
    def index(self) -> Index:
        """What a question is searched in."""
        from emspath.index import Index

        return Index(self)

    @cached_property
    def titles(self) -> Mapping[str, Title]:
        """The legacy, state and foreign names for a level of training."""
        return self._by_id("titles")

    @cached_property
    def systems(self) -> Mapping[str, System]:
        """The wholes that people work in."""
        return self._by_id("systems")

    @cached_property
    def states(self) -> Mapping[str, State]:
        """The jurisdictions that license, by name."""
        return self._by_id("states")

    @cached_property
    def steps(self) -> Mapping[str, Step]:
        """The ways from one level or role to another."""
        return self._by_id("steps")

    @cached_property
    def programs(self) -> Mapping[str, Program]:
        """The courses of overlays."""
        return self._by_id("programs")

    @cached_property
    def ambiguities(self) -> tuple[Ambiguity, ...]:
        """The names with several meanings, and why."""
        return self.records("ambiguities")

    @cached_property
    def data_date(self) -> str:
        """The newest day on which a source was read; empty without sources."""
        return max((source.read for source in self.sources.values()), default="")

    @cached_property
    def ladder(self) -> tuple[str, ...]:
        """The short names of the levels, lowest rung first."""
        return tuple(label(level) for level in self.levels.values())

    def _by_id(self, kind: str) -> Mapping[str, Any]:
        return MappingProxyType({record.id: record for record in self.all_of(kind)})

    def all_of(self, kind: str) -> Sequence[Any]:
        """One list of the data files: levels by rank, states by name, others as they come; or all `entities`."""
        if kind == "entities":
            return [entity for each in ENTITY_KINDS for entity in getattr(self, each).values()]
        by = {"levels": "rank", "states": "name"}.get(kind)
        return sorted(self.records(kind), key=attrgetter(by)) if by else self.records(kind)

    def records(self, kind: str) -> tuple[Any, ...]:
        """One list of the data files as it stands in them, file after file."""
        return tuple(record for file in self._files for record in getattr(file, kind))

    # --- entities and names

    @cached_property
    def entities(self) -> Mapping[str, Entity]:
        """Every entity by id, in the order of `ENTITY_KINDS`."""
        return self._by_id("entities")

    @cached_property
    def names(self) -> Mapping[str, tuple[str, ...]]:
        """Every folded name with the ids of the entities that carry it."""
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
        return self.names.get(key, ())

    @cached_property
    def handles(self) -> tuple[Handle, ...]:
        """Every entity by what can be typed for it, in the order of `ENTITY_KINDS`."""
        return tuple(
            Handle(entity.id, kind_of(entity), entity.name, self._others(entity)) for entity in self.entities.values()
        )

    def _others(self, entity: Entity) -> tuple[str, ...]:
        names = (entity.name, entity.abbreviation or "", *entity.aliases)
        forms = {hyphened(name): None for name in names if entity.id in self.named(fold(name))}
        return tuple(sorted((form for form in forms if form != entity.id), key=len))

    def get(self, id_: str) -> Entity:
        """The entity with exactly this id. Raises KeyError."""
        return self.entities[id_]

    def head(self, id_: str) -> Head:
        """The names of the entity with exactly this id. Raises KeyError."""
        entity = self.entities[id_]
        return Head(id_, kind_of(entity), entity.name, label(entity))

    def find(self, name: str, *, state: State | None = None, kinds: Sequence[Kind] | None = None) -> Found:
        """What `name` means: by id, name, abbreviation or alias, whatever its case and punctuation.

        With `state`, the state's own names for levels come first, then its own titles. With `kinds`, only
        entities of these kinds count. Raises NotFoundError with the nearest names.
        """
        found = self.look_up(name, state=state, kinds=kinds)
        if found is not None:
            return found
        other = self.look_up(name, state=state) if kinds is not None else None
        if kinds is not None and other is not None:
            kind = kind_of(other.meanings[0].entity)
            told = listed([f"{article(each)} {each}" for each in kinds], "or")
            raise NotFoundError(
                f"'{name}' is {article(kind)} {kind}, not {told}", f'`emspath explain "{name}"` says more'
            )
        skills = self.find_skills(name) if kinds is None or "skill" in kinds else ()
        near = self.suggest(name, kinds=kinds) if not skills else ()
        if skills:
            hint = f'{len(skills)} skills fit; `emspath scope "{name}"` lists them'
        else:
            hint = f"Did you mean {listed(near, 'or')}?" if near else "`emspath list` shows every name"
        raise NotFoundError(f"nothing is called '{name}'", hint, near)

    def look_up(self, name: str, *, state: State | None = None, kinds: Sequence[Kind] | None = None) -> Found | None:
        """What `find` finds, or None where it would look for the nearest names, which takes longer than all else."""
        for key in dict.fromkeys((fold(name), fold(singular(name)))):
            if state is not None and (local := _local(state, key)) is not None and local.maps_to is not None:
                level = self.levels[local.maps_to]
                national = {fold(each) for each in (level.id, level.name, level.abbreviation or "")}
                return Found(name, (Named(level, None if key in national else local),))
            found = [self.entities[id_] for id_ in self.named(key)]
            if kinds is not None:
                found = [entity for entity in found if kind_of(entity) in kinds]
            if state is not None:
                found = [entity for entity in found if is_title_of(entity, state)] or found
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
        return None

    def suggest(self, name: str, *, kinds: Sequence[Kind] | None = None, most: int = 3) -> tuple[str, ...]:
        """The display names nearest to a name that was not found, best first."""
        from rapidfuzz import fuzz, process

        labels: dict[str, str] = {}
        for entity in self.entities.values():
            if kinds is None or kind_of(entity) in kinds:
                shown = entity.name if isinstance(entity, State) else entity.abbreviation or entity.name
                for label in (entity.abbreviation or entity.name, entity.name, *entity.aliases):
                    labels.setdefault(label.casefold(), shown)
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
        raise QuestionError(f"'{name}' may stand for {listed(names, 'or')}", mend)

    def find_skills(self, text: str) -> tuple[Skill, ...]:
        """The skills that free words name: an exact name or alias, else all whose words or category include them."""
        exact = tuple(self.skills[id_] for id_ in self.named(fold(text)) if id_ in self.skills)
        asked = words(text)
        if exact or not asked:
            return exact
        found = self._having("name", asked) | self._having("category", asked)
        return tuple(self.skills[id_] for _, id_ in sorted(found))

    def _having(self, field: str, stems: Iterable[str]) -> set[tuple[int, str]]:
        first, *others = (set(self.skills_with(field, stem)) for stem in stems)
        return first.intersection(*others)

    def skills_with(self, field: str, stem: str) -> tuple[tuple[int, str], ...]:
        """Place and id of the skills in whose `name` (or aliases) or `category` a word with this stem stands."""
        return self.skill_words.get(f"{field} {stem}", ())

    @cached_property
    def skill_words(self) -> Mapping[str, tuple[tuple[int, str], ...]]:
        """For `name` and `category`, each with a space and a stem behind it, the place and id of the skills."""
        index: dict[str, list[tuple[int, str]]] = {}
        for place, skill in enumerate(self.skills.values()):
            keys = [f"name {stem}" for stem in words(" ".join((skill.name, *skill.aliases)))]
            keys += [f"category {stem}" for stem in words(skill.category)]
            for key in keys:
                index.setdefault(key, []).append((place, skill.id))
        return {key: tuple(found) for key, found in index.items()}

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
        return tuple(sorted(located, key=lambda item: self._topic_order[item.fact.topic]))

    @cached_property
    def _topic_order(self) -> Mapping[str, int]:
        return {topic: place for place, topic in enumerate(self.topics)}

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

    def facts_called(self, about: str) -> tuple[Located, ...]:
        """The facts about all levels, a step, or what has this name; none when nothing has it."""
        if about == ALL_LEVELS:
            return tuple(self._located(ALL_LEVELS, fact) for fact in self.all_levels)
        if about in self.steps:
            return tuple(self._located(about, fact) for fact in self.steps[about].facts)
        found = self.look_up(about)
        return tuple(fact for meaning in found.meanings for fact in self.facts(meaning.entity)) if found else ()

    def fact(self, id_: str) -> Located:
        """The fact with this id; the part before the first dot may be any name of the entity.

        Raises NotFoundError naming the topics that exist for the entity.
        """
        about, _, rest = id_.strip().replace(".license.", ".licence.").partition(".")
        located = self.facts_called(about)
        about = located[0].about if located else self.find(about).meanings[0].entity.id
        wanted = f"{about}.{rest.casefold()}"
        exact = [fact for fact in located if fact.id.partition(".")[2] == rest.casefold()]
        if exact:
            return exact[0]
        ids = [fact.id for fact in located]
        inside = tuple(i for i in ids if rest and rest.casefold() in i)[:4] or _nearest(wanted, ids)
        hint = (
            f"Did you mean {listed(inside, 'or')}?" if inside else f"It has: {listed(ids[:6], 'or')} …" if ids else ""
        )
        raise NotFoundError(f"there is no fact '{wanted.rstrip('.')}'", hint, inside)


def _nearest(wanted: str, ids: Sequence[str]) -> tuple[str, ...]:
    """The ids that are spelled nearly as what was asked for, best first."""
    from rapidfuzz import fuzz, process

    return tuple(match[0] for match in process.extract(wanted[:200], ids, scorer=fuzz.ratio, limit=3, score_cutoff=85))


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


def by_permission(skill: Skill) -> dict[str, list[str]]:
    """The people of which levels the national model lets perform a skill, does not, and for whom that is unknown."""
    groups: dict[str, list[str]] = {"yes": [], "no": [], "unknown": []}
    for level in LADDER:
        groups[getattr(skill.levels, level).may].append(LEVEL_NOUN[level])
    return groups


LEVEL_NOUN: Final = {"emr": "EMRs", "emt": "EMTs", "aemt": "AEMTs", "paramedic": "paramedics"}


def headline(fact: Fact) -> Reading | None:
    """The reading that stands for the fact, or None when nothing current is known.

    The rule: an overlay's own value first; then national before state before a single program or employer;
    then primary before secondary before low trust; then the newest dated one. Never an average, and never a
    value that has been superseded.
    """
    readings = fact.readings
    first = max(readings, key=_rank) if len(readings) > 1 else readings[0] if readings else None
    return first if first is not None and first.superseded is None else None


def ranked_readings(fact: Fact) -> tuple[Reading, ...]:
    """All readings in the order of the headline rule; superseded ones last."""
    return tuple(sorted(fact.readings, key=_rank, reverse=True)) if len(fact.readings) > 1 else fact.readings


def _rank(reading: Reading) -> tuple[object, ...]:
    """The higher, the sooner it is shown; of two alike the first stays first."""
    return (
        reading.superseded is None, reading.owner is not None,
        _NEAR[reading.reach], _SURE[reading.trust], reading.as_of or "",
    )  # fmt: skip


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
    return short_name(kind_of(entity), entity.name, entity.abbreviation)


def short_name(kind: Kind, name: str, abbreviation: str | None) -> str:
    """Of the names of an entity the one by which people call it."""
    return abbreviation if abbreviation and kind in ("level", "system") else name


def local_level(state: State, name: str) -> LocalLevel | None:
    """The level that a state licenses under this name, if any."""
    return _local(state, fold(name)) or _local(state, fold(singular(name)))


def is_title_of(entity: Entity, state: State) -> bool:
    """Whether an entity is a title of this state."""
    return isinstance(entity, Title) and state.abbreviation in entity.jurisdiction.replace(" ", "").split(",")


def _local(state: State, key: str) -> LocalLevel | None:
    return next((level for level in state.levels if key in {fold(n) for n in (level.name, *level.aliases)}), None)
