"""The rules inside one record, told when it is read."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import pytest

from emspath import model
from emspath.answers.stages import FIRST_DAY, LAST_DAY
from emspath.model import Cell, Dated, Fact, LocalLevel, Program, Reading, Record, Source, State
from emspath.schemas import schema_of
from emspath.strict import strict

READING = {"says": "Said.", "sources": ["s"], "trust": "primary", "as_of": "2020"}
CELL = {"may": "yes", "sources": ["s"], "trust": "primary", "as_of": "2020"}
SOURCE = {"id": "s", "title": "T", "publisher": "P", "url": "https://example.org", "kind": "page", "read": "2026-11-24"}
PROGRAM = {"id": "p", "name": "N", "level": "emt", "provider": "P", "sources": ["s"], "as_of": "2026"}
BASES: dict[type[Record], dict[str, Any]] = {
    Reading: READING,
    Cell: CELL,
    Source: SOURCE,
    Program: PROGRAM,
    Fact: {"topic": "a.b", "readings": [READING]},
}


def read(kind: type[Record], **changes: Any) -> msgspec.Struct:
    """A sound record with these changes; None takes a field away."""
    fields = {name: value for name, value in {**BASES[kind], **changes}.items() if value is not None}
    return msgspec.convert(fields, strict(kind))


@pytest.mark.parametrize("kind", BASES, ids=lambda kind: kind.__name__)
def test_the_base_records_are_sound_and_take_no_other_field(kind: type[Record]) -> None:
    read(kind)
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        read(kind, other="x")


SOUND = [
    (Reading, {"as_of": None, "read": "2026-11-24"}), (Reading, {"min": 1, "max": 1, "unit": "hours"}), (Reading, {"min": 1, "max": 2, "unit": "hours"}),
    (Reading, {"min": 0, "max": 0, "unit": "USD"}), (Reading, {"unit": "hours"}), (Reading, {"reach": "state", "where": "TX"}), (Reading, {"reach": "program", "where": "tx"}),
    (Reading, {"as_of": "2020-12-31"}), (Reading, {"as_of": "2020-10"}), (Reading, {"day": "12-31"}), (Reading, {"qualifier": "q" * 60}), (Reading, {"says": "s" * 2000}), (Reading, {"at": "a" * 200}),
    (Cell, {"may": "no"}), (Cell, {"may": "unknown", "unknown": "No source."}), (Fact, {"readings": [], "unknown": "No source."}), (Fact, {"unknown": "Part."}),
    (Source, {"url": "http://example.org"}), (Source, {"published": "2006"}), (Source, {"id": "i" * 80}), (Source, {"url": "https://" + "u" * 492}),
    (Program, {"weeks": 1}), (Program, {"weeks": 520}), (Program, {"weekly_hours": 168}), (Program, {"weekly_hours": 1}), (Program, {"course_hours": 1}), (Program, {"course_hours": 10000}),
    (Program, {"tuition_usd": 0}), (Program, {"seats": 0}), (Program, {"state": "TX"}), (Program, {"starts": ["2027-01-11"]}), (Program, {"url": "https://" + "u" * 492}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "changes"), SOUND, ids=repr)
def test_what_lies_just_inside_is_read(kind: type[Record], changes: dict[str, Any]) -> None:
    read(kind, **changes)


WRONG = [
    (Reading, {"as_of": None}, "needs exactly one of `as_of`"), (Reading, {"read": "2026-11-24"}, "needs exactly one of `as_of`"), (Reading, {"sources": []}, "length >= 1"),
    (Reading, {"min": 1, "unit": "hours"}, "`min` and `max` go together"), (Reading, {"max": 1, "unit": "hours"}, "`min` and `max` go together"),
    (Reading, {"min": 2, "max": 1, "unit": "hours"}, r"min \(2\) is above max \(1\)"), (Reading, {"min": 1, "max": 2}, "a number needs a `unit`"),
    (Reading, {"where": "TX"}, "`where` is given for every reach but national"), (Reading, {"reach": "program"}, "`where` is given for every reach but national"),
    (Reading, {"reach": "state", "where": "Tx"}, "postal code in capitals"), (Reading, {"reach": "state", "where": "TXX"}, "postal code in capitals"), (Reading, {"reach": "state", "where": "aTX"}, "postal code in capitals"),
    (Reading, {"as_of": "2020-13"}, "matching regex"), (Reading, {"as_of": "2020-12-32"}, "matching regex"), (Reading, {"read": "2020", "as_of": None}, "matching regex"), (Reading, {"day": "3-31"}, "matching regex"),
    (Reading, {"qualifier": ""}, "length >= 1"), (Reading, {"qualifier": "q" * 61}, "length <= 60"), (Reading, {"says": ""}, "length >= 1"), (Reading, {"says": "s" * 2001}, "length <= 2000"),
    (Reading, {"at": ""}, "length >= 1"), (Reading, {"at": "a" * 201}, "length <= 200"), (Reading, {"code": "Yes"}, "matching regex"), (Reading, {"unit": "furlongs"}, "furlongs"), (Reading, {"trust": "some"}, "some"),
    (Cell, {"may": "unknown"}, "`may: unknown` needs `unknown`"), (Cell, {"unknown": "No source."}, "goes with `may: unknown` only"), (Cell, {"as_of": None}, "needs exactly one of `as_of`"), (Cell, {"may": "maybe"}, "maybe"),
    (Fact, {"readings": []}, "needs `readings`, or `unknown`"), (Fact, {"topic": ""}, "length >= 1"), (Fact, {"topic": "t" * 81}, "length <= 80"), (Fact, {"level": "medic"}, "medic"),
    (Source, {"id": "S"}, "matching regex"), (Source, {"id": "i" * 81}, "length <= 80"), (Source, {"url": "ftp://example.org"}, "matching regex"), (Source, {"url": "https://" + "u" * 493}, "length <= 500"), (Source, {"read": "2026-11"}, "matching regex"),
    (Program, {"sources": []}, "length >= 1"), (Program, {"weeks": 0}, ">= 1"), (Program, {"weeks": 521}, "<= 520"), (Program, {"weekly_hours": 0.99}, ">= 1"), (Program, {"weekly_hours": 168.5}, "<= 168"),
    (Program, {"course_hours": 0}, ">= 1"), (Program, {"course_hours": 10001}, "<= 10000"), (Program, {"tuition_usd": -1}, ">= 0"), (Program, {"seats": -1}, ">= 0"), (Program, {"state": "Tx"}, "matching regex"),
    (Program, {"url": "x"}, "matching regex"), (Program, {"url": "https://" + "u" * 493}, "length <= 500"), (Program, {"delivery": "post"}, "post"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "changes", "says"), WRONG, ids=repr)
def test_what_lies_just_outside_is_refused(kind: type[Record], changes: dict[str, Any], says: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=says):
        read(kind, **changes)


FIELDS: list[tuple[type[Record], str, dict[str, Any], tuple[date, date]]] = [
    (Reading, "as_of", {}, (date(1900, 1, 1), date(2199, 12, 31))), (Reading, "on", {}, (date(1900, 1, 1), date(2199, 12, 31))),
    (Reading, "read", {"as_of": None}, (date(1900, 1, 1), date(2199, 12, 31))), (Source, "read", {}, (date(1900, 1, 1), date(2199, 12, 31))),
    (Source, "published", {}, (date(1900, 1, 1), date(2199, 12, 31))), (Program, "starts", {}, (FIRST_DAY, LAST_DAY)),
]  # fmt: skip


def is_read(kind: type[Record], field: str, text: str, **others: Any) -> bool:
    try:
        read(kind, **{**others, field: [text] if field == "starts" else text})
    except msgspec.ValidationError:
        return False
    return True


@pytest.mark.parametrize(("kind", "field", "others", "years"), FIELDS, ids=lambda value: getattr(value, "__name__", None) or str(value)[:9])  # fmt: skip
def test_a_day_is_one_of_the_calendar(kind: type[Record], field: str, others: dict[str, Any], years: tuple[date, date]) -> None:  # fmt: skip
    months = [(year, month) for year in range(1899, 2202) for month in range(1, 13)]
    for year, month in months if field in ("read", "starts") else months[::7]:
        for day in (1, 28, 29, 30, 31):
            try:
                real = years[0] <= date(year, month, day) <= years[1]
            except ValueError:
                real = False
            assert is_read(kind, field, f"{year}-{month:02}-{day:02}", **others) is real, (year, month, day)
    no_days = ("2026-00-10", "2026-13-10", "2026-10-00", "2026-10-32", "26-10-10", "2026-1-1", "0000-01-01", "9999-12-31", "\u0662\u0660\u0662\u0666-10-10", "2026-10-10\n", "2026-10-10 ", "x")  # fmt: skip
    for text in no_days:
        assert not is_read(kind, field, text, **others), text
    loose = field in ("as_of", "on", "published")
    for text in ("1900", "2199-12", "2026-02"):
        assert is_read(kind, field, text, **others) is loose
    for text in ("0000", "1899", "2200", "0000-06", "2026-13", "2026-00", "2026-", "2026\n"):
        assert not is_read(kind, field, text, **others), text


def test_a_day_of_the_year_is_one_of_its_month() -> None:
    for month in range(1, 13):
        last = monthrange(2028, month)[1]
        for day in range(33):
            assert is_read(Reading, "day", f"{month:02}-{day:02}") is (1 <= day <= last), (month, day)
    assert not is_read(Reading, "day", "00-10")
    assert not is_read(Reading, "day", "13-10")


def test_each_pattern_has_words_that_end_in_a_sample_of_it() -> None:
    schema = schema_of("data")
    found = list(with_pattern(schema))
    assert len({each["pattern"] for each in found}) >= 8
    for each in found:
        if not each["description"].startswith("A topic of the vocabulary"):
            what, _, sample = each["description"].partition(", such as ")
            assert what, each
            for one in re.findall("'(.+?)'", sample):
                assert re.search(each["pattern"], one), each
                assert not re.search(each["pattern"], f"{one}\n"), "a pattern is one for the whole text"


def with_pattern(part: Any) -> Iterator[dict[str, str]]:
    if isinstance(part, dict):
        if "pattern" in part and isinstance(part["pattern"], str):
            yield part
        for value in part.values():
            yield from with_pattern(value)
    elif isinstance(part, list):
        for value in part:
            yield from with_pattern(value)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (model.Section, {"id": "What", "label": "L", "authority": "general", "meaning": "m"}), (model.Topic, {"id": "what", "label": "L", "meaning": "m"}),
        (model.Topic, {"id": "what." + "t" * 56, "label": "L", "meaning": "m"}), (model.Level, {"id": "emt", "name": "N", "rank": 0}), (State, {"id": "TX", "name": "N"}), (State, {"id": "texas", "name": "N"}),
        (model.Ambiguity, {"name": "N", "meanings": ["a"], "why": "w"}), (model.Addition, {"about": "a", "facts": []}), (model.Term, {"id": "a", "name": "N"}),
    ],
)  # fmt: skip
def test_other_records_keep_their_shape(kind: type[Record], fields: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(fields, strict(kind))


def test_the_smallest_records_say_nothing_that_was_not_said() -> None:
    reading: Any = read(Reading)
    assert (reading.about, reading.reach, reading.where, reading.min, reading.superseded) == (
        False,
        "national",
        None,
        None,
        None,
    )
    topic = msgspec.convert({"id": "what." + "t" * 55, "label": "L", "meaning": "m"}, model.Topic)
    assert (topic.glance, topic.units, topic.codes, topic.authority) == (False, (), {}, None)
    local = msgspec.convert({"name": "N", "sources": ["s"], "trust": "low", "read": "2026-11-24"}, LocalLevel)
    assert (local.status, local.maps_to, local.aliases) == ("licensed", None, ())
    step = msgspec.convert({"id": "a", "name": "N", "kind": "ladder", "start": ["none"], "end": "emt"}, model.Step)
    assert (step.usual, step.facts) == (False, ())
    assert msgspec.convert({"id": "emt", "name": "N", "rank": 1}, model.Level).rank == 1
    assert issubclass(Reading, Dated)
    assert model.ALL_LEVELS == "all-levels"
