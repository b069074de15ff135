"""The neutral page that every answer is laid out on, and that every format draws.

It knows nothing of EMS and nothing of formats: words, what they mean to the eye (`Tone`), where they come from
(numbered sources) and how they are grouped. Text on a page is data: a renderer shows it as it stands and never
reads markup in it.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import msgspec


class Tone(StrEnum):
    """What a text means; the words alone carry the sense, tone only helps the eye."""

    PLAIN = "plain"
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    STRONG = "strong"
    NOTE = "note"


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a page."""


class Text(Part, frozen=True, kw_only=True):
    """A sentence or a cell: words, tone, the numbers of its sources, and remarks set behind it in brackets."""

    text: str
    tone: Tone = Tone.PLAIN
    cites: tuple[int, ...] = ()
    remarks: tuple[str, ...] = ()
    mark: str = ""
    """`*` for a secondary source only, `**` for one of low trust; a legend explains them."""
    fact: str | None = None
    """The id that `emspath why` takes."""

    def words(self) -> str:
        """The text with its remarks and trust mark, as one string."""
        remarks = f" ({'; '.join(self.remarks)})" if self.remarks else ""
        return f"{self.text}{remarks}{self.mark}"


class Row(Part, frozen=True, kw_only=True):
    """A row of a table: its name and its cells; `differs` says that the cells are not alike."""

    name: Text
    cells: tuple[Text, ...]
    differs: bool = False


class Group(Part, frozen=True, kw_only=True):
    """Rows under a common heading; `meaning` says in a sentence what they are about."""

    title: str
    rows: tuple[Row, ...]
    meaning: str = ""


class Table(Part, frozen=True, kw_only=True):
    """A table: the head of the first column, the heads of the others, and groups of rows."""

    title: str
    head: str
    columns: tuple[str, ...]
    groups: tuple[Group, ...]
    marks_differences: bool = False
    narrow: bool = False
    """Whether the cells are single words, so that columns stay small."""


class Prose(Part, frozen=True, kw_only=True):
    """Paragraphs under an optional heading."""

    title: str
    texts: tuple[Text, ...]
    bullets: bool = False


class Node(Part, frozen=True, kw_only=True):
    """A step in a picture of the way, with what hangs below it."""

    text: Text
    children: tuple[Node, ...] = ()


class Tree(Part, frozen=True, kw_only=True):
    """A picture of steps."""

    title: str
    nodes: tuple[Node, ...]


class Bar(Part, frozen=True, kw_only=True):
    """A bar from zero to `max`, full up to `min`; no length when unknown."""

    label: str
    text: str
    min: float | None = None
    max: float | None = None
    start: float = 0
    strong: bool = False


class Bars(Part, frozen=True, kw_only=True):
    """A picture of amounts to one scale."""

    title: str
    unit: str
    bars: tuple[Bar, ...]
    alternative: str
    """The same in a sentence, for who cannot see it."""


class Cited(Part, frozen=True, kw_only=True):
    """A source in the footer."""

    number: int
    id: str
    title: str
    publisher: str
    url: str
    date: str


Block = Table | Prose | Tree | Bars


class Flat(Part, frozen=True, kw_only=True):
    """The answer as one table for machines: a head and rows of plain values."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Report(Part, frozen=True, kw_only=True):
    """A whole page."""

    title: str
    lead: tuple[Text, ...]
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]
    more: tuple[str, ...]
    """Commands that tell more."""
    cited: tuple[Cited, ...]
    flat: Callable[[], Flat]
    """Makes the answer as one table, for the format that shows it so."""
    version: str
    data: str
