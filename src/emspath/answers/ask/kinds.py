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
AMOUNT: Final = r"\d|\b(one|two|three|four|five|six|eight|ten|twelve|twice|half|quarter|no limit|permanent|unlimited)\b"


def kind_fits(question: Question, topic: str, says: str) -> bool:
    """Whether a reading is of the kind asked for: money for a cost, an amount or a date for how long and when."""
    said = says.casefold()
    groups = question.signals.groups
    if groups & {"COST", "PAID"} and not re.search(_MONEY, said) and not topic.startswith("licence.renewal"):
        return False
    if "ONLINE" in groups and not re.search(_DISTANT, said):
        return False
    if question.has(_HOURS_OF_DAY) and not re.search(_SCHEDULE, said):
        return False
    if question.has("how long|how often|valid|how soon|how many years") and not re.search(_TIME, said):
        return False
    if question.has(r"how many (\w+ ){0,3}(hours|credits)") and not re.search(r"\b(hours?|credits?)\b", said):
        return False
    if question.has("results?") and question.has("get|receive|see|wait") and "result" not in said:
        return False
    if question.has(
        "how many|how long|the length|how often|when (do|does|did|is|was|can|will|must|should)|what year|what percent|how old|how much time"
    ):
        return re.search(AMOUNT, said) is not None
    return True
