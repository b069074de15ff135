"""Words of a question and of a fact, brought to a common form so that they can be compared."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from emspath.names import fold

LONGEST: Final = 1000
"""Characters of a question that are read; no real question is longer."""

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
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
_IDLE: Final = """
    a an the of for to by with and or in on at as from into is are was were be been being am do does did done
    doing can could may might must shall should will would have has had having get gets getting got go goes
    going i me my mine you your yours we our us they them their he his him she her it its this that these those
    there here what which who whom whose when where why how not no any some all each every if then than so but
    about also just only very really actually please tell know want wants wanted like need needs needed one ones
    someone somebody anyone person people thing things much many more most other another such same own out up
    over still yet ever now today currently s t re ve ll d okay ok hi hello thanks thank hey question questions
    wondering possible able let lets make makes use used using take takes taking taken become becomes becoming
    start starts started starting give gives given call called calls while during after before between under
    above per via within without because since until already once again well good right true real sure maybe
    think heard said says say told guess mean means kind sort type types different normally usually typically
    generally way ways long hold holds held holding look looks looking happen happens happened happening expect
    friend lot lots everything try trying website site according city search searching seems seem wonder decide
    find finding found confused curious help helps recently soon little bit big next instead especially exactly
    whether took nothing scratch gain gains gaining against special prior attend attending part name names stop stops prevent prevents belong meant through
"""
STOP: Final = frozenset(_IDLE.split())
"""Words that carry no meaning of their own."""
_GROUPS: Final = (
    "license licence licensure licensing licensed licensee licenses licences",
    "certification certificate certificates certified certify certifying cert certs",
    "renewal renew renewed renewing renewals recertification recertify recertifying recert relicense relicensure",
    "expire expired expires expiry expiration lapse lapsed lapses lapsing",
    "cost costs price prices fee fees charge charges priced costing expensive tuition",
    "course courses class classes program programs programme school schools training trainings academy",
    "exam exams examination examinations test tests testing tested",
    "pay paid salary salaries wage wages earn earns earned earning earnings income",
    "job jobs employment position positions",
    "medication medications medicine medicines drug drugs meds med",
    "felony felon felonies conviction convictions convicted criminal crime crimes record",
    "allow allowed allows permit permitted permission authorize authorized",
    "require required requires requirement requirements ask asks asked mandate mandated mandatory",
    "transfer reciprocity reciprocal endorsement",
    "doctor physician physicians doctors",
    "nurse nurses nursing rn",
    "paramedic paramedics medic medics",
    "hospital hospitals er",
    "bystander layperson",
    "textbook textbooks book books",
    "degree degrees associate bachelor",
    "ambulance ambulances rig truck",
    "minimum least",
    "diploma ged",
    "challenge challenging challenged",
    "disability disabilities disabled dyslexia adhd accommodation accommodations accommodate",
    "apply applies applied applying application applications applicant applicants",
    "affiliate affiliated affiliates affiliation affiliations",
    "symbol logo emblem",
    "volunteer volunteers volunteering",
    "veteran veterans military army navy soldier",
    "state states statewide",
    "percent percentage rate rates",
    "work works worked working",
    "nremt registry nr",
    "1 one",
    "2 two twice",
    "3 three third",
    "4 four fourth",
    "5 five fifth",
    "6 six sixth",
    "7 seven",
    "8 eight",
    "10 ten",
    "12 twelve",
    "home remote remotely",
    "online internet virtual distance",
    "fail failed failing fails failure",
    "attempt attempts tries try retake retakes retest",
)
_CONCEPT: dict[str, str] = {}


def stemmed(words: str) -> frozenset[str]:
    """The stems of these words."""
    return frozenset(stem(word) for word in words.split())


class Word(NamedTuple):
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


def forms(bare: str) -> tuple[str, ...]:
    """The beginnings by which a text can be searched for words of the stem `bare`."""
    return tuple(member for group in _GROUPS for member in group.split() if stem(member) == bare) or (bare,)


@lru_cache(maxsize=20000)
def stem(word: str) -> str:
    """The form under which `word` is compared: its group of synonyms, else without its ending."""
    if not _CONCEPT:
        for group in _GROUPS:
            first = group.split()[0]
            for member in group.split():
                _CONCEPT.setdefault(member, first)
    if word in _CONCEPT:
        return _CONCEPT[word]
    for ending, least in (("ations", 4), ("ation", 4), ("ities", 4), ("ity", 4), ("ments", 4), ("ment", 4), ("ings", 4),
                          ("ing", 4), ("ness", 4), ("ies", 3), ("ied", 3), ("ers", 4), ("er", 4), ("ors", 4), ("ed", 4),
                          ("ly", 4), ("es", 4), ("s", 3), ("e", 4)):  # fmt: skip
        if word.endswith(ending) and len(word) - len(ending) >= least and not word.endswith("ss"):
            bare = word[: -len(ending)]
            if bare[-1] == bare[-2] and bare[-1] not in "ls" and ending in ("ing", "ings", "ed", "er", "ers"):
                bare = bare[:-1]
            return _CONCEPT.get(bare, bare)
    return word


def stems(text: str) -> list[str]:
    """The stems of the words of `text` that carry meaning, in order."""
    return [stem(low) for low in (fold(word) for word in _WORD.findall(text)) if low and low not in STOP]


LIGHT: Final = stemmed(
    "new work job ems level state national care patient person certified required time back january february march april june july august "
    "september october november december"
)
"""Words that so many facts hold that sharing one says little."""
SETTING: Final = stemmed("course exam license certification program")
"""Words that say which part of the subject a question is about."""
PLACES: Final = stemmed("ambulance service services ems agency job crew field emergency medical exactly work")
"""Words that say where something is, and ask for nothing more."""
