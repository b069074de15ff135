"""Reads an HTML page the way a browser does, and holds every page to the same rules."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib

_SVG = "{http://www.w3.org/2000/svg}"
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LOADS = {"src", "srcset", "data", "poster", "background", "action", "formaction", "ping", "xlink:href"}
_BANNED = {"script", "img", "iframe", "object", "embed", "video", "audio", "base", "form", "applet", "noscript"}


class Markup:
    """A page, parsed strictly: anything that a browser would have to mend raises."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)

    def all(self, tag: str) -> list[Element]:
        return list(self.root.iter(tag))

    def drawn(self, tag: str) -> list[Element]:
        """The elements of inline pictures."""
        return self.all(_SVG + tag)

    def one(self, tag: str) -> Element:
        found = self.all(tag)
        assert len(found) == 1, f"{len(found)} <{tag}>"
        return found[0]

    def ids(self) -> list[str]:
        return [element.attrib["id"] for element in self.elements() if "id" in element.attrib]

    def elements(self) -> Iterator[Element]:
        return (element for element in self.root.iter() if isinstance(element.tag, str))

    def links(self) -> list[str]:
        return [element.attrib["href"] for element in self.all("a")]

    def by_class(self, tag: str, name: str) -> list[Element]:
        return [element for element in self.all(tag) if name in element.get("class", "").split()]


def words(element: Element) -> str:
    """What an element says, its spaces evened out."""
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def assert_sound(page: Markup) -> None:
    """Language, title, headings, landmarks, tables, ids and links within the page are as they should be."""
    assert page.one("html").get("lang") == "en"
    assert words(page.one("title"))
    assert words(page.one("h1"))
    assert page.one("main").get("id") == "content"
    assert page.all("a")[0].get("href") == "#content"
    levels = [_HEADINGS.index(element.tag) + 1 for element in page.elements() if element.tag in _HEADINGS]
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in itertools.pairwise(levels)), levels
    ids = page.ids()
    assert len(ids) == len(set(ids)), sorted({id_ for id_ in ids if ids.count(id_) > 1})
    for element in page.elements():
        for name in ("aria-labelledby", "aria-describedby", "for"):
            if name in element.attrib:
                assert element.attrib[name] in ids
    for href in page.links():
        assert not href.startswith("#") or href[1:] in ids, href
    for table in page.all("table"):
        assert_table_is_sound(table)


def assert_table_is_sound(table: Element) -> None:
    """It has a caption, every heading says what it heads, and every row has a cell for each column."""
    captions = table.findall("caption")
    assert len(captions) == 1
    assert words(captions[0])
    for heading in table.iter("th"):
        assert heading.get("scope") in ("col", "row", "rowgroup")
        assert words(heading)
    widths = set()
    for group in (*table.findall("thead"), *table.findall("tbody")):
        reach = 0
        for row in group.findall("tr"):
            cells = [cell for cell in row if cell.tag in ("td", "th")]
            width = sum(int(cell.get("colspan", "1")) for cell in cells) + (1 if reach else 0)
            reach = max(reach - 1, 0) if reach else int(cells[0].get("rowspan", "1")) - 1
            widths.add(width)
        assert reach == 0
    assert len(widths) == 1, widths


def assert_self_contained(page: Markup, *, own: frozenset[str] = frozenset()) -> None:
    """Nothing is loaded from elsewhere and nothing runs; links lead into the page, to `own` files, or to the web."""
    for element in page.elements():
        assert element.tag not in _BANNED, element.tag
        for name in element.attrib:
            assert not name.lower().startswith("on"), name
            assert name.lower() not in _LOADS, name
    for style in page.all("style"):
        assert not re.search(r"@import|url\(|expression", style.text or "", re.IGNORECASE)
    for link in page.all("link"):
        assert link.attrib["href"] in own
    for anchor in page.all("a"):
        href = anchor.attrib["href"]
        parts = urlsplit(href)
        if parts.scheme or parts.netloc:
            assert parts.scheme in ("http", "https"), href
            assert anchor.get("rel") == "noopener"
        else:
            assert parts.path == "" or parts.path in own, href
