"""Where things lie: the built-in data, and the user's own folders.

Paths are plain text here, and the usual folders of a Unix user are told without platformdirs: importing pathlib and
platformdirs would take as long as answering.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Final, Literal

from emspath.errors import DataError

PACKAGE: Final = os.path.dirname(os.path.realpath(__file__))
_USUAL: Final = {"config": ("XDG_CONFIG_HOME", ".config"), "cache": ("XDG_CACHE_HOME", ".cache")}


def data_home() -> str:
    """The folder of the built-in data: beside this module in an installed wheel, else at the root of a checkout.

    Raises DataError when it is in neither place.
    """
    checkout = os.path.dirname(os.path.dirname(PACKAGE))
    for folder in (os.path.join(PACKAGE, "data"), os.path.join(checkout, "data")):
        if os.path.isfile(os.path.join(folder, "levels.yaml")):
            return folder
    raise DataError(("the built-in data folder (data/levels.yaml) was not found",), "Reinstall emspath")


def files_below(folder: str, ending: str) -> Iterator[tuple[str, os.stat_result]]:
    """The files in `folder` and below whose names end so, in a fixed order, with what the system knows of them.

    A name is the way from `folder`, with slashes.
    """
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir():
            for name, status in files_below(entry.path, ending):
                yield f"{entry.name}/{name}", status
        elif entry.name.endswith(ending):
            yield entry.name, entry.stat()


def user_folder(kind: Literal["config", "cache"]) -> str | None:
    """The folder in which emspath keeps a user's configuration or cache; None where the system names none.

    It is what platformdirs says; only what that would say on Linux is told without importing it.
    """
    if sys.platform == "linux":
        variable, usual = _USUAL[kind]
        home, chosen = os.environ.get("HOME", ""), os.environ.get(variable, "")
        if chosen.startswith("/"):
            return os.path.join(chosen, "emspath")
        if home.startswith("/"):
            return os.path.join(home, usual, "emspath")
    try:
        import platformdirs

        named = platformdirs.user_config_dir if kind == "config" else platformdirs.user_cache_dir
        return named("emspath", appauthor=False)
    except (OSError, RuntimeError):
        return None
