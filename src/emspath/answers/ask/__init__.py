"""Questions in plain English: `ask`.

A question is taken apart into the entities that it names and the topics that its words point to; the answer is
put together from cited facts. No model is involved, so the same question always has the same answer. What is not
understood, or what no fact answers, is declined.
"""

from __future__ import annotations

from emspath.answers.ask.nearest import nearest
from emspath.answers.ask.records import AskAnswer, Asked, AskedFact, AskQuery, Recognised, Understood
from emspath.answers.ask.reply import Point, reply
from emspath.answers.ask.understand import Question
from emspath.answers.base import Ledger
from emspath.catalog import Catalog

_MOST_FACTS = 8


def ask(catalog: Catalog, text: str) -> AskAnswer:
    """The answer to `text`, a question in plain English; never raises for any text."""
    question = Question(catalog, text)
    answer = reply(catalog, question)
    ledger = Ledger(catalog)
    points = {(point.located.id, point.reading.says): point for point in answer.points}
    facts = tuple(_fact(point, ledger) for point in list(points.values())[:_MOST_FACTS])
    told = {word for fact in facts for word in fact.text.casefold().split()}
    topics = sorted(question.signals.topics.items(), key=lambda item: -item[1])
    return AskAnswer(
        query=AskQuery(question=text),
        answer=Asked(
            understood=Understood(
                intent=answer.intent or None,
                entities=tuple(
                    Recognised(kind=m.kind, id=id_, name=catalog.get(id_).name, text=m.text)
                    for m in question.mentions
                    for id_ in m.ids[:3]
                ),
                topics=tuple(topic for topic, _ in topics[:5]),
                ignored=tuple(word for word in question.free if word not in told),
            ),
            text=answer.text,
            facts=facts,
            command=answer.command,
            confidence=answer.confidence,
            nearest=nearest(catalog, question),
        ),
        **ledger.envelope(_notes(question, answer.confidence)),
    )


def _fact(point: Point, ledger: Ledger) -> AskedFact:
    reading = point.reading
    return AskedFact(
        text=reading.says, sources=ledger.cite(reading.sources), fact=point.located.id, trust=reading.trust,
        as_of=reading.as_of, read=reading.read, reach=reading.reach, where=reading.where,
    )  # fmt: skip


def _notes(question: Question, confidence: str) -> tuple[str, ...]:
    from emspath.answers.ask.words import LONGEST

    notes = []
    if len(question.asked) > LONGEST:
        notes.append(f"Only the first {LONGEST:,} characters of the question were read.")
    if confidence == "low":
        notes.append("This may not be what you asked; `--explain` shows what was understood.")
    return tuple(notes)


__all__ = ["AskAnswer", "ask"]
