"""Commands that write more than an answer."""

from __future__ import annotations

from pathlib import Path

import click

from emspath.cli.commands import catalog
from emspath.cli.options import data_option


@click.command(epilog="Example: emspath handbook --output site")
@click.option(
    "--output",
    "-o",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="The folder to make; an empty one may be there.",
)
@click.option("--force", is_flag=True, help="Replace the handbook that is in DIR; other files in it stay.")
@data_option
def handbook(folder: Path, force: bool) -> None:
    """Write the whole model as a small static site that a school can host as it is."""
    from emspath.cli.output import to_stdout
    from emspath.handbook import pages
    from emspath.publish import publish

    made = pages(catalog())
    publish(made, folder, force=force)
    to_stdout(f"{len(made)} files. Open {folder / 'index.html'} in a browser.\n")


PUBLISH_COMMANDS = (handbook,)
