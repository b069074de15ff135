"""Reading rosters and writing advice, a row at a time.

A roster is CSV, JSON Lines or XLSX, told apart by how it begins. A row that cannot be read comes out as an error with
its line, and reading goes on behind it; no row may be longer than `MOST_ROW`, so memory does not depend on the file.
"""

from __future__ import annotations

import codecs
import csv
import itertools
import re
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import IO, Any, Final, NamedTuple, Protocol, TypeAlias

import msgspec

from emspath.answers.roster import FIELDS, Advice, Person, RowError
from emspath.errors import DataError, OutputError, QuestionError
from emspath.names import fold
from emspath.render.as_csv import neutral
from emspath.safe import json_visible

MOST_ROW: Final = 131_072
"""The most characters of a row."""
_CHUNK: Final = 65_536
_ENOUGH: Final = 16
"""Bytes that tell the encoding."""
_MOST_COLUMNS: Final = 1000
_MOST_UNPACKED: Final = 2**31

NAMES: Final[dict[str, tuple[str, ...]]] = {
    "id": ("id", "student id", "student number", "person id", "employee id", "employee number", "member id", "ref", "reference", "number", "no"),
    "level": ("level", "current level", "from", "current", "certification", "current certification", "cert level", "cert", "credential", "license level", "licence level", "emspath level"),
    "goal": ("goal", "goal level", "to", "target", "target level", "wanted", "desired level", "next level"),
    "state": ("state", "st", "state code", "postal code", "jurisdiction", "license state", "licence state"),
    "hours_per_week": ("hours per week", "hours a week", "hours week", "hours", "weekly hours", "hpw", "hrs per week", "hrs week"),
    "start": ("start", "start date", "begin", "begins", "begin date", "starting", "first day"),
    "born": ("born", "birth date", "birthdate", "date of birth", "dob", "birthday"),
    "expires": ("expires", "expiry", "expiry date", "expiration", "expiration date", "exp date", "expires on", "valid until", "certification expires"),
}  # fmt: skip
"""Common names of columns; case, spaces and punctuation do not matter."""
_FIELD_OF: Final = {fold(name): field for field, names in NAMES.items() for name in names}
_US_DAY: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_OPEN_QUOTE: Final = "a quote is opened and not closed where it should be"
_SEPARATORS: Final = ",;\t|"

Say: TypeAlias = Callable[[str], None]


class Cells(NamedTuple):
    """A row that was read: where it stands, its fields in the order of FIELDS, the columns to keep; or what is wrong."""

    row: int
    line: int
    fields: tuple[str, ...]
    kept: Sequence[str] = ()
    error: RowError | None = None


class Roster(NamedTuple):
    """A roster opened for reading."""

    kept: tuple[str, ...]
    """The names of the columns that pass through."""
    columns: Mapping[str, str]
    """The roster's own name for each field, where it has columns."""
    rows: Iterator[Cells]


class Source(Protocol):
    """Where bytes come from."""

    def read1(self, size: int, /) -> bytes:
        """The next bytes, as many as there are; none at the end."""


def open_roster(
    stream: Source, *, mapping: Mapping[str, str], keep: bool, say: Say, path: Path | None = None
) -> Roster:
    """Read the roster in `stream`, whose form is told by its first bytes.

    `mapping` gives the column for a field where its name is not a common one. `say` is told, once, when text had to
    be read in another encoding than UTF-8. Raises DataError when there is no usable head, QuestionError when
    `mapping` names a column that is not there.
    """
    chunks = _chunks(stream)
    start = b""
    while len(start) < _ENOUGH and (more := next(chunks, b"")):
        start += more
    if start.startswith(b"PK\x03\x04"):
        return _open_xlsx(path, mapping, keep)
    text = _utf8(start, chunks, say)
    start = next(text)
    lines = _Lines(itertools.chain((start,), text), say)
    first = start.lstrip()[:1]
    if first == b"{":
        return Roster((), {}, _json_rows(lines, mapping, keep))
    if first == b"[":
        raise DataError(("line 1: the roster is one JSON array",), "Write JSON Lines: an object a line")
    return _open_csv(lines, mapping, keep)


# --- bytes to lines


def _chunks(stream: Source) -> Iterator[bytes]:
    """The bytes of the stream as they come; a pipe that delivers slowly is not waited for to fill a chunk."""
    while chunk := stream.read1(_CHUNK):
        yield chunk


