"""What the documentation shows is what the program prints; every command has help and a place in the README."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from emspath import __version__
from emspath.catalog import Catalog
from emspath.cli import main

from .conftest import ROOT
from .docs import refreshed, shown

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_shown_output_is_current(page: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    text = page.read_text(encoding="utf-8")
    current = refreshed(text, ROOT)
    if request.config.getoption("--update-golden"):
        page.write_text(current, encoding="utf-8")
    assert current == text


def test_the_readme_shows_real_runs() -> None:
    assert len(list(shown(PAGES[0].read_text(encoding="utf-8")))) >= 6


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"emspath {command}" in PAGES[0].read_text(encoding="utf-8")


def test_the_exit_codes_are_documented() -> None:
    text = PAGES[0].read_text(encoding="utf-8")
    for code in ("0", "1", "2", "3", "4", "130"):
        assert re.search(rf"^\| {code} \|", text, re.MULTILINE), code


def test_the_changelog_opens_with_this_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(__version__)}\b", text, re.MULTILINE)


def test_links_between_pages_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), (page.name, target)


def test_the_data_sets_that_ask_for_it_are_credited(catalog: Catalog) -> None:
    told = " ".join((ROOT / "data" / "LICENSE").read_text(encoding="utf-8").split())
    for work in ("O*NET", "ESCO", "U.S. Bureau of Labor Statistics", "Wikipedia"):
        assert any(work in f"{source.publisher} {source.title}" for source in catalog.sources.values())
        assert f"- {work}" in told
    assert f"the {catalog.sources['onet'].title} by the U.S. Department of Labor" in told


def test_the_version_stands_in_one_place_and_the_citation_follows() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["version"] == __version__
    assert f"## {__version__} ({cited['date-released']})" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
