"""The end of the process: its exit code, and what happens when even that goes wrong."""

from __future__ import annotations

import atexit
import gc
import io
import os
import sys
from collections.abc import Iterator

import pytest

from emspath import __main__, cli


class Ended(BaseException):
    """Stands for the end of the process."""


class Broken(io.StringIO):
    """A stream that can no longer be written to."""

    def flush(self) -> None:
        raise OSError(28, "No space left on device")


@pytest.fixture(autouse=True)
def ended(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a test see the exit code, and keep the process alive."""

    def end(code: int) -> None:
        raise Ended(code)

    before = gc.get_threshold()
    monkeypatch.setattr(os, "_exit", end)
    monkeypatch.setattr(atexit, "_run_exitfuncs", lambda: None)
    yield
    gc.set_threshold(*before)


def code_of(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["emspath", *arguments])
    with pytest.raises(Ended) as caught:
        __main__.run()
    code: int = caught.value.args[0]
    return code


@pytest.mark.parametrize(
    ("arguments", "code"), [(("--version",), 0), (("explain", "flibbertigibbet"), 3), (("compare", "emt"), 2)]
)
def test_the_process_ends_with_the_code_of_the_command_line(
    monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int
) -> None:
    assert code_of(monkeypatch, *arguments) == code


def test_ctrl_c_before_the_command_line_is_loaded_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "run", interrupted)
    assert code_of(monkeypatch) == 130
    assert capsys.readouterr() == ("", "emspath: interrupted\n")


@pytest.mark.parametrize(("arguments", "code"), [(("--version",), 1), (("explain", "flibbertigibbet"), 3)])
def test_an_output_that_cannot_be_flushed_is_a_failure_unless_there_was_one_before(
    monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int
) -> None:
    monkeypatch.setattr(cli, "to_stdout", lambda text, raw=False: None)
    monkeypatch.setattr(sys, "stdout", Broken())
    assert code_of(monkeypatch, *arguments) == code
