"""The page of a comparison."""

from __future__ import annotations

import msgspec

from emspath.answers.base import Value
from emspath.answers.compare import ComparisonAnswer
from emspath.present.page import SECTION_TITLES, Page, code_tone, quoted, yes_no
from emspath.present.programs import program_table, told
from emspath.report import Block, Flat, Group, Prose, Report, Row, Table, Text, Tone

_FEW = 14
"""Up to how many rows a comparison is shown whole."""


def lay_out_compare(answer: ComparisonAnswer, page: Page) -> Report:
    items = answer.answer.details
    columns = tuple(f"{item.label} ({item.local_name})" if item.local_name else item.label for item in items)
    groups: list[Group] = []
    levels_only = all(item.kind == "level" for item in items) and answer.query.state is None
    shown = [
        row
        for row in answer.answer.rows
        if page.options.full
        or len(answer.answer.rows) <= _FEW
        or (answer.query.section and (row.section != "scope" or row.field.startswith("scope.")))
        or (row.glance and not (levels_only and row.section == "licence" and row.field != "licence.rule"))
    ]
    for section, (title, authority) in SECTION_TITLES.items():
        rows = []
        for row in shown:
            if row.section != section:
                continue
            cells = []
            for item in items:
                value = row.values[item.id]
                cell = page.value(value, tone=code_tone(value.code))
                if item.kind == "state":
                    cell = msgspec.structs.replace(
                        cell, remarks=tuple(remark for remark in cell.remarks if remark != f"{value.where} only")
                    )
                cells.append(
                    _scope_cell(cell, value) if section == "scope" and value.code in ("yes", "no", "unknown") else cell
                )
            rows.append(Row(name=Text(text=row.label), cells=tuple(cells), differs=row.differs))
        if rows:
            groups.append(Group(title=title, meaning=authority, rows=tuple(rows)))
    lead = [
        Text(text=sentence, tone=Tone.STRONG if place == 0 else Tone.PLAIN)
        for place, sentence in enumerate(answer.answer.lead)
    ]
    blocks: list[Block] = []
    if groups:
        blocks.append(Table(title="", head="", columns=columns, groups=tuple(groups), marks_differences=True))
    else:
        blocks.append(
            Prose(title="", texts=(Text(text="No row fits: they do not differ there, or nothing is known."),))
        )
    if answer.answer.programs and not all(item.kind == "program" for item in items):
        blocks.append(program_table(answer.answer.programs, page))
    more = []
    if not page.options.full and len(shown) < len(answer.answer.rows):
        more.append(f"emspath compare {quoted(answer.query.names)} --full  (all {len(answer.answer.rows)} rows)")
    example = next((v.fact for row in shown for v in row.values.values() if v.fact and v.others), None)
    if example:
        more.append(f"emspath why {example}")
    if len(items) == 2 and all(item.kind == "level" for item in items):
        more.append(f"emspath path {items[0].id} {items[1].id}")
    elif len({item.kind for item in items}) > 1:
        more.append(f"emspath explain {items[0].id}")
    return page.report(" and ".join(columns), lead, blocks, lambda: _flat_compare(answer), more)


def _scope_cell(cell: Text, value: Value) -> Text:
    tone = code_tone(value.code) if value.known else Tone.UNKNOWN
    return Text(
        text=cell.text,
        tone=tone,
        cites=(),
        remarks=("disputed",) if value.disputed else (),
        mark=cell.mark,
        fact=cell.fact,
    )


def _flat_value(value: Value) -> str:
    return f"{value.text} (from {value.owner})" if value.owner else value.text


def _flat_compare(answer: ComparisonAnswer) -> Flat:
    ids = answer.answer.items
    return Flat(
        head=("section", "field", "label", "differs", *ids, "sources"),
        rows=tuple(
            (
                row.section, row.field, row.label, yes_no(row.differs), *(_flat_value(row.values[i]) for i in ids),
                " ".join(dict.fromkeys(s for i in ids for s in row.values[i].sources)),
            )
            for row in answer.answer.rows
        )
        + tuple(
            (
                "programs", p.id, p.name, "", *(told(p) if i == p.level else "" for i in ids), " ".join(p.sources),
            )
            for p in answer.answer.programs
            if p.level in ids
        ),
    )  # fmt: skip
