"""The table of programs, as a path and a comparison of levels show it."""

from __future__ import annotations

from collections.abc import Sequence

from emspath.answers.base import amount_text
from emspath.answers.programs import Offer
from emspath.present.page import Page, level_name
from emspath.report import Group, Row, Table, Text, Tone


def program_table(offers: Sequence[Offer], page: Page) -> Table:
    """Programs with their start, length and tuition, and whose overlay each comes from."""
    rows = tuple(
        Row(
            name=Text(
                text=p.name if p.provider == p.owner else f"{p.name}, {p.provider}", cites=page.cite(p.sources), remarks=(f"from {p.owner}",) if p.owner else ()
            ),
            cells=(
                Text(text=level_name(p.level)),
                _known(", ".join(p.starts)),
                _known("; ".join(lengths(p))),
                _known(amount_text(p.tuition_usd, p.tuition_usd, "USD") if p.tuition_usd is not None else ""),
            ),
        )
        for p in offers
    )  # fmt: skip
    return Table(
        title="Programs", head="Program", columns=("Level", "Starts", "Length", "Tuition"),
        groups=(Group(title="", rows=rows),),
    )  # fmt: skip


def _known(text: str) -> Text:
    return Text(text=text) if text else Text(text="unknown", tone=Tone.UNKNOWN)


def lengths(program: Offer) -> list[str]:
    """How long a program takes, as far as it says."""
    told = []
    if program.weeks:
        told.append(amount_text(program.weeks, program.weeks, "weeks"))
    if program.weekly_hours:
        told.append(f"{program.weekly_hours:g} hours a week")
    if program.course_hours:
        told.append(amount_text(program.course_hours, program.course_hours, "hours"))
    if program.delivery:
        told.append(program.delivery)
    return told


def told(program: Offer) -> str:
    """A program in one line, for flat tables."""
    parts = [program.provider, *program.starts, *lengths(program)]
    if program.tuition_usd is not None:
        parts.append(amount_text(program.tuition_usd, program.tuition_usd, "USD"))
    return "; ".join(parts) + (f" (from {program.owner})" if program.owner else "")
