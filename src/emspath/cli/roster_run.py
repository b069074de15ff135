"""Runs a roster from its file to the advice: rows, handouts and totals, with progress and a clean stop."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any, BinaryIO, Final, Literal

import click
import msgspec

from emspath.answers.base import Answer
from emspath.answers.plan import plan
from emspath.answers.renew import RenewQuery, renew
from emspath.answers.roster import Advice, Adviser, Person, RowError, Settings, Totals, query_of
from emspath.catalog import Catalog
from emspath.cli.input import standard_input, unreadable
from emspath.cli.output import hush_stdout, replaced, write_file
from emspath.errors import DataError, EmspathError, OutputError, QuestionError
from emspath.rosterio import (
    Cells,
    CsvWriter,
    JsonWriter,
    Roster,
    Writer,
    XlsxWriter,
    handout_name,
    open_roster,
    person_of,
)
from emspath.safe import visible

FORMATS: Final = ("csv", "jsonl", "xlsx")
HANDOUT_ENDINGS: Final = {"html": ".html", "markdown": ".md"}
_MOST_TOLD: Final = 20
_STEP: Final = 500


class RosterError(EmspathError):
    """Some rows could not be advised on. Exit code 1."""

    code = "rows"


class InterruptedRunError(EmspathError):
    """The run was stopped from the keyboard. Exit code 130."""

    exit_code = 130
    code = "interrupted"


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What a run reads and writes."""

    source: Path | None
    """None for standard input."""
    mapping: Mapping[str, str]
    keep: bool
    settings: Settings
    rows_to: Path | Literal["stdout"] | None
    format: str
    force: bool
    handouts: Path | None
    handout_format: str
    strict: bool


def run(catalog: Catalog, job: Job) -> Totals:
    """Advise on every row and write what was asked for. The caller reports `Totals.errors`.

    Raises DataError for a roster that cannot be read, OutputError for what cannot be written, RosterError at the
    first bad row when strict, InterruptedRunError on Ctrl-C. A file comes into being whole or not at all; on standard output
    only whole rows are written.
    """
    totals = Totals()
    adviser = Adviser(catalog, job.settings)
    with _opened(job.source) as stream, _Stop(stream) as stop:
        roster = open_roster(stream, mapping=job.mapping, keep=job.keep, say=say, path=job.source)
        with (
            _written(job, roster, nested=job.keep and not roster.kept and not roster.columns) as writer,
            _progress(job, stream) as tick,
        ):
            for cells in roster.rows:
                advice, person = _advice(adviser, cells, roster.columns)
                if advice.status == "error":
                    _report(advice, totals.errors)
                    if job.strict:
                        raise RosterError(_place(advice), "Without --strict the others would still be advised on")
                totals.add(advice)
                if writer is not None:
                    writer.write(advice, cells.kept)
                if job.handouts is not None and isinstance(person, Person) and advice.status == "ok":
                    _hand_out(catalog, person, advice, job)
                if totals.people % _STEP == 0:
                    tick(totals.people)
                if stop.asked:
                    raise InterruptedRunError(_stopped(job, totals))
            tick(totals.people)
    return totals


def say(message: str) -> None:
    """A remark on stderr."""
    click.echo(f"emspath: {visible(message)}", err=True)


def _advice(adviser: Adviser, cells: Cells, columns: Mapping[str, str]) -> tuple[Advice, Person | RowError]:
    person = person_of(cells)
    try:
        if isinstance(person, RowError):
            raise person
        return adviser(person, cells.row, cells.line), person
    except RowError as error:
        column = columns.get(error.column, error.column)
        return Advice(row=cells.row, line=cells.line, id=cells.fields[0], status="error", error=error.message, error_column=column), error  # fmt: skip


def _place(advice: Advice) -> str:
    where = f"row {advice.row} (line {advice.line})"
    return (
        f"{where}, {advice.error_column}: {advice.error}"
        if advice.error_column != "row"
        else f"{where}: {advice.error}"
    )


def _report(advice: Advice, before: int) -> None:
    if before < _MOST_TOLD:
        say(_place(advice))
    elif before == _MOST_TOLD:
        say("more rows have errors; the column error has them all")


def _stopped(job: Job, totals: Totals) -> str:
    if isinstance(job.rows_to, Path):
        return f"interrupted after {totals.people:,} rows; '{job.rows_to}' was not written"
    return f"interrupted after {totals.people:,} rows"


# --- reading


class _Counted:
    """A stream that tells how much was read and whether it is being waited for."""

    def __init__(self, stream: BinaryIO, name: object) -> None:
        self._read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
        self._name = name
        self.bytes = 0
        self.waiting = False

    def read1(self, size: int, /) -> bytes:
        """The next bytes, as many as there are. Raises DataError, so that no one takes it for a failure to write."""
        self.waiting = True
        try:
            chunk = self._read(size)
        except OSError as error:
            raise unreadable(self._name, error) from None
        finally:
            self.waiting = False
        self.bytes += len(chunk)
        return chunk


@contextmanager
def _opened(source: Path | None) -> Iterator[_Counted]:
    if source is None:
        yield _Counted(standard_input(), "standard input")
        return
    try:
        stream = source.open("rb")
    except (OSError, ValueError) as error:
        told = getattr(error, "strerror", None) or "no usable name"
        raise DataError((f"{source}: cannot be read ({told.lower()})",), "Check the path") from None
    with stream:
        yield _Counted(stream, source)


