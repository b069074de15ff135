"""Answers as JSON: the answer itself, encoded; nothing is decided here."""

from __future__ import annotations

import msgspec

from emspath.answers.base import Answer


def render(answer: Answer) -> str:
    """Indented JSON with a final newline; keys in the order of the records."""
    return msgspec.json.format(msgspec.json.encode(answer), indent=2).decode() + "\n"


def render_line(answer: Answer) -> str:
    """The same on one line."""
    return msgspec.json.encode(answer).decode() + "\n"
