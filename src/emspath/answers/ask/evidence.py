"""Which facts fit a question best: by topic, by entity, by state and level, and by the words they share."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from emspath.answers.ask.understand import Question
from emspath.answers.ask.words import LIGHT, PLACES, STOP, forms, stem
from emspath.catalog import LADDER, Catalog, Located, headline, ranked_readings
from emspath.model import ALL_LEVELS, Reading, State, Step

_WORD: Final = re.compile(r"[a-z0-9]+")
_PAST: Final = r"\b(was|were|used to|before|formerly|history|old|changed|happened|ago)\b"


class Evidence(NamedTuple):
    """A reading with how well it fits."""

    located: Located
    reading: Reading
    score: float
    topical: float
    """The weight of the rules that point to its topic."""
    shared: frozenset[str]
    """The stems of the question that its text holds."""
    direct: bool
    """Whether it is about something that the question names."""
    links: int
    """How many further things that the question names it speaks of."""
    near: bool
    """Whether it is about something beside what the question names."""


class _Candidate(NamedTuple):
    located: Located
    reading: Reading
    first: bool
    stems: frozenset[str]


def rank(catalog: Catalog, question: Question, most: int = 40) -> list[Evidence]:
    """The readings that fit best, best first."""
    scorer = _Scorer(catalog, question, list(_candidates(catalog, question)))
    found = [evidence for evidence in map(scorer.evidence, scorer.candidates) if evidence.score > 1.0]
    found.sort(key=lambda e: -e.score)
    return found[:most]


class _Scorer:
    """Scores readings for one question: what the topic, the entity, the place and the shared words are worth."""

    def __init__(self, catalog: Catalog, question: Question, candidates: list[_Candidate]) -> None:
        self.candidates = candidates
        self._catalog = catalog
        self._question = question
        self._names = frozenset(s.id for s in question.subjects)
        self._general = frozenset(s.id for s in question.general)
        self._levels = frozenset(level.id for level in question.levels)
        self._level_topics = {f.topic for level in question.levels for f in level.facts if headline(f) is not None}
        self._wanted = frozenset(question.content) | question.numbers
        self._free = frozenset(question.free) | question.numbers
        self._weight = {
            word: math.log(1 + len(candidates) / (1 + sum(word in c.stems for c in candidates)))
            * (1.0 if word in self._free else 0.45) * (0.4 if word in LIGHT else 1.0)
            for word in self._wanted
        }  # fmt: skip

    def evidence(self, c: _Candidate) -> Evidence:
        """A reading with its score."""
        topic = c.located.fact.topic
        shared = self._wanted & c.stems
        links = _links(self._question, c.located.about, c.stems)
        topical = self._question.signals.topics.get(topic, 0.0)
        if topic == "what.misunderstanding" and self._free and not shared & (self._free - LIGHT - PLACES) and not links:
            topical = 0.0
        about, direct = self._about(c, topical, shared, links)
        score = 1.3 * topical + self._words(c, shared) + about + self._level(c)
        score += _place(self._question, c.located, c.reading, self._catalog)
        score -= _doubts(self._question, c)
        near = c.located.about in self._question.related
        return Evidence(c.located, c.reading, score, topical, shared, direct, links, near)

    def _words(self, c: _Candidate, shared: frozenset[str]) -> float:
        """For the words that question and reading share, rare ones most; more when all rare ones are there."""
        rare = self._question.rare
        score = sum(self._weight[word] for word in shared) / (1 + len(c.stems) / 60)
        if len(rare) > 1 and rare <= shared and any(not word.isdigit() for word in rare):
            score += 6.0
        low = c.reading.says.casefold()
        score += min(sum(3.0 if pair[0].isdigit() else 2.0 for pair in self._question.pairs if pair in low), 4.0)
        if c.located.fact.topic == "what.definition" and rare and not shared & rare:
            score -= 2.0
        return score

    def _about(self, c: _Candidate, topical: float, shared: frozenset[str], links: int) -> tuple[float, bool]:
        """For what a reading is about, and whether that is something the question names."""
        about, question = c.located.about, self._question
        named = self._names | self._levels
        if about in question.state_ids:
            return 0.0, True
        score = 0.0
        step = self._catalog.steps.get(about)
        between = step is not None and step.end in named and bool(set(step.start) & named)
        if step is not None and between:
            score += 2.0 if question.goal is None or question.goal.id == step.end else -3.0
        both = about == "ems" and self._levels and self._levels <= {"emt", "paramedic"}
        whole = both and c.located.fact.topic.startswith("pay.") and c.located.fact.topic not in self._level_topics
        if between or whole or about in named or (about == ALL_LEVELS and (self._levels or self._names == {"ems"})):
            score += (
                (1.0 if about == ALL_LEVELS and question.states else 4.0) if topical or shared & question.rare else 1.0
            )
            typed = (question.stems_of(m) for m in question.mentions if about in m.ids)
            score += 1.0 if any(stems <= c.stems for stems in typed) else 0.0
            score += 1.5 + _order(question, c.reading.says) if links else 0.0
            return score, True
        return score + self._beside(c, step, links), False

    def _beside(self, c: _Candidate, step: Step | None, links: int) -> float:
        """For a reading about something that the question does not name."""
        about = c.located.about
        if about in self._general:
            return 2.0
        if about in ("ems", ALL_LEVELS):
            return 1.0 + 2.0 * min(links, 1)
        named = self._names | self._levels
        if about in LADDER and not named:
            return 1.6 if about == "emt" else 0.6
        if step is not None and step.end in named:
            return 0.0
        away = -1.5 if step is not None else 0.0
        if links:
            return away - 0.5
        if named:
            parts = {stem(part) for name in named for part in name.split("-")}
            return away - (0.5 if about in self._question.related else 1.0 if parts & c.stems else 4.0)
        return -2.0 if about in self._catalog.roles or about in self._catalog.titles or step is not None else 0.0

    def _level(self, c: _Candidate) -> float:
        """Where several levels are named: what a course asks is asked of the one that is aimed at."""
        if len(self._levels) < 2 or c.located.about not in LADDER:
            return 0.0
        if not c.located.fact.topic.startswith(("prerequisites.", "training.")):
            return 0.0
        goal = self._question.goal or max(self._question.levels, key=lambda level: level.rank)
        return 2.0 if c.located.about == goal.id else -2.0


def _doubts(question: Question, c: _Candidate) -> float:
    """What is taken off: for low trust, for what no longer holds, for a wrong level, for codes."""
    off = {"primary": 0.0, "secondary": 0.25, "low": 1.5}[c.reading.trust] - (0.6 if c.first else 0.0)
    if c.reading.superseded and not re.search(_PAST, question.text):
        off += 3.5
    only = {"place.pay-emt": "emt", "place.pay-paramedic": "paramedic"}.get(c.located.fact.topic)
    if only is not None and question.levels and only not in {level.id for level in question.levels}:
        off += 6.0
    if c.located.fact.topic == "what.codes":
        off += 3.0
    return off + (2.5 if "emspath's own reading" in c.reading.says else 0.0)


def _place(question: Question, located: Located, reading: Reading, catalog: Catalog) -> float:
    """For the state asked for, and against other states and single programs."""
    states = question.state_ids
    levels = {level.id for level in question.levels}
    fact_state = located.about if located.about in catalog.states else None
    if not states:
        if fact_state:
            return -2.0 if located.fact.topic in _STATE_ONLY else -5.0
        return {"national": 0.0, "state": -1.2, "program": -1.0, "employer": -1.2, "abroad": -3.0}[reading.reach]
    if fact_state in states:
        level = located.fact.level
        if levels:
            return 5.5 if level in levels else 4.5 if level is None else -4.0
        return 5.0 if level is None else 4.2 if level == "emt" else 3.6
    if fact_state:
        return -20.0
    if reading.reach == "state":
        return 4.0 if (reading.where or "").casefold() in states else -6.0
    closer = -4.0 if located.fact.topic.startswith("renewal.") else -2.0
    return {"national": closer, "program": -2.5, "employer": -2.5, "abroad": -6.0}[reading.reach]


_STATE_ONLY: Final = frozenset(
    ("licence.processing", "licence.lapse", "licence.renewal-ways", "licence.notes", "licence.requirements")
)
"""Topics of which only the states have anything to say."""


def _links(question: Question, about: str, held: frozenset[str]) -> int:
    """How many of the other things named in the question a reading speaks of."""
    return sum(
        1 for mention in question.mentions
        if mention.kind not in ("state", "skill") and not mention.general and about not in mention.ids
        and not (about == ALL_LEVELS and mention.kind in ("level", "title"))
        and any(name <= held for name in question.stems_by_name(mention))
    )  # fmt: skip


def _order(question: Question, says: str) -> float:
    """One when a reading names a role and a level in the question's order, minus one when the other way round."""
    kinds = [m.kind for m in question.mentions if m.kind not in ("state", "skill") and not m.general]
    if len(set(kinds)) < 2:
        return 0.0
    low = says.casefold()
    places = []
    for mention in question.mentions:
        if mention.kind not in ("state", "skill") and not mention.general:
            found = [at for name in question.names_of(mention) if (at := low.find(name)) >= 0]
            if found:
                places.append(min(found))
    return 1.0 if places[:2] == sorted(places[:2]) else -1.0