class _Stop:
    """Turns Ctrl-C into a wish that is granted between two rows; while input is waited for, at once."""

    def __init__(self, stream: _Counted) -> None:
        self._stream = stream
        self._before: Any = None
        self.asked = False

    def __enter__(self) -> _Stop:
        with suppress(ValueError):
            self._before = signal.signal(signal.SIGINT, self._heard)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _heard(self, _signal: int, _frame: FrameType | None) -> None:
        if self.asked or self._stream.waiting:
            raise KeyboardInterrupt
        self.asked = True


# --- writing


@contextmanager
def _written(job: Job, roster: Roster, *, nested: bool) -> Iterator[Writer | None]:
    """The writer for the rows; a file takes its place when all went well and vanishes otherwise."""
    if job.rows_to is None:
        yield None
    elif job.rows_to == "stdout":
        with _standard_output() as text:
            writer = _writer(job.format, text, roster, nested=nested)
            try:
                yield writer
            finally:
                writer.close()
    else:
        with replaced(job.rows_to, force=job.force) as temporary:
            if job.format == "xlsx":
                book = XlsxWriter(temporary, roster.kept or (("kept",) if nested else ()))
                yield book
                book.close()
            else:
                with temporary.open("w", encoding="utf-8", newline="") as text:
                    yield _writer(job.format, text, roster, nested=nested)


def _writer(format_: str, text: Any, roster: Roster, *, nested: bool) -> Writer:
    if format_ == "jsonl":
        return JsonWriter(text, roster.kept, nested=nested)
    return CsvWriter(text, roster.kept or (("kept",) if nested else ()))


@contextmanager
def _standard_output() -> Iterator[io.TextIOWrapper]:
    """Standard output as UTF-8 whatever the console speaks; a reader that went away is no error."""
    sys.stdout.flush()
    text = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
    try:
        try:
            yield text
        finally:
            text.flush()
    except OSError as error:
        hush_stdout()
        if isinstance(error, BrokenPipeError):
            raise click.exceptions.Exit(0) from None
        raise OutputError.refused("the rows", error, "Free some space") from None
    finally:
        with suppress(OSError, ValueError):
            text.detach()


def _hand_out(catalog: Catalog, person: Person, advice: Advice, job: Job) -> None:
    """One page for one person."""
    from emspath.present import Options, present

    report = present(_answer(catalog, person, advice, job.settings), Options(as_of=job.settings.as_of))
    named = f"{advice.id}: " if advice.id else ""
    report = msgspec.structs.replace(report, title=f"{named}{report.title}")
    if job.handout_format == "markdown":
        from emspath.render import as_markdown

        text = as_markdown.render(report)
    else:
        from emspath.render import as_html

        text = as_html.render(report)
    assert job.handouts is not None
    path = job.handouts / handout_name(advice, HANDOUT_ENDINGS[job.handout_format])
    write_file(path, text.encode("utf-8"), force=job.force)


def _answer(catalog: Catalog, person: Person, advice: Advice, settings: Settings) -> Answer:
    query = query_of(person, settings)
    ended = query.expires is not None and query.expires < query.begin
    if advice.level in catalog.levels and (advice.level == advice.goal or ended):
        return renew(
            catalog,
            RenewQuery(level=str(advice.level), as_of=settings.as_of, expires=person.expires, state=query.state),
        )
    if advice.level not in catalog.levels:
        query = msgspec.structs.replace(query, expires=None)
    return plan(catalog, query)


def make_folder(folder: Path) -> None:
    """The folder for the handouts. Raises OutputError when it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError.refused(f"'{folder}'", error) from None
    except ValueError:
        raise OutputError("the name of the output folder is not usable", "Choose a plain name") from None


# --- progress


@contextmanager
def _progress(job: Job, stream: _Counted) -> Iterator[Callable[[int], None]]:
    """A bar on stderr, when that is a terminal which the rows do not go to as well."""
    shared = job.rows_to == "stdout" and sys.stdout.isatty()
    if not sys.stderr.isatty() or shared or os.environ.get("TERM") == "dumb":
        yield lambda rows: None
        return
    size = None
    with suppress(OSError):
        size = job.source.stat().st_size if job.source is not None and job.source.suffix.casefold() != ".xlsx" else None
    if size is None:
        yield lambda rows: click.echo(f"\r{rows:,} rows", err=True, nl=False)
        click.echo("", err=True)
        return
    bar: Any
    with click.progressbar(
        length=size, file=sys.stderr, show_pos=False, item_show_func=lambda rows: f"{rows or 0:,} rows"
    ) as bar:

        def tick(rows: int) -> None:
            bar.update(max(stream.bytes - bar.pos, 0), rows)
            bar.render_progress()

        yield tick


def mapping_of(given: tuple[str, ...], fields: tuple[str, ...]) -> dict[str, str]:
    """`field=column` pairs. Raises QuestionError for anything else."""
    mapping: dict[str, str] = {}
    for pair in given:
        field, equals, column = pair.partition("=")
        field = field.strip().replace("-", "_")
        if not equals or not column.strip() or field not in fields:
            raise QuestionError(f"--map: '{pair}' is no field=column", f"Fields: {', '.join(fields)}")
        if field in mapping:
            raise QuestionError(f"--map: the field '{field}' is given twice", "Leave one out")
        mapping[field] = column.strip()
    return mapping


__all__ = [
    "FORMATS",
    "HANDOUT_ENDINGS",
    "InterruptedRunError",
    "Job",
    "RosterError",
    "make_folder",
    "mapping_of",
    "run",
]
