"""What the tests share: the real catalogue, and two ways to call the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from emspath.catalog import Catalog
from emspath.cli import main
from emspath.library import open_catalog

ROOT = Path(__file__).resolve().parents[1]
DAY = "2026-11-24"
"""The day that tests count age against, so that their output stays the same."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="Rewrite the expected outputs; read the diff.")


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The built-in data."""
    return open_catalog()


Invoke = Callable[..., Result]
Run = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture
def invoke(monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """Call a command in this process; the answer's stdout and stderr apart."""
    for variable in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "EMSPATH_DATA"):
        monkeypatch.delenv(variable, raising=False)

    def call(*arguments: str, **options: object) -> Result:
        return CliRunner().invoke(main, list(arguments), **options)  # type: ignore[arg-type]

    return call


@pytest.fixture
def run() -> Run:
    """Call the real program in a process of its own."""

    def call(
        *arguments: str, env: dict[str, str] | None = None, stdin: bytes | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        clean = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "EMSPATH_DATA")}
        return subprocess.run(
            [sys.executable, "-m", "emspath", *arguments],
            capture_output=True, env={**clean, "PYTHONIOENCODING": "utf-8", **(env or {})}, input=stdin, timeout=120, check=False,
        )  # fmt: skip

    return call


_GIVES_UP = "import ctypes, os, sys; ctypes.CDLL(None).prctl(24, 1, 0, 0, 0); ctypes.CDLL(None).prctl(24, 2, 0, 0, 0); os.execv(sys.argv[1], sys.argv[1:])"
AS_ANYBODY = [sys.executable, "-c", _GIVES_UP] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
"""What to put before a command so that modes of files bind it: root gives up to write everywhere (CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH)."""

Golden = Callable[[str, str], None]


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare a text with the one kept under tests/golden; --update-golden rewrites it."""

    def compare(name: str, text: str) -> None:
        path = ROOT / "tests" / "golden" / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        assert path.is_file(), f"no expected output {name}; run pytest --update-golden and read it"
        with path.open(encoding="utf-8", newline="") as file:
            assert text == file.read()

    return compare
