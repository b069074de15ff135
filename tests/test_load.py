"""What is wrong with a data file is told in one line: file, line, field, and the mend."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from emspath.check import check, told
from emspath.errors import DataError
from emspath.load import data_folder, read_file, read_folder

KNOWN = read_folder(data_folder())
TERM = """\
terms:
- id: example-term
  name: Example term
  category: example
  facts:
  - topic: what.definition
    readings:
    - says: An example.
      sources: [ed-standards-2021]
      trust: primary
      as_of: "2021"
"""


def problems(tmp_path: Path, text: str | bytes) -> tuple[str, ...]:
    """All that is wrong with a file of this text, without the folder's name."""
    path = tmp_path / "example.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    try:
        loaded = read_file(path, "example.yaml")
    except DataError as error:
        return error.problems
    return told(check([loaded], date(2026, 11, 24), KNOWN))


def test_a_sound_file_has_no_problem(tmp_path: Path) -> None:
    assert problems(tmp_path, TERM) == ()


SHAPES = [
    ("unknown field", TERM.replace("name:", "nmae:"), "example.yaml:3: terms[0].nmae: unknown field"),
    ("missing field", TERM.replace("  category: example\n", ""), "example.yaml:2: terms[0]: the field `category` is missing"),
    ("wrong type", TERM.replace("An example.", "12"), "example.yaml:8: terms[0].facts[0].readings[0].says: expected text, got a whole number"),
    ("unquoted year", TERM.replace('"2021"', "2021"), "example.yaml:11: terms[0].facts[0].readings[0].as_of: expected text, got a whole number"),
    ("no date", TERM.replace('      as_of: "2021"\n', ""), "example.yaml:8: terms[0].facts[0].readings[0]: needs exactly one of `as_of` (the source's own date) and `read` (an undated page, the day it was read)"),
    ("no source", TERM.replace("[ed-standards-2021]", "[]"), "example.yaml:9: terms[0].facts[0].readings[0].sources: expected a list of at least 1 item, got 0"),
    ("min above max", TERM.replace("trust:", "min: 3\n      max: 2\n      unit: hours\n      trust:"), "example.yaml:8: terms[0].facts[0].readings[0]: min (3) is above max (2)"),
    ("number without unit", TERM.replace("trust:", "min: 3\n      max: 3\n      trust:"), "example.yaml:8: terms[0].facts[0].readings[0]: a number needs a `unit`"),
    ("doubled key", TERM.replace("  name: Example term\n", "  name: A\n  name: B\n"), "example.yaml:4: the key 'name' stands twice in one place"),
    ("anchor", TERM.replace("An example.", "&a An example."), "example.yaml:8: an anchor (&name)"),
    ("alias", "a: *b\n", "example.yaml:1: an alias (*name)"),
    ("tag", TERM.replace("An example.", "!!python/name:os.system x"), "example.yaml:8: a tag (!name)"),
    ("two documents", TERM + "---\n" + TERM, "example.yaml:12: a second document"),
    ("bad indentation", TERM.replace("  name:", "   name:"), "example.yaml:3: not valid YAML"),
    ("unclosed quote", TERM.replace("An example.", '"An'), "example.yaml:11: not valid YAML"),
    ("tab", TERM.replace("  name", "\tname"), "example.yaml:3: not valid YAML"),
    ("control character", TERM.replace("An example.", "An \x1b[31m example."), "example.yaml:8: a control character that YAML does not allow"),
    ("not UTF-8", TERM.replace("An example.", "Caf\u00e9.").encode("cp1252"), "example.yaml:8: not UTF-8 text"),
    ("empty", "", "example.yaml:1: the file is empty"),
    ("only white space", "\n  \n", "example.yaml:1: the file is empty"),
    ("a list at the top", "- a\n", "example.yaml:1: expected a mapping, got a list"),
    ("deep nesting", "[" * 200, "example.yaml:1: nested deeper than 24 levels"),
    ("a key that is a list", "? [a, b]\n: c\n", "example.yaml:1: a key that is not text"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in SHAPES], ids=[case[0] for case in SHAPES])
def test_a_malformed_file_is_one_line_with_its_place(tmp_path: Path, text: str | bytes, expected: str) -> None:
    found = problems(tmp_path, text)
    assert len(found) == 1
    assert found[0].startswith(expected)


