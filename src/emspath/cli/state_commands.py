"""The commands about states: one, all of them, and a move between two."""

from __future__ import annotations

import click

from emspath.cli.lazy import Command, option
from emspath.cli.opened import catalog
from emspath.cli.options import completing, output_options
from emspath.cli.output import Output


@click.command(cls=Command, epilog="Example: emspath state tx")
@click.argument("states", nargs=-1, required=True, metavar="STATE...", shell_complete=completing("states"))
@option(
    "--level",
    metavar="LEVEL",
    shell_complete=completing("levels"),
    help="Only what concerns this level, in full sentences.",
)
@output_options
def state(states: tuple[str, ...], level: str | None, output: Output) -> None:
    """Show what a state licenses and asks, and who to check with.

    States are found by postal code or name in any case: TX, texas, "new york".
    """
    from emspath.answers.state import state as ask

    output.write(ask(catalog(), states, level=level))


@click.command(cls=Command, epilog="Example: emspath states --compact --nremt required")
@option("--columns", metavar="LIST", help="Columns to show, by commas: office, levels, nremt, age, hours, renewal, ce, keep-nremt, compact, scope.")  # fmt: skip
@option("--level", metavar="LEVEL", shell_complete=completing("levels"), help="The level that nremt, age, hours, renewal, ce and keep-nremt are shown for (default: EMT).")  # fmt: skip
@option("--compact/--no-compact", default=None, help="Only members of the EMS Compact, or only others.")
@option("--nremt", type=click.Choice(("required", "accepted", "not-used")), help="Only states that ask for, accept or do not use the NREMT for the first license.")  # fmt: skip
@option("--licenses", metavar="LEVEL", shell_complete=completing("levels"), help="Only states that license this level: aemt, or a state's own name such as EMT-CC.")  # fmt: skip
@output_options
def states(
    columns: str | None,
    level: str | None,
    compact: bool | None,
    nremt: str | None,
    licenses: str | None,
    output: Output,
) -> None:
    """List all states, or those that fit.

    A state for which the sources do not say is named as unknown, never counted as no.
    """
    from emspath.answers.state import states as ask

    chosen = [column.strip().casefold() for column in columns.split(",") if column.strip()] if columns else []
    output.write(ask(catalog(), columns=chosen, level=level, compact=compact, nremt=nremt, licenses=licenses))


@click.command(cls=Command, epilog="Example: emspath move tx co --level emt")
@click.argument("origin", metavar="FROM", shell_complete=completing("states"))
@click.argument("destination", metavar="TO", shell_complete=completing("states"))
@option("--level", metavar="LEVEL", shell_complete=completing("levels"), default="emt", show_default=True, help="The level held, also under a state's own name.")  # fmt: skip
@output_options
def move(origin: str, destination: str, level: str, output: Output) -> None:
    """Show what a license in one state is worth in another, and what the new state asks."""
    from emspath.answers.move import move as ask

    output.write(ask(catalog(), origin, destination, level=level))


STATE_COMMANDS = (state, states, move)
