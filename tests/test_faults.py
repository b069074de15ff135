"""What goes wrong outside emspath: full devices, closed pipes, odd output names, interrupts, hostile overlays, no network."""

from __future__ import annotations

import inspect
import json
import os
import random
import re
import signal
import stat
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
import yaml

from emspath.check import check, told
from emspath.cli import TABLE
from emspath.cli.output import _beside, write_file
from emspath.errors import DataError, OutputError
from emspath.load import data_folder, read_file, read_folder

from .conftest import AS_ANYBODY, DAY, ROOT, Invoke, Run
from .test_hostile import BASE, acts, call

PROGRAM = (sys.executable, "-m", "emspath")
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full and pipes with names")
EVERY_CALL = [(name, *BASE[name]) for name in TABLE if name not in ("handbook", "advise")]
ROSTER = b"id,level,goal\n1,emt,paramedic\n2,emr,emt\n"


# --- output


def into(device: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    with Path(device).open("wb") as full:
        return subprocess.run(
            [*PROGRAM, *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            input=ROSTER.decode(),
            text=True,
            timeout=60,
            check=False,
        )


@linux_only
@pytest.mark.parametrize(
    "arguments",
    [*((*call, "-f", form) for call, form in zip([("explain", "ems")] * 6, ["table", "json", "jsonl", "csv", "markdown", "html"], strict=True)), ("plan", "--to", "emt", "-f", "ics"),
     ("explain", "ems", "--plain"), ("advise", "-"), ("advise", "-", "-f", "jsonl"), ("advise", "-", "--summary"), ("check",), ("schema", "why"), ("completion", "bash"), ("--help",), ("compare", "--help"), ("--version",)],
    ids=" ".join,
)  # fmt: skip
def test_a_full_device_is_one_line_whatever_is_written(arguments: tuple[str, ...]) -> None:
    done = into("/dev/full", *arguments)
    assert done.returncode == 1
    assert "could not be written (no space left on device)" in done.stderr
    assert done.stderr.count("\n") == 1


@linux_only
@pytest.mark.parametrize(
    "arguments",
    [("explain", "ems", "-f", "csv"), ("plan", "--to", "emt", "-f", "ics"), ("advise", "-", "-f", "csv")],
    ids=" ".join,
)
def test_a_device_is_written_to_and_never_replaced(tmp_path: Path, run: Run, arguments: tuple[str, ...]) -> None:
    for name, minor, code in (("null", 3, 0), ("full", 7, 1)):
        device = Path("/dev") / name
        if os.geteuid() == 0:  # root could replace the real one, should emspath ever try
            device = tmp_path / name
            try:
                os.mknod(device, 0o666 | stat.S_IFCHR, os.makedev(1, minor))
            except OSError:
                pytest.skip("no device can be made here")
        for force in ((), ("--force",)):
            done = run(*arguments, "-o", str(device), *force, stdin=ROSTER)
            if b"permission denied" in done.stderr.lower():
                pytest.skip("devices made here cannot be opened")
            assert done.returncode == code, done.stderr
            assert done.stderr.count(b"\n") == code
            assert stat.S_ISCHR(device.stat().st_mode)


@linux_only
def test_a_pipe_with_a_name_gets_the_whole_answer_and_stays_a_pipe(tmp_path: Path, run: Run) -> None:
    pipe = tmp_path / "answer.json"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    reader.start()
    assert run("explain", "ems", "-o", str(pipe)).returncode == 0
    reader.join(20)
    assert json.loads(read[0])["kind"] == "explain"
    assert pipe.is_fifo()
    assert [path.name for path in tmp_path.iterdir()] == ["answer.json"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("explain", "ems", "-f", "json"),
        ("compare", "emt", "aemt", "-f", "html"),
        ("list", "-f", "csv"),
        ("schema", "explain"),
        ("check",),
    ],
    ids=" ".join,
)
def test_a_pipe_closed_before_the_first_byte_ends_quietly(arguments: tuple[str, ...]) -> None:
    receive, send = os.pipe()
    os.close(receive)
    try:
        done = subprocess.run([*PROGRAM, *arguments], stdout=send, stderr=subprocess.PIPE, timeout=60, check=False)
    finally:
        os.close(send)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_is_followed_and_stays_a_link(tmp_path: Path, run: Run) -> None:
    target, link = tmp_path / "real.json", tmp_path / "link.json"
    target.write_text("old")
    link.symlink_to(target)
    refused = run("explain", "ems", "-o", str(link))
    assert refused.returncode == 1
    assert b"exists already" in refused.stderr
    assert target.read_text() == "old"
    assert run("explain", "ems", "-o", str(link), "--force").returncode == 0
    assert link.is_symlink()
    assert json.loads(target.read_text(encoding="utf-8"))["kind"] == "explain"


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_to_nowhere_or_to_itself_is_one_line(tmp_path: Path, run: Run) -> None:
    (tmp_path / "gone.json").symlink_to(tmp_path / "nothing" / "x.json")
    (tmp_path / "loop.json").symlink_to(tmp_path / "loop.json")
    for name in ("gone.json", "loop.json"):
        for force in ((), ("--force",)):
            done = run("explain", "ems", "-o", str(tmp_path / name), *force)
            assert done.returncode == 1
            assert done.stderr.count(b"\n") == 1
            assert b"fault" not in done.stderr


@pytest.mark.parametrize("arguments", [("explain", "ems"), ("advise", "-")], ids=" ".join)
def test_a_place_under_a_file_or_with_too_long_a_name_is_one_line(
    tmp_path: Path, run: Run, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "file").write_text("mine")
    for name in ("file/x.csv", f"{'n' * 300}.csv"):
        done = run(*arguments, "-o", str(tmp_path / name), stdin=ROSTER)
        assert done.returncode == 1
        assert b"could not be written" in done.stderr
        assert done.stderr.count(b"\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_text() == "mine"


@linux_only
def test_a_folder_that_is_read_only_is_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o555)
    command = [*AS_ANYBODY, sys.executable, "-m", "emspath", "explain", "ems", "-o", str(folder / "x.csv")]
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    assert done.returncode == 1
    assert b"permission denied" in done.stderr
    assert done.stderr.count(b"\n") == 1
    assert list(folder.iterdir()) == []


@linux_only
def test_every_file_is_written_with_the_permissions_that_the_user_wants(tmp_path: Path, run: Run) -> None:
    before = os.umask(0o027)
    try:
        assert run("explain", "ems", "-o", str(tmp_path / "ems.json")).returncode == 0
        assert run("advise", "-", "-o", str(tmp_path / "advice.csv"), stdin=ROSTER).returncode == 0
    finally:
        os.umask(before)
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o640}


