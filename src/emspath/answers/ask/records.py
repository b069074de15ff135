"""The records of an answer to a question in plain English."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta

from emspath.answers.base import Answer, Struct

Confidence: TypeAlias = Literal["high", "medium", "low", "none"]


class Recognised(Struct, frozen=True, kw_only=True):
    """Something that the question names."""

    kind: str
    id: str
    name: str
    text: Annotated[str, Meta(description="The words of the question that name it")]


class Understood(Struct, frozen=True, kw_only=True):
    """What the question was taken to ask, and about what."""

    intent: Annotated[str | None, Meta(description="What is asked: definition, difference, cost, exam, scope, ...")]
    entities: tuple[Recognised, ...]
    topics: Annotated[tuple[str, ...], Meta(description="The topics that its words point to, strongest first")]
    ignored: Annotated[tuple[str, ...], Meta(description="Words that neither a rule nor the answer takes up")]


class AskedFact(Struct, frozen=True, kw_only=True):
    """A fact that the answer rests on."""

    text: str
    sources: tuple[str, ...]
    fact: Annotated[str, Meta(description="The id to give to `emspath why`")]
    trust: str
    as_of: str | None
    read: str | None
    reach: str
    where: str | None


class Asked(Struct, frozen=True, kw_only=True):
    """A direct answer, the facts behind it, and where to read on."""

    understood: Understood
    text: str
    facts: tuple[AskedFact, ...]
    command: Annotated[str | None, Meta(description="The command that tells more")]
    confidence: Annotated[Confidence, Meta(description="none means declined; `text` then says so")]
    nearest: Annotated[tuple[str, ...], Meta(description="Three questions that can be answered")]


class AskQuery(Struct, frozen=True, kw_only=True):
    """What was asked."""

    question: str
    explain: Annotated[bool, Meta(description="Whether to show what was understood")] = False


class AskAnswer(Answer, frozen=True, kw_only=True):
    """An answer to a question in its envelope."""

    kind: Literal["ask"] = "ask"
    query: AskQuery
    answer: Asked
