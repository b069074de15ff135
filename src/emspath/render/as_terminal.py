"""Answers as tables for a terminal, drawn with rich's texts, styles and cell widths; the only module that touches rich.

rich's console and its table are not imported: they take as long as answering, and the columns here have fixed widths.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise, zip_longest
from typing import Any, Final

from rich.cells import cell_len, set_cell_size
from rich.color import ColorSystem
from rich.style import Style
from rich.text import Text as RichText

from emspath.render.as_lines import block_lines, cited
from emspath.render.footer import footer_lines
from emspath.report import Bars, Block, Prose, Report, Row, Table, Text, Tone, Tree
from emspath.safe import to_ascii, visible

_STYLE: Final = {
    Tone.PLAIN: "", Tone.YES: "green", Tone.NO: "red", Tone.UNKNOWN: "yellow", Tone.STRONG: "bold", Tone.NOTE: "italic",
}  # fmt: skip
_LEAST_COLUMN: Final = 18
_LONGEST_WORD: Final = 26
"""A column is made as wide as its longest word, if that is a word and no link."""
_DIFFERS: Final = "≠"
_NO_CONSOLE: Final[Any] = None
"""rich names a console where it wraps text, and uses it for nothing but justified text, which is not drawn here."""


def render(report: Report, *, width: int, color: bool, ascii_only: bool, sources: str = "short") -> str:
    """The report drawn `width` columns wide; without `color` no escape code is written."""
    painter = _Painter(width, color=color, ascii_only=ascii_only, cite=sources != "none")
    painter.page(report, sources)
    return painter.drawn()


class _Painter:
    """Lays a page out as lines, each finished when it is added."""

    def __init__(self, width: int, *, color: bool, ascii_only: bool, cite: bool) -> None:
        self._width = width
        self._color = color
        self._ascii = ascii_only
        self._cite = cite
        self._lines: list[str] = []

    def drawn(self) -> str:
        """What was laid out."""
        return "\n".join(self._lines).rstrip("\n") + "\n"

    def page(self, report: Report, sources: str) -> None:
        self._line(report.title, "bold")
        for text in report.lead:
            self._line(self._words(text), _STYLE[text.tone])
        for block in report.blocks:
            self._put(RichText())
            self._block(block)
        self._put(RichText())
        for line in footer_lines(report, sources, self._cut):
            hang = 4 if line.startswith("[") else 6 if line.startswith(("Note:", "More:", "      ")) else 2
            self._hanging(line, hang)

    def _put(self, *lines: RichText) -> None:
        """Add lines that are not to be wrapped any more."""
        self._lines += [self._painted(line).rstrip() for line in lines]

    def _painted(self, text: RichText) -> str:
        """`text` as it is written: with escape codes where its style changes, if in colour."""
        plain = text.plain
        if not self._color:
            return plain
        cuts = sorted({0, len(plain), *(edge for span in text.spans for edge in (span.start, span.end))})
        drawn = []
        for start, end in pairwise(cuts):
            names = [text.style, *(span.style for span in text.spans if span.start <= start and end <= span.end)]
            style = Style.combine([Style.parse(str(name)) for name in names])
            drawn.append(style.render(plain[start:end], color_system=ColorSystem.STANDARD))
        return "".join(drawn)

    def _cut(self, said: str, date: str) -> str:
        """`said` shortened, if need be, so that `date` has room behind it."""
        shown, room = self._clean(said), self._width - cell_len(date)
        return said if cell_len(shown) <= room else set_cell_size(shown, room - 1).rstrip() + "…"

    def _wrapped(self, text: RichText, width: int, *, links: bool = False) -> list[RichText]:
        """`text` in lines of at most `width` cells, without the space at which they were broken.

        With `links` a link that is wider stands on a line of its own, whole.
        """
        if cell_len(text.plain) <= width:
            return [text]
        lines: list[RichText] = []
        for part in _around_links(text, width) if links and "http" in text.plain else [text]:
            whole = part is not text and part.plain.startswith("http")
            lines += [part] if whole else part.wrap(_NO_CONSOLE, width, overflow="fold")
        for line in lines:
            line.rstrip()
        return lines

    def _words(self, text: Text) -> str:
        return cited(text, cite=self._cite)

    def _clean(self, text: str) -> str:
        shown = visible(text)
        return to_ascii(shown) if self._ascii else shown

    def _line(self, text: str, style: str = "") -> None:
        self._put(*self._wrapped(RichText(self._clean(text), style=style), self._width))

    def _hanging(self, text: str, hang: int) -> None:
        """A line whose continuation is indented; one with a link or a command is never broken."""
        shown = (
            self._clean(text)
            if not text.startswith(" ")
            else " " * (len(text) - len(text.lstrip())) + self._clean(text.strip())
        )
        if "http" in shown or text.startswith(("More: ", "      ")) or cell_len(shown) <= self._width:
            self._put(RichText(shown))
            return
        first, rest = shown[:hang], shown[hang:]
        lines = self._wrapped(RichText(rest), max(self._width - hang, 20))
        self._put(*(RichText((first if place == 0 else " " * hang) + line.plain) for place, line in enumerate(lines)))

    def _block(self, block: Block) -> None:
        if block.title:
            self._line(block.title, "bold")
        if isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Prose):
            for text in block.texts:
                shown = RichText(self._clean(self._words(text)), style=_STYLE[text.tone])
                if block.bullets:
                    self._grid((1, self._width - 2), [(RichText(self._clean("•")), shown)], gap=1)
                else:
                    self._put(*self._wrapped(shown, self._width, links=True))
        elif isinstance(block, Tree):
            last = len(block.nodes) - 1
            for place, node in enumerate(block.nodes):
                branch = "└─ " if place == last else "├─ "
                said = RichText(self._clean(branch)).append(
                    self._clean(node.text.words()), style=_STYLE[node.text.tone]
                )
                self._put(*self._wrapped(said, self._width))
        elif isinstance(block, Bars):
            self._bars(block)

    def _table(self, table: Table) -> None:
        """Groups under full-width headings, all in the same fixed columns, so that long tables stay aligned."""
        widths = self._widths(table)
        if widths is None:
            self._stacked(table)
            return
        rule = self._clean("─") * min(sum(widths) + 2 * len(table.columns), self._width)
        if table.head or any(table.columns):
            heads = [RichText(self._clean(head), style="bold") for head in (table.head, *table.columns)]
            self._grid(widths, [heads])
        self._put(RichText(rule))
        for group in table.groups:
            if group.title:
                said = RichText(self._clean(group.title), style="bold cyan")
                said.append(self._clean(f"  {group.meaning}") if group.meaning else "", style="italic")
                self._put(*self._wrapped(said, self._width))
            mark = self._mark(table)
            split = [mark, widths[0] - mark, *widths[1:]] if mark else widths
            self._grid(split, [self._cells(row, table) for row in group.rows], front=0 if mark else 2)
            self._put(RichText(rule))
        if table.marks_differences and any(row.differs for group in table.groups for row in group.rows):
            self._line(f"{_DIFFERS} marks rows that differ")

    def _widths(self, table: Table) -> list[int] | None:
        """The width of each column, or None where they would become too narrow to read."""
        count = len(table.columns)
        mark = self._mark(table)
        rows = [row for group in table.groups for row in group.rows]
        names = max((cell_len(self._words(row.name)) + mark for row in rows), default=0)
        names = max(names, cell_len(table.head))
        if table.narrow:
            texts = [
                [column, *(self._words(row.cells[place]) for row in rows)] for place, column in enumerate(table.columns)
            ]
            longest = [max(map(cell_len, each)) for each in texts]
            words = [max(cell_len(word) for text in each for word in ["", *text.split()]) for each in texts]
            for most in (14, 13, 12, 11, 10, 0):
                others = [min(whole, max(most, word)) for whole, word in zip(longest, words, strict=True)]
                first = min(names, self._width - sum(others) - 2 * count)
                if first >= min(names, _LEAST_COLUMN):
                    return [first, *others]
            return None
        first = min(names, max(self._width // 4 + 4, _LEAST_COLUMN))
        room = self._width - first - 2 * count
        if room // count < _LEAST_COLUMN:
            return None
        texts = [
            [column, *(self._words(row.cells[place]) for row in rows)] for place, column in enumerate(table.columns)
        ]
        needed = [max(map(cell_len, each)) for each in texts]
        longest = [
            max((size for text in each for size in map(cell_len, text.split()) if size <= _LONGEST_WORD), default=0)
            for each in texts
        ]
        spare = max(room - sum(needed), 0)
        first = min(names, first + spare)
        return [first, *_shares(needed, longest, self._width - first - 2 * count)]

    def _grid(
        self, widths: Sequence[int], rows: Iterable[Iterable[RichText]], gap: int = 2, front: int | None = None
    ) -> None:
        """Rows of cells, each wrapped in its column, with `gap` spaces between the columns, and `front` after the first."""
        gaps = [gap if front is None else front, *[gap] * len(widths)]
        for row in rows:
            cells = list(zip(row, widths, strict=True))
            columns = [
                self._wrapped(cell, width, links=place == len(cells)) for place, (cell, width) in enumerate(cells, 1)
            ]
            for pieces in zip_longest(*columns):
                drawn, owed = "", 0
                for piece, width, behind in zip(pieces, widths, gaps, strict=False):
                    if piece is not None and piece.plain:
                        drawn += " " * owed + self._painted(piece)
                        owed = -piece.cell_len
                    owed += width + behind
                self._lines.append(drawn)

    def _mark(self, table: Table) -> int:
        """The width of what stands before a row that differs; zero where no row is marked."""
        return cell_len(self._clean(_DIFFERS)) + 1 if table.marks_differences else 0

    def _cells(self, row: Row, table: Table) -> list[RichText]:
        """The cells of a row, its mark and its name in front."""
        told = [RichText(self._clean(self._words(cell)), style=_STYLE[cell.tone]) for cell in (row.name, *row.cells)]
        return [RichText(self._clean(_DIFFERS) if row.differs else ""), *told] if table.marks_differences else told

    def _stacked(self, table: Table) -> None:
        """A block for each row, where the columns would become too narrow to read."""
        for group in table.groups:
            if group.title:
                self._line(f"{group.title}{f' ({group.meaning})' if group.meaning else ''}", "bold cyan")
            for row in group.rows:
                mark = self._mark(table)
                name = self._cells(row, table)[: 2 if mark else 1]
                self._grid([mark, self._width - mark] if mark else [self._width], [name], gap=0)
                for column, cell in zip(table.columns, row.cells, strict=True):
                    if cell.text:
                        said = RichText().append(self._clean(f"{column}: " if column else ""), style="bold")
                        said.append(self._clean(self._words(cell)), style=_STYLE[cell.tone])
                        self._grid((2, self._width - 4), [(RichText(), said)])

    def _bars(self, bars: Bars) -> None:
        """Bars to one scale: full up to the lowest figure, light up to the highest."""
        most = max((bar.max or 0 for bar in bars.bars), default=0)
        label = min(
            max((cell_len(self._clean(bar.label)) for bar in bars.bars), default=0), max(self._width // 2 - 4, 10)
        )
        text = max((cell_len(self._clean(bar.text)) for bar in bars.bars), default=0)
        room = self._width - label - text - 4
        if most <= 0 or room < 10:
            for line in block_lines(Bars(title="", unit=bars.unit, bars=bars.bars, alternative=""), cite=self._cite):
                self._line(line)
            return
        for bar in bars.bars:
            begin = round(room * bar.start / most)
            full = max(round(room * (bar.min or 0) / most) - begin, 0) if bar.max is not None else 0
            light = max(round(room * (bar.max or 0) / most) - begin - full, 0)
            drawn = " " * begin + self._draw("█", full) + self._draw("░", light)
            name = self._clean(bar.label)
            if cell_len(name) > label:
                name = set_cell_size(name, label - 1) + self._clean("…")[:1]
            drawing = RichText().append(f"{set_cell_size(name, label)}  ", style="bold" if bar.strong else "")
            drawing.append(f"{drawn:<{room}}", style="cyan").append(f"  {self._clean(bar.text)}")
            drawing.truncate(self._width)
            self._put(drawing)

    def _draw(self, character: str, count: int) -> str:
        return (to_ascii(character) if self._ascii else character) * count


def _around_links(text: RichText, width: int) -> list[RichText]:
    """`text` cut before and behind every link that is wider than `width`."""
    links = [match.span() for match in re.finditer(r"https?://\S+", text.plain)]
    wide = [place for start, end in links if cell_len(text.plain[start:end]) > width for place in (start, end)]
    return [part for part in text.divide(wide) if part.plain.strip()]


def _shares(needed: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """`room` dealt to columns: what a column does not need goes to those that need more.

    A column that is narrower than its longest word, `least`, then gets what others have beyond theirs.
    """
    widths = _dealt(needed, room)
    for place, word in enumerate(least):
        while widths[place] < word:
            spare, widest = max((widths[other] - least[other], other) for other in range(len(widths)))
            if spare <= 0:
                break
            widths[widest] -= 1
            widths[place] += 1
    return widths


def _dealt(needed: Sequence[int], room: int) -> list[int]:
    """`room` dealt to columns, to each what it needs or an equal share of what is left."""
    widths = [0] * len(needed)
    open_columns = list(range(len(needed)))
    while open_columns:
        each = room // len(open_columns)
        small = [place for place in open_columns if needed[place] <= each]
        if not small:
            for place in open_columns:
                widths[place] = each
            break
        for place in small:
            widths[place] = needed[place]
            room -= needed[place]
            open_columns.remove(place)
    return widths


__all__: Sequence[str] = ["render"]
