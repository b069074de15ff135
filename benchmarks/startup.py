"""How long emspath takes to start and answer, as whole processes, beside what it stands on.

    python benchmarks/startup.py [--runs N] [--check]

Run it with the Python of an environment in which emspath is installed. Two copies of the package are made in a
temporary folder, one with the data compiled as a wheel has it and one that has to read the YAML, and each is run as
the `emspath` program runs. All commands take turns, each time in another order, with `import click` between any two.
Figures are medians of processor milliseconds (user and system), of wall-clock milliseconds, and the peak memory. A
ratio is the median over all turns of what the command took to the median of what `import click` took in that turn, in
the same environment, so that other work on the machine falls on both alike. With --check it ends with 1 when a bar
is missed.
"""

from __future__ import annotations

import argparse
import compileall
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

BASE = "import click"
QUESTIONS = (
    ("explain", "ems"),
    ("compare", "emt", "paramedic"),
    ("path", "emt", "paramedic"),
    ("state", "tx"),
    ("ask", "can EMTs start IVs in Texas?"),
    ("ask", "how long is paramedic school?"),
)
PEERS = {"us": ["states", "tx"], "tldr": ["tldr", "tar"], "norwegianblue": ["eol", "norwegianblue"]}
"""Programs that look something up offline, with what they are asked: a state, a page in the cache, their own data."""
PAGE = "# tar\n\n> Archiving utility.\n\n- List the files in an archive:\n\n`tar tvf {{archive.tar}}`\n"
BARS = {"--version": 1.15, "--help": 1.25, "json": 1.35, "plain": 1.35, "table": 2.3}
DRAWN_BAR = 1.15
MEMORY_BAR = 25.0
LAUNCH = """
import os, sys
null = os.open(os.devnull, os.O_RDWR)
actions = [(os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, null, 2)]
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=actions)
print(os.wait4(pid, 0)[2].ru_maxrss)
"""
START = "from emspath.__main__ import run; run()"


class Case(NamedTuple):
    """A command to measure, and the ratio that it may reach."""

    name: str
    command: list[str]
    env: dict[str, str]
    bar: float | None = None


class Figure(NamedTuple):
    """What a command took."""

    cpu: float
    wall: float
    memory: float
    ratios: tuple[float, ...]
    """Turn by turn the processor time to the median of `import click` in that turn."""

    @property
    def ratio(self) -> float:
        """The median of the ratios."""
        return statistics.median(self.ratios)


def once(case: Case) -> tuple[float, float] | None:
    """Processor and wall-clock milliseconds of one run; None when the command failed."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        case.command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=case.env
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    return ((usage.ru_utime + usage.ru_stime) * 1000, wall * 1000) if process.returncode == 0 else None


def memory(case: Case) -> float:
    """Peak resident memory in MiB, told by a small process in between: a new process inherits its parent's peak."""
    told = subprocess.run(
        [sys.executable, "-I", "-S", "-c", LAUNCH, *case.command], capture_output=True, text=True, check=True, env=case.env
    )  # fmt: skip
    return int(told.stdout) / (1024 * 1024 if sys.platform == "darwin" else 1024)


def measure(cases: Sequence[Case], runs: int) -> dict[str, Figure]:
    """The medians of each command that works, after one run that is not counted."""
    base = next(case for case in cases if case.name == BASE)
    working = [case for case in cases if shutil.which(case.command[0]) and once(case) is not None]
    taken: dict[str, list[tuple[float, float, float]]] = {case.name: [] for case in working}
    order = random.Random(runs)
    for _ in range(runs):
        turn, between = {}, []
        for case in order.sample(working, len(working)):
            between.append(_sure(base)[0])
            turn[case.name] = _sure(case)
        unit = statistics.median(between)
        for name, (cpu, wall) in turn.items():
            taken[name].append((cpu, wall, cpu / unit))
    figures = {}
    for case in working:
        cpus, walls, ratios = zip(*taken[case.name], strict=True)
        figures[case.name] = Figure(statistics.median(cpus), statistics.median(walls), memory(case), ratios)
    return figures


def _sure(case: Case) -> tuple[float, float]:
    """What `once` gives, of a command that worked before."""
    figure = once(case)
    if figure is None:
        raise SystemExit(f"{case.name} failed, which it did not before")
    return figure


def copies(folder: Path) -> tuple[Path, Path]:
    """The package with the compiled data, and without."""
    import emspath
    from emspath.library import COMPILED_NAME, compile_folder
    from emspath.load import data_folder

    ignored = shutil.ignore_patterns("__pycache__", "data", COMPILED_NAME)
    made = []
    for name in ("compiled", "yaml"):
        package = folder / name / "emspath"
        shutil.copytree(Path(str(emspath.__file__)).parent, package, ignore=ignored)
        shutil.copytree(data_folder(), package / "data", ignore=shutil.ignore_patterns(COMPILED_NAME))
        made.append(folder / name)
        compileall.compile_dir(package, quiet=1)
    home = made[0] / "emspath" / "data"
    (home / COMPILED_NAME).write_bytes(compile_folder(home))
    return made[0], made[1]


