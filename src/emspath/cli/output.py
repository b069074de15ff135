"""How an answer reaches the reader: format, colour, width, and the one function that writes."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from datetime import date
from typing import TYPE_CHECKING, Final, Literal, TextIO

from emspath.errors import OutputError, QuestionError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from emspath.answers.base import Answer
    from emspath.report import Report

Format = Literal["table", "json", "jsonl", "csv", "markdown", "html", "ics"]
FORMATS: Final = ("table", "json", "jsonl", "csv", "markdown", "html", "ics")
ENDINGS: Final = {
    ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".md": "markdown",
    ".markdown": "markdown", ".html": "html", ".htm": "html", ".txt": "table", ".ics": "ics",
}  # fmt: skip
_NARROWEST: Final = 40
_WIDEST: Final = 400


class Output:
    """The choices of one call about how its answer is shown."""

    def __init__(
        self,
        *,
        format: str | None = None,  # noqa: A002 - the option's name
        file: Path | None = None,
        force: bool = False,
        color: Literal["auto", "always", "never"] = "auto",
        width: int | None = None,
        plain: bool = False,
        sources: Literal["short", "full", "none"] = "short",
        full: bool = False,
        pager: bool = False,
        as_of: date | None = None,
        old_months: int = 24,
    ) -> None:
        self.format = format
        self.file = file
        self.force = force
        self.color = color
        self.width = width
        self.plain = plain
        self.sources = sources
        self.full = full
        self.pager = pager
        self.as_of = as_of
        self.old_months = old_months

    def chosen(self) -> str:
        """The format: as asked, else by the file's ending, else a table."""
        if self.format is not None:
            return self.format
        if self.file is not None:
            ending = self.file.suffix.casefold()
            if ending not in ENDINGS:
                raise QuestionError(
                    f"the format cannot be told from '{self.file.name}'", f"Add --format ({', '.join(FORMATS)})"
                )
            return ENDINGS[ending]
        return "table"

    def write(self, answer: Answer) -> None:
        """Render `answer` and write it to the file or to stdout."""
        chosen = self.chosen()
        self.emit(_as_json(answer, chosen) if chosen in ("json", "jsonl") else self.rendered(answer))

    def rendered(self, answer: Answer) -> str:
        """`answer` in the chosen format."""
        chosen = self.chosen()
        if chosen in ("json", "jsonl"):
            return _as_json(answer, chosen).decode()
        if chosen == "ics":
            from emspath.render import as_ics

            return as_ics.render(answer, self.as_of or date.today())
        from emspath.present import Options, present

        report = present(answer, Options(full=self.full, as_of=self.as_of, old_months=self.old_months))
        return self.drawn(report, chosen)

    def drawn(self, report: Report, chosen: str) -> str:
        """A laid-out page in a format for reading."""
        if chosen == "csv":
            from emspath.render import as_csv

            return as_csv.render(report)
        if chosen == "markdown":
            from emspath.render import as_markdown

            return as_markdown.render(report, sources=self.sources)
        if chosen == "html":
            from emspath.render import as_html

            return as_html.render(report)
        ascii_only = not speaks_unicode(sys.stdout) if self.file is None else False
        if self.plain:
            from emspath.render import as_lines

            return as_lines.render(report, sources=self.sources, ascii_only=ascii_only)
        from emspath.render import as_terminal

        return as_terminal.render(
            report, width=self.columns(), color=self.colored(), ascii_only=ascii_only, sources=self.sources
        )

    def columns(self) -> int:
        """The width to draw for: the option, then COLUMNS, then the terminal, then 80."""
        if self.width is not None:
            return self.width
        asked = os.environ.get("COLUMNS", "")
        if asked.isascii() and asked.isdigit() and len(asked) < 6 and int(asked) > 0:
            columns = int(asked)
        elif self.file is None and sys.stdout.isatty():
            try:
                columns = os.get_terminal_size(sys.stdout.fileno()).columns or 80
            except (OSError, ValueError):
                columns = 80
        else:
            columns = 80
        return min(max(columns, _NARROWEST), _WIDEST)

    def colored(self) -> bool:
        """Whether to colour: the option, then NO_COLOR, then FORCE_COLOR, then whether stdout is a terminal."""
        if self.color != "auto":
            return self.color == "always"
        if self.file is not None or os.environ.get("NO_COLOR"):
            return False
        if os.environ.get("FORCE_COLOR"):
            return True
        return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"

    def emit(self, text: str | bytes) -> None:
        """Write text, or its UTF-8, to the file in one move, or to stdout."""
        if self.file is not None:
            write_file(self.file, _encoded(text), force=self.force)
            return
        if self.pager and sys.stdout.isatty():
            import click

            click.echo_via_pager(_decoded(text).removesuffix("\n"))  # it adds one
            return
        to_stdout(text, raw=self.chosen() in ("json", "jsonl", "csv", "markdown", "html", "ics"))


