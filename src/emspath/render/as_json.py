"""Answers as JSON: the answer itself, encoded; nothing is decided here."""

from __future__ import annotations

from typing import Final

import msgspec

from emspath.answers.base import Answer
from emspath.safe import json_visible

_ORDER: Final = ("emspath", "kind", "query", "answer", "sources", "notes")


def render(answer: Answer) -> bytes:
    """Indented JSON with a final newline; keys in the order of the records.

    A character that would act on a terminal or hide is written as an escape; who decodes it gets the character.
    """
    return msgspec.json.format(json_visible(msgspec.json.encode(_ordered(answer))), indent=2) + b"\n"


def render_line(answer: Answer) -> bytes:
    """The same on one line."""
    return json_visible(msgspec.json.encode(_ordered(answer))) + b"\n"


def _ordered(answer: Answer) -> dict[str, object]:
    """The envelope with the answer before its sources, for who reads it."""
    fields = answer.__struct_fields__
    return {key: getattr(answer, key) for key in (*_ORDER, *fields) if key in fields}
