"""The command line: the group, and how errors become one line and an exit code.

Exit codes: 0 answered; 1 anything else, such as a file that could not be written; 2 usage; 3 a name that was not
found; 4 data that is wrong or could not be read; 130 interrupted.
"""

from __future__ import annotations

import json
import os
import sys
from typing import NoReturn

import click

from emspath import __version__
from emspath.cli.commands import COMMANDS
from emspath.cli.options import data_option
from emspath.cli.output import hush_stdout
from emspath.cli.plan_commands import PLAN_COMMANDS
from emspath.cli.publish_commands import PUBLISH_COMMANDS
from emspath.cli.state_commands import STATE_COMMANDS
from emspath.errors import EmspathError
from emspath.safe import visible

_HELP = """Explain United States EMS certification: the system, the levels, what they may do and how to get there.

Every fact has a source and a date. Practicing needs a license from the state where you work.
"""


@click.group(
    help=_HELP,
    epilog="Start with: emspath compare emt paramedic",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="emspath", message="%(prog)s %(version)s")
@data_option
def main() -> None:
    """The group that all commands hang on."""


for _command in (*COMMANDS, *PLAN_COMMANDS, *STATE_COMMANDS, *PUBLISH_COMMANDS):
    main.add_command(_command)


def run(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and end the process with a documented exit code."""
    asked = sys.argv[1:] if arguments is None else arguments
    sys.exit(_code(asked))


def _code(asked: list[str]) -> int:
    as_json = _wants_json(asked)
    try:
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
    except (click.Abort, KeyboardInterrupt):
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


def _fail(code: str, message: str, hint: str, exit_code: int, as_json: bool, suggestions: tuple[str, ...] = ()) -> int:
    """One line on stderr: what is wrong, where, and the mend."""
    message, hint = visible(message), visible(hint)
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
            f". {hint.rstrip('.')}." if hint and not hint.endswith("?") else f". {hint}" if hint else ""
        )
    try:
        encoding = getattr(sys.stderr, "encoding", None) or "ascii"
        print(said.encode(encoding, "backslashreplace").decode(encoding), file=sys.stderr)
    except OSError:
        pass
    return exit_code


__all__ = ["main", "run"]
