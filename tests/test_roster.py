"""Rosters: the same advice as a plan gives, every bad input survived, and files whole or not there at all."""

from __future__ import annotations

import csv
import io
import json
import os
import pickle
import pty
import signal
import subprocess
import sys
import threading
import time
import tracemalloc
import tty
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emspath.answers.plan import plan
from emspath.answers.roster import Advice, Adviser, Person, RowError, Settings, advise, advise_all, query_of
from emspath.errors import DataError, OutputError, QuestionError
from emspath.library import open_catalog
from emspath.rosterio import MOST_ROW, Cells, CsvWriter, XlsxWriter, day_of, handout_name, open_roster, person_of

from .conftest import ROOT, Invoke, Run

CATALOG = open_catalog()
TODAY = date(2026, 11, 24)
SETTINGS = Settings(as_of=TODAY)
AS_OF = ("--as-of", "2026-11-24")
WAYS = [
    ("none", "emt"),
    ("none", "paramedic"),
    ("emt", "paramedic"),
    ("emt", "aemt"),
    ("aemt", "paramedic"),
    ("emr", "emt"),
]


# --- advice


@settings(deadline=None, max_examples=200)
@given(
    way=st.sampled_from(WAYS), state=st.sampled_from([None, *CATALOG.states]),
    hours=st.integers(1, 60) | st.sampled_from([7.5, 1.1]),
    start=st.dates(date(2000, 1, 1), date(2100, 1, 1)) | st.just(date(2028, 2, 29)),
    born=st.none() | st.dates(date(1980, 1, 1), date(1999, 12, 31)) | st.just(date(1996, 2, 29)),
    months=st.sampled_from([0, 0, 9]), first=st.booleans(), license_weeks=st.none() | st.integers(0, 9),
    exam_weeks=st.integers(0, 9), between=st.integers(0, 9),
)  # fmt: skip
def test_advice_has_the_dates_of_the_plan(
    way: tuple[str, str], state: str | None, hours: float, start: date, born: date | None, months: int, first: bool,
    license_weeks: int | None, exam_weeks: int, between: int,
) -> None:  # fmt: skip
    chosen = Settings(
        as_of=TODAY, experience_months=months, license_first=first, license_weeks=license_weeks, exam_weeks=exam_weeks,
        weeks_between=between,
    )  # fmt: skip
    person = Person(level=way[0], goal=way[1], state=state, hours_per_week=hours, start=start, born=born)
    told = advise(CATALOG, person, chosen)
    dated = plan(CATALOG, query_of(person, chosen)).answer
    assert (told.earliest_finish, told.latest_finish) == (dated.finish.earliest, dated.finish.latest)
    assert told.next_step == next(step.name for step in dated.steps if step.kind == "course")
    assert told.sources


def test_advice_and_people_are_hashable_and_can_be_pickled() -> None:
    person = Person(level="none", goal="emt", state="TX")
    told = advise(CATALOG, person, SETTINGS)
    assert hash(told) == hash(advise(CATALOG, person, SETTINGS))
    assert pickle.loads(pickle.dumps((person, told, SETTINGS))) == (person, told, SETTINGS)
    assert pickle.loads(pickle.dumps(advise)) is advise


def test_who_stays_at_a_level_is_told_to_renew() -> None:
    told = advise(CATALOG, Person(level="EMT-B", goal="emt", expires=date(2028, 3, 31)), SETTINGS)
    assert told.next_step == "keeping EMT by renewal"
    assert told.renewal_due == date(2028, 3, 31)
    assert told.sources


@pytest.mark.parametrize(
    ("today", "step"), [(date(2026, 4, 15), "late renewal"), (date(2026, 5, 2), "coming back after a lapse")]
)
def test_who_let_it_end_comes_back_first(today: date, step: str) -> None:
    person = Person(level="emt", goal="paramedic", expires=date(2026, 3, 31))
    told = advise(CATALOG, person, Settings(as_of=today))
    assert told.next_step == step
    assert told.earliest_finish is None
    assert any("ended on 2026-03-31" in problem for problem in told.problems)


BAD_PEOPLE: list[tuple[dict[str, Any], str]] = [
    ({"level": ""}, "level"), ({"goal": ""}, "goal"), ({"level": "paramedik"}, "level"), ({"goal": "zzz"}, "goal"),
    ({"level": "emt", "goal": "emr"}, "goal"), ({"state": "ZZ"}, "state"), ({"hours_per_week": 0}, "hours_per_week"),
    ({"hours_per_week": 400}, "hours_per_week"), ({"born": date(2030, 1, 1)}, "born"),
    ({"born": date(1850, 1, 1)}, "born"), ({"start": date(9000, 1, 1)}, "start"), ({"expires": date(2028, 3, 31)}, "expires"),
    ({"level": "emt", "goal": "aemt", "start": date(2028, 1, 1), "expires": date(2027, 3, 31)}, "start"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "column"), BAD_PEOPLE)
def test_an_impossible_person_is_refused_by_the_field(changes: dict[str, Any], column: str) -> None:
    person = Person(**{"level": "none", "goal": "emt", **changes})
    with pytest.raises(RowError) as caught:
        advise(CATALOG, person, SETTINGS)
    assert caught.value.column == column


