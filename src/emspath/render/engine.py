"""The template engine behind every HTML page.

Templates cannot forget to escape: autoescape is on for all of them, and every value on its way into a page first
goes through `safe.visible`. Links lead to http and https only.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import msgspec

from emspath.report import Bar, Bars, Block, Cited, Prose, Row, Table, Tree
from emspath.safe import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Environment
    from markupsafe import Markup

_ADDRESS: Final = re.compile(r"(https?://[^\s<>()\"']*[\w/])")
_KINDS: Final[dict[type, str]] = {Table: "table", Prose: "prose", Tree: "tree", Bars: "bars"}


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A block with what a page needs to draw it: its kind, an id, and a name that no other table has."""

    kind: str
    id: str
    name: str
    block: Block


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """A bar in hundredths of the scale: where it begins, how far it is full, how far it is light."""

    begin: str
    full: str
    light_begin: str
    light: str


class Citations:
    """The numbered sources of a page, and which of them the page has cited so far."""

    def __init__(self, cited: Sequence[Cited]) -> None:
        self._known = {item.number for item in cited}
        self._used: set[int] = set()

    def known(self, number: int) -> bool:
        """Whether the list of sources has this number."""
        return number in self._known

    def first(self, number: int) -> bool:
        """Whether this is the first use of the number, which the list links back to."""
        new = number not in self._used
        self._used.add(number)
        return new

    def used(self, number: int) -> bool:
        """Whether the page has cited it."""
        return number in self._used


@cache
def engine() -> Environment:
    """The one environment; templates are read and compiled when first asked for."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("emspath.render"), autoescape=True, undefined=StrictUndefined, finalize=_finalize,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    made.filters.update(link=link, linked=linked)
    made.globals.update(stretch=stretch, spans=spans)
    return made


def _finalize(value: object) -> str | Markup:
    """What a template shows for a value: markup that templates made as it is, everything else made harmless."""
    from markupsafe import Markup

    return value if isinstance(value, Markup) else visible(str(value))


def link(url: str) -> str | None:
    """`url` when it is fit to be linked, else None: http or https with a host, and nothing hidden in it."""
    if visible(url) != url or any(character.isspace() for character in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def linked(text: str) -> Markup:
    """`text` with the addresses of pages in it made links."""
    from markupsafe import Markup, escape

    parts = _ADDRESS.split(visible(text))
    made = [
        Markup('<a href="{0}" rel="noopener">{0}</a>').format(part) if place % 2 and link(part) else escape(part)
        for place, part in enumerate(parts)
    ]
    return Markup("").join(made)


def pieces(title: str, blocks: Sequence[Block]) -> list[Piece]:
    """The blocks of a page in order; one without a title is named after the last that has one, or the page."""
    made: list[Piece] = []
    told: dict[str, int] = {}
    last = title
    for place, block in enumerate(blocks, 1):
        last = block.title or last
        told[last] = told.get(last, 0) + 1
        name = last if told[last] == 1 else f"{last} ({told[last]})"
        made.append(Piece(kind=_KINDS[type(block)], id=f"part-{place}", name=name, block=block))
    return made


def stretch(bar: Bar, bars: Bars) -> Stretch | None:
    """Where a bar lies on the scale of its picture; None when its length is not known."""
    most = max((other.max or 0 for other in bars.bars), default=0)
    if bar.max is None or most <= 0:
        return None
    end = bar.max
    begin = min(bar.start, end)
    middle = min(max(bar.min or 0, begin), end)
    begin_at, full, light = (100 * part / most for part in (begin, middle - begin, end - middle))
    return Stretch(
        begin=f"{begin_at:.2f}", full=f"{full:.2f}", light_begin=f"{begin_at + full:.2f}", light=f"{max(light, 0):.2f}"
    )


def spans(rows: Sequence[Row]) -> list[int]:
    """How many rows the name of each row stands for: rows without a name belong to the named one above (0)."""
    counts: list[int] = []
    named: int | None = None
    for place, row in enumerate(rows):
        if row.name.text or named is None:
            counts.append(1)
            named = place if row.name.text else None
        else:
            counts.append(0)
            counts[named] += 1
    return counts
