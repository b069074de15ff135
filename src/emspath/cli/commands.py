"""The commands: each opens the catalogue, asks one question and writes the answer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from emspath.cli.lazy import Command, option
from emspath.cli.opened import catalog, state_of
from emspath.cli.options import FILE, completing, data_option, output_options, state_option
from emspath.cli.output import Output

if TYPE_CHECKING:
    from pathlib import Path


@click.command(cls=Command, epilog="Example: emspath explain ems")
@click.argument("names", nargs=-1, required=True, metavar="NAME...", shell_complete=completing("names"))
@state_option
@output_options
def explain(names: tuple[str, ...], state: str | None, output: Output) -> None:
    """Say what a level, role, term, skill, title or state is.

    Names are found by id, abbreviation or alias in any case: EMT-B, nremt-p, "first responder", I/85.
    """
    from emspath.answers.explain import explain as ask

    known = catalog()
    output.write(ask(known, names, state=state_of(known, state)))


@click.command(cls=Command, epilog="Example: emspath compare emt paramedic")
@click.argument("names", nargs=-1, required=True, metavar="A B [C...]", shell_complete=completing("names"))
@option("--differences", is_flag=True, help="Show only the rows that differ.")
@option(
    "--section",
    metavar="SECTION",
    shell_complete=completing("sections"),
    help="Show one section: what, training, prerequisites, exam, license, scope, renewal, pay.",
)
@state_option
@output_options
def compare(names: tuple[str, ...], differences: bool, section: str | None, state: str | None, output: Output) -> None:
    """Set two or more things side by side."""
    from emspath.answers.compare import compare as ask

    known = catalog()
    output.write(ask(known, names, state=state_of(known, state), differences=differences, section=section))


@click.command(cls=Command, epilog="Example: emspath path emt paramedic")
@click.argument("names", nargs=-1, required=True, metavar="[FROM] TO", shell_complete=completing("ends"))
@state_option
@output_options
def path(names: tuple[str, ...], state: str | None, output: Output) -> None:
    """Show the way to a level or role, from another one or from nothing."""
    from emspath.answers.path import path as ask

    if len(names) > 2:
        raise click.UsageError("a path has one start and one goal")
    known = catalog()
    start = names[0] if len(names) == 2 else None
    output.write(ask(known, start, names[-1], state=state_of(known, state)))


@click.command(cls=Command, epilog="Example: emspath scope iv")
@click.argument("names", nargs=-1, metavar="[SKILL or LEVEL...]", shell_complete=completing("scope"))
@option(
    "--added-by",
    metavar="LEVEL",
    shell_complete=completing("levels"),
    help="Only skills that LEVEL adds to the level below it.",
)
@option("--category", metavar="WORDS", help="Only skills of this category.")
@state_option
@output_options
def scope(
    names: tuple[str, ...], added_by: str | None, category: str | None, state: str | None, output: Output
) -> None:
    """Show who may do what under the national model.

    Skills are found by free words (iv, intubate, narcan, epipen). States and medical directors decide what
    holds where you work.
    """
    from emspath.answers.scope import scope as ask

    known = catalog()
    output.write(ask(known, names, added_by=added_by, category=category, state=state_of(known, state)))


@click.command(cls=Command, name="list", epilog="Example: emspath list levels")
@click.argument(
    "what",
    required=False,
    metavar="[levels|roles|terms|skills|titles|systems|states|sources|topics]",
    shell_complete=completing("lists"),
)
@output_options
def list_(what: str | None, output: Output) -> None:
    """List everything that can be asked about."""
    from emspath.answers.listing import listing

    output.write(listing(catalog(), what))


@click.command(cls=Command, epilog="Example: emspath why emt.training.hours")
@click.argument("fact", metavar="FACT", shell_complete=completing("facts"))
@output_options
def why(fact: str, output: Output) -> None:
    """Show the receipt for one fact: every value, who says so, where, as of when, and what disagrees."""
    from emspath.answers.why import why as ask

    output.write(ask(catalog(), fact))


@click.command(cls=Command, epilog="Example: emspath sources --stale 24m")
@click.argument("ids", nargs=-1, metavar="[ID...]", shell_complete=completing("sources"))
@option("--stale", metavar="LENGTH", help="List the facts that are older than this instead, such as 24m or 2y.")
@output_options
def sources(ids: tuple[str, ...], stale: str | None, output: Output) -> None:
    """Show where the facts come from, or which have grown old."""
    from emspath.answers import sources as ask

    if stale is not None:
        if ids:
            raise click.UsageError("--stale lists facts of all sources; leave the ids out")
        output.write(ask.stale(catalog(), ask.months_of(stale), output.as_of or date.today()))
    else:
        output.write(ask.sources(catalog(), ids))


@click.command(cls=Command, epilog="Example: emspath check my-overlay.yaml")
@click.argument("files", nargs=-1, type=FILE, metavar="[FILE...]")
@data_option
def check(files: tuple[Path, ...]) -> None:
    """Validate the built-in data and the given data files.

    An overlay is checked against the built-in data, and what it adds and overrides is listed.
    """
    from emspath.cli.output import to_stdout
    from emspath.overlays import check_report

    to_stdout(check_report(files, date.today()))


@click.command(cls=Command, epilog="Example: emspath schema compare")
@click.argument("kind", required=False, metavar="[KIND]", shell_complete=completing("schemas"))
def schema(kind: str | None) -> None:
    """Print the JSON Schema of an answer (explain, compare, ...) or of the data files (data)."""
    from emspath.cli.output import to_stdout
    from emspath.schemas import schema_text

    to_stdout(schema_text(kind), raw=True)


COMMANDS = (explain, compare, path, scope, list_, why, sources, check, schema)
