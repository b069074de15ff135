"""From the text of a question to what it is about and what it asks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Final

from emspath.answers.ask import intents
from emspath.answers.ask.names import Mention, Speller, level_of, mentions, skills_in
from emspath.answers.ask.words import STOP, Word, plain, split, stem
from emspath.catalog import Catalog
from emspath.model import Entity, Level, Skill, State, Title

_DO: Final = re.compile(
    r"\b(can|may|allowed|able|permitted|authorized|legal|legally|do|does|could|should|who|perform|performs|give|gives|administer|scope|start|use)\b"
)
_ASKS_YES_NO: Final = re.compile(
    r"^(?:(?:so|and|but|also|well|hi|hello|hey|please|if|then)\s)*(is|are|can|could|may|do|does|did|must|should|will|would|have|has|am|was|were)\b"
)
_LATER_YES_NO: Final = re.compile(r"\b(can i|can an?|can you|may i|do i|do you|does an?|is it|is that|are there|is there|am i|must i|should i|will i|is this|are they|do any|does any)\b")


class Question:
    """A question taken apart: its words, the entities it names, and the topics its words point to."""

    def __init__(self, catalog: Catalog, text: str) -> None:
        self._catalog = catalog
        self.asked = text
        said = split(plain(text))
        found = mentions(catalog, said)
        named = {place for mention in found for place in range(mention.start, mention.end)}
        if any(_unsure(word) for place, word in enumerate(said) if place not in named):
            mended = Speller(catalog, intents.vocabulary()).mend(said)
            said = tuple(w if place in named else m for place, (w, m) in enumerate(zip(said, mended, strict=True)))
            found = mentions(catalog, said)
        self.said: tuple[Word, ...] = said
        self.mentions: tuple[Mention, ...] = found
        self.text = " ".join(word.low for word in said)
        kinds = {mention.kind.upper() for mention in found if not mention.general}
        self.signals = intents.signals(self.text, kinds)

    # --- what it names

    @cached_property
    def states(self) -> tuple[State, ...]:
        """The states named, in order."""
        return tuple(dict.fromkeys(e for m in self.mentions for e in self.entities_of(m) if isinstance(e, State)))

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
        if direct and free and not set(ids) & set(free):
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
            if mention.kind not in ("state", "skill") and not mention.general:
                found += self.entities_of(mention)
        return tuple(dict.fromkeys(found))

    @cached_property
    def general(self) -> tuple[Entity, ...]:
        """The words that go with many subjects: license, renewal, the National Registry."""
        return tuple(dict.fromkeys(e for m in self.mentions if m.general for e in self.entities_of(m)))

    def entities_of(self, mention: Mention) -> list[Entity]:
        """The entities that a mention may mean; a state only where it can be nothing else."""
        found = [self._catalog.get(id_) for id_ in mention.ids]
        return found if len(found) == 1 else [e for e in found if not isinstance(e, State)]

    def names_of(self, mention: Mention) -> tuple[str, ...]:
        """The names of what is mentioned, in small letters."""
        return tuple(
            name.casefold()
            for entity in self.entities_of(mention)
            for name in (entity.abbreviation or "", entity.name, *entity.aliases)
            if len(name) > 2
        )

    def stems_of(self, mention: Mention) -> frozenset[str]:
        """The stems of the words of the question that name something."""
        return frozenset(stem(word.low) for word in self.said[mention.start : mention.end] if word.low not in STOP)

    @cached_property
    def goal(self) -> Entity | None:
        """What somebody wants to become or be tested as, when it is named behind such a word."""
        for mention in self.mentions:
            if mention.kind in ("level", "role", "title") and not mention.general:
                before = " ".join(word.low for word in self.said[max(0, mention.start - 4) : mention.start])
                if re.search(r"\b(become|becoming|challenge|to be|work as|into|certified as|licensed as|to|take)( an?| the| as an?)*$", before):
                    return self.entities_of(mention)[0]
        return None

    # --- what it asks

    @cached_property
    def yes_no(self) -> bool:
        """Whether it can be answered with yes or no."""
        return bool(_ASKS_YES_NO.search(self.text) or _LATER_YES_NO.search(self.text)) and not self.text.startswith(
            ("what", "how", "which", "who", "where", "when", "why")
        )

    @cached_property
    def about_doing(self) -> bool:
        """Whether it asks what somebody may do."""
        return _DO.search(self.text) is not None

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

    def has(self, pattern: str) -> bool:
        """Whether the question's text holds `pattern` as whole words."""
        return re.search(rf"\b(?:{pattern})\b", self.text) is not None


def _unsure(word: Word) -> bool:
    return len(word.low) > 4 and word.low.isalpha() and word.low not in STOP


def texts(found: Sequence[Mention]) -> tuple[str, ...]:
    """The words of the question that name something."""
    return tuple(mention.text for mention in found)
