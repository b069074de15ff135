"""How names are compared: the one place that decides when two spellings are the same name."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_ARTICLE = re.compile(r"^(an?|the)\s+", re.IGNORECASE)
_WORD = re.compile(r"[a-z0-9]+")
_IDLE: Final = frozenset(("a", "an", "the", "of", "for", "to", "by", "with", "and", "or", "in", "on"))
_ENDINGS: Final = (
    "ations", "ation", "ating", "ated", "ates", "ate", "ings", "ing", "ers", "er", "ed", "es", "s", "e",
)  # fmt: skip


def fold(name: str) -> str:
    """`name` without case, accents, spaces and punctuation: EMT-B, emt b and "EMT/B" are one name."""
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(character for character in decomposed.casefold() if character.isalnum())


def singular(name: str) -> str:
    """`name` without a leading article and a plural ending: "the paramedics" is "paramedic"."""
    bare = _ARTICLE.sub("", name.strip())
    return bare[:-1] if len(bare) > 3 and bare[-1:] in "sS" and bare[-2:-1] not in "sS" else bare


def words(text: str) -> frozenset[str]:
    """The words of `text` cut to their stems, without idle words: intubate and intubation share one."""
    return frozenset(_stem(word) for word in _WORD.findall(text.casefold()) if word not in _IDLE)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
