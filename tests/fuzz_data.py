"""A fuzzer of the data loader: real records, mutated as trees and as bytes, read, checked, merged, compiled and asked.

    python tests/fuzz_data.py --cases 100000 --seed 1

Each case mutates one file of a small world cut out of data/ and examples/. Only DataError may come out of reading,
checking, merging and compiling, and only an EmspathError out of a question; each case has a limit of time, the
process a limit of memory. The same seed and number give the same case: `--only N` runs one again.
"""

from __future__ import annotations

import argparse
import copy
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml

from emspath import yamlio
from emspath.answers.ask import ask
from emspath.answers.base import Answer
from emspath.answers.compare import compare
from emspath.answers.explain import explain
from emspath.answers.listing import listing
from emspath.answers.move import move
from emspath.answers.path import path as way
from emspath.answers.plan import PlanAnswer, PlanQuery, plan
from emspath.answers.renew import RenewQuery, renew
from emspath.answers.scope import scope
from emspath.answers.sources import sources, stale
from emspath.answers.stages import LAST_DAY
from emspath.answers.state import state, states
from emspath.answers.why import why
from emspath.catalog import Catalog
from emspath.check import check, told
from emspath.compiled import CompiledCatalog, compile_files, files_of
from emspath.errors import DataError, EmspathError
from emspath.library import _owned, merge
from emspath.load import Loaded, read_file
from emspath.model import DataFile, Program
from emspath.present import Options, present
from emspath.render import as_csv, as_ics, as_json, as_lines, as_markdown
from emspath.store import Store

ROOT: Final = Path(__file__).resolve().parents[1]
TODAY: Final = date(2026, 11, 24)
SECONDS: Final = 5.0
"""Processor time that a case may take."""
MEGABYTES: Final = 600
"""Address space that the process may take."""
LISTS: Final = ("levels", "skills", "roles", "terms", "titles", "systems", "states")

Tree = dict[str, Any]


# --- the small world


def world() -> dict[str, Tree]:
    """A few real records of every kind, a file for each kind, closed under what they refer to."""
    everything: Tree = {}
    for path in sorted((ROOT / "data").rglob("*.yaml")):
        for kind, rows in yamlio.parse(path.read_text(encoding="utf-8"), path.name).items():
            if isinstance(rows, list):
                everything.setdefault(kind, []).extend(rows)
    most = {"levels": 4, "systems": 1, "roles": 3, "skills": 4, "terms": 4, "titles": 4}
    cut = {kind: everything[kind][:count] for kind, count in most.items()}
    states = {row["id"]: row for row in everything["states"]}
    cut["states"] = [states.pop("ca"), states.pop("tx")]
    known = {row["id"] for kind in LISTS for row in cut[kind]}
    cut["steps"] = [s for s in everything["steps"] if {s["end"], *s["start"]} <= known | {"none"}][:6]
    cut["all_levels"] = everything["all_levels"][:4]
    cut["ambiguities"] = [a for a in everything["ambiguities"] if set(a["meanings"]) <= known]
    for kind in (*LISTS, "steps"):
        for row in cut[kind]:
            row["facts"] = row.get("facts", [])[:6]
            if "see_also" in row:
                row["see_also"] = [target for target in row["see_also"] if target in known]
    overlay = yamlio.parse((ROOT / "examples" / "example-school.yaml").read_text(encoding="utf-8"), "overlay")
    overlay["additions"] = [a for a in overlay.get("additions", []) if a["about"] in known | {"all-levels"}]
    cited = set(_strings([*cut.values(), overlay]))
    cut["sources"] = [row for row in everything["sources"] if row["id"] in cited]
    cut["topics"] = everything["topics"]
    cut["sections"] = everything["sections"]
    split = {kind: {kind: rows} for kind, rows in cut.items() if kind != "states"}
    # Of the other states nothing is told; their postal codes are there to be named.
    bare = {"states": [{key: row[key] for key in ("id", "name", "abbreviation")} for row in states.values()]}
    return {**split, **{row["id"]: {"states": [row]} for row in cut["states"]}, "bare": bare, "overlay": overlay}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _strings(list(value.values()))
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


