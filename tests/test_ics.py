"""Calendar files: read back by the library that wrote them and by another one, whole days, stable identifiers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from emspath.answers.plan import PlanQuery, plan
from emspath.answers.renew import RenewQuery, renew
from emspath.library import open_catalog
from emspath.render.as_ics import render

from .conftest import Invoke

CATALOG = open_catalog()
STAMP = date(2026, 11, 24)
PLAN = PlanQuery(goal="paramedic", begin=date(2027, 1, 11), state="TX", born=date(2009, 5, 2))


def events(text: str) -> list[dict[str, Any]]:
    """Each event's identifier, days and title, as icalendar reads them."""
    calendar: Any = Calendar.from_ical(text)
    return [
        {"uid": str(e["uid"]), "start": e["dtstart"].dt, "end": e["dtend"].dt, "title": str(e["summary"]), "stamp": e["dtstamp"].dt}
        for e in calendar.walk("VEVENT")
    ]  # fmt: skip


@settings(deadline=None, max_examples=25)
@given(
    begin=st.dates(date(2000, 1, 1), date(2100, 1, 1)) | st.sampled_from([date(2028, 2, 28), date(2028, 2, 29), date(2027, 3, 14)]),
    state=st.sampled_from([None, *CATALOG.states]), goal=st.sampled_from(["emr", "emt", "aemt", "paramedic"]),
    born=st.none() | st.dates(date(1960, 1, 1), date(1999, 12, 31)),
)  # fmt: skip
def test_two_readers_find_the_same_days(begin: date, state: str | None, goal: str, born: date | None) -> None:
    text = render(plan(CATALOG, PlanQuery(goal=goal, begin=begin, state=state, born=born)), STAMP)
    ours = events(text)
    other = [
        {"uid": e.uid.value, "start": e.dtstart.value, "end": e.dtend.value, "title": e.summary.value}
        for e in vobject.readOne(text).vevent_list
    ]
    assert [{k: v for k, v in e.items() if k != "stamp"} for e in ours] == other
    assert len({e["uid"] for e in ours}) == len(ours) > 0
    for event in ours:
        assert type(event["start"]) is date, "no time of day, so that no time zone moves it"
        assert event["end"] == event["start"] + timedelta(days=1)
        assert isinstance(event["stamp"], datetime)


def test_the_calendar_holds_the_days_of_the_plan() -> None:
    answer = plan(CATALOG, PLAN)
    on = {(e["title"], e["start"]) for e in events(render(answer, STAMP))}
    course = answer.answer.steps[0]
    assert ("EMT course: starts", course.start.earliest) in on
    assert ("EMT course: earliest end", course.end.earliest) in on
    assert ("EMT course: latest end", course.end.latest) in on
    assert ("Texas license, Paramedic: in hand at the latest", answer.answer.finish.latest) in on
    assert any("age 18 reached" in title and day == date(2027, 5, 2) for title, day in on)


def test_the_same_question_gives_the_same_file_and_another_start_other_entries() -> None:
    first = render(plan(CATALOG, PLAN), STAMP)
    assert first == render(plan(CATALOG, PLAN), STAMP)
    moved = render(plan(CATALOG, PlanQuery(goal="paramedic", begin=date(2027, 2, 1), state="TX")), STAMP)
    assert not {e["uid"] for e in events(first)} & {e["uid"] for e in events(moved)}


def test_a_quicker_pace_moves_the_same_entries() -> None:
    slow = events(render(plan(CATALOG, PlanQuery(goal="emt", begin=date(2027, 1, 11), hours_per_week=8)), STAMP))
    quick = events(render(plan(CATALOG, PlanQuery(goal="emt", begin=date(2027, 1, 11), hours_per_week=20)), STAMP))
    assert {e["uid"] for e in slow} == {e["uid"] for e in quick}
    assert [e["start"] for e in slow] != [e["start"] for e in quick]


def test_a_renewal_reminds_before_the_end() -> None:
    answer = renew(CATALOG, RenewQuery(level="emt", as_of=STAMP, expires=date(2028, 3, 31)))
    text = render(answer, STAMP)
    on = {e["start"] for e in events(text)}
    assert {date(2027, 4, 1), date(2027, 10, 1), date(2028, 3, 1), date(2028, 3, 31), date(2028, 4, 30)} <= on
    alarms = [alarm for event in Calendar.from_ical(text).walk("VEVENT") for alarm in event.walk("VALARM")]
    assert alarms


def test_lines_end_and_fold_as_the_standard_asks() -> None:
    raw = render(plan(CATALOG, PLAN), STAMP).encode()
    assert raw.startswith(b"BEGIN:VCALENDAR\r\n")
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75


def test_no_birth_date_is_written() -> None:
    assert "20090502" not in render(plan(CATALOG, PLAN), STAMP)


def test_the_ending_of_a_file_chooses_the_calendar(invoke: Invoke, tmp_path: Path) -> None:
    target = tmp_path / "plan.ics"
    result = invoke("plan", "--to", "emt", "--start", "2027-01-11", "-o", str(target))
    assert result.exit_code == 0
    assert events(target.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "question",
    [
        ("compare", "emt", "paramedic"),
        ("explain", "ems"),
        ("path", "emt"),
        ("plans", "--to", "emt"),
        ("list", "levels"),
    ],
    ids=lambda q: q[0],
)
def test_other_answers_refuse_to_be_a_calendar(run: Any, question: tuple[str, ...]) -> None:
    result = run(*question, "-f", "ics")
    assert result.returncode == 2
    assert result.stdout == b""
    assert b"only a plan or a renewal" in result.stderr


def test_a_renewal_without_its_end_is_no_calendar(run: Any) -> None:
    result = run("renew", "emt", "-f", "ics")
    assert result.returncode == 2
    assert b"--expires" in result.stderr
