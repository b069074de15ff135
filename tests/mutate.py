"""Mutation testing: the rules are changed one at a time, and the tests are asked whether they notice.

    python -m tests.mutate                          every module of `TESTS`
    python -m tests.mutate answers/stages --jobs 1  one of them, on one processor
    python -m tests.mutate answers/plan --line 212  the mutants of one line, to see whether a new test kills them

Works in a copy of the tree; each mutant is compiled in a process of its own, in which the tests of its module run
until one fails. A mutant that takes too long counts as killed. Those in `equivalent_mutants.txt` change nothing that
anybody can see, each with the reason, and do not count.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType
from typing import Final

import click  # noqa: F401 - loaded here once, not in each process
import icalendar  # noqa: F401
import jsonschema  # noqa: F401
import pytest
import rich.table  # noqa: F401
import yaml  # noqa: F401
from hypothesis import HealthCheck, Phase, settings

from tests.mutants import Mutant, mutants

ROOT: Final = Path(__file__).resolve().parents[1]
KNOWN: Final = ROOT / "tests" / "equivalent_mutants.txt"
SECONDS: Final = 60
"""Processor time after which a mutant is taken to run for ever."""
TESTS: Final = {
    "answers/stages": "stages timeline plan renew", "answers/plan": "timeline plan", "answers/plans": "plan", "answers/renew": "renew json",
    "answers/path": "path answers plan", "catalog": "catalog answers move load", "names": "names catalog",
    "model": "model load json data", "store": "pieces",
}  # fmt: skip
"""The modules to change, and the test files that state their rules, the most telling first."""


class Changed(SourceFileLoader):
    """Finds and loads one module from another text than its file's."""

    def __init__(self, name: str, path: Path, source: bytes) -> None:
        super().__init__(name, str(path))
        self.source = source

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        return spec_from_file_location(name, self.path, loader=self) if name == self.name else None

    def get_code(self, fullname: str) -> CodeType:
        return self.source_to_code(self.source, self.path)


def start(home: Path, module: str, source: bytes) -> int:
    """Run the tests of a module on this text in a process of its own; its number."""
    if child := os.fork():
        return child
    os.chdir(home)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    signal.alarm(4 * SECONDS)
    os.environ.update(XDG_CACHE_HOME=str(home / "cache"), PYTHONPATH=str(home / "src"))
    sys.path[0] = str(home / "src")
    for imported in [each for each in sys.modules if each.partition(".")[0] == "tests"]:
        del sys.modules[imported]  # the copy has its own
    name = "emspath." + module.replace("/", ".")
    sys.meta_path.insert(0, Changed(name, home / "src" / "emspath" / f"{module}.py", source))
    options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:faulthandler", "-W", "ignore::pytest.PytestAssertRewriteWarning"]  # fmt: skip
    os._exit(pytest.main([*options, *(f"tests/test_{each}.py" for each in TESTS[module].split())]))


def survivors(home: Path, module: str, found: list[Mutant], source: bytes, jobs: int) -> list[Mutant]:
    """The mutants with which all tests of the module pass."""
    running: dict[int, Mutant] = {}
    left, alive = list(reversed(found)), []
    while left or running:
        while left and len(running) < jobs:
            mutant = left.pop()
            running[start(home, module, source[: mutant.begin] + mutant.after.encode() + source[mutant.end :])] = mutant
        child, status = os.wait()
        mutant = running.pop(child)
        if status == 0:
            alive.append(mutant)
    return sorted(alive)


def known(module: str) -> set[tuple[str, str, str]]:
    """The equivalent mutants of a module: the line, what stands there and what would."""
    rows = [row.split("\t") for row in KNOWN.read_text(encoding="utf-8").splitlines() if not row.startswith("#")]
    return {(line, before, after) for place, line, before, after, _ in rows if place == module}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", default=list(TESTS), metavar="MODULE")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--line", type=int, action="append", help="Only the mutants that begin on this line")
    options = parser.parse_args()
    settings.register_profile(
        "mutants", derandomize=True, database=None, deadline=None, max_examples=50,
        phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    settings.load_profile("mutants")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "copy"
        shutil.copytree(ROOT, home, ignore=shutil.ignore_patterns(".*", "node_modules", "__pycache__"))
        time.sleep(3)  # then the compiled data is kept, see `library`
        for module in options.modules:
            source = (home / "src" / "emspath" / f"{module}.py").read_bytes()
            if os.waitpid(start(home, module, source), 0)[1]:
                sys.exit(f"{module}: its tests fail without a change")
            lines = source.decode().splitlines()
            found = [mutant for mutant in mutants(source) if not options.line or mutant.line in options.line]
            same = [m for m in found if (lines[m.line - 1].strip(), *told(m)) in known(module)]
            alive = survivors(home, module, [m for m in found if m not in same], source, options.jobs)
            for mutant in alive:
                print(f"{module}.py:{mutant.line}", lines[mutant.line - 1].strip(), *told(mutant), sep="\t")
            count = len(found) - len(same)
            print(f"{module}: {count} mutants, {count - len(alive)} killed ({(count - len(alive)) / max(count, 1):.0%}), {len(same)} equivalent", flush=True)  # fmt: skip


def told(mutant: Mutant) -> tuple[str, str]:
    """Before and after, in a line each."""
    return " ".join(mutant.before.split()), " ".join(mutant.after.split())


if __name__ == "__main__":
    main()