PROGRAM = """\
programs:
- {id: p, name: P, level: emt, provider: Us, sources: [ed-standards-2021], as_of: "2026", WHAT}
"""
WORDED = [
    ('starts: ["2027-02-30"]', "starts[0]: expected a day of the calendar from 1990 to 2199, got '2027-02-30'", "Write it like '2027-01-11'"),
    ('starts: ["9999-12-31"]', "starts[0]: expected a day of the calendar from 1990 to 2199, got '9999-12-31'", "Write it like '2027-01-11'"),
    ("url: ftp://x", "url: expected a web address that begins with http:// or https://, got 'ftp://x'", "Write it like 'https://example.org/ems'"),
    ("state: Texas", "state: expected the postal code of a state in capitals, got 'Texas'", "Write it like 'TX'"),
    (f"url: {'x' * 400}", f"url: expected a web address that begins with http:// or https://, got '{'x' * 40}\u2026'", "Write it like 'https://example.org/ems'"),
    ("weeks: 99999999999999999999", "weeks: expected a whole number, got one of 20 digits", "Give a shorter one"),
    ("tuition_usd: 0.0000000000000000000001", "tuition_usd: expected a number, got one of 23 digits", "Give a shorter one"),
    ('weeks: "16"', "weeks: expected a whole number, got the text '16'", "Write a plain number, without quotes"),
    ("weeks: sixteen", "weeks: expected a whole number, got the text 'sixteen'", "Write a plain number, without quotes"),
    ("weeks: 1.5", "weeks: expected a whole number, got a number", "See docs/data-model.md for this field"),
    ("weeks: 0", "weeks: expected a whole number of at least 1, got 0", "See docs/data-model.md for this field"),
    ("weeks: 123456789012345678", "weeks: expected a whole number of at most 520, got 123456789012345678", "See docs/data-model.md for this field"),
    ("weekly_hours: 0.0000000001", "weekly_hours: expected a number of at least 1, got 1e-10", "See docs/data-model.md for this field"),
    ("weekly_hours: 169", "weekly_hours: expected a number of at most 168, got 169", "See docs/data-model.md for this field"),
    ("weekly_hours: true", "weekly_hours: expected a number, got true or false", "See docs/data-model.md for this field"),
    ("note: 12", "note: expected text, got a whole number", "Put the value in quotes"),
    ("note: true", "note: expected text, got true or false", "Put the value in quotes"),
    ("note: [a]", "note: expected text, got a list", "See docs/data-model.md for this field"),
    ('note: ""', "note: expected text of at least 1 character, got 0", "See docs/data-model.md for this field"),
    (f"note: {'x' * 2001}", "note: expected text of at most 2000 characters, got 2001", "See docs/data-model.md for this field"),
    ("starts: {a: b}", "starts: expected a list, got a mapping", "See docs/data-model.md for this field"),
    ("delivery: post", "delivery: 'post' is no word that this field takes", "`emspath schema data` lists those it takes"),
    ("delivery: a missing required field `x`", "delivery: 'a missing required field `x`' is no word that this field takes", "`emspath schema data` lists those it takes"),
    ('"a - at `.b": c', "a - at `.b: unknown field", "Check its spelling against docs/data-model.md"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "said", "mend"), WORDED, ids=[row[0][:40] for row in WORDED])
def test_a_wrong_value_is_told_in_words_with_its_mend(tmp_path: Path, field: str, said: str, mend: str) -> None:
    path = tmp_path / "example.yaml"
    path.write_text(PROGRAM.replace("WHAT", field), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_file(path, "example.yaml")
    assert caught.value.problems == (f"example.yaml:2: programs[0].{said}",)
    assert caught.value.hint == mend


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("topics: [{id: what.a, label: A, meaning: m, codes: {yes: 1}}]\n", "topics[0].codes: expected text, got a whole number"),
        ("topics: [{id: what.a, label: A, meaning: m, codes: {yes: ''}}]\n", "topics[0].codes: expected text of at least 1 character"),
        ("states: [{id: zz, name: Z, levels: [{name: Z, sources: [s], trust: low, read: '2026-11-24', between: [emt]}]}]\n", "states[0].levels[0].between: expected a list of length 2, got 1"),
        ("levels: 3\n", "levels: expected a list, got a whole number"),
        ("additions: [{about: emt, facts: [{topic: what.a, readings: [{says: x, min: a, max: 1, sources: [s], trust: low, as_of: '2026'}]}]}]\n", "additions[0].facts[0].readings[0].min: expected a number, got the text 'a'"),
    ],
)  # fmt: skip
def test_shapes_are_told_in_words_too(tmp_path: Path, text: str, said: str) -> None:
    assert problems(tmp_path, text) == (f"example.yaml:1: {said}",)


