"""The pages of a state and of all states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from emspath.answers.base import Value
from emspath.answers.explain import LocalView
from emspath.answers.state import PER_LEVEL, Office, StateAnswer, StateFact, StatesAnswer, StateView
from emspath.answers.why import ReadingView
from emspath.present.page import STATUS, Page, level_name, numbers, quoted, yes_no
from emspath.report import Block, Flat, Group, Prose, Report, Row, Table, Text, Tone
from emspath.wording import listed

_WORDS: Final = {"not-used": "not used", "state-list": "state list", "medical-director": "medical director",
    "local-agency": "local agency", "national-model": "national model"}  # fmt: skip
_IN_TABLE: Final = frozenset(PER_LEVEL.values())
_OWN_PART: Final = {
    "Also asked for the license": ("licence.requirements", "licence.fee", "licence.processing"),
    "Renewal": ("licence.renewal-ways", "licence.lapse"),
    "EMS Compact": ("place.compact", "place.compact-since"),
    "Who sets scope": ("scope.authority",),
    "Where scope is known to differ from the national model": ("scope.difference",),
    "Coming from another state": ("licence.reciprocity",),
    "Pay here": ("place.pay-emt", "place.pay-paramedic"),
}
_OFFICE: Final = "place.office"
_SEE_BELOW: Final = "see below"


def lay_out_state(answer: StateAnswer, page: Page) -> Report:
    blocks: list[Block] = []
    lead: list[Text] = []
    several = len(answer.answer) > 1
    for view in answer.answer:
        opening = Text(
            text=view.definition, tone=Tone.STRONG if not several else Tone.PLAIN, cites=page.cite(view.definition_sources)
        )  # fmt: skip
        if several:
            blocks.append(Prose(title=f"{view.name} ({view.abbreviation})", texts=(opening,)))
        else:
            lead.append(opening)
        if answer.query.level is not None and not view.ladder[0].names:
            missing = f"The sources read list no level of {view.name} that equals {level_name(view.ladder[0].level)}."
            blocks.append(Prose(title="", texts=(Text(text=missing, tone=Tone.UNKNOWN),)))
        if answer.query.level is None:
            blocks.append(_ladder_table(view, page))
        else:
            blocks.append(_level_table(view, page))
        blocks += _parts(view, page, one_level=answer.query.level is not None)
        blocks.append(_check_with(view.offices, page))
    first = answer.answer[0]
    title = "States" if several else f"{first.name} ({first.abbreviation})"
    if answer.query.level is not None:
        title += f": {answer.query.level if several else _column_name(first)}"
    more = []
    if several:
        more.append(f"emspath compare {' '.join(view.id for view in answer.answer)}")
    elif answer.query.level is None:
        more.append(f"emspath state {first.id} --level emt  (one level in full sentences)")
        if not page.options.full:
            more.append(f"emspath state {first.id} --full  (every reading)")
    more.append(f"emspath move {first.id} {'co' if first.id != 'co' else 'tx'} --level emt")
    told = [fact for view in answer.answer for fact in view.facts]
    if told:
        more.append(f"emspath why {next((fact.id for fact in told if fact.disputed), told[0].id)}")
    return page.report(title, lead, blocks, lambda: _flat_state(answer), more)


def _column_name(view: StateView) -> str:
    column = view.ladder[0]
    return level_name(column.level) + (f" ({', '.join(column.names)})" if column.names else "")


def _ladder_table(view: StateView, page: Page) -> Table:
    names = tuple(
        Text(
            text=", ".join(column.names) or "none listed", tone=Tone.PLAIN if column.names else Tone.UNKNOWN,
            remarks=(STATUS[column.status],) if column.status not in (None, "licensed") else (),
        )
        for column in view.ladder
    )  # fmt: skip
    rows = [Row(name=Text(text="Name here", tone=Tone.STRONG), cells=names)]
    for row in view.rows:
        cells = tuple(_cell(row.values[column.level], page) for column in view.ladder)
        rows.append(Row(name=Text(text=row.label), cells=cells))
    return Table(
        title="What the first license asks, and how it is kept", head="", narrow=True,
        columns=tuple(level_name(column.level) for column in view.ladder), groups=(Group(title="", rows=tuple(rows)),),
    )  # fmt: skip


def _cell(value: Value, page: Page) -> Text:
    """A value in a word or a number; what takes a sentence is told below the table."""
    if not value.known:
        return Text(text="unknown", tone=Tone.UNKNOWN, fact=value.fact)
    text = short(value)
    return Text(
        text=text, cites=page.cite(value.sources), remarks=tuple(_remarks(value, page)), mark=page.mark(value.trust), fact=value.fact,
        tone=Tone.NOTE if text == _SEE_BELOW else Tone.PLAIN,
    )  # fmt: skip


def _remarks(value: Value, page: Page) -> list[str]:
    """What has to be said with a value on a state's own page: not that it is the state's, nor its note, told in words."""
    idle = (f"{value.where} only",)
    return [remark for remark in page.remarks(value) if remark not in idle]


def short(value: Value) -> str:
    """A value in as few words as a table of states has room for."""
    if value.code is not None:
        return _WORDS.get(value.code, value.code)
    if value.value is not None:
        return value.text.partition(" (sources range")[0]
    return _SEE_BELOW


def _level_table(view: StateView, page: Page) -> Table:
    rows = []
    level = view.ladder[0].level
    for row in view.rows:
        value = row.values[level]
        fact = next((f for f in view.facts if f.id == value.fact), None)
        rows.append(Row(name=Text(text=row.label), cells=(_sentences(fact, page),)))
    title = f"What {view.name} asks at this level"
    return Table(title=title, head="", columns=("",), groups=(Group(title="", rows=tuple(rows)),))


def _sentences(fact: StateFact | None, page: Page) -> Text:
    """Everything that sources say on a fact now, as one text."""
    if fact is None or not fact.known:
        return Text(
            text="unknown", tone=Tone.UNKNOWN, remarks=(fact.unknown.rstrip("."),) if fact and fact.unknown else ()
        )
    current = [r for r in fact.readings if r.superseded is None]
    return Text(
        text=" ".join(_said(r) for r in current), mark=page.mark(fact.trust), remarks=tuple(_remarks(fact, page)), fact=fact.id,
        cites=page.cite(dict.fromkeys(source for r in current for source in r.sources)),
    )  # fmt: skip


def _said(reading: ReadingView) -> str:
    return f"{reading.says} {reading.note}" if reading.note else reading.says


def _bullet(reading: ReadingView, fact: StateFact, page: Page, *, labelled: bool) -> Text:
    remarks = _remarks(_as_value(reading), page)
    level = f", {level_name(fact.level)}" if fact.level else ""
    name = f"{fact.label}{level}: " if labelled else f"{level_name(fact.level)}: " if fact.level else ""
    return Text(
        text=name + _said(reading), cites=page.cite(reading.sources), remarks=tuple(remarks),
        mark=page.mark(reading.trust), fact=fact.id,
    )  # fmt: skip


def _as_value(reading: ReadingView) -> Value:
    return Value(
        text=reading.says, reach=reading.reach, where=reading.where, as_of=reading.as_of, owner=reading.owner
    )  # fmt: skip


def _current(fact: StateFact) -> list[ReadingView]:
    return [reading for reading in fact.readings if reading.superseded is None]


def bullets(facts: Sequence[StateFact], page: Page, *, labelled: bool = False) -> tuple[Text, ...]:
    """Every current reading of these facts, a bullet each."""
    return tuple(_bullet(reading, fact, page, labelled=labelled) for fact in facts for reading in _current(fact))


def _parts(view: StateView, page: Page, *, one_level: bool) -> list[Block]:
    blocks: list[Block] = []
    own = tuple(
        _local(local, page)
        for local in view.levels
        if local.maps_to is None or local.note or local.status != "licensed"
    )
    blocks += _prose("The levels here", own)
    if not one_level:
        in_words = [f for f in view.facts if f.topic in _IN_TABLE and (page.options.full or _needs_words(f, view))]
        blocks += _prose(
            "In words" if not page.options.full else "In words, every reading", bullets(in_words, page, labelled=True)
        )
    placed = {topic for topics in _OWN_PART.values() for topic in topics} | _IN_TABLE | {_OFFICE}
    for title, topics in _OWN_PART.items():
        facts = [f for f in view.facts if f.topic in topics]
        texts = bullets(facts, page)
        if title == "Who sets scope" and not texts:
            texts = (
                Text(
                    text=f"unknown: {facts[0].unknown}" if facts and facts[0].unknown else "unknown", tone=Tone.UNKNOWN
                ),
            )
        blocks += _prose(title, texts)
    rest = [f for f in view.facts if f.topic not in placed]
    blocks += _prose("Worth knowing", bullets(rest, page))
    disputes = tuple(Text(text=f"{_named(f)}: {f.dispute} (emspath why {f.id})") for f in view.facts if f.dispute)
    blocks += _prose("Sources disagree", disputes)
    gaps = dict.fromkeys(f.unknown for f in view.facts if f.unknown)
    blocks += _prose("Not known", tuple(Text(text=gap, tone=Tone.UNKNOWN) for gap in gaps))
    return blocks


def _named(fact: StateFact) -> str:
    return f"{fact.label}, {level_name(fact.level)}" if fact.level else fact.label


def _needs_words(fact: StateFact, view: StateView) -> bool:
    """Whether the table can only say `see below` for this fact, or leaves it out."""
    if not fact.known:
        return False
    shown = any(value.fact == fact.id for row in view.rows for value in row.values.values())
    return not shown or (fact.code is None and fact.value is None)


def _prose(title: str, texts: tuple[Text, ...]) -> list[Block]:
    return [Prose(title=title, texts=texts, bullets=True)] if texts else []


def _local(local: LocalView, page: Page) -> Text:
    if local.maps_to:
        rank = level_name(local.maps_to)
    elif local.between:
        rank = f"between {level_name(local.between[0])} and {level_name(local.between[1])}"
    else:
        rank = "equals no level of the national ladder"
    told = [rank] + ([STATUS[local.status]] if local.status != "licensed" else [])
    note = f". {local.note}" if local.note else "."
    return Text(
        text=f"{local.name}: {', '.join(told)}{note}", cites=page.cite(local.sources), mark=page.mark(local.trust)
    )  # fmt: skip


def _check_with(offices: Sequence[Office], page: Page) -> Prose:
    """The office to ask, last on the page."""
    return Prose(title="Check with", texts=tuple(office_text(office, page) for office in offices))


def office_text(office: Office, page: Page) -> Text:
    """An office with its link, or with the page that names it where no page of its own was read."""
    link = office.url or f"named at {office.read_at}"
    return Text(
        text=f"{office.says} {link}", tone=Tone.STRONG, cites=page.cite(office.sources), mark=page.mark(office.trust),
        remarks=(f"from {office.owner}",) if office.owner else (), fact=office.fact,
    )  # fmt: skip


def _flat_state(answer: StateAnswer) -> Flat:
    return Flat(
        head=("state", "fact", "topic", "level", "label", "text", "code", "min", "max", "unit", "trust", "as_of", "read", "disputed", "owner", "sources"),
        rows=tuple(
            (view.id, f.id, f.topic, f.level or "", f.label, f.says if f.known else "unknown", f.code or "", *numbers(f.value), f.unit or "",
             f.trust or "", f.as_of or "", f.read or "", yes_no(f.disputed), f.owner or "", " ".join(f.sources))
            for view in answer.answer for f in view.facts
        ),
    )  # fmt: skip


_HEADS: Final = {
    "office": "Office", "levels": "Levels", "nremt": "NREMT", "age": "Age", "hours": "Hours", "renewal": "Years",
    "ce": "CE hours", "keep-nremt": "Keep NREMT", "compact": "Compact", "scope": "Scope set by",
}  # fmt: skip
_FEW: Final = 12


def lay_out_states(answer: StatesAnswer, page: Page) -> Report:
    overview = answer.answer
    level = level_name(overview.level)
    cite = page.options.full or len(overview.states) <= _FEW
    rows = []
    for line in overview.states:
        cells = []
        for column in overview.columns:
            value = line.values[column]
            cell = _plain_cell(value, page, cite=cite)
            if column in ("levels", "office"):
                cell = msgspec.structs.replace(cell, text=value.text)
            cells.append(cell)
        rows.append(Row(name=Text(text=f"{line.name} ({line.abbreviation})", tone=Tone.STRONG), cells=tuple(cells)))
    lead = [Text(text=_found(answer), tone=Tone.STRONG)]
    names = {line.id: line.name for line in overview.states}
    lead += [Text(text=sentence) for sentence in _gaps(answer)]
    shown = [_HEADS[column] for column in overview.columns if column in PER_LEVEL]
    if shown:
        lead.append(
            Text(text=f"{listed(shown)}: for the first {level} license and its renewal (--level for another level).", tone=Tone.NOTE)
        )  # fmt: skip
    if any(value.disputed for line in overview.states for value in line.values.values()):
        lead.append(Text(text="A ? marks a value on which sources disagree.", tone=Tone.NOTE))
    if not cite and any(page.old(value) for line in overview.states for value in line.values.values()):
        lead.append(
            Text(
                text=f"A ^ marks a value dated more than {page.options.old_months} months before {page.options.as_of}.",
                tone=Tone.NOTE,
            )
        )
    blocks: list[Block] = []
    if rows:
        wide = "office" in overview.columns
        blocks.append(
            Table(
                title="", head="State", columns=tuple(_HEADS[column] for column in overview.columns), narrow=not wide,
                groups=(Group(title="", rows=tuple(rows)),),
            )
        )  # fmt: skip
    more = [f"emspath state {overview.states[0].id}  (with sources and the office to check with)"] if rows else []
    if len(names) > 1:
        more.append(f"emspath compare {overview.states[0].id} {overview.states[1].id}")
    more.append("emspath states --columns levels,ce,scope --level paramedic")
    if not cite:
        more.append("emspath states --full  (with the sources of each value)")
    return page.report("States", lead, blocks, lambda: _flat_states(answer), more)


_UNIT_OF_HEAD: Final = (" years", " year", " hours")


def _plain_cell(value: Value, page: Page, *, cite: bool) -> Text:
    """A cell of the list; the head of the column says the unit, and `?` stands for a dispute."""
    if not value.known:
        return Text(text="unknown", tone=Tone.UNKNOWN, fact=value.fact)
    text = short(value)
    for unit in _UNIT_OF_HEAD:
        text = text.removesuffix(unit)
    return Text(
        text="in words" if text == _SEE_BELOW else text, fact=value.fact,
        mark=("?" if value.disputed else "") + ("^" if page.old(value) and not cite else "") + page.mark(value.trust),
        cites=page.cite(value.sources) if cite else (),
        remarks=tuple(r for r in _remarks(value, page) if r != "disputed") if cite or value.owner else (),
    )  # fmt: skip


def _found(answer: StatesAnswer) -> str:
    overview = answer.answer
    if not overview.filters:
        return f"{overview.total} jurisdictions: the states and the District of Columbia."
    asked = "; ".join(each.filter for each in overview.filters)
    return f"{len(overview.states)} of {overview.total} fit: {asked}."


def _gaps(answer: StatesAnswer) -> list[str]:
    """What the filters could not settle, in sentences."""
    overview = answer.answer
    if len(overview.filters) > 1:
        if not overview.undecided:
            return []
        return [
            f"For {len(overview.undecided)} more the sources do not say; they are left out and not counted as no: {_codes(overview.undecided)}."
        ]
    told = []
    for each in overview.filters:
        if each.unknown:
            told.append(f"Unknown for {len(each.unknown)}, left out and not counted as no: {_codes(each.unknown)}.")
        if each.unlisted:
            which = f": {_codes(each.unlisted)}" if len(each.unlisted) <= overview.total // 2 else ""
            told.append(
                f"For {len(each.unlisted)} the sources read list no such level, which does not prove that there is none{which}."
            )
    return told


def _codes(ids: Sequence[str]) -> str:
    return ", ".join(id_.upper() for id_ in ids)


def _flat_states(answer: StatesAnswer) -> Flat:
    columns = answer.answer.columns
    return Flat(
        head=("id", "state", *columns, "sources"),
        rows=tuple(
            (line.id, line.name, *(_flat_cell(line.values[column]) for column in columns),
             " ".join(dict.fromkeys(s for column in columns for s in line.values[column].sources)))
            for line in answer.answer.states
        ),
    )  # fmt: skip


def _flat_cell(value: Value) -> str:
    text = "unknown" if not value.known else value.code or value.text
    return f"{text} (from {value.owner})" if value.owner else text


__all__ = ["bullets", "lay_out_state", "lay_out_states", "office_text", "quoted", "short"]
