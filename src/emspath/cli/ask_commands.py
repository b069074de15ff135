"""The command for questions in plain English: one, or a line each from standard input."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

import click

from emspath.cli.input import standard_input, unreadable
from emspath.cli.lazy import Command, option
from emspath.cli.opened import catalog
from emspath.cli.options import output_options
from emspath.cli.output import Output, to_stdout

_LONGEST_LINE: Final = 16_384
"""Bytes of a line that are kept; of a longer one the rest is passed over."""


@click.command(cls=Command, epilog='Example: emspath ask "can EMTs start IVs in Texas?"')
@click.argument("words", nargs=-1, required=True, metavar="QUESTION")
@option("--explain", is_flag=True, help="Show what was understood: what is asked, the things named, unused words.")
@output_options
def ask(words: tuple[str, ...], explain: bool, output: Output) -> None:
    """Answer a question in plain English, with the facts behind the answer.

    It works offline from the same cited facts as every other command, and says so when it does not know. With -
    it reads a question a line from standard input; with -f jsonl it then writes an answer a line, in order.
    """
    from emspath.answers.ask import ask as answer

    if words == ("-",):
        _each_line(explain, output)
        return
    output.write(answer(catalog(), " ".join(words), explain=explain))


def _each_line(explain: bool, output: Output) -> None:
    """Answer every line of standard input; one answer for each line whatever it holds."""
    from emspath.answers.ask import ask as answer
    from emspath.answers.ask import declined

    form = output.chosen()
    if form not in ("table", "jsonl", "markdown"):
        raise click.UsageError("questions from standard input are answered as jsonl, markdown or a table")
    known = catalog()
    pages = []
    for text in _lines(standard_input()):
        try:
            page = output.rendered(answer(known, text, explain=explain))
        except Exception as error:  # a school's list goes on: the fault is told in that question's own answer
            page = output.rendered(declined(known, text, f"a fault inside emspath ({type(error).__name__})"))
        page += "" if form == "jsonl" else "\n"
        if output.file is not None:
            pages.append(page)
        else:
            to_stdout(page, raw=form != "table")
    if output.file is not None:
        output.emit("".join(pages))


def _lines(stream: BinaryIO) -> Iterator[str]:
    """The lines of `stream` without their ends, each cut to a readable length; bytes that are no text are replaced."""
    while line := _part(stream):
        kept = line
        while line and not line.endswith(b"\n"):
            line = _part(stream)
        yield kept.decode("utf-8", "replace").rstrip("\r\n")


def _part(stream: BinaryIO) -> bytes:
    try:
        return stream.readline(_LONGEST_LINE)
    except OSError as error:
        raise unreadable("standard input", error) from None


ASK_COMMANDS = (ask,)
