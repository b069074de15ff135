"""The renderers on one report that holds all that is hard to draw, and the real screens kept as snapshots."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emspath.render import as_csv, as_lines, as_markdown, as_terminal
from emspath.report import Bar, Bars, Cited, Flat, Group, Node, Prose, Report, Row, Table, Text, Tone, Tree
from emspath.safe import to_ascii, visible

from .conftest import DAY, Golden, Invoke

HARD = 'a [bold]bracket[/bold], a | pipe, a <b>tag</b>, "quotes", `code`, a_very_long_word_' + "x" * 60
EVIL = "\x1b[31mred\x1b]8;;http://e.example\x07link\x1b]52;c;aGk=\x07 \u202eright-to-left\u2066 zero\u200bwidth \x9b31m \x00"


def report(*, evil: bool = False) -> Report:
    """One page with every kind of block."""
    hard = EVIL if evil else HARD
    rows = (
        Row(
            name=Text(text="Plain"),
            cells=(Text(text="one", cites=(1,)), Text(text="two", cites=(1, 2), mark="*")),
            differs=True,
        ),
        Row(
            name=Text(text=hard),
            cells=(Text(text=hard), Text(text="unknown", tone=Tone.UNKNOWN, remarks=("2019", "TX only"))),
        ),
        Row(name=Text(text="Empty"), cells=(Text(text=""), Text(text="yes", tone=Tone.YES))),
    )
    return Report(
        title=f"Title {hard}",
        lead=(Text(text="The answer comes first.", tone=Tone.STRONG), Text(text=hard, cites=(2,))),
        blocks=(
            Table(title="A table", head="Field", columns=("EMT", "Paramedic"), groups=(Group(title="Section", meaning="who decides", rows=rows),), marks_differences=True),
            Table(title="Narrow", head="Skill", columns=("EMR", "EMT"), narrow=True, groups=(Group(title="", rows=(
                Row(name=Text(text="Something long that has to be wrapped at some point"), cells=(Text(text="no", tone=Tone.NO), Text(text="yes", tone=Tone.YES))),)),)),
            Prose(title="Prose", texts=(Text(text=hard), Text(text="second")), bullets=True),
            Tree(title="Tree", nodes=(Node(text=Text(text="top")), Node(text=Text(text=hard)))),
            Bars(title="Bars", unit="hours", bars=(Bar(label="short", text="10–20 hours", min=10, max=20, strong=True), Bar(label=hard, text="unknown")), alternative="short: 10–20 hours"),
        ),
        notes=("A note.", hard),
        more=("emspath why emt.training.hours",),
        cited=(Cited(number=1, id="one", title="First", publisher="Someone", url="https://one.example/a?b=(c)|d", date="2021"),
               Cited(number=2, id="two", title=hard, publisher="Other", url="https://two.example/", date="undated; read 2026-11")),
        flat=lambda: Flat(head=("id", "text", "sources"), rows=(("a", hard, "one two"), ("b", "=HYPERLINK(1)", ""), ("c", "-5", "one"), ("d", "-5+cmd", ""))),
        version="0.0.0", data="2026-11-24",
    )  # fmt: skip


@pytest.mark.parametrize("width", [44, 80, 120])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_the_terminal_page_looks_as_kept(golden: Golden, width: int, ascii_only: bool) -> None:
    drawn = as_terminal.render(report(), width=width, color=False, ascii_only=ascii_only)
    golden(f"terminal-{width}{'-ascii' if ascii_only else ''}.txt", drawn)
    if ascii_only:
        drawn.encode("ascii")


def test_the_coloured_page_says_the_same_words(golden: Golden) -> None:
    drawn = as_terminal.render(report(), width=80, color=True, ascii_only=False)
    golden("terminal-80-color.txt", drawn)
    plain = as_terminal.render(report(), width=80, color=False, ascii_only=False)
    bare = "\n".join(line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", drawn).split("\n"))
    assert bare == plain


def test_the_linear_and_markdown_pages_look_as_kept(golden: Golden) -> None:
    golden("lines.txt", as_lines.render(report(), sources="full"))
    golden("page.md", as_markdown.render(report()))


def test_the_flat_table_reads_back_and_holds_no_formula(golden: Golden) -> None:
    text = as_csv.render(report())
    golden("flat.csv", text)
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[0] == ["id", "text", "sources"]
    assert rows[1][1] == visible(HARD)
    assert rows[2][1] == "'=HYPERLINK(1)"
    assert rows[3][1] == "-5"
    assert rows[4][1] == "'-5+cmd"
    assert "\r\n" in text


def test_markup_in_data_is_never_read_as_markup() -> None:
    assert "[bold]bracket[/bold]" in as_terminal.render(report(), width=120, color=False, ascii_only=False)
    page = as_markdown.render(report())
    assert "<b>" not in page
    assert r"\<b\>tag\</b\>" in page
    table = [line for line in page.splitlines() if line.startswith("| ")]
    assert (
        len({len(re.findall(r"(?<!\\)\|", line)) for line in table if "EMR" not in line and "Skill" not in line}) >= 1
    )


_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@pytest.mark.parametrize("form", ["terminal", "color", "lines", "markdown", "csv"])
def test_no_control_or_hidden_character_of_data_reaches_any_format(form: str) -> None:
    page = report(evil=True)
    drawn = {
        "terminal": lambda: as_terminal.render(page, width=80, color=False, ascii_only=False),
        "color": lambda: re.sub(r"\x1b\[[0-9;]*m", "", as_terminal.render(page, width=80, color=True, ascii_only=False)),
        "lines": lambda: as_lines.render(page),
        "markdown": lambda: as_markdown.render(page),
        "csv": lambda: as_csv.render(page).removeprefix("\ufeff").replace("\r\n", "\n"),
    }[form]()  # fmt: skip
    assert not _CONTROL.search(drawn)
    assert "x1b" in drawn


@given(st.text())
def test_visible_text_holds_nothing_that_acts_or_hides(text: str) -> None:
    shown = visible(text)
    assert not _CONTROL.search(shown)
    assert "\n" not in shown
    assert visible(shown) == shown
    shown.encode("utf-8")


@given(st.text())
def test_ascii_text_is_ascii(text: str) -> None:
    assert to_ascii(visible(text)).isascii()


@given(st.text())
def test_a_neutral_cell_never_opens_a_formula(text: str) -> None:
    cell = as_csv.neutral(text)
    assert not re.match(r"\s*[=+@|%]", cell)
    assert not cell.lstrip().startswith("-") or re.fullmatch(r"-?\d+(\.\d+)?", cell)


SCREENS = [
    ("explain-ems", ("explain", "ems")), ("compare-emt-paramedic", ("compare", "emt", "paramedic")), ("path-emt-paramedic", ("path", "emt", "paramedic")),
    ("scope-iv", ("scope", "iv")), ("why-emt-hours", ("why", "emt.training.hours")), ("explain-emt-i", ("explain", "EMT-I")), ("compare-ems-emt", ("compare", "ems", "emt")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "question"), SCREENS, ids=[name for name, _ in SCREENS])
@pytest.mark.parametrize("width", ["60", "80", "120"])
def test_the_real_screen_looks_as_kept(
    invoke: Invoke, golden: Golden, name: str, question: tuple[str, ...], width: str
) -> None:
    golden(f"screen-{name}-{width}.txt", invoke(*question, "--width", width, "--as-of", DAY).stdout)
