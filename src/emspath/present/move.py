"""The page of a move from one state to another."""

from __future__ import annotations

from emspath.answers.move import End, MoveAnswer
from emspath.present.page import Page, yes_no
from emspath.present.state import bullets, office_text
from emspath.report import Block, Flat, Group, Prose, Report, Row, Table, Text, Tone
from emspath.wording import article

_TONES = {"yes": Tone.YES, "no": Tone.NO, "unknown": Tone.UNKNOWN}


def lay_out_move(answer: MoveAnswer, page: Page) -> Report:
    told = answer.answer
    here, there = told.origin, told.destination
    lead = [
        Text(text=f"A license of {here.name} does not turn into one of {there.name} by itself. What may help: the EMS Compact, a license by reciprocity, and the national certification.", tone=Tone.STRONG)
    ]  # fmt: skip
    blocks: list[Block] = [_ends(answer, page)]
    blocks.append(
        Prose(title="1. Working there on the license you have (EMS Compact)", texts=(Text(text=told.privilege.says, tone=_TONES[told.privilege.verdict]),))
    )  # fmt: skip
    terms = tuple(
        Text(text=f.says, cites=page.cite(f.sources), mark=page.mark(f.trust), remarks=page.remarks(f), fact=f.id)
        for f in told.privilege.terms
        if f.known
    )
    if terms:
        blocks.append(Prose(title="", texts=terms, bullets=True))
    own = bullets(told.reciprocity, page)
    blocks.append(
        Prose(
            title=f"2. A license of {there.name} (reciprocity)", bullets=bool(own),
            texts=own or (Text(text="unknown", tone=Tone.UNKNOWN),),
        )
    )  # fmt: skip
    asked = bullets(told.asked, page, labelled=True)
    if asked:
        blocks.append(Prose(title=f"What {there.name} asks of a first license; somebody from elsewhere may be asked the same", texts=asked, bullets=True))  # fmt: skip
    national = tuple(
        Text(text=f.says, cites=page.cite(f.sources), mark=page.mark(f.trust)) for f in told.national if f.known
    )
    if national:
        blocks.append(Prose(title="3. National certification (NREMT) is the same in every state", texts=national, bullets=True))  # fmt: skip
    if told.unknown:
        gaps = tuple(Text(text=gap, tone=Tone.UNKNOWN) for gap in told.unknown)
        blocks.append(Prose(title="Not known", texts=gaps, bullets=True))
    blocks.append(_call(here, there, page))
    more = [f"emspath state {there.id} --level {told.level or 'emt'}", 'emspath explain "ems compact"']
    more.append(f"emspath compare {here.id} {there.id}")
    title = f"From {here.name} to {there.name} as {article(told.level_name)} {told.level_name}"
    return page.report(title, lead, blocks, lambda: _flat_move(answer), more)


def _ends(answer: MoveAnswer, page: Page) -> Table:
    told = answer.answer
    ends = (told.origin, told.destination)
    names = tuple(
        Text(text=", ".join(local.name for local in end.levels), cites=page.cite(s for local in end.levels for s in local.sources))
        if end.levels
        else Text(text="no such level listed", tone=Tone.UNKNOWN)
        for end in ends
    )  # fmt: skip
    member = tuple(
        Text(
            text={"yes": "yes", "no": "no"}.get(end.compact.code or "", "unknown"), tone=_TONES.get(end.compact.code or "", Tone.UNKNOWN),
            cites=page.cite(end.compact.sources), mark=page.mark(end.compact.trust), fact=end.compact.fact,
            remarks=tuple(remark for remark in page.remarks(end.compact) if remark != f"{end.abbreviation} only"),
        )
        for end in ends
    )  # fmt: skip
    rows = (
        Row(name=Text(text="Name of the level"), cells=names),
        Row(name=Text(text="EMS Compact member"), cells=member),
    )
    return Table(title="", head="", columns=tuple(end.name for end in ends), groups=(Group(title="", rows=rows),))


def _call(here: End, there: End, page: Page) -> Prose:
    texts = [Text(text=f"{end.name}: {office_text(office, page).text}", tone=Tone.STRONG, cites=page.cite(office.sources)) for end in (there, here) for office in end.offices]  # fmt: skip
    return Prose(title="Who to ask before you act", texts=tuple(texts))


def _flat_move(answer: MoveAnswer) -> Flat:
    told = answer.answer
    rows: list[tuple[str, ...]] = [
        ("privilege", "", "EMS Compact", told.privilege.says, told.privilege.verdict, "", "", "")
    ]
    for part, facts in (
        ("terms", told.privilege.terms),
        ("reciprocity", told.reciprocity),
        ("asked", told.asked),
        ("national", told.national),
    ):
        rows += [
            (part, f.id, f.label, f.says if f.known else "unknown", f.code or "", yes_no(f.disputed), f.owner or "", " ".join(f.sources))
            for f in facts
        ]  # fmt: skip
    for end in (told.origin, told.destination):
        rows += [("office", office.fact, end.name, office.says, "", "", office.owner or "", " ".join(office.sources)) for office in end.offices]  # fmt: skip
    return Flat(head=("part", "fact", "label", "text", "code", "disputed", "owner", "sources"), rows=tuple(rows))


__all__ = ["lay_out_move"]
