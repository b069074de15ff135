"""Answers as JSON: the answer itself, encoded; nothing is decided here."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from emspath.answers.base import Answer
from emspath.safe import json_visible

_ORDER: Final = ("emspath", "kind", "query", "answer", "sources", "notes")


def render(answer: Answer) -> bytes:
    """Indented JSON with a final newline; keys in the order of the records.

    A character that would act on a terminal or hide is written as an escape; who decodes it gets the character.
    """
    return msgspec.json.format(json_visible(_encoded(answer)), indent=2) + b"\n"


def render_line(answer: Answer) -> bytes:
    """The same on one line."""
    return json_visible(_encoded(answer)) + b"\n"


def _encoded(answer: Answer) -> bytes:
    told = _ordered(answer)
    try:
        return msgspec.json.encode(told)
    except UnicodeEncodeError:  # what was typed held bytes that are no text, and JSON has only text
        return msgspec.json.encode(_as_text(msgspec.to_builtins(told)))


def _as_text(value: Any) -> Any:
    """`value` with a question mark for each half of a character in it."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_as_text(key): _as_text(each) for key, each in value.items()}
    return [_as_text(each) for each in value] if isinstance(value, (list, tuple)) else value


def _ordered(answer: Answer) -> dict[str, object]:
    """The envelope with the answer before its sources, for who reads it."""
    fields = answer.__struct_fields__
    return {key: getattr(answer, key) for key in (*_ORDER, *fields) if key in fields}
