"""The manual page: everything that the help tells, in roff that is shown as it stands."""

from __future__ import annotations

import re
import shutil
import subprocess

import click
import pytest

from emspath.cli import main
from emspath.cli.manual import page

from .conftest import ROOT

MACROS = {".TH", ".SH", ".SS", ".PP", ".TP"}


def _plain(roff: str) -> str:
    """What a reader sees of a line."""
    shown = roff.replace("\\&", "").replace("\\fB", "").replace("\\fR", "")
    for code, sign in {"\\-": "-", "\\(aq": "'", "\\(ga": "`", "\\(dq": '"', "\\e": "\\"}.items():
        shown = shown.replace(code, sign)
    return shown


def test_it_tells_every_command_every_option_and_every_example() -> None:
    lines = [line for line in page().splitlines() if line not in (".PP", ".TP")]
    shown = " ".join(" ".join(map(_plain, lines)).split())
    for name, command in main.commands.items():
        assert f".SS emspath {name}" in shown
        assert " ".join((command.help or "").split()) in shown
        assert " ".join((command.epilog or "").split()) in shown
        context = click.Context(command, info_name=name)
        for option in command.get_params(context):
            record = option.get_help_record(context)
            if record is not None and isinstance(option, click.Option):
                assert " ".join(" ".join(record).split()) in shown


def test_options_of_all_answers_are_told_once() -> None:
    assert page().count("Linear text without tables") == 1


def test_no_line_of_text_is_taken_for_a_command_of_roff() -> None:
    for line in page().splitlines():
        assert not line.startswith("'")
        assert not line.startswith(".") or line.split()[0] in MACROS
        assert not re.search(r"\\(?!fB|fR|-|&|e|\(aq|\(ga|\(dq)", line)


def test_the_exit_codes_are_those_of_the_readme() -> None:
    table = re.findall(r"^\| (\d+) \| (.+?) \|$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    told = re.findall(r"^\\fB(\d+)\\fR\n(.+)\.$", page(), re.MULTILINE)
    assert [(code, says.casefold()) for code, says in told] == [(code, says.casefold()) for code, says in table]


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
def test_groff_has_nothing_to_say_against_it() -> None:
    result = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-P-c"], input=page().encode(), capture_output=True, check=True
    )
    assert result.stderr == b""
    assert b"emspath compare" in result.stdout
