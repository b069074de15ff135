"""Where overlays come from, and what `emspath check` says of them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from emspath.folders import user_folder

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from emspath.load import Loaded
    from emspath.model import Fact

VARIABLE: Final = "EMSPATH_DATA"


def overlay_paths(given: Sequence[Path]) -> list[Path]:
    """The overlays to lay over the built-in data: the user's config file, then EMSPATH_DATA, then `given`."""
    found = [part for part in os.environ.get(VARIABLE, "").split(os.pathsep) if part]
    config = _config_file()
    if config is not None and _is_there(config):
        found.insert(0, config)
    if not found:
        return list(dict.fromkeys(given))
    from pathlib import Path

    return list(dict.fromkeys([*map(Path, found), *given]))


def _is_there(path: str) -> bool:
    """Whether there is something of this name, be it a file, a folder, a broken link or in a folder that is closed.

    It must not vanish without a word: it may hold a school's own limits. A home that is out of reach is another's.
    """
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return os.path.lexists(os.path.dirname(path))
    return True


def config_file() -> Path | None:
    """The overlay that is always used when it exists: overlay.yaml in the platform's user-config folder."""
    from pathlib import Path

    config = _config_file()
    return Path(config) if config is not None else None


def _config_file() -> str | None:
    folder = user_folder("config")
    return os.path.join(folder, "overlay.yaml") if folder is not None else None


def check_report(paths: Sequence[Path], today: date) -> str:
    """What was checked and, for each given file, what it adds and overrides. Raises DataError with every problem.

    The given files are read before the built-in data, so that a broken one is told at once.
    """
    from emspath.check import check, told
    from emspath.errors import DataError
    from emspath.load import data_folder, read_file, read_folder
    from emspath.safe import visible

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
        raise DataError(told(problems))
    lines = [f"built-in data: {len(known)} files, {_facts(known):,} facts, no problem"]
    for file in mine:
        lines.append(f"{file.shown}: {_facts([file]):,} facts, no problem")
        lines += [f"  {line}" for line in changes(file, known)]
    return "".join(f"{'  ' if line.startswith('  ') else ''}{visible(line.strip())}\n" for line in lines)


def _facts(files: Sequence[Loaded]) -> int:
    from emspath.check import facts

    return sum(1 for file in files for _ in facts(file)) + sum(4 * len(file.content.skills) for file in files)


def changes(file: Loaded, known: Sequence[Loaded]) -> list[str]:
    """What an overlay adds and what it overrides, a line each, with what stood there before."""
    from emspath.check import ENTITY_LISTS, facts
    from emspath.model import ALL_LEVELS

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
    lines += [f"adds {len(asks.questions)} samples of questions about {asks.topic}" for asks in content.asks]
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
    from emspath.catalog import headline

    first = headline(fact)
    return first.says if first else fact.unknown or "nothing current"
