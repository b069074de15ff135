"""What `ask` searches: every reading with its words, and which topic each word of the samples points to.

It is made from the records, and kept in compiled form so that a question reads only what its own words lead to.
"""

# Annotations are evaluated as they stand: kept as text, each would be compiled on its own when first decoding.
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from emspath.stems import STOP, stem, stems

if TYPE_CHECKING:
    from emspath.catalog import Catalog, Located
    from emspath.model import Reading

_WORD: Final = "[a-z0-9]+"
_SMOOTHING: Final = 0.3
"""How often a word counts as seen in a topic whose samples lack it."""
_DIGITS: Final = 5
"""Decimals that are kept, so that the compiled form says the same as the records."""


class Entry(Struct, frozen=True, array_like=True):
    """A reading as a search sees it."""

    fact: str
    """The id of its fact."""
    place: int
    """Its place in the order of the headline rule."""
    about: str
    kind: str | None
    """The kind of entity that it is about; None for a step of a way and for all levels."""
    topic: str
    level: str | None
    """The level that a state's fact is about."""
    state: str | None
    """The id of the state that it is about or holds in."""
    says: str
    stems: str
    """The different stems of what it says, with spaces between: as one text they are read in a fifth of the time."""
    beside: str
    """The other stems of its topic's label and of all names of what it is about."""
    low: bool
    """Whether its trust is low."""
    program: bool
    """Whether it is about one program or employer."""
    superseded: bool


class Pull(Struct, frozen=True, array_like=True):
    """How a word of the samples tells topics apart."""

    rarity: float
    towards: tuple[tuple[str, float], ...]
    """Topics in whose samples it stands, with how much more likely it is there than where it does not."""


