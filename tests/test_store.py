"""The compiled data says what the YAML says, is never stale, and costs time at worst when it is damaged."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emspath import library, store
from emspath.answers.compare import compare
from emspath.answers.explain import explain
from emspath.answers.scope import scope
from emspath.catalog import ENTITY_KINDS, Catalog
from emspath.compiled import CompiledCatalog, compile_files, files_of, stamp_of
from emspath.errors import EmspathError
from emspath.library import COMPILED_NAME, compile_folder, open_catalog
from emspath.load import data_folder, read_folder
from emspath.model import DataFile
from emspath.store import DamagedError, Store, Writer

from .conftest import AS_ANYBODY, ROOT

FOLDER = data_folder()
FILES = [(file.path.relative_to(FOLDER).as_posix(), file.content) for file in read_folder(FOLDER)]
TRUTH = Catalog(file for _, file in FILES)
BYTES = compile_files(FILES, b"stamp")
LISTS = ("sections", "topics", "sources", *ENTITY_KINDS, "steps", "programs", "entities")


def no_rescue() -> Sequence[DataFile]:
    raise AssertionError("the file was taken for damaged")


def opened(path: Path, data: bytes = BYTES) -> CompiledCatalog:
    path.write_bytes(data)
    return CompiledCatalog(Store(str(path)), no_rescue)


@pytest.fixture
def compiled(tmp_path: Path) -> CompiledCatalog:
    return opened(tmp_path / "data")


def everything(catalog: Catalog) -> object:
    """All that a catalogue can be asked, as plain values."""
    told = [{id_: getattr(catalog, kind)[id_] for id_ in getattr(catalog, kind)} for kind in LISTS]
    names = {key: catalog.named(key) for key in TRUTH.names}
    words = {key: catalog.skills_with(*key.split(" ")) for key in TRUTH.skill_words}
    heads = [catalog.head(id_) for id_ in catalog.entities]
    return (
        told,
        names,
        words,
        heads,
        catalog.handles,
        catalog.all_levels,
        catalog.ambiguities,
        catalog.data_date,
        catalog.ladder,
    )


# --- the same as the YAML


@pytest.mark.parametrize("kind", LISTS)
def test_each_record_is_the_one_of_the_yaml(compiled: CompiledCatalog, kind: str) -> None:
    ours, theirs = getattr(compiled, kind), getattr(TRUTH, kind)
    assert list(ours) == list(theirs)
    assert len(ours) == len(theirs)
    for id_, record in theirs.items():
        assert ours[id_] == record
        assert id_ in ours
    assert list(ours.values()) == list(theirs.values())
    assert list(ours.items()) == list(theirs.items())
    assert ours == theirs
    assert "no-such-id" not in ours
    with pytest.raises(KeyError):
        ours["no-such-id"]


def test_each_name_word_and_small_part_is_the_one_of_the_yaml(compiled: CompiledCatalog) -> None:
    assert everything(compiled) == everything(TRUTH)
    assert compiled.named("nosuchname") == ()
    assert compiled.skills_with("name", "nosuchword") == ()
    assert compiled.names == TRUTH.names
    assert compiled.skill_words == TRUTH.skill_words


def test_each_part_of_the_index_is_the_one_of_the_yaml(compiled: CompiledCatalog) -> None:
    ours, truth = compiled.index, TRUTH.index
    assert ours.size == truth.size
    assert ours.floors == truth.floors
    assert [ours.entry(number) for number in range(truth.size[0])] == list(truth.entries)
    assert {key: ours.listed(key) for key in truth.lists} == truth.lists
    assert {word: ours.pull(word) for word in truth.pulls} == truth.pulls
    assert {word: ours.titles_with(word) for word in truth.title_words} == truth.title_words
    assert ours.titles_with("nosuchword") == ()
    assert ours.name_words == truth.name_words
    assert (ours.listed("word nosuchword"), ours.pull("nosuchword")) == ((), None)


def test_each_head_is_the_one_of_the_yaml(compiled: CompiledCatalog) -> None:
    for id_ in TRUTH.entities:
        assert compiled.head(id_) == TRUTH.head(id_)
    assert compiled.entities["emt"].id == "emt"
    assert compiled.head("emt") == TRUTH.head("emt")
    for catalog in (compiled, TRUTH):
        with pytest.raises(KeyError):
            catalog.head("no-such-id")


def test_each_name_in_the_form_of_an_id_is_the_one_of_the_yaml(compiled: CompiledCatalog) -> None:
    assert compiled.handles == TRUTH.handles
    assert [handle.id for handle in TRUTH.handles] == list(TRUTH.entities)
    for handle in TRUTH.handles:
        head = TRUTH.head(handle.id)
        assert (handle.kind, handle.name) == (head.kind, head.name)


def test_each_file_is_the_one_of_the_yaml(compiled: CompiledCatalog, tmp_path: Path) -> None:
    kept = Store(str(tmp_path / "data"))
    assert stamp_of(kept) == b"stamp"
    assert list(files_of(kept)) == FILES


def test_a_record_belongs_to_its_own_list_only(compiled: CompiledCatalog) -> None:
    assert compiled.entities["tx"] == TRUTH.states["tx"]
    assert "tx" not in compiled.levels
    assert compiled.levels.get("tx") is None
    assert compiled.states["tx"] is compiled.get("tx")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(sorted(TRUTH.names)), min_size=2, max_size=3, unique=True),
    st.sampled_from([None, "tx", "ny"]),
)
def test_answers_are_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], state: str | None
) -> None:
    compiled = opened(tmp_path_factory.mktemp("store") / "data")

    def answers(catalog: Catalog) -> list[bytes | str]:
        where = catalog.states[state] if state else None
        told: list[bytes | str] = []
        for ask in (explain, compare, scope):
            try:
                told.append(msgspec.json.encode(ask(catalog, names, state=where)))
            except EmspathError as error:
                told.append(str(error))
        return told

    assert answers(compiled) == answers(TRUTH)


def test_the_same_files_compile_to_the_same_bytes() -> None:
    code = "import sys; from pathlib import Path; from emspath.library import compile_folder; sys.stdout.buffer.write(compile_folder(Path(sys.argv[1])))"
    first, second = (
        subprocess.run(
            [sys.executable, "-c", code, str(FOLDER)], check=True, capture_output=True, timeout=120, env={**os.environ, "PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    )  # fmt: skip
    assert first == second == compile_folder(FOLDER)


# --- damage


def small() -> tuple[list[tuple[str, DataFile]], bytes]:
    """A compiled file that is small enough to damage each of its bytes."""
    wanted = TRUTH.terms["licensure"]
    fact = msgspec.structs.replace(wanted.facts[0], readings=wanted.facts[0].readings[:1])
    term = msgspec.structs.replace(wanted, facts=(fact,), see_also=())
    sources = tuple(TRUTH.sources[id_] for id_ in fact.readings[0].sources)
    topics = (TRUTH.topics[fact.topic],)
    files = [("terms.yaml", DataFile(terms=(term,))), ("rest.yaml", DataFile(sources=sources, topics=topics))]
    return files, compile_files(files, b"stamp")


def said(path: Path, data: bytes, files: list[tuple[str, DataFile]]) -> object:
    """All that the damaged file leads to: what the catalogue says, or None where it could not even be opened."""
    path.write_bytes(data)
    try:
        catalog: Catalog = CompiledCatalog(Store(str(path)), lambda: [file for _, file in files])
    except DamagedError:
        return None
    return everything(catalog)


def test_no_flipped_byte_changes_what_is_said(tmp_path: Path) -> None:
    files, data = small()
    truth = everything(Catalog(file for _, file in files))
    assert said(tmp_path / "data", data, files) == truth
    unopened = 0
    for place in range(len(data)):
        hurt = bytearray(data)
        hurt[place] ^= 1 << place % 8
        told = said(tmp_path / "data", bytes(hurt), files)
        unopened += told is None
        assert told in (None, truth), place
    assert 0 < unopened < 100, "only the header keeps a file from being opened"


def test_no_cut_and_no_hole_changes_what_is_said(tmp_path: Path) -> None:
    files, data = small()
    truth = everything(Catalog(file for _, file in files))
    for length in range(0, len(data), 7):
        assert said(tmp_path / "data", data[:length], files) is None
        assert said(tmp_path / "data", data[:length] + bytes(len(data) - length), files) in (None, truth)
        assert said(
            tmp_path / "data", data[:length] + bytes(min(64, len(data) - length)) + data[length + 64 :], files
        ) in (None, truth)
    assert said(tmp_path / "data", data + b"more", files) is None


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(BYTES) - 1), st.integers(1, 255)), min_size=1, max_size=40))
def test_the_real_file_damaged_anywhere_says_the_same(
    tmp_path_factory: pytest.TempPathFactory, hits: list[tuple[int, int]]
) -> None:
    hurt = bytearray(BYTES)
    for place, value in hits:
        hurt[place] ^= value
    told = said(tmp_path_factory.mktemp("store") / "data", bytes(hurt), FILES)
    assert told is None or told == everything(TRUTH)


def test_a_file_cut_off_while_it_is_read_is_no_harm(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(BYTES)
    catalog = CompiledCatalog(Store(str(tmp_path / "data")), lambda: [file for _, file in FILES])
    assert catalog.get("emt") == TRUTH.get("emt")
    os.truncate(tmp_path / "data", len(BYTES) // 2)
    assert everything(catalog) == everything(TRUTH)


def test_a_system_without_pread_reads_the_same(compiled: CompiledCatalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_read_at", store._seek_and_read)
    assert everything(compiled) == everything(TRUTH)


FOREIGN = {
    "empty": b"",
    "short": b"emspath1",
    "zeros": bytes(5000),
    "text": b"{}" * 500,
    "pickle": b"\x80\x04\x95" + b"x" * 100,
}


@pytest.mark.parametrize("data", FOREIGN.values(), ids=FOREIGN)
def test_a_foreign_file_is_not_opened(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "data").write_bytes(data)
    with pytest.raises(DamagedError):
        Store(str(tmp_path / "data"))


@pytest.mark.parametrize(("key", "data"), [
    ("entities emt", b'{"id":"emt","name":"EMT","rank":"0"}'), ("entities emt", b"\xff"), ("named emt", b'["emt",1]'), ("date", b"[]"), ("ids levels", b"{}"),
])  # fmt: skip
def test_what_does_not_fit_its_type_is_not_believed(tmp_path: Path, key: str, data: bytes) -> None:
    """Even with right checksums: what is decoded has the types of the model."""
    writer = Writer()
    writer.name(key, writer.put(data), len(data), "levels")
    (tmp_path / "data").write_bytes(writer.finish())
    called = []

    def rescue() -> Sequence[DataFile]:
        called.append(1)
        return [file for _, file in FILES]

    catalog = CompiledCatalog(Store(str(tmp_path / "data")), rescue)
    asked: dict[str, Callable[[Catalog], object]] = {
        "entities emt": lambda c: c.get("emt"),
        "named emt": lambda c: c.named("emt"),
        "date": lambda c: c.data_date,
        "ids levels": lambda c: list(c.levels),
    }
    assert asked[key](catalog) == asked[key](TRUTH)
    assert called == [1]
    assert everything(catalog) == everything(TRUTH)
    assert called == [1]


def test_a_piece_that_is_missing_or_of_no_known_kind_is_damage(tmp_path: Path) -> None:
    """The file is sound by its checksums, and written by something else."""
    writer = Writer()
    data = b'{"id":"emt","name":"EMT"}'
    writer.name("entities emt", writer.put(data), len(data), "vehicles")
    (tmp_path / "data").write_bytes(writer.finish())
    store_ = Store(str(tmp_path / "data"))
    with pytest.raises(DamagedError):
        files_of(store_)
    asked: list[Callable[[Catalog], object]] = [lambda c: c.get("emt"), lambda c: c.head("emt"), lambda c: c.data_date]
    for ask in asked:
        assert ask(CompiledCatalog(store_, lambda: [file for _, file in FILES])) == ask(TRUTH)


# --- the real program in a copy of the checkout


class Checkout:
    """A copy of the sources and the data, with a cache of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.data = root / "data"
        self.cache = root / "cache" / "emspath"
        self.before: list[str] = []
        self.env = {
            **os.environ,
            "PYTHONPATH": str(root / "src"),
            "XDG_CACHE_HOME": str(root / "cache"),
            "XDG_CONFIG_HOME": str(root / "config"),
        }

    def start(self, *arguments: str, **env: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*self.before, sys.executable, "-m", "emspath", *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.root, env={**self.env, **env},
        )  # fmt: skip

    def ask(self, *arguments: str, **env: str) -> bytes:
        process = self.start(*(arguments or ("explain", "emt", "--json")), **env)
        out, error = process.communicate(timeout=120)
        assert (process.returncode, error) == (0, b"")
        return out

    def kept(self) -> list[Path]:
        return sorted(self.cache.iterdir()) if self.cache.is_dir() else []

    def reads_yaml(self) -> bool:
        """Whether the next answer is read from the YAML."""
        code = "import sys; from emspath.cli import _code; _code(['explain', 'emt', '--json']); sys.exit('yaml' in sys.modules)"
        return bool(
            subprocess.run(
                [sys.executable, "-c", code], capture_output=True, cwd=self.root, env=self.env, check=False, timeout=120
            ).returncode
        )


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copy, left alone until its files count as settled."""
    root = tmp_path_factory.mktemp("checkout")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "src" / "emspath", root / "src" / "emspath", ignore=ignored)
    shutil.copytree(FOLDER, root / "data", ignore=ignored)
    time.sleep(library._SETTLED + 0.1)
    return root


@pytest.fixture
def checkout(copied: Path) -> Checkout:
    shutil.rmtree(copied / "cache", ignore_errors=True)
    return Checkout(copied)


def test_a_checkout_compiles_on_first_use_and_reads_that_from_then_on(checkout: Checkout) -> None:
    first = checkout.ask()
    assert len(checkout.kept()) == 1
    assert not checkout.reads_yaml()
    assert checkout.ask() == first


def test_fifty_processes_at_once_on_a_cold_cache_answer_alike(checkout: Checkout) -> None:
    running = [checkout.start("explain", "emt", "--json") for _ in range(50)]
    told = [process.communicate(timeout=300) for process in running]
    assert {process.returncode for process in running} == {0}
    assert len(set(told)) == 1
    assert told[0][1] == b""
    assert len(checkout.kept()) == 1, "and leave one file, whole"
    assert not checkout.reads_yaml()


def test_an_edit_shows_at_once_even_with_the_old_size_and_time(checkout: Checkout) -> None:
    terms = checkout.data / "terms.yaml"
    text, status = terms.read_text(encoding="utf-8"), terms.stat()
    name = TRUTH.terms["licensure"].name
    changed = text.replace(f"name: {name}\n", f"name: {name.swapcase()}\n", 1)
    assert changed != text
    checkout.ask()
    try:
        for content in (changed, text, changed):
            terms.write_text(content, encoding="utf-8")
            os.utime(terms, ns=(status.st_atime_ns, status.st_mtime_ns))
            shown = name.swapcase() if content is changed else name
            assert f'"name": "{shown}"'.encode() in checkout.ask("explain", "licensure", "--json")
    finally:
        terms.write_text(text, encoding="utf-8")
    assert checkout.reads_yaml(), "while the edit is fresh nothing is kept"
    time.sleep(library._SETTLED + 0.1)
    checkout.ask()
    assert not checkout.reads_yaml()


def test_a_change_of_the_code_makes_it_anew(checkout: Checkout) -> None:
    checkout.ask()
    (checkout.root / "src" / "emspath" / "names.py").touch()
    assert checkout.reads_yaml()
    time.sleep(library._SETTLED + 0.1)


def test_a_damaged_cache_is_replaced(checkout: Checkout) -> None:
    truth = checkout.ask()
    (path,) = checkout.kept()
    sound = path.read_bytes()
    place = sound.index(b'{"id":"emt"') + 200
    for hurt in (
        b"",
        sound[:1000],
        sound[: len(sound) // 2],
        bytes(len(sound)),
        sound[:place] + b"\0" + sound[place + 1 :],
    ):
        path.write_bytes(hurt)
        assert checkout.ask() == truth
        assert path.read_bytes() == sound
    assert not checkout.reads_yaml()


@pytest.mark.parametrize("where", ["/dev/null/cache", "/proc/none", "{root}/file", ""])
def test_a_cache_that_cannot_be_kept_is_no_error(checkout: Checkout, where: str) -> None:
    (checkout.root / "file").write_text("")
    truth = checkout.ask()
    assert checkout.ask(XDG_CACHE_HOME=where.format(root=checkout.root), HOME="/nowhere/at/all") == truth


@pytest.mark.skipif(sys.platform != "linux", reason="needs modes of files that bind root too")
def test_a_read_only_cache_folder_is_no_error(checkout: Checkout) -> None:
    checkout.before = AS_ANYBODY
    checkout.cache.mkdir(parents=True)
    checkout.cache.chmod(0o500)
    try:
        checkout.ask()
        assert checkout.kept() == []
    finally:
        checkout.cache.chmod(0o700)


def test_a_folder_in_place_of_the_cache_is_no_error(checkout: Checkout) -> None:
    truth = checkout.ask()
    (path,) = checkout.kept()
    path.unlink()
    (path / "inside").mkdir(parents=True)
    assert checkout.ask() == truth
    assert [path.name] == [each.name for each in checkout.kept()], "and no half-written file stays"


def test_an_installed_copy_reads_what_came_with_it_while_that_is_current(copied: Path, tmp_path: Path) -> None:
    shutil.copytree(copied / "src", tmp_path / "src")
    shutil.copytree(copied / "data", tmp_path / "src" / "emspath" / "data")
    installed = Checkout(tmp_path)
    home = tmp_path / "src" / "emspath" / "data"
    (home / COMPILED_NAME).write_bytes(compile_folder(home))
    assert not installed.reads_yaml()
    installed.ask()
    assert installed.kept() == []
    with (home / "terms.yaml").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert installed.reads_yaml()


def test_overlays_lie_over_the_compiled_data(tmp_path: Path) -> None:
    overlay = tmp_path / "mine.yaml"
    overlay.write_text(
        "owner: Mine\nterms:\n- id: zz-term\n  name: Zz term\n  category: example\n  facts:\n  - topic: what.definition\n    readings:\n    - {says: Said., sources: [ed-standards-2021], trust: primary, as_of: '2021'}\n",
        encoding="utf-8",
    )
    catalog = open_catalog([overlay])
    assert catalog.terms["zz-term"].owner == "Mine"
    assert {**catalog.entities, "zz-term": None} == {**open_catalog().entities, "zz-term": None}
