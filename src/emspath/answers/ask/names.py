"""Which entities a question names: exact names first, then plurals, then misspellings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Final

from msgspec import Struct

from emspath.answers.ask.intents import vocabulary
from emspath.answers.ask.words import Word
from emspath.catalog import LADDER, Catalog, Kind, kind_of, label
from emspath.model import Level, Title
from emspath.names import fold, words
from emspath.stems import STOP, stem

_MOST_WORDS: Final = 10
_JOINS: Final = frozenset(("", "-", "/", "&", "."))
"""What may stand between the words of a name, besides spaces."""
SPOKEN: Final = {
    "basic": "emt-b", "basics": "emt-b", "nrp": "paramedic", "nraemt": "aemt", "nremr": "emr", "cali": "ca",
    "calif": "ca", "penn": "pa", "nyc": "ny", "nr": "nremt", "ff": "firefighter", "ffs": "firefighter",
    "rns": "registered-nurse", "micn": "registered-nurse", "mds": "physician", "nationally certified": "certification",
    "nationally registered": "certification", "national cert": "certification", "ambulance driver": "ambulance-driver",
    "ambulance drivers": "ambulance-driver", "drive the ambulance": "ambulance-driver",
    "drive an ambulance": "ambulance-driver", "drive ambulances": "ambulance-driver",
    "driving the ambulance": "ambulance-driver", "driving an ambulance": "ambulance-driver",
    "med school": "physician", "medical school": "physician",
    "medical students": "physician", "pre-med": "physician", "pa school": "physician-assistant",
    "nursing school": "registered-nurse", "nursing": "registered-nurse", "fire department": "firefighter",
    "advanced emt": "aemt", "off duty": "licensure", "off the clock": "licensure", "ceh": "continuing-education", "ceus": "continuing-education", "ces": "continuing-education",
}  # fmt: skip
"""Everyday words for something that the catalogue calls otherwise."""
_SPOKEN: Final = {fold(phrase): id_ for phrase, id_ in SPOKEN.items()}
_CAPITALS: Final = frozenset(
    (
        "im", "io", "cat", "gems", "fr", "cp", "att", "ett", "np", "ics", "nes", "f1", "f2", "f3", "lor", "sop",
        "cops", "pai",
    )
)  # fmt: skip
"""Abbreviations that are read as such only when written in capitals, since in small letters they are words."""
_LIKE_WORDS: Final = frozenset(("in", "or", "me", "hi", "ok", "oh", "id", "de", "la", "al", "co", "mo", "ma", "pa", "md", "ct", "mt", "ms", "ar", "ne", "ia", "va", "nd", "sd", "ga", "ky", "vt", "il", "wa", "mi", "ut"))  # fmt: skip
"""Postal codes that could be a word, a degree or a slip of the keyboard unless a preposition stands before them."""
_BEFORE_STATE: Final = frozenset(("in", "from", "to", "for", "of", "within", "outside", "into", "the"))
_BEHIND_STATE: Final = frozenset(("ems", "emt", "emts", "emr", "aemt", "paramedic", "paramedics", "license", "licensure", "certification", "reciprocity", "state"))  # fmt: skip
_NEVER_FIRST: Final = frozenset(
    (
        "can", "may", "could", "should", "how", "what", "who", "why", "when", "where", "is", "as", "at", "in", "to", "of", "or", "and", "be", "was", "are", "i", "a", "the", "an", "do", "does",
        "on", "for", "by", "with", "it", "that", "this",
    )
)  # fmt: skip
_NEVER_LAST: Final = frozenset(("is", "as", "a", "an", "the", "are", "or", "and", "was", "does", "has", "to", "in"))
_GENERAL: Final = frozenset(
    (
        "certification", "licensure", "credentialing", "education", "recertification", "scope-of-practice",
        "lapsed", "active-inactive", "remediation", "state-ems-office", "continuing-education", "scope-model",
        "reciprocity", "protocols", "psychomotor-exam", "nremt", "field-internship", "cpr", "home-state",
        "computer-adaptive-test", "card-courses", "coaemsp", "reinstatement", "reentry",
    )
)  # fmt: skip
"""Terms that questions about something else mention too: the subject is somebody's exam or license, not the word."""


class Mention(Struct, frozen=True):
    """An entity that a question names."""

    kind: Kind
    ids: tuple[str, ...]
    """Its id; several where the name is ambiguous."""
    name: str
    text: str
    """The words of the question that name it."""
    start: int
    end: int
    general: bool = False
    """Whether it is a word that goes with many subjects, such as license or renewal."""

    @property
    def id(self) -> str:
        """The first meaning."""
        return self.ids[0]


