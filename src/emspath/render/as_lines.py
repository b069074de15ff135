"""Answers as linear text without table drawing, for screen readers and grep."""

from __future__ import annotations

from collections.abc import Iterator

from emspath.render.footer import footer_lines
from emspath.report import Bars, Block, Prose, Report, Table, Text, Tree
from emspath.safe import to_ascii, visible


def render(report: Report, *, sources: str = "short", ascii_only: bool = False) -> str:
    """The report line by line; `sources` is short, full or none."""
    lines = [visible(line) for line in _lines(report, sources)]
    text = "\n".join(lines).strip("\n") + "\n"
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return to_ascii(text) if ascii_only else text


def _lines(report: Report, sources: str) -> Iterator[str]:
    cite = sources != "none"
    yield report.title
    for text in report.lead:
        yield cited(text, cite=cite)
    for block in report.blocks:
        yield ""
        yield from block_lines(block, cite=cite)
    yield ""
    yield from footer_lines(report, sources)


def block_lines(block: Block, *, cite: bool) -> Iterator[str]:
    """One block, a line for each thing said."""
    if block.title:
        yield f"{block.title}:"
    if isinstance(block, Table):
        for group in block.groups:
            if group.title:
                yield f"{group.title}{f' ({group.meaning})' if group.meaning else ''}:"
            for row in group.rows:
                differs = " (differs)" if block.marks_differences and row.differs else ""
                cells = [
                    f"{column}: {cited(cell, cite=cite)}" if column else cited(cell, cite=cite)
                    for column, cell in zip(block.columns, row.cells, strict=True)
                    if cell.text
                ]
                yield f"{cited(row.name, cite=cite)}{differs}: {' | '.join(cells)}"
    elif isinstance(block, Prose):
        for text in block.texts:
            yield f"{'- ' if block.bullets else ''}{cited(text, cite=cite)}"
    elif isinstance(block, Tree):
        for node in block.nodes:
            yield f"- {node.text.words()}"
    elif isinstance(block, Bars):
        for bar in block.bars:
            yield f"- {bar.label}: {bar.text}"


def cited(text: Text, *, cite: bool = True) -> str:
    """A text with the numbers of its sources behind it."""
    numbers = f" [{','.join(map(str, text.cites))}]" if cite and text.cites else ""
    return f"{text.words()}{numbers}"
