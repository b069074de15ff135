"""Overlays: what a school or agency adds is merged, marked and checked, and a hostile file does no harm."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from emspath.errors import DataError
from emspath.library import open_catalog
from emspath.load import read_file
from emspath.model import Program, Role, Source, Term
from emspath.overlays import check_report

from .conftest import AS_ANYBODY, DAY, ROOT, Invoke, Run

EXAMPLE = ROOT / "examples" / "example-school.yaml"
OWNER = "Example Valley College"
FORMATS = ["table", "json", "jsonl", "csv", "markdown", "html"]
SOURCE = "sources:\n- {id: our-page, title: Ours, publisher: Us, url: 'https://example.org/us', kind: page, read: '2026-11-20'}\n"
FACT = "{{says: {says}, reach: employer, where: Us, sources: [our-page], trust: primary, as_of: '2026'}}"


def words(text: str) -> str:
    return " ".join(text.split())


def with_example(invoke: Invoke, *question: str) -> str:
    result = invoke(*question, "--data", str(EXAMPLE), *([] if question[0] == "check" else ["--as-of", DAY]))
    assert result.exit_code == 0, result.output
    return result.stdout


def overlay(folder: Path, text: str | bytes, name: str = "ours.yaml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


# --- the worked example


def test_the_example_is_clearly_invented() -> None:
    content = read_file(EXAMPLE).content
    assert content.owner == OWNER
    assert all(source.url.startswith("https://example.org/") for source in content.sources)
    assert all("(invented)" in source.publisher for source in content.sources)


def test_check_lists_each_addition_and_each_override(invoke: Invoke) -> None:
    content = read_file(EXAMPLE).content
    told = invoke("check", str(EXAMPLE))
    assert told.exit_code == 0
    kinds: dict[str, Sequence[Role | Term | Program | Source]] = {
        "role": content.roles, "term": content.terms, "program": content.programs, "source": content.sources,
    }  # fmt: skip
    for kind, records in kinds.items():
        assert records
        for record in records:
            assert f"adds the {kind} {record.id} (" in told.stdout
    for addition in content.additions:
        for fact in addition.facts:
            assert f"overrides {addition.about}.{fact.topic}: {fact.readings[0].says} (was: " in told.stdout
    assert f"marked: from {OWNER}" in told.stdout


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "question", [
        ("path", "emt"), ("path", "emt", "--state", "tx"), ("compare", "emt", "paramedic"), ("compare", "evc-emt-evening", "evc-emt-summer"), ("scope", "cpap"),
        ("explain", "crew mentor"), ("explain", "green card"), ("explain", "emt"), ("list", "roles"), ("why", "emt.training.cost"),
    ], ids=" ".join,
)  # fmt: skip
def test_what_an_overlay_says_is_marked_in_every_format(invoke: Invoke, question: tuple[str, ...], form: str) -> None:
    shown = with_example(invoke, *question, "-f", form)
    if form in ("json", "jsonl"):
        assert (
            f'"owner":"{OWNER}"' in shown.replace('": "', '":"')
            or OWNER in json.loads(shown)["answer"]["rows"][1]["values"]["evc-emt-evening"]["text"]
        )
    else:
        assert OWNER in words(shown)


def test_without_the_overlay_nothing_of_it_is_there(invoke: Invoke) -> None:
    assert OWNER not in invoke("path", "emt", "--as-of", DAY).stdout
    assert invoke("explain", "crew mentor").exit_code != 0


def test_programs_stand_in_a_path_with_their_dates_and_price(invoke: Invoke) -> None:
    shown = words(with_example(invoke, "path", "emt"))
    for part in (
        "Programs",
        "EMT, evening course",
        "2027-01-11, 2027-08-23",
        "16 weeks; 11 hours a week; 176 hours; hybrid",
        "$1,480",
    ):
        assert part in shown
    assert "Paramedic program" not in shown
    assert "Paramedic program" in words(with_example(invoke, "path", "paramedic"))


def test_programs_of_another_state_are_left_out_when_a_state_is_asked_for(invoke: Invoke) -> None:
    assert "EMT, evening course" in with_example(invoke, "path", "emt", "--state", "tx")
    assert "EMT, evening course" not in with_example(invoke, "path", "emt", "--state", "ca")


def test_programs_are_compared_by_id_or_name(invoke: Invoke) -> None:
    shown = with_example(invoke, "compare", "evc-emt-evening", "EMT, summer intensive")
    rows = {line[2:26].strip(): line for line in shown.splitlines()}
    assert rows["Weeks"].startswith("≠")
    assert "16 weeks" in rows["Weeks"]
    assert "6 weeks" in rows["Weeks"]
    assert rows["Level"].startswith("  ")
    assert "unknown" in rows["Note"], "what a program does not say is unknown"


def test_a_limit_on_scope_leaves_the_national_cell_alone(invoke: Invoke) -> None:
    before = json.loads(invoke("scope", "cpap", "--json").stdout)["answer"]["skills"][0]
    after = json.loads(with_example(invoke, "scope", "cpap", "--json"))["answer"]["skills"][0]
    assert before["levels"] == after["levels"]
    fact = next(f for f in after["facts"] if f["topic"] == "scope.difference")
    assert (fact["reach"], fact["where"], fact["owner"]) == ("employer", "Example Valley Ambulance", OWNER)
    shown = words(with_example(invoke, "scope", "emt"))
    assert "(CPAP) (see below, from Example" in shown
    assert "only after a call to the medical director" in shown


def test_an_override_comes_first_and_hides_nothing(invoke: Invoke) -> None:
    before = json.loads(invoke("why", "emt.training.cost", "--json").stdout)["answer"]["readings"]
    after = json.loads(with_example(invoke, "why", "emt.training.cost", "--json"))["answer"]["readings"]
    assert after[0]["owner"] == OWNER
    assert after[0]["headline"]
    assert [r["says"] for r in after[1:]] == [r["says"] for r in before]


# --- where overlays come from


def test_the_variable_and_the_config_file_count_too(run: Run, tmp_path: Path) -> None:
    question = ("path", "emt", "--json")
    assert OWNER.encode() in run(*question, env={"EMSPATH_DATA": str(EXAMPLE)}).stdout
    config = tmp_path / "emspath"
    config.mkdir()
    (config / "overlay.yaml").write_text(EXAMPLE.read_text())
    home = {"XDG_CONFIG_HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path), "HOME": str(tmp_path)}
    if sys.platform == "linux":
        assert OWNER.encode() in run(*question, env=home).stdout
    assert run(*question, env={"EMSPATH_DATA": str(tmp_path / "missing.yaml")}).returncode == 4


def test_two_overlays_may_be_laid_over_each_other(invoke: Invoke, tmp_path: Path) -> None:
    more = overlay(
        tmp_path,
        SOURCE
        + "additions:\n- about: cpap\n  facts:\n  - topic: scope.difference\n    readings:\n    - "
        + FACT.format(says="Ours.")
        + "\n",
    )
    shown = words(invoke("scope", "cpap", "--data", str(EXAMPLE), "--data", str(more)).stdout)
    assert "from Example Valley College" in shown
    assert "from ours" in shown, "without an owner the file's name stands in"


# --- merging


@pytest.mark.parametrize(
    ("about", "topic", "question"),
    [
        ("tx", "licence.notes", ("state", "tx")),
        ("tx", "licence.reciprocity", ("move", "co", "tx")),
        ("emt", "what.detail", ("explain", "emt")),
        ("telecommunicator", "what.detail", ("explain", "dispatcher")),
        ("all-levels", "training.validity", ("explain", "emt", "--full")),
        ("none-to-emt", "what.detail", ("path", "emt", "--full")),
    ],
)
def test_additions_reach_whatever_they_are_about(invoke: Invoke, tmp_path: Path, about: str, topic: str, question: tuple[str, ...]) -> None:  # fmt: skip
    path = overlay(tmp_path, SOURCE + f"owner: Our Office\nadditions:\n- about: {about}\n  facts:\n  - topic: {topic}\n    readings:\n    - " + FACT.format(says="A thing only we say.") + "\n")  # fmt: skip
    result = invoke(*question, "--data", str(path))
    assert result.exit_code == 0, result.output
    shown = words(result.stdout)
    assert "A thing only we say." in shown
    assert "Our Office" in shown


def test_an_addition_for_one_level_of_a_state_lands_there(invoke: Invoke, tmp_path: Path) -> None:
    reading = "{says: Ours., min: 151, max: 151, unit: hours, reach: state, where: TX, sources: [our-page], trust: primary, as_of: '2026'}"
    path = overlay(tmp_path, SOURCE + "owner: Our Office\nadditions:\n- about: tx\n  facts:\n  - topic: licence.hours\n    level: emt\n    readings:\n    - " + reading + "\n")  # fmt: skip
    row = next(r for r in json.loads(invoke("state", "tx", "--json", "--data", str(path)).stdout)["answer"][0]["rows"] if r["topic"] == "licence.hours")  # fmt: skip
    assert (row["values"]["emt"]["value"], row["values"]["emt"]["owner"]) == (151, "Our Office")
    assert row["values"]["emr"]["value"] == 60


REFUSED = [
    ("an id that exists", "terms:\n- {id: ems-compact, name: Ours, category: c, facts: [{topic: what.definition, readings: [" + FACT.format(says="x") + "]}]}\n", "the id 'ems-compact' is already used"),
    ("a name that exists", "terms:\n- {id: ours, name: EMT, category: c, facts: [{topic: what.definition, readings: [" + FACT.format(says="x") + "]}]}\n", "the name 'EMT' also leads to"),
    ("an addition about nothing", "additions:\n- {about: nothing-here, facts: [{topic: what.detail, readings: [" + FACT.format(says="x") + "]}]}\n", "nothing has the id 'nothing-here'"),
    ("a topic that is none", "additions:\n- {about: emt, facts: [{topic: what.nothing, readings: [" + FACT.format(says="x") + "]}]}\n", "no topic has the id 'what.nothing'"),
    ("a source that is none", "additions:\n- {about: emt, facts: [{topic: what.detail, readings: [" + FACT.format(says="x").replace("our-page", "not-there") + "]}]}\n", "no source has the id 'not-there'"),
    ("a fact without a source", "additions:\n- {about: emt, facts: [{topic: what.detail, readings: [" + FACT.format(says="x").replace("[our-page]", "[]") + "]}]}\n", "expected a list of at least 1 item"),
    ("a unit that does not fit", "additions:\n- {about: emt, facts: [{topic: training.hours, readings: [{says: x, min: 1, max: 1, unit: USD, sources: [our-page], trust: primary, as_of: '2026'}]}]}\n", "the unit 'USD' does not fit"),
    ("a topic told twice", "additions:\n- {about: emt, facts: [{topic: what.detail, readings: [" + FACT.format(says="x") + "]}, {topic: what.detail, readings: [" + FACT.format(says="y") + "]}]}\n", "stands twice"),
    ("a program without a source", "programs:\n- {id: p, name: P, level: emt, provider: Us, sources: [not-there], as_of: '2026'}\n", "no source has the id 'not-there'"),
    ("a program at no level", "programs:\n- {id: p, name: P, level: doctor, provider: Us, sources: [our-page], as_of: '2026'}\n", "programs[0].level"),
    ("a start on no day of the calendar", "programs:\n- {id: p, name: P, level: emt, provider: Us, sources: [our-page], as_of: '2026', starts: ['2027-02-30']}\n", "programs[0].starts[0]: expected a day of the calendar from 1990 to 2199, got '2027-02-30'. Write it like"),
    ("a start that nobody plans with", "programs:\n- {id: p, name: P, level: emt, provider: Us, sources: [our-page], as_of: '2026', starts: ['9999-12-31']}\n", "programs[0].starts[0]"),
    ("a program in no state", "programs:\n- {id: p, name: P, level: emt, provider: Us, sources: [our-page], as_of: '2026', state: 'NO'}\n", "programs[0].state: no state or territory has the postal code 'NO'"),
    ("a start that is no day", "programs:\n- {id: p, name: P, level: emt, provider: Us, sources: [our-page], as_of: '2026', starts: [soon]}\n", "programs[0].starts[0]"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "problem"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_cannot_be_merged_is_told_with_file_line_and_field(
    run: Run, tmp_path: Path, text: str, problem: str
) -> None:
    path = overlay(tmp_path, SOURCE + text)
    for question in (("check", str(path)), ("explain", "emt", "--data", str(path))):
        done = run(*question)
        assert done.returncode == 4
        assert done.stdout == b""
        said = done.stderr.decode()
        assert problem in said, said
        assert "ours.yaml:" in said
        assert len(said.splitlines()) == 1


# --- hostile files


def bomb() -> str:
    rows = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)]
    return "".join(rows)


HOSTILE: list[tuple[str, Callable[[], str | bytes], str]] = [
    ("alias bomb", bomb, "ours.yaml:1: an anchor"),
    ("alias bomb in flow style", lambda: "terms: [&a [x], *a]\n", "an anchor"),
    ("merge key", lambda: "terms:\n- <<: {id: a}\n  name: b\n", "<<"),
    ("deep lists", lambda: "terms: " + "[" * 900_000, "nest"),
    ("deep mappings", lambda: "{a: " * 400_000, "nest"),
    ("deep indentation", lambda: "".join(" " * n + "a:\n" for n in range(1500)), "nest"),
    ("huge", lambda: b"a" * 40_000_000, "larger than 2 MB"),
    ("many values", lambda: "terms:\n" + "- a\n" * 400_000, "more than 100,000 values"),
    ("many keys", lambda: "".join(f"k{n}: 1\n" for n in range(180_000)), "more than 100,000 values"),
    ("one long word", lambda: "owner: " + "x" * 1_900_000, "ours.yaml:1: owner"),
    ("one long number", lambda: "owner: " + "1" * 1_900_000, "ours.yaml:1: owner"),
    ("many escapes", lambda: 'owner: "' + "\\e[31m" * 300_000 + '"', "ours.yaml:1: owner"),
    ("python tag", lambda: "owner: !!python/object/apply:os.system ['echo hi']\n", "a tag"),
    ("raw escape", lambda: "owner: \x1b]0;title\x07\n", "a control character"),
    ("null byte", lambda: "owner: a\x00b\n", "a control character"),
    ("C1 control", lambda: "owner: a\x9b31mb\n", "a control character"),
    ("cp1252", lambda: ("# caf\u00e9\nowner: Us\n").encode("cp1252"), "ours.yaml:1: not UTF-8 text"),
    (
        "cp1252 on line three",
        lambda: ("owner: Us\n# a\n# \u201cb\u201d\n").encode("cp1252"),
        "ours.yaml:3: not UTF-8 text",
    ),
    ("UTF-16", lambda: "owner: Us\n".encode("utf-16"), "not UTF-8 text"),
    ("doubled key", lambda: "owner: Us\nowner: Them\n", "ours.yaml:2: the key 'owner' stands twice"),
    ("doubled key deep", lambda: SOURCE + "programs:\n- id: a\n  id: b\n", "the key 'id' stands twice"),
    ("two documents", lambda: "owner: Us\n---\nowner: Them\n", "a second document"),
    ("not a mapping", lambda: "just text\n", "expected a mapping"),
    ("empty", lambda: "", "empty"),
]


@pytest.mark.parametrize(("make", "problem"), [row[1:] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_a_hostile_file_is_refused_within_a_second(
    tmp_path: Path, make: Callable[[], str | bytes], problem: str
) -> None:
    path = overlay(tmp_path, make())
    begun = time.process_time()
    with pytest.raises(DataError) as caught:
        check_report([path], date.fromisoformat(DAY))
    assert time.process_time() - begun < 1.0
    assert problem in caught.value.problems[0].replace(str(tmp_path) + "/", ""), caught.value.problems
    assert len(str(caught.value)) < 1000, "the file's own text does not flood the message"


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are set the Linux way")
@pytest.mark.parametrize("make", [row[1] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_a_hostile_file_needs_little_memory(tmp_path: Path, make: Callable[[], str | bytes]) -> None:
    path = overlay(tmp_path, make())
    limited = "import resource; resource.setrlimit(resource.RLIMIT_AS, (400_000_000,) * 2); from emspath.cli import run; run()"
    done = subprocess.run(
        [sys.executable, "-c", limited, "explain", "emt", "--data", str(path)],
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 4, done.stderr
    assert done.stdout == b""
    assert b"Traceback" not in done.stderr


def test_windows_line_ends_and_a_byte_order_mark_read_as_any_other(invoke: Invoke, tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    path = overlay(tmp_path, b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(), "example-school.yaml")
    assert read_file(path).content == read_file(EXAMPLE).content
    done = invoke("path", "emt", "--data", str(path), "--as-of", DAY)
    assert done.stdout == with_example(invoke, "path", "emt")
    broken = overlay(tmp_path, text.replace("\n", "\r\n").replace("weeks: 16", "weeks: sixteen").encode(), "b.yaml")
    line = text.splitlines().index("  weeks: 16") + 1
    with pytest.raises(DataError, match=f"b.yaml:{line}: "):
        read_file(broken)


@pytest.mark.parametrize(
    "word", ["no", "yes", "on", "off", "NO", "n", "y", "1:30", "2027-01-11", "0o14", "1_000", ".inf", "0x1F"]
)
def test_words_that_look_like_something_else_stay_text(invoke: Invoke, tmp_path: Path, word: str) -> None:
    path = overlay(tmp_path, SOURCE + f"owner: {word}\nprograms:\n- {{id: p-one, name: {word}, level: emt, provider: Us, sources: [our-page], as_of: '2026', starts: [2027-01-11]}}\n")  # fmt: skip
    program = read_file(path).content.programs[0]
    assert (program.name, program.starts) == (word, ("2027-01-11",))
    answer = json.loads(invoke("path", "emt", "--data", str(path), "--json").stdout)["answer"]
    assert [(p["name"], p["owner"]) for p in answer["programs"]] == [(word, word)]


@pytest.mark.parametrize("word", ["true", "null", "~", "12", "1.5", "1e3"])
def test_true_null_and_numbers_need_quotes_and_say_so(tmp_path: Path, word: str) -> None:
    path = overlay(tmp_path, f"owner: Us\nroles:\n- {{id: r, name: {word}, category: c}}\n")
    with pytest.raises(DataError) as caught:
        read_file(path, "ours.yaml")
    assert caught.value.problems[0].startswith("ours.yaml:3: roles[0].name: expected text")


EVIL = (
    "\x1b[31mred\x1b[0m", "\x1b]0;owned\x07", "\x9b2J", "\u202egnp.exe", "\u200bhidden", "\r\nInjected: yes", "[bold red]markup[/]", "[link=https://example.org]x[/link]",
    "<script>alert(1)</script>", "**bold** | pipe", "=HYPERLINK(1)", "{{ 7*7 }}", "${HOME}", "\ud83d\ude80 \u6f22\u5b57",
)  # fmt: skip


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("evil", EVIL, ids=ascii)
def test_no_text_of_an_overlay_acts_on_the_reader(invoke: Invoke, tmp_path: Path, evil: str, form: str) -> None:
    evil = evil.encode("utf-16", "surrogatepass").decode("utf-16")
    content = {
        "owner": evil,
        "sources": [{"id": "our-page", "title": evil, "publisher": evil, "url": "https://example.org/us", "kind": "page", "read": "2026-11-20"}],
        "programs": [{"id": "p-one", "name": evil, "level": "emt", "provider": evil, "sources": ["our-page"], "as_of": "2026", "note": evil}],
        "additions": [{"about": "tx", "facts": [{"topic": "licence.notes", "readings": [{"says": evil, "reach": "employer", "where": evil, "sources": ["our-page"], "trust": "primary", "as_of": "2026"}]}]}],
    }  # fmt: skip
    path = overlay(tmp_path, yaml.safe_dump(content))
    for question in (("path", "emt"), ("state", "tx")):
        shown = invoke(*question, "--data", str(path), "-f", form, "--color", "never", "--sources", "full").stdout
        if form in ("json", "jsonl"):
            assert "\x1b" not in shown
            json.loads(shown)
            continue
        for character in "\x1b\x07\x9b\u202e\u200b":
            assert character not in shown, ascii(character)
        assert "\nInjected" not in shown.replace("\r", "\n")
        if form == "html":
            assert "<script>alert" not in shown
        if form == "csv":
            assert not any(
                cell.lstrip('"').startswith("=HYPER") for line in shown.splitlines() for cell in line.split(",")
            )
        if form == "table" and evil.startswith("["):
            assert evil[:12] in words(shown), "what looks like markup is shown as it stands"


def test_check_shows_no_raw_escape_either(invoke: Invoke, tmp_path: Path) -> None:
    path = overlay(tmp_path, yaml.safe_dump({"owner": "\x1b[31m\u202e\r\nInjected"}))
    shown = invoke("check", str(path)).stdout
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "\nInjected" not in shown


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_one_line(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(data)
    problem = ""
    try:
        read_file(path, "any.yaml")
    except DataError as error:
        problem = str(error)
    assert not problem or problem.startswith("any.yaml")
    assert "\n" not in problem


@settings(deadline=None, max_examples=60)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60).filter(str.strip))
def test_any_owner_survives_from_file_to_answer(tmp_path_factory: pytest.TempPathFactory, owner: str) -> None:
    path = tmp_path_factory.getbasetemp() / "owner.yaml"
    program = {
        "id": "p-one",
        "name": "P",
        "level": "emt",
        "provider": "Us",
        "sources": ["ed-standards-2021"],
        "as_of": "2026",
    }
    path.write_text(yaml.safe_dump({"owner": owner, "programs": [program]}, allow_unicode=False), encoding="utf-8")
    assert open_catalog([path]).programs["p-one"].owner == owner


@pytest.mark.parametrize("kind", ["folder", "broken link", "closed folder"])
def test_an_overlay_that_is_there_but_cannot_be_read_is_not_passed_over(tmp_path: Path, kind: str) -> None:
    home = tmp_path / "emspath"
    home.mkdir()
    if kind == "folder":
        (home / "overlay.yaml").mkdir()
    elif kind == "broken link":
        (home / "overlay.yaml").symlink_to(tmp_path / "nowhere.yaml")
    else:
        (home / "overlay.yaml").write_text("owner: us\n", encoding="utf-8")
        home.chmod(0)
    command = [*AS_ANYBODY, sys.executable, "-m", "emspath", "explain", "ems", "--plain"]
    try:
        done = subprocess.run(command, capture_output=True, env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path)}, timeout=120, check=False)  # fmt: skip
    finally:
        home.chmod(0o700)
    assert (done.returncode, done.stdout) == (4, b"")
    assert done.stderr.count(b"\n") == 1
    assert b"overlay.yaml" in done.stderr


def test_a_home_that_is_out_of_reach_holds_no_overlay(tmp_path: Path) -> None:
    (tmp_path / "theirs" / "emspath").mkdir(parents=True)
    (tmp_path / "theirs").chmod(0)
    command = [*AS_ANYBODY, sys.executable, "-m", "emspath", "explain", "ems", "--plain"]
    env = {**os.environ, "XDG_CONFIG_HOME": str(tmp_path / "theirs" / "config")}
    try:
        done = subprocess.run(command, capture_output=True, env=env, timeout=120, check=False)
    finally:
        (tmp_path / "theirs").chmod(0o700)
    assert (done.returncode, done.stderr) == (0, b"")
