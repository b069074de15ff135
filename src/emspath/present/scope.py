"""The page of a part of the scope table."""

from __future__ import annotations

from collections.abc import Iterator

from emspath.answers.base import FactView, Further
from emspath.answers.scope import ScopeAnswer, SkillView
from emspath.present.page import Page, level_name, quoted, yes_no
from emspath.report import Block, Flat, Group, Prose, Report, Row, Table, Text, Tone
from emspath.wording import listed

_TRUST = (
    "Most of these are known from secondary sources only, since no copy of the model that could be read shows its "
    "tables; `emspath why SKILL.scope.LEVEL` shows each."
)


def lay_out_scope(answer: ScopeAnswer, page: Page) -> Report:
    part = answer.answer
    columns = part.levels
    groups: dict[str, list[Row]] = {}
    single = len(part.skills) <= 12
    one_level = len(columns) == 1 and not page.options.full and not single
    for skill in part.skills:
        if one_level and skill.levels[columns[0]] is False:
            continue
        cells = tuple(_may(skill, level, page, cite=single) for level in columns)
        told = {skill.levels[level] for level in columns}
        owners = dict.fromkeys([*([skill.owner] if skill.owner else []), *(f.owner for f in skill.facts if f.owner)])
        remarks = tuple(f"see below, from {owner}" if owner != skill.owner else f"from {owner}" for owner in owners)
        row = Row(name=Text(text=skill.name, remarks=remarks), cells=cells, differs=len(told) > 1)
        groups.setdefault(skill.category, []).append(row)
    lead = [
        Text(text=sentence, tone=Tone.STRONG if not place else Tone.PLAIN)
        for place, sentence in enumerate(_scope_lead(answer))
    ]
    for fact in part.decides:
        where = f"Who decides in {answer.query.state}: " if answer.query.state else ""
        lead.append(
            Text(
                text=where + fact.says if fact.known else f"{where or 'Who decides: '}unknown. {fact.says}",
                cites=page.cite(fact.sources),
                mark=page.mark(fact.trust),
                remarks=() if answer.query.state and not fact.owner else page.remarks(fact),
            )
        )
        if fact.known and fact.unknown:
            lead.append(Text(text=fact.unknown, tone=Tone.UNKNOWN))
    blocks: list[Block] = []
    if groups:
        blocks.append(
            Table(
                title="", head="Skill", columns=tuple(level_name(level) for level in columns), narrow=True,
                groups=tuple(Group(title=category, rows=tuple(rows)) for category, rows in groups.items()),
            )
        )  # fmt: skip
    if not single:
        behind = page.cite(dict.fromkeys(source for skill in part.skills for source in skill.sources))
        lead.append(Text(text=_TRUST, tone=Tone.NOTE, cites=behind))
    limits = [Text(text=f"{skill.name}: {skill.qualifier}") for skill in part.skills if skill.qualifier]
    if limits and (single or page.options.full):
        blocks.append(Prose(title="Limits and remarks", texts=tuple(limits), bullets=True))
    reasons = [
        Text(text=f"{skill.name}, {level_name(level)}: {skill.cells[level].unknown}", tone=Tone.UNKNOWN)
        for skill in part.skills
        for level in columns
        if skill.cells[level].unknown
    ]
    if reasons and (single or page.options.full):
        blocks.append(Prose(title="Unknown, and why", texts=tuple(reasons), bullets=True))
    texts = tuple(_details(answer, page, every=single))
    if texts:
        blocks.append(Prose(title="Known differences and details", texts=texts, bullets=True))
    elif answer.query.state:
        none = "No difference from the national model is known here for this state; that does not prove that there is none."
        blocks.append(Prose(title="", texts=(Text(text=none, tone=Tone.UNKNOWN),)))
    more = []
    if part.skills:
        more.append(f"emspath why {part.skills[0].cells[columns[0]].fact}")
    if one_level:
        more.append(f"emspath scope {quoted(answer.query.names)} --full  (also what is not in the model)")
    if not answer.query.state:
        more.append(f"emspath scope {quoted(answer.query.names)} --state TX".replace("  ", " "))
    return page.report(
        "Scope of practice" + (f": {', '.join(answer.query.names)}" if answer.query.names else ""),
        lead,
        blocks,
        lambda: _flat_scope(answer),
        more,
    )


