"""The page of an explanation."""

from __future__ import annotations

from collections.abc import Sequence

from emspath.answers.base import FactView, amount_text
from emspath.answers.explain import Explained, Explanation, LocalView
from emspath.present.page import SECTION_TITLES, STATUS, Page, code_tone, level_name, numbers, quoted, yes_no
from emspath.report import Block, Flat, Group, Prose, Report, Row, Table, Text, Tone
from emspath.wording import listed


def lay_out_explain(answer: Explanation, page: Page) -> Report:
    blocks: list[Block] = []
    lead: list[Text] = []
    several = len(answer.answer) > 1
    for thing in answer.answer:
        name = (
            f"{thing.name} ({thing.abbreviation})"
            if thing.abbreviation and thing.abbreviation != thing.name
            else thing.name
        )
        opening = Text(
            text=thing.definition, cites=page.cite(thing.definition_sources),
            remarks=(f"from {whose}",) if (whose := _owner(thing)) else (),
        )  # fmt: skip
        if several:
            whose = "national" if thing.jurisdiction == "US" else thing.jurisdiction_name
            kind = f"{thing.kind}, {whose}" if whose else thing.kind
            blocks.append(Prose(title=f"{name} [{kind}]", texts=(opening,)))
        else:
            lead.append(opening)
        aside = _title_sentence(thing) if thing.kind == "title" else ""
        if thing.kind == "level" and thing.local_name:
            aside = f"Its name in {answer.query.state}: {thing.local_name}."
        if aside:
            lead_or = Text(text=aside, tone=Tone.NOTE)
            if several:
                blocks[-1] = Prose(title=blocks[-1].title, texts=(opening, lead_or))
            else:
                lead.append(lead_or)
        if thing.local_levels:
            blocks.append(_local_table(thing, page))
        minimum = next((f for f in thing.facts if f.state and f.level and f.topic == "licence.hours" and f.known), None)
        groups = _fact_groups(thing.facts, page, minimum)
        if groups:
            blocks.append(Table(title="", head="", columns=("",), groups=groups))
        unknown = [
            Text(text=f"{f.label}: {f.unknown}", tone=Tone.UNKNOWN)
            for f in thing.facts
            if f.unknown and (page.options.full or f.glance)
        ]
        if unknown:
            blocks.append(Prose(title="Not known", texts=tuple(unknown), bullets=True))
        disputes = [Text(text=f"{f.label}: {f.dispute} (emspath why {f.id})") for f in thing.facts if f.dispute]
        if disputes:
            blocks.append(Prose(title="Sources disagree", texts=tuple(disputes), bullets=True))
    if several:
        lead += [Text(text=note, tone=Tone.STRONG) for note in answer.notes if " meanings: " in note]
    first = answer.answer[0]
    title = first.name if not several else " / ".join(answer.query.names)
    if not several and first.abbreviation and first.abbreviation != first.name:
        title = f"{first.name} ({first.abbreviation})"
    more = []
    hidden = sum(1 for thing in answer.answer for f in thing.facts if not _shown(f, page))
    if hidden:
        more.append(f"emspath explain {quoted(answer.query.names)} --full  ({hidden} more facts)")
    example = next((f.id for thing in answer.answer for f in thing.facts if f.others), None)
    if example:
        more.append(f"emspath why {example}")
    more += [f"emspath state {thing.id}" for thing in answer.answer if thing.kind == "state"]
    related = [r for thing in answer.answer for r in thing.see_also]
    if related:
        more.append(f"emspath explain {related[0].id}")
    return page.report(title, lead, blocks, lambda: _flat_explain(answer), more)


def _owner(thing: Explained) -> str | None:
    """Whose overlay says what the thing is."""
    return thing.owner or next((f.owner for f in thing.facts if f.topic == "what.definition"), None)


def _title_sentence(thing: Explained) -> str:
    whose = "A national title" if thing.jurisdiction == "US" else f"A title of {thing.jurisdiction_name}"
    said = f"{whose}: {STATUS.get(thing.status or '', thing.status)}."
    if thing.maps_to:
        return f"{said} Today's level: {listed([level_name(id_) for id_ in thing.maps_to])}."
    if thing.nearest:
        nearest = listed([level_name(id_) for id_ in thing.nearest])
        return f"{said} It equals no level of today's ladder; nearest: {nearest}."
    return f"{said} No level of today's ladder is known to equal it."


