"""Which facts fit a question best: by topic, by entity, by state and level, and by the words they share."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from emspath.answers.ask.understand import Question
from emspath.answers.ask.words import STOP, forms, stem
from emspath.catalog import LADDER, Catalog, Located, ranked_readings
from emspath.model import Reading, State

_WORD: Final = re.compile(r"[a-z0-9]+")
_PAST: Final = re.compile(r"\b(was|were|used to|before|formerly|history|old|changed|happened|ago)\b")


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


class _Candidate(NamedTuple):
    located: Located
    reading: Reading
    first: bool
    stems: frozenset[str]


def rank(catalog: Catalog, question: Question, most: int = 40) -> list[Evidence]:
    """The readings that fit best, best first."""
    candidates = list(_candidates(catalog, question))
    wanted = set(question.content) | {w.low for w in question.said if w.low.isdigit() and len(w.low) > 1}
    counts = {word: sum(word in c.stems for c in candidates) for word in wanted}
    weight = {word: math.log(1 + len(candidates) / (1 + n)) for word, n in counts.items()}
    free = set(question.free) | {word for word in wanted if word.isdigit()}
    names = frozenset(s.id for s in question.subjects)
    general = frozenset(s.id for s in question.general)
    found = [
        evidence
        for c in candidates
        if (evidence := _scored(catalog, question, c, wanted, weight, free, names, general)).score > 1.0
    ]
    found.sort(key=lambda e: -e.score)
    return found[:most]


def _scored(
    catalog: Catalog, question: Question, c: _Candidate, wanted: set[str], weight: dict[str, float],
    free: set[str], names: frozenset[str], general: frozenset[str],
) -> Evidence:  # fmt: skip
    located, reading = c.located, c.reading
    topical = question.signals.topics.get(located.fact.topic, 0.0)
    shared = frozenset(wanted & c.stems)
    lexical = sum(weight[word] * (1.0 if word in free else 0.45) for word in shared) / (1 + len(c.stems) / 60)
    score = 1.3 * topical + lexical
    about = located.about
    step = catalog.steps.get(about)
    level_ids = {level.id for level in question.levels}
    direct = about in names or (about == "all-levels" and bool(level_ids))
    if step is not None and (step.end in names | level_ids) and set(step.start) & (names | level_ids):
        direct = True
        goal = question.goal
        score += 2.0 if goal is None or goal.id == step.end else -3.0
    elif step is not None:
        score -= 1.5
        direct = direct or step.end in names
    if direct or about in level_ids:
        score += 4.0
        direct = True
        links = _links(question, about, c.stems)
        if links:
            score += 1.5 + (1.0 if _same_order(question, reading.says) else -1.0)
    elif about in general:
        score += 2.0
    elif about in ("ems", "all-levels"):
        score += 1.0
    elif about in LADDER and not level_ids:
        score += 1.0 if about == "emt" else 0.6
    elif names or level_ids:
        said = " ".join(sorted(names | level_ids))
        close = any(stem(part) in c.stems for name in said.split() for part in name.split("-"))
        score -= 1.0 if close else 4.0
    elif about in catalog.roles or about in catalog.titles or step is not None:
        score -= 2.0
    score += _place(catalog, question, located, reading, level_ids)
    score -= {"primary": 0.0, "secondary": 0.25, "low": 1.5}[reading.trust]
    if reading.superseded and not _PAST.search(question.text):
        score -= 3.5
    if c.first:
        score += 0.6
    if located.fact.topic == "what.codes":
        score -= 3.0
    if "emspath's own reading" in reading.says:
        score -= 2.5
    return Evidence(located, reading, score, topical, shared, direct, _links(question, about, c.stems))


def _place(catalog: Catalog, question: Question, located: Located, reading: Reading, levels: set[str]) -> float:
    states = {state.id for state in question.states}
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
    return {"national": -2.0, "program": -2.5, "employer": -2.5, "abroad": -6.0}[reading.reach]


_STATE_ONLY: Final = frozenset(("licence.processing", "licence.lapse", "licence.renewal-ways", "licence.notes", "licence.requirements"))
"""Topics of which only the states have anything to say."""


def _links(question: Question, about: str, held: frozenset[str]) -> int:
    """How many of the other things named in the question a reading speaks of."""
    return sum(
        1 for mention in question.mentions
        if mention.kind not in ("state", "skill") and not mention.general and about not in mention.ids
        and question.stems_of(mention) <= held
    )  # fmt: skip


def _same_order(question: Question, says: str) -> bool:
    """Whether a reading names the first two things of the question in the question's order."""
    low = says.casefold()
    places = []
    for mention in question.mentions:
        if mention.kind not in ("state", "skill") and not mention.general:
            found = [at for name in question.names_of(mention) if (at := low.find(name)) >= 0]
            if found:
                places.append(min(found))
    return places[:2] == sorted(places[:2])


def _candidates(catalog: Catalog, question: Question) -> Iterator[_Candidate]:
    """Every reading that could fit.

    A fact about something that the question names counts when its topic is pointed to or a word is shared; any
    other fact only when it holds a word that no rule has taken up, or when nothing is named at all.
    """
    states = {state.id for state in question.states}
    near = {entity.id for entity in (*question.subjects, *question.general, *question.levels)} | states | {"ems", "all-levels"}
    named = bool(question.subjects)
    if not question.levels:
        near.update(LADDER)
    topics = question.signals.topics
    numbers = {w.low for w in question.said if w.low.isdigit() and len(w.low) > 1}
    wanted = set(question.content) | numbers
    rare = tuple(form for word in (*question.free, *numbers) for form in forms(word))
    for located in catalog.every_fact():
        about, topic = located.about, located.fact.topic
        if topic in _CELLS and about in catalog.skills or about in catalog.states and states and about not in states:
            continue
        step = catalog.steps.get(about)
        close = about in near or (step is not None and (step.end in near or bool(near & set(step.start))))
        weight = topics.get(topic, 0.0)
        if not close and not rare and (named or weight < 4.0):
            continue
        for place, reading in enumerate(ranked_readings(located.fact)):
            if not close and (named or weight < 4.0):
                low = reading.says.casefold()
                if not any(form in low for form in rare):
                    continue
            held = frozenset(stem(word) for word in _WORD.findall(reading.says.casefold()) if word not in STOP)
            if weight or wanted & held:
                yield _Candidate(located, reading, place == 0, held)


_CELLS: Final = frozenset(f"scope.{level}" for level in LADDER)


def state_facts(catalog: Catalog, state: State, topic: str, level: str | None = None) -> Iterator[Located]:
    """The facts of a state on one topic; with `level` those about it or about no level in particular."""
    for located in catalog.facts(state):
        if located.fact.topic == topic and (level is None or located.fact.level in (None, level)):
            yield located
