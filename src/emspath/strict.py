"""The records of the model with every limit checked: what data files are read with, and what their JSON Schema says."""

from __future__ import annotations

import ast
import re
import typing
from functools import cache, reduce
from operator import or_
from types import UnionType
from typing import Annotated, Any, Literal, Union

import msgspec

from emspath.model import Limit, Record

_WORDS: dict[str, str] = {}
"""For each pattern that is checked what it asks for."""


@cache
def strict(record: type[Record]) -> type[msgspec.Struct]:
    """A type with the fields and rules of `record` that also refuses what breaks a limit."""
    types = typing.get_type_hints(record, include_extras=True)
    fields = [
        (each.name, _limited(types[each.name]), msgspec.field(default=each.default, default_factory=each.default_factory))  # type: ignore[call-overload]
        for each in msgspec.structs.fields(record)
    ]  # fmt: skip
    kept = {name: getattr(record, name) for name in ("__doc__", "__post_init__") if hasattr(record, name)}
    return msgspec.defstruct(record.__name__, fields, namespace=kept, kw_only=True, forbid_unknown_fields=True)


def _limited(type_: Any) -> Any:
    """A type with the limits in it as msgspec takes them, and the records in it likewise."""
    if isinstance(type_, type) and issubclass(type_, Record):
        return strict(type_)
    origin, parts = typing.get_origin(type_), typing.get_args(type_)
    if origin is Annotated:
        return Annotated[_limited(parts[0]), *(_meta(limit) for limit in parts[1:])]
    if origin in (None, Literal):
        return type_
    inner = tuple(_limited(part) for part in parts)
    return reduce(or_, inner) if origin in (Union, UnionType) else origin[inner]


def _meta(limit: Limit) -> msgspec.Meta:
    """The limit as msgspec takes it; a pattern is one for the whole text, also before a last line's end."""
    rules = dict(limit.rules)
    if "pattern" in rules:
        rules["pattern"] = rf"^(?:{rules['pattern']})$(?!\n)"
        _WORDS[rules["pattern"]] = rules["description"]
    return msgspec.Meta(**rules)


def in_words(message: str) -> str | None:
    """What the pattern in a message of msgspec asks for; None where the message has none."""
    quoted = re.search(r"matching regex (.+)", message, re.S)
    return _WORDS[ast.literal_eval(quoted.group(1))] if quoted else None
