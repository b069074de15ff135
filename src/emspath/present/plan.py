"""The pages of a dated plan and of the look-up table of plans."""

from __future__ import annotations

from datetime import date
from typing import Final

from emspath.answers.base import MONTHS, FactView, amount_text
from emspath.answers.plan import Dates, PlanAnswer, PlanStep, Timeline
from emspath.answers.plans import PlansAnswer
from emspath.answers.stages import day_text
from emspath.present.page import Page, blank, level_name, numbers, yes_no
from emspath.report import Bar, Bars, Block, Flat, Group, Prose, Report, Row, Table, Text, Tone

_SHORT: Final = {"exam.fee", "exam.attempts", "exam.wait", "exam.authorization", "prerequisites.cpr"}
_PICTURE: Final = {"course": "", "bridge": "", "exam": " exam", "licence": " license", "experience": " work"}


def lay_out_plan(answer: PlanAnswer, page: Page) -> Report:
    way, query = answer.answer, answer.query
    where = f" in {query.state}" if query.state else ""
    title = f"Plan from {way.start_name} to {way.goal_name}{where}"
    lead = [Text(text=_finish_sentence(way), tone=Tone.STRONG)]
    pace = f"{way.route}: {amount_text(query.hours_per_week, query.hours_per_week, 'hours')} of course a week from {day_text(way.begin)}."
    if way.hours is not None:
        pace += f" {amount_text(way.hours.min, way.hours.max, 'hours')} of course in all."
    lead.append(Text(text=pace))
    lead += [Text(text=f.text, tone=Tone.NO, cites=page.cite(f.sources)) for f in way.problems]
    blocks: list[Block] = [_picture(way), _steps(way, page), _critical(way)]
    if ages := _ages(way, page):
        blocks.append(Prose(title="Ages", texts=ages, bullets=True))
    if way.renewals:
        blocks.append(Prose(title="Renewals that may fall inside the plan", texts=_renewals(way, page), bullets=True))
    blocks.append(_costs(way, page))
    blocks.append(_assumptions(way))
    if way.unknown:
        told = tuple(Text(text=said, tone=Tone.UNKNOWN) for said in way.unknown)
        blocks.append(Prose(title="Not known", texts=told, bullets=True))
    more = []
    if not page.options.full:
        more.append(f"{_command(answer)} --full  (what each step asks)")
    more.append(f"{_command(answer)} -o plan.ics  (for your calendar)")
    if way.goal in ("emr", "emt", "aemt", "paramedic"):
        more.append(f"emspath renew {way.goal}  (keeping it afterwards)")
    return page.report(title, lead, blocks, lambda: _flat_plan(answer), more)


def _command(answer: PlanAnswer) -> str:
    query = answer.query
    words = ["emspath plan", f"--from {answer.answer.start}", f"--to {answer.answer.goal}"]
    words += [f"--hours-per-week {query.hours_per_week:g}", f"--start {query.begin}"]
    if query.state:
        words.append(f"--state {query.state}")
    return " ".join(words)


def short_day(day: date) -> str:
    """A day in few columns: Jan 11, 2027."""
    return f"{MONTHS[day.month - 1][:3]} {day.day}, {day.year}"


def dates_text(dates: Dates, unknown: str = "unknown") -> str:
    """A range of days in few columns."""
    if dates.earliest is None or dates.latest is None:
        return unknown if dates.earliest is None else f"{short_day(dates.earliest)} at the earliest"
    if dates.earliest == dates.latest:
        return short_day(dates.earliest)
    same_year = dates.earliest.year == dates.latest.year
    first = short_day(dates.earliest).partition(",")[0] if same_year else short_day(dates.earliest)
    return f"{first} – {short_day(dates.latest)}"


def _finish_sentence(way: Timeline) -> str:
    low, high = way.finish.earliest, way.finish.latest
    if low is None:
        return f"When {way.goal_name} can be reached is unknown: a length on the way is."
    if high is None:
        return f"{way.goal_name} at the earliest on {day_text(low)}; the latest day is unknown."
    if low == high:
        return f"{way.goal_name} by {day_text(low)}."
    weeks = f", {amount_text(way.weeks.min, way.weeks.max, 'weeks')} from the start" if way.weeks else ""
    return f"{way.goal_name} between {day_text(low)} and {day_text(high)}{weeks}."


