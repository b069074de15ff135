"""The Python API: its documented examples run, its answers are frozen, and it needs neither click nor rich."""

from __future__ import annotations

import subprocess
import sys

import pytest

import emspath
from emspath.catalog import Catalog


def test_the_documented_examples_run() -> None:
    code = "import doctest, emspath; outcome = doctest.testmod(emspath); print(outcome.attempted >= 8, outcome.failed)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert (result.returncode, result.stdout) == (0, "True 0\n"), result.stdout


def test_every_public_name_is_there() -> None:
    for name in emspath.__all__:
        assert getattr(emspath, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        emspath.nonsense  # noqa: B018 - reading it is what is tested


def test_an_answer_cannot_be_changed(catalog: Catalog) -> None:
    answer = emspath.explain(catalog, ["emt"])
    with pytest.raises(AttributeError):
        answer.answer[0].name = "other"  # type: ignore[misc]


def test_neither_click_nor_rich_is_needed() -> None:
    code = (
        "import sys; sys.modules['click'] = sys.modules['rich'] = None; import emspath;"
        "c = emspath.load(); a = emspath.compare(c, ['emt', 'paramedic']); print(a.answer.items[1])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert (result.returncode, result.stdout) == (0, "paramedic\n"), result.stderr