def _candidates(catalog: Catalog, question: Question) -> Iterator[_Candidate]:
    """Every reading that could fit.

    A fact about something that the question names counts when its topic is pointed to or a word is shared; any
    other fact only when it holds a rare word of the question, or when nothing is named at all. Where neither is
    the case, only what is named is read.
    """
    named = bool(question.subjects)
    near = {entity.id for entity in (*question.subjects, *question.general, *question.levels, *question.states)}
    near |= {"ems", ALL_LEVELS, *question.related}
    if not question.levels:
        near.update(LADDER)
    topics = question.signals.topics
    wanted = set(question.content) | question.numbers
    rare = tuple(form for word in question.rare for form in forms(word) if len(form) > 1)
    local = not question.states and any(topics.get(topic, 0.0) >= 3.5 for topic in _STATE_ONLY)
    everywhere = bool(rare) or not named or local
    for located in catalog.every_fact() if everywhere else _facts_near(catalog, near):
        about, topic = located.about, located.fact.topic
        if topic in _CELLS and about in catalog.skills:
            continue
        if question.states and about in catalog.states and about not in question.state_ids:
            continue
        step = catalog.steps.get(about)
        close = about in near or (step is not None and (step.end in near or bool(near & set(step.start))))
        weight = topics.get(topic, 0.0)
        by_topic = close or (not named and weight >= 4.0) or (local and topic in _STATE_ONLY and weight >= 3.5)
        if not by_topic and not rare:
            continue
        for place, reading in enumerate(ranked_readings(located.fact)):
            low = reading.says.casefold()
            if by_topic or any(form in low for form in rare):
                held = frozenset(stem(word) for word in _WORD.findall(low) if word not in STOP)
                if weight or wanted & held:
                    yield _Candidate(located, reading, place == 0, held)


def _facts_near(catalog: Catalog, near: set[str]) -> Iterator[Located]:
    """The facts about these entities, about all levels, and about the steps that lead from or to them."""
    shared = {id(fact) for fact in catalog.all_levels}
    for id_ in sorted(near & catalog.entities.keys()):
        yield from (located for located in catalog.facts(catalog.get(id_)) if id(located.fact) not in shared)
    groups = [(ALL_LEVELS, catalog.all_levels)]
    groups += [(s.id, s.facts) for s in catalog.steps.values() if s.end in near or near & set(s.start)]
    for about, facts in groups:
        for fact in facts:
            yield Located(f"{about}.{fact.topic}", about, fact, catalog.topics[fact.topic])


_CELLS: Final = frozenset(f"scope.{level}" for level in LADDER)


def state_facts(catalog: Catalog, state: State, topic: str, level: str | None = None) -> Iterator[Located]:
    """The facts of a state on one topic; with `level` those about it or about no level in particular."""
    for located in catalog.facts(state):
        if located.fact.topic == topic and (level is None or located.fact.level in (None, level)):
            yield located
