"""The manual page, built from the help of the commands; a wheel carries it as share/man/man1/emspath.1."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import click

from emspath import __version__
from emspath.cli import main
from emspath.cli.options import OUTPUT_OPTIONS
from emspath.wording import uncapped

_EXIT_CODES = {
    "0": "Answered.",
    "1": "Anything else, such as a file that could not be written.",
    "2": "The question cannot be asked like this.",
    "3": "A name that was not found; the nearest names are told.",
    "4": "Data that is wrong or could not be read.",
    "130": "Interrupted.",
}
_ENVIRONMENT = {
    "COLUMNS": "The width to draw for, where --width is not given.",
    "NO_COLOR": "Write without color when it is set.",
    "FORCE_COLOR": "Write with color when it is set, also into a pipe.",
    "EMSPATH_DATA": "Files to lay over the built-in data, with the separator of PATH between them.",
    "XDG_CACHE_HOME": "Where a checkout keeps its compiled data, in the folder emspath.",
    "XDG_CONFIG_HOME": "Where overlays lie that are always used, in the folder emspath.",
    "EMSPATH_DEBUG": "Show where a fault inside emspath happened.",
}


def page() -> str:
    """The page in the man macros of roff: all commands with their options, the exit codes, and the environment."""
    group = click.Context(main, info_name="emspath")
    what = (main.help or "").partition(":")[0]
    return "\n".join(
        [
            f'.TH EMSPATH 1 "" "emspath {__version__}" "User Commands"',
            ".SH NAME",
            f"emspath \\- {_roff(uncapped(what))}",
            ".SH SYNOPSIS",
            *_synopsis(group),
            ".SH DESCRIPTION",
            *_paragraphs(main.help or ""),
            *_paragraphs(main.epilog or ""),
            ".SH OPTIONS",
            *_options(group),
            ".SH COMMANDS",
            *(line for name in main.commands for line in _command(name, group)),
            ".SH ANSWER OPTIONS",
            *_records(OUTPUT_OPTIONS, group),
            ".SH EXIT STATUS",
            *_listed(_EXIT_CODES),
            ".SH ENVIRONMENT",
            *_listed(_ENVIRONMENT),
            "",
        ]
    )


def _command(name: str, group: click.Context) -> Iterator[str]:
    command = main.commands[name]
    context = click.Context(command, info_name=name, parent=group)
    yield f".SS {_roff(context.command_path)}"
    yield from _synopsis(context)
    yield from _paragraphs(command.help or "")
    yield from _options(context)
    yield from _paragraphs(command.epilog or "")


def _synopsis(context: click.Context) -> Iterator[str]:
    yield ".PP"
    yield f"\\fB{_roff(context.command_path)}\\fR {_roff(' '.join(context.command.collect_usage_pieces(context)))}"


def _options(context: click.Context) -> Iterator[str]:
    """The options of a command; those that all answers share are told once, under their own heading."""
    options = [param for param in context.command.get_params(context) if isinstance(param, click.Option)]
    yield from _records([option for option in options if option not in OUTPUT_OPTIONS], context)
    if OUTPUT_OPTIONS[0] in options:
        yield from (".PP", "And the options under ANSWER OPTIONS.")


def _records(options: Iterable[click.Option], context: click.Context) -> Iterator[str]:
    records = (option.get_help_record(context) for option in options)
    return _listed(dict(record for record in records if record is not None))


def _listed(entries: dict[str, str]) -> Iterator[str]:
    for term, says in entries.items():
        yield from (".TP", f"\\fB{_roff(term)}\\fR", _roff(says))


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", text.replace("\b\n", "").strip()):
        if paragraph:
            yield from (".PP", _roff(" ".join(paragraph.split())))


def _roff(text: str) -> str:
    """Text as roff sets it as it stands: no letter of it is a command, and a hyphen stays one that can be copied."""
    text = (
        text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga").replace('"', "\\(dq")
    )
    return f"\\&{text}" if text.startswith(".") else text
