"""Options that commands share, and the argument types that complete names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any, Literal, TypeVar

import click

from emspath.cli.output import FORMATS, Output

F = TypeVar("F", bound=Callable[..., Any])


class DayType(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or a usage error that shows the form."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(str(value), "%Y-%m-%d").date()
        except ValueError:
            self.fail(f"'{value}' is no day of the calendar; give YYYY-MM-DD, such as 2027-01-11", param, ctx)


DAY = DayType()


def complete_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Names of levels, skills, roles, titles and states that begin with what is typed."""
    from emspath.library import open_catalog

    start = incomplete.casefold()
    kinds = ("states",) if param.name == "state" else None
    catalog = open_catalog()
    entities = catalog.states.values() if kinds else catalog.entities.values()
    return [entity.id for entity in entities if entity.id.startswith(start)]


def output_options(command: F) -> F:
    """Adds the options on how an answer is shown; the command gets them as one `output`."""

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        style = kwargs.pop("sources_style")
        sources: Literal["short", "full", "none"] = "none" if kwargs.pop("no_sources") else style
        as_json = kwargs.pop("json_flag")
        format_ = kwargs.pop("format_")
        output = Output(
            format="json" if as_json else format_,
            file=kwargs.pop("output_file"),
            force=kwargs.pop("force"),
            color=kwargs.pop("color"),
            width=kwargs.pop("width"),
            plain=kwargs.pop("plain"),
            sources=sources,
            full=kwargs.pop("full"),
            pager=kwargs.pop("pager"),
            as_of=kwargs.pop("as_of") or date.today(),
            old_months=kwargs.pop("old"),
        )
        return command(*args, output=output, **kwargs)

    options = (
        click.option(
            "--format", "-f", "format_", type=click.Choice(FORMATS), help="How to write the answer (default: table)."
        ),
        click.option("--json", "json_flag", is_flag=True, help="Short for --format json."),
        click.option(
            "--output",
            "-o",
            "output_file",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Write to FILE; its ending chooses the format.",
        ),
        click.option("--force", is_flag=True, help="Let --output replace a file that exists."),
        click.option("--full", is_flag=True, help="Show every row and fact, not only the first screen."),
        click.option("--plain", is_flag=True, help="Linear text without tables, for screen readers and grep."),
        click.option("--no-sources", is_flag=True, help="Leave the sources out."),
        click.option(
            "--sources",
            "sources_style",
            type=click.Choice(("short", "full", "none")),
            default="short",
            help="How to list the sources; full adds links.",
        ),
        click.option(
            "--color",
            type=click.Choice(("auto", "always", "never")),
            default="auto",
            help="Colour: auto is on a terminal only.",
        ),
        click.option("--width", type=click.IntRange(40, 400), metavar="COLUMNS", help="Width to draw for (40 to 400)."),
        click.option("--pager", is_flag=True, help="Show through a pager when on a terminal."),
        click.option(
            "--as-of", type=DAY, metavar="DATE", help="The day against which age is counted (default: today)."
        ),
        click.option(
            "--old",
            type=click.IntRange(1, 1200),
            default=24,
            metavar="MONTHS",
            help="Mark values dated more than this before (default: 24).",
        ),
        data_option,
    )
    for option in reversed(options):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[return-value]


def _remember_data(ctx: click.Context, param: click.Parameter, value: tuple[Path, ...]) -> None:
    ctx.ensure_object(dict)
    ctx.obj.setdefault("data", [])
    ctx.obj["data"] += [path for path in value if path not in ctx.obj["data"]]


data_option = click.option(
    "--data", "data_files", type=click.Path(path_type=Path), multiple=True, metavar="FILE", expose_value=False,
    callback=_remember_data, help="Lay FILE over the built-in data; may be repeated.",
)  # fmt: skip

state_option = click.option(
    "--state", metavar="STATE", shell_complete=complete_names,
    help="Answer for this state (postal code or name), beside the national facts.",
)  # fmt: skip
