"""Where overlays come from, and what `emspath check` says of them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from emspath.catalog import headline
from emspath.check import ENTITY_LISTS, check, facts
from emspath.errors import DataError
from emspath.load import Loaded, data_folder, read_file, read_folder
from emspath.model import ALL_LEVELS, Fact
from emspath.safe import visible

VARIABLE: Final = "EMSPATH_DATA"


def overlay_paths(given: Sequence[Path]) -> list[Path]:
    """The overlays to lay over the built-in data: the user's config file, then EMSPATH_DATA, then `given`."""
    paths: list[Path] = []
    config = config_file()
    if config is not None and config.is_file():
        paths.append(config)
    paths += [Path(part) for part in os.environ.get(VARIABLE, "").split(os.pathsep) if part]
    return list(dict.fromkeys([*paths, *given]))


def config_file() -> Path | None:
    """The overlay that is always used when it exists: overlay.yaml in the platform's user-config folder."""
    from platformdirs import user_config_path

    try:
        return user_config_path("emspath", appauthor=False) / "overlay.yaml"
    except (OSError, RuntimeError):
        return None


def check_report(paths: Sequence[Path], today: date) -> str:
    """What was checked and, for each given file, what it adds and overrides. Raises DataError with every problem.

    The given files are read before the built-in data, so that a broken one is told at once.
    """
    mine: list[Loaded] = []
    broken: list[str] = []
    hint = ""
    for path in paths:
        try:
            mine.append(read_file(path))
        except DataError as error:
            broken += error.problems
            hint = error.hint
    if broken:
        raise DataError(tuple(broken), hint if len(broken) == 1 else "")
    known = read_folder(data_folder())
    problems = [*check(known, today), *check(mine, today, known)]
    if problems:
        raise DataError(tuple(problem.line() for problem in problems))
    lines = [f"built-in data: {len(known)} files, {_facts(known):,} facts, no problem"]
    for file in mine:
        lines.append(f"{file.shown}: {_facts([file]):,} facts, no problem")
        lines += [f"  {line}" for line in changes(file, known)]
    return "".join(f"{'  ' if line.startswith('  ') else ''}{visible(line.strip())}\n" for line in lines)


def _facts(files: Sequence[Loaded]) -> int:
    return sum(1 for file in files for _ in facts(file)) + sum(4 * len(file.content.skills) for file in files)


def changes(file: Loaded, known: Sequence[Loaded]) -> list[str]:
    """What an overlay adds and what it overrides, a line each, with what stood there before."""
    present = {(about, fact.topic, fact.level): fact for other in known for _, about, fact in facts(other)}
    content = file.content
    owner = content.owner or file.path.stem
    lines = [f"what it says is marked: from {owner}"]
    for kind in ENTITY_LISTS:
        lines += [f"adds the {kind.removesuffix('s')} {entity.id} ({entity.name})" for entity in getattr(content, kind)]
    for kind in ("programs", "steps"):
        lines += [f"adds the {kind.removesuffix('s')} {record.id} ({record.name})" for record in getattr(content, kind)]
    for kind in ("sections", "topics"):
        lines += [f"adds the {kind.removesuffix('s')} {record.id}" for record in getattr(content, kind)]
    lines += [f"adds the source {source.id} ({source.title})" for source in content.sources]
    lines += [f"adds meanings of '{name.name}': {', '.join(name.meanings)}" for name in content.ambiguities]
    told = [(addition.about, fact) for addition in content.additions for fact in addition.facts]
    told += [(ALL_LEVELS, fact) for fact in content.all_levels]
    for about, fact in told:
        name = f"{about}.{fact.level + '.' if fact.level else ''}{fact.topic}"
        before = present.get((about, fact.topic, fact.level))
        said = _said(fact)
        lines.append(f"adds {name}: {said}" if before is None else f"overrides {name}: {said} (was: {_said(before)})")
    return lines


def _said(fact: Fact) -> str:
    """What a fact says first, in its own words."""
    first = headline(fact)
    return first.says if first else fact.unknown or "nothing current"
