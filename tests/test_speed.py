"""What keeps the start quick: nothing is imported, built or read that the answer does not need."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import click
import msgspec
import platformdirs
import pytest

from emspath.answers.explain import explain
from emspath.answers.scope import scope
from emspath.cli import TABLE, main
from emspath.cli.lazy import LazyGroup
from emspath.compiled import CompiledCatalog, compile_files
from emspath.deferred import defer
from emspath.folders import user_folder
from emspath.library import built_in
from emspath.model import DataFile
from emspath.safe import visible
from emspath.store import Store

from .conftest import Run

NEVER = {"yaml", "jinja2", "rapidfuzz", "platformdirs", "pathlib", "tempfile", "hashlib", "icalendar"}
LIGHT = NEVER | {
    "msgspec",
    "rich",
    "json",
    "emspath.model",
    "emspath.catalog",
    "emspath.cli.commands",
    "emspath.cli.plan_commands",
}
JSON = NEVER | {"rich", "emspath.present", "emspath.cli.plan_commands", "emspath.cli.state_commands"}
TERMINAL = NEVER | {
    "rich.console",
    "rich.table",
    "rich.markdown",
    "rich.syntax",
    "rich.progress",
    "pygments",
    "markdown_it",
}
READ = Store.pieces


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        (("--version",), LIGHT), (("--help",), LIGHT), (("explain", "ems", "--json"), JSON), (("compare", "emt", "paramedic", "--json"), JSON),
        (("explain", "ems", "--plain"), NEVER | {"rich"}), (("compare", "emt", "paramedic"), TERMINAL), (("scope", "iv"), TERMINAL),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_only_what_is_needed_is_imported(arguments: tuple[str, ...], unwanted: set[str]) -> None:
    code = (
        "import sys; before = set(sys.modules); from emspath.cli import _code; assert _code(sys.argv[1:]) == 0; "
        "print(*set(sys.modules) - before, file=sys.stderr)"
    )
    plain = [sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}; {code}"]
    subprocess.run([*plain, *arguments], check=True, capture_output=True, timeout=120)
    result = subprocess.run([*plain, *arguments], check=True, capture_output=True, text=True, timeout=120)
    assert set(result.stderr.split()) & unwanted == set()


@pytest.mark.parametrize(
    ("arguments", "needs"),
    [
        (("explain", "ems", "--json"), False), (("compare", "emt", "paramedic", "--plain"), False), (("ask", "what is an EMT"), False),
        (("--version",), False), (("explain", "--help"), True), (("schema", "data"), True),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_what_click_and_msgspec_import_too_early_waits_until_it_is_needed(
    arguments: tuple[str, ...], needs: bool
) -> None:
    # Only an environment for tests has typing_extensions, which msgspec imports where it is there.
    code = (
        "import atexit, sys; sys.modules['typing_extensions'] = None; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); "
        "from emspath.__main__ import run; run()"
    )
    plain = [sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}; {code}", *arguments]
    subprocess.run(plain, check=True, capture_output=True, timeout=120)
    result = subprocess.run(plain, check=True, capture_output=True, text=True, timeout=120)
    assert result.stdout
    assert bool(set(result.stderr.split()) & {"dis", "ast", "tokenize"}) == needs


def test_a_deferred_module_is_the_real_one_at_the_first_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    defer(("colorsys", "json"))
    assert "loads" in vars(sys.modules["json"])
    stand_in = importlib.import_module("colorsys")
    assert "rgb_to_hsv" not in vars(stand_in)
    assert stand_in.rgb_to_hsv(0, 0, 0) == (0, 0, 0)
    assert sys.modules["colorsys"] is not stand_in
    assert sys.modules["colorsys"].hls_to_rgb is stand_in.hls_to_rgb
    with pytest.raises(AttributeError, match="nothing_of_that_name"):
        _ = stand_in.nothing_of_that_name


@pytest.mark.parametrize(
    "words", ["emspath sc", "emspath scope nar", "emspath state te", "emspath why emt.tr", "emspath schema a"]
)
def test_a_completion_imports_no_more_than_it_offers(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    code = f"""if True:
        import sys
        sys.path[:0] = {sys.path!r}
        from emspath.cli import _code
        try:
            _code([])
        finally:
            print(*sys.modules, file=sys.stderr)
    """
    monkeypatch.setenv("_EMSPATH_COMPLETE", "zsh_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(words.count(" ")))
    plain = [sys.executable, "-S", "-c", code]
    subprocess.run(plain, check=True, capture_output=True, timeout=120)
    result = subprocess.run(plain, check=True, capture_output=True, text=True, timeout=120)
    assert result.stdout.startswith("plain")
    assert set(result.stderr.split()) & (NEVER | {"rich", "emspath.answers.explain"}) == set()


def test_the_table_of_commands_says_what_the_commands_say() -> None:
    assert isinstance(main, LazyGroup)
    assert list(TABLE) == sorted(TABLE)
    real = click.Group(commands={name: main.commands[name] for name in TABLE})
    for name, command in real.commands.items():
        assert command.name == name
        assert command.help
    for width in (40, 60, 80, 100, 200):
        shown = []
        for group in (main, real):
            formatter = click.HelpFormatter(width=width)
            group.format_commands(click.Context(group), formatter)
            shown.append(formatter.getvalue())
        assert shown[0] == shown[1]
    for _, opening in TABLE.values():
        assert opening.endswith(".")


def test_a_command_may_still_be_added_and_taken_away() -> None:
    group = LazyGroup(table=TABLE)
    added = click.Command("extra", help="One more.")
    group.add_command(added)
    assert group.commands["extra"] is added
    assert "extra" in group.commands
    assert len(group.commands) == len(TABLE) + 1
    formatter = click.HelpFormatter()
    group.format_commands(click.Context(group), formatter)
    assert "One more." in formatter.getvalue()
    del group.commands["extra"]
    assert "extra" not in group.commands


@pytest.mark.parametrize("name", TABLE)
def test_every_command_answers_both_names_of_help(run: Run, name: str) -> None:
    short, long = run(name, "-h"), run(name, "--help")
    assert short.returncode == long.returncode == 0
    assert short.stdout == long.stdout
    assert b"  -h, --help " in short.stdout


@pytest.mark.parametrize("kind", ["config", "cache"])
@pytest.mark.parametrize("home", ["/home/someone", "relative", "", None])
@pytest.mark.parametrize("chosen", ["/elsewhere", "relative", "~/x", " ", "", None])
def test_the_users_folders_are_those_of_platformdirs(
    monkeypatch: pytest.MonkeyPatch, kind: str, home: str | None, chosen: str | None
) -> None:
    for variable, value in (("HOME", home), ("XDG_CONFIG_HOME", chosen), ("XDG_CACHE_HOME", chosen)):
        if value is None:
            monkeypatch.delenv(variable, raising=False)
        else:
            monkeypatch.setenv(variable, value)
    named = platformdirs.user_config_dir if kind == "config" else platformdirs.user_cache_dir
    assert user_folder(kind) == named("emspath", appauthor=False)  # type: ignore[arg-type]


def test_the_program_ends_with_the_exit_code_and_runs_what_waits_for_the_end(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    code = f"import atexit, pathlib, emspath.__main__ as m; atexit.register(pathlib.Path({str(mark)!r}).touch); m.run()"
    for arguments, expected in ((("--version",), 0), (("explain", "flibbertigibbet"), 3), (("explain",), 2)):
        result = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, check=False, timeout=60)
        assert result.returncode == expected
        assert mark.exists()
        mark.unlink()


def test_the_quick_way_through_harmless_text_is_right_for_every_character() -> None:
    import re

    from emspath.safe import _HARMFUL

    harmful = re.compile(_HARMFUL)
    for point in range(0x110000):
        character = chr(point)
        wanted = bool(harmful.search(character)) or character in "\t\r\n"
        assert (visible(f"a{character}b") != f"a{character}b") == wanted, hex(point)


def grown(files: tuple[DataFile, ...], times: int) -> list[tuple[str, DataFile]]:
    """The data with so many times the terms, skills and states, under new names."""
    replace = msgspec.structs.replace
    more = []
    for round_ in range(1, times):
        changes: dict[str, object] = {}
        for kind in ("terms", "skills", "states"):
            records = [record for file in files for record in getattr(file, kind)]
            changes[kind] = tuple(
                replace(
                    record, id=f"{record.id[:1]}{chr(97 + round_ % 26)}" if kind == "states" else f"{record.id[:60]}-copy-{round_}",
                    name=f"{record.name} copy {round_}", abbreviation=None, aliases=(), see_also=(),
                )
                for record in (records[:1] if kind == "states" else records)
            )  # fmt: skip
        more.append((f"more-{round_}.yaml", DataFile(**changes)))  # type: ignore[arg-type]
    return [(f"{place}.yaml", file) for place, file in enumerate(files)] + more


def test_a_look_up_reads_as_much_of_a_model_ten_times_as_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = {}
    for times in (1, 10):
        path = tmp_path / str(times)
        path.write_bytes(compile_files(grown(built_in(), times), b""))
        catalog = CompiledCatalog(Store(str(path)), list)
        pieces: list[str] = []

        def counting(store: Store, key: str, pieces: list[str] = pieces) -> list[tuple[str, bytes]]:
            pieces.append(key)
            return READ(store, key)

        monkeypatch.setattr(Store, "pieces", counting)
        explain(catalog, ["ems", "emt"])
        explain(catalog, ["licensure"], state=catalog.state("tx"))
        scope(catalog, ["intravenous access"])
        monkeypatch.undo()
        counted[times] = pieces
    assert counted[1] == counted[10]
    assert (tmp_path / "10").stat().st_size > 2 * (tmp_path / "1").stat().st_size
