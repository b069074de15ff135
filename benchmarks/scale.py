"""What a model ten and a hundred times as large costs: whole processes, and the look-ups inside.

    python benchmarks/scale.py [--runs N]

Skills and terms are multiplied under new names; states as far as two letters reach (676). The compiled file is put
beside a copy of the package, as in a wheel. `reads` and `decoded` count what one look-up takes out of the file: they
show whether it is flat without a clock. Times are medians: processor milliseconds for a process, microseconds for
each look-up in a process that has done it before for another name.
"""

from __future__ import annotations

import argparse
import compileall
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path
from string import ascii_lowercase
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from emspath.model import DataFile

TIMES = (1, 10, 100)
START = "from emspath.__main__ import run; run()"
PROCESSES = (
    ("--version",),
    ("explain", "ems", "--json"),
    ("explain", "licensure", "--json"),
    ("state", "tx", "--json"),
    ("scope", "narcan", "--json"),
    ("path", "emt", "paramedic", "--json"),
    ("compare", "emt", "paramedic", "--json"),
    ("list", "skills", "--json"),
)


def grown(files: Sequence[tuple[str, DataFile]], times: int) -> list[tuple[str, DataFile]]:
    """The data files and one more that has every skill and term again, and states up to what two letters can name."""
    from emspath.model import DataFile

    replace = msgspec.structs.replace
    skills = [skill for _, file in files for skill in file.skills]
    terms = [term for _, file in files for term in file.terms]
    states = [state for _, file in files for state in file.states]
    taken = {state.id for state in states}
    codes = [a + b for a, b in product(ascii_lowercase, repeat=2) if a + b not in taken][: len(states) * (times - 1)]
    more = DataFile(
        skills=tuple(
            replace(skill, id=f"made-skill-{n}-{i}", name=f"Madeup{n}x{i} procedure", abbreviation=None, aliases=(), see_also=(), category=f"made up {n}")
            for n in range(1, times) for i, skill in enumerate(skills)
        ),
        terms=tuple(
            replace(term, id=f"made-term-{n}-{i}", name=f"Madeup term {n}x{i}", abbreviation=None, aliases=(), see_also=())
            for n in range(1, times) for i, term in enumerate(terms)
        ),
        states=tuple(
            replace(states[i % len(states)], id=code, name=f"Madeup state {code}", abbreviation=code.upper(), aliases=(), see_also=())
            for i, code in enumerate(codes)
        ),
    )  # fmt: skip
    return [*files, ("made-up.yaml", more)] if times > 1 else list(files)


def cpu(command: Sequence[str], env: dict[str, str]) -> float:
    """Processor milliseconds of one run."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=env)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} failed")
    return (usage.ru_utime + usage.ru_stime) * 1000


def look_ups(path: Path) -> dict[str, tuple[int, int, float]]:
    """For each kind of look-up the pieces read, the bytes decoded, and the microseconds of a further one."""
    from emspath.answers.explain import explain
    from emspath.catalog import Catalog
    from emspath.compiled import CompiledCatalog
    from emspath.store import Store

    class Counting(Store):
        pieces_read = 0
        bytes_read = 0

        def pieces(self, key: str) -> list[tuple[str, bytes]]:
            found = super().pieces(key)
            Counting.pieces_read += 1
            Counting.bytes_read += sum(len(data) for _, data in found)
            return found

    asked: dict[str, tuple[Callable[[Catalog, str], object], str, Sequence[str]]] = {
        "open, and find a name": (lambda c, n: c.find(n), "emt", ("paramedic", "aemt", "licensure", "certification")),
        "a state by its code": (lambda c, n: c.state(n), "tx", ("ny", "ca", "oh", "co", "wa")),
        "skills by free words": (lambda c, n: c.find_skills(n), "intubation", ("narcan", "tourniquet", "splinting", "glucose")),
        "explain a term": (lambda c, n: explain(c, [n]), "licensure", ("certification", "credentialing", "reciprocity")),
    }  # fmt: skip
    told = {}
    for name, (ask, first, others) in asked.items():
        Counting.pieces_read = Counting.bytes_read = 0
        catalog = CompiledCatalog(Counting(str(path)), list)
        ask(catalog, first)
        counted = Counting.pieces_read, Counting.bytes_read
        taken = []
        for other in others:
            begin = time.perf_counter()
            ask(catalog, other)
            taken.append((time.perf_counter() - begin) * 1_000_000)
        told[name] = (*counted, statistics.median(taken))
    return told


def main() -> None:
    """Grow the model, measure, and print two tables."""
    import emspath
    from emspath.compiled import compile_files
    from emspath.library import COMPILED_NAME, stamp
    from emspath.load import data_folder, read_folder

    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--runs", type=int, default=11, metavar="N", help="runs of each process (default: 11)")
    runs = parser.parse_args().runs
    folder = data_folder()
    files = [(file.path.relative_to(folder).as_posix(), file.content) for file in read_folder(folder)]
    processes: dict[tuple[int, tuple[str, ...]], list[float]] = {}
    looked: dict[int, dict[str, tuple[int, int, float]]] = {}
    sizes = {}
    with tempfile.TemporaryDirectory() as temporary:
        env = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON") and k != "EMSPATH_DATA"}
        env |= {"XDG_CONFIG_HOME": temporary, "XDG_CACHE_HOME": os.devnull}
        for times in TIMES:
            package = Path(temporary, str(times), "emspath")
            shutil.copytree(
                Path(str(emspath.__file__)).parent, package, ignore=shutil.ignore_patterns("__pycache__", "data")
            )
            shutil.copytree(folder, package / "data", ignore=shutil.ignore_patterns(COMPILED_NAME))
            compileall.compile_dir(package, quiet=1)
            compiled = package / "data" / COMPILED_NAME
            compiled.write_bytes(compile_files(grown(files, times), stamp(str(package / "data"), times=False)))
            sizes[times] = compiled.stat().st_size / 1024 / 1024
            looked[times] = look_ups(compiled)
        for run in range(runs + 1):
            for times in TIMES:
                for asked in PROCESSES:
                    ours = {**env, "PYTHONPATH": str(Path(temporary, str(times)))}
                    taken = cpu([sys.executable, "-c", START, *asked], ours)
                    if run:
                        processes.setdefault((times, asked), []).append(taken)
    print(f"{'compiled size, MiB':36}" + "".join(f"{f'{times}x: {sizes[times]:.1f}':>16}" for times in TIMES))
    print(f"\n{'processor ms of a process':36}" + "".join(f"{f'{times}x':>16}" for times in TIMES))
    for asked in PROCESSES:
        print(
            f"{' '.join(asked):36}" + "".join(f"{statistics.median(processes[times, asked]):16.1f}" for times in TIMES)
        )
    print(f"\n{'reads / bytes decoded / µs further':36}" + "".join(f"{f'{times}x':>20}" for times in TIMES))
    for name in looked[1]:
        cells = (looked[times][name] for times in TIMES)
        print(f"{name:36}" + "".join(f"{f'{reads} / {size:,} / {us:.0f}':>20}" for reads, size, us in cells))


if __name__ == "__main__":
    main()
