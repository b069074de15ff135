"""Programs that overlays bring: a school's or an agency's courses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from emspath.answers.base import Ledger, Number, Struct, Value, amount_text
from emspath.catalog import Catalog, label
from emspath.model import Program, State
from emspath.names import fold


class Offer(Struct, frozen=True, kw_only=True):
    """A program from an overlay that teaches a level; null where it does not say."""

    id: str
    name: str
    provider: str
    level: str
    state: str | None
    starts: tuple[str, ...]
    weeks: int | None
    weekly_hours: Number | None
    course_hours: int | None
    tuition_usd: Number | None
    delivery: str | None
    seats: int | None
    url: str | None
    note: str | None
    sources: tuple[str, ...]
    as_of: str
    owner: str | None


def offers(catalog: Catalog, levels: Iterable[str], ledger: Ledger, state: State | None = None) -> tuple[Offer, ...]:
    """The programs that teach one of `levels`; with `state`, those of other states are left out."""
    wanted = set(levels)
    return tuple(
        offer(program, ledger)
        for program in catalog.programs.values()
        if program.level in wanted and (state is None or program.state in (None, state.abbreviation))
    )


def offer(program: Program, ledger: Ledger) -> Offer:
    """A program as an answer shows it."""
    return Offer(
        id=program.id, name=program.name, provider=program.provider, level=program.level, state=program.state,
        starts=program.starts, weeks=program.weeks, weekly_hours=program.weekly_hours,
        course_hours=program.course_hours, tuition_usd=program.tuition_usd, delivery=program.delivery,
        seats=program.seats, url=program.url, note=program.note, sources=ledger.cite(program.sources),
        as_of=program.as_of, owner=program.owner,
    )  # fmt: skip


def named(catalog: Catalog, names: Sequence[str]) -> list[Program]:
    """The programs with these ids or names, or none unless every name is a program's."""
    by_name = {fold(name): program for program in catalog.programs.values() for name in (program.name, program.id)}
    found = [by_name.get(fold(name)) for name in names]
    chosen = [program for program in found if program is not None]
    return list({program.id: program for program in chosen}.values()) if len(chosen) == len(found) else []


def program_values(catalog: Catalog, program: Program, ledger: Ledger) -> dict[str, tuple[str, Value]]:
    """What a program says of itself, topic by topic: field, label and value, in the order shown."""
    dated = {"sources": ledger.cite(program.sources), "as_of": program.as_of, "where": program.provider}

    def told(text: str | None, value: Number | None = None, unit: str | None = None) -> Value:
        if text is None:
            return Value(text="unknown", known=False)
        return Value(text=text, value=value, unit=unit, **dated)  # type: ignore[arg-type]

    def amount(number: Number | None, unit: str) -> Value:
        return told(None if number is None else amount_text(number, number, unit), number, unit)

    weekly = None if program.weekly_hours is None else f"{program.weekly_hours:g} hours a week"
    return {
        "program.provider": ("Given by", told(program.provider)),
        "program.owner": ("Told by the overlay of", told(program.owner)),
        "program.level": ("Level", told(label(catalog.levels[program.level]))),
        "program.state": ("State", told(program.state)),
        "program.starts": ("Starts", told(", ".join(program.starts) or None)),
        "program.weeks": ("Weeks", amount(program.weeks, "weeks")),
        "program.weekly-hours": ("Hours a week", told(weekly, program.weekly_hours, "hours")),
        "program.course-hours": ("Course hours", amount(program.course_hours, "hours")),
        "program.tuition": ("Tuition", amount(program.tuition_usd, "USD")),
        "program.delivery": ("Delivery", told(program.delivery)),
        "program.seats": ("Seats", told(None if program.seats is None else f"{program.seats:,}", program.seats)),
        "program.url": ("Link", told(program.url)),
        "program.note": ("Note", told(program.note)),
    }