def _utf8(start: bytes, chunks: Iterator[bytes], say: Say) -> Iterator[bytes]:
    """The stream as UTF-8 without a byte-order mark; UTF-16 and UTF-32 are turned into it."""
    encoding = _wide(start)
    if encoding is None:
        yield start.removeprefix(codecs.BOM_UTF8)
        yield from chunks
        return
    say(f"the roster is read as {encoding}")
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    text = decoder.decode(start).removeprefix("\ufeff")
    yield text.encode("utf-8", "replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _wide(start: bytes) -> str | None:
    """The encoding of more than one byte a character in which the text is, by its mark or its zero bytes."""
    for mark, name in (
        (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):  # fmt: skip
        if start.startswith(mark):
            return name
    sample = start[:2000]
    if len(sample) >= 8 and sample.count(0) > len(sample) // 3:
        return "utf-16-le" if sample[1::2].count(0) > sample[0::2].count(0) else "utf-16-be"
    return None


class _Lines:
    """Lines of text with their ends; None stands for one that is too long, whose text is dropped as it comes.

    A line that is no UTF-8 is read as Windows-1252, which is said once.
    """

    def __init__(self, chunks: Iterable[bytes], say: Say) -> None:
        self._lines = _byte_lines(chunks)
        self._say = say
        self._told = False
        self._read = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str | None:
        line = next(self._lines)
        self._read += 1
        if line is None:
            return None
        try:
            return line.decode()
        except UnicodeDecodeError:
            if not self._told:
                self._told = True
                self._say(f"line {self._read} is no UTF-8; it and others like it are read as Windows-1252")
            return line.decode("cp1252", "replace")


def _byte_lines(chunks: Iterable[bytes]) -> Iterator[bytes | None]:
    rest = b""
    dropping = False
    for chunk in chunks:
        lines = (rest + chunk).splitlines(keepends=True)
        rest = lines.pop() if lines and not lines[-1].endswith(b"\n") else b""
        for line in lines:
            yield None if dropping or len(line) > 4 * MOST_ROW else line
            dropping = False
        if dropping or len(rest) > 4 * MOST_ROW:
            dropping, rest = True, b"\r" if rest.endswith(b"\r") else b""
    if dropping:
        yield None
    elif rest:
        yield rest


# --- CSV


class _RowTooLongError(Exception):
    """The row at hand grew beyond the limit."""


class _Feed:
    """Gives lines to the CSV reader and keeps those of the row at hand, so that a row gone wrong can be read again."""

    def __init__(self, lines: Iterator[str | None]) -> None:
        self._lines = lines
        self._again: deque[str | None] = deque()
        self._size = 0
        self.line = 0
        self.record: list[str] = []

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        if line is None:
            if self.record:
                self._again.appendleft(None)
            else:
                self.line += 1
            raise _RowTooLongError
        self.line += 1
        self._size = self._size + len(line) if self.record else len(line)
        self.record.append(line)
        if self._size > MOST_ROW:
            raise _RowTooLongError
        return line

    def retry(self) -> None:
        """Read all lines of the row at hand again but its first."""
        if len(self.record) > 1:
            self.line -= len(self.record) - 1
            self._again.extendleft(reversed(self.record[1:]))


def _open_csv(lines: _Lines, mapping: Mapping[str, str], keep: bool) -> Roster:
    feed = _Feed(lines)
    head, separator = _head(feed)
    indexes, kept = _columns(head, mapping, keep, feed.line)
    rows = _csv_rows(feed, len(head), separator, indexes, tuple(place for _, place in kept))
    return Roster(tuple(name for name, _ in kept), _named(head, indexes), rows)


def _named(head: Sequence[str], indexes: Sequence[int]) -> dict[str, str]:
    return {field: head[place] for field, place in zip(FIELDS, indexes, strict=True) if place >= 0}


def _head(feed: _Feed) -> tuple[list[str], str]:
    """The names of the columns and what separates them."""
    try:
        line = next(feed)
        while not line.strip():
            line = next(feed)
        separator = max(_SEPARATORS, key=lambda mark: (_outside_quotes(line).count(mark), -_SEPARATORS.index(mark)))
        if re.fullmatch(r"sep=.\s*", line):
            separator, line = line[4], next(feed)
        rows = csv.reader(_with(line, feed), delimiter=separator, strict=True)
        head = [name.strip() for name in next(rows)]
    except StopIteration:
        raise DataError(("the roster is empty",), "Begin it with a line of column names") from None
    except _RowTooLongError:
        raise DataError(
            (f"line {feed.line}: the head is longer than {MOST_ROW:,} characters",), "Check the file"
        ) from None
    except csv.Error as error:
        raise DataError((f"line {feed.line}: the head cannot be read: {error}",), "Check its quotes") from None
    feed.record.clear()
    return head, separator


def _with(line: str, feed: _Feed) -> Iterator[str]:
    yield line
    yield from feed


def _outside_quotes(line: str) -> str:
    return re.sub(r'"[^"]*"', "", line)


def _columns(
    head: Sequence[str], mapping: Mapping[str, str], keep: bool, line: int
) -> tuple[tuple[int, ...], list[tuple[str, int]]]:
    """For each field the index of its column (-1 for none), and the columns to keep with their names."""
    if len(head) > _MOST_COLUMNS:
        raise DataError((f"line {line}: the head has {len(head):,} columns",), f"Give at most {_MOST_COLUMNS:,}")
    places: dict[str, list[int]] = {}
    for field, column in mapping.items():
        found = [place for place, name in enumerate(head) if fold(name) == fold(column)]
        if not found:
            raise QuestionError(f"--map: the roster has no column '{column}'", f"It has: {', '.join(head[:20])}")
        if len(found) > 1:
            raise DataError(
                (f"line {line}: columns {_counted(found)} are all called '{column}'",), "Rename all but one"
            )
        places[field] = found
    taken = {place for found in places.values() for place in found}
    for place, name in enumerate(head):
        known = _FIELD_OF.get(fold(name))
        if known is not None and known not in mapping and place not in taken:
            places.setdefault(known, []).append(place)
    for field, found in places.items():
        if len(found) > 1:
            raise DataError(
                (
                    f"line {line}: columns {_counted(found)} ({', '.join(head[i] for i in found)}) could each be the {field}",
                ),
                f"Say which with --map {field}=COLUMN, or rename one",
            )
    missing = [field for field in ("level", "goal") if field not in places]
    if missing:
        raise DataError(
            (f"line {line}: no column for the {' and the '.join(missing)}; it has: {', '.join(head[:20])}",),
            f"Name it with --map {missing[0]}=COLUMN",
        )
    used = {found[0] for found in places.values()}
    kept: list[tuple[str, int]] = []
    if keep:
        seen: dict[str, int] = {}
        for place, name in enumerate(head):
            if place in used:
                continue
            seen[name] = seen.get(name, 0) + 1
            kept.append((name if seen[name] == 1 else f"{name} ({seen[name]})", place))
    return tuple(places[field][0] if field in places else -1 for field in FIELDS), kept


def _counted(places: Sequence[int]) -> str:
    return " and ".join(str(place + 1) for place in places)


def _csv_rows(
    feed: _Feed, width: int, separator: str, indexes: tuple[int, ...], kept: tuple[int, ...]
) -> Iterator[Cells]:
    reader = csv.reader(feed, delimiter=separator, strict=True)
    pick: Callable[[list[str]], tuple[str, ...]] = itemgetter(*indexes)
    number = 0
    nothing = ("",) * len(FIELDS)
    record = feed.record
    while True:
        record.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (_RowTooLongError, csv.Error) as error:
            number += 1
            feed.retry()
            yield Cells(number, feed.line, nothing, error=_unreadable(error, len(record)))
            continue
        if not cells:
            continue
        number += 1
        line = feed.line - len(record) + 1
        if len(record) > 1 and len(cells) != width:
            # more likely an open quote that a later one happened to close: read what it swallowed again
            feed.retry()
            yield Cells(number, line, nothing, error=RowError("row", _OPEN_QUOTE))
            continue
        wrong = None
        if len(cells) != width:
            if len(cells) < width or any(cells[width:]):
                wrong = _ragged(len(cells), width)
            del cells[width:]
            cells += [""] * (width - len(cells))
        values = [cells[place] for place in kept] if kept else ()
        cells.append("")
        yield Cells(number, line, pick(cells), values, wrong)


def _unreadable(error: Exception, lines: int) -> RowError:
    if lines > 1 or "unexpected end" in str(error):
        return RowError("row", _OPEN_QUOTE)
    if isinstance(error, _RowTooLongError) or "field limit" in str(error):
        return RowError("row", f"the row is longer than {MOST_ROW:,} characters")
    return RowError("row", "a quote stands where none can; double it inside quoted text")


def _ragged(cells: int, width: int) -> RowError:
    return RowError(f"column {min(cells, width) + 1}", f"the row has {cells} columns, the head has {width}")


# --- JSON Lines


def _json_rows(lines: _Lines, mapping: Mapping[str, str], keep: bool) -> Iterator[Cells]:
    decoder = msgspec.json.Decoder()
    asked = {fold(column): field for field, column in mapping.items()}
    fields_of: dict[tuple[str, ...], dict[str, str] | RowError] = {}
    nothing = ("",) * len(FIELDS)
    number = 0
    for line, text in enumerate(lines, 1):
        if text is not None and not text.strip():
            continue
        number += 1
        if text is None or len(text) > MOST_ROW:
            yield Cells(number, line, nothing, error=RowError("row", f"the row is longer than {MOST_ROW:,} characters"))
            continue
        try:
            record = decoder.decode(text)
        except (msgspec.DecodeError, RecursionError) as error:
            place = re.search(r"byte (\d+)", str(error))
            column = f"character {int(place.group(1)) + 1}" if place else "row"
            yield Cells(number, line, nothing, error=RowError(column, "the row is no JSON object"))
            continue
        if not isinstance(record, dict):
            yield Cells(number, line, nothing, error=RowError("row", "the row is no JSON object"))
            continue
        keys = tuple(record)
        found = fields_of.get(keys)
        if found is None:
            found = _json_fields(keys, asked, mapping)
            if len(fields_of) < 1000:
                fields_of[keys] = found
        if isinstance(found, RowError):
            yield Cells(number, line, nothing, error=found)
            continue
        try:
            cells = tuple(_cell(record[found[field]], field) if field in found else "" for field in FIELDS)
        except RowError as error:
            yield Cells(number, line, nothing, error=error)
            continue
        used = set(found.values())
        rest = {key: value for key, value in record.items() if key not in used} if keep else {}
        yield Cells(number, line, cells, (msgspec.json.encode(rest).decode(),) if keep else ())


def _json_fields(
    keys: Sequence[str], asked: Mapping[str, str], mapping: Mapping[str, str]
) -> dict[str, str] | RowError:
    found: dict[str, str] = {}
    for key in keys:
        folded = fold(key)
        field = asked.get(folded)
        if field is None:
            field = _FIELD_OF.get(folded)
            if field is None or field in mapping:
                continue
        if field in found:
            return RowError(field, f"two keys could each be the {field}; say which with --map")
        found[field] = key
    return found


def _cell(value: Any, field: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value:g}" if isinstance(value, float) else str(value)
    raise RowError(field, "the value is neither text nor a number")


# --- XLSX


def _open_xlsx(path: Path | None, mapping: Mapping[str, str], keep: bool) -> Roster:
    if path is None:
        raise QuestionError("a workbook cannot be read from a pipe", "Name the file, or give CSV")
    openpyxl = _openpyxl()
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(part.file_size for part in packed.infolist()) > _MOST_UNPACKED:
                raise DataError((f"{path}: the workbook unpacks to more than 2 GiB",), "Save it as CSV")
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise DataError((f"{path}: the workbook cannot be read: {error}",), "Save it again, or as CSV") from None
    rows = book.worksheets[0].iter_rows(values_only=True) if book.worksheets else iter(())
    counted = enumerate(rows, 1)
    first = next(((line, cells) for line, cells in counted if any(cell is not None for cell in cells)), None)
    if first is None:
        raise DataError((f"{path}: the first sheet is empty",), "Begin it with a row of column names")
    line, cells = first
    head = [str(cell).strip() if cell is not None else "" for cell in cells]
    while head and not head[-1]:
        head.pop()
    indexes, kept = _columns(head, mapping, keep, line)
    sheet = _xlsx_rows(book, counted, indexes, tuple(place for _, place in kept))
    return Roster(tuple(name for name, _ in kept), _named(head, indexes), sheet)


def _openpyxl() -> Any:
    try:
        import openpyxl
    except ImportError:
        raise QuestionError("workbooks need the optional extra", "pip install openpyxl") from None
    return openpyxl


def _xlsx_rows(
    book: Any, rows: Iterator[tuple[int, Sequence[Any]]], indexes: Sequence[int], kept: Sequence[int]
) -> Iterator[Cells]:
    with closing(book):
        yield from _sheet_rows(rows, indexes, kept)


def _sheet_rows(
    rows: Iterator[tuple[int, Sequence[Any]]], indexes: Sequence[int], kept: Sequence[int]
) -> Iterator[Cells]:
    number = line = 0
    while True:
        try:
            line, cells = next(rows)
        except StopIteration:
            return
        except (OSError, ValueError, KeyError, SyntaxError, zlib.error, zipfile.BadZipFile):
            yield Cells(
                number + 1, line + 1, ("",) * len(FIELDS), error=RowError("row", "the workbook is broken from here on")
            )
            return
        if all(cell is None or cell == "" for cell in cells):
            continue
        number += 1
        texts = [_sheet_cell(cell) for cell in cells]
        texts += [""] * (max((*indexes, *kept), default=0) + 1 - len(texts))
        fields = tuple(texts[place] if place >= 0 else "" for place in indexes)
        yield Cells(number, line, fields, [texts[place] for place in kept])


def _sheet_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:g}" if isinstance(value, float) else str(value)


# --- cells to people


def person_of(cells: Cells) -> Person | RowError:
    """The person that a row tells of, or what is wrong with it; the error holds no value of the row."""
    if cells.error is not None:
        return cells.error
    id_, level, goal, state, hours, start, born, expires = cells.fields
    try:
        return Person(
            level=level.strip(), goal=goal.strip(), id=id_, state=state.strip() or None,
            hours_per_week=_hours(hours) if hours else None,
            start=day_of(start, "start") if start else None,
            born=day_of(born, "born") if born else None,
            expires=day_of(expires, "expires") if expires else None,
        )  # fmt: skip
    except RowError as error:
        return error


def day_of(text: str, column: str) -> date | None:
    """A day as YYYY-MM-DD or, as in the United States, M/D/YYYY. Raises RowError."""
    try:
        if len(text) == 10 and text[4] == "-" == text[7]:
            return date.fromisoformat(text)
        bare = text.strip()
        if not bare:
            return None
        if (match := _US_DAY.fullmatch(bare)) is not None:
            return date(int(match.group(3)), int(match.group(1)), int(match.group(2)))
        if len(bare) == 10 and bare[4] == "-" == bare[7]:
            return date.fromisoformat(bare)
    except ValueError:
        pass
    raise RowError(column, "not a day of the calendar; give YYYY-MM-DD or M/D/YYYY")


@lru_cache(maxsize=1024)
def _hours(text: str) -> int | float | None:
    bare = text.strip()
    if not bare:
        return None
    if not re.fullmatch(r"\d{1,5}(\.\d{1,4})?", bare, re.ASCII):
        raise RowError("hours_per_week", "not a number of hours; give one such as 12")
    return float(bare) if "." in bare else int(bare)


# --- advice to rows


class Writer(Protocol):
    """Takes one advice after the other."""

    def write(self, advice: Advice, kept: Sequence[str]) -> None:
        """Add one row."""

    def close(self) -> None:
        """Write what is still held back."""


HEAD: Final = (
    "row", "line", "id", "status", "level", "goal", "state", "next_step", "steps", "hours_min", "hours_max",
    "earliest_finish", "latest_finish", "renewal_due", "problems", "sources", "error", "error_column",
)  # fmt: skip


class _Texts(dict[Any, str]):
    """Text made harmless for a spreadsheet, kept for what comes again and again."""

    def __init__(self, make: Callable[[str], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: str | tuple[str, ...]) -> str:
        if len(self) > 20_000:
            self.clear()
        text = self._make(key if isinstance(key, str) else " ".join(key))
        self[key] = text
        return text


def _harmless(text: str) -> str:
    """`neutral(text)`, quickly for the plain words that most cells are."""
    return text if text[:1].isalpha() and text.isascii() and text.isprintable() else neutral(text)


def _quoted(text: str) -> str:
    """Harmless text as a field of CSV."""
    text = _harmless(text)
    if '"' in text or "," in text or ";" in text or text[:1] == " ":
        return '"' + text.replace('"', '""') + '"'
    return text


def _blank(value: object) -> str:
    return "" if value is None else str(value)


class CsvWriter:
    """Rows of CSV as the other answers write it: a byte-order mark, CRLF, nothing that a spreadsheet would run.

    The fields that thousands of rows share are quoted once and joined by hand, which takes a third of the time that
    the csv module needs for them.
    """

    def __init__(self, stream: IO[str], kept: Sequence[str]) -> None:
        self._write = stream.write
        self._texts = _Texts(_quoted)
        self._write("\ufeff" + ",".join([*HEAD, *map(_quoted, kept)]) + "\r\n")

    def write(self, advice: Advice, kept: Sequence[str]) -> None:
        """Add one row."""
        texts = self._texts
        low, high, due, problems = advice.earliest_finish, advice.latest_finish, advice.renewal_due, advice.problems
        id_ = advice.id
        self._write(
            f"{advice.row},{advice.line},{id_ if id_.isalnum() else _quoted(id_)},{advice.status},"
            f"{advice.level or ''},{advice.goal or ''},{advice.state or ''},"
            f"{texts[advice.next_step or '']},{texts[advice.steps or '']},"
            f"{_blank(advice.hours_min)},{_blank(advice.hours_max)},"
            f"{low.isoformat() if low else ''},{high.isoformat() if high else ''},{due.isoformat() if due else ''},"
            f"{_quoted('; '.join(problems)) if problems else ''},{texts[advice.sources]},"
            f"{texts[advice.error or '']},{texts[advice.error_column or '']}"
            + ("," + ",".join(map(_quoted, kept)) if kept else "")
            + "\r\n"
        )

    def close(self) -> None:
        """Nothing is held back."""


class JsonWriter:
    """An object a line, with every key; kept columns under `kept`."""

    def __init__(self, stream: IO[str], kept: Sequence[str], *, nested: bool) -> None:
        self._write = stream.write
        self._kept = kept
        self._nested = nested
        self._encode = msgspec.json.Encoder().encode

    def write(self, advice: Advice, kept: Sequence[str]) -> None:
        """Add one row."""
        text = self._encode(advice).decode()
        if self._nested:
            text = f'{text[:-1]},"kept":{kept[0] if kept else "{}"}}}'
        elif self._kept:
            text = f'{text[:-1]},"kept":{self._encode(dict(zip(self._kept, kept, strict=False))).decode()}}}'
        self._write(json_visible(text.encode()).decode() + "\n")

    def close(self) -> None:
        """Nothing is held back."""


class XlsxWriter:
    """A workbook with one sheet, written row by row."""

    def __init__(self, path: Path, kept: Sequence[str]) -> None:
        self._path = path
        self._book = _openpyxl().Workbook(write_only=True)
        self._sheet = self._book.create_sheet("Advice")
        self._sheet.append([*HEAD, *map(neutral, kept)])

    def write(self, advice: Advice, kept: Sequence[str]) -> None:
        """Add one row. Raises OutputError when the sheet is full."""
        if advice.row >= 1_048_575:
            raise OutputError("a worksheet holds no more than 1,048,576 rows", "Choose csv or jsonl")
        days = (advice.earliest_finish, advice.latest_finish, advice.renewal_due)
        self._sheet.append(
            [
                advice.row, advice.line, neutral(advice.id), advice.status, advice.level, advice.goal, advice.state,
                neutral(advice.next_step or ""), neutral(advice.steps or ""), advice.hours_min, advice.hours_max,
                *(day.isoformat() if day else None for day in days), neutral("; ".join(advice.problems)),
                " ".join(advice.sources), advice.error, neutral(advice.error_column or ""), *map(neutral, kept),
            ]
        )  # fmt: skip

    def close(self) -> None:
        """Pack the workbook."""
        self._book.save(self._path)


_UNSAFE: Final = re.compile(r"[^A-Za-z0-9_-]+")


def handout_name(advice: Advice, ending: str) -> str:
    """A file name that stays in its folder: the row number and what is harmless of the id."""
    id_ = _UNSAFE.sub("-", advice.id).strip("-_")[:40]
    return f"{advice.row:06d}{'-' + id_ if id_ else ''}{ending}"


__all__ = [
    "HEAD", "MOST_ROW", "Cells", "CsvWriter", "JsonWriter", "Roster", "Writer", "XlsxWriter", "handout_name",
    "open_roster", "person_of",
]  # fmt: skip