class Index:
    """The index as it is made from a catalogue's records."""

    def __init__(self, catalog: "Catalog") -> None:
        self._catalog = catalog

    # --- readings

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every reading but the cells of the scope table, in the order of the catalogue."""
        return tuple(_entries(self._catalog))

    def entry(self, number: int) -> Entry:
        """The reading with this number."""
        return self.entries[number]

    @cached_property
    def size(self) -> tuple[int, float]:
        """How many readings there are, and how many different words one holds on average."""
        count = len(self.entries)
        return count, round(sum(len(entry.stems.split()) for entry in self.entries) / max(count, 1), _DIGITS)

    @cached_property
    def lists(self) -> Mapping[str, tuple[int, ...]]:
        """The numbers of readings, by `word`, `topic` and `about`, each with a space and a value behind it."""
        found: dict[str, list[int]] = {}
        for number, entry in enumerate(self.entries):
            keys = [f"word {word}" for word in entry.stems.split()]
            keys += [f"topic {entry.topic}", f"about {entry.about}"]
            if entry.state is not None and entry.state != entry.about:
                keys.append(f"about {entry.state}")
            for key in keys:
                found.setdefault(key, []).append(number)
        return {key: tuple(numbers) for key, numbers in found.items()}

    def listed(self, key: str) -> tuple[int, ...]:
        """The numbers of the readings under one key of `lists`."""
        return self.lists.get(key, ())

    @cached_property
    def title_words(self) -> Mapping[str, tuple[tuple[int, str], ...]]:
        """For each stem the place and id of the titles in whose name it stands."""
        found: dict[str, list[tuple[int, str]]] = {}
        for place, title in enumerate(self._catalog.titles.values()):
            for word in dict.fromkeys(stems(title.name)):
                found.setdefault(word, []).append((place, title.id))
        return {word: tuple(places) for word, places in found.items()}

    def titles_with(self, word: str) -> tuple[tuple[int, str], ...]:
        """Place and id of the titles in whose name the stem `word` stands."""
        return self.title_words.get(word, ())

    @cached_property
    def name_words(self) -> tuple[str, ...]:
        """Every word of any name of an entity, in small letters."""
        found = (
            word
            for entity in self._catalog.entities.values()
            for name in (entity.name, entity.abbreviation or "", *entity.aliases)
            for word in re.findall(r"[^\W_]+", name.casefold())
        )
        return tuple(dict.fromkeys(found))

    # --- samples

    @cached_property
    def _learned(self) -> tuple[Mapping[str, float], Mapping[str, Pull]]:
        return _learn([(asks.topic, question) for asks in self._catalog.asks for question in asks.questions])

    @property
    def floors(self) -> Mapping[str, float]:
        """For each topic how likely a word is that its samples lack, as a logarithm."""
        return self._learned[0]

    @property
    def pulls(self) -> Mapping[str, Pull]:
        """Every word of the samples."""
        return self._learned[1]

    def pull(self, word: str) -> Pull | None:
        """How a word tells topics apart, or None for one that no sample holds."""
        return self.pulls.get(word)


def _entries(catalog: "Catalog") -> Iterator[Entry]:
    from emspath.catalog import ranked_readings

    names = {
        entity.id: {s for name in (entity.name, entity.abbreviation or "", *entity.aliases) for s in stems(name)}
        for entity in catalog.entities.values()
    }
    for located in catalog.every_fact():
        if located.fact.topic.startswith("scope.") and located.about in catalog.skills:
            continue
        for place, reading in enumerate(ranked_readings(located.fact)):
            yield _entry(catalog, located, place, reading, names.get(located.about, set()))


def _entry(catalog: "Catalog", located: "Located", place: int, reading: "Reading", names: set[str]) -> Entry:
    from emspath.catalog import kind_of

    where = (reading.where or "").casefold()
    said = words_of(reading.says)
    entity = catalog.entities.get(located.about)
    return Entry(
        fact=located.id, place=place, about=located.about, kind=kind_of(entity) if entity is not None else None,
        topic=located.fact.topic, level=located.fact.level,
        state=located.about if located.about in catalog.states else where if where in catalog.states else None,
        says=reading.says, stems=" ".join(said), beside=" ".join(sorted((names | set(stems(located.topic.label))) - set(said))), low=reading.trust == "low",
        program=reading.reach in ("program", "employer"), superseded=reading.superseded is not None,
    )  # fmt: skip


def words_of(text: str) -> tuple[str, ...]:
    """The different stems of a text, in a fixed order."""
    return tuple(sorted({stem(word) for word in re.findall(_WORD, text.casefold()) if word not in STOP}))


def sample_words(question: str) -> tuple[str, ...]:
    """The stems of a sample, idle words too, since `how long` says much; {state} counts as the word xstate."""
    said = re.sub(r"\{([a-z]+)\}", r" x\1 ", question).casefold().replace("'", "")
    return tuple(word if word.startswith("x") else stem(word) for word in re.findall(_WORD, said))


def weights(words: Sequence[str], rarity: Mapping[str, float]) -> dict[str, float]:
    """What each word of a question counts: more when it is rare, and all together as much as any question's."""
    counts = Counter(word for word in words if word in rarity)
    raw = {word: (1 + math.log(count)) * rarity[word] for word, count in counts.items()}
    whole = math.sqrt(sum(weight * weight for weight in raw.values())) or 1.0
    return {word: weight / whole for word, weight in raw.items()}


def _learn(samples: Sequence[tuple[str, str]]) -> tuple[Mapping[str, float], Mapping[str, Pull]]:
    """The naive Bayes model over weighted words: for each topic the floor, and for each word its pull."""
    said = [(topic, sample_words(question)) for topic, question in samples]
    holding = Counter(word for _, words in said for word in dict.fromkeys(words))
    rarity = {word: round(math.log((1 + len(said)) / (1 + count)) + 1, _DIGITS) for word, count in holding.items()}
    mass: dict[str, dict[str, float]] = {}
    for topic, words in said:
        own = mass.setdefault(topic, {})
        for word, weight in weights(words, rarity).items():
            own[word] = own.get(word, 0.0) + weight
    floors = {
        topic: round(math.log(_SMOOTHING / (sum(own.values()) + _SMOOTHING * len(rarity))), _DIGITS)
        for topic, own in mass.items()
    }
    towards: dict[str, list[tuple[str, float]]] = {word: [] for word in rarity}
    for topic, own in mass.items():
        for word, weight in own.items():
            towards[word].append((topic, round(math.log(1 + weight / _SMOOTHING), _DIGITS)))
    return floors, {word: Pull(rarity[word], tuple(found)) for word, found in towards.items()}
