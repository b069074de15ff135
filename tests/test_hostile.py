"""Any text as any argument: a documented exit code, one line, nothing that acts on a terminal, and never a fault."""

from __future__ import annotations

import io
import json
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emspath.cli import TABLE, _code, main
from emspath.safe import json_visible, visible

DOCUMENTED = (0, 1, 2, 3, 4)
BASE: dict[str, tuple[str, ...]] = {
    "advise": ("-",), "ask": ("emt",), "check": (), "compare": ("emt", "aemt"), "completion": ("bash",), "explain": ("emt",), "handbook": ("--output", "site"), "list": ("levels",),
    "move": ("tx", "co"), "path": ("emt", "aemt"), "plan": ("--to", "emt", "--start", "2027-01-11"), "plans": ("--from", "emr", "--to", "emt"), "renew": ("emt",), "schema": ("why",),
    "scope": ("iv",), "sources": ("ed-standards-2021",), "state": ("tx",), "states": (), "why": ("emt.training.hours",),
}  # fmt: skip
"""A call of each command that answers quickly, and into which hostile text is put."""
PATHS = ("output_file", "folder", "handouts", "data_files", "files", "roster")
NASTY = (
    "", " ", "\n", "\t\r\n", "\0", "a\0b", "\x1b[2J\x1b[31mred", "\x1b]0;title\x07", "\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "\x1b]52;c;aGk=\x07", "\x9b31m\x9d52;c;aGk=\x9c", "\x7f\x08\x08",
    "\u202egpj.exe", "\u2066\u2067\u2068x\u2069", "\u200b\u200d\u2060\ufeff", "שלום עולם", "مرحبا", "\U0001f691\U0001f469\u200d\U0001f692", "e\u0301" * 50, "\u0130\u1e9e\ufb01\u017f", "\ud800", "\udcff\udc80", "\udfff\ud800",
    "\U000e0041\U000e007f", "\ue000\U0010ffff", "\ufffe\uffff", "[bold red]x[/]", "[/]", "[link=http://x]y[/link]", "<script>alert(1)</script>", "&lt;&#0;", "**x** | `y`", "{0}{x!r}{0.__class__}", "%s%n%(x)s", "${HOME}$(id)`id`",
    "; rm -rf .", "{{ 7*7 }}{% raw %}", "=cmd|' /C calc'!A0", "@SUM(1)", "-", "--", "---", "-x", "--=", "--json", "-f", "--help=1", "..", "../..", "CON", "a/b\\c", ".", "...", "emt.", ".emt", "x" * 5000, "emt " * 3000,
    "٣", "½", "1e999", "nan", "-inf", "9" * 400, "0x10", "1_0", "0000-00-00", "10000-01-01", "２０２７-01-11", "*", "(((((", "[" * 500, "\\", "'", '"', "all-levels.", "none", "None", "null",
)  # fmt: skip


class Called:
    """One call of the command line in this process."""

    def __init__(self, code: int, out: bytes, err: bytes) -> None:
        self.code, self.out, self.err = code, out.decode(), err.decode()


@contextmanager
def streams(stdin: bytes) -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    """Streams as a UTF-8 terminal has them: text that cannot be encoded is a fault on stdout."""
    out, err = io.BytesIO(), io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        patch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="utf-8", write_through=True))
        patch.setattr(
            sys, "stderr", io.TextIOWrapper(err, encoding="utf-8", errors="backslashreplace", write_through=True)
        )
        yield out, err


def call(*arguments: str, stdin: bytes = b"") -> Called:
    """Call the program as its entry point does; a fault inside it is raised, since EMSPATH_DEBUG is set."""
    with streams(stdin) as (out, err):
        code = _code(list(arguments))
        sys.stdout.flush()
        return Called(code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module", autouse=True)
def a_place_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Deep enough that a path with `..` in it stays within the folders of the tests."""
    place = tmp_path_factory.mktemp("hostile") / "a" / "b" / "c" / "d"
    place.mkdir(parents=True)
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "EMSPATH_DATA"):
            patch.delenv(variable, raising=False)
        patch.setenv("EMSPATH_DEBUG", "1")
        patch.chdir(place)
        yield place


SIGNS = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
"""Signs that are drawn before a number; Unicode counts them among the format characters, though they can be seen."""


def acts(character: str) -> bool:
    """Whether a character could move a cursor, turn text around, or hide: told from the Unicode data, not from emspath's list."""
    if character == "\n":
        return False
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") and character not in SIGNS


def is_harmless(done: Called, *, crlf: bool = False) -> None:
    assert done.code in DOCUMENTED, done.code
    for shown in (done.out.replace("\r\n", "\n").removeprefix("\ufeff") if crlf else done.out, done.err):
        bad = {ascii(c) for c in set(shown) if acts(c)}
        assert not bad, bad
        assert "Traceback" not in shown
        assert "a fault inside" not in shown
    if done.code not in (0, 1):
        assert done.out == ""


def slots(name: str) -> list[tuple[str, bool]]:
    """Where text can be given to a command: the longest name of each option that takes a value, and the arguments."""
    found: list[tuple[str, bool]] = []
    for parameter in main.commands[name].params:
        of_paths = parameter.name in PATHS
        if isinstance(parameter, click.Argument):
            found.append(("", of_paths))
        elif isinstance(parameter, click.Option) and not parameter.is_flag:
            found.append((max(parameter.opts, key=len), of_paths))
    return found


def with_text(name: str, slot: str, text: str, *, of_path: bool) -> list[str]:
    if of_path:
        text = text.lstrip("/\\") or "x"
    base = list(BASE[name])
    if slot:
        return [name, *base, slot, text]
    return [name, text, *base[1:]] if text.startswith("-") else [name, *base[:-1], text]


ANY_TEXT = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=40),
    st.text(st.characters(categories=["Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Lo", "Mn", "So"]), max_size=12),
    st.binary(max_size=12).map(lambda raw: raw.decode("utf-8", "surrogateescape")),
    st.lists(st.sampled_from(["emt", "paramedic", "iv", "tx", "texas", "what", "is", "can", "how", "long", "do", "i", "?", "the", "difference", "between", "and", *NASTY[:40]]), max_size=8).map(" ".join),
)  # fmt: skip
EXAMPLES = {"handbook": 3, "check": 6}