def speaks_unicode(stream: TextIO) -> bool:
    encoding = getattr(stream, "encoding", None) or "ascii"
    try:
        "–→≠█░├•".encode(encoding)
    except (UnicodeError, LookupError):
        return False
    return True


def _as_json(answer: Answer, chosen: str) -> bytes:
    from emspath.render import as_json

    return as_json.render(answer) if chosen == "json" else as_json.render_line(answer)


def _encoded(text: str | bytes) -> bytes:
    return text.encode("utf-8") if isinstance(text, str) else text


def _decoded(text: str | bytes) -> str:
    return text if isinstance(text, str) else text.decode("utf-8")


def to_stdout(text: str | bytes, *, raw: bool = False) -> None:
    """Write to stdout; `raw` as UTF-8 bytes whatever the console speaks.

    A closed pipe is no error: the reader has what it wanted. Raises OutputError when the device is full, or when the
    process was started without standard output.
    """
    if not sys.stdout.writable():
        raise OutputError("the answer has nowhere to go: standard output is closed", "Name a file with --output")
    try:
        if raw and hasattr(sys.stdout, "buffer"):
            sys.stdout.flush()
            sys.stdout.buffer.write(_encoded(text))
        else:
            encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
            sys.stdout.write(_decoded(text).encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        hush_stdout()
    except OSError as error:
        import errno

        hush_stdout()
        if error.errno == errno.EINVAL and sys.platform == "win32":
            return
        raise OutputError.refused("the answer", error, "Free some space or choose another place") from None


def hush_stdout() -> None:
    """Point stdout at nothing, so that the interpreter's last flush stays quiet."""
    with suppress(OSError, ValueError):
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, sys.stdout.fileno())
        os.close(devnull)


def write_file(path: Path, data: bytes, *, force: bool) -> None:
    """Write `data` as the whole content of `path`, or leave everything as it was. Raises OutputError as `replaced`."""
    with replaced(path, force=force) as file:
        file.write_bytes(data)


@contextmanager
def replaced(path: Path, *, force: bool) -> Iterator[Path]:
    """A file to write to; once the block is done it takes the place of `path` in one move, else it vanishes.

    A device or a pipe is written to itself, and of a link the target is replaced. Raises OutputError when `path`
    is a folder, when it exists and `force` is not set, or when it cannot be written.
    """
    try:
        if path.is_dir():
            raise OutputError(f"'{path}' is a folder", "Name a file in it")
        if _is_special(path):
            yield path
            return
        if not force and (path.exists() or path.is_symlink()):
            raise OutputError(f"'{path}' exists already", "Choose another name or add --force")
        with _beside(path) as temporary:
            yield temporary
    except OSError as error:
        raise OutputError.refused(f"'{path}'", error) from None


def _is_special(path: Path) -> bool:
    """Whether `path` is a device or a pipe: it holds nothing to keep, and must not be replaced by a file."""
    return path.exists() and not path.is_file()


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A temporary file in the folder of `path`, or of what it links to, that takes its place in the end."""
    import tempfile
    from pathlib import Path

    name = ""
    try:
        try:
            target = path.resolve() if path.is_symlink() else path
            handle, name = tempfile.mkstemp(prefix=f".{target.name[:50]}.", suffix=".tmp", dir=target.parent)
        except (ValueError, RuntimeError):
            raise OutputError("the name of the output file is not usable", "Choose a plain name") from None
        os.close(handle)
        yield Path(name)
        with Path(name).open("rb") as file:
            os.fsync(file.fileno())
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(0o666 & ~umask)
        Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
