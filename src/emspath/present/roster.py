"""The page with the totals of a roster."""

from __future__ import annotations

from datetime import date

from emspath.answers.roster import AdviseAnswer
from emspath.present.page import Page, level_name
from emspath.present.plan import short_day
from emspath.report import Flat, Group, Report, Row, Table, Text, Tone


def lay_out_advise(answer: AdviseAnswer, page: Page) -> Report:
    people = sum(total.people for total in answer.answer)
    wrong = sum(total.people for total in answer.answer if total.goal == "error")
    lead = [Text(text=f"{people:,} rows, {people - wrong:,} advised on, {wrong:,} with errors.", tone=Tone.STRONG)]
    rows = tuple(
        Row(
            name=Text(text=_goal(total.goal), tone=Tone.NO if total.goal == "error" else Tone.PLAIN),
            cells=(
                Text(text=total.state or ("–" if total.goal == "error" else "national")),
                Text(text=f"{total.people:,}"), Text(text=f"{total.with_problems:,}"), Text(text=f"{total.renewals_due:,}"),
                Text(text=_span(total.earliest_finish, total.latest_finish)),
            ),
        )
        for total in answer.answer
    )  # fmt: skip
    table = Table(
        title="By goal and state", head="Goal", columns=("State", "People", "With problems", "With expiry", "Finish"),
        groups=(Group(title="", rows=rows),), narrow=True,
    )  # fmt: skip
    flat = Flat(
        head=("goal", "state", "people", "with_problems", "renewals_due", "earliest_finish", "latest_finish"),
        rows=tuple(
            (
                total.goal, total.state or "", str(total.people), str(total.with_problems), str(total.renewals_due),
                total.earliest_finish.isoformat() if total.earliest_finish else "",
                total.latest_finish.isoformat() if total.latest_finish else "",
            )
            for total in answer.answer
        ),
    )  # fmt: skip
    return page.report("The roster in totals", lead, [table] if rows else [], lambda: flat)


def _goal(goal: str) -> str:
    if goal == "error":
        return "Rows with errors"
    return level_name(goal) if goal in ("emr", "emt", "aemt", "paramedic") else goal


def _span(low: date | None, high: date | None) -> str:
    if low is None:
        return "–"
    return f"{short_day(low)} – {short_day(high)}" if high is not None else f"from {short_day(low)}"
