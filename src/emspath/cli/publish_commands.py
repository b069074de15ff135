"""Commands that write more than an answer."""

from __future__ import annotations

from pathlib import Path

import click

from emspath.cli.lazy import Command, option
from emspath.cli.opened import catalog
from emspath.cli.options import FILE, data_option


@click.command(cls=Command, epilog="Example: emspath handbook --output site")
@option(
    "--output",
    "-o",
    "folder",
    type=FILE,
    required=True,
    metavar="DIR",
    help="The folder to make; an empty one may be there.",
)
@option("--force", is_flag=True, help="Replace the handbook that is in DIR; other files in it stay.")
@data_option
def handbook(folder: Path, force: bool) -> None:
    """Write the whole model as a small static site that a school can host as it is."""
    from emspath.cli.output import to_stdout
    from emspath.handbook import pages
    from emspath.publish import publish
    from emspath.safe import visible

    made = pages(catalog())
    publish(made, folder, force=force)
    to_stdout(f"{len(made)} files. Open {visible(str(folder / 'index.html'))} in a browser.\n")


PUBLISH_COMMANDS = (handbook,)
