"""Words brought to a common form, so that those of a question and those of a fact can be compared."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from emspath.names import fold

_WORD: Final = re.compile(r"[^\W_]+")
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
_ENDINGS: Final = {
    "s": (("ations", 4), ("ities", 4), ("ments", 4), ("ings", 4), ("ness", 4), ("ies", 3), ("ers", 4), ("ors", 4), ("es", 4), ("s", 3)),
    "n": (("ation", 4),), "y": (("ity", 4), ("ly", 4)), "t": (("ment", 4),), "g": (("ing", 4),), "d": (("ied", 3), ("ed", 4)),
    "r": (("er", 4),), "e": (("e", 4),),
}  # fmt: skip
"""Endings by their last letter, longest first, each with how many letters must stand before it."""


def stemmed(words: str) -> frozenset[str]:
    """The stems of these words."""
    return frozenset(stem(word) for word in words.split())


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
    for ending, least in _ENDINGS.get(word[-1:], ()):
        if word.endswith(ending) and len(word) - len(ending) >= least and not word.endswith("ss"):
            bare = word[: -len(ending)]
            if bare[-1] == bare[-2] and bare[-1] not in "ls" and ending in ("ing", "ings", "ed", "er", "ers"):
                bare = bare[:-1]
            return _CONCEPT.get(bare, bare)
    return word


def stems(text: str) -> list[str]:
    """The stems of the words of `text` that carry meaning, in order."""
    return [stem(low) for low in (fold(word) for word in _WORD.findall(text)) if low and low not in STOP]
