"""The records of the model with every limit checked: what data files are read with, and what their JSON Schema says."""

from __future__ import annotations

import typing
from functools import cache, reduce
from operator import or_
from types import UnionType
from typing import Annotated, Any, Literal, Union

import msgspec

from emspath.model import Record


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
        return Annotated[_limited(parts[0]), *(msgspec.Meta(**limit.rules) for limit in parts[1:])]
    if origin in (None, Literal):
        return type_
    inner = tuple(_limited(part) for part in parts)
    return reduce(or_, inner) if origin in (Union, UnionType) else origin[inner]