# --- mutations of a tree

SCALARS: Final[tuple[Any, ...]] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, -(2**63), 10**17, 0.5, -0.0, 1e99, "", " ", "\t", "\n", "x" * 201, "x" * 2001, "none", "None", "nan", "inf",
    "yes", "NO", "null", "~", "1:30", "1e3", "0x1F", "2026", "2026-02-30", "2026-13", "0000", "9999-12-31", "0001-01-01", "2026-11-24", "2028-02-29", "02-29",
    "emt", "paramedic", "tx", "TX", "ca", "all-levels", "what.definition", "training.hours", "scope.emt", "licence.age", "hours", "primary", "national", "state", "USD",
    "{0}", "{x!r}", "%s%n", "$(id)", "`id`", "${HOME}", "../../etc/passwd", "<script>", "[bold]", "| |", "=1+1", "@SUM(1)", "__class__", "a\u0301", "\u202e\u2066x", "\u200b",
    "\ufeff", "\x85", "\u2028", "\U000e0041", "\U0001f691", "e" * 81, "a-" * 41, "https://", "http://x", "javascript:alert(1)", "https://exa mple", ".", "..", "-", "a.b.c", "İ", "ß", "ﬁ",
)  # fmt: skip


def nodes(tree: Any, trail: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every node below the root."""
    found: list[tuple[Any, ...]] = []
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in pairs:
        found.append((*trail, key))
        found += nodes(value, (*trail, key))
    return found


def at(tree: Any, trail: tuple[Any, ...]) -> Any:
    for key in trail:
        tree = tree[key]
    return tree


def drop(rng: random.Random, tree: Tree, trail: tuple[Any, ...]) -> None:
    del at(tree, trail[:-1])[trail[-1]]


def twice(rng: random.Random, tree: Tree, trail: tuple[Any, ...]) -> None:
    """An item stands twice or many times; of a mapping, a key is added that does not belong there."""
    parent = at(tree, trail[:-1])
    if isinstance(parent, list):
        parent[trail[-1] : trail[-1]] = [copy.deepcopy(parent[trail[-1]]) for _ in range(rng.choice((1, 1, 1, 2, 40)))]
    else:
        parent[rng.choice(("extra", "id", "name", "facts", "unit", "code", "where", "owner", "maps_to", "unknown"))] = (
            copy.deepcopy(parent[trail[-1]])
        )


def retype(rng: random.Random, tree: Tree, trail: tuple[Any, ...]) -> None:
    value = at(tree, trail)
    at(tree, trail[:-1])[trail[-1]] = rng.choice(
        ([value], {"id": value}, [], {}, str(value)[:50], len(str(value)), [[[[value]]]], {"": value})
    )


def scalar(rng: random.Random, tree: Tree, trail: tuple[Any, ...]) -> None:
    at(tree, trail[:-1])[trail[-1]] = rng.choice(SCALARS)


def letters(rng: random.Random, tree: Tree, trail: tuple[Any, ...]) -> None:
    """Some characters of a text are changed."""
    value = at(tree, trail)
    if isinstance(value, str):
        place = rng.randrange(len(value) + 1)
        value = (
            value[:place]
            + rng.choice(("", "-", " ", "9", "\u0130", "\u202e", "\u200b", "[", "|", "{", "%", "<", "\\", "'", '"'))
            + value[place + rng.randrange(3) :]
        )
    elif isinstance(value, (int, float)):
        value = value * rng.choice((-1, 0, 10, 1000)) + rng.choice((0, 1, 0.5))
    at(tree, trail[:-1])[trail[-1]] = value


def digits(rng: random.Random, tree: Tree, trail: tuple[Any, ...]) -> None:
    """A date becomes one at the edge of the calendar or beyond, a number one of another size."""
    value = at(tree, trail)
    if isinstance(value, str) and value[:4].isdigit() and value[4:5] in ("", "-"):
        year = rng.choice(("0000", "0001", "1899", "1900", "1989", "2027", "2028", "2199", "2200", "9999"))
        value = f"{year}-{rng.choice((1, 2, 2, 4, 12)):02}-{rng.choice((1, 28, 29, 30, 31, 31)):02}"[: len(value)]
    elif isinstance(value, str):
        value = "".join(rng.choice("0129") if c.isdigit() else c for c in value)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        value = type(value)(value * 10 ** rng.choice((1, 2, 3, 9, 14))) if rng.random() < 0.5 else value / 10 ** rng.choice((1, 5, 12))  # fmt: skip
    at(tree, trail[:-1])[trail[-1]] = value


def swap(rng: random.Random, tree: Tree, trail: tuple[Any, ...]) -> None:
    """Two nodes, wherever they are, change places; one inside the other is copied instead."""
    other = rng.choice(nodes(tree))
    one, two = copy.deepcopy(at(tree, trail)), copy.deepcopy(at(tree, other))
    at(tree, trail[:-1])[trail[-1]] = two
    if trail[: len(other)] != other and other[: len(trail)] != trail:
        at(tree, other[:-1])[other[-1]] = one


def graft(rng: random.Random, tree: Tree, trail: tuple[Any, ...]) -> None:
    """A list gets the items of another list of the same name somewhere else."""
    alike = [other for other in nodes(tree) if other[-1] == trail[-1] and isinstance(at(tree, other), list)]
    value = at(tree, trail)
    if isinstance(value, list) and alike:
        value += copy.deepcopy(at(tree, rng.choice(alike)))[:20]


def donate(rng: random.Random, tree: Tree, trail: tuple[Any, ...]) -> None:
    """A value is replaced by one that stands under the same key somewhere else, so that its shape fits."""
    alike = [other for other in nodes(tree) if other[-1] == trail[-1]]
    at(tree, trail[:-1])[trail[-1]] = copy.deepcopy(at(tree, rng.choice(alike)))


TREES: Final[tuple[Callable[[random.Random, Tree, tuple[Any, ...]], None], ...]] = (
    drop, drop, drop, twice, retype, scalar, scalar, letters, letters, letters, digits, digits, digits, swap, graft, donate, donate, donate, donate,
)  # fmt: skip


def mutated(rng: random.Random, tree: Tree) -> Tree:
    """`tree` with some of its nodes changed; half of the time those of its programs, if any, and most their digits."""
    programs = rng.random() < 0.5
    for _ in range(rng.choice((1, 1, 1, 2, 3, 6))):
        ways = nodes(tree)
        ways = [trail for trail in ways if trail[0] == "programs" and len(trail) > 2] * programs or ways
        if ways:
            (digits if programs and rng.random() < 0.5 else rng.choice(TREES))(rng, tree, rng.choice(ways))
    return tree


def dumped(tree: Tree, rng: random.Random | None = None) -> bytes:
    flow = rng.choice((False, False, False, None, True)) if rng else False
    return yaml.dump(
        tree,
        Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper),
        allow_unicode=True,
        sort_keys=False,
        width=1000,
        default_flow_style=flow,
    ).encode("utf-8", "surrogatepass")


# --- mutations of the text

PIECES: Final = (
    b"&a ", b"*a", b"<<: *a\n", b"!!python/object/apply:os.system [id]\n", b"!!binary aGk=", b"!local x", b"! x", b"? ", b": ", b"- ", b"---\n", b"...\n", b"%YAML 1.1\n", b"%TAG ! x\n", b"# ",
    b"|\n", b">-\n  ", b'"', b"'", b"[", b"]", b"{", b"}", b",", b"\t", b"\r", b"\r\n", b"\x00", b"\x07", b"\x1b[31m", b"\x7f", b"\xc2\x85", b"\xc2\x9b", b"\xe2\x80\xa8", b"\xe2\x80\xae",
    b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xff\xfe", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\\x41", b"\\ud800", b"\\U00110000", b"@", b"`", b"%", b"=", b"0" * 400, b"9" * 400, b"1e999", b".nan",
    b"[" * 30, b"[" * 5000, b"{a: " * 300, b"- " * 300, b"? " * 300, b"\n" * 300, b" " * 3000, b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
)  # fmt: skip


def scrambled(rng: random.Random, data: bytes, other: bytes) -> bytes:
    """`data` with some of its bytes, lines or its encoding changed."""
    for _ in range(rng.choice((1, 1, 2, 4))):
        place = rng.randrange(len(data) + 1)
        lines = data.splitlines(keepends=True)
        row = rng.randrange(len(lines)) if lines else 0
        match rng.randrange(11):
            case 0:
                data = data[:place] + rng.choice(PIECES) + data[place:]
            case 1:
                data = data[:place]
            case 2:
                data = data[:place] + rng.randbytes(rng.choice((1, 1, 2, 8))) + data[place + rng.randrange(4) :]
            case 3:
                data = data[:place] + data[place + rng.randrange(200) :]
            case 4 if lines:
                lines[row] = b" " * rng.randrange(5) + lines[row].lstrip(b" ")
                data = b"".join(lines)
            case 5 if lines:
                lines.insert(rng.randrange(len(lines)), lines[row])
                data = b"".join(lines)
            case 6 if lines:
                del lines[row]
                data = b"".join(lines)
            case 7:
                cut = rng.randrange(len(other) + 1)
                data = data[:place] + other[cut : cut + 400] + data[place:]
            case 8 if rng.random() < 0.2:
                text = data.decode("utf-8", "replace")
                data = text.encode(
                    rng.choice(
                        ("utf-16", "utf-16-le", "utf-32", "cp1252", "latin-1", "utf-7", "utf-8-sig", "shift_jis")
                    ),
                    "replace",
                )
            case 9:
                data = data.replace(b"\n", rng.choice((b"\r\n", b"\r", b"\n\n", b"\xe2\x80\xa8")), rng.choice((1, -1)))
            case _ if lines:
                word = rng.choice(PIECES)
                key, colon, _ = lines[row].partition(b":")
                lines[row] = key + colon + b" " + word + b"\n"
                data = b"".join(lines)
    return data


# --- questions

QUESTIONS: Final[tuple[Callable[[Catalog], Answer], ...]] = (
    lambda c: explain(c, ["emt"]),
    lambda c: explain(c, [*c.entities][:3]),
    lambda c: explain(c, ["paramedic"], state=c.state("tx")),
    lambda c: compare(c, ["emt", "paramedic"]),
    lambda c: compare(c, [*c.entities][-2:], differences=True),
    lambda c: compare(c, ["emr", "aemt"], state=c.state("ca")),
    lambda c: way(c, None, "paramedic"),
    lambda c: way(c, "emt", "paramedic", state=c.state("tx")),
    lambda c: scope(c, []),
    lambda c: scope(c, ["emt"], state=c.state("ca")),
    lambda c: scope(c, [], added_by="paramedic"),
    lambda c: state(c, ["tx", "ca"]),
    lambda c: state(c, ["tx"], level="emt"),
    lambda c: states(c, columns=[], level=None, compact=None, nremt="required", licenses="aemt"),
    lambda c: move(c, "tx", "ca", level="emt"),
    lambda c: why(c, next(f.id for f in c.every_fact())),
    lambda c: listing(c),
    lambda c: sources(c),
    lambda c: stale(c, 12, TODAY),
    lambda c: plan(c, PlanQuery(goal="paramedic", begin=TODAY, hours_per_week=12, state="tx", born=date(2010, 2, 28))),
    lambda c: renew(c, RenewQuery(level="emt", as_of=TODAY, expires=date(2028, 3, 31), state="ca")),
    lambda c: ask(c, "can EMTs start IVs in Texas?"),
    lambda c: ask(c, "what is the difference between an EMT and a paramedic"),
    lambda c: ask(c, "how long is paramedic school"),
)  # fmt: skip
PLANS: Final[tuple[Callable[[Catalog, Program], Answer], ...]] = (
    lambda c, p: plan(c, PlanQuery(goal=p.level, begin=TODAY, programs=(p.id,))),
    lambda c, p: plan(c, PlanQuery(goal=p.level, begin=LAST_DAY, hours_per_week=1, programs=(p.id,), state="tx", born=date(2010, 2, 28))),
    lambda c, p: plan(c, PlanQuery(goal="paramedic", begin=date.fromisoformat(p.starts[0]) if p.starts else TODAY, programs=(p.id,), exam_weeks=520, license_weeks=520, weeks_between=520, experience_months=600, license_first=True)),
)  # fmt: skip
ABOUT_A_PROGRAM: Final[tuple[Callable[[Catalog, Program], Answer], ...]] = (
    lambda c, p: compare(c, [*c.programs][:6]),
    lambda c, p: compare(c, [p.name, p.id, [*c.programs][-1]], differences=True),
    lambda c, p: compare(c, [p.level, "aemt"]),
    lambda c, p: explain(c, [p.id]),
    lambda c, p: explain(c, [p.level], state=c.state("tx")),
    lambda c, p: way(c, None, p.level),
    lambda c, p: way(c, None, p.level, state=c.state("tx")),
    lambda c, p: sources(c),
)  # fmt: skip


def _about(program: Program, ask_: Callable[[Catalog, Program], Answer]) -> Callable[[Catalog], Answer]:
    return lambda catalog: ask_(catalog, program)


def questioned(rng: random.Random, catalog: Catalog) -> None:
    """Two questions, and for each program a plan and one more, each drawn in one format.

    Raises EmspathError where the data no longer allow an answer.
    """
    asked = rng.sample(QUESTIONS, 2)
    for program in [*catalog.programs.values()][:4]:
        asked += [_about(program, rng.choice(kind)) for kind in (PLANS, ABOUT_A_PROGRAM)]
    for ask_ in asked:
        try:
            answer = ask_(catalog)
        except (EmspathError, StopIteration):
            continue
        msgspec.json.decode(as_json.render(answer))
        page = present(answer, Options(full=rng.random() < 0.3, as_of=TODAY))
        rng.choice((as_lines.render, as_markdown.render, as_csv.render))(page)
        if isinstance(answer, PlanAnswer):
            as_ics.render(answer, TODAY)


# --- running


def forget() -> None:
    """Empty the caches that hold on to a catalogue: a program has one, the fuzzer thousands."""
    for name, module in list(sys.modules.items()):
        if name.startswith("emspath."):
            for value in list(vars(module).values()):
                if callable(clear := getattr(value, "cache_clear", None)):
                    clear()


class Fuzzer:
    """The small world, and what one case does with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.trees = world()
        self.data = {name: dumped(tree) for name, tree in self.trees.items()}
        self.files = {name: self._read(name, data) for name, data in self.data.items()}
        problems = check([*self.files.values()], TODAY)
        assert not problems, told(problems)

    def _read(self, name: str, data: bytes, into: str | None = None) -> Loaded:
        path = self.folder / (into or f"{name}.yaml")
        path.write_bytes(data)
        return read_file(path, f"{name}.yaml")

    def case(self, seed: int, number: int) -> str:
        """Run one case; how far it came. Raises whatever must not come out."""
        rng = random.Random(f"{seed} {number}")
        name = "overlay" if rng.random() < 0.3 else rng.choice([*self.trees])
        if rng.random() < 0.65:
            data = dumped(mutated(rng, copy.deepcopy(self.trees[name])), rng)
            if rng.random() < 0.1:
                data = scrambled(rng, data, self.data[rng.choice([*self.data])])
        else:
            data = scrambled(rng, self.data[name], self.data[rng.choice([*self.data])])
        try:
            mine = self._read(name, data, "mutated.yaml")
        except DataError as error:
            one_line(error)
            return "refused when read"
        others = [file for key, file in self.files.items() if key not in (name, "overlay")]
        problems = check([mine], TODAY, others) if name == "overlay" else check([*others, mine], TODAY)
        if problems:
            one_line(DataError(told(problems)))
            return "refused when checked"
        contents: list[tuple[str, DataFile]] = [(file.shown, file.content) for file in others]
        if name == "overlay":
            questioned(rng, Catalog(merge([*(content for _, content in contents), _owned(mine)])))
        else:
            contents.append((mine.shown, mine.content))
            path = self.folder / "compiled.dat"
            path.write_bytes(compile_files(contents, b"stamp"))
            store = Store(str(path))
            bare = tuple((name, msgspec.structs.replace(file, owner=None, additions=())) for name, file in contents)
            assert files_of(store) == bare, "what is compiled is what was read; only overlays have owner and additions"
            questioned(rng, CompiledCatalog(store, lambda: [content for _, content in contents]))
            path.unlink()
        return "answered"


def one_line(error: DataError) -> None:
    for problem in error.problems:
        assert len(problem.splitlines()) == 1, problem
        assert len(problem) < 6000, len(problem)


def limited() -> None:
    """Bound the memory of this process, where the system can."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES * 1_000_000,) * 2)


def main() -> int:
    """Run the cases; 1 when something came out that must not."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cases", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--first", type=int, default=0, help="the number of the first case")
    options.add_argument("--only", type=int, help="one case, with its traceback")
    options.add_argument("--seconds", type=float, help="stop after this long")
    given = options.parse_args()
    limited()
    ends: Counter[str] = Counter()
    faults: dict[str, int] = {}
    slowest, slowest_case = 0.0, -1
    begun = time.monotonic()
    numbers = [given.only] if given.only is not None else range(given.first, given.first + given.cases)
    with tempfile.TemporaryDirectory() as folder:
        fuzzer = Fuzzer(Path(folder))
        for number in numbers:
            started = time.process_time()
            try:
                ends[fuzzer.case(given.seed, number)] += 1
            except Exception as error:
                frame = traceback.extract_tb(error.__traceback__)[-1]
                where = f"{type(error).__name__}: {str(error)[:120]} ({Path(frame.filename).name}:{frame.lineno})"
                key = f"{type(error).__name__} {Path(frame.filename).name}:{frame.lineno}"
                if key not in faults:
                    print(f"case {number}: {where}", flush=True)
                faults[key] = faults.get(key, 0) + 1
                if given.only is not None:
                    traceback.print_exc()
            took = time.process_time() - started
            if number % 50 == 0:
                forget()
            if took > slowest:
                slowest, slowest_case = took, number
            if took > SECONDS:
                print(f"case {number}: took {took:.1f} s", flush=True)
                faults["too slow"] = faults.get("too slow", 0) + 1
            if given.seconds is not None and time.monotonic() - begun > given.seconds:
                break
    told = ", ".join(f"{count:,} {end}" for end, count in sorted(ends.items()))
    print(
        f"{sum(ends.values()) + sum(faults.values()):,} cases: {told}; {sum(faults.values())} faults; slowest {slowest:.2f} s (case {slowest_case}); {time.monotonic() - begun:.0f} s"
    )
    with_memory()
    return 1 if faults else 0


def with_memory() -> None:
    try:
        import resource
    except ImportError:
        return
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    sys.exit(main())
