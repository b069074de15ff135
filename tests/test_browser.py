"""Pages in a real browser: nothing goes wrong, nothing is fetched, nothing bars a reader, and nothing overflows.

Needs Node.js, Chromium and `npm ci` in tests/browser. Without them these tests are skipped, unless
EMSPATH_BROWSER_TESTS=required, as in continuous integration.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from emspath.catalog import Catalog
from emspath.handbook import pages
from emspath.publish import publish

from .conftest import DAY, ROOT, Invoke

CHECKS = ROOT / "tests" / "browser"
KINDS = (
    "index", "level-emt", "path-paramedic", "system-ems", "compare", "scope", "paths", "states", "state-tx", "roles",
    "role-flight-nurse", "titles", "terms", "sources",
)  # fmt: skip
"""A page of every kind that the handbook has."""


def browser() -> str | None:
    """The Chromium to use."""
    asked = os.environ.get("EMSPATH_CHROMIUM")
    return asked or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def missing() -> str | None:
    """What is not there that these tests need."""
    if shutil.which("node") is None:
        return "Node.js is not installed"
    if browser() is None:
        return "Chromium is not installed"
    if not (CHECKS / "node_modules" / "axe-core").is_dir():
        return "the browser checks are not installed (npm ci in tests/browser)"
    return None


@pytest.fixture(scope="module", autouse=True)
def _needs_a_browser() -> None:
    reason = missing()
    if reason is None:
        return
    if os.environ.get("EMSPATH_BROWSER_TESTS") == "required":
        pytest.fail(reason)
    pytest.skip(reason)


def check(files: list[Path], *options: str) -> dict[str, Any]:
    """What the browser has to say about these pages."""
    command = ["node", str(CHECKS / "check.mjs"), "--browser", str(browser()), *options, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=1500, check=False)
    assert done.stdout, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_answers_open_without_trouble_and_print_as_handouts(invoke: Invoke, tmp_path: Path) -> None:
    questions = {
        "compare": "compare emt paramedic", "path": "path paramedic", "scope": "scope emt aemt", "explain": "explain EMT-I ems",
        "state": "state tx", "states": "states", "plan": "plan --to paramedic --hours-per-week 12 --start 2027-01-11",
    }  # fmt: skip
    files = [tmp_path / f"{name}.html" for name in questions]
    for file, question in zip(files, questions.values(), strict=True):
        assert invoke(*question.split(), "--as-of", DAY, "--output", str(file)).exit_code == 0
    found = check(files, "--print")
    assert found["problems"] == []
    assert 1 <= found["sheets"]["compare.html"] <= 2
    assert 1 <= found["sheets"]["path.html"] <= 2


def test_every_kind_of_page_of_the_handbook_opens_without_trouble(catalog: Catalog, tmp_path: Path) -> None:
    made = pages(catalog)
    assert {name.partition("-")[0].removesuffix(".html") for name in made if name.endswith(".html")} == {
        kind.partition("-")[0] for kind in KINDS
    }
    publish(made, tmp_path / "site")
    assert check([tmp_path / "site" / f"{kind}.html" for kind in KINDS])["problems"] == []


def test_the_checks_notice_a_page_with_faults(tmp_path: Path) -> None:
    (tmp_path / "bad.html").write_text(
        "<!doctype html><title>x</title><p style='width:2000px;color:#eee;background:#fff'>faint</p><img src='https://example.org/a.png'>"
        "<script>console.error('noise'); null.x;</script>",
        encoding="utf-8",
    )
    problems = " ".join(found["problem"] for found in check([tmp_path / "bad.html"])["problems"])
    for sign in (
        "console: noise",
        "page error: ",
        "network request: https://example.org/a.png",
        "px wide",
        "axe color-contrast",
        "axe html-has-lang",
    ):
        assert sign in problems
