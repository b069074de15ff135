"""From an understood question to an answer: a sentence or two from cited facts, or an honest refusal.

Every shape of question has a function that answers it or returns None; the first that answers wins. What no
shape takes is answered by the facts that fit best, as long as they cover what was asked.
"""

from __future__ import annotations

from typing import Final

from emspath.answers.ask.about_scope import scope_reply
from emspath.answers.ask.about_states import move_reply, state_levels_reply, which_states_reply
from emspath.answers.ask.parts import Reply
from emspath.answers.ask.understand import Question
from emspath.catalog import Catalog


def reply(catalog: Catalog, question: Question) -> Reply:
    """The answer to a question; confidence `none` when it is not understood or no fact fits."""
    if not question.said:
        return Reply("", "There is no question to answer.", (), None, "none")
    for shape in (which_states_reply, move_reply, scope_reply, state_levels_reply):
        if (found := shape(catalog, question)) is not None:
            return found
    return _other(catalog, question)


def _other(catalog: Catalog, question: Question) -> Reply:
    """The answer to a question about neither states nor scope; what it takes is imported only now."""
    from emspath.answers.ask.about_names import (
        definition_reply,
        is_a_reply,
        legacy_reply,
        levels_reply,
        same_or_different_reply,
    )
    from emspath.answers.ask.about_ways import age_reply, become_reply, bridge_reply, first_reply, needs_reply
    from emspath.answers.ask.by_facts import reply_by_facts
    from emspath.answers.ask.search import search

    for shape, labels in (
        (levels_reply, ()), (legacy_reply, ()), (same_or_different_reply, _TWO), (is_a_reply, ()),
        (bridge_reply, _BRIDGE), (become_reply, ()), (first_reply, ()), (needs_reply, ()), (age_reply, _AGE),
    ):  # fmt: skip
        if _likely(question, labels) and (found := shape(catalog, question)) is not None:
            return found
    hits = search(catalog, question)
    if (found := definition_reply(catalog, question, hits)) is not None:
        return found
    return reply_by_facts(catalog, question, hits)


def _likely(question: Question, labels: tuple[str, ...]) -> bool:
    """Whether the samples make it likely that one of these is asked; without labels the shape's own words decide."""
    return not labels or sum(question.likely.get(label, 0.0) for label in labels) >= _LEAST


_LEAST: Final = 0.1
_TWO: Final = (
    "shape.difference", "shape.higher", "shape.same", "shape.may", "history.mapping", "what.misunderstanding",
    "prerequisites.certification", "scope.summary", "scope.difference",
)  # fmt: skip
_BRIDGE: Final = (
    "shape.bridge", "shape.become", "prerequisites.certification", "prerequisites.other", "what.misunderstanding",
    "licence.reciprocity",
)  # fmt: skip
_AGE: Final = ("prerequisites.age", "licence.age")