RELATIONS = [
    ("dangling source", TERM.replace("ed-standards-2021", "nowhere"), "example.yaml:9: terms[0].facts[0].readings[0].sources[0]: no source has the id 'nowhere'"),
    ("unknown topic", TERM.replace("what.definition", "what.nonsense"), "example.yaml:6: terms[0].facts[0].topic: no topic has the id 'what.nonsense'"),
    ("dangling see_also", TERM + "  see_also: [nothing-here]\n", "example.yaml:12: terms[0].see_also[0]: nothing has the id 'nothing-here'"),
    ("id in use", TERM.replace("example-term", "certification"), "example.yaml:2: terms[0].id: the id 'certification' is already used in data/terms.yaml"),
    ("name in use", TERM.replace("Example term", "Licensure"), "example.yaml:3: terms[0].name: the name 'Licensure' also leads to 'licensure'"),
    ("alias in use", TERM + "  aliases: [e.m.t.]\n", "example.yaml:12: terms[0].aliases[0]: the name 'e.m.t.' also leads to 'emt'"),
    ("alias of signs", TERM + '  aliases: ["?!"]\n', "example.yaml:12: terms[0].aliases[0]: the name '?!' has no letter or digit"),
    ("alias twice", TERM + "  aliases: [Some Name, some-name]\n", "example.yaml:12: terms[0].aliases[1]: the alias 'some-name' stands twice here"),
    ("wrong unit", TERM.replace("trust:", "min: 3\n      max: 3\n      unit: hours\n      trust:"), "example.yaml:12: terms[0].facts[0].readings[0].unit: the unit 'hours' does not fit what.definition"),
    ("wrong code", TERM.replace("trust:", "code: maybe\n      trust:"), "example.yaml:10: terms[0].facts[0].readings[0].code: the code 'maybe' does not fit what.definition"),
    ("date to come", TERM.replace('"2021"', '"2031-01"'), "example.yaml:11: terms[0].facts[0].readings[0].as_of: 2031-01 lies in the future"),
    ("a source of a day to come", 'sources:\n- {id: s, title: S, publisher: P, url: "https://example.org", kind: page, read: "2031-01-01"}\n', "example.yaml:2: sources[0].read: 2031-01-01 lies in the future"),
    ("a source of a year to come", 'sources:\n- {id: s, title: S, publisher: P, url: "https://example.org", kind: page, read: "2026-11-24", published: "2031"}\n', "example.yaml:2: sources[0].published: 2031 lies in the future"),
    ("a program of a year to come", PROGRAM.replace('"2026"', '"2031"').replace("WHAT", "seats: 1"), "example.yaml:2: programs[0].as_of: 2031 lies in the future"),
    ("no definition", TERM.replace("what.definition", "what.detail"), "example.yaml:2: terms[0]: 'example-term' has no what.definition"),
    ("no such state", TERM.replace("trust:", "reach: state\n      where: NO\n      trust:"), "example.yaml:11: terms[0].facts[0].readings[0].where: no state or territory has the postal code 'NO'"),
    ("a country where a state belongs", TERM.replace("trust:", "reach: state\n      where: US\n      trust:"), "example.yaml:11: terms[0].facts[0].readings[0].where: no state or territory has the postal code 'US'"),
    ("a program in no state", PROGRAM.replace("WHAT", "state: NO"), "example.yaml:2: programs[0].state: no state or territory has the postal code 'NO'"),
    ("one-sided dispute", TERM + "    dispute: Some say no.\n", "example.yaml:12: terms[0].facts[0].dispute: a dispute needs at least two sides"),
    ("circle", "steps:\n- {id: back, name: Back, kind: ladder, start: [paramedic], end: emr}\n", "example.yaml:2: steps[0].end: the step 'back' closes a circle"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in RELATIONS], ids=[case[0] for case in RELATIONS])
def test_a_broken_relation_is_one_line_with_its_place(tmp_path: Path, text: str, expected: str) -> None:
    found = problems(tmp_path, text)
    assert any(line.startswith(expected) for line in found), found


@pytest.mark.parametrize(
    "more", ["", "states:\n- {id: zz, name: Nowhere}\n"], ids=["of a territory", "of an own state"]
)
def test_a_postal_code_of_the_data_or_of_the_file_itself_is_taken(tmp_path: Path, more: str) -> None:
    assert problems(tmp_path, PROGRAM.replace("WHAT", f"state: {'ZZ' if more else 'PR'}") + more) == ()


def test_words_that_older_yaml_reads_as_something_else_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "example.yaml"
    for word in ("no", "NO", "off", "yes", "1:30", "2019-02-01", "0x1F", "0o17", "012", "1_000", "=", "<<"):
        path.write_text(TERM.replace("An example.", word), encoding="utf-8")
        assert read_file(path).content.terms[0].facts[0].readings[0].says == word


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("missing", "there is no such file"), ("folder", "is a folder"), ("nul", "not a usable path")],
)
def test_a_path_that_is_no_file_is_one_line(tmp_path: Path, kind: str, expected: str) -> None:
    path = {"missing": tmp_path / "none.yaml", "folder": tmp_path, "nul": tmp_path / "a\0b"}[kind]
    with pytest.raises(DataError, match=expected):
        read_file(path)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_nesting_that_would_end_the_interpreter_is_one_line(tmp_path: Path, opening: str) -> None:
    assert len(problems(tmp_path, opening * 60_000)) == 1


def test_an_alias_bomb_is_refused_before_it_grows(tmp_path: Path) -> None:
    bomb = 'a: &a ["x","x"]\n' + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)
    )
    assert problems(tmp_path, bomb) == ("example.yaml:1: an anchor (&name)",)


def test_a_file_beyond_the_size_limit_is_refused_unread(tmp_path: Path) -> None:
    assert problems(tmp_path, b"#" * 2_000_001) == ("example.yaml: larger than 2 MB",)
