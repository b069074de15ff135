"""The page of a path."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from emspath.answers.base import amount_text
from emspath.answers.path import Hours, Need, PathAnswer, Route, StepView
from emspath.present.page import Page, blank, level_name, numbers, quoted, yes_no
from emspath.present.programs import program_table, told
from emspath.report import Bar, Bars, Block, Flat, Group, Node, Prose, Report, Row, Table, Text, Tone, Tree
from emspath.wording import article, uncapped


def lay_out_path(answer: PathAnswer, page: Page) -> Report:
    way = answer.answer
    where = f" in {answer.query.state}" if answer.query.state else ""
    title = f"From {way.start_name} to {way.goal_name}{where}"
    blocks: list[Block] = []
    if way.reason:
        return page.report(
            title,
            [Text(text=way.reason, tone=Tone.STRONG)],
            [_ladder(answer)],
            lambda: _flat_path(answer),
            ["emspath path emt paramedic"],
        )
    best = way.routes[0]
    lead = [Text(text=_path_sentence(way.start, best), tone=Tone.STRONG)]
    if way.start == "none" and best.through[0] == "emt" and len(best.through) > 1:
        lead.append(
            Text(
                text=f"The first step to becoming {article(way.goal_name)} {uncapped(way.goal_name)} is EMT certification."
            )
        )
    blocks.append(_route_table(best, "The usual way" if len(way.routes) > 1 else "The way", page))
    if any(route.hours.min is not None for route in way.routes):
        blocks.append(_bars(way.routes))
    others = way.routes[1:]
    if others:
        if page.options.full:
            blocks += [_route_table(route, f"Another way: {route.name}", page) for route in others]
        else:
            blocks.append(
                Prose(
                    title="Other ways", bullets=True,
                    texts=tuple(Text(text=f"{route.name}: {_hours_text(route.hours)}") for route in others),
                )
            )  # fmt: skip
    remarks = [
        Text(
            text=f"{f.label}: {f.says if f.known else 'unknown: ' + f.says}",
            cites=page.cite(f.sources),
            remarks=page.remarks(f),
            mark=page.mark(f.trust),
        )
        for f in best.remarks
    ]
    if remarks:
        blocks.append(
            Prose(title="Worth knowing", texts=tuple(remarks if page.options.full else remarks[:6]), bullets=True)
        )
    if way.programs:
        blocks.append(program_table(way.programs, page))
    blocks.append(_ladder(answer))
    more = []
    if others and not page.options.full:
        more.append(f"emspath path {quoted([answer.query.start, answer.query.goal])} --full  (every way step by step)")
    compared = way.start if way.start in _LADDER else best.through[0]
    if compared != way.goal:
        more.append(f"emspath compare {compared} {way.goal}")
    if not answer.query.state:
        more.append(
            f"emspath path {quoted([answer.query.start, answer.query.goal])} --state TX  (with a state's own rules)"
        )
    return page.report(title, lead, blocks, lambda: _flat_path(answer), more)


def _path_sentence(start: str, route: Route) -> str:
    courses = [s for s in route.steps if s.kind in ("course", "bridge")]
    licences = [s for s in route.steps if s.kind == "licence"]
    said = f"{len(courses)} course{'s' if len(courses) != 1 else ''}"
    if len(licences) != len(courses):
        said = f"{len(courses)} steps" if len(courses) > 1 else "one step"
    else:
        said += (
            ", each followed by the national exam and a state license"
            if len(courses) > 1
            else ", then the national exam and a state license"
        )
    if route.hours.min is None:
        return f"{route.name}: {said}. The length in hours is unknown for a part of it."
    return f"{route.name}: {said}. {_hours_text(route.hours)} of course in all."


def _hours_text(hours: Hours) -> str:
    if hours.min is None or hours.max is None:
        return "length in hours unknown"
    return amount_text(hours.min, hours.max, "hours")


def _route_table(route: Route, title: str, page: Page) -> Table:
    """A group for each step, a row for each thing that it needs."""
    groups = []
    for place, step in enumerate(route.steps, 1):
        needs = step.needs if page.options.full else _first_needs(step)
        rows = [Row(name=Text(text="Length"), cells=(_length(step),))] if step.kind in ("course", "bridge") else []
        rows += [_need_row(need, page) for need in needs]
        groups.append(Group(title=f"{place}. {step.name}", rows=tuple(rows), meaning=_so_far(step, place)))
    return Table(title=f"{title}: {route.name}", head="", columns=("",), groups=tuple(groups))


def _so_far(step: StepView, place: int) -> str:
    """The running total, from the second step on."""
    if place == 1 or step.kind not in ("course", "bridge") or step.total.min is None:
        return ""
    return f"{_hours_text(step.total)} so far"


def _length(step: StepView) -> Text:
    told = []
    if step.hours is not None:
        told.append(amount_text(step.hours.min, step.hours.max, "hours"))
        if step.hours_reach == "program":
            told[-1] += " (single programs)"
    if step.state_hours is not None:
        told.append(f"the state asks for at least {amount_text(step.state_hours.min, step.state_hours.max, 'hours')}")
    if step.length:
        told.append(step.length)
    if not told:
        return Text(text="unknown", tone=Tone.UNKNOWN)
    return Text(text="; ".join(told))


def _need_row(need: Need, page: Page) -> Row:
    remarks = (
        [f"{need.where} only" if need.reach == "state" else f"one {need.reach}: {need.where}"] if need.where else []
    )
    if need.owner:
        remarks.insert(0, f"from {need.owner}")
    if need.disputed:
        remarks.append("disputed")
    cell = Text(
        text=need.text,
        cites=page.cite(need.sources),
        remarks=tuple(remarks),
        mark=page.mark(need.trust),
        fact=need.fact,
        tone=Tone.UNKNOWN if need.text.startswith("unknown") else Tone.PLAIN,
    )
    return Row(name=Text(text=need.label), cells=(cell,))


_FIRST: Final = (
    "Prior certification", "Minimum age", "CPR", "Face-to-face clinical experience", "Accreditation", "Experience",
    "Questions", "Time", "Exam fee", "Hands-on skills", "License to practice", "NREMT for the first license",
    "Minimum age for the license", "Also asked", "License fee", "What it is",
)  # fmt: skip


def _first_needs(step: StepView) -> list[Need]:
    return [need for need in step.needs if need.label in _FIRST or need.owner]


def _need_text(need: Need) -> str:
    text = need.text.rstrip(".")
    said = "; ".join(word for word in (f"from {need.owner}" if need.owner else "", need.where or "") if word)
    return f"{need.label}: {text}{f' ({said})' if said else ''}"


def _bars(routes: Sequence[Route]) -> Bars:
    bars = []
    for route in routes:
        known = route.hours.min is not None and route.hours.max is not None
        bars.append(
            Bar(label=route.name, text=_hours_text(route.hours) if known else "unknown",
                min=float(route.hours.min) if known and route.hours.min is not None else None,
                max=float(route.hours.max) if known and route.hours.max is not None else None, strong=route.recommended)
        )  # fmt: skip
    told = "; ".join(f"{bar.label}: {bar.text}" for bar in bars)
    return Bars(title="Course hours, to one scale", unit="hours", bars=tuple(bars), alternative=told)


_LADDER: Final = ("emr", "emt", "aemt", "paramedic")
_PLACES: Final = {
    "start": "you are here",
    "goal": "goal",
    "between": "on the way or optional",
    "below": "",
    "above": "",
}


def _ladder(answer: PathAnswer) -> Tree:
    """The ladder as a picture, the highest rung on top."""
    nodes = []
    on_way = set(answer.answer.routes[0].through) if answer.answer.routes else set()
    for rung in reversed(answer.answer.ladder):
        said = _PLACES[rung.place]
        if rung.place == "between":
            said = "on the way" if rung.id in on_way else "optional"
        hours = f", {amount_text(rung.hours.min, rung.hours.max, 'hours')} course" if rung.hours else ""
        hours += " on top of EMT" if rung.on_top else ""
        tone = Tone.STRONG if rung.place in ("goal", "start") or rung.id in on_way else Tone.PLAIN
        nodes.append(Node(text=Text(text=f"{rung.label}{hours}" + (f"  ← {said}" if said else ""), tone=tone)))
    return Tree(title="The ladder, highest on top", nodes=tuple(nodes))


def _flat_path(answer: PathAnswer) -> Flat:
    rows: list[tuple[str, ...]] = []
    for number, route in enumerate(answer.answer.routes, 1):
        for place, step in enumerate(route.steps, 1):
            rows.append(
                (
                    str(number), yes_no(route.recommended), route.name, str(place), step.id, step.kind, step.name,
                    *numbers(step.hours), blank(step.total.min), blank(step.total.max),
                    "; ".join(_need_text(need) for need in step.needs), " ".join(step.sources),
                )
            )  # fmt: skip
    for program in answer.answer.programs:
        rows.append(
            (
                "", "", "", "", program.id, "program", f"{program.name}, {level_name(program.level)}",
                *numbers(program.course_hours), "", "", told(program), " ".join(program.sources),
            )
        )  # fmt: skip
    return Flat(
        head=(
            "route",
            "recommended",
            "route_name",
            "step",
            "id",
            "kind",
            "name",
            "hours_min",
            "hours_max",
            "total_min",
            "total_max",
            "needs",
            "sources",
        ),
        rows=tuple(rows),
    )