def _local_table(thing: Explained, page: Page) -> Table:
    rows = tuple(
        Row(
            name=Text(text=local.name, tone=Tone.STRONG),
            cells=(
                Text(text=_maps(local)),
                Text(text=STATUS[local.status], cites=page.cite(local.sources), mark=page.mark(local.trust)),
                Text(text=local.note or ""),
            ),
        )
        for local in thing.local_levels
    )
    return Table(
        title=f"Levels that {thing.name} licenses",
        head="Local name",
        columns=("National level", "Status", "Note"),
        groups=(Group(title="", rows=rows),),
    )


def _maps(local: LocalView) -> str:
    if local.maps_to:
        return level_name(local.maps_to)
    if local.between:
        return f"between {level_name(local.between[0])} and {level_name(local.between[1])}"
    return "none"


def _shown(fact: FactView, page: Page) -> bool:
    if page.options.full:
        return True
    section = fact.section
    return fact.topic not in ("what.definition", "what.codes", "history.event") and (
        fact.glance or section in ("what", "history", "place") or fact.state is not None or fact.owner is not None
    )


def _fact_groups(facts: Sequence[FactView], page: Page, minimum: FactView | None = None) -> tuple[Group, ...]:
    chosen = [f for f in facts if _shown(f, page)]
    few = len(facts) <= 14
    if few:
        chosen = [f for f in facts if page.options.full or f.topic not in ("what.definition", "history.event")]
    groups: list[Group] = []
    for section, (title, authority) in SECTION_TITLES.items():
        rows = tuple(
            row
            for f in chosen
            if f.section == section
            for row in (
                fact_row(f, page),
                *((_minimum_row(minimum, page),) if minimum and f.topic == "training.hours" else ()),
                *(further_rows(f, page) if few or page.options.full else ()),
            )
        )
        if rows:
            groups.append(Group(title=title, meaning=authority, rows=rows))
    return tuple(groups)


def _minimum_row(minimum: FactView, page: Page) -> Row:
    """What the state asked for sets as the least, right below the national hours."""
    cell = Text(
        text=f"The state asks for at least {minimum.text}.", cites=page.cite(minimum.sources), remarks=page.remarks(minimum),
        mark=page.mark(minimum.trust), fact=minimum.fact,
    )  # fmt: skip
    return Row(name=Text(text=f"in {(minimum.state or '').upper()}"), cells=(cell,))


def fact_row(fact: FactView, page: Page) -> Row:
    """A fact in a sentence, with all that has to be said with it."""
    name = fact.label
    if fact.state:
        name = f"{name} ({fact.state.upper()})"
    elif fact.level:
        name = f"{name}, {level_name(fact.level)}"
    if not fact.known:
        return Row(
            name=Text(text=name), cells=(Text(text="unknown", tone=Tone.UNKNOWN, remarks=(fact.says,), fact=fact.id),)
        )
    says = fact.says
    if fact.range is not None and fact.unit:
        says += f" Across sources: {amount_text(fact.range.min, fact.range.max, fact.unit)}."
    tone = code_tone(fact.code)
    return Row(
        name=Text(text=name, fact=fact.id),
        cells=(
            Text(
                text=says,
                tone=tone,
                cites=page.cite(fact.sources),
                remarks=page.remarks(fact),
                mark=page.mark(fact.trust),
                fact=fact.id,
            ),
        ),
    )


def further_rows(fact: FactView, page: Page) -> list[Row]:
    """The other things that sources say on a topic told in sentences; of numbers the range already tells."""
    told = fact.value is not None or fact.code is not None
    return [
        Row(
            name=Text(text=""),
            cells=(
                Text(
                    text=also.says, cites=page.cite(also.sources), remarks=page.remarks(also), mark=page.mark(also.trust)
                ),
            ),
        )
        for also in fact.further
        if not (told and also.numbered)
    ]  # fmt: skip


def _flat_explain(answer: Explanation) -> Flat:
    return Flat(
        head=("id", "kind", "name", "fact", "topic", "text", "min", "max", "unit", "reach", "where", "trust", "as_of", "read", "disputed", "owner", "sources"),
        rows=tuple(
            (t.id, t.kind, t.name, f.id, f.topic, f.says if f.known else "unknown", *numbers(f.value), f.unit or "", f.reach or "",
             f.where or "", f.trust or "", f.as_of or "", f.read or "", yes_no(f.disputed), f.owner or t.owner or "", " ".join(f.sources))
            for t in answer.answer for f in t.facts
        ),
    )  # fmt: skip
