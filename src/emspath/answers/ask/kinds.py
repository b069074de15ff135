"""Whether a sentence is of the kind that a question asks for: money, a time, a number, a schedule."""

from __future__ import annotations

import re
from typing import Final

from emspath.answers.ask.understand import Question

_MONEY: Final = r"\$|\b(fees?|costs?|free|tuition|charges?|paid|pays?|price|earn(ed|s)?)\b"
_DISTANT: Final = r"\b(online|home|distance|virtual|hybrid|self-paced|in person)\b"
_TIME: Final = (
    r"\b(years?|months?|days?|weeks?|hours?|minutes?|annual(ly)?|semesters?|quarters?|permanent(ly)?|no (time )?limit|time limit|"
    r"january|february|march|april|may \d|june|july|august|september|october|november|december|\d{4})\b"
)
_HOURS_OF_DAY: Final = "(part|full) time|evenings?|nights?|weekends?|schedule|what days|class times"
_SCHEDULE: Final = r"\b((part|full)[- ]time|evenings?|nights?|weekends?|weekdays?|shifts?|saturdays?)\b"
_AMOUNT: Final = (
    r"\d|\b(one|two|three|four|five|six|eight|ten|twelve|twice|half|quarter|no limit|permanent|unlimited)\b"
)


def kinds_asked(question: Question) -> tuple[re.Pattern[str], ...]:
    """The patterns that a reading must hold to be of the kind asked for: money for a cost, a number for how many."""
    groups = question.signals.groups
    asked = {
        _MONEY: bool(groups & {"COST", "PAID"}),
        _DISTANT: "ONLINE" in groups,
        _SCHEDULE: question.has(_HOURS_OF_DAY),
        _TIME: question.has("how long|how often|valid|how soon|how many years"),
        r"\b(hours?|credits?)\b": question.has(r"how many (\w+ ){0,3}(hours|credits)"),
        "result": question.has("results?") and question.has("get|receive|see|wait"),
        _AMOUNT: question.has(
            "how many|how long|the length|how often|when (do|does|did|is|was|can|will|must|should)|what year|what percent|how old|how much time"
        ),
    }
    return tuple(re.compile(pattern) for pattern, is_asked in asked.items() if is_asked)


def kind_fits(asked: tuple[re.Pattern[str], ...], topic: str, says: str) -> bool:
    """Whether a reading is of every kind asked for; what a renewal asks need not name the money."""
    if not asked:
        return True
    said = says.casefold()
    return all(kind.search(said) or (kind.pattern == _MONEY and topic.startswith("licence.renewal")) for kind in asked)
