"""The renderers on one report that holds all that is hard to draw, and the real screens kept as snapshots."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from emspath.render import as_csv, as_lines, as_markdown, as_terminal
from emspath.report import Bar, Bars, Cited, Flat, Group, Node, Prose, Report, Row, Table, Text, Tone, Tree
from emspath.safe import json_visible, to_ascii, visible

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


LINK = "https://example.org/" + "a-very-long-way/" * 6


def plain_page(**parts: Any) -> Report:
    empty: dict[str, Any] = {"lead": (), "blocks": (), "notes": (), "more": (), "cited": ()}
    return Report(**{"title": "A page", "flat": lambda: Flat(head=(), rows=()), "version": "0", "data": "2026", **empty, **parts})  # fmt: skip


def lines_of(page: Report, width: int = 60, *, color: bool = False) -> list[str]:
    return as_terminal.render(page, width=width, color=color, ascii_only=False).splitlines()


def table_of(*rows: Row, columns: tuple[str, ...] = ("One", "Two"), **more: Any) -> Table:
    return Table(title="", head="", columns=columns, groups=(Group(title="", rows=rows),), **more)


def test_a_link_and_a_command_stay_whole_whatever_the_width() -> None:
    long = f"emspath plan --from none --to paramedic --{'x' * 60}"
    row = Row(name=Text(text="Link"), cells=(Text(text="no"), Text(text=LINK)))
    page = plain_page(
        blocks=(Prose(title="", texts=(Text(text=f"Before it: {LINK} and behind."),)), table_of(row)), more=("emspath a", long)
    )  # fmt: skip
    for width in (40, 60, 80):
        drawn = lines_of(page, width)
        assert next(line.strip() for line in drawn if "https" in line) == LINK
        assert sum(LINK in line for line in drawn) == 2
        assert f"      {long}" in drawn
        assert {"Before it:", "and behind."} <= {line.strip() for line in drawn}


def test_what_is_wide_on_the_screen_is_measured_by_its_width() -> None:
    wide = "救急医療" * 12
    cited = (Cited(number=1, id="s", title=wide, publisher="Publisher", url="https://example.org", date="2021"),)
    bars = Bars(title="", unit="hours", bars=(Bar(label=wide, text="10 hours", min=1, max=10),), alternative="")
    for line in lines_of(plain_page(cited=cited, blocks=(bars,), notes=(wide,)), 60):
        assert cell_len(line) <= 60, line


def test_no_word_is_broken_that_has_room() -> None:
    row = Row(
        name=Text(text="Format"), cells=(Text(text="questions " * 9), Text(text="a technology-enhanced-question and more " * 3))
    )  # fmt: skip
    drawn = "\n".join(lines_of(plain_page(blocks=(table_of(row),)), 66))
    assert "technology-enhanced-question" in drawn
    short = Row(name=Text(text="Renewal by exam is possible from"), cells=(Text(text="April"), Text(text="May")))
    assert any(
        "Renewal by exam is possible from" in line for line in lines_of(plain_page(blocks=(table_of(short),)), 60)
    )


def test_a_wrapped_name_hangs_behind_the_mark_on_every_console() -> None:
    row = Row(name=Text(text="Role in the whole emergency medical system"), cells=(Text(text="a"), Text(text="b" * 60)), differs=True)  # fmt: skip
    other = Row(name=Text(text="Same"), cells=(Text(text="a"), Text(text="a")))
    for ascii_only, mark in ((False, "≠ "), (True, "!= ")):
        page = plain_page(blocks=(table_of(row, other, marks_differences=True),))
        drawn = as_terminal.render(page, width=60, color=False, ascii_only=ascii_only).splitlines()
        at = next(place for place, line in enumerate(drawn) if line.startswith(mark))
        assert drawn[at][len(mark) :].startswith("Role")
        assert drawn[at + 1].startswith(" " * len(mark))
        assert drawn[at + 1][len(mark)] != " "
        assert any(line.startswith(" " * len(mark) + "Same") for line in drawn)


def test_only_the_label_of_a_stacked_cell_is_bold() -> None:
    row = Row(name=Text(text="Age"), cells=(Text(text="eighteen"), Text(text="unknown", tone=Tone.UNKNOWN)))
    page = plain_page(blocks=(table_of(row, columns=("EMT", "Paramedic and more")),))
    assert [line.strip() for line in lines_of(page, 40, color=True)][-2:] == [
        "\x1b[1mEMT: \x1b[0meighteen", "\x1b[1mParamedic and more: \x1b[0m\x1b[33munknown\x1b[0m"
    ]  # fmt: skip


def test_one_empty_line_stands_before_the_sources() -> None:
    cited = (Cited(number=1, id="s", title="T", publisher="P", url="https://example.org", date="2021"),)
    for more in ({}, {"notes": ("A note.",)}, {"more": ("emspath list",)}):
        drawn = lines_of(plain_page(cited=cited, lead=(Text(text="Said."),), **more))
        at = drawn.index("Sources (--sources full for links):")
        assert drawn[at - 1] == "" != drawn[at - 2]


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


IGNORABLE = (
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E),
    (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
"""Default_Ignorable_Code_Point of Unicode 16: what is shown as nothing where a font does not know it."""


@pytest.mark.parametrize(("first", "last"), [*IGNORABLE, (0x2800, 0x2800), (0, 8), (0xB, 0x1F), (0x7F, 0x9F)])
def test_every_character_that_nobody_sees_is_shown(first: int, last: int) -> None:
    for point in range(first, last + 1):
        text = f"a{chr(point)}b"
        if chr(point) not in "\t\r\n":
            assert visible(text).isascii(), hex(point)
        shown = json_visible(json.dumps(text, ensure_ascii=False).encode())
        assert shown.isascii(), hex(point)
        assert json.loads(shown) == text


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
