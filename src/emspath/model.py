"""Frozen records for everything in data/: shapes and the rules inside one record, no reading or writing.

All data files share one shape, `DataFile`: a set of optional lists. Which list stands in which file is a
matter of finding things, not of meaning, so an overlay may hold any of them. A value never travels without
its source: numbers and statements live in a `Reading`, readings of one thing in a `Fact`, and facts hang on
an entity (a level, a role, a state) under a topic of the vocabulary in `data/topics.yaml`.

A limit stands with its type and is checked where text comes from people (`strict`), not again whenever a record that
has passed is decoded: that would take longer than the decoding.
"""

# Annotations are evaluated as they stand: kept as text, each would be compiled on its own when first decoding.
from typing import Annotated, Any, Final, Literal

import msgspec


class Limit:
    """What a value must be like beyond its type, in the words of `msgspec.Meta`; `strict` has it checked.

    A `pattern` is one for the whole text. Its `description` ends in `such as` and a sample; a message says both in its place.
    """

    def __init__(self, **rules: Any) -> None:
        self.rules = rules


# Patterns know the days of the calendar, leap years too, so that editors refuse by the JSON Schema what `check` refuses.
_YEAR: Final = "(19|2[01])[0-9]{2}"
_LEAP_YEAR: Final = "((19|2[01])(0[48]|[2468][048]|[13579][26])|2000)"
_MONTH: Final = "(0[1-9]|1[0-2])"
_EVERY_YEAR: Final = (
    "((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
)
_DAY: Final = f"({_YEAR}-{_EVERY_YEAR}|{_LEAP_YEAR}-02-29)"

Id = Annotated[
    str,
    Limit(
        pattern="[a-z0-9]+(-[a-z0-9]+)*",
        max_length=80,
        description="Lower-case words joined by hyphens, never reused or renamed, such as 'evening-course'",
    ),
]
Ref = Annotated[
    str, Limit(min_length=1, max_length=80, description="The id of something that is there; `emspath check` looks")
]
TopicId = Annotated[
    str,
    Limit(
        pattern=r"[a-z]+\.[a-z0-9-]+",
        max_length=60,
        description="A section and a topic joined by a dot, such as 'training.hours'",
    ),
]
LevelId = Literal["emr", "emt", "aemt", "paramedic"]
Text = Annotated[str, Limit(min_length=1, max_length=2000)]
Name = Annotated[str, Limit(min_length=1, max_length=200)]
Url = Annotated[
    str,
    Limit(
        pattern=r"https?://[^\s]+",
        max_length=500,
        description="A web address that begins with http:// or https://, such as 'https://example.org/ems'",
    ),
]
Postal = Annotated[
    str,
    Limit(pattern="[A-Z]{2}", description="The postal code of a state in capitals, such as 'TX'"),
]
PartialDate = Annotated[
    str,
    Limit(
        pattern=f"({_YEAR}|{_YEAR}-{_MONTH}|{_DAY})",
        description="A year, month or day of the calendar from 1900 to 2199, such as '2019', '2025-04' or '2025-04-07'",
    ),
]
Day = Annotated[str, Limit(pattern=_DAY, description="A day of the calendar from 1900 to 2199, such as '2026-11-24'")]
StartDay = Annotated[
    str,
    Limit(pattern=f"(?=199|2[01]){_DAY}", description="A day of the calendar from 1990 to 2199, such as '2027-01-11'"),
]
"""A day that can be planned with."""
MonthDay = Annotated[
    str, Limit(pattern=f"({_EVERY_YEAR}|02-29)", description="A month and a day of it, such as '03-31'")
]
Unit = Literal[
    "hours", "credits", "weeks", "months", "years", "days", "minutes", "semesters", "items", "attempts",
    "USD", "USD per year", "USD per hour", "USD per credit", "percent", "people", "jobs", "programs", "encounters", "score",
]  # fmt: skip
Trust = Literal["primary", "secondary", "low"]
Reach = Literal["national", "state", "program", "employer", "abroad"]
May = Literal["yes", "no", "unknown"]
Authority = Literal[
    "national-model", "national-certification", "education", "state-licence", "employer", "statistics", "general"
]

ALL_LEVELS: Final = "all-levels"
"""What an addition is about when it holds for each level alike; also the first part of such a fact's id."""

OTHER_ASKS: Final = (
    "shape.difference", "shape.higher", "shape.same", "shape.levels", "shape.become", "shape.may", "shape.who-may",
    "shape.which-states", "shape.move", "shape.bridge", "other.none",
)  # fmt: skip
"""What samples of questions may be about besides a topic: forms of a question, and what no fact answers."""


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Anything kept in a data file."""


class Source(Record, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A work that facts are read from."""

    id: Id
    title: Name
    publisher: Name
    url: Url
    kind: Name
    read: Day
    """The day on which it was read for this model."""
    published: PartialDate | None = None
    """The date the work itself carries; left out when it carries none."""
    dating: Name | None = None
    """How that date is known, where the work gives it loosely: about 2006, current through."""


