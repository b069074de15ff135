"""Questions in plain English: `ask`.

A question is taken apart into the entities that it names and the topics that its words point to; the answer is
put together from cited facts. No language model is involved: the same question always has the same answer. What is not
understood, or what no fact answers, is declined.
"""

from __future__ import annotations

from typing import Final

from emspath.answers.ask.nearest import nearest
from emspath.answers.ask.parts import Point
from emspath.answers.ask.records import AskAnswer, Asked, AskedFact, AskQuery, Recognised, Understood
from emspath.answers.ask.reply import reply
from emspath.answers.ask.understand import Question
from emspath.answers.ask.words import LONGEST
from emspath.answers.base import Ledger
from emspath.catalog import Catalog

_MOST_FACTS: Final = 10
_FAINT: Final = 0.1


def ask(catalog: Catalog, text: str, *, explain: bool = False) -> AskAnswer:
    """The answer to `text`, a question in plain English; any text has one, if only that it is not understood.

    Of a very long text only the beginning is read. `explain` asks that what was understood be shown.
    """
    read = text.encode("utf-8", "replace").decode("utf-8")[:LONGEST]
    question = Question(catalog, read)
    answer = reply(catalog, question)
    ledger = Ledger(catalog)
    points = {(point.located.id, point.reading.says): point for point in answer.points}
    facts = tuple(_fact(point, ledger) for point in list(points.values())[:_MOST_FACTS])
    topics = sorted(_topics(catalog, question).items(), key=lambda item: (-item[1], item[0]))
    return AskAnswer(
        query=AskQuery(question=read, explain=explain),
        answer=Asked(
            understood=Understood(
                intent=answer.intent or None,
                entities=tuple(
                    Recognised(kind=m.kind, id=id_, name=catalog.get(id_).name, text=m.text)
                    for m in question.mentions
                    for id_ in m.ids
                ),
                topics=tuple(topic for topic, _ in topics[:5]),
                ignored=question.left_over(fact.text for fact in facts),
            ),
            text=answer.text,
            facts=facts,
            command=answer.command,
            confidence=answer.confidence,
            nearest=nearest(catalog, question),
        ),
        **ledger.envelope(_notes(len(text) > LONGEST, answer.confidence)),
    )


def _topics(catalog: Catalog, question: Question) -> dict[str, float]:
    """The topics that rules or samples point to, with how strongly, from 0 to 1."""
    found = {topic: min(weight / 8, 1.0) for topic, weight in question.signals.topics.items()}
    for topic, share in question.likely.items():
        if share >= _FAINT and topic in catalog.topics:
            found[topic] = max(share, found.get(topic, 0.0))
    return found


def declined(catalog: Catalog, text: str, reason: str) -> AskAnswer:
    """The answer that a question gets when answering it failed for a reason of ours."""
    read = text.encode("utf-8", "replace").decode("utf-8")[:LONGEST]
    nothing = Understood(intent=None, entities=(), topics=(), ignored=())
    asked = Asked(
        understood=nothing, text=f"This question could not be answered: {reason}.", facts=(), command=None,
        confidence="none", nearest=nearest(catalog, None),
    )  # fmt: skip
    return AskAnswer(query=AskQuery(question=read), answer=asked, **Ledger(catalog).envelope())


def _fact(point: Point, ledger: Ledger) -> AskedFact:
    reading = point.reading
    return AskedFact(
        text=reading.says, sources=ledger.cite(reading.sources), fact=point.located.id, trust=reading.trust,
        as_of=reading.as_of, read=reading.read, reach=reading.reach, where=reading.where,
    )  # fmt: skip


def _notes(cut: bool, confidence: str) -> tuple[str, ...]:
    notes = []
    if cut:
        notes.append(f"Only the first {LONGEST:,} characters of the question were read.")
    if confidence == "low":
        notes.append("This may not be what you asked; --explain shows what was understood.")
    return tuple(notes)


__all__ = ["AskAnswer", "ask", "declined"]
