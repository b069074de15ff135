"""Imports run one way: data -> model -> catalogue -> answers -> present -> render -> command line."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from .conftest import ROOT

SOURCE = ROOT / "src" / "emspath"
ALLOWED: dict[str, set[str]] = {
    "errors": set(), "names": set(), "safe": set(), "wording": set(), "report": set(), "model": set(),
    "stems": {"names"}, "index": {"catalog", "model", "stems"},
    "strict": {"model"}, "yamlio": {"errors"},
    "load": {"errors", "folders", "model", "strict", "wording", "yamlio"},
    "check": {"load", "model", "names"},
    "catalog": {"errors", "index", "model", "names", "wording"},
    "folders": {"errors"},
    "store": {"errors"},
    "compiled": {"catalog", "index", "model", "names", "store"},
    "library": {"catalog", "check", "compiled", "errors", "folders", "load", "model", "store"},
    "overlays": {"catalog", "check", "errors", "folders", "load", "model", "safe"},
    "answers": {"answers", "catalog", "errors", "index", "model", "names", "stems", "wording"},
    "rosterio": {"answers", "errors", "names", "render", "safe"},
    "publish": {"errors"},
    "coverage": {"answers", "catalog", "library", "model"},
    "present": {"answers", "present", "report", "wording"},
    "render": {"render", "report", "safe"},
}  # fmt: skip
HEAVY = {
    "yaml": {"yamlio"},
    "rich": {"render/as_terminal"},
    "click": {"cli"},
    "jinja2": {"render"},
    "icalendar": {"render/as_ics"},
}


def modules() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*.py"))


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names |= {
                f"{node.module}.{alias.name}" if node.module == "emspath" else node.module for alias in node.names
            }
    return names


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_a_module_imports_only_what_comes_before_it(path: Path) -> None:
    layer = path.relative_to(SOURCE).with_suffix("").parts[0]
    if layer not in ALLOWED:
        return
    ours = {name.split(".")[1] for name in imported(path) if name.startswith("emspath.")} - {"__version__"}
    extra = {"answers", "errors"} if path.name in ("as_json.py", "as_ics.py") else set()
    assert ours <= ALLOWED[layer] | extra | {layer}


@pytest.mark.parametrize(("library", "places"), HEAVY.items())
def test_a_library_is_imported_in_its_one_place(library: str, places: set[str]) -> None:
    users = {
        path.relative_to(SOURCE).with_suffix("").as_posix()
        for path in modules()
        if any(name == library or name.startswith(f"{library}.") for name in imported(path))
    }
    assert users
    assert all(any(user == place or user.startswith(f"{place}/") for place in places) for user in users), users
