"""The command line: exit codes, one-line errors, formats, colour, width, pipes and files."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
import termios
from datetime import date
from pathlib import Path

import pytest

from emspath.answers.compare import compare
from emspath.catalog import Catalog
from emspath.cli import _code, main
from emspath.cli.options import DayType

from .conftest import DAY, ROOT, Invoke, Run

QUESTIONS = [
    ("explain", "ems"), ("explain", "EMT-I"), ("compare", "emt", "paramedic"), ("compare", "ems", "emt"), ("path", "emt", "paramedic"),
    ("path", "paramedic"), ("scope", "iv"), ("scope", "emt"), ("scope", "--added-by", "paramedic"), ("list", "levels"), ("list",),
    ("why", "emt.training.hours"), ("sources",), ("sources", "ed-standards-2021"), ("sources", "--stale", "24m"),
    ("explain", "emt", "--state", "tx"), ("compare", "emt", "paramedic", "--state", "ca"), ("path", "emt", "--state", "ny"), ("scope", "iv", "--state", "tx"),
    ("state", "tx"), ("states",), ("states", "--compact", "--nremt", "required"), ("move", "tx", "co", "--level", "emt"), ("ask", "what is an EMT?"),
    ("plan", "--to", "emt", "--start", "2027-01-11"), ("renew", "emt"), ("compare", "tx", "ca"), ("why", "tx.emt.licence.age"),
]  # fmt: skip
FORMATS = ["table", "json", "jsonl", "csv", "markdown", "html"]
ESCAPE = re.compile(rb"\x1b")


@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
@pytest.mark.parametrize("form", FORMATS)
def test_every_command_answers_in_every_format(invoke: Invoke, question: tuple[str, ...], form: str) -> None:
    result = invoke(*question, "-f", form, "--as-of", DAY)
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    assert result.stdout.strip()
    if form in ("json", "jsonl"):
        assert set(json.loads(result.stdout)) >= {"emspath", "kind", "query", "answer", "sources", "notes"}
    if form == "jsonl":
        assert result.stdout.count("\n") == 1
    if form == "csv":
        rows = list(csv.reader(io.StringIO(result.stdout.removeprefix("\ufeff"))))
        assert len({len(row) for row in rows}) == 1
        assert rows[0][-1] in ("sources", "facts", "summary")


@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
@pytest.mark.parametrize("width", ["40", "60", "80", "120", "200"])
def test_no_line_but_a_link_is_wider_than_asked(invoke: Invoke, question: tuple[str, ...], width: str) -> None:
    result = invoke(*question, "--width", width, "--as-of", DAY)
    assert result.exit_code == 0
    for line in result.stdout.splitlines():
        commands = "emspath " in line
        assert len(line) <= int(width) or "http" in line or commands, line


ERRORS = [
    (("explain", "flibbertigibbet"), 3, "nothing is called 'flibbertigibbet'"),
    (("explain", "paramedik"), 3, "Did you mean Paramedic"),
    (("explain",), 2, "Missing argument"),
    (("compare", "emt"), 2, "two or more different things"),
    (("compare", "emt", "EMT"), 2, "two or more different things"),
    (("compare", "emt", "paramedic", "--section", "nope"), 2, "there is no section 'nope'"),
    (("compare", "emt", "paramedic", "--state", "zz"), 3, "no state is called 'zz'"),
    (("path", "a", "b", "c"), 2, "one start and one goal"),
    (("path", "emt", "licensure"), 2, "no level or role"),
    (("scope", "brain surgery"), 3, "no skill and no level fits 'brain surgery'"),
    (("scope", "--category", "zzz"), 2, "there is no category 'zzz'"),
    (("why", "emt.nothing"), 3, "there is no fact 'emt.nothing'"),
    (("list", "unicorns"), 2, "there is no list of 'unicorns'"),
    (("sources", "nope"), 3, "no source has the id 'nope'"),
    (("sources", "--stale", "soon"), 2, "'soon' is no length of time"),
    (("expain", "ems"), 2, "No such command 'expain'"),
    (("explain", "ems", "--nope"), 2, "No such option"),
    (("explain", "ems", "-f", "pdf"), 2, "'pdf' is not one of"),
    (("explain", "ems", "--as-of", "2026-02-30"), 2, "is no day written as YYYY-MM-DD, such as 2027-01-11"),
    (("explain", "ems", "--width", "7"), 2, "not in the range"),
    (("explain", "ems", "--data", "/nowhere/at/all.yaml"), 4, "there is no such file"),
    (("check", "/nowhere/at/all.yaml"), 4, "there is no such file"),
    (("schema", "nope"), 3, "there is no schema 'nope'"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "code", "said"), ERRORS, ids=[" ".join(case[0]) for case in ERRORS])
def test_an_error_is_one_line_on_stderr_with_its_exit_code(
    run: Run, arguments: tuple[str, ...], code: int, said: str
) -> None:
    result = run(*arguments)
    assert result.returncode == code
    assert result.stdout == b""
    text = result.stderr.decode()
    assert said in text
    assert text.count("\n") == 1
    assert "Traceback" not in text


def test_an_error_with_json_is_an_object_on_stderr(run: Run) -> None:
    for arguments, code in ((("explain", "paramedik"), 3), (("compare", "emt"), 2), (("explain", "ems", "--nope"), 2)):
        result = run(*arguments, "--format", "json")
        told = json.loads(result.stderr)
        assert result.returncode == code == told["exit_code"]
        assert {"error", "message", "hint"} <= set(told)
        assert result.stdout == b""


def test_colour_is_for_terminals_and_who_asks(run: Run) -> None:
    assert not ESCAPE.search(run("compare", "emt", "paramedic").stdout)
    assert not ESCAPE.search(run("compare", "emt", "paramedic", env={"NO_COLOR": "1", "FORCE_COLOR": "1"}).stdout)
    assert ESCAPE.search(run("compare", "emt", "paramedic", env={"FORCE_COLOR": "1"}).stdout)
    assert ESCAPE.search(run("compare", "emt", "paramedic", "--color", "always", env={"NO_COLOR": "1"}).stdout)
    assert not ESCAPE.search(run("compare", "emt", "paramedic", "--color", "never", env={"FORCE_COLOR": "1"}).stdout)


def on_a_terminal(columns: int, *arguments: str, **variables: str) -> list[str]:
    """The lines that a terminal of this width is sent."""
    unset = ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "EMSPATH_DATA", "PAGER")
    clean = {name: value for name, value in os.environ.items() if name not in unset}
    parent, child = pty.openpty()
    termios.tcsetwinsize(child, (24, columns))
    command = [sys.executable, "-m", "emspath", *arguments, "--color", "never"]
    sent = b""
    with subprocess.Popen(command, stdin=child, stdout=child, env={**clean, "TERM": "xterm", **variables}) as process:
        os.close(child)
        with contextlib.suppress(OSError):
            while chunk := os.read(parent, 65_536):
                sent += chunk
    os.close(parent)
    assert process.returncode == 0
    return sent.decode().replace("\r\n", "\n").splitlines()


@pytest.mark.parametrize(("columns", "drawn"), [(100, 100), (30, 40), (0, 80), (999, 400)])
def test_a_page_is_as_wide_as_the_terminal_within_bounds(run: Run, columns: int, drawn: int) -> None:
    asked = run("explain", "emt", "--width", str(drawn), "--color", "never").stdout.decode()
    assert on_a_terminal(columns, "explain", "emt") == asked.splitlines()


def test_a_terminal_that_is_no_file_is_taken_to_have_80_columns(invoke: Invoke) -> None:
    class Shell(io.StringIO):
        """Standard output as a development environment has it: a terminal to look at, without a descriptor."""

        encoding = "utf-8"

        def isatty(self) -> bool:
            return True

    shown, usual = Shell(), invoke("explain", "emt", "--width", "80", "--color", "never").stdout
    with contextlib.redirect_stdout(shown):
        main(["explain", "emt", "--color", "never"], standalone_mode=False)
    assert shown.getvalue() == usual


def test_a_pager_gets_the_whole_page_and_only_on_a_terminal(run: Run, tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\necho paged\ncat\n", encoding="utf-8")
    pager.chmod(0o755)
    usual = run("explain", "emt").stdout.decode().splitlines()
    assert on_a_terminal(80, "explain", "emt", "--pager", PAGER=str(pager)) == ["paged", *usual]
    assert run("explain", "emt", "--pager", env={"PAGER": str(pager)}).stdout.decode().splitlines() == usual


def test_differences_show_without_colour(invoke: Invoke) -> None:
    assert "≠ Course hours" in invoke("compare", "emt", "paramedic", "--color", "never").stdout


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1", "cp437"])
def test_a_legacy_console_gets_readable_text(run: Run, encoding: str) -> None:
    for question in (("compare", "emt", "paramedic"), ("path", "emt", "paramedic"), ("scope", "iv", "--plain")):
        result = run(*question, env={"PYTHONIOENCODING": encoding})
        assert result.returncode == 0, result.stderr
        text = result.stdout.decode(encoding)
        assert "\\u" not in text
        assert "?" not in text.replace("emspath", "").split("Sources")[0].replace("Did you mean", "")


def test_the_same_question_gives_the_same_bytes(run: Run) -> None:
    for form in FORMATS:
        first, second = (
            run("compare", "emt", "aemt", "-f", form, env={"PYTHONHASHSEED": seed}).stdout for seed in ("1", "2")
        )
        assert first == second


def test_a_closed_pipe_ends_quietly() -> None:
    command = f"{sys.executable} -m emspath list | head -1; echo ${{PIPESTATUS[0]}}"
    result = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60)
    assert result.stdout.splitlines()[-1] == "0"
    assert result.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_device_is_one_clear_line() -> None:
    result = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m emspath explain ems > /dev/full"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert result.returncode == 1
    assert "could not be written" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_file_is_written_whole_and_its_ending_chooses_the_format(run: Run, tmp_path: Path) -> None:
    for ending, begins in (
        (".json", b"{"),
        (".csv", b"\xef\xbb\xbfid,"),
        (".md", b"# "),
        (".html", b"<!doctype html>"),
        (".txt", b"Emergency"),
    ):
        target = tmp_path / f"ems{ending}"
        result = run("explain", "ems", "-o", str(target))
        assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")
        assert target.read_bytes().lower().startswith(begins.lower())
        assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith(".")) == []


def test_a_file_that_exists_is_kept_unless_forced(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "ems.json"
    target.write_text("mine")
    refused = run("explain", "ems", "-o", str(target))
    assert refused.returncode == 1
    assert b"exists already" in refused.stderr
    assert target.read_text() == "mine"
    assert run("explain", "ems", "-o", str(target), "--force").returncode == 0
    assert target.read_text().startswith("{")


@pytest.mark.parametrize(("name", "code", "said"), [
    ("no/such/folder/x.json", 1, "could not be written"), ("", 1, "is a folder"), ("x.pdf", 2, "the format cannot be told"), ("noending", 2, "the format cannot be told"),
])  # fmt: skip
def test_a_place_that_cannot_be_written_is_one_line(run: Run, tmp_path: Path, name: str, code: int, said: str) -> None:
    extra = ("-f", "json") if name == "" else ()
    result = run("explain", "ems", "-o", str(tmp_path / name), *extra)
    assert result.returncode == code
    assert said in result.stderr.decode()
    assert list(tmp_path.iterdir()) == []


def test_help_of_every_command_opens_with_a_sentence_and_ends_with_an_example_that_runs(invoke: Invoke) -> None:
    from emspath.cli import main

    for name, command in main.commands.items():
        result = invoke(name, "--help")
        assert result.exit_code == 0
        assert command.help
        example = re.search(r"Example: emspath (.+)", command.epilog or "")
        assert example, name
        if not re.search(r"\.(ya?ml|csv|jsonl|xlsx)|--output|-o |completion", example.group(1)):
            import shlex

            ran = invoke(*shlex.split(example.group(1)))
            assert ran.exit_code == 0, (name, ran.output)


def test_version_and_bare_help(run: Run) -> None:
    from emspath import __version__

    assert run("--version").stdout.decode() == f"emspath {__version__}\n"
    assert b"compare" in run("--help").stdout


def test_plain_text_draws_no_tables(invoke: Invoke) -> None:
    said = invoke("compare", "emt", "paramedic", "--plain").stdout
    assert not re.search("[─│┌┐└┘├┤█░]", said)
    assert "Course hours (differs): EMT: " in said


def test_no_sources_drops_and_full_spells_out_the_footer(invoke: Invoke) -> None:
    short, none, full = (
        invoke("explain", "ems", *extra).stdout for extra in ((), ("--no-sources",), ("--sources", "full"))
    )
    assert "Sources" in short
    assert "https://" not in short
    assert "Sources" not in none
    assert "[1]" not in none
    assert "https://" in full


def test_nothing_is_drawn_with_rich_unless_a_table_is_asked_for(run: Run) -> None:
    code = "import sys; from emspath.cli import _code; _code(sys.argv[1:]); sys.exit(any(m == 'rich' or m.startswith('rich.') for m in sys.modules))"
    for arguments in (("explain", "ems", "--json"), ("compare", "emt", "aemt", "--plain"), ("--version",), ("--help",)):
        result = subprocess.run(
            [sys.executable, "-c", code, *arguments], capture_output=True, check=False, timeout=60, cwd=ROOT
        )
        assert result.returncode == 0, arguments


def test_schema_without_a_kind_lists_the_kinds_and_each_has_one(invoke: Invoke) -> None:
    kinds = invoke("schema").stdout.split()
    assert {"explain", "compare", "ask", "data"} <= set(kinds)
    for kind in kinds:
        assert invoke("schema", kind).exit_code == 0


def test_a_day_stays_a_day() -> None:
    day = date(2027, 1, 11)
    assert DayType().convert(day, None, None) == day
    assert DayType().convert("2027-01-11", None, None) == day


def test_a_system_has_no_scope_and_the_line_says_what_to_ask_instead(run: Run) -> None:
    for arguments in (("scope", "ems"), ("scope", "EMS", "emt")):
        done = run(*arguments)
        assert done.returncode == 2
        assert b"EMS is a system and not a person, so it has no scope of practice" in done.stderr
        assert b"emr, emt, aemt or paramedic" in done.stderr


def test_a_question_in_a_message_keeps_its_mark_and_a_book_in_one_is_cut(run: Run) -> None:
    assert b"'--help'? See `emspath explain --help`." in run("explain", "ems", "--htlp").stderr
    assert len(run("explain", "x" * 90_000).stderr) < 3_000


def test_a_renewal_offers_commands_that_keep_what_was_given(invoke: Invoke) -> None:
    told = invoke("renew", "emt", "--expires", "2027-03-31", "--earned", "national=12,local=4.5", "--state", "TX", "--as-of", "2026-11-24", "--plain").stdout  # fmt: skip
    assert "emspath renew emt --expires 2027-03-31 --earned national=12,local=4.5 --state TX --full" in told
    assert "emspath renew emt --expires 2027-03-31 --earned national=12,local=4.5 --state TX -o renew.ics" in told
    assert "emspath renew emt --state TX --expires YYYY-MM-DD" in invoke("renew", "emt", "--state", "TX", "--plain").stdout  # fmt: skip


def test_an_interrupt_while_the_arguments_are_read_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def struck(_text: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("emspath.cli.lazy.to_stdout", struck)
    monkeypatch.setattr("emspath.cli.hush_stdout", lambda: None)
    for arguments in (["--help"], ["explain", "--help"]):
        assert _code(arguments) == 130
        assert capsys.readouterr().err == "emspath: interrupted\n"


def test_how_many_skills_may_also_be_added_is_told(catalog: Catalog) -> None:
    told = compare(catalog, ["emr", "emt", "aemt", "paramedic"]).answer
    row = next(row for row in told.rows if row.field == "scope.adds")
    skills = [row.values for row in told.rows if row.section == "scope" and not row.field.startswith("scope.")]
    for lower, higher in (("emr", "emt"), ("emt", "aemt"), ("aemt", "paramedic")):
        pairs = [(values[lower].text, values[higher].text) for values in skills]
        assert f"{pairs.count(('no', 'yes'))} more than" in row.values[higher].text
        unknown = sum(pairs.count(pair) for pair in (("unknown", "yes"), ("unknown", "unknown"), ("no", "unknown")))
        assert f"({unknown} unknown)" in row.values[higher].text