def _steps(way: Timeline, page: Page) -> Table:
    rows = []
    for step in way.steps:
        rows.append(
            Row(
                name=Text(text=step.name, tone=Tone.STRONG if step.critical else Tone.PLAIN),
                cells=(
                    Text(
                        text=_when(step), tone=Tone.UNKNOWN if step.end.earliest is None else Tone.PLAIN,
                        cites=page.cite(step.sources),
                    ),
                    _asks(way, step, page),
                ),
            )
        )  # fmt: skip
    return Table(title="Step by step", head="Step", columns=("When", "Worth knowing"), groups=(Group(title="", rows=tuple(rows)),))  # fmt: skip


def _when(step: PlanStep) -> str:
    if step.start.earliest is None and step.end.earliest is None:
        return "unknown"
    if step.kind in ("exam", "licence") and step.start == step.end:
        return dates_text(step.end)
    if step.kind == "licence":
        return f"in hand {dates_text(step.end)}"
    if step.kind == "exam":
        return f"passed {dates_text(step.end)}"
    said = f"starts {dates_text(step.start)}; ends {dates_text(step.end)}"
    amounts = []
    if step.weeks is not None:
        amounts.append(amount_text(step.weeks.min, step.weeks.max, "weeks"))
    if step.hours is not None:
        amounts.append(amount_text(step.hours.min, step.hours.max, "hours"))
    return f"{said} ({', '.join(amounts)})" if amounts else said


def _asks(way: Timeline, step: PlanStep, page: Page) -> Text:
    told: list[str] = []
    cited: list[str] = []
    if step.beside:
        beside = next((other.name for other in way.steps if other.id == step.beside[0]), step.beside[0])
        told.append(f"can be sought while the {beside} runs")
    if step.by.earliest is not None:
        told.append(f"the course counts until {short_day(step.by.earliest)} or later")
    if step.hours is None and step.length:
        told.append(f"sources give {step.length}")
    for fact in step.facts:
        if page.options.full or fact.topic in _SHORT:
            told.append(_fact_text(fact))
            cited += fact.sources
    return Text(text="; ".join(told), cites=page.cite(dict.fromkeys(cited)))


def _fact_text(fact: FactView) -> str:
    if not fact.known:
        return f"{fact.label} unknown"
    return f"{fact.label}: {(fact.text if fact.value is not None else fact.says).rstrip('.')}"


def _picture(way: Timeline) -> Bars:
    """The steps over months; a bar is full to the earliest end and light to the latest."""
    bars = []
    for step in way.steps:
        low, high = step.end.earliest, step.end.latest
        name = f"{level_name(step.level) if step.level in ('emr', 'emt', 'aemt', 'paramedic') else step.level}{_PICTURE[step.kind]}"
        if step.kind in ("course", "bridge"):
            name = step.name
        known = step.start.earliest is not None and low is not None and high is not None
        bars.append(
            Bar(
                label=name, text=dates_text(step.end), strong=step.critical,
                start=_months(way.begin, step.start.earliest), min=_months(way.begin, low) if known else None,
                max=_months(way.begin, high) if known else None,
            )
        )  # fmt: skip
    told = "; ".join(f"{bar.label}: until {bar.text}" for bar in bars)
    return Bars(title="Over the months: full to the earliest end, light to the latest", unit="months from the start", bars=tuple(bars), alternative=told)  # fmt: skip


def _months(begin: date, day: date | None) -> float:
    return 0.0 if day is None else round((day - begin).days / 30.4375, 2)


def _critical(way: Timeline) -> Prose:
    names = {step.id: step.name for step in way.steps} | {gate.id: f"age {gate.age}" for gate in way.ages}
    texts = [Text(text="What decides the end: " + " → ".join(names[id_] for id_ in way.critical_path) + ".")]
    texts += [
        Text(text=f"At the same time: {step.name} while the {names[step.beside[0]]} runs.")
        for step in way.steps
        if step.beside
    ]
    return Prose(title="The critical path", texts=tuple(texts))


def _ages(way: Timeline, page: Page) -> tuple[Text, ...]:
    told = []
    for gate in way.ages:
        if not gate.known:
            told.append(Text(text=f"{gate.what}: age unknown. {gate.text}", tone=Tone.UNKNOWN, cites=page.cite(gate.sources)))  # fmt: skip
            continue
        said = f"{gate.what}: {gate.text}"
        if gate.reached is not None:
            said += f" Reached on {day_text(gate.reached)}" + (", which holds it up." if gate.delays else ".")
        told.append(Text(text=said, cites=page.cite(gate.sources)))
    return tuple(told)


def _renewals(way: Timeline, page: Page) -> tuple[Text, ...]:
    told = []
    for due in way.renewals:
        said = f"{day_text(due.expires)}: {due.text}" if due.expires is not None else due.text
        if due.opens is not None:
            said += f" The renewal window opens on {day_text(due.opens)}"
            said += f"; late renewals are taken until {day_text(due.late_until)}." if due.late_until else "."
        told.append(Text(text=said, cites=page.cite(due.sources)))
    return tuple(told)


