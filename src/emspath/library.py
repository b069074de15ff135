"""Opens the catalogue: the built-in data in its compiled form, and overlays on top.

The YAML files are the one source. Reading and checking them takes a second, so what they say is kept compiled: in
a wheel beside the data, made when the wheel is built, and for a checkout in the user's cache folder, made on first
use. A compiled file counts only while it was made by this version from exactly these files; else it is ignored and
made anew. What is damaged is replaced by what the YAML says.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final
from zlib import crc32

import msgspec

from emspath import __version__
from emspath.catalog import ENTITY_KINDS, Catalog
from emspath.compiled import CompiledCatalog, compile_files, files_of, stamp_of
from emspath.folders import PACKAGE, data_home, files_below, user_folder
from emspath.model import ALL_LEVELS, Addition, DataFile, Fact
from emspath.store import DamagedError, Store

if TYPE_CHECKING:
    from pathlib import Path

    from emspath.load import Loaded

COMPILED_NAME: Final = "compiled.dat"
_FORMAT: Final = 7
_SETTLED: Final = 2.0
"""Seconds after which a further change to a file is sure to change its time, on the coarsest of file systems."""


def open_catalog(overlays: Sequence[Path] = ()) -> Catalog:
    """The catalogue of the built-in data with `overlays` laid over it in order.

    Raises DataError naming file, line and field for the first thing that is wrong.
    """
    if overlays:
        return Catalog(merge(_with_overlays(overlays)))
    home = data_home()
    store = _store(home)
    if store is None:
        return Catalog(file for _, file in _from_yaml(home))
    return CompiledCatalog(store, lambda: [file for _, file in _from_yaml(home)])


def built_in() -> tuple[DataFile, ...]:
    """The built-in data, from its compiled form where that is current."""
    return tuple(file for _, file in _built_in())


def _built_in() -> Sequence[tuple[str, DataFile]]:
    home = data_home()
    store = _store(home)
    if store is not None:
        with suppress(DamagedError):
            return files_of(store)
    return _from_yaml(home)


def _store(home: str) -> Store | None:
    """The compiled form of the data in `home`, from beside it or from the cache, or None where neither is current."""
    found = _current(os.path.join(home, COMPILED_NAME), home, times=False)
    if found is None and (cache := _cache_path(home)) is not None:
        found = _current(cache, home, times=True)
    return found


def _current(path: str, home: str, *, times: bool) -> Store | None:
    try:
        store = Store(path)
        return store if stamp_of(store) == stamp(home, times=times) else None
    except (OSError, DamagedError):
        return None


def stamp(home: str, *, times: bool) -> bytes:
    """What the compiled form of `home` depends on: this version and the name and size of each data file.

    With `times`, for data that may be edited, also where it lies, when each file was changed, and the same for
    the modules that read it.
    """
    lines = [f"{_FORMAT} {__version__}"]
    if times:
        lines.append(home)
        lines += [f"{name} {s.st_size} {s.st_mtime_ns} {s.st_ctime_ns}" for name, s in _watched(home)]
    else:
        lines += [f"{name} {s.st_size}" for name, s in files_below(home, ".yaml")]
    return os.fsencode("\n".join(lines))


def _watched(home: str) -> Iterator[tuple[str, os.stat_result]]:
    """The files of a checkout on which its compiled form depends: the data and the modules."""
    yield from files_below(home, ".yaml")
    for name, status in files_below(PACKAGE, ".py"):
        if "/" not in name:
            yield name, status


def _from_yaml(home: str) -> Sequence[tuple[str, DataFile]]:
    """The data files as their YAML has them, which is then kept compiled. Raises DataError."""
    from pathlib import Path

    from emspath.load import read_folder

    folder = Path(home)
    made_from = stamp(home, times=True)
    loaded = checked(read_folder(folder))
    files = [(file.path.relative_to(folder).as_posix(), file.content) for file in loaded]
    cache = _cache_path(home)
    if cache is not None and _settled(home):
        _keep(cache, compile_files(files, made_from))
    return files


def _settled(home: str) -> bool:
    """Whether no file was changed so lately that a change of the same size could leave its times as they are."""
    now = time.time()
    return all(abs(now - each) > _SETTLED for _, s in _watched(home) for each in (s.st_mtime, s.st_ctime))


def checked(files: Sequence[Loaded], known: Sequence[Loaded] = ()) -> Sequence[Loaded]:
    """`files`, once the rules across records hold. Raises DataError with every problem."""
    from datetime import date

    from emspath.check import check, told
    from emspath.errors import DataError

    problems = check(files, date.max, known)
    if problems:
        raise DataError(told(problems), "Mend the data; `emspath check` checks it again")
    return files


def compile_folder(folder: Path) -> bytes:
    """The compiled form of a data folder, for the wheel: the same bytes for the same files."""
    from emspath.load import read_folder

    loaded = checked(read_folder(folder))
    files = [(file.path.relative_to(folder).as_posix(), file.content) for file in loaded]
    return compile_files(files, stamp(os.fspath(folder), times=False))


def _cache_path(home: str) -> str | None:
    """Where the compiled form of `home` is kept, if anywhere; a checkout has its own."""
    folder = user_folder("cache")
    return os.path.join(folder, f"data-{crc32(os.fsencode(home)):08x}.dat") if folder is not None else None


def _keep(path: str, data: bytes) -> None:
    """Write the cache in one move; a folder that cannot be written to is no error, only slower."""
    import tempfile

    temporary = None
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f"{os.path.basename(path)}.", dir=os.path.dirname(path))
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except OSError:
        if temporary is not None:
            with suppress(OSError):
                os.unlink(temporary)


def _with_overlays(paths: Sequence[Path]) -> list[DataFile]:
    """The built-in data and the overlays; these are read before anything else, so that a bad one costs no more."""
    from emspath.load import Loaded, data_folder, read_file

    mine = [read_file(path) for path in paths]
    folder = data_folder()
    known = [Loaded(f"{folder.name}/{name}", folder / name, content) for name, content in _built_in()]
    return [file.content for file in known] + [_owned(file) for file in checked(mine, known)]


def _owned(file: Loaded) -> DataFile:
    """The overlay with its owner written on everything it says."""
    content = file.content
    owner = content.owner or file.path.stem
    replace = msgspec.structs.replace

    def own(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
        return tuple(replace(f, readings=tuple(replace(r, owner=owner) for r in f.readings)) for f in facts)

    changes: dict[str, object] = {
        kind: tuple(replace(entity, facts=own(entity.facts), owner=owner) for entity in getattr(content, kind))
        for kind in ENTITY_KINDS
    }
    changes["steps"] = tuple(replace(step, facts=own(step.facts)) for step in content.steps)
    added = [Addition(about=ALL_LEVELS, facts=content.all_levels)] if content.all_levels else []
    changes["all_levels"] = ()
    changes["additions"] = tuple(replace(a, facts=own(a.facts)) for a in (*content.additions, *added))
    changes["programs"] = tuple(replace(p, owner=owner) for p in content.programs)
    return replace(content, **changes)


def merge(files: Sequence[DataFile]) -> list[DataFile]:
    """`files` with every addition put on what it is about: an entity, a step, or `all-levels`.

    A fact on a topic that is already there keeps all readings, the addition's in front; a new topic is added.
    """
    replace = msgspec.structs.replace
    additions: dict[str, list[Fact]] = {}
    for file in files:
        for addition in file.additions:
            additions.setdefault(addition.about, []).extend(addition.facts)
    if not additions:
        return list(files)
    merged = []
    for file in files:
        changes: dict[str, object] = {
            kind: tuple(
                replace(record, facts=_joined(record.facts, additions[record.id])) if record.id in additions else record
                for record in getattr(file, kind)
            )
            for kind in (*ENTITY_KINDS, "steps")
        }
        if file.all_levels and ALL_LEVELS in additions:
            changes["all_levels"] = _joined(file.all_levels, additions[ALL_LEVELS])
        merged.append(replace(file, **changes))
    return merged


def _joined(facts: tuple[Fact, ...], extra: Sequence[Fact]) -> tuple[Fact, ...]:
    joined = {(fact.topic, fact.level): fact for fact in facts}
    for fact in extra:
        key = (fact.topic, fact.level)
        base = joined.get(key)
        if base is None:
            joined[key] = fact
        else:
            joined[key] = msgspec.structs.replace(
                base, readings=(*fact.readings, *base.readings),
                dispute=fact.dispute or base.dispute, unknown=fact.unknown or base.unknown,
            )  # fmt: skip
    return tuple(joined.values())
