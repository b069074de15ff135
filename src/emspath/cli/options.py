"""Options that commands share, and the argument types that complete names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click

from emspath.cli.lazy import Option
from emspath.cli.output import FORMATS, Output

if TYPE_CHECKING:
    from pathlib import Path

    from click.shell_completion import CompletionItem

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
            self.fail(f"'{value}' is no day written as YYYY-MM-DD, such as 2027-01-11", param, ctx)


DAY = DayType()


class FileType(click.ParamType[Any]):
    """A path, as click.Path has it; pathlib is imported when one is given."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path as a Path, or a usage error for one that no file can have."""
        from pathlib import Path

        try:
            return click.Path(path_type=Path, readable=False).convert(value, param, ctx)
        except ValueError:
            self.fail(f"'{value}' is no name that a file can have", param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Files, as the shell knows them."""
        return click.Path().shell_complete(ctx, param, incomplete)


FILE = FileType()


def completing(what: str) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """Completes a value with what this function of `emspath.cli.complete` offers; that is imported when a shell asks."""

    def offered(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from emspath.cli import complete
        from emspath.errors import EmspathError

        try:
            found: list[CompletionItem] = getattr(complete, what)(ctx, incomplete)
        except EmspathError:  # data that cannot be read is told by the command, not in the middle of typing
            return []
        return found

    return offered


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

    for option in reversed(OUTPUT_OPTIONS):
        wrapped = _same(option)(wrapped)
    return wrapped  # type: ignore[return-value]


def _same(option: click.Option) -> Callable[[F], F]:
    """Adds this very option: to make the same fifteen anew for each command would show in the time to start."""
    return click.option(cls=lambda *_names, **_attributes: option)  # type: ignore[arg-type]


def _remember_data(ctx: click.Context, param: click.Parameter, value: tuple[Path, ...]) -> None:
    ctx.ensure_object(dict)
    ctx.obj.setdefault("data", [])
    ctx.obj["data"] += [path for path in value if path not in ctx.obj["data"]]


_DATA = Option(
    ["--data", "data_files"], type=FILE, multiple=True, metavar="FILE", expose_value=False,
    callback=_remember_data, help="Lay FILE over the built-in data; may be repeated.",
)  # fmt: skip

data_option = _same(_DATA)

_STATE = Option(
    ["--state"], metavar="STATE", shell_complete=completing("states"),
    help="Answer for this state (postal code or name), beside the national facts.",
)  # fmt: skip

state_option = _same(_STATE)

OUTPUT_OPTIONS = (
    Option(["--format", "-f", "format_"], type=click.Choice(FORMATS), help="How to write the answer (default: table)."),
    Option(["--json", "json_flag"], is_flag=True, help="Short for --format json."),
    Option(["--output", "-o", "output_file"], type=FILE, metavar="FILE", help="Write to FILE; its ending chooses the format."),
    Option(["--force"], is_flag=True, help="Let --output replace a file that exists."),
    Option(["--full"], is_flag=True, help="Show every row and fact, not only the first screen."),
    Option(["--plain"], is_flag=True, help="Linear text without tables, for screen readers and grep."),
    Option(["--no-sources"], is_flag=True, help="Leave the sources out."),
    Option(["--sources", "sources_style"], type=click.Choice(("short", "full", "none")), default="short", help="How to list the sources; full adds links."),
    Option(["--color"], type=click.Choice(("auto", "always", "never")), default="auto", help="Color: auto is on a terminal only."),
    Option(["--width"], type=click.IntRange(40, 400), metavar="COLUMNS", help="Width to draw for (40 to 400)."),
    Option(["--pager"], is_flag=True, help="Show through a pager when on a terminal."),
    Option(["--as-of"], type=DAY, metavar="DATE", help="The day against which age is counted (default: today)."),
    Option(["--old"], type=click.IntRange(1, 1200), default=24, metavar="MONTHS", help="Mark values dated more than this before (default: 24)."),
    _DATA,
)  # fmt: skip