def test_a_folder_that_refuses_a_file_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same as far as root can see it: the system says no when the file is made."""

    def refused(*_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refused)
    with pytest.raises(OutputError, match=r"could not be written \(permission denied\)"):
        write_file(tmp_path / "x.csv", b"data", force=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # a file closed by its last user
def test_an_interrupt_at_any_line_of_the_writer_leaves_the_old_file_or_the_new(tmp_path: Path) -> None:
    target = tmp_path / "answer.json"
    stops, before = 0, sys.gettrace()
    for stop in range(1, 100):
        target.write_bytes(b"old")
        left = stop

        def trace(frame: FrameType, event: str, _: Any) -> Any:
            nonlocal left
            if frame.f_code is not inspect.unwrap(_beside).__code__:
                return None
            if event == "line":
                left -= 1
                if left == 0:
                    raise KeyboardInterrupt
            return trace

        sys.settrace(trace)
        try:
            write_file(target, b"new" * 1000, force=True)
        except KeyboardInterrupt:
            stops += 1
        finally:
            sys.settrace(before)
        assert target.read_bytes() in (b"old", b"new" * 1000)
        if left > 0:
            break
        assert [path.name for path in tmp_path.iterdir()] == ["answer.json"], f"line event {stop}"
    assert stops >= 8, "the writer was interrupted in each of its lines"


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent the Unix way")
@pytest.mark.parametrize("seed", range(4))
def test_ctrl_c_at_a_random_moment_is_one_line_and_no_torn_file(tmp_path: Path, seed: int) -> None:
    target = tmp_path / "answer.html"
    code = "from emspath.__main__ import run; print('ready', flush=True); run()"
    bare = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    rng = random.Random(seed)
    for _ in range(3):
        target.write_text("old")
        process = subprocess.Popen(
            [sys.executable, "-c", code, "compare", "emt", "paramedic", "--full", "-o", str(target), "--force"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=bare,
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(rng.random() * 0.4)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        if (process.returncode, err) not in ((130, b"emspath: interrupted\n"), (0, b"")):
            # The signal struck the interpreter's own start or end; within emspath it has to be one line.
            assert b"/emspath/" not in err.replace(b"\\", b"/"), err
        text = target.read_text(encoding="utf-8")
        assert text == "old" or text.rstrip().endswith("</html>")
        assert [path.name for path in tmp_path.iterdir()] == ["answer.html"]


STRUCK = "def struck(*a, **k): raise RuntimeError('Error calling __set_name__') from KeyboardInterrupt()"


@pytest.mark.parametrize(
    "place",
    ["import emspath.cli as cli; cli.main = struck",
     "import sys, types; sys.modules['emspath.cli'] = types.SimpleNamespace(run=struck)"],
    ids=["in the command line", "before it"],
)  # fmt: skip
def test_an_interrupt_that_python_wraps_is_one_all_the_same(place: str) -> None:
    code = f"{STRUCK}\n{place}\nfrom emspath.__main__ import run; run()"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (result.returncode, result.stdout, result.stderr) == (130, b"", b"emspath: interrupted\n")


NO_OUTPUT = "the answer has nowhere to go: standard output is closed"


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of another kind")
@pytest.mark.parametrize(
    ("call", "closed", "code", "out", "err"),
    [
        ("explain ems", ">&-", 1, "", NO_OUTPUT), ("explain ems --json", ">&-", 1, "", NO_OUTPUT), ("--version", ">&-", 1, "", NO_OUTPUT),
        ("--help", ">&-", 1, "", NO_OUTPUT), ("explain ems -o ems.json", ">&-", 0, "", ""), ("state zz --json", "2>&-", 3, "", ""),
        ("explain ems", "2>&-", 0, "EMS", ""), ("ask -", "<&-", 4, "", "standard input is closed"), ("explain ems", "<&- >&- 2>&-", 1, "", ""),
        ("advise roster.csv -o advised.csv", "2>&-", 0, "", ""),
    ],
)  # fmt: skip
def test_a_stream_that_was_closed_from_the_start_is_told_or_not_needed(
    tmp_path: Path, call: str, closed: str, code: int, out: str, err: str
) -> None:
    (tmp_path / "roster.csv").write_text("name,from,to,start\nAda,none,emt,2027-01-11\n", encoding="utf-8")
    line = f'"{sys.executable}" -m emspath {call} {closed}'
    result = subprocess.run(["sh", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert result.returncode == code
    assert bool(result.stdout) == bool(out)
    assert out in result.stdout
    assert bool(result.stderr) == bool(err)
    assert err in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.splitlines()) <= 1


def test_a_fault_before_the_command_line_is_not_called_an_interrupt() -> None:
    code = "def struck(*a, **k): raise RuntimeError('broken')\nimport sys, types; sys.modules['emspath.cli'] = types.SimpleNamespace(run=struck)\nfrom emspath.__main__ import run; run()"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert result.returncode == 1
    assert b"broken" in result.stderr


# --- hostile words of an overlay, through the real program

EVIL = "\x1b[31mred\x1b[0m \x1b]8;;http://x.example\x1b\\link\x1b]8;;\x1b\\ \x1b]52;c;aGk=\x07 \x9b2J\x9d0;t\x9c \u202egnp\u2066x\u2069 a\u200bb\u200dc\ufeff \U000e0041\ue000 [bold]m[/] <script>alert(1)</script> | `x` **b** {{ 7*7 }}"
FORMULA = '=HYPERLINK("http://x.example","y")'


class Plain(yaml.SafeDumper):
    """Writes a value out each time it comes."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """An overlay whose every text is hostile."""
    dated = {"sources": ["our-page"], "trust": "primary", "as_of": "2026"}
    content = {
        "owner": EVIL,
        "sources": [{"id": "our-page", "title": EVIL, "publisher": EVIL, "url": "https://example.org/us", "kind": EVIL, "read": "2026-11-20"}],
        "terms": [{"id": "evil-term", "name": f"Evil {EVIL}"[:190], "aliases": [FORMULA], "category": "x", "facts": [{"topic": "what.definition", "readings": [{"says": EVIL, "at": EVIL, "note": EVIL, **dated}]}]}],
        "programs": [
            {"id": id_, "name": name, "level": "emt", "provider": EVIL, "sources": ["our-page"], "as_of": "2026", "note": EVIL, "starts": ["2027-01-11"], "weeks": 16, "course_hours": 190}
            for id_, name in (("p-one", FORMULA), ("p-two", EVIL[:150]))
        ],
        "additions": [
            {"about": "emt", "facts": [{"topic": "training.hours", "readings": [{"says": EVIL, "min": 5, "max": 6, "unit": "hours", "qualifier": EVIL[:60], "reach": "employer", "where": FORMULA, **dated}]}]},
            {"about": "tx", "facts": [{"topic": "licence.notes", "readings": [{"says": EVIL, "reach": "employer", "where": EVIL, **dated}]}]},
        ],
    }  # fmt: skip
    path = tmp_path / "hostile.yaml"
    path.write_text(yaml.dump(content, Dumper=Plain), encoding="utf-8")
    return path


ASKED = [
    ("explain", "evil-term"), ("explain", "emt", "--full"), ("compare", "emt", "aemt", "--full"), ("compare", "p-one", "p-two"), ("path", "emt"), ("state", "tx", "--full"), ("why", "emt.training.hours"),
    ("sources", "our-page"), ("list", "terms"), ("plan", "--to", "emt", "--program", "p-one", "--start", "2027-01-01"), ("ask", "what is an evil term?"), ("ask", "how long is EMT school?"),
]  # fmt: skip


@pytest.mark.parametrize("form", ["table", "plain", "json", "jsonl", "csv", "markdown", "html"])
def test_no_word_of_an_overlay_acts_on_whoever_reads_it(invoke: Invoke, hostile: Path, form: str) -> None:
    seen = ""
    for asked in ASKED:
        shape = ("--plain",) if form == "plain" else ("-f", form)
        done = invoke(*asked, *shape, "--data", str(hostile), "--sources", "full", "--as-of", DAY, "--color", "never")
        assert done.exit_code == 0, (asked, done.output)
        shown = done.stdout.replace("\r\n", "\n").removeprefix("\ufeff")
        assert not {ascii(c) for c in set(shown) if acts(c)}, asked
        if form == "html":
            assert "<script>alert" not in shown
            assert "{{" not in shown or "7*7" in shown
        if form == "csv":
            assert not re.search(r'(^|,|\n)"?=HYPER', shown)
        if form == "json":
            seen += json.dumps(json.loads(done.stdout), ensure_ascii=False)
        else:
            seen += shown
    if form in ("json", "jsonl"):
        assert EVIL.split()[-1] in seen
    if form == "json":
        assert "\u202egnp" in seen, "JSON keeps the character as data, written as an escape"
    if form in ("table", "plain"):
        assert "[bold]m[/]" in re.sub(r"\s+", " ", seen), "markup of data is shown, not read"


def test_calendar_handouts_and_handbook_are_harmless_too(run: Run, hostile: Path, tmp_path: Path) -> None:
    calendar = run(
        "plan",
        "--to",
        "emt",
        "--program",
        "p-one",
        "--start",
        "2027-01-01",
        "--data",
        str(hostile),
        "-f",
        "ics",
        "--as-of",
        DAY,
    )
    assert calendar.returncode == 0, calendar.stderr
    evil_id = (EVIL + "/../../x").replace("\x07", "").replace('"', "")
    roster = f'id,level,goal,state,extra\n"{evil_id}",emt,paramedic,tx,"{FORMULA.replace(chr(34), chr(39))}"\n'.encode()
    rows = [
        run("advise", "-", "--keep", "-f", form, "--data", str(hostile), "--as-of", DAY, stdin=roster)
        for form in ("csv", "jsonl")
    ]
    assert [done.returncode for done in rows] == [0, 0], rows
    pages = tmp_path / "pages"
    for form in ("html", "markdown"):
        assert (
            run(
                "advise",
                "-",
                "--handouts",
                str(pages),
                "--handout-format",
                form,
                "--data",
                str(hostile),
                "--as-of",
                DAY,
                stdin=roster,
            ).returncode
            == 0
        )
    site = tmp_path / "site"
    made = run("handbook", "-o", str(site), "--data", str(hostile))
    assert made.returncode == 0, made.stderr
    written = [path for folder in (pages, site) for path in folder.iterdir()]
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+", path.name) for path in written)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hostile.yaml", "pages", "site"], (
        "nothing was written elsewhere"
    )
    assert len(list(pages.iterdir())) == 2
    for text in [
        calendar.stdout.decode(),
        *(done.stdout.decode() for done in rows),
        *(path.read_text(encoding="utf-8") for path in written),
    ]:
        shown = text.replace("\r\n", "\n").removeprefix("\ufeff")
        assert not {ascii(c) for c in set(shown) if acts(c)}
        assert "<script>alert" not in shown or not shown.lstrip().lower().startswith("<!doctype")
        assert not re.search(r'(^|,|\n)"?=HYPER', shown)


def test_a_state_without_facts_is_shown_with_what_there_is(invoke: Invoke, tmp_path: Path) -> None:
    path = tmp_path / "thin.yaml"
    path.write_text("states:\n- {id: zz, name: Nowhere, abbreviation: ZZ}\n", encoding="utf-8")
    for form in ("table", "json", "markdown", "html"):
        done = invoke("state", "zz", "--data", str(path), "-f", form)
        assert done.exit_code == 0, done.output
        assert "Nowhere" in done.stdout


# --- faults of emspath itself


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        (RuntimeError("odd\x1b[2J"), 1, "a fault inside emspath (RuntimeError: odd\\x1b[2J). Please report it"),
        (RecursionError(), 1, "too deeply nested"),
        (MemoryError(), 1, "not enough memory"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (BrokenPipeError(), 0, ""),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_a_fault_is_one_line_and_is_raised_only_on_request(
    monkeypatch: pytest.MonkeyPatch, fault: BaseException, code: int, said: str
) -> None:
    def faulty(*_: Any, **__: Any) -> Any:
        raise fault

    monkeypatch.setattr("emspath.answers.explain.explain", faulty)
    monkeypatch.delenv("EMSPATH_DEBUG", raising=False)
    done = call("explain", "emt")
    assert done.code == code
    assert said in done.err
    assert done.err.strip().count("\n") == 0
    assert not {ascii(c) for c in set(done.err) if acts(c)}
    if isinstance(fault, RuntimeError) and not isinstance(fault, RecursionError):
        assert json.loads(call("explain", "emt", "--json").err)["error"] == "fault"
        monkeypatch.setenv("EMSPATH_DEBUG", "1")
        with pytest.raises(RuntimeError, match="odd"):
            call("explain", "emt")


def test_nothing_asked_is_a_usage_error_with_the_help(run: Run) -> None:
    done = run()
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"compare" in done.stderr


# --- data files


def test_a_file_with_thousands_of_problems_is_told_of_in_seconds(tmp_path: Path) -> None:
    names = "".join(f"- {{id: term-{n}, name: Term {n}, category: c, see_also: [nothing-{n}]}}\n" for n in range(5000))
    path = tmp_path / "many.yaml"
    path.write_text(f"terms:\n{names}", encoding="utf-8")
    begun = time.process_time()
    file = read_file(path)
    lines = told(check([file], date(2026, 11, 24), read_folder(data_folder())))
    assert len(lines) == 10_000
    assert lines[-1].startswith(f"{path}:")
    assert time.process_time() - begun < 15


def test_a_problem_is_one_line_whatever_stands_in_the_data() -> None:
    assert DataError(("a:1: no topic has the id 'x\ny\u2028z\r\n'",)).problems == ("a:1: no topic has the id 'x y z '",)


def test_mutated_data_files_are_refused_or_answered_from() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "fuzz_data.py"), "--cases", "1500", "--seed", "7"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1,500 cases" in done.stdout
    assert "; 0 faults; " in done.stdout
    answered = re.search(r"([\d,]+) answered", done.stdout)
    assert answered
    assert int(answered.group(1).replace(",", "")) > 150, "many mutated files are still sound and are asked about"


# --- no network

NO_NETWORK = """
import socket, sys
def refuse(*arguments, **options):
    raise AssertionError("emspath used the network")