def _costs(way: Timeline, page: Page) -> Prose:
    texts = []
    if way.fees is not None:
        texts.append(Text(text=f"Exam fees, one attempt each: {amount_text(way.fees.min, way.fees.max, 'USD')} in all.", tone=Tone.STRONG))  # fmt: skip
    for cost in way.costs:
        tone = Tone.UNKNOWN if cost.text == "unknown" else Tone.PLAIN
        texts.append(Text(text=f"{cost.label}: {cost.text}", tone=tone, cites=page.cite(cost.sources)))
    return Prose(title="Costs (tuition and state fees are not added up)", texts=tuple(texts), bullets=True)


def _assumptions(way: Timeline) -> Table:
    rows = tuple(
        Row(name=Text(text=one.option or "–"), cells=(Text(text=one.text),)) for one in way.assumptions
    )  # fmt: skip
    return Table(title="What is assumed, and the option that changes it", head="Option", columns=("Assumed",), groups=(Group(title="", rows=rows),))  # fmt: skip


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _flat_plan(answer: PlanAnswer) -> Flat:
    return Flat(
        head=(
            "step", "kind", "name", "level", "hours_min", "hours_max", "weeks_min", "weeks_max", "start_earliest",
            "start_latest", "end_earliest", "end_latest", "counts_until", "critical", "sources",
        ),
        rows=tuple(
            (
                step.id, step.kind, step.name, step.level, *numbers(step.hours), *numbers(step.weeks),
                _iso(step.start.earliest), _iso(step.start.latest), _iso(step.end.earliest), _iso(step.end.latest),
                _iso(step.by.earliest), yes_no(step.critical),
                " ".join(dict.fromkeys((*step.sources, *(s for f in step.facts for s in f.sources)))),
            )
            for step in answer.answer.steps
        ),
    )  # fmt: skip


# --- the look-up table


def lay_out_plans(answer: PlansAnswer, page: Page) -> Report:
    shown = answer.answer if page.options.full else answer.answer[:_FIRST_ROWS]
    rows = []
    for row in shown:
        weeks = "unknown" if row.weeks_min is None or row.weeks_max is None else amount_text(row.weeks_min, row.weeks_max, "weeks")  # fmt: skip
        hours = "unknown" if row.hours_min is None or row.hours_max is None else amount_text(row.hours_min, row.hours_max, "hours")  # fmt: skip
        rows.append(
            Row(
                name=Text(text=f"{row.route}, {row.state or 'national'}"),
                cells=(
                    Text(text=f"{row.hours_per_week:g}"), Text(text=hours),
                    Text(text=weeks, cites=page.cite(row.sources)),
                    Text(text=blank(row.minimum_age) or "unknown", tone=Tone.PLAIN if row.minimum_age else Tone.UNKNOWN),
                ),
            )
        )  # fmt: skip
    table = Table(title="", head="Way", columns=("Hours a week", "Course hours", "Start to license", "Age"), groups=(Group(title="", rows=tuple(rows)),), narrow=True)  # fmt: skip
    lead = [Text(text=f"{len(answer.answer):,} plans between levels, without dates: add the weeks to a start.", tone=Tone.STRONG)]  # fmt: skip
    more = ["emspath plans --all -f csv  (the whole table, for joining)"]
    if len(shown) < len(answer.answer):
        lead.append(Text(text=f"The first {len(shown)} are shown; --full shows all.", tone=Tone.NOTE))
    return page.report("Plans", lead, [table], lambda: flat_plans(answer), more)


_FIRST_ROWS: Final = 20


def flat_plans(answer: PlansAnswer) -> Flat:
    """The table for machines."""
    return Flat(
        head=(
            "start", "goal", "state", "hours_per_week", "route", "next_step", "steps", "hours_min", "hours_max",
            "weeks_min", "weeks_max", "days_min", "days_max", "license_days_max", "minimum_age", "sources",
        ),
        rows=tuple(
            (
                row.start, row.goal, row.state or "", f"{row.hours_per_week:g}", row.route, row.next_step, str(row.steps),
                blank(row.hours_min), blank(row.hours_max), blank(row.weeks_min), blank(row.weeks_max),
                blank(row.days_min), blank(row.days_max), str(row.license_days_max), blank(row.minimum_age),
                " ".join(row.sources),
            )
            for row in answer.answer
        ),
    )  # fmt: skip
