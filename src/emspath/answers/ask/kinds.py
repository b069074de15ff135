"""Whether a sentence is of the kind that a question asks for: money, a time, a number, a schedule."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Final

from msgspec import Struct

from emspath.answers.ask.understand import Question
from emspath.stems import stemmed


class Kind(Struct, frozen=True):
    """What tells a kind of sentence: the stem of a word, a piece of the text, or a number of so many digits or more."""

    stems: frozenset[str]
    texts: tuple[str, ...] = ()
    digits: int | None = None


MONEY: Final = Kind(stemmed("fee free tuition charge paid price earn"), ("$",))
_DISTANT: Final = Kind(stemmed("online home hybrid"), ("self-paced", "in person"))
_TIME: Final = Kind(
    stemmed(
        "year month day week hour minute annual annually semester quarter permanent permanently january february march "
        "april june july august september october november december"
    ),
    ("no limit", "time limit"), digits=4,
)  # fmt: skip
_SCHEDULE: Final = Kind(
    stemmed("evening night weekend weekday shift saturday"), ("part-time", "part time", "full-time", "full time")
)
_CREDITS: Final = Kind(stemmed("hour credit"))
_RESULT: Final = Kind(frozenset(), ("result",))
_AMOUNT: Final = Kind(
    stemmed("two three four five six eight ten twelve half quarter permanent unlimited"),
    (" one ", "no limit"),
    digits=1,
)
_HOURS_OF_DAY: Final = "(part|full) time|evenings?|nights?|weekends?|schedule|what days|class times"
_HOW_MUCH: Final = (
    "how many|how long|the length|how often|when (do|does|did|is|was|can|will|must|should)|what year|what percent|how old|"
    "how much time"
)


def kinds_asked(question: Question) -> tuple[Kind, ...]:
    """The kinds of which a reading must be: money for a cost, a number for how many."""
    groups = question.signals.groups
    asked = (
        (MONEY, bool(groups & {"COST", "PAID"})),
        (_DISTANT, "ONLINE" in groups),
        (_SCHEDULE, question.has(_HOURS_OF_DAY)),
        (_TIME, question.has("how long|how often|valid|how soon|how many years")),
        (_CREDITS, question.has(r"how many (\w+ ){0,3}(hours|credits)")),
        (_RESULT, question.has("results?") and question.has("get|receive|see|wait")),
        (_AMOUNT, question.has(_HOW_MUCH)),
    )
    return tuple(kind for kind, is_asked in asked if is_asked)


def kind_fits(asked: Sequence[Kind], topic: str, says: str, held: Set[str]) -> bool:
    """Whether a reading is of every kind asked for; what a renewal asks need not name the money.

    `held` are the stems of what the reading `says`.
    """
    for kind in asked:
        if kind is MONEY and topic.startswith("licence.renewal"):
            continue
        if kind.stems.isdisjoint(held) and not _shows(kind, says.casefold(), held):
            return False
    return True


def _shows(kind: Kind, said: str, held: Set[str]) -> bool:
    """Whether a text shows it by more than its words."""
    if any(text in said for text in kind.texts):
        return True
    return kind.digits is not None and any(word[0].isdigit() and len(word) >= kind.digits for word in held)
