"""The command line: the group, and how errors become one line and an exit code.

Exit codes: 0 answered; 1 anything else, such as a file that could not be written; 2 usage; 3 a name that was not
found; 4 data that is wrong or could not be read; 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import click

from emspath import __version__
from emspath.cli.lazy import BrokenOffError, LazyGroup, Table, option
from emspath.cli.options import data_option
from emspath.cli.output import hush_stdout, to_stdout
from emspath.errors import EmspathError

_HELP = """Explain United States EMS certification: the system, the levels, what they may do and how to get there.

Every fact has a source and a date. Practicing needs a license from the state where you work.
"""


_ANSWERS, _PLANS, _STATES, _PUBLISH, _ASK, _SHELL = (
    f"emspath.cli.{module}"
    for module in (
        "commands", "plan_commands", "state_commands", "publish_commands", "ask_commands", "completion_commands",
    )
)  # fmt: skip
TABLE: Table = {
    "advise": (f"{_PLANS}:advise", "Advise everybody on a roster: CSV, JSON Lines or XLSX; - is standard input."),
    "ask": (f"{_ASK}:ask", "Answer a question in plain English, with the facts behind the answer."),
    "check": (f"{_ANSWERS}:check", "Validate the built-in data and the given data files."),
    "compare": (f"{_ANSWERS}:compare", "Set two or more things side by side."),
    "completion": (f"{_SHELL}:completion", "Print the script that lets a shell complete commands, options and names."),
    "explain": (f"{_ANSWERS}:explain", "Say what a level, role, term, skill, title or state is."),
    "handbook": (f"{_PUBLISH}:handbook", "Write the whole model as a small static site that a school can host as it is."),
    "list": (f"{_ANSWERS}:list_", "List everything that can be asked about."),
    "move": (f"{_STATES}:move", "Show what a license in one state is worth in another, and what the new state asks."),
    "path": (f"{_ANSWERS}:path", "Show the way to a level or role, from another one or from nothing."),
    "plan": (f"{_PLANS}:plan", "Put the way to a level on the calendar."),
    "plans": (f"{_PLANS}:plans", "Write the table of all plans, to join with a table of people."),
    "renew": (f"{_PLANS}:renew", "Show what keeps a national certification: what is owed, by when, and what follows a lapse."),
    "schema": (f"{_ANSWERS}:schema", "Print the JSON Schema of an answer (explain, compare, ...) or of the data files (data)."),
    "scope": (f"{_ANSWERS}:scope", "Show who may do what under the national model."),
    "sources": (f"{_ANSWERS}:sources", "Show where the facts come from, or which have grown old."),
    "state": (f"{_STATES}:state", "Show what a state licenses and asks, and who to check with."),
    "states": (f"{_STATES}:states", "List all states, or those that fit."),
    "why": (f"{_ANSWERS}:why", "Show the receipt for one fact: every value, who says so, where, as of when, and what disagrees."),
}  # fmt: skip
"""Every command: where it is, and how its help opens. A command is imported when it is run, so it is entered here."""


def _show_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        to_stdout(f"emspath {__version__}\n")
        ctx.exit()


@click.group(
    cls=LazyGroup,
    table=TABLE,
    help=_HELP,
    epilog="Start with: emspath compare emt paramedic",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_show_version,
    help="Show the version and exit.",
)  # fmt: skip
@data_option
def main() -> None:
    """The group that all commands hang on."""


def run(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and end the process with a documented exit code."""
    asked = sys.argv[1:] if arguments is None else arguments
    sys.exit(_code(asked))


def _code(asked: list[str]) -> int:
    as_json = _wants_json(asked)
    try:
        if not asked and sys.stdout.isatty():
            from emspath.cli.start import show

            show()
            return 0
        if "_EMSPATH_COMPLETE" in os.environ:
            from emspath.cli.shells import register

            register()
        main(args=asked, prog_name="emspath", standalone_mode=False)
    except EmspathError as error:
        return _fail(error.code, error.message, error.hint, error.exit_code, as_json, getattr(error, "suggestions", ()))
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "emspath"
        return _fail("usage", error.format_message().rstrip("."), f"See `{command} --help`", 2, as_json)
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.Abort, BrokenOffError, KeyboardInterrupt):
        hush_stdout()
        return _fail("interrupted", "interrupted", "", 130, as_json)
    except click.ClickException as error:
        return _fail("error", error.format_message(), "", 1, as_json)
    except BrokenPipeError:
        hush_stdout()
    except RecursionError:
        return _fail("error", "the question is too deeply nested to answer", "", 1, as_json)
    except MemoryError:
        return _fail("error", "not enough memory", "", 1, as_json)
    except Exception as error:
        if isinstance(error.__cause__, KeyboardInterrupt):  # it struck while Python made a class
            hush_stdout()
            return _fail("interrupted", "interrupted", "", 130, as_json)
        if os.environ.get("EMSPATH_DEBUG"):
            raise
        told = f"a fault inside emspath ({type(error).__name__}: {error})"
        return _fail("fault", told, "Please report it; EMSPATH_DEBUG=1 shows where it happened", 1, as_json)
    return 0


def _wants_json(asked: list[str]) -> bool:
    """Whether errors should be JSON too, told from the raw arguments since parsing may be what failed."""
    for place, argument in enumerate(asked):
        value = asked[place + 1] if place + 1 < len(asked) else ""
        if argument == "--json" or (argument in ("-f", "--format") and value in ("json", "jsonl")):
            return True
        if argument in ("--format=json", "--format=jsonl", "-fjson", "-fjsonl"):
            return True
    return False


def _clipped(text: str) -> str:
    """A message of which the middle is left out where somebody typed a book."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]} … {text[-_LONGEST // 2 :]}"


_LONGEST = 2000
"""Characters of a message; the problems of a data file take more, and are told whole."""


def _fail(code: str, message: str, hint: str, exit_code: int, as_json: bool, suggestions: tuple[str, ...] = ()) -> int:
    """One line on stderr: what is wrong, where, and the mend."""
    import json

    from emspath.safe import visible

    message, hint = visible(message), visible(hint)
    if exit_code != 4:
        message = _clipped(message)
    if as_json:
        said = json.dumps(
            {
                "error": code,
                "message": message,
                "hint": hint or None,
                "suggestions": [visible(s) for s in suggestions],
                "exit_code": exit_code,
            }
        )
    else:
        said = f"emspath: {message}" + (
            f"{'' if message.endswith('?') else '.'} {hint.rstrip('.')}."
            if hint and not hint.endswith(("?", "…"))
            else f". {hint}"
            if hint
            else ""
        )
    try:
        encoding = getattr(sys.stderr, "encoding", None) or "ascii"
        print(said.encode(encoding, "backslashreplace").decode(encoding), file=sys.stderr)
    except OSError:
        pass
    return exit_code


__all__ = ["main", "run"]
