"""Puts a set of files in place as one folder, whole or not at all.

The folder is made under a temporary name beside its place and moved there when it is complete, so that nobody ever
sees half of it. A folder that has something in it is only replaced on request, and then what does not belong to the
set stays: a list of its files lies in the folder, and only those are taken away.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from emspath.errors import OutputError

LIST: Final = "files.txt"
"""The list of the files that belong to the set, itself included."""
_CHOOSE: Final = "Choose another name or add --force"


def publish(files: Mapping[str, str], folder: Path, *, force: bool = False) -> None:
    """Make `folder` hold `files` (name to text, written as UTF-8).

    With `force`, files of an earlier set are replaced and others are kept. Raises OutputError when the folder is
    not empty and `force` is not set, when a file of that name is there, or when it cannot be written; nothing is
    changed then.
    """
    try:
        target = folder.resolve()
        _check(folder, target, files, force=force)
        _put(_with_list(files), target)
    except OSError as error:
        raise OutputError.refused(f"'{folder}'", error) from None
    except (ValueError, RuntimeError):
        raise OutputError("the name of the output folder is not usable", "Choose a plain name") from None


def _check(folder: Path, target: Path, files: Mapping[str, str], *, force: bool) -> None:
    for name in files:
        if Path(name).name != name or name in ("", ".", "..", LIST) or "\\" in name:
            raise OutputError(f"'{name}' is no name for a file of the folder", "Names must be plain")
    if target.exists() and not target.is_dir():
        raise OutputError(f"'{folder}' is a file", "Name a folder")
    if not target.parent.is_dir():
        raise OutputError(f"the folder '{target.parent}' does not exist", "Make it first or choose another place")
    if target == Path.cwd() or target in Path.cwd().parents:
        raise OutputError(f"'{folder}' is the folder that you are in, or one around it", "Name a folder inside it")
    if not target.exists() or not any(target.iterdir()):
        return
    if not force:
        raise OutputError(f"'{folder}' has files in it", _CHOOSE)
    ours = _listed(target)
    for name in (*files, LIST):
        if name not in ours and os.path.lexists(target / name):
            raise OutputError(
                f"'{folder}' has a file '{name}' that emspath did not write", "Move it away or choose another folder"
            )


def _with_list(files: Mapping[str, str]) -> dict[str, str]:
    return {**files, LIST: "".join(f"{name}\n" for name in sorted((*files, LIST)))}


def _listed(folder: Path) -> frozenset[str]:
    """The files of the set that lies in `folder`; none when there is no list or it is not readable as one."""
    try:
        names = (folder / LIST).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return frozenset()
    plain = frozenset(name for name in names if name and Path(name).name == name and "\\" not in name)
    return plain if LIST in plain else frozenset()


def _put(files: Mapping[str, str], target: Path) -> None:
    made = Path(tempfile.mkdtemp(prefix=f".{target.name[:50]}.", suffix=".tmp", dir=target.parent))
    try:
        for name, text in files.items():
            (made / name).write_bytes(text.encode("utf-8"))
        umask = os.umask(0)
        os.umask(umask)
        made.chmod(0o777 & ~umask)
        _swap(made, target)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise


def _swap(made: Path, target: Path) -> None:
    """Move the complete folder into place; what was there is put back when that fails."""
    if not target.exists():
        made.rename(target)
        return
    ours = _listed(target)
    old = Path(tempfile.mkdtemp(prefix=f".{target.name[:50]}.", suffix=".old", dir=target.parent))
    old.rmdir()
    target.rename(old)
    kept: list[str] = []
    try:
        for path in old.iterdir():
            if path.name not in ours:
                path.rename(made / path.name)
                kept.append(path.name)
        made.rename(target)
    except BaseException:
        for name in kept:
            with suppress(OSError):
                (made / name).rename(old / name)
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
