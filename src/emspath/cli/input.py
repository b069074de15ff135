"""What is read from outside: standard input, and what to say when reading fails."""

from __future__ import annotations

import sys
from typing import BinaryIO

from emspath.errors import DataError


def standard_input() -> BinaryIO:
    """Standard input as bytes. Raises DataError where the process was started without one."""
    if sys.stdin is None:
        raise DataError(("standard input is closed",), "Name a file, or send the lines through a pipe")
    return sys.stdin.buffer


def unreadable(what: object, error: OSError) -> DataError:
    """The error for input that the system stopped giving."""
    return DataError(
        (f"{what}: cannot be read ({(error.strerror or 'input failed').lower()})",), "Check where it comes from"
    )


__all__ = ["standard_input", "unreadable"]
