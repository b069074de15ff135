"""Alternatives to look for in a text: plain words as they are, and regular expressions.

To compile a regular expression takes longer than most questions take to answer, so one is compiled only where the
letters that it begins and ends with stand in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz0123456789 "


_MOST_WORDS: Final = 12
"""No alternative has more plain words than this."""


def found(words: str, padded: str) -> Iterator[str]:
    """Which of the alternatives in `words`, joined by bars, stand in `padded` as whole words, as they stand there.

    Each alternative is plain words or a pattern over words; `padded` has single spaces, one at either end.
    """
    runs = runs_of(padded)
    if _plain(words.replace("|", " ")):
        yield from (part for part in words.split("|") if part in runs)
        return
    for part in alternatives(words):
        if part in runs:
            yield part
        elif (
            not _plain(part)
            and any(end in padded for end in _ends(part))
            and any(begin in padded for begin in _begins(part))
        ):
            match = re.search(rf"\b(?:{part})\b", padded)
            if match is not None:
                yield match.group()


def holds(words: str, padded: str) -> bool:
    """Whether one of the alternatives in `words` stands in `padded`, as `found` tells."""
    return any(True for _ in found(words, padded))


@lru_cache(maxsize=16)
def runs_of(padded: str) -> frozenset[str]:
    """Every run of words in a text."""
    said = padded.split()
    return frozenset(
        " ".join(said[start:end])
        for start in range(len(said))
        for end in range(start + 1, min(start + _MOST_WORDS, len(said)) + 1)
    )


def _plain(words: str) -> bool:
    return words.replace(" ", "").isalnum()


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
