"""The program: `emspath` and `python -m emspath`."""

from __future__ import annotations

import atexit
import gc
import os
import sys

from emspath import TYPE_CHECKING
from emspath.deferred import defer

if TYPE_CHECKING:
    from typing import NoReturn

_ALLOCATIONS = 100_000


def run() -> NoReturn:
    """Answer the arguments and end the process.

    Almost nothing of a short run is garbage, so the collector starts later than it would; a long run is still kept
    small. At the end everything is written and closed, so the process stops without taking its memory apart.
    """
    gc.set_threshold(_ALLOCATIONS, 20, 20)
    code = 0
    _open_streams()
    try:
        defer()
        from emspath.cli import run as answer

        answer()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except (KeyboardInterrupt, RuntimeError) as error:  # before the command line could take care of it
        # Python 3.11 makes a RuntimeError of an interrupt that strikes while a class is made.
        if not isinstance(error.__cause__ or error, KeyboardInterrupt):
            raise
        print("emspath: interrupted", file=sys.stderr)
        code = 130
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            code = code or 1
    os._exit(code)


def _open_streams() -> None:
    """Put something in the place of a stream that was closed when the process began.

    What goes to a closed standard output is refused when it is written; what goes to a closed standard error is lost.
    """
    if sys.stdout is None:
        sys.stdout = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123 - open as long as the process
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123


if __name__ == "__main__":
    run()
