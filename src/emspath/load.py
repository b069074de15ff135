"""Finds and reads the data files, and turns what is wrong with one into a file, a line and a field."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from emspath import yamlio
from emspath.errors import DataError
from emspath.folders import data_home
from emspath.model import DataFile
from emspath.strict import in_words, strict
from emspath.wording import listed

_STEP = re.compile(r"\.([A-Za-z_][A-Za-z0-9_]*)|\[(\d+|\.\.\.)\]")


class Loaded(NamedTuple):
    """A data file read: its name as messages show it, where it is, and what it holds."""

    shown: str
    path: Path
    content: DataFile


def data_folder() -> Path:
    """The folder of the built-in data: beside this module in an installed wheel, else at the root of a checkout.

    Raises DataError when it is in neither place.
    """
    return Path(data_home())


def data_paths(folder: Path) -> list[Path]:
    """The data files of `folder` and the folders in it, in one fixed order."""
    return sorted(folder.rglob("*.yaml"))


def read_folder(folder: Path) -> list[Loaded]:
    """Read every data file below `folder`. Raises DataError for the first that is wrong."""
    return [read_file(path, f"{folder.name}/{path.relative_to(folder).as_posix()}") for path in data_paths(folder)]


def read_file(path: Path, shown: str | None = None) -> Loaded:
    """Read and validate one data file. Raises DataError naming file, line and field."""
    shown = shown or str(path)
    text = yamlio.read_text(path, shown)
    tree = yamlio.parse(text, shown)
    try:
        msgspec.convert(tree, strict(DataFile), strict=True)
        content = msgspec.convert(tree, DataFile, strict=True)
    except msgspec.ValidationError as error:
        raise _explained(error, text, shown) from None
    return Loaded(shown, path, content)


def lines_of(file: Loaded) -> yamlio.Lines:
    """The line on which each value of the file starts; only read when there is something to report."""
    lines: yamlio.Lines = {}
    yamlio.parse(yamlio.read_text(file.path, file.shown), file.shown, lines)
    return lines


def locate(file: Loaded, lines: yamlio.Lines, trail: Iterable[str | int]) -> str:
    """`file:line: field` for the value at `trail`."""
    return _at(file.shown, lines, tuple(trail))


def _at(shown: str, lines: yamlio.Lines, trail: yamlio.Trail) -> str:
    field = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in trail).lstrip(".")
    known = trail
    while known and known not in lines:
        known = known[:-1]
    return f"{shown}:{lines.get(known, 1)}: {field}" if field else f"{shown}:{lines.get((), 1)}"


def _explained(error: msgspec.ValidationError, text: str, shown: str) -> DataError:
    message, found, where = str(error).rpartition(" - at `")
    if not found:
        message, where = where, ""
    lines: yamlio.Lines = {}
    value = yamlio.parse(text, shown, lines)
    trail: list[str | int] = []
    for match in _STEP.finditer(where):
        name, position = match.groups()
        if position == "...":
            value = None
            break
        trail.append(name if name else int(position))
    try:
        for step in trail:
            value = value[step]
    except (LookupError, TypeError):
        value = None
    unknown = re.match(r"Object contains unknown field `(.+)`", message, re.S)
    if unknown:
        trail.append(unknown.group(1))
    said, mend = _plainer(message, value)
    return DataError((f"{_at(shown, lines, tuple(trail))}: {said}",), mend)


# --- the messages of msgspec in plain words, each with its mend

_SEE: Final = "See docs/data-model.md for this field"
_KINDS: Final = {
    "str": "text", "int": "a whole number", "float": "a number", "bool": "true or false", "array": "a list",
    "object": "a mapping", "null": "nothing",
}  # fmt: skip
_BOUNDS: Final = {">=": "at least", "<=": "at most", ">": "more than", "<": "less than"}
_EXPECTED: Final = re.compile(r"Expected `([a-z |]+)`(?:, got `(\w+)`| (of length )?([<>]=?) ([0-9.]+)|( .*))?")
_MANY_DIGITS: Final = 17
_SHOWN: Final = 40


def _plainer(message: str, value: Any) -> tuple[str, str]:
    """What is wrong with `value`, where that is known, and how to mend it."""
    if missing := re.match(r"Object missing required field `(.+)`", message):
        return f"the field `{missing.group(1)}` is missing", _SEE
    if message.startswith("Object contains unknown field"):
        return "unknown field", "Check its spelling against docs/data-model.md"
    if message.startswith("Invalid enum value"):
        return f"{_quoted(value)} is no word that this field takes", "`emspath schema data` lists those it takes"
    if (words := in_words(message)) is not None:
        what, _, sample = words.partition(", such as ")
        return f"expected {what[0].lower()}{what[1:]}, got {_quoted(value)}", f"Write it like {sample}"
    expected = _EXPECTED.fullmatch(message)
    if expected is None:
        return message[0].lower() + message[1:], _SEE
    types, got, length, sign, bound, rest = expected.groups()
    wanted = f"expected {_kind(types)}"
    if sign:
        number = bound.removesuffix(".0")
        of = f" {'character' if types == 'str' else 'item'}{'' if number == '1' else 's'}" if length else ""
        had = "" if value is None else f", got {len(value) if length else value}"
        return f"{wanted} of {_BOUNDS[sign]} {number}{of}{had}", _SEE
    if not got:
        return f"{wanted}{rest or ''}", _SEE
    if "str" in types and got in ("int", "float", "bool", "null"):
        return f"{wanted}, got {_KINDS[got]}", "Put the value in quotes"
    if got == "str" and isinstance(value, str) and ("int" in types or "float" in types):
        digits = len(re.findall("[0-9]", value)) if re.fullmatch("[-+]?[0-9.]+", value) else 0
        if digits > _MANY_DIGITS:
            return f"{wanted}, got one of {digits} digits", "Give a shorter one"
        return f"{wanted}, got the text {_quoted(value)}", "Write a plain number, without quotes"
    return f"{wanted}, got {_KINDS[got]}", _SEE


def _kind(types: str) -> str:
    """Types as msgspec joins them, in words; that a field may be left out goes without saying."""
    kinds = [each for each in types.split(" | ") if each != "null"] or ["null"]
    return listed([_KINDS[each] for each in kinds if each != "int" or "float" not in kinds], "or")


def _quoted(value: Any) -> str:
    text = str(value)
    return f"'{text if len(text) <= _SHOWN else text[:_SHOWN] + '…'}'"
