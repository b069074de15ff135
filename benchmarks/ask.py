"""How well `emspath ask` answers: right, partly right, declined and wrong, by kind of question.

Usage: python benchmarks/ask.py [--held-out | --unseen] [--verbose]

The judge is mechanical. An answer is right when the words of the most important point stand in its text, and
the words of at least half of all points in its text or facts, and it says no contrary yes or no. It is partly
right when some point is told. It is wrong when it asserts the contrary, or tells no point at all, with medium or
high confidence; with low confidence or none it is declined. Ends with 1 when fewer than 85 percent are right or
more than 3 percent wrong.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import yaml

from emspath.answers.ask import AskAnswer, ask
from emspath.library import open_catalog

HERE = Path(__file__).parent
LEAST_RIGHT = 85.0
MOST_WRONG = 3.0
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NUMBERS = {word: str(number) for number, word in enumerate(_WORDS, start=1)}
OUTCOMES = ("right", "partly", "declined", "wrong")


def judge(answer: AskAnswer, expected: dict[str, Any]) -> str:
    """What the answer is worth, by the words that it must hold."""
    asked = answer.answer
    if expected.get("decline"):
        return "right" if asked.confidence == "none" else "partly" if asked.confidence == "low" else "wrong"
    if asked.confidence == "none":
        return "declined"
    text = readable(asked.text)
    whole = f"{text} {readable(' '.join(fact.text for fact in asked.facts))}"
    verdict = expected.get("verdict")
    sure = asked.confidence in ("high", "medium")
    if verdict is not None and sure and contrary(text, verdict):
        return "wrong"
    if sure and any(told(words, text) for words in expected.get("never", ())):
        return "wrong"
    points = expected["points"]
    hits = sum(told(words, whole) for words in points)
    if told(points[0], text) and 2 * hits >= len(points):
        return "right"
    if hits:
        return "partly"
    return "wrong" if sure else "declined"


def told(words: list[str], text: str) -> bool:
    """Whether every word (one of its alternatives) stands in `text`."""
    return all(
        any(re.search(rf"(?<![\w.]){re.escape(readable(w))}(?!\d|\.\d)", text) for w in part.split("|"))
        for part in words
    )


def contrary(text: str, verdict: str) -> bool:
    """Whether the answer opens with the other of yes and no."""
    opening = re.match(r"(yes|no)\b", text)
    return opening is not None and opening.group() != verdict


def readable(text: str) -> str:
    """Small letters, numbers without separators, no commas and dashes that stand between numbers."""
    low = text.casefold().replace("–", " to ").replace("’", "'")
    low = re.sub(r"(?<=\d),(?=\d{3})", "", low)
    low = re.sub(r"[,$]", "", low)
    return re.sub(rf"\b({'|'.join(NUMBERS)})\b", lambda match: NUMBERS[match.group()], low)


def run(path: Path, *, verbose: bool) -> bool:
    """Ask every question of a file, print the tally, and say whether it is good enough."""
    catalog = open_catalog()
    questions = yaml.safe_load(path.read_text(encoding="utf-8"))["questions"]
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    for item in questions:
        answer = ask(catalog, item["question"])
        outcome = judge(answer, item)
        tally[item["kind"]][outcome] += 1
        if verbose and outcome != "right":
            print(
                f"{outcome:9} {item['id']} ({answer.answer.confidence}) {item['question']}\n          {answer.answer.text}"
            )
    print(f"{path.name}: {len(questions)} questions")
    print(f"{'kind':16}" + "".join(f"{outcome:>10}" for outcome in OUTCOMES))
    for kind, counts in tally.items():
        print(f"{kind:16}" + "".join(f"{counts[outcome]:>10}" for outcome in OUTCOMES))
    total = sum(tally.values(), Counter())
    shares = {outcome: 100 * total[outcome] / len(questions) for outcome in OUTCOMES}
    print(f"{'all':16}" + "".join(f"{total[outcome]:>10}" for outcome in OUTCOMES))
    print(f"{'percent':16}" + "".join(f"{shares[outcome]:>10.1f}" for outcome in OUTCOMES))
    return shares["right"] >= LEAST_RIGHT and shares["wrong"] <= MOST_WRONG


def main(arguments: list[str]) -> int:
    """Run the benchmark on the questions, or on others."""
    sets = {"--held-out": "held_out.yaml", "--unseen": "unseen.yaml"}
    name = next((sets[each] for each in arguments if each in sets), "questions.yaml")
    good = run(HERE / name, verbose="--verbose" in arguments)
    if not good:
        print(f"below the mark: at least {LEAST_RIGHT:.0f} percent right and at most {MOST_WRONG:.0f} percent wrong")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
