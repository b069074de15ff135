"""The pages of lists, receipts and sources."""

from __future__ import annotations

from emspath.answers.base import amount_text
from emspath.answers.listing import Listing
from emspath.answers.sources import SourcesAnswer, StaleAnswer
from emspath.answers.why import ReadingView, WhyAnswer
from emspath.present.page import Page, blank, yes_no
from emspath.report import Block, Flat, Group, Prose, Report, Row, Table, Text, Tone


def lay_out_list(answer: Listing, page: Page) -> Report:
    groups: dict[str, list[Row]] = {}
    for thing in answer.answer:
        heading = thing.kind if answer.query.what is None else (thing.group or "")
        name = (
            f"{thing.name} ({thing.abbreviation})"
            if thing.abbreviation and thing.abbreviation != thing.name
            else thing.name
        )
        groups.setdefault(heading, []).append(
            Row(
                name=Text(text=thing.id, tone=Tone.STRONG),
                cells=(
                    Text(text=name, remarks=(f"from {thing.owner}",) if thing.owner else ()),
                    Text(text=thing.summary),
                ),
            )
        )
    what = answer.query.what or "everything"
    table = Table(
        title="",
        head="Id",
        columns=("Name", "In short"),
        groups=tuple(Group(title=title, rows=tuple(rows)) for title, rows in groups.items()),
    )
    flat = Flat(
        head=("id", "kind", "name", "abbreviation", "group", "owner", "summary"),
        rows=tuple(
            (t.id, t.kind, t.name, t.abbreviation or "", t.group or "", t.owner or "", t.summary) for t in answer.answer
        ),
    )
    first = answer.answer[0].id if answer.answer else "emt"
    more = ["emspath explain " + first] if what not in ("sources", "topics") else []
    return page.report(f"List of {what}", [Text(text=f"{len(answer.answer)} entries.")], [table], lambda: flat, more)


def lay_out_why(answer: WhyAnswer, page: Page) -> Report:
    receipt = answer.answer
    lead = [Text(text=receipt.meaning + ".", tone=Tone.NOTE)]
    first = next((r for r in receipt.readings if r.headline), None)
    if first is not None:
        lead.insert(0, Text(text=first.says, tone=Tone.STRONG, cites=page.cite(first.sources)))
    else:
        lead.insert(0, Text(text="unknown", tone=Tone.UNKNOWN))
    if receipt.dispute:
        lead.append(Text(text=f"Disputed: {receipt.dispute}"))
    if receipt.unknown:
        lead.append(Text(text=f"Not known: {receipt.unknown}", tone=Tone.UNKNOWN))
    rows = tuple(_reading_row(reading, page) for reading in receipt.readings)
    blocks: list[Block] = []
    if rows:
        blocks.append(
            Table(
                title="Every reading",
                head="",
                columns=("Says", "Whose, where in it, as of, trust"),
                groups=(Group(title="", rows=rows),),
            )
        )
    blocks.append(Prose(title="", texts=(Text(text=receipt.rule, tone=Tone.NOTE),)))
    flat = Flat(
        head=("fact", "headline", "says", "min", "max", "unit", "code", "reach", "where", "trust", "at", "as_of", "read", "note", "superseded", "owner", "sources"),
        rows=tuple(
            (receipt.id, yes_no(r.headline), r.says, blank(r.min), blank(r.max), r.unit or "", r.code or "", r.reach, r.where or "",
             r.trust, r.at or "", r.as_of or "", r.read or "", r.note or "", r.superseded or "", r.owner or "", " ".join(r.sources))
            for r in receipt.readings
        ),
    )  # fmt: skip
    sources = [source for reading in receipt.readings for source in reading.sources]
    more = [f"emspath sources {sources[0]}"] if sources else []
    return page.report(f"Why: {receipt.id} ({receipt.label})", lead, blocks, lambda: flat, more)


def _reading_row(reading: ReadingView, page: Page) -> Row:
    says = reading.says + (f" {reading.note}" if reading.note else "")
    if reading.min is not None and reading.max is not None and reading.unit:
        says += f" [{amount_text(reading.min, reading.max, reading.unit)}]"
    name = "shown" if reading.headline else "formerly" if reading.superseded else "also"
    remarks = (reading.superseded.rstrip("."),) if reading.superseded else ()
    where = "national" if reading.reach == "national" else f"{reading.where} ({reading.reach})"
    told = [where, reading.at or "", reading.as_of or f"undated, read {reading.read}", reading.trust]
    if reading.owner:
        told.append(f"from {reading.owner}")
    told = [part for part in told if part]
    return Row(
        name=Text(text=name, tone=Tone.STRONG if reading.headline else Tone.PLAIN),
        cells=(
            Text(text=says, cites=page.cite(reading.sources), remarks=remarks),
            Text(text="; ".join(told)),
        ),
    )


def lay_out_sources(answer: SourcesAnswer, page: Page) -> Report:
    few = len(answer.answer) <= 8
    blocks: list[Block] = []
    if few:
        for source in answer.answer:
            facts = ", ".join(source.facts) or "none directly; see `emspath scope`"
            when = source.published or "undated"
            texts = (
                Text(text=f"{source.publisher} ({source.kind})"), Text(text=source.url),
                Text(text=f"Dated: {when}{f' ({source.dating})' if source.dating else ''}. Read: {source.read}."),
                Text(text=f"Facts from it: {facts}"),
            )  # fmt: skip
            blocks.append(Prose(title=f"{source.title} [{source.id}]", texts=texts))
    else:
        rows = tuple(
            Row(
                name=Text(text=s.id, tone=Tone.STRONG),
                cells=(
                    Text(text=s.title),
                    Text(text=s.publisher),
                    Text(text=s.published or f"read {s.read}"),
                    Text(text=str(len(s.facts))),
                ),
            )
            for s in answer.answer
        )
        blocks.append(
            Table(
                title="",
                head="Id",
                columns=("Title", "Publisher", "Date", "Facts"),
                groups=(Group(title="", rows=rows),),
            )
        )
    flat = Flat(
        head=("id", "title", "publisher", "url", "kind", "published", "read", "facts"),
        rows=tuple(
            (s.id, s.title, s.publisher, s.url, s.kind, s.published or "", s.read, " ".join(s.facts))
            for s in answer.answer
        ),
    )
    return page.report(
        "Sources",
        [Text(text=f"{len(answer.answer)} source{'s' if len(answer.answer) != 1 else ''}.")],
        blocks,
        lambda: flat,
        ["emspath sources --stale 24m"],
    )


def lay_out_stale(answer: StaleAnswer, page: Page) -> Report:
    rows = tuple(
        Row(
            name=Text(text=s.fact, tone=Tone.STRONG),
            cells=(Text(text=s.says, cites=page.cite(s.sources)), Text(text=s.as_of), Text(text=str(s.months))),
        )
        for s in answer.answer
    )
    table = Table(title="", head="Fact", columns=("Says", "As of", "Months"), groups=(Group(title="", rows=rows),))
    flat = Flat(
        head=("fact", "label", "says", "as_of", "months", "sources"),
        rows=tuple((s.fact, s.label, s.says, s.as_of, str(s.months), " ".join(s.sources)) for s in answer.answer),
    )
    lead = [
        Text(
            text=f"{len(answer.answer)} facts whose shown value is older than {answer.query.stale_months} months on {answer.query.as_of}."
        )
    ]
    return page.report("Old facts", lead, [table] if rows else [], lambda: flat, [])
