"""How names are compared: the one place that decides when two spellings are the same name."""

from __future__ import annotations

import re
from typing import Final

_ARTICLES: Final = ("a", "an", "the")
_IDLE: Final = frozenset(("a", "an", "the", "of", "for", "to", "by", "with", "and", "or", "in", "on"))
_ENDINGS: Final = (
    "ations", "ation", "ating", "ated", "ates", "ate", "ings", "ing", "ers", "er", "ed", "es", "s", "e",
)  # fmt: skip


_WORD: Final = r"[^\W_]+"
"""A word, by the pattern that others use and that is compiled anyway."""


def fold(name: str) -> str:
    """`name` without case, accents, spaces and punctuation: EMT-B, emt b and "EMT/B" are one name."""
    if not name.isascii():
        import unicodedata

        name = unicodedata.normalize("NFKD", name)
    return "".join(filter(str.isalnum, name.casefold()))


def hyphened(name: str) -> str:
    """`name` as an id is written, in words of small letters joined by hyphens; to `fold` both are one name."""
    if not name.isascii():
        import unicodedata

        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return "-".join(re.findall(r"[^\W_]+", re.sub("['\u2019]", "", name).casefold()))


def singular(name: str) -> str:
    """`name` without a leading article and a plural ending: "the paramedics" is "paramedic"."""
    bare = name.strip()
    first, *rest = bare.split(None, 1) or [""]
    if rest and first.casefold() in _ARTICLES:
        bare = rest[0]
    return bare[:-1] if len(bare) > 3 and bare[-1:] in "sS" and bare[-2:-1] not in "sS" else bare


def words(text: str) -> frozenset[str]:
    """The words of `text` cut to their stems, without idle words: intubate and intubation share one."""
    return frozenset(
        _stem(word)
        for word in re.findall(_WORD if text.isascii() else "[a-z0-9]+", text.casefold())
        if word not in _IDLE
    )


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
