"""What all answers are made of: the envelope, sources spelled out, and facts as they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import msgspec
from msgspec import Meta

from emspath import __version__
from emspath.catalog import Catalog, Located, headline, label, ranked_readings, span
from emspath.model import Reading, Source, State

if TYPE_CHECKING:
    from datetime import date

SCHEMA_VERSION = 1
Number: TypeAlias = int | float


class Struct(msgspec.Struct, frozen=True, kw_only=True):
    """A record of an answer."""


class About(Struct, frozen=True, kw_only=True):
    """Which program and data an answer comes from."""

    version: str
    schema: int
    data: Annotated[str, Meta(description="The newest day on which a source of the data was read")]


class SourceNote(Struct, frozen=True, kw_only=True):
    """A source spelled out."""

    id: str
    title: str
    publisher: str
    url: str
    kind: str
    published: str | None
    read: str


class Range(Struct, frozen=True, kw_only=True):
    """From lowest to highest, both included."""

    min: Number
    max: Number


class Value(Struct, frozen=True, kw_only=True):
    """What a cell says: words first, then the number behind them and where it comes from."""

    text: Annotated[str, Meta(description="The short text shown; `unknown` when no source says")]
    value: Number | Range | None = None
    unit: str | None = None
    code: str | None = None
    sources: tuple[str, ...] = ()
    fact: Annotated[str | None, Meta(description="The id to give to `emspath why`")] = None
    known: bool = True
    reach: str | None = None
    where: str | None = None
    trust: str | None = None
    as_of: str | None = None
    read: str | None = None
    disputed: bool = False
    others: Annotated[int, Meta(description="How many further readings `emspath why` shows")] = 0
    range: Annotated[Range | None, Meta(description="Lowest to highest over readings of the same reach")] = None
    owner: Annotated[str | None, Meta(description="Whose overlay the value comes from")] = None
    qualifier: str | None = None


class Further(Struct, frozen=True, kw_only=True):
    """Another current reading of the same fact."""

    says: str
    numbered: Annotated[bool, Meta(description="Whether it gives a number or a code, as a headline does")]
    sources: tuple[str, ...]
    reach: str
    where: str | None
    trust: str
    as_of: str | None
    read: str | None
    owner: str | None


class FactView(Value, frozen=True, kw_only=True):
    """A fact of an entity as an explanation shows it."""

    id: str
    topic: str
    section: str
    label: str
    authority: Annotated[str, Meta(description="Who decides it: the national model, the NREMT, a state, ...")]
    glance: bool
    level: str | None = None
    state: Annotated[
        str | None, Meta(description="Set when it is that state's fact, pulled in beside a national one")
    ] = None
    says: str
    dispute: str | None = None
    unknown: str | None = None
    further: Annotated[tuple[Further, ...], Meta(description="The other current readings, in the headline order")] = ()


class Answer(Struct, frozen=True, kw_only=True):
    """The envelope that every answer comes in; each kind adds `kind`, `query` and `answer`."""

    emspath: About
    sources: tuple[SourceNote, ...]
    notes: tuple[str, ...]


class Ledger:
    """Collects the sources that an answer uses, in the order they are met."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._ids: dict[str, None] = {}

    def cite(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Note the use of these sources, and give them back."""
        kept = tuple(ids)
        self._ids.update(dict.fromkeys(kept))
        return kept

    def envelope(self, notes: Iterable[str] = ()) -> dict[str, Any]:
        """The fields that all answers share."""
        return {
            "emspath": about(self.catalog),
            "sources": tuple(source_note(self.catalog, id_) for id_ in self._ids),
            "notes": tuple(dict.fromkeys(notes)),
        }


def about(catalog: Catalog) -> About:
    """The program, schema and data that answers come from."""
    return About(version=__version__, schema=SCHEMA_VERSION, data=catalog.data_date)


def source_note(catalog: Catalog, id_: str) -> SourceNote:
    """The source with this id, spelled out."""
    source = catalog.sources[id_]
    return SourceNote(
        id=source.id, title=source.title, publisher=source.publisher, url=source.url, kind=source.kind,
        published=source.published, read=source.read,
    )  # fmt: skip


def fact_view(located: Located, ledger: Ledger) -> FactView:
    """A fact with its headline value; further readings are counted, and shown by `why`."""
    fact, topic = located.fact, located.topic
    first = headline(fact)
    section = topic.id.partition(".")[0]
    common: dict[str, Any] = {
        "id": located.id, "fact": located.id, "topic": topic.id, "section": section, "label": topic.label,
        "authority": authority(located, ledger.catalog), "glance": topic.glance, "level": fact.level,
        "state": located.state, "dispute": fact.dispute, "unknown": fact.unknown,
        "disputed": fact.dispute is not None,
    }  # fmt: skip
    if first is None:
        history = next(iter(fact.readings), None)
        said = fact.unknown or (f"No current value; formerly: {history.says}" if history else "unknown")
        return FactView(
            **common, text="unknown", says=said, known=False, others=len(fact.readings),
            sources=ledger.cite(history.sources if history and not fact.unknown else ()),
        )  # fmt: skip
    further = tuple(
        Further(
            says=r.says, numbered=r.min is not None or r.code is not None, sources=ledger.cite(r.sources),
            reach=r.reach, where=r.where, trust=r.trust,
            as_of=r.as_of, read=r.read, owner=r.owner,
        )
        for r in ranked_readings(fact)
        if r is not first and r.superseded is None
    )  # fmt: skip
    return FactView(**common, **_reading_fields(located, first, ledger), says=first.says, further=further)


def authority(located: Located, catalog: Catalog) -> str:
    """Who decides what the fact is about: what the vocabulary says of its topic, else of the topic's section."""
    section = catalog.sections.get(located.topic.id.partition(".")[0])
    return located.topic.authority or (section.authority if section else "general")


def value_of(located: Located, ledger: Ledger) -> Value:
    """A fact as one cell of a comparison."""
    fact = located.fact
    first = headline(fact)
    if first is None:
        return Value(
            text="unknown", known=False, fact=located.id, others=len(fact.readings), disputed=fact.dispute is not None
        )
    return Value(fact=located.id, disputed=fact.dispute is not None, **_reading_fields(located, first, ledger))


def _reading_fields(located: Located, reading: Reading, ledger: Ledger) -> dict[str, Any]:
    number: Number | Range | None = None
    if reading.min is not None and reading.max is not None:
        number = reading.min if reading.min == reading.max else Range(min=reading.min, max=reading.max)
    wider = None
    whole = span(located.fact) if number is not None else None
    if whole is not None and (whole[0], whole[1]) != (reading.min, reading.max):
        wider = Range(min=whole[0], max=whole[1])
    return {
        "text": short_text(reading, wider),
        "value": number,
        "unit": reading.unit,
        "code": reading.code,
        "sources": ledger.cite(reading.sources),
        "reach": reading.reach,
        "where": reading.where,
        "trust": reading.trust,
        "as_of": reading.as_of,
        "read": reading.read,
        "others": len(located.fact.readings) - 1,
        "range": wider,
        "owner": reading.owner,
        "qualifier": reading.qualifier,
    }


def short_text(reading: Reading, wider: Range | None = None) -> str:
    """A reading in few words: its number with the unit, its day, else its sentence.

    `wider` is what all readings of the same reach span, told behind the number.
    """
    if reading.min is not None and reading.max is not None and reading.unit is not None:
        amount = ("about " if reading.about else "") + amount_text(reading.min, reading.max, reading.unit)
        if wider is not None:
            who = "programs" if reading.reach == "program" else "sources"
            amount += f" ({who} range {amount_text(wider.min, wider.max, reading.unit)})"
        return amount
    if reading.code in ("yes", "no") and reading.says.startswith(TABLE_WORDS):
        return reading.code
    if reading.day is not None:
        month, day = reading.day.split("-")
        return f"{MONTHS[int(month) - 1]} {int(day)}"
    return reading.says


TABLE_WORDS = "The national model, as these sources give it,"
"""How a reading of a cell of the scope table begins."""
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_ONE = {
    "hours": "hour", "credits": "credit", "weeks": "week", "months": "month", "years": "year", "days": "day",
    "minutes": "minute", "semesters": "semester", "items": "item", "attempts": "attempt", "programs": "program",
    "encounters": "encounter",
}  # fmt: skip
_MONEY = {"USD": "", "USD per year": " a year", "USD per hour": " an hour", "USD per credit": " a credit hour"}


def number_text(number: Number) -> str:
    """A number as people write it: thousands separated, no idle zeros."""
    return f"{number:,.2f}".rstrip("0").rstrip(".") if isinstance(number, float) else f"{number:,}"


def amount_text(low: Number, high: Number, unit: str) -> str:
    """A range with its unit: 150–190 hours, $104, 5 percent."""
    if unit in _MONEY:
        money = [f"${number:,.2f}".removesuffix(".00") for number in dict.fromkeys((low, high))]
        return "–".join(money) + _MONEY[unit]
    numbers = "–".join(number_text(number) for number in dict.fromkeys((low, high)))
    if unit == "score":
        return numbers
    return f"{numbers} {_ONE.get(unit, unit) if low == high == 1 else unit}"


def age_months(dated: str, as_of: date) -> int:
    """Whole months from a year, month or day to `as_of`; a year counts from its end, so that age is not overstated."""
    parts = [int(part) for part in dated.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    months = (as_of.year - year) * 12 + as_of.month - month
    if len(parts) > 2 and as_of.day < parts[2]:
        months -= 1
    return max(months, 0)


def practice_note(catalog: Catalog, state: State | None = None) -> str:
    """The reminder that goes with every answer about what people may do."""
    if state is None:
        return (
            "Practicing needs a license from the state where you work; national certification alone does not give it."
        )
    return f"Practicing in {state.name} needs that state's license."


def office_notes(catalog: Catalog, state: State | None) -> list[str]:
    """Who to check with in a state, for the end of its answers: each office in a sentence, then its link.

    Where no page of the office itself was read, the link is the page that names it.
    """
    located = catalog.fact_about(state, "place.office") if state is not None else None
    if located is None or state is None:
        return []
    told = []
    for reading in located.fact.readings:
        if reading.superseded is None:
            own, named_at = office_link([catalog.sources[id_] for id_ in reading.sources])
            link = own or f"Named at {named_at}"
            told.append(f"Before you act on this, check with the office in {state.name}. {reading.says} {link}")
    return told


def office_link(works: Sequence[Source]) -> tuple[str | None, str]:
    """A page of the office itself among `works`, if any, and the page that names it."""
    own = next((work.url for work in works if "office" in work.kind or "board" in work.kind), None)
    return own, works[0].url


def scope_note() -> str:
    """The reminder that goes with every answer about scope."""
    return (
        "This is the national model. What you may do where you work is decided by your state and your medical director."
    )


__all__ = ["About", "Answer", "FactView", "Ledger", "Range", "SourceNote", "Value", "label"]
