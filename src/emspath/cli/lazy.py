"""A group of commands that are imported when they are run, and listed without being imported."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from functools import partial
from importlib import import_module
from typing import Any, Final, TypeAlias

import click

from emspath.cli.output import to_stdout

Table: TypeAlias = dict[str, tuple[str, str]]
"""For each command its `module:name` and the first sentence of its help."""


class Commands(MutableMapping[str, click.Command]):
    """Commands by name; each is imported when it is taken out."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._taken: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        if name not in self._taken:
            module, _, attribute = self._table[name][0].partition(":")
            self._taken[name] = getattr(import_module(module), attribute)
        return self._taken[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._taken[name] = command

    def __delitem__(self, name: str) -> None:
        del self._taken[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._table | self._taken)

    def __len__(self) -> int:
        return len(self._table | self._taken)

    def __contains__(self, name: object) -> bool:
        return name in self._table or name in self._taken


class Option(click.Option):
    """An option whose help stands as it is written; to clean it up, click would use `inspect` at each start."""

    def __init__(self, *names: Any, help: str | None = None, **attributes: Any) -> None:  # noqa: A002 - click's name
        super().__init__(*names, **attributes)
        self.help = help


option: Final = partial(click.option, cls=Option)
"""Adds an `Option`."""


def _show_help(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        to_stdout(ctx.get_help() + "\n")
        ctx.exit()


_HELP = Option(
    ["-h", "--help"], is_flag=True, expose_value=False, is_eager=True, callback=_show_help,
    help="Show this message and exit.",
)  # fmt: skip


class Command(click.Command):
    """A command with the one help option; click would look for a translation of its help for each command."""

    def get_help_option(self, ctx: click.Context) -> click.Option:
        """The option that all commands share."""
        return _HELP


class BrokenOffError(Exception):
    """A command was interrupted; of a KeyboardInterrupt click would make an empty line first."""


class LazyGroup(click.Group):
    """Shows the sentences of its table in its help."""

    def __init__(self, *, table: Table, **attributes: Any) -> None:
        super().__init__(commands=Commands(table), **attributes)
        self._table = table

    def get_help_option(self, ctx: click.Context) -> click.Option:
        """The option that all commands share."""
        return _HELP

    def make_context(self, *args: Any, **attributes: Any) -> click.Context:
        """Read the arguments; some, such as --help, already answer. Raises BrokenOffError for an interrupt."""
        try:
            return super().make_context(*args, **attributes)
        except KeyboardInterrupt:
            raise BrokenOffError from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. Raises BrokenOffError for an interrupt."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise BrokenOffError from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands as click lays it out, without importing those of the table."""
        listed = click.Group()
        for name in self.commands:
            known = self._table.get(name)
            listed.add_command(click.Command(name, help=known[1]) if known else self.commands[name])
        listed.format_commands(ctx, formatter)