def _details(answer: ScopeAnswer, page: Page, *, every: bool) -> Iterator[Text]:
    """What a state, an employer or an overlay is known to do otherwise; of many skills, only what overlays add."""
    for fact in answer.answer.state_differences:
        for said in _all_said(fact):
            yield _detail(said, f"{level_name(fact.level)}: " if fact.level else "", page)
    for skill in answer.answer.skills:
        for fact in skill.facts:
            for said in _all_said(fact):
                here = answer.query.state is None or said.where in (None, answer.query.state)
                if fact.known and (said.owner or (every and here)):
                    yield _detail(said, "" if every else f"{skill.name}: ", page)


def _all_said(fact: FactView) -> tuple[FactView | Further, ...]:
    return (fact, *fact.further)


def _detail(said: FactView | Further, before: str, page: Page) -> Text:
    return Text(
        text=before + said.says, cites=page.cite(said.sources), remarks=page.remarks(said), mark=page.mark(said.trust)
    )  # fmt: skip


def _scope_lead(answer: ScopeAnswer) -> list[str]:
    part = answer.answer
    if part.added_by and part.beyond:
        return [
            f"{level_name(part.added_by)} adds {len(part.skills)} skills that {level_name(part.beyond)} may not do under the national model."
        ]
    if len(part.skills) == 1:
        skill = part.skills[0]
        yes = [level_name(level) for level, may in skill.levels.items() if may]
        unknown = [level_name(level) for level, may in skill.levels.items() if may is None]
        said = (
            f"{skill.name}: in the national model for {listed(yes)}."
            if yes
            else f"{skill.name}: in the national model for no level that is known."
        )
        return [said + (f" Unknown for {listed(unknown)}." if unknown else "")]
    if len(part.levels) == 1:
        level = part.levels[0]
        tally = part.tally[level]
        return [
            f"{level_name(level)}: {tally.yes} of {tally.yes + tally.no + tally.unknown} skills are in the national model, {tally.no} {'is' if tally.no == 1 else 'are'} not, {tally.unknown} unknown."
        ]
    told = ", ".join(f"{level_name(level)} {part.tally[level].yes}" for level in part.levels)
    return [f"{len(part.skills)} skills. In the national model for: {told}."]


def _may(skill: SkillView, level: str, page: Page, *, cite: bool) -> Text:
    may = skill.levels[level]
    cell = skill.cells[level]
    word = {True: "yes", False: "no", None: "unknown"}[may]
    tone = {True: Tone.YES, False: Tone.NO, None: Tone.UNKNOWN}[may]
    return Text(
        text=word, tone=tone, cites=page.cite(cell.sources) if cite else (), mark=page.mark(cell.trust) if may is not None and cite else "",
        remarks=("disputed",) if cell.disputed and may is not None else (), fact=cell.fact,
    )  # fmt: skip


def _told(said: FactView | Further) -> str:
    marks = [mark for mark in (f"from {said.owner}" if said.owner else "", said.where or "") if mark]
    return f"{said.says} ({'; '.join(marks)})" if marks else said.says


def _flat_scope(answer: ScopeAnswer) -> Flat:
    levels = ("emr", "emt", "aemt", "paramedic")
    return Flat(
        head=("id", "name", "category", *levels, "qualifier", "owner", "differences", "sources"),
        rows=tuple(
            (
                s.id,
                s.name,
                s.category,
                *(yes_no(s.levels[level]) for level in levels),
                s.qualifier or "",
                s.owner or "",
                "; ".join(_told(said) for f in s.facts if f.known for said in _all_said(f)),
                " ".join(s.sources),
            )
            for s in answer.answer.skills
        ),
    )