def drawing() -> str:
    """A script that draws the page of `compare emt paramedic` with rich, from constants."""
    from emspath.answers.compare import compare
    from emspath.library import open_catalog
    from emspath.present import present
    from emspath.render.as_lines import cited
    from emspath.render.footer import footer_lines
    from emspath.report import Table

    report = present(compare(open_catalog(), ["emt", "paramedic"]))
    table = next(block for block in report.blocks if isinstance(block, Table))
    before = [report.title, *map(cited, report.lead)]
    groups = [
        (group.title, [(cited(row.name), *map(cited, row.cells)) for row in group.rows]) for group in table.groups
    ]
    return "\n".join(
        (
            "from rich.console import Console",
            "from rich.table import Table",
            "from rich.text import Text",
            "console = Console(width=80, height=100, color_system=None, markup=False, emoji=False, highlight=False, legacy_windows=False)",
            f"for line in {before!r}:",
            "    console.print(Text(line, style='bold'))",
            f"for title, rows in {groups!r}:",
            "    console.print(Text(title, style='bold cyan'))",
            "    grid = Table.grid(padding=(0, 2, 0, 0))",
            "    for width in (24, 25, 25):",
            "        grid.add_column(width=width, overflow='fold')",
            "    for row in rows:",
            "        grid.add_row(*map(Text, row))",
            "    console.print(grid)",
            f"for line in {list(footer_lines(report, 'short', lambda said, date: said[: 80 - len(date)]))!r}:",
            "    console.print(Text(line))",
        )
    )


def cases(folder: Path) -> list[Case]:
    """Everything to measure."""
    compiled, plain_yaml = copies(folder)
    script = folder / "drawing.py"
    script.write_text(drawing(), encoding="utf-8")
    behind_click = folder / "drawing_click.py"
    lines = "\n".join(f"    {line}" for line in drawing().splitlines())
    behind_click.write_text(
        f"import click\n@click.command()\n@click.argument('names', nargs=-1)\ndef main(names):\n{lines}\nmain()\n", encoding="utf-8"
    )  # fmt: skip
    unwanted = ("COLUMNS", "FORCE_COLOR", "EMSPATH_DATA")
    env = {k: v for k, v in os.environ.items() if k not in unwanted and not k.startswith("PYTHON")}
    ours = {**env, "XDG_CONFIG_HOME": str(folder / "config"), "XDG_CACHE_HOME": os.devnull}
    python = sys.executable

    def run(package: Path, name: str, arguments: Sequence[str], bar: float | None = None) -> Case:
        return Case(name, [python, "-c", START, *arguments], {**ours, "PYTHONPATH": str(package)}, bar)

    found = [
        Case("python -c pass", [python, "-c", "pass"], env),
        Case(BASE, [python, "-c", "import click"], env),
        Case("import click, rich", [python, "-c", "import click, rich.console, rich.table"], env),
        Case("rich, from constants", [python, str(script)], env),
        Case("click and rich, from constants", [python, str(behind_click), "emt", "paramedic"], env),
        *(run(compiled, option, [option], BARS[option]) for option in ("--version", "--help")),
    ]
    for question in QUESTIONS:
        for form, options in (("json", ["--json"]), ("plain", ["--plain"]), ("table", [])):
            found.append(run(compiled, f"{' '.join(question)}, {form}", [*question, *options], BARS[form]))
    for question in QUESTIONS[:2]:
        found.append(run(plain_yaml, f"{' '.join(question)}, json, from YAML", [*question, "--json"]))
    for system in ("linux", "osx", "windows"):
        page = folder / "peers" / "tldr" / "pages" / system / "tar.md"
        page.parent.mkdir(parents=True)
        page.write_text(PAGE, encoding="utf-8")
    theirs = {**env, "XDG_CACHE_HOME": str(folder / "peers"), "LANG": "C"}
    programs = Path(python).parent
    found += [Case(f"{name} (peer)", [str(programs / line[0]), *line[1:]], theirs) for name, line in PEERS.items()]
    return found


def drawn_over(figures: Mapping[str, Figure], name: str) -> float:
    """The table of `compare` to a script that draws the same, turn by turn."""
    ours, theirs = figures["compare emt paramedic, table"].ratios, figures[name].ratios
    return statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))


def main() -> int:
    """Measure, print the table, and say whether the bars hold."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--runs", type=int, default=21, metavar="N", help="runs of each command (default: 21)")
    parser.add_argument("--check", action="store_true", help="end with 1 when a bar is missed")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        everything = cases(Path(folder))
        figures = measure(everything, chosen.runs)
    missed = []
    print(f"{'':42} {'cpu ms':>7} {'wall ms':>8} {'MiB':>6} {'ratio':>6} {'bar':>5}")
    for case in everything:
        figure = figures.get(case.name)
        if figure is None:
            print(f"{case.name:42} not there, or not usable offline")
            continue
        over = case.bar is not None and (figure.ratio > case.bar or figure.memory > MEMORY_BAR)
        missed += [case.name] if over else []
        bar = f"{case.bar:5.2f}{' missed' if over else ''}" if case.bar is not None else ""
        print(f"{case.name:42} {figure.cpu:7.1f} {figure.wall:8.1f} {figure.memory:6.1f} {figure.ratio:6.2f} {bar}")
    for name in ("rich, from constants", "click and rich, from constants"):
        ratio = drawn_over(figures, name)
        print(f"compare's table over {name}: {ratio:.2f} (bar {DRAWN_BAR})")
        missed += [f"compare's table over {name}"] if ratio > DRAWN_BAR else []
    print(f"missed: {'; '.join(missed)}" if missed else "every bar is met")
    return 1 if chosen.check and missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
