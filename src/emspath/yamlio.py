"""YAML text to plain values, safely: the only module that touches PyYAML.

Files are read as parser events, never composed by the library, so that depth, size and aliases are bounded
before anything is built: the C composer ends the process on deep nesting, and aliases multiply without end.
Scalars follow YAML 1.2: `no`, `1:30` and `2019-02-01` stay text.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final, TypeAlias

import yaml

from emspath.errors import DataError

MAX_BYTES: Final = 2_000_000
MAX_DEPTH: Final = 24
MAX_NODES: Final = 100_000

Trail: TypeAlias = tuple[str | int, ...]
"""The way from a file's root to a value: keys and list positions."""
Lines: TypeAlias = dict[Trail, int]

_LONGEST_NUMBER: Final = 40
_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?([0-9]{1,17}\.[0-9]{0,17}|\.[0-9]{1,17}|[0-9]{1,17}(?=[eE]))([eE][-+]?[0-9]{1,2})?")
_WORDS: Final[dict[str, bool | None]] = {"": None, "~": None, "null": None, "true": True, "false": False}
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_text(path: Path, shown: str) -> str:
    """The text of `path`, which messages call `shown`; without a byte-order mark.

    Raises DataError when it is missing, unreadable, too large, empty or not UTF-8.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise DataError((f"{shown}: there is no such file",), "Check the path") from None
    except IsADirectoryError:
        raise DataError((f"{shown}: is a folder, not a file",), "Name the YAML file inside it") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "not a usable path"
        raise DataError(
            (f"{shown}: cannot be read ({reason.lower()})",), "Check the path and its permissions"
        ) from None
    if len(data) > MAX_BYTES:
        raise DataError((f"{shown}: larger than {MAX_BYTES // 1_000_000} MB",), "Split it into smaller files")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DataError((f"{shown}:{line}: not UTF-8 text (byte {error.start})",), "Save the file as UTF-8") from None
    if not text.strip():
        raise DataError((f"{shown}:1: the file is empty",), "See docs/data-model.md for what a data file holds")
    return text


def parse(text: str, shown: str, lines: Lines | None = None) -> Any:
    """The value of the YAML document `text`: mappings, lists, text, numbers, true, false and null.

    With `lines`, the line on which each value starts is filed there under its trail.
    Raises DataError naming `shown` and the line for anything but one plain document: bad syntax, a key twice
    or one that is no text, an alias, an anchor or a tag, or more depth or size than a data file needs.
    """
    try:
        loader = _LOADER(text)
        try:
            return _build(loader, shown, lines)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = f"{shown}:{mark.line + 1}" if mark else shown
        problem = " ".join(str(error.problem or error.context or "bad YAML").split())
        raise DataError((f"{at}: not valid YAML ({problem})",), "Check indentation, quotes and colons there") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1 if isinstance(error.position, int) else 1
        raise DataError((f"{shown}:{line}: a control character that YAML does not allow",), "Remove it") from None
    except yaml.YAMLError:
        raise DataError((f"{shown}: not valid YAML",), "Check indentation, quotes and colons") from None


def _refuse(shown: str, event: Any, problem: str, mend: str) -> DataError:
    line = event.start_mark.line + 1
    return DataError((f"{shown}:{line}: {problem}",), mend)


def _build(loader: Any, shown: str, lines: Lines | None) -> Any:
    """Build the single document of `loader` with a stack of open containers; no recursion, so depth costs nothing."""
    nodes = 0
    documents = 0
    root: Any = None
    open_values: list[Any] = []
    open_keys: list[str | None] = []
    trail: list[str | int] = []
    while loader.check_event():
        event = loader.get_event()
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _refuse(
                    shown, event, "a second document", "Keep one document in a file (no `---` after the first)"
                )
            continue
        if isinstance(event, yaml.AliasEvent):
            raise _refuse(
                shown, event, "an alias (*name)", "Write the value out; data files use no anchors and aliases"
            )
        if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            open_values.pop()
            open_keys.pop()
            if trail:
                trail.pop()
            continue
        if not isinstance(event, yaml.NodeEvent):
            continue
        nodes += 1
        if nodes > MAX_NODES:
            raise _refuse(shown, event, f"more than {MAX_NODES:,} values", "Split the file")
        if event.anchor is not None:
            raise _refuse(
                shown, event, "an anchor (&name)", "Write the value out; data files use no anchors and aliases"
            )
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!":
            raise _refuse(shown, event, "a tag (!name)", "Remove it; quote text that looks like something else")

        if isinstance(event, yaml.ScalarEvent):
            value: Any = _scalar(event)
        else:
            if len(open_values) >= MAX_DEPTH:
                raise _refuse(
                    shown, event, f"nested deeper than {MAX_DEPTH} levels", "Flatten it; see docs/data-model.md"
                )
            value = {} if isinstance(event, yaml.MappingStartEvent) else []

        if not open_values:
            root = value
        elif isinstance(open_values[-1], list):
            step: str | int = len(open_values[-1])
            open_values[-1].append(value)
            trail.append(step)
        elif open_keys[-1] is None:
            if not isinstance(event, yaml.ScalarEvent):
                raise _refuse(shown, event, "a key that is not text", "Use plain words as keys")
            key = event.value
            if key in open_values[-1]:
                raise _refuse(shown, event, f"the key '{key}' stands twice in one place", "Keep one of them")
            open_keys[-1] = key
            continue
        else:
            key = open_keys[-1]
            open_values[-1][key] = value
            open_keys[-1] = None
            trail.append(key)

        if lines is not None:
            mark: Any = event.start_mark
            lines[tuple(trail)] = mark.line + 1
        if isinstance(event, yaml.ScalarEvent):
            if trail:
                trail.pop()
        else:
            open_values.append(value)
            open_keys.append(None)
    return root


def _scalar(event: Any) -> str | int | float | bool | None:
    text: str = event.value
    if (event.style is not None and event.style != "") or not event.implicit[0] or len(text) > _LONGEST_NUMBER:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text
