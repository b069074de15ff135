"""Finds and reads the data files, and turns what is wrong with one into a file, a line and a field."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec

from emspath import yamlio
from emspath.errors import DataError
from emspath.folders import data_home
from emspath.model import DataFile
from emspath.strict import strict

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
    message, _, where = str(error).partition(" - at `")
    lines: yamlio.Lines = {}
    yamlio.parse(text, shown, lines)
    trail: list[str | int] = []
    for match in _STEP.finditer(where):
        name, position = match.groups()
        if position == "...":
            break
        trail.append(name if name else int(position))
    unknown = re.search(r"unknown field `(.+)`", message)
    if unknown:
        trail.append(unknown.group(1))
    return DataError((f"{_at(shown, lines, tuple(trail))}: {_plainer(message)}",), _mend(message))


def _plainer(message: str) -> str:
    missing = re.search(r"missing required field `(.+)`", message)
    if missing:
        return f"the field `{missing.group(1)}` is missing"
    if "unknown field" in message:
        return "unknown field"
    message = re.sub(r"`array`", "a list", message)
    message = re.sub(r"`object`", "a mapping", message)
    return message[0].lower() + message[1:]


def _mend(message: str) -> str:
    if "unknown field" in message:
        return "Check its spelling against docs/data-model.md"
    if "Expected `str`, got" in message:
        return "Put the value in quotes"
    return "See docs/data-model.md for this field"