def test_an_error_tells_nothing_of_the_person() -> None:
    secret = Person(level="Jane Q. Public", goal="emt", id="J-1", born=date(2009, 5, 2), start=date(2008, 1, 1))
    for person in (secret, Person(level="none", goal="emt", born=date(2031, 7, 9))):
        with pytest.raises(RowError) as caught:
            advise(CATALOG, person, SETTINGS)
        said = caught.value.message
        assert not any(word in said for word in ("Jane", "Public", "J-1", "2009", "2031"))


def test_a_nearby_level_is_suggested() -> None:
    with pytest.raises(RowError, match="did you mean Paramedic"):
        advise(CATALOG, Person(level="paramedik", goal="emt"), SETTINGS)


def test_rows_come_out_in_order_with_good_and_bad_alike() -> None:
    people: list[tuple[int, int, str, Person | RowError]] = [
        (1, 2, "a", Person(level="none", goal="emt")),
        (2, 3, "b", RowError("born", "x")),
        (3, 4, "c", Person(level="?", goal="emt")),
    ]
    told = list(advise_all(CATALOG, people, SETTINGS))
    assert [(t.row, t.line, t.status, t.error_column) for t in told] == [
        (1, 2, "ok", None),
        (2, 3, "error", "born"),
        (3, 4, "error", "level"),
    ]


# --- reading

HEAD = "id,level,goal,state,hours per week,start,birth date,expires"
GOOD = "1,none,emt,TX,12,2027-01-11,2001-05-02,"


def read(
    data: bytes, *, keep: bool = False, mapping: dict[str, str] | None = None, chunk: int = 0
) -> tuple[list[Cells], list[str]]:
    said: list[str] = []
    stream: Any = io.BytesIO(data) if not chunk else _Slow(data, chunk)
    roster = open_roster(stream, mapping=mapping or {}, keep=keep, say=said.append)
    return list(roster.rows), said


class _Slow:
    """A stream that gives a few bytes at a time."""

    def __init__(self, data: bytes, chunk: int) -> None:
        self._inner = io.BytesIO(data)
        self._chunk = chunk

    def read1(self, _size: int) -> bytes:
        return self._inner.read(self._chunk)


def ids(rows: list[Cells]) -> list[str]:
    return [row.fields[0] for row in rows if row.error is None]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("chunk", [0, 1, 7])
def test_an_encoding_is_told_by_the_text(encoding: str, chunk: int) -> None:
    rows, said = read(f"{HEAD}\nJosé,none,emt,TX,12,,,\nŁukasz,none,emt,,,,,\n".encode(encoding), chunk=chunk)
    assert ids(rows) == ["José", "Łukasz"]
    assert bool(said) == encoding.startswith(("utf-16", "utf-32"))


