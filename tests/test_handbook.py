"""The handbook: a site that holds together by itself, and a folder that is written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path
from urllib.parse import urldefrag

import msgspec
import pytest

from emspath import publish as publishing
from emspath.catalog import LADDER, Catalog
from emspath.errors import DataError, EmspathError, OutputError
from emspath.handbook import STYLE, file_name, pages
from emspath.library import built_in
from emspath.model import DataFile, Fact, Reading, Role, Source, Term, Title
from emspath.publish import LIST, publish
from emspath.safe import visible

from .conftest import Invoke, Run
from .markup import Markup, assert_self_contained, assert_sound, words
from .small import reading, small


@pytest.fixture(scope="module")
def site(catalog: Catalog) -> dict[str, str]:
    return pages(catalog)


@pytest.fixture(scope="module")
def parsed(site: dict[str, str]) -> dict[str, Markup]:
    return {name: Markup(text) for name, text in site.items() if name != STYLE}


# --- the site


def test_every_page_is_sound_and_needs_nothing_from_elsewhere(site: dict[str, str], parsed: dict[str, Markup]) -> None:
    own = frozenset(site)
    for page in parsed.values():
        assert_sound(page)
        assert_self_contained(page, own=own)
        assert [link.attrib["href"] for link in page.all("link")] == [STYLE]
    assert "@import" not in site[STYLE]
    assert "url(" not in site[STYLE]


def test_every_link_within_the_site_leads_to_a_page_and_a_place_on_it(parsed: dict[str, Markup]) -> None:
    places = {name: set(page.ids()) for name, page in parsed.items()}
    for name, page in parsed.items():
        for href in page.links():
            if not href.startswith("http"):
                target, place = urldefrag(href)
                assert (target or name) in places, (name, href)
                assert not place or place in places[target or name], (name, href)


def test_everything_in_the_model_can_be_reached_from_the_start(catalog: Catalog, parsed: dict[str, Markup]) -> None:
    seen: set[str] = set()
    waiting = ["index.html"]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += [urldefrag(href)[0] for href in parsed[name].links() if not href.startswith(("http", "#"))]
    assert seen == set(parsed)
    for kind in ("level", "role", "state", "system"):
        for id_ in getattr(catalog, f"{kind}s"):
            assert file_name(kind, id_) in seen
    for kind, name in (
        ("term", "terms.html"),
        ("title", "titles.html"),
        ("skill", "scope.html"),
        ("source", "sources.html"),
    ):
        ids = set(parsed[name].ids())
        assert ids >= {f"{kind}-{id_}" for id_ in getattr(catalog, f"{kind}s")}


def test_the_menu_says_where_one_is(parsed: dict[str, Markup]) -> None:
    for name in ("index.html", "compare.html", "scope.html", "states.html", "terms.html"):
        current = [a.attrib["href"] for a in parsed[name].all("a") if a.get("aria-current") == "page"]
        assert current == [name]


def test_the_scope_matrix_says_what_the_data_say(catalog: Catalog, parsed: dict[str, Markup]) -> None:
    rows = {row.attrib["id"]: row for row in parsed["scope.html"].by_class("tr", "skill")}
    assert len(rows) == len(catalog.skills)
    for skill in catalog.skills.values():
        row = rows[f"skill-{skill.id}"]
        cells = [words(cell) for cell in row if cell.tag == "td"]
        for level, cell in zip(LADDER, cells, strict=False):
            may = getattr(skill.levels, level).may
            assert row.attrib[f"data-{level}"] == may
            assert cell.split("*")[0].split(" ")[0] == may
        assert cells[4].startswith("source ")


def test_every_choice_of_the_filter_has_a_rule(parsed: dict[str, Markup]) -> None:
    page = parsed["scope.html"]
    rules = page.all("style")[0].text or ""
    choices = [field.attrib["id"] for field in page.all("input")]
    assert len(choices) > 12
    for choice in choices:
        assert (f"#{choice}:checked" in rules) == (not choice.endswith("-all"))
    assert [field.attrib["id"] for field in page.all("input") if "checked" in field.attrib] == ["f-all", "k-all"]
    assert "&" not in rules


def test_each_level_comes_with_its_hours_and_source_at_the_start(catalog: Catalog, parsed: dict[str, Markup]) -> None:
    rungs = parsed["index.html"].by_class("ol", "stairs")[0]
    assert len(rungs) == len(catalog.levels)
    for rung, level in zip(rungs, catalog.levels.values(), strict=True):
        assert (level.abbreviation or level.name) in words(rung)
        assert "hours" in words(rung)
        assert [mark for mark in rung.iter("sup") if mark.get("class") == "cites"]


def test_an_older_title_is_shown_with_its_level_of_today(parsed: dict[str, Markup]) -> None:
    entry = next(e for e in parsed["titles.html"].all("article") if e.get("id") == "title-emt-b")
    facts = {words(line[0]): words(line[1]) for line in entry.iter("div")}
    assert facts["In short"] == "Replaced"
    assert facts["Equals"] == "EMT"


def test_terms_run_from_a_to_z(parsed: dict[str, Markup]) -> None:
    names = [words(heading).casefold() for heading in parsed["terms.html"].all("h3")]
    assert names == sorted(names, key=lambda name: name.split(" (")[0])
    letters = [words(heading) for heading in parsed["terms.html"].all("h2")][:-2]
    assert letters == sorted(letters)


def test_the_site_is_the_same_bytes_in_every_process(site: dict[str, str], tmp_path: Path, run: Run) -> None:
    for seed in ("1", "2"):
        folder = tmp_path / seed
        done = run("handbook", "--output", str(folder), env={"PYTHONHASHSEED": seed, "LANG": "C", "COLUMNS": "44"})
        assert done.returncode == 0, done.stderr
        assert {p.name: p.read_bytes() for p in folder.iterdir() if p.name != LIST} == {
            n: t.encode() for n, t in site.items()
        }


def test_hostile_words_of_an_overlay_are_shown_as_words(catalog: Catalog, site: dict[str, str]) -> None:
    bad = '</style><script>alert("1")</script>\x1b[31m'
    source = Source(
        id="a-bad-one", title=bad, publisher=bad, url="https://example.org/%22", kind=bad, read="2026-11-24"
    )
    said = Fact(
        topic="what.definition", readings=(Reading(says=bad, sources=(source.id,), trust="low", read="2026-11-24"),)
    )
    overlay = DataFile(
        owner=bad, sources=(source,), terms=(Term(id="bad-term", name=bad, category=bad, aliases=(bad,), facts=(said,)),),
        roles=(Role(id="bad-role", name=bad, category=bad, facts=(said,)),),
        titles=(Title(id="bad-title", name=bad, jurisdiction=bad, status="unknown", facts=(said,)),),
    )  # fmt: skip
    made = pages(Catalog([*built_in(), overlay]))
    for name in ("terms.html", "roles.html", "role-bad-role.html", "titles.html", "sources.html"):
        page = Markup(made[name])
        assert_sound(page)
        assert_self_contained(page, own=frozenset(made))
        assert "\x1b" not in made[name]
        assert visible(bad) in words(page.one("main"))


@pytest.mark.parametrize(
    "id_", ["../evil", "a/b", "..", ".", "", "a\\b", "con:", "A", "a\x00b", "a b", "é", "-a", "a" * 81]
)
def test_an_id_that_could_leave_the_folder_is_refused(id_: str) -> None:
    with pytest.raises(DataError, match="cannot be the name of a page"):
        file_name("role", id_)


def test_a_bad_id_stops_the_whole_site() -> None:
    role = msgspec.structs.replace(Role(id="ok", name="N", category="c"), id="../../evil")
    with pytest.raises(DataError):
        pages(Catalog([*built_in(), DataFile(roles=(role,))]))


# --- the folder


def content(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in folder.iterdir() if path.is_file()}


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


def test_the_command_writes_the_site_and_says_where_to_begin(
    tmp_path: Path, invoke: Invoke, site: dict[str, str]
) -> None:
    done = invoke("handbook", "--output", str(tmp_path / "site"))
    assert done.exit_code == 0
    assert done.stdout == f"{len(site)} files. Open {tmp_path / 'site' / 'index.html'} in a browser.\n"
    assert {name: text for name, text in content(tmp_path / "site").items() if name != LIST} == site
    assert leftovers(tmp_path) == []


def test_a_folder_with_files_is_left_alone(tmp_path: Path, run: Run) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "mine.txt").write_text("mine")
    done = run("handbook", "-o", str(tmp_path / "site"))
    assert done.returncode == 1
    assert done.stdout == b""
    assert done.stderr.decode().endswith("has files in it. Choose another name or add --force.\n")
    assert content(tmp_path / "site") == {"mine.txt": "mine"}
    assert leftovers(tmp_path) == []


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    publish({"index.html": "new"}, tmp_path / "site")
    assert content(tmp_path / "site")["index.html"] == "new"


def test_force_replaces_the_earlier_site_and_keeps_what_is_not_its_own(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish({"index.html": "old", "gone.html": "old"}, site)
    (site / "CNAME").write_text("ems.example.org")
    (site / ".git").mkdir()
    (site / ".git" / "HEAD").write_text("ref")
    publish({"index.html": "new", "more.html": "new"}, site, force=True)
    assert content(site) == {
        "index.html": "new",
        "more.html": "new",
        "CNAME": "ems.example.org",
        LIST: f"{LIST}\nindex.html\nmore.html\n",
    }
    assert (site / ".git" / "HEAD").read_text() == "ref"
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("listed", [None, "", "index.html\n", "\xff"])
def test_force_does_not_replace_a_file_that_someone_else_wrote(tmp_path: Path, listed: str | None) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("theirs")
    if listed is not None:
        (site / LIST).write_bytes(listed.encode("latin-1"))
    with pytest.raises(OutputError, match="did not write"):
        publish({"index.html": "new"}, site, force=True)
    assert (site / "index.html").read_text() == "theirs"
    assert leftovers(tmp_path) == []


def test_a_list_that_names_other_places_takes_nothing_away(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("precious")
    site = tmp_path / "site"
    publish({"index.html": "old"}, site)
    (site / LIST).write_text(f"{LIST}\nindex.html\n../precious\n{tmp_path / 'precious'}\n..\n")
    publish({"index.html": "new"}, site, force=True)
    assert (tmp_path / "precious").read_text() == "precious"
    assert content(site)["index.html"] == "new"


@pytest.mark.parametrize("before", [None, "old"])
@pytest.mark.parametrize(
    "stop", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()], ids=["full", "interrupt"]
)
def test_a_write_that_stops_halfway_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str | None, stop: BaseException
) -> None:
    site = tmp_path / "site"
    if before:
        publish({"index.html": before}, site)
    earlier = content(site) if before else None
    write = Path.write_bytes

    def fail(path: Path, data: bytes) -> int:
        if path.name == "second.html":
            raise stop
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises((OutputError, KeyboardInterrupt)) as caught:
        publish({"index.html": "new", "second.html": "new"}, site, force=True)
    if isinstance(caught.value, EmspathError):
        assert caught.value.message == f"'{site}' could not be written (no space left on device)"
    assert (content(site) if site.exists() else None) == earlier
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_a_move_that_fails_is_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    site = tmp_path / "site"
    publish({"index.html": "old"}, site)
    (site / "a.txt").write_text("a")
    (site / "b.txt").write_text("b")
    earlier = content(site)
    rename = Path.rename
    calls = 0

    def fail(path: Path, target: Path) -> Path:
        nonlocal calls
        calls += 1
        if calls == at:
            raise OSError(errno.EACCES, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OutputError, match="permission denied"):
        publish({"index.html": "new"}, site, force=True)
    assert content(site) == earlier
    assert leftovers(tmp_path) == []


def test_what_cannot_be_a_folder_is_told_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="is a file"):
        publish({"a": "b"}, tmp_path / "file", force=True)
    with pytest.raises(OutputError, match="does not exist"):
        publish({"a": "b"}, tmp_path / "no" / "site")
    with pytest.raises(OutputError, match="not usable"):
        publish({"a": "b"}, tmp_path / "nul\0byte")
    with pytest.raises(OutputError, match="could not be written"):
        publish({"a": "b"}, tmp_path / ("x" * 300))
    monkeypatch.chdir(tmp_path)
    for here in (Path(), tmp_path, tmp_path.parent):
        with pytest.raises(OutputError, match="the folder that you are in"):
            publish({"a": "b"}, here, force=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]


@pytest.mark.parametrize("name", ["../evil", "a/b", "..", ".", "", "a\\b", "/etc/passwd", LIST])
def test_no_file_is_written_outside_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match="no name for a file"):
        publish({name: "x"}, tmp_path / "site")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="links and permissions of POSIX")
def test_a_link_to_a_folder_stays_a_link_and_pages_can_be_read_by_all(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "site").symlink_to("real")
    umask = os.umask(0o022)
    try:
        publish({"index.html": "new"}, tmp_path / "site")
    finally:
        os.umask(umask)
    assert (tmp_path / "site").is_symlink()
    assert content(tmp_path / "real")["index.html"] == "new"
    assert stat.S_IMODE((tmp_path / "real").stat().st_mode) == 0o755
    assert stat.S_IMODE((tmp_path / "real" / "index.html").stat().st_mode) == 0o644


def test_a_folder_is_asked_for(run: Run) -> None:
    done = run("handbook")
    assert done.returncode == 2
    assert "--output" in done.stderr.decode()


def test_the_list_of_files_is_no_page(site: dict[str, str]) -> None:
    assert LIST not in site
    assert publishing.LIST == LIST


def test_neither_site_nor_engine_is_loaded_at_start() -> None:
    code = "import sys, emspath.cli; sys.exit(any(n in sys.modules for n in ('jinja2', 'emspath.handbook', 'emspath.publish')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# --- a small catalogue


def test_a_site_without_the_system_begins_with_the_ladder() -> None:
    start = words(Markup(pages(small())["index.html"]).one("main"))
    assert start.startswith("Handbook of EMS certification The ladder")


def test_a_page_is_about_its_own_thing_though_another_bears_its_id_as_a_name() -> None:
    said = Fact(topic="what.definition", readings=(reading("A nurse, indeed."),))
    other = Fact(topic="what.definition", readings=(reading("Quite another thing."),))
    base = small(terms=(Term(id="word", name="Word", category="c", aliases=("nurse",), facts=(other,)),))
    files = [
        msgspec.structs.replace(base._files[0], roles=(Role(id="nurse", name="Nurse", category="c", facts=(said,)),))
    ]
    shown = words(Markup(pages(Catalog(files))["role-nurse.html"]).one("main"))
    assert "A nurse, indeed." in shown
    assert "Quite another thing." not in shown
