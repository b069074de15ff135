"""What can go wrong for a user, each kind with its exit code.

Every message is one line that says what is wrong and where; the hint says how to mend it.
"""

from __future__ import annotations


class EmspathError(Exception):
    """The base of all errors that emspath raises on purpose. Exit code 1."""

    exit_code = 1
    code = "error"

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}. {self.hint}" if self.hint else self.message


class QuestionError(EmspathError):
    """A question that cannot be answered as asked (too few names, an unknown option value). Exit code 2."""

    exit_code = 2
    code = "usage"


class NotFoundError(EmspathError):
    """A name that nothing in the catalogue carries. Exit code 3."""

    exit_code = 3
    code = "not-found"

    def __init__(self, message: str, hint: str = "", suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(message, hint)
        self.suggestions = suggestions


class DataError(EmspathError):
    """A data file that is wrong or cannot be read. Exit code 4.

    `problems` holds one line for each thing found, in file order: `file:line: field: what is wrong`.
    """

    exit_code = 4
    code = "bad-data"

    def __init__(self, problems: tuple[str, ...], hint: str = "") -> None:
        lines = tuple(" ".join(problem.splitlines()) for problem in problems)
        more = f" (and {len(lines) - 1} more; `emspath check` lists all)" if len(lines) > 1 else ""
        super().__init__(f"{lines[0]}{more}", hint)
        self.problems = lines


class OutputError(EmspathError):
    """An answer that could not be written. Exit code 1."""

    code = "output"

    @classmethod
    def refused(cls, what: str, error: OSError, hint: str = "Check the folder and its space") -> OutputError:
        """The error for `what` (a quoted path, the answer) that the system would not let be written."""
        return cls(f"{what} could not be written ({(error.strerror or 'output failed').lower()})", hint)
