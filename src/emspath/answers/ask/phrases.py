"""Alternatives to look for in a text: plain words as they are, and regular expressions.

To compile a regular expression takes longer than most questions take to answer, so one is compiled only where the
letters that it begins and ends with stand in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from msgspec import Struct

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz0123456789 "


class Phrases(Struct, frozen=True):
    """Alternatives: plain words with a space at either end, and regular expressions over words with single spaces."""

    plain: tuple[str, ...]
    patterns: tuple[str, ...]

    def found(self, padded: str) -> Iterator[str]:
        """All alternatives that stand in `padded` (a space at either end), as they stand there."""
        yield from (phrase for phrase in self.plain if phrase in padded)
        for pattern in self.patterns:
            if any(end in padded for end in _ends(pattern)) and any(begin in padded for begin in _begins(pattern)):
                match = re.search(rf"\b(?:{pattern})\b", padded)
                if match is not None:
                    yield match.group()


@lru_cache(maxsize=1000)
def phrases(words: str) -> Phrases:
    """The alternatives in `words`, joined by bars, each plain words or a pattern."""
    if words.replace("|", "").replace(" ", "").isalnum():
        return Phrases(tuple(f" {words.replace('|', ' | ')} ".split("|")), ())
    plain, patterns = [], []
    for part in alternatives(words):
        if part.isalnum() or part.replace(" ", "").isalnum():
            plain.append(f" {part} ")
        else:
            patterns.append(part)
    return Phrases(tuple(plain), tuple(patterns))


def holds(words: str, padded: str) -> bool:
    """Whether one of the alternatives in `words`, joined by bars, stands in `padded` as whole words."""
    return any(True for _ in phrases(words).found(padded))


def alternatives(words: str) -> list[str]:
    """`words` cut at the bars that stand in no bracket."""
    if "(" not in words:
        return words.split("|")
    parts: list[str] = []
    depth = 0
    for piece in words.split("|"):
        if depth:
            parts[-1] += f"|{piece}"
        else:
            parts.append(piece)
        if depth or "(" in piece:
            depth += piece.count("(") - piece.count(")")
    return parts


def _begins(pattern: str) -> tuple[str, ...]:
    """What `pattern` begins with, a space in front; of a group at its front each alternative."""
    while pattern.startswith("(?<!"):
        pattern = pattern.partition(")")[2]
    if not pattern.startswith("("):
        return (f" {_leading(pattern)}",)
    group, _, rest = pattern[1:].removeprefix("?:").partition(")")
    if "(" in group or rest[:1] in ("?", "*", "{"):
        return ("",)
    behind = _leading(rest)
    wholes = group.split("|")
    if any(_leading(each) != each for each in wholes):
        return (behind,)
    return tuple(f" {each}{behind}" for each in wholes)


def _leading(pattern: str) -> str:
    """The letters and spaces that whatever `pattern` matches begins with."""
    begins = len(pattern) - len(pattern.lstrip(_LETTERS))
    return pattern[: begins - 1 if pattern[begins : begins + 1] in ("?", "*", "{") else begins]


def _ends(pattern: str) -> tuple[str, ...]:
    """Letters and spaces that whatever `pattern` matches ends with; of a group at its end what each alternative begins with."""
    if pattern.endswith(")"):
        group = pattern[pattern.rfind("(") + 1 : -1].removeprefix("?:")
        if "?" not in group[:1] and ")" not in group:
            return tuple(_leading(each) for each in group.split("|"))
    rest = pattern.rstrip(_LETTERS)
    return (pattern[len(rest) + rest.endswith("\\") :],)
