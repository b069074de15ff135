"""Opens the catalogue: the built-in data, compiled once and reused, and overlays on top.

The YAML files are the one source. Reading and checking them takes a second; so their content is kept compiled
as JSON: in a wheel beside the data, made when the wheel is built, and for a checkout in the user's cache folder,
made on first use. A compiled file counts only while it was made by this version from exactly these files (name,
size and time of change); else it is ignored. It is decoded into the same strict records as the YAML.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

import msgspec

from emspath import __version__
from emspath.catalog import Catalog
from emspath.errors import DataError
from emspath.load import Loaded, data_folder, data_paths, read_file, read_folder
from emspath.model import ALL_LEVELS, Addition, DataFile, Fact

COMPILED_NAME: Final = "compiled.json"
_FORMAT: Final = 1
_ENTITIES: Final = ("levels", "skills", "roles", "terms", "titles", "systems", "states")


class Compiled(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The compiled data with what it was made from."""

    format: int
    version: str
    made_from: tuple[tuple[str, int, int], ...]
    """Relative path, size and time of change (nanoseconds; zero in a wheel) of each data file."""
    files: tuple[DataFile, ...]


def open_catalog(overlays: Sequence[Path] = ()) -> Catalog:
    """The catalogue of the built-in data with `overlays` laid over it in order.

    Raises DataError naming file, line and field for the first thing that is wrong.
    """
    files = list(built_in())
    if overlays:
        files += _overlays(overlays)
        return Catalog(merge(files))
    return Catalog(files)


def built_in() -> tuple[DataFile, ...]:
    """The built-in data, from its compiled form where that is current."""
    folder = data_folder()
    shipped = _decode(folder / COMPILED_NAME)
    if shipped is not None and shipped.made_from == fingerprint(folder, times=False):
        return shipped.files
    stamp = fingerprint(folder, times=True)
    cache = _cache_path(folder)
    kept = _decode(cache) if cache is not None else None
    if kept is not None and kept.made_from == stamp:
        return kept.files
    loaded = checked(read_folder(folder))
    files = tuple(file.content for file in loaded)
    if cache is not None:
        _keep(cache, Compiled(format=_FORMAT, version=__version__, made_from=stamp, files=files))
    return files


def checked(files: Sequence[Loaded], known: Sequence[Loaded] = ()) -> Sequence[Loaded]:
    """`files`, once the rules across records hold. Raises DataError with every problem."""
    from emspath.check import check

    problems = check(files, date.max, known)
    if problems:
        raise DataError(tuple(problem.line() for problem in problems), "Mend the data; `emspath check` checks it again")
    return files


def fingerprint(folder: Path, *, times: bool) -> tuple[tuple[str, int, int], ...]:
    """What the compiled form of `folder` depends on."""
    stamps = []
    for path in data_paths(folder):
        status = path.stat()
        stamps.append((path.relative_to(folder).as_posix(), status.st_size, status.st_mtime_ns if times else 0))
    return tuple(stamps)


def compile_folder(folder: Path) -> bytes:
    """The compiled form of a data folder, for the wheel: the same bytes for the same files."""
    files = tuple(file.content for file in checked(read_folder(folder)))
    compiled = Compiled(format=_FORMAT, version=__version__, made_from=fingerprint(folder, times=False), files=files)
    return msgspec.json.encode(compiled)


def _decode(path: Path) -> Compiled | None:
    try:
        compiled = msgspec.json.decode(path.read_bytes(), type=Compiled)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    return compiled if (compiled.format, compiled.version) == (_FORMAT, __version__) else None


def _cache_path(folder: Path) -> Path | None:
    from platformdirs import user_cache_path

    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    try:
        return user_cache_path("emspath", appauthor=False) / f"data-{name}.json"
    except (OSError, RuntimeError):
        return None


def _keep(path: Path, compiled: Compiled) -> None:
    """Write the cache in one move; a folder that cannot be written to is no error, only slower."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(msgspec.json.encode(compiled))
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)


def _overlays(paths: Sequence[Path]) -> list[DataFile]:
    """The overlays, read before anything else, so that a bad one costs nothing more."""
    mine = [read_file(path) for path in paths]
    folder = data_folder()
    known = [
        Loaded(path.name, path, content) for path, content in zip(data_paths(folder), built_in(), strict=True)
    ]  # fmt: skip
    return [_owned(file) for file in checked(mine, known)]


def _owned(file: Loaded) -> DataFile:
    """The overlay with its owner written on everything it says."""
    content = file.content
    owner = content.owner or file.path.stem
    replace = msgspec.structs.replace

    def own(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
        return tuple(replace(f, readings=tuple(replace(r, owner=owner) for r in f.readings)) for f in facts)

    changes: dict[str, object] = {
        kind: tuple(replace(entity, facts=own(entity.facts), owner=owner) for entity in getattr(content, kind))
        for kind in _ENTITIES
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
            for kind in (*_ENTITIES, "steps")
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
