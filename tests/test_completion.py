"""Shell completion: the scripts name the program, and names of levels, skills and states are offered."""

from __future__ import annotations

import pytest

from .conftest import Invoke, Run


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_each_shell_asks_emspath(invoke: Invoke, shell: str) -> None:
    result = invoke("completion", shell)
    assert result.exit_code == 0
    assert "_EMSPATH_COMPLETE" in result.stdout
    assert "emspath" in result.stdout


@pytest.mark.parametrize(
    ("typed", "place", "offered"),
    [("emspath comp", 1, "compare"), ("emspath explain para", 2, "paramedic"), ("emspath scope iv", 2, "iv-access-peripheral"),
     ("emspath explain emt --state te", 4, "tx")],
)  # fmt: skip
def test_commands_and_names_are_completed(run: Run, typed: str, place: int, offered: str) -> None:
    result = run(env={"_EMSPATH_COMPLETE": "bash_complete", "COMP_WORDS": typed, "COMP_CWORD": str(place)})
    assert result.returncode == 0
    assert offered in result.stdout.decode().casefold()
    assert result.stderr == b""
