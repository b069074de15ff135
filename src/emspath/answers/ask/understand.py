"""From the text of a question to what it is about and what it asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final

from emspath.answers.ask import intents
from emspath.answers.ask.names import SPOKEN, Mention, Speller, level_of, mentions, skills_in
from emspath.answers.ask.phrases import holds
from emspath.answers.ask.topics import likely_topics
from emspath.answers.ask.words import LIGHT, Word, plain, split
from emspath.catalog import Catalog
from emspath.model import Entity, Level, Role, Skill, State, Title
from emspath.names import words
from emspath.stems import STOP, stem, stems

_DO: Final = "can|may|allowed|able|permitted|authorized|legal|legally|do|does|could|should|who|perform|performs|give|gives|administer|scope|start|use"
_OWN: Final = frozenset("my a an our his her your their transfer transferring move moving use using take".split())
_OPENERS: Final = frozenset("so and but also well hi hello hey please if then".split())
_ASKS_YES_NO: Final = frozenset("is are can could may do does did must should will would have has am was were".split())
_LATER_YES_NO: Final = "can i|can an?|can you|may i|do i|do you|does an?|is it|is that|are there|is there|am i|must i|should i|will i|is this|are they|do any|does any"


class Question:
    """A question taken apart: its words, the entities it names, and the topics its words point to."""

    def __init__(self, catalog: Catalog, text: str) -> None:
        self._catalog = catalog
        self._names: dict[Mention, tuple[frozenset[str], ...]] = {}
        self.asked = text
        said = split(plain(text))
        found = mentions(catalog, said)
        named = {place for mention in found for place in range(mention.start, mention.end)}
        free = [place for place, word in enumerate(said) if place not in named and _unsure(word)]
        if free:
            mended = Speller(catalog).mend(said, free)
            if mended != said:
                said = mended
                found = mentions(catalog, said)
        self.said: tuple[Word, ...] = said
        self.mentions: tuple[Mention, ...] = found
        self.text = " ".join(word.low for word in said)
        self.pattern = " ".join(_placeholders(said, found))
        kinds = {mention.kind.upper() for mention in found if not mention.general}
        self.signals = intents.signals(self.pattern, kinds)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers in it."""
        return frozenset(stem(word.low) for word in self.said if word.low.isdigit())

    @cached_property
    def state_ids(self) -> frozenset[str]:
        """The ids of the states named."""
        return frozenset(state.id for state in self.states)

    # --- what it names

    @cached_property
    def states(self) -> tuple[State, ...]:
        """The states named, in order; of two the one that somebody comes from is not asked about."""
        named = [m for m in self.mentions if m.kind == "state"]
        there = [m for m in named if not self._comes_from(m)]
        return tuple(dict.fromkeys(e for m in there or named for e in self.entities_of(m) if isinstance(e, State)))

    @cached_property
    def origins(self) -> tuple[State, ...]:
        """The states that somebody comes from, where another is asked about."""
        named = [m for m in self.mentions if m.kind == "state" and self._comes_from(m)]
        found = dict.fromkeys(e for m in named for e in self.entities_of(m) if isinstance(e, State))
        return tuple(state for state in found if state not in self.states)

    def _comes_from(self, mention: Mention) -> bool:
        """Whether a state stands behind `from`, or as one's own before one that is gone to: my Texas license to Ohio."""
        before = self.said[mention.start - 1].low if mention.start > 0 else ""
        if before in _OWN:
            later = (m.start for m in self.mentions if m.kind == "state" and m.start > mention.start)
            return any(self.said[start - 1].low in ("to", "into", "in") for start in later)
        return before in ("from", "outside", "leaving")

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """The ladder levels named, by themselves or by a title that equals one."""
        return tuple(dict.fromkeys(level for m in self.mentions if (level := level_of(self._catalog, m)) is not None))

    @cached_property
    def titles(self) -> tuple[Title, ...]:
        """The legacy, state or foreign titles named."""
        return tuple(dict.fromkeys(e for m in self.mentions for e in self.entities_of(m) if isinstance(e, Title)))

    @cached_property
    def skills(self) -> tuple[Skill, ...]:
        """The skills named, by an alias or by free words."""
        direct = [m for m in self.mentions if m.kind == "skill" and not m.general]
        free = skills_in(self._catalog, self.said, self.mentions)
        ids = [id_ for m in direct for id_ in m.ids if id_ in self._catalog.skills]
        if len(direct) == 1 and free and not set(ids) & set(free):
            spoken = words(direct[0].text)
            beyond = words(" ".join(w.low for w in self.said)) - spoken
            whole = (words(" ".join((s.name, *s.aliases))) for i in free for s in (self._catalog.skills[i],))
            if all(spoken <= held and beyond & held for held in whole):
                return tuple(self._catalog.skills[id_] for id_ in free)
            free = ()
        elif direct and free and not set(ids) & set(free):
            free = ()
        if len(direct) == 1 and direct[0].end - direct[0].start == 1 and len(free) > 1 and set(ids) <= set(free):
            ids += [id_ for id_ in free if id_ not in ids]
        elif not ids:
            ids = list(free)
        return tuple(self._catalog.skills[id_] for id_ in dict.fromkeys(ids))

    @cached_property
    def subjects(self) -> tuple[Entity, ...]:
        """What it is about: every entity named that is no state and no word that goes with many subjects."""
        found: list[Entity] = []
        for mention in self.mentions:
            if mention.kind not in ("state", "skill") and not mention.general and not self._attribute(mention):
                found += self.entities_of(mention)
        return tuple(dict.fromkeys(found))

    def _attribute(self, mention: Mention) -> bool:
        """Whether a system is named only to say which: the EMS in `an EMS agency's director`."""
        behind = self.said[mention.end] if mention.end < len(self.said) else None
        if mention.kind == "system" and any(m.start == mention.end for m in self.mentions):
            return True
        others = any(m.kind in ("level", "role", "term", "title") and not m.general for m in self.mentions)
        return (
            mention.kind == "system" and others and behind is not None and behind.low not in STOP and behind.gap == " "
        )

    @cached_property
    def related(self) -> frozenset[str]:
        """The ids of roles that stand beside the roles named."""
        return (
            frozenset(i for s in self.subjects if isinstance(s, Role) for i in s.see_also) & self._catalog.roles.keys()
        )

    @cached_property
    def general(self) -> tuple[Entity, ...]:
        """The words that go with many subjects: license, renewal, the National Registry."""
        return tuple(dict.fromkeys(e for m in self.mentions if m.general for e in self.entities_of(m)))

    def entities_of(self, mention: Mention) -> list[Entity]:
        """The entities that a mention may mean; a state only where it can be nothing else."""
        found = [self._catalog.get(id_) for id_ in mention.ids]
        if len(found) == 1:
            return found
        found = [e for e in found if not isinstance(e, State)]
        places = {id_.upper() for other in self.mentions if other.kind == "state" for id_ in other.ids}
        local: list[Entity] = [e for e in found if isinstance(e, Title) and set(e.jurisdiction.split(", ")) & places]
        return local or found

    def names_of(self, mention: Mention) -> tuple[str, ...]:
        """The names of what is mentioned, in small letters."""
        spoken = [phrase for phrase, id_ in SPOKEN.items() if id_ in mention.ids and len(phrase) > 6]
        return tuple(
            name.casefold()
            for entity in self.entities_of(mention)
            for name in (entity.abbreviation or "", entity.name, *entity.aliases, *spoken)
            if len(name) > 2
        )

    def stems_by_name(self, mention: Mention) -> tuple[frozenset[str], ...]:
        """The stems of each name of what is mentioned, the typed one first."""
        if mention not in self._names:
            names = (frozenset(stems(name)) for name in self.names_of(mention))
            self._names[mention] = (self.stems_of(mention), *(name for name in names if name))
        return self._names[mention]

    def stems_of(self, mention: Mention) -> frozenset[str]:
        """The stems of the words of the question that name something."""
        return frozenset(stem(word.low) for word in self.said[mention.start : mention.end] if word.low not in STOP)

    @cached_property
    def goal(self) -> Entity | None:
        """What somebody wants to become or be tested as, when it is named behind such a word."""
        for verbs in (
            "become|becoming|becomes|challenge|into|want to be|going to be|hope to be|work as|certified as|licensed as|straight to|directly to",
            "to|take",
        ):
            for mention in self.mentions:
                if mention.kind in ("level", "role", "title") and not mention.general:
                    before = " ".join(word.low for word in self.said[max(0, mention.start - 4) : mention.start])
                    if _leads_to(f" {before}", tuple(f" {verb}" for verb in verbs.split("|"))):
                        return self.entities_of(mention)[0]
        return None

    @cached_property
    def strange(self) -> frozenset[str]:
        """The stems of words that no reading and no sample holds."""
        index = self._catalog.index
        return frozenset(word for word in self.free if not index.listed(f"word {word}") and index.pull(word) is None)

    # --- what it asks

    @cached_property
    def likely(self) -> Mapping[str, float]:
        """How likely each topic is, by the words of the question."""
        return likely_topics(self._catalog.index, self.said, self.mentions)

    @cached_property
    def yes_no(self) -> bool:
        """Whether it can be answered with yes or no."""
        first = next((word.low for word in self.said if word.low not in _OPENERS), "")
        asks = first in _ASKS_YES_NO or self.has(_LATER_YES_NO)
        return asks and not self.text.startswith(("what", "how", "which", "who", "where", "when", "why"))

    @cached_property
    def about_doing(self) -> bool:
        """Whether it asks what somebody may do."""
        return self.has(_DO)

    @cached_property
    def content(self) -> tuple[str, ...]:
        """The stems of its words that carry meaning, without the names of subjects."""
        used = {p for m in self.mentions if not m.general and m.kind != "skill" for p in range(m.start, m.end)}
        return tuple(
            dict.fromkeys(
                stem(word.low) for place, word in enumerate(self.said) if place not in used and word.low not in STOP
            )
        )

    @cached_property
    def free(self) -> tuple[str, ...]:
        """Of these the ones that no rule has understood."""
        cues = {stem(word) for word in self.signals.cues}
        general = {stem(word.low) for m in self.mentions if m.general for word in self.said[m.start : m.end]}
        return tuple(word for word in self.content if word not in cues and word not in general and not word.isdigit())

    @cached_property
    def rare(self) -> frozenset[str]:
        """The free words and numbers that only few facts hold."""
        return (frozenset(self.free) | self.numbers) - LIGHT

    def left_over(self, told: Iterable[str]) -> tuple[str, ...]:
        """The words, as typed, that no rule has understood and that none of the sentences `told` holds."""
        held = {word for text in told for word in stems(text)}
        free = set(self.free) - held
        return tuple(dict.fromkeys(word.low for word in self.said if word.low not in STOP and stem(word.low) in free))

    def has(self, pattern: str) -> bool:
        """Whether the question's text holds `pattern` as whole words."""
        return holds(pattern, f" {self.text} ")


def _leads_to(before: str, verbs: tuple[str, ...]) -> bool:
    """Whether `before` ends with one of `verbs`, articles between."""
    return before.endswith(verbs) or any(
        _leads_to(before.removesuffix(article), verbs)
        for article in (" a", " an", " the", " as a", " as an")
        if before.endswith(article)
    )


def _placeholders(said: Sequence[Word], found: Sequence[Mention]) -> list[str]:
    """The words of a question with the names of levels, titles, roles, states and systems put as their kind.

    So the words inside a name (First Responder, ambulance driver) point to no topic, and rules can speak of `xlevel`.
    """
    shown = [word.low for word in said]
    for mention in found:
        if mention.kind in ("level", "title", "role", "state", "system") and not mention.general:
            shown[mention.start : mention.end] = [f"x{mention.kind}"] + [""] * (mention.end - mention.start - 1)
    return [word for word in shown if word]


def _unsure(word: Word) -> bool:
    """Whether a word may be misspelled: of some length, and none that a rule knows."""
    low = word.low
    return len(low) > 4 and low.isalpha() and low not in STOP and not (low.isascii() and intents.knows(low))
