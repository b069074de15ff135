"""Words of a question and of a fact, brought to a common form so that they can be compared."""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from emspath.names import fold
from emspath.stems import stemmed

LONGEST: Final = 1000
"""Characters of a question that are read; no real question is longer."""

_WORD = re.compile(r"[^\W_]+")
_CONTRACTIONS: Final = (
    ("can't cannot cant", r"\b(can't|cannot|cant)\b", "can not"),
    ("won't", r"\bwon't\b", "will not"),
    ("n't", r"n't\b", " not"),
    ("t's whats", r"\bwh?u?a?t's\b|\bwhats\b", "what is"),
    ("wat wut", r"\b(wat|wut)\b", "what"),
    ("ur", r"\b(ur)\b", "your"),
    ("'m im", r"\b(i)'m\b|\bim\b(?= (a|an|not|in|only|just|currently|already|licensed|certified|\d))", "i am"),
    ("'re", r"'(re)\b", " are"),
    ("'ve", r"'(ve)\b", " have"),
    ("'ll", r"'(ll)\b", " will"),
    ("'d", r"'d\b", " would"),
    ("'s whats whos wheres whens hows thats its theres", r"\b(what|who|where|when|how|that|it|there)'?s\b", r"\1 is"),
    ("'", r"(?<=\w)'s\b|(?<=s)'(?=\s|$)", ""),
)
"""Texts of which whatever a pattern matches holds one, the pattern, and what it is written out as."""


class Word(Struct, frozen=True):
    """A word of a question: as written, in small letters, and what stands before it."""

    raw: str
    low: str
    gap: str
    """The characters between this word and the one before."""


def plain(text: str) -> str:
    """`text` cut to a readable length, with curly quotes straightened and contractions written out."""
    said = text[:LONGEST].replace("’", "'").replace("‘", "'").replace("`", "'")
    for cues, pattern, full in _CONTRACTIONS:
        low = said.casefold()
        if any(cue in low for cue in cues.split()):
            said = re.sub(pattern, full, said, flags=re.I)
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