for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname", "socketpair", "create_server"):
    setattr(socket, name, refuse)
def audit(event, arguments):
    if event.startswith(("socket.", "urllib.", "http.", "ftplib.", "smtplib.")):
        sys.stderr.write(f"emspath used the network: {event}\\n")
        sys.stderr.flush()
        import os
        os._exit(99)
sys.addaudithook(audit)
import json, io
from emspath.cli import _code
for call in json.load(open(sys.argv[1])):
    sys.stdin = io.TextIOWrapper(io.BytesIO(b"id,level,goal\\n1,emt,paramedic\\n"))
    if _code(call) != 0:
        sys.exit(f"{call} did not answer")
"""


def test_no_command_ever_uses_the_network(tmp_path: Path) -> None:
    calls = [list(call) for call in EVERY_CALL]
    calls += [
        ["advise", "-"],
        ["handbook", "--output", str(tmp_path / "site")],
        ["explain", "ems", "-f", "html"],
        ["plan", "--to", "emt", "-f", "ics"],
    ]
    calls += [["advise", "-", "-o", str(tmp_path / "x.xlsx")], ["ask", "where can I take the NREMT exam online?"]]
    (tmp_path / "calls.json").write_text(json.dumps(calls))
    done = subprocess.run(
        [sys.executable, "-c", NO_NETWORK, str(tmp_path / "calls.json")],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-600:]
    proof = NO_NETWORK.partition("import json, io")[0] + "import _socket; _socket.socket()"
    assert (
        subprocess.run([sys.executable, "-c", proof], capture_output=True, timeout=60, check=False).returncode == 99
    ), "the watch itself works"
