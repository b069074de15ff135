"""Answers as GitHub Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from emspath.report import Bars, Block, Cited, Prose, Report, Table, Text, Tree
from emspath.safe import visible

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!$])")
_LEADING = re.compile(r"^(\s*)([-+]|\d+[.)])(\s)")


def escape(text: str) -> str:
    """`text` so that Markdown shows it as it stands, in a table cell or a line."""
    shown = _SPECIAL.sub(r"\\\1", visible(text))
    shown = shown.replace("&", "&amp;")
    shown = re.sub(r"(?i)\b(https?)://", r"\1\\://", shown).replace("@", "&#64;")
    return _LEADING.sub(lambda m: f"{m.group(1)}{m.group(2)[:-1]}\\{m.group(2)[-1]}{m.group(3)}", shown)


def link(url: str) -> str:
    """A URL fit for the target of a link."""
    return re.sub(r"[\s<>()|\\\"`]", lambda m: "".join(f"%{byte:02X}" for byte in m.group().encode()), visible(url))


def render(report: Report, *, sources: str = "short") -> str:
    """The report as Markdown; sources are numbered links unless `sources` is none."""
    return "\n".join(_lines(report, cite=sources != "none")).rstrip("\n") + "\n"


def _lines(report: Report, *, cite: bool) -> Iterator[str]:
    targets = {item.number: item for item in report.cited} if cite else {}
    yield f"# {escape(report.title)}"
    yield ""
    for text in report.lead:
        yield _text(text, targets)
        yield ""
    for block in report.blocks:
        if block.title:
            yield f"## {escape(block.title)}"
            yield ""
        yield from _block(block, targets)
        yield ""
    for note in report.notes:
        yield f"> {escape(note)}"
        yield ">"
    yield f"> emspath {report.version}, data of {report.data}. Not legal or medical advice: your state decides."
    if targets:
        yield ""
        yield "## Sources"
        yield ""
        for item in report.cited:
            yield f'{item.number}. <a id="s{item.number}"></a>{escape(item.publisher)}: [{escape(item.title)}]({link(item.url)}) ({escape(item.date)})'


def _text(text: Text, targets: dict[int, Cited]) -> str:
    numbers = "".join(f"<sup>[{n}](#s{n})</sup>" for n in text.cites if n in targets)
    return f"{escape(text.words())}{numbers}"


def _block(block: Block, targets: dict[int, Cited]) -> Iterator[str]:
    if isinstance(block, Table):
        yield (
            "| " + " | ".join([escape(block.head) or " ", *(escape(column) or " " for column in block.columns)]) + " |"
        )
        yield "|" + " --- |" * (len(block.columns) + 1)
        for group in block.groups:
            if group.title:
                meaning = f" ({escape(group.meaning)})" if group.meaning else ""
                yield f"| **{escape(group.title)}**{meaning} |" + " |" * len(block.columns)
            for row in group.rows:
                differs = "≠ " if block.marks_differences and row.differs else ""
                yield (
                    "| "
                    + " | ".join([differs + _text(row.name, targets), *(_text(cell, targets) for cell in row.cells)])
                    + " |"
                )
        if block.marks_differences:
            yield ""
            yield "≠ marks rows that differ"
    elif isinstance(block, Prose):
        for text in block.texts:
            yield ("- " if block.bullets else "") + _text(text, targets)
            if not block.bullets:
                yield ""
    elif isinstance(block, Tree):
        for node in block.nodes:
            yield f"- {_text(node.text, targets)}"
    elif isinstance(block, Bars):
        yield f"| | {escape(block.unit)} |"
        yield "| --- | --- |"
        for bar in block.bars:
            yield f"| {escape(bar.label)} | {escape(bar.text)} |"
