"""Build hook: compiles the YAML of data/ for the wheel, so that no start parses it, and writes the manual page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileData(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the compiled data and the manual page to a wheel; an editable install reads the YAML itself."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before the wheel's files are collected."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        try:
            from emspath.cli.manual import page
            from emspath.library import COMPILED_NAME, compile_folder

            built = root / "build"
            built.mkdir(exist_ok=True)
            (built / COMPILED_NAME).write_bytes(compile_folder(root / "data"))
            (built / "emspath.1").write_text(page(), encoding="utf-8")
        finally:
            sys.path.remove(str(root / "src"))
        build_data["force_include"][str(built / COMPILED_NAME)] = f"emspath/data/{COMPILED_NAME}"
        build_data["shared_data"][str(built / "emspath.1")] = "share/man/man1/emspath.1"
