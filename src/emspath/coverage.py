"""How much is known of the states, field by field: the page docs/coverage.md.

`python -m emspath.coverage` prints it; a test holds the page and the data together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from emspath.answers.state import PER_LEVEL, level_fact
from emspath.catalog import LADDER, Catalog, Located, headline, label
from emspath.model import State

_WHOLE: Final = (
    "licence.requirements", "licence.fee", "licence.processing", "licence.reciprocity",
    "licence.renewal-ways", "licence.lapse", "licence.notes", "scope.authority", "scope.difference", "place.office",
    "place.compact", "place.compact-since", "place.pay-emt", "place.pay-paramedic",
)  # fmt: skip
_FEW: Final = 14

_CLOSING: Final = (
    "The last row counts the states with at least one fact on which sources disagree. Not every state has something to "
    "tell under every field: no known difference in scope, for example, may mean that there is none."
)
_OPENING: Final = """\
# What is known of the states

How many of the {total} jurisdictions (the states and the District of Columbia) the data answer, field by field. This page is made from the data by `python -m emspath.coverage > docs/coverage.md`, and a test keeps it current.

A field counts as known when at least one current source answers it. What is not known is said as unknown in every answer and never counts as "no"; most gaps mean that no public text read for this model states the value. `emspath states` lists the states themselves.
"""


def page(catalog: Catalog) -> str:
    """The page as Markdown."""
    states = list(catalog.states.values())
    lines = [_OPENING.format(total=len(states)), "## Level by level", ""]
    heads = [label(catalog.levels[level]) for level in LADDER]
    lines.append(_row("Field", *heads, "at some level"))
    lines.append("|" + " --- |" * (len(heads) + 2))
    lines.append(
        _row("Levels licensed, with local names", *(_licensed(states, level) for level in LADDER), _licensed(states))
    )
    for topic in PER_LEVEL.values():
        known = {level: {s.id for s in states if _known(level_fact(catalog, s, topic, level))} for level in LADDER}
        counts = [str(len(known[level])) for level in LADDER]
        lines.append(_row(catalog.topics[topic].label, *counts, str(len(set().union(*known.values())))))
    lines += [
        "",
        "A level that no source lists for a state counts as not known there.",
        "",
        "## For the state as a whole",
        "",
    ]
    lines += [_row("Field", "Known", "Not known for"), "| --- | --- | --- |"]
    for topic in _WHOLE:
        without = [s for s in states if not any(_known(f) for f in catalog.facts(s) if f.fact.topic == topic)]
        lines.append(_row(catalog.topics[topic].label, str(len(states) - len(without)), _missing(without, len(states))))
    lines.append(_row("What sources disagree on", str(sum(any(f.dispute for f in s.facts) for s in states)), ""))
    lines += ["", _CLOSING, ""]
    return "\n".join(lines)


def _known(located: Located | None) -> bool:
    return located is not None and headline(located.fact) is not None


def _licensed(states: Sequence[State], level: str | None = None) -> str:
    def fits(state: State) -> bool:
        return any(local.status != "unknown" and level in (None, local.maps_to) for local in state.levels)

    return str(sum(map(fits, states)))


def _missing(states: Sequence[State], total: int) -> str:
    if not states:
        return "none"
    if len(states) > _FEW:
        return f"{len(states)} of {total}"
    return ", ".join(state.abbreviation or state.id.upper() for state in states)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    from emspath.library import open_catalog

    print(page(open_catalog()), end="")
