"""Which topic a question is about, by how people ask about each: the samples in data/asks.yaml.

The model is naive Bayes over the words of the samples, counted when the data is compiled. It knows no sentence, only
which words stand more often in the samples of one topic than of another.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from emspath.answers.ask.names import Mention
from emspath.answers.ask.words import Word
from emspath.index import Index, weights
from emspath.stems import stem

_SHARPNESS: Final = 3.0
"""How much likelier the likeliest topic is made: the words of a question hang together, so that their sum is too flat."""


def likely_topics(index: Index, said: Sequence[Word], mentions: Sequence[Mention]) -> Mapping[str, float]:
    """How likely each topic is, all together one; empty when no word is known."""
    words = _words(said, mentions)
    pulls = {word: pull for word in dict.fromkeys(words) if (pull := index.pull(word)) is not None}
    shares = weights(words, {word: pull.rarity for word, pull in pulls.items()})
    if not shares:
        return {}
    whole = sum(shares.values())
    scores = {topic: floor * whole for topic, floor in index.floors.items()}
    for word, share in shares.items():
        for topic, towards in pulls[word].towards:
            scores[topic] += share * towards
    top = max(scores.values())
    odds = {topic: math.exp(_SHARPNESS * (score - top)) for topic, score in scores.items()}
    total = sum(odds.values())
    return {topic: each / total for topic, each in odds.items()}


def _words(said: Sequence[Word], mentions: Sequence[Mention]) -> list[str]:
    """The stems of a question, with the kind of each thing named in place of its name.

    The names of skills and terms stay beside their kind, since they are words that samples hold too.
    """
    starts = {mention.start: mention for mention in mentions if not mention.general}
    found: list[str] = []
    at = 0
    while at < len(said):
        mention = starts.get(at)
        if mention is None:
            found.append(stem(said[at].low))
            at += 1
            continue
        found.append(f"x{mention.kind}")
        if mention.kind in ("skill", "term"):
            found += [stem(word.low) for word in said[mention.start : mention.end]]
        at = mention.end
    return found