def mentions(catalog: Catalog, said: Sequence[Word]) -> tuple[Mention, ...]:
    """The entities named in `said`, in the order of the words; a longer name wins over the names inside it."""
    shouted = sum(word.raw.isupper() for word in said) > max(3, len(said) * 0.7)
    found: list[Mention] = []
    at = 0
    while at < len(said):
        for size in range(min(_MOST_WORDS, len(said) - at), 0, -1):
            ids = _ids(catalog, said, at, at + size, shouted)
            behind = said[at + size].low if at + size < len(said) else ""
            if ids == ("ambulance-driver",) and behind in ("license", "licence"):
                ids = ()
            if ids:
                found.append(_mention(catalog, ids, said, at, at + size))
                at += size
                break
        else:
            at += 1
    return tuple(sorted((*found, *_shared_heads(catalog, said, found)), key=lambda m: m.start))


def _shared_heads(catalog: Catalog, said: Sequence[Word], found: Sequence[Mention]) -> Iterator[Mention]:
    """What the first word names in `online and offline medical direction`, where the end is said only once."""
    taken = {place for mention in found for place in range(mention.start, mention.end)}
    for mention in found:
        start = mention.start
        if start < 2 or said[start - 1].low not in ("and", "or", "vs", "versus") or start - 2 in taken:
            continue
        for cut in range(start + 1, mention.end):
            key = said[start - 2].low + "".join(word.low for word in said[cut : mention.end])
            ids = next((ids for form in _forms(key) if (ids := catalog.named(form))), ())
            if ids:
                yield _mention(catalog, ids, said, start - 2, start - 1)
                break


def _ids(catalog: Catalog, said: Sequence[Word], start: int, end: int, shouted: bool) -> tuple[str, ...]:
    """What the words from `start` to `end` name together."""
    part = said[start:end]
    if any(word.gap.strip() not in _JOINS for word in part[1:]):
        return ()
    if len(part) > 1:
        if part[0].low in ("a", "i", "an", "the") and part[1].gap.isspace() and part[1].low not in ("85", "99"):
            return ()
        spaced = all(word.gap.isspace() for word in part[1:])
        if spaced and (
            part[-1].low in _NEVER_LAST
            or (part[0].low in _NEVER_FIRST and not part[0].raw.isupper())
            or all(w.low in STOP for w in part)
        ):
            return ()
        if (
            any("/" in word.gap for word in part[1:])
            and len(part) == 2
            and all(_is_level(catalog, w.low) for w in part)
        ):
            return ()
    if len(part) == 1:
        code = _state_code(catalog, said, start, shouted)
        if code is not None:
            return code
        if part[0].low in _CAPITALS and (not part[0].raw.isupper() or shouted):
            return ()
    key = "".join(word.low for word in part)
    for form in (*_forms(key), *((f"{key}emt",) if len(part) > 1 else ())):
        if form in _SPOKEN and _SPOKEN[form] in catalog.entities:
            return (_SPOKEN[form],)
        ids = catalog.named(form)
        if ids and not (len(form) == 2 and form in catalog.states):
            return ids
    return ()


def _forms(key: str) -> Iterator[str]:
    """`key` and what it may be the plural of."""
    yield key
    if len(key) > 2 and key.endswith("s") and not key.endswith("ss"):
        yield key[:-1]
        if key.endswith("es"):
            yield key[:-2]
        if key.endswith("ies"):
            yield key[:-3] + "y"


def _is_level(catalog: Catalog, low: str) -> bool:
    return any(id_ in LADDER for form in _forms(low) for id_ in catalog.named(form))


def _state_code(catalog: Catalog, said: Sequence[Word], at: int, shouted: bool) -> tuple[str, ...] | None:
    """The state of a postal code; None where the word is no code, and nothing where it is only an English word."""
    word = said[at]
    if word.low not in catalog.states or len(word.raw) != 2:
        return None
    capital = word.raw.isupper() and not shouted
    before = said[at - 1].low if at else ""
    behind = said[at + 1].low if at + 1 < len(said) else ""
    led = before in _BEFORE_STATE or "," in word.gap or "[" in word.gap or "(" in word.gap
    if word.low in _LIKE_WORDS:
        if capital and (
            before in _BEFORE_STATE
            or "[" in word.gap
            or (behind in _BEHIND_STATE and word.low not in ("in", "or", "me", "hi", "ok"))
        ):
            return (word.low,)
        if "," in word.gap and capital and at + 1 == len(said):
            return (word.low,)
        if word.low in ("pa", "md"):
            return ("physician-assistant",) if word.low == "pa" else ("physician",)
        return ()
    return (word.low,) if capital or led else ()


def _mention(catalog: Catalog, ids: tuple[str, ...], said: Sequence[Word], start: int, end: int) -> Mention:
    entity = catalog.get(ids[0])
    text = "".join((word.gap if place else "") + word.raw for place, word in enumerate(said[start:end]))
    return Mention(
        kind_of(entity), ids, label(entity) if len(ids) == 1 else text, text, start, end,
        general=all(id_ in _GENERAL for id_ in ids),
    )  # fmt: skip


