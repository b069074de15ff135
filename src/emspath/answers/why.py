"""The receipt for one fact: `why`."""

from __future__ import annotations

from typing import Final, Literal

from emspath.answers.base import Answer, Ledger, Number, Struct, authority
from emspath.catalog import Catalog, Located, headline, ranked_readings

RULE: Final = (
    "The value shown first is chosen by one rule: an overlay's own value, then national before state before a "
    "single program or employer, then primary before secondary before low trust, then the newest dated. "
    "It is never an average."
)


class ReadingView(Struct, frozen=True, kw_only=True):
    """One thing that sources say, with where and when."""

    says: str
    min: Number | None
    max: Number | None
    unit: str | None
    about: bool
    code: str | None
    reach: str
    where: str | None
    trust: str
    sources: tuple[str, ...]
    at: str | None
    as_of: str | None
    read: str | None
    note: str | None
    superseded: str | None
    headline: bool
    owner: str | None


class Receipt(Struct, frozen=True, kw_only=True):
    """All that is known about one fact, in the order of the headline rule."""

    id: str
    about: str
    topic: str
    label: str
    meaning: str
    authority: str
    readings: tuple[ReadingView, ...]
    dispute: str | None
    unknown: str | None
    rule: str


class WhyQuery(Struct, frozen=True, kw_only=True):
    """What was asked."""

    fact: str


class WhyAnswer(Answer, frozen=True, kw_only=True):
    """A receipt in its envelope."""

    kind: Literal["why"] = "why"
    query: WhyQuery
    answer: Receipt


def why(catalog: Catalog, fact: str) -> WhyAnswer:
    """Every reading of the fact with this id. Raises NotFoundError with the ids that come near."""
    located = catalog.fact(fact)
    ledger = Ledger(catalog)
    return WhyAnswer(query=WhyQuery(fact=fact), answer=receipt(located, ledger), **ledger.envelope())


def receipt(located: Located, ledger: Ledger) -> Receipt:
    """The receipt for a fact at hand."""
    first = headline(located.fact)
    return Receipt(
        id=located.id,
        about=located.about,
        topic=located.topic.id,
        label=located.topic.label,
        meaning=located.topic.meaning,
        authority=authority(located, ledger.catalog),
        readings=tuple(
            ReadingView(
                says=r.says, min=r.min, max=r.max, unit=r.unit, about=r.about, code=r.code, reach=r.reach,
                where=r.where, trust=r.trust, sources=ledger.cite(r.sources), at=r.at, as_of=r.as_of, read=r.read,
                note=r.note, superseded=r.superseded, headline=r is first, owner=r.owner,
            )
            for r in ranked_readings(located.fact)
        ),
        dispute=located.fact.dispute,
        unknown=located.fact.unknown,
        rule=RULE,
    )  # fmt: skip
