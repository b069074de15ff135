"""Which readings answer a question best: by topic, by what they are about, by place and level, and by shared words.

Each reading gets a sum of features, each with a weight. The weights were fitted on the questions of the benchmarks
(`benchmarks/fit.py`); each can be read as English: a reading about something else than what is named counts less.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Final

from msgspec import Struct

from emspath.answers.ask.kinds import kind_fits, kinds_asked
from emspath.answers.ask.understand import Question
from emspath.answers.ask.words import LIGHT
from emspath.catalog import LADDER, Catalog
from emspath.index import Entry
from emspath.model import ALL_LEVELS
from emspath.stems import stemmed

WEIGHTS: Final[dict[str, float]] = {
    "direct": 2.59,
    "rule": 2.43,
    "words": 1.89,
    "no state": -1.83,
    "state": 1.83,
    "covered": 1.7,
    "something else": -1.69,
    "kind": 1.32,
    "link": 1.29,
    "unasked state": -1.28,
    "rare": 0.93,
    "unasked": -0.93,
    "first": 0.86,
    "superseded": -0.84,
    "likely": -0.72,
    "emt": 0.7,
    "likelihood": 0.6,
    "length": 0.59,
    "aside": 0.55,
    "general": 0.53,
    "unmet": -0.53,
    "level": 0.45,
    "way": 0.45,
    "whole": 0.44,
    "other level": -0.36,
    "program": -0.34,
    "way between": 0.22,
    "goal": 0.19,
    "low trust": -0.19,
    "related": 0.16,
}  # fmt: skip
"""What each feature counts."""
PLACES: Final = stemmed("ambulance service services ems agency job crew field emergency medical exactly work")
"""Words that say where something is, and ask for nothing more."""
EVERYWHERE: Final = stemmed("course exam license certification state ems job level work need age")
"""Words that most questions hold."""
_MOST: Final = 200
"""How many readings are looked at closely."""
_FAINT: Final = 0.03
"""Topics less likely than this do not bring their readings in."""
_RARE: Final = 2.2
"""The rarity from which on a word alone brings readings in."""
PAST: Final = "was|were|used to|before|formerly|history|old|changed|happened|ago"
_ASIDE: Final = frozenset(("what.detail", "licence.notes", "what.misunderstanding"))
"""Topics with facts of many kinds."""


class Hit(Struct, frozen=True):
    """A reading with how well it fits."""

    number: int
    entry: Entry
    score: float
    features: Mapping[str, float]


class _Subject(Struct, frozen=True):
    """How what a reading is about stands to what is named."""

    features: Mapping[str, float]
    other: bool
    """Whether it is one particular thing, while something else is named."""
    links: tuple[tuple[frozenset[str], ...], ...]
    """The stems of the names of each other thing that the question names, of which a reading may speak."""


def search(catalog: Catalog, question: Question) -> list[Hit]:
    """The readings that fit, best first."""
    scorer = _Scorer(catalog, question)
    hits = []
    for number in scorer.candidates():
        entry = catalog.index.entry(number)
        if scorer.elsewhere(entry):
            continue
        features = scorer.features(entry)
        hits.append(Hit(number, entry, sum(WEIGHTS[name] * value for name, value in features.items()), features))
    hits.sort(key=lambda hit: (-hit.score, hit.number))
    return hits


class _Scorer:
    def __init__(self, catalog: Catalog, question: Question) -> None:
        self._catalog = catalog
        self._index = catalog.index
        self._question = question
        self._likely = question.likely
        self._kinds = kinds_asked(question)
        self._subjects = frozenset(s.id for s in (*question.subjects, *question.levels))
        self._general = frozenset(s.id for s in question.general)
        self._levels = frozenset(level.id for level in question.levels)
        self.states = question.state_ids
        self._words = tuple(dict.fromkeys((*question.content, *sorted(question.numbers))))
        self._count, self._average = self._index.size
        self._lists = {word: self._index.listed(f"word {word}") for word in self._words}
        self._rarity = {word: self._rarity_of(len(found)) for word, found in self._lists.items()}
        self._counts = {word: rarity * (0.4 if word in LIGHT else 1.0) for word, rarity in self._rarity.items()}
        self._asked = self._weighted(self._words)
        self._rare = self._weighted(question.rare)
        self._past = question.has(PAST)
        self._topics: dict[str, frozenset[str]] = {}
        self._abouts: dict[str, _Subject] = {}
        self._topical_of: dict[str, Mapping[str, float]] = {}
        self._mentioned = tuple(
            (mention.ids, question.stems_by_name(mention))
            for mention in question.mentions
            if mention.kind not in ("state", "skill") and not mention.general
        )

    def _rarity_of(self, holding: int) -> float:
        return math.log(1 + (self._count - holding + 0.5) / (holding + 0.5))

    def candidates(self) -> list[int]:
        """The numbers of the readings worth a closer look: by rare words, likely topics, and what is named."""
        found: dict[int, float] = {}
        for word, numbers in self._lists.items():
            if self._rarity[word] >= _RARE:
                for number in numbers:
                    found[number] = found.get(number, 0.0) + self._rarity[word]
        for topic, share in self._likely.items():
            if share > _FAINT:
                for number in self._index.listed(f"topic {topic}"):
                    found[number] = found.get(number, 0.0) + 10 * share
        for topic, weight in self._question.signals.topics.items():
            for number in self._index.listed(f"topic {topic}"):
                found[number] = found.get(number, 0.0) + weight
        for about in sorted(self._subjects | self._general | self.states):
            for number in self._index.listed(f"about {about}"):
                found[number] = found.get(number, 0.0) + 3.0
        for about in ("ems", ALL_LEVELS, "emt"):
            for number in self._index.listed(f"about {about}"):
                if number in found:
                    found[number] += 2.0
        return sorted(found, key=lambda number: (-found[number], number))[:_MOST]

    def elsewhere(self, entry: Entry) -> bool:
        """Whether a reading is about another state or level than those asked about."""
        if entry.state is not None and self.states and entry.state not in self.states:
            return True
        return entry.level is not None and bool(self._levels) and entry.level not in self._levels

    def features(self, entry: Entry) -> dict[str, float]:
        """What speaks for and against a reading; only features that are not zero."""
        held = frozenset(entry.stems.split())
        found = dict(self._topical(entry.topic))
        if kind_fits(self._kinds, entry.topic, entry.says, held):
            found["kind"] = 1.0
        self._add_worded(found, entry, held)
        self._add_placed(found, entry, held)
        if entry.low:
            found["low trust"] = 1.0
        if entry.superseded and not self._past:
            found["superseded"] = 1.0
        if entry.place == 0:
            found["first"] = 1.0
        if entry.program:
            found["program"] = 1.0
        return found

    def _topical(self, topic: str) -> Mapping[str, float]:
        if topic not in self._topical_of:
            share = self._likely.get(topic, 0.0)
            features = {
                "likely": share,
                "likelihood": max(math.log(share + 1e-9), -7.0),
                "rule": min(self._question.signals.topics.get(topic, 0.0), 8.0) / 8,
                "aside": float(topic in _ASIDE),
            }
            self._topical_of[topic] = {name: value for name, value in features.items() if value}
        return self._topical_of[topic]

    def _add_worded(self, found: dict[str, float], entry: Entry, held: frozenset[str]) -> None:
        beside = entry.beside.split()
        shared = covered = rare = 0.0
        unmet = 0
        for word, counts in self._counts.items():
            if word in held:
                shared += counts
            if word in held or word in beside:
                covered += self._asked[word]
                rare += self._rare.get(word, 0.0)
            elif word in self._rare and not self._suits(word, entry.topic):
                unmet += 1
        short = min(1 / (0.4 + 0.6 * len(held) / self._average), 1.6)
        features = {
            "words": shared * short / 10, "covered": covered, "rare": rare if self._rare else 0.5,
            "unmet": float(min(unmet, 3)), "length": len(held) / self._average,
        }  # fmt: skip
        for name, value in features.items():
            if value:
                found[name] = value

    def _suits(self, word: str, topic: str) -> bool:
        """Whether a word stands in the samples of a topic."""
        if word not in self._topics:
            pull = self._index.pull(word)
            self._topics[word] = frozenset(name for name, _ in pull.towards) if pull is not None else frozenset()
        return topic in self._topics[word]

    def _weighted(self, words: Collection[str]) -> dict[str, float]:
        """What part of `words` each of them is: rare ones count more."""
        whole = sum(self._rarity[word] for word in words)
        return {word: self._rarity[word] / whole for word in words}

    def _add_placed(self, found: dict[str, float], entry: Entry, held: frozenset[str]) -> None:
        subject = self._subject(entry)
        found.update(subject.features)
        links = sum(1 for names in subject.links if any(name <= held for name in names))
        if links:
            found["link"] = float(min(links, 2))
        elif subject.other:
            found["something else"] = 1.0
        if entry.state is None:
            if self.states:
                found["no state"] = 1.0
        elif entry.state in self.states:
            found["state"] = 1.0
        elif not self.states:
            found["unasked state"] = 1.0
        if entry.level is not None and entry.level in self._levels:
            found["level"] = 1.0

    def _subject(self, entry: Entry) -> _Subject:
        if entry.about not in self._abouts:
            self._abouts[entry.about] = self._made(entry.about, entry.kind)
        return self._abouts[entry.about]

    def _made(self, about: str, kind: str | None) -> _Subject:
        question, subjects = self._question, self._subjects
        step = self._catalog.steps.get(about) if kind is None else None
        leads = step is not None and step.end in subjects
        direct, general, goal = about in subjects, about in self._general, question.goal
        features = {
            "direct": direct,
            "general": general and not direct,
            "whole": about in ("ems", ALL_LEVELS),
            "way": leads,
            "way between": leads and step is not None and bool(set(step.start) & subjects),
            "related": about in question.related,
            "unasked": not subjects
            and (not general if kind == "term" else step is not None or kind in ("role", "title")),
            "emt": not subjects and about == "emt",
            "other level": not subjects and about in LADDER and about != "emt",
            "goal": len(self._levels) > 1 and goal is not None and goal.id == about,
        }
        own = direct or leads or general
        particular = step is not None or kind in ("level", "role", "title", "term", "skill")
        return _Subject(
            {name: 1.0 for name, holds in features.items() if holds},
            bool(subjects) and not own and particular,
            tuple(names for ids, names in self._mentioned if about not in ids),
        )