def level_of(catalog: Catalog, mention: Mention) -> Level | None:
    """The one ladder level that a mention stands for: the level itself, or a title that equals it everywhere."""
    levels: set[str] = set()
    for id_ in mention.ids:
        entity = catalog.get(id_)
        if isinstance(entity, Level):
            levels.add(entity.id)
        elif isinstance(entity, Title) and entity.jurisdiction == "US" and len(entity.maps_to) == 1:
            levels.update(entity.maps_to)
        else:
            return None
    return catalog.levels[levels.pop()] if len(levels) == 1 else None


class Speller:
    """Mends words that nobody would know by the nearest word of a name or of the rules."""

    def __init__(self, catalog: Catalog) -> None:
        self._index = catalog.index

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self._index.name_words)

    @cached_property
    def _lexicon(self) -> frozenset[str]:
        return self._names | vocabulary()

    def mend(self, said: Sequence[Word], free: Iterable[int]) -> tuple[Word, ...]:
        """`said` with the misspelled of its `free` words replaced; a word of any name, rule or fact is left alone.

        A word with a capital inside a sentence is a proper name: it is only mended into a word of a name.
        """
        titled = sum(word.raw[:1].isupper() for word in said) > len(said) / 2
        mended = list(said)
        for place in free:
            mended[place] = self._mended(said[place], bool(place) and not titled)
        return tuple(mended)

    def _mended(self, word: Word, inside: bool) -> Word:
        low = word.low
        if self._known(low):
            return word
        name_only = len(low) < 6 or (inside and word.raw[:1].isupper())
        near = self._near(low, self._names if name_only else self._lexicon)
        return Word(near, near, word.gap) if near else word

    def _known(self, low: str) -> bool:
        if self._index.pull(stem(low)) is not None or self._index.listed(f"word {stem(low)}"):
            return True
        return any(form in self._lexicon for form in _forms(low))

    def _near(self, low: str, lexicon: Iterable[str]) -> str | None:
        from rapidfuzz.distance import OSA

        most = 1 if len(low) < 8 else 2
        best: tuple[int, int, str] | None = None
        for other in lexicon:
            if other[:1] == low[:1] and abs(len(other) - len(low)) <= most and len(other) > 4:
                apart = OSA.distance(low, other, score_cutoff=most)
                if apart <= most and (best is None or (apart, abs(len(other) - len(low)), other) < best):
                    best = (apart, abs(len(other) - len(low)), other)
        return best[2] if best else None


def skills_in(catalog: Catalog, said: Sequence[Word], taken: Sequence[Mention]) -> tuple[str, ...]:
    """The skills that free words of the question name best, by the words of their names and aliases."""
    used = {
        place
        for m in taken
        if m.kind != "skill" and not (m.kind == "term" and m.general)
        for place in range(m.start, m.end)
    }
    asked = [word.low for place, word in enumerate(said) if place not in used and word.low not in STOP]
    spoken = words(" ".join(asked))
    wanted = spoken - _vague()
    if not wanted:
        return ()
    best: dict[str, float] = {}
    near = sorted({named for word in wanted for named in catalog.skills_with("name", word)})
    skills = [catalog.skills[id_] for _, id_ in near]
    for skill in skills:
        for name in (*skill.aliases, *re.split(r"[(),]", skill.name)):
            parts = words(name)
            shared = parts & spoken
            if shared & wanted:
                fit = len(shared) * (len(shared) / len(parts)) ** 0.5
                best[skill.id] = max(best.get(skill.id, 0.0), fit)
    top = max(best.values(), default=0.0)
    if top < 0.7:
        return ()
    found = [id_ for id_, fit in best.items() if fit >= top - 0.01]
    if top < 1.0:
        matched = {word for s in skills if s.id in found for word in wanted & words(" ".join((s.name, *s.aliases)))}
        plain = [s.id for s in skills if len(matched) == 1 and matched <= words(re.sub(r"\([^)]*\)", "", s.name))]
        found = plain or found
    return tuple(found)[:8]


@lru_cache(maxsize=1)
def _vague() -> frozenset[str]:
    return words(_VAGUE)


_VAGUE: Final = (
    "non patient patients care treat treatment skill skills medication medications medicine drug drugs give giving "
    "administer start starting perform basic level device national state monitor monitoring line lines adult child "
    "own supplied agency chest heart muscle assisting normal emergency hospital control blood body check checking "
    "ambulance attending attend transport transporting arrest stop stopping work working own prescribed carried "
    "manual manage managing management oral running test public health people using bedside clinical data included "
    "sending highest upper value numeric medical advanced life support school class course training license exam"
)