@pytest.mark.parametrize("name", TABLE)
def test_any_text_anywhere_in_a_command_is_answered_or_refused(name: str) -> None:
    places = slots(name)

    @settings(max_examples=EXAMPLES.get(name, 25), deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.sampled_from(places or [("", False)]),
        ANY_TEXT,
        st.sampled_from(["table", "json", "csv", "markdown", "html"]),
    )
    def any_text(place: tuple[str, bool], text: str, form: str) -> None:
        arguments = with_text(name, place[0], text, of_path=place[1])
        has_formats = any(parameter.name == "format_" for parameter in main.commands[name].params) and name != "advise"
        if has_formats and place[0] not in ("--format",):
            arguments[1:1] = ["-f", form]
        is_harmless(call(*arguments), crlf=True)

    any_text()


@pytest.mark.parametrize("text", NASTY, ids=lambda text: ascii(text)[1:25])
def test_each_known_nasty_text_is_harmless_in_place_of_a_name(text: str) -> None:
    for arguments in (
        ["explain", text],
        ["ask", text],
        ["compare", "emt", text],
        ["why", f"emt.{text}", "--json"],
        ["scope", text, "--state", "tx"],
        ["move", text, "tx"],
        [text],
        ["plan", "--to", text, "--json"],
    ):
        is_harmless(call(*arguments))


@pytest.mark.parametrize("half", ["\ud800"])
@pytest.mark.parametrize(
    "line", ["explain emt{}", "compare em{}t paramedic", "state tx{} --level emt{}", "states --level {}emt", "move tx{} co", "path emt{} paramedic",
             "scope iv{}", "renew emt{} --expires 2027-03-31", "plan --from none --to emt{} --start 2027-01-11", "plans --from none --to emt{}"],
)  # fmt: skip
def test_a_name_with_half_a_character_in_it_is_answered_as_the_name(line: str, half: str) -> None:
    for form in ("json", "csv", "markdown"):
        done = call(*line.replace("{}", half).split(), "-f", form)
        is_harmless(done, crlf=form == "csv")
        assert done.code == 0, done
        if form == "json":
            json.loads(done.out)


@settings(max_examples=40, deadline=None)
@given(ANY_TEXT)
def test_a_question_keeps_its_text_in_json(text: str) -> None:
    done = call("ask", "--json", "--", text)
    is_harmless(done)
    if done.code == 0:
        assert json.loads(done.out)["kind"] == "ask"


@settings(max_examples=40, deadline=None)
@given(st.lists(ANY_TEXT, max_size=5))
def test_each_line_of_standard_input_has_its_answer(lines: list[str]) -> None:
    data = "\n".join(lines).encode("utf-8", "surrogatepass")
    done = call("ask", "-", "-f", "jsonl", stdin=data)
    is_harmless(done)
    expected = data.split(b"\n")
    assert len(done.out.splitlines()) == len(expected) - (not expected[-1])


ROSTERS = st.one_of(
    st.binary(max_size=200),
    st.lists(st.lists(ANY_TEXT, min_size=1, max_size=6).map(",".join), max_size=6).map(lambda rows: "\n".join(["id,level,goal,state,start", *rows]).encode("utf-8", "surrogatepass")),
    st.lists(st.dictionaries(st.sampled_from(["id", "level", "goal", "state", "extra"]), ANY_TEXT), max_size=5).map(lambda rows: "\n".join(map(json.dumps, rows)).encode()),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    ROSTERS,
    st.sampled_from([(), ("-f", "jsonl"), ("--keep",), ("--keep", "-f", "jsonl"), ("--summary",), ("--strict",)]),
)
def test_any_roster_is_advised_on_or_refused(roster: bytes, options: tuple[str, ...]) -> None:
    is_harmless(call("advise", "-", *options, "--as-of", "2026-11-24", stdin=roster), crlf=True)


def test_the_base_calls_answer() -> None:
    for name in TABLE:
        done = call(name, *BASE[name], stdin=b"id,level,goal\n1,emt,paramedic\n")
        assert done.code == 0, (name, done.err)
        is_harmless(done, crlf=True)
    assert set(BASE) == set(TABLE), "every command has its call"


def test_every_character_that_acts_is_written_as_an_escape() -> None:
    acting = [character for character in map(chr, range(sys.maxunicode + 1)) if acts(character)]
    assert len(acting) > 100_000
    assert not [ascii(c) for c in acting if any(map(acts, visible(f"a{c}b")))]
    data = json.dumps([c for c in acting if not "\ud800" <= c <= "\udfff"], ensure_ascii=False).encode()
    shown = json_visible(data).decode()
    assert not {ascii(c) for c in set(shown) if acts(c)}
    assert json.loads(shown) == json.loads(data), "JSON says the same after as before"