class Dated(Record, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a claim needs to be checked: where it was read, how far to trust that, and how old it is.

    Exactly one of `as_of` (the date that the source gives) and `read` (the day an undated page was read)
    is set.
    """

    sources: Annotated[tuple[Ref, ...], Limit(min_length=1)]
    trust: Trust
    at: Name | None = None
    """Where in the document: page, section, table, line."""
    as_of: PartialDate | None = None
    read: Day | None = None
    note: Text | None = None

    def __post_init__(self) -> None:
        if (self.as_of is None) == (self.read is None):
            raise ValueError(
                "needs exactly one of `as_of` (the source's own date) and `read` (an undated page, the day it was read)"
            )


class Reading(Dated, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One thing that one or more sources say, in our words."""

    says: Text
    min: int | float | None = None
    max: int | float | None = None
    unit: Unit | None = None
    about: bool = False
    """True when the source itself calls the number approximate."""
    qualifier: Annotated[str, Limit(min_length=1, max_length=60)] | None = None
    """A few words without which the number would mislead; they stand beside it wherever it is shown."""
    code: Id | None = None
    """The answer as one word where a topic has a list of codes, such as required or accepted."""
    day: MonthDay | None = None
    on: PartialDate | None = None
    """A date that is itself the value, such as the day a law took effect."""
    reach: Reach = "national"
    where: Name | None = None
    """For `state` the postal code; for `program`, `employer` and `abroad` whose it is."""
    superseded: Text | None = None
    """What replaced it, for a value that no longer holds; it is shown as history and never as the headline."""
    owner: Name | None = None
    """Whose overlay it came with; the built-in data leaves it out."""

    def __post_init__(self) -> None:
        Dated.__post_init__(self)
        if (self.min is None) != (self.max is None):
            raise ValueError("`min` and `max` go together; for a single number give it twice")
        if self.min is not None and self.max is not None:
            if self.min > self.max:
                raise ValueError(f"min ({self.min}) is above max ({self.max})")
            if self.unit is None:
                raise ValueError("a number needs a `unit`")
        if (self.reach == "national") != (self.where is None):
            raise ValueError("`where` is given for every reach but national")
        if self.reach == "state" and not _is_postal(self.where or ""):
            raise ValueError("`where` for a state is its postal code in capitals, such as TX")


def _is_postal(code: str) -> bool:
    return len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()


class Fact(Record, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All that is known about one topic: every reading, whether they disagree, and what no source says."""

    topic: Ref
    level: LevelId | None = None
    """The ladder level that a state's fact is about."""
    readings: tuple[Reading, ...] = ()
    dispute: Text | None = None
    """How the readings disagree, when they do."""
    unknown: Text | None = None
    """What the sources read do not say."""

    def __post_init__(self) -> None:
        if not self.readings and self.unknown is None:
            raise ValueError("needs `readings`, or `unknown` saying what no source states")


class Section(Record, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of an answer, in the order of the file."""

    id: Annotated[str, Limit(pattern="[a-z]+", description="One lower-case word, such as 'training'")]
    label: Name
    authority: Authority
    meaning: Text


class Topic(Record, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One thing that can be said of an entity; its id starts with the section's."""

    id: TopicId
    label: Name
    meaning: Text
    authority: Authority | None = None
    """Who decides it, where that differs from the section's."""
    units: tuple[Unit, ...] = ()
    codes: dict[str, Text] = {}
    """The words allowed as `code`, with what each means."""
    glance: bool = False
    """Whether a comparison shows it on the first screen."""


class Entity(Record, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Anything that can be asked about by name."""

    id: Id
    name: Name
    abbreviation: Name | None = None
    aliases: tuple[Name, ...] = ()
    facts: tuple[Fact, ...] = ()
    see_also: tuple[Ref, ...] = ()
    owner: Name | None = None
    """Whose overlay it came with; the built-in data leaves it out."""


class Level(Entity, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A rung of the national ladder."""

    id: LevelId
    rank: Annotated[int, Limit(ge=1)]


class Cell(Dated, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whether the national model lets a level perform a skill, as far as sources say."""

    may: May
    says_yes: tuple[Ref, ...] = ()
    says_no: tuple[Ref, ...] = ()
    """On a dispute, who is on which side; the sides may be larger than `sources`, which back `may`."""
    unknown: Text | None = None

    def __post_init__(self) -> None:
        Dated.__post_init__(self)
        if self.may == "unknown" and self.unknown is None:
            raise ValueError("`may: unknown` needs `unknown` saying why")
        if self.may != "unknown" and self.unknown is not None:
            raise ValueError("`unknown` goes with `may: unknown` only")


class Cells(Record, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One row of the scope table."""

    emr: Cell
    emt: Cell
    aemt: Cell
    paramedic: Cell


class Skill(Entity, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A skill or intervention of the national scope of practice model."""

    category: Name
    levels: Cells
    qualifier: Text | None = None
    """What limits the row: a device, an age, an endorsement."""


class Role(Entity, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A job around the ladder: dispatcher, firefighter, flight nurse."""

    category: Name
    beside: tuple[LevelId, ...] = ()
    """The ladder levels that the role is held together with or asks for."""


class Term(Entity, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A word of the field."""

    category: Name


class Title(Entity, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A legacy, state or foreign name for a level of training."""

    jurisdiction: Name
    """US, one or more postal codes joined by commas, or a country."""
    status: Literal["current", "phasing-out", "replaced", "discontinued", "unknown"]
    maps_to: tuple[LevelId, ...] = ()
    nearest: tuple[LevelId, ...] = ()
    """The levels it lies between or nearest to, where it equals none."""


class System(Entity, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An organised whole that people work in and nobody is: EMS itself, the 911 system."""


class LocalLevel(Dated, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A level that a state licenses, under the state's own name."""

    name: Name
    aliases: tuple[Name, ...] = ()
    maps_to: LevelId | None = None
    between: tuple[LevelId, LevelId] | None = None
    status: Literal["licensed", "renewal-only", "unknown"] = "licensed"


class State(Entity, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A jurisdiction that licenses EMS personnel: a state or the District of Columbia; its id is the postal code."""

    id: Annotated[str, Limit(pattern="[a-z]{2}", description="A postal code in small letters, such as 'tx'")]
    levels: tuple[LocalLevel, ...] = ()


class Step(Record, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A way from one place to another: a rung of the ladder or a bridge beside it."""

    id: Id
    name: Name
    kind: Literal["ladder", "bridge"]
    start: tuple[Ref, ...]
    """Ids of levels or roles; `none` stands for no certification."""
    end: Id
    usual: bool = False
    """Whether it lies on the recommended route."""
    facts: tuple[Fact, ...] = ()


class Ambiguity(Record, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A name that several entities carry, with the reason."""

    name: Name
    meanings: Annotated[tuple[Ref, ...], Limit(min_length=2)]
    why: Text
    sources: tuple[Ref, ...] = ()


class Program(Record, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A course that a school or agency offers; programs come with overlays."""

    id: Id
    name: Name
    level: LevelId
    provider: Name
    sources: Annotated[tuple[Ref, ...], Limit(min_length=1)]
    as_of: PartialDate
    state: Postal | None = None
    starts: tuple[StartDay, ...] = ()
    weeks: Annotated[int, Limit(ge=1, le=520)] | None = None
    weekly_hours: Annotated[float, Limit(ge=1, le=168)] | None = None
    course_hours: Annotated[int, Limit(ge=1, le=10000)] | None = None
    tuition_usd: Annotated[float, Limit(ge=0)] | None = None
    delivery: Literal["in-person", "hybrid", "online"] | None = None
    seats: Annotated[int, Limit(ge=0)] | None = None
    url: Url | None = None
    note: Text | None = None
    owner: Name | None = None


class Addition(Record, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Facts that an overlay adds to something that exists; a fact on a topic that is there takes its place in front."""

    about: Id
    facts: Annotated[tuple[Fact, ...], Limit(min_length=1)]


class Asks(Record, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Samples of how people ask about one topic, from which `ask` learns which words point to it."""

    topic: Annotated[
        TopicId, Limit(description="A topic of the vocabulary, shape.* for a form of question, or other.none")
    ]
    questions: tuple[Text, ...]
    """{level}, {state}, {role}, {title}, {skill}, {term} and {system} stand for any such name."""


class DataFile(Record, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a data file may hold; every list is optional."""

    sections: tuple[Section, ...] = ()
    topics: tuple[Topic, ...] = ()
    sources: tuple[Source, ...] = ()
    levels: tuple[Level, ...] = ()
    all_levels: tuple[Fact, ...] = ()
    """Facts that hold for each level of the ladder alike, unless the level has its own."""
    skills: tuple[Skill, ...] = ()
    roles: tuple[Role, ...] = ()
    terms: tuple[Term, ...] = ()
    titles: tuple[Title, ...] = ()
    systems: tuple[System, ...] = ()
    states: tuple[State, ...] = ()
    steps: tuple[Step, ...] = ()
    ambiguities: tuple[Ambiguity, ...] = ()
    programs: tuple[Program, ...] = ()
    asks: tuple[Asks, ...] = ()
    owner: Name | None = None
    """Whose overlay the file is; the built-in data has none."""
    additions: tuple[Addition, ...] = ()
