"""The start screen: what somebody sees who types `emspath` and nothing else."""

from __future__ import annotations

import sys
from typing import Final

from emspath import __version__
from emspath.cli.output import Output, speaks_unicode, to_stdout

QUESTIONS: Final = (
    "what is the difference between an EMT and a paramedic?",
    "can EMTs start IVs in Texas?",
    "how long is paramedic school?",
    "how do I become an EMT?",
)
LADDER: Final = (
    ("Paramedic", "the most training: medicines, advanced airways"),
    ("AEMT", "basic care plus a set of advanced skills"),
    ("EMT", "basic care and transport; where most people start"),
    ("EMR", "immediate lifesaving care until others arrive"),
)
"""The national levels, highest first, each with a few words."""
NEXT: Final = (
    ("emspath explain ems", "what a word, level or role means"),
    ("emspath compare emt paramedic", "side by side"),
    ("emspath path paramedic", "the way there, step by step"),
    ("emspath state tx", "what a state asks"),
    ("emspath --help", "every command"),
)


def show() -> None:
    """Write the start screen to stdout."""
    to_stdout(screen(color=Output().colored(), unicode=speaks_unicode(sys.stdout)))


def screen(*, color: bool, unicode: bool) -> str:
    """The screen, within 80 columns; `color` adds bold, `unicode` draws the ladder with lines."""

    def bold(text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if color else text

    rung = "├──────┤" if unicode else "|------|"
    lines = [f"{bold('emspath')} {__version__}: who is who in United States EMS, and how to get there.", ""]
    lines.append(bold("Ask in plain English"))
    lines += [f'  emspath ask "{question}"' for question in QUESTIONS]
    lines += ["", bold("The ladder: four national levels; each state licenses its own")]
    lines += [f"  {rung}  {bold(f'{name:<9}')}  {said}" for name, said in LADDER]
    lines += ["", bold("Where to go next")]
    lines += [f"  {command:<30}  {said}" for command, said in NEXT]
    lines += ["", "Every fact has a source and a date. Practicing needs a state's license."]
    return "\n".join(lines) + "\n"
