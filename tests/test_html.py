"""Answers as HTML: one accessible page that stands on its own and shows all text as text."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emspath.answers.base import Answer
from emspath.answers.compare import compare
from emspath.answers.explain import explain
from emspath.answers.listing import listing
from emspath.answers.path import path
from emspath.answers.scope import scope
from emspath.answers.sources import sources
from emspath.answers.state import state, states
from emspath.answers.why import why
from emspath.catalog import Catalog
from emspath.present import Options, present
from emspath.render.as_html import render
from emspath.render.engine import link, spans
from emspath.report import (
    Bar,
    Bars,
    Cited,
    Flat,
    Group,
    Node,
    Prose,
    Report,
    Row,
    Table,
    Text,
    Tone,
    Tree,
)
from emspath.safe import visible

from .conftest import DAY
from .markup import Markup, assert_self_contained, assert_sound, words

HOSTILE = (
    '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", "</style></title></table><h1>",
    "<!-- ", "]]>", "&lt;b&gt; &#60;", "{{ 7 * 7 }}{% raw %}", "\x1b[31mred\x1b]52;c;x\x07", "safe\u202eevil\u2066", "a\u200bb\ufeff",
    "javascript:alert(1)", "one\ntwo\ttab\r", "=1+1", "\x00\x7f\x9b",
)  # fmt: skip


def source(number: int, url: str = "https://example.org/a", text: str = "A title") -> Cited:
    return Cited(number=number, id="a-source", title=text, publisher=text, url=url, date=text)


def page_of(*texts: str, url: str = "https://example.org/a") -> Report:
    """A page with one part of every kind, whose words are `texts` in turn, so that all places hold each."""
    many = [texts[place % len(texts)] for place in range(100)]
    turn = iter(many * 10)

    def text(tone: Tone = Tone.PLAIN) -> Text:
        return Text(
            text=next(turn), tone=tone, cites=(1, 2), remarks=(next(turn), next(turn)), mark="*", fact=next(turn)
        )

    def row(differs: bool) -> Row:
        return Row(name=text(), cells=(text(Tone.YES), text(Tone.UNKNOWN)), differs=differs)

    groups = (
        Group(title=next(turn), rows=(row(True), row(False)), meaning=next(turn)),
        Group(title="", rows=(row(True),)),
    )
    table = Table(
        title=next(turn), head=next(turn), columns=(next(turn), next(turn)), groups=groups, marks_differences=True
    )
    bars = (Bar(label=next(turn), text=next(turn), min=1, max=2, strong=True), Bar(label=next(turn), text=next(turn)))
    return Report(
        title=next(turn), lead=(text(Tone.STRONG), text(Tone.NOTE)),
        blocks=(
            table, Prose(title=next(turn), texts=(text(), text(Tone.NO))), Prose(title="", texts=(text(),), bullets=True),
            Tree(title=next(turn), nodes=(Node(text=text(), children=(Node(text=text()),)),)),
            Bars(title=next(turn), unit=next(turn), bars=bars, alternative=next(turn)),
        ),
        notes=(next(turn),), more=(next(turn),), cited=(source(1, url, next(turn)), source(2, url, next(turn))),
        flat=lambda: Flat(head=(), rows=()), version=next(turn), data=next(turn),
    )  # fmt: skip


def plain(**changes: object) -> Report:
    fields: dict[str, object] = {
        "title": "A page", "lead": (), "blocks": (), "notes": (), "more": (), "cited": (),
        "flat": lambda: Flat(head=(), rows=()), "version": "1.2.3", "data": "2026-11-24",
    }  # fmt: skip
    return Report(**{**fields, **changes})  # type: ignore[arg-type]


@pytest.fixture(scope="module", params=range(14))
def answer(request: pytest.FixtureRequest, catalog: Catalog) -> Answer:
    """A real answer of each kind, the awkward ones among them."""
    made: list[Answer] = [
        compare(catalog, ["emt", "paramedic"]), compare(catalog, ["emr", "emt", "aemt", "paramedic"]), compare(catalog, ["ems", "emt"]),
        path(catalog, None, "paramedic"), path(catalog, "paramedic", "emt"), path(catalog, "emt", "aemt", state=catalog.state("tx")),
        scope(catalog), scope(catalog, ["iv"]), explain(catalog, ["emt"]), explain(catalog, ["EMT-I", "ems"]),
        state(catalog, ["tx"]), states(catalog), why(catalog, "emt.training.hours"), sources(catalog, []),
    ]  # fmt: skip
    chosen: int = request.param
    return made[chosen]


@pytest.mark.parametrize("full", [False, True], ids=["short", "full"])
def test_the_page_of_every_answer_is_sound_and_stands_on_its_own(answer: Answer, full: bool) -> None:
    report = present(answer, Options(full=full, as_of=date.fromisoformat(DAY)))
    page = Markup(render(report))
    assert_sound(page)
    assert_self_contained(page)
    assert words(page.one("h1")) == visible(report.title)
    assert words(page.one("title")) == visible(report.title)
    for item in report.cited:
        assert item.url in page.links()


def test_every_citation_leads_to_its_source_and_back(catalog: Catalog) -> None:
    report = present(compare(catalog, ["emt", "paramedic"]))
    page = Markup(render(report))
    listed = {element.attrib["id"]: element for element in page.all("li") if element.get("id", "").startswith("s")}
    assert list(listed) == [f"s{item.number}" for item in report.cited]
    citations = [anchor for mark in page.by_class("sup", "cites") for anchor in mark.iter("a")]
    assert {anchor.attrib["href"] for anchor in citations} == {f"#{id_}" for id_ in listed}
    for anchor in citations:
        assert words(anchor) == f"source {anchor.attrib['href'][2:]}"
    for id_, element in listed.items():
        back = [anchor for anchor in element.iter("a") if anchor.get("class") == "back"]
        assert [anchor.attrib["href"] for anchor in back] == [f"#c{id_[1:]}"]
        assert element.attrib["value"] == id_[1:]


def test_a_number_without_a_source_is_shown_but_leads_nowhere() -> None:
    page = Markup(render(plain(lead=(Text(text="Said", cites=(7,)),))))
    assert words(page.by_class("sup", "cites")[0]) == "7"
    assert_sound(page)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text_everywhere(text: str) -> None:
    page = Markup(render(page_of(text)))
    assert_sound(page)
    assert_self_contained(page)
    assert shape(page) == shape(Markup(render(page_of("harmless"))))
    shown = " ".join(visible(text).split())
    assert words(page.one("h1")) == shown
    assert words(page.one("body")).count(shown) > 40


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(min_size=1, max_size=40).filter(lambda text: text.strip() and "//" not in text and "  " not in text),
        min_size=1,
        max_size=7,
    )
)
def test_no_text_changes_the_elements_of_a_page_or_leaves_a_hidden_character(texts: list[str]) -> None:
    written = render(page_of(*texts))
    page = Markup(written)
    assert shape(page) == shape(Markup(render(page_of("harmless"))))
    assert visible(written.replace("\n", "")) == written.replace("\n", "")


def shape(page: Markup) -> Counter[str]:
    return Counter(f"{element.tag} {sorted(element.attrib)}" for element in page.elements())


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,<script>", "file:///etc/passwd", "vbscript:x", "//example.org/a",
        "/etc/passwd", "https:", "https://", "http://[", "https://example.org/\x1b[0m", "https://exam\u202eple.org", "https://a b", "",
        "\thttps://example.org",
    ],
)  # fmt: skip
def test_only_an_honest_web_address_becomes_a_link(url: str) -> None:
    assert link(url) is None
    page = Markup(render(page_of("words", url=url)))
    assert [href for href in page.links() if not href.startswith("#")] == []
    assert_self_contained(page)


def test_the_address_of_a_source_is_kept_as_it_is() -> None:
    url = "https://example.org/a?b=1&c='%22\"<x>#d"
    page = Markup(render(plain(cited=(source(1, url),))))
    assert url in page.links()


def test_an_address_within_a_text_is_a_link_and_its_full_stop_is_not() -> None:
    page = Markup(render(plain(lead=(Text(text="Ask <them> at https://ems.example.org/a/?b=c&d=e. Soon."),))))
    assert [href for href in page.links() if href.startswith("http")] == ["https://ems.example.org/a/?b=c&d=e"]
    assert words(page.by_class("p", "lead")[0]) == "Ask <them> at https://ems.example.org/a/?b=c&d=e. Soon."


def test_an_address_within_a_text_cannot_break_out_of_its_link() -> None:
    page = Markup(render(plain(lead=(Text(text='https://ok.example/"onclick="alert(1) https://<b>'),))))
    assert_self_contained(page)
    assert [href for href in page.links() if href.startswith("http")] == ["https://ok.example/"]


def test_words_carry_the_sense_where_color_only_helps() -> None:
    rows = (
        Row(name=Text(text="Skill"), cells=(Text(text="yes", tone=Tone.YES), Text(text="unknown", tone=Tone.UNKNOWN)), differs=True),
        Row(name=Text(text="Other"), cells=(Text(text="no", tone=Tone.NO), Text(text="no", tone=Tone.NO))),
    )  # fmt: skip
    table = Table(
        title="", head="", columns=("EMT", "Paramedic"), groups=(Group(title="", rows=rows),), marks_differences=True
    )
    page = Markup(render(plain(blocks=(table,))))
    names = [words(heading) for heading in page.all("th") if heading.get("scope") == "row"]
    assert names == ["≠ differs: Skill", "Other"]
    assert [words(cell) for cell in page.all("td")[1:]] == ["yes", "unknown", "no", "no"]
    assert [element.get("class") for cell in page.all("td")[1:] for element in cell] == [
        "tone-yes",
        "tone-unknown",
        "tone-no",
        "tone-no",
    ]
    assert "≠ marks rows that differ" in words(page.one("main"))


def test_unstated_is_not_shown_as_no(catalog: Catalog) -> None:
    answer = compare(catalog, ["emt", "paramedic"])
    report = present(answer, Options(full=True))
    page = Markup(render(report))
    cells = [words(cell) for cell in page.all("td")]
    unknown = sum(not value.known for row in answer.answer.rows for value in row.values.values())
    assert unknown > 0
    assert sum(cell.startswith("unknown") for cell in cells) == unknown


def test_remarks_and_the_trust_mark_stand_behind_a_value() -> None:
    text = Text(text="150 hours", remarks=("TX only", "disputed"), mark="**", cites=(1,))
    page = Markup(render(plain(lead=(text,), cited=(source(1),))))
    assert words(page.by_class("p", "lead")[0]) == "150 hours (TX only; disputed)**source 1"


def test_a_bar_is_a_picture_with_a_name_and_its_numbers_stand_beside_it() -> None:
    bars = (
        Bar(label="EMT", text="120–190 hours", min=120, max=190),
        Bar(label="Both", text="200 hours", start=190, min=200, max=380),
        Bar(label="EMR", text="unknown"),
    )
    page = Markup(
        render(plain(blocks=(Bars(title="Hours", unit="hours", bars=bars, alternative="EMT: 120–190 hours"),)))
    )
    pictures = page.drawn("svg")
    assert [picture.get("role") for picture in pictures] == ["img", "img"]
    assert [words(title) for title in page.drawn("title")] == ["EMT: 120–190 hours", "Both: 200 hours"]
    drawn = [
        [(float(rect.get("x", "0")), float(rect.attrib["width"])) for rect in picture if rect.tag.endswith("rect")]
        for picture in pictures
    ]
    assert drawn == [[(0, 100), (0, 31.58), (31.58, 18.42)], [(0, 100), (50, 2.63), (52.63, 47.37)]]
    assert [words(text) for text in page.by_class("span", "bar-text")] == ["120–190 hours", "200 hours", "unknown"]
    assert words(page.one("figcaption")) == "EMT: 120–190 hours"


@pytest.mark.parametrize(
    "bar",
    [
        Bar(label="a", text="b", min=0, max=0),
        Bar(label="a", text="b", min=5, max=2, start=9),
        Bar(label="a", text="b", max=3),
    ],
)
def test_no_bar_leaves_its_picture(bar: Bar) -> None:
    page = Markup(
        render(
            plain(
                blocks=(
                    Bars(title="Hours", unit="hours", bars=(bar, Bar(label="c", text="d", max=10)), alternative="e"),
                )
            )
        )
    )
    assert page.drawn("rect")
    for rect in page.drawn("rect"):
        start, width = float(rect.get("x", "0")), float(rect.attrib["width"])
        assert 0 <= start <= start + width <= 100.01


def test_a_tree_is_a_list_of_lists() -> None:
    node = Node(
        text=Text(text="Paramedic"), children=(Node(text=Text(text="AEMT"), children=(Node(text=Text(text="EMT")),)),)
    )
    page = Markup(render(plain(blocks=(Tree(title="The way", nodes=(node,)),))))
    assert len(page.by_class("ul", "tree")) == 3
    assert [words(item) for item in page.by_class("ul", "tree")[2]] == ["EMT"]


def test_rows_without_a_name_belong_to_the_row_above() -> None:
    rows = tuple(
        Row(name=Text(text=name), cells=(Text(text=f"{n}"),)) for n, name in enumerate(("", "Detail", "", "", "Weeks"))
    )
    assert spans(rows) == [1, 3, 0, 0, 1]
    page = Markup(
        render(plain(blocks=(Table(title="", head="", columns=("",), groups=(Group(title="", rows=rows),)),)))
    )
    assert [(words(th), th.get("rowspan")) for th in page.all("th")] == [("Detail", "3"), ("Weeks", None)]
    assert_sound(page)


def test_tables_that_share_a_title_have_names_of_their_own() -> None:
    table = Table(
        title="",
        head="",
        columns=("EMT",),
        groups=(Group(title="", rows=(Row(name=Text(text="a"), cells=(Text(text="b"),)),)),),
    )
    page = Markup(render(plain(blocks=(table, table, Prose(title="More", texts=()), table))))
    assert [words(caption) for caption in page.all("caption")] == ["A page", "A page (2)", "More (2)"]


def test_a_page_ends_with_version_date_and_who_decides() -> None:
    page = Markup(render(plain()))
    assert (
        words(page.one("footer"))
        == "Not legal or medical advice: your state decides. emspath 1.2.3, data of 2026-11-24."
    )
    assert_sound(page)


def test_further_commands_are_code_with_their_explanation_behind() -> None:
    page = Markup(render(plain(more=("emspath compare emt aemt --full  (all rows)", "emspath why a.b"))))
    assert [words(code) for code in page.all("code")] == ["emspath compare emt aemt --full", "emspath why a.b"]
    assert "emspath compare emt aemt --full (all rows)" in words(page.one("main"))


def test_a_page_asks_for_nothing_by_its_own_policy() -> None:
    page = Markup(render(plain()))
    policy = [
        meta.attrib["content"] for meta in page.all("meta") if meta.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(policy) == 1
    assert policy[0].startswith("default-src 'none'; ")
    assert "script" not in policy[0]


def test_the_same_report_gives_the_same_bytes(catalog: Catalog) -> None:
    report = present(listing(catalog, "terms"))
    assert render(report) == render(report)


def test_the_template_engine_is_not_loaded_until_a_page_is_drawn() -> None:
    code = "import sys, emspath.cli, emspath.render.as_html; sys.exit('jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