def test_windows_text_is_read_and_announced_once() -> None:
    rows, said = read(f"{HEAD}\nŁ,none,emt,,,,,\n".encode() + "José,none,emt,,,,,\nÆ,none,emt,,,,,\n".encode("cp1252"))
    assert ids(rows) == ["Ł", "José", "Æ"]
    assert said == ["line 3 is no UTF-8; it and others like it are read as Windows-1252"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_line_ends_and_separators_are_told_by_the_head(end: str, mark: str) -> None:
    text = end.join([HEAD, GOOD, "", '"2 a",none,emt,TX,12,,,']).replace(",", mark)
    rows, _ = read(text.encode(), chunk=5)
    assert ids(rows) == ["1", "2 a"]


def test_quoted_newlines_keep_the_line_count() -> None:
    rows, _ = read(f'{HEAD},note\n{GOOD},"two\nlines, ""quoted"""\n{GOOD},x\n'.encode(), keep=True)
    assert [(row.line, list(row.kept)) for row in rows] == [(2, ['two\nlines, "quoted"']), (4, ["x"])]


TOO_LONG = f"the row is longer than {MOST_ROW:,} characters"


def test_ragged_rows_come_out_with_the_column_and_their_id() -> None:
    rows, _ = read(f"{HEAD}\n7,none,emt\n{GOOD},extra\n{GOOD},,\n{GOOD}\n".encode())
    wrong = [(row.line, row.error.column, row.fields[0]) for row in rows if row.error]
    assert wrong == [(2, "column 4", "7"), (3, "column 9", "1")]
    assert len(ids(rows)) == 2


def test_an_open_quote_costs_one_row() -> None:
    rows, _ = read(f'{HEAD}\n"1,none,emt,,,,,\n2,none,emt,,,,,\n3,none,emt,,,,,\n'.encode())
    assert ids(rows) == ["2", "3"]
    assert [(row.line, row.error.message) for row in rows if row.error] == [
        (2, "a quote is opened and not closed where it should be")
    ]


def test_a_stray_quote_costs_one_row() -> None:
    rows, _ = read(f'{HEAD}\n"1"x,none,emt,,,,,\n2,none,emt,,,,,\n'.encode())
    assert ids(rows) == ["2"]


def test_zero_bytes_and_control_characters_are_only_text() -> None:
    rows, _ = read(f"{HEAD}\n\x001\x1b[31m,none,emt,,,,,\n2,none,emt,,,,,\n".encode())
    assert len(ids(rows)) == 2


@settings(max_examples=300, deadline=None)
@given(
    places=st.lists(st.sampled_from(["good", "bad"]), max_size=12),
    junk=st.text(st.characters(blacklist_categories=["Cs"]), max_size=40), chunk=st.integers(1, 50),
)  # fmt: skip
def test_no_good_row_is_lost_beside_any_bad_one(places: list[str], junk: str, chunk: int) -> None:
    junk = " ".join(junk.split())
    lines, good = [HEAD], []
    for number, kind in enumerate(places):
        if kind == "good":
            good.append(f"g{number}")
            lines.append(f"g{number},none,emt,,,,,")
        else:
            lines.append(f'"{junk.replace(chr(34), "")}')
    rows, _ = read("\n".join(lines).encode(), chunk=chunk)
    assert ids(rows) == good
    assert len(rows) == len(places)


@pytest.mark.parametrize(
    "line",
    [b"x" * (5 * MOST_ROW), b'"' + b"x\n" * MOST_ROW, b"1," * MOST_ROW],
    ids=["letters", "open quote", "columns"],
)
def test_a_row_that_is_too_long_is_refused_and_the_next_is_read(line: bytes) -> None:
    rows, _ = read(f"{HEAD}\n".encode() + line + b"\n" + GOOD.encode() + b"\n")
    assert ids(rows)[-1] == "1"
    assert any(row.error for row in rows)


def test_a_row_that_is_too_long_may_be_the_last_or_follow_an_open_quote() -> None:
    long = b"x" * (5 * MOST_ROW)
    rows, _ = read(f"{HEAD}\n{GOOD}\n".encode() + long)
    assert [(row.line, row.error and row.error.message) for row in rows] == [(2, None), (3, TOO_LONG)]
    rows, _ = read(f'{HEAD}\n"1\n'.encode() + long + f"\n{GOOD}\n".encode())
    assert [(row.line, row.error and row.error.message) for row in rows] == [(2, TOO_LONG), (3, TOO_LONG), (4, None)]


def test_a_huge_line_takes_no_memory(run: Any) -> None:
    script = """
import sys
sys.path.insert(0, sys.argv[1])
from emspath.rosterio import open_roster
class Endless:
    left = 16_000
    def read1(self, size):
        self.left -= 1
        if self.left == 15_999: return b"id,level,goal\\n1,none,emt\\n"
        if self.left == 0: return b"\\n2,none,emt\\n"
        return b"x" * 65536 if self.left > 0 else b""
rows = list(open_roster(Endless(), mapping={}, keep=False, say=print).rows)
assert [r.fields[0] for r in rows if r.error is None] == ["1", "2"], rows
assert [r.line for r in rows] == [2, 3, 4]
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""
    result = subprocess.run(
        [sys.executable, "-c", script, str(ROOT / "src")], capture_output=True, check=True, timeout=120
    )
    assert int(result.stdout) < 100_000, "a line of 1 GB was kept in memory"


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ("level,goal,Level", "columns 1 and 3 (level, Level) could each be the level"),
        ("id,student id,level,goal", "columns 1 and 2 (id, student id) could each be the id"),
        ("id,name", "no column for the level and the goal"), ("", "the roster is empty"), ("\n\n", "the roster is empty"),
        ('level,"goal', "the head cannot be read"),
    ],
)  # fmt: skip
def test_a_head_that_cannot_be_used_is_explained(head: str, says: str) -> None:
    with pytest.raises(DataError) as caught:
        read(head.encode() + (b"\n" if head.strip() else b""))
    assert says in str(caught.value)


def test_doubled_columns_that_nobody_needs_are_kept_apart() -> None:
    roster = open_roster(io.BytesIO(b"level,goal,note,note\nnone,emt,a,b\n"), mapping={}, keep=True, say=print)
    assert roster.kept == ("note", "note (2)")
    assert [list(row.kept) for row in roster.rows] == [["a", "b"]]


def test_a_column_can_be_named() -> None:
    rows, _ = read(b"id,Stand,Ziel,level\n1,none,emt,x\n", mapping={"level": "stand", "goal": "Ziel"})
    assert rows[0].fields[1:3] == ("none", "emt")
    with pytest.raises(QuestionError, match="no column 'nope'"):
        read(b"id,level,goal\n", mapping={"level": "nope"})


def test_json_lines_are_told_by_their_brace() -> None:
    lines = [
        '{"id": 7, "Current Level": "none", "goal": "emt", "hours": 12.5, "start": null}', "", '{"id": x}', "[1]",
        '{"level": "none", "goal": ["emt"]}', '{"level": "none", "from": "emt", "goal": "emt"}', '{"level":"none","goal":"emt","\\u00e9":1}',
    ]  # fmt: skip
    rows, _ = read("\n".join(lines).encode("utf-8-sig"), keep=True)
    people = [person_of(row) for row in rows]
    assert isinstance(people[0], Person)
    assert (people[0].id, people[0].hours_per_week, people[0].start) == ("7", 12.5, None)
    assert [(row.line, row.error.column) for row in rows if row.error] == [
        (3, "character 8"),
        (4, "row"),
        (5, "goal"),
        (6, "level"),
    ]
    assert list(rows[-1].kept) == ['{"é":1}']
    with pytest.raises(DataError, match="one JSON array"):
        read(b'[{"level": "none"}]')


def test_a_line_of_json_that_is_too_long_costs_one_row() -> None:
    good = b'{"level": "none", "goal": "emt"}\n'
    rows, _ = read(good + b'{"level": "' + b"x" * MOST_ROW + b'"}\n' + b"x" * (5 * MOST_ROW) + b"\n" + good)
    assert [(row.line, row.error and row.error.message) for row in rows] == [
        (1, None), (2, TOO_LONG), (3, TOO_LONG), (4, None),
    ]  # fmt: skip


def test_a_key_that_is_asked_for_goes_before_a_usual_name() -> None:
    rows, _ = read(b'{"Stand": "none", "level": "x", "goal": "emt"}', mapping={"level": "stand"})
    assert rows[0].fields[1:3] == ("none", "emt")


def test_each_line_of_json_may_have_other_keys() -> None:
    lines = [f'{{"level": "none", "x{number}": {number}, "goal": "emt"}}' for number in range(1200)]
    rows, _ = read("\n".join(lines).encode(), keep=True)
    assert [row.kept for row in rows] == [(f'{{"x{number}":{number}}}',) for number in range(1200)]
    assert {row.fields[1:3] for row in rows} == {("none", "emt")}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2028-02-29", date(2028, 2, 29)), ("2/29/2028", date(2028, 2, 29)), (" 2027-01-11 ", date(2027, 1, 11)),
        ("2027-02-29", None), ("2027-13-01", None), ("29/2/2028", None), ("2027-W02-1", None), ("11.1.2027", None),
        ("tomorrow", None), ("0000-00-00", None), ("1/1/27", None), ("２０２７-01-11", None),
    ],
)  # fmt: skip
def test_days_are_read_in_two_forms_and_no_other(text: str, day: date | None) -> None:
    if day is not None:
        assert day_of(text, "start") == day
        return
    with pytest.raises(RowError) as caught:
        day_of(text, "start")
    assert text.strip() not in caught.value.message


@pytest.mark.parametrize("hours", ["twelve", "-3", "1e3", "nan", "12 h", "1,5", "٣"])
def test_hours_that_are_no_number_are_refused(hours: str) -> None:
    row = Cells(1, 2, ("", "none", "emt", "", hours, "", "", ""))
    wrong = person_of(row)
    told = wrong if isinstance(wrong, RowError) else None
    assert told is not None
    assert told.column == "hours_per_week"


# --- the command


def roster_file(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / "roster.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_good_rows_are_all_there_and_bad_ones_say_where(run: Any, tmp_path: Path) -> None:
    path = roster_file(tmp_path, GOOD, "2,none,emt,ZZ,12,,,", "3,none,emt,TX,0,,,", "4,none,emt,TX,400,,,", "5,none,emt,TX,12,2027-02-30,,", "6,paramedic,emt,TX,12,,,", GOOD)  # fmt: skip
    result = run("advise", str(path), *AS_OF)
    rows = table(result.stdout.decode())
    assert result.returncode == 1
    assert [row["status"] for row in rows] == ["ok", "error", "error", "error", "error", "error", "ok"]
    wrong = [(row["line"], row["error_column"]) for row in rows if row["status"] == "error"]
    assert wrong == [("3", "state"), ("4", "hours per week"), ("5", "hours per week"), ("6", "start"), ("7", "goal")]
    assert all(row["error"] for row in rows if row["status"] == "error")
    said = result.stderr.decode()
    assert "row 2 (line 3), state: there is no such state" in said
    assert "5 of 7 rows have errors" in said


def test_the_csv_is_what_the_csv_module_would_write(run: Any, tmp_path: Path) -> None:
    path = roster_file(
        tmp_path,
        *[f'"=1+1 ""{n}"", x",emt,paramedic,TX,12,2027-01-11,,2027-03-31' for n in range(3)],
        "🚑é,none,emt,,,,,",
    )
    text = run("advise", str(path), *AS_OF).stdout.decode()
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    assert list(csv.reader(io.StringIO(out.getvalue()))) == rows
    assert len({len(row) for row in rows}) == 1
    assert rows[1][2] == '\'=1+1 "0", x'
    assert rows[4][2] == "🚑é"
    assert text.startswith("\ufeff")
    assert text.count("\r\n") == 5


@pytest.mark.parametrize("cell", ["=cmd|' /C calc'!A0", "+1", "-2+3", "@SUM(1)", "\t=1", "=HYPERLINK(1)"])
def test_no_cell_becomes_a_formula(run: Any, tmp_path: Path, cell: str) -> None:
    path = roster_file(tmp_path, f'"{cell}",none,emt,"{cell}"', head='id,level,goal,"=note"')
    row = list(csv.reader(io.StringIO(run("advise", str(path), "--keep", *AS_OF).stdout.decode())))[1]
    assert row[2].startswith("'")
    assert row[-1].startswith("'")


def test_unknown_columns_pass_only_when_kept(invoke: Invoke, tmp_path: Path) -> None:
    path = roster_file(tmp_path, "1,Jane Doe,none,emt", head="id,name,level,goal")
    assert "Jane" not in invoke("advise", str(path), *AS_OF).stdout
    assert table(invoke("advise", str(path), "--keep", *AS_OF).stdout)[0]["name"] == "Jane Doe"


def test_no_birth_date_or_name_reaches_the_rows_or_stderr(run: Any, tmp_path: Path) -> None:
    path = roster_file(tmp_path, "1,Jane Doe,none,emt,TX,1999-07-08", "2,Jane Doe,none,emt,TX,1999-07-98", "3,x,Jane Doe,emt,TX,", head="id,name,level,goal,state,dob")  # fmt: skip
    for form in ("csv", "jsonl"):
        result = run("advise", str(path), "-f", form, *AS_OF)
        assert b"Jane" not in result.stdout + result.stderr
        assert b"1999" not in result.stdout + result.stderr


def test_json_lines_hold_every_key(invoke: Invoke, tmp_path: Path) -> None:
    path = roster_file(tmp_path, GOOD + ",hello", "2,?,emt,,,,,,", head=HEAD + ",note")
    rows = [
        json.loads(line) for line in invoke("advise", str(path), "-f", "jsonl", "--keep", *AS_OF).stdout.splitlines()
    ]
    assert [set(row) for row in rows] == [{*Advice.__struct_fields__, "kept"}] * 2
    assert rows[0]["kept"] == {"note": "hello"}
    assert isinstance(rows[0]["sources"], list)


def test_the_other_keys_of_a_json_roster_are_kept_as_they_are(invoke: Invoke, tmp_path: Path) -> None:
    path = tmp_path / "roster.jsonl"
    path.write_text('{"level": "none", "goal": "emt", "class": {"of": [2027]}}\n[]\n', encoding="utf-8")
    told = invoke("advise", str(path), "--keep", "-f", "jsonl", *AS_OF).stdout.splitlines()
    assert [json.loads(line)["kept"] for line in told] == [{"class": {"of": [2027]}}, {}]
    rows = table(invoke("advise", str(path), "--keep", *AS_OF).stdout)
    assert [row["kept"] for row in rows] == ['{"class":{"of":[2027]}}', None]


def test_a_workbook_goes_in_and_out(invoke: Invoke, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["id", "level", "goal", "state", "hours", "start", "dob", "extra"])
    book.active.append([1, "none", "EMT", "TX", 12, date(2027, 1, 11), date(2001, 2, 3), "=1+1"])
    book.active.append([])
    book.active.append([2, "none", "?", None, 12.5])
    source, target = tmp_path / "in.xlsx", tmp_path / "out.xlsx"
    book.save(source)
    result = invoke("advise", str(source), "-o", str(target), *AS_OF)
    assert result.exit_code == 1
    sheet = openpyxl.load_workbook(target).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1][:7] == (1, 2, "1", "ok", "none", "emt", "TX")
    assert (rows[2][0], rows[2][1], rows[2][3], rows[2][17]) == (2, 4, "error", "goal")
    assert rows[1][11] == "2027-04-12"


def workbook(path: Path, *rows: list[Any], iso_dates: bool = False) -> Path:
    book = openpyxl.Workbook()
    book.iso_dates = iso_dates
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_workbook_may_begin_late_and_have_empty_columns_behind_its_head(invoke: Invoke, tmp_path: Path) -> None:
    path = workbook(tmp_path / "in.xlsx", [], ["level", "goal", None, " "], ["none", "emt", "x", None])
    rows = table(invoke("advise", str(path), "--keep", *AS_OF).stdout)
    assert [(row["line"], row["goal"], "" in row) for row in rows] == [("3", "emt", False)]


def test_a_day_of_a_workbook_may_be_written_out(invoke: Invoke, tmp_path: Path) -> None:
    head, person = ["level", "goal", "hours", "start"], ["none", "emt", 12, date(2027, 1, 11)]
    told = [
        invoke("advise", str(workbook(tmp_path / f"{iso}.xlsx", head, person, iso_dates=iso)), *AS_OF).stdout
        for iso in (False, True)
    ]
    assert table(told[0])[0]["earliest_finish"] == "2027-03-22"
    assert told[0] == told[1]


def test_a_workbook_from_a_pipe_is_refused(run: Run, tmp_path: Path) -> None:
    path = workbook(tmp_path / "in.xlsx", ["level", "goal"])
    result = run("advise", "-", stdin=path.read_bytes())
    assert result.returncode == 2
    assert b"a workbook cannot be read from a pipe. Name the file, or give CSV" in result.stderr


def test_an_empty_workbook_says_what_to_begin_with(invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("advise", str(workbook(tmp_path / "in.xlsx", [None, None])))
    assert isinstance(result.exception, DataError)
    assert "the first sheet is empty" in result.exception.message
    assert "row of column names" in result.exception.hint


def test_a_workbook_that_would_unpack_to_gigabytes_is_not_unpacked(invoke: Invoke, tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        for name in ("a", "b"):
            packed.writestr(name, "")
            packed.infolist()[-1].file_size = 2**30 + 1
    result = invoke("advise", str(path))
    assert isinstance(result.exception, DataError)
    assert "unpacks to more than 2 GiB" in result.exception.message


def test_a_workbook_that_breaks_off_gives_the_rows_before(run: Run, tmp_path: Path) -> None:
    path, cut = workbook(tmp_path / "in.xlsx", ["level", "goal"], *[["none", "emt"]] * 3), tmp_path / "cut.xlsx"
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(cut, "w") as packed:
        for part in whole.infolist():
            data = whole.read(part)
            if part.filename.endswith("sheet1.xml"):
                data = data[: data.index(b'<row r="4"')]
            packed.writestr(part.filename, data)
    result = run("advise", str(cut), *AS_OF)
    assert [(row["line"], row["status"], row["error"]) for row in table(result.stdout.decode())] == [
        ("2", "ok", ""), ("3", "ok", ""), ("4", "error", "the workbook is broken from here on"),
    ]  # fmt: skip
    assert result.returncode == 1


def test_without_the_extra_a_workbook_asks_for_it(invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    path, out = workbook(tmp_path / "in.xlsx", ["level", "goal"]), tmp_path / "out.xlsx"
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    for source in (path, roster_file(tmp_path, GOOD)):
        result = invoke("advise", str(source), "-o", str(out))
        assert isinstance(result.exception, QuestionError)
        assert "pip install openpyxl" in result.exception.hint
        assert not out.exists()


def test_a_full_worksheet_is_an_error_of_the_output(tmp_path: Path) -> None:
    writer = XlsxWriter(tmp_path / "out.xlsx", ())
    writer.write(Advice(row=1_048_574), ())
    with pytest.raises(OutputError, match="no more than 1,048,576 rows"):
        writer.write(Advice(row=1_048_575), ())
    writer.close()


def test_rows_stay_their_own_however_many_different_texts_there_were() -> None:
    out = io.StringIO()
    writer = CsvWriter(out, ())
    for number in range(20_100):
        writer.write(Advice(row=number, next_step=f"step, {number}"), ())
    assert [row["next_step"] for row in table(out.getvalue())] == [f"step, {number}" for number in range(20_100)]


def test_a_broken_workbook_is_an_error_of_the_data(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"PK\x03\x04nonsense")
    result = run("advise", str(path))
    assert result.returncode == 4
    assert b"cannot be read" in result.stderr


def test_standard_input_is_a_roster_too(run: Any) -> None:
    result = run("advise", "-", *AS_OF, stdin=f"{HEAD}\n{GOOD}\n".encode("utf-16"))
    assert result.returncode == 0
    assert table(result.stdout.decode())[0]["status"] == "ok"
    assert b"read as utf-16" in result.stderr


def test_twenty_bad_rows_are_told_of_and_the_rest_counted(run: Run, tmp_path: Path) -> None:
    path = roster_file(tmp_path, *[f"{n},?,emt,,,,," for n in range(23)])
    result = run("advise", str(path), *AS_OF)
    told = result.stderr.decode().splitlines()
    assert [line.partition(",")[0] for line in told[:20]] == [f"emspath: row {n} (line {n + 1})" for n in range(1, 21)]
    assert told[20] == "emspath: more rows have errors; the column error has them all"
    assert told[21].startswith("emspath: 23 of 23 rows have errors.")
    assert len(told) == 22


def test_strict_stops_at_the_first_bad_row_and_writes_no_file(run: Any, tmp_path: Path) -> None:
    path, target = roster_file(tmp_path, GOOD, "2,?,emt,,,,,", GOOD), tmp_path / "out.csv"
    result = run("advise", str(path), "--strict", "-o", str(target), *AS_OF)
    assert result.returncode == 1
    assert b"row 2 (line 3), level" in result.stderr
    assert names_in(tmp_path) == ["roster.csv"]


def test_the_summary_counts_by_goal_and_state(invoke: Invoke, tmp_path: Path) -> None:
    path = roster_file(tmp_path, GOOD, GOOD, "3,emt,paramedic,CA,12,,,2028-03-31", "4,?,emt,,,,,")
    told = json.loads(invoke("advise", str(path), "--summary", "--json", *AS_OF).stdout)
    assert [(row["goal"], row["state"], row["people"], row["renewals_due"]) for row in told["answer"]] == [
        ("emt", "TX", 2, 0), ("paramedic", "CA", 1, 1), ("error", None, 1, 0),
    ]  # fmt: skip
    target = tmp_path / "out.csv"
    shown = invoke("advise", str(path), "--summary", "-o", str(target), *AS_OF).stdout
    assert "4 rows, 3 advised on, 1 with errors." in shown
    assert len(table(target.read_text(encoding="utf-8-sig"))) == 4


@pytest.mark.parametrize(("form", "ending"), [("html", ".html"), ("markdown", ".md")])
def test_handouts_are_a_page_each_with_safe_names(invoke: Invoke, tmp_path: Path, form: str, ending: str) -> None:
    rows = ["../../etc/passwd,none,emt,TX,12,,,", "CON,emt,emt,TX,12,,,2028-03-31", '"a/b\\c\x00<script>",none,paramedic,,,,,', "4,?,emt,,,,,", ",emt,paramedic,,,,,2026-03-31", "6,registered-nurse,paramedic,,,,,2028-03-31"]  # fmt: skip
    path, folder = roster_file(tmp_path, *rows), tmp_path / "pages"
    result = invoke("advise", str(path), "--handouts", str(folder), "--handout-format", form, *AS_OF)
    assert result.exit_code == 1
    assert result.stdout == ""
    names = names_in(folder)
    assert names == [
        f"000001-etc-passwd{ending}",
        f"000002-CON{ending}",
        f"000003-a-b-c-script{ending}",
        f"000005{ending}",
        f"000006-6{ending}",
    ]
    assert names_in(tmp_path) == ["pages", "roster.csv"]
    assert "<script>" not in (folder / names[2]).read_text(encoding="utf-8")
    assert "Renewing" in (folder / names[3]).read_text(encoding="utf-8")
    again = invoke("advise", str(path), "--handouts", str(folder), "--handout-format", form, *AS_OF)
    assert again.exit_code == 1
    assert "exists already" in str(again.exception)


@given(id_=st.text(max_size=80), row=st.integers(1, 10**7))
def test_a_handout_stays_in_its_folder(id_: str, row: int) -> None:
    name = handout_name(Advice(row=row, id=id_), ".html")
    assert Path(name).name == name
    assert name.isascii()
    assert len(name) <= 60
    assert not name.startswith(".")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("nowhere.csv",), 4, "cannot be read"), (("{folder}",), 4, "cannot be read"),
        (("{roster}", "--map", "x=y"), 2, "no field=column"), (("{roster}", "--map", "id=a", "--map", "id=b"), 2, "the field 'id' is given twice"),
        (("{roster}", "--handouts", "{roster}"), 1, "could not be written (file exists)"), (("{roster}", "--hours-per-week", "400"), 2, "400 hours a week"),
        (("{roster}", "--state", "ZZ"), 3, "no state is called"), (("{roster}", "-o", "{folder}/out.pdf"), 2, "cannot be told"),
        (("{roster}", "-f", "xlsx"), 2, "workbook"), (("{roster}", "-o", "{roster}"), 1, "exists already"),
        (("{roster}", "-o", "{folder}/no/such/out.csv"), 1, "could not be written"),
    ],
)  # fmt: skip
def test_a_call_that_cannot_be_is_explained(
    run: Any, tmp_path: Path, arguments: tuple[str, ...], code: int, says: str
) -> None:
    path = roster_file(tmp_path, GOOD)
    result = run("advise", *(a.format(roster=path, folder=tmp_path) for a in arguments))
    assert result.returncode == code
    assert says in result.stderr.decode()
    assert b"Traceback" not in result.stderr


# --- stopping and streaming


def _feed(process: subprocess.Popen[bytes], rows: Iterator[str]) -> None:
    assert process.stdin is not None
    for row in rows:
        process.stdin.write(row.encode())
    process.stdin.flush()


def _start(*arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "emspath", "advise", "-", *AS_OF, *arguments],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options,
    )  # fmt: skip


def test_ctrl_c_leaves_whole_rows_on_standard_output() -> None:
    process = _start()
    _feed(process, iter([HEAD + "\n", *[f"{n},none,paramedic,TX,12,,,\n" for n in range(4000)]]))
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert out.endswith(b"\r\n")
    assert len({len(row) for row in csv.reader(io.StringIO(out.decode("utf-8-sig")))}) == 1
    assert b"interrupted" in err
    assert b"Traceback" not in err


def test_ctrl_c_between_two_rows_says_that_the_file_was_not_written(tmp_path: Path) -> None:
    path = roster_file(tmp_path, "1,?,emt,,,,,", *[f"{n},none,paramedic,TX,12,,," for n in range(60_000)])
    command = [sys.executable, "-m", "emspath", "advise", str(path), "-o", str(tmp_path / "out.csv"), *AS_OF]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        assert b"row 1 (line 2)" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        said = process.stderr.read().decode()
    assert process.returncode == 130
    assert "interrupted after " in said
    assert said.endswith(f" rows; '{tmp_path / 'out.csv'}' was not written\n")
    assert names_in(tmp_path) == ["roster.csv"]


def test_a_roster_can_be_run_outside_the_main_thread(invoke: Invoke, tmp_path: Path) -> None:
    path, told = roster_file(tmp_path, GOOD), []
    thread = threading.Thread(target=lambda: told.append(invoke("advise", str(path), *AS_OF)))
    thread.start()
    thread.join()
    assert [row["status"] for row in table(told[0].stdout)] == ["ok"]
    assert told[0].exit_code == 0


def test_ctrl_c_leaves_no_file(tmp_path: Path) -> None:
    process = _start("-o", str(tmp_path / "out.csv"))
    _feed(process, iter([HEAD + "\n", *[f"{n},none,paramedic,TX,12,,,\n" for n in range(4000)]]))
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 130
    assert names_in(tmp_path) == []


def test_a_reader_that_went_away_is_no_error(tmp_path: Path) -> None:
    path = roster_file(tmp_path, *[f"{n},none,paramedic,TX,12,,," for n in range(20000)])
    command = [sys.executable, "-m", "emspath", "advise", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_a_full_device_is_an_error_of_the_output(tmp_path: Path) -> None:
    path = roster_file(tmp_path, *[f"{n},none,paramedic,TX,12,,," for n in range(20000)])
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run([sys.executable, "-m", "emspath", "advise", str(path)], stdout=full, stderr=subprocess.PIPE, check=False)  # fmt: skip
    assert result.returncode == 1
    assert b"could not be written" in result.stderr
    assert b"Traceback" not in result.stderr


def test_progress_shows_on_a_terminal_only(tmp_path: Path) -> None:
    path = roster_file(tmp_path, *[GOOD] * 3000)
    command = [sys.executable, "-m", "emspath", "advise", str(path), "-o", str(tmp_path / "out.csv")]
    parent, child = pty.openpty()
    with subprocess.Popen(command, stderr=child) as process:
        os.close(child)
        shown = b""
        with suppress(OSError):
            while chunk := os.read(parent, 4096):
                shown += chunk
        os.close(parent)
    assert process.returncode == 0
    assert b"3,000 rows" in shown
    quiet = subprocess.run([*command, "--force"], capture_output=True, check=True)
    assert quiet.stderr == b""


def test_progress_counts_rows_where_the_size_is_not_known(tmp_path: Path) -> None:
    path = workbook(tmp_path / "in.xlsx", ["level", "goal"], *[["none", "emt"]] * 501)
    out = tmp_path / "out.csv"
    for source, stdin in ((str(path), b""), ("-", b"level,goal\n" + b"none,emt\n" * 501)):
        command = [sys.executable, "-m", "emspath", "advise", source, "-o", str(out), "--force", *AS_OF]
        parent, child = pty.openpty()
        with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=child) as process:
            os.close(child)
            process.communicate(stdin)
        assert os.read(parent, 4096) == b"\r500 rows\r501 rows\r\n"
        os.close(parent)
        assert process.returncode == 0


@pytest.mark.parametrize("arguments", [("advise", "-"), ("advise", "-", "-o", "out.csv"), ("ask", "-")], ids=" ".join)
def test_input_that_stops_coming_is_no_error_of_the_output(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """The far end of a terminal gives an input/output error when the near end is gone."""
    parent, child = pty.openpty()
    tty.setraw(child)
    os.write(child, f"{HEAD}\n{GOOD}\n".encode())
    os.close(child)
    command = [sys.executable, "-m", "emspath", *arguments]
    result = subprocess.run(command, cwd=tmp_path, stdin=parent, capture_output=True, check=False)
    os.close(parent)
    told = "emspath: standard input: cannot be read (input/output error). Check where it comes from.\n"
    assert result.stderr.decode() == told
    assert result.returncode == 4
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("command", ["advise", "ask"])
def test_without_standard_input_there_is_one_line(command: str) -> None:
    call = f"{sys.executable} -m emspath {command} - <&-"
    result = subprocess.run(["bash", "-c", call], capture_output=True, text=True, check=False)
    assert result.stderr == "emspath: standard input is closed. Name a file, or send the lines through a pipe.\n"
    assert result.returncode == 4


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    script = """
import sys
from emspath.cli import main
main(["advise", sys.argv[1], "-o", sys.argv[2], "--force"], standalone_mode=False)
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""
    peaks = []
    for rows in (5_000, 80_000):
        path = roster_file(
            tmp_path,
            *(
                f"S{n:06d},none,paramedic,{'TX' if n % 2 else 'CA'},{4 + n % 30},{date(2027, 1, 1) + timedelta(days=n % 365)},2001-02-03,"
                for n in range(rows)
            ),
        )
        command = [sys.executable, "-c", script, str(path), str(tmp_path / "out.csv")]
        peaks.append(int(subprocess.run(command, capture_output=True, check=True, timeout=120).stdout))
    assert peaks[1] < peaks[0] + 4_000, f"{peaks} KB at most"


def test_a_million_wrong_names_do_not_slow_down() -> None:
    begin = time.process_time()
    for number in range(2000):
        with pytest.raises(RowError):
            advise(CATALOG, Person(level=f"person number {number}", goal="emt"), SETTINGS)
    assert time.process_time() - begin < 4


@pytest.mark.parametrize(
    ("roster", "options", "says"),
    [
        (b"", (), "the roster is empty"), (b"id,goal" + b",x" * 6000 + b"\n", (), "the head has 6,002 columns"), (b"id,Who,who\n1,2,3\n", ("--map", "goal=WHO"), "are all called 'WHO'"),
        (b"id,goal\n", ("--map", "goal=nope"), "the roster has no column 'nope'"), (b"x" * 300_000 + b"\n", (), "the head is longer than"),
    ],
    ids=["empty", "wide", "twice", "missing", "long"],
)  # fmt: skip
def test_a_head_that_cannot_be_used_is_one_line(run: Run, roster: bytes, options: tuple[str, ...], says: str) -> None:
    result = run("advise", "-", *options, stdin=roster)
    assert result.returncode in (2, 4)
    assert says in result.stderr.decode()
    assert result.stderr.count(b"\n") == 1


def test_other_separators_and_hours_left_out_are_read(run: Run) -> None:
    roster = b"sep=;\nid;level;goal;hours_per_week;start\n1;none;emt; ; \n2;none;emt;1.25;2027-01-11\n3;none;emt;x;\n"
    result = run("advise", "-", "-f", "jsonl", stdin=roster)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(row["id"], row["status"] == "error") for row in rows] == [("1", False), ("2", False), ("3", True)]
    assert result.returncode == 1


