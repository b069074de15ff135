"""Words of a question and of a fact, brought to a common form so that they can be compared."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from emspath.names import fold
from emspath.stems import stemmed

LONGEST: Final = 1000
"""Characters of a question that are read; no real question is longer."""

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_CONTRACTIONS: Final = (
    (re.compile(r"\b(can't|cannot|cant)\b", re.I), "can not"),
    (re.compile(r"\bwon't\b", re.I), "will not"),
    (re.compile(r"n't\b", re.I), " not"),
    (re.compile(r"\bwh?u?a?t's\b|\bwhats\b", re.I), "what is"),
    (re.compile(r"\b(wat|wut)\b", re.I), "what"),
    (re.compile(r"\b(ur)\b", re.I), "your"),
    (re.compile(r"\b(i)'m\b|\bim\b(?= (a|an|not|in|only|just|currently|already|licensed|certified|\d))", re.I), "i am"),
    (re.compile(r"'(re)\b", re.I), " are"),
    (re.compile(r"'(ve)\b", re.I), " have"),
    (re.compile(r"'(ll)\b", re.I), " will"),
    (re.compile(r"'d\b", re.I), " would"),
    (re.compile(r"\b(what|who|where|when|how|that|it|there)'?s\b", re.I), r"\1 is"),
    (re.compile(r"(?<=\w)'s\b|(?<=s)'(?=\s|$)", re.I), ""),
)


class Word(NamedTuple):
    """A word of a question: as written, in small letters, and what stands before it."""

    raw: str
    low: str
    gap: str
    """The characters between this word and the one before."""


def plain(text: str) -> str:
    """`text` cut to a readable length, with curly quotes straightened and contractions written out."""
    said = text[:LONGEST].replace("’", "'").replace("‘", "'").replace("`", "'")
    for pattern, full in _CONTRACTIONS:
        said = pattern.sub(full, said)
    return said


def split(text: str) -> tuple[Word, ...]:
    """The words of `text`; hyphens, slashes and points split, and stay known as the gap."""
    found = []
    at = 0
    for match in _WORD.finditer(text):
        found.append(Word(match.group(), fold(match.group()), text[at : match.start()]))
        at = match.end()
    return tuple(word for word in found if word.low)


LIGHT: Final = stemmed(
    "new work job ems level state national care patient person certified required time back january february march april june july august "
    "september october november december"
)
"""Words that so many facts hold that sharing one says little."""
SETTING: Final = stemmed("course exam license certification program")
"""Words that say which part of the subject a question is about."""
PLACES: Final = stemmed("ambulance service services ems agency job crew field emergency medical exactly work")
"""Words that say where something is, and ask for nothing more."""
