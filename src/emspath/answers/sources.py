"""The works that facts come from, and the facts that have grown old: `sources`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Literal

from emspath.answers.base import Answer, Ledger, SourceNote, Struct, age_months
from emspath.catalog import Catalog, headline
from emspath.errors import NotFoundError, QuestionError

_SPAN = re.compile(r"(\d{1,4})\s*(m|y|months?|years?)", re.IGNORECASE)


class SourceUse(SourceNote, frozen=True, kw_only=True):
    """A source with the facts that cite it."""

    dating: str | None
    facts: tuple[str, ...]


class StaleFact(Struct, frozen=True, kw_only=True):
    """A fact whose shown value is older than asked."""

    fact: str
    label: str
    says: str
    as_of: str
    months: int
    sources: tuple[str, ...]


class SourcesQuery(Struct, frozen=True, kw_only=True):
    """What was asked."""

    ids: tuple[str, ...]
    stale_months: int | None
    as_of: str | None


class SourcesAnswer(Answer, frozen=True, kw_only=True):
    """Sources in their envelope, by id."""

    kind: Literal["sources"] = "sources"
    query: SourcesQuery
    answer: tuple[SourceUse, ...]


class StaleAnswer(Answer, frozen=True, kw_only=True):
    """Old facts in their envelope, oldest first."""

    kind: Literal["stale"] = "stale"
    query: SourcesQuery
    answer: tuple[StaleFact, ...]


def sources(catalog: Catalog, ids: Sequence[str] = ()) -> SourcesAnswer:
    """The sources with these ids, or all. Raises NotFoundError for an id that no source has."""
    for id_ in ids:
        if id_ not in catalog.sources:
            near = tuple(i for i in catalog.sources if id_.casefold() in i)[:3]
            raise NotFoundError(
                f"no source has the id '{id_}'",
                f"Did you mean {' or '.join(near)}?" if near else "`emspath list sources` shows all", near,
            )  # fmt: skip
    uses: dict[str, list[str]] = {id_: [] for id_ in (ids or catalog.sources)}
    for located in catalog.every_fact():
        for reading in located.fact.readings:
            for source in reading.sources:
                if source in uses and located.id not in uses[source]:
                    uses[source].append(located.id)
    ledger = Ledger(catalog)
    ledger.cite(uses)
    answer = []
    for id_, facts in uses.items():
        work = catalog.sources[id_]
        answer.append(
            SourceUse(
                id=id_, title=work.title, publisher=work.publisher, url=work.url, kind=work.kind,
                published=work.published, read=work.read, dating=work.dating, facts=tuple(facts),
            )
        )  # fmt: skip
    query = SourcesQuery(ids=tuple(ids), stale_months=None, as_of=None)
    return SourcesAnswer(query=query, answer=tuple(answer), **ledger.envelope())


def stale(catalog: Catalog, months: int, as_of: date) -> StaleAnswer:
    """The facts whose shown value is dated more than `months` before `as_of`, oldest first.

    A page without a date has no age; it counts from the day it was read.
    """
    ledger = Ledger(catalog)
    found: list[StaleFact] = []
    for located in catalog.every_fact():
        first = headline(located.fact)
        if first is None:
            continue
        dated = first.as_of or first.read or ""
        age = age_months(dated, as_of)
        if age > months:
            found.append(
                StaleFact(
                    fact=located.id, label=located.topic.label, says=first.says, as_of=dated, months=age,
                    sources=first.sources,
                )
            )  # fmt: skip
    found.sort(key=lambda item: (-item.months, item.fact))
    for item in found:
        ledger.cite(item.sources)
    query = SourcesQuery(ids=(), stale_months=months, as_of=as_of.isoformat())
    return StaleAnswer(query=query, answer=tuple(found), **ledger.envelope())


def months_of(text: str) -> int:
    """`24m` or `2y` as months. Raises QuestionError for anything else."""
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        raise QuestionError(f"'{text}' is no length of time", "Give months or years, such as 24m or 2y")
    return int(match.group(1)) * (12 if match.group(2).casefold().startswith("y") else 1)
