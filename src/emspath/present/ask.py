"""The page of an answer to a question in plain English."""

from __future__ import annotations

from typing import Final

from emspath.answers.ask.records import AskAnswer, Asked, AskedFact
from emspath.answers.base import Value
from emspath.present.page import Page
from emspath.report import Block, Flat, Group, Prose, Report, Row, Table, Text, Tone
from emspath.wording import listed

_MOST: Final = 6


def lay_out_ask(answer: AskAnswer, page: Page) -> Report:
    asked = answer.answer
    declined = asked.confidence == "none"
    told = [fact for fact in asked.facts if fact.text in asked.text]
    cites = page.cite(dict.fromkeys(source for fact in told or asked.facts[:2] for source in fact.sources))
    remarks = () if declined or asked.confidence == "high" else (f"confidence: {asked.confidence}",)
    marks = {page.mark(fact.trust) for fact in told}
    lead = Text(
        text=asked.text, tone=Tone.UNKNOWN if declined else Tone.STRONG, cites=cites, remarks=remarks,
        mark=max(marks, key=len, default=""),
    )  # fmt: skip
    rest = [fact for fact in asked.facts if fact not in told]
    shown = rest if page.options.full else rest[:_MOST]
    blocks: list[Block] = []
    if answer.query.explain:
        blocks.append(_understood(asked))
    if shown:
        blocks.append(
            Prose(title="The facts behind it", texts=tuple(_fact(fact, page) for fact in shown), bullets=True)
        )
    if declined:
        questions = tuple(Text(text=question) for question in asked.nearest)
        blocks.append(Prose(title="You could ask", texts=questions, bullets=True))
    more = [asked.command] if asked.command else []
    more += [f"emspath why {fact.fact}" for fact in asked.facts[:1] if asked.command != f"emspath why {fact.fact}"]
    return page.report(answer.query.question.strip() or "(no question)", [lead], blocks, lambda: _flat(answer), more)


def _fact(fact: AskedFact, page: Page) -> Text:
    value = Value(text=fact.text, reach=fact.reach, where=fact.where, as_of=fact.as_of)
    return Text(
        text=fact.text,
        cites=page.cite(fact.sources),
        remarks=page.remarks(value),
        mark=page.mark(fact.trust),
        fact=fact.fact,
    )


def _understood(asked: Asked) -> Table:
    """What was taken to be asked: the intent, the things named, the topics pointed to, the words left over."""
    named = [f"{entity.name} ({entity.kind}), from '{entity.text}'" for entity in asked.understood.entities]
    rows = [
        ("Asked", asked.understood.intent or "not understood"),
        ("Named", "; ".join(named) or "nothing"),
        ("Topics", ", ".join(asked.understood.topics) or "none"),
        ("Not used", listed(asked.understood.ignored) if asked.understood.ignored else "nothing"),
        ("Confidence", asked.confidence),
    ]
    return Table(
        title="", head="", columns=("",),
        groups=(Group(title="Understood", rows=tuple(Row(name=Text(text=n), cells=(Text(text=t),)) for n, t in rows)),),
    )  # fmt: skip


def _flat(answer: AskAnswer) -> Flat:
    asked = answer.answer
    common = (answer.query.question, asked.understood.intent or "", asked.confidence, asked.text)
    rows = tuple(
        (*common, f.fact, f.text, f.trust, f.as_of or "", f.read or "", " ".join(f.sources)) for f in asked.facts
    ) or ((*common, "", "", "", "", "", ""),)
    return Flat(
        head=("question", "intent", "confidence", "text", "fact", "fact_text", "trust", "as_of", "read", "sources"),
        rows=rows,
    )