def test_an_expiry_long_ago_is_no_day_to_plan_with() -> None:
    with pytest.raises(RowError, match="the expiry is no day to plan with; give a day from 1990 to 2199") as caught:
        advise(CATALOG, Person(level="emt", goal="paramedic", expires=date(1980, 3, 31)), SETTINGS)
    assert caught.value.column == "expires"


def test_a_name_that_stands_for_several_is_no_end_of_a_way() -> None:
    for person, column in ((Person(level="EMT-I", goal="paramedic"), "level"), (Person(level="none", goal="EMT-I"), "goal")):  # fmt: skip
        with pytest.raises(RowError, match="or stands for several") as caught:
            advise(CATALOG, person, SETTINGS)
        assert caught.value.column == column


def test_a_way_to_a_role_has_no_exam_or_license_behind_it() -> None:
    told = advise(CATALOG, Person(level="emt", goal="physician-assistant"), SETTINGS)
    assert told.steps == told.next_step == "EMS to physician assistant"


def test_memory_does_not_grow_with_different_people() -> None:
    adviser, sizes = Adviser(CATALOG, SETTINGS), []
    good = adviser(Person(level="none", goal="emt"))
    tracemalloc.start()
    for low in (1, 17_001):
        for number in range(low, low + 17_000):
            with suppress(RowError):
                adviser(Person(level="none", goal="emt", hours_per_week=-number))
        sizes.append(tracemalloc.get_traced_memory()[1])
    tracemalloc.stop()
    assert sizes[1] < 1.2 * sizes[0]
    assert adviser(Person(level="none", goal="emt")) == good
