"""Plans and renewals as a calendar (RFC 5545) that Google, Outlook and Apple calendars import; the only module that touches icalendar.

Every entry is an all-day event on a date, without a time zone. The same question gives the same identifiers, so that
importing it again moves the entries instead of doubling them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple
from uuid import UUID, uuid5

from icalendar import Alarm, Calendar, Event

from emspath.answers.base import Answer
from emspath.answers.plan import PlanAnswer, PlanStep
from emspath.answers.renew import RenewAnswer
from emspath.errors import QuestionError
from emspath.safe import visible

_NAMESPACE: Final = UUID("6f1f0c52-7d0c-5a5e-9a55-2f0e2f6c7a10")
_DISCLAIMER: Final = "From emspath. Not legal advice: check dates with your state and the National Registry."
_REMIND: Final = (90, 30)


class Entry(NamedTuple):
    """A day to keep in mind; `alarm` is how many days before it to be reminded."""

    key: str
    day: date
    title: str
    text: str
    sources: Sequence[str] = ()
    alarm: int | None = None


def render(answer: Answer, stamp: date) -> str:
    """The calendar of a plan or a renewal; `stamp` is the day it is made.

    Raises QuestionError for any other answer, and for a renewal without an expiry date.
    """
    if isinstance(answer, PlanAnswer):
        name = f"Plan: {answer.answer.route}"
        entries = list(_plan(answer))
        about = f"plan {answer.answer.start} {answer.answer.goal} {answer.query.state or ''} {answer.query.begin}"
    elif isinstance(answer, RenewAnswer):
        name = f"Renewal: {answer.answer.label}"
        entries = list(_renew(answer))
        about = f"renew {answer.answer.level} {answer.query.expires}"
        if not entries:
            raise QuestionError("a calendar needs the day on which the certification ends", "Add --expires YYYY-MM-DD")
    else:
        raise QuestionError(
            "only a plan or a renewal can be written as a calendar", "Choose another format, or ask plan or renew"
        )
    calendar = Calendar()
    calendar.add("prodid", f"-//emspath//emspath {answer.emspath.version}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", visible(name))
    links = {note.id: f"{note.publisher}: {note.title}, {note.url}" for note in answer.sources}
    for entry in entries:
        calendar.add_component(_event(entry, about, links, stamp))
    text: str = calendar.to_ical().decode("utf-8")
    return text


def _event(entry: Entry, about: str, links: dict[str, str], stamp: date) -> Event:
    event = Event()
    event.add("uid", f"{uuid5(_NAMESPACE, f'{about} {entry.key}')}@emspath")
    event.add("dtstamp", datetime.combine(stamp, time(), UTC))
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", visible(entry.title))
    told = [entry.text, *(f"Source: {links[id_]}" for id_ in entry.sources if id_ in links), _DISCLAIMER]
    event.add("description", "\n".join(visible(line) for line in told if line))
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    if entry.alarm is not None:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", visible(entry.title))
        alarm.add("trigger", timedelta(days=-entry.alarm))
        event.add_component(alarm)
    return event


def _plan(answer: PlanAnswer) -> Iterator[Entry]:
    for step in answer.answer.steps:
        yield from _step(step)
    for gate in answer.answer.ages:
        if gate.reached is not None:
            yield Entry(
                f"{gate.id} reached", gate.reached, f"{gate.what}: age {gate.age} reached", gate.text, gate.sources
            )
    for due in answer.answer.renewals:
        if due.opens is not None:
            yield Entry(
                f"{due.level} opens {due.expires}", due.opens, f"{due.name}: renewal opens", due.text, due.sources
            )
        if due.expires is not None:
            yield Entry(f"{due.level} ends {due.expires}", due.expires, f"{due.name}: ends", due.text, due.sources, 30)
        for day in due.candidates:
            yield Entry(
                f"{due.level} may end {day}", day, f"{due.name}: may end, look at the card", due.text, due.sources, 30
            )


def _step(step: PlanStep) -> Iterator[Entry]:
    sources = tuple(dict.fromkeys((*step.sources, *(s for fact in step.facts for s in fact.sources))))[:4]
    name = step.name
    low, high = step.end.earliest, step.end.latest
    if step.kind in ("course", "bridge", "experience") and step.start.earliest is not None:
        title = f"{name}: starts" if step.start.earliest == step.start.latest else f"{name}: earliest start"
        yield Entry(f"{step.id} start", step.start.earliest, title, _weeks(step), sources)
    first, last = ("possible from", "planned at the latest") if step.kind == "exam" else ("earliest end", "latest end")
    if step.kind == "licence":
        first, last = "in hand at the earliest", "in hand at the latest"
    if low is not None:
        yield Entry(f"{step.id} earliest", low, f"{name}: {first if low != high else 'planned'}", _weeks(step), sources)
    if high is not None and high != low:
        yield Entry(f"{step.id} latest", high, f"{name}: {last}", _weeks(step), sources)
    if step.by.earliest is not None:
        text = "The finished course counts up to about this day toward the national certification."
        yield Entry(f"{step.id} by", step.by.earliest, f"{name}: pass before this day", text, sources, 30)


def _weeks(step: PlanStep) -> str:
    if step.weeks is None or step.hours is None:
        return ""
    return f"{step.weeks.min:g} to {step.weeks.max:g} weeks, {step.hours.min:g} to {step.hours.max:g} hours of course."


def _renew(answer: RenewAnswer) -> Iterator[Entry]:
    about = answer.answer
    window = about.window
    name = f"{about.label} national certification"
    if window.expires is None:
        return
    owed = f"{about.owed:g} credits are still owed." if about.owed is not None else ""
    cited = tuple(dict.fromkeys(s for one in about.components for s in one.sources))
    if window.exam_from is not None:
        said = about.by_exam.says if about.by_exam is not None else ""
        yield Entry("exam", window.exam_from, f"{name}: renewal by exam possible", said, about.by_exam.sources if about.by_exam else ())  # fmt: skip
    if window.opens is not None:
        yield Entry("opens", window.opens, f"{name}: renewal opens", owed, cited)
    for days in _REMIND:
        yield Entry(
            f"before {days}", window.expires - timedelta(days=days), f"{name}: ends in {days} days", owed, cited
        )
    yield Entry("expires", window.expires, f"{name}: ends; last day to renew", owed, cited, 7)
    if window.late_until is not None:
        yield Entry("late", window.late_until, f"{name}: last day for a late renewal", owed, cited, 7)


__all__ = ["Entry", "render"]
