"""The page of a renewal."""

from __future__ import annotations

from datetime import date
from typing import Final

from emspath.answers.base import FactView, amount_text, number_text
from emspath.answers.renew import Component, Renewal, RenewAnswer
from emspath.answers.stages import day_text
from emspath.present.page import Page, blank
from emspath.report import Block, Flat, Group, Prose, Report, Row, Table, Text, Tone

_STATUS: Final = {
    "unknown": "", "not-open": "The renewal window is not open yet.", "open": "The renewal window is open.",
    "late": "It has ended; a late renewal is still taken.", "lapsed": "It has ended and lapsed.",
}  # fmt: skip


def lay_out_renew(answer: RenewAnswer, page: Page) -> Report:
    about = answer.answer
    where = f", {answer.query.state}" if answer.query.state else ""
    title = f"Renewing the {about.label} national certification{where}"
    lead = [Text(text=_owed_sentence(about), tone=Tone.STRONG)]
    if _STATUS[about.status] and about.days_left is not None:
        tone = Tone.NO if about.status in ("late", "lapsed") else Tone.PLAIN
        lead.append(Text(text=_STATUS[about.status] + _left(about.days_left), tone=tone))
    lead += [Text(text=said, tone=Tone.NOTE) for said in about.problems]
    blocks: list[Block] = [_components(about, page), _window(answer, page)]
    if about.by_exam is not None:
        blocks.append(Prose(title="Instead, by exam", texts=(_fact(about.by_exam, page, label=False),)))
    rules = [f for f in about.rules if page.options.full or f.topic in ("renewal.not-accepted", "renewal.active", "renewal.fee")]  # fmt: skip
    if rules:
        blocks.append(Prose(title="Worth knowing", texts=tuple(_fact(f, page) for f in rules), bullets=True))
    if about.lapse:
        blocks.append(Prose(title="If it lapses", texts=tuple(_fact(f, page) for f in about.lapse), bullets=True))
    if about.state:
        blocks.append(Prose(title=f"The {answer.query.state} license has its own renewal", texts=tuple(_fact(f, page) for f in about.state), bullets=True))  # fmt: skip
    if about.unknown:
        blocks.append(Prose(title="Not known", texts=tuple(Text(text=said, tone=Tone.UNKNOWN) for said in about.unknown), bullets=True))  # fmt: skip
    more = []
    query = answer.query
    again = f"emspath renew {about.level}"
    again += f" --expires {query.expires}" if query.expires is not None else ""
    again += f" --earned {','.join(f'{part}={n:g}' for part, n in query.earned)}" if query.earned else ""
    again += f" --state {query.state}" if query.state else ""
    if not page.options.full:
        more.append(f"{again} --full  (every rule)")
    if about.window.expires is not None:
        more.append(f"{again} -o renew.ics  (reminders)")
    else:
        more.append(f"{again} --expires YYYY-MM-DD  (with the date on your card)")
    if not query.state:
        more.append(f"{again} --state TX  (with a state's own renewal)")
    return page.report(title, lead, blocks, lambda: _flat_renew(answer), more)


def _owed_sentence(about: Renewal) -> str:
    by = f" by {day_text(about.window.expires)}" if about.window.expires else ""
    if about.asked is None:
        return f"How many credits an {about.label} needs is unknown."
    period = f" every {amount_text(about.cycle_years, about.cycle_years, 'years')}" if about.cycle_years else ""
    asked = f"{number_text(about.asked)} credits{period}"
    if about.owed is None or not about.earned:
        return f"{asked}{by}."
    if about.owed == 0:
        return f"All {asked} are earned; send the renewal in{by}."
    return f"{amount_text(about.owed, about.owed, 'credits')} still owed{by}, of {asked}."


def _left(days: int) -> str:
    if days >= 0:
        return f" {amount_text(days, days, 'days')} are left."
    return f" The end was {amount_text(-days, -days, 'days')} ago."


def _components(about: Renewal, page: Page) -> Table:
    rows = tuple(
        Row(
            name=Text(text=one.label),
            cells=(
                Text(text=_number(one.asked), cites=page.cite(one.sources), fact=one.fact),
                Text(text=number_text(one.earned)), Text(text=_number(one.owed), tone=_tone(one)),
            ),
        )
        for one in about.components
    )  # fmt: skip
    return Table(title="Continuing education, in credits", head="Component", columns=("Asked", "Earned", "Still owed"), groups=(Group(title="", rows=rows),), narrow=True)  # fmt: skip


def _number(value: int | float | None) -> str:
    return "unknown" if value is None else number_text(value)


def _tone(one: Component) -> Tone:
    return Tone.UNKNOWN if one.owed is None else Tone.YES if one.owed == 0 else Tone.PLAIN


def _window(answer: RenewAnswer, page: Page) -> Table:
    about = answer.answer
    window = about.window
    rows = [
        ("Renewal by exam from", window.exam_from), ("Renewal opens", window.opens), ("Renewal closes", window.closes),
        ("Certification ends", window.expires), ("Late renewal until", window.late_until),
    ]  # fmt: skip
    if window.expires is None:
        ends = f"{about.ends_on} of the year on the card" if about.ends_on else "unknown"
        cells = [("Certification ends", ends)]
    else:
        cells = [(name, day_text(day) if isinstance(day, date) else "unknown") for name, day in rows]
    drawn = tuple(
        Row(name=Text(text=name), cells=(Text(text=said, tone=Tone.UNKNOWN if said == "unknown" else Tone.PLAIN),))
        for name, said in cells
    )
    return Table(title="When", head="", columns=("",), groups=(Group(title="", rows=drawn),))


def _fact(fact: FactView, page: Page, *, label: bool = True) -> Text:
    said = fact.says if fact.known else f"unknown. {fact.says}"
    remarks = page.remarks(fact)
    if fact.others:
        remarks = (*remarks, f"more: emspath why {fact.id}")
    return Text(
        text=f"{fact.label}: {said}" if label else said, cites=page.cite(fact.sources), remarks=remarks,
        mark=page.mark(fact.trust), tone=Tone.PLAIN if fact.known else Tone.UNKNOWN, fact=fact.id,
    )  # fmt: skip


def _flat_renew(answer: RenewAnswer) -> Flat:
    about = answer.answer
    window = [blank(None) if day is None else day.isoformat() for day in (about.window.exam_from, about.window.opens, about.window.closes, about.window.expires, about.window.late_until)]  # fmt: skip
    return Flat(
        head=("level", "component", "asked", "earned", "owed", "over", "exam_from", "opens", "closes", "expires", "late_until", "status", "sources"),
        rows=tuple(
            (about.level, one.id, blank(one.asked), blank(one.earned), blank(one.owed), blank(one.over), *window, about.status, " ".join(one.sources))
            for one in about.components
        ),
    )  # fmt: skip
