"""Alternatives to look for in a text: plain words as they are, and regular expressions.

To compile a regular expression takes longer than most questions take to answer, so one is compiled only where the
letters that it begins with stand in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple


class Phrases(NamedTuple):
    """Alternatives: plain words with a space at either end, and patterns."""

    plain: tuple[str, ...]
    patterns: tuple[tuple[str, str], ...]
    """Each with the letters that it begins with."""

    def found(self, padded: str) -> Iterator[str]:
        """All alternatives that stand in `padded` (a space at either end), as they stand there."""
        yield from (phrase for phrase in self.plain if phrase in padded)
        for begins, pattern in self.patterns:
            if begins in padded and (match := re.search(pattern, padded)):
                yield match.group()


def phrases(parts: Iterable[str]) -> Phrases:
    """The alternatives `parts`, each plain words or a pattern."""
    plain, patterns = [], []
    for part in parts:
        if part.replace(" ", "").isalnum():
            plain.append(f" {part} ")
        else:
            patterns.append((_letters(part), rf"\b(?:{part})\b"))
    return Phrases(tuple(plain), tuple(patterns))


def holds(words: str, padded: str) -> bool:
    """Whether one of the alternatives in `words`, joined by bars, stands in `padded` as whole words."""
    return any(True for _ in _joined(words).found(padded))


@lru_cache(maxsize=1000)
def _joined(words: str) -> Phrases:
    return phrases(_outer_parts(words))


def _outer_parts(words: str) -> list[str]:
    """`words` cut at the bars that stand in no bracket."""
    parts = [""]
    depth = 0
    for piece in re.split(r"([()|])", words):
        depth += {"(": 1, ")": -1}.get(piece, 0)
        if piece == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _letters(pattern: str) -> str:
    """The letters and spaces that whatever `pattern` matches begins with."""
    begins = len(pattern) - len(pattern.lstrip("abcdefghijklmnopqrstuvwxyz0123456789 "))
    return pattern[: begins - 1 if pattern[begins : begins + 1] in ("?", "*", "{") else begins]
