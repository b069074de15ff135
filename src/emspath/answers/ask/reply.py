"""From an understood question to an answer: a sentence or two from cited facts, or an honest refusal.

Every shape of question has a function that answers it or returns None; the first that answers wins. What no
shape takes is answered by the facts that fit best, as long as they cover what was asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from emspath.answers.ask.about_names import (
    definition_reply,
    is_a_reply,
    legacy_reply,
    levels_reply,
    same_or_different_reply,
)
from emspath.answers.ask.about_scope import scope_reply
from emspath.answers.ask.about_states import move_reply, state_levels_reply, which_states_reply
from emspath.answers.ask.about_ways import age_reply, become_reply, bridge_reply, needs_reply
from emspath.answers.ask.by_facts import reply_by_facts
from emspath.answers.ask.parts import Reply
from emspath.answers.ask.search import search
from emspath.answers.ask.understand import Question
from emspath.catalog import Catalog


def reply(catalog: Catalog, question: Question) -> Reply:
    """The answer to a question; confidence `none` when it is not understood or no fact fits."""
    if not question.said:
        return Reply("", "There is no question to answer.", (), None, "none")
    for shape, labels in _SHAPES:
        if not labels or sum(question.likely.get(label, 0.0) for label in labels) >= _LEAST:
            found = shape(catalog, question)
            if found is not None:
                return found
    hits = search(catalog, question)
    found = definition_reply(catalog, question, hits)
    if found is not None:
        return found
    return reply_by_facts(catalog, question, hits)


_LEAST: Final = 0.1
"""How likely one of a shape's labels must be, by the samples, for the shape to be tried."""
_TWO: Final = (
    "shape.difference",
    "shape.higher",
    "shape.same",
    "history.mapping",
    "what.misunderstanding",
    "prerequisites.certification",
    "scope.summary",
    "scope.difference",
    "shape.may",
)
_SHAPES: Final[tuple[tuple[Callable[[Catalog, Question], Reply | None], tuple[str, ...]], ...]] = (
    (which_states_reply, ()),
    (move_reply, ()),
    (scope_reply, ()),
    (state_levels_reply, ()),
    (levels_reply, ()),
    (legacy_reply, ()),
    (same_or_different_reply, _TWO),
    (is_a_reply, ()),
    (bridge_reply, ("shape.bridge", "shape.become", "prerequisites.certification", "prerequisites.other", "what.misunderstanding", "licence.reciprocity")),
    (become_reply, ()),
    (needs_reply, ()),
    (age_reply, ("prerequisites.age", "licence.age")),
)  # fmt: skip
"""The shapes in the order in which they are tried, with what the question must be likely to ask, if anything."""
