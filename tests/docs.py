"""Commands shown in the documentation: found, run, and compared with the output shown beside them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from click.testing import CliRunner

from emspath.cli import main

from .conftest import DAY

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
CUT = "…"
"""A last line that says that the output goes on."""


class Shown(NamedTuple):
    """A command with the output that stands below it."""

    command: str
    output: str
    start: int
    end: int


def shown(text: str) -> Iterator[Shown]:
    """Every `$ emspath …` of the console blocks in a Markdown text."""
    for block in _BLOCK.finditer(text):
        parts = re.split(r"^\$ ", block.group(1), flags=re.MULTILINE)
        position = block.start(1) + len(parts[0])
        for part in parts[1:]:
            command, _, output = part.partition("\n")
            start = position + len("$ ") + len(command) + 1
            position += len("$ ") + len(part)
            if command.startswith("emspath "):
                yield Shown(command, output, start, position)


def actual(command: str, folder: Path) -> str:
    """What the command prints, counted from a fixed day and 80 columns wide."""
    arguments = shlex.split(command)[1:]
    name = next((a for a in arguments if not a.startswith("-")), "")
    takes_day = any(p.name == "as_of" for p in main.commands[name].params) if name in main.commands else False
    if takes_day and "--as-of" not in arguments:
        arguments += ["--as-of", DAY]
    result = CliRunner(env={"COLUMNS": "80"}).invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code == 0, (command, result.output)
    return result.stdout


def expected(item: Shown, printed: str) -> str:
    """The output as the page should show it: cut where the page cuts it."""
    lines = item.output.splitlines()
    if lines and lines[-1] == CUT:
        return "".join(f"{line}\n" for line in [*printed.splitlines()[: len(lines) - 1], CUT])
    return printed


def refreshed(text: str, folder: Path) -> str:
    """The page with every shown output replaced by the current one."""
    for item in reversed(list(shown(text))):
        text = text[: item.start] + expected(item, actual(item.command, folder)) + text[item.end :]
    return text
